//! Bodies enrolled under an open list of a notice: from a day, with what was seen, and to a day.

use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::login::note;
use crate::notices::Published;
use crate::shares::BY_APPROVAL;
use jiff::civil::Date;
use kernel::{EnrolmentId, london_date};
use ledger::Action;
use notice::source::OpenScope;
use store::{Enrolment, Whereabouts};

use crate::destinations::RECIPIENT;

/// A body to be enrolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEnrolment {
    /// The notice.
    pub notice_id: String,
    /// The open list (a class of the notice).
    pub class: String,
    /// The body's name, which is published.
    pub name: String,
    /// What was seen of what the notice requires.
    pub evidence: String,
    /// In which country it keeps what it is sent: two letters.
    pub country: String,
    /// The first day; none: today.
    pub from_on: Option<Date>,
    /// The last day, if it is known.
    pub until_on: Option<Date>,
}

/// An open list of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenList {
    /// The class.
    pub class: String,
    /// In words.
    pub label: String,
    /// What has to be in place before a body is enrolled.
    pub requires: String,
}

/// A body that is enrolled today, as it is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolledBody {
    /// By which it stands as a party of cases.
    pub key: String,
    /// The list, in words.
    pub list: String,
    /// Its name.
    pub name: String,
    /// Since when.
    pub from_on: Date,
    /// The last day, if it is known.
    pub until_on: Option<Date>,
    /// It was let in for one person: that somebody's mother, landlord or lawyer is on the list is published by nobody's name.
    pub for_one: bool,
}

/// Whether a body was let in for one person: its list is of such bodies, or it came in with one disclosure.
fn for_one(notice: &Published, body: &Enrolment) -> bool {
    let open = notice.compiled.merged.class.get(&body.class).and_then(|class| class.open.as_ref());
    open.is_some_and(|open| open.scope == OpenScope::PerCase) || body.evidence.starts_with(BY_APPROVAL)
}

impl App {
    /// The open lists of a notice.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer or there is no such notice.
    pub fn open_lists(&self, actor: &Actor, notice_id: &str) -> Result<Vec<OpenList>, AppError> {
        let notice = self.matrix_of(actor, notice_id)?;
        let lists = notice.compiled.merged.class.iter().filter_map(|(id, class)| {
            let open = class.open.as_ref()?;
            Some(OpenList { class: id.clone(), label: class.label.clone(), requires: open.requires.clone() })
        });
        Ok(lists.collect())
    }

    /// Enrols a body into an open list.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer; `Form` when the notice has no such open list, what it requires is not said
    /// to be in place, or the days do not fit.
    pub fn enrol_body(&self, actor: &Actor, new: &NewEnrolment) -> Result<EnrolmentId, AppError> {
        actor.must_administer()?;
        let mut new = new.clone();
        new.name = new.name.trim().to_owned();
        new.evidence = new.evidence.trim().to_owned();
        let (who, account) = (disclosure::actor(&actor.caller), actor.account);
        self.act(&actor.caller, "enrol body", move |tx, inner| {
            let notice = inner.latest(tx, &new.notice_id)?.ok_or(AppError::NotFound)?;
            let open = notice.compiled.merged.class.get(&new.class).and_then(|c| c.open.as_ref());
            let Some(open) = open else {
                return Err(AppError::field("class", "The notice has no such open list: choose one from it"));
            };
            let now = tx.now();
            let today = london_date(now);
            let from_on = new.from_on.unwrap_or(today);
            if new.name.is_empty() {
                return Err(AppError::field("name", "Enter the organisation's name"));
            }
            if let Some(successor) = notice::successor(&new.name, today) {
                let words = format!("There is no body of this name any more: enter {successor}");
                return Err(AppError::field("name", &words));
            }
            if let Some(now) = crate::agencies::called(tx, &new.name)?
                && !now.name.eq_ignore_ascii_case(&new.name)
            {
                let words = format!("{} is called {} today: enter that name", new.name, now.name);
                return Err(AppError::field("name", &words));
            }
            if new.evidence.is_empty() {
                let words = format!("Say where it can be seen that this is in place: {}", open.requires);
                return Err(AppError::field("evidence", &words));
            }
            if sharing::country(&new.country).is_none() {
                return Err(AppError::field("country", "Choose the country in which it keeps what it is sent"));
            }
            if open.for_a_time && new.until_on.is_none() {
                let words = "Enter the last day: on this list organisations stand for a time only";
                return Err(AppError::field("until-day", words));
            }
            if new.until_on.is_some_and(|until| until < from_on) {
                return Err(AppError::field("until-day", "The last day must not be before the first"));
            }
            let theirs = tx.enrolments(&new.notice_id)?;
            let overlaps = theirs.iter().any(|e| {
                e.class == new.class
                    && e.name.eq_ignore_ascii_case(&new.name)
                    && e.until_on.is_none_or(|last| from_on <= last)
                    && new.until_on.is_none_or(|last| e.from_on <= last)
            });
            if overlaps {
                return Err(AppError::field("name", "This organisation is on the list on some of these days already"));
            }
            let id = EnrolmentId::new(now, tx.entropy());
            tx.insert_enrolment(&Enrolment {
                id,
                notice_id: new.notice_id.clone(),
                class: new.class.clone(),
                body: format!("class:{}/{id}", new.class),
                name: new.name.clone(),
                from_on,
                until_on: new.until_on,
                evidence: new.evidence.clone(),
                recorded_at: now,
            })?;
            tx.put_whereabouts(&Whereabouts {
                kind: RECIPIENT.to_owned(),
                notice_id: new.notice_id.clone(),
                body: format!("class:{}/{id}", new.class),
                country: new.country.clone(),
                confirmed: true,
                source: new.evidence.clone(),
                account: Some(account),
                at: now,
            })?;
            note(tx, &who, Action::Administer, &format!("enrolled {id} into {}#{}", new.notice_id, new.class))?;
            Ok(id)
        })
    }

    /// Ends an enrolment with a day. From the next day on the body is released nothing.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer or there is none; `Form` for a day before the first.
    pub fn end_enrolment(&self, actor: &Actor, id: EnrolmentId, last: Date) -> Result<(), AppError> {
        actor.must_administer()?;
        let who = disclosure::actor(&actor.caller);
        self.act(&actor.caller, "end enrolment", move |tx, _| {
            let enrolment = tx.enrolment(id)?.ok_or(AppError::NotFound)?;
            if last < enrolment.from_on {
                return Err(AppError::field("last-day", "The last day must not be before the first"));
            }
            tx.end_enrolment(id, last)?;
            note(tx, &who, Action::Administer, &format!("enrolment {id} ends on {last}"))
        })
    }

    /// The bodies on the open lists of a notice today. Public: they are recipients that the notice speaks of.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn enrolled_bodies(&self, notice_id: &str) -> Result<Vec<EnrolledBody>, AppError> {
        let (inner, notice_id) = (&self.inner, notice_id.to_owned());
        self.inner.store.read(&self.public(), "enrolled bodies", move |tx| {
            let today = london_date(tx.now());
            let Some(notice) = inner.latest(tx, &notice_id)? else { return Err(AppError::NotFound) };
            let on = |e: &Enrolment| e.holds_on(today);
            let mut bodies: Vec<EnrolledBody> = tx
                .enrolments(&notice_id)?
                .into_iter()
                .filter(on)
                .map(|e| EnrolledBody {
                    for_one: for_one(&notice, &e),
                    key: e.body,
                    list: notice.principal_label(&format!("class:{}", e.class)),
                    name: e.name,
                    from_on: e.from_on,
                    until_on: e.until_on,
                })
                .collect();
            bodies.sort_by(|a, b| (&a.list, &a.name).cmp(&(&b.list, &b.name)));
            Ok(bodies)
        })
    }
}

//! Contacts and links of notices: each has somebody who answers for it, and a day by which it is checked again.

use crate::App;
use crate::actor::Actor;
use crate::agreements::keeps_register;
use crate::error::AppError;
use crate::login::note;
use crate::notices::Published;
use crate::views::FormErrors;
use jiff::civil::Date;
use kernel::london_date;
use ledger::Action;
use store::{NoticeContact, Tx};

/// That contacts or links were checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewContactCheck {
    /// Which: `contact:key` or `link:key`.
    pub which: Vec<String>,
    /// Who answers for them: a post.
    pub owner: String,
    /// When they were checked.
    pub checked_on: Option<Date>,
    /// By when they are checked again.
    pub check_by: Option<Date>,
    /// Of one link: where it leads; empty: as the notice has it.
    pub address: String,
    /// Of one link: of which day what stands there is.
    pub dated_on: Option<Date>,
}

/// A contact or link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactLine {
    /// `contact:key` or `link:key`.
    pub which: String,
    /// What it is called.
    pub label: String,
    /// How it is reached, or where it leads.
    pub ways: Vec<String>,
    /// What was checked, if it was.
    pub checked: Option<NoticeContact>,
    /// Whether it is to be checked: never was, its day has passed, or a link leads nowhere.
    pub due: bool,
}

/// A link, as it is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicLink {
    /// What it is called.
    pub label: String,
    /// Where it leads.
    pub address: String,
    /// Of which day what stands there is.
    pub dated_on: Option<Date>,
    /// When it was checked.
    pub checked_on: Option<Date>,
}

/// The contacts and links of a notice.
fn lines(tx: &mut Tx<'_>, notice: &Published) -> Result<Vec<ContactLine>, AppError> {
    let today = london_date(tx.now());
    let rows = tx.notice_contacts(&notice.compiled.id)?;
    let of = |kind: &str, key: &str| rows.iter().find(|r| r.kind == kind && r.key == key).cloned();
    let late = |row: &Option<NoticeContact>| row.as_ref().is_none_or(|r| r.check_by < today);
    let file = &notice.compiled.merged;
    let mut all = Vec::new();
    for (key, contact) in &file.contact {
        let ways = [&contact.email, &contact.phone, &contact.post, &contact.url];
        let checked = of("contact", key);
        all.push(ContactLine {
            which: format!("contact:{key}"),
            label: contact.label.clone(),
            ways: ways.into_iter().flatten().cloned().collect(),
            due: late(&checked),
            checked,
        });
    }
    for (key, link) in &file.link {
        let checked = of("link", key);
        let given = checked.as_ref().map(|c| c.address.clone()).filter(|a| !a.is_empty());
        let ways: Vec<String> = given.or_else(|| link.url.clone()).into_iter().collect();
        all.push(ContactLine {
            which: format!("link:{key}"),
            label: link.label.clone(),
            due: late(&checked) || (ways.is_empty() && link.from.is_none()),
            ways,
            checked,
        });
    }
    all.sort_by_key(|l| !l.due);
    Ok(all)
}

/// Whether somebody typed an address of a page.
fn is_page(text: &str) -> bool {
    text.strip_prefix("https://").is_some_and(|rest| rest.contains('.') && !rest.contains(char::is_whitespace))
}

impl App {
    /// The contacts and links of a notice, those that are to be checked first.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register of that notice.
    pub fn notice_contacts(&self, actor: &Actor, notice_id: &str) -> Result<Vec<ContactLine>, AppError> {
        keeps_register(actor, notice_id)?;
        let (inner, notice_id) = (&self.inner, notice_id.to_owned());
        self.inner.store.read(&actor.caller, "contacts of a notice", move |tx| {
            let notice = inner.latest(tx, &notice_id)?.ok_or(AppError::NotFound)?;
            lines(tx, &notice)
        })
    }

    /// The notices of which contacts or links are to be checked, with how many.
    ///
    /// # Errors
    /// `NotFound` when the actor keeps no register.
    pub fn contacts_due(&self, actor: &Actor) -> Result<Vec<(String, String, usize)>, AppError> {
        actor.must_keep_agreements()?;
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "contacts due", move |tx| {
            let mut due = Vec::new();
            for id in crate::publish::notice_ids(tx)?.iter().filter(|id| keeps_register(&actor, id).is_ok()) {
                let Some(notice) = inner.latest(tx, id)? else { continue };
                let many = lines(tx, &notice)?.into_iter().filter(|l| l.due).count();
                if many > 0 {
                    due.push((id.clone(), notice.compiled.title.clone(), many));
                }
            }
            Ok(due)
        })
    }

    /// Writes down that contacts or links of a notice were checked.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register of that notice; `Form` with everything to put right.
    pub fn check_contacts(&self, actor: &Actor, notice_id: &str, new: &NewContactCheck) -> Result<(), AppError> {
        keeps_register(actor, notice_id)?;
        let (actor, notice_id, new) = (actor.clone(), notice_id.to_owned(), new.clone());
        self.act(&actor.caller.clone(), "check contacts", move |tx, inner| {
            let notice = inner.latest(tx, &notice_id)?.ok_or(AppError::NotFound)?;
            let known = lines(tx, &notice)?;
            let today = london_date(tx.now());
            let mut wrong = FormErrors::default();
            if new.which.is_empty() || !new.which.iter().all(|w| known.iter().any(|l| l.which == *w)) {
                wrong.add("which", "Choose what was checked");
            }
            if new.owner.trim().is_empty() || new.owner.chars().count() > 200 || new.owner.contains('@') {
                wrong.add("owner", "Enter the post or team that answers for it, not a person’s name or address");
            }
            match new.checked_on {
                None => wrong.add("checked-day", "Enter the day, like 27 3 2026"),
                Some(on) if today < on => wrong.add("checked-day", "The day must not be in the future"),
                Some(_) => {}
            }
            match (new.checked_on, new.check_by) {
                (_, None) => wrong.add("again-day", "Enter by when it is checked again, like 27 9 2026"),
                (Some(on), Some(by)) if by <= on => wrong.add("again-day", "That day has to be after the check"),
                _ => {}
            }
            let link = matches!(new.which.as_slice(), [one] if one.starts_with("link:"));
            if (!new.address.trim().is_empty() || new.dated_on.is_some()) && !link {
                wrong.add("address", "Choose one link only to say where it leads or of which day it is");
            }
            if !new.address.trim().is_empty() && !is_page(new.address.trim()) {
                wrong.add("address", "Enter an address that begins with https://");
            }
            let days = new.checked_on.zip(new.check_by);
            let Some((checked_on, check_by)) = days.filter(|_| wrong.fields.is_empty()) else {
                return Err(AppError::Form(wrong));
            };
            for which in &new.which {
                let Some((kind, key)) = which.split_once(':') else { continue };
                let at = tx.now();
                tx.put_notice_contact(&NoticeContact {
                    notice_id: notice_id.clone(),
                    kind: kind.to_owned(),
                    key: key.to_owned(),
                    owner: new.owner.trim().to_owned(),
                    checked_on,
                    check_by,
                    address: new.address.trim().to_owned(),
                    dated_on: new.dated_on,
                    account: actor.account,
                    at,
                })?;
            }
            let what = format!("{} of {notice_id} checked", new.which.join(", "));
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &what)
        })
    }

    /// Where the links of a notice lead. Public: the notice's page shows them.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn public_links(&self, notice_id: &str) -> Result<Vec<PublicLink>, AppError> {
        let (inner, notice_id) = (&self.inner, notice_id.to_owned());
        self.inner.store.read(&self.public(), "public links", move |tx| {
            let Some(notice) = inner.latest(tx, &notice_id)? else { return Err(AppError::NotFound) };
            let links = lines(tx, &notice)?.into_iter().filter(|l| l.which.starts_with("link:"));
            Ok(links
                .filter_map(|l| {
                    Some(PublicLink {
                        address: l.ways.first()?.clone(),
                        dated_on: l.checked.as_ref().and_then(|c| c.dated_on),
                        checked_on: l.checked.as_ref().map(|c| c.checked_on),
                        label: l.label,
                    })
                })
                .collect())
        })
    }
}

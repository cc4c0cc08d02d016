//! Officers let a person in to their own page, and somebody who acts for them with a second officer's agreement.

use super::login::{Envelope, PortalParcel, born_digest, channel_of, envelope, opened, seal, send, way, way_digest};
use super::{OWN_ACCESS, REPRESENTATIVE, link, recipient};
use crate::App;
use crate::actor::Actor;
use crate::consent::circumstances_category;
use crate::error::AppError;
use crate::look::Look;
use crate::messages::says_unsafe;
use crate::views::{CaseTop, FormErrors, Item};
use crate::work::desk::{Desk, visible};
use crate::work::tasks::workable;
use casework::FieldError;
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, TaskId, Timestamp, london_date, london_moment};
use ledger::Action;
use messages::OwnWords;
use notice::model::Act;
use store::{FactKind, FactRecord, PortalAccount, Tx};

/// Somebody who is to be let in.
#[derive(Clone, Default)]
pub struct NewPortalAccount {
    /// Email address or mobile number.
    pub way: String,
    /// The officer has asked whether this way is safe.
    pub asked_if_safe: bool,
    /// Whether it is somebody who acts for the person.
    pub represents: bool,
    /// Their name.
    pub name: String,
    /// By which authority.
    pub authority: String,
    /// The categories that they may see; empty: all.
    pub categories: Vec<String>,
    /// The last day.
    pub until: Option<Date>,
    /// In which language they read, as browsers know it; empty: English.
    pub language: String,
}

/// An account, as officers see it.
pub struct PortalLine {
    /// Its id.
    pub id: AccountId,
    /// Whether it is somebody who acts for the person.
    pub represents: bool,
    /// Way, name and authority, as the gate allows.
    pub who: Item<(String, String, String)>,
    /// What it may see, in words; empty: all.
    pub scope: Vec<String>,
    /// The last day.
    pub until: Option<Date>,
    /// Who invited, and when.
    pub invited: (String, Timestamp),
    /// Who else agreed, and when.
    pub approved: Option<(String, Timestamp)>,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
    /// The last log-in.
    pub last_in_at: Option<Timestamp>,
    /// The record says by now that its way is not safe: no code goes there.
    pub way_unsafe: bool,
    /// A word of their own is asked when they log in.
    pub has_word: bool,
    /// Its last day has passed.
    pub is_over: bool,
    /// Whether this officer may agree to it.
    pub can_approve: bool,
}

/// The page for officers.
pub struct PortalDesk {
    /// The head of the page.
    pub top: CaseTop,
    /// The accounts, the latest first.
    pub lines: Vec<PortalLine>,
    /// Categories to choose from: ids and words.
    pub categories: Vec<(String, String)>,
}

/// For how many years at most somebody is let in to act for the person.
const LONGEST_ACTING: i64 = 5;

/// Nothing can be asked at log-in that is not known.
const NO_BIRTH: &str =
    "The date of birth is asked at log-in: write the whole of it down in the record first, with day, month and year";

impl App {
    /// Who may log in to the person's page.
    ///
    /// # Errors
    /// `NotFound` when the actor is not one of the controller's own people who may record something of the case.
    pub fn portal_desk(&self, actor: &Actor, case: CaseId) -> Result<PortalDesk, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "portal accounts", move |tx, inner| {
            let Some(look) = visible(tx, inner, &actor, case)? else { return Ok(None) };
            let about: Vec<_> = circumstances_category(&look).into_iter().collect();
            let classes: Vec<String> = about.iter().map(|c| look.notice.class_in(*c, look.case.id)).collect();
            let classes: Vec<&str> = classes.iter().map(String::as_str).collect();
            let desk = Desk::of(tx, &actor, look, &about, &classes, (Action::Open, "own page"))?;
            if !actor.is_staff() || desk.may.releases_nothing() {
                return Ok(None);
            }
            let look = &desk.look;
            let mut lines = Vec::new();
            for account in tx.portal_accounts(case)? {
                let who = match (about.first(), &account.sealed) {
                    (Some(category), Some(sealed)) => {
                        let place = Some(account.place());
                        look.unseal::<Envelope>(&desk.recorded, *category, place, sealed.clone(), &desk.ring)?
                            .map(|e| (e.way, e.name, e.authority))
                    }
                    _ => Item::Empty,
                };
                let represents = account.kind != "subject";
                let open = account.ended_at.is_none() && account.approved_at.is_none();
                lines.push(PortalLine {
                    id: account.id,
                    way_unsafe: account.ended_at.is_none() && opened(tx, inner, &account)?.1,
                    has_word: account.word_digest.is_some(),
                    is_over: account.until_on.is_some_and(|last| last < look.today),
                    represents,
                    who,
                    scope: account.categories.iter().map(|c| look.notice.category_label(c)).collect(),
                    until: account.until_on,
                    invited: (inner.account_name(tx, account.invited_by)?, account.invited_at),
                    approved: match account.approved_by.zip(account.approved_at) {
                        Some((by, at)) => Some((inner.account_name(tx, by)?, at)),
                        None => None,
                    },
                    ended_at: account.ended_at,
                    last_in_at: account.last_in_at,
                    can_approve: represents && open && account.invited_by != actor.account,
                });
            }
            let categories = look.notice.compiled.categories.iter().map(|c| (c.id.clone(), c.label.clone())).collect();
            Ok(Some(PortalDesk { top: desk.top(&actor)?, lines, categories }))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Lets somebody in. The person can log in at once; whoever acts for them once a second officer has agreed. `page` is where
    /// the page is reached.
    ///
    /// # Errors
    /// `NotFound` when the actor may not record anything of the case; `Form` when something is missing; `Refused` when the person
    /// said that this way is not safe, or the date of birth is not known.
    pub fn invite_to_portal(
        &self,
        actor: &Actor,
        case: CaseId,
        new: &NewPortalAccount,
        page: &str,
    ) -> Result<AccountId, AppError> {
        let (actor, new, page) = (actor.clone(), new.clone(), page.to_owned());
        self.act(&actor.caller.clone(), "invite to own page", move |tx, inner| {
            let look = workable(tx, inner, &actor, case)?;
            let today = look.today;
            let (channel, address) = checked(&look, &new, today)?;
            let born = safe_and_born(tx, &actor, &look, channel, &address)?;
            let now = tx.now();
            let id = AccountId::new(now, tx.entropy());
            let category = circumstances_category(&look).ok_or(AppError::NotFound)?;
            let mut account = PortalAccount {
                id,
                person: look.case.person,
                case_id: case,
                kind: if new.represents { "representative" } else { "subject" }.to_owned(),
                channel: channel.to_owned(),
                way_digest: way_digest(tx, &address)?,
                born_digest: born_digest(tx, id, born)?,
                categories: if new.represents { new.categories.clone() } else { Vec::new() },
                until_on: new.until,
                record_class: look.notice.class_in(category, look.case.id),
                sealed: None,
                invited_by: actor.account,
                invited_at: now,
                approved_by: None,
                approved_at: None,
                ended_by: None,
                ended_at: None,
                first_in_at: None,
                last_in_at: None,
                failed_count: 0,
                last_failed_at: None,
                codes_sent: 0,
                codes_since: now,
                word_digest: None,
            };
            let kept = Envelope {
                way: address,
                name: new.name.trim().to_owned(),
                authority: new.authority.trim().to_owned(),
                language: new.language.clone(),
            };
            seal(tx, &mut account, &kept)?;
            // One way opens one page of one kind: whoever had it before is let out.
            for old in tx.portal_accounts(case)? {
                if old.ended_at.is_none() && old.kind == account.kind && old.way_digest == account.way_digest {
                    tx.end_portal_account(old.id, actor.account)?;
                }
            }
            tx.insert_portal_account(&account)?;
            let ring = crate::cases::parts::ring(tx, &look, &[])?;
            let detail = format!("{} let in to the own page", account.kind);
            look.record(tx, &actor, look.decide(Act::Record, &[]), Action::Administer, &ring, &detail)?;
            if !new.represents {
                tell(tx, &account, &kept, &page)?;
            }
            Ok(id)
        })
    }

    /// A second officer agrees that somebody acts for the person. `page` as above.
    ///
    /// # Errors
    /// `NotFound` when there is no such account to agree to; `Refused` when it is the officer who invited.
    pub fn approve_representative(
        &self,
        actor: &Actor,
        case: CaseId,
        id: AccountId,
        page: &str,
    ) -> Result<(), AppError> {
        let (actor, page) = (actor.clone(), page.to_owned());
        self.act(&actor.caller.clone(), "approve representative", move |tx, inner| {
            let look = workable(tx, inner, &actor, case)?;
            let account = tx.portal_account(id)?.filter(|a| a.case_id == case && a.kind == "representative");
            let account =
                account.filter(|a| a.ended_at.is_none() && a.approved_at.is_none()).ok_or(AppError::NotFound)?;
            if account.invited_by == actor.account {
                return Err(AppError::Refused("Somebody else has to agree: you let them in yourself".to_owned()));
            }
            let until = account.until_on.and_then(|last| last.tomorrow().ok()).and_then(|day| london_moment(day, 0, 0));
            for (fact, by) in [(FactKind::Request, account.invited_by), (FactKind::Approval, actor.account)] {
                let fact = FactRecord {
                    id: TaskId::new(tx.now(), tx.entropy()),
                    case_id: case,
                    person: account.person,
                    party: recipient(id),
                    fact,
                    purpose: OWN_ACCESS.to_owned(),
                    record_class: account.record_class.clone(),
                    sealed: None,
                    recorded_by: Some(by),
                    recorded_at: tx.now(),
                    expires_at: until,
                    revoked_at: None,
                };
                tx.insert_fact(&fact)?;
            }
            link(tx, &account, london_date(tx.now()))?;
            tx.approve_portal_account(id, actor.account)?;
            let ring = crate::cases::parts::ring(tx, &look, &[])?;
            let nothing = look.decide(Act::Record, &[]);
            look.record(tx, &actor, nothing, Action::Administer, &ring, "representative agreed to")?;
            if let Some(kept) = envelope(tx, &account)? {
                tell(tx, &account, &kept, &page)?;
            }
            Ok(())
        })
    }

    /// The word that somebody chose for logging in is asked no more: they have forgotten it.
    ///
    /// # Errors
    /// `NotFound` when there is no such account, or no word.
    pub fn forget_portal_word(&self, actor: &Actor, case: CaseId, id: AccountId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "forget a word", move |tx, inner| {
            let look = workable(tx, inner, &actor, case)?;
            let account = tx.portal_account(id)?.filter(|a| a.case_id == case && a.ended_at.is_none());
            let account = account.filter(|a| a.word_digest.is_some()).ok_or(AppError::NotFound)?;
            tx.set_portal_word(account.id, None)?;
            let ring = crate::cases::parts::ring(tx, &look, &[])?;
            let detail = format!("the word of the {} for logging in is asked no more", account.kind);
            look.record(tx, &actor, look.decide(Act::Record, &[]), Action::Administer, &ring, &detail)?;
            Ok(())
        })
    }

    /// Lets somebody out: at once, wherever they are logged in.
    ///
    /// # Errors
    /// `NotFound` when there is no such account.
    pub fn end_portal_account(&self, actor: &Actor, case: CaseId, id: AccountId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "end own page", move |tx, inner| {
            let look = workable(tx, inner, &actor, case)?;
            let account = tx.portal_account(id)?.filter(|a| a.case_id == case && a.ended_at.is_none());
            let account = account.ok_or(AppError::NotFound)?;
            tx.end_portal_account(id, actor.account)?;
            if account.kind != "subject" {
                for fact in
                    tx.fact_history(case)?.into_iter().filter(|f| f.party == recipient(id) && f.revoked_at.is_none())
                {
                    tx.revoke_fact(fact.id)?;
                }
                let yesterday = london_date(tx.now()).yesterday().unwrap_or_else(|_| london_date(tx.now()));
                for party in tx.case_parties(&[case])?.into_iter().filter(|p| p.party == recipient(id)) {
                    tx.end_case_party(party.id, yesterday.max(party.since))?;
                }
            }
            let ring = crate::cases::parts::ring(tx, &look, &[])?;
            let detail = format!("{} let out of the own page", account.kind);
            look.record(tx, &actor, look.decide(Act::Record, &[]), Action::Administer, &ring, &detail)?;
            Ok(())
        })
    }
}

/// That there is a page. It says neither whose nor what about.
fn tell(tx: &mut Tx<'_>, account: &PortalAccount, kept: &Envelope, page: &str) -> Result<(), AppError> {
    let (subject, body) = OwnWords::of(&kept.language).ready(&format!("{page}/me"));
    let parcel = PortalParcel { channel: account.channel.clone(), to: kept.way.clone(), subject, body };
    send(tx, account.id, &parcel)
}

fn checked(look: &Look, new: &NewPortalAccount, today: Date) -> Result<(&'static str, String), AppError> {
    let mut errors = FormErrors::default();
    let mut add = |input: &str, words: &str| {
        errors.fields.push(FieldError { input: input.to_owned(), words: words.to_owned() });
    };
    let found = way(&new.way);
    if found.is_none() {
        add("way", "Enter an email address or a mobile number, like 07700 900123");
    }
    if !new.asked_if_safe {
        add("safe", "Ask whether messages this way are safe, and say that you did");
    }
    if new.represents {
        if new.name.trim().is_empty() {
            add("name", "Enter who acts for the person");
        }
        if new.authority.trim().is_empty() {
            add("authority", "Enter by which authority, such as a signed form");
        }
        match new.until {
            None => add("until-day", "Enter the last day on which they act"),
            Some(last) if last < today => add("until-day", "The last day has to be today or later"),
            Some(last) if last > today.saturating_add(LONGEST_ACTING.years()) => {
                add("until-day", "Five years at most: whoever acts for the person is asked again by then");
            }
            Some(_) => {}
        }
        if !new.categories.iter().all(|c| look.notice.compiled.category(c).is_some()) {
            add("scope", "Choose from the list what they may see");
        }
        if look.notice.compiled.principal(REPRESENTATIVE).is_none() {
            add("who", "The notice of this case knows nobody who acts for the person");
        }
    }
    match (errors.fields.is_empty(), found) {
        (true, Some(found)) => Ok(found),
        _ => Err(AppError::Form(errors)),
    }
}

/// The date of birth, where the record says of this way nothing that forbids it. The date is looked at through the gate, and that is
/// recorded.
fn safe_and_born(tx: &mut Tx<'_>, actor: &Actor, look: &Look, channel: &str, address: &str) -> Result<Date, AppError> {
    let sections = tx.sections(look.case.id)?;
    if says_unsafe(tx, &look.notice, &sections, channel_of(channel), address)? == Some(true) {
        return Err(AppError::Refused("The person said that this way is not safe: choose another".to_owned()));
    }
    let ring = crate::cases::parts::ring(tx, look, &sections)?;
    let mut asked: Vec<_> = look.notice.well_known.born.iter().map(|(c, _)| *c).collect();
    asked.sort_unstable();
    asked.dedup();
    let recorded =
        look.record(tx, actor, look.decide(Act::See, &asked), Action::Open, &ring, "to let in to the own page")?;
    let born = look.born(&recorded, &sections, &ring)?;
    born.and_then(|born| born.get().parse::<Date>().ok()).ok_or_else(|| AppError::Refused(NO_BIRTH.to_owned()))
}

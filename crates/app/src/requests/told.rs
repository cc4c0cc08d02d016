//! Those who had the data are told at their desks what became of a request (UK GDPR article 19): they say that they have read it, and what they
//! did. Whoever has no desk is told by hand.

use super::desk::Opened;
use super::effects::restricted_by;
use super::queue::taken;
use super::recipients::recipients;
use super::steps::write_step;
use crate::actor::Actor;
use crate::agencies::has_desk;
use crate::error::AppError;
use crate::shares::{Occasion, write_to};
use crate::{App, Inner};
use ::rights::{Kind, StepKind, may};
use clocks::Calendar;
use kernel::{PersonId, RequestId, TaskId, Timestamp, london_date};
use ledger::Action;
use notice::model::Act;
use store::{RightsTold, Tx};

/// What a body can have done: codes and words.
pub const RIGHTS_DID: [(&str, &str); 5] = [
    ("corrected", "We have corrected it"),
    ("erased", "We have erased it"),
    ("stopped", "We have stopped using it"),
    ("kept-by-law", "The law makes us keep and use it"),
    ("nothing-held", "We hold nothing of it"),
];

/// How many lines a desk shows.
const MOST: u32 = 200;

/// What a body was told, as it reads it. It names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightsToldLine {
    /// Its id.
    pub id: TaskId,
    /// The records' references.
    pub reference: String,
    /// What became of it, and what they are asked to do, in words.
    pub words: &'static str,
    /// What they had.
    pub categories: Vec<String>,
    /// When they were told.
    pub told_at: Timestamp,
    /// When they said that they had read it.
    pub acknowledged_at: Option<Timestamp>,
    /// What they did, in words.
    pub did: Option<&'static str>,
}

/// What became of it, and what a body is asked to do.
fn words(why: &str) -> &'static str {
    match why {
        "corrected" => {
            "Something that you had was wrong, and has been corrected or completed. Correct what you hold, or ask the council for it again."
        }
        "erased" => "What you had is erased here. Erase what you hold of it, unless the law makes you keep it.",
        "lifted" => "The use of what you had is not restricted any more.",
        "objected" => {
            "The person objects to the use of what you had. Stop using it until you hear from the council, unless the law makes you use it."
        }
        _ => {
            "The use of what you had is restricted. Keep it and do nothing else with it, until you hear from the council."
        }
    }
}

pub(super) fn did_words(code: &str) -> Option<&'static str> {
    RIGHTS_DID.iter().find(|(known, _)| *known == code).map(|(_, words)| *words)
}

/// What those who had the data are told on account of a request; none where there is nothing to tell yet.
fn why(opened: &Opened, kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Rectification | Kind::Completion => Some("corrected"),
        Kind::Erasure => Some("erased"),
        Kind::Objection => Some("objected"),
        _ if !restricted_by(opened).is_empty() => Some("restricted"),
        _ => None,
    }
}

impl App {
    /// Tells everybody at their desk who had the data, has a desk and was not told. Answers with how many.
    ///
    /// # Errors
    /// `Refused` when there is nothing to tell or nobody to tell it at a desk; `NotFound` for everybody but the data protection officer.
    pub fn tell_recipients_at_desks(&self, actor: &Actor, id: RequestId) -> Result<usize, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "tell recipients", move |tx, inner| {
            let step = StepKind::RecipientTold;
            let opened = Opened::of(tx, inner, &actor, id, Act::Record, (Action::Edit, step.id()))?;
            opened.must_be_released()?;
            let kind = Kind::from_id(&opened.request.kind).ok_or(AppError::NotFound)?;
            let today = london_date(tx.now());
            may(kind, opened.request.received_on, &taken(&opened.steps), step, today, Calendar::standard())
                .map_err(|words| AppError::Refused(words.to_owned()))?;
            let Some(why) = why(&opened, kind) else {
                return Err(AppError::Refused("Nothing has become of it yet that they are to be told".to_owned()));
            };
            let (accounts, notice_id) = (tx.accounts()?, opened.notice.compiled.id.clone());
            let mut told = 0;
            for line in recipients(tx, &opened)?.into_iter().filter(|line| line.told_on.is_none()) {
                if !has_desk(&accounts, &notice_id, &line.party) {
                    continue;
                }
                let row = RightsTold {
                    id: TaskId::new(tx.now(), tx.entropy()),
                    request: id,
                    notice_id: notice_id.clone(),
                    reference: line.references.join(", "),
                    party: line.party.clone(),
                    why: why.to_owned(),
                    categories: line.categories.clone(),
                    told_at: tx.now(),
                    acknowledged_at: None,
                    did: None,
                    did_at: None,
                    did_by: None,
                };
                tx.insert_rights_told(&row)?;
                let under = PersonId::from_bytes(*row.id.as_bytes());
                write_to(tx, (&notice_id, &row.party), under, Occasion::Rights)?;
                let said = format!("At their desk: {}", words(why));
                write_step(tx, actor.account, &opened.request, (step, today), &line.party, &said)?;
                told += 1;
            }
            if told == 0 {
                return Err(AppError::Refused(
                    "Nobody who is still to be told has a desk here: tell them by hand".to_owned(),
                ));
            }
            Ok(told)
        })
    }

    /// What the body that the actor acts for was told, the latest first. It names nobody.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn told_of_requests(&self, actor: &Actor) -> Result<Vec<RightsToldLine>, AppError> {
        let actor = actor.clone();
        self.inner.store.read(&actor.caller.clone(), "told of requests", move |tx| {
            let rows = if actor.is_staff() { Vec::new() } else { tx.rights_told_to(&actor.recipient(), MOST)? };
            let mine = rows.into_iter().filter(|row| row.notice_id == actor.capacity.notice);
            Ok(mine
                .map(|row| RightsToldLine {
                    id: row.id,
                    words: words(&row.why),
                    did: row.did.as_deref().and_then(did_words),
                    reference: row.reference,
                    categories: row.categories,
                    told_at: row.told_at,
                    acknowledged_at: row.acknowledged_at,
                })
                .collect())
        })
    }

    /// The body has read it (`did` none), or says what it did. It is said once.
    ///
    /// # Errors
    /// `NotFound` when it is not for this body; `Refused` when it is none of the answers, or was said already.
    pub fn answer_told_of_request(&self, actor: &Actor, id: TaskId, did: Option<&str>) -> Result<(), AppError> {
        let (actor, did) = (actor.clone(), did.map(str::to_owned));
        self.act(&actor.caller.clone(), "answer of a recipient", move |tx, inner| {
            let rows = if actor.is_staff() { Vec::new() } else { tx.rights_told_to(&actor.recipient(), MOST)? };
            let row = rows.into_iter().find(|row| row.id == id && row.notice_id == actor.capacity.notice);
            let Some(mut row) = row else { return Err(AppError::NotFound) };
            row.acknowledged_at = row.acknowledged_at.or_else(|| Some(tx.now()));
            if let Some(did) = &did {
                if row.did.is_some() {
                    return Err(AppError::Refused("It is written down already what was done with it".to_owned()));
                }
                if did_words(did).is_none() {
                    return Err(AppError::Refused("Choose what was done with it".to_owned()));
                }
                row.did = Some(did.clone());
                row.did_at = Some(tx.now());
                row.did_by = actor.own_account();
            }
            on_ledger(tx, inner, &actor, &row)?;
            Ok(tx.update_rights_told(&row)?)
        })
    }
}

/// Those who were told that something may not be used are told at their desks that it may be again.
pub(super) fn tell_of_lifting(tx: &mut Tx<'_>, request: RequestId) -> Result<(), AppError> {
    let rows = tx.rights_told(request)?;
    for row in rows.iter().filter(|row| ["restricted", "objected"].contains(&row.why.as_str())) {
        // Of those to one body the latest counts.
        if rows.iter().find(|r| r.party == row.party).is_none_or(|latest| latest.id != row.id) {
            continue;
        }
        let now = RightsTold {
            id: TaskId::new(tx.now(), tx.entropy()),
            why: "lifted".to_owned(),
            told_at: tx.now(),
            acknowledged_at: None,
            did: None,
            did_at: None,
            did_by: None,
            ..row.clone()
        };
        tx.insert_rights_told(&now)?;
        write_to(tx, (&now.notice_id, &now.party), PersonId::from_bytes(*now.id.as_bytes()), Occasion::Rights)?;
    }
    Ok(())
}

/// That a body answered, on the ledger of the records that the request is about.
fn on_ledger(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, row: &RightsTold) -> Result<(), AppError> {
    let cases = tx.cases_of_request(row.request)?;
    let detail = row
        .did
        .as_deref()
        .map_or_else(|| "read what became of a request".to_owned(), |did| format!("told of a request: {did}"));
    let mut subjects = Vec::new();
    for case in if cases.is_empty() { Vec::new() } else { tx.cases_by_id(&cases)? } {
        let ring = tx.ring(&[(case.person, sealing::CLASS_SUBJECT)])?;
        subjects.extend(ring.subject_tag(case.person, case.id).ok());
    }
    let notice = inner.latest(tx, &row.notice_id)?.ok_or(AppError::NotFound)?;
    let (now, authority) = (tx.now(), tx.authority());
    let id = kernel::EntryId::new(now, tx.entropy());
    tx.append(&ledger::Entry {
        v: 1,
        id,
        at: now,
        authority,
        actor: disclosure::actor(&actor.caller),
        principal: actor.capacity.principal.clone(),
        action: Action::Administer,
        purpose: actor.purpose.clone(),
        notice: format!("{}@{}", row.notice_id, notice.compiled.version),
        released: Vec::new(),
        withheld: Vec::new(),
        statements: Vec::new(),
        subjects,
        detail,
    })?;
    Ok(())
}

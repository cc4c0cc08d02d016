//! Who had something: every release to somebody outside, from the ledger. Whoever had something under a permission that is
//! withdrawn is told at their own desk, acknowledges, and says what they did about it.

use super::answer::category;
use crate::actor::Actor;
use crate::agencies::has_desk;
use crate::cases::parts::{recipient_name, recipient_name_on, ring};
use crate::error::AppError;
use crate::look::Look;
use crate::shares::{Went, body_of, done_with, reminder, went_in};
use crate::views::{ConsentLine, Item, StatementRef};
use crate::{App, Inner};
use kernel::{AccountId, CaseId, EntryId, TaskId, Timestamp, london_date};
use ledger::{Action, Entry};
use notice::model::Act;
use sealing::KeyRing;
use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use store::{Consent, ConsentTold, Tx};

/// How many entries are read at once.
const AT_ONCE: u32 = 500;
/// How many lines a desk shows.
const MOST: u32 = 200;

/// What there is to do until those who have no desk here were told, and have said what they did.
const TELL: &str = "tell-an-agency";

/// What a recipient can have done: codes and words.
pub(crate) const DID: [(&str, &str); 4] = [
    ("erased", "We have erased it"),
    ("stopped", "We have stopped using it, and keep it only as long as our own rules say"),
    ("kept-by-law", "The law makes us keep and use it"),
    ("nothing-held", "We hold nothing of it"),
];

/// Something that went to somebody outside, as the ledger has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// The entry.
    pub entry: EntryId,
    /// Its SHA-256, in hexadecimal.
    pub leaf: String,
    /// When.
    pub at: Timestamp,
    /// The recipient's key.
    pub party: String,
    /// Its name.
    pub name: String,
    /// The purpose's id.
    pub purpose: String,
    /// The purpose in words.
    pub purpose_words: String,
    /// The categories: ids and words.
    pub categories: Vec<(String, String)>,
    /// The statements that let it go.
    pub statements: Vec<StatementRef>,
    /// Under which notice, `id@version`.
    pub notice: String,
    /// What the entry says about itself.
    pub detail: String,
}

/// A recipient told of a withdrawal, as the controller's own people see it.
pub struct ToldLine {
    /// Its id.
    pub id: TaskId,
    /// Who was told.
    pub name: String,
    /// For which purpose they had it.
    pub purpose: String,
    /// What they had.
    pub categories: Vec<String>,
    /// How many times something went, and how many of those after the withdrawal was received.
    pub times: (i64, i64),
    /// When they were told.
    pub told_at: Timestamp,
    /// When they acknowledged.
    pub acknowledged_at: Option<Timestamp>,
    /// What they did, in words, and when they said so.
    pub did: Option<(String, Timestamp)>,
    /// What they said about it.
    pub words: Item<String>,
    /// Whether the notice says that it cannot be called back.
    pub cannot_recall: bool,
    /// Whether nobody there logs in: then they are told by hand, or reached by a link.
    pub by_hand: bool,
}

/// A withdrawal, as the recipient sees it. It names nobody: the reference is what the recipient knew the case by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithdrawalLine {
    /// Its id.
    pub id: TaskId,
    /// The case's reference.
    pub reference: String,
    /// The service.
    pub service: String,
    /// For which purpose they had it.
    pub purpose: String,
    /// What they had.
    pub categories: Vec<String>,
    /// The first and the last time that something went to them.
    pub had: (Timestamp, Timestamp),
    /// How many times something went.
    pub times: i64,
    /// How many of those after the withdrawal was received.
    pub times_since: i64,
    /// When the withdrawal was received.
    pub said_at: Timestamp,
    /// Whether the notice says that it cannot be called back.
    pub cannot_recall: bool,
    /// When they acknowledged.
    pub acknowledged_at: Option<Timestamp>,
    /// What they did: a code.
    pub did: Option<String>,
}

/// Everything of a case that went to somebody outside, the oldest first.
pub(crate) fn gone(tx: &mut Tx<'_>, look: &Look, ring: &KeyRing) -> Result<Vec<Gone>, AppError> {
    let mut entries: Vec<Entry> = Vec::new();
    for tag in ring.subject_tags(look.case.person, look.case.id) {
        let mut before = None;
        loop {
            let rows = tx.entries_outside(tag, before, AT_ONCE)?;
            let full = rows.len() == usize::try_from(AT_ONCE).unwrap_or(usize::MAX);
            before = rows.last().map(|r| r.entry.id);
            entries.extend(rows.into_iter().map(|r| r.entry));
            if !full {
                break;
            }
        }
    }
    entries.sort_by_key(|e| e.id);
    // Of an open list, what went and who asked say which of it they are.
    let mut bodies: HashMap<(String, String, Option<Went>), String> = HashMap::new();
    let mut all = Vec::new();
    for entry in entries.iter().filter(|e| !e.stays_inside() && e.action != Action::Consent) {
        let party = match bodies.entry((entry.principal.clone(), entry.actor.clone(), went_in(&entry.detail))) {
            Slot::Occupied(known) => known.get().clone(),
            Slot::Vacant(slot) => slot.insert(body_of(tx, entry)?).clone(),
        };
        all.push(Gone {
            entry: entry.id,
            leaf: data_encoding::HEXLOWER.encode(&entry.leaf_hash()),
            at: entry.at,
            name: recipient_name_on(tx, &look.notice, &party, london_date(entry.at))?,
            party,
            detail: entry.detail.clone(),
            purpose: entry.purpose.clone(),
            purpose_words: look.notice.purpose_label(&entry.purpose),
            categories: entry.released.iter().map(|c| (c.clone(), look.notice.category_label(c))).collect(),
            statements: entry.statements.iter().map(|s| look.notice.statement(s)).collect(),
            notice: entry.notice.clone(),
        });
    }
    Ok(all)
}

/// Tells every recipient that had something under a permission that it was withdrawn.
pub(super) fn tell(
    tx: &mut Tx<'_>,
    actor: &Actor,
    look: &Look,
    ring: &KeyRing,
    step: &Consent,
    asked: &ConsentLine,
    said_at: Timestamp,
) -> Result<(), AppError> {
    let mut told: Vec<ConsentTold> = Vec::new();
    let record_class = category(look).map_or_else(String::new, |c| look.notice.class_in(c, look.case.id));
    for went in gone(tx, look, ring)? {
        let mine = went.purpose == step.purpose && (step.party.is_empty() || went.party == step.party);
        if !mine {
            continue;
        }
        let since = i64::from(went.at >= said_at);
        if let Some(line) = told.iter_mut().find(|t| t.party == went.party) {
            line.times += 1;
            line.times_since += since;
            line.had_last = went.at;
            for (category, _) in &went.categories {
                if !line.categories.contains(category) {
                    line.categories.push(category.clone());
                }
            }
            continue;
        }
        told.push(ConsentTold {
            id: TaskId::new(tx.now(), tx.entropy()),
            case_id: look.case.id,
            person: look.case.person,
            consent: step.id,
            party: went.party,
            purpose: step.purpose.clone(),
            categories: went.categories.into_iter().map(|(id, _)| id).collect(),
            times: 1,
            times_since: since,
            had_first: went.at,
            had_last: went.at,
            said_at,
            cannot_recall: asked.cannot_recall,
            told_at: tx.now(),
            acknowledged_at: None,
            acknowledged_by: None,
            did: None,
            did_at: None,
            did_by: None,
            record_class: record_class.clone(),
            sealed: None,
        });
    }
    if told.is_empty() {
        return Ok(());
    }
    let accounts = tx.accounts()?;
    let mut by_hand = false;
    for line in told {
        let desk = has_desk(&accounts, &look.notice.compiled.id, &line.party);
        by_hand |= !desk;
        let what = if desk { "told of the withdrawal" } else { "to be told of the withdrawal by hand" };
        note(tx, actor, look, ring, &line, what)?;
        tx.insert_consent_told(&line)?;
        let under = kernel::PersonId::from_bytes(*line.id.as_bytes());
        crate::shares::write_to(
            tx,
            (&look.notice.compiled.id, &line.party),
            under,
            crate::shares::Occasion::Withdrawn,
        )?;
    }
    if by_hand && !tx.tasks(look.case.id)?.iter().any(|t| t.kind == TELL && t.done_at.is_none()) {
        let owner = look.case.owner.or_else(|| actor.is_staff().then_some(actor.account));
        // Of a case that nobody holds, whoever sent it last is asked.
        let owner = match owner {
            Some(owner) => Some(owner),
            None => tx
                .shares(look.case.id)?
                .into_iter()
                .filter(|s| s.sent_at.is_some())
                .max_by_key(|s| s.sent_at)
                .map(|s| s.asked_by),
        };
        let tomorrow = look.today.tomorrow().unwrap_or(look.today);
        reminder(tx, (look.case.id, owner), TELL, "agency", tomorrow)?;
    }
    Ok(())
}

/// Everybody who is told by hand has said what they did: nothing is left to do about it.
fn all_told(tx: &mut Tx<'_>, told: &ConsentTold, notice_id: &str, by: Option<AccountId>) -> Result<(), AppError> {
    let open: Vec<TaskId> =
        tx.tasks(told.case_id)?.into_iter().filter(|t| t.kind == TELL && t.done_at.is_none()).map(|t| t.id).collect();
    if open.is_empty() {
        return Ok(());
    }
    let accounts = tx.accounts()?;
    let waits = |t: &ConsentTold| t.did.is_none() && !has_desk(&accounts, notice_id, &t.party);
    if tx.consents_told(told.case_id)?.iter().any(waits) {
        return Ok(());
    }
    for task in open {
        done_with(tx, told.case_id, task, by)?;
    }
    Ok(())
}

/// An entry about a recipient that was told: nothing is released by it.
fn note(
    tx: &mut Tx<'_>,
    actor: &Actor,
    look: &Look,
    ring: &KeyRing,
    line: &ConsentTold,
    what: &str,
) -> Result<(), AppError> {
    let (now, authority) = (tx.now(), tx.authority());
    let id = EntryId::new(now, tx.entropy());
    tx.append(&Entry {
        v: 1,
        id,
        at: now,
        authority,
        actor: disclosure::actor(&actor.caller),
        principal: line.party.split('/').next().unwrap_or_default().to_owned(),
        action: Action::Consent,
        purpose: line.purpose.clone(),
        notice: format!("{}@{}", look.notice.compiled.id, look.notice.compiled.version),
        released: Vec::new(),
        withheld: Vec::new(),
        statements: Vec::new(),
        subjects: look.tag(ring),
        detail: what.to_owned(),
    })?;
    Ok(())
}

/// Who was told on a case, for its own people.
pub(super) fn told_lines(
    tx: &mut Tx<'_>,
    look: &Look,
    recorded: &disclosure::Recorded,
    ring: &KeyRing,
) -> Result<Vec<ToldLine>, AppError> {
    let mut lines = Vec::new();
    let all = tx.consents_told(look.case.id)?;
    let accounts = if all.is_empty() { Vec::new() } else { tx.accounts()? };
    for told in all {
        let words = match (category(look), &told.sealed) {
            (Some(category), Some(sealed)) => {
                look.unseal(recorded, category, Some(told.place()), sealed.clone(), ring)?
            }
            _ => Item::Empty,
        };
        lines.push(ToldLine {
            id: told.id,
            name: recipient_name(tx, &look.notice, &told.party)?,
            purpose: look.notice.purpose_label(&told.purpose),
            categories: told.categories.iter().map(|c| look.notice.category_label(c)).collect(),
            times: (told.times, told.times_since),
            told_at: told.told_at,
            acknowledged_at: told.acknowledged_at,
            did: told.did.as_deref().map(did_words).zip(told.did_at),
            words,
            cannot_recall: told.cannot_recall,
            by_hand: !has_desk(&accounts, &look.notice.compiled.id, &told.party),
        });
    }
    Ok(lines)
}

/// What a recipient did, in words.
fn did_words(code: &str) -> String {
    DID.iter().find(|(known, _)| *known == code).map_or_else(|| code.to_owned(), |(_, words)| (*words).to_owned())
}

/// A recipient's own line, with the look that seals what it says.
fn mine(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, told: &ConsentTold) -> Result<Option<WithdrawalLine>, AppError> {
    if told.party != actor.recipient() {
        return Ok(None);
    }
    let Some(case) = tx.case(told.case_id)? else { return Ok(None) };
    let notice = inner.published(tx, case.notice_version)?;
    if notice.compiled.id != actor.capacity.notice {
        return Ok(None);
    }
    Ok(Some(WithdrawalLine {
        id: told.id,
        reference: case.reference.clone(),
        service: notice.service_label(&case.service),
        purpose: notice.purpose_label(&told.purpose),
        categories: told.categories.iter().map(|c| notice.category_label(c)).collect(),
        had: (told.had_first, told.had_last),
        times: told.times,
        times_since: told.times_since,
        said_at: told.said_at,
        cannot_recall: told.cannot_recall,
        acknowledged_at: told.acknowledged_at,
        did: told.did.clone(),
    }))
}

impl App {
    /// What a recipient can have done: codes and words.
    #[must_use]
    pub const fn withdrawal_answers() -> &'static [(&'static str, &'static str)] {
        &DID
    }

    /// The withdrawals that the actor's body was told of, the latest first. They name nobody.
    ///
    /// # Errors
    /// `NotFound` for the controller's own people: they see who was told on each case.
    pub fn withdrawals(&self, actor: &Actor) -> Result<Vec<WithdrawalLine>, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "withdrawals", move |tx, inner| {
            if actor.is_staff() {
                return Err(AppError::NotFound);
            }
            let mut lines = Vec::new();
            for told in tx.told_to(&actor.recipient(), MOST)? {
                lines.extend(mine(tx, inner, &actor, &told)?);
            }
            Ok(lines)
        })
    }

    /// The actor's body has read of a withdrawal (`did` none), or says what it did about it.
    ///
    /// # Errors
    /// `NotFound` when it is not for this body; `Refused` when what it did is not one of the answers.
    pub fn answer_withdrawal(
        &self,
        actor: &Actor,
        id: TaskId,
        did: Option<&str>,
        words: &kernel::Sensitive<String>,
    ) -> Result<(), AppError> {
        let (actor, did, words) = (actor.clone(), did.map(str::to_owned), words.clone());
        self.act(&actor.caller.clone(), "answer withdrawal", move |tx, inner| {
            let told = tx.consent_told(id)?.ok_or(AppError::NotFound)?;
            if mine(tx, inner, &actor, &told)?.is_none() {
                return Err(AppError::NotFound);
            }
            answered(tx, inner, &actor, &told, did.as_deref(), &words)
        })
    }

    /// What a recipient without a desk of its own said about a withdrawal, written down by one of the controller's people.
    ///
    /// # Errors
    /// `NotFound` when the actor may not record anything of the case; `Refused` as [`App::answer_withdrawal`].
    pub fn answer_withdrawal_for(
        &self,
        actor: &Actor,
        case: CaseId,
        id: TaskId,
        did: &str,
        words: &kernel::Sensitive<String>,
    ) -> Result<(), AppError> {
        let (actor, did, words) = (actor.clone(), did.to_owned(), words.clone());
        self.act(&actor.caller.clone(), "answer withdrawal", move |tx, inner| {
            let look = Look::at(tx, inner, &actor, case)?.ok_or(AppError::NotFound)?;
            let told = tx.consent_told(id)?.filter(|t| t.case_id == case).ok_or(AppError::NotFound)?;
            if !actor.is_staff() || look.decide_all(Act::Record).releases_nothing() {
                return Err(AppError::NotFound);
            }
            answered(tx, inner, &actor, &told, Some(&did), &words)
        })
    }
}

fn answered(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    told: &ConsentTold,
    did: Option<&str>,
    words: &kernel::Sensitive<String>,
) -> Result<(), AppError> {
    let account = actor.own_account();
    if did.is_some() && told.did.is_some() {
        return Err(AppError::Refused("It is written down already what was done with it".to_owned()));
    }
    tx.acknowledge_told(told.id, account)?;
    // The entry is about the case; whoever says so may see nothing of it any more.
    let case = tx.case(told.case_id)?.ok_or(AppError::NotFound)?;
    let notice = inner.published(tx, case.notice_version)?;
    let keys = tx.ring(&[(told.person, sealing::CLASS_SUBJECT)])?;
    let (now, authority) = (tx.now(), tx.authority());
    let entry = EntryId::new(now, tx.entropy());
    let detail = did.map_or_else(|| "acknowledged the withdrawal".to_owned(), |did| format!("withdrawal: {did}"));
    tx.append(&Entry {
        v: 1,
        id: entry,
        at: now,
        authority,
        actor: disclosure::actor(&actor.caller),
        principal: actor.capacity.principal.clone(),
        action: Action::Consent,
        purpose: told.purpose.clone(),
        notice: format!("{}@{}", notice.compiled.id, notice.compiled.version),
        released: Vec::new(),
        withheld: Vec::new(),
        statements: Vec::new(),
        subjects: keys.subject_tag(told.person, told.case_id).into_iter().collect(),
        detail,
    })?;
    let Some(did) = did else { return Ok(()) };
    if !DID.iter().any(|(known, _)| *known == did) {
        return Err(AppError::Refused("Choose what was done with it".to_owned()));
    }
    let sealed = if words.expose().trim().is_empty() || told.record_class.is_empty() {
        None
    } else {
        let keys = tx.ring_for_sealing(&[(told.person, told.record_class.as_str())])?;
        let plain = serde_json::to_vec(words.expose().trim())
            .map_err(|_| AppError::Fault("words cannot be written down".to_owned()))?;
        Some(keys.seal(&told.place(), &plain, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))?)
    };
    tx.answer_told(told.id, account, did, sealed)?;
    all_told(tx, told, &notice.compiled.id, account)
}

/// What went to recipients of a case, for staff.
pub(super) fn gone_of(tx: &mut Tx<'_>, look: &Look) -> Result<Vec<Gone>, AppError> {
    let ring = ring(tx, look, &[])?;
    gone(tx, look, &ring)
}

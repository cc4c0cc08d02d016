//! Writing down why one looks, or that somebody has asked: what some statements of a notice want before they let one of the
//! controller's own people see something.

use crate::actor::Actor;
use crate::cases::parts::ring;
use crate::error::AppError;
use crate::look::Look;
use crate::{App, Inner};
use casework::SectionContent;
use kernel::{CaseId, TaskId};
use ledger::Action;
use notice::model::{Act, CategoryIx, Fact};
use store::{FactKind, FactRecord, Tx};

/// A reason counts for so many days.
pub const REASON_DAYS: u32 = 7;

/// What somebody writes down for their own look at a case.
#[derive(Debug, Clone, Default)]
pub struct OwnReason {
    /// The case's reference.
    pub reference: String,
    /// `reason` or `request`.
    pub kind: String,
    /// Why, or who asked, when and under which reference; sealed.
    pub words: String,
}

/// What a fact would open to the actor that is closed without it.
fn opens(look: &Look, fact: Fact) -> Vec<CategoryIx> {
    let Some(principal) = look.notice.compiled.principals.get(usize::from(look.principal.0)) else { return Vec::new() };
    let mut found = Vec::new();
    for permit in look.notice.compiled.permits.iter().filter(|p| {
        p.act == Act::See && p.overriding.is_none() && p.purposes.contains(&look.purpose) && principal.is(&p.who)
    }) {
        let facts = look.standing();
        if !permit.when.holds(facts) && permit.when.holds(facts.with(fact)) {
            found.extend(permit.categories.iter().filter(|c| !found.contains(*c)).copied().collect::<Vec<_>>());
        }
    }
    found
}

/// A case by its reference.
fn by_reference(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, reference: &str) -> Result<Option<Look>, AppError> {
    let Some(case) = tx.case_referenced(&reference.trim().to_uppercase())? else { return Ok(None) };
    Look::even_closed(tx, inner, actor, case.id)
}

impl App {
    /// Writes down why the actor looks at a case, or that a body has asked. It counts for a week, for this purpose; a reason
    /// only for who wrote it.
    ///
    /// # Errors
    /// `NotFound` for who is none of the controller's own people; `Form` when words are missing, there is no such case, or the
    /// notice asks for nothing of the kind.
    pub fn write_reason(&self, actor: &Actor, new: &OwnReason) -> Result<CaseId, AppError> {
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "write a reason", move |tx, inner| {
            if !actor.is_staff() {
                return Err(AppError::NotFound);
            }
            let (kind, fact) = match new.kind.as_str() {
                "reason" => (FactKind::Reason, Fact::Reason),
                "request" => (FactKind::Request, Fact::Request),
                _ => return Err(AppError::field("kind", "Choose what you write down")),
            };
            if new.words.trim().len() < 10 {
                return Err(AppError::field("words", "Say it in a sentence: the person can ask why you looked"));
            }
            let nothing = "There is no such case, or what you may see of it for this purpose does not depend on this";
            let Some(look) = by_reference(tx, inner, &actor, &new.reference)? else {
                return Err(AppError::field("reference", nothing));
            };
            let categories = opens(&look, fact);
            let Some(&about) = categories.first() else { return Err(AppError::field("reference", nothing)) };
            let case = look.case.id;
            let mut row = FactRecord {
                id: TaskId::new(tx.now(), tx.entropy()),
                case_id: case,
                person: look.case.person,
                party: actor.recipient(),
                fact: kind,
                purpose: actor.purpose.clone(),
                record_class: look.notice.class_in(about, case),
                sealed: None,
                recorded_by: Some(actor.account),
                recorded_at: tx.now(),
                expires_at: Some(tx.now().plus_seconds(i64::from(REASON_DAYS) * 24 * 3600)),
                revoked_at: None,
            };
            let content = SectionContent::from_pairs([("words", new.words.trim())]);
            let plain = serde_json::to_vec(&content).map_err(|_| AppError::Fault("not writable".to_owned()))?;
            let keys = tx.ring_for_sealing(&[(row.person, row.record_class.as_str())])?;
            row.sealed =
                Some(keys.seal(&row.place(), &plain, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))?);
            tx.insert_fact(&row)?;
            let ring = ring(tx, &look, &[])?;
            let detail = format!("{} written down, for {REASON_DAYS} days", kind.id());
            look.record(tx, &actor, look.decide(Act::See, &[]), Action::Create, &ring, &detail)?;
            Ok(case)
        })
    }
}

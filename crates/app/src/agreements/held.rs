//! The agreements that count when something is decided.

use crate::actor::Actor;
use crate::contracts::Contracts;
use crate::error::AppError;
use crate::notices::Published;
use kernel::{CaseId, Timestamp};
use notice::model::{Act, Fact, Facts, Permit};
use sharing::{SignOff, Standing, Terms};
use store::{Agreement, Tx};

/// An agreement with a recipient, and where it stands at this moment.
pub(crate) struct Held {
    pub(crate) reference: String,
    pub(crate) terms: Terms,
    pub(crate) standing: Standing,
}

impl Held {
    pub(crate) fn of(row: &Agreement, now: Timestamp) -> Self {
        let side = |by: &Option<String>, on: Option<jiff::civil::Date>| {
            by.as_ref().zip(on).map(|(by, on)| SignOff { by: by.clone(), on })
        };
        let terms = Terms {
            party: row.party.clone(),
            members: row.members.clone(),
            purposes: row.purposes.clone(),
            categories: row.categories.clone(),
            from_on: row.from_on,
            until_on: row.until_on,
            review_on: row.review_on,
            ours: side(&row.ours_by, row.ours_on),
            theirs: side(&row.theirs_by, row.theirs_on),
            ended_at: row.ended_at,
        };
        Self { reference: row.reference.clone(), standing: terms.standing(now), terms }
    }

    /// Whether it was in force and is not any more: it has lapsed or was ended, and both sides had signed it.
    pub(crate) const fn is_over(&self) -> bool {
        let signed = self.terms.ours.is_some() && self.terms.theirs.is_some();
        signed && matches!(self.standing, Standing::Lapsed { .. } | Standing::Ended { .. })
    }

    /// Whether something may go under it now.
    pub(crate) fn lets(&self, purpose: &str, category: &str) -> bool {
        self.standing.is_live() && self.terms.covers(purpose, category)
    }

    /// Why nothing goes under it at all, said to whoever was refused for want of an agreement.
    pub(crate) fn why_not(&self) -> Option<String> {
        let name = &self.reference;
        let day = |day: jiff::civil::Date| day.strftime("%-d %B %Y").to_string();
        Some(match self.standing {
            Standing::Live { .. } => return None,
            Standing::Unsigned { ours: false, theirs: false } => format!("Agreement {name} is not signed yet."),
            Standing::Unsigned { ours: false, .. } => {
                format!("Agreement {name} waits for the signature of the data protection officer.")
            }
            Standing::Unsigned { .. } => format!("Agreement {name} waits for the other side’s signature."),
            Standing::NotYet { from } => format!("Agreement {name} begins on {}.", day(from)),
            Standing::Lapsed { on } => format!("Agreement {name} lapsed: its last day was {}.", day(on)),
            Standing::Ended { at } => format!("Agreement {name} was ended on {}.", day(kernel::london_date(at))),
        })
    }
}

/// Whether everything that was agreed with a body is over: then nothing goes any more of what the two sides had agreed on, whether or not
/// the notice asks for an agreement. A first draft stops nothing that went without one.
pub(crate) fn all_over(held: &[Held]) -> bool {
    !held.iter().any(|h| h.standing.is_live()) && held.iter().any(Held::is_over)
}

/// Why nothing goes any more, once everything that was agreed with a body is over.
pub(crate) fn why_over(held: &[Held]) -> String {
    held.iter().filter(|h| h.is_over()).filter_map(Held::why_not).collect::<Vec<_>>().join(" ")
}

/// Whether a permit is a flow as two sides agree on it: a disclosure of the notice that is no override, that no duty in law asks for, and
/// that nobody decides case by case on a request or approval.
pub(crate) fn is_flow(notice: &Published, permit: &Permit) -> bool {
    let agreed = Facts::NONE
        .with(Fact::Linked)
        .with(Fact::Enrolled)
        .with(Fact::Agreement)
        .with(Fact::Consent)
        .with(Fact::Explicit);
    let plain = permit.statement.0.rsplit('#').next().unwrap_or_default();
    let disclose = plain.strip_prefix("disclose.").and_then(|id| notice.compiled.merged.disclose.get(id));
    permit.act == Act::See
        && permit.overriding.is_none()
        && permit.when.holds(agreed)
        && disclose.is_some_and(|disclose| disclose.gate.duties().next().is_none())
}

/// The agreements with the recipient that an actor acts for.
pub(crate) fn held_with(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<Held>, AppError> {
    let now = tx.now();
    let (recipient, principal) = (actor.recipient(), actor.capacity.principal.as_str());
    let held = tx.agreements(&actor.capacity.notice)?.iter().map(|row| Held::of(row, now)).collect::<Vec<_>>();
    let held: Vec<Held> = held.into_iter().filter(|h| h.terms.is_with(&recipient, principal)).collect();
    if held.is_empty() {
        return Ok(held);
    }
    Ok(Contracts::of(tx, &actor.capacity.notice)?.end(held, &recipient, principal))
}

/// The agreements of a notice, and the contracts with which they end.
pub(crate) struct Agreed {
    rows: Vec<Agreement>,
    contracts: Contracts,
}

impl Agreed {
    /// All of a notice.
    pub(crate) fn of(tx: &mut Tx<'_>, notice_id: &str) -> Result<Self, AppError> {
        Ok(Self { rows: tx.agreements(notice_id)?, contracts: Contracts::of(tx, notice_id)? })
    }

    /// Those with the bodies that work on a case.
    pub(crate) fn around(tx: &mut Tx<'_>, notice_id: &str, case: CaseId) -> Result<Self, AppError> {
        Ok(Self { rows: tx.agreements_around(notice_id, case)?, contracts: Contracts::of(tx, notice_id)? })
    }

    /// Those with a body, by the key that it is linked by.
    pub(crate) fn with(&self, party: &str, now: Timestamp) -> Vec<Held> {
        let principal = party.split('/').next().unwrap_or(party);
        let held = self.rows.iter().map(|row| Held::of(row, now)).filter(|h| h.terms.is_with(party, principal));
        self.contracts.end(held.collect(), party, principal)
    }
}

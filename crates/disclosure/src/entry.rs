//! A decision as the ledger keeps it: ids only, nothing that it is about.

use crate::decision::{Decision, Reason};
use crate::gate::Gate;
use kernel::{Caller, CallerKind, EntryId, Timestamp};
use ledger::{Action, Entry, SubjectTag};
use std::collections::BTreeSet;

/// What an entry says of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryParts {
    /// Categories released, by id, in the order asked.
    pub released: Vec<String>,
    /// Categories withheld, by id, in the order asked.
    pub withheld: Vec<String>,
    /// The statements that decided: those that released something and those that forbade something.
    pub statements: Vec<String>,
}

/// What an entry says besides the decision.
#[derive(Debug, Clone)]
pub struct EntryHead {
    /// Its id.
    pub id: EntryId,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub action: Action,
    /// Whom it is about.
    pub subjects: Vec<SubjectTag>,
    /// What else there is to say, without personal data.
    pub detail: String,
}

impl Decision {
    /// The ids that an entry keeps.
    #[must_use]
    pub fn entry_parts(&self, gate: &Gate) -> EntryParts {
        let ids = |released: bool| {
            let of = self.outcomes.iter().filter(|o| o.released == released);
            of.filter_map(|o| gate.compiled().categories.get(usize::from(o.category.0)).map(|c| c.id.clone())).collect()
        };
        let mut statements = BTreeSet::new();
        for outcome in &self.outcomes {
            if outcome.released {
                statements.extend(outcome.statements.iter().map(|s| s.0.clone()));
            }
            for reason in &outcome.reasons {
                if let Reason::Forbidden { statement, .. } = reason {
                    statements.insert(statement.0.clone());
                }
            }
        }
        EntryParts { released: ids(true), withheld: ids(false), statements: statements.into_iter().collect() }
    }

    /// The ledger entry that says so.
    #[must_use]
    pub fn to_entry(&self, gate: &Gate, caller: &Caller, head: EntryHead) -> Entry {
        let compiled = gate.compiled();
        let EntryParts { released, withheld, statements } = self.entry_parts(gate);
        Entry {
            v: 1,
            id: head.id,
            at: head.at,
            authority: caller.authority,
            actor: actor(caller),
            principal: compiled.principals.get(usize::from(self.principal.0)).map(|p| p.key()).unwrap_or_default(),
            action: head.action,
            purpose: compiled.purposes.get(usize::from(self.purpose.0)).map(|p| p.id.clone()).unwrap_or_default(),
            notice: self.notice.at(),
            released,
            withheld,
            statements,
            subjects: head.subjects,
            detail: head.detail,
        }
    }
}

/// Who, as entries name it: the account's id, or `system:<job>`, or `nobody`.
#[must_use]
pub fn actor(caller: &Caller) -> String {
    match (&caller.kind, caller.account) {
        (CallerKind::System { job }, _) => format!("system:{job}"),
        (_, Some(account)) => account.to_string(),
        (_, None) => "nobody".to_owned(),
    }
}

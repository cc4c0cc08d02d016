//! Who asks. No use case and no query runs without one.

use crate::{AccountId, AuthorityId};

/// What kind of caller this is, and on whose behalf it acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallerKind {
    /// The controller's own staff, acting in a role of the notice (`housing-officer`).
    Staff {
        /// The role's id in the notice.
        role: String,
    },
    /// Somebody of a partner agency: the party's id in the notice, or that of its enrolment.
    Partner {
        /// The party's id.
        party: String,
    },
    /// The system itself, doing one named job (`retention`, `demo-data`). It has no purpose of a notice and can
    /// therefore be released nothing by the gate.
    System {
        /// The job's name.
        job: &'static str,
    },
}

/// Who asks, for which authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The authority (tenant) within which everything happens.
    pub authority: AuthorityId,
    /// The account, or none for the system.
    pub account: Option<AccountId>,
    /// The kind of caller.
    pub kind: CallerKind,
}

impl Caller {
    /// The system, doing one named job.
    #[must_use]
    pub const fn system(authority: AuthorityId, job: &'static str) -> Self {
        Self { authority, account: None, kind: CallerKind::System { job } }
    }
}

//! What pages about agencies show. Nothing in it is about anybody whom a case is about.

use super::{CONTACT_PURPOSES, words_of};
use crate::agreements::PartnerLine;
use crate::error::AppError;
use jiff::civil::Date;
use kernel::{AccountId, AgencyId, EnrolmentId, TaskId, Timestamp};
use sharing::ShareState;
use store::{AgencyContact, Tx};

/// What the register is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgencyFilter {
    /// Of this kind: a code; empty: of any.
    pub kind: String,
    /// With this in its name, or in one that it had before.
    pub words: String,
    /// That does this: a code; empty: anything.
    pub service: String,
    /// Those with which nobody works any more, rather than the others.
    pub closed: bool,
    /// Both.
    pub all: bool,
}

/// An agency in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyLine {
    /// Its id.
    pub id: AgencyId,
    /// Its name.
    pub name: String,
    /// What kind of body it is, in words.
    pub kind: String,
    /// The same as a code.
    pub kind_code: String,
    /// What it does for people, in words.
    pub services: Vec<String>,
    /// The same as codes.
    pub service_codes: Vec<String>,
    /// Names that lead to it and are not its own, of those that were looked for.
    pub before: Vec<String>,
    /// The titles of the notices that have it.
    pub notices: Vec<String>,
    /// How many are to be reached there.
    pub contacts: usize,
    /// How many accounts act for it.
    pub accounts: usize,
    /// Since when nobody works with it any more.
    pub closed_at: Option<Timestamp>,
}

/// Parties of the same name that belong to no agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LooseBody {
    /// The name.
    pub name: String,
    /// In which notices under which keys.
    pub bodies: Vec<(String, String)>,
    /// The titles of those notices.
    pub notices: Vec<String>,
}

/// The register.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgencyList {
    /// By name.
    pub lines: Vec<AgencyLine>,
    /// What notices have and the register has not.
    pub loose: Vec<LooseBody>,
}

/// Somebody, or a desk, to be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyContactLine {
    /// Its id.
    pub id: TaskId,
    /// Who.
    pub name: String,
    /// As what they work.
    pub post: String,
    /// Their email address; empty: none.
    pub email: String,
    /// Their telephone number; empty: none.
    pub phone: String,
    /// For what, in words.
    pub purpose: String,
}

impl From<AgencyContact> for AgencyContactLine {
    fn from(contact: AgencyContact) -> Self {
        Self {
            id: contact.id,
            name: contact.name,
            post: contact.post,
            email: contact.email,
            phone: contact.phone,
            purpose: words_of(&CONTACT_PURPOSES, &contact.purpose),
        }
    }
}

/// An account that acts for an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyAccount {
    /// Its id.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// Whether it may log in.
    pub enabled: bool,
}

/// What an agency is in one notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyBodyLine {
    /// The notice's id.
    pub notice_id: String,
    /// The party's key there.
    pub key: String,
    /// Its enrolment, if it stands on an open list.
    pub enrolment: Option<EnrolmentId>,
    /// From when until when it stands there.
    pub days: Option<(Date, Option<Date>)>,
    /// What was seen before it was put there.
    pub evidence: String,
    /// Whether the notice as it is today has it.
    pub named: bool,
    /// Its list, its agreements, what it may have.
    pub partner: PartnerLine,
    /// What has gone to its desk: how much waits for an answer, of how much.
    pub desk: (usize, usize),
    /// Who acts for it.
    pub accounts: Vec<AgencyAccount>,
}

/// A name that leads to an agency and is not its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyNameLine {
    /// Its id.
    pub id: TaskId,
    /// The name.
    pub name: String,
    /// How it comes to lead here, in words.
    pub how: String,
    /// The last day on which it was the name.
    pub until_on: Option<Date>,
}

/// Something that was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyChangeLine {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// What, in words.
    pub what: String,
}

/// An agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyView {
    /// As the register has it.
    pub line: AgencyLine,
    /// Names that lead to it.
    pub names: Vec<AgencyNameLine>,
    /// What it has become a part of.
    pub successor: Option<(AgencyId, String)>,
    /// Whom to reach.
    pub contacts: Vec<AgencyContactLine>,
    /// What it is in each notice.
    pub bodies: Vec<AgencyBodyLine>,
    /// What was changed, the latest first.
    pub changes: Vec<AgencyChangeLine>,
    /// What could be it and belongs to no agency.
    pub loose: Vec<LooseBody>,
}

/// What has gone to the desk of a party of a notice: how much waits for its answer, of how much. Numbers only.
pub(super) fn desk(tx: &mut Tx<'_>, notice_id: &str, party: &str) -> Result<(usize, usize), AppError> {
    let versions = tx.versions_of(notice_id)?;
    let mut count = (0, 0);
    for share in tx.shares_with(party)?.iter().filter(|s| versions.contains(&s.notice_version)) {
        let waits = matches!(ShareState::parse(&share.state), Some(ShareState::Sent | ShareState::MoreAsked));
        count = (count.0 + usize::from(waits), count.1 + 1);
    }
    Ok(count)
}

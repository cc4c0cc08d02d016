//! What pages about runs show.

use super::{LinkageCounts, LinkageVerdictKind, ListedRecord};
use crate::people::evidence::EvidenceView;
use casework::person::Compared;
use disclosure::Disclosed;
use jiff::civil::Date;
use kernel::{LinkageRunId, Timestamp};

/// A run in a list.
pub struct LinkageRunLine {
    /// Its id.
    pub id: LinkageRunId,
    /// Where it stands: a code.
    pub state: String,
    /// Its lists, by whose they are.
    pub lists: Vec<String>,
    /// Who began it.
    pub by: String,
    /// When.
    pub made_at: Timestamp,
    /// Pairs that wait for somebody.
    pub open: usize,
}

/// A list of a run.
pub struct LinkageListLine {
    /// Whose.
    pub name: String,
    /// The statement by which it is matched.
    pub statement: String,
    /// The agreement.
    pub agreement: String,
    /// What may be read of it.
    pub categories: Vec<String>,
    /// Columns that were not kept.
    pub left_out: Vec<String>,
    /// How many records it has.
    pub records: i32,
    /// It was destroyed.
    pub destroyed: bool,
}

/// A pair in the list of a run. It says nothing of either.
pub struct LinkagePairLine {
    /// Its number.
    pub number: i32,
    /// The cluster.
    pub cluster: String,
    /// The one side, in words: whose record.
    pub one: String,
    /// The other.
    pub other: String,
    /// Where it stands: a code.
    pub state: String,
    /// Two people review it.
    pub sampled: bool,
    /// What the actor said.
    pub mine: Option<LinkageVerdictKind>,
}

/// A run.
pub struct LinkageRunView {
    /// Its id.
    pub id: LinkageRunId,
    /// Where it stands: a code.
    pub state: String,
    /// The purpose.
    pub purpose: String,
    /// Who began it.
    pub by: String,
    /// When.
    pub made_at: Timestamp,
    /// Its last day.
    pub expires_on: Date,
    /// The model.
    pub model: String,
    /// Its lists.
    pub lists: Vec<LinkageListLine>,
    /// What was counted.
    pub counts: LinkageCounts,
    /// How long reading goes on still, while it does.
    pub seconds_left: Option<u64>,
    /// Its pairs.
    pub pairs: Vec<LinkagePairLine>,
    /// Of pairs that two people reviewed: how many they agree on, of how many.
    pub agreement: (usize, usize),
    /// Forms of new cases that were begun from its lists and put by, by whomever.
    pub put_by: usize,
}

/// One record of a pair.
pub struct LinkageSide {
    /// Whose record, in words.
    pub whose: String,
    /// Where the person's page is.
    pub person: Option<kernel::PersonId>,
}

/// A pair side by side.
pub struct LinkagePairView {
    /// The pair.
    pub line: LinkagePairLine,
    /// The one record.
    pub one: LinkageSide,
    /// The other.
    pub other: LinkageSide,
    /// Field by field.
    pub fields: Disclosed<Vec<Compared>>,
    /// How likely it is one person, and why.
    pub evidence: EvidenceView,
    /// The next pair that waits for the actor.
    pub next: Option<i32>,
    /// How many others have reviewed it.
    pub others: usize,
    /// Records of it that stand on a list and on no record of ours: a case can be opened for whom they are of.
    pub to_open: Vec<(String, ListedRecord)>,
}

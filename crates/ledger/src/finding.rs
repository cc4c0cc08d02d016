//! What verification can find wrong, named so that somebody can act on it.

use crate::checkpoint::CheckpointError;
use crate::entry::EntryError;
use crate::node::NodeId;
use kernel::{EntryId, Timestamp};
use std::fmt;

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// The entry is not what was recorded. If its bytes are no entry any more, why.
    Changed(Option<EntryError>),
    /// It was taken out.
    Dropped,
    /// There are so many entries fewer than were signed, and the copy's hashes do not say which: an end was cut off, or some before it
    /// were taken out and the rest numbered anew.
    Missing,
    /// It was put in later, or put there by somebody else.
    Inserted,
    /// It stands in another place than it was recorded at.
    Moved {
        /// The index at which it was recorded.
        recorded_at: u64,
    },
    /// Its index is used twice.
    Repeated,
    /// It stands in the copy under another id than its own: it is a second one of an entry, or was put under another's name.
    Misnamed,
    /// What was given as a checkpoint that was kept is none of this ledger.
    Kept {
        /// Why.
        why: CheckpointError,
    },
    /// A checkpoint that was kept vouches for other entries than those of this copy, of as many: history was written anew.
    NotKept,
    /// Something among these entries is not what was recorded, and the copy's hashes were changed too, so that it cannot
    /// be said which.
    Unclear,
    /// It claims to be older than it is.
    BackDated {
        /// The time it claims.
        claims: Timestamp,
        /// It was appended after this time.
        after: Timestamp,
        /// How that is known.
        by: Evidence,
    },
    /// It claims to be younger than it is.
    PostDated {
        /// The time it claims.
        claims: Timestamp,
        /// It was appended before this time.
        before: Timestamp,
    },
    /// A stored hash was changed or is missing; the entries themselves are right.
    Node(NodeId),
    /// A checkpoint is not right.
    Checkpoint {
        /// Which one, from 0.
        number: usize,
        /// Why.
        why: CheckpointError,
    },
    /// Two checkpoints contradict each other: the later one has a smaller tree, an earlier time, or another root.
    Contradiction {
        /// Which one, from 0, contradicts the one before it.
        number: usize,
    },
}

/// How it is known that an entry is younger than it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// A checkpoint was signed at that time, and does not contain it.
    Checkpoint,
    /// An entry before it in the tree has that time.
    EntryBefore(u64),
}

/// Something is wrong with the ledger: where, with which entry, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The index of the first entry concerned.
    pub first: u64,
    /// The index of the last entry concerned; the same for one entry.
    pub last: u64,
    /// The id of the entry that now stands there, if it can be read.
    pub entry: Option<EntryId>,
    /// What is wrong.
    pub wrong: Wrong,
}

impl Finding {
    pub(crate) const fn at(index: u64, entry: Option<EntryId>, wrong: Wrong) -> Self {
        Self { first: index, last: index, entry, wrong }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.wrong {
            Wrong::Checkpoint { number, why } => return write!(f, "checkpoint {number}: {why}"),
            Wrong::Kept { why } => return write!(f, "the checkpoint that was given: {why}"),
            Wrong::NotKept => {
                return write!(
                    f,
                    "the checkpoint that was given, of {} entries, contradicts the one of this copy: history was written anew",
                    self.first
                );
            }
            Wrong::Contradiction { number } => {
                return write!(f, "checkpoint {number} contradicts the one before it: history was written anew");
            }
            _ => {}
        }
        if self.first == self.last {
            write!(f, "entry {}", self.first)?;
        } else {
            write!(f, "entries {} to {}", self.first, self.last)?;
        }
        if let Some(id) = self.entry {
            write!(f, " ({id})")?;
        }
        match &self.wrong {
            Wrong::Changed(None) => f.write_str(": its content is not what was recorded"),
            Wrong::Changed(Some(why)) => write!(f, ": its content is not what was recorded ({why})"),
            Wrong::Dropped if self.first == self.last => f.write_str(": it was taken out"),
            Wrong::Dropped => f.write_str(": they were taken out"),
            Wrong::Missing => f.write_str(
                ": they are missing; an end was cut off, or as many were taken out before it and the rest numbered anew",
            ),
            Wrong::Inserted => f.write_str(": it was put in; it was not recorded here"),
            Wrong::Moved { recorded_at } => write!(f, ": it was recorded as entry {recorded_at}, and was moved"),
            Wrong::Repeated => f.write_str(": its number is used twice"),
            Wrong::Unclear => {
                f.write_str(": something in them is not what was signed, and their hashes were changed too")
            }
            Wrong::BackDated { claims, after, by: Evidence::Checkpoint } => write!(
                f,
                ": it claims to be of {}, but the checkpoint signed at {} does not have it: it is back-dated",
                claims.rfc3339(),
                after.rfc3339()
            ),
            Wrong::BackDated { claims, after, by: Evidence::EntryBefore(before) } => write!(
                f,
                ": it claims to be of {}, but entry {before}, of {}, stands before it: it is back-dated",
                claims.rfc3339(),
                after.rfc3339()
            ),
            Wrong::PostDated { claims, before } => write!(
                f,
                ": it claims to be of {}, but was signed already at {}: it is post-dated",
                claims.rfc3339(),
                before.rfc3339()
            ),
            Wrong::Node(node) => write!(
                f,
                ": the entries are right, but the stored hash at level {} number {} over them is not: make the nodes anew",
                node.level, node.index
            ),
            Wrong::Misnamed => f.write_str(": it stands under another id than its own; it was not recorded here"),
            Wrong::Checkpoint { .. } | Wrong::Contradiction { .. } | Wrong::Kept { .. } | Wrong::NotKept => Ok(()),
        }
    }
}

//! The ledger: an append-only Merkle log (RFC 6962 hashing, signed `tlog-checkpoint`s) of every disclosure and act.
//!
//! Pure: it reads and writes through [`Nodes`], [`NodeStore`] and [`LedgerSource`], which the store implements.
//! To append: keep a [`Frontier`], give it each entry's [`Entry::leaf_hash`], and write the nodes that it completes.
//! [`next_checkpoint`] signs, [`verify`] checks a copy with the public key alone, [`prove_entry`] makes a file that proves
//! one entry to somebody else.

mod checkpoint;
mod entry;
mod finding;
mod hash;
mod locate;
mod node;
mod proof;
mod prove;
mod source;
mod tree;
mod verify;
mod words;

pub use checkpoint::{Checkpoint, CheckpointError, LedgerKey, Signer, Verified as VerifiedCheckpoint};
pub use entry::{Action, Entry, EntryError, Receipt, SubjectTag, subject_tag};
pub use finding::{Evidence, Finding, Wrong};
pub use hash::{Hash, empty_root, leaf_hash, node_hash};
pub use node::{MemoryNodes, NodeId, NodeStore, Nodes};
pub use proof::{consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};
pub use prove::{ProofError, ProveError, Proven, check_proof, next_checkpoint, prove_entry};
pub use source::{LedgerSource, StoredLeaf};
pub use tree::{Frontier, TreeError, root_at};
pub use verify::{TOLERANCE_SECONDS, Verified, VerifyError, verify, verify_against};
pub use words::{Names, NoNames, who, words};

//! The ledger: an append-only Merkle log (RFC 6962 hashing, signed `tlog-checkpoint`s) of every disclosure and act.
//!
//! Pure: it reads and writes through [`Nodes`], [`NodeStore`] and [`LedgerSource`], which the store implements.
//! To append: keep a [`Frontier`], give it each entry's [`Entry::leaf_hash`], and write the nodes that it completes.

mod checkpoint;
mod entry;
mod hash;
mod node;
mod proof;
mod source;
mod tree;

pub use checkpoint::{Checkpoint, CheckpointError, LedgerKey, Signer, Verified as VerifiedCheckpoint};
pub use entry::{Action, Entry, EntryError, Receipt, SubjectTag, subject_tag};
pub use hash::{Hash, empty_root, leaf_hash, node_hash};
pub use node::{MemoryNodes, NodeId, NodeStore, Nodes};
pub use proof::{consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};
pub use source::{LedgerSource, StoredLeaf};
pub use tree::{Frontier, TreeError, root_at};

//! What a copy of the ledger has to offer so that it can be verified: its leaves, nodes and checkpoints. No keys.

use crate::node::Nodes;

/// A leaf as it stands in the copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLeaf {
    /// Its index in the tree, from 0.
    pub index: u64,
    /// The id under which it stands in the copy, which has to be that of the entry.
    pub id: [u8; 16],
    /// Its bytes, as [`Entry::leaf_bytes`](crate::Entry::leaf_bytes) made them.
    pub bytes: Vec<u8>,
}

/// A copy of the ledger: the live database, a backup, or files.
pub trait LedgerSource: Nodes {
    /// Up to `limit` leaves from index `from` on, in the order of their index; fewer only at the end.
    ///
    /// # Errors
    /// When the copy cannot be read.
    fn leaves(&mut self, from: u64, limit: usize) -> Result<Vec<StoredLeaf>, Self::Error>;
    /// All signed checkpoints, the smallest tree first.
    ///
    /// # Errors
    /// When the copy cannot be read.
    fn checkpoints(&mut self) -> Result<Vec<String>, Self::Error>;
}

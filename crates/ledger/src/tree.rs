//! The tree: appended to through its frontier (the complete subtrees from the left, at most 64 hashes), and read through
//! stored nodes.

use crate::hash::{Hash, empty_root, node_hash};
use crate::node::{NodeId, Nodes};

/// Why something about the tree cannot be worked out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TreeError<E> {
    /// The store does not answer.
    #[error("the ledger's nodes cannot be read: {0}")]
    Store(E),
    /// A node that has to be there is not.
    #[error("the ledger's node at level {} number {} is missing: run `casement ledger verify`", .0.level, .0.index)]
    Missing(NodeId),
    /// There is no such entry, or no such size, in the tree.
    #[error("the tree has no entry or size {asked}: it has {size} entries")]
    OutOfRange {
        /// What was asked for.
        asked: u64,
        /// The size of the tree.
        size: u64,
    },
}

/// The complete subtrees that make up a range of leaves which begins at a multiple of the power of two that is not less
/// than its length: from the left, ever smaller.
pub(crate) fn cover(begin: u64, end: u64) -> Vec<NodeId> {
    let mut out = Vec::new();
    let mut at = begin;
    while at < end {
        let room = 63 - (end - at).leading_zeros();
        let aligned = if at == 0 { 63 } else { at.trailing_zeros() };
        let level = room.min(aligned);
        out.push(NodeId { level: u8::try_from(level).unwrap_or(0), index: at >> level });
        at += 1 << level;
    }
    out
}

/// The root over complete subtrees given from the left, ever smaller.
pub(crate) fn fold(peaks: &[Hash]) -> Hash {
    let mut from_right = peaks.iter().rev();
    let Some(last) = from_right.next() else { return empty_root() };
    from_right.fold(*last, |right, left| node_hash(left, &right))
}

pub(crate) fn read_all<N: Nodes>(nodes: &mut N, places: &[NodeId]) -> Result<Vec<Hash>, TreeError<N::Error>> {
    let found = nodes.read(places).map_err(TreeError::Store)?;
    places
        .iter()
        .enumerate()
        .map(|(i, place)| found.get(i).copied().flatten().ok_or(TreeError::Missing(*place)))
        .collect()
}

/// The growing end of the tree: what is needed to append, and to know the root. Appending costs O(log n).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// Of the tree without leaves.
    #[must_use]
    pub const fn empty() -> Self {
        Self { size: 0, peaks: Vec::new() }
    }
    /// Of a tree of a size, from its stored nodes (one read).
    ///
    /// # Errors
    /// When the nodes cannot be read or one is missing.
    pub fn load<N: Nodes>(nodes: &mut N, size: u64) -> Result<Self, TreeError<N::Error>> {
        Ok(Self { size, peaks: read_all(nodes, &cover(0, size))? })
    }
    /// Appends a leaf; the nodes that it completes (itself first) are added to `completed`, for the store to keep.
    /// Answers with the leaf's index.
    pub fn append(&mut self, leaf: Hash, completed: &mut Vec<(NodeId, Hash)>) -> u64 {
        let index = self.size;
        let mut place = NodeId::leaf(index);
        let mut hash = leaf;
        completed.push((place, hash));
        while place.index % 2 == 1 {
            let Some(left) = self.peaks.pop() else { break };
            hash = node_hash(&left, &hash);
            place = NodeId { level: place.level + 1, index: place.index / 2 };
            completed.push((place, hash));
        }
        self.peaks.push(hash);
        self.size += 1;
        index
    }
    /// How many leaves there are.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }
    /// The root.
    #[must_use]
    pub fn root(&self) -> Hash {
        fold(&self.peaks)
    }
}

/// The root of the tree as it was at a size, from stored nodes.
///
/// # Errors
/// When the nodes cannot be read or one is missing.
pub fn root_at<N: Nodes>(nodes: &mut N, size: u64) -> Result<Hash, TreeError<N::Error>> {
    Ok(fold(&read_all(nodes, &cover(0, size))?))
}

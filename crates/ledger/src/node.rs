//! Where the hashes of complete subtrees are kept, so that any root and any proof can be made without the leaves.

use crate::hash::Hash;

/// The place of a complete subtree: `level` 0 is a leaf; `(level, index)` covers the leaves from `index * 2^level`
/// up to, and without, `(index + 1) * 2^level`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId {
    /// How many levels above the leaves, at most 63.
    pub level: u8,
    /// Which one of that level, from the left.
    pub index: u64,
}

impl NodeId {
    /// The place of a leaf.
    #[must_use]
    pub const fn leaf(index: u64) -> Self {
        Self { level: 0, index }
    }
    /// The first leaf that it covers.
    #[must_use]
    pub const fn first(self) -> u64 {
        self.index << self.level
    }
    /// How many leaves it covers.
    #[must_use]
    pub const fn width(self) -> u64 {
        1 << self.level
    }
}

/// Reads the hashes of complete subtrees. A node is written once, when its last leaf is appended, and never changes.
///
/// A store may keep level 0 with the entries themselves, and the other levels in a table of their own.
pub trait Nodes {
    /// What can go wrong below.
    type Error;
    /// The hashes at these places, in the same order; none where there is no such node. Callers ask for everything that
    /// they need at once, so that one query answers.
    ///
    /// # Errors
    /// When the store does not answer.
    fn read(&mut self, places: &[NodeId]) -> Result<Vec<Option<Hash>>, Self::Error>;
}

/// Keeps them too.
pub trait NodeStore: Nodes {
    /// Adds nodes that were just completed, leaves (level 0) among them.
    ///
    /// # Errors
    /// When the store does not answer, or a node is there already with another hash.
    fn write(&mut self, nodes: &[(NodeId, Hash)]) -> Result<(), Self::Error>;
}

/// Nodes in memory: for tests, and for checking what was handed over as a file.
#[derive(Debug, Clone, Default)]
pub struct MemoryNodes(std::collections::BTreeMap<NodeId, Hash>);

impl MemoryNodes {
    /// Puts a hash at a place, whatever was there. Only tests of tampering want this.
    pub fn set(&mut self, place: NodeId, hash: Hash) {
        self.0.insert(place, hash);
    }
    /// Forgets a place.
    pub fn remove(&mut self, place: NodeId) {
        self.0.remove(&place);
    }
    /// How many nodes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Nodes for MemoryNodes {
    type Error = std::convert::Infallible;
    fn read(&mut self, places: &[NodeId]) -> Result<Vec<Option<Hash>>, Self::Error> {
        Ok(places.iter().map(|p| self.0.get(p).copied()).collect())
    }
}

impl NodeStore for MemoryNodes {
    fn write(&mut self, nodes: &[(NodeId, Hash)]) -> Result<(), Self::Error> {
        self.0.extend(nodes.iter().copied());
        Ok(())
    }
}

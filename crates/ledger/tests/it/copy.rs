//! A ledger in memory, kept as the store keeps it, and open to tampering.

use kernel::{AuthorityId, EntryId, SeededEntropy, Timestamp};
use ledger::{
    Action, Entry, Frontier, Hash, LedgerSource, MemoryNodes, NodeId, NodeStore, Nodes, Signer, StoredLeaf, SubjectTag,
    next_checkpoint,
};
use std::convert::Infallible;

pub const START: i64 = 1_790_000_000;

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros((START + seconds) * 1_000_000)
}

pub fn entry(number: u64, at: Timestamp) -> Entry {
    let mut entropy = SeededEntropy::new(number);
    Entry {
        v: 1,
        id: EntryId::new(at, &mut entropy),
        at,
        authority: AuthorityId::from_bytes([7; 16]),
        actor: "019aa7f0a3b27c0e8f00000000000001".into(),
        principal: "role:housing-officer".into(),
        action: Action::Open,
        purpose: "prevent-or-relieve".into(),
        notice: "coventry@1".into(),
        released: vec!["identity".into(), "housing-need".into()],
        withheld: vec!["health".into()],
        statements: vec!["disclose.officers".into()],
        subjects: vec![SubjectTag([9; 16])],
        detail: format!("number {number}"),
    }
}

pub fn signer() -> Signer {
    Signer::new("ledger.example/town", &[42; 32]).unwrap()
}

#[derive(Clone, Default)]
pub struct Copy {
    pub leaves: Vec<StoredLeaf>,
    pub nodes: MemoryNodes,
    pub checkpoints: Vec<String>,
    pub tree: Frontier,
}

impl Copy {
    /// Entries a second apart, with a checkpoint at each of these sizes.
    pub fn with(entries: u64, checkpoints: &[u64]) -> Self {
        let mut copy = Self::default();
        for i in 0..entries {
            copy.append(&entry(i, at(i64::try_from(i).unwrap())));
            if checkpoints.contains(&(i + 1)) {
                copy.sign(at(i64::try_from(i).unwrap() + 1));
            }
        }
        copy
    }
    pub fn append(&mut self, entry: &Entry) {
        let mut completed = Vec::new();
        let index = self.tree.append(entry.leaf_hash(), &mut completed);
        self.nodes.write(&completed).unwrap();
        self.leaves.push(StoredLeaf { index, id: *entry.id.as_bytes(), bytes: entry.leaf_bytes() });
    }
    pub fn sign(&mut self, at: Timestamp) {
        let last = self.checkpoints.last().cloned();
        let signed = next_checkpoint(&mut self.nodes, &signer(), last.as_deref(), self.tree.size(), at).unwrap();
        self.checkpoints.push(signed);
    }
    /// Numbers the leaves anew, as somebody would who hides that one is gone.
    pub fn renumber(&mut self) {
        for (index, leaf) in (0..).zip(&mut self.leaves) {
            leaf.index = index;
        }
    }
    /// Makes all nodes anew, as somebody would who can write to the whole copy.
    pub fn rehash(&mut self) {
        let mut tree = Frontier::empty();
        let mut completed = Vec::new();
        for leaf in &self.leaves {
            tree.append(ledger::leaf_hash(&leaf.bytes), &mut completed);
        }
        self.nodes = MemoryNodes::default();
        self.nodes.write(&completed).unwrap();
        self.tree = tree;
    }
    pub fn change(&mut self, index: usize, how: impl FnOnce(&mut Entry)) {
        let mut entry = Entry::from_leaf_bytes(&self.leaves[index].bytes).unwrap();
        how(&mut entry);
        self.leaves[index].bytes = entry.leaf_bytes();
    }
}

impl Nodes for Copy {
    type Error = Infallible;
    fn read(&mut self, places: &[NodeId]) -> Result<Vec<Option<Hash>>, Infallible> {
        self.nodes.read(places)
    }
}

impl LedgerSource for Copy {
    fn leaves(&mut self, from: u64, limit: usize) -> Result<Vec<StoredLeaf>, Infallible> {
        Ok(self.leaves.iter().filter(|l| l.index >= from).take(limit.min(7)).cloned().collect())
    }
    fn checkpoints(&mut self) -> Result<Vec<String>, Infallible> {
        Ok(self.checkpoints.clone())
    }
}

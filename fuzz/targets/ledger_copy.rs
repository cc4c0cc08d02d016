//! A copy of a ledger that somebody changed in any way: leaves, hashes and checkpoints of it. Verification ends, without a
//! panic, and finds every copy that differs in a signed part.
#![no_main]

use fuzz::Bytes;
use kernel::{AuthorityId, EntryId, Timestamp};
use ledger::{
    Action, Entry, Frontier, Hash, LedgerSource, MemoryNodes, NodeId, NodeStore, Nodes, Signer, StoredLeaf,
    next_checkpoint, prove_entry, verify,
};
use libfuzzer_sys::fuzz_target;
use std::convert::Infallible;
use std::sync::LazyLock;

#[derive(Clone, Default)]
struct Copy {
    leaves: Vec<StoredLeaf>,
    nodes: MemoryNodes,
    checkpoints: Vec<String>,
}

impl Nodes for Copy {
    type Error = Infallible;
    fn read(&mut self, places: &[NodeId]) -> Result<Vec<Option<Hash>>, Infallible> {
        self.nodes.read(places)
    }
}

impl LedgerSource for Copy {
    fn leaves(&mut self, from: u64, limit: usize) -> Result<Vec<StoredLeaf>, Infallible> {
        Ok(self.leaves.iter().filter(|l| l.index >= from).take(limit).cloned().collect())
    }
    fn checkpoints(&mut self) -> Result<Vec<String>, Infallible> {
        Ok(self.checkpoints.clone())
    }
}

static SIGNER: LazyLock<Signer> = LazyLock::new(|| Signer::new("ledger.example.test", &[7; 32]).unwrap());
/// Twenty-three entries, with checkpoints after 5, 16 and 21 of them.
static TRUE: LazyLock<Copy> = LazyLock::new(|| {
    let mut copy = Copy::default();
    let mut tree = Frontier::empty();
    for index in 0..23_u8 {
        let at = Timestamp::from_micros(1_700_000_000_000_000).plus_seconds(i64::from(index));
        let entry = Entry {
            v: Entry::FORMAT,
            id: EntryId::from_bytes([index; 16]),
            at,
            authority: AuthorityId::from_bytes([9; 16]),
            actor: "system:fuzz".to_owned(),
            principal: String::new(),
            action: Action::Open,
            purpose: String::new(),
            notice: String::new(),
            released: Vec::new(),
            withheld: Vec::new(),
            statements: Vec::new(),
            subjects: Vec::new(),
            detail: String::new(),
        };
        let mut completed = Vec::new();
        tree.append(entry.leaf_hash(), &mut completed);
        copy.nodes.write(&completed).unwrap();
        copy.leaves.push(StoredLeaf { index: u64::from(index), bytes: entry.leaf_bytes() });
        if matches!(tree.size(), 5 | 16 | 21) {
            let last = copy.checkpoints.last().cloned();
            let signed = next_checkpoint(&mut copy.nodes, &SIGNER, last.as_deref(), tree.size(), at).unwrap();
            copy.checkpoints.push(signed);
        }
    }
    verify(&mut copy.clone(), &SIGNER.public(), &mut |_| {}).unwrap();
    copy
});

fuzz_target!(|data: &[u8]| {
    let mut bytes = Bytes::new(data);
    let mut copy = TRUE.clone();
    for _ in 0..8 {
        if bytes.is_empty() {
            break;
        }
        let (what, at, other) = (bytes.byte() % 10, usize::from(bytes.byte()), usize::from(bytes.byte()));
        let leaf = at % copy.leaves.len().max(1);
        match what {
            0 if !copy.leaves.is_empty() => drop(copy.leaves.remove(leaf)),
            1 if !copy.leaves.is_empty() => copy.leaves[leaf].bytes = bytes.some(400).to_vec(),
            2 if !copy.leaves.is_empty() => {
                let leaf = &mut copy.leaves[leaf];
                if let Some(byte) = leaf.bytes.get_mut(other) {
                    *byte = bytes.byte();
                }
            }
            3 if !copy.leaves.is_empty() => copy.leaves[leaf].index = u64::try_from(other).unwrap(),
            4 if !copy.leaves.is_empty() => copy.leaves[leaf].index = u64::MAX - u64::try_from(other).unwrap(),
            5 if !copy.leaves.is_empty() => {
                let from = copy.leaves[other % copy.leaves.len()].bytes.clone();
                copy.leaves[leaf].bytes = from;
            }
            6 => copy.nodes.remove(NodeId { level: bytes.byte() % 5, index: u64::try_from(at % 24).unwrap() }),
            7 => {
                let mut hash = [0; 32];
                hash.iter_mut().zip(bytes.some(32)).for_each(|(to, from)| *to = *from);
                copy.nodes.set(NodeId { level: bytes.byte() % 6, index: u64::try_from(at % 24).unwrap() }, hash);
            }
            8 if !copy.checkpoints.is_empty() => drop(copy.checkpoints.remove(at % copy.checkpoints.len())),
            9 if !copy.checkpoints.is_empty() => {
                let place = at % copy.checkpoints.len();
                copy.checkpoints[place] = bytes.text(400);
            }
            _ => {}
        }
        copy.leaves.sort_by_key(|l| l.index);
    }
    let verified = verify(&mut copy, &SIGNER.public(), &mut |_| {});
    if let Ok(verified) = verified {
        let signed = usize::try_from(verified.signed).unwrap();
        assert_eq!(copy.leaves[..signed], TRUE.leaves[..signed], "a changed entry was not found");
    }
    for checkpoint in copy.checkpoints.clone() {
        let _ = prove_entry(&mut copy, &SIGNER.public(), &checkpoint, u64::from(data.first().copied().unwrap_or(0)));
    }
});

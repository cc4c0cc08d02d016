//! What the ledger costs in processor time: appending, proving, verifying. `cargo bench -p ledger`.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark prints, and stops at the first fault")]

use kernel::{AuthorityId, EntryId, SeededEntropy, Timestamp};
use ledger::{
    Action, Entry, Frontier, Hash, LedgerSource, MemoryNodes, NodeId, NodeStore, Nodes, Signer, StoredLeaf, SubjectTag,
    check_proof, consistency_proof, inclusion_proof, next_checkpoint, prove_entry, verify,
};
use std::convert::Infallible;
use std::hint::black_box;
use std::time::Duration;

/// Processor time of this process so far.
fn processor() -> Duration {
    let at = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(u64::try_from(at.tv_sec).unwrap(), u32::try_from(at.tv_nsec).unwrap())
}

const ENTRIES: u64 = 100_000;

struct Memory {
    leaves: Vec<StoredLeaf>,
    nodes: MemoryNodes,
    checkpoints: Vec<String>,
}

impl Nodes for Memory {
    type Error = Infallible;
    fn read(&mut self, places: &[NodeId]) -> Result<Vec<Option<Hash>>, Infallible> {
        self.nodes.read(places)
    }
}

impl LedgerSource for Memory {
    fn leaves(&mut self, from: u64, limit: usize) -> Result<Vec<StoredLeaf>, Infallible> {
        Ok(self.leaves.iter().skip(usize::try_from(from).unwrap()).take(limit).cloned().collect())
    }
    fn checkpoints(&mut self) -> Result<Vec<String>, Infallible> {
        Ok(self.checkpoints.clone())
    }
}

fn entry(number: u64) -> Entry {
    let at = Timestamp::from_micros(1_790_000_000_000_000 + i64::try_from(number).unwrap() * 1000);
    Entry {
        v: 1,
        id: EntryId::new(at, &mut SeededEntropy::new(number)),
        at,
        authority: AuthorityId::from_bytes([7; 16]),
        actor: "019aa7f0a3b27c0e8f00000000000001".into(),
        principal: "role:housing-officer".into(),
        action: Action::Open,
        purpose: "prevent-or-relieve".into(),
        notice: "coventry@1".into(),
        released: (0..12).map(|i| format!("category-{i}")).collect(),
        withheld: (12..25).map(|i| format!("category-{i}")).collect(),
        statements: vec!["disclose.officers".into(), "disclose.health".into()],
        subjects: vec![SubjectTag([9; 16])],
        detail: String::new(),
    }
}

fn each<T>(what: &str, times: u64, mut work: impl FnMut(u64) -> T) {
    let start = processor();
    for i in 0..times {
        black_box(work(i));
    }
    let micros = (processor() - start).as_secs_f64() * 1e6 / f64::from(u32::try_from(times).unwrap());
    println!("{what:<52} {micros:>10.2} us");
}

fn main() {
    let mut tree = Frontier::empty();
    let mut memory = Memory { leaves: Vec::new(), nodes: MemoryNodes::default(), checkpoints: Vec::new() };
    let one = entry(1);
    each("an entry's canonical bytes (25 categories)", ENTRIES, |_| one.leaf_bytes());
    let bytes = one.leaf_bytes();
    println!("{:<52} {:>10} bytes", "its length", bytes.len());
    each("its leaf hash", ENTRIES, |_| ledger::leaf_hash(&bytes));
    let hashes: Vec<Hash> = (0..ENTRIES).map(|i| ledger::leaf_hash(&i.to_be_bytes())).collect();
    let mut completed = Vec::new();
    let mut growing = Frontier::empty();
    each("appending a leaf to the tree", ENTRIES, |i| {
        completed.clear();
        growing.append(hashes[usize::try_from(i).unwrap()], &mut completed)
    });
    for i in 0..ENTRIES {
        let entry = entry(i);
        let mut completed = Vec::new();
        let index = tree.append(entry.leaf_hash(), &mut completed);
        memory.nodes.write(&completed).unwrap();
        memory.leaves.push(StoredLeaf { index, id: *entry.id.as_bytes(), bytes: entry.leaf_bytes() });
    }
    let signer = Signer::new("ledger.example/town", &[1; 32]).unwrap();
    let at = Timestamp::from_micros(1_790_000_100_000_000);
    let half = Timestamp::from_micros(1_790_000_050_000_000);
    let last = next_checkpoint(&mut memory.nodes, &signer, None, ENTRIES / 2, half).unwrap();
    each("a checkpoint (consistency checked, signed twice)", 1000, |_| {
        next_checkpoint(&mut memory.nodes, &signer, Some(&last), ENTRIES, at).unwrap()
    });
    let now = next_checkpoint(&mut memory.nodes, &signer, Some(&last), ENTRIES, at).unwrap();
    each("an inclusion proof among 100,000", 20_000, |i| {
        inclusion_proof(&mut memory.nodes, i * 7 % ENTRIES, ENTRIES).unwrap()
    });
    each("a consistency proof", 20_000, |i| consistency_proof(&mut memory.nodes, 1 + i, ENTRIES).unwrap());
    let key = signer.public();
    let file = prove_entry(&mut memory, &key, &now, 4711).unwrap();
    each("checking the file that proves one entry", 1000, |_| check_proof(&file, &key).unwrap());
    memory.checkpoints = vec![last, now];
    let start = processor();
    assert_eq!(verify(&mut memory, &key, &mut |_| {}).unwrap().entries, ENTRIES);
    println!(
        "{:<52} {:>10.0} entries/s",
        "verifying the whole ledger",
        f64::from(100_000u32) / (processor() - start).as_secs_f64()
    );
}

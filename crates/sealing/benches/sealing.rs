//! What sealing costs, in processor time (so that a busy machine does not matter). `cargo bench -p sealing`.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark prints, and stops at the first fault")]

use disclosure::{Opener, Place};
use kernel::{PersonId, SeededEntropy, Timestamp};
use sealing::{
    Destroyed, KeyRow, KeyState, KeyStore, KeyStoreError, MasterKeyRing, MasterVersion, NewKey, Tombstone, Vault,
    Wrapped,
};
use std::collections::HashMap;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

/// A key store that answers as fast as a map can, so that what is measured is ours.
#[derive(Default)]
struct Map(HashMap<PersonId, Vec<KeyRow>>);

impl KeyStore for Map {
    fn epoch(&mut self) -> Result<u64, KeyStoreError> {
        Ok(1)
    }
    fn get(&mut self, wanted: &[(PersonId, &str)]) -> Result<Vec<KeyRow>, KeyStoreError> {
        Ok(wanted
            .iter()
            .flat_map(|(p, c)| self.0.get(p).into_iter().flatten().filter(move |r| r.class == *c))
            .cloned()
            .collect())
    }
    fn put(&mut self, keys: &[NewKey]) -> Result<Vec<KeyRow>, KeyStoreError> {
        for k in keys {
            let state = KeyState::Live(k.wrapped.clone());
            let row = KeyRow { id: k.id, subject: k.subject, class: k.class.clone(), version: k.version, state };
            self.0.entry(k.subject).or_default().push(row);
        }
        Ok(Vec::new())
    }
    fn destroy(&mut self, _: PersonId, _: Option<&str>, _: &Tombstone) -> Result<Destroyed, KeyStoreError> {
        Err(KeyStoreError("not measured".into()))
    }
    fn destroy_version(&mut self, _: kernel::KeyId, _: &Tombstone) -> Result<Destroyed, KeyStoreError> {
        Err(KeyStoreError("not measured".into()))
    }
    fn wrapped_by_others(
        &mut self,
        _: MasterVersion,
        _: Option<kernel::KeyId>,
        _: usize,
    ) -> Result<Vec<KeyRow>, KeyStoreError> {
        Ok(Vec::new())
    }
    fn count_wrapped_by_others(&mut self, _: MasterVersion) -> Result<u64, KeyStoreError> {
        Ok(0)
    }
    fn rewrap(&mut self, _: &[(kernel::KeyId, Wrapped)]) -> Result<(), KeyStoreError> {
        Ok(())
    }
    fn raise_epoch(&mut self) -> Result<u64, KeyStoreError> {
        Ok(1)
    }
}

/// Processor time of this process so far.
fn processor() -> Duration {
    let at = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(u64::try_from(at.tv_sec).unwrap(), u32::try_from(at.tv_nsec).unwrap())
}

const PEOPLE: u64 = 20_000;
const PAGE: usize = 100;

fn person(n: u64) -> PersonId {
    PersonId::from_bytes(u128::from(n).to_be_bytes())
}

fn place(n: u64) -> Place {
    Place {
        subject: person(n),
        record_class: "case-record".into(),
        table: "section",
        row: u128::from(n).to_be_bytes(),
        version: 1,
    }
}

fn each<T>(what: &str, times: u32, per: u32, mut work: impl FnMut(u32) -> T) {
    for i in 0..times / 10 {
        black_box(work(i));
    }
    let start = processor();
    for i in 0..times {
        black_box(work(i));
    }
    println!("{what:<64} {:>9.2} us", (processor() - start).as_secs_f64() * 1e6 / f64::from(times) / f64::from(per));
}

fn main() {
    let mut entropy = SeededEntropy::new(1);
    let masters = Arc::new(MasterKeyRing::random(&mut entropy));
    let mut store = Map::default();
    let at = Timestamp::from_micros(1_790_000_000_000_000);
    let maker = Vault::new(masters.clone(), 0);
    let content = "x".repeat(300);
    let mut sealed = Vec::new();
    let start = processor();
    for n in 0..PEOPLE {
        let ring = maker.ring_for_sealing(&mut store, &[(person(n), "case-record")], at, &mut entropy).unwrap();
        sealed.push((place(n), ring.seal(&place(n), content.as_bytes(), &mut entropy).unwrap()));
    }
    println!(
        "{:<64} {:>9.2} us",
        "making a key, and sealing a section of 300 bytes",
        (processor() - start).as_secs_f64() * 1e6 / 20_000.0
    );

    let pages = u32::try_from(PEOPLE).unwrap() / u32::try_from(PAGE).unwrap();
    let mut page = |vault: &Vault, i: u32| {
        let from = usize::try_from(i % pages).unwrap() * PAGE;
        let rows = &sealed[from..from + PAGE];
        let wanted: Vec<(PersonId, &str)> = rows.iter().map(|(p, _)| (p.subject, "case-record")).collect();
        let ring = vault.ring(&mut store, &wanted).unwrap();
        rows.iter().map(|(p, s)| ring.open(p, s).unwrap().expose().len()).sum::<usize>()
    };
    let cold = Vault::new(masters.clone(), 0);
    each("100 sections of 100 people, no key remembered: for each page", 400, 1, |i| page(&cold, i));
    each("the same, for each section (unwrap and open)", 400, 100, |i| page(&cold, i));
    let warm = Vault::new(masters, 100_000);
    each("100 sections of 100 people, keys remembered: for each page", 400, 1, |i| page(&warm, i));
    each("the same, for each section (open)", 400, 100, |i| page(&warm, i));
}

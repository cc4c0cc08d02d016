//! A vault over a key store in memory.

use disclosure::Place;
use kernel::{PersonId, SeededEntropy, Timestamp};
use sealing::{KeyRing, MasterKeyRing, MemoryKeys, Tombstone, Vault};
use std::sync::Arc;

pub const CLASS: &str = "case-record";
pub const HEALTH: &str = "health-record";

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros((1_790_000_000 + seconds) * 1_000_000)
}

pub fn person(n: u8) -> PersonId {
    PersonId::from_bytes([n; 16])
}

pub fn place(n: u8, class: &str) -> Place {
    Place { subject: person(n), record_class: class.to_owned(), table: "section", row: [n; 16], version: 1 }
}

pub fn why() -> Tombstone {
    Tombstone { at: at(99), why: "retain.case-file".into() }
}

pub struct Town {
    pub store: MemoryKeys,
    pub vault: Vault,
    pub entropy: SeededEntropy,
}

impl Town {
    pub fn new() -> Self {
        Self::remembering(1000)
    }
    pub fn remembering(most: usize) -> Self {
        let mut entropy = SeededEntropy::new(1);
        let masters = MasterKeyRing::random(&mut entropy);
        Self { store: MemoryKeys::default(), vault: Vault::new(Arc::new(masters), most), entropy }
    }
    pub fn sealing(&mut self, wanted: &[(PersonId, &str)]) -> KeyRing {
        self.vault.ring_for_sealing(&mut self.store, wanted, at(0), &mut self.entropy).unwrap()
    }
    pub fn opening(&mut self, wanted: &[(PersonId, &str)]) -> KeyRing {
        self.vault.ring(&mut self.store, wanted).unwrap()
    }
    pub fn seal(&mut self, place: &Place, text: &str) -> Vec<u8> {
        let ring = self.sealing(&[(place.subject, &place.record_class)]);
        ring.seal(place, text.as_bytes(), &mut self.entropy).unwrap()
    }
}

//! Sealed content that somebody changed or made up: it is refused, or it is what was sealed. And texts of master keys.
#![no_main]

use disclosure::{Opener, Place};
use fuzz::Bytes;
use kernel::{PersonId, SeededEntropy, Timestamp};
use libfuzzer_sys::fuzz_target;
use sealing::{DataKey, KeyRing, MasterKeyRing, MemoryKeys, Vault};
use std::sync::{Arc, LazyLock};

const CLASS: &str = "case-file";
const PLAIN: &[u8] = b"what was sealed";

static PLACE: LazyLock<Place> = LazyLock::new(|| Place {
    subject: PersonId::from_bytes([1; 16]),
    record_class: CLASS.to_owned(),
    table: "section",
    row: [2; 16],
    version: 1,
});
static SEALED: LazyLock<(KeyRing, Vec<u8>)> = LazyLock::new(|| {
    let mut entropy = SeededEntropy::new(1);
    let vault = Vault::new(Arc::new(MasterKeyRing::random(&mut entropy)), 0);
    let mut keys = MemoryKeys::default();
    let wanted = [(PLACE.subject, CLASS)];
    let ring = vault.ring_for_sealing(&mut keys, &wanted, Timestamp::from_micros(1), &mut entropy).unwrap();
    let sealed = ring.seal(&PLACE, PLAIN, &mut entropy).unwrap();
    (ring, sealed)
});

fuzz_target!(|data: &[u8]| {
    let (ring, sealed) = &*SEALED;
    assert!(ring.open(&PLACE, data).is_err() || data == sealed.as_slice(), "content was forged");
    let mut bytes = Bytes::new(data);
    let mut changed = sealed.clone();
    for _ in 0..bytes.below(4) {
        let at = bytes.below(changed.len());
        match bytes.byte() % 3 {
            0 => changed.truncate(at),
            1 => changed.push(bytes.byte()),
            _ => changed.iter_mut().skip(at).take(1).for_each(|b| *b ^= bytes.byte()),
        }
    }
    match ring.open(&PLACE, &changed) {
        Ok(plain) => assert!(changed == *sealed && plain.expose() == PLAIN, "a change was not found"),
        Err(_) => assert!(changed != *sealed, "what was sealed does not open"),
    }
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = MasterKeyRing::from_text(text);
    }
    if let Some(key) = data.first_chunk::<32>() {
        assert_eq!(format!("{:?}", DataKey::new(key)), "DataKey(secret)");
    }
});

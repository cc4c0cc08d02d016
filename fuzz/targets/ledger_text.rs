//! Everything of the ledger that comes as bytes from elsewhere: leaves, keys, signed checkpoints, files of proof.
#![no_main]

use kernel::Timestamp;
use ledger::{Entry, LedgerKey, NoNames, Signer, check_proof, empty_root, words};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static SIGNER: LazyLock<Signer> = LazyLock::new(|| Signer::new("ledger.example.test", &[7; 32]).unwrap());
static SIGNED: LazyLock<String> =
    LazyLock::new(|| SIGNER.advance(None, &[], 0, empty_root(), Timestamp::from_micros(1)).unwrap());

fuzz_target!(|data: &[u8]| {
    if let Ok(entry) = Entry::from_leaf_bytes(data) {
        assert_eq!(entry.leaf_bytes(), data, "an entry has one form");
        let _ = words(&entry, &NoNames);
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(key) = text.parse::<LedgerKey>() {
        assert_eq!(key.to_string(), text.trim());
    }
    let key = SIGNER.public();
    if let Ok(verified) = key.verify(text) {
        assert_eq!((verified.checkpoint.size, verified.checkpoint.root), (0, empty_root()), "a signature was forged");
    }
    assert!(check_proof(text, &key).is_err(), "an entry was proved in an empty tree");
    // Behind a right signature, so that more than the first check is reached.
    let _ = check_proof(&format!("{text}\n\n{}", *SIGNED), &key);
    let _ = key.verify(&format!("{}{text}", *SIGNED));
});

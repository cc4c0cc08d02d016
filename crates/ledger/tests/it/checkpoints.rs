//! Checkpoints and proofs of one entry, as files that others read.

use crate::copy::{Copy, at, entry, signer};
use ledger::{
    CheckpointError, LedgerKey, ProofError, ProveError, Signer, check_proof, next_checkpoint, prove_entry, words,
};
use proptest::prelude::*;

#[test]
fn a_checkpoint_is_a_signed_note() {
    let copy = Copy::with(3, &[3]);
    let note = &copy.checkpoints[0];
    let lines: Vec<&str> = note.split('\n').collect();
    assert_eq!(lines[0], "ledger.example/town");
    assert_eq!(lines[1], "3");
    assert_eq!(data_encoding::BASE64.decode(lines[2].as_bytes()).unwrap(), copy.tree.root());
    assert_eq!(lines[3], "");
    // A note's signature (4 + 64 bytes) and a dated cosignature (4 + 8 + 64 bytes).
    let lengths: Vec<usize> = lines[4..6]
        .iter()
        .map(|l| {
            let blob = l.strip_prefix("— ledger.example/town ").unwrap();
            data_encoding::BASE64.decode(blob.as_bytes()).unwrap().len()
        })
        .collect();
    assert_eq!(lengths, [68, 76]);
    assert_eq!(lines[6..], [""]);
    let verified = signer().public().verify(note).unwrap();
    assert_eq!((verified.checkpoint.size, verified.at), (3, Some(at(3))));
}

#[test]
fn keys_are_written_as_other_tools_write_them() {
    // The key of Go's checksum database, and the one of the tests of Go's note package.
    for known in [
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ] {
        assert_eq!(known.parse::<LedgerKey>().unwrap().to_string(), known);
    }
    let ours = signer().public();
    assert_eq!(ours.to_string().parse::<LedgerKey>().unwrap(), ours);
    for wrong in ["", "a+b", "sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8", "x+00000000+AAAA"]
    {
        assert!(wrong.parse::<LedgerKey>().is_err(), "{wrong}");
    }
}

#[test]
fn names_without_spaces_and_plus_signs_only() {
    for wrong in ["", "a b", "a+b", "a\u{a0}b", "a\nb"] {
        assert!(Signer::new(wrong, &[1; 32]).is_err(), "{wrong:?}");
    }
}

#[test]
fn witnesses_may_add_lines_and_strangers_cannot_stand_in() {
    let copy = Copy::with(3, &[3]);
    let note = &copy.checkpoints[0];
    let other = Signer::new("ledger.example/town", &[43; 32]).unwrap();
    let theirs = next_checkpoint(&mut copy.clone(), &other, None, 3, at(9)).unwrap();
    let their_line = theirs.lines().nth(4).unwrap();
    let witnessed = format!("{note}— witness.example {}\n{their_line}\n", "AAAAAAAA");
    assert!(signer().public().verify(&witnessed).is_ok());
    assert_eq!(signer().public().verify(&theirs), Err(CheckpointError::NotSigned));
    let elsewhere = Signer::new("ledger.example/city", &[42; 32]).unwrap();
    assert!(matches!(elsewhere.public().verify(note), Err(CheckpointError::OtherLedger { .. })));
}

#[test]
fn a_tree_that_denies_the_last_checkpoint_is_not_signed() {
    let good = Copy::with(10, &[6]);
    let last = &good.checkpoints[0];
    let mut rewritten = good.clone();
    rewritten.change(2, |e| e.detail = "nothing happened".into());
    rewritten.rehash();
    let refused = next_checkpoint(&mut rewritten, &signer(), Some(last), 10, at(60)).unwrap_err();
    assert_eq!(refused, ProveError::Checkpoint(CheckpointError::Inconsistent { old: 6 }));
    let mut cut = good.clone();
    cut.leaves.truncate(5);
    cut.rehash();
    assert!(next_checkpoint(&mut cut, &signer(), Some(last), 5, at(60)).is_err());
    let signed = next_checkpoint(&mut good.clone(), &signer(), Some(last), 10, at(60)).unwrap();
    assert_eq!(signer().public().verify(&signed).unwrap().checkpoint.root, good.tree.root());
}

#[test]
fn the_signer_does_not_show_its_key() {
    assert_eq!(format!("{:?}", signer()), "Signer { name: \"ledger.example/town\", .. }");
}

#[test]
fn one_entry_is_proved_by_its_file_alone() {
    let mut copy = Copy::with(21, &[13, 20]);
    let key = signer().public();
    let checkpoint = copy.checkpoints[1].clone();
    for index in 0..20u64 {
        let file = prove_entry(&mut copy, &key, &checkpoint, index).unwrap();
        assert!(file.starts_with("c2sp.org/tlog-proof@v1\nextra "));
        let proven = check_proof(&file, &key).unwrap();
        assert_eq!((proven.index, proven.size, proven.signed_at), (index, 20, Some(at(20))));
        assert_eq!(proven.entry, entry(index, at(i64::try_from(index).unwrap())));
        assert!(words(&proven.entry, &ledger::NoNames).starts_with("Opened: identity, housing need."));
    }
    assert_eq!(
        prove_entry(&mut copy, &key, &checkpoint, 20).unwrap_err().to_string(),
        "entry 20 is not in the last checkpoint (size 20) yet: run `casement ledger checkpoint` first"
    );
    copy.change(4, |e| e.detail = "changed".into());
    assert_eq!(prove_entry(&mut copy, &key, &checkpoint, 4), Err(ProveError::DoesNotFit(4)));
}

#[test]
fn a_changed_entry_in_a_proof_is_found() {
    let mut copy = Copy::with(8, &[8]);
    let key = signer().public();
    let checkpoint = copy.checkpoints[0].clone();
    let file = prove_entry(&mut copy, &key, &checkpoint, 3).unwrap();
    let other = data_encoding::BASE64.encode(&entry(99, at(3)).leaf_bytes());
    let forged: Vec<String> =
        file.lines().map(|l| if l.starts_with("extra ") { format!("extra {other}") } else { l.to_owned() }).collect();
    assert_eq!(check_proof(&(forged.join("\n") + "\n"), &key), Err(ProofError::NotIncluded));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// No byte of a checkpoint or a proof can be changed without notice (but in lines of others, which there are none).
    #[test]
    fn every_byte_counts(at_byte in any::<prop::sample::Index>(), to in any::<u8>(), proof in any::<bool>()) {
        let mut copy = Copy::with(5, &[5]);
        let key = signer().public();
        let checkpoint = copy.checkpoints[0].clone();
        let file = if proof { prove_entry(&mut copy, &key, &checkpoint, 2).unwrap() } else { checkpoint };
        let mut bytes = file.clone().into_bytes();
        let i = at_byte.index(bytes.len());
        prop_assume!(bytes[i] != to);
        bytes[i] = to;
        if let Ok(changed) = String::from_utf8(bytes) {
            // A signature line whose name or key id is another's is ignored: then the other line must still hold, and
            // what is read from the file stays the same.
            if proof {
                if let Ok(read) = check_proof(&changed, &key) {
                    let original = check_proof(&file, &key).unwrap();
                    prop_assert_eq!((read.entry, read.index, read.size), (original.entry, original.index, original.size));
                }
            } else if let Ok(read) = key.verify(&changed) {
                prop_assert_eq!(read.checkpoint, key.verify(&file).unwrap().checkpoint);
            }
        }
    }

    #[test]
    fn anything_at_all_is_read_without_panic(text in "\\PC{0,200}|(— |\n|[a-z0-9+/=]){0,80}") {
        let key = signer().public();
        prop_assert!(key.verify(&text).is_err());
        prop_assert!(check_proof(&text, &key).is_err());
        prop_assert!(text.parse::<LedgerKey>().is_err());
    }
}

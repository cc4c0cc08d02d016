//! From a copy, without the key store: what was tampered with is found and named.

use crate::copy::{Copy, at, entry, signer};
use ledger::{
    CheckpointError, Entry, Evidence, Finding, NodeId, Signer, TOLERANCE_SECONDS, Verified, VerifyError, Wrong,
    leaf_hash, verify, verify_against,
};
use proptest::prelude::*;

fn check(copy: &Copy) -> Result<Verified, Finding> {
    verify(&mut copy.clone(), &signer().public(), &mut |_| {}).map_err(|e| match e {
        VerifyError::Found(finding) => *finding,
        VerifyError::Source(never) => match never {},
    })
}

fn id(copy: &Copy, index: usize) -> kernel::EntryId {
    Entry::from_leaf_bytes(&copy.leaves[index].bytes).unwrap().id
}

#[test]
fn a_good_ledger_is_good() {
    for (entries, checkpoints) in [(0, &[][..]), (1, &[]), (1, &[1]), (50, &[1, 7, 8, 8, 33]), (64, &[64])] {
        let copy = Copy::with(entries, checkpoints);
        let verified = check(&copy).unwrap();
        assert_eq!((verified.entries, verified.root), (entries, copy.tree.root()));
        assert_eq!(verified.signed, checkpoints.last().copied().unwrap_or(0));
    }
}

#[test]
fn what_was_kept_elsewhere_shows_a_cut_end_and_a_history_that_was_written_anew() {
    let copy = Copy::with(50, &[16, 41]);
    let kept = copy.checkpoints.clone();
    let against = |copy: &Copy, kept: &[String]| {
        verify_against(&mut copy.clone(), &signer().public(), kept, &mut |_| {}).map_err(|e| match e {
            VerifyError::Found(finding) => *finding,
            VerifyError::Source(never) => match never {},
        })
    };
    assert_eq!(against(&copy, &kept).unwrap(), check(&copy).unwrap(), "what both have is looked at once");
    for entries in [16, 20, 40] {
        let shorter = Copy::with(entries, &[16]);
        assert!(check(&shorter).is_ok());
        let found = against(&shorter, &kept).unwrap_err();
        assert_eq!((found.first, found.last, found.wrong), (entries, 40, Wrong::Missing));
    }
    let mut anew = Copy::with(0, &[]);
    for index in 0..41 {
        let mut other = entry(index, at(i64::try_from(index).unwrap()));
        other.detail = "another history".into();
        anew.append(&other);
    }
    assert!(check(&anew).is_ok());
    assert!(against(&anew, &kept).is_err());
    anew.sign(at(41));
    assert_eq!(against(&anew, &kept[1..]).unwrap_err().wrong, Wrong::NotKept);
    let stranger = Signer::new("example.org/other", &[7; 32]).unwrap();
    let mut foreign = Copy::with(5, &[]);
    let theirs = ledger::next_checkpoint(&mut foreign.nodes, &stranger, None, 5, at(9)).unwrap();
    assert!(matches!(against(&copy, &[theirs]).unwrap_err().wrong, Wrong::Kept { .. }));
}

#[test]
fn an_entry_that_stands_there_twice_after_the_last_checkpoint_is_found() {
    let mut copy = Copy::with(50, &[16, 41]);
    let twice = Entry::from_leaf_bytes(&copy.leaves[10].bytes).unwrap();
    let twice = Entry { at: at(50), ..twice };
    copy.append(&twice);
    copy.leaves.last_mut().unwrap().id = [9; 16];
    let found = check(&copy).unwrap_err();
    assert_eq!((found.first, found.entry, found.wrong), (50, Some(twice.id), Wrong::Misnamed));
}

#[test]
fn a_changed_entry_is_named() {
    for index in 0..50 {
        let mut copy = Copy::with(50, &[16, 41]);
        copy.change(index, |e| e.released.clear());
        let found = check(&copy).unwrap_err();
        assert_eq!(
            found,
            Finding {
                first: index as u64,
                last: index as u64,
                entry: Some(id(&copy, index)),
                wrong: Wrong::Changed(None)
            }
        );
        assert_eq!(
            found.to_string(),
            format!("entry {index} ({}): its content is not what was recorded", id(&copy, index))
        );
    }
}

#[test]
fn a_change_hidden_by_its_own_hash_is_named_nearly() {
    let mut copy = Copy::with(50, &[16, 41]);
    copy.change(20, |e| e.detail = "x".into());
    copy.nodes.set(NodeId::leaf(20), leaf_hash(&copy.leaves[20].bytes));
    let found = check(&copy).unwrap_err();
    assert_eq!((found.first, found.last, found.wrong), (20, 21, Wrong::Unclear));
}

#[test]
fn a_change_hidden_by_all_hashes_is_found_between_checkpoints() {
    let mut copy = Copy::with(50, &[16, 41]);
    copy.change(20, |e| e.detail = "x".into());
    copy.rehash();
    let found = check(&copy).unwrap_err();
    assert_eq!((found.first, found.last, found.wrong), (16, 40, Wrong::Unclear));
}

#[test]
fn bytes_that_are_no_entry_are_named() {
    for index in [3, 45] {
        let mut copy = Copy::with(50, &[41]);
        copy.leaves[index].bytes.push(b' ');
        let found = check(&copy).unwrap_err();
        assert_eq!((found.first, found.entry), (index as u64, None));
        assert!(matches!(found.wrong, Wrong::Changed(_)), "{found}");
    }
}

#[test]
fn a_dropped_entry_is_named() {
    for index in 0..50usize {
        let mut gap = Copy::with(50, &[16, 41]);
        gap.leaves.remove(index);
        let found = check(&gap).unwrap_err();
        assert_eq!((found.first, found.last, &found.wrong), (index as u64, index as u64, &Wrong::Dropped));
        assert_eq!(found.to_string(), format!("entry {index}: it was taken out"));
        let mut hidden = gap.clone();
        hidden.renumber();
        assert_eq!(check(&hidden).unwrap_err(), found, "numbered anew");
    }
}

#[test]
fn a_cut_off_end_is_named() {
    let mut copy = Copy::with(50, &[16, 41]);
    copy.leaves.truncate(30);
    assert_eq!(check(&copy).unwrap_err().to_string(), "entries 30 to 40: they were taken out");
    let mut after = Copy::with(50, &[16, 41]);
    after.leaves.truncate(45);
    assert_eq!(check(&after).unwrap_err().to_string(), "entry 45: it was taken out");
}

#[test]
fn moved_entries_are_named() {
    for (a, b) in [(3, 4), (3, 12), (20, 33), (17, 44), (43, 48)] {
        let mut copy = Copy::with(50, &[16, 41]);
        let bytes = copy.leaves[a].bytes.clone();
        copy.leaves[a].bytes = copy.leaves[b].bytes.clone();
        copy.leaves[b].bytes = bytes;
        let found = check(&copy).unwrap_err();
        let expected = Wrong::Moved { recorded_at: b as u64 };
        let known = found.wrong == expected || (b > 41 && a < 41 && found.wrong == Wrong::Inserted);
        assert!(found.first == a as u64 && known, "{a} and {b}: {found}");
        assert_eq!(found.entry, Some(id(&copy, a)));
    }
}

#[test]
fn an_inserted_entry_is_named() {
    for index in [0, 20, 44] {
        let mut copy = Copy::with(50, &[16, 41]);
        let new = entry(999, at(index as i64));
        copy.leaves.insert(index, ledger::StoredLeaf { index: 0, id: *new.id.as_bytes(), bytes: new.leaf_bytes() });
        copy.renumber();
        let found = check(&copy).unwrap_err();
        assert_eq!(
            found,
            Finding { first: index as u64, last: index as u64, entry: Some(new.id), wrong: Wrong::Inserted }
        );
    }
}

#[test]
fn an_index_used_twice_is_named() {
    let mut copy = Copy::with(50, &[16, 41]);
    let twin = copy.leaves[20].clone();
    copy.leaves.insert(20, twin);
    assert_eq!(check(&copy).unwrap_err().wrong, Wrong::Repeated);
}

#[test]
fn an_entry_appended_later_that_claims_to_be_older_than_a_checkpoint_is_named() {
    let mut copy = Copy::with(30, &[30]);
    copy.sign(at(3600));
    let late = entry(500, at(3600 - TOLERANCE_SECONDS - 1));
    copy.append(&late);
    copy.append(&entry(501, at(3700)));
    for signed_again in [false, true] {
        if signed_again {
            copy.sign(at(7200));
        }
        let found = check(&copy).unwrap_err();
        assert_eq!((found.first, found.entry), (30, Some(late.id)));
        assert_eq!(
            found.wrong,
            Wrong::BackDated { claims: late.at, after: at(3600), by: Evidence::Checkpoint },
            "signed again: {signed_again}"
        );
        assert!(found.to_string().ends_with("does not have it: it is back-dated"), "{found}");
    }
}

#[test]
fn an_entry_far_older_than_the_one_before_it_is_named() {
    let mut copy = Copy::with(300, &[]);
    let late = entry(500, at(299 - TOLERANCE_SECONDS - 1));
    copy.append(&late);
    let found = check(&copy).unwrap_err();
    assert_eq!((found.first, found.entry), (300, Some(late.id)));
    assert_eq!(found.wrong, Wrong::BackDated { claims: late.at, after: at(299), by: Evidence::EntryBefore(299) });
}

#[test]
fn an_entry_that_claims_to_be_of_the_future_is_named_and_not_those_after_it() {
    let mut copy = Copy::with(10, &[]);
    let early = entry(500, at(90_000));
    copy.append(&early);
    for i in 11..20 {
        copy.append(&entry(i, at(i64::try_from(i).unwrap())));
    }
    copy.sign(at(30));
    let found = check(&copy).unwrap_err();
    assert_eq!((found.first, found.wrong), (10, Wrong::PostDated { claims: early.at, before: at(30) }));
}

#[test]
fn writers_that_wait_their_turn_are_not_back_dated() {
    let mut copy = Copy::with(300, &[200]);
    copy.append(&entry(500, at(299 - TOLERANCE_SECONDS)));
    assert_eq!(check(&copy).unwrap().entries, 301);
}

#[test]
fn a_changed_node_is_told_from_a_changed_entry() {
    for (level, index) in [(0, 5), (1, 2), (3, 1), (0, 39)] {
        let mut copy = Copy::with(50, &[41]);
        copy.nodes.set(NodeId { level, index }, [1; 32]);
        let found = check(&copy).unwrap_err();
        assert_eq!(found.wrong, Wrong::Node(NodeId { level, index }));
    }
}

#[test]
fn a_forged_changed_or_rewritten_checkpoint_is_named() {
    let good = Copy::with(50, &[16, 41]);
    let mut forged = good.clone();
    let stranger = Signer::new("ledger.example/town", &[1; 32]).unwrap();
    forged.checkpoints[1] = ledger::next_checkpoint(&mut forged.nodes, &stranger, None, 41, at(41)).unwrap();
    assert_eq!(check(&forged).unwrap_err().wrong, Wrong::Checkpoint { number: 1, why: CheckpointError::NotSigned });
    let mut changed = good.clone();
    changed.checkpoints[0] = changed.checkpoints[0].replacen("\n16\n", "\n15\n", 1);
    assert_eq!(
        check(&changed).unwrap_err().wrong,
        Wrong::Checkpoint { number: 0, why: CheckpointError::WrongSignature }
    );
    let mut swapped = good.clone();
    swapped.checkpoints.swap(0, 1);
    assert_eq!(check(&swapped).unwrap_err().wrong, Wrong::Contradiction { number: 1 });
    // The ledger's own key signs another history of the same size: whoever kept the first one finds out.
    let mut other = Copy::with(15, &[]);
    other.append(&entry(77, at(15)));
    other.sign(at(20));
    let mut two = good.clone();
    two.checkpoints.insert(1, other.checkpoints[0].clone());
    assert_eq!(check(&two).unwrap_err().wrong, Wrong::Contradiction { number: 1 });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever single byte of whatever entry is changed, that entry is named.
    #[test]
    fn any_changed_byte_is_named(entry in 0usize..40, byte in any::<prop::sample::Index>(), to in any::<u8>(), signed in 0u64..41) {
        let checkpoints: Vec<u64> = (signed > 0).then_some(signed).into_iter().collect();
        let mut copy = Copy::with(40, &checkpoints);
        let bytes = &mut copy.leaves[entry].bytes;
        let at = byte.index(bytes.len());
        prop_assume!(bytes[at] != to);
        bytes[at] = to;
        let found = check(&copy).unwrap_err();
        prop_assert_eq!((found.first, found.last), (entry as u64, entry as u64));
        prop_assert!(matches!(found.wrong, Wrong::Changed(_)), "{}", found);
    }

    /// A tree built anew over a tampered ledger never passes the checkpoints signed before.
    #[test]
    fn a_rewritten_ledger_never_passes(size in 1u64..60, pick in any::<u64>(), kind in 0u8..3) {
        let mut copy = Copy::with(size, &[size]);
        let at = usize::try_from(pick % size).unwrap();
        match kind {
            0 => copy.change(at, |e| e.detail = "other".into()),
            1 => { copy.leaves.remove(at); copy.renumber(); }
            _ => { let last = copy.leaves.len() - 1; copy.leaves.swap(at, last); copy.renumber(); prop_assume!(at != last); }
        }
        copy.rehash();
        prop_assert!(check(&copy).is_err());
    }
}

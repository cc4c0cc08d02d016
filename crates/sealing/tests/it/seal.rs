//! What is sealed opens where it was sealed, and nowhere else.

use crate::town::{CLASS, HEALTH, Town, person, place};
use disclosure::{OpenError, Opener, Place};
use kernel::{AuthorityId, SeededEntropy};
use proptest::prelude::*;
use sealing::{BlindIndex, DataKey};

#[test]
fn what_is_sealed_opens_in_its_place() {
    let mut town = Town::new();
    let sealed = town.seal(&place(1, CLASS), "Ada Lovelace");
    let ring = town.opening(&[(person(1), CLASS)]);
    assert_eq!(ring.open(&place(1, CLASS), &sealed).unwrap().expose(), b"Ada Lovelace");
    assert!(!sealed.windows(3).any(|w| w == b"Ada"));
    assert_eq!(sealed[0], sealing::FORMAT);
}

#[test]
fn the_same_text_is_never_sealed_to_the_same_bytes() {
    let mut town = Town::new();
    assert_ne!(town.seal(&place(1, CLASS), "x"), town.seal(&place(1, CLASS), "x"));
}

#[test]
fn a_ring_has_the_keys_that_were_asked_for_and_no_others() {
    let mut town = Town::new();
    let sealed = town.seal(&place(1, CLASS), "x");
    town.seal(&place(1, HEALTH), "x");
    for wanted in [vec![], vec![(person(2), CLASS)], vec![(person(1), HEALTH)]] {
        let ring = town.opening(&wanted);
        assert_eq!(ring.open(&place(1, CLASS), &sealed).unwrap_err(), OpenError::NoKey);
        assert!(ring.seal(&place(1, CLASS), b"x", &mut SeededEntropy::new(3)).is_err());
    }
}

#[test]
fn many_people_are_one_look_into_the_key_store() {
    let mut town = Town::new();
    let wanted: Vec<_> = (0..100).map(|n| (person(n), CLASS)).collect();
    town.sealing(&wanted);
    let before = town.store.reads();
    town.opening(&wanted);
    assert_eq!(town.store.reads() - before, 1);
}

#[test]
fn nothing_shows_a_key() {
    let mut town = Town::new();
    let ring = town.sealing(&[(person(1), CLASS)]);
    let key = DataKey::new(&[0xab; 32]);
    let shown = format!("{key:?} {ring:?} {:?} {:?} {:?}", town.vault, town.store, BlindIndex::new(&key));
    assert!(!shown.contains("171, 171") && !shown.contains("abab"), "{shown}");
    assert!(shown.contains("DataKey(secret)"));
    let bytes = match &town.store.rows()[0].state {
        sealing::KeyState::Live(wrapped) => wrapped.bytes.clone(),
        sealing::KeyState::Destroyed(_) => unreachable!("it was just made"),
    };
    assert!(!shown.contains(&format!("{}, {}, {}", bytes[0], bytes[1], bytes[2])));
}

#[test]
fn tags_come_from_the_persons_own_key() {
    let mut town = Town::new();
    let case = kernel::CaseId::from_bytes([5; 16]);
    let ring = town.sealing(&[(person(1), sealing::CLASS_SUBJECT), (person(2), sealing::CLASS_SUBJECT)]);
    let tag = ring.subject_tag(person(1), case).unwrap();
    assert_ne!(tag, ring.subject_tag(person(2), case).unwrap());
    assert_eq!(town.opening(&[(person(1), sealing::CLASS_SUBJECT)]).subject_tag(person(1), case).unwrap(), tag);
    assert_eq!(ring.subject_tag(person(3), case), Err(OpenError::NoKey));
    town.vault
        .replace(&mut town.store, person(1), sealing::CLASS_SUBJECT, crate::town::at(5), &mut town.entropy)
        .unwrap();
    let ring = town.opening(&[(person(1), sealing::CLASS_SUBJECT)]);
    assert_eq!(ring.subject_tags(person(1), case).len(), 2);
    assert_eq!(ring.subject_tags(person(1), case)[0], tag, "what was recorded before is still found");
}

#[test]
fn blind_indexes_differ_by_authority_and_kind_and_outlive_the_master_key() {
    let mut town = Town::new();
    let (one, two) = (AuthorityId::from_bytes([1; 16]), AuthorityId::from_bytes([2; 16]));
    let index = |town: &mut Town, authority| {
        town.vault.blind_index(&mut town.store, authority, crate::town::at(0), &mut town.entropy).unwrap()
    };
    let a = index(&mut town, one);
    assert_eq!(a.digest("surname", "lovelace"), index(&mut town, one).digest("surname", "lovelace"));
    assert_ne!(a.digest("surname", "lovelace"), a.digest("first-name", "lovelace"));
    assert_ne!(a.digest("surname", "lovelace"), a.digest("surnamel", "ovelace"));
    assert_ne!(a.digest("surname", "lovelace"), index(&mut town, two).digest("surname", "lovelace"));
}

#[test]
fn a_ledgers_signing_key_is_kept_like_the_others() {
    let mut town = Town::new();
    let authority = AuthorityId::from_bytes([1; 16]);
    let mut key = || {
        let key = town.vault.authority_key(
            &mut town.store,
            authority,
            sealing::CLASS_LEDGER,
            crate::town::at(0),
            &mut town.entropy,
        );
        ledger::Signer::new("ledger.example/town", key.unwrap().expose()).unwrap().public().to_string()
    };
    assert_eq!(key(), key(), "the same key each time");
}

/// What may be different about a place, or the bytes.
fn elsewhere(place: &Place, sealed: &[u8], what: u8, pick: usize, to: u8) -> (Place, Vec<u8>) {
    let (mut place, mut sealed) = (place.clone(), sealed.to_vec());
    let other = to.max(1);
    match what {
        0 => place.subject = person(200),
        1 => place.record_class = HEALTH.into(),
        2 => place.table = "note",
        3 => place.row[pick % 16] ^= other,
        4 => place.version ^= 1 << (pick % 32),
        5 => sealed[0] ^= other,
        6 => sealed[1 + pick % 4] ^= other,
        7 => {
            let at = 5 + pick % (sealed.len() - 5);
            sealed[at] ^= other;
        }
        8 => sealed.truncate(pick % sealed.len()),
        _ => sealed.push(to),
    }
    (place, sealed)
}

proptest! {
    /// Sealed bytes that are moved or changed do not open, even where the keys are at hand, and even with the same key.
    #[test]
    fn moved_or_changed_bytes_do_not_open(text in "\\PC{0,80}", what in 0u8..10, pick in any::<usize>(), to in any::<u8>()) {
        let mut town = Town::new();
        let here = place(1, CLASS);
        let sealed = town.seal(&here, &text);
        let ring = town.sealing(&[(person(1), CLASS), (person(1), HEALTH), (person(200), CLASS)]);
        let opened = ring.open(&here, &sealed).unwrap();
        prop_assert_eq!(opened.expose().as_slice(), text.as_bytes());
        let (there, moved) = elsewhere(&here, &sealed, what, pick, to);
        prop_assert!(ring.open(&there, &moved).is_err(), "{what}");
    }

    /// The boundary between two texts of a place cannot be shifted.
    #[test]
    fn class_and_table_cannot_run_into_each_other(cut in 1usize..10) {
        let mut town = Town::new();
        let joined = "case-recordsection";
        let (class, _) = joined.split_at(cut);
        let mut here = place(1, class);
        here.table = "section";
        let sealed = town.seal(&here, "x");
        let mut there = here.clone();
        there.table = "sectio";
        prop_assert!(town.opening(&[(person(1), class)]).open(&there, &sealed).is_err());
    }

    #[test]
    fn anything_at_all_is_opened_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
        let mut town = Town::new();
        let ring = town.sealing(&[(person(1), CLASS)]);
        prop_assert!(ring.open(&place(1, CLASS), &bytes).is_err());
    }
}

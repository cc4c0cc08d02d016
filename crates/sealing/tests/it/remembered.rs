//! Unwrapped keys are remembered for speed, never beyond their destruction, and not without bound.

use crate::town::{CLASS, Town, at, person, place, why};
use disclosure::{OpenError, Opener};
use sealing::{KeyStore, Vault};

/// Keys that are long in the store.
fn settled(most: usize, people: u8) -> Town {
    let mut town = Town::remembering(most);
    let wanted: Vec<_> = (0..people).map(|n| (person(n), CLASS)).collect();
    town.sealing(&wanted);
    town.vault.settled();
    town
}

#[test]
fn the_second_look_needs_no_store() {
    let mut town = settled(100, 3);
    town.opening(&[(person(1), CLASS)]);
    let before = town.store.reads();
    town.opening(&[(person(1), CLASS)]);
    assert_eq!(town.store.reads(), before);
    assert_eq!(town.vault.remembered(), 1);
}

#[test]
fn a_key_destroyed_by_another_node_is_not_used_again() {
    let mut town = settled(100, 3);
    let sealed = town.seal(&place(1, CLASS), "x");
    let ring = town.opening(&[(person(1), CLASS), (person(2), CLASS)]);
    assert!(ring.open(&place(1, CLASS), &sealed).is_ok());
    // The other node has its own memory, and the same store.
    town.store.destroy(person(1), Some(CLASS), &why()).unwrap();
    let ring = town.opening(&[(person(1), CLASS)]);
    assert_eq!(ring.open(&place(1, CLASS), &sealed).unwrap_err(), OpenError::Erased);
    assert!(ring.seal(&place(1, CLASS), b"y", &mut town.entropy).is_err(), "nor seals it");
}

#[test]
fn a_key_whose_transaction_was_rolled_back_is_forgotten() {
    let mut town = Town::new();
    let before = town.store.clone();
    town.sealing(&[(person(1), CLASS)]);
    town.opening(&[(person(1), CLASS)]);
    town.store = before;
    // Somebody else makes the key now, and seals with it.
    let elsewhere = Vault::new(std::sync::Arc::new(masters_of(&town)), 0);
    let ring = elsewhere.ring_for_sealing(&mut town.store, &[(person(1), CLASS)], at(1), &mut town.entropy).unwrap();
    let sealed = ring.seal(&place(1, CLASS), b"real", &mut town.entropy).unwrap();
    let ring = town.opening(&[(person(1), CLASS)]);
    assert_eq!(ring.open(&place(1, CLASS), &sealed).unwrap().expose(), b"real");
}

fn masters_of(_: &Town) -> sealing::MasterKeyRing {
    // The same seed as the town's.
    sealing::MasterKeyRing::random(&mut kernel::SeededEntropy::new(1))
}

#[test]
fn keys_made_lately_are_remembered_once_they_are_settled() {
    let mut town = Town::new();
    town.sealing(&[(person(1), CLASS)]);
    town.opening(&[(person(1), CLASS)]);
    assert_eq!(town.vault.remembered(), 0);
    // Ten minutes on, another key is made: the first one's transaction is long over.
    town.vault.ring_for_sealing(&mut town.store, &[(person(2), CLASS)], at(601), &mut town.entropy).unwrap();
    town.opening(&[(person(1), CLASS), (person(2), CLASS)]);
    assert_eq!(town.vault.remembered(), 1);
}

#[test]
fn the_number_remembered_is_bounded() {
    let mut town = settled(10, 100);
    for n in 0..100 {
        town.opening(&[(person(n), CLASS)]);
        assert!(town.vault.remembered() <= 10);
    }
    let before = town.store.reads();
    town.opening(&[(person(99), CLASS)]);
    assert_eq!(town.store.reads(), before, "the latest are kept");
}

#[test]
fn nothing_is_remembered_if_nothing_may_be() {
    let mut town = settled(0, 2);
    town.opening(&[(person(1), CLASS)]);
    let before = town.store.reads();
    town.opening(&[(person(1), CLASS)]);
    assert_eq!((town.store.reads() - before, town.vault.remembered()), (1, 0));
}

//! Destroying and replacing keys.

use crate::town::{CLASS, HEALTH, Town, at, person, place, why};
use disclosure::{OpenError, Opener};
use sealing::{CLASS_SUBJECT, KeyState, KeyStore};

#[test]
fn a_destroyed_key_puts_every_copy_beyond_use() {
    let mut town = Town::new();
    let sealed = town.seal(&place(1, CLASS), "Ada");
    let copy_in_a_backup = sealed.clone();
    let health = town.seal(&place(1, HEALTH), "asthma");
    let destroyed = town.store.destroy(person(1), Some(CLASS), &why()).unwrap();
    assert_eq!(destroyed.keys.len(), 1);
    let ring = town.opening(&[(person(1), CLASS), (person(1), HEALTH)]);
    assert_eq!(ring.open(&place(1, CLASS), &sealed).unwrap_err(), OpenError::Erased);
    assert_eq!(ring.open(&place(1, CLASS), &copy_in_a_backup).unwrap_err(), OpenError::Erased);
    assert_eq!(ring.open(&place(1, HEALTH), &health).unwrap().expose(), b"asthma", "another class lives on");
    let row = town.store.rows().iter().find(|r| r.class == CLASS).unwrap();
    assert_eq!(row.state, KeyState::Destroyed(why()), "what stays says when and why");
}

#[test]
fn a_whole_person_can_be_erased_with_their_tags() {
    let mut town = Town::new();
    town.seal(&place(1, CLASS), "x");
    town.seal(&place(1, HEALTH), "x");
    let ring = town.sealing(&[(person(1), CLASS_SUBJECT)]);
    let case = kernel::CaseId::from_bytes([5; 16]);
    assert_eq!(ring.subject_tags(person(1), case).len(), 1);
    assert_eq!(town.store.destroy(person(1), None, &why()).unwrap().keys.len(), 3);
    let ring = town.opening(&[(person(1), CLASS_SUBJECT)]);
    assert_eq!(ring.subject_tag(person(1), case), Err(OpenError::Erased));
    assert!(ring.subject_tags(person(1), case).is_empty(), "the ledger's entries no longer lead to the person");
}

#[test]
fn destruction_is_final_and_said_once() {
    let mut town = Town::new();
    town.seal(&place(1, CLASS), "x");
    let first = town.store.destroy(person(1), Some(CLASS), &why()).unwrap();
    let again = town.store.destroy(person(1), Some(CLASS), &why()).unwrap();
    assert!(again.keys.is_empty());
    assert_eq!(again.epoch, first.epoch, "nothing happened");
}

#[test]
fn a_person_who_comes_back_gets_a_new_key_and_the_old_data_stays_erased() {
    let mut town = Town::new();
    let old = town.seal(&place(1, CLASS), "old");
    town.store.destroy(person(1), Some(CLASS), &why()).unwrap();
    town.opening(&[(person(1), CLASS)]);
    let new = town.seal(&place(1, CLASS), "new");
    let ring = town.opening(&[(person(1), CLASS)]);
    assert_eq!(ring.open(&place(1, CLASS), &new).unwrap().expose(), b"new");
    assert_eq!(ring.open(&place(1, CLASS), &old).unwrap_err(), OpenError::Erased);
}

#[test]
fn a_replaced_key_opens_what_was_sealed_and_seals_no_more() {
    let mut town = Town::new();
    let before = town.seal(&place(1, CLASS), "before");
    town.vault.replace(&mut town.store, person(1), CLASS, at(1), &mut town.entropy).unwrap();
    let after = town.seal(&place(1, CLASS), "after");
    let ring = town.opening(&[(person(1), CLASS)]);
    assert_eq!(ring.open(&place(1, CLASS), &before).unwrap().expose(), b"before");
    assert_eq!(ring.open(&place(1, CLASS), &after).unwrap().expose(), b"after");
    let old = town.store.rows().iter().find(|r| r.version == 1).unwrap().id;
    town.store.destroy_version(old, &why()).unwrap();
    let ring = town.opening(&[(person(1), CLASS)]);
    assert_eq!(ring.open(&place(1, CLASS), &before).unwrap_err(), OpenError::Erased);
    assert_eq!(ring.open(&place(1, CLASS), &after).unwrap().expose(), b"after");
}

#[test]
fn two_who_make_a_key_at_once_end_with_the_same_one() {
    let mut town = Town::new();
    // The other was quicker: the row is there when ours comes.
    let mut quicker = town.store.clone();
    let theirs = town.vault.ring_for_sealing(&mut quicker, &[(person(1), CLASS)], at(0), &mut town.entropy).unwrap();
    let sealed = theirs.seal(&place(1, CLASS), b"theirs", &mut town.entropy).unwrap();
    struct Late(sealing::MemoryKeys, Option<sealing::MemoryKeys>);
    impl KeyStore for Late {
        fn epoch(&mut self) -> Result<u64, sealing::KeyStoreError> {
            self.0.epoch()
        }
        fn get(&mut self, wanted: &[(kernel::PersonId, &str)]) -> Result<Vec<sealing::KeyRow>, sealing::KeyStoreError> {
            self.0.get(wanted)
        }
        fn put(&mut self, keys: &[sealing::NewKey]) -> Result<Vec<sealing::KeyRow>, sealing::KeyStoreError> {
            if let Some(quicker) = self.1.take() {
                self.0 = quicker;
            }
            self.0.put(keys)
        }
        fn destroy(
            &mut self,
            subject: kernel::PersonId,
            class: Option<&str>,
            tombstone: &sealing::Tombstone,
        ) -> Result<sealing::Destroyed, sealing::KeyStoreError> {
            self.0.destroy(subject, class, tombstone)
        }
        fn destroy_version(
            &mut self,
            key: kernel::KeyId,
            tombstone: &sealing::Tombstone,
        ) -> Result<sealing::Destroyed, sealing::KeyStoreError> {
            self.0.destroy_version(key, tombstone)
        }
        fn wrapped_by_others(
            &mut self,
            current: sealing::MasterVersion,
            after: Option<kernel::KeyId>,
            limit: usize,
        ) -> Result<Vec<sealing::KeyRow>, sealing::KeyStoreError> {
            self.0.wrapped_by_others(current, after, limit)
        }
        fn count_wrapped_by_others(&mut self, current: sealing::MasterVersion) -> Result<u64, sealing::KeyStoreError> {
            self.0.count_wrapped_by_others(current)
        }
        fn rewrap(&mut self, keys: &[(kernel::KeyId, sealing::Wrapped)]) -> Result<(), sealing::KeyStoreError> {
            self.0.rewrap(keys)
        }
        fn raise_epoch(&mut self) -> Result<u64, sealing::KeyStoreError> {
            self.0.raise_epoch()
        }
    }
    let mut late = Late(town.store.clone(), Some(quicker));
    let ours = town.vault.ring_for_sealing(&mut late, &[(person(1), CLASS)], at(0), &mut town.entropy).unwrap();
    assert_eq!(ours.open(&place(1, CLASS), &sealed).unwrap().expose(), b"theirs");
}

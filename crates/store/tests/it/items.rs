//! Entries of a case, on both engines.

use crate::place::{NOON, Place, authority, caller};
use crate::story::{account, key, opened, published};
use disclosure::{OpenError, Opener as _};
use kernel::ItemId;
use sealing::CLASS_SUBJECT;
use store::{ItemFilter, NewItem, StoreError, Tx, item_place};

fn item(
    tx: &mut Tx<'_>,
    at: i64,
    version: u32,
    id: ItemId,
    (person, case): (kernel::PersonId, kernel::CaseId),
) -> Result<NewItem, StoreError> {
    let ring = tx.ring_for_sealing(&[(person, "casework"), (person, CLASS_SUBJECT)])?;
    let place = item_place(person, "casework", id, version);
    Ok(NewItem {
        id,
        version,
        case_id: case,
        person,
        kind: "note".to_owned(),
        category: "contact".to_owned(),
        record_class: "casework".to_owned(),
        third_party: true,
        staff_only: false,
        happened_at: NOON.plus_seconds(at),
        ends_at: None,
        sealed: ring.seal(&place, b"\"words\"", tx.entropy()).unwrap(),
        author: None,
    })
}

fn tell(place: &Place) {
    let store = place.open();
    authority(&store, 1);
    let version = published(&store);
    let (person, case, first) = store
        .write(&caller(1), "items", move |tx| {
            let officer = account(tx, "writer");
            tx.insert_account(&officer)?;
            let (person, case) = opened(tx, version, None, None, &[key(1, 1)])?;
            let ids: Vec<ItemId> = (0..3).map(|_| ItemId::new(NOON, tx.entropy())).collect();
            for (at, id) in ids.iter().enumerate() {
                let mut new = item(tx, i64::try_from(at).unwrap(), 1, *id, (person, case))?;
                new.author = Some(officer.id);
                tx.insert_item(&new)?;
            }
            let all = tx.items(case, &ItemFilter::default(), 10)?;
            assert_eq!(all.iter().map(|i| i.id).collect::<Vec<_>>(), [ids[2], ids[1], ids[0]], "the latest first");
            assert!(all.iter().all(|i| i.third_party && !i.staff_only && i.version == 1));
            let before = ItemFilter { before: Some((all[0].happened_at, all[0].id)), ..ItemFilter::default() };
            assert_eq!(tx.items(case, &before, 10)?.len(), 2);
            let calls = ItemFilter { kinds: vec!["call".to_owned()], ..ItemFilter::default() };
            assert_eq!(tx.items(case, &calls, 10)?.len(), 0);
            let about = ItemFilter { category: Some("contact".to_owned()), author: Some(officer.id), ..calls.clone() };
            assert_eq!(tx.items(case, &ItemFilter { kinds: vec![], ..about }, 10)?.len(), 3);
            assert!(tx.appointments_of(&[officer.id], NOON, NOON.plus_seconds(9))?.is_empty(), "notes are none");
            assert_eq!(tx.items_by_id(&ids)?.len(), 3);
            let again = item(tx, 0, 2, ids[0], (person, case))?;
            tx.insert_item(&again)?;
            let versions = tx.item_history(ids[0])?;
            assert_eq!(versions.iter().map(|i| i.version).collect::<Vec<_>>(), [2, 1]);
            assert!(versions[0].superseded_at.is_none() && versions[1].superseded_at.is_some());
            assert_eq!(tx.items(case, &ItemFilter::default(), 10)?.len(), 3, "one of each holds");
            // An appointment is whose it was made by, whoever corrects it, and whoever holds the case; each stands once.
            let other = account(tx, "holder");
            tx.insert_account(&other)?;
            let met = ItemId::new(NOON, tx.entropy());
            for (version, author) in [(1, officer.id), (2, other.id)] {
                let plain = item(tx, 3 + i64::from(version), version, met, (person, case))?;
                tx.insert_item(&NewItem { kind: "appointment".to_owned(), author: Some(author), ..plain })?;
            }
            let of = |tx: &mut Tx<'_>, who: &[kernel::AccountId], until: i64| {
                let found = tx.appointments_of(who, NOON, NOON.plus_seconds(until))?;
                Ok::<_, StoreError>(found.iter().map(|i| (i.id, i.version)).collect::<Vec<_>>())
            };
            assert_eq!((of(tx, &[officer.id], 9)?, of(tx, &[other.id], 9)?), (vec![(met, 2)], vec![]));
            tx.set_owner(case, Some(other.id))?;
            assert_eq!(of(tx, &[officer.id, other.id], 9)?, [(met, 2)]);
            assert_eq!((of(tx, &[other.id], 9)?, of(tx, &[other.id], 5)?), (vec![(met, 2)], vec![]));
            tx.set_owner(case, None)?;
            Ok::<_, StoreError>((person, case, ids[0]))
        })
        .unwrap();
    let twice = store.write(&caller(1), "twice", move |tx| {
        let again = item(tx, 0, 2, first, (person, case))?;
        tx.insert_item(&again)
    });
    assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
    // With its key its text is gone, in every version.
    store
        .write(&caller(1), "erase", move |tx| {
            tx.destroy_keys(person, Some("casework"), "test")?;
            let ring = tx.ring(&[(person, "casework")])?;
            for version in tx.item_history(first)? {
                assert!(matches!(ring.open(&version.place(), &version.sealed), Err(OpenError::Erased)));
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn entries_on_sqlite() {
    tell(&Place::sqlite());
}

#[test]
fn entries_on_postgresql() {
    tell(&Place::postgres());
}

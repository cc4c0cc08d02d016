//! Where bodies are and transfers out of the country, on both engines: kept, replaced, approved by somebody else, and of one
//! authority alone.

use crate::place::{NOON, Place, authority, caller};
use jiff::civil::date;
use kernel::{AccountId, RegisterId};
use store::{StoreError, Transfer, WHOEVER_IS_NAMED, Whereabouts};

fn at(body: &str, country: &str) -> Whereabouts {
    Whereabouts {
        kind: "recipient".to_owned(),
        notice_id: "a/b".to_owned(),
        body: body.to_owned(),
        country: country.to_owned(),
        confirmed: country != "GB",
        source: "asked".to_owned(),
        account: None,
        at: NOON,
    }
}

fn tell(place: &Place) {
    let store = place.open();
    authority(&store, 1);
    authority(&store, 2);
    let (one, other) = (AccountId::from_bytes([1; 16]), AccountId::from_bytes([2; 16]));
    let id = store
        .write(&caller(1), "destinations", move |tx| {
            tx.put_whereabouts(&at("basil", "GB"))?;
            tx.put_whereabouts(&at(WHOEVER_IS_NAMED, "GB"))?;
            tx.put_whereabouts(&at("basil", "IE"))?;
            tx.put_whereabouts(&Whereabouts {
                kind: "backup".to_owned(),
                notice_id: String::new(),
                ..at("vault", "GB")
            })?;
            assert_eq!(
                tx.whereabouts("recipient")?,
                [at(WHOEVER_IS_NAMED, "GB"), at("basil", "IE")],
                "the later counts"
            );
            assert_eq!(tx.whereabouts_of("a/b", "basil")?.len(), 2);
            assert_eq!(tx.whereabouts_of("a/b", "nobody")?, [at(WHOEVER_IS_NAMED, "GB")]);
            assert_eq!(tx.whereabouts_of("a/c", "basil")?, []);
            assert_eq!(tx.whereabouts("backup")?.len(), 1);
            assert!(tx.delete_whereabouts("backup", "", "vault")? && !tx.delete_whereabouts("backup", "", "vault")?);
            let transfer = Transfer {
                id: RegisterId::new(NOON, tx.entropy()),
                notice_id: "a/b".to_owned(),
                body: "basil".to_owned(),
                country: "IE".to_owned(),
                categories: vec!["health".to_owned()],
                safeguard: "adequacy".to_owned(),
                source: "regulations".to_owned(),
                assessment: String::new(),
                assessed_on: None,
                from_on: date(2026, 11, 1),
                until_on: date(2027, 11, 1),
                made_by: one,
                made_at: NOON,
                approved_by: None,
                approved_at: None,
                ended_at: None,
                ended_why: None,
            };
            tx.insert_transfer(&transfer)?;
            assert_eq!(tx.transfer(transfer.id)?, Some(transfer.clone()));
            assert_eq!(tx.transfers("a/b", Some("basil"))?, std::slice::from_ref(&transfer));
            assert_eq!(tx.transfers("a/b", Some("nobody"))?, []);
            let approved = Transfer { approved_by: Some(other), approved_at: Some(NOON), ..transfer };
            tx.settle_transfer(&approved)?;
            assert_eq!(tx.transfers("a/b", None)?, std::slice::from_ref(&approved));
            Ok::<_, StoreError>(approved.id)
        })
        .unwrap();
    let own = store.write(&caller(1), "own approval", move |tx| {
        let row = tx.transfer(id)?.unwrap();
        tx.settle_transfer(&Transfer { approved_by: Some(row.made_by), ..row })
    });
    assert!(own.is_err(), "whoever wrote a transfer approved it");
    let elsewhere = store.write(&caller(2), "elsewhere", move |tx| {
        Ok::<_, StoreError>((tx.whereabouts("recipient")?, tx.transfer(id)?, tx.transfers("a/b", None)?))
    });
    assert_eq!(elsewhere.unwrap(), (Vec::new(), None, Vec::new()), "another authority's register is seen here");
}

#[test]
fn destinations_on_sqlite() {
    tell(&Place::sqlite());
}

#[test]
fn destinations_on_postgresql() {
    tell(&Place::postgres());
}

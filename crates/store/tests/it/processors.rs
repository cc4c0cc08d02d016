//! Processors with what stands beside them, on both engines: kept, changed, taken away; and of one authority alone.

use crate::place::{NOON, Place, authority, caller};
use jiff::civil::date;
use kernel::{AccountId, RegisterId};
use store::{Assurance, Carrier, Processor, StoreError, SubProcessor};

fn tell(place: &Place) {
    let store = place.open();
    authority(&store, 1);
    authority(&store, 2);
    let id = store
        .write(&caller(1), "processors", move |tx| {
            let mut one = Processor {
                id: RegisterId::new(NOON, tx.entropy()),
                name: "Adobe".to_owned(),
                task: "Signatures".to_owned(),
                notice_id: "a/b".to_owned(),
                party: "adobe".to_owned(),
                contract: "C-1".to_owned(),
                agreement: None,
                categories: vec!["health".to_owned()],
                country: "IE".to_owned(),
                location: "Dublin".to_owned(),
                from_on: date(2026, 11, 1),
                review_on: date(2027, 11, 1),
                made_at: NOON,
                ended_at: None,
                ended_why: None,
            };
            tx.insert_processor(&one)?;
            one.ended_at = Some(NOON);
            one.ended_why = Some("over".to_owned());
            tx.update_processor(&one)?;
            assert_eq!(tx.processor(one.id)?, Some(one.clone()));
            assert_eq!(tx.processors()?, [one.clone()]);
            assert_eq!(tx.processors_of("a/b", "adobe")?, [one.clone()]);
            assert_eq!(tx.processors_of("a/b", "another")?, []);
            let sub = SubProcessor {
                id: RegisterId::new(NOON, tx.entropy()),
                processor: one.id,
                name: "Hall".to_owned(),
                task: "Hosting".to_owned(),
                country: "GB".to_owned(),
                made_at: NOON,
            };
            tx.insert_sub_processor(&sub)?;
            assert_eq!(tx.sub_processors()?, std::slice::from_ref(&sub));
            assert!(!tx.delete_sub_processor(sub.id, sub.id)? && tx.delete_sub_processor(one.id, sub.id)?);
            assert_eq!(tx.sub_processors()?, []);
            let found = Assurance {
                id: RegisterId::new(NOON, tx.entropy()),
                processor: one.id,
                standard: "article 32".to_owned(),
                found: "met".to_owned(),
                evidence: "report".to_owned(),
                checked_on: date(2026, 11, 2),
                review_on: date(2027, 11, 2),
                account: AccountId::from_bytes([1; 16]),
                made_at: NOON,
            };
            tx.insert_assurance(&found)?;
            assert_eq!(tx.assurances()?, [found]);
            let carrier = Carrier {
                channel: "smtp".to_owned(),
                processor: Some(one.id),
                confirmed: true,
                account: None,
                at: NOON,
            };
            tx.put_carrier(&Carrier { processor: None, ..carrier.clone() })?;
            tx.put_carrier(&carrier)?;
            assert_eq!(tx.carriers()?, [carrier], "the later counts");
            Ok::<_, StoreError>(one.id)
        })
        .unwrap();
    let elsewhere = store.write(&caller(2), "elsewhere", move |tx| {
        Ok::<_, StoreError>((tx.processor(id)?, tx.processors()?, tx.assurances()?, tx.carriers()?))
    });
    assert_eq!(elsewhere.unwrap(), (None, Vec::new(), Vec::new(), Vec::new()), "another authority's register is seen");
}

#[test]
fn processors_on_sqlite() {
    tell(&Place::sqlite());
}

#[test]
fn processors_on_postgresql() {
    tell(&Place::postgres());
}

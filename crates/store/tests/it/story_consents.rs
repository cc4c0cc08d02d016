//! What stands beside a consent, on both engines: the words, who was told, the interview; and that all of it goes with the case.

use crate::place::{NOON, Place, authority, caller};
use crate::story::{account, key, opened, published};
use kernel::{ConsentId, TaskId};
use store::{Consent, ConsentDetail, ConsentState, ConsentTold, StoreError};

fn tell(place: &Place) {
    let store = place.open();
    authority(&store, 1);
    let version = published(&store);
    store
        .write(&caller(1), "consent records", move |tx| {
            let one = account(tx, "one");
            tx.insert_account(&one)?;
            let (person, case) = opened(tx, version, Some(one.id), None, &[key(1, 1)])?;
            let id = ConsentId::new(NOON, tx.entropy());
            tx.put_consent(&Consent {
                id,
                case_id: case,
                person,
                party: "haven".to_owned(),
                purpose: "refer".to_owned(),
                categories: vec!["health".to_owned()],
                state: ConsentState::Withdrawn,
                explicit: true,
                method: "by-email".to_owned(),
                given_at: Some(NOON),
                withdrawn_at: Some(NOON),
                expires_on: None,
                wording_hash: vec![3; 32],
                notice_version: version,
                recorded_by: None,
                recorded_at: NOON,
                superseded_at: None,
            })?;
            let detail = ConsentDetail {
                consent: id,
                case_id: case,
                wording: "May we share “this”?".to_owned(),
                language: "en".to_owned(),
                said_at: NOON.plus_seconds(-60),
                own_notice: "https://example.test/privacy".to_owned(),
                own_notice_version: "May 2026".to_owned(),
                origin: String::new(),
                record_class: "casework".to_owned(),
                sealed: Some(vec![1, 2, 3]),
            };
            tx.put_consent_detail(&detail)?;
            assert_eq!(tx.consent_details(case)?, [detail]);
            let told = ConsentTold {
                id: TaskId::new(NOON, tx.entropy()),
                case_id: case,
                person,
                consent: id,
                party: "haven".to_owned(),
                purpose: "refer".to_owned(),
                categories: vec!["health".to_owned(), "name".to_owned()],
                times: 3,
                times_since: 1,
                had_first: NOON,
                had_last: NOON,
                said_at: NOON,
                cannot_recall: true,
                told_at: NOON,
                acknowledged_at: None,
                acknowledged_by: None,
                did: None,
                did_at: None,
                did_by: None,
                record_class: "casework".to_owned(),
                sealed: None,
            };
            tx.insert_consent_told(&told)?;
            assert_eq!(tx.consents_told(case)?, std::slice::from_ref(&told));
            assert_eq!((tx.told_to("haven", 10)?.len(), tx.told_to("other", 10)?.len()), (1, 0));
            tx.acknowledge_told(told.id, Some(one.id))?;
            tx.acknowledge_told(told.id, Some(one.id))?;
            tx.answer_told(told.id, Some(one.id), "erased", Some(vec![9]))?;
            let after = tx.consent_told(told.id)?.unwrap();
            assert_eq!(
                (after.acknowledged_by, after.did.as_deref(), after.sealed),
                (Some(one.id), Some("erased"), Some(vec![9]))
            );

            let offers = |names: &[&str]| -> Vec<(String, String)> {
                names.iter().map(|n| ((*n).to_owned(), "refer".to_owned())).collect()
            };
            tx.set_interview_offers(case, &offers(&["haven", "harbour"]), one.id)?;
            tx.set_interview_offers(case, &offers(&["harbour", "hearth"]), one.id)?;
            let held: Vec<String> = tx.interview_offers(case)?.into_iter().map(|o| o.party).collect();
            assert_eq!(held, ["harbour", "hearth"]);
            assert_eq!(tx.interview(case)?, None);
            tx.complete_interview(case, one.id)?;
            assert_eq!(tx.interview(case)?, Some((tx.now(), one.id)));
            tx.erase_case(case)?;
            assert!(tx.consent_told(told.id)?.is_none() && tx.interview(case)?.is_none());
            assert!(tx.consent_details(case)?.is_empty() && tx.interview_offers(case)?.is_empty());
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn records_of_consent_on_sqlite() {
    tell(&Place::sqlite());
}

#[test]
fn records_of_consent_on_postgresql() {
    tell(&Place::postgres());
}

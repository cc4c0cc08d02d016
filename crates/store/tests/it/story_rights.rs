//! The part of the story that is about people's requests about their data.

use crate::place::NOON;
use crate::story::write;
use jiff::civil::date;
use kernel::{AccountId, CaseId, NoticeVersionId, PersonId, RequestId, TaskId};
use store::{RightsRequest, RightsStep, Store, StoreError, Tx};

fn request(tx: &mut Tx<'_>, version: NoticeVersionId, n: i8) -> RightsRequest {
    RightsRequest {
        id: RequestId::new(NOON, tx.entropy()),
        reference: format!("R26-{n}"),
        notice_id: "example/housing".to_owned(),
        notice_version: version,
        kind: "access".to_owned(),
        channel: "online".to_owned(),
        representative: n % 2 == 0,
        controller: "council".to_owned(),
        received_on: date(2026, 11, 1),
        reply_by: None,
        person: PersonId::new(NOON, tx.entropy()),
        record_class: "rights-request".to_owned(),
        sealed: vec![1, 2, 3],
        logged_by: None,
        made_at: NOON,
        due_on: (n != 3).then(|| date(2026, 12, 10 - n)),
        outcome: None,
        settled_at: None,
    }
}

pub fn rights(store: &Store, version: NoticeVersionId, case: CaseId, officer: AccountId) {
    let made = write(store, move |tx| {
        let mut made = Vec::new();
        for n in 1..=3 {
            let one = request(tx, version, n);
            tx.insert_request(&one)?;
            made.push(one);
        }
        Ok(made)
    })
    .unwrap();
    let ids: Vec<RequestId> = made.iter().map(|r| r.id).collect();
    let first = made[0].clone();
    let same = write(store, move |tx| {
        let twice = RightsRequest { id: RequestId::new(NOON, tx.entropy()), ..first.clone() };
        tx.insert_request(&twice)
    });
    assert!(matches!(same, Err(StoreError::Conflict(_))), "two of one reference: {same:?}");
    write(store, move |tx| {
        assert_eq!(tx.request(ids[0])?.as_ref(), Some(&made[0]));
        let order: Vec<RequestId> = tx.requests("example/housing", true, 10)?.iter().map(|r| r.id).collect();
        assert_eq!(order, [ids[1], ids[0], ids[2]], "what is due first, and what waits last");
        assert_eq!(tx.requests("example/other", true, 10)?, []);
        assert_eq!(tx.requests_since("online", NOON)?, 3);
        assert_eq!(tx.requests_since("online", NOON.plus_seconds(1))?, 0);
        tx.set_request_due(ids[2], Some(date(2026, 11, 30)))?;
        assert_eq!(tx.requests("example/housing", true, 1)?[0].id, ids[2]);
        tx.match_request(ids[0], case, officer)?;
        assert_eq!(tx.cases_of_request(ids[0])?, [case]);
        assert_eq!(tx.requests_of_case(case)?.iter().map(|r| r.id).collect::<Vec<_>>(), [ids[0]]);
        tx.unmatch_request(ids[0], case)?;
        assert_eq!(tx.requests_of_case(case)?, []);
        tx.match_request(ids[0], case, officer)?;
        let step = RightsStep {
            id: TaskId::new(NOON, tx.entropy()),
            request: ids[0],
            step: "acknowledged".to_owned(),
            on_day: date(2026, 11, 2),
            code: "letter".to_owned(),
            person: made[0].person,
            record_class: "rights-request".to_owned(),
            sealed: Some(vec![9]),
            done_by: Some(officer),
            made_at: NOON,
        };
        tx.insert_step(&step)?;
        assert_eq!(tx.steps_of(ids[0])?, [step]);
        tx.settle_request(ids[0], "granted")?;
        let settled = tx.requests("example/housing", false, 10)?;
        assert_eq!((settled.len(), settled[0].outcome.as_deref(), settled[0].due_on), (1, Some("granted"), None));
        Ok(())
    })
    .unwrap();
    let again = write(store, move |tx| {
        let id = tx.requests("example/housing", false, 1)?[0].id;
        tx.settle_request(id, "refused")
    });
    assert!(matches!(again, Err(StoreError::Missing(_))), "decided twice: {again:?}");
}

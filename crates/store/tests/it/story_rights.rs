//! The part of the story that is about people's requests about their data.

use crate::place::NOON;
use crate::story::write;
use jiff::civil::date;
use kernel::{AccountId, CaseId, CopyId, NoticeVersionId, PersonId, RequestId, TaskId};
use store::{
    Account, InWords, Passage, RequestFilter, RequestOrder, RightsCopy, RightsRequest, RightsStep, Store, StoreError,
    Tx, Walk, copy_class, copy_place,
};

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
        asked_by: None,
    }
}

fn listed(
    tx: &mut Tx<'_>,
    notice: &str,
    settled: Option<bool>,
    (order, walk): (&RequestOrder, &Walk),
) -> Result<Vec<RightsRequest>, StoreError> {
    let filter = RequestFilter { notice_id: notice.to_owned(), settled, ..RequestFilter::default() };
    tx.list_requests(&filter, order, walk)
}

/// Walks a list one row at a time, from each row to the next: the order and the places agree, in both directions.
fn walked(tx: &mut Tx<'_>, order: &RequestOrder, down: bool) -> Result<Vec<RequestId>, StoreError> {
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let walk = Walk { down, after, limit: 1 };
        let Some(row) = listed(tx, "example/housing", Some(false), (order, &walk))?.pop() else { return Ok(seen) };
        seen.push(row.id);
        after = Some(order.behind(&row, down));
    }
}

pub fn rights(store: &Store, version: NoticeVersionId, case: CaseId, officer: AccountId) {
    let made = write(store, move |tx| {
        let mut made = Vec::new();
        for n in 1..=3 {
            let one = request(tx, version, n);
            tx.insert_request(&one)?;
            let mut told = store::RightsTold {
                id: TaskId::new(NOON, tx.entropy()),
                request: one.id,
                notice_id: "example/housing".to_owned(),
                reference: "C26-1".to_owned(),
                party: format!("body-{n}"),
                why: "corrected".to_owned(),
                categories: vec!["Name".to_owned()],
                told_at: NOON,
                acknowledged_at: None,
                did: None,
                did_at: None,
                did_by: None,
            };
            tx.insert_rights_told(&told)?;
            (told.acknowledged_at, told.did, told.did_at) = (Some(NOON), Some("erased".to_owned()), Some(NOON));
            tx.update_rights_told(&told)?;
            assert_eq!(tx.rights_told(one.id)?, [told.clone()]);
            assert_eq!(
                (tx.rights_told_to(&format!("body-{n}"), 5)?, tx.rights_told_to("emmaus", 5)?),
                (vec![told], vec![])
            );
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
        let due = &RequestOrder::Due;
        assert_eq!(walked(tx, due, false)?, [ids[1], ids[0], ids[2]], "what is due first, and what waits last");
        assert_eq!(
            walked(tx, due, true)?,
            [ids[0], ids[1], ids[2]],
            "and what waits comes last the other way round too"
        );
        let kind = RequestOrder::Kind(InWords::of([("erasure", "Erasure"), ("access", "Copy")]));
        for order in &[RequestOrder::Received, kind, RequestOrder::Settled] {
            let mut up = walked(tx, order, false)?;
            let mut by_id = ids.clone();
            by_id.sort_unstable();
            assert_eq!(up, by_id, "where the column says the same of all, the order is that of the ids");
            up.reverse();
            assert_eq!(walked(tx, order, true)?, up);
        }
        let ten = Walk { down: false, after: None, limit: 10 };
        assert_eq!(listed(tx, "example/other", Some(false), (due, &ten))?, []);
        let mut filter = RequestFilter { notice_id: "example/housing".to_owned(), ..RequestFilter::default() };
        filter.without_day = true;
        assert_eq!(tx.list_requests(&filter, due, &ten)?.iter().map(|r| r.id).collect::<Vec<_>>(), [ids[2]]);
        filter.without_day = false;
        filter.due_until = Some(date(2026, 12, 8));
        assert_eq!(tx.list_requests(&filter, due, &ten)?.iter().map(|r| r.id).collect::<Vec<_>>(), [ids[1]]);
        filter.due_from = Some(date(2026, 12, 9));
        assert_eq!(tx.list_requests(&filter, due, &ten)?, []);
        assert_eq!(tx.requests_since("online", NOON)?, 3);
        assert_eq!(tx.requests_since("online", NOON.plus_seconds(1))?, 0);
        tx.set_request_due(ids[2], Some(date(2026, 11, 30)))?;
        assert_eq!(walked(tx, due, false)?[0], ids[2]);
        tx.match_request(ids[0], (case, None), officer)?;
        assert_eq!(tx.cases_of_request(ids[0])?, [case]);
        assert_eq!(tx.requests_of_case(case)?.iter().map(|r| r.id).collect::<Vec<_>>(), [ids[0]]);
        assert_eq!(tx.members_of_request(ids[0])?, [], "it is about the person whose case it is");
        tx.unmatch_request(ids[0], case)?;
        assert_eq!(tx.requests_of_case(case)?, []);
        tx.match_request(ids[0], (case, None), officer)?;
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
        let settled = listed(tx, "example/housing", Some(true), (&RequestOrder::Settled, &ten))?;
        assert_eq!((settled.len(), settled[0].outcome.as_deref(), settled[0].due_on), (1, Some("granted"), None));
        Ok(())
    })
    .unwrap();
    let again = write(store, move |tx| {
        let one = Walk { down: false, after: None, limit: 1 };
        let id = listed(tx, "example/housing", Some(true), (&RequestOrder::Due, &one))?[0].id;
        tx.settle_request(id, "refused")
    });
    assert!(matches!(again, Err(StoreError::Missing(_))), "decided twice: {again:?}");
}

/// What was decided about passages, and the copies that were made.
pub fn copies(store: &Store, case: CaseId, maker: AccountId) {
    let checker = write(store, |tx| {
        let id = AccountId::new(NOON, tx.entropy());
        tx.insert_account(&Account {
            id,
            username: "checker".to_owned(),
            name: "Checker".to_owned(),
            administers: false,
            capacities: Vec::new(),
            enrolment: None,
            created_at: NOON,
            disabled_at: None,
            confirm_by: None,
            trained_until: None,
            bound_by: None,
        })?;
        Ok(id)
    })
    .unwrap();
    let (request, person) = write(store, |tx| {
        let first = Walk { down: false, after: None, limit: 1 };
        let of = &listed(tx, "example/housing", Some(false), (&RequestOrder::Due, &first))?[0];
        Ok((of.id, of.person))
    })
    .unwrap();
    let passage = move |tx: &mut Tx<'_>, place: &str, choice: &str, case_id: Option<CaseId>| Passage {
        id: TaskId::new(NOON, tx.entropy()),
        request,
        place: place.to_owned(),
        case_id,
        category: String::new(),
        choice: choice.to_owned(),
        reason: "third-party".to_owned(),
        person,
        record_class: "rights-request".to_owned(),
        sealed: Some(vec![4, 5]),
        decided_by: maker,
        decided_at: NOON,
    };
    write(store, move |tx| {
        let first = passage(tx, "a", "out", Some(case));
        let again = passage(tx, "a", "in", Some(case));
        let whole = passage(tx, "words", "all", None);
        tx.put_passage(&first)?;
        tx.put_passage(&again)?;
        tx.put_passage(&whole)?;
        assert_eq!(tx.passages(request)?, [again, whole], "the last word counts");
        tx.drop_passage(request, "a")?;
        tx.drop_passage(request, "nowhere")?;
        assert_eq!(tx.passages(request)?.len(), 1);
        Ok(())
    })
    .unwrap();
    let made = write(store, move |tx| {
        let one = RightsCopy {
            id: CopyId::new(NOON, tx.entropy()),
            request,
            recipient: "subject".to_owned(),
            purpose: "own-access".to_owned(),
            state: "made".to_owned(),
            scope: vec![format!("{case}/identity")],
            pieces: 12,
            left_out: 3,
            hash: vec![7; 32],
            made_by: maker,
            made_at: NOON,
            checked_by: None,
            checked_at: None,
            link_hash: None,
            code_hash: None,
            link_until: None,
            link_tries: 0,
            handed_at: None,
            handed_how: None,
            handed_by: None,
            keep_until: date(2026, 12, 24),
        };
        tx.insert_copy(&one)?;
        tx.ring_for_sealing(&[(person, copy_class(one.id).as_str())])?;
        tx.insert_copy_part(one.id, person, 1, &[2])?;
        tx.insert_copy_part(one.id, person, 0, &[1])?;
        assert_eq!(tx.copies_of(request)?, std::slice::from_ref(&one));
        assert_eq!(tx.copy_parts(one.id)?, [(0, vec![1]), (1, vec![2])]);
        assert_ne!(copy_place(one.id, person, 0), copy_place(one.id, person, 1));
        Ok(one)
    })
    .unwrap();
    let itself = RightsCopy { checked_by: Some(maker), checked_at: Some(NOON), ..made.clone() };
    let same = write(store, move |tx| tx.update_copy(&itself));
    assert!(same.is_err(), "who made it does not check it: {same:?}");
    let checked = RightsCopy {
        state: "checked".to_owned(),
        checked_by: Some(checker),
        checked_at: Some(NOON),
        link_hash: Some(vec![8; 32]),
        code_hash: Some(vec![9; 32]),
        link_until: Some(NOON),
        link_tries: 2,
        ..made.clone()
    };
    write(store, move |tx| {
        tx.update_copy(&checked)?;
        assert_eq!(tx.copy_by_link(&[8; 32])?, Some(checked.clone()));
        assert_eq!(tx.copy_by_link(&[9; 32])?, None);
        assert_eq!(tx.copies_over(date(2026, 12, 24), 9)?, []);
        assert_eq!(tx.copies_over(date(2026, 12, 25), 9)?, [(checked.id, person)]);
        tx.destroy_copy(checked.id, person, "its time is over")?;
        assert_eq!(tx.copies_over(date(2026, 12, 25), 9)?, []);
        assert_eq!(tx.copy_parts(checked.id)?, []);
        let left = &tx.copies_of(request)?[0];
        assert_eq!((left.state.as_str(), left.hash.clone()), ("dropped", vec![7; 32]), "what it was is known");
        assert_eq!(tx.copy_by_link(&[8; 32])?, None, "its link leads nowhere");
        assert!(
            tx.ring(&[(person, copy_class(checked.id).as_str())])?
                .seal(&copy_place(checked.id, person, 0), &[1], &mut kernel::SeededEntropy::new(1))
                .is_err()
        );
        Ok(())
    })
    .unwrap();
}

//! Forms, drafts, and records of one person: a part of the story.

use crate::story::write;
use kernel::{AccountId, CaseId, DraftId, FormVersionId, LinkId, MemberPartId, NoticeVersionId, PersonId, TaskId};
use store::{
    CaseMark, Draft, Duplicate, DuplicateState, FormVersion, MarkKind, Member, MemberPart, PersonKey, PersonLink,
    Store, StoreError, in_order,
};

/// Told of a case of somebody, with the officer who works on it.
pub fn people(store: &Store, notice: NoticeVersionId, person: PersonId, case: CaseId, officer: AccountId) {
    forms(store, notice);
    drafts(store, person, case, officer);
    links(store, person, officer);
    members(store, person, case);
    marks(store, case, officer);
}

/// What stands on a case as a whole.
fn marks(store: &Store, case: CaseId, officer: AccountId) {
    let (day, last) = (jiff::civil::date(2026, 11, 26), jiff::civil::date(2026, 12, 26));
    let mark = move |byte: u8, kind, party: &str, until_on, set_at| CaseMark {
        id: TaskId::from_bytes([byte; 16]),
        case_id: case,
        kind,
        party: party.to_owned(),
        purpose: String::new(),
        until_on,
        set_by: None,
        set_at,
        ended_by: None,
        ended_at: None,
    };
    write(store, move |tx| {
        let now = tx.now();
        let hidden = mark(0x61, MarkKind::AddressHidden, "", None, now);
        let reviewed =
            CaseMark { set_by: Some(officer), ..mark(0x62, MarkKind::AddressReviewed, "st-x", Some(last), now) };
        tx.insert_mark(&hidden)?;
        tx.insert_mark(&reviewed)?;
        assert_eq!(tx.marks_of(&[case])?, [hidden.clone(), reviewed.clone()]);
        assert!(tx.around(case)?.is_some_and(|a| a.marks));
        assert!(hidden.counts(day) && reviewed.counts(last) && !reviewed.counts(jiff::civil::date(2026, 12, 27)));
        tx.end_mark(hidden.id, officer)?;
        let ended = tx.marks_of(&[case])?.remove(0);
        assert!(!ended.counts(day) && ended.ended_by == Some(officer));
        Ok(())
    })
    .unwrap();
    let twice = write(store, move |tx| tx.end_mark(TaskId::from_bytes([0x61; 16]), officer));
    assert!(matches!(twice, Err(StoreError::Missing(_))), "{twice:?}");
}

/// The members of a household: who they are, what is said of them, and what is left of them in the end.
fn members(store: &Store, person: PersonId, case: CaseId) {
    let (child, partner) = (PersonId::from_bytes([0x51; 16]), PersonId::from_bytes([0x52; 16]));
    let member = move |who, at| Member {
        case_id: case,
        person: who,
        category: "household".to_owned(),
        joined_at: at,
        restricted: false,
        apart: false,
    };
    let part = move |byte: u8, who, at| MemberPart {
        id: MemberPartId::from_bytes([byte; 16]),
        case_id: case,
        person: who,
        category: "household".to_owned(),
        record_class: "casework/household".to_owned(),
        sealed: vec![byte],
        recorded_at: at,
        superseded_at: None,
    };
    write(store, move |tx| {
        let now = tx.now();
        tx.insert_person(child, &[PersonKey { digest: [0x51; 16], strength: 3 }])?;
        tx.insert_person(partner, &[])?;
        tx.ring_for_sealing(&[(child, "casework/household"), (child, "subject")])?;
        assert_eq!(tx.members_of(&[case])?, []);
        tx.insert_household_member(&member(child, now))?;
        tx.insert_household_member(&member(partner, now))?;
        tx.insert_member_part(&part(1, child, now))?;
        tx.insert_member_part(&part(2, partner, now))?;
        tx.insert_member_part(&part(3, child, now))?;
        tx.end_member_parts(&[MemberPartId::from_bytes([1; 16])])?;
        assert_eq!(tx.members_of(&[case])?, [member(child, now), member(partner, now)]);
        let parts = tx.member_parts(&[case])?;
        assert_eq!(parts.iter().map(|p| p.superseded_at.is_some()).collect::<Vec<_>>(), [true, false, false]);
        assert_eq!(parts[2], part(3, child, now));
        assert_eq!(tx.memberships_of(&[child])?, [member(child, now)]);
        assert!(tx.around(case)?.is_some_and(|a| a.members));
        tx.set_member_apart(case, partner)?;
        assert!(tx.memberships_of(&[partner])?[0].apart && !tx.memberships_of(&[child])?[0].apart);
        tx.set_member_restricted(case, child, true)?;
        assert!(tx.memberships_of(&[child])?[0].restricted && !tx.memberships_of(&[partner])?[0].restricted);
        Ok(())
    })
    .unwrap();
    let twice = write(store, move |tx| {
        let now = tx.now();
        tx.insert_household_member(&member(child, now))
    });
    assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
    let nobody = write(store, move |tx| tx.set_member_restricted(case, person, true));
    assert!(matches!(nobody, Err(StoreError::Missing(_))), "{nobody:?}");
    let stranger = write(store, move |tx| {
        let now = tx.now();
        tx.insert_member_part(&part(4, person, now))
    });
    assert!(stranger.is_err(), "nothing is said of who is no member");
    write(store, move |tx| {
        assert!(tx.erase_member(case, child, "test")? > 0, "their keys go with them");
        assert_eq!(tx.traces_of_person(child)?, store::Counts::new());
        assert!(!tx.has_person(child)? && tx.has_person(partner)?);
        assert_eq!(tx.member_parts(&[case])?.len(), 1);
        tx.erase_member(case, partner, "test")?;
        assert!(!tx.has_person(partner)? && tx.has_person(person)?);
        Ok(())
    })
    .unwrap();
}

fn forms(store: &Store, notice: NoticeVersionId) {
    let form = move |version: &str, byte: u8| FormVersion {
        id: FormVersionId::from_bytes([byte; 16]),
        notice_version: notice,
        service: "homelessness".to_owned(),
        version: version.to_owned(),
        title: "Assessment".to_owned(),
        source: "[form]".to_owned(),
        hash: vec![byte; 32],
        published_at: kernel::Timestamp::from_micros(i64::from(byte)),
    };
    let (first, second) = (form("1.0.0", 1), form("1.1.0", 2));
    let (one, two) = (first.clone(), second.clone());
    write(store, move |tx| {
        tx.publish_form(&one)?;
        tx.publish_form(&two)
    })
    .unwrap();
    write(store, move |tx| {
        assert_eq!(tx.forms_of(notice)?, [second.clone(), first.clone()], "the newest first");
        assert_eq!(tx.forms_of(NoticeVersionId::from_bytes([9; 16]))?, []);
        Ok(())
    })
    .unwrap();
    let again = write(store, move |tx| tx.publish_form(&form("1.0.0", 3)));
    assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
}

fn drafts(store: &Store, person: PersonId, case: CaseId, officer: AccountId) {
    let id = DraftId::from_bytes([4; 16]);
    write(store, move |tx| {
        let mut draft = Draft {
            id,
            account: officer,
            case_id: Some(case),
            notice_id: "example/housing".to_owned(),
            service: "homelessness".to_owned(),
            category: "identity".to_owned(),
            person,
            record_class: "casework".to_owned(),
            version: 1,
            sealed: Some(vec![1, 2]),
            saved_at: tx.now(),
            done_at: None,
            made: None,
            origin: "known:1".to_owned(),
            sent_hash: None,
        };
        tx.save_draft(&draft)?;
        draft.version = 2;
        draft.sealed = Some(vec![3]);
        tx.save_draft(&draft)?;
        assert_eq!(tx.draft(id)?, Some(draft.clone()));
        assert_eq!(tx.drafts_of(officer)?, std::slice::from_ref(&draft));
        assert_eq!(tx.drafts_of(AccountId::from_bytes([9; 16]))?, []);
        draft.version = 3;
        draft.sealed = None;
        draft.done_at = Some(tx.now());
        draft.made = Some(case);
        tx.save_draft(&draft)?;
        assert_eq!(tx.drafts_of(officer)?, [], "what is done stands in no list");
        assert_eq!(tx.draft(id)?, Some(draft));
        Ok(())
    })
    .unwrap();
    let twice = write(store, move |tx| {
        let draft = tx.draft(id)?.unwrap();
        tx.save_draft(&Draft { version: 1, ..draft })
    });
    assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
}

fn links(store: &Store, person: PersonId, officer: AccountId) {
    let stranger = PersonId::from_bytes([7; 16]);
    let (one, other) = in_order(person, stranger);
    let link = move |byte: u8, now| PersonLink {
        id: LinkId::from_bytes([byte; 16]),
        one,
        other,
        score: 97,
        linked_by: Some(officer),
        linked_at: now,
        split_by: None,
        split_at: None,
        run: Some(kernel::LinkageRunId::from_bytes([5; 16])),
        model: "case-records-1".to_owned(),
    };
    write(store, move |tx| {
        let key = PersonKey { digest: [8; 16], strength: 3 };
        tx.insert_person(stranger, &[key])?;
        assert_eq!(tx.who_has(&[[9; 16], [8; 16]])?, std::collections::BTreeMap::from([(stranger, vec![1])]));
        let now = tx.now();
        tx.insert_person_link(&link(5, now))?;
        assert_eq!(tx.person_links(&[person])?, tx.person_links(&[stranger])?);
        Ok(())
    })
    .unwrap();
    let twice = write(store, move |tx| {
        let now = tx.now();
        tx.insert_person_link(&link(6, now))
    });
    assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
    write(store, move |tx| {
        tx.end_person_link(LinkId::from_bytes([5; 16]), Some(officer))?;
        let now = tx.now();
        tx.insert_person_link(&link(6, now))?;
        let all = tx.person_links(&[person, stranger])?;
        assert_eq!(all.len(), 2, "a link that was undone stays on record, and each stands once");
        assert_eq!(all.iter().filter(|l| l.split_at.is_some() && l.split_by == Some(officer)).count(), 1);
        Ok(())
    })
    .unwrap();
    let ended = write(store, |tx| tx.end_person_link(LinkId::from_bytes([5; 16]), None));
    assert!(ended.is_err(), "what is undone cannot be undone again");
    write(store, move |tx| {
        let proposal = Duplicate {
            one,
            other,
            notice_id: "example/housing".to_owned(),
            score: 91,
            state: DuplicateState::Open,
            proposed_at: tx.now(),
            decided_by: None,
            decided_at: None,
        };
        tx.propose_duplicate(&proposal)?;
        assert_eq!(tx.open_duplicates("example/housing", 9)?, std::slice::from_ref(&proposal));
        assert_eq!(tx.open_duplicates("example/other", 9)?, []);
        tx.decide_duplicate((one, other), DuplicateState::Different, Some(officer))?;
        tx.propose_duplicate(&proposal)?;
        assert_eq!(tx.open_duplicates("example/housing", 9)?, [], "what was decided stays decided");
        let kept = tx.duplicates_of(stranger)?;
        assert!(kept == tx.duplicates_of(person)? && kept[0].decided_by == Some(officer));
        tx.erase_person(stranger)?;
        assert_eq!(tx.person_links(&[person])?, []);
        assert_eq!(tx.duplicate(one, other)?, None);
        Ok(())
    })
    .unwrap();
}

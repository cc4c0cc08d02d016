//! What working a case needs of the store, on both engines: rules of access, warnings, documents, work on many, lists.

use crate::place::{NOON, Place, authority, caller};
use crate::story::{account, key, opened, published};
use jiff::civil::date;
use kernel::{InboundId, ItemId, ShareId, TaskId};
use sealing::CLASS_SUBJECT;
use store::{
    AccessKind, AskState, AskedDocument, AskedFilter, BulkJob, CalendarToken, CaseAccess, CaseFilter, CaseOrder,
    Document, DocumentState, InWords, Inbound, InboundDocument, InboundFilter, InboundOrder, InboundPart,
    OriginatorRequest, Part, SavedView, SentFilter, SentOrder, Share, ShareCopy, ShareLink, SharePart, ShareStep,
    StoreError, Walk, Warning, WarningFilter, WarningOrder, WarningsThat, document_place,
};

fn asked(
    tx: &mut store::Tx<'_>,
    (case_id, person, notice_version): (kernel::CaseId, kernel::PersonId, kernel::NoticeVersionId),
    asked_by: kernel::AccountId,
) -> Share {
    Share {
        id: ShareId::new(NOON, tx.entropy()),
        case_id,
        person,
        notice_version,
        ground: "crime".to_owned(),
        party: "class:police".to_owned(),
        body: Some("Example Constabulary".to_owned()),
        purpose: "crime".to_owned(),
        items: vec!["identity.name".to_owned()],
        gateway: "other".to_owned(),
        test: vec!["least=yes".to_owned()],
        facts: vec!["approval".to_owned()],
        approvers: vec!["role:manager".to_owned()],
        about: "identity".to_owned(),
        record_class: "casework".to_owned(),
        channel: "desk".to_owned(),
        hours: 24,
        state: "asked".to_owned(),
        asked_by,
        asked_at: NOON,
        decided_by: None,
        sent_at: None,
        expires_at: None,
        receipt: None,
        told: "not-yet".to_owned(),
        review_on: None,
        reviewed_at: None,
        answer_by: None,
        task: None,
        country: None,
    }
    .chosen_from("tenancy", &["finances.income".to_owned()])
}

/// Copies that others hold: by when each has to be gone, hastened, said to be gone once.
fn copies(tx: &mut store::Tx<'_>, share: &Share, one: kernel::AccountId) -> Result<(), StoreError> {
    let mut copy = ShareCopy {
        id: ShareId::new(NOON, tx.entropy()),
        share: share.id,
        case_id: share.case_id,
        holder: "ministry".to_owned(),
        statement: "retain.ministry".to_owned(),
        why: "period".to_owned(),
        no_trace: true,
        gone_by: date(2031, 11, 21),
        made_at: NOON,
        said: None,
        said_at: None,
        said_by: None,
    };
    tx.insert_share_copy(&copy)?;
    assert_eq!(tx.share_copies(share.id)?, [copy.clone()]);
    assert!(tx.share_copies_due(date(2031, 11, 20))?.is_empty());
    assert_eq!(tx.share_copies_due(date(2031, 11, 21))?.len(), 1);
    assert_eq!(tx.hasten_share_copies(share.id, "another", (date(2026, 12, 1), "taken-back"))?, 0);
    assert_eq!(tx.hasten_share_copies(share.id, "ministry", (date(2026, 12, 1), "taken-back"))?, 1);
    (copy.gone_by, copy.why) = (date(2026, 12, 1), "taken-back".to_owned());
    // What is due earlier stays so.
    assert_eq!(tx.hasten_share_copies(share.id, "ministry", (date(2027, 1, 1), "agreement"))?, 1);
    assert_eq!(tx.share_copies_with("ministry")?, [copy.clone()]);
    assert!(tx.say_share_copy(copy.id, "erased", Some(one))? && !tx.say_share_copy(copy.id, "nothing-held", None)?);
    let said = tx.share_copy(copy.id)?.unwrap();
    assert_eq!((said.said.as_deref(), said.said_at, said.said_by), (Some("erased"), Some(tx.now()), Some(one)));
    assert!(tx.share_copies_with("ministry")?.is_empty());
    assert!(tx.share_copies_due(date(2040, 1, 1))?.is_empty());
    let left = |tx: &mut store::Tx<'_>, filter: &SentFilter, down| {
        let walk = Walk { down, after: None, limit: 10 };
        tx.list_sent(filter, &SentOrder::Sent, &walk)
    };
    let all = SentFilter { notice_versions: vec![share.notice_version], ..SentFilter::default() };
    assert!(left(tx, &all, true)?.iter().all(|s| s.id != share.id), "it has not left");
    let under =
        |tx: &mut store::Tx<'_>| Ok::<_, StoreError>(tx.shares_under_agreements()?.iter().any(|s| s.id == share.id));
    assert!(!under(tx)?);
    let mut sent = share.clone();
    (sent.sent_at, sent.state) = (Some(NOON), "sent".to_owned());
    sent.receipt = Some("{\"agreements\":[\"DSA-1\"]}".to_owned());
    tx.update_share(&sent)?;
    assert!(left(tx, &all, true)?.contains(&sent) && left(tx, &all, false)?.contains(&sent) && under(tx)?);
    let theirs = SentFilter { party: Some(sent.party.clone()), from: Some(NOON), ..all.clone() };
    assert!(left(tx, &theirs, true)?.contains(&sent));
    assert!(left(tx, &SentFilter { before: Some(NOON), ..theirs.clone() }, true)?.is_empty());
    let words = || InWords::of([(sent.party.clone(), "Them")]);
    for order in &[SentOrder::Sent, SentOrder::Party(words()), SentOrder::Purpose(InWords::default())] {
        let behind = Walk { down: false, after: Some(order.behind(&sent)), limit: 10 };
        assert!(!tx.list_sent(&theirs, order, &behind)?.contains(&sent), "{order:?}");
    }
    sent.receipt = Some("{\"agreements\":[]}".to_owned());
    tx.update_share(&sent)?;
    assert!(!under(tx)?);
    Ok(())
}

/// How often somebody asked whether support is in place.
fn lookups(tx: &mut store::Tx<'_>, one: kernel::AccountId) -> Result<(), StoreError> {
    let (now, two) = (tx.now(), account(tx, "asks too"));
    tx.insert_account(&two)?;
    let two = two.id;
    tx.note_support_lookup(one, true)?;
    tx.note_support_lookup(one, false)?;
    tx.note_support_lookup(two, false)?;
    assert_eq!(tx.support_lookups_since(one, now)?, 2);
    assert_eq!(tx.support_lookups_since(two, now)?, 1);
    assert_eq!(tx.support_lookups_since(one, now.plus_seconds(1))?, 0);
    Ok(())
}

/// Something is asked for, given, and presses where it should. `kept` is a document of the case that was given for nothing.
fn asked_for(
    tx: &mut store::Tx<'_>,
    (case, person): (kernel::CaseId, kernel::PersonId),
    kept: ItemId,
    (owner, other): (kernel::AccountId, kernel::AccountId),
) -> Result<(), StoreError> {
    let id = ItemId::new(NOON, tx.entropy());
    let ring = tx.ring_for_sealing(&[(person, "casework")])?;
    let item = |tx: &mut store::Tx<'_>, id, kind: &str| {
        let sealed = ring.seal(&store::item_place(person, "casework", id, 1), b"\"words\"", tx.entropy()).unwrap();
        tx.insert_item(&store::NewItem {
            id,
            version: 1,
            case_id: case,
            person,
            kind: kind.to_owned(),
            category: "contact".to_owned(),
            record_class: "casework".to_owned(),
            third_party: false,
            staff_only: false,
            happened_at: NOON,
            ends_at: None,
            sealed,
            author: None,
        })
    };
    item(tx, id, "asked-document")?;
    let mut one = AskedDocument {
        id,
        case_id: case,
        state: AskState::Open,
        due_on: date(2026, 12, 1),
        asked_by: owner,
        asked_at: NOON,
        changed_at: NOON,
        reminded_on: None,
    };
    tx.insert_asked_document(&one)?;
    assert_eq!(tx.asked_documents(case)?, [one.clone()]);
    let press = |tx: &mut store::Tx<'_>, owner, today| {
        Ok::<_, StoreError>(
            tx.asked_documents_that_press(&[owner], today, 9)?.into_iter().map(|a| a.id).collect::<Vec<_>>(),
        )
    };
    assert_eq!(press(tx, owner, date(2026, 12, 1))?, [], "its last day is not over");
    assert_eq!(press(tx, owner, date(2026, 12, 2))?, [id]);
    assert_eq!(press(tx, other, date(2026, 12, 2))?, [], "somebody else's case");
    // What is to be reminded of: not before its day, once before it is over, once after, and anew when it is asked for anew.
    let ids = |found: Vec<AskedDocument>| found.into_iter().map(|a| a.id).collect::<Vec<_>>();
    let versions: Vec<_> = tx.case(case)?.map(|c| c.notice_version).into_iter().collect();
    let live = |tx: &mut store::Tx<'_>, owner| {
        let states = AskState::ALL.into_iter().filter(|state| state.is_live()).collect();
        let filter =
            AskedFilter { notice_versions: versions.clone(), owners: vec![owner], states, ..AskedFilter::default() };
        tx.list_asked(&filter, &Walk { down: false, after: None, limit: 9 })
    };
    assert_eq!(ids(live(tx, owner)?), [id]);
    assert_eq!(ids(live(tx, other)?), []);
    assert_eq!(ids(tx.asked_documents_until(date(2026, 11, 30), 9)?), []);
    assert_eq!(ids(tx.asked_documents_until(date(2026, 12, 1), 9)?), [id]);
    tx.asked_document_reminded(id, date(2026, 12, 1))?;
    assert_eq!(tx.asked_documents(case)?[0].reminded_on, Some(date(2026, 12, 1)));
    assert_eq!(ids(tx.asked_documents_until(date(2026, 12, 3), 9)?), [id], "it is over now");
    tx.asked_document_reminded(id, date(2026, 12, 2))?;
    assert_eq!(ids(tx.asked_documents_until(date(2026, 12, 9), 9)?), []);
    tx.move_asked_document(id, AskState::Open, date(2026, 12, 1))?;
    assert_eq!(tx.asked_documents(case)?[0].reminded_on, None);
    assert_eq!(tx.documents_given_since(case, NOON.plus_seconds(-60))?, 0, "what was given for nothing counts");
    let given = ItemId::new(NOON, tx.entropy());
    item(tx, given, "document")?;
    let kept = tx.document(kept)?.unwrap();
    tx.insert_document(&Document {
        id: given,
        asked: Some(id),
        verified_how: None,
        verified_by: None,
        verified_at: None,
        ..kept
    })?;
    assert_eq!(tx.document(given)?.unwrap().asked, Some(id));
    assert_eq!(tx.documents_given_since(case, NOON.plus_seconds(-60))?, 1);
    assert_eq!(tx.documents_given_since(case, NOON)?, 0);
    tx.move_asked_document(id, AskState::Given, date(2026, 12, 9))?;
    (one.state, one.due_on) = (AskState::Given, date(2026, 12, 9));
    assert_eq!(tx.asked_documents(case)?, [one]);
    assert_eq!(press(tx, owner, date(2026, 11, 1))?, [id], "nobody has looked at it");
    tx.move_asked_document(id, AskState::Accepted, date(2026, 12, 9))?;
    assert_eq!(press(tx, owner, date(2027, 1, 1))?, []);
    assert_eq!(ids(live(tx, owner)?), [], "it is settled");
    assert_eq!(ids(tx.asked_documents_until(date(2027, 1, 1), 9)?), []);
    tx.erase_document(given, person, "test")?;
    Ok(())
}

fn tell(place: &Place) {
    let store = place.open();
    authority(&store, 1);
    let version = published(&store);
    let (person, case, one, two) = store
        .write(&caller(1), "set up", move |tx| {
            let (one, two) = (account(tx, "one"), account(tx, "two"));
            tx.insert_account(&one)?;
            tx.insert_account(&two)?;
            let (person, case) = opened(tx, version, Some(one.id), None, &[key(1, 1)])?;
            opened(tx, version, None, None, &[key(2, 1)])?;
            Ok::<_, StoreError>((person, case, one.id, two.id))
        })
        .unwrap();
    store
        .write(&caller(1), "access", move |tx| {
            let rule = |tx: &mut store::Tx<'_>, kind, account| CaseAccess {
                id: TaskId::new(NOON, tx.entropy()),
                case_id: case,
                account,
                kind,
                reason: "conflict".to_owned(),
                set_by: one,
                set_at: NOON,
                ended_by: None,
                ended_at: None,
            };
            let count = |tx: &mut store::Tx<'_>, reader| {
                tx.count_cases(&CaseFilter { reader: Some(reader), ..CaseFilter::default() })
            };
            assert!(!tx.hides_from(two)?);
            let barred = rule(tx, AccessKind::Barred, Some(two));
            tx.insert_access(&barred)?;
            assert!(tx.hides_from(two)? && !tx.hides_from(one)?);
            assert_eq!((count(tx, one)?, count(tx, two)?), (2, 1));
            assert!(tx.hidden(two, &[(case, Some(one))])?.contains(&case));
            assert!(tx.hidden(one, &[(case, Some(one))])?.is_empty());
            tx.end_access(barred.id, one)?;
            assert_eq!(count(tx, two)?, 2);
            let restricted = rule(tx, AccessKind::Restricted, None);
            tx.insert_access(&restricted)?;
            assert_eq!((count(tx, one)?, count(tx, two)?), (2, 1), "its owner still sees it");
            let allowed = rule(tx, AccessKind::Allowed, Some(two));
            tx.insert_access(&allowed)?;
            assert_eq!(count(tx, two)?, 2);
            assert_eq!(tx.access_of(case)?.len(), 3);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    store
        .write(&caller(1), "warning", move |tx| {
            let mut warning = Warning {
                id: ItemId::new(NOON, tx.entropy()),
                case_id: case,
                proposed_by: one,
                proposed_at: NOON,
                approved_by: None,
                approved_at: None,
                review_on: date(2027, 1, 1),
                expires_on: date(2027, 2, 1),
                told: "not-yet".to_owned(),
                told_on: None,
                ended_by: None,
                ended_at: None,
            };
            tx.insert_warning(&warning)?;
            warning.approved_by = Some(two);
            warning.approved_at = Some(NOON);
            tx.update_warning(&warning)?;
            assert_eq!(tx.warnings(case)?, [warning.clone()]);
            let found = |tx: &mut store::Tx<'_>, that, today| {
                let filter = WarningFilter { notice_versions: vec![version], today, that, told: None };
                let walk = Walk { down: false, after: None, limit: 10 };
                Ok::<_, StoreError>(tx.list_warnings(&filter, WarningOrder::Review, &walk)?.len())
            };
            use WarningsThat as That;
            let (day, review, after) = (date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 2));
            assert_eq!(
                (found(tx, That::Stand, day)?, found(tx, That::Hold, day)?, found(tx, That::Wait, day)?),
                (1, 1, 0)
            );
            assert_eq!((found(tx, That::ReviewBy(day), day)?, found(tx, That::ReviewBy(review), day)?), (0, 1));
            assert_eq!((found(tx, That::AreOver, day)?, found(tx, That::AreOver, after)?), (0, 1));
            assert_eq!(found(tx, That::Stand, after)?, 0);
            let filter = WarningFilter { notice_versions: vec![version], today: day, that: That::Stand, told: None };
            for order in [WarningOrder::Review, WarningOrder::Expires, WarningOrder::Proposed] {
                let walk = Walk { down: true, after: Some(order.behind(&warning)), limit: 10 };
                assert_eq!(tx.list_warnings(&filter, order, &walk)?, [], "{order:?}");
            }
            let others = WarningFilter { notice_versions: vec![], ..filter };
            let walk = Walk { down: true, after: None, limit: 10 };
            assert_eq!(tx.list_warnings(&others, WarningOrder::Review, &walk)?, [], "of no notice");
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let alone = store.write(&caller(1), "alone", move |tx| {
        let mut warning = tx.warnings(case)?.remove(0);
        warning.approved_by = Some(one);
        tx.update_warning(&warning)
    });
    assert!(alone.is_err(), "the database itself refuses an approver who proposed it");
    store
        .write(&caller(1), "documents", move |tx| {
            let ring = tx.ring_for_sealing(&[(person, "casework"), (person, CLASS_SUBJECT)])?;
            let id = ItemId::new(NOON, tx.entropy());
            let place = document_place(person, "casework", id, Part::Original);
            let sealed = ring.seal(&place, &[7; 200_000], tx.entropy()).unwrap();
            let mut document = Document {
                id,
                case_id: case,
                media: "application/pdf".to_owned(),
                bytes: 200_000,
                state: DocumentState::Waiting,
                scanned_at: None,
                preview: None,
                expires_on: Some(date(2026, 12, 24)),
                verified_how: None,
                verified_by: None,
                verified_at: None,
                asked: None,
            };
            tx.insert_document(&document)?;
            tx.insert_document_part(id, Part::Original, (person, "casework"), &sealed)?;
            assert_eq!(tx.document_part(id, Part::Original)?, Some((place, sealed)));
            assert_eq!(tx.document_part(id, Part::Preview)?, None);
            tx.scanned(id, DocumentState::Kept, None)?;
            document.state = DocumentState::Kept;
            document.scanned_at = Some(NOON);
            assert_eq!(tx.document(id)?, Some(document.clone()));
            assert_eq!(tx.documents(case)?, [document.clone()]);
            let due = |tx: &mut store::Tx<'_>, owners: &[kernel::AccountId], day| {
                Ok::<_, StoreError>(
                    tx.documents_until(owners, (None, day), 9)?.into_iter().map(|d| d.id).collect::<Vec<_>>(),
                )
            };
            assert_eq!(due(tx, &[one], date(2026, 12, 24))?, [id]);
            assert_eq!(due(tx, &[one], date(2026, 12, 23))?, []);
            assert_eq!(due(tx, &[two], date(2026, 12, 24))?, [], "somebody else's case");
            tx.verified(id, ("original", two), Some(date(2031, 1, 1)))?;
            let checked = tx.document(id)?.unwrap();
            assert_eq!((checked.verified_how.as_deref(), checked.verified_by), (Some("original"), Some(two)));
            assert_eq!((checked.verified_at, checked.expires_on), (Some(NOON), Some(date(2031, 1, 1))));
            asked_for(tx, (case, person), id, (one, two))?;
            tx.erase_document(id, person, "test")?;
            assert_eq!(tx.document(id)?, None);
            assert_eq!(tx.document_part(id, Part::Original)?, None);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    store
        .write(&caller(1), "lists", move |tx| {
            let job = BulkJob {
                id: TaskId::new(NOON, tx.entropy()),
                account: one,
                capacity: "example/housing#role:officer".to_owned(),
                purpose: "assess".to_owned(),
                what: "{\"do\":\"close\"}".to_owned(),
                made_at: NOON,
                finished_at: None,
            };
            tx.insert_bulk_job(&job, &[case])?;
            assert_eq!(tx.bulk_job(job.id, two)?, None, "somebody else's");
            tx.settle_bulk_case(job.id, case, "done", "")?;
            assert_eq!(tx.bulk_cases(job.id)?[0].state, "done");
            tx.finish_bulk_job(job.id)?;
            assert_eq!(tx.bulk_job(job.id, one)?.unwrap().finished_at, Some(NOON));
            let view = SavedView {
                id: TaskId::new(NOON, tx.entropy()),
                account: one,
                list: "cases".to_owned(),
                name: "Mine".to_owned(),
                query: "/cases?mine=yes".to_owned(),
                made_at: NOON,
            };
            tx.insert_view(&view)?;
            assert_eq!(tx.views_of(one)?.as_slice(), std::slice::from_ref(&view));
            assert_eq!(tx.views_of(two)?, []);
            tx.delete_view(one, view.id)?;
            let mut token = CalendarToken {
                id: TaskId::new(NOON, tx.entropy()),
                account: one,
                token_hash: vec![1; 32],
                capacity: "example/housing#role:officer".to_owned(),
                purpose: "assess".to_owned(),
                made_at: NOON,
                revoked_at: None,
            };
            tx.replace_calendar(&token)?;
            assert_eq!(tx.calendar_by(&[1; 32])?, Some(token.clone()));
            token.id = TaskId::new(NOON, tx.entropy());
            token.token_hash = vec![2; 32];
            tx.replace_calendar(&token)?;
            assert_eq!(tx.calendar_by(&[1; 32])?, None, "one address at a time");
            assert_eq!(tx.calendar_of(one)?, Some(token));
            assert_eq!(tx.revoke_calendars(one)?, 1);
            let mut share = asked(tx, (case, person, version), one);
            tx.insert_share(&share)?;
            assert_eq!(tx.shares_asked()?.as_slice(), std::slice::from_ref(&share));
            assert_eq!((tx.shares_with("class:police")?, tx.shares_to_review()?), (vec![], vec![]), "nothing has left");
            share.party = "class:police/1".to_owned();
            share.state = "sent".to_owned();
            share.decided_by = Some(two);
            share.sent_at = Some(NOON);
            share.expires_at = Some(NOON.plus_seconds(3600));
            share.receipt = Some("{}".to_owned());
            share.review_on = Some(date(2027, 1, 5));
            tx.update_share(&share)?;
            assert_eq!(tx.share(share.id)?.as_ref(), Some(&share));
            for found in [
                tx.shares(case)?,
                tx.shares_with("class:police/1")?,
                tx.shares_for(&[case], "class:police/1")?,
                tx.shares_for(&[case, case], "class:police/1")?,
                tx.shares_to_review()?,
            ] {
                assert_eq!(found, [share.clone()]);
            }
            assert_eq!(tx.shares_for(&[case], "class:police")?, []);
            let part = SharePart {
                id: ShareId::new(NOON, tx.entropy()),
                share: share.id,
                part: 0,
                category: "identity".to_owned(),
                person,
                record_class: "casework".to_owned(),
                sealed: vec![1, 2, 3],
                answered_at: None,
                gone_on: None,
            };
            tx.insert_share_part(&part)?;
            let day = |d| jiff::civil::date(2026, 12, d);
            let answer = SharePart {
                id: ShareId::new(NOON, tx.entropy()),
                answered_at: Some(NOON),
                gone_on: Some(day(3)),
                ..part.clone()
            };
            tx.insert_share_part(&answer)?;
            assert_eq!(tx.share_answers(share.id, day(2))?, [answer]);
            assert_eq!((tx.share_answers(share.id, day(3))?, tx.drop_answers(day(2))?), (Vec::new(), Vec::new()));
            assert_eq!(tx.drop_answers(day(3))?, [share.id]);
            let step = ShareStep {
                id: ShareId::new(NOON, tx.entropy()),
                share: share.id,
                at: NOON,
                account: Some(two),
                step: "approve".to_owned(),
                code: None,
                person,
                record_class: "casework".to_owned(),
                sealed: Some(vec![4]),
            };
            tx.insert_share_step(&step)?;
            assert_eq!((tx.share_parts(share.id)?, tx.share_steps(share.id)?), (vec![part], vec![step]));
            share.reviewed_at = Some(NOON);
            tx.update_share(&share)?;
            assert_eq!(tx.shares_to_review()?, []);
            let mut inbound = Inbound {
                id: InboundId::new(NOON, tx.entropy()),
                notice_version: version,
                service: "housing".to_owned(),
                sender: "duty".to_owned(),
                body: Some("Example Prison".to_owned()),
                reason: "leaving".to_owned(),
                agreed: "yes".to_owned(),
                chosen: true,
                reference: "R-1".to_owned(),
                state: "new".to_owned(),
                received_at: NOON,
                case_id: None,
                ending: None,
                decided_by: None,
                decided_at: None,
                step_down: false,
                step_up: None,
                answer_by: None,
                task: None,
            };
            tx.insert_inbound(&inbound)?;
            let part = InboundPart {
                id: InboundId::new(NOON, tx.entropy()),
                inbound: inbound.id,
                part: "person".to_owned(),
                category: "identity".to_owned(),
                person,
                record_class: "casework".to_owned(),
                sealed: vec![7],
            };
            tx.insert_inbound_part(&part)?;
            assert_eq!((tx.inbound(inbound.id)?, tx.inbound_parts(inbound.id)?), (Some(inbound.clone()), vec![part]));
            let file = InboundDocument {
                id: InboundId::new(NOON, tx.entropy()),
                inbound: inbound.id,
                category: "identity".to_owned(),
                person,
                record_class: "casework".to_owned(),
                media: "application/pdf".to_owned(),
                bytes: 7,
                state: DocumentState::Waiting,
                came_at: NOON,
            };
            tx.insert_inbound_document(&file, &[8])?;
            tx.inbound_document_scanned(file.id, DocumentState::Kept)?;
            let kept = InboundDocument { state: DocumentState::Kept, ..file.clone() };
            assert_eq!(tx.inbound_documents(inbound.id)?, [kept]);
            assert_eq!(tx.inbound_document_bytes(file.id)?, Some(vec![8]));
            assert_eq!((tx.inbound_bytes(None)?, tx.inbound_bytes(Some(NOON.plus_seconds(1)))?), (7, 0));
            assert_eq!(tx.drop_inbound_documents(inbound.id)?, 1);
            assert_eq!((tx.inbound_documents(inbound.id)?, tx.inbound_bytes(None)?), (vec![], 0));
            let mut wanted = OriginatorRequest {
                id: kernel::AttachmentId::new(NOON, tx.entropy()),
                case_id: case,
                person,
                category: "risk".to_owned(),
                source: "police".to_owned(),
                originator: "class:police/1".to_owned(),
                party: "st-basils".to_owned(),
                purpose: "refer".to_owned(),
                items: vec!["Risk to others".to_owned()],
                why: "safety-of-others".to_owned(),
                until_on: day(20),
                answer_by: day(9),
                state: "asked".to_owned(),
                asked_by: one,
                asked_at: NOON,
                reminded_at: None,
                answered_by: None,
                answered_at: None,
                refusal: None,
                task: None,
                word: None,
                record_class: "casework".to_owned(),
                sealed: vec![1],
                answer: None,
            };
            tx.insert_originator_request(&wanted)?;
            assert_eq!(tx.originator_request(wanted.id)?, Some(wanted.clone()));
            assert_eq!(
                (tx.originator_requests_late(day(9))?, tx.originator_requests_late(day(10))?.len()),
                (vec![], 1)
            );
            wanted.reminded_at = Some(NOON);
            tx.update_originator_request(&wanted)?;
            assert_eq!(tx.originator_requests_late(day(10))?, []);
            wanted.state = "refused".to_owned();
            (wanted.refusal, wanted.answer) = (Some("safety".to_owned()), Some(vec![2]));
            (wanted.answered_by, wanted.answered_at) = (Some(two), Some(NOON));
            tx.update_originator_request(&wanted)?;
            assert_eq!(tx.originator_requests(case)?, [wanted.clone()]);
            assert_eq!(tx.originator_requests_to("class:police/1", 5)?, [wanted]);
            assert_eq!(tx.originator_requests_to("class:police/2", 5)?, []);
            let mut link = ShareLink {
                id: kernel::AttachmentId::new(NOON, tx.entropy()),
                share: share.id,
                link_hash: vec![7; 32],
                code_hash: vec![8; 32],
                until_at: NOON.plus_seconds(60),
                tries: 0,
                made_by: one,
                made_at: NOON,
                ended_at: None,
            };
            tx.insert_share_link(&link)?;
            assert_eq!((tx.share_link(&[7; 32])?, tx.share_link(&[8; 32])?), (Some(link.clone()), None));
            (link.tries, link.ended_at) = (5, Some(NOON));
            tx.update_share_link(&link)?;
            assert_eq!(tx.share_links(share.id)?, [link]);
            let came = |tx: &mut store::Tx<'_>, state: &str| {
                let state = Some(state.to_owned());
                let filter = InboundFilter { notice_versions: vec![version], state, ..InboundFilter::default() };
                let walk = Walk { down: true, after: None, limit: 10 };
                tx.list_inbound(&filter, &InboundOrder::Received, &walk)
            };
            assert_eq!(came(tx, "new")?, [inbound.clone()]);
            let service = Some("housing".to_owned());
            let filter = InboundFilter { notice_versions: vec![version], service, ..InboundFilter::default() };
            use InboundOrder as By;
            let words = || InWords::of([("housing", "Housing"), ("own", "By the person")]);
            for order in &[By::Received, By::Service(words()), By::Sender(words()), By::Reason(words())] {
                let mut walk = Walk { down: false, after: None, limit: 10 };
                assert_eq!(tx.list_inbound(&filter, order, &walk)?, [inbound.clone()]);
                walk.after = Some(order.behind(&inbound));
                assert_eq!(tx.list_inbound(&filter, order, &walk)?, [], "{order:?}");
            }
            let late = InboundFilter { before: Some(NOON), ..filter };
            let walk = Walk { down: true, after: None, limit: 10 };
            assert_eq!(tx.list_inbound(&late, &By::Received, &walk)?, []);
            assert_eq!((tx.inbound_since(NOON)?, tx.inbound_since(NOON.plus_seconds(1))?), (1, 0));
            inbound.state = "assessed".to_owned();
            inbound.case_id = Some(case);
            inbound.decided_by = Some(one);
            inbound.decided_at = Some(NOON);
            tx.update_inbound(&inbound)?;
            assert_eq!((came(tx, "new")?, came(tx, "assessed")?), (vec![], vec![inbound]));
            for order in [CaseOrder::Due, CaseOrder::Newest, CaseOrder::Oldest] {
                let filter = CaseFilter { order, ..CaseFilter::default() };
                let first = tx.list_cases(&filter, None, 1)?;
                let cursor = store::CaseCursor::behind(&first[0], order);
                let second = tx.list_cases(&filter, Some(&cursor), 5)?;
                assert_eq!(second.len(), 1, "{order:?}");
                assert_ne!(first[0].id, second[0].id);
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn an_approval_by_whoever_asked_is_refused_by_both_engines() {
    for place in [Place::sqlite(), Place::postgres()] {
        let store = place.open();
        authority(&store, 1);
        let version = published(&store);
        let (person, case, one) = store
            .write(&caller(1), "set up", move |tx| {
                let one = account(tx, "one");
                tx.insert_account(&one)?;
                let (person, case) = opened(tx, version, Some(one.id), None, &[key(1, 1)])?;
                Ok::<_, StoreError>((person, case, one.id))
            })
            .unwrap();
        let own = store.write(&caller(1), "own approval", move |tx| {
            let share = asked(tx, (case, person, version), one);
            tx.insert_share(&share)?;
            tx.update_share(&Share { decided_by: Some(one), ..share })
        });
        assert!(own.is_err());
        store
            .write(&caller(1), "erase", move |tx| {
                let share = asked(tx, (case, person, version), one);
                tx.insert_share(&share)?;
                copies(tx, &share, one)?;
                lookups(tx, one)?;
                tx.erase_case(case)?;
                assert_eq!(tx.share(share.id)?, None, "it goes with its case");
                assert!(tx.share_copies(share.id)?.is_empty(), "its copies go with it");
                Ok::<_, StoreError>(())
            })
            .unwrap();
    }
}

#[test]
fn working_a_case_on_sqlite() {
    tell(&Place::sqlite());
}

#[test]
fn working_a_case_on_postgresql() {
    tell(&Place::postgres());
}

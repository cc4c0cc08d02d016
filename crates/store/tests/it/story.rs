//! One story, told to both engines: everything that the application asks of the store, deletion too.

use crate::place::{NOON, Place, authority, caller, entry};
use disclosure::{OpenError, Opener};
use jiff::civil::{Date, date};
use kernel::{
    AbsenceId, AccountId, AttachmentId, CaseId, ConsentId, EnrolmentId, InvitationId, MembershipId, NoticeVersionId,
    PaperId, PersonId, ProviderId, RecoveryId, SectionId, SessionId, TaskId, TeamId,
};
use ledger::Action;
use sealing::CLASS_SUBJECT;
use store::{
    Absence, Account, Agreement, AgreementDocument, AgreementFilter, AgreementOrder, AgreementsThat, CLASS_AGREEMENT,
    CaseCursor, CaseFilter, CaseParty, CaseState, Ceremony, Consent, ConsentState, Credential, DocumentState,
    Enrolment, FactKind, FactRecord, InWords, Invitation, KnownDevice, Membership, NewCase, NewSection, NoticeVersion,
    Paper, PaperSigner, PaperState, Passkey, PersonKey, Recovery, Session, Side, SignOnGroup, SignOnIdentity,
    SignOnProvider, SignerState, Store, StoreConfig, StoreError, Task, TaskFilter, TaskOrder, TaskStanding, Team,
    TeamRole, Tx, Walk, section_place,
};

const TODAY: Date = date(2026, 11, 21);

fn notice(tx: &mut Tx<'_>) -> NoticeVersion {
    NoticeVersion {
        id: NoticeVersionId::new(NOON, tx.entropy()),
        notice_id: "example/housing".to_owned(),
        version: "1.0.0".to_owned(),
        title: "Housing".to_owned(),
        source: "[notice]".to_owned(),
        hash: vec![7; 32],
        draft: true,
        effective_on: TODAY,
        published_at: NOON,
    }
}

pub fn account(tx: &mut Tx<'_>, username: &str) -> Account {
    Account {
        id: AccountId::new(NOON, tx.entropy()),
        username: username.to_owned(),
        name: "Officer Example".to_owned(),
        administers: false,
        capacities: vec!["example/housing#role:officer".to_owned()],
        enrolment: None,
        created_at: NOON,
        disabled_at: None,
        confirm_by: None,
        trained_until: None,
        bound_by: None,
    }
}

pub fn key(n: u8, strength: i16) -> PersonKey {
    PersonKey { digest: [n; 16], strength }
}

/// A notice that is published.
pub fn published(store: &Store) -> NoticeVersionId {
    write(store, |tx| {
        let version = notice(tx);
        tx.publish_notice(&version)?;
        Ok(version.id)
    })
    .unwrap()
}

/// A case, for other stories.
pub fn opened(
    tx: &mut Tx<'_>,
    version: NoticeVersionId,
    owner: Option<AccountId>,
    due: Option<Date>,
    keys: &[PersonKey],
) -> Result<(PersonId, CaseId), StoreError> {
    case(tx, version, owner, due, keys)
}

/// A person with a case of one section. Answers with both.
fn case(
    tx: &mut Tx<'_>,
    version: NoticeVersionId,
    owner: Option<AccountId>,
    due: Option<Date>,
    keys: &[PersonKey],
) -> Result<(PersonId, CaseId), StoreError> {
    let (person, id) = (PersonId::new(NOON, tx.entropy()), CaseId::new(NOON, tx.entropy()));
    tx.insert_person(person, keys)?;
    tx.insert_case(&NewCase {
        id,
        reference: format!("H-{id}"),
        notice_version: version,
        service: "homelessness".to_owned(),
        person,
        opened_on: TODAY,
        owner,
        next_due: due.map(|d| (d, "relief-ends".to_owned())),
    })?;
    write_section(tx, person, id, "identity", "Ada Example")?;
    Ok((person, id))
}

fn write_section(
    tx: &mut Tx<'_>,
    person: PersonId,
    case: CaseId,
    category: &str,
    text: &str,
) -> Result<(), StoreError> {
    let version = tx.next_section_version(case, category)?;
    let ring = tx.ring_for_sealing(&[(person, "casework"), (person, CLASS_SUBJECT)])?;
    let id = SectionId::new(NOON, tx.entropy());
    let place = section_place(person, "casework", id, version);
    let sealed = ring.seal(&place, text.as_bytes(), tx.entropy()).unwrap();
    tx.insert_section(&NewSection {
        id,
        case_id: case,
        person,
        category: category.to_owned(),
        record_class: "casework".to_owned(),
        version,
        sealed,
        author: None,
        source: "person".to_owned(),
        form: String::new(),
    })
}

pub fn write<T: Send + 'static>(
    store: &Store,
    closure: impl FnMut(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    store.write(&caller(1), "story", closure)
}

fn logging_in(store: &Store) {
    let officer = write(store, |tx| {
        let officer = account(tx, "officer");
        tx.insert_account(&officer)?;
        Ok(officer)
    })
    .unwrap();
    let id = officer.id;
    let again = write(store, |tx| {
        let other = account(tx, "officer");
        tx.insert_account(&other)
    });
    assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
    let mut credential = Credential {
        account: id,
        password_hash: "$argon2id$1".to_owned(),
        totp_sealed: None,
        totp_confirmed: false,
        totp_last_step: None,
        recovery: vec!["ab".to_owned()],
        failed_count: 0,
        last_failed_at: None,
        changed_at: NOON,
    };
    for failed in 0..2 {
        credential.failed_count = failed;
        credential.last_failed_at = Some(NOON);
        let put = credential.clone();
        write(store, move |tx| tx.put_credential(&put)).unwrap();
    }
    let session = write(store, move |tx| {
        let session = Session {
            id: SessionId::new(NOON, tx.entropy()),
            token_hash: vec![9; 32],
            account: id,
            capacity: "example/housing#role:officer".to_owned(),
            purpose: String::new(),
            second_factor: false,
            began_at: NOON,
            last_seen_at: NOON,
            expires_at: NOON.plus_seconds(3600),
        };
        tx.insert_session(&session)?;
        tx.touch_session(session.id)?;
        tx.set_session(session.id, "example/housing#role:officer", "assess", true)?;
        Ok(session)
    })
    .unwrap();
    write(store, move |tx| {
        assert_eq!(tx.account_named("officer")?, Some(officer.clone()));
        assert_eq!(tx.account(id)?, Some(officer.clone()));
        assert_eq!(tx.accounts()?.len(), 1);
        assert_eq!(tx.credential(id)?, Some(credential.clone()));
        let found = tx.session(&[9; 32])?.unwrap();
        tx.set_session_device(found.id, "Firefox on Linux")?;
        assert_eq!(tx.sessions_of(id)?, [(found.clone(), "Firefox on Linux".to_owned())]);
        assert_eq!((found.purpose.as_str(), found.second_factor), ("assess", true));
        assert_eq!(tx.session(&[8; 32])?, None);
        assert_eq!(tx.end_sessions(id, Some(session.id))?, 0);
        assert!(tx.end_session(session.id)?);
        assert!(!tx.end_session(session.id)?);
        assert_eq!(tx.session(&[9; 32])?, None, "an ended session is gone");
        assert_eq!(tx.sweep_sessions()?, 0);
        let mut disabled = officer.clone();
        disabled.disabled_at = Some(NOON);
        tx.update_account(&disabled)?;
        assert_eq!(tx.account(id)?, Some(disabled));
        Ok(())
    })
    .unwrap();
}

fn partners(store: &Store) {
    write(store, |tx| {
        let enrolment = Enrolment {
            id: EnrolmentId::new(NOON, tx.entropy()),
            notice_id: "example/housing".to_owned(),
            class: "support-partner".to_owned(),
            body: "body:haven".to_owned(),
            name: "Haven".to_owned(),
            from_on: TODAY,
            until_on: None,
            evidence: "DSA-1".to_owned(),
            recorded_at: NOON,
        };
        tx.insert_enrolment(&enrolment)?;
        tx.end_enrolment(enrolment.id, date(2027, 1, 1))?;
        assert_eq!(tx.enrolment(enrolment.id)?.and_then(|e| e.until_on), Some(date(2027, 1, 1)));
        assert_eq!(tx.enrolments("example/housing")?.len(), 1);
        let id = EnrolmentId::new(NOON, tx.entropy());
        let agreement = Agreement {
            purposes: vec!["refer".to_owned()],
            gateways: vec!["Housing Act 1996 section 213".to_owned()],
            ..Agreement::unsigned(id, "example/housing", "st-example", "DSA-2", TODAY, NOON)
        };
        tx.insert_agreement(&agreement)?;
        lists_of_agreements(tx, &agreement)?;
        assert_eq!(tx.agreements("example/housing")?.as_slice(), std::slice::from_ref(&agreement));
        let ended = Agreement {
            ended_at: Some(NOON),
            ended_why: Some("the service closed".to_owned()),
            ..agreement.signed("Ours", "Theirs", TODAY)
        };
        tx.update_agreement(&ended)?;
        assert_eq!(tx.agreement(id)?, Some(ended));
        let other = EnrolmentId::new(NOON, tx.entropy());
        assert_eq!(tx.agreement(other)?, None);
        papers_of_agreements(tx, id)
    })
    .unwrap();
}

/// In which lists an agreement is, as it is signed, ends soon, lapses and is ended; each stands where its own place says.
fn lists_of_agreements(tx: &mut Tx<'_>, agreement: &Agreement) -> Result<(), StoreError> {
    use AgreementsThat as That;
    let in_lists = |tx: &mut Tx<'_>, row: Agreement, today: Date, of: &[That]| {
        tx.update_agreement(&row)?;
        let all = [
            That::Stand,
            That::Hold,
            That::EndBy(date(2026, 12, 31)),
            That::WaitForReview,
            That::WaitForSignature,
            That::Lapsed,
            That::Ended,
            That::Are,
        ];
        for that in all {
            let filter = AgreementFilter { notices: vec!["example/housing".to_owned()], today, that, kind: None };
            let party = AgreementOrder::Party(InWords::default());
            for order in &[AgreementOrder::Until, AgreementOrder::Review, AgreementOrder::Title, party] {
                let mut walk = Walk { down: false, after: None, limit: 9 };
                let found = tx.list_agreements(&filter, order, &walk)?;
                assert_eq!(found.contains(&row), of.contains(&that), "{that:?} on {today}");
                walk.after = Some(order.behind(&row, false));
                assert!(!tx.list_agreements(&filter, order, &walk)?.contains(&row), "{order:?}");
            }
        }
        Ok::<_, StoreError>(())
    };
    in_lists(tx, agreement.clone(), TODAY, &[That::Stand, That::WaitForSignature, That::Are])?;
    let signed = agreement.clone().signed("Ours", "Theirs", TODAY);
    in_lists(tx, signed.clone(), TODAY, &[That::Stand, That::Hold, That::Are])?;
    let later = agreement.clone().signed("Ours", "Theirs", date(2026, 11, 22));
    in_lists(tx, later, TODAY, &[That::Stand, That::WaitForSignature, That::Are])?;
    let short = Agreement { until_on: Some(date(2026, 12, 24)), review_on: Some(date(2026, 12, 1)), ..signed };
    let of = [That::Stand, That::Hold, That::EndBy(date(2026, 12, 31)), That::Are];
    in_lists(tx, short.clone(), TODAY, &of)?;
    let of = [That::Stand, That::Hold, That::EndBy(date(2026, 12, 31)), That::WaitForReview, That::Are];
    in_lists(tx, short.clone(), date(2026, 12, 24), &of)?;
    in_lists(tx, short.clone(), date(2026, 12, 25), &[That::Stand, That::Lapsed, That::Are])?;
    in_lists(tx, Agreement { ended_at: Some(NOON), ..short }, TODAY, &[That::Ended, That::Are])?;
    tx.update_agreement(agreement)
}

/// An agreement's documents, its paper and those who sign it.
fn papers_of_agreements(tx: &mut Tx<'_>, agreement: EnrolmentId) -> Result<(), StoreError> {
    let by = account(tx, "dana");
    tx.insert_account(&by)?;
    let document = AgreementDocument {
        id: AttachmentId::new(NOON, tx.entropy()),
        agreement,
        title: "Annex A".to_owned(),
        media: "application/pdf".to_owned(),
        bytes: 5,
        hash: vec![7; 32],
        state: DocumentState::Waiting,
        provider: String::new(),
        envelope: String::new(),
        added_by: by.id,
        added_at: NOON,
    };
    tx.insert_agreement_document(&document, b"sealed")?;
    tx.agreement_document_scanned(document.id, DocumentState::Kept)?;
    let kept = AgreementDocument { state: DocumentState::Kept, ..document.clone() };
    assert_eq!(tx.agreement_documents(agreement)?, [kept]);
    assert_eq!(tx.agreement_document_bytes(document.id)?.as_deref(), Some(b"sealed".as_slice()));
    let paper = Paper {
        id: PaperId::new(NOON, tx.entropy()),
        case_id: None,
        person: kernel::PersonId::from_bytes(*agreement.as_bytes()),
        template: "agreement@1".to_owned(),
        categories: Vec::new(),
        record_class: CLASS_AGREEMENT.to_owned(),
        sealed: b"words".to_vec(),
        hash: vec![1; 32],
        state: PaperState::Draft,
        made_by: by.id,
        made_at: NOON,
        sent_at: None,
        until_on: None,
        settled_at: None,
        file: None,
        file_hash: None,
        agreement: Some(agreement),
        provider: None,
    };
    tx.insert_paper(&paper)?;
    let open = Paper { state: PaperState::Open, sent_at: Some(NOON), until_on: Some(TODAY), ..paper.clone() };
    assert!(tx.move_paper(PaperState::Draft, &open)?);
    assert!(!tx.move_paper(PaperState::Draft, &open)?, "it goes on from a state only once");
    assert_eq!(tx.papers_of_agreement(agreement)?, [open]);
    let first = PaperSigner::waiting(paper.id, 0, Side::Ours);
    let second = PaperSigner {
        account: Some(by.id),
        link_hash: Some(vec![9; 32]),
        sealed: Some(b"who".to_vec()),
        ..PaperSigner::waiting(paper.id, 1, Side::Theirs)
    };
    tx.insert_paper_signer(&first)?;
    tx.insert_paper_signer(&second)?;
    assert_eq!(tx.paper_signer_by_link(&[9; 32])?.as_ref(), Some(&second));
    assert_eq!(tx.papers_to_sign(by.id)?.as_slice(), std::slice::from_ref(&second));
    let done = PaperSigner {
        state: SignerState::Signed,
        way: Some("emailed-link".to_owned()),
        answer: Some(b"name".to_vec()),
        link_hash: None,
        settled_at: Some(NOON),
        ..second
    };
    tx.update_paper_signer(&done)?;
    assert_eq!(tx.paper_signers(paper.id)?, [first, done]);
    assert_eq!(tx.paper_signer_by_link(&[9; 32])?, None);
    tx.remove_agreement_document(document.id)?;
    assert!(tx.agreement_documents(agreement)?.is_empty());
    Ok(())
}

fn teams(store: &Store) {
    write(store, |tx| {
        let (ada, bob) = (account(tx, "ada"), account(tx, "bob"));
        tx.insert_account(&ada)?;
        tx.insert_account(&bob)?;
        let mut team = Team {
            id: TeamId::new(NOON, tx.entropy()),
            notice_id: "example/housing".to_owned(),
            name: "Prevention".to_owned(),
            made_at: NOON,
            closed_on: None,
        };
        tx.insert_team(&team)?;
        let place = Membership {
            id: MembershipId::new(NOON, tx.entropy()),
            team: team.id,
            account: ada.id,
            role: TeamRole::Manager,
            from_on: TODAY,
            until_on: None,
        };
        tx.insert_membership(&place)?;
        assert_eq!((tx.members(team.id)?, tx.memberships(ada.id)?), (vec![place.clone()], vec![place.clone()]));
        tx.end_membership(place.id, date(2026, 12, 24))?;
        assert_eq!(tx.memberships(ada.id)?[0].until_on, Some(date(2026, 12, 24)));
        team.name = "Relief".to_owned();
        team.closed_on = Some(date(2027, 1, 1));
        tx.update_team(&team)?;
        assert_eq!((tx.team(team.id)?, tx.teams()?), (Some(team.clone()), vec![team]));
        let away = Absence {
            id: AbsenceId::new(NOON, tx.entropy()),
            account: ada.id,
            cover: Some(bob.id),
            from_on: date(2026, 12, 1),
            until_on: date(2026, 12, 5),
            recorded_by: bob.id,
            recorded_at: NOON,
            cancelled_at: None,
        };
        tx.insert_absence(&away)?;
        assert_eq!(tx.absence(away.id)?, Some(away.clone()));
        assert_eq!(tx.absences(ada.id, date(2026, 12, 5))?, std::slice::from_ref(&away));
        assert_eq!(tx.absences(ada.id, date(2026, 12, 6))?, []);
        let covered = |tx: &mut Tx<'_>, day| tx.covered_by(bob.id, date(2026, 12, day));
        assert_eq!((covered(tx, 1)?, covered(tx, 5)?), (vec![ada.id], vec![ada.id]));
        assert_eq!(covered(tx, 6)?, []);
        tx.cancel_absence(away.id)?;
        assert_eq!(covered(tx, 1)?, [], "what was called off covers nobody");
        assert_eq!(tx.absences(ada.id, TODAY)?, []);
        Ok(())
    })
    .unwrap();
}

fn ways_in(store: &Store) {
    write(store, |tx| {
        let (ada, bob) = (account(tx, "first"), account(tx, "second"));
        tx.insert_account(&ada)?;
        tx.insert_account(&bob)?;
        let invite = |tx: &mut Tx<'_>, n: u8, expires_at| Invitation {
            id: InvitationId::new(NOON, tx.entropy()),
            token_hash: vec![n; 32],
            username: "carl@example.org".to_owned(),
            name: "Carl Example".to_owned(),
            administers: false,
            capacities: vec!["example/housing#role:officer".to_owned()],
            enrolment: None,
            invited_by: (n != 2).then_some(ada.id),
            made_at: NOON,
            expires_at,
            used_at: None,
            withdrawn_at: None,
        };
        for (n, used) in [(1, true), (2, false)] {
            let invitation = invite(tx, n, NOON.plus_seconds(60));
            tx.insert_invitation(&invitation)?;
            assert_eq!(tx.invitation_of(&[n; 32])?, Some(invitation.clone()));
            tx.end_invitation(invitation.id, used)?;
            assert_eq!(tx.invitation_of(&[n; 32])?, None, "once used or withdrawn it is none");
        }
        let late = invite(tx, 3, NOON);
        tx.insert_invitation(&late)?;
        assert_eq!(tx.invitation_of(&[3; 32])?, None, "over");
        assert_eq!(tx.invitations()?.len(), 3);
        let mut back = Recovery {
            id: RecoveryId::new(NOON, tx.entropy()),
            account: ada.id,
            asked_by: ada.id,
            asked_at: NOON,
            decided_by: None,
            decided_at: None,
            token_hash: None,
            expires_at: NOON.plus_seconds(60),
            used_at: None,
        };
        tx.put_recovery(&back)?;
        assert_eq!(tx.recoveries_waiting()?, std::slice::from_ref(&back));
        back.decided_by = Some(bob.id);
        back.decided_at = Some(NOON);
        back.token_hash = Some(vec![7; 32]);
        tx.put_recovery(&back)?;
        assert_eq!(tx.recoveries_waiting()?, []);
        assert_eq!((tx.recovery(back.id)?, tx.recovery_of(&[7; 32])?), (Some(back.clone()), Some(back.clone())));
        back.used_at = Some(NOON);
        tx.put_recovery(&back)?;
        assert_eq!(tx.recovery_of(&[7; 32])?, None);
        let mut key = Passkey {
            credential: vec![1, 2, 3],
            account: ada.id,
            name: "Laptop".to_owned(),
            public_key: "{}".to_owned(),
            made_at: NOON,
            last_used_at: None,
        };
        tx.put_passkey(&key)?;
        key.last_used_at = Some(NOON);
        tx.put_passkey(&key)?;
        assert_eq!(tx.passkeys(ada.id)?, std::slice::from_ref(&key));
        assert_eq!((tx.remove_passkeys(bob.id, None)?, tx.remove_passkeys(ada.id, Some(&[9]))?), (0, 0));
        assert_eq!((tx.remove_passkeys(ada.id, Some(&[1, 2, 3]))?, tx.passkeys(ada.id)?.len()), (1, 0));
        let mut provider = SignOnProvider {
            id: ProviderId::new(NOON, tx.entropy()),
            label: "Staff log in".to_owned(),
            issuer: "https://login.example".to_owned(),
            client_id: "casement".to_owned(),
            secret: None,
            scopes: "profile email".to_owned(),
            groups_claim: "groups".to_owned(),
            makes_accounts: false,
            factors: vec!["mfa".to_owned()],
            made_at: NOON,
            off_at: None,
        };
        tx.put_sign_on_provider(&provider)?;
        provider.secret = Some(vec![1, 2]);
        provider.makes_accounts = true;
        provider.off_at = Some(NOON);
        tx.put_sign_on_provider(&provider)?;
        assert_eq!(tx.sign_on_providers()?, std::slice::from_ref(&provider));
        let mut group = SignOnGroup {
            provider: provider.id,
            name: "housing".to_owned(),
            capacities: vec!["a#role:b".to_owned()],
            administers: false,
            team: None,
            role: None,
        };
        tx.put_sign_on_group(&group)?;
        group.administers = true;
        tx.put_sign_on_group(&group)?;
        assert_eq!(tx.sign_on_groups(provider.id)?, std::slice::from_ref(&group));
        assert_eq!(
            (tx.remove_sign_on_group(provider.id, "other")?, tx.remove_sign_on_group(provider.id, "housing")?),
            (false, true)
        );
        let mut known = SignOnIdentity {
            provider: provider.id,
            subject: "subject-1".to_owned(),
            account: ada.id,
            in_groups: vec!["housing".to_owned()],
            gave: vec!["a#role:b".to_owned()],
            gave_administration: false,
            gave_places: vec![],
            made_at: NOON,
            last_used_at: None,
        };
        tx.put_sign_on_identity(&known)?;
        known.gave_administration = true;
        known.last_used_at = Some(NOON);
        tx.put_sign_on_identity(&known)?;
        assert_eq!(tx.sign_on_identity(provider.id, "subject-1")?, Some(known.clone()));
        assert_eq!(tx.sign_on_identity(provider.id, "Subject-1")?, None, "subjects are compared to the letter");
        assert_eq!(tx.sign_on_identities(provider.id)?, std::slice::from_ref(&known));
        assert_eq!((tx.sign_on_identities_of(ada.id)?.len(), tx.sign_on_identities_of(bob.id)?.len()), (1, 0));
        assert!(
            tx.remove_sign_on_identity(provider.id, "subject-1")?
                && !tx.remove_sign_on_identity(provider.id, "subject-1")?
        );
        let challenge = |n: u8, expires_at| Ceremony {
            token_hash: vec![n; 32],
            account: Some(ada.id),
            state: "{}".to_owned(),
            expires_at,
        };
        let open = challenge(1, NOON.plus_seconds(60));
        tx.insert_ceremony(&challenge(2, NOON))?;
        tx.insert_ceremony(&open)?;
        assert_eq!((tx.take_ceremony(&[1; 32])?, tx.take_ceremony(&[1; 32])?), (Some(open), None), "once");
        assert_eq!(tx.take_ceremony(&[2; 32])?, None, "over");
        let mut device = KnownDevice {
            token_hash: vec![4; 32],
            words: "Firefox on Linux".to_owned(),
            first_seen_at: NOON,
            last_seen_at: NOON,
            confirmed_at: None,
        };
        tx.put_device(ada.id, &device)?;
        device.confirmed_at = Some(NOON);
        tx.put_device(ada.id, &device)?;
        assert_eq!(tx.devices(ada.id)?, [device]);
        assert_eq!((tx.forget_devices(ada.id)?, tx.devices(ada.id)?.len()), (1, 0));
        Ok(())
    })
    .unwrap();
    // Nobody agrees to what they asked for themselves: the tables see to that too.
    let alone = write(store, |tx| {
        let ada = account(tx, "alone");
        tx.insert_account(&ada)?;
        let back = Recovery {
            id: RecoveryId::new(NOON, tx.entropy()),
            account: ada.id,
            asked_by: ada.id,
            asked_at: NOON,
            decided_by: Some(ada.id),
            decided_at: None,
            token_hash: None,
            expires_at: NOON,
            used_at: None,
        };
        tx.put_recovery(&back)
    });
    assert!(alone.is_err());
}

fn lists(store: &Store, version: NoticeVersionId, owner: AccountId) {
    let made = write(store, move |tx| {
        let mut made = Vec::new();
        for n in 0..7_i8 {
            let due = (n < 5).then(|| date(2026, 12, 10 - n));
            made.push(case(tx, version, (n % 2 == 0).then_some(owner), due, &[key(1, 5), key(10 + n as u8, 9)])?);
        }
        for (_, id) in &made[..2] {
            let link = TaskId::new(NOON, tx.entropy());
            tx.insert_case_party(&CaseParty {
                id: link,
                case_id: *id,
                party: "haven".to_owned(),
                account: None,
                enrolment: None,
                since: TODAY,
                until: None,
            })?;
        }
        Ok(made)
    })
    .unwrap();
    write(store, move |tx| {
        let open =
            CaseFilter { state: Some(CaseState::Open), service: Some("homelessness".into()), ..CaseFilter::default() };
        assert_eq!(tx.count_cases(&open)?, 7);
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = tx.list_cases(&open, after.as_ref(), 3)?;
            let Some(last) = page.last() else { break };
            after = CaseCursor::parse(&CaseCursor::behind(last, store::CaseOrder::Due).text());
            seen.extend(page.iter().map(|c| (c.next_due_on.unwrap_or(Date::MAX), c.id)));
        }
        assert_eq!(seen.len(), 7);
        assert!(seen.is_sorted(), "what is due first comes first, and what has no date last");
        let mine = CaseFilter { owner: Some(owner), notice_versions: vec![version], ..CaseFilter::default() };
        assert_eq!(tx.count_cases(&mine)?, 4);
        // The account of that owner is switched off, so theirs are in nobody's hands.
        assert_eq!(tx.count_cases(&CaseFilter { unowned: true, ..CaseFilter::default() })?, 7);
        let due = CaseFilter { due_by: Some(date(2026, 12, 7)), ..CaseFilter::default() };
        assert_eq!(tx.count_cases(&due)?, 2);
        let linked = |day| CaseFilter { linked: Some("haven".into()), today: Some(day), ..CaseFilter::default() };
        assert_eq!(tx.count_cases(&linked(TODAY))?, 2);
        assert_eq!(tx.count_cases(&linked(date(2026, 11, 20)))?, 0, "not before the first day");
        let link = tx.case_parties(&[made[0].1, made[1].1])?;
        tx.end_case_party(link[0].id, TODAY)?;
        assert_eq!(tx.count_cases(&linked(date(2026, 11, 22)))?, 1);
        // Search: who has which key; of a key that many have, only that.
        let found = tx.postings(&[[1; 16], [99; 16], [12; 16]], 3)?;
        assert_eq!(found.len(), 2);
        assert!(found[0].common && found[0].people.is_empty() && found[0].key == 0);
        assert_eq!((found[1].key, found[1].people.as_slice()), (2, [made[2].0].as_slice()));
        assert_eq!(tx.postings(&[[1; 16]], 9)?[0].people.len(), 7);
        assert_eq!(tx.keys_among(&[[1; 16], [12; 16]], &[made[2].0])?.len(), 2);
        assert_eq!(tx.few_people(&mine, 3)?, None);
        assert_eq!(tx.few_people(&mine, 4)?.map(|p| p.len()), Some(4));
        let again = PersonKey { digest: [12; 16], strength: 5 };
        tx.add_person_keys(made[2].0, &[again, PersonKey { digest: [77; 16], strength: 5 }])?;
        assert_eq!(tx.postings(&[[12; 16], [77; 16]], 9)?.len(), 2);
        let cases: Vec<_> = made.iter().map(|(_, c)| *c).collect();
        assert_eq!(tx.sections_of(&cases, &["identity", "health"])?.len(), 7);
        assert_eq!(tx.cases_of(&[made[0].0, made[1].0])?.len(), 2);
        for (person, case) in &made {
            tx.erase_case(*case)?;
            tx.erase_person(*person)?;
        }
        assert_eq!(tx.count_cases(&CaseFilter::default())?, 0);
        assert_eq!(tx.postings(&[[1; 16]], 9)?, [], "the keys by which people were found are gone with them");
        Ok(())
    })
    .unwrap();
}

fn a_case(store: &Store, version: NoticeVersionId, owner: AccountId) {
    let (person, id) = write(store, move |tx| {
        let (person, id) = case(tx, version, Some(owner), None, &[key(1, 5)])?;
        let ring = tx.ring(&[(person, CLASS_SUBJECT)])?;
        let tag = ring.subject_tag(person, id).unwrap();
        for action in [Action::Create, Action::Open] {
            let entry = entry(tx, action, &[tag]);
            tx.append(&entry)?;
        }
        Ok((person, id))
    })
    .unwrap();

    // Sections, with their history.
    write(store, move |tx| write_section(tx, person, id, "identity", "Ada Byron")).unwrap();
    write(store, move |tx| {
        let now = tx.sections(id)?;
        assert_eq!(now.iter().map(|s| (s.category.as_str(), s.version)).collect::<Vec<_>>(), [("identity", 2)]);
        let ring = tx.ring(&[(person, "casework")])?;
        let history = tx.section_history(id, "identity")?;
        let texts: Vec<_> =
            history.iter().map(|s| ring.open(&s.place(), &s.sealed).unwrap().expose().clone()).collect();
        assert_eq!(texts, [b"Ada Byron".to_vec(), b"Ada Example".to_vec()]);
        assert!(ring.open(&history[1].place(), &history[0].sealed).is_err(), "sealed bytes do not open elsewhere");
        Ok(())
    })
    .unwrap();
    // Two that write the same version: the second is told.
    let late = write(store, move |tx| {
        let mut old = NewSection {
            id: SectionId::new(NOON, tx.entropy()),
            case_id: id,
            person,
            category: "identity".to_owned(),
            record_class: "casework".to_owned(),
            version: 2,
            sealed: vec![1],
            author: None,
            source: "person".to_owned(),
            form: String::new(),
        };
        old.version = 2;
        tx.insert_section(&old)
    });
    assert!(matches!(late, Err(StoreError::Conflict(_))), "{late:?}");

    consents_and_facts(store, version, person, id);
    super::story_people::people(store, version, person, id, owner);
    super::story_rights::rights(store, version, id, owner);
    super::story_rights::copies(store, id, owner);
    super::story_linkage::linkage(store, version, person, owner);
    super::story_imports::imports(store, owner, id);

    // Tasks and dates.
    write(store, move |tx| {
        let task = Task {
            id: TaskId::new(NOON, tx.entropy()),
            case_id: id,
            kind: "review".to_owned(),
            due_on: TODAY,
            owner: Some(owner),
            done_at: None,
            item: None,
            rule: None,
            escalates_on: None,
            waiting_for: None,
            made_by: None,
            made_at: None,
            done_by: None,
            withdrawn: None,
        };
        tx.insert_task(&task)?;
        assert_eq!(tx.tasks_of(owner, 10)?, std::slice::from_ref(&task));
        let filter = TaskFilter { notice_versions: vec![version], owners: vec![owner], ..TaskFilter::default() };
        let found = |tx: &mut Tx<'_>, filter: &TaskFilter| {
            let walk = Walk { down: true, after: None, limit: 9 };
            tx.list_tasks(filter, TaskOrder::Due, &walk)
        };
        assert_eq!(found(tx, &filter)?, std::slice::from_ref(&task));
        let (kind, waiting_for) = (Some("review".to_owned()), Some("person".to_owned()));
        let none = [
            TaskFilter { notice_versions: vec![], ..filter.clone() },
            TaskFilter { owners: vec![], ..filter.clone() },
            TaskFilter { waiting_for, ..filter.clone() },
            TaskFilter { due_until: TODAY.yesterday().ok(), ..filter.clone() },
            TaskFilter { due_from: TODAY.tomorrow().ok(), ..filter.clone() },
            TaskFilter { standing: TaskStanding::Done, ..filter.clone() },
        ];
        for none in none {
            assert_eq!(found(tx, &none)?, [], "{none:?}");
        }
        let narrow = TaskFilter { kind, due_from: Some(TODAY), due_until: Some(TODAY), ..filter.clone() };
        assert_eq!(found(tx, &narrow)?, std::slice::from_ref(&task));
        for order in [TaskOrder::Due, TaskOrder::Kind] {
            for down in [false, true] {
                let walk = Walk { down, after: Some(order.behind(&task)), limit: 9 };
                assert_eq!(tx.list_tasks(&filter, order, &walk)?, [], "{order:?}");
            }
        }
        tx.finish_task(task.id, None)?;
        let done = TaskFilter { standing: TaskStanding::Done, ..filter.clone() };
        let withdrawn = TaskFilter { standing: TaskStanding::Withdrawn, ..filter };
        assert_eq!((found(tx, &done)?.len(), found(tx, &withdrawn)?.len()), (1, 0));
        let second = Task { id: TaskId::new(NOON, tx.entropy()), ..task };
        tx.insert_task(&second)?;
        tx.withdraw_task(second.id, owner, "twice")?;
        assert_eq!((found(tx, &done)?.len(), found(tx, &withdrawn)?[0].id), (1, second.id));
        assert_eq!((tx.tasks_of(owner, 10)?.len(), tx.tasks(id)?.len()), (0, 2), "what is withdrawn is left to nobody");
        tx.set_next_due(id, Some((TODAY, "review")))?;
        tx.set_restricted(id, true)?;
        tx.set_owner(id, None)?;
        let case = tx.case(id)?.unwrap();
        assert_eq!((case.next_due_on, case.restricted, case.owner), (Some(TODAY), true, None));
        assert_eq!(tx.case_referenced(&case.reference)?, Some(case));
        tx.close_case(id, TODAY, "housed", Some((date(2032, 11, 21), "retain.casework")))?;
        assert_eq!(
            tx.case(id)?.map(|c| (c.state, c.retention_due)),
            Some((CaseState::Closed, Some(date(2032, 11, 21))))
        );
        tx.reopen_case(id)?;
        assert_eq!(tx.case(id)?.map(|c| (c.state, c.retention_due)), Some((CaseState::Open, None)));
        Ok(())
    })
    .unwrap();
    let twice = write(store, move |tx| tx.reopen_case(id));
    assert!(matches!(twice, Err(StoreError::Missing(_))), "an open case cannot be opened again: {twice:?}");

    erasure(store, person, id);
}

fn consents_and_facts(store: &Store, version: NoticeVersionId, person: PersonId, id: CaseId) {
    write(store, move |tx| {
        let step = |tx: &mut Tx<'_>, party: &str, state| Consent {
            id: ConsentId::new(NOON, tx.entropy()),
            case_id: id,
            person,
            party: party.to_owned(),
            purpose: "referral".to_owned(),
            categories: vec!["health".to_owned()],
            state,
            explicit: true,
            method: "signed".to_owned(),
            given_at: Some(NOON),
            withdrawn_at: None,
            expires_on: None,
            wording_hash: vec![3; 32],
            notice_version: version,
            recorded_by: None,
            recorded_at: NOON,
            superseded_at: None,
        };
        for (party, state) in
            [("haven", ConsentState::Given), ("", ConsentState::Refused), ("haven", ConsentState::Withdrawn)]
        {
            let step = step(tx, party, state);
            tx.put_consent(&step)?;
        }
        let mut holds: Vec<_> = tx.consents_for(&[id], "haven")?.into_iter().map(|c| (c.party, c.state)).collect();
        holds.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(holds, [(String::new(), ConsentState::Refused), ("haven".to_owned(), ConsentState::Withdrawn)]);
        assert_eq!(tx.consents_for(&[id], "other")?.len(), 1, "what is for the whole purpose counts for everybody");
        assert_eq!((tx.consents(id)?.len(), tx.consent_history(id)?.len()), (2, 3));

        let fact = |tx: &mut Tx<'_>, party: &str, fact, expires_at| FactRecord {
            id: TaskId::new(NOON, tx.entropy()),
            case_id: id,
            person,
            party: party.to_owned(),
            fact,
            purpose: String::new(),
            record_class: "casework".to_owned(),
            sealed: Some(vec![1, 2, 3]),
            recorded_by: None,
            recorded_at: NOON,
            expires_at,
            revoked_at: None,
        };
        let reason = fact(tx, "haven", FactKind::Reason, Some(NOON.plus_seconds(60)));
        let over = fact(tx, "haven", FactKind::Request, Some(NOON.plus_seconds(-1)));
        let vital = fact(tx, "", FactKind::Vital, None);
        for fact in [&reason, &over, &vital] {
            tx.insert_fact(fact)?;
        }
        assert_eq!(tx.facts_for(&[id], "haven")?.len(), 2, "what has run out does not count");
        assert_eq!(tx.facts_for(&[id], "other")?, std::slice::from_ref(&vital));
        tx.revoke_fact(vital.id)?;
        assert_eq!(tx.facts_for(&[id], "other")?, []);
        assert_eq!(tx.fact_history(id)?.len(), 3);
        Ok(())
    })
    .unwrap();
}

fn erasure(store: &Store, person: PersonId, id: CaseId) {
    let tag = write(store, move |tx| {
        let ring = tx.ring(&[(person, CLASS_SUBJECT)])?;
        Ok(ring.subject_tag(person, id).unwrap())
    })
    .unwrap();
    store.settle_ledger(caller(1).authority).unwrap();
    write(store, move |tx| {
        let seen = tx.entries_about(tag, None, 10)?;
        let mut actions: Vec<_> = seen.iter().map(|r| r.entry.action).collect();
        actions.sort_by_key(|a| *a != Action::Create);
        assert_eq!(actions, [Action::Create, Action::Open]);
        assert!(seen.iter().all(|r| r.index.is_some()));
        let older = tx.entries_about(tag, Some(seen[0].entry.id), 10)?;
        assert_eq!(older, seen[1..], "pages go on where they ended");
        let kept = tx.sections(id)?.pop().unwrap();
        // Erasing the keys puts what is kept, here or in a backup, beyond use; the rows go too.
        tx.destroy_keys(person, None, "test")?;
        let ring = tx.ring(&[(person, "casework")])?;
        assert_eq!(ring.open(&kept.place(), &kept.sealed).map(|_| ()), Err(OpenError::Erased));
        tx.erase_case(id)?;
        tx.erase_person(person)?;
        Ok(())
    })
    .unwrap();
    write(store, move |tx| {
        assert_eq!(tx.case(id)?, None);
        assert!(!tx.has_person(person)?);
        assert_eq!(tx.sections(id)?.len() + tx.section_history(id, "identity")?.len(), 0);
        assert_eq!(tx.consent_history(id)?.len() + tx.fact_history(id)?.len() + tx.tasks(id)?.len(), 0);
        assert_eq!(tx.case_parties(&[id])?, []);
        assert_eq!(tx.postings(&[[1; 16]], 9)?, []);
        assert_eq!(tx.entries_about(tag, None, 10)?.len(), 2, "the ledger keeps what it says, which means nobody now");
        Ok(())
    })
    .unwrap();
}

fn tell(place: &Place) {
    told(|| place.config());
}

fn told(config: impl Fn() -> StoreConfig) {
    let open = || Store::open(config()).unwrap();
    let store = open();
    authority(&store, 1);
    assert!(!store.write(&caller(1), "again", |tx| tx.ensure_authority("x", "X")).unwrap(), "it is there already");
    let version = write(&store, |tx| {
        let version = notice(tx);
        tx.publish_notice(&version)?;
        assert_eq!(tx.notice_version(version.id)?, Some(version.clone()));
        assert_eq!(tx.notice_version_named("example/housing", "1.0.0")?, Some(version.clone()));
        assert_eq!(tx.notice_versions()?, std::slice::from_ref(&version));
        Ok(version.id)
    })
    .unwrap();
    logging_in(&store);
    teams(&store);
    ways_in(&store);
    partners(&store);
    let owner = store.read(&caller(1), "owner", |tx| tx.account_named("officer")).unwrap().unwrap().id;
    lists(&store, version, owner);
    a_case(&store, version, owner);
    store.health().unwrap();

    // All of it is still there after closing and opening again.
    drop(store);
    let store = open();
    write(&store, move |tx| {
        assert_eq!(tx.notice_versions()?.len(), 1);
        assert_eq!(tx.entries(None, 10)?.len(), 2);
        Ok(())
    })
    .unwrap();
}

#[test]
fn the_story_on_sqlite() {
    tell(&Place::sqlite());
}

#[test]
fn the_story_on_postgresql() {
    tell(&Place::postgres());
}

#[test]
fn the_story_on_postgresql_with_its_keys_in_another_database() {
    let (data, keys) = (Place::postgres(), Place::postgres());
    told(|| StoreConfig { keys_url: Some(keys.url()), ..data.config() });
    let Place::Postgres { cluster, url } = &data else { unreachable!() };
    let schemas = "SELECT count(*) FROM pg_namespace WHERE nspname = 'casement_keys'";
    assert_eq!(cluster.sql(url.rsplit('/').next().unwrap(), schemas).unwrap(), "0", "no key lies with the data");
}

#[test]
fn the_story_on_sqlite_with_its_keys_in_another_folder() {
    let (data, keys) = (Place::sqlite(), Place::sqlite());
    told(|| StoreConfig { keys_url: Some(keys.url()), ..data.config() });
    let Place::Sqlite(folder) = &data else { unreachable!() };
    assert!(!folder.join("data.db.keys").exists(), "no key lies with the data");
}

//! Until it is gone: by when what was sent has to be gone, who is asked, what they say, and what ends early.

use crate::held::{DUDLEY, officer};
use crate::presets::evaluated_by;
use crate::recipients::agreement;
use crate::shares::{referral, refusal};
use crate::support::{COVENTRY, create, file, missing, partner, wrong};
use app::{Actor, ConsentAnswer, CopyStanding, ListAsk, Take};
use jiff::civil::date;
use kernel::{CaseId, ShareId};
use sharing::Step;
use std::collections::BTreeSet;
use testkit::House;

/// Something that went to the ministry with the person's explicit yes, under an agreement.
struct Sent {
    house: House,
    staff: Actor,
    dpo: Actor,
    case: CaseId,
    id: ShareId,
}

fn to_the_ministry() -> Sent {
    let (house, staff, case) = evaluated_by("ministry", "reduce-homelessness");
    let dpo = house.actor(DUDLEY, "role:data-protection-officer", "meet-needs");
    agreement(&house, DUDLEY, "ministry", None);
    let items = ["name-and-contact.name", "name-and-contact.phone"];
    let id = house.app.ask_to_share(&staff, case, &referral("ministry", "reduce-homelessness", &items)).unwrap();
    Sent { house, staff, dpo, case, id }
}

#[doc = "keeps DUD-077, DUD-078"]
#[test]
fn the_register_says_what_went_out_when_and_when_each_holders_copy_has_to_be_gone() {
    let Sent { house, staff, dpo, case, id } = to_the_ministry();
    let ministry = house.actor(DUDLEY, "ministry", "reduce-homelessness");
    let sent = || house.app.outbound(&dpo, &ListAsk::default(), Take::Page).unwrap().lines;
    let found = sent();
    assert!(house.app.copies_due(&dpo).unwrap().is_empty() && found.len() == 1);
    let out = &found[0];
    assert_eq!((out.line.id, out.sent_at, out.case), (id, Some(house.now()), case));
    assert!(out.line.categories == ["Name, telephone number, email and address"] && out.hash.len() == 64);
    // The ministry keeps it five years; the departments that get it from there one month, and without a trace.
    let copies: BTreeSet<(&str, jiff::civil::Date, bool)> =
        out.copies.iter().map(|c| (c.holder.as_str(), c.gone_by, c.no_trace)).collect();
    let month = date(2026, 12, 21);
    assert_eq!(
        copies,
        BTreeSet::from([
            ("Department for Work and Pensions", month, true),
            ("Department for Education", month, true),
            ("Ministry of Justice", month, true),
            ("Ministry of Housing, Communities and Local Government", date(2031, 11, 21), false),
        ])
    );
    assert!(out.copies.iter().all(|c| c.standing == CopyStanding::Held));
    let receipt = house.app.share_of(&staff, case, id).unwrap().receipt.unwrap();
    let receipt: serde_json::Value = serde_json::from_str(&receipt).unwrap();
    assert_eq!(receipt["gone_by"].as_array().unwrap().len(), 4);
    assert!(receipt["gone_by"].to_string().contains("2031-11-21") && !receipt.to_string().contains("Ada Example"));
    // No recipient reads the register of what others have.
    assert!(missing(&house.app.copies_due(&ministry)));
    for take in [Take::Page, file(&house, &dpo)] {
        assert!(missing(&house.app.outbound(&ministry, &ListAsk::default(), take)));
    }

    // The month is over: each department is asked, and each confirms for itself.
    house.clock.advance_seconds(31 * 86_400);
    let due = house.app.copies_due(&dpo).unwrap();
    assert!(due.len() == 3 && due.iter().all(|c| c.standing == CopyStanding::Overdue && c.through.is_some()));
    let of = |name: &str| due.iter().find(|c| c.holder == name).unwrap().id;
    let (dwp, dfe) = (of("Department for Work and Pensions"), of("Department for Education"));
    let desk = house.actor(DUDLEY, "dwp", "meet-needs");
    let at_desk = house.app.copies_at_desk(&desk).unwrap();
    assert_eq!(at_desk.iter().map(|c| c.id).collect::<Vec<_>>(), [dwp], "its own, and nobody else's");
    assert!(missing(&house.app.copy_became(&desk, dfe, "erased")));
    assert!(at_desk[0].answers.iter().all(|(code, _)| *code != "kept-by-law"), "no sign may be left, whatever the law");
    assert_eq!(wrong(house.app.copy_became(&desk, dwp, "kept-by-law")), "became");
    house.app.copy_became(&desk, dwp, "erased").unwrap();
    assert!(refusal(house.app.copy_became(&desk, dwp, "nothing-held")).contains("already"));
    // Of a department without a desk staff write it down.
    house.app.copy_became(&dpo, dfe, "nothing-held").unwrap();
    assert_eq!(
        house.app.copies_due(&dpo).unwrap().iter().map(|c| c.holder.as_str()).collect::<Vec<_>>(),
        ["Ministry of Justice"]
    );
    let mut stands: Vec<CopyStanding> = sent()[0].copies.iter().map(|c| c.standing).collect();
    stands.sort_unstable();
    assert_eq!(stands, [CopyStanding::Overdue, CopyStanding::Held, CopyStanding::Gone, CopyStanding::Gone]);
    let said = sent()[0].copies.iter().find(|c| c.id == dwp).unwrap().said.clone().unwrap();
    assert!(said.0.contains("nothing is left that shows") && said.1 == house.now() && said.2 == desk.name);
    // Each word is on the ledger, by department.
    let seen = house.app.seen(&staff, case, None).unwrap().lines;
    let on_ledger = |words: &str| seen.iter().any(|l| l.what.contains(words));
    assert!(on_ledger(
        "a copy of a share with Department for Work and Pensions: erased, without a trace, said by the holder"
    ));
    let theirs =
        "a copy of a share with Department for Education: nothing-held, without a trace, written down by staff";
    assert!(on_ledger(theirs), "{:?}", seen.iter().map(|l| &l.what).collect::<Vec<_>>());
    crate::support::said_plainly(&house, &staff, case, &["dwp", "dfe", "mhclg"]);
    // Five years later it is the ministry's turn.
    house.clock.advance_seconds(5 * 366 * 86_400);
    assert!(house.app.copies_at_desk(&ministry).unwrap().iter().any(|c| c.standing == CopyStanding::Overdue));
}

#[test]
fn what_ends_early_has_to_be_gone_at_once_and_whoever_has_it_is_asked() {
    let house = House::new(&[COVENTRY]);
    let officer = crate::support::officer(&house);
    let charity = partner(&house, "salvation-army");
    let send = |name: &str| {
        let case = create(&house, &officer, name);
        house.app.record_consent(&officer, case, "salvation-army", "refer", ConsentAnswer::Given, "spoken").unwrap();
        let new = referral("salvation-army", "refer", &["identity.name"]);
        (case, house.app.ask_to_share(&officer, case, &new).unwrap())
    };
    let (back, rejected, withdrawn) = (send("Ada Example"), send("Bea Example"), send("Cy Example"));
    assert!(house.app.copies_at_desk(&charity).unwrap().is_empty(), "the notice gives no day");
    house.app.withdraw_share(&officer, back.0, back.1, "").unwrap();
    house.app.desk_step(&charity, rejected.1, Step::Reject, "full", "").unwrap();
    house
        .app
        .record_consent(&officer, withdrawn.0, "salvation-army", "refer", ConsentAnswer::Withdrawn, "spoken")
        .unwrap();
    let lines = house.app.copies_at_desk(&charity).unwrap();
    let why: Vec<&str> = lines.iter().map(|l| l.why.as_str()).collect();
    assert_eq!(lines.len(), 3, "{why:?}");
    for words in ["taken back", "not taken on", "withdrew their permission"] {
        assert!(why.iter().any(|w| w.contains(words)), "{words}: {why:?}");
    }
    assert!(lines.iter().all(|l| l.standing == CopyStanding::Due && l.gone_by == date(2026, 11, 21)));
    house.app.copy_became(&charity, lines[0].id, "kept-by-law").unwrap();
    assert_eq!(house.app.copies_at_desk(&charity).unwrap().len(), 2);
    let shown = house.app.share_of(&officer, back.0, back.1).unwrap();
    assert_eq!(shown.copies.len(), 1, "on the case it stands with what was sent");
    // A stranger to it learns nothing of it, and neither does another body.
    let other = partner(&house, "st-basils");
    assert!(missing(&house.app.copy_held(&other, lines[1].id)) && house.app.copies_at_desk(&other).unwrap().is_empty());
}

#[test]
fn when_an_agreement_ends_what_went_under_it_is_locked_and_its_disposal_reviewed() {
    let Sent { house, staff, dpo, case, id } = to_the_ministry();
    let ministry = house.actor(DUDLEY, "ministry", "reduce-homelessness");
    assert!(house.app.desk_item(&ministry, id).is_ok());
    let admin = Actor { administers: true, ..officer(&house, DUDLEY, "meet-needs") };
    let rows = house.app.agreements(&admin).unwrap();
    let one = rows.lines.iter().find(|l| l.reference == "DSA-2026-7").unwrap().id;
    // Somebody else's has the same reference, from before references had to differ: it keeps nothing of this one's alive.
    crate::recipients::agreement_for(&house, DUDLEY, "icf", ("DSA-2026-7", &[], None));
    house.app.end_agreement(&admin, one, "The collection is over").unwrap();
    assert!(missing(&house.app.desk_item(&ministry, id)), "locked from the next request on");
    // Both sides read that it is over, and why; nobody waits for an answer.
    let line = house.app.desk(&ministry).unwrap().remove(0);
    assert_eq!(line.permission_ended, Some((app::PermissionEnded::AgreementOver, house.now())));
    let view = house.app.share_of(&staff, case, id).unwrap();
    assert_eq!((view.line.state, view.line.answer_by), (sharing::ShareState::Withdrawn, None));
    assert!(view.steps.iter().any(|s| s.code.as_deref() == Some("agreement-over")));
    let due = house.app.copies_due(&dpo).unwrap();
    assert_eq!(due.len(), 1);
    assert!(due[0].why.contains("agreement") && due[0].gone_by == date(2026, 11, 21));
    assert_eq!(house.app.copies_at_desk(&ministry).unwrap()[0].id, due[0].id);
    let tasks = house.app.tasks_on(&staff, case).unwrap();
    assert_eq!(tasks.open.iter().filter(|t| t.what == "Review disposal").count(), 1);
    // Told once: the night's reminders do not ask again.
    house.app.remind_of_agreements().unwrap();
    assert_eq!(house.app.copies_due(&dpo).unwrap().len(), 1);
}

#[test]
fn when_the_contract_of_a_body_is_over_what_it_has_under_its_agreement_is_asked_back_once() {
    let Sent { house, staff, dpo, case, .. } = to_the_ministry();
    let ministry = house.actor(DUDLEY, "ministry", "reduce-homelessness");
    let admin = Actor { administers: true, ..officer(&house, DUDLEY, "meet-needs") };
    let contract = |number: u8, until_on| store::Contract {
        id: kernel::RegisterId::from_bytes([number; 16]),
        notice_id: DUDLEY.to_owned(),
        reference: format!("C-{number}"),
        title: "Collecting".to_owned(),
        commissioner: "dudley".to_owned(),
        prime: "ministry".to_owned(),
        law: "Local Government (Contracts) Act 1997 section 1".to_owned(),
        document: "Register 1".to_owned(),
        from_on: date(2026, 1, 1),
        until_on,
        made_at: house.now(),
        account: None,
        ended_at: None,
        ended_why: None,
    };
    let rows = [contract(1, date(2027, 12, 31)), contract(2, date(2026, 12, 31))];
    let system = kernel::Caller::system(house.authority, "test");
    let put = house
        .app
        .store()
        .write(&system, "contracts", move |tx| rows.iter().try_for_each(|row| tx.insert_contract(row)));
    put.unwrap_or_else(|e: store::StoreError| panic!("no contract: {e}"));
    let asked = || house.app.copies_due(&dpo).unwrap().len();
    house.app.remind_of_agreements().unwrap();
    assert_eq!(asked(), 0, "while it delivers under a contract, nothing is asked back");
    house.app.end_contract(&admin, kernel::RegisterId::from_bytes([1; 16]), "It did not deliver").unwrap();
    assert_eq!(asked(), 0, "another contract is in force");
    house.clock.advance_seconds(60 * 86_400);
    house.app.remind_of_agreements().unwrap();
    let due = house.app.copies_at_desk(&ministry).unwrap();
    // With it the three departments, whose month is over by then.
    assert_eq!((asked(), due.len()), (4, 1), "its last day has passed");
    let reviews = || {
        let tasks = house.app.tasks_on(&staff, case).unwrap();
        tasks.open.iter().filter(|t| t.what == "Review disposal").count()
    };
    let before = (asked(), reviews());
    assert!(before.1 > 0);
    house.app.remind_of_agreements().unwrap();
    assert_eq!((asked(), reviews()), before, "it is asked for each night");
}

#[test]
fn of_a_copy_that_was_due_already_no_review_is_asked_when_its_agreement_ends_and_none_each_night() {
    let Sent { house, staff, dpo, case, .. } = to_the_ministry();
    let no = ConsentAnswer::Withdrawn;
    house.app.record_consent(&staff, case, "ministry", "reduce-homelessness", no, "spoken").unwrap();
    let due = house.app.copies_due(&dpo).unwrap();
    assert!(!due.is_empty() && due.iter().all(|c| !c.why.contains("agreement")), "{due:?}");
    let reviews = || {
        let tasks = house.app.tasks_on(&staff, case).unwrap();
        tasks.open.iter().filter(|t| t.what == "Review disposal").count()
    };
    let admin = Actor { administers: true, ..officer(&house, DUDLEY, "meet-needs") };
    let rows = house.app.agreements(&admin).unwrap();
    let one = rows.lines.iter().find(|l| l.reference == "DSA-2026-7").unwrap().id;
    let before = reviews();
    house.app.end_agreement(&admin, one, "The collection is over").unwrap();
    for _ in 0..2 {
        house.clock.advance_seconds(86_400);
        house.app.remind_of_agreements().unwrap();
    }
    assert_eq!(reviews(), before);
}

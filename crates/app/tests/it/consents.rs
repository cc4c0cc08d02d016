//! Consent as the notice means it: asked one by one in words that are kept, withdrawn as easily, with everybody told who had
//! something.

use crate::held::DUDLEY;
use crate::support::{COVENTRY, create, house, officer, partner, wrong};
use app::views::Item;
use app::{AppError, Circumstances, ConsentAnswer, ConsentsView, NewAnswer};
use kernel::{CaseId, Sensitive};
use testkit::House;

const CHARITY: &str = "st-basils";
const OTHER: &str = "emmaus";

fn given(party: &str) -> NewAnswer {
    NewAnswer::now(party, "refer", ConsentAnswer::Given, "in-person")
}

fn withdrawn(party: &str) -> NewAnswer {
    NewAnswer::now(party, "refer", ConsentAnswer::Withdrawn, "by-email")
}

fn refused<T: std::fmt::Debug>(result: Result<T, AppError>) -> String {
    match result {
        Err(AppError::Refused(words)) => words,
        other => panic!("not refused: {other:?}"),
    }
}

fn desk(house: &House, officer: &app::Actor, case: CaseId) -> ConsentsView {
    house.app.consent_desk(officer, case).unwrap()
}

#[doc = "keeps DUD-022, DUD-029"]
#[test]
fn an_explicit_consent_is_kept_in_words_with_scope_date_method_and_the_recipients_own_notice() {
    let house = House::new(&[DUDLEY]);
    let staff = house.actor(DUDLEY, "role:housing-officer", "meet-needs");
    let case = crate::held::made(&house, &staff, "housing-first", &[], "");
    let line = desk(&house, &staff, case).lines.into_iter().find(|l| l.party == "icf").unwrap();
    // The screen: the evaluator's own notice is in the words that are shown.
    assert_eq!(line.own_notice, "https://www.icf.com/legal/privacy-statement");
    assert!(line.wording().contains(&line.own_notice) && line.explicit && line.lawful_basis);
    let mut new = NewAnswer::now("icf", "evaluation", ConsentAnswer::Given, "in-person");
    new.shown = Some(line.wording_hash());
    assert_eq!(wrong(house.app.answer_consent(&staff, case, &new)), "own-notice-version");
    new.own_notice_version = "May 2026".to_owned();
    house.app.answer_consent(&staff, case, &new).unwrap();
    let answer = desk(&house, &staff, case).answers.remove(0);
    assert_eq!(answer.own_notice, Some((line.own_notice.clone(), "May 2026".to_owned())));
    assert!(answer.explicit);
    assert_eq!(answer.wording, line.wording());
    let categories: Vec<&str> = answer.categories.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(categories, ["name-and-contact"]);
    assert_eq!(
        (answer.said_at, answer.method.as_str(), answer.by),
        (house.now(), "in-person", Some(staff.name.clone()))
    );
    // Of a case of the other service the evaluation asks nothing.
    let other = crate::held::made(&house, &staff, "housing-options", &[], "");
    assert!(desk(&house, &staff, other).lines.iter().all(|l| l.party != "icf"));
}

#[test]
fn words_that_have_changed_since_they_were_shown_are_not_an_answer() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    let mut new = given(CHARITY);
    new.shown = Some("00".repeat(32));
    assert!(refused(house.app.answer_consent(&officer, case, &new)).contains("words have changed"));
    assert!(desk(&house, &officer, case).answers.is_empty());
}

#[test]
fn an_answer_by_telephone_needs_a_witness_and_one_for_somebody_an_authority() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    let canary = house.canary();
    let mut new = given(CHARITY);
    "by-phone".clone_into(&mut new.method);
    assert_eq!(wrong(house.app.answer_consent(&officer, case, &new)), "witness");
    new.circumstances = Circumstances {
        capacity: "representative".to_owned(),
        witness: "Robin".to_owned(),
        ..Circumstances::default()
    };
    assert_eq!(wrong(house.app.answer_consent(&officer, case, &new)), "representative authority");
    new.circumstances.representative.clone_from(&canary);
    "Lasting power of attorney".clone_into(&mut new.circumstances.authority);
    house.app.answer_consent(&officer, case, &new).unwrap();
    let answer = desk(&house, &officer, case).answers.remove(0);
    let Item::Released(how) = &answer.circumstances else { panic!("the circumstances are not shown") };
    assert!(how.get().representative == canary && how.get().witness == "Robin");
    for entry in std::fs::read_dir(house.folder().unwrap()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(canary.len()).any(|w| w == canary.as_bytes()), "who answered stands in the clear");
    }
}

#[test]
fn a_yes_ends_after_its_last_day_and_says_so() {
    let house = house();
    let officer = officer(&house);
    let charity = partner(&house, CHARITY);
    let case = create(&house, &officer, "Ada Example");
    house.app.link_party(&officer, case, CHARITY).unwrap();
    let mut new = given(CHARITY);
    new.until = Some(jiff::civil::date(2026, 11, 20));
    assert_eq!(wrong(house.app.answer_consent(&officer, case, &new)), "until");
    new.until = Some(jiff::civil::date(2026, 11, 22));
    house.app.answer_consent(&officer, case, &new).unwrap();
    let state = || desk(&house, &officer, case).lines.into_iter().find(|l| l.party == CHARITY).unwrap().state;
    assert!(house.app.open(&charity, case).is_ok());
    assert_eq!(state(), "given");
    house.clock.advance_seconds(2 * 86_400);
    assert!(house.app.open(&charity, case).is_err());
    assert_eq!(state(), "run-out");
}

#[doc = "keeps COV-017"]
#[test]
fn the_interview_is_not_complete_before_every_partner_that_is_offered_has_a_yes_or_a_no() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    let view = house.app.interview(&officer, case).unwrap();
    assert_eq!(view.when, "the initial interview");
    assert!(view.offers.len() > 10 && view.offers.iter().all(|o| !o.offered) && view.completed.is_none());
    assert!(refused(house.app.complete_interview(&officer, case, false)).contains("or say that none is"));
    let offer = |parties: &[&str]| -> Vec<(String, String)> {
        parties.iter().map(|p| ((*p).to_owned(), "refer".to_owned())).collect()
    };
    assert!(refused(house.app.offer_partners(&officer, case, &offer(&["nobody"]))).contains("choose from the list"));
    house.app.offer_partners(&officer, case, &offer(&[CHARITY, OTHER])).unwrap();
    for (party, answer) in [(CHARITY, ConsentAnswer::Given), (OTHER, ConsentAnswer::Refused)] {
        let open = refused(house.app.complete_interview(&officer, case, false));
        assert!(open.contains("has not said yes or no yet"), "{open}");
        let name = &view.offers.iter().find(|o| o.asked.party == party).unwrap().asked.name;
        assert!(open.contains(name), "{open}");
        assert!(refused(house.app.complete_interview(&officer, case, true)).contains("Partners are offered"));
        house.app.record_consent(&officer, case, party, "refer", answer, "in-person").unwrap();
    }
    house.app.complete_interview(&officer, case, false).unwrap();
    let view = house.app.interview(&officer, case).unwrap();
    assert_eq!(view.completed, Some((house.now(), officer.name.clone())));
    assert!(refused(house.app.offer_partners(&officer, case, &[])).contains("completed"));
    // Where none is offered, somebody has to say so.
    let other = create(&house, &officer, "Bea Example");
    house.app.complete_interview(&officer, other, true).unwrap();
    assert!(house.app.interview(&partner(&house, CHARITY), case).is_err());
}

#[test]
fn whoever_holds_a_case_is_reminded_once_of_an_interview_that_was_not_held() {
    let house = house();
    let officer = officer(&house);
    let (case, held) = (create(&house, &officer, "Ada Example"), create(&house, &officer, "Bea Example"));
    house.app.complete_interview(&officer, held, true).unwrap();
    let todo = |case: CaseId| -> Vec<String> {
        let open = house.app.tasks_on(&officer, case).unwrap().open;
        open.into_iter().map(|t| t.what).filter(|what| what.contains("initial interview")).collect()
    };
    house.clock.advance_seconds(4 * 86_400);
    assert_eq!((house.app.remind_of_interviews().unwrap(), todo(case).len()), (0, 0), "it is too early");
    house.clock.advance_seconds(86_400);
    assert_eq!(house.app.remind_of_interviews().unwrap(), 1, "of the one that was not held");
    assert_eq!(todo(case), ["Hold the initial interview: ask about sharing with each partner"]);
    assert!(todo(held).is_empty());
    assert_eq!((house.app.remind_of_interviews().unwrap(), todo(case).len()), (0, 1), "once");
    // Held, there is nothing left to do. A case that was opened long ago is left alone.
    house.app.complete_interview(&officer, case, true).unwrap();
    assert!(todo(case).is_empty());
    let old = create(&house, &officer, "Cy Example");
    house.clock.advance_seconds(91 * 86_400);
    assert_eq!((house.app.remind_of_interviews().unwrap(), todo(old).len()), (0, 0));
    // Nor is anybody reminded where the notice names no moment at which it is asked.
    let house = testkit::House::new(&[crate::held::FAMILIES]);
    let staff = crate::held::officer(&house, crate::held::FAMILIES, "meet-needs");
    crate::held::made(&house, &staff, "programme", &[], "");
    house.clock.advance_seconds(6 * 86_400);
    assert_eq!(house.app.remind_of_interviews().unwrap(), 0);
}

#[doc = "keeps COV-040"]
#[test]
fn a_withdrawal_by_email_counts_from_when_it_was_received() {
    let house = house();
    let officer = officer(&house);
    let charity = partner(&house, CHARITY);
    let case = create(&house, &officer, "Ada Example");
    house.app.link_party(&officer, case, CHARITY).unwrap();
    house.app.answer_consent(&officer, case, &given(CHARITY)).unwrap();
    house.app.open(&charity, case).unwrap();
    house.clock.advance_seconds(3_600);
    let received = house.now();
    house.clock.advance_seconds(3_600);
    // The charity looks once more before anybody has read the email.
    house.app.open(&charity, case).unwrap();
    house.clock.advance_seconds(3_600);
    let mut new = withdrawn(CHARITY);
    new.said_at = Some(house.now().plus_seconds(60));
    assert_eq!(wrong(house.app.answer_consent(&officer, case, &new)), "said");
    new.said_at = Some(received.plus_seconds(-2 * 3_600));
    assert!(refused(house.app.answer_consent(&officer, case, &new)).contains("later than that"));
    new.said_at = Some(received);
    house.app.answer_consent(&officer, case, &new).unwrap();
    let view = desk(&house, &officer, case);
    let answer = &view.answers[0];
    assert_eq!((answer.state, answer.said_at, answer.recorded_at), ("withdrawn", received, house.now()));
    assert_eq!(answer.method, "by-email");
    assert!(house.app.open(&charity, case).is_err(), "it is acted on");
    // Acted on from when it was received: what went since then is counted apart, and the charity is told so.
    assert_eq!(view.told[0].times, (2, 1));
    let told = house.app.withdrawals(&charity).unwrap();
    assert_eq!((told[0].said_at, told[0].times_since), (received, 1));
}

#[test]
fn whoever_had_something_is_told_acknowledges_and_says_what_it_did() {
    let house = house();
    let officer = officer(&house);
    let (charity, other) = (partner(&house, CHARITY), partner(&house, OTHER));
    let case = create(&house, &officer, "Ada Example");
    for party in [CHARITY, OTHER] {
        house.app.link_party(&officer, case, party).unwrap();
        house.app.answer_consent(&officer, case, &given(party)).unwrap();
    }
    house.app.open(&charity, case).unwrap();
    for party in [CHARITY, OTHER] {
        house.app.answer_consent(&officer, case, &withdrawn(party)).unwrap();
    }
    // The one that never looked had nothing, and is told nothing.
    assert!(house.app.withdrawals(&other).unwrap().is_empty());
    let told = house.app.withdrawals(&charity).unwrap();
    assert_eq!(told.len(), 1);
    let line = &told[0];
    assert!(line.categories.len() >= 2 && line.acknowledged_at.is_none() && line.did.is_none());
    assert!(!format!("{line:?}").contains("Ada"), "a withdrawal names nobody");
    assert!(house.app.withdrawals(&officer).is_err());
    let nothing = Sensitive::new(String::new());
    assert!(matches!(house.app.answer_withdrawal(&other, line.id, None, &nothing), Err(AppError::NotFound)));
    house.app.answer_withdrawal(&charity, line.id, None, &nothing).unwrap();
    assert_eq!(house.app.withdrawals(&charity).unwrap()[0].acknowledged_at, Some(house.now()));
    let canary = house.canary();
    let words = Sensitive::new(format!("Shredded. {canary}"));
    assert!(refused(house.app.answer_withdrawal(&charity, line.id, Some("lost"), &words)).contains("Choose"));
    house.app.answer_withdrawal(&charity, line.id, Some("erased"), &words).unwrap();
    let view = desk(&house, &officer, case);
    assert_eq!(view.told.len(), 1);
    assert_eq!(view.told[0].did.as_ref().map(|d| d.0.as_str()), Some("We have erased it"));
    let Item::Released(said) = &view.told[0].words else { panic!("the words are not shown") };
    assert!(said.get().contains(&canary));
    // The ledger says who was told, without a name.
    let seen = house.app.seen(&officer, case, None).unwrap().lines;
    assert!(seen.iter().any(|l| l.what.contains("told of the withdrawal")));
    assert!(seen.iter().any(|l| l.what.contains("withdrawal: erased") && l.who == charity.name));
}

/// Who answered, who heard it and by which authority: that it is written down goes with the record, and nobody's name.
#[test]
fn a_record_says_how_an_answer_came_about_and_whose_law_it_is_under_and_names_nobody() {
    let house = house();
    let officer = officer(&house);
    let (one, two) = (create(&house, &officer, "Ada Example"), create(&house, &officer, "Bea Example"));
    let mut new = given(CHARITY);
    "by-phone".clone_into(&mut new.method);
    new.circumstances = Circumstances {
        capacity: "representative".to_owned(),
        representative: "Robin Zanaryrep".to_owned(),
        authority: "Power of attorney of Zanaryname".to_owned(),
        witness: "Kim Zanarywitness".to_owned(),
        ..Circumstances::default()
    };
    house.app.answer_consent(&officer, one, &new).unwrap();
    let (records, _) = house.app.consent_documents(&officer, one).unwrap();
    assert!(!records.contains("Zanary"), "{records}");
    let found = sharing::record::read(&records).unwrap();
    let how = &found[0].events[0].came_about;
    assert_eq!((how.capacity.as_str(), how.authority, how.witness), ("representative", true, true));
    assert_eq!((found[0].jurisdiction.as_str(), found[0].stored.as_str()), ("GB-ENG", "United Kingdom"));
    let document: serde_json::Value = serde_json::from_str(&records).unwrap();
    let status = &document["@graph"][0]["dpv:hasConsentStatus"][0];
    assert_eq!(status["dpv:isIndicatedBy"]["@id"], "dpv:Representative");
    // Taken over, it leads to where the names stand; a way of saying it that nobody here knows is not repeated.
    let references = [one, two].map(|c| desk(&house, &officer, c).top.reference);
    let theirs = records.replace(&references[0], &references[1]).replace("\"by-phone\"", "\"told Zanaryname\"");
    assert_eq!(house.app.import_consents(&officer, two, &theirs).unwrap(), 1);
    let answer = desk(&house, &officer, two).answers.remove(0);
    assert_eq!(answer.method, "elsewhere");
    let Item::Released(how) = &answer.circumstances else { panic!("the circumstances are not shown") };
    let there = format!("see record {}", found[0].id);
    let how = how.get();
    assert_eq!(how.capacity, "representative");
    for said in [&how.representative, &how.authority, &how.witness] {
        assert_eq!(*said, there);
    }
    assert!(house.app.seen(&officer, two, None).unwrap().lines.iter().all(|l| !l.what.contains("Zanary")));
    // A ministry's notice is under another law, and says where its data is kept itself.
    let house = House::new(&[DUDLEY]);
    let staff = house.actor(DUDLEY, "role:housing-officer", "meet-needs");
    let case = crate::held::made(&house, &staff, "housing-first", &[], "");
    house
        .app
        .answer_consent(&staff, case, &NewAnswer::now("icf", "evaluation", ConsentAnswer::Given, "in-person"))
        .unwrap();
    let found = sharing::record::read(&house.app.consent_documents(&staff, case).unwrap().0).unwrap();
    let merged = &house.app.notice_page(DUDLEY, None).unwrap().notice.compiled.merged;
    let region = merged.storage.as_ref().and_then(|s| s.region);
    assert_eq!(found[0].stored == "United Kingdom", region == Some(notice::source::Region::Uk), "{}", found[0].stored);
    assert_eq!(found[0].jurisdiction == "GB", merged.notice.nation == notice::source::Nation::UnitedKingdom);
}

#[test]
fn records_go_out_and_come_in_and_less_elsewhere_is_no_yes_here() {
    let house = house();
    let officer = officer(&house);
    let charity = partner(&house, CHARITY);
    let (one, two) = (create(&house, &officer, "Ada Example"), create(&house, &officer, "Bea Example"));
    house.app.link_party(&officer, one, CHARITY).unwrap();
    house.app.link_party(&officer, two, CHARITY).unwrap();
    house.app.answer_consent(&officer, one, &given(CHARITY)).unwrap();
    house.app.open(&charity, one).unwrap();
    let (records, receipts) = house.app.consent_documents(&officer, one).unwrap();
    assert!(!records.contains("Ada") && !receipts.contains("Ada"), "documents name nobody");
    let found = sharing::record::read(&records).unwrap();
    assert_eq!((found.len(), found[0].recipient.id.as_str(), found[0].events.len()), (1, CHARITY, 1));
    assert!(found[0].events[0].wording.contains("change your mind at any time"));
    assert!(found[0].withdraw.contains("@") && !found[0].kept.is_empty(), "{found:?}");
    // Each disclosure has its receipt, whose leaf is that of the ledger.
    let receipts: serde_json::Value = serde_json::from_str(&receipts).unwrap();
    let first = &receipts["@graph"][0];
    assert_eq!(first["dpv:hasRecipient"]["dct:identifier"], CHARITY);
    let system = kernel::Caller::system(house.authority, "test");
    let entry: kernel::EntryId = first["dct:identifier"].as_str().unwrap().parse().unwrap();
    let leaf = house
        .app
        .store()
        .read(&system, "entries", move |tx| {
            let all = tx.entries(None, 500)?;
            Ok::<_, store::StoreError>(all.into_iter().find(|r| r.entry.id == entry).map(|r| r.entry.leaf_hash()))
        })
        .unwrap_or_else(|e: store::StoreError| panic!("{e}"));
    let hex = leaf.unwrap().iter().map(|b| format!("{b:02x}")).collect::<String>();
    assert_eq!(first["casement:leafSha256"], hex.as_str());

    let references = [one, two].map(|c| desk(&house, &officer, c).top.reference);
    assert!(refused(house.app.import_consents(&officer, two, &records)).contains("another case"));
    assert!(refused(house.app.import_consents(&officer, two, "{")).contains("not JSON"));
    let theirs = records.replace(&references[0], &references[1]);
    let mut less: serde_json::Value = serde_json::from_str(&theirs).unwrap();
    less["@graph"][0]["dpv:hasProcess"]["dpv:hasPersonalData"].as_array_mut().unwrap().truncate(1);
    assert!(refused(house.app.import_consents(&officer, two, &less.to_string())).contains("less than"));
    assert!(house.app.open(&charity, two).is_err());
    assert_eq!(house.app.import_consents(&officer, two, &theirs).unwrap(), 1);
    assert!(house.app.open(&charity, two).is_ok(), "a record that was taken over counts");
    let answer = desk(&house, &officer, two).answers.remove(0);
    assert_eq!(
        (answer.origin.as_str(), answer.wording.as_str()),
        (found[0].id.as_str(), found[0].events[0].wording.as_str())
    );
    // A withdrawal there is one here; an older yes does not undo it.
    house.clock.advance_seconds(60);
    house.app.answer_consent(&officer, two, &withdrawn(CHARITY)).unwrap();
    assert!(refused(house.app.import_consents(&officer, two, &theirs)).contains("later than that"));
    assert!(house.app.import_consents(&charity, two, &theirs).is_err());
    assert_eq!(house.app.notice_page(COVENTRY, None).unwrap().notice.compiled.id, found[0].notice);
}

//! Permissions that are signed: the words of the question are the paper; the signature is the yes, however it was given.

use crate::support::{COVENTRY, create, house, officer, partner};
use app::papers::{PaperState, Signature};
use app::{Actor, AppError, Me, NewPortalAccount};
use jiff::civil::date;
use kernel::{CaseId, PaperId, SessionId};
use std::process::Command;
use testkit::House;

const COUNCIL: &str = "Test Council";
const CHARITY: &str = "salvation-army";

fn open(house: &House, actor: &Actor, case: CaseId) -> PaperId {
    let id = house.app.write_consent_paper(actor, case, (CHARITY, "refer"), COUNCIL).unwrap();
    house.app.send_paper(actor, case, id, "http://test").unwrap();
    id
}

fn yes(house: &House, actor: &Actor, case: CaseId, id: PaperId) -> Signature {
    let shown = house.app.paper(actor, case, id).unwrap().line.hash;
    Signature { words: "Ada Example".to_owned(), agrees: true, shown, ..Signature::default() }
}

fn text(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("permission.pdf");
    std::fs::write(&path, bytes).unwrap();
    let signed = Command::new("pdfsig").arg("-nocert").arg(&path).output().unwrap();
    assert!(String::from_utf8_lossy(&signed.stdout).contains("Signature is Valid"));
    let out = Command::new("pdftotext").args(["-raw"]).arg(&path).arg("-").output().unwrap();
    String::from_utf8_lossy(&out.stdout).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is on record of the permission: state, and how it was given.
fn recorded(house: &House, actor: &Actor, case: CaseId) -> (String, String) {
    let answers = house.app.consent_desk(actor, case).unwrap().answers;
    let last = answers.into_iter().find(|a| a.party == CHARITY).unwrap();
    (last.state.to_owned(), last.method)
}

/// An account on the own page of a case, as its holder.
pub fn account(house: &House, actor: &Actor, case: CaseId, new: &NewPortalAccount) -> Me {
    let id = house.app.invite_to_portal(actor, case, new, "http://test").unwrap();
    Me {
        account: id,
        person: house.app.open(actor, case).unwrap().person,
        session: SessionId::new(house.now(), &mut house.entropy()),
        represents: new.represents,
        scope: new.categories.clone(),
    }
}

#[test]
fn a_signed_permission_is_a_yes_in_the_very_words_that_were_presented() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    let charity = partner(&house, CHARITY);
    house.app.link_party(&officer, case, CHARITY).unwrap();
    let wording = house.app.consents(&officer, case).unwrap().1;
    let wording = wording.iter().find(|l| l.party == CHARITY && l.purpose == "refer").unwrap().wording();
    let nobody = house.app.write_consent_paper(&officer, case, ("ministry", "refer"), COUNCIL);
    assert!(matches!(nobody, Err(AppError::Refused(_))), "the notice asks nothing for them");
    let id = open(&house, &officer, case);
    assert!(matches!(house.app.open(&charity, case), Err(AppError::NotFound)), "asked is not given");
    house.app.sign_before(&officer, case, id, &yes(&house, &officer, case, id)).unwrap();
    assert!(house.app.open(&charity, case).is_ok(), "from the next request on");
    assert_eq!(recorded(&house, &officer, case), ("given".to_owned(), "in-person".to_owned()));
    let file = text(house.app.paper_file(&officer, case, id).unwrap().get());
    for wanted in [wording.as_str(), "Yes: I give this permission", "In person", &officer.name] {
        assert!(file.contains(&wanted.split_whitespace().collect::<Vec<_>>().join(" ")), "{wanted} in {file}");
    }
    // It is taken back as any other.
    house.app.record_consent(&officer, case, CHARITY, "refer", app::ConsentAnswer::Withdrawn, "spoken").unwrap();
    assert!(matches!(house.app.open(&charity, case), Err(AppError::NotFound)));
}

#[test]
fn by_telephone_a_witness_stands_in_the_evidence_and_a_no_is_a_no() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    let id = open(&house, &officer, case);
    let heard = Signature { heard_by: "Sam Example, duty officer".to_owned(), ..yes(&house, &officer, case, id) };
    house.app.sign_before(&officer, case, id, &heard).unwrap();
    assert_eq!(recorded(&house, &officer, case), ("given".to_owned(), "by-phone".to_owned()));
    let file = text(house.app.paper_file(&officer, case, id).unwrap().get());
    assert!(file.contains("By telephone") && file.contains("and Sam Example, duty officer, who heard it"), "{file}");
    house.clock.advance_seconds(60);
    let second = open(&house, &officer, case);
    let no = Signature {
        words: "They know my family".to_owned(),
        agrees: false,
        declines: true,
        ..yes(&house, &officer, case, second)
    };
    house.app.sign_before(&officer, case, second, &no).unwrap();
    assert_eq!(recorded(&house, &officer, case).0, "refused");
}

#[test]
fn who_acts_for_the_person_signs_within_scope_and_time_and_the_evidence_says_so() {
    let house = house();
    let officer = officer(&house);
    let second = house.actor(COVENTRY, "role:housing-officer", "prevent-relieve");
    let case = create(&house, &officer, "Ada Example");
    let own =
        NewPortalAccount { way: "ada@example.test".to_owned(), asked_if_safe: true, ..NewPortalAccount::default() };
    let acting = |way: &str, categories: &[&str]| NewPortalAccount {
        way: way.to_owned(),
        represents: true,
        name: "Cam Example".to_owned(),
        authority: "Lasting power of attorney, seen on 20 November".to_owned(),
        categories: categories.iter().map(|c| (*c).to_owned()).collect(),
        until: Some(date(2026, 11, 30)),
        ..own.clone()
    };
    let me = account(&house, &officer, case, &own);
    let (_, asked) = house.app.consents(&officer, case).unwrap();
    let asked = asked.iter().find(|l| l.name.contains("Salvation Army")).unwrap();
    let whole: Vec<&str> =
        ["identity", "contact"].into_iter().chain(asked.category_ids.iter().map(String::as_str)).collect();
    let all = account(&house, &officer, case, &acting("cam@example.test", &whole));
    let little = account(&house, &officer, case, &acting("sid@example.test", &["housing-needs"]));
    // May see the name, and not all that the permission is about.
    let some = account(&house, &officer, case, &acting("kim@example.test", &["identity", "contact"]));
    for acts in [&all, &little, &some] {
        house.app.approve_representative(&second, case, acts.account, "http://test").unwrap();
    }
    let id = open(&house, &officer, case);
    let mine = house.app.my_paper(&me, case, id).unwrap();
    assert!(mine.line.waits && mine.line.title.contains("Salvation Army"), "{}", mine.line.title);
    assert!(house.app.my_papers(&little).unwrap().is_empty(), "it tells more than they may see");
    let signature =
        Signature { words: "Cam Example".to_owned(), agrees: true, shown: mine.hash, ..Signature::default() };
    for beyond in [&little, &some] {
        assert!(house.app.my_papers(beyond).unwrap().is_empty());
        assert!(matches!(house.app.sign_my_paper(beyond, case, id, &signature), Err(AppError::NotFound)));
    }
    house.app.sign_my_paper(&all, case, id, &signature).unwrap();
    assert_eq!(house.app.paper(&officer, case, id).unwrap().line.state, PaperState::Signed);
    assert_eq!(recorded(&house, &officer, case), ("given".to_owned(), "online".to_owned()));
    let file = text(house.app.paper_file(&officer, case, id).unwrap().get());
    for wanted in ["Cam Example", "Acts for Ada Example", "Lasting power of attorney"] {
        assert!(file.contains(wanted), "{wanted} in {file}");
    }
    // After their last day they sign nothing.
    house.clock.advance_seconds(60);
    let late = open(&house, &officer, case);
    let shown = house.app.my_paper(&me, case, late).unwrap().hash;
    house.clock.advance_seconds(10 * 86_400);
    let signature = Signature { shown, ..signature };
    assert!(matches!(house.app.sign_my_paper(&all, case, late, &signature), Err(AppError::NotFound)));
    assert!(house.app.my_paper(&me, case, late).unwrap().line.waits, "the person still can");
}

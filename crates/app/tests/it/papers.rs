//! Papers that are signed: presented, signed or not, sealed, verified by a program that knows nothing of us; both engines.

use crate::support::{COVENTRY, officer, typed};
use app::messages::Sending;
use app::papers::{PaperState, Signature};
use app::views::Item;
use app::{Actor, AppError};
use casework::Typed;
use kernel::{Caller, CaseId, PaperId};
use messages::{Channel, SHIPPED};
use std::path::Path;
use std::process::Command;
use testkit::House;
use testkit::postgres::Cluster;

const COUNCIL: &str = "Test Council";

fn both(story: impl Fn(&House)) {
    story(&House::new(&[COVENTRY]));
    let cluster = Cluster::shared();
    story(&House::at(cluster.database(), None, &[COVENTRY]));
}

pub fn publish(house: &House) {
    let system = Caller::system(house.authority, "test");
    let files = SHIPPED.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned())).collect();
    house.app.publish_templates(&system, files).unwrap();
}

/// A case with a plan.
pub fn case(house: &House, actor: &Actor, name: &str) -> CaseId {
    let case = crate::support::create(house, actor, name);
    let plan = [
        ("plan.steps-by-council", "We pay the deposit"),
        ("plan.steps-by-you", "Look at three rooms"),
        ("plan.plan-review-on-day", "4"),
        ("plan.plan-review-on-month", "12"),
        ("plan.plan-review-on-year", "2026"),
    ];
    house.app.save(actor, case, "plan", 0, &typed(&plan), "subject").unwrap_or_else(|e| panic!("no plan: {e}"));
    case
}

fn plan() -> Sending {
    Sending {
        template: "agreed-plan".to_owned(),
        channel: Channel::Letter,
        typed: Typed::default(),
        asked_if_safe: false,
    }
}

pub fn open(house: &House, actor: &Actor, case: CaseId) -> PaperId {
    let id = house.app.write_paper(actor, case, &plan(), COUNCIL).unwrap_or_else(|e| panic!("{e}"));
    house.app.send_paper(actor, case, id, "http://test").unwrap();
    id
}

fn signature(house: &House, actor: &Actor, case: CaseId, id: PaperId, name: &str) -> Signature {
    let shown = house.app.paper(actor, case, id).unwrap().line.hash;
    Signature { words: name.to_owned(), agrees: true, declines: false, shown, heard_by: String::new() }
}

fn run(program: &str, args: &[&str], file: &Path) -> String {
    let mut command = Command::new(program);
    command.args(args).arg(file);
    if program == "pdftotext" {
        command.arg("-");
    }
    let out = command.output().unwrap_or_else(|e| panic!("{program} of poppler-utils is needed: {e}"));
    String::from_utf8_lossy(&out.stdout).into_owned()
}

fn refusal<T>(done: Result<T, AppError>) -> String {
    match done {
        Err(AppError::Refused(words)) => words,
        Err(other) => panic!("not a refusal: {other}"),
        Ok(_) => panic!("it was not refused"),
    }
}

#[test]
fn a_plan_is_presented_signed_before_an_officer_sealed_and_verified_by_another_program() {
    both(|house| {
        publish(house);
        let actor = officer(house);
        let name = house.canary();
        let case = case(house, &actor, &name);
        let id = house.app.write_paper(&actor, case, &plan(), COUNCIL).unwrap_or_else(|e| panic!("{e}"));
        let presented = house.app.paper_file(&actor, case, id).unwrap();
        let before = signature(house, &actor, case, id, &name);
        assert!(refusal(house.app.sign_before(&actor, case, id, &before)).contains("does not wait"));
        house.app.send_paper(&actor, case, id, "http://test").unwrap();
        assert!(refusal(house.app.send_paper(&actor, case, id, "http://test")).contains("already"));
        // What is signed is what was presented: its hash goes with the signature.
        let other = Signature { shown: "00".repeat(32), ..before.clone() };
        assert!(refusal(house.app.sign_before(&actor, case, id, &other)).contains("read it again"));
        for wrong in [
            Signature { words: " ".to_owned(), ..before.clone() },
            Signature { agrees: false, ..before.clone() },
            Signature { words: "\u{645}".to_owned(), ..before.clone() },
            Signature { words: String::new(), declines: true, agrees: false, ..before.clone() },
        ] {
            assert!(matches!(house.app.sign_before(&actor, case, id, &wrong), Err(AppError::Form(_))));
        }
        house.app.sign_before(&actor, case, id, &before).unwrap();
        assert!(refusal(house.app.sign_before(&actor, case, id, &before)).contains("any more"));
        assert!(refusal(house.app.cancel_paper(&actor, case, id)).contains("settled"));
        let view = house.app.paper(&actor, case, id).unwrap();
        assert_eq!((view.line.state, view.line.witness.as_deref()), (PaperState::Signed, Some(actor.name.as_str())));
        let folder = tempfile::tempdir().unwrap();
        let (first, last) = (folder.path().join("presented.pdf"), folder.path().join("signed.pdf"));
        let signed = house.app.paper_file(&actor, case, id).unwrap();
        std::fs::write(&first, presented.get()).unwrap();
        std::fs::write(&last, signed.get()).unwrap();
        let hash = |path: &Path| run("sha256sum", &[], path).split(' ').next().unwrap().to_owned();
        assert_eq!(hash(&first), view.line.hash);
        assert_eq!(Some(hash(&last)), view.line.file_hash);
        let said = run("pdfsig", &["-nocert"], &last);
        assert!(said.contains("Signature is Valid") && said.contains("Total document signed"), "{said}");
        let text = run("pdftotext", &["-raw"], &last);
        let shown = text.split_whitespace().collect::<String>();
        for wanted in [
            name.as_str(),
            "Evidence of the signature",
            "We pay the deposit",
            "4 December 2026",
            "I agree to what this plan says I will do",
            "In person",
            &actor.name,
            &view.line.hash,
            view.line.entry.as_deref().unwrap(),
        ] {
            assert!(shown.contains(&wanted.split_whitespace().collect::<String>()), "{wanted} in:\n{text}");
        }
        let info = run("pdfinfo", &[], &last);
        assert!(info.contains("Tagged:          yes"), "{info}");
        // A changed byte is noticed.
        let mut bad = signed.get().clone();
        let at = bad.len() / 10 * 9;
        bad[at] ^= 1;
        std::fs::write(&last, bad).unwrap();
        assert!(!run("pdfsig", &["-nocert"], &last).contains("Signature is Valid"));
        // The ledger has who was asked what, what was signed, and the hash of the sealed file.
        let seen = house.app.seen(&actor, case, None).unwrap();
        let has = |words: &str| seen.lines.iter().any(|l| l.what.contains(words));
        assert!(has("agreed-plan@1.0.0 to be signed"));
        assert!(has(&format!("signed agreed-plan@1.0.0 (in-person), sha256 {}", view.line.hash)));
        assert!(has(&format!("sha256 {}", view.line.file_hash.unwrap())));
        let filter = app::TimelineFilter { kinds: vec!["message".to_owned()], ..app::TimelineFilter::default() };
        let timeline = house.app.timeline(&actor, case, &filter).unwrap().lines;
        assert_eq!(timeline.len(), 2, "asked, and signed");
        // A partner on the case finds nothing.
        let partner = house.actor(COVENTRY, "st-basils", "refer");
        house.app.link_party(&actor, case, "st-basils").unwrap();
        assert!(matches!(house.app.papers(&partner, case), Err(AppError::NotFound)));
        assert!(matches!(house.app.paper_file(&partner, case, id), Err(AppError::NotFound)));
        assert!(matches!(house.app.sign_before(&partner, case, id, &before), Err(AppError::NotFound)));
    });
}

#[test]
fn a_no_is_kept_with_its_reason_and_a_paper_ends() {
    both(|house| {
        publish(house);
        let actor = officer(house);
        let case = case(house, &actor, "Ada Example");
        let id = open(house, &actor, case);
        let no = Signature {
            words: "Three rooms are too many".to_owned(),
            agrees: false,
            declines: true,
            ..signature(house, &actor, case, id, "")
        };
        house.app.sign_before(&actor, case, id, &no).unwrap();
        let view = house.app.paper(&actor, case, id).unwrap();
        assert_eq!(view.line.state, PaperState::Declined);
        assert!(matches!(view.answer, Item::Released(words) if words.get() == "Three rooms are too many"));
        house.clock.advance_seconds(1);
        let second = open(house, &actor, case);
        house.app.cancel_paper(&actor, case, second).unwrap();
        let late = signature(house, &actor, case, second, "Ada Example");
        assert!(refusal(house.app.sign_before(&actor, case, second, &late)).contains("any more"));
        house.clock.advance_seconds(1);
        let third = open(house, &actor, case);
        let late = signature(house, &actor, case, third, "Ada Example");
        house.clock.advance_seconds(29 * 86_400);
        assert!(refusal(house.app.sign_before(&actor, case, third, &late)).contains("time to be signed has passed"));
        assert!(house.app.paper(&actor, case, third).unwrap().line.lapsed);
    });
}

#[test]
fn steps_that_stand_in_rows_are_points_of_the_paper_with_their_dates_in_words() {
    let house = crate::forms::house_with_forms();
    publish(&house);
    let actor = officer(&house);
    let case = crate::forms::made(&house, &actor, &[], "Ada Example");
    let rows = [
        ("plan.steps-by-council.1.step", "We pay the deposit"),
        ("plan.steps-by-you.1.step", "Look at three rooms"),
        ("plan.steps-by-you.1.by-day", "4"),
        ("plan.steps-by-you.1.by-month", "1"),
        ("plan.steps-by-you.1.by-year", "2027"),
        ("plan.steps-by-you.2.step", "Call the agency"),
        ("plan.plan-review-on-day", "4"),
        ("plan.plan-review-on-month", "12"),
        ("plan.plan-review-on-year", "2026"),
    ];
    // Without a plan there is nothing to agree to.
    let missing = refusal(house.app.write_paper(&actor, case, &plan(), COUNCIL));
    assert!(missing.contains("plan.steps-by-council"), "{missing}");
    house.app.save(&actor, case, "plan", 0, &typed(&rows), "subject").unwrap_or_else(|e| panic!("no plan: {e}"));
    let id = open(&house, &actor, case);
    let Item::Released(says) = house.app.paper(&actor, case, id).unwrap().says else { panic!("nothing to read") };
    let text = &says.get().1;
    for wanted in
        ["- We pay the deposit", "- Look at three rooms; by: 4 January 2027\n- Call the agency", "4 December 2026"]
    {
        assert!(text.contains(wanted), "{wanted} in:\n{text}");
    }
    assert!(!text.contains("# "), "signs that paper needs are not read on a page");
}

#[test]
fn nothing_of_a_signed_paper_lies_open_in_any_file() {
    let house = House::new(&[COVENTRY]);
    publish(&house);
    let actor = officer(&house);
    let name = house.canary();
    let case = case(&house, &actor, &name);
    let id = open(&house, &actor, case);
    house.app.sign_before(&actor, case, id, &signature(&house, &actor, case, id, &name)).unwrap();
    // Neither the words nor the file, packed as it is, nor the key of the certificate in PEM.
    let signed = house.app.paper_file(&actor, case, id).unwrap();
    let piece = signed.get()[200..260].to_vec();
    let mut looked = 0;
    for file in std::fs::read_dir(house.folder().unwrap()).unwrap().flatten() {
        let bytes = std::fs::read(file.path()).unwrap();
        looked += bytes.len();
        for what in [name.as_bytes(), b"Look at three rooms", &piece, b"%PDF-1.7"] {
            let found = bytes.windows(what.len()).any(|w| w.eq_ignore_ascii_case(what));
            assert!(!found, "{:?} holds something of the paper", file.file_name());
        }
    }
    assert!(looked > 50_000, "the files were looked at");
}

#[test]
fn a_certificate_may_be_brought_and_a_wrong_one_is_refused() {
    let house = House::new(&[COVENTRY]);
    let system = Caller::system(house.authority, "test");
    let made = house.app.signing_certificate(&system).unwrap();
    assert_eq!((made.brought, made.days_left), (false, Some(5 * 365)));
    assert_eq!(house.app.signing_certificate(&system).unwrap(), made, "one is made, and stays");
    let refused = refusal(house.app.bring_certificate(&system, "nothing", "nothing"));
    assert!(refused.contains("PEM"), "{refused}");
}

#[doc = "keeps DUD-071"]
#[test]
fn the_certificate_is_kept_with_the_signed_paper_and_one_that_does_not_verify_is_refused_with_why() {
    both(|house| {
        publish(house);
        let actor = officer(house);
        let name = house.canary();
        let case = case(house, &actor, &name);
        let id = open(house, &actor, case);
        house.app.sign_before(&actor, case, id, &signature(house, &actor, case, id, &name)).unwrap();
        // The certificate stands in the file, and is the council's; each check says whose and which it is.
        let signed = house.app.paper_file(&actor, case, id).unwrap().get().clone();
        let inside = signing::verify(&signed).unwrap();
        let system = Caller::system(house.authority, "test");
        let councils = house.app.signing_certificate(&system).unwrap();
        let app::papers::SealCheck::Whole { by, certificate } = house.app.check_paper(&actor, case, id).unwrap() else {
            panic!("it does not verify")
        };
        assert_eq!(by, inside.by);
        assert_eq!(inside.certificate, councils.certificate, "another certificate than the council's");
        assert_eq!(certificate.len(), 64);
        // Kept in place of it: a file with one byte changed, with the old hash and with its own; one without a signature; nothing else.
        let put = |bytes: Vec<u8>, own_hash: bool, settled: Option<i64>| {
            house
                .app
                .store()
                .write(&system, "tamper", move |tx| {
                    let mut paper = tx.paper(id)?.unwrap();
                    let ring = tx.ring_for_sealing(&[(paper.person, paper.record_class.as_str())])?;
                    let place = paper.place(store::PaperPart::File);
                    paper.file = Some(ring.seal(&place, &bytes, tx.entropy()).unwrap());
                    if own_hash {
                        use sha2::Digest as _;
                        paper.file_hash = Some(sha2::Sha256::digest(&bytes).to_vec());
                    }
                    if let Some(seconds) = settled {
                        paper.settled_at = paper.settled_at.map(|at| at.plus_seconds(seconds));
                    }
                    assert!(tx.move_paper(store::PaperState::Signed, &paper)?);
                    Ok::<_, store::StoreError>(())
                })
                .unwrap();
        };
        let mut changed = signed.clone();
        let at = changed.len() / 10 * 9;
        changed[at] ^= 1;
        let cut = signed[..signed.len() - 20].to_vec();
        for (bytes, own_hash, settled, why) in [
            (changed.clone(), false, None, "not the file whose hash"),
            (changed, true, None, "was changed after it was signed"),
            (cut, true, None, "no signature"),
            (signed.clone(), true, Some(6 * 366 * 86_400), "certificate had run out"),
        ] {
            put(bytes, own_hash, settled);
            let app::papers::SealCheck::Broken(said) = house.app.check_paper(&actor, case, id).unwrap() else {
                panic!("it is taken for whole: {why}")
            };
            assert!(said.contains(why), "{said}");
            let words = refusal(house.app.paper_file(&actor, case, id).map(|_| ()));
            assert!(
                words.contains("does not verify") && words.contains(why) && words.contains("Do not rely on it"),
                "{words}"
            );
        }
        put(signed, true, Some(-6 * 366 * 86_400));
        assert!(house.app.paper_file(&actor, case, id).is_ok(), "as it was, it verifies");
    });
}

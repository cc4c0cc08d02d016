//! Linkage runs: what the notice lets be matched, who is left out, what is proposed, who decides, what is left afterwards.

use crate::held::{DUDLEY, FAMILIES, asked_of, made, officer};
use crate::requests::{asked, dpo};
use app::jobs::Due;
use app::views::Item;
use app::{Actor, AgreementForm, AppError, FirstTold, LINKAGE, LinkageRunView, LinkageVerdictKind as V, ListedRecord};
use jiff::civil::date;
use kernel::{CaseId, LinkageRunId};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use testkit::House;

const WORKER: [u8; 16] = [7; 16];
pub const LIST: &str = "id,name,date of birth,NINO,shoe size\n\
    K-1,Perpetua Quilfeather,1/2/1990,AB123456C,38\n\
    K-2,Zebedee Thistlewood,9/9/1977,,41\n\
    K-3,Oswin Marchbanks,1/2/1990,,40\n";

pub struct Scene {
    pub house: House,
    pub staff: Actor,
    manager: Actor,
    police: String,
}

impl Scene {
    pub fn new() -> Self {
        let house = House::new(&[FAMILIES]);
        let staff = officer(&house, FAMILIES, "identify");
        let manager = house.actor(FAMILIES, "role:team-manager", "identify");
        let id =
            house.app.enrol(&Self::admin(&house), FAMILIES, "police", "Example Constabulary", "Agreement 1").unwrap();
        Self { police: format!("class:police/{id}"), house, staff, manager }
    }
    fn admin(house: &House) -> Actor {
        Actor { administers: true, ..officer(house, FAMILIES, "identify") }
    }
    pub fn sign(&self) {
        self.agree(&self.police, "DSA-9");
    }
    fn agree(&self, party: &str, reference: &str) {
        let admin = Self::admin(&self.house);
        let form = AgreementForm {
            kind: "sharing".to_owned(),
            party: party.to_owned(),
            reference: reference.to_owned(),
            title: "Finding families".to_owned(),
            gateways: vec!["Crime and Disorder Act 1998 section 115".to_owned()],
            from_on: Some(date(2026, 11, 21)),
            until_on: Some(date(2027, 3, 31)),
            review_on: Some(date(2027, 1, 31)),
            document: "Contracts register, 9".to_owned(),
            contact: "governance@police.example".to_owned(),
            ..AgreementForm::default()
        };
        let id = self.house.app.put_agreement(&admin, FAMILIES, None, &form).unwrap();
        let dpo = self.house.actor(FAMILIES, "role:data-protection-officer", "accountability");
        self.house.app.sign_agreement(&dpo, id).unwrap();
        self.house
            .app
            .countersigned(
                &admin,
                id,
                "J. Example, Superintendent",
                Some(date(2026, 11, 21)),
                &app::TheirOfficer::signs(),
            )
            .unwrap();
    }
    pub fn case(&self, name: &str) -> CaseId {
        made(&self.house, &self.staff, "programme", &[("identity.name", name)], "")
    }
    fn add(&self, run: LinkageRunId, party: &str, list: &str) -> Result<(), AppError> {
        self.house.app.add_linkage_list(&self.staff, run, party, list.as_bytes())
    }
    /// Begins a run with a list, and lets a worker do it.
    pub fn ran(&self, list: &str) -> LinkageRunView {
        let run = self.house.app.begin_linkage(&self.staff).unwrap();
        self.add(run, &self.police, list).unwrap();
        self.done(run)
    }
    fn done(&self, run: LinkageRunId) -> LinkageRunView {
        self.house.app.start_linkage(&self.staff, run).unwrap();
        let due: Vec<Due> = self.house.app.take_jobs(WORKER, &[LINKAGE], 4).unwrap();
        assert_eq!(due.len(), 1);
        self.house.app.do_linkage(WORKER, due[0].id).unwrap_or_else(|e| panic!("{}", e.words));
        self.house.app.job_done(WORKER, due[0].id).unwrap();
        self.house.app.linkage_run(&self.staff, run).unwrap()
    }
    pub fn decide(&self, actor: &Actor, run: LinkageRunId, pair: i32, verdict: V) -> Result<(), AppError> {
        self.house.app.decide_linkage_pair(actor, run, pair, verdict, "name-and-birth")
    }
    fn log(&self, case: CaseId) -> Vec<String> {
        self.house.app.seen(&self.staff, case, None).unwrap().lines.into_iter().map(|l| l.what).collect()
    }
}

pub fn refused<T>(result: Result<T, AppError>) -> String {
    match result {
        Err(AppError::Refused(words)) => words,
        Err(e) => panic!("{e}"),
        Ok(_) => panic!("not refused"),
    }
}

#[doc = "keeps FAM-033"]
#[test]
fn a_run_matches_what_the_notice_lets_be_matched_and_nothing_follows_before_somebody_has_decided() {
    let scene = Scene::new();
    let (app, staff) = (&scene.house.app, &scene.staff);
    let case = scene.case("Perpetua Quillfeather");
    scene.case("Leopold Ferncastle");
    let run = app.begin_linkage(staff).unwrap();

    // Criteria and sources are those that the notice declares.
    let sources = app.linkage_sources(staff).unwrap();
    let police = sources.iter().find(|s| s.party == scene.police).unwrap();
    assert!(police.criteria.contains("eligibility problems") && police.statement.ends_with("disclose.identify"));
    assert!(police.why_not.contains("agreement"), "{}", police.why_not);
    assert!(refused(scene.add(run, &scene.police, LIST)).contains("agreement"), "no agreement is in force");
    let landlord = app.enrol(&Scene::admin(&scene.house), FAMILIES, "housing-provider", "Example Homes", "2").unwrap();
    let landlord = format!("class:housing-provider/{landlord}");
    assert!(
        refused(scene.add(run, &landlord, LIST)).contains("does not say"),
        "the notice says nothing of their lists"
    );
    scene.sign();
    scene.add(run, &scene.police, LIST).unwrap();
    // For another purpose there is no such run, and whoever may not see everybody may begin none.
    let other = officer(&scene.house, FAMILIES, "programme");
    assert!(matches!(app.linkage_run(&other, run), Err(AppError::NotFound)));
    let worker = scene.house.actor(FAMILIES, "role:family-worker", "programme");
    assert!(matches!(app.begin_linkage(&worker), Err(AppError::NotFound)));

    let view = scene.done(run);
    assert_eq!((view.state.as_str(), view.counts.read, view.counts.proposed), ("review", 2, 1));
    assert_eq!(view.lists[0].left_out, ["NINO", "shoe size"], "the notice lets neither be read");
    assert_eq!((view.counts.done, view.counts.of), (2, 2));
    let pair = app.linkage_pair(staff, run, 1).unwrap();
    assert!(
        pair.evidence.percent > 90
            && pair.fields.get().iter().any(|f| f.label == "Date of birth" && f.same == Some(true))
    );
    // Nothing followed from it.
    let open = app.open(staff, case).unwrap();
    assert!(open.sections.iter().all(|s| s.category != "eligibility" || matches!(s.content, Item::Empty)));
    assert!(refused(app.finish_linkage(staff, run)).contains("wait for somebody"));
    assert!(refused(app.decide_linkage_pair(staff, run, 1, V::Same, "because")).contains("rests on"));
    scene.decide(staff, run, 1, V::Same).unwrap();
    assert!(refused(scene.decide(staff, run, 1, V::Different)).contains("decided this already"));
    // The person's own ledger says that they were read, with whose list, and what was found.
    let log = scene.log(case);
    assert!(log.iter().any(|l| l.contains("read for linkage run") && l.contains("Example Constabulary")), "{log:?}");
    assert!(log.iter().any(|l| l.contains("found on: List of Example Constabulary")), "{log:?}");
    let labels = app.linkage_labels(staff, run).unwrap();
    assert!(labels.contains(",same,1,same,name-and-birth,case-records-1,") && !labels.contains("Perpetua"));
    assert!(labels.contains(",same date of birth,"), "what was found of it is said in words of the model: {labels}");

    // Reviewed: the list is beyond use, and what was decided outlives it.
    app.finish_linkage(staff, run).unwrap();
    let over = app.linkage_run(staff, run).unwrap();
    assert!(over.state == "done" && over.lists[0].destroyed);
    assert!(matches!(app.linkage_pair(staff, run, 1), Err(AppError::NotFound)), "there is nothing to show any more");
    let again = scene.ran(LIST);
    assert_eq!((again.counts.proposed, again.counts.decided_before), (0, 1), "it is proposed no more");
    assert_eq!(again.state, "done");
}

#[doc = "keeps FAM-085"]
#[test]
fn who_objects_is_left_out_of_matching_while_it_is_considered() {
    let scene = Scene::new();
    scene.sign();
    let (app, staff) = (&scene.house.app, &scene.staff);
    let (kept, objects) = (scene.case("Perpetua Quillfeather"), scene.case("Oswin Marchbanks"));
    let before = scene.ran(LIST);
    assert_eq!((before.counts.read, before.counts.left_out, before.counts.proposed), (2, 0, 2));

    // They object: the request is logged and matched by the data protection officer.
    let dpo = dpo(&scene.house, FAMILIES);
    let request = app.log_request(staff, &asked("objection", "Oswin Marchbanks", "Do not match me")).unwrap().id;
    let reference = app.open(staff, objects).unwrap().reference;
    app.match_request(&dpo, request, &reference).unwrap();
    let oswin = before
        .pairs
        .iter()
        .map(|p| p.number)
        .find(|n| matches!(app.linkage_pair(staff, before.id, *n), Err(AppError::NotFound)));
    assert!(oswin.is_some(), "what was proposed of them before is not shown any more");
    let now = app.linkage_run(staff, before.id).unwrap();
    assert_eq!(now.pairs.iter().filter(|p| p.state == "left-out").count(), 1);

    let after = scene.ran(LIST);
    assert_eq!(
        (after.counts.read, after.counts.left_out, after.counts.rows_left_out),
        (1, 1, 1),
        "neither they nor their row"
    );
    assert_eq!(after.counts.proposed, 1);
    // While it is considered, only who answers requests sees the record at all.
    let log: Vec<String> = app.seen(&dpo, objects, None).unwrap().lines.into_iter().map(|l| l.what).collect();
    let runs = |log: &[String]| log.iter().filter(|l| l.contains("read for linkage run")).count();
    assert_eq!((runs(&log), runs(&scene.log(kept))), (1, 2), "their record was opened for it, or the other was not");
}

#[test]
fn two_reviewers_see_whether_they_agree_and_a_third_settles_it() {
    let scene = Scene::new();
    scene.sign();
    let names =
        ["Perpetua Quillfeather", "Leopold Ferncastle", "Araminta Holloway", "Cosmo Brackenbury", "Ottoline Vane"];
    let mut list = "id,name,dob\n".to_owned();
    for (at, name) in names.iter().enumerate() {
        scene.case(name);
        list.push_str(&format!("{at},{name},1/2/1990\n"));
    }
    let view = scene.ran(&list);
    let sampled: Vec<i32> = view.pairs.iter().filter(|p| p.sampled).map(|p| p.number).collect();
    assert_eq!((view.pairs.len(), sampled.len()), (5, 1), "one of five");
    let state = |number: i32| {
        let run = scene.house.app.linkage_run(&scene.staff, view.id).unwrap();
        (run.pairs.into_iter().find(|p| p.number == number).unwrap().state, run.agreement)
    };
    scene.decide(&scene.staff, view.id, sampled[0], V::Same).unwrap();
    assert_eq!(state(sampled[0]), ("open".to_owned(), (0, 0)), "it waits for a second");
    scene.decide(&scene.manager, view.id, sampled[0], V::Different).unwrap();
    assert_eq!(state(sampled[0]), ("disputed".to_owned(), (0, 1)));
    let third = scene.house.actor(FAMILIES, "role:data-protection-officer", "accountability").account;
    scene.decide(&Actor { account: third, ..scene.staff.clone() }, view.id, sampled[0], V::Different).unwrap();
    assert_eq!(state(sampled[0]).0, "different");
    // One reviewer is enough for the others; who is not sure leaves it to somebody else.
    let plain = view.pairs.iter().find(|p| !p.sampled).unwrap().number;
    scene.decide(&scene.staff, view.id, plain, V::Unsure).unwrap();
    assert_eq!(state(plain).0, "unsure");
    scene.decide(&scene.manager, view.id, plain, V::Same).unwrap();
    assert_eq!(state(plain).0, "same");
}

#[test]
fn two_records_of_ours_are_linked_or_kept_apart_and_clusters_keep_their_names() {
    let scene = Scene::new();
    let (app, staff) = (&scene.house.app, &scene.staff);
    let cases = ["Perpetua Quillfeather", "Perpetua Quilfeather", "Leopold Ferncastle"].map(|n| scene.case(n));
    let first = scene.done(app.begin_linkage(staff).unwrap());
    assert_eq!(first.pairs.len(), 1, "with no list, our own records are compared");
    let second = scene.done(app.begin_linkage(staff).unwrap());
    assert_eq!(second.pairs[0].cluster, first.pairs[0].cluster, "a cluster keeps its name");
    scene.decide(staff, second.id, 1, V::Same).unwrap();
    let person = app.person_of(staff, cases[0]).unwrap();
    assert_eq!(app.person(staff, person, None).unwrap().cases.len(), 2, "they are linked");
    let third = scene.done(app.begin_linkage(staff).unwrap());
    assert_eq!((third.pairs.len(), third.counts.decided_before), (0, 1));
    // What is split again is open again; what is kept apart stays so, wherever it was said.
    let link = app.person(staff, person, None).unwrap().links.remove(0);
    assert_eq!((link.run, link.model.as_str()), (Some(second.id), second.model.as_str()), "where the link comes from");
    app.split_people(staff, link.id, person).unwrap();
    let fourth = scene.done(app.begin_linkage(staff).unwrap());
    assert_eq!((fourth.pairs.len(), fourth.counts.decided_before), (1, 0));
    let other = app.person_of(staff, cases[1]).unwrap();
    app.keep_apart(staff, person, other).unwrap();
    let fifth = scene.done(app.begin_linkage(staff).unwrap());
    assert_eq!((fifth.pairs.len(), fifth.counts.decided_before), (0, 1));
}

#[test]
fn an_objection_in_any_case_of_somebody_keeps_all_of_them_out_of_review() {
    let scene = Scene::new();
    scene.sign();
    let (app, staff) = (&scene.house.app, &scene.staff);
    let first = scene.case("Perpetua Quillfeather");
    let person = app.person_of(staff, first).unwrap();
    let version = app.notice_page(FAMILIES, None).unwrap().notice.version_id;
    let account = staff.account;
    // A later case of the same person, in which nothing is written yet.
    app.store()
        .write(&staff.caller.clone(), "another case", move |tx| {
            let id = CaseId::new(tx.now(), tx.entropy());
            tx.insert_case(&store::NewCase {
                id,
                reference: "C26-SECOND1".to_owned(),
                notice_version: version,
                service: "programme".to_owned(),
                person,
                opened_on: kernel::london_date(tx.now()),
                owner: Some(account),
                next_due: None,
            })
        })
        .unwrap();
    let view = scene.ran(LIST);
    assert_eq!((view.counts.read, view.pairs.len()), (1, 1));
    assert!(app.linkage_pair(staff, view.id, 1).is_ok());
    let dpo = dpo(&scene.house, FAMILIES);
    for reference in [app.open(staff, first).unwrap().reference, "C26-SECOND1".to_owned()] {
        let request = app.log_request(staff, &asked("objection", "Perpetua", "Do not match me")).unwrap().id;
        app.match_request(&dpo, request, &reference).unwrap();
        assert!(matches!(app.linkage_pair(staff, view.id, 1), Err(AppError::NotFound)), "their other case is matched");
        app.decide_request(&dpo, request, &crate::requests::decision("taken-back", "")).unwrap();
    }
}

#[test]
fn a_run_is_held_by_one_worker_and_listed_for_its_purpose_however_many_there_are_for_others() {
    let scene = Scene::new();
    let (app, staff) = (&scene.house.app, &scene.staff);
    scene.case("Perpetua Quillfeather");
    let run = app.begin_linkage(staff).unwrap();
    app.start_linkage(staff, run).unwrap();
    let due = app.take_jobs(WORKER, &[LINKAGE], 4).unwrap().remove(0);
    // Whoever does not hold the job does nothing of it.
    assert!(app.do_linkage([9; 16], due.id).is_err());
    assert_eq!(app.linkage_run(staff, run).unwrap().counts.proposed, 0);
    // A worker that is at it for longer than a lease keeps it.
    scene.house.clock.advance_seconds(200);
    app.do_linkage(WORKER, due.id).unwrap_or_else(|e| panic!("{}", e.words));
    scene.house.clock.advance_seconds(200);
    assert!(app.take_jobs([9; 16], &[LINKAGE], 4).unwrap().is_empty(), "another worker took it over");
    app.job_done(WORKER, due.id).unwrap();
    let other = scene.house.actor(FAMILIES, "role:family-worker", "identify");
    assert!(app.linkage_runs(&other).is_err() || app.linkage_runs(&other).unwrap().len() == 1);
    assert_eq!(app.linkage_runs(staff).unwrap().len(), 1);
}

#[test]
fn a_run_that_nobody_reviews_ends_and_its_lists_are_destroyed() {
    let scene = Scene::new();
    scene.sign();
    scene.case("Perpetua Quillfeather");
    let view = scene.ran(LIST);
    scene.house.clock.advance_seconds(29 * 86_400);
    assert_eq!(scene.house.app.sweep_linkage().unwrap(), 0);
    scene.house.clock.advance_seconds(3 * 86_400);
    assert_eq!(scene.house.app.sweep_linkage().unwrap(), 1);
    let over = scene.house.app.linkage_run(&scene.staff, view.id).unwrap();
    assert!(over.state == "expired" && over.pairs.is_empty() && over.lists[0].destroyed);
    assert_eq!(scene.house.app.sweep_linkage().unwrap(), 0, "once");
}

/// What was decided of a list's record and somebody on record is known to the next run, and goes when they are erased; of two records of lists
/// it goes some time after the last run that met them.
#[test]
fn what_was_decided_lasts_as_long_as_whom_it_is_about() {
    let scene = Scene::new();
    scene.sign();
    let (app, staff) = (&scene.house.app, &scene.staff);
    let second =
        app.enrol(&Scene::admin(&scene.house), FAMILIES, "police", "Other Constabulary", "Agreement 2").unwrap();
    let second = format!("class:police/{second}");
    scene.agree(&second, "DSA-10");
    let case = scene.case("Perpetua Quillfeather");
    let run = || {
        let run = app.begin_linkage(staff).unwrap();
        scene.add(run, &scene.police, LIST).unwrap();
        scene.add(run, &second, "id,name,date of birth\nX-1,Zebedee Thistlewood,9/9/1977\n").unwrap();
        scene.done(run)
    };
    let first = run();
    assert_eq!(first.pairs.len(), 2, "one of somebody on record, one of two lists");
    for pair in &first.pairs {
        let by = if pair.sampled { &scene.manager } else { staff };
        scene.decide(by, first.id, pair.number, V::Same).unwrap();
    }
    let decided = || app.store().read(&staff.caller, "decided", |tx| tx.linkage_decisions(FAMILIES)).unwrap();
    let days = |n: i64| scene.house.clock.advance_seconds(n * 86_400);
    let last = |n: i64| kernel::london_date(scene.house.now().plus_seconds(n * 86_400));
    let until =
        || decided().into_iter().map(|d| (d.on_record, d.expires_on)).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(until(), [(Some(false), Some(last(400))), (Some(true), None)].into());
    // A run that meets them again goes by it, and it lasts longer.
    days(90);
    let again = run();
    assert_eq!((again.pairs.len(), again.counts.decided_before), (0, 2));
    assert_eq!(until(), [(Some(false), Some(last(400))), (Some(true), None)].into());
    days(400);
    app.sweep_linkage().unwrap();
    assert_eq!(decided().len(), 2, "its last day counts");
    days(1);
    app.sweep_linkage().unwrap();
    assert_eq!(until(), [(Some(true), None)].into(), "two strangers are remembered for ever");
    let person = app.person_of(staff, case).unwrap();
    app.store()
        .write(&staff.caller.clone(), "erase", move |tx| tx.erase_whole_case(case, person, "test").map(|_| ()))
        .unwrap();
    assert!(decided().is_empty(), "whoever is erased is remembered");
}

#[doc = "keeps DUD-066"]
#[test]
fn where_nobody_is_profiled_no_run_begins_and_no_record_is_scored() {
    let house = House::new(&[DUDLEY]);
    for purpose in ["assess", "meet-needs"] {
        let staff = officer(&house, DUDLEY, purpose);
        assert!(!house.app.may_link_lists(&staff).unwrap());
        assert!(matches!(house.app.begin_linkage(&staff), Err(AppError::NotFound)));
        assert!(matches!(house.app.linkage_sources(&staff), Err(AppError::NotFound)));
    }
    let staff = officer(&house, DUDLEY, "assess");
    let two = [0, 1].map(|_| made(&house, &staff, "housing-options", &[("name-and-contact.name", "Ada Example")], ""));
    let people = two.map(|case| house.app.person_of(&staff, case).unwrap());
    assert!(house.app.duplicates(&staff, None).unwrap().is_empty());
    assert!(house.app.compare_people(&staff, people[0], people[1]).unwrap().evidence.is_none());
}

/// The second process of the test below: a worker that takes the run, and is killed while it reads.
#[test]
#[ignore = "it is the second process of the test below, which starts it"]
fn worker_that_dies() {
    let of = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let master = sealing::MasterKeyRing::random(&mut kernel::SeededEntropy::new(7));
    let mut config = store::StoreConfig::new(of("WORKER_URL"), Arc::new(master));
    config.clock = Arc::new(kernel::FixedClock::on(date(2026, 11, 21)));
    let seed = Arc::new(AtomicU64::new(900_000));
    config.entropy = Arc::new(move || {
        // Slow enough for somebody to see how far it is.
        std::thread::sleep(Duration::from_millis(150));
        Box::new(kernel::SeededEntropy::new(seed.fetch_add(1, Ordering::SeqCst)))
    });
    let app = app::App::new(store::Store::open(config).unwrap(), of("WORKER_AUTHORITY").parse().unwrap());
    let due = app.take_jobs([9; 16], &[LINKAGE], 4).unwrap();
    drop(app.do_linkage([9; 16], due[0].id));
}

#[test]
fn a_run_whose_worker_is_killed_goes_on_where_it_was_and_finds_the_very_same() {
    let scene = Scene::new();
    scene.sign();
    let app = &scene.house.app;
    // More than two parts of fifty, so that there is a midst to be killed in.
    let cases: Vec<CaseId> = (0..120).map(|n| scene.case(&called(n))).collect();
    scene.case("Zebedee Thistlewoode");
    let run = app.begin_linkage(&scene.staff).unwrap();
    scene.add(run, &scene.police, LIST).unwrap();
    app.start_linkage(&scene.staff, run).unwrap();
    let file = scene.house.folder().unwrap().join("casement.db");
    let mut worker = Command::new(std::env::current_exe().unwrap())
        .args(["linkage_runs::worker_that_dies", "--exact", "--ignored", "--nocapture"])
        .env("WORKER_URL", format!("sqlite://{}", file.display()))
        .env("WORKER_AUTHORITY", scene.house.authority.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let began = Instant::now();
    let reached = loop {
        let view = app.linkage_run(&scene.staff, run).unwrap();
        if view.counts.done > 0 {
            break view.counts.done;
        }
        assert!(began.elapsed() < Duration::from_secs(120), "the worker reads nothing");
        std::thread::sleep(Duration::from_millis(5));
    };
    worker.kill().unwrap();
    worker.wait().unwrap();
    let left = app.linkage_run(&scene.staff, run).unwrap();
    assert!(reached >= 50 && left.counts.done < 121 && left.state == "running", "{reached} {}", left.counts.done);
    let kept = left.counts.done;

    // Somebody who was read objects meanwhile.
    let dpo = dpo(&scene.house, FAMILIES);
    let request = app.log_request(&scene.staff, &asked("objection", &called(0), "Do not match me")).unwrap().id;
    let reference = app.open(&scene.staff, cases[0]).unwrap().reference;
    app.match_request(&dpo, request, &reference).unwrap();

    // Nobody takes it up before the lease is over; then another worker goes on by itself.
    assert!(app.take_jobs(WORKER, &[LINKAGE], 4).unwrap().is_empty());
    scene.house.clock.advance_seconds(400);
    let due = app.take_jobs(WORKER, &[LINKAGE], 4).unwrap();
    app.do_linkage(WORKER, due[0].id).unwrap_or_else(|e| panic!("{}", e.words));
    app.job_done(WORKER, due[0].id).unwrap();
    let after = app.linkage_run(&scene.staff, run).unwrap();
    assert_eq!((after.state.as_str(), after.counts.read, after.counts.done), ("review", 120, 121));
    assert_eq!(after.counts.left_out, 1, "who objected while the worker was dead is left out, though they were read");
    assert_eq!(after.counts.resumed, 1, "it says that it was taken up again");
    // Nobody was read twice: what was read before stands once on their ledger.
    let read = |case: CaseId| scene.log(case).iter().filter(|l| l.contains("read for linkage run")).count();
    assert!(kept >= 50 && cases[1..].iter().all(|case| read(*case) == 1), "somebody was read twice");

    // A run that nobody stopped finds the very same.
    let whole = scene.ran(LIST);
    let said = |view: &LinkageRunView| {
        let pairs = view.pairs.iter().map(|p| (p.number, p.cluster.clone(), p.one.clone(), p.other.clone(), p.sampled));
        let c = view.counts;
        (pairs.collect::<Vec<_>>(), c.read, c.compared, c.proposed, c.left_out, c.withheld, c.alone)
    };
    assert!(after.counts.proposed >= 1);
    assert_eq!(said(&after), said(&whole));
    let numbers: Vec<i32> = after.pairs.iter().map(|p| p.number).collect();
    let bits = |run| -> Vec<i32> {
        numbers.iter().map(|n| app.linkage_pair(&scene.staff, run, *n).unwrap().evidence.millibits).collect()
    };
    assert_eq!(bits(run), bits(whole.id));
    // What was kept on the way is gone.
    let parts = app.store().read(&scene.staff.caller, "parts", |tx| tx.linkage_parts(run));
    assert!(parts.unwrap_or_else(|e: store::StoreError| panic!("{e}")).is_empty());
}

/// So many people, no two of whom are called alike.
fn called(n: usize) -> String {
    const ONE: [&str; 12] = ["Bram", "Cel", "Dov", "Fenn", "Gwil", "Hest", "Jory", "Kels", "Lun", "Mor", "Nev", "Pris"];
    const TWO: [&str; 10] = ["ada", "ebo", "ick", "oth", "una", "yve", "azzo", "esk", "imar", "olph"];
    let (a, b) = (n % 12, n / 12 % 10);
    format!("{}{} {}{}", ONE[a], TWO[b], ONE[(a + b + 5) % 12], TWO[(b * 3 + a) % 10])
}

#[test]
fn what_a_run_looks_like_is_of_what_its_reader_may_read_and_says_when_there_is_too_little() {
    let scene = Scene::new();
    scene.sign();
    let app = &scene.house.app;
    let mut list = "id,name,date of birth\n".to_owned();
    for n in 0..24 {
        scene.case(&called(n));
        list.push_str(&format!("L{n},{},1/2/1990\n", called(n)));
    }
    let run = scene.ran(&list);
    let pairs: Vec<(i32, bool)> = run.pairs.iter().map(|p| (p.number, p.sampled)).collect();
    assert!(pairs.len() >= 24, "{}", pairs.len());
    let before = app.linkage_charts(&scene.staff, run.id).unwrap();
    assert!(before.judged.is_none() && before.decided == (0, 0) && before.alone.is_some());
    assert!(before.weights.svg.contains("<title") && before.weights.table.len() > 40);
    // Every record of the run is counted: of 48 none is so little known that nobody could be linked with it.
    assert_eq!(run.counts.alone.iter().sum::<u32>(), 48);
    for (at, (number, sampled)) in pairs.iter().enumerate() {
        let verdict = if at % 4 == 3 { V::Different } else { V::Same };
        scene.decide(&scene.staff, run.id, *number, verdict).unwrap();
        if *sampled {
            scene.decide(&scene.manager, run.id, *number, verdict).unwrap();
        }
    }
    let charts = app.linkage_charts(&scene.staff, run.id).unwrap();
    assert_eq!(charts.decided.0 + charts.decided.1, pairs.len());
    let (by_threshold, against) = charts.judged.unwrap();
    assert!(by_threshold.table.len() > 2 && against.table.len() > 1 && by_threshold.svg.contains("<desc"));
    // A manager acts as somebody else: of scores that officers saw nothing is drawn for them, and it is said how many that leaves out.
    let theirs = app.linkage_charts(&scene.manager, run.id).unwrap();
    let twice = pairs.iter().filter(|(_, sampled)| *sampled).count();
    assert_eq!((theirs.decided.0 + theirs.decided.1, theirs.left_out), (twice, pairs.len() - twice));
    assert!(theirs.judged.is_none());
    let told = |actor| app.linkage_labels(actor, run.id).unwrap().matches("same surname").count();
    assert_eq!((told(&scene.staff), told(&scene.manager)), (pairs.len(), twice), "what was found is for who acts so");
    // For another purpose there is no such run.
    let other = officer(&scene.house, FAMILIES, "programme");
    assert!(matches!(app.linkage_charts(&other, run.id), Err(AppError::NotFound)));
}

#[test]
fn a_case_is_opened_for_somebody_who_is_on_a_list_only_and_the_next_run_knows_them() {
    let scene = Scene::new();
    scene.sign();
    let app = &scene.house.app;
    let near = scene.case("Perpetua Quillfeather");
    let run = scene.ran(LIST);
    let side = |second| ListedRecord { run: run.id, pair: 1, second };
    let pair = app.linkage_pair(&scene.staff, run.id, 1).unwrap();
    assert!(pair.to_open.is_empty(), "they may be on record");
    let second = pair.other.person.is_none();
    assert!(refused(app.listed_record(&scene.staff, "programme", side(second)).map(|_| ())).contains("decide first"));
    assert!(app.listed_record(&scene.staff, "programme", side(!second)).is_err(), "a record of ours is on no list");
    scene.decide(&scene.staff, run.id, 1, V::Different).unwrap();
    let pair = app.linkage_pair(&scene.staff, run.id, 1).unwrap();
    assert_eq!(pair.to_open.iter().map(|(_, of)| *of).collect::<Vec<_>>(), [side(second)]);

    // The form begins with what the gate releases of the list: name and date of birth, and no number.
    let listed = app.listed_record(&scene.staff, "programme", side(second)).unwrap();
    let typed = listed.typed.get();
    assert!(typed.pairs().contains(&("identity.name".to_owned(), "Perpetua Quilfeather".to_owned())));
    assert!(typed.pairs().iter().any(|(name, value)| name.ends_with("-year") && value == "1990"));
    assert_eq!(typed.pairs().iter().filter(|(_, v)| v.contains("123456")).count(), 0);
    assert!(listed.whose.starts_with("List of Example Constabulary, record"), "{}", listed.whose);
    // Put by for later, the form knows what it was begun from, and the review waits for it.
    let place = app::DraftPlace::New { service: "programme".to_owned() };
    let draft = kernel::DraftId::new(scene.house.now(), &mut scene.house.entropy());
    let half = [("listed", side(second).to_string()), ("identity.name", "Perpetua Quilfeather".to_owned())];
    let half = casework::Typed::new(half.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
    app.keep_draft(&scene.staff, &place, draft, &half).unwrap();
    let kept = app.draft(&scene.staff, &place, Some(draft)).unwrap().unwrap();
    assert_eq!(kept.origin, app::DraftOrigin::Listed(side(second)));
    assert_eq!(app.linkage_run(&scene.staff, run.id).unwrap().put_by, 1);

    // Two officers begin at once: one opens the case, the other is told.
    let staff = &scene.staff;
    let new = |name: &str| app::NewCase {
        service: "programme".to_owned(),
        typed: asked_of(&scene.house, staff, "programme", &[("identity.name", name)]).unwrap(),
        source: String::new(),
    };
    let both: Vec<Result<CaseId, AppError>> = std::thread::scope(|scope| {
        let one = |name: &'static str, draft| {
            let new = new(name);
            scope.spawn(move || app.create_told(staff, &new, (draft, Some(side(second))), &FirstTold::default()))
        };
        let begun = [one("Perpetua Quilfeather", Some(draft)), one("Perpetua Quillfether", None)];
        begun.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let (made, told): (Vec<_>, Vec<_>) = both.into_iter().partition(Result::is_ok);
    assert_eq!((made.len(), told.len()), (1, 1));
    assert!(told.into_iter().all(|told| refused(told).contains("on record")));
    let case = made.into_iter().next().unwrap().unwrap();
    assert!(scene.log(case).iter().any(|l| l.contains("opened for somebody found on: List of Example Constabulary")));
    assert!(!scene.log(near).iter().any(|l| l.contains("opened for somebody")));
    // They are on record by now: no second case is opened for them.
    assert!(app.linkage_pair(&scene.staff, run.id, 1).unwrap().to_open.is_empty());
    assert!(refused(app.listed_record(&scene.staff, "programme", side(second)).map(|_| ())).contains("on record"));
    // The next run with the same list proposes neither pair.
    let again = scene.ran(LIST);
    let with_list = |p: &&app::LinkagePairLine| p.one.starts_with("List") || p.other.starts_with("List");
    assert_eq!(again.pairs.iter().filter(with_list).count(), 0, "{}", again.counts.proposed);
}

#[test]
fn a_form_that_was_put_by_goes_with_the_list_that_it_was_begun_from() {
    let scene = Scene::new();
    scene.sign();
    let app = &scene.house.app;
    scene.case("Perpetua Quillfeather");
    let run = scene.ran(LIST);
    let of = ListedRecord { run: run.id, pair: 1, second: true };
    let place = app::DraftPlace::New { service: "programme".to_owned() };
    let keep = |origin: (&str, String)| {
        let draft = kernel::DraftId::new(scene.house.now(), &mut scene.house.entropy());
        let pairs =
            vec![(origin.0.to_owned(), origin.1), ("identity.name".to_owned(), "Perpetua Quilfeather".to_owned())];
        app.keep_draft(&scene.staff, &place, draft, &casework::Typed::new(pairs)).unwrap();
        draft
    };
    let from_list = keep(("listed", of.to_string()));
    let known = app.person_of(&scene.staff, scene.case("Oswin Marchbanks")).unwrap();
    let from_known = keep(("known", known.to_string()));
    let there = |draft| app.draft(&scene.staff, &place, Some(draft)).unwrap();
    assert!(there(from_list).is_some());
    assert_eq!(there(from_known).unwrap().origin, app::DraftOrigin::Known(known), "it is linked when it is sent");
    scene.house.clock.advance_seconds(32 * 86_400);
    assert_eq!(app.sweep_linkage().unwrap(), 1);
    assert!(there(from_list).is_none(), "what stood on the list is gone");
    assert!(there(from_known).is_some());
}

//! Linkage runs: what the notice lets be matched, who is left out, what is proposed, who decides, what is left afterwards.

use crate::held::{DUDLEY, FAMILIES, made, officer};
use crate::requests::{asked, dpo};
use app::jobs::Due;
use app::views::Item;
use app::{Actor, AgreementForm, AppError, LINKAGE, LinkageRunView, LinkageVerdictKind as V};
use jiff::civil::date;
use kernel::{CaseId, LinkageRunId};
use testkit::House;

const WORKER: [u8; 16] = [7; 16];
const LIST: &str = "id,name,date of birth,NINO,shoe size\n\
    K-1,Perpetua Quilfeather,1/2/1990,AB123456C,38\n\
    K-2,Zebedee Thistlewood,9/9/1977,,41\n\
    K-3,Oswin Marchbanks,1/2/1990,,40\n";

struct Scene {
    house: House,
    staff: Actor,
    manager: Actor,
    police: String,
}

impl Scene {
    fn new() -> Self {
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
    fn sign(&self) {
        let admin = Self::admin(&self.house);
        let form = AgreementForm {
            kind: "sharing".to_owned(),
            party: self.police.clone(),
            reference: "DSA-9".to_owned(),
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
        self.house.app.countersigned(&admin, id, "J. Example, Superintendent", Some(date(2026, 11, 21))).unwrap();
    }
    fn case(&self, name: &str) -> CaseId {
        made(&self.house, &self.staff, "programme", &[("identity.name", name)], "")
    }
    fn add(&self, run: LinkageRunId, party: &str, list: &str) -> Result<(), AppError> {
        self.house.app.add_linkage_list(&self.staff, run, party, list.as_bytes())
    }
    /// Begins a run with a list, and lets a worker do it.
    fn ran(&self, list: &str) -> LinkageRunView {
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
    fn decide(&self, actor: &Actor, run: LinkageRunId, pair: i32, verdict: V) -> Result<(), AppError> {
        self.house.app.decide_linkage_pair(actor, run, pair, verdict, "name-and-birth")
    }
    fn log(&self, case: CaseId) -> Vec<String> {
        self.house.app.seen(&self.staff, case, None).unwrap().lines.into_iter().map(|l| l.what).collect()
    }
}

fn refused<T>(result: Result<T, AppError>) -> String {
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
    assert!(labels.contains(",same,1,same,name-and-birth") && !labels.contains("Perpetua"));

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
    assert!(!log.iter().any(|l| l.contains(&after.id.to_string())), "their record was not opened for it");
    assert!(scene.log(kept).iter().any(|l| l.contains(&after.id.to_string())));
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
    let link = app.person(staff, person, None).unwrap().links[0].id;
    app.split_people(staff, link, person).unwrap();
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

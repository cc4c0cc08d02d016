//! Data for a study: asked for, approved by somebody else, taken once, on each person's record, and of no consequence for anybody.

use crate::held::{DUDLEY, FAMILIES, made, officer};
use crate::recipients::agreement_for;
use crate::requests::{asked, dpo};
use crate::support::{missing, wrong};
use app::{Actor, AppError, MADE_UNDER, Me, NewImport, NewStudy, RESEARCH_ONLY, StudyState};
use disclosure::Disclosed;
use kernel::{AccountId, CaseId, SessionId, ShareId};
use std::sync::Arc;
use testkit::House;
use testkit::envelope::{CERTIFICATE, LAPSED, OTHER, opened};

/// A notice with people in its study, an agreement that is limited to it, and those who ask, approve and take.
struct Study {
    house: House,
    worker: Actor,
    asks: Actor,
    approves: Actor,
    takes: Actor,
}

const MINISTRY: &str = "ministry";

impl Study {
    fn new() -> Self {
        let house = House::new(&[FAMILIES]);
        let worker = officer(&house, FAMILIES, "meet-needs");
        let asks = house.actor(FAMILIES, "role:team-manager", "identify");
        let approves = house.actor(FAMILIES, "role:team-manager", "identify");
        let takes = house.actor(FAMILIES, MINISTRY, "national-study");
        Self { house, worker, asks, approves, takes }
    }
    fn agreed(self) -> Self {
        agreement_for(&self.house, FAMILIES, MINISTRY, ("ISA-STUDY", &["national-study"], None));
        self
    }
    fn person(&self, name: &str, said: &[(&str, &str)]) -> CaseId {
        let all: Vec<(&str, &str)> = [
            ("identity.name", name),
            ("identity.date-of-birth-day", "5"),
            ("identity.date-of-birth-month", "3"),
            ("identity.date-of-birth-year", "1984"),
            ("gender.gender", "Female"),
            ("eligibility.eligibility-problems", "Health problems"),
            ("circumstances.family-worries", "Zanaryworries"),
        ]
        .into_iter()
        .chain(said.iter().copied())
        .collect();
        made(&self.house, &self.worker, "programme", &all, "")
    }
    fn choice(&self) -> String {
        self.house.app.studies(&self.asks).unwrap().choices.remove(0).id
    }
    fn approved(&self) -> ShareId {
        let id =
            self.house.app.ask_for_study(&self.asks, &new(&self.choice(), "National Impact Study, wave 2")).unwrap();
        self.house.app.decide_study(&self.approves, id, true).unwrap();
        id
    }
    fn me(&self, case: CaseId) -> Me {
        let house = &self.house;
        Me {
            account: AccountId::new(house.now(), &mut house.entropy()),
            person: house.app.open(&self.worker, case).unwrap().person,
            session: SessionId::new(house.now(), &mut house.entropy()),
            represents: false,
            scope: Vec::new(),
        }
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, AppError>) -> String {
    match result {
        Err(AppError::Refused(words)) => words,
        other => panic!("not refused: {other:?}"),
    }
}

/// A release as somebody asks for it.
fn new(choice: &str, project: &str) -> NewStudy {
    NewStudy {
        choice: choice.to_owned(),
        project: project.to_owned(),
        certificate: CERTIFICATE.to_owned(),
        delete_by: Some(jiff::civil::date(2027, 3, 31)),
    }
}

/// The file as whoever has the key reads it.
fn text(closed: &Disclosed<Vec<u8>>) -> String {
    opened(closed.get()).unwrap().unwrap()
}

fn rows(file: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(file.as_bytes());
    reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn a_file_for_a_study_is_asked_for_approved_by_somebody_else_and_handed_over_once() {
    let study = Study::new();
    let (app, asks) = (study.house.app.clone(), &study.asks);
    study.person("Ada Quillfeather", &[("postcode.postcode", "CH1 2HS")]);
    // Of whom nothing says that they belong to the programme is not in it, whatever else is known of them.
    let said = [
        ("identity.name", "Zanary Nobody"),
        ("identity.date-of-birth-day", "5"),
        ("identity.date-of-birth-month", "3"),
        ("identity.date-of-birth-year", "1984"),
        ("gender.gender", "Female"),
    ];
    made(&study.house, &study.worker, "programme", &said, "");
    // Without an agreement that is limited to research there is nothing to ask for.
    agreement_for(&study.house, FAMILIES, MINISTRY, ("ISA-WIDE", &["national-study", "difference"], None));
    agreement_for(&study.house, FAMILIES, MINISTRY, ("ISA-ALL", &[], None));
    assert_eq!(app.studies(asks).unwrap().choices, []);
    let study = study.agreed();
    for who in [&study.worker, &study.takes] {
        assert!(missing(&app.studies(who)), "only those with a say");
        assert!(missing(&app.ask_for_study(who, &new(&study.choice(), "A study"))));
    }
    assert_eq!(wrong(app.ask_for_study(&study.asks, &new("progress-data|ministry|ISA-ALL", "A study"))), "study");
    assert_eq!(wrong(app.ask_for_study(&study.asks, &new(&study.choice(), " "))), "project");
    let id = app.ask_for_study(&study.asks, &new(&study.choice(), "National Impact Study, wave 2")).unwrap();
    assert!(refused(app.decide_study(&study.asks, id, true)).contains("Somebody else"));
    assert!(missing(&app.take_study(&study.takes, id).map(|_| ())), "nobody approved it");
    assert_eq!(app.studies_for(&study.takes).unwrap(), []);
    let line = app.studies(&study.approves).unwrap().lines.remove(0);
    assert!(line.may_decide && line.people == Some(1) && line.items.contains(&"Postcode".to_owned()), "{line:?}");
    app.decide_study(&study.approves, id, true).unwrap();
    for other in [&study.worker, &study.asks, &study.house.actor(FAMILIES, MINISTRY, "difference")] {
        assert!(missing(&app.take_study(other, id).map(|_| ())));
    }
    let file = text(&app.take_study(&study.takes, id).unwrap());
    assert!(file.contains("Ada Quillfeather") && !file.contains("Zanary"));
    assert!(refused(app.take_study(&study.takes, id).map(|_| ())).contains("once"));
    let taken = app.studies_for(&study.takes).unwrap().remove(0).release;
    assert_eq!((taken.state, taken.people, taken.taken_at), (StudyState::Taken, Some(1), Some(study.house.now())));
    app.study_deleted(&study.takes, id).unwrap();
    assert!(refused(app.study_deleted(&study.takes, id)).contains("nothing to delete"));
    assert_eq!(app.studies(&study.asks).unwrap().lines[0].release.state, StudyState::Deleted);
    // An agreement that ends takes the file with it.
    let id = study.approved();
    study.house.clock.advance_seconds(60);
    let admin = Actor { administers: true, ..study.worker.clone() };
    let agreements = app.agreements(&admin).unwrap();
    let one = agreements.lines.iter().find(|l| l.reference == "ISA-STUDY").unwrap().id;
    app.end_agreement(&admin, one, "The study is over").unwrap();
    assert!(refused(app.take_study(&study.takes, id).map(|_| ())).contains("not in force"));
}

#[doc = "keeps FAM-054"]
#[test]
fn the_file_has_the_notices_items_and_no_others_and_a_hidden_address_waits_for_somebody_to_look() {
    let study = Study::new().agreed();
    let app = &study.house.app;
    let bad = [("postcode.postcode", "Zanary 1")];
    let form = app.new_case_forms(&study.worker, "programme").unwrap().1;
    let spec = form.iter().find(|f| f.category == "postcode").unwrap();
    let typed = casework::Typed::new(bad.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect());
    assert!(spec.read(&typed, jiff::civil::date(2026, 11, 21)).is_err(), "a postcode has the form of one");
    study.person("Ada Quillfeather", &[("postcode.postcode", "ch12hs")]);
    let hidden = [("postcode.postcode", "CH3 5AB"), ("address.address-hidden", "yes")];
    let kept = study.person("Bo Quillfeather", &hidden);
    let id = app.ask_for_study(&study.asks, &new(&study.choice(), "National Impact Study, wave 2")).unwrap();
    let reference = app.open(&study.worker, kept).unwrap().reference;
    let line = app.studies(&study.approves).unwrap().lines.remove(0);
    assert_eq!((line.people, line.hidden), (Some(2), vec![reference]), "whoever approves is told of whom");
    app.decide_study(&study.approves, id, true).unwrap();
    let file = text(&app.take_study(&study.takes, id).unwrap());
    let rows_of = rows(&file);
    assert_eq!(
        rows_of[0],
        [
            RESEARCH_ONLY,
            "Full name",
            "Date of birth",
            "Postcode",
            "Gender",
            "National Insurance number",
            "Unique pupil number",
            "Status",
            "Each status of the family and of its members, with dates",
            "Problems",
            "Evidence dated",
            MADE_UNDER[0],
            MADE_UNDER[1],
            MADE_UNDER[2]
        ]
    );
    let of = |name: &str| rows_of.iter().find(|r| r[1] == name).unwrap();
    assert_eq!((of("Ada Quillfeather")[3].as_str(), of("Bo Quillfeather")[3].as_str()), ("CH12HS", ""));
    assert!(!file.contains("Zanaryworries"), "nothing else of the record");
    // Somebody looks at it and lets it go to the study.
    app.let_address_go(&study.worker, kept, MINISTRY, "national-study").unwrap();
    let again = text(&app.take_study(&study.takes, study.approved()).unwrap());
    assert!(again.contains("CH35AB"));
    // The keys are of one release.
    let keys = |file: &str| rows(file).iter().skip(1).map(|r| r[0].clone()).collect::<Vec<_>>();
    let (first, second) = (keys(&file), keys(&again));
    assert!(first.iter().chain(&second).all(|k| k.len() == 32) && first.iter().all(|k| !second.contains(k)));
    assert!(first.is_sorted());
}

#[doc = "keeps FAM-062"]
#[test]
fn what_was_made_for_research_says_so_and_is_taken_in_nowhere() {
    let study = Study::new().agreed();
    let app = &study.house.app;
    study.person("Ada Quillfeather", &[]);
    let id = study.approved();
    let file = text(&app.take_study(&study.takes, id).unwrap());
    assert!(file.starts_with(&format!("\"{RESEARCH_ONLY}\"")));
    let manifest = app.study_manifest(&study.takes, id).unwrap();
    assert_eq!(app.study_manifest(&study.asks, id).unwrap(), manifest);
    assert!(missing(&app.study_manifest(&study.worker, id)));
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert!(manifest["use"].as_str().unwrap().contains("research only"), "{manifest}");
    assert_eq!(manifest["gateway"], "Digital Economy Act 2017");
    assert_eq!(manifest["accredited_project"], "National Impact Study, wave 2");
    assert!(!manifest.to_string().contains("Quillfeather"));
    // Neither as it is nor with its columns in another order.
    let lines = rows(&file);
    let turned: String =
        lines.iter().map(|r| r.iter().rev().map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(",") + "\n").collect();
    for text in [file.clone(), turned] {
        let bytes = Arc::new(text.into_bytes());
        let new =
            NewImport { service: "programme".to_owned(), source: "subject".to_owned(), bytes: Arc::clone(&bytes) };
        assert!(refused(app.begin_import(&study.worker, &new)).contains("research only"));
        assert!(refused(app.enquiry_answers(&study.asks, "benefit-match", &bytes)).contains("research only"));
    }
}

#[doc = "keeps FAM-069"]
#[test]
fn each_person_sees_what_of_theirs_was_used_for_a_study_and_where_it_came_from() {
    let study = Study::new().agreed();
    let app = &study.house.app;
    let (case, other) =
        (study.person("Ada Quillfeather", &[("postcode.postcode", "CH1 2HS")]), study.person("Bo", &[]));
    // Something of it came from a partner.
    let measures = study.house.actor(FAMILIES, "role:team-manager", "difference");
    let edit = app.edit(&measures, case, "intervention").unwrap();
    let status = vec![("intervention.intervention-status".to_owned(), "Supported".to_owned())];
    app.save(&measures, case, "intervention", edit.version, &casework::Typed::new(status), "partners").unwrap();
    // Who objects is left out, and nothing of the study is on their record.
    let officer = dpo(&study.house, FAMILIES);
    let request = app.log_request(&study.worker, &asked("objection", "Bo", "Not for the study")).unwrap().id;
    let reference = app.find_for_request(&officer, request).unwrap().remove(0).reference;
    let before = study.me(other);
    app.match_request(&officer, request, &reference).unwrap();
    let file = text(&app.take_study(&study.takes, study.approved()).unwrap());
    assert!(file.contains("Ada Quillfeather") && !file.contains("\"Bo\""));
    let used = app.my_sharing(&study.me(case)).unwrap();
    let line = used.iter().find(|l| l.purpose.contains("National Impact Study")).unwrap();
    for what in ["Postcode", "Gender", "Eligibility problems met", "Status of the intervention"] {
        assert!(line.categories.iter().any(|c| c == what), "{what}: {:?}", line.categories);
    }
    assert!(line.sources.contains(&"The person".to_owned()), "{:?}", line.sources);
    assert!(line.sources.iter().any(|s| s.contains("Police")), "{:?}", line.sources);
    assert!(app.my_sharing(&before).unwrap().iter().all(|l| !l.purpose.contains("National Impact Study")));
    let seen = app.seen(&study.worker, case, None).unwrap().lines;
    assert!(
        seen.iter().any(|l| l.what.contains("Passed it on (study") && l.acting.contains("Department for Education")),
        "on the record"
    );
}

#[doc = "keeps FAM-070"]
#[test]
fn to_be_in_a_study_changes_nothing_that_anybody_decides_by() {
    let study = Study::new().agreed();
    let app = &study.house.app;
    let case = study.person("Ada Quillfeather", &[("postcode.postcode", "CH1 2HS")]);
    // All that is shown to those who decide about eligibility and help, and all that waits because of what a record says.
    let decided_by = || {
        let view = app.open(&study.worker, case).unwrap();
        let sections: Vec<String> = view
            .sections
            .iter()
            .map(|s| match &s.content {
                app::views::Item::Released(c) => format!("{} {:?}", s.category, c.get().fields),
                _ => format!("{} (not shown)", s.category),
            })
            .collect();
        let tasks: Vec<String> = app.tasks_on(&study.worker, case).unwrap().open.into_iter().map(|t| t.what).collect();
        let marks = app.marks(&study.worker, case).unwrap().lines.len();
        let list = app.list(&study.worker, &app::ListFilter::default()).unwrap();
        let day = app.my_day(&study.worker).unwrap();
        (
            sections,
            tasks,
            marks,
            list.total,
            list.lines.len(),
            day.overdue.len() + day.due_today.len() + day.soon.len() + day.later,
        )
    };
    let before = decided_by();
    app.take_study(&study.takes, study.approved()).unwrap();
    assert_eq!(decided_by(), before);
    // Nothing is written down on a case: what is kept of a release has no place for one.
    let kept: Vec<String> =
        app.studies(&study.asks).unwrap().lines.iter().map(|l| format!("{:?}", l.release)).collect();
    let person = app.open(&study.worker, case).unwrap().person;
    assert!(kept.iter().all(|l| !l.contains(&case.to_string()) && !l.contains(&person.to_string())));
    // And nothing but this reads it: neither eligibility nor bands, neither tasks nor lists.
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned();
    let mut readers = Vec::new();
    for part in ["app/src", "casework/src", "clocks/src", "jobs/src", "store/src", "notice/src", "disclosure/src"] {
        sources(&root.join(part), &mut |path, text| {
            if text.contains("study_release") || text.contains("StudyRelease") {
                readers.push(path.strip_prefix(&root).unwrap().to_string_lossy().into_owned());
            }
        });
    }
    readers.sort();
    assert_eq!(
        readers,
        [
            "app/src/lib.rs",
            "app/src/studies/ended.rs",
            "app/src/studies/mod.rs",
            "store/src/lib.rs",
            "store/src/schema.rs",
            "store/src/studies.rs"
        ]
    );
}

/// Every source file below a folder.
fn sources(folder: &std::path::Path, each: &mut dyn FnMut(&std::path::Path, &str)) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, each);
        } else if path.extension().is_some_and(|e| e == "rs") {
            each(&path, &std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn under_codes_nothing_says_who_somebody_is_and_small_numbers_are_left_out() {
    let study = Study::new();
    let app = &study.house.app;
    let provider = "class:local-provider";
    let (key, takes) =
        crate::recipients::enrolled(&study.house, FAMILIES, "local-provider", "Example Body", "local-evaluation");
    agreement_for(&study.house, FAMILIES, &key, ("ISA-LOCAL", &["local-evaluation"], None));
    assert!(key.starts_with(provider));
    for n in 0..9 {
        study
            .person(&format!("Ada Quill{}", "x".repeat(n)), &[("eligibility.eligibility-problems", "Health problems")]);
    }
    let few = study.approved();
    assert!(refused(app.take_study(&takes, few).map(|_| ())).contains("too few"));
    for n in 0..4 {
        study.person(&format!("Bo Quill{}", "y".repeat(n)), &[("eligibility.eligibility-problems", "Domestic abuse")]);
    }
    let file = text(&app.take_study(&takes, few).unwrap());
    let rows = rows(&file);
    assert_eq!(rows.len(), 14);
    assert!(!file.contains("Quill") && !file.contains("1984"), "nobody is named");
    assert!(file.contains("Health problems") && !file.contains("Domestic abuse"), "four are too few to tell");
}

#[doc = "keeps DUD-030"]
#[test]
fn the_evaluators_file_names_its_gateway_its_project_and_what_was_taken_out() {
    let (house, staff, _) = crate::presets::evaluated_by("icf", "evaluation");
    let app = &house.app;
    agreement_for(&house, DUDLEY, "icf", ("ISA-ICF", &["evaluation"], None));
    let asks = house.actor(DUDLEY, "role:data-protection-officer", "meet-needs");
    let approves = house.actor(DUDLEY, "role:data-protection-officer", "meet-needs");
    let takes = house.actor(DUDLEY, "icf", "evaluation");
    let choice = app.studies(&asks).unwrap().choices.remove(0).id;
    let id = app.ask_for_study(&asks, &new(&choice, "Housing First evaluation 2026")).unwrap();
    app.decide_study(&approves, id, true).unwrap();
    let no = crate::held::made(&house, &staff, "housing-first", &[], "");
    let file = text(&app.take_study(&takes, id).unwrap());
    let lines = rows(&file);
    assert_eq!(lines.len(), 2, "who has not agreed is not in it");
    // Within the file itself, in every row.
    let at = lines[0].len() - 3;
    assert_eq!(lines[0][at..], MADE_UNDER);
    assert_eq!(lines[1][at..at + 2], ["Digital Economy Act 2017", "Housing First evaluation 2026"]);
    assert!(lines[1][at + 2].contains("random key of this release alone"));
    assert!(app.open(&staff, no).is_ok());
    let manifest = app.study_manifest(&takes, id).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["gateway"], "Digital Economy Act 2017");
    assert_eq!(manifest["accredited_project"], "Housing First evaluation 2026");
    assert!(manifest["de_identification"].as_str().unwrap().contains("random key of this release alone"));
}

#[doc = "keeps FAM-066"]
#[test]
fn the_file_travels_encrypted_its_arrival_is_said_and_its_deletion_is_asked_for_and_written_down() {
    let study = Study::new().agreed();
    let (house, app) = (&study.house, &study.house.app);
    study.person("Zanary Quillfeather", &[]);
    // Nothing is asked for without a certificate that does, and a day by which it is gone.
    let good = new(&study.choice(), "National Impact Study, wave 3");
    let with = |certificate: &str| NewStudy { certificate: certificate.to_owned(), ..good.clone() };
    for unfit in ["", "no certificate", LAPSED] {
        assert_eq!(wrong(app.ask_for_study(&study.asks, &with(unfit))), "certificate");
    }
    for day in [None, Some(kernel::london_date(house.now())), Some(jiff::civil::date(2099, 1, 1))] {
        assert_eq!(
            wrong(app.ask_for_study(&study.asks, &NewStudy { delete_by: day, ..good.clone() })),
            "delete-by-day"
        );
    }
    // Whoever approves sees for whom it will be encrypted.
    let fingerprint = signing::Envelope::read(CERTIFICATE, house.now()).unwrap().fingerprint().to_owned();
    let id = app.ask_for_study(&study.asks, &good).unwrap();
    assert_eq!(app.studies(&study.approves).unwrap().lines[0].certificate.as_deref(), Some(fingerprint.as_str()));
    app.decide_study(&study.approves, id, true).unwrap();
    assert!(refused(app.study_received(&study.takes, id)).contains("nothing"), "nothing was taken");
    let closed = app.take_study(&study.takes, id).unwrap();
    // What travels can be read by nobody but whoever has the key of that certificate.
    let bytes = closed.get();
    assert!(!bytes.windows(6).any(|w| w == b"Zanary") && !bytes.windows(8).any(|w| w == b"research"));
    assert!(text(&closed).contains("Zanary Quillfeather"));
    let manifest: serde_json::Value = serde_json::from_str(&app.study_manifest(&study.takes, id).unwrap()).unwrap();
    assert_eq!(manifest["encryption"]["certificate_sha256"], fingerprint);
    let hash = data_encoding::HEXLOWER
        .encode(&sha2::Digest::finalize(<sha2::Sha256 as sha2::Digest>::new_with_prefix(text(&closed))));
    assert_eq!(manifest["sha256"], hash, "by which the recipient knows that it arrived whole");
    let other = app.ask_for_study(&study.asks, &with(OTHER)).unwrap();
    app.decide_study(&study.approves, other, true).unwrap();
    assert_eq!(
        opened(app.take_study(&study.takes, other).unwrap().get()).unwrap(),
        None,
        "it is for somebody else's key"
    );

    // The receipt, once, by the body that took it alone.
    assert!(missing(&app.study_received(&study.asks, id)) && missing(&app.study_received(&study.worker, id)));
    app.study_received(&study.takes, id).unwrap();
    assert!(refused(app.study_received(&study.takes, id)).contains("nothing"));
    let state = |id: ShareId| app.studies(&study.asks).unwrap().lines.into_iter().find(|l| l.release.id == id).unwrap();
    assert_eq!((state(id).release.received_at, state(id).to_go), (Some(house.now()), None));
    // Both sides are told when the agreement is over, once; and that it has to go stands on both sides' pages until it is gone.
    let mails =
        || house.app.store().read(&study.worker.caller, "mails", |tx| tx.reminders(&format!("study:{id}"))).unwrap();
    app.remind_of_agreements().unwrap();
    assert_eq!(mails().len(), 0, "neither is due yet");
    house.clock.advance_seconds(60);
    let admin = Actor { administers: true, ..study.worker.clone() };
    let one = app.agreements(&admin).unwrap().lines.into_iter().find(|l| l.reference == "ISA-STUDY").unwrap().id;
    app.end_agreement(&admin, one, "The study is over").unwrap();
    for _ in 0..2 {
        app.remind_of_agreements().unwrap();
    }
    assert_eq!(mails().iter().map(|r| r.what.as_str()).collect::<Vec<_>>(), ["agreement-over"]);
    assert!(state(id).to_go.unwrap().contains("agreement"));
    let theirs = app.studies_for(&study.takes).unwrap();
    assert!(theirs.iter().all(|l| l.to_go.is_some()) && theirs.len() == 2);
    app.study_deleted(&study.takes, id).unwrap();
    assert_eq!((state(id).to_go, state(id).release.deleted_at), (None, Some(house.now())));
    assert!(state(other).to_go.is_some(), "the other is still there");
    // The log of it stands on the ledger: asked for, decided, taken for which certificate, arrived, deleted.
    let entries = crate::oversight::details(house);
    let mut of: Vec<&str> = entries.iter().filter_map(|e| e.strip_prefix(&format!("study {id}: "))).collect();
    of.sort_unstable();
    let taken = format!("taken, encrypted for {fingerprint}");
    let said =
        ["approved", "arrived whole, says whoever took it", "asked for", "deleted, says whoever took it", &taken];
    assert_eq!(of, said);
}

#[test]
fn a_file_whose_last_day_has_passed_is_not_made_and_one_that_is_out_is_asked_back() {
    let study = Study::new().agreed();
    let (house, app) = (&study.house, &study.house.app);
    study.person("Ada Quillfeather", &[]);
    let today = kernel::london_date(house.now());
    let soon = NewStudy { delete_by: Some(today.tomorrow().unwrap()), ..new(&study.choice(), "A short study") };
    let [taken, left] = [0, 1].map(|_| {
        let id = app.ask_for_study(&study.asks, &soon).unwrap();
        app.decide_study(&study.approves, id, true).unwrap();
        id
    });
    app.take_study(&study.takes, taken).unwrap();
    let told = || {
        house
            .app
            .store()
            .read(&study.worker.caller, "told", |tx| tx.reminders(&format!("study:{taken}")))
            .unwrap()
            .len()
    };
    app.remind_of_agreements().unwrap();
    assert_eq!(told(), 1, "beforehand");
    house.clock.advance_seconds(86_400);
    assert_eq!(app.studies_for(&study.takes).unwrap().iter().filter(|l| l.to_go.is_some()).count(), 0, "its last day");
    house.clock.advance_seconds(86_400);
    app.remind_of_agreements().unwrap();
    assert_eq!(told(), 2, "and at the time");
    assert!(refused(app.take_study(&study.takes, left).map(|_| ())).contains("has passed"));
    let lines = app.studies_for(&study.takes).unwrap();
    let to_go: Vec<ShareId> = lines.iter().filter(|l| l.to_go.is_some()).map(|l| l.release.id).collect();
    assert_eq!(to_go, [taken]);
}

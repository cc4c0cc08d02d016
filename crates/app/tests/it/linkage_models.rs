//! Models for comparing records: offered, compared beside the one in use, taken up with a reason, and the way back.

use crate::held::{FAMILIES, made, officer};
use crate::linkage_runs::{LIST, Scene, refused};
use app::{AppError, LinkageVerdictKind as V};
use linkage::{Judged, Model, case_records, learn_from};

/// A model that was taught: another first name is a person's own more often than the program takes it.
fn taught() -> Model {
    let base = case_records::model().unwrap();
    let at = |comparison: &str, label: &str| {
        let c = base.settings.comparisons.iter().find(|c| c.name == comparison).unwrap();
        Some(c.levels.iter().position(|l| l.label == label).unwrap())
    };
    let one = |surname: &str, millibits: i32, same: bool| {
        let mut findings = vec![None; base.settings.comparisons.len()];
        findings[0] = at("first name", "same first name");
        findings[1] = at("surname", surname);
        Judged { findings, millibits, same }
    };
    let judged: Vec<Judged> = (0..60)
        .map(|n| {
            if n % 2 == 0 {
                one("surname spelt nearly the same", 500, true)
            } else {
                one("another surname", 200, false)
            }
        })
        .collect();
    learn_from(base, &judged).model
}

#[test]
fn another_model_is_compared_taken_up_with_a_reason_and_given_up_again() {
    let scene = Scene::new();
    scene.sign();
    let (app, staff) = (&scene.house.app, &scene.staff);
    let case = scene.case("Perpetua Quillfeather");
    let other = scene.case("Perpetua Quilfeather");
    let [a, b] = [case, other].map(|case| app.person_of(staff, case).unwrap());
    let seen = || app.compare_people(staff, a, b).unwrap().evidence.unwrap();
    let before = seen();
    assert_eq!(before.model, "case-records-1", "a score says which model made it");

    // A pair is decided beside the model of the program.
    let run = scene.ran(LIST);
    assert_eq!(run.model, "case-records-1");
    for pair in run.pairs.iter().filter(|p| !p.sampled) {
        scene.decide(staff, run.id, pair.number, V::Same).unwrap();
    }
    let decided = run.pairs.iter().filter(|p| !p.sampled).count() as u64;
    assert!(decided > 0);

    // Nobody else's model: it must go on from the program's.
    let model = taught();
    let mut foreign = model.clone();
    foreign.settings.comparisons[0].levels[1].label = "something else".to_owned();
    assert!(
        refused(app.offer_linkage_model(staff, foreign.to_toml().unwrap().as_bytes())).contains("casement link teach")
    );
    assert!(refused(app.offer_linkage_model(staff, b"\xff\x00")).contains("no model file"));
    let mut shares = model.clone();
    shares.prior = 0.01;
    assert!(refused(app.offer_linkage_model(staff, shares.to_toml().unwrap().as_bytes())).contains("other things"));
    let worker = scene.house.actor(FAMILIES, "role:family-worker", "programme");
    let file = model.to_toml().unwrap();
    assert!(matches!(app.offer_linkage_model(&worker, file.as_bytes()), Err(AppError::NotFound)));
    assert!(matches!(app.linkage_models(&worker), Err(AppError::NotFound)));

    // Offered, it is compared and used by nothing.
    let number = app.offer_linkage_model(staff, file.as_bytes()).unwrap();
    assert_eq!(seen(), before);
    let view = app.linkage_model(staff, number).unwrap();
    assert!(
        !view.line.in_use && view.line.fits && view.line.name == "case-records-1.1" && view.used == "case-records-1"
    );
    assert_eq!((view.judged.pairs, view.judged.same), (decided, decided));
    let moved = view.changes.iter().find(|c| c.1 == "surname spelt nearly the same").unwrap();
    assert!(moved.3 > moved.2, "{moved:?}");
    // A file that goes on from it can be taken out.
    let out = Model::from_toml(&app.linkage_model_file(staff, number).unwrap()).unwrap();
    assert!(out.name == "case-records-1.1" && out.differs_in_what_was_taught_only(&model));

    // Taken up, with a reason, everything compares by it, and the score has moved by what it learned.
    assert!(refused(app.take_up_linkage_model(staff, number, "  ")).contains("Say why"));
    assert!(matches!(app.take_up_linkage_model(&worker, number, "Because"), Err(AppError::NotFound)));
    app.take_up_linkage_model(staff, number, "It answers more as we decided").unwrap();
    assert!(refused(app.take_up_linkage_model(staff, number, "Again")).contains("in use already"));
    let after = seen();
    assert_eq!(after.model, "case-records-1.1");
    let learned: i32 =
        after.lines.iter().map(|l| l.millibits).sum::<i32>() - before.lines.iter().map(|l| l.millibits).sum::<i32>();
    assert!(learned > 0 && after.millibits == before.millibits + learned);
    // What was found beside the other model stays as it was found.
    let shown = app.linkage_pair(staff, run.id, 1).unwrap().evidence;
    assert_eq!(shown.model, "case-records-1", "a run goes on with the model that it began with");
    let labels = app.linkage_labels(staff, run.id).unwrap();
    assert!(labels.contains(",case-records-1,") && !labels.contains("case-records-1.1"), "{labels}");
    let next = app.begin_linkage(staff).unwrap();
    assert_eq!(app.linkage_run(staff, next).unwrap().model, "case-records-1.1");
    // What was decided by the old model's score judges the new one too.
    let back = app.linkage_model(staff, 0).unwrap();
    assert_eq!((back.used.as_str(), back.judged.pairs), ("case-records-1.1", decided));
    assert!((back.judged.surprise.1 - view.judged.surprise.0).abs() < 1e-9, "the same model answers the same");

    // The ledger has who, which, why, and how both answered.
    let system = kernel::Caller::system(scene.house.authority, "test");
    let entries = app.store().write(&system, "entries", |tx| tx.entries(None, 500)).unwrap();
    let taken = "model case-records-1.1 in the place of case-records-1";
    let said = |e: &ledger::Entry| e.detail.contains(taken) && e.detail.contains("as we decided");
    assert!(entries.iter().any(|e| said(&e.entry)));

    // The way back.
    app.take_up_linkage_model(staff, 0, "Two reviewers found it too sure of itself").unwrap();
    assert_eq!(seen(), before);
    let lines = app.linkage_models(staff).unwrap();
    assert!(lines[0].in_use && !lines[1].in_use);
    assert_eq!((lines[0].taken.len(), lines[1].taken.len()), (1, 1), "what was is not forgotten");
}

#[test]
fn a_model_of_one_notice_is_of_that_notice_alone() {
    let house = testkit::House::new(&[FAMILIES, crate::held::DUDLEY]);
    let staff = officer(&house, FAMILIES, "identify");
    let number = house.app.offer_linkage_model(&staff, taught().to_toml().unwrap().as_bytes()).unwrap();
    house.app.take_up_linkage_model(&staff, number, "It answers more as we decided").unwrap();
    // Where nobody is profiled there are no runs, and no models.
    let other = officer(&house, crate::held::DUDLEY, "assess");
    assert!(matches!(house.app.linkage_models(&other), Err(AppError::NotFound)));
    let case = made(&house, &staff, "programme", &[("identity.name", "Perpetua Quillfeather")], "");
    assert!(house.app.search(&staff, &"Quillfeather".to_owned().into()).unwrap().lines.iter().any(|l| l.id == case));
}

//! Many at once by a program: imports, bulk work, lists; drafts; who may look at a case; teams.

use crate::program::{COVENTRY, Program, Site};
use app::IMPORT;
use axum::http::StatusCode;
use data_encoding::BASE64;
use serde_json::{Value, json};

const FILE: &str = "Surname,First name,DOB,Address,Dependent children,Reason for homelessness,What happened,Bedrooms,Health conditions,Shoe size
Quilfeather,Ada,5/3/1984,1 Example Row,2,domestic abuse,Had to leave,2,Asthma,38
Marchbanks,Bo,soon,2 Example Row,0,domestic abuse,Had to leave,1,Asthma,41
";

/// Lets a worker do what waits.
fn work(site: &Site) {
    const WORKER: [u8; 16] = [7; 16];
    loop {
        let due = site.house.app.take_jobs(WORKER, &[IMPORT], 4).unwrap();
        if due.is_empty() {
            return;
        }
        for job in due {
            site.house.app.do_import(job.id).unwrap_or_else(|e| panic!("{}", e.words));
            site.house.app.job_done(WORKER, job.id).unwrap();
        }
    }
}

fn state(officer: &Program<'_>, path: &str) -> String {
    officer.get(path).body["state"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_file_is_imported_tried_row_by_row_made_and_taken_back() {
    let site = Site::new();
    let officer = site.officer();
    let questions = officer.get("/services/homelessness/import-questions");
    assert!(questions.text.contains("identity.name"), "{}", questions.text);
    let file = json!({ "service": "homelessness", "content": BASE64.encode(FILE.as_bytes()) });
    let begun = officer.post("/imports", &file);
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text);
    let path = begun.header("location").strip_prefix(api::ROOT).unwrap().to_owned();
    let columns = officer.get(&format!("{path}/columns"));
    assert_eq!(columns.body["columns"][0]["name"], "Surname", "{}", columns.text);
    assert_eq!(columns.body["columns"][9]["goes_to"], Value::Null);
    let mut goes: Vec<Value> =
        columns.body["columns"].as_array().unwrap().iter().map(|c| c["goes_to"].clone()).collect();
    // What is wrong with a mapping is said by its place, counted from nought as the body is.
    goes[9] = json!("shoe.size");
    let wrong = officer.ask("PUT", &format!("{path}/columns"), &[], Some(&json!({ "columns": goes })));
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.body["errors"][0]["pointer"], "/columns/9", "{}", wrong.text);
    goes[9] = Value::Null;
    let mapped = officer.ask("PUT", &format!("{path}/columns"), &[], Some(&json!({ "columns": goes })));
    assert_eq!(mapped.status, StatusCode::NO_CONTENT, "{}", mapped.text);
    assert_eq!(state(&officer, &path), "checking");
    work(&site);
    let tried = officer.get(&path);
    assert_eq!((&tried.body["state"], &tried.body["counted"]["fit"]), (&json!("checked"), &json!(1)));
    let said = &tried.body["said_of_rows"][0];
    assert_eq!((&said["row"], &said["kind"], &said["said"][0]["column"]), (&json!(3), &json!("wrong"), &json!("DOB")));
    assert!(!tried.text.contains("soon") && officer.get("/cases").body["total"] == 0, "{}", tried.text);
    let rows = officer.get(&format!("{path}/rows"));
    assert!(rows.body["content"].as_str().unwrap().contains("Marchbanks"), "{}", rows.text);
    assert_eq!(officer.post(&format!("{path}/start"), &json!({})).status, StatusCode::NO_CONTENT);
    work(&site);
    assert_eq!(state(&officer, &path), "done");
    assert_eq!(officer.get("/cases").body["total"], 1);
    // It is its owner's alone, as they acted.
    let (other, charity) = (site.officer(), site.program("st-basils", "refer"));
    for somebody in [&other, &charity] {
        for below in ["", "/columns", "/rows"] {
            assert_eq!(somebody.get(&format!("{path}{below}")).status, StatusCode::NOT_FOUND);
        }
        assert_eq!(somebody.ask("POST", &format!("{path}/undo"), &[], None).status, StatusCode::NOT_FOUND);
    }
    assert_eq!(charity.post("/imports", &file).status, StatusCode::NOT_FOUND);
    assert_eq!(officer.ask("POST", &format!("{path}/undo"), &[], None).status, StatusCode::NO_CONTENT);
    work(&site);
    assert_eq!(state(&officer, &path), "undone");
    assert_eq!(officer.get("/cases").body["total"], 0);
    assert_eq!(officer.ask("DELETE", &format!("{path}/file"), &[], None).status, StatusCode::NO_CONTENT);
    assert_eq!(officer.get(&path).body["file_there"], false);
    let none = json!({ "service": "homelessness", "content": BASE64.encode(b"\x7fELF") });
    assert_eq!(officer.post("/imports", &none).status, StatusCode::CONFLICT);
}

#[test]
fn work_on_many_is_begun_once_and_says_what_was_refused() {
    let site = Site::new();
    let (officer, other) = (site.officer(), site.officer());
    let cases: Vec<String> = ["Ada", "Bo"].iter().map(|n| officer.create(n).to_string()).collect();
    let work = json!({ "what": { "do": "task", "kind": "call-the-person", "in_working_days": 3 }, "cases": cases });
    let key = [("idempotency-key", "bulk-00001")];
    let begun = officer.ask("POST", "/bulk", &key, Some(&work));
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text);
    let again = officer.ask("POST", "/bulk", &key, Some(&work));
    assert_eq!(again.body["id"], begun.body["id"]);
    let path = begun.header("location").strip_prefix(api::ROOT).unwrap().to_owned();
    let finished = |path: &str| {
        for _ in 0..200 {
            let now = officer.get(path);
            if now.body["waiting"] == 0 {
                return now;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        panic!("it does not end");
    };
    let done = finished(&path);
    assert_eq!((&done.body["total"], &done.body["done"]), (&json!(2), &json!(2)), "{}", done.text);
    for case in &cases {
        let open = officer.get(&format!("/cases/{case}/tasks")).body["open"].as_array().unwrap().len();
        assert_eq!(open, 1, "begun twice with one key, it was done once");
    }
    assert_eq!(other.get(&path).status, StatusCode::NOT_FOUND);
    // Closed twice: refused for each, and why.
    let close = json!({ "what": { "do": "close", "reason": "moved-away" }, "cases": cases });
    let reason = officer.post("/bulk", &close);
    let codes = reason.body["errors"][0]["detail"].as_str().unwrap_or_default().to_owned();
    let code = codes.rsplit(": ").next().unwrap().split(", ").next().unwrap().to_owned();
    let close = json!({ "what": { "do": "close", "reason": code }, "cases": cases });
    for refused in [0, 2] {
        let begun = officer.post("/bulk", &close);
        assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text);
        let done = finished(begun.header("location").strip_prefix(api::ROOT).unwrap());
        assert_eq!(done.body["refused"].as_array().unwrap().len(), refused, "{}", done.text);
    }
    for wrong in [
        json!({ "what": { "do": "close", "reason": code }, "cases": [] }),
        json!({ "what": { "do": "task", "kind": "Zanary", "in_working_days": 3 }, "cases": cases }),
        json!({ "what": { "do": "assign", "to": "Zanary" }, "cases": cases }),
    ] {
        let came = officer.post("/bulk", &wrong);
        assert_eq!(came.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", came.text);
        assert!(!came.text.contains("Zanary"));
    }
}

#[test]
fn a_list_is_saved_with_what_narrows_it_and_taken_out_with_what_the_gate_releases() {
    let site = Site::new();
    let officer = site.officer();
    officer.create("Ada Example");
    let list =
        json!({ "name": "Mine, newest", "narrowed": { "mine": true, "service": "homelessness", "order": "newest" } });
    assert_eq!(officer.post("/lists", &list).status, StatusCode::NO_CONTENT);
    assert_eq!(officer.post("/lists", &list).status, StatusCode::CONFLICT, "the name is taken");
    let saved = officer.get("/lists");
    let one = &saved.body["lists"][0];
    assert_eq!(one["narrowed"]["service"], "homelessness", "{}", saved.text);
    assert_eq!((&one["narrowed"]["mine"], &one["narrowed"]["order"]), (&json!(true), &json!("newest")));
    let out = officer.get("/cases/export?mine=true&order=newest");
    assert_eq!(out.body["cases"][0]["name"]["value"], "Ada Example", "{}", out.text);
    assert_eq!(officer.get("/cases/export?owner=nobody").body["cases"], json!([]));
    assert_eq!(officer.get("/cases?owner=Zanary").status, StatusCode::BAD_REQUEST);
    let case = out.body["cases"][0]["id"].as_str().unwrap();
    assert!(officer.get(&format!("/cases/{case}/seen")).text.contains("Took it out in a file"));
    let gone = format!("/lists/{}", one["id"].as_str().unwrap());
    assert_eq!(site.officer().ask("DELETE", &gone, &[], None).status, StatusCode::NOT_FOUND);
    assert_eq!(officer.ask("DELETE", &gone, &[], None).status, StatusCode::NO_CONTENT);
    assert_eq!(officer.get("/lists").body["lists"], json!([]));
}

#[test]
fn what_was_typed_is_kept_for_its_owner_alone() {
    let site = Site::new();
    let (officer, other) = (site.officer(), site.officer());
    let answers = json!([{ "name": "identity.name", "value": "Zanary Example" }]);
    let draft = json!({ "place": { "form": "new-case", "service": "homelessness" }, "answers": answers });
    let kept = officer.post("/drafts", &draft);
    assert_eq!(kept.status, StatusCode::CREATED, "{}", kept.text);
    let path = kept.header("location").strip_prefix(api::ROOT).unwrap().to_owned();
    assert!(!officer.get("/drafts").text.contains("Zanary"), "a list of drafts tells nothing of them");
    assert_eq!(officer.get(&path).body["answers"], answers);
    assert_eq!(other.get(&path).status, StatusCode::NOT_FOUND);
    let more = json!({ "answers": [{ "name": "identity.name", "value": "Ada" }] });
    assert_eq!(officer.ask("PUT", &path, &[], Some(&more)).status, StatusCode::NO_CONTENT);
    assert_eq!(officer.get(&path).body["answers"][0]["value"], "Ada");
    let case = officer.create("Ada Example");
    let place = json!({ "form": "section", "case": case.to_string(), "category": "health" });
    let of_section = json!({ "place": place, "answers": [] });
    assert_eq!(officer.post("/drafts", &of_section).status, StatusCode::CREATED);
    assert_eq!(officer.post("/drafts", &of_section).status, StatusCode::CONFLICT);
    let charity = site.program("st-basils", "refer");
    assert_eq!(charity.post("/drafts", &of_section).status, StatusCode::NOT_FOUND);
    assert_eq!(officer.ask("DELETE", &path, &[], None).status, StatusCode::NO_CONTENT);
    assert_eq!(officer.get(&path).status, StatusCode::NOT_FOUND);
}

#[test]
fn for_whom_a_case_is_barred_there_is_none() {
    let site = Site::new();
    let (officer, other) = (site.officer(), site.officer());
    let case = officer.create("Ada Example");
    let path = format!("/cases/{case}/access");
    let account = officer.get(&path).body["colleagues"].as_array().unwrap().iter().find_map(|c| {
        let id = c["account"].as_str()?;
        (id == other.actor.account.to_string()).then(|| id.to_owned())
    });
    let bar = json!({ "kind": "barred", "account": account.unwrap(), "reason": "relative" });
    assert_eq!(other.get(&format!("/cases/{case}")).status, StatusCode::OK);
    assert_eq!(officer.post(&path, &bar).status, StatusCode::NO_CONTENT);
    assert_eq!(officer.post(&path, &bar).status, StatusCode::CONFLICT);
    for below in ["", "/access", "/tasks"] {
        assert_eq!(other.get(&format!("/cases/{case}{below}")).status, StatusCode::NOT_FOUND);
    }
    assert_eq!(other.get("/cases").body["total"], 0);
    let rule = officer.get(&path).body["rules"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(officer.ask("DELETE", &format!("{path}/{rule}"), &[], None).status, StatusCode::NO_CONTENT);
    assert_eq!(other.get(&format!("/cases/{case}")).status, StatusCode::OK);
    for wrong in
        [json!({ "kind": "barred", "reason": "relative" }), json!({ "kind": "restricted", "reason": "Zanary" })]
    {
        assert_eq!(officer.post(&path, &wrong).status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[test]
fn a_team_is_made_joined_left_and_covered() {
    let site = Site::new();
    let (boss, ada, bo) = (crate::surface::administrator(&site), site.officer(), site.officer());
    assert_eq!(ada.post("/teams", &json!({ "notice": COVENTRY, "name": "Triage" })).status, StatusCode::NOT_FOUND);
    let made = boss.post("/teams", &json!({ "notice": COVENTRY, "name": "Triage" }));
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let taken = boss.post("/teams", &json!({ "notice": COVENTRY, "name": "Triage" }));
    assert_eq!(taken.body["errors"][0]["pointer"], "/name", "{}", taken.text);
    let path = made.header("location").strip_prefix(api::ROOT).unwrap().to_owned();
    assert_eq!(ada.get(&path).status, StatusCode::NOT_FOUND);
    for (who, role) in [(&ada, "manager"), (&bo, "member")] {
        let member = json!({ "username": format!("user-{}", who.actor.account), "role": role });
        assert_eq!(boss.post(&format!("{path}/members"), &member).status, StatusCode::CREATED);
    }
    let team = ada.get(&path);
    assert_eq!((&team.body["own_role"], &team.body["can_change"]), (&json!("manager"), &json!(true)), "{}", team.text);
    let away = json!({ "from_on": "2026-11-23", "until_on": "2026-11-20", "cover": ada.actor.account.to_string() });
    let wrong = bo.post("/absences", &away);
    assert_eq!(wrong.body["errors"][0]["pointer"], "/until_on", "{}", wrong.text);
    let away = json!({ "from_on": "2026-11-21", "until_on": "2026-11-27", "cover": ada.actor.account.to_string() });
    let recorded = bo.post("/absences", &away);
    assert_eq!(recorded.status, StatusCode::CREATED, "{}", recorded.text);
    assert_eq!(bo.get("/absences").body["absences"][0]["now"], true);
    assert_eq!(ada.get(&format!("/absences?account={}", bo.actor.account)).status, StatusCode::OK);
    let stranger = site.officer().actor.account;
    assert_eq!(ada.get(&format!("/absences?account={stranger}")).status, StatusCode::NOT_FOUND);
    assert_eq!(ada.get("/team-work").body["teams"], json!(["Triage"]));
    let off = recorded.header("location").strip_prefix(api::ROOT).unwrap().to_owned();
    assert_eq!(bo.ask("DELETE", &off, &[], None).status, StatusCode::NO_CONTENT);
    let place =
        team.body["members"].as_array().unwrap().iter().find(|m| m["role"] == "member").unwrap()["place"].clone();
    let end = format!("{path}/members/{}/end", place.as_str().unwrap());
    assert_eq!(ada.post(&end, &json!({})).status, StatusCode::NO_CONTENT);
    assert_eq!(boss.ask("POST", &format!("{path}/close"), &[], None).status, StatusCode::NO_CONTENT);
}

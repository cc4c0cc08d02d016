//! The register of agreements, and matching runs, by a program.

use crate::program::{COVENTRY, Came, Program, Site};
use crate::surface::administrator;
use app::{AgreementForm, LINKAGE};
use axum::http::StatusCode;
use data_encoding::BASE64;
use jiff::civil::date;
use serde_json::{Value, json};

fn below(came: &Came) -> String {
    assert_eq!(came.status, StatusCode::CREATED, "{}", came.text);
    came.header("location").strip_prefix(api::ROOT).unwrap().to_owned()
}

#[test]
fn an_agreement_is_kept_signed_by_both_sides_and_ended() {
    let site = Site::new();
    let (boss, officer) = (administrator(&site), site.officer());
    let dpo = site.program("role:data-protection-officer", "rights");
    let parties = boss.get(&format!("/notices/{COVENTRY}/agreement-parties"));
    let party = parties.body["parties"][0]["party"].clone();
    assert!(party.is_string(), "{}", parties.text);
    let mut terms = json!({
        "kind": "sharing", "party": party, "reference": "DSA-1", "title": "Referrals", "from_on": "2026-11-21",
        "until_on": "2026-11-20", "review_on": "2027-11-20", "document": "Contracts register, 1",
    });
    let make = format!("/notices/{COVENTRY}/agreements");
    let wrong = boss.post(&make, &terms);
    assert_eq!(wrong.body["errors"][0]["pointer"], "/until_on", "{}", wrong.text);
    terms["until_on"] = json!("2027-11-20");
    let one = below(&boss.post(&make, &terms));
    terms["title"] = json!("Referrals and support");
    let changed = boss.ask("PUT", &one, &[], Some(&terms));
    assert_eq!(changed.status, StatusCode::NO_CONTENT, "{}", changed.text);
    let opened = dpo.get(&one);
    assert_eq!(
        (&opened.body["title"], &opened.body["stands"]["state"]),
        (&json!("Referrals and support"), &json!("unsigned"))
    );
    assert_eq!(opened.body["terms"]["review_on"], "2027-11-20");
    // Who may sign is who may sign on the page: the data protection officer, not whoever keeps the register.
    assert_eq!(boss.ask("POST", &format!("{one}/sign"), &[], None).status, StatusCode::NOT_FOUND);
    assert_eq!(dpo.ask("POST", &format!("{one}/sign"), &[], None).status, StatusCode::NO_CONTENT);
    assert_eq!(boss.ask("PUT", &one, &[], Some(&terms)).status, StatusCode::CONFLICT, "signed terms stay");
    let signed = json!({ "by": "J. Example, director", "on": "2026-11-21", "officer": "signatory" });
    assert_eq!(boss.post(&format!("{one}/countersigned"), &signed).status, StatusCode::NO_CONTENT);
    let sides = json!({ "contact": "dpo@example.test", "our_contact": "housing@example.test", "officer": "other", "officer_name": "R. Sample" });
    let nobody = json!({ "contact": "nobody", "our_contact": "housing@example.test", "officer": "other" });
    assert_eq!(boss.post(&format!("{one}/sides"), &nobody).status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(boss.post(&format!("{one}/sides"), &sides).status, StatusCode::NO_CONTENT);
    assert_eq!(boss.get("/agreements").body["agreements"][0]["stands"]["state"], "live");
    assert_eq!(boss.post(&format!("{one}/reviewed"), &json!({ "next": "2027-05-01" })).status, StatusCode::NO_CONTENT);
    assert_eq!(boss.post(&format!("{one}/end"), &json!({ "why": "They merged" })).status, StatusCode::NO_CONTENT);
    assert_eq!(boss.get(&one).body["ended_why"], "They merged");
    assert_eq!(boss.get("/partners").status, StatusCode::OK);
    for path in ["/agreements", "/partners", one.as_str()] {
        assert_eq!(officer.get(path).status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn an_agency_is_made_of_a_party_of_a_notice_and_has_contacts_and_a_history() {
    let site = Site::new();
    let (boss, officer) = (administrator(&site), site.officer());
    let _worker = site.program("st-basils", "refer");
    let listed = boss.get("/agencies");
    let loose = listed.body["not_in_the_register"].as_array().unwrap();
    let basils = loose.iter().find(|l| l["parties"][0]["party"] == "st-basils").unwrap();
    let new = json!({ "name": basils["name"], "kind": "charity", "services": ["accommodation"], "parties": basils["parties"] });
    let one = below(&boss.post("/agencies", &new));
    assert_eq!(boss.post("/agencies", &new).body["errors"][0]["pointer"], "/name", "a name is taken once");
    let nowhere = json!({ "name": "Nobody", "kind": "other", "services": ["other"], "parties": [{ "notice": COVENTRY, "party": "nobody" }] });
    assert_eq!(boss.post("/agencies", &nowhere).body["errors"][0]["pointer"], "/parties");
    let desk = json!({ "name": "Referrals desk", "email": "desk@basils.example", "purpose": "referrals" });
    let contact = below(&boss.post(&format!("{one}/contacts"), &desk));
    let unreachable = boss.post(&format!("{one}/contacts"), &json!({ "name": "Nobody", "purpose": "referrals" }));
    assert_eq!(unreachable.body["errors"][0]["pointer"], "/email", "{}", unreachable.text);
    let opened = boss.get(&one);
    assert_eq!(opened.body["in_notices"][0]["party"], "st-basils", "{}", opened.text);
    assert_eq!(opened.body["in_notices"][0]["accounts"].as_array().unwrap().len(), 1);
    assert_eq!(opened.body["reached"][0]["email"], "desk@basils.example");
    assert_eq!(boss.ask("DELETE", &contact, &[], None).status, StatusCode::NO_CONTENT);
    assert_eq!(boss.ask("DELETE", &contact, &[], None).status, StatusCode::NOT_FOUND);
    let renamed =
        json!({ "name": "St Basils, Coventry", "kind": "support", "services": ["accommodation", "families"] });
    assert_eq!(boss.ask("PUT", &one, &[], Some(&renamed)).status, StatusCode::NO_CONTENT);
    let history = boss.get(&one).body["changes"].clone();
    assert_eq!(history.as_array().unwrap().len(), 7, "{history}");
    let opened = boss.get(&one).body;
    assert_eq!(opened["services"], json!(["accommodation", "families"]));
    assert_eq!(opened["other_names"], json!(["St Basils"]), "an old name goes on leading there");
    assert!(!history.to_string().contains("desk"), "the history tells nobody's name: {history}");
    assert_eq!(boss.get("/agencies?kind=support").body["agencies"].as_array().unwrap().len(), 1);
    assert_eq!(boss.get("/agencies?kind=police").body["agencies"], json!([]));
    for path in ["/agencies", one.as_str()] {
        assert_eq!(officer.get(path).status, StatusCode::NOT_FOUND);
    }
}

const FAMILIES: &str = "cheshire-west/troubled-families";
const LIST: &str = "id,name,date of birth,NINO,shoe size\nK-1,Perpetua Quilfeather,1/2/1990,AB123456C,38\n";

fn families<'a>(site: &'a Site, principal: &str, purpose: &str) -> Program<'a> {
    site.program_of(site.house.actor(FAMILIES, principal, purpose))
}

/// A case in which everything that has to be said is said, of somebody with a name, as the interface's own form asks it.
fn case(program: &Program<'_>, service: &str, name: &str) -> Came {
    let form = program.get(&format!("/services/{service}/form"));
    let mut sections = serde_json::Map::new();
    for section in form.body["sections"].as_array().unwrap().iter().filter(|s| s["required"] == true) {
        let mut fields = serde_json::Map::new();
        for (at, field) in section["fields"].as_array().unwrap().iter().enumerate() {
            if field["required"] != true && at > 0 {
                continue;
            }
            let value = match field["kind"].as_str().unwrap() {
                "date" => "1990-02-01",
                "choice" | "choices" => field["options"][0]["value"].as_str().unwrap(),
                "yes-no" => "yes",
                "number" => "1",
                _ if field["id"] == "name" => name,
                _ => "Example",
            };
            fields.insert(field["id"].as_str().unwrap().to_owned(), json!(value));
        }
        sections.insert(section["category"].as_str().unwrap().to_owned(), Value::Object(fields));
    }
    program.post("/cases", &json!({ "service": service, "sections": sections }))
}

#[test]
fn a_matching_run_is_begun_reviewed_and_ended_by_whom_the_notice_lets() {
    let site = Site::with(&[FAMILIES]);
    let app = &site.house.app;
    let lead = families(&site, "role:housing-officer", "identify");
    let admin = app::Actor { administers: true, ..lead.actor.clone() };
    let body = app.enrol(&admin, FAMILIES, "police", "Example Constabulary", "Agreement 1").unwrap();
    let police = format!("class:police/{body}");
    let form = AgreementForm {
        kind: "sharing".to_owned(),
        party: police.clone(),
        reference: "DSA-9".to_owned(),
        title: "Finding families".to_owned(),
        from_on: Some(date(2026, 11, 21)),
        until_on: Some(date(2027, 3, 31)),
        review_on: Some(date(2027, 1, 31)),
        document: "Contracts register, 9".to_owned(),
        ..AgreementForm::default()
    };
    let agreement = app.put_agreement(&admin, FAMILIES, None, &form).unwrap();
    below(&case(&lead, "programme", "Perpetua Quillfeather"));
    let run = below(&lead.ask("POST", "/linkage", &[], None));
    let list = json!({ "party": police, "content": BASE64.encode(LIST.as_bytes()) });
    let lists = format!("{run}/lists");
    assert_eq!(lead.post(&lists, &list).status, StatusCode::CONFLICT, "no agreement is in force");
    app.sign_agreement(&site.house.actor(FAMILIES, "role:data-protection-officer", "accountability"), agreement)
        .unwrap();
    app.countersigned(&admin, agreement, "J. Example", Some(date(2026, 11, 21)), &app::TheirOfficer::signs()).unwrap();
    let sources = lead.get("/linkage/sources");
    let source = sources.body["sources"].as_array().unwrap().iter().find(|s| s["party"] == json!(police)).unwrap();
    assert_eq!(source["why_not"], Value::Null, "{}", sources.text);
    assert_eq!(lead.post(&lists, &list).status, StatusCode::NO_CONTENT);
    let opened = lead.get(&run);
    assert_eq!(opened.body["lists"][0]["left_out"], json!(["NINO", "shoe size"]), "{}", opened.text);
    assert!(!opened.text.contains("Quilfeather"), "a run tells nothing of any record");
    assert_eq!(lead.ask("POST", &format!("{run}/start"), &[], None).status, StatusCode::NO_CONTENT);
    for due in app.take_jobs([7; 16], &[LINKAGE], 4).unwrap() {
        app.do_linkage([7; 16], due.id).unwrap_or_else(|e| panic!("{}", e.words));
        app.job_done([7; 16], due.id).unwrap();
    }
    assert_eq!(lead.get(&run).body["state"], "review");
    assert_eq!(lead.get("/linkage").body["runs"][0]["lists"], json!(["Example Constabulary"]));
    let said = json!({ "verdict": "same", "reason": "name-and-birth" });
    let pair = lead.get(&format!("{run}/pairs/1"));
    assert_eq!(pair.status, StatusCode::OK, "{}", pair.text);
    assert!(pair.text.contains("Perpetua Quilfeather") && !pair.body["explained"].as_array().unwrap().is_empty());
    assert_eq!(lead.ask("POST", &format!("{run}/finish"), &[], None).status, StatusCode::CONFLICT, "a pair waits");
    assert_eq!(lead.ask("PUT", &format!("{run}/pairs/1"), &[], Some(&said)).status, StatusCode::NO_CONTENT);
    for none in ["2", "01", "x"] {
        assert_eq!(lead.get(&format!("{run}/pairs/{none}")).status, StatusCode::NOT_FOUND);
        assert_eq!(lead.ask("PUT", &format!("{run}/pairs/{none}"), &[], Some(&said)).status, StatusCode::NOT_FOUND);
    }
    assert!(lead.get(&format!("{run}/labels")).body["content"].as_str().unwrap().starts_with("pair,cluster"));
    let other = families(&site, "role:family-worker", "programme");
    for path in ["/linkage", "/linkage/sources", run.as_str()] {
        assert_eq!(other.get(path).status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(lead.ask("POST", &format!("{run}/finish"), &[], None).status, StatusCode::NO_CONTENT);
    assert_eq!(lead.get(&run).body["lists"][0]["destroyed"], true);
}

#[doc = "keeps FAM-067"]
#[test]
fn all_of_a_list_goes_to_a_program_once_somebody_has_approved_it() {
    let site = Site::with(&[FAMILIES]);
    let app = &site.house.app;
    let worker = families(&site, "role:housing-officer", "meet-needs");
    let decides = site.house.actor(FAMILIES, "role:data-protection-officer", "accountability");
    for path in ["/cases/export", "/tasks/export", "/warnings/export", "/referrals/export", "/outbound/export"] {
        let came = worker.get(path);
        assert_eq!(came.status, StatusCode::CONFLICT, "{path}: {}", came.text);
        assert!(came.text.contains("only once it has been approved") && came.body["lines"].is_null(), "{}", came.text);
    }
    assert_eq!(worker.get("/tasks?kind=write-a-letter").status, StatusCode::OK, "a page is looked at");
    // As it is asked for on the page of the list.
    for (list, query) in [("tasks", "kind=write-a-letter&sort=kind&dir=down"), ("cases", "mine=yes")] {
        let id = app.ask_for_file(&worker.actor, (list, "A list", query), "figures").unwrap();
        app.decide_file(&decides, id, true).unwrap();
    }
    for path in ["/tasks/export?sort=kind&down=true&kind=write-a-letter", "/cases/export?mine=true"] {
        let came = worker.get(path);
        assert_eq!(came.status, StatusCode::OK, "{path}: {}", came.text);
        assert_eq!(worker.get(path).status, StatusCode::CONFLICT, "{path}: once");
    }
}

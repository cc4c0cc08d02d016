//! A step of the plan leads to a referral in a browser, and what comes of it stands beside the step; who works with the person and until when.

use crate::browser::{Came, Site};
use crate::me::{let_in, logged_in, mails};
use app::ConsentAnswer;
use axum::http::StatusCode;

const WAY: &str = "ada.page@example.test";

fn href(page: &Came, start: &str) -> String {
    let found = page.body.split("href=\"").map(|l| l.split('"').next().unwrap()).find(|l| l.starts_with(start));
    found.unwrap_or_else(|| panic!("no {start} on {}", page.body)).replace("&amp;", "&")
}

#[test]
fn a_referral_is_made_from_a_step_and_stands_beside_it_for_staff_and_the_person() {
    let site = Site::new();
    let mut officer = site.officer();
    let mut charity = site.partner("salvation-army");
    let case = officer.create("Ada Example");
    let steps = [("plan.steps-by-council", "Find a supported room"), ("version", "0")];
    assert_eq!(officer.post(&format!("/cases/{case}/sections/plan/edit"), &steps).status, StatusCode::SEE_OTHER);
    let staff = site.house.actor(crate::browser::COVENTRY, "role:housing-officer", "prevent-relieve");
    site.house.app.record_consent(&staff, case, "salvation-army", "refer", ConsentAnswer::Given, "spoken").unwrap();
    let at = format!("/cases/{case}/steps");
    let page = officer.get(&at);
    assert!(page.body.contains("Find a supported room") && page.body.contains("Refer for this step"), "{}", page.body);
    // The step comes with one from page to page, also where something is wrong.
    let choose = href(&page, &format!("/cases/{case}/sharing/new?step="));
    let form = officer.get(&choose);
    let step = choose.split("step=").nth(1).unwrap().to_owned();
    assert!(form.body.contains(&format!("name=\"step\" value=\"{step}\"")), "{}", form.body);
    let new = format!("/cases/{case}/sharing/new");
    let nothing = officer.post(&new, &[("step", step.as_str())]);
    assert!(nothing.body.contains(&format!("name=\"step\" value=\"{step}\"")), "{}", nothing.body);
    let write = officer.post(&new, &[("way", "salvation-army|refer|referral"), ("step", step.as_str())]);
    let write = write.location().to_owned();
    assert!(officer.get(&write).body.contains("It serves a step of the person"), "{write}");
    let said = [
        ("to", "salvation-army"),
        ("for", "refer"),
        ("why", "referral"),
        ("items", "identity.name"),
        ("reason", "Needs a supported room"),
        ("channel", "desk"),
        ("step", step.as_str()),
    ];
    let sent = officer.post(&format!("/cases/{case}/sharing/write"), &said);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.errors());
    let one = sent.location().to_owned();
    assert!(officer.get(&one).body.contains("For a step of the plan"));
    let beside = officer.get(&at).body;
    assert!(beside.contains("Referred to Salvation Army") && beside.contains(&one), "{beside}");
    let desk = format!("/desk/{}", one.rsplit('/').next().unwrap());
    assert!(!charity.get(&desk).body.contains("Find a supported room"), "they read the plan");
    for said in [vec![("do", "accept")], vec![("do", "report"), ("code-report", "housed")]] {
        assert_eq!(charity.post(&desk, &said).status, StatusCode::SEE_OTHER);
    }
    assert!(officer.get(&at).body.contains("has a home or a place to stay through it"));
    let tasks = officer.get(&format!("/cases/{case}/tasks")).body;
    assert!(tasks.contains("Look at what came of a plan step") && tasks.contains(&at), "{tasks}");
    // The person reads it beside the step, and who works with them until when.
    let_in(&mut officer, case, WAY);
    mails(&site);
    let mut me = logged_in(&site, WAY);
    let plan = me.get("/me/plan").body;
    assert!(plan.contains("we asked Salvation Army") && plan.contains("They have told us what came of it"), "{plan}");
    let shared = me.get("/me/shared").body;
    assert!(
        shared.contains("Who works with you now") && shared.contains("after that day they see nothing"),
        "{shared}"
    );
    assert!(shared.contains("What they and others had"), "{shared}");
    me.get("/me/language/ar?to=/me/plan");
    assert!(me.get("/me/plan").body.contains("من أجل هذه الخطوة"));
    assert!(me.get("/me/shared").body.contains("من يعمل معك الآن"));
}

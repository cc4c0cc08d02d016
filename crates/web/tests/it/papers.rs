//! A paper from an officer's form to the person's signature on their own page, over HTTP, without scripts.

use crate::browser::{COVENTRY, Site};
use crate::me::{WAY, let_in, logged_in, mails, send};
use app::views::Item;
use axum::http::StatusCode;
use casework::Typed;
use kernel::Caller;
use messages::SHIPPED;

/// A link of a page.
fn link(body: &str, containing: &str) -> String {
    body.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .find(|href| href.contains(containing))
        .unwrap_or_else(|| panic!("no link with {containing}"))
        .to_owned()
}

fn value(body: &str, name: &str) -> String {
    let at = format!("name=\"{name}\" value=\"");
    body.split(&at).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_else(|| panic!("no {name}")).to_owned()
}

#[test]
fn the_person_reads_signs_and_keeps_a_paper_on_their_own_page() {
    let site = Site::new();
    let system = Caller::system(site.house.authority, "test");
    for (path, text) in SHIPPED {
        site.house.app.publish_template(&system, path, text).unwrap();
    }
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let actor = site.house.actor(COVENTRY, "role:housing-officer", "prevent-relieve");
    let recorded = site.house.app.open(&actor, case).unwrap();
    let there = recorded.sections.iter().find(|s| s.category == "plan").map(|s| &s.content);
    let version = u32::from(matches!(there, Some(Item::Released(_))));
    let plan = [
        ("plan.steps-by-council", "We pay the deposit"),
        ("plan.steps-by-you", "Look at three rooms"),
        ("plan.plan-review-on-day", "4"),
        ("plan.plan-review-on-month", "12"),
        ("plan.plan-review-on-year", "2026"),
    ];
    let plan = Typed::new(plan.map(|(k, v)| (k.to_owned(), v.to_owned())).into());
    site.house.app.save(&actor, case, "plan", version, &plan, "subject").unwrap();
    let new = format!("/cases/{case}/papers/new/agreed-plan");
    let_in(&mut officer, case, WAY);
    mails(&site);
    let paper = officer.post(&new, &[]).location().to_owned();
    assert!(paper.starts_with(&format!("/cases/{case}/papers/")), "{paper}");
    let page = officer.get(&paper);
    assert!(page.body.contains("Look at three rooms") && page.body.contains("Ask the person to sign it"));
    let mut me = logged_in(&site, WAY);
    assert!(me.get("/me/papers").body.contains("Nothing waits for you"), "what is not sent is not there");
    assert_eq!(officer.post(&format!("{paper}/send"), &[]).location(), paper);
    // What is sent says neither whose it is nor what it is about.
    let told = mails(&site);
    assert_eq!((told.len(), told[0].to.as_str()), (1, WAY));
    for telling in ["Ada", "plan", "hous", "Council", "sign"] {
        assert!(!format!("{} {}", told[0].subject, told[0].body).contains(telling), "a message says {telling}");
    }
    let list = me.get("/me/papers");
    let own = link(&list.body, "/me/papers/");
    let read = me.get(&own);
    for wanted in ["Look at three rooms", "4 December 2026", "I agree to what this plan says I will do"] {
        assert!(read.body.contains(wanted), "{wanted}");
    }
    assert!(!read.body.contains("<script") && !read.body.contains("<title>Ada"));
    let shown = value(&read.body, "shown");
    // Nothing is chosen beforehand, and what is missing is said at its field; what was typed stays.
    let unchosen = send(&mut me, &own, &own, &[("shown", &shown), ("name", "Ada Example")]);
    assert_eq!(unchosen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unchosen.body.contains("Choose whether you sign it") && unchosen.body.contains("value=\"Ada Example\""));
    let nameless = send(&mut me, &own, &own, &[("shown", &shown), ("decision", "sign")]);
    assert!(nameless.body.contains("Write your name"));
    let silent = send(&mut me, &own, &own, &[("shown", &shown), ("decision", "decline"), ("name", "Ada")]);
    assert!(silent.body.contains("Say what you do not agree with"));
    let stale = send(&mut me, &own, &own, &[("shown", "00"), ("decision", "sign"), ("name", "Ada Example")]);
    assert!(stale.body.contains("Read it again"));
    let done = send(&mut me, &own, &own, &[("shown", &shown), ("decision", "sign"), ("name", "Ada Example")]);
    assert_eq!(done.location(), "/me/papers?said=yes", "{}", done.body);
    assert!(me.get("/me/papers?said=yes").body.contains("Your answer is on the record"));
    // Both have the same sealed file; a stranger and another person have none.
    let (mine, theirs) = (me.get(&format!("{own}/file")), officer.get(&format!("{paper}/file")));
    assert_eq!((mine.status, theirs.status), (StatusCode::OK, StatusCode::OK));
    assert!(mine.bytes == theirs.bytes && mine.bytes.starts_with(b"%PDF-1.7"));
    let signed = officer.get(&paper);
    assert!(
        signed.body.contains("On their own page, opened by a code sent by email") && signed.body.contains("Signed by")
    );
    assert_eq!(site.nobody().get(&format!("{own}/file")).location(), "/me/log-in");
    let other = officer.create("Bo Example");
    let_in(&mut officer, other, "bo.page@example.test");
    mails(&site);
    let mut bo = logged_in(&site, "bo.page@example.test");
    assert_eq!(bo.get(&own).status, StatusCode::NOT_FOUND);
    assert_eq!(bo.get(&format!("{own}/file")).status, StatusCode::NOT_FOUND);
    let mut partner = site.partner("st-basils");
    assert_eq!(partner.get(&paper).status, StatusCode::NOT_FOUND);
    let looked = me.get("/me/looked").body;
    assert!(looked.contains("paper"), "who has looked says that the paper was opened");
}

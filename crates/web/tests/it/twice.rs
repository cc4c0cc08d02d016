//! Forms that are sent twice, sent with something else in them, or sent when the session has ended: done once, and nothing is lost.

use crate::browser::{Browser, COVENTRY, Came, NEW_CASE, Site, token_on};
use crate::work::upload_with;
use axum::http::StatusCode;
use kernel::{Caller, CaseId};
use std::collections::BTreeMap;
use web::{ANEW, Door, Method, routes};

/// Where a form goes, what is typed into it, and what counts what came of it.
type Sent<'f> = (String, Vec<(&'f str, &'f str)>, &'f str);

/// How many rows each table has, but for those that only say that somebody looked or sent something.
fn rows(site: &Site) -> BTreeMap<String, u64> {
    let system = Caller::system(site.house.authority, "test");
    let mut counts = site
        .house
        .app
        .store()
        .read(&system, "counts", |tx| tx.row_counts())
        .unwrap_or_else(|e: store::StoreError| panic!("{e}"));
    counts.retain(|table, _| !table.starts_with("ledger") && table != "sent_form" && table != "session");
    counts
}

fn more(before: &BTreeMap<String, u64>, after: &BTreeMap<String, u64>) -> BTreeMap<String, u64> {
    let more = |(table, now): (&String, &u64)| {
        let was = before.get(table).copied().unwrap_or(0);
        (*now > was).then(|| (table.clone(), now - was))
    };
    after.iter().filter_map(more).collect()
}

/// The key of the form of a page that goes to an address.
fn key_of(html: &str, action: &str) -> String {
    let form =
        html.split("<form ").find(|f| f.split('>').next().unwrap().contains(&format!("action=\"{action}\""))).unwrap();
    form.split("name=\"once\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

const NOTE: [(&str, &str); 6] = [
    ("text", "Rang about the viewing"),
    ("on-day", "20"),
    ("on-month", "11"),
    ("on-year", "2026"),
    ("on-time", "10:00"),
    ("about", "contact"),
];

/// Sends the same three times at once, and once more; all are answered alike. Answers with where they led and what became more.
fn four_times(
    site: &Site,
    officer: &Browser<'_>,
    send: impl Fn(&mut Browser<'_>) -> Came + Sync,
) -> (String, BTreeMap<String, u64>) {
    let before = rows(site);
    let came: Vec<Came> = std::thread::scope(|scope| {
        let one = || {
            let mut browser = officer.clone();
            let send = &send;
            scope.spawn(move || send(&mut browser))
        };
        let all = [one(), one(), one()];
        all.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let first = came[0].location().to_owned();
    for came in &came {
        assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.errors());
        assert_eq!(came.location(), first);
    }
    let once = rows(site);
    site.house.clock.advance_seconds(5 * 60);
    let later = send(&mut officer.clone());
    assert_eq!((later.status, later.location()), (StatusCode::SEE_OTHER, first.as_str()), "{}", later.errors());
    let said =
        |came: &Came| came.headers.get_all("set-cookie").iter().any(|c| c.to_str().unwrap().starts_with("said="));
    assert_eq!(said(&later), said(&came[0]), "the same is said of it");
    assert_eq!(more(&once, &rows(site)), BTreeMap::new(), "sent once more, nothing is made");
    (first, more(&before, &once))
}

#[test]
fn a_form_that_is_sent_three_times_at_once_and_once_more_makes_one_of_each() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let me = officer.get(&format!("/cases/{case}/tasks/new")).body;
    let owner = me
        .split("name=\"owner\"")
        .nth(1)
        .unwrap()
        .split("value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let forms: Vec<Sent<'_>> = vec![
        (format!("/cases/{case}/entries/new/note"), NOTE.to_vec(), "case_item"),
        (format!("/cases/{case}/entries/new/call"), [&NOTE[..], &[("with", "Ada")]].concat(), "case_item"),
        (
            format!("/cases/{case}/tasks/new"),
            vec![("kind", "call-the-person"), ("count", "3"), ("unit", "working-days"), ("owner", owner.as_str())],
            "task",
        ),
    ];
    for (path, fields, table) in forms {
        let page = officer.get(&path);
        let (csrf, key) = (token_on(&page.body), key_of(&page.body, &path));
        let mut all = vec![("csrf", csrf.as_str()), ("once", key.as_str())];
        all.extend(fields);
        let (_, made) = four_times(&site, &officer, |browser| browser.post_raw(&path, &all));
        assert_eq!(made.get(table), Some(&1), "{path}: {made:?}");
    }
    let path = format!("/cases/{case}/documents/new");
    let page = officer.get(&path);
    let (csrf, key) = (token_on(&page.body), key_of(&page.body, &path));
    let fields = [("once", key.as_str()), ("title", "Tenancy agreement"), ("about", "contact")];
    let (_, made) =
        four_times(&site, &officer, |browser| upload_with(browser, &csrf, &path, &fields, &[b"%PDF-1.4\n%%EOF"]));
    assert_eq!(made.get("document"), Some(&1), "{made:?}");
    // A new case, whose form has a draft as well.
    let page = officer.get(NEW_CASE);
    let (csrf, key) = (token_on(&page.body), key_of(&page.body, NEW_CASE));
    let filled = site.filled("Bea Example");
    let mut all = vec![("csrf", csrf.as_str()), ("once", key.as_str())];
    all.extend(filled.iter().map(|(n, v)| (n.as_str(), v.as_str())));
    let (_, made) = four_times(&site, &officer, |browser| browser.post_raw(NEW_CASE, &all));
    assert_eq!(made.get("case_file"), Some(&1), "{made:?}");
}

#[test]
fn a_form_that_was_done_is_known_to_a_server_that_was_started_anew() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let path = format!("/cases/{case}/entries/new/note");
    let page = officer.get(&path);
    let (csrf, key) = (token_on(&page.body), key_of(&page.body, &path));
    let mut all = vec![("csrf", csrf.as_str()), ("once", key.as_str())];
    all.extend(NOTE);
    let first = officer.post_raw(&path, &all);
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.errors());
    let before = rows(&site);
    let app = app::App::new(store::Store::open(site.house.config.clone()).unwrap(), site.house.authority);
    let settings = web::Settings { council: "Coventry City Council".into(), demo: true, secure: false, origin: None };
    let router = web::router(app, settings).unwrap();
    let came = officer.at(&router).post_raw(&path, &all);
    assert_eq!((came.status, came.location()), (StatusCode::SEE_OTHER, first.location()));
    assert_eq!(more(&before, &rows(&site)), BTreeMap::new());
}

#[test]
fn what_was_changed_before_it_is_sent_again_is_neither_done_nor_lost_and_can_be_done_anew() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let path = format!("/cases/{case}/entries/new/note");
    let page = officer.get(&path);
    let (csrf, key) = (token_on(&page.body), key_of(&page.body, &path));
    let mut all = vec![("csrf", csrf.as_str()), ("once", key.as_str())];
    all.extend(NOTE);
    assert_eq!(officer.post_raw(&path, &all).status, StatusCode::SEE_OTHER);
    // A form with an error stays one that can be sent.
    let fresh = officer.get(&path);
    let key = key_of(&fresh.body, &path);
    let mut wrong: Vec<(&str, &str)> = vec![("csrf", csrf.as_str()), ("once", key.as_str())];
    wrong.extend(NOTE.iter().map(|(n, v)| if *n == "about" { (*n, "nothing") } else { (*n, *v) }));
    assert_eq!(officer.post_raw(&path, &wrong).status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.retain(|(n, _)| *n != "about");
    wrong.push(("about", "contact"));
    assert_eq!(officer.post_raw(&path, &wrong).status, StatusCode::SEE_OTHER, "after an error the same form is sent");
    // Back, and another text.
    let before = rows(&site);
    for (name, value) in &mut all {
        if *name == "text" {
            *value = "A second note, typed after Back";
        }
    }
    let changed = officer.post_raw(&path, &all);
    assert_eq!(changed.status, StatusCode::CONFLICT);
    assert!(changed.body.contains("was sent before, and that was done"), "{}", changed.errors());
    assert!(changed.body.contains("A second note, typed after Back"), "what was typed is there");
    assert_eq!(more(&before, &rows(&site)).get("case_item"), None);
    let key = key_of(&changed.body, &path);
    for (name, value) in &mut all {
        if *name == "once" {
            *value = &key;
        }
    }
    assert_eq!(officer.post_raw(&path, &all).status, StatusCode::SEE_OTHER);
    assert_eq!(more(&before, &rows(&site)).get("case_item"), Some(&1), "sent again it is done");
}

#[test]
fn every_route_that_takes_a_form_asks_first_whether_that_was_sent_before() {
    let site = Site::new();
    let case = site.officer().create("Ada Example");
    let officer = with_a_key_that_was_used(&site, site.officer(), &format!("/cases/{case}/entries/new/note"), &NOTE);
    let administrator = with_a_key_that_was_used(
        &site,
        site.administrator(),
        "/admin/agencies/new",
        &[
            ("name", "Shelter Example"),
            ("kind", "charity"),
            ("services", "accommodation"),
            ("bodies", "coventry/homelessness-and-cbl|st-basils"),
        ],
    );
    for (path, why) in ANEW {
        let takes = routes().iter().any(|r| r.method == Method::Post && r.path == *path);
        assert!(takes && why.len() > 10, "{path} takes no form, or it is not said why");
    }
    for route in routes().iter().filter(|r| r.method == Method::Post) {
        let mut browser = match route.door {
            Door::Caseworkers | Door::LoggedIn => officer.clone(),
            Door::Administrators | Door::Governors => administrator.clone(),
            // The same door is gone through with the session of a visitor, or of the person.
            Door::Everybody | Door::HalfIn | Door::Person => continue,
        };
        if ANEW.iter().any(|(path, _)| *path == route.path) {
            continue;
        }
        let csrf = browser.token();
        let path = crate::routes::address(route, &case.to_string(), true);
        let before = rows(&site);
        let came = browser.post_raw(&path, &[("csrf", &csrf), ("once", "USED")]);
        let said = came.status == StatusCode::CONFLICT && came.body.contains("sent before");
        assert!(said, "{}: {} {}", route.path, came.status, came.errors());
        assert_eq!(more(&before, &rows(&site)), BTreeMap::new(), "{} did something", route.path);
    }
}

fn with_a_key_that_was_used<'s>(
    _: &'s Site,
    mut browser: Browser<'s>,
    path: &str,
    fields: &[(&str, &str)],
) -> Browser<'s> {
    let csrf = browser.token();
    let mut all = vec![("csrf", csrf.as_str()), ("once", "USED")];
    all.extend_from_slice(fields);
    let came = browser.post_raw(path, &all);
    assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.errors());
    browser
}

#[test]
fn a_new_application_sent_again_with_another_person_in_it_loses_nobody() {
    let site = Site::new();
    let mut officer = site.officer();
    let page = officer.get(NEW_CASE);
    let csrf = token_on(&page.body);
    let draft =
        |html: &str| html.split("name=\"draft\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let id = draft(&page.body);
    let sent = |browser: &mut Browser<'_>, id: &str, key: &str, name: &str| {
        let filled = site.filled(name);
        let mut all = vec![("csrf", csrf.as_str()), ("draft", id), ("once", key)];
        all.extend(filled.iter().map(|(n, v)| (n.as_str(), v.as_str())));
        browser.post_raw(NEW_CASE, &all)
    };
    let first = sent(&mut officer, &id, "", "Ada Example");
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.errors());
    assert_eq!(sent(&mut officer, &id, "", "Ada Example").location(), first.location(), "the same is the same case");
    let other = sent(&mut officer, &id, "", "Bea Otherperson");
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        other.body.contains("a case was opened from it") && other.body.contains("Bea Otherperson"),
        "{}",
        other.errors()
    );
    let fresh = draft(&other.body);
    assert_ne!(fresh, id, "what is typed now is another form");
    let second = sent(&mut officer, &fresh, "", "Bea Otherperson");
    assert_eq!(second.status, StatusCode::SEE_OTHER, "{}", second.errors());
    assert_ne!(second.location(), first.location());
    assert!(officer.get(second.location()).body.contains("Bea Otherperson"));
}

#[test]
fn one_s_own_section_sent_twice_is_saved_once_and_compared_with_nothing() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let path = format!("/cases/{case}/sections/contact/edit");
    let page = officer.get(&path);
    let version = page.body.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = [("version", version.as_str()), ("contact.address", "2 Example Row"), ("source", "subject")];
    let first = officer.post(&path, &fields);
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.errors());
    let before = rows(&site);
    let again = officer.post(&path, &fields);
    assert_eq!((again.status, again.location()), (StatusCode::SEE_OTHER, first.location()), "{}", again.errors());
    assert_eq!(more(&before, &rows(&site)).get("section"), None, "no further version");
    let other =
        officer.post(&path, &[("version", &version), ("contact.address", "3 Example Row"), ("source", "subject")]);
    assert_eq!(other.status, StatusCode::CONFLICT, "another text is compared");
}

#[test]
fn what_is_typed_into_a_note_is_kept_when_the_session_ends_and_comes_back() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let path = format!("/cases/{case}/entries/new/note");
    let page = officer.get(&path);
    assert!(
        page.body.contains("data-autosave") && page.body.contains("Save and finish later"),
        "it says that it keeps"
    );
    let csrf = token_on(&page.body);
    // Kept while it is typed, as the page's script does it.
    let came = officer.post_raw(&path, &[("csrf", &csrf), ("do", "keep"), ("text", "Half a sentence Zanarylapse")]);
    assert_eq!(came.status, StatusCode::SEE_OTHER);
    let back = officer.get(&path);
    assert!(back.body.contains("Half a sentence Zanarylapse") && back.body.contains("You began this"), "it comes back");
    assert!(!site.officer().get(&path).body.contains("Zanarylapse"), "to nobody else");
    let begun = officer.get("/cases/new");
    assert!(begun.body.contains(&path) && begun.body.contains("last typed"), "it is in the list of what was begun");
    // The session ends; Save keeps the whole text, for whoever it was of.
    site.house.clock.advance_seconds(3 * 24 * 60 * 60);
    let mut all = vec![("csrf", csrf.as_str())];
    all.extend(NOTE.iter().map(|(n, v)| if *n == "text" { (*n, "The whole sentence Zanarywhole") } else { (*n, *v) }));
    let lapsed = officer.post_raw(&path, &all);
    assert_eq!(lapsed.status, StatusCode::FORBIDDEN);
    assert!(lapsed.body.contains("is kept for you") && !lapsed.body.contains("Zanarywhole"));
    let mut later = site.comes_back(&officer);
    let page = later.get(&path);
    assert!(page.body.contains("The whole sentence Zanarywhole"), "{}", page.body);
    let csrf = token_on(&page.body);
    all[0] = ("csrf", &csrf);
    let sent = later.post_raw(&path, &all);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.errors());
    assert!(!later.get(&path).body.contains("Zanarywhole"), "what was sent is done with");
    assert!(later.get(&format!("/cases/{case}/timeline")).body.contains("Zanarywhole"));
}

#[test]
fn a_form_that_cannot_be_read_comes_back_with_what_could() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let path = format!("/cases/{case}/entries/new/note");
    let csrf = officer.token();
    let send = |officer: &mut Browser<'_>, text: &str| {
        let body = format!("csrf={csrf}&about=contact&on-time=10%3A00&text={text}");
        let request = axum::http::Request::post(&path).header("content-type", "application/x-www-form-urlencoded");
        officer.send(request.body(axum::body::Body::from(body)).unwrap())
    };
    for (text, status) in [
        ("Long+and+dear%00text", StatusCode::BAD_REQUEST),
        ("Long+and+dear%ff%fetext", StatusCode::BAD_REQUEST),
        (&format!("Long+and+dear+{}", "x".repeat(2_000_000)), StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let came = send(&mut officer, text);
        assert_eq!(came.status, status);
        assert!(came.body.contains("Long and dear") && came.body.contains("10:00"), "what could be read is there");
        assert!(came.body.contains("nothing was saved"), "and what to do");
    }
}

#[test]
fn two_officers_at_one_task_and_at_one_note_see_both() {
    let site = Site::new();
    let (mut one, mut two) = (site.officer(), site.officer());
    let case: CaseId = one.create("Ada Example");
    assert_eq!(one.post(&format!("/cases/{case}/entries/new/note"), &NOTE).status, StatusCode::SEE_OTHER);
    let timeline = one.get(&format!("/cases/{case}/timeline")).body;
    let entry = timeline
        .split("href=\"")
        .filter_map(|h| h.split('"').next())
        .find(|h| h.contains("/entries/") && !h.contains("/new/"));
    let path = format!("{}/correct", entry.unwrap());
    let version =
        |html: &str| html.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let (first, second) = (version(&one.get(&path).body), version(&two.get(&path).body));
    let with = |version: &str, text: &str| {
        let mut all: Vec<(String, String)> = NOTE.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        all.push(("version".to_owned(), version.to_owned()));
        all.iter_mut().filter(|(n, _)| n == "text").for_each(|(_, v)| text.clone_into(v));
        all
    };
    let send = |browser: &mut Browser<'_>, all: &[(String, String)]| {
        let all: Vec<(&str, &str)> = all.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        browser.post(&path, &all)
    };
    assert_eq!(send(&mut one, &with(&first, "As the first corrects it")).status, StatusCode::SEE_OTHER);
    let clash = send(&mut two, &with(&second, "As the second corrects it"));
    assert_eq!(clash.status, StatusCode::CONFLICT);
    assert!(
        clash.body.contains("As the first corrects it") && clash.body.contains("As the second corrects it"),
        "both"
    );
    let saved = send(&mut two, &with(&version(&clash.body), "As both agree"));
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.errors());

    let page = one.get(&format!("/cases/{case}/tasks/new")).body;
    let value = |html: &str, name: &str| {
        html.split(&format!("name=\"{name}\""))
            .nth(1)
            .unwrap()
            .split("value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    };
    let owner = value(&page, "owner");
    let fields = [("kind", "call-the-person"), ("count", "3"), ("unit", "working-days"), ("owner", &owner)];
    assert_eq!(one.post(&format!("/cases/{case}/tasks/new"), &fields).status, StatusCode::SEE_OTHER);
    let list = one.get(&format!("/cases/{case}/tasks")).body;
    let path =
        list.split("href=\"").filter_map(|h| h.split('"').next()).find(|h| h.ends_with("/change")).unwrap().to_owned();
    let stands =
        |html: &str| html.split("name=\"stands\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let stood = stands(&one.get(&path).body);
    let change = |browser: &mut Browser<'_>, stood: &str, day: &str| {
        browser.post(
            &path,
            &[("owner", &owner), ("on-day", day), ("on-month", "12"), ("on-year", "2026"), ("stands", stood)],
        )
    };
    assert_eq!(change(&mut one, &stood, "3").status, StatusCode::SEE_OTHER);
    let clash = change(&mut two, &stood, "4");
    assert_eq!(clash.status, StatusCode::CONFLICT, "{}", clash.errors());
    assert!(clash.body.contains("3 December 2026") && clash.body.contains("4 December 2026"), "both dates");
    assert_eq!(change(&mut two, &stands(&clash.body), "4").status, StatusCode::SEE_OTHER);
}

#[test]
fn answers_on_an_earlier_form_are_carried_over_until_somebody_takes_them_out() {
    let site = Site::new();
    let mut officer = site.officer();
    // A case of before the service had a form of its own.
    let case = officer.create("Ada Example");
    let path = format!("/cases/{case}/sections/household/edit");
    let version =
        |html: &str| html.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = officer.get(&path);
    let saved = officer.post(
        &path,
        &[
            ("version", &version(&page.body)),
            ("household.household-members", "Two children and Zanarygran"),
            ("source", "subject"),
        ],
    );
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.errors());
    let system = Caller::system(site.house.authority, "test");
    site.house.app.publish_forms(&system, &testkit::library(), COVENTRY).unwrap();
    let page = officer.get(&path);
    assert!(page.body.contains("Answered on an earlier form") && page.body.contains("Zanarygran"));
    let unchanged = officer.post(&path, &[("version", &version(&page.body)), ("source", "subject")]);
    assert_eq!(unchanged.status, StatusCode::SEE_OTHER, "{}", unchanged.errors());
    let shown = officer.get(&format!("/cases/{case}")).body;
    assert!(shown.contains("Zanarygran") && shown.contains("asked on an earlier form"), "it stands on the case");
    // Once more, and it is still there.
    let page = officer.get(&path);
    assert!(page.body.contains("Zanarygran"), "and on the form");
    assert_eq!(
        officer.post(&path, &[("version", &version(&page.body)), ("source", "subject")]).status,
        StatusCode::SEE_OTHER
    );
    let page = officer.get(&path);
    let out = page
        .body
        .split("name=\"drop-earlier\" type=\"checkbox\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let taken =
        officer.post(&path, &[("version", &version(&page.body)), ("source", "subject"), ("drop-earlier", &out)]);
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.errors());
    assert!(!officer.get(&format!("/cases/{case}")).body.contains("Zanarygran"), "taken out");
    let history = officer.get(&format!("/cases/{case}/sections/household/history")).body;
    assert!(history.contains("Zanarygran"), "and it stays in the history");
}

#[test]
fn two_servers_on_postgresql_do_a_form_once() {
    let cluster = testkit::postgres::Cluster::shared();
    let site = Site::at(testkit::House::at(cluster.database(), None, &[COVENTRY]));
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let path = format!("/cases/{case}/entries/new/note");
    let page = officer.get(&path);
    let (csrf, key) = (token_on(&page.body), key_of(&page.body, &path));
    let mut all = vec![("csrf", csrf.as_str()), ("once", key.as_str())];
    all.extend(NOTE);
    let app = app::App::new(store::Store::open(site.house.config.clone()).unwrap(), site.house.authority);
    let settings = web::Settings { council: "Coventry City Council".into(), demo: true, secure: false, origin: None };
    let other = web::router(app, settings).unwrap();
    let before = rows(&site);
    let send = |mut browser: Browser<'_>| browser.post_raw(&path, &all);
    let came: Vec<Came> = std::thread::scope(|scope| {
        let send = &send;
        let (one, two, three) = (officer.clone(), officer.at(&other), officer.at(&other));
        let threads = [one, two, three].map(|browser| scope.spawn(move || send(browser)));
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    for came in &came {
        assert_eq!((came.status, came.location()), (StatusCode::SEE_OTHER, came.location()), "{}", came.errors());
        assert!(came.location().ends_with("/timeline"), "{}", came.location());
    }
    assert_eq!(more(&before, &rows(&site)).get("case_item"), Some(&1));
}

#[test]
fn a_new_application_says_who_told_it_and_which_part_somebody_else_did() {
    let site = Site::new();
    let mut officer = site.officer();
    let page = officer.get(NEW_CASE).body;
    let offered = page.split("name=\"told.section-contact\"").nth(1).unwrap().split("</select>").next().unwrap();
    let sources: Vec<(String, String)> = offered
        .split("<option value=\"")
        .skip(3)
        .map(|o| {
            (
                o.split('"').next().unwrap().to_owned(),
                o.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned(),
            )
        })
        .collect();
    let filled = site.filled("Ada Example");
    let mut told = 0;
    for (source, words) in sources {
        let mut all: Vec<(&str, &str)> = filled.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        all.retain(|(name, _)| *name != "contact.address");
        all.push(("contact.address", "1 Example Row"));
        all.push(("told.section-contact", &source));
        let came = officer.post(NEW_CASE, &all);
        // Of some sources more has to be said than a new application asks: that is said, and nothing is lost.
        if came.status != StatusCode::SEE_OTHER {
            assert!(
                came.body.contains("Begin with what the person says") && came.body.contains("1 Example Row"),
                "{source}"
            );
            continue;
        }
        told += 1;
        let shown = officer.get(came.location()).body;
        let contact = shown.split("1 Example Row").nth(1).unwrap().split("app-provenance").nth(1).unwrap();
        let first = words.split([',', '(']).next().unwrap().trim().to_lowercase();
        let said = contact.split("</p>").next().unwrap().to_lowercase();
        assert!(said.contains(&first), "{words}: {said}");
    }
    assert!(told > 0, "no source can be chosen");
}

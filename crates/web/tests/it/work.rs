//! Working a case in a browser: handing in documents, and how much a page weighs.

use crate::browser::{Browser, COVENTRY, Site};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};

/// A form with files, as browsers send it.
pub fn upload(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)], files: &[&[u8]]) -> crate::browser::Came {
    let token = browser.token();
    upload_with(browser, &token, path, fields, files)
}

/// The same, with the token of a page.
pub fn upload_with(
    browser: &mut Browser<'_>,
    token: &str,
    path: &str,
    fields: &[(&str, &str)],
    files: &[&[u8]],
) -> crate::browser::Came {
    let mut body = Vec::new();
    let mut part = |head: &str, bytes: &[u8]| {
        body.extend_from_slice(format!("--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    };
    part("name=\"csrf\"", token.as_bytes());
    for (name, value) in fields {
        part(&format!("name=\"{name}\""), value.as_bytes());
    }
    for file in files {
        part("name=\"file\"; filename=\"Ada Example passport.pdf\"", file);
    }
    body.extend_from_slice(b"--edge--\r\n");
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .body(Body::from(body))
        .unwrap();
    browser.send(request)
}

#[test]
fn a_document_is_handed_in_shown_under_a_strict_policy_and_its_own_name_is_not_kept() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let path = format!("/cases/{case}/documents/new");
    let fields = [("title", "Tenancy agreement"), ("about", "contact")];
    let came = upload(&mut officer, &path, &fields, &[b"%PDF-1.4\n%%EOF"]);
    assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.errors());
    let list = officer.get(&format!("/cases/{case}/documents"));
    assert!(list.body.contains("Tenancy agreement") && !list.body.contains("passport"));
    let file = list.body.split('"').find(|p| p.ends_with("/file")).unwrap().to_owned();
    let shown = officer.get(&file);
    assert_eq!(shown.headers[header::CONTENT_TYPE], "application/pdf");
    let policy = shown.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("script-src"), "{policy}");
    assert!(shown.headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("inline"));
    assert_eq!(shown.headers[header::CACHE_CONTROL], "no-store");
    assert!(shown.body.starts_with("%PDF"));

    for (files, words) in [(&[&b"MZ a program"[..]][..], "This kind of file is not taken"), (&[][..], "Choose a file")]
    {
        let came = upload(&mut officer, &path, &fields, files);
        assert_eq!(came.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(came.body.contains(words));
        assert!(came.body.contains("value=\"Tenancy agreement\""), "what was typed is still there");
    }
    let without_token = officer.send(
        Request::post(&path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
            .body(Body::from("--edge--\r\n"))
            .unwrap(),
    );
    assert_eq!(without_token.status, StatusCode::FORBIDDEN);
    assert!(
        upload(&mut site.partner("st-basils"), &path, &fields, &[b"%PDF-1.4\n%%EOF"]).status == StatusCode::NOT_FOUND
    );
}

/// The bytes that a browser fetches of one address, packed as the server packs them.
fn fetched(site: &Site, path: &str) -> usize {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        use tower::ServiceExt as _;
        let request = Request::get(path).header(header::ACCEPT_ENCODING, "gzip, br").body(Body::empty()).unwrap();
        let response = site.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().len()
    })
}

#[test]
fn no_page_brings_more_than_100_kb_of_script_and_style() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    for path in ["/my-day".to_owned(), "/cases".to_owned(), format!("/cases/{case}"), format!("/cases/{case}/timeline")]
    {
        let page = officer.get(&path);
        let mut weight = 0;
        for asset in
            page.body.split('"').filter(|p| p.starts_with("/assets/") && (p.ends_with(".css") || p.ends_with(".js")))
        {
            weight += fetched(&site, asset);
        }
        // The script imports one more.
        weight += fetched(&site, &format!("/assets/{}/govuk-frontend.min.js", pages::bundle()));
        assert!(weight > 10_000, "{path}: nothing was weighed");
        assert!(weight < 100_000, "{path} brings {weight} bytes of script and style");
    }
    // A body's desk, with all that the page itself brings.
    let staff = site.house.actor(COVENTRY, "role:housing-officer", "prevent-relieve");
    let given = app::ConsentAnswer::Given;
    site.house.app.record_consent(&staff, case, "st-basils", "refer", given, "spoken").unwrap();
    let new = app::NewShare {
        party: "st-basils".to_owned(),
        purpose: "refer".to_owned(),
        ground: "referral".to_owned(),
        items: vec!["identity.name".to_owned(), "housing-needs.bedrooms".to_owned()],
        reason: "Needs a room".to_owned(),
        channel: "desk".to_owned(),
        country: "GB".to_owned(),
        ..app::NewShare::default()
    };
    let share = site.house.app.ask_to_share(&staff, case, &new).unwrap();
    let mut basils = site.partner("st-basils");
    for path in ["/desk".to_owned(), format!("/desk/{share}")] {
        let page = basils.get(&path);
        assert!(page.status == StatusCode::OK && page.body.contains("Ada Example"), "{path}");
        let mut wire = page.body.len() + fetched(&site, &format!("/assets/{}/govuk-frontend.min.js", pages::bundle()));
        for asset in
            page.body.split('"').filter(|p| p.starts_with("/assets/") && (p.ends_with(".css") || p.ends_with(".js")))
        {
            wire += fetched(&site, asset);
        }
        assert!(wire < 100_000, "{path}: {wire} bytes");
    }
}

#[test]
fn numbers_are_proposed_where_they_are_counted_and_everybody_reads_what_is_published() {
    let site = Site::new();
    let mut officer = site.officer();
    officer.create("Ada Example");
    let href = |body: &str, start: &str| body.split('"').find(|part| part.starts_with(start)).map(str::to_owned);
    let all = officer.get("/counts");
    let counts = officer.get(&href(&all.body, "/counts?of=").unwrap());
    let propose = href(&counts.body, "/counts/").unwrap();
    assert!(propose.contains("/publish/"), "{propose}");
    // One case tells of one person: the page says why it is not proposed, and what to read instead.
    let refused = officer.post(&propose, &[]);
    assert_eq!(refused.status, StatusCode::OK);
    assert!(refused.body.contains("fewer than 10 people answered"));
    assert!(officer.get("/figures/proposed").body.contains("Waiting for the data protection officer"));
    let mut nobody = site.nobody();
    assert!(nobody.get("/figures").body.contains("No numbers are published yet."));
    assert_eq!(nobody.get("/figures/00000000-0000-0000-0000-000000000000").status, StatusCode::NOT_FOUND);
    assert_eq!(
        nobody.get("/figures/proposed").status,
        StatusCode::SEE_OTHER,
        "only for those who work under the notice"
    );
}

#[test]
fn an_appointment_ends_in_the_night_is_settled_once_and_leaves_the_calendar() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let new = format!("/cases/{case}/entries/new/appointment");
    let at = |day: &'static str, month: &'static str, from: &'static str, until: &'static str| {
        [
            ("what", "First interview"),
            ("about", "circumstances"),
            ("on-day", day),
            ("on-month", month),
            ("on-year", "2027"),
            ("on-time", from),
            ("until-time", until),
        ]
    };
    // On 28 March 2027 clocks go forward, on 31 October they go back.
    for (form, words) in [
        (at("28", "3", "01:30", "02:30"), "There is no such time that night"),
        (at("31", "10", "01:30", "03:00"), "show this time twice"),
        (at("5", "1", "14:00", "13:00"), "It has to end after it begins"),
    ] {
        let came = officer.post(&new, &form);
        assert!(came.errors().contains(words), "{words}: {}", came.errors());
    }
    for form in [at("31", "10", "1:30 GMT", "03:00"), at("5", "1", "23:00", "01:00")] {
        let came = officer.post(&new, &form);
        assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.errors());
    }
    let feed = |officer: &mut Browser<'_>| {
        let page = officer.post("/calendar/make", &[]).body;
        let at = page.find("/calendar/feed/").unwrap();
        let path: String = page[at..].chars().take_while(|c| !"<\"'& ".contains(*c)).collect();
        officer.get(&path).body
    };
    let before = feed(&mut officer);
    assert_eq!(before.matches("BEGIN:VEVENT").count(), 2, "{before}");
    assert!(before.contains("DTSTART:20270105T230000Z") && before.contains("DTEND:20270106T010000Z"), "{before}");
    let timeline = officer.get(&format!("/cases/{case}/timeline")).body;
    let mut links = timeline.split("href=\"").skip(1).filter_map(|h| h.split('"').next());
    let entry = links.find(|h| h.contains("/entries/") && !h.contains("/new/")).unwrap().to_owned();
    let (outcome, shown) = (format!("{entry}/outcome"), officer.get(&entry).body);
    assert!(shown.contains(&format!("href=\"{outcome}\"")));
    // It has not begun: it cannot have been missed.
    let early = officer.post(&outcome, &[("outcome", "appointment-missed"), ("words", "")]);
    assert!(early.errors().contains("has not begun yet"), "{}", early.errors());
    let cancel = [("outcome", "appointment-cancelled"), ("words", "She is in hospital")];
    for _ in 0..2 {
        let came = officer.post(&outcome, &cancel);
        assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.errors());
    }
    let shown = officer.get(&entry).body;
    assert!(shown.contains("Appointment that was cancelled") && shown.contains("She is in hospital"));
    assert!(shown.contains("First interview") && !shown.contains("Version 3") && !shown.contains(&outcome));
    assert_eq!(feed(&mut officer).matches("BEGIN:VEVENT").count(), 1);
    // A note is of what has happened.
    let note = [
        ("about", "circumstances"),
        ("on-day", "1"),
        ("on-month", "1"),
        ("on-year", "2030"),
        ("on-time", "9:00"),
        ("text", "A note"),
    ];
    assert!(officer.post(&format!("/cases/{case}/entries/new/note"), &note).errors().contains("lies ahead"));
}

#[test]
fn no_hidden_name_on_the_documents_of_a_case_is_empty() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let fields = [("title", "Tenancy agreement"), ("about", "contact")];
    upload(&mut officer, &format!("/cases/{case}/documents/new"), &fields, &[b"%PDF-1.4\n%%EOF"]);
    let page = officer.get(&format!("/cases/{case}/documents")).body;
    let hidden = page.split("govuk-visually-hidden\">").skip(1).map(|h| h.split('<').next().unwrap());
    let empty: Vec<&str> = hidden.filter(|words| words.trim_matches([':', ' ']).is_empty()).collect();
    assert!(empty.is_empty(), "{} links say nothing of what they open", empty.len());
    assert!(page.contains("Open (PDF)<span class=\"govuk-visually-hidden\">: Tenancy agreement"), "{page}");
}

#[test]
fn a_task_is_withdrawn_on_a_page_that_asks_why_and_stays_to_be_seen() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let tasks = format!("/cases/{case}/tasks");
    let task = [("kind", "call-the-person"), ("count", "3"), ("unit", "working-days")];
    let came = officer.post(&format!("{tasks}/new"), &task);
    assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.errors());
    let page = officer.get(&tasks).body;
    let path = page.split("href=\"").filter_map(|h| h.split('"').next()).find(|h| h.ends_with("/withdraw"));
    let path = path.unwrap().to_owned();
    assert!(officer.get(&path).body.contains("It is not needed any more"));
    let came = officer.post(&path, &[("why", "")]);
    assert!(came.errors().contains("Choose why it is withdrawn"), "{}", came.errors());
    let came = officer.post(&path, &[("why", "not-needed")]);
    assert_eq!((came.status, came.location()), (StatusCode::SEE_OTHER, tasks.as_str()), "{}", came.errors());
    let page = officer.get(&tasks).body;
    assert!(page.contains("Withdrawn by") && page.contains("It is not needed any more") && !page.contains(&path));
    assert_eq!(officer.get(&path).status, StatusCode::NOT_FOUND);
    let list = |browser: &mut Browser<'_>, state: &str| browser.get(&format!("/tasks?state={state}")).body;
    // Each list can be narrowed to that kind, and names it for that; one has it in a row as well.
    let mut named = |state: &str| list(&mut officer, state).matches("Call the person").count();
    let (withdrawn, done, open) = (named("withdrawn"), named("done"), named(""));
    assert!(withdrawn > done && done == open, "{withdrawn} {done} {open}");
    assert!(list(&mut officer, "withdrawn").contains("Withdrawn by"));
}

#[test]
fn a_case_that_waits_in_the_team_is_taken_from_ones_day() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let app = &site.house.app;
    let mut admin = site.house.actor(COVENTRY, "role:housing-officer", "prevent-relieve");
    admin.administers = true;
    let team = app.make_team(&admin, COVENTRY, "Prevention").unwrap();
    let system = kernel::Caller::system(site.house.authority, "test");
    let accounts = app.store().read(&system, "accounts", |tx| tx.accounts());
    let accounts = accounts.unwrap_or_else(|e: store::StoreError| panic!("{e}"));
    let mine = accounts.iter().find(|a| a.name.starts_with("Robin")).unwrap();
    app.add_member(&admin, team, &mine.username, app::TeamRole::Member, None).unwrap();
    let hand_over = format!("/cases/{case}/hand-over");
    assert!(officer.get(&hand_over).body.contains("Team Prevention"));
    let to = format!("team:{team}");
    let came = officer.post(&hand_over, &[("to", to.as_str()), ("tasks", "yes")]);
    assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.errors());
    let take = format!("/cases/{case}/take");
    let day = officer.get("/my-day").body;
    assert!(day.contains("Waiting in your team") && day.contains(&take), "{day}");
    assert!(officer.get(&format!("/cases/{case}")).body.contains("Held by Team Prevention"));
    let list = officer.get(&format!("/cases?owner={to}")).body;
    assert!(list.contains("Ada Example") && list.contains("Team Prevention"));
    assert!(officer.get("/team").body.contains("Waiting in Prevention"));
    assert_eq!(site.partner("st-basils").post(&take, &[]).status, StatusCode::NOT_FOUND);
    let came = officer.post(&take, &[]);
    assert_eq!((came.status, came.location()), (StatusCode::SEE_OTHER, format!("/cases/{case}").as_str()));
    assert!(!officer.get("/my-day").body.contains("Waiting in your team"));
    assert!(!officer.get(&format!("/cases?owner={to}")).body.contains("Ada Example"));
}

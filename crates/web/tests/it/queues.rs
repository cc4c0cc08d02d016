//! Registers and what waits for somebody, as lists in a browser: each is narrowed, sorted, and taken out in a file that holds the same.

use crate::browser::{Browser, COVENTRY, Site};
use app::NewShare;
use app::messages::Sending;
use app::retention::NewNote;
use axum::http::StatusCode;
use casework::Typed;
use jiff::civil::date;
use kernel::{Caller, CaseId};
use messages::Channel;
use sharing::Ground;
use store::MessageState;

const MARS: &str = "cheshire-west/multi-agency-rough-sleeping";

/// The lines of a list's file, without its heads, each with the column that is asked for.
fn column(browser: &mut Browser<'_>, list: &str, asked: &str, at: usize) -> Vec<String> {
    let file = browser.get(&format!("/lists/{list}/export{asked}"));
    assert_eq!(file.status, StatusCode::OK, "{list}{asked}: {}", file.errors());
    let quoted = |line: &str| -> Vec<String> {
        let line = line.strip_prefix('"').and_then(|line| line.strip_suffix('"')).unwrap_or(line);
        line.split("\",\"").map(str::to_owned).collect()
    };
    let heads = file.body.lines().next().unwrap_or_default().split(',').count();
    let cells = |line: &str| {
        let cells = quoted(line);
        assert_eq!(cells.len(), heads, "as many cells as heads: {line}");
        cells
    };
    file.body.lines().skip(1).map(|line| cells(line)[at].clone()).collect()
}

/// How many lines the page has, which are as many as the file has.
fn lines(browser: &mut Browser<'_>, (path, list): (&str, &str), asked: &str) -> usize {
    let page = browser.get(&format!("{path}{asked}"));
    assert_eq!(page.status, StatusCode::OK, "{path}{asked}: {}", page.errors());
    let shown = page.body.split("<tbody").nth(1).unwrap_or_default().matches("<tr").count();
    assert_eq!(column(browser, list, asked, 0).len(), shown, "{path}{asked}: the file and the page differ");
    shown
}

/// Whether a column is in order one way, and the other way round.
fn sorts(browser: &mut Browser<'_>, list: &str, (sort, at): (&str, usize), also: &str) {
    let up = column(browser, list, &format!("?sort={sort}{also}"), at);
    let mut down = column(browser, list, &format!("?sort={sort}&dir=down{also}"), at);
    assert!(up.len() > 1 && up.iter().any(|one| *one != up[0]), "nothing to sort in {list} by {sort}: {up:?}");
    assert!(up.is_sorted_by_key(|one| one.to_lowercase()), "{list} by {sort}: {up:?}");
    down.reverse();
    assert_eq!(down, up, "{list} by {sort}");
}

#[test]
fn reviews_of_access_and_invitations_are_narrowed_sorted_and_taken_out() {
    let site = Site::new();
    let (mut admin, mut officer) = (site.administrator(), site.officer());
    site.partner("st-basils");
    let review = ("/admin/review", "access-review");
    assert_eq!(lines(&mut admin, review, ""), 3);
    assert_eq!(lines(&mut admin, review, "?under=administrators"), 1);
    assert_eq!(lines(&mut admin, review, "?under=coventry%2Fhomelessness-and-cbl"), 2);
    assert_eq!(lines(&mut admin, review, "?training=none"), 3);
    assert_eq!(lines(&mut admin, review, "?training=current"), 0);
    assert_eq!(lines(&mut admin, review, "?state=ended"), 0);
    sorts(&mut admin, "access-review", ("name", 0), "");
    // Accounts of before there were reviews wait until somebody confirms them: what the button does, the list shows.
    let waiting = lines(&mut admin, review, "?state=waits");
    let page = admin.get("/admin/review?state=waits").body;
    let confirm = page.split("action=\"").find(|at| at.contains("/confirm\"")).unwrap().split('"').next().unwrap();
    assert_eq!(admin.post(confirm, &[]).location(), "/admin/review");
    assert_eq!(lines(&mut admin, review, "?state=waits"), waiting - 1);
    assert_eq!(lines(&mut admin, review, "?state=confirmed"), 3 - waiting + 1);
    // What cannot be done is said on the list.
    let page = admin.get("/admin/review?under=administrators").body;
    let own = page.split("href=\"/admin/accounts/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    site.administrator();
    let refused = admin.post(&format!("/admin/accounts/{own}/confirm"), &[]);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.errors().contains("Another administrator") && refused.body.contains("<tbody"));

    let invite = |admin: &mut Browser<'_>, name: &str, username: &str| {
        let role = format!("{COVENTRY}#role:housing-officer");
        let fields = [("name", name), ("username", username), ("capacities-0", role.as_str())];
        assert_eq!(admin.post("/admin/invitations/new", &fields).status, StatusCode::OK);
    };
    invite(&mut admin, "Zed Example", "zed@example.org");
    site.house.clock.advance_seconds(60);
    invite(&mut admin, "Amy Example", "amy@example.org");
    let invited = ("/admin/invitations", "invitations");
    assert_eq!(lines(&mut admin, invited, ""), 2);
    assert_eq!(column(&mut admin, "invitations", "", 0), ["Amy Example", "Zed Example"], "the newest first");
    sorts(&mut admin, "invitations", ("name", 0), "");
    sorts(&mut admin, "invitations", ("made", 2), "");
    let page = admin.get("/admin/invitations?state=open").body;
    let withdraw = page.split("action=\"").find(|at| at.contains("/withdraw\"")).unwrap().split('"').next().unwrap();
    assert_eq!(officer.post(withdraw, &[]).status, StatusCode::NOT_FOUND);
    assert_eq!(admin.post(withdraw, &[]).location(), "/admin/invitations");
    assert_eq!(lines(&mut admin, invited, "?state=open"), 1);
    assert_eq!(lines(&mut admin, invited, "?state=over"), 1);
    assert_eq!(lines(&mut admin, invited, "?state=accepted"), 0);
}

#[test]
fn open_lists_are_narrowed_by_list_and_day_sorted_and_taken_out() {
    let site = Site::new();
    let mut admin = site.administrator();
    let at = format!("/admin/enrolments/{COVENTRY}");
    let enrol = |admin: &mut Browser<'_>, name: &str, from: [&str; 3]| {
        let [day, month, year] = from;
        let came = admin.post(
            &at,
            &[
                ("class", "private-landlord"),
                ("name", name),
                ("evidence", "Offer 12 of March"),
                ("country", "GB"),
                ("from-day", day),
                ("from-month", month),
                ("from-year", year),
            ],
        );
        assert_eq!(came.location(), "/admin/enrolments", "{}", came.errors());
    };
    enrol(&mut admin, "Hillfields Lettings", ["1", "11", "2026"]);
    enrol(&mut admin, "Earlsdon Rooms", ["20", "11", "2026"]);
    enrol(&mut admin, "Tomorrow Homes", ["1", "12", "2026"]);
    let list = ("/admin/enrolments", "enrolments");
    assert_eq!(lines(&mut admin, list, ""), 2);
    assert_eq!(column(&mut admin, "enrolments", "?state=ahead", 0), ["Tomorrow Homes"]);
    assert_eq!(lines(&mut admin, list, "?state=all"), 3);
    assert_eq!(lines(&mut admin, list, "?state=over"), 0);
    let landlords = format!("?list={}", crate::browser::escape(&format!("{COVENTRY}|private-landlord")));
    assert_eq!(lines(&mut admin, list, &landlords), 2);
    assert_eq!(admin.get("/admin/enrolments?list=nothing").status, StatusCode::UNPROCESSABLE_ENTITY);
    sorts(&mut admin, "enrolments", ("name", 0), "&state=all");
    sorts(&mut admin, "enrolments", ("from", 3), "&state=all");
}

#[test]
fn records_that_may_be_of_one_person_are_narrowed_and_taken_out_as_the_gate_lets_them() {
    let site = Site::new();
    let (mut officer, mut other) = (site.officer(), site.officer());
    officer.create("Ada Example");
    officer.create("Ada Example");
    let list = ("/people/duplicates", "duplicates");
    assert_eq!(lines(&mut officer, list, ""), 1);
    assert_eq!(column(&mut officer, "duplicates", "", 0), ["Ada Example"]);
    let score: i32 = column(&mut officer, "duplicates", "", 4)[0].parse().unwrap();
    let mut found = 0;
    for likely in ["over-99", "95", "less"] {
        found += lines(&mut officer, list, &format!("?likely={likely}"));
    }
    assert!(found == 1 && score > 50, "it is in one of the parts: {found}, {score}");
    assert_eq!(lines(&mut officer, list, "?whose=mine"), 1);
    assert_eq!(lines(&mut other, list, "?whose=mine"), 0);
    assert_eq!(lines(&mut other, list, ""), 1);
    // From the page of one of the two, and of somebody else.
    let page = officer.get("/people/duplicates").body;
    let compare = page.split("href=\"/people/").find(|at| at.contains("/compare/")).unwrap();
    let person = compare.split('/').next().unwrap().to_owned();
    assert_eq!(lines(&mut officer, list, &format!("?of={person}")), 1);
    let nobody = "0".repeat(32);
    assert_eq!(lines(&mut officer, list, &format!("?of={nobody}")), 0);
    // Where the purpose lets no name through, nobody is compared, in the file neither.
    let mut reporter = site.person(Some((COVENTRY, "role:housing-officer", "report")), false, true);
    assert!(!reporter.get("/lists/duplicates/export").body.contains("Ada Example"));
    assert_eq!(site.partner("st-basils").get("/lists/duplicates/export").status, StatusCode::NOT_FOUND);
}

#[test]
fn requests_of_police_and_others_are_narrowed_sorted_saved_and_taken_out() {
    let site = Site::with(&[MARS]);
    let acts = |role: &str, purpose: &str| site.person(Some((MARS, role, purpose)), false, true);
    let mut worker = acts("role:housing-officer", "reduce-harm");
    let mut guardian = acts("role:data-protection-officer", "compliance");
    let log = |worker: &mut Browser<'_>, kind: &str, body: &str, answer: Option<&str>| {
        let mut fields = vec![
            ("kind", kind),
            ("body", body),
            ("asker", "PC 4711"),
            ("channel", "email"),
            ("what", "Where he sleeps"),
            ("why", "A theft"),
            ("whom", "Zanary Sample"),
        ];
        if let Some(day) = answer {
            fields.extend([("answer-day", day), ("answer-month", "11"), ("answer-year", "2026")]);
        }
        let came = worker.post("/outside-requests/new", &fields);
        assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.errors());
        came.location().split('?').next().unwrap().to_owned()
    };
    let first = log(&mut worker, "police", "Example Constabulary", Some("25"));
    log(&mut worker, "lawyer", "Sample Solicitors", None);
    log(&mut worker, "court", "County Court", Some("23"));
    let list = ("/outside-requests", "outside-requests");
    for who in [&mut worker, &mut guardian] {
        assert_eq!(lines(who, list, ""), 3);
        assert_eq!(
            column(who, "outside-requests", "", 0),
            ["County Court", "Example Constabulary", "Sample Solicitors"],
            "what is to be answered first comes first, and what has no day last"
        );
        assert_eq!(lines(who, list, "?kind=police"), 1);
        assert_eq!(lines(who, list, "?state=week"), 2);
        assert_eq!(lines(who, list, "?state=late"), 0);
        assert_eq!(lines(who, list, "?from=2026-11-22"), 0);
        assert_eq!(lines(who, list, "?from=2026-11-21&until=2026-11-21"), 3);
        sorts(who, "outside-requests", ("kind", 2), "");
        assert!(!who.get("/lists/outside-requests/export").body.contains("Zanary"), "the file names somebody");
    }
    // Somebody else who has no say sees none of them, whichever way they ask.
    let mut colleague = acts("role:housing-officer", "reduce-harm");
    for asked in ["", "?state=all", "?kind=police"] {
        assert_eq!(lines(&mut colleague, list, asked), 0);
    }
    site.house.clock.advance_seconds(3 * 24 * 60 * 60);
    let mut guardian = site.comes_back(&guardian);
    assert_eq!(column(&mut guardian, "outside-requests", "?state=late", 0), ["County Court"]);
    let decision = [("decision", "nobody"), ("words", "Nobody of that name")];
    let decided = guardian.post(&format!("{first}/decide"), &decision);
    assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.errors());
    assert_eq!(lines(&mut guardian, list, ""), 2);
    for state in ["decided", "nobody"] {
        let asked = format!("?state={state}");
        assert_eq!(column(&mut guardian, "outside-requests", &asked, 0), ["Example Constabulary"]);
    }
    assert_eq!(lines(&mut guardian, list, "?state=refused"), 0);
    assert_eq!(lines(&mut guardian, list, "?state=all"), 3);
    let save = [("name", "Late ones of the police"), ("state", "late"), ("kind", "police")];
    assert_eq!(
        guardian.post("/lists/outside-requests/views", &save).location(),
        "/outside-requests?state=late&kind=police"
    );
    assert!(guardian.get("/outside-requests").body.contains("Late ones of the police"));
}

/// Asks to share who somebody is with an ambulance service.
fn ask_to_share(site: &Site, case: CaseId) {
    let officer = site.house.actor(COVENTRY, "role:housing-officer", "prevent-relieve");
    let gateway = sharing::gateways_for(Ground::Vital, date(2026, 11, 21)).next().unwrap();
    let new = NewShare {
        party: "class:emergency-service".to_owned(),
        body: "Example Ambulance Service".to_owned(),
        purpose: "vital-interests".to_owned(),
        ground: Ground::Vital.id().to_owned(),
        gateway: gateway.id.clone(),
        test: Ground::Vital.test().iter().map(|q| (q.id.to_owned(), q.answers[0].0.to_owned())).collect(),
        items: vec!["identity.name".to_owned()],
        reason: "Zanary is not breathing".to_owned(),
        request: "Call 4711".to_owned(),
        channel: "desk".to_owned(),
        country: "GB".to_owned(),
        told: "not-yet".to_owned(),
        ..NewShare::default()
    };
    site.house.app.ask_to_share(&officer, case, &new).unwrap();
}

#[test]
fn what_waits_for_approval_and_for_review_is_narrowed_sorted_and_taken_out_without_a_name() {
    let site = Site::new();
    let mut officer = site.officer();
    for _ in 0..2 {
        let case = officer.create("Zanary Example");
        ask_to_share(&site, case);
    }
    let acts = |role: &str, purpose: &str| site.person(Some((COVENTRY, role, purpose)), false, true);
    let mut lead = acts("role:safeguarding-lead", "safeguarding");
    let waiting = ("/approvals", "approvals");
    assert_eq!(lines(&mut lead, waiting, ""), 2);
    assert_eq!(lines(&mut lead, waiting, "?ground=vital"), 2);
    assert_eq!(lines(&mut lead, waiting, "?ground=crime"), 0);
    sorts(&mut lead, "approvals", ("case", 1), "");
    assert_eq!(lines(&mut officer, waiting, ""), 0, "it is not the officer who decides");
    let page = lead.get("/approvals").body;
    let first = page.split("href=\"/approvals/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut files = lead.get("/lists/approvals/export").body;
    let approved = lead.post(&format!("/approvals/{first}"), &[("do", "approve")]);
    assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.errors());
    assert_eq!(lines(&mut lead, waiting, ""), 1);

    let mut guardian = acts("role:data-protection-officer", "compliance");
    let reviews = ("/reviews", "reviews");
    assert_eq!(lines(&mut guardian, reviews, ""), 1);
    for (asked, many) in
        [("?state=late", 0), ("?state=week", 1), ("?state=untold", 1), ("?ground=vital", 1), ("?ground=court", 0)]
    {
        assert_eq!(lines(&mut guardian, reviews, asked), many, "{asked}");
    }
    files.push_str(&guardian.get("/lists/reviews/export").body);
    assert!(!files.contains("Zanary"), "a file names somebody: {files}");
    site.house.clock.advance_seconds(3 * 24 * 60 * 60);
    let mut guardian = site.comes_back(&guardian);
    assert_eq!(lines(&mut guardian, reviews, "?state=late"), 1);
    let mut officer = site.comes_back(&officer);
    assert_eq!(officer.get("/lists/reviews/export").status, StatusCode::NOT_FOUND);
}

#[test]
fn letters_are_narrowed_by_who_decided_and_when_sorted_and_taken_out() {
    const TEMPLATE: &str = r#"
[template]
key     = "KEY"
version = "1.0.0"
notice  = "coventry/homelessness-and-cbl"
title   = "TITLE"
to      = "subject"
purpose = "own-access"

[letter]
subject = "Hello"
body    = "Please call us"
"#;
    let site = Site::new();
    let app = &site.house.app;
    let system = Caller::system(site.house.authority, "test");
    for (key, title) in [("hello", "A zebra letter"), ("bye", "An antelope letter")] {
        let text = TEMPLATE.replace("KEY", key).replace("TITLE", title);
        app.publish_template(&system, &format!("{key}.toml"), &text).unwrap();
    }
    let mut officer = site.officer();
    let case = officer.create("Zanary Example");
    let colleague = site.house.actor(COVENTRY, "role:housing-officer", "prevent-relieve");
    for template in ["hello", "bye"] {
        let sending = Sending {
            template: template.to_owned(),
            channel: Channel::Letter,
            typed: Typed::default(),
            asked_if_safe: true,
        };
        app.send_message(&colleague, case, &sending, "").unwrap();
        let line = app.messages(&colleague, case).unwrap().lines.remove(0);
        let ready = app.store().write(&system, "print", move |tx| {
            tx.move_message(line.id, MessageState::Queued, MessageState::Ready, None, None)
        });
        assert!(ready.unwrap_or_else(|e: store::StoreError| panic!("{e}")));
        site.house.clock.advance_seconds(24 * 60 * 60);
    }
    let mut officer = site.comes_back(&officer);
    let list = ("/letters", "letters");
    assert_eq!(lines(&mut officer, list, ""), 2);
    assert_eq!(lines(&mut officer, list, "?whose=mine"), 0);
    assert_eq!(lines(&mut officer, list, "?from=2026-11-22"), 1);
    assert_eq!(lines(&mut officer, list, "?until=2026-11-20"), 0);
    sorts(&mut officer, "letters", ("title", 0), "");
    sorts(&mut officer, "letters", ("decided", 2), "");
    assert!(!officer.get("/lists/letters/export").body.contains("Zanary"), "the file names somebody");
    // From the line it is opened, and taken off the list.
    let page = officer.get("/letters").body;
    assert!(
        page.contains("/letter\">Open to print (PDF)<span class=\"govuk-visually-hidden\">: A zebra letter</span>")
    );
    let posted = page.split("action=\"").find(|at| at.contains("/posted\"")).unwrap().split('"').next().unwrap();
    assert_eq!(officer.post(posted, &[]).location(), "/letters");
    assert_eq!(lines(&mut officer, list, ""), 1);
    assert_eq!(lines(&mut site.partner("st-basils"), list, ""), 0);
}

#[test]
fn notes_of_sessions_are_narrowed_sorted_and_taken_out_where_a_notice_has_a_rule_about_them() {
    let site = Site::with(&[MARS, COVENTRY]);
    let keeper = site.house.actor(MARS, "role:housing-officer", "deliver");
    for (session, held, paper) in
        [("Residents’ panel", 19, true), ("Advisory group", 20, true), ("Workshop", 18, false)]
    {
        let note = NewNote {
            session: session.to_owned(),
            held_on: Some(date(2026, 11, held)),
            paper,
            place: "Cabinet 3".to_owned(),
            text: String::new(),
        };
        site.house.app.add_session_note(&keeper, &note).unwrap();
    }
    let mut officer = site.person(Some((MARS, "role:housing-officer", "deliver")), false, true);
    let list = ("/notes", "notes");
    assert_eq!(lines(&mut officer, list, ""), 3);
    assert_eq!(lines(&mut officer, list, "?medium=typed"), 1);
    assert_eq!(lines(&mut officer, list, "?state=overdue"), 0);
    sorts(&mut officer, "notes", ("session", 0), "");
    sorts(&mut officer, "notes", ("held", 1), "");
    let page = officer.get("/notes?sort=session").body;
    let destroyed = page.split("href=\"").find(|at| at.contains("/destroyed\"")).unwrap().split('"').next().unwrap();
    assert_eq!(officer.post(destroyed, &[("how", "shredded")]).location(), "/notes");
    assert_eq!(column(&mut officer, "notes", "?state=destroyed", 0), ["Advisory group"]);
    assert_eq!(lines(&mut officer, list, ""), 2);
    assert_eq!(lines(&mut officer, list, "?state=all"), 3);
    let mut elsewhere = site.officer();
    assert_eq!(elsewhere.get("/notes").status, StatusCode::NOT_FOUND, "a notice without such a rule");
    assert_eq!(elsewhere.get("/lists/notes/export").status, StatusCode::NOT_FOUND);
}

#[test]
fn groups_and_meetings_are_narrowed_sorted_and_taken_out_by_those_who_take_part() {
    let site = Site::new();
    let (mut officer, mut basils) = (site.officer(), site.partner("st-basils"));
    let group = |officer: &mut Browser<'_>, name: &str| {
        let came = officer.post(
            "/groups/new",
            &[
                ("name", name),
                ("service", "homelessness"),
                ("terms", "Speaks of people who may lose their home."),
                ("statement", "What is said here stays here."),
                ("criteria", "3 | Children in the household"),
                ("opens", "2"),
                ("closes", "1"),
            ],
        );
        assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.errors());
        came.location().split('?').next().unwrap().to_owned()
    };
    let call = |officer: &mut Browser<'_>, group: &str, day: &str| {
        let on =
            [("on-day", day), ("on-month", "12"), ("on-year", "2026"), ("starts", "10:00"), ("place", "Town hall")];
        let came = officer.post(&format!("{group}/meetings/new"), &on);
        assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.errors());
    };
    let (winter, summer) = (group(&mut officer, "Winter panel"), group(&mut officer, "Summer panel"));
    call(&mut officer, &winter, "3");
    call(&mut officer, &winter, "10");
    call(&mut officer, &summer, "8");
    let joined = officer.post(&format!("{winter}/members"), &[("party", "st-basils")]);
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.errors());
    let (groups, meetings) = (("/groups", "groups"), ("/meetings", "meetings"));
    assert_eq!(lines(&mut officer, groups, ""), 2);
    sorts(&mut officer, "groups", ("name", 0), "");
    sorts(&mut officer, "groups", ("next", 3), "");
    assert_eq!(lines(&mut officer, meetings, ""), 3);
    sorts(&mut officer, "meetings", ("day", 1), "");
    sorts(&mut officer, "meetings", ("group", 0), "");
    let id = winter.rsplit('/').next().unwrap();
    assert_eq!(lines(&mut officer, meetings, &format!("?group={id}")), 2);
    assert_eq!(lines(&mut officer, meetings, "?from=2026-12-04&until=2026-12-09"), 1);
    assert_eq!(lines(&mut officer, meetings, "?state=closed"), 0);
    assert_eq!(lines(&mut officer, meetings, "?state=planned"), 3);
    // A member has its own group, and no other.
    assert_eq!(column(&mut basils, "groups", "", 0), ["Winter panel"]);
    assert_eq!(lines(&mut basils, meetings, ""), 2);
    let other = summer.rsplit('/').next().unwrap();
    assert_eq!(basils.get(&format!("/meetings?group={other}")).status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(officer.post(&format!("{summer}/end"), &[]).status, StatusCode::SEE_OTHER);
    assert_eq!(column(&mut officer, "groups", "?state=ended", 0), ["Summer panel"]);
    assert_eq!(lines(&mut officer, groups, ""), 1);
    assert_eq!(lines(&mut officer, groups, "?state=all"), 2);
    assert_eq!(lines(&mut site.partner("salvation-army"), meetings, ""), 0);
}

#[test]
fn a_desk_with_much_on_it_says_how_much_and_leads_through_all_of_it() {
    let site = Site::new();
    let app = &site.house.app;
    let staff = site.house.actor(COVENTRY, "role:housing-officer", "prevent-relieve");
    let mut officer = site.officer();
    let sent = app::DESK_PAGE + 3;
    for n in 0..sent {
        let case = officer.create(&format!("Ada {}", "x".repeat(n + 1)));
        app.record_consent(&staff, case, "st-basils", "refer", app::ConsentAnswer::Given, "spoken").unwrap();
        let new = app::NewShare {
            party: "st-basils".to_owned(),
            purpose: "refer".to_owned(),
            ground: "referral".to_owned(),
            items: vec!["identity.name".to_owned()],
            reason: "Needs a bed".to_owned(),
            channel: "desk".to_owned(),
            country: "GB".to_owned(),
            ..app::NewShare::default()
        };
        app.ask_to_share(&staff, case, &new).unwrap();
        site.house.clock.advance_seconds(60);
    }
    let mut basils = site.partner("st-basils");
    let first = basils.get("/desk").body;
    let count = format!("To answer <span class=\"app-group__count\">{sent}</span>");
    assert!(first.contains(&count) && first.contains("3 more: the next of them"), "{first}");
    let last = "x".repeat(sent);
    assert!(first.contains("Ada x") && !first.contains(&"x".repeat(app::DESK_PAGE + 1)), "the oldest first");
    let next = first.split("href=\"").filter_map(|l| l.split('"').next()).find(|l| l.starts_with("/desk?")).unwrap();
    let next = basils.get(&next.replace("&amp;", "&").replace("#waiting", "")).body;
    assert!(next.contains(&last) && next.contains("before these"), "{next}");
}

//! Working lists in a browser without a script: heads that sort, what is saved, files, and who comes in.

use crate::browser::{Browser, COVENTRY, Site};
use axum::http::StatusCode;
use kernel::CaseId;

const CANARY: &str = "=Zanarycell";

/// Something to do on a case, in so many working days.
fn task(browser: &mut Browser<'_>, case: CaseId, kind: &str, days: &str) {
    let at = format!("/cases/{case}/tasks/new");
    let owner = checked(&browser.get(&at).body);
    let fields =
        [("kind", kind), ("count", days), ("unit", "working-days"), ("owner", owner.as_str()), ("waiting", "")];
    let came = browser.post(&at, &fields);
    assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.errors());
}

/// Who is chosen as the owner.
fn checked(page: &str) -> String {
    let owners = page.split("name=\"owner\"").skip(1);
    let chosen = owners.map(|o| o.split('>').next().unwrap()).find(|o| o.contains("checked"));
    let value = chosen.and_then(|o| o.split("value=\"").nth(1)).and_then(|v| v.split('"').next());
    value.unwrap_or_default().to_owned()
}

/// The places of words on a page, in their order.
fn in_order(page: &str, words: &[&str]) -> bool {
    let table = page.split("<tbody").nth(1).unwrap_or_default();
    let at: Vec<_> = words.iter().map(|w| table.find(w)).collect();
    at.iter().all(Option::is_some) && at.windows(2).all(|two| two[0] < two[1])
}

/// The address that the head of a column leads to.
fn head(page: &str, words: &str) -> String {
    let link = page.split("<th scope=\"col\"").find(|th| th.contains(&format!(">{words}</a>"))).unwrap();
    link.split("href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&")
}

#[test]
fn heads_sort_in_both_directions_and_say_so_and_what_is_narrowed_stays() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    task(&mut officer, case, "write-a-letter", "2");
    task(&mut officer, case, "call-the-person", "5");
    let page = officer.get("/tasks");
    assert_eq!(page.status, StatusCode::OK);
    assert!(in_order(&page.body, &["Write a letter", "Call the person"]), "what is due first comes first");
    assert!(page.body.contains("aria-sort=\"ascending\"") && page.body.contains("aria-sort=\"none\""));
    let by_kind = officer.get(&head(&page.body, "What")).body;
    assert!(in_order(&by_kind, &["Call the person", "Write a letter"]));
    let back = head(&by_kind, "What");
    assert_eq!(back, "/tasks?sort=kind&dir=down");
    let down = officer.get(&back).body;
    assert!(in_order(&down, &["Write a letter", "Call the person"]) && down.contains("aria-sort=\"descending\""));
    // To narrow keeps the order, and to sort keeps what it is narrowed to.
    assert!(down.contains("<input type=\"hidden\" name=\"sort\" value=\"kind\">"));
    let narrowed = officer.get("/tasks?kind=write-a-letter&sort=kind").body;
    assert!(narrowed.contains("Write a letter</td>") && !narrowed.contains("Call the person</td>"));
    assert_eq!(head(&narrowed, "Due"), "/tasks?kind=write-a-letter");
    // What is not known is no order and no page; a filter that is not there any more is said, and shows nothing by itself.
    let odd = officer.get("/tasks?sort=name&dir=up&after=1.2");
    assert!(odd.status == StatusCode::OK && in_order(&odd.body, &["Write a letter", "Call the person"]));
    for path in ["/tasks", "/lists/tasks/export"] {
        let odd = officer.get(&format!("{path}?kind=%3Cscript%3E&whose=nonsense"));
        assert!(odd.status == StatusCode::UNPROCESSABLE_ENTITY && odd.errors().contains("Choose again"), "{path}");
        assert!(!odd.body.contains("Write a letter</td>") && !odd.body.contains("%3Cscript"));
        assert!(!odd.body.contains("nonsense"));
    }
}

#[test]
fn a_day_that_is_none_is_said_beside_it_and_stays_as_it_was_typed() {
    let site = Site::new();
    let page = site.officer().get("/referrals?from=31%2F12%2F2026&until=2026-12-01");
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.errors().contains("href=\"#from\"") && !page.errors().contains("#until"), "{}", page.errors());
    assert!(page.body.contains("value=\"31/12/2026\"") && page.body.contains("value=\"2026-12-01\""));
}

#[test]
fn a_list_is_saved_beside_those_of_cases_and_only_for_whoever_saved_it() {
    let site = Site::new();
    let (mut officer, mut other) = (site.officer(), site.officer());
    officer.create("Ada Example");
    let save = [("name", "The team’s, overdue"), ("whose", "team"), ("due", "overdue"), ("sort", "kind"), ("odd", "1")];
    let came = officer.post("/lists/tasks/views", &save);
    let at = "/tasks?whose=team&due=overdue&sort=kind";
    assert_eq!(came.location(), at);
    let cases = [("name", "Mine"), ("mine", "yes")];
    assert_eq!(officer.post("/lists/cases/views", &cases).location(), "/cases?mine=yes");
    let link = |at: &str, name: &str| format!("href=\"{}\">{name}</a>", at.replace('&', "&amp;"));
    let tasks = officer.get("/tasks").body;
    assert!(tasks.contains(&link(at, "The team’s, overdue")), "{tasks}");
    assert!(tasks.contains(&link("/cases?mine=yes", "Cases: Mine")));
    let cases = officer.get("/cases").body;
    assert!(cases.contains(&link("/cases?mine=yes", "Mine")));
    assert!(cases.contains(&link(at, "Tasks: The team’s, overdue")));
    assert!(!other.get("/tasks").body.contains("overdue</a>"), "somebody else's list");
    // Twice the same name, and none.
    let again = officer.post("/lists/tasks/views", &save);
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("choose another name") && again.body.contains("name=\"due\" value=\"overdue\""));
    assert_eq!(officer.post("/lists/tasks/views", &[]).status, StatusCode::UNPROCESSABLE_ENTITY);
    let forget = cases.split("action=\"").find(|a| a.starts_with("/lists/cases/views/")).unwrap();
    let forget = forget.split('"').next().unwrap().to_owned();
    assert_eq!(other.post(&forget, &[]).status, StatusCode::NOT_FOUND);
    assert_eq!(officer.post(&forget, &[]).location(), "/cases");
    assert!(!officer.get("/tasks").body.contains("Cases: Mine"));
}

#[test]
fn a_file_holds_the_same_lines_as_the_page_and_no_cell_of_it_is_a_formula() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create(CANARY);
    task(&mut officer, case, "write-a-letter", "2");
    task(&mut officer, case, "call-the-person", "5");
    let page = officer.get("/tasks?kind=write-a-letter").body;
    let export = "/lists/tasks/export?kind=write-a-letter";
    assert!(page.contains(&format!("href=\"{export}\"")));
    let file = officer.get(export);
    assert!(file.headers["content-type"].to_str().unwrap().starts_with("text/csv"));
    let saved_as = file.headers["content-disposition"].to_str().unwrap();
    assert!(saved_as.starts_with("attachment") && saved_as.contains("tasks.csv"), "{saved_as}");
    assert_eq!(file.headers["cache-control"], "no-store");
    let lines: Vec<&str> = file.body.lines().collect();
    assert_eq!(lines[0], "Name,Case,What,Due on,Who,State");
    assert_eq!(lines.len(), 2, "{}", file.body);
    assert!(lines[1].starts_with(&format!("\"'{CANARY}\",\"C26-")) && lines[1].contains("\"Write a letter\",\"2026-"));
    // For a purpose that lets no name through, neither does the file.
    let mut reporter = site.person(Some((COVENTRY, "role:housing-officer", "report")), false, true);
    let theirs = reporter.get("/lists/tasks/export?whose=team");
    assert!(theirs.body.contains("(withheld)") && !theirs.body.contains("Zanary"), "{}", theirs.body);
    assert!(!reporter.get("/tasks?whose=team").body.contains("Zanary"));
}

#[test]
fn whoever_has_a_list_has_its_file_and_nobody_else_has_either() {
    let site = Site::new();
    let lists = [
        ("tasks", "/tasks"),
        ("appointments", "/appointments"),
        ("asked", "/asked"),
        ("warnings", "/warnings"),
        ("requests", "/rights"),
        ("referrals", "/referrals"),
        ("outbound", "/outbound"),
        ("approvals", "/approvals"),
        ("reviews", "/reviews"),
        ("outside-requests", "/outside-requests"),
        ("letters", "/letters"),
        ("notes", "/notes"),
        ("groups", "/groups"),
        ("meetings", "/meetings"),
        ("duplicates", "/people/duplicates"),
        ("imports", "/imports"),
        ("agreements", "/agreements"),
        ("accounts", "/admin/accounts"),
        ("access-review", "/admin/review"),
        ("invitations", "/admin/invitations"),
        ("agencies", "/admin/agencies"),
        ("enrolments", "/admin/enrolments"),
    ];
    let person = |role: &str, purpose: &str| site.person(Some((COVENTRY, role, purpose)), false, true);
    // This notice has no rule about notes of sessions: nobody has a list of them.
    let staff = [
        "tasks",
        "appointments",
        "asked",
        "warnings",
        "referrals",
        "outbound",
        "approvals",
        "outside-requests",
        "letters",
        "groups",
        "meetings",
        "duplicates",
        "imports",
    ];
    let mut everybody = [
        ("officer", person("role:housing-officer", "prevent-relieve"), staff.to_vec()),
        (
            "protection",
            person("role:data-protection-officer", "rights"),
            [staff.as_slice(), &["requests", "reviews", "agreements"]].concat(),
        ),
        ("partner", site.partner("st-basils"), vec!["letters", "groups", "meetings"]),
        (
            "administrator",
            site.administrator(),
            vec!["agreements", "accounts", "access-review", "invitations", "agencies", "enrolments"],
        ),
    ];
    for (who, browser, theirs) in &mut everybody {
        for (key, path) in lists {
            let wanted = if theirs.contains(&key) { StatusCode::OK } else { StatusCode::NOT_FOUND };
            assert_eq!(browser.get(path).status, wanted, "{who} at {path}");
            assert_eq!(browser.get(&format!("/lists/{key}/export")).status, wanted, "the file of {key} for {who}");
            let saved = browser.post(&format!("/lists/{key}/views"), &[("name", "One")]).status;
            assert_eq!(saved == StatusCode::SEE_OTHER, wanted == StatusCode::OK, "{who} saves {key}: {saved}");
        }
        assert_eq!(browser.get("/lists/nothing/export").status, StatusCode::NOT_FOUND);
    }
    // Every list has a page, and every page says who may come in.
    for (_, path) in lists {
        assert!(web::routes().iter().any(|route| route.path == path), "{path}");
    }
}

#[test]
fn accounts_are_narrowed_sorted_and_come_in_pages_whose_addresses_name_nobody() {
    let site = Site::new();
    let mut admin = site.administrator();
    let new = |_| site.house.actor(COVENTRY, "role:housing-officer", "prevent-relieve");
    let officers: Vec<_> = (0..app::LIST_PAGE).map(new).collect();
    site.partner("st-basils");
    let rows = |page: &str| page.split("<tbody").nth(1).unwrap_or_default().matches("href=\"/admin/accounts/").count();
    let first = admin.get("/admin/accounts").body;
    assert_eq!(rows(&first), app::LIST_PAGE);
    let next = first.split("href=\"").find(|h| h.starts_with("/admin/accounts?after=")).unwrap();
    let next = next.split('"').next().unwrap().replace("&amp;", "&");
    assert!(!next.contains("Test") && !next.contains("Robin"), "{next}");
    let second = admin.get(&next).body;
    assert_eq!(rows(&second), 2, "the administrator, and whoever is of an agency or an officer");
    assert_eq!(rows(&admin.get("/admin/accounts?under=administrators").body), 1);
    assert_eq!(rows(&admin.get("/admin/accounts?state=off").body), 0);
    let file = admin.get("/lists/accounts/export?under=coventry%2Fhomelessness-and-cbl").body;
    assert_eq!(file.lines().next(), Some("Name,User name,May act as,State"));
    assert_eq!(file.lines().count(), officers.len() + 2);
    let by = |sort: &str| admin.clone().get(&format!("/lists/accounts/export?sort={sort}")).body;
    let column = |file: &str, at: usize| -> Vec<String> {
        file.lines().skip(1).map(|l| l.split("\",\"").nth(at).unwrap().trim_matches('"').to_lowercase()).collect()
    };
    let (name, mut down) = (column(&by("name"), 0), column(&by("name&dir=down"), 0));
    down.reverse();
    assert!(name.is_sorted() && down == name && column(&by("username"), 1).is_sorted());
}

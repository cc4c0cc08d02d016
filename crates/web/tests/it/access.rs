//! Ways in, through the pages: an invitation, a way back, a new device, lists that a notice leaves open.

use crate::browser::{Browser, COVENTRY, Site};
use axum::http::StatusCode;
use identity::TotpSecret;

const PASSWORD: &str = "three heron umbrellas";

/// The link that a page shows once.
fn link(page: &str, path: &str) -> String {
    let after = page.split(&format!("{path}/")).nth(1).unwrap_or_else(|| panic!("no link: {page}"));
    format!("{path}/{}", after.split('<').next().unwrap())
}

fn secret(page: &str) -> TotpSecret {
    let typed = page.split("class=\"app-secret\">").nth(1).and_then(|t| t.split('<').next()).unwrap();
    let base32: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    TotpSecret::from_bytes(data_encoding::BASE32_NOPAD.decode(base32.as_bytes()).unwrap().try_into().unwrap())
}

fn invited(admin: &mut Browser<'_>) -> String {
    let made = admin.post(
        "/admin/invitations/new",
        &[
            ("name", "Olive Officer"),
            ("username", "olive@example.org"),
            ("capacities-0", &format!("{COVENTRY}#role:housing-officer")),
        ],
    );
    assert_eq!(made.status, StatusCode::OK, "{}", made.errors());
    link(&made.body, "/join")
}

/// Logs in with both factors.
fn log_in<'s>(site: &'s Site, password: &str, known: Option<&TotpSecret>) -> (Browser<'s>, TotpSecret) {
    site.house.clock.advance_seconds(60);
    let mut browser = site.nobody();
    let came = browser.post("/login", &[("username", "olive@example.org"), ("password", password)]);
    assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.errors());
    let totp = known.cloned().unwrap_or_else(|| secret(&browser.get("/account/second-factor").body));
    let at = if known.is_some() { "/login/code" } else { "/account/second-factor" };
    let code = totp.code_at(site.house.now());
    let came = browser.post(at, &[("code", code.as_str())]);
    assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.errors());
    (browser, totp)
}

#[test]
fn somebody_invited_sets_their_own_password_and_comes_in_and_the_link_is_dead_after_that() {
    let site = Site::new();
    let mut admin = site.administrator();
    let wrong = admin.post("/admin/invitations/new", &[("name", "Olive Officer"), ("username", "olive")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("value=\"Olive Officer\"") && wrong.body.contains("href=\"#username\""));
    let join = invited(&mut admin);
    assert!(!admin.get("/admin/invitations").body.contains(&join), "the link is shown once");
    let mut olive = site.nobody();
    assert!(olive.get(&join).body.contains("olive@example.org"));
    let differ = olive.post(&join, &[("password", PASSWORD), ("again", "something else")]);
    assert!(differ.status == StatusCode::UNPROCESSABLE_ENTITY && !differ.body.contains(PASSWORD));
    assert_eq!(
        olive.post(&join, &[("password", "olive"), ("again", "olive")]).status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(olive.post(&join, &[("password", PASSWORD), ("again", PASSWORD)]).location(), "/login");
    assert_eq!(olive.get(&join).status, StatusCode::NOT_FOUND);
    let (mut olive, _) = log_in(&site, PASSWORD, None);
    assert_eq!(olive.get("/cases").status, StatusCode::OK);
    assert!(admin.get("/admin/accounts").body.contains("olive@example.org"));
    assert!(admin.get("/admin/invitations").body.contains("Accepted"));
}

#[test]
fn a_way_back_takes_a_second_person_whose_page_shows_the_link_once() {
    let site = Site::new();
    let (mut one, mut two) = (site.administrator(), site.administrator());
    let join = invited(&mut one);
    site.nobody().post(&join, &[("password", PASSWORD), ("again", PASSWORD)]);
    let (mut before, totp) = log_in(&site, PASSWORD, None);
    let list = one.get("/admin/accounts").body;
    let upto = list.split("olive@example.org").next().unwrap();
    let account = upto.rsplit("/admin/accounts/").next().unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(one.post(&format!("/admin/accounts/{account}/recovery"), &[]).location(), "/recoveries");
    let waiting = two.get("/recoveries").body;
    let decide = link(&waiting, "action=\"/recoveries").replace("action=\"", "").split('"').next().unwrap().to_owned();
    assert!(!one.get("/recoveries").body.contains(">Agree<"), "who asked does not agree");
    assert_eq!(one.post(&decide, &[("agree", "yes")]).status, StatusCode::NOT_FOUND);
    assert_eq!(site.officer().post(&decide, &[("agree", "yes")]).status, StatusCode::NOT_FOUND);
    let agreed = two.post(&decide, &[("agree", "yes")]);
    let back = link(&agreed.body, "/back");
    let mut olive = site.nobody();
    assert_eq!(
        olive.post(&back, &[("password", "four heron umbrellas"), ("again", "four heron umbrellas")]).location(),
        "/login"
    );
    assert_eq!(olive.get(&back).status, StatusCode::NOT_FOUND);
    assert_eq!(before.get("/cases").location(), "/login", "the sessions of before are over");
    let (_, fresh) = log_in(&site, "four heron umbrellas", None);
    assert_ne!(fresh, totp, "the second factor is a new one");
}

#[test]
fn a_new_device_is_the_first_thing_that_the_others_are_told() {
    let site = Site::new();
    let join = invited(&mut site.administrator());
    site.nobody().post(&join, &[("password", PASSWORD), ("again", PASSWORD)]);
    let (mut laptop, totp) = log_in(&site, PASSWORD, None);
    assert!(laptop.cookies.contains_key("device"));
    assert_eq!(laptop.get("/").location(), "/cases");
    let (mut thief, _) = log_in(&site, PASSWORD, Some(&totp));
    assert_eq!(thief.get("/").location(), "/cases", "it does not warn itself");
    assert_eq!(laptop.get("/").location(), "/account");
    assert!(laptop.get("/account").body.contains("used from a new device"));
    assert_eq!(laptop.post("/account/devices/not-mine", &[]).location(), "/account");
    assert_eq!(thief.get("/cases").location(), "/login");
    assert_eq!(laptop.get("/").location(), "/cases");
    // The rest of the page: a password, codes, sessions.
    let codes = laptop.post("/account/codes", &[("codes-password", "wrong")]);
    assert!(codes.status == StatusCode::UNPROCESSABLE_ENTITY && codes.body.contains("href=\"#codes-password\""));
    let codes = laptop.post("/account/codes", &[("codes-password", PASSWORD)]);
    assert_eq!(codes.body.matches("<li><code>").count(), 10);
    assert!(!laptop.get("/account").body.contains("<li><code>"), "they are shown once");
    let new = [("current", PASSWORD), ("password", "four heron umbrellas"), ("again", "four heron umbrellas")];
    assert_eq!(laptop.post("/account/password", &new).location(), "/account");
}

#[test]
fn who_is_on_an_open_list_today_stands_on_the_notices_page() {
    let site = Site::new();
    let mut admin = site.administrator();
    let at = format!("/admin/enrolments/{COVENTRY}");
    let empty = admin.post(
        &at,
        &[("class", "domestic-abuse-service"), ("from-day", "31"), ("from-month", "2"), ("from-year", "2026")],
    );
    assert!(empty.status == StatusCode::UNPROCESSABLE_ENTITY && empty.body.contains("href=\"#from-day\""));
    let unseen = admin.post(&at, &[("class", "domestic-abuse-service"), ("name", "Hillfields Lettings")]);
    assert!(unseen.status == StatusCode::UNPROCESSABLE_ENTITY && unseen.body.contains("value=\"Hillfields Lettings\""));
    let whole = [
        ("class", "domestic-abuse-service"),
        ("name", "Hillfields Lettings"),
        ("evidence", "Offer 12 of March"),
        ("country", "GB"),
    ];
    assert_eq!(admin.post(&at, &whole).location(), "/admin/enrolments");
    let page = site.nobody().get(&format!("/notices/{COVENTRY}")).body;
    assert!(page.contains("Hillfields Lettings, since 21 November 2026"));
    assert!(!page.contains("Offer 12"), "what was seen is not published");
    let list = admin.get("/admin/enrolments").body;
    let end = link(&list, "href=\"/admin/enrolment").replace("href=\"", "").split('"').next().unwrap().to_owned();
    let day = [("last-day", "20"), ("last-month", "11"), ("last-year", "2026")];
    assert_eq!(admin.post(&end, &day).status, StatusCode::UNPROCESSABLE_ENTITY, "before the first");
    let day = [("last-day", "21"), ("last-month", "11"), ("last-year", "2026")];
    assert_eq!(admin.post(&end, &day).location(), "/admin/enrolments");
    site.house.clock.advance_seconds(24 * 60 * 60);
    assert!(!site.nobody().get(&format!("/notices/{COVENTRY}")).body.contains("Hillfields Lettings"));
}

#[test]
fn teams_are_made_filled_and_covered_through_their_pages() {
    let site = Site::new();
    let mut admin = site.administrator();
    let mut officer = site.officer();
    assert_eq!(admin.post("/teams", &[("name", "")]).status, StatusCode::UNPROCESSABLE_ENTITY);
    let made = admin.post("/teams", &[("name", "Prevention"), ("notice", COVENTRY)]);
    let team = made.location().to_owned();
    assert_eq!(officer.get(&team).status, StatusCode::NOT_FOUND, "not in it");
    assert_eq!(officer.post("/teams", &[("name", "Mine"), ("notice", COVENTRY)]).status, StatusCode::NOT_FOUND);
    let list = admin.get("/admin/accounts").body;
    let name = list.split("user-").nth(2).unwrap().split('<').next().unwrap();
    let names: Vec<String> =
        list.split("user-").skip(1).map(|s| format!("user-{}", s.split('<').next().unwrap())).collect();
    assert!(!name.is_empty());
    let joined: Vec<_> =
        names.iter().map(|n| admin.post(&team, &[("username", n), ("role", "member")]).status).collect();
    assert!(joined.contains(&StatusCode::SEE_OTHER));
    assert!(joined.contains(&StatusCode::UNPROCESSABLE_ENTITY), "an administrator does not act under the notice");
    assert!(officer.get(&team).body.contains("Robin role:housing-officer"));
    assert!(officer.get("/absences").body.contains("When you are away"));
    let half = [("from-day", "1"), ("from-month", "12"), ("from-year", "2026")];
    let came = officer.post("/absences", &half);
    assert!(came.status == StatusCode::UNPROCESSABLE_ENTITY && came.body.contains("href=\"#until-day\""));
    let days = [half.as_slice(), &[("until-day", "3"), ("until-month", "12"), ("until-year", "2026")]].concat();
    assert_eq!(officer.post("/absences", &days).location(), "/absences");
    assert!(officer.get(&team).body.contains("1 December 2026 to 3 December 2026, covered by nobody"));
}

#[test]
fn an_administrator_confirms_accounts_and_enters_training() {
    let site = Site::new();
    let mut admin = site.administrator();
    let page = admin.get("/admin/review");
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Review of access") && page.body.contains("six") || page.body.contains("6 months"));
    let at = page.body.split("/admin/accounts/").nth(1).and_then(|t| t.split('"').next()).unwrap().to_owned();
    let account = at.split('/').next().unwrap().to_owned();
    let here = format!("/admin/accounts/{account}");
    let wrong = [("training-day", "31"), ("training-month", "2"), ("training-year", "2027")];
    assert_eq!(admin.post(&format!("{here}/training"), &wrong).status, StatusCode::UNPROCESSABLE_ENTITY);
    let right = [("training-day", "28"), ("training-month", "2"), ("training-year", "2027")];
    assert_eq!(admin.post(&format!("{here}/training"), &right).status, StatusCode::SEE_OTHER);
    assert!(admin.get("/admin/review").body.contains("28 February 2027"));
    let mut officer = site.officer();
    assert_eq!(officer.get("/admin/review").status, StatusCode::NOT_FOUND);
    assert_eq!(officer.post(&format!("{here}/confirm"), &[]).status, StatusCode::NOT_FOUND);
}

#[test]
fn who_was_let_in_for_one_person_is_counted_on_the_published_page_and_not_named() {
    let site = Site::new();
    let house = &site.house;
    let staff = house.actor(COVENTRY, "role:housing-officer", "prevent-relieve");
    let admin = app::Actor { administers: true, ..staff };
    let evidence = "A signed form of 1 November 2026";
    house.app.enrol(&admin, COVENTRY, "representative", "Zanary Quill, mother", evidence).unwrap();
    house.app.enrol(&admin, COVENTRY, "domestic-abuse-service", "Safe Harbour Example", evidence).unwrap();
    let page = site.nobody().get(&format!("/notices/{COVENTRY}")).body;
    assert!(page.contains("Safe Harbour Example, since") && page.contains("One for one person only, not named here"));
    assert!(!page.contains("Zanary"), "a private person is published");
}

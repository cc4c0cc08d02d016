//! Logging in, in full: password, set-up of the second factor, code, log out.

use crate::browser::{Browser, COVENTRY, Site};
use app::Capacity;
use axum::http::StatusCode;
use identity::{TotpSecret, hash_password};
use kernel::{AccountId, Caller, Sensitive};
use store::{Account, Credential};

pub const PASSWORD: &str = "correct horse battery staple";

fn with_password(site: &Site) {
    let mut entropy = site.house.entropy();
    let now = site.house.now();
    let id = AccountId::new(now, &mut entropy);
    let capacity = Capacity { notice: COVENTRY.to_owned(), principal: "role:housing-officer".to_owned() };
    let hash = hash_password(&Sensitive::new(PASSWORD.to_owned()), &mut entropy).unwrap();
    let account = Account {
        id,
        username: "priya.nair".to_owned(),
        name: "Priya Nair".to_owned(),
        administers: false,
        capacities: vec![capacity.stored()],
        enrolment: None,
        created_at: now,
        disabled_at: None,
        confirm_by: None,
        trained_until: None,
        bound_by: None,
    };
    let credential = Credential {
        account: id,
        password_hash: hash,
        totp_sealed: None,
        totp_confirmed: false,
        totp_last_step: None,
        recovery: vec![],
        failed_count: 0,
        last_failed_at: None,
        changed_at: now,
    };
    let system = Caller::system(site.house.authority, "test");
    site.house
        .app
        .store()
        .write(&system, "account", move |tx| {
            tx.insert_account(&account)?;
            tx.put_credential(&credential)
        })
        .unwrap_or_else(|e: store::StoreError| panic!("no account: {e}"));
}

fn password(browser: &mut Browser<'_>, password: &str) -> crate::browser::Came {
    browser.post("/login", &[("username", "Priya.Nair "), ("password", password)])
}

/// The code that an app would show, from the secret on the set-up page.
fn code(page: &str, site: &Site) -> String {
    let secret = page.split("app-secret\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
    let bytes: [u8; 20] = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap().try_into().unwrap();
    TotpSecret::from_bytes(bytes).code_at(site.house.now())
}

/// Somebody with a password and a second factor, logged in.
pub fn a_password_opens_the_door(site: &Site) -> Browser<'_> {
    with_password(site);
    let mut priya = site.nobody();
    assert_eq!(password(&mut priya, PASSWORD).location(), "/account/second-factor");
    let set_up = priya.get("/account/second-factor");
    assert_eq!(priya.post("/account/second-factor", &[("code", &code(&set_up.body, site))]).location(), "/");
    priya
}

#[test]
#[doc = "keeps FAM-079"]
fn a_password_and_a_code_open_the_door_and_logging_out_shuts_it() {
    let site = Site::new();
    with_password(&site);
    let mut priya = site.nobody();
    let first = password(&mut priya, PASSWORD);
    assert_eq!((first.status, first.location()), (StatusCode::SEE_OTHER, "/account/second-factor"));
    let half = priya.cookies["session"].clone();
    assert_eq!(priya.get("/cases").location(), "/account/second-factor");

    let set_up = priya.get("/account/second-factor");
    assert!(set_up.body.contains("<svg"), "no QR code");
    let wrong = priya.post("/account/second-factor", &[("code", "000000")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = priya.post("/account/second-factor", &[("code", &code(&set_up.body, &site))]);
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/"), "{}", done.body);
    assert_ne!(priya.cookies["session"], half, "the session's secret has to change when the code was right");
    let cases = priya.get("/cases");
    assert_eq!(cases.status, StatusCode::OK);
    assert!(cases.body.contains("Priya Nair") && cases.body.contains("Purpose</span> <strong>"), "{}", cases.body);

    let mut thief = priya.clone();
    let out = priya.post("/logout", &[]);
    assert_eq!(out.location(), "/login");
    assert_eq!(out.headers["clear-site-data"], "\"cache\", \"storage\"", "the browser keeps what it was shown");
    assert!(priya.get("/login").body.contains("You have logged out"));
    assert_eq!(thief.get("/cases").location(), "/login", "the session has to be over on the server");
}

#[test]
#[doc = "keeps FAM-079"]
fn a_wrong_password_tells_nothing_and_five_lock_the_account() {
    let site = Site::new();
    with_password(&site);
    let mut someone = site.nobody();
    let unknown = someone.post("/login", &[("username", "nobody.here"), ("password", "x")]);
    let wrong = password(&mut someone, "wrong");
    assert_eq!((unknown.status, wrong.status), (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY));
    for came in [&unknown, &wrong] {
        assert!(came.body.contains("The user name or the password is not right"));
        assert!(came.body.contains("There is a problem") && came.body.contains("<title>Error: "));
    }
    assert!(wrong.body.contains("value=\"Priya.Nair \""), "what was typed is gone");
    assert!(!wrong.body.contains("wrong\""), "the password must not come back");
    let mut last = wrong.status;
    for _ in 0..12 {
        last = password(&mut someone, "wrong").status;
        if last == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let locked = password(&mut someone, PASSWORD);
    assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS, "a locked account opens for the right password");
    assert!(locked.body.contains("Too many attempts. Wait until"));
}

#[test]
fn the_log_in_form_has_a_token_too() {
    let site = Site::new();
    with_password(&site);
    let mut someone = site.nobody();
    let none = someone.post_raw("/login", &[("username", "priya.nair"), ("password", PASSWORD)]);
    assert_eq!(none.status, StatusCode::FORBIDDEN);
    assert!(none.body.contains("value=\"priya.nair\"") && !someone.cookies.contains_key("session"));
    let token = site.nobody().token();
    let other = someone.post_raw("/login", &[("csrf", &token), ("username", "priya.nair"), ("password", PASSWORD)]);
    assert_eq!(other.status, StatusCode::FORBIDDEN, "another visitor's token is taken");
}

#[test]
fn a_session_that_ended_is_forgotten_by_the_browser() {
    let site = Site::new();
    let mut officer = site.officer();
    site.house.clock.advance_seconds(2 * 60 * 60);
    assert_eq!(officer.get("/cases").location(), "/login");
    assert!(!officer.cookies.contains_key("session"));
}

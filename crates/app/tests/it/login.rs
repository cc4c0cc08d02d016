//! Logging in, from outside.

use crate::support::{COVENTRY, house};
use app::{AppError, LoggedIn, SignIn};
use identity::{SessionToken, TotpSecret};
use kernel::{AccountId, Caller, Sensitive};
use store::{Account, Credential};
use testkit::House;

const PASSWORD: &str = "correct horse battery staple";

fn account(house: &House, username: &str) -> AccountId {
    account_of(house, username, "Olive Officer", format!("{COVENTRY}#role:housing-officer"))
}

/// Somebody new with the password of all tests, who may act as one thing.
pub fn account_of(house: &House, username: &str, name: &str, capacity: String) -> AccountId {
    let mut entropy = house.entropy();
    let id = AccountId::new(house.now(), &mut entropy);
    let hash = identity::hash_password(&Sensitive::new(PASSWORD.to_owned()), &mut entropy).unwrap();
    let (now, username, name) = (house.now(), username.to_owned(), name.to_owned());
    let system = Caller::system(house.authority, "test");
    house
        .app
        .store()
        .write(&system, "account", move |tx| {
            tx.insert_account(&Account {
                id,
                username: username.clone(),
                name: name.clone(),
                administers: false,
                capacities: vec![capacity.clone()],
                enrolment: None,
                created_at: now,
                disabled_at: None,
                confirm_by: None,
                trained_until: None,
                bound_by: None,
            })?;
            tx.put_credential(&Credential {
                account: id,
                password_hash: hash.clone(),
                totp_sealed: None,
                totp_confirmed: false,
                totp_last_step: None,
                recovery: Vec::new(),
                failed_count: 0,
                last_failed_at: None,
                changed_at: now,
            })
        })
        .unwrap_or_else(|e: store::StoreError| panic!("{e}"));
    id
}

fn secret(text: &str) -> Sensitive<String> {
    Sensitive::new(text.to_owned())
}

/// Sets up the second factor and logs in: the session, and the shared secret.
pub fn log_in(house: &House, username: &str) -> (SessionToken, TotpSecret) {
    let SignIn::NeedsSetUp(half) = house.app.sign_in(username, &secret(PASSWORD)).unwrap() else {
        panic!("no second factor asked for")
    };
    assert!(matches!(house.app.who(&half).unwrap(), Some(LoggedIn::HalfIn { .. })));
    let shown = house.app.second_factor_set_up(&half).unwrap();
    let base32 = shown.uri.expose().split("secret=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let bytes: [u8; 20] = data_encoding::BASE32_NOPAD.decode(base32.as_bytes()).unwrap().try_into().unwrap();
    let totp = TotpSecret::from_bytes(bytes);
    let whole = house.app.second_factor(&half, &secret(&totp.code_at(house.now()))).unwrap();
    assert!(house.app.who(&half).unwrap().is_none(), "the half session is over");
    (whole, totp)
}

#[doc = "keeps FAM-079"]
#[test]
fn a_password_and_a_second_factor_are_needed_and_guessing_locks_the_door() {
    let house = house();
    account(&house, "olive");
    let (session, totp) = log_in(&house, "olive");
    let Some(LoggedIn::In(actor)) = house.app.who(&session).unwrap() else { panic!("not in") };
    assert_eq!(actor.capacity.principal, "role:housing-officer");
    assert!(!actor.purpose.is_empty());

    // The next time the code is asked for; the one that was used is not taken again.
    let SignIn::NeedsCode(half) = house.app.sign_in("Olive", &secret(PASSWORD)).unwrap() else {
        panic!("no code asked")
    };
    let used = totp.code_at(house.now());
    assert!(
        matches!(house.app.second_factor(&half, &secret(&used)), Err(AppError::Refused(why)) if why.contains("used"))
    );
    house.clock.advance_seconds(60);
    assert!(house.app.second_factor(&half, &secret(&totp.code_at(house.now()))).is_ok());

    // Five wrong passwords lock the account, right ones included, for a while.
    for _ in 0..5 {
        assert!(matches!(house.app.sign_in("olive", &secret("wrong password")).unwrap(), SignIn::Denied));
    }
    assert!(matches!(house.app.sign_in("olive", &secret(PASSWORD)).unwrap(), SignIn::Locked { .. }));
    house.clock.advance_seconds(61);
    assert!(matches!(house.app.sign_in("olive", &secret(PASSWORD)).unwrap(), SignIn::NeedsCode(_)));
}

#[test]
fn an_account_that_does_not_exist_is_denied_alike() {
    let house = house();
    assert!(matches!(house.app.sign_in("nobody", &secret(PASSWORD)).unwrap(), SignIn::Denied));
}

#[test]
fn a_session_ends_when_idle_when_old_and_when_logged_out() {
    let house = house();
    account(&house, "olive");
    let (session, _) = log_in(&house, "olive");
    house.clock.advance_seconds(59 * 60);
    assert!(house.app.who(&session).unwrap().is_some());
    house.clock.advance_seconds(61 * 60);
    assert!(house.app.who(&session).unwrap().is_none(), "idle for over an hour");
}

#[test]
fn switched_off_an_account_is_out_at_once() {
    let house = house();
    let id = account(&house, "olive");
    let (session, _) = log_in(&house, "olive");
    let admin = app::Actor { administers: true, ..crate::support::officer(&house) };
    house.app.enable_account(&admin, id, false).unwrap();
    assert!(house.app.who(&session).unwrap().is_none());
    assert!(matches!(house.app.sign_in("olive", &secret(PASSWORD)).unwrap(), SignIn::Denied));
}

#[test]
fn one_chooses_among_the_purposes_of_ones_own_capacity_only() {
    let house = house();
    account(&house, "olive");
    let (session, _) = log_in(&house, "olive");
    let Some(LoggedIn::In(actor)) = house.app.who(&session).unwrap() else { panic!("not in") };
    let lines = house.app.capacities(&actor).unwrap();
    assert_eq!(lines.len(), 1);
    let capacity = lines[0].stored.clone();
    house.app.choose(&actor, &capacity, "refer").unwrap();
    let Some(LoggedIn::In(actor)) = house.app.who(&session).unwrap() else { panic!("not in") };
    assert_eq!(actor.purpose, "refer");
    assert!(matches!(house.app.choose(&actor, &capacity, "banding"), Err(AppError::Refused(_))));
    let foreign = format!("{COVENTRY}#role:team-manager");
    assert!(matches!(house.app.choose(&actor, &foreign, "fraud"), Err(AppError::Refused(_))));
}

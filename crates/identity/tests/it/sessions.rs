//! Sessions and the tokens of their forms.

use identity::{SessionLimits, SessionToken, csrf_matches, csrf_token};
use kernel::{SeededEntropy, Timestamp};
use proptest::prelude::*;

#[test]
fn a_cookie_comes_back_as_the_same_session() {
    let mut entropy = SeededEntropy::new(1);
    let (one, two) = (SessionToken::new(&mut entropy), SessionToken::new(&mut entropy));
    let back = SessionToken::from_cookie(one.cookie().expose()).unwrap();
    assert_eq!(back.digest(), one.digest());
    assert_ne!(one.digest(), two.digest());
    assert!(!format!("{one:?}").contains(one.cookie().expose()));
    for wrong in ["", "abc", &"A".repeat(44), &"é".repeat(21), &"!".repeat(43)] {
        assert!(SessionToken::from_cookie(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn a_forms_token_is_good_in_its_session_only() {
    let mut entropy = SeededEntropy::new(1);
    let (one, two) = (SessionToken::new(&mut entropy), SessionToken::new(&mut entropy));
    let token = csrf_token(&one);
    assert!(csrf_matches(&one, &token));
    assert!(!csrf_matches(&two, &token));
    assert!(!csrf_matches(&one, ""));
    assert_ne!(&token, one.cookie().expose(), "the page does not show the session's secret");
}

#[test]
fn sessions_end_idle_or_old() {
    let limits = SessionLimits::default();
    let began = Timestamp::from_micros(0);
    let hour = |n: i64| began.plus_seconds(n * 3600);
    assert!(limits.allow(began, began, began.plus_seconds(3599)));
    assert!(!limits.allow(began, began, hour(1)), "idle");
    assert!(limits.allow(began, hour(11), began.plus_seconds(11 * 3600 + 3599)));
    assert!(!limits.allow(began, hour(12), hour(12)), "a day's work is over");
    assert!(!limits.allow(hour(1), hour(1), began), "a clock that went back opens nothing");
}

proptest! {
    #[test]
    fn a_changed_token_is_refused(seed: u64, at in 0..43_usize, letter in "[A-Za-z0-9_-]") {
        let session = SessionToken::new(&mut SeededEntropy::new(seed));
        let token = csrf_token(&session);
        let mut changed = token.clone();
        changed.replace_range(at..=at, &letter);
        prop_assert_eq!(csrf_matches(&session, &changed), changed == token);
    }
}

#[test]
fn a_secret_handed_out_for_one_purpose_is_worth_nothing_for_another() {
    use identity::{HandedOut, SecretFor};
    let secret = HandedOut::new(&mut kernel::SeededEntropy::new(5));
    let text = secret.text();
    assert_eq!(HandedOut::parse(text.expose()), Some(secret.clone()));
    assert_eq!(HandedOut::parse("short"), None);
    let digests = [SecretFor::Invitation, SecretFor::Recovery, SecretFor::Device].map(|purpose| secret.digest(purpose));
    assert!(digests[0] != digests[1] && digests[1] != digests[2] && digests[0] != digests[2]);
    assert_eq!(format!("{secret:?}"), "HandedOut((sensitive))");
}

//! Tokens: for one capacity and one purpose, until a day or until they are revoked.

use crate::program::{COVENTRY, Site};
use api::Rate;
use app::{AppError, NewToken};
use axum::http::StatusCode;

#[test]
fn without_a_good_token_every_door_is_shut_and_says_how_to_open_it() {
    let site = Site::new();
    let officer = site.officer();
    for route in api::routes::routes() {
        let path = route.path.replace(['{', '}'], "");
        for header in ["", "Bearer casement_wrong", "Basic dXNlcjpwYXNz", "Bearer"] {
            let came =
                site.send(route.method.name(), &format!("{}{path}", api::ROOT), &[("authorization", header)], None);
            if route.door == api::routes::Door::Everybody {
                assert_ne!(came.status, StatusCode::UNAUTHORIZED, "{path}");
            } else {
                assert_eq!(came.status, StatusCode::UNAUTHORIZED, "{path} with {header}");
                assert!(came.header("www-authenticate").starts_with("Bearer"));
            }
        }
    }
    assert_eq!(officer.get("/me").body["purpose"], "prevent-relieve");
    assert_eq!(officer.get("/accounts").status, StatusCode::NOT_FOUND, "no administrator's token");
    assert_eq!(officer.get("/nothing").status, StatusCode::NOT_FOUND);
    let wrong = officer.ask("DELETE", "/cases", &[], None);
    assert_eq!((wrong.status, wrong.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, "GET, POST"));
}

#[test]
fn a_token_ends_on_its_day_when_revoked_and_when_its_capacity_is_taken_away() {
    let site = Site::new();
    let officer = site.officer();
    assert_eq!(officer.get("/me").status, StatusCode::OK);
    let lines = site.house.app.tokens(&officer.actor).unwrap();
    assert!(lines[0].live && lines[0].last_used_at.is_some());
    site.house.app.revoke_token(&officer.actor, lines[0].id).unwrap();
    assert_eq!(officer.get("/me").status, StatusCode::UNAUTHORIZED);
    assert!(matches!(site.house.app.revoke_token(&officer.actor, lines[0].id), Err(AppError::NotFound)));
    let again = site.program_of(officer.actor.clone());
    assert_eq!(again.get("/me").status, StatusCode::OK);
    // Another's token is not one's own to revoke.
    let other = site.officer();
    let id = site.house.app.tokens(&again.actor).unwrap()[0].id;
    assert!(matches!(site.house.app.revoke_token(&other.actor, id), Err(AppError::NotFound)));
    site.house.clock.advance_seconds(31 * 24 * 60 * 60);
    assert_eq!(again.get("/me").status, StatusCode::UNAUTHORIZED);
}

#[test]
fn a_token_is_for_a_capacity_that_the_account_has_and_a_purpose_that_the_capacity_has() {
    let site = Site::new();
    let officer = site.house.actor(COVENTRY, "role:housing-officer", "prevent-relieve");
    let good = NewToken {
        name: "Import".into(),
        capacity: officer.capacity.stored(),
        purpose: "prevent-relieve".into(),
        days: 30,
    };
    for wrong in [
        NewToken { name: "  ".into(), ..good.clone() },
        NewToken { days: 0, ..good.clone() },
        NewToken { days: 367, ..good.clone() },
        NewToken { capacity: format!("{COVENTRY}#st-basils"), purpose: "refer".into(), ..good.clone() },
        NewToken { purpose: "nothing".into(), ..good.clone() },
        NewToken { capacity: String::new(), purpose: String::new(), ..good.clone() },
    ] {
        assert!(matches!(site.house.app.make_token(&officer, &wrong), Err(AppError::Refused(_))), "{wrong:?}");
    }
    let secret = site.house.app.make_token(&officer, &good).unwrap().shown().expose().clone();
    for file in std::fs::read_dir(site.house.folder().unwrap()).unwrap().flatten() {
        let bytes = std::fs::read(file.path()).unwrap();
        let tail = &secret.as_bytes()[20..];
        assert!(!bytes.windows(tail.len()).any(|w| w == tail), "a token stands in a file");
    }
}

#[test]
fn who_asks_too_often_is_told_to_wait_and_others_are_not() {
    let site = Site::at_rate(Rate { a_minute: 1, at_once: 3 });
    let (officer, other) = (site.officer(), site.officer());
    for _ in 0..3 {
        assert_eq!(officer.get("/me").status, StatusCode::OK);
    }
    let came = officer.get("/me");
    assert_eq!(came.status, StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = came.header("retry-after").parse().unwrap();
    assert!((50..=60).contains(&wait), "once a minute means to wait a minute, not {wait} seconds");
    assert_eq!(other.get("/me").status, StatusCode::OK);
}

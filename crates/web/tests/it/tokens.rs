//! Tokens for programs on their page: made by their owner, shown once, revoked by the owner and by an administrator.

use crate::browser::Site;
use axum::http::StatusCode;
use identity::ApiSecret;

fn made(page: &str) -> ApiSecret {
    let at = page.find("casement_").unwrap();
    let secret: String = page[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || "_-".contains(*c)).collect();
    ApiSecret::parse(&secret).unwrap()
}

#[test]
fn a_token_is_shown_once_and_revoked_by_its_owner_or_an_administrator() {
    let site = Site::new();
    let (mut officer, mut other, mut admin) = (site.officer(), site.officer(), site.person(None, true, true));
    let page = officer.get("/account/tokens").body;
    assert!(page.contains("You have none."), "{page}");
    let acting = "coventry/homelessness-and-cbl#role:housing-officer|prevent-relieve";
    let form = [("name", "Weekly figures"), ("acting", acting), ("days", "30")];
    let shown = officer.post("/account/tokens", &form);
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
    let secret = made(&shown.body);
    assert!(!officer.get("/account/tokens").body.contains("casement_"), "a token is shown again");
    let actor = site.house.app.who_by_token(&secret).unwrap().unwrap();
    assert_eq!((actor.capacity.stored() + "|" + &actor.purpose, actor.administers), (acting.to_owned(), false));
    let id = site.house.app.tokens(&actor).unwrap()[0].id.to_string();

    assert_eq!(other.post("/account/tokens/revoke", &[("token", &id)]).status, StatusCode::NOT_FOUND);
    let of_account = format!("/admin/accounts/{}/tokens", actor.account);
    assert_eq!(other.get(&of_account).status, StatusCode::NOT_FOUND);
    assert!(site.house.app.who_by_token(&secret).unwrap().is_some());
    let listed = admin.get(&of_account).body;
    assert!(listed.contains("Weekly figures") && !listed.contains("casement_"), "{listed}");
    let revoked = admin.post(&format!("{of_account}/revoke"), &[("token", &id)]);
    assert_eq!((revoked.status, revoked.location()), (StatusCode::SEE_OTHER, of_account.as_str()));
    assert!(site.house.app.who_by_token(&secret).unwrap().is_none(), "a revoked token opens something");

    let again = officer.post("/account/tokens", &form);
    let secret = made(&again.body);
    let id = site.house.app.tokens(&actor).unwrap().iter().find(|t| t.live).unwrap().id.to_string();
    assert_eq!(officer.post("/account/tokens/revoke", &[("token", &id)]).status, StatusCode::SEE_OTHER);
    assert!(site.house.app.who_by_token(&secret).unwrap().is_none());
}

#[test]
fn what_is_wrong_with_a_token_is_said_beside_the_field_and_what_was_typed_stays() {
    let site = Site::new();
    let mut officer = site.officer();
    let came = officer.post("/account/tokens", &[("name", "Kept words"), ("acting", ""), ("days", "900")]);
    assert_eq!(came.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["Choose as whom", "from 1 to 366", "value=\"Kept words\"", "value=\"900\""] {
        assert!(came.body.contains(words), "{words}: {}", came.body);
    }
    let foreign = "coventry/homelessness-and-cbl#st-basils|refer";
    let came = officer.post("/account/tokens", &[("name", "Other"), ("acting", foreign), ("days", "9")]);
    assert_eq!(came.status, StatusCode::UNPROCESSABLE_ENTITY, "somebody else’s role");
    let mine = "|";
    let came = officer.post("/account/tokens", &[("name", "Other"), ("acting", mine), ("days", "9")]);
    assert_eq!(came.status, StatusCode::UNPROCESSABLE_ENTITY, "an administrator’s work by who is none");
}

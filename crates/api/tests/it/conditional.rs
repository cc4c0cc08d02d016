//! What was looked at is asked for again without all of it coming again; and that nothing has changed is told only after the gate
//! has said yes and the ledger has it.

use crate::program::Site;
use axum::http::StatusCode;
use serde_json::json;

#[test]
fn what_is_as_it_was_comes_without_a_body_and_is_on_the_ledger_all_the_same() {
    let site = Site::new();
    let officer = site.officer();
    let id = officer.create("Ada Example");
    let section = format!("/cases/{id}/sections/circumstances");
    let looks = || {
        let seen = officer.get(&format!("/cases/{id}/seen"));
        seen.text.matches("Opened").count()
    };
    for path in [format!("/cases/{id}"), section.clone(), format!("/cases/{id}/warnings"), "/me".to_owned()] {
        let first = officer.get(&path);
        let tag = first.header("etag").to_owned();
        assert!(tag.len() > 16, "{path}: {tag}");
        let again = officer.ask("GET", &path, &[("if-none-match", &tag)], None);
        assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""), "{path}");
        assert_eq!(again.header("etag"), tag);
        let weak = format!("\"other\", W/{tag}");
        assert_eq!(officer.ask("GET", &path, &[("if-none-match", &weak)], None).status, StatusCode::NOT_MODIFIED);
        assert_eq!(officer.ask("GET", &path, &[("if-none-match", "\"other\"")], None).status, StatusCode::OK);
    }
    let (tag, before) = (officer.get(&section).header("etag").to_owned(), looks());
    assert_eq!(officer.ask("GET", &section, &[("if-none-match", &tag)], None).status, StatusCode::NOT_MODIFIED);
    assert_eq!(looks(), before + 1, "that nothing has changed is a disclosure too");
    // A change rests on the whole tag as on the version alone.
    let change = json!({ "fields": { "reason-for-homelessness": "Domestic abuse", "what-happened": "Left at night" } });
    let saved = officer.ask("PUT", &section, &[("if-match", &tag)], Some(&change));
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.text);
    let now = officer.ask("GET", &section, &[("if-none-match", &tag)], None);
    assert_eq!(now.status, StatusCode::OK);
    assert!(now.text.contains("Left at night") && now.header("etag").starts_with("\"v2."));
    // The tag of one token says nothing to another, so that nobody can try what it is made of.
    let other = site.officer();
    assert_ne!(other.get(&section).header("etag"), now.header("etag"));
}

#[test]
fn what_may_not_be_seen_any_more_is_never_unchanged() {
    let site = Site::new();
    let (officer, charity) = (site.officer(), site.program("st-basils", "refer"));
    let path = format!("/cases/{}", officer.create("Ada Example"));
    let party = json!({ "party": "st-basils" });
    assert_eq!(officer.post(&format!("{path}/agencies"), &party).status, StatusCode::NO_CONTENT);
    let mut said = crate::gate::yes_to(&officer, &path, "st-basils");
    assert_eq!(officer.post(&format!("{path}/consents"), &said).status, StatusCode::NO_CONTENT);
    let identity = format!("{path}/sections/identity");
    let tag = charity.get(&identity).header("etag").to_owned();
    assert_eq!(charity.ask("GET", &identity, &[("if-none-match", &tag)], None).status, StatusCode::NOT_MODIFIED);
    // Something withheld has no version that a tag could be of.
    let withheld = charity.get(&format!("{path}/sections/health"));
    assert!(withheld.header("etag").starts_with("\"v0."), "{}", withheld.header("etag"));
    said["answer"] = json!("withdrawn");
    assert_eq!(officer.post(&format!("{path}/consents"), &said).status, StatusCode::NO_CONTENT);
    for known in [tag.as_str(), "*"] {
        let came = charity.ask("GET", &identity, &[("if-none-match", known)], None);
        assert_eq!(came.status, StatusCode::NOT_FOUND, "{known}");
    }
}

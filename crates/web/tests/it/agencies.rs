//! Agencies as such: one page for each organisation, over all notices; kept by administrators, with its history.

use crate::browser::{Browser, COVENTRY, Site};
use axum::http::StatusCode;

/// The agency that a page leads to.
fn agency(location: &str) -> String {
    location.split('?').next().unwrap().to_owned()
}

#[test]
fn a_body_that_notices_name_becomes_an_agency_with_contacts_accounts_and_history() {
    let site = Site::new();
    let mut admin = site.administrator();
    assert!(admin.get("/admin/agencies").body.contains("/admin/agencies/not-kept"));
    let offered = |admin: &mut Browser<'_>| admin.get("/admin/agencies/not-kept").body.contains("St Basils");
    assert!(offered(&mut admin), "what a notice names and the register has not is offered");
    let begun = admin.post(
        "/admin/agencies/new",
        &[("name", "St Basils"), ("bodies", &format!("{COVENTRY}|st-basils")), ("begin", "yes")],
    );
    assert!(begun.body.contains("value=\"St Basils\""), "{}", begun.body);
    let unsaid =
        admin.post("/admin/agencies/new", &[("name", "St Basils"), ("kind", ""), ("services", "accommodation")]);
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsaid.body.contains("href=\"#kind\"") && unsaid.body.contains("value=\"St Basils\""));
    let body = format!("{COVENTRY}|st-basils");
    let new = [("name", "St Basils"), ("kind", "charity"), ("services", "accommodation"), ("bodies", body.as_str())];
    let made = admin.post("/admin/agencies/new", &new);
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.errors());
    let here = agency(made.location());
    assert_eq!(
        admin.post("/admin/agencies/new", &new).status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a name is taken once"
    );

    // An account that acts for it stands on its page.
    let _worker = site.person(Some((COVENTRY, "st-basils", "refer")), false, true);
    let page = admin.get(&here).body;
    assert!(page.contains("On the list “") && !page.contains("“class:") && page.contains("May have:"), "{page}");
    assert!(page.contains("Nothing has gone to its desk") && page.contains("href=\"/admin/accounts/"), "{page}");
    assert!(!offered(&mut admin));

    // Somebody to be reached: what is missing is said, and nothing typed is lost.
    let contacts = format!("{here}/contacts");
    let unreachable = admin.post(&contacts, &[("contact", "Zanary Desk"), ("purpose", "referrals")]);
    assert_eq!(unreachable.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unreachable.body.contains("value=\"Zanary Desk\"") && unreachable.body.contains("href=\"#email\""));
    let added = admin.post(
        &contacts,
        &[
            ("contact", "Zanary Desk"),
            ("post", "Referrals"),
            ("email", "desk@basils.example"),
            ("purpose", "referrals"),
        ],
    );
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.errors());
    let page = admin.get(&here).body;
    assert!(page.contains("desk@basils.example") && page.contains("a contact was added for: Referrals"), "{page}");
    let contact = page.split("name=\"contact\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(admin.post(&format!("{contacts}/end"), &[("contact", &contact)]).status, StatusCode::SEE_OTHER);
    let page = admin.get(&here).body;
    assert!(!page.contains("Zanary Desk"), "who is not reached there any more is forgotten, in the history too");

    // The list says in which notices it is, and is narrowed.
    let list = admin.get("/admin/agencies").body;
    assert!(list.contains(&format!("href=\"{here}\"")));
    for (narrowed, there) in
        [("?kind=police", false), ("?kind=charity", true), ("?state=closed", false), ("?state=all", true)]
    {
        let list = admin.get(&format!("/admin/agencies{narrowed}")).body;
        assert_eq!(list.contains(&format!("href=\"{here}\"")), there, "{narrowed}");
        let file = admin.get(&format!("/lists/agencies/export{narrowed}")).body;
        assert_eq!(file.contains("St Basils"), there, "{narrowed}");
    }
    let none = admin.post("/admin/agencies/find", &[("words", "nobody at all")]).body;
    assert!(!none.contains(&format!("href=\"{here}\"")) && none.contains("None that fits"));
    let some = admin.post("/admin/agencies/find", &[("words", "basil")]).body;
    assert!(some.contains(&format!("href=\"{here}\"")));

    // A name that leads there, and one that is taken away again.
    let names = format!("{here}/names");
    let unsaid = admin.post(&names, &[("old-name", "Basils House"), ("how", "")]);
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsaid.body.contains("value=\"Basils House\"") && unsaid.body.contains("href=\"#how\""));
    let older = [
        ("old-name", "Basils House"),
        ("how", "renamed"),
        ("until-day", "31"),
        ("until-month", "3"),
        ("until-year", "2019"),
    ];
    assert_eq!(admin.post(&names, &older).status, StatusCode::SEE_OTHER);
    let found = admin.post("/admin/agencies/find", &[("words", "basils house")]).body;
    assert!(found.contains(&format!("href=\"{here}\"")) && found.contains("Also: Basils House"), "{found}");
    let page = admin.get(&here).body;
    assert!(page.contains("31 March 2019") && page.contains("Somewhere to live"), "{page}");
    let name = page
        .split("/names/end")
        .nth(1)
        .unwrap()
        .split("name=\"name\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    assert_eq!(admin.post(&format!("{names}/end"), &[("name", &name)]).status, StatusCode::SEE_OTHER);
    assert!(!admin.get(&here).body.contains("31 March 2019"));

    // Merged into another, and opened again.
    let other = admin
        .post("/admin/agencies/new", &[("name", "Zanary Homes"), ("kind", "housing"), ("services", "homes-to-let")]);
    let other = agency(other.location());
    let into = here.rsplit('/').next().unwrap();
    assert_eq!(admin.post(&format!("{other}/merge"), &[("into", "")]).status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(admin.post(&format!("{other}/merge"), &[("into", into)]).status, StatusCode::SEE_OTHER);
    assert!(admin.get(&other).body.contains("It has become a part of St Basils"));
    assert_eq!(admin.post(&format!("{other}/open"), &[]).status, StatusCode::SEE_OTHER);
    assert!(!admin.get(&other).body.contains("It has become a part of St Basils"));

    // Renamed and closed: its history says so, and what notices have is untouched.
    let renamed = admin.post(&here, &[("name", "St Basils (Coventry)"), ("kind", "support"), ("services", "support")]);
    assert_eq!(renamed.status, StatusCode::SEE_OTHER, "{}", renamed.errors());
    assert_eq!(admin.post(&format!("{here}/close"), &[]).status, StatusCode::SEE_OTHER);
    let page = admin.get(&here).body;
    assert!(page.contains("it was called “St Basils”") && page.contains("nobody works with it any more"), "{page}");
    let untied = admin.post(&format!("{here}/bodies/end"), &[("body", &body)]);
    assert_eq!(untied.status, StatusCode::SEE_OTHER, "{}", untied.errors());
    assert!(offered(&mut admin), "it is offered again");
    let tied = admin.post(&format!("{here}/bodies"), &[("bodies", &body)]);
    assert_eq!(tied.status, StatusCode::SEE_OTHER, "{}", tied.errors());
    let wrong = admin.post(&format!("{here}/bodies"), &[("bodies", &format!("{COVENTRY}|nobody"))]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);

    // It is for administrators alone.
    for path in
        ["/admin/agencies", here.as_str(), "/admin/agencies/new", "/admin/agencies/find", "/admin/agencies/not-kept"]
    {
        assert_eq!(site.officer().get(path).status, StatusCode::NOT_FOUND, "{path}");
    }
}

//! Asking whoever gave something at its own desk, in a browser.

use crate::browser::{COVENTRY, Site};
use axum::http::StatusCode;

#[test]
fn an_originator_is_asked_on_the_case_answers_at_its_desk_and_the_case_says_so() {
    let site = Site::new();
    let mut officer = site.officer();
    let mut clerk = site.person(Some((COVENTRY, "revenues-and-benefits", "prevent-relieve")), false, true);
    let case = officer.create("Ada Example");
    let app = &site.house.app;
    let staff = site.house.actor(COVENTRY, "role:housing-officer", "prevent-relieve");
    let version = app.edit(&staff, case, "finances").map_or(0, |form| form.version);
    let notice = app.notice_page(COVENTRY, None).unwrap().notice;
    let field = notice.compiled.categories.iter().find(|c| c.id == "finances").unwrap();
    let field = field
        .fields
        .iter()
        .find(|f| matches!(f.kind, notice::source::FieldKind::LongText | notice::source::FieldKind::Text))
        .unwrap();
    let typed = casework::Typed::new(vec![(format!("finances.{}", field.id), "As they said".to_owned())]);
    let told = app::Told { source: "revenues-and-benefits".to_owned(), ..app::Told::default() };
    app.save_told(&staff, case, "finances", version, &typed, &told).unwrap();

    let words = format!("/cases/{case}/sharing/originators");
    assert!(officer.get(&words).body.contains("Ask whoever gave it"));
    let ask = format!("{words}/ask");
    let form = officer.get(&ask).body;
    assert!(
        form.contains("Nothing of it names the person") && form.contains("revenues-and-benefits|revenues-and-benefits"),
        "{form}"
    );
    let mut fields = vec![
        ("whom", "revenues-and-benefits|revenues-and-benefits"),
        ("category", "finances"),
        ("party", "st-basils"),
        ("purpose", "prevent-relieve"),
        ("why", "housing"),
        ("until-day", "30"),
        ("until-month", "11"),
        ("until-year", "2026"),
    ];
    let lacking = officer.post(&ask, &fields);
    assert_eq!(lacking.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(lacking.errors().contains("their own reference"), "{}", lacking.errors());
    fields.push(("reference", "RB/2026/9"));
    let asked = officer.post(&ask, &fields);
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.errors());
    let page = officer.get(&words).body;
    assert!(page.contains("Waits for an answer") && page.contains("RB/2026/9"), "{page}");

    let desk = clerk.get("/desk").body;
    assert!(desk.contains("May it be passed on?") && !desk.contains("Ada Example"), "{desk}");
    let at = desk.split('"').find(|p| p.starts_with("/words/")).unwrap().to_owned();
    let one = clerk.get(&at).body;
    assert!(one.contains("RB/2026/9") && one.contains("St Basils") && !one.contains("Ada Example"), "{one}");
    assert_eq!(site.partner("st-basils").get(&at).status, StatusCode::NOT_FOUND);
    assert_eq!(officer.get(&at).status, StatusCode::NOT_FOUND);
    let unsaid = clerk.post(&at, &[("do", "refuse"), ("more-refuse", "Zanary words")]);
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsaid.body.contains("Zanary words") && unsaid.errors().contains("href=\"#refusal"), "{}", unsaid.errors());
    let done = clerk.post(&at, &[("do", "agree"), ("until-day", "28"), ("until-month", "11"), ("until-year", "2026")]);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.errors());
    assert!(clerk.get(&at).body.contains("Agreed"));
    let page = officer.get(&words).body;
    assert!(
        page.contains("Agreed") && page.contains("28 November 2026") && page.contains("at their own desk"),
        "{page}"
    );
}

//! What a partner sees is what its gate gives, page by page.

use crate::browser::{COVENTRY, Site};
use axum::http::StatusCode;

#[test]
#[doc = "keeps COV-016"]
fn a_partner_sees_a_case_only_while_it_works_on_it_and_content_only_with_consent() {
    let site = Site::new();
    let (mut officer, mut basils) = (site.officer(), site.partner("st-basils"));
    let case = officer.create("Ada Example");
    let page = format!("/cases/{case}");
    assert_eq!(basils.get(&page).status, StatusCode::NOT_FOUND);
    assert!(basils.get("/cases").body.contains("No cases here"));

    assert_eq!(officer.post(&format!("{page}/agencies"), &[("party", "st-basils")]).status, StatusCode::SEE_OTHER);
    assert_eq!(basils.get(&page).status, StatusCode::NOT_FOUND, "linked, but there is no consent yet");
    assert!(!basils.post("/search", &[("q", "Ada Example")]).body.contains("CAS"), "found without consent");

    let flow = "st-basils|refer";
    let given =
        officer.post(&format!("{page}/consent"), &[("flow", flow), ("answer", "given"), ("means", "in-person")]);
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.body);
    let seen = basils.get(&page);
    assert_eq!(seen.status, StatusCode::OK);
    assert!(seen.body.contains("Ada Example"));
    assert!(seen.body.contains("Withheld"), "a partner sees everything");
    assert!(!seen.body.contains("/consent\"") && !seen.body.contains("/seen\"") && !seen.body.contains("/close\""));
    assert!(basils.get("/cases").body.contains("Ada Example"));
    assert!(basils.post("/search", &[("q", "ada exampel")]).body.contains("Ada Example"), "misspelt, not found");
    for hidden in ["seen", "consent", "close"] {
        assert_eq!(basils.get(&format!("{page}/{hidden}")).status, StatusCode::NOT_FOUND, "{hidden}");
    }
    assert_eq!(site.partner("emmaus").get(&page).status, StatusCode::NOT_FOUND, "consent for one is consent for all");

    let withdrawn = officer.post(&format!("{page}/consent/withdraw"), &[("consent", flow)]);
    assert_eq!(withdrawn.status, StatusCode::SEE_OTHER);
    assert_eq!(basils.get(&page).status, StatusCode::NOT_FOUND, "consent was withdrawn");

    let ledger = officer.get(&format!("{page}/seen"));
    assert!(ledger.body.contains("Robin st-basils") && ledger.body.contains("opened the record"), "{}", ledger.body);
    assert!(ledger.body.contains("disclose."), "the ledger's page does not name the rule");
}

#[test]
fn every_withheld_section_says_so_and_why_and_links_to_the_notice() {
    let site = Site::new();
    let (mut officer, mut basils) = (site.officer(), site.partner("st-basils"));
    let case = officer.create("Ada Example");
    officer.post(&format!("/cases/{case}/agencies"), &[("party", "st-basils")]);
    officer.post(
        &format!("/cases/{case}/consent"),
        &[("flow", "st-basils|refer"), ("answer", "given"), ("means", "by-phone"), ("witness", "A colleague")],
    );
    let page = basils.get(&format!("/cases/{case}")).body;
    let notice = site.house.app.notice_page(COVENTRY, None).unwrap().notice;
    let (mut shown, mut withheld) = (0, 0);
    for category in &notice.compiled.categories {
        let heading = format!(">{}</h2>", category.label);
        if let Some(section) = page.split(&heading).nth(1).and_then(|s| s.split("</section>").next()) {
            shown += 1;
            if let Some(why) = section.split("app-withheld__why\">").nth(1).and_then(|w| w.split('<').next()) {
                withheld += 1;
                assert!(why.len() > 20, "{} is withheld for no reason", category.id);
                assert!(
                    section.contains("/notices/coventry/homelessness-and-cbl/"),
                    "{} names no statement",
                    category.id
                );
            }
        } else {
            let line = page.split(&format!("<dt>{}</dt><dd>", category.label)).nth(1).and_then(|w| w.split('<').next());
            assert!(line.unwrap_or_else(|| panic!("{} is left out in silence", category.id)).len() > 20);
            withheld += 1;
        }
    }
    assert!(shown > 0 && withheld > 0, "{shown} shown, {withheld} withheld");
}

#[test]
fn the_administrator_has_a_decision_explained_and_sees_nothing_of_the_person() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let page = officer.get(&format!("/cases/{case}")).body;
    let reference = page.split("app-ref\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let mut admin = site.administrator();
    site.partner("st-basils");
    let form = admin.get("/admin/explain");
    assert_eq!(form.status, StatusCode::OK);
    let username =
        form.body.split("<option value=\"user-").find(|o| o.contains("st-basils")).unwrap().split('"').next().unwrap();
    let username = format!("user-{username}");
    let purpose = format!("{COVENTRY}#refer");
    let category = format!("{COVENTRY}#identity");
    let came = admin.post(
        "/admin/explain",
        &[
            ("reference", &reference),
            ("user", &username),
            ("purpose", &purpose),
            ("category", &category),
            ("act", "see"),
        ],
    );
    assert_eq!(came.status, StatusCode::OK, "{}", came.body);
    assert!(came.body.contains("Withheld") && came.body.contains("What would change it"), "{}", came.body);
    assert!(!came.body.contains("Ada Example"));
    let matrix = admin.get("/admin/matrix/coventry/homelessness-and-cbl");
    let compiled = site.house.app.notice_page(COVENTRY, None).unwrap().notice.compiled.clone();
    for key in ["st-basils", "role:housing-officer"] {
        let words = compiled.principals[usize::from(compiled.principal(key).unwrap().0)].words();
        assert!(matrix.body.contains(words), "{words} is not in the matrix");
    }
    let one = admin.get("/admin/matrix/coventry/homelessness-and-cbl?party=st-basils&act=see");
    assert!(one.body.matches("app-matrix__party").count() < matrix.body.matches("app-matrix__party").count());
}

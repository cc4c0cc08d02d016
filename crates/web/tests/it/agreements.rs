//! The register of agreements, through its forms.

use crate::browser::{COVENTRY, Site};
use axum::http::StatusCode;

const NEW: &str = "/agreements/new/coventry/homelessness-and-cbl";

/// Everything that an agreement cannot do without.
const WHOLE: [(&str, &str); 12] = [
    ("kind", "sharing"),
    ("party", "st-basils"),
    ("title", "Support for young people"),
    ("reference", "DSA-12"),
    ("from-day", "1"),
    ("from-month", "4"),
    ("from-year", "2026"),
    ("review-day", "1"),
    ("review-month", "4"),
    ("review-year", "2027"),
    ("document", "Contracts register, 12"),
    ("gateways", "Housing Act 1996 section 179\nLocalism Act 2011 section 1"),
];

#[test]
fn an_agreement_is_written_signed_by_both_looked_at_again_and_ended() {
    let site = Site::new();
    let mut admin = site.administrator();
    let mut officer = site.person(Some((COVENTRY, "role:data-protection-officer", "accountability")), false, true);
    let came = admin.post(NEW, &WHOLE);
    assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.body);
    let at = came.location().to_owned();
    let page = admin.get(&at).body;
    assert!(page.contains("Neither side has signed."), "{page}");
    assert!(page.contains("Housing Act 1996 section 179") && page.contains("<li>Localism Act 2011 section 1</li>"));
    assert!(!page.contains("Sign for the council"), "an administrator cannot sign");
    assert_eq!(admin.post(&format!("{at}/sign"), &[]).status, StatusCode::NOT_FOUND);
    // What nobody has signed can be changed; whom it is with cannot.
    let form = admin.get(&format!("{at}/change")).body;
    assert!(form.contains("value=\"Support for young people\"") && !form.contains("name=\"party\""), "{form}");
    let changed: Vec<(&str, &str)> =
        WHOLE.iter().map(|(n, v)| (*n, if *n == "title" { "Support for 16 to 25" } else { *v })).collect();
    assert_eq!(admin.post(&format!("{at}/change"), &changed).location(), at);
    // Both sides sign.
    assert!(officer.get(&at).body.contains("Sign for the council"));
    assert_eq!(officer.post(&format!("{at}/sign"), &[]).location(), at);
    let early = admin.post(&format!("{at}/countersigned"), &[("by", "J. Example, Director"), ("on-year", "2031")]);
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.body.contains("href=\"#on-day\"") && early.body.contains("value=\"J. Example, Director\""));
    let day = [("by", "J. Example, Director"), ("on-day", "20"), ("on-month", "11"), ("on-year", "2026")];
    assert_eq!(admin.post(&format!("{at}/countersigned"), &day).location(), at);
    let page = officer.get(&at).body;
    assert!(page.contains("In force") && page.contains("J. Example, Director, 20 November 2026"), "{page}");
    assert_eq!(admin.get(&format!("{at}/change")).status, StatusCode::NOT_FOUND, "signed terms stand");
    // Looked at again, and ended, each with what it needs.
    assert_eq!(officer.post(&format!("{at}/reviewed"), &[]).status, StatusCode::UNPROCESSABLE_ENTITY);
    let next = [("next-day", "1"), ("next-month", "5"), ("next-year", "2028")];
    assert_eq!(officer.post(&format!("{at}/reviewed"), &next).location(), at);
    assert!(officer.get(&at).body.contains("1 May 2028"));
    assert_eq!(officer.post(&format!("{at}/end"), &[]).status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(officer.post(&format!("{at}/end"), &[("why", "The service closed")]).location(), at);
    let page = officer.get(&at).body;
    assert!(page.contains("The service closed") && !page.contains("End the agreement"), "{page}");
    assert!(admin.get("/agreements").body.contains("Support for 16 to 25"));
}

#[test]
fn a_form_with_errors_keeps_everything_and_names_each() {
    let site = Site::new();
    let mut admin = site.administrator();
    let typed = [
        ("kind", "processing"),
        ("party", "st-basils"),
        ("reference", "DSA-<b>"),
        ("purposes", "refer"),
        ("until-day", "31"),
        ("until-month", "2"),
        ("until-year", "2027"),
    ];
    let came = admin.post(NEW, &typed);
    assert_eq!(came.status, StatusCode::UNPROCESSABLE_ENTITY);
    for wrong in ["#title", "#from-day", "#until-day", "#review-day"] {
        assert!(came.body.contains(&format!("href=\"{wrong}\"")), "{wrong}: {}", came.body);
    }
    assert!(came.body.contains("value=\"DSA-&lt;b&gt;\""), "{}", came.body);
    assert!(came.body.contains("value=\"refer\" checked") && came.body.contains("value=\"31\""));
    assert!(came.body.contains("value=\"st-basils\" selected"));
    let mut whole = WHOLE.to_vec();
    whole.retain(|(name, _)| !name.starts_with("until-"));
    whole.extend([("until-day", "31"), ("until-month", "2"), ("until-year", "2027")]);
    let came = admin.post(NEW, &whole);
    assert_eq!(
        came.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "an agreement without an end was made of a slip of the pen"
    );
    assert!(came.body.contains("href=\"#until-day\"") && !came.body.contains("href=\"#title\""), "{}", came.body);
    assert!(!admin.get("/agreements").body.contains("Support for young people"), "it was saved all the same");
    assert_eq!(admin.get("/agreements/new/no/where").status, StatusCode::NOT_FOUND);
    assert_eq!(admin.get("/agreements/nonsense").status, StatusCode::NOT_FOUND);
}

#[doc = "keeps DUD-073"]
#[test]
fn the_register_and_each_agreement_can_be_handed_out_as_a_file() {
    let site = Site::new();
    let mut admin = site.administrator();
    let mut whole = WHOLE.to_vec();
    whole.iter_mut().find(|(n, _)| *n == "reference").unwrap().1 = "=DSA-12";
    let at = admin.post(NEW, &whole).location().to_owned();
    let all = admin.get("/agreements/export");
    assert!(all.headers["content-type"].to_str().unwrap().starts_with("text/csv"));
    assert!(all.headers["content-disposition"].to_str().unwrap().contains("agreements.csv"));
    assert!(all.body.contains("\"'=DSA-12\",\"Support for young people\""), "{}", all.body);
    let one = admin.get(&format!("{at}/export"));
    assert!(
        one.body.contains("# Support for young people") && one.body.contains("- Localism Act 2011 section 1"),
        "{}",
        one.body
    );
    assert!(
        admin.get(&at).body.contains(&format!("{at}/export"))
            && admin.get("/agreements").body.contains("/agreements/export")
    );
    for path in ["/agreements/export".to_owned(), format!("{at}/export")] {
        assert_eq!(site.officer().get(&path).status, StatusCode::NOT_FOUND, "{path}");
    }
}

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
    assert!(!page.contains("Signed for the council elsewhere"), "an administrator cannot sign");
    assert_eq!(admin.post(&format!("{at}/sign"), &[]).status, StatusCode::NOT_FOUND);
    // What nobody has signed can be changed; whom it is with cannot.
    let form = admin.get(&format!("{at}/change")).body;
    assert!(form.contains("value=\"Support for young people\"") && !form.contains("name=\"party\""), "{form}");
    let changed: Vec<(&str, &str)> =
        WHOLE.iter().map(|(n, v)| (*n, if *n == "title" { "Support for 16 to 25" } else { *v })).collect();
    assert_eq!(admin.post(&format!("{at}/change"), &changed).location(), at);
    // Both sides sign.
    assert!(officer.get(&at).body.contains("Signed for the council elsewhere"));
    assert_eq!(officer.post(&format!("{at}/sign"), &[]).location(), at);
    let early = admin.post(&format!("{at}/countersigned"), &[("by", "J. Example, Director"), ("on-year", "2031")]);
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.body.contains("href=\"#on-day\"") && early.body.contains("value=\"J. Example, Director\""));
    let mut day = vec![("by", "J. Example, Director"), ("on-day", "20"), ("on-month", "11"), ("on-year", "2026")];
    let unsaid = admin.post(&format!("{at}/countersigned"), &day);
    assert!(
        unsaid.errors().contains("data protection officer") && unsaid.body.contains("value=\"J. Example, Director\"")
    );
    day.push(("officer", "other"));
    assert!(admin.post(&format!("{at}/countersigned"), &day).errors().contains("who their data protection officer is"));
    day.push(("officer-name", "R. Sample"));
    assert_eq!(admin.post(&format!("{at}/countersigned"), &day).location(), at);
    let page = officer.get(&at).body;
    assert!(page.contains("Somebody else is their data protection officer: R. Sample"), "{page}");
    // Whom to reach is asked for while it is in force, and reviews say so.
    assert!(page.contains("Nobody has said yet") && page.contains("whom to reach at the council"), "{page}");
    assert!(officer.get("/reviews").body.contains("Nobody has said whom to reach at the council"));
    let sides = [("contact", "dpo@example.test"), ("officer", "signatory")];
    assert!(officer.post(&format!("{at}/sides"), &sides).errors().contains("email address"));
    let sides = [("contact", "dpo@example.test"), ("our-contact", "housing@example.test"), ("officer", "signatory")];
    assert_eq!(officer.post(&format!("{at}/sides"), &sides).location(), at);
    let page = officer.get(&at).body;
    assert!(page.contains("housing@example.test") && !page.contains("Nobody has said yet"), "{page}");
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
    assert!(
        !admin.get("/agreements").body.contains("Support for 16 to 25"),
        "what was ended is not what one looks for"
    );
    assert!(admin.get("/agreements?state=ended").body.contains("Support for 16 to 25"));
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
    let all = admin.get("/lists/agreements/export");
    assert!(all.headers["content-type"].to_str().unwrap().starts_with("text/csv"));
    assert!(all.headers["content-disposition"].to_str().unwrap().contains("agreements.csv"));
    assert!(all.body.contains("\"Support for young people\",\"'=DSA-12\""), "{}", all.body);
    let one = admin.get(&format!("{at}/export"));
    assert!(
        one.body.contains("# Support for young people") && one.body.contains("- Localism Act 2011 section 1"),
        "{}",
        one.body
    );
    assert!(
        admin.get(&at).body.contains(&format!("{at}/export"))
            && admin.get("/agreements").body.contains("/lists/agreements/export")
    );
    for path in ["/lists/agreements/export".to_owned(), format!("{at}/export")] {
        assert_eq!(site.officer().get(&path).status, StatusCode::NOT_FOUND, "{path}");
    }
}

/// A value that stands hidden in a form.
fn hidden(body: &str, name: &str) -> String {
    let at = format!("name=\"{name}\" value=\"");
    body.split(&at).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_else(|| panic!("no {name}")).to_owned()
}

#[test]
fn an_agreement_is_presented_and_signed_in_an_account_and_by_a_link_without_scripts() {
    let site = Site::new();
    let mut officer = site.person(Some((COVENTRY, "role:data-protection-officer", "compliance")), false, true);
    let form = [
        ("kind", "sharing"),
        ("party", "st-basils"),
        ("title", "Referrals to St Basils"),
        ("reference", "DSA-7"),
        ("from-day", "21"),
        ("from-month", "11"),
        ("from-year", "2026"),
        ("review-day", "1"),
        ("review-month", "5"),
        ("review-year", "2027"),
    ];
    let at = officer.post(&format!("/agreements/new/{COVENTRY}"), &form).location().to_owned();
    assert!(officer.get(&at).body.contains("Have it signed here by both sides"));
    let paper = format!("{at}/paper");
    assert!(officer.get(&paper).body.contains("Present it to those who sign"));
    let unnamed = officer.post(&format!("{paper}/new"), &[("email-0", "jo@st-basils.example")]);
    assert_eq!(unnamed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unnamed.errors().contains("Enter the name of whoever signs"), "{}", unnamed.errors());
    assert!(unnamed.body.contains("jo@st-basils.example"), "what was typed is still there");
    let named = [("name-0", "Jo Example"), ("position-0", "Director"), ("email-0", "jo@st-basils.example")];
    assert_eq!(officer.post(&format!("{paper}/new"), &named).location(), paper);
    let mails = || {
        let due = site.house.app.take_jobs([9; 16], &[app::jobs::STAFF_MAIL], 20).unwrap();
        let read = |job: &app::jobs::Due| {
            let mail = site.house.app.staff_mail(job.id).unwrap().unwrap();
            site.house.app.job_done([9; 16], job.id).unwrap();
            mail.body
        };
        due.iter().map(read).collect::<Vec<_>>()
    };
    let sent = mails();
    let link = format!("/sign/{}", sent[0].split("/sign/").nth(1).unwrap().split_whitespace().next().unwrap());
    // The officer, from the list of what waits.
    let list = officer.get("/to-sign").body;
    let own = list.split("href=\"").find(|h| h.starts_with("/to-sign/")).unwrap().split('"').next().unwrap().to_owned();
    let read = officer.get(&own).body;
    assert!(read.contains("Referrals to St Basils") && read.contains("Jo Example, Director"));
    let shown = hidden(&read, "shown");
    let missing = officer.post(&own, &[("shown", &shown), ("name", "Dana Example")]);
    assert!(missing.status == StatusCode::UNPROCESSABLE_ENTITY && missing.body.contains("Dana Example"));
    let yes = [("shown", shown.as_str()), ("decision", "sign"), ("name", "Dana Example")];
    assert_eq!(officer.post(&own, &yes).location(), own);
    // The other side: the link does nothing by itself; a code is sent, and opens it.
    let mut them = site.nobody();
    let start = them.get(&link);
    assert!(
        start.body.contains("Send me a code") && !start.body.contains("Referrals to St Basils") && mails().is_empty()
    );
    let asked = crate::me::send(&mut them, &link, &link, &[("step", "send")]);
    assert!(asked.body.contains("A code was sent"));
    let code = mails()[0].split(' ').next().unwrap().to_owned();
    let wrong = crate::me::send(&mut them, &link, &link, &[("step", "open"), ("code", "12")]);
    assert!(wrong.body.contains("This code is wrong") && !wrong.body.contains("Referrals to St Basils"));
    let open = crate::me::send(&mut them, &link, &link, &[("step", "open"), ("code", &code)]);
    assert!(open.body.contains("Referrals to St Basils") && !open.body.contains("<title>Referrals"));
    let file = crate::me::send(&mut them, &link, &format!("{link}/file"), &[("code", &code)]);
    assert!(file.status == StatusCode::OK && file.body.starts_with("%PDF"));
    let yes =
        [("step", "sign"), ("code", &code), ("shown", shown.as_str()), ("decision", "sign"), ("name", "Jo Example")];
    let done = crate::me::send(&mut them, &link, &link, &yes);
    assert!(done.body.contains("Your signature is on the record"), "{}", done.body);
    // Signed once; the same link gives them the sealed agreement, with a new code.
    let told = mails();
    assert!(told.iter().any(|m| m.contains("Everybody has signed")), "{told:?}");
    assert!(them.get(&link).body.contains("Everybody has signed the agreement"));
    let again = crate::me::send(&mut them, &link, &link, &[("step", "sign"), ("code", &code), ("name", "Jo Example")]);
    assert_eq!(again.status, StatusCode::NOT_FOUND, "one signs once");
    crate::me::send(&mut them, &link, &link, &[("step", "send")]);
    let code = mails().last().unwrap().split(' ').next().unwrap().to_owned();
    let open = crate::me::send(&mut them, &link, &link, &[("step", "open"), ("code", &code)]);
    assert!(
        open.body.contains("The signed agreement (PDF)") && !open.body.contains("name=\"decision\""),
        "{}",
        open.body
    );
    let file = crate::me::send(&mut them, &link, &format!("{link}/file"), &[("code", &code)]);
    assert!(file.status == StatusCode::OK && file.body.starts_with("%PDF"));
    let over = officer.get(&paper).body;
    for wanted in ["Signed by all", "Verified just now", "Jo Example", "Dana Example", "by email"] {
        assert!(over.contains(wanted), "{wanted}");
    }
    assert!(officer.get(&at).body.contains("In force"));
}

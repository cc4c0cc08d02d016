//! Forms from the notice: what is typed is never lost, and nothing else is saved.

use crate::browser::{COVENTRY, NEW_CASE, Site, token_on};
use axum::http::StatusCode;

/// A name with a character of every kind that has to be escaped.
const ODD: &str = "Zoë \"O'Neil\" <b>&amp; Sons</b>";

#[test]
fn the_form_is_what_the_notice_says_and_nothing_else_can_be_saved() {
    let site = Site::new();
    let mut officer = site.officer();
    let page = officer.get(NEW_CASE);
    let notice = site.house.app.notice_page(COVENTRY, None).unwrap().notice;
    let identity = notice.compiled.categories.iter().find(|c| c.fields.iter().any(|f| f.id == "name")).unwrap();
    for field in identity.fields.iter() {
        assert!(page.body.contains(&format!("{}.{}", identity.id, field.id)), "{} is not asked", field.id);
        assert!(page.body.contains(&field.label), "{} has no label", field.id);
    }
    assert!(page.body.contains("Why we ask"));
    let mut fields = site.filled("Ada Example");
    fields.push(("identity.shoe-size".to_owned(), "forty-two-and-a-half".to_owned()));
    fields.push(("nothing.at-all".to_owned(), "forty-two-and-a-half".to_owned()));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let case = officer.post(NEW_CASE, &fields).case();
    let shown = officer.get(&format!("/cases/{case}"));
    assert!(!shown.body.contains("forty-two-and-a-half"), "something was saved that the notice does not ask");
}

#[test]
fn errors_keep_everything_typed_and_say_what_to_do() {
    let site = Site::new();
    let mut officer = site.officer();
    let birth = "personal-details.date-of-birth";
    let (day, month, year) = (format!("{birth}-day"), format!("{birth}-month"), format!("{birth}-year"));
    let came = officer.post(NEW_CASE, &[("identity.name", ODD), (&day, "31"), (&month, "2"), (&year, "1984")]);
    assert_eq!(came.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(came.body.contains("<title>Error: ") && came.body.contains("There is a problem"));
    assert!(came.body.contains("Zoë &#34;O&#39;Neil&#34; &lt;b&gt;&amp;amp; Sons&lt;/b&gt;"), "the name is gone");
    assert!(!came.body.contains("<b>&amp; Sons"), "what was typed became markup");
    assert!(came.body.contains("value=\"31\"") && came.body.contains("value=\"1984\""), "the date is gone");
    assert!(came.body.contains(&format!("href=\"#{day}\"")) && came.body.contains(&format!("id=\"{day}\"")));
}

#[doc = "keeps MARS-010"]
#[test]
fn a_national_insurance_number_is_masked_everywhere_until_somebody_says_why_and_stands_in_no_text_or_file() {
    const MARS: &str = "cheshire-west/multi-agency-rough-sleeping";
    let site = Site::with(&[MARS]);
    let system = kernel::Caller::system(site.house.authority, "test");
    site.house.app.publish_forms(&system, &testkit::library(), MARS).unwrap();
    let mut officer = site.person(Some((MARS, "role:housing-officer", "deliver")), false, true);
    let new = format!("/cases/new/{MARS}/mars");
    let (name, number) = (("identity.name", "Ada Example"), "national-identifiers.ni-number");
    // Its format is checked, and it is taken in no other box.
    let wrong = officer.post(&new, &[name, (number, "QQ 12 34 56 C")]);
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.errors().contains("National Insurance number"));
    let text = officer.post(&new, &[name, ("lifestyle.lifestyle", "Known as AB 12 34 56 C at the job centre")]);
    assert!(text.errors().contains("take out the National Insurance number"), "{}", text.errors());
    assert!(text.body.contains("Known as AB 12 34 56 C"), "what was typed comes back to whoever typed it");
    let case = officer.post(&new, &[name, (number, "AB 12 34 56 C")]).case();
    let note = [
        ("about", "risk"),
        ("on-day", "20"),
        ("on-month", "11"),
        ("on-year", "2026"),
        ("on-time", "14:30"),
        ("text", "His number is AB123456C"),
    ];
    let refused = officer.post(&format!("/cases/{case}/entries/new/note"), &note);
    assert!(refused.errors().contains("Take out the National Insurance number"), "{}", refused.errors());
    let edit = format!("/cases/{case}/sections/national-identifiers/edit");
    let person = officer.get(&format!("/cases/{case}/person")).location().to_owned();
    let history = format!("/cases/{case}/sections/national-identifiers/history");
    let pages =
        [format!("/cases/{case}"), edit.clone(), history, person, "/cases".to_owned(), "/cases/export".to_owned()];
    let masked = |officer: &mut crate::browser::Browser<'_>| {
        for page in &pages {
            let came = officer.get(page);
            assert_eq!(came.status, StatusCode::OK, "{page}");
            let plain = came.body.replace([' ', '\u{a0}'], "");
            assert!(!plain.contains("AB123456C"), "{page} shows all of it");
        }
        assert!(officer.get(&pages[0]).body.contains("••••••56C"), "its end is shown");
    };
    masked(&mut officer);
    // Saved as it was shown, it stays; it is shown in full for a reason only, and that is on the ledger.
    let shown = officer.get(&edit).body;
    assert!(shown.contains("value=\"••••••56C\""));
    assert_eq!(officer.post(&edit, &[("version", "1"), (number, "••••••56C")]).status, StatusCode::SEE_OTHER);
    masked(&mut officer);
    let reveal = format!("/cases/{case}/sections/national-identifiers/reveal/ni-number");
    assert!(!officer.get(&reveal).body.contains("AB123456C"));
    assert!(!officer.post(&reveal, &[("reason", "")]).body.contains("AB123456C"));
    assert!(officer.post(&reveal, &[("reason", "benefits")]).body.contains("AB123456C"));
    let seen = officer.get(&format!("/cases/{case}/seen")).body;
    assert!(seen.contains("shown in full: ni-number, benefits") && !seen.contains("AB123456C"));
}

#[test]
fn a_token_that_is_not_right_saves_nothing_and_keeps_everything() {
    let site = Site::new();
    let mut officer = site.officer();
    let fields = site.filled(ODD);
    for bad in [None, Some("nonsense"), Some("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")] {
        let mut sent: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        sent.extend(bad.map(|b| ("csrf", b)));
        let came = officer.post_raw(NEW_CASE, &sent);
        assert_eq!(came.status, StatusCode::FORBIDDEN, "{bad:?}");
        assert!(came.body.contains("This form was out of date"), "{bad:?}");
        assert!(came.body.contains("Zoë &#34;O&#39;Neil"), "what was typed is gone");
        // Sending it again, as it came back, saves it.
        let token = token_on(&came.body);
        assert!(!token.is_empty());
    }
    let list = officer.get("/cases");
    assert!(!list.body.contains("Zoë"), "something was saved");
    let other = site.officer().token();
    let mut sent: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    sent.push(("csrf", &other));
    assert_eq!(officer.post_raw(NEW_CASE, &sent).status, StatusCode::FORBIDDEN, "another session's token is taken");
}

#[test]
fn two_people_at_one_section_lose_nothing() {
    let site = Site::new();
    let (mut ann, mut bob) = (site.officer(), site.officer());
    let case = ann.create("Ada Example");
    let path = format!("/cases/{case}/sections/identity/edit");
    let (form, _) = (ann.get(&path), bob.get(&path));
    let version = form.body.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let send = |browser: &mut crate::browser::Browser<'_>, version: &str, name: &str| {
        let fields = site.filled(name);
        let mut sent: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        sent.push(("version", version));
        browser.post(&path, &sent)
    };
    assert_eq!(send(&mut ann, &version, "Ada Anna Example").status, StatusCode::SEE_OTHER);
    let clash = send(&mut bob, &version, "Ada Bella Example");
    assert_eq!(clash.status, StatusCode::CONFLICT);
    assert!(clash.body.contains("Ada Anna Example") && clash.body.contains("Ada Bella Example"), "one text is gone");
    let newest = clash.body.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_ne!(newest, version);
    assert_eq!(send(&mut bob, &newest, "Ada Bella Example").status, StatusCode::SEE_OTHER);
    let history = bob.get(&format!("/cases/{case}/sections/identity/history"));
    for name in ["Ada Example", "Ada Anna Example", "Ada Bella Example"] {
        assert!(history.body.contains(name), "{name} is not in the history");
    }
}

#[test]
fn closing_shows_until_when_it_is_kept_and_by_which_rule() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let form = officer.get(&format!("/cases/{case}/close"));
    assert!(form.body.contains("31 March 2033"), "{}", form.body);
    let none = officer.post(&format!("/cases/{case}/close"), &[]);
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.body.contains("Choose why the case is closed"));
    let came = officer.post(&format!("/cases/{case}/close"), &[("reason", "accommodation")]);
    assert_eq!(came.status, StatusCode::SEE_OTHER);
    let page = officer.get(&format!("/cases/{case}"));
    assert!(page.body.contains("The case was closed.") && page.body.contains("31 March 2033"));
    assert!(page.body.contains("/notices/coventry/homelessness-and-cbl/1.0.0#retain."), "the rule is not named");
    let why = officer.post(&format!("/cases/{case}/reopen"), &[]);
    assert_eq!(why.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(why.body.contains("Choose why it is opened again"));
    // How long it is kept, with what was decided; and asking for a hold.
    let kept = officer.get(&format!("/cases/{case}/retention"));
    assert!(kept.body.contains("31 March 2033") && kept.body.contains("Ask for a hold"), "{}", kept.body);
    let hold = officer.post(&format!("/cases/{case}/retention/hold"), &[("reason", "claim")]);
    assert_eq!(hold.status, StatusCode::SEE_OTHER);
    assert!(officer.get(&format!("/cases/{case}/retention")).body.contains("Waits for approval by somebody else"));
    // To a colleague a closed case says first that it is closed, and asks why; then it leads where they wanted to go.
    let mut other = site.officer();
    let asks = other.get(&format!("/cases/{case}/timeline"));
    assert_eq!(asks.status, StatusCode::SEE_OTHER);
    let page = other.get(&format!("/cases/{case}/why?to=/cases/{case}/timeline"));
    assert!(page.body.contains("is closed") && page.body.contains("Why do you look at it?"), "{}", page.body);
    assert!(!page.body.contains("Ada"), "nothing of it is shown before");
    let elsewhere = other.get(&format!("/cases/{case}/why?to=https://example.com/"));
    assert!(!elsewhere.body.contains("example.com"), "it leads nowhere else");
    let none = other.post(&format!("/cases/{case}/why"), &[]);
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = other
        .post(&format!("/cases/{case}/why"), &[("reason", "complaint"), ("to", &format!("/cases/{case}/timeline"))]);
    assert_eq!(said.status, StatusCode::SEE_OTHER);
    assert!(other.get(&format!("/cases/{case}/timeline")).body.contains("Ada Example"));
    let again = officer.post(&format!("/cases/{case}/reopen"), &[("reason", "came-back")]);
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert!(officer.get(&format!("/cases/{case}")).body.contains("Open"));
}

#[test]
fn what_is_sent_after_the_session_has_lapsed_is_kept_for_that_person_and_shown_to_nobody() {
    let site = Site::new();
    let mut officer = site.officer();
    let page = officer.get(NEW_CASE);
    let token = token_on(&page.body);
    let id =
        page.body.split("name=\"draft\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let sent = |csrf: &str| {
        vec![("csrf", csrf.to_owned()), ("draft", id.clone()), ("identity.name", "Ada Zanarylapse".to_owned())]
    };
    let drafts = || {
        let system = kernel::Caller::system(site.house.authority, "test");
        site.house
            .app
            .store()
            .read(&system, "drafts", |tx| {
                let mut all = Vec::new();
                for account in tx.accounts()? {
                    all.extend(tx.drafts_of(account.id)?);
                }
                Ok::<_, store::StoreError>(all)
            })
            .unwrap()
    };
    site.house.clock.advance_seconds(3 * 24 * 60 * 60);
    // Without the form's own token nothing is kept, whoever holds the cookie.
    let wrong = sent("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    let pairs: Vec<(&str, &str)> = wrong.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let mut thief = site.nobody();
    thief.cookies.clone_from(&officer.cookies);
    let came = thief.post_raw(NEW_CASE, &pairs);
    assert!(came.status == StatusCode::FORBIDDEN && !came.body.contains("is kept for you") && drafts().is_empty());
    let right = sent(&token);
    let pairs: Vec<(&str, &str)> = right.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let came = officer.post_raw(NEW_CASE, &pairs);
    assert_eq!(came.status, StatusCode::FORBIDDEN);
    assert!(came.body.contains("is kept for you") && !came.body.contains("Zanarylapse"), "{}", came.errors());
    let kept = drafts();
    assert!(kept.len() == 1 && kept[0].id.to_string() == id && kept[0].sealed.is_some());
}

#[test]
fn a_household_is_shown_over_time_and_each_member_leads_to_a_record_of_their_own() {
    const NOTICE: &str = "coventry/homelessness-and-cbl";
    let site = Site::new();
    let system = kernel::Caller::system(site.house.authority, "test");
    site.house.app.publish_forms(&system, &testkit::library(), NOTICE).unwrap();
    let mut officer = site.officer();
    let fields = [
        ("identity.name", "Ada Example"),
        ("personal-details.date-of-birth-day", "5"),
        ("personal-details.date-of-birth-month", "3"),
        ("personal-details.date-of-birth-year", "1984"),
        ("contact.address", "1 Example Row"),
        ("household.dependent-children", "1"),
        ("household.household-members.1.name", "Zephyrine Example"),
        ("household.household-members.1.relation", "child"),
        ("household.household-members.1.born-year", "2018"),
        ("household.household-members.1.from-year", "2018"),
        ("household.household-members.2.name", "Bo Example"),
        ("household.household-members.2.relation", "sibling"),
        ("household.household-members.2.until-year", "2025"),
        ("circumstances.reason-for-homelessness", "end-private-ast"),
        ("housing-needs.bedrooms", "2"),
    ];
    let came = officer.post(NEW_CASE, &fields);
    let case = came.case();
    let page = officer.get(&format!("/cases/{case}/household")).body;
    assert!(page.contains("Zephyrine Example") && page.contains("At other times") && page.contains("Bo Example"));
    assert!(page.contains("1 adult and 1 child") && page.contains("Who lived with the person when"));
    assert!(!page.contains("<title>Household, case") || !page.split("</title>").next().unwrap().contains("Zephyrine"));
    let link = |page: &str, before: &str| {
        let at = page.find(before).unwrap_or_else(|| panic!("no {before}"));
        page[at..].split('"').next().unwrap().to_owned()
    };
    let person = link(&page, "/people/");
    let theirs = officer.get(&person).body;
    assert!(theirs.contains("Households they belong to") && theirs.contains("Zephyrine Example"));
    assert!(!theirs.contains("Bo Example"), "nobody else of the household is on their page");
    let seen = officer.get(&link(&page, &format!("/cases/{case}/household/"))).body;
    assert!(seen.contains("opened the record") && seen.contains("Your household"));
    assert!(!seen.contains("Saw</span> Who you are"), "what the same look showed of the mother is left out");
    // Whose row it is goes with the form unseen, and comes back.
    let edit = format!("/cases/{case}/sections/household/edit");
    let form = officer.get(&edit).body;
    assert!(form.contains("name=\"household.household-members.1.person-record\""));
    // Another record is named by a case; one that there is not is said to be none.
    let wrong = officer.post(&format!("{person}/link"), &[("reference", "C26-NOTHERE")]);
    assert!(wrong.errors().contains("no case with this reference"));
    let mut stranger = site.partner("st-basils");
    for path in [person.clone(), format!("/cases/{case}/household"), format!("{person}/link")] {
        assert_eq!(stranger.get(&path).status, StatusCode::NOT_FOUND, "{path}");
    }
    // Marks and documents of the case have their pages.
    let marks = format!("/cases/{case}/marks");
    assert!(officer.get(&marks).body.contains("Keep partners apart"));
    officer.post(&format!("{marks}/set/address-hidden"), &[]);
    assert!(officer.get(&marks).body.contains("Let the address go to somebody"));
    assert!(officer.post(&format!("{marks}/let-go"), &[("to", "")]).errors().contains("Choose to whom"));
    assert_eq!(stranger.get(&marks).status, StatusCode::NOT_FOUND);
}

#[test]
fn a_new_case_for_somebody_known_begins_with_who_they_are_and_is_linked_with_their_record() {
    let site = Site::new();
    let mut officer = site.officer();
    let first = officer.create("Ada Quillfeather");
    let person = officer.get(&format!("/cases/{first}/person")).location().to_owned();
    let page = officer.get(&person).body;
    let id = person.rsplit('/').next().unwrap().to_owned();
    assert!(page.contains(&format!("href=\"/cases/new?person={id}\"")));
    let choose = officer.get(&format!("/cases/new?person={id}")).body;
    assert!(choose.contains(&format!("{NEW_CASE}?person={id}")));
    let form = officer.get(&format!("{NEW_CASE}?person={id}")).body;
    assert!(form.contains("value=\"Ada Quillfeather\"") && form.contains("value=\"1984\""), "who they are is there");
    assert!(form.contains("Go over it with the person") && form.contains(&format!("name=\"known\" value=\"{id}\"")));
    // What is wrong keeps for whom it is.
    let wrong = officer.post(NEW_CASE, &[("identity.name", "Ada Quillfeather"), ("known", &id)]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains(&format!("name=\"known\" value=\"{id}\"")));
    let mut fields = site.filled("Ada Quillfeather");
    fields.push(("known".to_owned(), id.clone()));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let second = officer.post(NEW_CASE, &fields).case();
    let page = officer.get(&person).body;
    assert!(page.contains(&format!("href=\"/cases/{first}\"")) && page.contains(&format!("href=\"/cases/{second}\"")));
    assert!(page.contains("in a linked record"), "both cases stand on the page of the person");
    // Whoever may not know of them begins with nothing, and is told of nobody.
    let mut stranger = site.partner("st-basils");
    assert_eq!(stranger.get(&format!("{NEW_CASE}?person={id}")).status, StatusCode::NOT_FOUND);
}

#[doc = "keeps MARS-019"]
#[test]
fn income_and_spending_stand_on_a_sheet_with_totals_its_day_and_the_evidence_for_it() {
    const MARS: &str = "cheshire-west/multi-agency-rough-sleeping";
    let site = Site::with(&[MARS]);
    let system = kernel::Caller::system(site.house.authority, "test");
    site.house.app.publish_forms(&system, &testkit::library(), MARS).unwrap();
    let mut officer = site.person(Some((MARS, "role:housing-officer", "deliver")), false, true);
    let new = format!("/cases/new/{MARS}/mars");
    let sheet = [
        ("identity.name", "Ada Example"),
        ("finances.income.1.kind", "wages"),
        ("finances.income.1.amount", "100.00"),
        ("finances.income.1.every", "week"),
        ("finances.income.1.seen-day", "20"),
        ("finances.income.1.seen-month", "11"),
        ("finances.income.1.seen-year", "2026"),
        ("finances.expenditure.1.kind", "food"),
        ("finances.expenditure.1.amount", "150.25"),
        ("finances.expenditure.1.every", "month"),
        ("finances.figures-as-of-day", "19"),
        ("finances.figures-as-of-month", "11"),
        ("finances.figures-as-of-year", "2026"),
    ];
    let case = officer.post(&new, &sheet).case();
    let page = officer.get(&format!("/cases/{case}")).body;
    // Each total is reckoned from the lines: 100 a week is 433.33 a month.
    for (label, says) in
        [("Income each month", "433.33"), ("Spending each month", "150.25"), ("Left over each month", "283.08")]
    {
        let after = page.split(label).nth(1).unwrap_or_else(|| panic!("no {label}"));
        assert!(after[..after.len().min(400)].contains(says), "{label}: {}", &after[..after.len().min(400)]);
    }
    assert!(
        page.contains("19 November 2026") && page.contains("20 November 2026"),
        "its day, and that evidence was seen"
    );
    // The evidence: a link from the sheet to the documents about it, where they are added and found.
    let about = format!("/cases/{case}/documents?about=finances");
    assert!(page.contains(&format!("href=\"{about}\"")), "no way to the evidence");
    let slip = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
    let fields = [("title", "Zanary wage slip"), ("about", "finances"), ("kind", "income")];
    let handed = crate::work::upload(&mut officer, &format!("/cases/{case}/documents/new"), &fields, &[slip]);
    assert_eq!(handed.status, StatusCode::SEE_OTHER, "{}", handed.errors());
    let other = [("title", "Zanary passport"), ("about", "identity"), ("kind", "identity")];
    let handed = crate::work::upload(&mut officer, &format!("/cases/{case}/documents/new"), &other, &[slip]);
    assert_eq!(handed.status, StatusCode::SEE_OTHER, "{}", handed.errors());
    let evidence = officer.get(&about).body;
    assert!(evidence.contains("Zanary wage slip") && !evidence.contains("Zanary passport"), "{evidence}");
}

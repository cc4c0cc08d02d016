//! What a partner sees is what its gate gives, page by page.

use crate::browser::{Browser, COVENTRY, Came, Site};
use crate::work::upload;
use app::views::Item;
use axum::http::StatusCode;
use notice::source::FieldKind;

/// Opens the question, and records a yes to the words that stand there. `also`: what is answered otherwise than by the person in person.
fn says_yes(officer: &mut Browser<'_>, case: &str, flow: &str, also: &[(&str, &str)]) -> Came {
    let asked = officer.get(&format!("{case}/consent/ask?flow={}", flow.replace('|', "%7C"))).body;
    let shown = asked.split("name=\"shown\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let plain = [("means", "in-person"), ("capacity", "alone")];
    let mut fields = vec![("flow", flow), ("answer", "given"), ("shown", shown.as_str())];
    fields.extend(plain.iter().filter(|(name, _)| !also.iter().any(|(other, _)| other == name)));
    fields.extend(also);
    officer.post(&format!("{case}/consent"), &fields)
}

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
    // Nobody has agreed to words that nobody was shown, nor is it said who answered.
    let unshown = [("flow", flow), ("answer", "given"), ("means", "in-person"), ("capacity", "alone")];
    let unshown = officer.post(&format!("{page}/consent"), &unshown);
    assert!(unshown.status == StatusCode::UNPROCESSABLE_ENTITY && unshown.errors().contains("Open the question first"));
    let nobody = says_yes(&mut officer, &page, flow, &[("capacity", "")]);
    assert!(nobody.errors().contains("Choose who answered"), "{}", nobody.errors());
    assert_eq!(basils.get(&page).status, StatusCode::NOT_FOUND, "nothing was recorded");
    let given = says_yes(&mut officer, &page, flow, &[]);
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
    let by_phone = [("means", "by-phone"), ("witness", "A colleague")];
    says_yes(&mut officer, &format!("/cases/{case}"), "st-basils|refer", &by_phone);
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

/// Puts a word into every question in words of a section; answers whether the section has any.
fn planted(site: &Site, officer: &app::Actor, case: kernel::CaseId, category: &str, word: &str) -> bool {
    let notice = site.house.app.notice_page(COVENTRY, None).unwrap().notice;
    let info = notice.compiled.categories.iter().find(|c| c.id == category).unwrap();
    let in_words = |f: &&notice::model::FieldInfo| matches!(f.kind, FieldKind::Text | FieldKind::LongText);
    let mut pairs: Vec<(String, String)> = site.filled("Ada Example");
    pairs.retain(|(name, _)| name.split('.').next() == Some(category));
    let texts: Vec<_> = info.fields.iter().filter(in_words).collect();
    for field in &texts {
        let name = format!("{category}.{}", field.id);
        pairs.retain(|(known, _)| *known != name);
        pairs.push((name, word.to_owned()));
    }
    let version = site.house.app.edit(officer, case, category).unwrap().version;
    site.house.app.save(officer, case, category, version, &casework::Typed::new(pairs), "subject").unwrap();
    !texts.is_empty()
}

#[test]
fn nothing_reaches_a_partner_but_its_categories_wherever_it_reads() {
    let site = Site::new();
    let (mut browser, mut basils) = (site.officer(), site.partner("st-basils"));
    let officer = site.house.actor(COVENTRY, "role:housing-officer", "prevent-relieve");
    let charity = site.house.actor(COVENTRY, "st-basils", "refer");
    let case = browser.create("Ada Example");
    let page = format!("/cases/{case}");
    browser.post(&format!("{page}/agencies"), &[("party", "st-basils")]);
    says_yes(&mut browser, &page, "st-basils|refer", &[]);
    let given: Vec<String> = {
        let view = site.house.app.open(&charity, case).unwrap();
        let given = view.sections.iter().filter(|s| !matches!(s.content, Item::Withheld(_)));
        given.map(|s| s.category.clone()).collect()
    };
    assert!(given.iter().any(|c| c == "identity") && !given.iter().any(|c| c == "finances"), "{given:?}");
    // A word of its own in every section, note, call, document and task, and in the task that is due first.
    let subjects = site.house.app.subjects(&officer, case).unwrap().1;
    assert!(subjects.len() > 6);
    let word = |what: &str, category: &str| format!("Zanary{what}{}", category.replace('-', ""));
    let mut words: Vec<(String, bool)> = Vec::new();
    let notice = site.house.app.notice_page(COVENTRY, None).unwrap().notice;
    for (category, _) in &subjects {
        let info = notice.compiled.categories.iter().find(|c| c.id == *category).unwrap();
        let free = info.fields.iter().any(|f| f.kind == FieldKind::LongText);
        let here = given.contains(category);
        if planted(&site, &officer, case, category, &word("section", category)) {
            words.push((word("section", category), here));
        }
        for kind in ["note", "call"] {
            let text = word(kind, category);
            let mut content = casework::SectionContent::from_pairs([("text", text.as_str())]);
            if kind == "call" {
                content.fields.insert("with".to_owned(), "Somebody".to_owned());
            }
            let entry = app::Entry::now(kind, category, content);
            site.house.app.add_entry(&officer, case, &entry).unwrap();
            // A note about named fields is more than these.
            words.push((text, here && free));
        }
        let title = word("paper", category);
        let paper = [("title", title.as_str()), ("about", category.as_str())];
        let came = upload(&mut browser, &format!("{page}/documents/new"), &paper, &[b"%PDF-1.4\n%%EOF"]);
        assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.errors());
        words.push((title, here && free));
        let task = app::NewTask {
            kind: "refer-to-the-zanaryleaving-care-team".to_owned(),
            text: word("task", category),
            category: category.clone(),
            owner: None,
            by: app::By::Rule(1, clocks::Unit::WorkingDays),
            waiting_for: String::new(),
            escalates_after: None,
        };
        site.house.app.add_task(&officer, case, &task).unwrap();
        words.push((word("task", category), false));
    }
    words.push(("zanaryleaving".to_owned(), false));
    let list = browser.get("/cases").body;
    assert!(list.to_lowercase().contains("zanaryleaving"), "the council’s own people see what is due");
    // Everything that leads anywhere from the list, the file, the case, its timeline and its documents.
    let mut texts = String::new();
    let mut left: Vec<String> =
        ["/cases", "/cases/export", "/cases?due=overdue", "/cases?order=oldest", "/tasks", "/search"]
            .map(str::to_owned)
            .to_vec();
    left.extend(["", "/timeline", "/documents", "/person", "/tasks", "/household"].map(|part| format!("{page}{part}")));
    let mut seen = std::collections::BTreeSet::new();
    while let Some(path) = left.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let came = basils.get(&path);
        if came.status != StatusCode::OK {
            continue;
        }
        let hrefs = came.body.split("href=\"").skip(1).filter_map(|h| h.split('"').next());
        left.extend(hrefs.filter(|h| h.starts_with(&page)).map(|h| h.replace("&amp;", "&")));
        texts.push_str(&came.body);
    }
    texts.push_str(&basils.post("/search", &[("q", "Ada Example")]).body);
    // What programs get is made of the same.
    for line in site.house.app.list(&charity, &app::ListFilter::default()).unwrap().lines {
        assert!(line.due.is_none() && line.owner.is_none(), "what is due, or who holds it, is in the list");
    }
    let view = site.house.app.open(&charity, case).unwrap();
    assert!(view.due.is_empty() && view.owner.is_none());
    let texts = texts.to_lowercase();
    let mut shown = 0;
    for (word, here) in words {
        let there = texts.contains(&word.to_lowercase());
        // What is masked, or is no item of the statement, is not shown of a category that is given.
        assert!(here || !there, "{word}");
        shown += usize::from(there);
    }
    assert!(shown > 3, "what is given is shown: {shown}");
}

//! The person's own pages, from the invitation to leaving in a hurry.

use crate::browser::{Browser, COVENTRY, Came, Site, token_on};
use app::PortalParcel;
use axum::http::StatusCode;
use kernel::CaseId;
use pages::portal::Words;

pub const WAY: &str = "ada.page@example.test";
const BORN: [(&str, &str); 3] = [("born-day", "3"), ("born-month", "5"), ("born-year", "1984")];

/// What waits to be sent, taken out.
pub fn mails(site: &Site) -> Vec<PortalParcel> {
    let due = site.house.app.take_jobs([9; 16], &[app::PORTAL_MAIL], 20).unwrap();
    due.iter()
        .map(|job| {
            let parcel = site.house.app.portal_mail(job.id, app::Carriers::default()).unwrap().unwrap();
            site.house.app.job_done([9; 16], job.id).unwrap();
            parcel
        })
        .collect()
}

pub fn let_in(officer: &mut Browser<'_>, case: CaseId, way: &str) -> Came {
    officer.post(&format!("/cases/{case}/portal/new"), &[("who", "subject"), ("way", way), ("safe", "yes")])
}

/// Sends a form of the person's own pages, with the token that stands on a page of the same session.
pub fn send(me: &mut Browser<'_>, from: &str, to: &str, fields: &[(&str, &str)]) -> Came {
    let token = token_on(&me.get(from).body);
    let mut all = vec![("csrf", token.as_str())];
    all.extend_from_slice(fields);
    me.post_raw(to, &all)
}

fn ask_code(me: &mut Browser<'_>, way: &str) -> Came {
    send(me, "/me/log-in", "/me/log-in", &[("way", way)])
}

fn code_of(parcel: &PortalParcel) -> String {
    parcel.body.chars().take(6).collect()
}

fn enter(me: &mut Browser<'_>, code: &str, born: [(&str, &str); 3]) -> Came {
    let mut fields = vec![("code", code)];
    fields.extend(born);
    send(me, "/me/code", "/me/code", &fields)
}

pub fn logged_in<'s>(site: &'s Site, way: &str) -> Browser<'s> {
    let mut me = site.nobody();
    assert_eq!(ask_code(&mut me, way).location(), "/me/code");
    let code = code_of(mails(site).last().unwrap());
    let came = enter(&mut me, &code, BORN);
    assert_eq!((came.status, came.location()), (StatusCode::SEE_OTHER, "/me"), "{}", came.errors());
    me
}

const PAGES: [&str; 11] = [
    "/me",
    "/me/plan",
    "/me/documents",
    "/me/held",
    "/me/shared",
    "/me/looked",
    "/me/consents",
    "/me/letters",
    "/me/papers",
    "/me/copies",
    "/me/ask",
];

#[test]
fn the_person_logs_in_with_a_code_and_a_date_of_birth_and_leaves_in_a_hurry() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let unasked = officer.post(&format!("/cases/{case}/portal/new"), &[("who", "subject"), ("way", WAY)]);
    assert!(unasked.errors().contains("Ask whether messages this way are safe"), "{}", unasked.errors());
    assert_eq!(let_in(&mut officer, case, WAY).status, StatusCode::SEE_OTHER);
    let told = mails(&site);
    assert_eq!((told.len(), told[0].to.as_str()), (1, WAY));
    let mut me = site.nobody();
    assert_eq!(me.get("/me").location(), "/me/log-in");
    assert!(ask_code(&mut me, "nonsense").body.contains("Enter an email address or a mobile number"));
    // Whether an address is known is not said: the same answer, and no message.
    let mut stranger = site.nobody();
    let (unknown, known) =
        (ask_code(&mut stranger, "somebody@example.test"), ask_code(&mut me, "Ada.Page@example.test "));
    assert_eq!((unknown.status, unknown.location()), (known.status, known.location()));
    let stranger = enter(&mut stranger, "123456", BORN);
    let sent = mails(&site);
    assert_eq!(sent.len(), 1);
    for parcel in told.iter().chain(&sent) {
        for telling in ["Ada", "Coventry", "Council", "homeless", "housing"] {
            assert!(!format!("{} {}", parcel.subject, parcel.body).contains(telling), "a message says {telling}");
        }
    }
    let code = code_of(&sent[0]);
    let wrong = enter(&mut me, &code, [("born-day", "4"), ("born-month", "5"), ("born-year", "1984")]);
    assert!(wrong.body.contains("Check the code, the date of birth"), "{}", wrong.errors());
    assert_eq!((stranger.status, stranger.errors()), (wrong.status, wrong.errors()), "it says which address is known");
    let half = me.cookies["page"].clone();
    assert_eq!(me.get("/me/held").location(), "/me/log-in", "the code alone opens nothing");
    assert_eq!(enter(&mut me, &code, BORN).location(), "/me");
    assert_ne!(me.cookies["page"], half, "the secret has to change");
    for path in PAGES {
        let page = me.get(path);
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let title = page.body.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
        assert!(!title.contains("Ada") && !title.contains("Coventry"), "{path}: {title}");
        assert!(page.body.contains("href=\"/me/leave\"") && !page.body.contains("<script"), "{path}");
    }
    // The two kinds of sessions do not open each other's pages.
    assert_eq!(me.get("/cases").location(), "/login");
    assert_eq!(officer.get("/me/held").location(), "/me/log-in");
    let mut thief = me.clone();
    let away = me.get("/me/leave");
    assert!(away.location().starts_with("https://www.bbc.co.uk/weather"));
    assert!(me.cookies.get("page").is_none_or(String::is_empty));
    assert_eq!(thief.get("/me").location(), "/me/log-in", "the session has to be over on the server");
    let mut again = logged_in(&site, WAY);
    site.house.clock.advance_seconds(16 * 60);
    assert_eq!(again.get("/me").location(), "/me/log-in", "nobody was there for a while");
}

#[test]
fn codes_and_wrong_tries_are_limited() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let_in(&mut officer, case, WAY);
    mails(&site);
    for _ in 0..8 {
        let mut me = site.nobody();
        assert_eq!(ask_code(&mut me, WAY).location(), "/me/code");
    }
    let sent = mails(&site);
    assert_eq!(sent.len(), 5, "more than five codes in an hour");
    site.house.clock.advance_seconds(3_601);
    let mut me = site.nobody();
    ask_code(&mut me, WAY);
    let code = code_of(&mails(&site)[0]);
    let other = if code == "000000" { "000001" } else { "000000" };
    let mut stranger = site.nobody();
    ask_code(&mut stranger, "somebody@example.test");
    // Somebody unknown hears at every try what somebody known hears, locked or not.
    for _ in 0..5 {
        let (wrong, unknown) = (enter(&mut me, other, BORN), enter(&mut stranger, other, BORN));
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!((wrong.status, wrong.errors()), (unknown.status, unknown.errors()));
    }
    let (locked, unknown) = (enter(&mut me, &code, BORN), enter(&mut stranger, &code, BORN));
    assert!(locked.location().is_empty(), "a locked page opens for the right code");
    assert_eq!((locked.status, locked.errors()), (unknown.status, unknown.errors()));
    site.house.clock.advance_seconds(2 * 60);
    assert!(enter(&mut me, &code, BORN).location().is_empty(), "a code that was tried five times still works");
}

#[test]
fn the_person_sees_what_is_held_who_has_it_who_looked_and_changes_their_mind() {
    let site = Site::new();
    let (mut officer, mut basils) = (site.officer(), site.partner("st-basils"));
    let (case, other) = (officer.create("Ada Example"), officer.create("Bea Example"));
    officer.post(&format!("/cases/{case}/agencies"), &[("party", "st-basils")]);
    let_in(&mut officer, case, WAY);
    mails(&site);
    let mut me = logged_in(&site, WAY);
    let held = me.get("/me/held").body;
    assert!(held.contains("Ada Example") && held.contains("It came from: The person."), "{held}");
    assert!(!held.contains("Bea Example"));
    // One organisation is asked about, with nothing chosen, in words that are kept.
    let question = format!("/me/consents/{case}?flow=st-basils%7Crefer");
    let page = me.get(&question);
    assert!(
        page.body.contains("cannot") || page.body.contains("stays with them"),
        "it does not say what cannot be recalled"
    );
    assert!(!page.body.contains(" checked"));
    let shown = page.body.split("name=\"shown\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let flow = [("flow", "st-basils|refer"), ("shown", shown.as_str())];
    let unsaid = send(&mut me, &question, &format!("/me/consents/{case}"), &flow);
    assert!(unsaid.body.contains("Choose yes or no"));
    assert_eq!(basils.get(&format!("/cases/{case}")).status, StatusCode::NOT_FOUND);
    let mut fields = flow.to_vec();
    fields.push(("answer", "given"));
    let said = send(&mut me, &question, &format!("/me/consents/{case}"), &fields);
    assert_eq!(said.location(), "/me/consents?said=yes", "{}", said.errors());
    assert!(me.get(said.location()).body.contains("Your answer is written down"));
    assert_eq!(basils.get(&format!("/cases/{case}")).status, StatusCode::OK);
    let answers = officer.get(&format!("/cases/{case}/consent/answers")).body;
    assert!(
        answers.contains("online") && answers.contains("on the person’s own page") && answers.contains("May we share"),
        "{answers}"
    );
    // Who has it, on what ground; who has looked, as whom, and no member of staff by name.
    let shared = me.get("/me/shared").body;
    assert!(shared.contains("St Basils") && shared.contains("On this ground:"), "{shared}");
    officer.get(&format!("/cases/{case}"));
    let looked = me.get("/me/looked").body;
    assert!(
        looked.contains("Homelessness officer") && looked.contains("St Basils") && looked.contains("For: "),
        "{looked}"
    );
    assert!(!looked.contains("Robin"), "a member of staff is named");
    assert!(looked.contains(">You<") || looked.contains("You</h3>"), "{looked}");
    // The officer sees that the person looked.
    let seen = officer.get(&format!("/cases/{case}/seen")).body;
    assert!(seen.contains("The person") && seen.contains("own record"), "{seen}");
    // As easily withdrawn: enforced on the next request, and the charity is told.
    let path = format!("/me/withdraw/{case}");
    let page = me.get(&format!("{path}?flow=st-basils%7Crefer"));
    assert!(page.body.contains("That cannot be called back"), "{}", page.body);
    let gone = send(&mut me, &format!("{path}?flow=st-basils%7Crefer"), &path, &[("flow", "st-basils|refer")]);
    assert_eq!(gone.location(), "/me/consents?said=yes");
    assert_eq!(basils.get(&format!("/cases/{case}")).status, StatusCode::NOT_FOUND);
    let told = basils.get("/withdrawals").body;
    assert!(told.contains("We have read this") && !told.contains("Ada Example"), "{told}");
    let told_id = told.split("/withdrawals/").nth(1).unwrap().split(['/', '"']).next().unwrap().to_owned();
    basils.post(&format!("/withdrawals/{told_id}/read"), &[]);
    let did = basils.post(&format!("/withdrawals/{told_id}"), &[("did", "erased"), ("words", "Shredded")]);
    assert_eq!(did.location(), "/withdrawals", "{}", did.errors());
    assert!(officer.get(&format!("/cases/{case}/consent")).body.contains("We have erased it"));
    // Documents to take away; nothing of anybody else.
    for file in ["records", "receipts"] {
        let came = me.get(&format!("/me/{file}/{case}"));
        assert_eq!(came.status, StatusCode::OK);
        assert!(came.body.contains("https://w3id.org/dpv#") && !came.body.contains("Ada Example"));
        assert_eq!(me.get(&format!("/me/{file}/{other}")).status, StatusCode::NOT_FOUND);
    }
    assert_eq!(me.get(&format!("/me/consents/{other}?flow=st-basils%7Crefer")).status, StatusCode::NOT_FOUND);
    // Let out: at once.
    let desk = officer.get(&format!("/cases/{case}/portal")).body;
    let end = desk.split(&format!("/cases/{case}/portal/")).find_map(|p| p.split_once("/end\"")).unwrap().0.to_owned();
    assert_eq!(officer.post(&format!("/cases/{case}/portal/{end}/end"), &[]).status, StatusCode::SEE_OTHER);
    assert_eq!(me.get("/me").location(), "/me/log-in");
}

#[test]
fn who_acts_for_the_person_needs_a_second_officer_and_sees_their_part_until_their_last_day() {
    let site = Site::new();
    let (mut officer, mut second) = (site.officer(), site.officer());
    let case = officer.create("Ada Example");
    let new = [
        ("who", "representative"),
        ("way", "07700 900123"),
        ("safe", "yes"),
        ("name", "Robin Advocate"),
        ("authority", "Signed form"),
        ("scope", "contact"),
        ("until-day", "23"),
        ("until-month", "11"),
        ("until-year", "2026"),
    ];
    let path = format!("/cases/{case}/portal/new");
    assert!(officer.post(&path, &new[..6]).errors().contains("Enter the last day"));
    assert_eq!(officer.post(&path, &new).status, StatusCode::SEE_OTHER);
    assert!(mails(&site).is_empty(), "it is told before anybody agreed");
    let mut me = site.nobody();
    ask_code(&mut me, "+447700900123");
    assert!(mails(&site).is_empty(), "a code before anybody agreed");
    let desk = second.get(&format!("/cases/{case}/portal")).body;
    let id = desk.split(&format!("/cases/{case}/portal/")).find_map(|p| p.split_once("/agree\"")).unwrap().0.to_owned();
    assert!(!officer.get(&format!("/cases/{case}/portal")).body.contains("/agree\""), "one officer alone");
    assert_eq!(officer.post(&format!("/cases/{case}/portal/{id}/agree"), &[]).status, StatusCode::CONFLICT);
    assert_eq!(second.post(&format!("/cases/{case}/portal/{id}/agree"), &[]).status, StatusCode::SEE_OTHER);
    assert_eq!(mails(&site).len(), 1);
    let mut me = logged_in(&site, "07700900123");
    assert!(me.get("/me").body.contains("You act for somebody"));
    let held = me.get("/me/held").body;
    let contact = site.house.app.notice_page(COVENTRY, None).unwrap().notice.category_label("contact");
    assert!(held.contains(&contact) && !held.contains("Ada Example"), "more than their part: {held}");
    let seen = officer.get(&format!("/cases/{case}/seen")).body;
    assert!(seen.contains("Somebody who acts for the person"), "{seen}");
    // Of looks they read as far as their part was seen, and of no others; nor of what waits for the person about other parts.
    officer.get(&format!("/cases/{case}"));
    officer.get("/cases");
    let looked = me.get("/me/looked").body;
    let saw: Vec<&str> = looked.split("Saw: ").skip(1).filter_map(|l| l.split(".</").next()).collect();
    assert!(!saw.is_empty() && saw.iter().all(|s| *s == contact), "{saw:?}");
    assert_eq!(
        looked.matches("Saw: ").count(),
        looked.matches("<li class=\"app-card\"").count(),
        "a look at nothing of theirs: {looked}"
    );
    // They ask for the person, about their part, and see how that stands; what the person asks is not theirs to see.
    let about = |category: &str| format!("{case}|{category}");
    let (contact_part, name_part) = (about("contact"), about("identity"));
    for part in [&contact_part, &name_part] {
        let words = [("kind", "rectification"), ("words", "The number is an old one"), ("about", part.as_str())];
        let notice = [("notice", COVENTRY)];
        let came = send(&mut me, "/me/ask", "/me/ask", &[&words[..], &notice[..]].concat());
        assert_eq!(came.location(), "/me/copies?asked=yes", "{}", came.errors());
    }
    let officer_of_data = site.house.actor(COVENTRY, "role:data-protection-officer", "rights");
    let asked = site.house.app.requests(&officer_of_data, &app::ListAsk::default(), app::Take::Page).unwrap().lines;
    assert_eq!(asked.len(), 2);
    let mut said: Vec<String> = asked
        .iter()
        .map(|line| {
            let view = site.house.app.request(&officer_of_data, line.id).unwrap();
            assert!(view.representative && view.steps.iter().any(|s| s.code == "authority"));
            let app::views::Item::Released(content) = &view.content else { panic!("not released") };
            let get = |field: &str| content.get().get(field).unwrap_or_default().to_owned();
            assert!(!get("name").contains("Ada") && get("representative").contains("Robin Advocate, Signed form"));
            get("details")
        })
        .collect();
    said.sort();
    assert!(said.contains(&format!("{contact}: The number is an old one")), "{said:?}");
    assert!(
        said.contains(&"The number is an old one".to_owned()),
        "of what is not their part nothing is said: {said:?}"
    );
    assert_eq!(me.get("/me/copies").body.matches("Being worked on").count(), 2);
    // Nor do they answer about, or take away, what is not their part.
    let asked = me.get("/me/consents").body;
    assert!(!asked.contains("St Basils"), "they are asked about the whole record: {asked}");
    let answer = [("flow", "st-basils|refer"), ("answer", "given"), ("shown", "x")];
    assert_eq!(me.post(&format!("/me/consents/{case}"), &answer).status, StatusCode::NOT_FOUND);
    for papers in ["records", "receipts"] {
        assert_eq!(me.get(&format!("/me/{papers}/{case}")).status, StatusCode::NOT_FOUND, "{papers}");
    }
    site.house.clock.advance_seconds(3 * 86_400);
    let mut late = site.nobody();
    ask_code(&mut late, "07700900123");
    assert!(mails(&site).is_empty(), "a code after the last day");
    assert_eq!(me.get("/me").location(), "/me/log-in");
}

#[test]
fn every_word_of_the_pages_comes_from_the_language_right_to_left_ones_too() {
    let mut words = Words::english();
    let english = words.clone();
    words.code = "qps".to_owned();
    words.direction = "rtl".to_owned();
    for text in words.texts.values_mut() {
        // What stands in braces stays; everything else is put in brackets and made longer, as other languages are.
        *text = format!(
            "⟦{}⟧",
            text.chars().map(|c| if c.is_ascii_alphabetic() { '\u{5d0}' } else { c }).collect::<String>()
        );
    }
    // The code stands first in what is sent, for whoever reads it here.
    words.texts.insert("mail-code".to_owned(), "{code} ⟦אאא⟧".to_owned());
    for (key, text) in &english.texts {
        let mut names = text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect::<Vec<_>>();
        names.dedup();
        for name in names {
            words.texts.entry(key.clone()).and_modify(|t| t.push_str(&format!(" {{{name}}}")));
        }
    }
    let toml = format!(
        "code = \"qps\"\nname = \"Pseudo\"\ndirection = \"rtl\"\nchecked = true\nhours = 24\nmonths = {:?}\n[texts]\n{}",
        vec!["⟦אאא⟧"; 12],
        words.texts.iter().map(|(k, v)| format!("{k} = {v:?}\n")).collect::<String>()
    );
    let words = Words::parse(&toml).unwrap();
    let short = toml.replace("log-out = ", "log-off = ");
    assert!(Words::parse(&short).unwrap_err().contains("log-out"), "a word that is missing is found");
    let site = Site::in_words(&[COVENTRY], words);
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let_in(&mut officer, case, WAY);
    mails(&site);
    let mut me = logged_in(&site, WAY);
    let question = format!("/me/consents/{case}?flow=st-basils%7Crefer");
    let mut pages: Vec<String> = PAGES.iter().map(|p| me.get(p).body).collect();
    pages.push(me.get(&question).body);
    let mut nobody = site.nobody();
    pages.extend(["/me/log-in", "/me/code"].map(|p| nobody.get(p).body));
    for page in pages {
        assert!(page.contains("<html lang=\"qps\" dir=\"rtl\""));
        for (key, text) in &english.texts {
            let whole = !text.contains('{') && text.len() > 6;
            assert!(!(whole && page.contains(text.as_str())), "“{key}” is said in English on {page}");
        }
    }
}

#[test]
fn something_wrong_is_asked_to_be_put_right_from_the_part_where_it_stands() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let_in(&mut officer, case, WAY);
    mails(&site);
    let mut me = logged_in(&site, WAY);
    let held = me.get("/me/held").body;
    let link = held.split("href=\"").map(|l| l.split('"').next().unwrap()).find(|l| l.starts_with("/me/ask?")).unwrap();
    let link = link.replace("&amp;", "&");
    assert!(link.contains(&case.to_string()) && !link.contains("Ada"), "{link}");
    let page = me.get(&link).body;
    let label = site.house.app.notice_page(COVENTRY, None).unwrap().notice.category_label("identity");
    assert!(page.contains("It is about this part:") && page.contains(&label), "{page}");
    assert!(page.contains("value=\"rectification\" checked"), "{page}");
    let hidden = |name: &str| {
        page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let (notice, about) = (hidden("notice"), hidden("about"));
    let empty = [("notice", notice.as_str()), ("about", &about), ("kind", "rectification"), ("words", " ")];
    let unsaid = send(&mut me, &link, "/me/ask", &empty);
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsaid.errors().contains("Say in your own words"), "{}", unsaid.errors());
    assert!(unsaid.body.contains("It is about this part:"), "what was begun with is gone");
    let words = "My name is spelt Adah";
    let unchosen = send(&mut me, &link, "/me/ask", &[("notice", &notice), ("words", words)]);
    assert!(
        unchosen.errors().contains("Choose what you ask for") && unchosen.body.contains(words),
        "what was typed is gone"
    );
    let full = [("notice", notice.as_str()), ("about", &about), ("kind", "rectification"), ("words", words)];
    assert_eq!(send(&mut me, &link, "/me/ask", &full).location(), "/me/copies?asked=yes");
    let mine = me.get("/me/copies").body;
    assert!(mine.contains("Something about me is wrong") && mine.contains("Being worked on"), "{mine}");
    // The data protection officer reads it, with the part that it is about.
    let mut dpo = site.person(Some((COVENTRY, "role:data-protection-officer", "rights")), false, true);
    let queue = dpo.get("/rights").body;
    let at = queue.split("href=\"/rights/").map(|r| r.split('"').next().unwrap()).find(|r| r.len() > 30).unwrap();
    let read = dpo.get(&format!("/rights/{at}")).body;
    assert!(read.contains(&format!("{label}: {words}")), "{read}");
    // Nobody who acts for somebody else asks here; nor about somebody else's record.
    let other = officer.create("Bea Example");
    let foreign = me.get(&format!("/me/ask?kind=erasure&about={other}%7Cidentity"));
    assert!(!foreign.body.contains("It is about this part:"));
}

#[test]
fn a_copy_is_asked_for_and_fetched_on_the_own_page_and_its_records_are_proposed_to_the_officer() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let_in(&mut officer, case, WAY);
    mails(&site);
    let mut me = logged_in(&site, WAY);
    let page = me.get("/me/copies");
    assert!(page.body.contains("Ask for a copy") && page.body.contains("costs nothing"), "{}", page.body);
    let fields = [("notice", COVENTRY)];
    assert_eq!(send(&mut me, "/me/copies", "/me/copies", &fields).location(), "/me/copies?asked=yes");
    let again = send(&mut me, "/me/copies", "/me/copies", &fields);
    assert!(again.body.contains("You have asked already"), "{}", again.errors());
    assert!(me.get("/me/copies").body.contains("Being worked on"));
    // The officer sees whose records these are, because it is known who asks.
    let dpo = || site.person(Some((COVENTRY, "role:data-protection-officer", "rights")), false, true);
    let (mut maker, mut checker) = (dpo(), dpo());
    let queue = maker.get("/rights").body;
    let at = queue.split("href=\"/rights/").map(|r| r.split('"').next().unwrap()).find(|r| r.len() > 30).unwrap();
    let at = format!("/rights/{at}");
    let review = maker.get(&format!("{at}/copy")).body;
    let reference = review.split("name=\"reference\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let add = [("reference", reference), ("back", "copy")];
    assert_eq!(maker.post(&format!("{at}/match"), &add).location(), format!("{at}/copy"));
    for _ in 0..60 {
        let page = maker.get(&format!("{at}/copy/next")).body;
        let Some(rest) = page.split(&format!("action=\"{at}/copy/")).nth(1) else { break };
        let form = format!("{at}/copy/{}", rest.split('"').next().unwrap());
        let hidden = |name: &str| {
            page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned()
        };
        let (place, category) = (hidden("place"), hidden("category"));
        let fields = [("place", place.as_str()), ("category", &category), ("choice", "in"), ("in-reason", "known")];
        maker.post(&form, &fields);
    }
    maker.post(&format!("{at}/copy-make"), &[]);
    checker.post(&format!("{at}/copy-check"), &[("right", "yes")]);
    let here = me.get("/me/copies").body;
    let fetch = here.split("href=\"/me/copies/").nth(1).unwrap().split('"').next().unwrap();
    let fetch = format!("/me/copies/{fetch}");
    assert!(me.get(&fetch).body.contains("It can be fetched once"));
    let came = send(&mut me, &fetch, &fetch, &[]);
    assert_eq!(came.headers["content-type"], "application/zip");
    assert_eq!(me.get(&fetch).status, StatusCode::NOT_FOUND, "once");
    assert!(me.get("/me/copies").body.contains("Fetched"));
    // Somebody else's page knows nothing of it.
    let other = officer.create("Bea Example");
    let_in(&mut officer, other, "bea.page@example.test");
    mails(&site);
    let mut bea = logged_in(&site, "bea.page@example.test");
    assert_eq!(bea.get(&fetch).status, StatusCode::NOT_FOUND);
    assert!(!bea.get("/me/copies").body.contains("Fetched"));
}

#[test]
fn somebody_reads_their_pages_in_arabic_from_right_to_left_and_goes_back_to_english() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let_in(&mut officer, case, WAY);
    mails(&site);
    let mut me = site.nobody();
    let english = me.get("/me/log-in").body;
    assert!(english.contains("lang=\"ar\"") && english.contains("العربية") && !english.contains("No translator"));
    assert_eq!(me.get("/me/language/xx").status, StatusCode::NOT_FOUND);
    assert_eq!(me.get("/me/language/ar?to=https://elsewhere.example/").location(), "/me", "it leads nowhere else");
    assert_eq!(me.get("/me/language/ar?to=/me/log-in").location(), "/me/log-in");
    let page = me.get("/me/log-in").body;
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\"") && page.contains("سجّل الدخول إلى صفحتك"), "{page}");
    assert!(page.contains("لم يراجع مترجم"), "it says that nobody has checked it");
    assert!(page.contains("href=\"/me/language/en-GB?to=/me/log-in\""));
    let wrong = send(&mut me, "/me/log-in", "/me/log-in", &[("way", "nonsense")]);
    assert!(wrong.body.contains("أدخل عنوان بريد إلكتروني") && wrong.body.contains("nonsense"));
    ask_code(&mut me, WAY);
    let mail = mails(&site).pop().unwrap();
    assert!(
        mail.body.contains("هو رمزك") && mail.subject == "رمزك",
        "the code comes in the same language: {}",
        mail.body
    );
    let code: String = mail.body.chars().filter(char::is_ascii_digit).take(6).collect();
    assert_eq!(enter(&mut me, &code, BORN).location(), "/me");
    for path in PAGES {
        let page = me.get(path).body;
        assert!(page.contains("<html lang=\"ar\" dir=\"rtl\""), "{path}");
        assert!(page.contains("غادر هذه الصفحة الآن") && page.contains("/me/language/en-GB?to=/me"), "{path}");
    }
    // What comes from the notice and the record stays as it is, with its language said where it is read before an answer.
    let held = me.get("/me/held").body;
    assert!(held.contains("Ada Example") && held.contains("نوفمبر 2026"), "{held}");
    let question = me.get(&format!("/me/consents/{case}?flow=st-basils%7Crefer")).body;
    // The question itself is asked in the language; names, purposes and what it is about are the notice's. It is those words that are
    // answered, and that stand on the record.
    let quoted = question.split("<blockquote").nth(1).unwrap().split("</blockquote>").next().unwrap();
    assert!(quoted.contains("هل لنا أن نشارك") && quoted.contains("St Basils"), "{quoted}");
    let shown = question.split("name=\"shown\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = [("flow", "st-basils|refer"), ("shown", shown.as_str()), ("answer", "given")];
    let at = format!("/me/consents/{case}");
    let said = send(&mut me, &format!("{at}?flow=st-basils%7Crefer"), &at, &fields);
    assert_eq!(said.location(), "/me/consents?said=yes", "{}", said.errors());
    let answers = officer.get(&format!("/cases/{case}/consent/answers")).body;
    assert!(answers.contains("هل لنا أن نشارك"), "{answers}");
    // A page that is reached by a secret link keeps its address to itself.
    assert!(!me.get("/copies/nothing").body.contains("/me/language/"));
    assert_eq!(me.get("/me/language/en-GB?to=/me/held").location(), "/me/held");
    assert!(me.get("/me/held").body.contains("What we hold about you"));
}

#[test]
fn the_language_is_kept_with_the_account_and_what_is_sent_comes_in_it() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let form = officer.get(&format!("/cases/{case}/portal/new")).body;
    assert!(form.contains("In which language do they read?") && form.contains("العربية"), "{form}");
    let fields = [("who", "subject"), ("way", WAY), ("safe", "yes"), ("language", "ar")];
    officer.post(&format!("/cases/{case}/portal/new"), &fields);
    let invited = mails(&site).pop().unwrap();
    assert!(invited.subject == "صفحتك جاهزة" && invited.body.contains("/me"), "{}", invited.body);
    // Nothing was chosen in this browser: the code, and the pages from then on, come in what was said when they were let in.
    let mut me = site.nobody();
    ask_code(&mut me, WAY);
    let mail = mails(&site).pop().unwrap();
    assert_eq!(mail.subject, "رمزك");
    let code: String = mail.body.chars().filter(char::is_ascii_digit).take(6).collect();
    assert_eq!(enter(&mut me, &code, BORN).location(), "/me");
    assert!(me.get("/me").body.contains("<html lang=\"ar\" dir=\"rtl\""));
    let asked = [("kind", "tenancy"), ("why", "To see it"), ("about", "documents")];
    let due = [("due-day", "30"), ("due-month", "11"), ("due-year", "2026")];
    officer.post(&format!("/cases/{case}/asked/new"), &[&asked[..], &due[..]].concat());
    assert_eq!(mails(&site).pop().unwrap().subject, "هناك شيء في انتظارك");
    // They choose another, which counts on every telephone and in what is sent.
    assert_eq!(me.get("/me/language/en-GB?to=/me").location(), "/me");
    let mut other = site.nobody();
    ask_code(&mut other, WAY);
    let mail = mails(&site).pop().unwrap();
    assert_eq!(mail.subject, "Your code");
    assert_eq!(enter(&mut other, &code_of(&mail), BORN).location(), "/me");
    assert!(other.get("/me").body.contains("<html lang=\"en-GB\""));
    // In which language somebody reads tells of them: it lies in no file in the clear, and not with the officer's page.
    assert!(!officer.get(&format!("/cases/{case}/portal")).body.contains("العربية"));
}

#[test]
fn at_one_address_the_date_of_birth_says_whose_page_is_meant() {
    let site = Site::new();
    let mut officer = site.officer();
    let ada = officer.create("Ada Example");
    let mut fields = site.filled("Bea Example");
    for (input, value) in &mut fields {
        if input.ends_with("date-of-birth-day") {
            "9".clone_into(value);
        }
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let bea = officer.post(crate::browser::NEW_CASE, &fields).case();
    for case in [ada, bea] {
        assert_eq!(let_in(&mut officer, case, WAY).status, StatusCode::SEE_OTHER);
    }
    mails(&site);
    for (day, theirs, other) in [("3", "Ada Example", "Bea Example"), ("9", "Bea Example", "Ada Example")] {
        let mut me = site.nobody();
        ask_code(&mut me, WAY);
        let code = code_of(mails(&site).last().unwrap());
        let born = |day| [("born-day", day), ("born-month", "5"), ("born-year", "1984")];
        assert!(enter(&mut me, &code, born("4")).body.contains("Check the code, the date of birth"));
        assert_eq!(enter(&mut me, &code, born(day)).location(), "/me");
        let held = me.get("/me/held").body;
        assert!(held.contains(theirs) && !held.contains(other), "{day}");
    }
}

/// What a browser keeps of a page that somebody looked at: its title, and the addresses to which it leads.
fn kept(page: &str) -> (String, Vec<String>) {
    let title = page.split("<title>").nth(1).unwrap().split("</title>").next().unwrap().to_owned();
    let of = |mark: &str| page.split(mark).skip(1).filter_map(|l| l.split('"').next()).map(str::to_owned).collect();
    let (links, forms): (Vec<String>, Vec<String>) = (of(" href=\""), of(" action=\""));
    (title, links.into_iter().chain(forms).collect())
}

#[test]
fn no_title_and_no_address_of_the_own_page_says_which_body_or_which_part_of_the_record_it_is_about() {
    let site = Site::new();
    let (mut officer, mut basils) = (site.officer(), site.partner("st-basils"));
    let case = officer.create("Ada Example");
    officer.post(&format!("/cases/{case}/agencies"), &[("party", "st-basils")]);
    let staff = site.house.actor(COVENTRY, "role:housing-officer", "prevent-relieve");
    let given = app::ConsentAnswer::Given;
    site.house.app.record_consent(&staff, case, "st-basils", "refer", given, "spoken").unwrap();
    basils.get(&format!("/cases/{case}"));
    let_in(&mut officer, case, WAY);
    mails(&site);
    let mut me = logged_in(&site, WAY);
    let notice = site.house.app.notice_page(COVENTRY, None).unwrap().notice;
    let merged = &notice.compiled.merged;
    let mut keys: Vec<String> = merged.party.keys().chain(merged.class.keys()).cloned().collect();
    keys.retain(|key| !merged.notice.controller.contains(key));
    keys.extend(notice.compiled.categories.iter().map(|c| c.id.clone()));
    // What the menu is called is the same for everybody.
    let menu: Vec<&str> = PAGES.iter().filter_map(|p| p.strip_prefix("/me/")).collect();
    keys.retain(|key| !menu.contains(&key.as_str()));
    let names: Vec<String> = merged.party.values().map(|p| p.name.to_lowercase()).collect();
    assert!(keys.iter().any(|k| k == "st-basils") && names.iter().any(|n| n == "st basils"));
    let (mut to_read, mut read): (Vec<String>, Vec<String>) =
        (PAGES.iter().map(|p| (*p).to_owned()).collect(), Vec::new());
    let mut named = 0;
    while let Some(path) = to_read.pop() {
        let page = me.get(&path);
        assert_eq!(page.status, StatusCode::OK, "{path}");
        read.push(path.clone());
        // A file has neither.
        if !page.body.contains("<title>") {
            continue;
        }
        named += usize::from(page.body.contains("St Basils"));
        let (title, addresses) = kept(&page.body);
        let title = title.to_lowercase();
        assert!(!names.iter().any(|n| title.contains(n.as_str())), "{path}: {title}");
        for address in addresses {
            let plain = address.replace("&amp;", "&");
            let open = plain.replace("%7C", "|").replace("%3A", ":").replace("%2F", "/").to_lowercase();
            let public = plain.starts_with("/notices/") || plain.starts_with("/assets/");
            let mut words = open.split(|c: char| !c.is_alphanumeric() && c != '-');
            let told = words.find(|w| keys.iter().any(|k| k == w));
            assert!(public || told.is_none(), "{path} leads to {plain}, which says {told:?}");
            let leaves = ["/me/leave", "/me/log-out", "/me/language"].iter().any(|l| plain.starts_with(l));
            if plain.starts_with("/me") && !leaves && !read.contains(&plain) && !to_read.contains(&plain) {
                // Where a form is sent to is read as a page where it is one.
                if me.get(&plain).status == StatusCode::OK {
                    to_read.push(plain);
                }
            }
        }
    }
    let to = |start: &str| read.iter().any(|p| p.starts_with(start));
    for start in ["/me/consents/", "/me/withdraw/", "/me/ask?", "/me/receipts/", "/me/records/"] {
        assert!(to(start), "no page led to {start}");
    }
    assert!(named > 2, "nowhere is it said who it is about");
}

#[test]
fn a_discreet_service_is_not_named_until_its_own_question_is_opened_and_in_no_title_or_address() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let_in(&mut officer, case, WAY);
    mails(&site);
    let staff = site.house.actor(COVENTRY, "role:housing-officer", "prevent-relieve");
    let admin = app::Actor { administers: true, ..staff.clone() };
    let evidence = "Papers of 1 November 2026";
    let id =
        site.house.app.enrol(&admin, COVENTRY, "domestic-abuse-service", "Safe Harbour Example", evidence).unwrap();
    site.house.app.link_party(&staff, case, &format!("class:domestic-abuse-service/{id}")).unwrap();
    let mut me = logged_in(&site, WAY);
    let list = me.get("/me/consents").body;
    assert!(list.contains("A support service") && list.contains("Open it to read which one"), "{list}");
    for telling in ["Safe Harbour", "domestic-abuse", "class%3Adomestic"] {
        assert!(!list.contains(telling), "the list says {telling}");
    }
    let start = format!("/me/consents/{case}?flow=");
    let quiet = list.split("A support service").nth(1).unwrap().split("href=\"").filter_map(|l| l.split('"').next());
    let quiet = quiet.into_iter().find(|l| l.starts_with(&start)).unwrap().to_owned();
    let page = me.get(&quiet);
    let title = page.body.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
    assert_eq!(title, "Your answer");
    assert!(page.body.contains("May we share the following with Safe Harbour Example"), "{}", page.body);
    let hidden = |name: &str| {
        let found = page.body.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
        found.split('"').next().unwrap().to_owned()
    };
    let (flow, shown) = (format!("class:domestic-abuse-service/{id}|refer"), hidden("shown"));
    let fields = [("flow", flow.as_str()), ("shown", shown.as_str()), ("answer", "given")];
    let said = send(&mut me, &quiet, &format!("/me/consents/{case}"), &fields);
    assert_eq!(said.location(), "/me/consents?said=yes", "{}", said.errors());
    let list = me.get("/me/consents").body;
    assert!(list.contains("You said yes") && !list.contains("Safe Harbour"), "{list}");
    let back = list
        .split("href=\"")
        .filter_map(|l| l.split('"').next())
        .find(|l| l.starts_with("/me/withdraw/"))
        .unwrap()
        .to_owned();
    let page = me.get(&back).body;
    assert!(page.contains("Safe Harbour Example") && page.contains("<title>You no longer agree</title>"), "{page}");
    // What it had seen is told without its name.
    site.house
        .app
        .open(&site.house.actor(COVENTRY, &format!("class:domestic-abuse-service/{id}"), "refer"), case)
        .unwrap();
    for path in ["/me/shared", "/me/looked"] {
        let page = me.get(path).body;
        assert!(page.contains("A support service") && !page.contains("Safe Harbour"), "{path}: {page}");
        // Nor what it had, by which anybody could guess.
        let cards: Vec<&str> =
            page.split("A support service").skip(1).map(|c| c.split("<h3").next().unwrap()).collect();
        assert!(cards.iter().any(|card| card.contains("not written here")), "{path}: {cards:?}");
        for told in ["Domestic abuse", "What:", "For:", "Saw"] {
            assert!(!cards.iter().any(|card| card.contains(told)), "{path} says {told}: {cards:?}");
        }
    }
    // Nor on a paper that asks for the permission, by its title: neither in the list nor as its file's.
    let app = &site.house.app;
    let party = format!("class:domestic-abuse-service/{id}");
    let paper = app.write_consent_paper(&staff, case, (&party, "refer"), "Coventry City Council").unwrap();
    app.send_paper(&staff, case, paper, "").unwrap();
    let list = me.get("/me/papers").body;
    assert!(list.contains("A permission") && !list.contains("Safe Harbour"), "{list}");
    let at =
        list.split("href=\"").filter_map(|l| l.split('"').next()).find(|l| l.contains(&paper.to_string())).unwrap();
    let page = me.get(at).body;
    assert!(page.contains("Safe Harbour Example"), "whoever opens it reads it: {page}");
    let file = me.get(&format!("{at}/file"));
    assert_eq!(file.status, StatusCode::OK);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paper.pdf");
    std::fs::write(&path, &file.bytes).unwrap();
    let info = std::process::Command::new("pdfinfo").arg(&path).output().expect("poppler-utils is installed");
    let info = String::from_utf8_lossy(&info.stdout).into_owned();
    assert!(info.contains("A permission") && !info.contains("Safe Harbour"), "the title within the file: {info}");
    // Nor in the files that come onto the telephone.
    for kind in ["records", "receipts"] {
        let file = me.get(&format!("/me/{kind}/{case}")).body;
        for telling in ["Safe Harbour", "domestic-abuse"] {
            assert!(file.starts_with('{') && !file.contains(telling), "{kind} say {telling}: {file}");
        }
    }
    let (records, receipts) = app.consent_documents(&staff, case).unwrap();
    assert!(records.contains("Safe Harbour") && receipts.contains("Safe Harbour"), "staff have them whole");
}

#[test]
fn what_is_waited_for_is_said_in_the_words_of_the_language_for_everything_that_there_usually_is_to_do() {
    for words in Words::languages() {
        for (code, _) in app::TASKS {
            assert!(words.texts.contains_key(&format!("task-{code}")), "{code} in {}", words.code);
        }
    }
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let_in(&mut officer, case, WAY);
    mails(&site);
    let staff = site.house.actor(COVENTRY, "role:housing-officer", "prevent-relieve");
    let task = app::NewTask {
        kind: "look-at-the-plan-again".to_owned(),
        text: String::new(),
        category: String::new(),
        owner: None,
        by: app::By::On(jiff::civil::date(2026, 12, 1)),
        waiting_for: "person".to_owned(),
        escalates_after: None,
    };
    site.house.app.add_task(&staff, case, &task).unwrap();
    let mut me = logged_in(&site, WAY);
    assert!(me.get("/me").body.contains("We wait for this from you: Looking at your plan together"));
    me.get("/me/language/ar?to=/me");
    assert!(me.get("/me").body.contains("النظر في خطتك معًا"));
}

#[test]
fn no_code_and_no_invitation_goes_to_a_number_that_a_row_calls_unsafe() {
    const MOBILE: &str = "07700 900123";
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let system = kernel::Caller::system(site.house.authority, "test");
    site.house.app.publish_forms(&system, &testkit::library(), COVENTRY).unwrap();
    let says = |officer: &mut Browser<'_>, safe: &str| {
        let edit = format!("/cases/{case}/sections/contact/edit");
        let version = officer.get(&edit).body.split("name=\"version\" value=\"").nth(1).unwrap().to_owned();
        let rows = [
            ("version", version.split('"').next().unwrap()),
            ("contact.contact-ways.1.way", "mobile"),
            ("contact.contact-ways.1.value", MOBILE),
            ("contact.contact-ways.1.safe", safe),
        ];
        let came = officer.post(&edit, &rows);
        assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.errors());
    };
    says(&mut officer, "call");
    let refused = let_in(&mut officer, case, MOBILE);
    assert!(refused.body.contains("not safe: choose another"), "{}", refused.errors());
    assert!(mails(&site).is_empty());
    says(&mut officer, "text");
    assert_eq!(let_in(&mut officer, case, MOBILE).status, StatusCode::SEE_OTHER);
    assert_eq!(mails(&site).len(), 1);
    // Whoever is logged in when the number becomes unsafe is so no more, and the officer reads why nobody gets in.
    let mut inside = logged_in(&site, MOBILE);
    let page = format!("/cases/{case}/portal");
    assert!(inside.get("/me/held").status == StatusCode::OK && officer.get(&page).body.contains("Can log in"));
    says(&mut officer, "call");
    assert_eq!(inside.get("/me/held").status, StatusCode::SEE_OTHER);
    let read = officer.get(&page).body;
    assert!(read.contains("Cannot log in: the way is not safe") && !read.contains("Can log in"), "{read}");
    says(&mut officer, "text");
    // A code that waits stays when the number becomes unsafe, and no other is made; nobody is told so.
    let mut me = site.nobody();
    let known = ask_code(&mut me, MOBILE);
    says(&mut officer, "call");
    let due = site.house.app.take_jobs([9; 16], &[app::PORTAL_MAIL], 20).unwrap();
    assert_eq!(due.len(), 1);
    assert!(site.house.app.portal_mail(due[0].id, app::Carriers::default()).unwrap().is_none());
    site.house.app.job_done([9; 16], due[0].id).unwrap();
    let again = ask_code(&mut me, MOBILE);
    assert_eq!((again.status, again.location()), (known.status, known.location()));
    assert!(mails(&site).is_empty());
}

#[test]
fn what_cannot_be_done_is_said_in_the_same_frame_with_the_way_out_and_in_the_language_of_the_page() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let_in(&mut officer, case, WAY);
    mails(&site);
    let mut inside = logged_in(&site, WAY);
    let mut outside = site.nobody();
    let too_large = "x".repeat(9_000_000);
    for (language, says) in [("en-GB", "Leave this page now"), ("ar", "غادر هذه الصفحة الآن")] {
        for (me, within) in [(&mut inside, true), (&mut outside, false)] {
            me.get(&format!("/me/language/{language}"));
            let mut came = vec![
                (StatusCode::NOT_FOUND, me.get("/me/nothing-of-the-kind")),
                (StatusCode::NOT_FOUND, me.get("/me/letters/0/0/0")),
                (StatusCode::METHOD_NOT_ALLOWED, me.post_raw("/me/language/en-GB", &[])),
            ];
            if within {
                came.push((StatusCode::NOT_FOUND, me.get(&format!("/me/receipts/{}", "0".repeat(26)))));
                came.push((StatusCode::FORBIDDEN, me.post_raw("/me/log-out", &[("csrf", "wrong")])));
                came.push((StatusCode::PAYLOAD_TOO_LARGE, me.post_raw("/me/log-out", &[("x", &too_large)])));
            }
            for (status, page) in came {
                assert_eq!(page.status, status, "{}", page.body);
                assert!(
                    page.body.contains(says) && page.body.contains("/me/leave"),
                    "{status} {language}: {}",
                    page.body
                );
                assert!(page.body.contains("href=\"/me\""), "no way on");
                for staff in ["Casement", "href=\"/\"", "href=\"/login\"", "/notices/", "Page not found", "troubled"] {
                    assert!(!page.body.contains(staff), "{status} {language} says {staff}: {}", page.body);
                }
            }
        }
    }
}

#[test]
fn a_word_of_ones_own_is_asked_beside_the_code_and_the_date_and_an_officer_can_have_it_asked_no_more() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let_in(&mut officer, case, WAY);
    mails(&site);
    let mut me = logged_in(&site, WAY);
    assert!(me.get("/me").body.contains("href=\"/me/word\""));
    let choose =
        |me: &mut Browser<'_>, word: &str| send(me, "/me/word", "/me/word", &[("do", "choose"), ("word", word)]);
    assert!(choose(&mut me, "short").errors().contains("6 to 60"));
    assert_eq!(choose(&mut me, "Green  Heron").location(), "/me/word?said=yes");
    assert!(me.get("/me/word").body.contains("A word is asked when you log in"));
    // Whoever has the code and knows the date does not get in, and is told no more than before.
    let attempt = |word: Option<&str>| {
        let mut other = site.nobody();
        assert_eq!(ask_code(&mut other, WAY).location(), "/me/code");
        let code = code_of(mails(&site).last().unwrap());
        let token = token_on(&other.get("/me/code").body);
        let mut fields = vec![("csrf", token.as_str()), ("code", &code)];
        fields.extend(BORN);
        fields.extend(word.map(|word| ("word", word)));
        let came = other.post_raw("/me/code", &fields);
        (came.status == StatusCode::SEE_OTHER, came.body)
    };
    let (inside, without) = attempt(None);
    assert!(!inside && without.contains("your own word"), "{without}");
    assert!(!attempt(Some("grey heron")).0);
    assert!(attempt(Some(" green heron ")).0, "capitals and spaces are no part of it");
    // It stands nowhere, nor can anybody of the council read it; they can have it asked no more.
    let page = officer.get(&format!("/cases/{case}/portal")).body;
    assert!(page.contains("A word of their own is asked too") && !page.to_lowercase().contains("heron"));
    let at = page.split("action=\"").filter_map(|l| l.split('"').next()).find(|l| l.ends_with("/word")).unwrap();
    assert_eq!(officer.post(at, &[]).status, StatusCode::SEE_OTHER);
    assert_eq!(officer.post(at, &[]).status, StatusCode::NOT_FOUND, "there is none any more");
    assert!(attempt(None).0);
    assert!(officer.get(&format!("/cases/{case}/seen")).body.contains("asked no more"));
}

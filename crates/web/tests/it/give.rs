//! Documents to give and the plan, on the person's own page, from asking to accepting.

use crate::browser::{Browser, COVENTRY, Came, Site, token_on};
use crate::me::{let_in, logged_in, mails, send};
use crate::work::upload_with;
use axum::http::StatusCode;
use kernel::CaseId;

const WAY: &str = "ada.page@example.test";
const ASK: [(&str, &str); 6] = [
    ("kind", "tenancy"),
    ("why", "To see how long you may live there"),
    ("about", "documents"),
    ("due-day", "30"),
    ("due-month", "11"),
    ("due-year", "2026"),
];

fn asked(officer: &mut Browser<'_>, case: CaseId) -> Came {
    officer.post(&format!("/cases/{case}/asked/new"), &ASK)
}

/// The first address on a page that begins with something.
fn href(page: &Came, start: &str) -> String {
    let found = page.body.split("href=\"").map(|l| l.split('"').next().unwrap()).find(|l| l.starts_with(start));
    found.unwrap_or_else(|| panic!("no {start} on {}", page.body)).to_owned()
}

fn give(me: &mut Browser<'_>, one: &str, files: &[&[u8]]) -> Came {
    let token = token_on(&me.get(one).body);
    upload_with(me, &token, one, &[], files)
}

#[test]
fn a_document_is_asked_for_given_on_a_phone_and_accepted() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let documents = format!("/cases/{case}/documents");
    let action = format!("/cases/{case}/asked/new");
    assert!(officer.get(&documents).body.contains(&format!("href=\"{action}\"")));
    let form = officer.get(&action);
    assert!(form.body.contains("Nobody can log in to the person’s own page yet"), "{}", form.body);
    assert!(!form.body.contains("value=\"photo\""), "a picture of the person is not asked for like a paper");
    let_in(&mut officer, case, WAY);
    mails(&site);
    let empty = officer.post(&action, &ASK[3..]);
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["Choose what kind", "plain words", "Choose what it is about"] {
        assert!(empty.errors().contains(words), "{}", empty.errors());
    }
    let came = asked(&mut officer, case);
    assert_eq!((came.status, came.location()), (StatusCode::SEE_OTHER, documents.as_str()), "{}", came.errors());
    let told = mails(&site).pop().unwrap();
    assert_eq!(told.subject, "Something waits for you");
    assert!(!told.body.contains("document") && !told.body.contains("Tenancy"), "{}", told.body);
    let shown = officer.get(&documents).body;
    assert!(
        shown.contains("Tenancy or licence agreement") && shown.contains("Asked for by 30 November 2026"),
        "{shown}"
    );

    let mut me = logged_in(&site, WAY);
    let list = me.get("/me/documents");
    assert!(list.body.contains("Tenancy or licence agreement") && list.body.contains("30 November 2026"));
    let one = href(&list, "/me/documents/");
    let page = me.get(&one);
    let title = page.body.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
    assert_eq!(title, "A document to give");
    assert!(page.body.contains("enctype=\"multipart/form-data\"") && page.body.contains("capture=\"environment\""));
    assert!(page.body.contains("To see how long you may live there") && !page.body.contains("<script"));
    for (files, words) in
        [(&[][..], "Choose a file, or take a photo"), (&[&b"MZ a program"[..]][..], "This kind of file cannot be read")]
    {
        let came = give(&mut me, &one, files);
        assert_eq!(came.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(came.errors().contains(words), "{}", came.errors());
    }
    let stale = upload_with(&mut me, "wrong", &one, &[], &[b"%PDF-1.4\n%%EOF"]);
    assert_eq!(stale.status, StatusCode::FORBIDDEN);
    // They do not have it, say so, and find it after all.
    let missing = format!("{one}/missing");
    assert!(send(&mut me, &one, &missing, &[("words", " ")]).errors().contains("Say it in your own words"));
    let number = send(&mut me, &one, &missing, &[("words", "It has AB 12 34 56 C on it")]);
    assert!(number.errors().contains("National Insurance number"), "{}", number.errors());
    let said = send(&mut me, &one, &missing, &[("words", "The landlord kept it")]);
    assert_eq!(said.location(), "/me/documents?said=missing", "{}", said.errors());
    assert!(officer.get(&documents).body.contains("The landlord kept it"));
    assert!(officer.get("/my-day").body.contains("The person does not have it"));
    let given = give(&mut me, &one, &[b"%PDF-1.4\n%%EOF"]);
    assert_eq!(given.location(), "/me/documents?said=given", "{}", given.errors());
    assert!(me.get(given.location()).body.contains("Received"));
    let shown = officer.get(&documents);
    assert!(shown.body.contains("handed in by the person, on their own page"), "{}", shown.body);
    assert!(shown.body.contains("1 file was given") && !shown.body.contains("passport"), "names of files are not kept");
    // Something is wrong with it: asked for again, in words.
    let again = shown.body.split('"').find(|part| part.ends_with("/again")).unwrap().to_owned();
    let unsaid = officer.post(&again, &ASK[3..]);
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut fields = vec![("words", "The last page is not on it")];
    fields.extend(&ASK[3..]);
    assert_eq!(officer.post(&again, &fields).location(), documents);
    assert_eq!(mails(&site).len(), 1);
    assert!(me.get("/me/documents").body.contains("The last page is not on it"));
    // What they gave they can open again; what lies in the address and in the file's name says nothing.
    let file = href(&me.get("/me/documents"), &format!("{one}/files/"));
    let opened = me.get(&file);
    assert_eq!((opened.status, opened.body.as_str()), (StatusCode::OK, "%PDF-1.4\n%%EOF"));
    assert_eq!(site.nobody().get(&file).location(), "/me/log-in");
    let listed = officer.get("/asked").body;
    assert!(
        listed.contains("Documents asked for")
            && listed.contains("Ada Example")
            && listed.contains("Waiting for the person")
    );
    assert_eq!(give(&mut me, &one, &[b"%PDF-1.4\n%%EOF"]).location(), "/me/documents?said=given");
    let accept = again.replace("/again", "/accept");
    assert_eq!(officer.post(&accept, &[]).location(), documents);
    assert!(me.get("/me/documents").body.contains("Received and accepted"));
    assert_eq!(officer.post(&accept, &[]).status, StatusCode::NOT_FOUND, "it is settled");
    let over = give(&mut me, &one, &[b"%PDF-1.4\n%%EOF"]);
    assert!(over.errors().contains("does not wait for you any more"), "{}", over.errors());
    let timeline = officer.get(&format!("/cases/{case}/timeline?kind=asked-document")).body;
    assert!(timeline.contains("Document asked for") && timeline.contains("Tenancy or licence agreement"), "{timeline}");
}

#[test]
fn nobody_else_sees_or_answers_what_one_person_is_asked_for() {
    let site = Site::new();
    let (mut officer, mut basils) = (site.officer(), site.partner("st-basils"));
    let (case, other) = (officer.create("Ada Example"), officer.create("Bea Example"));
    let_in(&mut officer, case, WAY);
    let_in(&mut officer, other, "bea.page@example.test");
    asked(&mut officer, case);
    mails(&site);
    let mut me = logged_in(&site, WAY);
    let one = href(&me.get("/me/documents"), "/me/documents/");
    let item = one.rsplit('/').next().unwrap().to_owned();
    let mut bea = logged_in(&site, "bea.page@example.test");
    assert!(bea.get("/me/documents").body.contains("We ask you for no documents"));
    for path in [one.clone(), format!("/me/documents/{other}/{item}")] {
        assert_eq!(bea.get(&path).status, StatusCode::NOT_FOUND);
        let token = token_on(&bea.get("/me/copies").body);
        assert_eq!(upload_with(&mut bea, &token, &path, &[], &[b"%PDF-1.4\n%%EOF"]).status, StatusCode::NOT_FOUND);
        let said = send(&mut bea, "/me/copies", &format!("{path}/missing"), &[("words", "Mine")]);
        assert_eq!(said.status, StatusCode::NOT_FOUND);
    }
    // An agency that works with the person asks for nothing and settles nothing.
    officer.post(&format!("/cases/{case}/agencies"), &[("party", "st-basils")]);
    for path in ["asked/new".to_owned(), format!("asked/{item}/again"), format!("asked/{item}/take-back")] {
        assert_eq!(basils.get(&format!("/cases/{case}/{path}")).status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(basils.post(&format!("/cases/{case}/{path}"), &ASK).status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(basils.post(&format!("/cases/{case}/asked/{item}/accept"), &[]).status, StatusCode::NOT_FOUND);
    // Taken back, with the reason.
    let back = format!("/cases/{case}/asked/{item}/take-back");
    assert!(officer.post(&back, &[("words", "")]).errors().contains("plain words"));
    assert_eq!(officer.post(&back, &[("words", "The landlord sent it")]).status, StatusCode::SEE_OTHER);
    let list = me.get("/me/documents").body;
    assert!(list.contains("Not needed any more") && list.contains("The landlord sent it"), "{list}");
    assert!(!list.contains(&format!("href=\"{one}\"")), "it can still be given");
}

#[test]
fn the_plan_has_a_part_of_its_own_with_a_way_to_ask_for_a_change() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let_in(&mut officer, case, WAY);
    mails(&site);
    let mut me = logged_in(&site, WAY);
    assert!(me.get("/me/plan").body.contains("No plan is on record yet"));
    let steps = [("plan.steps-by-you", "Look at three rooms"), ("version", "0")];
    let came = officer.post(&format!("/cases/{case}/sections/plan/edit"), &steps);
    assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.errors());
    let page = me.get("/me/plan");
    let label = site.house.app.notice_page(COVENTRY, None).unwrap().notice.category_label("plan");
    assert!(page.body.contains(&label) && page.body.contains("Look at three rooms"), "{}", page.body);
    // They say what is in the way; whoever works with them answers, and confirms later.
    let step = href(&page, "/me/plan/");
    let form = me.get(&step);
    assert!(form.body.contains("How does it go?") && form.body.contains("Look at three rooms"), "{}", form.body);
    let shown = form.body.split("name=\"shown\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let none = send(&mut me, &step, &step, &[("shown", &shown)]);
    assert!(none.errors().contains("Choose how it goes"), "{}", none.errors());
    let unsaid = send(&mut me, &step, &step, &[("shown", &shown), ("says", "stuck"), ("words", " ")]);
    assert!(unsaid.errors().contains("what is in the way"), "{}", unsaid.errors());
    let stale = send(&mut me, &step, &step, &[("shown", "x"), ("says", "stuck"), ("words", "No bus goes there")]);
    assert!(stale.errors().contains("Your plan has changed") && stale.body.contains("No bus goes there"));
    let said = send(&mut me, &step, &step, &[("shown", &shown), ("says", "stuck"), ("words", "No bus goes there")]);
    assert_eq!(said.location(), "/me/plan?said=yes", "{}", said.errors());
    assert!(me.get(said.location()).body.contains("No bus goes there"));
    let tasks = officer.get(&format!("/cases/{case}/tasks")).body;
    let there = format!("/cases/{case}/steps");
    assert!(tasks.contains("Look at what the person says of their plan") && tasks.contains(&there), "{tasks}");
    let list = officer.get(&there);
    assert!(list.body.contains("No bus goes there") && list.body.contains("Look at it"), "{}", list.body);
    let answer = href(&list, &format!("{there}/"));
    let answer = answer.replace("/confirm", "/answer");
    assert!(officer.post(&answer, &[("words", "")]).errors().contains("own words"));
    assert_eq!(officer.post(&answer, &[("words", "Take the train")]).location(), there);
    let plan = me.get("/me/plan").body;
    assert!(plan.contains("We have answered") && plan.contains("Take the train"), "{plan}");
    let said = send(&mut me, &step, &step, &[("shown", &shown), ("says", "done")]);
    assert_eq!(said.location(), "/me/plan?said=yes", "{}", said.errors());
    let confirm = href(&officer.get(&there), &format!("{there}/"));
    let day = [("on-day", "1"), ("on-month", "11"), ("on-year", "2026")];
    assert!(
        officer
            .post(&confirm, &[("on-day", "1"), ("on-month", "1"), ("on-year", "2199")])
            .errors()
            .contains("today or earlier")
    );
    assert_eq!(officer.post(&confirm, &day).location(), there);
    assert!(me.get("/me/plan").body.contains(">Done<"));
    assert!(
        officer
            .get(&format!("/cases/{case}/timeline?kind=plan-step"))
            .body
            .contains("What the person says of their plan")
    );
    let change = href(&page, "/me/ask?").replace("&amp;", "&");
    assert!(!change.contains("plan"), "its address says which part it is about: {change}");
    let page = me.get(&change).body;
    assert!(page.contains("It is about this part:") && page.contains(&label), "{page}");
}

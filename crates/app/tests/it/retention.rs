//! From the last day of a case to its certificate: what is due is destroyed, what is held or waits for somebody is not.

use crate::copies::with_forms;
use crate::held::{DUDLEY, FAMILIES, KIRKLEES, MARS, made, officer};
use crate::support::{COVENTRY, create, missing, section};
use app::retention::{NewNote, RetentionLine, RetentionView, Swept};
use app::views::Item;
use app::{Actor, AppError, Close, Entry, Handed, ListFilter, NewDocument, Part};
use casework::{CloseReason, SectionContent, Stand};
use jiff::civil::{Date, date};
use kernel::{CaseId, london_moment};
use std::sync::Arc;
use testkit::House;

/// The morning of a day comes.
fn on(house: &House, day: Date) {
    let then = london_moment(day, 6, 0).unwrap();
    let seconds = (then.as_micros() - house.now().as_micros()) / 1_000_000;
    house.clock.advance_seconds(seconds);
}

fn closed(house: &House, actor: &Actor, case: CaseId) {
    house.app.close(actor, case, CloseReason::NeedMet).unwrap();
}

fn swept(house: &House) -> Swept {
    let swept = house.app.erase_due().unwrap();
    assert_eq!(swept.failed, 0, "{swept:?}");
    swept
}

fn dpo(house: &House, notice: &str) -> Actor {
    let published = house.app.notice_page(notice, None).unwrap().notice;
    let purpose = published.compiled.purposes[0].id.clone();
    house.actor(notice, "role:data-protection-officer", &purpose)
}

fn line(view: &RetentionView, statement: &str) -> RetentionLine {
    let found = view.lines.iter().find(|l| l.statement.id.ends_with(statement));
    found.cloned().unwrap_or_else(|| panic!("no rule {statement} in {:?}", view.lines))
}

/// How often bytes stand in the files of the house, after the database was rebuilt.
pub fn found(house: &House, needle: &[u8]) -> Vec<String> {
    let folder = house.folder().unwrap();
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        if bytes.windows(needle.len()).any(|w| w == needle) {
            files.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    files
}

/// Every entry of the ledger.
fn entries(house: &House) -> Vec<ledger::Entry> {
    let system = kernel::Caller::system(house.authority, "test");
    let rows = house.app.store().write(&system, "entries", |tx| tx.entries(None, 100_000));
    rows.unwrap_or_else(|e: store::StoreError| panic!("{e}")).into_iter().map(|row| row.entry).collect()
}

/// The ledger is whole, whatever was destroyed.
fn verifies(house: &House) {
    let system = kernel::Caller::system(house.authority, "test");
    house.app.store().settle_ledger(house.authority).unwrap();
    let found = house.app.store().write(&system, "verify", |tx| {
        let key = tx.ledger_key()?;
        Ok::<_, store::StoreError>(
            ledger::verify(&mut tx.ledger_source(), &key, &mut |_| ()).map(|_| ()).map_err(|e| format!("{e:?}")),
        )
    });
    found.unwrap().unwrap();
}

fn document(canary: &str, category: &str) -> NewDocument {
    let bytes = format!("%PDF-1.4\n% {canary}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF");
    NewDocument {
        bytes: Arc::new(bytes.into_bytes()),
        title: format!("Letter {canary}"),
        note: canary.to_owned(),
        category: category.to_owned(),
        third_party: false,
        staff_only: false,
    }
}

fn note(canary: &str, category: &str) -> Entry {
    Entry::now("note", category, SectionContent::from_pairs([("text", canary)]))
}

#[doc = "keeps MARS-077"]
#[test]
fn six_years_after_closure_all_of_a_case_is_gone_with_its_attachments_and_there_is_a_certificate() {
    let house = House::new(&[MARS]);
    let officer = officer(&house, MARS, "deliver");
    let canary = house.canary();
    let case = made(&house, &officer, "mars", &[("contact.email", "ada@example.com")], "");
    let Handed::Kept(paper) = house.app.hand_in(&officer, case, &document(&canary, "contact")).unwrap() else {
        panic!("not kept")
    };
    house.app.add_entry(&officer, case, &note(&canary, "contact")).unwrap();
    assert!(house.app.document_bytes(&officer, case, paper, Part::Original).is_ok());
    let row = house.app.store().write(&officer.caller.clone(), "bytes", move |tx| {
        let section = tx.sections(case)?.into_iter().next().unwrap();
        let (_, part) = tx.document_part(paper, Part::Original)?.unwrap();
        Ok::<_, store::StoreError>((section.sealed, part, section.person))
    });
    let (sealed, part, person) = row.unwrap();
    closed(&house, &officer, case);

    // On the last day it is all there; on the next it is not.
    on(&house, date(2032, 11, 21));
    assert_eq!(swept(&house).destroyed, 0);
    assert!(house.app.open(&officer, case).is_err_and(|e| matches!(e, AppError::WantsReason(_))));
    on(&house, date(2032, 11, 22));
    assert_eq!(house.app.due_for_erasure().unwrap(), [(MARS.to_owned(), 1)]);
    assert_eq!(swept(&house).destroyed, 1);
    assert!(missing(&house.app.open(&officer, case)));
    assert_eq!(swept(&house).destroyed, 0, "it is done once");

    let dpo = dpo(&house, MARS);
    let overview = house.app.retention_overview(&dpo).unwrap();
    let certificate = overview.certificates.first().unwrap();
    assert!(
        certificate.whole && certificate.statements.iter().any(|s| s.ends_with("retain.record")),
        "{certificate:?}"
    );
    assert_eq!(certificate.due_on, date(2032, 11, 21));
    assert!(certificate.rule.contains("6 years") || certificate.rule.contains("six years"), "{}", certificate.rule);
    let count = |what: &str| certificate.rows.iter().find(|(w, _)| w.contains(what)).map_or(0, |(_, n)| *n);
    assert_eq!((count("cases"), count("people"), count("files of documents")), (1, 1, 1), "{:?}", certificate.rows);
    assert!(certificate.keys >= 2 && !certificate.entry.is_empty());
    // Nothing that was sealed is there any more, not even sealed, once the file is rebuilt; nor anything about the person.
    let left = house.app.store().write(&officer.caller.clone(), "left", move |tx| {
        let mut left = tx.traces_of_case((case, person), None)?;
        left.extend(tx.traces_of_person(person)?);
        let keys = tx.ring(&[(person, sealing::CLASS_SUBJECT)])?;
        Ok::<_, store::StoreError>((left, keys.subject_tags(person, case).len()))
    });
    assert_eq!(left.unwrap(), (store::Counts::new(), 0));
    assert!(missing(&house.app.document_bytes(&officer, case, paper, Part::Original)));
    house.app.store().vacuum().unwrap();
    for bytes in [&sealed[20..52], &part[20..52], canary.as_bytes(), b"ada@example.com".as_slice()] {
        assert_eq!(found(&house, bytes), Vec::<String>::new());
    }
    assert_eq!(house.app.search(&officer, &"Ada Example".to_owned().into()).unwrap().lines.len(), 0);
    let closed = ListFilter { closed: true, ..ListFilter::default() };
    assert_eq!(house.app.list(&officer, &closed).unwrap().total, 0);
    verifies(&house);
}

#[doc = "keeps MARS-076"]
#[test]
fn a_closed_case_is_read_only_asks_why_it_is_looked_at_and_can_be_held() {
    let house = House::new(&[MARS]);
    let one = officer(&house, MARS, "deliver");
    let other = officer(&house, MARS, "deliver");
    let case = made(&house, &one, "mars", &[], "");
    house.app.close(&one, case, CloseReason::NeedMet).unwrap();
    assert!(house.app.open(&one, case).is_ok(), "whoever closes it goes on looking that day");
    for result in [
        house.app.open(&other, case).map(|_| ()),
        house.app.documents(&other, case).map(|_| ()),
        house.app.section_history(&other, case, "contact").map(|_| ()),
        house.app.seen(&other, case, None).map(|_| ()),
    ] {
        assert!(matches!(result, Err(AppError::WantsReason(c)) if c == case), "{result:?}");
    }
    assert!(matches!(house.app.look_at_closed(&other, case, "curious"), Err(AppError::Refused(_))));
    house.app.look_at_closed(&other, case, "complaint").unwrap();
    let view = house.app.open(&other, case).unwrap();
    assert!(view.sections.iter().all(|s| !s.can_record), "it is read-only");
    let seen = house.app.seen(&other, case, None).unwrap();
    let reasons = entries(&house);
    assert!(seen.lines.iter().any(|l| l.who == other.name));
    assert!(reasons.iter().any(|e| e.detail == "closed case, because: complaint" && e.subjects.len() == 1));
    // The reason lasts for the day.
    house.clock.advance_seconds(86_400);
    assert!(matches!(house.app.open(&other, case), Err(AppError::WantsReason(_))));
    // To who may see nothing of it, it does not exist, closed or not.
    let stranger = house.actor(MARS, "police", "deliver");
    assert!(house.app.open(&stranger, case).is_err_and(|e| !matches!(e, AppError::WantsReason(_))));
    assert!(missing(&house.app.look_at_closed(&stranger, case, "complaint")));
    // Opening it again takes a reason too, and stops the clock.
    assert!(matches!(house.app.reopen(&other, case, ""), Err(AppError::Refused(_))));
    house.app.reopen(&other, case, "came-back").unwrap();
    on(&house, date(2040, 1, 1));
    assert_eq!(swept(&house).destroyed, 0, "an open case is not destroyed");
    closed(&house, &other, case);
    // A hold: asked for by one, approved by another; nothing is destroyed while it lasts.
    on(&house, date(2045, 12, 20));
    let until = Some(date(2047, 6, 1));
    let hold = house.app.ask_hold(&other, case, "claim", until, "Letter before action").unwrap();
    let dpo = dpo(&house, MARS);
    // What was written about it is read by whoever decides, after that is on the ledger of the record.
    let words = "what was written about how long it is kept";
    let read = |who: &Actor| house.app.seen(who, case, None).unwrap().lines.iter().any(|l| l.what.contains(words));
    house.app.look_at_closed(&other, case, "complaint").unwrap();
    assert!(!read(&other));
    assert_eq!(house.app.retention(&dpo, case).unwrap().decisions[0].words, "Letter before action");
    assert!(read(&other), "words about somebody were opened, and nobody wrote it down");
    house.app.decide_hold(&dpo, case, hold, true).unwrap();
    on(&house, date(2047, 5, 31));
    assert_eq!(swept(&house).destroyed, 0);
    house.app.look_at_closed(&other, case, "complaint").unwrap();
    assert!(house.app.open(&other, case).is_ok(), "what is held is there for those who deal with the claim");
    on(&house, date(2047, 6, 2));
    assert!(missing(&house.app.open(&other, case)));
    assert_eq!(swept(&house).destroyed, 1);
}

#[doc = "keeps KIR-046"]
#[test]
fn a_rule_says_why_it_keeps_and_a_hold_extends_it_only_with_approval() {
    let house = House::new(&[KIRKLEES]);
    let published = house.app.notice_page(KIRKLEES, None).unwrap().notice;
    let rule = published.compiled.retention.iter().find(|r| r.statement.0.ends_with("retain.record")).unwrap();
    for why in ["statutory", "claims or complaints", "safeguarding"] {
        assert!(rule.why.iter().any(|w| w.contains(why)), "{why} in {:?}", rule.why);
    }
    let officer = officer(&house, KIRKLEES, "support");
    let case = made(&house, &officer, "support", &[], "");
    closed(&house, &officer, case);
    on(&house, date(2033, 11, 20));
    let hold = house.app.ask_hold(&officer, case, "complaint", None, "Ombudsman").unwrap();
    assert!(missing(&house.app.decide_hold(&officer, case, hold, true)), "not by whoever asked");
    let dpo = dpo(&house, KIRKLEES);
    // Undecided, it holds for two weeks and no longer.
    on(&house, date(2033, 12, 4));
    assert_eq!(swept(&house).destroyed, 0);
    house.app.decide_hold(&dpo, case, hold, true).unwrap();
    on(&house, date(2036, 1, 1));
    assert_eq!(swept(&house).destroyed, 0);
    let own = house.app.ask_hold(&dpo, case, "safeguarding", None, "").unwrap();
    assert!(matches!(house.app.decide_hold(&dpo, case, own, true), Err(AppError::Refused(_))), "not one's own");
    let view = house.app.retention(&dpo, case).unwrap();
    assert!(view.decisions.iter().any(|d| d.words == "Ombudsman" && d.may_lift && !d.may_decide));
    house.app.lift_hold(&dpo, case, own).unwrap();
    house.app.lift_hold(&dpo, case, hold).unwrap();
    assert_eq!(swept(&house).destroyed, 1, "once it is lifted, what was due meanwhile goes");
    // Another, that nobody approves.
    let case = made(&house, &officer, "support", &[], "");
    closed(&house, &officer, case);
    on(&house, date(2043, 1, 1));
    house.app.ask_hold(&officer, case, "complaint", None, "").unwrap();
    on(&house, date(2043, 1, 15));
    assert_eq!(swept(&house).destroyed, 0);
    on(&house, date(2043, 1, 16));
    assert_eq!(swept(&house).destroyed, 1, "a hold that nobody approves lapses");
}

#[doc = "keeps KIR-045"]
#[test]
fn seven_years_count_from_the_end_of_support_with_every_provider() {
    let house = House::new(&[KIRKLEES]);
    let officer = officer(&house, KIRKLEES, "support");
    let case = made(&house, &officer, "support", &[], "");
    let published = house.app.notice_page(KIRKLEES, None).unwrap().notice;
    let provider = published
        .compiled
        .principals
        .iter()
        .map(notice::model::Principal::key)
        .find(|k| !k.starts_with("role:") && !k.starts_with("class:") && k != "subject")
        .unwrap();
    house.app.link_party(&officer, case, &provider).unwrap();
    closed(&house, &officer, case);
    let view = house.app.retention(&officer, case).unwrap();
    assert!(line(&view, "retain.record").words.contains("not known yet"), "{:?}", view.lines);
    // It gives support for years, and each year somebody says that it still does.
    for year in 2027..2040 {
        on(&house, date(year, 4, 20));
        house.app.look_at_closed(&officer, case, "tidying").unwrap();
        house.app.link_party_until(&officer, case, &provider, Some(date(year + 1, 4, 19))).unwrap();
        on(&house, date(year + 1, 4, 19));
        assert_eq!(swept(&house).destroyed, 0, "one provider still gives support");
        house.app.look_at_closed(&officer, case, "tidying").unwrap();
        house.app.link_party_until(&officer, case, &provider, Some(date(year + 1, 12, 31))).unwrap();
    }
    on(&house, date(2040, 12, 20));
    assert_eq!(swept(&house).destroyed, 0, "one provider still gives support");
    house.app.look_at_closed(&officer, case, "tidying").unwrap();
    house.app.unlink_party(&officer, case, &provider).unwrap();
    let view = house.app.retention(&officer, case).unwrap();
    assert!(line(&view, "retain.record").words.contains("19 December 2047"), "{:?}", view.lines);
    // Opened again, with a reason, it counts anew.
    on(&house, date(2047, 12, 19));
    assert!(matches!(house.app.reopen(&officer, case, "bored"), Err(AppError::Refused(_))));
    house.app.reopen(&officer, case, "not-finished").unwrap();
    let entries = entries(&house);
    assert!(entries.iter().any(|e| e.action == ledger::Action::Reopen && e.detail == "not-finished"));
    on(&house, date(2048, 1, 10));
    closed(&house, &officer, case);
    on(&house, date(2055, 1, 10));
    assert_eq!(swept(&house).destroyed, 0);
    on(&house, date(2055, 1, 11));
    assert_eq!(swept(&house).destroyed, 1);
}

#[doc = "keeps FAM-075"]
#[test]
fn protection_of_vulnerable_adults_needs_a_period_inside_the_range_with_a_reason() {
    let house = House::new(&[FAMILIES]);
    let worker = officer(&house, FAMILIES, "meet-needs");
    let manager = house.actor(FAMILIES, "role:team-manager", "meet-needs");
    let case = made(&house, &worker, "programme", &[], "");
    // As whoever may write it has written it: how long it is kept does not depend on that.
    let person = house.app.open(&worker, case).unwrap().person;
    let written = house.app.store().write(&worker.caller.clone(), "a section", move |tx| {
        let class = store::case_class("vulnerable-adults", case);
        let ring = tx.ring_for_sealing(&[(person, class.as_str())])?;
        let id = kernel::SectionId::new(tx.now(), tx.entropy());
        let content = br#"{"fields":{"adult-protection":"A plan"}}"#;
        let sealed = ring.seal(&store::section_place(person, &class, id, 1), content, tx.entropy()).unwrap();
        tx.insert_section(&store::NewSection {
            id,
            case_id: case,
            person,
            category: "vulnerable-adults".to_owned(),
            record_class: class,
            version: 1,
            sealed,
            author: None,
            source: "subject".to_owned(),
            form: String::new(),
        })
    });
    written.unwrap_or_else(|e: store::StoreError| panic!("{e}"));
    house
        .app
        .close(
            &worker,
            case,
            Close { reason: CloseReason::NeedMet, birth: Some(date(2026, 2, 1)), death: None, no_child: false },
        )
        .unwrap();
    let statement = "cheshire-west/troubled-families#retain.vulnerable-adults";
    let view = house.app.retention(&worker, case).unwrap();
    let rule = line(&view, "retain.vulnerable-adults");
    assert_eq!((rule.choose, rule.may_destroy), (None, false), "it is not the worker's to choose");
    let id = rule.statement.id;
    assert!(id.ends_with("retain.vulnerable-adults"), "{id} {statement}");
    assert!(missing(&house.app.choose_period(&worker, case, &id, 15, "Risk")));
    assert_eq!(line(&house.app.retention(&manager, case).unwrap(), "retain.vulnerable-adults").choose, Some((10, 30)));
    for (years, why) in [(9, "Risk"), (31, "Risk"), (15, " ")] {
        assert!(matches!(house.app.choose_period(&manager, case, &id, years, why), Err(AppError::Refused(_))));
    }
    house.app.choose_period(&manager, case, &id, 15, "The risk lasts").unwrap();
    let rule = line(&house.app.retention(&manager, case).unwrap(), "retain.vulnerable-adults");
    assert!(rule.words.contains("21 November 2041") && rule.choose.is_none(), "{rule:?}");
    on(&house, date(2041, 11, 21));
    house.app.erase_due().unwrap();
    house.app.look_at_closed(&worker, case, "audit").unwrap();
    let there = |house: &House| {
        let published = house.app.notice_page(FAMILIES, None).unwrap().notice;
        assert!(published.compiled.category("vulnerable-adults").is_some());
        let rows = house.app.store().write(&worker.caller.clone(), "rows", move |tx| tx.sections(case));
        rows.unwrap_or_else(|e: store::StoreError| panic!("{e}")).iter().any(|s| s.category == "vulnerable-adults")
    };
    assert!(there(&house));
    on(&house, date(2041, 11, 22));
    assert_eq!(swept(&house).destroyed, 1);
    assert!(!there(&house), "15 years, as chosen");
}

#[doc = "keeps FAM-072, FAM-076"]
#[test]
fn one_person_holds_several_classes_and_each_goes_on_its_own_day() {
    let house = House::new(&[FAMILIES]);
    let worker = officer(&house, FAMILIES, "meet-needs");
    let canary = house.canary();
    let said = [
        ("adult-social-care.adult-care", canary.as_str()),
        ("mental-health-support.mental-health", canary.as_str()),
        ("looked-after.looked-after-detail", canary.as_str()),
        ("special-educational-needs.sen", canary.as_str()),
    ];
    let published = house.app.notice_page(FAMILIES, None).unwrap().notice;
    let said: Vec<(String, &str)> = said
        .iter()
        .map(|(name, text)| {
            // The category's first field of free text, whatever it is called.
            let (category, field) = name.split_once('.').unwrap();
            let info = published.compiled.categories.iter().find(|c| c.id == category || c.record_class == category);
            let info = info.unwrap_or_else(|| panic!("no category {category}"));
            let known = info.fields.iter().find(|f| f.id == field).or(info.fields.first()).unwrap();
            (format!("{}.{}", info.id, known.id), *text)
        })
        .collect();
    let said: Vec<(&str, &str)> = said.iter().map(|(k, v)| (k.as_str(), *v)).collect();
    let case = made(&house, &worker, "programme", &said, "");
    // A child of three.
    let close = Close { reason: CloseReason::NeedMet, birth: Some(date(2023, 7, 9)), death: None, no_child: false };
    let asked = house.app.closing(&worker, case).unwrap();
    assert!(asked.asks_death);
    house.app.close(&worker, case, close).unwrap();
    assert!(asked.asks_birth, "the person of the record is grown up: the child is somebody else");
    let born = date(2023, 7, 9);
    let year = |n: i16| Date::new(born.year() + n, born.month(), born.day()).unwrap();
    let there = |class: &str| {
        let wanted: Vec<String> =
            published.compiled.categories.iter().filter(|c| c.record_class == class).map(|c| c.id.clone()).collect();
        let rows = house.app.store().write(&worker.caller.clone(), "rows", move |tx| tx.sections(case));
        let rows = rows.unwrap_or_else(|e: store::StoreError| panic!("{e}"));
        rows.iter().any(|s| wanted.contains(&s.category))
    };
    let mut days = [
        ("adult-social-care", date(2032, 11, 21)),
        ("mental-health-support", date(2046, 11, 21)),
        ("special-educational-needs", year(31)),
        ("looked-after-children", year(75)),
    ];
    days.sort_by_key(|(_, day)| *day);
    for (at, (class, last)) in days.iter().enumerate() {
        on(&house, *last);
        house.app.erase_due().unwrap();
        assert!(there(class), "{class} is there on {last}");
        for (later, _) in &days[at..] {
            assert!(there(later), "{later} on {last}");
        }
        on(&house, last.tomorrow().unwrap());
        swept(&house);
        assert!(!there(class), "{class} is gone after {last}");
    }
    assert!(missing(&house.app.open(&worker, case)), "with the last of them the case goes");
    // No certificate gives the birth away: of what counts from it, only the month is said.
    let dpo = dpo(&house, FAMILIES);
    let certificates = house.app.retention_overview(&dpo).unwrap().certificates;
    assert!(certificates.len() >= 4);
    for certificate in &certificates {
        let counted = certificate.statements.iter().any(|s| s.ends_with("looked-after-children"));
        assert!(!counted || certificate.due_on.day() == 1, "{certificate:?}");
    }
    verifies(&house);
}

#[doc = "keeps FAM-074"]
#[test]
fn a_record_of_children_is_closed_only_once_it_is_known_from_which_day_it_is_counted() {
    let house = with_forms(FAMILIES);
    let worker = house.actor(FAMILIES, "role:family-worker", "programme");
    let kept = |case, close: Close| {
        let lines = house.app.close(&worker, case, close)?;
        Ok::<_, AppError>(lines.into_iter().find(|k| k.statement.id == "retain.children").unwrap())
    };
    let met = || Close::from(CloseReason::NeedMet);
    // The rows about the family say it: the youngest counts, not who is grown up.
    let family = [
        ("family.family-members.1.name", "Ben Example"),
        ("family.family-members.1.relation", "child"),
        ("family.family-members.1.born-day", "1"),
        ("family.family-members.1.born-month", "3"),
        ("family.family-members.1.born-year", "2019"),
        ("family.family-members.2.name", "Ada Example"),
        ("family.family-members.2.relation", "partner"),
        ("family.family-members.2.born-day", "2"),
        ("family.family-members.2.born-month", "5"),
        ("family.family-members.2.born-year", "1970"),
    ];
    let rows = made(&house, &worker, "programme", &family, "");
    assert!(!house.app.closing(&worker, rows).unwrap().asks_birth);
    assert!(matches!(kept(rows, Close { no_child: true, ..met() }), Err(AppError::Refused(_))), "there is a child");
    assert_eq!(kept(rows, met()).unwrap().due, Some(date(2044, 3, 1)));
    // Or nobody: then it is not closed before somebody says so, and counted from that day.
    let nobody = made(&house, &worker, "programme", &[], "");
    let asked = house.app.closing(&worker, nobody).unwrap();
    assert!(asked.asks_birth);
    let words = &asked.kept.iter().find(|k| k.statement.id == "retain.children").unwrap().words;
    assert!(words.contains("youngest child"), "{words}");
    let Err(AppError::Refused(words)) = kept(nobody, met()) else {
        panic!("it was closed without a day to count from")
    };
    assert!(words.contains("youngest child"), "{words}");
    let line = kept(nobody, Close { no_child: true, ..met() }).unwrap();
    assert_eq!(line.due, Some(date(2051, 11, 21)), "25 years after closing");
    assert!(line.words.contains("about no child"), "{}", line.words);
    on(&house, date(2051, 11, 22));
    swept(&house);
    assert!(missing(&house.app.open(&worker, nobody)));
}

#[test]
fn a_looked_after_child_who_dies_young_is_counted_from_death() {
    let house = House::new(&[FAMILIES]);
    let worker = officer(&house, FAMILIES, "meet-needs");
    let said = [
        ("looked-after.looked-after-detail", "A plan"),
        ("identity.date-of-birth-day", "4"),
        ("identity.date-of-birth-month", "3"),
        ("identity.date-of-birth-year", "2015"),
    ];
    let case = made(&house, &worker, "programme", &said, "");
    let asked = house.app.closing(&worker, case).unwrap();
    assert!(asked.asks_death && !asked.asks_birth, "the record says the birth");
    let future = Close { reason: CloseReason::Died, birth: None, death: Some(date(2030, 1, 1)), no_child: false };
    assert!(matches!(house.app.close(&worker, case, future), Err(AppError::Refused(_))));
    let died = Close { reason: CloseReason::Died, birth: None, death: Some(date(2026, 11, 1)), no_child: false };
    house.app.close(&worker, case, died).unwrap();
    let view = house.app.retention(&worker, case).unwrap();
    let words = line(&view, "retain.looked-after-children").words;
    assert!(words.contains("1 November 2041"), "{words}");
    assert!(line(&view, "retain.children").words.contains("4 March 2040"), "{view:?}", view = view.lines);
    // Nothing of these days stands in the clear, nor does a day that is counted from them.
    for day in ["2015-03-04", "2026-11-01", "2041-11-02", "2040-03-05"] {
        assert_eq!(found(&house, day.as_bytes()), Vec::<String>::new(), "{day}");
    }
}

#[test]
fn of_two_cases_of_one_person_each_goes_by_itself() {
    let house = House::new(&[COVENTRY]);
    let officer = crate::support::officer(&house);
    let first = create(&house, &officer, "Ada Example");
    let person = house.app.open(&officer, first).unwrap().person;
    // One person, two cases: as they stand after records were loaded.
    let (id, version) = (
        kernel::CaseId::new(house.now(), &mut house.entropy()),
        house.app.notice_page(COVENTRY, None).unwrap().notice.version_id,
    );
    let new = store::NewCase {
        id,
        reference: "SECOND".to_owned(),
        notice_version: version,
        service: "homelessness".to_owned(),
        person,
        opened_on: date(2026, 11, 21),
        owner: Some(officer.account),
        next_due: None,
    };
    let inserted = house.app.store().write(&officer.caller.clone(), "second case", move |tx| tx.insert_case(&new));
    inserted.unwrap_or_else(|e: store::StoreError| panic!("{e}"));
    let third = id;
    let name = crate::support::typed(&[("identity.name", "Ada Example")]);
    assert!(matches!(house.app.save(&officer, third, "identity", 0, &name, "subject").unwrap(), app::Saved::As(1)));
    closed(&house, &officer, first);
    on(&house, date(2033, 4, 1));
    assert_eq!(swept(&house).destroyed, 1);
    assert!(missing(&house.app.open(&officer, first)));
    let view = house.app.open(&officer, third).unwrap();
    assert_eq!(view.person, person);
    assert!(matches!(section(&view, "identity").content, Item::Released(_)), "the other case opens as before");
    assert_eq!(house.app.search(&officer, &"Ada Example".to_owned().into()).unwrap().lines.len(), 1);
    verifies(&house);
}

#[doc = "keeps DUD-074"]
#[test]
fn periods_come_from_the_councils_own_schedule_by_record_class_and_none_is_in_the_program() {
    let house = House::new(&[DUDLEY, COVENTRY]);
    let officer = officer(&house, DUDLEY, "assess");
    let case = made(&house, &officer, "housing-options", &[("finances.income", "900")], "");
    closed(&house, &officer, case);
    on(&house, date(2100, 1, 1));
    assert_eq!((swept(&house).destroyed, swept(&house).waiting), (0, 0), "without a schedule nothing falls due");
    let system = kernel::Caller::system(house.authority, "test");
    let import = |notice: &str, csv: &str| house.app.import_schedule(&system, notice, "Corporate schedule 2026", csv);
    assert!(matches!(
        import(COVENTRY, "record class,keep,from,then\n*,6 years,case-closed,erase\n"),
        Err(AppError::Refused(_))
    ));
    let unknown = "record class,keep,from,then\nbicycles,6 years,case-closed,erase\n";
    assert!(matches!(import(DUDLEY, unknown), Err(AppError::Refused(words)) if words.contains("bicycles")));
    assert!(matches!(
        import(DUDLEY, "record class,keep,from,then\n*,soon,case-closed,erase\n"),
        Err(AppError::Refused(_))
    ));
    // Two classes with two periods, and two things that happen then.
    let csv = "record class,label,keep,from,then,reference\n*,Housing case files,80 years,case-closed,review,HOU 1.2\n\
               finances,Means,70 years,case-closed,erase,FIN 3\n";
    assert_eq!(import(DUDLEY, csv).unwrap(), 2);
    let view = house.app.retention(&officer, case).unwrap();
    assert!(
        view.lines.iter().any(|l| l.label == "Means" && l.words.contains("FIN 3") && l.stand == Stand::Gone),
        "{:?}",
        view.lines
    );
    let first = swept(&house);
    assert_eq!((first.destroyed, first.waiting), (1, 0), "the one class goes by the schedule");
    let rest = house.app.store().write(&officer.caller.clone(), "rest", move |tx| tx.categories_of(case));
    let rest: Vec<String> = rest.unwrap_or_else(|e: store::StoreError| panic!("{e}"));
    assert!(!rest.is_empty() && !rest.contains(&"finances".to_owned()), "{rest:?}");
    // The other waits for a person, locked meanwhile; who approves says why.
    on(&house, date(2106, 11, 22));
    let waiting = swept(&house);
    assert_eq!((waiting.destroyed, waiting.waiting), (0, 1));
    assert!(missing(&house.app.open(&officer, case)), "nobody is shown what waits");
    let dpo = dpo(&house, DUDLEY);
    let overview = house.app.retention_overview(&dpo).unwrap();
    assert_eq!(overview.waiting.len(), 1);
    let rule = house.app.retention(&dpo, case).unwrap().lines.into_iter().find(|l| l.may_destroy).unwrap();
    assert_eq!(rule.stand, Stand::Locked);
    assert!(missing(&house.app.approve_destruction(&officer, case, &rule.statement.id, "Not needed")));
    assert!(matches!(house.app.approve_destruction(&dpo, case, &rule.statement.id, ""), Err(AppError::Refused(_))));
    house.app.approve_destruction(&dpo, case, &rule.statement.id, "No claim, no complaint").unwrap();
    assert_eq!(swept(&house).destroyed, 1);
    let certificate = house.app.retention_overview(&dpo).unwrap().certificates.remove(0);
    assert_eq!(certificate.decided_by.as_deref(), Some(dpo.name.as_str()));
    assert!(certificate.whole);
}

#[doc = "keeps MARS-079"]
#[test]
fn notes_of_sessions_are_on_a_register_and_destroyed_on_their_day() {
    let house = House::new(&[MARS, COVENTRY]);
    let officer = officer(&house, MARS, "deliver");
    let canary = house.canary();
    let new = |paper: bool, text: &str| NewNote {
        session: "Residents' panel".to_owned(),
        held_on: Some(date(2026, 11, 20)),
        paper,
        place: "Cabinet 3".to_owned(),
        text: text.to_owned(),
    };
    let paper = house.app.add_session_note(&officer, &new(true, "")).unwrap();
    house.app.add_session_note(&officer, &new(false, &canary)).unwrap();
    assert_eq!(found(&house, canary.as_bytes()), Vec::<String>::new(), "typed notes are sealed");
    let late = NewNote { held_on: Some(date(2026, 9, 1)), ..new(true, "") };
    assert!(matches!(house.app.add_session_note(&officer, &late), Err(AppError::Refused(_))));
    let coventry = crate::support::officer(&house);
    assert!(missing(&house.app.session_notes(&coventry)), "a notice without such a rule has no register");
    let view = house.app.session_notes(&officer).unwrap();
    assert!(view.lines.iter().all(|l| l.destroy_by == date(2026, 12, 18) && !l.overdue), "28 days: {view:?}");
    on(&house, date(2026, 12, 18));
    swept(&house);
    assert!(house.app.session_notes(&officer).unwrap().lines.iter().all(|l| l.destroyed.is_none()));
    on(&house, date(2026, 12, 19));
    swept(&house);
    let view = house.app.session_notes(&officer).unwrap();
    let (on_paper, typed): (Vec<_>, Vec<_>) = view.lines.iter().partition(|l| l.paper);
    assert_eq!(typed[0].destroyed.as_ref().map(|d| d.2.as_str()), Some("the system"));
    assert!(on_paper[0].overdue && on_paper[0].destroyed.is_none(), "paper waits for somebody, and is overdue");
    assert!(matches!(house.app.session_note_destroyed(&officer, paper, "lost"), Err(AppError::Refused(_))));
    house.app.session_note_destroyed(&officer, paper, "shredded").unwrap();
    let view = house.app.session_notes(&officer).unwrap();
    assert!(view.lines.iter().all(|l| l.destroyed.is_some()));
    let log = entries(&house);
    let destroyed = log.iter().filter(|e| e.action == ledger::Action::Erase && e.detail.starts_with("session notes"));
    assert_eq!(destroyed.count(), 2, "both are in the log of destruction");
}

#[doc = "keeps KIR-044"]
#[test]
fn every_record_class_has_a_day_on_which_its_disposal_is_looked_at() {
    for notice in testkit::NOTICES {
        let house = House::new(&[notice]);
        let published = house.app.notice_page(notice, None).unwrap().notice;
        let mut so = casework::Circumstances::closed(date(2026, 5, 14));
        so.anchors.birth = Some(date(2020, 2, 1));
        let schedule = "record class,keep,from,then\n*,6 years,case-closed,review\n";
        so.schedule = Some(Arc::new(casework::schedule::Schedule::read("Schedule", schedule).unwrap()));
        let kept = casework::kept_after_closing(&published.compiled, &published.all, &so);
        for category in &published.all {
            let of = |k: &&casework::Kept| k.categories.contains(category);
            let turns = kept.iter().filter(of).filter_map(|k| k.turns(date(2026, 5, 14))).min();
            let name = published.category_id(*category);
            assert!(turns.is_some(), "{notice}: {name} is never looked at");
        }
    }
}

#[test]
fn only_who_oversees_a_notice_sees_its_certificates() {
    let house = House::new(&[MARS, KIRKLEES]);
    let officer = officer(&house, MARS, "deliver");
    let case = made(&house, &officer, "mars", &[], "");
    closed(&house, &officer, case);
    assert!(missing(&house.app.retention_overview(&officer)));
    let (mine, others) = (dpo(&house, MARS), dpo(&house, KIRKLEES));
    assert_eq!(house.app.retention_overview(&mine).unwrap().months.len(), 1);
    assert_eq!(house.app.retention_overview(&others).unwrap().months.len(), 0);
    assert!(missing(&house.app.retention(&others, case)));
    on(&house, date(2033, 1, 1));
    swept(&house);
    let certificate = house.app.retention_overview(&mine).unwrap().certificates[0].id;
    assert!(house.app.certificate(&mine, certificate).is_ok());
    assert!(missing(&house.app.certificate(&others, certificate)));
    assert!(missing(&house.app.certificate(&officer, certificate)));
    // An account's page shows a whole certificate, and nothing in it leads to the case.
    let text = format!("{:?}", house.app.certificate(&mine, certificate).unwrap());
    assert!(!text.contains(&case.to_string()));
}

//! Documents that the person is asked to give: asked for by staff, given on the person's own page and nowhere else, looked at, asked for
//! again, taken back.

use crate::consents_signed::account;
use crate::forms::{house_with_forms, made};
use crate::support::{COVENTRY, create, file, house, missing, officer, partner, wrong};
use app::views::Item;
use app::{
    Actor, AppError, AskLine, AskState, AskStep, DocumentState, Gave, ListAsk, MOST_FILES, Me, MyAsk, NewAsk, Take,
};
use app::{DateKind, NewPortalAccount, OfStep, Part, SaidState, SaysOf, StepAnswer};
use jiff::civil::{Date, date};
use kernel::{AccountId, CaseId, ItemId};
use notice::model::{Act, Fact, Facts};
use std::io::{Read as _, Write as _};
use std::sync::Arc;
use testkit::House;

const PAGE: &str = "http://test";

fn today(house: &House) -> Date {
    kernel::london_date(house.now())
}

fn new(house: &House, why: &str) -> NewAsk {
    NewAsk {
        kind: "tenancy".to_owned(),
        why: why.to_owned(),
        category: "documents".to_owned(),
        whose: None,
        due_on: today(house).checked_add(jiff::Span::new().days(7)).unwrap(),
    }
}

fn subject(house: &House, officer: &Actor, case: CaseId, way: &str) -> Me {
    let new = NewPortalAccount { way: way.to_owned(), asked_if_safe: true, ..NewPortalAccount::default() };
    account(house, officer, case, &new)
}

pub fn acting(house: &House, officer: &Actor, case: CaseId, way: &str, categories: &[&str]) -> Me {
    let new = NewPortalAccount {
        way: way.to_owned(),
        asked_if_safe: true,
        represents: true,
        name: "Cam Example".to_owned(),
        authority: "Signed form".to_owned(),
        categories: categories.iter().map(|c| (*c).to_owned()).collect(),
        until: Some(date(2026, 12, 31)),
        ..NewPortalAccount::default()
    };
    let me = account(house, officer, case, &new);
    let second = house.actor(COVENTRY, "role:housing-officer", "prevent-relieve");
    house.app.approve_representative(&second, case, me.account, PAGE).unwrap();
    me
}

fn pdf(words: &str) -> Arc<Vec<u8>> {
    Arc::new(format!("%PDF-1.4\n% {words}\n%%EOF\n").into_bytes())
}

fn says(line: &MyAsk, field: &str) -> String {
    let Item::Released(content) = &line.content else { panic!("withheld") };
    content.get().get(field).unwrap_or_default().to_owned()
}

fn line(house: &House, officer: &Actor, case: CaseId, id: ItemId) -> AskLine {
    house.app.documents(officer, case).unwrap().asked.into_iter().find(|a| a.id == id).unwrap()
}

fn pressing(house: &House, actor: &Actor) -> Vec<AskState> {
    house.app.my_day(actor).unwrap().asked.into_iter().map(|a| a.state).collect()
}

/// How many messages wait to be sent that something lies on a page; all of them are taken out.
fn told(house: &House) -> usize {
    let due = house.app.take_jobs([7; 16], &[app::PORTAL_MAIL], 50).unwrap();
    let mut waits = 0;
    for job in due {
        let parcel = house.app.portal_mail(job.id, app::Carriers::default()).unwrap().unwrap();
        waits += usize::from(parcel.subject == "Something waits for you");
        let said = format!("{} {}", parcel.subject, parcel.body);
        assert!(!said.contains("Tenancy") && !said.contains("document") && !said.contains("Ada"), "{said}");
        house.app.job_done([7; 16], job.id).unwrap();
    }
    waits
}

#[test]
fn a_document_is_asked_for_given_asked_for_again_and_accepted_and_each_step_is_on_the_ledger() {
    let house = house();
    let (officer, colleague) = (officer(&house), officer(&house));
    let canary = house.canary();
    let case = create(&house, &officer, "Ada Example");
    let me = subject(&house, &officer, case, "ada@example.test");
    told(&house);
    for (form, inputs) in [
        (NewAsk { kind: "passport".to_owned(), ..new(&house, "To prove it") }, "kind"),
        (NewAsk { kind: "photo".to_owned(), ..new(&house, "To prove it") }, "kind"),
        (new(&house, " "), "why"),
        (NewAsk { category: "banding".to_owned(), ..new(&house, "To prove it") }, "about"),
        (NewAsk { due_on: today(&house).yesterday().unwrap(), ..new(&house, "To prove it") }, "due-day"),
    ] {
        assert_eq!(wrong(house.app.ask_for_document(&officer, case, &form, PAGE).map(|_| ())), inputs);
    }
    let id = house.app.ask_for_document(&officer, case, &new(&house, &canary), PAGE).unwrap();
    // What it is and where it is kept is no note that is corrected.
    let other = app::Entry::now("note", "health", casework::SectionContent::default());
    assert!(missing(&house.app.correct_entry(&officer, (case, id), 1, &other)));
    assert!(!house.app.entry(&officer, case, id).unwrap().can_change);
    assert_eq!(told(&house), 1, "the person is told that something waits, and not what");
    let mine = house.app.my_ask(&me, case, id).unwrap();
    assert!(mine.waits && !mine.late && mine.state == AskState::Open && mine.given == 0);
    assert_eq!((says(&mine, "kind").as_str(), says(&mine, "why")), ("tenancy", canary.clone()));
    assert!(pressing(&house, &officer).is_empty(), "nothing presses before its last day is over");
    // They do not have it: in their words, which staff see.
    assert_eq!(wrong(house.app.say_document_is_missing(&me, case, id, " ")), "words");
    house.app.say_document_is_missing(&me, case, id, "My landlord kept it").unwrap();
    assert!(matches!(house.app.say_document_is_missing(&me, case, id, "Again"), Err(AppError::Refused(_))));
    assert_eq!(pressing(&house, &officer), [AskState::Missing]);
    assert!(pressing(&house, &colleague).is_empty(), "somebody else's case");
    let seen = line(&house, &officer, case, id);
    let Item::Released(content) = &seen.content else { panic!("withheld") };
    assert_eq!(content.get().get("says"), Some("My landlord kept it"));
    // Asked for again with words and another day; then it is late.
    let due = today(&house).checked_add(jiff::Span::new().days(2)).unwrap();
    assert_eq!(wrong(house.app.settle_ask(&officer, case, id, &AskStep::Again(String::new(), due), PAGE)), "words");
    let again = AskStep::Again("Ask the landlord for a copy".to_owned(), due);
    house.app.settle_ask(&officer, case, id, &again, PAGE).unwrap();
    assert_eq!(told(&house), 1);
    let mine = house.app.my_ask(&me, case, id).unwrap();
    assert_eq!(
        (mine.state, mine.due_on, says(&mine, "answer").as_str()),
        (AskState::Open, due, "Ask the landlord for a copy")
    );
    house.clock.advance_seconds(3 * 86_400);
    assert!(house.app.my_ask(&me, case, id).unwrap().late && line(&house, &officer, case, id).late);
    assert_eq!(pressing(&house, &officer), [AskState::Open]);
    // Given: kept as any document is, with where it came from.
    assert_eq!(house.app.give_document(&me, case, id, &[pdf("front"), pdf("back")]).unwrap(), Gave::Received);
    let view = house.app.documents(&officer, case).unwrap();
    assert_eq!(view.lines.len(), 2);
    for document in &view.lines {
        assert_eq!(
            (document.entry.by.as_str(), document.state),
            ("the person, on their own page", DocumentState::Kept)
        );
        assert_eq!(document.entry.category, "documents");
        let Item::Released(content) = &document.entry.content else { panic!("withheld") };
        assert_eq!(content.get().get("kind"), Some("tenancy"));
        assert!(house.app.document_bytes(&officer, case, document.entry.id, Part::Original).is_ok());
    }
    let seen = line(&house, &officer, case, id);
    assert!(seen.state == AskState::Given && seen.given == 2 && seen.can_change && !seen.late);
    assert_eq!(pressing(&house, &officer), [AskState::Given]);
    house.app.settle_ask(&colleague, case, id, &AskStep::Accept, PAGE).unwrap();
    assert!(pressing(&house, &officer).is_empty());
    assert_eq!(told(&house), 0, "nothing waits for them");
    let mine = house.app.my_ask(&me, case, id).unwrap();
    assert!(mine.state == AskState::Accepted && !mine.waits && mine.given == 2);
    // What is settled is settled.
    assert!(missing(&house.app.settle_ask(&officer, case, id, &AskStep::Accept, PAGE)));
    assert!(matches!(house.app.give_document(&me, case, id, &[pdf("more")]), Err(AppError::Refused(_))));
    // Every step is on the ledger, the person's too, and the words are in the clear in no file.
    let seen = house.app.seen(&officer, case, None).unwrap();
    let did =
        |acting: &str, what: &str| seen.lines.iter().filter(|l| l.acting == acting && l.what.contains(what)).count();
    assert!(did("the person", "asked-document") >= 2 && did("the person", "document") >= 4, "the person's own steps");
    let looked = house.app.my_lookers(&me, None).unwrap().0;
    assert!(looked.iter().any(|l| l.who.is_empty() && l.what == "made"), "they gave it themselves");
    assert!(crate::retention::found(&house, canary.as_bytes()).is_empty());
}

#[test]
fn only_what_is_asked_for_is_given_and_only_where_it_is_asked_for() {
    let house = house();
    let officer = officer(&house);
    let (case, other) = (create(&house, &officer, "Ada Example"), create(&house, &officer, "Bea Example"));
    let me = subject(&house, &officer, case, "ada@example.test");
    let bea = subject(&house, &officer, other, "bea@example.test");
    // The notice lets the person write nothing unless it is asked for, and nothing that is made from other data ever.
    let compiled = house.app.notice_page(COVENTRY, None).unwrap().notice.compiled.clone();
    let (who, why) = (compiled.principal("subject").unwrap(), compiled.purpose("own-access").unwrap());
    for category in ["identity", "documents", "health", "contact"] {
        let category = compiled.category(category).unwrap();
        let lets = |facts| compiled.envelope.allows(who, Act::Record, why, category, facts);
        assert!(!lets(Facts::NONE) && lets(Facts::NONE.with(Fact::Request)));
    }
    let nothing = ItemId::new(house.now(), &mut house.entropy());
    assert!(missing(&house.app.give_document(&me, case, nothing, &[pdf("x")])));
    let id = house.app.ask_for_document(&officer, case, &new(&house, "To see how long"), PAGE).unwrap();
    // Nobody else's page knows of it, and an agency asks for nothing.
    assert!(house.app.my_asks(&bea).unwrap().is_empty());
    assert!(missing(&house.app.my_ask(&bea, case, id)) && missing(&house.app.my_ask(&bea, other, id)));
    assert!(missing(&house.app.give_document(&bea, case, id, &[pdf("x")])));
    assert!(missing(&house.app.give_document(&bea, other, id, &[pdf("x")])));
    assert!(missing(&house.app.say_document_is_missing(&bea, other, id, "Mine")));
    let charity = partner(&house, "st-basils");
    assert!(missing(&house.app.ask_for_document(&charity, case, &new(&house, "Why"), PAGE)));
    assert!(missing(&house.app.settle_ask(&charity, case, id, &AskStep::Accept, PAGE)));
    // Who acts for them: within the scope, and as whom.
    let all = acting(&house, &officer, case, "cam@example.test", &[]);
    let little = acting(&house, &officer, case, "sid@example.test", &["contact"]);
    assert!(house.app.my_asks(&little).unwrap().is_empty());
    assert!(missing(&house.app.give_document(&little, case, id, &[pdf("x")])));
    assert_eq!(house.app.give_document(&all, case, id, &[pdf("x")]).unwrap(), Gave::Received);
    let view = house.app.documents(&officer, case).unwrap();
    assert_eq!(view.lines[0].entry.by, "somebody who acts for the person, on the own page");
    // What is no document is not taken, and nothing of it is kept.
    for (bytes, said) in [
        (Vec::new(), Gave::Nothing),
        (b"MZ\x90\0 a program".to_vec(), Gave::NotTaken),
        (b"<html></html>".to_vec(), Gave::NotTaken),
        (vec![0; files::LARGEST + 1], Gave::TooLarge),
    ] {
        assert_eq!(house.app.give_document(&me, case, id, &[pdf("good"), Arc::new(bytes)]).unwrap(), said);
    }
    assert_eq!(house.app.give_document(&me, case, id, &[]).unwrap(), Gave::Nothing);
    assert_eq!(house.app.documents(&officer, case).unwrap().lines.len(), 1);
    // So many for one thing, and so many in an hour.
    let many = |n: usize| (0..n).map(|at| pdf(&at.to_string())).collect::<Vec<_>>();
    assert_eq!(house.app.give_document(&me, case, id, &many(MOST_FILES)).unwrap(), Gave::TooMany);
    assert_eq!(house.app.give_document(&me, case, id, &many(MOST_FILES - 1)).unwrap(), Gave::Received);
    assert_eq!(house.app.give_document(&me, case, id, &[pdf("one more")]).unwrap(), Gave::TooMany);
    let [second, third] =
        [(); 2].map(|()| house.app.ask_for_document(&officer, case, &new(&house, "More"), PAGE).unwrap());
    assert_eq!(house.app.give_document(&me, case, second, &many(MOST_FILES)).unwrap(), Gave::Received);
    assert_eq!(house.app.give_document(&me, case, third, &many(1)).unwrap(), Gave::TooOften);
    house.clock.advance_seconds(3_601);
    // A scanner that does not answer: it is here, and nobody opens it.
    house.app.scan_with(files::Scanner::at("unix:/nowhere/clamd.ctl").unwrap());
    assert_eq!(house.app.give_document(&me, case, third, &many(1)).unwrap(), Gave::Received);
    let view = house.app.documents(&officer, case).unwrap();
    assert_eq!(view.lines.iter().filter(|l| l.state == DocumentState::Waiting).count(), 1);
    // Taken back, with a reason that they read: nothing more is taken.
    assert_eq!(wrong(house.app.settle_ask(&officer, case, third, &AskStep::TakeBack(" ".to_owned()), PAGE)), "words");
    let back = AskStep::TakeBack("The council found it".to_owned());
    house.app.settle_ask(&officer, case, third, &back, PAGE).unwrap();
    let mine = house.app.my_ask(&me, case, third).unwrap();
    assert!(!mine.waits && mine.state == AskState::TakenBack && says(&mine, "answer") == "The council found it");
    assert!(matches!(house.app.give_document(&me, case, third, &many(1)), Err(AppError::Refused(_))));
    // Nor in a case that is closed.
    house
        .app
        .settle_ask(&officer, case, id, &AskStep::Again("The first page too".to_owned(), today(&house)), PAGE)
        .unwrap();
    assert!(house.app.my_ask(&me, case, id).unwrap().waits);
    house.app.close(&officer, case, casework::CloseReason::NeedMet).unwrap();
    assert!(!house.app.my_ask(&me, case, id).unwrap().waits);
    assert!(matches!(house.app.give_document(&me, case, id, &many(1)), Err(AppError::Refused(_))));
    assert!(pressing(&house, &officer).is_empty());
}

#[test]
fn a_document_of_somebody_of_the_household_is_asked_for_and_named_as_far_as_the_person_may_see() {
    let house = house_with_forms();
    let officer = officer(&house);
    let (partner, child) = ("Balthasar Quillfeather", "Zephyrine Quillfeather");
    let household = [
        ("household.household-members.1.name", partner),
        ("household.household-members.1.relation", "partner"),
        ("household.household-members.1.born-year", "1982"),
        ("household.household-members.2.name", child),
        ("household.household-members.2.relation", "child"),
        ("household.household-members.2.born-year", "2018"),
    ];
    let case = made(&house, &officer, &household, "Ada Quillfeather");
    let me = subject(&house, &officer, case, "ada@example.test");
    let names = house.app.member_names(&officer, case).unwrap().get().clone();
    let of = |name: &str| names.iter().find(|(_, n)| n == name).unwrap().0;
    let asks = |whose| NewAsk { kind: "birth".to_owned(), whose: Some(whose), ..new(&house, "To count the household") };
    for (name, shown) in [(partner, Some(partner)), (child, None)] {
        let id = house.app.ask_for_document(&officer, case, &asks(of(name)), PAGE).unwrap();
        assert_eq!(line(&house, &officer, case, id).whose, Some(of(name)));
        let mine = house.app.my_ask(&me, case, id).unwrap();
        // The names of children are shown to the council's own people only.
        assert_eq!((mine.of_household, mine.whose.as_ref().map(|n| n.get().as_str())), (true, shown));
    }
    let stranger = kernel::PersonId::from_bytes(*AccountId::new(house.now(), &mut house.entropy()).as_bytes());
    let unknown = asks(stranger);
    assert_eq!(wrong(house.app.ask_for_document(&officer, case, &unknown, PAGE).map(|_| ())), "whose");
}

#[test]
fn the_plan_is_what_the_record_says_and_the_papers_in_which_it_was_agreed() {
    let house = house();
    let officer = officer(&house);
    crate::papers::publish(&house);
    let without = create(&house, &officer, "Bea Example");
    let plan = house.app.my_plan(&subject(&house, &officer, without, "bea@example.test")).unwrap().pop().unwrap();
    assert!(plan.sections.is_empty() && plan.papers.is_empty());
    let case = crate::papers::case(&house, &officer, "Ada Example");
    let me = subject(&house, &officer, case, "ada@example.test");
    let paper = crate::papers::open(&house, &officer, case);
    house.app.write_consent_paper(&officer, case, ("salvation-army", "refer"), "Test Council").unwrap();
    let plan = house.app.my_plan(&me).unwrap().pop().unwrap();
    assert_eq!(plan.sections.iter().map(|s| s.category.as_str()).collect::<Vec<_>>(), ["plan"]);
    assert_eq!(plan.papers.iter().map(|p| p.line.id).collect::<Vec<_>>(), [paper], "a permission is no plan");
    let Item::Released(text) = &plan.papers[0].says else { panic!("withheld") };
    assert!(text.get().contains("What you will do") && plan.papers[0].line.waits);
    // It is a look like any other; whoever acts for them in other matters sees none of it.
    let seen = house.app.seen(&officer, case, None).unwrap();
    assert!(seen.lines.iter().any(|l| l.what.contains("own plan") && l.acting == "the person"));
    let little = acting(&house, &officer, case, "sid@example.test", &["contact"]);
    let plan = house.app.my_plan(&little).unwrap().pop().unwrap();
    assert!(plan.sections.is_empty() && plan.papers.is_empty());
}

#[test]
fn a_step_is_said_to_be_done_confirmed_and_written_into_the_plan() {
    let house = house_with_forms();
    let (officer, second) = (officer(&house), officer(&house));
    let canary = house.canary();
    let steps = [
        ("plan.steps-by-you.1.step", canary.as_str()),
        ("plan.steps-by-you.1.by-day", "30"),
        ("plan.steps-by-you.1.by-month", "11"),
        ("plan.steps-by-you.1.by-year", "2026"),
        ("plan.steps-by-you.2.step", "Ask for a bank statement"),
        ("plan.steps-by-council.1.step", "Ring the landlord"),
    ];
    let case = made(&house, &officer, &steps, "Ada Example");
    let me = subject(&house, &officer, case, "ada@example.test");
    let acts = acting(&house, &officer, case, "cam@example.test", &["plan"]);
    let little = acting(&house, &officer, case, "sid@example.test", &["contact"]);
    told(&house);
    let plan = |me: &Me| house.app.my_plan(me).unwrap().pop().unwrap().steps;
    let all = plan(&me);
    let shape: Vec<_> = all.iter().map(|s| (s.list, s.row, s.mine, s.can_say)).collect();
    let wanted =
        [("steps-by-you", 1, true, true), ("steps-by-you", 2, true, true), ("steps-by-council", 1, false, false)];
    assert_eq!(shape, wanted);
    assert!(plan(&little).is_empty());
    // Its day is among the person's dates, and not among those of somebody who may not see the plan.
    let dates = |me: &Me| -> Vec<(DateKind, Option<Date>)> {
        house.app.my_dates(me).unwrap().into_iter().map(|d| (d.kind, d.by)).collect()
    };
    assert_eq!(dates(&me), [(DateKind::Step, Some(date(2026, 11, 30)))]);
    assert!(dates(&little).is_empty());
    let shown = all[0].shown.clone();
    let of = |row: usize, says: SaysOf, words: &'static str| (row, says, words);
    let say = |me: &Me, (row, says, words): (usize, SaysOf, &str), shown: &str| {
        house.app.say_of_step(me, case, &OfStep { list: "steps-by-you", row, shown, says, words })
    };
    assert_eq!(wrong(say(&me, of(1, SaysOf::Stuck, " "), &shown)), "words");
    assert_eq!(wrong(say(&me, of(1, SaysOf::Done, "It has AB 12 34 56 C on it"), &shown)), "words");
    assert!(matches!(say(&me, of(1, SaysOf::Done, ""), "another"), Err(AppError::Refused(_))), "it was not shown");
    assert!(matches!(say(&me, of(9, SaysOf::Done, ""), &shown), Err(AppError::NotFound)));
    assert!(matches!(say(&little, of(1, SaysOf::Done, ""), &shown), Err(AppError::NotFound)));
    let ours = OfStep { list: "steps-by-council", row: 1, shown: &all[2].shown, says: SaysOf::Done, words: "" };
    assert!(matches!(house.app.say_of_step(&me, case, &ours), Err(AppError::NotFound)), "it is not theirs to take");
    // Somebody who acts for them says what is in the way; they say later that it is done. Both are one thing to look at.
    say(&acts, of(1, SaysOf::Stuck, "No bus goes there"), &shown).unwrap();
    say(&me, of(1, SaysOf::Done, ""), &shown).unwrap();
    let todo =
        || -> Vec<String> { house.app.tasks_on(&officer, case).unwrap().open.into_iter().map(|t| t.what).collect() };
    assert_eq!(todo().iter().filter(|t| t.contains("says of their plan")).count(), 1);
    let view = house.app.steps_said(&second, case).unwrap();
    assert_eq!(view.lines.len(), 1);
    let line = &view.lines[0];
    assert_eq!((line.said.says, line.said.state, line.can_settle), (SaysOf::Done, SaidState::Waits, true));
    assert!(line.by.contains("person") && line.said.content.get().get("step") == Some(canary.as_str()), "{}", line.by);
    let id = line.said.id;
    // The plan says so only once it is confirmed.
    assert!(plan(&me)[0].done.is_none());
    let on = today(&house);
    let later = StepAnswer::Confirm(on.tomorrow().unwrap());
    assert_eq!(wrong(house.app.settle_step(&second, case, id, &later, PAGE)), "on-day");
    assert_eq!(wrong(house.app.settle_step(&second, case, id, &StepAnswer::Answer(" ".to_owned()), PAGE)), "words");
    let basils = partner(&house, "st-basils");
    assert!(missing(&house.app.steps_said(&basils, case)));
    assert!(missing(&house.app.settle_step(&basils, case, id, &StepAnswer::Confirm(on), PAGE)));
    house.app.settle_step(&second, case, id, &StepAnswer::Confirm(on), PAGE).unwrap();
    assert_eq!(told(&house), 1, "that something waits, and not what");
    let step = plan(&me).remove(0);
    assert_eq!((step.done, step.can_say), (Some(on), false));
    assert_eq!(step.said.unwrap().state, SaidState::Confirmed);
    assert!(matches!(say(&me, of(1, SaysOf::Done, ""), &shown), Err(AppError::Refused(_))), "it is done");
    assert!(todo().iter().all(|t| !t.contains("says of their plan")), "there is nothing left to look at");
    assert!(dates(&me).is_empty());
    assert!(missing(&house.app.settle_step(&second, case, id, &StepAnswer::Confirm(on), PAGE)), "it is settled");
    // An answer leaves the step to be done.
    say(&me, of(2, SaysOf::Stuck, "The bank is shut"), &plan(&me)[1].shown).unwrap();
    let id = house.app.steps_said(&officer, case).unwrap().lines[0].said.id;
    house.app.settle_step(&officer, case, id, &StepAnswer::Answer("Try the other branch".to_owned()), PAGE).unwrap();
    let step = plan(&me).remove(1);
    let said = step.said.unwrap();
    assert_eq!((said.state, said.content.get().get("answer")), (SaidState::Answered, Some("Try the other branch")));
    assert!(step.can_say && step.done.is_none());
    assert!(crate::retention::found(&house, canary.as_bytes()).is_empty());
}

#[test]
fn a_file_for_a_calendar_says_when_and_nothing_of_what_with_whom_or_where() {
    let house = house_with_forms();
    let officer = officer(&house);
    let steps = [
        ("plan.steps-by-you.1.step", "Look at three rooms"),
        ("plan.steps-by-you.1.by-day", "30"),
        ("plan.steps-by-you.1.by-month", "11"),
        ("plan.steps-by-you.1.by-year", "2026"),
    ];
    let case = made(&house, &officer, &steps, "Ada Example");
    let me = subject(&house, &officer, case, "ada@example.test");
    house.app.ask_for_document(&officer, case, &new(&house, "To see how long"), PAGE).unwrap();
    let at = house.now().plus_seconds(3 * 86_400);
    let entry = app::Entry {
        kind: "appointment".to_owned(),
        category: "plan".to_owned(),
        third_party: false,
        staff_only: false,
        happened_at: Some(at),
        ends_at: None,
        content: casework::SectionContent::from_pairs([("what", "Housing interview"), ("place", "Town hall")]),
    };
    house.app.add_entry(&officer, case, &entry).unwrap();
    let file = house.app.my_calendar(&me, "A date to keep").unwrap();
    assert_eq!(file.matches("BEGIN:VEVENT").count(), 3, "{file}");
    assert_eq!(file.matches("SUMMARY:A date to keep").count(), 3);
    assert!(file.contains("DTSTART;VALUE=DATE:20261130") && file.starts_with("BEGIN:VCALENDAR\r\n"), "{file}");
    let reference = house.app.open(&officer, case).unwrap().reference;
    for telling in ["Ada", "ousing", "rooms", "Town", "interview", "asement", "Coventry", reference.as_str()] {
        assert!(!file.contains(telling), "it says {telling}: {file}");
    }
    // The same date taken twice is one in a calendar.
    let uids =
        |file: &str| -> Vec<String> { file.lines().filter(|l| l.starts_with("UID:")).map(str::to_owned).collect() };
    assert_eq!(uids(&file), uids(&house.app.my_calendar(&me, "A date to keep").unwrap()));
    let little = acting(&house, &officer, case, "sid@example.test", &["contact"]);
    assert!(!house.app.my_calendar(&little, "A date").unwrap().contains("VEVENT"), "of what they may not see");
}

#[test]
fn what_was_given_is_opened_again_by_those_who_may_see_it_and_by_nobody_else() {
    let house = house();
    let officer = officer(&house);
    let (case, other) = (create(&house, &officer, "Ada Example"), create(&house, &officer, "Bea Example"));
    let me = subject(&house, &officer, case, "ada@example.test");
    let bea = subject(&house, &officer, other, "bea@example.test");
    let acts = acting(&house, &officer, case, "cam@example.test", &["documents"]);
    let little = acting(&house, &officer, case, "sid@example.test", &["contact"]);
    let id = house.app.ask_for_document(&officer, case, &new(&house, "To see how long"), PAGE).unwrap();
    assert!(house.app.my_ask(&me, case, id).unwrap().files.is_empty());
    let (one, two) = (pdf("one"), pdf("two"));
    house.app.give_document(&me, case, id, &[one.clone(), two.clone()]).unwrap();
    let files = house.app.my_ask(&me, case, id).unwrap().files;
    assert_eq!(files.len(), 2);
    for who in [&me, &acts] {
        let mut opened: Vec<Vec<u8>> = files
            .iter()
            .map(|file| {
                let opened = house.app.my_file(who, case, id, *file).unwrap();
                assert_eq!(opened.media, "application/pdf");
                opened.bytes.get().to_vec()
            })
            .collect();
        opened.sort();
        assert_eq!(opened, [one.to_vec(), two.to_vec()]);
    }
    for file in &files {
        assert!(missing(&house.app.my_file(&little, case, id, *file).map(|_| ())));
        assert!(missing(&house.app.my_file(&bea, case, id, *file).map(|_| ())));
        assert!(missing(&house.app.my_file(&bea, other, id, *file).map(|_| ())));
    }
    // What staff handed in for something else is not given by the person.
    let theirs = app::NewDocument {
        bytes: pdf("theirs"),
        title: "Letter".to_owned(),
        note: String::new(),
        category: "documents".to_owned(),
        third_party: false,
        staff_only: true,
    };
    let app::Handed::Kept(kept) = house.app.hand_in(&officer, case, &theirs).unwrap() else { panic!("not kept") };
    assert!(missing(&house.app.my_file(&me, case, id, kept).map(|_| ())));
    // Each look is on the ledger, as theirs.
    let seen = house.app.seen(&officer, case, None).unwrap();
    assert!(seen.lines.iter().any(|l| l.what.contains("document opened") && l.acting == "the person"));
}

#[test]
fn who_is_asked_is_reminded_before_the_last_day_and_once_after_and_staff_have_a_list() {
    let house = house();
    let officer = officer(&house);
    let (case, quiet) = (create(&house, &officer, "Ada Example"), create(&house, &officer, "Bea Example"));
    subject(&house, &officer, case, "ada@example.test");
    for _ in 0..2 {
        house.app.ask_for_document(&officer, case, &new(&house, "To see how long"), PAGE).unwrap();
    }
    house.app.ask_for_document(&officer, quiet, &new(&house, "To see how long"), PAGE).unwrap();
    told(&house);
    let remind = |days: i64| {
        house.clock.advance_seconds(days * 86_400);
        let said = house.app.remind_of_documents("").unwrap();
        assert_eq!(said, told(&house));
        said
    };
    assert_eq!(remind(0), 0);
    assert_eq!(remind(4), 0, "three days before");
    assert_eq!(remind(1), 1, "once for both, and nobody who has no page");
    assert_eq!(remind(0), 0, "once a day");
    assert_eq!(remind(1), 0);
    assert_eq!(remind(2), 1, "the last day is over");
    assert_eq!(remind(1), 0);
    let ids: Vec<ItemId> = house.app.documents(&officer, case).unwrap().asked.iter().map(|a| a.id).collect();
    house.app.settle_ask(&officer, case, ids[0], &AskStep::TakeBack("Not needed".to_owned()), PAGE).unwrap();
    // Asked for anew, it is reminded of anew.
    let due = today(&house).checked_add(jiff::Span::new().days(3)).unwrap();
    house.app.settle_ask(&officer, case, ids[1], &AskStep::Again("The last page".to_owned(), due), PAGE).unwrap();
    told(&house);
    assert_eq!(remind(2), 1, "asked for anew");
    assert_eq!(remind(2), 1);
    // The list of staff says what is asked for in their cases, and whose answer waits.
    let listed = |actor: &Actor| -> Vec<(AskState, bool)> {
        house
            .app
            .asked_list(actor, &ListAsk::default(), Take::Page)
            .unwrap()
            .lines
            .into_iter()
            .map(|a| (a.state, a.late))
            .collect()
    };
    assert_eq!(listed(&officer), [(AskState::Open, true), (AskState::Open, true)]);
    assert!(listed(&crate::support::officer(&house)).is_empty(), "somebody else's cases");
    let not_theirs = house.app.asked_list(&partner(&house, "st-basils"), &ListAsk::default(), Take::Page);
    assert!(missing(&not_theirs));
    // Narrowed, by whose it is and how it stands; a file holds the same.
    let narrowed = |who: &Actor, name: &str, code: &str| {
        let ask = ListAsk { narrowed: vec![(name.to_owned(), code.to_owned())], ..ListAsk::default() };
        let [page, file] =
            [Take::Page, file(&house, who)].map(|take| house.app.asked_list(who, &ask, take).unwrap().lines);
        assert_eq!(page.len(), file.len());
        page.len()
    };
    let stands = |code: &str| narrowed(&officer, "state", code);
    assert_eq!(["waiting", "answered", "accepted", "all"].map(stands), [2, 0, 0, 3]);
    assert_eq!(narrowed(&officer, "due", "overdue"), 2);
    let colleague = crate::support::officer(&house);
    assert_eq!(narrowed(&colleague, "whose", &officer.account.to_string()), 2);
}

#[test]
fn a_button_pressed_twice_keeps_one_file_and_what_the_scanner_stopped_was_not_given() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    let me = subject(&house, &officer, case, "ada@example.test");
    let id = house.app.ask_for_document(&officer, case, &new(&house, "To see how long"), PAGE).unwrap();
    for _ in 0..2 {
        assert_eq!(house.app.give_document(&me, case, id, &[pdf("one")]).unwrap(), Gave::Received);
    }
    // Chosen twice in one form is one file too; another of the same size is another.
    assert_eq!(house.app.give_document(&me, case, id, &[pdf("two"), pdf("two"), pdf("one")]).unwrap(), Gave::Received);
    let kept = || house.app.documents(&officer, case).unwrap().lines.len();
    assert_eq!((kept(), line(&house, &officer, case, id).given), (2, 2));
    let steps = house.app.seen(&officer, case, None).unwrap().lines.len();
    assert_eq!(house.app.give_document(&me, case, id, &[pdf("one")]).unwrap(), Gave::Received);
    assert!(house.app.seen(&officer, case, None).unwrap().lines.len() <= steps + 2, "nothing of it changes again");
    // Asked for again, the same page can be given again: it stands as given, and is still one file.
    let again = AskStep::Again("Is this the whole of it?".to_owned(), today(&house));
    house.app.settle_ask(&officer, case, id, &again, PAGE).unwrap();
    assert_eq!(house.app.give_document(&me, case, id, &[pdf("one")]).unwrap(), Gave::Received);
    assert_eq!((kept(), line(&house, &officer, case, id).state), (2, AskState::Given));
    // As many presses as one likes at the limit of what is taken.
    let many: Vec<_> = (0..MOST_FILES - 2).map(|at| pdf(&format!("page {at}"))).collect();
    for _ in 0..2 {
        assert_eq!(house.app.give_document(&me, case, id, &many).unwrap(), Gave::Received);
    }
    assert_eq!(house.app.give_document(&me, case, id, &[pdf("one too many")]).unwrap(), Gave::TooMany);
}

#[test]
fn staff_are_told_when_nobody_could_be_told_that_something_waits() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    let id = house.app.ask_for_document(&officer, case, &new(&house, "To see how long"), PAGE).unwrap();
    assert!(line(&house, &officer, case, id).untold && told(&house) == 0);
    subject(&house, &officer, case, "ada@example.test");
    assert!(line(&house, &officer, case, id).untold, "a page that came later has told nobody of this");
    let again = AskStep::Again("Please give it here".to_owned(), today(&house));
    house.app.settle_ask(&officer, case, id, &again, PAGE).unwrap();
    assert!(!line(&house, &officer, case, id).untold && told(&house) == 1);
    let other = house.app.ask_for_document(&officer, case, &new(&house, "And this"), PAGE).unwrap();
    assert!(!line(&house, &officer, case, other).untold && told(&house) == 1);
}

/// A scanner that finds something in whatever has a word in it.
fn scanner(word: &'static str) -> files::Scanner {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let at = format!("tcp:{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for line in listener.incoming() {
            let mut line = line.unwrap();
            let mut command = [0; 10];
            line.read_exact(&mut command).unwrap();
            let mut all = Vec::new();
            loop {
                let mut length = [0; 4];
                line.read_exact(&mut length).unwrap();
                let length = u32::from_be_bytes(length) as usize;
                if length == 0 {
                    break;
                }
                let from = all.len();
                all.resize(from + length, 0);
                line.read_exact(&mut all[from..]).unwrap();
            }
            let found = all.windows(word.len()).any(|w| w == word.as_bytes());
            line.write_all(if found { b"stream: Test-Signature FOUND\0" } else { b"stream: OK\0" }).unwrap();
        }
    });
    files::Scanner::at(&at).unwrap()
}

#[test]
fn a_file_that_the_scanner_stopped_was_not_given() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    let me = subject(&house, &officer, case, "ada@example.test");
    house.app.scan_with(scanner("harmful"));
    let id = house.app.ask_for_document(&officer, case, &new(&house, "To see how long"), PAGE).unwrap();
    for _ in 0..2 {
        assert_eq!(house.app.give_document(&me, case, id, &[pdf("harmful")]).unwrap(), Gave::Apart);
    }
    let mine = house.app.my_ask(&me, case, id).unwrap();
    assert!(mine.waits && mine.state == AskState::Open && mine.given == 0);
    assert_eq!(line(&house, &officer, case, id).given, 0);
    // One that is stopped beside one that is not: the one is here.
    assert_eq!(house.app.give_document(&me, case, id, &[pdf("harmful too"), pdf("good")]).unwrap(), Gave::Received);
    let mine = house.app.my_ask(&me, case, id).unwrap();
    assert_eq!((mine.state, mine.given, line(&house, &officer, case, id).given), (AskState::Given, 1, 1));
    // What was stopped takes no place of what can be given.
    let many: Vec<_> = (0..MOST_FILES - 1).map(|at| pdf(&format!("page {at}"))).collect();
    assert_eq!(house.app.give_document(&me, case, id, &many).unwrap(), Gave::Received);
}

//! Forms beside the notice: asked, pinned to answers, kept part-way, sent once.

use crate::held::MARS;
use crate::support::{COVENTRY, create, field, officer, partner, section, typed};
use app::views::Item;
use app::{Actor, AppError, DraftPlace, NewCase, Saved, Told};
use casework::{Sure, Typed};
use kernel::{CaseId, DraftId};
use notice::Library;
use testkit::House;

/// A house whose services have their forms.
pub fn house_with_forms() -> House {
    let house = House::new(&[COVENTRY]);
    publish(&house, &testkit::library());
    house
}

fn publish(house: &House, library: &Library) {
    let system = kernel::Caller::system(house.authority, "test");
    house.app.publish_forms(&system, library, COVENTRY).unwrap();
}

/// The library with another version of the Coventry form, in which a piece is replaced.
fn changed(version: &str, from: &str, to: &str) -> Library {
    let path = "notices/forms/coventry-homelessness.toml";
    let text = Library::embedded().text(path).unwrap().replacen("1.0.0", version, 1);
    assert!(text.contains(from));
    testkit::library().with(path, text.replacen(from, to, 1))
}

/// Everything that the form of a new case cannot do without.
pub fn least(name: &str) -> Vec<(String, String)> {
    let pairs = [
        ("identity.name", name),
        ("personal-details.date-of-birth-day", "5"),
        ("personal-details.date-of-birth-month", "3"),
        ("personal-details.date-of-birth-year", "1984"),
        ("contact.address", "1 Example Row"),
        ("household.dependent-children", "2"),
        ("circumstances.reason-for-homelessness", "domestic-abuse"),
        ("housing-needs.bedrooms", "2"),
    ];
    pairs.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
}

pub fn made(house: &House, actor: &Actor, more: &[(&str, &str)], name: &str) -> CaseId {
    let mut pairs = least(name);
    pairs.retain(|(k, _)| !more.iter().any(|(m, _)| m == k));
    pairs.extend(more.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
    let new = NewCase { service: "homelessness".into(), typed: Typed::new(pairs), source: "subject".into() };
    house.app.create(actor, &new).unwrap_or_else(|e| match e {
        AppError::Form(errors) => panic!("{:?}", errors.fields),
        e => panic!("{e}"),
    })
}

#[test]
fn a_form_asks_in_rows_and_codes_and_nothing_outside_it_is_saved() {
    let house = house_with_forms();
    let officer = officer(&house);
    let said = [
        ("finances.debts.1.creditor", "rent"),
        ("finances.debts.1.amount", "1,200"),
        ("finances.debts.1.priority", "yes"),
        ("finances.debts.4.creditor", "energy"),
        ("finances.debts.4.amount", "80.5"),
        ("finances.twitter", "x"),
        ("politics.views", "y"),
    ];
    let case = made(&house, &officer, &said, "Ada Example");
    let view = house.app.open(&officer, case).unwrap();
    assert_eq!(field(&view, "finances", "debts.1.amount"), "1200.00");
    assert_eq!(field(&view, "finances", "debts.2.creditor"), "energy", "rows are numbered without gaps");
    assert_eq!(field(&view, "finances", "twitter"), "");
    assert!(view.sections.iter().all(|s| s.category != "politics"));
    let new = NewCase {
        service: "homelessness".into(),
        typed: typed(&[("circumstances.reason-for-homelessness", "Domestic abuse")]),
        source: "subject".into(),
    };
    let Err(AppError::Form(errors)) = house.app.create(&officer, &new) else { panic!("words are no codes") };
    assert!(errors.fields.iter().any(|e| e.input == "circumstances.reason-for-homelessness"));
}

#[test]
fn an_answer_is_shown_with_the_questions_of_the_form_that_asked() {
    let house = House::new(&[COVENTRY]);
    let officer = officer(&house);
    // Before there was a form: the notice's own fields.
    let old = create(&house, &officer, "Ada Example");
    publish(&house, &testkit::library());
    let first = made(&house, &officer, &[("housing-needs.pets", "A dog")], "Bo Example");
    publish(&house, &changed("1.1.0", "pets = {}", "pets = { label = \"Animals that come along\" }"));
    let label = |case: CaseId, category: &str, id: &str| {
        let view = house.app.open(&officer, case).unwrap();
        section(&view, category).fields.iter().find(|f| f.id == id).map(|f| f.label.clone()).unwrap()
    };
    assert_eq!(label(first, "housing-needs", "pets"), "Pets");
    let shown = house.app.open(&officer, old).unwrap();
    assert_eq!(field(&shown, "circumstances", "reason-for-homelessness"), "Domestic abuse");
    assert!(section(&shown, "finances").fields.iter().all(|f| f.rows().is_none()));
    // Answered again, it is answered under today's form; the version before keeps its own.
    let form = house.app.edit(&officer, first, "housing-needs").unwrap();
    assert!(form.form.fields.iter().any(|f| f.label == "Animals that come along"));
    let again = typed(&[("housing-needs.pets", "Two dogs"), ("housing-needs.bedrooms", "2")]);
    assert!(matches!(house.app.save(&officer, first, "housing-needs", 1, &again, ""), Ok(Saved::As(2))));
    assert_eq!(label(first, "housing-needs", "pets"), "Animals that come along");
    let history = house.app.section_history(&officer, first, "housing-needs").unwrap();
    let asked = |at: usize| history.versions[at].fields.iter().find(|f| f.id == "pets").unwrap().label.clone();
    assert_eq!((asked(0), asked(1)), ("Animals that come along".to_owned(), "Pets".to_owned()));
}

#[test]
fn a_version_of_a_form_is_published_once() {
    let house = house_with_forms();
    publish(&house, &testkit::library());
    let system = kernel::Caller::system(house.authority, "test");
    let other = changed("1.0.0", "pets = {}", "pets = { label = \"Animals\" }");
    assert!(
        matches!(house.app.publish_forms(&system, &other, COVENTRY), Err(AppError::Refused(w)) if w.contains("raise"))
    );
    let wrong = changed("1.2.0", "pets = {}", "pests = {}");
    assert!(
        matches!(house.app.publish_forms(&system, &wrong, COVENTRY), Err(AppError::Refused(w)) if w.contains("form check"))
    );
}

#[doc = "keeps DUD-033"]
#[test]
fn what_somebody_does_not_want_to_say_is_written_down_and_nothing_follows() {
    let house = House::new(&[crate::held::DUDLEY]);
    let system = kernel::Caller::system(house.authority, "test");
    house.app.publish_forms(&system, &testkit::library(), crate::held::DUDLEY).unwrap();
    let officer = crate::held::officer(&house, crate::held::DUDLEY, "assess");
    let (_, forms) = house.app.new_case_forms(&officer, "housing-options").unwrap();
    // Every question that the notice does not demand can be declined.
    for form in &forms {
        for asked in form.fields.iter().filter(|f| !f.required && !matches!(f.part, notice::model::Part::Total(_))) {
            assert!(form.can_decline().any(|f| f.id == asked.id), "{}.{}", form.category, asked.id);
        }
    }
    let declined = [
        ("ethnicity.declined", "ethnic-group"),
        ("health.declined", "medication"),
        ("name-and-contact.declined", "name"),
        ("support-needs.support-plan", "None yet"),
    ];
    let case = crate::held::made(&house, &officer, "housing-options", &declined, "");
    let view = house.app.open(&officer, case).unwrap();
    let said = |category: &str| match &section(&view, category).content {
        Item::Released(content) => content.get().declined().map(str::to_owned).collect::<Vec<_>>(),
        _ => panic!("not shown"),
    };
    assert_eq!(said("ethnicity"), ["ethnic-group"]);
    assert_eq!(said("health"), ["medication"]);
    assert!(said("name-and-contact").is_empty(), "what has to be given cannot be declined");
    // Nothing else of the case tells it from one in which it was never asked.
    let other =
        crate::held::made(&house, &officer, "housing-options", &[("support-needs.support-plan", "None yet")], "");
    let plain = house.app.open(&officer, other).unwrap();
    assert!(view.due.len() == plain.due.len() && view.open == plain.open);
    assert_eq!(view.due[0].what, plain.due[0].what);
}

#[test]
fn what_is_not_changed_keeps_who_said_it_and_how_sure_it_was() {
    let house = house_with_forms();
    let officer = officer(&house);
    let case = made(&house, &officer, &[("health.health-conditions", "Asthma")], "Ada Example");
    let notice = house.app.notice_page(COVENTRY, None).unwrap().notice;
    let other = notice.compiled.merged.source.keys().find(|id| *id != "subject").cloned();
    let told =
        |source: &str, sure| Told { source: source.to_owned(), sure, marking: "OFFICIAL".into(), ..Told::default() };
    let both = typed(&[("health.health-conditions", "Asthma"), ("health.mental-health", "Panic")]);
    let source = other.unwrap_or_else(|| "subject".to_owned());
    house.app.save_told(&officer, case, "health", 1, &both, &told(&source, Sure::Confirmed)).unwrap();
    let view = house.app.open(&officer, case).unwrap();
    let health = section(&view, "health");
    let line = |id: &str| health.facts.iter().find(|f| f.field == id);
    let new = line("mental-health").unwrap();
    assert_eq!((new.sure, new.marking.as_deref()), (Sure::Confirmed.words(), Some("OFFICIAL")));
    assert_eq!(new.source, notice.source_words(&source));
    let Item::Released(content) = &health.content else { panic!("not shown") };
    let kept = &content.get().said["health-conditions"];
    assert_eq!((kept.source.as_str(), kept.sure, kept.by), ("subject", Sure::Said, Some(officer.account)));
}

fn new_draft(house: &House, actor: &Actor) -> DraftId {
    house.app.new_form(actor).unwrap().0
}

fn homelessness() -> DraftPlace {
    DraftPlace::New { service: "homelessness".into() }
}

#[test]
fn what_is_typed_is_kept_for_that_officer_and_that_form_only() {
    let house = house_with_forms();
    let (mine, other) = (officer(&house), officer(&house));
    let canary = house.canary();
    let id = new_draft(&house, &mine);
    let half = typed(&[("identity.name", canary.as_str()), ("csrf", "secret"), ("identity.other-names.1.name", "Kit")]);
    house.app.keep_draft(&mine, &homelessness(), id, &half).unwrap();
    // Again, with more; also after logging in again (another session of the same account).
    let more = typed(&[("identity.name", canary.as_str()), ("contact.phone", "nonsense")]);
    house.app.keep_draft(&mine, &homelessness(), id, &more).unwrap();
    let kept = house.app.draft(&mine, &homelessness(), Some(id)).unwrap().unwrap();
    assert_eq!(kept.typed.get().pairs(), more.answers().pairs(), "as it was typed, right or wrong");
    assert!(kept.typed.get().pairs().iter().all(|(name, _)| name != "csrf"));
    let lines = house.app.drafts(&mine).unwrap();
    assert!(lines.len() == 1 && lines[0].place == homelessness());
    // Nobody else, and no other form.
    assert!(house.app.draft(&other, &homelessness(), Some(id)).unwrap().is_none());
    assert!(house.app.drafts(&other).unwrap().is_empty());
    assert!(matches!(house.app.keep_draft(&other, &homelessness(), id, &more), Err(AppError::NotFound)));
    assert!(matches!(house.app.drop_draft(&other, id), Err(AppError::NotFound)));
    let homefinder = DraftPlace::New { service: "homefinder".into() };
    assert!(house.app.draft(&mine, &homefinder, Some(id)).unwrap().is_none());
    let st_basils = partner(&house, "st-basils");
    assert!(house.app.draft(&st_basils, &homelessness(), Some(id)).unwrap().is_none());
    // Nor the same account where it acts for a purpose that asks less: of what it is asked, it is shown nothing either.
    let asked = |actor: &Actor| -> Option<Vec<String>> {
        let (_, forms) = house.app.new_case_forms(actor, "homelessness").ok()?;
        Some(forms.into_iter().map(|f| f.category).collect())
    };
    let wide = asked(&mine).unwrap();
    let notice = house.app.notice_page(crate::support::COVENTRY, None).unwrap().notice;
    let purposes = notice.compiled.purposes.iter().map(|p| House::for_purpose(&mine, &p.id));
    let (narrow, beyond) = purposes
        .filter_map(|actor| {
            let less = asked(&actor)?;
            wide.iter().find(|c| !less.contains(c)).map(|beyond| (actor, beyond.clone()))
        })
        .next()
        .expect("a purpose that asks less");
    let input = format!("{beyond}.anything");
    let wider = typed(&[("identity.name", canary.as_str()), (input.as_str(), "of no concern to them")]);
    house.app.keep_draft(&mine, &homelessness(), id, &wider).unwrap();
    assert!(house.app.draft(&narrow, &homelessness(), Some(id)).unwrap().is_none());
    house.app.keep_draft(&mine, &homelessness(), id, &more).unwrap();
    // Sealed: not in the clear in any file.
    for entry in std::fs::read_dir(house.folder().unwrap()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(canary.len()).any(|w| w == canary.as_bytes()));
    }
    house.app.drop_draft(&mine, id).unwrap();
    assert!(house.app.draft(&mine, &homelessness(), Some(id)).unwrap().is_none());
}

#[test]
fn a_section_that_was_begun_is_there_again_until_it_is_saved() {
    let house = house_with_forms();
    let mine = officer(&house);
    let case = made(&house, &mine, &[], "Ada Example");
    let place = DraftPlace::Section { case, category: "housing-needs".into() };
    let id = new_draft(&house, &mine);
    let half = typed(&[("housing-needs.pets", "A dog")]);
    house.app.keep_draft(&mine, &place, id, &half).unwrap();
    assert_eq!(house.app.draft(&mine, &place, None).unwrap().unwrap().typed.get().first("housing-needs.pets"), "A dog");
    let elsewhere = DraftPlace::Section { case, category: "contact".into() };
    assert!(house.app.draft(&mine, &elsewhere, None).unwrap().is_none());
    let whole = typed(&[("housing-needs.pets", "A dog"), ("housing-needs.bedrooms", "1")]);
    house.app.save(&mine, case, "housing-needs", 1, &whole, "").unwrap();
    assert!(house.app.draft(&mine, &place, None).unwrap().is_none(), "what is saved is no draft");
    // What comes late, from a page that kept by itself, brings nothing back.
    house.app.keep_draft(&mine, &place, id, &half).unwrap();
    assert!(house.app.draft(&mine, &place, None).unwrap().is_none());
    // A closed case takes nothing, and its drafts are not shown.
    house.app.close(&mine, case, casework::CloseReason::ALL[0]).unwrap();
    let fresh = new_draft(&house, &mine);
    assert!(matches!(house.app.keep_draft(&mine, &place, fresh, &half), Err(AppError::NotFound)));
}

#[test]
fn a_form_that_is_sent_twice_makes_one_case() {
    let house = house_with_forms();
    let mine = officer(&house);
    let new =
        NewCase { service: "homelessness".into(), typed: Typed::new(least("Ada Example")), source: "subject".into() };
    for begun in [false, true] {
        let id = new_draft(&house, &mine);
        if begun {
            house.app.keep_draft(&mine, &homelessness(), id, &new.typed).unwrap();
        }
        let first = house.app.create_once(&mine, &new, Some(id)).unwrap();
        assert_eq!(house.app.create_once(&mine, &new, Some(id)).unwrap(), first);
        assert!(house.app.drafts(&mine).unwrap().is_empty());
        let stranger = officer(&house);
        assert!(matches!(house.app.create_once(&stranger, &new, Some(id)), Err(AppError::NotFound)));
    }
    // At the same moment, from several places.
    let id = new_draft(&house, &mine);
    let made: Vec<CaseId> = std::thread::scope(|scope| {
        let all: Vec<_> =
            (0..4).map(|_| scope.spawn(|| house.app.create_once(&mine, &new, Some(id)).unwrap())).collect();
        all.into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert!(made.iter().all(|case| *case == made[0]), "{made:?}");
    assert_eq!(house.app.list(&mine, &app::ListFilter::default()).unwrap().total, 3);
}

#[test]
fn a_case_opened_first_after_a_start_is_shown_with_the_questions_of_its_forms() {
    let house = crate::copies::with_forms(MARS);
    let officer = crate::held::officer(&house, MARS, "deliver");
    let said = [
        ("identity.name", "Ada Example"),
        ("third-party-contact.third-parties.1.name", "Zebedee Example"),
        ("third-party-contact.third-parties.1.relation", "relative"),
        ("third-party-contact.third-parties.1.why", "Asked to be told"),
    ];
    let case = crate::held::made(&house, &officer, "mars", &said, "");
    let asked = |app: &app::App| -> Vec<(String, Vec<String>)> {
        let view = app.open(&officer, case).unwrap();
        view.sections.into_iter().map(|s| (s.category, s.fields.iter().map(|f| f.label.clone()).collect())).collect()
    };
    let started = app::App::new(house.app.store().clone(), house.authority);
    let (fresh, known) = (asked(&started), asked(&house.app));
    assert_eq!(fresh, known);
    assert!(known.iter().any(|(category, _)| category == "third-party-contact"));
}

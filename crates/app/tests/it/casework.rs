//! A case from its first form to its retention date.

use crate::support::{COVENTRY, answers, create, field, house, name, officer, section, typed};
use app::views::Item;
use app::{AppError, ListFilter, NewCase, Saved};
use casework::{CloseReason, Typed};
use testkit::House;

#[test]
fn a_case_lives_from_form_to_retention_date() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");

    let list = house.app.list(&officer, &ListFilter::default()).unwrap();
    assert_eq!(list.total, 1);
    assert_eq!(name(&list.lines[0].name), "Ada Example");
    assert!(list.lines[0].due.as_ref().is_some_and(|d| d.words.contains("in 5 days")));

    let view = house.app.open(&officer, case).unwrap();
    assert_eq!(field(&view, "circumstances", "what-happened"), "Had to leave");
    assert_eq!(section(&view, "circumstances").version, 1);
    assert!(section(&view, "circumstances").can_record);

    let edit = house.app.edit(&officer, case, "circumstances").unwrap();
    assert_eq!(edit.version, 1);
    let changed = typed(&[
        ("circumstances.reason-for-homelessness", "Domestic abuse"),
        ("circumstances.what-happened", "Is safe now"),
    ]);
    let saved = house.app.save(&officer, case, "circumstances", 1, &changed, "subject").unwrap();
    assert!(matches!(saved, Saved::As(2)));
    let history = house.app.section_history(&officer, case, "circumstances").unwrap();
    let texts: Vec<String> = history
        .versions
        .iter()
        .map(|v| match &v.content {
            Item::Released(c) => c.get().get("what-happened").unwrap_or_default().to_owned(),
            _ => "(not shown)".to_owned(),
        })
        .collect();
    assert_eq!(texts, ["Is safe now", "Had to leave"]);

    let kept = house.app.close(&officer, case, CloseReason::Accommodation).unwrap();
    assert!(!kept.is_empty());
    let view = house.app.open(&officer, case).unwrap();
    assert!(!view.open);
    assert!(!section(&view, "circumstances").can_record, "a closed case is read-only");
    assert!(matches!(house.app.save(&officer, case, "circumstances", 2, &changed, "subject"), Err(AppError::NotFound)));
    house.app.reopen(&officer, case, "came-back").unwrap();
    assert!(house.app.open(&officer, case).unwrap().open);
}

#[doc = "keeps COV-038"]
#[test]
fn six_years_and_the_current_year_end_with_the_financial_year() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    // Closed on 21 November 2026, in the year that ends on 31 March 2027.
    let kept = house.app.close(&officer, case, CloseReason::Accommodation).unwrap();
    assert!(kept.iter().all(|k| k.due == Some(jiff::civil::date(2033, 3, 31))), "{kept:?}");
    assert!(kept.iter().all(|k| k.statement.id.contains("retain")));
    // Closed on the year's last day and on the next one's first: a year apart.
    for (days, due) in [(130, (2033, 3, 31)), (1, (2034, 3, 31))] {
        house.app.reopen(&officer, case, "came-back").unwrap();
        house.clock.advance_seconds(days * 24 * 60 * 60);
        let kept = house.app.close(&officer, case, CloseReason::Accommodation).unwrap();
        assert_eq!(kept[0].due, Some(jiff::civil::date(due.0, due.1, due.2)));
    }
    // The other reading, a calendar year, where a council sets it.
    let start =
        clocks::retention::Start { anchor: notice::source::Anchor::CaseClosed, on: jiff::civil::date(2026, 11, 21) };
    let keep = notice::source::Keep::YearsPlusCurrent { years: 6, year: Some(notice::source::YearKind::Calendar) };
    let outlook = clocks::retention::due(&keep, Some(start), notice::source::After::Erase).unwrap();
    assert_eq!(outlook.end().map(|d| d.date), Some(jiff::civil::date(2032, 12, 31)));
}

#[test]
fn past_its_retention_date_a_case_is_shown_to_nobody() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    house.app.close(&officer, case, CloseReason::Accommodation).unwrap();
    let seven_years = 7 * 366 * 24 * 60 * 60;
    house.clock.advance_seconds(seven_years);
    assert!(matches!(house.app.open(&officer, case), Err(AppError::NotFound)));
    let closed = ListFilter { closed: true, ..ListFilter::default() };
    let list = house.app.list(&officer, &closed).unwrap();
    assert_eq!((list.total, list.lines.len()), (0, 0), "list, count and open agree");
}

#[doc = "keeps MARS-004"]
#[test]
fn what_the_notice_does_not_ask_cannot_be_saved() {
    let house = House::new(&["cheshire-west/multi-agency-rough-sleeping"]);
    let published = house.app.notice_page("cheshire-west/multi-agency-rough-sleeping", None).unwrap().notice;
    let roles: Vec<String> = published
        .compiled
        .principals
        .iter()
        .map(notice::model::Principal::key)
        .filter(|k| k.starts_with("role:"))
        .collect();
    let mut made = 0;
    for role in roles {
        let Some(purpose) = published.usual_purpose(published.compiled.principal(&role).unwrap()) else { continue };
        let actor = house.actor("cheshire-west/multi-agency-rough-sleeping", &role, &purpose);
        let service = published.compiled.merged.service.keys().next().unwrap().clone();
        let Ok((_, forms)) = house.app.new_case_forms(&actor, &service) else { continue };
        let mut pairs: Vec<(String, String)> = Vec::new();
        for form in &forms {
            for field in form.fields.iter() {
                let known = published
                    .compiled
                    .categories
                    .iter()
                    .any(|c| c.id == form.category && c.fields.iter().any(|f| f.id == field.id));
                assert!(known, "a form asks what the notice does not");
            }
            pairs.extend(fill(form));
        }
        // Fields of a category that the notice lacks, and of a category that it has: neither is kept.
        pairs.push(("politics.party".to_owned(), "Sneaked in".to_owned()));
        pairs.push((format!("{}.not-a-field", forms[0].category), "Sneaked in".to_owned()));
        let new = NewCase { service, typed: Typed::new(pairs), source: "subject".to_owned() };
        let case = house.app.create(&actor, &new).unwrap_or_else(|e| match e {
            AppError::Form(f) => panic!("{:?}", f.fields),
            other => panic!("{other}"),
        });
        let view = house.app.open(&actor, case).unwrap();
        for section in &view.sections {
            if let Item::Released(content) = &section.content {
                for (id, value) in &content.get().fields {
                    assert!(section.fields.iter().any(|f| &f.id == id));
                    assert_ne!(value, "Sneaked in");
                }
            }
        }
        made += 1;
    }
    assert!(made > 0, "no role of the notice can make a case");
}

/// Something that fits for every field of a form.
fn fill(form: &casework::FormSpec) -> Vec<(String, String)> {
    use notice::source::FieldKind as K;
    let mut pairs = Vec::new();
    for field in form.fields.iter() {
        let input = form.input(field);
        match field.kind {
            K::Date => {
                pairs.push((format!("{input}-day"), "1".to_owned()));
                pairs.push((format!("{input}-month"), "2".to_owned()));
                pairs.push((format!("{input}-year"), "1990".to_owned()));
            }
            K::Choice | K::Choices => pairs.extend(field.options.first().map(|o| (input, o.clone()))),
            K::YesNo => pairs.push((input, "yes".to_owned())),
            K::Number => pairs.push((input, "3".to_owned())),
            K::Money => pairs.push((input, "12.50".to_owned())),
            K::Email => pairs.push((input, "somebody@example.com".to_owned())),
            K::Telephone => pairs.push((input, "020 7946 0018".to_owned())),
            K::NiNumber => pairs.push((input, "AB 12 34 56 C".to_owned())),
            K::NhsNumber => pairs.push((input, "943 476 5919".to_owned())),
            K::Upn | K::Postcode => {}
            K::Text | K::LongText | K::Address => pairs.push((input, "Some words".to_owned())),
        }
    }
    pairs
}

#[test]
fn a_form_that_lacks_what_is_required_says_so_and_keeps_nothing() {
    let house = house();
    let officer = officer(&house);
    let mut pairs = answers("Ada Example");
    pairs.retain(|(k, _)| k != "identity.name" && k != "circumstances.reason-for-homelessness");
    let new = NewCase { service: "homelessness".to_owned(), typed: Typed::new(pairs), source: String::new() };
    let Err(AppError::Form(errors)) = house.app.create(&officer, &new) else { panic!("it was made") };
    let inputs: Vec<&str> = errors.fields.iter().map(|f| f.input.as_str()).collect();
    assert!(
        inputs.contains(&"identity.name") && inputs.contains(&"circumstances.reason-for-homelessness"),
        "{inputs:?}"
    );
    assert_eq!(house.app.list(&officer, &ListFilter::default()).unwrap().total, 0);
}

#[test]
fn two_officers_who_save_the_same_section_see_both_texts() {
    let house = house();
    let (first, second) = (officer(&house), officer(&house));
    let case = create(&house, &first, "Ada Example");
    let say = |what: &str| {
        typed(&[("circumstances.reason-for-homelessness", "Domestic abuse"), ("circumstances.what-happened", what)])
    };
    assert!(matches!(
        house.app.save(&first, case, "circumstances", 1, &say("First text"), "subject").unwrap(),
        Saved::As(2)
    ));
    let Saved::Clash(clash) =
        house.app.save(&second, case, "circumstances", 1, &say("Second text"), "subject").unwrap()
    else {
        panic!("the second one overwrote the first")
    };
    let Item::Released(theirs) = &clash.theirs else { panic!("the other text is not shown") };
    assert_eq!(theirs.get().get("what-happened"), Some("First text"));
    assert_eq!(clash.version, 2);
    // Put together on top of what stands there, it is saved.
    assert!(matches!(
        house
            .app
            .save(&second, case, "circumstances", clash.version, &say("First and second text"), "subject")
            .unwrap(),
        Saved::As(3)
    ));
}

#[doc = "keeps MARS-042"]
#[test]
fn a_case_opens_only_for_a_purpose_and_the_ledger_has_it() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    house.app.open(&officer, case).unwrap();
    let without = House::for_purpose(&officer, "");
    assert!(matches!(house.app.open(&without, case), Err(AppError::NotFound)));
    let not_theirs = House::for_purpose(&officer, "banding");
    assert!(matches!(house.app.open(&not_theirs, case), Err(AppError::NotFound)));
    let seen = house.app.seen(&officer, case, None).unwrap();
    let opened = seen.lines.iter().find(|l| l.what == "Opened the record").unwrap();
    let published = house.app.notice_page(COVENTRY, None).unwrap().notice;
    assert_eq!(opened.purpose, published.purpose_label("prevent-relieve"));
    assert!(opened.notice.starts_with(COVENTRY));
}

#[test]
fn an_account_of_another_notice_sees_none_of_it() {
    let house = House::new(&[COVENTRY, "dudley/housing-options"]);
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    let other = house.actor("dudley/housing-options", "role:housing-officer", "assess");
    assert!(matches!(house.app.open(&other, case), Err(AppError::NotFound)));
    assert_eq!(house.app.list(&other, &ListFilter::default()).unwrap().total, 0);
}

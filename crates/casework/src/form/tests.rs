//! Reading forms: values, dates, rows, conditions.

use super::value::read_money;
use super::*;
use notice::model::{Rows, Shape};
use proptest::prelude::*;

fn field(id: &str, kind: FieldKind) -> FieldInfo {
    FieldInfo {
        id: id.to_owned(),
        label: label(id),
        kind,
        options: vec!["One".to_owned(), "Two".to_owned()],
        ..FieldInfo::default()
    }
}

/// `date-of-birth` is "Date of birth".
fn label(id: &str) -> String {
    let words = id.replace('-', " ");
    words.get(..1).map_or_else(String::new, str::to_uppercase) + words.get(1..).unwrap_or_default()
}

fn spec(fields: Vec<FieldInfo>) -> FormSpec {
    FormSpec {
        category: "identity".to_owned(),
        label: "Who you are".to_owned(),
        text: None,
        required: true,
        if_refused: None,
        why: Vec::new(),
        fields: fields.into(),
    }
}

fn typed(pairs: &[(&str, &str)]) -> Typed {
    Typed::new(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
}

const TODAY: Date = jiff::civil::date(2026, 11, 21);

#[test]
fn a_date_may_be_full_or_only_a_year() {
    let form = spec(vec![field("date-of-birth", FieldKind::Date)]);
    let read = |d: &str, m: &str, y: &str| {
        form.read(
            &typed(&[
                ("identity.date-of-birth-day", d),
                ("identity.date-of-birth-month", m),
                ("identity.date-of-birth-year", y),
            ]),
            TODAY,
        )
        .map(|c| c.get("date-of-birth").map(str::to_owned))
        .map_err(|e| e[0].words.clone())
    };
    assert_eq!(read("5", "3", "1984"), Ok(Some("1984-03-05".to_owned())));
    assert_eq!(read("", "", "1984"), Ok(Some("1984".to_owned())));
    assert_eq!(read("", "", ""), Ok(None));
    assert_eq!(read("31", "2", "1984").unwrap_err(), "There is no such date: check the day and month of date of birth");
    assert_eq!(read("1", "1", "2027").unwrap_err(), "Date of birth must be in the past");
    assert_eq!(read("1", "1", "84").unwrap_err(), "Enter the year of date of birth with four digits, like 1984");
}

#[test]
fn a_choice_outside_the_list_is_refused() {
    let form = spec(vec![field("kind", FieldKind::Choice)]);
    assert!(form.read(&typed(&[("identity.kind", "Three")]), TODAY).is_err());
    assert!(form.read(&typed(&[("identity.kind", "One")]), TODAY).is_ok());
}

#[test]
fn a_required_field_left_empty_says_so() {
    let mut name = field("name", FieldKind::Text);
    name.required = true;
    let errors = spec(vec![name]).read(&typed(&[("identity.name", "  ")]), TODAY).unwrap_err();
    assert_eq!(errors[0].words, "Enter name");
    assert_eq!(errors[0].input, "identity.name");
}

#[test]
fn a_field_that_the_form_lacks_is_not_read() {
    let content = spec(vec![field("name", FieldKind::Text)])
        .read(&typed(&[("identity.name", "A"), ("identity.politics", "B")]), TODAY)
        .unwrap();
    assert_eq!(content.fields.len(), 1);
}

#[test]
fn money_is_forgiving_and_exact() {
    assert_eq!(read_money("£1,234.5").as_deref(), Some("1234.50"));
    assert_eq!(read_money("0").as_deref(), Some("0.00"));
    assert_eq!(read_money("-12").as_deref(), Some("-12.00"));
    assert_eq!(read_money("£ 12,345,678.90").as_deref(), Some("12345678.90"));
    for wrong in ["1.234", "12,50", "1,23", "1234,567", ",123", "1.2,3", "1,2345", "1,,234"] {
        assert_eq!(read_money(wrong), None, "{wrong}");
    }
    assert_eq!(read_money("twelve"), None);
}

#[test]
fn what_cannot_be_counted_is_refused_in_a_sentence_and_never_read_as_something_else() {
    let read = |kind, text: &str| spec(vec![field("x", kind)]).read(&typed(&[("identity.x", text)]), TODAY);
    let words = |kind, text: &str| read(kind, text).unwrap_err().remove(0).words;
    for text in ["-3", "-1,000"] {
        assert!(words(FieldKind::Number, text).ends_with("cannot be less than 0"), "{text}");
    }
    assert!(words(FieldKind::Money, "£-5").ends_with("cannot be less than £0"));
    assert!(words(FieldKind::Money, "12,50").contains("behind a full stop"));
    assert!(words(FieldKind::Number, "1,5").contains("whole number"));
    assert_eq!(read(FieldKind::Number, "1,500").unwrap().get("x"), Some("1500"));
    assert_eq!(read(FieldKind::Money, "1,500").unwrap().get("x"), Some("1500.00"));
    for kind in [FieldKind::NiNumber, FieldKind::NhsNumber, FieldKind::Upn, FieldKind::Postcode, FieldKind::Telephone] {
        let said = words(kind, "nothing like it");
        assert!(said.starts_with(char::is_uppercase), "{said}");
    }
    assert!(words(FieldKind::NiNumber, "12").contains("no real number begins with QQ"));
}

proptest! {
    #[test]
    fn nothing_typed_ever_panics_and_errors_never_repeat_it(value in "\\PC{8,60}") {
        for kind in [FieldKind::Text, FieldKind::Number, FieldKind::Money, FieldKind::Email, FieldKind::NiNumber,
            FieldKind::NhsNumber, FieldKind::Upn, FieldKind::Postcode, FieldKind::Telephone, FieldKind::Choice] {
            let form = spec(vec![field("x", kind)]);
            if let Err(errors) = form.read(&typed(&[("identity.x", &value)]), TODAY) {
                for error in errors {
                    prop_assert!(!error.words.contains(value.trim()));
                }
            }
        }
    }

    #[test]
    fn what_was_read_comes_back_into_the_form_the_same(y in 1900i16..2026, m in 1i8..=12, d in 1i8..=28, text in "[a-z ]{1,40}") {
        let form = spec(vec![field("when", FieldKind::Date), field("what", FieldKind::Text), field("which", FieldKind::Choices)]);
        let first = typed(&[("identity.when-day", &d.to_string()), ("identity.when-month", &m.to_string()),
            ("identity.when-year", &y.to_string()), ("identity.what", &text), ("identity.which", "One"), ("identity.which", "Two")]);
        let content = form.read(&first, TODAY).unwrap();
        let again = form.read(&Typed::from_content(&form, &content), TODAY).unwrap();
        prop_assert_eq!(content.fields, again.fields);
    }
}

fn with_rows(shape: Option<Shape>, columns: Vec<FieldInfo>) -> FormSpec {
    let rows = Rows { one: "row".to_owned(), columns, at_most: 3, about: None, shape };
    spec(vec![FieldInfo { part: Part::Rows(rows), ..field("list", FieldKind::Text) }])
}

#[test]
fn rows_are_read_in_order_and_empty_ones_are_left_out() {
    let needed = FieldInfo { required: true, ..field("what", FieldKind::Text) };
    let form = with_rows(None, vec![needed, field("when", FieldKind::Date)]);
    let said = typed(&[
        ("identity.list.2.what", "B"),
        ("identity.list.1.what", " "),
        ("identity.list.12.what", "C"),
        ("identity.list.12.when-year", "2024"),
    ]);
    let content = form.read(&said, TODAY).unwrap();
    let kept: Vec<(&str, &str)> = content.fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(kept, [("list.1.what", "B"), ("list.2.what", "C"), ("list.2.when", "2024")]);
    let again = form.read(&Typed::from_content(&form, &content), TODAY).unwrap();
    assert!(again == content);
    // A row that lacks what it needs says which, and the error leads there.
    let errors = form.read(&typed(&[("identity.list.4.when-year", "2024")]), TODAY).unwrap_err();
    assert_eq!((errors[0].input.as_str(), errors[0].words.as_str()), ("identity.list.4.what", "Enter what (row 1)"));
    let many: Vec<(String, String)> = (1..=4).map(|n| (format!("identity.list.{n}.what"), "x".to_owned())).collect();
    assert!(form.read(&Typed::new(many), TODAY).unwrap_err()[0].words.contains("3 at most"));
}

#[test]
fn a_row_that_is_taken_away_lets_the_others_move_up() {
    let said = typed(&[
        ("identity.list.1.what", "A"),
        ("identity.list.2.what", "B"),
        ("identity.list.3.what", "C"),
        ("other", "1"),
    ]);
    let left = said.without_row("identity.list", 2);
    assert_eq!(left.row_numbers("identity.list"), [1, 2]);
    assert_eq!((left.first("identity.list.2.what"), left.first("other")), ("C", "1"));
}

#[test]
fn a_question_that_is_not_asked_is_not_read_and_not_demanded() {
    let deciding = field("kind", FieldKind::Choice);
    let mut follows = field("which", FieldKind::Text);
    follows.required = true;
    follows.shown_when = Some(ShownWhen { question: "kind".to_owned(), is: vec!["Two".to_owned()] });
    let form = spec(vec![deciding, follows]);
    assert!(
        form.read(&typed(&[("identity.kind", "One"), ("identity.which", "x")]), TODAY).unwrap().get("which").is_none()
    );
    assert!(form.read(&typed(&[("identity.kind", "Two")]), TODAY).is_err());
    assert_eq!(
        form.read(&typed(&[("identity.kind", "Two"), ("identity.which", "x")]), TODAY).unwrap().get("which"),
        Some("x")
    );
}

#[test]
fn identifiers_ways_and_ends_are_held_to_what_the_row_says() {
    let text = |id: &str| field(id, FieldKind::Text);
    let form = with_rows(Some(Shape::Identifiers), vec![text("kind"), text("value")]);
    let read = |kind: &str, value: &str| {
        form.read(&typed(&[("identity.list.1.kind", kind), ("identity.list.1.value", value)]), TODAY)
    };
    assert!(read("nhs-number", "1234567890").is_err());
    assert!(read("passport", "123456789").is_ok());
    let ways = with_rows(Some(Shape::ContactWays), vec![text("way"), text("value"), text("safe")]);
    let way = |kind: &str, value: &str| {
        ways.read(&typed(&[("identity.list.1.way", kind), ("identity.list.1.value", value)]), TODAY)
    };
    assert!(way("mobile", "12").is_err() && way("mobile", "07700 900123").is_ok() && way("email", "nobody").is_err());
    let stay = with_rows(Some(Shape::Addresses), vec![field("from", FieldKind::Date), field("until", FieldKind::Date)]);
    let errors = stay
        .read(&typed(&[("identity.list.1.from-year", "2024"), ("identity.list.1.until-year", "2023")]), TODAY)
        .unwrap_err();
    assert_eq!(errors[0].input, "identity.list.1.until-day");
}

#[test]
fn what_is_masked_is_shown_by_its_end_and_stays_when_it_is_not_changed() {
    let mut number = field("ni-number", FieldKind::NiNumber);
    number.masked = true;
    let mut value = field("value", FieldKind::Text);
    value.masked = true;
    let mut form = with_rows(Some(Shape::Identifiers), vec![field("kind", FieldKind::Text), value]);
    form.fields = std::iter::once(number).chain(form.fields.iter().cloned()).collect();
    let stood = SectionContent::from_pairs([
        ("ni-number", "AB123456C"),
        ("list.1.kind", "passport"),
        ("list.1.value", "123456789"),
        ("list.2.kind", "passport"),
        ("list.2.value", "987654321"),
    ]);
    let shown = Typed::shown(&form, &stood);
    assert_eq!((shown.first("identity.ni-number"), shown.first("identity.list.1.value")), ("••••••56C", "••••••789"));
    assert!(form.read(&shown.unmasked(&form, &stood), TODAY).unwrap() == stood);
    // Of two rows the first was taken out: the other keeps its number.
    let left = shown.without_row("identity.list", 1).unmasked(&form, &stood);
    assert_eq!(form.read(&left, TODAY).unwrap().get("list.1.value"), Some("987654321"));
    // What was typed anew is what was typed; a mask that fits nothing is an error, and empty is empty.
    let anew = typed(&[("identity.ni-number", "CE123456A")]).unmasked(&form, &stood);
    assert_eq!(form.read(&anew, TODAY).unwrap().get("ni-number"), Some("CE123456A"));
    assert!(form.read(&typed(&[("identity.ni-number", "••••••99C")]).unmasked(&form, &stood), TODAY).is_err());
    assert!(form.read(&typed(&[]).unmasked(&form, &stood), TODAY).unwrap().get("ni-number").is_none());
    assert!(
        form.read(&typed(&[("identity.list.1.value", "••••••000")]).unmasked(&form, &stood), TODAY).is_err(),
        "a mask is no number, in a plain text either"
    );
    // Two numbers that look alike: each goes back into the row whose other answers are what they were.
    let alike = SectionContent::from_pairs([
        ("list.1.kind", "passport"),
        ("list.1.value", "111111789"),
        ("list.2.kind", "licence"),
        ("list.2.value", "222222789"),
    ]);
    let shown = Typed::shown(&form, &alike);
    let left = shown.without_row("identity.list", 1).unmasked(&form, &alike);
    assert_eq!(form.read(&left, TODAY).unwrap().get("list.1.value"), Some("222222789"), "it moved between rows");
    let neither = typed(&[("identity.list.1.kind", "card"), ("identity.list.1.value", "••••••789")]);
    assert!(form.read(&neither.unmasked(&form, &alike), TODAY).is_err(), "it cannot be told which");
}

#[test]
fn an_estimated_birth_keeps_the_year_and_says_so() {
    let form = spec(vec![field("date-of-birth", FieldKind::Date)]);
    let said = typed(&[
        ("identity.date-of-birth-day", "1"),
        ("identity.date-of-birth-month", "1"),
        ("identity.date-of-birth-year", "1984"),
        ("identity.date-of-birth-estimated", "yes"),
    ]);
    let content = form.read(&said, TODAY).unwrap();
    assert_eq!(content.get("date-of-birth"), Some("about 1984"));
    let back = Typed::from_content(&form, &content);
    assert_eq!(
        (back.first("identity.date-of-birth-year"), back.first("identity.date-of-birth-estimated")),
        ("1984", "yes")
    );
}

#[test]
fn what_somebody_does_not_want_to_answer_is_kept_as_that_and_an_answer_speaks_before_it() {
    let mut name = field("name", FieldKind::Text);
    name.required = true;
    let form = spec(vec![name, field("faith", FieldKind::Text), field("phone", FieldKind::Text)]);
    let said = typed(&[
        ("identity.name", "A"),
        ("identity.phone", "1"),
        ("identity.declined", "faith"),
        ("identity.declined", "phone"),
        ("identity.declined", "name"),
        ("identity.declined", "nothing"),
    ]);
    let content = form.read(&said, TODAY).unwrap();
    assert_eq!(content.declined().collect::<Vec<_>>(), ["faith"]);
    assert!(form.read(&Typed::from_content(&form, &content), TODAY).unwrap() == content);
}

#[test]
fn whose_name_nobody_knows_is_kept_under_what_they_are_called() {
    let name = FieldInfo {
        id: "name".into(),
        label: "Full name".into(),
        required: true,
        may_be_unknown: true,
        ..FieldInfo::default()
    };
    let spec = FormSpec {
        category: "identity".into(),
        label: "Identity".into(),
        text: None,
        required: true,
        if_refused: None,
        why: Vec::new(),
        fields: vec![name].into(),
    };
    let typed =
        |pairs: &[(&str, &str)]| Typed::new(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect());
    let read = |pairs: &[(&str, &str)]| spec.read(&typed(pairs), jiff::civil::date(2026, 11, 26));
    let content = read(&[("identity.name", "Red, by the canal"), ("identity.name-unknown", "yes")]).unwrap();
    assert_eq!(content.get("name"), Some("Name not known: Red, by the canal"));
    let back = Typed::from_content(&spec, &content);
    assert_eq!((back.first("identity.name"), back.first("identity.name-unknown")), ("Red, by the canal", "yes"));
    assert_eq!(spec.read(&back, jiff::civil::date(2026, 11, 26)).unwrap().get("name"), content.get("name"));
    assert!(read(&[("identity.name-unknown", "yes")]).is_err(), "something has to tell them apart");
    assert_eq!(read(&[("identity.name", "Ada")]).unwrap().get("name"), Some("Ada"));
}

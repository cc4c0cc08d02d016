//! Every section passes the rules of its form.

use crate::notices::compiled;
use jiff::civil::date;
use notice::model::FieldInfo;
use notice::source::{FieldKind, Necessity};
use synthetic::Population;

fn check(field: &FieldInfo, value: &str) -> Result<(), String> {
    let fine = match field.kind {
        FieldKind::Choice => field.options.iter().any(|o| o == value),
        FieldKind::Choices => value.lines().all(|line| field.options.iter().any(|o| o == line)),
        FieldKind::YesNo => matches!(value, "yes" | "no"),
        FieldKind::Number => value.parse::<u32>().is_ok(),
        FieldKind::Money => value.split_once('.').is_some_and(|(p, c)| p.parse::<u32>().is_ok() && c.len() == 2),
        FieldKind::Date => value.parse::<jiff::civil::Date>().is_ok(),
        FieldKind::Email => value.split('@').count() == 2 && value.is_ascii() && !value.contains(' '),
        FieldKind::Telephone => kernel::PhoneNumber::parse(value).is_ok_and(|n| n.expose() == value),
        FieldKind::NiNumber => kernel::NiNumber::parse(value).is_ok_and(|n| n.expose() == value),
        FieldKind::NhsNumber => kernel::NhsNumber::parse(value).is_ok_and(|n| n.expose() == value),
        FieldKind::Upn => kernel::Upn::parse(value).is_ok_and(|n| n.expose() == value),
        FieldKind::Postcode => kernel::Postcode::parse(value).is_ok_and(|n| n.expose() == value),
        FieldKind::Text => !value.contains('\n') && value.len() < 500,
        FieldKind::LongText | FieldKind::Address => value.len() < 4_000,
    };
    let tidy = value.trim() == value && !value.is_empty() && !value.contains("  ") && !value.contains(['{', '}']);
    if fine && tidy { Ok(()) } else { Err(format!("{} ({:?}): {value:?}", field.id, field.kind)) }
}

#[test]
fn every_section_passes_its_form() {
    let notices = compiled();
    let population = Population::new(&notices.iter().collect::<Vec<_>>(), 9, date(2026, 11, 21)).unwrap();
    let (mut sections, mut cases) = (0, 0);
    for case in population.cases(0..4_000) {
        cases += 1;
        let notice = &notices[case.notice];
        let service = population.service_id(case.notice, case.service);
        for category in case.categories() {
            sections += 1;
            let category_info = &notice.categories[usize::from(category.0)];
            assert!(!category_info.derived);
            assert!(category_info.services.is_empty() || category_info.services.iter().any(|s| s == service));
            let mut given = Vec::new();
            for (at, value) in case.values(category) {
                check(&category_info.fields[at], value).unwrap();
                given.push(at);
            }
            for (at, field) in category_info.fields.iter().enumerate().filter(|(_, f)| f.required) {
                assert!(given.contains(&at), "{} is required", field.id);
            }
        }
        for (at, info) in notice.categories.iter().enumerate() {
            let of_service = info.services.is_empty() || info.services.iter().any(|s| s == service);
            if info.necessity != Necessity::Optional && !info.derived && of_service && !info.fields.is_empty() {
                assert!(case.categories().any(|c| usize::from(c.0) == at), "{} has to be given", info.id);
            }
        }
        for consent in &case.consents {
            assert!(!population.categories_of(&case, consent).is_empty());
            assert!(consent.withdrawn_on.is_none_or(|w| w >= consent.on));
        }
    }
    let mean = f64::from(sections) / f64::from(cases);
    assert!((7.0..18.0).contains(&mean), "{mean} sections a case");
}

#[test]
fn a_section_is_a_json_object() {
    let notices = compiled();
    let population = Population::new(&notices.iter().collect::<Vec<_>>(), 9, date(2026, 11, 21)).unwrap();
    for case in population.cases(0..500) {
        for category in case.categories() {
            let fields = &notices[case.notice].categories[usize::from(category.0)].fields;
            let mut out = Vec::new();
            case.write_json(category, |at| &fields[at].id, &mut out);
            let read: std::collections::HashMap<String, String> = serde_json::from_slice(&out).unwrap();
            for (at, value) in case.values(category) {
                assert_eq!(read.get(&fields[at].id).map(String::as_str), Some(value));
            }
        }
    }
}

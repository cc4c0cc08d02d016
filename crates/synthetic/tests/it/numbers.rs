//! Nothing in the data belongs to anybody.

use crate::notices::compiled;
use jiff::civil::date;
use notice::source::FieldKind;
use std::collections::HashSet;
use synthetic::Population;

#[test]
fn numbers_and_addresses_are_of_nobody() {
    let notices = compiled();
    let population = Population::new(&notices.iter().collect::<Vec<_>>(), 5, date(2026, 11, 21)).unwrap();
    let (mut seen, mut persons) = (HashSet::new(), 0);
    let (mut phones, mut emails, mut postcodes) = (0, 0, 0);
    for case in population.cases(0..6_000) {
        if !case.ni_number().is_empty() {
            assert!(case.ni_number().starts_with("NC") || case.ni_number().starts_with("PP"), "never issued");
            kernel::NiNumber::parse(case.ni_number()).unwrap();
            if case.first {
                persons += 1;
                seen.insert(case.ni_number().to_owned());
            }
        }
        for category in case.categories() {
            let fields = &notices[case.notice].categories[usize::from(category.0)].fields;
            for (at, value) in case.values(category) {
                match fields[at].kind {
                    FieldKind::Telephone => {
                        phones += 1;
                        assert!(
                            value.starts_with("07700900") || value.starts_with("01632960"),
                            "Ofcom's numbers for drama"
                        );
                    }
                    FieldKind::Email => {
                        emails += 1;
                        assert!(["example.org", "example.com", "example.net"].iter().any(|d| value.ends_with(d)));
                    }
                    FieldKind::Postcode => {
                        postcodes += 1;
                        assert!(value.starts_with("WX"), "no such area");
                    }
                    FieldKind::Address => assert!(value.contains(", WX"), "no such area"),
                    FieldKind::NhsNumber => assert!(value.starts_with("999"), "the range for tests"),
                    FieldKind::Upn => assert_eq!(value.get(1..4), Some("000"), "no such authority"),
                    _ => {}
                }
            }
        }
    }
    assert_eq!(seen.len(), persons, "each person has another number");
    assert!(
        persons > 4_000 && phones > 1_000 && emails > 1_000 && postcodes > 100,
        "{persons} {phones} {emails} {postcodes}"
    );
}

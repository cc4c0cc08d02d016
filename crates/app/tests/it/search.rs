//! Look-up: misspellings are found, and nobody finds by what they may not read.

use crate::support::{COVENTRY, answers, create, house, name, officer, partner};
use app::views::Item;
use app::{Actor, ConsentAnswer, NewCase};
use casework::Typed;
use kernel::CaseId;
use testkit::House;

#[test]
fn a_misspelt_name_a_birth_date_and_a_reference_find_the_case() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Siobhan Featherstonehaugh");
    create(&house, &officer, "Marcus Quillfeather");
    let reference = house.app.open(&officer, case).unwrap().reference;
    for text in ["Siobhan Featherstonehaugh", "fetherstonhaugh siobhan", "Featherstonehaugh 5/3/1984", &reference] {
        let found = house.app.search(&officer, &text.to_owned().into()).unwrap();
        assert!(!found.lines.is_empty(), "nothing for {text}");
        assert_eq!(name(&found.lines[0].name), "Siobhan Featherstonehaugh", "{text}");
        assert!(!found.lines[0].found_by.is_empty());
    }
    let none = house.app.search(&officer, &"Xerxes Zweig".to_owned().into()).unwrap();
    assert!(none.lines.is_empty());
    assert!(house.app.search(&officer, &"  ".to_owned().into()).unwrap().empty);
}

#[test]
fn after_a_change_of_name_the_new_one_is_found() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Oldname");
    let typed = crate::support::typed(&[("identity.name", "Ada Newsworthy")]);
    house.app.save(&officer, case, "identity", 1, &typed, "subject").unwrap();
    assert_eq!(house.app.search(&officer, &"Ada Newsworthy".to_owned().into()).unwrap().lines.len(), 1);
    assert!(house.app.search(&officer, &"Oldname".to_owned().into()).unwrap().lines.is_empty());
    // What the other sections say is still found by.
    assert_eq!(house.app.search(&officer, &"Newsworthy 5 March 1984".to_owned().into()).unwrap().lines.len(), 1);
}

#[test]
fn a_partner_finds_only_what_it_may_open() {
    let house = house();
    let officer = officer(&house);
    let charity = partner(&house, "salvation-army");
    let case = create(&house, &officer, "Ada Example");
    let text: kernel::Sensitive<String> = "Ada Example".to_owned().into();
    assert!(house.app.search(&charity, &text).unwrap().lines.is_empty());
    house.app.link_party(&officer, case, "salvation-army").unwrap();
    house.app.record_consent(&officer, case, "salvation-army", "refer", app::ConsentAnswer::Given, "spoken").unwrap();
    assert_eq!(house.app.search(&charity, &text).unwrap().lines.len(), 1);
}

#[test]
fn the_search_itself_is_on_the_ledger_and_who_was_compared() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    house.app.search(&officer, &"Ada Example".to_owned().into()).unwrap();
    let seen = house.app.seen(&officer, case, None).unwrap();
    assert!(seen.lines.iter().any(|l| l.what == "It was compared in a search"));
    assert!(seen.lines.iter().any(|l| l.what == "Found it by searching"));
}

/// A case whose person has a name, a day of March 1984 for a birthday, a telephone number, a number and a postcode.
fn with_details(house: &House, officer: &Actor, name: &str, nth: u32) -> CaseId {
    let mut typed = answers(name);
    typed.retain(|(k, _)| k != "personal-details.date-of-birth-day" && k != "contact.address");
    typed.extend([
        ("personal-details.date-of-birth-day".to_owned(), nth.to_string()),
        ("personal-details.ni-number".to_owned(), format!("NC12345{nth}A")),
        ("contact.phone".to_owned(), format!("0770090012{nth}")),
        ("contact.email".to_owned(), format!("somebody{nth}@example.org")),
        ("contact.address".to_owned(), format!("{nth} Example Row, Coventry WX1 {nth}AA")),
    ]);
    let new = NewCase { service: "homelessness".to_owned(), typed: Typed::new(typed), source: "subject".to_owned() };
    house.app.create(officer, &new).unwrap()
}

fn ids(house: &House, actor: &Actor, text: &str) -> Vec<(CaseId, Vec<String>)> {
    let found = house.app.search(actor, &text.to_owned().into()).unwrap();
    found.lines.into_iter().map(|l| (l.id, l.found_by)).collect()
}

#[test]
fn everything_in_one_line_finds_and_says_why() {
    let house = house();
    let officer = officer(&house);
    let case = with_details(&house, &officer, "Jon Smith", 3);
    with_details(&house, &officer, "Joan Smythe", 4);
    let best = |text: &str| ids(&house, &officer, text).into_iter().next().unwrap_or_else(|| panic!("nothing: {text}"));
    for (text, why) in [
        ("smith jon 3/3/84", "same date of birth"),
        ("SMYTH, john 03.03.1984", "surname spelt differently"),
        ("johnny smith", "a short or other form of the first name"),
        ("07700 900 123", "same telephone number"),
        ("+44 7700 900123 jon", "same telephone number"),
        ("nc 12 34 53 a", "same National Insurance number"),
        ("somebody3@EXAMPLE.org", "same email address"),
        ("smith wx1 3aa", "a postcode in common"),
        ("WX13AA", "a postcode in common"),
        ("jon smiht", "surname spelt nearly the same"),
    ] {
        let (found, reasons) = best(text);
        assert_eq!(found, case, "{text}");
        assert!(reasons.iter().any(|r| r == why), "{text}: {reasons:?}");
    }
    let found = house.app.search(&officer, &"smith jon".to_owned().into()).unwrap();
    assert_eq!(found.lines[0].born.as_ref().unwrap().get(), "1984-03-03", "people of one name are told apart");
}

#[test]
fn a_rare_surname_in_common_comes_before_a_common_one_and_it_is_said() {
    let house = house();
    let officer = officer(&house);
    // As many words fit either: that one of them is rare is what tells. The other was there first.
    let common = create(&house, &officer, "Asha Patel");
    let rare = create(&house, &officer, "Asha Quillfeather");
    let found = ids(&house, &officer, "Asha Patel Quillfeather");
    assert_eq!(found.iter().map(|(case, _)| *case).collect::<Vec<_>>(), [rare, common]);
    assert!(found[0].1.contains(&"same surname, not a common one".to_owned()), "{:?}", found[0].1);
    assert!(found[1].1.contains(&"same surname, a common one".to_owned()), "{:?}", found[1].1);
    // What was typed and is not known of somebody is no evidence, and is said.
    let found = ids(&house, &officer, "Asha Quillfeather NC 12 34 56 A");
    assert!(found.is_empty() || found[0].1.contains(&"National Insurance number not known".to_owned()), "{found:?}");
}

#[test]
fn where_nobody_is_profiled_words_alone_decide() {
    let house = House::new(&[crate::held::DUDLEY]);
    let staff = crate::held::officer(&house, crate::held::DUDLEY, "assess");
    let made = |name| crate::held::made(&house, &staff, "housing-options", &[("name-and-contact.name", name)], "");
    let (one, two) = (made("Asha Patel"), made("Asha Quillfeather"));
    let found = ids(&house, &staff, "Asha Patel Quillfeather");
    let mut cases: Vec<CaseId> = found.iter().map(|(case, _)| *case).collect();
    cases.sort_unstable();
    let mut all = vec![one, two];
    all.sort_unstable();
    assert_eq!(cases, all);
    assert!(found.iter().all(|(_, why)| *why == ["same first name", "same surname"]), "no score is made: {found:?}");
}

/// A match is a disclosure: for every kind of caller and every case, what is withheld finds nobody, and it changes neither
/// who is found by the rest, nor in which order, nor what is said of it.
#[test]
fn what_is_withheld_neither_finds_nor_ranks() {
    let house = house();
    let officer = officer(&house);
    let cases: Vec<CaseId> = (1..=3).map(|nth| with_details(&house, &officer, "Ada Example", nth)).collect();
    // Agreed and linked for the first only, linked only for the second.
    for party in ["salvation-army", "st-basils"] {
        house.app.link_party(&officer, cases[0], party).unwrap();
        house.app.link_party(&officer, cases[1], party).unwrap();
        house.app.record_consent(&officer, cases[0], party, "refer", ConsentAnswer::Given, "spoken").unwrap();
    }
    let published = house.app.notice_page(COVENTRY, None).unwrap().notice;
    let (mut withheld, mut released, mut in_part) = (0, 0, 0);
    for principal in &published.compiled.principals {
        let key = principal.key();
        // The person and the regulator do not search; of the parties, two that work on cases and two that do not.
        let parties = ["salvation-army", "st-basils", "police", "citizens-advice"];
        if !key.starts_with("role:") && !parties.contains(&key.as_str()) {
            continue;
        }
        let at = published.compiled.principal(&key).unwrap();
        for purpose in published.purposes_of(at) {
            let purpose = published.compiled.purposes[usize::from(purpose.0)].id.clone();
            let actor = house.actor(COVENTRY, &key, &purpose);
            let mut opened = 0;
            let views: Vec<_> = cases.iter().map(|case| house.app.open(&actor, *case).ok()).collect();
            let shows = |view: &Option<app::views::CaseView>, category: &str| {
                view.as_ref().is_some_and(|view| {
                    view.sections.iter().any(|s| s.category == category && matches!(s.content, Item::Released(_)))
                })
            };
            for ((case, nth), view) in cases.iter().zip(1..).zip(&views) {
                for (category, real, other) in [
                    ("personal-details", format!("{nth}/3/1984"), "27/11/1951".to_owned()),
                    ("personal-details", format!("NC12345{nth}A"), "NC999999A".to_owned()),
                    ("contact", format!("0770090012{nth}"), "07700900999".to_owned()),
                ] {
                    let found = ids(&house, &actor, &real).iter().any(|(id, _)| id == case);
                    let may = shows(view, category);
                    assert_eq!(found, may, "{key} for {purpose}: by {category} of case {nth}");
                    if may {
                        released += 1;
                        opened += 1;
                        continue;
                    }
                    withheld += 1;
                    let with = ids(&house, &actor, &format!("ada exampel {real}"));
                    let without = ids(&house, &actor, &format!("ada exampel {other}"));
                    let of_it = |all: &[(CaseId, Vec<String>)]| {
                        all.iter().find(|(id, _)| id == case).map(|(_, why)| why.clone())
                    };
                    assert_eq!(of_it(&with), of_it(&without), "{key} for {purpose}: {category} of case {nth}");
                    if !views.iter().any(|view| shows(view, category)) {
                        assert_eq!(with, without, "{key} for {purpose}: {category} of case {nth}");
                    }
                }
            }
            in_part += usize::from(opened > 0 && opened < 9);
        }
    }
    assert!(withheld > 20 && released > 20 && in_part > 0, "{withheld} {released} {in_part}");
}

#[test]
fn a_name_that_very_many_have_is_looked_for_among_ones_own_cases() {
    let house = house();
    let (officer, colleague) = (officer(&house), officer(&house));
    let mine = create(&house, &officer, "Ada Smith");
    // As many as make a key common: the index alone is filled, as if the cases lay elsewhere.
    let index = house.app.store().write(&officer.caller, "index", |tx| tx.blind_index()).unwrap();
    let digest = index.digest(people::KeyKind::Surname.id(), "smith");
    let sound = people::search_keys(&people::Identity {
        names: vec![people::PersonName::new("", "Smith")],
        ..people::Identity::default()
    });
    let others: Vec<store::PersonKey> = sound
        .iter()
        .map(|(kind, value)| store::PersonKey { digest: index.digest(kind.id(), value), strength: 9 })
        .collect();
    assert!(others.iter().any(|k| k.digest == digest));
    for _ in 0..300 {
        let (person, keys) = (kernel::PersonId::new(house.now(), &mut house.entropy()), others.clone());
        house
            .app
            .store()
            .write(&officer.caller, "person", move |tx| tx.insert_person(person, &keys))
            .unwrap_or_else(|e: store::StoreError| panic!("{e}"));
    }
    let found = house.app.search(&officer, &"smith".to_owned().into()).unwrap();
    assert!(found.common);
    assert_eq!(found.lines.iter().map(|l| l.id).collect::<Vec<_>>(), [mine]);
    let found = house.app.search(&colleague, &"smith".to_owned().into()).unwrap();
    assert!(found.common && found.lines.is_empty(), "a colleague is asked for more");
    let found = house.app.search(&colleague, &"smith ada".to_owned().into()).unwrap();
    assert_eq!(found.lines.iter().map(|l| l.id).collect::<Vec<_>>(), [mine]);
}

#[test]
fn the_terms_of_a_search_stand_nowhere() {
    let house = house();
    let officer = officer(&house);
    let canary = house.canary();
    create(&house, &officer, "Ada Example");
    house.app.search(&officer, &format!("{canary} 4/7/1966").into()).unwrap();
    for file in std::fs::read_dir(house.folder().unwrap()).unwrap().flatten() {
        let bytes = std::fs::read(file.path()).unwrap_or_default();
        let lower = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(!lower.contains(&canary.to_lowercase()), "the term stands in {}", file.path().display());
    }
}

#[test]
fn numbers_in_rows_months_and_references_without_their_hyphen_find_people_and_are_evidence() {
    let house = crate::forms::house_with_forms();
    let officer = officer(&house);
    let rows = [
        ("contact.contact-ways.1.way", "mobile"),
        ("contact.contact-ways.1.value", "07700 900123"),
        ("contact.contact-ways.2.way", "through"),
        ("contact.contact-ways.2.value", "07700 900456"),
        ("contact.contact-ways.3.way", "email"),
        ("contact.contact-ways.3.value", "Ada@Example.test"),
        ("personal-details.other-identifiers.1.kind", "nhs-number"),
        ("personal-details.other-identifiers.1.value", "999 000 0018"),
    ];
    let case = crate::forms::made(&house, &officer, &rows, "Zoe Quillfeather");
    crate::forms::made(&house, &officer, &[], "Marcus Featherstone");
    let reference = house.app.open(&officer, case).unwrap().reference;
    let (bare, spaced) = (reference.replace('-', "").to_lowercase(), reference.replace('-', " "));
    let one = |text: &str| {
        let found = house.app.search(&officer, &text.to_owned().into()).unwrap();
        found.lines.into_iter().map(|l| (name(&l.name), l.found_by)).next()
    };
    for text in [
        "07700 900123",
        "+44 7700 900123",
        "ada@example.test",
        "999 000 0018",
        "9990000018",
        "Zoe March 1984",
        "Zoe 03/1984",
        &bare,
        &spaced,
        &reference,
    ] {
        assert_eq!(one(text).map(|(who, _)| who).as_deref(), Some("Zoe Quillfeather"), "{text}");
    }
    assert!(one("07700 900456").is_none(), "somebody else’s number");
    // A month by itself finds who was born in it, and nobody else of that year.
    for text in ["March 1984", "03/1984", "1984-03"] {
        let found = house.app.search(&officer, &text.to_owned().into()).unwrap().lines;
        assert!(found.iter().any(|l| name(&l.name) == "Zoe Quillfeather"), "{text}");
    }
    assert!(one("April 1984").is_none());
    // A month may be a name.
    crate::forms::made(&house, &officer, &[], "Theresa May");
    assert_eq!(one("Theresa May 1984").map(|(who, _)| who).as_deref(), Some("Theresa May"));
    for text in ["Zoe Quillfeather 5 March 1984", "Quillfeather Zoe 5 March 1984"] {
        let why = one(text).unwrap().1.join("; ");
        assert!(!why.contains("exchanged") && why.contains("surname"), "{why}");
    }
    // Whoever has the same number is proposed as the same person, whatever they are called.
    let same = [
        ("personal-details.other-identifiers.1.kind", "nhs-number"),
        ("personal-details.other-identifiers.1.value", "9990000018"),
        ("contact.contact-ways.1.way", "mobile"),
        ("contact.contact-ways.1.value", "07700 900123"),
    ];
    let before = house.app.duplicates(&officer, None).unwrap().len();
    crate::forms::made(&house, &officer, &same, "Zoey Quilfeather");
    assert_eq!(house.app.duplicates(&officer, None).unwrap().len(), before + 1);
}

//! People apart from any case: what is put together, what is kept from whom, records linked and split.

use crate::forms::{house_with_forms, made};
use crate::support::{COVENTRY, name, officer, partner, section, typed};
use app::views::Item;
use app::{Actor, AppError, PersonView};
use casework::person::PersonFacts;
use jiff::civil::date;
use kernel::{CaseId, PersonId};
use testkit::House;

fn person_of(house: &House, actor: &Actor, case: CaseId) -> PersonId {
    house.app.open(actor, case).unwrap().person
}

fn facts(view: &PersonView) -> &PersonFacts {
    view.facts.get()
}

const HOUSEHOLD: [(&str, &str); 11] = [
    ("household.household-members.1.name", "Bo Example"),
    ("household.household-members.1.relation", "partner"),
    ("household.household-members.1.until-year", "2025"),
    ("household.household-members.2.name", "Cy Example"),
    ("household.household-members.2.relation", "child"),
    ("household.household-members.2.born-day", "1"),
    ("household.household-members.2.born-month", "2"),
    ("household.household-members.2.born-year", "2018"),
    ("household.household-members.3.name", "Di Example"),
    ("household.household-members.3.relation", "parent"),
    ("household.household-members.3.born-year", "1950"),
];

#[test]
fn a_person_is_put_together_from_what_their_cases_say() {
    let house = house_with_forms();
    let officer = officer(&house);
    let mut said = HOUSEHOLD.to_vec();
    said.extend([
        ("identity.other-names.1.name", "Ada Byron"),
        ("identity.other-names.1.kind", "former"),
        ("personal-details.ni-number", "AB 12 34 56 C"),
        ("personal-details.other-identifiers.1.kind", "passport"),
        ("personal-details.other-identifiers.1.value", "123456789"),
        ("contact.contact-ways.1.way", "mobile"),
        ("contact.contact-ways.1.value", "07700 900123"),
        ("contact.contact-ways.1.safe", "text"),
        ("contact.preferred-language", "tigrinya"),
        ("contact.interpreter", "yes"),
        ("circumstances.address-history.1.kind", "friends"),
        ("circumstances.address-history.1.from-year", "2024"),
        ("circumstances.address-history.2.kind", "no-fixed-abode"),
        ("circumstances.address-history.2.from-year", "2022"),
        ("circumstances.address-history.2.until-year", "2022"),
    ]);
    let case = made(&house, &officer, &said, "Ada Example");
    let person = person_of(&house, &officer, case);
    let view = house.app.person(&officer, person, None).unwrap();
    let known = facts(&view);
    let names: Vec<_> = known.names.iter().map(|n| n.value.as_str()).collect();
    assert_eq!(names, ["Ada Example", "Ada Byron"]);
    let mobile = known.ways.iter().find(|w| w.label == "Mobile telephone").unwrap();
    assert_eq!(
        (mobile.safe.join(","), mobile.unsafe_ways.join(",")),
        ("text".into(), "call,write,leave a message".into())
    );
    assert!(known.needs.iter().any(|n| n.value == "Tigrinya") && known.needs.iter().any(|n| n.value == "Yes"));
    assert!(known.identifiers.iter().all(|i| !i.masked.contains("12345") && i.masked.starts_with('•')));
    // The timeline has its gaps: 2023 is missing, and the time before 2022.
    let timeline = known.timeline(view.today);
    assert_eq!(timeline.gaps.len(), 2);
    assert!(timeline.gaps.iter().any(|g| g.from == date(2023, 1, 1) && g.until == date(2023, 12, 31)));
    assert!(timeline.stays.iter().any(|s| s.no_home));
    // The household as it is, and as it was.
    assert_eq!(known.composition(), "2 adults and 1 child");
    let then = house.app.person(&officer, person, Some(date(2025, 6, 1))).unwrap();
    assert_eq!(facts(&then).composition(), "3 adults and 1 child");
    assert!(
        known.names[0].origins[0].source == "The person" && known.names[0].origins[0].case == view.cases[0].reference
    );
    // Found by the former name too.
    let found = house.app.search(&officer, &kernel::Sensitive::new("ada byron".into())).unwrap();
    assert!(found.lines.iter().any(|l| l.person == person));
}

#[test]
fn the_page_gives_what_the_gate_gives_and_no_more() {
    let house = house_with_forms();
    let officer = officer(&house);
    let st_basils = partner(&house, "st-basils");
    let case = made(&house, &officer, &HOUSEHOLD, "Ada Example");
    let person = person_of(&house, &officer, case);
    // Not linked: there is no such person. Nor for another purpose, role or notice.
    assert!(matches!(house.app.person(&st_basils, person, None), Err(AppError::NotFound)));
    let administrator = house.actor(COVENTRY, "role:administrator", "prevent-relieve");
    assert!(matches!(house.app.person(&administrator, person, None), Err(AppError::NotFound)));
    house.app.link_party(&officer, case, "st-basils").unwrap();
    match house.app.person(&st_basils, person, None) {
        Err(AppError::NotFound) => {}
        Ok(view) => {
            let opened = house.app.open(&st_basils, case).unwrap();
            let released = |category: &str| matches!(section(&opened, category).content, Item::Released(_));
            assert_eq!(!facts(&view).names.is_empty(), released("identity"));
            assert_eq!(!facts(&view).household.is_empty(), released("household"));
            assert_eq!(!facts(&view).ways.is_empty(), released("contact"));
            assert!(!view.can_link && view.links.is_empty());
        }
        Err(e) => panic!("{e}"),
    }
    // Opening the page is on the ledger of the case.
    house.app.person(&officer, person, None).unwrap();
    let seen = house.app.seen(&officer, case, None).unwrap();
    assert!(seen.lines.iter().any(|l| l.what.contains("page of the person")));
}

#[test]
fn a_case_under_another_notice_does_not_exist_on_the_page() {
    let house = House::new(&[COVENTRY, crate::held::DUDLEY]);
    let coventry = officer(&house);
    let dudley = crate::held::officer(&house, crate::held::DUDLEY, "assess");
    let here = crate::support::create(&house, &coventry, "Ada Example");
    let there = crate::held::made(&house, &dudley, "housing-options", &[("name-and-contact.name", "Ada Example")], "");
    let (one, other) = (person_of(&house, &coventry, here), person_of(&house, &dudley, there));
    assert!(matches!(house.app.person(&coventry, other, None), Err(AppError::NotFound)));
    assert!(matches!(house.app.compare_people(&coventry, one, other), Err(AppError::NotFound)));
    assert!(matches!(house.app.link_people(&coventry, one, other), Err(AppError::NotFound)));
    assert!(house.app.duplicates(&coventry, None).unwrap().is_empty());
    let view = house.app.person(&coventry, one, None).unwrap();
    assert!(view.cases.len() == 1 && view.links.is_empty() && view.proposals == 0);
}

#[test]
fn names_of_children_are_for_the_councils_own_people() {
    let house = house_with_forms();
    let officer = officer(&house);
    let case = made(&house, &officer, &HOUSEHOLD, "Ada Example");
    let notice = house.app.notice_page(COVENTRY, None).unwrap().notice;
    // A body that the notice lets have the household, whoever that is.
    let household = notice.compiled.category("household").unwrap();
    let reader = notice.compiled.envelope.lines.iter().find_map(|l| {
        let principal = &notice.compiled.principals[usize::from(l.principal.0)];
        let plain = l.category == household && l.act == notice::model::Act::See;
        let body = matches!(principal, notice::model::Principal::Party { .. });
        (plain && body).then(|| (principal.key(), notice.compiled.purposes[usize::from(l.purpose.0)].id.clone()))
    });
    let Some((party, purpose)) = reader else { panic!("no body of the notice ever sees the household") };
    let body = house.actor(COVENTRY, &party, &purpose);
    house.app.link_party(&officer, case, &party).unwrap();
    give_everything(&house, case, &party, &purpose);
    let view = house.app.open(&body, case).unwrap();
    let Item::Released(content) = &section(&view, "household").content else {
        panic!("{party} for {purpose} is not shown the household")
    };
    let content = content.get();
    assert_eq!(content.get("household-members.2.name"), None, "the child's name");
    assert_eq!(content.get("household-members.2.born"), None, "the child's date of birth");
    assert_eq!(content.get("household-members.2.relation"), Some("child"));
    assert_eq!(content.get("household-members.3.name"), Some("Di Example"), "an adult's name");
    assert!(section(&view, "household").kept_back.iter().any(|w| w.contains("children")));
    let own = house.app.open(&officer, case).unwrap();
    assert_eq!(crate::support::field(&own, "household", "household-members.2.name"), "Cy Example");
}

/// Writes down whatever a gate may ask for, and consent, so that what may be released is.
pub fn give_everything(house: &House, case: CaseId, party: &str, purpose: &str) {
    use store::{FactKind, FactRecord};
    let system = kernel::Caller::system(house.authority, "test");
    let (party, purpose) = (party.to_owned(), purpose.to_owned());
    house
        .app
        .store()
        .write(&system, "facts", move |tx| {
            let person = tx.case(case)?.unwrap().person;
            for fact in [FactKind::Request, FactKind::Reason, FactKind::Approval] {
                let id = kernel::TaskId::new(tx.now(), tx.entropy());
                let recorded_at = tx.now();
                tx.insert_fact(&FactRecord {
                    id,
                    case_id: case,
                    person,
                    party: party.clone(),
                    fact,
                    purpose: purpose.clone(),
                    record_class: String::new(),
                    sealed: None,
                    recorded_by: None,
                    recorded_at,
                    expires_at: None,
                    revoked_at: None,
                })?;
            }
            Ok::<_, store::StoreError>(())
        })
        .unwrap();
}

#[test]
fn with_the_originators_word_exactly_that_goes_to_exactly_whom_for_exactly_what_and_as_long() {
    use app::NewWord;
    use jiff::civil::date;
    let house = House::new(&[crate::held::MARS]);
    let officer = crate::held::officer(&house, crate::held::MARS, "deliver");
    let notice = house.app.notice_page(crate::held::MARS, None).unwrap().notice;
    let limits =
        |s: &notice::source::Source| s.restrictions.contains(&notice::source::SourceRestriction::OriginatorApproval);
    let police = notice.compiled.merged.source.iter().find(|(_, s)| limits(s)).unwrap().0.clone();
    let case = crate::held::made(&house, &officer, "mars", &[("risk.risk-to-self", "Low")], "");
    let both = typed(&[("risk.risk-to-self", "Low"), ("risk.risk-to-others", "High")]);
    let told = app::Told { source: police.clone(), sure: casework::Sure::Confirmed, ..app::Told::default() };
    house.app.save_told(&officer, case, "risk", 1, &both, &told).unwrap();
    let bodies: Vec<app::Actor> = ["community-safety", "forfutures"]
        .into_iter()
        .map(|party| {
            let purpose = "reduce-harm";
            house.app.link_party(&officer, case, party).unwrap();
            let _ = house.app.record_consent(&officer, case, party, purpose, app::ConsentAnswer::Given, "spoken");
            give_everything(&house, case, party, purpose);
            house.actor(crate::held::MARS, party, purpose)
        })
        .collect();
    let sees = |body: &app::Actor| -> Option<String> {
        let view = house.app.open(body, case).ok()?;
        let Item::Released(content) = &section(&view, "risk").content else { return None };
        content.get().get("risk-to-others").map(str::to_owned)
    };
    assert!(bodies.iter().all(|b| sees(b).is_none()), "without their word it goes to nobody");
    let new = NewWord {
        category: "risk".to_owned(),
        source: police.clone(),
        party: "community-safety".to_owned(),
        purpose: "reduce-harm".to_owned(),
        by: "Sergeant Zanaryword, Example Police".to_owned(),
        reference: "EP 7".to_owned(),
        agreed_on: Some(date(2026, 11, 21)),
        until_on: Some(date(2026, 11, 28)),
    };
    // What is missing, or cannot be, is said at its field.
    for (wrong, at) in [
        (NewWord { by: " ".to_owned(), ..new.clone() }, "by"),
        (NewWord { agreed_on: Some(date(2026, 11, 23)), ..new.clone() }, "agreed-day"),
        (NewWord { until_on: Some(date(2029, 1, 1)), ..new.clone() }, "until-day"),
        (NewWord { until_on: None, ..new.clone() }, "until-day"),
        (NewWord { party: "nobody".to_owned(), ..new.clone() }, "party"),
        (NewWord { source: "subject".to_owned(), ..new.clone() }, "source"),
    ] {
        assert_eq!(crate::support::wrong(house.app.record_originator_word(&officer, case, &wrong)), at);
    }
    assert!(
        crate::support::missing(&house.app.record_originator_word(&bodies[0], case, &new)),
        "a partner writes none"
    );
    // Of something else, or for something else: not this.
    house
        .app
        .record_originator_word(&officer, case, &NewWord { category: "identity".to_owned(), ..new.clone() })
        .unwrap();
    house
        .app
        .record_originator_word(&officer, case, &NewWord { purpose: "deliver".to_owned(), ..new.clone() })
        .unwrap();
    assert!(bodies.iter().all(|b| sees(b).is_none()));
    let id = house.app.record_originator_word(&officer, case, &new).unwrap();
    assert_eq!((sees(&bodies[0]).as_deref(), sees(&bodies[1])), (Some("High"), None), "to one, and no other");
    // On record: who agreed is sealed, the rest stands on the ledger.
    let view = house.app.originator_words(&officer, case).unwrap();
    let line = view.lines.iter().find(|l| l.id == id).unwrap();
    assert!(
        line.counts
            && matches!(&line.said, Item::Released(w) if w.get().get("who-agreed").unwrap().contains("Zanaryword"))
    );
    let seen = house.app.seen(&officer, case, None).unwrap().lines;
    assert!(
        seen.iter()
            .any(|l| l.what.contains("agrees that “Risk of harm to yourself or others” goes to Community Safety team"))
    );
    assert!(seen.iter().all(|l| !l.what.contains("Zanaryword")));
    // Until its last day, or until it is taken back.
    house.app.end_originator_word(&officer, case, id).unwrap();
    assert!(crate::support::missing(&house.app.end_originator_word(&officer, case, id)));
    assert_eq!(sees(&bodies[0]), None);
    house.app.record_originator_word(&officer, case, &new).unwrap();
    assert!(sees(&bodies[0]).is_some());
    house.clock.advance_seconds(8 * 86_400);
    assert_eq!(sees(&bodies[0]), None, "its last day has passed");
    let why = house.app.open(&bodies[0], case).unwrap();
    assert!(section(&why, "risk").kept_back.iter().any(|w| w.contains("has not agreed")), "they are told why");
}

#[test]
fn an_originators_word_is_for_what_had_been_given_and_its_end_reaches_what_was_sent() {
    use app::NewWord;
    use jiff::civil::date;
    let house = House::new(&[crate::held::MARS]);
    let officer = crate::held::officer(&house, crate::held::MARS, "deliver");
    let notice = house.app.notice_page(crate::held::MARS, None).unwrap().notice;
    let limits =
        |s: &notice::source::Source| s.restrictions.contains(&notice::source::SourceRestriction::OriginatorApproval);
    let police = notice.compiled.merged.source.iter().find(|(_, s)| limits(s)).unwrap().0.clone();
    let case = crate::held::made(&house, &officer, "mars", &[("risk.risk-to-self", "Low")], "");
    let told = app::Told { source: police.clone(), sure: casework::Sure::Confirmed, ..app::Told::default() };
    let save = |based_on: u32, more: &[(&str, &str)]| {
        let said = [&[("risk.risk-to-self", "Low")], more].concat();
        house.app.save_told(&officer, case, "risk", based_on, &typed(&said), &told).unwrap();
    };
    save(1, &[("risk.risk-to-others", "High")]);
    let (party, purpose) = ("community-safety", "reduce-harm");
    house.app.link_party(&officer, case, party).unwrap();
    let _ = house.app.record_consent(&officer, case, party, purpose, app::ConsentAnswer::Given, "spoken");
    give_everything(&house, case, party, purpose);
    let body = house.actor(crate::held::MARS, party, purpose);
    let new = NewWord {
        category: "risk".to_owned(),
        source: police,
        party: party.to_owned(),
        purpose: purpose.to_owned(),
        by: "Sergeant Example".to_owned(),
        reference: "EP 7".to_owned(),
        agreed_on: Some(date(2026, 11, 21)),
        until_on: Some(date(2026, 12, 21)),
    };
    let word = house.app.record_originator_word(&officer, case, &new).unwrap();
    let ask = |items: &[&str]| crate::shares::referral(party, purpose, items);
    let id = house.app.ask_to_share(&officer, case, &ask(&["risk.risk-to-others", "risk.risk-to-self"])).unwrap();
    let got = || crate::shares::sent(&house.app.desk_item(&body, id).unwrap());
    let text = |item: &str| got().into_iter().find(|(i, _)| i == item).map(|(_, text)| text).unwrap();
    assert_eq!(text("risk.risk-to-others"), "High");
    // What they give afterwards is not what they agreed to.
    house.clock.advance_seconds(2 * 86_400);
    save(2, &[("risk.risk-to-others", "High"), ("risk.risk-controls", "Two officers only")]);
    let preview = house.app.share_preview(&officer, case, (party, purpose, sharing::Ground::Referral)).unwrap();
    let risk = preview.sections.iter().find(|s| s.category == "risk").unwrap();
    let offered: Vec<&str> = risk.rows.as_ref().unwrap().get().iter().map(|r| r.item.as_str()).collect();
    assert!(offered.contains(&"risk.risk-to-others") && !offered.contains(&"risk.risk-controls"), "{offered:?}");
    assert!(risk.kept_back.iter().any(|w| w.contains("has not agreed")));
    // It is taken back: what was sent shows it no more, the rest stays, and the body is asked to delete that part.
    assert!(house.app.copies_at_desk(&body).unwrap().is_empty());
    house.app.end_originator_word(&officer, case, word).unwrap();
    assert!(text("risk.risk-to-others").contains("does not agree") && text("risk.risk-to-self") == "Low");
    let asked = house.app.copies_at_desk(&body).unwrap();
    assert!(asked.len() == 1 && asked[0].why.contains("does not agree") && asked[0].categories.len() == 1);
    assert!(house.app.desk_item(&body, id).unwrap().steps.iter().any(|s| s.step == "word-ended"));
    let ours = crate::shares::sent(&house.app.share_of(&officer, case, id).unwrap());
    assert!(ours.iter().any(|(_, text)| text == "High"), "what was sent stays on our own record");
    // Where its time runs out by itself, the same is not shown any more.
    house.app.copy_became(&body, asked[0].id, "erased").unwrap();
    let again = NewWord { agreed_on: Some(date(2026, 11, 23)), until_on: Some(date(2026, 11, 25)), ..new };
    house.app.record_originator_word(&officer, case, &again).unwrap();
    assert_eq!(text("risk.risk-to-others"), "High");
    house.clock.advance_seconds(4 * 86_400);
    assert!(text("risk.risk-to-others").contains("does not agree"));
}

#[doc = "keeps MARS-035"]
#[test]
fn what_the_police_said_is_labelled_marked_and_goes_nowhere_without_their_word() {
    let house = House::new(&[crate::held::MARS]);
    let officer = crate::held::officer(&house, crate::held::MARS, "deliver");
    let notice = house.app.notice_page(crate::held::MARS, None).unwrap().notice;
    let police = notice
        .compiled
        .merged
        .source
        .iter()
        .find(|(_, s)| s.restrictions.contains(&notice::source::SourceRestriction::OriginatorApproval))
        .map(|(id, _)| id.clone())
        .expect("the notice has a source that has to agree");
    let case = crate::held::made(&house, &officer, "mars", &[("risk.risk-to-self", "Low")], "");
    let both = typed(&[("risk.risk-to-self", "Low"), ("risk.risk-to-others", "High")]);
    let told = app::Told {
        source: police.clone(),
        sure: casework::Sure::Confirmed,
        marking: "OFFICIAL-SENSITIVE".into(),
        ..app::Told::default()
    };
    house.app.save_told(&officer, case, "risk", 1, &both, &told).unwrap();
    // Labelled, and the marking held.
    let view = house.app.open(&officer, case).unwrap();
    let line = section(&view, "risk").facts.iter().find(|f| f.field == "risk-to-others").cloned().unwrap();
    assert!(line.source.contains("passed on only if whoever gave it agrees"), "{}", line.source);
    assert_eq!(line.marking.as_deref(), Some("OFFICIAL-SENSITIVE"));
    // Nobody but the council's own people sees it; what others said is not touched.
    let risk = notice.compiled.category("risk").unwrap();
    let mut tried = 0;
    for line in notice.compiled.envelope.lines.iter().filter(|l| l.category == risk && l.act == notice::model::Act::See)
    {
        let principal = &notice.compiled.principals[usize::from(line.principal.0)];
        if !matches!(principal, notice::model::Principal::Party { .. }) {
            continue;
        }
        let body =
            house.actor(crate::held::MARS, &principal.key(), &notice.compiled.purposes[usize::from(line.purpose.0)].id);
        if house.app.link_party(&officer, case, &principal.key()).is_err() {
            continue;
        }
        let purpose = &notice.compiled.purposes[usize::from(line.purpose.0)].id;
        let agreed = app::ConsentAnswer::Given;
        // Not every purpose asks for consent.
        let _ = house.app.record_consent(&officer, case, &principal.key(), purpose, agreed, "spoken");
        give_everything(&house, case, &principal.key(), purpose);
        let Ok(view) = house.app.open(&body, case) else { continue };
        let Item::Released(content) = &section(&view, "risk").content else { continue };
        tried += 1;
        assert_eq!(content.get().get("risk-to-others"), None, "{}", principal.key());
        assert_eq!(content.get().get("risk-to-self"), Some("Low"), "{}", principal.key());
        assert!(section(&view, "risk").kept_back.iter().any(|w| w.contains("has not agreed")));
    }
    assert!(tried > 0, "no body was shown the section at all");
}

#[test]
fn what_is_masked_is_shown_on_asking_with_a_reason_and_that_is_recorded() {
    let house = house_with_forms();
    let officer = officer(&house);
    let said = [
        ("personal-details.ni-number", "AB 12 34 56 C"),
        ("personal-details.other-identifiers.1.kind", "passport"),
        ("personal-details.other-identifiers.1.value", "123456789"),
    ];
    let case = made(&house, &officer, &said, "Ada Example");
    let reveal =
        |actor: &Actor, key: &str, reason: &str| house.app.reveal(actor, case, "personal-details", key, reason);
    assert!(matches!(reveal(&officer, "ni-number", ""), Err(AppError::Refused(_))));
    let shown = reveal(&officer, "ni-number", "identify").unwrap();
    assert_eq!(shown.value.unwrap().get().replace(' ', ""), "AB123456C");
    let shown = reveal(&officer, "other-identifiers.1.value", "form").unwrap();
    assert_eq!(shown.value.unwrap().get(), "123456789");
    assert!(reveal(&officer, "other-identifiers.2.value", "form").unwrap().value.is_none());
    // What is not masked is not asked for here, nor what does not exist, nor by whom the gate does not release it to.
    for key in ["date-of-birth", "nothing", "other-identifiers.1.kind", "other-identifiers"] {
        assert!(matches!(reveal(&officer, key, "identify"), Err(AppError::NotFound)), "{key}");
    }
    assert!(matches!(reveal(&partner(&house, "st-basils"), "ni-number", "identify"), Err(AppError::NotFound)));
    let seen = house.app.seen(&officer, case, None).unwrap();
    assert!(seen.lines.iter().any(|l| l.what.contains("shown in full: ni-number, identify")));
    assert!(seen.lines.iter().all(|l| !l.what.contains("AB") && !l.what.contains("123456")));
}

/// Nobody's record is opened to compare it with somebody who has no more in common than a name.
#[test]
fn who_shares_no_more_than_a_name_is_not_compared() {
    let house = house_with_forms();
    let officer = officer(&house);
    let first = made(&house, &officer, &[], "Perpetua Quillfeather");
    let looks = |case| {
        let seen = house.app.seen(&officer, case, None).unwrap();
        seen.lines.iter().filter(|l| l.what.contains("compared with another record")).count()
    };
    assert_eq!(looks(first), 0);
    made(&house, &officer, &[("personal-details.date-of-birth-year", "1951")], "Perpetua Quillfeather");
    assert_eq!(looks(first), 0, "of another age, and nothing else is alike");
    made(&house, &officer, &[], "Perpetua Quilfeather");
    assert_eq!(looks(first), 1, "born on the same day");
}

#[test]
fn records_of_one_person_are_proposed_linked_and_split_exactly() {
    let house = house_with_forms();
    let officer = officer(&house);
    let first = made(&house, &officer, &[("contact.phone", "07700 900123")], "Perpetua Quillfeather");
    let second = made(&house, &officer, &[], "Perpetua Quilfeather");
    let stranger = made(&house, &officer, &[("personal-details.date-of-birth-year", "1951")], "Oswin Marchbanks");
    let of = |case| person_of(&house, &officer, case);
    let (one, two, three) = (of(first), of(second), of(stranger));
    let open = house.app.duplicates(&officer, None).unwrap();
    assert_eq!(open.len(), 1, "who is alike is proposed, who is not is not");
    assert!(open[0].score >= 80 && name(&open[0].one.name).starts_with("Perpetua"));
    let compared = house.app.compare_people(&officer, two, one).unwrap();
    let evidence = compared.evidence.unwrap();
    assert!(evidence.lines.iter().any(|l| l.finding == "same date of birth") && compared.linked.is_none());
    assert_eq!(
        evidence.lines.iter().map(|l| l.millibits).sum::<i32>(),
        evidence.millibits,
        "the lines sum to the score"
    );
    assert!(evidence.picture.starts_with("<svg") && !evidence.picture.contains("Quil"), "the picture names no data");
    assert!(compared.fields.get().iter().any(|r| r.label == "Date of birth" && r.same == Some(true)));
    assert!(matches!(house.app.compare_people(&officer, one, one), Err(AppError::NotFound)));

    let before = (snapshot(&house, &officer, one), snapshot(&house, &officer, two));
    house.app.link_people(&officer, one, two).unwrap();
    assert!(matches!(house.app.link_people(&officer, two, one), Err(AppError::Refused(_))));
    let together = house.app.person(&officer, two, None).unwrap();
    assert_eq!(together.cases.len(), 2);
    assert!(facts(&together).ways.iter().any(|w| w.value.ends_with("900123") || w.value.contains("900 123")));
    let spelt = facts(&together).names.iter().filter(|n| n.value.starts_with("Perpetua Qu")).count();
    assert_eq!(spelt, 2, "both sources are kept, side by side");
    assert!(house.app.duplicates(&officer, None).unwrap().is_empty());

    let link = together.links[0].id;
    house.app.split_people(&officer, link, one).unwrap();
    house.app.split_people(&officer, link, one).unwrap();
    assert_eq!((snapshot(&house, &officer, one), snapshot(&house, &officer, two)), before);
    assert_eq!(house.app.duplicates(&officer, None).unwrap().len(), 1, "what was proposed is open again");
    // Who linked and split them stays to be seen.
    let seen = house.app.seen(&officer, first, None).unwrap();
    for what in ["linked with another record", "split from another record"] {
        assert!(seen.lines.iter().any(|l| l.what.contains(what)), "{what}");
    }
    house.app.keep_apart(&officer, one, two).unwrap();
    assert!(house.app.duplicates(&officer, None).unwrap().is_empty());
    assert!(house.app.duplicates(&officer, Some(three)).unwrap().is_empty());
    for other in [house.actor(COVENTRY, "role:administrator", "prevent-relieve"), partner(&house, "st-basils")] {
        assert!(matches!(house.app.link_people(&other, one, two), Err(AppError::NotFound)));
        assert!(house.app.duplicates(&other, None).unwrap().is_empty());
    }
}

/// What a person's page says: their cases, names, ways and numbers.
fn snapshot(house: &House, actor: &Actor, person: PersonId) -> Vec<String> {
    let view = house.app.person(actor, person, None).unwrap();
    let known = facts(&view);
    let mut all: Vec<String> = view.cases.iter().map(|c| c.reference.clone()).collect();
    all.extend(known.names.iter().chain(&known.born).map(|k| format!("{} {} {}", k.label, k.value, k.origins.len())));
    all.extend(known.ways.iter().map(|w| w.value.clone()));
    all.push(format!("{:?}", view.links.iter().filter(|l| l.split.is_none()).count()));
    all
}

#[test]
fn what_was_masked_when_it_was_written_down_is_asked_again_even_if_the_form_does_not_mask_it_any_more() {
    let house = crate::support::house();
    let officer = officer(&house);
    let number = "AB123456C";
    let mut typed = crate::support::answers("Ada Quillfeather");
    typed.push(("personal-details.ni-number".to_owned(), number.to_owned()));
    let new = app::NewCase {
        service: "homelessness".to_owned(),
        typed: casework::Typed::new(typed),
        source: "subject".to_owned(),
    };
    let case = house.app.create(&officer, &new).unwrap();
    // The next version of the notice shows the number as it stands.
    let path = "notices/coventry.toml";
    let text = notice::Library::embedded().text(path).unwrap().to_owned();
    let masked = "label = \"National Insurance number\", type = \"ni-number\", masked = true";
    let version = text.lines().find(|l| l.starts_with("version")).unwrap().to_owned();
    assert!(text.contains(masked));
    let text = text.replacen(masked, "label = \"National Insurance number\", type = \"ni-number\"", 1);
    let library = testkit::library().with(path, text.replacen(&version, "version = \"99.0.0\"", 1));
    let system = kernel::Caller::system(house.authority, "test");
    house.app.publish(&system, &library, COVENTRY).unwrap();
    let officer = crate::support::officer(&house);
    let person = house.app.person_of(&officer, case).unwrap();
    let known = house.app.known_already(&officer, "homelessness", person).unwrap();
    let says: Vec<&String> = known.sections.get().iter().flat_map(|(_, c)| c.fields.values()).collect();
    assert!(says.iter().any(|v| *v == "Ada Quillfeather"));
    assert!(!says.iter().any(|v| *v == number), "it is shown only where somebody says why");
}

#[doc = "keeps DUD-012"]
#[test]
fn needs_are_one_view_of_all_services_that_the_officer_may_see_with_what_is_missing_shown_as_missing() {
    use crate::held::DUDLEY;
    use app::AccessKind;
    let house = House::new(&[DUDLEY]);
    let staff = crate::held::officer(&house, DUDLEY, "meet-needs");
    let first = [("name-and-contact.name", "Ada Example"), ("housing-needs.current-housing", "A sofa at a friend's")];
    let options = crate::held::made(&house, &staff, "housing-options", &first, "");
    let second = [
        ("name-and-contact.name", "Ada Example"),
        ("housing-first-support.lead-worker", "Sam"),
        ("support-needs.support-plan", "A key worker"),
    ];
    let housing_first = crate::held::made(&house, &staff, "housing-first", &second, "");
    let (ada, again) = (person_of(&house, &staff, options), person_of(&house, &staff, housing_first));
    // Before the two records are known to be one person there is one service, and it is said of which nothing is known.
    let view = house.app.needs(&staff, ada).unwrap();
    assert_eq!(view.without.len(), 1, "{:?}", view.without);
    house.app.link_people(&staff, ada, again).unwrap();
    let view = house.app.needs(&staff, ada).unwrap();
    assert_eq!(name(&view.name), "Ada Example");
    assert!(view.without.is_empty(), "{:?}", view.without);
    let of = |view: &app::NeedsView, category: &str| -> Vec<(CaseId, String)> {
        let part = view.parts.iter().find(|p| p.category == category).unwrap();
        let says = |section: &app::views::SectionView| match &section.content {
            Item::Released(content) if !content.get().is_empty() => {
                content.get().fields.values().cloned().collect::<Vec<_>>().join(";")
            }
            Item::Released(_) | Item::Empty => "missing".to_owned(),
            Item::Withheld(_) => "withheld".to_owned(),
            Item::Erased => "erased".to_owned(),
        };
        let mut all: Vec<_> = part.from.iter().map(|f| (f.case, says(&f.section))).collect();
        all.sort_unstable();
        all
    };
    let both = |one: &str, other: &str| {
        let mut all = vec![(options, one.to_owned()), (housing_first, other.to_owned())];
        all.sort_unstable();
        all
    };
    assert!(of(&view, "housing-needs").contains(&(options, "A sofa at a friend's".to_owned())));
    assert!(of(&view, "support-needs").contains(&(housing_first, "A key worker".to_owned())));
    assert_eq!(of(&view, "finances"), both("missing", "missing"), "nobody has asked");
    assert!(view.parts.iter().all(|p| p.category != "name-and-contact"), "who they are is no need");
    // What is for one service alone is not missing in the other.
    assert_eq!(of(&view, "housing-first-support").len(), 1);
    // A look at each case, as if it were opened; no partner has this view, and nobody under another notice.
    for case in [options, housing_first] {
        let seen = house.app.seen(&staff, case, None).unwrap();
        assert!(seen.lines.iter().any(|l| l.what.contains("needs, in all services")), "{case}");
    }
    // Of a case that is barred to an officer they learn nothing, and that service is one of which they see nothing.
    let other = crate::held::officer(&house, DUDLEY, "meet-needs");
    house.app.set_access(&staff, housing_first, AccessKind::Barred, Some(other.account), "relative").unwrap();
    let view = house.app.needs(&other, ada).unwrap();
    assert_eq!((of(&view, "finances").len(), view.without.len()), (1, 1));
    assert!(crate::support::missing(&house.app.needs(&other, again)));
}

//! The members of a household are people of their own: a record, a key and a ledger each; linked with records of their own, found
//! only by who may read them, and gone with their keys.

use crate::copies::with_forms;
use crate::forms::{house_with_forms, made};
use crate::held::FAMILIES;
use crate::people::give_everything;
use crate::requests::{asked, dpo};
use crate::support::{COVENTRY, field, missing, name, officer, section};
use app::views::Item;
use app::{Actor, Saved};
use casework::Typed;
use jiff::civil::date;
use kernel::{CaseId, PersonId, Sensitive};
use testkit::House;

/// Words that stand nowhere but in one member's row.
const CHILD: &str = "Zephyrine Quillfeather";
const PARTNER: &str = "Balthasar Quillfeather";

fn household() -> Vec<(&'static str, &'static str)> {
    vec![
        ("household.household-members.1.name", PARTNER),
        ("household.household-members.1.relation", "partner"),
        ("household.household-members.1.born-year", "1982"),
        ("household.household-members.1.until-year", "2025"),
        ("household.household-members.2.name", CHILD),
        ("household.household-members.2.relation", "child"),
        ("household.household-members.2.born-day", "1"),
        ("household.household-members.2.born-month", "2"),
        ("household.household-members.2.born-year", "2018"),
        ("household.household-members.2.from-day", "1"),
        ("household.household-members.2.from-month", "2"),
        ("household.household-members.2.from-year", "2018"),
    ]
}

/// The members as the household's page shows them to somebody: names and records.
fn members(house: &House, actor: &Actor, case: CaseId) -> Vec<(String, PersonId)> {
    let view = house.app.household(actor, case, None).unwrap();
    let all = view.facts.get().household.iter();
    all.map(|m| (m.name.clone().unwrap_or_default(), m.person.unwrap())).collect()
}

fn of(house: &House, actor: &Actor, case: CaseId, name: &str) -> PersonId {
    members(house, actor, case).into_iter().find(|(n, _)| n == name).unwrap_or_else(|| panic!("no such member")).1
}

/// What a form would send of the household as it stands.
fn standing(house: &House, actor: &Actor, case: CaseId) -> (u32, Vec<(String, String)>) {
    let edit = house.app.edit(actor, case, "household").unwrap();
    let Item::Released(content) = &edit.content else { panic!("nothing stands there") };
    (edit.version, Typed::from_content(&edit.form, content.get()).pairs().to_vec())
}

fn save(house: &House, actor: &Actor, case: CaseId, version: u32, pairs: Vec<(String, String)>) {
    match house.app.save(actor, case, "household", version, &Typed::new(pairs), "subject").unwrap() {
        Saved::As(_) => {}
        Saved::Clash(_) => panic!("somebody else has saved"),
    }
}

/// What is kept in a table's sealed bytes and elsewhere is looked at by the store itself.
fn people_and_keys(house: &House, person: PersonId) -> (bool, usize) {
    let system = kernel::Caller::system(house.authority, "test");
    house
        .app
        .store()
        .write(&system, "look", move |tx| {
            let traces = tx.traces_of_person(person)?;
            Ok::<_, store::StoreError>((tx.has_person(person)?, traces.values().sum::<u64>() as usize))
        })
        .unwrap()
}

#[test]
#[doc = "keeps MARS-018"]
fn each_member_has_a_record_a_key_and_a_ledger_of_their_own() {
    let house = house_with_forms();
    let officer = officer(&house);
    let case = made(&house, &officer, &household(), "Ada Quillfeather");
    let child = of(&house, &officer, case, CHILD);
    let partner = of(&house, &officer, case, PARTNER);
    let applicant = house.app.open(&officer, case).unwrap().person;
    assert!(child != partner && child != applicant);
    // The case shows them as it always did.
    let view = house.app.open(&officer, case).unwrap();
    assert_eq!(field(&view, "household", "household-members.2.name"), CHILD);
    assert_eq!(field(&view, "household", "household-members.2.born"), "2018-02-01");
    // The page of the member says who they are and to which household they belong, and nothing of the others.
    let page = house.app.person(&officer, child, None).unwrap();
    assert_eq!(name(&page.name), CHILD);
    let facts = page.facts.get();
    assert!(facts.belongs.len() == 1 && facts.belongs[0].relation == "Son or daughter", "{}", facts.belongs.len());
    assert!(facts.household.is_empty() && facts.names.iter().all(|n| n.value == CHILD));
    assert!(facts.belongs[0].origins[0].source == "The person");
    // Who has seen it: of the child's own ledger, without what the same look showed of the mother.
    let seen = house.app.seen_of_member(&officer, case, child, None).unwrap();
    assert!(seen.lines.iter().any(|l| l.what.starts_with("Opened the record")));
    assert!(seen.lines.iter().any(|l| l.what.contains("page of the person")));
    assert!(seen.lines.iter().all(|l| l.released.iter().all(|r| r == "Your household")), "only what is about them");
    let partners = house.app.seen_of_member(&officer, case, partner, None).unwrap();
    assert!(
        !partners.lines.iter().any(|l| l.what.contains("page of the person")),
        "the page of one is not the page of all"
    );
    // A child was added: somebody is to see them.
    let tasks = house.app.tasks_on(&officer, case).unwrap();
    assert!(tasks.open.iter().any(|t| t.what.contains("See the children")));
    // Destroying the child's key puts what is said of the child beyond use, and of nobody else.
    let system = kernel::Caller::system(house.authority, "test");
    house.app.store().write(&system, "destroy", move |tx| tx.destroy_keys(child, None, "test").map(|_| ())).unwrap();
    let after = house.app.open(&officer, case).unwrap();
    let Item::Released(content) = &section(&after, "household").content else { panic!("the household is gone") };
    assert!(content.get().fields.values().all(|v| v != CHILD && v != "2018-02-01"));
    assert_eq!(content.get().get("household-members.1.name"), Some(PARTNER));
}

#[test]
#[doc = "keeps FAM-012"]
fn a_member_stays_who_they_are_when_something_of_them_changes() {
    let house = house_with_forms();
    let officer = officer(&house);
    let case = made(&house, &officer, &household(), "Ada Quillfeather");
    let (child, partner) = (of(&house, &officer, case, CHILD), of(&house, &officer, case, PARTNER));
    // A form that is sent as it was shown changes nobody.
    let (version, pairs) = standing(&house, &officer, case);
    assert!(pairs.iter().any(|(n, v)| n.ends_with(".person-record") && *v == child.to_string()));
    save(&house, &officer, case, version, pairs);
    assert_eq!(of(&house, &officer, case, CHILD), child);
    // A name that was spelled wrong, and somebody who comes back.
    let (version, mut pairs) = standing(&house, &officer, case);
    for (input, value) in &mut pairs {
        if input == "household.household-members.2.name" {
            "Zéphyrine Quillfeather-Byron".clone_into(value);
        }
    }
    for (column, value) in [("name", PARTNER), ("relation", "partner"), ("from-year", "2026")] {
        pairs.push((format!("household.household-members.3.{column}"), value.to_owned()));
    }
    save(&house, &officer, case, version, pairs);
    let now = members(&house, &officer, case);
    assert_eq!(now.iter().filter(|(_, p)| *p == partner).count(), 2, "two times in the household, one person");
    assert!(now.iter().any(|(n, p)| n.ends_with("Byron") && *p == child));
    // Who lived there when.
    let then = house.app.household(&officer, case, Some(date(2025, 6, 1))).unwrap();
    assert_eq!(then.facts.get().composition(), "2 adults and 1 child");
    // Found by the new name, and by whoever may read it only.
    let found = house.app.search(&officer, &Sensitive::new("Zephyrine Byron".into())).unwrap();
    assert!(found.lines.iter().any(|l| l.id == case && l.found_by.iter().any(|w| w.contains("household"))));
    // Taken out: their history stays with the versions, and the others are who they were.
    let (version, pairs) = standing(&house, &officer, case);
    let kept = pairs.into_iter().filter(|(n, _)| !n.starts_with("household.household-members.2.")).collect();
    save(&house, &officer, case, version, kept);
    assert!(members(&house, &officer, case).iter().all(|(_, p)| *p == partner));
    let history = house.app.section_history(&officer, case, "household").unwrap();
    let said = |version: &app::views::SectionVersion, what: &str| match &version.content {
        Item::Released(content) => content.get().fields.values().any(|v| v == what),
        _ => false,
    };
    assert!(said(&history.versions[3], CHILD) && !said(&history.versions[0], CHILD));
    // Whoever is named in the place of somebody else is somebody else.
    let (version, mut pairs) = standing(&house, &officer, case);
    for (input, value) in &mut pairs {
        match input.as_str() {
            "household.household-members.1.name" => "Nobody Known".clone_into(value),
            "household.household-members.1.relation" => "friend".clone_into(value),
            _ => {}
        }
    }
    pairs.retain(|(n, _)| !n.starts_with("household.household-members.2."));
    save(&house, &officer, case, version, pairs);
    assert!(members(&house, &officer, case).iter().all(|(_, p)| *p != partner));
}

#[test]
fn a_member_who_has_a_case_of_their_own_is_linked_and_split_again() {
    let house = house_with_forms();
    let officer = officer(&house);
    let case = made(&house, &officer, &household(), "Ada Quillfeather");
    let partner = of(&house, &officer, case, PARTNER);
    let theirs = made(&house, &officer, &[("personal-details.date-of-birth-year", "1982")], PARTNER);
    let own = house.app.open(&officer, theirs).unwrap().person;
    assert!(house.app.person(&officer, own, None).unwrap().facts.get().belongs.is_empty());
    house.app.link_people(&officer, partner, own).unwrap();
    // The page of the one is the page of both: their case, and the household that they belonged to.
    let page = house.app.person(&officer, own, None).unwrap();
    assert_eq!(page.facts.get().belongs.len(), 1);
    assert_eq!(page.cases.iter().filter(|c| c.as_member).count(), 1);
    assert!(house.app.household(&officer, case, None).unwrap().linked.contains(&partner));
    // Both keep what is theirs.
    let link = page.links[0].id;
    house.app.split_people(&officer, link, own).unwrap();
    assert!(house.app.person(&officer, own, None).unwrap().facts.get().belongs.is_empty());
    assert_eq!(of(&house, &officer, case, PARTNER), partner);
    // A second household: the same person belongs to both, by a link.
    let second = made(&house, &officer, &household()[..3], "Mira Example");
    let again = of(&house, &officer, second, PARTNER);
    assert_ne!(again, partner);
    house.app.link_people(&officer, partner, again).unwrap();
    assert_eq!(house.app.person(&officer, partner, None).unwrap().facts.get().belongs.len(), 2);
}

#[test]
fn what_somebody_may_not_read_does_not_find_a_member() {
    let house = house_with_forms();
    let officer = officer(&house);
    let case = made(&house, &officer, &household(), "Ada Quillfeather");
    let (child, partner) = (of(&house, &officer, case, CHILD), of(&house, &officer, case, PARTNER));
    let notice = house.app.notice_page(COVENTRY, None).unwrap().notice;
    let household = notice.compiled.category("household").unwrap();
    let reader = notice.compiled.envelope.lines.iter().find_map(|l| {
        let principal = &notice.compiled.principals[usize::from(l.principal.0)];
        let plain = l.category == household && l.act == notice::model::Act::See;
        let body = matches!(principal, notice::model::Principal::Party { .. });
        (plain && body).then(|| (principal.key(), notice.compiled.purposes[usize::from(l.purpose.0)].id.clone()))
    });
    let (party, purpose) = reader.unwrap();
    let body = house.actor(COVENTRY, &party, &purpose);
    // Not linked to the case: there is no such person, household or ledger.
    assert!(missing(&house.app.person(&body, child, None)));
    assert!(missing(&house.app.household(&body, case, None)));
    assert!(missing(&house.app.seen_of_member(&body, case, child, None)));
    house.app.link_party(&officer, case, &party).unwrap();
    give_everything(&house, case, &party, &purpose);
    // Linked: an adult is found, and a child's name finds nobody, for it is the council's own people's.
    let names = |text: &str| {
        let found = house.app.search(&body, &Sensitive::new(text.into())).unwrap();
        found.lines.iter().filter(|l| l.found_by.iter().any(|w| w.contains("household"))).count()
    };
    let child_page = house.app.person(&body, child, None).unwrap();
    assert!(child_page.facts.get().names.is_empty() && child_page.facts.get().born.is_empty());
    assert_eq!(child_page.facts.get().belongs.len(), 1, "that there is a child is theirs to know, as the form says");
    assert_eq!(name(&house.app.person(&body, partner, None).unwrap().name), PARTNER);
    assert_eq!(names(CHILD), 0);
    assert!(missing(&house.app.seen_of_member(&body, case, child, None)), "who else looked is not a partner's to know");
    // Another notice, or a role that sees nothing of it.
    let administrator = house.actor(COVENTRY, "role:administrator", "prevent-relieve");
    assert!(missing(&house.app.person(&administrator, child, None)));
    assert!(missing(&house.app.household(&administrator, case, None)));
}

#[test]
fn a_member_goes_with_the_case_and_their_keys_with_them() {
    let house = house_with_forms();
    let officer = officer(&house);
    let case = made(&house, &officer, &household(), "Ada Quillfeather");
    let other = made(&house, &officer, &household(), "Eve Example");
    let (child, elsewhere) = (of(&house, &officer, case, CHILD), of(&house, &officer, other, CHILD));
    let applicant = house.app.open(&officer, case).unwrap().person;
    let system = kernel::Caller::system(house.authority, "test");
    assert!(people_and_keys(&house, child).0);
    house
        .app
        .store()
        .write(&system, "erase", move |tx| tx.erase_whole_case(case, applicant, "test").map(|_| ()))
        .unwrap();
    assert_eq!(people_and_keys(&house, child), (false, 0), "nothing of the child is left in any table");
    assert!(people_and_keys(&house, elsewhere).0, "the other household's is another record");
    let found = house.app.search(&officer, &Sensitive::new(CHILD.into())).unwrap();
    assert!(found.lines.iter().all(|l| l.id == other));
}

#[test]
fn rows_from_before_become_people_when_they_are_saved_again() {
    let house = house_with_forms();
    let officer = officer(&house);
    let case = made(&house, &officer, &[], "Ada Quillfeather");
    // As imports and older records have it: the rows stand in the section itself.
    let system = kernel::Caller::system(house.authority, "test");
    house
        .app
        .store()
        .write(&system, "older", move |tx| {
            let person = tx.case(case)?.unwrap().person;
            let old = tx.sections(case)?.into_iter().find(|s| s.category == "household").unwrap();
            let class = old.record_class.clone();
            let ring = tx.ring_for_sealing(&[(person, class.as_str())])?;
            let id = kernel::SectionId::new(tx.now(), tx.entropy());
            let pairs = [
                ("household-members.1.name", CHILD),
                ("household-members.1.relation", "child"),
                ("household-members.1.born", "2018-02-01"),
            ];
            let plain = serde_json::to_vec(&casework::SectionContent::from_pairs(pairs)).unwrap();
            let version = u32::try_from(old.version).unwrap() + 1;
            let sealed = ring.seal(&store::section_place(person, &class, id, version), &plain, tx.entropy()).unwrap();
            tx.insert_section(&store::NewSection {
                id,
                case_id: case,
                person,
                category: "household".to_owned(),
                record_class: class,
                version,
                sealed,
                author: None,
                source: "subject".to_owned(),
                form: old.form,
            })
        })
        .unwrap();
    let before = house.app.household(&officer, case, None).unwrap();
    assert!(before.facts.get().household[0].person.is_none(), "no record yet");
    let (version, pairs) = standing(&house, &officer, case);
    save(&house, &officer, case, version, pairs);
    let child = of(&house, &officer, case, CHILD);
    assert_eq!(name(&house.app.person(&officer, child, None).unwrap().name), CHILD);
}

/// A family with a request of one of its members, who was found for it by name.
fn family(kind: &str) -> (House, Actor, Actor, CaseId, [PersonId; 2], kernel::RequestId) {
    let house = with_forms(FAMILIES);
    let staff = house.actor(FAMILIES, "role:family-worker", "programme");
    let said = [
        ("identity.name", "Mira Gannet"),
        ("family.family-members.1.name", CHILD),
        ("family.family-members.1.relation", "child"),
        ("family.family-members.1.born-day", "2"),
        ("family.family-members.1.born-month", "4"),
        ("family.family-members.1.born-year", "2011"),
        ("family.family-members.2.name", PARTNER),
        ("family.family-members.2.relation", "partner"),
    ];
    let case = crate::held::made(&house, &staff, "programme", &said, "person");
    let people = [of(&house, &staff, case, CHILD), of(&house, &staff, case, PARTNER)];
    let officer = dpo(&house, FAMILIES);
    let request = house.app.log_request(&officer, &asked(kind, CHILD, "Please")).unwrap().id;
    let found = house.app.find_for_request(&officer, request).unwrap();
    let meant = found.iter().find(|f| f.member == Some(people[0])).unwrap();
    let stranger = PersonId::from_bytes([9; 16]);
    assert!(missing(&house.app.match_request_to(&officer, request, &meant.reference, Some(stranger))));
    house.app.match_request_to(&officer, request, &meant.reference, meant.member).unwrap();
    (house, staff, officer, case, people, request)
}

fn shown(house: &House, actor: &Actor, case: CaseId) -> Vec<String> {
    members(house, actor, case).into_iter().map(|(name, _)| name).collect()
}

#[test]
#[doc = "keeps FAM-084"]
fn use_of_one_member_stops_and_the_rest_of_the_family_goes_on() {
    let (house, staff, officer, case, [child, partner], request) = family("restriction");
    house.app.restrict_for_request(&officer, request, case, "Accuracy contested").unwrap();
    // Nobody works with what is kept of the child any more; the mother and her partner are worked with as before.
    assert_eq!(shown(&house, &staff, case), [PARTNER]);
    assert!(missing(&house.app.person(&staff, child, None)));
    assert!(missing(&house.app.seen_of_member(&staff, case, child, None)));
    assert_eq!(name(&house.app.person(&staff, partner, None).unwrap().name), PARTNER);
    let view = house.app.open(&staff, case).unwrap();
    assert!(section(&view, "family").kept_back.iter().any(|w| w.contains("has been stopped")));
    let found = house.app.search(&staff, &Sensitive::new(CHILD.into())).unwrap();
    assert!(found.lines.iter().all(|l| l.found_by.iter().all(|w| !w.contains("household"))));
    // Saving the family meanwhile takes nothing away of what is not shown.
    let edit = house.app.edit(&staff, case, "family").unwrap();
    let Item::Released(content) = &edit.content else { panic!("the family is not there") };
    assert!(content.get().fields.values().all(|v| v != CHILD));
    let mut pairs = Typed::from_content(&edit.form, content.get()).pairs().to_vec();
    pairs.push(("family.family-members.1.responsible".to_owned(), "yes".to_owned()));
    house.app.save(&staff, case, "family", edit.version, &Typed::new(pairs), "person").unwrap();
    // The officer who answers the child can read it; and after it is lifted everybody can.
    assert!(shown(&house, &officer, case).iter().any(|n| n == CHILD), "it is kept");
    house.app.lift_restriction(&officer, request, case, "By letter").unwrap();
    let after = members(&house, &staff, case);
    assert!(after.contains(&(CHILD.to_owned(), child)) && after.contains(&(PARTNER.to_owned(), partner)));
}

#[test]
fn what_is_kept_of_one_member_is_erased_and_of_nobody_else() {
    let (house, staff, officer, case, [child, partner], request) = family("erasure");
    let refused = house.app.erase_for_request(&officer, request, case, "");
    assert!(matches!(refused, Err(app::AppError::Refused(_))), "somebody says why");
    house.app.erase_for_request(&officer, request, case, "No longer needed").unwrap();
    assert_eq!(people_and_keys(&house, child), (false, 0));
    assert_eq!(shown(&house, &staff, case), [PARTNER]);
    assert_eq!(name(&house.app.person(&staff, partner, None).unwrap().name), PARTNER);
    assert!(house.app.open(&staff, case).is_ok());
    // Earlier versions say nothing of them either.
    let history = house.app.section_history(&staff, case, "family").unwrap();
    let says = |v: &app::views::SectionVersion| match &v.content {
        Item::Released(content) => content.get().fields.values().any(|v| v == CHILD),
        _ => false,
    };
    assert!(!history.versions.iter().any(says));
}

#[test]
fn who_writes_a_household_without_seeing_it_takes_nobody_out_of_it() {
    // A notice in which whoever makes the national return writes households down, and reads none.
    let path = "notices/coventry.toml";
    let text = notice::Library::embedded().text(path).unwrap().to_owned();
    let (from, to) = ("records    = [\"ethnicity\"]", "records    = [\"ethnicity\", \"household\"]");
    assert!(text.contains(from));
    let library = notice::Library::embedded().with(path, text.replacen(from, to, 1));
    let house = House::new(&[]);
    let system = kernel::Caller::system(house.authority, "test");
    house.app.publish(&system, &library, COVENTRY).unwrap();
    house.app.publish_forms(&system, &library, COVENTRY).unwrap();
    let officer = officer(&house);
    let case = made(&house, &officer, &household(), "Ada Quillfeather");
    let (child, partner) = (of(&house, &officer, case, CHILD), of(&house, &officer, case, PARTNER));
    let blind = house.actor(COVENTRY, "role:housing-officer", "report");
    let (version, _) = standing(&house, &officer, case);
    assert!(members_shown(&house, &blind, case).is_empty(), "they read nobody");
    let new = [
        ("household.household-members.1.name", "Mira Quillfeather"),
        ("household.household-members.1.relation", "child"),
    ];
    let new = new.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    save(&house, &blind, case, version, new);
    // Those who were there are who they were, and somebody came.
    let now = members(&house, &officer, case);
    assert_eq!(of(&house, &officer, case, CHILD), child);
    assert_eq!(of(&house, &officer, case, PARTNER), partner);
    assert!(now.len() == 3 && now.iter().any(|(n, _)| n == "Mira Quillfeather"), "{}", now.len());
    // What else stood in the section stands there still, and who said it.
    let view = house.app.open(&officer, case).unwrap();
    assert_eq!(field(&view, "household", "dependent-children"), "2");
    let history = house.app.section_history(&officer, case, "household").unwrap();
    assert_eq!(history.versions.len(), 2);
    // Who writes the same again, or somebody who is there and whom they are not shown, adds nobody.
    let again = |rows: &[(&str, &str)]| {
        let (version, _) = standing(&house, &officer, case);
        let row = |(n, (name, relation)): (usize, &(&str, &str))| {
            let of = format!("household.household-members.{n}");
            [(format!("{of}.name"), (*name).to_owned()), (format!("{of}.relation"), (*relation).to_owned())]
        };
        let pairs: Vec<(String, String)> = (1..).zip(rows).flat_map(row).collect();
        house.app.save(&blind, case, "household", version, &Typed::new(pairs), "person")
    };
    for _ in 0..3 {
        again(&[("Mira Quillfeather", "child"), (CHILD, "child")]).unwrap();
    }
    let after = members(&house, &officer, case);
    assert_eq!(after.len(), 3, "nobody is there twice");
    assert!(now.iter().all(|one| after.contains(one)), "and all are who they were");
    // Nor does anybody fill it beyond what it takes.
    let names: Vec<String> = (0..30).map(|n| format!("Sam Quillfeather{}", "x".repeat(n))).collect();
    let mut refused = None;
    for name in &names {
        if let Err(error) = again(&[(name, "child")]) {
            refused = Some(error);
            break;
        }
    }
    let Some(app::AppError::Form(errors)) = refused else { panic!("it holds so many and no more") };
    assert!(errors.fields[0].words.contains("at most"), "{}", errors.fields[0].words);
}

/// The names of members that an actor is shown.
fn members_shown(house: &House, actor: &Actor, case: CaseId) -> Vec<String> {
    let Ok(view) = house.app.household(actor, case, None) else { return Vec::new() };
    view.facts.get().household.iter().filter_map(|m| m.name.clone()).collect()
}

#[doc = "keeps COV-020"]
#[test]
fn the_log_of_a_member_of_the_household_does_not_name_the_service_that_helps_against_another() {
    let house = house_with_forms();
    let officer = officer(&house);
    let case = made(&house, &officer, &household(), "Ada Quillfeather");
    let partner = of(&house, &officer, case, PARTNER);
    let admin = Actor { administers: true, ..officer.clone() };
    let name = "Zanary Haven";
    let enrolled = house.app.enrol(&admin, COVENTRY, "domestic-abuse-service", name, "Contract 3").unwrap();
    let haven = format!("class:domestic-abuse-service/{enrolled}");
    let worker = house.actor(COVENTRY, &haven, "refer");
    house.app.link_party(&officer, case, &haven).unwrap();
    house.app.record_consent(&officer, case, &haven, "refer", app::ConsentAnswer::Given, "spoken").unwrap();
    // It sees the household, which stands on the ledger of everybody in it.
    let view = house.app.open(&worker, case).unwrap();
    assert!(matches!(section(&view, "household").content, Item::Released(_)));
    let tells = |lines: &[app::views::SeenLine]| {
        lines.iter().any(|l| {
            let all = format!(
                "{} {} {} {:?}",
                l.who,
                l.acting,
                l.what,
                l.statements.iter().map(|s| &s.id).collect::<Vec<_>>()
            );
            all.contains(name) || all.to_lowercase().contains("domestic") || all.contains(&worker.name)
        })
    };
    // Whoever works with the person reads who it was; the log of another member says that it was a support service.
    let whole = house.app.seen(&officer, case, None).unwrap().lines;
    assert!(whole.iter().any(|l| l.acting.contains(name)) && tells(&whole));
    let theirs = house.app.seen_of_member(&officer, case, partner, None).unwrap().lines;
    assert!(!tells(&theirs), "{:?}", theirs.iter().map(|l| (&l.who, &l.acting, &l.what)).collect::<Vec<_>>());
    let opened: Vec<_> = theirs.iter().filter(|l| l.who == "A support service").collect();
    assert!(
        opened.iter().any(|l| l.what == "Opened the record" && !l.released.is_empty()),
        "that it was seen is there"
    );
    // A service of another kind is named.
    let charity = house.actor(COVENTRY, "emmaus", "refer");
    house.app.link_party(&officer, case, "emmaus").unwrap();
    house.app.record_consent(&officer, case, "emmaus", "refer", app::ConsentAnswer::Given, "spoken").unwrap();
    house.app.open(&charity, case).unwrap();
    let theirs = house.app.seen_of_member(&officer, case, partner, None).unwrap().lines;
    assert!(theirs.iter().any(|l| l.acting == "Emmaus"), "{:?}", theirs.iter().map(|l| &l.acting).collect::<Vec<_>>());
}

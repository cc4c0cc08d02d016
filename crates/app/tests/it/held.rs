//! What is held about people, field by field, as each notice lists it; and where it came from.

use crate::support::{field, section};
use app::views::{CaseView, Item};
use app::{Actor, AppError, NewCase, Saved};
use casework::{FormSpec, SectionContent, Typed};
use kernel::CaseId;
use notice::source::FieldKind;
use std::collections::BTreeSet;
use testkit::House;

pub const MARS: &str = "cheshire-west/multi-agency-rough-sleeping";
pub const DUDLEY: &str = "dudley/housing-options";
pub const KIRKLEES: &str = "kirklees/intervention-and-support";
pub const FAMILIES: &str = "cheshire-west/troubled-families";

/// An officer of a notice, acting for a purpose.
pub fn officer(house: &House, notice: &str, purpose: &str) -> Actor {
    house.actor(notice, "role:housing-officer", purpose)
}

/// What a form has to say at least, unless something is said about it.
fn least(form: &FormSpec, said: &[(&str, &str)]) -> Vec<(String, String)> {
    let about = |input: &str| said.iter().any(|(name, _)| *name == input || name.starts_with(&format!("{input}-")));
    let touched = form.fields.iter().any(|f| about(&form.input(f)));
    let mut pairs = Vec::new();
    for (at, field) in form.fields.iter().enumerate() {
        let input = form.input(field);
        let wanted = form.required && (field.required || (at == 0 && !touched));
        if !wanted || about(&input) {
            continue;
        }
        match field.kind {
            FieldKind::Date => {
                pairs.extend(
                    [("day", "1"), ("month", "2"), ("year", "1990")]
                        .map(|(p, v)| (format!("{input}-{p}"), v.to_owned())),
                );
            }
            FieldKind::Choice | FieldKind::Choices => pairs.extend(field.options.first().map(|o| (input, o.clone()))),
            FieldKind::YesNo => pairs.push((input, "yes".to_owned())),
            FieldKind::Number => pairs.push((input, "1".to_owned())),
            _ => pairs.push((input, "Ada Example".to_owned())),
        }
    }
    pairs
}

/// What a new case of a service needs to be sent, with something that is said.
pub fn asked_of(house: &House, actor: &Actor, service: &str, said: &[(&str, &str)]) -> Result<Typed, AppError> {
    let (_, forms) = house.app.new_case_forms(actor, service)?;
    for (name, _) in said {
        let category = name.split('.').next().unwrap();
        assert!(forms.iter().any(|f| f.category == category), "{category} is not asked of a new case");
    }
    let mut pairs: Vec<(String, String)> = forms.iter().flat_map(|f| least(f, said)).collect();
    pairs.extend(said.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
    Ok(Typed::new(pairs))
}

/// Makes a case of a service in which something is said.
pub fn make(
    house: &House,
    actor: &Actor,
    service: &str,
    said: &[(&str, &str)],
    source: &str,
) -> Result<CaseId, AppError> {
    let typed = asked_of(house, actor, service, said)?;
    house.app.create(actor, &NewCase { service: service.to_owned(), typed, source: source.to_owned() })
}

pub fn made(house: &House, actor: &Actor, service: &str, said: &[(&str, &str)], source: &str) -> CaseId {
    make(house, actor, service, said, source).unwrap_or_else(|e| match e {
        AppError::Form(errors) => panic!("the form is wrong: {:?}", errors.fields),
        e => panic!("no case: {e}"),
    })
}

/// What is wrong with something that was said: the inputs and the words.
fn wrong(house: &House, actor: &Actor, service: &str, said: &[(&str, &str)]) -> Vec<(String, String)> {
    match make(house, actor, service, said, "") {
        Err(AppError::Form(errors)) => errors.fields.into_iter().map(|e| (e.input, e.words)).collect(),
        Err(e) => panic!("{e}"),
        Ok(_) => panic!("it was taken"),
    }
}

/// Every value that was said stands in the record as it was said (dates and numbers are said in their kept form here).
fn says(view: &CaseView, said: &[(&str, &str)]) {
    for (name, value) in said {
        let (category, id) = name.split_once('.').unwrap();
        assert_eq!(field(view, category, id), *value, "{name}");
    }
}

/// The texts of a field in the versions of its section, the newest first.
fn versions(house: &House, actor: &Actor, case: CaseId, category: &str, id: &str) -> Vec<String> {
    let history = house.app.section_history(actor, case, category).unwrap();
    let text = |content: &Item<SectionContent>| match content {
        Item::Released(c) => c.get().get(id).unwrap_or_default().to_owned(),
        _ => "(not shown)".to_owned(),
    };
    history.versions.iter().map(|v| text(&v.content)).collect()
}

fn source<'v>(view: &'v CaseView, category: &str) -> &'v str {
    section(view, category).source.as_deref().unwrap_or_else(|| panic!("{category} has no source"))
}

/// The principals to whom a purpose of the notice itself can release a category.
fn readers(house: &House, notice: &str, category: &str) -> BTreeSet<String> {
    let n = house.app.notice_page(notice, None).unwrap().notice;
    let ix = n.compiled.category(category).unwrap();
    let own = |p: notice::model::PurposeIx| !n.compiled.purposes[usize::from(p.0)].statement.0.contains('#');
    n.compiled
        .envelope
        .lines
        .iter()
        .filter(|l| l.category == ix && l.act == notice::model::Act::See && own(l.purpose))
        .map(|l| n.compiled.principals[usize::from(l.principal.0)].key())
        .collect()
}

#[doc = "keeps MARS-007, MARS-008"]
#[test]
fn an_email_address_and_several_numbers_are_optional_and_each_says_whether_it_is_safe() {
    let house = House::new(&[MARS]);
    let officer = officer(&house, MARS, "deliver");
    made(&house, &officer, "mars", &[], "");
    let said = [
        ("contact.email", "ada@example.com"),
        ("contact.safe-to-email", "no"),
        ("contact.safe-to-call", "yes"),
        ("contact.safe-to-leave-message", "no"),
        ("contact.second-safe-to-call", "no"),
        ("contact.second-safe-to-leave-message", "yes"),
    ];
    let mut all = said.to_vec();
    all.extend([("contact.phone", "020 7946 0018"), ("contact.second-phone", "020 7946 0019")]);
    let case = made(&house, &officer, "mars", &all, "councils");
    let view = house.app.open(&officer, case).unwrap();
    says(&view, &said);
    assert_eq!(source(&view, "contact"), "Other councils");
    let digits = |id| field(&view, "contact", id).chars().filter(char::is_ascii_digit).collect::<String>();
    assert!(digits("phone").ends_with("79460018") && digits("second-phone").ends_with("79460019"));
    for (name, value) in [("contact.email", "not an address"), ("contact.second-phone", "12")] {
        let errors = wrong(&house, &officer, "mars", &[(name, value)]);
        assert!(errors.len() == 1 && errors[0].0 == name && !errors[0].1.is_empty(), "{errors:?}");
    }
}

#[doc = "keeps MARS-012, MARS-013"]
#[test]
fn lifestyle_is_fact_in_fields_that_few_see_and_circumstances_are_dated_and_attributed() {
    let house = House::new(&[MARS]);
    let officer = officer(&house, MARS, "deliver");
    let said = [
        ("lifestyle.lifestyle", "Sits by the station from ten to four"),
        ("lifestyle.known-by", "Seen by a worker"),
        ("social-circumstances.daily-life", "At the day centre"),
        ("social-circumstances.support-network", "A sister in Chester"),
    ];
    let mut all = said.to_vec();
    all.extend([("lifestyle.seen-on-day", "3"), ("lifestyle.seen-on-month", "11"), ("lifestyle.seen-on-year", "2026")]);
    let case = made(&house, &officer, "mars", &all, "");
    let view = house.app.open(&officer, case).unwrap();
    says(&view, &said);
    assert_eq!(field(&view, "lifestyle", "seen-on"), "2026-11-03");
    let lifestyle = section(&view, "lifestyle");
    assert!(lifestyle.fields[0].hint.as_deref().is_some_and(|h| h.contains("not opinion")));
    assert_eq!(wrong(&house, &officer, "mars", &[("lifestyle.known-by", "I think so")]).len(), 1);
    let staff = ["role:housing-officer", "role:team-manager"].map(str::to_owned);
    assert_eq!(readers(&house, MARS, "lifestyle"), BTreeSet::from(staff), "no other service sees it");
    let circumstances = section(&view, "social-circumstances");
    assert_eq!(circumstances.recorded, Some((house.now(), officer.name.clone())));
}

#[doc = "keeps MARS-029"]
#[test]
fn health_is_for_named_roles_and_says_where_it_comes_from_and_whether_it_may_be_spoken_of() {
    let house = House::new(&[MARS]);
    let officer = officer(&house, MARS, "deliver");
    let said = [("health.physical-health", "Asthma"), ("health.agreed-for-meeting", "no")];
    let case = made(&house, &officer, "mars", &[], "");
    let came = casework::Came { purpose: "deliver".to_owned(), ..casework::Came::default() };
    let told = app::Told { came, ..app::Told::by("health-and-care") };
    house.app.save_told(&officer, case, "health", 0, &crate::support::typed(&said), &told).unwrap();
    let view = house.app.open(&officer, case).unwrap();
    says(&view, &said);
    assert!(source(&view, "health").contains("health services"));
    let elsewhere = house.app.open(&House::for_purpose(&officer, "off-the-street"), case).unwrap();
    assert!(matches!(section(&elsewhere, "health").content, Item::Withheld(_)), "another purpose has no health data");
    let roles: Vec<String> = readers(&house, MARS, "health").into_iter().filter(|r| r.starts_with("role:")).collect();
    assert_eq!(roles, ["role:housing-officer", "role:team-manager"]);
    let administrator = house.actor(MARS, "role:administrator", "deliver");
    assert!(matches!(house.app.open(&administrator, case), Err(AppError::NotFound)));
}

#[doc = "keeps MARS-031"]
#[test]
fn everything_has_a_source_of_the_notice_and_it_is_the_person_unless_said() {
    let house = House::new(&[MARS]);
    let officer = officer(&house, MARS, "deliver");
    for (said, kept) in [("", "The person"), ("somebody on a bus", "The person"), ("councils", "Other councils")] {
        let case = made(&house, &officer, "mars", &[("risk.risk-to-self", "Low"), ("debts.debts", "A loan")], said);
        let view = house.app.open(&officer, case).unwrap();
        let held: Vec<_> = view.sections.iter().filter(|s| matches!(s.content, Item::Released(_))).collect();
        assert!(held.len() >= 3);
        assert!(held.iter().all(|s| s.source.as_deref() == Some(kept)), "{said}");
        let offered: Vec<String> =
            house.app.edit(&officer, case, "risk").unwrap().sources.into_iter().map(|(id, _)| id).collect();
        let notice = house.app.notice_page(MARS, None).unwrap().notice;
        assert_eq!(offered[0], "subject");
        assert!(offered[1..].iter().eq(notice.compiled.merged.source.keys()));
    }
}

#[doc = "keeps DUD-035, DUD-040"]
#[test]
fn what_family_or_police_said_is_marked_with_what_holds_for_it() {
    let house = House::new(&[DUDLEY]);
    let officer = officer(&house, DUDLEY, "assess");
    for (from, name, limit) in [
        ("family-and-friends", "amily", "given in confidence"),
        ("police", "West Midlands Police", "passed on only if whoever gave it agrees"),
    ] {
        let case = made(&house, &officer, "housing-options", &[("safety.safety-concern", "Afraid to go home")], from);
        let view = house.app.open(&officer, case).unwrap();
        let words = source(&view, "safety");
        assert!(words.contains(name) && words.contains(limit), "{words}");
        let offered = house.app.edit(&officer, case, "safety").unwrap().sources;
        assert!(offered.iter().any(|(id, label)| id == from && label == words), "the form says it before it is chosen");
        assert!(offered.iter().filter(|(id, _)| id == "councils").all(|(_, label)| !label.contains('(')));
    }
}

#[doc = "keeps COV-010, COV-011"]
#[test]
fn how_the_home_was_lost_and_what_is_needed_stand_in_fields_of_their_own() {
    let house = crate::support::house();
    let officer = crate::support::officer(&house);
    let said = [
        ("circumstances.reason-for-homelessness", "End of private rented tenancy"),
        ("circumstances.what-happened", "The landlord sells"),
        ("housing-needs.access-and-adaptations", "No stairs"),
        ("housing-needs.areas", "Not Foleshill"),
        ("housing-needs.pets", "A dog"),
        ("housing-needs.bedrooms", "2"),
        ("housing-needs.other-requirements", "Near the school"),
    ];
    let mut all = said.to_vec();
    for (part, value) in [("day", "5"), ("month", "1"), ("year", "2027")] {
        all.push(match part {
            "day" => ("circumstances.must-leave-on-day", value),
            "month" => ("circumstances.must-leave-on-month", value),
            _ => ("circumstances.must-leave-on-year", value),
        });
    }
    let case = made(&house, &officer, "homelessness", &all, "");
    let view = house.app.open(&officer, case).unwrap();
    says(&view, &said);
    assert_eq!(field(&view, "circumstances", "must-leave-on"), "2027-01-05");
    let errors = wrong(&house, &officer, "homelessness", &[("circumstances.reason-for-homelessness", "Bad luck")]);
    assert_eq!(errors[0].0, "circumstances.reason-for-homelessness");
    let errors = wrong(&house, &officer, "homelessness", &[("housing-needs.bedrooms", "many")]);
    assert_eq!(errors[0].0, "housing-needs.bedrooms");
}

#[doc = "keeps KIR-006, KIR-009, KIR-010, KIR-011, KIR-013, KIR-016, KIR-019, KIR-022"]
#[test]
fn what_support_needs_to_know_of_a_client_comes_back_as_it_was_said() {
    let house = House::new(&[KIRKLEES]);
    let officer = officer(&house, KIRKLEES, "support");
    let said = [
        ("identity.name", "Augusta Example"),
        ("identity.preferred-name", "Ada"),
        ("contact.safe-to-call", "no"),
        ("contact.email", "ada@example.com"),
        ("assessment.eligible", "yes"),
        ("assessment.eligibility-criteria", "Lives in Kirklees; needs support to keep the home"),
        ("assessment.assessed-by", "Grace Example"),
        ("household.household-members", "Bo, brother"),
        ("housing-needs.housing-at-start", "Sleeping rough"),
        ("housing-needs.housing-status", "Temporary accommodation"),
        ("housing-needs.housing-at-end", "Own tenancy"),
        ("disability.disability", "Deaf"),
        ("disability.reasonable-adjustments", "Text, do not call"),
        ("language.preferred-language", "British Sign Language"),
        ("language.interpreter", "yes"),
    ];
    let mut all = said.to_vec();
    all.extend([
        ("contact.phone", "020 7946 0018"),
        ("contact.verified-on-day", "2"),
        ("contact.verified-on-month", "11"),
        ("contact.verified-on-year", "2026"),
        ("assessment.decided-on-day", "20"),
        ("assessment.decided-on-month", "11"),
        ("assessment.decided-on-year", "2026"),
    ]);
    let case = made(&house, &officer, "support", &all, "");
    let view = house.app.open(&officer, case).unwrap();
    says(&view, &said);
    assert_eq!(field(&view, "contact", "verified-on"), "2026-11-02");
    assert_eq!(field(&view, "assessment", "decided-on"), "2026-11-20");
    // The address is optional, and a wrong one is not kept.
    made(&house, &officer, "support", &[], "");
    assert_eq!(wrong(&house, &officer, "support", &[("contact.email", "ada")])[0].0, "contact.email");
    // Of those who are no clients: one line, with the request to keep it short.
    let household = section(&view, "household");
    assert_eq!(household.fields.len(), 1);
    assert!(household.fields[0].hint.as_deref().is_some_and(|h| h.contains("Nothing more")));
}

#[doc = "keeps KIR-014"]
#[test]
fn medical_information_is_not_kept_without_saying_why_it_matters() {
    let house = House::new(&[KIRKLEES]);
    let officer = officer(&house, KIRKLEES, "support");
    let without = [("health.health-conditions", "Epilepsy")];
    let errors = wrong(&house, &officer, "support", &without);
    assert!(errors.len() == 1 && errors[0].0 == "health.health-relevance", "{errors:?}");
    let with = [without[0], ("health.health-relevance", "Must not live alone")];
    let case = made(&house, &officer, "support", &with, "");
    says(&house.app.open(&officer, case).unwrap(), &with);
    let fields: Vec<String> =
        section(&house.app.open(&officer, case).unwrap(), "health").fields.iter().map(|f| f.id.clone()).collect();
    assert_eq!(fields, ["health-conditions", "health-relevance"]);
}

#[doc = "keeps KIR-017"]
#[test]
fn gender_is_in_ones_own_words_or_not_said() {
    let house = House::new(&[KIRKLEES]);
    let officer = officer(&house, KIRKLEES, "functions");
    for said in [[("gender.gender", "Demigirl")], [("gender.prefers-not-to-say", "yes")]] {
        let case = made(&house, &officer, "support", &said, "");
        says(&house.app.open(&officer, case).unwrap(), &said);
    }
    made(&house, &officer, "support", &[], "");
    // For equality and nothing else: casework does not see it.
    let casework = House::for_purpose(&officer, "support");
    let case = made(&house, &officer, "support", &[("gender.gender", "Demigirl")], "");
    assert!(matches!(section(&house.app.open(&casework, case).unwrap(), "gender").content, Item::Withheld(_)));
}

#[test]
fn earlier_addresses_stay_with_the_mark_whether_they_are_safe() {
    for (notice, purpose, service, category, mark) in [
        (KIRKLEES, "support", "support", "contact", ("safe-address", "no")),
        (FAMILIES, "meet-needs", "", "address", ("address-hidden", "yes")),
    ] {
        let house = House::new(&[notice]);
        let officer = officer(&house, notice, purpose);
        let published = house.app.notice_page(notice, None).unwrap().notice;
        let first = published.compiled.merged.service.keys().next().unwrap();
        let service = if service.is_empty() { first } else { service };
        let (address, safe) = (format!("{category}.address"), format!("{category}.{}", mark.0));
        let case = made(&house, &officer, service, &[(&address, "1 Example Row"), (&safe, mark.1)], "");
        house.clock.advance_seconds(86_400);
        let moved = crate::support::typed(&[(&address, "2 Other Street"), (&safe, mark.1)]);
        assert!(matches!(house.app.save(&officer, case, category, 1, &moved, "").unwrap(), Saved::As(2)));
        assert_eq!(versions(&house, &officer, case, category, "address"), ["2 Other Street", "1 Example Row"]);
        assert_eq!(versions(&house, &officer, case, category, mark.0), [mark.1, mark.1]);
        let history = house.app.section_history(&officer, case, category).unwrap().versions;
        assert!(history[0].recorded.0 > history[1].recorded.0, "each with its date");
    }
}

#[doc = "keeps FAM-013, FAM-016, FAM-019"]
#[test]
fn what_is_known_of_a_family_has_domains_terms_and_codes() {
    let house = House::new(&[FAMILIES]);
    let officer = officer(&house, FAMILIES, "meet-needs");
    let service = house.app.notice_page(FAMILIES, None).unwrap().notice;
    let service = service.compiled.merged.service.keys().next().unwrap().clone();
    let said = [
        ("circumstances.domain-home-life", "Some worries"),
        ("circumstances.domain-relationships", "Goes well"),
        ("circumstances.domain-routines", "Serious worries"),
        ("circumstances.domain-community", "Not known yet"),
        ("education.school", "Example Primary"),
        ("education.attendance", "82"),
        ("education.exclusions", "None"),
        ("education.term", "Autumn 2026"),
        ("special-educational-needs.sen", "Speech"),
        ("special-educational-needs.which-term", "Autumn 2026"),
        ("referral.referral-code", "School attendance"),
        ("referral.referred-by", "Example Primary"),
    ];
    let mut all = said.to_vec();
    all.extend([
        ("referral.referred-on-day", "1"),
        ("referral.referred-on-month", "9"),
        ("referral.referred-on-year", "2026"),
    ]);
    let case = made(&house, &officer, &service, &all, "partners");
    let view = house.app.open(&officer, case).unwrap();
    says(&view, &said);
    assert_eq!(field(&view, "referral", "referred-on"), "2026-09-01");
    for category in ["education", "special-educational-needs"] {
        assert!(source(&view, category).contains("Education services"));
    }
    for (name, value) in [
        ("referral.referral-code", "Because"),
        ("circumstances.domain-routines", "Bad"),
        ("education.attendance", "low"),
    ] {
        assert_eq!(wrong(&house, &officer, &service, &[(name, value)])[0].0, name);
    }
}

#[doc = "keeps FAM-020"]
#[test]
fn a_familys_health_is_for_those_who_work_with_the_person() {
    let house = House::new(&[FAMILIES]);
    let officer = officer(&house, FAMILIES, "meet-needs");
    let service = house.app.notice_page(FAMILIES, None).unwrap().notice;
    let service = service.compiled.merged.service.keys().next().unwrap().clone();
    let said = [("physical-health.physical-health", "Diabetes"), ("mental-health.mental-health", "Low mood")];
    let one = made(&house, &officer, &service, &said, "");
    let other = made(&house, &officer, &service, &[], "");
    says(&house.app.open(&officer, one).unwrap(), &said);
    let view = house.app.open(&officer, other).unwrap();
    assert!(matches!(section(&view, "physical-health").content, Item::Empty), "one person's health is not another's");
    for role in ["role:administrator", "role:family-worker"] {
        let unlinked = house.actor(FAMILIES, role, "meet-needs");
        assert!(matches!(house.app.open(&unlinked, one), Err(AppError::NotFound)), "{role}");
    }
    for category in ["physical-health", "mental-health"] {
        let readers = readers(&house, FAMILIES, category);
        for who in ["class:police", "class:housing-provider", "class:education", "dwp", "role:administrator"] {
            let only_by_override = house.app.notice_page(FAMILIES, None).unwrap().notice;
            let n = &only_by_override.compiled;
            let permits = n.flows.iter().any(|f| {
                f.categories.contains(&n.category(category).unwrap())
                    && f.to.iter().any(|w| matches!(w, notice::model::Who::Class(c) if who == format!("class:{c}")))
                    && !f.statement.0.contains('#')
            });
            assert!(!permits && (who != "role:administrator" || !readers.contains(who)), "{who} sees {category}");
        }
    }
}

#[doc = "keeps FAM-017"]
#[test]
fn a_family_worker_has_the_reference_of_the_housing_application_and_not_the_file() {
    let house = House::new(&[FAMILIES, crate::support::COVENTRY]);
    let housing = crate::support::create(&house, &crate::support::officer(&house), "Ada Example");
    let reference = house.app.open(&crate::support::officer(&house), housing).unwrap().reference;
    let officer = officer(&house, FAMILIES, "meet-needs");
    let service = house.app.notice_page(FAMILIES, None).unwrap().notice;
    let service = service.compiled.merged.service.keys().next().unwrap().clone();
    let said = [("housing-needs.application-reference", reference.as_str())];
    let case = made(&house, &officer, &service, &said, "");
    says(&house.app.open(&officer, case).unwrap(), &said);
    for role in ["role:housing-officer", "role:family-worker", "role:team-manager"] {
        let worker = house.actor(FAMILIES, role, "meet-needs");
        assert!(matches!(house.app.open(&worker, housing), Err(AppError::NotFound)), "{role}");
    }
}

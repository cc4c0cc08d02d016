//! What came from somebody else: what has to be said of it, where it is shown, where it goes.

use crate::held::{DUDLEY, MARS, made, officer};
use crate::support::{field, section, typed, wrong};
use app::views::Item;
use app::{Actor, AgreementForm, AppError, Saved, Told};
use casework::{Came, Sure};
use jiff::civil::date;
use kernel::CaseId;
use notice::model::{Act, Principal};
use sharing::Standing;
use testkit::House;

const TODAY: jiff::civil::Date = date(2026, 11, 21);

fn told(source: &str, came: Came) -> Told {
    Told { source: source.to_owned(), sure: Sure::Confirmed, marking: String::new(), came }
}

fn save(
    house: &House,
    actor: &Actor,
    case: CaseId,
    category: &str,
    said: &[(&str, &str)],
    told: &Told,
) -> Result<(), AppError> {
    let version = section(&house.app.open(actor, case).unwrap(), category).version;
    match house.app.save_told(actor, case, category, version, &typed(said), told)? {
        Saved::As(_) => Ok(()),
        Saved::Clash(_) => Err(AppError::Conflict),
    }
}

/// How something came in, as the section says it.
fn came(house: &House, actor: &Actor, case: CaseId, category: &str, id: &str) -> String {
    let view = house.app.open(actor, case).unwrap();
    section(&view, category).facts.iter().find(|f| f.field == id).map(|f| f.came.clone()).unwrap_or_default()
}

/// The bodies outside that are shown a category once everything is so, each with what it is shown.
fn outside(house: &House, staff: &Actor, case: CaseId, category: &str) -> Vec<(String, casework::SectionContent)> {
    let notice = house.app.notice_page(&staff.capacity.notice, None).unwrap().notice;
    let at = notice.compiled.category(category).unwrap();
    let mut seen = Vec::new();
    for line in notice.compiled.envelope.lines.iter().filter(|l| l.category == at && l.act == Act::See) {
        let principal = &notice.compiled.principals[usize::from(line.principal.0)];
        let Principal::Party { .. } = principal else { continue };
        let (key, purpose) = (principal.key(), &notice.compiled.purposes[usize::from(line.purpose.0)].id);
        let body = house.actor(&staff.capacity.notice, &key, purpose);
        if house.app.link_party(staff, case, &key).is_err() {
            continue;
        }
        let _ = house.app.record_consent(staff, case, &key, purpose, app::ConsentAnswer::Given, "spoken");
        crate::people::give_everything(house, case, &key, purpose);
        let Ok(view) = house.app.open(&body, case) else { continue };
        if let Item::Released(content) = &section(&view, category).content {
            seen.push((key, content.get().clone()));
        }
    }
    seen
}

#[doc = "keeps MARS-032, MARS-041"]
#[test]
fn what_government_sends_has_its_department_date_law_reference_purpose_and_limits() {
    let house = House::new(&[MARS]);
    let staff = officer(&house, MARS, "reduce-harm");
    let case = made(&house, &staff, "mars", &[("risk.risk-to-self", "Low")], "");
    let gateway = sharing::gateway::gateways().first().unwrap();
    let whole = Came {
        body: "Ministry of Housing, Communities and Local Government".to_owned(),
        received: Some(date(2026, 11, 3)),
        reference: "RS/2026/0417".to_owned(),
        gateway: gateway.id.clone(),
        purpose: "reduce-harm".to_owned(),
        onward: "none".to_owned(),
        ..Came::default()
    };
    let said = [("risk.risk-to-self", "Low"), ("risk.risk-to-others", "High")];
    for (lacking, part) in [
        ("came-body", Came { body: " ".to_owned(), ..whole.clone() }),
        ("came-received-day", Came { received: None, ..whole.clone() }),
        ("came-received-day", Came { received: Some(date(2026, 11, 22)), ..whole.clone() }),
        ("came-reference", Came { reference: String::new(), ..whole.clone() }),
        ("came-gateway", Came { gateway: String::new(), ..whole.clone() }),
        ("came-gateway", Came { gateway: "because".to_owned(), ..whole.clone() }),
        ("came-purpose", Came { purpose: String::new(), ..whole.clone() }),
        ("came-purpose", Came { purpose: "curiosity".to_owned(), ..whole.clone() }),
        ("came-onward", Came { onward: String::new(), ..whole.clone() }),
    ] {
        assert_eq!(wrong(save(&house, &staff, case, "risk", &said, &told("government", part))), lacking);
    }
    save(&house, &staff, case, "risk", &said, &told("government", whole)).unwrap();
    let words = came(&house, &staff, case, "risk", "risk-to-others");
    for part in
        ["Ministry of Housing", "received 3 November 2026", "RS/2026/0417", &gateway.words(), "goes to nobody outside"]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert!(words.contains("for this only"), "the purpose that it was sent for: {words}");
    assert_eq!(came(&house, &staff, case, "risk", "risk-to-self"), "", "what the person said has none of it");
    // It goes to nobody outside, whatever else is so; what the person said still does.
    let seen = outside(&house, &staff, case, "risk");
    assert!(!seen.is_empty());
    for (key, content) in seen {
        assert_eq!((content.get("risk-to-others"), content.get("risk-to-self")), (None, Some("Low")), "{key}");
    }
    // Nor does a whole case begin with it, of which nothing more could be said.
    assert_eq!(wrong(crate::held::make(&house, &staff, "mars", &[], "government")), "source");
}

#[doc = "keeps MARS-034"]
#[test]
fn what_a_health_service_gave_for_one_purpose_is_shown_for_no_other_and_stays_when_others_write() {
    let house = House::new(&[MARS]);
    let staff = officer(&house, MARS, "deliver");
    let case = made(&house, &staff, "mars", &[("support-needs.support-detail", "Needs a ground floor")], "");
    let came_in = Came { purpose: "deliver".to_owned(), ..Came::default() };
    assert_eq!(
        wrong(save(&house, &staff, case, "support-needs", &[], &told("health-and-care", Came::default()))),
        "came-purpose"
    );
    let said = [("support-needs.support-detail", "Needs a ground floor"), ("support-needs.support-needs", "Alcohol")];
    save(&house, &staff, case, "support-needs", &said, &told("health-and-care", came_in)).unwrap();
    let view = house.app.open(&staff, case).unwrap();
    let line = section(&view, "support-needs").facts.iter().find(|f| f.field == "support-needs").cloned().unwrap();
    assert!(line.source.contains("Other NHS bodies and health services"), "it is labelled: {}", line.source);
    assert!(line.came.contains("for this only"), "{}", line.came);
    // For another purpose for which the section itself is released, that one fact is not there.
    let other = House::for_purpose(&staff, "right-support");
    let view = house.app.open(&other, case).unwrap();
    assert_eq!(field(&view, "support-needs", "support-detail"), "Needs a ground floor");
    assert_eq!(field(&view, "support-needs", "support-needs"), "");
    assert!(section(&view, "support-needs").kept_back.iter().any(|w| w.contains("was given for this only")));
    // Whoever writes for that purpose does not take out what they were not shown, and what was said of it stays said.
    let mine = told("subject", Came::default());
    save(&house, &other, case, "support-needs", &[("support-needs.support-detail", "Any floor")], &mine).unwrap();
    let view = house.app.open(&staff, case).unwrap();
    assert_eq!(field(&view, "support-needs", "support-detail"), "Any floor");
    assert_eq!(field(&view, "support-needs", "support-needs"), "Alcohol");
    assert!(came(&house, &staff, case, "support-needs", "support-needs").contains("for this only"));
}

#[doc = "keeps MARS-036"]
#[test]
fn what_probation_gave_has_the_days_of_its_licence_and_goes_nowhere_without_their_word() {
    let house = House::new(&[MARS]);
    let staff = officer(&house, MARS, "deliver");
    let case = made(&house, &staff, "mars", &[("risk.risk-to-self", "Low")], "");
    let said = [("risk.risk-to-self", "Low"), ("risk.risk-to-others", "High")];
    let licence = Came {
        licence_from: Some(date(2026, 10, 1)),
        licence_until: Some(date(2027, 9, 30)),
        document: "licence".to_owned(),
        ..Came::default()
    };
    for part in [
        Came::default(),
        Came { licence_until: None, ..licence.clone() },
        Came { licence_until: Some(date(2026, 1, 1)), ..licence.clone() },
    ] {
        assert_eq!(
            wrong(save(&house, &staff, case, "risk", &said, &told("probation", part))),
            "came-licence-until-day"
        );
    }
    save(&house, &staff, case, "risk", &said, &told("probation", licence)).unwrap();
    let view = house.app.open(&staff, case).unwrap();
    let line = section(&view, "risk").facts.iter().find(|f| f.field == "risk-to-others").cloned().unwrap();
    assert!(
        line.source.contains("Probation") && line.source.contains("only if whoever gave it agrees"),
        "{}",
        line.source
    );
    assert!(line.came.contains("licence or order from 1 October 2026 until 30 September 2027"), "{}", line.came);
    let seen = outside(&house, &staff, case, "risk");
    assert!(seen.iter().any(|(key, _)| key != "class:probation"));
    for (key, content) in seen {
        let theirs = key == "class:probation";
        assert_eq!(content.get("risk-to-others").is_some(), theirs, "{key}");
        assert_eq!(content.get("risk-to-self"), Some("Low"), "{key}");
    }
}

#[doc = "keeps DUD-036, DUD-039"]
#[test]
fn what_the_nhs_gave_says_what_it_came_in_and_a_charity_has_to_be_on_the_register() {
    let house = House::new(&[DUDLEY]);
    let staff = officer(&house, DUDLEY, "assess");
    let case = made(&house, &staff, "housing-options", &[("safety.safety-concern", "Afraid")], "");
    let said = [("safety.safety-concern", "Afraid"), ("safety.safety-action", "Seen by a nurse")];
    assert_eq!(wrong(save(&house, &staff, case, "safety", &said, &told("health", Came::default()))), "came-document");
    let parchment = Came { document: "parchment".to_owned(), ..Came::default() };
    assert_eq!(wrong(save(&house, &staff, case, "safety", &said, &told("health", parchment))), "came-document");
    let letter = Came { document: "discharge".to_owned(), ..Came::default() };
    save(&house, &staff, case, "safety", &said, &told("health", letter)).unwrap();
    assert_eq!(came(&house, &staff, case, "safety", "safety-action"), "discharge summary");
    let view = house.app.open(&staff, case).unwrap();
    let line = section(&view, "safety").facts.iter().find(|f| f.field == "safety-action").cloned().unwrap();
    assert!(line.source.contains("NHS trusts and hospitals"), "{}", line.source);
    // A voluntary organisation: not before the register has it.
    let more = [said[0], ("safety.safety-action", "Fed by volunteers")];
    let from = |name: &str| told("voluntary", Came { body: name.to_owned(), ..Came::default() });
    for name in ["", "Example Kitchen"] {
        assert_eq!(wrong(save(&house, &staff, case, "safety", &more, &from(name))), "came-body");
    }
    let admin = Actor { administers: true, ..officer(&house, DUDLEY, "assess") };
    house.app.enrol(&admin, DUDLEY, "voluntary-organisation", "Example Kitchen", "Met on 1 November").unwrap();
    assert!(house.app.partners(&admin).unwrap().iter().any(|p| p.name == "Example Kitchen" && p.gives));
    assert_eq!(wrong(save(&house, &staff, case, "safety", &more, &from("Another Kitchen"))), "came-body");
    save(&house, &staff, case, "safety", &more, &from("example kitchen")).unwrap();
    assert_eq!(came(&house, &staff, case, "safety", "safety-action"), "given by Example Kitchen");
}

#[doc = "keeps MARS-040"]
#[test]
fn the_register_of_partners_has_the_three_charities_with_their_agreements_and_what_they_may_have() {
    let house = House::new(&[MARS]);
    let admin = Actor { administers: true, ..officer(&house, MARS, "deliver") };
    let dpo = house.actor(MARS, "role:data-protection-officer", "accountability");
    let of = |name: &str| house.app.partners(&dpo).unwrap().into_iter().find(|p| p.name == name).unwrap();
    for name in ["CATH", "SHARE", "Soul Kitchen"] {
        let line = of(name);
        assert!(line.gives && line.agreements.is_empty(), "{line:?}");
        let may = if name == "CATH" { 0 } else { 3 };
        assert!(line.may_have.len() >= may && (may > 0 || line.may_have.is_empty()), "{line:?}");
        assert!(line.may_have.iter().all(|c| c != "Health" && c != "Criminal convictions"), "{line:?}");
    }
    assert!(of("SHARE").may_have.contains(&"Support needs".to_owned()));
    // How the agreement stands is said, and follows what is signed.
    let share = house.app.agreement_parties(&admin, MARS).unwrap();
    let key = share.iter().find(|(_, name)| name == "SHARE").unwrap().0.clone();
    let form = AgreementForm {
        kind: "sharing".to_owned(),
        party: key,
        reference: "DSA-40".to_owned(),
        title: "Rough sleeping".to_owned(),
        gateways: vec!["Localism Act 2011 section 1".to_owned()],
        from_on: Some(TODAY),
        until_on: Some(date(2027, 3, 31)),
        review_on: Some(date(2027, 1, 31)),
        document: "Contracts register, 40".to_owned(),
        contact: "governance@share.example".to_owned(),
        ..AgreementForm::default()
    };
    let id = house.app.put_agreement(&admin, MARS, None, &form).unwrap();
    assert!(matches!(of("SHARE").agreements[..], [(_, Standing::Unsigned { .. })]));
    house.app.sign_agreement(&dpo, id).unwrap();
    house.app.countersigned(&admin, id, "J. Example, Director", Some(TODAY), &app::TheirOfficer::signs()).unwrap();
    assert!(matches!(&of("SHARE").agreements[..], [(reference, Standing::Live { .. })] if reference == "DSA-40"));
    assert!(of("CATH").agreements.is_empty());
    // It is for who keeps the register, and for nobody else.
    assert!(matches!(house.app.partners(&officer(&house, MARS, "deliver")), Err(AppError::NotFound)));
}

//! The rough sleeping group: what the notice promises and its statements keep.

use crate::support::{consented, library, needs, set, shipped, text};
use notice::compile;
use notice::model::{Act, Fact};
use notice::source::{Form, Necessity, Special};
use std::collections::BTreeSet;

#[test]
#[doc = "keeps MARS-016"]
fn belief_is_a_special_category_that_nobody_has_to_give_and_that_has_a_permission_of_its_own() {
    let mars = shipped("mars");
    let religion = mars.category("religion");
    assert_eq!(religion.special, Some(Special::Religion));
    assert_eq!(religion.necessity, Necessity::Optional);
    let ix = mars.compiled.category("religion").expect("a category");
    assert!(mars.compiled.categories[usize::from(ix.0)].fields.iter().all(|f| !f.required));
    let permits: Vec<_> = mars
        .compiled
        .permits
        .iter()
        .filter(|p| p.categories.contains(&ix) && !p.statement.0.contains('#'))
        .map(|p| p.statement.0.as_str())
        .collect();
    assert!(!permits.is_empty());
    assert!(permits.iter().all(|p| *p == "access.equality"), "{permits:?}");
}

#[test]
#[doc = "keeps MARS-045"]
fn research_sees_nobody_without_a_live_and_explicit_consent() {
    let mars = shipped("mars");
    let lines = mars.lines_for("research");
    assert!(!lines.is_empty(), "with consent, somebody may");
    for (who, category, line) in lines {
        assert!(consented(&line) && needs(&line, &[Fact::Explicit]), "{who} sees {category} for research");
    }
}

#[test]
#[doc = "keeps MARS-055"]
fn housing_options_sees_only_the_people_it_works_with() {
    let mars = shipped("mars");
    for (purpose, category, line) in mars.own("housing-options", Act::See) {
        let by_law = purpose == "reduce-harm" && needs(&line, &[Fact::Reason, Fact::Approval]);
        assert!(by_law || needs(&line, &[Fact::Linked]), "housing options sees {category} for {purpose}");
    }
    assert!(mars.sees("housing-options").contains("housing-needs"));
}

#[test]
#[doc = "keeps MARS-056"]
fn the_commissioned_provider_sees_its_own_cases_while_its_agreement_lives() {
    let mars = shipped("mars");
    assert!(mars.sees_for("forfutures", "right-support").contains("support-needs"));
    for (_, category, line) in mars.lines("forfutures", Act::See) {
        let by_law = needs(&line, &[Fact::Reason, Fact::Approval]);
        assert!(by_law || needs(&line, &[Fact::Linked, Fact::Agreement]), "sees {category}");
    }
}

#[test]
#[doc = "keeps MARS-057"]
fn community_safety_sees_risk_and_place_only() {
    let mars = shipped("mars");
    assert_eq!(mars.sees("community-safety"), set(&["identity", "risk", "address-history"]));
}

#[test]
fn the_police_are_a_recipient_for_two_purposes_and_no_more() {
    let mars = shipped("mars");
    let purposes: BTreeSet<String> = mars.own("class:police", Act::See).into_iter().map(|(p, _, _)| p).collect();
    assert_eq!(purposes, set(&["reduce-harm", "crime-and-fraud"]));
    for (purpose, category, line) in mars.own("class:police", Act::See) {
        let asked = consented(&line) && needs(&line, &[Fact::Linked]);
        let by_law = needs(&line, &[Fact::Approval]) && (line.needs.has(Fact::Request) || line.needs.has(Fact::Reason));
        assert!(asked || by_law, "the police see {category} for {purpose}");
    }
    assert!(mars.lines("class:police", Act::Record).is_empty());
}

#[test]
#[doc = "keeps MARS-060"]
fn work_and_pensions_gets_its_items_by_consent_or_by_a_named_power() {
    let mars = shipped("mars");
    assert_eq!(mars.sees_for("dwp", "deliver"), set(&["identity", "national-identifiers", "finances"]));
    for (purpose, category, line) in mars.own("dwp", Act::See) {
        assert!(consented(&line) || needs(&line, &[Fact::Approval]), "sees {category} for {purpose}");
    }
    for flow in &mars.compiled.flows {
        assert!(
            flow.consent.is_some()
                || !flow.law.is_empty()
                || flow.form >= Form::Anonymous
                || flow.statement.0.contains('#')
        );
    }
}

#[test]
#[doc = "keeps MARS-061"]
#[doc = "keeps MARS-062"]
fn landlords_and_probation_get_need_and_risk_and_nothing_else() {
    let mars = shipped("mars");
    assert_eq!(mars.sees("class:housing-association"), set(&["identity", "housing-needs", "risk"]));
    assert_eq!(mars.sees("class:probation"), set(&["identity", "housing-needs", "risk"]));
}

#[test]
#[doc = "keeps MARS-063"]
fn a_charity_sees_the_people_it_is_linked_to_while_its_agreement_lives() {
    let mars = shipped("mars");
    for who in ["share", "soul-kitchen", "class:support-group"] {
        assert_eq!(mars.sees(who), set(&["identity", "contact", "support-needs"]), "{who}");
        for (_, _, line) in mars.own(who, Act::See) {
            assert!(needs(&line, &[Fact::Linked, Fact::Agreement]) && consented(&line), "{who}");
        }
    }
    assert!(mars.compiled.principal("cath").is_none_or(|_| mars.sees("cath").is_empty()), "CATH is a source only");
}

#[test]
#[doc = "keeps MARS-071"]
fn kinds_of_data_that_the_notice_names_and_the_group_does_not_need_are_not_held() {
    let mars = shipped("mars");
    let held: Vec<Special> = mars.compiled.categories.iter().filter_map(|c| c.special).collect();
    for special in [
        Special::Biometric,
        Special::Genetic,
        Special::SexLife,
        Special::SexualOrientation,
        Special::Politics,
        Special::TradeUnion,
    ] {
        assert!(mars.basis("substantial-public-interest").names.contains(&special));
        assert!(!held.contains(&special), "{special:?}");
    }
    // The catalogue knows each by its field: in an ordinary category it is found.
    for field in [
        "race",
        "ethnicity",
        "health",
        "biometric-data",
        "genetic-data",
        "sex-life",
        "sexual-orientation",
        "political-opinions",
        "trade-union",
    ] {
        let slipped = text("mars").replace("{ id = \"lifestyle\", label", &format!("{{ id = \"{field}\", label"));
        let made = compile(&library().with("notices/mars.toml", slipped), "notices/mars.toml");
        assert!(made.diagnostics.iter().any(|d| d.code == "D15" && d.title.contains(field)), "{field}");
    }
}

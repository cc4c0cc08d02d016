//! Promises that the compiled notices keep: each test fails if its statement is taken out or changed.

use crate::support::{allowed, changed, consented, library, needs, set, shipped, text};
use notice::compile;
use notice::model::{Act, Fact};
use notice::source::{Anchor, FieldKind, Form, Keep, Necessity, Special, Trigger};
use std::collections::BTreeSet;

/// Kinds of promises that only whole pages and workflows keep have their statements all the same, so every id is there.
#[test]
fn every_promise_stands_beside_the_statement_that_carries_it() {
    let promises = include_str!("../../../../docs/promises.csv");
    for (prefix, name) in
        [("MARS", "mars"), ("DUD", "dudley"), ("COV", "coventry"), ("KIR", "kirklees"), ("FAM", "families")]
    {
        let named = comments(text(name));
        let promised: BTreeSet<String> = promises
            .lines()
            .filter_map(|l| l.split(',').next())
            .filter(|id| id.strip_prefix(prefix).is_some_and(|r| r.starts_with('-')))
            .map(str::to_owned)
            .collect();
        assert!(promised.len() > 40, "{prefix} has its promises");
        let missing: Vec<&String> = promised.difference(&named).collect();
        assert!(missing.is_empty(), "{name} has no statement for {missing:?}");
        let unknown: Vec<&String> = named.difference(&promised).collect();
        assert!(unknown.is_empty(), "{name} names {unknown:?}, which nobody promised");
    }
}

/// The promise ids in the comments of a file.
fn comments(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter_map(|l| l.split_once('#').map(|(_, c)| c))
        .flat_map(|c| c.split(|ch: char| !(ch.is_ascii_alphanumeric() || ch == '-')))
        .filter(|w| {
            w.split_once('-').is_some_and(|(seed, number)| {
                seed.chars().all(|c| c.is_ascii_uppercase()) && number.len() == 3 && number.parse::<u16>().is_ok()
            })
        })
        .map(str::to_owned)
        .collect()
}

// ---------------------------------------------------------------------------------------------------------------------
// The rough sleeping group

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
#[doc = "keeps MARS-027"]
fn convictions_are_apart_with_a_condition_a_permission_and_a_reason_each_time() {
    let mars = shipped("mars");
    assert_eq!(mars.category("convictions").special, Some(Special::Offence));
    assert_eq!(mars.fields("convictions"), ["convictions"]);
    assert_eq!(mars.basis("offences").schedule1.as_deref(), Some("part 3 para 36"));
    assert_eq!(mars.who_sees("convictions"), set(&["role:housing-officer", "role:team-manager"]));
    for who in ["role:housing-officer", "role:team-manager"] {
        for (purpose, category, line) in mars.own(who, Act::See) {
            assert!(
                category != "convictions" || line.needs.has(Fact::Reason) || line.needs.has(Fact::Request),
                "{who} sees convictions for {purpose}"
            );
        }
    }
    let without = text("mars").replace("categories      = [\"convictions\"]", "categories      = [\"health\"]");
    let made = compile(&library().with("notices/mars.toml", without), "notices/mars.toml");
    assert!(made.compiled.is_none(), "offence data without a condition does not compile");
}

#[test]
#[doc = "keeps MARS-070"]
fn a_special_category_without_condition_does_not_compile() {
    let without =
        text("mars").replace("categories      = [\"ethnicity\", \"health\"]", "categories      = [\"ethnicity\"]");
    let made = compile(&library().with("notices/mars.toml", without), "notices/mars.toml");
    assert!(made.compiled.is_none(), "health without a condition does not compile");
    let without = text("mars").replace(
        "policy-document = \"APD-MARS\"\nassumed         = [\"schedule1\", \"policy-document\"]",
        "assumed = [\"schedule1\"]",
    );
    let made = compile(&library().with("notices/mars.toml", without), "notices/mars.toml");
    assert!(made.diagnostics.iter().any(|d| d.code == "D5"), "a condition without its policy document is found");
}

// ---------------------------------------------------------------------------------------------------------------------
// Housing Options and Housing First

#[test]
#[doc = "keeps DUD-018"]
#[doc = "keeps DUD-019"]
#[doc = "keeps DUD-020"]
fn the_evaluator_gets_exactly_four_items() {
    let dudley = shipped("dudley");
    assert_eq!(dudley.sees("icf"), set(&["name-and-contact"]));
    assert_eq!(dudley.fields("name-and-contact"), ["name", "phone", "email", "address"]);
    assert!(dudley.lines("icf", Act::Record).is_empty());
}

#[test]
#[doc = "keeps DUD-017"]
#[doc = "keeps DUD-025"]
fn the_evaluator_gets_nobody_whose_consent_is_not_alive() {
    let dudley = shipped("dudley");
    for purpose in ["evaluation", "reduce-homelessness"] {
        let lines = dudley.lines_for(purpose);
        assert!(!lines.is_empty());
        for (who, _, line) in lines {
            assert!(consented(&line) && needs(&line, &[Fact::Explicit]), "{who} for {purpose}");
        }
    }
    let given = [Fact::Consent, Fact::Explicit];
    let withdrawn = [Fact::Consent, Fact::Explicit, Fact::Withdrawn];
    assert!(allowed(&dudley, "icf", Act::See, "evaluation", "name-and-contact", &given));
    assert!(!allowed(&dudley, "icf", Act::See, "evaluation", "name-and-contact", &withdrawn));
    assert!(!allowed(&dudley, "icf", Act::See, "evaluation", "name-and-contact", &[]));
}

#[test]
#[doc = "keeps DUD-009"]
fn caseworkers_do_not_see_complaints_about_them() {
    let dudley = shipped("dudley");
    assert_eq!(
        dudley.who_sees("complaints").iter().filter(|w| w.starts_with("role:")).collect::<Vec<_>>(),
        ["role:complaints-officer"]
    );
}

#[test]
#[doc = "keeps DUD-011"]
fn planning_and_training_see_no_person() {
    let dudley = shipped("dudley");
    assert!(dudley.lines_for("planning-and-training").is_empty());
}

#[test]
#[doc = "keeps DUD-041"]
fn nothing_is_shared_without_a_power_a_duty_or_a_live_consent() {
    let dudley = shipped("dudley");
    let mut seen = 0;
    for flow in dudley.compiled.flows.iter().filter(|f| !f.statement.0.contains('#')) {
        assert!(flow.consent.is_some() || !flow.law.is_empty(), "{} has no gate", flow.statement);
        seen += 1;
    }
    assert!(seen > 10);
    let gateless = text("dudley").replace("gate       = { power = \"Crime and Disorder Act 1998 section 115\" }\n", "");
    let made = compile(&library().with("notices/dudley.toml", gateless), "notices/dudley.toml");
    assert!(made.compiled.is_none(), "a disclosure without a gate does not compile");
}

#[test]
#[doc = "keeps DUD-043"]
fn a_charity_that_delivers_sees_its_people_while_it_is_enrolled_and_its_agreement_lives() {
    let dudley = shipped("dudley");
    assert!(dudley.sees("class:delivery-charity").contains("support-needs"));
    for (_, category, line) in dudley.own("class:delivery-charity", Act::See) {
        assert!(needs(&line, &[Fact::Enrolled, Fact::Linked]), "sees {category}");
        assert!(category == "health" || line.needs.has(Fact::Agreement), "sees {category}");
    }
}

#[test]
#[doc = "keeps DUD-045"]
fn each_kind_of_recipient_has_its_own_part_of_the_record() {
    let dudley = shipped("dudley");
    for (key, disclose) in &dudley.compiled.merged.disclose {
        let base = dudley.compiled.statements.keys().any(|s| s.0.ends_with(&format!("#disclose.{key}")));
        assert!(base || !disclose.categories.iter().any(|c| c == "*"), "{key} gives everything");
    }
    assert_eq!(dudley.sees_for("class:police", "own-safety").contains("finances"), true, "only by the override");
    assert!(!allowed(
        &dudley,
        "class:police",
        Act::See,
        "own-safety",
        "finances",
        &[Fact::Enrolled, Fact::Request, Fact::Agreement]
    ));
    assert!(allowed(
        &dudley,
        "class:police",
        Act::See,
        "own-safety",
        "safety",
        &[Fact::Enrolled, Fact::Request, Fact::Agreement]
    ));
}

#[test]
#[doc = "keeps DUD-054"]
fn somebody_who_acts_for_you_needs_your_consent_and_a_document() {
    let dudley = shipped("dudley");
    let lines: Vec<_> =
        dudley.own("class:adviser", Act::See).into_iter().filter(|(p, _, _)| p == "meet-needs").collect();
    assert!(!lines.is_empty());
    for (_, category, line) in lines {
        assert!(consented(&line) && needs(&line, &[Fact::Request]), "sees {category}");
    }
}

#[test]
#[doc = "keeps DUD-062"]
fn medical_details_go_by_explicit_permission_or_a_cited_law() {
    let dudley = shipped("dudley");
    let outside: Vec<String> =
        dudley.who_sees("health").into_iter().filter(|w| !w.starts_with("role:") && w != "subject").collect();
    assert!(!outside.is_empty());
    for who in outside {
        for (purpose, category, line) in dudley.own(&who, Act::See) {
            if category == "health" {
                let permitted = consented(&line) && needs(&line, &[Fact::Explicit]);
                let by_law = needs(&line, &[Fact::Reason, Fact::Approval]);
                assert!(permitted || by_law, "{who} sees health for {purpose}");
            }
        }
    }
}

#[test]
#[doc = "keeps DUD-063"]
fn preventing_harm_needs_a_reason_a_managers_approval_and_a_review() {
    let dudley = shipped("dudley");
    let over = &dudley.compiled.merged.overrides["prevent-harm"];
    assert_eq!((over.trigger, over.authorised_by.as_str()), (Trigger::Safeguarding, "team-manager"));
    assert!(over.review_within_days > 0);
    let permits: Vec<_> = dudley.compiled.permits.iter().filter(|p| p.statement.0 == "override.prevent-harm").collect();
    assert!(!permits.is_empty());
    let enough = [Fact::Safeguarding, Fact::Reason, Fact::Approval];
    let fire = |so: &[Fact]| allowed(&dudley, "west-midlands-fire", Act::See, "own-safety", "health", so);
    assert!(fire(&enough));
    for missing in enough {
        let rest: Vec<Fact> = enough.into_iter().filter(|f| *f != missing).collect();
        assert!(!fire(&rest), "without {missing:?}");
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Homelessness and lettings

/// The partners for which the notice asks permission.
fn partners() -> Vec<&'static str> {
    vec![
        "salvation-army",
        "coventry-cyrenians",
        "emmaus",
        "st-basils",
        "ymca",
        "coventry-independent-advice-service",
        "the-job-shop",
        "christians-against-poverty",
        "coventry-law-centre",
        "coventry-citizens-advice",
        "coventry-refuge-and-migrant-centre",
        "carriers-of-hope",
        "coventry-peace-house",
        "change-grow-live",
        "open-hands",
        "coventry-food-bank",
        "once-we-were-soldiers",
        "coventry-mind",
        "coventry-and-warwickshire-relate",
        "age-uk",
        "coventry-irish-society",
        "p3-charity",
        "class:domestic-abuse-service",
        "class:private-landlord",
    ]
}

#[test]
#[doc = "keeps COV-016"]
fn no_referral_leaves_without_consent_for_that_partner() {
    let coventry = shipped("coventry");
    assert_eq!(partners().len(), 24);
    for who in partners() {
        let lines = coventry.own(who, Act::See);
        assert!(!lines.is_empty(), "{who} can be referred to");
        for (purpose, category, line) in lines {
            assert!(consented(&line), "{who} sees {category} for {purpose}");
        }
    }
    for flow in
        coventry.compiled.flows.iter().filter(|f| f.purpose == coventry.compiled.purpose("refer").expect("a purpose"))
    {
        assert!(flow.consent.as_ref().is_some_and(|c| c.per_recipient && !c.lawful_basis), "{}", flow.statement);
    }
}

#[test]
#[doc = "keeps COV-021"]
#[doc = "keeps COV-022"]
fn money_goes_to_partners_that_advise_on_it_and_work_to_the_one_that_helps_with_it() {
    let coventry = shipped("coventry");
    let advice = [
        "coventry-independent-advice-service",
        "coventry-citizens-advice",
        "coventry-law-centre",
        "christians-against-poverty",
    ];
    for who in partners() {
        let sees = coventry.sees(who);
        assert_eq!(sees.contains("finances"), advice.contains(&who), "{who} and money");
        assert_eq!(sees.contains("work"), who == "the-job-shop", "{who} and work");
    }
}

#[test]
#[doc = "keeps COV-023"]
#[doc = "keeps COV-024"]
#[doc = "keeps COV-026"]
fn immigration_health_and_service_go_to_the_partners_for_them_when_ticked_in_words() {
    let coventry = shipped("coventry");
    let apart = [
        ("immigration", vec!["coventry-refuge-and-migrant-centre", "carriers-of-hope", "coventry-peace-house"]),
        ("health", vec!["change-grow-live", "coventry-mind"]),
        ("armed-forces", vec!["once-we-were-soldiers"]),
    ];
    for (category, for_whom) in apart {
        for who in partners() {
            let lines: Vec<_> = coventry.own(who, Act::See).into_iter().filter(|(_, c, _)| c == category).collect();
            assert_eq!(!lines.is_empty(), for_whom.contains(&who), "{who} and {category}");
            assert!(lines.iter().all(|(_, _, l)| consented(l) && needs(l, &[Fact::Explicit])), "{who} and {category}");
        }
    }
}

#[test]
#[doc = "keeps COV-025"]
#[doc = "keeps COV-027"]
fn food_banks_and_community_groups_get_a_name_and_a_need() {
    let coventry = shipped("coventry");
    for who in
        ["open-hands", "coventry-food-bank", "coventry-and-warwickshire-relate", "age-uk", "coventry-irish-society"]
    {
        assert_eq!(coventry.sees(who), set(&["identity", "housing-needs"]), "{who}");
    }
    assert_eq!(coventry.fields("identity"), ["name", "other-names"]);
}

#[test]
#[doc = "keeps COV-008"]
fn improving_services_sees_no_person() {
    assert!(shipped("coventry").lines_for("improve").is_empty());
}

#[test]
#[doc = "keeps COV-015"]
fn officers_see_by_role_and_associations_by_nomination_only() {
    let coventry = shipped("coventry");
    for who in ["ashram-housing", "citizen-housing", "stone-water-housing-association", "orbit-housing"] {
        assert_eq!(
            coventry.own(who, Act::See).iter().map(|(p, _, _)| p.as_str()).collect::<BTreeSet<_>>(),
            BTreeSet::from(["allocate"])
        );
        assert!(coventry.own(who, Act::See).iter().all(|(_, _, l)| needs(l, &[Fact::Linked])), "{who}");
        assert!(coventry.sees(who).contains("documents"));
    }
    assert!(coventry.sees("role:housing-officer").contains("documents"));
    assert!(!coventry.sees("role:housing-officer").contains("banding"), "bands are decided by Homefinder officers");
}

#[test]
#[doc = "keeps COV-030"]
fn a_safeguarding_referral_waits_for_a_reason_and_not_for_consent() {
    let coventry = shipped("coventry");
    let hub = |so: &[Fact]| allowed(&coventry, "safeguarding-hub", Act::See, "safeguarding", "domestic-abuse", so);
    assert!(hub(&[Fact::Reason]));
    assert!(!hub(&[]));
    assert!(hub(&[Fact::Reason, Fact::Restricted]), "a restriction does not stop the protection of people");
}

#[test]
fn six_years_and_the_current_one_end_with_a_year() {
    let coventry = shipped("coventry");
    let rule = coventry.compiled.retention.iter().find(|r| r.statement.0 == "retain.record").expect("a rule");
    assert!(matches!(rule.keep, Keep::YearsPlusCurrent { years: 6, year: Some(_) }));
    assert_eq!(rule.anchor, Some(Anchor::CaseClosed));
    let calendar = changed("coventry", "year = \"financial\"", "year = \"calendar\"");
    let rule = calendar.compiled.retention.iter().find(|r| r.statement.0 == "retain.record").expect("a rule");
    assert!(matches!(rule.keep, Keep::YearsPlusCurrent { year: Some(notice::source::YearKind::Calendar), .. }));
}

// ---------------------------------------------------------------------------------------------------------------------
// Intervention and support

#[test]
#[doc = "keeps KIR-004"]
fn the_commissioner_sees_indicators_and_evidence_and_no_notes() {
    let kirklees = shipped("kirklees");
    assert_eq!(kirklees.sees("role:commissioner"), set(&["indicators", "payment-evidence", "outcome-claim"]));
    assert!(kirklees.lines("role:commissioner", Act::Record).is_empty());
}

#[test]
#[doc = "keeps KIR-005"]
#[doc = "keeps KIR-048"]
fn a_provider_sees_its_own_cases_until_case_or_contract_ends() {
    let kirklees = shipped("kirklees");
    for who in ["fusion-housing", "connect-housing", "horton-housing", "home-group"] {
        assert!(kirklees.sees_for(who, "support").contains("assessment"));
        for (purpose, category, line) in kirklees.own(who, Act::See) {
            let overriding = needs(&line, &[Fact::Safeguarding, Fact::Reason, Fact::Approval]);
            assert!(
                overriding || needs(&line, &[Fact::Linked, Fact::Agreement]),
                "{who} sees {category} for {purpose}"
            );
        }
    }
}

#[test]
#[doc = "keeps KIR-047"]
fn the_partnership_sees_the_whole_contract() {
    let kirklees = shipped("kirklees");
    assert!(allowed(&kirklees, "better-outcomes-partnership", Act::See, "support", "assessment", &[Fact::Agreement]));
    assert!(!allowed(&kirklees, "better-outcomes-partnership", Act::See, "support", "assessment", &[]));
    assert!(!kirklees.sees("better-outcomes-partnership").contains("religion"));
}

#[test]
#[doc = "keeps KIR-020"]
fn the_national_insurance_number_is_masked_and_for_work_only() {
    let kirklees = shipped("kirklees");
    masked(&kirklees, "national-insurance", FieldKind::NiNumber);
    let purposes: BTreeSet<String> = kirklees
        .who_sees("national-insurance")
        .iter()
        .flat_map(|who| kirklees.own(who, Act::See))
        .filter(|(_, c, l)| c == "national-insurance" && !l.needs.has(Fact::Safeguarding))
        .map(|(p, _, _)| p)
        .collect();
    assert_eq!(purposes, set(&["independence"]));
}

#[test]
#[doc = "keeps KIR-021"]
fn the_nhs_number_is_masked_and_for_linking_health_only() {
    let kirklees = shipped("kirklees");
    masked(&kirklees, "nhs-number", FieldKind::NhsNumber);
    for who in kirklees.who_sees("nhs-number") {
        for (purpose, category, _) in kirklees.own(&who, Act::See) {
            assert!(category != "nhs-number" || purpose == "health-and-care", "{who} for {purpose}");
        }
    }
}

fn masked(notice: &crate::support::Notice, category: &str, kind: FieldKind) {
    let ix = notice.compiled.category(category).expect("a category");
    let fields = &notice.compiled.categories[usize::from(ix.0)].fields;
    assert_eq!(fields.len(), 1);
    assert!(fields[0].masked && fields[0].kind == kind);
}

#[test]
#[doc = "keeps KIR-023"]
#[doc = "keeps KIR-024"]
fn belief_and_orientation_are_optional_and_never_leave() {
    let kirklees = shipped("kirklees");
    for (id, special) in [("religion", Special::Religion), ("sexual-orientation", Special::SexualOrientation)] {
        let category = kirklees.category(id);
        assert_eq!((category.special, category.necessity), (Some(special), Necessity::Optional));
        assert_eq!(kirklees.who_sees(id), set(&["role:housing-officer"]), "{id}");
    }
}

#[test]
#[doc = "keeps KIR-041"]
fn equality_data_stands_on_substantial_public_interest_with_a_policy() {
    let kirklees = shipped("kirklees");
    let basis = kirklees.basis("equality");
    assert_eq!(basis.article9.as_deref(), Some("g"));
    assert!(basis.policy_document.is_some());
    assert_eq!(
        basis.categories.iter().cloned().collect::<BTreeSet<_>>(),
        set(&["ethnicity", "gender", "religion", "sexual-orientation"])
    );
}

#[test]
fn health_stands_on_health_or_social_care() {
    let kirklees = shipped("kirklees");
    let basis = kirklees.basis("health");
    assert_eq!(basis.article9.as_deref(), Some("h"));
    assert!(basis.categories.contains(&"health".to_owned()));
}

#[test]
#[doc = "keeps KIR-051"]
fn finance_and_audit_see_evidence_for_payments_only() {
    let kirklees = shipped("kirklees");
    for who in ["finance", "audit", "commissioning"] {
        assert_eq!(kirklees.sees(who), set(&["payment-evidence"]), "{who}");
    }
    assert!(kirklees.sees("social-services").contains("social-care"));
}

#[test]
#[doc = "keeps KIR-053"]
fn the_outcomes_fund_gets_codes_and_a_summary_and_no_names() {
    let kirklees = shipped("kirklees");
    assert_eq!(kirklees.sees("dcms"), set(&["outcome-claim"]));
    assert_eq!(kirklees.disclose("outcomes-fund").form, Form::Pseudonymised);
    assert!(!kirklees.category("outcome-claim").derived_from.iter().any(|c| c == "identity"));
}

#[test]
#[doc = "keeps KIR-069"]
fn safeguarding_without_permission_needs_reason_manager_and_review() {
    let kirklees = shipped("kirklees");
    let over = &kirklees.compiled.merged.overrides["protect-you"];
    assert_eq!(over.authorised_by, "team-manager");
    assert!(over.review_within_days > 0);
    let nhs = |so: &[Fact]| allowed(&kirklees, "nhs", Act::See, "health-and-care", "assessment", so);
    let enough = [Fact::Safeguarding, Fact::Reason, Fact::Approval];
    assert!(nhs(&enough));
    for missing in enough {
        let rest: Vec<Fact> = enough.into_iter().filter(|f| *f != missing).collect();
        assert!(!nhs(&rest), "without {missing:?}");
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Troubled Families

#[test]
#[doc = "keeps FAM-071"]
#[doc = "keeps FAM-072"]
#[doc = "keeps FAM-073"]
#[doc = "keeps FAM-074"]
fn six_classes_of_record_have_their_own_periods() {
    let families = shipped("families");
    let keep = |class: &str| {
        let rules: Vec<_> = families
            .compiled
            .retention
            .iter()
            .filter(|r| {
                r.categories.iter().any(|c| families.compiled.categories[usize::from(c.0)].record_class == class)
            })
            .collect();
        assert_eq!(rules.len(), 1, "{class} has one rule");
        assert!(rules[0].anchor.is_some(), "{class} can be counted");
        rules[0].keep.clone()
    };
    assert_eq!(keep("adult-social-care"), Keep::Years(6));
    assert_eq!(keep("looked-after-children"), Keep::Years(75));
    assert_eq!(keep("special-educational-needs"), Keep::Years(31));
    assert_eq!(keep("children"), Keep::Years(25));
    assert_eq!(keep("mental-health-support"), Keep::Years(20));
    assert!(matches!(keep("vulnerable-adults"), Keep::Range { min_years: 10, max_years: 30, .. }));
    assert!(
        families.compiled.categories.iter().filter(|c| c.record_class == "children").count() > 10,
        "the default class"
    );
}

#[test]
#[doc = "keeps FAM-005"]
fn research_on_families_is_anonymous() {
    assert!(shipped("families").lines_for("research").is_empty());
}

#[test]
#[doc = "keeps FAM-024"]
fn offence_data_is_apart_with_its_condition_and_policy() {
    let families = shipped("families");
    assert_eq!(families.category("offending").special, Some(Special::Offence));
    let basis = families.basis("offences");
    assert_eq!(basis.categories, ["offending"]);
    assert_eq!(basis.schedule1.as_deref(), Some("part 3 para 36"));
    assert!(basis.policy_document.is_some());
    let offence = families.compiled.categories.iter().filter(|c| c.special == Some(Special::Offence)).count();
    assert_eq!(offence, 1);
}

#[test]
#[doc = "keeps FAM-038"]
#[doc = "keeps FAM-039"]
#[doc = "keeps FAM-041"]
#[doc = "keeps FAM-043"]
#[doc = "keeps FAM-045"]
#[doc = "keeps FAM-046"]
fn each_partner_of_a_family_has_its_own_part_of_the_record() {
    let families = shipped("families");
    let sees = |who: &str| families.sees_for(who, "meet-needs");
    assert_eq!(sees("class:housing-provider"), set(&["identity", "address", "family", "housing-needs"]));
    assert_eq!(sees("class:police"), set(&["identity", "address", "family", "offending"]));
    assert_eq!(sees("class:fire"), set(&["identity", "address"]));
    assert_eq!(sees("class:probation"), set(&["identity", "address", "family", "offending"]));
    assert_eq!(sees("prison-service"), sees("class:probation"));
    assert_eq!(
        sees("class:health-visiting"),
        set(&["identity", "address", "family", "nhs-number", "physical-health", "vulnerable-children"])
    );
    assert_eq!(
        sees("class:education"),
        set(&["identity", "address", "education", "special-educational-needs", "pupil-number"])
    );
    assert_eq!(sees("class:substance-misuse-service"), set(&["identity", "address", "substance-use"]));
    for (_, category, line) in families.own("class:substance-misuse-service", Act::See) {
        assert!(consented(&line) && needs(&line, &[Fact::Explicit]), "sees {category}");
    }
}

#[test]
#[doc = "keeps FAM-051"]
#[doc = "keeps FAM-052"]
#[doc = "keeps FAM-053"]
#[doc = "keeps FAM-056"]
#[doc = "keeps FAM-057"]
fn the_national_study_gets_its_fixed_items() {
    let families = shipped("families");
    let items: Vec<(String, FieldKind)> = families
        .disclose("national-study")
        .categories
        .iter()
        .flat_map(|c| {
            let ix = families.compiled.category(c).expect("a category");
            families.compiled.categories[usize::from(ix.0)].fields.clone()
        })
        .map(|f| (f.id, f.kind))
        .collect();
    let expected = [
        ("name", FieldKind::Text),
        ("date-of-birth", FieldKind::Date),
        ("gender", FieldKind::Choice),
        ("postcode", FieldKind::Postcode),
        ("ni-number", FieldKind::NiNumber),
        ("upn", FieldKind::Upn),
        ("eligibility-problems", FieldKind::Choices),
        ("eligibility-evidence-on", FieldKind::Date),
        ("intervention-status", FieldKind::Choice),
    ];
    assert_eq!(items, expected.map(|(id, kind)| (id.to_owned(), kind)));
}

#[test]
#[doc = "keeps FAM-061"]
fn progress_has_offending_attendance_and_work() {
    let families = shipped("families");
    assert_eq!(
        families.fields("progress"),
        ["progress-on", "progress-offending", "progress-attendance", "progress-work"]
    );
    assert_eq!(families.sees_for("ministry", "national-study").contains("progress"), true);
    assert!(families.disclose("progress-data").frequency.as_deref().is_some_and(|f| f.contains("six months")));
}

#[test]
#[doc = "keeps FAM-060"]
fn local_evaluation_is_apart_from_the_national_study_and_has_its_own_approval() {
    let families = shipped("families");
    assert!(families.sees_for("ministry", "local-evaluation").is_empty());
    assert!(families.sees_for("class:local-provider", "national-study").is_empty());
    for (who, category, line) in families.lines_for("local-evaluation") {
        assert!(who.starts_with("role:") || needs(&line, &[Fact::Approval]), "{who} sees {category}");
    }
}

#[test]
#[doc = "keeps FAM-063"]
#[doc = "keeps FAM-065"]
fn linked_data_has_no_way_back_and_decides_nothing() {
    let families = shipped("families");
    for (who, category, line) in families.lines_for("national-study") {
        assert!(line.act == Act::See || who == "role:team-manager", "{who} writes {category} from the study");
    }
    assert!(families.lines("ministry", Act::Record).is_empty());
    for flow in ["national-study", "progress-data"] {
        assert!(families.disclose(flow).no_return && families.disclose(flow).no_decisions, "{flow}");
    }
    let policies = &families.compiled.cedar_policies;
    assert!(
        policies.split("\n\n").any(|p| p.contains("prohibit.linked-decides-nothing")
            && p.contains("forbid(")
            && p.contains("LinkedRecord")),
        "a policy forbids every decision on linked data"
    );
    assert!(
        !policies.split("\n\n").any(|p| p.contains("permit(") && p.contains("LinkedRecord")),
        "and none permits one"
    );
}

#[test]
#[doc = "keeps FAM-023"]
fn a_limb_that_does_not_exist_is_refused_and_a_cited_one_is_mapped() {
    let families = shipped("families");
    let basis = families.basis("special-categories");
    assert_eq!((basis.article6.as_deref(), basis.article9.as_deref()), (None, Some("g")));
    assert!(basis.cited_as.iter().any(|c| c.contains("Article 6 Part g")));
    let made = compile(&library(), "notices/families.toml");
    assert!(made.diagnostics.iter().any(|d| d.code == "D2"), "the wrong citation is found");
    let wrong = text("families").replace(
        "article6    = \"e\"\ncited-as    = [\"General Data Protection Legislation Article 6 part e\"]",
        "article6    = \"g\"",
    );
    let made = compile(&library().with("notices/families.toml", wrong), "notices/families.toml");
    assert!(made.compiled.is_none(), "article 6(1)(g) does not exist");
}

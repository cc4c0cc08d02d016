//! Intervention and support: what the notice promises and its statements keep.

use crate::support::{Notice, allowed, consented, library, needs, set, shipped};
use notice::compile;
use notice::model::{Act, Fact};
use notice::source::{FieldKind, Form, Necessity, Special};
use std::collections::BTreeSet;

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

fn masked(notice: &Notice, category: &str, kind: FieldKind) {
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

#[test]
#[doc = "keeps KIR-018"]
fn ethnicity_is_noted_for_equality_and_leaves_in_tables_only() {
    let kirklees = shipped("kirklees");
    assert_eq!(kirklees.category("ethnicity").special, Some(Special::Ethnicity));
    assert_eq!(
        kirklees.who_sees("ethnicity").into_iter().filter(|w| w.starts_with("role:")).collect::<BTreeSet<_>>(),
        set(&["role:housing-officer"])
    );
    for who in kirklees.who_sees("ethnicity").iter().filter(|w| !w.starts_with("role:")) {
        for (purpose, category, line) in kirklees.own(who, Act::See) {
            assert!(category != "ethnicity" || needs(&line, &[Fact::Safeguarding]), "{who} for {purpose}");
        }
    }
    assert!(kirklees.lines_for("statistics").is_empty());
}

#[test]
#[doc = "keeps KIR-056"]
#[doc = "keeps KIR-057"]
fn nobody_on_an_open_list_gets_anything_before_being_entered() {
    let kirklees = shipped("kirklees");
    for who in ["class:contractor", "class:voluntary-organisation"] {
        assert!(!kirklees.sees(who).is_empty());
        for (purpose, category, line) in kirklees.own(who, Act::See) {
            assert!(needs(&line, &[Fact::Enrolled]), "{who} sees {category} for {purpose}");
            let by_law = needs(&line, &[Fact::Reason, Fact::Approval]);
            assert!(by_law || consented(&line) && needs(&line, &[Fact::Agreement]), "{who} sees {category}");
        }
    }
}

#[test]
#[doc = "keeps KIR-059"]
#[doc = "keeps KIR-061"]
fn landlords_get_what_a_tenancy_needs_and_the_fire_service_where_to_visit() {
    let kirklees = shipped("kirklees");
    assert_eq!(
        kirklees.sees_for("class:registered-provider", "independence"),
        set(&["identity", "contact", "household", "housing-needs"])
    );
    assert_eq!(kirklees.sees_for("class:fire-service", "independence"), set(&["identity", "contact"]));
}

#[test]
#[doc = "keeps KIR-058"]
fn commissioning_groups_are_resolved_to_their_successors() {
    let kirklees = shipped("kirklees");
    let class = &kirklees.compiled.merged.class["health-agency"];
    assert!(class.label.contains("integrated care boards"));
    assert!(class.cited_as.iter().any(|c| c.contains("Clinical Commissioning Groups")));
    let made = compile(&library(), "notices/kirklees.toml");
    assert!(made.diagnostics.iter().any(|d| d.code == "D7" && d.title.contains("Clinical Commissioning Groups")));
}

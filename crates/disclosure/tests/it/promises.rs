//! Promises of the five notices that the gate keeps, each asked of the gate that runs.

use crate::fixture::person;
use crate::notices::{self, Notice};
use disclosure::{Ask, Decision, Obligation};
use notice::model::{Act, CategoryIx, Fact, Facts, Principal, StatementId};
use std::collections::BTreeSet;

/// Everything that helps: consent given and explicit, linked, enrolled, agreed, requested, reasoned, approved, an emergency.
fn everything() -> Facts {
    let hinders = [Fact::Withdrawn, Fact::Expired, Fact::Restricted, Fact::Abroad];
    Fact::ALL.into_iter().filter(|f| !hinders.contains(f)).fold(Facts::NONE, Facts::with)
}

fn without(left_out: &[Fact]) -> Facts {
    left_out.iter().fold(everything(), |all, f| all.without(*f))
}

fn decide(notice: &Notice, principal: &str, act: Act, purpose: &str, facts: Facts) -> Decision {
    let compiled = notice.gate.compiled();
    let who = compiled.principal(principal).unwrap_or_else(|| panic!("no {principal}"));
    let why = compiled.purpose(purpose).unwrap_or_else(|| panic!("no {purpose}"));
    let all = (0u8..).zip(&compiled.categories);
    let asks: Vec<Ask> = all.map(|(at, _)| Ask { category: CategoryIx(at), facts }).collect();
    notice.gate.decide(person(), who, act, why, &asks)
}

fn released<'a>(notice: &'a Notice, decision: &Decision) -> BTreeSet<&'a str> {
    let of = decision.outcomes().iter().filter(|o| o.released);
    of.map(|o| notice.gate.compiled().categories[usize::from(o.category.0)].id.as_str()).collect()
}

fn sees<'a>(notice: &'a Notice, principal: &str, purpose: &str, facts: Facts) -> BTreeSet<&'a str> {
    released(notice, &decide(notice, principal, Act::See, purpose, facts))
}

/// The purposes of the notice's own, not of its bases.
fn own_purposes(notice: &Notice) -> Vec<&str> {
    let own = notice.gate.compiled().purposes.iter().filter(|p| !p.statement.0.contains('#'));
    own.map(|p| p.id.as_str()).collect()
}

/// All that a principal can ever see under the notice's own purposes, overrides included.
fn ever<'a>(notice: &'a Notice, principal: &str) -> BTreeSet<&'a str> {
    own_purposes(notice).into_iter().flat_map(|p| sees(notice, principal, p, everything())).collect()
}

fn parties(notice: &Notice) -> Vec<String> {
    let of = notice.gate.compiled().principals.iter();
    of.filter(|p| matches!(p, Principal::Party { .. } | Principal::Enrolled { .. })).map(Principal::key).collect()
}

fn set<'a>(of: &[&'a str]) -> BTreeSet<&'a str> {
    of.iter().copied().collect()
}

/// Members of a closed class.
fn members(notice: &Notice, of: &str) -> Vec<String> {
    let in_class = |p: &&Principal| matches!(p, Principal::Party { classes, .. } if classes.iter().any(|c| c == of));
    let all: Vec<String> = notice.gate.compiled().principals.iter().filter(in_class).map(Principal::key).collect();
    assert!(!all.is_empty(), "nobody in {of}");
    all
}

#[test]
#[doc = "keeps COV-016"]
fn coventry_refers_nobody_without_consent() {
    let notice = &*notices::COVENTRY;
    let mut partners = 0;
    for partner in parties(notice) {
        if sees(notice, &partner, "refer", everything()).is_empty() {
            continue;
        }
        partners += 1;
        for act in Act::ALL {
            let none = decide(notice, &partner, act, "refer", without(&[Fact::Consent]));
            assert!(none.releases_nothing(), "{partner} {act:?} without consent");
            let withdrawn = decide(notice, &partner, act, "refer", everything().with(Fact::Withdrawn));
            assert!(withdrawn.releases_nothing(), "{partner} {act:?} after withdrawal");
        }
    }
    assert!(partners >= 23, "the 22 named partners and domestic abuse services: {partners}");
}

#[test]
#[doc = "keeps COV-023"]
#[doc = "keeps COV-024"]
#[doc = "keeps COV-026"]
fn coventry_ticks_sensitive_things_one_by_one() {
    let notice = &*notices::COVENTRY;
    let asked = [
        ("coventry-refuge-and-migrant-centre", "immigration"),
        ("carriers-of-hope", "immigration"),
        ("coventry-peace-house", "immigration"),
        ("change-grow-live", "health"),
        ("coventry-mind", "health"),
        ("once-we-were-soldiers", "armed-forces"),
    ];
    for (partner, category) in asked {
        assert!(sees(notice, partner, "refer", everything()).contains(category), "{partner}");
        let plain = sees(notice, partner, "refer", without(&[Fact::Explicit]));
        assert!(!plain.contains(category), "{partner} sees {category} on general consent");
        assert!(plain.contains("housing-needs"), "{partner} sees nothing on general consent");
    }
    for category in ["immigration", "armed-forces", "health"] {
        let told: Vec<_> = members(notice, "support-partner")
            .into_iter()
            .filter(|partner| ever(notice, partner).contains(category))
            .collect();
        let named = asked.iter().filter(|(_, c)| *c == category).count();
        assert_eq!(told.len(), named, "{category} goes to {told:?}");
    }
}

#[test]
#[doc = "keeps COV-025"]
#[doc = "keeps COV-027"]
fn coventry_tells_community_groups_name_and_need_only() {
    let groups =
        ["open-hands", "coventry-food-bank", "coventry-and-warwickshire-relate", "age-uk", "coventry-irish-society"];
    for group in groups {
        assert_eq!(ever(&notices::COVENTRY, group), set(&["identity", "housing-needs"]), "{group}");
    }
}

#[test]
#[doc = "keeps COV-030"]
fn coventry_safeguards_without_waiting_for_consent_but_never_without_a_reason() {
    let notice = &*notices::COVENTRY;
    let reason = Facts::NONE.with(Fact::Reason);
    assert!(sees(notice, "safeguarding-hub", "safeguarding", reason).contains("circumstances"));
    let refused = without(&[Fact::Consent]).with(Fact::Withdrawn);
    assert!(sees(notice, "safeguarding-hub", "safeguarding", refused).contains("circumstances"));
    assert!(sees(notice, "safeguarding-hub", "safeguarding", without(&[Fact::Reason])).is_empty());
}

#[test]
#[doc = "keeps MARS-057"]
fn cheshire_west_community_safety_sees_risk_and_location_only() {
    let seen = ever(&notices::MARS, "community-safety");
    assert_eq!(seen, set(&["identity", "risk", "address-history"]), "who, the risk and the places");
}

#[test]
#[doc = "keeps MARS-061"]
#[doc = "keeps MARS-062"]
fn cheshire_west_landlords_and_probation_see_need_and_risk_only() {
    for principal in ["class:housing-association", "class:probation"] {
        let seen = ever(&notices::MARS, principal);
        assert_eq!(seen, set(&["identity", "housing-needs", "risk"]), "{principal}");
    }
}

#[test]
#[doc = "keeps MARS-063"]
fn cheshire_west_support_groups_are_linked_to_the_person_and_have_an_agreement() {
    let notice = &*notices::MARS;
    for group in ["share", "soul-kitchen", "class:support-group"] {
        assert!(!sees(notice, group, "right-support", everything()).is_empty(), "{group}");
        for fact in [Fact::Linked, Fact::Agreement] {
            for purpose in own_purposes(notice) {
                assert!(sees(notice, group, purpose, without(&[fact])).is_empty(), "{group} without {fact:?}");
            }
        }
    }
}

#[test]
#[doc = "keeps MARS-044"]
fn cheshire_west_tells_of_crime_on_written_request_and_approval() {
    let notice = &*notices::MARS;
    // Of the agencies that may ask; fraud prevention agencies are told by themselves, with reason and approval.
    for asker in ["community-safety", "dwp", "class:police"] {
        assert!(!sees(notice, asker, "crime-and-fraud", everything()).is_empty(), "{asker}");
        for fact in [Fact::Request, Fact::Approval] {
            assert!(sees(notice, asker, "crime-and-fraud", without(&[fact])).is_empty(), "{asker} without {fact:?}");
        }
    }
    let agencies = "class:fraud-prevention-agency";
    for fact in [Fact::Reason, Fact::Approval] {
        assert!(sees(notice, agencies, "crime-and-fraud", without(&[fact])).is_empty(), "agencies without {fact:?}");
    }
}

/// What leaves to any body leaves on a live consent, on a law that the statement cites, or by an override.
fn every_outbound_item_has_its_ground(notice: &Notice) {
    let compiled = notice.gate.compiled();
    let is_override = |s: &StatementId| s.0.rsplit('#').next().is_some_and(|s| s.starts_with("override."));
    let cites_law = |s: &StatementId| compiled.flows.iter().any(|f| f.statement == *s && !f.law.is_empty());
    let mut items = 0;
    for party in parties(notice) {
        for purpose in compiled.purposes.iter().map(|p| p.id.as_str()) {
            for facts in [without(&[Fact::Consent]), everything().with(Fact::Withdrawn)] {
                for outcome in decide(notice, &party, Act::See, purpose, facts).outcomes() {
                    if outcome.released {
                        items += 1;
                        let grounded = outcome.statements.iter().all(|s| cites_law(s) || is_override(s));
                        // A representative of the person shows a written authority instead.
                        let authority = party == "class:representative" && facts.has(Fact::Request);
                        assert!(grounded || authority, "{party} for {purpose}: {outcome:?}");
                    }
                }
            }
        }
    }
    assert!(items > 50, "hardly anything was looked at: {items}");
}

#[test]
#[doc = "keeps KIR-068"]
fn kirklees_shares_on_consent_law_or_override_only() {
    every_outbound_item_has_its_ground(&notices::KIRKLEES);
}

#[test]
#[doc = "keeps DUD-041"]
fn dudley_shares_on_a_power_a_duty_or_a_live_consent_only() {
    every_outbound_item_has_its_ground(&notices::DUDLEY);
}

/// An override takes its trigger, a reason and an approval, and is reviewed within days.
fn overrides_are_full(notice: &Notice, principal: &str, purpose: &str, statement: &str) {
    let decision = decide(notice, principal, Act::See, purpose, everything());
    let by = StatementId(statement.to_owned());
    let mut overridden = 0;
    for outcome in decision.outcomes().iter().filter(|o| o.statements.contains(&by)) {
        overridden += 1;
        let reviewed = outcome.obligations.iter().any(|o| matches!(o, Obligation::ReviewWithin(days) if *days <= 10));
        assert!(reviewed, "{outcome:?}");
    }
    assert!(overridden > 0, "{statement} lets nothing through");
    for fact in [Fact::Safeguarding, Fact::Reason, Fact::Approval] {
        let decision = decide(notice, principal, Act::See, purpose, without(&[fact]));
        assert!(decision.outcomes().iter().all(|o| !o.released || !o.statements.contains(&by)), "without {fact:?}");
    }
}

#[test]
#[doc = "keeps KIR-069"]
fn kirklees_shares_safeguarding_concerns_with_reason_manager_and_review() {
    overrides_are_full(&notices::KIRKLEES, "social-services", "health-and-care", "override.protect-you");
}

#[test]
#[doc = "keeps DUD-063"]
fn dudley_prevents_harm_with_reason_sign_off_and_review() {
    overrides_are_full(&notices::DUDLEY, "class:police", "own-safety", "override.prevent-harm");
}

#[test]
#[doc = "keeps KIR-004"]
fn kirklees_commissioners_see_indicators_and_evidence_not_case_notes() {
    let seen = ever(&notices::KIRKLEES, "role:commissioner");
    assert_eq!(seen, set(&["indicators", "payment-evidence", "outcome-claim"]));
    for purpose in notices::KIRKLEES.gate.compiled().purposes.iter().map(|p| p.id.as_str()) {
        let decision = decide(&notices::KIRKLEES, "role:commissioner", Act::Record, purpose, everything());
        assert!(!released(&notices::KIRKLEES, &decision).contains("assessment"), "writes case notes for {purpose}");
    }
}

#[test]
#[doc = "keeps DUD-009"]
fn dudley_keeps_complaints_from_caseworkers() {
    let notice = &*notices::DUDLEY;
    for role in ["role:housing-officer", "role:team-manager"] {
        for purpose in notice.gate.compiled().purposes.iter().map(|p| p.id.as_str()) {
            for act in Act::ALL {
                let decision = decide(notice, role, act, purpose, everything());
                assert!(!released(notice, &decision).contains("complaints"), "{role} {act:?} {purpose}");
            }
        }
    }
    assert!(ever(notice, "role:complaints-officer").contains("complaints"));
}

#[test]
#[doc = "keeps DUD-017"]
#[doc = "keeps DUD-025"]
fn dudley_tells_the_evaluator_on_a_live_consent_only() {
    let notice = &*notices::DUDLEY;
    assert!(!sees(notice, "icf", "evaluation", everything()).is_empty());
    for facts in [without(&[Fact::Consent]), everything().with(Fact::Withdrawn), without(&[Fact::Explicit])] {
        for purpose in own_purposes(notice) {
            assert!(sees(notice, "icf", purpose, facts).is_empty(), "{purpose}");
        }
    }
}

#[test]
#[doc = "keeps DUD-018"]
#[doc = "keeps DUD-019"]
#[doc = "keeps DUD-020"]
fn dudleys_evaluation_extract_is_fixed() {
    let notice = &*notices::DUDLEY;
    assert_eq!(ever(notice, "icf"), set(&["name-and-contact"]));
    let category = notice.gate.compiled().categories.iter().find(|c| c.id == "name-and-contact").unwrap();
    let fields: BTreeSet<&str> = category.fields.iter().map(|f| f.id.as_str()).collect();
    assert_eq!(fields, set(&["name", "phone", "email", "address"]), "nothing beyond the listed contact fields");
}

#[test]
#[doc = "keeps DUD-054"]
fn dudleys_advisers_show_an_authority_first() {
    let notice = &*notices::DUDLEY;
    assert!(!sees(notice, "class:adviser", "meet-needs", everything()).is_empty());
    for fact in [Fact::Request, Fact::Consent, Fact::Enrolled] {
        assert!(sees(notice, "class:adviser", "meet-needs", without(&[fact])).is_empty(), "without {fact:?}");
    }
}

#[test]
#[doc = "keeps DUD-062"]
fn dudleys_medical_details_go_on_explicit_permission_or_cited_law() {
    let notice = &*notices::DUDLEY;
    let compiled = notice.gate.compiled();
    let emergency = [Fact::Safeguarding, Fact::Vital];
    let mut told = 0;
    for party in parties(notice) {
        for purpose in own_purposes(notice) {
            told += usize::from(sees(notice, &party, purpose, without(&emergency)).contains("health"));
            let silent = without(&[Fact::Explicit, Fact::Safeguarding, Fact::Vital]);
            let decision = decide(notice, &party, Act::See, purpose, silent);
            let Some(outcome) = decision.outcome(compiled.category("health").unwrap()) else { continue };
            for statement in outcome.statements.iter().filter(|_| outcome.released) {
                let law = compiled.flows.iter().find(|f| f.statement == *statement).map(|f| f.law.len());
                assert!(law > Some(0), "{party} is told of health for {purpose} under {statement}");
                for fact in [Fact::Reason, Fact::Approval] {
                    assert!(!sees(notice, &party, purpose, silent.without(fact)).contains("health"), "no law cited");
                }
            }
        }
    }
    assert!(told > 5, "hardly anybody is told of health: {told}");
}

#[test]
#[doc = "keeps FAM-041"]
fn families_substance_use_goes_on_explicit_permission_only() {
    let notice = &*notices::FAMILIES;
    let service = "class:substance-misuse-service";
    assert!(sees(notice, service, "meet-needs", everything()).contains("substance-use"));
    for facts in [without(&[Fact::Explicit]), without(&[Fact::Consent]), everything().with(Fact::Withdrawn)] {
        assert!(sees(notice, service, "meet-needs", facts).is_empty());
    }
}

#[test]
#[doc = "keeps FAM-038"]
#[doc = "keeps FAM-039"]
#[doc = "keeps FAM-043"]
#[doc = "keeps FAM-046"]
fn families_partners_each_have_their_own_preset() {
    let presets: [(&str, &[&str]); 6] = [
        ("class:housing-provider", &["identity", "address", "family", "housing-needs"]),
        ("class:police", &["identity", "address", "family", "offending"]),
        ("class:fire", &["identity", "address"]),
        ("class:probation", &["identity", "address", "family", "offending"]),
        ("prison-service", &["identity", "address", "family", "offending"]),
        ("class:education", &["identity", "address", "pupil-number", "education", "special-educational-needs"]),
    ];
    for (partner, preset) in presets {
        assert_eq!(sees(&notices::FAMILIES, partner, "meet-needs", everything()), set(preset), "{partner}");
    }
}

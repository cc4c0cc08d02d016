//! Homelessness and lettings: what the notice promises and its statements keep.

use crate::support::{allowed, changed, consented, needs, set, shipped};
use notice::model::{Act, Fact};
use notice::source::{Anchor, Keep, YearKind};
use std::collections::BTreeSet;

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
    assert!(matches!(rule.keep, Keep::YearsPlusCurrent { year: Some(YearKind::Calendar), .. }));
}

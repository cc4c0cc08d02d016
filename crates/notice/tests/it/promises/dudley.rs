//! Housing Options and Housing First: what the notice promises and its statements keep.

use crate::support::{allowed, consented, library, needs, set, shipped, text};
use notice::compile;
use notice::model::{Act, Fact};
use notice::source::Trigger;

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
    assert!(dudley.sees_for("class:police", "own-safety").contains("finances"), "only by the override");
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

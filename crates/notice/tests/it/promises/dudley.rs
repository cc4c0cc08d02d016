//! Housing Options and Housing First: what the notice promises and its statements keep.

use crate::support::{allowed, consented, library, needs, set, shipped, text};
use notice::compile;
use notice::model::{Act, Fact};
use notice::source::{PartyKind, Trigger};

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

#[test]
#[doc = "keeps DUD-003"]
#[doc = "keeps DUD-028"]
fn special_categories_are_tagged_have_permissions_of_their_own_and_a_condition_with_a_policy() {
    let dudley = shipped("dudley");
    let basis = dudley.basis("special-public-interest");
    assert!(basis.schedule1.is_some() && basis.policy_document.is_some());
    for (category, access) in [("health", "access.health"), ("ethnicity", "access.equality")] {
        assert!(dudley.category(category).special.is_some());
        assert!(basis.categories.iter().any(|c| c == category), "{category} has a condition");
        let ix = dudley.compiled.category(category).expect("a category");
        for permit in dudley.compiled.permits.iter().filter(|p| p.categories.contains(&ix)) {
            let own = permit.statement.0 == access && permit.categories == [ix];
            let outside = !permit.statement.0.starts_with("access.");
            assert!(own || outside, "{category} by {}", permit.statement);
        }
    }
    let unwritten = text("dudley").replace("policy-document = \"APD-DUDLEY\"\n", "");
    let made = compile(&library().with("notices/dudley.toml", unwritten), "notices/dudley.toml");
    assert!(made.diagnostics.iter().any(|d| d.code == "D5" && d.title.contains("has no policy document")));
}

#[test]
#[doc = "keeps DUD-031"]
fn collecting_for_housing_and_sharing_against_homelessness_are_two_entries() {
    let dudley = shipped("dudley");
    for (purpose, words) in
        [("meet-needs", "housing and support needs"), ("reduce-homelessness", "reduce homelessness")]
    {
        let ix = dudley.compiled.purpose(purpose).expect("a purpose");
        let info = &dudley.compiled.purposes[usize::from(ix.0)];
        assert!(info.label.contains(words), "{}", info.label);
        assert!(info.article6.iter().any(|l| l == "e"), "{purpose} is a public task");
    }
    assert_eq!(dudley.basis("ministry").holder.as_deref(), Some("ministry"));
    assert_eq!(dudley.sees("ministry"), set(&["name-and-contact"]));
}

#[test]
#[doc = "keeps DUD-050"]
fn a_body_that_was_abolished_has_its_successor() {
    let dudley = shipped("dudley");
    let body = &dudley.compiled.merged.party["black-country-icb"];
    assert!(body.name.contains("Integrated Care Board"));
    assert!(body.cited_as.iter().any(|c| c.contains("Clinical Commissioning Group")));
    assert!(dudley.sees("black-country-icb").contains("support-needs"));
    let old = text("dudley").replace("NHS Black Country Integrated Care Board", "Dudley Clinical Commissioning Group");
    let library = library().with("notices/dudley.toml", old);
    let made = compile(&library, "notices/dudley.toml");
    let found: Vec<String> =
        made.diagnostics.iter().filter(|d| d.code == "D7").map(|d| d.render(&library, false)).collect();
    assert!(found.iter().any(|f| f.contains("name = \"Dudley") || f.contains("integrated care board")), "{found:?}");
}

#[test]
#[doc = "keeps DUD-058"]
fn the_care_quality_commission_is_a_regulator_that_asks_in_writing() {
    let dudley = shipped("dudley");
    assert_eq!(dudley.compiled.merged.party["care-quality-commission"].kind, PartyKind::Regulator);
    for (purpose, category, line) in dudley.own("care-quality-commission", Act::See) {
        let by_law = needs(&line, &[Fact::Reason, Fact::Approval]);
        assert!(by_law || needs(&line, &[Fact::Request]), "sees {category} for {purpose}");
    }
    assert!(dudley.sees_for("care-quality-commission", "service-complaints").contains("complaints"));
}

#[test]
fn a_processor_without_an_agreement_is_found() {
    let dudley = shipped("dudley");
    assert!(dudley.compiled.merged.party["adobe"].contract.as_deref().is_some_and(|c| c.contains("special category")));
    let without = text("dudley")
        .replace("contract       = \"Approved data processing agreement, special category data included\"\n", "");
    let made = compile(&library().with("notices/dudley.toml", without), "notices/dudley.toml");
    assert!(made.diagnostics.iter().any(|d| d.code == "E13"));
}

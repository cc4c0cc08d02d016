//! What allows each use: the entries of the records of processing, and the Acts that open a gate.

use crate::support::{Notice, library, needs, set, shipped, text};
use notice::compile;
use notice::model::{Act, Fact, Who};
use notice::render::{As, render};
use notice::source::Form;
use std::collections::BTreeSet;

/// What the record of processing says under article 6 for a purpose.
fn entry(notice: &Notice, purpose: &str) -> String {
    let record = render(&notice.compiled, As::Ropa).expect("a record of processing");
    let mut rows = csv::Reader::from_reader(record.as_bytes());
    let at = rows.headers().expect("heads").iter().position(|h| h == "Article 6 basis").expect("the column");
    let row = rows.records().flatten().find(|r| r.get(0) == Some(purpose));
    row.unwrap_or_else(|| panic!("{purpose} has an entry")).get(at).unwrap_or_default().to_owned()
}

/// The purposes that the notice itself has.
fn own_purposes(notice: &Notice) -> Vec<String> {
    notice.compiled.purposes.iter().filter(|p| !p.statement.0.contains('#')).map(|p| p.id.clone()).collect()
}

/// The disclosures of the notice whose gate an Act opens.
fn gates(notice: &Notice, act: &str) -> BTreeSet<String> {
    let opened = notice.compiled.flows.iter().filter(|f| f.law.iter().any(|l| l.contains(act)));
    opened.map(|f| f.statement.0.clone()).filter(|id| !id.contains('#')).collect()
}

/// An Act is one of the register of legislation: a misspelt one is found, this one is not.
fn registered(name: &str, act: &str) {
    let path = format!("notices/{name}.toml");
    let complaints = |text: String, title: &str| {
        let made = compile(&library().with(path.clone(), text), &path);
        made.diagnostics.iter().filter(|d| d.title.contains(title)).count()
    };
    assert!(text(name).contains(&format!("\"{act}\"")), "{name} names the {act}");
    assert_eq!(complaints(text(name).to_owned(), act), 0, "{act} is in the register");
    let wrong = format!("Nowhere {act}");
    assert!(
        complaints(text(name).replace(&format!("\"{act}\""), &format!("\"{wrong}\"")), &wrong) > 0,
        "{wrong} is not"
    );
}

#[test]
#[doc = "keeps DUD-023"]
#[doc = "keeps DUD-024"]
fn housing_casework_is_entered_as_a_public_task_and_as_a_duty_to_the_homeless() {
    let dudley = shipped("dudley");
    for purpose in own_purposes(&dudley) {
        assert!(entry(&dudley, &purpose).contains("6(1)(e)"), "{purpose}");
    }
    for purpose in ["assess", "meet-needs"] {
        let entry = entry(&dudley, purpose);
        assert!(entry.contains("6(1)(c) under Housing Act 1996 and Homelessness Reduction Act 2017"), "{entry}");
    }
    assert!(!entry(&dudley, "quality").contains("6(1)(c)"));
}

#[test]
#[doc = "keeps KIR-033"]
#[doc = "keeps KIR-034"]
#[doc = "keeps KIR-036"]
#[doc = "keeps KIR-037"]
#[doc = "keeps KIR-039"]
fn support_is_a_public_task_under_acts_of_the_register() {
    let kirklees = shipped("kirklees");
    let support = entry(&kirklees, "support");
    for purpose in own_purposes(&kirklees) {
        assert!(entry(&kirklees, &purpose).contains("6(1)(e)"), "{purpose}");
    }
    for act in [
        "Housing Act 1996",
        "Homelessness Act 2002",
        "Homelessness Reduction Act 2017",
        "Localism Act 2011",
        "Children and Families Act 2014",
    ] {
        registered("kirklees", act);
        assert!(support.contains(act), "{act} in {support}");
    }
    // Joining up with health care has it in its entry and as the law beside its condition.
    registered("kirklees", "Health and Social Care Act 2012");
    assert!(entry(&kirklees, "health-and-care").contains("Health and Social Care Act 2012"));
    assert!(kirklees.basis("health").legislation.iter().any(|l| l == "Health and Social Care Act 2012"));
}

#[test]
#[doc = "keeps MARS-074"]
fn the_act_on_grants_and_adaptations_stands_in_every_entry() {
    let mars = shipped("mars");
    registered("mars", "Housing Grants, Construction and Regeneration Act 1996");
    for purpose in own_purposes(&mars) {
        assert!(entry(&mars, &purpose).contains("Housing Grants, Construction and Regeneration Act 1996"), "{purpose}");
    }
}

#[test]
#[doc = "keeps FAM-022"]
#[doc = "keeps FAM-030"]
fn family_support_is_a_public_task_with_the_general_powers_entered() {
    let families = shipped("families");
    for purpose in own_purposes(&families) {
        let entry = entry(&families, &purpose);
        assert!(entry.contains("6(1)(e)"), "{purpose}");
        for act in ["Localism Act 2011", "Local Government Act 2000"] {
            assert!(entry.contains(act), "{act} for {purpose}");
        }
    }
    registered("families", "Localism Act 2011");
    registered("families", "Local Government Act 2000");
    assert!(gates(&families, "Localism Act 2011").contains("disclose.fire"));
}

#[test]
#[doc = "keeps FAM-025"]
fn the_digital_economy_act_opens_its_gates_for_named_bodies_and_purposes() {
    let families = shipped("families");
    let opened: BTreeSet<(String, String)> = families
        .compiled
        .flows
        .iter()
        .filter(|f| gates(&families, "Digital Economy Act 2017").contains(&f.statement.0))
        .flat_map(|f| {
            let purpose = families.compiled.purposes[usize::from(f.purpose.0)].id.clone();
            f.to.iter().map(move |to| match to {
                Who::Party(id) | Who::Class(id) => (id.clone(), purpose.clone()),
                other => panic!("{other:?} is no body"),
            })
        })
        .collect();
    let bodies =
        |purpose: &str| opened.iter().filter(|(_, p)| p == purpose).map(|(b, _)| b.clone()).collect::<BTreeSet<_>>();
    assert_eq!(bodies("meet-needs"), set(&["dwp"]));
    let finders = ["police", "probation", "education", "health", "social-services", "youth-justice", "dwp"];
    assert_eq!(bodies("identify"), set(&finders));
    let purposes: BTreeSet<String> = opened.iter().map(|(_, p)| p.clone()).collect();
    assert_eq!(purposes, set(&["identify", "meet-needs", "national-study", "local-evaluation"]));
}

#[test]
#[doc = "keeps FAM-026"]
#[doc = "keeps FAM-027"]
fn childrens_wellbeing_and_health_have_the_acts_that_open_them() {
    let families = shipped("families");
    let together = gates(&families, "Children Act 2004");
    for flow in ["social-services", "domestic-abuse", "young-people", "health-visiting", "education"] {
        assert!(together.contains(&format!("disclose.{flow}")), "{flow}");
    }
    assert_eq!(gates(&families, "Children and Families Act 2014"), set(&["disclose.education"]));
    assert_eq!(gates(&families, "National Health Service Act 2006"), set(&["disclose.health"]));
    let health = families.disclose("health");
    assert!(
        ["nhs-number", "physical-health", "mental-health"].iter().all(|c| health.categories.iter().any(|k| k == c))
    );
    for act in ["Children Act 2004", "Children and Families Act 2014", "National Health Service Act 2006"] {
        registered("families", act);
    }
}

#[test]
fn checks_and_disclosures_against_fraud_and_crime_are_approved_each_time() {
    let dudley = shipped("dudley");
    let lines = dudley.lines_for("fraud-and-crime");
    assert!(lines.iter().any(|(who, _, _)| who == "role:team-manager"));
    assert!(lines.iter().any(|(who, _, _)| who == "class:police"));
    for (who, category, line) in lines {
        assert!(needs(&line, &[Fact::Reason, Fact::Approval]), "{who} sees {category}");
    }
}

#[test]
#[doc = "keeps KIR-054"]
fn the_ministry_receives_the_national_return_in_codes() {
    let kirklees = shipped("kirklees");
    for (purpose, category, line) in kirklees.own("ministry", Act::See) {
        let by_law = needs(&line, &[Fact::Reason, Fact::Approval]);
        assert!(category == "outcome-claim" || by_law, "sees {category} for {purpose}");
    }
    assert!(kirklees.lines("ministry", Act::Record).is_empty());
    assert_eq!(kirklees.sees_for("ministry", "performance"), set(&["outcome-claim"]));
    assert_eq!(kirklees.disclose("outcomes-fund").form, Form::Pseudonymised);
}

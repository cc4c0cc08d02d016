//! What does not compile, because a promise would be broken.

use crate::support::{library, set, shipped, text};
use notice::compile;
use notice::model::{Act, Fact};
use notice::source::Special;

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

#[test]
fn an_enquiry_asks_only_for_answers_that_there_are_and_only_those_who_give_them() {
    for (from, to, says) in [
        ("\"finances.council-tax\"]\n", "\"finances.rates\"]\n", "has no answer for"),
        ("[\"finances.benefits\", \"finances.council-tax\"]", "[\"finances\"]", "has no answer for"),
        ("[\"finances.benefits\", \"finances.council-tax\"]", "[\"health.mental-health\"]", "does not come from there"),
        ("reply-kept-days = 28", "reply-kept-days = 0", "an answer that nobody has"),
        ("asks            = [\"fraud-answers.credit-check\"]\n", "", "an answer that nobody has"),
    ] {
        let changed = text("coventry").replacen(from, to, 1);
        assert_ne!(changed, text("coventry"), "{from}");
        let made = compile(&library().with("notices/coventry.toml", changed), "notices/coventry.toml");
        let found: Vec<_> = made.diagnostics.iter().filter(|d| d.code == "E35").map(|d| d.title.clone()).collect();
        assert!(made.compiled.is_none() && found.iter().any(|t| t.contains(says)), "{to}: {found:?}");
    }
}

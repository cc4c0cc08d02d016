//! Notices that would let something unlawful be done: none of them compiles to something final.

use crate::support::library;
use insta::assert_snapshot;
use notice::model::{Act, Compiled, Fact, Facts};
use notice::render::{As, render};
use notice::{Compilation, Library, Severity, compile};

const SCOTLAND: &str = include_str!("others/scotland.toml");
const MARAC: &str = include_str!("others/marac.toml");

fn made(text: &str, pairs: &[(&str, &str)]) -> (Library, Compilation) {
    let changed = pairs.iter().fold(text.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from:?} stands there once");
        text.replace(from, to)
    });
    let library = library().with("n.toml", changed);
    let made = compile(&library, "n.toml");
    (library, made)
}

fn said((library, made): &(Library, Compilation)) -> String {
    made.diagnostics.iter().map(|d| d.render(library, false)).collect::<Vec<_>>().join("\n\n")
}

fn draft(text: &str, pairs: &[(&str, &str)]) -> (String, Compiled) {
    let all = made(text, pairs);
    let said = said(&all);
    let compiled = all.1.compiled.unwrap_or_else(|| panic!("{said}"));
    assert!(compiled.is_draft(), "it is a draft\n{said}");
    (said, compiled)
}

fn refused(text: &str, pairs: &[(&str, &str)], code: &str) -> String {
    let all = made(text, pairs);
    let found = said(&all);
    assert!(all.1.compiled.is_none(), "it does not compile\n{found}");
    assert!(all.1.diagnostics.iter().any(|d| d.code == code && d.severity == Severity::Error), "{code}\n{found}");
    found
}

#[test]
fn periods_that_cover_a_part_make_a_draft_and_are_not_claimed_to_cover_all() {
    let (said, compiled) = draft(SCOTLAND, &[("what   = [\"*\"]", "what   = [\"identity\"]")]);
    assert_snapshot!("periods", said);
    let page = render(&compiled, As::Markdown).unwrap();
    assert!(
        page.contains("Nobody has said yet how long we keep") && page.contains("“Health and disability”"),
        "{page}"
    );
    let document = render(&compiled, As::PolicyDocument).unwrap();
    assert!(document.contains("No period is stated for") && !document.contains("Each category has its period"));
}

#[test]
fn a_purpose_without_a_lawful_basis_does_not_compile() {
    let from = "purposes    = [\"enquiries\", \"accommodation\", \"statistics\"]";
    assert_snapshot!("no_basis", refused(SCOTLAND, &[(from, "purposes    = [\"statistics\"]")], "D1"));
}

#[test]
fn health_on_explicit_consent_alone_is_a_draft_while_somebody_sees_it_without() {
    let from = "article9        = \"g\"\nschedule1       = \"part 2 para 6\"\npolicy-document = \"APD-STRATHBRAE-2\"";
    let (said, compiled) = draft(SCOTLAND, &[(from, "article9        = \"a\"")]);
    assert_snapshot!("consent_alone", said);
    assert!(compiled.assumptions.iter().any(|a| a.words.contains("rests on explicit consent alone")));
}

#[test]
fn a_gate_that_names_no_law_makes_a_draft() {
    let five = "{ power = \"Housing (Scotland) Act 2001 section 5\" }";
    let (said, _) = draft(
        SCOTLAND,
        &[
            (five, "{ duty = \"Because we like it\" }"),
            (
                "{ power = \"Public Finance and Accountability (Scotland) Act 2000 section 26B\" }",
                "{ power = \"Act of 2099\" }",
            ),
        ],
    );
    assert_snapshot!("no_law", said);
    let unknown = "{ power = \"Improbable Landlords Act 2099 section 5\" }";
    let all = made(SCOTLAND, &[(five, unknown)]);
    assert!(said_codes(&all).contains(&"D8"));
}

fn said_codes((_, made): &(Library, Compilation)) -> Vec<&'static str> {
    made.diagnostics.iter().map(|d| d.code).collect()
}

#[test]
fn an_english_act_opens_no_scottish_gate() {
    let five = "{ power = \"Housing (Scotland) Act 2001 section 5\" }";
    let all = made(SCOTLAND, &[(five, "{ duty = \"Housing Act 1996 section 213\" }")]);
    let found = said(&all);
    assert!(
        found.contains("“Housing Act 1996” is not law here") && found.contains("law in England and Wales only"),
        "{found}"
    );
}

#[test]
fn no_interest_opens_a_gate_of_a_council() {
    let five = "{ power = \"Housing (Scotland) Act 2001 section 5\" }";
    assert_snapshot!("interest", refused(SCOTLAND, &[(five, "{ interest = \"We want it\" }")], "E22"));
    let inside = "{ any = [{ duty = \"Housing (Scotland) Act 2001 section 5\" }, { interest = \"We want it\" }] }";
    refused(SCOTLAND, &[(five, inside)], "E22");
}

#[test]
fn machines_that_decide_beside_people_who_decide_are_a_contradiction() {
    assert_snapshot!("machines", refused(SCOTLAND, &[("decisions = false", "decisions = true")], "E11"));
}

#[test]
fn what_is_kept_from_the_person_and_given_to_the_person_is_a_contradiction() {
    let forbid = "[prohibit.not-the-risk]\nlabel = \"The person never learns of the risk\"\non = [\"risk\"]\naction = \"disclose\"\nby = [\"subject\"]\n\n[retain.record]";
    assert_snapshot!("kept_from_the_person", refused(MARAC, &[("[retain.record]", forbid)], "E11"));
    let given = format!(
        "[disclose.tell]\nto = [\"subject\"]\npurpose = \"safety\"\ncategories = [\"perpetrator\"]\ngate = \"subject\"\n\n{}",
        forbid.replace("[\"risk\"]", "[\"perpetrator\"]")
    );
    let found = refused(MARAC, &[("[retain.record]", &given)], "E11");
    assert!(found.contains("`disclose.tell` gives what `prohibit."), "{found}");
}

/// A limit of the right to copies reaches the gate: the person sees it once somebody has decided, and is told under which statement.
#[test]
fn a_limit_of_access_and_what_is_about_others_wait_for_a_decision() {
    let from = "limits = [{ right = \"informed\"";
    let to = "limits = [{ right = \"access\", on = \"risk\", say = \"We may hold back what would put somebody at risk\" }, { right = \"informed\"";
    let own = "[prohibit.perpetrator-data-not-on-own-page]\nlabel  = \"What agencies say about the alleged perpetrator is not on the survivor's own page; copies are decided by hand\"\non     = [\"perpetrator\"]\naction = \"disclose\"\nby     = [\"subject\", \"class:representative\"]\n";
    let (library, made) = made(MARAC, &[(from, to), (own, "")]);
    let compiled = made.compiled.unwrap_or_else(|| panic!("{}", said(&(library, compile(&Library::new(), "")))));
    let sees = |category: &str, facts: Facts| {
        compiled.envelope.allows(
            compiled.principal("subject").unwrap(),
            Act::See,
            compiled.purpose("own-access").unwrap(),
            compiled.category(category).unwrap(),
            facts,
        )
    };
    for (category, statement) in [("risk", "rights"), ("perpetrator", "law.others")] {
        assert!(!sees(category, Facts::NONE), "{category} is not the person's without a decision");
        assert!(sees(category, Facts::NONE.with(Fact::Approval)), "{category}: somebody decides");
        assert!(
            compiled
                .forbids
                .iter()
                .any(|f| f.statement.0 == statement && f.categories.contains(&compiled.category(category).unwrap()))
        );
    }
    for category in ["identity", "children", "safety-plan"] {
        assert!(sees(category, Facts::NONE), "{category} is the person's own");
    }
    // Whoever works on it is not held back.
    let role = compiled.principal("role:coordinator").unwrap();
    assert!(compiled.envelope.allows(
        role,
        Act::See,
        compiled.purpose("safety").unwrap(),
        compiled.category("risk").unwrap(),
        Facts::NONE
    ));
}

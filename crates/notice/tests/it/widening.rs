//! What makes a version wider though nobody may see more: every such change is found, said in words, and asks to tell people first.

use crate::support::library;
use notice::compile;
use notice::diff::{Diff, Verdict, diff};
use notice::model::Compiled;

const SCOTLAND: &str = include_str!("others/scotland.toml");
const MARAC: &str = include_str!("others/marac.toml");

fn compiled(text: &str) -> Compiled {
    let library = library().with("n.toml", text);
    let made = compile(&library, "n.toml");
    let found: Vec<String> = made.diagnostics.iter().map(|d| d.render(&library, false)).collect();
    made.compiled.unwrap_or_else(|| panic!("{}", found.join("\n")))
}

fn change(text: &str, pairs: &[(&str, &str)]) -> Diff {
    let changed = pairs.iter().fold(text.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from:?} stands there once");
        text.replace(from, to)
    });
    diff(&compiled(text), &compiled(&changed))
}

/// Wider one way round and not wider the other; the words say what.
fn widens(text: &str, pairs: &[(&str, &str)], words: &str) {
    let found = change(text, pairs);
    assert!(found.verdict.widens(), "{pairs:?} is wider");
    let said: Vec<&str> = found.said_wider.iter().map(|s| s.words.as_str()).collect();
    assert!(said.iter().any(|s| s.contains(words)), "{words:?} is among {said:#?}");
    let told = found.to_text();
    assert!(told.contains(words) && told.contains("tell people first"), "{told}");
    let changed = pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    let back = diff(&compiled(&changed), &compiled(text));
    assert!(
        matches!(back.verdict, Verdict::Narrower | Verdict::Both),
        "{pairs:?} the other way round: {:?}",
        back.verdict
    );
}

#[test]
fn codes_instead_of_names_given_up_is_wider() {
    let pairs = [
        (
            "label = \"Report to the Scottish Ministers\"\nform  = \"pseudonymised\"",
            "label = \"Report to the Scottish Ministers\"",
        ),
        ("categories = [\"hl1\"]\nform       = \"pseudonymised\"", "categories = [\"hl1\"]"),
    ];
    widens(
        SCOTLAND,
        &pairs,
        "in which form: information that identifies you; before, information with codes instead of names",
    );
    let found = change(SCOTLAND, &pairs);
    assert_eq!((found.verdict, found.permissions), (Verdict::Wider, Verdict::Equal));
}

#[test]
fn a_further_country_is_wider() {
    let to = "allowed = \"safeguarded\"\nsafeguards = \"adequacy regulations\"";
    widens(SCOTLAND, &[("allowed = \"uk\"", to)], "how far data may go: any country");
}

#[test]
fn a_question_more_is_wider() {
    let to = r#"fields  = ["physical-health", "mental-health", { id = "hiv", type = "yes-no", label = "HIV" }]"#;
    let from = r#"fields  = ["physical-health", "mental-health"]"#;
    widens(SCOTLAND, &[(from, to)], "“Health and disability”: what is asked: also “HIV”");
    assert_eq!(change(SCOTLAND, &[(from, to)]).verdict, Verdict::Wider);
}

#[test]
fn leave_to_pass_it_on_is_wider() {
    let from = "frequency  = \"every quarter\"\nrecall     = \"impossible\"";
    let to = "frequency  = \"every quarter\"\nrecall     = \"impossible\"\nonward     = \"allowed\"";
    widens(SCOTLAND, &[(from, to)], "whether they may pass it on: yes, as their own duties allow; before, no");
}

#[test]
fn a_mark_of_sensitive_data_that_is_gone_is_wider() {
    let pairs = [
        ("label   = \"Health and disability\"\nspecial = \"health\"", "label   = \"Health and disability\""),
        (
            "[basis.health]\ncategories      = [\"health\"]\narticle9        = \"g\"\nschedule1       = \"part 2 para 6\"\npolicy-document = \"APD-STRATHBRAE-2\"\n",
            "",
        ),
    ];
    widens(SCOTLAND, &pairs, "“Health and disability”: how it is guarded: as ordinary data; before, as health");
}

/// One change for each construct of the language that says what may be done beside who may see and write what.
#[test]
fn everything_else_that_lets_more_be_done_counts() {
    let end = "[contact.information-governance]";
    let more = |statement: &str| format!("{statement}\n\n{end}");
    let purpose = more(
        "[purpose.mail]\nlabel = \"Tell you of offers\"\nform = \"aggregate\"\n\n[basis.mail]\npurposes = [\"mail\"]\narticle6 = \"e\"",
    );
    let processor = more(
        "[party.host]\nname = \"Host Ltd\"\nkind = \"supplier\"\nrole = \"processor\"\nfor = \"Hosting\"\ncontract = \"C-1\"",
    );
    let cases: Vec<(&str, &str, &str)> = vec![
        (end, &purpose, "The purpose “Tell you of offers”: this is new"),
        (end, &processor, "Host Ltd, which works with data for us: this is new"),
        (
            "from       = [\"class:registered-social-landlord\"]",
            "from       = [\"class:registered-social-landlord\", \"housing-regulator\"]",
            "who gives: also",
        ),
        ("voluntary   = false", "voluntary   = true", ""),
        ("decisions = false", "decisions = false\nprofiling = true", "whether people are profiled: yes"),
        ("months = 1", "months = 3", "how long an answer takes: 3 months"),
        ("\"human-decision\", \"complaint\"", "\"complaint\"", "which it lists: no longer"),
        ("acknowledge-days = 30", "acknowledge-days = 20", ""),
        ("review-within-days = 3", "review-within-days = 30", "within how many days it is looked at: 30 days"),
        ("region = \"uk\"", "region = \"safeguarded\"", "in which country"),
        ("dpia       = \"DPIA-2026-014\"\n", "", "the impact assessment: nothing is said"),
        (
            "gate       = { power = \"Housing (Scotland) Act 2001 section 5\" }",
            "gate       = { power = \"Housing (Scotland) Act 2010 section 42\" }",
            "the law that allows it",
        ),
        (
            "meaning = \"permission\", explicit",
            "meaning = \"permission\", per = \"purpose\", explicit",
            "how often consent is asked: once for the purpose",
        ),
        ("if-refused = \"We cannot decide whether you are homeless\"\n", "", ""),
        ("label    = \"Find out whether", "label    = \"Look into whether", "somebody has to read"),
        (
            "keep   = { years-plus-current = { years = 5, year = \"financial\" } }",
            "keep   = { years-plus-current = { years = 9, year = \"financial\" } }",
            "",
        ),
    ];
    for (from, to, words) in cases {
        let found = change(SCOTLAND, &[(from, to)]);
        assert_ne!(found.verdict, Verdict::Equal, "{from:?} to {to:?}");
        if !words.is_empty() {
            assert!(found.verdict.widens(), "{to:?}");
            let said: Vec<&str> = found.said_wider.iter().map(|s| s.words.as_str()).collect();
            assert!(said.iter().any(|s| s.contains(words)), "{words:?} is among {said:#?}");
        }
    }
    let found = change(
        MARAC,
        &[("discreet = true\n", "")].iter().filter(|(from, _)| MARAC.contains(from)).copied().collect::<Vec<_>>(),
    );
    assert_eq!(found.verdict, Verdict::Equal, "nothing changed, nothing is said");
    let promise = "[prohibit.conference-only]\nlabel  = \"What is heard at the conference is used for safety and for nothing else\"\non     = [\"safety\"]\naction = \"repurpose\"\n";
    let found = change(MARAC, &[(promise, "")]);
    assert_eq!(found.verdict, Verdict::Wider, "a prohibition that no rule holds counts all the same");
}

/// A rule that is gone leaves data without a period; one that begins narrows.
#[test]
fn data_without_a_period_is_kept_longer() {
    let found = change(SCOTLAND, &[("what   = [\"*\"]", "what   = [\"identity\"]")]);
    assert!(found.verdict.widens());
    assert!(found.retention.iter().any(|r| r.words.contains("has no period any more")), "{:?}", found.retention);
    let instead = "anchor = \"case-closed\"\ninstead = { died-under = 18, keep = { years = 75 } }";
    assert!(change(SCOTLAND, &[("anchor = \"case-closed\"", instead)]).verdict.widens());
}

/// What is asked for instead of consent is said once, beside what was asked for before.
#[test]
fn a_gate_that_asks_for_something_else_is_told_in_one_sentence() {
    let from = "gate       = { consent = { meaning = \"permission\", explicit = true, ask-at = \"the homelessness interview\", withdraw = \"information-governance\" } }\nneeds      = [\"linked\"]";
    let to = "gate       = { power = \"Adult Support and Protection (Scotland) Act 2007 section 5\" }\nneeds      = [\"reason\", \"approval\"]";
    let found = change(SCOTLAND, &[(from, to)]);
    let words: Vec<&str> = found.wider.iter().map(|c| c.when.as_str()).collect();
    assert_eq!(
        words,
        [
            "a reason and an approval are recorded; before, only when the person has consented explicitly, and they work with the person"
        ]
    );
    insta::assert_snapshot!(found.to_text());
}

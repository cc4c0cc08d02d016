//! Two versions of a notice, compared.

use crate::support::{allowed, changed, shipped};
use notice::diff::{Period, Verdict, What, diff};
use notice::model::{Act, Compiled, Facts, Principal};
use std::collections::BTreeSet;

#[test]
fn a_notice_is_equal_to_itself() {
    let notice = shipped("coventry").compiled;
    let found = diff(&notice, &notice);
    assert_eq!((found.verdict, found.permissions), (Verdict::Equal, Verdict::Equal));
    assert!(found.wider.is_empty() && found.narrower.is_empty());
    assert!(found.statements.is_empty() && found.retention.is_empty() && found.reuse.is_empty());
}

/// A category more for a recipient is wider, and said in words; the other way round it is narrower.
#[test]
fn a_category_more_is_wider_and_a_category_less_narrower() {
    let old = shipped("coventry").compiled;
    let new = changed(
        "coventry",
        r#"categories = ["contact", "work", "plan"]"#,
        r#"categories = ["contact", "work", "plan", "health"]"#,
    );
    assert!(!allowed_ever(&old, "the-job-shop", "refer", "health"));
    assert!(allowed_ever(&new.compiled, "the-job-shop", "refer", "health"));

    let wider = diff(&old, &new.compiled);
    assert_eq!((wider.verdict, wider.permissions), (Verdict::Wider, Verdict::Wider));
    assert!(wider.narrower.is_empty());
    let narrower = diff(&new.compiled, &old);
    assert_eq!(narrower.permissions, Verdict::Narrower);
    assert!(narrower.wider.is_empty());
    insta::assert_snapshot!("wider", wider.to_text());
    insta::assert_snapshot!("narrower", narrower.to_text());
}

fn allowed_ever(compiled: &Compiled, who: &str, purpose: &str, category: &str) -> bool {
    let (who, purpose, category) = (compiled.principal(who), compiled.purpose(purpose), compiled.category(category));
    compiled.envelope.lines.iter().any(|l| {
        Some(l.principal) == who && l.act == Act::See && Some(l.purpose) == purpose && Some(l.category) == category
    })
}

/// A gate that asks for less is wider even where recipient, purpose and categories stay the same.
#[test]
fn a_weaker_gate_is_wider() {
    let old = shipped("mars").compiled;
    let stronger = changed(
        "mars",
        "gate       = { power = \"Crime and Disorder Act 1998 section 115; Data Protection Act 2018 Schedule 2 paragraph 2\" }\nneeds      = [\"request\", \"approval\"]",
        "gate       = { power = \"Crime and Disorder Act 1998 section 115; Data Protection Act 2018 Schedule 2 paragraph 2\" }\nneeds      = [\"request\"]",
    );
    let found = diff(&old, &stronger.compiled);
    assert_eq!(found.permissions, Verdict::Wider);
    let words: Vec<&str> = found.wider.iter().map(|c| c.words.as_str()).collect();
    assert!(words.iter().any(|w| w.contains("no approval is recorded")), "{words:#?}");
}

/// The proof says exactly what the envelopes say: for every request of the domain, a change is reported if and only if
/// one version allows it and the other does not.
#[test]
fn every_reported_change_is_one_and_none_is_left_out() {
    let old = shipped("kirklees");
    let dropped = {
        let mut compiled = old.compiled.clone();
        // Every seventh line goes, and one comes that was not there.
        let mut at = 0;
        compiled.envelope.lines.retain(|_| {
            at += 1;
            at % 7 != 0
        });
        if let Some(line) = compiled.envelope.lines.first_mut() {
            line.needs = Facts::NONE;
        }
        compiled
    };
    let found = diff(&old.compiled, &dropped);
    let reported = |changes: &[notice::diff::Change]| -> BTreeSet<(String, Act, String, String)> {
        changes
            .iter()
            .flat_map(|c| {
                c.who.iter().flat_map(move |w| {
                    c.categories.iter().map(move |cat| (w.clone(), c.act, c.purpose.clone(), cat.clone()))
                })
            })
            .collect()
    };
    let (wider, narrower) = (reported(&found.wider), reported(&found.narrower));
    let mut really = (BTreeSet::new(), BTreeSet::new());
    for (p, principal) in (0_u16..).zip(&old.compiled.principals) {
        for act in Act::ALL {
            for (u, purpose) in (0_u8..).zip(&old.compiled.purposes) {
                for (c, category) in (0_u8..).zip(&old.compiled.categories) {
                    let of = |compiled: &Compiled| -> Vec<_> {
                        compiled
                            .envelope
                            .lines
                            .iter()
                            .filter(|l| l.principal.0 == p && l.act == act && l.purpose.0 == u && l.category.0 == c)
                            .copied()
                            .collect()
                    };
                    let (was, is) = (of(&old.compiled), of(&dropped));
                    if was == is {
                        continue;
                    }
                    let key = (Principal::key(principal), act, purpose.id.clone(), category.id.clone());
                    for facts in 0..0x8000_u16 {
                        let holds = |lines: &[notice::envelope::Line]| {
                            lines.iter().any(|l| facts & l.needs.0 == l.needs.0 && facts & l.bars.0 == 0)
                        };
                        match (holds(&was), holds(&is)) {
                            (false, true) => really.0.insert(key.clone()),
                            (true, false) => really.1.insert(key.clone()),
                            _ => false,
                        };
                    }
                }
            }
        }
    }
    assert_eq!(wider, really.0);
    assert_eq!(narrower, really.1);
}

#[test]
fn a_longer_period_is_wider_and_said_in_words() {
    let old = shipped("mars").compiled;
    let new = changed("mars", "keep   = { years = 6 }", "keep   = { years = 9 }").compiled;
    let found = diff(&old, &new);
    assert_eq!(found.permissions, Verdict::Equal);
    assert_eq!(found.verdict, Verdict::Wider);
    let [change] = found.retention.as_slice() else { panic!("one period changed: {:?}", found.retention) };
    assert_eq!(change.period, Period::Longer);
    assert!(change.words.contains("9 years from the day your case is closed, before 6 years"), "{}", change.words);
    assert_eq!(diff(&new, &old).verdict, Verdict::Narrower);
    let statement = found.statements.iter().find(|s| s.statement == change.statement).expect("the statement changed");
    assert_eq!(statement.what, What::Changed);
    insta::assert_snapshot!("longer", found.to_text());
}

/// Data that people gave by consent may not serve a new purpose without a new consent (UK GDPR article 8A).
#[test]
fn a_new_purpose_for_data_given_by_consent_is_refused() {
    let old = shipped("dudley");
    assert!(!allowed(&old, "west-midlands-fire", Act::See, "evaluation", "name-and-contact", &[]));
    let text = r#"
[purpose.advertise]
label = "Tell you of offers"

[disclose.advertise]
to         = ["west-midlands-fire"]
purpose    = "advertise"
categories = ["name-and-contact"]
gate       = { power = "Localism Act 2011 section 1" }

[basis.advertise]
purposes = ["advertise"]
article6 = "e"

[storage]"#;
    let new = changed("dudley", "\n[storage]", text).compiled;
    let found = diff(&old.compiled, &new);
    let [reuse] = found.reuse.as_slice() else { panic!("one new use: {:?}", found.reuse) };
    assert_eq!((reuse.category.as_str(), reuse.purpose.as_str()), ("name-and-contact", "advertise"));
    assert!(found.to_text().contains("Refused as it stands"));
    let consented = text.replace(
        r#"gate       = { power = "Localism Act 2011 section 1" }"#,
        r#"gate       = { consent = { meaning = "lawful-basis", explicit = true } }"#,
    );
    let asked = changed("dudley", "\n[storage]", &consented).compiled;
    assert!(diff(&old.compiled, &asked).reuse.is_empty(), "with a consent of its own it is not refused");
}

#[test]
fn what_came_and_went_is_named() {
    let old = shipped("kirklees").compiled;
    let mut new = old.clone();
    let gone = new.statements.shift_remove_index(5).expect("a statement").0;
    let found = diff(&old, &new);
    let [change] = found.statements.as_slice() else { panic!("one statement went: {:?}", found.statements) };
    assert_eq!((&change.statement, change.what), (&gone, What::Removed));
}

/// That nobody has to approve a file any more, and that nobody is told of unusual looks, is wider; the other way round it is narrower.
#[doc = "keeps FAM-067"]
#[test]
fn less_oversight_is_wider_and_more_is_narrower() {
    let old = shipped("families").compiled;
    for (key, words) in [
        ("files-approved-by = [\"data-protection-officer\"]", "who approves a list before it leaves in a file"),
        ("unusual-looks-to  = [\"data-protection-officer\"]", "who is told of unusual looks"),
    ] {
        let id = key.split_whitespace().next().unwrap_or_default();
        let left = if id == "files-approved-by" { "unusual-looks-to" } else { "files-approved-by" };
        let assumed = "assumed           = [\"files-approved-by\", \"unusual-looks-to\"]";
        let both = format!(
            "[oversight] # FAM-067\nfiles-approved-by = [\"data-protection-officer\"]\nunusual-looks-to  = [\"data-protection-officer\"]\n{assumed}"
        );
        let one = format!("[oversight] # FAM-067\n{left} = [\"data-protection-officer\"]\nassumed = [\"{left}\"]");
        let new = changed("families", &both, &one).compiled;
        let wider = diff(&old, &new);
        assert_eq!((wider.verdict, wider.permissions), (Verdict::Wider, Verdict::Equal), "{key}: {}", wider.to_text());
        assert!(wider.to_text().contains(words), "{key}: {}", wider.to_text());
        assert_eq!(diff(&new, &old).verdict, Verdict::Narrower, "{key}");
    }
}

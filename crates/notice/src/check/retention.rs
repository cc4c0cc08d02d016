//! Periods: whether they can be counted, and whether two of them speak of the same thing.

use crate::diagnostic::Diagnostic;
use crate::merge::Merged;
use crate::source::{After, Instead, Keep, Origin, Retain};
use crate::words::nearest;

pub(super) fn check(merged: &Merged, found: &mut Vec<Diagnostic>) {
    for (key, retain) in merged.file.retain.iter().filter(|(k, _)| merged.own("retain", k)) {
        countable(merged, key, retain, found);
        possible(merged, key, retain, found);
        meant(merged, key, retain, found);
    }
    twice(merged, found);
}

/// D6.
fn countable(merged: &Merged, key: &str, retain: &Retain, found: &mut Vec<Diagnostic>) {
    let assumed = |name: &str| {
        retain.provenance.origin == Origin::Assumed
            || retain.provenance.assumed.iter().any(|a| a == name || a.ends_with(&format!(".{name}")))
    };
    let why =
        "A period without a first day never ends, or ends on whichever day suits; article 5(1)(e) asks for neither.";
    let counted = matches!(
        retain.keep,
        Keep::Years(_) | Keep::Months(_) | Keep::Days(_) | Keep::YearsPlusCurrent { .. } | Keep::Range { .. }
    );
    if counted && retain.anchor.is_none() {
        found.push(
            Diagnostic::warning("D6", format!("`retain.{key}` does not say from when"))
                .at(merged.place("retain", key, &["keep"]), "counted from which day?")
                .why(why)
                .help("add `anchor = \"case-closed\"` (or another event) once the council has said which; until then nothing falls due"),
        );
    } else if counted && assumed("anchor") {
        found.push(
            Diagnostic::warning("D6", format!("the notice does not say from when `retain.{key}` is counted"))
                .at(merged.place("retain", key, &["anchor"]), "assumed")
                .why(why)
                .help("ask the council, then take the mark away"),
        );
    }
    if let Keep::YearsPlusCurrent { year, .. } = &retain.keep
        && (year.is_none() || assumed("year"))
    {
        found.push(
            Diagnostic::warning("D6", format!("`retain.{key}` does not say which year the current year is"))
                .at(
                    merged.place("retain", key, &["keep", "years-plus-current"]),
                    if year.is_none() { "calendar or financial?" } else { "assumed" },
                )
                .why("The two differ by up to nine months for the same record.")
                .help(
                    "write `year = \"financial\"` (ends on 31 March) or `year = \"calendar\"`, as the council has said",
                ),
        );
    }
}

/// E23.
fn possible(merged: &Merged, key: &str, retain: &Retain, found: &mut Vec<Diagnostic>) {
    let problem = match &retain.keep {
        Keep::Years(0) | Keep::Months(0) | Keep::Days(0) => Some("nothing can be kept for no time"),
        Keep::Years(n) if *n > 150 => Some("longer than anybody lives"),
        Keep::Months(n) if *n > 1800 => Some("longer than anybody lives"),
        Keep::Days(n) if *n > 54_750 => Some("longer than anybody lives"),
        Keep::YearsPlusCurrent { years, .. } if *years > 150 => Some("longer than anybody lives"),
        Keep::Range { min_years, max_years, .. } if min_years >= max_years => {
            Some("the shorter period is not shorter than the longer")
        }
        Keep::Range { max_years, .. } if *max_years > 150 => Some("longer than anybody lives"),
        Keep::While(text) | Keep::ByReference(text) if text.trim().is_empty() => Some("says nothing"),
        Keep::Indefinitely
            if matches!(retain.after, After::Erase | After::Review)
                && retain
                    .what
                    .iter()
                    .any(|w| w == "*" || merged.file.category.get(w).is_some_and(|c| c.derived_from.is_empty())) =>
        {
            Some("personal data cannot be kept for ever")
        }
        _ => retain.instead.as_ref().and_then(instead_problem),
    };
    if let Some(problem) = problem {
        found.push(
            Diagnostic::error("E23", format!("the period of `retain.{key}` is impossible"))
                .at(merged.place("retain", key, &["keep"]), problem)
                .why("Article 5(1)(e): no longer than is necessary, and a period that can be carried out.")
                .help("correct the number; what is kept for ever has to be anonymous (`after = \"anonymise\"` or `\"archive\"`)"),
        );
    }
}

/// A second period has to be one that can be counted from a day.
fn instead_problem(instead: &Instead) -> Option<&'static str> {
    match instead.keep {
        _ if instead.died_under == 0 || instead.died_under > 150 => Some("`died-under` is no age"),
        Keep::Years(1..=150) | Keep::Months(1..=1800) | Keep::Days(1..=54_750) => None,
        _ => Some("the period after death cannot be counted: give years, months or days"),
    }
}

/// E27: a word that is nearly a category.
fn meant(merged: &Merged, key: &str, retain: &Retain, found: &mut Vec<Diagnostic>) {
    let file = &merged.file;
    for (n, what) in retain.what.iter().enumerate() {
        let known = what == "*"
            || file.category.contains_key(what)
            || file.category.values().any(|c| c.record_class.as_ref() == Some(what));
        if known {
            continue;
        }
        let words = file
            .category
            .keys()
            .map(String::as_str)
            .chain(file.category.values().filter_map(|c| c.record_class.as_deref()));
        if let Some(near) = nearest(what, words).filter(|near| strsim::jaro_winkler(near, what) > 0.9) {
            found.push(
                Diagnostic::warning("E27", format!("`{what}` is taken for something that is no category"))
                    .at(merged.place("retain", key, &["what", &n.to_string()]), "no category or record class")
                    .help(format!("did you mean `{near}`?")),
            );
        }
    }
}

/// E10.
fn twice(merged: &Merged, found: &mut Vec<Diagnostic>) {
    let rules: Vec<(&String, &Retain)> = merged.file.retain.iter().collect();
    for (n, (key, retain)) in rules.iter().enumerate() {
        let Some((earlier_key, earlier)) = rules
            .iter()
            .take(n)
            .find(|(_, other)| same_holder(other, retain) && other.what.iter().any(|w| retain.what.contains(w)))
        else {
            continue;
        };
        let Some(what) = retain.what.iter().find(|w| earlier.what.contains(w)) else { continue };
        let place = |k: &str, r: &Retain| {
            let at = r.what.iter().position(|w| w == what).unwrap_or(0).to_string();
            merged.place("retain", k, &["what", &at])
        };
        found.push(
            Diagnostic::error("E10", format!("two periods for `{what}`"))
                .at(place(key, retain), "a second time")
                .see(place(earlier_key, earlier), "here already, for the same holder")
                .why("A record has one day on which it goes; with two rules nobody can say which.")
                .help("take it out of one of the two, or say in `held-by` who keeps the other copy"),
        );
    }
}

fn same_holder(a: &Retain, b: &Retain) -> bool {
    if a.held_by.is_empty() && b.held_by.is_empty() {
        return true;
    }
    a.held_by.iter().any(|h| b.held_by.contains(h))
}

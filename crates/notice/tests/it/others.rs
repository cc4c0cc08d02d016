//! Notices of other kinds, to show that the language is for notices that nobody here has seen.

use crate::support::library;
use insta::assert_snapshot;
use notice::model::Act;
use notice::{compile, model::Compiled};
use std::fmt::Write;

/// Who may ever see (and write) what: one line for each principal.
fn summary(notice: &Compiled) -> String {
    let mut text = format!(
        "{} {}: {} principals, {} categories, {} purposes\n",
        notice.id,
        notice.version,
        notice.principals.len(),
        notice.categories.len(),
        notice.purposes.len()
    );
    for (at, principal) in notice.principals.iter().enumerate() {
        let _ = write!(text, "\n{}", principal.key());
        for act in Act::ALL {
            for purpose in 0..notice.purposes.len() {
                let seen: Vec<&str> = notice
                    .categories
                    .iter()
                    .enumerate()
                    .filter(|(category, _)| {
                        notice.envelope.lines.iter().any(|l| {
                            usize::from(l.principal.0) == at
                                && l.act == act
                                && usize::from(l.purpose.0) == purpose
                                && usize::from(l.category.0) == *category
                        })
                    })
                    .map(|(_, c)| c.id.as_str())
                    .collect();
                if !seen.is_empty() {
                    let what =
                        if seen.len() == notice.categories.len() { "everything".to_owned() } else { seen.join(", ") };
                    let _ = write!(text, "\n  {} for {}: {what}", act.id(), notice.purposes[purpose].id);
                }
            }
        }
    }
    text
}

fn compiled(path: &str, text: &str) -> Compiled {
    let library = library().with(path, text);
    let made = compile(&library, path);
    let found: Vec<String> = made.diagnostics.iter().map(|d| d.render(&library, false)).collect();
    assert!(found.is_empty(), "{path} has findings:\n{}", found.join("\n"));
    made.compiled.expect("no errors, so it compiles")
}

macro_rules! other {
    ($name:ident, $file:literal) => {
        #[test]
        fn $name() {
            let notice = compiled($file, include_str!(concat!("others/", $file)));
            assert!(!notice.is_draft(), "nothing in {} is assumed", $file);
            assert_snapshot!(summary(&notice));
        }
    };
}

other!(a_scottish_council, "scotland.toml");
other!(a_welsh_council, "wales.toml");
other!(a_charitys_day_centre, "day-centre.toml");
other!(a_ministrys_study, "study.toml");
other!(a_conference_on_domestic_abuse, "marac.toml");

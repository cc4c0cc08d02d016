//! The checklist of the security standard names tests: each has to be there.
#![cfg(test)]

use std::collections::BTreeSet;
use std::path::Path;

/// The names in backticks on the lines of requirements that look like those of tests.
fn named(page: &str) -> BTreeSet<&str> {
    page.lines()
        .filter(|line| line.starts_with("| ") && line.contains('`'))
        .filter_map(|line| line.trim_end_matches(['|', ' ']).rsplit(" | ").next())
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .filter(|name| {
            name.contains('_') && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        })
        .collect()
}

#[test]
fn every_test_that_the_checklist_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(root.join("docs/src/asvs.md")).unwrap();
    let mut missing = named(&page);
    assert!(missing.len() > 50, "the checklist names {} tests only", missing.len());
    for file in crate::promises::sources(&root).unwrap() {
        let text = std::fs::read_to_string(file).unwrap();
        missing.retain(|name| !text.contains(&format!("fn {name}(")));
    }
    assert!(missing.is_empty(), "docs/src/asvs.md names tests that are not there: {missing:?}");
}

#[test]
fn every_requirement_stands_once_and_says_what_answers_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(root.join("docs/src/asvs.md")).unwrap();
    let mut seen = BTreeSet::new();
    for line in page.lines().filter(|l| l.starts_with("| ") && l.as_bytes().get(2).is_some_and(u8::is_ascii_digit)) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        assert!(seen.insert(cells[1]), "{} stands twice", cells[1]);
        assert!(matches!(cells[3], "met" | "setting" | "n/a" | "**not met**"), "{line}");
        assert!(cells[3] != "met" || !cells[5].is_empty(), "{} is met by nothing", cells[1]);
    }
    assert!(seen.len() > 200, "{} requirements", seen.len());
}

//! Short forms, pet names and transliterations of forenames, as data.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The data file: one group a line, the first name standing for the group. Its head says where it comes from.
const FILE: &str = include_str!("../data/nicknames.txt");

static GROUPS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let mut all = HashMap::new();
    for line in FILE.lines().filter(|l| !l.starts_with('#')) {
        let mut names = line.split_ascii_whitespace();
        let Some(first) = names.next() else { continue };
        all.insert(first, first);
        for name in names {
            all.entry(name).or_insert(first);
        }
    }
    all
});

/// The name that stands for a forename's group (`liz` and `betty` give `bethany`'s group), or the forename itself. The
/// forename is in its normalised form.
#[must_use]
pub fn canonical_forename(forename: &str) -> &str {
    GROUPS.get(forename).copied().unwrap_or(forename)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise;

    #[test]
    fn groups_meet() {
        for (a, b) in
            [("liz", "elizabeth"), ("bob", "robert"), ("muhammad", "mohamed"), ("kate", "kathryn"), ("bill", "william")]
        {
            assert_eq!(canonical_forename(a), canonical_forename(b), "{a} {b}");
        }
        assert_eq!(canonical_forename("xanthippe"), "xanthippe");
        assert_ne!(canonical_forename("robert"), canonical_forename("william"));
    }

    #[test]
    fn every_name_is_normalised_and_stands_once() {
        let mut seen = std::collections::HashMap::new();
        for (number, line) in FILE.lines().enumerate().filter(|(_, l)| !l.starts_with('#')) {
            for name in line.split(' ') {
                assert_eq!(name, normalise(name), "line {}", number + 1);
                let before = seen.insert(name, number + 1);
                assert!(before.is_none(), "{name} stands in lines {before:?} and {}", number + 1);
            }
        }
        assert!(seen.len() > 600, "{}", seen.len());
    }
}

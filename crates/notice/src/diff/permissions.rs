//! The proof: for each principal, act, purpose and category, the sets of facts under which either version allows it are
//! compared exactly. Only facts that a line of either version names can make a difference, so these are enumerated.

use crate::model::{Act, Compiled, Fact, Facts, Principal};
use crate::render::words;
use indexmap::IndexMap;
use serde::Serialize;
use std::collections::HashMap;

/// Something that is allowed in one version and not in the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Who, by key.
    pub who: Vec<String>,
    /// Which act.
    pub act: Act,
    /// Why, by id.
    pub purpose: String,
    /// Which categories, by id.
    pub categories: Vec<String>,
    /// When, in words; empty: always.
    pub when: String,
    /// In one sentence.
    pub words: String,
}

/// Facts that must be so and facts that must not: one way to be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Cube {
    needs: u16,
    bars: u16,
}

impl Cube {
    const fn covers(self, facts: u16) -> bool {
        facts & self.needs == self.needs && facts & self.bars == 0
    }
    /// Whether everything that another one covers is covered by this one.
    const fn covers_all_of(self, other: Self) -> bool {
        other.needs & self.needs == self.needs && other.bars & self.bars == self.bars
    }
}

/// The ways in which something is allowed.
type Ways = Vec<Cube>;

/// The ways that only one version has, all of its ways, and those of the other version.
type Differs<'a> = (Ways, &'a Ways, &'a Ways);

/// Principal's key, act, purpose and category.
type Cell = (String, Act, String, String);

/// What is allowed only by the new version, and only by the old one.
#[must_use]
pub fn permissions(old: &Compiled, new: &Compiled) -> (Vec<Change>, Vec<Change>) {
    let before = cells(old);
    let after = cells(new);
    let mut cells: Vec<&Cell> = after.keys().collect();
    cells.extend(before.keys().filter(|c| !after.contains_key(*c)));
    let none = Vec::new();
    // Few cells differ in ways of their own, so what was worked out once is remembered.
    let mut known: HashMap<(&Ways, &Ways), (Ways, Ways)> = HashMap::new();
    let mut added: Vec<(&Cell, Differs<'_>)> = Vec::new();
    let mut removed: Vec<(&Cell, Differs<'_>)> = Vec::new();
    for cell in cells {
        let was = before.get(cell).unwrap_or(&none);
        let is = after.get(cell).unwrap_or(&none);
        if was == is {
            continue;
        }
        let (more, less) = known.entry((was, is)).or_insert_with(|| (minus(is, was), minus(was, is)));
        if !more.is_empty() {
            added.push((cell, (more.clone(), is, was)));
        }
        if !less.is_empty() {
            removed.push((cell, (less.clone(), was, is)));
        }
    }
    (changes(added, new, old, "lets"), changes(removed, old, new, "no longer lets"))
}

fn cells(compiled: &Compiled) -> IndexMap<Cell, Ways> {
    let mut cells: IndexMap<Cell, Ways> = IndexMap::new();
    for line in &compiled.envelope.lines {
        let (Some(who), Some(purpose), Some(category)) = (
            compiled.principals.get(usize::from(line.principal.0)),
            compiled.purposes.get(usize::from(line.purpose.0)),
            compiled.categories.get(usize::from(line.category.0)),
        ) else {
            continue;
        };
        let cube = Cube { needs: line.needs.0, bars: line.bars.0 };
        let cell = (who.key(), line.act, purpose.id.clone(), category.id.clone());
        let ways = cells.entry(cell).or_default();
        // A line that needs what it bars allows nothing.
        if cube.needs & cube.bars == 0 && !ways.contains(&cube) {
            ways.push(cube);
        }
    }
    for ways in cells.values_mut() {
        ways.sort_unstable();
    }
    cells
}

/// The sets of facts that some cube of `these` covers and no cube of `those`, as few and as wide cubes as they take.
fn minus(these: &[Cube], those: &[Cube]) -> Ways {
    let named = these.iter().chain(those).fold(0, |all, c| all | c.needs | c.bars);
    let inside = |facts: u16| these.iter().any(|c| c.covers(facts)) && !those.iter().any(|c| c.covers(facts));
    let set: Vec<u16> = Facts(named).subsets().map(|f| f.0).filter(|f| inside(*f)).collect();
    let mut uncovered = set;
    let mut cubes = Vec::new();
    while let Some(point) = most_needed(&uncovered) {
        let cube = widest(point, named, &inside);
        uncovered.retain(|f| !cube.covers(*f));
        cubes.push(cube);
    }
    cubes
}

/// The point with the fewest facts, so that the words that come of it ask for the fewest things.
fn most_needed(points: &[u16]) -> Option<u16> {
    points.iter().copied().min_by_key(|p| (p.count_ones(), *p))
}

/// The widest cube around a point of which every point is inside: each fact that makes no difference is dropped, first
/// those that would have to be absent.
fn widest(point: u16, named: u16, inside: &impl Fn(u16) -> bool) -> Cube {
    let mut cube = Cube { needs: point & named, bars: named & !point };
    for bit in Fact::ALL.iter().map(|f| 1_u16 << (*f as u8)) {
        for literal in [Cube { needs: 0, bars: bit }, Cube { needs: bit, bars: 0 }] {
            if cube.needs & literal.needs == literal.needs && cube.bars & literal.bars == literal.bars {
                let wider = Cube { needs: cube.needs & !literal.needs, bars: cube.bars & !literal.bars };
                let free = named & !(wider.needs | wider.bars);
                if Facts(free).subsets().all(|f| inside(f.0 | wider.needs)) {
                    cube = wider;
                }
            }
        }
    }
    cube
}

/// Cells that differ in the same way said together: first by category, then by principal.
fn changes(cells: Vec<(&Cell, Differs<'_>)>, compiled: &Compiled, other: &Compiled, verb: &str) -> Vec<Change> {
    let mut by_category: IndexMap<(String, Act, String, Differs<'_>), Vec<String>> = IndexMap::new();
    for ((who, act, purpose, category), cubes) in cells {
        let key = (who.clone(), *act, purpose.clone(), cubes);
        by_category.entry(key).or_default().push(category.clone());
    }
    let mut by_who: IndexMap<(Act, String, Differs<'_>, Vec<String>), Vec<String>> = IndexMap::new();
    for ((who, act, purpose, cubes), mut categories) in by_category {
        categories.sort();
        by_who.entry((act, purpose, cubes, categories)).or_default().push(who);
    }
    by_who
        .into_iter()
        .map(|((act, purpose, cubes, categories), who)| {
            let names: Vec<String> = who.iter().map(|w| principal(compiled, w)).collect();
            let labels: Vec<String> = categories
                .iter()
                .map(|c| {
                    let found = compiled.categories.iter().chain(&other.categories).find(|i| i.id == *c);
                    found.map_or_else(|| c.clone(), |i| format!("\u{201c}{}\u{201d}", i.label))
                })
                .collect();
            let label = compiled.purposes.iter().find(|p| p.id == purpose).map_or(purpose.as_str(), |p| &p.label);
            let verb_of_act = match act {
                Act::See => "see",
                Act::Record => "write",
            };
            let when = when(&cubes, verb);
            let mut words = format!(
                "{verb} {} {verb_of_act} {} for \u{201c}{label}\u{201d}",
                words::and(&names),
                words::and(&labels)
            );
            if when.is_empty() {
                words.push_str(", whatever is so");
            } else {
                words.push_str(" when ");
                words.push_str(&when);
            }
            Change { who, act, purpose, categories, when, words }
        })
        .collect()
}

fn principal(compiled: &Compiled, key: &str) -> String {
    compiled.principal_named(key).map_or_else(
        || key.to_owned(),
        |p| match p {
            Principal::Role { label, .. } => format!("the role \u{201c}{label}\u{201d}"),
            Principal::Enrolled { label, .. } => format!("any enrolled body of \u{201c}{label}\u{201d}"),
            other => other.words().to_owned(),
        },
    )
}

/// The ways in which something is allowed by one version only, in words; empty where one of them asks for nothing. Where the
/// difference itself falls into several cases, what is asked for now stands beside what was asked for before.
fn when((cubes, these, those): &Differs<'_>, verb: &str) -> String {
    let cases = told(cubes);
    if cases.len() <= 1 || those.is_empty() {
        return said(&cases);
    }
    let fresh: Vec<Cube> =
        told(these).into_iter().filter(|c| !told(those).iter().any(|d| d.covers_all_of(*c))).collect();
    let (here, there) = (said(&fresh), said(&told(those)));
    if here.is_empty() || there.is_empty() {
        return said(&cases);
    }
    let other = if verb == "lets" { "before" } else { "now" };
    format!("{here}; {other}, only when {there}")
}

fn said(cubes: &[Cube]) -> String {
    let each: Vec<String> = cubes.iter().map(|c| cube_words(*c)).collect();
    if each.iter().any(String::is_empty) { String::new() } else { each.join("; or when ") }
}

/// The cubes as they are told: without what goes without saying, and without those that another one holds already.
fn told(cubes: &[Cube]) -> Ways {
    let silent = [Fact::Expired, Fact::Restricted, Fact::Abroad].iter().fold(0, |all, f| all | 1_u16 << (*f as u8));
    let mut plain: Ways = cubes.iter().map(|c| Cube { needs: c.needs, bars: c.bars & !silent }).collect();
    plain.sort_unstable();
    plain.dedup();
    let wide = plain.clone();
    plain.retain(|c| !wide.iter().any(|w| w != c && w.covers_all_of(*c)));
    plain
}

fn cube_words(cube: Cube) -> String {
    let needs = Facts(cube.needs);
    let bars = Facts(cube.bars);
    let mut parts: Vec<String> = Vec::new();
    let live_consent = needs.has(Fact::Consent) && bars.has(Fact::Withdrawn);
    if live_consent {
        let how = if needs.has(Fact::Explicit) { "has consented explicitly" } else { "has consented" };
        parts.push(format!("the person {how}"));
    }
    let recorded = needs.has(Fact::Reason) && needs.has(Fact::Approval);
    for fact in Fact::ALL {
        let said_with_consent = live_consent
            && (fact == Fact::Consent
                || fact == Fact::Withdrawn
                || (fact == Fact::Explicit && needs.has(Fact::Explicit)));
        if said_with_consent || (recorded && fact == Fact::Reason) {
            continue;
        }
        if recorded && fact == Fact::Approval {
            parts.push("a reason and an approval are recorded".to_owned());
        } else if needs.has(fact) {
            parts.push(words::fact(fact).to_owned());
        } else if bars.has(fact) && !matches!(fact, Fact::Expired | Fact::Restricted | Fact::Abroad) {
            // That the data is neither expired nor restricted, and stays where it may be, goes without saying.
            parts.push(words::fact_not(fact).to_owned());
        }
    }
    parts.join(", and ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cube() -> impl Strategy<Value = Cube> {
        (0_u16..0x8000, 0_u16..0x8000)
            .prop_map(|(needs, bars)| Cube { needs: needs & 0x3043, bars: bars & 0x3043 & !needs })
    }

    proptest! {
        #[test]
        fn what_is_said_to_be_added_is_exactly_what_only_the_new_version_allows(
            new in proptest::collection::vec(cube(), 0..5),
            old in proptest::collection::vec(cube(), 0..5),
        ) {
            let added = minus(&new, &old);
            for facts in 0..0x8000_u16 {
                let is = new.iter().any(|c| c.covers(facts));
                let was = old.iter().any(|c| c.covers(facts));
                prop_assert_eq!(is && !was, added.iter().any(|c| c.covers(facts)));
            }
        }
    }

    #[test]
    fn conditions_read_as_sentences() {
        let facts = |all: &[Fact]| all.iter().fold(Facts::NONE, |f, x| f.with(*x)).0;
        let consent = Cube { needs: facts(&[Fact::Consent]), bars: facts(&[Fact::Withdrawn, Fact::Expired]) };
        assert_eq!(cube_words(consent), "the person has consented");
        let urgent = Cube { needs: facts(&[Fact::Vital, Fact::Reason, Fact::Approval]), bars: 0 };
        assert_eq!(
            cube_words(urgent),
            "a reason and an approval are recorded, and somebody’s life is at risk and the person cannot consent"
        );
        assert_eq!(said(&told(&[consent, Cube { needs: 0, bars: 0 }])), "");
    }

    #[test]
    fn a_case_that_another_one_holds_is_not_told() {
        let facts = |all: &[Fact]| all.iter().fold(Facts::NONE, |f, x| f.with(*x)).0;
        let linked = Cube { needs: facts(&[Fact::Linked]), bars: facts(&[Fact::Expired, Fact::Restricted]) };
        let restricted =
            Cube { needs: facts(&[Fact::Linked, Fact::Consent]), bars: facts(&[Fact::Withdrawn, Fact::Expired]) };
        assert_eq!(said(&told(&[linked, restricted])), "they work with the person");
    }
}

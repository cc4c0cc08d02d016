//! The registers that are shipped as data: legislation, bodies, provisions of data protection law.

use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// An Act, order or regulation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Act {
    /// Its title with year.
    pub title: String,
    /// Its number.
    #[expect(dead_code, reason = "read by people; the format of the file is checked by reading it")]
    pub citation: String,
    /// Where it applies; empty: in all nations, as far as anybody here knows.
    #[serde(default)]
    pub nations: Vec<crate::source::Nation>,
    /// Short forms.
    #[serde(default)]
    pub also: Vec<String>,
    /// Since when it is law no more.
    #[serde(default)]
    pub repealed: Option<String>,
    /// Whether the number was read in a primary source.
    #[expect(dead_code, reason = "a mark for whoever maintains the register")]
    pub confirmed: bool,
}

/// A title that no statute book has.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Missing {
    /// The title.
    pub title: String,
    /// What may have been meant.
    pub perhaps: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Legislation {
    act: Vec<Act>,
    missing: Vec<Missing>,
}

/// A body that has another name now, or none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body {
    /// Names that are wrong.
    pub old: Vec<String>,
    /// What stands in its place.
    pub now: String,
    /// The first day on which the names are wrong; none: they always were.
    #[serde(default)]
    pub until: Option<String>,
    /// Why.
    pub why: String,
    /// Whether the date was read in a primary source.
    #[expect(dead_code, reason = "a mark for whoever maintains the register")]
    pub confirmed: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Current {
    name: String,
}

#[derive(Debug, Default, Deserialize)]
struct Bodies {
    body: Vec<Body>,
    current: Vec<Current>,
}

/// A condition in Schedule 1 to the Data Protection Act 2018.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Condition {
    /// Its part.
    pub part: u32,
    /// Its paragraph.
    pub paragraph: u32,
    /// What it is about.
    pub about: String,
    /// Whether an appropriate policy document is needed.
    pub policy: bool,
    /// Whether it was read in the primary text.
    #[expect(dead_code, reason = "a mark for whoever maintains the register")]
    pub confirmed: bool,
}

/// Wording that was right once.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wording {
    /// The wording.
    pub old: Vec<String>,
    /// What is said now.
    pub now: String,
    /// Since when.
    pub from: String,
    /// Why.
    pub why: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Regulator {
    name: String,
    /// None: the day is not known yet.
    #[serde(default)]
    from: Option<String>,
    #[expect(dead_code, reason = "a mark for whoever maintains the register")]
    confirmed: bool,
}

#[derive(Debug, Default, Deserialize)]
struct Law {
    article6: BTreeMap<String, String>,
    article9: BTreeMap<String, String>,
    condition: Vec<Condition>,
    wording: Vec<Wording>,
    regulator: Vec<Regulator>,
}

// A register that does not parse would leave its checks without data; `tests` read each of them.
static LEGISLATION: LazyLock<Legislation> =
    LazyLock::new(|| toml::from_str(include_str!("../registers/legislation.toml")).unwrap_or_default());
static BODIES: LazyLock<Bodies> =
    LazyLock::new(|| toml::from_str(include_str!("../registers/bodies.toml")).unwrap_or_default());
static LAW: LazyLock<Law> = LazyLock::new(|| toml::from_str(include_str!("../registers/law.toml")).unwrap_or_default());

/// How a cited text compares with the register of legislation.
pub(crate) enum Cited {
    /// An Act of the register, perhaps with a section after its title.
    Act(&'static Act),
    /// A title that is known not to exist.
    Missing(&'static Missing),
    /// Neither.
    Unknown,
}

/// Looks up a citation, `Housing Act 1996 Part 6`.
pub(crate) fn cited(text: &str) -> Cited {
    let text = plain(text);
    if let Some(missing) = LEGISLATION.missing.iter().find(|m| starts(&text, &plain(&m.title))) {
        return Cited::Missing(missing);
    }
    LEGISLATION
        .act
        .iter()
        .find(|a| starts(&text, &plain(&a.title)) || a.also.iter().any(|n| starts(&text, &plain(n))))
        .map_or(Cited::Unknown, Cited::Act)
}

/// Whether a text names an Act of the register anywhere, as a whole title or a short form.
pub(crate) fn names_an_act(text: &str) -> bool {
    let text = plain(text);
    let whole = |title: &str| contains_words(&text, &plain(title));
    LEGISLATION.act.iter().any(|a| whole(&a.title) || a.also.iter().any(|n| whole(n)))
}

/// Titles of the register, for suggestions.
pub(crate) fn titles() -> impl Iterator<Item = &'static str> {
    LEGISLATION.act.iter().map(|a| a.title.as_str())
}

/// A text without what does not matter in a title: case, articles, ampersands, kinds of apostrophe.
pub(crate) fn plain(text: &str) -> String {
    let text = text.replace('’', "'").replace('&', "and").to_lowercase();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.strip_prefix("the ").map_or_else(|| text.clone(), str::to_owned)
}

/// Whether a text begins with a title, at a word's end.
fn starts(text: &str, title: &str) -> bool {
    text.strip_prefix(title).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
}

/// Bodies whose old name stands in a text, as a whole word, on a day.
pub(crate) fn out_of_date(text: &str, day: Option<Date>) -> Option<(&'static Body, &'static str)> {
    BODIES
        .body
        .iter()
        .filter(|b| match (&b.until, day) {
            (Some(until), Some(day)) => until.parse::<Date>().is_ok_and(|until| until <= day),
            _ => true,
        })
        .flat_map(|b| b.old.iter().map(move |name| (b, name.as_str())))
        .filter(|(b, name)| contains_words(text, name) && !(b.now.contains(name) && text.contains(&b.now)))
        .max_by_key(|(_, name)| name.len())
}

/// What stands in the place of a body that is closed or has another name on a day, if a name has the old one in it.
#[must_use]
pub fn successor(name: &str, day: Date) -> Option<&'static str> {
    out_of_date(name, Some(day)).map(|(body, _)| body.now.as_str())
}

/// The whole name of a body of which a text has only the beginning.
pub(crate) fn cut_off(text: &str) -> Option<&'static str> {
    let text = plain(text);
    if text.split(' ').count() < 4 {
        return None;
    }
    BODIES.current.iter().map(|c| c.name.as_str()).find(|name| {
        let name = plain(name);
        name.len() > text.len() && name.starts_with(&text)
    })
}

/// Whether words stand in a text, with their case, not inside longer words.
pub(crate) fn contains_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, found)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + found.len()..).and_then(|t| t.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// What an article 6(1) limb is called.
pub(crate) fn article6(limb: &str) -> Option<&'static str> {
    LAW.article6.get(limb).map(String::as_str)
}
/// What an article 9(2) limb is called.
pub(crate) fn article9(limb: &str) -> Option<&'static str> {
    LAW.article9.get(limb).map(String::as_str)
}
/// The limbs of article 6(1).
pub(crate) fn article6_limbs() -> Vec<&'static str> {
    LAW.article6.keys().map(String::as_str).collect()
}
/// The limbs of article 9(2).
pub(crate) fn article9_limbs() -> Vec<&'static str> {
    LAW.article9.keys().map(String::as_str).collect()
}

/// The condition of `part 2 para 6` (also `Part 2, paragraph 6`). Outer `None`: not of this form; inner: no such condition.
pub(crate) fn condition(text: &str) -> Option<Option<&'static Condition>> {
    let words: Vec<String> = text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect();
    let [part_word, part, para_word, paragraph, ..] = words.as_slice() else { return None };
    if part_word != "part" || !para_word.starts_with("para") {
        return None;
    }
    let (part, paragraph) = (part.parse::<u32>().ok()?, paragraph.parse::<u32>().ok()?);
    Some(LAW.condition.iter().find(|c| c.part == part && c.paragraph == paragraph))
}

/// Wording in a text that is out of date on a day.
pub(crate) fn wording(text: &str, day: Option<Date>) -> Option<(&'static Wording, &'static str)> {
    let lower = text.to_lowercase();
    LAW.wording
        .iter()
        .filter(|w| match day {
            Some(day) => w.from.parse::<Date>().is_ok_and(|from| from <= day),
            None => true,
        })
        .find_map(|w| w.old.iter().find(|old| lower.contains(&old.to_lowercase())).map(|old| (w, old.as_str())))
}

/// What the data protection regulator is called on a day, as far as the day of a change is known.
#[must_use]
pub fn regulator(day: Date) -> &'static str {
    LAW.regulator
        .iter()
        .rfind(|r| r.from.as_ref().and_then(|d| d.parse::<Date>().ok()).is_some_and(|from| from <= day))
        .map_or("Information Commissioner", |r| r.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_register_can_be_read() {
        let legislation: Legislation = toml::from_str(include_str!("../registers/legislation.toml")).unwrap();
        assert!(legislation.act.len() > 100);
        let bodies: Bodies = toml::from_str(include_str!("../registers/bodies.toml")).unwrap();
        assert!(bodies.body.len() > 15);
        for body in &bodies.body {
            if let Some(until) = &body.until {
                until.parse::<Date>().unwrap();
            }
        }
        let law: Law = toml::from_str(include_str!("../registers/law.toml")).unwrap();
        assert!(law.condition.iter().filter(|c| c.part == 2).all(|c| c.policy), "all of Part 2 needs a document");
        for wording in &law.wording {
            wording.from.parse::<Date>().unwrap();
        }
    }

    #[test]
    fn a_section_after_a_title_is_no_part_of_it() {
        assert!(matches!(cited("Housing Act 1996 Part 6"), Cited::Act(a) if a.title == "Housing Act 1996"));
        assert!(matches!(cited("the Children’s Wellbeing & Schools Act 2026"), Cited::Act(_)));
        assert!(matches!(cited("Housing Act 2006"), Cited::Missing(_)));
        assert!(matches!(cited("Housing Act 19961"), Cited::Unknown));
    }

    #[test]
    fn an_old_name_counts_from_its_day() {
        let before = "2022-06-30".parse::<Date>().ok();
        let after = "2022-07-01".parse::<Date>().ok();
        assert!(out_of_date("NHS Clinical Commissioning Groups", before).is_none());
        assert!(out_of_date("NHS Clinical Commissioning Groups", after).is_some());
        assert!(out_of_date("CCGX", after).is_none());
    }

    #[test]
    fn a_name_that_stops_in_the_middle_is_found() {
        assert_eq!(
            cut_off("The Ministry of Housing, Communities and Local"),
            Some("Ministry of Housing, Communities and Local Government")
        );
        assert_eq!(cut_off("Ministry of Housing, Communities and Local Government"), None);
        assert_eq!(cut_off("Department"), None);
    }
}

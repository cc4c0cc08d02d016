//! How well a candidate fits what was asked, and why, in words that name no data.

use crate::birth::BirthDate;
use crate::keys::Identity;
use crate::name::PersonName;
use crate::nicknames::canonical_forename;
use crate::query::SearchQuery;
use kernel::NiNumber;

/// How well a candidate fits.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// From 0 (not at all) to 1 (in everything that was asked).
    pub value: f64,
    /// Why, a phrase for each thing that was compared.
    pub explained: Vec<&'static str>,
}

/// What the parts of a query count for.
const NAME_WEIGHT: f64 = 0.6;
const BORN_WEIGHT: f64 = 0.4;
const NI_WEIGHT: f64 = 1.5;
/// Below this likeness (Jaro-Winkler) two words have nothing to do with one another.
const UNLIKE: f64 = 0.72;

/// Compares a query with a candidate. What was not asked counts nothing; what was asked and is not known of the candidate
/// counts a little.
#[must_use]
pub fn score(query: &SearchQuery, candidate: &Identity) -> Score {
    let (mut sum, mut weight) = (0.0, 0.0);
    let mut explained = Vec::new();
    let mut add = |part: Option<(f64, Vec<&'static str>)>, of: f64| {
        if let Some((value, words)) = part {
            sum += value * of;
            weight += of;
            explained.extend(words);
        }
    };
    if !query.names.is_empty() {
        let best = candidate.names.iter().enumerate().map(|(at, name)| {
            let (value, mut words) = name_likeness(&query.names, name);
            if at > 0 && value > 0.0 {
                words.push("under another or former name");
            }
            (value, words)
        });
        add(Some(best.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or_default()), NAME_WEIGHT);
    }
    add(query.born.as_ref().map(|asked| birth_likeness(asked, candidate.born.as_ref())), BORN_WEIGHT);
    add(query.ni_number.as_ref().map(|asked| ni_likeness(asked, candidate.ni_number.as_ref())), NI_WEIGHT);
    Score { value: if weight > 0.0 { sum / weight } else { 0.0 }, explained }
}

/// Compares two records: whether they may be of one person, and why. The one interface through which records are proposed
/// as duplicates; whatever takes its place answers the same.
#[must_use]
pub fn pair(one: &Identity, other: &Identity) -> Score {
    let words = |name: &PersonName| name.forenames().iter().chain(name.surname()).cloned().collect::<Vec<_>>();
    let none = Score { value: 0.0, explained: Vec::new() };
    one.names
        .iter()
        .map(|name| {
            let query = SearchQuery {
                names: words(name),
                born: one.born,
                ni_number: one.ni_number.clone().filter(|_| other.ni_number.is_some()),
                reference: None,
            };
            score(&query, other)
        })
        .max_by(|a, b| a.value.total_cmp(&b.value))
        .unwrap_or(none)
}

/// One word against one word: likeness from 0 to 1, and what to say of it.
fn word_likeness(asked: &str, has: &str, forename: bool) -> (f64, &'static str) {
    if asked == has {
        return (1.0, if forename { "same first name" } else { "same surname" });
    }
    if forename {
        if canonical_forename(asked) == canonical_forename(has) {
            return (0.93, "a short or other form of the first name");
        }
        let initial = asked.chars().count() == 1 || has.chars().count() == 1;
        if initial && asked.chars().next() == has.chars().next() {
            return (0.8, "same first initial");
        }
    }
    let like = strsim::jaro_winkler(asked, has);
    let like = if one_slip(asked, has) { like.max(0.9) } else { like };
    if like < UNLIKE {
        return (0.0, "");
    }
    // From "hardly alike" = 0 to "the same" = 1, so that a misspelling costs something and a stranger scores nothing.
    let value = (like - UNLIKE) / (1.0 - UNLIKE);
    (value.min(0.97), if forename { "first name spelt differently" } else { "surname spelt differently" })
}

/// Whether one letter is wrong, missing or too many, or two neighbours are swapped, in words of four letters or more.
fn one_slip(a: &str, b: &str) -> bool {
    a.len().min(b.len()) >= 4 && a.len().abs_diff(b.len()) <= 4 && strsim::osa_distance(a, b) == 1
}

/// The words asked, each against the best word of the name that is still free. The order of words means nothing.
fn name_likeness(asked: &[String], name: &PersonName) -> (f64, Vec<&'static str>) {
    let joined = name.surname_joined();
    let has: Vec<(&str, bool)> = name
        .forenames()
        .iter()
        .map(|w| (w.as_str(), true))
        .chain(name.surname().iter().map(|w| (w.as_str(), false)))
        .chain(joined.iter().map(|w| (w.as_str(), false)))
        .collect();
    let mut pairs: Vec<(f64, usize, usize, &'static str)> = Vec::with_capacity(asked.len() * has.len());
    for (i, word) in asked.iter().enumerate() {
        for (j, (other, forename)) in has.iter().enumerate() {
            let (value, words) = word_likeness(word, other, *forename);
            if value > 0.0 {
                pairs.push((value, i, j, words));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut sum, mut explained, mut used_asked, mut used_has) = (0.0, Vec::new(), Vec::new(), Vec::new());
    for (value, i, j, words) in pairs {
        if !used_asked.contains(&i) && !used_has.contains(&j) {
            used_asked.push(i);
            used_has.push(j);
            sum += value;
            if !explained.contains(&words) {
                explained.push(words);
            }
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a query has a handful of words")]
    let words = asked.len() as f64;
    (sum / words, explained)
}

fn birth_likeness(asked: &BirthDate, has: Option<&BirthDate>) -> (f64, Vec<&'static str>) {
    let Some(has) = has else { return (0.3, vec!["date of birth not known"]) };
    if let (Some(a), Some(b)) = (asked.date(), has.date()) {
        if a == b {
            return (1.0, vec!["same date of birth"]);
        }
        if asked.swapped() == Some(b) {
            return (0.85, vec!["day and month of birth the other way round"]);
        }
        let (a, b) = (figures(a), figures(b));
        return match a.iter().zip(&b).filter(|(x, y)| x != y).count() {
            1 => (0.8, vec!["one figure of the date of birth differs"]),
            _ if a.get(..4) == b.get(..4) => (0.4, vec!["same year of birth"]),
            _ => (0.0, vec!["another date of birth"]),
        };
    }
    let estimated = matches!(asked, BirthDate::Estimated(_)) || matches!(has, BirthDate::Estimated(_));
    match asked.year().abs_diff(has.year()) {
        0 => (0.9, vec!["same year of birth"]),
        years if estimated && years <= 3 => (0.7, vec!["about the same age"]),
        _ => (0.0, vec!["another year of birth"]),
    }
}

/// The eight figures of a date.
fn figures(date: jiff::civil::Date) -> [u8; 8] {
    let number = i32::from(date.year()) * 10_000 + i32::from(date.month()) * 100 + i32::from(date.day());
    let mut rest = number.unsigned_abs();
    let mut out = [0; 8];
    for figure in out.iter_mut().rev() {
        *figure = u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    out
}

fn ni_likeness(asked: &NiNumber, has: Option<&NiNumber>) -> (f64, Vec<&'static str>) {
    let Some(has) = has else { return (0.1, vec!["National Insurance number not known"]) };
    if asked == has {
        return (1.0, vec!["same National Insurance number"]);
    }
    match strsim::osa_distance(asked.expose(), has.expose()) {
        1 => (0.7, vec!["one character of the National Insurance number differs"]),
        _ => (0.0, vec!["another National Insurance number"]),
    }
}

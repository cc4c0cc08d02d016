//! How well a candidate fits what was asked, and why, in words that name no data.

use crate::birth::BirthDate;
use crate::keys::{Identity, sound_alike};
use crate::name::PersonName;
use crate::nicknames::canonical_forename;
use crate::query::SearchQuery;

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
const NUMBER_WEIGHT: f64 = 1.5;
const POSTCODE_WEIGHT: f64 = 0.4;
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
    let number = |kind: Number, asked: &str, has: Vec<&str>| Some(number_likeness(kind, asked, &has));
    if let Some(asked) = &query.ni_number {
        let has = candidate.ni_number.iter().map(|n| n.expose().as_str()).collect();
        add(number(NATIONAL_INSURANCE, asked.expose(), has), NUMBER_WEIGHT);
    }
    if let Some(asked) = &query.nhs_number {
        let has = candidate.nhs_number.iter().map(|n| n.expose().as_str()).collect();
        add(number(NHS, asked.expose(), has), NUMBER_WEIGHT);
    }
    if let Some(asked) = &query.upn {
        let has = candidate.upn.iter().map(|n| n.expose().as_str()).collect();
        add(number(PUPIL, asked.expose(), has), NUMBER_WEIGHT);
    }
    if let Some(asked) = &query.phone {
        let has = candidate.phones.iter().map(|n| n.expose().as_str()).collect();
        add(number(TELEPHONE, asked.expose(), has), NUMBER_WEIGHT);
    }
    if let Some(asked) = &query.email {
        let has = candidate.emails.iter().map(|n| n.expose().as_str()).collect();
        add(number(EMAIL, asked.expose(), has), NUMBER_WEIGHT);
    }
    if let Some(asked) = &query.postcode {
        let has = candidate.postcodes.iter().map(|n| n.expose().as_str()).collect();
        add(number(POSTCODE, asked.expose(), has), POSTCODE_WEIGHT);
    }
    Score { value: if weight > 0.0 { sum / weight } else { 0.0 }, explained }
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
    if sound_alike(asked, has) {
        let words = if forename { "first name sounds the same" } else { "surname sounds the same" };
        return (strsim::jaro_winkler(asked, has).clamp(0.88, 0.95), words);
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

/// What to say of a number: the same, one character off, another, not known.
type Number = [&'static str; 4];
const NATIONAL_INSURANCE: Number = [
    "same National Insurance number",
    "one character of the National Insurance number differs",
    "another National Insurance number",
    "National Insurance number not known",
];
const NHS: Number =
    ["same NHS number", "one figure of the NHS number differs", "another NHS number", "NHS number not known"];
const PUPIL: Number = [
    "same unique pupil number",
    "one character of the unique pupil number differs",
    "another unique pupil number",
    "unique pupil number not known",
];
const TELEPHONE: Number = [
    "same telephone number",
    "one figure of the telephone number differs",
    "another telephone number",
    "telephone number not known",
];
const EMAIL: Number = [
    "same email address",
    "one character of the email address differs",
    "another email address",
    "email address not known",
];
const POSTCODE: Number =
    ["same postcode", "one character of the postcode differs", "another postcode", "postcode not known"];

fn number_likeness(say: Number, asked: &str, has: &[&str]) -> (f64, Vec<&'static str>) {
    let [same, near, other, unknown] = say;
    match has.iter().map(|has| strsim::osa_distance(asked, has)).min() {
        None => (0.1, vec![unknown]),
        Some(0) => (1.0, vec![same]),
        Some(1) => (0.7, vec![near]),
        Some(_) => (0.0, vec![other]),
    }
}

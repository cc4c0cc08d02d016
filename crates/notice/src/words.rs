//! Small matters of wording: suggestions, lists, plurals.

/// The nearest of some words, if any is near enough to be meant.
pub(crate) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    known
        .map(|k| (strsim::jaro_winkler(&lower, &k.to_lowercase()), k))
        .filter(|(score, k)| {
            *score >= 0.84 || strsim::damerau_levenshtein(&lower, &k.to_lowercase()) <= 2 && k.len() > 3
        })
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, k)| k)
}

/// `"a", "b" or "c"`.
pub(crate) fn quoted_list<S: AsRef<str>>(words: &[S]) -> String {
    join(words.iter().map(|w| format!("`{}`", w.as_ref())), "or")
}

/// `a, b and c`.
pub(crate) fn and_list<S: AsRef<str>>(words: &[S]) -> String {
    join(words.iter().map(|w| w.as_ref().to_owned()), "and")
}

/// `a, b or c`.
pub(crate) fn or_list<S: AsRef<str>>(words: &[S]) -> String {
    join(words.iter().map(|w| w.as_ref().to_owned()), "or")
}

fn join(words: impl Iterator<Item = String>, link: &str) -> String {
    let mut words: Vec<String> = words.collect();
    match words.pop() {
        None => String::new(),
        Some(only) if words.is_empty() => only,
        Some(last) => format!("{} {link} {last}", words.join(", ")),
    }
}

/// `1 year`, `6 years`.
pub(crate) fn count(number: u32, unit: &str) -> String {
    if number == 1 { format!("1 {unit}") } else { format!("{number} {unit}s") }
}

/// Small letters and figures, with one hyphen for whatever stands between.
pub(crate) fn hyphened(chars: impl Iterator<Item = char>) -> String {
    let mut id = String::new();
    for c in chars {
        if c.is_ascii_alphanumeric() {
            id.push(c.to_ascii_lowercase());
        } else if !id.ends_with('-') && !id.is_empty() {
            id.push('-');
        }
    }
    id.truncate(id.trim_end_matches('-').len());
    id
}

/// A name as an id: lower case, hyphens.
pub(crate) fn slug(name: &str) -> String {
    // "Children's" is "childrens", not "children-s".
    let slug = hyphened(name.chars().filter(|c| !matches!(c, '\'' | '’')));
    if slug.is_empty() {
        format!("body-{}", name.chars().map(u32::from).fold(0_u32, |a, c| a.wrapping_mul(31).wrapping_add(c)))
    } else {
        slug
    }
}

/// The first letter in lower case, unless the word is an abbreviation or a name in capitals.
pub(crate) fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

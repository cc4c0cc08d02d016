//! Whose copy it is, and what in a record is about others.

use super::gather::CopyPassage;
use ::rights::{Mark, Part, names, same_name};
use casework::section::Row;
use notice::model::Rows;

/// Columns that name the person whom a row is about.
const NAMING: [&str; 5] = ["name", "child", "adult", "whose", "who"];
/// Less than this is no name to look for.
const SHORTEST: usize = 3;

/// Whose copy it is, in a record.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Whose {
    /// The person in whose name the record is kept.
    #[default]
    Main,
    /// Somebody else of the same file, by the name that it knows them by.
    Member(String),
}

/// Whether two names may be of one person: written the same, or one of them only the first name of the other.
pub(super) fn may_be(one: &str, other: &str) -> bool {
    let first = |name: &str| name.split_whitespace().next().unwrap_or_default().to_owned();
    let single = |name: &str| name.split_whitespace().count() == 1;
    same_name(one, other) || ((single(one) || single(other)) && same_name(&first(one), &first(other)))
}

/// Whom a row names.
pub(super) fn named_in<'r>(rows: &Rows, row: &Row<'r>) -> Option<&'r str> {
    rows.columns.iter().find(|c| NAMING.contains(&c.id.as_str())).and_then(|c| row.get(&c.id))
}

/// What a row has to be marked with. `own`: the names of the person in whose name the record is kept.
pub(super) fn of_row(whose: &Whose, own: &[String], rows: &Rows, row: &Row<'_>) -> Vec<Mark> {
    let named = named_in(rows, row);
    let about_others = match whose {
        Whose::Member(name) => !named.is_some_and(|n| may_be(n, name)),
        Whose::Main if rows.about.is_some() => !named.is_some_and(|n| own.iter().any(|o| same_name(o, n))),
        // Rows of anything else say by a name of whom they are, where they are not of the person. Their own other names and
        // the bodies that know them are no other people.
        Whose::Main => {
            let says = rows.columns.iter().find(|c| matches!(c.id.as_str(), "child" | "adult" | "whose"));
            let who = says.and_then(|c| row.get(&c.id)).filter(|n| !n.trim().is_empty());
            who.is_some_and(|n| !own.iter().any(|o| may_be(o, n)))
        }
    };
    if about_others { vec![Mark::OtherPerson] } else { Vec::new() }
}

/// The words by which somebody may be named in a text: the whole name, and its parts that are not the person's own.
pub(super) fn words_of(name: &str, own: &[String]) -> Vec<String> {
    let mut words = vec![name.trim().to_owned()];
    words.extend(name.split_whitespace().map(str::to_owned));
    words.retain(|w| w.chars().count() >= SHORTEST && !own.iter().any(|o| names(o, w)));
    words
}

/// Marks texts that name somebody else whom the record knows.
pub(super) fn mark_names(passages: &mut [CopyPassage], words: &[String]) {
    let read = |part: Part| !matches!(part, Part::Looked | Part::Permissions);
    for passage in passages.iter_mut().filter(|p| read(p.part) && !p.marks.contains(&Mark::OtherPerson)) {
        if words.iter().any(|w| names(passage.text.get(), w)) {
            passage.marks.push(Mark::Named);
        }
    }
}

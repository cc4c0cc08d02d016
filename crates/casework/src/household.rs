//! The members of a household as people of their own: their rows taken out of a section to be sealed with their own keys, and put
//! back into it for whoever may read them.

use crate::form::ABOUT;
use crate::section::{MEMBER, Provenance, Row, SectionContent, WHOLE, row_key};
use crate::timeline::{first_day, last_day};
use jiff::civil::Date;
use kernel::{MemberPartId, PersonId};
use notice::model::{FieldInfo, Shape};
use people::{BirthDate, Identity, PersonName, tokens};
use std::collections::HashMap;

/// One row of a household, apart from its section.
#[derive(Clone, PartialEq, Eq)]
pub struct MemberRow {
    /// The question.
    pub field: String,
    /// The number of the row.
    pub row: usize,
    /// Whose row it is said to be.
    pub person: Option<PersonId>,
    /// The row by columns, with who said so.
    pub content: SectionContent,
}

/// A row that was sealed by itself, opened.
#[derive(Clone, PartialEq, Eq)]
pub struct MemberOpened {
    /// Under this it stands in its section.
    pub id: MemberPartId,
    /// Whose row it is.
    pub person: PersonId,
    /// The row by columns, with who said so.
    pub content: SectionContent,
}

/// The questions about members of a household or family.
pub fn about_members(questions: &[FieldInfo]) -> impl Iterator<Item = &FieldInfo> {
    questions.iter().filter(|q| q.rows().is_some_and(|r| r.shape == Some(Shape::Household)))
}

/// Takes the rows about members out of a section. `now`: who said what nothing else is said of.
#[must_use]
pub fn take_apart(
    content: &SectionContent,
    questions: &[FieldInfo],
    now: &Provenance,
) -> (SectionContent, Vec<MemberRow>) {
    let mut rest = content.clone();
    let mut rows = Vec::new();
    for question in about_members(questions) {
        let field = question.id.as_str();
        let said = content.said.get(field).or_else(|| content.said.get(WHOLE)).unwrap_or(now);
        for (number, cells) in numbered(content, field) {
            let person = cells.iter().find(|(c, _)| *c == MEMBER).and_then(|(_, id)| id.parse().ok());
            let cells = cells.iter().filter(|(c, _)| *c != MEMBER).map(|(c, v)| ((*c).to_owned(), (*v).to_owned()));
            let mut content = SectionContent::from_pairs(cells);
            content.said.insert(WHOLE.to_owned(), said.clone());
            rows.push(MemberRow { field: field.to_owned(), row: number, person, content });
        }
        let before = format!("{field}.");
        rest.fields.retain(|key, _| !key.starts_with(&before));
    }
    (rest, rows)
}

/// The rows of a question by their numbers, each with its cells in their order.
fn numbered<'c>(content: &'c SectionContent, field: &str) -> Vec<(usize, Vec<(&'c str, &'c str)>)> {
    let mut rows: Vec<(usize, Vec<(&str, &str)>)> = Vec::new();
    for (key, value) in &content.fields {
        let place = key.strip_prefix(field).and_then(|rest| rest.strip_prefix('.')).and_then(|r| r.split_once('.'));
        let Some((number, column)) = place else { continue };
        let Ok(number) = number.parse::<usize>() else { continue };
        match rows.iter_mut().find(|(n, _)| *n == number) {
            Some((_, cells)) => cells.push((column, value)),
            None => rows.push((number, vec![(column, value)])),
        }
    }
    rows.sort_by_key(|(number, _)| *number);
    rows
}

/// Says in a section that a row stands somewhere else.
pub fn refer(content: &mut SectionContent, field: &str, row: usize, part: MemberPartId) {
    content.fields.insert(row_key(field, row, MEMBER), part.to_string());
}

/// The rows of a section that stand somewhere else: question, number and id.
#[must_use]
pub fn references(content: &SectionContent) -> Vec<(String, usize, MemberPartId)> {
    let place = |key: &str| {
        let (row, column) = key.rsplit_once('.')?;
        let (field, number) = row.rsplit_once('.')?;
        (column == MEMBER).then_some((field.to_owned(), number.parse().ok()?))
    };
    let found = content.fields.iter().filter_map(|(key, value)| {
        let (field, number) = place(key)?;
        Some((field, number, value.parse().ok()?))
    });
    found.collect()
}

/// A section without what says that rows of it stand somewhere else.
#[must_use]
pub fn without_references(mut content: SectionContent, references: &[(String, usize, MemberPartId)]) -> SectionContent {
    for (field, number, _) in references {
        content.fields.shift_remove(&row_key(field, *number, MEMBER));
    }
    content
}

/// Puts rows back into their section. A row that was not opened is left out: nothing is said of it, and those after it move up.
#[must_use]
pub fn put_together(section: SectionContent, opened: &[MemberOpened]) -> SectionContent {
    let references = references(&section);
    if references.is_empty() {
        return section;
    }
    let SectionContent { fields, said, .. } = section;
    let mut whole = SectionContent { said, ..SectionContent::default() };
    let mut filled: HashMap<&str, usize> = HashMap::new();
    for (key, value) in fields {
        let elsewhere = references.iter().find(|(field, number, _)| key == row_key(field, *number, MEMBER));
        let Some((field, _, part)) = elsewhere else {
            whole.fields.insert(key, value);
            continue;
        };
        let Some(row) = opened.iter().find(|o| o.id == *part) else { continue };
        let number = filled.entry(field.as_str()).or_default();
        *number += 1;
        for (column, value) in &row.content.fields {
            whole.fields.insert(row_key(field, *number, column), value.clone());
        }
        whole.fields.insert(row_key(field, *number, MEMBER), row.person.to_string());
        if let Some(said) = row.content.said.get(WHOLE) {
            whole.by_row.insert(format!("{field}.{number}"), said.clone());
        }
    }
    whole
}

/// Whether two rows say so much alike of somebody that they are about one person: the name, and nothing that differs.
#[must_use]
pub fn may_be_one(one: &SectionContent, other: &SectionContent) -> bool {
    let differ = |column: &str| matches!((one.get(column), other.get(column)), (Some(a), Some(b)) if a != b);
    let (Some(a), Some(b)) = (one.get("name"), other.get("name")) else { return false };
    let (a, b) = (tokens(a), tokens(b));
    let born = |row: &SectionContent| {
        let born = row.get("born").map(|b| b.strip_prefix(ABOUT).unwrap_or(b));
        born.and_then(|b| Some((first_day(b)?, last_day(b)?)))
    };
    let apart = matches!((born(one), born(other)), (Some(a), Some(b)) if a.1 < b.0 || b.1 < a.0);
    !a.is_empty() && a == b && !differ("relation") && !apart
}

/// Whether a row is of a child who is in the household on a day.
#[must_use]
pub fn is_child_there(row: &SectionContent, on: Date) -> bool {
    crate::person::is_child_there(&row.as_row(), on)
}

/// Whether what stands in a row now is of somebody else than what stood there: neither the name nor anything that tells people of one
/// name apart is left.
#[must_use]
pub fn is_another(before: &SectionContent, now: &SectionContent) -> bool {
    let same_name = match (before.get("name"), now.get("name")) {
        (Some(a), Some(b)) => tokens(a) == tokens(b),
        // A name that was not written down, or is not any more, tells nobody apart.
        _ => true,
    };
    let differ = |column: &str| matches!((before.get(column), now.get(column)), (Some(a), Some(b)) if a != b);
    !same_name && (differ("relation") || differ("born"))
}

/// Whether a row is of somebody who is, or was, the person's partner.
#[must_use]
pub fn is_partner(row: &SectionContent) -> bool {
    row.get("relation").is_some_and(|r| r.contains("partner") || r == "spouse")
}

/// The answers of a section, with their questions, that say that there is, or may be, domestic abuse: all that is given in a category
/// of that name, and elsewhere each that is that.
pub fn telling_of_abuse<'c>(category: &str, content: &'c SectionContent) -> impl Iterator<Item = (&'c str, &'c str)> {
    let own = category == "domestic-abuse";
    let says = |value: &str| value.lines().any(|v| matches!(v.trim(), "domestic-abuse" | "Domestic abuse"));
    let all = content.fields.iter().map(|(field, value)| (field.as_str(), value.as_str()));
    all.filter(move |(_, value)| says(value) || (own && !value.trim().is_empty() && *value != "no"))
}

/// Who a member is, as far as their rows say.
#[must_use]
pub fn identity<'r>(rows: impl Iterator<Item = (Option<&'r str>, Option<&'r str>)>, today: Date) -> Identity {
    let mut who = Identity::default();
    for (name, born) in rows {
        if let Some(name) = name.map(str::trim).filter(|n| !n.is_empty()) {
            let name = PersonName::from_full(name);
            if !who.names.contains(&name) {
                who.names.push(name);
            }
        }
        who.born = who.born.or_else(|| born.and_then(|b| BirthDate::parse(b, today.year()).ok()));
    }
    who
}

/// The rows of a section that are about one person, with the questions in which they stand and their numbers.
#[must_use]
pub fn rows_about<'c>(
    content: &'c SectionContent,
    questions: &'c [FieldInfo],
    person: PersonId,
) -> Vec<(&'c FieldInfo, usize, Row<'c>)> {
    let id = person.to_string();
    let mut found = Vec::new();
    for question in about_members(questions) {
        let rows = (1..).zip(content.rows(&question.id));
        found.extend(rows.filter(|(_, row)| row.get(MEMBER) == Some(&id)).map(|(number, row)| (question, number, row)));
    }
    found
}

/// A time over which the same people lived together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Together {
    /// From this day; none: from a day that nobody knows.
    pub from: Option<Date>,
    /// Until this day; none: they still do.
    pub until: Option<Date>,
    /// Who, by their places in what was asked.
    pub who: Vec<usize>,
}

/// Who lived together when, the newest first. Each spell has its first and its last day, as far as they are known; a person may have
/// several. What begins after `today` is left out.
#[must_use]
pub fn together(spells: &[(usize, Option<Date>, Option<Date>)], today: Date) -> Vec<Together> {
    let mut begins: Vec<Option<Date>> = vec![None];
    for (_, from, until) in spells {
        begins.push(*from);
        begins.push(until.and_then(|u| u.tomorrow().ok()));
    }
    begins.retain(|b| b.is_none_or(|b| b <= today));
    begins.sort_unstable();
    begins.dedup();
    let mut all: Vec<Together> = Vec::new();
    for begin in begins {
        let day = begin.unwrap_or(Date::MIN);
        let there = |(_, from, until): &&(usize, Option<Date>, Option<Date>)| {
            from.is_none_or(|f| f <= day) && until.is_none_or(|u| u >= day)
        };
        let mut who: Vec<usize> = spells.iter().filter(there).map(|(who, ..)| *who).collect();
        who.sort_unstable();
        who.dedup();
        if all.last().is_some_and(|last| last.who == who) {
            continue;
        }
        if let Some(last) = all.last_mut() {
            last.until = begin.and_then(|b| b.yesterday().ok());
        }
        all.push(Together { from: begin, until: None, who });
    }
    // Before the first day that anybody knows nothing is said of the household.
    if all.first().is_some_and(|first| first.from.is_none() && first.who.is_empty()) {
        all.remove(0);
    }
    all.reverse();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Came, Sure};
    use jiff::civil::date;
    use notice::model::{Part, Rows};

    fn household() -> FieldInfo {
        let column = |id: &str| FieldInfo { id: id.to_owned(), label: id.to_owned(), ..FieldInfo::default() };
        let columns = ["name", "relation", "born", "from", "until"].map(column).to_vec();
        let rows = Rows { one: "person".to_owned(), columns, at_most: 9, about: None, shape: Some(Shape::Household) };
        FieldInfo { part: Part::Rows(rows), ..column("members") }
    }

    fn said(source: &str) -> Provenance {
        let on = date(2026, 11, 21);
        Provenance { source: source.to_owned(), sure: Sure::Said, on, by: None, marking: None, came: Came::default() }
    }

    #[test]
    fn rows_come_out_of_a_section_and_go_back_as_they_were() {
        let person = PersonId::from_bytes([7; 16]);
        let id = person.to_string();
        let typed = SectionContent::from_pairs([
            ("pregnant", "no"),
            ("members.1.name", "Bo"),
            ("members.1.person-record", id.as_str()),
            ("members.2.name", "Cy"),
            ("members.2.relation", "child"),
        ]);
        let (mut rest, rows) = take_apart(&typed, &[household()], &said("subject"));
        assert_eq!(rest.fields.keys().collect::<Vec<_>>(), ["pregnant"], "nothing of anybody else is left");
        assert_eq!(rows.iter().map(|r| (r.row, r.person)).collect::<Vec<_>>(), [(1, Some(person)), (2, None)]);
        let mut opened = Vec::new();
        for (at, row) in (1u8..).zip(rows) {
            let part = MemberPartId::from_bytes([at; 16]);
            refer(&mut rest, &row.field, row.row, part);
            let person = row.person.unwrap_or(PersonId::from_bytes([9; 16]));
            opened.push(MemberOpened { id: part, person, content: row.content });
        }
        let whole = put_together(rest.clone(), &opened);
        assert_eq!(whole.get("members.1.name"), Some("Bo"));
        assert_eq!(whole.get("members.1.person-record"), Some(id.as_str()));
        assert_eq!(whole.get("members.2.relation"), Some("child"));
        assert_eq!(whole.by_row.get("members.2").map(|s| s.source.as_str()), Some("subject"));
        // Of a row that does not open nothing is said, and those after it move up: rows are counted without gaps.
        let some = put_together(rest, &opened[1..]);
        assert_eq!(some.get("members.1.name"), Some("Cy"));
        assert!(some.fields.keys().all(|k| !k.starts_with("members.2")));
    }

    #[test]
    fn a_row_is_known_again_by_its_name_unless_something_differs() {
        let row = |name: &str, relation: &str, born: &str| {
            let pairs = [("name", name), ("relation", relation), ("born", born)];
            SectionContent::from_pairs(pairs.into_iter().filter(|(_, v)| !v.is_empty()))
        };
        assert!(may_be_one(&row("Bo Example", "child", ""), &row("bo  EXAMPLE", "child", "2018-02-01")));
        assert!(may_be_one(&row("Bo", "child", "2018"), &row("Bo", "child", "2018-02-01")));
        assert!(!may_be_one(&row("Bo", "child", "2017"), &row("Bo", "child", "2018-02-01")));
        assert!(!may_be_one(&row("Bo", "child", ""), &row("Bo", "parent", "")));
        assert!(!may_be_one(&row("", "child", ""), &row("", "child", "")));
    }

    #[test]
    fn who_lived_together_changes_with_each_who_comes_and_goes() {
        let today = date(2026, 11, 26);
        let spells = [
            (0, None, Some(date(2020, 5, 31))),
            (1, Some(date(2018, 2, 1)), None),
            (0, Some(date(2024, 1, 1)), None),
            (2, Some(date(2027, 1, 1)), None),
        ];
        let found = together(&spells, today);
        let lines: Vec<_> = found.iter().map(|t| (t.from, t.until, t.who.clone())).collect();
        assert_eq!(
            lines,
            [
                (Some(date(2024, 1, 1)), None, vec![0, 1]),
                (Some(date(2020, 6, 1)), Some(date(2023, 12, 31)), vec![1]),
                (Some(date(2018, 2, 1)), Some(date(2020, 5, 31)), vec![0, 1]),
                (None, Some(date(2018, 1, 31)), vec![0]),
            ]
        );
        assert_eq!(together(&[], today), []);
    }
}

//! What one section (one category of one case) says, and who said so.

use crate::came::Came;
use indexmap::IndexMap;
use jiff::civil::Date;
use kernel::AccountId;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::HashMap;

/// Under this, [`SectionContent::said`] says something of the whole section: of every field that has nothing of its own.
pub const WHOLE: &str = "*";

/// The key of the questions that the person did not want to answer.
pub(crate) const DECLINED: &str = "declined";

/// The column under which a row of a household says whose it is: the id of the person's own record. What is kept of the row is sealed
/// with that person's key, and in the sealed section there stands only this.
pub const MEMBER: &str = "person-record";

/// The content of a section: field id to value, in the order of the form. Sealed whole.
///
/// Values are text in one agreed form: dates `2026-11-21` (or `2026` where only the year is known, `about 1984` where it is
/// estimated), amounts `123.45`, yes and no as `yes` and `no`, several choices one a line. The rows of a question stand as
/// `debts.1.creditor`, numbered from 1 without gaps.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SectionContent {
    /// The values that were given.
    pub fields: IndexMap<String, String>,
    /// Who said what, when, and how sure it is: by field (a question with rows has one for all of them). A field without
    /// one was said as the whole section was.
    pub said: IndexMap<String, Provenance>,
    /// Who said what single rows say, by question and number (`members.2`), where these were sealed by themselves. Not kept here: it is
    /// kept with each row.
    pub by_row: IndexMap<String, Provenance>,
}

/// Where a fact comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Provenance {
    /// The source: a code of the notice's sources, `subject`, or `party:…` for a body that wrote it itself.
    pub source: String,
    /// How sure it is.
    pub sure: Sure,
    /// The day on which it was written down.
    pub on: Date,
    /// Who wrote it down.
    pub by: Option<AccountId>,
    /// A protective marking, as the document carried it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marking: Option<String>,
    /// How it came in, where somebody else gave it.
    #[serde(default, skip_serializing_if = "Came::is_empty")]
    pub came: Came,
}

/// How sure a fact is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sure {
    /// Somebody said so.
    #[default]
    Said,
    /// A document or a record showed it.
    Confirmed,
    /// Somebody thinks so.
    Unsure,
}

impl Sure {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Said, Self::Confirmed, Self::Unsure];
    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Said => "said",
            Self::Confirmed => "confirmed",
            Self::Unsure => "unsure",
        }
    }
    /// From its code; what is no code is the usual.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|s| s.code() == code).unwrap_or_default()
    }
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Said => "They said so",
            Self::Confirmed => "Confirmed: a document or record showed it",
            Self::Unsure => "Not sure: somebody thinks so",
        }
    }
}

/// One row of a question.
#[derive(Clone, Default)]
pub struct Row<'a>(IndexMap<&'a str, &'a str>);

impl<'a> Row<'a> {
    /// The value of a column.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&'a str> {
        self.0.get(column).copied()
    }
    /// Whether another row says all that this one says, whoever either is said to be of.
    fn says_no_more_than(&self, other: &Self) -> bool {
        self.0.iter().filter(|(column, _)| **column != MEMBER).all(|(column, value)| other.get(column) == Some(value))
    }
}

/// The key of a column of a row (rows are numbered from 1).
#[must_use]
pub fn row_key(field: &str, row: usize, column: &str) -> String {
    format!("{field}.{row}.{column}")
}

impl SectionContent {
    /// From pairs of field id and value.
    pub fn from_pairs<K: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        Self { fields: pairs.into_iter().map(|(k, v)| (k.into(), v.into())).collect(), ..Self::default() }
    }
    /// The value of a field, if it was given.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&str> {
        self.fields.get(field).map(String::as_str)
    }
    /// The rows of a question, in order.
    #[must_use]
    pub fn rows(&self, field: &str) -> Vec<Row<'_>> {
        let mut rows: Vec<(usize, Row<'_>)> = Vec::new();
        for (key, value) in &self.fields {
            let Some((number, column)) =
                key.strip_prefix(field).and_then(|rest| rest.strip_prefix('.')).and_then(|r| r.split_once('.'))
            else {
                continue;
            };
            let Ok(number) = number.parse::<usize>() else { continue };
            match rows.iter_mut().find(|(n, _)| *n == number) {
                Some((_, row)) => {
                    row.0.insert(column, value);
                }
                None => rows.push((number, Row(IndexMap::from([(column, value.as_str())])))),
            }
        }
        rows.sort_by_key(|(number, _)| *number);
        rows.into_iter().map(|(_, row)| row).collect()
    }
    /// All of it as one row: of what was taken out of a question with rows.
    #[must_use]
    pub fn as_row(&self) -> Row<'_> {
        Row(self.fields.iter().map(|(column, value)| (column.as_str(), value.as_str())).collect())
    }
    /// The questions that the person did not want to answer, by id.
    pub fn declined(&self) -> impl Iterator<Item = &str> {
        self.get(DECLINED).into_iter().flat_map(str::lines)
    }
    /// Whether nothing was given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
    /// The fields that have a value, each once: a question with rows is one.
    #[must_use]
    pub fn given(&self) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for key in self.fields.keys().filter(|k| *k != DECLINED) {
            let field = field_of(key);
            if !all.contains(&field) {
                all.push(field);
            }
        }
        all
    }
    /// Everything that is said under a field, to compare.
    fn under<'s>(&'s self, field: &'s str) -> impl Iterator<Item = (&'s str, &'s str)> {
        self.fields.iter().filter(move |(key, _)| field_of(key) == field).map(|(k, v)| (k.as_str(), v.as_str()))
    }
    /// Says of each fact where it comes from: what was not changed keeps what was said of it before.
    #[must_use]
    pub fn attributed(mut self, before: Option<(&Self, &Provenance)>, now: &Provenance) -> Self {
        let given: Vec<String> = self.given().into_iter().map(str::to_owned).collect();
        for field in given {
            let kept = before.filter(|(old, _)| old.under(&field).eq(self.under(&field)));
            let said = kept.map_or_else(
                || now.clone(),
                |(old, whole)| old.said.get(&field).or_else(|| old.said.get(WHOLE)).unwrap_or(whole).clone(),
            );
            self.said.insert(field, said);
        }
        self
    }
    /// With what whoever wrote this was not shown: `whole` stood there, and `shown` is what they saw of it. What they could not
    /// see they did not take out. Of rows, a cell goes back into the row that still says what it said; one that was changed
    /// has lost it. What they typed themselves stands, whatever they could not see.
    #[must_use]
    pub fn with_what_was_hidden(mut self, whole: &Self, shown: &Self) -> Self {
        let hidden: Vec<&str> = whole
            .fields
            .keys()
            .filter(|k| *k != DECLINED && !shown.fields.contains_key(*k))
            .map(String::as_str)
            .collect();
        let typed_rows: HashMap<String, usize> =
            hidden.iter().map(|k| field_of(k)).map(|f| (f.to_owned(), self.rows(f).len())).collect();
        for key in hidden {
            let field = field_of(key);
            let Some(value) = whole.get(key) else { continue };
            if shown.under(field).next().is_none() {
                match key.split('.').nth(1).map(str::parse::<usize>) {
                    // Rows that they could not see come after those that they typed.
                    Some(Ok(row)) => {
                        let typed = typed_rows.get(field).copied().unwrap_or(0);
                        let column = key.splitn(3, '.').nth(2).unwrap_or_default();
                        self.fields.insert(row_key(field, typed + row, column), value.to_owned());
                    }
                    // An answer that they typed over one that they could not see is the newer one. The other is in the history.
                    _ => {
                        self.fields.entry(key.to_owned()).or_insert_with(|| value.to_owned());
                    }
                }
                continue;
            }
            let mut parts = key.splitn(3, '.').skip(1);
            let (Some(Ok(row)), Some(column)) = (parts.next().map(str::parse::<usize>), parts.next()) else { continue };
            let seen: Vec<_> = shown.cells(field, row).collect();
            // A row that says whose it is goes by that, also where something else of it was changed.
            if let Some((_, whose)) = seen.iter().find(|(c, _)| *c == MEMBER) {
                let theirs: Vec<usize> = (1..=self.rows(field).len())
                    .filter(|number| self.get(&row_key(field, *number, MEMBER)) == Some(whose))
                    .collect();
                if let [one] = theirs.as_slice() {
                    self.fields.entry(row_key(field, *one, column)).or_insert_with(|| value.to_owned());
                    continue;
                }
            }
            let mut alike = self.rows(field).len();
            let mut back = None;
            for number in 1..=self.rows(field).len() {
                let same = self
                    .cells(field, number)
                    .filter(|(c, _)| seen.iter().any(|(s, _)| s == c))
                    .eq(seen.iter().copied());
                if same { back = Some(number) } else { alike -= 1 }
            }
            if let (Some(number), 1) = (back, alike) {
                self.fields.entry(row_key(field, number, column)).or_insert_with(|| value.to_owned());
            }
        }
        self
    }
    /// Without the rows of a question that say nothing more than one that stands there already, each of those taken for one row at
    /// most. The others are numbered anew.
    #[must_use]
    pub fn without_rows_there(mut self, field: &str, there: &[Row<'_>]) -> Self {
        let mut left: Vec<&Row<'_>> = there.iter().collect();
        let typed = self.rows(field);
        let (all, mut others) = (typed.len(), Vec::new());
        for row in typed {
            // Of several, the one that says least besides.
            let again = left.iter().enumerate().filter(|(_, known)| row.says_no_more_than(known));
            match again.min_by_key(|(_, known)| known.0.len()).map(|(at, _)| at) {
                Some(at) => drop(left.remove(at)),
                None => others.push(row.0.iter().map(|(c, v)| ((*c).to_owned(), (*v).to_owned())).collect::<Vec<_>>()),
            }
        }
        if others.len() == all {
            return self;
        }
        let before = format!("{field}.");
        self.fields.retain(|key, _| !key.starts_with(&before));
        for (number, cells) in (1..).zip(others) {
            for (column, value) in cells {
                self.fields.insert(row_key(field, number, &column), value);
            }
        }
        self
    }
    /// The cells of a row, by column, in a fixed order.
    fn cells<'s>(&'s self, field: &str, row: usize) -> impl Iterator<Item = (&'s str, &'s str)> {
        let prefix = format!("{field}.{row}.");
        let mut cells: Vec<(&str, &str)> =
            self.fields.iter().filter_map(|(key, value)| Some((key.strip_prefix(&prefix)?, value.as_str()))).collect();
        cells.sort_unstable();
        cells.into_iter()
    }
    /// Without some fields (a question with all its rows).
    #[must_use]
    pub fn without(mut self, leave_out: impl Fn(&str) -> bool) -> Self {
        self.fields.retain(|key, _| key == DECLINED || !leave_out(field_of(key)));
        self.said.retain(|field, _| !leave_out(field));
        self.by_row.retain(|row, _| !leave_out(field_of(row)));
        self
    }
}

/// The field that a key belongs to.
pub(crate) fn field_of(key: &str) -> &str {
    key.split('.').next().unwrap_or(key)
}

/// As it is written: a plain table of values where nothing is said of where they come from (older records, loaded ones).
#[derive(Serialize, Deserialize)]
struct Whole {
    fields: IndexMap<String, String>,
    said: IndexMap<String, Provenance>,
}

impl Serialize for SectionContent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.said.is_empty() {
            return self.fields.serialize(serializer);
        }
        Whole { fields: self.fields.clone(), said: self.said.clone() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SectionContent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Whole(Whole),
            Plain(IndexMap<String, String>),
        }
        Ok(match Written::deserialize(deserializer)? {
            Written::Whole(Whole { fields, said }) => Self { fields, said, ..Self::default() },
            Written::Plain(fields) => Self { fields, ..Self::default() },
        })
    }
}

/// Content is personal: debugging output says how many fields there are and nothing of what is in them.
impl std::fmt::Debug for SectionContent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "(a section of {} fields)", self.fields.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn said(source: &str) -> Provenance {
        Provenance {
            source: source.to_owned(),
            sure: Sure::Said,
            on: date(2026, 11, 21),
            by: None,
            marking: None,
            came: Came::default(),
        }
    }

    #[test]
    fn rows_stand_in_their_order_whatever_the_order_of_the_keys() {
        let content =
            SectionContent::from_pairs([("d.10.a", "ten"), ("d.2.a", "two"), ("d.2.b", "b"), ("dd.1.a", "x")]);
        let rows = content.rows("d");
        assert_eq!(rows.iter().map(|r| r.get("a")).collect::<Vec<_>>(), [Some("two"), Some("ten")]);
        assert_eq!(content.given(), ["d", "dd"]);
    }

    #[test]
    fn a_fact_that_is_not_changed_keeps_who_said_it() {
        let first = SectionContent::from_pairs([("a", "1"), ("b", "2"), ("r.1.x", "y")]);
        let old = first.attributed(None, &said("police"));
        let second = SectionContent::from_pairs([("a", "1"), ("b", "3"), ("r.1.x", "y"), ("r.2.x", "z")]);
        let new = second.attributed(Some((&old, &said("whole"))), &said("subject"));
        let of = |f: &str| new.said[f].source.as_str();
        assert_eq!((of("a"), of("b"), of("r")), ("police", "subject", "subject"));
        // Of a record that says it only once for all.
        let plain = SectionContent::from_pairs([("a", "1")]);
        let again = SectionContent::from_pairs([("a", "1")]).attributed(Some((&plain, &said("whole"))), &said("x"));
        assert_eq!(again.said["a"].source, "whole");
    }

    #[test]
    fn what_somebody_was_not_shown_they_do_not_take_out() {
        let whole = SectionContent::from_pairs([
            ("a", "1"),
            ("b", "2"),
            ("r.1.name", "Cy"),
            ("r.1.kin", "child"),
            ("r.2.name", "Bo"),
            ("r.2.kin", "partner"),
        ]);
        let mut shown = whole.clone().without(|f| f == "b");
        shown.fields.retain(|k, _| k != "r.1.name");
        let written = |pairs: &[(&str, &str)]| {
            SectionContent::from_pairs(pairs.iter().copied()).with_what_was_hidden(&whole, &shown)
        };
        let same = written(&[("a", "9"), ("r.1.kin", "partner"), ("r.1.name", "Bo"), ("r.2.kin", "child")]);
        assert_eq!((same.get("a"), same.get("b"), same.get("r.2.name")), (Some("9"), Some("2"), Some("Cy")));
        let fewer = written(&[("r.1.kin", "partner"), ("r.1.name", "Bo")]);
        assert_eq!((fewer.get("b"), fewer.rows("r").len()), (Some("2"), 1), "a row that was taken out stays out");
        assert_eq!(fewer.get("a"), None, "what was seen and taken out stays out");
        let over = written(&[("a", "9"), ("b", "typed")]);
        assert_eq!(over.get("b"), Some("typed"), "what somebody typed is never thrown away");
        // Of a question with rows of which none was shown: those that were typed, and then the others.
        let blind = whole.clone().without(|f| f == "r");
        let more = SectionContent::from_pairs([("r.1.name", "Di"), ("r.1.kin", "friend")]);
        let more = more.with_what_was_hidden(&whole, &blind);
        let names: Vec<_> = more.rows("r").iter().map(|r| r.get("name").map(str::to_owned)).collect();
        assert_eq!(names, ["Di", "Cy", "Bo"].map(|n| Some(n.to_owned())));
    }

    #[test]
    fn a_row_that_stands_there_already_is_no_second_one() {
        let there = SectionContent::from_pairs([("r.1.name", "Cy"), ("r.1.kin", "child"), ("r.2.name", "Cy")]);
        let typed = SectionContent::from_pairs([
            ("r.1.name", "Cy"),
            ("r.2.name", "Di"),
            ("r.3.name", "Cy"),
            ("r.3.kin", "child"),
            ("r.4.name", "Cy"),
            ("a", "1"),
        ]);
        let left = typed.without_rows_there("r", &there.rows("r"));
        let names: Vec<_> = left.rows("r").iter().map(|r| (r.get("name"), r.get("kin"))).collect();
        // The first and the third are the two that stand there; the fourth is a third of that name.
        assert_eq!(names, [(Some("Di"), None), (Some("Cy"), None)]);
        assert_eq!(left.get("a"), Some("1"));
        let other = SectionContent::from_pairs([("rr.1.name", "Cy")]).without_rows_there("rr", &there.rows("r"));
        assert!(other.is_empty(), "its only row is there");
    }

    #[test]
    fn both_ways_of_writing_are_read() {
        let plain: SectionContent = serde_json::from_str(r#"{"name":"A","fields":"b"}"#).unwrap();
        assert_eq!(plain.get("fields"), Some("b"));
        let whole = plain.clone().attributed(None, &said("subject"));
        let text = serde_json::to_string(&whole).unwrap();
        assert!(serde_json::from_str::<SectionContent>(&text).unwrap() == whole);
        assert_eq!(serde_json::to_string(&plain).unwrap(), r#"{"name":"A","fields":"b"}"#);
    }
}

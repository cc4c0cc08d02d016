//! What was typed, as the form sent it.

use super::FormSpec;
use super::value::is_birth;
use crate::SectionContent;
use notice::model::{FieldInfo, Part};
use notice::source::FieldKind;

/// What was typed: input names to values, in order; a name may come several times (choices).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Typed {
    pairs: Vec<(String, String)>,
}

impl Typed {
    /// From the pairs of a form.
    #[must_use]
    pub const fn new(pairs: Vec<(String, String)>) -> Self {
        Self { pairs }
    }
    /// What a form would send for content that is already there.
    #[must_use]
    pub fn from_content(spec: &FormSpec, content: &SectionContent) -> Self {
        let mut pairs = Vec::new();
        for field in &spec.fields {
            let name = spec.input(field);
            match &field.part {
                Part::Total(_) => {}
                Part::Plain => {
                    if let Some(value) = content.get(&field.id) {
                        push(&mut pairs, field, name, value);
                    }
                }
                Part::Rows(rows) => {
                    for (at, row) in content.rows(&field.id).into_iter().enumerate() {
                        for column in &rows.columns {
                            if let Some(value) = row.get(&column.id) {
                                push(&mut pairs, column, format!("{name}.{}.{}", at + 1, column.id), value);
                            }
                        }
                    }
                }
            }
        }
        for declined in content.declined() {
            pairs.push((format!("{}.declined", spec.category), declined.to_owned()));
        }
        Self { pairs }
    }
    /// The first value under a name.
    #[must_use]
    pub fn first(&self, name: &str) -> &str {
        self.pairs.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }
    /// All values under a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }
    /// The pairs.
    #[must_use]
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }
    /// Only the answers: what belongs to a section of a form, and nothing of the page round it.
    #[must_use]
    pub fn answers(&self) -> Self {
        Self { pairs: self.pairs.iter().filter(|(name, _)| name.contains('.')).cloned().collect() }
    }
    /// The numbers of the rows of a question that hold anything, in order.
    #[must_use]
    pub fn row_numbers(&self, input: &str) -> Vec<usize> {
        let mut found: Vec<usize> = self
            .pairs
            .iter()
            .filter(|(_, value)| !value.trim().is_empty())
            .filter_map(|(name, _)| name.strip_prefix(input)?.strip_prefix('.')?.split('.').next()?.parse().ok())
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
    /// Without one row of a question. The rows after it move up.
    #[must_use]
    pub fn without_row(&self, input: &str, row: usize) -> Self {
        let mut pairs = Vec::with_capacity(self.pairs.len());
        for (name, value) in &self.pairs {
            let place = name.strip_prefix(input).and_then(|rest| rest.strip_prefix('.')).and_then(|rest| {
                let (number, column) = rest.split_once('.')?;
                Some((number.parse::<usize>().ok()?, column))
            });
            match place {
                Some((number, _)) if number == row => {}
                Some((number, column)) if number > row => {
                    pairs.push((format!("{input}.{}.{column}", number - 1), value.clone()));
                }
                _ => pairs.push((name.clone(), value.clone())),
            }
        }
        Self { pairs }
    }
}

/// Says nothing of what was typed.
impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "(a form of {} values)", self.pairs.len())
    }
}

/// A value, as its inputs would send it.
fn push(pairs: &mut Vec<(String, String)>, field: &FieldInfo, name: String, value: &str) {
    match field.kind {
        FieldKind::Date => {
            let (estimated, date) = value.strip_prefix(super::ABOUT).map_or((false, value), |year| (true, year));
            let mut parts = date.split('-');
            for part in ["year", "month", "day"] {
                if let Some(value) = parts.next() {
                    pairs.push((format!("{name}-{part}"), value.trim_start_matches('0').to_owned()));
                }
            }
            if estimated && is_birth(&field.id) {
                pairs.push((format!("{name}-estimated"), "yes".to_owned()));
            }
        }
        FieldKind::Choices => pairs.extend(value.lines().map(|one| (name.clone(), one.to_owned()))),
        _ => pairs.push((name, value.to_owned())),
    }
}

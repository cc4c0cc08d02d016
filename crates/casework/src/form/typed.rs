//! What was typed, as the form sent it.

use super::FormSpec;
use super::value::is_birth;
use crate::SectionContent;
use crate::identifier::masked;
use crate::section::MEMBER;
use notice::model::{FieldInfo, Part, Rows, Shape};
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
        for field in spec.fields.iter() {
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
                        if let Some(whose) = row.get(MEMBER) {
                            pairs.push((format!("{name}.{}.{MEMBER}", at + 1), whose.to_owned()));
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
    /// The same as a form shows it: of what is masked the end only (texts of several lines, which nobody could go on writing so,
    /// stand there whole).
    #[must_use]
    pub fn shown(spec: &FormSpec, content: &SectionContent) -> Self {
        let mut all = Self::from_content(spec, content);
        for (name, value) in &mut all.pairs {
            if masks(spec, name) {
                *value = masked(value);
            }
        }
        all
    }
    /// What was typed, with what was left masked as it stood: a box that still says what was shown in it was not changed. In rows
    /// the number goes back into the row whose other answers are what they were; where two rows look alike and neither is, it is left
    /// masked, and so refused.
    #[must_use]
    pub fn unmasked(&self, spec: &FormSpec, standing: &SectionContent) -> Self {
        let stood = Self::from_content(spec, standing);
        let mut all = self.clone();
        for (name, value) in &mut all.pairs {
            if !value.contains(crate::identifier::MASK) || !masks(spec, name) {
                continue;
            }
            let alike = |other: &&(String, String)| same_column(&other.0, name) && masked(&other.1) == value.trim();
            let found: Vec<&(String, String)> = stood.pairs.iter().filter(alike).collect();
            let others = self.rest_of_row(spec, name);
            let same: Vec<&&(String, String)> =
                found.iter().filter(|other| stood.rest_of_row(spec, &other.0) == others).collect();
            let whole = match (same.as_slice(), found.as_slice()) {
                ([one], _) => Some(**one),
                // Rows that are alike in everything that is shown: the one that stands where it stood.
                ([_, _, ..], _) => same.iter().find(|other| other.0 == *name).or(same.first()).map(|one| **one),
                ([], [one]) => Some(*one),
                ([], _) => None,
            };
            if let Some((_, whole)) = whole {
                value.clone_from(whole);
            }
        }
        all
    }
    /// What stands in the row of an input beside what is masked there: columns and values. Nothing of one that stands in no row.
    fn rest_of_row(&self, spec: &FormSpec, name: &str) -> Vec<(String, &str)> {
        let Some(row) = row_of(name) else { return Vec::new() };
        let mut rest: Vec<(String, &str)> = self
            .pairs
            .iter()
            .filter(|(other, value)| !value.trim().is_empty() && row_of(other) == Some(row) && !masks(spec, other))
            .map(|(other, value)| (other.get(row.len()..).unwrap_or_default().to_owned(), value.trim()))
            .collect();
        rest.sort_unstable();
        rest
    }
    /// What a form would send for values that a program sent. Of `kept`, what stands there, what is masked and was left out
    /// stays: a program is not shown it, and cannot send it back.
    ///
    /// # Errors
    /// For every value that belongs to no question of the form, and every row of which it cannot be said what was masked.
    pub fn of_values(
        spec: &FormSpec,
        values: &SectionContent,
        kept: Option<&SectionContent>,
    ) -> Result<Self, Vec<super::FieldError>> {
        let mut errors = Vec::new();
        // What was sent is not repeated: a key may be of anybody's making.
        for _ in values.fields.keys().filter(|key| !is_answer(spec, key)) {
            errors.push(super::FieldError {
                input: spec.category.clone(),
                words: format!(
                    "Leave out what is no question of “{}”: its form names those that there are",
                    spec.label
                ),
            });
        }
        let mut values = values.clone();
        if let Some(kept) = kept {
            for field in spec.fields.iter() {
                match &field.part {
                    Part::Plain if field.masked && !values.fields.contains_key(&field.id) => {
                        if let Some(value) = kept.get(&field.id) {
                            values.fields.insert(field.id.clone(), value.to_owned());
                        }
                    }
                    Part::Rows(rows) => keep_masked_rows(spec, field, rows, kept, &mut values, &mut errors),
                    _ => {}
                }
            }
        }
        if errors.is_empty() { Ok(Self::from_content(spec, &values)) } else { Err(errors) }
    }
    /// The values of several forms in one.
    pub fn and(&mut self, other: Self) {
        self.pairs.extend(other.pairs);
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
            // Whose row it was says nothing by itself: who is emptied out of a form is taken out.
            .filter(|(name, value)| !value.trim().is_empty() && !name.ends_with(&format!(".{MEMBER}")))
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

/// Whether a key is one that content of this form can have.
fn is_answer(spec: &FormSpec, key: &str) -> bool {
    if key == crate::section::DECLINED {
        return true;
    }
    let mut parts = key.splitn(3, '.');
    let (id, row, column) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    spec.fields.iter().filter(|f| f.id == id).any(|field| match (&field.part, row, column) {
        (Part::Plain, None, None) => true,
        (Part::Rows(rows), Some(row), Some(column)) => {
            row.parse::<usize>().is_ok_and(|n| n > 0 && n.to_string() == row)
                && (rows.columns.iter().any(|c| c.id == column)
                    || (column == MEMBER && rows.shape == Some(Shape::Household)))
        }
        _ => false,
    })
}

/// Whether the input of a name is one whose value is shown by its end only.
fn masks(spec: &FormSpec, name: &str) -> bool {
    let Some(key) = name.strip_prefix(&spec.category).and_then(|rest| rest.strip_prefix('.')) else { return false };
    let mut parts = key.splitn(3, '.');
    let (id, column) = (parts.next().unwrap_or_default(), parts.nth(1));
    let short = |f: &FieldInfo| f.masked && !matches!(f.kind, FieldKind::LongText | FieldKind::Address);
    spec.fields.iter().filter(|f| f.id == id).any(|field| match (&field.part, column) {
        (Part::Plain, None) => short(field),
        (Part::Rows(rows), Some(column)) => rows.columns.iter().any(|c| c.id == column && short(c)),
        _ => false,
    })
}

/// The row that an input stands in: `identity.list.2.`; none of a question without rows.
fn row_of(name: &str) -> Option<&str> {
    let mut dots = name.match_indices('.').map(|(at, _)| at);
    let (question, end) = (dots.nth(1)?, dots.next()?);
    name.get(question + 1..end)?.parse::<usize>().ok()?;
    name.get(..=end)
}

/// Whether two inputs are of one question, and of one column of its rows.
fn same_column(one: &str, other: &str) -> bool {
    let column =
        |name: &str| name.split('.').filter(|part| part.parse::<usize>().is_err()).collect::<Vec<_>>().join(".");
    column(one) == column(other)
}

/// Puts what is masked back into the rows that are otherwise as they were.
fn keep_masked_rows(
    spec: &FormSpec,
    field: &FieldInfo,
    rows: &Rows,
    kept: &SectionContent,
    values: &mut SectionContent,
    errors: &mut Vec<super::FieldError>,
) {
    let masked: Vec<&str> = rows.columns.iter().filter(|c| c.masked).map(|c| c.id.as_str()).collect();
    if masked.is_empty() {
        return;
    }
    let open = |row: &crate::section::Row<'_>| -> Vec<String> {
        let columns = rows.columns.iter().filter(|c| !c.masked);
        columns.map(|c| row.get(&c.id).unwrap_or_default().to_owned()).collect()
    };
    let old = kept.rows(&field.id);
    let prefix = format!("{}.", field.id);
    let mut numbers: Vec<usize> =
        values.fields.keys().filter_map(|key| key.strip_prefix(&prefix)?.split('.').next()?.parse().ok()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let new: Vec<(usize, Vec<String>, bool)> = numbers
        .into_iter()
        .zip(values.rows(&field.id))
        .map(|(number, row)| (number, open(&row), masked.iter().any(|c| row.get(c).is_some())))
        .collect();
    for (number, shown, said) in new {
        if said {
            continue;
        }
        let mut alike = old.iter().filter(|row| open(row) == shown);
        match (alike.next(), alike.next()) {
            (Some(row), None) => {
                for column in &masked {
                    if let Some(value) = row.get(column) {
                        let key = crate::section::row_key(&field.id, number, column);
                        values.fields.insert(key, value.to_owned());
                    }
                }
            }
            (None, _) if number > old.len() => {}
            _ => errors.push(super::FieldError {
                input: spec.input(field),
                words: format!(
                    "Send what is masked in row {number} of {}: it cannot be told which of the old rows it was",
                    super::lower_first(&field.label)
                ),
            }),
        }
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
        FieldKind::Text if field.may_be_unknown && value.starts_with(super::UNKNOWN_NAME) => {
            pairs.push((format!("{name}-unknown"), "yes".to_owned()));
            pairs.push((name, value.replacen(super::UNKNOWN_NAME, "", 1)));
        }
        FieldKind::Choices => pairs.extend(value.lines().map(|one| (name.clone(), one.to_owned()))),
        _ => pairs.push((name, value.to_owned())),
    }
}

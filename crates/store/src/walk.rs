//! How a long list is walked: in which order, from which row on, how many rows at a time.

use diesel::expression::SqlLiteral;
use diesel::sql_types::Integer;
use std::fmt::Write as _;
use std::str::FromStr;
use std::sync::Arc;

/// The place behind a row of a list, in the order of one of its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPlace {
    value: String,
    id: [u8; 16],
}

impl ListPlace {
    /// Behind the row with this id, which has this value in the column.
    #[must_use]
    pub fn behind(value: impl ToString, id: &[u8; 16]) -> Self {
        Self { value: value.to_string(), id: *id }
    }
    /// As text, for addresses of pages.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}.{:032x}", self.value, u128::from_be_bytes(self.id))
    }
    /// From that text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (value, id) = text.rsplit_once('.')?;
        Some(Self { value: value.to_owned(), id: u128::from_str_radix(id, 16).ok()?.to_be_bytes() })
    }
}

/// Codes in the order of the words that people read for them: a list in the order of a column that holds codes is in this one. What
/// is none of them comes last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InWords(Arc<[String]>);

impl InWords {
    /// Of codes with their words.
    pub fn of<C: Into<String>, W: Into<String>>(codes: impl IntoIterator<Item = (C, W)>) -> Self {
        let mut all: Vec<(String, String)> =
            codes.into_iter().map(|(code, words)| (words.into().to_lowercase(), code.into())).collect();
        all.sort();
        all.dedup();
        Self(all.into_iter().map(|(_, code)| code).collect())
    }
    /// The place of a code among them.
    pub(crate) fn rank(&self, code: &str) -> i32 {
        let place = self.0.iter().position(|known| known == code).unwrap_or(self.0.len());
        i32::try_from(place).unwrap_or(i32::MAX)
    }
    /// The place of what a column holds.
    pub(crate) fn of_column(&self, column: &str) -> SqlLiteral<Integer> {
        let mut sql = format!("(CASE {column}");
        for (place, code) in self.0.iter().enumerate() {
            let _ = write!(sql, " WHEN '{}' THEN {place}", code.replace('\'', "''"));
        }
        let _ = write!(sql, " WHEN '' THEN {0} ELSE {0} END)", self.0.len());
        diesel::dsl::sql(&sql)
    }
}

/// What stands for a day where there is none, so that a row without one comes last whichever way the list is turned.
pub(crate) const fn no_day(down: bool) -> &'static str {
    if down { "" } else { "9999-12-31" }
}

/// The same for a moment.
pub(crate) const fn no_moment(down: bool) -> i64 {
    if down { i64::MIN } else { i64::MAX }
}

/// How a list is walked.
#[derive(Debug, Clone)]
pub struct Walk {
    /// The greatest value first.
    pub down: bool,
    /// From behind this row on; none: from the beginning.
    pub after: Option<ListPlace>,
    /// So many rows at most.
    pub limit: u32,
}

impl Walk {
    /// The place, with its value as the column has it. One that the column cannot hold is none: the list begins at its beginning.
    pub(crate) fn from<T: FromStr>(&self) -> Option<(T, Vec<u8>)> {
        let place = self.after.as_ref()?;
        Some((place.value.parse().ok()?, place.id.to_vec()))
    }
}

/// Puts a boxed query in the order of a column, then of the id, and begins it behind a place; said so that both engines can walk
/// an index from there.
macro_rules! walked {
    ($query:expr, $walk:expr, $id:expr, $column:expr, $type:ty) => {{
        let (query, walk) = ($query, $walk);
        let query = match walk.from::<$type>() {
            Some((value, id)) if walk.down => {
                query.filter($column.le(value.clone())).filter($column.lt(value).or($id.lt(id)))
            }
            Some((value, id)) => query.filter($column.ge(value.clone())).filter($column.gt(value).or($id.gt(id))),
            None => query,
        };
        let query = query.limit(i64::from(walk.limit));
        if walk.down { query.order(($column.desc(), $id.desc())) } else { query.order(($column.asc(), $id.asc())) }
    }};
}
pub(crate) use walked;

diesel::define_sql_function! {
    /// A day, or another where there is none: the engines disagree on where rows without one come.
    #[sql_name = "coalesce"]
    fn day_or(day: diesel::sql_types::Nullable<diesel::sql_types::Text>, other: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

diesel::define_sql_function! {
    /// A moment, or another where there is none.
    #[sql_name = "coalesce"]
    fn moment_or(at: diesel::sql_types::Nullable<diesel::sql_types::BigInt>, other: diesel::sql_types::BigInt) -> diesel::sql_types::BigInt;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_in_the_order_of_their_words_and_what_is_unknown_comes_last() {
        let order = InWords::of([("b", "Apples"), ("a", "pears"), ("o'c", "Figs")]);
        assert_eq!(["b", "o'c", "a", "z"].map(|code| order.rank(code)), [0, 1, 2, 3]);
    }

    #[test]
    fn a_place_is_read_back_from_its_text_whatever_its_value_holds() {
        for value in ["2026-11-21", "1764000000000000", "DSA.2026.7", ""] {
            let place = ListPlace::behind(value, &[7; 16]);
            assert_eq!(ListPlace::parse(&place.text()), Some(place));
        }
        for text in ["", "2026-11-21", "2026-11-21.xyz", "a.123456789012345678901234567890123"] {
            assert_eq!(ListPlace::parse(text), None, "{text}");
        }
    }
}

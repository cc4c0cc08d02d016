//! What one section (one category of one case) says.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// The content of a section: field id to value, in the order of the form. Sealed whole.
///
/// Values are text in one agreed form: dates `2026-11-21` (or `2026` where only the year is known), amounts `123.45`,
/// yes and no as `yes` and `no`, several choices one a line.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SectionContent {
    /// The values that were given.
    pub fields: IndexMap<String, String>,
}

impl SectionContent {
    /// From pairs of field id and value.
    pub fn from_pairs<K: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        Self { fields: pairs.into_iter().map(|(k, v)| (k.into(), v.into())).collect() }
    }
    /// The value of a field, if it was given.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&str> {
        self.fields.get(field).map(String::as_str)
    }
    /// Whether nothing was given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

/// Content is personal: debugging output says how many fields there are and nothing of what is in them.
impl std::fmt::Debug for SectionContent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "(a section of {} fields)", self.fields.len())
    }
}

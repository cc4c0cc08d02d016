//! What a list says about a person, and how each saying is read.

use super::clean::Space;
use serde::{Deserialize, Serialize};

/// How the text of a column is read. What cannot be read is missing, which is no evidence either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// The first word of the forenames.
    Forename,
    /// The forenames after the first.
    LaterForenames,
    /// A surname: accents, apostrophes, Mc and Mac in one spelling; its halves are known.
    Surname,
    /// A name with nothing but case, accents and punctuation levelled.
    Name,
    /// The same, without the words `first_word` reads away: only the first word.
    FirstWord,
    /// Other and former names, separated by `;` or `|`.
    Names,
    /// A date: `2001-03-28`, `28/03/2001`, `28.3.2001` or `20010328`.
    Date,
    /// Sex or gender as one word: `F`, `Female`.
    Sex,
    /// A postcode, or as much of it as there is.
    Postcode,
    /// Former postcodes, separated by `;` or `|`.
    Postcodes,
    /// The house number of an address line.
    House,
    /// The flat number of an address line.
    Flat,
    /// The street of an address line, its kind in one spelling.
    Street,
    /// A National Insurance number.
    NiNumber,
    /// An NHS number (its check figure is tested).
    NhsNumber,
    /// A unique pupil number (its check letter is tested).
    Upn,
    /// Any other number or code: letters and figures only.
    Code,
    /// Words, in lower case.
    Text,
}

impl FieldKind {
    /// Which values can be equal to one another.
    #[must_use]
    pub const fn space(self) -> Space {
        match self {
            Self::Forename | Self::LaterForenames | Self::Surname | Self::Name | Self::FirstWord | Self::Names => {
                Space::Name
            }
            Self::Date => Space::Day,
            Self::Postcode | Self::Postcodes => Space::Postcode,
            Self::NiNumber => Space::NiNumber,
            Self::NhsNumber => Space::NhsNumber,
            Self::Upn => Space::Upn,
            Self::Code => Space::Code,
            Self::Sex => Space::Sex,
            Self::House | Self::Flat => Space::Place,
            Self::Street | Self::Text => Space::Text,
        }
    }
    /// Whether it is a number or code, of which letters and figures count.
    pub(super) const fn is_code(self) -> bool {
        matches!(self, Self::NiNumber | Self::NhsNumber | Self::Upn | Self::Code)
    }
    /// Whether one field holds several values.
    #[must_use]
    pub const fn is_list(self) -> bool {
        matches!(self, Self::Names | Self::Postcodes)
    }
}

/// One field: a name for use in comparisons and blocking rules, how it is read, and the column it is read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The name by which comparisons and rules speak of it.
    pub name: String,
    /// How it is read.
    pub kind: FieldKind,
    /// The column of the list, when it is not called like the field. Several fields may read one column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
}

impl Field {
    /// A field read from a column.
    #[must_use]
    pub fn new(name: &str, kind: FieldKind, column: &str) -> Self {
        let column = (column != name).then(|| column.to_owned());
        Self { name: name.to_owned(), kind, column }
    }
    /// The column of the list that it is read from.
    #[must_use]
    pub fn column(&self) -> &str {
        self.column.as_deref().unwrap_or(&self.name)
    }
}

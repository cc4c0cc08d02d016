//! What two agencies agree on before they encode anything. It holds no secret and goes with the data.

use crate::table::{Field, FieldKind};
use serde::{Deserialize, Serialize};

/// One field of a record, and how much it weighs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EncodedField {
    /// Its name.
    pub name: String,
    /// How its text is read and cleaned.
    pub kind: FieldKind,
    /// The column it is read from, when it is not called like the field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// How many letters a piece has: 2 for names, 1 for numbers and dates.
    pub piece: u8,
    /// Whether it matters where in the word a piece stands: yes for numbers and dates.
    #[serde(default)]
    pub placed: bool,
    /// How many bits the whole value sets, shared among its pieces. This is the field's weight.
    pub sets: u16,
    /// Another field whose value goes into the key of this one: the same name of people born in different years then sets
    /// different bits, which spoils counting. Records whose salting field differs no longer agree here, so choose one that is seldom wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salted_by: Option<String>,
}

/// What is done to filters so that they betray less.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Hardening {
    /// Each filter gets its own mirror image and is shuffled by the key: every filter then has the same number of bits, and neither the
    /// length of a name nor a missing value shows.
    #[serde(default)]
    pub balance: bool,
    /// How often the filter is folded in two with exclusive or: each bit then stands for several, and mining patterns finds none.
    #[serde(default)]
    pub fold: u8,
    /// The share of bits that a coin decides (BLIP: randomised response), from 0 to 0.5. Accuracy pays for it.
    #[serde(default)]
    pub noise: f64,
}

/// Fields, size and hardening of filters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// Bits of a filter before balancing and folding: 256 to 8,192, a multiple of 256.
    pub bits: u32,
    /// The fields.
    pub fields: Vec<EncodedField>,
    /// The hardening.
    #[serde(default)]
    pub hardening: Hardening,
}

/// What is wrong with a recipe.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecipeError {
    /// The size.
    #[error("`bits` is a multiple of 256, from 256 to 8192: this one is {0}")]
    Bits(u32),
    /// Nothing to encode.
    #[error("the recipe names no field: give at least one")]
    NoField,
    /// Too many.
    #[error("a recipe has at most 24 fields, and this one has {0}")]
    TooManyFields(usize),
    /// A name that stands twice.
    #[error("two fields are called {0}: give one another name")]
    Twice(String),
    /// The piece.
    #[error("field {0}: a `piece` has 1 to 4 letters")]
    Piece(String),
    /// The weight.
    #[error("field {0}: `sets` is from 1 to the number of bits")]
    Sets(String),
    /// A salt that is no field, or is the field itself.
    #[error("field {0}: `salted_by` must name another field of the recipe")]
    Salt(String),
    /// The folding.
    #[error("`fold` is 0, 1 or 2")]
    Fold,
    /// The noise.
    #[error("`noise` is a share from 0 to 0.5")]
    Noise,
}

impl Recipe {
    /// Looks the recipe over.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), RecipeError> {
        if !(256..=8192).contains(&self.bits) || !self.bits.is_multiple_of(256) {
            return Err(RecipeError::Bits(self.bits));
        }
        if self.fields.is_empty() {
            return Err(RecipeError::NoField);
        }
        if self.fields.len() > 24 {
            return Err(RecipeError::TooManyFields(self.fields.len()));
        }
        for (at, field) in self.fields.iter().enumerate() {
            let name = || field.name.clone();
            if self.fields[..at].iter().any(|f| f.name == field.name) {
                return Err(RecipeError::Twice(name()));
            }
            if !(1..=4).contains(&field.piece) {
                return Err(RecipeError::Piece(name()));
            }
            if field.sets == 0 || u32::from(field.sets) > self.bits {
                return Err(RecipeError::Sets(name()));
            }
            if let Some(salt) = &field.salted_by
                && (*salt == field.name || !self.fields.iter().any(|f| f.name == *salt))
            {
                return Err(RecipeError::Salt(name()));
            }
        }
        if self.hardening.fold > 2 {
            return Err(RecipeError::Fold);
        }
        if !(0.0..=0.5).contains(&self.hardening.noise) {
            return Err(RecipeError::Noise);
        }
        Ok(())
    }

    /// The fields as a [`crate::table::TableBuilder`] reads them.
    #[must_use]
    pub fn table_fields(&self) -> Vec<Field> {
        self.fields.iter().map(|f| Field { name: f.name.clone(), kind: f.kind, column: f.column.clone() }).collect()
    }

    /// The bits of a finished filter.
    #[must_use]
    pub const fn finished_bits(&self) -> u32 {
        let bits = if self.hardening.balance { self.bits * 2 } else { self.bits };
        bits >> self.hardening.fold
    }
}

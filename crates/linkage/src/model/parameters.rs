//! The part of a model that is learned, and the file of the whole.

use super::settings::Settings;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What one level is worth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelParameters {
    /// The share of pairs of one person that are on this level.
    pub m: f64,
    /// The share of pairs of strangers.
    pub u: f64,
    /// The share of pairs of two people of one household.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<f64>,
    /// Added to the bits by training on reviewed pairs.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub learned: f64,
}

impl LevelParameters {
    /// What it adds to a score, in thousandths of a bit, before how rare a value is.
    #[must_use]
    pub fn millibits(&self) -> i32 {
        crate::compare::millibits(crate::compare::ratio(self.m, self.u) + self.learned)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(x: &f64) -> bool {
    *x == 0.0
}

/// How often each value of a field occurs, of how many.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frequencies {
    /// All values counted.
    pub total: u64,
    /// The count of each value that is kept.
    pub counts: BTreeMap<String, u64>,
}

/// How the bits of a pair become a probability: `log2 odds = offset + slope × bits`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// Added bits.
    pub offset: f64,
    /// What each bit is worth.
    pub slope: f64,
}

impl Default for Calibration {
    fn default() -> Self {
        Self { offset: 0.0, slope: 1.0 }
    }
}

/// A model: settings and what was learned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// What it is called in what is written down about a comparison; empty where nobody named it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What it is for and where it comes from, in words.
    #[serde(default)]
    pub about: String,
    /// The probability that two records taken at random are one person.
    pub prior: f64,
    /// The probability that they are two people of one household.
    #[serde(default)]
    pub household_prior: f64,
    /// Bits from which a pair counts as one person.
    pub threshold: f64,
    /// From bits to probability.
    #[serde(default)]
    pub calibration: Calibration,
    /// What a person decided.
    pub settings: Settings,
    /// By comparison, its levels in the order of the settings.
    pub levels: BTreeMap<String, Vec<LevelParameters>>,
    /// By field.
    #[serde(default)]
    pub frequencies: BTreeMap<String, Frequencies>,
}

/// What is wrong with a model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// A comparison or rule names a field that is not there.
    #[error("{place} speaks of the field {field}, which the model does not have")]
    NoField {
        /// Where.
        place: String,
        /// The field.
        field: String,
    },
    /// A test that a field of this kind cannot have.
    #[error("{place} asks of {field} what its kind of field cannot tell")]
    WrongKind {
        /// Where.
        place: String,
        /// The field.
        field: String,
    },
    /// Levels that do not end with one that always holds.
    #[error("the last level of {0} must be `when = \"otherwise\"`")]
    NoElse(String),
    /// Too many of something.
    #[error("{0}")]
    TooMany(&'static str),
    /// Parameters that do not fit the settings.
    #[error("the comparison {0} has not one set of parameters for each of its levels: train the model again")]
    Parameters(String),
    /// A number outside its bounds.
    #[error("{place}: {number} is outside its bounds ({bounds})")]
    Number {
        /// Where.
        place: String,
        /// The number, as text.
        number: String,
        /// The bounds.
        bounds: &'static str,
    },
    /// A blocking rule without a key.
    #[error("a blocking rule needs a key")]
    NoKey,
    /// Text that is not a model.
    #[error("not a model file: {0}")]
    Text(String),
    /// Lists read with other fields than the model's.
    #[error("the records were not read with the fields of the model")]
    OtherFields,
}

impl Model {
    /// Reads a model file (TOML).
    ///
    /// # Errors
    /// If the text is not a model, or the model contradicts itself.
    pub fn from_toml(text: &str) -> Result<Self, ModelError> {
        // Where, and what is wrong; not the line itself, which may hold somebody's name.
        let model: Self = toml::from_str(text).map_err(|e| {
            let before = e.span().and_then(|span| text.as_bytes().get(..span.start)).unwrap_or_default();
            let line = before.iter().filter(|b| **b == b'\n').count() + 1;
            ModelError::Text(format!("line {line}: {}", e.message()))
        })?;
        crate::compare::Compiled::of(&model)?;
        Ok(model)
    }
    /// The model file (TOML).
    ///
    /// # Errors
    /// If a number cannot be written.
    pub fn to_toml(&self) -> Result<String, ModelError> {
        toml::to_string_pretty(self).map_err(|e| ModelError::Text(e.to_string()))
    }
    /// Whether this model is the other one, but for what review taught either: the levels' learned bits, the threshold and the calibration.
    /// Two such models read and compare the same, and a score of the one can be reckoned over into one of the other.
    #[must_use]
    pub fn differs_in_what_was_taught_only(&self, other: &Self) -> bool {
        self.untaught() == other.untaught()
    }
    fn untaught(&self) -> Self {
        let mut plain = self.clone();
        plain.levels.values_mut().flatten().for_each(|level| level.learned = 0.0);
        (plain.name, plain.about) = (String::new(), String::new());
        (plain.threshold, plain.calibration) = (0.0, Calibration::default());
        plain
    }
    /// The probability that a pair of these bits is one person.
    #[must_use]
    pub fn probability(&self, bits: f64) -> f64 {
        1.0 / (1.0 + (-(self.calibration.offset + self.calibration.slope * bits)).exp2())
    }
    /// The bits that a probability needs.
    #[must_use]
    pub fn bits_for(&self, probability: f64) -> f64 {
        let p = probability.clamp(1e-9, 1.0 - 1e-9);
        ((p / (1.0 - p)).log2() - self.calibration.offset) / self.calibration.slope.max(0.01)
    }
}

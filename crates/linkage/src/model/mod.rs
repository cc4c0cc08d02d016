//! What a model is: what is compared, how finely, which pairs are looked at, and what each agreement is worth.

mod defaults;
mod parameters;
mod settings;

pub use defaults::{people_of_england, plain_comparisons};
pub use parameters::{Calibration, Frequencies, LevelParameters, Model, ModelError};
pub use settings::{BlockingRule, Comparison, Condition, KeyPart, Level, Limits, Settings, Training};

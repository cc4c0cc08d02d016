//! Comparing two records: on which level of each comparison they are, and what that is worth.

mod at_once;
mod compiled;
mod notes;
mod score;
mod text;

pub use compiled::Compiled;
pub(crate) use score::Pair;
pub use score::{LevelSet, Scorer, Scratch};
pub(crate) use score::{millibits, ratio};
pub use text::{edits_at_most, jaro_winkler};

pub(crate) use compiled::{CompiledComparison, KeyTest, Test, compile_key};
pub(crate) use text::{Sides, Sketch, similarity_of_plain};

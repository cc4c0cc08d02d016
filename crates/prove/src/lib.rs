//! Proofs about a compiled notice: ten properties, each asked of a solver over every request that can be made, and each
//! answered with a counterexample in words when it does not hold.
//!
//! What a proof does not speak of: the code that says which facts are so, and what people do with what was released.

mod case;
mod cedar;
pub mod plant;
mod prover;
mod spec;
mod words;

pub use case::Case;
pub use prover::{Property, Prover, Verdict};

/// Why nothing could be proved. All of these count as failure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProveError {
    /// There is no solver.
    #[error("the solver cvc5 cannot be started ({0}). Install the package cvc5, or set CVC5 to its path")]
    NoSolver(String),
    /// The solver fails, or does not know.
    #[error("the solver gives no answer, which counts as failure: {0}")]
    Solver(String),
    /// Something compiled cannot be read.
    #[error("a policy or schema cannot be read: {0}")]
    Unreadable(String),
}

impl ProveError {
    pub(crate) fn unreadable(error: impl std::fmt::Display) -> Self {
        Self::Unreadable(error.to_string())
    }
    pub(crate) fn solver(error: cedar_policy_symcc::err::Error) -> Self {
        match error {
            cedar_policy_symcc::err::Error::PolicyNotWellTyped { errs } => {
                Self::Unreadable(errs.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
            }
            other => Self::Solver(other.to_string()),
        }
    }
}

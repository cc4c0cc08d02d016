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

/// The solver as it names itself: `cvc5 1.0.3`.
#[must_use]
pub fn solver() -> String {
    let program = std::env::var_os("CVC5").unwrap_or_else(|| "cvc5".into());
    let said = std::process::Command::new(program).arg("--version").output();
    let first = said.ok().and_then(|out| String::from_utf8(out.stdout).ok()).and_then(|text| {
        let words: Vec<&str> = text.lines().next()?.split_whitespace().collect();
        words.iter().position(|w| *w == "version").and_then(|at| words.get(at + 1)).map(|v| format!("cvc5 {v}"))
    });
    first.unwrap_or_else(|| "cvc5".to_owned())
}

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

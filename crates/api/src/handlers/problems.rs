//! The kinds of problems that this interface answers with: each problem's `type` is an address here.

use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::{KINDS, Problem};
use schemars::JsonSchema;
use serde::Serialize;

/// Every kind of problem.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Problems {
    kinds: Vec<ProblemKind>,
}

/// A kind of problem.
#[derive(Serialize, JsonSchema)]
struct ProblemKind {
    /// As `type` of a problem has it.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status of the answer.
    status: u16,
    /// What it is, as `title` of a problem has it.
    title: &'static str,
}

pub(crate) fn list(_: &Ask) -> Result<Answer, Problem> {
    let kinds = KINDS.iter().map(|(kind, status, title)| ProblemKind { kind, status: status.as_u16(), title });
    Answer::json(&Problems { kinds: kinds.collect() })
}

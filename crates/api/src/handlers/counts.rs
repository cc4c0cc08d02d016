//! Numbers over cases: the answers to a question, counted. Small ones are left out.

use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use app::{Countable, Counts};
use schemars::JsonSchema;
use serde::Serialize;

/// A question whose answers can be counted.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CountableQuestion")]
struct Question {
    category: String,
    question: String,
    words: String,
}

impl From<Countable> for Question {
    fn from(of: Countable) -> Self {
        Self { category: of.category, question: of.question, words: of.label }
    }
}

/// What can be counted.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Questions {
    questions: Vec<Question>,
}

pub(crate) fn list(ask: &Ask) -> Result<Answer, Problem> {
    let all = ask.app().countable(ask.actor()?)?;
    Answer::json(&Questions { questions: all.into_iter().map(Question::from).collect() })
}

/// An answer, counted.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AnswerCounted")]
struct Line {
    answer: String,
    /// None: small, or it would tell a small one.
    number: Option<u64>,
}

/// Answers, counted.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AnswersCounted {
    words: String,
    answers: Vec<Line>,
    /// How many answers were counted, and people who gave none; none: few.
    total: Option<u64>,
    /// The day on which they were.
    on: String,
}

impl From<Counts> for AnswersCounted {
    fn from(counts: Counts) -> Self {
        let answers = counts.lines.into_iter().map(|(answer, number)| Line { answer, number }).collect();
        Self { words: counts.label, answers, total: counts.total, on: counts.on.to_string() }
    }
}

pub(crate) fn open(ask: &Ask) -> Result<Answer, Problem> {
    let counts = ask.app().counts(ask.actor()?, ask.param("category"), ask.param("question"))?;
    Answer::json(&AnswersCounted::from(counts))
}

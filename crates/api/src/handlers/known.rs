//! What is known already of somebody for whom a new case is opened.

use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use crate::shown::{Fields, Shown};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a new case of somebody known can begin with.
#[derive(Serialize, JsonSchema)]
pub(crate) struct KnownAlready {
    /// Category to fields, as a new case takes them. What is masked is left out, and is asked again.
    sections: Shown<BTreeMap<String, Fields>>,
    /// The references of the cases that it comes from.
    cases: Vec<String>,
}

pub(crate) fn open(ask: &Ask) -> Result<Answer, Problem> {
    let known = ask.app().known_already(ask.actor()?, ask.param("service"), ask.id("person")?)?;
    let sections = known.sections.map(|all| {
        all.into_iter().map(|(category, content)| (category, content.fields.into_iter().collect())).collect()
    });
    Answer::json(&KnownAlready { sections: Shown::from(sections), cases: known.cases })
}

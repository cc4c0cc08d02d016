//! What stands on a case as a whole: partners kept apart, a hidden address, and to whom it was let go.

use super::tasks::part;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use app::{MarkKind, MarkLine};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A mark.
#[derive(Serialize, JsonSchema)]
struct Mark {
    id: String,
    /// `partner-apart`, `address-hidden` or `address-reviewed`.
    kind: String,
    /// To whom the address may go.
    to: Option<String>,
    /// For what.
    purpose: Option<String>,
    until_on: Option<String>,
    /// None: it followed from an answer.
    set_by: Option<String>,
    set_at: String,
    /// Whether it counts today.
    counts: bool,
}

impl From<MarkLine> for Mark {
    fn from(line: MarkLine) -> Self {
        Self {
            id: line.id.to_string(),
            kind: line.kind.id().to_owned(),
            to: line.party,
            purpose: line.purpose,
            until_on: line.until_on.map(|on| on.to_string()),
            set_by: line.set_by,
            set_at: line.set_at.rfc3339(),
            counts: line.counts,
        }
    }
}

/// The marks of a case.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Marks {
    /// Whether partners are kept apart.
    partners_apart: bool,
    /// Whether where the person lives is hidden.
    address_hidden: bool,
    /// Those that ended too, the newest first.
    marks: Vec<Mark>,
}

pub(crate) fn list(ask: &Ask) -> Result<Answer, Problem> {
    let view = ask.app().marks(ask.actor()?, ask.case()?)?;
    Answer::json(&Marks {
        partners_apart: view.apart,
        address_hidden: view.hidden,
        marks: view.lines.into_iter().map(Mark::from).collect(),
    })
}

/// A mark to be set.
#[derive(Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum MarkToSet {
    /// Partners, present and former, are kept apart.
    PartnerApart,
    /// Where the person lives is hidden.
    AddressHidden,
    /// Somebody has looked at the hidden address and lets it go, for some days.
    AddressReviewed {
        /// To which body of the notice: its key.
        party: String,
        /// For which purpose: its id.
        purpose: String,
    },
}

pub(crate) fn set(ask: &Ask) -> Result<Answer, Problem> {
    let (actor, case) = (ask.actor()?, ask.case()?);
    match ask.body()? {
        MarkToSet::PartnerApart => ask.app().set_mark(actor, case, MarkKind::PartnerApart)?,
        MarkToSet::AddressHidden => ask.app().set_mark(actor, case, MarkKind::AddressHidden)?,
        MarkToSet::AddressReviewed { party, purpose } => {
            if party.len() > 128 || purpose.len() > 64 {
                return Err(part("party", "Give a body and a purpose by their keys in the notice"));
            }
            ask.app().let_address_go(actor, case, &party, &purpose)?;
        }
    }
    Ok(Answer::done())
}

pub(crate) fn end(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().end_mark(ask.actor()?, ask.case()?, ask.id("mark")?)?;
    Ok(Answer::done())
}

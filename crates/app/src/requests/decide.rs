//! The decision, its reasons, and the letter that tells the person: with the way to complain, as the notice has it.

use super::ContactLines;
use super::contact::{complaints, controllers};
use super::desk::Opened;
use super::effects::restricted_by;
use super::find::put_away;
use super::recipients::{RecipientLine, recipients};
use super::steps::write_step;
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::views::{FormErrors, Item};
use ::rights::{Ground, Kind, Outcome, StepKind, grounds_for};
use casework::{FieldError, SectionContent};
use jiff::civil::Date;
use kernel::{RequestId, london_date};
use ledger::Action;
use notice::model::Act;

/// How a request is decided.
#[derive(Clone)]
pub struct Decision {
    /// The outcome: a code.
    pub outcome: String,
    /// The ground of a refusal: a code.
    pub ground: String,
    /// The reasons, as the person reads them.
    pub words: String,
}

/// The letter to the person.
pub struct LetterView {
    /// The request's reference.
    pub reference: String,
    /// Who writes.
    pub controller: String,
    /// To whom, and what they wrote.
    pub content: Item<SectionContent>,
    /// What they asked.
    pub kind: Kind,
    /// The day it came.
    pub received_on: Date,
    /// The day it was decided.
    pub decided_on: Date,
    /// The outcome.
    pub outcome: Outcome,
    /// The ground, if there is one.
    pub ground: Option<&'static Ground>,
    /// The reasons.
    pub reasons: Item<String>,
    /// To whom a complaint goes first.
    pub first: Vec<ContactLines>,
    /// The regulator.
    pub regulator: Option<ContactLines>,
}

/// What has to be done in the record before a request can be called done.
fn undone(kind: Kind, outcome: Outcome, opened: &Opened) -> Option<&'static str> {
    if outcome != Outcome::Granted {
        return None;
    }
    let has = |step: StepKind| opened.steps.iter().any(|s| s.step == step.id());
    let (done, words) = match kind {
        Kind::Rectification => {
            (has(StepKind::Corrected), "Nothing has been corrected yet: correct the record, and confirm it here")
        }
        Kind::Completion => (
            has(StepKind::StatementAdded) || has(StepKind::Corrected),
            "Nothing has been added yet: put the person’s statement beside the entry, or correct the record",
        ),
        Kind::Restriction | Kind::Objection => {
            (!restricted_by(opened).is_empty(), "Use and sharing of the record go on: stop them first")
        }
        Kind::Erasure => (has(StepKind::Erased), "Nothing has been erased yet"),
        Kind::Access | Kind::Portability | Kind::Complaint | Kind::Regulator => (true, ""),
    };
    (!done).then_some(words)
}

/// Goes on only if everybody who had the data was told.
pub(super) fn untold(had: &[RecipientLine]) -> Result<(), AppError> {
    let names: Vec<&str> = had.iter().filter(|r| r.told_on.is_none()).map(|r| r.name.as_str()).collect();
    if names.is_empty() {
        return Ok(());
    }
    Err(AppError::Refused(format!(
        "{} had some of it: tell them what became of it first, and write that down (UK GDPR article 19)",
        names.join(" and ")
    )))
}

impl App {
    /// Decides a request. What it asks for has to be done first: this says that it is, or why it is not.
    ///
    /// # Errors
    /// `Form` with what is missing; `Refused` when something has to be done first; `NotFound` for everybody but the data
    /// protection officer.
    pub fn decide_request(&self, actor: &Actor, id: RequestId, decision: &Decision) -> Result<(), AppError> {
        let (actor, decision) = (actor.clone(), decision.clone());
        self.act(&actor.caller.clone(), "decide request", move |tx, inner| {
            let opened = Opened::of(tx, inner, &actor, id, Act::Record, (Action::Edit, "decided"))?;
            opened.must_be_released()?;
            if opened.request.settled_at.is_some() {
                return Err(AppError::Refused("The request has been decided already".to_owned()));
            }
            let kind = Kind::from_id(&opened.request.kind).ok_or(AppError::NotFound)?;
            let mut errors = FormErrors::default();
            let mut wrong = |input: &str, words: &str| {
                errors.fields.push(FieldError { input: input.to_owned(), words: words.to_owned() });
            };
            let outcome = Outcome::from_id(&decision.outcome);
            if outcome.is_none() {
                wrong("outcome", "Choose how it ends");
            }
            let needs = outcome.is_some_and(Outcome::needs_ground) && kind != Kind::Regulator;
            if needs && !grounds_for(kind).any(|g| g.id == decision.ground) {
                wrong("ground", "Choose the ground on which the law allows this");
            }
            if decision.words.trim().is_empty() {
                wrong("words", "Write the reasons, as the person will read them");
            }
            let (Some(outcome), true) = (outcome, errors.fields.is_empty()) else {
                return Err(AppError::Form(errors));
            };
            let copied = |id: &str| opened.steps.iter().any(|s| s.step == StepKind::Copied.id() && s.code == id);
            let missing = controllers(&opened.notice.compiled)
                .into_iter()
                .find(|(id, _)| *id != opened.request.controller && !copied(id));
            if let Some((_, name)) = missing {
                return Err(AppError::Refused(format!(
                    "{name} answers for this data too and has no copy of the request yet: give it one, and write that down"
                )));
            }
            if let Some(words) = undone(kind, outcome, &opened) {
                return Err(AppError::Refused(words.to_owned()));
            }
            let last = tx.copies_of(id)?.into_iter().rev().find(|c| matches!(c.state.as_str(), "checked" | "handed"));
            let done = matches!(outcome, Outcome::Granted | Outcome::Partly);
            if done && matches!(kind, Kind::Access | Kind::Portability) && last.is_none() {
                return Err(AppError::Refused("No copy has been made and checked yet: do that first".to_owned()));
            }
            if outcome == Outcome::Granted && kind != Kind::Regulator && last.is_some_and(|c| c.left_out > 0) {
                return Err(AppError::Refused(
                    "Something was left out of the copy: it is done in part, and the person is told on which ground"
                        .to_owned(),
                ));
            }
            if done && kind.tells_recipients() {
                untold(&recipients(tx, &opened)?)?;
            }
            let today = london_date(tx.now());
            let code = if needs { format!("{}:{}", outcome.id(), decision.ground) } else { outcome.id().to_owned() };
            write_step(tx, actor.account, &opened.request, (StepKind::Decided, today), &code, &decision.words)?;
            tx.settle_request(id, outcome.id())?;
            for case in &opened.cases {
                put_away(tx, &opened.request, case.id)?;
            }
            Ok(())
        })
    }

    /// The letter that tells the person of the decision.
    ///
    /// # Errors
    /// `NotFound` before there is one, and for everybody but the data protection officer.
    pub fn request_letter(&self, actor: &Actor, id: RequestId) -> Result<LetterView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "letter of a request", move |tx, inner| {
            let opened = Opened::of(tx, inner, &actor, id, Act::See, (Action::Open, "the letter"))?;
            let decided = opened.steps.iter().find(|s| s.step == StepKind::Decided.id()).ok_or(AppError::NotFound)?;
            let (code, ground) = decided.code.split_once(':').unwrap_or((&decided.code, ""));
            let kind = Kind::from_id(&opened.request.kind).ok_or(AppError::NotFound)?;
            let (first, regulator) = complaints(&opened.notice.compiled, london_date(tx.now()));
            let all = controllers(&opened.notice.compiled);
            let by = all.into_iter().find(|(id, _)| *id == opened.request.controller).map(|(_, name)| name);
            Ok(LetterView {
                reference: opened.request.reference.clone(),
                controller: by.unwrap_or_default(),
                content: opened.content()?,
                kind,
                received_on: opened.request.received_on,
                decided_on: decided.on_day,
                outcome: Outcome::from_id(code).ok_or(AppError::NotFound)?,
                ground: grounds_for(kind).find(|g| g.id == ground),
                reasons: opened.words(decided)?,
                first,
                regulator,
            })
        })
    }
}

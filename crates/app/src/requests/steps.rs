//! What is done about a request, one step after the other, each with its day and its words.

use super::CLASS;
use super::contact::controllers;
use super::desk::Opened;
use super::effects::{lift, restricted_by};
use super::queue::{stands, taken};
use super::recipients::recipients;
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use ::rights::{Kind, Outcome, StepKind, may};
use clocks::Calendar;
use jiff::civil::Date;
use kernel::{AccountId, RequestId, TaskId, Timestamp, london_date};
use ledger::Action;
use notice::model::Act;
use store::{RightsRequest, RightsStep, Tx};

/// How it became known who somebody is: codes and words.
pub const CONFIRMED_BY: [(&str, &str); 5] = [
    ("known", "The service knows them"),
    ("questions", "They answered questions about the record"),
    ("document", "They showed a document (it is not kept)"),
    ("logged-in", "They logged in to their own page"),
    ("authority", "Who acts for them showed that they may"),
];

/// A step to be written down.
#[derive(Clone)]
pub struct NewStep {
    /// What was done.
    pub kind: StepKind,
    /// On which day; today if not said.
    pub on: Option<Date>,
    /// More about it, as a code.
    pub code: String,
    /// What was asked, said or told.
    pub words: String,
}

impl App {
    /// Writes down what was done about a request.
    ///
    /// # Errors
    /// `Refused` with what stands in the way; `NotFound` for everybody but the data protection officer.
    pub fn take_step(&self, actor: &Actor, id: RequestId, new: &NewStep) -> Result<(), AppError> {
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "step of a request", move |tx, inner| {
            let act = (Action::Edit, new.kind.id());
            let opened = Opened::of(tx, inner, &actor, id, Act::Record, act)?;
            opened.must_be_released()?;
            let today = london_date(tx.now());
            let on = new.on.unwrap_or(today);
            let refuse = |words: &str| Err(AppError::Refused(words.to_owned()));
            if on > today {
                return refuse("That day lies ahead: write it down when it is done");
            }
            if !new.kind.by_hand() || matches!(new.kind, StepKind::Decided | StepKind::LiftingTold) {
                return Err(AppError::NotFound);
            }
            let kind = Kind::from_id(&opened.request.kind).ok_or(AppError::NotFound)?;
            let calendar = Calendar::standard();
            let received = opened.request.received_on;
            may(kind, received, &taken(&opened.steps), new.kind, on, calendar)
                .map_err(|words| AppError::Refused(words.to_owned()))?;
            let empty = new.words.trim().is_empty();
            match new.kind {
                StepKind::Extended if empty => {
                    return refuse("Give the reasons, as the person was told them: without them there is no extension");
                }
                StepKind::ClarificationAsked | StepKind::Noted | StepKind::IdentityAsked if empty => {
                    return refuse("Write down what was asked or said");
                }
                StepKind::IdentityConfirmed if !CONFIRMED_BY.iter().any(|(code, _)| *code == new.code) => {
                    return refuse("Choose how it became known who they are");
                }
                StepKind::Copied => {
                    let others = controllers(&opened.notice.compiled);
                    let other = others.iter().any(|(c, _)| *c == new.code && *c != opened.request.controller);
                    if !other {
                        return refuse("Choose the controller that has been given a copy");
                    }
                }
                StepKind::RecipientTold => {
                    if !recipients(tx, &opened)?.iter().any(|r| r.party == new.code) {
                        return refuse("Nobody like this had any of the data");
                    }
                    if empty {
                        return refuse("Write down what they were told, or why it is impossible to tell them");
                    }
                }
                _ => {}
            }
            write_step(tx, actor.account, &opened.request, (new.kind, on), &new.code, &new.words)?;
            // An objection that was refused has paused the record until the person had the reasons.
            let refused = opened.request.outcome.as_deref() == Some(Outcome::Refused.id());
            if new.kind == StepKind::DecisionSent && kind == Kind::Objection && refused {
                for case in restricted_by(&opened) {
                    lift(tx, inner, &actor, (id, case), "With the decision")?;
                }
            }
            Ok(())
        })
    }
}

/// Writes a step down, and by when somebody has to act from now on.
pub(super) fn write_step(
    tx: &mut Tx<'_>,
    by: AccountId,
    request: &RightsRequest,
    (kind, on): (StepKind, Date),
    code: &str,
    words: &str,
) -> Result<(), AppError> {
    keep_step(tx, Some(by), request, (kind, on), code, words)
}

/// The same, of what nobody of the controller's own people did.
pub(super) fn keep_step(
    tx: &mut Tx<'_>,
    by: Option<AccountId>,
    request: &RightsRequest,
    (kind, on): (StepKind, Date),
    code: &str,
    words: &str,
) -> Result<(), AppError> {
    // Steps stand in the order in which they were taken, also those of one moment.
    let before = tx.steps_of(request.id)?.iter().map(|s| Timestamp::from_micros(s.made_at.as_micros() + 1)).max();
    let mut step = RightsStep {
        id: TaskId::new(tx.now(), tx.entropy()),
        request: request.id,
        step: kind.id().to_owned(),
        on_day: on,
        code: code.to_owned(),
        person: request.person,
        record_class: CLASS.to_owned(),
        sealed: None,
        done_by: by,
        made_at: before.map_or(tx.now(), |after| after.max(tx.now())),
    };
    if !words.trim().is_empty() {
        let plain = serde_json::to_vec(words.trim()).map_err(|_| AppError::Fault("not writable".to_owned()))?;
        let ring = tx.ring_for_sealing(&[(request.person, CLASS)])?;
        let sealed = ring.seal(&step.place(), &plain, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))?;
        step.sealed = Some(sealed);
    }
    tx.insert_step(&step)?;
    let steps = tx.steps_of(request.id)?;
    let (_, now) = stands(request, &steps, london_date(tx.now()))?;
    if !now.settled {
        tx.set_request_due(request.id, now.due())?;
    }
    Ok(())
}

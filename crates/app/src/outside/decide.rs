//! Deciding about a request from outside: by somebody with a say in the notice, with the reason. Where the notice wants approvals, whoever
//! wrote the request down does not decide about it.

use super::{OUTSIDE_DECISIONS, found, has_a_say, on_ledger, seal};
use crate::actor::Actor;
use crate::cases::parts::recipient_name;
use crate::error::AppError;
use crate::notices::Published;
use crate::views::FormErrors;
use crate::{App, Inner};
use kernel::{RequestId, ShareId, london_date};
use notice::model::Fact;
use sharing::Ground;
use store::{OutsideRequest, Tx};

/// The longest reason, in characters.
const LONGEST: usize = 10_000;
/// That the person may know.
pub(crate) const TOLD: &str = "yes";

/// What somebody decides. It has no `Debug`.
#[derive(Clone, Default)]
pub struct OutsideDecision {
    /// One of [`OUTSIDE_DECISIONS`].
    pub decision: String,
    /// Why not all of it goes: a code of [`sharing::ground::REFUSALS`].
    pub reason: String,
    /// The same in words.
    pub why: String,
    /// What went: the id of what was shared.
    pub share: String,
    /// Whether the person may know of it: `yes`, or a code that says why not.
    pub told: String,
}

/// Why a person may not know: codes and words.
fn untold() -> &'static [(&'static str, &'static str)] {
    Ground::Crime.untold()
}

/// Whether the person may know of it, in words.
pub(super) fn told_words(row: &OutsideRequest) -> Option<String> {
    match row.told.as_str() {
        "" => None,
        TOLD => Some("The person may know of it".to_owned()),
        code => sharing::share::code_words(untold(), code).map(|why| format!("The person does not learn of it: {why}")),
    }
}

/// What goes at once, because a life is in danger, is written down afterwards: so many days before the day on which a request is said to have come
/// count too.
const SENT_BEFORE_DAYS: i64 = 14;

/// What went from the case that it is about without the person's consent, since it came, each with whom it went to.
pub(super) fn gone_since(
    tx: &mut Tx<'_>,
    notice: &Published,
    row: &OutsideRequest,
) -> Result<Vec<(ShareId, String)>, AppError> {
    let Some(case) = row.about else { return Ok(Vec::new()) };
    let since = row.received_on.saturating_sub(jiff::Span::new().days(SENT_BEFORE_DAYS));
    let mut gone = Vec::new();
    for share in tx.shares(case)? {
        let (Some(ground), Some(at)) = (Ground::parse(&share.ground), share.sent_at) else { continue };
        if ground.is_without_consent() && since <= london_date(at) {
            let to = recipient_name(tx, notice, &share.party)?;
            gone.push((share.id, format!("{to}: {}, {}", ground.words(), at.words())));
        }
    }
    Ok(gone)
}

/// Whether the actor decides about it now; otherwise why not.
pub(super) fn may(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    (row, notice): (&OutsideRequest, &Published),
) -> Result<Result<(), String>, AppError> {
    if row.decision.is_some() {
        return Ok(Err("It was decided already".to_owned()));
    }
    if !has_a_say(tx, inner, actor)? {
        return Ok(Err("Whoever has a say in the notice decides about it".to_owned()));
    }
    let approves = notice.compiled.permits.iter().any(|p| p.when.speaks_of(Fact::Approval));
    if approves && row.made_by == actor.account {
        return Ok(Err("Somebody else has to decide about what you wrote down".to_owned()));
    }
    Ok(Ok(()))
}

fn check(
    tx: &mut Tx<'_>,
    (row, notice): (&OutsideRequest, &Published),
    new: &OutsideDecision,
) -> Result<Option<ShareId>, AppError> {
    let mut wrong = FormErrors::default();
    let decision = new.decision.as_str();
    if !OUTSIDE_DECISIONS.iter().any(|(code, _)| *code == decision) {
        wrong.add("decision", "Choose what is decided");
    }
    if decision == "nobody" && row.about.is_some() {
        wrong.add("decision", "It is about a case: say that it is not held, or refuse it");
    }
    let goes = matches!(decision, "released" | "part");
    let share = new.share.parse::<ShareId>().ok();
    let gone = gone_since(tx, notice, row)?;
    let share = share.filter(|share| goes && gone.iter().any(|(id, _)| id == share));
    if goes && share.is_none() {
        wrong.add(
            "share",
            "Share it first from the case, under “Share without consent”, where the gate decides what may go; then choose it here",
        );
    }
    if matches!(decision, "part" | "refused")
        && sharing::share::code_words(sharing::ground::REFUSALS, &new.reason).is_none()
    {
        wrong.add("reason", "Choose why not all of it goes");
    }
    if decision != "released" && new.why.trim().chars().count() < 5 {
        wrong.add("words", "Say why, so that somebody who was not there understands it");
    }
    if new.why.chars().count() > LONGEST {
        wrong.add("words", "Use ten thousand characters at most");
    }
    let said = new.told == TOLD || untold().iter().any(|(code, _)| *code == new.told);
    if row.about.is_some() && !said {
        wrong.add("told", "Say whether the person may know of it, or why not");
    }
    wrong.done()?;
    Ok(share)
}

impl App {
    /// Decides about a request from outside. What goes was shared before, by the gate; what does not is kept with the reason.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor; `Refused` when the actor does not decide about it, or it was decided; `Form` with
    /// everything to put right.
    pub fn decide_outside_request(&self, actor: &Actor, id: RequestId, new: &OutsideDecision) -> Result<(), AppError> {
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "decide about a request from outside", move |tx, inner| {
            let (mut row, notice) = found(tx, inner, &actor, id)?;
            may(tx, inner, &actor, (&row, &notice))?.map_err(AppError::Refused)?;
            row.share = check(tx, (&row, &notice), &new)?;
            row.decision = Some(new.decision.clone());
            row.reason =
                if matches!(new.decision.as_str(), "part" | "refused") { new.reason.clone() } else { String::new() };
            row.told = if row.about.is_some() { new.told.clone() } else { String::new() };
            if !new.why.trim().is_empty() {
                row.decision_sealed = Some(seal(tx, &row, &row.decision_place(), new.why.trim())?);
            }
            row.decided_by = Some(actor.account);
            row.decided_at = Some(tx.now());
            tx.update_outside_request(&row)?;
            on_ledger(tx, inner, &actor, &row, &format!("decided: {}", new.decision))
        })
    }

    /// Why a person may not know of a request from outside: codes and words.
    #[must_use]
    pub fn outside_untold() -> &'static [(&'static str, &'static str)] {
        untold()
    }
}

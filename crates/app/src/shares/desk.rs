//! The desk of a body: what was sent to it, and what it does with that. It sees what was sent, and never the record at large.

use super::send::{remind, reminded, unlink, wait_for_outcome};
use super::view::{ShareLine, ShareView, share_line, view};
use super::ways::unchecked;
use super::{Said, refused, step, words, write_step};
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::{Look, is_in_force};
use crate::views::Item;
use crate::work::desk::{Desk, visible};
use crate::{App, Inner};
use kernel::{ShareId, Timestamp};
use ledger::Action;
use notice::model::Act;
use sharing::share::{OUTCOMES, REJECTIONS, STEP_DOWN_REASONS, code_words};
use sharing::{ShareState, Side, Step};
use store::{Share, Tx};

/// The step by which somebody of a body takes something up, and the one by which they lay it back.
const TAKE: &str = "take";
const LAY_BACK: &str = "lay-back";

/// Somebody of a body who has taken something up, so that no two work on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Their name.
    pub name: String,
    /// Whether it is who looks.
    pub mine: bool,
}

/// Who has taken something up, if anybody has.
pub(super) fn taken(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, share: ShareId) -> Result<Option<Taken>, AppError> {
    let last = tx.share_steps(share)?.into_iter().rev().find(|s| [TAKE, LAY_BACK].contains(&s.step.as_str()));
    let Some(account) = last.filter(|s| s.step == TAKE).and_then(|s| s.account) else { return Ok(None) };
    Ok(Some(Taken { name: inner.account_name(tx, account)?, mine: account == actor.account }))
}

/// Something on a desk.
pub struct DeskLine {
    /// What it is.
    pub line: ShareLine,
    /// The person's name, as the gate allows; none where nothing of it is shown any more.
    pub name: Option<Item<String>>,
    /// Who of the body has taken it up.
    pub taken: Option<Taken>,
    /// It was stopped because a permission ended, how, and when.
    pub permission_ended: Option<(super::PermissionEnded, Timestamp)>,
}

/// A page of a desk.
pub struct DeskPage {
    /// What waits for an answer, what is due first.
    pub waiting: Vec<DeskLine>,
    /// How many there are of it.
    pub waiting_in_all: usize,
    /// Everything else, the newest first.
    pub rest: Vec<DeskLine>,
    /// How many there are of it.
    pub rest_in_all: usize,
}

/// How many stand on a page of a desk.
pub const DESK_PAGE: usize = 20;
/// How many that wait for nothing a program is given.
const MOST_SETTLED: usize = 100;

/// What was sent to the body that the actor acts for, for its purpose: what waits for its answer, and the rest.
fn on_desk(tx: &mut Tx<'_>, actor: &Actor) -> Result<(Vec<Share>, Vec<Share>), AppError> {
    if actor.is_staff() {
        return Err(AppError::NotFound);
    }
    let now = tx.now();
    let all = tx.shares_with(&actor.recipient())?.into_iter().filter(|s| s.purpose == actor.purpose);
    let waits = |s: &Share| {
        let referral = !super::ground_of(s).is_without_consent();
        referral && super::state_of(s) == ShareState::Sent && is_in_force(s, now)
    };
    let (mut waiting, rest): (Vec<Share>, Vec<Share>) = all.partition(waits);
    waiting.sort_by_key(|s| (s.answer_by, s.sent_at, s.id));
    Ok((waiting, rest))
}

/// Lines of a desk.
fn lines(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, shares: Vec<Share>) -> Result<Vec<DeskLine>, AppError> {
    let mut lines = Vec::new();
    for share in shares {
        let Some(case) = tx.case(share.case_id)? else { continue };
        let Some(look) = Look::many(tx, inner, actor, vec![case])?.pop() else { continue };
        let mut line = share_line(tx, inner, &look, &share)?;
        let shown = line.in_force && !look.decide_all(Act::See).releases_nothing();
        line.came_back = super::two_way::back_from_them(tx, share.id, line.came_back.take(), shown)?;
        let name = match shown {
            true => Some(Desk::of(tx, actor, look, &[], &[], (Action::List, "desk"))?.name()?),
            false => None,
        };
        let stopped = |s: store::ShareStep| {
            let ended = super::PermissionEnded::of(s.code.as_deref());
            ended.filter(|_| s.step == Step::Withdraw.id()).map(|ended| (ended, s.at))
        };
        let permission_ended = match line.state {
            ShareState::Withdrawn => tx.share_steps(share.id)?.into_iter().find_map(stopped),
            _ => None,
        };
        let taken = if shown { taken(tx, inner, actor, share.id)? } else { None };
        lines.push(DeskLine { line, name, taken, permission_ended });
    }
    Ok(lines)
}

/// Something that was sent to the body that the actor acts for, for the purpose that it acts for.
pub(super) fn sent(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    id: ShareId,
) -> Result<Option<(Look, Share)>, AppError> {
    let share = tx.share(id)?.filter(|s| {
        !actor.is_staff() && s.party == actor.recipient() && s.purpose == actor.purpose && s.sent_at.is_some()
    });
    let Some(share) = share else { return Ok(None) };
    let Some(look) = visible(tx, inner, actor, share.case_id)? else { return Ok(None) };
    // Whoever logs in was asked about when they did; a link is asked about each time.
    let by_link = actor.own_account().is_none();
    let of = (share.purpose.as_str(), super::ground_of(&share));
    if by_link && !unchecked(tx, &look.notice, &share.party, of)?.is_empty() {
        return Ok(None);
    }
    // Another of the kind may be in force: what was taken back or has run out does not come with it.
    Ok(is_in_force(&share, tx.now()).then_some((look, share)))
}

impl App {
    /// What was sent to the body that the actor acts for: all that waits for its answer, what is due first, then the newest hundred of the
    /// rest. Of what it may not look at any more only the reference is left.
    ///
    /// # Errors
    /// `NotFound` for the controller's own people.
    pub fn desk(&self, actor: &Actor) -> Result<Vec<DeskLine>, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "desk", move |tx, inner| {
            let (waiting, rest) = on_desk(tx, &actor)?;
            let shares: Vec<Share> = waiting.into_iter().chain(rest.into_iter().take(MOST_SETTLED)).collect();
            lines(tx, inner, &actor, shares)
        })
    }

    /// The same, page by page: each part from a place on, with how many there are of it.
    ///
    /// # Errors
    /// As [`App::desk`].
    pub fn desk_page(&self, actor: &Actor, (waiting, rest): (usize, usize)) -> Result<DeskPage, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "desk", move |tx, inner| {
            let (all_waiting, all_rest) = on_desk(tx, &actor)?;
            let part = |all: &[Share], from: usize| all.iter().skip(from).take(DESK_PAGE).cloned().collect();
            Ok(DeskPage {
                waiting: lines(tx, inner, &actor, part(&all_waiting, waiting))?,
                waiting_in_all: all_waiting.len(),
                rest: lines(tx, inner, &actor, part(&all_rest, rest))?,
                rest_in_all: all_rest.len(),
            })
        })
    }

    /// One of them, with what was sent.
    ///
    /// # Errors
    /// `NotFound` when it was not sent to them, or nothing of it is released any more.
    pub fn desk_item(&self, actor: &Actor, id: ShareId) -> Result<ShareView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "open on a desk", move |tx, inner| {
            let Some((look, share)) = sent(tx, inner, &actor, id)? else { return Ok(None) };
            view(tx, inner, &actor, look, &share).map(Some)
        })?
        .ok_or(AppError::NotFound)
    }

    /// Takes something up, so that nobody else of the body works on it too; or lays it back on the desk. Anybody of the body can take over
    /// what a colleague has taken.
    ///
    /// # Errors
    /// As [`App::desk_item`]; `Refused` when there is nothing to work on, or whoever lays it back has not taken it.
    pub fn take_up(&self, actor: &Actor, id: ShareId, takes: bool) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "take up", move |tx, inner| {
            let Some((look, share)) = sent(tx, inner, &actor, id)? else { return Ok(None) };
            if super::ground_of(&share).is_without_consent() || super::state_of(&share) == ShareState::Reported {
                return refused("There is nothing to work on");
            }
            let mine = taken(tx, inner, &actor, id)?.is_some_and(|t| t.mine);
            if mine == takes {
                return if takes { Ok(Some(())) } else { refused("You have not taken it: look at who has") };
            }
            let step = if takes { TAKE } else { LAY_BACK };
            write_step(tx, &share, Some(actor.account), Said { step, code: None, words: words("more", "") })?;
            let ring = crate::cases::parts::ring(tx, &look, &[])?;
            let detail = format!("share {id}: {step}");
            look.record(tx, &actor, look.decide(Act::See, &[]), Action::Administer, &ring, &detail)?;
            Ok(Some(()))
        })?
        .ok_or(AppError::NotFound)
    }

    /// What the body does with it: accept, ask for more, not take it on, report what came of it.
    ///
    /// # Errors
    /// As [`App::desk_item`]; `Form` where a reason or outcome is missing; `Refused` when it cannot be done from where it
    /// stands.
    pub fn desk_step(&self, actor: &Actor, id: ShareId, what: Step, code: &str, more: &str) -> Result<(), AppError> {
        let (actor, code, more) = (actor.clone(), code.to_owned(), more.to_owned());
        self.act(&actor.caller.clone(), "step on a desk", move |tx, inner| {
            let Some((look, mut share)) = sent(tx, inner, &actor, id)? else { return Ok(None) };
            if super::ground_of(&share).is_without_consent() {
                return refused("This was sent for your information: there is nothing to answer");
            }
            if matches!(what, Step::Report | Step::AskMore | Step::StepDown)
                && super::enquiry::enquiry(&look.notice, &share).is_some()
            {
                return refused("This asks you something: answer it, or say that you do not take it on");
            }
            let list = match what {
                Step::Reject => Some((REJECTIONS, "Choose why you do not take it on")),
                Step::Report => Some((OUTCOMES, "Choose what came of it")),
                Step::StepDown => Some((STEP_DOWN_REASONS, "Choose why the family comes back")),
                _ => None,
            };
            if let Some((list, missing)) = list
                && code_words(list, &code).is_none()
            {
                return Err(AppError::field("code", missing));
            }
            if what == Step::AskMore && more.trim().is_empty() {
                return Err(AppError::field("more", "Say what you need, and why: the council decides about it"));
            }
            step(tx, &mut share, what, Side::Theirs)?;
            if what == Step::StepDown {
                super::two_way::step_down(tx, (&actor, &look), &mut share, (&code, &more))?;
            }
            let code = list.is_some().then_some(code.as_str());
            // What they write to hand a family back stands in the referral that comes in.
            let more = if what == Step::StepDown { "" } else { more.as_str() };
            write_step(tx, &share, actor.own_account(), Said { step: what.id(), code, words: words("more", more) })?;
            let ring = crate::cases::parts::ring(tx, &look, &[])?;
            let detail = format!("share {id}: {}", what.id());
            look.record(tx, &actor, look.decide(Act::See, &[]), Action::Administer, &ring, &detail)?;
            if matches!(what, Step::Accept | Step::Reject) {
                reminded(tx, &mut share, None)?;
            }
            if what == Step::Accept {
                wait_for_outcome(tx, &look.notice, &mut share)?;
            }
            if what == Step::Report {
                reminded(tx, &mut share, None)?;
            }
            if what == Step::Reject {
                unlink(tx, &share)?;
                super::copies::over(tx, &share, super::copies::NOT_TAKEN_ON)?;
            }
            if what == Step::AskMore {
                reminded(tx, &mut share, None)?;
                let tomorrow = look.today.tomorrow().unwrap_or(look.today);
                share.task = Some(remind(tx, &share, "answer-an-agency", "decision", tomorrow)?);
            }
            super::for_step::came_of_it(tx, &share, what)?;
            tx.update_share(&share)?;
            Ok(Some(()))
        })?
        .ok_or(AppError::NotFound)
    }
}

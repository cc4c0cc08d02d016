//! What went from a case to others, as the controller's own people and whoever got it may see it.

use super::ask::{MASKED, is_masked};
use super::decide::{item_words, line, test_words, told_words};
use super::send::{Part, reminded, unlink, wait_for_answer, wait_on};
use super::ways::may_share;
use super::{
    ApprovalLine, CopyLine, Said, SharedDocument, ShownRow, categories, ground_of, refused, state_of, step, words,
    write_step,
};
use crate::actor::Actor;
use crate::cases::parts::recipient_name;
use crate::error::AppError;
use crate::look::{Look, is_in_force};
use crate::messages::lower_first;
use crate::notices::Published;
use crate::views::{CaseTop, Item};
use crate::work::desk::{Desk, visible};
use crate::{App, Inner};
use casework::SectionContent;
use disclosure::Recorded;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, ShareId, Timestamp};
use ledger::Action;
use notice::model::Act;
use sealing::KeyRing;
use sharing::{ShareState, Side, Step};
use store::{Share, Tx};

/// What stands in place of an answer whose originator does not agree any more.
const NOT_AGREED: &str = "Not shown any more: whoever gave it to the council does not agree that you have it";

/// Something that goes or went to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareLine {
    /// What, to whom, since when.
    pub line: ApprovalLine,
    /// Where it stands.
    pub state: ShareState,
    /// Whether whoever got it may look at it just now.
    pub in_force: bool,
    /// Until when, if it ends by itself.
    pub until: Option<Timestamp>,
    /// When it left.
    pub sent_at: Option<Timestamp>,
    /// By when an answer is due; of what was accepted, what came of it.
    pub answer_by: Option<Date>,
    /// By when it is reviewed.
    pub review_on: Option<Date>,
    /// When it was.
    pub reviewed_at: Option<Timestamp>,
    /// Whether the person was told: a code.
    pub told: String,
    /// A referral from a programme to social care.
    pub step_up: bool,
    /// What came back of it: a step down.
    pub came_back: Option<super::StepDownLine>,
}

/// A step, as shown.
pub struct StepLine {
    /// What was done: a code.
    pub step: String,
    /// More about it: a code.
    pub code: Option<String>,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The words, as the gate allows; none where there are none.
    pub words: Option<Item<SectionContent>>,
}

/// A part of what was sent: the category's name, and what was sent of it.
pub struct ShareParts {
    /// The category's name.
    pub label: String,
    /// What was sent, as the gate allows.
    pub rows: Item<Vec<ShownRow>>,
}

/// One of them.
pub struct ShareView {
    /// The head of the case's page.
    pub top: CaseTop,
    /// What it is.
    pub line: ShareLine,
    /// What was chosen, in words.
    pub items: Vec<String>,
    /// The law that was cited.
    pub gateway: Option<String>,
    /// The test: questions and answers.
    pub test: Vec<(String, String)>,
    /// Who may approve it: roles in words.
    pub approvers: Vec<String>,
    /// How it reaches them: a code.
    pub channel: String,
    /// The selection from which it was chosen.
    pub preset: Option<String>,
    /// What went beyond it, in words.
    pub beyond: Vec<String>,
    /// Whether the person was told, in words.
    pub told: String,
    /// What was sent.
    pub parts: Vec<ShareParts>,
    /// The documents that went with it.
    pub documents: Vec<SharedDocument>,
    /// Who holds a copy until when.
    pub copies: Vec<CopyLine>,
    /// The steps.
    pub steps: Vec<StepLine>,
    /// What left, for machines.
    pub receipt: Option<String>,
    /// Who of the body has taken it up.
    pub taken: Option<super::Taken>,
    /// It is with a body that no email reaches about it: the register of agencies has no address. Said to the controller's own people.
    pub no_address: bool,
    /// The duty by which it went, where the notice lets it go by one: the Act and the provision.
    pub duty: Vec<String>,
    /// What was asked of them and came back, of an enquiry.
    pub enquiry: Option<super::EnquiryView>,
    /// Whether the reader is one of the controller's own people.
    pub staff: bool,
}

/// By when an answer, or what came of it, is due.
pub(super) fn answer_due(share: &Share) -> Option<Date> {
    share.answer_by.filter(|_| match state_of(share) {
        ShareState::Sent => true,
        // Of what was taken on before there was a day for it, this is the day of another answer.
        ShareState::Accepted => share.task.is_some(),
        _ => false,
    })
}

pub(super) fn share_line(tx: &mut Tx<'_>, inner: &Inner, look: &Look, share: &Share) -> Result<ShareLine, AppError> {
    Ok(ShareLine {
        line: line(tx, inner, &look.notice, share)?,
        state: state_of(share),
        in_force: is_in_force(share, tx.now()) && share.sent_at.is_some(),
        until: share.expires_at,
        sent_at: share.sent_at,
        answer_by: answer_due(share),
        review_on: share.review_on,
        reviewed_at: share.reviewed_at,
        told: share.told.clone(),
        step_up: super::two_way::is_step_up(&look.notice, &look.case.service, share),
        came_back: super::two_way::came_back(tx, share.id)?,
    })
}

/// All there is to show of one, for an actor before whom the case stands.
pub(super) fn view(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    look: Look,
    share: &Share,
) -> Result<ShareView, AppError> {
    let wanted = categories(&look, &share.items);
    let mut classes: Vec<String> = wanted.iter().map(|c| look.notice.class_in(*c, share.case_id)).collect();
    classes.push(share.record_class.clone());
    if actor.is_staff() {
        let answered = super::enquiry::answered_in(&look, share);
        classes.extend(answered.into_iter().map(|c| look.notice.class_in(c, share.case_id)));
    }
    let refs: Vec<&str> = classes.iter().map(String::as_str).collect();
    let mut asked = wanted;
    asked.extend(look.notice.compiled.category(&share.about));
    if actor.is_staff() {
        asked.extend(super::enquiry::answered_in(&look, share));
        asked.extend(tx.share_steps(share.id)?.iter().filter_map(|s| super::for_step::category_of(&look, s)));
    }
    let opened = format!("share {}: what was shared", share.id);
    let desk = Desk::of(tx, actor, look, &asked, &refs, (Action::Open, &opened))?;
    let staff = actor.is_staff();
    let parts = tx.share_parts(share.id)?.into_iter().map(|part| {
        let id = part.category.clone();
        let category = desk.look.notice.compiled.category(&part.category);
        let category = category.ok_or_else(|| AppError::Fault("a part's category is not in its notice".to_owned()))?;
        let rows: Item<Part> =
            desk.look.unseal(&desk.recorded, category, Some(part.place()), part.sealed.clone(), &desk.ring)?;
        Ok(ShareParts {
            label: desk.look.notice.category_label(&part.category),
            rows: rows.map(|part| {
                let mut rows = part.rows;
                // Whoever got it has it in full; colleagues ask for it by itself.
                for row in rows.iter_mut().filter(|r| staff && is_masked(&desk.look.notice, r)) {
                    MASKED.clone_into(&mut row.text);
                }
                let gone = |r: &ShownRow| r.word.as_deref().is_some_and(|w| !desk.look.still_agreed(&id, w));
                for row in rows.iter_mut().filter(|r| !staff && gone(r)) {
                    NOT_AGREED.clone_into(&mut row.text);
                }
                rows
            }),
        })
    });
    let parts: Vec<ShareParts> = parts.collect::<Result<_, AppError>>()?;
    let documents = super::documents::shown(tx, &desk.look, (&desk.recorded, &desk.ring), share)?;
    let steps = steps(tx, inner, actor, &desk.look, (&desk.recorded, &desk.ring), share)?;
    let enquiry = super::enquiry::view(tx, inner, actor, &desk, share)?;
    let mut copies = super::copies::copies_of(tx, inner, share)?;
    // Of other holders whoever got it need not know.
    copies.retain(|c| staff || c.through.is_none());
    // Why the person is not told is nothing to whoever got it.
    let why = if actor.is_staff() { tx.share_steps(share.id)? } else { Vec::new() };
    let notice = &desk.look.notice;
    let no_address = staff
        && state_of(share).is_with_them()
        && super::write_to::addresses(tx, &notice.compiled.id, &share.party)?.is_empty();
    let taken = super::desk::taken(tx, inner, actor, share.id)?;
    let mut line = share_line(tx, inner, &desk.look, share)?;
    if !staff {
        line.came_back = super::two_way::back_from_them(tx, share.id, line.came_back.take(), line.in_force)?;
    }
    Ok(ShareView {
        taken,
        no_address,
        line,
        items: item_words(notice, &share.items),
        gateway: sharing::gateway(&share.gateway).map(sharing::Gateway::words),
        test: if actor.is_staff() { test_words(share) } else { Vec::new() },
        approvers: share.approvers.iter().map(|r| notice.principal_label(r)).collect(),
        channel: share.channel.clone(),
        preset: super::presets::label(notice, share.preset()).filter(|_| actor.is_staff()),
        beyond: if actor.is_staff() { item_words(notice, &share.beyond()) } else { Vec::new() },
        told: told_words(share, &why),
        parts,
        documents,
        copies,
        steps,
        receipt: share.receipt.clone(),
        duty: if ground_of(share).is_without_consent() {
            Vec::new()
        } else {
            duties(notice, &share.party, &share.purpose)
        },
        enquiry,
        staff: actor.is_staff(),
        top: desk.top(actor)?,
    })
}

/// The duties by which the notice lets something go to a recipient for a purpose.
pub(super) fn duties(notice: &Published, party: &str, purpose: &str) -> Vec<String> {
    let mut found = Vec::new();
    let merged = &notice.compiled.merged;
    for disclose in merged.disclose.values() {
        if disclose.purpose == purpose && notice.compiled.names(&disclose.to, party) {
            found.extend(disclose.gate.duties().cloned());
        }
    }
    found
}

/// Whether a step is one of whoever got it. Without an account they took it by their link.
pub(crate) fn is_theirs(step: &str) -> bool {
    [super::enquiry::ANSWERED, super::by_link::FOLLOWED].contains(&step)
        || [Step::Accept, Step::AskMore, Step::Reject, Step::Report, Step::StepDown].iter().any(|s| s.id() == step)
}

/// The steps. Whoever got it sees what passed between the two sides, and not what the council asked itself.
fn steps(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    look: &Look,
    (recorded, ring): (&Recorded, &KeyRing),
    share: &Share,
) -> Result<Vec<StepLine>, AppError> {
    let category = look.notice.compiled.category(&share.about);
    let between = |step: &str| !ground_of(share).is_without_consent() || step == Step::Answer.id() || is_theirs(step);
    let mut lines = Vec::new();
    for step in tx.share_steps(share.id)? {
        if !actor.is_staff() && (!between(&step.step) || step.step == super::for_step::FOR_STEP) {
            continue;
        }
        let words = match (&step.sealed, super::for_step::category_of(look, &step).or(category)) {
            (Some(sealed), Some(category)) => {
                Some(look.unseal(recorded, category, Some(step.place()), sealed.clone(), ring)?)
            }
            _ => None,
        };
        lines.push(StepLine {
            by: match step.account {
                Some(account) => inner.account_name(tx, account)?,
                None if is_theirs(&step.step) => {
                    format!("{}, by a link", recipient_name(tx, &look.notice, &share.party)?)
                }
                None => "the system".to_owned(),
            },
            step: step.step,
            code: step.code,
            at: step.at,
            words,
        });
    }
    Ok(lines)
}

/// A share of a case that the actor works with.
pub(super) fn ours(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    (case, id): (CaseId, ShareId),
) -> Result<Option<(Look, Share)>, AppError> {
    let Some(look) = visible(tx, inner, actor, case)? else { return Ok(None) };
    let share = tx.share(id)?.filter(|s| s.case_id == case);
    Ok(share.filter(|_| may_share(&look, actor).is_ok()).map(|share| (look, share)))
}

/// What stands on the timeline of a case: that something was asked for, sent, answered or taken back. Nothing of what was sent, and
/// nothing of what anybody wrote with it.
pub(crate) fn marks(tx: &mut Tx<'_>, look: &Look) -> Result<Vec<(Timestamp, String, Option<AccountId>)>, AppError> {
    let mut marks = Vec::new();
    for share in tx.shares(look.case.id)? {
        let who = recipient_name(tx, &look.notice, &share.party)?;
        let purpose = look.notice.purpose_label(&share.purpose);
        marks.push((share.asked_at, format!("Asked to share with {who}: {purpose}"), Some(share.asked_by)));
        let steps = tx.share_steps(share.id)?;
        let approved = steps.iter().any(|s| Step::parse(&s.step) == Some(Step::Approve));
        if let Some(at) = share.sent_at.filter(|_| !approved) {
            marks.push((at, format!("Sent to {who}: {purpose}"), Some(share.asked_by)));
        }
        for step in steps {
            if let Some(done) = Step::parse(&step.step) {
                marks.push((step.at, format!("{who}, {purpose}: {}", lower_first(done.done())), step.account));
            }
        }
    }
    Ok(marks)
}

impl App {
    /// Everything that goes or went from a case to others.
    ///
    /// # Errors
    /// `NotFound` when the actor is none of the controller's own people or may record nothing of the case.
    pub fn shares(&self, actor: &Actor, case: CaseId) -> Result<(CaseTop, Vec<ShareLine>), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "what was shared", move |tx, inner| {
            let Some(look) = visible(tx, inner, &actor, case)? else { return Ok(None) };
            if may_share(&look, &actor).is_err() {
                return Ok(None);
            }
            let desk = Desk::of(tx, &actor, look, &[], &[], (Action::Open, "what was shared"))?;
            let mut lines = Vec::new();
            for share in tx.shares(case)? {
                lines.push(share_line(tx, inner, &desk.look, &share)?);
            }
            Ok(Some((desk.top(&actor)?, lines)))
        })?
        .ok_or(AppError::NotFound)
    }

    /// One of them, with what was sent.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor.
    pub fn share_of(&self, actor: &Actor, case: CaseId, id: ShareId) -> Result<ShareView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "open what was shared", move |tx, inner| {
            let Some((look, share)) = ours(tx, inner, &actor, (case, id))? else { return Ok(None) };
            view(tx, inner, &actor, look, &share).map(Some)
        })?
        .ok_or(AppError::NotFound)
    }

    /// Takes back what was asked for or sent: from the next request on nothing of it is shown to them.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor; `Refused` when it is over.
    pub fn withdraw_share(&self, actor: &Actor, case: CaseId, id: ShareId, why: &str) -> Result<(), AppError> {
        let (actor, why) = (actor.clone(), why.to_owned());
        self.act(&actor.caller.clone(), "take back", move |tx, inner| {
            let Some((look, mut share)) = ours(tx, inner, &actor, (case, id))? else { return Ok(None) };
            step(tx, &mut share, Step::Withdraw, Side::Ours)?;
            let said = Said { step: Step::Withdraw.id(), code: None, words: words("why", &why) };
            write_step(tx, &share, Some(actor.account), said)?;
            reminded(tx, &mut share, Some(actor.account))?;
            unlink(tx, &share)?;
            super::copies::over(tx, &share, super::copies::TAKEN_BACK)?;
            tx.update_share(&share)?;
            let ring = crate::cases::parts::ring(tx, &look, &[])?;
            let detail = format!("share {id} to {} taken back", share.party);
            look.record(tx, &actor, look.decide(Act::See, &[]), Action::Administer, &ring, &detail)?;
            Ok(Some(()))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Decides about what a body has asked for beyond what was sent, with reasons.
    ///
    /// # Errors
    /// As [`App::withdraw_share`]; `Form` when no decision was chosen.
    pub fn answer_more(&self, actor: &Actor, case: CaseId, id: ShareId, code: &str, why: &str) -> Result<(), AppError> {
        let (actor, code, why) = (actor.clone(), code.to_owned(), why.to_owned());
        self.act(&actor.caller.clone(), "answer what was asked", move |tx, inner| {
            let Some((look, mut share)) = ours(tx, inner, &actor, (case, id))? else { return Ok(None) };
            if sharing::share::code_words(sharing::share::ANSWERS, &code).is_none() {
                return Err(AppError::field("answer", "Choose what was decided"));
            }
            if why.trim().is_empty() {
                return Err(AppError::field("why", "Say why: they read it"));
            }
            step(tx, &mut share, Step::Answer, Side::Ours)?;
            let said = Said { step: Step::Answer.id(), code: Some(&code), words: words("why", &why) };
            write_step(tx, &share, Some(actor.account), said)?;
            reminded(tx, &mut share, Some(actor.account))?;
            if state_of(&share) == ShareState::Accepted {
                wait_on(tx, &mut share)?;
            } else {
                wait_for_answer(tx, &look.notice, &mut share)?;
            }
            tx.update_share(&share)?;
            let ring = crate::cases::parts::ring(tx, &look, &[])?;
            let detail = format!("share {id}: more was asked for, decided: {code}");
            look.record(tx, &actor, look.decide(Act::See, &[]), Action::Administer, &ring, &detail)?;
            Ok(Some(()))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Notes that the person was told of something that went without consent, or why not.
    ///
    /// # Errors
    /// As [`App::withdraw_share`]; `Form` when the reason is none of the ground's.
    pub fn share_told(&self, actor: &Actor, case: CaseId, id: ShareId, told: &str) -> Result<(), AppError> {
        let (actor, told) = (actor.clone(), told.to_owned());
        self.act(&actor.caller.clone(), "person told of share", move |tx, inner| {
            let Some((look, mut share)) = ours(tx, inner, &actor, (case, id))? else { return Ok(None) };
            if share.told == "not-needed" {
                return refused("The person knows of this referral already");
            }
            let why = sharing::share::code_words(ground_of(&share).untold(), &told);
            let (now, step) = match (told.as_str(), why) {
                ("yes", _) => ("yes", "told"),
                (_, Some(_)) => ("withheld", "not-told"),
                _ => return Err(AppError::field("told", "Say that the person was told, or why not")),
            };
            now.clone_into(&mut share.told);
            let code = (now == "withheld").then_some(told.as_str());
            write_step(tx, &share, Some(actor.account), Said { step, code, words: SectionContent::default() })?;
            reminded(tx, &mut share, Some(actor.account))?;
            tx.update_share(&share)?;
            let ring = crate::cases::parts::ring(tx, &look, &[])?;
            let detail = format!("share {id}: person {step}");
            look.record(tx, &actor, look.decide(Act::See, &[]), Action::Administer, &ring, &detail)?;
            Ok(Some(()))
        })?
        .ok_or(AppError::NotFound)
    }
}

/// What went from a case without consent and is in force just now, in words.
pub(crate) fn in_force(tx: &mut Tx<'_>, look: &Look) -> Result<Vec<String>, AppError> {
    let now = tx.now();
    let mut lines = Vec::new();
    for share in tx.shares(look.case.id)? {
        if !ground_of(&share).is_without_consent() || share.sent_at.is_none() || !is_in_force(&share, now) {
            continue;
        }
        let to = crate::cases::parts::recipient_name(tx, &look.notice, &share.party)?;
        let until = share.expires_at.map(|at| format!(" until {}", at.words())).unwrap_or_default();
        lines.push(format!("Shared without consent with {to}{until} ({})", ground_of(&share).words()));
    }
    Ok(lines)
}

//! Deciding about what somebody else asked to share. Whoever decides needs no sight of the record: the test's answers say what
//! there is to know; words about the person open only if the gate releases them.

use super::barred_from;
use super::send::dispatch;
use super::{Said, ground_of, refused, state_of, step, words, write_step};
use crate::actor::Actor;
use crate::cases::parts::recipient_name;
use crate::destinations::RECIPIENT;
use crate::error::AppError;
use crate::look::Look;
use crate::notices::Published;
use crate::{App, Inner};
use casework::SectionContent;
use kernel::{EnrolmentId, ShareId, Timestamp, london_date};
use ledger::Action;
use notice::model::Act;
use sharing::{Ground, ShareState, Side, Step, UNITED_KINGDOM};
use store::{Enrolment, Share, ShareStep, Tx, Whereabouts};

/// Something that waits for somebody's decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalLine {
    /// Its id.
    pub id: ShareId,
    /// The case's reference.
    pub reference: String,
    /// To whom.
    pub to: String,
    /// On which ground.
    pub ground: Ground,
    /// For which purpose.
    pub purpose: String,
    /// Which categories.
    pub categories: Vec<String>,
    /// Who asks.
    pub asked_by: String,
    /// Since when.
    pub asked_at: Timestamp,
}

/// All that whoever decides is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalView {
    /// The line.
    pub line: ApprovalLine,
    /// What of each category: the answers that were chosen.
    pub items: Vec<String>,
    /// The selection of the notice from which they were chosen.
    pub preset: Option<String>,
    /// What goes beyond it.
    pub beyond: Vec<String>,
    /// The law that is cited.
    pub gateway: Option<String>,
    /// What else that law asks for.
    pub prompt: Option<String>,
    /// The test: questions and answers.
    pub test: Vec<(String, String)>,
    /// What is lacking for the test to be met.
    pub lacks: Option<String>,
    /// A body that is enrolled by the approval, and what the notice requires of it.
    pub enrols: Option<(String, String)>,
    /// For how many hours they may look.
    pub hours: i32,
    /// Whether the person is told: in words.
    pub told: String,
}

pub(crate) fn line(
    tx: &mut Tx<'_>,
    inner: &Inner,
    notice: &Published,
    share: &Share,
) -> Result<ApprovalLine, AppError> {
    let case = tx.case(share.case_id)?.ok_or(AppError::NotFound)?;
    let mut categories: Vec<String> = Vec::new();
    for item in &share.items {
        let label = notice.category_label(item.split('.').next().unwrap_or_default());
        if !categories.contains(&label) {
            categories.push(label);
        }
    }
    let to = match &share.body {
        Some(body) if !share.party.contains('/') => format!("{body} ({})", notice.principal_label(&share.party)),
        _ => recipient_name(tx, notice, &share.party)?,
    };
    Ok(ApprovalLine {
        id: share.id,
        reference: case.reference,
        to,
        ground: ground_of(share),
        purpose: notice.purpose_label(&share.purpose),
        categories,
        asked_by: inner.account_name(tx, share.asked_by)?,
        asked_at: share.asked_at,
    })
}

/// The chosen answers in words, by category: `Who you are: Full name, Other names`.
pub(super) fn item_words(notice: &Published, items: &[String]) -> Vec<String> {
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for item in items {
        let (category, field) = item.split_once('.').unwrap_or((item, ""));
        let info = notice.compiled.category(category).and_then(|c| notice.compiled.categories.get(usize::from(c.0)));
        let document = super::documents::document_of(item).is_some();
        let label = if document { Some("a document".to_owned()) } else { None };
        let label =
            label.or_else(|| info.and_then(|i| i.fields.iter().find(|f| f.id == field)).map(|f| f.label.clone()));
        let label = label.unwrap_or_else(|| casework::task_words(field));
        let category = notice.category_label(category);
        match lines.iter_mut().find(|(known, _)| *known == category) {
            Some((_, fields)) => fields.push(label),
            None => lines.push((category, vec![label])),
        }
    }
    lines.into_iter().map(|(category, fields)| format!("{category}: {}", fields.join(", "))).collect()
}

/// The test in words.
pub(super) fn test_words(share: &Share) -> Vec<(String, String)> {
    let answer = |id: &str| share.test.iter().find_map(|t| t.strip_prefix(id)?.strip_prefix('=')).unwrap_or_default();
    let said = |q: &sharing::Question| {
        let code = answer(q.id);
        let words = q.answers.iter().find(|(known, _)| *known == code).map_or("Not answered", |(_, words)| *words);
        (q.words.to_owned(), words.to_owned())
    };
    ground_of(share).test().iter().map(said).collect()
}

/// Whether the person is told, in words.
pub(super) fn told_words(share: &Share, steps: &[ShareStep]) -> String {
    match share.told.as_str() {
        "yes" => "The person has been told".to_owned(),
        "not-yet" => "The person is told later".to_owned(),
        "withheld" => {
            let untold = ground_of(share).untold();
            let codes = steps.iter().rev().filter_map(|s| s.code.as_deref());
            let why = codes.filter_map(|code| sharing::share::code_words(untold, code)).next();
            format!("The person is not told: {}", why.unwrap_or("the reason is in the history"))
        }
        _ => "The person knows of it".to_owned(),
    }
}

/// Something that waits for this actor; nothing of a case that they have nothing to do with.
fn waiting(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    id: ShareId,
) -> Result<(Share, std::sync::Arc<Published>), AppError> {
    let share = tx.share(id)?.ok_or(AppError::NotFound)?;
    let notice = inner.published(tx, share.notice_version)?;
    let mine = actor.is_staff()
        && notice.compiled.id == actor.capacity.notice
        && share.approvers.contains(&actor.capacity.principal);
    let waits = mine && state_of(&share) == ShareState::Asked && !barred_from(tx, actor, Some(share.case_id))?;
    if waits { Ok((share, notice)) } else { Err(AppError::NotFound) }
}

/// What waits for the actor's decision, the oldest first.
pub(crate) fn approvals(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor) -> Result<Vec<ApprovalLine>, AppError> {
    let mut lines = Vec::new();
    for share in tx.shares_asked()? {
        if !actor.is_staff() || !share.approvers.contains(&actor.capacity.principal) {
            continue;
        }
        let notice = inner.published(tx, share.notice_version)?;
        if notice.compiled.id == actor.capacity.notice && !barred_from(tx, actor, Some(share.case_id))? {
            lines.push(line(tx, inner, &notice, &share)?);
        }
    }
    Ok(lines)
}

impl App {
    /// What waits for the actor's decision, the oldest first. Nothing about anybody but references.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn approvals(&self, actor: &Actor) -> Result<Vec<ApprovalLine>, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "approvals", move |tx| approvals(tx, inner, &actor))
    }

    /// One of them, with its test.
    ///
    /// # Errors
    /// `NotFound` when nothing of the kind waits for the actor.
    pub fn approval(&self, actor: &Actor, id: ShareId) -> Result<ApprovalView, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "approval", move |tx| {
            let (share, notice) = waiting(tx, inner, &actor, id)?;
            let steps = tx.share_steps(id)?;
            let gateway = sharing::gateway(&share.gateway);
            let requires = share
                .party
                .strip_prefix("class:")
                .and_then(|class| Some(notice.compiled.merged.class.get(class)?.open.as_ref()?.requires.clone()));
            Ok(ApprovalView {
                line: line(tx, inner, &notice, &share)?,
                items: item_words(&notice, &share.items),
                preset: super::presets::label(&notice, share.preset()),
                beyond: item_words(&notice, &share.beyond()),
                gateway: gateway.map(sharing::Gateway::words),
                prompt: gateway.and_then(|g| g.prompt.clone()),
                test: test_words(&share),
                lacks: lacks(&share).map(str::to_owned),
                enrols: share.body.clone().zip(requires),
                hours: share.hours,
                told: told_words(&share, &steps),
            })
        })
    }

    /// Approves what somebody else asked to share: it goes at once. A body that is not enrolled yet is, for as long as it may
    /// look.
    ///
    /// # Errors
    /// `NotFound` when it does not wait for the actor; `Refused` when the actor asked for it, the test is not met, somebody
    /// else has to enrol the body, or the gate lets something not go.
    pub fn approve_share(&self, actor: &Actor, id: ShareId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "approve share", move |tx, inner| {
            let (mut share, notice) = waiting(tx, inner, &actor, id)?;
            if share.asked_by == actor.account {
                return refused("Somebody else has to decide about what you asked for");
            }
            if let Some(lacks) = lacks(&share) {
                return refused(format!("{lacks}. Refuse it, or ask for it anew"));
            }
            enrol(tx, &actor, &notice, &mut share)?;
            step(tx, &mut share, Step::Approve, Side::Ours)?;
            share.decided_by = Some(actor.account);
            dispatch(tx, inner, &actor, &mut share)?;
            let said = Said { step: Step::Approve.id(), code: None, words: SectionContent::default() };
            write_step(tx, &share, Some(actor.account), said)?;
            Ok(tx.update_share(&share)?)
        })
    }

    /// Refuses it, with the reason. The request stays on record.
    ///
    /// # Errors
    /// As [`App::approve_share`]; `Form` without a reason.
    pub fn refuse_share(&self, actor: &Actor, id: ShareId, reason: &str, more: &str) -> Result<(), AppError> {
        let (actor, reason, more) = (actor.clone(), reason.to_owned(), more.to_owned());
        self.act(&actor.caller.clone(), "refuse share", move |tx, inner| {
            let (mut share, _) = waiting(tx, inner, &actor, id)?;
            if share.asked_by == actor.account {
                return refused("Somebody else has to decide about what you asked for");
            }
            if sharing::share::code_words(sharing::ground::REFUSALS, &reason).is_none() {
                return Err(AppError::field("reason", "Choose why it is refused"));
            }
            step(tx, &mut share, Step::Refuse, Side::Ours)?;
            share.decided_by = Some(actor.account);
            let said = Said { step: Step::Refuse.id(), code: Some(&reason), words: words("more", &more) };
            write_step(tx, &share, Some(actor.account), said)?;
            on_ledger(tx, inner, &actor, &share, &format!("share {id} refused: {reason}"))?;
            Ok(tx.update_share(&share)?)
        })
    }
}

/// What is lacking for the test of its ground to be met.
pub(super) fn lacks(share: &Share) -> Option<&'static str> {
    let answer = |q: &str| share.test.iter().find_map(|t| t.strip_prefix(q)?.strip_prefix('=')).map(str::to_owned);
    ground_of(share).lacks(answer)
}

/// Notes what was done with something on the ledger, under the person's tag, whoever did it.
pub(super) fn on_ledger(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    share: &Share,
    detail: &str,
) -> Result<(), AppError> {
    let case = tx.case(share.case_id)?.ok_or(AppError::NotFound)?;
    let Some(look) = Look::many(tx, inner, actor, vec![case])?.pop() else {
        let who = disclosure::actor(&actor.caller);
        return crate::login::note(tx, &who, Action::Administer, detail);
    };
    let ring = crate::cases::parts::ring(tx, &look, &[])?;
    look.record(tx, actor, look.decide(Act::See, &[]), Action::Administer, &ring, detail)?;
    Ok(())
}

/// What the evidence of a body begins with that came onto a list with one disclosure.
pub(crate) const BY_APPROVAL: &str = "Approved with disclosure ";

/// A body of an open class that was named and is not enrolled: the approval enrols it, if the notice gives that to this role.
fn enrol(tx: &mut Tx<'_>, actor: &Actor, notice: &Published, share: &mut Share) -> Result<(), AppError> {
    let Some(class) = share.party.strip_prefix("class:").filter(|c| !c.contains('/')).map(str::to_owned) else {
        return Ok(());
    };
    let open = notice.compiled.merged.class.get(&class).and_then(|c| c.open.as_ref()).ok_or(AppError::NotFound)?;
    if actor.capacity.principal != format!("role:{}", open.enrol_by) {
        let role = notice.principal_label(&format!("role:{}", open.enrol_by));
        return refused(format!("This organisation is not on the list yet: {role} has to put it there first"));
    }
    let now = tx.now();
    let today = london_date(now);
    let name = share.body.clone().unwrap_or_default();
    if let Some(successor) = notice::successor(&name, today) {
        return refused(format!("There is no body of that name any more: refuse it, and ask for {successor}"));
    }
    let known = tx
        .enrolments(&notice.compiled.id)?
        .into_iter()
        .find(|e| e.class == class && e.name.eq_ignore_ascii_case(&name) && e.holds_on(today));
    let last = london_date(now.plus_seconds(i64::from(share.hours) * 3600));
    if let Some(known) = known {
        // Who is on the list for a shorter time than this is to last stays for so long.
        if known.until_on.is_some_and(|until| until < last) {
            tx.end_enrolment(known.id, last)?;
        }
        share.party = known.body;
        return Ok(());
    }
    let id = EnrolmentId::new(now, tx.entropy());
    tx.insert_enrolment(&Enrolment {
        id,
        notice_id: notice.compiled.id.clone(),
        class: class.clone(),
        body: format!("class:{class}/{id}"),
        name,
        from_on: today,
        until_on: Some(last),
        evidence: format!("{BY_APPROVAL}{}: {}", share.id, open.requires),
        recorded_at: now,
    })?;
    tx.put_whereabouts(&Whereabouts {
        kind: RECIPIENT.to_owned(),
        notice_id: notice.compiled.id.clone(),
        body: format!("class:{class}/{id}"),
        // What was asked for before anybody was asked where.
        country: share.country.clone().unwrap_or_else(|| UNITED_KINGDOM.to_owned()),
        confirmed: false,
        source: format!("Said when disclosure {} was asked for", share.id),
        account: Some(share.asked_by),
        at: now,
    })?;
    share.party = format!("class:{class}/{id}");
    let who = disclosure::actor(&actor.caller);
    let detail = format!("enrolled {id} into {}#{class} until {last}", notice.compiled.id);
    crate::login::note(tx, &who, Action::Administer, &detail)
}

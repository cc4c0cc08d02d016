//! Enquiries: a body is asked for named answers, and gives those and no others. What it was told to know whom it is about went as any
//! share goes; what it answers is sealed apart, each answer as its category is, and gone on its day.

use super::send::{Part, remind, reminded};
use super::view::{ShareParts, ours};
use super::{Said, ShownRow, state_of, step, write_step};
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::Look;
use crate::notices::Published;
use crate::views::FormErrors;
use crate::work::desk::Desk;
use crate::{App, Inner};
use casework::SectionContent;
use casework::identifier::has_ni_number;
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::{Caller, CaseId, ShareId, Timestamp, london_date};
use ledger::Action;
use notice::model::Act;
use notice::source::Preset;
use sharing::{ShareState, Side, Step};
use std::collections::BTreeMap;
use store::{Share, SharePart, Tx};

/// The longest answer that is taken.
const MOST_WORDS: usize = 4_000;
/// The step by which an enquiry is answered.
pub(super) const ANSWERED: &str = "answered";
/// The step by which its answer is destroyed on its day.
pub(super) const ANSWER_GONE: &str = "answer-gone";
/// How it can be answered: codes and words.
pub const ANSWERED_WITH: &[(&str, &str)] =
    &[("known", "They know something of it"), ("nothing-known", "They know nothing of it")];

/// Destroys answers that are not kept any longer: a kind of job that recurs.
pub const DROP_ANSWERS: &str = "drop-answers";

/// What is asked of a body, and what came of it.
pub struct EnquiryView {
    /// What is asked: the answer, `category.field`, and in words.
    pub asks: Vec<(String, String)>,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// Whether they know something.
    pub known: bool,
    /// What they answered; for whoever asked only.
    pub answers: Vec<ShareParts>,
    /// The day on which that is gone, or was.
    pub gone_on: Option<Date>,
    /// Nothing is refused on it alone.
    pub never_alone: bool,
    /// What was decided on account of it, and by whom; for whoever asked only.
    pub finding: Option<super::FindingView>,
    /// Whether the actor may decide.
    pub may_find: bool,
    /// What else is on the record, on which a refusal can rest: categories and their names.
    pub others: Vec<(String, String)>,
}

/// The selection of an enquiry.
pub(super) fn enquiry<'n>(notice: &'n Published, share: &Share) -> Option<&'n Preset> {
    notice.compiled.merged.preset.get(share.preset()).filter(|p| !p.asks.is_empty())
}

/// What is asked, in words.
pub(super) fn asks(notice: &Published, preset: &Preset) -> Vec<(String, String)> {
    let label = |item: &String| {
        let (category, field) = item.split_once('.')?;
        let at = notice.compiled.category(category)?;
        let info = notice.compiled.categories.get(usize::from(at.0))?;
        info.fields.iter().find(|f| f.id == field).map(|f| f.label.clone())
    };
    preset.asks.iter().map(|item| (item.clone(), label(item).unwrap_or_else(|| item.clone()))).collect()
}

/// The categories in which an enquiry is answered.
pub(super) fn answered_in(look: &Look, share: &Share) -> Vec<notice::model::CategoryIx> {
    enquiry(&look.notice, share).map_or_else(Vec::new, |preset| super::categories(look, &preset.asks))
}

/// What is asked and was answered, as the page of it shows it. `desk`: the case with the recorded decision about these categories.
pub(super) fn view(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    desk: &Desk,
    share: &Share,
) -> Result<Option<EnquiryView>, AppError> {
    let Some(preset) = enquiry(&desk.look.notice, share) else { return Ok(None) };
    let steps = tx.share_steps(share.id)?;
    let answered = steps.iter().find(|s| s.step == ANSWERED);
    let staff = actor.is_staff();
    let mut answers = Vec::new();
    let mut gone_on = answered.and_then(|s| gone_on(preset, london_date(s.at)));
    if staff {
        for part in tx.share_answers(share.id, desk.look.today)? {
            let category = desk.look.notice.compiled.category(&part.category).ok_or(AppError::NotFound)?;
            gone_on = part.gone_on;
            let rows: crate::views::Item<Part> =
                desk.look.unseal(&desk.recorded, category, Some(part.place()), part.sealed.clone(), &desk.ring)?;
            answers.push(ShareParts {
                label: desk.look.notice.category_label(&part.category),
                rows: rows.map(|part| part.rows),
            });
        }
    }
    let others = if staff && preset.never_alone { others(tx, &desk.look)? } else { Vec::new() };
    Ok(Some(EnquiryView {
        asks: asks(&desk.look.notice, preset),
        answered_at: answered.map(|s| s.at),
        known: answered.is_some_and(|s| s.code.as_deref() == Some("known")),
        answers,
        gone_on,
        never_alone: preset.never_alone,
        finding: if staff { super::finding::of(tx, inner, desk, share, &steps)? } else { None },
        may_find: staff && desk.look.notice.decides_shares(&actor.capacity.principal),
        others,
    }))
}

/// What is on the record apart from any answer to an enquiry, and released to whoever looks. What says who somebody is, and no more,
/// is nothing on which anything can be refused.
pub(super) fn others(tx: &mut Tx<'_>, look: &Look) -> Result<Vec<(String, String)>, AppError> {
    let seen = look.decide_all(Act::See);
    let sections = tx.sections(look.case.id)?;
    let mut others = Vec::new();
    for category in look.notice.all.iter().copied().filter(|category| seen.releases(*category)) {
        let id = look.notice.category_id(category);
        let Some(section) = sections.iter().find(|s| s.category == id) else { continue };
        let Some(content) = crate::retention::plain(tx, section)? else { continue };
        if content.given().iter().any(|field| !look.notice.well_known.is_identity(category, field)) {
            others.push((id.to_owned(), look.notice.category_label(id)));
        }
    }
    Ok(others)
}

/// The day on which an answer is gone.
fn gone_on(preset: &Preset, answered: Date) -> Option<Date> {
    answered.checked_add(i64::from(preset.reply_kept_days?).min(super::send::LONGEST_DAYS).days()).ok()
}

/// Reads what was answered: of what was asked, and of nothing else.
fn read(
    asked: &[(String, String)],
    code: &str,
    answers: &[(String, String)],
) -> Result<BTreeMap<String, Vec<ShownRow>>, AppError> {
    let mut wrong = FormErrors::default();
    let mut found: BTreeMap<String, Vec<ShownRow>> = BTreeMap::new();
    for (item, text) in answers.iter().filter(|(_, text)| !text.trim().is_empty()) {
        let Some((_, label)) = asked.iter().find(|(known, _)| known == item) else {
            wrong.add("answered", "Answer what was asked, and nothing else");
            continue;
        };
        if text.chars().count() > MOST_WORDS {
            wrong.add(item, "Write less: four thousand characters are taken at most");
        }
        if has_ni_number(text) {
            wrong.add(item, "Leave the National Insurance number out: it stands in its own box only");
        }
        let category = item.split('.').next().unwrap_or(item).to_owned();
        found.entry(category).or_default().push(ShownRow {
            item: item.clone(),
            label: label.clone(),
            text: text.trim().to_owned(),
            masked: false,
            word: None,
        });
    }
    match code {
        "known" if found.is_empty() => wrong.add("answered", "Enter what is known, or say that nothing is"),
        "nothing-known" if !found.is_empty() => {
            wrong.add("answered", "Something is answered: say that something is known, or take it out");
        }
        "known" | "nothing-known" => {}
        _ => wrong.add("answered", "Choose whether they know something"),
    }
    wrong.done()?;
    Ok(found)
}

/// Writes an answer down: sealed, category by category; the enquiry is over with it.
pub(super) fn write_answer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    look: &Look,
    share: &mut Share,
    (code, answers): (&str, &[(String, String)]),
) -> Result<(), AppError> {
    let Some(preset) = enquiry(&look.notice, share) else {
        return super::refused("This is no enquiry: nothing was asked");
    };
    let found = read(&asks(&look.notice, preset), code, answers)?;
    if state_of(share) == ShareState::Sent {
        step(tx, share, Step::Accept, Side::Theirs)?;
    }
    step(tx, share, Step::Report, Side::Theirs)?;
    let now = tx.now();
    for (at, (id, rows)) in found.into_iter().enumerate() {
        let category = look.notice.compiled.category(&id).ok_or(AppError::NotFound)?;
        let class = look.notice.class_in(category, share.case_id);
        let ring = tx.ring_for_sealing(&[(share.person, class.as_str())])?;
        let part = Part { nonce: String::new(), label: look.notice.category_label(&id), rows };
        let plain =
            serde_json::to_vec(&part).map_err(|_| AppError::Fault("an answer cannot be written down".to_owned()))?;
        let mut row = SharePart {
            id: ShareId::new(now, tx.entropy()),
            share: share.id,
            part: i32::try_from(at).unwrap_or(i32::MAX),
            category: id,
            person: share.person,
            record_class: class,
            sealed: Vec::new(),
            answered_at: Some(now),
            gone_on: gone_on(preset, look.today),
        };
        row.sealed = ring.seal(&row.place(), &plain, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))?;
        tx.insert_share_part(&row)?;
    }
    let words = SectionContent::default();
    write_step(tx, share, Some(actor.account), Said { step: ANSWERED, code: Some(code), words })?;
    reminded(tx, share, None)?;
    if preset.never_alone && code == "known" {
        let soon = look.today.checked_add(5.days()).unwrap_or(look.today);
        share.task = Some(remind(tx, share, "decide-on-a-check", "decision", soon)?);
    }
    tx.update_share(share)?;
    let ring = crate::cases::parts::ring(tx, look, &[])?;
    let detail = format!("share {}: {ANSWERED}, {code}", share.id);
    look.record(tx, actor, look.decide(Act::See, &[]), Action::Administer, &ring, &detail)?;
    Ok(())
}

impl App {
    /// Answers an enquiry, for the body that was asked: what was asked, and nothing else.
    ///
    /// # Errors
    /// `NotFound` when it was not sent to them, or nothing of it is released any more; `Form` for what cannot be taken; `Refused` when
    /// nothing was asked, or it is over.
    pub fn answer_enquiry(
        &self,
        actor: &Actor,
        id: ShareId,
        code: &str,
        answers: &[(String, String)],
    ) -> Result<(), AppError> {
        let (actor, code, answers) = (actor.clone(), code.to_owned(), answers.to_vec());
        self.act(&actor.caller.clone(), "answer an enquiry", move |tx, inner| {
            let Some((look, mut share)) = super::desk::sent(tx, inner, &actor, id)? else { return Ok(None) };
            write_answer(tx, &actor, &look, &mut share, (&code, &answers)).map(Some)
        })?
        .ok_or(AppError::NotFound)
    }

    /// Writes down what a body without a desk here has answered.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor; otherwise as [`App::answer_enquiry`].
    pub fn enter_answer(
        &self,
        actor: &Actor,
        (case, id): (CaseId, ShareId),
        code: &str,
        answers: &[(String, String)],
    ) -> Result<(), AppError> {
        let (actor, code, answers) = (actor.clone(), code.to_owned(), answers.to_vec());
        self.act(&actor.caller.clone(), "enter an answer", move |tx, inner| {
            let Some((look, mut share)) = ours(tx, inner, &actor, (case, id))? else { return Ok(None) };
            write_answer(tx, &actor, &look, &mut share, (&code, &answers)).map(Some)
        })?
        .ok_or(AppError::NotFound)
    }

    /// Destroys the answers whose day has come. That they are gone stands in the history of each enquiry. Answers with how many were.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn drop_answers(&self) -> Result<usize, AppError> {
        self.act(&Caller::system(self.inner.authority, "jobs"), "drop answers", |tx, _| {
            let today = london_date(tx.now());
            let gone = tx.drop_answers(today)?;
            let mut of = gone.clone();
            of.dedup();
            for id in of {
                if let Some(share) = tx.share(id)? {
                    let words = SectionContent::default();
                    write_step(tx, &share, None, Said { step: ANSWER_GONE, code: None, words })?;
                }
            }
            Ok(gone.len())
        })
    }
}

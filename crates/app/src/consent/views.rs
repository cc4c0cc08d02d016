//! The page about sharing: what is asked, every answer word for word, who was told of a withdrawal.

use super::answer::{Circumstances, category};
use super::lines;
use super::told::{Gone, ToldLine, gone_of, told_lines};
use crate::actor::Actor;
use crate::cases::parts::recipient_name;
use crate::error::AppError;
use crate::look::Look;
use crate::views::{CaseTop, ConsentLine, Item};
use crate::work::desk::{Desk, visible};
use crate::{App, Inner};
use data_encoding::HEXLOWER;
use disclosure::{Opener, Recorded};
use jiff::civil::Date;
use kernel::{CaseId, ConsentId, Timestamp};
use ledger::Action;
use store::Tx;

/// One answer, word for word.
pub struct AnswerLine {
    /// Its id.
    pub id: ConsentId,
    /// The recipient's key.
    pub party: String,
    /// The recipient.
    pub name: String,
    /// The purpose's id.
    pub purpose: String,
    /// The purpose in words.
    pub purpose_words: String,
    /// The categories: ids and words.
    pub categories: Vec<(String, String)>,
    /// `given`, `refused`, `withdrawn`.
    pub state: &'static str,
    /// In express words.
    pub explicit: bool,
    /// How: a code.
    pub method: String,
    /// When the person said so.
    pub said_at: Timestamp,
    /// When it was written down.
    pub recorded_at: Timestamp,
    /// By whom.
    pub by: Option<String>,
    /// The last day on which it counts.
    pub until: Option<Date>,
    /// The notice version that was shown.
    pub notice_version: String,
    /// The words that were shown; empty where only their hash was kept.
    pub wording: String,
    /// Their SHA-256, in hexadecimal.
    pub wording_hash: String,
    /// Their language.
    pub language: String,
    /// The recipient's own notice and the version that was shown.
    pub own_notice: Option<(String, String)>,
    /// The record elsewhere that it was taken from.
    pub origin: String,
    /// Witness, capacity, representative.
    pub circumstances: Item<Circumstances>,
    /// Whether it is the last word.
    pub holds: bool,
}

/// The page about sharing.
pub struct ConsentsView {
    /// The head of the page.
    pub top: CaseTop,
    /// What is asked, and where each stands.
    pub lines: Vec<ConsentLine>,
    /// Every answer, the latest first.
    pub answers: Vec<AnswerLine>,
    /// Who was told of withdrawals, the latest first.
    pub told: Vec<ToldLine>,
    /// Everything that went to somebody outside, the oldest first.
    pub gone: Vec<Gone>,
    /// When the initial interview was completed.
    pub interviewed: Option<Timestamp>,
}

/// Every answer of a case, the latest first.
pub(super) fn answers(
    tx: &mut Tx<'_>,
    inner: &Inner,
    look: &Look,
    recorded: &Recorded,
    opener: &dyn Opener,
) -> Result<Vec<AnswerLine>, AppError> {
    let details = tx.consent_details(look.case.id)?;
    let mut all = Vec::new();
    for step in tx.consent_history(look.case.id)? {
        let detail = details.iter().find(|d| d.consent == step.id);
        let circumstances =
            match (category(look), detail.and_then(|d| Some((d.place(look.case.person), d.sealed.clone()?)))) {
                (Some(category), Some((place, sealed))) => {
                    look.unseal(recorded, category, Some(place), sealed, opener)?
                }
                _ => Item::Empty,
            };
        all.push(AnswerLine {
            id: step.id,
            name: if step.party.is_empty() {
                "Everybody that this is for".to_owned()
            } else {
                recipient_name(tx, &look.notice, &step.party)?
            },
            party: step.party,
            purpose_words: look.notice.purpose_label(&step.purpose),
            purpose: step.purpose,
            categories: step.categories.iter().map(|c| (c.clone(), look.notice.category_label(c))).collect(),
            state: step.state.id(),
            explicit: step.explicit,
            method: step.method,
            said_at: detail.map_or(step.recorded_at, |d| d.said_at),
            recorded_at: step.recorded_at,
            by: step.recorded_by.map(|account| inner.account_name(tx, account)).transpose()?,
            until: step.expires_on,
            notice_version: inner.published(tx, step.notice_version)?.compiled.version.clone(),
            wording: detail.map(|d| d.wording.clone()).unwrap_or_default(),
            wording_hash: HEXLOWER.encode(&step.wording_hash),
            language: detail.map_or_else(|| "en".to_owned(), |d| d.language.clone()),
            own_notice: detail
                .filter(|d| !d.own_notice.is_empty())
                .map(|d| (d.own_notice.clone(), d.own_notice_version.clone())),
            origin: detail.map(|d| d.origin.clone()).unwrap_or_default(),
            circumstances,
            holds: step.superseded_at.is_none(),
        });
    }
    Ok(all)
}

impl App {
    /// Everything about sharing on a case.
    ///
    /// # Errors
    /// `NotFound` when the actor is not one of the controller's own people who may record something of the case.
    pub fn consent_desk(&self, actor: &Actor, case: CaseId) -> Result<ConsentsView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "consents", move |tx, inner| {
            let Some(look) = visible(tx, inner, &actor, case)? else { return Ok(None) };
            let about: Vec<_> = category(&look).into_iter().collect();
            let classes: Vec<String> = about.iter().map(|c| look.notice.class_in(*c, look.case.id)).collect();
            let classes: Vec<&str> = classes.iter().map(String::as_str).collect();
            let desk = Desk::of(tx, &actor, look, &about, &classes, (Action::Open, "consent"))?;
            if !actor.is_staff() || desk.may.releases_nothing() {
                return Ok(None);
            }
            Ok(Some(ConsentsView {
                top: desk.top(&actor)?,
                lines: lines(tx, &desk.look)?,
                answers: answers(tx, inner, &desk.look, &desk.recorded, &desk.ring)?,
                told: told_lines(tx, &desk.look, &desk.recorded, &desk.ring)?,
                gone: gone_of(tx, &desk.look)?,
                interviewed: tx.interview(case)?.map(|(at, _)| at),
            }))
        })?
        .ok_or(AppError::NotFound)
    }
}

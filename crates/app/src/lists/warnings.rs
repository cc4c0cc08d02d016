//! The list of warnings on cases: what waits for approval, what is to be looked at again, when each ends.

use super::{ListAsk, ListLines, Take, gather, note_file};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::views::Item;
use crate::work::items::{content, marks_allow};
use crate::work::known::Known;
use crate::work::warnings::{WarningState, state};
use disclosure::Disclosed;
use jiff::civil::Date;
use kernel::{CaseId, ItemId, Timestamp, london_date};
use store::{WarningFilter, WarningOrder, WarningsThat};

/// How the warnings of a list stand: codes and words.
pub const WARNINGS: &[(&str, &str)] = &[
    ("", "Proposed or in force"),
    ("review", "To be looked at again"),
    ("review-month", "To be looked at again within 30 days"),
    ("proposed", "Waiting for approval"),
    ("in-force", "In force"),
    ("over", "Over"),
];

/// A warning, with its case.
pub struct WarningRow {
    /// The case.
    pub case: CaseId,
    /// The case's reference.
    pub reference: String,
    /// The person's name.
    pub name: Item<String>,
    /// What to know.
    pub words: Disclosed<String>,
    /// What it is about: a category in words.
    pub about: String,
    /// How it stands.
    pub state: WarningState,
    /// When it is to be looked at again.
    pub review_on: Date,
    /// Until when it is shown.
    pub expires_on: Date,
    /// Whether the person was told: a code.
    pub told: String,
    /// When it was proposed.
    pub proposed_at: Timestamp,
    /// Who proposed it.
    pub proposed_by: String,
}

impl App {
    /// The warnings on open cases that exist for the actor. One whose category is not for the actor is not there.
    ///
    /// # Errors
    /// `NotFound` for a partner; or when the store does not answer.
    pub fn warning_list(&self, actor: &Actor, ask: &ListAsk, take: Take) -> Result<ListLines<WarningRow>, AppError> {
        let (actor, ask) = (actor.clone(), ask.clone());
        self.act(&actor.caller.clone(), "list warnings", move |tx, inner| {
            if !actor.is_staff() {
                return Err(AppError::NotFound);
            }
            let today = london_date(tx.now());
            let that = match ask.code("state") {
                Some("review") => WarningsThat::ReviewBy(today),
                Some("review-month") => WarningsThat::ReviewBy(today.saturating_add(jiff::Span::new().days(30))),
                Some("proposed") => WarningsThat::Wait,
                Some("in-force") => WarningsThat::Hold,
                Some("over") => WarningsThat::AreOver,
                _ => WarningsThat::Stand,
            };
            let notice_versions = tx.versions_of(&actor.capacity.notice)?;
            let filter = WarningFilter { notice_versions, today, that, told: ask.owned("told") };
            let order = match ask.order.as_str() {
                "expires" => WarningOrder::Expires,
                "proposed" => WarningOrder::Proposed,
                _ => WarningOrder::Review,
            };
            let found = gather(
                tx,
                (&ask, take),
                |tx, walk| tx.list_warnings(&filter, order, walk),
                |warning| order.behind(warning),
                |tx, warnings| {
                    let ids: Vec<ItemId> = warnings.iter().map(|w| w.id).collect();
                    let mut entries = tx.items_by_id(&ids)?;
                    entries.retain(|e| marks_allow(e, &actor));
                    let to = (take.action(), "list of warnings");
                    let known = Known::of(tx, inner, &actor, Vec::new(), (&[], entries), to)?;
                    let mut lines = Vec::with_capacity(warnings.len());
                    for warning in &warnings {
                        let Some(entry) = known.entries.iter().find(|e| e.id == warning.id) else { continue };
                        let Some((look, recorded)) = known.at(warning.case_id) else { continue };
                        let Item::Released(said) = content(look, recorded, entry, &known.ring)? else { continue };
                        lines.push(WarningRow {
                            case: warning.case_id,
                            reference: look.case.reference.clone(),
                            name: known.name(warning.case_id)?,
                            words: said.map(|said| said.get("words").unwrap_or_default().to_owned()),
                            about: look.notice.category_label(&entry.category),
                            state: state(warning, today),
                            review_on: warning.review_on,
                            expires_on: warning.expires_on,
                            told: warning.told.clone(),
                            proposed_at: warning.proposed_at,
                            proposed_by: inner.account_name(tx, warning.proposed_by)?,
                        });
                    }
                    Ok(lines)
                },
            )?;
            note_file(tx, &actor, ("warnings", take), found)
        })
    }
}

//! What is masked is shown in full only on asking, with a reason, and the asking is on the ledger.

use crate::App;
use crate::actor::Actor;
use crate::cases::parts::ring;
use crate::error::AppError;
use crate::look::Look;
use crate::views::Item;
use disclosure::Disclosed;
use kernel::CaseId;
use ledger::Action;
use notice::model::{Act, FieldInfo};

/// Why somebody may ask: codes, and words.
pub const REVEAL_REASONS: [(&str, &str); 5] = [
    ("identify", "To make sure who the person is"),
    ("benefits", "For a claim or a check of benefits"),
    ("form", "For a form or application on their behalf"),
    ("partner", "A body that may have it asks for it"),
    ("safety", "For somebody’s safety"),
];

/// The question that a key is the answer to, if it is masked.
fn masked_question(questions: &[FieldInfo], key: &str) -> Option<FieldInfo> {
    let mut parts = key.split('.');
    let (field, column) = (parts.next().unwrap_or_default(), parts.nth(1));
    let question = questions.iter().find(|q| q.id == field)?;
    let asked = match (question.rows(), column) {
        (Some(rows), Some(column)) => rows.columns.iter().find(|c| c.id == column)?,
        (None, None) => question,
        _ => return None,
    };
    asked.masked.then(|| asked.clone())
}

/// Something masked, in full.
pub struct Revealed {
    /// The case's reference.
    pub reference: String,
    /// The question.
    pub label: String,
    /// What stands there; none: nothing was recorded.
    pub value: Option<Disclosed<String>>,
}

impl App {
    /// Before a reason is given: the case's reference, and what the question is called. Nothing of the answer.
    ///
    /// # Errors
    /// `NotFound` as [`App::reveal`].
    pub fn reveal_what(
        &self,
        actor: &Actor,
        case: CaseId,
        category: &str,
        key: &str,
    ) -> Result<(String, String), AppError> {
        let (actor, category, key) = (actor.clone(), category.to_owned(), key.to_owned());
        self.act(&actor.caller.clone(), "what to reveal", move |tx, inner| {
            let look = Look::at(tx, inner, &actor, case)?.ok_or(AppError::NotFound)?;
            let at = look.notice.compiled.category(&category).ok_or(AppError::NotFound)?;
            if !look.decide(Act::See, &[at]).releases(at) {
                return Err(AppError::NotFound);
            }
            let sections = tx.sections(case)?;
            look.notice.ready_forms(tx, &sections)?;
            let section = sections.iter().find(|s| s.category == category);
            let asked = masked_question(&look.questions(at, section), &key).ok_or(AppError::NotFound)?;
            Ok((look.case.reference, asked.label))
        })
    }

    /// Shows in full what is masked: a field of a section, or a column of a row (`other-identifiers.1.value`).
    ///
    /// # Errors
    /// `NotFound` when it is not released to the actor, is no such field, or is not masked; `Refused` without a reason.
    pub fn reveal(
        &self,
        actor: &Actor,
        case: CaseId,
        category: &str,
        key: &str,
        reason: &str,
    ) -> Result<Revealed, AppError> {
        let Some((code, _)) = REVEAL_REASONS.iter().find(|(code, _)| *code == reason) else {
            return Err(AppError::Refused("Choose why you need to see all of it".to_owned()));
        };
        let (actor, category, key) = (actor.clone(), category.to_owned(), key.to_owned());
        self.act(&actor.caller.clone(), "reveal", move |tx, inner| {
            let Some(look) = Look::at(tx, inner, &actor, case)? else { return Ok(None) };
            let Some(at) = look.notice.compiled.category(&category) else { return Ok(None) };
            let sections = tx.sections(case)?;
            let section = sections.iter().find(|s| s.category == category);
            let ring = ring(tx, &look, &sections)?;
            let Some(asked) = masked_question(&look.questions(at, section), &key) else { return Ok(None) };
            let field = key.split('.').next().unwrap_or_default();
            let decision = look.decide(Act::See, &[at]);
            let may = decision.releases(at);
            let detail = format!("shown in full: {field}, {code}");
            let recorded = look.record(tx, &actor, decision, Action::Open, &ring, &detail)?;
            if !may {
                return Ok(None);
            }
            let value = match look.content(&recorded, at, section, &ring)? {
                Item::Released(content) if content.get().get(&key).is_some() => {
                    Some(content.map(|c| c.get(&key).unwrap_or_default().to_owned()))
                }
                _ => None,
            };
            Ok(Some(Revealed { reference: look.case.reference.clone(), label: asked.label.clone(), value }))
        })?
        .ok_or(AppError::NotFound)
    }
}

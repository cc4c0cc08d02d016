//! The lists of those who decide about sharing: what waits for approval, and what is to be reviewed.

use super::held::{day, held, moment};
use super::{ListAsk, ListLines, Take};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::shares::{ApprovalLine, ReviewLine, approvals, reviews};
use jiff::Span;
use kernel::london_date;

/// How what is to be reviewed stands: codes and words.
pub const SHARE_REVIEWS: &[(&str, &str)] = &[
    ("", "All that wait"),
    ("late", "Late"),
    ("week", "Late, or within 7 days"),
    ("untold", "The person is not told yet"),
];

fn of_ground(ask: &ListAsk, line: &ApprovalLine) -> bool {
    ask.code("ground").is_none_or(|ground| line.ground.id() == ground)
}

impl App {
    /// What waits for the actor's decision. Nothing about anybody but references.
    ///
    /// # Errors
    /// `NotFound` for a partner; or when the store does not answer.
    pub fn approval_list(&self, actor: &Actor, ask: &ListAsk, take: Take) -> Result<ListLines<ApprovalLine>, AppError> {
        let (actor, ask) = (actor.clone(), ask.clone());
        self.act(&actor.caller.clone(), "list approvals", move |tx, inner| {
            if !actor.is_staff() {
                return Err(AppError::NotFound);
            }
            let mut lines = approvals(tx, inner, &actor)?;
            lines.retain(|line| of_ground(&ask, line));
            let order = ask.order.clone();
            let key = |line: &ApprovalLine| match order.as_str() {
                "to" => line.to.to_lowercase(),
                "case" => line.reference.clone(),
                _ => moment(Some(line.asked_at)),
            };
            held(tx, (&actor, &ask), ("approvals", take), lines, |line| *line.id.as_bytes(), key)
        })
    }

    /// What went without consent, or beyond what sharing is for, and was not reviewed yet. Nothing about anybody but references.
    ///
    /// # Errors
    /// `NotFound` for anybody but the data protection officer of a notice.
    pub fn share_review_list(
        &self,
        actor: &Actor,
        ask: &ListAsk,
        take: Take,
    ) -> Result<ListLines<ReviewLine>, AppError> {
        let (actor, ask) = (actor.clone(), ask.clone());
        self.act(&actor.caller.clone(), "list reviews of shares", move |tx, inner| {
            actor.must_be_officer()?;
            let soon = london_date(tx.now()).saturating_add(Span::new().days(7));
            let mut lines = reviews(tx, inner, &actor)?;
            lines.retain(|review| of_ground(&ask, &review.line));
            lines.retain(|review| match ask.code("state") {
                Some("late") => review.late,
                Some("week") => review.review_on <= soon,
                Some("untold") => !review.can_finish,
                _ => true,
            });
            let order = ask.order.clone();
            let key = |review: &ReviewLine| match order.as_str() {
                "to" => review.line.to.to_lowercase(),
                "case" => review.line.reference.clone(),
                "sent" => moment(review.sent_at),
                _ => day(Some(review.review_on)),
            };
            held(tx, (&actor, &ask), ("reviews of what was shared", take), lines, |r| *r.line.id.as_bytes(), key)
        })
    }
}

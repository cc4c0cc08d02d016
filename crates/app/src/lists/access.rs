//! The list of accounts to be confirmed, for administrators.

use super::accounts::is_under;
use super::held::{day, held, moment};
use super::{ListAsk, ListLines, Take};
use crate::App;
use crate::access::{ReviewedAccount, reviewed};
use crate::actor::Actor;
use crate::error::AppError;
use kernel::london_date;

/// How the accounts of a review stand: codes and words.
pub const REVIEWED: &[(&str, &str)] = &[
    ("", "All"),
    ("waits", "Waiting to be confirmed"),
    ("overdue", "Overdue"),
    ("confirmed", "Confirmed"),
    ("ended", "Ended, because nobody confirmed them"),
];
/// How somebody's training stands: codes and words.
pub const TRAINED: &[(&str, &str)] = &[("current", "Up to date"), ("over", "Ran out"), ("none", "Not entered")];

impl App {
    /// The accounts of the review: in its usual order those that wait first and those that ended last.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer.
    pub fn access_review_list(
        &self,
        actor: &Actor,
        ask: &ListAsk,
        take: Take,
    ) -> Result<ListLines<ReviewedAccount>, AppError> {
        actor.must_administer()?;
        let (actor, ask) = (actor.clone(), ask.clone());
        self.act(&actor.caller.clone(), "list reviews of access", move |tx, inner| {
            let today = london_date(tx.now());
            let mut lines = reviewed(tx, inner, &actor)?;
            lines.retain(|line| match ask.code("state") {
                Some("waits") => line.waits,
                Some("overdue") => !line.ended && line.confirm_by.is_some_and(|by| by < today),
                Some("confirmed") => !line.waits && !line.ended,
                Some("ended") => line.ended,
                _ => true,
            });
            lines.retain(|line| match (ask.code("training"), line.trained_until) {
                (None, _) => true,
                (Some("none"), until) => until.is_none(),
                (Some(code), until) => until.is_some_and(|until| (until < today) == (code == "over")),
            });
            lines.retain(|line| is_under(&ask, line.administers, &line.notices));
            let order = ask.order.clone();
            let key = |line: &ReviewedAccount| match order.as_str() {
                "name" => (0, line.name.to_lowercase()),
                "used" => (0, moment(line.last_used)),
                "training" => (0, day(line.trained_until)),
                _ => (if line.ended { 2 } else { u8::from(!line.waits) }, day(line.confirm_by)),
            };
            held(tx, (&actor, &ask), ("reviews of access", take), lines, |line| *line.id.as_bytes(), key)
        })
    }
}

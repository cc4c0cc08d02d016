//! The list of records that may be of one person.

use super::held::{held, moment};
use super::{ListAsk, ListLines, Take};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::people::{ProposalLine, proposals};

/// How likely two records are of one person: codes and words.
pub const LIKELY: &[(&str, &str)] =
    &[("over-99", "More than 99 in 100"), ("95", "95 to 99 in 100"), ("less", "Less than 95 in 100")];

/// So many that wait are weighed for a page of the list, and for a file, those first that were likeliest when they were proposed.
const WEIGHED: [u32; 2] = [200, 2_000];

impl App {
    /// Records under the actor's notice that may be of one person: how likely that is comes from what the actor may read of both. Of those
    /// that do not exist for the actor nothing is said.
    ///
    /// # Errors
    /// `NotFound` for a partner; or when the store does not answer.
    pub fn duplicate_list(
        &self,
        actor: &Actor,
        ask: &ListAsk,
        take: Take,
    ) -> Result<ListLines<ProposalLine>, AppError> {
        let (actor, ask) = (actor.clone(), ask.clone());
        self.act(&actor.caller.clone(), "list duplicates", move |tx, inner| {
            if !actor.is_staff() {
                return Err(AppError::NotFound);
            }
            let of = ask.code("of").and_then(|of| of.parse().ok());
            let most = WEIGHED[usize::from(take.is_file())];
            let mut lines = proposals(tx, inner, &actor, of, (most, take.action()))?;
            lines.retain(|line| match ask.code("likely") {
                Some("over-99") => line.score > 99,
                Some("95") => (95..=99).contains(&line.score),
                Some("less") => line.score < 95,
                _ => true,
            });
            if ask.code("whose") == Some("mine") {
                lines.retain(|line| line.one.mine || line.other.mine);
            }
            let by_day = ask.order == "proposed";
            let key = |line: &ProposalLine| {
                if by_day { (0, moment(Some(line.proposed_at))) } else { (line.score, String::new()) }
            };
            held(tx, (&actor, &ask), ("records that may be of one person", take), lines, pair_of, key)
        })
    }
}

/// What tells a pair from others: of both ids together.
fn pair_of(line: &ProposalLine) -> [u8; 16] {
    let both = |id: &kernel::PersonId| u128::from_be_bytes(*id.as_bytes());
    (both(&line.one.person).rotate_left(1) ^ both(&line.other.person)).to_be_bytes()
}

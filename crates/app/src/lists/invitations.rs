//! The list of invitations, for administrators.

use super::held::{held, moment};
use super::{ListAsk, ListLines, Take};
use crate::App;
use crate::access::{InvitationLine, invitation_lines};
use crate::actor::Actor;
use crate::error::AppError;

/// How the invitations of a list stand: codes and words.
pub const INVITATIONS: &[(&str, &str)] =
    &[("", "All"), ("open", "Open"), ("accepted", "Accepted"), ("over", "Over or withdrawn")];

impl App {
    /// The invitations, by when they were made, by name, or by their last moment.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer.
    pub fn invitation_list(
        &self,
        actor: &Actor,
        ask: &ListAsk,
        take: Take,
    ) -> Result<ListLines<InvitationLine>, AppError> {
        actor.must_administer()?;
        let (actor, ask) = (actor.clone(), ask.clone());
        self.act(&actor.caller.clone(), "list invitations", move |tx, _| {
            let mut lines = invitation_lines(tx)?;
            lines.retain(|line| match ask.code("state") {
                Some("open") => line.open,
                Some("accepted") => line.used,
                Some("over") => !line.open && !line.used,
                _ => true,
            });
            let order = ask.order.clone();
            let key = |line: &InvitationLine| match order.as_str() {
                "name" => line.name.to_lowercase(),
                "expires" => moment(Some(line.expires_at)),
                _ => moment(Some(line.made_at)),
            };
            held(tx, (&actor, &ask), ("invitations", take), lines, |line| *line.id.as_bytes(), key)
        })
    }
}

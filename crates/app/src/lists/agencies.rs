//! The register of agencies as a list, for administrators.

use super::held::held;
use super::{ListAsk, ListLines, Take};
use crate::App;
use crate::actor::Actor;
use crate::agencies::{AgencyFilter, AgencyLine, register};
use crate::error::AppError;

/// Which agencies a list has: codes and words.
pub const AGENCIES: &[(&str, &str)] =
    &[("", "Those that we work with"), ("closed", "Those that nobody works with any more"), ("all", "All")];

impl App {
    /// The agencies of the register, by name, by kind, or by how many accounts or contacts they have.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer.
    pub fn agency_list(&self, actor: &Actor, ask: &ListAsk, take: Take) -> Result<ListLines<AgencyLine>, AppError> {
        actor.must_administer()?;
        let (actor, ask) = (actor.clone(), ask.clone());
        self.act(&actor.caller.clone(), "list agencies", move |tx, inner| {
            let filter = AgencyFilter {
                kind: ask.owned("kind").unwrap_or_default(),
                service: ask.owned("service").unwrap_or_default(),
                closed: ask.code("state") == Some("closed"),
                all: ask.code("state") == Some("all"),
                words: String::new(),
            };
            let lines = register(tx, inner, &filter)?.lines;
            let order = ask.order.clone();
            let key = |line: &AgencyLine| {
                let name = line.name.to_lowercase();
                match order.as_str() {
                    "kind" => (0, line.kind.to_lowercase(), name),
                    "contacts" => (line.contacts, name, String::new()),
                    "accounts" => (line.accounts, name, String::new()),
                    _ => (0, name, String::new()),
                }
            };
            held(tx, (&actor, &ask), ("agencies", take), lines, |line| *line.id.as_bytes(), key)
        })
    }
}

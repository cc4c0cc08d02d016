//! The list of bodies on the open lists of all notices, for administrators.

use super::held::{day, held};
use super::{ListAsk, ListLines, Take};
use crate::App;
use crate::actor::Actor;
use crate::admin::{EnrolmentLine, enrolment_lines};
use crate::error::AppError;
use kernel::london_date;

/// Which enrolments a list has: codes and words.
pub const ENROLMENTS: &[(&str, &str)] =
    &[("", "On a list today"), ("ahead", "From a day to come"), ("over", "Not on it any more"), ("all", "All")];

impl App {
    /// Who is on an open list: of all notices, or of one list where it says which (`notice|class`).
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer.
    pub fn enrolment_list(
        &self,
        actor: &Actor,
        ask: &ListAsk,
        take: Take,
    ) -> Result<ListLines<EnrolmentLine>, AppError> {
        actor.must_administer()?;
        let (actor, ask) = (actor.clone(), ask.clone());
        self.act(&actor.caller.clone(), "list enrolments", move |tx, inner| {
            let today = london_date(tx.now());
            let mut lines = Vec::new();
            for id in crate::publish::notice_ids(tx)? {
                if let Some(notice) = inner.latest(tx, &id)? {
                    lines.extend(enrolment_lines(tx, &notice)?);
                }
            }
            lines.retain(|line| {
                let over = line.until_on.is_some_and(|until| until < today);
                match ask.code("state") {
                    Some("all") => true,
                    Some("over") => over,
                    Some("ahead") => today < line.from_on,
                    _ => !over && line.from_on <= today,
                }
            });
            if let Some(list) = ask.code("list") {
                lines.retain(|line| list == format!("{}|{}", line.notice_id, line.class_id));
            }
            let order = ask.order.clone();
            let key = |line: &EnrolmentLine| {
                let name = line.name.to_lowercase();
                match order.as_str() {
                    "list" => (line.class.to_lowercase(), name),
                    "from" => (day(Some(line.from_on)), name),
                    "until" => (line.until_on.map_or_else(|| "9999".to_owned(), |until| until.to_string()), name),
                    _ => (name, String::new()),
                }
            };
            held(tx, (&actor, &ask), ("enrolments", take), lines, |line| *line.id.as_bytes(), key)
        })
    }
}

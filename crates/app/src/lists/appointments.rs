//! The list of appointments: who comes, and what became of those who were to come.

use super::tasks::owners;
use super::{ListAsk, ListLines, Take, gather, note_file};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::views::Item;
use crate::work::items::{content, marks_allow};
use crate::work::known::Known;
use casework::happening::OUTCOMES;
use disclosure::Disclosed;
use kernel::{CaseId, ItemId, Timestamp, london_date, london_moment};
use store::{AppointmentFilter, behind_appointment};

/// How the appointments of a list stand: codes and words.
pub const APPOINTMENTS: &[(&str, &str)] = &[
    ("", "To come"),
    ("unsettled", "Over, and not said what became of it"),
    ("appointment-kept", "Took place"),
    ("appointment-missed", "Missed"),
    ("appointment-cancelled", "Cancelled"),
    ("all", "All"),
];
const APPOINTMENT: &str = "appointment";

/// An appointment, with its case.
pub struct AppointmentRow {
    /// Its id.
    pub id: ItemId,
    /// The case.
    pub case: CaseId,
    /// The case's reference.
    pub reference: String,
    /// The person's name.
    pub name: Item<String>,
    /// What it is for.
    pub what: Disclosed<String>,
    /// Where.
    pub place: Disclosed<String>,
    /// When it begins.
    pub at: Timestamp,
    /// When it ends.
    pub ends_at: Option<Timestamp>,
    /// `appointment`, or what became of it.
    pub kind: String,
    /// Whether it has begun.
    pub begun: bool,
    /// Who holds the case.
    pub owner: Option<String>,
}

impl App {
    /// Appointments on open cases that exist for the actor: that they, or those for whom they stand in, made, or on cases that they hold;
    /// or of whom it says. One whose category is not for the actor is not there.
    ///
    /// # Errors
    /// `NotFound` for a partner; or when the store does not answer.
    pub fn appointment_list(
        &self,
        actor: &Actor,
        ask: &ListAsk,
        take: Take,
    ) -> Result<ListLines<AppointmentRow>, AppError> {
        let (actor, ask) = (actor.clone(), ask.clone());
        self.act(&actor.caller.clone(), "list appointments", move |tx, inner| {
            if !actor.is_staff() {
                return Err(AppError::NotFound);
            }
            let now = tx.now();
            let today = london_date(now);
            let (mut from, mut until) = ask.moments();
            let kinds = match ask.code("state") {
                None => {
                    let begins = london_moment(today, 0, 0);
                    from = from.max(begins);
                    vec![APPOINTMENT.to_owned()]
                }
                Some("unsettled") => {
                    until = Some(until.map_or(now, |until| until.min(now)));
                    vec![APPOINTMENT.to_owned()]
                }
                Some("all") => std::iter::once(APPOINTMENT)
                    .chain(OUTCOMES.iter().map(|(code, ..)| *code))
                    .map(str::to_owned)
                    .collect(),
                Some(outcome) => vec![outcome.to_owned()],
            };
            let notice_versions = tx.versions_of(&actor.capacity.notice)?;
            let accounts = owners(tx, &actor, &ask, today)?;
            let of_nobody = ask.code("whose") == Some("nobody");
            let filter = AppointmentFilter { notice_versions, accounts, of_nobody, kinds, from, until };
            let found = gather(
                tx,
                (&ask, take),
                |tx, walk| tx.list_appointments(&filter, walk),
                behind_appointment,
                |tx, mut entries| {
                    entries.retain(|i| marks_allow(i, &actor));
                    let order: Vec<ItemId> = entries.iter().map(|i| i.id).collect();
                    let to = (take.action(), "list of appointments");
                    let known = Known::of(tx, inner, &actor, Vec::new(), (&[], entries), to)?;
                    let mut lines = Vec::with_capacity(order.len());
                    for id in order {
                        let Some(entry) = known.entries.iter().find(|e| e.id == id) else { continue };
                        let Some((look, recorded)) = known.at(entry.case_id) else { continue };
                        let Item::Released(said) = content(look, recorded, entry, &known.ring)? else { continue };
                        let part = |id: &str| said.map_ref(|said| said.get(id).unwrap_or_default().to_owned());
                        lines.push(AppointmentRow {
                            id,
                            case: entry.case_id,
                            reference: look.case.reference.clone(),
                            name: known.name(entry.case_id)?,
                            what: part("what"),
                            place: part("place"),
                            at: entry.happened_at,
                            ends_at: entry.ends_at,
                            kind: entry.kind.clone(),
                            begun: entry.happened_at <= now,
                            owner: look.case.owner.map(|id| inner.account_name(tx, id)).transpose()?,
                        });
                    }
                    Ok(lines)
                },
            )?;
            note_file(tx, &actor, ("appointments", take), found)
        })
    }
}

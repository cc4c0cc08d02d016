//! The list of referrals that came in.

use super::{ListAsk, ListLines, Take, gather, note_file};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::inbound::{InboundLine, line, reads};
use crate::shares::barred_from;
use kernel::NoticeVersionId;
use sharing::inbound::{REASONS, Sender};
use std::collections::HashMap;
use store::{InWords, InboundFilter, InboundOrder};

/// Where referrals stand: codes and words.
pub const INBOUND_STATES: &[(&str, &str)] =
    &[("", "New"), ("assessed", "Led to an assessment"), ("closed", "Closed without an assessment"), ("all", "All")];
impl App {
    /// The referrals that came in to services of which the actor may open cases.
    ///
    /// # Errors
    /// `NotFound` for who may open none.
    pub fn inbound_list(&self, actor: &Actor, ask: &ListAsk, take: Take) -> Result<ListLines<InboundLine>, AppError> {
        let (actor, ask) = (actor.clone(), ask.clone());
        self.act(&actor.caller.clone(), "referrals that came in", move |tx, inner| {
            if !actor.is_staff() {
                return Err(AppError::NotFound);
            }
            let (from, before) = ask.moments();
            let filter = InboundFilter {
                notice_versions: tx.versions_of(&actor.capacity.notice)?,
                state: match ask.code("state") {
                    None => Some("new".to_owned()),
                    Some("all") => None,
                    Some(state) => Some(state.to_owned()),
                },
                service: ask.owned("service"),
                sender: ask.owned("sender"),
                from,
                before,
            };
            let order = match ask.order.as_str() {
                "service" => {
                    let notice = inner.latest(tx, &actor.capacity.notice)?;
                    let services = notice.iter().flat_map(|notice| &notice.compiled.merged.service);
                    InboundOrder::Service(InWords::of(
                        services.map(|(id, service)| (id.clone(), service.label.clone())),
                    ))
                }
                "sender" => InboundOrder::Sender(InWords::of(Sender::ALL.map(|sender| (sender.id(), sender.label())))),
                "reason" => InboundOrder::Reason(InWords::of(REASONS.iter().copied())),
                _ => InboundOrder::Received,
            };
            let mut known: HashMap<(NoticeVersionId, String), bool> = HashMap::new();
            let found = gather(
                tx,
                (&ask, take),
                |tx, walk| tx.list_inbound(&filter, &order, walk),
                |row| order.behind(row),
                |tx, rows| {
                    let mut lines = Vec::with_capacity(rows.len());
                    for row in &rows {
                        let notice = inner.published(tx, row.notice_version)?;
                        let to = (row.notice_version, row.service.clone());
                        let may = match known.get(&to) {
                            Some(may) => *may,
                            None => {
                                let may = reads(tx, &actor, &notice, &row.service)?;
                                known.insert(to, may);
                                may
                            }
                        };
                        if may && !barred_from(tx, &actor, row.case_id)? {
                            lines.push(line(tx, &notice, row)?);
                        }
                    }
                    Ok(lines)
                },
            )?;
            note_file(tx, &actor, ("referrals that came in", take), found)
        })
    }
}

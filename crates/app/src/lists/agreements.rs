//! The list of agreements.

use super::{ListAsk, ListLines, Take, gather, note_file};
use crate::App;
use crate::actor::Actor;
use crate::agreements::{AgreementLine, keeps_register, line};
use crate::error::AppError;
use kernel::london_date;
use sharing::agreement::ENDING_DAYS;
use store::{AgreementFilter, AgreementOrder, AgreementsThat, InWords};

/// How the agreements of a list stand: codes and words.
pub const AGREEMENTS: &[(&str, &str)] = &[
    ("", "All but those ended early"),
    ("live", "In force"),
    ("ending", "In force, ends soon"),
    ("review", "In force, to be looked at again"),
    ("unsigned", "Not signed"),
    ("lapsed", "Lapsed"),
    ("ended", "Ended early"),
    ("all", "All"),
];

impl App {
    /// A list from the register: of the notices that [`App::agreements`] is about.
    ///
    /// # Errors
    /// As [`App::agreements`].
    pub fn agreement_list(
        &self,
        actor: &Actor,
        ask: &ListAsk,
        take: Take,
    ) -> Result<ListLines<AgreementLine>, AppError> {
        actor.must_keep_agreements()?;
        let (actor, ask) = (actor.clone(), ask.clone());
        self.act(&actor.caller.clone(), "list agreements", move |tx, inner| {
            let today = london_date(tx.now());
            let mut notices = crate::publish::notice_ids(tx)?;
            notices.retain(|id| keeps_register(&actor, id).is_ok());
            let order = match ask.order.as_str() {
                "title" => AgreementOrder::Title,
                "with" => {
                    let mut parties = Vec::new();
                    for id in &notices {
                        if let Some(notice) = inner.latest(tx, id)? {
                            parties.extend(crate::agreements::parties(tx, &notice)?);
                        }
                    }
                    AgreementOrder::Party(InWords::of(parties))
                }
                "review" => AgreementOrder::Review,
                _ => AgreementOrder::Until,
            };
            let that = match ask.code("state") {
                Some("live") => AgreementsThat::Hold,
                Some("ending") => AgreementsThat::EndBy(today.saturating_add(jiff::Span::new().days(ENDING_DAYS))),
                Some("review") => AgreementsThat::WaitForReview,
                Some("unsigned") => AgreementsThat::WaitForSignature,
                Some("lapsed") => AgreementsThat::Lapsed,
                Some("ended") => AgreementsThat::Ended,
                Some("all") => AgreementsThat::Are,
                _ => AgreementsThat::Stand,
            };
            let filter = AgreementFilter { notices, today, that, kind: ask.owned("kind") };
            let found = gather(
                tx,
                (&ask, take),
                |tx, walk| tx.list_agreements(&filter, &order, walk),
                |row| order.behind(row, ask.down),
                |tx, rows| {
                    let mut lines = Vec::with_capacity(rows.len());
                    for row in &rows {
                        if let Some(notice) = inner.latest(tx, &row.notice_id)? {
                            lines.push(line(tx, &notice, row)?);
                        }
                    }
                    Ok(lines)
                },
            )?;
            note_file(tx, &actor, ("agreements", take), found)
        })
    }
}

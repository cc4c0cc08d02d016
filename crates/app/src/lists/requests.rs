//! The list of requests about data: what falls due first, first; what waits for the person, last.

use super::{ListAsk, ListLines, Take, gather, note_file};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::requests::{RequestLine, lines};
use ::rights::Kind;
use kernel::london_date;
use store::{InWords, RequestFilter, RequestOrder};

/// How the requests of a list stand: codes and words.
pub const REQUESTS: &[(&str, &str)] = &[
    ("", "Open"),
    ("overdue", "Overdue"),
    ("week", "To be answered within 7 days"),
    ("waiting", "Waiting for the person"),
    ("decided", "Decided"),
    ("all", "All"),
];

impl App {
    /// The requests under the officer's notice.
    ///
    /// # Errors
    /// `NotFound` for everybody but the data protection officer.
    pub fn requests(&self, actor: &Actor, ask: &ListAsk, take: Take) -> Result<ListLines<RequestLine>, AppError> {
        let (actor, ask) = (actor.clone(), ask.clone());
        self.act(&actor.caller.clone(), "requests", move |tx, inner| {
            actor.must_be_officer()?;
            let today = london_date(tx.now());
            let state = ask.code("state").unwrap_or_default();
            let mut filter = RequestFilter {
                notice_id: actor.capacity.notice.clone(),
                settled: match state {
                    "all" => None,
                    "decided" => Some(true),
                    _ => Some(false),
                },
                without_day: state == "waiting",
                kind: ask.owned("kind"),
                received_from: ask.day("from"),
                received_until: ask.day("until"),
                ..RequestFilter::default()
            };
            match state {
                "overdue" => filter.due_until = today.yesterday().ok(),
                "week" => filter.due_until = Some(today.saturating_add(jiff::Span::new().days(7))),
                _ => {}
            }
            let order = match ask.order.as_str() {
                "received" => RequestOrder::Received,
                "kind" => RequestOrder::Kind(InWords::of(Kind::ALL.map(|kind| (kind.id(), kind.label())))),
                "decided" => RequestOrder::Settled,
                _ => RequestOrder::Due,
            };
            let found = gather(
                tx,
                (&ask, take),
                |tx, walk| tx.list_requests(&filter, &order, walk),
                |request| order.behind(request, ask.down),
                |tx, found| lines(tx, inner, &found),
            )?;
            note_file(tx, &actor, ("requests about data", take), found)
        })
    }
}

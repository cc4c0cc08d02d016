//! How long a request itself is kept, once it is decided. What somebody wrote about themselves is decided about as their name is,
//! and is kept as long: by the notice's period for it, counted from the day of the decision.

use crate::error::AppError;
use crate::login::note;
use crate::notices::Published;
use crate::retention::Clocks;
use crate::{App, Inner};
use ::rights::Kind;
use casework::Circumstances;
use casework::retention::{Anchors, kept_after_closing};
use jiff::Span;
use jiff::civil::Date;
use kernel::{Caller, london_date};
use ledger::Action;
use store::{RightsRequest, Tx};

/// Where a notice gives no date: as long as somebody can go to court about the answer (Limitation Act 1980 section 9). Assumed: no
/// notice says it.
const YEARS: i64 = 6;
/// So many are looked at in one unit of work.
const AT_ONCE: u32 = 200;

/// The last day on which a decided request is kept, and why, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestKept {
    /// The day; none while it stands in the way of something.
    pub until: Option<Date>,
    /// Why.
    pub why: String,
}

/// Until when a request is kept; none while it is not decided.
pub(super) fn kept(
    tx: &mut Tx<'_>,
    inner: &Inner,
    notice: &Published,
    request: &RightsRequest,
) -> Result<Option<RequestKept>, AppError> {
    let Some(settled) = request.settled_at.map(london_date) else { return Ok(None) };
    let ids = tx.cases_of_request(request.id)?;
    let cases = if ids.is_empty() { Vec::new() } else { tx.cases_by_id(&ids)? };
    let lasts = matches!(Kind::from_id(&request.kind), Some(Kind::Restriction | Kind::Objection));
    let granted = request.outcome.as_deref().is_some_and(|o| o == "granted" || o == "partly");
    if lasts && granted && !cases.is_empty() {
        let why = "What was granted holds as long as there is the record".to_owned();
        return Ok(Some(RequestKept { until: None, why }));
    }
    let mut so = Circumstances { anchors: Anchors::closed(settled), ..Circumstances::default() };
    let today = london_date(tx.now());
    for case in &cases {
        let of_case = Clocks::of_one(tx, inner, case, today)?.circumstances(notice, case);
        so.holds.extend(of_case.holds);
        so.schedule = so.schedule.or(of_case.schedule);
    }
    let name: Vec<_> = notice.well_known.name.iter().map(|(c, _)| *c).collect();
    let rules = kept_after_closing(&notice.compiled, &name, &so);
    let said = rules.iter().filter_map(|k| Some((k.due?, k.label.clone()))).max();
    let held = so.holds.iter().find(|h| h.until.is_none_or(|until| today <= until));
    Ok(Some(match (held, said) {
        (Some(hold), _) => RequestKept { until: None, why: hold.why.clone() },
        (None, Some((until, label))) => RequestKept {
            until: Some(until),
            why: format!("As the notice says of “{label}”, from the day of the decision"),
        },
        (None, None) => RequestKept {
            until: settled.checked_add(Span::new().years(YEARS)).ok(),
            why: format!("Assumed, since the notice gives no date: {YEARS} years from the decision"),
        },
    }))
}

impl App {
    /// Destroys decided requests whose time is over, with what was decided about passages, their copies and their keys.
    ///
    /// # Errors
    /// When the store does not answer, or something of one was left.
    pub fn destroy_old_requests(&self) -> Result<usize, AppError> {
        let caller = Caller::system(self.inner.authority, "retention");
        let (mut after, mut destroyed) = (None, 0);
        loop {
            let done = self.act(&caller, "destroy old requests", move |tx, inner| {
                let today = london_date(tx.now());
                let some = tx.settled_requests(after, AT_ONCE)?;
                let mut gone = 0;
                for request in &some {
                    let notice = inner.published(tx, request.notice_version)?;
                    let kept = kept(tx, inner, &notice, request)?;
                    if kept.and_then(|k| k.until).is_none_or(|until| today <= until) {
                        continue;
                    }
                    let erased = tx.erase_request(request.id, request.person, "its time is over")?;
                    let left = tx.traces_of_person(request.person)?;
                    if !left.is_empty() {
                        let tables: Vec<&str> = left.keys().map(String::as_str).collect();
                        return Err(AppError::Fault(format!(
                            "something of a request is left in {}",
                            tables.join(", ")
                        )));
                    }
                    let rows: u64 = erased.rows.values().sum();
                    let detail = format!("request {}: {rows} rows, {} keys; its time is over", request.id, erased.keys);
                    note(tx, "system:retention", Action::Erase, &detail)?;
                    gone += 1;
                }
                Ok((some.last().map(|r| r.id), gone))
            })?;
            destroyed += done.1;
            match done.0 {
                Some(last) => after = Some(last),
                None => return Ok(destroyed),
            }
        }
    }
}

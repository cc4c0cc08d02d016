//! How long a request itself is kept, once it is decided. What somebody wrote about themselves is decided about as their name is,
//! and is kept as long: by the notice's period for it, counted from the day of the decision.

use crate::error::AppError;
use crate::notices::Published;
use crate::retention::{Clocks, KeptUntil, as_the_name, nothing_in, time_is_over};
use crate::{App, Inner};
use ::rights::Kind;
use casework::Circumstances;
use casework::retention::Anchors;
use kernel::london_date;
use store::{RightsRequest, Tx};

/// Until when a request is kept; none while it is not decided.
pub(super) fn kept(
    tx: &mut Tx<'_>,
    inner: &Inner,
    notice: &Published,
    request: &RightsRequest,
) -> Result<Option<KeptUntil>, AppError> {
    let Some(settled) = request.settled_at.map(london_date) else { return Ok(None) };
    let ids = tx.cases_of_request(request.id)?;
    let cases = if ids.is_empty() { Vec::new() } else { tx.cases_by_id(&ids)? };
    let lasts = matches!(Kind::from_id(&request.kind), Some(Kind::Restriction | Kind::Objection));
    let granted = request.outcome.as_deref().is_some_and(|o| o == "granted" || o == "partly");
    if lasts && granted && !cases.is_empty() {
        let why = "What was granted holds as long as there is the record".to_owned();
        return Ok(Some(KeptUntil { until: None, why }));
    }
    let mut so = Circumstances { anchors: Anchors::closed(settled), ..Circumstances::default() };
    let today = london_date(tx.now());
    for case in &cases {
        let of_case = Clocks::of_one(tx, inner, case, today)?.circumstances(notice, case);
        so.holds.extend(of_case.holds);
        so.schedule = so.schedule.or(of_case.schedule);
    }
    let held = so.holds.iter().find(|h| h.until.is_none_or(|until| today <= until));
    Ok(Some(match held {
        Some(hold) => KeptUntil { until: None, why: hold.why.clone() },
        None => as_the_name(notice, &so, settled),
    }))
}

impl App {
    /// Destroys decided requests whose time is over, with what was decided about passages, their copies and their keys.
    ///
    /// # Errors
    /// When the store does not answer, or something of one was left.
    pub fn destroy_old_requests(&self) -> Result<usize, AppError> {
        self.destroy_old("destroy old requests", |tx, inner, (after, at_once)| {
            let today = london_date(tx.now());
            let some = tx.settled_requests(after, at_once)?;
            let mut gone = 0;
            for request in &some {
                let notice = inner.published(tx, request.notice_version)?;
                let kept = kept(tx, inner, &notice, request)?;
                if kept.and_then(|k| k.until).is_none_or(|until| today <= until) {
                    continue;
                }
                let erased = tx.erase_request(request.id, request.person, "its time is over")?;
                nothing_in(&tx.traces_of_person(request.person)?)?;
                time_is_over(tx, &format!("request {}", request.id), &erased)?;
                gone += 1;
            }
            Ok((some.last().map(|r| r.id), gone))
        })
    }
}

//! How long a request from outside is kept: as long as a name, from the day of the decision. No notice has words of its own for it; of one
//! that nobody decides it is assumed that it is kept no longer than if it had been decided on the day it was written down.

use super::ON_LEDGER;
use crate::App;
use crate::error::AppError;
use crate::notices::Published;
use crate::retention::{KeptUntil, as_the_name, nothing_in, time_is_over};
use casework::Circumstances;
use casework::retention::Anchors;
use kernel::london_date;
use store::OutsideRequest;

/// Until when one is kept.
pub(super) fn kept(notice: &Published, row: &OutsideRequest) -> KeptUntil {
    let from = london_date(row.decided_at.unwrap_or(row.made_at));
    let so = Circumstances { anchors: Anchors::closed(from), ..Circumstances::default() };
    let mut kept = as_the_name(notice, &so, from);
    if row.decided_at.is_none() {
        kept.why = "Assumed, since the notice does not say it of a request that nobody decides: as long as if it had been decided on the day \
                    on which it was written down"
            .to_owned();
    }
    kept
}

impl App {
    /// Destroys requests from outside whose time is over, with what was decided and their keys.
    ///
    /// # Errors
    /// When the store does not answer, or something of one was left.
    pub fn destroy_old_outside_requests(&self) -> Result<usize, AppError> {
        self.destroy_old("destroy old requests from outside", |tx, inner, (after, at_once)| {
            let today = london_date(tx.now());
            let some = tx.outside_requests_after(after, at_once)?;
            let mut gone = 0;
            for row in &some {
                let notice = inner.published(tx, row.notice_version)?;
                if kept(&notice, row).until.is_none_or(|until| today <= until) {
                    continue;
                }
                let erased = tx.erase_outside_request(row.id, row.person, "its time is over")?;
                nothing_in(&tx.traces_of_person(row.person)?)?;
                time_is_over(tx, &format!("{ON_LEDGER}{}", row.id), &erased)?;
                gone += 1;
            }
            Ok((some.last().map(|r| r.id), gone))
        })
    }
}

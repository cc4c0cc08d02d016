//! When the time of what came in is over: how long it is kept, and how it goes.

use crate::App;
use crate::error::AppError;
use crate::notices::Published;
use crate::retention::{KeptUntil, as_the_name, nothing_in, time_is_over};
use casework::Circumstances;
use casework::retention::Anchors;
use kernel::{PersonId, london_date};
use store::Inbound;

/// The ending of a referral that nobody settled, and whose time is over.
pub(super) const NOBODY: &str = "nobody";
/// The same in words.
pub(super) const NOBODY_WORDS: &str = "Nobody settled it, and the time for which it may be kept was over";

/// Until when it is kept what a referral says that led to no case: as long as a name, from the day on which it was closed. No notice says
/// what is so of one that nobody settles: it is assumed that it is kept no longer than if it had been closed on the day on which it came.
pub(super) fn kept(notice: &Published, row: &Inbound) -> Option<KeptUntil> {
    // What came back to a case is kept with it.
    if row.case_id.is_some() {
        return None;
    }
    let (from, waits) = match row.state.as_str() {
        "closed" => (row.decided_at?, false),
        "new" => (row.received_at, true),
        _ => return None,
    };
    let from = london_date(from);
    let so = Circumstances { anchors: Anchors::closed(from), ..Circumstances::default() };
    let mut kept = as_the_name(notice, &so, from);
    if waits {
        kept.why = "Assumed, since the notice does not say it of a referral that nobody settles: as long as if it had been closed on the day \
                    on which it came in"
            .to_owned();
    }
    Some(kept)
}

impl App {
    /// Destroys what referrals say that led to no case, once its time is over: of the person and of whoever referred, and what came with
    /// them, with the keys. That one came in, from which body, why and how it ended stays: it names nobody.
    ///
    /// # Errors
    /// When the store does not answer, or something of one was left.
    pub fn destroy_old_referrals(&self) -> Result<usize, AppError> {
        self.destroy_old("destroy old referrals", |tx, inner, (after, at_once)| {
            let today = london_date(tx.now());
            let some = tx.inbound_without_case(after, at_once)?;
            let mut gone = 0;
            for row in &some {
                let notice = inner.published(tx, row.notice_version)?;
                if kept(&notice, row).and_then(|k| k.until).is_none_or(|until| today <= until) {
                    continue;
                }
                let people: Vec<PersonId> = tx.inbound_parts(row.id)?.iter().map(|p| p.person).collect();
                let erased = tx.erase_inbound(row.id, "its time is over")?;
                for person in people {
                    nothing_in(&tx.traces_of_person(person)?)?;
                }
                if row.state == "new" {
                    tx.update_inbound(&Inbound {
                        state: "closed".to_owned(),
                        ending: Some(NOBODY.to_owned()),
                        decided_at: Some(tx.now()),
                        ..row.clone()
                    })?;
                }
                time_is_over(tx, &format!("referral {}", row.id), &erased)?;
                gone += 1;
            }
            Ok((some.last().map(|r| r.id), gone))
        })
    }
}

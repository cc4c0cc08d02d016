//! How long something is kept that belongs to no case, but says who somebody is: as long as the notice keeps a name.

use crate::notices::Published;
use casework::Circumstances;
use casework::retention::kept_after_closing;
use jiff::Span;
use jiff::civil::Date;

/// Where a notice gives no date: as long as somebody can go to court about the answer (Limitation Act 1980 section 9). Assumed: no
/// notice says it.
const YEARS: i64 = 6;

/// The last day on which something is kept, and why, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptUntil {
    /// The day; none while it stands in the way of something.
    pub until: Option<Date>,
    /// Why.
    pub why: String,
}

/// As long as a name, from the day of a decision.
pub(crate) fn as_the_name(notice: &Published, so: &Circumstances, from: Date) -> KeptUntil {
    let name: Vec<_> = notice.well_known.name.iter().map(|(c, _)| *c).collect();
    let said =
        kept_after_closing(&notice.compiled, &name, so).iter().filter_map(|k| Some((k.due?, k.label.clone()))).max();
    match said {
        Some((until, label)) => KeptUntil {
            until: Some(until),
            why: format!("As the notice says of “{label}”, from the day of the decision"),
        },
        None => KeptUntil {
            until: from.checked_add(Span::new().years(YEARS)).ok(),
            why: format!("Assumed, since the notice gives no date: {YEARS} years from the decision"),
        },
    }
}

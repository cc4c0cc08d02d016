//! Clocks are data: statutory deadlines, retention and rights as dates that are derived, and can say how.
//!
//! Everything is a civil date in London ([`kernel::london_date`]); no time of day and no summer time is involved. A due
//! date is the last day on which something is still in time (or still kept), and is derived whenever it is asked for.

mod calendar;
mod due;
mod period;
pub mod retention;
pub mod rights;
mod words;

pub use calendar::{Calendar, CalendarError, Nation};
pub use due::{DueRule, Unit};
pub use period::{Counting, Period, end_of_year};
pub use words::{date_words, due_words, when_words};

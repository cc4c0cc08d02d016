//! The clocks of people's rights: requests (K1 to K3: UK GDPR articles 12 and 12A) and complaints (K6: Data Protection
//! Act 2018 section 164A).

use crate::calendar::{Calendar, Nation};
use crate::period::{Counting, Period, plus_days};
use crate::words::date_words;
use jiff::ToSpan;
use jiff::civil::Date;

/// A question to the person that stops the clock of an access request until it is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// The day we asked.
    pub asked: Date,
    /// The day the answer came. Both days count as pause.
    pub answered: Option<Date>,
}

/// A request by somebody for one of their rights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The day it came.
    pub received: Date,
    /// The day on which information that confirms who they are came, if it was asked for.
    pub identity_confirmed: Option<Date>,
    /// The day on which a fee was paid, if one may be charged.
    pub fee_paid: Option<Date>,
    /// Pauses for clarification. Only requests for access have any.
    pub pauses: Vec<Pause>,
    /// Extended by two months, with reasons given within the first month.
    pub extended: bool,
}

/// When a request is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestDue {
    /// On a day.
    On {
        /// The last day in law.
        last_day: Date,
        /// The council's own target: 28 days, and never after the last day.
        target: Date,
        /// How the last day comes about.
        explanation: String,
    },
    /// The clock stands still until the person answers.
    Paused {
        /// Since the day we asked.
        since: Date,
    },
}

impl Request {
    /// One received on a day, with nothing else asked for.
    #[must_use]
    pub const fn received(on: Date) -> Self {
        Self { received: on, identity_confirmed: None, fee_paid: None, pauses: Vec::new(), extended: false }
    }
    /// The day from which its time is counted: the last of receipt, confirmed identity and paid fee.
    #[must_use]
    pub fn relevant_day(&self) -> Date {
        [Some(self.received), self.identity_confirmed, self.fee_paid]
            .into_iter()
            .flatten()
            .max()
            .unwrap_or(self.received)
    }
    /// When it is due: one month (three when extended) on, the same date, or that month's last day; longer by whole days
    /// of pause; and if that is no working day, the next one.
    #[must_use]
    pub fn due(&self, calendar: &Calendar, nation: Nation) -> RequestDue {
        if let Some(open) = self.pauses.iter().find(|p| p.answered.is_none()) {
            return RequestDue::Paused { since: open.asked };
        }
        let start = self.relevant_day();
        let period = Period::Months(if self.extended { 3 } else { 1 });
        let paused = self.paused_days();
        let in_law = plus_days(period.last_day(start, Counting::After), paused);
        let last_day = calendar.working_day_from(nation, in_law);
        let mut explanation = format!("{period} from {}", date_words(start));
        if self.extended {
            explanation.push_str(" (extended by two months)");
        }
        if paused > 0 {
            explanation.push_str(&format!(", and {paused} day{} of pause", if paused == 1 { "" } else { "s" }));
        }
        explanation.push_str(&format!(": {}", date_words(in_law)));
        if last_day != in_law {
            let why = calendar.holiday(nation, in_law).unwrap_or("a weekend");
            explanation.push_str(&format!(", which is {why}, so the next working day: {}", date_words(last_day)));
        }
        let target = plus_days(Period::Days(28).last_day(start, Counting::BeginningWith), paused);
        let target = if self.extended { last_day } else { calendar.working_day_until(nation, target) };
        RequestDue::On { last_day, target: target.max(start).min(last_day), explanation }
    }
    /// Days of pause, each counted once however many questions were open on it.
    fn paused_days(&self) -> u32 {
        let mut spans: Vec<(Date, Date)> =
            self.pauses.iter().filter_map(|p| p.answered.map(|a| (p.asked, a.max(p.asked)))).collect();
        spans.sort_unstable();
        let (mut days, mut counted_until) = (0u32, None::<Date>);
        for (first, last) in spans {
            let first = counted_until.map_or(first, |until| first.max(until.saturating_add(1.day())));
            if first <= last {
                let span = last.duration_since(first).as_hours() / 24 + 1;
                days = days.saturating_add(u32::try_from(span).unwrap_or(0));
                counted_until = Some(last);
            }
        }
        days
    }
}

/// The last day on which a data protection complaint is acknowledged in time: 30 days beginning with the day it is
/// received. The regulator counts from the day after and to the next working day; the statute's own words are stricter,
/// and are followed here.
#[must_use]
pub fn complaint_acknowledged_by(received: Date) -> Date {
    Period::Days(30).last_day(received, Counting::BeginningWith)
}

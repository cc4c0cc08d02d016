//! How a request stands on a day: what it waits for, and by when it has to be answered.

use crate::kind::Kind;
use crate::step::{Step, StepKind};
use clocks::rights::{Pause, Request, RequestDue, complaint_acknowledged_by};
use clocks::{Calendar, Nation, date_words};
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// The duty to acknowledge a complaint about data: Data Protection Act 2018 section 164A, inserted by section 103 of the
/// Data (Use and Access) Act 2025; in force on 19 June 2026 (the section's text read; the date from the regulator).
pub const COMPLAINTS_SINCE: Date = date(2026, 6, 19);
/// How often somebody who complained hears how it goes, at least, in days. The law says *without undue delay* and gives no
/// number: this one is the council's.
pub const PROGRESS_EVERY: i32 = 28;

/// What a request waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// For the person to say who they are: the month has not begun.
    Identity {
        /// Since the day they were asked.
        since: Date,
    },
    /// For the person to say what they mean: the clock stands still.
    Clarification {
        /// Since the day they were asked.
        since: Date,
    },
}

/// How it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What it waits for.
    pub waiting: Option<Waiting>,
    /// The last day in law.
    pub last_day: Option<Date>,
    /// By when it should be done, to be sure.
    pub target: Option<Date>,
    /// What has to be done by then.
    pub what: &'static str,
    /// How the last day comes about.
    pub how: String,
    /// Under which law.
    pub law: &'static str,
    /// Whether the last day has passed without it.
    pub overdue: bool,
    /// Whether it is decided.
    pub settled: bool,
}

impl Standing {
    /// By when somebody has to act next.
    #[must_use]
    pub const fn due(&self) -> Option<Date> {
        self.last_day
    }
}

/// How a request stands. `reply_by` is the day that the regulator has set, if it is the regulator's case.
#[must_use]
pub fn standing(
    kind: Kind,
    received: Date,
    reply_by: Option<Date>,
    steps: &[Step],
    calendar: &Calendar,
    today: Date,
) -> Standing {
    let settled = steps.iter().any(|s| s.kind == StepKind::Decided);
    let mut now = match kind {
        Kind::Complaint => complaint(received, steps),
        Kind::Regulator => Standing {
            last_day: reply_by,
            target: reply_by,
            what: "Answer the regulator",
            how: reply_by
                .map_or_else(String::new, |on| format!("The regulator asked for an answer by {}", date_words(on))),
            ..empty("Data Protection Act 2018 section 165")
        },
        _ => month(kind, received, steps, calendar),
    };
    now.settled = settled;
    if settled {
        now.waiting = None;
    }
    now.overdue = !settled && now.last_day.is_some_and(|last| last < today);
    now
}

const fn empty(law: &'static str) -> Standing {
    Standing {
        waiting: None,
        last_day: None,
        target: None,
        what: "Answer",
        how: String::new(),
        law,
        overdue: false,
        settled: false,
    }
}

/// The month of UK GDPR article 12A, in force since 5 February 2026 (before: article 12(3), counted alike).
fn month(kind: Kind, received: Date, steps: &[Step], calendar: &Calendar) -> Standing {
    let first = |kind: StepKind| steps.iter().find(|s| s.kind == kind).map(|s| s.on);
    let mut now = empty("UK GDPR article 12A");
    let confirmed = first(StepKind::IdentityConfirmed);
    let asked = first(StepKind::IdentityAsked);
    if let (Some(since), None) = (asked, confirmed) {
        now.waiting = Some(Waiting::Identity { since });
        now.how = "The month begins on the day on which it is known who they are (UK GDPR article 12A(2))".to_owned();
        return now;
    }
    let mut request = Request::received(received);
    // It counts only where it had to be asked for.
    request.identity_confirmed = asked.and(confirmed);
    request.extended = first(StepKind::Extended).is_some();
    if kind.pauses() {
        for step in steps {
            match step.kind {
                StepKind::ClarificationAsked => request.pauses.push(Pause { asked: step.on, answered: None }),
                StepKind::ClarificationAnswered => {
                    if let Some(open) = request.pauses.iter_mut().find(|p| p.answered.is_none()) {
                        open.answered = Some(step.on);
                    }
                }
                _ => {}
            }
        }
    }
    match request.due(calendar, Nation::England) {
        RequestDue::On { last_day, target, explanation } => {
            now.last_day = Some(last_day);
            now.target = Some(target);
            now.how = explanation;
        }
        RequestDue::Paused { since } => {
            now.waiting = Some(Waiting::Clarification { since });
            now.how = "The clock stands still until they answer (UK GDPR article 12A(5))".to_owned();
        }
    }
    now
}

/// A complaint: acknowledged within 30 days, then answered without undue delay, with a word in between.
fn complaint(received: Date, steps: &[Step]) -> Standing {
    let mut now = empty("Data Protection Act 2018 section 164A");
    let acknowledged = steps.iter().any(|s| matches!(s.kind, StepKind::Acknowledged | StepKind::Decided));
    if !acknowledged {
        let by = complaint_acknowledged_by(received);
        now.what = "Tell the person that their complaint came";
        now.how = if received < COMPLAINTS_SINCE {
            format!("30 days, which the law asks only of complaints that came from {} on", date_words(COMPLAINTS_SINCE))
        } else {
            format!("30 days, beginning with the day it came: {}", date_words(by))
        };
        now.last_day = Some(by);
        now.target = Some(by);
        return now;
    }
    let told = [StepKind::Acknowledged, StepKind::ProgressTold];
    let last = steps.iter().filter(|s| told.contains(&s.kind)).map(|s| s.on).max().unwrap_or(received);
    let next = last.saturating_add(PROGRESS_EVERY.days());
    now.what = "Give the outcome, or tell the person how it goes";
    now.how = format!(
        "Without undue delay; the council's own measure is a word every {PROGRESS_EVERY} days: {}",
        date_words(next)
    );
    now.last_day = Some(next);
    now.target = Some(next);
    now
}

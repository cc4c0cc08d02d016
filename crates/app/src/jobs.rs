//! Jobs: what the system does later. Enqueued with the act that causes them, taken by workers under leases, tried again with
//! growing pauses, and laid before an administrator when they fail for good.
//!
//! `crates/jobs` is the worker. To send a message to a member of staff from a use case, see [`crate::outbox`].

use crate::actor::Actor;
use crate::error::AppError;
use crate::login::note;
use crate::messages::{FOLLOW, SEND, message_id};
use crate::retention::ERASE;
use crate::{App, Inner};
use jiff::civil::Date;
use kernel::{Caller, JobId, Timestamp, london_date};
use ledger::Action;
use store::{Job, JobSchedule, JobState, JobTally, MessageState, NewJob, Tx, WorkerId};

/// Jobs that were done are forgotten after this long.
const KEPT_SECONDS: i64 = 30 * 24 * 3600;
/// How long a worker keeps a job before others may take it.
pub(crate) const LEASE_SECONDS: i64 = 300;
/// The first pause; each further one is four times as long.
const FIRST_PAUSE_SECONDS: i64 = 30;
/// The longest pause.
const LONGEST_PAUSE_SECONDS: i64 = 6 * 3600;
/// After so many attempts a job is dead.
const MOST_ATTEMPTS: u32 = 8;

/// Forgets jobs that were done a month ago.
pub const SWEEP: &str = "sweep-jobs";
/// Sends an email to a member of staff.
pub const STAFF_MAIL: &str = "staff-mail";

/// What recurs in a new house: kind, minutes between two, minute of the London day.
const RECURRING: &[(&str, i32, Option<i32>)] = &[
    (FOLLOW, 5, None),
    (SWEEP, 24 * 60, Some(2 * 60 + 10)),
    (ERASE, 24 * 60, Some(3 * 60 + 5)),
    // Just after midnight: what has lapsed is told of on the day.
    (crate::agreements::REMIND, 24 * 60, Some(5)),
    (crate::shares::FOLLOW_SHARES, 24 * 60, Some(10)),
    (crate::tokens::TOKEN_REMINDERS, 24 * 60, Some(8)),
    (crate::linking::LINKAGE_SWEEP, 24 * 60, Some(3 * 60 + 20)),
    (crate::imports::IMPORT_SWEEP, 24 * 60, Some(3 * 60 + 30)),
    (crate::access::ACCESS_REVIEW, 24 * 60, Some(15)),
    (crate::shares::DROP_ANSWERS, 24 * 60, Some(25)),
    // When nobody is woken by it.
    (crate::work::reminders::REMIND_ASKED, 24 * 60, Some(10 * 60)),
    (crate::oversight::WATCH_LOOKS, 24 * 60, Some(3 * 60 + 40)),
    (crate::backups::WATCH, 60, None),
];

/// A job that a worker has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Its id.
    pub id: JobId,
    /// What is to be done.
    pub kind: String,
    /// How often it was begun, this time included.
    pub attempts: u32,
}

/// Why a job failed. The words say nothing about anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobFailure {
    /// What went wrong, and what to do.
    pub words: String,
    /// Whether trying again can help.
    pub again: bool,
}

impl JobFailure {
    /// Worth trying again.
    #[must_use]
    pub fn passing(words: impl Into<String>) -> Self {
        Self { words: words.into(), again: true }
    }
    /// Trying again would not help.
    #[must_use]
    pub fn lasting(words: impl Into<String>) -> Self {
        Self { words: words.into(), again: false }
    }
}

impl From<AppError> for JobFailure {
    fn from(error: AppError) -> Self {
        let again = matches!(error, AppError::Conflict | AppError::Unavailable(_));
        Self { words: error.to_string(), again }
    }
}

/// A dead job, as an administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadJob {
    /// Its id.
    pub id: JobId,
    /// What was to be done, in words.
    pub what: String,
    /// How often it was tried.
    pub attempts: u32,
    /// Why it failed.
    pub why: String,
    /// When it was given up.
    pub at: Timestamp,
}

/// Something that recurs, as an administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurring {
    /// The kind.
    pub kind: String,
    /// In words.
    pub what: String,
    /// When, in words.
    pub when: String,
    /// When it is due next.
    pub next_at: Timestamp,
    /// Whether it rests.
    pub paused: bool,
}

/// The jobs page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobsView {
    /// How many of each kind stand where: kind in words, waiting, running, done, dead.
    pub tallies: Vec<(String, [u64; 4])>,
    /// Those that failed for good.
    pub dead: Vec<DeadJob>,
    /// What recurs.
    pub recurring: Vec<Recurring>,
}

/// What a kind of job does, in words.
#[must_use]
pub fn kind_words(kind: &str) -> &str {
    match kind {
        SWEEP => "Forget finished jobs",
        SEND => "Message to a person",
        FOLLOW => "Ask what became of messages",
        ERASE => "Destroy what is due",
        STAFF_MAIL => "Email to staff, or to the contact of a body",
        crate::imports::IMPORT => "Import of a file",
        crate::imports::IMPORT_SWEEP => "Destroy files of imports whose last day has passed",
        crate::linking::LINKAGE => "Matching run",
        crate::linking::LINKAGE_SWEEP => "Destroy lists of matching runs that ran out",
        crate::work::reminders::REMIND_ASKED => "Remind people of documents that they are asked to give",
        crate::shares::DROP_ANSWERS => "Destroy answers to enquiries whose day has come",
        crate::backups::WATCH => "See whether copies are old or data is gone, and tell administrators",
        crate::oversight::WATCH_LOOKS => "Count what was looked at, and tell of what is unusual",
        crate::access::ACCESS_REVIEW => "End accounts that nobody confirmed, and remind administrators",
        crate::tokens::TOKEN_REMINDERS => "Tell owners of tokens that these end soon",
        crate::agreements::REMIND => "Tell both sides of agreements what is due",
        crate::shares::FOLLOW_SHARES => {
            "Narrow or stop what has no permission any more, and write to bodies that something waits or has its day"
        }
        other => other,
    }
}

/// The pause before the next attempt: 30 seconds, 2 minutes, 8, 32, about 2 hours, then 6 hours; up to a quarter longer by chance.
fn pause_seconds(attempts: u32, chance: u8) -> i64 {
    let factor = 4i64.saturating_pow(attempts.saturating_sub(1));
    let pause = FIRST_PAUSE_SECONDS.saturating_mul(factor).min(LONGEST_PAUSE_SECONDS);
    pause + pause * i64::from(chance) / 1024
}

/// The next time at which a schedule is due, after a moment.
fn next_time(every_minutes: i32, at_minute: Option<i32>, now: Timestamp) -> Timestamp {
    let in_a_while = now.plus_seconds(i64::from(every_minutes.max(1)) * 60);
    let Some(minute) = at_minute.and_then(|m| i8::try_from(m / 60).ok().zip(i8::try_from(m % 60).ok())) else {
        return in_a_while;
    };
    let at = |day: Date| {
        let moment = day.at(minute.0, minute.1, 0, 0).in_tz("Europe/London").ok()?;
        Some(Timestamp::from_micros(moment.timestamp().as_microsecond()))
    };
    let today = london_date(now);
    let tomorrow = today.tomorrow().unwrap_or(today);
    at(today).filter(|t| *t > now).or_else(|| at(tomorrow)).unwrap_or(in_a_while)
}

impl App {
    fn worker(&self) -> Caller {
        Caller::system(self.inner.authority, "jobs")
    }
    fn job_act<T: Send + 'static>(
        &self,
        name: &'static str,
        work: impl FnMut(&mut Tx<'_>, &Inner) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        self.act(&self.worker(), name, work)
    }

    /// Makes sure that what recurs is known; what an administrator changed stays.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn ensure_schedules(&self) -> Result<(), AppError> {
        self.job_act("ensure schedules", |tx, _| {
            let there = tx.job_schedules()?;
            for (kind, every_minutes, at_minute) in RECURRING {
                if !there.iter().any(|s| s.kind == *kind) {
                    let next_at = next_time(*every_minutes, *at_minute, tx.now());
                    let kind = (*kind).to_owned();
                    tx.put_job_schedule(&JobSchedule {
                        kind,
                        every_minutes: *every_minutes,
                        at_minute: *at_minute,
                        paused: false,
                        next_at,
                    })?;
                }
            }
            Ok(())
        })
    }

    /// Whether a worker has anything to do now. It writes nothing.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn jobs_are_due(&self) -> Result<bool, AppError> {
        self.inner.store.read(&self.worker(), "jobs due", |tx| {
            let now = tx.now();
            Ok(tx.job_is_due()? || tx.job_schedules()?.iter().any(|s| !s.paused && s.next_at <= now))
        })
    }

    /// Takes what is due, for a worker. What recurs and is due is enqueued first, once, however many workers there are.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn take_jobs(&self, worker: WorkerId, kinds: &'static [&'static str], most: u32) -> Result<Vec<Due>, AppError> {
        self.job_act("take jobs", move |tx, _| {
            let now = tx.now();
            for mut schedule in tx.job_schedules()?.into_iter().filter(|s| !s.paused && s.next_at <= now) {
                let id = JobId::new(now, tx.entropy());
                let mut job = NewJob::plain(id, schedule.kind.clone(), serde_json::json!({}), now);
                job.once_key = Some(format!("{}@{}", schedule.kind, schedule.next_at.as_micros()));
                tx.enqueue(&job)?;
                schedule.next_at = next_time(schedule.every_minutes, schedule.at_minute, now);
                tx.put_job_schedule(&schedule)?;
            }
            let taken = tx.claim_jobs(worker, kinds, most, LEASE_SECONDS)?;
            let due = |job: Job| Due { id: job.id, kind: job.kind, attempts: job.attempts.unsigned_abs() };
            Ok(taken.into_iter().map(due).collect())
        })
    }

    /// A job is done: what it carried is forgotten.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn job_done(&self, worker: WorkerId, id: JobId) -> Result<(), AppError> {
        self.job_act("job done", move |tx, _| tx.finish_job(id, worker).map(|_| ()).map_err(AppError::from))
    }

    /// An attempt failed: it is tried again later, or laid before an administrator.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn job_failed(&self, worker: WorkerId, due: &Due, failure: &JobFailure) -> Result<(), AppError> {
        let (due, failure) = (due.clone(), failure.clone());
        self.job_act("job failed", move |tx, _| {
            if failure.again && due.attempts < MOST_ATTEMPTS {
                let mut chance = [0u8; 1];
                tx.entropy().fill(&mut chance);
                let at = tx.now().plus_seconds(pause_seconds(due.attempts, chance[0]));
                tx.retry_job(due.id, worker, &failure.words, at)?;
            } else {
                tx.bury_job(due.id, worker, &failure.words)?;
                // The import or the case says so too.
                if let Some(job) = tx.job(due.id)? {
                    crate::imports::gave_up(tx, &job, &failure.words)?;
                }
                if let Some(message) = tx.job(due.id)?.as_ref().and_then(message_id) {
                    tx.move_message(message, MessageState::Queued, MessageState::Failed, Some(&failure.words), None)?;
                }
            }
            Ok(())
        })
    }

    /// Forgets jobs that were done a month ago.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn sweep_jobs(&self) -> Result<usize, AppError> {
        self.job_act("sweep jobs", |tx, _| {
            let before = tx.now().plus_seconds(-KEPT_SECONDS);
            Ok(tx.sweep_jobs(before)?)
        })
    }

    /// The jobs, for an administrator: kinds, counts and reasons, nothing about anybody.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer.
    pub fn jobs(&self, actor: &Actor) -> Result<JobsView, AppError> {
        administers(actor)?;
        self.inner.store.read(&actor.caller, "jobs", |tx| {
            let mut tallies: Vec<(String, [u64; 4])> = Vec::new();
            for JobTally { kind, state, count } in tx.tally_jobs()? {
                let words = kind_words(&kind).to_owned();
                let at = match state {
                    JobState::Waiting => 0,
                    JobState::Running => 1,
                    JobState::Done => 2,
                    JobState::Dead => 3,
                };
                match tallies.last_mut() {
                    Some((last, counts)) if *last == words => counts[at] += count,
                    _ => {
                        let mut counts = [0; 4];
                        counts[at] = count;
                        tallies.push((words, counts));
                    }
                }
            }
            let dead = tx.jobs_in(JobState::Dead, 200)?.into_iter().map(|job| DeadJob {
                id: job.id,
                what: kind_words(&job.kind).to_owned(),
                attempts: job.attempts.unsigned_abs(),
                why: job.error.unwrap_or_default(),
                at: job.finished_at.unwrap_or(job.enqueued_at),
            });
            let dead = dead.collect();
            let recurring = tx.job_schedules()?.into_iter().map(|s| Recurring {
                what: kind_words(&s.kind).to_owned(),
                when: match s.at_minute {
                    Some(minute) => format!("Every day at {}:{:02}", minute / 60, minute % 60),
                    None if s.every_minutes == 1 => "Every minute".to_owned(),
                    None => format!("Every {} minutes", s.every_minutes),
                },
                kind: s.kind,
                next_at: s.next_at,
                paused: s.paused,
            });
            Ok(JobsView { tallies, dead, recurring: recurring.collect() })
        })
    }

    /// Gives a dead job another chance, or drops it. Either is on the ledger.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer, or there is no such dead job.
    pub fn settle_dead_job(&self, actor: &Actor, id: JobId, again: bool) -> Result<(), AppError> {
        administers(actor)?;
        let who = disclosure::actor(&actor.caller);
        self.act(&actor.caller, "settle dead job", move |tx, _| {
            let done = if again { tx.revive_job(id)? } else { tx.drop_job(id)? };
            if !done {
                return Err(AppError::NotFound);
            }
            if again && let Some(message) = tx.job(id)?.as_ref().and_then(message_id) {
                tx.move_message(message, MessageState::Failed, MessageState::Queued, None, None)?;
            }
            let what = if again { "tried again" } else { "dropped" };
            note(tx, &who, Action::Administer, &format!("failed job {id} {what}"))
        })
    }

    /// Lets something that recurs rest, or go on. It is on the ledger.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer, or nothing of this kind recurs.
    pub fn pause_schedule(&self, actor: &Actor, kind: &str, paused: bool) -> Result<(), AppError> {
        administers(actor)?;
        let (who, kind) = (disclosure::actor(&actor.caller), kind.to_owned());
        self.act(&actor.caller, "pause schedule", move |tx, _| {
            let found = tx.job_schedules()?.into_iter().find(|s| s.kind == kind);
            let mut schedule = found.ok_or(AppError::NotFound)?;
            schedule.paused = paused;
            schedule.next_at = next_time(schedule.every_minutes, schedule.at_minute, tx.now());
            tx.put_job_schedule(&schedule)?;
            let what = if paused { "rests" } else { "goes on" };
            note(tx, &who, Action::Administer, &format!("recurring job {kind} {what}"))
        })
    }
}

fn administers(actor: &Actor) -> Result<(), AppError> {
    if actor.administers { Ok(()) } else { Err(AppError::NotFound) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end() {
        let pauses: Vec<i64> = (1..=8).map(|n| pause_seconds(n, 0)).collect();
        assert_eq!(pauses, [30, 120, 480, 1920, 7680, 21600, 21600, 21600]);
        assert!(pause_seconds(8, 255) <= 27_000);
    }

    #[test]
    fn a_time_of_day_is_kept_when_the_clocks_change() {
        // On 25 October 2026 the clocks go back at 2:00; 3:30 that day is in winter time.
        let before: jiff::Timestamp = "2026-10-24T12:00:00Z".parse().unwrap();
        let next = next_time(1440, Some(210), Timestamp::from_micros(before.as_microsecond()));
        assert_eq!(next.rfc3339(), "2026-10-25T03:30:00Z");
        let after =
            next_time(1440, Some(210), Timestamp::from_micros(before.as_microsecond()).plus_seconds(-7 * 3600 * 24));
        assert_eq!(after.rfc3339(), "2026-10-18T02:30:00Z");
    }
}

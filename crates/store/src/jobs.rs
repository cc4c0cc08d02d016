//! What the system does later: enqueued in the unit of work of the act that causes it, so that both are kept or neither.
//!
//! A worker takes jobs under a lease. If it dies, the lease runs out and another worker takes them: a job is done at least
//! once, and what must not happen twice carries its own key ([`NewJob::once_key`]) or is settled by its own state.

use crate::conn::{Conn, Db, readable};
use crate::error::StoreError;
use crate::schema::{job, job_schedule};
use crate::tx::Tx;
use diesel::prelude::*;
use diesel::sql_types::Text;
use disclosure::Place;
use kernel::{CaseId, JobId, PersonId, Timestamp};

/// The table's name in the places of sealed bytes.
pub const JOB_TABLE: &str = "job";

/// Names a worker for the length of its life.
pub type WorkerId = [u8; 16];

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JobState {
    /// It waits for its time.
    Waiting,
    /// A worker has it.
    Running,
    /// It is done.
    Done,
    /// It failed for good: a person has to look.
    Dead,
}

impl JobState {
    /// Its name in the store.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Dead => "dead",
        }
    }
}

readable! {
    JobState, Text, String, |raw| match raw.as_str() {
        "waiting" => Ok(Self::Waiting),
        "running" => Ok(Self::Running),
        "done" => Ok(Self::Done),
        "dead" => Ok(Self::Dead),
        _ => Err("not a state of a job".into()),
    };
}

/// A job to be done.
#[derive(Clone, PartialEq, Eq)]
pub struct NewJob {
    /// Its id.
    pub id: JobId,
    /// What is to be done: a code.
    pub kind: String,
    /// Under whose key its content is sealed.
    pub subject: Option<PersonId>,
    /// The case it belongs to: it goes with it.
    pub case: Option<CaseId>,
    /// The class of the key.
    pub class: Option<String>,
    /// What describes a person, sealed for its place: see [`job_place`].
    pub sealed: Option<Vec<u8>>,
    /// What else it needs: a JSON object of ids and codes, nothing about anybody.
    pub detail: serde_json::Value,
    /// A name that only one job may ever have.
    pub once_key: Option<String>,
    /// Not before this.
    pub due_at: Timestamp,
}

impl NewJob {
    /// A job without content, due at once.
    #[must_use]
    pub const fn plain(id: JobId, kind: String, detail: serde_json::Value, due_at: Timestamp) -> Self {
        Self { id, kind, subject: None, case: None, class: None, sealed: None, detail, once_key: None, due_at }
    }
}

/// Where the sealed content of a job belongs.
#[must_use]
pub fn job_place(id: JobId, subject: PersonId, class: &str) -> Place {
    Place { subject, record_class: class.to_owned(), table: JOB_TABLE, row: *id.as_bytes(), version: 1 }
}

/// A job.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = job, check_for_backend(Db))]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// What is to be done: a code.
    pub kind: String,
    /// Under whose key its content is sealed.
    pub subject: Option<PersonId>,
    /// The case it belongs to.
    pub case_id: Option<CaseId>,
    /// The class of the key.
    pub class: Option<String>,
    /// Its content, until it is done.
    pub sealed: Option<Vec<u8>>,
    /// What else it needs: a JSON object.
    pub detail: String,
    /// Where it stands.
    pub state: JobState,
    /// How often it was begun.
    pub attempts: i32,
    /// Not before this.
    pub due_at: Timestamp,
    /// Why the last attempt failed: nothing about anybody.
    pub error: Option<String>,
    /// When it was enqueued.
    pub enqueued_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Job({:?}, {}, {})", self.id, self.kind, self.state.id())
    }
}

impl Job {
    /// Where its sealed content belongs.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        Some(job_place(self.id, self.subject?, self.class.as_deref()?))
    }
    /// A text of its detail.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<String> {
        let detail: serde_json::Value = serde_json::from_str(&self.detail).ok()?;
        detail.get(key)?.as_str().map(str::to_owned)
    }
}

/// How many jobs of a kind stand where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobTally {
    /// The kind.
    pub kind: String,
    /// The state.
    pub state: JobState,
    /// How many.
    pub count: u64,
}

/// Something that recurs, as data.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = job_schedule, check_for_backend(Db))]
pub struct JobSchedule {
    /// The kind of job.
    pub kind: String,
    /// How many minutes lie between two, unless it has a time of day.
    pub every_minutes: i32,
    /// Every day at this minute of the London day.
    pub at_minute: Option<i32>,
    /// Whether it rests.
    pub paused: bool,
    /// When it is due next.
    pub next_at: Timestamp,
}

impl Tx<'_> {
    /// Enqueues a job within this unit of work. Answers whether it is new: one with the same once-key is kept as it is.
    ///
    /// # Errors
    /// When the case is not there, or the store does not answer.
    pub fn enqueue(&mut self, new: &NewJob) -> Result<bool, StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("job", |c| {
            let row = (
                job::authority.eq(a.as_bytes().as_slice()),
                job::id.eq(new.id.as_bytes().as_slice()),
                job::kind.eq(&new.kind),
                job::subject.eq(new.subject.map(|id| id.as_bytes().to_vec())),
                job::case_id.eq(new.case.map(|id| id.as_bytes().to_vec())),
                job::class.eq(&new.class),
                job::sealed.eq(&new.sealed),
                job::detail.eq(new.detail.to_string()),
                job::once_key.eq(&new.once_key),
                job::state.eq(JobState::Waiting.id()),
                job::attempts.eq(0),
                job::due_at.eq(new.due_at.as_micros()),
                job::enqueued_at.eq(now.as_micros()),
            );
            // The two engines' common part has no word for this.
            match c {
                Conn::Sqlite(c) => diesel::insert_into(job::table).values(row).on_conflict_do_nothing().execute(c),
                Conn::Postgres(c) => diesel::insert_into(job::table).values(row).on_conflict_do_nothing().execute(c),
            }
        })?;
        Ok(rows == 1)
    }
    /// Takes jobs that are due, the longest due first, and those whose worker has not been heard of. Each counts as begun.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn claim_jobs(
        &mut self,
        worker: WorkerId,
        kinds: &[&str],
        limit: u32,
        lease_seconds: i64,
    ) -> Result<Vec<Job>, StoreError> {
        let (a, now) = (self.authority(), self.now);
        let until = now.plus_seconds(lease_seconds);
        let mut due: Vec<JobId> = Vec::new();
        for (state, overdue) in [(JobState::Waiting, false), (JobState::Running, true)] {
            let rows: Vec<JobId> = self.q("job", |c| {
                let query = job::table
                    .filter(job::authority.eq(a.as_bytes().to_vec()))
                    .filter(job::state.eq(state.id()))
                    .filter(job::kind.eq_any(kinds.iter().copied()))
                    .order((job::due_at, job::id))
                    .limit(i64::from(limit))
                    .select(job::id);
                if overdue {
                    query.filter(job::lease_until.lt(now.as_micros())).load(c)
                } else {
                    query.filter(job::due_at.le(now.as_micros())).load(c)
                }
            })?;
            due.extend(rows);
        }
        due.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let mut taken = Vec::with_capacity(due.len());
        for id in due {
            // Where another worker was quicker the engine says so, and the whole unit of work is run again.
            let rows = self.q("job", |c| {
                diesel::update(
                    job::table
                        .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                        .filter(job::state.eq(JobState::Waiting.id()).or(job::lease_until.lt(now.as_micros()))),
                )
                .set((
                    job::state.eq(JobState::Running.id()),
                    job::attempts.eq(job::attempts + 1),
                    job::lease.eq(Some(worker.to_vec())),
                    job::lease_until.eq(Some(until.as_micros())),
                ))
                .execute(c)
            })?;
            if rows == 1 {
                taken.extend(self.job(id)?);
            }
        }
        Ok(taken)
    }
    /// Whether any job waits and is due, or was left by its worker.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn job_is_due(&mut self) -> Result<bool, StoreError> {
        let (a, now) = (self.authority(), self.now.as_micros());
        let found: Option<JobId> = self.q("job", |c| {
            job::table
                .filter(job::authority.eq(a.as_bytes().as_slice()))
                .filter(job::state.eq(JobState::Waiting.id()))
                .filter(job::due_at.le(now))
                .select(job::id)
                .first(c)
                .optional()
        })?;
        if found.is_some() {
            return Ok(true);
        }
        let left: Option<JobId> = self.q("job", |c| {
            job::table
                .filter(job::authority.eq(a.as_bytes().as_slice()))
                .filter(job::state.eq(JobState::Running.id()))
                .filter(job::lease_until.lt(now))
                .select(job::id)
                .first(c)
                .optional()
        })?;
        Ok(left.is_some())
    }
    /// A job.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn job(&mut self, id: JobId) -> Result<Option<Job>, StoreError> {
        let a = self.authority();
        self.q("job", |c| {
            job::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(Job::as_select())
                .get_result(c)
                .optional()
        })
    }
    fn leave(
        &mut self,
        id: JobId,
        worker: WorkerId,
        state: JobState,
        error: Option<&str>,
        due_at: Option<Timestamp>,
    ) -> Result<bool, StoreError> {
        let (a, now) = (self.authority(), self.now);
        let ended = matches!(state, JobState::Done | JobState::Dead);
        let rows = self.q("job", |c| {
            let mine = job::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .filter(job::state.eq(JobState::Running.id()))
                .filter(job::lease.eq(worker.to_vec()));
            let set = (
                job::state.eq(state.id()),
                job::lease.eq(None::<Vec<u8>>),
                job::lease_until.eq(None::<i64>),
                job::error.eq(error),
                job::finished_at.eq(ended.then(|| now.as_micros())),
            );
            match (state, due_at) {
                // What it carried has arrived: nothing of it is kept.
                (JobState::Done, _) => diesel::update(mine).set((set, job::sealed.eq(None::<Vec<u8>>))).execute(c),
                (_, Some(at)) => diesel::update(mine).set((set, job::due_at.eq(at.as_micros()))).execute(c),
                _ => diesel::update(mine).set(set).execute(c),
            }
        })?;
        Ok(rows == 1)
    }
    /// A worker that is at a job still keeps it for so long from now. Answers whether it was its own still.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn keep_job(&mut self, id: JobId, worker: WorkerId, lease_seconds: i64) -> Result<bool, StoreError> {
        let (a, until) = (self.authority(), self.now.plus_seconds(lease_seconds));
        let rows = self.q("job", |c| {
            diesel::update(
                job::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .filter(job::state.eq(JobState::Running.id()))
                    .filter(job::lease.eq(worker.to_vec())),
            )
            .set(job::lease_until.eq(Some(until.as_micros())))
            .execute(c)
        })?;
        Ok(rows == 1)
    }
    /// A job is done. Answers whether it was this worker's still.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn finish_job(&mut self, id: JobId, worker: WorkerId) -> Result<bool, StoreError> {
        self.leave(id, worker, JobState::Done, None, None)
    }
    /// An attempt failed; the next is not before `due_at`. `error` says nothing about anybody.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn retry_job(
        &mut self,
        id: JobId,
        worker: WorkerId,
        error: &str,
        due_at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.leave(id, worker, JobState::Waiting, Some(error), Some(due_at))
    }
    /// A job failed for good.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn bury_job(&mut self, id: JobId, worker: WorkerId, error: &str) -> Result<bool, StoreError> {
        self.leave(id, worker, JobState::Dead, Some(error), None)
    }
    /// A dead job gets another chance, as if it were new. Answers whether there was one.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn revive_job(&mut self, id: JobId) -> Result<bool, StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("job", |c| {
            diesel::update(
                job::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .filter(job::state.eq(JobState::Dead.id())),
            )
            .set((
                job::state.eq(JobState::Waiting.id()),
                job::attempts.eq(0),
                job::due_at.eq(now.as_micros()),
                job::finished_at.eq(None::<i64>),
            ))
            .execute(c)
        })?;
        Ok(rows == 1)
    }
    /// Removes a dead job. Answers whether there was one.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn drop_job(&mut self, id: JobId) -> Result<bool, StoreError> {
        let a = self.authority();
        let rows = self.q("job", |c| {
            diesel::delete(
                job::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .filter(job::state.eq(JobState::Dead.id())),
            )
            .execute(c)
        })?;
        Ok(rows == 1)
    }
    /// Jobs in a state, the longest due first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn jobs_in(&mut self, state: JobState, limit: u32) -> Result<Vec<Job>, StoreError> {
        let a = self.authority();
        self.q("job", |c| {
            job::table
                .filter(job::authority.eq(a.as_bytes().as_slice()))
                .filter(job::state.eq(state.id()))
                .order((job::due_at, job::id))
                .limit(i64::from(limit))
                .select(Job::as_select())
                .load(c)
        })
    }
    /// How many jobs of each kind stand where.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn tally_jobs(&mut self) -> Result<Vec<JobTally>, StoreError> {
        let a = self.authority();
        let rows: Vec<(String, JobState, i64)> = self.q("job", |c| {
            job::table
                .filter(job::authority.eq(a.as_bytes().as_slice()))
                .group_by((job::kind, job::state))
                .order((job::kind, job::state))
                .select((job::kind, job::state, diesel::dsl::count_star()))
                .load(c)
        })?;
        Ok(rows
            .into_iter()
            .map(|(kind, state, count)| JobTally { kind, state, count: u64::try_from(count).unwrap_or(0) })
            .collect())
    }
    /// Removes jobs that were done before a moment. Answers with how many.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn sweep_jobs(&mut self, done_before: Timestamp) -> Result<usize, StoreError> {
        let a = self.authority();
        self.q("job", |c| {
            diesel::delete(
                job::table
                    .filter(job::authority.eq(a.as_bytes().as_slice()))
                    .filter(job::state.eq(JobState::Done.id()))
                    .filter(job::finished_at.lt(done_before.as_micros())),
            )
            .execute(c)
        })
    }
    /// What recurs, by kind.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn job_schedules(&mut self) -> Result<Vec<JobSchedule>, StoreError> {
        let a = self.authority();
        self.q("job_schedule", |c| {
            job_schedule::table
                .filter(job_schedule::authority.eq(a.as_bytes().as_slice()))
                .order(job_schedule::kind)
                .select(JobSchedule::as_select())
                .load(c)
        })
    }
    /// Sets what recurs, in place of what was said of this kind before.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn put_job_schedule(&mut self, schedule: &JobSchedule) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("job_schedule", |c| {
            diesel::update(job_schedule::table.find((a.as_bytes().as_slice(), &schedule.kind)))
                .set((
                    job_schedule::every_minutes.eq(schedule.every_minutes),
                    job_schedule::at_minute.eq(schedule.at_minute),
                    job_schedule::paused.eq(schedule.paused),
                    job_schedule::next_at.eq(schedule.next_at.as_micros()),
                ))
                .execute(c)
        })?;
        if rows == 0 {
            self.q("job_schedule", |c| {
                diesel::insert_into(job_schedule::table)
                    .values((
                        job_schedule::authority.eq(a.as_bytes().as_slice()),
                        job_schedule::kind.eq(&schedule.kind),
                        job_schedule::every_minutes.eq(schedule.every_minutes),
                        job_schedule::at_minute.eq(schedule.at_minute),
                        job_schedule::paused.eq(schedule.paused),
                        job_schedule::next_at.eq(schedule.next_at.as_micros()),
                    ))
                    .execute(c)
            })?;
        }
        Ok(())
    }
}

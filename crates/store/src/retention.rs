//! How long cases are kept: decisions about it, the clock of each closed case, schedules, and certificates of destruction.

use crate::conn::{Db, Names, names, readable};
use crate::error::StoreError;
use crate::schema::{case_clock, case_file, disposal, retention_decision, retention_schedule, session_note};
use crate::tx::Tx;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::Text;
use disclosure::Place;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, DisposalId, EntryId, NoteId, NoticeVersionId, PersonId, RetentionId, Timestamp};

/// The tables' names in the places of sealed bytes.
pub const DECISION_TABLE: &str = "retention_decision";
/// As above.
pub const CLOCK_TABLE: &str = "case_clock";

/// What a decision is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RetentionKind {
    /// It is not destroyed while this lasts. Asked for by one person, approved by another.
    Hold,
    /// A period was chosen inside the range that the notice gives.
    Period,
    /// Somebody looked at it and decided that it is destroyed.
    Destroy,
    /// Somebody looks at it after it was closed.
    Look,
    /// It was opened again.
    Reopen,
}

impl RetentionKind {
    /// Its name in the store.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Period => "period",
            Self::Destroy => "destroy",
            Self::Look => "look",
            Self::Reopen => "reopen",
        }
    }
}

readable! {
    RetentionKind, Text, String, |raw| match raw.as_str() {
        "hold" => Ok(Self::Hold),
        "period" => Ok(Self::Period),
        "destroy" => Ok(Self::Destroy),
        "look" => Ok(Self::Look),
        "reopen" => Ok(Self::Reopen),
        _ => Err("not a kind of decision about retention".into()),
    };
}

/// A decision about how long a case is kept.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = retention_decision, check_for_backend(Db))]
pub struct RetentionDecision {
    /// Its id.
    pub id: RetentionId,
    /// The case.
    pub case_id: CaseId,
    /// What it is about.
    pub kind: RetentionKind,
    /// The rule that it is about; empty for all of the case.
    pub statement: String,
    /// Why: a code.
    pub code: String,
    /// Years, for a chosen period.
    pub years: Option<i32>,
    /// Its last day, where it has one.
    pub until_on: Option<Date>,
    /// The class of the key of its words.
    pub class: String,
    /// Why, in words: sealed for [`decision_place`].
    pub sealed: Option<Vec<u8>>,
    /// Who asked for it.
    pub asked_by: AccountId,
    /// When.
    pub asked_at: Timestamp,
    /// Whether it was approved; none while nobody has decided.
    pub approved: Option<bool>,
    /// Who decided.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// Who ended it.
    pub ended_by: Option<AccountId>,
    /// When.
    pub ended_at: Option<Timestamp>,
}

impl std::fmt::Debug for RetentionDecision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RetentionDecision({:?}, {:?})", self.id, self.kind)
    }
}

/// Where the words of a decision belong.
#[must_use]
pub fn decision_place(id: RetentionId, person: PersonId, class: &str) -> Place {
    Place { subject: person, record_class: class.to_owned(), table: DECISION_TABLE, row: *id.as_bytes(), version: 1 }
}

/// When a closed case is looked at next.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = case_clock, check_for_backend(Db))]
pub struct CaseClock {
    /// The case.
    pub case_id: CaseId,
    /// The day from which it has to be looked at; where birth or death count, the first of that month.
    pub look_on: Date,
    /// Whether somebody has to decide about it.
    pub waits: bool,
    /// The class of the key of its days.
    pub class: String,
    /// The days of birth and death, sealed for [`clock_place`].
    pub sealed: Option<Vec<u8>>,
}

/// Where the days of a case's clock belong.
#[must_use]
pub fn clock_place(case: CaseId, person: PersonId, class: &str) -> Place {
    Place { subject: person, record_class: class.to_owned(), table: CLOCK_TABLE, row: *case.as_bytes(), version: 1 }
}

/// A certificate of destruction.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = disposal, check_for_backend(Db))]
pub struct Disposal {
    /// Its id.
    pub id: DisposalId,
    /// When.
    pub destroyed_at: Timestamp,
    /// Under which notice.
    pub notice_id: String,
    /// Which version of it.
    pub notice_version: String,
    /// The statements that said so.
    #[diesel(deserialize_as = Names)]
    pub statements: Vec<String>,
    /// The rule in words, without any day of the case.
    pub rule: String,
    /// The day on which its time ran out; of what counts from a birth or death, the first of that month.
    pub due_on: Date,
    /// What was destroyed: the names of categories.
    #[diesel(deserialize_as = Names)]
    pub classes: Vec<String>,
    /// Whether nothing was left of the case.
    pub whole: bool,
    /// How many rows of which table: JSON.
    pub counts: String,
    /// How many keys.
    pub keys: i32,
    /// Who had decided it, where somebody had to.
    pub decided_by: Option<AccountId>,
    /// The ledger's entry.
    pub entry: EntryId,
}

/// An imported schedule.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = retention_schedule, check_for_backend(Db))]
pub struct StoredSchedule {
    /// Its id.
    pub id: RetentionId,
    /// For which notice.
    pub notice_id: String,
    /// What it is called.
    pub title: String,
    /// The table as it was imported.
    pub source: String,
    /// When.
    pub imported_at: Timestamp,
}

/// Notes of a consultation session, in the register of what is to be destroyed.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = session_note, check_for_backend(Db))]
pub struct SessionNote {
    /// Their id.
    pub id: NoteId,
    /// Under which notice.
    pub notice_id: String,
    /// The statement that says how long they are kept.
    pub statement: String,
    /// `paper` or `typed`.
    pub medium: String,
    /// Which session: no names of people.
    pub session: String,
    /// When it was held.
    pub held_on: Date,
    /// Where they lie: no names of people.
    pub place: String,
    /// The last day on which they may exist.
    pub destroy_by: Date,
    /// Typed notes themselves, sealed.
    pub sealed: Option<Vec<u8>>,
    /// Who put them on the register.
    pub recorded_by: AccountId,
    /// When.
    pub recorded_at: Timestamp,
    /// Who destroyed them; none: the system.
    pub destroyed_by: Option<AccountId>,
    /// When.
    pub destroyed_at: Option<Timestamp>,
    /// How: `shredded`, `burned`, `key-destroyed`, `deleted`.
    pub how: Option<String>,
}

/// Where typed notes belong; they are sealed under a key of their own.
#[must_use]
pub fn note_place(id: NoteId) -> Place {
    Place {
        subject: PersonId::from_bytes(*id.as_bytes()),
        record_class: NOTE_CLASS.to_owned(),
        table: "session_note",
        row: *id.as_bytes(),
        version: 1,
    }
}

/// The class of the keys of typed notes.
pub const NOTE_CLASS: &str = "session-note";

#[derive(QueryableByName)]
struct MonthRow {
    #[diesel(sql_type = Text)]
    month: String,
    #[diesel(sql_type = diesel::sql_types::Binary)]
    version: Vec<u8>,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    cases: i64,
}

impl Tx<'_> {
    /// Writes a decision down.
    ///
    /// # Errors
    /// When the case or an account is not there, or the store does not answer.
    pub fn insert_retention_decision(&mut self, new: &RetentionDecision) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("retention_decision", |c| {
            diesel::insert_into(retention_decision::table)
                .values((
                    retention_decision::authority.eq(a.as_bytes().as_slice()),
                    retention_decision::id.eq(new.id.as_bytes().as_slice()),
                    retention_decision::case_id.eq(new.case_id.as_bytes().as_slice()),
                    retention_decision::kind.eq(new.kind.id()),
                    retention_decision::statement.eq(&new.statement),
                    retention_decision::code.eq(&new.code),
                    retention_decision::years.eq(new.years),
                    retention_decision::until_on.eq(new.until_on.map(|d| d.to_string())),
                    retention_decision::class.eq(&new.class),
                    retention_decision::sealed.eq(new.sealed.as_deref()),
                    retention_decision::asked_by.eq(new.asked_by.as_bytes().as_slice()),
                    retention_decision::asked_at.eq(new.asked_at.as_micros()),
                    retention_decision::approved.eq(new.approved),
                    retention_decision::decided_by.eq(new.decided_by.map(|id| id.as_bytes().to_vec())),
                    retention_decision::decided_at.eq(new.decided_at.map(Timestamp::as_micros)),
                    retention_decision::ended_by.eq(new.ended_by.map(|id| id.as_bytes().to_vec())),
                    retention_decision::ended_at.eq(new.ended_at.map(Timestamp::as_micros)),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Somebody decides about what somebody else asked for. The database refuses the same person for a hold.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when nothing waits under this id; or when the store does not answer.
    pub fn decide_retention(&mut self, id: RetentionId, by: AccountId, approved: bool) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("retention_decision", |c| {
            diesel::update(
                retention_decision::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .filter(retention_decision::approved.is_null()),
            )
            .set((
                retention_decision::approved.eq(Some(approved)),
                retention_decision::decided_by.eq(Some(by.as_bytes().as_slice())),
                retention_decision::decided_at.eq(Some(now.as_micros())),
            ))
            .execute(c)
        })?;
        self.one("retention_decision", rows)
    }
    /// Ends a decision: a hold is lifted.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none in force; or when the store does not answer.
    pub fn end_retention(&mut self, id: RetentionId, by: AccountId) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("retention_decision", |c| {
            diesel::update(
                retention_decision::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .filter(retention_decision::ended_at.is_null()),
            )
            .set((
                retention_decision::ended_by.eq(Some(by.as_bytes().as_slice())),
                retention_decision::ended_at.eq(Some(now.as_micros())),
            ))
            .execute(c)
        })?;
        self.one("retention_decision", rows)
    }
    /// The decisions about some cases, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn retention_decisions(&mut self, cases: &[CaseId]) -> Result<Vec<RetentionDecision>, StoreError> {
        let a = self.authority();
        self.q("retention_decision", |c| {
            retention_decision::table
                .filter(retention_decision::authority.eq(a.as_bytes().as_slice()))
                .filter(retention_decision::case_id.eq_any(cases.iter().map(|id| id.as_bytes().as_slice())))
                .order((retention_decision::asked_at.desc(), retention_decision::id.desc()))
                .select(RetentionDecision::as_select())
                .load(c)
        })
    }
    /// The holds that somebody has to decide about, and those in force, of cases under some versions of notices.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn open_holds(&mut self, under: &[NoticeVersionId], limit: u32) -> Result<Vec<RetentionDecision>, StoreError> {
        let a = self.authority();
        self.q("retention_decision", |c| {
            retention_decision::table
                .inner_join(
                    case_file::table.on(case_file::authority
                        .eq(retention_decision::authority)
                        .and(case_file::id.eq(retention_decision::case_id))),
                )
                .filter(case_file::notice_version.eq_any(under.iter().map(|id| id.as_bytes().as_slice())))
                .filter(retention_decision::authority.eq(a.as_bytes().as_slice()))
                .filter(retention_decision::kind.eq(RetentionKind::Hold.id()))
                .filter(retention_decision::ended_at.is_null())
                .filter(retention_decision::approved.is_null().or(retention_decision::approved.eq(true)))
                .order((retention_decision::asked_at.desc(), retention_decision::id.desc()))
                .limit(i64::from(limit))
                .select(RetentionDecision::as_select())
                .load(c)
        })
    }
    /// Sets the clock of a case.
    ///
    /// # Errors
    /// When the case is not there, or the store does not answer.
    pub fn put_case_clock(&mut self, clock: &CaseClock) -> Result<(), StoreError> {
        self.drop_case_clock(clock.case_id)?;
        let a = self.authority();
        self.q("case_clock", |c| {
            diesel::insert_into(case_clock::table)
                .values((
                    case_clock::authority.eq(a.as_bytes().as_slice()),
                    case_clock::case_id.eq(clock.case_id.as_bytes().as_slice()),
                    case_clock::look_on.eq(clock.look_on.to_string()),
                    case_clock::waits.eq(clock.waits),
                    case_clock::class.eq(&clock.class),
                    case_clock::sealed.eq(clock.sealed.as_deref()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Takes the clock of a case away: it was opened again.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn drop_case_clock(&mut self, case: CaseId) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("case_clock", |c| {
            diesel::delete(case_clock::table.find((a.as_bytes().as_slice(), case.as_bytes().as_slice()))).execute(c)
        })?;
        Ok(())
    }
    /// Has every closed case looked at again: another schedule counts.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn look_at_all_clocks(&mut self, today: Date) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("case_clock", |c| {
            diesel::update(case_clock::table.filter(case_clock::authority.eq(a.as_bytes().as_slice())))
                .set(case_clock::look_on.eq(today.to_string()))
                .execute(c)
        })?;
        Ok(())
    }
    /// The clocks of some cases.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn case_clocks(&mut self, cases: &[CaseId]) -> Result<Vec<CaseClock>, StoreError> {
        let a = self.authority();
        self.q("case_clock", |c| {
            case_clock::table
                .filter(case_clock::authority.eq(a.as_bytes().as_slice()))
                .filter(case_clock::case_id.eq_any(cases.iter().map(|id| id.as_bytes().as_slice())))
                .select(CaseClock::as_select())
                .load(c)
        })
    }
    /// Closed cases that have to be looked at on a day, after one, by id: those whose clock says so, and those without one.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn cases_to_look_at(
        &mut self,
        today: Date,
        after: Option<CaseId>,
        limit: u32,
    ) -> Result<Vec<CaseId>, StoreError> {
        let a = self.authority();
        let after = after.map_or_else(Vec::new, |id| id.as_bytes().to_vec());
        let mut due: Vec<CaseId> = self.q("case_clock", |c| {
            case_clock::table
                .filter(case_clock::authority.eq(a.as_bytes().as_slice()))
                .filter(case_clock::look_on.le(today.to_string()))
                .filter(case_clock::case_id.gt(after.clone()))
                .order(case_clock::case_id)
                .limit(i64::from(limit))
                .select(case_clock::case_id)
                .load(c)
        })?;
        // PostgreSQL walks all clocks for each case where it is asked for what is not among them.
        let clock = case_clock::table
            .filter(case_clock::authority.eq(a.as_bytes().to_vec()))
            .filter(case_clock::case_id.eq(case_file::id));
        let without: Vec<CaseId> = self.q("case_file", |c| {
            case_file::table
                .filter(case_file::authority.eq(a.as_bytes().as_slice()))
                .filter(case_file::state.eq("closed"))
                .filter(case_file::id.gt(after))
                .filter(not(exists(clock)))
                .order(case_file::id)
                .limit(i64::from(limit))
                .select(case_file::id)
                .load(c)
        })?;
        due.extend(without);
        due.sort_unstable();
        due.truncate(limit as usize);
        Ok(due)
    }
    /// How many closed cases are looked at in each month, by notice version: month (`2033-04`), version, how many.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn clocks_by_month(&mut self) -> Result<Vec<(String, kernel::NoticeVersionId, u64)>, StoreError> {
        let a = self.authority();
        // Both engines say this alike; dates have one form only.
        let rows: Vec<MonthRow> = self.q("case_clock", |c| {
            diesel::sql_query(
                "SELECT substr(k.look_on, 1, 7) AS month, f.notice_version AS version, count(*) AS cases \
                 FROM case_clock k JOIN case_file f ON f.authority = k.authority AND f.id = k.case_id \
                 WHERE NOT k.waits AND k.look_on < '9999' AND k.authority = "
                    .to_owned()
                    + &crate::erase::bytes(c, a.as_bytes())
                    + " GROUP BY substr(k.look_on, 1, 7), f.notice_version ORDER BY month, version",
            )
            .load(c)
        })?;
        rows.into_iter()
            .map(|r| {
                let version = kernel::NoticeVersionId::from_slice(&r.version)
                    .map_err(|_| StoreError::Bug("an id is not one".to_owned()))?;
                Ok((r.month, version, u64::try_from(r.cases).unwrap_or(0)))
            })
            .collect()
    }
    /// Closed cases under some versions of notices about which somebody has to decide.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn cases_that_wait(&mut self, under: &[NoticeVersionId], limit: u32) -> Result<Vec<CaseId>, StoreError> {
        let a = self.authority();
        self.q("case_clock", |c| {
            case_clock::table
                .inner_join(
                    case_file::table
                        .on(case_file::authority.eq(case_clock::authority).and(case_file::id.eq(case_clock::case_id))),
                )
                .filter(case_file::notice_version.eq_any(under.iter().map(|id| id.as_bytes().as_slice())))
                .filter(case_clock::authority.eq(a.as_bytes().as_slice()))
                .filter(case_clock::waits.eq(true))
                .order((case_clock::look_on, case_clock::case_id))
                .limit(i64::from(limit))
                .select(case_clock::case_id)
                .load(c)
        })
    }
    /// Changes what a closed case says of its longest period.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn set_retention(&mut self, case: CaseId, retention: Option<(Date, &str)>) -> Result<(), StoreError> {
        let a = self.authority();
        self.shared.tallies.cases_written();
        self.q("case_file", |c| {
            diesel::update(
                case_file::table
                    .find((a.as_bytes().as_slice(), case.as_bytes().as_slice()))
                    .filter(case_file::state.eq("closed")),
            )
            .set((
                case_file::retention_due.eq(retention.map(|(due, _)| due.to_string())),
                case_file::retention_statement.eq(retention.map(|(_, statement)| statement)),
            ))
            .execute(c)
        })?;
        Ok(())
    }
    /// Keeps a certificate.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn insert_disposal(&mut self, new: &Disposal) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("disposal", |c| {
            diesel::insert_into(disposal::table)
                .values((
                    disposal::authority.eq(a.as_bytes().as_slice()),
                    disposal::id.eq(new.id.as_bytes().as_slice()),
                    disposal::destroyed_at.eq(new.destroyed_at.as_micros()),
                    disposal::notice_id.eq(&new.notice_id),
                    disposal::notice_version.eq(&new.notice_version),
                    disposal::statements.eq(names(&new.statements)),
                    disposal::rule.eq(&new.rule),
                    disposal::due_on.eq(new.due_on.to_string()),
                    disposal::classes.eq(names(&new.classes)),
                    disposal::whole.eq(new.whole),
                    disposal::counts.eq(&new.counts),
                    disposal::keys.eq(new.keys),
                    disposal::decided_by.eq(new.decided_by.map(|id| id.as_bytes().to_vec())),
                    disposal::entry.eq(new.entry.as_bytes().as_slice()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Certificates under some notices, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn disposals(&mut self, notices: &[String], limit: u32) -> Result<Vec<Disposal>, StoreError> {
        let a = self.authority();
        self.q("disposal", |c| {
            disposal::table
                .filter(disposal::authority.eq(a.as_bytes().as_slice()))
                .filter(disposal::notice_id.eq_any(notices))
                .order((disposal::destroyed_at.desc(), disposal::id.desc()))
                .limit(i64::from(limit))
                .select(Disposal::as_select())
                .load(c)
        })
    }
    /// One certificate.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn disposal(&mut self, id: DisposalId) -> Result<Option<Disposal>, StoreError> {
        let a = self.authority();
        self.q("disposal", |c| {
            disposal::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(Disposal::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// Imports a schedule.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn insert_retention_schedule(&mut self, new: &StoredSchedule) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("retention_schedule", |c| {
            diesel::insert_into(retention_schedule::table)
                .values((
                    retention_schedule::authority.eq(a.as_bytes().as_slice()),
                    retention_schedule::id.eq(new.id.as_bytes().as_slice()),
                    retention_schedule::notice_id.eq(&new.notice_id),
                    retention_schedule::title.eq(&new.title),
                    retention_schedule::source.eq(&new.source),
                    retention_schedule::imported_at.eq(new.imported_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// The schedule that counts for a notice.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn retention_schedule(&mut self, notice_id: &str) -> Result<Option<StoredSchedule>, StoreError> {
        let a = self.authority();
        self.q("retention_schedule", |c| {
            retention_schedule::table
                .filter(retention_schedule::authority.eq(a.as_bytes().as_slice()))
                .filter(retention_schedule::notice_id.eq(notice_id))
                .order((retention_schedule::imported_at.desc(), retention_schedule::id.desc()))
                .select(StoredSchedule::as_select())
                .first(c)
                .optional()
        })
    }
    /// Puts notes on the register.
    ///
    /// # Errors
    /// When the account is not there, or the store does not answer.
    pub fn insert_session_note(&mut self, new: &SessionNote) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("session_note", |c| {
            diesel::insert_into(session_note::table)
                .values((
                    session_note::authority.eq(a.as_bytes().as_slice()),
                    session_note::id.eq(new.id.as_bytes().as_slice()),
                    session_note::notice_id.eq(&new.notice_id),
                    session_note::statement.eq(&new.statement),
                    session_note::medium.eq(&new.medium),
                    session_note::session.eq(&new.session),
                    session_note::held_on.eq(new.held_on.to_string()),
                    session_note::place.eq(&new.place),
                    session_note::destroy_by.eq(new.destroy_by.to_string()),
                    session_note::sealed.eq(new.sealed.as_deref()),
                    session_note::recorded_by.eq(new.recorded_by.as_bytes().as_slice()),
                    session_note::recorded_at.eq(new.recorded_at.as_micros()),
                    session_note::destroyed_by.eq(new.destroyed_by.map(|id| id.as_bytes().to_vec())),
                    session_note::destroyed_at.eq(new.destroyed_at.map(Timestamp::as_micros)),
                    session_note::how.eq(new.how.as_deref()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// The register of notes of a notice: what exists first, by the day by which it has to be gone.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn session_notes(&mut self, notice_id: &str, limit: u32) -> Result<Vec<SessionNote>, StoreError> {
        let a = self.authority();
        self.q("session_note", |c| {
            session_note::table
                .filter(session_note::authority.eq(a.as_bytes().as_slice()))
                .filter(session_note::notice_id.eq(notice_id))
                .order((session_note::destroyed_at.is_not_null(), session_note::destroy_by, session_note::id))
                .limit(i64::from(limit))
                .select(SessionNote::as_select())
                .load(c)
        })
    }
    /// Typed notes whose last day was before a day.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn typed_notes_over(&mut self, today: Date) -> Result<Vec<SessionNote>, StoreError> {
        let a = self.authority();
        self.q("session_note", |c| {
            session_note::table
                .filter(session_note::authority.eq(a.as_bytes().as_slice()))
                .filter(session_note::destroyed_at.is_null())
                .filter(session_note::medium.eq("typed"))
                .filter(session_note::destroy_by.lt(today.to_string()))
                .order(session_note::id)
                .select(SessionNote::as_select())
                .load(c)
        })
    }
    /// Notes were destroyed: what was typed goes from the row too.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there are none that exist; or when the store does not answer.
    pub fn session_note_destroyed(&mut self, id: NoteId, by: Option<AccountId>, how: &str) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("session_note", |c| {
            diesel::update(
                session_note::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .filter(session_note::destroyed_at.is_null()),
            )
            .set((
                session_note::sealed.eq(None::<Vec<u8>>),
                session_note::destroyed_by.eq(by.map(|id| id.as_bytes().to_vec())),
                session_note::destroyed_at.eq(Some(now.as_micros())),
                session_note::how.eq(Some(how)),
            ))
            .execute(c)
        })?;
        self.one("session_note", rows)
    }
}

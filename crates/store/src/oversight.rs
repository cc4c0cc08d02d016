//! How it is watched that nobody uses more than their work needs: files that somebody else approves, and looks that are counted.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::{file_request, look_count, unusual_look};
use crate::tx::Tx;
use diesel::prelude::*;
use jiff::civil::Date;
use kernel::{AccountId, RegisterId, Timestamp};

/// A list that somebody wants to take out in a file.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = file_request, check_for_backend(Db))]
pub struct FileRequest {
    /// Its id.
    pub id: RegisterId,
    /// Of which notice's cases.
    pub notice_id: String,
    /// Who asks.
    pub made_by: AccountId,
    /// As whom, of the notice.
    pub principal: String,
    /// Which list: its key.
    pub list: String,
    /// What it is called.
    pub label: String,
    /// What it is narrowed to, as its address says it.
    pub query: String,
    /// What for: a code.
    pub why: String,
    /// When it was asked for.
    pub made_at: Timestamp,
    /// `asked`, `approved`, `refused`, `taken`.
    pub state: String,
    /// Who decided.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// The last day on which it can be taken; none: nobody approved it.
    pub until_on: Option<Date>,
    /// When it left.
    pub taken_at: Option<Timestamp>,
}

/// What somebody looked at on a day.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = look_count, check_for_backend(Db))]
pub struct LookCount {
    /// The day, in London.
    pub on_day: Date,
    /// Under which notice.
    pub notice_id: String,
    /// Who.
    pub account: AccountId,
    /// How many records they opened.
    pub records: i64,
    /// How often they searched.
    pub searches: i64,
    /// How often they opened a record at night.
    pub at_night: i64,
    /// How often they opened the one that they opened most and wrote nothing to.
    pub most_one: i64,
}

/// That somebody looked in a way that is unusual for them.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = unusual_look, check_for_backend(Db))]
pub struct UnusualLook {
    /// Its id.
    pub id: RegisterId,
    /// The day, in London.
    pub on_day: Date,
    /// Under which notice.
    pub notice_id: String,
    /// Who.
    pub account: AccountId,
    /// In which way: a code.
    pub kind: String,
    /// How many there were.
    pub found: i64,
    /// How many are usual for them; none: nobody knows yet.
    pub usual: Option<i64>,
    /// When it was found.
    pub made_at: Timestamp,
    /// What a review came to: a code; none: it waits.
    pub finding: Option<String>,
    /// Who reviewed it.
    pub reviewed_by: Option<AccountId>,
    /// When.
    pub reviewed_at: Option<Timestamp>,
}

impl Tx<'_> {
    /// Asks for a file.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn insert_file_request(&mut self, new: &FileRequest) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("file_request", |c| {
            diesel::insert_into(file_request::table)
                .values((
                    file_request::authority.eq(a.as_bytes().as_slice()),
                    file_request::id.eq(new.id.as_bytes().as_slice()),
                    file_request::notice_id.eq(&new.notice_id),
                    file_request::made_by.eq(new.made_by.as_bytes().as_slice()),
                    file_request::principal.eq(&new.principal),
                    file_request::list.eq(&new.list),
                    file_request::label.eq(&new.label),
                    file_request::query.eq(&new.query),
                    file_request::why.eq(&new.why),
                    file_request::made_at.eq(new.made_at.as_micros()),
                    file_request::state.eq(&new.state),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Decides about one that waits; `until_on`: approved, and until when it can be taken.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it does not wait any more; or when the store does not answer.
    pub fn decide_file_request(
        &mut self,
        id: RegisterId,
        by: AccountId,
        until_on: Option<Date>,
    ) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("file_request", |c| {
            diesel::update(
                file_request::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .filter(file_request::state.eq("asked")),
            )
            .set((
                file_request::state.eq(if until_on.is_some() { "approved" } else { "refused" }),
                file_request::decided_by.eq(Some(by.as_bytes().as_slice())),
                file_request::decided_at.eq(Some(now.as_micros())),
                file_request::until_on.eq(until_on.map(|on| on.to_string())),
            ))
            .execute(c)
        })?;
        self.one("file_request", rows)
    }
    /// Writes down that an approved file left.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it is not approved, or left before; or when the store does not answer.
    pub fn file_taken(&mut self, id: RegisterId) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("file_request", |c| {
            diesel::update(
                file_request::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .filter(file_request::state.eq("approved")),
            )
            .set((file_request::state.eq("taken"), file_request::taken_at.eq(Some(now.as_micros()))))
            .execute(c)
        })?;
        self.one("file_request", rows)
    }
    /// Files that were asked for under a notice, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn file_requests(&mut self, notice_id: &str, limit: u32) -> Result<Vec<FileRequest>, StoreError> {
        let a = self.authority();
        self.q("file_request", |c| {
            file_request::table
                .filter(file_request::authority.eq(a.as_bytes().as_slice()))
                .filter(file_request::notice_id.eq(notice_id))
                .order((file_request::made_at.desc(), file_request::id.desc()))
                .limit(i64::from(limit))
                .select(FileRequest::as_select())
                .load(c)
        })
    }
    /// One of them.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn file_request(&mut self, id: RegisterId) -> Result<Option<FileRequest>, StoreError> {
        let a = self.authority();
        self.q("file_request", |c| {
            file_request::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(FileRequest::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// The files of one list that somebody asked for and did not take yet: those that wait and those that are approved, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn open_file_requests(
        &mut self,
        account: AccountId,
        notice_id: &str,
        list: &str,
    ) -> Result<Vec<FileRequest>, StoreError> {
        let a = self.authority();
        self.q("file_request", |c| {
            file_request::table
                .filter(file_request::authority.eq(a.as_bytes().as_slice()))
                .filter(file_request::notice_id.eq(notice_id))
                .filter(file_request::made_by.eq(account.as_bytes().as_slice()))
                .filter(file_request::list.eq(list))
                .filter(file_request::state.eq_any(["asked", "approved"]))
                .order(file_request::made_at.desc())
                .select(FileRequest::as_select())
                .load(c)
        })
    }
    /// Puts down what was looked at on a day, in the place of what stood there.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn put_look_counts(&mut self, on_day: Date, counts: &[LookCount]) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("look_count", |c| {
            diesel::delete(
                look_count::table
                    .filter(look_count::authority.eq(a.as_bytes().as_slice()))
                    .filter(look_count::on_day.eq(on_day.to_string())),
            )
            .execute(c)?;
            for one in counts {
                diesel::insert_into(look_count::table)
                    .values((
                        look_count::authority.eq(a.as_bytes().as_slice()),
                        look_count::on_day.eq(one.on_day.to_string()),
                        look_count::notice_id.eq(&one.notice_id),
                        look_count::account.eq(one.account.as_bytes().as_slice()),
                        look_count::records.eq(one.records),
                        look_count::searches.eq(one.searches),
                        look_count::at_night.eq(one.at_night),
                        look_count::most_one.eq(one.most_one),
                    ))
                    .execute(c)?;
            }
            Ok(())
        })
    }
    /// What was looked at from a day on and before another, the oldest day first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn look_counts(&mut self, from: Date, before: Date) -> Result<Vec<LookCount>, StoreError> {
        let a = self.authority();
        self.q("look_count", |c| {
            look_count::table
                .filter(look_count::authority.eq(a.as_bytes().as_slice()))
                .filter(look_count::on_day.ge(from.to_string()))
                .filter(look_count::on_day.lt(before.to_string()))
                .order(look_count::on_day)
                .select(LookCount::as_select())
                .load(c)
        })
    }
    /// Forgets what was counted before a day, and what was reviewed or asked for before a moment.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn forget_oversight(&mut self, counted_before: Date, before: Timestamp) -> Result<usize, StoreError> {
        let a = self.authority();
        self.q("look_count", |c| {
            let counts = diesel::delete(
                look_count::table
                    .filter(look_count::authority.eq(a.as_bytes().as_slice()))
                    .filter(look_count::on_day.lt(counted_before.to_string())),
            )
            .execute(c)?;
            let reviewed = diesel::delete(
                unusual_look::table
                    .filter(unusual_look::authority.eq(a.as_bytes().as_slice()))
                    .filter(unusual_look::reviewed_at.lt(before.as_micros())),
            )
            .execute(c)?;
            let files = diesel::delete(
                file_request::table
                    .filter(file_request::authority.eq(a.as_bytes().as_slice()))
                    .filter(file_request::made_at.lt(before.as_micros())),
            )
            .execute(c)?;
            Ok(counts + reviewed + files)
        })
    }
    /// Writes down that a look was unusual; once for each day, account and way, and answers whether it is new.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn insert_unusual_look(&mut self, new: &UnusualLook) -> Result<bool, StoreError> {
        let a = self.authority();
        self.q("unusual_look", |c| {
            let known: i64 = unusual_look::table
                .filter(unusual_look::authority.eq(a.as_bytes().as_slice()))
                .filter(unusual_look::notice_id.eq(&new.notice_id))
                .filter(unusual_look::on_day.eq(new.on_day.to_string()))
                .filter(unusual_look::account.eq(new.account.as_bytes().as_slice()))
                .filter(unusual_look::kind.eq(&new.kind))
                .count()
                .get_result(c)?;
            if known > 0 {
                return Ok(false);
            }
            diesel::insert_into(unusual_look::table)
                .values((
                    unusual_look::authority.eq(a.as_bytes().as_slice()),
                    unusual_look::id.eq(new.id.as_bytes().as_slice()),
                    unusual_look::on_day.eq(new.on_day.to_string()),
                    unusual_look::notice_id.eq(&new.notice_id),
                    unusual_look::account.eq(new.account.as_bytes().as_slice()),
                    unusual_look::kind.eq(&new.kind),
                    unusual_look::found.eq(new.found),
                    unusual_look::usual.eq(new.usual),
                    unusual_look::made_at.eq(new.made_at.as_micros()),
                ))
                .execute(c)?;
            Ok(true)
        })
    }
    /// Unusual looks under a notice, the newest day first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn unusual_looks(&mut self, notice_id: &str, limit: u32) -> Result<Vec<UnusualLook>, StoreError> {
        let a = self.authority();
        self.q("unusual_look", |c| {
            unusual_look::table
                .filter(unusual_look::authority.eq(a.as_bytes().as_slice()))
                .filter(unusual_look::notice_id.eq(notice_id))
                .order((unusual_look::on_day.desc(), unusual_look::id.desc()))
                .limit(i64::from(limit))
                .select(UnusualLook::as_select())
                .load(c)
        })
    }
    /// One of them.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn unusual_look(&mut self, id: RegisterId) -> Result<Option<UnusualLook>, StoreError> {
        let a = self.authority();
        self.q("unusual_look", |c| {
            unusual_look::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(UnusualLook::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// Writes down what a review of one came to.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it was reviewed before; or when the store does not answer.
    pub fn review_unusual_look(&mut self, id: RegisterId, finding: &str, by: AccountId) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("unusual_look", |c| {
            diesel::update(
                unusual_look::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .filter(unusual_look::finding.is_null()),
            )
            .set((
                unusual_look::finding.eq(Some(finding)),
                unusual_look::reviewed_by.eq(Some(by.as_bytes().as_slice())),
                unusual_look::reviewed_at.eq(Some(now.as_micros())),
            ))
            .execute(c)
        })?;
        self.one("unusual_look", rows)
    }
}

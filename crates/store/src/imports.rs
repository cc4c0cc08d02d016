//! Imports: their rows (sealed), what there is to say of single rows, and the cases that they made.

use crate::conn::{Db, Names, names};
use crate::error::StoreError;
use crate::rows::{self, into};
use crate::schema::{import_case, import_issue, import_part, import_run};
use crate::tx::Tx;
use diesel::prelude::*;
use disclosure::Place;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, ImportId, PersonId, SessionId, Timestamp};

/// The table's name in the places of sealed rows.
const IMPORT_PART_TABLE: &str = "import_part";

/// An import.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = import_run, check_for_backend(Db))]
pub struct ImportRun {
    /// Its id.
    pub id: ImportId,
    /// Who imports.
    pub account: AccountId,
    /// As whom.
    pub capacity: String,
    /// Under which notice.
    pub notice_id: String,
    /// Into which service.
    pub service: String,
    /// For which purpose.
    pub purpose: String,
    /// Where the data comes from, as the notice has it.
    pub source: String,
    /// Under whose key its rows are sealed: nobody's, made for the import.
    pub person: PersonId,
    /// The class of the key.
    pub record_class: String,
    /// A keyed digest of the names of the columns: a file with the same is mapped in the same way.
    pub heads_digest: Vec<u8>,
    /// A keyed digest of the file.
    pub file_digest: Vec<u8>,
    /// Where each column goes: an input of the form, or nothing.
    #[diesel(deserialize_as = Names)]
    pub mapping: Vec<String>,
    /// Rows about people who may be on record are left out.
    pub only_new: bool,
    /// Where it stands: a code.
    pub state: String,
    /// How many rows the file has.
    pub total: i32,
    /// In how many parts they lie, numbered from 1.
    pub parts: i32,
    /// The part that is next.
    pub next_part: i32,
    /// What was counted: JSON without personal data.
    pub counts: String,
    /// Why it stopped, in words without personal data.
    pub problem: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Until when its rows are kept.
    pub expires_on: Date,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// The token of the program that had it go on last; none: a person did.
    pub token: Option<SessionId>,
}

/// Where an import stands, which is all of it that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportPlace {
    /// A code.
    pub state: &'static str,
    /// The part that is next.
    pub next_part: i32,
    /// What was counted.
    pub counts: String,
    /// Why it stopped.
    pub problem: String,
    /// Whether it is over.
    pub ended: bool,
}

impl ImportRun {
    /// Where the sealed rows of a part belong (0: the names of the columns).
    #[must_use]
    pub fn place(&self, part: i32) -> Place {
        import_part_place(self.id, self.person, &self.record_class, part)
    }
}

/// Where the sealed rows of a part of an import belong (0: the names of the columns).
#[must_use]
pub fn import_part_place(id: ImportId, person: PersonId, class: &str, part: i32) -> Place {
    Place {
        subject: person,
        record_class: class.to_owned(),
        table: IMPORT_PART_TABLE,
        row: *id.as_bytes(),
        version: u32::try_from(part).unwrap_or(u32::MAX),
    }
}

/// What there is to say of a row.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = import_issue, check_for_backend(Db))]
pub struct ImportIssue {
    /// Its number in the file.
    pub number: i32,
    /// `wrong`, `alike`, `left-out` or `kept`.
    pub kind: String,
    /// In words that name columns by number and say nothing of what stands in them: a JSON array.
    #[diesel(deserialize_as = Names)]
    pub detail: Vec<String>,
}

/// A case that an import made and that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = import_case, check_for_backend(Db))]
pub struct ImportedCase {
    /// The row's number in the file.
    pub number: i32,
    /// The case.
    pub case_id: CaseId,
    /// It stayed when the import was taken back.
    pub kept: bool,
}

into! {
    /// What is said of rows.
    Issues: "import_issue (authority, import_id, number, kind, detail)";
    /// Which cases were made of which rows.
    MadeCases: "import_case (authority, import_id, number, case_id, kept)";
}

impl Tx<'_> {
    /// Begins an import.
    ///
    /// # Errors
    /// When there is no such account, or the store does not answer.
    pub fn insert_import(&mut self, new: &ImportRun) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("import_run", |c| {
            diesel::insert_into(import_run::table)
                .values((
                    import_run::authority.eq(a.as_bytes().as_slice()),
                    import_run::id.eq(new.id.as_bytes().as_slice()),
                    import_run::account.eq(new.account.as_bytes().as_slice()),
                    import_run::capacity.eq(&new.capacity),
                    import_run::notice_id.eq(&new.notice_id),
                    import_run::service.eq(&new.service),
                    import_run::purpose.eq(&new.purpose),
                    import_run::source.eq(&new.source),
                    import_run::person.eq(new.person.as_bytes().as_slice()),
                    import_run::record_class.eq(&new.record_class),
                    import_run::heads_digest.eq(&new.heads_digest),
                    import_run::file_digest.eq(&new.file_digest),
                    import_run::mapping.eq(names(&new.mapping)),
                    import_run::only_new.eq(new.only_new),
                    import_run::state.eq(&new.state),
                    import_run::total.eq(new.total),
                    import_run::parts.eq(new.parts),
                    import_run::next_part.eq(new.next_part),
                    import_run::counts.eq(&new.counts),
                    import_run::problem.eq(&new.problem),
                    import_run::made_at.eq(new.made_at.as_micros()),
                    import_run::expires_on.eq(new.expires_on.to_string()),
                    import_run::ended_at.eq(new.ended_at.map(Timestamp::as_micros)),
                    import_run::token.eq(new.token.map(|t| t.as_bytes().to_vec())),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// By which token an import goes on from now, if by one.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn import_goes_on_by(&mut self, id: ImportId, token: Option<SessionId>) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("import_run", |c| {
            diesel::update(import_run::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set(import_run::token.eq(token.map(|t| t.as_bytes().to_vec())))
                .execute(c)
        })?;
        Ok(())
    }
    /// An import.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn import(&mut self, id: ImportId) -> Result<Option<ImportRun>, StoreError> {
        let a = self.authority();
        self.q("import_run", |c| {
            import_run::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(ImportRun::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// The imports of an account, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn imports(&mut self, account: AccountId, most: u32) -> Result<Vec<ImportRun>, StoreError> {
        let a = self.authority();
        self.q("import_run", |c| {
            import_run::table
                .filter(import_run::authority.eq(a.as_bytes().as_slice()))
                .filter(import_run::account.eq(account.as_bytes().as_slice()))
                .order((import_run::made_at.desc(), import_run::id.desc()))
                .limit(i64::from(most))
                .select(ImportRun::as_select())
                .load(c)
        })
    }
    /// Imports whose rows are still kept though their last day has passed.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn imports_expired(&mut self, today: Date) -> Result<Vec<ImportRun>, StoreError> {
        let a = self.authority();
        self.q("import_run", |c| {
            import_run::table
                .filter(import_run::authority.eq(a.as_bytes().as_slice()))
                .filter(import_run::expires_on.lt(today.to_string()))
                .filter(diesel::dsl::exists(
                    import_part::table
                        .filter(import_part::authority.eq(import_run::authority))
                        .filter(import_part::import_id.eq(import_run::id)),
                ))
                .select(ImportRun::as_select())
                .load(c)
        })
    }
    /// Says where the columns of an import go.
    ///
    /// # Errors
    /// When it is not there, or the store does not answer.
    pub fn map_import(&mut self, id: ImportId, mapping: &[String], only_new: bool) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("import_run", |c| {
            diesel::update(import_run::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set((import_run::mapping.eq(names(mapping)), import_run::only_new.eq(only_new)))
                .execute(c)
        })?;
        self.one("import_run", rows)
    }
    /// Moves an import on, from a state and a part. If it is not there any more, somebody else has moved it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it stands elsewhere; or when the store does not answer.
    pub fn move_import(&mut self, from: &ImportRun, to: &ImportPlace) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("import_run", |c| {
            diesel::update(
                import_run::table
                    .find((a.as_bytes().as_slice(), from.id.as_bytes().as_slice()))
                    .filter(import_run::state.eq(&from.state))
                    .filter(import_run::next_part.eq(from.next_part)),
            )
            .set((
                import_run::state.eq(to.state),
                import_run::next_part.eq(to.next_part),
                import_run::counts.eq(&to.counts),
                import_run::problem.eq(&to.problem),
                import_run::ended_at.eq(to.ended.then(|| now.as_micros())),
            ))
            .execute(c)
        })?;
        if rows == 0 {
            return self.fail(StoreError::Conflict("import_run".to_owned()));
        }
        self.one("import_run", rows)
    }
    /// Keeps sealed rows of an import.
    ///
    /// # Errors
    /// When the import is not there, or the store does not answer.
    pub fn insert_import_part(&mut self, id: ImportId, number: i32, sealed: &[u8]) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("import_part", |c| {
            diesel::insert_into(import_part::table)
                .values((
                    import_part::authority.eq(a.as_bytes().as_slice()),
                    import_part::import_id.eq(id.as_bytes().as_slice()),
                    import_part::number.eq(number),
                    import_part::sealed.eq(sealed),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Sealed rows of an import, if they were not destroyed.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn import_part(&mut self, id: ImportId, number: i32) -> Result<Option<Vec<u8>>, StoreError> {
        let a = self.authority();
        self.q("import_part", |c| {
            import_part::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice(), number))
                .select(import_part::sealed)
                .get_result(c)
                .optional()
        })
    }
    /// Drops the rows of an import.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn drop_import_parts(&mut self, id: ImportId) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("import_part", |c| {
            diesel::delete(
                import_part::table
                    .filter(import_part::authority.eq(a.as_bytes().as_slice()))
                    .filter(import_part::import_id.eq(id.as_bytes().as_slice())),
            )
            .execute(c)
        })?;
        Ok(())
    }
    /// Says something of rows.
    ///
    /// # Errors
    /// When something was said of one already, or the store does not answer.
    pub fn insert_import_issues(&mut self, id: ImportId, issues: &[ImportIssue]) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("import_issue", |c| {
            rows::insert::<Issues, _>(c, issues, |row, values| {
                values
                    .bytes(a.as_bytes())
                    .bytes(id.as_bytes())
                    .int(row.number)
                    .text(&row.kind)
                    .words(names(&row.detail));
            })
        })
    }
    /// Forgets what was said of rows.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn drop_import_issues(&mut self, id: ImportId) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("import_issue", |c| {
            diesel::delete(
                import_issue::table
                    .filter(import_issue::authority.eq(a.as_bytes().as_slice()))
                    .filter(import_issue::import_id.eq(id.as_bytes().as_slice())),
            )
            .execute(c)
        })?;
        Ok(())
    }
    /// What is said of rows behind a number, in the order of the file; of one kind only, if one is given.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn import_issues(
        &mut self,
        id: ImportId,
        kind: Option<&str>,
        after: i32,
        most: u32,
    ) -> Result<Vec<ImportIssue>, StoreError> {
        let a = self.authority();
        self.q("import_issue", |c| {
            let mut query = import_issue::table
                .into_boxed::<Db>()
                .filter(import_issue::authority.eq(a.as_bytes().to_vec()))
                .filter(import_issue::import_id.eq(id.as_bytes().to_vec()))
                .filter(import_issue::number.gt(after));
            if let Some(kind) = kind {
                query = query.filter(import_issue::kind.eq(kind.to_owned()));
            }
            query.order(import_issue::number).limit(i64::from(most)).select(ImportIssue::as_select()).load(c)
        })
    }
    /// Notes which cases were made of which rows.
    ///
    /// # Errors
    /// When one of a row was made already, or the store does not answer.
    pub fn insert_imported_cases(&mut self, id: ImportId, made: &[ImportedCase]) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("import_case", |c| {
            rows::insert::<MadeCases, _>(c, made, |row, values| {
                values.bytes(a.as_bytes()).bytes(id.as_bytes()).int(row.number);
                values.bytes(row.case_id.as_bytes()).flag(row.kept);
            })
        })
    }
    /// The cases that an import made, that are there and were not kept when it was taken back, in the order of the file.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn imported_cases(&mut self, id: ImportId, most: u32) -> Result<Vec<ImportedCase>, StoreError> {
        let a = self.authority();
        self.q("import_case", |c| {
            import_case::table
                .filter(import_case::authority.eq(a.as_bytes().as_slice()))
                .filter(import_case::import_id.eq(id.as_bytes().as_slice()))
                .filter(import_case::kept.eq(false))
                .order(import_case::number)
                .limit(i64::from(most))
                .select(ImportedCase::as_select())
                .load(c)
        })
    }
    /// A case stays though the import that made it is taken back.
    ///
    /// # Errors
    /// When it made none of this row, or the store does not answer.
    pub fn keep_imported_case(&mut self, id: ImportId, number: i32) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("import_case", |c| {
            diesel::update(import_case::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice(), number)))
                .set(import_case::kept.eq(true))
                .execute(c)
        })?;
        self.one("import_case", rows)
    }
}

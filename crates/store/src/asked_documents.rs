//! Documents that somebody is asked to give: by when, and how that stands. What is asked for stands sealed, in the entry of the same id.

use crate::cases::{CaseState, of_open_case};
use crate::conn::{Db, readable};
use crate::error::StoreError;
use crate::schema::{asked_document, case_file, case_item, document};
use crate::tx::Tx;
use crate::walk::{ListPlace, Walk, walked};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::Text;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, ItemId, NoticeVersionId, Timestamp};

/// How it stands with a document that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AskState {
    /// It waits for the person.
    Open,
    /// The person says that they do not have it.
    Missing,
    /// Something was given, and waits to be looked at.
    Given,
    /// What was given is what was asked for.
    Accepted,
    /// It is not asked for any more.
    TakenBack,
}

impl AskState {
    /// Each of them.
    pub const ALL: [Self; 5] = [Self::Open, Self::Missing, Self::Given, Self::Accepted, Self::TakenBack];
    /// Its name in the store.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Missing => "missing",
            Self::Given => "given",
            Self::Accepted => "accepted",
            Self::TakenBack => "taken-back",
        }
    }
    /// Whether it is still asked for.
    #[must_use]
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Open | Self::Missing | Self::Given)
    }
}

readable! {
    AskState, Text, String, |raw| match raw.as_str() {
        "open" => Ok(Self::Open),
        "missing" => Ok(Self::Missing),
        "given" => Ok(Self::Given),
        "accepted" => Ok(Self::Accepted),
        "taken-back" => Ok(Self::TakenBack),
        _ => Err("not a state of a document that was asked for".into()),
    };
}

/// A document that somebody is asked to give.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = asked_document, check_for_backend(Db))]
pub struct AskedDocument {
    /// The id of its entry.
    pub id: ItemId,
    /// The case.
    pub case_id: CaseId,
    /// How it stands.
    pub state: AskState,
    /// The last day.
    pub due_on: Date,
    /// Who asked.
    pub asked_by: AccountId,
    /// When.
    pub asked_at: Timestamp,
    /// When it came to stand as it does.
    pub changed_at: Timestamp,
    /// On which day the person was last reminded of it, since it was asked for.
    pub reminded_on: Option<Date>,
}

/// Which documents that were asked for a list has. All are on open cases.
#[derive(Debug, Clone, Default)]
pub struct AskedFilter {
    /// On cases under these versions of a notice.
    pub notice_versions: Vec<NoticeVersionId>,
    /// On cases of these people.
    pub owners: Vec<AccountId>,
    /// And on cases of nobody.
    pub of_nobody: bool,
    /// That stand so.
    pub states: Vec<AskState>,
    /// Whose last day is this one or later.
    pub due_from: Option<Date>,
    /// Whose last day is this one or earlier.
    pub due_until: Option<Date>,
}

impl AskedDocument {
    /// The place behind it in a list.
    #[must_use]
    pub fn behind(&self) -> ListPlace {
        ListPlace::behind(self.due_on, self.id.as_bytes())
    }
}

impl Tx<'_> {
    /// Asks for a document.
    ///
    /// # Errors
    /// When the case or the account is not there, or the store does not answer.
    pub fn insert_asked_document(&mut self, new: &AskedDocument) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("asked_document", |c| {
            diesel::insert_into(asked_document::table)
                .values((
                    asked_document::authority.eq(a.as_bytes().as_slice()),
                    asked_document::id.eq(new.id.as_bytes().as_slice()),
                    asked_document::case_id.eq(new.case_id.as_bytes().as_slice()),
                    asked_document::state.eq(new.state.id()),
                    asked_document::due_on.eq(new.due_on.to_string()),
                    asked_document::asked_by.eq(new.asked_by.as_bytes().as_slice()),
                    asked_document::asked_at.eq(new.asked_at.as_micros()),
                    asked_document::changed_at.eq(new.changed_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Writes down how it stands from now on, and by when.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none; or when the store does not answer.
    pub fn move_asked_document(&mut self, id: ItemId, to: AskState, due_on: Date) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("asked_document", |c| {
            diesel::update(asked_document::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set((
                    asked_document::state.eq(to.id()),
                    asked_document::due_on.eq(due_on.to_string()),
                    asked_document::changed_at.eq(now.as_micros()),
                    // What is asked for anew is reminded of anew.
                    asked_document::reminded_on.eq(None::<String>),
                ))
                .execute(c)
        })?;
        self.one("asked_document", rows)
    }
    /// Writes down that the person was reminded today.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none; or when the store does not answer.
    pub fn asked_document_reminded(&mut self, id: ItemId, today: Date) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("asked_document", |c| {
            diesel::update(asked_document::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set(asked_document::reminded_on.eq(Some(today.to_string())))
                .execute(c)
        })?;
        self.one("asked_document", rows)
    }
    /// What waits for people in open cases and has its last day on a day or before it.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn asked_documents_until(&mut self, until: Date, limit: u32) -> Result<Vec<AskedDocument>, StoreError> {
        let a = self.authority();
        self.q("asked_document", |c| {
            asked_document::table
                .inner_join(case_file::table.on(
                    case_file::authority.eq(asked_document::authority).and(case_file::id.eq(asked_document::case_id)),
                ))
                .filter(asked_document::authority.eq(a.as_bytes().as_slice()))
                .filter(asked_document::state.eq(AskState::Open.id()))
                .filter(asked_document::due_on.le(until.to_string()))
                // Who was reminded after the last day was over is not reminded again.
                .filter(
                    asked_document::reminded_on
                        .is_null()
                        .or(asked_document::reminded_on.le(asked_document::due_on.nullable())),
                )
                .filter(case_file::state.eq(CaseState::Open.id()))
                .order((asked_document::case_id, asked_document::id))
                .limit(i64::from(limit))
                .select(AskedDocument::as_select())
                .load(c)
        })
    }
    /// A list of what is asked for, by its last day.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn list_asked(&mut self, filter: &AskedFilter, walk: &Walk) -> Result<Vec<AskedDocument>, StoreError> {
        let a = self.authority();
        let owners: Vec<_> = filter.owners.iter().map(|o| Some(o.as_bytes().to_vec())).collect();
        let held = case_file::table
            .filter(case_file::authority.eq(asked_document::authority))
            .filter(case_file::id.eq(asked_document::case_id))
            .filter(case_file::owner.eq_any(owners));
        let mut query = asked_document::table
            .into_boxed::<Db>()
            .filter(asked_document::authority.eq(a.as_bytes().to_vec()))
            .filter(asked_document::state.eq_any(filter.states.iter().map(|s| s.id()).collect::<Vec<_>>()))
            .filter(of_open_case!(asked_document, &filter.notice_versions));
        query = if filter.of_nobody {
            let free = case_file::table
                .filter(case_file::authority.eq(asked_document::authority))
                .filter(case_file::id.eq(asked_document::case_id))
                .filter(case_file::owner.is_null());
            query.filter(exists(held).or(exists(free)))
        } else {
            query.filter(exists(held))
        };
        if let Some(day) = filter.due_from {
            query = query.filter(asked_document::due_on.ge(day.to_string()));
        }
        if let Some(day) = filter.due_until {
            query = query.filter(asked_document::due_on.le(day.to_string()));
        }
        let query = walked!(query, walk, asked_document::id, asked_document::due_on, String);
        self.q("asked_document", |c| query.select(AskedDocument::as_select()).load(c))
    }
    /// What is and was asked for on a case, by its last day.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn asked_documents(&mut self, case: CaseId) -> Result<Vec<AskedDocument>, StoreError> {
        let a = self.authority();
        self.q("asked_document", |c| {
            asked_document::table
                .filter(asked_document::authority.eq(a.as_bytes().as_slice()))
                .filter(asked_document::case_id.eq(case.as_bytes().as_slice()))
                .order((asked_document::due_on, asked_document::id))
                .select(AskedDocument::as_select())
                .load(c)
        })
    }
    /// What presses in the open cases of some people: what somebody answered and nobody has looked at, and what waits for the person
    /// beyond its last day.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn asked_documents_that_press(
        &mut self,
        owners: &[AccountId],
        today: Date,
        limit: u32,
    ) -> Result<Vec<AskedDocument>, StoreError> {
        let a = self.authority();
        self.q("asked_document", |c| {
            let answered = [AskState::Given.id(), AskState::Missing.id()];
            asked_document::table
                .inner_join(case_file::table.on(
                    case_file::authority.eq(asked_document::authority).and(case_file::id.eq(asked_document::case_id)),
                ))
                .filter(asked_document::authority.eq(a.as_bytes().as_slice()))
                .filter(asked_document::state.eq_any(answered).or(
                    asked_document::state.eq(AskState::Open.id()).and(asked_document::due_on.lt(today.to_string())),
                ))
                .filter(case_file::owner.eq_any(owners.iter().map(|o| Some(o.as_bytes().to_vec()))))
                .filter(case_file::state.eq(CaseState::Open.id()))
                .order((asked_document::due_on, asked_document::id))
                .limit(i64::from(limit))
                .select(AskedDocument::as_select())
                .load(c)
        })
    }
    /// How many documents were given for what was asked in a case, since a moment.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn documents_given_since(&mut self, case: CaseId, since: Timestamp) -> Result<i64, StoreError> {
        let a = self.authority();
        self.q("document", |c| {
            document::table
                .inner_join(
                    case_item::table
                        .on(case_item::authority.eq(document::authority).and(case_item::id.eq(document::id))),
                )
                .filter(document::authority.eq(a.as_bytes().as_slice()))
                .filter(document::case_id.eq(case.as_bytes().as_slice()))
                .filter(document::asked.is_not_null())
                .filter(case_item::version.eq(1))
                .filter(case_item::recorded_at.gt(since.as_micros()))
                .count()
                .get_result(c)
        })
    }
}

//! Appointments of many cases: of those who made them or hold the case, by when they are.

use crate::cases::{CaseState, of_open_case};
use crate::conn::Db;
use crate::error::StoreError;
use crate::items::Happening;
use crate::schema::{case_file, case_item};
use crate::tx::Tx;
use crate::walk::{ListPlace, Walk, walked};
use diesel::dsl::exists;
use diesel::prelude::*;
use kernel::{AccountId, NoticeVersionId, Timestamp};

/// Which appointments a list has. All are on open cases.
#[derive(Debug, Clone, Default)]
pub struct AppointmentFilter {
    /// On cases under these versions of a notice.
    pub notice_versions: Vec<NoticeVersionId>,
    /// That these people made, or on cases that they hold.
    pub accounts: Vec<AccountId>,
    /// And on cases that nobody holds.
    pub of_nobody: bool,
    /// Of these kinds: `appointment` where it is not said what became of it, or what became of it.
    pub kinds: Vec<String>,
    /// That begin at this moment or later.
    pub from: Option<Timestamp>,
    /// That begin before this moment.
    pub until: Option<Timestamp>,
}

/// The place behind an appointment in a list.
#[must_use]
pub fn behind_appointment(item: &Happening) -> ListPlace {
    ListPlace::behind(item.happened_at.as_micros(), item.id.as_bytes())
}

impl Tx<'_> {
    /// A list of appointments, by when they begin.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn list_appointments(&mut self, filter: &AppointmentFilter, walk: &Walk) -> Result<Vec<Happening>, StoreError> {
        let a = self.authority();
        let accounts: Vec<Vec<u8>> = filter.accounts.iter().map(|id| id.as_bytes().to_vec()).collect();
        let first = diesel::alias!(case_item as first_item);
        let made = first
            .filter(first.field(case_item::authority).eq(case_item::authority))
            .filter(first.field(case_item::id).eq(case_item::id))
            .filter(first.field(case_item::version).eq(1))
            .filter(first.field(case_item::author).eq_any(accounts.clone()));
        let held = case_file::table
            .filter(case_file::authority.eq(case_item::authority))
            .filter(case_file::id.eq(case_item::case_id))
            .filter(case_file::owner.eq_any(accounts));
        let mut query = case_item::table
            .into_boxed::<Db>()
            .filter(case_item::authority.eq(a.as_bytes().to_vec()))
            .filter(case_item::superseded_at.is_null())
            .filter(case_item::kind.eq_any(filter.kinds.clone()))
            .filter(of_open_case!(case_item, &filter.notice_versions));
        query = if filter.of_nobody {
            let free = case_file::table
                .filter(case_file::authority.eq(case_item::authority))
                .filter(case_file::id.eq(case_item::case_id))
                .filter(case_file::owner.is_null());
            query.filter(exists(made).or(exists(held)).or(exists(free)))
        } else {
            query.filter(exists(made).or(exists(held)))
        };
        if let Some(from) = filter.from {
            query = query.filter(case_item::happened_at.ge(from.as_micros()));
        }
        if let Some(until) = filter.until {
            query = query.filter(case_item::happened_at.lt(until.as_micros()));
        }
        let query = walked!(query, walk, case_item::id, case_item::happened_at, i64);
        self.q("case_item", |c| query.select(Happening::as_select()).load(c))
    }
}

//! That somebody asked whether support is in place: how often, and whether there was an answer. Of whom is not written down here.

use crate::error::StoreError;
use crate::schema::support_lookup;
use crate::tx::Tx;
use diesel::prelude::*;
use kernel::{AccountId, TaskId, Timestamp};

impl Tx<'_> {
    /// Notes that an account asked.
    ///
    /// # Errors
    /// When the account is not there, or the store does not answer.
    pub fn note_support_lookup(&mut self, account: AccountId, answered: bool) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let id = TaskId::new(now, self.entropy());
        self.q("support_lookup", |c| {
            diesel::insert_into(support_lookup::table)
                .values((
                    support_lookup::authority.eq(a.as_bytes().as_slice()),
                    support_lookup::id.eq(id.as_bytes().as_slice()),
                    support_lookup::account.eq(account.as_bytes().as_slice()),
                    support_lookup::asked_at.eq(now.as_micros()),
                    support_lookup::answered.eq(answered),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// How often an account has asked since a moment.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn support_lookups_since(&mut self, account: AccountId, since: Timestamp) -> Result<u64, StoreError> {
        let a = self.authority();
        let count: i64 = self.q("support_lookup", |c| {
            support_lookup::table
                .filter(support_lookup::authority.eq(a.as_bytes().as_slice()))
                .filter(support_lookup::account.eq(account.as_bytes().as_slice()))
                .filter(support_lookup::asked_at.ge(since.as_micros()))
                .count()
                .get_result(c)
        })?;
        Ok(u64::try_from(count).unwrap_or(0))
    }
}

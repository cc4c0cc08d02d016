//! Authorities: the bodies that run services here. Their names are public, so this table alone is open to all of them.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::{authority, ledger_lease};
use crate::tx::Tx;
use diesel::prelude::*;
use kernel::{AuthorityId, Timestamp};

/// An authority.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = authority, check_for_backend(Db))]
pub struct Authority {
    /// Its id.
    pub id: AuthorityId,
    /// Its short name, for addresses: unique.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// When it came here.
    pub created_at: Timestamp,
}

impl Tx<'_> {
    /// Makes the caller's authority, with an empty ledger, if it is not there yet. Says whether it was made.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another authority has the short name; or when the store does not answer.
    pub fn ensure_authority(&mut self, slug: &str, name: &str) -> Result<bool, StoreError> {
        let (a, now) = (self.authority(), self.now);
        let found: i64 = self.q("authority", |c| {
            authority::table.filter(authority::id.eq(a.as_bytes().as_slice())).count().get_result(c)
        })?;
        if found > 0 {
            return Ok(false);
        }
        self.q("authority", |c| {
            diesel::insert_into(authority::table)
                .values((
                    authority::id.eq(a.as_bytes().as_slice()),
                    authority::slug.eq(slug),
                    authority::name.eq(name),
                    authority::created_at.eq(now.as_micros()),
                ))
                .execute(c)
        })?;
        self.q("ledger_lease", |c| {
            diesel::insert_into(ledger_lease::table)
                .values((
                    ledger_lease::authority.eq(a.as_bytes().as_slice()),
                    ledger_lease::size.eq(0),
                    ledger_lease::expires_at.eq(0),
                ))
                .execute(c)
        })?;
        Ok(true)
    }
    /// All authorities, by short name.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn authorities(&mut self) -> Result<Vec<Authority>, StoreError> {
        self.q("authority", |c| authority::table.order(authority::slug).select(Authority::as_select()).load(c))
    }
}

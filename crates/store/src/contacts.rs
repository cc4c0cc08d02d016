//! Who answers for contacts and links of notices, and when they were checked.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::notice_contact;
use crate::tx::Tx;
use diesel::prelude::*;
use jiff::civil::Date;
use kernel::{AccountId, Timestamp};

/// That a contact or link was checked.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = notice_contact, check_for_backend(Db))]
pub struct NoticeContact {
    /// The notice's id.
    pub notice_id: String,
    /// `contact` or `link`.
    pub kind: String,
    /// Its key in the notice.
    pub key: String,
    /// Who answers for it: a post, nobody by name.
    pub owner: String,
    /// When it was checked.
    pub checked_on: Date,
    /// By when it is checked again.
    pub check_by: Date,
    /// Of a link: where it leads; empty: as the notice has it.
    pub address: String,
    /// Of a link: of which day what stands there is.
    pub dated_on: Option<Date>,
    /// Who checked it.
    pub account: AccountId,
    /// When that was written down.
    pub at: Timestamp,
}

impl Tx<'_> {
    /// Says that one was checked. What was said before is replaced.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn put_notice_contact(&mut self, new: &NoticeContact) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("notice_contact", |c| {
            diesel::delete(notice_contact::table.find((
                a.as_bytes().as_slice(),
                new.notice_id.as_str(),
                new.kind.as_str(),
                new.key.as_str(),
            )))
            .execute(c)?;
            diesel::insert_into(notice_contact::table)
                .values((
                    notice_contact::authority.eq(a.as_bytes().as_slice()),
                    notice_contact::notice_id.eq(&new.notice_id),
                    notice_contact::kind.eq(&new.kind),
                    notice_contact::key.eq(&new.key),
                    notice_contact::owner.eq(&new.owner),
                    notice_contact::checked_on.eq(new.checked_on.to_string()),
                    notice_contact::check_by.eq(new.check_by.to_string()),
                    notice_contact::address.eq(&new.address),
                    notice_contact::dated_on.eq(new.dated_on.map(|d| d.to_string())),
                    notice_contact::account.eq(new.account.as_bytes().as_slice()),
                    notice_contact::at.eq(new.at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// What was checked of a notice.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn notice_contacts(&mut self, notice_id: &str) -> Result<Vec<NoticeContact>, StoreError> {
        let a = self.authority();
        self.q("notice_contact", |c| {
            notice_contact::table
                .filter(notice_contact::authority.eq(a.as_bytes().as_slice()))
                .filter(notice_contact::notice_id.eq(notice_id))
                .order((notice_contact::kind.asc(), notice_contact::key.asc()))
                .select(NoticeContact::as_select())
                .load(c)
        })
    }
}

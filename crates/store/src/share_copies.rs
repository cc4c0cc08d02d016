//! Copies that others hold of what was sent: by when each has to be gone, and what became of it.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::{share, share_copy};
use crate::shares::Share;
use crate::tx::Tx;
use diesel::prelude::*;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, ShareId, Timestamp};

/// A copy that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = share_copy, check_for_backend(Db))]
pub struct ShareCopy {
    /// Its id.
    pub id: ShareId,
    /// Of what.
    pub share: ShareId,
    /// Of which case.
    pub case_id: CaseId,
    /// Who holds it: a party or an enrolled body.
    pub holder: String,
    /// The statement of the notice that says how long; empty: none does.
    pub statement: String,
    /// Why it has to be gone: a code.
    pub why: String,
    /// Nothing may be left that shows that the person took part.
    pub no_trace: bool,
    /// The last day on which it may be held.
    pub gone_by: Date,
    /// When this was written down.
    pub made_at: Timestamp,
    /// What became of it, as the holder says: a code.
    pub said: Option<String>,
    /// When they said so.
    pub said_at: Option<Timestamp>,
    /// Who said so, or wrote down that they did.
    pub said_by: Option<AccountId>,
}

impl Tx<'_> {
    /// Writes a copy down.
    ///
    /// # Errors
    /// When what it is a copy of is not there, or the store does not answer.
    pub fn insert_share_copy(&mut self, new: &ShareCopy) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("share_copy", |c| {
            diesel::insert_into(share_copy::table)
                .values((
                    share_copy::authority.eq(a.as_bytes().as_slice()),
                    share_copy::id.eq(new.id.as_bytes().as_slice()),
                    share_copy::share.eq(new.share.as_bytes().as_slice()),
                    share_copy::case_id.eq(new.case_id.as_bytes().as_slice()),
                    share_copy::holder.eq(&new.holder),
                    share_copy::statement.eq(&new.statement),
                    share_copy::why.eq(&new.why),
                    share_copy::no_trace.eq(new.no_trace),
                    share_copy::gone_by.eq(new.gone_by.to_string()),
                    share_copy::made_at.eq(new.made_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Of what somebody holds, and has not said to be gone, it has to be gone by a day at the latest. Answers how many there are.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn hasten_share_copies(
        &mut self,
        of: ShareId,
        holder: &str,
        (by, why): (Date, &str),
    ) -> Result<usize, StoreError> {
        let a = self.authority();
        let by = by.to_string();
        self.q("share_copy", |c| {
            // A part that an originator took back is not the whole of what they hold.
            let theirs = share_copy::table
                .filter(share_copy::authority.eq(a.as_bytes().as_slice()))
                .filter(share_copy::share.eq(of.as_bytes().as_slice()))
                .filter(share_copy::holder.eq(holder))
                .filter(share_copy::why.ne("originator"));
            let there: i64 = theirs.count().get_result(c)?;
            diesel::update(theirs.filter(share_copy::said_at.is_null()).filter(share_copy::gone_by.gt(&by)))
                .set((share_copy::gone_by.eq(&by), share_copy::why.eq(why)))
                .execute(c)?;
            Ok(usize::try_from(there).unwrap_or(0))
        })
    }
    /// One of them.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn share_copy(&mut self, id: ShareId) -> Result<Option<ShareCopy>, StoreError> {
        let a = self.authority();
        self.q("share_copy", |c| {
            share_copy::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(ShareCopy::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// The copies of something that was sent.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn share_copies(&mut self, of: ShareId) -> Result<Vec<ShareCopy>, StoreError> {
        let a = self.authority();
        self.q("share_copy", |c| {
            share_copy::table
                .filter(share_copy::authority.eq(a.as_bytes().as_slice()))
                .filter(share_copy::share.eq(of.as_bytes().as_slice()))
                .order((share_copy::gone_by, share_copy::id))
                .select(ShareCopy::as_select())
                .load(c)
        })
    }
    /// What one body holds, and has not said to be gone, by the day.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn share_copies_with(&mut self, holder: &str) -> Result<Vec<ShareCopy>, StoreError> {
        let a = self.authority();
        self.q("share_copy", |c| {
            share_copy::table
                .filter(share_copy::authority.eq(a.as_bytes().as_slice()))
                .filter(share_copy::holder.eq(holder))
                .filter(share_copy::said_at.is_null())
                .order((share_copy::gone_by, share_copy::id))
                .select(ShareCopy::as_select())
                .load(c)
        })
    }
    /// What has to be gone by a day and was not said to be, by the day.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn share_copies_due(&mut self, by: Date) -> Result<Vec<ShareCopy>, StoreError> {
        let a = self.authority();
        self.q("share_copy", |c| {
            share_copy::table
                .filter(share_copy::authority.eq(a.as_bytes().as_slice()))
                .filter(share_copy::said_at.is_null())
                .filter(share_copy::gone_by.le(by.to_string()))
                .order((share_copy::gone_by, share_copy::id))
                .select(ShareCopy::as_select())
                .load(c)
        })
    }
    /// What the holder of a copy says became of it. Answers whether nothing had been said yet.
    ///
    /// # Errors
    /// When the account is not there, or the store does not answer.
    pub fn say_share_copy(&mut self, id: ShareId, said: &str, by: AccountId) -> Result<bool, StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("share_copy", |c| {
            diesel::update(share_copy::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .filter(share_copy::said_at.is_null())
                .set((
                    share_copy::said.eq(said),
                    share_copy::said_at.eq(now.as_micros()),
                    share_copy::said_by.eq(by.as_bytes().as_slice()),
                ))
                .execute(c)
        })?;
        Ok(rows == 1)
    }
    /// What has left, the latest first: at most so many.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn shares_sent(&mut self, most: u32) -> Result<Vec<Share>, StoreError> {
        let a = self.authority();
        self.q("share", |c| {
            share::table
                .filter(share::authority.eq(a.as_bytes().as_slice()))
                .filter(share::sent_at.is_not_null())
                .order((share::sent_at.desc(), share::id.desc()))
                .limit(i64::from(most))
                .select(Share::as_select())
                .load(c)
        })
    }
    /// What is with others and was sent under an agreement: its receipt names one.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn shares_under_agreements(&mut self) -> Result<Vec<Share>, StoreError> {
        let a = self.authority();
        self.q("share", |c| {
            share::table
                .filter(share::authority.eq(a.as_bytes().as_slice()))
                .filter(share::state.eq_any(["sent", "more-asked", "accepted", "reported"]))
                .filter(share::receipt.is_not_null())
                .filter(share::receipt.not_like("%\"agreements\":[]%"))
                .select(Share::as_select())
                .load(c)
        })
    }
}

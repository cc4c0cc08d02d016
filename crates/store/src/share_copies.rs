//! Copies that others hold of what was sent: by when each has to be gone, and what became of it.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::{share, share_copy};
use crate::shares::Share;
use crate::tx::Tx;
use crate::walk::{InWords, ListPlace, Walk, walked};
use diesel::prelude::*;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, NoticeVersionId, ShareId, Timestamp};

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

/// Which of what has left a list has.
#[derive(Debug, Clone, Default)]
pub struct SentFilter {
    /// Under these versions of a notice.
    pub notice_versions: Vec<NoticeVersionId>,
    /// To this party or enrolled body.
    pub party: Option<String>,
    /// For this purpose.
    pub purpose: Option<String>,
    /// That left at this moment or later.
    pub from: Option<Timestamp>,
    /// That left before this moment.
    pub before: Option<Timestamp>,
}

/// In which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SentOrder {
    /// By when it left.
    Sent,
    /// By whom it went to, in words.
    Party(InWords),
    /// By what for, in words.
    Purpose(InWords),
}

impl SentOrder {
    /// The place behind something that has left.
    #[must_use]
    pub fn behind(&self, row: &Share) -> ListPlace {
        let id = row.id.as_bytes();
        match self {
            Self::Sent => ListPlace::behind(row.sent_at.map_or(0, Timestamp::as_micros), id),
            Self::Party(words) => ListPlace::behind(words.rank(&row.party), id),
            Self::Purpose(words) => ListPlace::behind(words.rank(&row.purpose), id),
        }
    }
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
    pub fn say_share_copy(&mut self, id: ShareId, said: &str, by: Option<AccountId>) -> Result<bool, StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("share_copy", |c| {
            diesel::update(share_copy::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .filter(share_copy::said_at.is_null())
                .set((
                    share_copy::said.eq(said),
                    share_copy::said_at.eq(now.as_micros()),
                    share_copy::said_by.eq(by.map(|by| by.as_bytes().to_vec())),
                ))
                .execute(c)
        })?;
        Ok(rows == 1)
    }
    /// A list of what has left.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn list_sent(&mut self, filter: &SentFilter, order: &SentOrder, walk: &Walk) -> Result<Vec<Share>, StoreError> {
        let a = self.authority();
        let versions: Vec<Vec<u8>> = filter.notice_versions.iter().map(|v| v.as_bytes().to_vec()).collect();
        let mut query = share::table
            .into_boxed::<Db>()
            .filter(share::authority.eq(a.as_bytes().to_vec()))
            .filter(share::sent_at.is_not_null())
            .filter(share::notice_version.eq_any(versions));
        if let Some(party) = &filter.party {
            query = query.filter(share::party.eq(party.clone()));
        }
        if let Some(purpose) = &filter.purpose {
            query = query.filter(share::purpose.eq(purpose.clone()));
        }
        if let Some(from) = filter.from {
            query = query.filter(share::sent_at.ge(Some(from.as_micros())));
        }
        if let Some(before) = filter.before {
            query = query.filter(share::sent_at.lt(Some(before.as_micros())));
        }
        let query = match order {
            SentOrder::Sent => walked!(query, walk, share::id, share::sent_at.assume_not_null(), i64),
            SentOrder::Party(words) => walked!(query, walk, share::id, words.of_column("share.party"), i32),
            SentOrder::Purpose(words) => walked!(query, walk, share::id, words.of_column("share.purpose"), i32),
        };
        self.q("share", |c| query.select(Share::as_select()).load(c))
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

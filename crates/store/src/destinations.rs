//! Where bodies are that something goes to, and where data is kept; and transfers out of the country that were written down.

use crate::conn::{Db, Names, names};
use crate::error::StoreError;
use crate::schema::{destination, transfer_record};
use crate::tx::Tx;
use diesel::prelude::*;
use jiff::civil::Date;
use kernel::{AccountId, RegisterId, Timestamp};

/// Whoever a notice names and has no line of its own: taken over from before there were destinations.
pub const WHOEVER_IS_NAMED: &str = "*";

/// Where somebody or something is.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = destination, check_for_backend(Db))]
pub struct Whereabouts {
    /// `recipient`, `hosting`, `backup` or `support`.
    pub kind: String,
    /// The notice's id; empty for what is not of one notice.
    pub notice_id: String,
    /// The party's key there, or what the place is called.
    pub body: String,
    /// The country: two letters.
    pub country: String,
    /// Whether somebody has confirmed it; otherwise it is assumed.
    pub confirmed: bool,
    /// How it is known.
    pub source: String,
    /// Who said so; none: the system.
    pub account: Option<AccountId>,
    /// When.
    pub at: Timestamp,
}

/// A transfer out of the country.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = transfer_record, check_for_backend(Db))]
pub struct Transfer {
    /// Its id.
    pub id: RegisterId,
    /// Under which notice.
    pub notice_id: String,
    /// To which party.
    pub body: String,
    /// To which country.
    pub country: String,
    /// The categories that it covers; none: all.
    #[diesel(deserialize_as = Names)]
    pub categories: Vec<String>,
    /// What keeps the data safe: a code.
    pub safeguard: String,
    /// Which regulations, or the reference of the instrument.
    pub source: String,
    /// The reference of the risk assessment; empty: none is needed.
    pub assessment: String,
    /// When the risk was assessed.
    pub assessed_on: Option<Date>,
    /// The first day.
    pub from_on: Date,
    /// The last day.
    pub until_on: Date,
    /// Who wrote it.
    pub made_by: AccountId,
    /// When.
    pub made_at: Timestamp,
    /// Who approved it.
    pub approved_by: Option<AccountId>,
    /// When.
    pub approved_at: Option<Timestamp>,
    /// When it was ended before its time.
    pub ended_at: Option<Timestamp>,
    /// Why.
    pub ended_why: Option<String>,
}

impl Tx<'_> {
    /// Says where somebody or something is. What was said before is replaced.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn put_whereabouts(&mut self, new: &Whereabouts) -> Result<(), StoreError> {
        self.delete_whereabouts(&new.kind, &new.notice_id, &new.body)?;
        let a = self.authority();
        self.q("destination", |c| {
            diesel::insert_into(destination::table)
                .values((
                    destination::authority.eq(a.as_bytes().as_slice()),
                    destination::kind.eq(&new.kind),
                    destination::notice_id.eq(&new.notice_id),
                    destination::body.eq(&new.body),
                    destination::country.eq(&new.country),
                    destination::confirmed.eq(new.confirmed),
                    destination::source.eq(&new.source),
                    destination::account.eq(new.account.map(|id| id.as_bytes().to_vec())),
                    destination::at.eq(new.at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Forgets where somebody or something is. Says whether it was known.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn delete_whereabouts(&mut self, kind: &str, notice_id: &str, body: &str) -> Result<bool, StoreError> {
        let a = self.authority();
        let rows = self.q("destination", |c| {
            diesel::delete(destination::table.find((a.as_bytes().as_slice(), kind, notice_id, body))).execute(c)
        })?;
        Ok(rows > 0)
    }
    /// Everything that is known of a kind, by notice and name.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn whereabouts(&mut self, kind: &str) -> Result<Vec<Whereabouts>, StoreError> {
        let a = self.authority();
        self.q("destination", |c| {
            destination::table
                .filter(destination::authority.eq(a.as_bytes().as_slice()))
                .filter(destination::kind.eq(kind))
                .order((destination::notice_id.asc(), destination::body.asc()))
                .select(Whereabouts::as_select())
                .load(c)
        })
    }
    /// Where a recipient is, if it is known; and what is assumed of whoever the notice names.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn whereabouts_of(&mut self, notice_id: &str, body: &str) -> Result<Vec<Whereabouts>, StoreError> {
        let a = self.authority();
        self.q("destination", |c| {
            destination::table
                .filter(destination::authority.eq(a.as_bytes().as_slice()))
                .filter(destination::kind.eq("recipient"))
                .filter(destination::notice_id.eq(notice_id))
                .filter(destination::body.eq_any([body, WHOEVER_IS_NAMED]))
                .select(Whereabouts::as_select())
                .load(c)
        })
    }
    /// Writes a transfer down.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn insert_transfer(&mut self, new: &Transfer) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("transfer_record", |c| {
            diesel::insert_into(transfer_record::table)
                .values((
                    transfer_record::authority.eq(a.as_bytes().as_slice()),
                    transfer_record::id.eq(new.id.as_bytes().as_slice()),
                    transfer_record::notice_id.eq(&new.notice_id),
                    transfer_record::body.eq(&new.body),
                    transfer_record::country.eq(&new.country),
                    transfer_record::categories.eq(names(&new.categories)),
                    transfer_record::safeguard.eq(&new.safeguard),
                    transfer_record::source.eq(&new.source),
                    transfer_record::assessment.eq(&new.assessment),
                    transfer_record::assessed_on.eq(new.assessed_on.map(|d| d.to_string())),
                    transfer_record::from_on.eq(new.from_on.to_string()),
                    transfer_record::until_on.eq(new.until_on.to_string()),
                    transfer_record::made_by.eq(new.made_by.as_bytes().as_slice()),
                    transfer_record::made_at.eq(new.made_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Keeps who approved a transfer and whether it was ended. What it says does not change.
    ///
    /// # Errors
    /// When there is none, whoever approves it wrote it, or the store does not answer.
    pub fn settle_transfer(&mut self, now: &Transfer) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("transfer_record", |c| {
            diesel::update(transfer_record::table.find((a.as_bytes().as_slice(), now.id.as_bytes().as_slice())))
                .set((
                    transfer_record::approved_by.eq(now.approved_by.map(|id| id.as_bytes().to_vec())),
                    transfer_record::approved_at.eq(now.approved_at.map(Timestamp::as_micros)),
                    transfer_record::ended_at.eq(now.ended_at.map(Timestamp::as_micros)),
                    transfer_record::ended_why.eq(&now.ended_why),
                ))
                .execute(c)
        })?;
        self.one("transfer_record", rows)
    }
    /// A transfer.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn transfer(&mut self, id: RegisterId) -> Result<Option<Transfer>, StoreError> {
        let a = self.authority();
        self.q("transfer_record", |c| {
            transfer_record::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(Transfer::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// The transfers under a notice (to one party, or to any), the oldest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn transfers(&mut self, notice_id: &str, body: Option<&str>) -> Result<Vec<Transfer>, StoreError> {
        let a = self.authority();
        self.q("transfer_record", |c| {
            let mut which = transfer_record::table
                .filter(transfer_record::authority.eq(a.as_bytes().as_slice()))
                .filter(transfer_record::notice_id.eq(notice_id))
                .order(transfer_record::id.asc())
                .select(Transfer::as_select())
                .into_boxed();
            if let Some(body) = body {
                which = which.filter(transfer_record::body.eq(body.to_owned()));
            }
            which.load(c)
        })
    }
}

//! Whoever works with data for the authority, through whom, how their systems were examined, and who carries what leaves.

use crate::conn::{Db, Names, names};
use crate::error::StoreError;
use crate::schema::{assurance, carrier, processor, sub_processor};
use crate::tx::Tx;
use diesel::prelude::*;
use jiff::civil::Date;
use kernel::{AccountId, EnrolmentId, RegisterId, Timestamp};

/// A processor.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = processor, check_for_backend(Db))]
pub struct Processor {
    /// Its id.
    pub id: RegisterId,
    /// Its name.
    pub name: String,
    /// What it does for the authority.
    pub task: String,
    /// The notice that names it; empty: none.
    pub notice_id: String,
    /// Its key there; empty: none.
    pub party: String,
    /// The reference of the contract; empty: there is only the agreement.
    pub contract: String,
    /// The processing agreement of the register of agreements.
    pub agreement: Option<EnrolmentId>,
    /// The categories of data; none: all of the notice.
    #[diesel(deserialize_as = Names)]
    pub categories: Vec<String>,
    /// In which country: two letters.
    pub country: String,
    /// Where there.
    pub location: String,
    /// The first day.
    pub from_on: Date,
    /// By when it is looked at again.
    pub review_on: Date,
    /// When it was put into the register.
    pub made_at: Timestamp,
    /// Since when it is none any more.
    pub ended_at: Option<Timestamp>,
    /// Why.
    pub ended_why: Option<String>,
}

/// Whom a processor works through.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = sub_processor, check_for_backend(Db))]
pub struct SubProcessor {
    /// Its id.
    pub id: RegisterId,
    /// For which processor.
    pub processor: RegisterId,
    /// Its name.
    pub name: String,
    /// What it does.
    pub task: String,
    /// In which country: two letters.
    pub country: String,
    /// When it was written down.
    pub made_at: Timestamp,
}

/// That a processor's systems were examined.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = assurance, check_for_backend(Db))]
pub struct Assurance {
    /// Its id.
    pub id: RegisterId,
    /// Whose.
    pub processor: RegisterId,
    /// Against what.
    pub standard: String,
    /// What was found: `met`, `partly` or `not-met`.
    pub found: String,
    /// Where that can be seen.
    pub evidence: String,
    /// When.
    pub checked_on: Date,
    /// By when it is done again.
    pub review_on: Date,
    /// Who wrote it down.
    pub account: AccountId,
    /// When.
    pub made_at: Timestamp,
}

/// Who carries what leaves by a channel.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = carrier, check_for_backend(Db))]
pub struct Carrier {
    /// The channel: a code of the application's.
    pub channel: String,
    /// A processor; none: the authority itself.
    pub processor: Option<RegisterId>,
    /// Whether somebody said so; otherwise it was taken over.
    pub confirmed: bool,
    /// Who.
    pub account: Option<AccountId>,
    /// When.
    pub at: Timestamp,
}

/// The columns that may change, with their values.
macro_rules! changing {
    ($new:expr) => {
        (
            processor::name.eq(&$new.name),
            processor::task.eq(&$new.task),
            processor::notice_id.eq(&$new.notice_id),
            processor::party.eq(&$new.party),
            processor::contract.eq(&$new.contract),
            processor::agreement.eq($new.agreement.map(|id| id.as_bytes().to_vec())),
            processor::categories.eq(names(&$new.categories)),
            processor::country.eq(&$new.country),
            processor::location.eq(&$new.location),
            processor::from_on.eq($new.from_on.to_string()),
            processor::review_on.eq($new.review_on.to_string()),
            processor::ended_at.eq($new.ended_at.map(Timestamp::as_micros)),
            processor::ended_why.eq(&$new.ended_why),
        )
    };
}

impl Tx<'_> {
    /// Puts a processor into the register.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn insert_processor(&mut self, new: &Processor) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("processor", |c| {
            diesel::insert_into(processor::table)
                .values((
                    processor::authority.eq(a.as_bytes().as_slice()),
                    processor::id.eq(new.id.as_bytes().as_slice()),
                    processor::made_at.eq(new.made_at.as_micros()),
                    changing!(new),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Changes one.
    ///
    /// # Errors
    /// When there is none, or the store does not answer.
    pub fn update_processor(&mut self, now: &Processor) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("processor", |c| {
            diesel::update(processor::table.find((a.as_bytes().as_slice(), now.id.as_bytes().as_slice())))
                .set(changing!(now))
                .execute(c)
        })?;
        self.one("processor", rows)
    }
    /// One of them.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn processor(&mut self, id: RegisterId) -> Result<Option<Processor>, StoreError> {
        let a = self.authority();
        self.q("processor", |c| {
            processor::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(Processor::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// All of them, by name.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn processors(&mut self) -> Result<Vec<Processor>, StoreError> {
        let a = self.authority();
        self.q("processor", |c| {
            processor::table
                .filter(processor::authority.eq(a.as_bytes().as_slice()))
                .order((processor::name.asc(), processor::id.asc()))
                .select(Processor::as_select())
                .load(c)
        })
    }
    /// Those that a party of a notice is.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn processors_of(&mut self, notice_id: &str, party: &str) -> Result<Vec<Processor>, StoreError> {
        let a = self.authority();
        self.q("processor", |c| {
            processor::table
                .filter(processor::authority.eq(a.as_bytes().as_slice()))
                .filter(processor::notice_id.eq(notice_id))
                .filter(processor::party.eq(party))
                .select(Processor::as_select())
                .load(c)
        })
    }
    /// Adds somebody whom a processor works through.
    ///
    /// # Errors
    /// When there is no such processor, or the store does not answer.
    pub fn insert_sub_processor(&mut self, new: &SubProcessor) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("sub_processor", |c| {
            diesel::insert_into(sub_processor::table)
                .values((
                    sub_processor::authority.eq(a.as_bytes().as_slice()),
                    sub_processor::id.eq(new.id.as_bytes().as_slice()),
                    sub_processor::processor.eq(new.processor.as_bytes().as_slice()),
                    sub_processor::name.eq(&new.name),
                    sub_processor::task.eq(&new.task),
                    sub_processor::country.eq(&new.country),
                    sub_processor::made_at.eq(new.made_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Takes one away. Says whether there was one.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn delete_sub_processor(&mut self, of: RegisterId, id: RegisterId) -> Result<bool, StoreError> {
        let a = self.authority();
        let rows = self.q("sub_processor", |c| {
            diesel::delete(
                sub_processor::table
                    .filter(sub_processor::authority.eq(a.as_bytes().as_slice()))
                    .filter(sub_processor::id.eq(id.as_bytes().as_slice()))
                    .filter(sub_processor::processor.eq(of.as_bytes().as_slice())),
            )
            .execute(c)
        })?;
        Ok(rows > 0)
    }
    /// All whom processors work through, in the order in which they were written down.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn sub_processors(&mut self) -> Result<Vec<SubProcessor>, StoreError> {
        let a = self.authority();
        self.q("sub_processor", |c| {
            sub_processor::table
                .filter(sub_processor::authority.eq(a.as_bytes().as_slice()))
                .order(sub_processor::id.asc())
                .select(SubProcessor::as_select())
                .load(c)
        })
    }
    /// Writes down that systems were examined.
    ///
    /// # Errors
    /// When there is no such processor, or the store does not answer.
    pub fn insert_assurance(&mut self, new: &Assurance) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("assurance", |c| {
            diesel::insert_into(assurance::table)
                .values((
                    assurance::authority.eq(a.as_bytes().as_slice()),
                    assurance::id.eq(new.id.as_bytes().as_slice()),
                    assurance::processor.eq(new.processor.as_bytes().as_slice()),
                    assurance::standard.eq(&new.standard),
                    assurance::found.eq(&new.found),
                    assurance::evidence.eq(&new.evidence),
                    assurance::checked_on.eq(new.checked_on.to_string()),
                    assurance::review_on.eq(new.review_on.to_string()),
                    assurance::account.eq(new.account.as_bytes().as_slice()),
                    assurance::made_at.eq(new.made_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Every examination, the latest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn assurances(&mut self) -> Result<Vec<Assurance>, StoreError> {
        let a = self.authority();
        self.q("assurance", |c| {
            assurance::table
                .filter(assurance::authority.eq(a.as_bytes().as_slice()))
                .order((assurance::checked_on.desc(), assurance::id.desc()))
                .select(Assurance::as_select())
                .load(c)
        })
    }
    /// Says who carries what leaves by a channel, in place of whoever did.
    ///
    /// # Errors
    /// When there is no such processor, or the store does not answer.
    pub fn put_carrier(&mut self, new: &Carrier) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("carrier", |c| {
            diesel::delete(carrier::table.find((a.as_bytes().as_slice(), new.channel.as_str()))).execute(c)?;
            diesel::insert_into(carrier::table)
                .values((
                    carrier::authority.eq(a.as_bytes().as_slice()),
                    carrier::channel.eq(&new.channel),
                    carrier::processor.eq(new.processor.map(|id| id.as_bytes().to_vec())),
                    carrier::confirmed.eq(new.confirmed),
                    carrier::account.eq(new.account.map(|id| id.as_bytes().to_vec())),
                    carrier::at.eq(new.at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Who carries what, by channel.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn carriers(&mut self) -> Result<Vec<Carrier>, StoreError> {
        let a = self.authority();
        self.q("carrier", |c| {
            carrier::table
                .filter(carrier::authority.eq(a.as_bytes().as_slice()))
                .order(carrier::channel.asc())
                .select(Carrier::as_select())
                .load(c)
        })
    }
}

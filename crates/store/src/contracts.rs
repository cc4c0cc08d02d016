//! Contracts under which the services of a notice are delivered: who commissions, who answers for the delivery, who delivers.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::{contract, contract_provider};
use crate::tx::Tx;
use diesel::prelude::*;
use jiff::civil::Date;
use kernel::{AccountId, RegisterId, Timestamp};

/// A contract.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = contract, check_for_backend(Db))]
pub struct Contract {
    /// Its id.
    pub id: RegisterId,
    /// Under which notice.
    pub notice_id: String,
    /// Its reference: unique under the notice.
    pub reference: String,
    /// What is delivered under it.
    pub title: String,
    /// Who commissions and pays: a controller's key in the notice.
    pub commissioner: String,
    /// Who answers for the delivery: a party's key.
    pub prime: String,
    /// By which law the council may contract.
    pub law: String,
    /// Where the signed contract is kept.
    pub document: String,
    /// The first day.
    pub from_on: Date,
    /// The last day.
    pub until_on: Date,
    /// When it was written down.
    pub made_at: Timestamp,
    /// By whom; none: the system.
    pub account: Option<AccountId>,
    /// When it was ended before its time.
    pub ended_at: Option<Timestamp>,
    /// Why.
    pub ended_why: Option<String>,
}

/// A body that delivers under a contract.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = contract_provider, check_for_backend(Db))]
pub struct ContractProvider {
    /// The contract.
    pub contract: RegisterId,
    /// Who: a party's or an enrolled body's key.
    pub body: String,
    /// The first day.
    pub from_on: Date,
    /// The last day.
    pub until_on: Date,
}

impl Tx<'_> {
    /// Writes a contract down.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the reference is taken under this notice; or when the store does not answer.
    pub fn insert_contract(&mut self, new: &Contract) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("contract", |c| {
            diesel::insert_into(contract::table)
                .values((
                    contract::authority.eq(a.as_bytes().as_slice()),
                    contract::id.eq(new.id.as_bytes().as_slice()),
                    contract::notice_id.eq(&new.notice_id),
                    contract::reference.eq(&new.reference),
                    contract::title.eq(&new.title),
                    contract::commissioner.eq(&new.commissioner),
                    contract::prime.eq(&new.prime),
                    contract::law.eq(&new.law),
                    contract::document.eq(&new.document),
                    contract::from_on.eq(new.from_on.to_string()),
                    contract::until_on.eq(new.until_on.to_string()),
                    contract::made_at.eq(new.made_at.as_micros()),
                    contract::account.eq(new.account.map(|id| id.as_bytes().to_vec())),
                    contract::ended_at.eq(new.ended_at.map(Timestamp::as_micros)),
                    contract::ended_why.eq(&new.ended_why),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Ends a contract before its time.
    ///
    /// # Errors
    /// When there is none, or the store does not answer.
    pub fn end_contract(&mut self, id: RegisterId, at: Timestamp, why: &str) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("contract", |c| {
            diesel::update(contract::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set((contract::ended_at.eq(at.as_micros()), contract::ended_why.eq(why)))
                .execute(c)
        })?;
        self.one("contract", rows)
    }
    /// One contract.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn contract(&mut self, id: RegisterId) -> Result<Option<Contract>, StoreError> {
        let a = self.authority();
        self.q("contract", |c| {
            contract::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(Contract::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// The contracts of a notice, the latest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn contracts(&mut self, notice_id: &str) -> Result<Vec<Contract>, StoreError> {
        let a = self.authority();
        self.q("contract", |c| {
            contract::table
                .filter(contract::authority.eq(a.as_bytes().as_slice()))
                .filter(contract::notice_id.eq(notice_id))
                .order((contract::from_on.desc(), contract::id.desc()))
                .select(Contract::as_select())
                .load(c)
        })
    }
    /// Says that a body delivers under a contract; of one that does already the days are replaced.
    ///
    /// # Errors
    /// When there is no such contract, or the store does not answer.
    pub fn put_contract_provider(&mut self, new: &ContractProvider) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("contract_provider", |c| {
            diesel::delete(contract_provider::table.find((
                a.as_bytes().as_slice(),
                new.contract.as_bytes().as_slice(),
                new.body.as_str(),
            )))
            .execute(c)
        })?;
        self.q("contract_provider", |c| {
            diesel::insert_into(contract_provider::table)
                .values((
                    contract_provider::authority.eq(a.as_bytes().as_slice()),
                    contract_provider::contract.eq(new.contract.as_bytes().as_slice()),
                    contract_provider::body.eq(&new.body),
                    contract_provider::from_on.eq(new.from_on.to_string()),
                    contract_provider::until_on.eq(new.until_on.to_string()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Who delivers under some contracts, by key.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn contract_providers(&mut self, of: &[RegisterId]) -> Result<Vec<ContractProvider>, StoreError> {
        let a = self.authority();
        let ids: Vec<Vec<u8>> = of.iter().map(|id| id.as_bytes().to_vec()).collect();
        self.q("contract_provider", |c| {
            contract_provider::table
                .filter(contract_provider::authority.eq(a.as_bytes().as_slice()))
                .filter(contract_provider::contract.eq_any(ids))
                .order((contract_provider::body.asc(), contract_provider::contract.asc()))
                .select(ContractProvider::as_select())
                .load(c)
        })
    }
}

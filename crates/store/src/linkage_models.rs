//! Models of linkage that may take the place of the one that comes with the program, and which of them was taken up.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::{linkage_model, linkage_model_use};
use crate::tx::Tx;
use diesel::prelude::*;
use kernel::{AccountId, Timestamp};

/// A model that somebody offered.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = linkage_model, check_for_backend(Db))]
pub struct LinkageModel {
    /// Its number under its notice, from 1.
    pub number: i32,
    /// What it is called.
    pub name: String,
    /// What it is, in words.
    pub about: String,
    /// The model file (TOML).
    pub content: String,
    /// Who offered it.
    pub offered_by: AccountId,
    /// When.
    pub offered_at: Timestamp,
}

/// That a model was taken up.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = linkage_model_use, check_for_backend(Db))]
pub struct LinkageModelUse {
    /// Its place, from 1: the last is in use.
    pub place: i32,
    /// Which model; 0 is the one that comes with the program.
    pub number: i32,
    /// Why.
    pub reason: String,
    /// How both models answered what people had decided by then: JSON without personal data.
    pub judged: String,
    /// Who took it up.
    pub taken_by: AccountId,
    /// When.
    pub taken_at: Timestamp,
}

impl Tx<'_> {
    /// Keeps a model under a notice.
    ///
    /// # Errors
    /// When its number is taken, or the store does not answer.
    pub fn insert_linkage_model(&mut self, notice_id: &str, new: &LinkageModel) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("linkage_model", |c| {
            diesel::insert_into(linkage_model::table)
                .values((
                    linkage_model::authority.eq(a.as_bytes().as_slice()),
                    linkage_model::notice_id.eq(notice_id),
                    linkage_model::number.eq(new.number),
                    linkage_model::name.eq(&new.name),
                    linkage_model::about.eq(&new.about),
                    linkage_model::content.eq(&new.content),
                    linkage_model::offered_by.eq(new.offered_by.as_bytes().as_slice()),
                    linkage_model::offered_at.eq(new.offered_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// The models under a notice, by number.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn linkage_models(&mut self, notice_id: &str) -> Result<Vec<LinkageModel>, StoreError> {
        let a = self.authority();
        self.q("linkage_model", |c| {
            linkage_model::table
                .filter(linkage_model::authority.eq(a.as_bytes().as_slice()))
                .filter(linkage_model::notice_id.eq(notice_id))
                .order(linkage_model::number)
                .select(LinkageModel::as_select())
                .load(c)
        })
    }
    /// One of them.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn linkage_model(&mut self, notice_id: &str, number: i32) -> Result<Option<LinkageModel>, StoreError> {
        let a = self.authority();
        self.q("linkage_model", |c| {
            linkage_model::table
                .find((a.as_bytes().as_slice(), notice_id, number))
                .select(LinkageModel::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// Writes down that a model was taken up.
    ///
    /// # Errors
    /// When its place is taken, or the store does not answer.
    pub fn insert_linkage_model_use(&mut self, notice_id: &str, new: &LinkageModelUse) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("linkage_model_use", |c| {
            diesel::insert_into(linkage_model_use::table)
                .values((
                    linkage_model_use::authority.eq(a.as_bytes().as_slice()),
                    linkage_model_use::notice_id.eq(notice_id),
                    linkage_model_use::place.eq(new.place),
                    linkage_model_use::number.eq(new.number),
                    linkage_model_use::reason.eq(&new.reason),
                    linkage_model_use::judged.eq(&new.judged),
                    linkage_model_use::taken_by.eq(new.taken_by.as_bytes().as_slice()),
                    linkage_model_use::taken_at.eq(new.taken_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// What was taken up under a notice, the last first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn linkage_model_uses(&mut self, notice_id: &str) -> Result<Vec<LinkageModelUse>, StoreError> {
        let a = self.authority();
        self.q("linkage_model_use", |c| {
            linkage_model_use::table
                .filter(linkage_model_use::authority.eq(a.as_bytes().as_slice()))
                .filter(linkage_model_use::notice_id.eq(notice_id))
                .order(linkage_model_use::place.desc())
                .select(LinkageModelUse::as_select())
                .load(c)
        })
    }
    /// The number of the model in use under a notice; 0 for the one that comes with the program.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn linkage_model_in_use(&mut self, notice_id: &str) -> Result<i32, StoreError> {
        let a = self.authority();
        let number: Option<i32> = self.q("linkage_model_use", |c| {
            linkage_model_use::table
                .filter(linkage_model_use::authority.eq(a.as_bytes().as_slice()))
                .filter(linkage_model_use::notice_id.eq(notice_id))
                .order(linkage_model_use::place.desc())
                .select(linkage_model_use::number)
                .first(c)
                .optional()
        })?;
        Ok(number.unwrap_or(0))
    }
}

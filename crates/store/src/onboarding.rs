//! What was checked of partners before their accounts work.

use crate::conn::{Db, Names, names};
use crate::destinations::WHOEVER_IS_NAMED;
use crate::error::StoreError;
use crate::schema::{onboarding_setting, partner_check};
use crate::tx::Tx;
use diesel::prelude::*;
use jiff::civil::Date;
use kernel::{AccountId, Timestamp};

/// An item that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = partner_check, check_for_backend(Db))]
pub struct PartnerCheck {
    /// The notice's id.
    pub notice_id: String,
    /// The party's key there; `*`: whoever it names.
    pub body: String,
    /// What was checked: a code of the application's; `*`: all of it, taken over.
    pub item: String,
    /// Where that can be seen.
    pub evidence: String,
    /// Who said so; none: the system.
    pub account: Option<AccountId>,
    /// When.
    pub at: Timestamp,
    /// What it came to, of answers that are judged: `passed`, `conditions`, `failed`. Empty of anything else.
    pub result: String,
    /// The last day on which conditions have to be met.
    pub conditions_by: Option<Date>,
}

impl PartnerCheck {
    /// That all of it is taken to be so of a party; `body` may be whoever the notice names.
    #[must_use]
    pub fn taken_over(notice_id: &str, body: &str, evidence: &str, at: Timestamp) -> Self {
        Self {
            notice_id: notice_id.to_owned(),
            body: body.to_owned(),
            item: "*".to_owned(),
            evidence: evidence.to_owned(),
            account: None,
            at,
            result: String::new(),
            conditions_by: None,
        }
    }
}

impl Tx<'_> {
    /// Says that an item was checked. What was said before is replaced.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn put_partner_check(&mut self, new: &PartnerCheck) -> Result<(), StoreError> {
        self.delete_partner_check(&new.notice_id, &new.body, &new.item)?;
        let a = self.authority();
        self.q("partner_check", |c| {
            diesel::insert_into(partner_check::table)
                .values((
                    partner_check::authority.eq(a.as_bytes().as_slice()),
                    partner_check::notice_id.eq(&new.notice_id),
                    partner_check::body.eq(&new.body),
                    partner_check::item.eq(&new.item),
                    partner_check::evidence.eq(&new.evidence),
                    partner_check::account.eq(new.account.map(|id| id.as_bytes().to_vec())),
                    partner_check::at.eq(new.at.as_micros()),
                    partner_check::result.eq(&new.result),
                    partner_check::conditions_by.eq(new.conditions_by.map(|day| day.to_string())),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Takes that back. Says whether it was said.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn delete_partner_check(&mut self, notice_id: &str, body: &str, item: &str) -> Result<bool, StoreError> {
        let a = self.authority();
        let rows = self.q("partner_check", |c| {
            diesel::delete(partner_check::table.find((a.as_bytes().as_slice(), notice_id, body, item))).execute(c)
        })?;
        Ok(rows > 0)
    }
    /// What was checked of a party, and what is taken to be so of whoever the notice names.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn partner_checks_of(&mut self, notice_id: &str, body: &str) -> Result<Vec<PartnerCheck>, StoreError> {
        let a = self.authority();
        self.q("partner_check", |c| {
            partner_check::table
                .filter(partner_check::authority.eq(a.as_bytes().as_slice()))
                .filter(partner_check::notice_id.eq(notice_id))
                .filter(partner_check::body.eq_any([body, WHOEVER_IS_NAMED]))
                .order((partner_check::body.asc(), partner_check::item.asc()))
                .select(PartnerCheck::as_select())
                .load(c)
        })
    }
    /// The items that a notice asks for, where somebody has chosen.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn onboarding_items(&mut self, notice_id: &str) -> Result<Option<Vec<String>>, StoreError> {
        let a = self.authority();
        let found: Option<Names> = self.q("onboarding_setting", |c| {
            onboarding_setting::table
                .find((a.as_bytes().as_slice(), notice_id))
                .select(onboarding_setting::items)
                .get_result(c)
                .optional()
        })?;
        Ok(found.map(Into::into))
    }
    /// Chooses them.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn put_onboarding_items(&mut self, notice_id: &str, items: &[String]) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("onboarding_setting", |c| {
            diesel::delete(onboarding_setting::table.find((a.as_bytes().as_slice(), notice_id))).execute(c)?;
            diesel::insert_into(onboarding_setting::table)
                .values((
                    onboarding_setting::authority.eq(a.as_bytes().as_slice()),
                    onboarding_setting::notice_id.eq(notice_id),
                    onboarding_setting::items.eq(names(items)),
                ))
                .execute(c)
        })?;
        Ok(())
    }
}

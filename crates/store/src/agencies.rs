//! Agencies: organisations that the authority works with, over all its notices; whom to reach there, and what was changed.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::{agency, agency_body, agency_change, agency_contact, agency_name, agency_service};
use crate::tx::Tx;
use diesel::prelude::*;
use jiff::civil::Date;
use kernel::{AccountId, AgencyId, TaskId, Timestamp};

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = agency, check_for_backend(Db))]
pub struct Agency {
    /// Its id.
    pub id: AgencyId,
    /// Its name: unique in the authority.
    pub name: String,
    /// What kind of body it is: a code of the application's.
    pub kind: String,
    /// When it was put into the register.
    pub made_at: Timestamp,
    /// Since when the authority does not work with it any more.
    pub closed_at: Option<Timestamp>,
    /// The agency that it has become a part of.
    pub successor: Option<AgencyId>,
}

/// What an agency was called before, or is called elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = agency_name, check_for_backend(Db))]
pub struct AgencyName {
    /// Its id.
    pub id: TaskId,
    /// The agency that the name leads to.
    pub agency: AgencyId,
    /// The name.
    pub name: String,
    /// `renamed`, `merged` or `also`.
    pub how: String,
    /// The last day on which it was the name, where that is known.
    pub until_on: Option<Date>,
    /// When it was written down.
    pub made_at: Timestamp,
}

/// Something that an agency does for people.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = agency_service, check_for_backend(Db))]
pub struct AgencyService {
    /// The agency.
    pub agency: AgencyId,
    /// What it does: a code of the application's.
    pub service: String,
}

/// Somebody, or a desk, to be reached at an agency.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = agency_contact, check_for_backend(Db))]
pub struct AgencyContact {
    /// Its id.
    pub id: TaskId,
    /// At which agency.
    pub agency: AgencyId,
    /// Who, or which desk.
    pub name: String,
    /// As what they work.
    pub post: String,
    /// Their work email address; empty: none.
    pub email: String,
    /// Their work telephone number; empty: none.
    pub phone: String,
    /// For what they are to be reached: a code of the application's.
    pub purpose: String,
    /// When it was written down.
    pub made_at: Timestamp,
}

/// What an agency is called in a notice or on one of its open lists.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = agency_body, check_for_backend(Db))]
pub struct AgencyBody {
    /// The notice's id.
    pub notice_id: String,
    /// The party's key there.
    pub body: String,
    /// The agency.
    pub agency: AgencyId,
}

/// Something that was changed about an agency.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = agency_change, check_for_backend(Db))]
pub struct AgencyChange {
    /// Its id: by time.
    pub id: TaskId,
    /// The agency.
    pub agency: AgencyId,
    /// When.
    pub at: Timestamp,
    /// By whom; none: the system.
    pub account: Option<AccountId>,
    /// What, in words that name nobody.
    pub what: String,
}

impl Tx<'_> {
    /// Adds an agency.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the name is taken; or when the store does not answer.
    pub fn insert_agency(&mut self, new: &Agency) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("agency", |c| {
            diesel::insert_into(agency::table)
                .values((
                    agency::authority.eq(a.as_bytes().as_slice()),
                    agency::id.eq(new.id.as_bytes().as_slice()),
                    agency::name.eq(&new.name),
                    agency::kind.eq(&new.kind),
                    agency::made_at.eq(new.made_at.as_micros()),
                    agency::closed_at.eq(new.closed_at.map(Timestamp::as_micros)),
                    agency::successor.eq(new.successor.map(|id| id.as_bytes().to_vec())),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Changes name, kind, whether it is closed and what it has become a part of.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the name is taken; or when it is not there or the store does not answer.
    pub fn update_agency(&mut self, now: &Agency) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("agency", |c| {
            diesel::update(agency::table.find((a.as_bytes().as_slice(), now.id.as_bytes().as_slice())))
                .set((
                    agency::name.eq(&now.name),
                    agency::kind.eq(&now.kind),
                    agency::closed_at.eq(now.closed_at.map(Timestamp::as_micros)),
                    agency::successor.eq(now.successor.map(|id| id.as_bytes().to_vec())),
                ))
                .execute(c)
        })?;
        self.one("agency", rows)
    }
    /// Every agency, by name.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn agencies(&mut self) -> Result<Vec<Agency>, StoreError> {
        let a = self.authority();
        self.q("agency", |c| {
            agency::table
                .filter(agency::authority.eq(a.as_bytes().as_slice()))
                .order((agency::name.asc(), agency::id.asc()))
                .select(Agency::as_select())
                .load(c)
        })
    }
    /// One agency.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn agency(&mut self, id: AgencyId) -> Result<Option<Agency>, StoreError> {
        let a = self.authority();
        self.q("agency", |c| {
            agency::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(Agency::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// Writes a name down that leads to an agency.
    ///
    /// # Errors
    /// When there is no such agency, or the store does not answer.
    pub fn insert_agency_name(&mut self, new: &AgencyName) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("agency_name", |c| {
            diesel::insert_into(agency_name::table)
                .values((
                    agency_name::authority.eq(a.as_bytes().as_slice()),
                    agency_name::id.eq(new.id.as_bytes().as_slice()),
                    agency_name::agency.eq(new.agency.as_bytes().as_slice()),
                    agency_name::name.eq(&new.name),
                    agency_name::how.eq(&new.how),
                    agency_name::until_on.eq(new.until_on.map(|d| d.to_string())),
                    agency_name::made_at.eq(new.made_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Every name that leads to an agency and is not its own, in the order in which they were written down.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn agency_names(&mut self) -> Result<Vec<AgencyName>, StoreError> {
        let a = self.authority();
        self.q("agency_name", |c| {
            agency_name::table
                .filter(agency_name::authority.eq(a.as_bytes().as_slice()))
                .order(agency_name::id.asc())
                .select(AgencyName::as_select())
                .load(c)
        })
    }
    /// Forgets a name that was written down by mistake. Says whether there was one.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn delete_agency_name(&mut self, of: AgencyId, id: TaskId) -> Result<bool, StoreError> {
        let a = self.authority();
        let rows = self.q("agency_name", |c| {
            diesel::delete(
                agency_name::table
                    .filter(agency_name::authority.eq(a.as_bytes().as_slice()))
                    .filter(agency_name::id.eq(id.as_bytes().as_slice()))
                    .filter(agency_name::agency.eq(of.as_bytes().as_slice())),
            )
            .execute(c)
        })?;
        Ok(rows > 0)
    }
    /// Says what an agency does for people: codes. What was said before is replaced.
    ///
    /// # Errors
    /// When there is no such agency, or the store does not answer.
    pub fn put_agency_services(&mut self, of: AgencyId, services: &[String]) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("agency_service", |c| {
            diesel::delete(
                agency_service::table
                    .filter(agency_service::authority.eq(a.as_bytes().as_slice()))
                    .filter(agency_service::agency.eq(of.as_bytes().as_slice())),
            )
            .execute(c)
        })?;
        for service in services {
            self.q("agency_service", |c| {
                diesel::insert_into(agency_service::table)
                    .values((
                        agency_service::authority.eq(a.as_bytes().as_slice()),
                        agency_service::agency.eq(of.as_bytes().as_slice()),
                        agency_service::service.eq(service),
                    ))
                    .execute(c)
            })?;
        }
        Ok(())
    }
    /// What every agency does for people.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn agency_services(&mut self) -> Result<Vec<AgencyService>, StoreError> {
        let a = self.authority();
        self.q("agency_service", |c| {
            agency_service::table
                .filter(agency_service::authority.eq(a.as_bytes().as_slice()))
                .order((agency_service::agency.asc(), agency_service::service.asc()))
                .select(AgencyService::as_select())
                .load(c)
        })
    }
    /// Adds somebody to be reached.
    ///
    /// # Errors
    /// When there is no such agency, or the store does not answer.
    pub fn insert_agency_contact(&mut self, new: &AgencyContact) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("agency_contact", |c| {
            diesel::insert_into(agency_contact::table)
                .values((
                    agency_contact::authority.eq(a.as_bytes().as_slice()),
                    agency_contact::id.eq(new.id.as_bytes().as_slice()),
                    agency_contact::agency.eq(new.agency.as_bytes().as_slice()),
                    agency_contact::name.eq(&new.name),
                    agency_contact::post.eq(&new.post),
                    agency_contact::email.eq(&new.email),
                    agency_contact::phone.eq(&new.phone),
                    agency_contact::purpose.eq(&new.purpose),
                    agency_contact::made_at.eq(new.made_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Who is reached at an agency (none: at any), in the order in which they were written down. What does not hold any more is gone.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn agency_contacts(&mut self, of: Option<AgencyId>) -> Result<Vec<AgencyContact>, StoreError> {
        let a = self.authority();
        self.q("agency_contact", |c| {
            let mut which = agency_contact::table
                .filter(agency_contact::authority.eq(a.as_bytes().as_slice()))
                .order(agency_contact::id.asc())
                .select(AgencyContact::as_select())
                .into_boxed();
            if let Some(of) = of {
                which = which.filter(agency_contact::agency.eq(of.as_bytes().to_vec()));
            }
            which.load(c)
        })
    }
    /// Forgets somebody who is not reached there any more. Says whether there was one.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn delete_agency_contact(&mut self, of: AgencyId, id: TaskId) -> Result<bool, StoreError> {
        let a = self.authority();
        let rows = self.q("agency_contact", |c| {
            diesel::delete(
                agency_contact::table
                    .filter(agency_contact::authority.eq(a.as_bytes().as_slice()))
                    .filter(agency_contact::id.eq(id.as_bytes().as_slice()))
                    .filter(agency_contact::agency.eq(of.as_bytes().as_slice())),
            )
            .execute(c)
        })?;
        Ok(rows > 0)
    }
    /// Says that a party of a notice is an agency; of which it was before it is not any more.
    ///
    /// # Errors
    /// When there is no such agency, or the store does not answer.
    pub fn tie_agency(&mut self, new: &AgencyBody) -> Result<(), StoreError> {
        self.untie_agency(&new.notice_id, &new.body)?;
        let a = self.authority();
        self.q("agency_body", |c| {
            diesel::insert_into(agency_body::table)
                .values((
                    agency_body::authority.eq(a.as_bytes().as_slice()),
                    agency_body::notice_id.eq(&new.notice_id),
                    agency_body::body.eq(&new.body),
                    agency_body::agency.eq(new.agency.as_bytes().as_slice()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Says that a party of a notice is no agency of the register.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn untie_agency(&mut self, notice_id: &str, body: &str) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("agency_body", |c| {
            diesel::delete(agency_body::table.find((a.as_bytes().as_slice(), notice_id, body))).execute(c)
        })?;
        Ok(())
    }
    /// Which parties of which notices are agencies.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn agency_bodies(&mut self) -> Result<Vec<AgencyBody>, StoreError> {
        let a = self.authority();
        self.q("agency_body", |c| {
            agency_body::table
                .filter(agency_body::authority.eq(a.as_bytes().as_slice()))
                .order((agency_body::notice_id.asc(), agency_body::body.asc()))
                .select(AgencyBody::as_select())
                .load(c)
        })
    }
    /// Writes down that something was changed.
    ///
    /// # Errors
    /// When there is no such agency, or the store does not answer.
    pub fn note_agency_change(&mut self, new: &AgencyChange) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("agency_change", |c| {
            diesel::insert_into(agency_change::table)
                .values((
                    agency_change::authority.eq(a.as_bytes().as_slice()),
                    agency_change::id.eq(new.id.as_bytes().as_slice()),
                    agency_change::agency.eq(new.agency.as_bytes().as_slice()),
                    agency_change::at.eq(new.at.as_micros()),
                    agency_change::account.eq(new.account.map(|id| id.as_bytes().to_vec())),
                    agency_change::what.eq(&new.what),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// What was changed about an agency, the latest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn agency_changes(&mut self, of: AgencyId) -> Result<Vec<AgencyChange>, StoreError> {
        let a = self.authority();
        self.q("agency_change", |c| {
            agency_change::table
                .filter(agency_change::authority.eq(a.as_bytes().as_slice()))
                .filter(agency_change::agency.eq(of.as_bytes().as_slice()))
                .order(agency_change::id.desc())
                .select(AgencyChange::as_select())
                .load(c)
        })
    }
}

//! Accounts of the people that cases are about, and of those who act for them, with their sessions. They are apart from the
//! accounts of staff and partners: what logs in here is found by a keyed hash, and proves itself by a code and a date of birth.

use crate::conn::{Db, Names, names};
use crate::error::StoreError;
use crate::schema::{portal_account, portal_session};
use crate::tx::Tx;
use diesel::prelude::*;
use disclosure::Place;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, PersonId, SessionId, Timestamp};

/// The table's name in the places of sealed bytes.
pub const PORTAL_TABLE: &str = "portal_account";

/// An account of a person, or of somebody who acts for them.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = portal_account, check_for_backend(Db))]
pub struct PortalAccount {
    /// Its id.
    pub id: AccountId,
    /// The person whose record it shows.
    pub person: PersonId,
    /// The case from which it was invited.
    pub case_id: CaseId,
    /// `subject` or `representative`.
    pub kind: String,
    /// How codes are sent: `email` or `text`.
    pub channel: String,
    /// Keyed hash of the address or number.
    pub way_digest: Vec<u8>,
    /// Keyed hash of the date of birth that is asked at log-in.
    pub born_digest: Vec<u8>,
    /// The categories that it may see; empty: all that the gate gives.
    #[diesel(deserialize_as = Names)]
    pub categories: Vec<String>,
    /// The last day on which it may log in.
    pub until_on: Option<Date>,
    /// The record class of what is sealed.
    pub record_class: String,
    /// The address or number, and of a representative the name and authority, sealed.
    pub sealed: Option<Vec<u8>>,
    /// Who invited.
    pub invited_by: AccountId,
    /// When.
    pub invited_at: Timestamp,
    /// Who else agreed, for a representative.
    pub approved_by: Option<AccountId>,
    /// When.
    pub approved_at: Option<Timestamp>,
    /// Who ended it.
    pub ended_by: Option<AccountId>,
    /// When.
    pub ended_at: Option<Timestamp>,
    /// The first log-in.
    pub first_in_at: Option<Timestamp>,
    /// The last log-in.
    pub last_in_at: Option<Timestamp>,
    /// Wrong tries in a row.
    pub failed_count: i64,
    /// The last of them.
    pub last_failed_at: Option<Timestamp>,
    /// Codes sent since `codes_since`.
    pub codes_sent: i64,
    /// The beginning of the hour in which codes are counted.
    pub codes_since: Timestamp,
    /// The keyed digest of a word of their own that is asked too, if they have chosen one.
    pub word_digest: Option<Vec<u8>>,
}

impl std::fmt::Debug for PortalAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PortalAccount({:?})", self.id)
    }
}

impl PortalAccount {
    /// Where its sealed bytes belong.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            subject: self.person,
            record_class: self.record_class.clone(),
            table: PORTAL_TABLE,
            row: *self.id.as_bytes(),
            version: 1,
        }
    }
    /// Whether it may be used on a day: approved where that is needed, not ended, not run out.
    #[must_use]
    pub fn is_live(&self, today: Date) -> bool {
        let approved = self.kind == "subject" || self.approved_at.is_some();
        approved && self.ended_at.is_none() && self.until_on.is_none_or(|last| today <= last)
    }
}

/// A session of such an account. With a code: the first step is done, and the code is awaited.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = portal_session, check_for_backend(Db))]
pub struct PortalSession {
    /// Its id.
    pub id: SessionId,
    /// The digest of its token.
    pub token_hash: Vec<u8>,
    /// Whose it is.
    pub account: AccountId,
    /// The digest of the code that is awaited.
    pub code_digest: Option<Vec<u8>>,
    /// Wrong tries at it.
    pub tries: i64,
    /// When it began.
    pub began_at: Timestamp,
    /// When it was last used.
    pub last_seen_at: Timestamp,
    /// When it ends whatever happens.
    pub expires_at: Timestamp,
}

impl Tx<'_> {
    /// Makes an account.
    ///
    /// # Errors
    /// When the case or account is not there, or the store does not answer.
    pub fn insert_portal_account(&mut self, new: &PortalAccount) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("portal_account", |c| {
            diesel::insert_into(portal_account::table)
                .values((
                    portal_account::authority.eq(a.as_bytes().as_slice()),
                    portal_account::id.eq(new.id.as_bytes().as_slice()),
                    portal_account::person.eq(new.person.as_bytes().as_slice()),
                    portal_account::case_id.eq(new.case_id.as_bytes().as_slice()),
                    portal_account::kind.eq(&new.kind),
                    portal_account::channel.eq(&new.channel),
                    portal_account::way_digest.eq(&new.way_digest),
                    portal_account::born_digest.eq(&new.born_digest),
                    portal_account::categories.eq(names(&new.categories)),
                    portal_account::until_on.eq(new.until_on.map(|d| d.to_string())),
                    portal_account::record_class.eq(&new.record_class),
                    portal_account::sealed.eq(&new.sealed),
                    portal_account::invited_by.eq(new.invited_by.as_bytes().as_slice()),
                    portal_account::invited_at.eq(new.invited_at.as_micros()),
                    portal_account::failed_count.eq(new.failed_count),
                    portal_account::codes_sent.eq(new.codes_sent),
                    portal_account::codes_since.eq(new.codes_since.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }

    /// One account.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn portal_account(&mut self, id: AccountId) -> Result<Option<PortalAccount>, StoreError> {
        let a = self.authority();
        self.q("portal_account", |c| {
            portal_account::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(PortalAccount::as_select())
                .get_result(c)
                .optional()
        })
    }

    /// The accounts of a case, the latest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn portal_accounts(&mut self, case: CaseId) -> Result<Vec<PortalAccount>, StoreError> {
        let a = self.authority();
        self.q("portal_account", |c| {
            portal_account::table
                .filter(portal_account::authority.eq(a.as_bytes().as_slice()))
                .filter(portal_account::case_id.eq(case.as_bytes().as_slice()))
                .order((portal_account::invited_at.desc(), portal_account::id.desc()))
                .select(PortalAccount::as_select())
                .load(c)
        })
    }

    /// The accounts that an address or number opens and that have not been ended, the latest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn portal_accounts_by_way(&mut self, digest: &[u8]) -> Result<Vec<PortalAccount>, StoreError> {
        let a = self.authority();
        self.q("portal_account", |c| {
            portal_account::table
                .filter(portal_account::authority.eq(a.as_bytes().as_slice()))
                .filter(portal_account::way_digest.eq(digest))
                .filter(portal_account::ended_at.is_null())
                .order((portal_account::invited_at.desc(), portal_account::id.desc()))
                .select(PortalAccount::as_select())
                .load(c)
        })
    }

    /// A second person agrees to a representative's account.
    ///
    /// # Errors
    /// When it is not there, or the store does not answer.
    pub fn approve_portal_account(&mut self, id: AccountId, by: AccountId) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("portal_account", |c| {
            diesel::update(portal_account::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set((
                    portal_account::approved_by.eq(Some(by.as_bytes().to_vec())),
                    portal_account::approved_at.eq(Some(now.as_micros())),
                ))
                .execute(c)
        })?;
        self.one("portal_account", rows)
    }

    /// Ends an account with all its sessions.
    ///
    /// # Errors
    /// When it is not there, or the store does not answer.
    pub fn end_portal_account(&mut self, id: AccountId, by: AccountId) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("portal_account", |c| {
            diesel::update(portal_account::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set((
                    portal_account::ended_by.eq(Some(by.as_bytes().to_vec())),
                    portal_account::ended_at.eq(Some(now.as_micros())),
                ))
                .execute(c)
        })?;
        self.one("portal_account", rows)?;
        self.end_portal_sessions(id)?;
        Ok(())
    }

    /// Ends whatever sessions an account has, and the codes that wait. Answers with their number.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn end_portal_sessions(&mut self, id: AccountId) -> Result<usize, StoreError> {
        let a = self.authority();
        self.q("portal_session", |c| {
            diesel::delete(
                portal_session::table
                    .filter(portal_session::authority.eq(a.as_bytes().as_slice()))
                    .filter(portal_session::account.eq(id.as_bytes().as_slice())),
            )
            .execute(c)
        })
    }

    /// Keeps what log-in counts: wrong tries, codes sent, log-ins.
    ///
    /// # Errors
    /// When it is not there, or the store does not answer.
    pub fn count_portal_account(&mut self, it: &PortalAccount) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("portal_account", |c| {
            diesel::update(portal_account::table.find((a.as_bytes().as_slice(), it.id.as_bytes().as_slice())))
                .set((
                    portal_account::failed_count.eq(it.failed_count),
                    portal_account::last_failed_at.eq(it.last_failed_at.map(Timestamp::as_micros)),
                    portal_account::codes_sent.eq(it.codes_sent),
                    portal_account::codes_since.eq(it.codes_since.as_micros()),
                    portal_account::first_in_at.eq(it.first_in_at.map(Timestamp::as_micros)),
                    portal_account::last_in_at.eq(it.last_in_at.map(Timestamp::as_micros)),
                ))
                .execute(c)
        })?;
        self.one("portal_account", rows)
    }

    /// Keeps what is sealed of an account anew.
    ///
    /// # Errors
    /// When it is not there, or the store does not answer.
    pub fn seal_portal_account(&mut self, it: &PortalAccount) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("portal_account", |c| {
            diesel::update(portal_account::table.find((a.as_bytes().as_slice(), it.id.as_bytes().as_slice())))
                .set(portal_account::sealed.eq(&it.sealed))
                .execute(c)
        })?;
        self.one("portal_account", rows)
    }

    /// Keeps the digest of a word that is asked when they log in; none: it is asked no more.
    ///
    /// # Errors
    /// When it is not there, or the store does not answer.
    pub fn set_portal_word(&mut self, id: AccountId, digest: Option<&[u8]>) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("portal_account", |c| {
            diesel::update(portal_account::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set(portal_account::word_digest.eq(digest))
                .execute(c)
        })?;
        self.one("portal_account", rows)
    }

    /// Begins a session.
    ///
    /// # Errors
    /// When there is no such account, or the store does not answer.
    pub fn insert_portal_session(&mut self, new: &PortalSession) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("portal_session", |c| {
            diesel::insert_into(portal_session::table)
                .values((
                    portal_session::authority.eq(a.as_bytes().as_slice()),
                    portal_session::id.eq(new.id.as_bytes().as_slice()),
                    portal_session::token_hash.eq(&new.token_hash),
                    portal_session::account.eq(new.account.as_bytes().as_slice()),
                    portal_session::code_digest.eq(&new.code_digest),
                    portal_session::tries.eq(new.tries),
                    portal_session::began_at.eq(new.began_at.as_micros()),
                    portal_session::last_seen_at.eq(new.last_seen_at.as_micros()),
                    portal_session::expires_at.eq(new.expires_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }

    /// The session whose token has this digest, if it has not ended.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn portal_session(&mut self, token_hash: &[u8]) -> Result<Option<PortalSession>, StoreError> {
        let (a, now) = (self.authority(), self.now);
        self.q("portal_session", |c| {
            portal_session::table
                .filter(portal_session::authority.eq(a.as_bytes().as_slice()))
                .filter(portal_session::token_hash.eq(token_hash))
                .filter(portal_session::expires_at.gt(now.as_micros()))
                .select(PortalSession::as_select())
                .get_result(c)
                .optional()
        })
    }

    /// Notes that a session was used, and how many wrong tries it saw.
    ///
    /// # Errors
    /// When it is not there, or the store does not answer.
    pub fn touch_portal_session(&mut self, id: SessionId, tries: i64) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        self.q("portal_session", |c| {
            diesel::update(portal_session::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set((portal_session::last_seen_at.eq(now.as_micros()), portal_session::tries.eq(tries)))
                .execute(c)
        })?;
        Ok(())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn end_portal_session(&mut self, id: SessionId) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("portal_session", |c| {
            diesel::delete(portal_session::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))).execute(c)
        })?;
        Ok(())
    }
}

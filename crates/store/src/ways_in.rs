//! How people come in: invitations to make an account, ways back into one, and the devices that each is used from.

use crate::conn::{Db, Names, names};
use crate::error::StoreError;
use crate::schema::{invitation, known_device, recovery, session};
use crate::sessions::Session;
use crate::tx::Tx;
use diesel::prelude::*;
use kernel::{AccountId, EnrolmentId, InvitationId, RecoveryId, SessionId, Timestamp};

/// An invitation to make an account. Of its token only the digest is kept.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = invitation, check_for_backend(Db))]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// The digest of its token.
    pub token_hash: Vec<u8>,
    /// The user name that the account gets.
    pub username: String,
    /// The name that colleagues will know them by.
    pub name: String,
    /// Whether the account administers.
    pub administers: bool,
    /// As whom it may act.
    #[diesel(deserialize_as = Names)]
    pub capacities: Vec<String>,
    /// The enrolment by which it belongs to a body of an open class.
    pub enrolment: Option<EnrolmentId>,
    /// Who invites; none: whoever set the council up, for its first administrator.
    pub invited_by: Option<AccountId>,
    /// When it was made.
    pub made_at: Timestamp,
    /// Until when it can be used.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Timestamp>,
}

/// A way back into an account: one person asks for it, another agrees, and only then is there a token.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = recovery, check_for_backend(Db))]
pub struct Recovery {
    /// Its id.
    pub id: RecoveryId,
    /// Whose account.
    pub account: AccountId,
    /// Who asked.
    pub asked_by: AccountId,
    /// When.
    pub asked_at: Timestamp,
    /// Who agreed or refused.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// The digest of its token; none before it is agreed to, and none when it was refused.
    pub token_hash: Option<Vec<u8>>,
    /// Until when it can be agreed to, and then used.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

/// A device that an account was used from: known again by a token in a cookie, of which only the digest is kept.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = known_device, check_for_backend(Db))]
pub struct KnownDevice {
    /// The digest of its token.
    pub token_hash: Vec<u8>,
    /// What it says it is: `Firefox on Linux`.
    pub words: String,
    /// When it was first used.
    pub first_seen_at: Timestamp,
    /// When it was last logged in from.
    pub last_seen_at: Timestamp,
    /// When the account's owner said that it is theirs.
    pub confirmed_at: Option<Timestamp>,
}

impl Tx<'_> {
    /// Adds an invitation.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn insert_invitation(&mut self, new: &Invitation) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("invitation", |c| {
            diesel::insert_into(invitation::table)
                .values((
                    invitation::authority.eq(a.as_bytes().as_slice()),
                    invitation::id.eq(new.id.as_bytes().as_slice()),
                    invitation::token_hash.eq(&new.token_hash),
                    invitation::username.eq(&new.username),
                    invitation::name.eq(&new.name),
                    invitation::administers.eq(new.administers),
                    invitation::capacities.eq(names(&new.capacities)),
                    invitation::enrolment.eq(new.enrolment.map(|id| id.as_bytes().to_vec())),
                    invitation::invited_by.eq(new.invited_by.map(|id| id.as_bytes().to_vec())),
                    invitation::made_at.eq(new.made_at.as_micros()),
                    invitation::expires_at.eq(new.expires_at.as_micros()),
                    invitation::used_at.eq(new.used_at.map(Timestamp::as_micros)),
                    invitation::withdrawn_at.eq(new.withdrawn_at.map(Timestamp::as_micros)),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// The invitation whose token has this digest, if it can still be used.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn invitation_of(&mut self, token_hash: &[u8]) -> Result<Option<Invitation>, StoreError> {
        let (a, now) = (self.authority(), self.now);
        self.q("invitation", |c| {
            invitation::table
                .filter(invitation::authority.eq(a.as_bytes().as_slice()))
                .filter(invitation::token_hash.eq(token_hash))
                .filter(invitation::expires_at.gt(now.as_micros()))
                .filter(invitation::used_at.is_null())
                .filter(invitation::withdrawn_at.is_null())
                .select(Invitation::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// All invitations, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn invitations(&mut self) -> Result<Vec<Invitation>, StoreError> {
        let a = self.authority();
        self.q("invitation", |c| {
            invitation::table
                .filter(invitation::authority.eq(a.as_bytes().as_slice()))
                .order(invitation::id.desc())
                .select(Invitation::as_select())
                .load(c)
        })
    }
    /// Ends an invitation that was neither used nor withdrawn: by using it, or by withdrawing it.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such one; or when the store does not answer.
    pub fn end_invitation(&mut self, id: InvitationId, used: bool) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let (used, withdrawn) = if used { (Some(now), None) } else { (None, Some(now)) };
        let rows = self.q("invitation", |c| {
            diesel::update(
                invitation::table
                    .filter(invitation::authority.eq(a.as_bytes().as_slice()))
                    .filter(invitation::id.eq(id.as_bytes().as_slice()))
                    .filter(invitation::used_at.is_null())
                    .filter(invitation::withdrawn_at.is_null()),
            )
            .set((
                invitation::used_at.eq(used.map(Timestamp::as_micros)),
                invitation::withdrawn_at.eq(withdrawn.map(Timestamp::as_micros)),
            ))
            .execute(c)
        })?;
        self.one("invitation", rows)
    }
    /// Keeps a way back, as it stands now.
    ///
    /// # Errors
    /// When there is no such account, the same person asks and decides, or the store does not answer.
    pub fn put_recovery(&mut self, new: &Recovery) -> Result<(), StoreError> {
        let a = self.authority();
        let values = || {
            (
                recovery::account.eq(new.account.as_bytes().to_vec()),
                recovery::asked_by.eq(new.asked_by.as_bytes().to_vec()),
                recovery::asked_at.eq(new.asked_at.as_micros()),
                recovery::decided_by.eq(new.decided_by.map(|id| id.as_bytes().to_vec())),
                recovery::decided_at.eq(new.decided_at.map(Timestamp::as_micros)),
                recovery::token_hash.eq(&new.token_hash),
                recovery::expires_at.eq(new.expires_at.as_micros()),
                recovery::used_at.eq(new.used_at.map(Timestamp::as_micros)),
            )
        };
        let key = (a.as_bytes().as_slice(), new.id.as_bytes().as_slice());
        let rows = self.q("recovery", |c| diesel::update(recovery::table.find(key)).set(values()).execute(c))?;
        if rows == 0 {
            let key = (recovery::authority.eq(key.0), recovery::id.eq(key.1));
            self.q("recovery", |c| diesel::insert_into(recovery::table).values((key, values())).execute(c))?;
        }
        Ok(())
    }
    /// A way back.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn recovery(&mut self, id: RecoveryId) -> Result<Option<Recovery>, StoreError> {
        let a = self.authority();
        self.q("recovery", |c| {
            recovery::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(Recovery::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// The way back whose token has this digest, if it can still be used.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn recovery_of(&mut self, token_hash: &[u8]) -> Result<Option<Recovery>, StoreError> {
        let (a, now) = (self.authority(), self.now);
        self.q("recovery", |c| {
            recovery::table
                .filter(recovery::authority.eq(a.as_bytes().as_slice()))
                .filter(recovery::token_hash.eq(token_hash.to_vec()))
                .filter(recovery::expires_at.gt(now.as_micros()))
                .filter(recovery::used_at.is_null())
                .select(Recovery::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// The ways back that wait for somebody to agree.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn recoveries_waiting(&mut self) -> Result<Vec<Recovery>, StoreError> {
        let (a, now) = (self.authority(), self.now);
        self.q("recovery", |c| {
            recovery::table
                .filter(recovery::authority.eq(a.as_bytes().as_slice()))
                .filter(recovery::decided_by.is_null())
                .filter(recovery::expires_at.gt(now.as_micros()))
                .order(recovery::id)
                .select(Recovery::as_select())
                .load(c)
        })
    }
    /// The sessions of an account that have not ended, with the device of each, the last used first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn sessions_of(&mut self, account: AccountId) -> Result<Vec<(Session, String)>, StoreError> {
        let (a, now) = (self.authority(), self.now);
        self.q("session", |c| {
            session::table
                .filter(session::authority.eq(a.as_bytes().as_slice()))
                .filter(session::account.eq(account.as_bytes().as_slice()))
                .filter(session::expires_at.gt(now.as_micros()))
                .order((session::last_seen_at.desc(), session::id))
                .select((Session::as_select(), session::device))
                .load(c)
        })
    }
    /// Notes the device that a session is used from.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such session; or when the store does not answer.
    pub fn set_session_device(&mut self, id: SessionId, words: &str) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("session", |c| {
            diesel::update(session::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set(session::device.eq(words))
                .execute(c)
        })?;
        self.one("session", rows)
    }
    /// Keeps a device of an account, as it stands now.
    ///
    /// # Errors
    /// When there is no such account, or the store does not answer.
    pub fn put_device(&mut self, account: AccountId, device: &KnownDevice) -> Result<(), StoreError> {
        let a = self.authority();
        let values = || {
            (
                known_device::words.eq(&device.words),
                known_device::first_seen_at.eq(device.first_seen_at.as_micros()),
                known_device::last_seen_at.eq(device.last_seen_at.as_micros()),
                known_device::confirmed_at.eq(device.confirmed_at.map(Timestamp::as_micros)),
            )
        };
        let key = (a.as_bytes().as_slice(), account.as_bytes().as_slice(), &device.token_hash);
        let rows =
            self.q("known_device", |c| diesel::update(known_device::table.find(key)).set(values()).execute(c))?;
        if rows == 0 {
            let key = (
                known_device::authority.eq(key.0),
                known_device::account.eq(key.1),
                known_device::token_hash.eq(&device.token_hash),
            );
            self.q("known_device", |c| diesel::insert_into(known_device::table).values((key, values())).execute(c))?;
        }
        Ok(())
    }
    /// The devices that an account was used from, the last used first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn devices(&mut self, account: AccountId) -> Result<Vec<KnownDevice>, StoreError> {
        let a = self.authority();
        self.q("known_device", |c| {
            known_device::table
                .filter(known_device::authority.eq(a.as_bytes().as_slice()))
                .filter(known_device::account.eq(account.as_bytes().as_slice()))
                .order((known_device::last_seen_at.desc(), known_device::token_hash))
                .select(KnownDevice::as_select())
                .load(c)
        })
    }
    /// Forgets the devices of an account: each is a new one when it comes again.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn forget_devices(&mut self, account: AccountId) -> Result<usize, StoreError> {
        let a = self.authority();
        self.q("known_device", |c| {
            diesel::delete(
                known_device::table
                    .filter(known_device::authority.eq(a.as_bytes().as_slice()))
                    .filter(known_device::account.eq(account.as_bytes().as_slice())),
            )
            .execute(c)
        })
    }
}

//! Who acts, as whom and for which purpose: what every use case takes first.

use crate::access::in_use;
use crate::error::AppError;
use jiff::civil::Date;
use kernel::{AccountId, AuthorityId, Caller, CallerKind, EnrolmentId, SessionId, london_date};
use notice::model::{Fact, Facts};
use store::{Account, Tx};

/// One way in which an account may act: a principal of one notice. Kept on the account as `notice#principal`, for example
/// `coventry/homelessness-and-cbl#role:housing-officer` or `coventry/homelessness-and-cbl#st-basils`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capacity {
    /// The notice's id.
    pub notice: String,
    /// The principal's key in it.
    pub principal: String,
}

impl Capacity {
    /// From the stored form; none if it is not one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (notice, principal) = text.split_once('#')?;
        Some(Self { notice: notice.to_owned(), principal: principal.to_owned() })
    }
    /// The stored form.
    #[must_use]
    pub fn stored(&self) -> String {
        format!("{}#{}", self.notice, self.principal)
    }
}

/// Whether an account's training is up to date on a day.
pub(crate) fn is_trained(account: &Account, today: Date) -> bool {
    account.trained_until.is_some_and(|last| today <= last)
}

/// Somebody logged in, acting in one capacity for one purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The caller that every layer below sees.
    pub caller: Caller,
    /// The account.
    pub account: AccountId,
    /// The enrolment by which it belongs to a body of an open class.
    pub enrolment: Option<EnrolmentId>,
    /// The session.
    pub session: SessionId,
    /// The name that colleagues know them by.
    pub name: String,
    /// As whom.
    pub capacity: Capacity,
    /// For which purpose of that notice.
    pub purpose: String,
    /// Whether this account administers (accounts, enrolments, the permission matrix): no content of any case by itself.
    pub administers: bool,
    /// Whether its training is up to date today.
    pub trained: bool,
    /// Whether it is known that they owe confidentiality about health and care.
    pub bound: bool,
}

impl Actor {
    /// The recipient, as consents and links name it: a party's key, or for a body of an open class the class's key and
    /// the enrolment.
    #[must_use]
    pub fn recipient(&self) -> String {
        match self.enrolment {
            Some(enrolment) if self.capacity.principal.starts_with("class:") => {
                format!("{}/{enrolment}", self.capacity.principal)
            }
            _ => self.capacity.principal.clone(),
        }
    }
    /// The account in whose name something is written down; none for a body that acts by a link.
    pub(crate) fn own_account(&self) -> Option<AccountId> {
        match self.caller.kind {
            CallerKind::System { .. } => None,
            _ => Some(self.account),
        }
    }
    /// Whether this is one of the controller's own people.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        self.capacity.principal.starts_with("role:")
    }
    /// Of somebody on a page of their own, who that is: a code of [`casework::document::CAME`].
    pub(crate) fn came_in(&self) -> Option<&'static str> {
        match self.capacity.principal.as_str() {
            crate::portal::SUBJECT => Some("the-person"),
            crate::portal::REPRESENTATIVE => Some("representative"),
            _ => None,
        }
    }
    /// Whether this is somebody who keeps the register of agreements: an administrator, or the data protection officer.
    #[must_use]
    pub fn keeps_agreements(&self) -> bool {
        self.administers || self.is_officer()
    }
    /// Whether this is the data protection officer of the notice that they act under.
    #[must_use]
    pub fn is_officer(&self) -> bool {
        self.capacity.principal == crate::agreements::OFFICER
    }
    /// Goes on only for a data protection officer.
    ///
    /// # Errors
    /// `NotFound` for everybody else.
    pub(crate) fn must_be_officer(&self) -> Result<(), AppError> {
        if self.is_officer() { Ok(()) } else { Err(AppError::NotFound) }
    }
    /// Whether this is a data protection officer, who reviews what went without consent.
    #[must_use]
    pub fn reviews_shares(&self) -> bool {
        self.capacity.principal == crate::agreements::OFFICER
    }
    /// Goes on only for whoever keeps the register of agreements.
    ///
    /// # Errors
    /// `NotFound` for everybody else.
    pub(crate) fn must_keep_agreements(&self) -> Result<(), AppError> {
        if self.keeps_agreements() { Ok(()) } else { Err(AppError::NotFound) }
    }
    /// Goes on only for an administrator.
    ///
    /// # Errors
    /// `NotFound` for everybody else.
    pub(crate) const fn must_administer(&self) -> Result<(), AppError> {
        if self.administers { Ok(()) } else { Err(AppError::NotFound) }
    }
    /// Somebody who is not there, for what they asked for: a feed, a run. It administers nothing.
    pub(crate) fn stand_in(
        authority: AuthorityId,
        of: &Account,
        capacity: Capacity,
        purpose: &str,
        session: [u8; 16],
        today: Date,
    ) -> Self {
        Self {
            caller: Caller { authority, account: Some(of.id), kind: Self::kind_of(&capacity.principal) },
            account: of.id,
            enrolment: of.enrolment,
            session: SessionId::from_bytes(session),
            name: of.name.clone(),
            capacity,
            purpose: purpose.to_owned(),
            administers: false,
            trained: is_trained(of, today),
            bound: of.bound_by.is_some(),
        }
    }
    /// The facts that are so of whoever acts, whatever the record says.
    pub(crate) const fn given(&self) -> Facts {
        Facts::NONE.with_if(Fact::Trained, self.trained)
    }
    /// The kind of caller that a principal is.
    #[must_use]
    pub fn kind_of(principal: &str) -> CallerKind {
        match principal.strip_prefix("role:") {
            Some(role) => CallerKind::Staff { role: role.to_owned() },
            None => CallerKind::Partner { party: principal.to_owned() },
        }
    }
}

/// The token by which an actor acts; none: a person acts, in a browser or on the command line.
pub(crate) fn token_of(tx: &mut Tx<'_>, actor: &Actor) -> Result<Option<SessionId>, AppError> {
    Ok(tx.api_tokens(actor.account)?.into_iter().map(|token| token.id).find(|id| *id == actor.session))
}

/// Whether a token by which something was begun opens anything still. What a person began hangs on none.
pub(crate) fn lasts(tx: &mut Tx<'_>, account: AccountId, token: Option<SessionId>) -> Result<bool, AppError> {
    let Some(token) = token else { return Ok(true) };
    let now = tx.now();
    let found = tx.api_tokens(account)?.into_iter().find(|row| row.id == token);
    Ok(found.is_some_and(|row| row.revoked_at.is_none() && row.expires_at > now))
}

/// Whoever began something that is done later, as they may act today; nobody, if they may not any more.
pub(crate) fn today(
    tx: &mut Tx<'_>,
    account: AccountId,
    capacity: &str,
    purpose: &str,
) -> Result<Option<Actor>, AppError> {
    let (now, today) = (tx.now(), london_date(tx.now()));
    let Some(account) = tx.account(account)?.filter(|a| in_use(a, now)) else { return Ok(None) };
    let held = account.capacities.iter().any(|c| c == capacity);
    let Some(capacity) = Capacity::parse(capacity).filter(|_| held) else { return Ok(None) };
    Ok(Some(Actor::stand_in(tx.authority(), &account, capacity, purpose, [0; 16], today)))
}

//! Invitations: an administrator says who somebody is and what they may act as; they themselves choose the password, through a
//! link that works once and not for long.

use super::accounts::granted;
use super::own::check;
use super::{confirm_by, is_address};
use crate::actor::Actor;
use crate::error::AppError;
use crate::login::note;
use crate::outbox::{Mail, mail};
use crate::{App, Inner};
use identity::{HandedOut, SecretFor};
use kernel::{AccountId, Caller, InvitationId, OsEntropy, PersonId, Sensitive, Timestamp, london_date};
use ledger::Action;
use store::{Account, Credential, Invitation, Tx};

/// How long an invitation can be used, in seconds: a week.
const LASTS: i64 = 7 * 24 * 60 * 60;

/// Somebody to be invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInvitation {
    /// Their work email address, which is what they type to log in.
    pub username: String,
    /// The name that colleagues will know them by.
    pub name: String,
    /// As whom they may act, as [`App::capacity_choices`] has it.
    pub capacities: Vec<String>,
    /// Whether they administer.
    pub administers: bool,
    /// Where browsers reach the server, `https://casework.example`: the link is sent to their address by email. None: whoever
    /// invites hands it over.
    pub origin: Option<String>,
}

/// An invitation in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationLine {
    /// Its id.
    pub id: InvitationId,
    /// The user name.
    pub username: String,
    /// The name.
    pub name: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Until when it can be used.
    pub expires_at: Timestamp,
    /// Whether it can still be used.
    pub open: bool,
    /// Whether it was used.
    pub used: bool,
}

/// What somebody who follows an invitation is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// The user name.
    pub username: String,
    /// The name.
    pub name: String,
}

/// All invitations, the newest first.
pub(crate) fn invitation_lines(tx: &mut Tx<'_>) -> Result<Vec<InvitationLine>, AppError> {
    let now = tx.now();
    let line = |i: Invitation| InvitationLine {
        open: i.used_at.is_none() && i.withdrawn_at.is_none() && now < i.expires_at,
        used: i.used_at.is_some(),
        id: i.id,
        username: i.username,
        name: i.name,
        made_at: i.made_at,
        expires_at: i.expires_at,
    };
    Ok(tx.invitations()?.into_iter().map(line).collect())
}

impl App {
    /// Invites somebody. The link's secret is answered once, goes to their address if the invitation says from where, and is
    /// kept nowhere after that.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer; `Form` when something is missing or the user name is taken.
    pub fn invite(&self, actor: &Actor, new: &NewInvitation) -> Result<(InvitationId, HandedOut), AppError> {
        actor.must_administer()?;
        let (by, new, who) = (actor.account, new.clone(), disclosure::actor(&actor.caller));
        self.act(&actor.caller, "invite", move |tx, inner| invite(tx, inner, (Some(by), &who), &new))
    }

    /// Sets a council up: its place in the database, an empty ledger, and an invitation for its first administrator.
    ///
    /// # Errors
    /// `Form` when something is missing; `Refused` when the database has a council already; `Conflict` when another has the
    /// short name.
    pub fn set_up(
        &self,
        caller: &Caller,
        slug: &str,
        name: &str,
        first: &NewInvitation,
    ) -> Result<HandedOut, AppError> {
        let (slug, name, first) = (slug.trim().to_owned(), name.trim().to_owned(), first.clone());
        let who = disclosure::actor(caller);
        self.act(caller, "set up", move |tx, inner| {
            if slug.is_empty() || !slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
                return Err(AppError::field("slug", "Enter a short name of small letters, figures and hyphens"));
            }
            if name.is_empty() {
                return Err(AppError::field("name", "Enter the council’s name, as pages show it"));
            }
            if tx.authorities()?.iter().any(|a| a.slug == slug) {
                return Err(AppError::Refused(format!(
                    "{slug} is set up already. If nobody can come in any more, use `casement invite-admin`"
                )));
            }
            tx.ensure_authority(&slug, &name)?;
            note(tx, &who, Action::Administer, "set up")?;
            crate::papers::signer(tx, inner)?;
            Ok(invite(tx, inner, (None, &who), &first)?.1)
        })
    }

    /// Invites an administrator from outside the program, when nobody who administers can come in. It stands on the ledger.
    ///
    /// # Errors
    /// As [`App::invite`].
    pub fn invite_from_outside(&self, caller: &Caller, new: &NewInvitation) -> Result<HandedOut, AppError> {
        let (new, who) = (new.clone(), disclosure::actor(caller));
        self.act(caller, "invite administrator", move |tx, inner| Ok(invite(tx, inner, (None, &who), &new)?.1))
    }

    /// All invitations, the newest first.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer.
    pub fn invitations(&self, actor: &Actor) -> Result<Vec<InvitationLine>, AppError> {
        actor.must_administer()?;
        self.inner.store.read(&actor.caller, "invitations", invitation_lines)
    }

    /// Withdraws an invitation: its link does not work any more.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer or there is no open one.
    pub fn withdraw_invitation(&self, actor: &Actor, id: InvitationId) -> Result<(), AppError> {
        actor.must_administer()?;
        let who = disclosure::actor(&actor.caller);
        self.act(&actor.caller, "withdraw invitation", move |tx, _| {
            let open = |i: &Invitation| i.id == id && i.used_at.is_none() && i.withdrawn_at.is_none();
            if !tx.invitations()?.iter().any(open) {
                return Err(AppError::NotFound);
            }
            tx.end_invitation(id, false)?;
            note(tx, &who, Action::Administer, &format!("invitation {id} withdrawn"))
        })
    }

    /// Whom a link invites.
    ///
    /// # Errors
    /// `NotFound` when the link was used, withdrawn or is over.
    pub fn invited(&self, secret: &HandedOut) -> Result<Invited, AppError> {
        let digest = secret.digest(SecretFor::Invitation);
        self.inner.store.read(&self.door(), "invited", move |tx| {
            let invitation = tx.invitation_of(&digest)?.ok_or(AppError::NotFound)?;
            Ok(Invited { username: invitation.username, name: invitation.name })
        })
    }

    /// Makes the account that a link invites to, with the password that its owner chose. The second factor follows at the first
    /// log in.
    ///
    /// # Errors
    /// `NotFound` when the link was used, withdrawn or is over; `Form` when the password is not good enough.
    pub fn accept_invitation(&self, secret: &HandedOut, password: &Sensitive<String>) -> Result<AccountId, AppError> {
        let invited = self.invited(secret)?;
        check(password, &invited.username)?;
        let hash =
            identity::hash_password(password, &mut OsEntropy).map_err(|e| AppError::Unavailable(e.to_string()))?;
        let digest = secret.digest(SecretFor::Invitation);
        self.act(&self.door(), "accept invitation", move |tx, _| {
            let invitation = tx.invitation_of(&digest)?.ok_or(AppError::NotFound)?;
            Ok(used_invitation(tx, &invitation, &hash)?.ok_or(AppError::NotFound)?.id)
        })
    }
}

/// Makes the account that an invitation invites to, and ends the invitation. None: the user name was taken meanwhile.
pub(super) fn used_invitation(
    tx: &mut Tx<'_>,
    invitation: &Invitation,
    hash: &str,
) -> Result<Option<Account>, AppError> {
    if tx.account_named(&invitation.username)?.is_some() {
        return Ok(None);
    }
    let account = new_account(tx, &invitation.username, &invitation.name, hash, |account| {
        account.administers = invitation.administers;
        account.capacities.clone_from(&invitation.capacities);
        account.enrolment = invitation.enrolment;
    })?;
    tx.end_invitation(invitation.id, true)?;
    note(tx, &account.id.to_string(), Action::Administer, &format!("invitation {} accepted", invitation.id))?;
    Ok(Some(account))
}

/// Makes an account that may act as nothing but what is given to it here. Without a hash it has no password: nobody comes in by one.
pub(crate) fn new_account(
    tx: &mut Tx<'_>,
    username: &str,
    name: &str,
    hash: &str,
    give: impl FnOnce(&mut Account),
) -> Result<Account, AppError> {
    let now = tx.now();
    let mut account = Account {
        id: AccountId::new(now, tx.entropy()),
        username: username.to_owned(),
        name: name.to_owned(),
        administers: false,
        capacities: Vec::new(),
        enrolment: None,
        created_at: now,
        disabled_at: None,
        confirm_by: confirm_by(london_date(now)),
        trained_until: None,
        bound_by: None,
    };
    give(&mut account);
    tx.insert_account(&account)?;
    tx.put_credential(&Credential {
        account: account.id,
        password_hash: hash.to_owned(),
        totp_sealed: None,
        totp_confirmed: false,
        totp_last_step: None,
        recovery: Vec::new(),
        failed_count: 0,
        last_failed_at: None,
        changed_at: now,
    })?;
    Ok(account)
}

/// Writes an invitation down; its secret is kept nowhere but in the email that takes it there.
fn invite(
    tx: &mut Tx<'_>,
    inner: &Inner,
    (by, who): (Option<AccountId>, &str),
    new: &NewInvitation,
) -> Result<(InvitationId, HandedOut), AppError> {
    let new =
        NewInvitation { username: new.username.trim().to_lowercase(), name: new.name.trim().to_owned(), ..new.clone() };
    if new.name.is_empty() {
        return Err(AppError::field("name", "Enter the name that colleagues know them by"));
    }
    if !is_address(&new.username) {
        return Err(AppError::field("username", "Enter a work email address, like name@example.org"));
    }
    if tx.account_named(&new.username)?.is_some() {
        return Err(AppError::field("username", "There is an account with this address already"));
    }
    let granted = granted(tx, inner, &new.capacities)?;
    if granted.capacities.is_empty() && !new.administers {
        return Err(AppError::field("capacities", "Choose at least one thing that they may act as"));
    }
    let now = tx.now();
    for other in tx.invitations()?.into_iter().filter(|i| i.username == new.username) {
        // A new invitation takes the place of an old one.
        if other.used_at.is_none() && other.withdrawn_at.is_none() {
            tx.end_invitation(other.id, false)?;
        }
    }
    let secret = HandedOut::new(tx.entropy());
    let id = InvitationId::new(now, tx.entropy());
    tx.insert_invitation(&Invitation {
        id,
        token_hash: secret.digest(SecretFor::Invitation).to_vec(),
        username: new.username.clone(),
        name: new.name.clone(),
        administers: new.administers,
        capacities: granted.capacities,
        enrolment: granted.enrolment,
        invited_by: by,
        made_at: now,
        expires_at: now.plus_seconds(LASTS),
        used_at: None,
        withdrawn_at: None,
    })?;
    let sent = match &new.origin {
        Some(origin) => send(tx, id, &new, origin, &secret)?,
        None => "",
    };
    note(tx, who, Action::Administer, &format!("invitation {id} made{sent}"))?;
    Ok((id, secret))
}

/// Sends the link. The email is sealed under the invitation's own key until it has left.
fn send(
    tx: &mut Tx<'_>,
    id: InvitationId,
    new: &NewInvitation,
    origin: &str,
    secret: &HandedOut,
) -> Result<&'static str, AppError> {
    let council = tx.authorities()?.into_iter().find(|a| a.id == tx.authority()).map_or_else(String::new, |a| a.name);
    let link = format!("{}/join/{}", origin.trim_end_matches('/'), secret.text().expose());
    let body = format!(
        "{name},\n\nYou are invited to Casement, where {council} keeps its casework. Your user name is {username}.\n\n\
         Set up your account here:\n\n{link}\n\n\
         The link works once, until {until}. Do not pass it on: whoever opens it becomes you.\n\n\
         If you do not know why you get this, tell the council, and do not open the link.\n",
        name = new.name,
        username = new.username,
        until = tx.now().plus_seconds(LASTS).words(),
    );
    mail(
        tx,
        &Mail {
            under: PersonId::from_bytes(*id.as_bytes()),
            address: &new.username,
            subject: "Your invitation to Casement",
            body: &body,
        },
    )?;
    Ok(" and sent")
}

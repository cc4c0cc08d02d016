//! Making accounts: the command line does it, and the demonstration.

use crate::App;
use crate::access::{credential_of, new_account};
use crate::actor::Capacity;
use crate::error::AppError;
use crate::login::{note, seal_secret};
use identity::TotpSecret;
use kernel::{AccountId, Caller, EnrolmentId};
use ledger::Action;

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// What is typed to log in; kept in lower case.
    pub username: String,
    /// The name that colleagues know them by.
    pub name: String,
    /// The password's hash, from [`identity::hash_password`].
    pub password_hash: String,
    /// The second factor, if it is set up already; else it is set up at the first log-in.
    pub second_factor: Option<TotpSecret>,
    /// As whom it may act.
    pub capacities: Vec<Capacity>,
    /// The enrolment by which it belongs to a body of an open class.
    pub enrolment: Option<EnrolmentId>,
    /// Whether it administers.
    pub administers: bool,
}

impl App {
    /// Makes accounts, all of them or none.
    ///
    /// # Errors
    /// When a username is taken, or the store does not answer.
    pub fn add_accounts(&self, caller: &Caller, new: Vec<NewAccount>) -> Result<Vec<AccountId>, AppError> {
        let who = disclosure::actor(caller);
        self.act(caller, "add accounts", move |tx, _| {
            let mut made = Vec::with_capacity(new.len());
            for new in &new {
                let username = new.username.trim().to_lowercase();
                let account = new_account(tx, &username, &new.name, &new.password_hash, |account| {
                    account.administers = new.administers;
                    account.capacities = new.capacities.iter().map(Capacity::stored).collect();
                    account.enrolment = new.enrolment;
                    // To be confirmed, as of everybody who was there before it was asked.
                    account.bound_by = Some("taken-over".to_owned());
                })?;
                if let Some(secret) = &new.second_factor {
                    let mut credential = credential_of(tx, account.id)?;
                    credential.totp_sealed = Some(seal_secret(tx, account.id, secret)?);
                    credential.totp_confirmed = true;
                    tx.put_credential(&credential)?;
                }
                note(tx, &who, Action::Administer, &format!("account {} made", account.id))?;
                made.push(account.id);
            }
            Ok(made)
        })
    }
}

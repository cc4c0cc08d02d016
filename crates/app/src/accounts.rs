//! Making accounts: the command line does it, and the demonstration.

use crate::App;
use crate::access::confirm_by;
use crate::actor::Capacity;
use crate::error::AppError;
use crate::login::{note, seal_secret};
use identity::TotpSecret;
use kernel::{AccountId, Caller, EnrolmentId, london_date};
use ledger::Action;
use store::{Account, Credential};

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
            for account in &new {
                let now = tx.now();
                let id = AccountId::new(now, tx.entropy());
                tx.insert_account(&Account {
                    id,
                    username: account.username.trim().to_lowercase(),
                    name: account.name.clone(),
                    administers: account.administers,
                    capacities: account.capacities.iter().map(Capacity::stored).collect(),
                    enrolment: account.enrolment,
                    created_at: now,
                    disabled_at: None,
                    confirm_by: confirm_by(london_date(now)),
                    trained_until: None,
                })?;
                let totp_sealed = match &account.second_factor {
                    Some(secret) => Some(seal_secret(tx, id, secret)?),
                    None => None,
                };
                tx.put_credential(&Credential {
                    account: id,
                    password_hash: account.password_hash.clone(),
                    totp_confirmed: totp_sealed.is_some(),
                    totp_sealed,
                    totp_last_step: None,
                    recovery: Vec::new(),
                    failed_count: 0,
                    last_failed_at: None,
                    changed_at: now,
                })?;
                note(tx, &who, Action::Administer, &format!("account {id} made"))?;
                made.push(id);
            }
            Ok(made)
        })
    }
}

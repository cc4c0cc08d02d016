//! What an administrator sees and changes of an account.

use crate::App;
use crate::actor::{Actor, Capacity};
use crate::error::AppError;
use crate::login::note;
use jiff::civil::Date;
use kernel::{AccountId, EnrolmentId, SessionId, Timestamp, london_date};
use ledger::Action;
use notice::model::Principal;
use store::{Account, Tx};

/// A session, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionLine {
    /// Its id.
    pub id: SessionId,
    /// The device that it is used from.
    pub device: String,
    /// Since when.
    pub began_at: Timestamp,
    /// When it was last used.
    pub last_seen_at: Timestamp,
    /// Whether it is the one that asks.
    pub own: bool,
}

/// As whom accounts may act under one notice: values for choosing, and words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapacityChoices {
    /// The notice's title.
    pub notice: String,
    /// `notice#principal`, or `notice#class:…/enrolment` for an enrolled body; and in words.
    pub choices: Vec<(String, String)>,
}

/// An account, for an administrator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountView {
    /// Its id.
    pub id: AccountId,
    /// Its user name.
    pub username: String,
    /// Its name.
    pub name: String,
    /// Whether it administers.
    pub administers: bool,
    /// Whether it may log in.
    pub enabled: bool,
    /// Whether a second factor is set up.
    pub second_factor: bool,
    /// By when somebody has to confirm it.
    pub confirm_by: Option<Date>,
    /// Until when its training is up to date.
    pub trained_until: Option<Date>,
    /// By what its holder owes confidentiality about health and care: a code.
    pub bound_by: Option<String>,
    /// As whom it may act, as the choices have it.
    pub capacities: Vec<String>,
    /// Its sessions.
    pub sessions: Vec<SessionLine>,
}

/// As whom somebody may act: what an administrator ticked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Granted {
    pub(super) capacities: Vec<String>,
    pub(super) enrolment: Option<EnrolmentId>,
}

pub(super) fn choices(tx: &mut Tx<'_>, inner: &crate::Inner) -> Result<Vec<CapacityChoices>, AppError> {
    let today = london_date(tx.now());
    let ids = crate::publish::notice_ids(tx)?;
    let mut all = Vec::new();
    for id in ids {
        let Some(notice) = inner.latest(tx, &id)? else { continue };
        let enrolled = tx.enrolments(&id)?;
        let mut choices = Vec::new();
        for principal in &notice.compiled.principals {
            match principal {
                Principal::Role { .. } | Principal::Party { .. } => {
                    choices.push((format!("{id}#{}", principal.key()), principal.words().to_owned()));
                }
                Principal::Enrolled { class, label, .. } => {
                    let bodies = enrolled.iter().filter(|e| e.class == *class);
                    for body in bodies.filter(|e| e.until_on.is_none_or(|last| today <= last)) {
                        let value = format!("{id}#{}/{}", principal.key(), body.id);
                        choices.push((value, format!("{} ({label})", body.name)));
                    }
                }
                Principal::Subject => {}
            }
        }
        all.push(CapacityChoices { notice: notice.compiled.title.clone(), choices });
    }
    Ok(all)
}

/// Reads what was ticked: each has to be one of the choices, and an account belongs to one enrolled body at most.
pub(super) fn granted(tx: &mut Tx<'_>, inner: &crate::Inner, ticked: &[String]) -> Result<Granted, AppError> {
    granted_of(&choices(tx, inner)?, ticked)
}

/// The same, of choices that are there already.
pub(super) fn granted_of(choices: &[CapacityChoices], ticked: &[String]) -> Result<Granted, AppError> {
    let mut granted = Granted::default();
    for value in ticked {
        if !choices.iter().any(|c| c.choices.iter().any(|(known, _)| known == value)) {
            return Err(AppError::field("capacities", "Choose from the list what the account may act as"));
        }
        let (stored, enrolment) = match value.split_once("#class:").and_then(|_| value.rsplit_once('/')) {
            Some((stored, id)) => (stored.to_owned(), id.parse::<EnrolmentId>().ok()),
            None => (value.clone(), None),
        };
        if enrolment.is_some() && granted.enrolment.is_some() && granted.enrolment != enrolment {
            return Err(AppError::field(
                "capacities",
                "Choose one enrolled organisation only: somebody who works for two needs two accounts",
            ));
        }
        granted.enrolment = granted.enrolment.or(enrolment);
        if !granted.capacities.contains(&stored) {
            granted.capacities.push(stored);
        }
    }
    Ok(granted)
}

/// What an administrator sets by hand: what was given by groups of a provider and stays is still theirs to take, and what is given
/// anew stays when the groups go.
fn by_hand(tx: &mut Tx<'_>, before: &Account, capacities: &[String], administers: bool) -> Result<(), AppError> {
    for mut identity in tx.sign_on_identities_of(before.id)? {
        identity.gave.retain(|given| before.capacities.contains(given) && capacities.contains(given));
        identity.gave_administration = identity.gave_administration && before.administers && administers;
        tx.put_sign_on_identity(&identity)?;
    }
    Ok(())
}

pub(super) fn session_lines(tx: &mut Tx<'_>, account: AccountId, own: SessionId) -> Result<Vec<SessionLine>, AppError> {
    let sessions = tx.sessions_of(account)?;
    Ok(sessions
        .into_iter()
        .map(|(session, device)| SessionLine {
            id: session.id,
            device,
            began_at: session.began_at,
            last_seen_at: session.last_seen_at,
            own: session.id == own,
        })
        .collect())
}

impl App {
    /// As whom accounts may act, under every notice.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer.
    pub fn capacity_choices(&self, actor: &Actor) -> Result<Vec<CapacityChoices>, AppError> {
        actor.must_administer()?;
        let inner = &self.inner;
        inner.store.read(&actor.caller, "capacity choices", |tx| choices(tx, inner))
    }

    /// An account.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer or there is none.
    pub fn account(&self, actor: &Actor, id: AccountId) -> Result<AccountView, AppError> {
        actor.must_administer()?;
        let session = actor.session;
        self.inner.store.read(&actor.caller, "account", move |tx| {
            let account = tx.account(id)?.ok_or(AppError::NotFound)?;
            let of_class = |stored: &String| Capacity::parse(stored).is_some_and(|c| c.principal.starts_with("class:"));
            let capacities = account.capacities.iter().map(|stored| match account.enrolment {
                Some(enrolment) if of_class(stored) => format!("{stored}/{enrolment}"),
                _ => stored.clone(),
            });
            Ok(AccountView {
                id,
                username: account.username.clone(),
                name: account.name.clone(),
                administers: account.administers,
                enabled: account.disabled_at.is_none(),
                second_factor: tx.credential(id)?.is_some_and(|c| c.totp_confirmed),
                confirm_by: account.confirm_by,
                trained_until: account.trained_until,
                bound_by: account.bound_by.clone(),
                capacities: capacities.collect(),
                sessions: session_lines(tx, id, session)?,
            })
        })
    }

    /// Sets as whom an account may act and whether it administers. What was taken away is gone at once, in sessions too.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer or there is no such account; `Form` for what is no choice, and for one's
    /// own administration.
    pub fn set_capacities(
        &self,
        actor: &Actor,
        id: AccountId,
        ticked: &[String],
        administers: bool,
    ) -> Result<(), AppError> {
        actor.must_administer()?;
        let (own, session, ticked) = (actor.account, actor.session, ticked.to_vec());
        let who = disclosure::actor(&actor.caller);
        self.act(&actor.caller, "set capacities", move |tx, inner| {
            let mut account = tx.account(id)?.ok_or(AppError::NotFound)?;
            if id == own && !administers {
                return Err(AppError::field(
                    "administers",
                    "You cannot take administration from yourself: ask another administrator",
                ));
            }
            let granted = granted(tx, inner, &ticked)?;
            by_hand(tx, &account, &granted.capacities, administers)?;
            let took_away = account.capacities.iter().any(|c| !granted.capacities.contains(c))
                || account.enrolment != granted.enrolment
                || (account.administers && !administers);
            account.capacities = granted.capacities;
            account.enrolment = granted.enrolment;
            account.administers = administers;
            tx.update_account(&account)?;
            if took_away {
                // The session that asks stays, if it is the actor's own account.
                tx.end_sessions(id, Some(session))?;
            }
            let words = format!("account {id} may act as {}", account.capacities.join(", "));
            note(tx, &who, Action::Administer, &words)
        })
    }

    /// Ends all sessions of an account.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer or there is no such account.
    pub fn end_sessions_of(&self, actor: &Actor, id: AccountId) -> Result<usize, AppError> {
        actor.must_administer()?;
        let but = actor.session;
        let who = disclosure::actor(&actor.caller);
        self.act(&actor.caller, "end sessions", move |tx, _| {
            tx.account(id)?.ok_or(AppError::NotFound)?;
            let ended = tx.end_sessions(id, Some(but))?;
            note(tx, &who, Action::Administer, &format!("sessions of account {id} ended"))?;
            Ok(ended)
        })
    }
}

//! Reviews of access: every account has a day by which an administrator confirms that it is still needed as it is. One that nobody
//! confirms ends by itself. And until when somebody's training is up to date, which a notice can ask for.

use super::sign_on::take_what_lapsed;
use crate::actor::Actor;
use crate::admin::acts_as;
use crate::error::AppError;
use crate::login::note;
use crate::outbox::{StaffMail, mail_to_staff};
use crate::{App, Inner};
use jiff::Span;
use jiff::civil::Date;
use kernel::{AccountId, Caller, Timestamp, london_date};
use ledger::Action;
use store::{Account, Tx};

/// By what somebody owes confidentiality about health and care: codes and words (Data Protection Act 2018 section 11(1)).
pub const BOUND_BY: [(&str, &str); 3] = [
    ("health", "A health professional"),
    ("social-work", "A social work professional"),
    ("duty", "Another duty of confidentiality, by law or contract"),
];

/// Ends accounts that nobody confirmed, and reminds administrators beforehand: a kind of job that recurs.
pub const ACCESS_REVIEW: &str = "access-review";
/// For how many months an account is confirmed.
pub const CONFIRM_MONTHS: i64 = 6;
/// From so many days before its day on an account waits to be confirmed.
const WAITS_DAYS: i64 = 30;
/// So many days before, administrators are written to.
const REMINDERS: [i64; 3] = [30, 7, 1];

/// An account, for the review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewedAccount {
    /// Its id.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// Its username.
    pub username: String,
    /// As whom it may act, in words, under which notice.
    pub capacities: Vec<(String, String)>,
    /// The ids of those notices.
    pub notices: Vec<String>,
    /// Whether it administers.
    pub administers: bool,
    /// When it was last used, as far as a session of it is kept.
    pub last_used: Option<Timestamp>,
    /// The last day on which it may be used unless it is confirmed.
    pub confirm_by: Option<Date>,
    /// Whether it waits to be confirmed.
    pub waits: bool,
    /// Whether it ended because nobody confirmed it.
    pub ended: bool,
    /// Until when its training is up to date.
    pub trained_until: Option<Date>,
    /// Whether the actor may confirm it: nobody confirms their own while there is somebody else who can.
    pub can_confirm: bool,
}

/// The review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessReview {
    /// The accounts, those that wait first.
    pub accounts: Vec<ReviewedAccount>,
    /// How many wait.
    pub waiting: usize,
    /// Today.
    pub today: Date,
}

/// The day by which an account that is made or confirmed on a day has to be confirmed again.
pub(crate) fn confirm_by(today: Date) -> Option<Date> {
    today.checked_add(Span::new().months(CONFIRM_MONTHS)).ok()
}

/// Whether an account may be used at a moment: it is not switched off, and its day is not over. One that administers goes on until
/// the review has ended it, which leaves one of them: somebody has to be able to confirm the others.
pub(crate) fn in_use(account: &Account, now: Timestamp) -> bool {
    let over = account.confirm_by.is_some_and(|last| last < london_date(now));
    account.disabled_at.is_none() && (!over || account.administers)
}

/// The accounts that administer and may be used.
pub(super) fn administrators(all: &[Account]) -> impl Iterator<Item = &Account> {
    all.iter().filter(|a| a.administers && a.disabled_at.is_none())
}

fn can_confirm(all: &[Account], actor: &Actor, id: AccountId) -> bool {
    id != actor.account || administrators(all).all(|a| a.id == actor.account)
}

fn waits(account: &Account, today: Date) -> bool {
    let from = |by: Date| by.checked_sub(Span::new().days(WAITS_DAYS)).unwrap_or(by);
    account.disabled_at.is_none() && account.confirm_by.is_none_or(|by| from(by) <= today)
}

/// All accounts that may be used, and those that ended for want of a confirmation.
pub(crate) fn reviewed(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor) -> Result<Vec<ReviewedAccount>, AppError> {
    let today = london_date(tx.now());
    let all = tx.accounts()?;
    let mut accounts = Vec::new();
    for account in &all {
        let ended = account.disabled_at.is_some() && account.confirm_by.is_some_and(|by| by < today);
        if account.disabled_at.is_some() && !ended {
            continue;
        }
        let (capacities, notices) = acts_as(tx, inner, account)?;
        let sessions = tx.sessions_of(account.id)?;
        accounts.push(ReviewedAccount {
            id: account.id,
            name: account.name.clone(),
            username: account.username.clone(),
            capacities,
            notices,
            administers: account.administers,
            last_used: sessions.iter().map(|(s, _)| s.last_seen_at).max(),
            confirm_by: account.confirm_by,
            waits: waits(account, today),
            ended,
            trained_until: account.trained_until,
            can_confirm: can_confirm(&all, actor, account.id),
        });
    }
    Ok(accounts)
}

impl App {
    /// All accounts that may be used, and those that ended for want of a confirmation: those that wait first.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer.
    pub fn access_review(&self, actor: &Actor) -> Result<AccessReview, AppError> {
        actor.must_administer()?;
        let (inner, actor) = (&self.inner, actor.clone());
        inner.store.read(&actor.caller.clone(), "access review", move |tx| {
            let today = london_date(tx.now());
            let mut accounts = reviewed(tx, inner, &actor)?;
            accounts.sort_by(|a, b| {
                (a.ended, !a.waits, a.confirm_by, &a.name).cmp(&(b.ended, !b.waits, b.confirm_by, &b.name))
            });
            let waiting = accounts.iter().filter(|a| a.waits).count();
            Ok(AccessReview { accounts, waiting, today })
        })
    }

    /// Confirms that an account is still needed as it is: for six months from today. One that had ended can be used again.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer or there is no such account; `Refused` for one's own while there is another
    /// administrator, and for one that somebody switched off.
    pub fn confirm_account(&self, actor: &Actor, id: AccountId) -> Result<(), AppError> {
        actor.must_administer()?;
        let (who, actor) = (disclosure::actor(&actor.caller), actor.clone());
        self.act(&actor.caller.clone(), "confirm account", move |tx, _| {
            let mut account = tx.account(id)?.ok_or(AppError::NotFound)?;
            let today = london_date(tx.now());
            if !can_confirm(&tx.accounts()?, &actor, id) {
                return Err(AppError::Refused("Another administrator has to confirm your own account".to_owned()));
            }
            let ended = account.confirm_by.is_some_and(|by| by < today);
            if account.disabled_at.is_some() && !ended {
                return Err(AppError::Refused("The account is switched off: switch it on first".to_owned()));
            }
            account.confirm_by = confirm_by(today);
            account.disabled_at = None;
            tx.update_account(&account)?;
            let as_whom = account.capacities.join(", ");
            note(tx, &who, Action::Administer, &format!("account {id} confirmed, to act as {as_whom}"))
        })
    }

    /// Says until when somebody's training is up to date; none: it is not.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer or there is no such account; `Form` for a day further away than three years.
    pub fn set_training(&self, actor: &Actor, id: AccountId, until: Option<Date>) -> Result<(), AppError> {
        actor.must_administer()?;
        let who = disclosure::actor(&actor.caller);
        self.act(&actor.caller, "set training", move |tx, _| {
            let mut account = tx.account(id)?.ok_or(AppError::NotFound)?;
            let furthest = london_date(tx.now()).checked_add(Span::new().years(3));
            if until.is_some_and(|on| furthest.is_ok_and(|furthest| furthest < on)) {
                return Err(AppError::field("training-day", "Enter a day within the next three years"));
            }
            account.trained_until = until;
            tx.update_account(&account)?;
            let said = until.map_or_else(|| "not up to date".to_owned(), |on| format!("up to date until {on}"));
            note(tx, &who, Action::Administer, &format!("training of account {id}: {said}"))
        })
    }

    /// Says by what the holder of an account owes confidentiality about health and care: a code of [`BOUND_BY`]; none: that is not established, and
    /// from their next request on they are shown nothing that is kept on that condition.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer or there is no such account; `Form` for no such code.
    pub fn set_confidentiality(&self, actor: &Actor, id: AccountId, by: Option<&str>) -> Result<(), AppError> {
        actor.must_administer()?;
        if by.is_some_and(|by| !BOUND_BY.iter().any(|(code, _)| *code == by)) {
            return Err(AppError::field("bound-by", "Choose by what they owe confidentiality"));
        }
        let (who, by) = (disclosure::actor(&actor.caller), by.map(str::to_owned));
        self.act(&actor.caller, "set confidentiality", move |tx, _| {
            let mut account = tx.account(id)?.ok_or(AppError::NotFound)?;
            account.bound_by.clone_from(&by);
            tx.update_account(&account)?;
            let said = by.as_deref().unwrap_or("not established");
            note(tx, &who, Action::Administer, &format!("confidentiality of account {id}: {said}"))
        })
    }

    /// Ends the accounts whose day is over, gives a day to those that have none, takes what groups of a provider gave and nobody
    /// has come for, and writes to administrators beforehand. Answers with how many ended.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn review_accounts(&self) -> Result<usize, AppError> {
        let caller = Caller::system(self.inner.authority, ACCESS_REVIEW);
        self.act(&caller, "review accounts", |tx, _| {
            let today = london_date(tx.now());
            take_what_lapsed(tx)?;
            let mut all = tx.accounts()?;
            let mut ended = 0;
            for at in 0..all.len() {
                let Some(account) = all.get(at).filter(|a| a.disabled_at.is_none()).cloned() else { continue };
                let mut now = account.clone();
                match account.confirm_by {
                    None => now.confirm_by = confirm_by(today),
                    // Somebody has to be left who can confirm the others.
                    Some(by) if by < today && (!account.administers || administrators(&all).count() > 1) => {
                        now.disabled_at = Some(tx.now());
                        tx.end_sessions(account.id, None)?;
                        tx.revoke_api_tokens(account.id)?;
                        let what = format!("account {} ended: nobody confirmed it by {by}", account.id);
                        note(tx, "system:access-review", Action::Administer, &what)?;
                        ended += 1;
                    }
                    Some(_) => continue,
                }
                tx.update_account(&now)?;
                if let Some(place) = all.get_mut(at) {
                    *place = now;
                }
            }
            remind(tx, &all, today, ended)?;
            Ok(ended)
        })
    }
}

/// Writes to administrators whose user name is an address: how many accounts end on which day.
fn remind(tx: &mut Tx<'_>, all: &[Account], today: Date, ended: usize) -> Result<(), AppError> {
    let mut lines = Vec::new();
    for days in REMINDERS {
        let Ok(on) = today.checked_add(Span::new().days(days)) else { continue };
        let many = all.iter().filter(|a| a.disabled_at.is_none() && a.confirm_by == Some(on)).count();
        if many > 0 {
            let accounts = if many == 1 { "One account ends".to_owned() } else { format!("{many} accounts end") };
            lines.push(format!("{accounts} after {} unless you confirm that they are needed.", clocks::date_words(on)));
        }
    }
    if ended > 0 {
        let accounts = if ended == 1 { "One account has".to_owned() } else { format!("{ended} accounts have") };
        lines.push(format!("{accounts} ended, because nobody confirmed that they are needed."));
    }
    if lines.is_empty() {
        return Ok(());
    }
    let body = format!("{}\n\nSee Administration, Review of access.\n", lines.join("\n"));
    mail_administrators(tx, all, "Accounts to confirm", &body)
}

/// Writes to the administrators whose user name is an address.
pub(crate) fn mail_administrators(tx: &mut Tx<'_>, all: &[Account], subject: &str, body: &str) -> Result<(), AppError> {
    for to in administrators(all).filter(|a| a.username.contains('@')) {
        mail_to_staff(tx, &StaffMail { account: to.id, address: &to.username, subject, body })?;
    }
    Ok(())
}

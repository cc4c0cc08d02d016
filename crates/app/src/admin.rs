//! For administrators and data protection officers: the permission matrix, a decision explained, accounts, enrolments.

use crate::access::{NewEnrolment, confirm_by};
use crate::actor::{Actor, Capacity, is_trained};
use crate::cases::parts::ring;
use crate::error::AppError;
use crate::login::note;
use crate::look::Look;
use crate::notices::Published;
use crate::{App, Inner};
use disclosure::{Ask, Explanation};
use jiff::civil::Date;
use kernel::{AccountId, EnrolmentId, london_date};
use ledger::Action;
use notice::model::Act;
use std::sync::Arc;
use store::{Account, Tx};

/// What is to be explained: would this account, acting for this purpose, see this category of this case?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainWhat {
    /// The case's reference.
    pub reference: String,
    /// The account's username.
    pub username: String,
    /// As which of its capacities; empty: the first under the case's notice.
    pub capacity: String,
    /// The purpose's id.
    pub purpose: String,
    /// The category's id.
    pub category: String,
    /// To record rather than to see.
    pub record: bool,
}

/// An account in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLine {
    /// Its id.
    pub id: AccountId,
    /// Its username.
    pub username: String,
    /// Its name.
    pub name: String,
    /// As whom it may act, in words, under which notice.
    pub capacities: Vec<(String, String)>,
    /// The ids of those notices.
    pub notices: Vec<String>,
    /// Whether it administers.
    pub administers: bool,
    /// Whether it may log in.
    pub enabled: bool,
}

/// An enrolment in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentLine {
    /// Its id.
    pub id: EnrolmentId,
    /// The notice's id.
    pub notice_id: String,
    /// Its title.
    pub notice: String,
    /// The class.
    pub class_id: String,
    /// The same, in words.
    pub class: String,
    /// The body's name.
    pub name: String,
    /// Since when.
    pub from_on: Date,
    /// Until when.
    pub until_on: Option<Date>,
    /// What was seen before it was enrolled.
    pub evidence: String,
}

/// As whom an account may act, in words, under which notice; and the ids of those notices.
type ActsAs = (Vec<(String, String)>, Vec<String>);

/// As whom an account may act.
pub(crate) fn acts_as(tx: &mut Tx<'_>, inner: &Inner, account: &Account) -> Result<ActsAs, AppError> {
    let (mut capacities, mut notices) = (Vec::new(), Vec::new());
    for capacity in account.capacities.iter().filter_map(|c| Capacity::parse(c)) {
        if let Some(notice) = inner.latest(tx, &capacity.notice)? {
            capacities.push((notice.principal_label(&capacity.principal), notice.compiled.title.clone()));
            notices.push(capacity.notice);
        }
    }
    Ok((capacities, notices))
}

/// All accounts.
pub(crate) fn account_lines(tx: &mut Tx<'_>, inner: &Inner) -> Result<Vec<AccountLine>, AppError> {
    let mut lines = Vec::new();
    for account in tx.accounts()? {
        let (capacities, notices) = acts_as(tx, inner, &account)?;
        lines.push(AccountLine {
            id: account.id,
            username: account.username,
            name: account.name,
            capacities,
            notices,
            administers: account.administers,
            enabled: account.disabled_at.is_none(),
        });
    }
    Ok(lines)
}

/// The bodies enrolled into open classes of a notice.
pub(crate) fn enrolment_lines(tx: &mut Tx<'_>, notice: &Published) -> Result<Vec<EnrolmentLine>, AppError> {
    let line = |e: store::Enrolment| EnrolmentLine {
        id: e.id,
        notice_id: notice.compiled.id.clone(),
        notice: notice.compiled.title.clone(),
        class: notice.principal_label(&format!("class:{}", e.class)),
        class_id: e.class,
        name: e.name,
        from_on: e.from_on,
        until_on: e.until_on,
        evidence: e.evidence,
    };
    Ok(tx.enrolments(&notice.compiled.id)?.into_iter().map(line).collect())
}

impl App {
    /// The notice whose matrix an administrator looks at. It holds nothing personal.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer, or there is no such notice.
    pub fn matrix_of(&self, actor: &Actor, notice_id: &str) -> Result<Arc<Published>, AppError> {
        actor.must_administer()?;
        let (inner, notice_id) = (&self.inner, notice_id.to_owned());
        self.inner
            .store
            .read(&actor.caller, "matrix", move |tx| inner.latest(tx, &notice_id)?.ok_or(AppError::NotFound))
    }

    /// Explains the decision that somebody would get. Nothing of the case's content is opened; asking is on its ledger.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer; `Refused` when case, account, purpose or category are not there.
    pub fn explain(&self, actor: &Actor, what: &ExplainWhat) -> Result<Explanation, AppError> {
        actor.must_administer()?;
        let (actor, what) = (actor.clone(), what.clone());
        self.act(&actor.caller.clone(), "explain decision", move |tx, inner| {
            let refused = |words: &str| AppError::Refused(words.to_owned());
            let case = tx
                .case_referenced(what.reference.trim())?
                .ok_or_else(|| refused("There is no case with this reference: check it"))?;
            let account = tx
                .account_named(&what.username.trim().to_lowercase())?
                .ok_or_else(|| refused("There is no account with this username: check it"))?;
            let notice = inner.published(tx, case.notice_version)?;
            let capacity = account
                .capacities
                .iter()
                .filter(|c| what.capacity.is_empty() || **c == what.capacity)
                .filter_map(|c| Capacity::parse(c))
                .find(|c| c.notice == notice.compiled.id)
                .ok_or_else(|| {
                    refused("This account cannot act under the notice of this case, so it sees nothing of it")
                })?;
            let other = Actor {
                caller: kernel::Caller {
                    authority: actor.caller.authority,
                    account: Some(account.id),
                    kind: Actor::kind_of(&capacity.principal),
                },
                account: account.id,
                enrolment: account.enrolment,
                session: actor.session,
                name: account.name.clone(),
                capacity,
                purpose: what.purpose.clone(),
                administers: account.administers,
                trained: is_trained(&account, london_date(tx.now())),
                bound: account.bound_by.is_some(),
            };
            let look = Look::even_closed(tx, inner, &other, case.id)?
                .ok_or_else(|| refused("The notice of this case does not have this purpose: choose another"))?;
            let category = notice
                .compiled
                .category(&what.category)
                .ok_or_else(|| refused("The notice of this case does not have this category: choose another"))?;
            let act = if what.record { Act::Record } else { Act::See };
            let ask = Ask { category, facts: look.facts(category) };
            let explanation = notice.gate.explain(look.case.person, look.principal, act, look.purpose, ask);
            let ring = ring(tx, &look, &[])?;
            let decision = look.decide(act, &[]);
            look.record(tx, &actor, decision, Action::Explain, &ring, "")?;
            Ok(explanation)
        })
    }

    /// All accounts.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer.
    pub fn accounts(&self, actor: &Actor) -> Result<Vec<AccountLine>, AppError> {
        actor.must_administer()?;
        let inner = &self.inner;
        self.inner.store.read(&actor.caller, "accounts", move |tx| account_lines(tx, inner))
    }

    /// Switches an account off (its sessions end at once) or on.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer or there is no such account; `Refused` for one's own.
    pub fn enable_account(&self, actor: &Actor, id: AccountId, enabled: bool) -> Result<(), AppError> {
        actor.must_administer()?;
        if id == actor.account {
            return Err(AppError::Refused(
                "You cannot switch off your own account: ask another administrator".to_owned(),
            ));
        }
        let who = disclosure::actor(&actor.caller);
        self.act(&actor.caller, "enable account", move |tx, _| {
            let mut account = tx.account(id)?.ok_or(AppError::NotFound)?;
            let today = london_date(tx.now());
            account.disabled_at = if enabled { None } else { Some(tx.now()) };
            match enabled {
                true if account.confirm_by.is_none_or(|by| by < today) => account.confirm_by = confirm_by(today),
                true => {}
                // It did not end for want of a confirmation, and no confirmation brings it back.
                false => account.confirm_by = None,
            }
            tx.update_account(&account)?;
            if !enabled {
                tx.end_sessions(id, None)?;
                tx.revoke_api_tokens(id)?;
            }
            let state = if enabled { "on" } else { "off" };
            note(tx, &who, Action::Administer, &format!("account {id} switched {state}"))
        })
    }

    /// The bodies enrolled into open classes of the actor's notice.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer.
    pub fn enrolments(&self, actor: &Actor, notice_id: &str) -> Result<Vec<EnrolmentLine>, AppError> {
        actor.must_administer()?;
        let (inner, notice_id) = (&self.inner, notice_id.to_owned());
        self.inner.store.read(&actor.caller, "enrolments", move |tx| {
            let notice = inner.latest(tx, &notice_id)?.ok_or(AppError::NotFound)?;
            enrolment_lines(tx, &notice)
        })
    }

    /// Enrols a body of the United Kingdom, of which everything was checked, into an open class, from today.
    ///
    /// # Errors
    /// As [`App::enrol_body`], with `Refused` in place of `Form`.
    pub fn enrol(
        &self,
        actor: &Actor,
        notice_id: &str,
        class: &str,
        name: &str,
        evidence: &str,
    ) -> Result<EnrolmentId, AppError> {
        let new = NewEnrolment {
            notice_id: notice_id.to_owned(),
            class: class.to_owned(),
            name: name.to_owned(),
            evidence: evidence.to_owned(),
            country: sharing::UNITED_KINGDOM.to_owned(),
            from_on: None,
            until_on: None,
        };
        let done = self.enrol_body(actor, &new).and_then(|id| {
            let (actor, new) = (actor.clone(), new.clone());
            self.act(&actor.caller.clone(), "partner checked", move |tx, _| {
                let body = format!("class:{}/{id}", new.class);
                crate::onboarding::all_checked(tx, &actor, &new.notice_id, &body, &new.evidence)?;
                Ok(id)
            })
        });
        done.map_err(|error| match error {
            AppError::Form(errors) => {
                AppError::Refused(errors.fields.into_iter().map(|f| f.words).collect::<Vec<_>>().join(". "))
            }
            other => other,
        })
    }
}

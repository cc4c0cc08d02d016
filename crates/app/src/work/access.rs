//! Restricted cases, and people barred from a case for a conflict of interest. Whoever is barred sees nothing of the case
//! anywhere: not in a list, a search, a count, nor that it exists.

use super::crew::{everybody, free_tasks, somebody};
use super::desk::{Desk, visible};
use super::tasks::workable;
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::views::CaseTop;
use kernel::{AccountId, CaseId, TaskId, Timestamp};
use ledger::Action;
use notice::model::Act;
use store::{AccessKind, CaseAccess};

/// Why a case is restricted or somebody barred: codes and words.
pub const REASONS: [(&str, &str); 5] = [
    ("staff", "The person works here"),
    ("relative", "A colleague knows or is related to the person"),
    ("protected-address", "The address has to be protected"),
    ("public-interest", "The person is in the public eye"),
    ("conflict", "Another conflict of interest"),
];

/// A rule about who may look at the case, as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessLine {
    /// Its id.
    pub id: TaskId,
    /// What it does.
    pub kind: AccessKind,
    /// About whom.
    pub who: Option<String>,
    /// Why, in words.
    pub reason: String,
    /// Who said so.
    pub set_by: String,
    /// When.
    pub set_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// Who may look at a case.
pub struct AccessView {
    /// The head of the page.
    pub top: CaseTop,
    /// Whether it is restricted.
    pub restricted: bool,
    /// Who holds it.
    pub owner: Option<String>,
    /// The rules, also those that have ended.
    pub lines: Vec<AccessLine>,
    /// Whom a rule can be about.
    pub colleagues: Vec<(AccountId, String)>,
}

impl App {
    /// Who may look at a case.
    ///
    /// # Errors
    /// `NotFound` when the actor may record nothing of the case.
    pub fn case_access(&self, actor: &Actor, case: CaseId) -> Result<AccessView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "access to a case", move |tx, inner| {
            let Some(look) = visible(tx, inner, &actor, case)? else { return Ok(None) };
            let desk = Desk::of(tx, &actor, look, &[], &[], (Action::Open, "access"))?;
            if !actor.is_staff() || desk.may.releases_nothing() {
                return Ok(None);
            }
            let mut lines = Vec::new();
            let rules = tx.access_of(case)?;
            for rule in &rules {
                lines.push(AccessLine {
                    id: rule.id,
                    kind: rule.kind,
                    who: rule.account.map(|id| inner.account_name(tx, id)).transpose()?,
                    reason: REASONS
                        .iter()
                        .find(|(code, _)| *code == rule.reason)
                        .map_or_else(String::new, |(_, words)| (*words).to_owned()),
                    set_by: inner.account_name(tx, rule.set_by)?,
                    set_at: rule.set_at,
                    ended_at: rule.ended_at,
                });
            }
            Ok(Some(AccessView {
                restricted: rules.iter().any(|r| r.kind == AccessKind::Restricted && r.ended_at.is_none()),
                owner: desk.look.case.owner.map(|id| inner.account_name(tx, id)).transpose()?,
                top: desk.top(&actor)?,
                lines,
                colleagues: everybody(tx, &actor)?,
            }))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Makes a rule: restricts the case, allows somebody to look at it, or bars somebody from it. Whoever restricts a case may
    /// go on looking at it.
    ///
    /// # Errors
    /// `NotFound` when the actor may record nothing of the case; `Refused` when the rule is there already, bars the actor, or
    /// bars whoever holds the case. What somebody had left to do who is kept from it by this is nobody's then.
    pub fn set_access(
        &self,
        actor: &Actor,
        case: CaseId,
        kind: AccessKind,
        who: Option<AccountId>,
        reason: &str,
    ) -> Result<(), AppError> {
        let (actor, reason) = (actor.clone(), reason.to_owned());
        self.act(&actor.caller.clone(), "restrict case", move |tx, inner| {
            let look = workable(tx, inner, &actor, case)?;
            let none = kind == AccessKind::Allowed && reason.is_empty();
            if !none && !REASONS.iter().any(|(code, _)| *code == reason) {
                return Err(AppError::Refused("Choose why".to_owned()));
            }
            let account = match (kind, who) {
                (AccessKind::Restricted, _) => None,
                (_, Some(who)) => Some(somebody(tx, &actor, who)?),
                (_, None) => return Err(AppError::Refused("Choose who".to_owned())),
            };
            let rules = tx.access_of(case)?;
            let stands = |kind, account: Option<AccountId>| {
                rules.iter().any(|r| r.ended_at.is_none() && r.kind == kind && r.account == account)
            };
            if stands(kind, account) {
                return Err(AppError::Refused("That is so already".to_owned()));
            }
            if kind == AccessKind::Barred && account == Some(actor.account) {
                return Err(AppError::Refused(
                    "You cannot bar yourself: ask a colleague, who can also take the case over".to_owned(),
                ));
            }
            if kind == AccessKind::Barred && account == look.case.owner {
                return Err(AppError::Refused("Hand the case over to somebody else first".to_owned()));
            }
            let mut new = CaseAccess {
                id: TaskId::new(tx.now(), tx.entropy()),
                case_id: case,
                account,
                kind,
                reason: reason.clone(),
                set_by: actor.account,
                set_at: tx.now(),
                ended_by: None,
                ended_at: None,
            };
            tx.insert_access(&new)?;
            if kind == AccessKind::Restricted
                && look.case.owner != Some(actor.account)
                && !stands(AccessKind::Allowed, Some(actor.account))
            {
                new.id = TaskId::new(tx.now(), tx.entropy());
                new.kind = AccessKind::Allowed;
                new.account = Some(actor.account);
                tx.insert_access(&new)?;
            }
            if let Some(now) = tx.case(case)? {
                free_tasks(tx, &now)?;
            }
            let ring = crate::cases::parts::ring(tx, &look, &[])?;
            look.record(tx, &actor, look.decide_all(Act::Record), Action::Administer, &ring, kind.id())?;
            Ok(())
        })
    }

    /// Ends a rule.
    ///
    /// # Errors
    /// `NotFound` when there is no such rule in force on the case, or the actor may record nothing of it.
    pub fn end_access(&self, actor: &Actor, case: CaseId, id: TaskId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "end a restriction", move |tx, inner| {
            let look = workable(tx, inner, &actor, case)?;
            let rules = tx.access_of(case)?;
            let rule = rules.iter().find(|r| r.id == id && r.ended_at.is_none()).ok_or(AppError::NotFound)?;
            let detail = format!("{} ended", rule.kind.id());
            tx.end_access(id, actor.account)?;
            let ring = crate::cases::parts::ring(tx, &look, &[])?;
            look.record(tx, &actor, look.decide_all(Act::Record), Action::Administer, &ring, &detail)?;
            Ok(())
        })
    }
}

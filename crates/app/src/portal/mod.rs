//! The person's own pages: accounts apart from those of staff, logging in by a code and a date of birth, and what the person (or
//! somebody who acts for them) sees. The gate decides and the ledger records it as for anybody else.

mod calendar;
mod give;
mod invite;
mod login;
mod plan;
mod steps;
mod view;
mod waits;

pub use give::{Gave, MOST_FILES, MyAsk};
pub use invite::{NewPortalAccount, PortalDesk, PortalLine};
pub use login::{CODE_MINUTES, CodeMail, PORTAL_MAIL, PortalParcel, PortalStep};
pub(crate) use login::{Envelope as PortalEnvelope, represents, shut_where_unsafe};
pub use plan::MyPlan;
pub(crate) use steps::rows as plan_steps;
pub use steps::{MyStep, OfStep, PlanStep, SaidLine, SaidState, SaysOf, StepAnswer, StepSaid, StepsView};
pub use view::{
    BodyLine, DateKind, DateLine, EmptyPart, HeldCase, LETTERS_PAGE, LetterLine, LookedLine, MyAnswer, MyCase,
    MyConsents, SharedLine,
};
pub(crate) use waits::say_something_waits;

use crate::Inner;
use crate::actor::{Actor, Capacity};
use crate::error::AppError;
use crate::look::Look;
use kernel::{AccountId, AuthorityId, Caller, CallerKind, EnrolmentId, PersonId, SessionId};
use notice::model::CategoryIx;
use store::{CaseParty, Tx};

/// The principal of every notice that is the person.
pub(crate) const SUBJECT: &str = "subject";
/// The class of every notice that acts for the person.
pub(crate) const REPRESENTATIVE: &str = "class:representative";
/// The purpose for which people see their own record.
pub(crate) const OWN_ACCESS: &str = "own-access";

/// Who is logged in on their own page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// The account.
    pub account: AccountId,
    /// The person whose record it shows.
    pub person: PersonId,
    /// The session.
    pub session: SessionId,
    /// Whether it is somebody who acts for the person.
    pub represents: bool,
    /// The categories that it may see; empty: all that the gate gives.
    pub scope: Vec<String>,
}

impl Me {
    /// Whether a category is within what this account was given.
    pub(crate) fn covers(&self, category: &str) -> bool {
        self.scope.is_empty() || self.scope.iter().any(|c| c == category)
    }
    /// The categories of a look that this account may ask for.
    pub(crate) fn asks(&self, look: &Look) -> Vec<CategoryIx> {
        look.notice.all.iter().copied().filter(|c| self.covers(look.notice.category_id(*c))).collect()
    }
    pub(crate) fn caller(&self, authority: AuthorityId) -> Caller {
        let party = if self.represents { REPRESENTATIVE } else { SUBJECT };
        Caller { authority, account: Some(self.account), kind: CallerKind::Partner { party: party.to_owned() } }
    }
    /// The actor under a notice: a party like any other.
    pub(crate) fn actor(&self, authority: AuthorityId, notice: &str) -> Actor {
        let principal = if self.represents { REPRESENTATIVE } else { SUBJECT };
        Actor {
            caller: self.caller(authority),
            account: self.account,
            // So that consents and links name this one representative, as they name one body of an open list.
            enrolment: self.represents.then(|| EnrolmentId::from_bytes(*self.account.as_bytes())),
            session: self.session,
            name: String::new(),
            capacity: Capacity { notice: notice.to_owned(), principal: principal.to_owned() },
            purpose: OWN_ACCESS.to_owned(),
            administers: false,
            trained: false,
            bound: true,
        }
    }
}

/// What a representative is called in consents, links and facts.
pub(crate) fn recipient(account: AccountId) -> String {
    format!("{REPRESENTATIVE}/{}", EnrolmentId::from_bytes(*account.as_bytes()))
}

/// Whether an enrolment is really the live account of somebody who acts for a person.
pub(crate) fn acts_today(tx: &mut Tx<'_>, enrolment: EnrolmentId, today: jiff::civil::Date) -> Result<bool, AppError> {
    let account = tx.portal_account(AccountId::from_bytes(*enrolment.as_bytes()))?;
    Ok(account.is_some_and(|a| a.kind == "representative" && a.is_live(today)))
}

/// The cases of the person that the gate shows something of, with who looks.
pub(crate) fn looks(tx: &mut Tx<'_>, inner: &Inner, me: &Me) -> Result<Vec<(Actor, Look)>, AppError> {
    let mut all = Vec::new();
    for case in tx.cases_of(&[me.person])? {
        let notice = inner.published(tx, case.notice_version)?;
        let actor = me.actor(inner.authority, &notice.compiled.id);
        let Some(look) = Look::many(tx, inner, &actor, vec![case])?.pop() else { continue };
        if !look.decide(notice::model::Act::See, &me.asks(&look)).releases_nothing() {
            all.push((actor, look));
        }
    }
    Ok(all)
}

/// A representative works on the case of the person, from a day to a day.
pub(crate) fn link(tx: &mut Tx<'_>, account: &store::PortalAccount, today: jiff::civil::Date) -> Result<(), AppError> {
    let id = kernel::TaskId::new(tx.now(), tx.entropy());
    Ok(tx.insert_case_party(&CaseParty {
        id,
        case_id: account.case_id,
        party: recipient(account.id),
        account: None,
        enrolment: None,
        since: today,
        until: account.until_on,
    })?)
}

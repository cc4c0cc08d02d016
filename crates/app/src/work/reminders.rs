//! Reminding people of documents that they are asked to give: shortly before the last day and once when it is over, as far as there is a
//! way to reach them that is safe.

use crate::access::in_use;
use crate::actor::{Actor, Capacity};
use crate::error::AppError;
use crate::look::Look;
use crate::portal::say_something_waits;
use crate::{App, Inner};
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::{AccountId, Caller, CaseId, london_date};
use std::collections::BTreeMap;
use store::{AskedDocument, Tx};

/// The job that reminds.
pub const REMIND_ASKED: &str = "remind-of-documents";
/// How many days before the last day somebody is reminded.
const DAYS_BEFORE: i32 = 2;
/// How many of them one day looks at.
const MOST: u32 = 5_000;

/// Whether somebody is reminded of it on a day.
fn is_due(asked: &AskedDocument, today: Date) -> bool {
    if asked.due_on < today {
        return asked.reminded_on.is_none_or(|on| on <= asked.due_on);
    }
    // Who was asked today needs no reminder today.
    asked.reminded_on.is_none() && london_date(asked.changed_at) < today
}

/// As whom a case is looked at to remind its person: whoever works on it, or whoever asked.
fn acts(tx: &mut Tx<'_>, inner: &Inner, case: &store::Case, asked_by: AccountId) -> Result<Option<Actor>, AppError> {
    let notice = inner.published(tx, case.notice_version)?;
    let now = tx.now();
    for id in case.owner.into_iter().chain([asked_by]) {
        let Some(account) = tx.account(id)?.filter(|a| in_use(a, now)) else { continue };
        for stored in &account.capacities {
            let Some(capacity) = Capacity::parse(stored).filter(|c| c.notice == notice.compiled.id) else { continue };
            let principal = notice.compiled.principal(&capacity.principal);
            let purpose = principal.and_then(|p| notice.usual_purpose(p));
            let Some(purpose) = purpose.filter(|_| capacity.principal.starts_with("role:")) else { continue };
            let session = *case.id.as_bytes();
            return Ok(Some(Actor::stand_in(inner.authority, &account, capacity, &purpose, session, london_date(now))));
        }
    }
    Ok(None)
}

impl App {
    /// Reminds people of what they are asked to give and have not given: two days before its last day, and once when that is over. Each
    /// is told once a day at most that something waits on their page, and not what. `page` is where the person's own page is reached;
    /// empty where the server does not know. Answers with how many were told.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn remind_of_documents(&self, page: &str) -> Result<usize, AppError> {
        let caller = Caller::system(self.inner.authority, "jobs");
        let found = self.inner.store.read(&caller, "documents to remind of", |tx| {
            let today = london_date(tx.now());
            let until = today.checked_add(DAYS_BEFORE.days()).unwrap_or(today);
            let mut found = tx.asked_documents_until(until, MOST)?;
            found.retain(|asked| is_due(asked, today));
            Ok::<_, AppError>(found)
        })?;
        let mut by_case: BTreeMap<CaseId, Vec<AskedDocument>> = BTreeMap::new();
        for asked in found {
            by_case.entry(asked.case_id).or_default().push(asked);
        }
        let mut told = 0;
        for (case, asked) in by_case {
            let page = page.to_owned();
            told += usize::from(self.act(&caller, "remind of documents", move |tx, inner| {
                let today = london_date(tx.now());
                for one in &asked {
                    tx.asked_document_reminded(one.id, today)?;
                }
                let (Some(case), Some(first)) = (tx.case(case)?, asked.first()) else { return Ok(false) };
                let Some(actor) = acts(tx, inner, &case, first.asked_by)? else { return Ok(false) };
                match Look::at(tx, inner, &actor, case.id) {
                    Ok(Some(look)) => say_something_waits(tx, &look, &page),
                    Ok(None) | Err(AppError::WantsReason(_)) => Ok(false),
                    Err(error) => Err(error),
                }
            })?);
        }
        Ok(told)
    }
}

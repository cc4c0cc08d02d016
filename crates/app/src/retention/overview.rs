//! What falls due when, what waits for somebody, what was destroyed: for data protection officers and administrators. No
//! content of any case stands here.

use super::so::hold_words;
use crate::actor::Actor;
use crate::error::AppError;
use crate::notices::Published;
use crate::{App, Inner};
use jiff::civil::Date;
use kernel::{CaseId, DisposalId, NoticeVersionId, Timestamp};
use std::sync::Arc;
use store::{Disposal, Tx};

/// So many certificates and waiting cases are shown.
const MOST: u32 = 200;

/// A case about which somebody has to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingLine {
    /// The case.
    pub case: CaseId,
    /// Its reference.
    pub reference: String,
    /// Under which notice.
    pub notice: String,
    /// Whether the actor can go to it: they act under its notice.
    pub mine: bool,
}

/// A hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldLine {
    /// The case.
    pub case: WaitingLine,
    /// Why.
    pub why: String,
    /// Its last day.
    pub until: Option<Date>,
    /// Whether it was approved.
    pub approved: bool,
}

/// How many cases have to be looked at in a month, or are due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthLine {
    /// The first day of the month.
    pub month: Date,
    /// Under which notice.
    pub notice: String,
    /// How many.
    pub cases: u64,
}

/// A certificate of destruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateView {
    /// Its id.
    pub id: DisposalId,
    /// When.
    pub at: Timestamp,
    /// Under which notice, with its version.
    pub notice: String,
    /// What was destroyed, in words.
    pub what: Vec<String>,
    /// Whether nothing was left of the case.
    pub whole: bool,
    /// The rule in words.
    pub rule: String,
    /// The statements.
    pub statements: Vec<String>,
    /// When its time ran out.
    pub due_on: Date,
    /// How many rows of what.
    pub rows: Vec<(String, u64)>,
    /// How many keys.
    pub keys: u32,
    /// Who had decided it.
    pub decided_by: Option<String>,
    /// The ledger's entry.
    pub entry: String,
}

/// The page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionOverview {
    /// What waits for somebody.
    pub waiting: Vec<WaitingLine>,
    /// Holds that wait for approval, and those that stand.
    pub holds: Vec<HoldLine>,
    /// What falls due when.
    pub months: Vec<MonthLine>,
    /// What was destroyed, the newest first.
    pub certificates: Vec<CertificateView>,
    /// The schedule of each notice that leaves its periods to one; none: it has not been imported, and nothing falls due.
    pub schedules: Vec<(String, Option<(String, Timestamp)>)>,
}

/// Whether the actor may see what concerns a notice.
fn concerns(actor: &Actor, notice_id: &str) -> bool {
    actor.administers || super::erase::oversees(actor, notice_id)
}

fn title(notice: &Published) -> String {
    notice.compiled.title.clone()
}

impl App {
    /// What falls due when, what waits, what was destroyed.
    ///
    /// # Errors
    /// `NotFound` for others than administrators and data protection officers, who see what concerns their notice.
    pub fn retention_overview(&self, actor: &Actor) -> Result<RetentionOverview, AppError> {
        actor.must_keep_agreements()?;
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "retention", move |tx, inner| {
            let mut versions = tx.notice_versions()?;
            versions.retain(|v| concerns(&actor, &v.notice_id));
            let under: Vec<NoticeVersionId> = versions.iter().map(|v| v.id).collect();
            let mut ids: Vec<String> = versions.into_iter().map(|v| v.notice_id).collect();
            ids.dedup();
            let mut waiting = Vec::new();
            for id in tx.cases_that_wait(&under, MOST)? {
                waiting.extend(waiting_line(tx, inner, &actor, id)?);
            }
            let mut holds = Vec::new();
            for hold in tx.open_holds(&under, MOST)? {
                let Some(case) = waiting_line(tx, inner, &actor, hold.case_id)? else { continue };
                let (why, approved) = (hold_words(&hold.code), hold.approved == Some(true));
                holds.push(HoldLine { case, why, until: hold.until_on, approved });
            }
            holds.sort_by_key(|h| h.approved);
            let mut months: Vec<MonthLine> = Vec::new();
            for (month, version, cases) in tx.clocks_by_month()? {
                let notice = inner.published(tx, version)?;
                let Ok(month) = format!("{month}-01").parse::<Date>() else { continue };
                if !concerns(&actor, &notice.compiled.id) {
                    continue;
                }
                let words = title(&notice);
                match months.iter_mut().find(|m| m.month == month && m.notice == words) {
                    Some(line) => line.cases += cases,
                    None => months.push(MonthLine { month, notice: words, cases }),
                }
            }
            let mut certificates = Vec::new();
            for row in tx.disposals(&ids, MOST)? {
                certificates.push(certificate(tx, inner, row)?);
            }
            let mut schedules = Vec::new();
            for id in ids {
                let Some(notice) = inner.latest(tx, &id)? else { continue };
                if super::so::refers(&notice) {
                    let stored = tx.retention_schedule(&id)?.map(|s| (s.title, s.imported_at));
                    schedules.push((title(&notice), stored));
                }
            }
            Ok(RetentionOverview { waiting, holds, months, certificates, schedules })
        })
    }

    /// One certificate.
    ///
    /// # Errors
    /// `NotFound` when there is none that concerns the actor.
    pub fn certificate(&self, actor: &Actor, id: DisposalId) -> Result<CertificateView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "certificate", move |tx, inner| {
            let row = tx.disposal(id)?.filter(|row| concerns(&actor, &row.notice_id)).ok_or(AppError::NotFound)?;
            certificate(tx, inner, row)
        })
    }

    /// Every certificate, for the command line.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn certificates(&self) -> Result<Vec<CertificateView>, AppError> {
        self.act(&self.keeper(), "certificates", |tx, inner| {
            let ids = crate::publish::notice_ids(tx)?;
            tx.disposals(&ids, u32::MAX)?.into_iter().map(|row| certificate(tx, inner, row)).collect()
        })
    }
}

fn waiting_line(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, id: CaseId) -> Result<Option<WaitingLine>, AppError> {
    let Some(case) = tx.case(id)? else { return Ok(None) };
    let notice: Arc<Published> = inner.published(tx, case.notice_version)?;
    if !concerns(actor, &notice.compiled.id) {
        return Ok(None);
    }
    let mine = actor.capacity.notice == notice.compiled.id;
    Ok(Some(WaitingLine { case: id, reference: case.reference, notice: title(&notice), mine }))
}

/// What a table holds, in words for a certificate.
fn table_words(table: &str) -> &str {
    match table {
        "section" => "versions of sections",
        "case_item" => "versions of notes, calls, visits and other entries",
        "document" => "documents",
        "asked_document" => "documents that were asked for",
        "document_part" => "files of documents and their pictures",
        "draft" => "forms that were begun",
        "message" => "messages",
        "paper" => "papers to sign, and signed ones",
        "person_key" => "index keys",
        "person" => "people",
        "case_file" => "cases",
        "consent" => "answers about consent",
        "task" => "tasks",
        "warning" => "warnings",
        "case_party" => "links with agencies",
        "fact_record" => "requests, reasons and approvals",
        "retention_decision" => "decisions about retention",
        "case_clock" => "retention clocks",
        other => other,
    }
}

fn certificate(tx: &mut Tx<'_>, inner: &Inner, row: Disposal) -> Result<CertificateView, AppError> {
    let notice = inner.latest(tx, &row.notice_id)?;
    let words = |id: &String| notice.as_ref().map_or_else(|| id.clone(), |n| n.category_label(id));
    let counts: std::collections::BTreeMap<String, u64> =
        serde_json::from_str(&row.counts).map_err(|_| AppError::Fault("a certificate cannot be read".to_owned()))?;
    Ok(CertificateView {
        id: row.id,
        at: row.destroyed_at,
        notice: format!(
            "{}, version {}",
            notice.as_ref().map_or(row.notice_id.clone(), |n| title(n)),
            row.notice_version
        ),
        what: row.classes.iter().map(words).collect(),
        whole: row.whole,
        rule: row.rule,
        statements: row.statements,
        due_on: row.due_on,
        rows: counts.into_iter().map(|(table, n)| (table_words(&table).to_owned(), n)).collect(),
        keys: u32::try_from(row.keys).unwrap_or(0),
        decided_by: row.decided_by.map(|id| inner.account_name(tx, id)).transpose()?,
        entry: row.entry.to_string(),
    })
}

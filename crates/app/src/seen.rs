//! Who has seen this record: the ledger, read back by the case's tag, in plain words.

mod detail;

use crate::actor::Actor;
use crate::cases::parts::{notice_line, recipient_name, ring};
use crate::error::AppError;
use crate::look::Look;
use crate::notices::Published;
use crate::people::{Place, known_of};
use crate::views::{Item, NoticeLine, SeenLine};
use crate::{App, Inner};
use kernel::{AccountId, CaseId, EntryId};
use ledger::{Action, Entry};
use notice::model::Act;
use std::sync::Arc;
use store::Tx;

/// What stands in place of a body that is not named where others of the household may look.
pub(crate) const UNNAMED: &str = "A support service";

/// How many entries stand on one page.
const PAGE: u32 = 50;

/// A page of *who has seen this record*.
pub struct SeenView {
    /// The case's reference.
    pub reference: String,
    /// The person's name.
    pub name: Item<String>,
    /// The service.
    pub service: String,
    /// The notice.
    pub notice: NoticeLine,
    /// The entries, the newest first.
    pub lines: Vec<SeenLine>,
    /// Where the next page starts, if there is one.
    pub next: Option<String>,
}

impl App {
    /// Everything that happened to a case's data. Reading it is on the ledger too.
    ///
    /// # Errors
    /// `NotFound` when the case does not exist for the actor, or the actor is a partner (what others were shown is not a
    /// partner's to know).
    pub fn seen(&self, actor: &Actor, case: CaseId, before: Option<&str>) -> Result<SeenView, AppError> {
        let actor = actor.clone();
        let before: Option<EntryId> = before.and_then(|b| b.parse().ok());
        self.act(&actor.caller.clone(), "who has seen", move |tx, inner| {
            let Some(look) = Look::at(tx, inner, &actor, case)? else { return Ok(None) };
            let decision = look.decide_all(Act::See);
            if !actor.is_staff() || decision.releases_nothing() {
                return Ok(None);
            }
            let sections = tx.sections(case)?;
            let ring = ring(tx, &look, &sections)?;
            let asked: Vec<_> = look.notice.well_known.name.iter().map(|(c, _)| *c).collect();
            let name_only = look.decide(Act::See, &asked);
            // Read first, then note that it was read: the page shows what was there before it.
            let mut rows = Vec::new();
            let mut tags = ring.subject_tags(look.case.person, case);
            tags.extend(crate::inbound::tags_before(tx, case)?);
            for tag in tags {
                rows.extend(tx.entries_about(tag, before, PAGE + 1)?);
            }
            rows.sort_by_key(|row| std::cmp::Reverse(row.entry.id));
            let more = rows.len() > PAGE as usize;
            rows.truncate(PAGE as usize);
            let next = if more { rows.last().map(|r| r.entry.id.to_string()) } else { None };
            let recorded = look.record(tx, &actor, name_only, Action::History, &ring, "")?;
            let mut lines = Vec::with_capacity(rows.len());
            for row in &rows {
                lines.push(line(tx, inner, &look.notice, &row.entry)?);
            }
            Ok(Some(SeenView {
                reference: look.case.reference.clone(),
                name: look.name(&recorded, &sections, &ring)?,
                service: look.notice.service_label(&look.case.service),
                notice: notice_line(&look.notice),
                lines,
                next,
            }))
        })?
        .ok_or(AppError::NotFound)
    }
}

/// The same of a member of the household: what of an entry is about others is left out.
pub(crate) fn of_member(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    of: Place<'_>,
    before: Option<EntryId>,
) -> Result<SeenView, AppError> {
    let look = of.look;
    let sections = tx.sections(look.case.id)?;
    let ring = ring(tx, look, &sections)?;
    let mut rows = Vec::new();
    for tag in ring.subject_tags(of.person, look.case.id) {
        rows.extend(tx.entries_about(tag, before, PAGE + 1)?);
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.entry.id));
    let more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let next = if more { rows.last().map(|r| r.entry.id.to_string()) } else { None };
    let known = known_of(tx, actor, of, (Action::History, "a member of the household"))?;
    let about = of.categories();
    let about: Vec<&str> = about.iter().map(|c| look.notice.category_id(*c)).collect();
    let mut lines = Vec::with_capacity(rows.len());
    for row in &rows {
        let mut entry = row.entry.clone();
        entry.released.retain(|c| about.contains(&c.as_str()));
        entry.withheld.retain(|c| about.contains(&c.as_str()));
        let quiet = look.notice.tells_of_a_discreet_body(&entry);
        if quiet {
            entry.detail = String::new();
        }
        let mut line = line(tx, inner, &look.notice, &entry)?;
        // Who reads what is kept of one of a household may be whom another is helped against.
        if quiet {
            if !entry.principal.starts_with("role:") {
                UNNAMED.clone_into(&mut line.who);
                UNNAMED.clone_into(&mut line.acting);
            }
            line.statements.clear();
        }
        lines.push(line);
    }
    Ok(SeenView {
        reference: look.case.reference.clone(),
        name: known.name,
        service: look.notice.service_label(&look.case.service),
        notice: notice_line(&look.notice),
        lines,
        next,
    })
}

pub(crate) fn line(
    tx: &mut Tx<'_>,
    inner: &Inner,
    notice: &Arc<Published>,
    entry: &Entry,
) -> Result<SeenLine, AppError> {
    let detail = detail::words(tx, notice, entry)?;
    bare_line(tx, inner, notice, entry, &detail)
}

/// The same, with other words, or none, in place of its detail.
pub(crate) fn bare_line(
    tx: &mut Tx<'_>,
    inner: &Inner,
    notice: &Arc<Published>,
    entry: &Entry,
    detail: &str,
) -> Result<SeenLine, AppError> {
    let who = match entry.actor.parse::<AccountId>() {
        Ok(account) if own_page(entry) && tx.account(account)?.is_none() => {
            if entry.principal == crate::portal::SUBJECT { "The person" } else { "Somebody who acts for the person" }
                .to_owned()
        }
        Ok(account) => inner.account_name(tx, account)?,
        Err(_) => match entry.actor.strip_prefix("system:") {
            Some(crate::shares::BY_LINK) => "Somebody of the body, by a link with a code".to_owned(),
            Some(job) => format!("The system ({job})"),
            None => "Nobody".to_owned(),
        },
    };
    let labels = |ids: &[String]| ids.iter().map(|id| notice.category_label(id)).collect();
    Ok(SeenLine {
        at: entry.at,
        who,
        acting: if entry.principal.is_empty() { String::new() } else { acting(tx, notice, entry)? },
        what: what_words(entry, detail),
        purpose: if entry.purpose.is_empty() { String::new() } else { notice.purpose_label(&entry.purpose) },
        released: labels(&entry.released),
        withheld: labels(&entry.withheld),
        statements: entry.statements.iter().map(|s| notice.statement(s)).collect(),
        notice: entry.notice.clone(),
        entry: entry.id.to_string(),
    })
}

/// As whom somebody acted: of a list of bodies, which of them it was.
fn acting(tx: &mut Tx<'_>, notice: &Published, entry: &Entry) -> Result<String, AppError> {
    let body = crate::shares::body_of(tx, entry)?;
    if body == entry.principal || own_page(entry) {
        return Ok(notice.principal_label_on(&entry.principal, kernel::london_date(entry.at)));
    }
    Ok(format!("{}: {}", notice.principal_label(&entry.principal), recipient_name(tx, notice, &body)?))
}

/// Whether an entry may be of the person's own page, whose accounts are apart.
fn own_page(entry: &Entry) -> bool {
    entry.principal == crate::portal::SUBJECT || entry.principal == crate::portal::REPRESENTATIVE
}

/// What happened, in words.
fn what_words(entry: &Entry, detail: &str) -> String {
    let what = match entry.action {
        Action::Open if entry.released.is_empty() => "Tried to open the record; nothing was shown",
        Action::Open => "Opened the record",
        Action::List => "Saw it in a list",
        Action::Search => "Found it by searching",
        Action::Query => "It was compared in a search",
        Action::Create => "Made the record",
        Action::Edit => "Changed it",
        Action::Close => "Closed the case",
        Action::Reopen => "Opened the case again",
        Action::Consent => "Recorded the person's permission",
        Action::History => "Looked at who has seen it",
        Action::Explain => "Had a decision about it explained",
        Action::Export => "Took it out in a file",
        Action::Disclose => "Passed it on",
        Action::Erase => "Erased it",
        Action::Synthesise => "Loaded it as synthetic data",
        Action::Administer if entry.detail.starts_with("share ") => "Took a step with what was shared",
        Action::Administer if entry.detail.starts_with("meeting ") => "Took a step at a meeting",
        Action::Administer => "Changed who works on it",
        Action::LogIn | Action::LogInFailed | Action::LogOut | Action::Publish => "Something else",
    };
    if detail.is_empty() { what.to_owned() } else { format!("{what} ({detail})") }
}

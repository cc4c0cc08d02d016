//! Who had the data: read from the ledger of the record, body by body. Those are told what became of it (UK GDPR article 19).

use super::desk::Opened;
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::Look;
use crate::notices::Published;
use crate::shares::body_of;
use ::rights::StepKind;
use jiff::civil::Date;
use kernel::{CaseId, RequestId, Timestamp};
use ledger::Action;
use notice::model::{Act, Who};
use notice::source::Recall;
use std::collections::{BTreeMap, BTreeSet};
use store::{RightsStep, Tx};

/// How much of a ledger is read at a time.
const PAGE: u32 = 500;

/// A body that had something of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipientLine {
    /// The references of those cases of which they had something.
    pub references: Vec<String>,
    /// Its key.
    pub party: String,
    /// Its name.
    pub name: String,
    /// What it had, in words.
    pub categories: Vec<String>,
    /// When it last had any of it.
    pub last: Timestamp,
    /// What it has cannot be called back: it can only be told.
    pub cannot_recall: bool,
    /// On which day it was told.
    pub told_on: Option<Date>,
    /// What it said at its desk that it did, in words; none where it has not said it.
    pub did: Option<&'static str>,
}

/// Whether an entry says that data came to somebody.
const fn passes_on(action: Action) -> bool {
    matches!(action, Action::Open | Action::List | Action::Search | Action::Export | Action::Disclose | Action::History)
}

/// The bodies outside of the controller that had something of some records.
pub(super) fn recipients(tx: &mut Tx<'_>, opened: &Opened) -> Result<Vec<RecipientLine>, AppError> {
    recipients_by(tx, opened, &mut |_, _, _| Ok(true))
}

/// The same, by those entries alone that count.
pub(super) fn recipients_by(
    tx: &mut Tx<'_>,
    opened: &Opened,
    counts: &mut dyn FnMut(&mut Tx<'_>, CaseId, &ledger::Entry) -> Result<bool, AppError>,
) -> Result<Vec<RecipientLine>, AppError> {
    let mut had: BTreeMap<String, (Vec<String>, Timestamp, BTreeSet<String>)> = BTreeMap::new();
    for case in &opened.cases {
        let ring = tx.ring(&[(case.person, sealing::CLASS_SUBJECT)])?;
        for tag in ring.subject_tags(case.person, case.id) {
            let mut before = None;
            loop {
                let rows = tx.entries_outside(tag, before, PAGE)?;
                let Some(last) = rows.last() else { break };
                before = Some(last.entry.id);
                for row in &rows {
                    let entry = &row.entry;
                    if entry.stays_inside() || !passes_on(entry.action) || !counts(tx, case.id, entry)? {
                        continue;
                    }
                    let key = body_of(tx, entry)?;
                    let (categories, at, references) =
                        had.entry(key).or_insert_with(|| (Vec::new(), entry.at, BTreeSet::new()));
                    references.insert(case.reference.clone());
                    *at = (*at).max(entry.at);
                    for category in &entry.released {
                        if !categories.contains(category) {
                            categories.push(category.clone());
                        }
                    }
                }
                if rows.len() < PAGE as usize {
                    break;
                }
            }
        }
    }
    let (mut lines, at_desks) = (Vec::new(), tx.rights_told(opened.request.id)?);
    for (party, (categories, last, references)) in had {
        lines.push(RecipientLine {
            name: crate::cases::parts::recipient_name(tx, &opened.notice, &party)?,
            cannot_recall: cannot_recall(&opened.notice, &party),
            told_on: told(&opened.steps, &party),
            did: at_desks.iter().filter(|t| t.party == party).find_map(|t| super::told::did_words(t.did.as_deref()?)),
            categories: categories.iter().map(|c| opened.notice.category_label(c)).collect(),
            references: references.into_iter().collect(),
            party,
            last,
        });
    }
    Ok(lines)
}

fn told(steps: &[RightsStep], party: &str) -> Option<Date> {
    steps.iter().find(|s| s.step == StepKind::RecipientTold.id() && s.code == party).map(|s| s.on_day)
}

fn cannot_recall(notice: &Published, party: &str) -> bool {
    let body = notice.compiled.principal_named(party.split('/').next().unwrap_or(party));
    let is = |who: &Who| body.is_some_and(|body| body.is(who));
    notice.compiled.flows.iter().any(|f| f.recall == Recall::Impossible && f.to.iter().any(is))
}

impl App {
    /// Who had the data that a request is about, from the ledger.
    ///
    /// # Errors
    /// `NotFound` for everybody but the data protection officer.
    pub fn request_recipients(&self, actor: &Actor, id: RequestId) -> Result<Vec<RecipientLine>, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "recipients of a request", move |tx, inner| {
            let opened = Opened::of(tx, inner, &actor, id, Act::See, (Action::History, "who had it"))?;
            if !opened.is_released() {
                return Ok(Vec::new());
            }
            recipients(tx, &opened)
        })
    }

    /// What a record's categories are called, for putting something beside one of them.
    ///
    /// # Errors
    /// `NotFound` when the record does not exist for the actor.
    pub fn request_categories(&self, actor: &Actor, case: CaseId) -> Result<Vec<(String, String)>, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "categories of a record", move |tx, inner| {
            actor.must_be_officer()?;
            let look = Look::even_closed(tx, inner, &actor, case)?.ok_or(AppError::NotFound)?;
            let decision = look.decide_all(Act::Record);
            Ok(look
                .notice
                .all
                .iter()
                .filter(|c| decision.releases(**c))
                .map(|c| look.notice.category_id(*c).to_owned())
                .map(|id| (look.notice.category_label(&id), id))
                .map(|(label, id)| (id, label))
                .collect())
        })
    }
}

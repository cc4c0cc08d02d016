//! What the register of processors shows. There is no personal data in it.

use super::{CHANNELS_OUT, FOUND, agreement_of, notices, why_none};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::notices::Published;
use jiff::civil::Date;
use kernel::{EnrolmentId, RegisterId, london_date};
use std::sync::Arc;
use store::{Processor, Tx};

/// The register.
#[derive(Debug, Clone, Default)]
pub struct ProcessorsView {
    /// Every processor, those first about which something is to be done.
    pub lines: Vec<ProcessorLine>,
    /// Who carries what leaves.
    pub carriers: Vec<CarrierLine>,
}

/// A processor.
#[derive(Debug, Clone)]
pub struct ProcessorLine {
    /// Its id.
    pub id: RegisterId,
    /// As the register keeps it.
    pub row: Processor,
    /// The notice's title; none: all.
    pub notice: Option<String>,
    /// The reference of the processing agreement.
    pub agreement: Option<String>,
    /// The categories in words; none: all of the notice.
    pub categories: Vec<String>,
    /// The country, in words.
    pub country: String,
    /// Why nothing goes to it today.
    pub why_none: Option<String>,
    /// Whether the day for looking at it again has passed.
    pub overdue: bool,
    /// Whom it works through.
    pub through: Vec<SubProcessorLine>,
    /// How its systems were examined, the latest first.
    pub assurances: Vec<AssuranceLine>,
    /// Whether its systems were never examined, not in time, or do not meet what was asked.
    pub to_examine: bool,
    /// What leaves by it: in words.
    pub carries: Vec<String>,
}

/// Whom a processor works through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubProcessorLine {
    /// Its id.
    pub id: RegisterId,
    /// Its name.
    pub name: String,
    /// What it does.
    pub task: String,
    /// The country, in words.
    pub country: String,
}

/// An examination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssuranceLine {
    /// Against what.
    pub standard: String,
    /// What was found, in words.
    pub found: String,
    /// Where that can be seen.
    pub evidence: String,
    /// When.
    pub checked_on: Date,
    /// By when it is done again.
    pub review_on: Date,
    /// Who wrote it down.
    pub by: String,
}

/// Who carries what leaves by a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarrierLine {
    /// The channel: a code.
    pub channel: String,
    /// In words.
    pub words: String,
    /// Who carries it; none: nobody said.
    pub by: Option<String>,
    /// Whether it was only taken over.
    pub assumed: bool,
}

/// A supplier about whom something is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplierDue {
    /// Its id.
    pub id: RegisterId,
    /// Its name.
    pub name: String,
    /// What is due.
    pub what: Vec<String>,
}

pub(super) fn line(
    tx: &mut Tx<'_>,
    all: &[Arc<Published>],
    row: Processor,
    by: &ByProcessor,
) -> Result<ProcessorLine, AppError> {
    let today = london_date(tx.now());
    let notice = all.iter().find(|n| n.compiled.id == row.notice_id);
    let agreement = agreement_of(tx, &row)?.map(|a| a.reference);
    let assurances: Vec<AssuranceLine> =
        by.assurances.iter().filter(|(id, _)| *id == row.id).map(|(_, line)| line.clone()).collect();
    let met = |a: &AssuranceLine| a.found == FOUND[0].1 && today <= a.review_on;
    Ok(ProcessorLine {
        id: row.id,
        notice: notice.map(|n| n.compiled.title.clone()),
        agreement,
        categories: row.categories.iter().map(|c| notice.map_or_else(|| c.clone(), |n| n.category_label(c))).collect(),
        country: sharing::country_words(&row.country),
        why_none: why_none(tx, &row)?,
        overdue: row.ended_at.is_none() && row.review_on < today,
        through: by.through.iter().filter(|(id, _)| *id == row.id).map(|(_, line)| line.clone()).collect(),
        to_examine: row.ended_at.is_none() && !assurances.first().is_some_and(met),
        assurances,
        carries: by.carries.iter().filter(|(id, _)| *id == row.id).map(|(_, words)| words.clone()).collect(),
        row,
    })
}

/// What stands beside processors, each with whose it is.
#[derive(Default)]
pub(super) struct ByProcessor {
    through: Vec<(RegisterId, SubProcessorLine)>,
    assurances: Vec<(RegisterId, AssuranceLine)>,
    carries: Vec<(RegisterId, String)>,
}

impl ByProcessor {
    pub(super) fn of(tx: &mut Tx<'_>, inner: &crate::Inner) -> Result<Self, AppError> {
        let mut by = Self::default();
        for s in tx.sub_processors()? {
            let country = sharing::country_words(&s.country);
            by.through.push((s.processor, SubProcessorLine { id: s.id, name: s.name, task: s.task, country }));
        }
        for a in tx.assurances()? {
            let found = FOUND.iter().find(|(code, _)| *code == a.found).map_or("", |(_, words)| words);
            by.assurances.push((
                a.processor,
                AssuranceLine {
                    standard: a.standard,
                    found: found.to_owned(),
                    evidence: a.evidence,
                    checked_on: a.checked_on,
                    review_on: a.review_on,
                    by: inner.account_name(tx, a.account)?,
                },
            ));
        }
        for c in tx.carriers()? {
            let words = CHANNELS_OUT.iter().find(|(code, _)| *code == c.channel).map_or("", |(_, words)| words);
            by.carries.extend(c.processor.map(|id| (id, words.to_owned())));
        }
        Ok(by)
    }
}

impl App {
    /// The register.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep it.
    pub fn processors(&self, actor: &Actor) -> Result<ProcessorsView, AppError> {
        actor.must_keep_agreements()?;
        let inner = &self.inner;
        self.inner.store.read(&actor.caller, "processors", move |tx| {
            let (all, by) = (notices(tx, inner)?, ByProcessor::of(tx, inner)?);
            let rows = tx.processors()?;
            let name = |id: RegisterId| rows.iter().find(|r| r.id == id).map_or_else(String::new, |r| r.name.clone());
            let known = tx.carriers()?;
            let carriers = CHANNELS_OUT.iter().map(|(code, words)| {
                let row = known.iter().find(|c| c.channel == *code);
                let by = row.map(|c| c.processor.map_or_else(|| "The council itself".to_owned(), name));
                CarrierLine {
                    channel: (*code).to_owned(),
                    words: (*words).to_owned(),
                    by,
                    assumed: row.is_some_and(|c| !c.confirmed),
                }
            });
            let carriers = carriers.collect();
            let mut lines = Vec::new();
            for row in rows.iter().cloned() {
                lines.push(line(tx, &all, row, &by)?);
            }
            let ended = |l: &ProcessorLine| l.row.ended_at.is_some();
            lines.sort_by_key(|l| (ended(l), !(l.why_none.is_some() || l.overdue || l.to_examine)));
            Ok(ProcessorsView { lines, carriers })
        })
    }

    /// The processing agreements that a processor can be under, with their references; and the notices, with what they have.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register.
    pub fn processing_agreements(&self, actor: &Actor) -> Result<Vec<(EnrolmentId, String)>, AppError> {
        actor.must_keep_agreements()?;
        self.inner.store.read(&actor.caller, "processing agreements", move |tx| {
            let mut found = Vec::new();
            for id in crate::publish::notice_ids(tx)? {
                for row in tx.agreements(&id)?.into_iter().filter(|r| r.kind == "processing") {
                    found.push((row.id, format!("{}, {}", row.reference, row.title)));
                }
            }
            Ok(found)
        })
    }

    /// Suppliers that are to be looked at or examined again: the data protection officer's.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register.
    pub fn suppliers_due(&self, actor: &Actor) -> Result<Vec<SupplierDue>, AppError> {
        let view = self.processors(actor)?;
        let due = view.lines.into_iter().filter(|l| l.overdue || l.to_examine).map(|l| {
            let mut what = Vec::new();
            if l.overdue {
                what.push(format!("To be looked at again since {}", clocks::date_words(l.row.review_on)));
            }
            match l.assurances.first() {
                _ if !l.to_examine => {}
                None => what.push("Its systems were never examined".to_owned()),
                Some(a) => what.push(format!(
                    "Its systems: {}, to be examined by {}",
                    a.found.to_lowercase(),
                    clocks::date_words(a.review_on)
                )),
            }
            SupplierDue { id: l.id, name: l.row.name, what }
        });
        Ok(due.collect())
    }
}

//! Counting the answers to a question over the cases that may be seen: numbers only, small ones left out. Every record that is counted
//! is decided about and on the ledger, as for anything else that is read.

use crate::App;
use crate::ListFilter;
use crate::actor::Actor;
use crate::cases::list::wanted;
use crate::cases::parts::{Visible, record_alike};
use crate::error::AppError;
use crate::notices::Published;
use crate::views::Item;
use casework::counts::suppressed;
use jiff::civil::Date;
use kernel::{PersonId, london_date};
use ledger::Action;
use notice::model::{Act, FieldInfo, Part};
use notice::source::FieldKind;
use sealing::CLASS_SUBJECT;
use std::collections::HashSet;
use store::Tx;

/// What those are counted under who did not answer.
pub(crate) const SILENT: &str = "Not answered";

/// Of a question with more answers than this, those that nobody gave are not listed.
const LONG: usize = 12;

/// A question whose answers can be counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Countable {
    /// The category.
    pub category: String,
    /// The question.
    pub question: String,
    /// The category's name and the question, in words.
    pub label: String,
}

/// Answers, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// What was counted, in words.
    pub label: String,
    /// The answers with their numbers; none: small, or it would tell a small one.
    pub lines: Vec<(String, Option<u64>)>,
    /// How many answers were counted, and people who gave none; none: few.
    pub total: Option<u64>,
    /// The day on which they were.
    pub on: Date,
}

/// The questions that can be counted under a notice by an actor, with their answers.
fn countable(tx: &mut Tx<'_>, notice: &Published, actor: &Actor) -> Result<Vec<(Countable, FieldInfo)>, AppError> {
    let (principal, purpose) = (notice.principal(&actor.capacity.principal)?, notice.purpose(&actor.purpose)?);
    let mut found: Vec<(Countable, FieldInfo)> = Vec::new();
    let read: HashSet<notice::model::CategoryIx> = notice
        .compiled
        .envelope
        .lines
        .iter()
        .filter(|l| l.principal == principal && l.purpose == purpose && l.act == Act::See)
        .map(|l| l.category)
        .collect();
    let services: Vec<String> = notice.compiled.merged.service.keys().cloned().collect();
    for service in services {
        let form = notice.newest_form(tx, &service)?;
        for info in &notice.compiled.categories {
            let reads = notice.compiled.category(&info.id).is_some_and(|at| read.contains(&at));
            let asked = form.as_ref().and_then(|f| f.section(&info.id)).map_or(&info.fields, |s| &s.fields);
            let coded =
                |f: &&FieldInfo| f.part == Part::Plain && matches!(f.kind, FieldKind::Choice | FieldKind::YesNo);
            for field in asked.iter().filter(coded).filter(|_| reads) {
                let known = |(c, _): &(Countable, FieldInfo)| c.category == info.id && c.question == field.id;
                if !found.iter().any(known) {
                    let label = format!("{}: {}", info.label, field.label);
                    found.push((
                        Countable { category: info.id.clone(), question: field.id.clone(), label },
                        field.clone(),
                    ));
                }
            }
        }
    }
    Ok(found)
}

impl App {
    /// What can be counted for the purpose that the actor acts for.
    ///
    /// # Errors
    /// `NotFound` for a partner.
    pub fn countable(&self, actor: &Actor) -> Result<Vec<Countable>, AppError> {
        if !actor.is_staff() {
            return Err(AppError::NotFound);
        }
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "what can be counted", move |tx| {
            let notice = inner.latest(tx, &actor.capacity.notice)?.ok_or(AppError::NotFound)?;
            Ok(countable(tx, &notice, &actor)?.into_iter().map(|(what, _)| what).collect())
        })
    }

    /// Counts the answers to a question over the open cases that exist for the actor.
    ///
    /// # Errors
    /// `NotFound` for a partner, and where the purpose gives nothing of it.
    pub fn counts(&self, actor: &Actor, category: &str, question: &str) -> Result<Counts, AppError> {
        let (actor, category, question) = (actor.clone(), category.to_owned(), question.to_owned());
        if !actor.is_staff() {
            return Err(AppError::NotFound);
        }
        self.act(&actor.caller.clone(), "count answers", move |tx, inner| {
            let Counted { label, mut lines, unanswered, on } = count(tx, inner, &actor, &category, &question)?;
            lines.push((SILENT.to_owned(), unanswered));
            let numbers: Vec<u64> = lines.iter().map(|(_, n)| *n).collect();
            let (said, total) = suppressed(&numbers);
            Ok(Counts { label, lines: lines.into_iter().map(|(words, _)| words).zip(said).collect(), total, on })
        })
    }
}

/// Answers as they were counted: nobody is shown these.
pub(crate) struct Counted {
    pub(crate) label: String,
    /// People by answer; somebody with several cases once for each answer that they gave.
    pub(crate) lines: Vec<(String, u64)>,
    /// People who gave none.
    pub(crate) unanswered: u64,
    pub(crate) on: Date,
}

/// Counts the answers to a question over the open cases that exist for somebody.
pub(crate) fn count(
    tx: &mut Tx<'_>,
    inner: &crate::Inner,
    actor: &Actor,
    category: &str,
    question: &str,
) -> Result<Counted, AppError> {
    let today = london_date(tx.now());
    let notice = inner.latest(tx, &actor.capacity.notice)?.ok_or(AppError::NotFound)?;
    let known = countable(tx, &notice, actor)?;
    let found = known.into_iter().find(|(c, _)| c.category == category && c.question == question);
    let (what, asked) = found.ok_or(AppError::NotFound)?;
    let answers: Vec<String> = match asked.kind {
        FieldKind::YesNo => vec!["yes".to_owned(), "no".to_owned()],
        _ => asked.options.clone(),
    };
    // Who gave which answer: somebody with several cases once for each that they gave. None: one of no heading.
    let mut answered: HashSet<(PersonId, Option<usize>)> = HashSet::new();
    let mut silent: HashSet<PersonId> = HashSet::new();
    let filter = wanted(tx, actor, &ListFilter::default(), today)?;
    let mut after: Option<String> = None;
    while !filter.notice_versions.is_empty() {
        let mut page = Visible::page(tx, inner, actor, &filter, after.as_deref())?;
        crate::look::Look::meet(tx, &mut page.looks, false)?;
        let ids: Vec<_> = page.looks.iter().map(|l| l.case.id).collect();
        let sections = tx.sections_of(&ids, &[category])?;
        let mut keys: Vec<(PersonId, &str)> = page.looks.iter().map(|l| (l.case.person, CLASS_SUBJECT)).collect();
        keys.extend(sections.iter().map(|s| (s.person, s.record_class.as_str())));
        keys.extend(page.looks.iter().flat_map(crate::look::Look::member_keys));
        let ring = tx.ring(&keys)?;
        let asks = |look: &crate::look::Look| look.notice.compiled.category(category).into_iter().collect();
        let detail = format!("counted for a report: {category}.{question}");
        let recorded = record_alike(tx, actor, &page.looks, asks, (Action::List, &detail), &ring)?;
        for (look, recorded) in page.looks.iter().zip(&recorded) {
            let Some(at) = look.notice.compiled.category(category) else { continue };
            let section = sections.iter().find(|s| s.case_id == look.case.id);
            let answer = match look.content(recorded, at, section, &ring)? {
                Item::Released(content) => content.get().get(question).map(str::to_owned),
                Item::Empty => None,
                // What is not for the actor is not counted, not even as unanswered.
                Item::Withheld(_) | Item::Erased => continue,
            };
            let Some(answer) = answer else {
                silent.insert(look.case.person);
                continue;
            };
            // Under another version of the form it may have been answered in words: those of a code, or anything. What somebody typed is
            // no heading of a table.
            let at = answers.iter().position(|known| *known == answer || asked.words_of(known) == answer);
            answered.insert((look.case.person, at));
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let number = |wanted: Option<usize>| {
        let gave = answered.iter().filter(|(_, at)| *at == wanted).count();
        u64::try_from(gave).unwrap_or(u64::MAX)
    };
    let words = |code: &str| match asked.kind {
        FieldKind::YesNo => if code == "yes" { "Yes" } else { "No" }.to_owned(),
        _ => asked.words_of(code).to_owned(),
    };
    // Of a long list, only what somebody answered.
    let listed = |n: &u64| answers.len() <= LONG || *n > 0;
    let mut lines: Vec<(String, u64)> = answers
        .iter()
        .enumerate()
        .map(|(at, code)| (words(code), number(Some(at))))
        .filter(|(_, n)| listed(n))
        .collect();
    let other = number(None);
    if other > 0 {
        lines.push(("Another answer".to_owned(), other));
    }
    // Who answered on one case is not silent on another.
    let spoke: HashSet<PersonId> = answered.into_iter().map(|(person, _)| person).collect();
    let unanswered = u64::try_from(silent.difference(&spoke).count()).unwrap_or(u64::MAX);
    Ok(Counted { label: what.label, lines, unanswered, on: today })
}

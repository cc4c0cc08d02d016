//! The timeline of a case: everything that happened on it, from wherever it is kept, as the gate allows.

use super::desk::{Desk, visible};
use super::items::{ItemLine, asked, line, shown};
use crate::actor::Actor;
use crate::cases::parts::recipient_name;
use crate::error::AppError;
use crate::look::Look;
use crate::meetings::heard;
use crate::views::CaseTop;
use crate::{App, Inner};
use jiff::civil::Date;
use kernel::{CaseId, ItemId, Timestamp, london_moment};
use ledger::Action;
use notice::model::Act;
use store::{ItemFilter, Tx};

/// How many lines stand on one page.
const PAGE: usize = 50;

/// What a timeline is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimelineFilter {
    /// Kinds: of entries, and `section`, `consent`, `task`, `agency`, `message`, `case`, `sharing` (empty: all).
    pub kinds: Vec<String>,
    /// From this day.
    pub from: Option<Date>,
    /// Until this day.
    pub until: Option<Date>,
    /// Behind this line (from the page before).
    pub before: Option<(Timestamp, Option<ItemId>)>,
}

/// One line.
pub struct TimelineLine {
    /// When.
    pub at: Timestamp,
    /// What kind.
    pub kind: String,
    /// What happened, in words; empty for entries, which say it themselves.
    pub words: String,
    /// Who did it.
    pub by: String,
    /// The entry, if it is one.
    pub entry: Option<ItemLine>,
}

/// A page of the timeline.
pub struct Timeline {
    /// The head of the page.
    pub top: CaseTop,
    /// The lines, the latest first.
    pub lines: Vec<TimelineLine>,
    /// Where the next page begins.
    pub next: Option<(Timestamp, Option<ItemId>)>,
}

/// A line without content, before it is known whether it is on the page.
struct Mark {
    at: Timestamp,
    kind: &'static str,
    words: String,
    by: Option<kernel::AccountId>,
}

impl App {
    /// The timeline. What is not released is not said to be there.
    ///
    /// # Errors
    /// `NotFound` when nothing of the case is released to the actor.
    pub fn timeline(&self, actor: &Actor, case: CaseId, filter: &TimelineFilter) -> Result<Timeline, AppError> {
        let (actor, filter) = (actor.clone(), filter.clone());
        self.act(&actor.caller.clone(), "timeline", move |tx, inner| {
            let Some(look) = visible(tx, inner, &actor, case)? else { return Ok(None) };
            let until = filter.until.and_then(|d| d.tomorrow().ok()).and_then(|d| london_moment(d, 0, 0));
            let from = filter.from.and_then(|d| london_moment(d, 0, 0));
            let end = until.map(|at| (at, ItemId::from_bytes([0; 16])));
            let cut = filter.before.map(|(at, id)| (at, id.unwrap_or_else(|| ItemId::from_bytes([0; 16]))));
            let wanted = ItemFilter {
                kinds: filter.kinds.clone(),
                before: match (cut, end) {
                    (Some(cut), Some(end)) => Some(cut.min(end)),
                    (cut, end) => cut.or(end),
                },
                ..ItemFilter::default()
            };
            let limit = u32::try_from(PAGE + 1).unwrap_or(u32::MAX);
            let items = tx.items(case, &wanted, limit)?;
            let more_items = items.len() > PAGE;
            let items: Vec<_> = items.into_iter().filter(|i| from.is_none_or(|f| i.happened_at >= f)).collect();
            let last_item = items.last().map(|i| (i.happened_at, i.id));
            let items = heard(tx, &actor, items)?;
            let (categories, classes) = asked(&look, &items);
            let desk = Desk::of(tx, &actor, look, &categories, &classes, (Action::Open, "timeline"))?;
            let mut marks = marks(tx, &desk.look, &actor)?;
            marks.retain(|m| {
                (filter.kinds.is_empty() || filter.kinds.iter().any(|k| k == m.kind))
                    && from.is_none_or(|f| m.at >= f)
                    && until.is_none_or(|u| m.at < u)
                    && filter.before.is_none_or(|(at, _)| m.at < at)
            });
            if more_items && let Some((last, _)) = last_item {
                // What lies behind the last entry that was read comes on the next page.
                marks.retain(|m| m.at >= last);
            }
            let mut lines = Vec::new();
            for item in shown(tx, (&desk.look, &desk.recorded), &actor, items)? {
                let entry = line(tx, inner, (&desk.look, &desk.recorded, &desk.ring), &item)?;
                lines.push(TimelineLine {
                    at: item.happened_at,
                    kind: item.kind.clone(),
                    words: String::new(),
                    by: entry.by.clone(),
                    entry: Some(entry),
                });
            }
            for mark in marks {
                lines.push(plain(tx, inner, mark)?);
            }
            lines.sort_by(|a, b| (b.at, b.entry.as_ref().map(|e| e.id)).cmp(&(a.at, a.entry.as_ref().map(|e| e.id))));
            let next = if lines.len() > PAGE {
                lines.get(PAGE - 1).map(|l| (l.at, l.entry.as_ref().map(|e| e.id)))
            } else {
                // What was read and not shown is behind the reader as well.
                last_item.filter(|_| more_items).map(|(at, id)| (at, Some(id)))
            };
            lines.truncate(PAGE);
            Ok(Some(Timeline { top: desk.top(&actor)?, lines, next }))
        })?
        .ok_or(AppError::NotFound)
    }
}

fn plain(tx: &mut Tx<'_>, inner: &Inner, mark: Mark) -> Result<TimelineLine, AppError> {
    let by = match mark.by {
        Some(account) => inner.account_name(tx, account)?,
        None => String::new(),
    };
    Ok(TimelineLine { at: mark.at, kind: mark.kind.to_owned(), words: mark.words, by, entry: None })
}

/// What is known without opening anything: sections that were saved (of categories that are released), answers about
/// sharing, bodies that joined, tasks done, opening and closing.
fn marks(tx: &mut Tx<'_>, look: &Look, actor: &Actor) -> Result<Vec<Mark>, AppError> {
    let see = look.decide_all(Act::See);
    let case = &look.case;
    let noon = |day: Date| london_moment(day, 12, 0).unwrap_or(case.created_at);
    let mut marks = vec![Mark { at: case.created_at, kind: "case", words: "The case was opened".to_owned(), by: None }];
    if let Some(day) = case.closed_on {
        marks.push(Mark { at: noon(day), kind: "case", words: "The case was closed".to_owned(), by: None });
    }
    for &category in &look.notice.all {
        if !see.releases(category) {
            continue;
        }
        let id = look.notice.category_id(category).to_owned();
        let label = look.notice.category_label(&id);
        for version in tx.section_history(case.id, &id)? {
            let words = if version.version == 1 {
                format!("“{label}” was recorded")
            } else {
                format!("“{label}” was changed (version {})", version.version)
            };
            marks.push(Mark { at: version.recorded_at, kind: "section", words, by: version.author });
        }
    }
    if !actor.is_staff() {
        return Ok(marks);
    }
    for consent in tx.consent_history(case.id)? {
        let who = recipient_name(tx, &look.notice, &consent.party)?;
        let purpose = look.notice.purpose_label(&consent.purpose);
        let words = format!("Permission {} for {who}: {purpose}", consent.state.id());
        marks.push(Mark { at: consent.recorded_at, kind: "consent", words, by: consent.recorded_by });
    }
    for party in tx.case_parties(&[case.id])? {
        let who = recipient_name(tx, &look.notice, &party.party)?;
        let words = format!("{who} began to work on it");
        marks.push(Mark { at: noon(party.since), kind: "agency", words, by: None });
    }
    if !look.decide_all(Act::Record).releases_nothing() {
        let mut sent = crate::messages::marks(tx, look)?;
        sent.extend(crate::papers::marks(tx, look)?);
        for (at, words, by) in sent {
            marks.push(Mark { at, kind: "message", words, by: Some(by) });
        }
        for (at, words, by) in crate::shares::marks(tx, look)? {
            marks.push(Mark { at, kind: "sharing", words, by });
        }
    }
    for task in tx.tasks(case.id)? {
        if let Some(at) = task.done_at {
            let what = casework::task_words(&task.kind);
            let words = match &task.withdrawn {
                None => format!("Done: {what}"),
                Some(why) => format!("Withdrawn: {what} ({})", super::tasks::withdrawn_words(why)),
            };
            marks.push(Mark { at, kind: "task", words, by: task.done_by.or(task.owner) });
        }
    }
    Ok(marks)
}

//! Until when each part of a case is kept, by which rule of the notice, and what is to be done with it on a day.

use crate::schedule::Schedule;
use clocks::retention::{Hold, Outlook, RetentionError, Start, due, with_holds};
use jiff::Span;
use jiff::civil::Date;
use notice::model::{CategoryIx, Compiled, RetentionRule, StatementId};
use notice::source::{After, Anchor, Keep};
use std::sync::Arc;

/// The dates from which periods are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Anchors {
    /// The day the case was closed.
    pub closed: Option<Date>,
    /// The day on which support ended with every body that gave it; none while one still does.
    pub support_ended: Option<Date>,
    /// The person's birth, where it is known to the day.
    pub birth: Option<Date>,
    /// The person's death, where it is known to the day.
    pub death: Option<Date>,
    /// Somebody has said that the record is about no child: what would count from a child's birth counts from closing.
    pub no_child: bool,
}

impl Anchors {
    /// Of a case that was closed, where nobody else gives support any more.
    #[must_use]
    pub const fn closed(on: Date) -> Self {
        Self { closed: Some(on), support_ended: Some(on), birth: None, death: None, no_child: false }
    }
    const fn date(self, anchor: Anchor) -> Option<Date> {
        match anchor {
            Anchor::CaseClosed | Anchor::LastContact => self.closed,
            Anchor::SupportEnded => self.support_ended,
            Anchor::Birth => self.birth,
            Anchor::Death => self.death,
            Anchor::Collected | Anchor::Disclosed | Anchor::SessionEnded | Anchor::Published => None,
        }
    }
}

/// A period that somebody chose inside the range that the notice gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// The rule's statement.
    pub statement: String,
    /// Years.
    pub years: u32,
}

/// What is so of a case, beside its notice, that decides how long it is kept.
#[derive(Debug, Clone, Default)]
pub struct Circumstances {
    /// The days to count from.
    pub anchors: Anchors,
    /// What stands in the way of destroying it.
    pub holds: Vec<Hold>,
    /// Periods chosen inside ranges.
    pub chosen: Vec<Chosen>,
    /// Statements whose records somebody has looked at and decided to destroy.
    pub condemned: Vec<String>,
    /// The corporate schedule that the notice refers to, if it has been imported.
    pub schedule: Option<Arc<Schedule>>,
}

impl Circumstances {
    /// Of a case that was closed on a day, and nothing else.
    #[must_use]
    pub fn closed(on: Date) -> Self {
        Self { anchors: Anchors::closed(on), ..Self::default() }
    }
}

/// How it stands with a record on a day. The order is that of being kept: of two rules the lesser one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stand {
    /// It is kept.
    Kept,
    /// It is kept, and somebody has to decide for how long.
    Looked,
    /// Its time is over: nobody is shown it, and somebody has to decide that it is destroyed.
    Locked,
    /// It must be gone.
    Gone,
}

/// Until when the data of some categories is kept, and by which rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The rule's statement.
    pub statement: StatementId,
    /// What it speaks of, in words.
    pub label: String,
    /// The categories.
    pub categories: Vec<CategoryIx>,
    /// The date on which the period has run out; none if the rule gives no date (while something lasts, by reference).
    pub due: Option<Date>,
    /// The rule in words, with how the date was counted.
    pub words: String,
    /// What happens then.
    pub after: After,
    /// Who decides, where somebody has to: a role of the notice; empty where the notice names none.
    pub decided_by: String,
    /// The range inside which a period is to be chosen, in years, while none is chosen.
    pub range: Option<(u32, u32)>,
    /// Whether the date tells of the person's birth or death.
    pub personal: bool,
    /// What it is counted from, where the day of that is not known: until it is, nothing falls due.
    pub wants: Option<Anchor>,
    outlook: Option<Outlook>,
    condemned: bool,
}

impl Kept {
    /// How it stands on a day.
    #[must_use]
    pub fn stand(&self, today: Date) -> Stand {
        let Some(outlook) = &self.outlook else { return Stand::Kept };
        if outlook.is_over(today) {
            return if self.after == After::Review && !self.condemned { Stand::Locked } else { Stand::Gone };
        }
        if outlook.is_for_review(today) {
            return if self.condemned { Stand::Gone } else { Stand::Looked };
        }
        Stand::Kept
    }
    /// The first day after `today` on which it may stand differently.
    #[must_use]
    pub fn turns(&self, today: Date) -> Option<Date> {
        let next = |due: &clocks::retention::Due| due.date.checked_add(Span::new().days(1)).ok();
        let days = match self.outlook.as_ref()? {
            Outlook::Until(due) => vec![next(due)],
            Outlook::Between { review, end, .. } => vec![next(review), next(end)],
            _ => Vec::new(),
        };
        days.into_iter().flatten().filter(|d| *d > today).min()
    }
}

/// What each of the controller's own rules gives for a case that closes, longest first.
#[must_use]
pub fn kept_after_closing(notice: &Compiled, present: &[CategoryIx], so: &Circumstances) -> Vec<Kept> {
    let mut kept: Vec<Kept> = Vec::new();
    for rule in notice.retention.iter().filter(|rule| rule.held_by.is_empty()) {
        let categories: Vec<CategoryIx> = rule.categories.iter().copied().filter(|c| present.contains(c)).collect();
        if categories.is_empty() {
            continue;
        }
        match (&rule.keep, &so.schedule) {
            (Keep::ByReference(_), Some(schedule)) => kept.extend(by_schedule(notice, rule, &categories, schedule, so)),
            _ => kept.push(kept_by(&Rule::of(rule, so), categories, so)),
        }
    }
    kept.sort_by(|a, b| b.due.cmp(&a.due).then_with(|| a.label.cmp(&b.label)));
    kept
}

/// How it stands with one category on a day: what any rule keeps, is kept. What no rule speaks of, too.
#[must_use]
pub fn stand(kept: &[Kept], category: CategoryIx, today: Date) -> Stand {
    kept.iter().filter(|k| k.categories.contains(&category)).map(|k| k.stand(today)).min().unwrap_or(Stand::Kept)
}

/// One rule, whether it stands in the notice or in the schedule that the notice refers to.
struct Rule<'r> {
    statement: &'r StatementId,
    label: String,
    keep: Keep,
    anchor: Option<Anchor>,
    after: After,
    /// Said after the words.
    note: String,
    range: Option<(u32, u32, String)>,
}

impl<'r> Rule<'r> {
    fn of(rule: &'r RetentionRule, so: &Circumstances) -> Self {
        let mut it = Self {
            statement: &rule.statement,
            label: rule.label.clone(),
            keep: rule.keep.clone(),
            anchor: rule.anchor,
            after: rule.after,
            note: String::new(),
            range: None,
        };
        if it.anchor == Some(Anchor::Birth) && so.anchors.birth.is_none() && so.anchors.no_child {
            it.anchor = Some(Anchor::CaseClosed);
            it.note = " (the record is about no child, so that it is counted from closing)".to_owned();
        }
        if let Some(instead) = &rule.instead
            && let (Some(birth), Some(death)) = (so.anchors.birth, so.anchors.death)
            && birth.checked_add(Span::new().years(i64::from(instead.died_under))).is_ok_and(|age| death < age)
        {
            it.keep = instead.keep.clone();
            it.anchor = Some(Anchor::Death);
            it.note = format!(" (the person died before the age of {})", instead.died_under);
        }
        if let Keep::Range { min_years, max_years, decided_by } = &it.keep {
            it.range = Some((*min_years, *max_years, decided_by.clone()));
            let chosen = so.chosen.iter().find(|c| c.statement == rule.statement.0);
            if let Some(years) = chosen.map(|c| c.years).filter(|y| (*min_years..=*max_years).contains(y)) {
                it.note = format!(" (chosen between {min_years} and {max_years} years)");
                it.keep = Keep::Years(years);
            }
        }
        it
    }
}

/// The lines of the schedule that speak of these categories.
fn by_schedule(
    notice: &Compiled,
    rule: &RetentionRule,
    categories: &[CategoryIx],
    schedule: &Schedule,
    so: &Circumstances,
) -> Vec<Kept> {
    let mut groups: Vec<(Option<usize>, Vec<CategoryIx>)> = Vec::new();
    for &category in categories {
        let info = notice.categories.get(usize::from(category.0));
        let line = info.and_then(|info| schedule.line_for(&[&info.id, &info.record_class]));
        match groups.iter_mut().find(|(l, _)| *l == line) {
            Some((_, members)) => members.push(category),
            None => groups.push((line, vec![category])),
        }
    }
    groups
        .into_iter()
        .map(|(line, categories)| match line.and_then(|at| schedule.lines.get(at)) {
            Some(line) => {
                let rule = Rule {
                    statement: &rule.statement,
                    label: line.label.clone(),
                    keep: line.keep.clone(),
                    anchor: Some(line.anchor),
                    after: line.after,
                    note: format!(" ({}, {})", schedule.title, line.reference),
                    range: None,
                };
                kept_by(&rule, categories, so)
            }
            None => kept_by(&Rule::of(rule, so), categories, so),
        })
        .collect()
}

fn kept_by(rule: &Rule<'_>, categories: Vec<CategoryIx>, so: &Circumstances) -> Kept {
    let start = rule.anchor.and_then(|anchor| Some(Start { anchor, on: so.anchors.date(anchor)? }));
    let outlook = due(&rule.keep, start, rule.after).map(|outlook| with_holds(outlook, &so.holds));
    let words = match &outlook {
        Ok(outlook) => outlook.words() + &rule.note,
        Err(RetentionError::NoAnchor) if rule.anchor.is_some() => uncounted(rule.anchor).to_owned(),
        Err(why) => why.to_string(),
    };
    let wants = rule.anchor.filter(|_| matches!(outlook, Err(RetentionError::NoAnchor)));
    let outlook = outlook.ok();
    let open_range = matches!(rule.keep, Keep::Range { .. });
    Kept {
        statement: rule.statement.clone(),
        label: rule.label.clone(),
        categories,
        due: outlook.as_ref().and_then(Outlook::end).map(|due| due.date),
        words,
        after: rule.after,
        decided_by: rule.range.as_ref().map(|(_, _, by)| by.clone()).unwrap_or_default(),
        range: rule.range.as_ref().filter(|_| open_range).map(|(least, most, _)| (*least, *most)),
        personal: matches!(rule.anchor, Some(Anchor::Birth | Anchor::Death)),
        wants,
        outlook,
        condemned: so.condemned.contains(&rule.statement.0),
    }
}

/// Why nothing is counted yet.
const fn uncounted(from: Option<Anchor>) -> &'static str {
    match from {
        Some(Anchor::SupportEnded) => {
            "the day from which this is counted is not known yet: support goes on with another body"
        }
        Some(Anchor::Birth) => {
            "this is counted from the birth of the youngest child that the record is about, and no day of birth of a child is known"
        }
        Some(Anchor::Death) => "this is counted from the person's death",
        _ => "the day from which this is counted is not known yet",
    }
}

//! The end of a case: why it closed, and until when each part of it is kept, by which rule of the notice.

use clocks::retention::{RetentionError, Start};
use jiff::civil::Date;
use notice::model::{CategoryIx, Compiled, RetentionRule, StatementId};
use notice::source::Anchor;

/// Why a case was closed. The codes are plain columns: they drive work and say nothing about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseReason {
    /// Accommodation was secured or kept.
    Accommodation,
    /// The need was met in another way, or support ended as planned.
    NeedMet,
    /// Advice was given and no more is owed.
    AdviceOnly,
    /// The person withdrew or declined.
    Withdrew,
    /// Contact was lost.
    ContactLost,
    /// It went to another body.
    Transferred,
    /// The person died.
    Died,
    /// The case was opened in error.
    Error,
}

impl CloseReason {
    /// All reasons, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::Accommodation,
        Self::NeedMet,
        Self::AdviceOnly,
        Self::Withdrew,
        Self::ContactLost,
        Self::Transferred,
        Self::Died,
        Self::Error,
    ];
    /// The code that is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Accommodation => "accommodation",
            Self::NeedMet => "need-met",
            Self::AdviceOnly => "advice-only",
            Self::Withdrew => "withdrew",
            Self::ContactLost => "contact-lost",
            Self::Transferred => "transferred",
            Self::Died => "died",
            Self::Error => "error",
        }
    }
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Accommodation => "Accommodation secured or kept",
            Self::NeedMet => "Need met, or support ended as planned",
            Self::AdviceOnly => "Advice given, nothing more owed",
            Self::Withdrew => "Withdrew or declined",
            Self::ContactLost => "Contact lost",
            Self::Transferred => "Transferred to another body",
            Self::Died => "The person has died",
            Self::Error => "Opened in error",
        }
    }
    /// From a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.code() == code)
    }
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
}

/// The dates from which periods are counted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Anchors {
    /// The day the case was closed.
    pub closed: Option<Date>,
    /// The person's birth, where it is known to the day.
    pub birth: Option<Date>,
}

impl Anchors {
    fn date(self, anchor: Anchor) -> Option<Date> {
        match anchor {
            Anchor::CaseClosed | Anchor::SupportEnded | Anchor::LastContact => self.closed,
            Anchor::Birth => self.birth,
            Anchor::Death | Anchor::Collected | Anchor::Disclosed | Anchor::SessionEnded | Anchor::Published => None,
        }
    }
}

/// What each of the controller's own rules gives for a case that closes, longest first. A category in several rules keeps
/// the longest.
#[must_use]
pub fn kept_after_closing(notice: &Compiled, present: &[CategoryIx], anchors: Anchors) -> Vec<Kept> {
    let mut kept: Vec<Kept> = notice
        .retention
        .iter()
        .filter(|rule| rule.held_by.is_empty())
        .filter_map(|rule| {
            let categories: Vec<CategoryIx> = rule.categories.iter().copied().filter(|c| present.contains(c)).collect();
            (!categories.is_empty()).then(|| kept_by(rule, categories, anchors))
        })
        .collect();
    kept.sort_by(|a, b| b.due.cmp(&a.due).then_with(|| a.label.cmp(&b.label)));
    kept
}

fn kept_by(rule: &RetentionRule, categories: Vec<CategoryIx>, anchors: Anchors) -> Kept {
    let start = rule.anchor.and_then(|anchor| Some(Start { anchor, on: anchors.date(anchor)? }));
    let (due, words) = match clocks::retention::due(&rule.keep, start, rule.after) {
        Ok(outlook) => (outlook.end().map(|due| due.date), outlook.words()),
        Err(RetentionError::NoAnchor) if rule.anchor.is_some() => {
            (None, "the day from which this is counted is not known yet".to_owned())
        }
        Err(why) => (None, why.to_string()),
    };
    Kept { statement: rule.statement.clone(), label: rule.label.clone(), categories, due, words }
}

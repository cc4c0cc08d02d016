//! What the last word of a person about a recipient means at a moment, for one category.

use crate::facts::ConsentState;
use jiff::civil::Date;

/// What the person said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// Yes.
    Given,
    /// No.
    Refused,
    /// Not any more.
    Withdrawn,
}

/// The last word on record about one recipient (or everybody that a purpose is for) and one purpose.
#[derive(Debug, Clone, Copy)]
pub struct LastWord<'a> {
    /// The recipient; empty: everybody that the purpose is for.
    pub party: &'a str,
    /// The categories that were named.
    pub categories: &'a [String],
    /// What was said.
    pub said: Said,
    /// Whether it was said in express words.
    pub explicit: bool,
    /// The last day on which it counts (a day in London, included).
    pub expires_on: Option<Date>,
}

/// Where the consent of one recipient stands for a category, given the last words about it for the purpose.
///
/// A word about this very recipient speaks before one for everybody. A yes that has run out counts as withdrawn.
#[must_use]
pub fn consent_standing<'a>(
    words: impl IntoIterator<Item = LastWord<'a>>,
    category: &str,
    today: Date,
) -> ConsentState {
    words.into_iter().filter(|w| w.categories.iter().any(|c| c == category)).max_by_key(|w| !w.party.is_empty()).map_or(
        ConsentState::None,
        |w| {
            let explicit = w.explicit;
            match w.said {
                Said::Given if w.expires_on.is_some_and(|last| last < today) => ConsentState::Over { explicit },
                Said::Given => ConsentState::Live { explicit },
                Said::Withdrawn => ConsentState::Over { explicit },
                Said::Refused => ConsentState::None,
            }
        },
    )
}

//! The facts on which a decision depends, made by one total function from what the record says.
//!
//! The proofs speak of policies; this function is what fills in their context. So there is only this one, it knows no
//! storage, and it is tested over its whole domain.

use notice::model::{Fact, Facts};

/// Where a consent stands at a moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ConsentState {
    /// Never asked, or refused.
    #[default]
    None,
    /// Given and live.
    Live {
        /// Explicitly, in words.
        explicit: bool,
    },
    /// Given once, and withdrawn or run out since.
    Over {
        /// It was explicit.
        explicit: bool,
    },
}

/// Things written down for this recipient and case that are live at this moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Given {
    /// A written request or authority is on file.
    pub request: bool,
    /// A reason is written down.
    pub reason: bool,
    /// Somebody with the right to has approved.
    pub approval: bool,
    /// Vital interests are at stake.
    pub vital: bool,
    /// A safeguarding concern is recorded.
    pub safeguarding: bool,
}

/// All that matters about a record, a recipient and a moment, for one category.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Situation {
    /// The body or officer works with this person today.
    pub linked: bool,
    /// The body is enrolled today.
    pub enrolled: bool,
    /// A data sharing agreement is in force today.
    pub agreement: bool,
    /// The consent for this recipient, purpose and category.
    pub consent: ConsentState,
    /// What is written down.
    pub given: Given,
    /// The record class's retention period has run out.
    pub expired: bool,
    /// Processing is restricted (article 18).
    pub restricted: bool,
    /// The training of whoever acts is up to date.
    pub trained: bool,
    /// Where it would go, data may not go, or nobody knows where that is.
    pub abroad: bool,
}

/// The facts of a situation.
#[must_use]
pub const fn facts_for(s: &Situation) -> Facts {
    let (consent, withdrawn, explicit) = match s.consent {
        ConsentState::None => (false, false, false),
        ConsentState::Live { explicit } => (true, false, explicit),
        ConsentState::Over { explicit } => (true, true, explicit),
    };
    Facts::NONE
        .with_if(Fact::Consent, consent)
        .with_if(Fact::Withdrawn, withdrawn)
        .with_if(Fact::Explicit, explicit)
        .with_if(Fact::Linked, s.linked)
        .with_if(Fact::Enrolled, s.enrolled)
        .with_if(Fact::Agreement, s.agreement)
        .with_if(Fact::Request, s.given.request)
        .with_if(Fact::Reason, s.given.reason)
        .with_if(Fact::Approval, s.given.approval)
        .with_if(Fact::Vital, s.given.vital)
        .with_if(Fact::Safeguarding, s.given.safeguarding)
        .with_if(Fact::Expired, s.expired)
        .with_if(Fact::Restricted, s.restricted)
        .with_if(Fact::Trained, s.trained)
        .with_if(Fact::Abroad, s.abroad)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_situation() -> impl Iterator<Item = Situation> {
        (0u32..1 << 12).flat_map(|bits| {
            let bit = move |n: u32| bits & (1 << n) != 0;
            [
                ConsentState::None,
                ConsentState::Live { explicit: false },
                ConsentState::Live { explicit: true },
                ConsentState::Over { explicit: false },
                ConsentState::Over { explicit: true },
            ]
            .into_iter()
            .map(move |consent| Situation {
                linked: bit(0),
                enrolled: bit(1),
                agreement: bit(2),
                consent,
                given: Given { request: bit(3), reason: bit(4), approval: bit(5), vital: bit(6), safeguarding: bit(7) },
                expired: bit(8),
                restricted: bit(9),
                trained: bit(10),
                abroad: bit(11),
            })
        })
    }

    #[test]
    fn each_fact_is_so_exactly_when_the_situation_says_so() {
        let mut seen = std::collections::BTreeSet::new();
        for s in every_situation() {
            let facts = facts_for(&s);
            let live = matches!(s.consent, ConsentState::Live { .. });
            assert_eq!(facts.has(Fact::Consent) && !facts.has(Fact::Withdrawn), live);
            assert_eq!(facts.has(Fact::Withdrawn), matches!(s.consent, ConsentState::Over { .. }));
            assert_eq!(facts.has(Fact::Linked), s.linked);
            assert_eq!(facts.has(Fact::Enrolled), s.enrolled);
            assert_eq!(facts.has(Fact::Agreement), s.agreement);
            assert_eq!(facts.has(Fact::Request), s.given.request);
            assert_eq!(facts.has(Fact::Reason), s.given.reason);
            assert_eq!(facts.has(Fact::Approval), s.given.approval);
            assert_eq!(facts.has(Fact::Vital), s.given.vital);
            assert_eq!(facts.has(Fact::Safeguarding), s.given.safeguarding);
            assert_eq!(facts.has(Fact::Expired), s.expired);
            assert_eq!(facts.has(Fact::Restricted), s.restricted);
            assert_eq!(facts.has(Fact::Trained), s.trained);
            assert_eq!(facts.has(Fact::Abroad), s.abroad);
            assert!(seen.insert(facts), "two situations with the same facts");
        }
    }
}

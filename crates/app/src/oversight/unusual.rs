//! What is unusual of what somebody looked at on a day, beside what is usual for themselves. The numbers are assumptions of ours and no
//! words of a notice: they decide who is asked, never what somebody did.

use store::LookCount;

/// From so many days with looks on it is known what is usual for somebody.
pub const KNOWN_FROM_DAYS: usize = 5;
/// More than so many times what is usual is unusual.
const TIMES: i64 = 3;

/// A way in which looks can be unusual.
pub struct Kind {
    /// A code.
    pub code: &'static str,
    /// In words, before the number.
    pub words: &'static str,
    /// What is counted.
    of: fn(&LookCount) -> i64,
    /// Fewer are never unusual.
    floor: i64,
    /// From so many on it is unusual of somebody of whom nobody knows what is usual.
    unknown: i64,
}

/// The ways.
pub const KINDS: &[Kind] = &[
    Kind { code: "records", words: "Records opened", of: |c| c.records, floor: 20, unknown: 60 },
    Kind { code: "searches", words: "Searches", of: |c| c.searches, floor: 20, unknown: 60 },
    Kind { code: "night", words: "Records opened between 22:00 and 06:00", of: |c| c.at_night, floor: 5, unknown: 5 },
    Kind {
        code: "one-record",
        words: "Times that one record was opened, without anything written to it",
        of: |c| c.most_one,
        floor: 8,
        unknown: 8,
    },
];

/// Something unusual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unusual {
    /// In which way: a code of [`KINDS`].
    pub kind: &'static str,
    /// How many there were.
    pub found: i64,
    /// How many are usual for them; none: nobody knows yet.
    pub usual: Option<i64>,
}

/// The one in the middle; of two, the greater.
fn median(mut all: Vec<i64>) -> Option<i64> {
    all.sort_unstable();
    all.get(all.len() / 2).copied()
}

/// What is unusual of one day, beside the days before on which the same account looked at anything.
pub(super) fn unusual(day: &LookCount, before: &[LookCount]) -> Vec<Unusual> {
    let known = before.len() >= KNOWN_FROM_DAYS;
    let judge = |kind: &Kind| {
        let found = (kind.of)(day);
        let usual = if known { median(before.iter().map(kind.of).collect()) } else { None };
        let from = usual.map_or(kind.unknown, |usual| kind.floor.max(usual.saturating_mul(TIMES).saturating_add(1)));
        (found >= from).then_some(Unusual { kind: kind.code, found, usual })
    };
    KINDS.iter().filter_map(judge).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use kernel::AccountId;
    use proptest::prelude::*;

    fn day(records: i64, searches: i64, at_night: i64, most_one: i64) -> LookCount {
        LookCount {
            on_day: date(2026, 11, 20),
            notice_id: "n".to_owned(),
            account: AccountId::from_bytes([1; 16]),
            records,
            searches,
            at_night,
            most_one,
        }
    }

    proptest! {
        /// A day like the others is never unusual; one that is never passes unseen; and more of the same is never less unusual.
        #[test]
        fn what_is_usual_is_not_told_of_and_what_is_not_is(
            before in prop::collection::vec((0..200_i64, 0..200_i64, 0..50_i64, 0..50_i64), 0..30),
            today in (0..2_000_i64, 0..2_000_i64, 0..500_i64, 0..500_i64),
            more in 0..100_i64,
        ) {
            let before: Vec<LookCount> = before.into_iter().map(|(a, b, c, d)| day(a, b, c, d)).collect();
            let (a, b, c, d) = today;
            let found = unusual(&day(a, b, c, d), &before);
            for kind in KINDS {
                let said = found.iter().find(|u| u.kind == kind.code);
                let now = (kind.of)(&day(a, b, c, d));
                if now < kind.floor {
                    prop_assert!(said.is_none());
                }
                let most = before.iter().map(kind.of).max();
                if before.len() >= KNOWN_FROM_DAYS {
                    if most.is_some_and(|most| now <= most) && before.iter().map(kind.of).min() == most {
                        prop_assert!(said.is_none(), "a day like all others");
                    }
                    if now >= kind.floor && most.is_some_and(|most| now > 3 * most) {
                        prop_assert!(said.is_some(), "more than three times the most there ever was");
                    }
                } else if now >= kind.unknown {
                    prop_assert!(said.is_some_and(|u| u.usual.is_none()));
                }
            }
            let even_more = unusual(&day(a + more, b + more, c + more, d + more), &before);
            prop_assert!(found.iter().all(|u| even_more.iter().any(|v| v.kind == u.kind)));
        }
    }
}

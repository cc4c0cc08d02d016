//! Which rules reach a pair, told from what is equal on the two cards.

use super::cards::{Line, equal};
use crate::memory::LINE;

/// What a rule asks of the cards of a pair.
pub(super) enum Asked {
    /// The numbers at these places are equal.
    Fields(Vec<usize>),
    /// One of two keys, which stand here and at the next place, is one of the other's two.
    TwoKeys(usize),
}

const EIGHT: usize = 8;

/// The rules of a plan.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reach {
    /// By line of a card, by the eight numbers of its halves, and by which of these are equal: the rules that they do not speak against, as
    /// bits.
    by_line: Vec<[[u64; 1 << EIGHT]; LINE / EIGHT]>,
    /// Rules of which a record can have two keys, and where these stand.
    two_keys: Vec<(usize, usize)>,
}

impl Reach {
    /// For cards of so many numbers.
    pub(super) fn new(numbers: usize, rules: &[Asked]) -> Self {
        let mut reach =
            Self { by_line: vec![[[0; 1 << EIGHT]; LINE / EIGHT]; numbers.div_ceil(LINE)], two_keys: Vec::new() };
        for (rule, asked) in rules.iter().enumerate() {
            match asked {
                Asked::TwoKeys(at) => reach.two_keys.push((rule, *at)),
                Asked::Fields(places) => {
                    for (eight, table) in reach.by_line.as_flattened_mut().iter_mut().enumerate() {
                        let here = places.iter().filter(|at| **at / EIGHT == eight);
                        let needed = here.fold(0_usize, |bits, at| bits | 1 << (at % EIGHT));
                        for (equal, rules) in table.iter_mut().enumerate() {
                            *rules |= u64::from(needed & !equal == 0) << rule;
                        }
                    }
                }
            }
        }
        reach
    }

    /// The first rule that reaches the pair of these cards (64 if none does), and which of their first numbers are equal, as bits.
    #[inline]
    pub(crate) fn first(&self, one: &[Line], other: &[Line]) -> (usize, u64) {
        let (mut rules, mut all_equal) = (if self.by_line.is_empty() { 0 } else { !0 }, 0);
        for (((x, y), [low, high]), at) in one.iter().zip(other).zip(&self.by_line).zip(0_u32..) {
            let equal = equal(x, y);
            rules &= low[equal as usize & ((1 << EIGHT) - 1)] & high[(equal >> EIGHT) as usize & ((1 << EIGHT) - 1)];
            if at < 2 {
                all_equal |= u64::from(equal) << (at * 16);
            }
        }
        let mut first = rules.trailing_zeros() as usize;
        for (rule, at) in &self.two_keys {
            if *rule < first && smallest_shared(one, other, *at).is_some() {
                first = *rule;
            }
        }
        (first, all_equal)
    }

    /// Where the keys of a rule stand, if a record can have two of them.
    pub(crate) fn two_keys(&self, rule: usize) -> Option<usize> {
        self.two_keys.iter().find(|(two, _)| *two == rule).map(|(_, at)| *at)
    }
}

/// The smallest key that two records share under a rule with two keys that stand here.
#[inline]
pub(crate) fn smallest_shared(one: &[Line], other: &[Line], at: usize) -> Option<u32> {
    let (one, other) = (&one.as_flattened()[at..at + 2], &other.as_flattened()[at..at + 2]);
    one.iter().filter(|key| **key != 0 && other.contains(key)).min().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_first_rule_is_the_first_that_holds(
            cards in prop::array::uniform2(prop::array::uniform32(0_u32..3)),
            rules in prop::collection::vec((any::<bool>(), prop::collection::vec(0_usize..31, 1..4)), 0..20),
        ) {
            let asked: Vec<Asked> = rules
                .iter()
                .map(|(two, places)| if *two { Asked::TwoKeys(places[0]) } else { Asked::Fields(places.clone()) })
                .collect();
            let [one, other] = &cards;
            let same = |x: usize, y: usize| one[x] != 0 && one[x] == other[y];
            let wanted = rules.iter().position(|(two, places)| {
                let at = places[0];
                if *two { (at..at + 2).any(|x| (at..at + 2).any(|y| same(x, y))) } else { places.iter().all(|at| same(*at, *at)) }
            });
            let (x, y) = (one.as_chunks::<LINE>().0, other.as_chunks::<LINE>().0);
            let equal = (0..32).fold(0_u64, |bits, at| bits | u64::from(same(at, at)) << at);
            prop_assert_eq!(Reach::new(32, &asked).first(x, y), (wanted.unwrap_or(64), equal));
        }
    }
}

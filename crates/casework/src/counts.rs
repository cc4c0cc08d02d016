//! Numbers of people that tell of nobody: small ones are left out, and so is what would give them away.

/// The smallest number that is said.
pub const SMALLEST: u64 = 5;

/// Numbers of a whole, as they may be said, with the whole. None: between one and four, or it would tell another that is. Nought is
/// said: it is about nobody.
#[must_use]
pub fn suppressed(counts: &[u64]) -> (Vec<Option<u64>>, Option<u64>) {
    let total: u64 = counts.iter().sum();
    let is_small = |n: u64| n > 0 && n < SMALLEST;
    let mut said: Vec<Option<u64>> = counts.iter().map(|n| (!is_small(*n)).then_some(*n)).collect();
    // Of one that is left out the whole would tell: the smallest of the others goes with it.
    if said.iter().filter(|n| n.is_none()).count() == 1 {
        let next = counts.iter().enumerate().filter(|(at, n)| said[*at].is_some() && **n > 0).min_by_key(|(_, n)| **n);
        if let Some((at, _)) = next {
            said[at] = None;
        }
    }
    (said, (!is_small(total)).then_some(total))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_small_number_takes_the_next_with_it() {
        assert_eq!(suppressed(&[20, 3, 8, 0]), (vec![Some(20), None, None, Some(0)], Some(31)));
        assert_eq!(suppressed(&[20, 3, 2, 0]), (vec![Some(20), None, None, Some(0)], Some(25)));
        assert_eq!(suppressed(&[5, 9]), (vec![Some(5), Some(9)], Some(14)));
        assert_eq!(suppressed(&[2, 0]), (vec![None, Some(0)], None));
        assert_eq!(suppressed(&[]), (vec![], Some(0)));
    }

    proptest! {
        #[test]
        fn no_small_number_is_said_nor_follows_from_the_others(counts in prop::collection::vec(0u64..40, 1..8)) {
            let (said, total) = suppressed(&counts);
            for (n, said) in counts.iter().zip(&said) {
                prop_assert!(said.is_none_or(|s| s == *n && (s == 0 || s >= SMALLEST)));
            }
            let hidden: Vec<u64> = counts.iter().zip(&said).filter(|(_, s)| s.is_none()).map(|(n, _)| *n).collect();
            // From the whole follows the sum of what is left out, and no single one of it.
            prop_assert!(hidden.len() != 1 || total.is_none());
        }
    }
}

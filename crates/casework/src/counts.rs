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

/// Of fewer people than this nothing is published.
pub const FEWEST: u64 = 10;

/// What is published is rounded to the nearest multiple of this.
pub const ROUNDED: u64 = 5;

/// Numbers as they may be published: whoever reads them may know any rule here, and some of the people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anonymous {
    /// The numbers, rounded; none: left out.
    pub lines: Vec<Option<u64>>,
    /// All of them, rounded; none: it would tell what is left out.
    pub total: Option<u64>,
}

/// Why numbers may not be published at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnonymous {
    /// They are about too few people.
    #[error("fewer than {FEWEST} people were counted: whoever knows them would know their answers")]
    Few,
    /// All of them gave one answer.
    #[error("all who were counted gave one answer: whoever is known to be among them would be known to have given it")]
    Alike,
}

const fn rounded(n: u64) -> u64 {
    (n + ROUNDED / 2) / ROUNDED * ROUNDED
}

/// The most and the least that a number was that is published as this.
const fn could_be(said: u64) -> (u64, u64) {
    let least = said.saturating_sub(ROUNDED / 2);
    (
        if said == 0 {
            0
        } else if least < SMALLEST {
            SMALLEST
        } else {
            least
        },
        if said == 0 { 0 } else { said + ROUNDED / 2 },
    )
}

/// Makes numbers fit to be published: small ones left out as [`suppressed`] does, the others rounded, and without their total where
/// it would still tell what is left out.
///
/// # Errors
/// When they cannot be published in any form.
pub fn anonymised(counts: &[u64]) -> Result<Anonymous, NotAnonymous> {
    if counts.iter().sum::<u64>() < FEWEST {
        return Err(NotAnonymous::Few);
    }
    if counts.iter().filter(|n| **n > 0).count() < 2 {
        return Err(NotAnonymous::Alike);
    }
    let (said, total) = suppressed(counts);
    let lines: Vec<Option<u64>> = said.into_iter().map(|n| n.map(rounded)).collect();
    let total = total.map(rounded).filter(|total| !tells(&lines, *total));
    Ok(Anonymous { lines, total })
}

/// Whether what is published lets anybody reckon one of the numbers that were left out, each of which is at least one: from the
/// total at its most and the others at their least.
#[must_use]
pub fn tells(lines: &[Option<u64>], total: u64) -> bool {
    let hidden = u64::try_from(lines.iter().filter(|n| n.is_none()).count()).unwrap_or(u64::MAX);
    let (least, most): (Vec<u64>, Vec<u64>) = lines.iter().flatten().map(|n| could_be(*n)).unzip();
    let (least, most): (u64, u64) = (least.iter().sum(), most.iter().sum());
    let (total_least, total_most) = (total.saturating_sub(ROUNDED / 2), total + ROUNDED / 2);
    let room = total_most.saturating_sub(least);
    match hidden {
        0 => false,
        // One alone: it is known unless there is room on both sides.
        1 => room <= total_least.saturating_sub(most).max(1),
        // Several: they are known when there is room for one each and no more.
        several => room <= several,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every table of whole numbers that would be published as this one, by a reader who knows the rules.
    fn tables(published: &Anonymous) -> Vec<Vec<u64>> {
        let mut all: Vec<Vec<u64>> = vec![Vec::new()];
        for line in &published.lines {
            let could: Vec<u64> = match line {
                Some(said) => {
                    let (least, most) = could_be(*said);
                    (least..=most).collect()
                }
                None => (1..=14).collect(),
            };
            all = all.iter().flat_map(|table| could.iter().map(|n| [table.as_slice(), &[*n]].concat())).collect();
        }
        all.retain(|table| published.total.is_none_or(|total| rounded(table.iter().sum()) == total));
        all
    }

    #[test]
    fn what_is_published_is_rounded_and_of_enough_people_who_differ() {
        let published = anonymised(&[23, 12, 0]).unwrap();
        assert_eq!(published, Anonymous { lines: vec![Some(25), Some(10), Some(0)], total: Some(35) });
        assert_eq!(anonymised(&[4, 5]), Err(NotAnonymous::Few));
        assert_eq!(anonymised(&[40, 0]), Err(NotAnonymous::Alike));
        // Rounding alone does not hide everything: 5, 5, 5 of at most 17 leave one each for the two that are left out.
        let published = anonymised(&[5, 5, 5, 1, 1]).unwrap();
        assert_eq!(published, Anonymous { lines: vec![Some(5), Some(5), Some(5), None, None], total: None });
        assert!(tells(&published.lines, 15));
    }

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

        /// Whoever reads what is published, and tries every table that it could stand for, is sure of no number that was left out.
        #[test]
        fn what_is_published_can_be_reckoned_back_by_nobody(counts in prop::collection::vec(0u64..13, 2..5)) {
            if let Ok(published) = anonymised(&counts) {
                let tables = tables(&published);
                prop_assert!(tables.contains(&counts), "{published:?}");
                for (at, line) in published.lines.iter().enumerate() {
                    prop_assert!(line.is_none_or(|n| n % ROUNDED == 0));
                    let first = tables[0][at];
                    prop_assert!(line.is_some_and(|n| n == 0) || tables.iter().any(|t| t[at] != first), "{published:?}");
                }
            }
        }
    }
}

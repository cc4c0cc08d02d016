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
    /// The numbers, rounded, in the order in which they were given; none: left out.
    pub lines: Vec<Option<u64>>,
    /// All of them as they stand here; none where one of them is left out. It says nothing that they do not say.
    pub total: Option<u64>,
}

/// Why numbers may not be published at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnonymous {
    /// They are about too few people.
    #[error("fewer than {FEWEST} people answered: whoever knows them would know their answers")]
    Few,
    /// All of them gave one answer.
    #[error("all who answered gave one answer: whoever is known to be among them would be known to have given it")]
    Alike,
}

const fn rounded(n: u64) -> u64 {
    (n + ROUNDED / 2) / ROUNDED * ROUNDED
}

/// Makes numbers of people fit to be published: small ones left out as [`suppressed`] does, the others rounded, and no total but the sum
/// of what is said. `unanswered` are counted, and stand last; whether enough people answered, and not alike, is asked without them.
///
/// # Errors
/// When they cannot be published in any form.
pub fn anonymised(answers: &[u64], unanswered: u64) -> Result<Anonymous, NotAnonymous> {
    if answers.iter().sum::<u64>() < FEWEST {
        return Err(NotAnonymous::Few);
    }
    if answers.iter().filter(|n| **n > 0).count() < 2 {
        return Err(NotAnonymous::Alike);
    }
    let (said, _) = suppressed(&[answers, &[unanswered]].concat());
    let lines: Vec<Option<u64>> = said.into_iter().map(|n| n.map(rounded)).collect();
    let total = lines.iter().copied().sum();
    Ok(Anonymous { lines, total })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every table, up to a bound, that would be published as this one: what a reader who knows the rules is left with.
    fn tables(published: &Anonymous) -> Vec<Vec<u64>> {
        let mut all: Vec<Vec<u64>> = vec![Vec::new()];
        for line in &published.lines {
            let could: Vec<u64> = match line {
                Some(said) => (said.saturating_sub(ROUNDED / 2)..=said + ROUNDED / 2).collect(),
                None => (1..=20).collect(),
            };
            all = all.iter().flat_map(|table| could.iter().map(|n| [table.as_slice(), &[*n]].concat())).collect();
        }
        all.retain(|table| {
            let (unanswered, answers) = table.split_last().unwrap();
            anonymised(answers, *unanswered).as_ref() == Ok(published)
        });
        all
    }

    /// Whether some number that was left out, or rounded, follows from what is published.
    fn tells(published: &Anonymous) -> bool {
        let tables = tables(published);
        let known = |at: usize| tables.iter().all(|t| t[at] == tables[0][at]);
        published.lines.iter().enumerate().any(|(at, line)| *line != Some(0) && known(at))
    }

    #[test]
    fn what_is_published_is_rounded_and_of_enough_people_who_differ() {
        let published = anonymised(&[23, 12], 0).unwrap();
        assert_eq!(published, Anonymous { lines: vec![Some(25), Some(10), Some(0)], total: Some(35) });
        assert_eq!(anonymised(&[4, 5], 0), Err(NotAnonymous::Few));
        assert_eq!(
            anonymised(&[5, 3], 6),
            Err(NotAnonymous::Few),
            "who did not answer is nobody whose answer is hidden"
        );
        assert_eq!(anonymised(&[40, 0], 6), Err(NotAnonymous::Alike));
        let published = anonymised(&[20, 9], 2).unwrap();
        assert_eq!(published, Anonymous { lines: vec![Some(20), None, None], total: None });
    }

    #[test]
    fn numbers_that_a_rounded_total_would_tell_are_told_by_nothing() {
        for (answers, unanswered) in
            [(&[4, 4, 4, 4][..], 7), (&[7, 7][..], 4), (&[5, 5, 5, 1][..], 1), (&[7, 7, 7][..], 7), (&[8, 8, 8][..], 8)]
        {
            let published = anonymised(answers, unanswered).unwrap();
            assert!(!tells(&published), "{published:?}");
        }
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
        #![proptest_config(ProptestConfig::with_cases(64))]
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

        /// Whoever reads what is published, and tries every table that would be published as it, is sure of no number but nought.
        #[test]
        fn what_is_published_can_be_reckoned_back_by_nobody(
            answers in prop::collection::vec(0u64..13, 2..4),
            unanswered in 0u64..13,
        ) {
            if let Ok(published) = anonymised(&answers, unanswered) {
                prop_assert!(tables(&published).contains(&[answers.as_slice(), &[unanswered]].concat()), "{published:?}");
                prop_assert!(published.lines.iter().flatten().all(|n| n % ROUNDED == 0));
                prop_assert!(!tells(&published), "{published:?}");
            }
        }
    }
}

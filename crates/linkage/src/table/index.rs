//! Which texts are known already, and where: looked up some at a time, so that one wait for memory covers many.

use crate::hash;

/// A text of up to fifteen bytes, as one number that says which it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Short {
    /// The text, and in the last place its length.
    bytes: [u8; 16],
}

impl Short {
    /// In place of a text that is longer.
    pub const LONG: Self = Self { bytes: [u8::MAX; 16] };

    #[inline]
    pub fn of(text: &str) -> Option<Self> {
        let text = text.as_bytes();
        let length = text.len() as u64;
        // Put together from words that may overlap: copying so few bytes one by one takes longer.
        let (low, high) = if let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
            if text.len() > 15 {
                return None;
            }
            (u64::from_le_bytes(*first), u64::from_le_bytes(*last) >> (8 * (15 - length)) >> 8)
        } else if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
            let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
            (u64::from(first) | u64::from(last) << (8 * (length - 4)), 0)
        } else {
            (text.iter().rev().fold(0, |word, b| word << 8 | u64::from(*b)), 0)
        };
        let bytes = (u128::from(length) << 120 | u128::from(high) << 64 | u128::from(low)).to_le_bytes();
        Some(Self { bytes })
    }
    /// In place of a text that is longer: eight bytes that say where it stands.
    pub fn long(place: [u8; 8]) -> Self {
        let mut long = Self::LONG;
        long.bytes[..8].copy_from_slice(&place);
        long
    }
    /// What was put into the place of a longer text.
    #[inline]
    pub const fn place(&self) -> Option<[u8; 8]> {
        let [a, b, c, d, e, f, g, h, .., last] = self.bytes;
        if last == u8::MAX { Some([a, b, c, d, e, f, g, h]) } else { None }
    }
    /// Its last byte.
    #[inline]
    pub const fn last(&self) -> u8 {
        self.bytes[15]
    }
    #[inline]
    pub fn text(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.bytes[15])).unwrap_or_default()
    }
    /// Whether it is ASCII; what stands for longer texts is not.
    #[inline]
    pub fn is_plain(&self) -> bool {
        const UPPERMOST: u128 = u128::from_le_bytes([0x80; 16]);
        u128::from_le_bytes(self.bytes) & UPPERMOST == 0
    }
    /// A hash of it.
    #[inline]
    pub fn hash(&self) -> u64 {
        let all = u128::from_le_bytes(self.bytes);
        #[expect(clippy::cast_possible_truncation, reason = "both halves are used")]
        hash::mix(all as u64, (all >> 64) as u64)
    }
}

/// The places of texts by their hashes. What stands at a place, the owner knows.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    /// In the upper half of each slot part of a hash, in the lower a place and one; 0 where nothing is. One in two at most is taken.
    slots: Vec<u64>,
    taken: usize,
}

impl Index {
    #[inline]
    const fn first(&self, hashed: u64) -> usize {
        hashed as usize & (self.slots.len() - 1)
    }
    /// Looks at the first slots of some hashes at once: waiting for memory then takes no longer than for one. What it gives is a place that may
    /// hold the text that is asked for, which the owner may want to look at too.
    #[inline]
    pub fn touch(&self, hashed: u64) -> u32 {
        if self.slots.is_empty() {
            return 0;
        }
        let slot = self.slots[self.first(hashed)];
        #[expect(clippy::cast_possible_truncation, reason = "the lower half")]
        (slot as u32).saturating_sub(1)
    }
    /// The place of a text with this hash for which the owner says that it is the one.
    #[inline]
    pub fn find(&self, hashed: u64, is: impl Fn(u32) -> bool) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mut at = self.first(hashed);
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return None;
            }
            #[expect(clippy::cast_possible_truncation, reason = "the lower half")]
            let place = slot as u32 - 1;
            if (slot ^ hashed) >> 32 == 0 && is(place) {
                return Some(place);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
    /// Puts a text that is not there yet. `all` are the hashes of those that are there, with their places, for when more room is made.
    pub fn insert(&mut self, hashed: u64, place: u32, all: impl Iterator<Item = (u64, u32)>) {
        if (self.taken + 1) * 2 > self.slots.len() {
            self.slots = vec![0; ((self.taken + 1) * 2).next_power_of_two().max(16)];
            all.for_each(|(hashed, place)| self.put(hashed, place));
        }
        self.put(hashed, place);
        self.taken += 1;
    }
    fn put(&mut self, hashed: u64, place: u32) {
        let mut at = self.first(hashed);
        while self.slots[at] != 0 {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = hashed >> 32 << 32 | (u64::from(place) + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_put_is_found(texts in prop::collection::hash_set("[a-cé]{0,18}", 0..300)) {
            let (mut index, mut known) = (Index::default(), Vec::<(u64, String)>::new());
            for text in &texts {
                // Few hashes, so that many have the same.
                let hashed = Short::of(text).map_or(7, |short| short.hash() & 0xf00f);
                let is = |known: &[(u64, String)], place: u32| known[place as usize].1 == *text;
                prop_assert_eq!(index.find(hashed, |place| is(&known, place)), None);
                let place = u32::try_from(known.len()).unwrap();
                index.insert(hashed, place, known.iter().map(|k| k.0).zip(0..));
                known.push((hashed, text.clone()));
                prop_assert_eq!(index.find(hashed, |place| is(&known, place)), Some(place));
            }
        }
        #[test]
        fn a_short_text_is_its_own(a in "[a-cé]{0,16}", b in "[a-cé]{0,16}") {
            let (x, y) = (Short::of(&a), Short::of(&b));
            prop_assert_eq!(x.is_some(), a.len() <= 15);
            if let (Some(x), Some(y)) = (x, y) {
                prop_assert_eq!(x == y, a == b);
                prop_assert_eq!((x.text(), x.is_plain(), x.place()), (a.as_bytes(), a.is_ascii(), None));
            }
        }
    }
}

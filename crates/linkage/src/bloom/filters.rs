//! Many filters of one size, side by side.

/// What is wrong with filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FiltersError {
    /// A size that is no multiple of 64 bits.
    #[error("a filter has a multiple of 64 bits")]
    Size,
    /// A filter of another size than the first.
    #[error("this filter has {found} bytes where the others have {wanted}: both sides must use the same recipe")]
    OtherSize {
        /// Bytes of this one.
        found: usize,
        /// Bytes of the others.
        wanted: usize,
    },
    /// More than are counted.
    #[error("a run takes at most 4,000,000,000 filters")]
    TooMany,
}

/// Filters by number, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filters {
    words: usize,
    bits: Vec<u64>,
    counts: Vec<u32>,
}

impl Filters {
    /// None yet, of this many bits each.
    ///
    /// # Errors
    /// If it is no multiple of 64, or 0.
    pub fn new(bits: u32) -> Result<Self, FiltersError> {
        if bits == 0 || !bits.is_multiple_of(64) {
            return Err(FiltersError::Size);
        }
        Ok(Self { words: bits as usize / 64, bits: Vec::new(), counts: Vec::new() })
    }
    /// Adds one, as words.
    ///
    /// # Errors
    /// If it is of another size, or there is no room left.
    pub fn push(&mut self, filter: &[u64]) -> Result<u32, FiltersError> {
        if filter.len() != self.words {
            return Err(FiltersError::OtherSize { found: filter.len() * 8, wanted: self.words * 8 });
        }
        let number = u32::try_from(self.counts.len()).map_err(|_| FiltersError::TooMany)?;
        self.bits.extend_from_slice(filter);
        self.counts.push(filter.iter().map(|w| w.count_ones()).sum());
        Ok(number)
    }
    /// Adds one, as bytes (the first byte holds the lowest bits).
    ///
    /// # Errors
    /// As [`Self::push`].
    pub fn push_bytes(&mut self, bytes: &[u8]) -> Result<u32, FiltersError> {
        if bytes.len() != self.words * 8 {
            return Err(FiltersError::OtherSize { found: bytes.len(), wanted: self.words * 8 });
        }
        let words: Vec<u64> = bytes
            .chunks_exact(8)
            .map(|c| c.iter().rev().fold(0u64, |word, byte| (word << 8) | u64::from(*byte)))
            .collect();
        self.push(&words)
    }
    /// One filter as bytes.
    #[must_use]
    pub fn bytes(&self, at: u32) -> Vec<u8> {
        self.get(at).iter().flat_map(|w| w.to_le_bytes()).collect()
    }
    /// One filter.
    #[must_use]
    pub fn get(&self, at: u32) -> &[u64] {
        let start = at as usize * self.words;
        self.bits.get(start..start + self.words).unwrap_or_default()
    }
    /// How many bits of a filter are set.
    #[must_use]
    pub fn count(&self, at: u32) -> u32 {
        self.counts.get(at as usize).copied().unwrap_or(0)
    }
    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.counts.len()
    }
    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }
    /// Bits of each.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.words * 64
    }
    /// The Dice coefficient of two filters: twice the bits in common by the bits of both; 0 if neither has any.
    #[must_use]
    pub fn dice(&self, at: u32, other: &Self, other_at: u32) -> f32 {
        dice(self.get(at), self.count(at), other.get(other_at), other.count(other_at))
    }
    /// In how many filters each bit is set.
    #[must_use]
    pub fn set_in(&self) -> Vec<u32> {
        let mut counts = vec![0; self.size()];
        for filter in self.bits.chunks_exact(self.words) {
            for (at, word) in filter.iter().enumerate() {
                let mut left = *word;
                while left != 0 {
                    counts[at * 64 + left.trailing_zeros() as usize] += 1;
                    left &= left - 1;
                }
            }
        }
        counts
    }
}

pub(super) fn in_common(a: &[u64], b: &[u64]) -> u32 {
    a.iter().zip(b).map(|(x, y)| (x & y).count_ones()).sum()
}

#[expect(clippy::cast_precision_loss, reason = "counts are below two to the power of 24")]
pub(super) fn dice(a: &[u64], count_a: u32, b: &[u64], count_b: u32) -> f32 {
    let both = count_a + count_b;
    if both == 0 { 0.0 } else { 2.0 * in_common(a, b) as f32 / both as f32 }
}

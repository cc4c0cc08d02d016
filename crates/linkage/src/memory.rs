//! Waiting for memory as seldom as can be.

use rayon::prelude::*;

/// Numbers in a line of memory.
pub(crate) const LINE: usize = 16;
/// Rows that are filled by one thread at a time.
const SOME: usize = 4096;

/// Reads some numbers that are used afterwards. They are asked for together, so that waiting for all of them takes no longer than for one.
#[inline]
pub(crate) fn wait_for(numbers: impl Iterator<Item = u32>) {
    std::hint::black_box(numbers.fold(0, |all, number| all ^ number));
}

/// Rows of numbers of one width, which stand across as few lines of memory as can be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    numbers: Vec<u32>,
    /// Where the first begins.
    begin: usize,
    width: usize,
}

impl Rows {
    /// So many rows. `fill` is given the number of the first of some rows, and them.
    pub fn filled(
        count: usize,
        width: usize,
        fill: impl Fn(usize, std::slice::ChunksExactMut<'_, u32>) + Sync,
    ) -> Self {
        let mut numbers = vec![0; count * width + LINE];
        let begin = numbers.as_ptr().align_offset(LINE * size_of::<u32>()).min(LINE);
        if width > 0 {
            let chunks = numbers[begin..begin + count * width].par_chunks_mut(width * SOME);
            chunks.enumerate().for_each(|(chunk, rows)| fill(chunk * SOME, rows.chunks_exact_mut(width)));
        }
        Self { numbers, begin, width }
    }

    /// One of them.
    #[inline]
    pub fn of(&self, row: u32) -> &[u32] {
        let start = self.begin + row as usize * self.width;
        &self.numbers[start..start + self.width]
    }

    /// Waits for some of them.
    pub fn touch(&self, rows: &[u32]) {
        wait_for(
            rows.iter().map(|row| self.numbers.get(self.begin + *row as usize * self.width).copied().unwrap_or(0)),
        );
    }
}

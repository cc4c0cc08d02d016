//! One fast hash for values and keys. It decides where things lie in memory, never what an answer is.

const ODD: u64 = 0x9e37_79b9_7f4a_7c15;

const fn fold(a: u64, b: u64) -> u64 {
    let wide = (a as u128).wrapping_mul(b as u128);
    #[expect(clippy::cast_possible_truncation, reason = "both halves are used")]
    {
        (wide as u64) ^ ((wide >> 64) as u64)
    }
}

/// Mixes two numbers into one.
#[must_use]
pub const fn mix(a: u64, b: u64) -> u64 {
    fold(a ^ ODD, b ^ 0xd1b5_4a32_d192_ed03)
}

/// The hash of some bytes.
#[must_use]
pub fn of_bytes(bytes: &[u8]) -> u64 {
    let mut state = mix(bytes.len() as u64, 0x2545_f491_4f6c_dd1d);
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let mut word = [0; 8];
        word.copy_from_slice(chunk);
        state = mix(state, u64::from_le_bytes(word));
    }
    let rest = chunks.remainder();
    let mut word = [0; 8];
    word[..rest.len()].copy_from_slice(rest);
    mix(state, u64::from_le_bytes(word))
}

/// A hash as a number that is never zero, since zero means "missing".
#[must_use]
pub const fn nonzero(hash: u64) -> u32 {
    let short = (hash >> 32) as u32;
    if short == 0 { 1 } else { short }
}

/// The short hash of a text.
#[must_use]
pub fn of_text(text: &str) -> u32 {
    nonzero(of_bytes(text.as_bytes()))
}

/// A repeatable sequence of numbers: the same seed and place give the same number, whatever the order of asking.
#[must_use]
pub const fn draw(seed: u64, place: u64) -> u64 {
    let mut z = seed.wrapping_mul(ODD).wrapping_add(place.wrapping_mul(0xbf58_476d_1ce4_e5b9));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

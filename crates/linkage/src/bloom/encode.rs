//! From a record's words to a filter.

use super::chance;
use super::key::{Secret, Stream};
use super::{Filters, FiltersError, Recipe, RecipeError};
use crate::table::Table;
use hashbrown::HashMap;

/// Most values whose bits are remembered, for each field.
const MOST_REMEMBERED: usize = 1 << 18;

/// Turns records into filters, by one recipe and one key.
#[derive(Debug)]
pub struct Encoder {
    recipe: Recipe,
    secret: Secret,
    own: Secret,
    salts: Vec<Option<usize>>,
    shuffle: Vec<u32>,
    remembered: Vec<HashMap<(String, String), Vec<u16>>>,
}

impl Encoder {
    /// `shared` is the key that the agencies hold together, for one release; `own` is this agency's alone and decides the coins of
    /// the noise, so that encoding again gives the same noise and cannot be averaged away.
    ///
    /// # Errors
    /// If the recipe is not sound.
    pub fn new(recipe: &Recipe, shared: &Secret, own: &Secret) -> Result<Self, RecipeError> {
        recipe.check()?;
        let salts = recipe
            .fields
            .iter()
            .map(|f| f.salted_by.as_ref().and_then(|s| recipe.fields.iter().position(|o| o.name == *s)))
            .collect();
        let shuffle = if recipe.hardening.balance { shuffled(shared, recipe.bits * 2) } else { Vec::new() };
        let remembered = vec![HashMap::new(); recipe.fields.len()];
        Ok(Self { recipe: recipe.clone(), secret: shared.clone(), own: own.clone(), salts, shuffle, remembered })
    }

    /// The filter of a record: one text for each field of the recipe, cleaned. `record` is any name by which this agency would know the
    /// record again; only the noise depends on it.
    pub fn filter(&mut self, record: &str, values: &[&str]) -> Vec<u64> {
        let mut filter = vec![0u64; self.recipe.bits as usize / 64];
        for at in 0..self.recipe.fields.len() {
            let value = values.get(at).copied().unwrap_or("");
            if value.is_empty() {
                continue;
            }
            let salt = self.salts[at].and_then(|s| values.get(s)).copied().unwrap_or("");
            for bit in self.bits_of(at, value, salt) {
                filter[usize::from(bit) / 64] |= 1 << (bit % 64);
            }
        }
        self.harden(filter, record)
    }

    /// The filters of a whole list, in its order. Its fields are those of the recipe.
    ///
    /// # Errors
    /// If there is no room for so many.
    pub fn filters(&mut self, table: &Table) -> Result<Filters, FiltersError> {
        let mut filters = Filters::new(self.recipe.finished_bits())?;
        for record in 0..u32::try_from(table.len()).map_err(|_| FiltersError::TooMany)? {
            let texts: Vec<String> = (0..table.fields().len()).map(|f| table.text(record, f)).collect();
            let values: Vec<&str> = texts.iter().map(String::as_str).collect();
            filters.push(&self.filter(table.id(record), &values))?;
        }
        Ok(filters)
    }

    fn bits_of(&mut self, at: usize, value: &str, salt: &str) -> Vec<u16> {
        let key = (value.to_owned(), salt.to_owned());
        if let Some(bits) = self.remembered[at].get(&key) {
            return bits.clone();
        }
        let field = &self.recipe.fields[at];
        let pieces = pieces(value, usize::from(field.piece), field.placed);
        let mut bits = Vec::with_capacity(usize::from(field.sets));
        let (each, more) =
            (usize::from(field.sets) / pieces.len().max(1), usize::from(field.sets) % pieces.len().max(1));
        for (n, piece) in pieces.iter().enumerate() {
            let parts: [&[u8]; 4] = [b"bits", field.name.as_bytes(), salt.as_bytes(), piece.as_bytes()];
            let mut stream = Stream::new(&self.secret, &parts);
            for _ in 0..each + usize::from(n < more) {
                bits.push(u16::try_from(stream.below(self.recipe.bits)).unwrap_or(0));
            }
        }
        if self.remembered[at].len() < MOST_REMEMBERED {
            self.remembered[at].insert(key, bits.clone());
        }
        bits
    }

    fn harden(&self, mut filter: Vec<u64>, record: &str) -> Vec<u64> {
        if self.recipe.hardening.balance {
            let mirrored: Vec<u64> = filter.iter().copied().chain(filter.iter().map(|w| !w)).collect();
            filter = vec![0; mirrored.len()];
            for (to, from) in self.shuffle.iter().enumerate() {
                filter[to / 64] |= ((mirrored[*from as usize / 64] >> (from % 64)) & 1) << (to % 64);
            }
        }
        for _ in 0..self.recipe.hardening.fold {
            let half = filter.len() / 2;
            filter = (0..half).map(|i| filter[i] ^ filter[half + i]).collect();
        }
        if self.recipe.hardening.noise > 0.0 {
            self.add_noise(&mut filter, record);
        }
        filter
    }

    /// A coin decides a share of the bits. The coins come from a fast sequence whose seed is a keyed digest: they need be unforeseeable to
    /// outsiders, and the seed is.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the numbers of 32 bits")]
    fn add_noise(&self, filter: &mut [u64], record: &str) {
        // Other coins for each release, or two releases would have them in common.
        let digest = self.own.digest(&[b"noise", self.secret.mark().as_bytes(), record.as_bytes()]);
        let seed = digest.iter().take(8).fold(0u64, |s, b| (s << 8) | u64::from(*b));
        let below = (self.recipe.hardening.noise * f64::from(u32::MAX)) as u64;
        for at in 0..filter.len() * 64 {
            let drawn = chance::draw(seed, at as u64);
            if (drawn >> 32) < below {
                let bit = 1u64 << (at % 64);
                if drawn & 1 == 1 {
                    filter[at / 64] |= bit;
                } else {
                    filter[at / 64] &= !bit;
                }
            }
        }
    }
}

/// The pieces of a word: its letters in runs of `size`, with an edge before and after; for numbers, each with its place.
fn pieces(value: &str, size: usize, placed: bool) -> Vec<String> {
    let mut letters: Vec<char> = Vec::with_capacity(value.len() + 2);
    if size > 1 {
        letters.push(' ');
    }
    letters.extend(value.chars());
    if size > 1 {
        letters.push(' ');
    }
    let mut out: Vec<String> = Vec::with_capacity(letters.len());
    for (at, window) in letters.windows(size.min(letters.len())).enumerate() {
        let mut piece: String = window.iter().collect();
        if placed {
            piece.push('@');
            piece.push_str(&at.to_string());
        }
        // A piece that comes again is another piece: "anna" is not "ana".
        let again = out.iter().filter(|p| p.split('#').next() == Some(piece.as_str())).count();
        if again > 0 {
            piece.push('#');
            piece.push_str(&again.to_string());
        }
        out.push(piece);
    }
    out
}

fn shuffled(secret: &Secret, size: u32) -> Vec<u32> {
    let mut order: Vec<u32> = (0..size).collect();
    let mut stream = Stream::new(secret, &[b"shuffle"]);
    for at in (1..order.len()).rev() {
        let other = stream.below(u32::try_from(at + 1).unwrap_or(u32::MAX)) as usize;
        order.swap(at, other);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_in_pieces() {
        assert_eq!(pieces("ana", 2, false), [" a", "an", "na", "a "]);
        assert_eq!(pieces("121", 1, true), ["1@0", "2@1", "1@2"]);
        assert_eq!(pieces("anan", 2, false), [" a", "an", "na", "an#1", "n "]);
        assert_eq!(pieces("x", 1, false), ["x"]);
    }
}

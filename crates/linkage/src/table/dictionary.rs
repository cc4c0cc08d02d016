//! Each different value of a kind, once, with what comparing needs to know about it.

use super::clean::Space;
use super::index::{Index, Short};
use crate::compare::{Sides, Sketch, edits_at_most, jaro_winkler, similarity_of_plain};
use crate::hash;
use crate::memory::wait_for;
use rphonetic::DoubleMetaphone;
use std::sync::LazyLock;

static SOUND: LazyLock<DoubleMetaphone> = LazyLock::new(DoubleMetaphone::default);

/// Most words of one name, or names of one list, that are looked at one by one.
const MOST_PARTS: usize = 8;

/// What comparing asks of a value, in one place of memory.
#[derive(Debug, Clone, Copy, Default)]
struct Facts {
    sketch: Sketch,
    /// Names: short-form group, sound, all words in one. Postcodes: sector, district, area. Else nothing.
    facets: [u32; 3],
}

/// The values of one space. A value's number is its place, from 1; 0 means missing.
#[derive(Debug, Clone)]
pub struct Dictionary {
    space: Space,
    /// All texts, one after another.
    texts: String,
    ends: Vec<u32>,
    /// Those that are short once more, each in one place.
    shorts: Vec<Short>,
    /// Of names, words and postcodes.
    facts: Vec<Facts>,

    /// Of identifiers: whether they have the form that is issued, and the check digit fits.
    valid: Vec<bool>,
    /// Of numbers and codes: how each begins and ends.
    sides: Vec<Sides>,
    parts: Vec<u32>,
    part_ends: Vec<u32>,
    index: Index,
}

fn sound(word: &str) -> u32 {
    if word.is_ascii() && word.bytes().all(|b| b.is_ascii_alphabetic()) {
        let code = SOUND.double_metaphone(word).primary();
        if !code.is_empty() {
            return hash::of_text(&code);
        }
    }
    hash::of_text(word)
}

impl Dictionary {
    /// An empty one.
    #[must_use]
    pub fn new(space: Space) -> Self {
        Self {
            space,
            texts: String::new(),
            ends: vec![0],
            facts: vec![Facts::default()],
            shorts: vec![Short::LONG],
            valid: vec![false],
            sides: vec![Sides::default()],
            parts: Vec::new(),
            part_ends: vec![0],
            index: Index::default(),
        }
    }
    /// Which kind of values.
    #[must_use]
    pub const fn space(&self) -> Space {
        self.space
    }
    /// How many numbers there are, the missing one (0) among them.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.ends.len()
    }
    /// The text of a value; nothing for a missing one.
    #[must_use]
    pub fn text(&self, value: u32) -> &str {
        let at = value as usize;
        let Some(end) = self.ends.get(at) else { return "" };
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        self.texts.get(start as usize..*end as usize).unwrap_or_default()
    }
    /// How alike the texts of two values are. Short plain texts are found with one look each.
    #[inline]
    pub(crate) fn similarity(&self, one: u32, other: u32) -> f64 {
        match (self.shorts.get(one as usize), self.shorts.get(other as usize)) {
            (Some(x), Some(y)) if x.is_plain() && y.is_plain() => similarity_of_plain(x.text(), y.text()),
            _ => jaro_winkler(self.text(one), self.text(other)),
        }
    }
    /// The bytes of a value.
    #[must_use]
    pub fn raw(&self, value: u32) -> &[u8] {
        self.text(value).as_bytes()
    }
    /// What is known of a value without reading it.
    #[inline]
    pub(crate) fn sketch(&self, value: u32) -> Sketch {
        match self.space {
            Space::Name | Space::Text | Space::Place | Space::Postcode => {
                self.facts.get(value as usize).map_or_else(Sketch::default, |f| f.sketch)
            }
            _ => Sketch::of(self.raw(value)),
        }
    }
    /// A facet of a name or a postcode.
    #[must_use]
    pub fn facet(&self, value: u32, which: usize) -> u32 {
        if self.space.is_identifier() {
            return u32::from(which == 0 && self.valid.get(value as usize).copied().unwrap_or(false));
        }
        self.facts.get(value as usize).and_then(|f| f.facets.get(which)).copied().unwrap_or(0)
    }
    /// Whether two values have a facet in common.
    #[inline]
    pub(crate) fn same_facet(&self, one: u32, other: u32, which: usize) -> bool {
        match (self.facts.get(one as usize), self.facts.get(other as usize)) {
            (Some(x), Some(y)) if which < 3 => x.facets[which] == y.facets[which] && x.facets[which] != 0,
            _ => self.facet(one, which) != 0 && self.facet(one, which) == self.facet(other, which),
        }
    }
    /// Whether the texts of two values are at most so many slips apart.
    #[inline]
    pub(crate) fn edits_at_most(&self, one: u32, other: u32, most: u32) -> bool {
        if one == other {
            return true;
        }
        if most <= 1
            && let (Some(x), Some(y)) = (self.sides.get(one as usize), self.sides.get(other as usize))
            && x.tell_apart(*y)
        {
            return false;
        }
        edits_at_most(self.raw(one), self.raw(other), most)
    }
    /// The words of a name of several words, or the members of a list; nothing for a single word.
    #[must_use]
    pub fn parts(&self, value: u32) -> &[u32] {
        let at = value as usize;
        if at == 0 || at >= self.part_ends.len() {
            return &[];
        }
        &self.parts[self.part_ends[at - 1] as usize..self.part_ends[at] as usize]
    }
    /// The number of a value that may be known.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<u32> {
        self.find_as(text, Indexed::of(text))
    }
    fn find_as(&self, text: &str, Indexed { short, hashed }: Indexed) -> Option<u32> {
        let is_long = short == Short::LONG;
        let is = |value: u32| self.shorts[value as usize] == short && (!is_long || self.text(value) == text);
        self.index.find(hashed, is)
    }
    /// The number of a short value that may be known, by its hash.
    #[inline]
    pub(super) fn find_short(&self, short: &Short, hashed: u64) -> Option<u32> {
        self.index.find(hashed, |value| self.shorts[value as usize] == *short)
    }
    /// Asks for where texts with these hashes would stand, at once: waiting for memory then takes no longer than for one.
    pub(super) fn touch(&self, hashes: impl Iterator<Item = u64>, values: &mut Vec<u32>) {
        values.clear();
        values.extend(hashes.map(|hashed| self.index.touch(hashed)));
        let first = |value: &u32| self.shorts.get(*value as usize).map_or(0, Short::last);
        wait_for(values.iter().map(first).map(u32::from));
    }
    /// The number of a value, known or new. 0 for an empty text, and when there is no room left.
    pub fn number(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        let indexed = Indexed::of(text);
        if let Some(value) = self.find_as(text, indexed) {
            return value;
        }
        let facets = self.describe(text);
        let mut parts = Vec::new();
        if self.space == Space::Name && text.contains(' ') {
            // The words are values of their own, and get their numbers before the whole does.
            for word in text.split(' ').filter(|w| w.len() > 1 && *w != text).take(MOST_PARTS) {
                parts.push(self.number(word));
            }
        }
        self.insert(text, indexed, facets, &parts)
    }
    /// The number of a list of names or codes: its members are its parts.
    pub fn number_of_list(&mut self, members: &[String]) -> u32 {
        let whole = members.join("|");
        if whole.is_empty() {
            return 0;
        }
        // A list of one still is a list: it must not be the member's own number.
        let whole = ["|", &whole].concat();
        if let Some(value) = self.find(&whole) {
            return value;
        }
        let mut parts: Vec<u32> = members.iter().take(MOST_PARTS).map(|m| self.number(m)).filter(|v| *v != 0).collect();
        for at in 0..parts.len() {
            parts.extend_from_slice(self.parts(parts[at]));
        }
        parts.sort_unstable();
        parts.dedup();
        self.insert(&whole, Indexed::of(&whole), [0; 3], &parts)
    }

    fn insert(&mut self, text: &str, Indexed { short, hashed }: Indexed, facets: [u32; 3], parts: &[u32]) -> u32 {
        let (Ok(value), Ok(end)) = (u32::try_from(self.ends.len()), u32::try_from(self.texts.len() + text.len()))
        else {
            return 0;
        };
        self.texts.push_str(text);
        self.ends.push(end);
        let (texts, ends) = (&self.texts, &self.ends);
        let hash_again = |(short, value): (&Short, usize)| match *short {
            Short::LONG => hash::of_bytes(&texts.as_bytes()[ends[value - 1] as usize..ends[value] as usize]),
            short => short.hash(),
        };
        let before = self.shorts.iter().zip(0..).skip(1);
        self.index.insert(hashed, value, before.map(hash_again).zip(1..));
        self.shorts.push(short);
        if self.space.is_identifier() {
            self.valid.push(facets[0] == 1);
        } else if matches!(self.space, Space::Name | Space::Text | Space::Place | Space::Postcode) {
            self.facts.push(Facts { sketch: Sketch::of(text.as_bytes()), facets });
        }
        if self.space.is_identifier() || self.space == Space::Code {
            self.sides.push(Sides::of(text.as_bytes()));
        }
        if matches!(self.space, Space::Name | Space::Postcode) {
            self.parts.extend_from_slice(parts);
            self.part_ends.push(u32::try_from(self.parts.len()).unwrap_or(u32::MAX));
        }
        value
    }

    fn describe(&self, text: &str) -> [u32; 3] {
        match self.space {
            Space::Name => {
                let first = text.split(' ').next().unwrap_or(text);
                [hash::of_text(people::canonical_forename(first)), sound(first), hash::of_text(&text.replace(' ', ""))]
            }
            Space::Postcode => {
                let (out, inward) = text.split_once(' ').unwrap_or((text, ""));
                let area = out.get(..out.find(|c: char| c.is_ascii_digit()).unwrap_or(out.len())).unwrap_or(out);
                let sector = inward.get(..1).map_or(0, |digit| hash::of_text(&[out, " ", digit].concat()));
                [sector, hash::of_text(out), if area.is_empty() { 0 } else { hash::of_text(area) }]
            }
            Space::Upn => [u32::from(kernel::Upn::parse(text).is_ok()), 0, 0],
            Space::NhsNumber => [u32::from(kernel::NhsNumber::parse(text).is_ok()), 0, 0],
            Space::NiNumber => [u32::from(kernel::NiNumber::parse(text).is_ok()), 0, 0],
            Space::Day | Space::Code | Space::Sex | Space::Place | Space::Text => [0; 3],
        }
    }

    /// Takes over the values of another dictionary of the same space, and says which number each has here.
    pub(super) fn absorb(&mut self, other: &Self) -> Vec<u32> {
        const TOGETHER: usize = 64;
        let mut map = vec![0; other.size()];
        let (mut parts, mut looked_up, mut touched) = (Vec::new(), Vec::with_capacity(TOGETHER), Vec::new());
        for start in (1..other.size()).step_by(TOGETHER) {
            // What is looked up together is waited for once. Nothing of it gets here meanwhile, since each value stands there once.
            let values = start..(start + TOGETHER).min(other.size());
            let numbers = || values.clone().map(|value| u32::try_from(value).unwrap_or(0));
            looked_up.clear();
            looked_up.extend(numbers().map(|at| (Indexed::of(other.text(at)), None)));
            self.touch(looked_up.iter().map(|(indexed, _): &(Indexed, Option<u32>)| indexed.hashed), &mut touched);
            for ((indexed, found), at) in looked_up.iter_mut().zip(numbers()) {
                *found = self.find_as(other.text(at), *indexed);
            }
            for ((indexed, found), at) in looked_up.iter().zip(numbers()) {
                map[at as usize] = found.unwrap_or_else(|| {
                    // Parts have smaller numbers than their whole, so they are here already.
                    parts.clear();
                    parts.extend(other.parts(at).iter().map(|p| map[*p as usize]));
                    self.insert(other.text(at), *indexed, [0, 1, 2].map(|which| other.facet(at, which)), &parts)
                });
            }
        }
        map
    }
}

/// A text as an index knows it.
#[derive(Debug, Clone, Copy)]
struct Indexed {
    short: Short,
    hashed: u64,
}

impl Indexed {
    fn of(text: &str) -> Self {
        match Short::of(text) {
            Some(short) => Self { short, hashed: short.hash() },
            None => Self { short: Short::LONG, hashed: hash::of_bytes(text.as_bytes()) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_parts() {
        let mut d = Dictionary::new(Space::Name);
        let smith = d.number("smith");
        let double = d.number("smith jones");
        let jones = d.number("jones");
        assert_eq!(d.parts(double), [smith, jones]);
        assert!(d.parts(jones).is_empty());
        assert!(d.parts(smith).is_empty());
        assert_eq!(d.text(jones), "jones");
        assert_eq!(d.number("smith jones"), double);
        let mut e = Dictionary::new(Space::Name);
        e.number("other");
        let map = e.absorb(&d);
        assert_eq!(e.text(map[double as usize]), "smith jones");
        assert_eq!(e.parts(map[double as usize]).iter().map(|p| e.text(*p)).collect::<Vec<_>>(), ["smith", "jones"]);
    }

    #[test]
    fn postcodes_have_areas() {
        let mut d = Dictionary::new(Space::Postcode);
        let (a, b, half) = (d.number("QX3 4AB"), d.number("QX3 4CD"), d.number("QX3"));
        assert_eq!(d.facet(a, 0), d.facet(b, 0));
        assert_eq!(d.facet(a, 1), d.facet(half, 1));
        assert_eq!(d.facet(half, 0), 0);
        assert_ne!(d.facet(a, 2), 0);
    }
}

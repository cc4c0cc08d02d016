//! The keys by which a person is found: of a record, and of what was asked. A record is a candidate when one of its keys
//! is one of the query's. `sealing` turns each into a keyed digest, so an index of them says nothing to who lacks the key.
//!
//! Records carry few keys (about nine, for each costs a row), queries many: what people may have meant, what they may
//! have mistyped. A surname of four letters or more that is one edit away is always found, because [`near_keys`] names
//! every surname that is one edit away from what was typed.

use crate::birth::BirthDate;
use crate::fold::mac_as_mc;
use crate::name::PersonName;
use crate::nicknames::canonical_forename;
use crate::query::SearchQuery;
use jiff::civil::Date;
use kernel::{NhsNumber, NiNumber, PhoneNumber, Postcode, Sensitive, Upn};
use rphonetic::DoubleMetaphone;
use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

/// What a key is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyKind {
    /// The National Insurance number.
    NiNumber,
    /// The NHS number.
    NhsNumber,
    /// The unique pupil number.
    Upn,
    /// A telephone number.
    Phone,
    /// An email address.
    Email,
    /// All words of the name, in alphabetical order.
    FullName,
    /// The forename that stands for all its short forms, and the sound of the surname.
    ForenameAndSound,
    /// Year of birth and sound of the surname.
    YearAndSound,
    /// The day of birth.
    Born,
    /// A postcode.
    Postcode,
    /// First initial and surname.
    InitialAndSurname,
    /// A word of the surname, or all of it in one.
    Surname,
    /// The sound of the surname.
    SurnameSound,
    /// The sound of a forename.
    ForenameSound,
}

impl KeyKind {
    /// Every kind, the most telling first.
    pub const ALL: [Self; 14] = [
        Self::NiNumber,
        Self::NhsNumber,
        Self::Upn,
        Self::Phone,
        Self::Email,
        Self::FullName,
        Self::ForenameAndSound,
        Self::YearAndSound,
        Self::Born,
        Self::Postcode,
        Self::InitialAndSurname,
        Self::Surname,
        Self::SurnameSound,
        Self::ForenameSound,
    ];
    /// Its name in stores and digests. It never changes, or records would be lost.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::NiNumber => "ni",
            Self::NhsNumber => "nhs",
            Self::Upn => "upn",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Postcode => "postcode",
            Self::FullName => "full",
            Self::ForenameAndSound => "first-sound",
            Self::YearAndSound => "year-sound",
            Self::Born => "born",
            Self::InitialAndSurname => "initial",
            Self::Surname => "surname",
            Self::SurnameSound => "sound",
            Self::ForenameSound => "first",
        }
    }
    /// What it is made of: a match says something of each.
    #[must_use]
    pub const fn facets(self) -> &'static [Facet] {
        match self {
            Self::NiNumber => &[Facet::NiNumber],
            Self::NhsNumber => &[Facet::NhsNumber],
            Self::Upn => &[Facet::Upn],
            Self::Phone => &[Facet::Phone],
            Self::Email => &[Facet::Email],
            Self::Postcode => &[Facet::Postcode],
            Self::Born => &[Facet::Born],
            Self::YearAndSound => &[Facet::Born, Facet::Name],
            Self::FullName
            | Self::ForenameAndSound
            | Self::InitialAndSurname
            | Self::Surname
            | Self::SurnameSound
            | Self::ForenameSound => &[Facet::Name],
        }
    }
    /// How much a match says, roughly in bits: candidates are ranked by the sum before anything is unsealed.
    #[must_use]
    pub const fn strength(self) -> u32 {
        match self {
            Self::NiNumber | Self::NhsNumber | Self::Upn => 22,
            Self::Phone | Self::Email => 19,
            Self::FullName => 16,
            Self::ForenameAndSound | Self::YearAndSound => 13,
            Self::Born | Self::Postcode | Self::InitialAndSurname => 12,
            Self::Surname => 9,
            Self::SurnameSound => 7,
            Self::ForenameSound => 5,
        }
    }
}

/// How much several keys say together, roughly in bits: of one name, however many keys are made of it, only the strongest
/// counts, and so of a date of birth.
#[must_use]
pub fn strength_together(kinds: impl IntoIterator<Item = KeyKind>) -> u32 {
    // Of a year with a sound, so much is the year's.
    const YEAR: u32 = 6;
    let mut strongest: BTreeMap<Facet, u32> = BTreeMap::new();
    let mut says = |facet: Facet, bits: u32| {
        let known = strongest.entry(facet).or_default();
        *known = (*known).max(bits);
    };
    for kind in kinds {
        match kind {
            KeyKind::YearAndSound => {
                says(Facet::Born, YEAR);
                says(Facet::Name, kind.strength() - YEAR);
            }
            kind => kind.facets().iter().for_each(|facet| says(*facet, kind.strength())),
        }
    }
    strongest.values().sum()
}

/// One thing that people are looked up by. Each stands in some category of a notice, and whoever may not read that category
/// cannot look up by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// Names, in use, other and former.
    Name,
    /// The date of birth.
    Born,
    /// The National Insurance number.
    NiNumber,
    /// The NHS number.
    NhsNumber,
    /// The unique pupil number.
    Upn,
    /// Telephone numbers.
    Phone,
    /// Email addresses.
    Email,
    /// The postcode of an address.
    Postcode,
}

impl Facet {
    /// Every one.
    pub const ALL: [Self; 8] =
        [Self::Name, Self::Born, Self::NiNumber, Self::NhsNumber, Self::Upn, Self::Phone, Self::Email, Self::Postcode];
    /// In words: `a telephone number`.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Name => "a name",
            Self::Born => "a date of birth",
            Self::NiNumber => "a National Insurance number",
            Self::NhsNumber => "an NHS number",
            Self::Upn => "a unique pupil number",
            Self::Phone => "a telephone number",
            Self::Email => "an email address",
            Self::Postcode => "a postcode",
        }
    }
}

/// What is known of who somebody is, for looking up and comparing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identity {
    /// The name in use first, then other and former names.
    pub names: Vec<PersonName>,
    /// The date of birth.
    pub born: Option<BirthDate>,
    /// The National Insurance number.
    pub ni_number: Option<NiNumber>,
    /// The NHS number.
    pub nhs_number: Option<NhsNumber>,
    /// The unique pupil number.
    pub upn: Option<Upn>,
    /// Telephone numbers.
    pub phones: Vec<PhoneNumber>,
    /// Email addresses, in lower case.
    pub emails: Vec<Sensitive<String>>,
    /// Postcodes of addresses.
    pub postcodes: Vec<Postcode>,
}

static SOUND: LazyLock<DoubleMetaphone> = LazyLock::new(DoubleMetaphone::default);

/// Whether two words sound the same to somebody who knows English spelling.
pub(crate) fn sound_alike(a: &str, b: &str) -> bool {
    a.is_ascii() && b.is_ascii() && sounds(a).0 == sounds(b).0
}

/// The sounds of a word: the likelier, and another if there is one. A word that has none (another script) sounds as
/// itself.
fn sounds(word: &str) -> (String, Option<String>) {
    if !word.is_ascii() {
        // The encoder knows English letters only, and stops the program at some others.
        return (word.to_owned(), None);
    }
    let result = SOUND.double_metaphone(word);
    let (first, second) = (result.primary(), result.alternate());
    if first.is_empty() {
        return (word.to_owned(), None);
    }
    let second = (second != first && !second.is_empty()).then_some(second);
    (first, second)
}

fn pair(a: &str, b: &str) -> String {
    let mut out = String::with_capacity(a.len() + 1 + b.len());
    out.push_str(a);
    out.push('|');
    out.push_str(b);
    out
}

fn year_text(born: &BirthDate) -> String {
    born.year().to_string()
}

fn sorted_words<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut all: Vec<&str> = words.collect();
    all.sort_unstable();
    all.join(" ")
}

/// The keys of a record. See [`search_keys_into`].
#[must_use]
pub fn search_keys(identity: &Identity) -> Vec<(KeyKind, String)> {
    let mut keys = Vec::with_capacity(12);
    search_keys_into(identity, &mut keys);
    keys
}

/// Adds the keys of a record to a list. Each stands once.
pub fn search_keys_into(identity: &Identity, keys: &mut Vec<(KeyKind, String)>) {
    let start = keys.len();
    if let Some(number) = &identity.ni_number {
        keys.push((KeyKind::NiNumber, number.expose().clone()));
    }
    if let Some(number) = &identity.nhs_number {
        keys.push((KeyKind::NhsNumber, number.expose().clone()));
    }
    if let Some(number) = &identity.upn {
        keys.push((KeyKind::Upn, number.expose().clone()));
    }
    keys.extend(identity.phones.iter().map(|phone| (KeyKind::Phone, phone.expose().clone())));
    keys.extend(identity.emails.iter().map(|email| (KeyKind::Email, email.expose().clone())));
    keys.extend(identity.postcodes.iter().map(|code| (KeyKind::Postcode, code.expose().clone())));
    if let Some(date) = identity.born.and_then(|b| b.date()) {
        keys.push((KeyKind::Born, date.to_string()));
    }
    for name in identity.names.iter().filter(|n| !n.is_empty()) {
        let words = name.forenames().iter().chain(name.surname()).map(String::as_str);
        keys.push((KeyKind::FullName, sorted_words(words)));
        for forename in name.forenames() {
            keys.push((KeyKind::ForenameSound, sounds(forename).0));
        }
        let first = name.forenames().first();
        for surname in name.surname_words() {
            surname_keys(surname, first, identity.born.as_ref(), keys);
        }
        if let Some(joined) = name.surname_joined() {
            surname_keys(&joined, first, None, keys);
        }
    }
    drop_repeats(keys, start);
}

fn surname_keys(surname: &str, first: Option<&String>, born: Option<&BirthDate>, keys: &mut Vec<(KeyKind, String)>) {
    let (sound, _) = sounds(surname);
    if let Some(first) = first {
        keys.push((KeyKind::ForenameAndSound, pair(canonical_forename(first), &sound)));
        if let Some(initial) = first.chars().next() {
            keys.push((KeyKind::InitialAndSurname, pair(initial.encode_utf8(&mut [0; 4]), surname)));
        }
    }
    if let Some(born) = born {
        keys.push((KeyKind::YearAndSound, pair(&year_text(born), &sound)));
    }
    keys.push((KeyKind::SurnameSound, sound));
    keys.push((KeyKind::Surname, surname.to_owned()));
}

/// Keeps the first of equal keys from `start` on. The lists are short, so comparing beats hashing.
fn drop_repeats(keys: &mut Vec<(KeyKind, String)>, start: usize) {
    let mut at = start;
    while at < keys.len() {
        let repeated = keys.get(at).is_some_and(|key| keys.iter().skip(start).take(at - start).any(|k| k == key));
        if repeated {
            keys.remove(at);
        } else {
            at += 1;
        }
    }
}

/// Every key of a query: the precise ones first, then the near ones. Each stands once.
#[must_use]
pub fn query_keys(query: &SearchQuery) -> Vec<(KeyKind, String)> {
    let mut keys = precise_keys(query);
    let mut seen: HashSet<(KeyKind, String)> = keys.iter().cloned().collect();
    keys.extend(near_keys(query).into_iter().filter(|k| seen.insert(k.clone())));
    keys
}

/// The keys of what was asked, taking each word for a forename and for a surname, since people write names in any order.
#[must_use]
pub fn precise_keys(query: &SearchQuery) -> Vec<(KeyKind, String)> {
    let mut keys = Vec::with_capacity(32);
    if let Some(number) = &query.ni_number {
        keys.push((KeyKind::NiNumber, number.expose().clone()));
    }
    if let Some(number) = &query.nhs_number {
        keys.push((KeyKind::NhsNumber, number.expose().clone()));
    }
    if let Some(number) = &query.upn {
        keys.push((KeyKind::Upn, number.expose().clone()));
    }
    keys.extend(query.phone.iter().map(|phone| (KeyKind::Phone, phone.expose().clone())));
    keys.extend(query.email.iter().map(|email| (KeyKind::Email, email.expose().clone())));
    keys.extend(query.postcode.iter().map(|code| (KeyKind::Postcode, code.expose().clone())));
    if let Some(born) = &query.born {
        keys.extend([born.date(), born.swapped()].into_iter().flatten().map(|d| (KeyKind::Born, d.to_string())));
        // A month by itself is each of its days: there is no key of a month.
        if let Some(month) = query.month.filter(|_| query.facets() == [Facet::Born]) {
            let days = (1..=31).filter_map(|day| Date::new(born.year(), month, day).ok());
            keys.extend(days.map(|day| (KeyKind::Born, day.to_string())));
        }
    }
    let words = surname_readings(&query.names);
    if query.names.len() > 1 {
        keys.push((KeyKind::FullName, sorted_words(query.names.iter().map(String::as_str))));
    }
    for surname in words.iter().filter(|w| w.chars().count() > 1) {
        let (sound, other) = sounds(surname);
        for sound in [Some(sound), other].into_iter().flatten() {
            for first in query.names.iter().filter(|f| *f != surname) {
                keys.push((KeyKind::ForenameAndSound, pair(canonical_forename(first), &sound)));
            }
            if let Some(born) = &query.born {
                keys.push((KeyKind::YearAndSound, pair(&year_text(born), &sound)));
            }
            keys.push((KeyKind::SurnameSound, sound));
        }
        for initial in query.names.iter().filter(|f| *f != surname).filter_map(|f| f.chars().next()) {
            keys.push((KeyKind::InitialAndSurname, pair(initial.encode_utf8(&mut [0; 4]), surname)));
        }
        keys.push((KeyKind::Surname, surname.clone()));
    }
    for forename in query.names.iter().filter(|w| w.chars().count() > 1) {
        let (sound, other) = sounds(forename);
        keys.extend([Some(sound), other].into_iter().flatten().map(|s| (KeyKind::ForenameSound, s)));
    }
    drop_repeats(&mut keys, 0);
    keys.sort_by_key(|(kind, _)| *kind);
    keys
}

/// The words that may be surnames: each, and each two neighbours in one (`smith jones` for `smithjones`).
fn surname_readings(names: &[String]) -> Vec<String> {
    let pairs = names.windows(2).map(<[String]>::concat);
    names.iter().cloned().chain(pairs).collect()
}

/// The surnames that are one slip away from a word that was typed: a letter wrong, missing, too many, or two swapped.
/// Words of less than four letters have none, for too much is near them. Beside each surname stands how it sounds together
/// with the other words and with the year of birth, since a common surname alone says too little to look anybody up.
#[must_use]
pub fn near_keys(query: &SearchQuery) -> Vec<(KeyKind, String)> {
    let mut keys: HashSet<(KeyKind, String)> = HashSet::new();
    for word in query.names.iter().filter(|w| w.is_ascii() && (4..=24).contains(&w.len())) {
        let near = surnames_near(word);
        let sounds: HashSet<String> = near.iter().map(|surname| sounds(surname).0).collect();
        for sound in sounds {
            for first in query.names.iter().filter(|f| *f != word) {
                keys.insert((KeyKind::ForenameAndSound, pair(canonical_forename(first), &sound)));
            }
            if let Some(born) = &query.born {
                keys.insert((KeyKind::YearAndSound, pair(&year_text(born), &sound)));
            }
        }
        keys.extend(near.into_iter().map(|surname| (KeyKind::Surname, surname)));
    }
    let mut keys: Vec<_> = keys.into_iter().collect();
    keys.sort_unstable();
    keys
}

/// The surnames one slip away from a word, as they are spelt in keys. A slip can make a Mac of what is none (`Macmood` for
/// Mahmood) or hide one (`Mahdonald`), so each is tried as it may have been typed.
fn surnames_near(word: &str) -> HashSet<String> {
    let mut near = one_slip_away(word);
    if let Some(rest) = word.strip_prefix("mc") {
        near.extend(one_slip_away(&format!("mac{rest}")));
    }
    let mut near: HashSet<String> = near.into_iter().map(|w| mac_as_mc(&w).into_owned()).collect();
    near.remove(word);
    near
}

/// Every word that is one slip away from one of plain letters.
fn one_slip_away(word: &str) -> HashSet<String> {
    let mut seen = HashSet::new();
    let bytes = word.as_bytes();
    for at in 0..=bytes.len() {
        let (before, after) = bytes.split_at(at);
        if let Some((_, rest)) = after.split_first() {
            seen.insert([before, rest].concat());
        }
        if let [a, b, rest @ ..] = after {
            seen.insert([before, &[*b, *a], rest].concat());
        }
        for letter in b'a'..=b'z' {
            seen.insert([before, &[letter], after].concat());
            if let Some((_, rest)) = after.split_first() {
                seen.insert([before, &[letter], rest].concat());
            }
        }
    }
    seen.remove(bytes);
    seen.into_iter().filter_map(|w| String::from_utf8(w).ok()).collect()
}

//! People who may be on record already: who shares a number, or a name together with a day of birth or a postcode. What is
//! found here is only where to look: the model compares, and somebody decides.

use crate::Inner;
use crate::actor::Actor;
use crate::cases::parts::person_key;
use crate::error::AppError;
use crate::look::Look;
use crate::people::evidence::matching_is_off;
use kernel::PersonId;
use notice::model::Act;
use people::{Facet, Identity, KeyKind, search_keys};
use sealing::BlindIndex;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{PersonKey, Tx};

/// A key that more people have than this is no sign that they are the same.
const MOST: u32 = 200;
/// So many are compared with one row, those with most in common first.
const COMPARED: usize = 8;
/// Keys that say who somebody is by themselves.
const NUMBERS: [KeyKind; 5] = [KeyKind::NiNumber, KeyKind::NhsNumber, KeyKind::Upn, KeyKind::Phone, KeyKind::Email];
/// Keys of names that say something beside another sign.
const NAMES: [KeyKind; 4] =
    [KeyKind::FullName, KeyKind::ForenameAndSound, KeyKind::YearAndSound, KeyKind::InitialAndSurname];
/// Those that are looked up of names: the others are far too common, and whoever has them has one of these too.
const LOOKED_UP: [KeyKind; 2] = [KeyKind::FullName, KeyKind::YearAndSound];
/// The other sign.
const BESIDES: [KeyKind; 2] = [KeyKind::Born, KeyKind::Postcode];

/// The keys of one row: all by which the person will be found, and those that tell people apart.
pub(super) struct Keys {
    pub(super) all: Vec<PersonKey>,
    telling: Vec<(KeyKind, [u8; 16])>,
}

impl Keys {
    pub(super) fn of(index: &BlindIndex, who: &Identity) -> Self {
        let (mut all, mut telling) = (Vec::new(), Vec::new());
        for (kind, value) in search_keys(who) {
            let key = person_key(index, kind, &value);
            all.push(key);
            if NUMBERS.contains(&kind) || LOOKED_UP.contains(&kind) || BESIDES.contains(&kind) {
                telling.push((kind, key.digest));
            }
        }
        all.sort_unstable_by_key(|k| (k.digest, std::cmp::Reverse(k.strength)));
        all.dedup_by_key(|k| k.digest);
        Self { all, telling }
    }
}

/// Whether signs that two records share are enough to look closer.
fn enough(kinds: &BTreeSet<KeyKind>) -> bool {
    let has = |some: &[KeyKind]| some.iter().any(|k| kinds.contains(k));
    // Year and surname alone share a sign with the day itself; that needs the rest of the name or a postcode beside it.
    has(&NUMBERS) || (has(&BESIDES) && has(&NAMES))
}

/// By row: who shares what with it.
type Signs = BTreeMap<usize, HashMap<PersonId, BTreeSet<KeyKind>>>;

fn signs(tx: &mut Tx<'_>, rows: &[&Keys]) -> Result<Signs, AppError> {
    let asked: Vec<(usize, KeyKind, [u8; 16])> =
        rows.iter().enumerate().flat_map(|(row, k)| k.telling.iter().map(move |(kind, d)| (row, *kind, *d))).collect();
    let digests: Vec<[u8; 16]> = asked.iter().map(|(_, _, digest)| *digest).collect();
    let mut found = Signs::new();
    for posting in tx.postings(&digests, MOST)? {
        let Some((row, kind, _)) = asked.get(posting.key) else { continue };
        for person in posting.people {
            found.entry(*row).or_default().entry(person).or_default().insert(*kind);
        }
    }
    for people in found.values_mut() {
        people.retain(|_, kinds| enough(kinds));
    }
    found.retain(|_, people| !people.is_empty());
    Ok(found)
}

/// By row: who may be the same, those with most in common first. `own` is the row's own person, once it is there.
pub(super) fn likely(tx: &mut Tx<'_>, rows: &[(PersonId, &Keys)]) -> Result<BTreeMap<usize, Vec<PersonId>>, AppError> {
    let keys: Vec<&Keys> = rows.iter().map(|(_, k)| *k).collect();
    let mut found = BTreeMap::new();
    for (row, people) in signs(tx, &keys)? {
        let own = rows.get(row).map(|(own, _)| *own);
        let mut others: Vec<(u32, PersonId)> = people
            .into_iter()
            .filter(|(person, _)| Some(*person) != own)
            .map(|(person, kinds)| (kinds.iter().map(|k| k.strength()).sum(), person))
            .collect();
        others.sort_unstable_by_key(|(strength, person)| (std::cmp::Reverse(*strength), *person));
        others.truncate(COMPARED);
        if !others.is_empty() {
            found.insert(row, others.into_iter().map(|(_, person)| person).collect());
        }
    }
    Ok(found)
}

/// The rows about people who may be on record, as far as the actor may know: by what they may read of cases that exist for them.
pub(super) fn known_to(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    rows: &[&Keys],
) -> Result<BTreeSet<usize>, AppError> {
    let found = signs(tx, rows)?;
    let mut people: Vec<PersonId> = found.values().flat_map(|p| p.keys().copied()).collect();
    people.sort_unstable();
    people.dedup();
    if people.is_empty() {
        return Ok(BTreeSet::new());
    }
    let cases = tx.cases_of(&people)?;
    let looks = Look::many(tx, inner, actor, cases)?;
    let read = |look: &Look, kinds: &BTreeSet<KeyKind>| -> BTreeSet<KeyKind> {
        let readable = |facet: Facet| {
            let places = look.notice.well_known.places(&[facet]);
            !places.is_empty() && look.decide(Act::See, &places).outcomes().iter().all(|o| o.released)
        };
        kinds.iter().copied().filter(|k| k.facets().iter().all(|f| readable(*f))).collect()
    };
    let mut by_person: HashMap<PersonId, Vec<&Look>> = HashMap::new();
    for look in looks.iter().filter(|l| !matching_is_off(&l.notice)) {
        by_person.entry(look.case.person).or_default().push(look);
    }
    let known = |person: &PersonId, kinds: &BTreeSet<KeyKind>| {
        by_person.get(person).is_some_and(|looks| looks.iter().any(|look| enough(&read(look, kinds))))
    };
    Ok(found.into_iter().filter(|(_, people)| people.iter().any(|(p, k)| known(p, k))).map(|(row, _)| row).collect())
}

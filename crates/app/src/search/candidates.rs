//! Who may be meant: by keys that few people have, and by common ones among the actor's own cases.

use super::compare::Ranked;
use crate::Inner;
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::Look;
use crate::people::Place;
use jiff::civil::Date;
use kernel::{CaseId, PersonId};
use notice::model::Act;
use people::{KeyKind, SearchQuery};
use std::collections::{HashMap, HashSet};
use store::{CaseFilter, CaseState, Tx};

/// A key that more people have than this says too little: it is looked for among the actor's own cases only.
const COMMON: u32 = 250;
/// How many people are looked at in one search. The rarest keys come first.
const PEOPLE: usize = 400;
/// How many candidates are opened and compared.
const COMPARED: usize = 60;
/// How many members of households are opened and compared.
const MEMBERS: usize = 20;
/// Common keys are looked for among an actor's own cases if these are at most so many people.
const OWN: u32 = 1_000;

/// A key in plain, as a record or a query has it.
pub(super) type Key = (KeyKind, String);

/// Cases to compare, and the keys by which they may count as found.
pub(super) struct Met {
    pub(super) looks: Vec<Look>,
    /// Members of households, each in a case of somebody else.
    pub(super) members: Vec<(Look, PersonId)>,
    pub(super) keys: HashSet<Key>,
}

/// One search.
pub(super) struct Search<'q> {
    query: &'q SearchQuery,
    actor: &'q Actor,
    today: Date,
    /// Somebody was left out for the sake of speed.
    pub(super) more: bool,
    /// A key was too common to be looked for among everybody.
    pub(super) common: bool,
}

impl<'q> Search<'q> {
    pub(super) const fn new(query: &'q SearchQuery, actor: &'q Actor, today: Date) -> Self {
        Self { query, actor, today, more: false, common: false }
    }

    /// The case with the reference that was typed: a reference is of the case, and whoever may see it knows it.
    pub(super) fn by_reference(&self, tx: &mut Tx<'_>, inner: &Inner, ranked: &mut Ranked) -> Result<(), AppError> {
        let Some(reference) = &self.query.reference else { return Ok(()) };
        let Some(case) = tx.case_referenced(reference)? else { return Ok(()) };
        for look in self.existing(Look::many(tx, inner, self.actor, vec![case])?) {
            ranked.refer(look);
        }
        Ok(())
    }

    /// Those that exist for the actor. A partner's desk holds the cases that it works on, and a search finds no others.
    fn existing(&self, mut looks: Vec<Look>) -> Vec<Look> {
        looks.retain(|look| {
            (self.actor.is_staff() || look.is_linked()) && !look.decide_all(Act::See).releases_nothing()
        });
        looks
    }

    /// Who has any of these keys, as far as the actor may read what those keys are made of: the strongest first.
    pub(super) fn candidates(&mut self, tx: &mut Tx<'_>, inner: &Inner, keys: Vec<Key>) -> Result<Met, AppError> {
        let index = tx.blind_index()?;
        let digests: Vec<[u8; 16]> = keys.iter().map(|(kind, value)| index.digest(kind.id(), value)).collect();
        let mut postings = tx.postings(&digests, COMMON)?;
        let common: Vec<usize> = postings.iter().filter(|p| p.common).map(|p| p.key).collect();
        postings.retain(|p| !p.common);
        postings.sort_by_key(|p| (p.people.len(), p.key));

        // Whole lists, the rarest first: whether somebody is looked at depends on keys and never on what is theirs.
        let mut met: HashMap<PersonId, Vec<usize>> = HashMap::new();
        let mut taken: HashSet<usize> = HashSet::new();
        for posting in postings {
            let new = posting.people.iter().filter(|p| !met.contains_key(*p)).count();
            if met.len() + new > PEOPLE {
                self.more = true;
                continue;
            }
            taken.insert(posting.key);
            for person in posting.people {
                met.entry(person).or_default().push(posting.key);
            }
        }
        if !common.is_empty() {
            self.common = true;
            if let Some(own) = self.own(tx)? {
                let some: Vec<[u8; 16]> = common.iter().filter_map(|at| digests.get(*at).copied()).collect();
                for (at, person) in tx.keys_among(&some, &own)? {
                    if let Some(key) = common.get(at) {
                        taken.insert(*key);
                        met.entry(person).or_default().push(*key);
                    }
                }
            }
        }
        let people: Vec<PersonId> = met.keys().copied().collect();
        let cases = if people.is_empty() { Vec::new() } else { tx.cases_of(&people)? };
        let looks = self.existing(Look::many(tx, inner, self.actor, cases)?);
        let mut strong: Vec<(u32, Look)> = Vec::with_capacity(looks.len());
        for look in looks {
            let matched = met.get(&look.case.person).map_or(&[][..], Vec::as_slice);
            let strength = readable_strength(&look, matched.iter().filter_map(|at| keys.get(*at)));
            if let Some(strength) = strength {
                strong.push((strength, look));
            }
        }
        let members = self.members(tx, inner, &keys, &met)?;
        strong.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.case.reference.cmp(&b.1.case.reference)));
        self.more |= strong.len() > COMPARED;
        strong.truncate(COMPARED);
        let keys = keys.into_iter().enumerate().filter(|(at, _)| taken.contains(at)).map(|(_, key)| key).collect();
        Ok(Met { looks: strong.into_iter().map(|(_, look)| look).collect(), members, keys })
    }

    /// Of those who have the keys, the members of households of which the actor may read something: those of whom the keys say most.
    fn members(
        &mut self,
        tx: &mut Tx<'_>,
        inner: &Inner,
        keys: &[Key],
        met: &HashMap<PersonId, Vec<usize>>,
    ) -> Result<Vec<(Look, PersonId)>, AppError> {
        let people: Vec<PersonId> = met.keys().copied().collect();
        let memberships = if people.is_empty() { Vec::new() } else { tx.memberships_of(&people)? };
        if memberships.is_empty() {
            return Ok(Vec::new());
        }
        let strength = |person: &PersonId| -> u32 {
            let matched = met.get(person).map_or(&[][..], Vec::as_slice);
            matched.iter().filter_map(|at| keys.get(*at)).map(|(kind, _)| kind.strength()).sum()
        };
        let mut wanted: Vec<(u32, CaseId, PersonId)> =
            memberships.iter().map(|m| (strength(&m.person), m.case_id, m.person)).collect();
        wanted.sort_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        wanted.dedup();
        self.more |= wanted.len() > MEMBERS;
        wanted.truncate(MEMBERS);
        let mut found = Vec::with_capacity(wanted.len());
        for (_, case, person) in wanted {
            let Some(case) = tx.case(case)? else { continue };
            let Some(look) = self.existing(Look::many(tx, inner, self.actor, vec![case])?).pop() else { continue };
            if (Place { look: &look, person }).lets(Act::See) {
                found.push((look, person));
            }
        }
        Ok(found)
    }

    /// The people of the actor's own cases, if they are few.
    fn own(&self, tx: &mut Tx<'_>) -> Result<Option<Vec<PersonId>>, AppError> {
        let staff = self.actor.is_staff();
        let own = CaseFilter {
            owner: staff.then_some(self.actor.account),
            state: staff.then_some(CaseState::Open),
            linked: (!staff).then(|| self.actor.recipient()),
            today: Some(self.today),
            ..CaseFilter::default()
        };
        Ok(tx.few_people(&own, OWN)?)
    }
}

/// How much the keys say that are made of nothing but what the gate releases of this case; none if there is no such key.
/// Decided before anything is opened.
fn readable_strength<'k>(look: &Look, keys: impl Iterator<Item = &'k Key>) -> Option<u32> {
    let mut sum = None;
    for (kind, _) in keys {
        let places = look.notice.well_known.places(kind.facets());
        let decision = look.decide(Act::See, &places);
        if !places.is_empty() && decision.outcomes().iter().any(|o| o.released) {
            let all = decision.outcomes().iter().all(|o| o.released);
            // A facet in two places of which one is withheld may count; comparing what was opened tells.
            *sum.get_or_insert(0) += if all { kind.strength() } else { 0 };
        }
    }
    sum
}

/// The cases that were compared already.
pub(super) fn without(looks: Vec<Look>, known: &HashSet<CaseId>) -> Vec<Look> {
    looks.into_iter().filter(|look| !known.contains(&look.case.id)).collect()
}

//! Comparing: what the gate releases of a candidate with what was asked.

use super::candidates::{Met, without};
use crate::actor::Actor;
use crate::cases::parts::record_alike;
use crate::error::AppError;
use crate::look::Look;
use crate::people::{Place, known_of};
use crate::views::Item;
use casework::SectionContent;
use disclosure::Disclosed;
use kernel::{CaseId, PersonId, london_date};
use ledger::Action;
use notice::model::CategoryIx;
use people::{SearchQuery, score, search_keys};
use sealing::CLASS_SUBJECT;
use std::collections::{HashMap, HashSet};
use store::Tx;

/// Below this score somebody is not shown: too unlike.
const LEAST: f64 = 0.55;

/// What was compared, and how well it fits.
#[derive(Default)]
pub(super) struct Ranked {
    fitting: Vec<(f64, Vec<&'static str>, Look)>,
    seen: HashSet<CaseId>,
}

impl Ranked {
    pub(super) fn add(&mut self, value: f64, why: Vec<&'static str>, look: Look) {
        self.seen.insert(look.case.id);
        self.fitting.push((value, why, look));
    }
    pub(super) const fn len(&self) -> usize {
        self.fitting.len()
    }
    pub(super) fn best(&self) -> f64 {
        self.fitting.iter().map(|(value, ..)| *value).fold(0.0, f64::max)
    }
    /// The likeliest, and by what each was found.
    pub(super) fn best_of(mut self, most: usize) -> (Vec<Look>, HashMap<CaseId, Vec<String>>) {
        self.fitting.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.2.case.reference.cmp(&b.2.case.reference)));
        self.fitting.truncate(most);
        let mut by = HashMap::new();
        let mut looks = Vec::with_capacity(self.fitting.len());
        for (_, why, look) in self.fitting {
            by.insert(look.case.id, why.into_iter().map(str::to_owned).collect());
            looks.push(look);
        }
        (looks, by)
    }
}

/// Opens what was asked about, as far as the gate releases it, and compares. Whoever is compared, shown or not, is on the
/// ledger as compared.
pub(super) fn rank(
    tx: &mut Tx<'_>,
    actor: &Actor,
    met: Met,
    query: &SearchQuery,
    ranked: &mut Ranked,
) -> Result<(), AppError> {
    let today = london_date(tx.now());
    let looks = without(met.looks, &ranked.seen);
    let facets = query.facets();
    let places = |look: &Look| look.notice.well_known.places(&facets);
    let ids: Vec<CaseId> = looks.iter().map(|l| l.case.id).collect();
    let mut wanted: Vec<&str> =
        looks.iter().flat_map(|l| places(l).into_iter().map(|c| l.notice.category_id(c))).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let sections = tx.sections_of(&ids, &wanted)?;
    let mut keys: Vec<(PersonId, &str)> = looks.iter().map(|l| (l.case.person, CLASS_SUBJECT)).collect();
    keys.extend(sections.iter().map(|s| (s.person, s.record_class.as_str())));
    keys.sort_unstable();
    keys.dedup();
    let ring = tx.ring(&keys)?;
    let recorded = record_alike(tx, actor, &looks, places, (Action::Query, ""), &ring)?;
    let mut by_case: HashMap<CaseId, Vec<&store::Section>> = HashMap::new();
    for section in &sections {
        by_case.entry(section.case_id).or_default().push(section);
    }
    let members = met.members;
    for (look, recorded) in looks.into_iter().zip(&recorded) {
        let own = by_case.get(&look.case.id).map_or(&[][..], Vec::as_slice);
        let mut contents: Vec<(CategoryIx, Disclosed<SectionContent>)> = Vec::new();
        for category in look.notice.well_known.places(&facets) {
            let section = own.iter().copied().find(|s| s.category == look.notice.category_id(category));
            if let Item::Released(content) = look.content(recorded, category, section, &ring)? {
                contents.push((category, content));
            }
        }
        let known: Vec<(CategoryIx, &SectionContent)> = contents.iter().map(|(c, d)| (*c, d.get())).collect();
        let who = look.notice.well_known.identity_of(&known, today);
        // Found by what was released, and by nothing else: its own keys must be among those that were looked for.
        if !search_keys(&who).iter().any(|key| met.keys.contains(key)) {
            ranked.seen.insert(look.case.id);
            continue;
        }
        let said = score(query, &who);
        if said.value >= LEAST {
            ranked.add(said.value, said.explained, look);
        } else {
            ranked.seen.insert(look.case.id);
        }
    }
    // Whoever belongs to the household of somebody else is found in that case, as far as their own rows are released.
    for (look, person) in members {
        if ranked.fitting.iter().any(|(_, _, found)| found.case.id == look.case.id) {
            continue;
        }
        let who = known_of(tx, actor, Place { look: &look, person }, (Action::Query, ""))?.identity;
        if !search_keys(&who).iter().any(|key| met.keys.contains(key)) {
            continue;
        }
        let said = score(query, &who);
        if said.value >= LEAST {
            let mut why = vec!["somebody of the household"];
            why.extend(said.explained);
            ranked.add(said.value, why, look);
        }
    }
    Ok(())
}

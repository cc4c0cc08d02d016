//! Comparing: what the gate releases of a candidate with what was asked. Words decide who fits; how likely each of them is meant, and why,
//! the model says by which case records are compared. What is not released is missing to both.

use super::candidates::{Met, without};
use crate::Inner;
use crate::actor::Actor;
use crate::cases::parts::record_alike;
use crate::error::AppError;
use crate::look::Look;
use crate::people::evidence::matching_is_off;
use crate::people::{Place, known_of};
use crate::views::Item;
use casework::SectionContent;
use disclosure::Disclosed;
use kernel::{CaseId, PersonId, london_date};
use ledger::Action;
use linkage::{Explanation, case_records};
use notice::model::CategoryIx;
use people::{Facet, Identity, Score, SearchQuery, score, search_keys};
use sealing::CLASS_SUBJECT;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use store::Tx;

/// Somebody who fits less than this what was typed is not shown: too unlike.
const LEAST: f64 = 0.55;
/// A name of which its rarity says so much, in thousandths of a bit, is said to be rare, or common.
const RARE: i32 = 1_000;

/// Somebody who fits what was asked.
struct Fitting {
    /// How well, word by word: from 0 to 1, and more for a case that was asked for by its reference.
    fit: f64,
    /// How likely the model takes it that they are meant, in thousandths of a bit. None where the notice says that nobody is profiled.
    likely: Option<i32>,
    why: Vec<String>,
    look: Look,
}

/// What was compared, and how well it fits.
#[derive(Default)]
pub(super) struct Ranked {
    fitting: Vec<Fitting>,
    seen: HashSet<CaseId>,
}

impl Ranked {
    fn add(&mut self, found: Fitting) {
        self.seen.insert(found.look.case.id);
        self.fitting.push(found);
    }
    /// The case whose reference was typed.
    pub(super) fn refer(&mut self, look: Look) {
        self.add(Fitting { fit: 2.0, likely: Some(i32::MAX), why: vec!["the case's reference".to_owned()], look });
    }
    /// Whoever was compared and did not fit may fit what was typed when it is read in another way.
    pub(super) fn look_again(&mut self) {
        self.seen = self.fitting.iter().map(|found| found.look.case.id).collect();
    }
    pub(super) const fn len(&self) -> usize {
        self.fitting.len()
    }
    pub(super) fn best(&self) -> f64 {
        self.fitting.iter().map(|found| found.fit).fold(0.0, f64::max)
    }
    /// The likeliest, and by what each was found. Where somebody is not scored, nobody's score counts, and words alone decide.
    pub(super) fn best_of(mut self, most: usize) -> (Vec<Look>, HashMap<CaseId, Vec<String>>) {
        let scored = self.fitting.iter().all(|found| found.likely.is_some());
        self.fitting.sort_by(|a, b| {
            let likelier = if scored { b.likely.cmp(&a.likely) } else { Ordering::Equal };
            let fits = likelier.then_with(|| b.fit.total_cmp(&a.fit));
            fits.then_with(|| a.look.case.reference.cmp(&b.look.case.reference))
        });
        self.fitting.truncate(most);
        let mut by = HashMap::new();
        let mut looks = Vec::with_capacity(self.fitting.len());
        for Fitting { why, look, .. } in self.fitting {
            by.insert(look.case.id, why);
            looks.push(look);
        }
        (looks, by)
    }
}

/// Somebody who was opened and fits, before the model is asked.
struct Opened {
    look: Look,
    who: Identity,
    said: Score,
    member: bool,
}

/// Asks the model how likely each is meant, all at once, and adds them.
fn weigh(
    tx: &mut Tx<'_>,
    (inner, actor): (&Inner, &Actor),
    query: &SearchQuery,
    opened: Vec<Opened>,
    ranked: &mut Ranked,
) -> Result<(), AppError> {
    let (scored, plain): (Vec<Opened>, Vec<Opened>) =
        opened.into_iter().partition(|found| !matching_is_off(&found.look.notice));
    let records: Vec<Identity> = scored.iter().map(|found| query.facing(found.who.clone())).collect();
    let found = if records.is_empty() {
        Vec::new()
    } else {
        let model = inner.model(tx, &actor.capacity.notice)?;
        case_records::likeliest(&model, &query.readings(), &records)
            .map_err(|e| AppError::Fault(format!("what was typed cannot be compared: {e}")))?
    };
    let asked = query.facets();
    let household = |member: bool| member.then(|| "somebody of the household".to_owned());
    for (opened, said) in scored.into_iter().zip(found) {
        let why = household(opened.member).into_iter().chain(in_words(&said, &asked)).collect();
        ranked.add(Fitting { fit: opened.said.value, likely: Some(said.millibits), why, look: opened.look });
    }
    for opened in plain {
        let words = opened.said.explained.into_iter().map(str::to_owned);
        let why = household(opened.member).into_iter().chain(words).collect();
        ranked.add(Fitting { fit: opened.said.value, likely: None, why, look: opened.look });
    }
    Ok(())
}

/// The order of words in the search box means nothing, and each was read as either part of the name: what the model finds exchanged
/// is the same.
fn as_typed(finding: &str) -> &str {
    match finding {
        "forename and surname exchanged" | "first name and surname exchanged" => "same first name",
        "surname and forename exchanged" | "surname and first name exchanged" => "same surname",
        other => other,
    }
}

/// What the model says of what was asked, in words that name no data: what was found, whether it is a common name, and what is not
/// known.
fn in_words(said: &Explanation, asked: &[Facet]) -> Vec<String> {
    let mut words = Vec::new();
    for reason in &said.reasons {
        let Some(facet) = case_records::facet(&reason.comparison).filter(|facet| asked.contains(facet)) else {
            continue;
        };
        let finding = as_typed(&reason.finding);
        let known = reason.left.iter().any(|t| !t.is_empty()) && reason.right.iter().any(|t| !t.is_empty());
        match reason.of_rarity {
            _ if !known && facet == Facet::Name => {}
            _ if !known => words.push(format!("{} not known", reason.comparison)),
            bits if bits >= RARE => words.push(format!("{finding}, not a common one")),
            bits if bits <= -RARE => words.push(format!("{finding}, a common one")),
            _ => words.push(finding.to_owned()),
        }
    }
    words
}

/// Opens what was asked about, as far as the gate releases it, and compares. Whoever is compared, shown or not, is on the
/// ledger as compared.
pub(super) fn rank(
    tx: &mut Tx<'_>,
    (inner, actor): (&Inner, &Actor),
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
    let mut opened = Vec::new();
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
        ranked.seen.insert(look.case.id);
        if said.value >= LEAST {
            opened.push(Opened { look, who, said, member: false });
        }
    }
    // Whoever belongs to the household of somebody else is found in that case, as far as their own rows are released.
    for (look, person) in members {
        let shown = ranked.fitting.iter().map(|found| &found.look).chain(opened.iter().map(|found| &found.look));
        if shown.into_iter().any(|found| found.case.id == look.case.id) {
            continue;
        }
        let who = known_of(tx, actor, Place { look: &look, person }, (Action::Query, ""))?.identity;
        if !search_keys(&who).iter().any(|key| met.keys.contains(key)) {
            continue;
        }
        let said = score(query, &who);
        if said.value >= LEAST {
            opened.push(Opened { look, who, said, member: true });
        }
    }
    weigh(tx, (inner, actor), query, opened, ranked)
}

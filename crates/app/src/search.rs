//! Look-up by name, date of birth, National Insurance number or reference. Names are found by keyed hashes of their sounds,
//! so that misspellings are found and no index holds a name; candidates are then opened, through the gate, and compared.

use crate::actor::Actor;
use crate::cases::parts::{identity, lines, record_alike};
use crate::error::AppError;
use crate::login::note;
use crate::look::Look;
use crate::views::{CaseLine, Item};
use crate::{App, Inner};
use casework::SectionContent;
use disclosure::Disclosed;
use kernel::{CaseId, PersonId, london_date};
use ledger::Action;
use notice::model::{Act, CategoryIx};
use people::{Identity, SearchQuery, near_keys, precise_keys, score};
use sealing::CLASS_SUBJECT;
use std::collections::HashMap;
use store::{Case, Tx};

/// How many candidates are opened and compared.
const CANDIDATES: u32 = 60;
/// How many results are shown.
const RESULTS: usize = 25;
/// Below this score somebody is not shown: too unlike.
const LEAST: f64 = 0.55;

/// By what each case was found, in words.
type FoundBy = HashMap<CaseId, Vec<String>>;

/// What was found.
pub struct Found {
    /// The cases, the likeliest first, each with why it was found.
    pub lines: Vec<CaseLine>,
    /// Whether there was anything to look for in what was typed.
    pub empty: bool,
    /// Whether more was found than is shown.
    pub more: bool,
}

impl App {
    /// Looks somebody up. The search itself is on the ledger, and every person whose name is shown.
    ///
    /// One cannot search by what one may not read: a case counts as found only by those of its categories that the gate
    /// releases to the actor for its purpose.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn search(&self, actor: &Actor, text: &kernel::Sensitive<String>) -> Result<Found, AppError> {
        let (actor, text) = (actor.clone(), text.clone());
        self.act(&actor.caller.clone(), "search", move |tx, inner| {
            let today = london_date(tx.now());
            let query = SearchQuery::parse(text.expose(), today.year());
            if query.is_empty() {
                return Ok(Found { lines: Vec::new(), empty: true, more: false });
            }
            let looks = candidates(tx, inner, &actor, &query)?;
            let (mut ranked, by) = rank(tx, &actor, looks, &query, today)?;
            note(tx, &disclosure::actor(&actor.caller), Action::Query, &format!("{} found", ranked.len()))?;
            let more = ranked.len() > RESULTS;
            ranked.truncate(RESULTS);
            let lines = lines(tx, inner, &actor, ranked, Action::Search, by)?;
            Ok(Found { lines, empty: false, more })
        })
    }
}

/// Cases that may be meant and that exist for the actor.
fn candidates(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, query: &SearchQuery) -> Result<Vec<Look>, AppError> {
    let mut cases: Vec<Case> = Vec::new();
    if let Some(reference) = &query.reference {
        cases.extend(tx.case_referenced(reference)?);
    }
    let index = tx.blind_index()?;
    let mut people: Vec<PersonId> = Vec::new();
    for keys in [precise_keys(query), near_keys(query)] {
        if people.len() >= RESULTS || keys.is_empty() {
            continue;
        }
        let digests: Vec<[u8; 16]> = keys.iter().map(|(kind, value)| index.digest(kind.id(), value)).collect();
        for candidate in tx.candidates(&digests, CANDIDATES)? {
            if !people.contains(&candidate.person) {
                people.push(candidate.person);
            }
        }
    }
    if !people.is_empty() {
        cases.extend(
            tx.cases_of(&people)?
                .into_iter()
                .filter(|c| !cases.iter().any(|known| known.id == c.id))
                .collect::<Vec<_>>(),
        );
    }
    let mut looks = Look::many(tx, inner, actor, cases)?;
    looks.retain(|look| !look.decide_all(Act::See).releases_nothing());
    if !actor.is_staff() {
        // A partner's desk holds the cases that it works on, and a search finds no others.
        looks.retain(Look::is_linked);
    }
    Ok(looks)
}

/// Compares what the gate releases of each candidate with what was asked, the likeliest first.
fn rank(
    tx: &mut Tx<'_>,
    actor: &Actor,
    looks: Vec<Look>,
    query: &SearchQuery,
    today: jiff::civil::Date,
) -> Result<(Vec<Look>, FoundBy), AppError> {
    let ids: Vec<CaseId> = looks.iter().map(|l| l.case.id).collect();
    let mut wanted: Vec<&str> =
        looks.iter().flat_map(|l| l.notice.well_known.places().into_iter().map(|c| l.notice.category_id(c))).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let sections = tx.sections_of(&ids, &wanted)?;
    let mut keys: Vec<(PersonId, &str)> = looks.iter().map(|l| (l.case.person, CLASS_SUBJECT)).collect();
    keys.extend(sections.iter().map(|s| (s.person, s.record_class.as_str())));
    keys.sort_unstable();
    keys.dedup();
    let ring = tx.ring(&keys)?;
    // Whoever is compared, shown or not, is on the ledger as compared.
    let recorded = record_alike(tx, actor, &looks, |look| look.notice.well_known.places(), Action::Query, &ring)?;
    let mut scored = Vec::with_capacity(looks.len());
    for (look, recorded) in looks.into_iter().zip(&recorded) {
        if query.reference.as_deref() == Some(look.case.reference.as_str()) {
            scored.push((2.0, vec!["the case's reference".to_owned()], look));
            continue;
        }
        let mut contents: Vec<(CategoryIx, Disclosed<SectionContent>)> = Vec::new();
        for category in look.notice.well_known.places() {
            let own =
                sections.iter().find(|s| s.case_id == look.case.id && s.category == look.notice.category_id(category));
            if let Item::Released(content) = look.content(recorded, category, own, &ring)? {
                contents.push((category, content));
            }
        }
        let known: Vec<(CategoryIx, &SectionContent)> = contents.iter().map(|(c, d)| (*c, d.get())).collect();
        let candidate: Identity = identity(&look.notice, &known, today);
        let said = score(query, &candidate);
        if said.value >= LEAST {
            scored.push((said.value, said.explained.iter().map(|w| (*w).to_owned()).collect(), look));
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.2.case.reference.cmp(&b.2.case.reference)));
    let mut by = HashMap::new();
    let mut ranked = Vec::with_capacity(scored.len());
    for (_, why, look) in scored {
        by.insert(look.case.id, why);
        ranked.push(look);
    }
    Ok((ranked, by))
}

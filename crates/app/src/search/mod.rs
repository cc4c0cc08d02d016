//! Look-up in one box: names, dates of birth, identifiers, telephone numbers, postcodes, references, in any order.
//!
//! People are found by keyed hashes (of names also as they sound), so that misspellings are found and no index holds a name.
//! **A match is a disclosure**: a person counts as found only by keys that are made of what the gate releases of that very
//! case to that very actor. What is withheld decides nothing: neither whether somebody is found, nor their place, nor a count.

mod candidates;
mod compare;
mod support;

pub use support::{MOST_A_DAY, SupportAnswer};

use crate::App;
use crate::actor::Actor;
use crate::cases::parts::lines;
use crate::error::AppError;
use crate::login::note_under;
use crate::views::CaseLine;
use kernel::london_date;
use ledger::{Action, Entry};
use notice::model::Act;
use people::{Facet, SearchQuery, near_keys, precise_keys};

/// How many results are shown.
const RESULTS: usize = 25;
/// From this fit on a result is so good that near misses need not be looked for.
const GOOD: f64 = 0.9;

/// What was found.
pub struct Found {
    /// The cases, the likeliest first, each with why it was found.
    pub lines: Vec<CaseLine>,
    /// Whether there was anything to look for in what was typed.
    pub empty: bool,
    /// Whether more was found than is shown.
    pub more: bool,
    /// Whether something that was typed fits so many people that it was only looked for among the actor's own cases.
    pub common: bool,
    /// What was typed and not looked for, because the actor may never read it for its purpose.
    pub left_out: Vec<&'static str>,
}

impl Found {
    const fn nothing(empty: bool, left_out: Vec<&'static str>) -> Self {
        Self { lines: Vec::new(), empty, more: false, common: false, left_out }
    }
}

/// How the entry ends that says that somebody searched.
const FOUND: &str = " found";

/// Whether an entry says that somebody searched: not whom they met.
pub(crate) fn is_search(entry: &Entry) -> bool {
    entry.action == Action::Query && entry.subjects.is_empty() && entry.detail.ends_with(FOUND)
}

impl App {
    /// Looks somebody up. The search itself is on the ledger (without what was typed), and everybody who was compared.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn search(&self, actor: &Actor, text: &kernel::Sensitive<String>) -> Result<Found, AppError> {
        let (actor, text) = (actor.clone(), text.clone());
        self.act(&actor.caller.clone(), "search", move |tx, inner| {
            let today = london_date(tx.now());
            let first = SearchQuery::parse(text.expose(), today.year());
            if first.is_empty() {
                return Ok(Found::nothing(true, Vec::new()));
            }
            let (mut left_out, mut more, mut common, mut asked) = (Vec::new(), false, false, false);
            let readable = readable(tx, inner, &actor)?;
            let mut ranked = compare::Ranked::default();
            let other = SearchQuery::or_else(text.expose(), today.year());
            for (at, mut query) in std::iter::once(first).chain(other).enumerate() {
                for facet in query.facets() {
                    if !readable.contains(&facet) {
                        query.forget(facet);
                        if !left_out.contains(&facet.words()) {
                            left_out.push(facet.words());
                        }
                    }
                }
                if query.is_empty() {
                    continue;
                }
                asked = true;
                let mut search = candidates::Search::new(&query, &actor, today);
                if at == 0 {
                    search.by_reference(tx, inner, &mut ranked)?;
                } else {
                    ranked.look_again();
                }
                for keys in [precise_keys(&query), near_keys(&query)] {
                    if keys.is_empty() || ranked.best() >= GOOD {
                        continue;
                    }
                    let met = search.candidates(tx, inner, keys)?;
                    compare::rank(tx, (inner, &actor), met, &query, &mut ranked)?;
                }
                more |= search.more;
                common |= search.common;
            }
            if !asked {
                return Ok(Found::nothing(false, left_out));
            }
            let found = ranked.len();
            note_under(tx, inner, &actor, (Action::Query, &format!("{found}{FOUND}")))?;
            let (looks, by) = ranked.best_of(RESULTS);
            let lines = lines(tx, inner, &actor, looks, Action::Search, by)?;
            Ok(Found { lines, empty: false, more: found > RESULTS || more, common, left_out })
        })
    }
}

/// What the actor may read, whatever is so, in any version of its notice: nothing else is worth looking for.
fn readable(tx: &mut store::Tx<'_>, inner: &crate::Inner, actor: &Actor) -> Result<Vec<Facet>, AppError> {
    let mut facets = Vec::new();
    for version in tx.versions_of(&actor.capacity.notice)? {
        let notice = inner.published(tx, version)?;
        let (Some(principal), Some(purpose)) =
            (notice.compiled.principal(&actor.capacity.principal), notice.compiled.purpose(&actor.purpose))
        else {
            continue;
        };
        for facet in Facet::ALL {
            let places = notice.well_known.places(&[facet]);
            let released = |line: &notice::envelope::Line| {
                line.principal == principal
                    && line.purpose == purpose
                    && line.act == Act::See
                    && places.contains(&line.category)
            };
            if !facets.contains(&facet) && notice.compiled.envelope.lines.iter().any(released) {
                facets.push(facet);
            }
        }
    }
    Ok(facets)
}

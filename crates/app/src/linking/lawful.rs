//! What the notice lets be matched: by whom, whose lists, and what of them.

use crate::actor::Actor;
use crate::agreements::Agreed;
use crate::error::AppError;
use crate::notices::Published;
use crate::people::evidence::matching_is_off;
use casework::{Situation, facts_for};
use disclosure::{Ask, Decision, Reason};
use kernel::{PersonId, london_date};
use notice::model::{Act, CategoryIx};
use people::Facet;
use store::Tx;

/// Whose list may be matched for a purpose, by which statement, and what stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkageSource {
    /// The body, by key.
    pub party: String,
    /// Its name.
    pub name: String,
    /// The statement of the notice.
    pub statement: String,
    /// The statement in words.
    pub words: String,
    /// Who is included, where the notice says so.
    pub criteria: String,
    /// The categories of which something may be read, in words.
    pub categories: Vec<String>,
    /// The agreement under which a list comes.
    pub agreement: String,
    /// Why no list may come now; empty: it may.
    pub why_not: String,
    pub(super) facets: Vec<Facet>,
    pub(super) category_ids: Vec<String>,
}

/// The categories that say who somebody is.
pub(super) fn identifying(notice: &Published) -> Vec<CategoryIx> {
    notice.well_known.places(&Facet::ALL)
}

/// The service that the gate is asked about: a run is for no case, and a notice with several services limits by purpose.
fn service(notice: &Published, purpose: &str) -> String {
    let of_purpose = notice.compiled.purposes.iter().find(|p| p.id == purpose).and_then(|p| p.services.first());
    of_purpose.or_else(|| notice.compiled.merged.service.keys().next()).cloned().unwrap_or_default()
}

/// Asks the gate for an actor, about what is in lists and belongs to no case.
pub(super) fn decide(
    notice: &Published,
    actor: &Actor,
    subject: PersonId,
    act: Act,
    asked: &[CategoryIx],
) -> Option<Decision> {
    let principal = notice.compiled.principal(&actor.capacity.principal)?;
    let purpose = notice.compiled.purpose(&actor.purpose)?;
    let asks: Vec<Ask> = asked.iter().map(|&category| Ask { category, facts: actor.given() }).collect();
    Some(notice.gate.decide_in(&service(notice, &actor.purpose), subject, principal, act, purpose, &asks))
}

/// Whether the actor may begin and review runs: one of the controller's own people, whom the notice lets see and write who anybody is for
/// this purpose without working with them; and the notice does not say that nobody is profiled.
pub(crate) fn may_run(notice: &Published, actor: &Actor) -> bool {
    let Some((name, _)) = &notice.well_known.name else { return false };
    let nobody = PersonId::from_bytes([0; 16]);
    let lets = |act| decide(notice, actor, nobody, act, &[*name]).is_some_and(|d| d.releases(*name));
    actor.is_staff() && !matching_is_off(notice) && lets(Act::See) && lets(Act::Record)
}

/// Everybody whose lists the notice lets be matched for the actor's purpose: whoever is named as a source by a statement for this very
/// purpose. The gate is asked as if something went to them: what they may not be shown is not taken from them either.
pub(super) fn sources(tx: &mut Tx<'_>, notice: &Published, actor: &Actor) -> Result<Vec<LinkageSource>, AppError> {
    let now = tx.now();
    let today = london_date(now);
    let agreements = Agreed::of(tx, &notice.compiled.id)?;
    let enrolled = tx.enrolments(&notice.compiled.id)?;
    let mut found: Vec<LinkageSource> = Vec::new();
    let Some(purpose) = notice.compiled.purpose(&actor.purpose) else { return Ok(found) };
    for (key, disclose) in &notice.compiled.merged.disclose {
        if !disclose.also_source || disclose.purpose != actor.purpose {
            continue;
        }
        let Some(statement) = notice.compiled.name("disclose", key).map(|s| s.0.clone()) else { continue };
        for to in &disclose.to {
            let Some(principal) = notice.compiled.principal(to) else { continue };
            let bodies: Vec<String> = match to.strip_prefix("class:") {
                None => vec![to.clone()],
                Some(class) => {
                    enrolled.iter().filter(|e| e.class == class && e.holds_on(today)).map(|e| e.body.clone()).collect()
                }
            };
            for party in bodies {
                if found.iter().any(|f| f.party == party) {
                    continue;
                }
                let held = agreements.with(&party, now);
                let asks: Vec<Ask> = identifying(notice)
                    .into_iter()
                    .map(|category| {
                        let id = notice.category_id(category);
                        let agreement = held.iter().any(|h| h.lets(&actor.purpose, id));
                        Ask {
                            category,
                            facts: facts_for(&Situation { enrolled: true, agreement, ..Situation::default() }),
                        }
                    })
                    .collect();
                let nobody = PersonId::from_bytes([0; 16]);
                let decision = notice.gate.decide_in(
                    &service(notice, &actor.purpose),
                    nobody,
                    principal,
                    Act::See,
                    purpose,
                    &asks,
                );
                let allowed: Vec<CategoryIx> =
                    asks.iter().map(|a| a.category).filter(|c| decision.releases(*c)).collect();
                let facets = Facet::ALL
                    .into_iter()
                    .filter(|f| notice.well_known.places(&[*f]).iter().any(|c| allowed.contains(c)));
                let why_not = if allowed.is_empty() { why_not(&decision, &held) } else { String::new() };
                let category_ids: Vec<String> = allowed.iter().map(|c| notice.category_id(*c).to_owned()).collect();
                let under = held.iter().find(|h| category_ids.iter().any(|c| h.lets(&actor.purpose, c)));
                found.push(LinkageSource {
                    name: crate::cases::parts::recipient_name(tx, notice, &party)?,
                    words: notice.statement(&statement).words,
                    criteria: disclose.included_when.clone().unwrap_or_default(),
                    categories: category_ids.iter().map(|c| notice.category_label(c)).collect(),
                    agreement: under.map(|h| h.reference.clone()).unwrap_or_default(),
                    facets: facets.collect(),
                    statement: statement.clone(),
                    party,
                    why_not,
                    category_ids,
                });
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

fn why_not(decision: &Decision, held: &[crate::agreements::Held]) -> String {
    let mut said: Vec<String> = Vec::new();
    for reason in decision.outcomes().iter().flat_map(|o| &o.reasons) {
        let words = reason.words();
        // One category is withheld by this statement for want of an agreement; that another is not listed is no news.
        if matches!(reason, Reason::Needs { .. }) && !said.contains(&words) {
            said.push(words);
        }
    }
    said.extend(held.iter().filter_map(crate::agreements::Held::why_not));
    if said.is_empty() { "The notice lets nothing of this list be read".to_owned() } else { said.join(" ") }
}

//! How likely two records are of one person, and why: the linkage engine over what the gate releases of both to whoever asks, and
//! over nothing else. What is hidden is missing to the model, and missing is no evidence: so a score says nothing of what it hides.

use super::page::{Place, of_case};
use crate::actor::Actor;
use crate::cases::parts::ring;
use crate::error::AppError;
use crate::look::Look;
use crate::notices::Published;
use crate::views::Item;
use casework::household::identity;
use kernel::london_date;
use ledger::Action;
use linkage::chart::waterfall;
use linkage::{Model, case_records};
use notice::model::Act;
use people::{Facet, Identity};
use std::collections::BTreeMap;
use store::Tx;

/// One line of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceLine {
    /// What was compared.
    pub what: String,
    /// What was found, in words that name no data.
    pub finding: String,
    /// What it adds, in thousandths of a bit; the lines sum to the whole.
    pub millibits: i32,
}

/// How likely two records are of one person, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceView {
    /// In per cent.
    pub percent: i32,
    /// In thousandths of a bit: the logarithm of the odds.
    pub millibits: i32,
    /// From the starting point on.
    pub lines: Vec<EvidenceLine>,
    /// Single findings that would turn the answer round.
    pub changes: Vec<String>,
    /// What the actor may not read, and was not compared.
    pub not_compared: Vec<&'static str>,
    /// The lines as a picture (SVG, with title and description).
    pub picture: String,
    /// The model that made the score, by name.
    pub model: String,
}

/// What is known of somebody as far as it is used to tell people apart, to an actor.
pub(crate) struct Known {
    pub(crate) identity: Identity,
    pub(crate) name: Item<String>,
    /// What is asked for, and is not released.
    pub(crate) withheld: Vec<Facet>,
}

/// A score, in short.
pub(crate) struct Weight {
    pub(crate) percent: i32,
    pub(crate) same: bool,
}

/// Whether the notice says that nobody is profiled: then no score of anybody is made, and matching is off.
pub(crate) fn matching_is_off(notice: &Published) -> bool {
    notice.compiled.merged.automated.as_ref().is_some_and(|a| a.profiling == Some(false))
}

/// Reads what tells a person apart, by one decision as for anybody, recorded before.
pub(crate) fn known(
    tx: &mut Tx<'_>,
    actor: &Actor,
    look: &Look,
    (action, detail): (Action, &str),
) -> Result<Known, AppError> {
    let today = london_date(tx.now());
    let sections = tx.sections(look.case.id)?;
    let ring = ring(tx, look, &sections)?;
    let asked = look.notice.well_known.places(&Facet::ALL);
    let decision = look.decide(Act::See, &asked);
    let hidden: Vec<_> = asked.iter().copied().filter(|c| !decision.releases(*c)).collect();
    let recorded = look.record(tx, actor, decision, action, &ring, detail)?;
    let mut contents = Vec::new();
    for category in asked {
        let section = sections.iter().find(|s| s.category == look.notice.category_id(category));
        if let Item::Released(content) = look.content(&recorded, category, section, &ring)? {
            contents.push((category, content));
        }
    }
    let read: Vec<_> = contents.iter().map(|(c, content)| (*c, content.get())).collect();
    let withheld = Facet::ALL.into_iter().filter(|f| {
        let places = look.notice.well_known.places(&[*f]);
        !places.is_empty() && places.iter().all(|c| hidden.contains(c))
    });
    Ok(Known {
        identity: look.notice.well_known.identity_of(&read, today),
        name: look.name(&recorded, &sections, &ring)?,
        withheld: withheld.collect(),
    })
}

/// The same of anybody with a place in a case.
pub(crate) fn known_of(
    tx: &mut Tx<'_>,
    actor: &Actor,
    of: Place<'_>,
    (action, detail): (Action, &str),
) -> Result<Known, AppError> {
    if !of.is_member() {
        return known(tx, actor, of.look, (action, detail));
    }
    let today = london_date(tx.now());
    let found = of_case(tx, actor, of, today, (action, detail))?;
    let said: Vec<(Option<&str>, Option<&str>)> = found
        .facts
        .iter()
        .flat_map(|facts| {
            let facts = facts.get();
            let names = facts.names.iter().map(|n| (Some(n.value.as_str()), None));
            names.chain(facts.born.iter().map(|b| (None, Some(b.value.as_str()))))
        })
        .collect();
    let identity = identity(said.into_iter(), today);
    Ok(Known { identity, name: found.name, withheld: Vec::new() })
}

fn percent(probability: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "it lies between 0 and 100")]
    let percent = (probability.clamp(0.0, 1.0) * 100.0).round() as i32;
    percent
}

fn fault(error: &case_records::CaseRecordError) -> AppError {
    AppError::Fault(format!("two records cannot be compared: {error}"))
}

/// The score of two records.
pub(crate) fn weigh(model: &Model, one: &Known, other: &Known) -> Result<Weight, AppError> {
    let found = case_records::pair(model, &one.identity, &other.identity).map_err(|e| fault(&e))?;
    Ok(Weight { percent: percent(found.probability), same: found.same })
}

/// What a reviewer saw of two records: the score in thousandths of a bit, and what each comparison of the model found, in its words (JSON).
/// What was not known on both sides is left out.
pub(crate) fn seen(model: &Model, one: &Known, other: &Known) -> Result<(i32, String), AppError> {
    let found = case_records::pair(model, &one.identity, &other.identity).map_err(|e| fault(&e))?;
    let of = |comparison: &linkage::model::Comparison| {
        let reason = found.reasons.iter().find(|r| r.comparison == comparison.name)?;
        comparison.levels.iter().any(|l| l.label == reason.finding).then_some((&reason.comparison, &reason.finding))
    };
    let findings: BTreeMap<_, _> = model.settings.comparisons.iter().filter_map(of).collect();
    let text =
        serde_json::to_string(&findings).map_err(|_| AppError::Fault("findings cannot be written".to_owned()))?;
    Ok((found.millibits, text))
}

/// The score of two records and why.
pub(crate) fn evidence(
    model: &Model,
    notice: &Published,
    one: &Known,
    other: &Known,
) -> Result<EvidenceView, AppError> {
    let mut found = case_records::pair(model, &one.identity, &other.identity).map_err(|e| fault(&e))?;
    let held = |comparison: &str| case_records::facet(comparison).is_none_or(|f| asks_for(notice, f));
    let withheld: Vec<Facet> =
        Facet::ALL.into_iter().filter(|f| one.withheld.contains(f) || other.withheld.contains(f)).collect();
    let hidden = |comparison: &str| case_records::facet(comparison).is_some_and(|f| withheld.contains(&f));
    // Of what the notice has no question for, and of what is hidden, nothing is said.
    found.reasons.retain(|r| held(&r.comparison) && !(hidden(&r.comparison) && r.millibits == 0));
    found.changes.retain(|c| held(&c.comparison) && !hidden(&c.comparison));
    Ok(EvidenceView {
        percent: percent(found.probability),
        millibits: found.millibits,
        picture: {
            // What says nothing takes no room in the picture; the lines sum to the same.
            let mut drawn = found.clone();
            drawn.reasons.retain(|r| r.millibits != 0);
            waterfall(&drawn).svg
        },
        changes: found.changes.into_iter().map(|c| c.finding).collect(),
        lines: found
            .reasons
            .into_iter()
            .map(|r| EvidenceLine { what: r.comparison, finding: r.finding, millibits: r.millibits })
            .collect(),
        not_compared: withheld.into_iter().map(Facet::words).collect(),
        model: model.name.clone(),
    })
}

fn asks_for(notice: &Published, facet: Facet) -> bool {
    !notice.well_known.places(&[facet]).is_empty()
}

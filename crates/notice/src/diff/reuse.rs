//! Data that was collected by consent and would serve a new purpose (UK GDPR article 8A).

use crate::model::{Compiled, Fact};
use crate::render::words;
use serde::Serialize;
use std::collections::BTreeSet;

/// A new use of data that people gave by consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reuse {
    /// The category, by id.
    pub category: String,
    /// The purpose that is new for it, by id.
    pub purpose: String,
    /// In one sentence.
    pub words: String,
}

/// The new uses of data that the old version collects or shares by consent, and that the new version does not make
/// depend on a consent of their own.
#[must_use]
pub fn reuse(old: &Compiled, new: &Compiled) -> Vec<Reuse> {
    let by_consent = collected_by_consent(old);
    let before = uses(old, false);
    uses(new, true)
        .into_iter()
        .filter(|(category, _)| by_consent.contains(category))
        .filter(|used| !before.contains(used))
        .map(|(category, purpose)| {
            let label = new.categories.iter().find(|c| c.id == category).map_or(category.as_str(), |c| &c.label);
            let why = new.purposes.iter().find(|p| p.id == purpose).map_or(purpose.as_str(), |p| &p.label);
            let words = words::sentence(&format!(
                "\u{201c}{label}\u{201d} was collected by consent, and may serve \u{201c}{why}\u{201d} only with new \
                 consent (UK GDPR article 8A): ask for it in the gate, or leave the category out"
            ));
            Reuse { category, purpose, words }
        })
        .collect()
}

/// Categories used on the basis of consent: under a purpose with article 6(1)(a), or shared through a consent that is the
/// lawful basis.
fn collected_by_consent(compiled: &Compiled) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let consent_only = |p: &crate::model::PurposeInfo| !p.article6.is_empty() && p.article6.iter().all(|l| l == "a");
    for permit in &compiled.permits {
        let by_consent =
            permit.purposes.iter().filter_map(|p| compiled.purposes.get(usize::from(p.0))).any(consent_only);
        if by_consent {
            found.extend(permit.categories.iter().copied());
        }
    }
    for flow in &compiled.flows {
        if flow.consent.as_ref().is_some_and(|c| c.lawful_basis) {
            found.extend(flow.categories.iter().copied());
        }
    }
    found.into_iter().filter_map(|c| compiled.categories.get(usize::from(c.0))).map(|c| c.id.clone()).collect()
}

/// Which category serves which purpose; of the new version only uses that some line allows without consent.
fn uses(compiled: &Compiled, without_consent: bool) -> BTreeSet<(String, String)> {
    compiled
        .envelope
        .lines
        .iter()
        .filter(|l| !(without_consent && l.needs.has(Fact::Consent)))
        .filter_map(|l| {
            let category = compiled.categories.get(usize::from(l.category.0))?;
            let purpose = compiled.purposes.get(usize::from(l.purpose.0))?;
            Some((category.id.clone(), purpose.id.clone()))
        })
        .collect()
}

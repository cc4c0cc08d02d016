//! The register of partners: everybody whom a notice names or its lists have enrolled, how their agreements stand, which classes of
//! data they may have, and whether they give any.

use super::held::Held;
use super::keeps_register;
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::notices::Published;
use notice::model::{Act, Principal};
use sharing::Standing;
use store::{Agreement, Tx};

/// A partner of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerLine {
    /// The notice's id.
    pub notice_id: String,
    /// Its key there.
    pub key: String,
    /// The notice's title.
    pub notice: String,
    /// The partner's name.
    pub name: String,
    /// The list that it stands on, in words; empty: the notice names it by itself.
    pub list: String,
    /// Its agreements, with how each stands.
    pub agreements: Vec<(String, Standing)>,
    /// Where it is reached about them.
    pub contacts: Vec<String>,
    /// The classes of data that the notice lets it have, whatever else has to be so.
    pub may_have: Vec<String>,
    /// Whether data can come from it.
    pub gives: bool,
}

/// What a principal may be shown for any purpose.
pub(super) fn may_have(notice: &Published, key: &str) -> Vec<String> {
    let compiled = &notice.compiled;
    let Some(principal) = compiled.principal(key) else { return Vec::new() };
    compiled
        .categories
        .iter()
        .enumerate()
        .filter(|(at, _)| {
            compiled
                .envelope
                .lines
                .iter()
                .any(|l| l.principal == principal && l.act == Act::See && usize::from(l.category.0) == *at)
        })
        .map(|(_, category)| category.label.clone())
        .collect()
}

/// The lists on which a party stands, by key.
fn lists_of(notice: &Published, id: &str) -> Vec<String> {
    let of = |p: &Principal| match p {
        Principal::Party { id: party, classes, .. } if party == id => {
            Some(classes.iter().map(|class| format!("class:{class}")).collect())
        }
        _ => None,
    };
    notice.compiled.principals.iter().find_map(of).unwrap_or_default()
}

impl PartnerLine {
    /// A party that its notice does not have any more.
    pub(crate) fn gone(notice_id: &str, key: &str) -> Self {
        Self {
            notice_id: notice_id.to_owned(),
            key: key.to_owned(),
            notice: notice_id.to_owned(),
            name: key.to_owned(),
            list: String::new(),
            contacts: Vec::new(),
            agreements: Vec::new(),
            may_have: Vec::new(),
            gives: false,
        }
    }
}

/// What a list is called, by its key.
fn list_words(notice: &Published, key: &str) -> String {
    let class = key.strip_prefix("class:").and_then(|id| notice.compiled.merged.class.get(id));
    class.map_or_else(|| notice.principal_label(key), |class| class.label.clone())
}

/// The partners of a notice.
pub(crate) fn partners_of(
    tx: &mut Tx<'_>,
    notice: &Published,
    rows: &[Agreement],
) -> Result<Vec<PartnerLine>, AppError> {
    bodies_of(tx, (notice, rows), |party| !notice.compiled.merged.notice.controller.iter().any(|c| c == party))
}

/// The parties of a notice that are asked for, and whoever is entered in its open lists.
pub(crate) fn bodies_of(
    tx: &mut Tx<'_>,
    (notice, rows): (&Published, &[Agreement]),
    asked: impl Fn(&str) -> bool,
) -> Result<Vec<PartnerLine>, AppError> {
    let compiled = &notice.compiled;
    let now = tx.now();
    let line = |name: &str, list: &str, key: &str, principal: &str| {
        let with: Vec<&Agreement> = rows.iter().filter(|r| Held::of(r, now).terms.is_with(key, principal)).collect();
        let mut contacts: Vec<String> =
            with.iter().map(|r| r.contact.clone()).filter(|contact| !contact.is_empty()).collect();
        contacts.sort_unstable();
        contacts.dedup();
        PartnerLine {
            notice_id: compiled.id.clone(),
            key: key.to_owned(),
            contacts,
            notice: compiled.title.clone(),
            name: name.to_owned(),
            list: list.to_owned(),
            agreements: with.iter().map(|r| (r.reference.clone(), Held::of(r, now).standing)).collect(),
            may_have: may_have(notice, principal),
            gives: compiled.merged.source.values().any(|s| {
                s.from.iter().any(|f| f == principal || f == key || lists_of(notice, key).iter().any(|l| f == l))
            }),
        }
    };
    let mut lines = Vec::new();
    for (id, party) in compiled.merged.party.iter().filter(|(id, _)| asked(id)) {
        let lists: Vec<String> = lists_of(notice, id).iter().map(|list| list_words(notice, list)).collect();
        lines.push(line(&party.name, &lists.join("; "), id, id));
    }
    let enrolled = tx.enrolments(&compiled.id)?;
    for (class, list) in &compiled.merged.class {
        let key = format!("class:{class}");
        for body in enrolled.iter().filter(|e| e.class == *class) {
            lines.push(line(&body.name, &list.label, &body.body, &key));
        }
    }
    lines.sort_by_key(|line| line.name.to_lowercase());
    Ok(lines)
}

impl App {
    /// The partners of the notices whose register the actor keeps.
    ///
    /// # Errors
    /// `NotFound` for whoever keeps none.
    pub fn partners(&self, actor: &Actor) -> Result<Vec<PartnerLine>, AppError> {
        actor.must_keep_agreements()?;
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "partners", move |tx| {
            let ids = crate::publish::notice_ids(tx)?;
            let mut lines = Vec::new();
            for id in ids.iter().filter(|id| keeps_register(&actor, id).is_ok()) {
                let Some(notice) = inner.latest(tx, id)? else { continue };
                let rows = tx.agreements(id)?;
                lines.extend(partners_of(tx, &notice, &rows)?);
            }
            Ok(lines)
        })
    }
}

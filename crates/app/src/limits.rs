//! What a recipient is given only if something is so of the person (presets of the notice), and recipients whose time is over.
//!
//! What is so (an age, a mark on an address) is read out of the record by the program itself, for the decision only: it is shown
//! to nobody by that.

use crate::Inner;
use crate::actor::Actor;
use crate::error::AppError;
use crate::notices::Published;
use crate::restraint::{Address, Reader};
use crate::retention::plain_with;
use crate::work::marks::HIDDEN;
use jiff::civil::Date;
use kernel::{CaseId, PersonId};
use notice::model::{CategoryIx, Principal, PrincipalIx, StatementId};
use notice::preset::{Marks, covers};
use std::collections::HashMap;
use store::{Case, CaseMark, Section, Tx};

/// Something that this recipient does not get, and why.
#[derive(Debug, Clone)]
pub(crate) struct Barred {
    statement: StatementId,
    /// Categories and answers; none: everything.
    items: Option<Vec<String>>,
    words: String,
}

impl Barred {
    /// Whether a whole category is barred: the statement and the words that say why.
    pub(crate) fn category(&self, id: &str) -> Option<(StatementId, String)> {
        let all = self.items.as_ref().is_none_or(|items| items.iter().any(|i| i == id));
        all.then(|| (self.statement.clone(), self.words.clone()))
    }

    /// Whether one answer is barred.
    pub(crate) fn answer(&self, category: &str, field: &str) -> bool {
        self.items.as_ref().is_none_or(|items| covers(items, &format!("{category}.{field}")))
    }

    /// Whether documents of a category are barred: what a whole category or any answer of it says may stand in one.
    pub(crate) fn document(&self, category: &str) -> bool {
        self.items.as_ref().is_none_or(|items| items.iter().any(|i| i == category || crate::look::is_of(i, category)))
    }

    /// Why, in words.
    pub(crate) fn words(&self) -> &str {
        &self.words
    }
}

/// What of each case, with what stands on it, is barred to an actor: what is for people who owe confidentiality to everybody else, and what the
/// notice limits to those who are none of the controller's own people. Cases of which nothing is barred are left out.
pub(crate) fn barred(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    (cases, standing): (&[Case], &[CaseMark]),
    today: Date,
) -> Result<HashMap<CaseId, Vec<Barred>>, AppError> {
    let mut found: HashMap<CaseId, Vec<Barred>> = HashMap::new();
    let mut asks: Vec<(&Case, std::sync::Arc<Published>)> = Vec::new();
    let own = actor.capacity.principal == crate::work::items::SUBJECT;
    if !actor.bound && !own {
        for case in cases {
            let notice = inner.published(tx, case.notice_version)?;
            if notice.compiled.id == actor.capacity.notice {
                found.entry(case.id).or_default().extend(in_confidence(&notice));
            }
        }
        found.retain(|_, barred| !barred.is_empty());
    }
    if actor.is_staff() || own {
        return Ok(found);
    }
    for case in cases {
        let notice = inner.published(tx, case.notice_version)?;
        let Some(principal) = notice.compiled.principal_named(&actor.capacity.principal) else { continue };
        if notice.compiled.id != actor.capacity.notice {
            continue;
        }
        if let Some(over) = over(&notice, principal, today) {
            found.entry(case.id).or_default().push(over);
        }
        if notice.compiled.limits(principal, &actor.purpose).next().is_some() {
            asks.push((case, notice));
        }
    }
    if asks.is_empty() {
        return Ok(found);
    }
    let marks = marks(tx, &asks)?;
    let reader = Reader::of(actor);
    for (case, notice) in asks {
        let Some(principal) = notice.compiled.principal_named(&actor.capacity.principal) else { continue };
        let mut so = marks.get(&case.id).copied().unwrap_or_default();
        // The mark of the case counts as the answer does, unless somebody has looked at it and let the address go to them.
        let on_case = standing.iter().filter(|m| m.case_id == case.id);
        so.address_hidden |= Address::of(on_case, &reader, &actor.purpose, today) == Address::Hidden;
        for (statement, limit) in notice.compiled.limits(principal, &actor.purpose) {
            if !limit.only_if.holds(&so, today) {
                let words = format!("It goes to them only if {}.", limit.only_if.words());
                let items = Some(limit.items.clone());
                found.entry(case.id).or_default().push(Barred { statement, items, words });
            }
        }
    }
    Ok(found)
}

/// What is kept on the condition of article 9(2)(h) is for whoever owes confidentiality (article 9(3)), and for nobody else.
fn in_confidence(notice: &Published) -> Vec<Barred> {
    let bases = notice.compiled.merged.basis.iter().filter(|(_, b)| b.article9.as_deref() == Some("h"));
    bases
        .map(|(id, basis)| Barred {
            statement: notice.compiled.name("basis", id).cloned().unwrap_or_else(|| StatementId(format!("basis.{id}"))),
            items: Some(basis.categories.clone()),
            words: "It is for people who owe confidentiality about health and care: an administrator enters by what."
                .to_owned(),
        })
        .collect()
}

/// A named body whose last day as a recipient is over gets nothing.
fn over(notice: &Published, principal: &Principal, today: Date) -> Option<Barred> {
    let Principal::Party { id, .. } = principal else { return None };
    let until: Date = notice.compiled.merged.party.get(id)?.until.as_ref()?.parse().ok()?;
    (until < today).then(|| Barred {
        statement: notice.compiled.name("party", id).cloned().unwrap_or_else(|| StatementId(format!("party.{id}"))),
        items: None,
        words: format!("They were a recipient until {}.", clocks::date_words(until)),
    })
}

/// Whether a recipient stands on a list on which bodies stand for a time only.
pub(crate) fn for_a_time(notice: &Published, principal: PrincipalIx) -> bool {
    let class = |id: &String| {
        notice.compiled.merged.class.get(id).and_then(|c| c.open.as_ref()).is_some_and(|open| open.for_a_time)
    };
    match notice.compiled.principals.get(usize::from(principal.0)) {
        Some(Principal::Enrolled { class: id, .. }) => class(id),
        Some(Principal::Party { classes, .. }) => classes.iter().any(class),
        Some(Principal::Role { .. } | Principal::Subject) | None => false,
    }
}

/// What is so of one case's person.
pub(crate) fn marks_of(tx: &mut Tx<'_>, case: &Case, notice: &std::sync::Arc<Published>) -> Result<Marks, AppError> {
    Ok(marks(tx, &[(case, std::sync::Arc::clone(notice))])?.remove(&case.id).unwrap_or_default())
}

/// What is so of some people, with as many queries as for one.
fn marks(tx: &mut Tx<'_>, cases: &[(&Case, std::sync::Arc<Published>)]) -> Result<HashMap<CaseId, Marks>, AppError> {
    let mut ids: Vec<CaseId> = Vec::new();
    let mut wanted: Vec<&str> = Vec::new();
    for (case, notice) in cases {
        ids.push(case.id);
        for category in asked(notice) {
            let id = notice.category_id(category);
            if !wanted.contains(&id) {
                wanted.push(id);
            }
        }
    }
    let sections = tx.sections_of(&ids, &wanted)?;
    let mut keys: Vec<(PersonId, &str)> = sections.iter().map(|s| (s.person, s.record_class.as_str())).collect();
    keys.sort_unstable();
    keys.dedup();
    let ring = tx.ring(&keys)?;
    let mut found = HashMap::new();
    for (case, notice) in cases {
        let mine = sections.iter().filter(|s| s.case_id == case.id && s.person == case.person);
        found.insert(case.id, read(&ring, notice, mine)?);
    }
    Ok(found)
}

/// The categories in which it stands.
fn asked(notice: &Published) -> Vec<CategoryIx> {
    let hidden = notice.all.iter().copied().filter(|c| {
        let info = notice.compiled.categories.get(usize::from(c.0));
        info.is_some_and(|info| info.fields.iter().any(|f| f.id == HIDDEN))
    });
    notice.well_known.born.iter().map(|(c, _)| *c).chain(hidden).collect()
}

fn read<'s>(
    ring: &sealing::KeyRing,
    notice: &Published,
    sections: impl Iterator<Item = &'s Section>,
) -> Result<Marks, AppError> {
    let mut so = Marks::default();
    for section in sections {
        let Some(content) = plain_with(ring, section)? else { continue };
        so.address_hidden |= content.get(HIDDEN) == Some("yes");
        if let Some((category, field)) = &notice.well_known.born
            && notice.category_id(*category) == section.category
        {
            so.born = content.get(field).and_then(|text| text.trim().parse().ok());
        }
    }
    Ok(so)
}

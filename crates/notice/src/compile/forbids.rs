//! What is forbidden whatever is permitted: expiry, restriction, places that data may not go to, and the prohibitions that rules can hold.

use super::permits::targets;
use super::{EXPIRED, RESTRICTED, Reach, TRANSFERS};
use crate::merge::Merged;
use crate::model::{Act, CategoryIx, Compiled, Cond, Fact, Forbid, Principal, PurposeIx, StatementId, Who};
use crate::source::{Forbidden, Prohibit, Survives};

pub(super) fn forbids(merged: &Merged, reach: &Reach<'_>, compiled: &Compiled) -> Option<Vec<Forbid>> {
    let surviving = |what: Survives| -> Vec<PurposeIx> {
        merged
            .file
            .purpose
            .iter()
            .filter(|(_, p)| p.survives.contains(&what))
            .filter_map(|(id, _)| reach.purpose(id))
            .collect()
    };
    let mut all = vec![
        Forbid {
            id: EXPIRED.to_owned(),
            statement: StatementId(EXPIRED.to_owned()),
            who: Who::Anybody,
            acts: Act::ALL.to_vec(),
            purposes: Vec::new(),
            except_purposes: surviving(Survives::Expiry),
            categories: Vec::new(),
            when: Cond::Is(Fact::Expired),
        },
        Forbid {
            id: RESTRICTED.to_owned(),
            statement: StatementId(RESTRICTED.to_owned()),
            who: Who::Anybody,
            acts: Act::ALL.to_vec(),
            purposes: Vec::new(),
            except_purposes: surviving(Survives::Restriction),
            categories: Vec::new(),
            when: Cond::All(vec![
                Cond::Is(Fact::Restricted),
                Cond::Any(vec![Cond::Not(Fact::Consent), Cond::Is(Fact::Withdrawn)]),
            ]),
        },
        Forbid {
            id: TRANSFERS.to_owned(),
            statement: match merged.file.transfers {
                Some(_) => merged.id("transfers", ""),
                None => StatementId(TRANSFERS.to_owned()),
            },
            who: Who::Anybody,
            acts: Act::ALL.to_vec(),
            purposes: Vec::new(),
            except_purposes: Vec::new(),
            categories: Vec::new(),
            when: Cond::Is(Fact::Abroad),
        },
    ];
    for (key, prohibit) in &merged.file.prohibit {
        let statement = merged.id("prohibit", key);
        all.extend(prohibited(merged, reach, compiled, &statement, prohibit));
    }
    for (key, disclose) in &merged.file.disclose {
        if disclose.no_return {
            let statement = merged.id("disclose", key);
            let purpose = reach.purpose(&disclose.purpose)?;
            all.extend(targets(&disclose.to).into_iter().map(|who| Forbid {
                id: format!("{statement}/{}/no-return", super::permits::who_key(&who)),
                statement: statement.clone(),
                who,
                acts: vec![Act::Record],
                purposes: vec![purpose],
                except_purposes: Vec::new(),
                categories: Vec::new(),
                when: Cond::True,
            }));
        }
    }
    Some(all)
}

/// The forbids of one prohibition on seeing and recording. Deciding is an action of its own, which the policies forbid;
/// what only people can keep (`disadvantage`, `identify`, `trace`) has no rule.
fn prohibited(
    merged: &Merged,
    reach: &Reach<'_>,
    compiled: &Compiled,
    statement: &StatementId,
    prohibit: &Prohibit,
) -> Vec<Forbid> {
    let act = match prohibit.action {
        Forbidden::Disclose => Act::See,
        Forbidden::Return => Act::Record,
        _ => return Vec::new(),
    };
    let mut all = Vec::new();
    for on in &prohibit.on {
        let (mut purposes, mut categories, mut who) = (Vec::new(), Vec::new(), Vec::new());
        if let Some(category) = reach.category(on) {
            categories.push(category);
        } else if let Some(purpose) = reach.purpose(on) {
            purposes.push(purpose);
        } else if let Some(disclose) = merged.file.disclose.get(on) {
            purposes.extend(reach.purpose(&disclose.purpose));
            if act == Act::See {
                categories = reach.categories(&disclose.categories, &disclose.except);
            }
            who = targets(&disclose.to);
        } else if on != "everything" {
            // `linked` and `research` data are in no category: they have no way back in at all.
            continue;
        }
        if !prohibit.by.is_empty() {
            who = targets(&prohibit.by);
        } else if who.is_empty() {
            who = outsiders(compiled);
        }
        for who in who {
            all.push(Forbid {
                id: format!("{statement}/{on}/{}", super::permits::who_key(&who)),
                statement: statement.clone(),
                who,
                acts: vec![act],
                purposes: purposes.clone(),
                except_purposes: Vec::<PurposeIx>::new(),
                categories: Vec::<CategoryIx>::clone(&categories),
                when: Cond::True,
            });
        }
    }
    all
}

/// Every body that is neither one of the controller's roles nor the person.
fn outsiders(compiled: &Compiled) -> Vec<Who> {
    compiled
        .principals
        .iter()
        .filter_map(|p| match p {
            Principal::Party { id, .. } => Some(Who::Party(id.clone())),
            Principal::Enrolled { class, .. } => Some(Who::Class(class.clone())),
            Principal::Role { .. } | Principal::Subject => None,
        })
        .collect()
}

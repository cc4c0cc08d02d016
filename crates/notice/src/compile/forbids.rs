//! What is forbidden whatever is permitted: expiry, restriction, places that data may not go to, and the prohibitions that rules can hold.

use super::permits::targets;
use super::{EXPIRED, OTHERS, RESTRICTED, Reach, TRANSFERS};
use crate::merge::Merged;
use crate::model::{Act, CategoryIx, Compiled, Cond, Fact, Forbid, Principal, PurposeIx, StatementId, Who};
use crate::source::{Forbidden, Prohibit, Right, Survives};

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
    all.extend(held_back(merged, reach));
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

/// What the person's own access does not reach until somebody has decided what of it can be given: what the notice limits, and
/// what is about others. A statement of the notice's own that gives the person such a category by name gives it.
fn held_back(merged: &Merged, reach: &Reach<'_>) -> Vec<Forbid> {
    let forbid = |id: String, statement: StatementId, categories: Vec<CategoryIx>| Forbid {
        id,
        statement,
        who: Who::Subject,
        acts: vec![Act::See],
        purposes: Vec::new(),
        except_purposes: Vec::new(),
        categories,
        when: Cond::Not(Fact::Approval),
    };
    let mut all = Vec::new();
    for limit in merged.file.rights.iter().flat_map(|r| &r.limits).filter(|l| l.right == Right::Access) {
        let categories = match (reach.category(&limit.on), merged.file.disclose.get(&limit.on)) {
            (Some(category), _) => vec![category],
            (None, Some(disclose)) => reach.categories(&disclose.categories, &disclose.except),
            (None, None) => continue,
        };
        if !categories.is_empty() {
            let statement = merged.id("rights", "");
            all.push(forbid(format!("{statement}/access/{}", limit.on), statement, categories));
        }
    }
    let given = |id: &str| {
        merged.file.disclose.iter().any(|(key, d)| {
            merged.own("disclose", key) && d.to.iter().any(|t| t == "subject") && d.categories.iter().any(|c| c == id)
        })
    };
    let others: Vec<CategoryIx> = merged
        .file
        .category
        .iter()
        .filter(|(id, c)| c.is_about_others(&merged.file.notice) && !given(id))
        .filter_map(|(id, _)| reach.category(id))
        .collect();
    if !others.is_empty() {
        all.push(forbid(OTHERS.to_owned(), StatementId(OTHERS.to_owned()), others));
    }
    all
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

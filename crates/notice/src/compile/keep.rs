//! How long what is kept.

use super::Reach;
use crate::merge::Merged;
use crate::model::{CategoryInfo, CategoryIx, RetentionRule, StatementId};
use crate::source::{Category, NoticeFile, NoticeKind, Retain};

pub(super) fn retention(merged: &Merged, reach: &Reach<'_>) -> Vec<RetentionRule> {
    merged
        .file
        .retain
        .iter()
        .map(|(key, retain)| {
            let (categories, artefacts) = covered(merged, reach, retain);
            RetentionRule {
                statement: merged.id("retain", key),
                label: retain.label.clone(),
                categories,
                artefacts,
                held_by: retain.held_by.clone(),
                through: retain.through.clone(),
                keep: retain.keep.clone(),
                anchor: retain.anchor,
                after: retain.after,
                why: retain.why.clone(),
                instead: retain.instead.clone(),
            }
        })
        .collect()
}

/// The categories of a service's notice of which no period says how long the controller keeps them.
pub(crate) fn unkept(file: &NoticeFile) -> impl Iterator<Item = (&String, &Category)> {
    let service = file.notice.kind == NoticeKind::Service;
    file.category.iter().filter(move |(id, category)| {
        let class = category.record_class.as_ref();
        service
            && !file
                .retain
                .values()
                .filter(|r| r.held_by.is_empty())
                .flat_map(|r| &r.what)
                .any(|what| what == "*" || what == *id || Some(what) == class)
    })
}

/// A record class is destroyed as one: categories of one class that different rules keep stand in classes of their own.
pub(super) fn apart(categories: &mut [CategoryInfo], rules: &[RetentionRule]) {
    let rules_of = |at: usize| -> Vec<&StatementId> {
        let here = |rule: &&RetentionRule| rule.categories.iter().any(|c| usize::from(c.0) == at);
        rules.iter().filter(|r| r.held_by.is_empty()).filter(here).map(|r| &r.statement).collect()
    };
    let all: Vec<(String, Vec<&StatementId>)> =
        categories.iter().enumerate().map(|(at, c)| (c.record_class.clone(), rules_of(at))).collect();
    for (category, (class, rules)) in categories.iter_mut().zip(&all) {
        if all.iter().any(|(other, kept)| other == class && kept != rules) {
            category.record_class.clone_from(&category.id);
        }
    }
}

/// The categories and other things that a rule speaks of; `*`: all categories that no other rule for the same holder names.
fn covered(merged: &Merged, reach: &Reach<'_>, retain: &Retain) -> (Vec<CategoryIx>, Vec<String>) {
    let mut categories: Vec<CategoryIx> = Vec::new();
    let mut artefacts = Vec::new();
    for what in &retain.what {
        if what == "*" {
            let named: Vec<&str> = merged
                .file
                .retain
                .values()
                .filter(|r| r.held_by == retain.held_by)
                .flat_map(|r| &r.what)
                .map(String::as_str)
                .collect();
            categories.extend(
                merged
                    .file
                    .category
                    .iter()
                    .filter(|(id, c)| {
                        !named.contains(&id.as_str())
                            && c.record_class.as_deref().is_none_or(|class| !named.contains(&class))
                    })
                    .filter_map(|(id, _)| reach.category(id)),
            );
            continue;
        }
        let before = categories.len();
        categories.extend(
            merged
                .file
                .category
                .iter()
                .filter(|(id, c)| *id == what || c.record_class.as_ref() == Some(what))
                .filter_map(|(id, _)| reach.category(id)),
        );
        if categories.len() == before {
            artefacts.push(what.clone());
        }
    }
    categories.sort_unstable();
    categories.dedup();
    (categories, artefacts)
}

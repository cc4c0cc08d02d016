//! Categories with their forms, and purposes with their bases.

use crate::fields;
use crate::merge::Merged;
use crate::model::{CategoryInfo, FieldInfo, PurposeInfo};
use crate::source::{Category, Field, FieldKind};

pub(super) fn categories(merged: &Merged) -> Vec<CategoryInfo> {
    merged
        .file
        .category
        .iter()
        .map(|(id, category)| CategoryInfo {
            id: id.clone(),
            label: category.label.clone(),
            statement: merged.id("category", id),
            special: category.special,
            necessity: category.necessity,
            if_refused: category.if_refused.clone(),
            fields: fields(category).into(),
            record_class: category.record_class.clone().unwrap_or_else(|| id.clone()),
            derived: !category.derived_from.is_empty(),
            services: category.services.clone(),
            why: Vec::new(),
        })
        .collect()
}

/// The form of a category. One without named fields is still something that people write into; one that is made from
/// others is not.
pub(super) fn fields(category: &Category) -> Vec<FieldInfo> {
    if category.fields.is_empty() && category.derived_from.is_empty() {
        return vec![FieldInfo {
            id: "details".to_owned(),
            label: category.label.clone(),
            kind: FieldKind::LongText,
            hint: category.text.clone(),
            ..FieldInfo::default()
        }];
    }
    category.fields.iter().map(field).collect()
}

fn field(field: &Field) -> FieldInfo {
    let known = fields::known(match field {
        Field::Id(id) => id,
        Field::Full(detail) => &detail.id,
    });
    match field {
        Field::Id(id) => FieldInfo {
            id: id.clone(),
            label: known.map_or_else(|| fields::label_of(id), |k| k.label.to_owned()),
            kind: known.map_or(FieldKind::Text, |k| k.kind),
            options: known.map_or_else(Vec::new, |k| k.options.iter().map(|o| (*o).to_owned()).collect()),
            hint: known.and_then(|k| k.hint).map(str::to_owned),
            masked: known.is_some_and(|k| k.masked),
            ..FieldInfo::default()
        },
        Field::Full(detail) => {
            let kind = detail.kind.or_else(|| known.map(|k| k.kind)).unwrap_or_default();
            let choosing = matches!(kind, FieldKind::Choice | FieldKind::Choices);
            FieldInfo {
                id: detail.id.clone(),
                label: detail
                    .label
                    .clone()
                    .or_else(|| known.map(|k| k.label.to_owned()))
                    .unwrap_or_else(|| fields::label_of(&detail.id)),
                kind,
                options: if detail.options.is_empty() && choosing {
                    known.map_or_else(Vec::new, |k| k.options.iter().map(|o| (*o).to_owned()).collect())
                } else {
                    detail.options.clone()
                },
                required: detail.required,
                hint: detail.hint.clone().or_else(|| known.and_then(|k| k.hint).map(str::to_owned)),
                masked: detail.masked || known.is_some_and(|k| k.masked),
                ..FieldInfo::default()
            }
        }
    }
}

pub(super) fn purposes(merged: &Merged) -> Vec<PurposeInfo> {
    merged
        .file
        .purpose
        .iter()
        .map(|(id, purpose)| {
            let (article6, legislation) = supports(merged, id);
            PurposeInfo {
                id: id.clone(),
                label: purpose.label.clone(),
                statement: merged.id("purpose", id),
                form: purpose.form,
                decision: purpose.decision,
                services: purpose.services.clone(),
                article6,
                legislation,
            }
        })
        .collect()
}

/// The article 6 limbs and Acts on which the controller relies for a purpose.
pub(crate) fn supports(merged: &Merged, purpose: &str) -> (Vec<String>, Vec<String>) {
    let reach = super::Reach::new(merged);
    let controllers = &merged.file.notice.controller;
    let (mut limbs, mut acts) = (Vec::new(), Vec::new());
    for (key, basis) in &merged.file.basis {
        let own = basis.holder.as_ref().is_none_or(|h| controllers.contains(h));
        let Some(limb) = basis.article6.as_ref().filter(|_| own) else { continue };
        if !reach.purposes(&basis.purposes, "basis", key).contains(&purpose) {
            continue;
        }
        if !limbs.contains(limb) {
            limbs.push(limb.clone());
        }
        for act in &basis.legislation {
            if !acts.contains(act) {
                acts.push(act.clone());
            }
        }
    }
    (limbs, acts)
}

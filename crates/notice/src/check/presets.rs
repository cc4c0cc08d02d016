//! E35: selections that choose what nothing lets go.

use crate::compile::Reach;
use crate::diagnostic::Diagnostic;
use crate::merge::Merged;
use crate::source::{Ages, Field, Preset};

pub(super) fn check(merged: &Merged, found: &mut Vec<Diagnostic>) {
    let reach = Reach::new(merged);
    for (key, preset) in merged.file.preset.iter().filter(|(k, _)| merged.own("preset", k)) {
        for (n, item) in preset.items.iter().enumerate() {
            let Some(to) = preset.to.iter().find(|to| !goes(merged, &reach, preset, item, to)) else { continue };
            found.push(
                Diagnostic::error("E35", format!("`preset.{key}` chooses what does not go to `{to}`"))
                    .at(merged.place("preset", key, &["items", &n.to_string()]), "no disclosure lets this go")
                    .see(merged.place("preset", key, &["purpose"]), "to these recipients, for this purpose")
                    .why("A selection only narrows: what it chooses has to be allowed by a disclosure or an override.")
                    .help("take it out, or say in a `disclose` statement that it may go"),
            );
        }
        if let Some(Ages { from: Some(from), below: Some(below) }) = preset.ages
            && below <= from
        {
            found.push(
                Diagnostic::error("E35", format!("`preset.{key}` is for nobody"))
                    .at(merged.place("preset", key, &["ages"]), "no age is between the two")
                    .help("`from` is the youngest age, `below` is the first that is too old"),
            );
        }
        for (n, item) in preset.asks.iter().enumerate() {
            let at = || merged.place("preset", key, &["asks", &n.to_string()]);
            if !is_answer(merged, item) {
                found.push(
                    Diagnostic::error("E35", format!("`preset.{key}` asks for what the notice has no answer for"))
                        .at(at(), "no field of this name")
                        .help("name a category and one of its fields: `finances.benefits`"),
                );
            } else if let Some(to) = preset.to.iter().find(|to| !gives(merged, item, to)) {
                found.push(
                    Diagnostic::error("E35", format!("`preset.{key}` asks `{to}` for what does not come from there"))
                        .at(at(), "no source of this")
                        .see(merged.place("preset", key, &["to"]), "is asked")
                        .why(
                            "Whoever answers an enquiry is a source of what they answer, and the notice has to say so.",
                        )
                        .help("name them in a `source` statement that covers this category, or take it out"),
                );
            }
        }
        let (held, alone) = (preset.reply_kept_days, preset.never_alone);
        if held == Some(0) || (preset.asks.is_empty() && (held.is_some() || alone)) {
            let field = if held.is_some() { "reply-kept-days" } else { "never-alone" };
            found.push(
                Diagnostic::error("E35", format!("`preset.{key}` says what becomes of an answer that nobody has"))
                    .at(merged.place("preset", key, &[field]), "of which answer?")
                    .help("say in `asks` what is asked for, and keep the answer for a day at least"),
            );
        }
        if preset.review_months == 0 {
            found.push(
                Diagnostic::error("E35", format!("`preset.{key}` would be due for review every day"))
                    .at(merged.place("preset", key, &["review-months"]), "no months at all")
                    .help("write after how many months it is looked at again: 12"),
            );
        }
    }
}

/// Whether a notice has a field of this name.
fn is_answer(merged: &Merged, item: &str) -> bool {
    let Some((category, field)) = item.split_once('.') else { return false };
    // That the category is there is said elsewhere.
    let named = |f: &Field| match f {
        Field::Id(id) => id == field,
        Field::Full(detail) => detail.id == field,
    };
    merged.file.category.get(category).is_none_or(|c| c.fields.iter().any(named))
}

/// Whether a category can come from somebody.
fn gives(merged: &Merged, item: &str, to: &str) -> bool {
    let category = item.split('.').next().unwrap_or(item).to_owned();
    let class_of = |named: &String| {
        let class = named.strip_prefix("class:").and_then(|c| merged.file.class.get(c));
        class.is_some_and(|c| c.members.iter().any(|m| m == to))
    };
    merged.file.source.values().any(|s| {
        s.from.iter().any(|from| from == to || class_of(from))
            && s.categories.iter().any(|c| c == "*" || *c == category)
    })
}

/// Whether anything lets an item go to a recipient for the purpose.
fn goes(merged: &Merged, reach: &Reach<'_>, preset: &Preset, item: &str, to: &str) -> bool {
    let Some(category) = reach.category(item.split('.').next().unwrap_or(item)) else { return true };
    let file = &merged.file;
    let named = |all: &[String]| {
        let class_of = |named: &String| {
            let class = named.strip_prefix("class:").and_then(|c| file.class.get(c));
            class.is_some_and(|c| c.members.iter().any(|m| m == to))
        };
        all.iter().any(|t| t == to || t == "*" || class_of(t))
    };
    let disclosed = file.disclose.values().any(|d| {
        d.purpose == preset.purpose && named(&d.to) && reach.categories(&d.categories, &d.except).contains(&category)
    });
    disclosed
        || file.overrides.values().any(|o| {
            o.purpose == preset.purpose
                && named(&o.to)
                && reach.categories(&o.categories, &o.except).contains(&category)
        })
}

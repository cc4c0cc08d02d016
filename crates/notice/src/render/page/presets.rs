//! What a recipient is given at first on one kind of occasion, and what it is given only if something is so.

use crate::preset::item_words;
use crate::render::names::Names;
use crate::render::tree::{Item, Row, Section, Text};
use crate::render::words;
use crate::source::Preset;

/// The selections, in the order of the notice.
pub(super) fn section(names: &Names<'_>) -> Section {
    let mut section = Section::new("chosen-at-first", "What we choose when we share");
    for (id, preset) in &names.compiled.merged.preset {
        section.section(one(names, id, preset));
    }
    if !section.is_empty() {
        section.para(
            "On these occasions no more than this is chosen at first. Whoever shares can leave something out. More than \
             this goes only if it is allowed above and the reason is written down.",
        );
    }
    section
}

fn one(names: &Names<'_>, id: &str, preset: &Preset) -> Section {
    let mark = |keys: &[&str]| names.assumed_key(&preset.provenance, keys);
    let label = preset.provenance.says.clone().unwrap_or_else(|| preset.label.clone());
    let mut section = Section::new(
        names.anchor_of("preset", id).unwrap_or_default(),
        Text::from(words::capital(&label)).assumed_if(names.assumed(&preset.provenance, &["label"])),
    );
    let items = |items: &[String]| words::and(&items.iter().map(|i| item(names, i)).collect::<Vec<_>>());
    let row = |key: &str, said: String, marks: &[&str]| {
        Row::new(key, Text::from(words::sentence(&said)).assumed_if(mark(marks)))
    };
    let mut rows = vec![
        row("Who gets it", words::and(&names.names(&preset.to)), &["to"]),
        row("What for", names.purpose(&preset.purpose), &["purpose"]),
        row("What is chosen", items(&preset.items), &["items"]),
    ];
    if let Some(ages) = preset.ages {
        rows.push(row("For whom", ages.words(), &["ages"]));
    }
    let only = |l: &crate::source::Limit| {
        Item::new(words::sentence(&format!("{} only if {}", items(&l.items), l.only_if.words())))
    };
    if !preset.limits.is_empty() {
        let limits = preset.limits.iter().map(only).collect();
        rows.push(Row::list(Text::from("What goes only if something is so").assumed_if(mark(&["limits"])), limits));
    }
    if !preset.channels.is_empty() {
        let ways: Vec<String> = preset.channels.iter().map(|c| c.words().to_owned()).collect();
        rows.push(row("How", words::or(&ways), &["channels"]));
    }
    if !preset.asks.is_empty() {
        rows.push(row("What we ask them", items(&preset.asks), &["asks"]));
        if let Some(days) = preset.reply_kept_days {
            rows.push(row("How long we keep the answer", words::count(days, "day"), &["reply-kept-days"]));
        }
        if preset.never_alone {
            let words = "Nothing is refused to you on their answer alone: a person decides, with reasons, and you can ask for a review";
            rows.push(row("What it is not used for", words.to_owned(), &["never-alone"]));
        }
    }
    if preset.discreet {
        let quiet = "Nothing tells of it where somebody who watches you could look: we tell you ourselves";
        rows.push(row("Kept quiet", quiet.to_owned(), &["discreet"]));
    }
    rows.push(row(
        "Who looks at this selection",
        format!(
            "The {}, last on {}, and again after {}",
            words::small(&names.role(&preset.reviewed_by)),
            words::written_date(&preset.reviewed_on),
            words::count(preset.review_months, "month")
        ),
        &["reviewed-by", "reviewed-on", "review-months"],
    ));
    section.rows(rows);
    section
}

fn item(names: &Names<'_>, item: &str) -> String {
    item_words(&names.compiled.merged, item)
}

//! What people can do: decline, use their rights, complain; and what is said about machines that decide.

use crate::render::names::Names;
use crate::render::page::about;
use crate::render::tree::{Item, Row, Section, Text};
use crate::render::words;
use crate::source::{NoticeKind, Right};

/// Automated decisions and profiling.
pub(super) fn automated(names: &Names<'_>) -> Section {
    let mut section = Section::new("machines", "Does a machine decide about me?");
    let Some(a) = &names.compiled.merged.automated else { return section };
    let mark = |keys: &[&str]| names.assumed_key(&a.provenance, keys);
    let decisions = if a.decisions {
        "Yes. You can ask for a person to look at the decision, say what you think of it, and challenge it."
    } else {
        "No. No decision about you is made by a machine alone: a named person makes each one."
    };
    let said = a.provenance.says.clone().map_or_else(|| decisions.to_owned(), |s| words::sentence(&s));
    let mut items = vec![
        Item::new(Text::from(said).assumed_if(names.assumed(&a.provenance, &["decisions"])))
            .at(names.anchor_of("automated", "")),
    ];
    if let Some(profiling) = a.profiling {
        let text = if profiling { "You may be profiled." } else { "You are not profiled." };
        items.push(Item::new(Text::from(text).assumed_if(mark(&["profiling"]))));
    }
    if let Some(text) = &a.text {
        items.push(Item::new(Text::from(words::sentence(text)).assumed_if(mark(&["text"]))));
    }
    section.list(items);
    section
}

/// Whether people must provide their data.
pub(super) fn provision(names: &Names<'_>) -> Section {
    let mut section = Section::new("must-i", "Do I have to give you my information?");
    let Some(p) = &names.compiled.merged.provision else { return section };
    let mark = |keys: &[&str]| names.assumed_key(&p.provenance, keys);
    let answer = if p.voluntary { "No, you do not have to." } else { "Yes." };
    let said = p.provenance.says.clone().map_or_else(|| answer.to_owned(), |s| words::sentence(&s));
    let mut items = vec![
        Item::new(Text::from(said).assumed_if(names.assumed(&p.provenance, &["voluntary"])))
            .at(names.anchor_of("provision", "")),
    ];
    if let Some(consequence) = &p.consequence {
        items.push(Item::new(
            Text::from(format!("If you do not: {}", words::sentence_end(consequence)))
                .assumed_if(mark(&["consequence"])),
        ));
    }
    if let Some(necessary) = &p.necessary {
        items.push(Item::new(
            Text::from(format!("What has to be shared whatever you wish: {}", words::sentence_end(necessary)))
                .assumed_if(mark(&["necessary"])),
        ));
    }
    section.list(items);
    section
}

const ALL: [Right; 11] = [
    Right::Informed,
    Right::Access,
    Right::Rectification,
    Right::Completion,
    Right::Erasure,
    Right::Restriction,
    Right::Portability,
    Right::Objection,
    Right::WithdrawConsent,
    Right::HumanDecision,
    Right::Complaint,
];

/// The rights that the notice lists, and those that the law gives all the same.
pub(super) fn rights(names: &Names<'_>) -> Section {
    let mut section = Section::new("your-rights", "Your rights");
    let rights = names.compiled.merged.rights.as_ref();
    let listed: Vec<Right> = rights.map(|r| r.listed.clone()).unwrap_or_default();
    let assumed = rights.is_some_and(|r| names.assumed(&r.provenance, &["listed"]));
    if let Some(says) = rights.and_then(|r| r.provenance.says.as_ref()) {
        section.para(words::sentence(says));
    }
    if !listed.is_empty() {
        section.para(Text::from("You have the right:").assumed_if(assumed));
        section.list(listed.iter().map(|r| right_item(*r)).collect());
    }
    let rest: Vec<Item> = ALL.iter().filter(|r| !listed.contains(r)).filter_map(|r| right_by_law(names, *r)).collect();
    if !rest.is_empty() {
        section.para(if listed.is_empty() {
            "The law gives you these rights:"
        } else {
            "The law also gives you these rights:"
        });
        section.list(rest);
    }
    let Some(r) = rights else { return section };
    let mark = |keys: &[&str]| names.assumed_key(&r.provenance, keys);
    let mut rows = Vec::new();
    if let Some(contact) = &r.request {
        rows.push(Row::new("How to use them", about::reach(names, contact).assumed_if(mark(&["request"]))));
    }
    if let Some(months) = r.months {
        let words = format!("We answer within {}.", words::count_in_words(months, "month"));
        rows.push(Row::new("How quickly", Text::from(words).assumed_if(mark(&["months"]))));
    }
    if let Some(charge) = r.charge {
        rows.push(Row::new("What it costs", Text::from(words::charge(charge)).assumed_if(mark(&["charge"]))));
    }
    for limit in &r.limits {
        let on = limit.on.strip_prefix("disclose.").unwrap_or(&limit.on);
        let what = names
            .compiled
            .merged
            .disclose
            .get(on)
            .map_or_else(|| names.category(on), |d| format!("what went to {}", words::and(&names.names(&d.to))));
        let key = format!("{}: what it does not reach", words::right(limit.right).0);
        let text = format!("{}: {}", words::capital(&what), words::sentence_end(&limit.say));
        rows.push(Row::new(key, Text::from(text).assumed_if(mark(&["limits"]))));
    }
    if let Some(first) = rows.first_mut() {
        first.id = names.anchor_of("rights", "");
    }
    section.rows(rows);
    section
}

fn right_item(right: Right) -> Item {
    let (name, gives) = words::right(right);
    Item::new(Text::default().strong(name).plain(format!(": {gives} ({})", words::right_law(right))))
}

/// A right that the notice does not list, if it can apply here at all.
fn right_by_law(names: &Names<'_>, right: Right) -> Option<Item> {
    let merged = &names.compiled.merged;
    let limb = |wanted: &[&str]| {
        merged.basis.values().any(|b| b.article6.as_deref().is_some_and(|limb| wanted.contains(&limb)))
    };
    let consent = limb(&["a"]) || merged.disclose.values().any(|d| d.gate.asks_consent());
    match right {
        // Only where the basis is consent or a contract.
        Right::Portability if !limb(&["a", "b"]) => None,
        Right::Objection if !limb(&["e", "ea", "f"]) => None,
        Right::WithdrawConsent if !consent => None,
        other => Some(right_item(other)),
    }
}

/// How to complain.
pub(super) fn complaint(names: &Names<'_>) -> Section {
    let mut section = Section::new("complain", "How to complain about how your information is used");
    let Some(c) = &names.compiled.merged.complaint else { return section };
    let mark = |keys: &[&str]| names.assumed_key(&c.provenance, keys);
    if let Some(says) = &c.provenance.says {
        section.para(words::sentence(says));
    }
    let mut rows = Vec::new();
    if !c.first.is_empty() {
        let to = c.first.iter().map(|id| Item::new(about::reach(names, id))).collect();
        rows.push(Row::list(Text::from("First, to us").assumed_if(names.assumed(&c.provenance, &["first"])), to));
    }
    if c.first.is_empty() && names.compiled.merged.notice.kind == NoticeKind::Service {
        rows.push(Row::new("First, to us", Text::from("Nobody has said yet where to write.").assumed_if(true)));
    }
    if let Some(days) = c.acknowledge_days {
        let text = format!(
            "We tell you that we have your complaint within {}, look into it without undue delay, and tell you how it \
             goes and what comes of it.",
            words::count(days, "day")
        );
        rows.push(Row::new("What happens then", Text::from(text).assumed_if(mark(&["acknowledge-days"]))));
    }
    if let Some(regulator) = &c.regulator {
        rows.push(Row::new("To the regulator", about::reach(names, regulator).assumed_if(mark(&["regulator"]))));
    }
    if let Some(first) = rows.first_mut() {
        first.id = names.anchor_of("complaint", "");
    }
    section.rows(rows);
    section
}

//! Who else gets what, why, and what has to hold first.

use crate::render::names::Names;
use crate::render::page::about;
use crate::render::tree::{Block, Item, Row, Section, Text};
use crate::render::words;
use crate::source::{ConsentGate, ConsentMeaning, ConsentPer, Disclose, Form, Gate, Onward, PartyRole, Recall};

/// The disclosures, by purpose; what a base notice adds stands last.
pub(super) fn section(names: &Names<'_>) -> Section {
    let mut section = Section::new("who-gets-it", "Who we share it with");
    let merged = &names.compiled.merged;
    if merged.disclose.is_empty() {
        section.para("We share it with nobody outside, except as the law requires.");
        return section;
    }
    section.para("Nobody else gets it. Each time something is shared it is written down, and you can ask to see that.");
    for from_base in [false, true] {
        let mut group = Section::new("share-law", "Sharing that the law has every service do");
        for purpose in merged.purpose.keys() {
            let here: Vec<(&String, &Disclose)> = merged
                .disclose
                .iter()
                .filter(|(id, d)| d.purpose == *purpose && names.is_base("disclose", id) == from_base)
                .collect();
            if here.is_empty() {
                continue;
            }
            let id = format!("share.{}{purpose}", if from_base { "law." } else { "" });
            let mut inner = Section::new(id, names.purpose(purpose));
            for (id, disclosure) in here {
                inner.section(disclosure_section(names, id, disclosure));
            }
            if from_base {
                group.section(inner)
            } else {
                section.section(inner)
            };
        }
        if from_base {
            section.section(group);
        }
    }
    section
}

fn disclosure_section(names: &Names<'_>, id: &str, d: &Disclose) -> Section {
    let to = names.names(&d.to);
    let title = if to.len() > 3 {
        let shown: Vec<String> = to.iter().take(2).cloned().collect();
        format!("{} and {} others", shown.join(", "), to.len() - 2)
    } else {
        words::and(&to)
    };
    let mut section = Section::new(
        names.anchor_of("disclose", id).unwrap_or_default(),
        Text::from(words::capital(&title)).assumed_if(names.assumed(&d.provenance, &[])),
    );
    if let Some(says) = &d.provenance.says {
        section.para(words::sentence(says));
    }
    let mark = |keys: &[&str]| names.assumed_key(&d.provenance, keys);
    let row = |key: &str, value: &Option<String>, marks: &[&str]| {
        value.as_ref().map(|v| Row::new(key, Text::from(words::sentence(v)).assumed_if(mark(marks))))
    };
    let mut rows = Vec::new();
    rows.push(Row::list(Text::from("Who").assumed_if(mark(&["to"])), names.bodies(&d.to)));
    rows.push(Row::new(
        "What",
        Text::from(words::sentence(&names.categories(&d.categories, &d.except)))
            .assumed_if(mark(&["categories", "except"])),
    ));
    if d.form != Form::Identifiable {
        rows.push(Row::new(
            "In which form",
            Text::from(words::sentence(words::form(d.form))).assumed_if(mark(&["form"])),
        ));
    }
    if !d.services.is_empty() {
        let services: Vec<String> = d.services.iter().map(|s| names.service(s)).collect();
        rows.push(Row::new("From which service", Text::from(words::and(&services)).assumed_if(mark(&["services"]))));
    }
    let mut when = gate_items(names, &d.gate);
    when.extend(d.needs.iter().map(|n| Item::new(words::capital(words::need(*n)))));
    rows.push(Row::list(Text::from("What has to hold").assumed_if(mark(&["gate", "needs"])), when));
    rows.extend(row("The least that will do", &d.minimum, &["minimum"]));
    rows.extend(row("How", &d.means, &["means"]));
    rows.extend(row("How often", &d.frequency, &["frequency"]));
    rows.extend(row("Who is included", &d.included_when, &["included-when"]));
    rows.extend(row("What good it does", &d.benefit, &["benefit"]));
    rows.extend(row("What may follow for you", &d.consequence, &["consequence"]));
    if !d.records.is_empty() {
        rows.push(Row::new(
            "What they may write into your record",
            Text::from(words::sentence(&names.categories(&d.records, &[]))).assumed_if(mark(&["records"])),
        ));
    }
    if d.also_source {
        rows.push(Row::new("Do we receive anything from them?", Text::from("Yes.").assumed_if(mark(&["also-source"]))));
    }
    if identifies(d) {
        let undo = match d.recall {
            Recall::Possible => "Yes, we can ask them to erase it.",
            Recall::Impossible => "No. Once it has been sent it cannot be called back.",
        };
        rows.push(Row::new("Can it be called back?", Text::from(undo).assumed_if(mark(&["recall"]))));
        let onward = match d.onward {
            Onward::Forbidden => "No, not without asking us.",
            Onward::Allowed => "Yes, as their own duties allow.",
        };
        rows.push(Row::new("May they pass it on?", Text::from(onward).assumed_if(mark(&["onward"]))));
    }
    if d.no_decisions {
        rows.push(Row::new(
            "Decisions",
            Text::from("It is not used for decisions about you.").assumed_if(mark(&["no-decisions"])),
        ));
    }
    if d.no_return {
        rows.push(Row::new(
            "Does anything come back?",
            Text::from("No. What they make of it does not come back to us.").assumed_if(mark(&["no-return"])),
        ));
    }
    section.rows(rows);
    section
}

/// Whether anything about an identifiable person leaves.
const fn identifies(d: &Disclose) -> bool {
    matches!(d.form, Form::Identifiable | Form::Pseudonymised)
}

/// What has to hold for a gate, one item for each condition.
pub(super) fn gate_items(names: &Names<'_>, gate: &Gate) -> Vec<Item> {
    match gate {
        Gate::Consent(consent) => consent_items(names, consent),
        Gate::Duty(law) => vec![Item::new(format!("The law requires it: {}", words::sentence_end(law)))],
        Gate::Power(law) => vec![Item::new(format!("The law allows it: {}", words::sentence_end(law)))],
        Gate::Interest(what) => {
            vec![Item::new(format!("A legitimate interest that the law recognises: {}", words::sentence_end(what)))]
        }
        Gate::Contract(contract) => vec![Item::new(format!(
            "They work for us and only on our instructions: {}",
            words::sentence_end(&words::from_id(contract))
        ))],
        Gate::VitalInterests(what) => vec![Item::new(format!(
            "To protect somebody\u{2019}s life where you cannot give consent: {}",
            words::sentence_end(what)
        ))],
        Gate::Subject => vec![Item::new("It is yours: you, or somebody who acts for you, may have it.")],
        Gate::Anonymous => vec![Item::new("Nothing leaves that could identify you.")],
        Gate::Any(gates) => vec![Item {
            id: None,
            text: Text::from("Any one of these is enough:"),
            under: gates.iter().flat_map(|g| gate_items(names, g)).collect(),
        }],
        Gate::All(gates) => gates.iter().flat_map(|g| gate_items(names, g)).collect(),
    }
}

fn consent_items(names: &Names<'_>, consent: &ConsentGate) -> Vec<Item> {
    let mut ask = String::from("You have given your permission");
    if consent.explicit {
        ask.push_str(", explicitly, in words");
    }
    ask.push_str(match consent.per {
        ConsentPer::Recipient => ". We ask you about each of them separately.",
        ConsentPer::Purpose => ". We ask you once for this purpose.",
    });
    let mut under = Vec::new();
    if let Some(at) = &consent.ask_at {
        under.push(Item::new(format!("When we ask: {}", words::sentence_end(&words::from_id(at)))));
    }
    if let Some(place) = &consent.record_in {
        under.push(Item::new(format!("Where we write it down: {}", words::sentence_end(&words::from_id(place)))));
    }
    under.push(Item::new(match consent.meaning {
        Some(ConsentMeaning::LawfulBasis) => {
            "Your consent is what allows it in law. If you withdraw it, this use of your information ends."
        }
        Some(ConsentMeaning::Permission) | None => {
            "If you withdraw it, nothing more is shared. What we hold ourselves stays with us."
        }
    }));
    if let Some(contact) = &consent.withdraw {
        under.push(Item::new(Text::from("To withdraw it: ").then(about::reach(names, contact))));
    }
    if let Some(unless) = &consent.unless {
        under.push(Item::new(format!("Without your permission only if: {}", words::sentence_end(unless))));
    }
    vec![Item { id: None, text: Text::from(ask), under }]
}

/// When a gate is passed without what it asks for.
pub(super) fn overrides(names: &Names<'_>) -> Section {
    let mut section = Section::new("without-asking", "When we share without asking you");
    for (id, o) in &names.compiled.merged.overrides {
        let mark = |keys: &[&str]| names.assumed_key(&o.provenance, keys);
        let label = o.provenance.says.clone().unwrap_or_else(|| o.label.clone());
        let mut inner = Section::new(
            names.anchor_of("override", id).unwrap_or_default(),
            Text::from(words::capital(&label)).assumed_if(names.assumed(&o.provenance, &["label"])),
        );
        let mut rows = vec![
            Row::new("When", Text::from(words::sentence(words::trigger(o.trigger))).assumed_if(mark(&["trigger"]))),
            Row::list(Text::from("With whom").assumed_if(mark(&["to"])), names.bodies(&o.to)),
            Row::new(
                "What",
                Text::from(words::sentence(&names.categories(&o.categories, &o.except)))
                    .assumed_if(mark(&["categories", "except"])),
            ),
            Row::new(
                "What for",
                Text::from(words::sentence(&names.purpose(&o.purpose))).assumed_if(mark(&["purpose"])),
            ),
        ];
        if let Some(law) = &o.under {
            rows.push(Row::new("Under which law", Text::from(words::sentence_end(law)).assumed_if(mark(&["under"]))));
        }
        rows.push(Row::new(
            "Who decides",
            Text::from(format!("The {}, and the reason is written down.", names.role(&o.authorised_by)))
                .assumed_if(mark(&["authorised-by"])),
        ));
        rows.push(Row::new(
            "Who checks it",
            Text::from(format!("It is reviewed within {}.", words::count(o.review_within_days, "day")))
                .assumed_if(mark(&["review-within-days"])),
        ));
        rows.push(Row::new(
            "When we tell you",
            Text::from(words::sentence(&words::from_id(&o.tell_subject))).assumed_if(mark(&["tell-subject"])),
        ));
        inner.rows(rows);
        section.section(inner);
    }
    if !section.is_empty() {
        section.blocks.insert(0, Block::Para(Text::from("We do this only in the cases that follow.")));
    }
    section
}

/// Those who work for the controller on its instructions.
pub(super) fn processors(names: &Names<'_>) -> Section {
    let mut section = Section::new("processors", "Who works with it for us");
    let merged = &names.compiled.merged;
    let mut items = Vec::new();
    for (id, party) in merged.party.iter().filter(|(_, p)| p.role == PartyRole::Processor) {
        let mut text = Text::default().strong(party.name.clone());
        if let Some(task) = &party.task {
            text = text.plain(": ").plain(task.clone());
        }
        if let Some(place) = &party.location {
            text = text.plain(format!(", in {}", words::location(place)));
        }
        text = text.plain(".");
        if let Some(contract) = &party.contract {
            text = text.plain(format!(" The agreement: {}", words::sentence_end(contract)));
        }
        if let Some(contact) = &party.agreement_from {
            text =
                text.plain(" You can ask for a copy of the agreement: ").then(about::reach(names, contact)).plain(".");
        }
        if let Some(address) = &party.own_notice {
            text = text.plain(" ").link(format!("Privacy notice of {}", party.name), address.clone()).plain(".");
        }
        let marks = ["role", "for", "location", "contract", "agreement-from", "own-notice", "name"];
        let text = text.assumed_if(names.assumed(&party.provenance, &marks));
        items.push(Item::new(text).at(names.anchor_of("party", id)));
    }
    for (id, class) in merged.class.iter().filter(|(_, c)| c.role == PartyRole::Processor) {
        items.extend(names.bodies(&[format!("class:{id}")]).into_iter().map(|mut item| {
            item.text = item.text.assumed_if(names.assumed_key(&class.provenance, &["role"]));
            item
        }));
    }
    if !items.is_empty() {
        section.para("These handle information only on our instructions and under contract.");
    }
    section.list(items);
    section
}

//! Who else gets what, why, and what has to hold first.

use crate::render::names::{Names, anchor, other_names};
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
    section.para(
        "Nobody else gets it, except in the emergencies named below. Each time something is shared it is written down, \
         and you can ask to see that.",
    );
    if !merged.notice.sharing_for.is_empty() {
        let named: Vec<String> = merged.notice.sharing_for.iter().map(|p| names.purpose(p)).collect();
        section.para(
            Text::from(format!("Sharing is for this: {}. ", words::and(&named)))
                .plain("Whoever shares for anything else has to write down why, and the data protection officer looks at it.")
                .assumed_if(names.assumed(&merged.notice.provenance, &["sharing-for"])),
        );
    }
    for purpose in merged.purpose.keys() {
        let mut inner = Section::new(format!("share.{purpose}"), names.purpose(purpose));
        for (id, d) in merged.disclose.iter().filter(|(id, d)| d.purpose == *purpose && !names.is_base("disclose", id))
        {
            inner.section(disclosure(names, id, d));
        }
        section.section(inner);
    }
    let mut law = Section::new("share-law", "Sharing that the law has every service do");
    let by_law = merged.disclose.iter().filter(|(id, _)| names.is_base("disclose", id));
    law.rows(by_law.map(|(id, d)| by_law_row(names, id, d)).collect());
    section.section(law);
    section
}

fn disclosure(names: &Names<'_>, id: &str, d: &Disclose) -> Section {
    let mut section = Section::new(
        names.anchor_of("disclose", id).unwrap_or_default(),
        Text::from(recipients_in_short(names, d)).assumed_if(names.assumed(&d.provenance, &[])),
    );
    if let Some(says) = &d.provenance.says {
        section.para(words::sentence(says));
    }
    section.rows(rows(names, d));
    section
}

/// A disclosure of a base notice: the same rows, said within one.
fn by_law_row(names: &Names<'_>, id: &str, d: &Disclose) -> Row {
    let mut items = vec![Item::new(format!("What for: {}", words::sentence_end(&names.purpose(&d.purpose))))];
    for row in rows(names, d) {
        let key = row.key.plain(": ");
        for block in row.value {
            match block {
                Block::Para(text) => items.push(Item::new(key.clone().then(text))),
                Block::List(under) => items.push(Item { id: None, text: key.clone(), under }),
                _ => {}
            }
        }
    }
    Row::list(recipients_in_short(names, d), items).at(names.anchor_of("disclose", id))
}

fn recipients_in_short(names: &Names<'_>, d: &Disclose) -> String {
    let to: Vec<String> = names.names(&d.to).iter().map(|n| words::short(n).to_owned()).collect();
    words::capital(&match to.as_slice() {
        [first, second, rest @ ..] if rest.len() > 1 => format!("{first}, {second} and {} others", rest.len()),
        few => words::and(few),
    })
}

fn rows(names: &Names<'_>, d: &Disclose) -> Vec<Row> {
    let mark = |keys: &[&str]| names.assumed_key(&d.provenance, keys);
    let said = |key: &str, value: &Option<String>, marks: &[&str]| {
        value.as_ref().map(|v| Row::new(key, Text::from(words::sentence(v)).assumed_if(mark(marks))))
    };
    let mut rows = Vec::new();
    let to = names.recipients(&d.to);
    // A single name stands in the heading.
    let heading = matches!(to.as_slice(), [one] if one.under.is_empty() && one.text.0.len() == 1);
    if !heading || mark(&["to"]) {
        rows.push(Row::list(Text::from("Who").assumed_if(mark(&["to"])), to));
    } else {
        rows.extend(to.into_iter().filter(|i| i.id.is_some()).map(|i| Row::list("Who", vec![i])));
    }
    rows.push(Row::new(
        "What",
        Text::from(words::sentence(&names.categories(&d.categories, &d.except)))
            .assumed_if(mark(&["categories", "except"])),
    ));
    if d.form != Form::Identifiable {
        let form = Text::from(words::sentence(words::form(d.form)));
        rows.push(Row::new("In which form", form.assumed_if(mark(&["form"]))));
    }
    if !d.services.is_empty() {
        let services: Vec<String> = d.services.iter().map(|s| names.service(s)).collect();
        rows.push(Row::new("From which service", Text::from(words::and(&services)).assumed_if(mark(&["services"]))));
    }
    let mut when = gate_items(names, &d.gate);
    when.extend(d.needs.iter().map(|n| Item::new(words::sentence(words::need(*n)))));
    rows.push(Row::list(Text::from("What has to hold").assumed_if(mark(&["gate", "needs"])), when));
    rows.extend(said("The least that will do", &d.minimum, &["minimum"]));
    rows.extend(said("How", &d.means, &["means"]));
    rows.extend(said("How often", &d.frequency, &["frequency"]));
    rows.extend(said("Who is included", &d.included_when, &["included-when"]));
    rows.extend(said("What good it does", &d.benefit, &["benefit"]));
    rows.extend(said("What may follow for you", &d.consequence, &["consequence"]));
    if !d.records.is_empty() {
        let what = Text::from(words::sentence(&names.categories(&d.records, &[])));
        rows.push(Row::new("What they may write into your record", what.assumed_if(mark(&["records"]))));
    }
    rows.extend(afterwards(names, d));
    rows
}

/// What is so of the data after it was shared.
fn afterwards(names: &Names<'_>, d: &Disclose) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut say = |key: &str, words: &str, mark: &str| {
        let assumed = names.assumed_key(&d.provenance, &[mark]);
        rows.push(Row::new(key, Text::from(words).assumed_if(assumed)));
    };
    if d.also_source {
        say("Do we receive anything from them?", "Yes.", "also-source");
    }
    if identifies(d) && !matches!(d.gate, Gate::Subject) {
        match d.recall {
            Recall::Possible => say("Can it be called back?", "Yes, we can ask them to erase it.", "recall"),
            Recall::Impossible => {
                say("Can it be called back?", "No. Once it has been sent it cannot be called back.", "recall");
            }
        }
        match d.onward {
            Onward::Forbidden => say("May they pass it on?", "No, not without asking us.", "onward"),
            Onward::Allowed => say("May they pass it on?", "Yes, as their own duties allow.", "onward"),
        }
    }
    if d.no_decisions {
        say("Does it decide anything?", "No. It is not used for decisions about you.", "no-decisions");
    }
    if d.no_return {
        say("Does anything come back?", "No. What they make of it does not come back to us.", "no-return");
    }
    rows
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
            words::sentence_end(&words::contract(contract))
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
        under.push(Item::new(without_permission(names, unless)));
    }
    vec![Item { id: None, text: Text::from(ask), under }]
}

/// What stands beside a consent: another statement of the notice, or words.
fn without_permission(names: &Names<'_>, unless: &str) -> Text {
    let disclosure = unless.strip_prefix("disclose.").unwrap_or(unless);
    let disclosures = &names.compiled.merged.disclose;
    if let (Some(d), Some(statement)) = (disclosures.get(disclosure), names.statement("disclose", disclosure)) {
        return Text::from("Without your permission only as said under ")
            .link(format!("\u{201c}{}\u{201d}", names.purpose(&d.purpose)), format!("#{}", anchor(&statement.id)))
            .plain(".");
    }
    let words = if unless == "duty-or-power" { "a legal duty or power allows it" } else { unless };
    Text::from(format!("Without your permission only if: {}", words::sentence_end(words)))
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
            Row::list(Text::from("With whom").assumed_if(mark(&["to"])), names.recipients(&o.to)),
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
            Text::from(format!("The {}, and the reason is written down.", words::small(&names.role(&o.authorised_by))))
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
        let mut text = Text::default().strong(party.name.clone()).plain(other_names(party));
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
        items.extend(names.recipients(&[format!("class:{id}")]).into_iter().map(|mut item| {
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

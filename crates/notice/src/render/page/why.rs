//! Why information is used, and what in law allows it.

use crate::registers;
use crate::render::names::Names;
use crate::render::page::share::gate_items;
use crate::render::tree::{Item, Section, Text};
use crate::render::words;
use crate::source::{Basis, Decides, Form, Purpose, Survives};
use indexmap::IndexMap;

/// The purposes; those that rest on the same bases stand together, with the bases under them.
pub(super) fn purposes(names: &Names<'_>) -> Section {
    let mut section = Section::new("why", "Why we use it, and what allows us to");
    let merged = &names.compiled.merged;
    for is_base in [false, true] {
        let mut groups: IndexMap<Vec<&str>, Vec<(&String, &Purpose)>> = IndexMap::new();
        for (id, purpose) in merged.purpose.iter().filter(|(id, _)| names.is_base("purpose", id) == is_base) {
            groups.entry(bases_of(names, id)).or_default().push((id, purpose));
        }
        let mut inner = Section::new("why-law", "What the law has every service do");
        for (at, (bases, purposes)) in groups.into_iter().enumerate() {
            let place = if is_base { &mut inner } else { &mut section };
            let mut group =
                Section::new(format!("why{}.{}", if is_base { "-law" } else { "" }, at + 1), title(names, &bases));
            group.list(purposes.into_iter().map(|(id, p)| purpose_item(names, id, p)).collect());
            if bases.is_empty() {
                group.para("Nobody has said yet what allows this.");
            } else {
                group.para("What allows this:");
                let of = bases.iter().filter_map(|id| Some((*id, merged.basis.get(*id)?)));
                group.list(of.map(|(id, b)| basis_item(names, id, b)).collect());
            }
            place.section(group);
        }
        section.section(inner);
    }
    section
}

/// The article 6 bases of a purpose, by id. A `*` of a base notice reaches only the purposes of bases.
fn bases_of<'a>(names: &Names<'a>, purpose: &str) -> Vec<&'a str> {
    let base = names.is_base("purpose", purpose);
    names
        .compiled
        .merged
        .basis
        .iter()
        .filter(|(id, b)| {
            b.article6.is_some()
                && (b.purposes.iter().any(|p| p == purpose)
                    || (b.purposes.iter().any(|p| p == "*") && names.is_base("basis", id) == base))
        })
        .map(|(id, _)| id.as_str())
        .collect()
}

/// `Public task: Housing Act 1996`, from the bases of a group.
fn title(names: &Names<'_>, bases: &[&str]) -> String {
    let mut limbs: Vec<String> = Vec::new();
    let mut laws: Vec<String> = Vec::new();
    for basis in bases.iter().filter_map(|id| names.compiled.merged.basis.get(*id)) {
        let limb = basis.article6.as_deref().and_then(words::article6_name).map(str::to_owned);
        limbs.extend(limb.filter(|l| !limbs.contains(l)));
        laws.extend(basis.legislation.iter().filter(|l| !laws.contains(l)).cloned().collect::<Vec<_>>());
    }
    let name = if limbs.is_empty() { "For these purposes".to_owned() } else { words::capital(&words::and(&limbs)) };
    if laws.is_empty() || laws.len() > 3 { name } else { format!("{name}: {}", words::and(&laws)) }
}

fn purpose_item(names: &Names<'_>, id: &str, purpose: &Purpose) -> Item {
    let said = purpose.provenance.says.clone().unwrap_or_else(|| purpose.label.clone());
    let mut text = Text::from(said).assumed_if(names.assumed(&purpose.provenance, &["label"]));
    if !purpose.services.is_empty() && purpose.services.len() < names.compiled.merged.service.len() {
        let services: Vec<String> = purpose.services.iter().map(|s| names.service(s)).collect();
        text = text.plain(format!(" ({})", words::and(&services)));
    }
    let mut item = Item::new(text).at(names.anchor_of("purpose", id));
    if let Some(more) = &purpose.text {
        item.under.push(Item::new(words::sentence(more)));
    }
    let mut say = |words: String, key: &str| {
        let assumed = names.assumed_key(&purpose.provenance, &[key]);
        item.under.push(Item::new(Text::from(words).assumed_if(assumed)));
    };
    if purpose.form != Form::Identifiable {
        say(format!("We use {}.", words::form(purpose.form)), "form");
    }
    if purpose.decision == Decides::Significant {
        say("Decisions about you are made here. A named person makes each of them.".to_owned(), "decision");
    }
    let goes_on: Vec<String> = purpose
        .survives
        .iter()
        .map(|s| match s {
            Survives::Expiry => "after the time for which we keep information has run out".to_owned(),
            Survives::Restriction => "while the use of your information is limited".to_owned(),
        })
        .collect();
    if !goes_on.is_empty() {
        say(format!("This goes on {}.", words::and(&goes_on)), "survives");
    }
    if let Some(gate) = &purpose.identifiable_with {
        let assumed = names.assumed_key(&purpose.provenance, &["identifiable-with"]);
        item.under.push(Item {
            id: None,
            text: Text::from("Information that identifies you only if:").assumed_if(assumed),
            under: gate_items(names, gate),
        });
    }
    item
}

fn basis_item(names: &Names<'_>, id: &str, basis: &Basis) -> Item {
    let limb = basis.article6.as_deref().unwrap_or_default();
    let mut text = Text::from(match &basis.only_when {
        Some(when) => format!("{}: {}", in_some_cases(when), words::article6(limb)),
        None => words::capital(&words::article6(limb)),
    });
    if let Some(holder) = &basis.holder {
        text = text.plain(format!(" (the basis of {})", names.name(holder)));
    }
    if let Some(interest) = &basis.interest {
        text = text.plain(format!(". The interest: {interest}"));
    }
    text = text.plain(under(basis));
    text = text.plain(".");
    text = text.then(cited(basis));
    let assumed =
        names.assumed(&basis.provenance, &["article6", "legislation", "holder", "only-when", "interest", "purposes"]);
    Item::new(text.assumed_if(assumed)).at(names.anchor_of("basis", id))
}

/// The cases in which a basis is used, said once.
fn in_some_cases(when: &str) -> String {
    if when.to_lowercase().starts_with("in some cases") {
        words::capital(when)
    } else {
        format!("In some cases ({when})")
    }
}

/// The laws under a basis; a long list stands once on the page, in its own section.
fn under(basis: &Basis) -> String {
    let more = if basis.not_exhaustive { ", among others" } else { "" };
    match basis.legislation.as_slice() {
        [] => String::new(),
        laws if laws.len() > 4 => ". Under the laws listed below".to_owned(),
        laws => format!(". Under: {}{more}", words::and(laws)),
    }
}

fn cited(basis: &Basis) -> Text {
    if basis.cited_as.is_empty() {
        return Text::default();
    }
    let quoted: Vec<String> = basis.cited_as.iter().map(|c| format!("\u{201c}{c}\u{201d}")).collect();
    Text::from(format!(" The council\u{2019}s notice cites this as {}.", words::and(&quoted)))
}

/// What allows the use of special categories and offence data.
pub(super) fn special(names: &Names<'_>) -> Section {
    let mut section = Section::new("why-sensitive", "What allows us to use sensitive information");
    let mut items = Vec::new();
    for (id, basis) in &names.compiled.merged.basis {
        if basis.article9.is_none() && (basis.schedule1.is_none() || basis.article6.is_some()) {
            continue;
        }
        let mut about = basis.categories.iter().map(|c| names.category(c)).collect::<Vec<_>>();
        if basis.categories.iter().any(|c| c == "*") {
            about = vec!["All sensitive information".to_owned()];
        }
        let mut text = Text::default();
        if about.is_empty() {
            about = basis.purposes.iter().map(|p| names.purpose(p)).collect();
        }
        if about.is_empty() {
            about = vec!["In general".to_owned()];
        }
        text = text.strong(words::and(&about)).plain(": ");
        let condition =
            basis.article9.as_deref().map_or_else(|| "allowed by UK GDPR article 10".to_owned(), words::article9);
        text = text.plain(match &basis.only_when {
            Some(when) => format!("{}: {condition}", in_some_cases(when)),
            None => condition,
        });
        if let Some(schedule) = &basis.schedule1 {
            text = text.plain(format!("; {}", words::schedule1(schedule)));
        }
        if let Some(document) = &basis.policy_document {
            text = text.plain(format!("; our policy document is {document}"));
        }
        if let Some(holder) = &basis.holder {
            text = text.plain(format!(" (the basis of {})", names.name(holder)));
        }
        text = text.plain(under(basis));
        text = text.plain(".");
        if !basis.names.is_empty() {
            let kinds: Vec<String> = basis.names.iter().map(|s| words::special(*s).to_owned()).collect();
            text = text.plain(format!(
                " The notice names this condition for {}, whether or not we collect it.",
                words::and(&kinds)
            ));
        }
        text = text.then(cited(basis));
        let assumed = names.assumed(
            &basis.provenance,
            &["article9", "schedule1", "categories", "policy-document", "only-when", "legislation", "names"],
        );
        items.push(Item::new(text.assumed_if(assumed)).at(names.anchor_of("basis", id)));
    }
    section.list(items);
    section
}

/// The Acts and regulations, once each, as the notice's own bases name them; those that only the law's own statements name stand apart.
pub(super) fn legislation(names: &Names<'_>) -> Section {
    let mut section = Section::new("legislation", "The laws we work under");
    let merged = &names.compiled.merged;
    // An Act that any statement of the notice names is not assumed, whoever else names it.
    let mut acts: IndexMap<&str, (bool, bool)> = IndexMap::new();
    let mut more = false;
    for (id, basis) in &merged.basis {
        more |= basis.not_exhaustive;
        let own = !names.is_base("basis", id);
        let assumed = own && names.assumed(&basis.provenance, &["legislation"]);
        for act in &basis.legislation {
            let (ours, said) = acts.entry(act).or_default();
            *ours |= own;
            *said |= own && !assumed;
        }
    }
    let item = |act: &str, assumed: bool| match merged.legislation.iter().find(|(id, l)| *id == act || l.title == act) {
        Some((id, l)) => Item::new(Text::from(format!("{} ({})", l.title, l.citation)).assumed_if(assumed))
            .at(names.anchor_of("legislation", id)),
        None => Item::new(Text::from(cited_act(act)).assumed_if(assumed)),
    };
    let of = |which: bool| acts.iter().filter(move |(_, (ours, _))| *ours == which);
    let own: Vec<Item> = of(true).map(|(act, (_, said))| item(act, !said)).collect();
    let every: Vec<Item> = of(false).map(|(act, _)| item(act, false)).collect();
    if more && !own.is_empty() {
        section.para("These are the main ones; the list is not complete.");
    }
    section.list(own);
    if !every.is_empty() {
        section.para("Every service of this kind also works under these:");
        section.list(every);
    }
    section
}

/// An Act as the notice cites it; where there is none of that title, with what may be meant.
fn cited_act(act: &str) -> String {
    match registers::cited(act) {
        registers::Cited::Missing(missing) => format!(
            "{act}: the council\u{2019}s notice cites it so, and there is no Act of this title; meant may be the {}",
            words::or(&missing.perhaps)
        ),
        _ => act.to_owned(),
    }
}

//! Lawful bases: provisions that do not exist, conditions that are missing, Acts that cannot be found.

use crate::compile::Reach;
use crate::diagnostic::Diagnostic;
use crate::merge::Merged;
use crate::registers::{self, Cited};
use crate::source::{Basis, Field, Gate, Origin, PartyKind, Special};
use crate::words::{nearest, or_list};

pub(super) fn check(merged: &Merged, found: &mut Vec<Diagnostic>) {
    for (key, basis) in merged.file.basis.iter().filter(|(k, _)| merged.own("basis", k)) {
        limbs(merged, key, basis, found);
        cited(merged, key, basis, found);
        policy(merged, key, basis, found);
        named(merged, key, basis, found);
        acts(merged, key, basis, found);
        misfiled_basis(merged, key, basis, found);
    }
    for (key, disclose) in merged.file.disclose.iter().filter(|(k, _)| merged.own("disclose", k)) {
        gate_acts(merged, key, &disclose.gate, found);
    }
    for (key, category) in merged.file.category.iter().filter(|(k, _)| merged.own("category", k)) {
        if let Some(special) = category.special {
            condition(merged, key, special, found);
        }
        misfiled_fields(merged, key, category.special, &category.fields, found);
        meant_fields(merged, key, &category.fields, found);
    }
}

/// E27: a field by its id alone that the catalogue has not, and nearly has.
fn meant_fields(merged: &Merged, key: &str, fields: &[Field], found: &mut Vec<Diagnostic>) {
    for (n, field) in fields.iter().enumerate() {
        let Field::Id(id) = field else { continue };
        if crate::fields::known(id).is_some() {
            continue;
        }
        let near = nearest(id, crate::fields::ids()).filter(|near| near.len().abs_diff(id.len()) <= 2);
        if let Some(near) = near.filter(|near| strsim::damerau_levenshtein(near, id) <= 2) {
            found.push(
                Diagnostic::warning("E27", format!("`{id}` is taken for a question of its own"))
                    .at(merged.place("category", key, &["fields", &n.to_string()]), "the catalogue has no field of this id")
                    .why("A field that is no known one is a line of text with a label made from its id.")
                    .help(format!("did you mean `{near}`? If not, write it as a table: `{{ id = \"{id}\", label = \"…\", type = \"…\" }}`")),
            );
        }
    }
}

/// E19, E22.
fn limbs(merged: &Merged, key: &str, basis: &Basis, found: &mut Vec<Diagnostic>) {
    let mut no_such = |at: &str, what: String, help: String| {
        found.push(
            Diagnostic::error("E19", what)
                .at(merged.place("basis", key, &[at]), "no such provision")
                .why("What the notice itself cites, right or wrong, belongs in `cited-as`; here stands what it comes to in law.")
                .help(help),
        );
    };
    if let Some(limb) = &basis.article6 {
        if registers::article6(limb).is_none() {
            no_such(
                "article6",
                format!("article 6(1) has no limb ({limb})"),
                format!("the limbs are {}", or_list(&registers::article6_limbs())),
            );
        } else if basis.purposes.is_empty() {
            no_such(
                "article6",
                "an article 6 limb supports purposes, and none is named".to_owned(),
                "add `purposes = [\"…\"]`".to_owned(),
            );
        }
    }
    if let Some(limb) = &basis.article9
        && registers::article9(limb).is_none()
    {
        no_such(
            "article9",
            format!("article 9(2) has no limb ({limb})"),
            format!("the limbs are {}", or_list(&registers::article9_limbs())),
        );
    }
    if let Some(condition) = &basis.schedule1 {
        match registers::condition(condition) {
            None => no_such(
                "schedule1",
                format!("“{condition}” is not a place in Schedule 1"),
                "write \"part 2 para 6\"".to_owned(),
            ),
            Some(None) => no_such(
                "schedule1",
                format!("Schedule 1 has no condition at {condition}"),
                "Part 1 has paragraphs 1 to 4, Part 2 has 6 to 28, Part 3 has 29 to 37".to_owned(),
            ),
            Some(Some(_)) => {}
        }
    }
    let public = match &basis.holder {
        Some(holder) => is_public(merged, holder),
        None => merged.file.notice.controller.iter().any(|c| is_public(merged, c)),
    };
    if let Some(limb @ ("f" | "ea")) = basis.article6.as_deref()
        && public
    {
        found.push(
            Diagnostic::error("E22", format!("a public authority cannot rely on article 6(1)({limb}) for its tasks"))
                .at(merged.place("basis", key, &["article6"]), registers::article6(limb).unwrap_or_default())
                .why("Article 6(1) closes legitimate interests, and the recognised ones, to public authorities performing their tasks.")
                .help("name the task (`article6 = \"e\"`) or the obligation (`article6 = \"c\"`); if another body relies on it, say which with `holder`"),
        );
    }
    if basis.purposes.is_empty() && basis.categories.is_empty() {
        found.push(
            Diagnostic::error("E24", format!("`basis.{key}` supports nothing"))
                .at(merged.key("basis", key), "names neither purposes nor categories")
                .help("add `purposes = [\"…\"]` (article 6) or `categories = [\"…\"]` (articles 9 and 10)"),
        );
    }
}

/// Whether a party is a public authority, which cannot rely on interests for its tasks.
pub(super) fn is_public(merged: &Merged, party: &str) -> bool {
    merged.file.party.get(party).is_some_and(|p| {
        matches!(
            p.kind,
            PartyKind::Council | PartyKind::Internal | PartyKind::Government | PartyKind::Police | PartyKind::Fire
        )
    })
}

/// D2, D8 and D9 in what the notice cites.
fn cited(merged: &Merged, key: &str, basis: &Basis, found: &mut Vec<Diagnostic>) {
    for (n, citation) in basis.cited_as.iter().enumerate() {
        let place = merged.place("basis", key, &["cited-as", &n.to_string()]);
        let lower = citation.to_lowercase();
        if lower.contains("article") || lower.contains("gdpr") {
            let comes_to = match (&basis.article6, &basis.article9) {
                (Some(limb), _) => format!("taken to be article 6(1)({limb})"),
                (None, Some(limb)) => format!("taken to be article 9(2)({limb})"),
                _ => "comes to no provision".to_owned(),
            };
            found.push(
                Diagnostic::warning("D2", format!("“{citation}” is not a provision of law as it stands"))
                    .at(place, comes_to)
                    .why("Articles 6 and 9 have numbered paragraphs with lettered limbs, and each letter exists or does not; people have to be able to look it up.")
                    .help("ask the council to cite it as in “UK GDPR article 6(1)(e)”; then take this entry away"),
            );
        } else if registers::wording(citation, None).is_none()
            && (citation.contains("Act") || citation.contains("Regulations"))
        {
            act(merged, key, citation, place, found);
        }
    }
}

/// D5.
fn policy(merged: &Merged, key: &str, basis: &Basis, found: &mut Vec<Diagnostic>) {
    let assumed = |name: &str| {
        basis.provenance.origin == Origin::Assumed
            || basis.provenance.assumed.iter().any(|a| a.replace('_', "-") == name)
    };
    let condition = basis.schedule1.as_deref().and_then(registers::condition).flatten();
    let why = "Conditions of Part 2 (and some others) hold only with an appropriate policy document that says how the principles are kept and how long the data (Schedule 1, paragraphs 5 and 38 to 41).";
    if basis.article9.as_deref() == Some("g") && basis.schedule1.is_none() {
        found.push(
            Diagnostic::warning("D5", format!("`basis.{key}` names no condition of Schedule 1"))
                .at(merged.place("basis", key, &["article9"]), "substantial public interest, under which condition?")
                .why("Article 9(2)(g) needs a basis in domestic law: one of the conditions of Part 2 of Schedule 1, and its policy document.")
                .help("add `schedule1 = \"part 2 para …\"` and `policy-document = \"…\"`"),
        );
        return;
    }
    let Some(condition) = condition.filter(|c| c.policy) else { return };
    if basis.policy_document.is_none() {
        found.push(
            Diagnostic::warning("D5", format!("`basis.{key}` has no policy document"))
                .at(merged.place("basis", key, &["schedule1"]), format!("{}: needs one", condition.about))
                .why(why)
                .help("add `policy-document = \"…\"` with the document's id; `render --as policy-document` drafts one"),
        );
    } else if assumed("policy-document") {
        found.push(
            Diagnostic::warning("D5", format!("the notice names no policy document for `basis.{key}`"))
                .at(merged.place("basis", key, &["policy-document"]), "assumed")
                .why(why)
                .help("adopt the document, then take the mark away"),
        );
    } else if assumed("schedule1") {
        found.push(
            Diagnostic::warning("D5", format!("the notice names no condition of Schedule 1 for `basis.{key}`"))
                .at(merged.place("basis", key, &["schedule1"]), "assumed")
                .why(why)
                .help("ask which condition the council relies on, then take the mark away"),
        );
    }
}

/// D4.
fn named(merged: &Merged, key: &str, basis: &Basis, found: &mut Vec<Diagnostic>) {
    for (n, special) in basis.names.iter().enumerate() {
        if merged.file.category.values().any(|c| c.special == Some(*special)) {
            continue;
        }
        found.push(
            Diagnostic::warning("D4", format!("a condition for {}, which is not collected", words(*special)))
                .at(merged.place("basis", key, &["names", &n.to_string()]), "no category of this kind")
                .why("A notice that speaks of data which is never collected frightens without need, or hides a category that is missing.")
                .help("ask the council: either it is collected (add the category), or the notice should not say so"),
        );
    }
}

/// D3, and special category data without a condition.
fn condition(merged: &Merged, key: &str, special: Special, found: &mut Vec<Diagnostic>) {
    let reach = Reach::new(merged);
    let on_this = |b: &&Basis| reach.category(key).is_some_and(|c| reach.categories(&b.categories, &[]).contains(&c));
    let place = merged.place("category", key, &["special"]);
    if special == Special::Offence {
        let bases: Vec<&Basis> = merged.file.basis.values().filter(on_this).filter(|b| b.schedule1.is_some()).collect();
        let said = bases
            .iter()
            .any(|b| b.provenance.origin != Origin::Assumed && !b.provenance.assumed.iter().any(|a| a == "schedule1"));
        if !said {
            let title = format!("offence data in `category.{key}` without a condition");
            // Nobody named one, not even for the time being: then it may not be collected at all.
            let finding =
                if bases.is_empty() { Diagnostic::error("D3", title) } else { Diagnostic::warning("D3", title) };
            found.push(
                finding
                    .at(place, if bases.is_empty() { "no basis names this category" } else { "its basis is assumed: the notice names none" })
                    .why("Criminal convictions and offences may be used only under official authority or a condition of Schedule 1 (article 10; Data Protection Act 2018 section 10(5)).")
                    .help("name the condition in a basis: `categories = [\"…\"]` and `schedule1 = \"part 3 para 36\"` or another"),
            );
        }
        return;
    }
    let covered = merged.file.basis.values().filter(on_this).any(|b| b.article9.is_some());
    if !covered {
        found.push(
            Diagnostic::error("D1", format!("no article 9 condition for `category.{key}`"))
                .at(place, format!("{} is a special category", words(special)))
                .why("Special categories need a condition of article 9(2) besides the lawful basis.")
                .help(format!("add a basis with `categories = [\"{key}\"]` and `article9 = \"…\"`")),
        );
    }
}

/// D8.
fn acts(merged: &Merged, key: &str, basis: &Basis, found: &mut Vec<Diagnostic>) {
    for (n, citation) in basis.legislation.iter().enumerate() {
        act(merged, key, citation, merged.place("basis", key, &["legislation", &n.to_string()]), found);
    }
}

fn gate_acts(merged: &Merged, key: &str, gate: &Gate, found: &mut Vec<Diagnostic>) {
    match gate {
        Gate::Duty(law) | Gate::Power(law) => {
            for part in law.split(';').map(str::trim).filter(|p| titled(p)) {
                act(merged, key, part, merged.place("disclose", key, &["gate"]), found);
            }
        }
        Gate::Any(gates) | Gate::All(gates) => gates.iter().for_each(|g| gate_acts(merged, key, g, found)),
        _ => {}
    }
}

/// Whether a text begins with what looks like an Act's title: `… Act 1996`.
pub(super) fn titled(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .windows(2)
        .position(|pair| match pair {
            [act, year] => {
                matches!(*act, "Act" | "Regulations" | "Order" | "Measure")
                    && year.get(..4).is_some_and(|y| y.bytes().all(|b| b.is_ascii_digit()))
            }
            _ => false,
        })
        .is_some_and(|at| at < 12 && !text.starts_with("An ") && !text.contains('('))
}

fn act(merged: &Merged, _key: &str, citation: &str, place: crate::read::Place, found: &mut Vec<Diagnostic>) {
    let own =
        merged.file.legislation.values().any(|l| registers::plain(citation).starts_with(&registers::plain(&l.title)));
    if own {
        return;
    }
    let why = "A law that cannot be looked up is no basis that anybody could check.";
    match registers::cited(citation) {
        Cited::Act(act) => {
            if let Some(day) = &act.repealed {
                found.push(
                    Diagnostic::warning("D8", format!("“{}” is no longer law", act.title))
                        .at(place, format!("repealed on {day}"))
                        .why(why)
                        .help("name the Act that stands in its place"),
                );
            } else if !act.nations.is_empty() {
                let here = merged.file.notice.nation;
                if !act.nations.contains(&here) && here != crate::source::Nation::UnitedKingdom {
                    found.push(
                        Diagnostic::warning("D8", format!("“{}” is not law here", act.title))
                            .at(place, format!("law in {} only", names_of(&act.nations)))
                            .see(merged.key("notice", ""), "the nation of this notice differs")
                            .why(why)
                            .help("name the provision that applies here, or set `nation` in `[notice]`"),
                    );
                }
            }
        }
        Cited::Missing(missing) => found.push(
            Diagnostic::warning("D8", format!("there is no “{}”", missing.title))
                .at(place, "no such title in the statute book")
                .why(why)
                .help(format!("ask the council what was meant; perhaps the {}", or_list(&missing.perhaps))),
        ),
        Cited::Unknown => {
            let near = nearest(citation, registers::titles());
            let mut unknown = Diagnostic::warning("D8", format!("“{citation}” cannot be found"))
                .at(place, "not in the register of legislation")
                .why(why);
            unknown = match near {
                Some(near) => unknown.help(format!("did you mean the {near}? If it exists as written, add it: `[legislation.…]` with `title` and `citation`")),
                None => unknown.help("correct the title; if it exists as written, add it: `[legislation.…]` with `title` and `citation`"),
            };
            found.push(unknown);
        }
    }
}

fn names_of(nations: &[crate::source::Nation]) -> String {
    crate::words::and_list(&nations.iter().map(|n| crate::render::words::nation(*n)).collect::<Vec<_>>())
}

/// D15 by fields.
fn misfiled_fields(
    merged: &Merged,
    key: &str,
    special: Option<Special>,
    fields: &[Field],
    found: &mut Vec<Diagnostic>,
) {
    for (n, field) in fields.iter().enumerate() {
        let id = match field {
            Field::Id(id) => id,
            Field::Full(detail) => &detail.id,
        };
        let Some(known) = crate::fields::known(id) else { continue };
        let place = merged.place("category", key, &["fields", &n.to_string()]);
        match (special, known.special) {
            (Some(_), None) if known.ordinary => found.push(
                Diagnostic::warning("D15", format!("`{id}` is ordinary data among special categories"))
                    .at(place, "not a special category in law")
                    .see(merged.place("category", key, &["special"]), "filed under this")
                    .why("Ordinary data filed as special is held back where it need not be, and blunts what the mark means.")
                    .help("move it to a category without `special`"),
            ),
            (None, Some(kind)) => found.push(
                Diagnostic::warning("D15", format!("`{id}` is special data in an ordinary category"))
                    .at(place, format!("{} in law", words(kind)))
                    .see(merged.key("category", key), "this category is not marked")
                    .why("It needs a condition of article 9(2) or 10 and is guarded accordingly, whatever a notice calls it.")
                    .help("move it to a category of its own with `special = \"…\"`"),
            ),
            _ => {}
        }
    }
}

/// D15 by bases: an article 9 condition for data that is not special.
fn misfiled_basis(merged: &Merged, key: &str, basis: &Basis, found: &mut Vec<Diagnostic>) {
    if basis.article9.is_none() || !basis.purposes.is_empty() {
        return;
    }
    for (n, id) in basis.categories.iter().enumerate() {
        let Some(category) = merged.file.category.get(id) else { continue };
        let from_special =
            category.derived_from.iter().any(|d| merged.file.category.get(d).is_some_and(|c| c.special.is_some()));
        if category.special.is_none() && !from_special {
            found.push(
                Diagnostic::warning("D15", format!("`{id}` is ordinary data under an article 9 condition"))
                    .at(merged.place("basis", key, &["categories", &n.to_string()]), "filed as special here")
                    .see(merged.key("category", id), "not special in law")
                    .why("Ordinary data needs a basis of article 6 only; under article 9 it looks like something it is not.")
                    .help("take it out of this basis; or mark the category with `special` if it is"),
            );
        }
    }
}

/// What a special category is called.
pub(super) const fn words(special: Special) -> &'static str {
    match special {
        Special::Ethnicity => "racial or ethnic origin",
        Special::Politics => "political opinions",
        Special::Religion => "religion or belief",
        Special::TradeUnion => "trade union membership",
        Special::Genetic => "genetic data",
        Special::Biometric => "biometric data",
        Special::Health => "health",
        Special::SexLife => "sex life",
        Special::SexualOrientation => "sexual orientation",
        Special::Offence => "offence data",
    }
}

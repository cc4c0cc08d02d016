//! What a notice would let be done without the law that it needs: periods that nobody gave, gates that name no law, sensitive data
//! that rests on a consent which is not asked for. While any of these is open, the notice is a draft.

use crate::compile::{Reach, all_of, needs, unkept};
use crate::diagnostic::Diagnostic;
use crate::merge::Merged;
use crate::model::{Cond, Fact};
use crate::registers;
use crate::source::{Category, Disclose, Gate, Origin, Special};
use crate::words::quoted_list;

pub(super) fn check(merged: &Merged, found: &mut Vec<Diagnostic>) {
    periods(merged, found);
    for (key, disclose) in merged.file.disclose.iter().filter(|(k, _)| merged.own("disclose", k)) {
        if let Some(law) = lawless(merged, disclose) {
            found.push(
                Diagnostic::warning("E38", format!("the gate of `disclose.{key}` names no law"))
                    .at(merged.place("disclose", key, &["gate"]), format!("“{law}” is in no register"))
                    .why("A duty or a power is one of an Act, an order or a rule of law that people can look up; without it nobody can say whether the disclosure is lawful. Until then the notice is a draft.")
                    .help("name the Act and the section; if nobody has said which, mark it: `assumed = [\"gate\"]`"),
            );
        }
        interest(merged, ("disclose", key, "gate"), (&disclose.gate, &disclose.purpose), found);
    }
    for (key, purpose) in merged.file.purpose.iter().filter(|(k, _)| merged.own("purpose", k)) {
        if let Some(gate) = &purpose.identifiable_with {
            interest(merged, ("purpose", key, "identifiable-with"), (gate, key), found);
        }
    }
    for (key, _, (table, statement)) in without_consent(merged) {
        found.push(
            Diagnostic::warning("E37", format!("`category.{key}` rests on explicit consent, and is shown without"))
                .at(merged.place(table, statement, &["categories"]), "does not ask for that consent")
                .see(merged.place("category", key, &["special"]), "article 9(2)(a) is its only condition")
                .why("Sensitive data that rests on explicit consent alone is used for nothing that this consent does not cover, by nobody (article 9(2)(a)). Until then the notice is a draft.")
                .help("add a basis with the condition that lets them (`article9 = \"g\"`, \"h\", …), let them see it under a purpose whose `identifiable-with` is that consent, or leave the category out"),
        );
    }
}

/// E36.
fn periods(merged: &Merged, found: &mut Vec<Diagnostic>) {
    let open: Vec<&String> = unkept(&merged.file).map(|(id, _)| id).collect();
    let Some(first) = open.first() else { return };
    found.push(
        Diagnostic::warning("E36", format!("nobody says how long {} is kept", quoted_list(&open).replace(" or ", " and ")))
            .at(merged.key("category", first), "no `retain` speaks of it")
            .why("People are told how long each thing is kept, or by what that is decided (articles 5(1)(e), 13(2)(a)); what has no period is never erased. Until then the notice is a draft.")
            .help("name it in a `retain`, or write one for everything else: `what = [\"*\"]`; if nobody has said, mark it `origin = \"assumed\"`"),
    );
}

/// The law of a gate that names none: neither an Act of the register, nor one of the notice's own, nor a title that another finding
/// is about. Nothing where it is marked as assumed.
pub(crate) fn lawless(merged: &Merged, disclose: &Disclose) -> Option<String> {
    let provenance = &disclose.provenance;
    if provenance.origin != Origin::Notice || provenance.assumed.iter().chain(&provenance.law).any(|k| k == "gate") {
        return None;
    }
    disclose.gate.laws().find(|law| !names_law(merged, law)).cloned()
}

fn names_law(merged: &Merged, text: &str) -> bool {
    let own = merged
        .file
        .legislation
        .values()
        .any(|l| registers::contains_words(&registers::plain(text), &registers::plain(&l.title)));
    own || registers::names_an_act(text) || text.split(';').any(|part| super::law::titled(part.trim()))
}

/// E22 in gates: an interest opens no gate for a public body. Where another body relies on one for this purpose, it is its gate.
fn interest(
    merged: &Merged,
    (table, key, at): (&str, &str, &str),
    (gate, purpose): (&Gate, &str),
    found: &mut Vec<Diagnostic>,
) {
    let public = |c: &&String| super::law::is_public(merged, c);
    let all = &merged.file.notice.controller;
    let of_another = merged.file.basis.values().any(|b| {
        matches!(b.article6.as_deref(), Some("f" | "ea"))
            && b.holder.as_ref().is_some_and(|h| !public(&h))
            && b.purposes.iter().any(|p| p == purpose)
    });
    if let Some(body) = all.iter().find(public).filter(|_| all.iter().all(|c| public(&c)))
        && gate.leaves().into_iter().any(|leaf| matches!(leaf, Gate::Interest(_)))
        && !of_another
    {
        found.push(
            Diagnostic::error("E22", "a public authority cannot rely on an interest for its tasks".to_owned())
                .at(merged.place(table, key, &[at]), "a legitimate interest")
                .see(merged.place("party", body, &["kind"]), "a public body")
                .why("Article 6(1) closes legitimate interests, and the recognised ones, to public authorities performing their tasks.")
                .help("name the duty or the power in law that allows it, or ask for consent"),
        );
    }
}

/// The special categories of which explicit consent is the only condition, and that somebody sees without it; each with the first
/// statement by which they do.
pub(crate) fn without_consent(merged: &Merged) -> Vec<(&String, &Category, (&'static str, &str))> {
    merged
        .file
        .category
        .iter()
        .filter(|(key, c)| c.special.is_some_and(|s| s != Special::Offence) && consent_only(merged, key))
        .filter_map(|(key, c)| Some((key, c, who_sees(merged, key).into_iter().next()?)))
        .collect()
}

fn consent_only(merged: &Merged, category: &str) -> bool {
    let ours = |holder: &String| merged.file.notice.controller.contains(holder);
    let mut limbs = merged
        .file
        .basis
        .values()
        .filter(|b| b.categories.iter().any(|c| c == "*" || c == category) && b.holder.as_ref().is_none_or(ours))
        .filter_map(|b| b.article9.as_deref())
        .peekable();
    limbs.peek().is_some() && limbs.all(|limb| limb == "a")
}

/// The notice's own accesses and disclosures that show a category without the person's explicit consent. What the law has every
/// service do, and what is shown to the person, needs none.
fn who_sees<'m>(merged: &'m Merged, category: &str) -> Vec<(&'static str, &'m str)> {
    let reach = Reach::new(merged);
    let Some(ix) = reach.category(category) else { return Vec::new() };
    let reaches = |list: &[String], except: &[String]| -> bool { reach.categories(list, except).contains(&ix) };
    let mut seen = Vec::new();
    for (key, access) in merged.file.access.iter().filter(|(k, _)| merged.own("access", k)) {
        let asks = |purpose: &&str| {
            let cond = merged.file.purpose.get(*purpose).and_then(Reach::identifiable);
            cond.is_some_and(|lift| {
                let mut all = needs(&access.needs);
                all.push(lift);
                !demands(&all_of(all))
            })
        };
        if reaches(&access.categories, &access.except)
            && reach.purposes(&access.purposes, "access", key).iter().any(asks)
        {
            seen.push(("access", key.as_str()));
        }
    }
    for (key, disclose) in merged.file.disclose.iter().filter(|(k, _)| merged.own("disclose", k)) {
        let lift = merged.file.purpose.get(&disclose.purpose).and_then(Reach::identifiable);
        let gate = crate::compile::gate_cond(&disclose.gate, false);
        let (Some(lift), Some(gate)) = (lift, gate) else { continue };
        let personal = disclose.form < crate::source::Form::Anonymous;
        let outside = disclose.to.iter().any(|t| t != "subject");
        if personal && outside && reaches(&disclose.categories, &disclose.except) && !demands(&all_of(vec![gate, lift]))
        {
            seen.push(("disclose", key.as_str()));
        }
    }
    seen
}

/// Whether nothing passes without the person's explicit consent.
fn demands(cond: &Cond) -> bool {
    match cond {
        Cond::Is(fact) => *fact == Fact::Explicit,
        Cond::All(all) => all.iter().any(demands),
        Cond::Any(any) => !any.is_empty() && any.iter().all(demands),
        Cond::True | Cond::Not(_) => false,
    }
}

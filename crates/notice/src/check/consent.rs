//! Consent: which of its two meanings, how it is withdrawn, and what stands beside it.

use crate::compile::supports;
use crate::diagnostic::Diagnostic;
use crate::merge::Merged;
use crate::source::{ConsentGate, ConsentMeaning, Gate, Origin, Provenance};

pub(super) fn check(merged: &Merged, found: &mut Vec<Diagnostic>) {
    for (key, disclose) in merged.file.disclose.iter().filter(|(k, _)| merged.own("disclose", k)) {
        for (consent, trail) in consents(&disclose.gate) {
            let mut at = vec!["gate".to_owned()];
            at.extend(trail);
            one(merged, ("disclose", key), &at, consent, &disclose.purpose, &disclose.provenance, found);
        }
        two_bases(merged, key, &disclose.gate, &disclose.purpose, found);
    }
    for (key, purpose) in merged.file.purpose.iter().filter(|(k, _)| merged.own("purpose", k)) {
        let Some(gate) = &purpose.identifiable_with else { continue };
        for (consent, trail) in consents(gate) {
            let mut at = vec!["identifiable-with".to_owned()];
            at.extend(trail);
            one(merged, ("purpose", key), &at, consent, key, &purpose.provenance, found);
        }
    }
}

/// The consents in a gate, with the keys that lead to each.
pub(super) fn consents(gate: &Gate) -> Vec<(&ConsentGate, Vec<String>)> {
    let (word, gates) = match gate {
        Gate::Consent(consent) => return vec![(consent, vec!["consent".to_owned()])],
        Gate::Any(gates) => ("any", gates),
        Gate::All(gates) => ("all", gates),
        _ => return Vec::new(),
    };
    let mut all = Vec::new();
    for (n, inner) in gates.iter().enumerate() {
        for (consent, trail) in consents(inner) {
            let mut at = vec![word.to_owned(), n.to_string()];
            at.extend(trail);
            all.push((consent, at));
        }
    }
    all
}

fn one(
    merged: &Merged,
    (table, key): (&str, &str),
    at: &[String],
    consent: &ConsentGate,
    purpose: &str,
    provenance: &Provenance,
    found: &mut Vec<Diagnostic>,
) {
    let place = |last: &str| {
        let mut keys: Vec<&str> = at.iter().map(String::as_str).collect();
        keys.push(last);
        merged.place(table, key, &keys)
    };
    let (limbs, _) = supports(merged, purpose);
    let other: Vec<&str> = limbs.iter().map(String::as_str).filter(|l| *l != "a").collect();
    let name = crate::statement::name(table, key);
    let why = "If consent is the lawful basis, withdrawing it ends the processing, and erasure and portability follow; if it is a permission out of confidence, the council's own record stays. Every right of the person depends on which.";
    // Where the whole gate is assumed, the notice promised nothing.
    let assumed = provenance.origin != Origin::Assumed && provenance.assumed.iter().any(|a| a.ends_with("meaning"));
    match consent.meaning {
        None => found.push(
            Diagnostic::error("D11", format!("`{name}` does not say what its consent is"))
                .at(place("meaning"), "lawful basis, or permission?")
                .why(why)
                .help("write `meaning = \"permission\"` or `meaning = \"lawful-basis\"`; if nobody has said, choose and mark it: `assumed = [\"gate.consent.meaning\"]`"),
        ),
        Some(ConsentMeaning::Permission) if assumed && !other.is_empty() => found.push(
            Diagnostic::warning(
                "D11",
                format!("`{name}` promises consent while the lawful basis is article 6(1)({})", other.join("), (")),
            )
            .at(place("meaning"), "taken to be a permission")
            .why(why)
            .help("ask the council which it means, then take the mark away"),
        ),
        Some(ConsentMeaning::LawfulBasis) if !limbs.iter().any(|l| l == "a") => found.push(
            Diagnostic::warning("D11", format!("consent is the lawful basis of `{name}`, and its purpose has no article 6(1)(a)"))
                .at(place("meaning"), "says lawful basis")
                .see(merged.key("purpose", purpose), "rests on something else, or on nothing")
                .why(why)
                .help("add a basis with `article6 = \"a\"` for this purpose, or make it a permission"),
        ),
        _ => {}
    }
    if consent.withdraw.is_none() {
        found.push(
            Diagnostic::warning("E14", format!("`{name}` does not say how consent is withdrawn"))
                .at(place("withdraw"), "no way back is named")
                .why("It has to be as easy to withdraw as to give (article 7(3)), and people are told how before they give it.")
                .help("add `withdraw = \"…\"` with the id of a contact"),
        );
    }
}

/// D17: consent as lawful basis, and a power or another limb beside it.
fn two_bases(merged: &Merged, key: &str, gate: &Gate, purpose: &str, found: &mut Vec<Diagnostic>) {
    let basis_consent = consents(gate).iter().any(|(c, _)| c.meaning == Some(ConsentMeaning::LawfulBasis));
    let all_limbs: Vec<(&String, &str)> = merged
        .file
        .basis
        .iter()
        .filter(|(_, b)| b.purposes.iter().any(|p| p == purpose) && b.only_when.is_none())
        .filter_map(|(k, b)| b.article6.as_deref().map(|l| (k, l)))
        .collect();
    let other = all_limbs.iter().find(|(_, l)| *l != "a");
    let with_law = law_beside(gate);
    if !basis_consent || (other.is_none() && !with_law) {
        return;
    }
    let mut diagnostic = Diagnostic::warning("D17", format!("two lawful bases for `disclose.{key}`"))
        .at(merged.place("disclose", key, &["gate"]), "consent as the lawful basis");
    if let Some((basis, limb)) = other {
        diagnostic = diagnostic.see(merged.key("basis", basis), format!("and article 6(1)({limb}) too"));
    }
    found.push(
        diagnostic
            .why("Whoever asks for consent and would go on without it has not asked: the person is misled about what a refusal does.")
            .help("choose one for each act; if both are meant for different bodies, say so with `holder`, or with `only-when`"),
    );
}

fn law_beside(gate: &Gate) -> bool {
    match gate {
        Gate::Any(gates) | Gate::All(gates) => {
            gates.iter().any(|g| matches!(g, Gate::Duty(_) | Gate::Power(_)) || law_beside(g))
        }
        _ => false,
    }
}

//! Contradictions between what a disclosure says and what its gate, its purpose or a prohibition says.

use crate::compile::Reach;
use crate::diagnostic::Diagnostic;
use crate::merge::Merged;
use crate::source::{Decides, Disclose, Forbidden, Form, Gate, PartyRole};

pub(super) fn check(merged: &Merged, found: &mut Vec<Diagnostic>) {
    for (key, disclose) in merged.file.disclose.iter().filter(|(k, _)| merged.own("disclose", k)) {
        shape(merged, key, &disclose.gate, found);
        form(merged, key, disclose, found);
        itself(merged, key, disclose, found);
        services(merged, key, disclose, found);
        prohibited(merged, key, disclose, found);
    }
    from_the_person(merged, found);
    for (key, purpose) in merged.file.purpose.iter().filter(|(k, _)| merged.own("purpose", k)) {
        if purpose.identifiable_with.is_some() && matches!(purpose.form, Form::Identifiable | Form::Pseudonymised) {
            contradiction(
                found,
                merged,
                format!("`purpose.{key}` is identifiable anyway"),
                merged.place("purpose", key, &["identifiable-with"]),
                "has no effect",
                Some((merged.place("purpose", key, &["form"]), "not anonymous, not aggregate")),
                "set `form = \"anonymous\"` or `\"aggregate\"`, or take the gate out",
            );
        }
    }
}

fn contradiction(
    found: &mut Vec<Diagnostic>,
    _merged: &Merged,
    title: String,
    at: crate::read::Place,
    words: &str,
    other: Option<(crate::read::Place, &str)>,
    help: &str,
) {
    let mut diagnostic = Diagnostic::error("E11", title)
        .at(at, words)
        .why("Of two statements that cannot both be kept, people would be told one and shown the other.")
        .help(help);
    if let Some((place, words)) = other {
        diagnostic = diagnostic.see(place, words);
    }
    found.push(diagnostic);
}

/// Gates that are empty or so involved that nobody can say what they ask.
fn shape(merged: &Merged, key: &str, gate: &Gate, found: &mut Vec<Diagnostic>) {
    let place = merged.place("disclose", key, &["gate"]);
    if empty(gate) {
        found.push(
            Diagnostic::error("E24", format!("the gate of `disclose.{key}` names nothing"))
                .at(place.clone(), "an empty `any` never opens; an empty `all` always would; an empty law is none")
                .help("name the law, or what is needed"),
        );
    }
    if ways(gate) > 64 {
        found.push(
            Diagnostic::error("E15", format!("the gate of `disclose.{key}` has more than 64 ways through"))
                .at(place, "nobody can say what this asks for")
                .help("write several disclosures, each with a simpler gate"),
        );
    }
}

fn empty(gate: &Gate) -> bool {
    match gate {
        Gate::Any(gates) | Gate::All(gates) => gates.is_empty() || gates.iter().any(empty),
        Gate::Duty(law) | Gate::Power(law) | Gate::Contract(law) | Gate::Interest(law) | Gate::VitalInterests(law) => {
            law.trim().is_empty()
        }
        Gate::Consent(_) | Gate::Subject | Gate::Anonymous => false,
    }
}

/// How many ways lead through a gate.
fn ways(gate: &Gate) -> u64 {
    match gate {
        Gate::Any(gates) => gates.iter().map(ways).fold(0, u64::saturating_add),
        Gate::All(gates) => gates.iter().map(ways).fold(1, u64::saturating_mul),
        _ => 1,
    }
}

fn form(merged: &Merged, key: &str, disclose: &Disclose, found: &mut Vec<Diagnostic>) {
    let personal = matches!(disclose.form, Form::Identifiable | Form::Pseudonymised);
    if personal && matches!(disclose.gate, Gate::Anonymous) {
        contradiction(
            found,
            merged,
            format!("`disclose.{key}` is identifiable behind an anonymous gate"),
            merged.place("disclose", key, &["gate"]),
            "opens for anonymous data only",
            None,
            "add `form = \"anonymous\"` or `\"aggregate\"`, or name the gate that opens for data about a person",
        );
    }
    let Some(purpose) = merged.file.purpose.get(&disclose.purpose) else { return };
    let closed = matches!(purpose.form, Form::Anonymous | Form::Aggregate) && purpose.identifiable_with.is_none();
    let said = merged.own_file().is_some_and(|f| f.root.has(&["disclose", key, "form"]));
    if personal && closed && !matches!(disclose.gate, Gate::Anonymous) && said {
        contradiction(
            found,
            merged,
            format!("`disclose.{key}` is more identifiable than its purpose"),
            merged.place("disclose", key, &["form"]),
            "identifiable here",
            Some((merged.place("purpose", &disclose.purpose, &["form"]), "and not for this purpose")),
            "name another purpose, or say in the purpose under which gate more is possible (`identifiable-with`)",
        );
    }
}

/// What a disclosure says against itself.
fn itself(merged: &Merged, key: &str, disclose: &Disclose, found: &mut Vec<Diagnostic>) {
    if disclose.no_return && !disclose.records.is_empty() {
        contradiction(
            found,
            merged,
            format!("nothing comes back from `disclose.{key}`, and its recipient records"),
            merged.place("disclose", key, &["records"]),
            "writes into the record",
            Some((merged.place("disclose", key, &["no-return"]), "and nothing may come back")),
            "take one of the two out",
        );
    }
    if disclose.no_decisions
        && merged.file.purpose.get(&disclose.purpose).is_some_and(|p| p.decision == Decides::Significant)
    {
        contradiction(
            found,
            merged,
            format!("`disclose.{key}` is for deciding, and not for decisions"),
            merged.place("disclose", key, &["no-decisions"]),
            "no decisions",
            Some((merged.place("purpose", &disclose.purpose, &["decision"]), "decisions are made under this purpose")),
            "name a purpose under which nothing is decided",
        );
    }
    for (n, to) in disclose.to.iter().enumerate() {
        let silent = match to.strip_prefix("class:") {
            Some(class) => merged.file.class.get(class).is_some_and(|c| c.role == PartyRole::SourceOnly),
            None => merged.file.party.get(to).is_some_and(|p| p.role == PartyRole::SourceOnly),
        };
        if silent {
            let (table, id) = to.strip_prefix("class:").map_or(("party", to.as_str()), |c| ("class", c));
            contradiction(
                found,
                merged,
                format!("`{to}` only gives data, and `disclose.{key}` gives it some"),
                merged.place("disclose", key, &["to", &n.to_string()]),
                "receives",
                Some((merged.place(table, id, &["role"]), "receives nothing")),
                "give it another role, or take it out of the recipients",
            );
        }
        let controller = merged.file.notice.controller.iter().any(|c| c == to);
        if controller && merged.file.notice.controller.len() == 1 {
            contradiction(
                found,
                merged,
                format!("`disclose.{key}` discloses to the controller itself"),
                merged.place("disclose", key, &["to", &n.to_string()]),
                "this is the controller",
                None,
                "say what the controller's own people may see with `access`",
            );
        }
    }
}

/// E28: the gate decides by purpose, so that a disclosure cannot be narrower in its services than its purpose.
fn services(merged: &Merged, key: &str, disclose: &Disclose, found: &mut Vec<Diagnostic>) {
    let Some(purpose) = merged.file.purpose.get(&disclose.purpose) else { return };
    if disclose.services.is_empty() || merged.file.service.len() < 2 {
        return;
    }
    let wider: Vec<&String> = if purpose.services.is_empty() {
        merged.file.service.keys().filter(|s| !disclose.services.contains(s)).collect()
    } else {
        purpose.services.iter().filter(|s| !disclose.services.contains(s)).collect()
    };
    if let Some(other) = wider.first() {
        found.push(
            Diagnostic::warning("E28", format!("`disclose.{key}` is for fewer services than its purpose"))
                .at(merged.place("disclose", key, &["services"]), "only these")
                .see(
                    merged.place("purpose", &disclose.purpose, &["services"]),
                    format!("this purpose is for `{other}` too"),
                )
                .why("Decisions are made by purpose; a limit that the purpose does not have is not seen by the gate.")
                .help("name a purpose that belongs to the same services"),
        );
    }
}

fn prohibited(merged: &Merged, key: &str, disclose: &Disclose, found: &mut Vec<Diagnostic>) {
    if disclose.form >= Form::Anonymous {
        return;
    }
    for (prohibit_key, prohibit) in &merged.file.prohibit {
        if prohibit.action != Forbidden::Disclose {
            continue;
        }
        let whom = prohibit.by.is_empty() || prohibit.by.iter().any(|b| disclose.to.contains(b));
        let Some(on) = prohibit.on.iter().find(|on| *on == key || concerns(merged, disclose, on)) else {
            continue;
        };
        // What nobody is told is still the person's own, unless it is said to be kept from the person.
        let to_subject_only = disclose.to.iter().all(|t| t == "subject");
        let from_subject = prohibit.by.iter().any(|b| b == "subject");
        if whom && (!to_subject_only || from_subject) {
            contradiction(
                found,
                merged,
                format!("`disclose.{key}` gives what `prohibit.{prohibit_key}` forbids"),
                merged.key("disclose", key),
                "given here",
                Some((merged.key("prohibit", prohibit_key), &format!("`{on}` is not to be passed on"))),
                "decide which of the two the council means; what is forbidden wins until then",
            );
        }
    }
}

/// Whether what a prohibition is on is among what a disclosure gives.
fn concerns(merged: &Merged, disclose: &Disclose, on: &str) -> bool {
    let reach = Reach::new(merged);
    let gives =
        reach.category(on).is_some_and(|c| reach.categories(&disclose.categories, &disclose.except).contains(&c));
    gives || on == disclose.purpose || on == "everything"
}

/// What the notice keeps from the person and the law gives: the person's own data can be held back with a limit of the right, not
/// with a prohibition. What is about somebody else is no such data.
fn from_the_person(merged: &Merged, found: &mut Vec<Diagnostic>) {
    let own = |p: &&crate::source::Prohibit| p.action == Forbidden::Disclose && p.by.iter().any(|b| b == "subject");
    for (key, prohibit) in merged.file.prohibit.iter().filter(|(k, p)| merged.own("prohibit", k) && own(p)) {
        let Some((law, disclose)) =
            merged.file.disclose.iter().find(|(k, d)| {
                !merged.own("disclose", k) && d.to.iter().any(|t| t == "subject") && d.records.is_empty()
            })
        else {
            continue;
        };
        let theirs = |on: &&String| {
            merged.file.category.get(*on).is_none_or(|c| !c.is_about_others(&merged.file.notice))
                && concerns(merged, disclose, on)
        };
        if let Some(on) = prohibit.on.iter().find(theirs) {
            contradiction(
                found,
                merged,
                format!("`prohibit.{key}` keeps from the person what the law gives"),
                merged.key("prohibit", key),
                &format!("`{on}` is not to be shown to the person"),
                Some((merged.key("disclose", law), "and the person may have copies (UK GDPR article 15)")),
                "say what may be held back, and what the person is told of it, with `limits = [{ right = \"access\", on = \"…\", say = \"…\" }]` in `[rights]`: then somebody decides what of it can be given",
            );
        }
    }
}

//! What Cedar decides is what the envelope allows: over the whole finite domain of every notice, with every combination of
//! the facts that any policy for a request speaks of, and with random sets of all facts besides.

use crate::fixture::person;
use crate::notices::{self, Notice};
use crate::properties::allowed;
use cedar_policy::{Effect, EntityUid, Policy, PolicySet, PrincipalConstraint};
use disclosure::{Ask, Gate};
use kernel::{Entropy, SeededEntropy};
use notice::envelope::Envelope;
use notice::model::{Act, CategoryIx, Compiled, Fact, Facts, Principal, PrincipalIx, PurposeIx};
use std::collections::HashMap;
use std::sync::Arc;

/// What a policy speaks of, by its text: a superset of the requests on which it can have a say.
struct Spoken {
    permit: bool,
    scope: PrincipalConstraint,
    acts: Vec<Act>,
    /// None: any.
    purposes: Option<Vec<String>>,
    categories: Option<Vec<String>>,
    facts: Facts,
}

impl Spoken {
    fn of(policy: &Policy) -> Self {
        let text = policy.to_cedar().unwrap();
        let literals = |kind: &str| -> Option<Vec<String>> {
            let of: Vec<String> = policy
                .entity_literals()
                .iter()
                .filter(|uid| uid.type_name().to_string() == kind)
                .map(|uid| AsRef::<str>::as_ref(uid.id()).to_owned())
                .collect();
            // A forbid names purposes to leave them out.
            (!of.is_empty() && policy.effect() == Effect::Permit).then_some(of)
        };
        let word = |f: &&Fact| {
            text.match_indices(&format!("context.{}", f.id()))
                .any(|(at, found)| !text[at + found.len()..].starts_with(|c: char| c.is_ascii_alphanumeric()))
                || text.contains(&format!("context[\"{}\"]", f.id()))
        };
        Self {
            permit: policy.effect() == Effect::Permit,
            scope: policy.principal_constraint(),
            acts: Act::ALL.into_iter().filter(|a| text.contains(&format!("Action::\"{}\"", a.id()))).collect(),
            purposes: literals("Purpose"),
            categories: literals("Category"),
            facts: Fact::ALL.iter().filter(word).fold(Facts::NONE, |all, f| all.with(*f)),
        }
    }
    fn about(&self, principal: &Principal) -> bool {
        let is = |uid: &EntityUid| {
            let id: &str = uid.id().as_ref();
            match (uid.type_name().to_string().as_str(), principal) {
                ("Role", Principal::Role { id: role, .. }) => id == role,
                ("Party", p) => id == p.key(),
                ("Class", Principal::Party { classes, .. }) => classes.iter().any(|c| c == id),
                ("Class", Principal::Enrolled { class, .. }) => id == class,
                ("Subject", Principal::Subject) => true,
                _ => false,
            }
        };
        match &self.scope {
            PrincipalConstraint::Eq(uid) | PrincipalConstraint::In(uid) | PrincipalConstraint::IsIn(_, uid) => is(uid),
            PrincipalConstraint::Any | PrincipalConstraint::Is(_) => true,
        }
    }
}

/// Lines by request, so that the whole domain can be held against them.
fn by_request(envelope: &Envelope) -> HashMap<(PrincipalIx, Act, PurposeIx, CategoryIx), Envelope> {
    let mut map: HashMap<_, Envelope> = HashMap::new();
    for line in &envelope.lines {
        map.entry((line.principal, line.act, line.purpose, line.category)).or_default().lines.push(*line);
    }
    map
}

/// A request on which the gate and the oracle differ.
#[derive(Debug)]
#[expect(dead_code, reason = "printed when a test fails")]
struct Difference {
    principal: String,
    act: Act,
    purpose: String,
    category: String,
    facts: Vec<Fact>,
    gate: bool,
    envelope: bool,
    rules: bool,
}

/// Compares over the whole domain; the number of requests, and the first differences.
fn compare(gate: &Gate, policies: &str) -> (usize, Vec<Difference>) {
    let compiled: &Compiled = gate.compiled();
    let set: PolicySet = policies.parse().unwrap();
    let spoken: Vec<Spoken> = set.policies().map(Spoken::of).collect();
    let lines = by_request(&compiled.envelope);
    let nothing = Envelope::default();
    let mut chance = SeededEntropy::new(7);
    let (mut count, mut differences) = (0, Vec::new());
    for (principal, who) in (0u16..).map(PrincipalIx).zip(&compiled.principals) {
        for act in Act::ALL {
            let near: Vec<&Spoken> = spoken.iter().filter(|s| s.acts.contains(&act) && s.about(who)).collect();
            for (purpose, why) in (0u8..).map(PurposeIx).zip(&compiled.purposes) {
                let mut asks = Vec::new();
                for (category, what) in (0u8..).map(CategoryIx).zip(&compiled.categories) {
                    let says = |s: &&&Spoken| {
                        s.purposes.as_ref().is_none_or(|p| p.contains(&why.id))
                            && s.categories.as_ref().is_none_or(|c| c.contains(&what.id))
                    };
                    // Where no permit has a say and the envelope has no line, Cedar refuses whatever the facts are.
                    let some = near.iter().filter(says).any(|s| s.permit)
                        || lines.contains_key(&(principal, act, purpose, category));
                    if some {
                        let facts = near.iter().filter(says).fold(0, |all, s| all | s.facts.0);
                        asks.extend(Facts(facts).subsets().map(|facts| Ask { category, facts }));
                    }
                    let mut random = [0; 2];
                    chance.fill(&mut random);
                    asks.push(Ask { category, facts: Facts(u16::from_le_bytes(random) & 0x7fff) });
                }
                let decision = gate.decide_afresh(person(), principal, act, purpose, &asks);
                count += asks.len();
                for (ask, outcome) in asks.iter().zip(decision.outcomes()) {
                    let envelope = lines.get(&(principal, act, purpose, ask.category)).unwrap_or(&nothing);
                    let envelope = envelope.allows(principal, act, purpose, ask.category, ask.facts);
                    let rules = allowed(compiled, principal, act, purpose, ask.category, ask.facts);
                    if outcome.released != envelope || outcome.released != rules {
                        differences.push(Difference {
                            principal: who.key(),
                            act,
                            purpose: why.id.clone(),
                            category: compiled.categories[usize::from(ask.category.0)].id.clone(),
                            facts: Fact::ALL.into_iter().filter(|f| ask.facts.has(*f)).collect(),
                            gate: outcome.released,
                            envelope,
                            rules,
                        });
                    }
                }
            }
        }
        if !differences.is_empty() {
            break;
        }
    }
    differences.truncate(5);
    (count, differences)
}

fn same(notice: &Notice) {
    let (count, differences) = compare(&notice.gate, &notice.gate.compiled().cedar_policies);
    assert!(differences.is_empty(), "{}: {differences:#?}", notice.name);
    let lines = notice.gate.compiled().envelope.lines.len();
    assert!(count > 20 * lines && lines > 50, "too little was compared: {count} requests, {lines} lines");
}

#[test]
fn coventry() {
    same(&notices::COVENTRY);
}
#[test]
fn dudley() {
    same(&notices::DUDLEY);
}
#[test]
fn families() {
    same(&notices::FAMILIES);
}
#[test]
fn kirklees() {
    same(&notices::KIRKLEES);
}
#[test]
fn mars() {
    same(&notices::MARS);
}
/// The base has no categories of its own: on its own it releases nothing to anybody.
#[test]
fn the_base_alone() {
    let (count, differences) = compare(&notices::BASE.gate, &notices::BASE.gate.compiled().cedar_policies);
    assert!(count == 0 && differences.is_empty() && notices::BASE.gate.compiled().envelope.lines.is_empty());
}

/// The comparison itself: a fault planted in the policies is found.
fn found(change: impl Fn(&str) -> Option<String>) {
    let mut compiled = notices::compiled("coventry/homelessness-and-cbl");
    let policies: Vec<String> = compiled.cedar_policies.split_inclusive(";\n").map(str::to_owned).collect();
    let at = policies.iter().position(|p| change(p).is_some()).unwrap_or_else(|| panic!("nowhere to plant the fault"));
    let planted = |(i, p): (usize, &String)| if i == at { change(p).unwrap() } else { p.clone() };
    compiled.cedar_policies = policies.iter().enumerate().map(planted).collect();
    let text = compiled.cedar_policies.clone();
    let gate = Gate::new(Arc::new(compiled)).unwrap();
    let (_, differences) = compare(&gate, &text);
    assert!(!differences.is_empty(), "not found: {}", policies[at]);
}

#[test]
fn a_forgotten_withdrawal_is_found() {
    found(|policy| {
        policy.contains("permit(").then(|| policy.replacen(" && !context.withdrawn", "", 1)).filter(|p| p != policy)
    });
}

#[test]
fn a_category_too_many_is_found() {
    found(|policy| {
        let at = policy.find("[Category::").filter(|_| policy.contains("permit(") && policy.contains("disclose."))?;
        let all = notices::COVENTRY.gate.compiled();
        let more = all.categories.iter().map(|c| format!("Category::\"{}\"", c.id)).find(|c| !policy.contains(c))?;
        Some(format!("{}[{more}, {}", &policy[..at], &policy[at + 1..]))
    });
}

#[test]
fn a_forgotten_expiry_is_found() {
    found(|policy| {
        policy
            .contains("forbid(")
            .then(|| policy.replacen("context.expired", "context.expired && context.vital", 1))
            .filter(|p| p != policy)
    });
}

#[test]
fn a_recipient_too_many_is_found() {
    found(|policy| {
        let (before, after) = policy.split_once("permit(principal == Party::\"transunion\"")?;
        Some(format!("{before}permit(principal is Party{after}"))
    });
}

//! Faults to plant in a copy of a compiled notice, one for each property: a prover that does not find them proves nothing.

use crate::Property;
use crate::cedar::{category, kind, principal, purpose, quote};
use notice::model::{Act, Compiled, Flow, Principal, Who};
use notice::source::{Form, Gate};

/// Plants the fault that breaks a property. `None`: this notice has nothing that could break so (no consent, no override).
#[must_use]
pub fn fault(property: Property, compiled: &Compiled) -> Option<Compiled> {
    let mut broken = compiled.clone();
    match property {
        Property::P1 | Property::P10 => broken.cedar_policies.push_str(&unlisted(compiled)?),
        Property::P2 => {
            let of = compiled.merged.disclose.iter().filter(|(_, d)| matches!(d.gate, Gate::Consent(_)));
            let policies = of.filter_map(|(key, _)| {
                in_statement(compiled, &format!("disclose.{key}"), |policy| {
                    let (before, after) = policy.split_once(" && !context.withdrawn")?;
                    Some(format!("{before}{after}"))
                })
            });
            broken.cedar_policies = policies.into_iter().next()?;
        }
        Property::P3 => {
            let of = compiled.merged.overrides.keys();
            let policies = of.filter_map(|key| {
                in_statement(compiled, &format!("override.{key}"), |policy| {
                    let (before, after) = policy.split_once(" && context.approval")?;
                    Some(format!("{before}{after}"))
                })
            });
            broken.cedar_policies = policies.into_iter().next()?;
        }
        Property::P4 => {
            let role = compiled.principals.iter().find(|p| kind(p) == "Role")?;
            broken.cedar_policies = without(compiled, |p| p.contains("resource is LinkedRecord"));
            broken.cedar_policies.push_str(&format!(
                "{}permit(principal == {}, action == Action::\"decide\", resource is LinkedRecord);\n",
                planted(compiled),
                principal(role)
            ));
        }
        Property::P5 => {
            let (before, after) = compiled.cedar_schema.split_once("resource: [Table]")?;
            broken.cedar_schema = format!("{before}resource: [Table, Category]{after}");
        }
        Property::P6 => {
            let expiry = |p: &str| p.contains("context.expired") && p.contains("forbid(principal, action in");
            broken.cedar_policies = without(compiled, expiry);
            // Where nothing is released, nothing is released after expiry.
            if broken.cedar_policies == compiled.cedar_policies || compiled.envelope.lines.is_empty() {
                return None;
            }
        }
        Property::P7 => broken.cedar_policies.push_str(&format!(
            "{}forbid(principal, action == Action::\"see\", resource) \
             when {{ context.linked && 9223372036854775807 + 1 > 0 }};\n",
            planted(compiled)
        )),
        Property::P8 => broken.cedar_policies.push_str(&format!(
            "{}permit(principal, action == Action::\"see\", resource) \
             when {{ context.consent && !context.consent }};\n",
            planted(compiled)
        )),
        Property::P9 => broken.cedar_policies.push_str(&others(compiled)?),
    }
    Some(broken)
}

/// The head of a planted policy, under some statement of the notice.
fn planted(compiled: &Compiled) -> String {
    let statement = compiled.statements.keys().next().map_or("", |s| s.0.as_str());
    format!("@id(\"planted\")\n@statement({})\n", quote(statement))
}

/// The texts of the policies, in order.
fn policies(compiled: &Compiled) -> Vec<&str> {
    compiled.cedar_policies.split_inclusive(";\n").collect()
}

fn without(compiled: &Compiled, is: impl Fn(&str) -> bool) -> String {
    policies(compiled).into_iter().filter(|p| !is(p)).collect()
}

/// The first policy of a statement that can be changed, changed.
fn in_statement(compiled: &Compiled, statement: &str, change: impl Fn(&str) -> Option<String>) -> Option<String> {
    let all = policies(compiled);
    let of =
        |p: &str| p.contains(&format!("@statement({}", quote(statement))) || p.contains(&format!("#{statement}\")"));
    let at = all.iter().position(|p| of(p) && change(p).is_some())?;
    let changed = change(all.get(at)?)?;
    let pick = |(i, p): (usize, &&str)| if i == at { changed.clone() } else { (*p).to_owned() };
    Some(all.iter().enumerate().map(pick).collect())
}

/// A permit for a body to see something that no line of the envelope has.
fn unlisted(compiled: &Compiled) -> Option<String> {
    let lists = |who: usize, why: u8, what: u8| {
        compiled.envelope.lines.iter().any(|l| {
            l.act == Act::See && usize::from(l.principal.0) == who && (l.purpose.0, l.category.0) == (why, what)
        })
    };
    let purposes = || (0u8..).zip(&compiled.purposes).map(|(at, _)| at);
    let (who, why, what) =
        compiled.principals.iter().enumerate().filter(|(_, p)| kind(p) == "Party").find_map(|(at, _)| {
            purposes().find_map(|why| {
                (0u8..).zip(&compiled.categories).map(|(c, _)| c).find(|c| !lists(at, why, *c)).map(|c| (at, why, c))
            })
        })?;
    Some(format!(
        "{}permit(principal == {}, action == Action::\"see\", resource == {}) when {{ context.purpose == {} }};\n",
        planted(compiled),
        principal(compiled.principals.get(who)?),
        category(compiled, what),
        purpose(compiled, why)
    ))
}

/// A permit for one recipient by consent to see what only another is told by consent.
fn others(compiled: &Compiled) -> Option<String> {
    let by_consent: Vec<&Flow> = compiled
        .flows
        .iter()
        .filter(|f| {
            matches!(f.form, Form::Identifiable | Form::Pseudonymised) && f.law.is_empty() && f.consent.is_some()
        })
        .collect();
    let told = |who: usize, why: u8, what: u8| {
        compiled.envelope.lines.iter().any(|l| {
            l.act == Act::See && usize::from(l.principal.0) == who && (l.purpose.0, l.category.0) == (why, what)
        })
    };
    for flow in &by_consent {
        let reached = |(at, _): &(usize, &Principal)| {
            flow.categories.first().is_some_and(|c| told(*at, flow.purpose.0, c.0)) && named(&flow.to, compiled, *at)
        };
        let Some((at, who)) = compiled.principals.iter().enumerate().find(reached) else { continue };
        for other in &by_consent {
            let Some(what) = other.categories.iter().find(|c| !told(at, other.purpose.0, c.0)) else { continue };
            return Some(format!(
                "{}permit(principal == {}, action == Action::\"see\", resource == {}) \
                 when {{ context.purpose == {} && context.consent && !context.withdrawn }};\n",
                planted(compiled),
                principal(who),
                category(compiled, what.0),
                purpose(compiled, other.purpose.0)
            ));
        }
    }
    None
}

fn named(to: &[Who], compiled: &Compiled, at: usize) -> bool {
    compiled.principals.get(at).is_some_and(|principal| {
        matches!(principal, Principal::Party { .. } | Principal::Enrolled { .. })
            && to.iter().any(|who| principal.is(who))
    })
}

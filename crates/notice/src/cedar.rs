//! Cedar schema and policies, written from permits and forbids.

use crate::compile::{LINKED, Reach, all_of, who_key};
use crate::merge::Merged;
use crate::model::{Act, CategoryIx, Compiled, Cond, Fact, Principal, PurposeIx, StatementId, Who};
use crate::source::{Decides, Forbidden, Form};
use std::fmt::Write as _;

/// The schema of every notice.
pub(crate) const SCHEMA: &str = r#"// Who asks.
entity Role;
entity Class;
entity Party in [Class];
entity Subject;
// What is asked for.
entity Category;
entity LinkedRecord;
entity Table;
// Why.
entity Purpose;

type Moment = {
  purpose: Purpose,
  consent: Bool,
  withdrawn: Bool,
  explicit: Bool,
  linked: Bool,
  enrolled: Bool,
  agreement: Bool,
  request: Bool,
  reason: Bool,
  approval: Bool,
  vital: Bool,
  safeguarding: Bool,
  expired: Bool,
  restricted: Bool,
  trained: Bool,
  abroad: Bool,
};

action see, record appliesTo {
  principal: [Role, Party, Subject],
  resource: [Category],
  context: Moment,
};
action decide appliesTo {
  principal: [Role],
  resource: [Category, LinkedRecord],
  context: Moment,
};
action publish appliesTo {
  principal: [Role, Party],
  resource: [Table],
  context: Moment,
};
"#;

/// All policies of a notice, in the order of its statements.
pub(crate) fn policies(merged: &Merged, compiled: &Compiled) -> String {
    let mut text = String::new();
    for permit in &compiled.permits {
        let when = condition(compiled, &permit.purposes, &permit.categories, &permit.when);
        policy(
            &mut text,
            &permit.id,
            &permit.statement,
            "permit",
            &head(&permit.who, Some(permit.act.id()), "resource"),
            when.as_deref(),
        );
        // Whoever may see data for a purpose under which decisions are made may decide on it: a person, never a program.
        if let (Who::Role(_), Act::See) = (&permit.who, permit.act) {
            let deciding: Vec<PurposeIx> = permit
                .purposes
                .iter()
                .copied()
                .filter(|p| compiled.purposes.get(usize::from(p.0)).is_some_and(|p| p.decision == Decides::Significant))
                .collect();
            if !deciding.is_empty() {
                let when = condition(compiled, &deciding, &permit.categories, &permit.when);
                policy(
                    &mut text,
                    &format!("{}/decide", permit.id),
                    &permit.statement,
                    "permit",
                    &head(&permit.who, Some("decide"), "resource is Category"),
                    when.as_deref(),
                );
            }
        }
    }
    publishing(&mut text, merged, compiled);
    for forbid in &compiled.forbids {
        let mut conds = Vec::new();
        conds.extend(purposes(compiled, &forbid.purposes));
        conds.extend(purposes(compiled, &forbid.except_purposes).map(|p| format!("!{p}")));
        conds.extend(categories(compiled, &forbid.categories));
        conds.extend(cond(&forbid.when));
        let when = if conds.is_empty() { None } else { Some(conds.join(" && ")) };
        let acts: Vec<&str> = forbid.acts.iter().map(|a| a.id()).collect();
        policy(&mut text, &forbid.id, &forbid.statement, "forbid", &head_acts(&forbid.who, &acts), when.as_deref());
    }
    deciding(&mut text, merged, compiled);
    text
}

fn policy(text: &mut String, id: &str, statement: &StatementId, effect: &str, head: &str, when: Option<&str>) {
    let when = when.map_or_else(String::new, |w| format!("\nwhen {{ {w} }}"));
    // Writing to a string does not fail.
    let _ = write!(text, "@id({})\n@statement({})\n{effect}({head}){when};\n\n", quote(id), quote(&statement.0));
}

fn head(who: &Who, act: Option<&str>, resource: &str) -> String {
    let action = act.map_or_else(|| "action".to_owned(), |a| format!("action == Action::\"{a}\""));
    format!("{}, {action}, {resource}", principal(who))
}

fn head_acts(who: &Who, acts: &[&str]) -> String {
    let action = match acts {
        [one] => format!("action == Action::\"{one}\""),
        many => {
            let list: Vec<String> = many.iter().map(|a| format!("Action::\"{a}\"")).collect();
            format!("action in [{}]", list.join(", "))
        }
    };
    format!("{}, {action}, resource", principal(who))
}

fn principal(who: &Who) -> String {
    match who {
        Who::Role(id) => format!("principal == Role::{}", quote(id)),
        Who::Party(id) => format!("principal == Party::{}", quote(id)),
        Who::Class(id) => format!("principal in Class::{}", quote(id)),
        Who::Subject => "principal == Subject::\"subject\"".to_owned(),
        Who::Anybody => "principal".to_owned(),
    }
}

fn condition(compiled: &Compiled, p: &[PurposeIx], c: &[CategoryIx], when: &Cond) -> Option<String> {
    let conds: Vec<String> =
        [purposes(compiled, p), categories(compiled, c), cond(when)].into_iter().flatten().collect();
    if conds.is_empty() { None } else { Some(conds.join(" && ")) }
}

fn purposes(compiled: &Compiled, list: &[PurposeIx]) -> Option<String> {
    let ids: Vec<String> = list
        .iter()
        .filter_map(|p| compiled.purposes.get(usize::from(p.0)))
        .map(|p| format!("Purpose::{}", quote(&p.id)))
        .collect();
    match ids.as_slice() {
        [] => None,
        [one] => Some(format!("(context.purpose == {one})")),
        many => Some(format!("[{}].contains(context.purpose)", many.join(", "))),
    }
}

fn categories(compiled: &Compiled, list: &[CategoryIx]) -> Option<String> {
    let ids: Vec<String> = list
        .iter()
        .filter_map(|c| compiled.categories.get(usize::from(c.0)))
        .map(|c| format!("Category::{}", quote(&c.id)))
        .collect();
    match ids.as_slice() {
        [] => None,
        [one] => Some(format!("resource == {one}")),
        many => Some(format!("[{}].contains(resource)", many.join(", "))),
    }
}

/// A condition as Cedar text; `None` when it always holds.
fn cond(when: &Cond) -> Option<String> {
    match when {
        Cond::True => None,
        Cond::Is(fact) => Some(attribute(*fact)),
        Cond::Not(fact) => Some(format!("!{}", attribute(*fact))),
        Cond::All(all) => {
            let parts: Vec<String> = all.iter().filter_map(cond).collect();
            if parts.is_empty() { None } else { Some(parts.join(" && ")) }
        }
        Cond::Any(any) => {
            if any.iter().any(|c| cond(c).is_none()) {
                return None;
            }
            let parts: Vec<String> = any.iter().filter_map(cond).map(|c| format!("({c})")).collect();
            if parts.is_empty() { Some("false".to_owned()) } else { Some(format!("({})", parts.join(" || "))) }
        }
    }
}

fn attribute(fact: Fact) -> String {
    format!("context.{}", fact.id())
}

/// A Cedar string: the two characters that end or bend a string, and control characters, are escaped.
fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Tables without people in them: for the roles that work under such a purpose, and the bodies that are told.
fn publishing(text: &mut String, merged: &Merged, compiled: &Compiled) {
    let reach = Reach::new(merged);
    let head = |who: &Who| head(who, Some("publish"), "resource");
    for (flow, disclose) in compiled.flows.iter().zip(merged.file.disclose.values()) {
        if !matches!(flow.form, Form::Anonymous | Form::Aggregate) {
            continue;
        }
        for recipient in reach.recipients(&disclose.to) {
            if recipient.who == Who::Subject {
                continue;
            }
            let when = condition(compiled, &[flow.purpose], &[], &all_of(recipient.extra));
            let id = format!("{}/{}/publish", flow.statement, who_key(&recipient.who));
            policy(text, &id, &flow.statement, "permit", &head(&recipient.who), when.as_deref());
        }
    }
    for (key, access) in &merged.file.access {
        let shared: Vec<PurposeIx> = reach
            .purposes(&access.purposes, "access", key)
            .into_iter()
            .filter(|id| {
                merged.file.purpose.get(*id).is_some_and(|p| matches!(p.form, Form::Anonymous | Form::Aggregate))
            })
            .filter_map(|id| compiled.purpose(id))
            .collect();
        if shared.is_empty() {
            continue;
        }
        let statement = merged.id("access", key);
        for role in &access.roles {
            let who = Who::Role(role.clone());
            let when = condition(compiled, &shared, &[], &Cond::True);
            let id = format!("{statement}/role:{role}/publish");
            policy(text, &id, &statement, "permit", &head(&who), when.as_deref());
        }
    }
}

/// Prohibitions on deciding.
fn deciding(text: &mut String, merged: &Merged, compiled: &Compiled) {
    let file = &merged.file;
    let linked = "principal, action == Action::\"decide\", resource is LinkedRecord";
    policy(text, LINKED, &StatementId(LINKED.to_owned()), "forbid", linked, None);
    for (key, prohibit) in &file.prohibit {
        if !matches!(prohibit.action, Forbidden::Decide | Forbidden::Profile) {
            continue;
        }
        let statement = merged.id("prohibit", key);
        for on in &prohibit.on {
            let id = format!("{statement}/{on}/decide");
            let any = "principal, action == Action::\"decide\", resource";
            if on == "linked" || on == "research" {
                policy(text, &id, &statement, "forbid", linked, None);
            } else if let Some(category) = compiled.category(on) {
                policy(text, &id, &statement, "forbid", any, categories(compiled, &[category]).as_deref());
            } else if let Some(purpose) = compiled.purpose(on) {
                policy(text, &id, &statement, "forbid", any, purposes(compiled, &[purpose]).as_deref());
            } else if let Some(flow) = file.disclose.get(on).and_then(|d| compiled.purpose(&d.purpose)) {
                policy(text, &id, &statement, "forbid", any, purposes(compiled, &[flow]).as_deref());
            } else if on == "everything" {
                policy(text, &id, &statement, "forbid", any, None);
            }
        }
    }
    for (key, disclose) in file.disclose.iter().filter(|(_, d)| d.no_decisions) {
        let statement = merged.id("disclose", key);
        let Some(purpose) = compiled.purpose(&disclose.purpose) else { continue };
        let any = "principal, action == Action::\"decide\", resource";
        let id = format!("{statement}/no-decisions");
        policy(text, &id, &statement, "forbid", any, purposes(compiled, &[purpose]).as_deref());
    }
    // Expiry and restriction bar deciding as they bar everything else.
    for forbid in compiled.forbids.iter().filter(|f| f.who == Who::Anybody) {
        let any = "principal, action == Action::\"decide\", resource";
        let mut conds: Vec<String> =
            purposes(compiled, &forbid.except_purposes).map(|p| format!("!{p}")).into_iter().collect();
        conds.extend(cond(&forbid.when));
        let when = if conds.is_empty() { None } else { Some(conds.join(" && ")) };
        policy(text, &format!("{}/decide", forbid.id), &forbid.statement, "forbid", any, when.as_deref());
    }
}

/// The principal's Cedar entity, `Party::"st-basils"`.
#[must_use]
pub fn principal_entity(principal: &Principal) -> (&'static str, String) {
    match principal {
        Principal::Role { id, .. } => ("Role", id.clone()),
        Principal::Party { id, .. } => ("Party", id.clone()),
        Principal::Enrolled { class, .. } => ("Party", format!("class:{class}")),
        Principal::Subject => ("Subject", "subject".to_owned()),
    }
}

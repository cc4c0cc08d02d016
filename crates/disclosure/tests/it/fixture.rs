//! A small notice, written out by hand, with one of everything that a gate has to deal with.

use disclosure::{Ask, Gate};
use kernel::PersonId;
use notice::envelope::Envelope;
use notice::model::{
    Act, CategoryInfo, CategoryIx, Compiled, Cond, ConsentNeed, Fact, Facts, Flow, Forbid, Permit, Principal,
    PrincipalIx, PurposeInfo, PurposeIx, Statement, StatementId, Who,
};
use notice::source::{Decides, Form, Necessity, Onward, Origin, PartyKind, PartyRole, Recall, Trigger};
use std::fmt::Write;
use std::sync::Arc;

pub const SCHEMA: &str = r"
entity Class; entity Role; entity Party in [Class]; entity Subject; entity Category; entity Purpose;
entity LinkedRecord; entity Table;
type Facts = { purpose: Purpose, consent: Bool, withdrawn: Bool, explicit: Bool, linked: Bool, enrolled: Bool,
  agreement: Bool, request: Bool, reason: Bool, approval: Bool, vital: Bool, safeguarding: Bool, expired: Bool,
  restricted: Bool, trained: Bool, abroad: Bool };
action see, record appliesTo { principal: [Role, Party, Subject], resource: [Category], context: Facts };
action decide appliesTo { principal: [Role], resource: [Category, LinkedRecord], context: Facts };
action publish appliesTo { principal: [Role, Party], resource: [Table], context: Facts };
";

const FILE: &str = r#"
[notice]
id = "fixture/housing"
version = "1.0.0"
title = "A small notice"
effective = "2026-12-01"
[disclose.return]
to = ["ministry"]
purpose = "report"
categories = ["needs"]
gate = { duty = "Homelessness Reduction Act 2017" }
no-decisions = true
[override.harm]
trigger = "safeguarding"
label = "Risk of harm"
to = ["*"]
purpose = "safeguard"
categories = ["*"]
authorised-by = "manager"
review-within-days = 5
tell-subject = "when it is safe"
"#;

pub const CATEGORIES: [&str; 4] = ["identity", "needs", "health", "risk"];
pub const PURPOSES: [&str; 5] = ["casework", "refer", "report", "safeguard", "rights"];

fn party(id: &str, name: &str, classes: &[&str]) -> Principal {
    Principal::Party {
        id: id.into(),
        name: name.into(),
        kind: PartyKind::Voluntary,
        role: PartyRole::Controller,
        classes: classes.iter().map(|c| (*c).to_owned()).collect(),
    }
}

fn permit(id: &str, statement: &str, who: Who, act: Act, purpose: u8, categories: &[u8], when: Cond) -> Permit {
    Permit {
        id: id.into(),
        statement: StatementId(statement.into()),
        who,
        act,
        purposes: vec![PurposeIx(purpose)],
        categories: categories.iter().map(|c| CategoryIx(*c)).collect(),
        when,
        overriding: None,
    }
}

fn forbid(id: &str, except: &[u8], fact: Fact) -> Forbid {
    Forbid {
        id: id.into(),
        statement: StatementId(id.into()),
        who: Who::Anybody,
        acts: Act::ALL.to_vec(),
        purposes: vec![],
        except_purposes: except.iter().map(|p| PurposeIx(*p)).collect(),
        categories: vec![],
        when: Cond::Is(fact),
    }
}

pub fn live_consent() -> Cond {
    Cond::All(vec![Cond::Is(Fact::Consent), Cond::Not(Fact::Withdrawn)])
}

/// The notice: an officer, an outreach worker with own cases only, two partners by consent, enrolled landlords, a ministry.
pub fn compiled() -> Compiled {
    let role = |id: &str, label: &str| Principal::Role { id: id.into(), label: label.into() };
    let landlords =
        Principal::Enrolled { class: "landlord".into(), label: "A private landlord".into(), kind: PartyKind::Landlord };
    let principals = vec![
        role("officer", "Housing officer"),
        role("outreach", "Outreach worker"),
        party("st-basils", "St Basils", &["support"]),
        party("emmaus", "Emmaus", &["support"]),
        party("ministry", "The ministry", &[]),
        landlords,
        Principal::Subject,
    ];
    let class = |c: &str| Who::Class(c.into());
    let all = &[0, 1, 2, 3][..];
    let enrolled = Cond::All(vec![Cond::Is(Fact::Enrolled), live_consent()]);
    let harm = Cond::All(vec![Cond::Is(Fact::Safeguarding), Cond::Is(Fact::Reason), Cond::Is(Fact::Approval)]);
    let officer = || Who::Role("officer".into());
    let outreach = || Who::Role("outreach".into());
    let mut permits = vec![
        permit("access.officer/see", "access.officer", officer(), Act::See, 0, all, Cond::True),
        permit("access.officer/record", "access.officer", officer(), Act::Record, 0, &[0, 1, 2], Cond::True),
        permit("access.outreach/see", "access.outreach", outreach(), Act::See, 0, &[0, 1, 3], Cond::Is(Fact::Linked)),
        permit("disclose.partner", "disclose.partner", class("support"), Act::See, 1, &[0, 1], live_consent()),
        permit("disclose.offer", "disclose.offer", class("landlord"), Act::See, 1, &[0], enrolled),
        permit("disclose.return", "disclose.return", Who::Party("ministry".into()), Act::See, 2, &[1], Cond::True),
        permit("law.access", "law.access", Who::Subject, Act::See, 4, all, Cond::True),
    ];
    permits.push(Permit {
        overriding: Some(Trigger::Safeguarding),
        ..permit("override.harm", "override.harm", class("support"), Act::See, 3, all, harm)
    });
    let forbids = vec![forbid("law.expired", &[4], Fact::Expired), forbid("law.restricted", &[4], Fact::Restricted)];
    let flow = |statement: &str, who: Who, purpose: u8, categories: &[u8], recall: Recall| Flow {
        statement: StatementId(statement.into()),
        to: vec![who],
        purpose: PurposeIx(purpose),
        categories: categories.iter().map(|c| CategoryIx(*c)).collect(),
        form: Form::Identifiable,
        services: vec![],
        consent: None::<ConsentNeed>,
        law: vec![],
        when: Cond::True,
        recall,
        onward: Onward::Forbidden,
        records: vec![],
    };
    let mut compiled = Compiled {
        id: "fixture/housing".into(),
        version: "1.0.0".into(),
        title: "A small notice".into(),
        effective: "2026-12-01".parse().unwrap(),
        hash: [7; 32],
        merged: toml::from_str(FILE).unwrap(),
        statements: permits
            .iter()
            .map(|p| p.statement.clone())
            .chain(forbids.iter().map(|f| f.statement.clone()))
            .map(|id| {
                let words = format!("What {id} says.");
                (id.clone(), Statement { id, kind: "disclose", origin: Origin::Notice, base: None, words })
            })
            .collect(),
        assumptions: vec![],
        principals,
        categories: CATEGORIES.iter().map(|id| category(id)).collect(),
        purposes: PURPOSES.iter().map(|id| purpose(id)).collect(),
        permits,
        forbids,
        retention: vec![],
        flows: vec![
            flow("disclose.return", Who::Party("ministry".into()), 2, &[1], Recall::Impossible),
            flow("disclose.partner", class("support"), 1, &[0, 1], Recall::Possible),
        ],
        cedar_schema: SCHEMA.into(),
        cedar_policies: String::new(),
        envelope: Envelope::default(),
    };
    compiled.cedar_policies = cedar(&compiled);
    compiled
}

fn category(id: &str) -> CategoryInfo {
    CategoryInfo {
        id: id.into(),
        label: id.to_uppercase(),
        statement: StatementId(format!("category.{id}")),
        special: None,
        necessity: Necessity::Optional,
        if_refused: None,
        fields: std::sync::Arc::from([]),
        record_class: id.into(),
        derived: false,
        services: vec![],
        why: vec![],
    }
}

fn purpose(id: &str) -> PurposeInfo {
    PurposeInfo {
        id: id.into(),
        label: format!("To {id}"),
        statement: StatementId(format!("purpose.{id}")),
        form: Form::Identifiable,
        decision: Decides::None,
        services: vec![],
        article6: vec!["e".into()],
        legislation: vec![],
    }
}

/// The rules as Cedar.
pub fn cedar(compiled: &Compiled) -> String {
    let mut text = String::new();
    let purposes = |of: &[PurposeIx]| {
        let of: Vec<_> = of.iter().map(|p| format!("Purpose::\"{}\"", compiled.purposes[p.0 as usize].id)).collect();
        format!("[{}].contains(context.purpose)", of.join(", "))
    };
    let categories = |of: &[CategoryIx]| {
        let of: Vec<_> = of.iter().map(|c| format!("Category::\"{}\"", compiled.categories[c.0 as usize].id)).collect();
        format!("[{}].contains(resource)", of.join(", "))
    };
    for p in &compiled.permits {
        let _ = writeln!(
            text,
            "@id(\"{}\") @statement(\"{}\")\npermit({}, action == Action::\"{}\", resource)\nwhen {{ {} && {} && {} }};",
            p.id,
            p.statement,
            scope(&p.who),
            p.act.id(),
            purposes(&p.purposes),
            categories(&p.categories),
            condition(&p.when)
        );
    }
    for f in &compiled.forbids {
        let acts: Vec<_> = f.acts.iter().map(|a| format!("Action::\"{}\"", a.id())).collect();
        let mut when = vec![condition(&f.when)];
        if !f.purposes.is_empty() {
            when.push(purposes(&f.purposes));
        }
        if !f.categories.is_empty() {
            when.push(categories(&f.categories));
        }
        if !f.except_purposes.is_empty() {
            when.push(format!("!{}", purposes(&f.except_purposes)));
        }
        let _ = writeln!(
            text,
            "@id(\"{}\") @statement(\"{}\")\nforbid({}, action in [{}], resource)\nwhen {{ {} }};",
            f.id,
            f.statement,
            scope(&f.who),
            acts.join(", "),
            when.join(" && ")
        );
    }
    text
}

fn scope(who: &Who) -> String {
    match who {
        Who::Role(id) => format!("principal == Role::\"{id}\""),
        Who::Party(id) => format!("principal == Party::\"{id}\""),
        Who::Class(id) => format!("principal in Class::\"{id}\""),
        Who::Subject => "principal == Subject::\"subject\"".into(),
        Who::Anybody => "principal".into(),
    }
}

fn condition(cond: &Cond) -> String {
    let join = |parts: &[Cond], by: &str, none: &str| match parts {
        [] => none.to_owned(),
        parts => format!("({})", parts.iter().map(condition).collect::<Vec<_>>().join(by)),
    };
    match cond {
        Cond::True => "true".into(),
        Cond::Is(f) => format!("context.{}", f.id()),
        Cond::Not(f) => format!("!context.{}", f.id()),
        Cond::All(parts) => join(parts, " && ", "true"),
        Cond::Any(parts) => join(parts, " || ", "false"),
    }
}

pub fn gate() -> Gate {
    Gate::new(Arc::new(compiled())).unwrap()
}

pub fn person() -> PersonId {
    PersonId::from_bytes([9; 16])
}

pub fn facts(of: &[Fact]) -> Facts {
    of.iter().fold(Facts::NONE, |all, f| all.with(*f))
}

/// Everything that a request names, by name.
pub struct Request<'a> {
    pub principal: &'a str,
    pub act: Act,
    pub purpose: &'a str,
}

impl Request<'_> {
    pub fn ix(&self, compiled: &Compiled) -> (PrincipalIx, Act, PurposeIx) {
        let principal = compiled.principal(self.principal).unwrap_or_else(|| panic!("no principal {}", self.principal));
        let purpose = compiled.purpose(self.purpose).unwrap_or_else(|| panic!("no purpose {}", self.purpose));
        (principal, self.act, purpose)
    }
}

/// One category asked of a gate, by names.
pub fn ask(gate: &Gate, principal: &str, purpose: &str, category: &str, of: &[Fact]) -> disclosure::Outcome {
    let (principal, act, purpose) = Request { principal, act: Act::See, purpose }.ix(gate.compiled());
    let category = gate.compiled().category(category).unwrap();
    let decision = gate.decide(person(), principal, act, purpose, &[Ask { category, facts: facts(of) }]);
    decision.outcome(category).unwrap().clone()
}

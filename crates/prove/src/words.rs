//! A counterexample in words: "the notice lets St Basils see Health for Refer when consent has been given and …".

use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityUid, EvalResult, PolicySet, Request, RestrictedExpression,
};
use cedar_policy_symcc::Env;
use notice::model::{Compiled, Fact, Facts};

/// What a solver came back with, and what makes it a counterexample.
pub(crate) struct Found<'a> {
    pub(crate) env: &'a Env,
    /// What allows it.
    pub(crate) allowing: &'a PolicySet,
    /// What should allow it and does not; nothing should, if there is none.
    pub(crate) denying: Option<&'a PolicySet>,
}

/// A request taken apart.
struct Parts {
    principal: EntityUid,
    action: EntityUid,
    resource: EntityUid,
    purpose: Option<EntityUid>,
    facts: Facts,
}

impl Parts {
    fn of(request: &Request) -> Option<Self> {
        let context = request.context()?;
        let so = |f: &&Fact| matches!(context.get(f.id()), Some(EvalResult::Bool(true)));
        Some(Self {
            principal: request.principal()?.clone(),
            action: request.action()?.clone(),
            resource: request.resource()?.clone(),
            purpose: match context.get("purpose") {
                Some(EvalResult::EntityUid(purpose)) => Some(purpose),
                _ => None,
            },
            facts: Fact::ALL.iter().filter(so).fold(Facts::NONE, |all, f| all.with(*f)),
        })
    }
    fn request(&self, facts: Facts) -> Option<Request> {
        let purpose = self.purpose.clone().map(|p| ("purpose".to_owned(), RestrictedExpression::new_entity_uid(p)));
        let facts = Fact::ALL.iter().map(|f| (f.id().to_owned(), RestrictedExpression::new_bool(facts.has(*f))));
        let context = Context::from_pairs(purpose.into_iter().chain(facts)).ok()?;
        Request::new(self.principal.clone(), self.action.clone(), self.resource.clone(), context, None).ok()
    }
}

impl Found<'_> {
    fn allows(&self, set: &PolicySet, parts: &Parts, facts: Facts, entities: &Entities) -> bool {
        parts.request(facts).is_some_and(|request| {
            Authorizer::new().is_authorized(&request, set, entities).decision() == Decision::Allow
        })
    }
    fn stands(&self, parts: &Parts, facts: Facts) -> bool {
        let allows = |set| self.allows(set, parts, facts, &self.env.entities);
        allows(self.allowing) && !self.denying.is_some_and(allows)
    }

    /// In words, with no more facts than it takes, and the statements that let it through.
    pub(crate) fn words(&self, compiled: &Compiled) -> String {
        let Some(parts) = Parts::of(&self.env.request) else { return format!("{}", self.env) };
        let facts = self.fewest(&parts);
        let matters = |f: &&Fact| {
            facts.has(**f)
                || !self.stands(&parts, facts.with(**f))
                    && !matches!(f, Fact::Expired | Fact::Restricted | Fact::Abroad)
        };
        let when: Vec<&str> =
            Fact::ALL.iter().filter(matters).map(|f| disclosure::fact_words(*f, facts.has(*f))).collect();
        let when = if when.is_empty() { "whatever is so".to_owned() } else { format!("when {}", when.join(" and ")) };
        let purpose = parts.purpose.as_ref().map(|p| format!(" for {}", of_purpose(compiled, p))).unwrap_or_default();
        format!(
            "the notice lets {} {} {}{purpose} {when} [{}]",
            of_principal(compiled, &parts.principal),
            AsRef::<str>::as_ref(parts.action.id()),
            of_resource(compiled, &parts.resource),
            self.because(&parts, facts).join(", ")
        )
    }

    /// No more facts than it takes. One that goes can make another one needless, so that it is tried until nothing goes.
    fn fewest(&self, parts: &Parts) -> Facts {
        let mut facts = parts.facts;
        loop {
            let before = facts;
            for fact in Fact::ALL {
                if facts.has(fact) && self.stands(parts, facts.without(fact)) {
                    facts = facts.without(fact);
                }
            }
            if facts == before {
                return facts;
            }
        }
    }

    fn because(&self, parts: &Parts, facts: Facts) -> Vec<String> {
        let Some(request) = parts.request(facts) else { return Vec::new() };
        let response = Authorizer::new().is_authorized(&request, self.allowing, &self.env.entities);
        let mut statements: Vec<String> = response
            .diagnostics()
            .reason()
            .map(|id| self.allowing.annotation(id, "statement").unwrap_or(id.as_ref()).to_owned())
            .collect();
        statements.sort();
        statements.dedup();
        statements
    }
}

fn id(uid: &EntityUid) -> String {
    AsRef::<str>::as_ref(uid.id()).to_owned()
}

fn of_principal(compiled: &Compiled, uid: &EntityUid) -> String {
    let key = if uid.type_name().to_string() == "Role" { format!("role:{}", id(uid)) } else { id(uid) };
    let named = compiled.principal_named(&key);
    named.map_or_else(|| uid.to_string(), |p| p.words().to_owned())
}

fn of_resource(compiled: &Compiled, uid: &EntityUid) -> String {
    match uid.type_name().to_string().as_str() {
        "LinkedRecord" => "with linked data".to_owned(),
        "Table" => "a table".to_owned(),
        _ => {
            let named = compiled.categories.iter().find(|c| c.id == id(uid));
            named.map_or_else(|| uid.to_string(), |c| format!("“{}”", c.label))
        }
    }
}

fn of_purpose(compiled: &Compiled, uid: &EntityUid) -> String {
    let named = compiled.purposes.iter().find(|p| p.id == id(uid));
    named.map_or_else(|| uid.to_string(), |p| format!("“{}”", p.label))
}

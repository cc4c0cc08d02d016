//! The policies that run: the compiled notice's own, and a council's local ones, which can only narrow.

use crate::entities::Names;
use crate::gate::GateError;
use crate::purposes::asked_first;
use cedar_policy::{
    ActionConstraint, Effect, Entities, EntityUid, Policy, PolicyId, PolicySet, PrincipalConstraint, Schema,
    ValidationMode, Validator,
};
use notice::model::{Act, Compiled, PrincipalIx, StatementId};
use std::collections::HashMap;

/// How the ids of a council's own policies begin.
pub(crate) const LOCAL: &str = "local.";

/// What a policy says and where it comes from.
pub(crate) struct Source {
    pub(crate) statement: StatementId,
    pub(crate) words: String,
}

/// A policy, and the purposes that it asks for before anything else.
struct Rule {
    policy: Policy,
    purposes: Option<Vec<String>>,
}

/// All policies, each under its own id.
pub(crate) struct Policies {
    all: Vec<Rule>,
    sources: HashMap<PolicyId, Source>,
}

impl Policies {
    /// Reads and strictly validates the compiled policies and a council's own.
    pub(crate) fn read(compiled: &Compiled, local: &str, schema: &Schema) -> Result<Self, GateError> {
        let mut policies = Self { all: Vec::new(), sources: HashMap::new() };
        let set: PolicySet = compiled.cedar_policies.parse().map_err(|e| GateError::Policies(format!("{e}")))?;
        if set.num_of_templates() > 0 {
            return Err(GateError::Policies("templates are not used".to_owned()));
        }
        for policy in set.policies() {
            let id = policy.annotation("id").ok_or_else(|| GateError::Unnamed(policy.id().to_string()))?;
            let statement = policy.annotation("statement").ok_or_else(|| GateError::Unnamed(id.to_owned()))?;
            let statement = StatementId(statement.to_owned());
            let words = match compiled.statements.get(&statement) {
                Some(found) => found.words.clone(),
                None => return Err(GateError::UnknownStatement { policy: id.to_owned(), statement: statement.0 }),
            };
            policies.add(policy.new_id(PolicyId::new(id)), Source { statement, words })?;
        }
        policies.validate(schema).map_err(GateError::Invalid)?;
        policies.add_local(local, schema)?;
        Ok(policies)
    }

    fn add(&mut self, policy: Policy, source: Source) -> Result<(), GateError> {
        if self.sources.insert(policy.id().clone(), source).is_some() {
            return Err(GateError::Duplicate(policy.id().to_string()));
        }
        self.all.push(Rule { purposes: asked_first(&policy), policy });
        Ok(())
    }

    fn add_local(&mut self, local: &str, schema: &Schema) -> Result<(), GateError> {
        let set: PolicySet = local.parse().map_err(|e| GateError::Local(format!("{e}")))?;
        if set.num_of_templates() > 0 {
            return Err(GateError::Local("templates cannot be used here: write each policy out".to_owned()));
        }
        let mut own = Self { all: Vec::new(), sources: HashMap::new() };
        for policy in set.policies() {
            let id = format!("{LOCAL}{}", policy.annotation("id").unwrap_or_else(|| policy.id().as_ref()));
            if policy.effect() == Effect::Permit {
                return Err(GateError::LocalPermit(id));
            }
            let words = policy.annotation("words").unwrap_or("The council's own rule forbids it.").to_owned();
            own.add(policy.new_id(PolicyId::new(&id)), Source { statement: StatementId(id), words })?;
        }
        own.validate(schema).map_err(GateError::LocalInvalid)?;
        for rule in own.all {
            if let Some(source) = own.sources.remove(rule.policy.id()) {
                self.add(rule.policy, source)?;
            }
        }
        Ok(())
    }

    fn validate(&self, schema: &Schema) -> Result<(), Vec<String>> {
        let set =
            PolicySet::from_policies(self.all.iter().map(|r| r.policy.clone())).map_err(|e| vec![e.to_string()])?;
        let result = Validator::new(schema.clone()).validate(&set, ValidationMode::Strict);
        if result.validation_passed() {
            return Ok(());
        }
        Err(result.validation_errors().map(ToString::to_string).collect())
    }

    /// Where a policy comes from.
    pub(crate) fn source(&self, id: &PolicyId) -> Option<&Source> {
        self.sources.get(id)
    }

    /// The council's own, with what they say in words, in the order in which they stand.
    pub(crate) fn own(&self) -> impl Iterator<Item = (&Policy, &Source)> {
        let own = |rule: &'_ Rule| self.sources.get(rule.policy.id()).filter(|s| s.statement.0.starts_with(LOCAL));
        self.all.iter().filter_map(move |rule| Some((&rule.policy, own(rule)?)))
    }

    /// How many there are.
    pub(crate) const fn len(&self) -> usize {
        self.all.len()
    }

    /// The policies that can have a say on a principal, an act and a purpose. Cedar tests the scope before the condition
    /// and the condition from left to right, so that a policy left out here would neither be satisfied nor err: the
    /// answer is the same, only cheaper.
    pub(crate) fn slice(
        &self,
        names: &Names,
        store: &Entities,
        principal: PrincipalIx,
        act: Act,
        purpose: &EntityUid,
    ) -> Option<PolicySet> {
        let principal = names.principals.get(usize::from(principal.0))?;
        let purpose: &str = purpose.id().as_ref();
        let matching = self.all.iter().filter(|rule| {
            rule.purposes.as_ref().is_none_or(|of| of.iter().any(|p| p == purpose))
                && principal_may_match(&rule.policy.principal_constraint(), principal, store)
                && action_may_match(&rule.policy.action_constraint(), names.act(act))
        });
        PolicySet::from_policies(matching.map(|rule| rule.policy.clone())).ok()
    }
}

fn principal_may_match(constraint: &PrincipalConstraint, principal: &EntityUid, store: &Entities) -> bool {
    let within = |of: &EntityUid| of == principal || store.is_ancestor_of(of, principal);
    match constraint {
        PrincipalConstraint::Any => true,
        PrincipalConstraint::Eq(one) => one == principal,
        PrincipalConstraint::In(of) => within(of),
        PrincipalConstraint::Is(kind) => kind == principal.type_name(),
        PrincipalConstraint::IsIn(kind, of) => kind == principal.type_name() && within(of),
    }
}

fn action_may_match(constraint: &ActionConstraint, act: &EntityUid) -> bool {
    match constraint {
        // Groups of actions are the schema's affair: such a policy is always kept.
        ActionConstraint::Any | ActionConstraint::In(_) => true,
        ActionConstraint::Eq(one) => one == act,
    }
}

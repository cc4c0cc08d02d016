//! The gate. Cedar decides; this module asks it, remembers what it said, and says why in words.

use crate::decision::{Ask, Decision, NoticeRef, Outcome, Reason};
use crate::entities::{self, Names};
use crate::memo::{Key, Memo};
use crate::policies::Policies;
use crate::rules::Rules;
use crate::service::ServiceRules;
use cedar_policy::{Authorizer, Entities, EntityUid, PolicySet, Request, Schema};
use kernel::PersonId;
use notice::model::{Act, CategoryIx, Compiled, Fact, Facts, PrincipalIx, PurposeIx, StatementId};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// Why a gate cannot be built. None of it can come from a notice that the compiler accepted; all of it stops the start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GateError {
    /// The schema cannot be read.
    #[error("the compiled schema cannot be read: {0}")]
    Schema(String),
    /// The policies cannot be read.
    #[error("the compiled policies cannot be read: {0}")]
    Policies(String),
    /// A policy does not say which statement it comes from.
    #[error("the policy `{0}` needs both an @id and a @statement")]
    Unnamed(String),
    /// Two policies have one id.
    #[error("two policies are called `{0}`: give each its own @id")]
    Duplicate(String),
    /// A policy names a statement that the notice does not have.
    #[error("the policy `{policy}` names the statement `{statement}`, which the notice does not have")]
    UnknownStatement {
        /// The policy.
        policy: String,
        /// The statement.
        statement: String,
    },
    /// Strict validation failed.
    #[error("the compiled policies do not fit the schema: {}", .0.join("; "))]
    Invalid(Vec<String>),
    /// The entities do not fit the schema.
    #[error("the notice's parties, categories and purposes do not fit the schema: {0}")]
    Entities(String),
    /// Local policies cannot be read.
    #[error("the council's own policies cannot be read: {0}")]
    Local(String),
    /// A local policy permits.
    #[error(
        "`{0}` is a permit: the council's own policies can only narrow what the notice allows. Write a forbid, or \
         change the notice and publish a new version"
    )]
    LocalPermit(String),
    /// Local policies fail strict validation.
    #[error("the council's own policies do not fit the schema: {}", .0.join("; "))]
    LocalInvalid(Vec<String>),
}

/// The gate of one notice version.
pub struct Gate {
    compiled: Arc<Compiled>,
    notice: Arc<NoticeRef>,
    schema: Schema,
    names: Names,
    store: Entities,
    policies: Policies,
    rules: Rules,
    services: ServiceRules,
    authorizer: Authorizer,
    slices: Vec<OnceLock<Option<PolicySet>>>,
    memo: Memo,
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Gate({}, {} policies)", self.notice.at(), self.policies.len())
    }
}

impl Gate {
    /// The gate of a compiled notice.
    ///
    /// # Errors
    /// When schema, policies or entities do not fit together.
    pub fn new(compiled: Arc<Compiled>) -> Result<Self, GateError> {
        Self::with_local_policies(compiled, "")
    }

    /// The same, narrowed by a council's own Cedar policies: `forbid` only.
    ///
    /// # Errors
    /// As [`Gate::new`], and when a local policy permits or does not fit the schema.
    pub fn with_local_policies(compiled: Arc<Compiled>, extra: &str) -> Result<Self, GateError> {
        let (schema, _) =
            Schema::from_cedarschema_str(&compiled.cedar_schema).map_err(|e| GateError::Schema(format!("{e}")))?;
        let policies = Policies::read(&compiled, extra, &schema)?;
        let names = Names::of(&compiled)?;
        let store = entities::store(&compiled, &names, &schema)?;
        let notice = NoticeRef { id: compiled.id.clone(), version: compiled.version.clone(), hash: compiled.hash };
        let slices = compiled.principals.len() * Act::ALL.len() * compiled.purposes.len();
        Ok(Self {
            rules: Rules::of(&compiled),
            services: ServiceRules::of(&compiled),
            notice: Arc::new(notice),
            schema,
            names,
            store,
            policies,
            authorizer: Authorizer::new(),
            slices: (0..slices).map(|_| OnceLock::new()).collect(),
            memo: Memo::new(),
            compiled,
        })
    }

    /// The compiled notice.
    #[must_use]
    pub fn compiled(&self) -> &Arc<Compiled> {
        &self.compiled
    }

    /// The notice version.
    #[must_use]
    pub fn notice(&self) -> &NoticeRef {
        &self.notice
    }

    pub(crate) const fn services(&self) -> &ServiceRules {
        &self.services
    }

    /// The council's own policies: the id and the words of each.
    #[must_use]
    pub fn own_rules(&self) -> Vec<(StatementId, String)> {
        self.policies.own().map(|(_, source)| (source.statement.clone(), source.words.clone())).collect()
    }

    /// The facts that the council's own policies speak of.
    pub(crate) fn own_facts(&self) -> Facts {
        let texts = self.policies.own().map(|(policy, _)| crate::own::facts_in(&policy.to_string()));
        texts.fold(Facts::NONE, |all, some| Facts(all.0 | some.0))
    }

    /// How many outcomes are remembered just now, and how many at most.
    #[must_use]
    pub fn remembered(&self) -> (usize, usize) {
        (self.memo.len(), Memo::CAPACITY)
    }

    /// What is released to whom for which purpose, category by category. It never fails: whatever cannot be decided is
    /// refused.
    #[must_use]
    pub fn decide(
        &self,
        subject: PersonId,
        principal: PrincipalIx,
        act: Act,
        purpose: PurposeIx,
        asks: &[Ask],
    ) -> Decision {
        let outcome = |ask: &Ask| {
            let facts = known(ask.facts);
            let key = Key::of(principal, act, purpose, ask.category, facts);
            self.memo.get(key).unwrap_or_else(|| {
                let outcome = Arc::new(self.outcome(principal, act, purpose, ask.category, facts));
                self.memo.put(key, Arc::clone(&outcome));
                outcome
            })
        };
        self.decision(subject, principal, act, purpose, asks.iter().map(outcome).collect())
    }

    /// The same decision, evaluated anew: what [`Gate::decide`] must be indistinguishable from.
    #[must_use]
    pub fn decide_afresh(
        &self,
        subject: PersonId,
        principal: PrincipalIx,
        act: Act,
        purpose: PurposeIx,
        asks: &[Ask],
    ) -> Decision {
        let outcome = |ask: &Ask| Arc::new(self.outcome(principal, act, purpose, ask.category, known(ask.facts)));
        self.decision(subject, principal, act, purpose, asks.iter().map(outcome).collect())
    }

    fn decision(
        &self,
        subject: PersonId,
        principal: PrincipalIx,
        act: Act,
        purpose: PurposeIx,
        outcomes: Vec<Arc<Outcome>>,
    ) -> Decision {
        Decision { notice: Arc::clone(&self.notice), subject, principal, act, purpose, outcomes, others: Vec::new() }
    }

    fn slice(&self, principal: PrincipalIx, act: Act, purpose: PurposeIx) -> Option<&PolicySet> {
        let kinds = usize::from(principal.0) * Act::ALL.len() + act as usize;
        let at = kinds * self.names.purposes.len() + usize::from(purpose.0);
        let make = || {
            // Every request of this kind has the same shape, so that the schema is asked once and not each time.
            let (why, category) = (self.names.purposes.get(usize::from(purpose.0))?, self.names.categories.first()?);
            self.request(principal, act, why, category, Facts::NONE, Some(&self.schema))?;
            self.policies.slice(&self.names, &self.store, principal, act, why)
        };
        self.slices.get(at)?.get_or_init(make).as_ref()
    }

    fn request(
        &self,
        principal: PrincipalIx,
        act: Act,
        purpose: &EntityUid,
        category: &EntityUid,
        facts: Facts,
        schema: Option<&Schema>,
    ) -> Option<Request> {
        let principal = self.names.principals.get(usize::from(principal.0))?.clone();
        let context = entities::context(purpose, facts)?;
        Request::new(principal, self.names.act(act).clone(), category.clone(), context, schema).ok()
    }

    fn outcome(
        &self,
        principal: PrincipalIx,
        act: Act,
        purpose: PurposeIx,
        category: CategoryIx,
        facts: Facts,
    ) -> Outcome {
        let withheld = |reasons: Vec<Reason>| {
            let statements = reasons.iter().filter_map(Reason::statement).cloned().collect::<BTreeSet<_>>();
            Outcome {
                category,
                released: false,
                statements: statements.into_iter().collect(),
                reasons,
                obligations: Vec::new(),
            }
        };
        let (true, Some(what), Some(why)) = (
            usize::from(principal.0) < self.names.principals.len(),
            self.names.categories.get(usize::from(category.0)),
            self.names.purposes.get(usize::from(purpose.0)),
        ) else {
            return withheld(vec![Reason::NotInNotice]);
        };
        let (Some(policies), Some(request)) =
            (self.slice(principal, act, purpose), self.request(principal, act, why, what, facts, None))
        else {
            return withheld(vec![Reason::EvaluationError]);
        };
        let response = self.authorizer.is_authorized(&request, policies, &self.store);
        // A policy that errs is skipped by Cedar, so that a forbid that errs would fail open: here nothing passes.
        if response.diagnostics().errors().next().is_some() {
            return withheld(vec![Reason::EvaluationError]);
        }
        let mut sources: Vec<_> = response.diagnostics().reason().filter_map(|id| self.policies.source(id)).collect();
        sources.sort_by(|a, b| a.statement.cmp(&b.statement));
        sources.dedup_by(|a, b| a.statement == b.statement);
        if response.decision() == cedar_policy::Decision::Allow {
            let statements: Vec<StatementId> = sources.iter().map(|s| s.statement.clone()).collect();
            let obligations = self.rules.obligations(&statements);
            return Outcome { category, released: true, statements, reasons: Vec::new(), obligations };
        }
        let mut reasons: Vec<Reason> = sources
            .iter()
            .map(|s| Reason::Forbidden { statement: s.statement.clone(), words: s.words.clone() })
            .collect();
        reasons.extend(self.rules.shortfall(&self.compiled, principal, act, purpose, category, facts));
        if reasons.is_empty() {
            reasons.push(Reason::NotInNotice);
        }
        withheld(reasons)
    }
}

/// Only facts that exist: stray bits say nothing and must not fill the memory.
pub(crate) fn known(facts: Facts) -> Facts {
    const ALL: u16 = (1 << Fact::ALL.len()) - 1;
    Facts(facts.0 & ALL)
}

//! The properties, asked of the solver one kind of request at a time.

use crate::ProveError;
use crate::case::{Case, action, class_of, name, world};
use crate::spec;
use crate::words::Found;
use cedar_policy::{Authorizer, Context, Effect, Entities, Entity, EntityTypeName, EntityUid, Policy, PolicyId};
use cedar_policy::{PolicySet, Request, RequestEnv, RestrictedExpression};
use cedar_policy_symcc::solver::LocalSolver;
use cedar_policy_symcc::{CedarSymCompiler, CompiledPolicy, CompiledPolicySet, Env};
use notice::model::{Compiled, Fact, Principal};
use std::collections::{BTreeSet, HashSet};
use std::str::FromStr;
use tokio::runtime::Runtime;

/// A property.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Property {
    /// What runs allows no more than the envelope.
    P1,
    /// Who is told by consent is told nothing without it.
    P2,
    /// An override has its trigger, a reason and an approval.
    P3,
    /// Linked and research data decide nothing about anybody.
    P4,
    /// Nothing but a table is published.
    P5,
    /// Nothing goes on after expiry or under restriction but what survives it.
    P6,
    /// No policy can err.
    P7,
    /// Nothing that the notice says is empty.
    P8,
    /// Nobody sees what only others are told by consent.
    P9,
    /// How one version compares with another.
    P10,
}

impl Property {
    /// All of them.
    pub const ALL: [Self; 10] =
        [Self::P1, Self::P2, Self::P3, Self::P4, Self::P5, Self::P6, Self::P7, Self::P8, Self::P9, Self::P10];

    /// In one sentence.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::P1 => "nobody is released what the notice does not list",
            Self::P2 => "a recipient by consent is told nothing without a live consent, save by override",
            Self::P3 => "an override always has its trigger, a reason and an approval",
            Self::P4 => "linked or research data never feeds a decision about a person",
            Self::P5 => "nothing but a table without people in it is published",
            Self::P6 => "after expiry or under restriction only what survives it goes on",
            Self::P7 => "no policy can err",
            Self::P8 => "everything that the notice says can really happen",
            Self::P9 => "no recipient by consent sees what only others are told by consent",
            Self::P10 => "the new version compared with the old",
        }
    }
}

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is so.
    Holds,
    /// It is not so, and how.
    Fails(Vec<String>),
    /// An answer that is neither (P10): narrower, wider, neither; and how.
    Says(&'static str, Vec<String>),
}

/// The solver, ready to be asked.
pub struct Prover {
    solver: CedarSymCompiler<LocalSolver>,
    runtime: Runtime,
}

/// A policy set and its translation.
struct Side {
    set: PolicySet,
    compiled: CompiledPolicySet,
}

impl Side {
    fn new(case: &Case, env: &RequestEnv, set: PolicySet) -> Result<Self, ProveError> {
        Ok(Self { compiled: CompiledPolicySet::compile(&set, env, &case.schema).map_err(ProveError::solver)?, set })
    }
}

impl Prover {
    /// Starts the solver: `cvc5` on the path, or what the environment variable `CVC5` names.
    ///
    /// # Errors
    /// When there is none.
    pub fn start() -> Result<Self, ProveError> {
        let build = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = build.map_err(|e| ProveError::Solver(e.to_string()))?;
        let solver = {
            let _inside = runtime.enter();
            LocalSolver::cvc5_with_args(["--tlimit-per=60000"]).map_err(|e| ProveError::NoSolver(e.to_string()))?
        };
        let solver = CedarSymCompiler::new(solver).map_err(ProveError::solver)?;
        Ok(Self { solver, runtime })
    }

    fn implied(&mut self, case: &Case, left: &Side, right: &Side) -> Result<Option<String>, ProveError> {
        let asked = self.solver.check_implies_with_counterexample_opt(&left.compiled, &right.compiled);
        let found = self.runtime.block_on(asked).map_err(ProveError::solver)?;
        Ok(found.map(|env| said(case, &env, &left.set, Some(&right.set))))
    }

    fn never(&mut self, case: &Case, side: &Side) -> Result<Option<String>, ProveError> {
        let asked = self.solver.check_always_denies_with_counterexample_opt(&side.compiled);
        let found = self.runtime.block_on(asked).map_err(ProveError::solver)?;
        Ok(found.map(|env| said(case, &env, &side.set, None)))
    }

    /// Asks whether a property holds. P10 needs a version to compare with.
    ///
    /// # Errors
    /// When the solver fails or answers `unknown`: both are failures of the proof.
    pub fn prove(&mut self, property: Property, case: &Case, against: Option<&Case>) -> Result<Verdict, ProveError> {
        let found = match property {
            Property::P1 => self.each(case, &["see", "record"], |c, env| spec::envelope(&c.compiled, env))?,
            Property::P2 => self.bodies(case, |c, env| spec::consent(&c.compiled, env))?,
            Property::P3 => self.overrides(case)?,
            Property::P4 => self.decisions(case)?,
            Property::P5 => publishing(case),
            Property::P6 => self.each(case, &["see", "record", "decide"], |c, env| spec::ended(&c.compiled, env))?,
            Property::P7 => self.errors(case)?,
            Property::P8 => self.vacuous(case)?,
            Property::P9 => self.bodies(case, |c, env| spec::apart(&c.compiled, env))?,
            Property::P10 => return self.compare(case, against),
        };
        Ok(if found.is_empty() { Verdict::Holds } else { Verdict::Fails(found) })
    }

    /// What runs implies a specification, for requests of these actions about categories.
    fn each(
        &mut self,
        case: &Case,
        actions: &[&str],
        spec: impl Fn(&Case, &RequestEnv) -> Result<PolicySet, ProveError>,
    ) -> Result<Vec<String>, ProveError> {
        self.each_of(case, |env| actions.contains(&action(env).as_str()), spec)
    }

    fn each_of(
        &mut self,
        case: &Case,
        of: impl Fn(&RequestEnv) -> bool,
        spec: impl Fn(&Case, &RequestEnv) -> Result<PolicySet, ProveError>,
    ) -> Result<Vec<String>, ProveError> {
        let mut found = Vec::new();
        for env in case.environments() {
            if !of(&env) || env.resource().to_string() != "Category" {
                continue;
            }
            let left = Side::new(case, &env, case.enforced(&env)?)?;
            let right = Side::new(case, &env, spec(case, &env)?)?;
            found.extend(self.implied(case, &left, &right)?);
        }
        Ok(found)
    }

    /// The same, for what bodies see.
    fn bodies(
        &mut self,
        case: &Case,
        spec: impl Fn(&Case, &RequestEnv) -> Result<PolicySet, ProveError>,
    ) -> Result<Vec<String>, ProveError> {
        let party = |env: &RequestEnv| env.principal().to_string() == "Party";
        self.each_of(case, |env| party(env) && action(env) == "see", spec)
    }

    fn overrides(&mut self, case: &Case) -> Result<Vec<String>, ProveError> {
        let is_override = |p: &Policy| {
            let statement = Case::statement(p);
            statement.rsplit('#').next().is_some_and(|s| s.starts_with("override."))
        };
        let mut found = Vec::new();
        for env in case.environments() {
            if env.resource().to_string() != "Category" {
                continue;
            }
            let left = Side::new(case, &env, case.within(&env, |p| Case::is_forbid(p) || is_override(p))?)?;
            let right = Side::new(case, &env, spec::overridden(&env)?)?;
            found.extend(self.implied(case, &left, &right)?);
        }
        Ok(found)
    }

    fn decisions(&mut self, case: &Case) -> Result<Vec<String>, ProveError> {
        let mut found = self.each(case, &["decide"], |c, env| spec::envelope(&c.compiled, env))?;
        for env in case.environments() {
            if action(&env) == "decide" && env.resource().to_string() == "LinkedRecord" {
                let side = Side::new(case, &env, case.enforced(&env)?)?;
                found.extend(self.never(case, &side)?);
            }
        }
        Ok(found)
    }

    fn errors(&mut self, case: &Case) -> Result<Vec<String>, ProveError> {
        let mut found = Vec::new();
        for policy in &case.policies {
            let mut envs: Vec<RequestEnv> = policy.get_valid_request_envs(&case.schema).collect();
            envs.sort_by_key(name);
            for env in envs {
                let compiled = CompiledPolicy::compile(policy, &env, &case.schema).map_err(ProveError::solver)?;
                let asked = self.solver.check_never_errors_opt(&compiled);
                if !self.runtime.block_on(asked).map_err(ProveError::solver)? {
                    found.push(format!("the policy {} of {} can err", policy.id(), Case::statement(policy)));
                    break;
                }
            }
        }
        Ok(found)
    }

    /// Policies that can never decide anything, and disclosures that no policy carries out. What the envelope shows to
    /// happen needs no solver.
    fn vacuous(&mut self, case: &Case) -> Result<Vec<String>, ProveError> {
        let live = witnessed(case)?;
        let mut found = Vec::new();
        for policy in case.policies.iter().filter(|p| !live.contains(p.id())) {
            let mut envs: Vec<RequestEnv> = policy.get_valid_request_envs(&case.schema).collect();
            envs.sort_by_key(name);
            let mut can = false;
            for env in envs {
                if policy.effect() == Effect::Forbid {
                    let compiled = CompiledPolicy::compile(policy, &env, &case.schema).map_err(ProveError::solver)?;
                    let asked = self.solver.check_never_matches_opt(&compiled);
                    can |= !self.runtime.block_on(asked).map_err(ProveError::solver)?;
                } else {
                    let alone = case.within(&env, |p| p.id() == policy.id() || Case::is_forbid(p))?;
                    let side = Side::new(case, &env, alone)?;
                    let asked = self.solver.check_always_denies_opt(&side.compiled);
                    can |= !self.runtime.block_on(asked).map_err(ProveError::solver)?;
                }
                if can {
                    break;
                }
            }
            if !can {
                found.push(format!(
                    "{} says something that can never happen (policy {})",
                    Case::statement(policy),
                    policy.id()
                ));
            }
        }
        let carried: BTreeSet<&str> =
            case.policies.iter().map(Case::statement).map(|s| s.rsplit('#').next().unwrap_or(s)).collect();
        let missing = spec::stated(&case.compiled).into_iter().filter(|s| !carried.contains(s.as_str()));
        found.extend(missing.map(|s| format!("no policy carries out {s}")));
        Ok(found)
    }

    fn compare(&mut self, case: &Case, against: Option<&Case>) -> Result<Verdict, ProveError> {
        let Some(old) = against else { return Ok(Verdict::Says("not asked", Vec::new())) };
        let (mut wider, mut narrower) = (Vec::new(), Vec::new());
        for env in case.environments() {
            let world = world(&env, &[&case.compiled, &old.compiled])?;
            let with = |policies: &[Policy]| {
                PolicySet::from_policies(world.policies().chain(policies).cloned()).map_err(ProveError::unreadable)
            };
            let renamed =
                old.policies.iter().map(|p| of_version(p, 1, &old.compiled)).collect::<Result<Vec<_>, _>>()?;
            let new_side = Side::new(case, &env, with(&case.policies)?)?;
            let old_side = Side::new(case, &env, with(&renamed)?)?;
            wider.extend(self.implied(case, &new_side, &old_side)?.map(|w| w.replace("the notice lets", "now lets")));
            narrower.extend(
                self.implied(old, &old_side, &new_side)?.map(|w| w.replace("the notice lets", "no longer lets")),
            );
        }
        let says = match (wider.is_empty(), narrower.is_empty()) {
            (true, true) => "equal",
            (true, false) => "narrower",
            (false, true) => "wider",
            (false, false) => "neither wider nor narrower",
        };
        wider.extend(narrower);
        Ok(Verdict::Says(says, wider))
    }
}

fn said(case: &Case, env: &Env, allowing: &PolicySet, denying: Option<&PolicySet>) -> String {
    Found { env, allowing, denying }.words(&case.compiled)
}

/// A policy whose classes are those of another version.
fn of_version(policy: &Policy, version: usize, compiled: &Compiled) -> Result<Policy, ProveError> {
    let mut text = policy.to_cedar().unwrap_or_default();
    for class in compiled.merged.class.keys() {
        let named = crate::cedar::entity("Class", class);
        text = text.replace(&named, &crate::cedar::entity("Class", &class_of(version, class)));
    }
    Policy::parse(Some(policy.id().clone()), text).map_err(ProveError::unreadable)
}

/// P5 is the schema's: the only thing that can be published is a table, and a table can do nothing else.
fn publishing(case: &Case) -> Vec<String> {
    let wrong = |env: &RequestEnv| (action(env) == "publish") != (env.resource().to_string() == "Table");
    let say = |env: RequestEnv| match action(&env).as_str() {
        "publish" => format!("the schema lets a {} be published", env.resource()),
        other => format!("the schema lets a {} {other} a table", env.principal()),
    };
    let mut found: Vec<String> = case.environments().into_iter().filter(wrong).map(say).collect();
    if !case.environments().iter().any(|env| action(env) == "publish") {
        found.push("the schema knows no publishing".to_owned());
    }
    found.dedup();
    found
}

/// The permits that a request of the envelope really is allowed by.
fn witnessed(case: &Case) -> Result<HashSet<PolicyId>, ProveError> {
    let compiled = &case.compiled;
    let uid = |kind: &str, id: &str| -> Result<EntityUid, ProveError> {
        let kind = EntityTypeName::from_str(kind).map_err(ProveError::unreadable)?;
        Ok(EntityUid::from_type_name_and_id(kind, cedar_policy::EntityId::new(id)))
    };
    let mut entities = Vec::new();
    let mut names = Vec::new();
    for principal in &compiled.principals {
        let (kind, id) = match principal {
            Principal::Role { id, .. } => ("Role", id.clone()),
            Principal::Party { .. } | Principal::Enrolled { .. } => ("Party", principal.key()),
            Principal::Subject => ("Subject", principal.key()),
        };
        let classes: &[String] = match principal {
            Principal::Party { classes, .. } => classes,
            Principal::Enrolled { class, .. } => std::slice::from_ref(class),
            Principal::Role { .. } | Principal::Subject => &[],
        };
        let parents = classes.iter().map(|c| uid("Class", c)).collect::<Result<HashSet<_>, _>>()?;
        names.push(uid(kind, &id)?);
        entities.push(Entity::new_no_attrs(uid(kind, &id)?, parents));
    }
    let entities = Entities::from_entities(entities, None).map_err(ProveError::unreadable)?;
    let set = PolicySet::from_policies(case.policies.iter().cloned()).map_err(ProveError::unreadable)?;
    let permits = case.policies.iter().filter(|p| p.effect() == Effect::Permit).count();
    let mut live: HashSet<PolicyId> = HashSet::new();
    let mut tried = HashSet::new();
    for line in &compiled.envelope.lines {
        if live.len() == permits {
            break;
        }
        // One category of each purpose, principal and way is enough to see which permits are at work.
        if !tried.insert((line.principal, line.act, line.purpose, line.needs)) {
            continue;
        }
        let (Some(who), Some(what), Some(why)) = (
            names.get(usize::from(line.principal.0)),
            compiled.categories.get(usize::from(line.category.0)),
            compiled.purposes.get(usize::from(line.purpose.0)),
        ) else {
            continue;
        };
        let purpose = RestrictedExpression::new_entity_uid(uid("Purpose", &why.id)?);
        let facts = Fact::ALL.iter().map(|f| (f.id().to_owned(), RestrictedExpression::new_bool(line.needs.has(*f))));
        let context = Context::from_pairs(std::iter::once(("purpose".to_owned(), purpose)).chain(facts));
        let context = context.map_err(ProveError::unreadable)?;
        let (act, what) = (uid("Action", line.act.id())?, uid("Category", &what.id)?);
        let request = Request::new(who.clone(), act, what, context, None).map_err(ProveError::unreadable)?;
        let response = Authorizer::new().is_authorized(&request, &set, &entities);
        if response.decision() == cedar_policy::Decision::Allow {
            live.extend(response.diagnostics().reason().cloned());
        }
    }
    Ok(live)
}

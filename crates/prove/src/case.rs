//! What is proved something of: the schema and policies of one compiled notice, and the world that its requests live in.

use crate::ProveError;
use crate::cedar::{category, entity, kind, one_of, principal, purpose};
use cedar_policy::{Effect, Policy, PolicyId, PolicySet, RequestEnv, Schema};
use notice::model::{Compiled, Principal};
use std::collections::BTreeMap;
use std::fmt::Write;

/// One compiled notice, ready to be asked about.
pub struct Case {
    /// The notice.
    pub compiled: Compiled,
    /// Its schema.
    pub schema: Schema,
    /// Its policies, each under the name of its `@id`.
    pub policies: Vec<Policy>,
}

impl Case {
    /// Reads the schema and policies of a compiled notice.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn new(compiled: Compiled) -> Result<Self, ProveError> {
        let (schema, _) = Schema::from_cedarschema_str(&compiled.cedar_schema).map_err(ProveError::unreadable)?;
        let set: PolicySet = compiled.cedar_policies.parse().map_err(ProveError::unreadable)?;
        let named = |p: &Policy| p.annotation("id").map_or_else(|| p.clone(), |id| p.new_id(PolicyId::new(id)));
        Ok(Self { schema, policies: set.policies().map(named).collect(), compiled })
    }

    /// The statement that a policy comes from.
    #[must_use]
    pub fn statement(policy: &Policy) -> &str {
        policy.annotation("statement").unwrap_or_else(|| policy.id().as_ref())
    }

    /// The kinds of requests that the schema knows, in a fixed order.
    #[must_use]
    pub fn environments(&self) -> Vec<RequestEnv> {
        let mut all: Vec<RequestEnv> = self.schema.request_envs().collect();
        all.sort_by_key(name);
        all
    }

    /// What runs, within the world: the notice's policies, and a forbid for whatever cannot be asked.
    ///
    /// # Errors
    /// When the world cannot be written, which is a fault of this program.
    pub fn enforced(&self, env: &RequestEnv) -> Result<PolicySet, ProveError> {
        self.within(env, |_| true)
    }

    /// The same, with only some of the policies.
    ///
    /// # Errors
    /// As [`Case::enforced`].
    pub fn within(&self, env: &RequestEnv, keep: impl Fn(&Policy) -> bool) -> Result<PolicySet, ProveError> {
        let mut set = world(env, &[&self.compiled])?;
        for policy in self.policies.iter().filter(|p| keep(p)) {
            set.add(policy.clone()).map_err(ProveError::unreadable)?;
        }
        Ok(set)
    }

    /// The forbids alone.
    pub fn is_forbid(policy: &Policy) -> bool {
        policy.effect() == Effect::Forbid
    }
}

/// The name of a kind of request, for progress and order.
pub(crate) fn name(env: &RequestEnv) -> String {
    format!("{} {} {}", env.principal(), AsRef::<str>::as_ref(env.action().id()), env.resource())
}

/// The action's id.
pub(crate) fn action(env: &RequestEnv) -> String {
    AsRef::<str>::as_ref(env.action().id()).to_owned()
}

/// The scope of a policy that speaks of one kind of request only.
pub(crate) fn scope(env: &RequestEnv) -> String {
    format!("principal is {}, action == {}, resource is {}", env.principal(), env.action(), env.resource())
}

/// The world as a forbid. The solver knows of no notice's members: without this it would answer with bodies, categories
/// and memberships that no request can have. It is written from the principals, not from the policies.
pub(crate) fn world(env: &RequestEnv, notices: &[&Compiled]) -> Result<PolicySet, ProveError> {
    let of = env.principal().to_string();
    let mut principals: Vec<String> = Vec::new();
    let mut members: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (mut categories, mut purposes): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for (at, notice) in notices.iter().enumerate() {
        for who in notice.principals.iter().filter(|p| kind(p) == of) {
            principals.push(principal(who));
            let classes: &[String] = match who {
                Principal::Party { classes, .. } => classes,
                Principal::Enrolled { class, .. } => std::slice::from_ref(class),
                Principal::Role { .. } | Principal::Subject => &[],
            };
            for class in classes {
                members.entry(class_of(at, class)).or_default().push(principal(who));
            }
        }
        for class in notice.merged.class.keys() {
            members.entry(class_of(at, class)).or_default();
        }
        categories.extend((0u8..).zip(&notice.categories).map(|(c, _)| category(notice, c)));
        purposes.extend((0u8..).zip(&notice.purposes).map(|(p, _)| purpose(notice, p)));
    }
    for list in [&mut principals, &mut categories, &mut purposes] {
        list.sort();
        list.dedup();
    }
    let mut text = format!("@id(\"world\") @statement(\"world\") forbid({}) unless {{\n", scope(env));
    let _ = write!(text, "  {} && {}", one_of("principal", &principals), one_of("context.purpose", &purposes));
    if env.resource().to_string() == "Category" {
        let _ = write!(text, " && {}", one_of("resource", &categories));
    }
    if of == "Party" {
        for (class, members) in &members {
            let within = format!("principal in {}", entity("Class", class));
            if members.is_empty() {
                let _ = write!(text, "\n  && !({within})");
            } else {
                let _ = write!(text, "\n  && ({within}) == ({})", one_of("principal", members));
            }
        }
    }
    text.push_str("\n};");
    let policy = Policy::parse(Some(PolicyId::new("world")), &text).map_err(ProveError::unreadable)?;
    PolicySet::from_policies([policy]).map_err(ProveError::unreadable)
}

/// How a class is called when several versions are in one world: versions may differ in its members.
pub(crate) fn class_of(version: usize, class: &str) -> String {
    if version == 0 { class.to_owned() } else { format!("{version}:{class}") }
}

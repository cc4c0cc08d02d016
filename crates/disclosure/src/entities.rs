//! The notice's people, bodies, categories and purposes as Cedar entities. They never change while a version runs.

use crate::gate::GateError;
use cedar_policy::{Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, RestrictedExpression, Schema};
use notice::model::{Act, Compiled, Fact, Facts, Principal};
use std::collections::{BTreeSet, HashSet};
use std::str::FromStr;

/// An entity's name.
pub(crate) fn uid(kind: &str, id: &str) -> Result<EntityUid, GateError> {
    let kind = EntityTypeName::from_str(kind).map_err(|e| GateError::Entities(e.to_string()))?;
    Ok(EntityUid::from_type_name_and_id(kind, EntityId::new(id)))
}

/// The names of everything a request can speak of, by index.
pub(crate) struct Names {
    pub(crate) principals: Vec<EntityUid>,
    pub(crate) categories: Vec<EntityUid>,
    pub(crate) purposes: Vec<EntityUid>,
    pub(crate) acts: [EntityUid; 2],
}

impl Names {
    pub(crate) fn of(compiled: &Compiled) -> Result<Self, GateError> {
        let principal = |p: &Principal| match p {
            Principal::Role { id, .. } => uid("Role", id),
            Principal::Party { .. } | Principal::Enrolled { .. } => uid("Party", &p.key()),
            Principal::Subject => uid("Subject", "subject"),
        };
        Ok(Self {
            principals: compiled.principals.iter().map(principal).collect::<Result<_, _>>()?,
            categories: compiled.categories.iter().map(|c| uid("Category", &c.id)).collect::<Result<_, _>>()?,
            purposes: compiled.purposes.iter().map(|p| uid("Purpose", &p.id)).collect::<Result<_, _>>()?,
            acts: [uid("Action", Act::See.id())?, uid("Action", Act::Record.id())?],
        })
    }
    pub(crate) const fn act(&self, act: Act) -> &EntityUid {
        let [see, record] = &self.acts;
        match act {
            Act::See => see,
            Act::Record => record,
        }
    }
}

/// The store of entities that policies are evaluated over: checked against the schema.
pub(crate) fn store(compiled: &Compiled, names: &Names, schema: &Schema) -> Result<Entities, GateError> {
    let mut classes = BTreeSet::new();
    let mut entities = Vec::new();
    for (principal, name) in compiled.principals.iter().zip(&names.principals) {
        let of: &[String] = match principal {
            Principal::Party { classes, .. } => classes,
            Principal::Enrolled { class, .. } => std::slice::from_ref(class),
            Principal::Role { .. } | Principal::Subject => &[],
        };
        let parents = of.iter().map(|c| uid("Class", c)).collect::<Result<HashSet<_>, _>>()?;
        classes.extend(of.iter().cloned());
        entities.push(Entity::new_no_attrs(name.clone(), parents));
    }
    for class in &classes {
        entities.push(Entity::new_no_attrs(uid("Class", class)?, HashSet::new()));
    }
    let rest = names.categories.iter().chain(&names.purposes);
    entities.extend(rest.map(|name| Entity::new_no_attrs(name.clone(), HashSet::new())));
    Entities::from_entities(entities, Some(schema)).map_err(|e| GateError::Entities(e.to_string()))
}

/// The context of a request: its purpose and every fact by name.
pub(crate) fn context(purpose: &EntityUid, facts: Facts) -> Option<Context> {
    let purpose = ("purpose".to_owned(), RestrictedExpression::new_entity_uid(purpose.clone()));
    let facts = Fact::ALL.iter().map(|f| (f.id().to_owned(), RestrictedExpression::new_bool(facts.has(*f))));
    Context::from_pairs(std::iter::once(purpose).chain(facts)).ok()
}

//! The three forms of the rules say the same: permits and forbids, the Cedar policies, the envelope.

use crate::support::{SHIPPED, library};
use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression, Schema, ValidationMode, Validator,
};
use notice::model::{Act, CategoryIx, Compiled, Fact, Facts, Principal, PrincipalIx, PurposeIx, Who};
use notice::{compile, principal_entity};
use proptest::prelude::*;
use std::collections::{HashMap, HashSet};
use std::str::FromStr;

const FACTS: u16 = 1 << Fact::ALL.len();

fn all() -> Vec<Compiled> {
    let library = library();
    SHIPPED.iter().map(|(path, _)| compile(&library, path).compiled.expect("compiles")).collect()
}

fn is(who: &Who, principal: &Principal) -> bool {
    match (who, principal) {
        (Who::Anybody, _) | (Who::Subject, Principal::Subject) => true,
        (Who::Role(a), Principal::Role { id, .. }) => a == id,
        (Who::Party(a), Principal::Party { id, .. }) => a == id,
        (Who::Class(a), Principal::Party { classes, .. }) => classes.contains(a),
        (Who::Class(a), Principal::Enrolled { class, .. }) => a == class,
        _ => false,
    }
}

/// What permits and forbids say.
fn by_rules(n: &Compiled, who: PrincipalIx, act: Act, p: PurposeIx, c: CategoryIx, facts: Facts) -> bool {
    let principal = &n.principals[usize::from(who.0)];
    let permitted = n.permits.iter().any(|r| {
        r.act == act
            && r.purposes.contains(&p)
            && r.categories.contains(&c)
            && is(&r.who, principal)
            && r.when.holds(facts)
    });
    let forbidden = n.forbids.iter().any(|r| {
        r.acts.contains(&act)
            && (r.purposes.is_empty() || r.purposes.contains(&p))
            && !r.except_purposes.contains(&p)
            && (r.categories.is_empty() || r.categories.contains(&c))
            && is(&r.who, principal)
            && r.when.holds(facts)
    });
    permitted && !forbidden
}

/// The facts that each line needs, as they stand, and with each one more or less.
fn lines(n: &Compiled) -> Vec<Facts> {
    let kinds: HashSet<(u16, u16)> = n.envelope.lines.iter().map(|l| (l.needs.0, l.bars.0)).collect();
    let mut all = HashSet::new();
    for (needs, bars) in kinds {
        for free in [0, !bars & (FACTS - 1)] {
            let base = needs | free;
            all.insert(base);
            for bit in 0..13 {
                all.insert(base ^ (1 << bit));
            }
        }
    }
    all.into_iter().map(Facts).collect()
}

#[test]
fn the_envelope_says_what_permits_and_forbids_say() {
    for n in all() {
        let facts = lines(&n);
        let mut by_question: HashMap<_, Vec<_>> = HashMap::new();
        for l in &n.envelope.lines {
            by_question.entry((l.principal, l.act, l.purpose, l.category)).or_default().push(*l);
        }
        for who in (0..n.principals.len()).filter_map(|i| u16::try_from(i).ok()).map(PrincipalIx) {
            for act in Act::ALL {
                for p in (0..n.purposes.len()).filter_map(|i| u8::try_from(i).ok()).map(PurposeIx) {
                    for c in (0..n.categories.len()).filter_map(|i| u8::try_from(i).ok()).map(CategoryIx) {
                        let lines = by_question.get(&(who, act, p, c)).map(Vec::as_slice).unwrap_or_default();
                        let possible = n.permits.iter().any(|r| {
                            r.act == act
                                && r.purposes.contains(&p)
                                && r.categories.contains(&c)
                                && is(&r.who, &n.principals[usize::from(who.0)])
                        });
                        if lines.is_empty() && !possible {
                            continue;
                        }
                        for f in &facts {
                            let envelope = lines.iter().any(|l| f.0 & l.needs.0 == l.needs.0 && f.0 & l.bars.0 == 0);
                            assert_eq!(
                                envelope,
                                by_rules(&n, who, act, p, c, *f),
                                "{}: {} {} {} for {} with {f:?}",
                                n.id,
                                n.principals[usize::from(who.0)].key(),
                                act.id(),
                                n.categories[usize::from(c.0)].id,
                                n.purposes[usize::from(p.0)].id,
                            );
                        }
                    }
                }
            }
        }
    }
}

fn uid(kind: &str, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(EntityTypeName::from_str(kind).unwrap(), EntityId::new(id))
}

struct Cedar {
    n: Compiled,
    schema: Schema,
    policies: PolicySet,
    entities: Entities,
}

fn cedar(n: Compiled) -> Cedar {
    let (schema, _) = Schema::from_cedarschema_str(&n.cedar_schema).expect("the schema");
    let policies = PolicySet::from_str(&n.cedar_policies).unwrap_or_else(|e| panic!("{}: {e}", n.id));
    let entities = n.principals.iter().map(|p| {
        let (kind, id) = principal_entity(p);
        let parents = match p {
            Principal::Party { classes, .. } => classes.iter().map(|c| uid("Class", c)).collect(),
            Principal::Enrolled { class, .. } => HashSet::from([uid("Class", class)]),
            _ => HashSet::new(),
        };
        Entity::new_no_attrs(uid(kind, &id), parents)
    });
    let entities = Entities::from_entities(entities, Some(&schema)).expect("entities");
    Cedar { n, schema, policies, entities }
}

#[test]
fn the_policies_are_valid_and_named() {
    for n in all() {
        let cedar = cedar(n);
        let result = Validator::new(cedar.schema.clone()).validate(&cedar.policies, ValidationMode::Strict);
        let problems: Vec<String> = result.validation_errors().map(ToString::to_string).collect();
        assert!(problems.is_empty(), "{}:\n{}", cedar.n.id, problems.join("\n"));
        let impossible: Vec<String> = result
            .validation_warnings()
            .map(ToString::to_string)
            .filter(|w| !w.contains("mixed script") && !w.contains("confusable"))
            .collect();
        assert!(impossible.is_empty(), "{}:\n{}", cedar.n.id, impossible.join("\n"));
        let mut seen = HashSet::new();
        for policy in cedar.policies.policies() {
            let id = policy.annotation("id").expect("an id");
            assert!(seen.insert(id.to_owned()), "{}: {id} is there twice", cedar.n.id);
            let statement = notice::model::StatementId(policy.annotation("statement").expect("a statement").to_owned());
            assert!(cedar.n.statements.contains_key(&statement), "{}: {statement}", cedar.n.id);
        }
        for rule in cedar.n.permits.iter().map(|p| &p.id).chain(cedar.n.forbids.iter().map(|f| &f.id)) {
            assert!(seen.contains(rule), "{rule} has a policy");
        }
    }
}

impl Cedar {
    fn allows(&self, who: PrincipalIx, act: Act, p: PurposeIx, c: CategoryIx, facts: Facts) -> bool {
        let (kind, id) = principal_entity(&self.n.principals[usize::from(who.0)]);
        let purpose = uid("Purpose", &self.n.purposes[usize::from(p.0)].id);
        let context = Context::from_pairs(
            Fact::ALL
                .iter()
                .map(|f| (f.id().to_owned(), RestrictedExpression::new_bool(facts.has(*f))))
                .chain([("purpose".to_owned(), RestrictedExpression::new_entity_uid(purpose))]),
        )
        .expect("a context");
        let request = Request::new(
            uid(kind, &id),
            uid("Action", act.id()),
            uid("Category", &self.n.categories[usize::from(c.0)].id),
            context,
            Some(&self.schema),
        )
        .expect("a request of the schema");
        let answer = Authorizer::new().is_authorized(&request, &self.policies, &self.entities);
        assert_eq!(answer.diagnostics().errors().count(), 0, "no policy errs");
        answer.decision() == Decision::Allow
    }
}

#[test]
fn cedar_says_what_the_envelope_says() {
    for n in all().into_iter().filter(|n| !n.envelope.lines.is_empty()) {
        let cedar = cedar(n);
        let n = &cedar.n;
        // One line in sixty-one, at the edge of what it allows.
        for line in n.envelope.lines.iter().step_by(61) {
            let near: Vec<Facts> = std::iter::once(line.needs)
                .chain(Fact::ALL.into_iter().map(|f| Facts(line.needs.0 ^ (1 << (f as u8)))))
                .collect();
            for facts in near {
                let (w, a, p, c) = (line.principal, line.act, line.purpose, line.category);
                assert_eq!(
                    cedar.allows(w, a, p, c, facts),
                    n.envelope.allows(w, a, p, c, facts),
                    "{}: {line:?} with {facts:?}",
                    n.id
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_question_has_one_answer(at in 2_usize..7, who in any::<u16>(), act in any::<bool>(), p in any::<u8>(), c in any::<u8>(), f in 0..FACTS) {
        thread_local! { static NOTICES: Vec<Cedar> = all().into_iter().map(cedar).collect(); }
        NOTICES.with(|notices| {
            let cedar = &notices[at];
            let n = &cedar.n;
            let who = PrincipalIx(who % u16::try_from(n.principals.len()).unwrap());
            let act = if act { Act::See } else { Act::Record };
            let p = PurposeIx(p % u8::try_from(n.purposes.len()).unwrap());
            let c = CategoryIx(c % u8::try_from(n.categories.len()).unwrap());
            let facts = Facts(f);
            let envelope = n.envelope.allows(who, act, p, c, facts);
            prop_assert_eq!(envelope, by_rules(n, who, act, p, c, facts));
            prop_assert_eq!(envelope, cedar.allows(who, act, p, c, facts));
            Ok(())
        })?;
    }
}

#[test]
fn a_notice_can_ask_for_training_and_every_writer_says_so() {
    let needs = "needs      = [\"reason\"]\norigin     = \"assumed\"";
    let notice =
        crate::support::changed("coventry", needs, "needs      = [\"reason\", \"training\"]\norigin     = \"assumed\"");
    let at = notice.compiled.purpose("fraud").unwrap();
    let role = notice.compiled.principal("role:team-manager").unwrap();
    let lines: Vec<_> =
        notice.compiled.envelope.lines.iter().filter(|l| l.principal == role && l.purpose == at).collect();
    assert!(!lines.is_empty() && lines.iter().all(|l| l.needs.has(Fact::Trained) && l.needs.has(Fact::Reason)));
    assert!(notice.compiled.cedar_policies.contains("context.trained"), "the policies that run do not ask for it");
}

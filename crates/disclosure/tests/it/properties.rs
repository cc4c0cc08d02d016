//! Whatever is asked, and whatever the rules: the gate answers as the rules say, from memory as afresh, and never breaks.

use crate::fixture::{self, cedar, person};
use disclosure::{Ask, Gate};
use notice::model::{
    Act, CategoryIx, Compiled, Cond, Fact, Facts, Forbid, Permit, Principal, PrincipalIx, PurposeIx, StatementId, Who,
};
use proptest::prelude::*;
use std::sync::{Arc, LazyLock};

static GATE: LazyLock<Gate> = LazyLock::new(fixture::gate);

/// The rules read plainly.
pub fn allowed(
    c: &Compiled,
    principal: PrincipalIx,
    act: Act,
    purpose: PurposeIx,
    at: CategoryIx,
    facts: Facts,
) -> bool {
    let Some(who) = c.principals.get(usize::from(principal.0)) else { return false };
    let means = |rule: &Who| match (rule, who) {
        (Who::Anybody, _) | (Who::Subject, Principal::Subject) => true,
        (Who::Role(a), Principal::Role { id, .. }) => a == id,
        (Who::Party(a), Principal::Party { id, .. }) => a == id,
        (Who::Class(a), Principal::Party { classes, .. }) => classes.contains(a),
        (Who::Class(a), Principal::Enrolled { class, .. }) => a == class,
        _ => false,
    };
    let permitted = c.permits.iter().any(|p| {
        p.act == act
            && means(&p.who)
            && p.purposes.contains(&purpose)
            && p.categories.contains(&at)
            && p.when.holds(facts)
    });
    let forbidden = c.forbids.iter().any(|f| {
        f.acts.contains(&act)
            && means(&f.who)
            && (f.purposes.is_empty() || f.purposes.contains(&purpose))
            && !f.except_purposes.contains(&purpose)
            && (f.categories.is_empty() || f.categories.contains(&at))
            && f.when.holds(facts)
    });
    permitted && !forbidden
}

fn acts() -> impl Strategy<Value = Act> {
    prop_oneof![Just(Act::See), Just(Act::Record)]
}

fn asks() -> impl Strategy<Value = Vec<Ask>> {
    prop::collection::vec((0u8..6, any::<u16>()), 0..8).prop_map(|of| {
        of.into_iter().map(|(category, facts)| Ask { category: CategoryIx(category), facts: Facts(facts) }).collect()
    })
}

fn conds() -> impl Strategy<Value = Cond> {
    let fact = (0..Fact::ALL.len()).prop_map(|i| Fact::ALL[i]);
    let leaf = prop_oneof![Just(Cond::True), fact.clone().prop_map(Cond::Is), fact.prop_map(Cond::Not)];
    leaf.prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Cond::All),
            prop::collection::vec(inner, 0..3).prop_map(Cond::Any),
        ]
    })
}

fn whos() -> impl Strategy<Value = Who> {
    prop_oneof![
        Just(Who::Role("officer".into())),
        Just(Who::Role("outreach".into())),
        Just(Who::Party("st-basils".into())),
        Just(Who::Class("support".into())),
        Just(Who::Class("landlord".into())),
        Just(Who::Subject),
    ]
}

fn some(of: u8) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::btree_set(0..of, 1..3).prop_map(|s| s.into_iter().collect())
}

prop_compose! {
    fn permits()(who in whos(), act in acts(), purposes in some(5), categories in some(4), when in conds()) -> Permit {
        Permit {
            id: String::new(),
            statement: StatementId("access.officer".into()),
            who,
            act,
            purposes: purposes.into_iter().map(PurposeIx).collect(),
            categories: categories.into_iter().map(CategoryIx).collect(),
            when,
            overriding: None,
        }
    }
}

prop_compose! {
    fn forbids()(
        who in prop_oneof![Just(Who::Anybody), whos()],
        act in acts(),
        purposes in prop_oneof![Just(vec![]), some(5)],
        except in prop_oneof![Just(vec![]), some(5)],
        categories in prop_oneof![Just(vec![]), some(4)],
        when in conds(),
    ) -> Forbid {
        Forbid {
            id: String::new(),
            statement: StatementId("law.expired".into()),
            who,
            acts: vec![act],
            purposes: purposes.into_iter().map(PurposeIx).collect(),
            except_purposes: except.into_iter().map(PurposeIx).collect(),
            categories: categories.into_iter().map(CategoryIx).collect(),
            when,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn from_memory_as_afresh(principal in 0u16..9, act in acts(), purpose in 0u8..7, asks in asks()) {
        let (principal, purpose) = (PrincipalIx(principal), PurposeIx(purpose));
        let first = GATE.decide(person(), principal, act, purpose, &asks);
        let again = GATE.decide(person(), principal, act, purpose, &asks);
        let fresh = GATE.decide_afresh(person(), principal, act, purpose, &asks);
        prop_assert_eq!(format!("{first:?}"), format!("{fresh:?}"));
        prop_assert_eq!(format!("{again:?}"), format!("{fresh:?}"));
        prop_assert_eq!(fresh.outcomes().len(), asks.len());
    }

    #[test]
    fn an_outcome_always_accounts_for_itself(principal in 0u16..9, act in acts(), purpose in 0u8..7, asks in asks()) {
        let decision = GATE.decide(person(), PrincipalIx(principal), act, PurposeIx(purpose), &asks);
        for outcome in decision.outcomes() {
            if outcome.released {
                prop_assert!(!outcome.statements.is_empty() && outcome.reasons.is_empty());
            } else {
                prop_assert!(!outcome.reasons.is_empty() && outcome.obligations.is_empty());
            }
        }
    }

    #[test]
    fn what_is_said_to_be_missing_is_enough(principal in 0u16..7, purpose in 0u8..5, category in 0u8..4, facts in 0u16..(1 << 15)) {
        // Whatever permit is nearest: there are facts within the number of things said that make a permit hold.
        let (principal, purpose) = (PrincipalIx(principal), PurposeIx(purpose));
        let asks = [Ask { category: CategoryIx(category), facts: Facts(facts) }];
        let decision = GATE.decide(person(), principal, Act::See, purpose, &asks);
        for reason in &decision.outcomes()[0].reasons {
            if let disclosure::Reason::Needs { statement, missing } = reason {
                let near = GATE.compiled().permits.iter().filter(|p| p.statement == *statement);
                let enough = near.into_iter().any(|p| (0..1u16 << Fact::ALL.len()).any(|flip| {
                    flip.count_ones() as usize == missing.len() && p.when.holds(Facts(facts ^ flip))
                }));
                prop_assert!(enough, "{:?}", reason);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_rules_are_decided_as_they_read(
        permits in prop::collection::vec(permits(), 0..8),
        forbids in prop::collection::vec(forbids(), 0..3),
        tries in prop::collection::vec((0u16..7, acts(), 0u8..5, 0u8..4, 0u16..(1 << 15)), 60),
    ) {
        let mut compiled = fixture::compiled();
        compiled.permits = permits;
        compiled.forbids = forbids;
        compiled.permits.iter_mut().enumerate().for_each(|(i, p)| p.id = format!("permit.{i}"));
        compiled.forbids.iter_mut().enumerate().for_each(|(i, f)| f.id = format!("forbid.{i}"));
        compiled.cedar_policies = cedar(&compiled);
        let gate = Gate::new(Arc::new(compiled)).unwrap();
        for (principal, act, purpose, category, facts) in tries {
            let (principal, purpose) = (PrincipalIx(principal), PurposeIx(purpose));
            let (category, facts) = (CategoryIx(category), Facts(facts));
            let decision = gate.decide(person(), principal, act, purpose, &[Ask { category, facts }]);
            let plainly = allowed(gate.compiled(), principal, act, purpose, category, facts);
            prop_assert_eq!(decision.releases(category), plainly);
        }
    }
}

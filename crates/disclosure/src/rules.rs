//! The compiled rules read as conditions over facts: what is nearest to being allowed, and what comes with a release.
//! Nothing in here decides: it only explains what Cedar decided.

use crate::decision::{Obligation, Reason};
use crate::words;
use notice::model::{
    Act, CategoryIx, Compiled, Cond, Fact, Facts, Forbid, Permit, Principal, PrincipalIx, PurposeIx, StatementId,
};
use notice::source::{Onward, Recall};
use std::collections::HashMap;

/// A way for a condition to hold: these facts so, those not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Way {
    needs: Facts,
    bars: Facts,
}

impl Way {
    /// The facts that would have to change.
    const fn change(self, facts: Facts) -> Facts {
        Facts((self.needs.0 & !facts.0) | (self.bars.0 & facts.0))
    }
}

/// All ways for a condition to hold.
fn ways(cond: &Cond) -> Vec<Way> {
    let none = Way { needs: Facts::NONE, bars: Facts::NONE };
    match cond {
        Cond::True => vec![none],
        Cond::Is(fact) => vec![Way { needs: Facts::NONE.with(*fact), ..none }],
        Cond::Not(fact) => vec![Way { bars: Facts::NONE.with(*fact), ..none }],
        Cond::Any(parts) => parts.iter().flat_map(ways).collect(),
        Cond::All(parts) => parts.iter().fold(vec![none], |so_far, part| {
            let part = ways(part);
            let both = |a: &Way, b: &Way| Way { needs: Facts(a.needs.0 | b.needs.0), bars: Facts(a.bars.0 | b.bars.0) };
            so_far
                .iter()
                .flat_map(|a| part.iter().map(move |b| both(a, b)))
                .filter(|w| w.needs.0 & w.bars.0 == 0)
                .collect()
        }),
    }
}

/// Whether a permit speaks of a request.
pub(crate) fn permits(
    permit: &Permit,
    principal: &Principal,
    act: Act,
    purpose: PurposeIx,
    category: CategoryIx,
) -> bool {
    permit.act == act
        && permit.categories.contains(&category)
        && permit.purposes.contains(&purpose)
        && principal.is(&permit.who)
}

/// Whether a forbid speaks of a request.
pub(crate) fn forbids(
    forbid: &Forbid,
    principal: &Principal,
    act: Act,
    purpose: PurposeIx,
    category: CategoryIx,
) -> bool {
    forbid.acts.contains(&act)
        && (forbid.categories.is_empty() || forbid.categories.contains(&category))
        && (forbid.purposes.is_empty() || forbid.purposes.contains(&purpose))
        && !forbid.except_purposes.contains(&purpose)
        && principal.is(&forbid.who)
}

/// What explanations need of the rules, worked out once.
pub(crate) struct Rules {
    /// For each permit of the notice, in order.
    ways: Vec<Vec<Way>>,
    /// What comes with a release under a statement.
    obligations: HashMap<StatementId, Vec<Obligation>>,
}

impl Rules {
    pub(crate) fn of(compiled: &Compiled) -> Self {
        let mut obligations: HashMap<StatementId, Vec<Obligation>> = HashMap::new();
        for flow in &compiled.flows {
            let of = obligations.entry(flow.statement.clone()).or_default();
            if flow.recall == Recall::Impossible {
                of.push(Obligation::CannotRecall);
            }
            if flow.onward == Onward::Forbidden {
                of.push(Obligation::NoOnward);
            }
            let key = own_key(&flow.statement, "disclose");
            if key.and_then(|key| compiled.merged.disclose.get(key)).is_some_and(|d| d.no_decisions) {
                of.push(Obligation::NoDecisions);
            }
        }
        for permit in compiled.permits.iter().filter(|p| p.overriding.is_some()) {
            let key = own_key(&permit.statement, "override");
            if let Some(rule) = key.and_then(|key| compiled.merged.overrides.get(key)) {
                let review = Obligation::ReviewWithin(rule.review_within_days);
                let of = obligations.entry(permit.statement.clone()).or_default();
                if !of.contains(&review) {
                    of.push(review);
                }
            }
        }
        Self { ways: compiled.permits.iter().map(|p| ways(&p.when)).collect(), obligations }
    }

    /// What comes with a release under these statements.
    pub(crate) fn obligations(&self, statements: &[StatementId]) -> Vec<Obligation> {
        let mut all = Vec::new();
        for obligation in statements.iter().filter_map(|s| self.obligations.get(s)).flatten() {
            if !all.contains(obligation) {
                all.push(obligation.clone());
            }
        }
        all
    }

    /// Why no permit holds: none speaks of the request, or the nearest one and what it lacks. Overrides are for
    /// emergencies and are only named where nothing else could help. Nothing, if a permit does hold.
    pub(crate) fn shortfall(
        &self,
        compiled: &Compiled,
        principal: PrincipalIx,
        act: Act,
        purpose: PurposeIx,
        category: CategoryIx,
        facts: Facts,
    ) -> Option<Reason> {
        let principal = compiled.principals.get(usize::from(principal.0))?;
        let (_, _, permit, change) = compiled
            .permits
            .iter()
            .zip(&self.ways)
            .filter(|(permit, _)| permits(permit, principal, act, purpose, category))
            .flat_map(|(permit, ways)| {
                ways.iter().map(move |way| {
                    let change = way.change(facts);
                    (permit.overriding.is_some() && change != Facts::NONE, change.0.count_ones(), permit, change)
                })
            })
            .min_by_key(|(overriding, count, _, _)| (*overriding, *count))
            .map_or((false, 0, None, Facts::NONE), |(o, n, permit, change)| (o, n, Some(permit), change));
        let Some(permit) = permit else { return Some(Reason::NotInNotice) };
        if change == Facts::NONE {
            return None;
        }
        let missing = Fact::ALL
            .iter()
            .filter(|f| change.has(**f))
            .map(|f| words::missing(*f, !facts.has(*f), principal).to_owned())
            .collect();
        Some(Reason::Needs { statement: permit.statement.clone(), missing })
    }
}

/// The key of a statement in its own table: `disclose.court` and `base/england#disclose.court` are both `court`.
fn own_key<'a>(statement: &'a StatementId, table: &str) -> Option<&'a str> {
    let local = statement.0.rsplit_once('#').map_or(statement.0.as_str(), |(_, local)| local);
    local.strip_prefix(table)?.strip_prefix('.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn conds() -> impl Strategy<Value = Cond> {
        let fact = (0..Fact::ALL.len()).prop_map(|i| Fact::ALL[i]);
        let leaf = prop_oneof![Just(Cond::True), fact.clone().prop_map(Cond::Is), fact.prop_map(Cond::Not)];
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Cond::All),
                prop::collection::vec(inner, 0..3).prop_map(Cond::Any),
            ]
        })
    }

    proptest! {
        #[test]
        fn ways_are_the_condition(cond in conds(), facts in 0u16..(1 << 15)) {
            let facts = Facts(facts);
            let by_ways = ways(&cond).iter().any(|w| w.change(facts) == Facts::NONE);
            prop_assert_eq!(cond.holds(facts), by_ways);
        }
        #[test]
        fn changing_what_is_missing_makes_it_hold(cond in conds(), facts in 0u16..(1 << 15)) {
            for way in ways(&cond) {
                prop_assert!(cond.holds(Facts(facts ^ way.change(Facts(facts)).0)));
            }
        }
    }
}

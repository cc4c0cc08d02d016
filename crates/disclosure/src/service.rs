//! A case belongs to one service of its notice; statements may speak of some services only. This narrows what Cedar decided
//! and never widens it, so everything that is proved of the policies holds of the narrowed decision too.

use crate::decision::{Ask, Decision, Outcome, Reason};
use crate::gate::Gate;
use kernel::PersonId;
use notice::model::{Act, Compiled, PrincipalIx, PurposeIx, StatementId};
use std::collections::HashMap;
use std::sync::Arc;

/// Which statements, purposes and categories speak of some services only.
#[derive(Debug)]
pub(crate) struct ServiceRules {
    statements: HashMap<StatementId, Vec<String>>,
    purposes: Vec<Vec<String>>,
    categories: Vec<Vec<String>>,
    labels: HashMap<String, String>,
}

impl ServiceRules {
    pub(crate) fn of(compiled: &Compiled) -> Self {
        let limited = compiled.flows.iter().filter(|f| !f.services.is_empty());
        Self {
            statements: limited.map(|f| (f.statement.clone(), f.services.clone())).collect(),
            purposes: compiled.purposes.iter().map(|p| p.services.clone()).collect(),
            categories: compiled.categories.iter().map(|c| c.services.clone()).collect(),
            labels: compiled.merged.service.iter().map(|(id, s)| (id.clone(), s.label.clone())).collect(),
        }
    }

    /// Whether nothing of this notice is limited: then there is nothing to narrow.
    fn is_idle(&self) -> bool {
        self.statements.is_empty()
            && self.purposes.iter().all(Vec::is_empty)
            && self.categories.iter().all(Vec::is_empty)
    }

    /// What stands in the way of an outcome for a case of a service, if anything does.
    fn obstacle(&self, outcome: &Outcome, purpose: PurposeIx, service: &str) -> Option<&[String]> {
        let other = |services: &Vec<String>| !services.is_empty() && !services.iter().any(|s| s == service);
        let of_purpose = self.purposes.get(usize::from(purpose.0)).filter(|s| other(s));
        let of_category = self.categories.get(usize::from(outcome.category.0)).filter(|s| other(s));
        if let Some(services) = of_purpose.or(of_category) {
            return Some(services);
        }
        let limits: Vec<&Vec<String>> =
            outcome.statements.iter().map_while(|s| self.statements.get(s).filter(|s| other(s))).collect();
        // One statement that speaks of this service, or of all, is enough.
        if !outcome.statements.is_empty() && limits.len() == outcome.statements.len() {
            return limits.first().map(|l| l.as_slice());
        }
        None
    }

    fn narrowed(&self, outcome: &Arc<Outcome>, purpose: PurposeIx, service: &str) -> Arc<Outcome> {
        if !outcome.released {
            return Arc::clone(outcome);
        }
        let Some(services) = self.obstacle(outcome, purpose, service) else { return Arc::clone(outcome) };
        let names: Vec<&str> = services.iter().map(|s| self.labels.get(s).map_or(s.as_str(), String::as_str)).collect();
        let missing = format!("a case of another service: this is for {} only", names.join(" and "));
        let needs =
            |statement: &StatementId| Reason::Needs { statement: statement.clone(), missing: vec![missing.clone()] };
        Arc::new(Outcome {
            category: outcome.category,
            released: false,
            statements: outcome.statements.clone(),
            reasons: outcome.statements.iter().map(needs).collect(),
            obligations: Vec::new(),
        })
    }
}

impl Gate {
    /// What [`Gate::decide`] decides, for a case of a service: what the notice says of other services only is withheld.
    #[must_use]
    pub fn decide_in(
        &self,
        service: &str,
        subject: PersonId,
        principal: PrincipalIx,
        act: Act,
        purpose: PurposeIx,
        asks: &[Ask],
    ) -> Decision {
        let mut decision = self.decide(subject, principal, act, purpose, asks);
        if !self.services().is_idle() {
            for outcome in &mut decision.outcomes {
                *outcome = self.services().narrowed(outcome, purpose, service);
            }
        }
        decision
    }
}

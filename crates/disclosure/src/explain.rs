//! One decision explained to people: what was decided, under which statements, on which facts, and what would change it.

use crate::decision::{Ask, Outcome, Reason};
use crate::gate::{Gate, known};
use crate::{rules, words};
use kernel::PersonId;
use notice::model::{Act, Fact, Facts, PrincipalIx, PurposeIx, StatementId};
use notice::source::Origin;
use serde::Serialize;

/// A statement, named and said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// Its name.
    pub id: StatementId,
    /// What it says.
    pub words: String,
    /// Who said it; none for a council's own policy.
    pub origin: Option<Origin>,
}

/// A fact that the decision could depend on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactSaid {
    /// The fact.
    pub fact: Fact,
    /// Whether it is so.
    pub holds: bool,
    /// In words, as it is.
    pub words: &'static str,
}

/// A decision about one category, explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The notice version, `id@version`.
    pub notice: String,
    /// For whom, in words.
    pub principal: String,
    /// Which act: `see` or `record`.
    pub act: &'static str,
    /// For which purpose, in words.
    pub purpose: String,
    /// Which category, in words.
    pub category: String,
    /// Whether it is released.
    pub released: bool,
    /// The decision in one sentence.
    pub says: String,
    /// The statements that decided, or that would have to be met.
    pub statements: Vec<Said>,
    /// The facts that any rule for this request speaks of.
    pub facts: Vec<FactSaid>,
    /// What would change a refusal, each a thing to bring about; empty if nothing would.
    pub change: Vec<String>,
    /// What comes with a release.
    pub obligations: Vec<String>,
}

impl Gate {
    /// Explains the decision about one category. It is the same decision that [`Gate::decide`] makes.
    #[must_use]
    pub fn explain(
        &self,
        subject: PersonId,
        principal: PrincipalIx,
        act: Act,
        purpose: PurposeIx,
        ask: Ask,
    ) -> Explanation {
        let compiled = self.compiled();
        let unknown = || "something that the notice does not name".to_owned();
        let who = compiled.principals.get(usize::from(principal.0)).map_or_else(unknown, |p| p.words().to_owned());
        let why = compiled.purposes.get(usize::from(purpose.0)).map_or_else(unknown, |p| p.label.clone());
        let what = compiled.categories.get(usize::from(ask.category.0)).map_or_else(unknown, |c| c.label.clone());
        let decision = self.decide(subject, principal, act, purpose, &[ask]);
        let outcome = decision.outcomes().first().map(AsRef::as_ref);
        let released = outcome.is_some_and(|o| o.released);
        let reasons = outcome.map_or(&[][..], |o| &o.reasons);
        let verb = match act {
            Act::See => "see",
            Act::Record => "record",
        };
        let says = if released {
            format!("Released: {who} may {verb} “{what}” for “{why}”.")
        } else {
            let because: Vec<String> = reasons.iter().map(Reason::words).collect();
            format!("Withheld: {who} may not {verb} “{what}” for “{why}”. {}", because.join(" "))
        };
        let change = reasons.iter().flat_map(|r| match r {
            Reason::Needs { missing, .. } => missing.clone(),
            _ => Vec::new(),
        });
        Explanation {
            notice: self.notice().at(),
            principal: who,
            act: act.id(),
            purpose: why,
            category: what,
            released,
            says,
            statements: outcome.map(|o| self.said(o)).unwrap_or_default(),
            facts: self.facts_of(principal, act, purpose, ask),
            change: change.collect(),
            obligations: outcome.map_or(&[][..], |o| &o.obligations).iter().map(|o| o.words()).collect(),
        }
    }

    fn said(&self, outcome: &Outcome) -> Vec<Said> {
        let said = |id: &StatementId| match self.compiled().statements.get(id) {
            Some(s) => Said { id: id.clone(), words: s.words.clone(), origin: Some(s.origin) },
            None => Said { id: id.clone(), words: local_words(outcome, id), origin: None },
        };
        outcome.statements.iter().map(said).collect()
    }

    fn facts_of(&self, principal: PrincipalIx, act: Act, purpose: PurposeIx, ask: Ask) -> Vec<FactSaid> {
        let compiled = self.compiled();
        let Some(principal) = compiled.principals.get(usize::from(principal.0)) else { return Vec::new() };
        let permits = compiled.permits.iter().filter(|p| rules::permits(p, principal, act, purpose, ask.category));
        let forbids = compiled.forbids.iter().filter(|f| rules::forbids(f, principal, act, purpose, ask.category));
        let conds = permits.map(|p| &p.when).chain(forbids.map(|f| &f.when));
        let mentioned = Facts(conds.fold(0, |all, c| all | words::mentioned(c).0));
        let facts = known(ask.facts);
        let said = |fact: &Fact| {
            let holds = facts.has(*fact);
            FactSaid { fact: *fact, holds, words: words::state(*fact, holds) }
        };
        Fact::ALL.iter().filter(|f| mentioned.has(**f)).map(said).collect()
    }
}

fn local_words(outcome: &Outcome, id: &StatementId) -> String {
    let of = outcome.reasons.iter().find(|r| r.statement() == Some(id));
    of.map(Reason::words).unwrap_or_default()
}

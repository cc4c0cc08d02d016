//! What a council's own policies take away of what its notice allows: decided over the notice's envelope, so that it can be said
//! before they count, and so that what the law gives stays.

use crate::decision::{Ask, Reason};
use crate::gate::Gate;
use crate::policies::LOCAL;
use kernel::PersonId;
use notice::model::{Act, CategoryIx, Fact, Facts, PrincipalIx, PurposeIx, StatementId};
use notice::source::Origin;

/// Something that the notice alone would release and the council's own policies do not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// From whom.
    pub principal: PrincipalIx,
    /// Seeing or recording.
    pub act: Act,
    /// For which purpose.
    pub purpose: PurposeIx,
    /// Which category.
    pub category: CategoryIx,
    /// What was so.
    pub facts: Facts,
    /// The council's own policies that took it; none if they could not be evaluated.
    pub by: Vec<StatementId>,
    /// The statements of the notice that gave it.
    pub gave: Vec<StatementId>,
    /// Whether the law is among them, whatever a council writes.
    pub law: bool,
}

/// Every way of being allowed that the own policies of `narrowed` close, each asked with and without the facts that these
/// policies speak of. Both are gates of one notice.
#[must_use]
pub fn taken(notice: &Gate, narrowed: &Gate) -> Vec<Taken> {
    let compiled = notice.compiled();
    let spoken = narrowed.own_facts();
    let nobody = PersonId::from_bytes([0; 16]);
    let mut all = Vec::new();
    for line in &compiled.envelope.lines {
        // What a line bars stays barred; the rest of what the policies speak of may be so or not.
        let free = Facts(spoken.0 & !line.bars.0 & !line.needs.0);
        for more in free.subsets() {
            let facts = Facts(line.needs.0 | more.0);
            let asks = [Ask { category: line.category, facts }];
            let decide = |gate: &Gate| gate.decide(nobody, line.principal, line.act, line.purpose, &asks);
            let (given, kept) = (decide(notice), decide(narrowed));
            let (Some(given), Some(kept)) = (given.outcomes().first(), kept.outcomes().first()) else { continue };
            if !given.released || kept.released {
                continue;
            }
            let own = |reason: &Reason| match reason {
                Reason::Forbidden { statement, .. } if statement.0.starts_with(LOCAL) => Some(statement.clone()),
                _ => None,
            };
            let by_law = |id: &StatementId| compiled.statements.get(id).is_some_and(|s| s.origin == Origin::Law);
            all.push(Taken {
                principal: line.principal,
                act: line.act,
                purpose: line.purpose,
                category: line.category,
                facts,
                by: kept.reasons.iter().filter_map(own).collect(),
                law: given.statements.iter().any(by_law),
                gave: given.statements.clone(),
            });
        }
    }
    all
}

/// The facts that a policy's text speaks of.
pub(crate) fn facts_in(text: &str) -> Facts {
    let named = |fact: &Fact| {
        let plain = text
            .match_indices(&format!("context.{}", fact.id()))
            .any(|(at, found)| !text[at + found.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'));
        plain || text.contains(&format!("context[\"{}\"]", fact.id()))
    };
    Fact::ALL.iter().filter(|f| named(f)).fold(Facts::NONE, |all, f| all.with(*f))
}

//! Facts and conditions in plain words.

use crate::decision::{Obligation, Reason};
use notice::model::{Cond, Fact, Facts, Principal, StatementId};

/// What a fact is, said as something that is so (`true`) or is not so.
#[must_use]
pub const fn state(fact: Fact, so: bool) -> &'static str {
    match (fact, so) {
        (Fact::Consent, true) => "consent has been given",
        (Fact::Consent, false) => "no consent has been given",
        (Fact::Withdrawn, true) => "consent has been withdrawn or has run out",
        (Fact::Withdrawn, false) => "consent has not been withdrawn",
        (Fact::Explicit, true) => "the consent is explicit, in words",
        (Fact::Explicit, false) => "the consent is not explicit",
        (Fact::Linked, true) => "they work with this person",
        (Fact::Linked, false) => "they do not work with this person",
        (Fact::Enrolled, true) => "the organisation is enrolled",
        (Fact::Enrolled, false) => "the organisation is not enrolled",
        (Fact::Agreement, true) => "a data sharing agreement is in force",
        (Fact::Agreement, false) => "no data sharing agreement is in force",
        (Fact::Request, true) => "a written request or authority is on file",
        (Fact::Request, false) => "no written request or authority is on file",
        (Fact::Reason, true) => "a reason is written down",
        (Fact::Reason, false) => "no reason is written down",
        (Fact::Approval, true) => "somebody with the right to has approved",
        (Fact::Approval, false) => "nobody with the right to has approved",
        (Fact::Vital, true) => "a life is in danger and the person cannot consent",
        (Fact::Vital, false) => "no life is recorded as in danger",
        (Fact::Safeguarding, true) => "a safeguarding concern is recorded",
        (Fact::Safeguarding, false) => "no safeguarding concern is recorded",
        (Fact::Expired, true) => "the time for keeping the data has run out",
        (Fact::Expired, false) => "the time for keeping the data has not run out",
        (Fact::Restricted, true) => "the person has had use of the data restricted",
        (Fact::Restricted, false) => "use of the data is not restricted",
        (Fact::Trained, true) => "their training is up to date",
        (Fact::Trained, false) => "their training is not up to date",
        (Fact::Abroad, true) => "it would go where data may not go",
        (Fact::Abroad, false) => "it would stay where data may go",
    }
}

/// What is said to be missing where no agreement is in force.
const AGREEMENT_IN_FORCE: &str = "a data sharing agreement in force";

/// What is missing where a fact would have to be so (`true`) or not so: said to whoever was refused.
#[must_use]
pub(crate) const fn missing(fact: Fact, so: bool, principal: &Principal) -> &'static str {
    let body = matches!(principal, Principal::Party { .. } | Principal::Enrolled { .. });
    match (fact, so) {
        (Fact::Consent, true) if body => "the person's consent for this organisation",
        (Fact::Consent, true) => "the person's consent for this purpose",
        (Fact::Withdrawn, false) => "consent given anew: it was withdrawn or has run out",
        (Fact::Explicit, true) => "explicit consent, in words",
        (Fact::Linked, true) if body => "that the organisation works with this person",
        (Fact::Linked, true) => "that you work with this person: an assigned case or an accepted referral",
        (Fact::Enrolled, true) => "the organisation's enrolment",
        (Fact::Agreement, true) => AGREEMENT_IN_FORCE,
        (Fact::Request, true) => "a written request or authority on file",
        (Fact::Reason, true) => "a written reason",
        (Fact::Approval, true) => "approval by somebody with the right to give it",
        (Fact::Vital, true) => "danger to a life while the person cannot consent",
        (Fact::Safeguarding, true) => "a recorded safeguarding concern",
        (Fact::Expired, false) => "data whose time for keeping has not run out",
        (Fact::Restricted, false) => "the end of the restriction that the person asked for",
        (Fact::Trained, true) if body => "training that is up to date, of whoever looks there",
        (Fact::Trained, true) => "training that is up to date: an administrator enters until when yours is",
        (_, so) => state(fact, so),
    }
}

/// A condition in words: `consent has been given and (a reason is written down or …)`.
#[must_use]
pub(crate) fn condition(cond: &Cond) -> String {
    match cond {
        Cond::True => "always".to_owned(),
        Cond::Is(fact) => state(*fact, true).to_owned(),
        Cond::Not(fact) => state(*fact, false).to_owned(),
        Cond::All(all) if all.is_empty() => "always".to_owned(),
        Cond::Any(any) if any.is_empty() => "never".to_owned(),
        Cond::All(all) => join(all, " and "),
        Cond::Any(any) => join(any, " or "),
    }
}

fn join(parts: &[Cond], by: &str) -> String {
    let one = |c: &Cond| match c {
        Cond::All(inner) | Cond::Any(inner) if inner.len() > 1 && parts.len() > 1 => format!("({})", condition(c)),
        _ => condition(c),
    };
    parts.iter().map(one).collect::<Vec<_>>().join(by)
}

/// The facts that a condition speaks of.
pub(crate) fn mentioned(cond: &Cond) -> Facts {
    match cond {
        Cond::True => Facts::NONE,
        Cond::Is(fact) | Cond::Not(fact) => Facts::NONE.with(*fact),
        Cond::All(parts) | Cond::Any(parts) => Facts(parts.iter().fold(0, |all, c| all | mentioned(c).0)),
    }
}

impl Reason {
    /// The statement that it names, if any.
    #[must_use]
    pub const fn statement(&self) -> Option<&StatementId> {
        match self {
            Self::NotInNotice | Self::EvaluationError | Self::LeftOut => None,
            Self::Needs { statement, .. } | Self::Forbidden { statement, .. } => Some(statement),
        }
    }
    /// Whether it is (also) for want of an agreement in force.
    #[must_use]
    pub fn wants_agreement(&self) -> bool {
        matches!(self, Self::Needs { missing, .. } if missing.iter().any(|m| m == AGREEMENT_IN_FORCE))
    }
    /// Said to whoever was refused.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::NotInNotice => "The notice does not allow it.".to_owned(),
            Self::Needs { missing, .. } => format!("It needs {}.", list(missing)),
            Self::Forbidden { words, .. } => words.clone(),
            Self::LeftOut => "It was left out of what was sent: it is not needed for this.".to_owned(),
            Self::EvaluationError => {
                "The rules could not be worked out, so it is refused. Tell whoever runs the system.".to_owned()
            }
        }
    }
}

impl Obligation {
    /// Said with the release.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::CannotRecall => "Once sent it cannot be called back.".to_owned(),
            Self::NoOnward => "It may not be passed on.".to_owned(),
            Self::ReviewWithin(1) => {
                "It was released without what is usually needed: review it within 1 day.".to_owned()
            }
            Self::ReviewWithin(days) => {
                format!("It was released without what is usually needed: review it within {days} days.")
            }
            Self::NoDecisions => "It may not be used to decide anything about the person.".to_owned(),
        }
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn list<S: AsRef<str>>(parts: &[S]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_read_as_sentences() {
        let cond = Cond::All(vec![
            Cond::Is(Fact::Linked),
            Cond::Any(vec![
                Cond::All(vec![Cond::Is(Fact::Consent), Cond::Not(Fact::Withdrawn)]),
                Cond::Is(Fact::Reason),
            ]),
        ]);
        assert_eq!(
            condition(&cond),
            "they work with this person and ((consent has been given and consent has not been withdrawn) or a reason is \
             written down)"
        );
        assert_eq!(condition(&Cond::All(vec![])), "always");
        assert_eq!(condition(&Cond::Any(vec![])), "never");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    }
}

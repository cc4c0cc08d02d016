//! What the lists of a statement reach: `*`, classes, purposes of the same file.

use crate::merge::Merged;
use crate::model::{CategoryIx, Cond, Fact, PurposeIx, Who};
use crate::source::{ConsentGate, Form, Gate, Need, OpenScope, Purpose};

/// Look-ups over a merged file.
pub(crate) struct Reach<'a> {
    merged: &'a Merged,
}

/// A recipient, and what has to be so of it besides the gate.
pub(crate) struct Recipient {
    /// Who.
    pub who: Who,
    /// What has to be so of it.
    pub extra: Vec<Cond>,
}

impl<'a> Reach<'a> {
    /// Look-ups over a merged file.
    pub(crate) const fn new(merged: &'a Merged) -> Self {
        Self { merged }
    }

    /// The category of an id.
    pub(crate) fn category(&self, id: &str) -> Option<CategoryIx> {
        self.merged.file.category.get_index_of(id).and_then(|at| u8::try_from(at).ok()).map(CategoryIx)
    }

    /// The purpose of an id.
    pub(crate) fn purpose(&self, id: &str) -> Option<PurposeIx> {
        self.merged.file.purpose.get_index_of(id).and_then(|at| u8::try_from(at).ok()).map(PurposeIx)
    }

    /// The categories of a list, in order of the notice; `*` is all.
    pub(crate) fn categories(&self, list: &[String], except: &[String]) -> Vec<CategoryIx> {
        let all = list.iter().any(|c| c == "*");
        self.merged
            .file
            .category
            .keys()
            .filter(|id| (all || list.contains(id)) && !except.contains(id))
            .filter_map(|id| self.category(id))
            .collect()
    }

    /// The categories that may be recorded: `*` leaves out what is made from others.
    pub(crate) fn recorded(&self, list: &[String], except: &[String]) -> Vec<CategoryIx> {
        let all = list.iter().any(|c| c == "*");
        self.merged
            .file
            .category
            .iter()
            .filter(|(id, c)| (list.contains(id) || all && c.derived_from.is_empty()) && !except.contains(id))
            .filter_map(|(id, _)| self.category(id))
            .collect()
    }

    /// The purposes of a list in a statement; `*` is all purposes of the file in which the statement stands, so that a
    /// service's `*` never reaches a base's purposes.
    pub(crate) fn purposes(&self, list: &[String], table: &str, key: &str) -> Vec<&'a str> {
        let all = list.iter().any(|p| p == "*");
        let base = self.merged.base(table, key);
        self.merged
            .file
            .purpose
            .keys()
            .filter(|id| list.contains(id) || all && self.merged.base("purpose", id) == base)
            .map(String::as_str)
            .collect()
    }

    /// Under which condition a purpose allows identifiable data at all; `None`: never.
    pub(crate) fn identifiable(purpose: &Purpose) -> Option<Cond> {
        match (purpose.form, &purpose.identifiable_with) {
            (Form::Identifiable | Form::Pseudonymised, _) => Some(Cond::True),
            (Form::Anonymous | Form::Aggregate, Some(gate)) => gate_cond(gate, false),
            (Form::Anonymous | Form::Aggregate, None) => None,
        }
    }

    /// Whom a list of recipients reaches.
    pub(crate) fn recipients(&self, to: &[String]) -> Vec<Recipient> {
        let mut all: Vec<Recipient> = Vec::new();
        for id in to {
            for recipient in self.recipient(id) {
                if !all.iter().any(|r| r.who == recipient.who) {
                    all.push(recipient);
                }
            }
        }
        all
    }

    fn recipient(&self, id: &str) -> Vec<Recipient> {
        if id == "subject" {
            return vec![Recipient { who: Who::Subject, extra: Vec::new() }];
        }
        let Some(class_id) = id.strip_prefix("class:") else {
            return vec![Recipient { who: Who::Party(id.to_owned()), extra: Vec::new() }];
        };
        let Some(class) = self.merged.file.class.get(class_id) else { return Vec::new() };
        let Some(open) = &class.open else {
            // A closed class without members reaches nobody.
            if class.members.is_empty() {
                return Vec::new();
            }
            return vec![Recipient { who: Who::Class(class_id.to_owned()), extra: Vec::new() }];
        };
        let linked = (open.scope == OpenScope::PerCase).then_some(Cond::Is(Fact::Linked));
        let mut all: Vec<Recipient> = class
            .members
            .iter()
            .map(|m| Recipient { who: Who::Party(m.clone()), extra: linked.iter().cloned().collect() })
            .collect();
        let mut extra = vec![Cond::Is(Fact::Enrolled)];
        extra.extend(linked);
        all.push(Recipient { who: Who::Class(class_id.to_owned()), extra });
        all
    }
}

/// The facts that a list of needs asks for.
pub(crate) fn needs(needs: &[Need]) -> Vec<Cond> {
    needs
        .iter()
        .map(|need| {
            Cond::Is(match need {
                Need::Linked => Fact::Linked,
                Need::Reason => Fact::Reason,
                Need::Approval => Fact::Approval,
                Need::Request => Fact::Request,
                Need::Agreement => Fact::Agreement,
                Need::Training => Fact::Trained,
            })
        })
        .collect()
}

/// The condition of a gate; `None`: nothing identifiable passes it. `to_subject`: the recipient is the person.
pub(crate) fn gate_cond(gate: &Gate, to_subject: bool) -> Option<Cond> {
    match gate {
        Gate::Consent(consent) => Some(consent_cond(consent)),
        Gate::Duty(_) | Gate::Power(_) | Gate::Interest(_) | Gate::Contract(_) => Some(Cond::True),
        Gate::VitalInterests(_) => Some(all_of(vec![Cond::Is(Fact::Vital), Cond::Is(Fact::Reason)])),
        // Whoever acts for the person shows a written authority; the person does not have to.
        Gate::Subject => Some(if to_subject { Cond::True } else { Cond::Is(Fact::Request) }),
        Gate::Anonymous => None,
        Gate::Any(gates) => {
            let ways: Vec<Cond> = gates.iter().filter_map(|g| gate_cond(g, to_subject)).collect();
            if ways.is_empty() { None } else { Some(any_of(ways)) }
        }
        Gate::All(gates) => {
            let all: Option<Vec<Cond>> = gates.iter().map(|g| gate_cond(g, to_subject)).collect();
            all.map(all_of)
        }
    }
}

fn consent_cond(consent: &ConsentGate) -> Cond {
    let mut all = vec![Cond::Is(Fact::Consent), Cond::Not(Fact::Withdrawn)];
    if consent.explicit {
        all.push(Cond::Is(Fact::Explicit));
    }
    Cond::All(all)
}

/// All of these, without nesting and repetition.
pub(crate) fn all_of(conds: Vec<Cond>) -> Cond {
    let mut flat: Vec<Cond> = Vec::new();
    for cond in conds {
        match cond {
            Cond::True => {}
            Cond::All(inner) => inner.into_iter().for_each(|c| push_new(&mut flat, c)),
            other => push_new(&mut flat, other),
        }
    }
    match flat.len() {
        0 => Cond::True,
        1 => flat.swap_remove(0),
        _ => Cond::All(flat),
    }
}

/// Any of these, without nesting and repetition.
pub(crate) fn any_of(conds: Vec<Cond>) -> Cond {
    let mut flat: Vec<Cond> = Vec::new();
    for cond in conds {
        match cond {
            Cond::True => return Cond::True,
            Cond::Any(inner) => inner.into_iter().for_each(|c| push_new(&mut flat, c)),
            other => push_new(&mut flat, other),
        }
    }
    match flat.len() {
        1 => flat.swap_remove(0),
        _ => Cond::Any(flat),
    }
}

fn push_new(flat: &mut Vec<Cond>, cond: Cond) {
    if !flat.contains(&cond) {
        flat.push(cond);
    }
}

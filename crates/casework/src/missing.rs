//! What is missing of a record, and which decision cannot be made without it.

use crate::SectionContent;
use crate::form::holds;
use notice::form::Form;
use notice::model::{Compiled, Part};

/// What is known of a section.
pub enum Seen<'a> {
    /// This stands there.
    Said(&'a SectionContent),
    /// Nothing stands there.
    Nothing,
    /// It is not for whoever looks: nothing is said of it.
    Unknown,
}

/// An answer that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The category.
    pub category: String,
    /// The question.
    pub label: String,
    /// Whether the person did not want to answer.
    pub declined: bool,
}

/// A decision that cannot be made yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    /// What it is about: the purpose in the notice's words.
    pub decision: String,
    /// What is missing.
    pub missing: Vec<Missing>,
    /// What follows if it is not given, in the notice's words.
    pub if_refused: Vec<String>,
}

/// The decisions of a notice that what is missing holds up, in the notice's order.
pub fn blocked<'a>(form: &Form, notice: &Compiled, seen: impl Fn(&str) -> Seen<'a>) -> Vec<Blocked> {
    let mut all: Vec<Blocked> = notice
        .purposes
        .iter()
        .map(|p| Blocked { decision: p.label.clone(), missing: Vec::new(), if_refused: Vec::new() })
        .collect();
    let empty = SectionContent::default();
    for section in &form.sections {
        let content = match seen(&section.category) {
            Seen::Said(content) => content,
            Seen::Nothing => &empty,
            Seen::Unknown => continue,
        };
        let given = content.given();
        let asked = |when: &notice::model::ShownWhen| holds(when, |id| content.get(id));
        let category = notice.category(&section.category).and_then(|c| notice.categories.get(usize::from(c.0)));
        for question in section.fields.iter() {
            let known = given.contains(&question.id.as_str()) || matches!(question.part, Part::Total(_));
            if known || question.needed_for.is_empty() || !question.shown_when.as_ref().is_none_or(asked) {
                continue;
            }
            for (blocked, _) in
                all.iter_mut().zip(&notice.purposes).filter(|(_, p)| question.needed_for.contains(&p.id))
            {
                blocked.missing.push(Missing {
                    category: section.category.clone(),
                    label: question.label.clone(),
                    declined: content.declined().any(|d| d == question.id),
                });
                if let Some(words) = category.and_then(|c| c.if_refused.as_ref())
                    && !blocked.if_refused.contains(words)
                {
                    blocked.if_refused.push(words.clone());
                }
            }
        }
    }
    all.retain(|b| !b.missing.is_empty());
    all
}

//! Answers to an earlier form that the present one does not ask for. Saving a section keeps them beside what is answered now, with who
//! said them and when, until somebody takes them out.

use super::FormSpec;
use crate::section::SectionContent;
use notice::model::FieldInfo;

/// What stands after the id of a question of an earlier form.
const EARLIER: &str = "--earlier";

/// The id that a question of an earlier form has beside those of the present one.
#[must_use]
pub fn earlier_id(id: &str) -> String {
    if is_earlier(id) { id.to_owned() } else { format!("{id}{EARLIER}") }
}

/// Whether a question is one of an earlier form.
#[must_use]
pub fn is_earlier(id: &str) -> bool {
    id.ends_with(EARLIER)
}

/// The questions of a form with those of earlier ones beside them.
#[must_use]
pub fn with_earlier<'f>(present: &[FieldInfo], earlier: impl IntoIterator<Item = &'f [FieldInfo]>) -> Vec<FieldInfo> {
    let mut all = present.to_vec();
    for question in earlier.into_iter().flatten() {
        let id = earlier_id(&question.id);
        if all.iter().any(|q| q.id == id) {
            continue;
        }
        all.push(FieldInfo {
            label: format!("{} (asked on an earlier form)", question.label),
            id,
            required: false,
            shown_when: None,
            needed_for: Vec::new(),
            duty: None,
            ..question.clone()
        });
    }
    all
}

/// The questions of an earlier form whose answers have no place in the present one.
#[must_use]
pub fn left_over(form: &FormSpec, earlier: &[FieldInfo], content: &SectionContent) -> Vec<FieldInfo> {
    let same = |old: &FieldInfo| {
        form.fields.iter().any(|new| {
            new.id == old.id && new.rows().is_some() == old.rows().is_some() && {
                // A choice of words has no place among codes.
                let held = content.get(&old.id).unwrap_or_default();
                new.options.is_empty() || held.lines().all(|one| new.options.iter().any(|o| o == one))
            }
        })
    };
    let given = content.given();
    earlier.iter().filter(|q| given.contains(&q.id.as_str()) && !same(q)).cloned().collect()
}

impl SectionContent {
    /// With the answers to some questions under the ids that these have as questions of an earlier form.
    #[must_use]
    pub fn set_apart(mut self, questions: &[FieldInfo]) -> Self {
        for question in questions.iter().filter(|q| !is_earlier(&q.id)) {
            let apart = |key: &str| {
                let rest = key.strip_prefix(question.id.as_str())?;
                (rest.is_empty() || rest.starts_with('.')).then(|| format!("{}{rest}", earlier_id(&question.id)))
            };
            self.fields = self.fields.into_iter().map(|(k, v)| (apart(&k).unwrap_or(k), v)).collect();
            self.said = self.said.into_iter().map(|(k, v)| (apart(&k).unwrap_or(k), v)).collect();
            self.by_row = self.by_row.into_iter().map(|(k, v)| (apart(&k).unwrap_or(k), v)).collect();
        }
        self
    }

    /// With what another holds of questions of an earlier form, but for some that are taken out.
    #[must_use]
    pub fn with_set_apart(mut self, of: &Self, taken_out: impl Fn(&str) -> bool) -> Self {
        for (key, value) in &of.fields {
            let id = crate::section::field_of(key);
            if is_earlier(id) && !taken_out(id) {
                self.fields.insert(key.clone(), value.clone());
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_apart_keeps_its_value_and_nothing_else_moves() {
        let content =
            SectionContent::from_pairs([("members", "two children"), ("members.1.name", "Bo"), ("members-more", "x")]);
        let question = FieldInfo { id: "members".into(), ..plain() };
        let apart = content.set_apart(std::slice::from_ref(&question));
        assert_eq!(apart.get("members--earlier"), Some("two children"));
        assert_eq!(apart.get("members--earlier.1.name"), Some("Bo"));
        assert_eq!(apart.get("members-more"), Some("x"));
        assert_eq!(apart.clone().set_apart(&[FieldInfo { id: "members--earlier".into(), ..plain() }]), apart, "once");
        let fresh = SectionContent::from_pairs([("other", "y")]);
        assert_eq!(fresh.clone().with_set_apart(&apart, |_| false).get("members--earlier"), Some("two children"));
        assert_eq!(fresh.clone().with_set_apart(&apart, |id| id == "members--earlier"), fresh);
    }

    fn plain() -> FieldInfo {
        FieldInfo {
            id: String::new(),
            label: String::new(),
            kind: notice::source::FieldKind::Text,
            options: Vec::new(),
            labels: Vec::new(),
            required: false,
            hint: None,
            masked: false,
            shown_when: None,
            part: notice::model::Part::Plain,
            narrow: false,
            youngest: None,
            may_be_unknown: false,
            needed_for: Vec::new(),
            duty: None,
        }
    }
}

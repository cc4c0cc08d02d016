//! Facts that a released section still keeps from somebody: what the originator has not agreed to pass on, and what only
//! the controller's own people see of children.

use crate::actor::Actor;
use crate::notices::{PARTY, Published};
use crate::work::items::SUBJECT;
use casework::SectionContent;
use casework::alert::not_of_age;
use casework::timeline::last_day;
use jiff::civil::Date;
use notice::model::{FieldInfo, Shape};
use notice::source::{FieldKind, SourceRestriction};
use store::{CaseMark, MarkKind};

/// Who looks, as far as this matters.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    staff: bool,
    recipient: String,
    purpose: String,
}

/// What stands on a case about where the person lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Address {
    /// Nothing: what the section itself says counts.
    AsSaid,
    /// It is kept hidden, in every section.
    Hidden,
    /// Somebody has looked at it and let it go to whoever looks.
    Reviewed,
}

impl Address {
    /// What stands on a case, for whoever looks from outside for a purpose.
    pub(crate) fn of<'m>(
        marks: impl Iterator<Item = &'m CaseMark> + Clone,
        reader: &Reader,
        purpose: &str,
        today: Date,
    ) -> Self {
        let of_kind = |kind| marks.clone().filter(move |m| m.kind == kind && m.counts(today));
        if of_kind(MarkKind::AddressReviewed).any(|m| m.purpose == purpose && reader.is(&m.party)) {
            Self::Reviewed
        } else if of_kind(MarkKind::AddressHidden).next().is_some() {
            Self::Hidden
        } else {
            Self::AsSaid
        }
    }
}

/// Relations that only a child has.
const CHILDREN: [&str; 4] = ["child", "stepchild", "foster-child", "grandchild"];

impl Reader {
    pub(crate) fn of(actor: &Actor) -> Self {
        Self { staff: actor.is_staff(), recipient: actor.recipient(), purpose: actor.purpose.clone() }
    }

    /// Whether this is a recipient.
    pub(crate) fn is(&self, recipient: &str) -> bool {
        self.recipient == recipient
    }

    /// Whether this is one of the controller's own people, from whom nothing released is kept back.
    pub(crate) const fn is_staff(&self) -> bool {
        self.staff
    }

    /// What is left of a section whatever else: without what was given for another purpose only, from which nobody but the
    /// person is excepted. In words, what is not.
    pub(crate) fn for_purpose(
        &self,
        notice: &Published,
        content: SectionContent,
        questions: &[FieldInfo],
    ) -> (SectionContent, Vec<String>) {
        let other = |field: &str| content.said.get(field).is_some_and(|s| !s.came.is_for(&self.purpose));
        let kept: Vec<String> = content.given().into_iter().filter(|f| other(f)).map(str::to_owned).collect();
        if self.recipient == SUBJECT || kept.is_empty() {
            return (content, Vec::new());
        }
        let words = kept.iter().map(|field| {
            let purpose = content.said.get(field).map_or("", |s| s.came.purpose.as_str());
            format!("“{}” was given for this only: {}", label(questions, field), notice.purpose_label(purpose))
        });
        let words = words.collect();
        (content.without(|field| kept.iter().any(|k| k == field)), words)
    }

    /// What is left of a section for them, and in words what is not. `agreed` says of a source, and the day on which
    /// something was written down, whether it has given its word that they may have it.
    pub(crate) fn left(
        &self,
        notice: &Published,
        content: SectionContent,
        source: &str,
        questions: &[FieldInfo],
        (today, address): (Date, Address),
        agreed: &dyn Fn(&str, Option<Date>) -> bool,
    ) -> (SectionContent, Vec<String>) {
        let mut words = Vec::new();
        let kept: Vec<String> = content
            .given()
            .into_iter()
            .filter(|field| {
                let on = content.said.get(*field).map(|s| s.on);
                self.originator(notice, &content, source, field).is_some_and(|from| !agreed(from, on))
            })
            .map(str::to_owned)
            .collect();
        for field in &kept {
            let said = content.said.get(field).map_or(source, |s| s.source.as_str());
            words.push(format!(
                "“{}” was given by {}: whoever gave it has not agreed that you have it for this",
                label(questions, field),
                notice.source_names(said)
            ));
        }
        // The mark may itself be among what is kept back.
        let hides = match address {
            Address::AsSaid => content.get("address-hidden") == Some("yes"),
            Address::Hidden => true,
            Address::Reviewed => false,
        };
        let mut content = content.without(|field| kept.iter().any(|k| k == field));
        // From the person nothing of their own is hidden.
        if self.recipient != SUBJECT && hides && hidden_address(&mut content, questions) {
            words.push("The address is kept hidden: it is for the council’s own people only".to_owned());
        }
        if of_children(&mut content, questions, today) {
            words.push("Names and dates of birth of children are shown to the council’s own people only".to_owned());
        }
        (content, words)
    }

    /// Whose word it takes that they have an answer, if anybody's: the source that gave it.
    pub(crate) fn originator<'c>(
        &self,
        notice: &Published,
        content: &'c SectionContent,
        source: &'c str,
        field: &str,
    ) -> Option<&'c str> {
        let said = content.said.get(field);
        let from = said.map_or(source, |s| s.source.as_str());
        let stays = said.is_some_and(|s| s.came.stays());
        self.needs_approval(notice, from, stays).then_some(from)
    }

    fn needs_approval(&self, notice: &Published, source: &str, stays: bool) -> bool {
        // What the person or the body gave itself is its own, whatever source the notice calls it by.
        let own = source == self.recipient || source.strip_prefix(PARTY).is_some_and(|party| party == self.recipient);
        let known = notice.compiled.merged.source.get(source);
        let approval = |s: &notice::source::Source| s.restrictions.contains(&SourceRestriction::OriginatorApproval);
        let limited = stays || known.is_some_and(approval);
        let from_them = known.is_some_and(|s| s.from.contains(&self.recipient));
        // A manager's approval is not the originator's word: nothing but that does.
        limited && !own && !from_them
    }
}

fn label<'a>(questions: &'a [FieldInfo], field: &'a str) -> &'a str {
    questions.iter().find(|q| q.id == field).map_or(field, |q| q.label.as_str())
}

/// Takes out where the person lives and has lived; says whether there was anything.
fn hidden_address(content: &mut SectionContent, questions: &[FieldInfo]) -> bool {
    let tells = |q: &FieldInfo| {
        let kinds = matches!(q.kind, FieldKind::Address | FieldKind::Postcode);
        kinds || q.rows().is_some_and(|r| r.shape == Some(Shape::Addresses))
            // Before there were rows, the history was a text.
            || q.id == "address-history"
    };
    let out: Vec<&str> = questions.iter().filter(|q| tells(q)).map(|q| q.id.as_str()).collect();
    let before = content.fields.len();
    *content = std::mem::take(content).without(|field| out.contains(&field));
    content.fields.len() < before
}

/// Takes what is narrow out of rows about children; says whether there was any.
fn of_children(content: &mut SectionContent, questions: &[FieldInfo], today: Date) -> bool {
    let mut out: Vec<String> = Vec::new();
    for question in questions {
        let Some(rows) = question.rows() else { continue };
        let narrow: Vec<&str> = rows.columns.iter().filter(|c| c.narrow).map(|c| c.id.as_str()).collect();
        if narrow.is_empty() {
            continue;
        }
        for (at, row) in content.rows(&question.id).iter().enumerate() {
            let related = row.get("relation").is_some_and(|r| CHILDREN.contains(&r));
            let born = row.get("born").map(|b| b.strip_prefix("about ").unwrap_or(b)).and_then(last_day);
            // Whose age is not known is taken for a child where the relation is one.
            let child = born.map_or(related || rows.about.as_deref() == Some("child"), |b| not_of_age(b, today));
            if child {
                out.extend(narrow.iter().map(|column| casework::section::row_key(&question.id, at + 1, column)));
            }
        }
    }
    let before = content.fields.len();
    content.fields.retain(|key, _| !out.contains(key));
    content.fields.len() < before
}

//! The notice, compiled: names resolved, the base merged in, statements numbered, rules in one small algebra.
//!
//! This is what the rest of the house sees. Everything in it can name the statement it comes from.

use crate::source::{
    After, Anchor, Decides, FieldKind, Form, Instead, Keep, Necessity, NoticeFile, Onward, Origin, PartyKind,
    PartyRole, Recall, SourceRestriction, Special, Trigger,
};
use indexmap::IndexMap;
use jiff::civil::Date;
use serde::Serialize;
use std::fmt;
use std::sync::Arc;

/// The name of a statement, unique over the notice and its base: `disclose.partner-referral`, or, from a base,
/// `base/england-housing#disclose.court`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct StatementId(pub String);

impl fmt::Display for StatementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A statement in the compiled notice.
#[derive(Debug, Clone, Serialize)]
pub struct Statement {
    /// Its name.
    pub id: StatementId,
    /// The table it stands in (`disclose`, `retain`).
    pub kind: &'static str,
    /// Who said it.
    pub origin: Origin,
    /// The base notice it comes from, if any.
    pub base: Option<String>,
    /// One plain sentence that says what it says.
    pub words: String,
}

/// Something that nobody said and that is needed to run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assumption {
    /// The statement.
    pub statement: StatementId,
    /// The key within it, or the whole statement.
    pub key: Option<String>,
    /// What is assumed, in words, as a question to the data protection officer.
    pub words: String,
}

/// A compiled notice.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// `coventry/homelessness-and-cbl`.
    pub id: String,
    /// `1.0.0`.
    pub version: String,
    /// The title.
    pub title: String,
    /// From when it applies.
    pub effective: Date,
    /// SHA-256 over the canonical form of the file and its bases: what a datum's provenance names.
    pub hash: [u8; 32],
    /// The file with its bases merged in; renderers read words and order from here.
    pub merged: NoticeFile,
    /// Every statement by name, in order.
    pub statements: IndexMap<StatementId, Statement>,
    /// What is assumed. Not empty: a draft, which can run on synthetic data but not be published as final.
    pub assumptions: Vec<Assumption>,
    /// Everybody who can ever be released anything, in a fixed order (an index is a [`PrincipalIx`]).
    pub principals: Vec<Principal>,
    /// Categories in a fixed order (an index is a [`CategoryIx`]); at most 64.
    pub categories: Vec<CategoryInfo>,
    /// Purposes in a fixed order (an index is a [`PurposeIx`]).
    pub purposes: Vec<PurposeInfo>,
    /// What is permitted.
    pub permits: Vec<Permit>,
    /// What is forbidden whatever is permitted.
    pub forbids: Vec<Forbid>,
    /// How long what is kept.
    pub retention: Vec<RetentionRule>,
    /// The disclosures, for pages and registers.
    pub flows: Vec<Flow>,
    /// Cedar schema, in Cedar's own schema syntax.
    pub cedar_schema: String,
    /// Cedar policies, one or more for each permit and forbid, each with `@id` and `@statement` annotations.
    pub cedar_policies: String,
    /// The envelope: the same permissions, written by a second and much simpler generator straight from the merged file.
    pub envelope: crate::envelope::Envelope,
}

/// Index into [`Compiled::principals`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct PrincipalIx(pub u16);
/// Index into [`Compiled::categories`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct CategoryIx(pub u8);
/// Index into [`Compiled::purposes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct PurposeIx(pub u8);

/// Somebody who can be released something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Principal {
    /// A role of the controller's people: Cedar `Role::"housing-officer"`.
    Role {
        /// Its id.
        id: String,
        /// Its name.
        label: String,
    },
    /// A named body: Cedar `Party::"st-basils"`, member of its classes.
    Party {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
        /// What sort of body it is.
        kind: PartyKind,
        /// What it is in law.
        role: PartyRole,
        /// The classes it belongs to.
        classes: Vec<String>,
    },
    /// Any body enrolled into an open class: Cedar `Party::"class:private-landlord"`, member of that class.
    Enrolled {
        /// The class.
        class: String,
        /// The class's name.
        label: String,
        /// What sort of bodies these are.
        kind: PartyKind,
    },
    /// The data subject (or who acts for the person): Cedar `Subject::"subject"`.
    Subject,
}

impl Principal {
    /// The id by which decisions name it: `role:housing-officer`, `st-basils`, `class:private-landlord`, `subject`.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Role { id, .. } => format!("role:{id}"),
            Self::Party { id, .. } => id.clone(),
            Self::Enrolled { class, .. } => format!("class:{class}"),
            Self::Subject => "subject".to_owned(),
        }
    }
    /// Whether decisions name it by this: what [`Principal::key`] says, without putting it together.
    #[must_use]
    pub fn goes_by(&self, key: &str) -> bool {
        match self {
            Self::Role { id, .. } => key.strip_prefix("role:") == Some(id),
            Self::Party { id, .. } => key == id,
            Self::Enrolled { class, .. } => key.strip_prefix("class:") == Some(class),
            Self::Subject => key == "subject",
        }
    }
    /// Whether a rule about somebody is about this one.
    #[must_use]
    pub fn is(&self, who: &Who) -> bool {
        match (self, who) {
            (Self::Role { id, .. }, Who::Role(role)) => id == role,
            (Self::Party { id, .. }, Who::Party(party)) => id == party,
            (Self::Party { classes, .. }, Who::Class(class)) => classes.contains(class),
            (Self::Enrolled { class, .. }, Who::Class(other)) => class == other,
            (Self::Subject, Who::Subject) | (_, Who::Anybody) => true,
            _ => false,
        }
    }
    /// Its name in words.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            Self::Role { label, .. } | Self::Enrolled { label, .. } => label,
            Self::Party { name, .. } => name,
            Self::Subject => "the person",
        }
    }
}

/// A category, compiled.
#[derive(Debug, Clone, Serialize)]
pub struct CategoryInfo {
    /// Its id.
    pub id: String,
    /// Its name on pages and forms.
    pub label: String,
    /// The statement.
    pub statement: StatementId,
    /// Special category or offence data.
    pub special: Option<Special>,
    /// Whether it has to be given.
    pub necessity: Necessity,
    /// What follows if it is not given.
    pub if_refused: Option<String>,
    /// Its form. Shared, not copied: every page of a case shows it.
    #[serde(serialize_with = "as_a_list")]
    pub fields: Arc<[FieldInfo]>,
    /// The record class for retention.
    pub record_class: String,
    /// Made from other categories rather than collected: it has no form.
    pub derived: bool,
    /// The services that collect it (empty: all).
    pub services: Vec<String>,
    /// The purposes for which a role may record it: the form's *why we ask*, in the order of the notice.
    pub why: Vec<String>,
}

/// Writes what is shared as what it is.
pub(crate) fn as_a_list<S: serde::Serializer>(fields: &Arc<[FieldInfo]>, serializer: S) -> Result<S::Ok, S::Error> {
    fields.as_ref().serialize(serializer)
}

/// A field of a form, compiled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FieldInfo {
    /// Its id, unique in the category.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its type.
    pub kind: FieldKind,
    /// The choices, as they are kept: codes of a code list, or the words themselves.
    pub options: Vec<String>,
    /// The choices in words, where they are codes; empty: the words are the choices.
    pub labels: Vec<String>,
    /// Whether the section cannot be saved without it.
    pub required: bool,
    /// A hint.
    pub hint: Option<String>,
    /// Masked unless opened.
    pub masked: bool,
    /// Asked only when another question of the section was answered so.
    pub shown_when: Option<ShownWhen>,
    /// One value, several rows of values, or a sum. What the notice itself says is always one value.
    pub part: Part,
    /// Of a row about a child: not for anybody but the controller's own people.
    pub narrow: bool,
    /// Of a date of birth: the age in years below which the service takes nobody.
    pub youngest: Option<u8>,
    /// Of a name: it may stand there that nobody knows it, with what the person is called or looks like.
    pub may_be_unknown: bool,
    /// The purposes whose decision cannot be made while this is not answered.
    pub needed_for: Vec<String>,
    /// A duty that the council has once this is answered so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duty: Option<crate::form::source::DutyWhen>,
}

impl FieldInfo {
    /// A choice in words.
    #[must_use]
    pub fn words_of<'a>(&'a self, value: &'a str) -> &'a str {
        let at = self.options.iter().position(|o| o == value);
        at.and_then(|at| self.labels.get(at)).map_or(value, String::as_str)
    }
    /// Whether any of it is shown in part only wherever it is not asked for by itself.
    #[must_use]
    pub fn has_masked(&self) -> bool {
        self.masked || self.rows().is_some_and(|r| r.columns.iter().any(|c| c.masked))
    }
    /// The rows, if it has rows.
    #[must_use]
    pub const fn rows(&self) -> Option<&Rows> {
        match &self.part {
            Part::Rows(rows) => Some(rows),
            Part::Plain | Part::Total(_) => None,
        }
    }
}

/// When a question is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownWhen {
    /// The question of the same section (or column of the same row) that decides.
    pub question: String,
    /// The answers that make it asked.
    pub is: Vec<String>,
}

/// What a field holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// One value.
    #[default]
    Plain,
    /// Rows of the same columns, as many as there are.
    Rows(Rows),
    /// Made from other answers, and never typed.
    Total(Total),
}

/// Rows of the same columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rows {
    /// What one row is called: `debt`, `person`.
    pub one: String,
    /// The columns; plain all.
    pub columns: Vec<FieldInfo>,
    /// The most rows.
    pub at_most: usize,
    /// Whom the rows are about, if not the main subject: a kind of subject of the notice.
    pub about: Option<String>,
    /// What the program makes of them.
    pub shape: Option<Shape>,
}

/// What the program makes of rows: each shape needs some columns, which [`Shape::columns`] names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// Other and former names: people are found by them.
    OtherNames,
    /// Telephone numbers, addresses of email: each with what is safe.
    ContactWays,
    /// Numbers and the like by which bodies know somebody.
    Identifiers,
    /// Addresses from a day to a day, with no fixed abode: a timeline with gaps.
    Addresses,
    /// Who lives with the person, from a day to a day.
    Household,
    /// Other people, who are not of the household.
    ThirdParties,
    /// Amounts by week, month or year, which can be summed for a month.
    Amounts,
    /// Risks: how great, what keeps each down, when to look again; `alone` says whether nobody may see the person alone.
    Risks,
}

impl Shape {
    /// The columns without which it means nothing.
    #[must_use]
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::OtherNames => &["name"],
            Self::ContactWays => &["way", "value", "safe"],
            Self::Identifiers => &["kind", "value"],
            Self::Addresses => &["address", "kind", "from", "until"],
            Self::Household => &["name", "relation", "born", "from", "until"],
            Self::ThirdParties => &["name", "relation"],
            Self::Amounts => &["kind", "amount", "every"],
            Self::Risks => &["domain", "score", "controls", "alone", "review"],
        }
    }
}

/// A sum of amounts for a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Total {
    /// The rows whose amounts are added.
    pub of: Vec<String>,
    /// The rows whose amounts are taken away.
    pub less: Vec<String>,
}

/// A purpose, compiled.
#[derive(Debug, Clone, Serialize)]
pub struct PurposeInfo {
    /// Its id.
    pub id: String,
    /// In plain words.
    pub label: String,
    /// The statement.
    pub statement: StatementId,
    /// In which form.
    pub form: Form,
    /// Whether decisions are made under it.
    pub decision: Decides,
    /// The services it belongs to (empty: all).
    pub services: Vec<String>,
    /// The article 6 limbs that support it.
    pub article6: Vec<String>,
    /// The Acts it rests on.
    pub legislation: Vec<String>,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// Being shown (or sent) data of a category: Cedar `Action::"see"`.
    See,
    /// Writing data of a category into the record: Cedar `Action::"record"`.
    Record,
}

impl Act {
    /// Both acts.
    pub const ALL: [Self; 2] = [Self::See, Self::Record];
    /// The Cedar action's id.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::See => "see",
            Self::Record => "record",
        }
    }
}

/// A yes-or-no fact about the record, the recipient and the moment, on which decisions may depend. Each is an attribute
/// of the same name in the Cedar context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Fact {
    /// The person's consent for this recipient (or purpose), this category and this purpose has been given.
    Consent = 0,
    /// It was withdrawn (or has expired) since.
    Withdrawn = 1,
    /// It was explicit, in words.
    Explicit = 2,
    /// The body or officer works with this person.
    Linked = 3,
    /// The body is enrolled in its open class today.
    Enrolled = 4,
    /// A data sharing agreement is in force.
    Agreement = 5,
    /// A written request or authority is on file.
    Request = 6,
    /// A reason has been written down.
    Reason = 7,
    /// Somebody with the right to has approved.
    Approval = 8,
    /// Vital interests are at stake and the person cannot consent.
    Vital = 9,
    /// A safeguarding concern is recorded.
    Safeguarding = 10,
    /// The retention period has run out.
    Expired = 11,
    /// Processing is restricted (article 18).
    Restricted = 12,
    /// The training of whoever acts is up to date.
    Trained = 13,
    /// Where it would go, data may not go: it is outside what the notice says, or nobody knows where that is.
    Abroad = 14,
}

impl Fact {
    /// All facts, in order of their bits.
    pub const ALL: [Self; 15] = [
        Self::Consent,
        Self::Withdrawn,
        Self::Explicit,
        Self::Linked,
        Self::Enrolled,
        Self::Agreement,
        Self::Request,
        Self::Reason,
        Self::Approval,
        Self::Vital,
        Self::Safeguarding,
        Self::Expired,
        Self::Restricted,
        Self::Trained,
        Self::Abroad,
    ];
    /// The attribute's name in the Cedar context.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Withdrawn => "withdrawn",
            Self::Explicit => "explicit",
            Self::Linked => "linked",
            Self::Enrolled => "enrolled",
            Self::Agreement => "agreement",
            Self::Request => "request",
            Self::Reason => "reason",
            Self::Approval => "approval",
            Self::Vital => "vital",
            Self::Safeguarding => "safeguarding",
            Self::Expired => "expired",
            Self::Restricted => "restricted",
            Self::Trained => "trained",
            Self::Abroad => "abroad",
        }
    }
}

/// A set of facts that are so; the others are not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Facts(pub u16);

impl Facts {
    /// None is so.
    pub const NONE: Self = Self(0);
    /// With one more.
    #[must_use]
    pub const fn with(self, fact: Fact) -> Self {
        Self(self.0 | (1 << (fact as u8)))
    }
    /// With one more if a condition holds.
    #[must_use]
    pub const fn with_if(self, fact: Fact, so: bool) -> Self {
        if so { self.with(fact) } else { self }
    }
    /// Without one.
    #[must_use]
    pub const fn without(self, fact: Fact) -> Self {
        Self(self.0 & !(1 << (fact as u8)))
    }
    /// Every set of some of these, these and none of them too.
    pub fn subsets(self) -> impl Iterator<Item = Self> {
        let mut next = Some(self.0);
        std::iter::from_fn(move || {
            let now = next?;
            next = (now != 0).then(|| (now - 1) & self.0);
            Some(Self(now))
        })
    }
    /// Whether one is so.
    #[must_use]
    pub const fn has(self, fact: Fact) -> bool {
        self.0 & (1 << (fact as u8)) != 0
    }
}

/// A condition over facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cond {
    /// Always.
    True,
    /// A fact is so.
    Is(Fact),
    /// A fact is not so.
    Not(Fact),
    /// All hold.
    All(Vec<Cond>),
    /// Any holds.
    Any(Vec<Cond>),
}

impl Cond {
    /// Whether it holds of a set of facts.
    #[must_use]
    pub fn holds(&self, facts: Facts) -> bool {
        match self {
            Self::True => true,
            Self::Is(f) => facts.has(*f),
            Self::Not(f) => !facts.has(*f),
            Self::All(all) => all.iter().all(|c| c.holds(facts)),
            Self::Any(any) => any.iter().any(|c| c.holds(facts)),
        }
    }
    /// Whether it speaks of a fact at all.
    #[must_use]
    pub fn speaks_of(&self, fact: Fact) -> bool {
        match self {
            Self::True => false,
            Self::Is(f) | Self::Not(f) => *f == fact,
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|c| c.speaks_of(fact)),
        }
    }
}

/// Who a rule speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    /// A role.
    Role(String),
    /// A named party.
    Party(String),
    /// Every member of a class, and for open classes every enrolled body.
    Class(String),
    /// The person.
    Subject,
    /// Anybody (forbids only).
    Anybody,
}

/// A permission.
#[derive(Debug, Clone, Serialize)]
pub struct Permit {
    /// Unique id, also of the Cedar policy: `disclose.partner-referral/class:support-partner`.
    pub id: String,
    /// The statement it comes from.
    pub statement: StatementId,
    /// For whom.
    pub who: Who,
    /// Which act.
    pub act: Act,
    /// For which purposes.
    pub purposes: Vec<PurposeIx>,
    /// Which categories.
    pub categories: Vec<CategoryIx>,
    /// Under which condition.
    pub when: Cond,
    /// An override: it passes a gate, and everything about it is reviewed.
    pub overriding: Option<Trigger>,
}

/// A prohibition.
#[derive(Debug, Clone, Serialize)]
pub struct Forbid {
    /// Unique id, also of the Cedar policy.
    pub id: String,
    /// The statement it comes from.
    pub statement: StatementId,
    /// For whom.
    pub who: Who,
    /// Which acts.
    pub acts: Vec<Act>,
    /// For which purposes; empty: all.
    pub purposes: Vec<PurposeIx>,
    /// All purposes but these.
    pub except_purposes: Vec<PurposeIx>,
    /// Which categories; empty: all.
    pub categories: Vec<CategoryIx>,
    /// Under which condition.
    pub when: Cond,
}

/// A disclosure, compiled.
#[derive(Debug, Clone, Serialize)]
pub struct Flow {
    /// The statement.
    pub statement: StatementId,
    /// To whom.
    pub to: Vec<Who>,
    /// For which purpose.
    pub purpose: PurposeIx,
    /// Which categories.
    pub categories: Vec<CategoryIx>,
    /// In which form.
    pub form: Form,
    /// The services from which it may come (empty: all).
    pub services: Vec<String>,
    /// Whether the person's consent is (among) what it needs.
    pub consent: Option<ConsentNeed>,
    /// The duties and powers it may rest on.
    pub law: Vec<String>,
    /// What has to hold.
    pub when: Cond,
    /// Whether it can be called back.
    pub recall: Recall,
    /// Whether it may be passed on.
    pub onward: Onward,
    /// Which categories the recipient may record.
    pub records: Vec<CategoryIx>,
}

/// What kind of consent a flow needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConsentNeed {
    /// Lawful basis or permission.
    pub lawful_basis: bool,
    /// In words.
    pub explicit: bool,
    /// For each recipient rather than once for the purpose.
    pub per_recipient: bool,
    /// When it is asked.
    pub ask_at: Option<String>,
}

/// How long a record class is kept, compiled.
#[derive(Debug, Clone, Serialize)]
pub struct RetentionRule {
    /// The statement.
    pub statement: StatementId,
    /// In plain words.
    pub label: String,
    /// The categories it speaks of.
    pub categories: Vec<CategoryIx>,
    /// Record classes and artefacts that are no category (`consultation-notes`).
    pub artefacts: Vec<String>,
    /// A recipient's own clock rather than the controller's.
    pub held_by: Vec<String>,
    /// By way of whom the holders get it, where it is not sent to them.
    pub through: Vec<String>,
    /// How long.
    pub keep: Keep,
    /// From when.
    pub anchor: Option<Anchor>,
    /// What then.
    pub after: After,
    /// Why.
    pub why: Vec<String>,
    /// Another period, where the person died young.
    pub instead: Option<Instead>,
}

/// Where data comes from, compiled.
#[derive(Debug, Clone, Serialize)]
pub struct SourceInfo {
    /// The statement.
    pub statement: StatementId,
    /// From whom.
    pub from: Vec<Who>,
    /// What comes with it.
    pub restrictions: Vec<SourceRestriction>,
}

impl Compiled {
    /// Finds a principal by key (`role:…`, a party's id, `class:…`, `subject`).
    #[must_use]
    pub fn principal(&self, key: &str) -> Option<PrincipalIx> {
        let at = self.principals.iter().position(|p| p.goes_by(key))?;
        u16::try_from(at).ok().map(PrincipalIx)
    }
    /// The same, itself.
    #[must_use]
    pub fn principal_named(&self, key: &str) -> Option<&Principal> {
        self.principals.iter().find(|p| p.goes_by(key))
    }
    /// Finds a category by id.
    #[must_use]
    pub fn category(&self, id: &str) -> Option<CategoryIx> {
        let at = self.categories.iter().position(|c| c.id == id)?;
        u8::try_from(at).ok().map(CategoryIx)
    }
    /// Finds a purpose by id.
    #[must_use]
    pub fn purpose(&self, id: &str) -> Option<PurposeIx> {
        let at = self.purposes.iter().position(|p| p.id == id)?;
        u8::try_from(at).ok().map(PurposeIx)
    }
    /// The name of a statement, by table and key (empty for `rights` and other tables that are one statement), whichever
    /// file it comes from: `base/england-housing#disclose.court`.
    #[must_use]
    pub fn name(&self, table: &str, key: &str) -> Option<&StatementId> {
        let plain = if key.is_empty() { table.to_owned() } else { format!("{table}.{key}") };
        if let Some((id, _)) = self.statements.get_key_value(&StatementId(plain.clone())) {
            return Some(id);
        }
        self.statements
            .iter()
            .find(|(id, s)| {
                s.base
                    .as_ref()
                    .is_some_and(|b| id.0.strip_prefix(b.as_str()).and_then(|r| r.strip_prefix('#')) == Some(&plain))
            })
            .map(|(id, _)| id)
    }
    /// The categories of which no period says how long the controller keeps them, by their ids.
    pub fn unkept(&self) -> impl Iterator<Item = (&String, &crate::source::Category)> {
        crate::compile::unkept(&self.merged)
    }
    /// Whether the person is shown a category only once somebody has decided what of it can be given.
    #[must_use]
    pub fn waits_for_a_decision(&self, category: CategoryIx) -> bool {
        self.forbids
            .iter()
            .any(|f| f.who == Who::Subject && f.when == Cond::Not(Fact::Approval) && f.categories.contains(&category))
    }
    /// Whether anything is assumed: then it is a draft.
    #[must_use]
    pub fn is_draft(&self) -> bool {
        !self.assumptions.is_empty()
    }
}

//! The language as it is written: one TOML file per service's notice. Every struct here is a statement's shape, and the
//! doc comments are what editors show (the JSON Schema is made from them) and what the reference chapter prints.
//!
//! Every statement stands in a table named by its id (`[disclose.partner-referral]`), so each has a name that policies,
//! refusals, pages and diffs can quote: `disclose.partner-referral`.
//!
//! Provenance: a statement is what the notice says unless it has `origin = "assumed"` (nobody said it and it is needed
//! to run) or `origin = "law"` (true whatever a council writes). Single keys of a statement are marked by
//! `assumed = ["anchor"]` and `law = ["…"]`.

use indexmap::IndexMap;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A table of statements by id, in the order in which the file has them.
pub type Table<T> = IndexMap<String, T>;

/// One file of the language.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NoticeFile {
    /// What this notice is: its name, version, controller and services.
    pub notice: Head,
    /// The services that the notice covers.
    #[serde(default)]
    pub service: Table<Service>,
    /// Bodies by name: controllers, processors, recipients, advisers.
    #[serde(default)]
    pub party: Table<Party>,
    /// Kinds of bodies: a closed list of members, or an open list that bodies are enrolled into.
    #[serde(default)]
    pub class: Table<Class>,
    /// Roles of people who work for the controller (or another party that uses the system itself).
    #[serde(default)]
    pub role: Table<Role>,
    /// Categories of personal data.
    #[serde(default)]
    pub category: Table<Category>,
    /// Where personal data comes from.
    #[serde(default)]
    pub source: Table<Source>,
    /// Why personal data is used.
    #[serde(default)]
    pub purpose: Table<Purpose>,
    /// The lawful bases.
    #[serde(default)]
    pub basis: Table<Basis>,
    /// Acts and regulations that the notice names and the shipped register of legislation lacks.
    #[serde(default)]
    pub legislation: Table<Legislation>,
    /// Which roles of the controller may see and record which categories, for which purposes.
    #[serde(default)]
    pub access: Table<Access>,
    /// Who else gets what, why, and through which gate.
    #[serde(default)]
    pub disclose: Table<Disclose>,
    /// What a recipient is given at first on one kind of occasion, and what it is never given unless something is so.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub preset: Table<Preset>,
    /// When a gate may be passed without what it asks for (vital interests, safeguarding).
    #[serde(default, rename = "override")]
    pub overrides: Table<Override>,
    /// How long what is kept, from when, and what happens then.
    #[serde(default)]
    pub retain: Table<Retain>,
    /// What is never done with some data.
    #[serde(default)]
    pub prohibit: Table<Prohibit>,
    /// Promises of minimisation, security, storage and quality, each with who or what keeps it.
    #[serde(default)]
    pub promise: Table<Promise>,
    /// The rights that the notice lists, and how they are used.
    #[serde(default)]
    pub rights: Option<Rights>,
    /// How to complain, first to the controller and then to the regulator.
    #[serde(default)]
    pub complaint: Option<Complaint>,
    /// What is said about automated decisions and profiling.
    #[serde(default)]
    pub automated: Option<Automated>,
    /// Where and in which systems the data is kept.
    #[serde(default)]
    pub storage: Option<Storage>,
    /// How it is watched that nobody uses more than their work needs.
    #[serde(default)]
    pub oversight: Option<Oversight>,
    /// What is said about transfers out of the United Kingdom.
    #[serde(default)]
    pub transfers: Option<Transfers>,
    /// Whether people must provide their data, and what follows if they do not.
    #[serde(default)]
    pub provision: Option<Provision>,
    /// Contact points by id (a role and a way to reach it, never a named individual).
    #[serde(default)]
    pub contact: Table<Contact>,
    /// Other pages and documents that the notice points to.
    #[serde(default)]
    pub link: Table<Link>,
}

/// Who said a statement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// The council's notice says so.
    #[default]
    Notice,
    /// The law says so, whatever the notice says.
    Law,
    /// Nobody said so and it is needed to run: a data protection officer has to confirm it.
    Assumed,
}

/// Where a statement comes from, and remarks on it. Every statement may carry these keys.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Provenance {
    /// Who said the statement as a whole.
    #[serde(default)]
    pub origin: Origin,
    /// Keys of this statement (`"anchor"`, `"keep.year"`) that nobody said and that are needed to run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assumed: Vec<String>,
    /// Keys of this statement that are so by law, whatever the notice says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub law: Vec<String>,
    /// The council's own wording, printed on the page instead of ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
    /// A remark for whoever maintains the file; it is not published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What this notice is.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Head {
    /// Unique name, `authority/service`.
    pub id: String,
    /// Semantic version, `1.0.0`.
    pub version: String,
    /// The title on the page.
    pub title: String,
    /// Whether this is a service's notice or a base that others extend.
    #[serde(default)]
    pub kind: NoticeKind,
    /// One or two plain sentences under the title.
    pub summary: Option<String>,
    /// The date (`2026-12-01`) from which it applies.
    pub effective: String,
    /// The date by which the controller looks at it again.
    pub review_by: Option<String>,
    /// Base notices that this one builds on, `base/england-housing@1`.
    #[serde(default)]
    pub extends: Vec<String>,
    /// The party (or, for joint controllers, parties) that decide why and how data is used. A base notice has none.
    #[serde(default)]
    pub controller: Vec<String>,
    /// How joint controllers share the duties: the essence that people have a right to see.
    pub arrangement: Option<Arrangement>,
    /// What sharing is for: purposes. Something shared for another purpose of the notice needs a reason, and is reviewed. Empty: for
    /// any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sharing_for: Vec<String>,
    /// Whom the data is about: `applicant`, `household-member`, `third-party`, `child`, …
    #[serde(default)]
    pub subjects: Vec<String>,
    /// Whose law applies.
    #[serde(default)]
    pub nation: Nation,
    /// Id of the data protection impact assessment.
    pub dpia: Option<String>,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// A service's notice, or a base.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeKind {
    /// A notice that people are given.
    #[default]
    Service,
    /// What the law requires whatever a council writes; service notices extend it.
    Base,
}

/// Whose law applies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Nation {
    /// England.
    #[default]
    England,
    /// Scotland.
    Scotland,
    /// Wales.
    Wales,
    /// Northern Ireland.
    NorthernIreland,
    /// The whole United Kingdom (a ministry).
    UnitedKingdom,
}

/// How joint controllers share the duties (UK GDPR article 26).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Arrangement {
    /// The essence, in plain words.
    pub essence: String,
    /// The contact point for people.
    pub contact: Option<String>,
    /// For which purposes each controller answers alone: party id to purpose ids.
    #[serde(default)]
    pub alone: Table<Vec<String>>,
}

/// A service that the notice covers.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Service {
    /// Its name.
    pub label: String,
    /// What it does, in a sentence or two.
    pub text: Option<String>,
    /// `casework` (a case for a person), `meeting` (a group that discusses cases), `programme`, `register`, `study`.
    #[serde(default)]
    pub kind: ServiceKind,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// What kind of service it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceKind {
    /// A case for a person.
    #[default]
    Casework,
    /// A group that meets and discusses cases.
    Meeting,
    /// A funded programme with enrolment.
    Programme,
    /// A register of applications, such as for housing.
    Register,
    /// A research study.
    Study,
}

/// A body by name.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Party {
    /// Its name today.
    pub name: String,
    /// What sort of body it is.
    pub kind: PartyKind,
    /// What it is in law towards this data.
    #[serde(default)]
    pub role: PartyRole,
    /// Other and former names.
    #[serde(default)]
    pub also: Vec<String>,
    /// What the notice itself calls it, where that is out of date or cut off; kept, flagged, mapped.
    #[serde(default)]
    pub cited_as: Vec<String>,
    /// The bodies whose place it took, the earliest first. Nothing goes to them any more; what went until then is told under their name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub predecessors: Vec<Predecessor>,
    /// What it does for the controller (processors: required).
    #[serde(rename = "for")]
    pub task: Option<String>,
    /// On whose behalf it acts (a research contractor of a ministry): a party id.
    pub behalf: Option<String>,
    /// Reference of the contract or processing agreement.
    pub contract: Option<String>,
    /// Who hands out a copy of the agreement on request: a contact id.
    pub agreement_from: Option<String>,
    /// Where it keeps the data: `uk`, `eea`, or a country.
    pub location: Option<String>,
    /// The party that leads a network of providers of which this is one.
    pub network_of: Option<String>,
    /// The article 6 basis that the body itself relies on, where the notice says.
    pub own_basis: Option<String>,
    /// Address of the body's own privacy notice.
    pub own_notice: Option<String>,
    /// The last day (`2028-03-31`) on which it is a recipient: from the day after nothing goes to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// That it has to do with somebody may put them in danger: it is not named where others of the household may look.
    #[serde(default, skip_serializing_if = "is_no")]
    pub discreet: bool,
    /// A contact id.
    pub contact: Option<String>,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

impl Party {
    /// The name of whoever was in its place on a day: its own, or that of a predecessor.
    #[must_use]
    pub fn name_on(&self, day: Date) -> &str {
        let had = |p: &&Predecessor| p.until.parse::<Date>().is_ok_and(|last| day <= last);
        self.predecessors.iter().find(had).map_or(&self.name, |p| &p.name)
    }
}

/// A body whose place another took.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Predecessor {
    /// Its name.
    pub name: String,
    /// Its last day (`2024-03-31`).
    pub until: String,
    /// Where that is published: an address, or a reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// What sort of body a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PartyKind {
    /// A council (the controller's own, or another).
    Council,
    /// Another department or team of the same council.
    Internal,
    /// A ministry or agency of central or devolved government.
    Government,
    /// NHS bodies and other health services.
    Health,
    /// Social care bodies.
    SocialCare,
    /// Police forces.
    Police,
    /// Fire and rescue services.
    Fire,
    /// Probation, prisons and youth justice.
    Justice,
    /// Schools and education services.
    Education,
    /// Charities and community groups.
    Voluntary,
    /// Commissioned providers of support.
    Provider,
    /// Housing associations and registered social landlords.
    HousingAssociation,
    /// Private landlords.
    Landlord,
    /// Suppliers of systems and services.
    Supplier,
    /// Credit reference agencies.
    CreditReference,
    /// Fraud prevention agencies.
    FraudPrevention,
    /// Research bodies.
    Research,
    /// Ombudsmen, auditors, inspectorates and the data protection regulator.
    Regulator,
    /// Courts and tribunals.
    Court,
    /// Solicitors, insurers and others who act for the person.
    Adviser,
    /// Members of the public, relatives and friends.
    Public,
    /// Anything else.
    Other,
}

/// What a body is in law towards this data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PartyRole {
    /// Decides why and how; a recipient with duties of its own.
    #[default]
    Controller,
    /// Decides jointly with the notice's controller.
    JointController,
    /// Acts only on the controller's instructions.
    Processor,
    /// Gives data and does not receive it.
    SourceOnly,
}

/// A kind of bodies.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Class {
    /// What the kind is called.
    pub label: String,
    /// What sort of bodies these are.
    pub kind: PartyKind,
    /// What they are in law.
    #[serde(default)]
    pub role: PartyRole,
    /// The party that leads these as its network.
    pub network_of: Option<String>,
    /// The members: ids of parties, or names (a name makes a party of this class).
    #[serde(default)]
    pub members: Vec<String>,
    /// What the notice itself calls them, where that is out of date or cut off; kept, flagged, mapped.
    #[serde(default)]
    pub cited_as: Vec<String>,
    /// Present where the list is open ("such as", "including but not limited to"): how a body comes in.
    pub open: Option<Open>,
    /// That they have to do with somebody may put them in danger: they are not named where others of the household may look.
    #[serde(default, skip_serializing_if = "is_no")]
    pub discreet: bool,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// How a body comes into an open class. Nothing is disclosed to it before.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Open {
    /// The role that enrols it.
    pub enrol_by: String,
    /// What has to be in place first.
    pub requires: String,
    /// The same in the words of one nation, whose courts and offices have names of their own: what a base says for all.
    #[serde(default, skip_serializing_if = "NationWords::is_empty")]
    pub requires_in: NationWords,
    /// Whether it is enrolled once, or for each case.
    #[serde(default)]
    pub scope: OpenScope,
    /// A body comes in for a time only: its last day is entered, and an agreement that names what for is in force by then.
    #[serde(default, skip_serializing_if = "is_no")]
    pub for_a_time: bool,
}

/// Words by nation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NationWords {
    /// In England.
    pub england: Option<String>,
    /// In Scotland.
    pub scotland: Option<String>,
    /// In Wales.
    pub wales: Option<String>,
    /// In Northern Ireland.
    pub northern_ireland: Option<String>,
}

impl NationWords {
    /// The words of a nation, where it has its own.
    #[must_use]
    pub const fn of(&self, nation: Nation) -> Option<&String> {
        match nation {
            Nation::England => self.england.as_ref(),
            Nation::Scotland => self.scotland.as_ref(),
            Nation::Wales => self.wales.as_ref(),
            Nation::NorthernIreland => self.northern_ireland.as_ref(),
            Nation::UnitedKingdom => None,
        }
    }
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Once, or for each case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OpenScope {
    /// Once for the service.
    #[default]
    Service,
    /// For each case.
    PerCase,
}

/// A role of people who use the system.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Role {
    /// What it is called.
    pub label: String,
    /// Whether it sees only the cases that it works on (its own, its team's), or every case of the service.
    #[serde(default)]
    pub scope: RoleScope,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// Which cases a role sees.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RoleScope {
    /// Every case of the service.
    #[default]
    Service,
    /// Cases that it is linked to.
    Linked,
}

/// A category of personal data.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Category {
    /// What it is called on the page and on the form.
    pub label: String,
    /// More about it, in plain words.
    pub text: Option<String>,
    /// A special category (UK GDPR article 9), or offence data (article 10).
    pub special: Option<Special>,
    /// Whether it has to be given.
    #[serde(default)]
    pub necessity: Necessity,
    /// What follows if it is not given.
    pub if_refused: Option<String>,
    /// Whom it is about, if not the main subject.
    #[serde(default)]
    pub about: Vec<String>,
    /// The fields of its form, by id. A field belongs to exactly one category.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// How far back it goes, in years.
    pub depth_years: Option<u32>,
    /// Made from other categories rather than collected.
    #[serde(default)]
    pub derived_from: Vec<String>,
    /// The services that collect it; empty: all.
    #[serde(default)]
    pub services: Vec<String>,
    /// Whether the notice gives examples only ("such as"), so that the list of fields is ours.
    #[serde(default)]
    pub examples_only: bool,
    /// The record class for retention; the category's own id if not given.
    pub record_class: Option<String>,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

impl Category {
    /// Whether it is about others only, who are no more of the person's household than anybody: somebody who is said to cause harm, a
    /// neighbour, a friend. What the person is shown of it, somebody decides.
    #[must_use]
    pub fn is_about_others(&self, head: &Head) -> bool {
        const OF_THE_HOUSEHOLD: [&str; 5] = ["household", "child", "family", "dependant", "carer"];
        !self.about.is_empty()
            && self.about.iter().all(|about| {
                Some(about) != head.subjects.first() && !OF_THE_HOUSEHOLD.iter().any(|word| about.contains(word))
            })
    }
}

/// A field of a category's form: just its id, or a table.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Field {
    /// The id of a field; its label and type come from the catalogue of fields, or the id itself.
    Id(String),
    /// A field with its particulars.
    Full(FieldDetail),
}

/// A field with its particulars.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FieldDetail {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: Option<String>,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: Option<FieldKind>,
    /// The choices of a `choice` or `choices` field.
    #[serde(default)]
    pub options: Vec<String>,
    /// Whether it must be filled in for the section to be saved.
    #[serde(default)]
    pub required: bool,
    /// A hint under the label.
    pub hint: Option<String>,
    /// Masked unless opened with a reason.
    #[serde(default)]
    pub masked: bool,
}

/// The type of a field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    /// One line of text.
    #[default]
    Text,
    /// Several lines.
    LongText,
    /// A calendar date.
    Date,
    /// A number.
    Number,
    /// An amount in pounds and pence.
    Money,
    /// One of several.
    Choice,
    /// Any of several.
    Choices,
    /// Yes or no.
    YesNo,
    /// An email address.
    Email,
    /// A telephone number.
    Telephone,
    /// A National Insurance number.
    NiNumber,
    /// An NHS number.
    NhsNumber,
    /// A unique pupil number.
    Upn,
    /// A postal address.
    Address,
    /// A postcode.
    Postcode,
}

/// A special category of personal data (UK GDPR article 9(1)), or offence data (article 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Special {
    /// Racial or ethnic origin.
    Ethnicity,
    /// Political opinions.
    Politics,
    /// Religious or philosophical beliefs.
    Religion,
    /// Trade union membership.
    TradeUnion,
    /// Genetic data.
    Genetic,
    /// Biometric data used to identify.
    Biometric,
    /// Health, physical or mental, and disability.
    Health,
    /// Sex life.
    SexLife,
    /// Sexual orientation.
    SexualOrientation,
    /// Criminal convictions and offences (article 10).
    Offence,
}

/// Whether data has to be given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Necessity {
    /// The person may decline without the case being held up.
    #[default]
    Optional,
    /// The case cannot be assessed without it.
    Required,
    /// The law requires it.
    Statutory,
}

/// Where data comes from.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Source {
    /// `subject`, party ids, or `class:` ids.
    pub from: Vec<String>,
    /// Which categories; `["*"]`: any.
    #[serde(default = "any")]
    pub categories: Vec<String>,
    /// Restrictions that come with it: `originator-approval` before it is passed on, `in-confidence`, `no-outcome-back`.
    #[serde(default)]
    pub restrictions: Vec<SourceRestriction>,
    /// What has to be written down whenever something came from there.
    #[serde(default)]
    pub asks: Vec<SourceAsk>,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

fn any() -> Vec<String> {
    vec!["*".to_owned()]
}

/// Something that has to be written down of what came from a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SourceAsk {
    /// Which department, council, hospital or charity gave it.
    Body,
    /// The same, and it has to be one that the notice or the list of enrolled bodies names.
    RegisteredBody,
    /// On which day it was received.
    Received,
    /// Their reference of it.
    Reference,
    /// The law under which they gave it.
    Gateway,
    /// What it came in.
    Document,
    /// What it was given for: it is shown for no other purpose.
    Purpose,
    /// How far it may go from here.
    Onward,
    /// The first and the last day of a licence or order.
    Licence,
}

/// A restriction that comes with data from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SourceRestriction {
    /// Whoever gave it approves before it is passed on.
    OriginatorApproval,
    /// Given in confidence.
    InConfidence,
    /// No detail of what came of it goes back to whoever gave it.
    NoOutcomeBack,
}

/// Why data is used.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Purpose {
    /// The purpose in plain words.
    pub label: String,
    /// More about it.
    pub text: Option<String>,
    /// The services it belongs to; empty: all.
    #[serde(default)]
    pub services: Vec<String>,
    /// In which form data may be used for it.
    #[serde(default)]
    pub form: Form,
    /// Whether decisions about people are made under it (`significant`: with legal or similar effect).
    #[serde(default)]
    pub decision: Decides,
    /// Anonymous or aggregate use is exceeded only with this gate (research with the person's agreement).
    pub identifiable_with: Option<Gate>,
    /// What this purpose goes on in spite of: the end of the retention period (storage and erasure themselves), or a
    /// restriction of processing (a person's rights, claims, courts: UK GDPR article 18(2)).
    #[serde(default)]
    pub survives: Vec<Survives>,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// In which form data may be used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// As it is.
    #[default]
    Identifiable,
    /// Identifiers replaced by codes.
    Pseudonymised,
    /// Nobody can be identified by means reasonably likely to be used.
    Anonymous,
    /// Counts and tables only.
    Aggregate,
}

/// What a purpose goes on in spite of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Survives {
    /// The retention period has run out.
    Expiry,
    /// Processing is restricted.
    Restriction,
}

/// Whether decisions are made under a purpose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Decides {
    /// None about individuals.
    #[default]
    None,
    /// Decisions about individuals with legal or similarly significant effect: by a named person.
    Significant,
}

/// A lawful basis: one article 6 limb for purposes, or one article 9 or 10 condition for categories.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Basis {
    /// The purposes it supports; `["*"]`: all.
    #[serde(default)]
    pub purposes: Vec<String>,
    /// The (special or offence) categories it supports.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Kinds of special data that the notice names under this condition whether or not they are collected.
    #[serde(default)]
    pub names: Vec<Special>,
    /// The party that relies on it, if not the controller.
    pub holder: Option<String>,
    /// Article 6(1) limb: `a` to `f`, `ea`.
    pub article6: Option<String>,
    /// Article 9(2) limb: `a` to `j`.
    pub article9: Option<String>,
    /// Condition in Schedule 1 to the Data Protection Act 2018, `part 2 para 6`.
    pub schedule1: Option<String>,
    /// Id of the appropriate policy document.
    pub policy_document: Option<String>,
    /// The interest that is pursued (article 6(1)(f)), or the recognised one (6(1)(ea)); not for a public body's tasks.
    pub interest: Option<String>,
    /// Acts and regulations.
    #[serde(default)]
    pub legislation: Vec<String>,
    /// The list of legislation is given as examples ("includes but is not limited to").
    #[serde(default)]
    pub not_exhaustive: bool,
    /// Used in some cases only.
    pub only_when: Option<String>,
    /// What the notice cites where that is not a provision of law ("Article 6 part g"); kept, flagged, mapped.
    #[serde(default)]
    pub cited_as: Vec<String>,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// An Act or regulation that the shipped register lacks.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Legislation {
    /// Its title with year.
    pub title: String,
    /// Its number: `2014 asp 18`, `SI 2018/912`.
    pub citation: String,
    /// Where it applies; empty: the whole United Kingdom.
    #[serde(default)]
    pub nations: Vec<Nation>,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// What roles of the controller may do.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Access {
    /// The roles.
    pub roles: Vec<String>,
    /// For which purposes; `["*"]`: all.
    pub purposes: Vec<String>,
    /// Which categories they may see; `["*"]`: all.
    pub categories: Vec<String>,
    /// Categories left out of a `*`.
    #[serde(default)]
    pub except: Vec<String>,
    /// Which categories they may record and change; absent: those that they may see.
    pub records: Option<Vec<String>>,
    /// What has to be the case besides.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// Something that has to be the case before data is released.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// The body (or officer) works with this person: an assigned case, an accepted referral, a nomination.
    Linked,
    /// A reason has been written down.
    Reason,
    /// Somebody with the right to approve has approved.
    Approval,
    /// A written request or authority from the recipient (or the person) is on file.
    Request,
    /// Data sharing agreement in force.
    Agreement,
    /// The training of whoever acts is up to date: an administrator has entered until when.
    Training,
}

/// A disclosure: who gets what, why, and through which gate.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Disclose {
    /// Party ids and `class:` ids; `subject` for the person.
    pub to: Vec<String>,
    /// The purpose.
    pub purpose: String,
    /// Which categories; `["*"]`: all.
    pub categories: Vec<String>,
    /// Categories left out of a `*`.
    #[serde(default)]
    pub except: Vec<String>,
    /// What has to hold.
    pub gate: Gate,
    /// What has to be the case besides the gate.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// In which form.
    #[serde(default)]
    pub form: Form,
    /// The services from which it may come; empty: all.
    #[serde(default)]
    pub services: Vec<String>,
    /// Categories that the recipient may write into the record under its own name.
    #[serde(default)]
    pub records: Vec<String>,
    /// How it is done, in plain words ("view in the shared system", "quarterly return").
    pub means: Option<String>,
    /// How often, for a recurring disclosure.
    pub frequency: Option<String>,
    /// What the least is.
    pub minimum: Option<String>,
    /// What good it does, where the notice says.
    pub benefit: Option<String>,
    /// Whether it can be called back.
    #[serde(default)]
    pub recall: Recall,
    /// Whether the recipient may pass it on.
    #[serde(default)]
    pub onward: Onward,
    /// Whether the recipient may use it for decisions about the person.
    #[serde(default)]
    pub no_decisions: bool,
    /// Whether the result may come back to the controller.
    #[serde(default)]
    pub no_return: bool,
    /// Whether the recipient is also a source.
    #[serde(default)]
    pub also_source: bool,
    /// The notice speaks of this recipient somewhere else than in its list of recipients.
    #[serde(default)]
    pub unlisted: bool,
    /// Only people who meet these criteria are included.
    pub included_when: Option<String>,
    /// The category in which it stands that somebody meets them: of whom it has nothing is not included where records are gathered.
    pub included_by: Option<String>,
    /// What may follow for the person ("you could be refused services").
    pub consequence: Option<String>,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// A named selection: what a recipient is given at first on one kind of occasion. It only narrows: nothing goes that no
/// disclosure lets go, and more than it chooses goes only with a reason.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Preset {
    /// The occasion in plain words: "A fire safety visit".
    pub label: String,
    /// To whom: party and `class:` ids.
    pub to: Vec<String>,
    /// For which purpose.
    pub purpose: String,
    /// What is chosen at first: a category, or one answer of it, `category.field`.
    pub items: Vec<String>,
    /// For people of which age; left out: of any.
    pub ages: Option<Ages>,
    /// In which ways it may go; left out: in any.
    #[serde(default)]
    pub channels: Vec<SendBy>,
    /// Nothing tells of it where somebody who watches the person could look: not the person's own pages, not whoever acts
    /// for them. Staff tell the person themselves.
    #[serde(default)]
    pub discreet: bool,
    /// What these recipients are not given for this purpose unless something is so, whoever chooses it.
    #[serde(default)]
    pub limits: Vec<Limit>,
    /// It is an enquiry: which answers, `category.field`, they are asked for. An enquiry goes with what it chooses and no more, and
    /// is answered in these and no others. They have to be a source of them.
    #[serde(default)]
    pub asks: Vec<String>,
    /// Of an enquiry: within how many working days they answer.
    #[serde(default = "a_week")]
    pub reply_days: u32,
    /// Of an enquiry: for how many days the answer is kept; left out: as long as what it is about.
    pub reply_kept_days: Option<u32>,
    /// Of an enquiry: nothing is refused to the person on the answer alone.
    #[serde(default)]
    pub never_alone: bool,
    /// The role that looks at the selection again.
    pub reviewed_by: String,
    /// The day (`2026-11-02`) on which it was last looked at.
    pub reviewed_on: String,
    /// After how many months it is looked at again.
    #[serde(default = "a_year")]
    pub review_months: u32,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
const fn is_no(said: &bool) -> bool {
    !*said
}

const fn a_week() -> u32 {
    5
}

const fn a_year() -> u32 {
    12
}

/// Ages in whole years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Ages {
    /// The youngest.
    pub from: Option<u32>,
    /// Everybody is younger than this.
    pub below: Option<u32>,
}

/// A way in which something reaches a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SendBy {
    /// Through an account of its own.
    Desk,
    /// By secure email.
    SecureEmail,
    /// By hand, or by signed-for post.
    ByHand,
    /// Spoken, to somebody whose identity was checked.
    Spoken,
}

/// What is not given unless something is so.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Limit {
    /// A category, or one answer of it, `category.field`.
    pub items: Vec<String>,
    /// What has to be so.
    pub only_if: OnlyIf,
}

/// What has to be so of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OnlyIf {
    /// The person is younger than so many years, and it is known.
    UnderAge(u32),
    /// The address is not marked to be kept hidden.
    AddressShown,
}

/// Whether a disclosure can be called back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Recall {
    /// The recipient can be asked to erase it.
    #[default]
    Possible,
    /// It cannot be undone; said before it happens and again when a right is used.
    Impossible,
}

/// Whether a recipient may pass data on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Onward {
    /// Not without asking.
    #[default]
    Forbidden,
    /// As its own duties allow.
    Allowed,
}

/// What has to hold before a disclosure.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    /// The person's agreement, live at the moment of disclosure.
    Consent(ConsentGate),
    /// A duty in law: the Act and section.
    Duty(String),
    /// A power in law: the Act and section.
    Power(String),
    /// A legitimate interest (article 6(1)(f)) or a recognised one (6(1)(ea)) of a controller that is no public body.
    Interest(String),
    /// The recipient is a processor under this contract.
    Contract(String),
    /// To protect somebody's life where the person cannot consent.
    VitalInterests(String),
    /// The recipient is the person, or somebody who acts for the person.
    Subject,
    /// No identifiable data leaves, so that no gate is needed: anonymous or aggregate form only.
    Anonymous,
    /// Any of these is enough.
    Any(Vec<Gate>),
    /// All of these are needed.
    All(Vec<Gate>),
}

impl Gate {
    /// What it is made of, in order, however that is put together.
    #[must_use]
    pub fn leaves(&self) -> Vec<&Self> {
        match self {
            Self::Any(gates) | Self::All(gates) => gates.iter().flat_map(Self::leaves).collect(),
            leaf => vec![leaf],
        }
    }
    /// The duties and powers in law that it names.
    pub fn laws(&self) -> impl Iterator<Item = &String> {
        self.leaves().into_iter().filter_map(|leaf| match leaf {
            Self::Duty(law) | Self::Power(law) => Some(law),
            _ => None,
        })
    }
    /// The duties alone.
    pub fn duties(&self) -> impl Iterator<Item = &String> {
        self.leaves().into_iter().filter_map(|leaf| match leaf {
            Self::Duty(law) => Some(law),
            _ => None,
        })
    }
    /// Whether the person's agreement is part of it.
    #[must_use]
    pub fn asks_consent(&self) -> bool {
        self.leaves().into_iter().any(|leaf| matches!(leaf, Self::Consent(_)))
    }
}

/// A person's agreement.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ConsentGate {
    /// Which of the two things that are called consent.
    pub meaning: Option<ConsentMeaning>,
    /// Explicit consent in words (article 9(2)(a)).
    #[serde(default)]
    pub explicit: bool,
    /// Asked for each recipient, or once for the purpose.
    #[serde(default)]
    pub per: ConsentPer,
    /// When it is asked.
    pub ask_at: Option<String>,
    /// Where it is written down.
    pub record_in: Option<String>,
    /// How it is withdrawn: a contact id.
    pub withdraw: Option<String>,
    /// "Unless a legal duty or power allows": the statements that stand beside the consent.
    pub unless: Option<String>,
}

/// The two meanings of consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ConsentMeaning {
    /// Consent is the lawful basis: withdrawal ends the processing, portability and erasure apply.
    LawfulBasis,
    /// Permission out of confidence and fairness; the lawful basis is another.
    Permission,
}

/// For each recipient, or once for the purpose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ConsentPer {
    /// For each named recipient.
    #[default]
    Recipient,
    /// Once for the purpose.
    Purpose,
}

/// When a gate may be passed without what it asks for.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Override {
    /// What has to be the matter.
    pub trigger: Trigger,
    /// In plain words.
    pub label: String,
    /// To whom: party and `class:` ids; `["*"]`: any recipient of the notice.
    pub to: Vec<String>,
    /// For which purpose it is recorded.
    pub purpose: String,
    /// Which categories; `["*"]`: all.
    pub categories: Vec<String>,
    /// Categories left out of a `*`.
    #[serde(default)]
    pub except: Vec<String>,
    /// The law it rests on.
    pub under: Option<String>,
    /// The role that authorises it. A reason is always needed too.
    pub authorised_by: String,
    /// Days within which it is reviewed, counted from the day after.
    pub review_within_days: u32,
    /// When the person is told.
    pub tell_subject: String,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// What has to be the matter for an override.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    /// Somebody's life, and the person cannot consent (articles 6(1)(d), 9(2)(c)).
    VitalInterests,
    /// Risk of harm to the person or another; safeguarding.
    Safeguarding,
}

/// How long what is kept.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Retain {
    /// What in plain words.
    pub label: String,
    /// Categories or record classes; `["*"]`: everything not said otherwise.
    pub what: Vec<String>,
    /// Who holds the copy, if not the controller: party ids (a recipient's own clock).
    #[serde(default)]
    pub held_by: Vec<String>,
    /// By way of whom these holders get it, where it is not sent to them: party ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub through: Vec<String>,
    /// How long.
    pub keep: Keep,
    /// From when. A period without one cannot be counted.
    pub anchor: Option<Anchor>,
    /// What happens then.
    #[serde(default)]
    pub after: After,
    /// Why so long.
    #[serde(default)]
    pub why: Vec<String>,
    /// Nothing is left that shows the person took part.
    #[serde(default)]
    pub no_trace: bool,
    /// Another period, where the person died young (a second anchor: looked-after children).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<Instead>,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// A period that counts from death instead, where the person died young.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Instead {
    /// If they died before this birthday, in years.
    pub died_under: u32,
    /// How long from the day of death.
    pub keep: Keep,
}

/// How long.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Keep {
    /// Calendar years from the anchor.
    Years(u32),
    /// Calendar months from the anchor.
    Months(u32),
    /// Calendar days from the anchor.
    Days(u32),
    /// Years, and then to the end of the year in which they run out ("6 years plus the current year").
    YearsPlusCurrent {
        /// Years after the end of the year of the anchor.
        years: u32,
        /// Which year ends.
        year: Option<YearKind>,
    },
    /// Between two numbers of years: review at the first, erase at the second.
    Range {
        /// Not before.
        min_years: u32,
        /// Not after.
        max_years: u32,
        /// The role that decides.
        decided_by: String,
    },
    /// While something lasts ("while we help you").
    While(String),
    /// For ever; anonymous data only.
    Indefinitely,
    /// As another document says, which people can ask for.
    ByReference(String),
}

/// Which year ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum YearKind {
    /// On 31 December.
    Calendar,
    /// On 31 March.
    Financial,
}

/// From when a period is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Anchor {
    /// The day the case was closed.
    CaseClosed,
    /// The day support ended.
    SupportEnded,
    /// The person's birth.
    Birth,
    /// The person's death.
    Death,
    /// The day the data was collected.
    Collected,
    /// The day it was passed to the holder.
    Disclosed,
    /// The end of the session in which it was noted.
    SessionEnded,
    /// The day it was published.
    Published,
    /// The last time anything happened on the record.
    LastContact,
}

/// What happens at the end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum After {
    /// Erased everywhere.
    #[default]
    Erase,
    /// Made anonymous.
    Anonymise,
    /// Looked at by a person.
    Review,
    /// Kept in an archive, anonymous.
    Archive,
}

/// What is never done.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Prohibit {
    /// In plain words.
    pub label: String,
    /// What it is about: a disclosure id, category ids, purpose ids, or `linked`, `research`, `everything`.
    pub on: Vec<String>,
    /// What is not done.
    pub action: Forbidden,
    /// To or by whom: party and `class:` ids, `controller`; empty: anybody.
    #[serde(default)]
    pub by: Vec<String>,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// What is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Forbidden {
    /// Deciding anything about a person.
    Decide,
    /// Bringing data back.
    Return,
    /// Identifying anybody in what is published.
    Identify,
    /// Passing it to somebody.
    Disclose,
    /// Keeping a trace that the person took part.
    Trace,
    /// Using it for another purpose.
    Repurpose,
    /// Refusing services because of it.
    Disadvantage,
    /// Profiling.
    Profile,
}

/// A promise that is kept by a test or by somebody.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Promise {
    /// The promise in plain words.
    pub text: String,
    /// What it is about.
    pub about: PromiseKind,
    /// Kept by the software (what in it), or by people (which role).
    pub kept_by: String,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// What a promise is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PromiseKind {
    /// The least data.
    Minimisation,
    /// Security.
    Security,
    /// Storage.
    Storage,
    /// Sharing.
    Sharing,
    /// Openness.
    Transparency,
    /// Quality of the service.
    Quality,
    /// Agreements between bodies.
    Agreement,
    /// Fairness to the person.
    Fairness,
}

/// The rights that the notice lists.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Rights {
    /// The rights that it lists. The others apply all the same, as law.
    #[serde(default)]
    pub listed: Vec<Right>,
    /// Whether there is a charge.
    pub charge: Option<Charge>,
    /// Within how many months requests are answered.
    pub months: Option<u32>,
    /// How a request is made: a contact id.
    pub request: Option<String>,
    /// Rights that do not reach something: what cannot be recalled.
    #[serde(default)]
    pub limits: Vec<RightLimit>,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// A right of a data subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Right {
    /// To be informed (articles 13, 14).
    Informed,
    /// To copies (article 15).
    Access,
    /// To have wrong data corrected (article 16).
    Rectification,
    /// To have incomplete data completed (article 16).
    Completion,
    /// To erasure (article 17).
    Erasure,
    /// To restriction (article 18).
    Restriction,
    /// To portability (article 20).
    Portability,
    /// To object (article 21).
    Objection,
    /// To withdraw consent (article 7(3)).
    WithdrawConsent,
    /// Not to be subject to solely automated decisions (articles 22A to 22D).
    HumanDecision,
    /// To complain (article 77; Data Protection Act 2018 section 164A).
    Complaint,
}

/// Whether there is a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Charge {
    /// None.
    None,
}

/// A right that does not reach something.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RightLimit {
    /// The right.
    pub right: Right,
    /// The disclosure (or category) that it does not reach.
    pub on: String,
    /// What the person is told.
    pub say: String,
}

/// How to complain.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Complaint {
    /// To whom first: contact ids.
    pub first: Vec<String>,
    /// To which regulator then: a contact id.
    pub regulator: Option<String>,
    /// Days within which a complaint is acknowledged, beginning with the day it is received.
    pub acknowledge_days: Option<u32>,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// Automated decisions and profiling.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Automated {
    /// Whether decisions are made without a person.
    pub decisions: bool,
    /// Whether people are profiled.
    pub profiling: Option<bool>,
    /// What the terms mean, where the notice explains.
    pub text: Option<String>,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// Where the data is kept.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Storage {
    /// The systems: party ids of suppliers, or names.
    #[serde(default)]
    pub systems: Vec<String>,
    /// Where: `uk`, `eea`, `anywhere-safe`.
    pub region: Option<Region>,
    /// More, in plain words.
    pub text: Option<String>,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// How it is watched that nobody uses more than their work needs.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Oversight {
    /// Roles of which somebody else approves each file before a list of people leaves in it; none: nobody is asked.
    #[serde(default)]
    pub files_approved_by: Vec<String>,
    /// Roles that are told, and review it, when somebody looked at records in a way that is unusual for them; none: nobody counts.
    #[serde(default)]
    pub unusual_looks_to: Vec<String>,
    /// More, in plain words.
    pub text: Option<String>,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// A region of storage or transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Region {
    /// The United Kingdom.
    Uk,
    /// The European Economic Area (and the United Kingdom).
    Eea,
    /// Any country, with the safeguards of articles 44 to 49.
    Safeguarded,
}

/// Transfers out of the United Kingdom.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Transfers {
    /// How far data may go.
    pub allowed: Region,
    /// With which safeguards.
    pub safeguards: Option<String>,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// Whether people must provide their data.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Provision {
    /// Whether they may decline.
    pub voluntary: bool,
    /// What follows if they do.
    pub consequence: Option<String>,
    /// What has to be shared whatever the person wishes, and why.
    pub necessary: Option<String>,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// A contact point: a role, never a named individual.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Contact {
    /// The role or team.
    pub label: String,
    /// Email.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Post.
    pub post: Option<String>,
    /// Web address.
    pub url: Option<String>,
    /// The languages in which people are answered, where the notice says: `cy`, `en`.
    #[serde(default)]
    pub languages: Vec<String>,
    /// The notice names a person here; the name is kept off the page.
    #[serde(default)]
    pub named_person: bool,
    /// The first date (`2026-06-19`) on which this contact is right.
    pub from: Option<String>,
    /// The last date on which it is.
    pub until: Option<String>,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// Another page or document.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Link {
    /// What it is.
    pub label: String,
    /// Its address, or none if it is handed out on request.
    pub url: Option<String>,
    /// Who hands it out: a contact id.
    pub from: Option<String>,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

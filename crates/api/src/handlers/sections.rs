//! Sections: one by itself, saving it, and its earlier versions.

use crate::answer::{Answer, etag};
use crate::ask::Ask;
use crate::handlers::forms::{Field, fields_of};
use crate::problem::Problem;
use crate::shown::{Fields, Given, Said, Shown, Statement, said};
use app::Told;
use app::views::{SectionVersion, SectionView};
use axum::http::header;
use casework::{Came, SectionContent, Sure};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A section.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Section {
    /// The category.
    category: String,
    label: String,
    /// What makes it specially protected, in words.
    special: Option<String>,
    /// What it says.
    content: Given<Said>,
    /// What is kept back of it all the same, in words.
    kept_back: Vec<String>,
    /// The version shown; 0: none.
    version: u32,
    /// For If-Match, when the content is released and there is a version.
    etag: Option<String>,
    recorded_at: Option<String>,
    recorded_by: Option<String>,
    source: Option<String>,
    /// Whether the caller may save it.
    can_record: bool,
    /// The form's fields.
    form: Vec<Field>,
    /// What comes with the release, in words.
    obligations: Vec<String>,
    /// The statements that released it.
    statements: Vec<Statement>,
}

impl From<SectionView> for Section {
    fn from(view: SectionView) -> Self {
        let (at, by) = view.recorded.unzip();
        Self {
            form: fields_of(&view.fields),
            category: view.category,
            label: view.label,
            special: view.special.map(str::to_owned),
            content: said(view.content, &view.fields),
            kept_back: view.kept_back,
            version: view.version,
            etag: (view.version > 0).then(|| etag(view.version)),
            recorded_at: at.map(|t| t.rfc3339()),
            recorded_by: by,
            source: view.source,
            can_record: view.can_record,
            obligations: view.obligations,
            statements: view.statements.into_iter().map(Statement::from).collect(),
        }
    }
}

pub(crate) fn open(ask: &Ask) -> Result<Answer, Problem> {
    let opened = ask.app().section(ask.actor()?, ask.case()?, ask.param("category"))?;
    let version = opened.section.version;
    Ok(Answer::json(&Section::from(opened.section))?.version(version))
}

/// What is to stand in a section.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    /// Where it comes from: `subject`, or a source of the notice.
    #[serde(default = "subject")]
    source: String,
    /// How sure it is.
    #[serde(default)]
    sure: HowSure,
    /// A protective marking, as the document carried it.
    #[serde(default)]
    #[schemars(length(max = 100))]
    marking: String,
    /// How it came in, where somebody else gave it. Some sources of a notice ask for parts of it.
    #[serde(default)]
    came: CameIn,
    /// The whole content: a field that is left out is empty from now on. A masked one that is left out stays as it is.
    fields: Fields,
}

/// How something came in that somebody else gave.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct CameIn {
    /// Which department, council, hospital or charity gave it.
    #[schemars(length(max = 200))]
    body: String,
    /// The day on which it was received: `2026-11-21`.
    received: Option<String>,
    /// Their reference of it.
    #[schemars(length(max = 200))]
    reference: String,
    /// The law under which it came: a code of the list of gateways.
    gateway: String,
    /// What it came in: `letter`, `report`, `discharge`, `record`, `certificate`, `licence`, `email`, `spoken`, `other`.
    document: String,
    /// The purpose of the notice that it was given for: it is shown for no other.
    purpose: String,
    /// How far it may go: `as-notice`, `ask`, `none`.
    onward: String,
    /// The first day of a licence or order.
    licence_from: Option<String>,
    /// Its last day.
    licence_until: Option<String>,
}

impl CameIn {
    fn read(self) -> Result<Came, Problem> {
        let day = |text: Option<String>, name: &str| match text {
            None => Ok(None),
            Some(text) => text
                .parse()
                .map(Some)
                .map_err(|_| Problem::malformed(format!("Give came.{name} as a date, like 2026-11-21"))),
        };
        Ok(Came {
            received: day(self.received, "received")?,
            licence_from: day(self.licence_from, "licence-from")?,
            licence_until: day(self.licence_until, "licence-until")?,
            body: self.body,
            reference: self.reference,
            gateway: self.gateway,
            document: self.document,
            purpose: self.purpose,
            onward: self.onward,
        })
    }
}

/// How sure something is.
#[derive(Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum HowSure {
    /// Somebody said so.
    #[default]
    Said,
    /// A document or a record showed it.
    Confirmed,
    /// Somebody thinks so.
    Unsure,
}

fn subject() -> String {
    "subject".to_owned()
}

/// A section that was saved.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Saved {
    /// The new version.
    version: u32,
}

/// The version that a correction rests on.
pub(crate) fn if_match(ask: &Ask) -> Result<u32, Problem> {
    if ask.headers.contains_key(header::IF_NONE_MATCH) {
        return Err(Problem::malformed("Give If-Match alone: there is something already"));
    }
    based_on(ask)
}

/// The version that a change rests on: 0 for none yet.
fn based_on(ask: &Ask) -> Result<u32, Problem> {
    let (matches, none) = (ask.header(&header::IF_MATCH), ask.header(&header::IF_NONE_MATCH));
    let malformed = || Problem::malformed("Give If-Match as the ETag of the section, or If-None-Match as *");
    match (matches, none) {
        (Some(tag), None) => tag
            .strip_prefix("\"v")
            .and_then(|t| t.strip_suffix('"'))
            // What follows is of the whole answer, and no version.
            .map(|t| t.split_once('.').map_or(t, |(version, _)| version))
            .filter(|t| !t.starts_with(['0', '+']))
            .and_then(|t| t.parse().ok())
            .ok_or_else(malformed),
        (None, Some("*")) => Ok(0),
        (None, None)
            if !ask.headers.contains_key(header::IF_MATCH) && !ask.headers.contains_key(header::IF_NONE_MATCH) =>
        {
            Err(Problem::condition_needed(
                "Say which version the change rests on: If-Match with the section's ETag, or If-None-Match: * for the first",
            ))
        }
        _ => Err(malformed()),
    }
}

pub(crate) fn save(ask: &Ask) -> Result<Answer, Problem> {
    let (actor, case, category) = (ask.actor()?, ask.case()?, ask.param("category"));
    let based_on = based_on(ask)?;
    let change: Change = ask.body()?;
    let values = SectionContent::from_pairs(change.fields);
    if change.marking.chars().count() > 100 {
        return Err(Problem::malformed("Give marking with at most 100 characters"));
    }
    let sure = match change.sure {
        HowSure::Said => Sure::Said,
        HowSure::Confirmed => Sure::Confirmed,
        HowSure::Unsure => Sure::Unsure,
    };
    let told = Told { source: change.source, sure, marking: change.marking, came: change.came.read()? };
    let saved = ask.app().save_values(actor, case, category, based_on, &values, &told)?;
    match saved {
        app::Saved::As(version) => Ok(Answer::json(&Saved { version })?.version(version)),
        app::Saved::Clash(clash) => {
            let problem = Problem::changed(
                "Somebody else saved this section meanwhile. Nothing of theirs is lost: ask for it again, put the two together, and send it with the new ETag",
            );
            Ok(Answer::problem(&problem).version(clash.version))
        }
    }
}

/// The versions of a section.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Versions {
    label: String,
    versions: Vec<Version>,
}

/// One version.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Version {
    version: u32,
    recorded_at: String,
    recorded_by: String,
    content: Given<Said>,
}

pub(crate) fn versions(ask: &Ask) -> Result<Answer, Problem> {
    let view = ask.app().section_history(ask.actor()?, ask.case()?, ask.param("category"))?;
    let version = |v: SectionVersion| Version {
        version: v.version,
        recorded_at: v.recorded.0.rfc3339(),
        recorded_by: v.recorded.1,
        content: said(v.content, &v.fields),
    };
    Answer::json(&Versions { label: view.label, versions: view.versions.into_iter().map(version).collect() })
}

/// What is to be shown in full, and why.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reveal {
    /// The field, as `masked` names it.
    field: String,
    reason: Reason,
}

/// Why all of it is needed.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Reason {
    /// To make sure who the person is.
    Identify,
    /// For a claim or a check of benefits.
    Benefits,
    /// For a form or application on their behalf.
    Form,
    /// A body that may have it asks for it.
    Partner,
    /// For somebody's safety.
    Safety,
}

/// Something masked, in full.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Revealed {
    /// The question.
    label: String,
    /// What stands there; none: nothing was recorded.
    value: Option<Shown<String>>,
}

pub(crate) fn reveal(ask: &Ask) -> Result<Answer, Problem> {
    let wanted: Reveal = ask.body()?;
    let reason = match wanted.reason {
        Reason::Identify => "identify",
        Reason::Benefits => "benefits",
        Reason::Form => "form",
        Reason::Partner => "partner",
        Reason::Safety => "safety",
    };
    let shown = ask.app().reveal(ask.actor()?, ask.case()?, ask.param("category"), &wanted.field, reason)?;
    Answer::json(&Revealed { label: shown.label, value: shown.value.map(Shown::from) })
}

//! What the person said, and the bodies that work on a case.

use crate::answer::Answer;
use crate::ask::Ask;
use crate::handlers::tasks::day;
use crate::problem::Problem;
use crate::shown::Statement;
use app::views::{AgencyLine, ConsentLine};
use app::{AppError, Circumstances, ConsentAnswer, NewAnswer};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the person's permission is asked for, and where it stands.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Consent {
    /// The recipient's key; empty: for the purpose, whoever it is.
    party: String,
    name: String,
    /// The purpose's id.
    purpose: String,
    purpose_words: String,
    /// The categories, by id.
    categories: Vec<String>,
    /// `not-asked`, `given`, `refused`, `withdrawn`.
    state: String,
    at: Option<String>,
    /// It has to be explicit.
    explicit: bool,
    /// The words that the person is shown before answering.
    wording: String,
    /// Their SHA-256, in hexadecimal: sent back as `shown`.
    wording_sha256: String,
    statement: Statement,
}

impl From<ConsentLine> for Consent {
    fn from(line: ConsentLine) -> Self {
        Self {
            wording: line.wording(),
            wording_sha256: line.wording_hash(),
            party: line.party,
            name: line.name,
            purpose: line.purpose,
            purpose_words: line.purpose_words,
            categories: line.category_ids,
            state: line.state.to_owned(),
            at: line.at.map(|t| t.rfc3339()),
            explicit: line.explicit,
            statement: line.statement.into(),
        }
    }
}

/// Everything that is asked.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Consents {
    consents: Vec<Consent>,
}

pub(crate) fn list(ask: &Ask) -> Result<Answer, Problem> {
    let (_, lines) = ask.app().consents(ask.actor()?, ask.case()?)?;
    Answer::json(&Consents { consents: lines.into_iter().map(Consent::from).collect() })
}

/// What the person said.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Said {
    /// The recipient's key, as listed.
    party: String,
    /// The purpose's id, as listed.
    purpose: String,
    answer: AnswerGiven,
    /// How it was said.
    method: Means,
    /// `wording_sha256` of the words that the person was shown: a yes or no needs it, and is refused if they have changed since.
    shown: Option<String>,
    /// On which day the person said so, if not today.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    said_on: Option<Date>,
    /// The version of the recipient's own notice that was shown, or its date.
    #[serde(default)]
    own_notice_version: String,
    /// The last day on which a yes counts: `2027-03-31`.
    #[schemars(with = "Option<String>")]
    until: Option<Date>,
    /// Who answered: `alone`, `supported` or `representative`.
    #[serde(default)]
    capacity: String,
    /// Which support the person had.
    #[serde(default)]
    support: String,
    /// Who answered for the person.
    #[serde(default)]
    representative: String,
    /// By which authority.
    #[serde(default)]
    authority: String,
    /// Who else heard it: an answer by telephone needs a witness.
    #[serde(default)]
    witness: String,
}

/// Yes, no, or not any more.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum AnswerGiven {
    Given,
    Refused,
    Withdrawn,
}

/// How it was said.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Means {
    InPerson,
    ByPhone,
    InWriting,
    ByEmail,
    Online,
}

pub(crate) fn record(ask: &Ask) -> Result<Answer, Problem> {
    let said: Said = ask.body()?;
    let answer = match said.answer {
        AnswerGiven::Given => ConsentAnswer::Given,
        AnswerGiven::Refused => ConsentAnswer::Refused,
        AnswerGiven::Withdrawn => ConsentAnswer::Withdrawn,
    };
    let method = match said.method {
        Means::InPerson => "in-person",
        Means::ByPhone => "by-phone",
        Means::InWriting => "in-writing",
        Means::ByEmail => "by-email",
        Means::Online => "online",
    };
    let withdrawn = matches!(answer, ConsentAnswer::Withdrawn);
    if !withdrawn && said.shown.is_none() {
        let words = "Send `wording_sha256` of the words that the person was shown: they answer those";
        return Err(Problem::of_body(AppError::field("shown", words)));
    }
    if !withdrawn && !["alone", "supported", "representative"].contains(&said.capacity.as_str()) {
        let words = "Say who answered: `alone`, `supported` or `representative`";
        return Err(Problem::of_body(AppError::field("capacity", words)));
    }
    let new = NewAnswer {
        until: said.until,
        said_on: said.said_on,
        shown: said.shown,
        own_notice_version: said.own_notice_version,
        circumstances: Circumstances {
            capacity: said.capacity,
            support: said.support,
            representative: said.representative,
            authority: said.authority,
            witness: said.witness,
        },
        ..NewAnswer::now(&said.party, &said.purpose, answer, method)
    };
    ask.app().answer_consent(ask.actor()?, ask.case()?, &new).map_err(Problem::of_body)?;
    Ok(Answer::done())
}

/// A body that works on the case.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Agency {
    /// Its key.
    party: String,
    name: String,
    since: String,
    until: Option<String>,
    /// Why nothing that needs an agreement goes to it at this moment, if that is so.
    stopped: Option<String>,
}

impl From<AgencyLine> for Agency {
    fn from(line: AgencyLine) -> Self {
        Self {
            party: line.key,
            name: line.name,
            since: line.since.to_string(),
            until: line.until.map(|d| d.to_string()),
            stopped: line.stopped,
        }
    }
}

/// The bodies that work on the case.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Agencies {
    agencies: Vec<Agency>,
}

pub(crate) fn agencies(ask: &Ask) -> Result<Answer, Problem> {
    let (_, lines) = ask.app().agencies(ask.actor()?, ask.case()?)?;
    Answer::json(&Agencies { agencies: lines.into_iter().map(Agency::from).collect() })
}

/// A body to be added.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAgency {
    /// Its key in the notice.
    party: String,
    /// The last day on which it works on the case, within a year; of one that works on it already, its last day from now on. Six months, or
    /// the end of its place on a list, if it is not said.
    until: Option<String>,
}

/// A body to be taken off.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GoneAgency {
    /// Its key in the notice.
    party: String,
}

pub(crate) fn add_agency(ask: &Ask) -> Result<Answer, Problem> {
    let new: NewAgency = ask.body()?;
    let until = new.until.as_deref().map(|text| day("until", text)).transpose()?;
    ask.app().link_party_until(ask.actor()?, ask.case()?, &new.party, until)?;
    Ok(Answer::done())
}

pub(crate) fn end_agency(ask: &Ask) -> Result<Answer, Problem> {
    let gone: GoneAgency = ask.body()?;
    ask.app().unlink_party(ask.actor()?, ask.case()?, &gone.party)?;
    Ok(Answer::done())
}

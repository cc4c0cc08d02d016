//! Requests from outside for what is held of somebody: of the police, a court, another body.

use super::documents::State;
use super::inbound::fields;
use super::tasks::{day, part};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use crate::shown::{Fields, Given, Shown};
use app::{DocumentState, NewOutsideRequest, OutsideDecision, OutsideDocumentLine, OutsideLine};
use axum::http::{StatusCode, header};
use data_encoding::BASE64;
use kernel::RequestId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A request from outside, to be written down.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "OutsideRequestToLog")]
#[serde(deny_unknown_fields)]
pub(crate) struct ToLog {
    /// What kind of body asks: `police`, `justice`, `court`, `council`, `government`, `fraud`, `regulator`, `lawyer` or `other`.
    kind: String,
    /// Its name.
    body: String,
    /// Who asks there, with rank or post, and how they are reached.
    asker: String,
    /// Their own reference.
    #[serde(default)]
    reference: String,
    /// How it came: `letter`, `email`, `telephone`, `in-person` or `order`.
    channel: String,
    /// The law that they cite.
    #[serde(default)]
    law: String,
    /// The day it came, as `2026-11-21`; left out: today.
    #[serde(default)]
    received_on: Option<String>,
    /// By when they ask for an answer.
    #[serde(default)]
    answer_on: Option<String>,
    /// What they ask for.
    what: String,
    /// Why.
    why: String,
    /// Of whom, in their words.
    whom: String,
    /// The reference of the case that it is about, where that is known.
    #[serde(default)]
    case: String,
}

pub(crate) fn log(ask: &Ask) -> Result<Answer, Problem> {
    let new: ToLog = ask.body()?;
    let read = |name: &str, text: Option<&String>| text.map(|text| day(name, text)).transpose();
    let new = NewOutsideRequest {
        received_on: read("received_on", new.received_on.as_ref())?,
        answer_by: read("answer_on", new.answer_on.as_ref())?,
        kind: new.kind,
        body: new.body,
        asker: new.asker,
        their_reference: new.reference,
        channel: new.channel,
        law: new.law,
        what: new.what,
        why: new.why,
        whom: new.whom,
        case: new.case,
    };
    let id = ask.app().log_outside_request(ask.actor()?, &new).map_err(Problem::of_body)?;
    Answer::made("outside-requests", &id)
}

/// A document of a request, without its bytes.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OutsideDocument")]
struct Document {
    id: String,
    /// Its media type, by what it is.
    media: String,
    bytes: u64,
    state: State,
    added_by: String,
    added_at: String,
}

impl From<OutsideDocumentLine> for Document {
    fn from(line: OutsideDocumentLine) -> Self {
        Self {
            id: line.id.to_string(),
            media: line.media.kind.to_owned(),
            bytes: line.bytes,
            state: state(line.state),
            added_by: line.added.0,
            added_at: line.added.1.rfc3339(),
        }
    }
}

const fn state(state: DocumentState) -> State {
    match state {
        DocumentState::Kept => State::Kept,
        DocumentState::Waiting => State::Waiting,
        DocumentState::Quarantined => State::Quarantined,
    }
}

/// What went from the case since a request came, which the decision can name.
#[derive(Serialize, JsonSchema)]
struct Went {
    share: String,
    /// In words.
    what: String,
}

/// A request from outside.
#[derive(Serialize, JsonSchema)]
pub(crate) struct OutsideRequest {
    id: String,
    reference: String,
    /// What kind of body asks, in words.
    kind: String,
    body: String,
    /// How it came, in words.
    channel: String,
    law: String,
    received_on: String,
    answer_on: Option<String>,
    /// Whether that day has passed and nothing was decided.
    late: bool,
    /// The reference of the case that it is about.
    case: Option<String>,
    /// What was decided: `released`, `part`, `refused`, `not-held` or `nobody`.
    decision: Option<String>,
    decided_at: Option<String>,
    /// Why not all of it, in words.
    reason: Option<String>,
    /// The same in the words of whoever decided.
    why: Given<String>,
    /// Whether the person may know of it, in words.
    told: Option<String>,
    /// What it says.
    content: Given<Fields>,
    /// What went on account of it.
    share: Option<String>,
    went: Vec<Went>,
    documents: Vec<Document>,
    /// Why the caller does not decide about it now; none: they may.
    may_not_decide: Option<String>,
}

fn request(ask: &Ask) -> Result<RequestId, Problem> {
    ask.id("request")
}

pub(crate) fn open(ask: &Ask) -> Result<Answer, Problem> {
    let view = ask.app().outside_request(ask.actor()?, request(ask)?)?;
    let line: OutsideLine = view.line;
    Answer::json(&OutsideRequest {
        id: line.id.to_string(),
        reference: line.reference,
        kind: line.kind,
        body: line.body,
        channel: line.channel,
        law: line.law,
        received_on: line.received_on.to_string(),
        answer_on: line.answer_by.map(|on| on.to_string()),
        late: line.late,
        case: line.case,
        decision: line.decision.map(|(code, _)| code),
        decided_at: line.decided.map(|(_, at)| at.rfc3339()),
        reason: view.reason,
        why: view.why.into(),
        told: view.told,
        content: fields(view.content),
        share: view.share.map(|id| id.to_string()),
        went: view.shares.into_iter().map(|(id, what)| Went { share: id.to_string(), what }).collect(),
        documents: view.documents.into_iter().map(Document::from).collect(),
        may_not_decide: view.may_decide.err(),
    })
}

/// Whose case a request is about.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "CaseOfOutsideRequest")]
#[serde(deny_unknown_fields)]
pub(crate) struct About {
    /// The reference of the case.
    case: String,
}

pub(crate) fn about(ask: &Ask) -> Result<Answer, Problem> {
    let said: About = ask.body()?;
    ask.app().outside_request_about(ask.actor()?, request(ask)?, &said.case).map_err(Problem::of_body)?;
    Ok(Answer::done())
}

/// What is decided about a request.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "OutsideDecision")]
#[serde(deny_unknown_fields)]
pub(crate) struct ToDecide {
    /// `released`, `part`, `refused`, `not-held` or `nobody`.
    decision: String,
    /// Why not all of it: a code.
    #[serde(default)]
    reason: String,
    /// The same in words.
    #[serde(default)]
    words: String,
    /// What went: the id of what was shared.
    #[serde(default)]
    share: String,
    /// Whether the person may know of it: `yes`, or a code that says why not.
    #[serde(default)]
    told: String,
}

pub(crate) fn decide(ask: &Ask) -> Result<Answer, Problem> {
    let said: ToDecide = ask.body()?;
    let new = OutsideDecision {
        decision: said.decision,
        reason: said.reason,
        why: said.words,
        share: said.share,
        told: said.told,
    };
    ask.app().decide_outside_request(ask.actor()?, request(ask)?, &new).map_err(Problem::of_body)?;
    Ok(Answer::done())
}

/// A document to be put to a request.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "OutsideDocumentToPut")]
#[serde(deny_unknown_fields)]
pub(crate) struct ToPut {
    /// Its bytes in base64 (RFC 4648 section 4), at most 10 megabytes of them.
    content: String,
}

pub(crate) fn put_document(ask: &Ask) -> Result<Answer, Problem> {
    let id = request(ask)?;
    let new: ToPut = ask.body()?;
    let bytes = BASE64.decode(new.content.as_bytes()).unwrap_or_default();
    if bytes.is_empty() {
        return Err(part("content", "Give the bytes of a file in base64"));
    }
    let put = ask.app().put_outside_document(ask.actor()?, id, &Arc::new(bytes)).map_err(|error| {
        let mut problem = Problem::of_body(error);
        for wrong in problem.errors.iter_mut().filter(|w| w.pointer == "/file") {
            "/content".clone_into(&mut wrong.pointer);
        }
        problem
    })?;
    let place = format!("{}/outside-requests/{id}/documents/{put}", crate::ROOT);
    let made = crate::answer::Made { id: put.to_string() };
    Ok(Answer::json(&made)?.status(StatusCode::CREATED).header(header::LOCATION, &place))
}

/// A document of a request with its bytes.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WholeOutsideDocument")]
pub(crate) struct Whole {
    /// The media type.
    media: String,
    /// The bytes in base64.
    content: Shown<String>,
}

pub(crate) fn document(ask: &Ask) -> Result<Answer, Problem> {
    let whole = ask.app().outside_document(ask.actor()?, request(ask)?, ask.id("document")?)?;
    let content = Shown::from(whole.bytes.map(|bytes| BASE64.encode(&bytes)));
    Answer::json(&Whole { media: whole.media.to_owned(), content })
}

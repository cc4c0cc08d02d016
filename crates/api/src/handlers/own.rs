//! What somebody has of their own: as whom they may act, where they are logged in, their tokens, the address of their calendar.

use super::administration::Session;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use app::{CapacityLine, TokenLine};
use axum::http::{StatusCode, header};
use kernel::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// A purpose.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OwnPurpose")]
struct Purpose {
    id: String,
    words: String,
}

/// Something that somebody may act as.
#[derive(Serialize, JsonSchema)]
struct OwnRole {
    /// As a token is made for.
    role: String,
    words: String,
    /// The notice's title.
    notice: String,
    purposes: Vec<Purpose>,
    /// Whether this token acts so.
    now: bool,
}

impl From<CapacityLine> for OwnRole {
    fn from(line: CapacityLine) -> Self {
        let purposes = line.purposes.into_iter().map(|p| Purpose { id: p.id, words: p.label }).collect();
        Self { role: line.stored, words: line.who, notice: line.notice, purposes, now: line.chosen }
    }
}

/// As whom the caller may act, and for which purposes.
#[derive(Serialize, JsonSchema)]
pub(crate) struct OwnRoles {
    roles: Vec<OwnRole>,
}

pub(crate) fn roles(ask: &Ask) -> Result<Answer, Problem> {
    let lines = ask.app().capacities(ask.actor()?)?;
    Answer::json(&OwnRoles { roles: lines.into_iter().map(OwnRole::from).collect() })
}

/// Where the caller is logged in.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Sessions {
    sessions: Vec<Session>,
}

pub(crate) fn sessions(ask: &Ask) -> Result<Answer, Problem> {
    let lines = ask.app().sessions(ask.actor()?)?;
    Answer::json(&Sessions { sessions: lines.into_iter().map(Session::from).collect() })
}

pub(crate) fn end_session(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().end_session(ask.actor()?, ask.id("session")?)?;
    Ok(Answer::done())
}

/// A token, without its secret.
#[derive(Serialize, JsonSchema)]
struct Token {
    id: String,
    name: String,
    /// As whom it acts, in words.
    acts_as: String,
    /// In words.
    purpose: String,
    made_at: String,
    expires_at: String,
    last_used_at: Option<String>,
    /// Whether it can be used.
    live: bool,
}

impl From<TokenLine> for Token {
    fn from(line: TokenLine) -> Self {
        Self {
            id: line.id.to_string(),
            name: line.name,
            acts_as: line.who,
            purpose: line.purpose,
            made_at: line.made_at.rfc3339(),
            expires_at: line.expires_at.rfc3339(),
            last_used_at: line.last_used_at.map(Timestamp::rfc3339),
            live: line.live,
        }
    }
}

/// Tokens of one account. They are made on a page or the command line, where a password stands before them.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Tokens {
    tokens: Vec<Token>,
}

fn tokens_as_json(lines: Vec<TokenLine>) -> Result<Answer, Problem> {
    Answer::json(&Tokens { tokens: lines.into_iter().map(Token::from).collect() })
}

pub(crate) fn tokens(ask: &Ask) -> Result<Answer, Problem> {
    tokens_as_json(ask.app().tokens(ask.actor()?)?)
}

pub(crate) fn revoke(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().revoke_token(ask.actor()?, ask.id("token")?)?;
    Ok(Answer::done())
}

pub(crate) fn tokens_of(ask: &Ask) -> Result<Answer, Problem> {
    tokens_as_json(ask.app().tokens_of_account(ask.actor()?, ask.id("account")?)?)
}

pub(crate) fn revoke_of(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().revoke_token_of_account(ask.actor()?, ask.id("account")?, ask.id("token")?)?;
    Ok(Answer::done())
}

/// The calendar of the caller's appointments.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Calendar {
    /// Since when there is an address of it; none: there is none.
    since: Option<String>,
}

pub(crate) fn calendar(ask: &Ask) -> Result<Answer, Problem> {
    Answer::json(&Calendar { since: ask.app().calendar_since(ask.actor()?)?.map(Timestamp::rfc3339) })
}

/// The new address of a calendar.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CalendarMade {
    /// Behind the server's own address. Whoever knows it reads times and references: it is said this once.
    feed: String,
}

pub(crate) fn make_calendar(ask: &Ask) -> Result<Answer, Problem> {
    let secret = ask.app().make_calendar(ask.actor()?)?;
    let place = format!("{}/calendar", crate::ROOT);
    let made = Answer::json(&CalendarMade { feed: format!("/calendar/feed/{secret}") })?;
    Ok(made.status(StatusCode::CREATED).header(header::LOCATION, &place))
}

pub(crate) fn stop_calendar(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().stop_calendar(ask.actor()?)?;
    Ok(Answer::done())
}

//! Messages and letters to the person: what can be written, what will be sent word for word, sending it, and what became of it.

use super::tasks::part;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use crate::shown::{Given, Shown};
use app::AppError;
use app::messages::{MessageLine, MessageState, Sending, TemplateLine, WaitingLetter};
use casework::Typed;
use data_encoding::BASE64;
use disclosure::Disclosed;
use messages::{Channel, Filled, Safety};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// By which way something goes.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Channel")]
#[serde(rename_all = "kebab-case")]
enum Way {
    Text,
    Email,
    Letter,
}

impl From<Channel> for Way {
    fn from(channel: Channel) -> Self {
        match channel {
            Channel::Text => Self::Text,
            Channel::Email => Self::Email,
            Channel::Letter => Self::Letter,
        }
    }
}

impl From<Way> for Channel {
    fn from(way: Way) -> Self {
        match way {
            Way::Text => Self::Text,
            Way::Email => Self::Email,
            Way::Letter => Self::Letter,
        }
    }
}

/// Something that can be written.
#[derive(Serialize, JsonSchema)]
struct Template {
    /// Its key.
    template: String,
    version: String,
    title: String,
    channels: Vec<Way>,
}

impl From<TemplateLine> for Template {
    fn from(line: TemplateLine) -> Self {
        Self {
            template: line.key,
            version: line.version,
            title: line.title,
            channels: line.channels.into_iter().map(Way::from).collect(),
        }
    }
}

/// What can be written to the person.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Templates {
    templates: Vec<Template>,
}

pub(crate) fn templates(ask: &Ask) -> Result<Answer, Problem> {
    let (_, lines) = ask.app().templates_for(ask.actor()?, ask.case()?)?;
    Answer::json(&Templates { templates: lines.into_iter().map(Template::from).collect() })
}

/// Whether a way is safe.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum IsSafe {
    /// The person said that it is.
    Safe,
    /// The person said that it is not: nothing goes that way.
    Unsafe,
    /// Nobody has written it down: ask, and say so (`asked_if_safe`).
    NotSaid,
}

impl From<Safety> for IsSafe {
    fn from(safety: Safety) -> Self {
        match safety {
            Safety::Safe => Self::Safe,
            Safety::Unsafe => Self::Unsafe,
            Safety::NotSaid => Self::NotSaid,
        }
    }
}

/// Something that a message asks for.
#[derive(Serialize, JsonSchema)]
struct Asked {
    /// Its name in `answers`.
    name: String,
    label: String,
    hint: String,
    /// Several lines.
    long: bool,
    optional: bool,
}

/// To where it goes.
#[derive(Serialize, JsonSchema)]
struct To {
    /// The number or address.
    address: String,
    /// What the person said about it.
    said: String,
}

/// The form of a message.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Compose {
    #[serde(flatten)]
    template: Template,
    asks: Vec<Asked>,
    to: Given<To>,
    /// None where there is no way to reach the person, or the caller may not see it.
    safety: Option<IsSafe>,
}

pub(crate) fn compose(ask: &Ask) -> Result<Answer, Problem> {
    let channel = Channel::parse(ask.param("channel")).ok_or_else(Problem::nothing)?;
    let view = ask.app().compose(ask.actor()?, ask.case()?, ask.param("template"), channel)?;
    let asked = |(name, a): (String, messages::Ask)| Asked {
        name,
        label: a.label,
        hint: a.hint,
        long: a.long,
        optional: a.optional,
    };
    Answer::json(&Compose {
        template: view.template.into(),
        asks: view.asks.into_iter().map(asked).collect(),
        to: view.way.to.map(|(address, said)| To { address, said }).into(),
        safety: view.way.safety.map(IsSafe::from),
    })
}

/// A message to be looked at or sent.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Message {
    /// The template's key.
    template: String,
    channel: Way,
    /// What the template asks for, by name.
    #[serde(default)]
    answers: BTreeMap<String, String>,
    /// The caller has asked the person whether this way is safe. Needed where nobody has written it down.
    #[serde(default)]
    asked_if_safe: bool,
}

fn sending(ask: &Ask) -> Result<Sending, Problem> {
    let message: Message = ask.body()?;
    let most = casework::form::LONGEST_TEXT;
    let fine =
        |text: &String| text.chars().count() <= most && !text.chars().any(|c| c.is_control() && c != '\n' && c != '\t');
    if !message.answers.values().all(fine) {
        return Err(part("answers", &format!("Give texts of at most {most} characters that can be read")));
    }
    Ok(Sending {
        template: message.template,
        channel: message.channel.into(),
        typed: Typed::new(message.answers.into_iter().map(|(name, text)| (format!("ask.{name}"), text)).collect()),
        asked_if_safe: message.asked_if_safe,
    })
}

/// What a use case says about a message in a body: that there is no such template is no fault of the address.
fn said(ask: &Ask, error: AppError) -> Problem {
    let visible = || -> Result<bool, AppError> {
        match (ask.actor(), ask.case()) {
            (Ok(actor), Ok(case)) => Ok(ask.app().templates_for(actor, case).is_ok()),
            _ => Ok(false),
        }
    };
    match error {
        AppError::NotFound if visible().unwrap_or(false) => {
            part("template", "Give a template and a channel as the case's templates have them")
        }
        other => Problem::of_answers(other),
    }
}

/// What will be sent.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "MessagePreview")]
pub(crate) struct Preview {
    /// What it is.
    title: String,
    to: Shown<String>,
    says: Shown<Says>,
    safety: IsSafe,
}

/// What a message says.
#[derive(Serialize, JsonSchema)]
struct Says {
    /// The subject line, or a letter's heading; empty for a text.
    subject: String,
    body: String,
}

impl From<Filled> for Says {
    fn from(filled: Filled) -> Self {
        Self { subject: filled.subject, body: filled.body }
    }
}

pub(crate) fn preview(ask: &Ask) -> Result<Answer, Problem> {
    let (case, sending) = (ask.case()?, sending(ask)?);
    let view = ask.app().preview_message(ask.actor()?, case, &sending, ask.council()).map_err(|e| said(ask, e))?;
    Answer::json(&Preview {
        title: view.title,
        to: view.to.into(),
        says: view.says.map(Says::from).into(),
        safety: view.safety.into(),
    })
}

/// A file.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LetterFile")]
pub(crate) struct File {
    /// The media type.
    media: String,
    /// The bytes in base64.
    content: Shown<String>,
}

fn pdf(bytes: Disclosed<Vec<u8>>) -> Result<Answer, Problem> {
    let content = bytes.map(|bytes| BASE64.encode(&bytes)).into();
    Answer::json(&File { media: "application/pdf".to_owned(), content })
}

pub(crate) fn preview_letter(ask: &Ask) -> Result<Answer, Problem> {
    let (case, sending) = (ask.case()?, sending(ask)?);
    if sending.channel != Channel::Letter {
        return Err(part("channel", "Only letters are printed: give letter"));
    }
    pdf(ask.app().preview_letter(ask.actor()?, case, &sending, ask.council()).map_err(|e| said(ask, e))?)
}

pub(crate) fn send(ask: &Ask) -> Result<Answer, Problem> {
    let (case, once, sending) = (ask.case()?, ask.once()?, sending(ask)?);
    let sent = ask.app().send_message_keyed(ask.actor()?, case, &sending, ask.council(), once.as_ref());
    Answer::made(&format!("cases/{}/messages", ask.param("case")), &sent.map_err(|e| said(ask, e))?)
}

/// A message; nothing of what it says.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "MessageLine")]
struct Line {
    id: String,
    /// What it is.
    title: String,
    channel: Way,
    state: State,
    /// Why it did not arrive.
    why: Option<String>,
    /// Who carried it.
    carrier: Option<String>,
    /// Who sent it.
    sender: String,
    /// Who printed and posted it.
    printer: Option<String>,
    queued_at: String,
    sent_at: Option<String>,
    /// When it was known what became of it.
    settled_at: Option<String>,
}

/// What became of a message.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "MessageState")]
#[serde(rename_all = "kebab-case")]
enum State {
    /// It waits to be sent.
    Queued,
    /// A letter that waits to be printed.
    Ready,
    /// It has left.
    Sent,
    /// It has arrived.
    Delivered,
    /// It could not be sent, or did not arrive.
    Failed,
    /// Somebody stopped it before it left.
    Cancelled,
}

impl From<MessageLine> for Line {
    fn from(line: MessageLine) -> Self {
        Self {
            id: line.id.to_string(),
            title: line.title,
            channel: line.channel.into(),
            state: match line.state {
                MessageState::Queued => State::Queued,
                MessageState::Ready => State::Ready,
                MessageState::Sent => State::Sent,
                MessageState::Delivered => State::Delivered,
                MessageState::Failed => State::Failed,
                MessageState::Cancelled => State::Cancelled,
            },
            why: line.why,
            carrier: line.carrier,
            sender: line.sender,
            printer: line.printer,
            queued_at: line.queued_at.rfc3339(),
            sent_at: line.sent_at.map(kernel::Timestamp::rfc3339),
            settled_at: line.settled_at.map(kernel::Timestamp::rfc3339),
        }
    }
}

/// The messages of a case.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Messages {
    /// The newest first.
    messages: Vec<Line>,
}

pub(crate) fn list(ask: &Ask) -> Result<Answer, Problem> {
    let view = ask.app().messages(ask.actor()?, ask.case()?)?;
    Answer::json(&Messages { messages: view.lines.into_iter().map(Line::from).collect() })
}

/// What was sent, and to where.
#[derive(Serialize, JsonSchema)]
struct Sent {
    to: String,
    #[serde(flatten)]
    says: Says,
}

/// A message, as it was sent.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MessageOpened {
    #[serde(flatten)]
    line: Line,
    content: Given<Sent>,
}

pub(crate) fn open(ask: &Ask) -> Result<Answer, Problem> {
    let view = ask.app().message(ask.actor()?, ask.case()?, ask.id("message")?)?;
    let content = view.says.map(|(to, says)| Sent { to, says: says.into() }).into();
    Answer::json(&MessageOpened { line: view.line.into(), content })
}

pub(crate) fn stop(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().stop_message(ask.actor()?, ask.case()?, ask.id("message")?)?;
    Ok(Answer::done())
}

pub(crate) fn letter(ask: &Ask) -> Result<Answer, Problem> {
    pdf(ask.app().letter(ask.actor()?, ask.case()?, ask.id("message")?)?.pdf)
}

pub(crate) fn posted(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().letter_posted(ask.actor()?, ask.case()?, ask.id("message")?)?;
    Ok(Answer::done())
}

/// A letter that waits to be printed.
#[derive(Serialize, JsonSchema)]
struct Letter {
    case: String,
    reference: String,
    #[serde(flatten)]
    line: Line,
}

impl From<WaitingLetter> for Letter {
    fn from(letter: WaitingLetter) -> Self {
        Self { case: letter.case.to_string(), reference: letter.reference, line: letter.line.into() }
    }
}

/// Letters that wait to be printed.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Waiting {
    letters: Vec<Letter>,
}

pub(crate) fn waiting(ask: &Ask) -> Result<Answer, Problem> {
    let letters = ask.app().letters_to_print(ask.actor()?)?;
    Answer::json(&Waiting { letters: letters.into_iter().map(Letter::from).collect() })
}

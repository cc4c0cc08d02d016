//! A template as a council writes it: a TOML file, with a version.

use crate::parse::{Part, parse};
use indexmap::IndexMap;
use serde::Deserialize;
use std::fmt;

/// By which way something goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// A text to a telephone.
    Text,
    /// An email.
    Email,
    /// A letter on paper.
    Letter,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Text, Self::Email, Self::Letter];
    /// Its name in the store and in addresses.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "email",
            Self::Letter => "letter",
        }
    }
    /// From that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.id() == text)
    }
    /// In words, at the beginning of a line.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Text => "Text message",
            Self::Email => "Email",
            Self::Letter => "Letter",
        }
    }
}

/// What is wrong with a template, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The line, counted from one.
    pub line: usize,
    /// What is wrong.
    pub words: String,
    /// What to do.
    pub help: String,
}

/// A template that cannot be used. A template holds no personal data, so its words may be repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct TemplateError {
    /// The file.
    pub path: String,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, finding) in self.findings.iter().enumerate() {
            let end = if at == 0 { "" } else { "\n" };
            write!(f, "{end}{}:{}: {}\n  help: {}", self.path, finding.line, finding.words, finding.help)?;
        }
        Ok(())
    }
}

/// Something that whoever sends it fills in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// What is asked.
    pub label: String,
    /// What helps to answer.
    #[serde(default)]
    pub hint: String,
    /// Several lines.
    #[serde(default)]
    pub long: bool,
    /// It may be left empty.
    #[serde(default)]
    pub optional: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    template: Head,
    #[serde(default)]
    ask: IndexMap<String, Ask>,
    text: Option<TextPart>,
    email: Option<EmailPart>,
    letter: Option<LetterPart>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    key: String,
    version: String,
    notice: String,
    title: String,
    to: String,
    purpose: String,
    #[serde(default)]
    agree: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TextPart {
    body: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EmailPart {
    subject: String,
    body: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LetterPart {
    subject: String,
    body: String,
}

/// The parts of one way of sending: none has a subject but an email and a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The subject line, or the letter's heading.
    pub subject: Vec<Part>,
    /// The text.
    pub body: Vec<Part>,
}

/// A template, read and not yet checked against a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its name in the house: `appointment`.
    pub key: String,
    /// Its version: a changed text has another.
    pub version: String,
    /// The notice under which it is sent.
    pub notice: String,
    /// What it is, for whoever picks it.
    pub title: String,
    /// To whom: `subject`.
    pub to: String,
    /// For which purpose of the notice.
    pub purpose: String,
    /// What somebody says who signs it, if it is to be signed: `I agree to this plan`.
    pub agree: Option<String>,
    /// What is filled in by hand.
    pub asks: IndexMap<String, Ask>,
    /// The texts, by way.
    pub(crate) words: Vec<(Channel, Words)>,
    /// The file as it was read, for saying where something stands.
    source: String,
}

impl Template {
    /// Reads a file.
    ///
    /// # Errors
    /// With every line that cannot be used, and what to do.
    pub fn parse(path: &str, source: &str) -> Result<Self, TemplateError> {
        let wrong = |findings| TemplateError { path: path.to_owned(), findings };
        let file: File = toml::from_str(source).map_err(|e| {
            let at = e.span().map_or(0, |s| s.start);
            let line = source.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
            let help = "a template has [template], [ask.…], and any of [text], [email], [letter]".to_owned();
            wrong(vec![Finding { line, words: e.message().to_owned(), help }])
        })?;
        let mut template = Self {
            key: file.template.key,
            version: file.template.version,
            notice: file.template.notice,
            title: file.template.title,
            to: file.template.to,
            purpose: file.template.purpose,
            agree: file.template.agree,
            asks: file.ask,
            words: Vec::new(),
            source: source.to_owned(),
        };
        let mut findings = Vec::new();
        let mut read = |text: &str| match parse(text) {
            Ok(parts) => parts,
            Err(bad) => {
                findings.push(Finding {
                    line: line_of(source, &bad),
                    words: format!("`{bad}` is not a merge field"),
                    help: "write {category.field}, {ask.name}, {case.reference}, {council.name}, {officer.name} or {today}; {{ for a brace".to_owned(),
                });
                Vec::new()
            }
        };
        if let Some(text) = file.text {
            template.words.push((Channel::Text, Words { subject: Vec::new(), body: read(&text.body) }));
        }
        if let Some(email) = file.email {
            template.words.push((Channel::Email, Words { subject: read(&email.subject), body: read(&email.body) }));
        }
        if let Some(letter) = file.letter {
            template.words.push((Channel::Letter, Words { subject: read(&letter.subject), body: read(&letter.body) }));
        }
        let simple =
            |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !simple(&template.key) {
            findings.push(Finding {
                line: line_of(source, "key"),
                words: "the key is not a simple name".to_owned(),
                help: "use small letters, digits and hyphens: `appointment`".to_owned(),
            });
        }
        let says = template.agree.as_ref();
        if says.is_some_and(|words| words.trim().is_empty() || template.of(Channel::Letter).is_none()) {
            findings.push(Finding {
                line: line_of(source, "agree"),
                words: "what is signed has no words".to_owned(),
                help: "write what somebody says who signs it, and a [letter] with what they sign".to_owned(),
            });
        }
        if template.words.is_empty() {
            findings.push(Finding {
                line: 1,
                words: "the template has no text".to_owned(),
                help: "add [text], [email] or [letter]".to_owned(),
            });
        }
        if findings.is_empty() { Ok(template) } else { Err(wrong(findings)) }
    }

    /// By which ways it can go.
    pub fn channels(&self) -> impl Iterator<Item = Channel> + '_ {
        self.words.iter().map(|(channel, _)| *channel)
    }
    pub(crate) fn of(&self, channel: Channel) -> Option<&Words> {
        self.words.iter().find(|(c, _)| *c == channel).map(|(_, words)| words)
    }
    /// The line on which something first stands.
    pub(crate) fn line(&self, what: &str) -> usize {
        line_of(&self.source, what)
    }
}

fn line_of(source: &str, what: &str) -> usize {
    source.find(what).and_then(|at| source.get(..at)).map_or(1, |before| before.matches('\n').count() + 1)
}

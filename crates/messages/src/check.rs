//! A template against a notice: what the notice does not let go to the recipient does not compile.

use crate::discreet::telling;
use crate::parse::{Part, Place};
use crate::template::{Channel, Finding, Template, TemplateError};
use notice::model::{Act, CategoryIx, Compiled, PrincipalIx, PurposeIx};

/// The longest text message: three parts of 153 characters.
const LONGEST_TEXT: usize = 459;

/// A template that fits a notice.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The template.
    pub template: Template,
    /// To whom it goes.
    pub recipient: PrincipalIx,
    /// For which purpose.
    pub purpose: PurposeIx,
}

impl Checked {
    /// The categories of the record that a way of sending tells, each once.
    #[must_use]
    pub fn categories(&self, notice: &Compiled, channel: Channel) -> Vec<CategoryIx> {
        let parts = self.template.of(channel).into_iter().flat_map(|w| w.subject.iter().chain(&w.body));
        let mut found: Vec<CategoryIx> = parts
            .filter_map(|part| match part {
                Part::Merge(Place::Record { category, .. }) => notice.category(category),
                _ => None,
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Checks a template against the notice that it names.
///
/// # Errors
/// With every line that does not fit, and what to do.
pub fn check(path: &str, template: Template, notice: &Compiled) -> Result<Checked, TemplateError> {
    let mut findings = Vec::new();
    let mut say =
        |line: usize, words: String, help: &str| findings.push(Finding { line, words, help: help.to_owned() });
    if template.notice != notice.id {
        say(
            template.line("notice"),
            format!("the template is for `{}` and this notice is `{}`", template.notice, notice.id),
            "name the notice under which it is sent",
        );
    }
    let recipient = notice.principal(&template.to);
    if recipient.is_none() {
        say(
            template.line("to "),
            format!("the notice has no recipient `{}`", template.to),
            "write `subject` for the person",
        );
    }
    let purpose = notice.purpose(&template.purpose);
    if purpose.is_none() {
        say(
            template.line("purpose"),
            format!("the notice has no purpose `{}`", template.purpose),
            "name a purpose of the notice or of its bases: `own-access` for the person's own data",
        );
    }
    for (channel, words) in &template.words {
        for part in words.subject.iter().chain(&words.body) {
            let Part::Merge(place) = part else { continue };
            let written = place.written();
            let line = template.line(&format!("{{{written}}}"));
            match place {
                Place::Ask(name) if !template.asks.contains_key(name) => {
                    say(line, format!("`{written}` is asked nowhere"), "add [ask.…] with a label, or take it out");
                }
                Place::Record { category, field } => {
                    let Some(ix) = notice.category(category) else {
                        say(line, format!("the notice has no category `{category}`"), "use a category of the notice");
                        continue;
                    };
                    let info = notice.categories.get(usize::from(ix.0));
                    if info.is_none_or(|c| !c.fields.iter().any(|f| f.id == *field)) {
                        say(line, format!("`{category}` has no field `{field}`"), "use a field of the notice's form");
                        continue;
                    }
                    let goes = recipient.zip(purpose).is_none_or(|(to, purpose)| {
                        let mut lines = notice.envelope.lines.iter();
                        lines
                            .any(|l| l.principal == to && l.purpose == purpose && l.category == ix && l.act == Act::See)
                    });
                    if !goes {
                        say(
                            line,
                            format!(
                                "the notice lets nothing of `{category}` go to `{}` for `{}`",
                                template.to, template.purpose
                            ),
                            "take the field out, or add a statement to the notice that says so",
                        );
                    }
                    if *channel == Channel::Text {
                        say(
                            line,
                            "a text message says nothing of the record: anybody may hold the telephone".to_owned(),
                            "take the field out; say it in a letter or a conversation",
                        );
                    }
                }
                _ => {}
            }
        }
        let shown = if *channel == Channel::Text { &words.body } else { &words.subject };
        if *channel != Channel::Letter {
            for part in shown {
                match part {
                    Part::Plain(text) => {
                        if let Some(word) = telling(text) {
                            say(
                                template.line(text.lines().next().unwrap_or_default()),
                                format!("“{word}” tells whoever sees the screen what this is about"),
                                "say it in a neutral way: “Please call us”",
                            );
                        }
                    }
                    Part::Merge(Place::Record { .. } | Place::Officer) if *channel == Channel::Email => {
                        say(
                            template.line("subject"),
                            "a subject line names nobody: it stands in lists that others see".to_owned(),
                            "take the field out",
                        );
                    }
                    Part::Merge(_) => {}
                }
            }
        }
        if *channel == Channel::Text {
            let length: usize =
                words.body.iter().map(|p| if let Part::Plain(t) = p { t.chars().count() } else { 20 }).sum();
            if length > LONGEST_TEXT {
                say(
                    template.line("[text]"),
                    format!("the text message is too long ({length} characters)"),
                    "make it shorter",
                );
            }
        }
    }
    for (name, _) in &template.asks {
        let used = template.words.iter().flat_map(|(_, w)| w.subject.iter().chain(&w.body));
        if !used.into_iter().any(|p| matches!(p, Part::Merge(Place::Ask(n)) if n == name)) {
            say(template.line(&format!("[ask.{name}]")), format!("`{name}` is asked and used nowhere"), "take it out");
        }
    }
    match (recipient, purpose, findings.is_empty()) {
        (Some(recipient), Some(purpose), true) => Ok(Checked { template, recipient, purpose }),
        _ => Err(TemplateError { path: path.to_owned(), findings }),
    }
}

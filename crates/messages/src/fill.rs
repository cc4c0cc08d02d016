//! A template with everything in it.

use crate::parse::{Part, Place};
use crate::template::{Channel, Template};
use serde::{Deserialize, Serialize};

/// Where the values come from. It has no `Debug`: what it answers is personal.
pub trait Values {
    /// The value of a field of the record: only what was released.
    fn record(&self, category: &str, field: &str) -> Option<String>;
    /// What was filled in.
    fn ask(&self, name: &str) -> String;
    /// The case's reference.
    fn reference(&self) -> String;
    /// The council's name.
    fn council(&self) -> String;
    /// Who sends it.
    fn officer(&self) -> String;
    /// The day, in words.
    fn today(&self) -> String;
}

/// What is sent. It has no `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// The subject line, or the letter's heading; empty for a text.
    pub subject: String,
    /// The text.
    pub body: String,
}

impl Filled {
    /// The text without the signs that mark headings and lines of tables on paper.
    #[must_use]
    pub fn as_read(&self) -> String {
        let line = |line: &str| -> Option<String> {
            let bare = line.strip_prefix("## ").or_else(|| line.strip_prefix("# ")).unwrap_or(line);
            match bare.strip_prefix('|') {
                Some(cells) if cells.chars().all(|c| "|-: ".contains(c)) => None,
                Some(cells) => {
                    Some(cells.trim_matches(['|', ' ']).split('|').map(str::trim).collect::<Vec<_>>().join(", "))
                }
                None => Some(bare.to_owned()),
            }
        };
        self.body.lines().filter_map(line).collect::<Vec<_>>().join("\n")
    }
}

/// Fills a template in; the error names what is missing in the record (`category.field`), never a value.
///
/// # Errors
/// With the merge fields that the record has no value for.
pub fn fill(template: &Template, channel: Channel, values: &dyn Values) -> Result<Filled, Vec<String>> {
    let Some(words) = template.of(channel) else { return Err(vec![channel.id().to_owned()]) };
    let mut missing = Vec::new();
    let mut put = |parts: &[Part]| -> String {
        let mut out = String::new();
        for part in parts {
            match part {
                Part::Plain(text) => out.push_str(text),
                Part::Merge(Place::Record { category, field }) => match values.record(category, field) {
                    Some(value) if !value.trim().is_empty() => out.push_str(value.trim()),
                    _ => missing.push(format!("{category}.{field}")),
                },
                Part::Merge(Place::Ask(name)) => out.push_str(values.ask(name).trim()),
                Part::Merge(Place::Reference) => out.push_str(&values.reference()),
                Part::Merge(Place::Council) => out.push_str(&values.council()),
                Part::Merge(Place::Officer) => out.push_str(&values.officer()),
                Part::Merge(Place::Today) => out.push_str(&values.today()),
            }
        }
        // What is optional and was left empty leaves no hole.
        while out.contains("\n\n\n") {
            out = out.replace("\n\n\n", "\n\n");
        }
        out
    };
    let filled = Filled { subject: put(&words.subject), body: put(&words.body) };
    missing.sort_unstable();
    missing.dedup();
    if missing.is_empty() { Ok(filled) } else { Err(missing) }
}

//! A difference as text for people.

use super::statements::KeyChange;
use super::{Change, Diff, Said, What};
use crate::render::words;
use serde_json::Value;

impl Diff {
    /// The difference in words, for a terminal or a mail.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = format!(
            "{} {} (from {}) compared with {} (from {})\n\n",
            self.new.id,
            self.new.version,
            words::written_date(&self.new.effective),
            if self.old.id == self.new.id {
                self.old.version.clone()
            } else {
                format!("{} {}", self.old.id, self.old.version)
            },
            words::written_date(&self.old.effective),
        );
        out.push_str(&format!("The new notice is {}.\n", self.verdict.word()));
        if self.permissions == super::Verdict::Equal {
            out.push_str("Who may see and write what is exactly the same: no combination of facts tells them apart.\n");
        }
        let with = |changes: &[Change], said_too: &[Said]| -> Vec<String> {
            changes.iter().map(said).chain(said_too.iter().map(|s| s.words.clone())).collect()
        };
        part(&mut out, "It lets more happen", with(&self.wider, &self.said_wider).into_iter());
        part(&mut out, "It lets less happen", with(&self.narrower, &self.said_narrower).into_iter());
        part(&mut out, "Periods", self.retention.iter().map(|r| words::sentence(&r.words)));
        part(&mut out, "Refused as it stands", self.reuse.iter().map(|r| r.words.clone()));
        let statements = self.statements.iter().map(|s| match s.what {
            What::Added => format!("added    {}: {}", s.statement, s.words),
            What::Removed => format!("removed  {}: {}", s.statement, s.words),
            What::Changed => {
                let keys: Vec<String> = s.keys.iter().map(key).collect();
                format!("changed  {}: {}", s.statement, keys.join("; "))
            }
        });
        part(&mut out, "Statement by statement", statements);
        if self.verdict.widens() {
            out.push_str(
                "\nWhat is wider holds for new data. For data already held, tell people first; where it was collected \
                 by consent, ask again.\n",
            );
        }
        out
    }
}

fn part(out: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.collect();
    if !lines.is_empty() {
        out.push_str(&format!("\n{title}:\n"));
        for line in lines {
            out.push_str(&format!("  - {line}\n"));
        }
    }
}

fn said(change: &Change) -> String {
    words::sentence(&change.words)
}

fn key(change: &KeyChange) -> String {
    format!("{} was {}, is {}", change.key, short(&change.old), short(&change.new))
}

/// A value as people read it.
fn short(value: &Value) -> String {
    match value {
        Value::Null => "not said".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(s) => format!("\u{201c}{s}\u{201d}"),
        Value::Number(n) => n.to_string(),
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) => words::and(&items.iter().map(short).collect::<Vec<_>>()),
        Value::Object(map) => {
            let pairs: Vec<String> =
                map.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| format!("{k} {}", short(v))).collect();
            words::and(&pairs)
        }
    }
}

//! An entry in plain words, for "who has seen this record".

use crate::entry::{Action, Entry};

/// What ids are called: from the notice version that the entry names, and from the accounts.
pub trait Names {
    /// Who an actor is (an account's id), as far as it may be shown.
    fn actor(&self, actor: &str) -> Option<String>;
    /// What a principal of a notice (`id@version`) is called: a role, or an organisation.
    fn principal(&self, notice: &str, principal: &str) -> Option<String>;
    /// A purpose in plain words.
    fn purpose(&self, notice: &str, purpose: &str) -> Option<String>;
    /// A category's name.
    fn category(&self, notice: &str, category: &str) -> Option<String>;
}

/// Without names: ids, made readable (`housing-need`: "housing need").
#[derive(Debug, Clone, Copy, Default)]
pub struct NoNames;

impl Names for NoNames {
    fn actor(&self, _: &str) -> Option<String> {
        None
    }
    fn principal(&self, _: &str, _: &str) -> Option<String> {
        None
    }
    fn purpose(&self, _: &str, _: &str) -> Option<String> {
        None
    }
    fn category(&self, _: &str, _: &str) -> Option<String> {
        None
    }
}

const fn did(action: Action) -> &'static str {
    match action {
        Action::Open => "Opened",
        Action::List => "Shown in a list",
        Action::Search => "Found by a search",
        Action::Query => "Searched",
        Action::Create => "Created",
        Action::Edit => "Changed",
        Action::Close => "Closed",
        Action::Reopen => "Opened again",
        Action::Consent => "Consent recorded",
        Action::History => "Looked at who has seen this record",
        Action::Explain => "Had a decision explained",
        Action::Export => "Took out in a file",
        Action::Disclose => "Sent",
        Action::Erase => "Erased",
        Action::LogIn => "Logged in",
        Action::LogInFailed => "Failed to log in",
        Action::LogOut => "Logged out",
        Action::Administer => "Changed a setting",
        Action::Publish => "Published a notice",
        Action::Synthesise => "Loaded made-up data",
    }
}

fn readable(id: &str) -> String {
    id.rsplit([':', '.']).next().unwrap_or(id).replace('-', " ")
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        // NHS number, not nHS number.
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().collect::<String>() + chars.as_str()
        }
        _ => text.to_owned(),
    }
}

fn sentence(out: &mut String, text: &str) {
    if !out.is_empty() {
        out.push(' ');
    }
    out.push_str(text);
    if !text.ends_with(['.', '?', '!']) {
        out.push('.');
    }
}

/// What happened, in plain words: "Opened: identity, housing need. Withheld: health. Purpose: Provide services to prevent
/// or relieve homelessness."
#[must_use]
pub fn words(entry: &Entry, names: &dyn Names) -> String {
    let list = |ids: &[String]| {
        let called = |id: &String| names.category(&entry.notice, id).map_or_else(|| readable(id), |n| lower_first(&n));
        ids.iter().map(called).collect::<Vec<_>>().join(", ")
    };
    let mut out = String::new();
    if entry.released.is_empty() {
        sentence(&mut out, did(entry.action));
    } else {
        sentence(&mut out, &format!("{}: {}", did(entry.action), list(&entry.released)));
    }
    if !entry.withheld.is_empty() {
        sentence(&mut out, &format!("Withheld: {}", list(&entry.withheld)));
    }
    if !entry.purpose.is_empty() {
        let purpose = names.purpose(&entry.notice, &entry.purpose).unwrap_or_else(|| readable(&entry.purpose));
        sentence(&mut out, &format!("Purpose: {purpose}"));
    }
    out
}

/// Who it was, in plain words: "Amira Khan, housing officer"; "the system (retention)"; "somebody who was not logged in".
#[must_use]
pub fn who(entry: &Entry, names: &dyn Names) -> String {
    if entry.actor == "nobody" {
        return "somebody who was not logged in".to_owned();
    }
    if let Some(job) = entry.actor.strip_prefix("system:") {
        return format!("the system ({})", readable(job));
    }
    let principal = (!entry.principal.is_empty()).then(|| {
        let called = names.principal(&entry.notice, &entry.principal);
        called.map_or_else(|| readable(&entry.principal), |n| lower_first(&n))
    });
    match (names.actor(&entry.actor), principal) {
        (Some(name), Some(principal)) => format!("{name}, {principal}"),
        (Some(name), None) => name,
        (None, Some(principal)) => principal,
        (None, None) => "somebody with an account".to_owned(),
    }
}

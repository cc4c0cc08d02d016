//! Small pieces of Cedar text.

use notice::model::{Compiled, Fact, Facts, Principal};
use std::fmt::Write;

/// A Cedar string.
pub(crate) fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// An entity by type and id.
pub(crate) fn entity(kind: &str, id: &str) -> String {
    format!("{kind}::{}", quote(id))
}

/// The entity type of a principal.
pub(crate) const fn kind(principal: &Principal) -> &'static str {
    match principal {
        Principal::Role { .. } => "Role",
        Principal::Party { .. } | Principal::Enrolled { .. } => "Party",
        Principal::Subject => "Subject",
    }
}

/// A principal's entity.
pub(crate) fn principal(principal: &Principal) -> String {
    match principal {
        Principal::Role { id, .. } => entity("Role", id),
        Principal::Party { .. } | Principal::Enrolled { .. } => entity("Party", &principal.key()),
        Principal::Subject => entity("Subject", "subject"),
    }
}

/// A category's entity.
pub(crate) fn category(compiled: &Compiled, at: u8) -> String {
    entity("Category", compiled.categories.get(usize::from(at)).map_or("", |c| &c.id))
}

/// A purpose's entity.
pub(crate) fn purpose(compiled: &Compiled, at: u8) -> String {
    entity("Purpose", compiled.purposes.get(usize::from(at)).map_or("", |p| &p.id))
}

/// That something is one of several entities.
pub(crate) fn one_of(what: &str, of: &[String]) -> String {
    match of {
        [] => "false".to_owned(),
        [one] => format!("{what} == {one}"),
        many => format!("[{}].contains({what})", many.join(", ")),
    }
}

/// That these facts are so and those not.
pub(crate) fn facts(needs: Facts, bars: Facts) -> String {
    let so = Fact::ALL.iter().filter(|f| needs.has(**f)).map(|f| format!("context.{}", f.id()));
    let not = Fact::ALL.iter().filter(|f| bars.has(**f)).map(|f| format!("!context.{}", f.id()));
    let all: Vec<String> = so.chain(not).collect();
    if all.is_empty() { "true".to_owned() } else { all.join(" && ") }
}

//! What a compiler owes its user, and what the law asks of a notice: checks over the merged file.
//!
//! Statements of a base are checked when the base itself is compiled; here they count as said, and are not found fault
//! with once more in every notice that extends them.

mod consent;
mod gates;
mod law;
mod lawful;
mod limits;
mod people;
mod presets;
mod refs;
mod retention;
mod rights;
mod unused;
mod wording;

use crate::diagnostic::{Diagnostic, Severity};
use crate::merge::Merged;
use crate::source::NoticeKind;

pub(crate) use lawful::{lawless, without_consent};

/// All findings on a merged file.
pub(crate) fn check(merged: &Merged, found: &mut Vec<Diagnostic>) {
    refs::check(merged, found);
    limits::check(merged, found);
    retention::check(merged, found);
    gates::check(merged, found);
    presets::check(merged, found);
    consent::check(merged, found);
    people::check(merged, found);
    law::check(merged, found);
    wording::check(merged, found);
    lawful::check(merged, found);
    if merged.file.notice.kind == NoticeKind::Service {
        rights::check(merged, found);
        // What cannot be reached is worth saying once everything else is right.
        if !found.iter().any(|d| d.severity == Severity::Error) {
            unused::check(merged, found);
        }
    }
}

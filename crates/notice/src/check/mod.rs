//! What a compiler owes its user, and what the law asks of a notice: checks over the merged file.

mod refs;

use crate::diagnostic::Diagnostic;
use crate::merge::Merged;

/// All findings on a merged file.
pub(crate) fn check(merged: &Merged, found: &mut Vec<Diagnostic>) {
    refs::check(merged, found);
}

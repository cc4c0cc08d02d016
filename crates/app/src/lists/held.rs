//! Lists that are read whole, since there are never many lines of them: registers, and what waits for somebody.

use super::{ListAsk, ListLines, MOST_LINES, Take, note_file};
use crate::actor::Actor;
use crate::error::AppError;
use jiff::civil::Date;
use kernel::Timestamp;
use store::{ListPlace, Tx};

/// A day as a key: none comes first.
pub(super) fn day(on: Option<Date>) -> String {
    on.map(|on| on.to_string()).unwrap_or_default()
}

/// The same of a moment.
pub(super) fn moment(at: Option<Timestamp>) -> String {
    at.map(|at| format!("{:020}", at.as_micros())).unwrap_or_default()
}

/// The lines of such a list, in an order and a page at a time. `id` says which a line is, `key` where it stands. The place behind which a
/// page begins is a line's id and nothing else: names stand in no address. Where that line has gone, the list begins at its beginning.
pub(super) fn held<L, K: Ord>(
    tx: &mut Tx<'_>,
    (actor, ask): (&Actor, &ListAsk),
    (what, take): (&str, Take),
    mut lines: Vec<L>,
    id: impl Fn(&L) -> [u8; 16],
    key: impl Fn(&L) -> K,
) -> Result<ListLines<L>, AppError> {
    lines.sort_by_cached_key(|line| (key(line), id(line)));
    if ask.down {
        lines.reverse();
    }
    let place = |line: &L| ListPlace::behind("", &id(line));
    let most = match take {
        Take::Page => {
            let after = ask.after.as_deref().and_then(ListPlace::parse);
            if let Some(at) = after.and_then(|after| lines.iter().position(|line| place(line) == after)) {
                lines.drain(..=at);
            }
            ask.page()
        }
        Take::File(_) => MOST_LINES,
    };
    let more = lines.len() > most;
    lines.truncate(most);
    let next = lines.last().filter(|_| more).map(|line| place(line).text());
    note_file(tx, actor, (what, take), ListLines { lines, next })
}

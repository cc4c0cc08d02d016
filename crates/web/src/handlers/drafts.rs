//! What somebody types is kept before they send it; the buttons of a form that add and remove rows.

use crate::answer::{Answer, Failure, Said};
use crate::ask::Ask;
use app::{AppError, DraftPlace};
use casework::form::Typed;
use identity::csrf_matches;
use kernel::DraftId;

/// What was asked of a form, other than to send it.
pub(crate) enum Do {
    /// Send it.
    Send,
    /// Keep it, and go away.
    Keep,
    /// Throw it away.
    Drop,
    /// Show it again with another row, or one less: what was typed, changed.
    Again(Typed),
}

/// Reads which button was pressed.
pub(crate) fn pressed(form: &Typed) -> Do {
    let what = form.first("do");
    if let Some(input) = what.strip_prefix("add:") {
        let held = form.row_numbers(input).last().copied().unwrap_or(0);
        let shown: usize = form.first(&format!("{input}.rows")).parse().unwrap_or(1);
        return Do::Again(with_rows(form, input, held.max(shown).min(400) + 1));
    }
    if let Some((input, Ok(row))) =
        what.strip_prefix("remove:").and_then(|r| r.rsplit_once('.')).map(|(input, n)| (input, n.parse::<usize>()))
    {
        let shown: usize = form.first(&format!("{input}.rows")).parse().unwrap_or(1);
        return Do::Again(with_rows(&form.without_row(input, row), input, shown.saturating_sub(1)));
    }
    match what {
        "keep" | "later" => Do::Keep,
        "drop" => Do::Drop,
        _ => Do::Send,
    }
}

fn with_rows(form: &Typed, input: &str, rows: usize) -> Typed {
    let name = format!("{input}.rows");
    let mut pairs: Vec<(String, String)> = form.pairs().iter().filter(|(n, _)| *n != name).cloned().collect();
    pairs.push((name, rows.to_string()));
    Typed::new(pairs)
}

/// Keeps what is in the form of this request.
pub(crate) fn keep(ask: &Ask, place: &DraftPlace, form: &Typed) -> Result<(), Failure> {
    match ask.draft() {
        Some(id) => Ok(ask.app().keep_draft(ask.actor()?, place, id, form)?),
        None => Ok(()),
    }
}

/// Keeps it, and goes on to another page.
pub(crate) fn later(ask: &Ask, place: &DraftPlace, next: String) -> Result<Answer, Failure> {
    keep(ask, place, &ask.form)?;
    Ok(Answer::next(next).saying(Said::DraftKept))
}

/// Throws it away, and shows the form afresh.
pub(crate) fn throw_away(ask: &Ask, next: String) -> Result<Answer, Failure> {
    if let Some(id) = ask.draft() {
        match ask.app().drop_draft(ask.actor()?, id) {
            Ok(()) | Err(AppError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Answer::next(next).saying(Said::DraftDropped))
}

/// The form that a route is for.
fn place(ask: &Ask, path: &str) -> Option<DraftPlace> {
    match path {
        "/cases/new/{authority}/{notice}/{service}" => {
            Some(DraftPlace::New { service: ask.param("service").to_owned() })
        }
        "/cases/{case}/sections/{category}/edit" => Some(DraftPlace::Section {
            case: ask.param("case").parse().ok()?,
            category: ask.param("category").to_owned(),
        }),
        _ => crate::kept::place(ask, path),
    }
}

/// A form that came after its session had lapsed: what was typed is kept for whoever the session was of, if the form's own
/// token shows that it is theirs. Nothing is shown. Says whether it is kept.
pub(crate) fn keep_lapsed(ask: &Ask, path: &str) -> bool {
    let Some(place) = place(ask, path) else { return false };
    let Some(token) = ask.lapsed.as_ref().filter(|t| csrf_matches(t, ask.field("csrf"))) else { return false };
    let lapsed = ask.app().lapsed(token);
    if let (DraftPlace::Form { .. }, Ok(Some(actor))) = (&place, &lapsed) {
        return crate::kept::keep_lapsed(ask, &place, actor);
    }
    let id: Option<DraftId> = ask.draft();
    let Some(id) = id else { return false };
    match lapsed {
        Ok(Some(actor)) => ask.app().keep_draft(&actor, &place, id, &ask.form).is_ok(),
        _ => false,
    }
}

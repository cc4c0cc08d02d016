//! The list of letters that wait to be printed.

use super::held::{held, moment};
use super::{ListAsk, ListLines, MOST_LINES, Take};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::messages::{MOST_LETTERS, WaitingLetter, letters_waiting};

impl App {
    /// The letters that wait to be printed, of cases on which the actor may write to the person. Nothing of them is opened.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn letter_list(&self, actor: &Actor, ask: &ListAsk, take: Take) -> Result<ListLines<WaitingLetter>, AppError> {
        let (actor, ask) = (actor.clone(), ask.clone());
        self.act(&actor.caller.clone(), "list letters", move |tx, inner| {
            let most = if take.is_file() { MOST_LINES } else { MOST_LETTERS };
            let (from, until) = ask.moments();
            let of_anybody = ask.code("whose") != Some("mine");
            let lines = letters_waiting(tx, inner, &actor, most, |letter| {
                let at = letter.line.queued_at;
                let within = from.is_none_or(|from| from <= at) && until.is_none_or(|until| at < until);
                within && (of_anybody || letter.mine)
            })?;
            let order = ask.order.clone();
            let key = |letter: &WaitingLetter| match order.as_str() {
                "title" => letter.line.title.to_lowercase(),
                "case" => letter.reference.clone(),
                _ => moment(Some(letter.line.queued_at)),
            };
            held(tx, (&actor, &ask), ("letters", take), lines, |letter| *letter.line.id.as_bytes(), key)
        })
    }
}

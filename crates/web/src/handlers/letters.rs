//! Letters: one as it is printed, and that it was posted.

use crate::answer::{Answer, Failure, Said};
use crate::ask::Ask;
use kernel::MessageId;

/// A PDF.
pub(crate) const PDF: &str = "application/pdf";

/// A letter to look at and to print. Its name says nothing.
pub(crate) fn pdf(name: &str, bytes: Vec<u8>) -> Answer {
    Answer::bytes(PDF, format!("{name}.pdf"), true, bytes)
}

fn the_message(ask: &Ask) -> Result<MessageId, Failure> {
    ask.param("message").parse().map_err(|_| Failure::not_found())
}

/// A letter, as it is printed.
pub(crate) fn file(ask: &Ask) -> Result<Answer, Failure> {
    let id = the_message(ask)?;
    let letter = ask.app().letter(ask.actor()?, ask.case()?, id)?;
    Ok(pdf(&format!("letter-{id}"), letter.pdf.get().clone()))
}

/// It is printed and posted.
pub(crate) fn posted(ask: &Ask) -> Result<Answer, Failure> {
    ask.app().letter_posted(ask.actor()?, ask.case()?, the_message(ask)?)?;
    Ok(Answer::next("/letters").saying(Said::LetterPosted))
}

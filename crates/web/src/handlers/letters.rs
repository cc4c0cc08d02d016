//! Letters: those that wait to be printed, one as it is printed, and that it was posted.

use crate::answer::{Answer, Failure, Said};
use crate::ask::Ask;
use crate::handlers::consent::button;
use crate::handlers::messages::state_tag;
use app::messages::WaitingLetter;
use kernel::MessageId;
use pages::Link;
use pages::sheet::{Card, Group, Sheet};

/// A PDF.
pub(crate) const PDF: &str = "application/pdf";

/// A letter to look at and to print. Its name says nothing.
pub(crate) fn pdf(name: &str, bytes: Vec<u8>) -> Answer {
    Answer::bytes(PDF, format!("{name}.pdf"), true, bytes)
}

fn the_message(ask: &Ask) -> Result<MessageId, Failure> {
    ask.param("message").parse().map_err(|_| Failure::not_found())
}

fn card(letter: WaitingLetter) -> Card {
    let path = format!("/cases/{}/messages/{}", letter.case, letter.line.id);
    let about = format!("“{}”, {}", letter.line.title, letter.reference);
    Card {
        title: letter.line.title.clone(),
        href: Some(path.clone()),
        reference: letter.reference,
        tags: vec![state_tag(letter.line.state)],
        lines: vec![format!("{} decided to send it on {}.", letter.line.sender, letter.line.queued_at.words())],
        links: vec![Link { text: "Open to print (PDF)".to_owned(), href: format!("{path}/letter") }],
        buttons: vec![button("Printed and posted", &about, format!("{path}/posted"))],
        ..Card::default()
    }
}

/// What waits to be printed.
pub(crate) fn waiting(ask: &Ask) -> Result<Answer, Failure> {
    let cards = ask.app().letters_to_print(ask.actor()?)?.into_iter().map(card).collect();
    let page = Sheet {
        heading: "Letters to print".to_owned(),
        lede: vec![
            "Open a letter, print it, and put it into an envelope with a window. Then say that it is posted: the case shows who did, and when.".to_owned(),
            "Each is asked about again when you open it. One that may not go any more is kept back and says why.".to_owned(),
        ],
        groups: vec![Group {
            id: "waiting".to_owned(),
            heading: "Waiting to be printed".to_owned(),
            empty: "No letters wait to be printed.".to_owned(),
            cards,
        }],
        ..Sheet::default()
    };
    ask.page(&page)
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

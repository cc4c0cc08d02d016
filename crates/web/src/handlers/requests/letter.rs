//! The letter that tells the person what was decided.

use super::one::id;
use super::way;
use crate::answer::{Answer, Failure};
use crate::ask::Ask;
use crate::show;
use app::views::Item;
use pages::rights::RequestLetter;

/// The letter, to be printed or copied.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let id = id(ask)?;
    let letter = ask.app().request_letter(ask.actor()?, id)?;
    let notice_href = format!("/notices/{}", ask.actor()?.capacity.notice);
    let (name, to, withheld) = match letter.content {
        Item::Released(content) => {
            let part = |field: &'static str| content.map_ref(|c| c.get(field).unwrap_or_default().to_owned());
            (Some(part("name")), Some(part("contact")), None)
        }
        Item::Withheld(why) => (None, None, Some(show::withheld(why, &notice_href))),
        Item::Empty | Item::Erased => (None, None, None),
    };
    let reasons = match letter.reasons {
        Item::Released(reasons) => Some(reasons),
        _ => None,
    };
    ask.page(&RequestLetter {
        back: format!("/rights/{id}"),
        reference: letter.reference,
        controller: letter.controller,
        date: show::date(letter.decided_on),
        to,
        name,
        withheld,
        asked: format!(
            "You wrote to us on {} about information about you: {} ({}).",
            show::date(letter.received_on),
            letter.kind.label().to_lowercase(),
            letter.kind.law()
        ),
        outcome: letter.outcome.words().to_owned(),
        ground: letter.ground.map(|g| (g.words.to_owned(), g.law.to_owned())),
        reasons,
        first: letter.first.into_iter().map(way).collect(),
        regulator: letter.regulator.map(way),
    })
}

//! A pack to print: one person after another, each as whoever prints it may see them.

use super::super::share::link;
use super::{entry_card, group, meeting_id, when};
use crate::answer::{Answer, Failure};
use crate::ask::Ask;
use crate::fields::content_rows;
use crate::show;
use app::AppError;
use app::meetings::{ItemPage, Sight};
use pages::sheet::{Card, Group, Sheet};

fn person(at: usize, item: ItemPage) -> Group {
    let mut lines: Vec<String> = item.line.lead.iter().map(|lead| format!("Lead worker: {lead}")).collect();
    if item.runs {
        lines.push(format!("Points: {}", item.line.points));
        let nothing = |s: &&Sight| s.apart || s.sees.is_empty();
        lines.extend(item.sights.iter().filter(nothing).map(|s| {
            let why = if s.apart { "left out of this item" } else { "sees nothing of this person" };
            format!("{}: {why}", s.name)
        }));
    }
    lines.extend(item.line.outcome.iter().map(|words| format!("What becomes of it: {words}")));
    let reference = item.line.reference;
    let why = Card {
        title: "Why they are on the list".to_owned(),
        name: Some(show::name(item.line.name, "")),
        reference: reference.clone(),
        lines,
        rows: content_rows(item.line.why),
        ..Card::default()
    };
    let cards = std::iter::once(why).chain(item.entries.into_iter().map(entry_card)).collect();
    group(&format!("pack-{at}"), &format!("Item {at}: {reference}"), "", cards)
}

/// The pack.
pub(crate) fn pack(ask: &Ask) -> Result<Answer, Failure> {
    let id = meeting_id(ask)?;
    let pack = match ask.app().meeting_pack(ask.actor()?, id) {
        Ok(pack) => pack,
        // Once it is closed there is none: the meeting's own page says how it stands.
        Err(AppError::Refused(_)) => return Ok(Answer::next(format!("/meetings/{id}"))),
        Err(error) => return Err(error.into()),
    };
    let mut lede = vec![
        pack.statement,
        format!("Printed by {} on {}. Destroy it after the meeting.", pack.printed.0, pack.printed.1.words()),
    ];
    if pack.items.is_empty() {
        lede.push("Nobody is on the agenda whom you may see.".to_owned());
    }
    let page = Sheet {
        heading: format!("{}: {}", pack.group.1, when(&pack.line)),
        back: Some(link("The meeting", format!("/meetings/{id}"))),
        lede,
        groups: pack.items.into_iter().enumerate().map(|(at, item)| person(at + 1, item)).collect(),
        ..Sheet::default()
    };
    ask.page(&page)
}

//! The register of what went out, with what has to be gone above it.

use super::{Around, Cell, Line, List, column, day, one_of};
use crate::handlers::copies::{copy_card, until};
use app::{Actor, CHANNELS, OutboundLine};
use pages::sheet::Group;
use sharing::share::code_words;

pub(super) static LIST: List = List {
    key: "outbound",
    path: "/outbound",
    words: "What went out",
    order: ("sent", true),
    columns: &[
        column("Case", None, &["Case"]),
        column("Sent", Some("sent"), &["Sent on"]),
        column("To", Some("to"), &["To"]),
        column("What for", Some("purpose"), &["What for"]),
        column("What", None, &["What"]),
        column("How", None, &["How"]),
        column("To be gone by", None, &["To be gone by"]),
    ],
    may: Actor::is_staff,
    narrowed_by: |ask| {
        let [parties, purposes] = ask.app().outbound_choices(ask.actor()?)?;
        Ok(vec![
            one_of("to", "To", Some("Anybody"), parties),
            one_of("purpose", "What for", Some("Everything"), purposes),
            day("from", "Sent from"),
            day("until", "Sent until"),
        ])
    },
    lines: |ask, wanted, take| Ok(ask.app().outbound(ask.actor()?, wanted, take)?.map(line)),
    around: |ask| {
        Ok(Around {
            lede: vec![
                "What was sent to others, when, how, and the day by which each copy has to be gone. Holders are asked at their desks; of those without one, write down here what they tell you."
                    .to_owned(),
            ],
            groups: vec![Group {
                id: "copies-due".to_owned(),
                heading: "To be gone, and not said to be".to_owned(),
                empty: "Nothing is due.".to_owned(),
                cards: ask.app().copies_due(ask.actor()?)?.iter().map(|c| copy_card(c, &c.holder)).collect(),
            }],
            ..Around::default()
        })
    },
};

fn line(out: OutboundLine) -> Line {
    let copies: Vec<String> = out.copies.iter().map(until).collect();
    Line {
        href: Some(format!("/cases/{}/sharing/{}", out.case, out.line.id)),
        cells: vec![
            Cell::words(out.line.reference),
            Cell::moment(out.sent_at),
            Cell::words(out.line.to),
            Cell::words(out.line.purpose),
            Cell::words(out.line.categories.join(", ")),
            Cell::words(code_words(CHANNELS, &out.channel).unwrap_or_default()),
            if copies.is_empty() { Cell::words("The notice gives no day") } else { Cell::lines(copies) },
        ],
    }
}

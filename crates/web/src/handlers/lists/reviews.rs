//! The data protection officer's queue: what went to others without consent, with contacts and suppliers that are due above it.

use super::approvals::{ground, what_and_why};
use super::{Around, Cell, Line, List, column, one_of};
use crate::handlers::desk::beside;
use crate::show;
use app::{ReviewLine, SHARE_REVIEWS};
use pages::Tone;
use pages::sheet::{Card, Group};

pub(super) static LIST: List = List {
    key: "reviews",
    path: "/reviews",
    words: "Reviews",
    order: ("review", false),
    columns: &[
        column("To whom", Some("to"), &["To whom"]),
        column("Case", Some("case"), &["Case"]),
        column("Why", None, &["Ground", "What for"]),
        column("What", None, &["What"]),
        column("Went", Some("sent"), &["Went", "Asked for by"]),
        column("Review by", Some("review"), &["Review by"]),
        column("State", None, &["State"]),
    ],
    may: app::Actor::is_officer,
    narrowed_by: |_| Ok(vec![one_of("state", "Which", None, SHARE_REVIEWS.iter().copied()), ground()]),
    lines: |ask, wanted, take| Ok(ask.app().share_review_list(ask.actor()?, wanted, take)?.map(line)),
    around: |ask| {
        let supplier = |due: app::SupplierDue| Card {
            title: due.name,
            href: Some(format!("/processors/{}", due.id)),
            lines: due.what,
            ..Card::default()
        };
        let contact = |(id, title, many): (String, String, usize)| Card {
            title,
            href: Some(format!("/contacts/{id}")),
            lines: vec![format!("{many} to check")],
            ..Card::default()
        };
        let group = |id: &str, heading: &str, cards: Vec<Card>| Group {
            id: id.to_owned(),
            heading: heading.to_owned(),
            empty: String::new(),
            cards,
        };
        let asking = |(line, asks): (app::AgreementLine, Vec<&'static str>)| Card {
            title: format!("{}: {}", line.reference, line.party),
            href: Some(format!("/agreements/{}", line.id)),
            lines: asks.into_iter().map(|words| format!("Nobody has said {words}")).collect(),
            ..Card::default()
        };
        let asking = ask.app().agreements_that_ask(ask.actor()?)?.into_iter().map(asking).collect();
        let contacts = ask.app().contacts_due(ask.actor()?)?.into_iter().map(contact).collect();
        let suppliers = ask.app().suppliers_due(ask.actor()?)?.into_iter().map(supplier).collect();
        let mut groups = vec![
            group("contacts", "Contacts and links to check", contacts),
            group("agreements", "Agreements that say too little", asking),
            group("suppliers", "Suppliers to look at again", suppliers),
        ];
        groups.retain(|group| !group.cards.is_empty());
        Ok(Around {
            lede: vec![
                "Everything that went to others without consent, or for a purpose that sharing is not for, is looked at again, within the days that the notice gives."
                    .to_owned(),
            ],
            actions: beside(ask)?,
            groups,
            ..Around::default()
        })
    },
};

fn line(one: ReviewLine) -> Line {
    let went = Cell::moment(one.sent_at).and(one.line.asked_by.clone());
    let mut tags = Vec::new();
    if one.late {
        tags.push(show::tag("Late", Tone::Bad));
    }
    if !one.can_finish {
        tags.push(show::tag("The person is not told yet", Tone::Warn));
    }
    if tags.is_empty() {
        tags.push(show::tag("To review", Tone::Plain));
    }
    Line {
        href: Some(format!("/reviews/{}", one.line.id)),
        cells: what_and_why(&one.line)
            .into_iter()
            .chain([went, Cell::day(Some(one.review_on)), Cell::tags(tags)])
            .collect(),
    }
}

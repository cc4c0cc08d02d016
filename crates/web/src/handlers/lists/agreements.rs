//! The register of agreements, with those to whom nothing goes for want of one above it.

use super::{Around, Cell, Line, List, column, one_of};
use crate::handlers::access::published;
use crate::handlers::agreements::standing;
use app::{AGREEMENTS, AgreementLine};
use pages::Link;
use pages::sheet::{Card, Group};
use sharing::AgreementKind;

pub(super) static LIST: List = List {
    key: "agreements",
    path: "/agreements",
    words: "Agreements",
    order: ("until", false),
    columns: &[
        column("Agreement", Some("title"), &["Title", "Reference"]),
        column("With", Some("with"), &["With", "Notice"]),
        column("First day", None, &["First day"]),
        column("Last day", Some("until"), &["Last day"]),
        column("Looked at again", Some("review"), &["Looked at again by"]),
        column("State", None, &["State", "What that means"]),
    ],
    may: app::Actor::keeps_agreements,
    narrowed_by: |_| {
        Ok(vec![
            one_of("state", "Which", None, AGREEMENTS.iter().copied()),
            one_of("kind", "Kind", Some("All kinds"), AgreementKind::ALL.map(|k| (k.id(), k.words()))),
        ])
    },
    lines: |ask, wanted, take| Ok(ask.app().agreement_list(ask.actor()?, wanted, take)?.map(line)),
    around: |ask| {
        let actor = ask.actor()?;
        let mut actions = vec![
            Link::new("All partners, and what each may have", "/agreements/partners"),
            Link::new("Destinations: in which country each keeps what it is sent", "/destinations"),
            Link::new("Contracts: who delivers services for us", "/contracts"),
            Link::new("Processors: suppliers that work with data for us", "/processors"),
            Link::new("Agreements that you are asked to sign", "/to-sign"),
        ];
        for (id, title) in published(ask)? {
            if ask.app().agreement_notice(actor, &id).is_ok() {
                actions.push(Link::new(format!("New agreement under {title}"), format!("/agreements/new/{id}")));
            }
        }
        let (goes, stopped): (Vec<_>, Vec<_>) = ask.app().agreement_gaps(actor)?.into_iter().partition(|gap| gap.goes);
        let group = |id: &str, heading: &str, gaps: Vec<app::AgreementGap>| Group {
            id: id.to_owned(),
            heading: heading.to_owned(),
            empty: String::new(),
            cards: gaps
                .into_iter()
                .map(|gap| Card {
                    title: gap.party,
                    lines: vec![format!("{}: {}", gap.notice, gap.purposes.join("; "))],
                    ..Card::default()
                })
                .collect(),
        };
        let mut groups = vec![
            group("gaps", "Nothing goes to these bodies: no agreement is in force", stopped),
            group("without", "Something goes to these bodies and there has never been an agreement", goes),
        ];
        groups.retain(|group| !group.cards.is_empty());
        Ok(Around {
            lede: vec![
                "What needs an agreement is shared only while one is in force that both sides have signed. When the last one with a body ends, nothing goes to it any more but what the law or a danger asks for."
                    .to_owned(),
            ],
            actions,
            groups,
            ..Around::default()
        })
    },
};

fn line(one: AgreementLine) -> Line {
    let (state, say) = standing(one.standing);
    let title = if one.title.is_empty() { one.reference.clone() } else { one.title };
    Line {
        href: Some(format!("/agreements/{}", one.id)),
        cells: vec![
            Cell::words(title).and(one.reference),
            Cell::words(one.party).and(one.notice),
            Cell::day(Some(one.from_on)),
            Cell::day(one.until_on),
            Cell::day(one.review_on),
            Cell::tags(vec![state]).and(say.unwrap_or_default()),
        ],
    }
}

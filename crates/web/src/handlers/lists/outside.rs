//! Requests of police and others for what is held of somebody.

use super::{Around, Cell, Line, List, column, day, one_of};
use crate::handlers::outside::state;
use app::{App, OUTSIDE_BODIES, OutsideLine};
use pages::Link;

pub(super) static LIST: List = List {
    key: "outside-requests",
    path: "/outside-requests",
    words: "Requests from police and others",
    order: ("answer", false),
    columns: &[
        column("Who asks", None, &["Who asks", "Reference"]),
        column("Kind", Some("kind"), &["Kind", "How it came"]),
        column("Came", Some("received"), &["Came on"]),
        column("Answer by", Some("answer"), &["Answer by"]),
        column("Case", None, &["Case"]),
        column("State", None, &["State"]),
        column("Decided", Some("decided"), &["Decided", "By whom"]),
    ],
    may: app::Actor::is_staff,
    narrowed_by: |_| {
        Ok(vec![
            one_of("state", "Which", None, App::outside_states()),
            one_of("kind", "Who asks", Some("Anybody"), OUTSIDE_BODIES),
            day("from", "Came from"),
            day("until", "Came until"),
        ])
    },
    lines: |ask, wanted, take| Ok(ask.app().outside_list(ask.actor()?, wanted, take)?.map(line)),
    around: |_| {
        Ok(Around {
            lede: vec![
                "Whoever asks for what is held of somebody is written down here: also where nothing may go, nothing is held or nobody is known."
                    .to_owned(),
            ],
            actions: vec![Link::new("Write a request down", "/outside-requests/new")],
            ..Around::default()
        })
    },
};

fn line(one: OutsideLine) -> Line {
    let state = state(&one);
    let (by, at) = one.decided.map_or((String::new(), None), |(by, at)| (by, Some(at)));
    Line {
        href: Some(format!("/outside-requests/{}", one.id)),
        cells: vec![
            Cell::words(one.body).and(one.reference),
            Cell::words(one.kind).and(one.channel),
            Cell::day(Some(one.received_on)),
            Cell::day(one.answer_by),
            Cell::words(one.case.unwrap_or_else(|| "Not said yet".to_owned())),
            Cell::tags(vec![state]),
            Cell::moment(at).and(by),
        ],
    }
}

//! The queue of the data protection officer.

use super::{Around, Cell, Line, List, column, day, one_of};
use crate::handlers::requests::queue::{due, says, state};
use app::{REQUESTS, RequestLine};
use jiff::civil::Date;
use kernel::london_date;
use pages::Link;
use pages::list::ListCell;
use rights::Kind;

pub(super) static LIST: List = List {
    key: "requests",
    path: "/rights",
    words: "Requests about data",
    order: ("due", false),
    columns: &[
        column("Request", Some("kind"), &["Request", "Reference"]),
        column("Came", Some("received"), &["Came on"]),
        column("To be done by", Some("due"), &["Due on"]),
        column("State", None, &["State"]),
        column("More", None, &["More"]),
        column("Decided", Some("decided"), &["Decided on"]),
    ],
    may: app::Actor::is_officer,
    narrowed_by: |_| {
        Ok(vec![
            one_of("state", "Which", None, REQUESTS.iter().copied()),
            one_of("kind", "What is asked", Some("Everything"), Kind::ALL.map(|k| (k.id(), k.label()))),
            day("from", "Came from"),
            day("until", "Came until"),
        ])
    },
    lines: |ask, wanted, take| {
        let today = london_date(ask.app().now());
        Ok(ask.app().requests(ask.actor()?, wanted, take)?.map(|one| line(&one, today)))
    },
    around: |_| {
        Ok(Around {
            lede: vec![
                "Every right is free. The month counts from the day a request came, whoever received it.".to_owned(),
            ],
            actions: vec![Link::new("Log a request", "/rights/log")],
            ..Around::default()
        })
    },
};

fn line(one: &RequestLine, today: Date) -> Line {
    let on = one.standing.due().filter(|_| one.settled.is_none());
    let by = due(one, today);
    let shown =
        ListCell { small: by.iter().filter_map(|due| due.rule.clone()).collect(), due: by, ..ListCell::default() };
    Line {
        href: Some(format!("/rights/{}", one.id)),
        cells: vec![
            Cell::words(one.kind.label()).and(one.reference.clone()),
            Cell::day(Some(one.received_on)),
            Cell { shown, ..Cell::day(on) },
            Cell::tags(vec![state(one)]),
            Cell::lines(says(one)),
            Cell::moment(one.settled.as_ref().map(|(_, at)| *at)),
        ],
    }
}

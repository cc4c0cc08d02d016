//! Documents that people are asked to give: what was answered, what is late, what waits.

use super::{Around, Cell, Line, List, column, one_of};
use crate::handlers::work::asked::{kind_words, state};
use crate::show;
use app::{ASKED, DUE, DayAsk};
use pages::Link;

pub(super) static LIST: List = List {
    key: "asked",
    path: "/asked",
    words: "Documents asked for",
    order: ("due", false),
    columns: &[
        column("Person", None, &["Name", "Case"]),
        column("Document", None, &["Document"]),
        column("Last day", Some("due"), &["Last day"]),
        column("State", None, &["State"]),
    ],
    may: app::Actor::is_staff,
    narrowed_by: |ask| {
        Ok(vec![
            super::whose(ask)?,
            one_of("state", "Which", None, ASKED.iter().copied()),
            one_of("due", "Last day", Some("Whenever"), DUE.iter().copied()),
        ])
    },
    lines: |ask, wanted, take| {
        let actor = ask.actor()?;
        let href = format!("/notices/{}", actor.capacity.notice);
        Ok(ask.app().asked_list(actor, wanted, take)?.map(|one| line(one, &href)))
    },
    around: |_| {
        Ok(Around {
            back: Some(Link::new("My day", "/my-day")),
            lede: vec!["In open cases that you may see; “yours” are those that you hold, and those of people for whom you stand in.".to_owned()],
            ..Around::default()
        })
    },
};

fn line(one: DayAsk, notice_href: &str) -> Line {
    let (words, tone) = state(one.state, one.late, one.due_on);
    Line {
        href: Some(format!("/cases/{}/documents#asked", one.case)),
        cells: vec![
            Cell::person(one.name, one.reference, notice_href),
            Cell::said(one.kind.map(|code| kind_words(&code))),
            Cell::day(Some(one.due_on)),
            Cell::tags(vec![show::tag(words, tone)]),
        ],
    }
}

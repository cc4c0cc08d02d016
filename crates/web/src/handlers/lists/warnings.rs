//! Warnings on cases: what waits for approval, and what is to be looked at again.

use super::{Around, Cell, Line, List, column, one_of};
use crate::handlers::work::warnings::{TOLD, state};
use app::{WARNINGS, WarningRow};
use pages::Link;

pub(super) static LIST: List = List {
    key: "warnings",
    path: "/warnings",
    words: "Warnings",
    order: ("review", false),
    columns: &[
        column("Person", None, &["Name", "Case"]),
        column("Warning", None, &["Warning", "About"]),
        column("State", None, &["State"]),
        column("Looked at again", Some("review"), &["Looked at again on"]),
        column("Ends", Some("expires"), &["Ends on"]),
        column("Proposed", Some("proposed"), &["Proposed on", "Proposed by"]),
    ],
    may: app::Actor::is_staff,
    narrowed_by: |_| {
        Ok(vec![
            one_of("state", "Which", None, WARNINGS.iter().copied()),
            one_of("told", "Was the person told?", Some("Yes or no"), TOLD),
        ])
    },
    lines: |ask, wanted, take| {
        let actor = ask.actor()?;
        let href = format!("/notices/{}", actor.capacity.notice);
        Ok(ask.app().warning_list(actor, wanted, take)?.map(|one| line(one, &href)))
    },
    around: |_| {
        Ok(Around {
            back: Some(Link::new("My day", "/my-day")),
            lede: vec!["On open cases that you may see. What is not for you is not here.".to_owned()],
            ..Around::default()
        })
    },
};

fn line(one: WarningRow, notice_href: &str) -> Line {
    Line {
        href: Some(format!("/cases/{}/warnings", one.case)),
        cells: vec![
            Cell::person(one.name, one.reference, notice_href),
            Cell::said(one.words).and(one.about),
            Cell::tags(vec![state(one.state)]),
            Cell::day(Some(one.review_on)),
            Cell::day(Some(one.expires_on)),
            Cell::moment(Some(one.proposed_at)).and(one.proposed_by),
        ],
    }
}

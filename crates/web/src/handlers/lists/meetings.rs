//! Groups of several agencies, and their meetings.

use super::{Around, By, Cell, Line, List, column, day, one_of};
use crate::answer::Failure;
use crate::ask::Ask;
use crate::handlers::meetings::state;
use crate::show;
use app::meetings::SeriesLine;
use app::{GROUPS, ListAsk, MEETINGS, MeetingRow, Take};
use pages::{Link, Tone};

pub(super) static GROUP_LIST: List = List {
    key: "groups",
    path: "/groups",
    words: "Meetings of several agencies",
    order: ("name", false),
    columns: &[
        column("Group", Some("name"), &["Group"]),
        column("Service", Some("service"), &["Service"]),
        column("Agencies", None, &["Agencies"]),
        column("Next meeting", Some("next"), &["Next meeting"]),
        column("State", None, &["State"]),
    ],
    may: super::acts,
    narrowed_by: |_| Ok(vec![one_of("state", "Which", None, GROUPS.iter().copied())]),
    lines: |ask, wanted, take| Ok(ask.app().group_list(ask.actor()?, wanted, take)?.map(group_line)),
    around: |ask| {
        let services = ask.app().meeting_groups(ask.actor()?)?.services;
        let new = (!services.is_empty()).then(|| Link::new("Set up a group", "/groups/new"));
        Ok(Around {
            lede: vec![
                "A group speaks of the people on its list. Each member looks at each of them only within the days around a meeting, and only at what the notice gives it."
                    .to_owned(),
            ],
            actions: new.into_iter().chain([Link::new("Meetings of all groups", "/meetings")]).collect(),
            ..Around::default()
        })
    },
};

pub(super) static MEETING_LIST: List = List {
    key: "meetings",
    path: "/meetings",
    words: "Meetings",
    order: ("day", true),
    columns: &[
        column("Group", Some("group"), &["Group"]),
        column("Day", Some("day"), &["Day", "Begins"]),
        column("Where", None, &["Where"]),
        column("Chair", None, &["Chair"]),
        column("State", None, &["State"]),
    ],
    may: super::acts,
    narrowed_by: |ask| {
        Ok(vec![
            groups(ask)?,
            one_of("state", "Which", None, MEETINGS.iter().copied()),
            day("from", "From"),
            day("until", "Until"),
        ])
    },
    lines: |ask, wanted, take| Ok(ask.app().meeting_list(ask.actor()?, wanted, take)?.map(meeting_line)),
    around: |_| Ok(Around { back: Some(Link::new("Groups", "/groups")), ..Around::default() }),
};

/// The groups in which somebody takes part, also those that have ended.
fn groups(ask: &Ask) -> Result<By, Failure> {
    let all =
        ListAsk { narrowed: vec![("state".to_owned(), "all".to_owned())], limit: Some(200), ..ListAsk::default() };
    let groups = ask.app().group_list(ask.actor()?, &all, Take::Page)?.lines;
    Ok(one_of("group", "Group", Some("All groups"), groups.into_iter().map(|g| (g.id.to_string(), g.name))))
}

fn group_line(one: SeriesLine) -> Line {
    let state = if one.open { show::tag("Goes on", Tone::Good) } else { show::tag("Ended", Tone::Plain) };
    Line {
        href: Some(format!("/groups/{}", one.id)),
        cells: vec![
            Cell::words(one.name),
            Cell::words(one.service),
            Cell::words(one.members.to_string()),
            Cell::day(one.next),
            Cell::tags(vec![state]),
        ],
    }
}

fn meeting_line(one: MeetingRow) -> Line {
    Line {
        href: Some(format!("/meetings/{}", one.line.id)),
        cells: vec![
            Cell::words(one.group),
            Cell::day(Some(one.line.held_on)).and(one.line.starts.clone()),
            Cell::words(one.line.place.clone()),
            Cell::words(one.line.chair.clone()),
            Cell::tags(vec![state(&one.line)]),
        ],
    }
}

//! Notes of consultation sessions: what is to be destroyed, and what was.

use super::{Around, Cell, Line, List, column, one_of};
use crate::show;
use app::NOTES;
use app::retention::NoteLine;
use pages::{Link, Tone};

pub(super) static LIST: List = List {
    key: "notes",
    path: "/notes",
    words: "Notes of consultation sessions",
    order: ("destroy", false),
    columns: &[
        column("Session", Some("session"), &["Session"]),
        column("Held", Some("held"), &["Held on"]),
        column("Where", None, &["Where", "Medium"]),
        column("Destroy by", Some("destroy"), &["Destroy by"]),
        column("State", None, &["State", "What was done"]),
        column("Recorded", None, &["Recorded", "By whom"]),
        column("Action", None, &[]),
    ],
    may: app::Actor::is_staff,
    narrowed_by: |ask| {
        // A notice without such a rule has no such list.
        ask.app().session_notes_rule(ask.actor()?)?;
        Ok(vec![
            one_of("state", "Which", None, NOTES.iter().copied()),
            one_of("medium", "What they are", Some("Anything"), [("paper", "On paper"), ("typed", "Typed")]),
        ])
    },
    lines: |ask, wanted, take| Ok(ask.app().note_list(ask.actor()?, wanted, take)?.map(line)),
    around: |ask| {
        Ok(Around {
            lede: vec![
                ask.app().session_notes_rule(ask.actor()?)?.words,
                "Put every set of notes here, on paper or typed, and say when and how they were destroyed. Name nobody."
                    .to_owned(),
            ],
            actions: vec![Link::new("Add notes", "/notes/new")],
            ..Around::default()
        })
    },
};

fn line(one: NoteLine) -> Line {
    let (state, done) = match one.destroyed {
        Some((at, how, by)) => (show::tag("Destroyed", Tone::Good), format!("{how}, by {by}, on {}", at.words())),
        None if one.overdue => (show::tag("Overdue", Tone::Bad), String::new()),
        None => (show::tag("To be destroyed", Tone::Warn), String::new()),
    };
    let link = done.is_empty().then(|| Link::new("They were destroyed", format!("/notes/{}/destroyed", one.id)));
    Line {
        href: None,
        cells: vec![
            Cell::words(one.session),
            Cell::day(Some(one.held_on)),
            Cell::words(one.place).and(if one.paper { "On paper" } else { "Typed" }),
            Cell::day(Some(one.destroy_by)),
            Cell::tags(vec![state]).and(done),
            Cell::moment(Some(one.recorded.1)).and(one.recorded.0),
            Cell::doing(link.into_iter().collect(), Vec::new()),
        ],
    }
}

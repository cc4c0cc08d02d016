//! What is to be done: one's own, the team's, a colleague's, nobody's.

use super::{Around, Cell, Line, List, column, one_of};
use crate::handlers::work::day::tags;
use crate::show;
use app::{DUE, DayTask, TASKS, WAITING};
use pages::{Link, Tone};

pub(super) static LIST: List = List {
    key: "tasks",
    path: "/tasks",
    words: "Tasks",
    order: ("due", false),
    columns: &[
        column("Person", None, &["Name", "Case"]),
        column("What", Some("kind"), &["What"]),
        column("Due", Some("due"), &["Due on"]),
        column("Who", None, &["Who"]),
        column("State", None, &["State"]),
    ],
    may: app::Actor::is_staff,
    narrowed_by: |ask| {
        Ok(vec![
            super::whose(ask)?,
            one_of("due", "Due", Some("Whenever"), DUE.iter().copied()),
            one_of("kind", "What", Some("Everything"), TASKS),
            one_of("waiting", "Waiting for", Some("Anybody or nobody"), WAITING),
            one_of("state", "State", None, [("", "To do"), ("done", "Done"), ("withdrawn", "Withdrawn")]),
        ])
    },
    lines: |ask, wanted, take| {
        let actor = ask.actor()?;
        let href = format!("/notices/{}", actor.capacity.notice);
        Ok(ask.app().task_list(actor, wanted, take)?.map(|one| line(one, &href)))
    },
    around: |_| {
        Ok(Around {
            back: Some(Link::new("My day", "/my-day")),
            lede: vec!["On open cases that you may see.".to_owned()],
            actions: vec![Link::new("How the team’s work stands", "/team")],
            ..Around::default()
        })
    },
};

fn line(one: DayTask, notice_href: &str) -> Line {
    let task = one.task;
    let mut state = tags(&task);
    if let Some((at, by)) = &task.done {
        let (what, on) = (if task.withdrawn.is_some() { "Withdrawn" } else { "Done" }, kernel::london_date(*at));
        let tone = if task.withdrawn.is_some() { Tone::Plain } else { Tone::Good };
        let by = by.as_ref().map_or_else(String::new, |by| format!(" by {by}"));
        state.push(show::tag(format!("{what}{by} on {}", show::date(on)), tone));
    }
    let mut who = vec![task.owner.clone().unwrap_or_else(|| "Nobody".to_owned())];
    who.extend(task.cover.as_ref().map(|(cover, until)| format!("{cover} stands in until {}", show::date(*until))));
    Line {
        href: Some(format!("/cases/{}/tasks", task.case)),
        cells: vec![
            Cell::person(one.name, one.reference, notice_href),
            Cell::words(task.what.clone()),
            Cell::due(&task.due, task.done.is_some()),
            Cell::lines(who),
            Cell::tags(state),
        ],
    }
}

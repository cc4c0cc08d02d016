//! Appointments: who comes, and what became of those who were to come.

use super::{Around, Cell, Line, List, column, day, one_of};
use crate::show;
use app::{APPOINTMENTS, AppointmentRow};
use casework::happening::kind_words;
use pages::{Link, Tone};

pub(super) static LIST: List = List {
    key: "appointments",
    path: "/appointments",
    words: "Appointments",
    order: ("at", false),
    columns: &[
        column("Person", None, &["Name", "Case"]),
        column("What", None, &["What"]),
        column("Where", None, &["Where"]),
        column("Begins", Some("at"), &["Begins"]),
        column("Ends", None, &["Ends"]),
        column("Who holds the case", None, &["Who holds the case"]),
        column("State", None, &["State"]),
    ],
    may: app::Actor::is_staff,
    narrowed_by: |ask| {
        Ok(vec![
            super::whose(ask)?,
            one_of("state", "Which", None, APPOINTMENTS.iter().copied()),
            day("from", "From"),
            day("until", "Until"),
        ])
    },
    lines: |ask, wanted, take| {
        let actor = ask.actor()?;
        let href = format!("/notices/{}", actor.capacity.notice);
        Ok(ask.app().appointment_list(actor, wanted, take)?.map(|one| line(one, &href)))
    },
    around: |_| {
        Ok(Around {
            back: Some(Link::new("My day", "/my-day")),
            lede: vec!["On open cases that you may see. Somebody’s are those that they made, and those on cases that they hold.".to_owned()],
            ..Around::default()
        })
    },
};

fn line(one: AppointmentRow, notice_href: &str) -> Line {
    let (words, tone) = match (one.kind.as_str(), one.begun) {
        ("appointment", false) => ("To come", Tone::Plain),
        ("appointment", true) => ("Say what became of it", Tone::Warn),
        ("appointment-missed", _) => (kind_words(&one.kind), Tone::Bad),
        (kind, _) => (kind_words(kind), Tone::Plain),
    };
    Line {
        href: Some(format!("/cases/{}/entries/{}", one.case, one.id)),
        cells: vec![
            Cell::person(one.name, one.reference, notice_href),
            Cell::said(one.what),
            Cell::said(one.place),
            Cell::moment(Some(one.at)),
            Cell::moment(one.ends_at),
            Cell::words(one.owner.unwrap_or_else(|| "Nobody".to_owned())),
            Cell::tags(vec![show::tag(words, tone)]),
        ],
    }
}

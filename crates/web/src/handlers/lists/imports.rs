//! One's imports of people and cases.

use super::{Around, Cell, Line, List, column, one_of};
use crate::handlers::imports::{in_short, tag};
use app::{IMPORTS, ImportLine};
use pages::Link;

pub(super) static LIST: List = List {
    key: "imports",
    path: "/imports",
    words: "Imports",
    order: ("made", true),
    columns: &[
        column("Service", Some("service"), &["Service"]),
        column("Begun", Some("made"), &["Begun"]),
        column("Rows", None, &["Rows"]),
        column("State", None, &["State"]),
        column("Rows are kept until", None, &["Rows are kept until"]),
    ],
    may: app::Actor::is_staff,
    narrowed_by: |_| Ok(vec![one_of("state", "Which", None, IMPORTS.iter().copied())]),
    lines: |ask, wanted, take| Ok(ask.app().import_list(ask.actor()?, wanted, take)?.map(line)),
    around: |_| {
        Ok(Around {
            back: Some(Link::new("New application", "/cases/new")),
            lede: vec![
                "People and cases from a CSV file or a spreadsheet. Every row is asked what the form of a new case asks; you see what would be made before anything is, and can take it back afterwards.".to_owned(),
                "Your imports, as you act now.".to_owned(),
            ],
            actions: vec![Link::new("Import from a file", "/imports/new")],
            ..Around::default()
        })
    },
};

fn line(one: ImportLine) -> Line {
    let (state, rows) = (tag(&one), in_short(&one));
    Line {
        href: Some(format!("/imports/{}", one.id)),
        cells: vec![
            Cell::words(one.service),
            Cell::moment(Some(one.made_at)),
            Cell::words(rows),
            Cell::tags(vec![state]),
            Cell::day(Some(one.expires_on).filter(|_| one.file_there)),
        ],
    }
}

//! Bodies on the lists that notices leave open.

use super::{Around, By, Cell, Line, List, column, one_of};
use crate::answer::Failure;
use crate::ask::Ask;
use crate::handlers::access::published;
use app::{ENROLMENTS, EnrolmentLine};
use pages::Link;

pub(super) static LIST: List = List {
    key: "enrolments",
    path: "/admin/enrolments",
    words: "Open lists",
    order: ("name", false),
    columns: &[
        column("Organisation", Some("name"), &["Organisation"]),
        column("List", Some("list"), &["List", "Notice"]),
        column("From", Some("from"), &["From"]),
        column("Until", Some("until"), &["Until"]),
        column("What was seen", None, &["What was seen"]),
    ],
    may: |actor| actor.administers,
    narrowed_by: |ask| Ok(vec![one_of("state", "Which", None, ENROLMENTS.iter().copied()), lists(ask)?]),
    lines: |ask, wanted, take| Ok(ask.app().enrolment_list(ask.actor()?, wanted, take)?.map(line)),
    around: |ask| {
        let mut actions = Vec::new();
        for (id, title) in published(ask)? {
            if ask.app().open_lists(ask.actor()?, &id)?.is_empty() {
                continue;
            }
            actions.push(Link::new(format!("Add to a list of {title}"), format!("/admin/enrolments/{id}")));
            actions.push(Link::new(format!("What is checked of new partners of {title}"), format!("/onboarding/{id}")));
        }
        Ok(Around {
            back: Some(Link::new("Administration", "/admin")),
            lede: vec!["A notice can leave a list open: private landlords, support providers. Who is on it today stands on the notice’s page.".to_owned()],
            actions,
            ..Around::default()
        })
    },
};

/// Every open list of every notice.
fn lists(ask: &Ask) -> Result<By, Failure> {
    let mut all = Vec::new();
    for (id, title) in published(ask)? {
        let lists = ask.app().open_lists(ask.actor()?, &id)?;
        all.extend(lists.into_iter().map(|list| (format!("{id}|{}", list.class), format!("{}, {title}", list.label))));
    }
    Ok(one_of("list", "List", Some("All lists"), all))
}

fn line(one: EnrolmentLine) -> Line {
    Line {
        href: Some(format!("/admin/enrolment/{}", one.id)),
        cells: vec![
            Cell::words(one.name),
            Cell::words(one.class).and(one.notice),
            Cell::day(Some(one.from_on)),
            Cell::day(one.until_on),
            Cell::words(one.evidence),
        ],
    }
}

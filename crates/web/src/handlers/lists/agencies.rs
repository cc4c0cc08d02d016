//! The register of agencies.

use super::{Around, Cell, Line, List, column, one_of};
use crate::handlers::agencies::LOOSE;
use app::{AGENCIES, AGENCY_KINDS, AGENCY_SERVICES, AgencyFilter, AgencyLine};
use pages::Link;

pub(super) static LIST: List = List {
    key: "agencies",
    path: "/admin/agencies",
    words: "Agencies",
    order: ("name", false),
    columns: &[
        column("Organisation", Some("name"), &["Organisation"]),
        column("Kind", Some("kind"), &["Kind"]),
        column("What it does", None, &["What it does"]),
        column("In these notices", None, &["In these notices"]),
        column("Contacts", Some("contacts"), &["Contacts"]),
        column("Accounts", Some("accounts"), &["Accounts"]),
    ],
    may: |actor| actor.administers,
    narrowed_by: |_| {
        Ok(vec![
            one_of("state", "Which", None, AGENCIES.iter().copied()),
            one_of("kind", "Kind of organisation", Some("Any kind"), AGENCY_KINDS),
            one_of("service", "What it does", Some("Anything"), AGENCY_SERVICES),
        ])
    },
    lines: |ask, wanted, take| Ok(ask.app().agency_list(ask.actor()?, wanted, take)?.map(line)),
    around: |ask| {
        let loose = ask.app().agencies_kept(ask.actor()?, &AgencyFilter::default())?.loose.len();
        let loose = format!("Named by notices or on their lists, and not in the register: {loose}");
        Ok(Around {
            back: Some(Link::new("Administration", "/admin")),
            lede: vec![
                "Every organisation that we work with, once, over all notices: whom to reach there, what it may have, its agreements, its accounts.".to_owned(),
            ],
            actions: vec![
                Link::new("Add an organisation", "/admin/agencies/new"),
                Link::new("Find one by its name", "/admin/agencies/find"),
                Link::new(loose, LOOSE),
            ],
            ..Around::default()
        })
    },
};

fn line(one: AgencyLine) -> Line {
    Line {
        href: Some(format!("/admin/agencies/{}", one.id)),
        cells: vec![
            Cell::words(one.name),
            Cell::words(one.kind),
            Cell::lines(one.services),
            Cell::lines(one.notices),
            Cell::words(one.contacts.to_string()),
            Cell::words(one.accounts.to_string()),
        ],
    }
}

//! Everybody who has an account.

use super::{Around, Cell, Line, List, column, one_of};
use crate::handlers::access::published;
use crate::show;
use app::{ACCOUNTS, AccountLine};
use pages::{Link, Tone};

pub(super) static LIST: List = List {
    key: "accounts",
    path: "/admin/accounts",
    words: "Accounts",
    order: ("name", false),
    columns: &[
        column("Name", Some("name"), &["Name"]),
        column("User name", Some("username"), &["User name"]),
        column("May act as", None, &["May act as"]),
        column("State", None, &["State"]),
    ],
    may: |actor| actor.administers,
    narrowed_by: |ask| {
        let administrators = ("administrators".to_owned(), "Administrators".to_owned());
        Ok(vec![
            one_of("state", "Which", None, ACCOUNTS.iter().copied()),
            one_of(
                "under",
                "Who may act",
                Some("Under any notice"),
                published(ask)?.into_iter().chain([administrators]),
            ),
        ])
    },
    lines: |ask, wanted, take| Ok(ask.app().account_list(ask.actor()?, wanted, take)?.map(line)),
    around: |_| {
        Ok(Around {
            back: Some(Link::new("Administration", "/admin")),
            actions: vec![
                Link::new("Review of access", "/admin/review"),
                Link::new("Invite somebody", "/admin/invitations"),
                Link::new("Ways back into an account", "/recoveries"),
                Link::new("Log in elsewhere", "/admin/sign-on"),
            ],
            ..Around::default()
        })
    },
};

fn line(one: AccountLine) -> Line {
    let roles = one.capacities.iter().map(|(role, notice)| format!("{role}, under {notice}"));
    let roles = roles.chain(one.administers.then(|| "Administrator".to_owned())).collect();
    let state = if one.enabled { show::tag("Active", Tone::Good) } else { show::tag("Switched off", Tone::Bad) };
    Line {
        href: Some(format!("/admin/accounts/{}", one.id)),
        cells: vec![Cell::words(one.name), Cell::words(one.username), Cell::lines(roles), Cell::tags(vec![state])],
    }
}

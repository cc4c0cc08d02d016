//! Everybody who has an account.

use super::{Around, By, Cell, Line, List, column, one_of};
use crate::answer::Failure;
use crate::ask::Ask;
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
    narrowed_by: |ask| Ok(vec![one_of("state", "Which", None, ACCOUNTS.iter().copied()), under(ask)?]),
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

/// Under which notice somebody may act, or that they administer.
pub(super) fn under(ask: &Ask) -> Result<By, Failure> {
    let administrators = ("administrators".to_owned(), "Administrators".to_owned());
    let all = published(ask)?.into_iter().chain([administrators]);
    Ok(one_of("under", "Who may act", Some("Under any notice"), all))
}

/// As whom an account may act.
pub(super) fn roles(capacities: &[(String, String)], administers: bool) -> Vec<String> {
    let roles = capacities.iter().map(|(role, notice)| format!("{role}, under {notice}"));
    roles.chain(administers.then(|| "Administrator".to_owned())).collect()
}

fn line(one: AccountLine) -> Line {
    let roles = roles(&one.capacities, one.administers);
    let state = if one.enabled { show::tag("Active", Tone::Good) } else { show::tag("Switched off", Tone::Bad) };
    Line {
        href: Some(format!("/admin/accounts/{}", one.id)),
        cells: vec![Cell::words(one.name), Cell::words(one.username), Cell::lines(roles), Cell::tags(vec![state])],
    }
}

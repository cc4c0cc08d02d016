//! Who was invited, and what became of it.

use super::{Around, Cell, Line, List, column, one_of};
use crate::show;
use app::{INVITATIONS, InvitationLine};
use pages::sheet::Button;
use pages::{Link, Tone};

pub(super) static LIST: List = List {
    key: "invitations",
    path: "/admin/invitations",
    words: "Invitations",
    order: ("made", true),
    columns: &[
        column("Name", Some("name"), &["Name", "User name"]),
        column("Invited", Some("made"), &["Invited"]),
        column("Until", Some("expires"), &["Until"]),
        column("State", None, &["State"]),
        column("Action", None, &[]),
    ],
    may: |actor| actor.administers,
    narrowed_by: |_| Ok(vec![one_of("state", "Which", None, INVITATIONS.iter().copied())]),
    lines: |ask, wanted, take| Ok(ask.app().invitation_list(ask.actor()?, wanted, take)?.map(line)),
    around: |_| {
        Ok(Around {
            back: Some(Link::new("Accounts", "/admin/accounts")),
            lede: vec!["They choose their own password, through a link that works once within a week.".to_owned()],
            actions: vec![Link::new("Invite somebody", "/admin/invitations/new")],
            ..Around::default()
        })
    },
};

fn line(one: InvitationLine) -> Line {
    let state = match (one.open, one.used) {
        (true, _) => show::tag("Open", Tone::Plain),
        (_, true) => show::tag("Accepted", Tone::Good),
        _ => show::tag("Over", Tone::Plain),
    };
    let withdraw = one.open.then(|| Button {
        words: "Withdraw".to_owned(),
        about: format!("the invitation of {}", one.name),
        action: format!("/admin/invitations/{}/withdraw", one.id),
    });
    Line {
        href: None,
        cells: vec![
            Cell::words(one.name).and(one.username),
            Cell::moment(Some(one.made_at)),
            Cell::moment(Some(one.expires_at)),
            Cell::tags(vec![state]),
            Cell::doing(Vec::new(), withdraw.into_iter().collect()),
        ],
    }
}

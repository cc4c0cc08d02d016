//! What colleagues ask to share without consent, and the actor's role decides about.

use super::{Around, By, Cell, Line, List, column, one_of};
use crate::handlers::desk::beside;
use app::ApprovalLine;
use sharing::Ground;

pub(super) static LIST: List = List {
    key: "approvals",
    path: "/approvals",
    words: "Approvals",
    order: ("asked", false),
    columns: &[
        column("To whom", Some("to"), &["To whom"]),
        column("Case", Some("case"), &["Case"]),
        column("Why", None, &["Ground", "What for"]),
        column("What", None, &["What"]),
        column("Asked for", Some("asked"), &["Asked for", "By whom"]),
    ],
    may: app::Actor::is_staff,
    narrowed_by: |_| Ok(vec![ground()]),
    lines: |ask, wanted, take| Ok(ask.app().approval_list(ask.actor()?, wanted, take)?.map(line)),
    around: |ask| {
        Ok(Around {
            lede: vec![
                "What colleagues ask to share without consent, and your role decides about. The test is answered by choosing, so that you need not read the record."
                    .to_owned(),
            ],
            actions: beside(ask)?,
            ..Around::default()
        })
    },
};

/// On which ground something is shared.
pub(super) fn ground() -> By {
    one_of("ground", "Ground", Some("Any ground"), Ground::ALL.map(|ground| (ground.id(), ground.words())))
}

/// To whom, of which case, why, and what.
pub(super) fn what_and_why(one: &ApprovalLine) -> [Cell; 4] {
    [
        Cell::words(one.to.clone()),
        Cell::words(one.reference.clone()),
        Cell::words(one.ground.words()).and(one.purpose.clone()),
        Cell::lines(one.categories.clone()),
    ]
}

fn line(one: ApprovalLine) -> Line {
    let asked = Cell::moment(Some(one.asked_at)).and(one.asked_by.clone());
    Line {
        href: Some(format!("/approvals/{}", one.id)),
        cells: what_and_why(&one).into_iter().chain([asked]).collect(),
    }
}

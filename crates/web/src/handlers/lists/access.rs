//! Reviews of access: every account, to be confirmed.

use super::accounts::{roles, under};
use super::{Around, Cell, Line, List, column, one_of};
use crate::answer::{Answer, Failure};
use crate::ask::Ask;
use crate::show;
use app::{CONFIRM_MONTHS, REVIEWED, ReviewedAccount, TRAINED};
use jiff::civil::Date;
use kernel::london_date;
use pages::form::FormState;
use pages::sheet::Button;
use pages::{Link, Tone};

pub(super) static LIST: List = List {
    key: "access-review",
    path: "/admin/review",
    words: "Review of access",
    order: ("confirm", false),
    columns: &[
        column("Name", Some("name"), &["Name", "User name"]),
        column("May act as", None, &["May act as"]),
        column("Last used", Some("used"), &["Last used"]),
        column("Training", Some("training"), &["Training", "Training up to date until"]),
        column("Review", Some("confirm"), &["Review", "To be confirmed by"]),
        column("Action", None, &[]),
    ],
    may: |actor| actor.administers,
    narrowed_by: |ask| {
        Ok(vec![
            one_of("state", "Which", None, REVIEWED.iter().copied()),
            one_of("training", "Training", Some("Whatever it is"), TRAINED.iter().copied()),
            under(ask)?,
        ])
    },
    lines: |ask, wanted, take| {
        let today = london_date(ask.app().now());
        Ok(ask.app().access_review_list(ask.actor()?, wanted, take)?.map(|one| line(one, today)))
    },
    around: |ask| {
        let waiting = match ask.app().access_review(ask.actor()?)?.waiting {
            0 => "No account waits to be confirmed.".to_owned(),
            1 => "One account waits to be confirmed.".to_owned(),
            n => format!("{n} accounts wait to be confirmed."),
        };
        Ok(Around {
            back: Some(Link::new("Administration", "/admin")),
            lede: vec![
                waiting,
                format!(
                    "Confirm an account when whoever has it still needs it, as it is: it then goes on for {CONFIRM_MONTHS} months. Take away first what is not needed. An account that nobody confirms ends after its day, with its sessions and tokens."
                ),
            ],
            ..Around::default()
        })
    },
};

/// The list, with why something could not be done.
pub(in crate::handlers) fn refused(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    super::show_list(ask, &LIST, form)
}

fn line(one: ReviewedAccount, today: Date) -> Line {
    let roles = roles(&one.capacities, one.administers);
    let used = if one.last_used.is_none() { Cell::words("Not in the last weeks") } else { Cell::moment(one.last_used) };
    let until = one.trained_until.map(show::date).unwrap_or_default();
    let training = match one.trained_until {
        Some(last) if last < today => Cell::tags(vec![show::tag("Ran out", Tone::Warn)]),
        Some(_) => Cell::words("Up to date"),
        None => Cell::words("Not entered"),
    };
    let state = match one.confirm_by {
        _ if one.ended => show::tag("Ended: nobody confirmed it", Tone::Bad),
        Some(by) if by < today => show::tag("Overdue", Tone::Bad),
        _ if one.waits => show::tag("Waits", Tone::Warn),
        _ => show::tag("Confirmed", Tone::Good),
    };
    let by = one.confirm_by.map_or_else(|| "No day was set yet".to_owned(), |by| format!("By {}", show::date(by)));
    let confirm = (one.can_confirm && (one.waits || one.ended)).then(|| Button {
        words: "Confirm".to_owned(),
        about: one.name.clone(),
        action: format!("/admin/accounts/{}/confirm", one.id),
    });
    Line {
        href: Some(format!("/admin/accounts/{}", one.id)),
        cells: vec![
            Cell::words(one.name).and(one.username),
            Cell::lines(roles),
            used,
            training.and(until),
            Cell::tags(vec![state]).and(by),
            Cell::doing(Vec::new(), confirm.into_iter().collect()),
        ],
    }
}

//! Referrals that came in, for those who may open cases of the services.

use super::{Around, Cell, Line, List, column, day, one_of};
use crate::handlers::inbound::tag;
use crate::show;
use app::{INBOUND_STATES, InboundLine};
use pages::{Link, Tone};
use sharing::Sender;

pub(super) static LIST: List = List {
    key: "referrals",
    path: "/referrals",
    words: "Referrals that came in",
    order: ("received", true),
    columns: &[
        column("From", Some("sender"), &["From", "Organisation"]),
        column("Reference", None, &["Reference"]),
        column("Service", Some("service"), &["Service"]),
        column("Why", Some("reason"), &["Why"]),
        column("Came in", Some("received"), &["Came in on"]),
        column("State", None, &["State", "Answer by"]),
        column("What became of it", None, &["What became of it"]),
    ],
    may: app::Actor::is_staff,
    narrowed_by: |ask| {
        let notice = ask.app().notices_to_open(ask.actor()?)?.into_iter().next();
        let services = notice.iter().flat_map(|n| &n.compiled.merged.service);
        Ok(vec![
            one_of("state", "Which", None, INBOUND_STATES.iter().copied()),
            one_of("service", "Service", Some("All services"), services.map(|(id, s)| (id.clone(), s.label.clone()))),
            one_of("sender", "From", Some("Anybody"), Sender::ALL.map(|s| (s.id(), s.label()))),
            day("from", "Came in from"),
            day("until", "Came in until"),
        ])
    },
    lines: |ask, wanted, take| Ok(ask.app().inbound_list(ask.actor()?, wanted, take)?.map(line)),
    around: |_| {
        Ok(Around {
            lede: vec!["To the services of which you may open cases. Every one is kept.".to_owned()],
            actions: vec![Link::new("The public form", "/refer")],
            ..Around::default()
        })
    },
};

fn line(one: InboundLine) -> Line {
    let mut state = vec![tag(&one)];
    if one.step_down {
        state.push(show::tag("Step down", Tone::Plain));
    }
    let by = one.answer_by.map(|by| format!("Answer by {}", show::date(by))).unwrap_or_default();
    let became = one.case.map(|case| format!("Case {case}")).or(one.ending);
    Line {
        href: Some(format!("/referrals/{}", one.id)),
        cells: vec![
            Cell::words(one.sender.label()).and(one.body.unwrap_or_default()),
            Cell::words(one.reference),
            Cell::words(one.service),
            Cell::words(one.reason),
            Cell::moment(Some(one.received_at)),
            Cell::tags(state).and(by),
            Cell::words(became.unwrap_or_default()),
        ],
    }
}

//! Records that may be of one person.

use super::{Around, Cell, Line, List, column, one_of};
use crate::handlers::person::notice_href;
use crate::show;
use app::{LIKELY, ProposalLine};
use pages::{Link, Tone};

pub(super) static LIST: List = List {
    key: "duplicates",
    path: "/people/duplicates",
    words: "Records that may be of one person",
    order: ("likely", true),
    columns: &[
        column("One record", None, &["One record", "Its cases"]),
        column("The other", None, &["The other", "Its cases"]),
        column("How likely", Some("likely"), &["Likelihood in 100"]),
        column("Proposed", Some("proposed"), &["Proposed"]),
    ],
    may: app::Actor::is_staff,
    narrowed_by: |ask| {
        let mut by = vec![
            one_of("likely", "How likely", Some("However likely"), LIKELY.iter().copied()),
            one_of("whose", "Whose case", Some("Anybody’s"), [("mine", "Mine")]),
        ];
        // From the page of one person.
        let of = [ask.query("of"), ask.field("of")].into_iter().find(|of| of.parse::<kernel::PersonId>().is_ok());
        by.extend(of.map(|of| one_of("of", "Of whom", Some("Of everybody"), [(of, "One person only")])));
        Ok(by)
    },
    lines: |ask, wanted, take| {
        let href = notice_href(ask);
        Ok(ask.app().duplicate_list(ask.actor()?, wanted, take)?.map(|one| line(one, &href)))
    },
    around: |ask| {
        let runs = ask.app().may_link_lists(ask.actor()?)?;
        Ok(Around {
            back: Some(Link::new("Search", "/search")),
            lede: vec![
                "The likeliest first, from what you may read of both. Compare them, then say whether they are one person. Nothing is moved: both records keep what is theirs, and a link can be undone.".to_owned(),
            ],
            actions: runs
                .then(|| Link::new("Matching runs: compare everybody at once, and lists of other bodies", "/linkage"))
                .into_iter()
                .collect(),
            ..Around::default()
        })
    },
};

fn line(one: ProposalLine, notice_href: &str) -> Line {
    let likely = match one.score {
        100.. => "More than 99 in 100".to_owned(),
        score => format!("{score} in 100"),
    };
    let tone = if one.score >= 95 { Tone::Warn } else { Tone::Plain };
    let mut score = Cell::tags(vec![show::tag(likely, tone)]);
    score.file = vec![one.score.min(99).to_string()];
    Line {
        href: Some(format!("/people/{}/compare/{}", one.one.person, one.other.person)),
        cells: vec![
            Cell::person(one.one.name, one.one.cases.join(", "), notice_href),
            Cell::person(one.other.name, one.other.cases.join(", "), notice_href),
            score,
            Cell::moment(Some(one.proposed_at)),
        ],
    }
}

//! The queue of the data protection officer.

use crate::answer::{Answer, Failure};
use crate::ask::Ask;
use crate::show;
use app::RequestLine;
use jiff::civil::Date;
use kernel::london_date;
use pages::sheet::{Card, Group, Sheet};
use pages::{Due, Link, StateTag, Tone};
use rights::{Outcome, Waiting};

/// How a request stands, in a word or two.
pub(crate) fn state(line: &RequestLine) -> StateTag {
    match (&line.settled, line.standing.waiting) {
        (Some((Outcome::Refused, _)), _) => show::tag("Refused", Tone::Plain),
        (Some((outcome, _)), _) => show::tag(outcome.words(), Tone::Good),
        (None, Some(Waiting::Identity { .. })) => show::tag("Waits: who are they?", Tone::Plain),
        (None, Some(Waiting::Clarification { .. })) => show::tag("Waits: what do they mean?", Tone::Plain),
        (None, None) if line.standing.overdue => show::tag("Overdue", Tone::Bad),
        (None, None) => show::tag("Open", Tone::Warn),
    }
}

/// By when somebody has to act, with the rule.
pub(crate) fn due(line: &RequestLine, today: Date) -> Option<Due> {
    let on = line.standing.due().filter(|_| line.settled.is_none())?;
    let tone = if line.standing.overdue {
        Tone::Bad
    } else if line.standing.target.is_some_and(|target| target < today) {
        Tone::Warn
    } else {
        Tone::Plain
    };
    Some(Due {
        words: format!("{} by {}, {}", line.standing.what, show::date(on), clocks::due_words(on, today)),
        tone,
        rule: Some(format!("{} ({}).", line.standing.how, line.standing.law)),
    })
}

/// A request, as a card.
pub(crate) fn card(line: &RequestLine, today: Date) -> Card {
    let mut lines = vec![format!("{}, came {}", line.channel.words(), show::date(line.received_on))];
    if line.settled.is_none() && line.matched == 0 {
        lines.push("Nobody has said yet whose record it is about".to_owned());
    }
    if line.settled.is_none() && !line.not_copied.is_empty() {
        lines.push(format!("No copy given yet to {}", line.not_copied.join(" and ")));
    }
    if let Some((_, at)) = &line.settled {
        lines.push(format!("Decided {}", at.words()));
    }
    Card {
        title: line.kind.label().to_owned(),
        href: Some(format!("/rights/{}", line.id)),
        reference: line.reference.clone(),
        due: due(line, today),
        tags: vec![state(line)],
        lines,
        ..Card::default()
    }
}

/// The requests, open or settled.
fn sheet(ask: &Ask, open: bool) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let lines = ask.app().requests(actor, open)?;
    let today = london_date(ask.app().now());
    let group = |id: &str, heading: &str, empty: &str, pick: &dyn Fn(&RequestLine) -> bool| Group {
        id: id.to_owned(),
        heading: heading.to_owned(),
        empty: empty.to_owned(),
        cards: lines.iter().filter(|l| pick(l)).map(|l| card(l, today)).collect(),
    };
    let groups = if open {
        vec![
            group("overdue", "Overdue", "Nothing is overdue.", &|l| l.standing.overdue),
            group("running", "To be answered", "Nothing else is open.", &|l| {
                !l.standing.overdue && l.standing.waiting.is_none()
            }),
            group("waiting", "Waiting for the person", "", &|l| !l.standing.overdue && l.standing.waiting.is_some()),
        ]
    } else {
        vec![group("settled", "Decided", "Nothing has been decided yet.", &|_| true)]
    };
    let other = if open {
        Link { text: "Decided requests".to_owned(), href: "/rights/settled".to_owned() }
    } else {
        Link { text: "Open requests".to_owned(), href: "/rights".to_owned() }
    };
    ask.page(&Sheet {
        heading: if open { "Requests about data" } else { "Decided requests" }.to_owned(),
        lede: vec![
            "Every right is free. The month counts from the day a request came, whoever received it.".to_owned(),
        ],
        actions: vec![Link { text: "Log a request".to_owned(), href: "/rights/log".to_owned() }, other],
        groups: groups.into_iter().filter(|g| !g.cards.is_empty() || !g.empty.is_empty()).collect(),
        ..Sheet::default()
    })
}

/// What is open.
pub(crate) fn open(ask: &Ask) -> Result<Answer, Failure> {
    sheet(ask, true)
}

/// What is decided.
pub(crate) fn settled(ask: &Ask) -> Result<Answer, Failure> {
    sheet(ask, false)
}

//! A request about data, as the data protection officer's list and day show it.

use crate::show;
use app::RequestLine;
use jiff::civil::Date;
use pages::sheet::Card;
use pages::{Due, StateTag, Tone};
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
        words: format!("{} by {}", line.standing.what, clocks::due_words(on, today)),
        tone,
        rule: Some(format!("{} ({}).", line.standing.how, line.standing.law)),
    })
}

/// What else there is to say of it.
pub(crate) fn says(line: &RequestLine) -> Vec<String> {
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
    lines
}

/// A request, as a card.
pub(crate) fn card(line: &RequestLine, today: Date) -> Card {
    Card {
        title: line.kind.label().to_owned(),
        href: Some(format!("/rights/{}", line.id)),
        reference: line.reference.clone(),
        due: due(line, today),
        tags: vec![state(line)],
        lines: says(line),
        ..Card::default()
    }
}

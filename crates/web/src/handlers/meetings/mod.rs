//! Meetings of several agencies: groups, their meetings, and one person after another.

mod group;
mod guests;
mod item;
mod meeting;
mod pack;

pub(crate) use group::{
    call, call_again, call_page, close_gap, close_gap_again, close_gap_page, end, gap, gap_again, gap_page, join,
    join_again, join_page, leave, make, make_again, make_page, one,
};
pub(crate) use guests::{guest, guest_again, guest_goes, guest_page};
pub(crate) use item::{
    action, action_again, action_page, down, end_action, minute, minute_again, minute_page, news, news_again,
    news_page, off, out, outcome, outcome_again, outcome_page, page, say, say_again, say_page, take, undertake,
    undertake_again, undertake_page, up,
};
pub(crate) use meeting::{
    bring_over, close, go, open, page as meeting_page, put, put_again, put_page, sign, sign_again, sign_page,
};
pub(crate) use pack::pack;

use crate::answer::Failure;
use crate::ask::Ask;
use crate::show;
use app::meetings::{EntryLine, MeetingLine, PresentLine};
use kernel::{AgendaId, MeetingId, SeriesId};
use pages::sheet::{Button, Card, Group};
use pages::{StateTag, Tone};

fn series_id(ask: &Ask) -> Result<SeriesId, Failure> {
    ask.param("series").parse().map_err(|_| Failure::not_found())
}

fn meeting_id(ask: &Ask) -> Result<MeetingId, Failure> {
    ask.param("meeting").parse().map_err(|_| Failure::not_found())
}

fn agenda_id(ask: &Ask) -> Result<AgendaId, Failure> {
    ask.param("agenda").parse().map_err(|_| Failure::not_found())
}

fn group(id: &str, heading: &str, empty: &str, cards: Vec<Card>) -> Group {
    Group { id: id.to_owned(), heading: heading.to_owned(), empty: empty.to_owned(), cards }
}

fn button(words: &str, about: &str, action: String) -> Button {
    Button { words: words.to_owned(), about: about.to_owned(), action }
}

fn when(line: &MeetingLine) -> String {
    format!("{}, {}", show::date(line.held_on), line.starts)
}

pub(super) fn state(line: &MeetingLine) -> StateTag {
    match line.state.as_str() {
        "planned" => show::tag("Ahead", Tone::Plain),
        "open" => show::tag("Open now", Tone::Good),
        _ => show::tag("Closed", Tone::Plain),
    }
}

/// Who came.
fn present_card(line: &PresentLine) -> Card {
    let mut lines = vec![format!("Signed the statement {}", line.signed_at.words())];
    lines.extend(line.left_at.map(|left| format!("Left {}", left.words())));
    lines.extend(line.guest.as_ref().map(|(_, by)| format!("A guest, signed in by {by}")));
    Card {
        title: match &line.body {
            Some(body) => format!("{}, {body}", line.name),
            None => format!("{}, the council", line.name),
        },
        lines,
        ..Card::default()
    }
}

/// What was said, or is to be done.
fn entry_card(line: EntryLine) -> Card {
    let title = match line.what.as_str() {
        "decision" => "Decision".to_owned(),
        "action" => format!("Action: {}", line.by),
        _ => line.by.clone(),
    };
    let mut tags = Vec::new();
    if line.overdue {
        tags.push(show::tag("Overdue", Tone::Bad));
    }
    if let Some((words, _)) = &line.progress {
        tags.push(show::tag(words, Tone::Plain));
    }
    if let Some((words, _)) = &line.ended {
        tags.push(show::tag(words, Tone::Good));
    }
    let mut lines = Vec::new();
    if !line.owner.is_empty() {
        lines.push(format!("Done by {}", line.owner));
    }
    lines.extend(line.due_on.map(|due| format!("By {}", show::date(due))));
    lines.extend(line.progress.as_ref().map(|(_, at)| format!("Stands so since {}", at.words())));
    lines.extend(line.ended.as_ref().map(|(_, at)| format!("Said so {}", at.words())));
    lines.push(if line.about.is_empty() {
        format!("You do not see any more whom it is about. Written {}", line.at.words())
    } else {
        format!("About: {}. Written {}", line.about, line.at.words())
    });
    Card { title, tags, lines, rows: crate::fields::content_rows(line.content), ..Card::default() }
}

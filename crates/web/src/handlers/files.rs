//! Lists that leave in files where the notice has somebody else approve that: asked for, decided, taken.

use super::share::again;
use crate::answer::{Answer, Failure, Said};
use crate::ask::Ask;
use crate::fields::{Say as _, choice, field};
use crate::show;
use app::AppError;
use app::oversight::{FILE_REASONS, FileLine, FileStanding, Leave};
use casework::urlencoded::pairs;
use kernel::RegisterId;
use pages::form::{Control, FormState};
use pages::sheet::{Button, Card, Group, Sheet};
use pages::work::PlainForm;
use pages::{Link, Tone};

/// A list that is to leave: its key, what it is called, its address, and what it is narrowed to.
pub(crate) struct Wanted<'w> {
    /// Its key.
    pub(crate) list: &'w str,
    /// What it is called.
    pub(crate) words: &'w str,
    /// Its address, with what it is narrowed to.
    pub(crate) href: &'w str,
}

impl Wanted<'_> {
    fn query(&self) -> &str {
        self.href.split_once('?').map_or("", |(_, query)| query)
    }
}

/// Leave for a file, or the page that says how one comes by it.
pub(crate) fn leave(ask: &Ask, wanted: &Wanted<'_>) -> Result<Result<Leave, Answer>, Failure> {
    let actor = ask.actor()?;
    match ask.app().file_standing(actor, wanted.list, wanted.query())? {
        FileStanding::Free | FileStanding::Approved(_) => {
            Ok(Ok(ask.app().leave_for_file(actor, wanted.list, wanted.query())?))
        }
        FileStanding::Waits(..) => Ok(Err(Answer::next("/files"))),
        FileStanding::Asks(by) => Ok(Err(show_ask(ask, wanted, &by, FormState::default())?)),
    }
}

fn show_ask(ask: &Ask, wanted: &Wanted<'_>, by: &[String], form: FormState) -> Result<Answer, Failure> {
    let fine = form.is_fine();
    let options = FILE_REASONS.iter().map(|(code, words)| choice(*code, *words)).collect();
    let fields = vec![
        field(ask, &form, "why", "What do you need the file for?", Control::Choice)
            .options(options)
            .hint("A file is outside the reach of everything that protects the record: take one only where the pages will not do."),
    ];
    let page = PlainForm {
        heading: format!("{}: this list leaves in a file only once somebody else has approved it", wanted.words),
        lede: vec![format!(
            "The privacy notice says so. {} decides; you are told by email, and can take the file out until the end of the day after.",
            by.join(" or ")
        )],
        action: format!("/lists/{}/ask", wanted.list),
        back: Link::new("Back to the list", wanted.href.to_owned()),
        hidden: pairs(wanted.query().as_bytes()).unwrap_or_default(),
        fields,
        button: "Ask for the file".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// Asks for a file.
pub(crate) fn ask_for(ask: &Ask, wanted: &Wanted<'_>) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    match ask.app().ask_for_file(actor, (wanted.list, wanted.words, wanted.query()), ask.field("why")) {
        Ok(_) => Ok(Answer::next("/files").saying(Said::FileAsked)),
        Err(error @ AppError::Form(_)) => {
            again(error, |form| match ask.app().file_standing(actor, wanted.list, wanted.query())? {
                FileStanding::Asks(by) => show_ask(ask, wanted, &by, form),
                _ => Ok(Answer::next("/files")),
            })
        }
        Err(AppError::Refused(_)) => Ok(Answer::next("/files")),
        Err(error) => Err(error.into()),
    }
}

fn card(line: FileLine) -> Card {
    let button = |what: &str, words: &str| Button {
        words: words.to_owned(),
        about: line.label.clone(),
        action: format!("/files/{}/{what}", line.id),
    };
    let mut lines = vec![
        format!("{}, asked for by {} on {}.", line.why, line.by, show::date(line.asked_on)),
        if line.query.is_empty() {
            "The whole list.".to_owned()
        } else {
            "The list as it was narrowed then.".to_owned()
        },
    ];
    lines.extend(line.decided.as_ref().map(|(by, on)| format!("Decided by {by} on {}.", show::date(*on))));
    lines.extend(line.until.map(|until| format!("It can be taken out until the end of {}.", show::date(until))));
    let query = if line.query.is_empty() { String::new() } else { format!("?{}", line.query) };
    let take = line.own && line.until.is_some();
    let export = if line.list == "cases" {
        format!("/cases/export{query}")
    } else {
        format!("/lists/{}/export{query}", line.list)
    };
    let buttons =
        if line.may_decide { vec![button("approve", "Approve"), button("refuse", "Refuse")] } else { Vec::new() };
    let (words, tone) = match (line.state.as_str(), line.until) {
        ("asked", _) => ("Waits", Tone::Warn),
        ("refused", _) => ("Refused", Tone::Bad),
        ("taken", _) => ("Taken", Tone::Plain),
        (_, Some(_)) => ("Approved", Tone::Good),
        (_, None) => ("Not taken in time", Tone::Plain),
    };
    Card {
        title: line.label.clone(),
        tags: vec![show::tag(words, tone)],
        lines,
        links: take.then(|| Link::new("Take out in a file (CSV)", export)).into_iter().collect(),
        buttons,
        ..Card::default()
    }
}

/// The files that were asked for.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let asked = ask.app().files_asked(ask.actor()?)?;
    let lede = if asked.approved {
        format!("A list leaves in a file only once somebody else has approved it: {}.", asked.by.join(" or "))
    } else {
        "Under this privacy notice lists are taken out in files without anybody’s approval. That they were is on the ledger.".to_owned()
    };
    let mut groups =
        [("wait", "Waits for you"), ("own", "You asked for"), ("others", "Others asked for")].map(|(id, heading)| {
            Group { id: id.to_owned(), heading: heading.to_owned(), empty: "None.".to_owned(), cards: Vec::new() }
        });
    for line in asked.lines {
        let at = if line.may_decide {
            0
        } else if line.own {
            1
        } else {
            2
        };
        if let Some(group) = groups.get_mut(at) {
            group.cards.push(card(line));
        }
    }
    let groups = groups.into_iter().filter(|g| g.id == "own" || !g.cards.is_empty()).collect();
    ask.page(&Sheet { heading: "Files".to_owned(), lede: vec![lede], groups, ..Sheet::default() })
}

/// Approves a file, or refuses it.
pub(crate) fn decide(ask: &Ask) -> Result<Answer, Failure> {
    let id: RegisterId = ask.param("file").parse().map_err(|_| Failure::not_found())?;
    let approve = match ask.param("what") {
        "approve" => true,
        "refuse" => false,
        _ => return Err(Failure::not_found()),
    };
    ask.app().decide_file(ask.actor()?, id, approve)?;
    Ok(Answer::next("/files").saying(Said::FileDecided))
}

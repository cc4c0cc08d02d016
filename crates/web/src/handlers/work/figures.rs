//! Published numbers: for everybody to read, and for those who propose them and decide.

use super::counts::number;
use crate::answer::{Answer, Failure};
use crate::ask::Ask;
use crate::show;
use app::{AppError, FigureState, PublicFigure};
use casework::counts::{FEWEST, ROUNDED, SMALLEST};
use kernel::FigureId;
use pages::Link;
use pages::sheet::{Button, Card, Group, Sheet, Table, TableRow};

fn the_figure(ask: &Ask) -> Result<FigureId, Failure> {
    ask.param("figure").parse().map_err(|_| Failure::not_found())
}

fn rules() -> String {
    format!(
        "Numbers are rounded to the nearest {ROUNDED}. Those from 1 to {} are left out, and so is whatever would let them be \
         reckoned; of fewer than {FEWEST} people nothing is published. Of a long list, answers that nobody gave are not shown.",
        SMALLEST - 1
    )
}

/// What everybody can read.
pub(crate) fn list(ask: &Ask) -> Result<Answer, Failure> {
    let all = ask.app().published_figures()?;
    let row = |f: PublicFigure| TableRow {
        head: f.label,
        href: Some(format!("/figures/{}", f.id)),
        cells: vec![show::date(f.counted_on)],
    };
    let lede = if all.is_empty() { "No numbers are published yet.".to_owned() } else { rules() };
    let table = (!all.is_empty()).then(|| Table {
        caption: "What was counted".to_owned(),
        heads: vec!["Numbers".to_owned(), "Counted on".to_owned()],
        rows: all.into_iter().map(row).collect(),
        ..Table::default()
    });
    ask.page(&Sheet { heading: "Published numbers".to_owned(), lede: vec![lede], table, ..Sheet::default() })
}

/// One table of them.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let figure = ask.app().published_figure(the_figure(ask)?)?;
    let total = figure.total.map_or_else(
        || "There is no total, because numbers are left out.".to_owned(),
        |total| format!("About {total} in all."),
    );
    let row = |(words, n): (String, Option<u64>)| TableRow { head: words, href: None, cells: vec![number(n)] };
    ask.page(&Sheet {
        heading: figure.label.clone(),
        back: Some(Link::new("Published numbers", "/figures")),
        lede: vec![
            format!("Counted on {} for this purpose: {}. {total}", show::date(figure.counted_on), figure.purpose),
            rules(),
        ],
        actions: vec![Link::new("Download (CSV)", format!("/figures/{}/table.csv", figure.id))],
        table: Some(Table {
            caption: figure.label,
            heads: vec!["Answer".to_owned(), "People with an open case".to_owned()],
            rows: figure.lines.into_iter().map(row).collect(),
            ..Table::default()
        }),
        ..Sheet::default()
    })
}

/// The same as a file.
pub(crate) fn table(ask: &Ask) -> Result<Answer, Failure> {
    let figure = ask.app().published_figure(the_figure(ask)?)?;
    let heads = vec!["Answer".to_owned(), format!("People with an open case on {}", figure.counted_on)];
    let lines = figure.lines.iter().map(|(words, n)| vec![words.clone(), number(*n)]);
    Ok(show::csv("numbers.csv", &[], std::iter::once(heads).chain(lines)))
}

/// Proposes what was counted.
pub(crate) fn propose(ask: &Ask) -> Result<Answer, Failure> {
    match ask.app().propose_figure(ask.actor()?, ask.param("purpose"), ask.param("category"), ask.param("question")) {
        Ok(_) => Ok(Answer::next("/figures/proposed")),
        Err(AppError::Refused(words)) => super::counts::refused(ask, &words),
        Err(error) => Err(error.into()),
    }
}

/// What was proposed and decided under a notice.
pub(crate) fn proposed(ask: &Ask) -> Result<Answer, Failure> {
    let mut groups = [
        (FigureState::Proposed, "Waiting for the data protection officer"),
        (FigureState::Published, "Published"),
        (FigureState::Refused, "Refused"),
        (FigureState::Withdrawn, "Not published any more"),
    ]
    .map(|(state, heading)| {
        let (id, heading, empty) = (state.id().to_owned(), heading.to_owned(), "None.".to_owned());
        (state, Group { id, heading, empty, cards: Vec::new() })
    });
    for figure in ask.app().figures(ask.actor()?)? {
        let Some((state, group)) = groups.iter_mut().find(|(state, _)| *state == figure.state) else { continue };
        let button = |what: &str, words: &str| Button {
            words: words.to_owned(),
            about: figure.label.clone(),
            action: format!("/figures/{}/{what}", figure.id),
        };
        let buttons = match state {
            _ if !figure.may_decide => Vec::new(),
            FigureState::Proposed => vec![button("publish", "Publish"), button("refuse", "Do not publish")],
            FigureState::Published => vec![button("withdraw", "Publish no more")],
            FigureState::Refused | FigureState::Withdrawn => Vec::new(),
        };
        let mut lines = vec![
            format!("Counted on {}, proposed by {}.", show::date(figure.counted_on), figure.by),
            format!("Purpose: {}.", figure.purpose),
        ];
        lines.extend(figure.decided.as_ref().map(|(by, on)| format!("Decided by {by} on {}.", show::date(*on))));
        lines.extend(figure.lines.iter().map(|(words, n)| format!("{words}: {}", number(*n).to_lowercase())));
        lines.push(figure.total.map_or_else(|| "In all: left out".to_owned(), |n| format!("In all: {n}")));
        let links = match state {
            FigureState::Published => vec![Link::new("As everybody sees it", format!("/figures/{}", figure.id))],
            _ => Vec::new(),
        };
        group.cards.push(Card { title: figure.label.clone(), lines, links, buttons, ..Card::default() });
    }
    ask.page(&Sheet {
        heading: "Numbers to publish".to_owned(),
        back: Some(Link::new("Count answers", "/counts")),
        lede: vec![
            rules(),
            "What is kept of them is what stands here: no record leads to them, and they stay when records go."
                .to_owned(),
        ],
        groups: groups.into_iter().map(|(_, group)| group).collect(),
        ..Sheet::default()
    })
}

/// Publishes, refuses, or takes back.
pub(crate) fn decide(ask: &Ask) -> Result<Answer, Failure> {
    ask.app().decide_figure(ask.actor()?, the_figure(ask)?, ask.param("what"))?;
    Ok(Answer::next("/figures/proposed"))
}

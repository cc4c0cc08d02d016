//! Looks that are unusual for whoever looked: told of, looked into, reviewed.

use super::share::again;
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, field};
use crate::show;
use app::AppError;
use app::oversight::{KNOWN_FROM_DAYS, LOOK_FINDINGS, LookedAt, UnusualLine};
use kernel::RegisterId;
use pages::Link;
use pages::form::{Control, FormState};
use pages::sheet::{Card, Group, Sheet, Table, TableRow};
use pages::work::PlainForm;

fn card(line: UnusualLine) -> Card {
    let mut lines = vec![line.words, line.usual];
    lines.extend(line.reviewed.map(|(finding, by, on)| format!("{finding}: {by}, {}.", show::date(on))));
    let mut links = vec![Link::new("Which records", format!("/unusual-looks/{}", line.id))];
    links.extend(line.may_review.then(|| Link::new("Review", format!("/unusual-looks/{}/review", line.id))));
    Card { title: format!("{}, {}", line.who, show::date(line.on)), lines, links, ..Card::default() }
}

/// All of them.
pub(crate) fn list(ask: &Ask) -> Result<Answer, Failure> {
    let (reviewed, waiting): (Vec<_>, Vec<_>) =
        ask.app().unusual_looks(ask.actor()?)?.into_iter().partition(|line| line.reviewed.is_some());
    let group = |id: &str, heading: &str, empty: &str, lines: Vec<UnusualLine>| Group {
        id: id.to_owned(),
        heading: heading.to_owned(),
        empty: empty.to_owned(),
        cards: lines.into_iter().map(card).collect(),
    };
    ask.page(&Sheet {
        heading: "Unusual looks".to_owned(),
        lede: vec![
            format!(
                "Each night the records that each account opened are counted, and set beside what is usual for the same account in the four \
                 weeks before, once {KNOWN_FROM_DAYS} days of it are known. A number says that somebody should ask, and nothing more."
            ),
        ],
        groups: vec![
            group("waiting", "To review", "Nothing waits for a review.", waiting),
            group("reviewed", "Reviewed", "None.", reviewed),
        ],
        ..Sheet::default()
    })
}

fn the_look(ask: &Ask) -> Result<RegisterId, Failure> {
    ask.param("look").parse().map_err(|_| Failure::not_found())
}

fn row(one: LookedAt) -> TableRow {
    let (head, href) = match one.case {
        Some((case, reference)) => (reference, Some(format!("/cases/{case}/seen"))),
        None => ("A record that is not there for you".to_owned(), None),
    };
    let times: Vec<String> = one.at.iter().map(|at| at.time_words()).collect();
    let wrote = if one.wrote == 0 { "nothing".to_owned() } else { format!("{} times", one.wrote) };
    TableRow { head, href, cells: vec![one.at.len().to_string(), times.join(", "), wrote] }
}

/// One of them, with the records that were opened on that day.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let id = the_look(ask)?;
    let detail = ask.app().unusual_look(ask.actor()?, id)?;
    let mut lede = vec![detail.line.words, detail.line.usual];
    lede.extend(detail.line.reviewed.map(|(finding, by, on)| format!("{finding}: {by}, {}.", show::date(on))));
    lede.extend(detail.more.then(|| "There were more than are shown here.".to_owned()));
    let review = Link::new("Review", format!("/unusual-looks/{id}/review"));
    let heads = ["Record", "Opened", "When", "Written to it"];
    ask.page(&Sheet {
        heading: format!("{}, {}", detail.line.who, show::date(detail.line.on)),
        back: Some(Link::new("Unusual looks", "/unusual-looks")),
        lede,
        actions: detail.line.may_review.then_some(review).into_iter().collect(),
        table: Some(Table {
            caption: "Records opened on that day".to_owned(),
            heads: heads.map(str::to_owned).to_vec(),
            rows: detail.records.into_iter().map(row).collect(),
            ..Table::default()
        }),
        ..Sheet::default()
    })
}

fn show_review(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = the_look(ask)?;
    let line = ask.app().unusual_looks(ask.actor()?)?.into_iter().find(|line| line.id == id && line.may_review);
    let line = line.ok_or_else(Failure::not_found)?;
    let fine = form.is_fine();
    let options = LOOK_FINDINGS.iter().map(|(code, words)| choice(*code, *words)).collect();
    let page = PlainForm {
        heading: format!("Review: {}, {}", line.who, show::date(line.on)),
        lede: vec![line.words, line.usual, "Speak with them, or with who manages them, first.".to_owned()],
        action: format!("/unusual-looks/{id}/review"),
        back: Link::new("Unusual looks", "/unusual-looks".to_owned()),
        fields: vec![field(ask, &form, "finding", "What did the review come to?", Control::Choice).options(options)],
        button: "Finish the review".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// Asks what a review came to.
pub(crate) fn review_page(ask: &Ask) -> Result<Answer, Failure> {
    show_review(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn review_again(ask: &Ask) -> Result<Answer, Failure> {
    show_review(ask, stale())
}

/// Writes it down.
pub(crate) fn reviewed(ask: &Ask) -> Result<Answer, Failure> {
    match ask.app().review_look(ask.actor()?, the_look(ask)?, ask.field("finding")) {
        Ok(()) => Ok(Answer::next("/unusual-looks").saying(Said::LookReviewed)),
        Err(error @ (AppError::Form(_) | AppError::Refused(_))) => again(error, |form| show_review(ask, form)),
        Err(error) => Err(error.into()),
    }
}

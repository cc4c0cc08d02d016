//! Counting answers: numbers, and nobody's record.

use crate::answer::{Answer, Failure};
use crate::ask::Ask;
use crate::show;
use casework::counts::SMALLEST;
use pages::Link;
use pages::sheet::{Sheet, Table, TableRow};

fn number(n: Option<u64>) -> String {
    n.map_or_else(|| "Left out".to_owned(), |n| n.to_string())
}

/// What can be counted, or one question's answers.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let link = |text: &str, href: &str| Link { text: text.to_owned(), href: href.to_owned() };
    let Some((category, question)) = ask.query("of").split_once('.') else {
        let all = ask.app().countable(actor)?;
        let lede = if all.is_empty() {
            "Nothing can be counted for the purpose that you act for.".to_owned()
        } else {
            "Choose a question. What is counted are the open cases that you may see; no record is shown.".to_owned()
        };
        return ask.page(&Sheet {
            heading: "Count answers".to_owned(),
            back: Some(link("Team", "/team")),
            lede: vec![lede],
            actions: all
                .into_iter()
                .map(|c| Link { href: format!("/counts?of={}.{}", c.category, c.question), text: c.label })
                .collect(),
            ..Sheet::default()
        });
    };
    let counts = ask.app().counts(actor, category, question)?;
    let rows = counts.lines.into_iter().map(|(words, n)| TableRow { head: words, href: None, cells: vec![number(n)] });
    ask.page(&Sheet {
        heading: counts.label.clone(),
        back: Some(link("Count answers", "/counts")),
        lede: vec![
            format!("Open cases on {}: {}.", show::date(counts.on), number(counts.total).to_lowercase()),
            format!(
                "Numbers from 1 to {} are left out, and where only one is, the next smallest with it: otherwise it could be \
                 reckoned who they are.",
                SMALLEST - 1
            ),
        ],
        table: Some(Table {
            caption: counts.label,
            heads: vec!["Answer".to_owned(), "Open cases".to_owned()],
            rows: rows.collect(),
            ..Table::default()
        }),
        ..Sheet::default()
    })
}

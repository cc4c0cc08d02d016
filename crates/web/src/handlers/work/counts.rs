//! Counting answers: numbers, and nobody's record.

use crate::answer::{Answer, Failure};
use crate::ask::Ask;
use crate::show;
use casework::counts::SMALLEST;
use pages::Link;
use pages::sheet::{Button, Sheet, Table, TableRow};

pub(super) fn number(n: Option<u64>) -> String {
    n.map_or_else(|| "Left out".to_owned(), |n| n.to_string())
}

/// What can be counted, or one question's answers.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    match ask.query("of").split_once('.') {
        Some((category, question)) => one(ask, category, question, None),
        None => all(ask),
    }
}

/// The answers again, with why they cannot be published.
pub(super) fn refused(ask: &Ask, why: &str) -> Result<Answer, Failure> {
    one(ask, ask.param("category"), ask.param("question"), Some(why))
}

fn all(ask: &Ask) -> Result<Answer, Failure> {
    let all = ask.app().countable(ask.actor()?)?;
    let lede = if all.is_empty() {
        "Nothing can be counted for the purpose that you act for.".to_owned()
    } else {
        "Choose a question. What is counted are the open cases that you may see; no record is shown.".to_owned()
    };
    let question =
        |c: app::Countable| Link { href: format!("/counts?of={}.{}", c.category, c.question), text: c.label };
    let to_publish = Link::new("Numbers to publish", "/figures/proposed");
    ask.page(&Sheet {
        heading: "Count answers".to_owned(),
        back: Some(Link::new("Team", "/team")),
        lede: vec![lede],
        actions: all.into_iter().map(question).chain([to_publish]).collect(),
        ..Sheet::default()
    })
}

fn one(ask: &Ask, category: &str, question: &str, wrong: Option<&str>) -> Result<Answer, Failure> {
    let counts = ask.app().counts(ask.actor()?, category, question)?;
    let purposes = ask.app().numbers_are_for(ask.actor()?)?;
    let propose = |(id, words): (String, String)| Button {
        words: format!("Propose to publish: {words}"),
        about: counts.label.clone(),
        action: format!("/counts/{category}/{question}/publish/{id}"),
    };
    let said = [
        format!("People with an open case on {}: {}.", show::date(counts.on), number(counts.total).to_lowercase()),
        format!(
            "Numbers from 1 to {} are left out, and where only one is, the next smallest with it: otherwise it could be \
             reckoned who they are.",
            SMALLEST - 1
        ),
    ];
    let rows = counts.lines.into_iter().map(|(words, n)| TableRow { head: words, href: None, cells: vec![number(n)] });
    ask.page(&Sheet {
        heading: counts.label.clone(),
        back: Some(Link::new("Count answers", "/counts")),
        lede: wrong.map(str::to_owned).into_iter().chain(said).collect(),
        buttons: purposes.into_iter().map(propose).collect(),
        table: Some(Table {
            caption: counts.label,
            heads: vec!["Answer".to_owned(), "People".to_owned()],
            rows: rows.collect(),
            ..Table::default()
        }),
        ..Sheet::default()
    })
}

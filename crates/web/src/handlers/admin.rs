//! The administrator's pages: rules, decisions and accounts, and nothing about anybody.

use super::access::published;
use crate::answer::{Answer, Failure};
use crate::ask::{Ask, stale};
use crate::fields::picked;
use crate::show::{self, lower_first, upper_first};
use app::views::StatementRef;
use app::{AppError, ExplainWhat};
use disclosure::Explanation;
use notice::model::{Act, Principal};
use pages::admin::{AdminHome, Cell, ChoiceGroup, Explain, Explained, FactLine, Matrix, MatrixRow};
use pages::form::{Choice, FormState};
use pages::{Link, Typed};

/// Where an administrator starts.
pub(crate) fn home(ask: &Ask) -> Result<Answer, Failure> {
    let fact = |label: &str, number: usize| pages::admin::Fact { label: label.to_owned(), value: number.to_string() };
    let facts = vec![
        fact("Published notices", published(ask)?.len()),
        fact("Accounts", ask.app().accounts(ask.actor()?)?.len()),
        fact("Accounts to confirm", ask.app().access_review(ask.actor()?)?.waiting),
    ];
    let alerts = ask.app().backups(ask.actor()?)?.alerts.into_iter().map(|a| a.words).collect();
    ask.page(&AdminHome { facts, alerts })
}

/// Every component that pages are made of.
pub(crate) fn components(ask: &Ask) -> Result<Answer, Failure> {
    ask.page(&pages::admin::Components {})
}

/// A form of that page: it does nothing.
pub(crate) fn no_component(_: &Ask) -> Result<Answer, Failure> {
    Ok(Answer::next("/admin/components"))
}

/// The matrix of the first notice.
pub(crate) fn first_matrix(ask: &Ask) -> Result<Answer, Failure> {
    let notices = published(ask)?;
    let (id, _) = notices.first().ok_or_else(Failure::not_found)?;
    Ok(Answer::next(format!("/admin/matrix/{id}")))
}

/// The permission matrix of a notice, from the policies that run.
pub(crate) fn matrix(ask: &Ask) -> Result<Answer, Failure> {
    let id = ask.notice();
    let published_notice = ask.app().matrix_of(ask.actor()?, &id)?;
    let compiled = &published_notice.compiled;
    let matrix = published_notice.gate.matrix();
    let act = if ask.query("act") == Act::Record.id() { Act::Record } else { Act::See };
    let party = ask.query("party");
    let kind = |key: &str| {
        compiled.principal_named(key).map_or("", |p| match p {
            Principal::Role { .. } => "role",
            Principal::Party { .. } => "body",
            Principal::Enrolled { .. } => "any enrolled body",
            Principal::Subject => "the person",
        })
    };
    let row = |row: &disclosure::MatrixRow| MatrixRow {
        party: row.principal_words.clone(),
        kind: kind(&row.principal).to_owned(),
        purpose: row.purpose_words.clone(),
        cells: compiled
            .categories
            .iter()
            .map(|category| row.cells.iter().find(|c| c.category == category.id).map_or(Cell::No, cell))
            .collect(),
    };
    let rows: Vec<MatrixRow> =
        matrix.rows.iter().filter(|r| r.act == act && (party.is_empty() || r.principal == party)).map(row).collect();
    let mut parties = vec![picked("", "Everybody", party.is_empty())];
    for principal in &compiled.principals {
        let key = principal.key();
        if matrix.rows.iter().any(|r| r.principal == key) {
            parties.push(picked(&key, principal.words(), key == party));
        }
    }
    let refused: Vec<String> = matrix.always_refused.iter().map(|way| lower_first(&way.when)).collect();
    let mut summary = format!(
        "Generated from the policies that run: {} recipients, {} purposes, {} categories. What is not here is refused.",
        compiled.principals.len(),
        compiled.purposes.len(),
        compiled.categories.len()
    );
    if !refused.is_empty() {
        summary.push_str(&format!(" All of it is refused once {}.", refused.join("; or once ")));
    }
    let page = Matrix {
        notice: show::head_of(compiled),
        notices: published(ask)?
            .into_iter()
            .filter(|(other, _)| *other != id)
            .map(|(other, title)| Link { text: title, href: format!("/admin/matrix/{other}") })
            .collect(),
        acts: vec![
            picked(Act::See.id(), "See", act == Act::See),
            picked(Act::Record.id(), "Record", act == Act::Record),
        ],
        parties,
        categories: compiled.categories.iter().map(|c| c.label.clone()).collect(),
        rows,
        summary,
    };
    ask.page(&page)
}

fn cell(cell: &disclosure::MatrixCell) -> Cell {
    let statements: Vec<String> = cell.ways.iter().map(|way| way.statement.0.clone()).collect();
    let always = cell.ways.iter().any(|way| way.when == "always") && cell.unless.is_empty();
    if always {
        return Cell::Yes { statements };
    }
    let mut words: Vec<String> = cell.ways.iter().map(|way| way.when.clone()).collect();
    words.dedup();
    let mut words = words.join("; or ");
    if !cell.unless.is_empty() {
        let unless: Vec<&str> = cell.unless.iter().map(|way| way.when.as_str()).collect();
        words.push_str(&format!(", unless {}", unless.join(" or ")));
    }
    Cell::When { words, statements }
}

fn show_explain(ask: &Ask, form: FormState, explained: Option<Explained>) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let (mut purposes, mut categories) = (Vec::new(), Vec::new());
    for (id, title) in published(ask)? {
        let notice = ask.app().matrix_of(actor, &id)?;
        let group = |choices: Vec<Choice>| ChoiceGroup { label: title.clone(), choices };
        let of = |key: &str, label: &str, field: &str| {
            let value = format!("{id}#{key}");
            picked(&value, label, value == ask.field(field))
        };
        purposes.push(group(notice.compiled.purposes.iter().map(|p| of(&p.id, &p.label, "purpose")).collect()));
        categories.push(group(notice.compiled.categories.iter().map(|c| of(&c.id, &c.label, "category")).collect()));
    }
    let users = ask.app().accounts(actor)?.into_iter().filter(|a| !a.capacities.is_empty()).map(|account| {
        let role = account.capacities.first().map_or("", |(role, _)| role.as_str());
        picked(&account.username, format!("{}, {role}", account.name), account.username == ask.field("user"))
    });
    let record = ask.field("act") == Act::Record.id();
    let fine = form.is_fine();
    let page = Explain {
        form,
        reference: Typed(ask.field("reference").to_owned()),
        users: users.collect(),
        purposes,
        categories,
        acts: vec![picked(Act::See.id(), "See it", !record), picked(Act::Record.id(), "Record it", record)],
        explained,
    };
    ask.form_page(&page, fine)
}

/// Explain a decision.
pub(crate) fn explain_page(ask: &Ask) -> Result<Answer, Failure> {
    show_explain(ask, FormState::default(), None)
}

/// The same, with its token made new.
pub(crate) fn explain_again(ask: &Ask) -> Result<Answer, Failure> {
    show_explain(ask, stale(), None)
}

/// The decision, in words.
pub(crate) fn explain(ask: &Ask) -> Result<Answer, Failure> {
    let key = |field: &str| ask.field(field).rsplit_once('#').map_or("", |(_, key)| key).to_owned();
    if ask.field("reference").trim().is_empty() {
        return show_explain(ask, FormState::wrong("reference", "Enter the reference of a case"), None);
    }
    let what = ExplainWhat {
        reference: ask.field("reference").to_owned(),
        username: ask.field("user").to_owned(),
        capacity: String::new(),
        purpose: key("purpose"),
        category: key("category"),
        record: ask.field("act") == Act::Record.id(),
    };
    match ask.app().explain(ask.actor()?, &what) {
        Ok(explanation) => show_explain(ask, FormState::default(), Some(explained(&explanation))),
        Err(AppError::Refused(words)) => show_explain(ask, FormState::wrong("reference", &words), None),
        Err(error) => Err(error.into()),
    }
}

fn explained(explanation: &Explanation) -> Explained {
    let href = format!("/notices/{}", explanation.notice.replace('@', "/"));
    Explained {
        released: explanation.released,
        words: explanation.says.split_once(": ").map_or(explanation.says.as_str(), |(_, says)| says).to_owned(),
        reasons: Vec::new(),
        statements: explanation
            .statements
            .iter()
            .map(|s| show::statement(&StatementRef { id: s.id.0.clone(), words: s.words.clone() }, &href))
            .collect(),
        obligations: explanation.obligations.clone(),
        facts: explanation.facts.iter().map(|f| FactLine { words: upper_first(f.words), so: f.holds }).collect(),
        would_change: explanation.change.clone(),
        notice: explanation.notice.clone(),
    }
}

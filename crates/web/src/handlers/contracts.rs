//! The register of contracts under which services are delivered: who commissions, who answers for the delivery, who delivers, by which law.

use super::access::{heads, published};
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, field, read_day};
use crate::show;
use app::{AppError, ContractLine, DelivererLine, NewContract};
use kernel::RegisterId;
use pages::form::{Choice, Control, FormState};
use pages::panel::{PanelContent, PanelForm, RegisterPanel, Table, TableCell};
use pages::{Link, StateTag, Tone};

const HERE: &str = "/contracts";

fn here(id: RegisterId) -> String {
    format!("{HERE}/{id}")
}

fn state(line: &ContractLine) -> StateTag {
    match (&line.ended, line.in_force) {
        (Some(_), _) => show::tag("Ended", Tone::Bad),
        (None, true) => show::tag("In force", Tone::Good),
        (None, false) => show::tag("Not in force today", Tone::Warn),
    }
}

fn days(from: jiff::civil::Date, until: jiff::civil::Date) -> String {
    format!("{} to {}", show::date(from), show::date(until))
}

fn row(line: &ContractLine) -> Vec<TableCell> {
    vec![
        TableCell::words(line.reference.clone()).to(here(line.id)).small(line.title.clone()),
        TableCell::words(line.commissioner.clone()),
        TableCell::words(line.prime.clone()).small(format!("Bodies that deliver: {}", line.providers.len())),
        TableCell::words(days(line.from_on, line.until_on)),
        TableCell::state(state(line)),
    ]
}

/// The register.
pub(crate) fn list(ask: &Ask) -> Result<Answer, Failure> {
    let lines = ask.app().contracts(ask.actor()?)?;
    let mut links = Vec::new();
    for (id, title) in published(ask)? {
        // A notice that the officer does not keep is not offered.
        if ask.app().contract_choices(ask.actor()?, &id).is_ok() {
            links.push(Link::new(format!("Add a contract under “{title}”"), format!("{HERE}/new/{id}")));
        }
    }
    let content = PanelContent {
        title: "Contracts".to_owned(),
        lede: vec![
            "Contracts under which services are delivered for the council. When one is over, nothing that needs an agreement goes to whoever delivered under it.".to_owned(),
        ],
        back: Some(Link::new("Agreements", "/agreements")),
        links,
        tables: vec![Table {
            caption: "The register".to_owned(),
            heads: heads(["Contract", "Who commissions", "Who answers for the delivery", "Days", "State"]),
            rows: lines.iter().map(row).collect(),
            none: "None yet.".to_owned(),
        }],
        ..PanelContent::default()
    };
    ask.page(&RegisterPanel(content))
}

fn the_notice(ask: &Ask) -> String {
    format!("{}/{}", ask.param("authority"), ask.param("notice"))
}

fn choices(of: &[(String, String)]) -> Vec<Choice> {
    of.iter().map(|(key, name)| choice(key.as_str(), name.as_str())).collect()
}

fn write(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let notice = the_notice(ask);
    let of = ask.app().contract_choices(ask.actor()?, &notice)?;
    let fine = form.is_fine();
    let text = |name: &str, label: &str| field(ask, &form, name, label, Control::Text);
    let laws = of.laws.iter().map(|law| choice(law.as_str(), law.as_str())).collect();
    let content = PanelContent {
        title: "Add a contract".to_owned(),
        caption: Some(of.notice),
        back: Some(Link::new("Contracts", HERE)),
        forms: vec![PanelForm {
            action: format!("{HERE}/new/{notice}"),
            fields: vec![
                text("reference", "Reference of the contract"),
                text("title", "What is delivered under it"),
                field(ask, &form, "commissioner", "Who commissions and pays?", Control::Choice)
                    .options(choices(&of.commissioners)),
                field(ask, &form, "prime", "Who answers for the delivery?", Control::Choice)
                    .options(choices(&of.primes)),
                field(ask, &form, "law", "By which Act may the council contract?", Control::Choice).options(laws),
                text("provision", "Provision of that Act").hint("For example: section 1"),
                text("document", "Where the signed contract is kept"),
                field(ask, &form, "from", "First day", Control::Date),
                field(ask, &form, "until", "Last day", Control::Date),
            ],
            button: "Add it".to_owned(),
            ..PanelForm::default()
        }],
        form,
        ..PanelContent::default()
    };
    ask.form_page(&RegisterPanel(content), fine)
}

/// The form of a new one.
pub(crate) fn new_page(ask: &Ask) -> Result<Answer, Failure> {
    write(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn new_again(ask: &Ask) -> Result<Answer, Failure> {
    write(ask, stale())
}

/// Puts what is wrong beside what was typed, unless something is said there already.
fn with(mut form: FormState, errors: app::views::FormErrors) -> FormState {
    for error in errors.fields {
        if form.of(&error.input).is_none() {
            form.add(error.input, error.words);
        }
    }
    form
}

/// Puts one into the register.
pub(crate) fn new(ask: &Ask) -> Result<Answer, Failure> {
    let mut form = FormState::default();
    let text = |name: &str| ask.field(name).to_owned();
    let new = NewContract {
        reference: text("reference"),
        title: text("title"),
        commissioner: text("commissioner"),
        prime: text("prime"),
        law: text("law"),
        provision: text("provision"),
        document: text("document"),
        from_on: read_day(ask, &mut form, "from", "The first day"),
        until_on: read_day(ask, &mut form, "until", "The last day"),
    };
    match ask.app().put_contract(ask.actor()?, &the_notice(ask), &new) {
        Ok(id) => Ok(Answer::next(here(id)).saying(Said::RegisterSaved)),
        Err(AppError::Form(errors)) => write(ask, with(form, errors)),
        Err(error) => Err(error.into()),
    }
}

fn the_id(ask: &Ask) -> Result<RegisterId, Failure> {
    ask.param("contract").parse().map_err(|_| Failure::not_found())
}

fn provider(line: &DelivererLine) -> Vec<TableCell> {
    let state = if line.today { show::tag("Delivers", Tone::Good) } else { show::tag("Not today", Tone::Warn) };
    vec![
        TableCell::words(line.name.clone()),
        TableCell::words(days(line.from_on, line.until_on)),
        TableCell::state(state),
    ]
}

fn show_one(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = the_id(ask)?;
    let line = ask.app().contract(ask.actor()?, id)?;
    let fine = form.is_fine();
    let said = |label: &str, words: String| vec![TableCell::words(label), TableCell::words(words)];
    let mut rows = vec![
        said("Under", line.notice.clone()),
        said(
            "Both sides were told",
            line.told
                .iter()
                .map(|(what, at)| super::agreements::told(what, &at.words()))
                .collect::<Vec<_>>()
                .join("; "),
        ),
        said("Who commissions and pays", line.commissioner.clone()),
        said("Who answers for the delivery", line.prime.clone()),
        said("Law", line.law.clone()),
        said("Days", days(line.from_on, line.until_on)),
        said("Where it is kept", line.document.clone()),
    ];
    if let Some((at, why)) = &line.ended {
        rows.push(said("Ended", format!("{}: {why}", at.words())));
    }
    let mut forms = Vec::new();
    if line.ended.is_none() {
        let bodies = ask.app().contract_bodies(ask.actor()?, id)?;
        forms.push(PanelForm {
            heading: "Add a body that delivers under it".to_owned(),
            id: "providers".to_owned(),
            words: vec![
                "Of one that is there already the days are changed. Days that are left out are those of the contract."
                    .to_owned(),
            ],
            action: format!("{}/providers", here(id)),
            fields: vec![
                field(ask, &form, "body", "Who delivers?", Control::Choice).options(choices(&bodies)),
                field(ask, &form, "from", "First day", Control::Date).optional(),
                field(ask, &form, "until", "Last day", Control::Date).optional(),
            ],
            button: "Add it".to_owned(),
            ..PanelForm::default()
        });
        forms.push(PanelForm {
            heading: "End it before its last day".to_owned(),
            id: "end".to_owned(),
            words: vec!["At once, nothing that needs an agreement goes to whoever delivers under it and under no other contract.".to_owned()],
            action: format!("{}/end", here(id)),
            fields: vec![field(ask, &form, "why", "Why does it end?", Control::Text)],
            button: "End the contract".to_owned(),
            warns: true,
            ..PanelForm::default()
        });
    }
    let content = PanelContent {
        title: line.title.clone(),
        caption: Some(line.reference.clone()),
        back: Some(Link::new("Contracts", HERE)),
        tables: vec![
            Table { caption: "The contract".to_owned(), heads: heads(["What", "Is"]), rows, none: String::new() },
            Table {
                caption: "Who delivers".to_owned(),
                heads: heads(["Body", "Days", "Today"]),
                rows: line.providers.iter().map(provider).collect(),
                none: "Nobody yet: whoever answers for the delivery does.".to_owned(),
            },
        ],
        forms,
        form,
        ..PanelContent::default()
    };
    ask.form_page(&RegisterPanel(content), fine)
}

/// One contract.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    show_one(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn again(ask: &Ask) -> Result<Answer, Failure> {
    show_one(ask, stale())
}

fn done(ask: &Ask, done: Result<(), AppError>) -> Result<Answer, Failure> {
    match done {
        Ok(()) => Ok(Answer::next(here(the_id(ask)?)).saying(Said::RegisterSaved)),
        Err(error) => super::share::again(error, |form| show_one(ask, form)),
    }
}

/// Says that a body delivers under it.
pub(crate) fn put_provider(ask: &Ask) -> Result<Answer, Failure> {
    let mut form = FormState::default();
    let days = (read_day(ask, &mut form, "from", "The first day"), read_day(ask, &mut form, "until", "The last day"));
    if !form.is_fine() {
        return show_one(ask, form);
    }
    let put = ask.app().put_provider(ask.actor()?, the_id(ask)?, ask.field("body"), days);
    done(ask, put)
}

/// Ends it before its last day.
pub(crate) fn end(ask: &Ask) -> Result<Answer, Failure> {
    let ended = ask.app().end_contract(ask.actor()?, the_id(ask)?, ask.field("why"));
    done(ask, ended)
}

//! Contacts and links of a notice: who answers for each, and when each is to be checked again.

use super::access::heads;
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choose, field, read_day};
use crate::show;
use app::{AppError, ContactLine, NewContactCheck};
use pages::form::{Control, FormState};
use pages::panel::{Folded, PanelContent, PanelForm, RegisterPanel, Table, TableCell};
use pages::{Link, Tone};

fn here(notice: &str) -> String {
    format!("/contacts/{notice}")
}

fn row(line: &ContactLine) -> Vec<TableCell> {
    let ways = if line.ways.is_empty() { vec!["Nowhere yet".to_owned()] } else { line.ways.clone() };
    let mut checked = match &line.checked {
        None => vec!["Never checked".to_owned()],
        Some(c) => vec![
            format!("{} answers for it", c.owner),
            format!("Checked {}, again by {}", show::date(c.checked_on), show::date(c.check_by)),
        ],
    };
    checked.extend(
        line.checked.as_ref().and_then(|c| c.dated_on).map(|on| format!("What stands there is of {}", show::date(on))),
    );
    let state = if line.due { show::tag("To be checked", Tone::Warn) } else { show::tag("Checked", Tone::Good) };
    let kind = if line.which.starts_with("link:") { "Link" } else { "Contact" };
    vec![
        TableCell::words(line.label.clone()).small(kind),
        TableCell::list(ways),
        TableCell { state: Some(state), ..TableCell::list(checked) },
    ]
}

fn show_page(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = ask.notice();
    let lines = ask.app().notice_contacts(ask.actor()?, &id)?;
    let fine = form.is_fine();
    let options: Vec<(String, String)> = lines.iter().map(|l| (l.which.clone(), l.label.clone())).collect();
    let chosen: Vec<String> = ask.form.all("which").map(str::to_owned).collect();
    let open = !chosen.is_empty();
    let which = choose(&form, "which", "Choose what was checked", Control::Choices, &options, chosen);
    let text = |name: &str, label: &str| field(ask, &form, name, label, Control::Text);
    let date = |name: &str, label: &str| field(ask, &form, name, label, Control::Date);
    let content = PanelContent {
        title: "Contacts and links".to_owned(),
        lede: vec![
            "As the notice has them. Somebody rings the number and opens the link, and writes down here that it is right.".to_owned(),
        ],
        back: Some(Link::new("Destinations", format!("/destinations/{id}"))),
        tables: vec![Table {
            caption: "Of this notice and what it rests on".to_owned(),
            heads: heads(["What", "How it is reached", "Checked"]),
            rows: lines.iter().map(row).collect(),
            none: "The notice has none.".to_owned(),
        }],
        forms: vec![PanelForm {
            heading: "Write down that something was checked".to_owned(),
            id: "check".to_owned(),
            action: here(&id),
            folded: vec![Folded { open: open || which.error.is_some(), field: which }],
            fields: vec![
                text("owner", "Who answers for it").hint("A post or a team, nobody by name."),
                date("checked", "Checked on"),
                date("again", "To be checked again by"),
                text("address", "Of one link: where it leads").hint("Empty: as the notice has it.").optional(),
                date("dated", "Of one link: of which day is what stands there?").optional(),
            ],
            button: "Write it down".to_owned(),
            ..PanelForm::default()
        }],
        form,
        ..PanelContent::default()
    };
    ask.form_page(&RegisterPanel(content), fine)
}

/// Contacts and links of a notice.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    show_page(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn again(ask: &Ask) -> Result<Answer, Failure> {
    show_page(ask, stale())
}

/// Writes down that something was checked.
pub(crate) fn check(ask: &Ask) -> Result<Answer, Failure> {
    let mut form = FormState::default();
    let mut day = |name: &str, what: &str| read_day(ask, &mut form, name, what);
    let (checked_on, check_by, dated_on) =
        (day("checked", "The day of the check"), day("again", "The day of the next"), day("dated", "The day"));
    if !form.is_fine() {
        return show_page(ask, form);
    }
    let new = NewContactCheck {
        which: ask.form.all("which").map(str::to_owned).collect(),
        owner: ask.field("owner").to_owned(),
        checked_on,
        check_by,
        address: ask.field("address").to_owned(),
        dated_on,
    };
    match ask.app().check_contacts(ask.actor()?, &ask.notice(), &new) {
        Ok(()) => Ok(Answer::next(here(&ask.notice())).saying(Said::RegisterSaved)),
        Err(AppError::Form(errors)) => show_page(ask, show::form_state(&errors)),
        Err(error) => Err(error.into()),
    }
}

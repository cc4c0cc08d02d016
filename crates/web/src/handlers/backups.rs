//! Copies of the data, tests of them, and what an administrator has to look at.

use super::access::heads;
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, field};
use crate::show;
use app::{AppError, BackupSetting};
use pages::form::{Control, Entered, FormState};
use pages::panel::{AdminPanel, Button, PanelContent, PanelForm, Table, TableCell};
use pages::{Link, Tone};

const HERE: &str = "/admin/backups";

fn show_page(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let view = ask.app().backups(ask.actor()?)?;
    let fine = form.is_fine();
    let records = view.records.iter().map(|r| {
        let what = if r.kind == "restored" { "Restored to see whether it is one" } else { "Made" };
        let state = if r.good { show::tag("Good", Tone::Good) } else { show::tag("Not good", Tone::Bad) };
        let amount = format!("{} rows, {} entries of the ledger", r.row_count, r.entry_count);
        vec![
            TableCell::words(r.at.words()).small(r.place.clone()),
            TableCell::words(what).small(if r.good { amount } else { r.why.clone() }),
            TableCell::state(state),
        ]
    });
    let alerts = view.alerts.iter().map(|a| {
        let button = Button {
            action: format!("{HERE}/looked-at"),
            hidden: vec![("alert".to_owned(), a.id.to_string())],
            label: "I have looked at it".to_owned(),
            about: a.words.clone(),
            warns: false,
        };
        vec![
            TableCell::words(a.words.clone()).small(format!("Since {}", a.at.words())),
            TableCell::buttons(vec![button]),
        ]
    });
    let number = |name: &str, label: &str, value: i64| {
        field(ask, &form, name, label, Control::Number).standing(ask, Entered::text(value.to_string()))
    };
    let content = PanelContent {
        title: "Backups".to_owned(),
        lede: vec![
            "Copies are made and tested where the program runs: casement backup, and casement restore --check. Both write down here what came of it.".to_owned(),
        ],
        back: Some(Link::new("Administration", "/admin")),
        tables: vec![
            Table {
                caption: "To be looked at".to_owned(),
                heads: heads(["What", "Action"]),
                rows: alerts.collect(),
                none: "Nothing.".to_owned(),
            },
            Table {
                caption: "Copies and tests".to_owned(),
                heads: heads(["When", "What", "Result"]),
                rows: records.collect(),
                none: "None yet.".to_owned(),
            },
        ],
        forms: vec![PanelForm {
            heading: "When administrators are told".to_owned(),
            id: "settings".to_owned(),
            action: HERE.to_owned(),
            fields: vec![
                number("copy-hours", "Hours after which the last good copy is too old", view.setting.copy_hours),
                number("test-days", "Days after which the last good test of a copy is too old", view.setting.test_days),
                number("drop-percent", "From so many in a hundred on that are gone", view.setting.drop_percent)
                    .hint("Of what no rule of retention destroyed. From the ledger nothing may be gone at all."),
            ],
            button: "Save".to_owned(),
            ..PanelForm::default()
        }],
        form,
        ..PanelContent::default()
    };
    ask.form_page(&AdminPanel(content), fine)
}

/// Copies, and what is to be looked at.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    show_page(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn again(ask: &Ask) -> Result<Answer, Failure> {
    show_page(ask, stale())
}

/// Makes the settings.
pub(crate) fn set(ask: &Ask) -> Result<Answer, Failure> {
    // What is no number is none that is taken.
    let number = |name: &str| ask.field(name).trim().parse().unwrap_or(0);
    let new = BackupSetting {
        copy_hours: number("copy-hours"),
        test_days: number("test-days"),
        drop_percent: number("drop-percent"),
    };
    match ask.app().set_backups(ask.actor()?, new) {
        Ok(()) => Ok(Answer::next(HERE).saying(Said::SettingsSaved)),
        Err(AppError::Form(errors)) => show_page(ask, show::form_state(&errors)),
        Err(error) => Err(error.into()),
    }
}

/// Somebody has looked at something.
pub(crate) fn looked_at(ask: &Ask) -> Result<Answer, Failure> {
    let id = ask.field("alert").parse().map_err(|_| Failure::not_found())?;
    ask.app().settle_alert(ask.actor()?, id)?;
    Ok(Answer::next(HERE).saying(Said::SettingsSaved))
}

//! Imports: a file is uploaded, its columns are mapped, every row is tried; then cases are made, and can be taken back.

use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, field};
use crate::show;
use app::{AppError, ImportField, ImportIssueLine, ImportLine, ImportView, NewImport};
use kernel::ImportId;
use pages::form::{Choice, Control, FormState};
use pages::imports::{Column, ImportColumns, Places};
use pages::sheet::{Button, Card, Group, Progress, Sheet, Table, TableRow};
use pages::work::{FileAsked, PlainForm};
use pages::{Link, Row, StateTag, Tone};
use std::sync::Arc;

fn the_import(ask: &Ask) -> Result<ImportId, Failure> {
    ask.param("import").parse().map_err(|_| Failure::not_found())
}

fn here(id: ImportId) -> String {
    format!("/imports/{id}")
}

pub(super) fn tag(line: &ImportLine) -> StateTag {
    if !line.problem.is_empty() {
        return show::tag("Stopped", Tone::Bad);
    }
    match line.state.as_str() {
        "mapping" => show::tag("Columns to be mapped", Tone::Warn),
        "checking" => show::tag("Rows are tried", Tone::Plain),
        "checked" => show::tag("Tried, nothing made yet", Tone::Warn),
        "running" => show::tag("Cases are made", Tone::Plain),
        "done" => show::tag("Done", Tone::Good),
        "undoing" => show::tag("Is taken back", Tone::Plain),
        _ if line.counts.undone + line.counts.kept == 0 => show::tag("Thrown away", Tone::Plain),
        _ => show::tag("Taken back", Tone::Plain),
    }
}

/// How many of something: `1 case`, `2 cases`.
fn many(count: u32, one: &str, more: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {more}") }
}

pub(super) fn in_short(line: &ImportLine) -> String {
    let c = line.counts;
    let rows = many(line.total, "row", "rows");
    match line.state.as_str() {
        "mapping" => rows,
        "checking" | "checked" => format!("{rows}: {} fit, {} to put right", c.fit, c.wrong),
        "running" | "done" => format!("{rows}: {} made, {} to put right", many(c.made, "case", "cases"), c.wrong),
        _ => format!("{rows}: {} taken back, {} stay", many(c.undone, "case", "cases"), c.kept),
    }
}

/// The services that the actor may make cases of, and where data can come from.
fn choices(ask: &Ask) -> Result<(Vec<Choice>, Vec<Choice>), Failure> {
    let actor = ask.actor()?;
    let (mut services, mut sources) = (Vec::new(), Vec::new());
    for notice in ask.app().notices_to_open(actor)? {
        for (id, service) in &notice.compiled.merged.service {
            match ask.app().import_fields(actor, id) {
                Ok(_) => services.push(choice(id, &service.label)),
                Err(AppError::NotFound) => {}
                Err(error) => return Err(error.into()),
            }
        }
        for (id, words) in notice.source_choices() {
            // A notice may list the person among its sources: that is the same choice.
            if !sources.iter().any(|s: &Choice| s.label == words) {
                sources.push(choice(id, words));
            }
        }
    }
    if services.is_empty() { Err(Failure::not_found()) } else { Ok((services, sources)) }
}

fn show_new(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let (services, sources) = choices(ask)?;
    let fine = form.is_fine();
    let one = services.first().map(|s| s.value.clone()).filter(|_| services.len() == 1).unwrap_or_default();
    let page = PlainForm {
        heading: "Import from a file".to_owned(),
        lede: vec![
            "The first row names the columns, each further row is a person with a case. The file is kept sealed and destroyed after 30 days, or when you say so.".to_owned(),
        ],
        action: "/imports/new".to_owned(),
        back: Link::new("Imports", "/imports"),
        fields: vec![
            field(ask, &form, "service", "For which service?", Control::Choice)
                .options(services)
                .standing(ask, pages::form::Entered::text(one)),
            field(ask, &form, "source", "Where does the data come from?", Control::Choice)
                .options(sources)
                .standing(ask, pages::form::Entered::text("subject")),
        ],
        button: "Upload".to_owned(),
        file: Some(FileAsked {
            name: "file".to_owned(),
            label: "Choose the file".to_owned(),
            hint: "CSV, Excel (.xlsx) or OpenDocument (.ods). At most 100,000 rows, 200 columns and 32 MB.".to_owned(),
            accept: ".csv,.xlsx,.ods,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,application/vnd.oasis.opendocument.spreadsheet".to_owned(),
            error: form.of("file"),
            last: false,
        }),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form for a file.
pub(crate) fn new_page(ask: &Ask) -> Result<Answer, Failure> {
    show_new(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn new_again(ask: &Ask) -> Result<Answer, Failure> {
    show_new(ask, stale())
}

/// Takes a file in.
pub(crate) fn upload(ask: &Ask) -> Result<Answer, Failure> {
    let mut files = ask.files.iter().filter(|f| f.name == "file" && !f.bytes.is_empty());
    let (file, more) = (files.next(), files.next().is_some());
    let mut form = FormState::default();
    if ask.field("service").is_empty() {
        form.add("service", "Choose for which service the cases are");
    }
    if ask.field("source").is_empty() {
        form.add("source", "Choose where the data comes from");
    }
    if more {
        form.add("file", "Choose one file: each is an import of its own");
    }
    let Some(file) = file else {
        form.add("file", "Choose a file");
        return show_new(ask, form);
    };
    if !form.is_fine() {
        return show_new(ask, form);
    }
    let new = NewImport {
        service: ask.field("service").to_owned(),
        source: ask.field("source").to_owned(),
        bytes: Arc::clone(&file.bytes),
    };
    match ask.app().begin_import(ask.actor()?, &new) {
        Ok(id) => Ok(Answer::next(format!("{}/columns", here(id)))),
        Err(AppError::Refused(words)) => show_new(ask, FormState::wrong("file", &words)),
        Err(AppError::Form(errors)) => show_new(ask, of_errors(&errors)),
        Err(error) => Err(error.into()),
    }
}

fn of_errors(errors: &app::views::FormErrors) -> FormState {
    let mut form = FormState::default();
    for error in &errors.fields {
        form.add(&error.input, &error.words);
    }
    form
}

/// The questions by section: labels are `Section: Question`.
fn places(fields: &[ImportField]) -> Vec<Places> {
    let mut places: Vec<Places> = Vec::new();
    for one in fields {
        let (section, question) = one.label.split_once(": ").unwrap_or(("", &one.label));
        let question = if one.required { format!("{question} (needed)") } else { question.to_owned() };
        let option = choice(&one.input, question);
        match places.iter_mut().find(|p| p.label == section) {
            Some(place) => place.options.push(option),
            None => places.push(Places { label: section.to_owned(), options: vec![option] }),
        }
    }
    places
}

fn show_columns(ask: &Ask, form: FormState, typed: bool) -> Result<Answer, Failure> {
    let id = the_import(ask)?;
    let view = match ask.app().import_mapping(ask.actor()?, id) {
        Err(AppError::Refused(_)) => return Ok(Answer::next(here(id))),
        other => other?,
    };
    let fine = form.is_fine();
    let columns = view.columns.into_iter().enumerate().map(|(at, column)| {
        let name = format!("column-{}", at + 1);
        Column {
            goes_to: if typed { ask.field(&name).to_owned() } else { column.goes_to },
            error: form.of(&name),
            heading: column.name,
            example: column.example,
            name,
        }
    });
    let page = ImportColumns {
        action: format!("{}/columns", here(id)),
        back: "/imports".to_owned(),
        service: view.line.service,
        rows: view.line.total,
        needed: view.fields.iter().filter(|f| f.required).map(|f| f.label.clone()).collect(),
        places: places(&view.fields),
        columns: columns.collect(),
        form,
    };
    ask.form_page(&page, fine)
}

/// Where the columns go.
pub(crate) fn columns_page(ask: &Ask) -> Result<Answer, Failure> {
    show_columns(ask, FormState::default(), false)
}

/// The same, with its token made new.
pub(crate) fn columns_again(ask: &Ask) -> Result<Answer, Failure> {
    show_columns(ask, stale(), true)
}

/// Maps the columns, and has every row tried.
pub(crate) fn map(ask: &Ask) -> Result<Answer, Failure> {
    let id = the_import(ask)?;
    let count = ask.form.pairs().iter().filter(|(name, _)| name.starts_with("column-")).count();
    let mapping: Vec<String> = (1..=count).map(|n| ask.field(&format!("column-{n}")).to_owned()).collect();
    match ask.app().map_import(ask.actor()?, id, &mapping) {
        Ok(()) => Ok(Answer::next(here(id))),
        Err(AppError::Form(errors)) => show_columns(ask, of_errors(&errors), true),
        Err(AppError::Refused(words)) => show_columns(ask, FormState::wrong("", &words), true),
        Err(error) => Err(error.into()),
    }
}

fn counts(line: &ImportLine) -> Option<Table> {
    let c = line.counts;
    let mut rows = vec![("Rows of the file", line.total)];
    match line.state.as_str() {
        "mapping" => return None,
        "checking" | "checked" => {
            rows.extend([
                ("Would become cases", c.fit),
                ("Have something to put right", c.wrong),
                ("Are about people who may be on record already", c.alike),
            ]);
        }
        _ => {
            rows.extend([("Cases made", c.made), ("Have something to put right", c.wrong)]);
            if line.only_new {
                rows.push(("Left out, because the person may be on record already", c.left_out));
            }
            if c.undone + c.kept > 0 || matches!(line.state.as_str(), "undoing" | "undone") {
                rows.extend([("Cases taken back", c.undone), ("Cases that stay", c.kept)]);
            }
        }
    }
    let row =
        |(head, number): (&str, u32)| TableRow { head: head.to_owned(), href: None, cells: vec![number.to_string()] };
    Some(Table {
        caption: "What was counted".to_owned(),
        heads: vec!["What".to_owned(), "How many".to_owned()],
        rows: rows.into_iter().map(row).collect(),
        ..Table::default()
    })
}

fn issue_card(issue: ImportIssueLine) -> Card {
    let (tag, line) = match issue.kind.as_str() {
        "alike" => (
            show::tag("May be on record already", Tone::Warn),
            "A person with the same number, or the same name with the same date of birth or postcode, is on record. Once imported, both are proposed to be compared.",
        ),
        "left-out" => (show::tag("Left out", Tone::Plain), "The person may be on record already."),
        "kept" => (show::tag("Not taken back", Tone::Warn), ""),
        _ => (show::tag("To put right", Tone::Bad), ""),
    };
    let said = issue.words.map(|words| {
        words
            .into_iter()
            .map(|(column, text)| Row {
                label: if column.is_empty() { "The row".to_owned() } else { column },
                text,
                ..Row::default()
            })
            .collect::<Vec<_>>()
    });
    Card {
        title: format!("Row {}", issue.number),
        tags: vec![tag],
        lines: if line.is_empty() { Vec::new() } else { vec![line.to_owned()] },
        rows: (!said.get().is_empty()).then_some(said),
        ..Card::default()
    }
}

fn lede(view: &ImportView) -> Vec<String> {
    let line = &view.line;
    let mut lede = vec![format!("Source: {}. Begun {}.", view.source, line.made_at.words())];
    if let Some(before) = view.before {
        lede.push(format!(
            "This very file was imported before, {}: its people would be on record twice.",
            before.words()
        ));
    }
    if !line.problem.is_empty() {
        lede.push(format!(
            "It stopped: {}. What was done until then stays; nothing is doubled when it goes on.",
            line.problem
        ));
    }
    lede.push(match line.state.as_str() {
        "mapping" => "Say where its columns go.".to_owned(),
        "checking" | "running" | "undoing" => "You can leave this page: it goes on by itself.".to_owned(),
        "checked" if line.counts.fit == 0 => "No row fits. Put the rows right and upload them again, or map the columns in another way.".to_owned(),
        "checked" => "Nothing is made yet. Rows with something to put right are left out; download them, put them right and upload them by themselves.".to_owned(),
        "done" => "Every case stands in your list. What somebody has worked on since stays when you take the import back.".to_owned(),
        _ => "It is over.".to_owned(),
    });
    lede.push(if line.file_there {
        format!("The file is kept, sealed, until {}.", show::date(line.expires_on))
    } else {
        "The file is destroyed.".to_owned()
    });
    lede
}

/// How an import stands.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let id = the_import(ask)?;
    let after = ask.query("after").parse().unwrap_or(0);
    let view = ask.app().import(ask.actor()?, id, after)?;
    let (line, base) = (&view.line, here(id));
    let stopped = !line.problem.is_empty();
    let going = matches!(line.state.as_str(), "checking" | "running" | "undoing") && !stopped;
    let button = |words: String, to: &str| Button { words, about: String::new(), action: format!("{base}/{to}") };
    let (mut actions, mut buttons) = (Vec::new(), Vec::new());
    let c = line.counts;
    if stopped {
        buttons.push(button("Go on".to_owned(), "go-on"));
    }
    match line.state.as_str() {
        "checked" => {
            if c.fit > 0 {
                buttons.push(button(format!("Make {}", many(c.fit, "case", "cases")), "start"));
            }
            if c.alike > 0 && c.fit > c.alike {
                let words =
                    format!("Make {}, leaving out who may be on record", many(c.fit - c.alike, "case", "cases"));
                buttons.push(button(words, "start-new"));
            }
            actions.push(Link::new("Change where the columns go", format!("{base}/columns")));
        }
        "mapping" => actions.push(Link::new("Say where the columns go", format!("{base}/columns"))),
        "running" | "done" if c.made > 0 => actions.push(Link::new("Take the import back", format!("{base}/undo"))),
        _ => {}
    }
    if line.file_there && (c.wrong > 0 || c.left_out > 0) && !going {
        actions.push(Link::new("Download the rows to put right (CSV)", format!("{base}/rows.csv")));
    }
    if c.made > 0 {
        actions.push(Link::new("Records that may be of one person", "/people/duplicates"));
    }
    if line.file_there && !going {
        buttons.push(button("Destroy the file now".to_owned(), "discard"));
    }
    if let Some(next) = view.next {
        actions.push(Link::new(format!("Rows behind row {next}"), format!("{base}?after={next}")));
    }
    let of = if line.state == "undoing" { c.made } else { line.total };
    let progress = going.then(|| Progress {
        done: usize::try_from(c.done).unwrap_or(0),
        of: usize::try_from(of.max(1)).unwrap_or(1),
        words: format!("{} of {of} gone through. This page looks again by itself.", c.done),
    });
    let groups = if view.issues.is_empty() {
        Vec::new()
    } else {
        vec![Group {
            id: "rows".to_owned(),
            heading: if after == 0 {
                "Rows to look at".to_owned()
            } else {
                format!("Rows to look at, behind row {after}")
            },
            empty: String::new(),
            cards: Vec::new(),
        }]
    };
    let mut sheet = Sheet {
        heading: format!("Import for {}", line.service),
        back: Some(Link::new("Imports", "/imports")),
        lede: lede(&view),
        progress,
        table: counts(line),
        refresh: going.then_some(2),
        actions,
        buttons,
        groups,
        ..Sheet::default()
    };
    if let Some(group) = sheet.groups.first_mut() {
        group.cards = view.issues.into_iter().map(issue_card).collect();
    }
    ask.page(&sheet)
}

/// What a button does; what is refused is said by the page that it leads to.
fn pressed(ask: &Ask, done: Result<(), AppError>, said: Option<Said>) -> Result<Answer, Failure> {
    let to = Answer::next(here(the_import(ask)?));
    match (done, said) {
        (Ok(()), Some(said)) => Ok(to.saying(said)),
        (Ok(()), None) | (Err(AppError::Refused(_) | AppError::Conflict), _) => Ok(to),
        (Err(error), _) => Err(error.into()),
    }
}

/// Makes cases of the rows that fit.
pub(crate) fn start(ask: &Ask) -> Result<Answer, Failure> {
    let done = ask.app().start_import(ask.actor()?, the_import(ask)?, false);
    pressed(ask, done, None)
}

/// The same, without those about people who may be on record.
pub(crate) fn start_new(ask: &Ask) -> Result<Answer, Failure> {
    let done = ask.app().start_import(ask.actor()?, the_import(ask)?, true);
    pressed(ask, done, None)
}

/// Goes on after it stopped.
pub(crate) fn go_on(ask: &Ask) -> Result<Answer, Failure> {
    let done = ask.app().resume_import(ask.actor()?, the_import(ask)?);
    pressed(ask, done, None)
}

/// Destroys the file.
pub(crate) fn discard(ask: &Ask) -> Result<Answer, Failure> {
    let done = ask.app().discard_import(ask.actor()?, the_import(ask)?);
    pressed(ask, done, Some(Said::ImportFileGone))
}

fn show_undo(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = the_import(ask)?;
    let line = ask.app().import_line(ask.actor()?, id)?;
    let page = PlainForm {
        heading: "Take the import back?".to_owned(),
        lede: vec![
            format!(
                "{} made. Those that nobody has worked on since are destroyed with all that they hold, as if they had never been there.",
                if line.counts.made == 1 { "1 case was".to_owned() } else { format!("{} cases were", line.counts.made) }
            ),
            "A case stays if anybody has changed, closed, shared or added anything, given it to somebody else, or joined its person with another. Each that stays is named afterwards.".to_owned(),
        ],
        action: format!("{}/undo", here(id)),
        back: Link::new("Import", here(id)),
        button: "Take it back".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.page(&page)
}

/// Asks whether to take it back.
pub(crate) fn undo_page(ask: &Ask) -> Result<Answer, Failure> {
    show_undo(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn undo_again(ask: &Ask) -> Result<Answer, Failure> {
    show_undo(ask, stale())
}

/// Takes it back.
pub(crate) fn undo(ask: &Ask) -> Result<Answer, Failure> {
    let done = ask.app().undo_import(ask.actor()?, the_import(ask)?);
    pressed(ask, done, None)
}

/// The rows to put right.
pub(crate) fn rows(ask: &Ask) -> Result<Answer, Failure> {
    let id = the_import(ask)?;
    match ask.app().import_wrong_rows(ask.actor()?, id) {
        Ok(text) => {
            Ok(Answer::document("text/csv; charset=utf-8", "rows-to-put-right.csv", text.get().clone()).download())
        }
        Err(AppError::Refused(_)) => Ok(Answer::next(here(id))),
        Err(error) => Err(error.into()),
    }
}

//! The register of processors: whoever works with data for the council, how their systems were examined, and who carries what leaves.

use super::access::{heads, published};
use super::destinations::country_choices;
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, choose, day, field, read_day};
use crate::show;
use app::{
    AppError, AssuranceLine, CarrierLine, FOUND, NewAssurance, NewProcessor, NewSubProcessor, ProcessorLine,
    SubProcessorLine,
};
use kernel::RegisterId;
use pages::form::{Choice, Control, Entered, FormState};
use pages::panel::{Button, Folded, PanelContent, PanelForm, RegisterPanel, Table, TableCell};
use pages::work::{FileAsked, PlainForm};
use pages::{Link, StateTag, Tone};

const HERE: &str = "/processors";

fn here(id: RegisterId) -> String {
    format!("{HERE}/{id}")
}

fn state(line: &ProcessorLine) -> StateTag {
    match (&line.why_none, line.overdue, line.to_examine) {
        (Some(_), ..) => show::tag("Nothing goes to it", Tone::Bad),
        (None, true, _) => show::tag("To be looked at again", Tone::Warn),
        (None, false, true) => show::tag("To be examined", Tone::Warn),
        (None, false, false) => show::tag("In force", Tone::Good),
    }
}

fn row(line: &ProcessorLine) -> Vec<TableCell> {
    let under = line.agreement.clone().unwrap_or_else(|| line.row.contract.clone());
    vec![
        TableCell::words(line.row.name.clone()).to(here(line.id)).small(line.row.task.clone()),
        TableCell::words(under).small(line.notice.clone().unwrap_or_else(|| "All notices".to_owned())),
        TableCell::words(line.country.clone()).small(line.row.location.clone()),
        TableCell::words(show::date(line.row.review_on)),
        TableCell::state(state(line)),
    ]
}

fn carrier(line: &CarrierLine) -> Vec<TableCell> {
    let by = line.by.clone().unwrap_or_else(|| "Nobody has said: nothing leaves".to_owned());
    let small = if line.assumed { "Taken over as it was: to be confirmed" } else { "" };
    vec![TableCell::words(line.words.clone()), TableCell::words(by).small(small)]
}

fn show_all(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let view = ask.app().processors(ask.actor()?)?;
    let fine = form.is_fine();
    let channels: Vec<Choice> = view.carriers.iter().map(|c| choice(c.channel.as_str(), c.words.as_str())).collect();
    let own = choice("own", "The council itself");
    let carries = view.lines.iter().filter(|l| l.row.ended_at.is_none());
    let by: Vec<Choice> =
        std::iter::once(own).chain(carries.map(|l| choice(l.id.to_string(), l.row.name.as_str()))).collect();
    let content = PanelContent {
        title: "Processors".to_owned(),
        lede: vec![
            "Suppliers that work with data for the council. Nothing goes to one that is not here, whose agreement is not in force, or that is where a notice lets no data be.".to_owned(),
        ],
        back: Some(Link::new("Agreements", "/agreements")),
        links: vec![
            Link::new("Add a processor", format!("{HERE}/new")),
            Link::new("The register as a table (CSV)", format!("{HERE}/export")),
            Link::new("Take processors over from a file", format!("{HERE}/import")),
        ],
        tables: vec![
            Table {
                caption: "The register".to_owned(),
                heads: heads(["Processor", "Contract or agreement", "Where", "To be looked at by", "State"]),
                rows: view.lines.iter().map(row).collect(),
                none: "None yet.".to_owned(),
            },
            Table {
                caption: "Who carries what leaves".to_owned(),
                heads: heads(["What", "By whom"]),
                rows: view.carriers.iter().map(carrier).collect(),
                none: String::new(),
            },
        ],
        forms: vec![PanelForm {
            heading: "Say who carries what leaves".to_owned(),
            id: "carriers".to_owned(),
            words: vec!["Messages about people leave only by whom the register has. Email to members of staff says nothing about any case and goes anyway.".to_owned()],
            action: format!("{HERE}/carriers"),
            fields: vec![
                field(ask, &form, "channel", "What?", Control::Choice).options(channels),
                field(ask, &form, "processor", "Who carries it?", Control::Choice).options(by),
            ],
            button: "Enter it".to_owned(),
            ..PanelForm::default()
        }],
        form,
        ..PanelContent::default()
    };
    ask.form_page(&RegisterPanel(content), fine)
}

/// The register.
pub(crate) fn list(ask: &Ask) -> Result<Answer, Failure> {
    show_all(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn list_again(ask: &Ask) -> Result<Answer, Failure> {
    show_all(ask, stale())
}

/// Says who carries what leaves.
pub(crate) fn set_carrier(ask: &Ask) -> Result<Answer, Failure> {
    let by = match ask.field("processor") {
        "own" => None,
        id => match id.parse() {
            Ok(id) => Some(id),
            Err(_) => return show_all(ask, FormState::wrong("processor", "Choose who carries it")),
        },
    };
    match ask.app().set_carrier(ask.actor()?, ask.field("channel"), by) {
        Ok(()) => Ok(Answer::next(HERE).saying(Said::RegisterSaved)),
        Err(AppError::Form(errors)) => show_all(ask, show::form_state(&errors)),
        Err(error) => Err(error.into()),
    }
}

/// The register as CSV.
pub(crate) fn export(ask: &Ask) -> Result<Answer, Failure> {
    Ok(show::csv("processors.csv", &[], ask.app().processors_table(ask.actor()?)?.into_iter()))
}

fn show_import(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    // Only whoever keeps it is shown the form.
    ask.app().processors(ask.actor()?)?;
    let fine = form.is_fine();
    let page = PlainForm {
        heading: "Take processors over from a file".to_owned(),
        lede: vec![
            "The first row names the columns, as the export has them. A processor of the same name is changed, a new one is added; if a row is wrong, nothing is taken over.".to_owned(),
        ],
        action: format!("{HERE}/import"),
        back: Link::new("Processors", HERE),
        button: "Take over".to_owned(),
        file: Some(FileAsked {
            name: "file".to_owned(),
            label: "Choose the file".to_owned(),
            hint: "CSV, Excel (.xlsx) or OpenDocument (.ods). Days are written like 2027-03-27.".to_owned(),
            accept: ".csv,.xlsx,.ods,text/csv".to_owned(),
            error: form.of("file"),
            last: false,
        }),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form for a file.
pub(crate) fn import_page(ask: &Ask) -> Result<Answer, Failure> {
    show_import(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn import_again(ask: &Ask) -> Result<Answer, Failure> {
    show_import(ask, stale())
}

/// Takes a file over.
pub(crate) fn import(ask: &Ask) -> Result<Answer, Failure> {
    let Some(file) = ask.files.iter().find(|f| f.name == "file" && !f.bytes.is_empty()) else {
        return show_import(ask, FormState::wrong("file", "Choose a file"));
    };
    match ask.app().import_processors(ask.actor()?, &file.bytes) {
        Ok(_) => Ok(Answer::next(HERE).saying(Said::RegisterSaved)),
        Err(AppError::Form(errors)) => show_import(ask, show::form_state(&errors)),
        Err(error) => Err(error.into()),
    }
}

/// What notices have for the form: notices, names there, kinds of information; each with the notice's id before it.
struct Offered {
    notices: Vec<Choice>,
    parties: Vec<Choice>,
    categories: Vec<(String, String)>,
}

fn offered(ask: &Ask) -> Result<Offered, Failure> {
    let actor = ask.actor()?;
    let mut of = Offered { notices: vec![choice("", "All of them")], parties: Vec::new(), categories: Vec::new() };
    for (id, title) in published(ask)? {
        of.notices.push(choice(id.as_str(), title.as_str()));
        // What is of a notice that the officer does not keep is not offered.
        let Ok(notice) = ask.app().agreement_notice(actor, &id) else { continue };
        let one = |key: &str| format!("{id}|{key}");
        for (key, name) in ask.app().agreement_parties(actor, &id)? {
            if !key.starts_with("class:") || key.contains('/') {
                of.parties.push(choice(one(&key), format!("{name}, {title}")));
            }
        }
        for c in &notice.compiled.categories {
            of.categories.push((one(&c.id), format!("{}, {title}", c.label)));
        }
    }
    Ok(of)
}

fn write(ask: &Ask, change: Option<&ProcessorLine>, form: FormState) -> Result<Answer, Failure> {
    let of = offered(ask)?;
    let agreements: Vec<Choice> = std::iter::once(choice("", "None: there is a contract"))
        .chain(
            ask.app().processing_agreements(ask.actor()?)?.into_iter().map(|(id, words)| choice(id.to_string(), words)),
        )
        .collect();
    let typed = !ask.form.pairs().is_empty();
    let row = change.map(|l| &l.row);
    let standing = |value: Option<String>| Entered::text(value.unwrap_or_default());
    let text = |name: &str, label: &str, value: Option<&String>| {
        field(ask, &form, name, label, Control::Text).standing(ask, standing(value.cloned()))
    };
    let date = |name: &str, label: &str, value: Option<jiff::civil::Date>| {
        field(ask, &form, name, label, Control::Date).standing(ask, value.map_or_else(Entered::default, day))
    };
    let chosen: Vec<String> = if typed {
        ask.form.all("categories").map(str::to_owned).collect()
    } else {
        row.map_or_else(Vec::new, |r| r.categories.iter().map(|c| format!("{}|{c}", r.notice_id)).collect())
    };
    let categories = choose(
        &form,
        "categories",
        "Which data (none chosen: all of the notice)",
        Control::Choices,
        &of.categories,
        chosen,
    );
    let party = row.filter(|r| !r.party.is_empty()).map(|r| format!("{}|{}", r.notice_id, r.party));
    let parties: Vec<Choice> = std::iter::once(choice("", "No notice names it")).chain(of.parties).collect();
    let fine = form.is_fine();
    let (title, action, back) = match change {
        None => ("Add a processor".to_owned(), format!("{HERE}/new"), Link::new("Processors", HERE)),
        Some(l) => (
            format!("Change {}", l.row.name),
            format!("{}/change", here(l.id)),
            Link::new(l.row.name.clone(), here(l.id)),
        ),
    };
    let content = PanelContent {
        title,
        back: Some(back),
        forms: vec![PanelForm {
            action,
            fields: vec![
                text("name", "Name of the supplier", row.map(|r| &r.name)),
                text("task", "What it does for the council", row.map(|r| &r.task)),
                field(ask, &form, "notice", "For which privacy notice?", Control::Choice)
                    .options(of.notices)
                    .optional()
                    .standing(ask, standing(row.map(|r| r.notice_id.clone()))),
                field(ask, &form, "party", "As whom does that notice name it?", Control::Choice)
                    .options(parties)
                    .optional()
                    .standing(ask, standing(party)),
                text("contract", "Reference of the contract", row.map(|r| &r.contract))
                    .hint("Needed where no processing agreement is chosen.")
                    .optional(),
                field(ask, &form, "agreement", "Processing agreement", Control::Choice)
                    .options(agreements)
                    .hint("Special category data goes only under one that is in force and covers it.")
                    .optional()
                    .standing(ask, standing(row.and_then(|r| r.agreement).map(|id| id.to_string()))),
                field(ask, &form, "country", "In which country does it work with the data?", Control::Choice)
                    .options(country_choices())
                    .standing(ask, standing(row.map(|r| r.country.clone()))),
                text("location", "Where the data is", row.map(|r| &r.location))
                    .hint("A town, a data centre, a region of a cloud."),
                date("from", "First day", row.map(|r| r.from_on)),
                date("review", "To be looked at again by", row.map(|r| r.review_on)),
            ],
            folded: vec![Folded { open: categories.error.is_some(), field: categories }],
            button: if change.is_some() { "Change it" } else { "Add it" }.to_owned(),
            ..PanelForm::default()
        }],
        form,
        ..PanelContent::default()
    };
    ask.form_page(&RegisterPanel(content), fine)
}

fn typed(ask: &Ask) -> (NewProcessor, FormState) {
    let mut form = FormState::default();
    let text = |name: &str| ask.field(name).to_owned();
    let key = |value: &str| value.split_once('|').map_or(value, |(_, key)| key).to_owned();
    let new = NewProcessor {
        name: text("name"),
        task: text("task"),
        notice_id: text("notice"),
        party: key(ask.field("party")),
        contract: text("contract"),
        agreement: text("agreement"),
        categories: ask.form.all("categories").map(key).collect(),
        country: text("country"),
        location: text("location"),
        from_on: read_day(ask, &mut form, "from", "The first day"),
        review_on: read_day(ask, &mut form, "review", "The day for looking at it again"),
    };
    (new, form)
}

/// Keeps what was typed, or shows it again with what is wrong.
fn save(ask: &Ask, change: Option<&ProcessorLine>) -> Result<Answer, Failure> {
    let (new, mut form) = typed(ask);
    match ask.app().put_processor(ask.actor()?, change.map(|l| l.id), &new) {
        Ok(id) => Ok(Answer::next(here(id)).saying(Said::RegisterSaved)),
        Err(AppError::Form(errors)) => {
            for error in errors.fields {
                if form.of(&error.input).is_none() {
                    form.add(error.input, error.words);
                }
            }
            write(ask, change, form)
        }
        Err(error) => Err(error.into()),
    }
}

/// The form of a new one.
pub(crate) fn new_page(ask: &Ask) -> Result<Answer, Failure> {
    write(ask, None, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn new_again(ask: &Ask) -> Result<Answer, Failure> {
    write(ask, None, stale())
}

/// Puts one into the register.
pub(crate) fn new(ask: &Ask) -> Result<Answer, Failure> {
    save(ask, None)
}

fn the_id(ask: &Ask) -> Result<RegisterId, Failure> {
    ask.param("processor").parse().map_err(|_| Failure::not_found())
}

fn the_line(ask: &Ask) -> Result<ProcessorLine, Failure> {
    let id = the_id(ask)?;
    let view = ask.app().processors(ask.actor()?)?;
    view.lines.into_iter().find(|l| l.id == id).ok_or_else(Failure::not_found)
}

/// The form that changes one.
pub(crate) fn change_page(ask: &Ask) -> Result<Answer, Failure> {
    write(ask, Some(&the_line(ask)?), FormState::default())
}

/// The same, with its token made new.
pub(crate) fn change_again(ask: &Ask) -> Result<Answer, Failure> {
    write(ask, Some(&the_line(ask)?), stale())
}

/// Changes one.
pub(crate) fn change(ask: &Ask) -> Result<Answer, Failure> {
    save(ask, Some(&the_line(ask)?))
}

fn through(id: RegisterId) -> impl Fn(&SubProcessorLine) -> Vec<TableCell> {
    move |s| {
        vec![
            TableCell::words(s.name.clone()).small(s.task.clone()),
            TableCell::words(s.country.clone()),
            TableCell::buttons(vec![Button {
                action: format!("{}/through/end", here(id)),
                hidden: vec![("sub".to_owned(), s.id.to_string())],
                label: "Take away".to_owned(),
                about: s.name.clone(),
                warns: true,
            }]),
        ]
    }
}

fn assurance(a: &AssuranceLine) -> Vec<TableCell> {
    vec![
        TableCell::words(a.standard.clone()).small(a.evidence.clone()),
        TableCell::words(a.found.clone()),
        TableCell::words(show::date(a.checked_on)).small(format!("Written down by {}", a.by)),
        TableCell::words(show::date(a.review_on)),
    ]
}

fn show_one(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let line = the_line(ask)?;
    let (id, fine) = (line.id, form.is_fine());
    let said = |label: &str, words: String| vec![TableCell::words(label), TableCell::words(words)];
    let under = match &line.agreement {
        Some(reference) => format!("Agreement {reference}"),
        None => line.row.contract.clone(),
    };
    let all = "All of the notice".to_owned();
    let mut rows = vec![
        said("What it does", line.row.task.clone()),
        said("For", line.notice.clone().unwrap_or_else(|| "All notices".to_owned())),
        said("Under", under),
        said("Data", if line.categories.is_empty() { all } else { line.categories.join(", ") }),
        said("Where", format!("{}, {}", line.row.location, line.country)),
        said("Since", show::date(line.row.from_on)),
        said("To be looked at again by", show::date(line.row.review_on)),
    ];
    if !line.carries.is_empty() {
        rows.push(said("Carries", line.carries.join(", ")));
    }
    if let (Some(at), Some(why)) = (line.row.ended_at, &line.row.ended_why) {
        rows.push(said("Ended", format!("{}: {why}", at.words())));
    }
    let text = |name: &str, label: &str| field(ask, &form, name, label, Control::Text);
    let date = |name: &str, label: &str| field(ask, &form, name, label, Control::Date);
    let mut forms = Vec::new();
    if line.row.ended_at.is_none() {
        let found = FOUND.iter().map(|(code, words)| choice(*code, *words)).collect();
        forms.push(PanelForm {
            heading: "Write down that its systems were examined".to_owned(),
            id: "assurance".to_owned(),
            action: format!("{}/assurance", here(id)),
            fields: vec![
                text("standard", "Against what")
                    .hint("UK GDPR article 32, Cyber Essentials Plus, ISO 27001, our own questions."),
                field(ask, &form, "found", "What was found?", Control::Choice).options(found),
                text("evidence", "Where that can be seen")
                    .hint("The number of the report or certificate, and where it is kept."),
                date("checked", "When"),
                date("again", "To be examined again by"),
            ],
            button: "Write it down".to_owned(),
            ..PanelForm::default()
        });
        forms.push(PanelForm {
            heading: "Add somebody whom it works through".to_owned(),
            id: "through".to_owned(),
            action: format!("{}/through", here(id)),
            fields: vec![
                text("sub-name", "Name"),
                text("sub-task", "What it does"),
                field(ask, &form, "sub-country", "Country", Control::Choice).options(country_choices()),
            ],
            button: "Add it".to_owned(),
            ..PanelForm::default()
        });
        forms.push(PanelForm {
            heading: "It is no processor any more".to_owned(),
            id: "end".to_owned(),
            words: vec!["Nothing goes to it from then on.".to_owned()],
            action: format!("{}/end", here(id)),
            fields: vec![text("why", "Why, and what becomes of the data that it has")],
            button: "End it".to_owned(),
            warns: true,
            ..PanelForm::default()
        });
    }
    let links = if line.row.ended_at.is_none() {
        vec![Link::new("Change this", format!("{}/change", here(id)))]
    } else {
        Vec::new()
    };
    let content = PanelContent {
        title: line.row.name.clone(),
        caption: Some(state(&line).words),
        lede: line.why_none.clone().into_iter().collect(),
        back: Some(Link::new("Processors", HERE)),
        links,
        tables: vec![
            Table {
                caption: "What the register has".to_owned(),
                heads: heads(["What", "Says"]),
                rows,
                none: String::new(),
            },
            Table {
                caption: "How its systems were examined".to_owned(),
                heads: heads(["Against what", "Found", "When", "Again by"]),
                rows: line.assurances.iter().map(assurance).collect(),
                none: "Never yet.".to_owned(),
            },
            Table {
                caption: "Whom it works through".to_owned(),
                heads: heads(["Who", "Country", "Action"]),
                rows: line.through.iter().map(through(id)).collect(),
                none: "Nobody.".to_owned(),
            },
        ],
        forms,
        form,
        ..PanelContent::default()
    };
    ask.form_page(&RegisterPanel(content), fine)
}

/// One processor.
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

/// Writes down that its systems were examined.
pub(crate) fn add_assurance(ask: &Ask) -> Result<Answer, Failure> {
    let mut form = FormState::default();
    let (checked_on, review_on) = (
        read_day(ask, &mut form, "checked", "The day of the examination"),
        read_day(ask, &mut form, "again", "The day of the next"),
    );
    if !form.is_fine() {
        return show_one(ask, form);
    }
    let text = |name: &str| ask.field(name).to_owned();
    let new = NewAssurance {
        standard: text("standard"),
        found: text("found"),
        evidence: text("evidence"),
        checked_on,
        review_on,
    };
    done(ask, ask.app().add_assurance(ask.actor()?, the_id(ask)?, &new))
}

/// Adds somebody whom it works through.
pub(crate) fn add_through(ask: &Ask) -> Result<Answer, Failure> {
    let text = |name: &str| ask.field(name).to_owned();
    let new = NewSubProcessor { name: text("sub-name"), task: text("sub-task"), country: text("sub-country") };
    done(ask, ask.app().add_sub_processor(ask.actor()?, the_id(ask)?, &new))
}

/// Takes somebody away whom it does not work through any more.
pub(crate) fn end_through(ask: &Ask) -> Result<Answer, Failure> {
    let sub = ask.field("sub").parse().map_err(|_| Failure::not_found())?;
    done(ask, ask.app().end_sub_processor(ask.actor()?, the_id(ask)?, sub))
}

/// It is none any more.
pub(crate) fn end(ask: &Ask) -> Result<Answer, Failure> {
    done(ask, ask.app().end_processor(ask.actor()?, the_id(ask)?, ask.field("why")))
}

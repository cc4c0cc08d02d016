//! Documents of a case: handing in, looking at, having scanned again.

use super::entries::{around, marks};
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, field};
use crate::show;
use crate::tabs::head;
use app::{AppError, DocumentLine, DocumentState, Handed, NewDocument, Part};
use kernel::{CaseId, ItemId};
use pages::Link;
use pages::Tone;
use pages::form::{Control, FormState};
use pages::sheet::{Button, Card, Group, Sheet};
use pages::work::{FileAsked, PlainForm};

/// The most files of one form.
const MOST_FILES: usize = 10;

fn size(bytes: u64) -> String {
    match bytes {
        0..=1023 => format!("{bytes} bytes"),
        1024..=1_048_575 => format!("{} kB", bytes / 1024),
        _ => format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
    }
}

fn card(case: CaseId, line: DocumentLine) -> Card {
    let id = line.entry.id;
    let address = format!("/cases/{case}/documents/{id}");
    let mut tags = marks(&line.entry);
    let kept = line.state == DocumentState::Kept;
    match line.state {
        DocumentState::Kept => {}
        DocumentState::Waiting => tags.push(show::tag("Waits for the scanner: nobody can open it", Tone::Warn)),
        DocumentState::Quarantined => {
            tags.push(show::tag("Kept apart: the scanner found malware. Nobody can open it", Tone::Bad));
        }
    }
    let open = if line.media.shown { "Open" } else { "Download" };
    let mut links = Vec::new();
    if kept {
        links.push(Link { text: format!("{open} ({})", line.media.words), href: format!("{address}/file") });
    }
    let buttons = if line.state == DocumentState::Waiting {
        vec![Button {
            words: "Scan again".to_owned(),
            about: "this document".to_owned(),
            action: format!("{address}/scan"),
        }]
    } else {
        Vec::new()
    };
    Card {
        named: app::title(&line.entry.content),
        href: Some(address.clone()),
        tags,
        lines: vec![
            format!("About: {}", line.entry.about),
            format!(
                "{}, {}, handed in by {} on {}",
                line.media.words,
                size(line.bytes),
                line.entry.by,
                line.entry.recorded_at.words()
            ),
        ],
        picture: (kept && line.preview).then(|| format!("{address}/preview")),
        links,
        buttons,
        ..Card::default()
    }
}

/// The documents.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view = ask.app().documents(ask.actor()?, case)?;
    let actions = if view.subjects.is_empty() {
        Vec::new()
    } else {
        vec![Link { text: "Hand in a document".to_owned(), href: format!("/cases/{case}/documents/new") }]
    };
    let page = Sheet {
        heading: "Documents".to_owned(),
        back: Some(Link { text: "All cases".to_owned(), href: "/cases".to_owned() }),
        actions,
        groups: vec![Group {
            id: "documents".to_owned(),
            heading: "On this case".to_owned(),
            empty: "There are no documents that you may see.".to_owned(),
            cards: view.lines.into_iter().map(|l| card(case, l)).collect(),
        }],
        case: Some(head(view.top, "documents")),
        ..Sheet::default()
    };
    ask.page(&page)
}

fn the_item(ask: &Ask) -> Result<ItemId, Failure> {
    ask.param("item").parse().map_err(|_| Failure::not_found())
}

/// One document.
pub(crate) fn one(ask: &Ask) -> Result<Answer, Failure> {
    let (case, item) = (ask.case()?, the_item(ask)?);
    let (top, line) = ask.app().document(ask.actor()?, case, item)?;
    let entry = super::entries::card(line.entry, "");
    let note = entry.rows;
    let (_, line) = ask.app().document(ask.actor()?, case, item)?;
    let mut card = card(case, line);
    card.rows = note;
    card.href = None;
    let page = Sheet {
        heading: "Document".to_owned(),
        back: Some(Link { text: "Documents".to_owned(), href: format!("/cases/{case}/documents") }),
        groups: vec![Group {
            id: "document".to_owned(),
            heading: "What it is".to_owned(),
            empty: String::new(),
            cards: vec![card],
        }],
        case: Some(head(top, "documents")),
        ..Sheet::default()
    };
    ask.page(&page)
}

fn bytes(ask: &Ask, part: Part) -> Result<Answer, Failure> {
    let (case, item) = (ask.case()?, the_item(ask)?);
    let found = ask.app().document_bytes(ask.actor()?, case, item, part)?;
    // The name says nothing: what it is called is sealed.
    let name = format!("document-{item}.{}", found.ending);
    Ok(Answer::bytes(found.media, name, found.shown, found.bytes.get().clone()))
}

/// The document itself.
pub(crate) fn file(ask: &Ask) -> Result<Answer, Failure> {
    bytes(ask, Part::Original)
}

/// A picture of it.
pub(crate) fn preview(ask: &Ask) -> Result<Answer, Failure> {
    bytes(ask, Part::Preview)
}

/// Has it scanned again.
pub(crate) fn scan(ask: &Ask) -> Result<Answer, Failure> {
    let (case, item) = (ask.case()?, the_item(ask)?);
    let said = match ask.app().scan_again(ask.actor()?, case, item)? {
        Handed::Quarantined(_) => Said::DocumentApart,
        _ => Said::EntryAdded,
    };
    Ok(Answer::next(format!("/cases/{case}/documents")).saying(said))
}

fn show_new(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let (top, subjects) = ask.app().subjects(ask.actor()?, case)?;
    let fine = form.is_fine();
    let mut fields = vec![
        field(ask, &form, "title", "What is it?", Control::Text)
            .hint("For example: tenancy agreement. With several files, they all get this name."),
        field(ask, &form, "note", "A note on it", Control::LongText).optional(),
    ];
    fields.extend(around(ask, &form, &subjects, top.staff));
    let page = PlainForm {
        heading: "Hand in a document".to_owned(),
        action: format!("/cases/{case}/documents/new"),
        back: Link { text: "Documents".to_owned(), href: format!("/cases/{case}/documents") },
        fields,
        button: "Hand in".to_owned(),
        file: Some(FileAsked {
            name: "file".to_owned(),
            label: "Choose the file, or drop it here".to_owned(),
            hint: format!("A {}, of at most {} MB", files::kinds_in_words(), files::LARGEST / 1024 / 1024),
            accept: files::ACCEPT.to_owned(),
            error: form.of("file"),
        }),
        case: Some(head(top, "")),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form.
pub(crate) fn new_page(ask: &Ask) -> Result<Answer, Failure> {
    show_new(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn hand_in_again(ask: &Ask) -> Result<Answer, Failure> {
    show_new(ask, stale())
}

/// Hands in one file or several.
pub(crate) fn hand_in(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let (_, subjects) = ask.app().subjects(ask.actor()?, case)?;
    let mut form = FormState::default();
    let files: Vec<_> = ask.files.iter().filter(|f| f.name == "file" && !f.bytes.is_empty()).collect();
    if files.is_empty() {
        form.add("file", "Choose a file");
    } else if files.len() > MOST_FILES {
        form.add("file", format!("Choose at most {MOST_FILES} files at once"));
    }
    let title = ask.field("title").trim();
    if title.is_empty() || title.chars().count() > 200 {
        form.add("title", "Say what it is, in at most 200 characters");
    }
    if !subjects.iter().any(|(id, _)| id == ask.field("about")) {
        form.add("about", "Choose what it is about");
    }
    if !form.is_fine() {
        return show_new(ask, form);
    }
    let marked = |mark: &str| ask.form.all("marks").any(|m| m == mark);
    let mut said = Said::EntryAdded;
    for (at, file) in files.iter().enumerate() {
        let new = NewDocument {
            bytes: std::sync::Arc::clone(&file.bytes),
            title: if files.len() > 1 { format!("{title} ({} of {})", at + 1, files.len()) } else { title.to_owned() },
            note: ask.field("note").to_owned(),
            category: ask.field("about").to_owned(),
            third_party: marked("third-party"),
            staff_only: marked("staff-only"),
        };
        match ask.app().hand_in(ask.actor()?, case, &new) {
            Ok(Handed::Kept(_)) => {}
            Ok(Handed::Waiting(_)) => said = Said::DocumentWaits,
            Ok(Handed::Quarantined(_)) => said = Said::DocumentApart,
            Err(AppError::Refused(words)) => {
                let before = if at > 0 { format!(" (the first {at} are kept)") } else { String::new() };
                return show_new(ask, FormState::wrong("file", &format!("{words}{before}")));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Answer::next(format!("/cases/{case}/documents")).saying(said))
}

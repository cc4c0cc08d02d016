//! Documents of a case: handing in, looking at, having scanned again.

use super::entries::{around, marks};
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, field, read_day};
use crate::show::{self, date};
use crate::tabs::head;
use app::views::Item;
use app::{AppError, DocumentFacts, DocumentLine, DocumentState, Handed, NewDocument, Part, WHY_DELETED};
use casework::SectionContent;
use casework::document::{CHECKS, Good, KINDS, PHOTO, words};
use disclosure::Disclosed;
use kernel::{CaseId, ItemId};
use pages::Link;
use pages::form::{Control, Entered, FormState};
use pages::sheet::{Button, Card, Group, Sheet};
use pages::work::{FileAsked, PlainForm};
use pages::{Row, Tone};

/// The most files of one form.
const MOST_FILES: usize = 10;

pub(crate) fn size(bytes: u64) -> String {
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
    if let Some((until, good)) = line.expires_on {
        let until = date(until);
        tags.push(match good {
            Good::Over => show::tag(format!("Ran out on {until}"), Tone::Bad),
            Good::Soon => show::tag(format!("Good until {until}"), Tone::Warn),
            Good::Long => show::tag(format!("Good until {until}"), Tone::Plain),
        });
    }
    if let Some(check) = &line.check {
        tags.push(show::tag(words(CHECKS, &check.how).unwrap_or("Checked"), Tone::Good));
    }
    let open = if line.media.shown { "Open" } else { "Download" };
    let mut links = Vec::new();
    if kept {
        links.push(Link { text: format!("{open} ({})", line.media.words), href: format!("{address}/file") });
    }
    if line.can_change {
        if kept {
            let text = if line.check.is_some() { "Check it again" } else { "Say that it was checked" };
            links.push(Link { text: text.to_owned(), href: format!("{address}/check") });
        }
        links.push(Link { text: "Delete it".to_owned(), href: format!("{address}/delete") });
    }
    let checked = line.check.as_ref().map(|check| format!("Checked by {} on {}", check.by, check.at.words()));
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
        rows: kind_row(&line.entry.content),
        lines: [
            format!("About: {}", line.entry.about),
            format!(
                "{}, {}, handed in by {} on {}",
                line.media.words,
                size(line.bytes),
                line.entry.by,
                line.entry.recorded_at.words()
            ),
        ]
        .into_iter()
        .chain(checked)
        .collect(),
        picture: (kept && line.preview).then(|| format!("{address}/preview")),
        links,
        buttons,
        ..Card::default()
    }
}

/// The kind of a document, as a row of what was released.
fn kind_row(content: &Item<SectionContent>) -> Option<Disclosed<Vec<Row>>> {
    let Item::Released(content) = content else { return None };
    let kind = content.get().get("kind").and_then(|k| words(KINDS, k))?;
    Some(content.map_ref(|_| vec![Row { label: "Kind".to_owned(), text: kind.to_owned(), ..Row::default() }]))
}

/// The documents: all of them, or those about one part of the record.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let mut view = ask.app().documents(ask.actor()?, case)?;
    let about = ask.query("about").to_owned();
    let label = view.subjects.iter().find(|(id, _)| *id == about).map(|(_, label)| label.clone());
    let label = label.or_else(|| view.lines.iter().find(|l| l.entry.category == about).map(|l| l.entry.about.clone()));
    let mut actions = Vec::new();
    if !view.askable.is_empty() {
        let href = format!("/cases/{case}/asked/new");
        actions.push(Link { text: "Ask the person for a document".to_owned(), href });
    }
    if !view.subjects.is_empty() {
        let query = if label.is_some() { format!("?about={about}") } else { String::new() };
        actions
            .push(Link { text: "Hand in a document".to_owned(), href: format!("/cases/{case}/documents/new{query}") });
    }
    if label.is_some() {
        view.lines.retain(|l| l.entry.category == about);
        actions.push(Link { text: "All documents".to_owned(), href: format!("/cases/{case}/documents") });
        view.asked.clear();
    }
    let names = if view.asked.iter().any(|a| a.whose.is_some()) {
        Some(ask.app().member_names(ask.actor()?, case)?)
    } else {
        None
    };
    let known = names.as_ref().map_or(&[][..], |names| names.get());
    let asked: Vec<Card> = view.asked.into_iter().map(|one| super::asked::card(case, one, known)).collect();
    let mut groups = vec![
        Group { id: "asked".to_owned(), heading: "Asked for".to_owned(), empty: String::new(), cards: asked },
        Group {
            id: "documents".to_owned(),
            heading: label.map_or_else(|| "On this case".to_owned(), |label| format!("About: {label}")),
            empty: "There are no documents that you may see.".to_owned(),
            cards: view.lines.into_iter().map(|l| card(case, l)).collect(),
        },
    ];
    groups.retain(|g| !g.cards.is_empty() || !g.empty.is_empty());
    let page = Sheet {
        heading: "Documents".to_owned(),
        back: Some(Link { text: "All cases".to_owned(), href: "/cases".to_owned() }),
        actions,
        groups,
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
    Ok(served(&format!("document-{item}"), &found))
}

/// A document's bytes. The name says nothing: what it is called is sealed.
pub(crate) fn served(name: &str, found: &app::DocumentBytes) -> Answer {
    Answer::bytes(found.media, format!("{name}.{}", found.ending), found.shown, found.bytes.get().clone())
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
    let kinds = KINDS.iter().map(|(code, words)| choice(*code, *words)).collect();
    let mut fields = vec![
        field(ask, &form, "kind", "What kind of document is it?", Control::Choice).options(kinds).optional(),
        field(ask, &form, "title", "What is it?", Control::Text)
            .hint("For example: tenancy agreement. With several files, they all get this name."),
        field(ask, &form, "expires", "Good until", Control::Date)
            .hint("The last day, if it has one: you are told before it runs out.")
            .optional(),
        field(ask, &form, "agreed", "When did the person agree that their picture is kept?", Control::Date)
            .hint("For a photograph of the person only. It is theirs to say no; it is never used to tell people apart, and can be deleted alone.")
            .optional(),
        field(ask, &form, "note", "A note on it", Control::LongText).optional(),
    ];
    let asked = ask.query("about").to_owned();
    fields.extend(
        around(ask, &form, &subjects, top.staff)
            .into_iter()
            .map(|f| if f.name == "about" { f.standing(ask, Entered::text(asked.as_str())) } else { f }),
    );
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
            last: false,
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
    let facts = DocumentFacts {
        kind: ask.field("kind").to_owned(),
        expires_on: read_day(ask, &mut form, "expires", "The last day"),
        agreed_on: read_day(ask, &mut form, "agreed", "The day on which they agreed"),
        asked: None,
    };
    if facts.kind == PHOTO && facts.agreed_on.is_none() && form.is_fine() {
        form.add("agreed-day", "Ask the person first, and write down the day on which they agreed");
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
        match ask.app().hand_in_as(ask.actor()?, case, &new, &facts, None) {
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

fn show_check(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let (case, item) = (ask.case()?, the_item(ask)?);
    let (top, line) = ask.app().document(ask.actor()?, case, item)?;
    if !line.can_change || line.state != DocumentState::Kept {
        return Err(Failure::not_found());
    }
    let fine = form.is_fine();
    let ways = CHECKS.iter().map(|(code, words)| choice(*code, *words)).collect();
    let until = line.expires_on.map_or_else(Entered::default, |(on, _)| {
        Entered::date(on.day().to_string(), on.month().to_string(), on.year().to_string())
    });
    let page = PlainForm {
        heading: "Say that a document was checked".to_owned(),
        lede: vec!["Your name and today’s date are written down with it.".to_owned()],
        action: format!("/cases/{case}/documents/{item}/check"),
        back: Link { text: "Document".to_owned(), href: format!("/cases/{case}/documents/{item}") },
        fields: vec![
            field(ask, &form, "how", "How was it checked?", Control::Choice).options(ways),
            field(ask, &form, "expires", "Good until", Control::Date)
                .hint("The last day, if it has one: you are told before it runs out.")
                .optional()
                .standing(ask, until),
        ],
        button: "It was checked".to_owned(),
        case: Some(head(top, "")),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form.
pub(crate) fn check_page(ask: &Ask) -> Result<Answer, Failure> {
    show_check(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn check_again(ask: &Ask) -> Result<Answer, Failure> {
    show_check(ask, stale())
}

/// Says that a document was checked.
pub(crate) fn check(ask: &Ask) -> Result<Answer, Failure> {
    let (case, item) = (ask.case()?, the_item(ask)?);
    let mut form = FormState::default();
    let expires_on = read_day(ask, &mut form, "expires", "The last day");
    if words(CHECKS, ask.field("how")).is_none() {
        form.add("how", "Choose how it was checked");
    }
    if !form.is_fine() {
        return show_check(ask, form);
    }
    ask.app().check_document(ask.actor()?, case, item, ask.field("how"), expires_on)?;
    Ok(Answer::next(format!("/cases/{case}/documents/{item}")).saying(Said::DocumentChecked))
}

fn show_delete(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let (case, item) = (ask.case()?, the_item(ask)?);
    let (top, line) = ask.app().document(ask.actor()?, case, item)?;
    if !line.can_change {
        return Err(Failure::not_found());
    }
    let fine = form.is_fine();
    let reasons = WHY_DELETED.iter().map(|(code, words)| choice(*code, *words)).collect();
    let page = PlainForm {
        heading: "Delete a document".to_owned(),
        lede: vec![
            "It is deleted for good, with its preview and all that was written about it, and nothing else is. That you deleted \
             it stays on the ledger."
                .to_owned(),
        ],
        action: format!("/cases/{case}/documents/{item}/delete"),
        back: Link { text: "Document".to_owned(), href: format!("/cases/{case}/documents/{item}") },
        fields: vec![field(ask, &form, "why", "Why is it deleted?", Control::Choice).options(reasons)],
        button: "Delete it for good".to_owned(),
        case: Some(head(top, "")),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form.
pub(crate) fn delete_page(ask: &Ask) -> Result<Answer, Failure> {
    show_delete(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn delete_again(ask: &Ask) -> Result<Answer, Failure> {
    show_delete(ask, stale())
}

/// Deletes a document.
pub(crate) fn delete(ask: &Ask) -> Result<Answer, Failure> {
    let (case, item) = (ask.case()?, the_item(ask)?);
    match ask.app().erase_document(ask.actor()?, case, item, ask.field("why")) {
        Ok(()) => Ok(Answer::next(format!("/cases/{case}/documents")).saying(Said::DocumentDeleted)),
        Err(AppError::Refused(words)) => show_delete(ask, FormState::wrong("why", &words)),
        Err(error) => Err(error.into()),
    }
}

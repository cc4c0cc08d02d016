//! Samples of the pages for working a case.

use crate::samples::{Sampler, choice, frame, paging, tag};
use pages::form::FormState;
use pages::work::{EntryCard, EntryPage, EntryVersion, FileAsked, PlainForm, TimelinePage, TimelineRow};
use pages::{Link, Tone};

fn link(text: &str) -> Link {
    Link { text: text.into(), href: "/cases".into() }
}

impl Sampler {
    fn card(&self) -> EntryCard {
        EntryCard {
            href: "/cases/0197/entries/0198".into(),
            about: "About: How to reach you".into(),
            marks: vec![tag("About somebody else", Tone::Warn)],
            rows: Some(self.rows()),
            instead: None,
        }
    }
    pub fn work(&mut self) {
        let officer = frame("officer");
        let file = FileAsked {
            name: "file".into(),
            label: "The document".into(),
            hint: "At most 10 MB".into(),
            accept: ".pdf".into(),
            error: Some("Choose a file".into()),
        };
        for (variant, file, case, form) in [
            ("entry", None, true, FormState::default()),
            ("upload", Some(file), true, FormState::wrong("file", "Choose a file")),
            ("alone", None, false, FormState::default()),
        ] {
            let page = PlainForm {
                case: case.then(|| self.head(self.name())),
                form,
                heading: "Add a note".into(),
                lede: vec!["It is kept with the case.".into()],
                action: "/cases/0197/entries/new/note".into(),
                back: link("Timeline"),
                hidden: vec![("version".into(), "2".into())],
                fields: self.fields(false),
                button: "Save".into(),
                file,
            };
            self.show(variant, &officer, &page);
        }
        let row = |entry: Option<EntryCard>, words: &str| TimelineRow {
            kind: "Call".into(),
            words: words.into(),
            when: "21 November 2026 at 3:04pm".into(),
            datetime: "2026-11-21T15:04:00Z".into(),
            by: "Robin".into(),
            entry,
        };
        let erased = EntryCard { rows: None, instead: Some("Erased.".into()), marks: vec![], ..self.card() };
        for (variant, lines) in [
            ("", vec![row(Some(self.card()), ""), row(Some(erased), ""), row(None, "The case was opened")]),
            ("empty", vec![]),
        ] {
            let page = TimelinePage {
                case: self.head(self.name()),
                add: vec![link("Add a note"), link("Add a call")],
                kinds: vec![choice("note", "Note", true), choice("call", "Call", false)],
                from: "2026-01-01".into(),
                until: String::new(),
                form: FormState::wrong("until", "Enter a date"),
                lines,
                paging: paging(),
            };
            self.show(variant, &officer, &page);
        }
        let page = EntryPage {
            case: self.head(self.name()),
            heading: "Call on 21 November 2026".into(),
            versions: vec![EntryVersion { words: "Version 1".into(), card: self.card() }],
            correct: Some("/cases/0197/entries/0198/correct".into()),
        };
        self.show("", &officer, &page);
    }
}

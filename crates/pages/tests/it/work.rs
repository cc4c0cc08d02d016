//! Samples of the pages for working a case.

use crate::samples::{Sampler, choice, frame, paging, tag};
use pages::form::FormState;
use pages::list::{Head, ListCell, ListPage, ListRow, ListTools, Narrowing, SavedList};
use pages::portal::{PortalCard, PortalField, PortalForm, PortalGroup, PortalLanguage, PortalLink, PortalPage, Words};
use pages::sheet::{Bar, Button, Card, Group, Progress, Sheet, Table, TableRow};
use pages::work::{EntryCard, EntryPage, EntryVersion, FileAsked, PlainForm, TimelinePage, TimelineRow};
use pages::{Due, Link, Tone, Typed};

pub fn tools() -> ListTools {
    ListTools {
        export: "/cases/export".into(),
        most: "At most 5,000 lines.".into(),
        save: "/lists/cases/views".into(),
        saved: vec![SavedList {
            name: "Mine".into(),
            href: "/cases?mine=yes".into(),
            forget: "/lists/cases/views/1/forget".into(),
        }],
        keep: vec![("mine".into(), "yes".into())],
    }
}

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
            last: false,
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
                conflict: None,
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
        let button = Button { words: "Done".into(), about: "Call".into(), action: "/cases/0197/tasks/1/done".into() };
        let card = Card {
            title: "Call the person".into(),
            named: Some(self.granting.text("A letter")),
            href: Some("/cases/0197".into()),
            name: Some(self.name()),
            reference: "C26-1".into(),
            due: None,
            tags: vec![tag("Overdue", Tone::Bad)],
            lines: vec!["By Robin".into()],
            rows: Some(self.rows()),
            picture: Some("/cases/0197/documents/1/preview".into()),
            links: vec![link("Change")],
            buttons: vec![button.clone()],
        };
        self.list(&officer);
        let bar = || Bar { label: "Robin".into(), length: 80, pressing: 20, words: "8".into() };
        let page = Sheet {
            totals: std::collections::BTreeMap::new(),
            heading: "My day".into(),
            back: Some(link("Back")),
            lede: vec!["Today".into()],
            copy: Some("/calendar/feed/0".into()),
            actions: vec![link("Add")],
            buttons: vec![button],
            progress: Some(Progress { done: 3, of: 9, words: "3 of 9".into() }),
            groups: vec![
                Group { id: "open".into(), heading: "To do".into(), empty: String::new(), cards: vec![card] },
                Group { id: "none".into(), heading: "Done".into(), empty: "Nothing.".into(), cards: vec![] },
            ],
            table: Some(Table {
                caption: "By person".into(),
                heads: vec!["Who".into(), "Open".into()],
                rows: vec![TableRow { head: "Robin".into(), href: Some("/cases".into()), cells: vec!["8".into()] }],
                bars: vec![bar(), bar()],
                bars_words: "Open cases by person".into(),
            }),
            refresh: Some(2),
            case: None,
        };
        self.show("", &officer, &page);
        let page = Sheet { heading: "Tasks".into(), case: Some(self.head(self.name())), ..Sheet::default() };
        self.show("case", &officer, &page);
        let page = EntryPage {
            case: self.head(self.name()),
            heading: "Call on 21 November 2026".into(),
            versions: vec![EntryVersion { words: "Version 1".into(), card: self.card() }],
            correct: Some("/cases/0197/entries/0198/correct".into()),
            outcome: Some("/cases/0197/entries/0198/outcome".into()),
        };
        self.show("", &officer, &page);
    }
    fn list(&mut self, officer: &pages::Frame) {
        let cell = |words: &str| ListCell { words: words.into(), ..ListCell::default() };
        let rows = vec![
            ListRow {
                href: Some("/cases/0197/tasks".into()),
                cells: vec![
                    ListCell { name: Some(self.name()), small: vec!["C26-1".into()], ..ListCell::default() },
                    ListCell { said: Some(self.granting.text("Bring <b>papers</b>")), ..cell("") },
                    ListCell {
                        due: Some(Due { words: "in 3 days".into(), tone: Tone::Warn, rule: None }),
                        tags: vec![tag("Overdue", Tone::Bad)],
                        ..ListCell::default()
                    },
                ],
            },
            ListRow { href: None, cells: vec![cell("DSA-7"), cell("Call"), cell("1 December 2026")] },
        ];
        let head =
            |words: &str, href: Option<&str>, sorted| Head { words: words.into(), href: href.map(Into::into), sorted };
        let narrowing = |name: &str, label: &str, choices| Narrowing {
            name: name.into(),
            label: label.into(),
            choices,
            day: Typed("31/11/2026".into()),
        };
        let card = Card { title: "With the ministry".into(), reference: "C26-2".into(), ..Card::default() };
        let page = ListPage {
            heading: "Tasks".into(),
            back: Some(link("My day")),
            lede: vec!["What is to be done.".into()],
            actions: vec![link("Calendar")],
            groups: vec![Group { id: "due".into(), heading: "Due".into(), empty: String::new(), cards: vec![card] }],
            action: "/tasks".into(),
            narrowings: vec![
                narrowing("whose", "Whose", vec![choice("", "Yours", true), choice("team", "Your team’s", false)]),
                narrowing("from", "From", vec![]),
            ],
            order: vec![("sort".into(), "due".into())],
            form: FormState::wrong("from", "Enter a date as day, month and year"),
            heads: vec![
                head("Person", None, None),
                head("What", Some("/tasks?sort=kind"), None),
                head("Due", Some("/tasks?dir=down"), Some("ascending")),
            ],
            rows,
            paging: paging(),
            tools: tools(),
        };
        self.show("", officer, &page);
        self.show("none", officer, &ListPage { rows: vec![], groups: vec![], ..page });
    }
    pub fn portal(&mut self) {
        let words = Words::english();
        let link = |key: &str| PortalLink { text: words.say(key), href: "/me/held".into(), current: key == "held" };
        let field = |name: &str, control, error: Option<&str>| PortalField {
            name: name.into(),
            control,
            label: words.say("way"),
            hint: words.say("way-hint"),
            options: vec![("given".into(), words.say("yes")), ("refused".into(), words.say("no"))],
            typed: vec![Typed(String::new()), Typed(String::new()), Typed(String::new())],
            error: error.map(str::to_owned),
        };
        let card = PortalCard {
            title: words.say("held"),
            href: Some("/me/held".into()),
            tag: words.say("state-given"),
            tone: "good",
            lines: vec![words.say("held-card")],
            rows: Some(self.rows()),
            letter: Some(self.granting.text("A letter")),
            links: vec![link("answer")],
        };
        let page = PortalPage {
            title: words.say("home"),
            exit: "/me/leave".into(),
            languages: vec![PortalLanguage {
                code: "ar".into(),
                name: "العربية".into(),
                direction: "rtl".into(),
                href: "/me/language/ar?to=/me".into(),
            }],
            menu: vec![link("home"), link("held")],
            said: Some(words.say("said")),
            form: FormState::wrong("way", &words.say("wrong-way")),
            lede: vec![words.say("home-lede")],
            quote: Some("May we share this?".into()),
            groups: vec![
                PortalGroup { heading: words.say("dates"), empty: words.say("dates-none"), cards: vec![card] },
                PortalGroup { heading: words.say("letters"), empty: words.say("letters-none"), cards: vec![] },
            ],
            ask: Some(PortalForm {
                action: "/me/log-in".into(),
                hidden: vec![("flow".into(), "st-basils|refer".into())],
                fields: vec![
                    field("way", "text", Some("Enter it")),
                    field("code", "code", None),
                    field("born", "date", None),
                    field("answer", "choice", Some("Choose")),
                ],
                button: words.say("send-code"),
            }),
            below: vec![PortalForm {
                action: "/me/documents/1/2".into(),
                hidden: vec![],
                fields: vec![field("file", "file", Some("Choose a file")), field("words", "long", None)],
                button: words.say("give-send"),
            }],
            links: vec![link("correct")],
            w: words.clone(),
        };
        self.show("", &frame("officer"), &page);
    }
}

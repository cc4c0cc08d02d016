//! Samples of the pages about requests of people about their data.

use crate::samples::{NAME, Sampler, choice, frame, tag};
use ::rights::{About, Bundle, BundleEntry, BundleFile, FORM, LeftOut, Part, Record, RecordPart};
use pages::Typed;
use pages::copies::{CopyDocument, CopyReviewPage, CopyRow, PassageCard, PassageGroup, PassagePage};
use pages::form::{Control, Field, FormState};
use pages::panel::{Button, Once, PanelForm};
use pages::rights::{AskForRight, Recipient, RequestCase, RequestLetter, RequestPage, RequestStep, RightAsked, Way};
use pages::{Due, Link, NoticeHead, Tone, Withheld};

fn way(label: &str) -> Way {
    Way { label: label.into(), ways: vec!["Telephone: 0303 123 1113".into(), "Post: Water Lane, Wilmslow".into()] }
}

fn notice() -> NoticeHead {
    NoticeHead {
        id: "coventry/homelessness-and-cbl".into(),
        title: "Homelessness and Choice Based Lettings".into(),
        version: "1.0.0".into(),
        href: "/notices/coventry/homelessness-and-cbl".into(),
        draft: true,
        controller: "Coventry City Council".into(),
        basis: Some("public task (UK GDPR article 6(1)(e))".into()),
    }
}

fn field(name: &str, label: &str, control: Control) -> Field {
    Field {
        name: name.into(),
        label: label.into(),
        control,
        options: vec![choice("access", "I want a copy of the information about me", false)],
        required: true,
        ..Field::default()
    }
}

impl Sampler {
    pub fn rights(&mut self) {
        let wrong = FormState::wrong("details", "Tell us in your own words what you ask for");
        for (variant, form, ways, regulator) in [
            ("", FormState::default(), vec![way("Data protection officer")], Some(way("Information Commissioner"))),
            ("wrong", wrong, vec![], None),
        ] {
            let page = AskForRight {
                notice: notice(),
                controller: "Coventry City Council".into(),
                form,
                action: "/requests/coventry/homelessness-and-cbl".into(),
                id: "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b".into(),
                fields: vec![
                    field("kind", "What do you want to ask?", Control::Choice),
                    field("details", "In your own words", Control::LongText),
                ],
                other_ways: ways,
                regulator,
            };
            self.show(variant, &frame("nobody"), &page);
        }
        let regulator = Some(way("Information Commissioner"));
        let asked = RightAsked { notice: notice(), reference: "R26-2345678".into(), regulator };
        self.show("", &frame("nobody"), &asked);
        for open in [true, false] {
            let page = self.request(open);
            self.show(if open { "open" } else { "settled" }, &frame("officer"), &page);
        }
        for released in [true, false] {
            let text = |sampler: &Self, words: &str| released.then(|| sampler.granting.text(words));
            let page = RequestLetter {
                back: "/rights/0197a1b2c3d47e8f9a0b1c2d3e4f5a6b".into(),
                reference: "R26-2345678".into(),
                controller: "Coventry City Council".into(),
                date: "25 November 2026".into(),
                to: text(self, "12 Example Street\nCoventry"),
                name: text(self, crate::samples::NAME),
                withheld: (!released)
                    .then(|| Withheld { why: vec!["A request is needed.".into()], statements: vec![] }),
                asked: "You wrote to us on 1 November 2026 (UK GDPR article 15).".into(),
                outcome: "Done in part".into(),
                ground: released.then(|| ("Some of it is about other people".into(), "Schedule 2".into())),
                reasons: text(self, "We took out the names of others."),
                first: vec![way("Data protection officer")],
                regulator: Some(way("Information Commissioner")),
            };
            self.show(if released { "" } else { "withheld" }, &frame("officer"), &page);
        }
    }
    fn request(&self, open: bool) -> RequestPage {
        let button = Button {
            action: "/rights/1/unmatch".into(),
            hidden: vec![("record".into(), "2".into())],
            label: "It is another person’s".into(),
            about: "C26-2345678".into(),
            warns: false,
        };
        let case = RequestCase {
            reference: "C26-2345678".into(),
            href: open.then(|| "/cases/1".into()),
            service: "Homelessness".into(),
            tags: vec![tag("Open", Tone::Plain)],
            small: Some("Fits well".into()),
            buttons: vec![button],
        };
        RequestPage {
            href: "/rights/1".into(),
            reference: "R26-2345678".into(),
            kind: "Copy of their data".into(),
            law: "UK GDPR article 15".into(),
            state: tag("Overdue", Tone::Bad),
            due: open.then(|| Due {
                words: "Answer by 1 December 2026, in 6 days".into(),
                tone: Tone::Warn,
                rule: Some("One month (UK GDPR article 12A).".into()),
            }),
            waiting: open.then(|| "They were asked who they are.".into()),
            notice: notice(),
            form: FormState::default(),
            facts: vec![("Came".into(), "1 November 2026".into())],
            rows: open.then(|| self.rows()),
            withheld: (!open).then(|| Withheld { why: vec!["A request is needed.".into()], statements: vec![] }),
            cases: vec![case.clone()],
            found: open.then(|| vec![case]),
            recipients: vec![Recipient {
                name: "St Basils".into(),
                words: "Who you are; last on 3 November 2026".into(),
                state: tag("Not told yet", Tone::Warn),
            }],
            steps: vec![RequestStep {
                when: "2 November 2026".into(),
                what: "Told the person that it came".into(),
                by: "Priya Nair".into(),
                more: Some("By letter".into()),
                words: Some(self.granting.text("We have your letter")),
            }],
            forms: vec![PanelForm {
                heading: "Decide".into(),
                id: "decide".into(),
                words: vec!["It ends here.".into()],
                action: "/rights/1/decide".into(),
                hidden: vec![("a".into(), "b".into())],
                fields: vec![field("outcome", "How it ends", Control::Choice)],
                button: "Decide".into(),
                ..PanelForm::default()
            }],
            links: vec![Link { text: "Look for their record".into(), href: "/rights/1?find=yes".into() }],
            open: "decide".into(),
        }
    }

    fn passage(&self, decided: bool) -> PassageCard {
        PassageCard {
            heading: "Household".into(),
            label: "Who lives with the person".into(),
            when: "Since 3 May 2026".into(),
            source: decided.then(|| "The person".into()),
            by: "Priya Nair".into(),
            text: decided.then(|| self.granting.text(NAME)),
            plain: if decided { String::new() } else { "St Basils, from 3 May 2026".into() },
            tags: vec![tag("About another person", Tone::Warn), tag("Waits", Tone::Bad)],
            decision: decided.then(|| "Left out. It is about somebody else".into()),
            decided_by: decided.then(|| "Priya Nair, 3 May 2026".into()),
            href: (!decided).then(|| "/rights/1/copy/a1".into()),
            document: decided.then(|| "/cases/1/documents/2".into()),
        }
    }

    /// Going through a copy, and the copy itself.
    pub fn copies(&mut self) {
        let panel = || PanelForm {
            heading: "Make the copy".into(),
            id: "make".into(),
            words: vec!["It is sealed.".into()],
            action: "/rights/1/copy-make".into(),
            hidden: vec![("a".into(), "b".into())],
            fields: vec![field("body", "For whom", Control::Choice)],
            button: "Make the copy".into(),
            ..PanelForm::default()
        };
        for open in [2, 1, 0] {
            let page = CopyReviewPage {
                href: "/rights/1".into(),
                reference: "R26-2345678".into(),
                form: if open == 1 {
                    FormState::wrong("body", "Choose for whom the copy is")
                } else {
                    FormState::default()
                },
                open,
                settled: open == 0,
                warnings: vec!["The request has been decided.".into()],
                views: vec![(
                    Link { text: "Waiting".into(), href: "/rights/1/copy?show=waits#passages".into() },
                    true,
                    open,
                )],
                groups: (0..open)
                    .map(|n| PassageGroup {
                        id: format!("p{n}-record"),
                        heading: "Homelessness, C26-2345678: what is recorded".into(),
                        cards: vec![self.passage(true), self.passage(false)],
                    })
                    .collect(),
                more: if open == 0 { vec![] } else { vec![self.case_row()] },
                copies: vec![CopyRow {
                    recipient: "The person".into(),
                    state: tag("Checked: can be handed over", Tone::Good),
                    lines: vec!["Made by Priya Nair, 3 May 2026".into()],
                }],
                look: vec![Link { text: "Look it through".into(), href: "/rights/1/copy-look".into() }],
                once: (open == 2).then(|| Once {
                    heading: "The link and the code".into(),
                    words: vec!["They are shown this once.".into()],
                    lines: vec![Typed("https://example.test/copies/abc".into()), Typed("ABCD2345".into())],
                }),
                forms: if open == 0 { vec![] } else { vec![panel()] },
                opened: if open == 1 { "make".into() } else { String::new() },
            };
            self.show(["settled", "wrong", ""][open], &frame("officer"), &page);
        }
        for decided in [true, false] {
            let page = PassagePage {
                back: Link { text: "The copy".into(), href: "/rights/1/copy".into() },
                reference: "R26-2345678".into(),
                open: usize::from(decided),
                passage: self.passage(decided),
                advice: vec!["What would identify somebody else goes in only if they agree.".into()],
                form: if decided {
                    FormState::default()
                } else {
                    FormState::wrong("choice", "Choose whether it goes in")
                },
                action: "/rights/1/copy/a1".into(),
                hidden: vec![("place".into(), "a".into())],
                fields: vec![field("choice", "Does it go into the copy?", Control::Choice)],
            };
            self.show(if decided { "" } else { "wrong" }, &frame("officer"), &page);
        }
        for (variant, recipient, standalone, left_out) in
            [("", "The person", true, true), ("desk", "The person", false, false), ("body", "An ombudsman", true, true)]
        {
            let page = CopyDocument {
                copy: self.granting.disclosed(&bundle(recipient, left_out)),
                made_on: "21 November 2026".into(),
                standalone,
                back: if standalone { String::new() } else { "/rights/1/copy".into() },
            };
            self.show(variant, &frame("officer"), &page);
        }
    }

    fn case_row(&self) -> RequestCase {
        RequestCase {
            reference: "C26-2345678".into(),
            href: None,
            service: "Homelessness".into(),
            tags: vec![tag("Open", Tone::Good)],
            small: None,
            buttons: vec![Button {
                action: "/rights/1/match".into(),
                hidden: vec![("reference".into(), "C26-2345678".into())],
                label: "Add it".into(),
                about: "C26-2345678".into(),
                warns: false,
            }],
        }
    }
}

fn bundle(recipient: &str, left_out: bool) -> Bundle {
    let entry = |number: usize, gone: bool| BundleEntry {
        number,
        heading: "Household".into(),
        label: "Who lives with the person".into(),
        text: (!gone).then(|| NAME.into()),
        when: "Since 3 May 2026".into(),
        source: (!gone).then(|| "The person".into()),
        left_out: gone.then(|| "It is about somebody else (Data Protection Act 2018 Schedule 2 paragraph 16)".into()),
        file: (!gone).then(|| "documents/0001.pdf".into()),
    };
    let count =
        |n| LeftOut { why: "It is about somebody else".into(), law: "Schedule 2 paragraph 16".into(), count: n };
    Bundle {
        form: FORM.into(),
        reference: "R26-2345678".into(),
        recipient: recipient.into(),
        of_a_file: false,
        controller: "Coventry City Council".into(),
        notice: "Homelessness and Choice Based Lettings".into(),
        notice_version: "coventry/homelessness-and-cbl@1.0.0".into(),
        made_on: "2026-11-21".into(),
        about: About {
            purposes: vec!["Prevent homelessness".into()],
            rights: vec![("To complain".into(), "to complain to us and to the regulator".into())],
            complaints: vec![("Information Commissioner".into(), vec!["Telephone: 0303 123 1113".into()])],
            ..About::default()
        },
        records: vec![Record {
            reference: "C26-2345678".into(),
            service: "Homelessness".into(),
            parts: vec![RecordPart {
                part: Part::Record,
                heading: Part::Record.words().into(),
                entries: vec![entry(1, false), entry(2, true)],
            }],
        }],
        files: vec![BundleFile {
            name: "documents/0001.pdf".into(),
            title: "A letter".into(),
            media: "application/pdf".into(),
            sha256: "00".repeat(32),
            number: 1,
        }],
        left_out: if left_out { vec![count(Some(1)), count(Some(2)), count(None)] } else { vec![] },
    }
}

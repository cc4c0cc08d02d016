//! Samples of the pages about requests of people about their data.

use crate::samples::{Sampler, choice, frame, tag};
use pages::form::{Control, Field, FormState};
use pages::panel::{Button, PanelForm};
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
}

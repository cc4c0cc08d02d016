//! Samples of the pages about what goes to other bodies.

use crate::samples::{NAME, Sampler, frame, tag};
use pages::Typed;
use pages::form::FormState;
use pages::share::{
    DocumentShown, OncePage, PartShown, Pick, PickSection, SecretShown, Selection, ShareAct, SharePage, ShareWrite,
    StepShown, Term,
};
use pages::{Link, StatementLink, Tone, Withheld};

fn statement() -> StatementLink {
    StatementLink {
        id: "disclose.partner-referral".into(),
        words: "Partners get it with your permission".into(),
        href: "/notices/coventry/x#disclose".into(),
    }
}

fn withheld() -> Withheld {
    Withheld { why: vec!["It needs the person’s consent.".into()], statements: vec![statement()] }
}

impl Sampler {
    pub fn share(&mut self) {
        let back = || Link { text: "Sharing".into(), href: "/cases/0197/sharing".into() };
        let picks = self.granting.text(NAME).map(|text| {
            let pick = |value: &str, picked| Pick {
                value: value.into(),
                label: "Full name".into(),
                text: text.clone(),
                picked,
            };
            vec![pick("identity.name", true), pick("identity.other-names", false)]
        });
        let empty = PickSection {
            id: "health".into(),
            label: "Health".into(),
            because: vec![],
            say: vec![],
            picks: None,
            withheld: Some(withheld()),
        };
        let full = PickSection {
            id: "identity".into(),
            label: "Name".into(),
            because: vec![statement()],
            say: vec!["Once sent it cannot be called back.".into()],
            picks: Some(picks),
            withheld: None,
        };
        let wrong = FormState::wrong("items", "Choose what goes to them");
        for (variant, sections, form) in [("", vec![full, empty], wrong), ("nothing", vec![], FormState::default())] {
            let page = ShareWrite {
                case: self.head(self.name()),
                form,
                heading: "Refer to St Basils".into(),
                lede: vec!["What for: help.".into()],
                action: "/cases/0197/sharing/write".into(),
                back: back(),
                hidden: vec![("to".into(), "st-basils".into())],
                first: self.fields(false),
                choose: "Choose the least.".into(),
                selection: Some(Selection {
                    label: "A fire safety visit".into(),
                    says: vec!["Looked at by the team manager on 2 November 2026.".into()],
                    warns: Some("It should have been looked at again by 2 November 2027.".into()),
                    others: vec![Link {
                        text: "A tenancy".into(),
                        href: "/cases/0197/sharing/write?preset=tenancy".into(),
                    }],
                }),
                sections,
                fields: self.fields(true),
                button: "Send".into(),
            };
            self.show(variant, &frame("officer"), &page);
        }
        let part = |label: &str| PartShown { label: label.into(), rows: None, withheld: None, instead: None };
        let step = |words: &str| StepShown { words: words.into(), when: "today".into(), more: None, instead: None };
        let act = ShareAct {
            id: "withdraw".into(),
            heading: "Take it back".into(),
            words: vec!["They are shown nothing more.".into()],
            action: "/cases/0197/sharing/1/withdraw".into(),
            hidden: vec![("do".into(), "withdraw".into())],
            fields: self.fields(false),
            button: "Take it back".into(),
            warns: true,
        };
        let page = SharePage {
            case: Some(self.head(self.name())),
            form: FormState::default(),
            heading: "St Basils".into(),
            back: Some(back()),
            tags: vec![tag("Sent", Tone::Plain)],
            lede: vec!["Sent today.".into()],
            facts: vec![
                Term { label: "Law".into(), says: vec!["Care Act 2014, section 42".into()] },
                Term { label: "Review".into(), says: vec![] },
            ],
            parts_heading: None,
            parts: vec![
                PartShown { rows: Some(self.rows()), ..part("Name") },
                PartShown { withheld: Some(withheld()), ..part("Health") },
                PartShown { instead: Some("It has been erased.".into()), ..part("Plan") },
            ],
            answers: Vec::new(),
            documents: vec![
                DocumentShown {
                    label: "Name, photograph".into(),
                    title: Some(self.granting.text("Tenancy agreement")),
                    named: None,
                    href: Some("/desk/1/documents/2".into()),
                    picture: Some("/desk/1/documents/2/preview".into()),
                    hash: "0f".repeat(32),
                },
                DocumentShown {
                    label: "Health, PDF".into(),
                    title: None,
                    named: None,
                    href: None,
                    picture: None,
                    hash: "0e".repeat(32),
                },
            ],
            steps: vec![
                StepShown { more: Some(self.rows()), ..step("Asked for by Robin") },
                StepShown { instead: Some("Not shown to you.".into()), ..step("Approved by Noor") },
                step("Accepted by Tom"),
            ],
            acts: vec![act],
            links: vec![Link { text: "Receipt".into(), href: "/cases/0197/sharing/1/receipt".into() }],
        };
        self.show("", &frame("officer"), &page);
        self.show("desk", &frame("partner"), &SharePage { heading: "Referral C26-1".into(), ..SharePage::default() });
        let secret = |label: &str, text: &str| SecretShown { label: label.into(), text: Typed(text.into()) };
        let once = OncePage {
            heading: "Give them the link and the code".into(),
            back: back(),
            words: vec!["Each by another way. They are shown this once.".into()],
            secrets: vec![secret("Link", "https://example.test/sent/0197"), secret("Code", "ABCD2345")],
        };
        self.show("", &frame("officer"), &once);
    }
}

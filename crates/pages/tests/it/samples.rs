//! Every page with sample data: no template without a sample, nothing undefined, nothing unescaped.

use crate::granting::Granting;
use disclosure::Disclosed;
use pages::account::{
    ActingGroup, AtProvider, ChangeActing, LogIn, OwnPasskeys, PasskeyLogIn, PasskeyRow, SecondFactor,
    SetUpSecondFactor,
};
use pages::admin::{AdminHome, Cell, ChoiceGroup, Components, Explain, Explained, Fact, FactLine, Matrix, MatrixRow};
use pages::agreements::{
    AgreementPage, AgreementPanel, AgreementUpload, FileToOpen, Said, SignAgreement, WriteAgreement,
};
use pages::case::{
    Agency, BlockedDecision, CaseHead, CaseMay, CasePage, CloseCase, Conflict, ConflictRow, ConsentRow, Content,
    EditSection, Kept, LinkAgency, MissingAnswer, Released, ReopenCase, Section, SectionHistory, Seen, SeenPage, Tab,
    Task, Version, VersionLine,
};
use pages::caseload::{CaseRow, Caseload, Count, Found, Hit, Paging, Search};
use pages::form::{
    Choice, Control, Decline, DraftNote, Entered, Field, FieldValue, FormSection, FormState, RowOf, RowsField,
    ShownWhen, Whose,
};
use pages::intake::{Begun, ChooseService, ForKnown, NewCase, ServiceChoice};
use pages::jobs::{DeadRow, JobRow, Jobs, RecurringRow};
use pages::messages::{
    AskField, MessageRow, MessageSays, Messages, OneMessage, PreviewMessage, TemplateRow, WayShown, WriteMessage,
};
use pages::notices::{NoticeList, NoticePage, NoticeRow, NoticeVersion};
use pages::panel::{
    AdminPanel, Button, Folded, Once, OwnPanel, PanelContent, PanelForm, PasswordField, RegisterPanel, Table, TableCell,
};
use pages::papers::{PaperPage, PaperSays, SignHere};
use pages::problem::Problem;
use pages::work::PlainForm;
use pages::{
    Acting, Banner, Cell as PageCell, Due, Frame, Link, Markup, May, Named, NoticeHead, Page, Pages, Row, RowTable,
    StateTag, StatementLink, Tone, Typed, Withheld,
};
use std::collections::BTreeSet;

/// A name with everything in it that must be escaped, and that no title may hold.
pub const NAME: &str = "Amélie O’Brien-Okafor <b>&\"'";

/// What was rendered: page, variant, HTML.
pub type Rendered = Vec<(String, String)>;

pub struct Sampler {
    pages: Pages,
    pub granting: Granting,
    pub done: Rendered,
    pub templates: BTreeSet<&'static str>,
}

pub fn tag(words: &str, tone: Tone) -> StateTag {
    StateTag { words: words.into(), tone }
}

fn statement(id: &str, words: &str) -> StatementLink {
    StatementLink { id: id.into(), words: words.into(), href: format!("/notices/coventry/housing#{id}") }
}

pub fn choice(value: &str, label: &str, picked: bool) -> Choice {
    Choice { value: value.into(), label: label.into(), hint: None, picked }
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

pub fn due(words: &str, tone: Tone) -> Due {
    Due { words: words.into(), tone, rule: Some("Housing Act 1996 section 189B(4): 56 days from acceptance".into()) }
}

pub fn paging() -> Paging {
    Paging {
        words: "26 to 50 of 312".into(),
        previous: Some("/cases?page=1".into()),
        next: Some("/cases?page=3".into()),
    }
}

fn withheld() -> Withheld {
    Withheld {
        why: vec![
            "St Basils may see this only with the person’s consent for this organisation, which has not been given."
                .into(),
        ],
        statements: vec![statement(
            "disclose.partner-referral",
            "Partners are told, with the person’s consent, what a referral needs.",
        )],
    }
}

pub fn frame(role: &str) -> Frame {
    let notices = ["Homelessness and Choice Based Lettings", "Rough sleeping working group", "Families programme"];
    let acting = |name: &str, role: &str, body: &str, purpose: Option<&str>, may: May| Acting {
        name: name.into(),
        role: role.into(),
        body: body.into(),
        purpose: purpose.map(Into::into),
        can_change: true,
        may,
    };
    let officer = May { day: true, cases: true, search: true, create: true, ..May::default() };
    Frame {
        council: "Coventry City Council".into(),
        demo: true,
        at: None,
        csrf: "t0ken".into(),
        once: "0nce".into(),
        keeps: None,
        acting: match role {
            "nobody" => None,
            "admin" => Some(acting(
                "Noor Begum",
                "Administrator",
                "Coventry City Council",
                None,
                May { administer: true, agreements: true, retention: true, ..May::default() },
            )),
            "partner" => Some(acting(
                "Tom Hale",
                "Case worker",
                "St Basils",
                Some("Refer you to specialist help in line with your plan"),
                May { create: false, desk: true, withdrawals: true, ..officer },
            )),
            _ => Some(acting(
                "Priya Nair",
                "Housing officer",
                "Coventry City Council",
                Some("Provide services to prevent or relieve homelessness"),
                officer,
            )),
        },
        notices: notices.iter().map(|n| Link { text: (*n).into(), href: "/notices/coventry/x".into() }).collect(),
        banner: None,
    }
}

impl Sampler {
    fn new() -> Self {
        Self { pages: Pages::new().unwrap(), granting: Granting::new(), done: vec![], templates: BTreeSet::new() }
    }
    pub fn show<P: Page>(&mut self, variant: &str, frame: &Frame, page: &P) {
        let html = self.pages.render(frame, page).unwrap_or_else(|e| panic!("{}: {e}", P::TEMPLATE));
        self.templates.insert(P::TEMPLATE);
        let file = format!(
            "{}{}{variant}",
            P::TEMPLATE.trim_end_matches(".html").replace('/', "-"),
            if variant.is_empty() { "" } else { "-" }
        );
        self.done.push((file, html));
    }
    pub fn name(&self) -> Named {
        Named::Released(self.granting.text(NAME))
    }
    pub fn head(&self, named: Named) -> CaseHead {
        CaseHead {
            id: "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b".into(),
            reference: "CAS-7K4M-2Q".into(),
            name: Some(named),
            service: Some("Homelessness".into()),
            notice: Some(notice()),
            state: Some(tag("Relief duty", Tone::Plain)),
            tabs: ["Record", "Timeline", "Who has seen this record"]
                .map(|words| Tab { words: words.into(), href: "/cases/0197".into(), current: words == "Record" })
                .into(),
        }
    }
    pub fn rows(&self) -> Disclosed<Vec<Row>> {
        let row = |label: &str, text: &str, masked| (label.to_owned(), text.to_owned(), masked);
        let rows = vec![
            row("Name", NAME, false),
            row("Date of birth", "3 May 1984", false),
            row("Address", "12 Example Street\nCoventry\nCV1 1AA", false),
            row("National Insurance number", "QQ 12 34 56 C", true),
            row("Email", "", false),
        ];
        self.granting.disclosed(&rows).map(|rows| {
            rows.into_iter()
                .map(|(label, text, masked)| Row {
                    reveal: masked.then(|| "/cases/1/sections/identity/reveal/ni-number".to_owned()),
                    table: (label == "Debts").then(|| RowTable {
                        head: vec!["To whom".into(), "How much".into()],
                        rows: vec![vec![
                            PageCell { text: "Energy".into(), reveal: None },
                            PageCell { text: "£120.00".into(), reveal: None },
                        ]],
                    }),
                    label,
                    text,
                    declined: false,
                })
                .collect()
        })
    }
    fn released(&self, obligations: &[&str]) -> Content {
        Content::Released(Released {
            rows: self.rows(),
            recorded: "18 November 2026 at 10:12am".into(),
            by: "Priya Nair, housing officer".into(),
            source: Some("the person".into()),
            obligations: obligations.iter().map(|o| (*o).into()).collect(),
            kept_back: vec!["“What happened” was given by the police: they have not agreed that you have it".into()],
            facts: vec![pages::case::FactLine {
                label: "Name".into(),
                words: "The person, 18 November 2026. They said so.".into(),
            }],
            statements: vec![statement("access.officers", "Housing officers see what their work needs.")],
        })
    }
    fn stored(&self, text: &str) -> FieldValue {
        FieldValue::Disclosed(self.granting.text(text).map(Entered::text))
    }
    pub fn fields(&self, wrong: bool) -> Vec<Field> {
        let field = |name: &str, label: &str, control, required| Field {
            name: format!("identity.{name}"),
            label: label.into(),
            control,
            options: vec![],
            required,
            hint: None,
            ..Field::default()
        };
        let typed = |e: Entered| FieldValue::Typed(Typed(e));
        let yes_no = vec![choice("yes", "Yes", false), choice("no", "No", false)];
        let kinds = vec![
            choice("a", "Asked to leave", false),
            choice("b", "End of a tenancy", false),
            choice("c", "Violence", false),
        ];
        vec![
            Field {
                value: self.stored(NAME),
                error: wrong.then(|| "Enter a name".into()),
                ..field("name", "Name", Control::Text, true)
            },
            Field {
                hint: Some("For example 27 3 1984".into()),
                value: typed(Entered::date("31", "2", "1984")),
                error: wrong.then(|| "There is no such day: check day and month".into()),
                ..field("born", "Date of birth", Control::Date, true)
            },
            field("ni", "National Insurance number", Control::Code, false),
            Field {
                rows: Some(RowsField {
                    one: "debt".into(),
                    rows: vec![RowOf {
                        number: 1,
                        fields: vec![
                            Field {
                                name: "identity.debts.1.creditor".into(),
                                ..field("d", "To whom", Control::Text, true)
                            },
                            Field {
                                name: "identity.debts.1.plan".into(),
                                shown_when: Some(ShownWhen {
                                    name: "identity.debts.1.creditor".into(),
                                    is: vec!["rent".into()],
                                    words: "Answer this if “To whom” is “Rent”.".into(),
                                }),
                                ..field("p", "Plan", Control::LongText, false)
                            },
                        ],
                        whose: Some(Whose {
                            name: "identity.debts.1.person-record".into(),
                            value: FieldValue::Typed(Typed(Entered::text("0197a1b2c3d47e8f9a0b1c2d3e4f5a6c"))),
                        }),
                    }],
                    more: true,
                    blank: !wrong,
                }),
                ..field("debts", "Debts", Control::Rows, false)
            },
            Field { value: typed(Entered::text("£120.00")), ..field("sum", "Debts together", Control::Total, false) },
            field("address", "Address", Control::Address, false),
            Field {
                hint: Some("What happened, in the person’s words".into()),
                ..field("story", "What led to this", Control::LongText, true)
            },
            Field {
                options: yes_no,
                value: typed(Entered::text("yes")),
                ..field("safe", "Is there somewhere safe to stay tonight?", Control::YesNo, true)
            },
            Field {
                options: kinds.clone(),
                value: typed(Entered::text("b")),
                error: wrong.then(|| "Choose a reason".into()),
                ..field("reason", "Main reason", Control::Choice, true)
            },
            Field {
                options: kinds,
                value: typed(Entered::chosen(vec!["a".into(), "c".into()])),
                ..field("also", "What else applies", Control::Choices, false)
            },
            field("income", "Income a month", Control::Money, false),
            field("people", "How many people", Control::Number, false),
            field("email", "Email", Control::Email, false),
            field("phone", "Telephone", Control::Telephone, false),
            field("postcode", "Postcode", Control::Postcode, false),
        ]
    }
    fn consents(&self) -> Vec<ConsentRow> {
        let row = |recipient: &str, state, can_withdraw| ConsentRow {
            id: "0197".into(),
            recipient: recipient.into(),
            purpose: "Refer you to specialist help in line with your plan".into(),
            categories: vec!["Who you are and how to reach you".into(), "Housing needs".into()],
            state,
            when: "On 18 November 2026, in person".into(),
            can_withdraw,
            cannot_recall: can_withdraw.then(|| "What has been passed on already cannot be called back.".into()),
        };
        vec![row("St Basils", tag("Given", Tone::Good), true), row("Emmaus", tag("Refused", Tone::Bad), false)]
    }
    fn kept(&self) -> Vec<Kept> {
        vec![Kept {
            words: "Kept until 31 March 2033, then erased.".into(),
            how: "Six years from closing, then to the end of the financial year.".into(),
            rule: statement("retain.case", "Case records are kept for six years plus the current year."),
        }]
    }
    fn papers(&mut self) {
        let officer = frame("officer");
        let says = || PaperSays::Released {
            body: self.granting.text("What we will do"),
            agree: self.granting.text("I agree to this plan"),
        };
        let page = |says, sign, form| PaperPage {
            case: self.head(self.name()),
            form,
            title: "Personalised housing plan".into(),
            state: tag("Waits to be signed", Tone::Warn),
            steps: vec!["Priya Nair wrote it on 25 November 2026 at 10:12am".into()],
            says,
            answer: Some(("Signed by".into(), self.granting.text("Ada Quill"))),
            proof: vec![("SHA-256 of what is presented".into(), "0f".repeat(32))],
            links: vec![Link { text: "Open it (PDF)".into(), href: "/cases/0197/papers/0198/file".into() }],
            buttons: vec![pages::sheet::Button {
                words: "Call it back".into(),
                about: "Personalised housing plan".into(),
                action: "/cases/0197/papers/0198/cancel".into(),
            }],
            sign,
        };
        let here = || SignHere {
            action: "/cases/0197/papers/0198/sign".into(),
            shown: "0f".repeat(32),
            hidden: Vec::new(),
            decision: "sign".into(),
            name: Typed("Ada Quill".into()),
            why: Typed(String::new()),
            heard: Some(Typed(String::new())),
        };
        let withheld = PaperSays::Withheld(withheld());
        let pages = [
            ("", page(says(), None, FormState::default())),
            ("sign", page(says(), Some(here()), FormState::default())),
            ("wrong", page(says(), Some(here()), FormState::wrong("name", "Write your name"))),
            ("withheld", page(withheld, None, FormState::default())),
            ("erased", page(PaperSays::Erased, None, FormState::default())),
        ];
        for (variant, page) in &pages {
            self.show(variant, &officer, page);
        }
    }
    fn messages(&mut self) {
        let officer = frame("officer");
        let row = |state| MessageRow {
            href: "/cases/0197/messages/0198".into(),
            title: "Invitation to an appointment".into(),
            channel: "Email".into(),
            state,
            steps: vec![
                "Priya Nair decided to send it on 25 November 2026 at 10:12am".into(),
                "Handed to the mail server on 25 November 2026 at 10:12am".into(),
            ],
        };
        let ways = vec![Link { text: "Email".into(), href: "/cases/0197/messages/new/appointment/email".into() }];
        let list = |rows, templates| Messages { case: self.head(self.name()), rows, templates };
        let full = list(
            vec![row(tag("Failed", Tone::Bad)), row(tag("Sent", Tone::Plain))],
            vec![TemplateRow { title: "Invitation to an appointment".into(), ways }],
        );
        let bare = list(vec![], vec![]);
        let write = |to, not_safe, form| WriteMessage {
            case: self.head(self.name()),
            form,
            title: "Invitation to an appointment".into(),
            channel: "Text message".into(),
            action: "/cases/0197/messages/new/appointment/text".into(),
            to,
            not_safe,
            asks: [("ask.when", false), ("ask.where", true)]
                .map(|(name, long)| AskField {
                    name: name.into(),
                    label: "Day and time".into(),
                    hint: "For example, Tuesday 8 December at 10:30am".into(),
                    long,
                    value: Typed(String::new()),
                })
                .into(),
        };
        let to = || {
            let way = ("07700 900123".to_owned(), "Mornings only".to_owned());
            WayShown::Released(self.granting.disclosed(&way))
        };
        let forms = [
            ("", write(to(), false, FormState::default())),
            ("wrong", write(to(), false, FormState::wrong("ask.when", "Enter: day and time"))),
            ("not-safe", write(to(), true, FormState::default())),
            ("none", write(WayShown::None, false, FormState::default())),
        ];
        let preview = |form| PreviewMessage {
            case: self.head(self.name()),
            form,
            title: "Invitation to an appointment".into(),
            channel: "Email".into(),
            action: "/cases/0197/messages/new/appointment/email".into(),
            to: self.granting.text("ada@example.test"),
            said: self.granting.text("After four only"),
            subject: self.granting.text("An appointment for you"),
            body: self.granting.text("Hello\n\nWhen: Tuesday"),
            ask_if_safe: true,
            kept: vec![("ask.when".into(), Typed("Tuesday".into()))],
            letter: true,
            shown: "Others may see the subject line.".into(),
        };
        let previews = [
            ("", preview(FormState::default())),
            ("wrong", preview(FormState::wrong("safe", "Ask the person whether this way is safe"))),
        ];
        let one = |says, stop: Option<String>| OneMessage {
            case: self.head(self.name()),
            row: row(tag("Waiting to leave", Tone::Plain)),
            says,
            paper: stop.clone(),
            posted: stop.clone(),
            stop,
        };
        let released = MessageSays::Released {
            to: self.granting.text("ada@example.test"),
            subject: self.granting.text("An appointment for you"),
            body: self.granting.text("Hello"),
        };
        let ones = [
            ("", one(released, Some("/cases/0197/messages/0198/stop".into()))),
            ("erased", one(MessageSays::Erased, None)),
        ];
        self.show("", &officer, &full);
        self.show("bare", &officer, &bare);
        for (variant, page) in &forms {
            self.show(variant, &officer, page);
        }
        for (variant, page) in &previews {
            self.show(variant, &officer, page);
        }
        for (variant, page) in &ones {
            self.show(variant, &officer, page);
        }
    }
    fn everything(&mut self) {
        self.accounts();
        self.lists();
        self.intake();
        self.cases();
        self.people();
        self.messages();
        self.papers();
        self.notices();
        self.admin();
        self.agreements();
        self.work();
        self.share();
        self.rights();
        self.copies();
        self.portal();
        for (variant, problem) in [
            ("400", Problem::unreadable()),
            ("403", Problem::stale_form()),
            ("403-out", Problem::logged_out()),
            ("403-role", Problem::not_yours()),
            ("404", Problem::not_found()),
            ("405", Problem::wrong_method()),
            ("409", Problem::conflict()),
            ("409-refused", Problem::refused("The last manager cannot be removed: name another first.")),
            ("413", Problem::too_large()),
            ("415", Problem::not_a_form()),
            ("429", Problem::too_many("15 minutes")),
            ("500", Problem::ours("7F3K-19".into())),
            ("503", Problem::unavailable()),
        ] {
            self.show(variant, &frame("officer"), &problem);
        }
    }
    fn accounts(&mut self) {
        let nobody = frame("nobody");
        self.show(
            "",
            &nobody,
            &LogIn { form: FormState::default(), username: Typed(String::new()), passkeys: true, elsewhere: vec![] },
        );
        let wrong = FormState::wrong(
            "username",
            "The user name or the password is not right. After five attempts the account is locked for 15 minutes.",
        );
        self.show(
            "wrong",
            &nobody,
            &LogIn {
                form: wrong,
                username: Typed("priya<script>".into()),
                passkeys: false,
                elsewhere: vec![Link { text: "Coventry staff log in".into(), href: "/login/with/1".into() }],
            },
        );
        self.show(
            "",
            &nobody,
            &AtProvider {
                title: "You have logged out".into(),
                words: vec!["You may still be logged in at “Coventry staff log in”.".into()],
                button: "Log out of “Coventry staff log in” too".into(),
                href: "https://login.example/end".into(),
                other: Some(("/login".into(), "Log in again".into())),
            },
        );
        self.show(
            "",
            &nobody,
            &SecondFactor {
                form: FormState::wrong("code", "Enter the six digits that the app shows now"),
                passkeys: true,
            },
        );
        let qr = Markup("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\" role=\"img\" aria-label=\"QR code\"><path d=\"M0 0h3v3H0zM5 0h3v3H5zM0 5h3v3H0zM4 4h2v2H4z\"/></svg>".into());
        self.show(
            "",
            &nobody,
            &SetUpSecondFactor { form: FormState::default(), qr, secret: Typed("JBSW Y3DP EHPK 3PXP".into()) },
        );
        let group = |label: &str, first: bool| ActingGroup {
            label: label.into(),
            purposes: vec![
                choice("1", "Provide services to prevent or relieve homelessness", first),
                choice("2", "Refer you to specialist help in line with your plan", false),
            ],
        };
        let groups = vec![
            group("Housing officer, under Homelessness and Choice Based Lettings", true),
            group("Working group member, under Rough sleeping", false),
        ];
        self.show(
            "",
            &frame("officer"),
            &ChangeActing {
                form: FormState::wrong("acting", "Choose what you are doing"),
                groups,
                back: "/cases".into(),
            },
        );
    }
    fn lists(&mut self) {
        let count = |label: &str, number, current, urgent| Count {
            label: label.into(),
            number,
            href: "/cases?due=x".into(),
            current,
            urgent,
        };
        let row = |name: Named, state: StateTag, due: Option<Due>| CaseRow {
            href: "/cases/0197".into(),
            reference: "CAS-7K4M-2Q".into(),
            name,
            service: "Homelessness".into(),
            state,
            opened: "28 September 2026".into(),
            due,
        };
        let rows = vec![
            row(
                self.name(),
                tag("Relief duty", Tone::Plain),
                Some(due("Relief duty ends automatically on 24 November, in 3 days", Tone::Warn)),
            ),
            row(
                Named::Released(self.granting.text("Daniel Whitmore")),
                tag("Prevention duty", Tone::Plain),
                Some(due("Review of the personal housing plan was due on 16 November, 5 days ago", Tone::Bad)),
            ),
            row(
                Named::Withheld(withheld()),
                tag("Assessment", Tone::Plain),
                Some(due("Decision due on 14 December, in 23 days", Tone::Plain)),
            ),
            row(Named::Released(self.granting.text("Sadia Rahman")), tag("Closed", Tone::Good), None),
            row(Named::Unrecorded, tag("Open", Tone::Plain), None),
            row(Named::Erased, tag("Closed", Tone::Good), None),
        ];
        let list = Caseload {
            tools: crate::work::tools(),
            heading: "Your cases".into(),
            counts: vec![
                count("All open", 312, true, false),
                count("Overdue", 4, false, true),
                count("Due in 7 days", 19, false, false),
                count("Closed this month", 11, false, false),
            ],
            services: vec![choice("", "All services", true), choice("h", "Homelessness", false)],
            states: vec![choice("open", "Open", true), choice("closed", "Closed", false)],
            orders: vec![choice("", "What is due first", true)],
            owners: vec![choice("", "Everybody", true)],
            bulk: true,
            rows,
            paging: paging(),
            note: Some("Cases that you work with, for the purpose you are acting for.".into()),
        };
        let mut with_banner = frame("officer");
        with_banner.banner = Some(Banner { words: "The case was closed.".into(), success: true });
        self.show("", &with_banner, &list);
        self.show("empty", &frame("partner"), &Caseload { rows: vec![], counts: vec![], ..list });
        let hit = |name, likeness, why: &[&str]| Hit {
            href: "/cases/0197".into(),
            reference: "CAS-7K4M-2Q".into(),
            name,
            born: None,
            service: "Homelessness".into(),
            state: tag("Open", Tone::Plain),
            why: why.iter().map(|w| (*w).into()).collect(),
            likeness,
        };
        let hits = vec![
            Hit {
                born: Some(self.granting.text("3 May 1984")),
                ..hit(
                    self.name(),
                    tag("Very likely", Tone::Good),
                    &["the surname sounds the same", "the same date of birth"],
                )
            },
            hit(Named::Withheld(withheld()), tag("Possible", Tone::Plain), &["the surname sounds the same"]),
        ];
        let found = Found { explained: "Names that sound like what you typed, with the date of birth if one was given. Only people whom you may see for this purpose are looked at.".into(), hits, more: true, notes: vec!["Not looked for: a telephone number.".into()] };
        let search = Search {
            form: FormState::default(),
            looked_for: Typed("amelie obrien <3".into()),
            found: Some(found),
            create: Some(Link { text: "Start an application".into(), href: "/cases/new".into() }),
        };
        self.show("found", &frame("officer"), &search);
        self.show(
            "",
            &frame("officer"),
            &Search {
                form: FormState::wrong("q", "Enter a name, a date of birth or a reference"),
                looked_for: Typed(String::new()),
                found: None,
                create: None,
            },
        );
    }
    fn intake(&mut self) {
        let service = |title: &str| ServiceChoice {
            href: "/cases/new/coventry/homelessness-and-cbl".into(),
            title: title.into(),
            summary: Some("Help for people who are homeless or may be soon.".into()),
            controller: "Coventry City Council".into(),
            notice: notice(),
        };
        self.show(
            "",
            &frame("officer"),
            &ChooseService {
                services: vec![service("Homelessness"), service("Homefinder lettings")],
                begun: vec![Begun {
                    href: "/cases/new/coventry/homelessness-and-cbl/homelessness?draft=0197".into(),
                    what: "New application: Homelessness".into(),
                    begun: "1 March 2026 at 09:00".into(),
                    when: "today at 14:05".into(),
                }],
                imports: Some("/imports".into()),
                known: None,
                listed: None,
            },
        );
        self.show(
            "none",
            &frame("partner"),
            &ChooseService {
                services: vec![],
                begun: vec![],
                imports: None,
                known: Some("/people/2".into()),
                listed: None,
            },
        );
        self.show(
            "listed",
            &frame("officer"),
            &ChooseService {
                services: vec![service("Homelessness")],
                begun: vec![],
                imports: None,
                known: None,
                listed: Some("/linkage/1/pairs/3".into()),
            },
        );
        for (variant, wrong) in [("", false), ("wrong", true)] {
            let section = |id: &str, label: &str, required: bool, special: Option<&str>, fields| FormSection {
                id: id.into(),
                label: label.into(),
                required,
                any_one: required,
                why: vec!["Provide services to prevent or relieve homelessness".into()],
                if_refused: required.then(|| "We may not be able to assess your case".into()),
                special: special.map(Into::into),
                statement: Some(statement("category.identity", "Who you are")),
                text: required.then(|| "Only what is needed.".into()),
                fields,
                decline: None,
            };
            let mut form = FormState::default();
            if wrong {
                form.add("identity.name", "Enter a name");
                form.add("identity.born-day", "There is no such day: check day and month");
                form.add("identity.reason", "Choose a reason");
            }
            let page = NewCase {
                form,
                notice: notice(),
                service: "Homelessness".into(),
                action: "/cases/new/coventry/homelessness-and-cbl".into(),
                told_first: vec!["What is sent to the ministry cannot be called back once it is sent.".into()],
                sections: vec![
                    section("identity", "Who you are and how to reach you", true, None, self.fields(wrong)),
                    section("health", "Health, where it bears on need or priority", false, Some("health"), vec![]),
                ],
                told: None,
                draft: DraftNote { id: "0197a1b2".into(), kept: wrong.then(|| "today at 14:05".into()) },
                known: (!wrong).then(|| ForKnown { person: "2".into(), cases: vec!["C26-7K4M2Q1".into()] }),
                referral: wrong
                    .then(|| pages::intake::ForReferral { id: "01".to_owned(), reference: "R-23456789".to_owned() }),
                listed: wrong.then(|| pages::intake::ForListed {
                    record: "1.3.2".into(),
                    pair: "/linkage/1/pairs/3".into(),
                    whose: "List of Example Constabulary, record 7".into(),
                }),
            };
            self.show(variant, &frame("officer"), &page);
        }
    }
    fn people(&mut self) {
        use pages::person::{
            BelongsTo, CaseOf, ComparePage, CompareRow, Fact, Facts, Has, HouseholdFacts, HouseholdPage, LinkOf,
            MemberFact, NumberFact, PersonPage, PlaceFact, SideOf, WayFact, WithheldPart,
        };
        let origins = || vec!["The person, 18 November 2026. They said so (C26-7K4M2Q1)".to_owned()];
        let fact = |label: &str, text: &str| Fact { label: label.into(), text: text.into(), origins: origins() };
        let member = |name: &str, child: bool| MemberFact {
            href: child.then(|| "/people/2".into()),
            seen: child.then(|| "/cases/1/household/2/seen".into()),
            tags: if child { vec![tag("Use of their data has stopped", Tone::Bad)] } else { vec![] },
            name: name.into(),
            relation: "Son or daughter".into(),
            age: Some("7 years old".into()),
            child,
            when: "since March 2024".into(),
            origins: origins(),
        };
        let place = |label: &str, sort| PlaceFact {
            label: label.into(),
            text: "1 Example Row".into(),
            ended: "Evicted".into(),
            when: "May 2024 to June 2025".into(),
            sort,
            origins: origins(),
        };
        for (variant, full) in [("", true), ("bare", false)] {
            let facts = self.granting.text(NAME).map(|name| Facts {
                who: vec![fact("Full name", &name), fact("Date of birth", "about 1984")],
                births_differ: full,
                ways: vec![
                    WayFact {
                        label: "Mobile telephone".into(),
                        text: "07700 900123".into(),
                        safe: Some("Safe to text".into()),
                        danger: Some("Do not call".into()),
                        note: "After six".into(),
                        origins: origins(),
                    },
                    WayFact {
                        label: "Address".into(),
                        text: "1 Example Row".into(),
                        safe: None,
                        danger: None,
                        note: String::new(),
                        origins: origins(),
                    },
                ],
                needs: vec![fact("Language", "Tigrinya")],
                numbers: vec![NumberFact {
                    label: "National Insurance number".into(),
                    masked: "••••••56C".into(),
                    issuer: "HMRC".into(),
                    valid: "Not valid since 3 May 2026".into(),
                    over: true,
                    reveal: "/cases/1/sections/identity/reveal/ni-number".into(),
                    origins: origins(),
                }],
                places: if full {
                    vec![
                        place("Living with friends", "home"),
                        place("Nothing known for 31 days", "gap"),
                        place("No fixed abode", "no-home"),
                    ]
                } else {
                    vec![]
                },
                coverage: tag("31 days of the last five years are not covered", Tone::Warn),
                place_texts: vec![fact("Addresses", "A hostel")],
                household: if full { vec![member("Bo", true), member("Cy", false)] } else { vec![] },
                household_before: if full { vec![member("Di", false)] } else { vec![] },
                composition: "2 adults and 1 child".into(),
                household_texts: vec![fact("Who lives with you", "A sister")],
                belongs: vec![BelongsTo {
                    href: "/cases/2/household".into(),
                    reference: "C26-7K4M2Q2".into(),
                    relation: "Child".into(),
                    when: "since 1 May 2020".into(),
                    there: full,
                    says: vec![("Sex".into(), "Female".into())],
                    origins: origins(),
                }],
                others: vec![fact("Relative", "A neighbour")],
            });
            let page = PersonPage {
                id: "0197a1b2c3d47e8f9a0b1c2d3e4f5a6c".into(),
                name: if full { self.name() } else { Named::Withheld(withheld()) },
                notice: notice(),
                cases: vec![CaseOf {
                    href: "/cases/1".into(),
                    reference: "C26-7K4M2Q1".into(),
                    service: "Homelessness".into(),
                    state: tag("Open", Tone::Plain),
                    opened: "28 September 2026".into(),
                    elsewhere: full,
                    as_member: full,
                }],
                facts,
                has: Has { addresses: full, household: full, numbers: full, needs: full, others: full },
                on: "2026-11-21".into(),
                on_words: "21 November 2026".into(),
                kept_back: if full {
                    vec!["Names of children are shown to the council’s own people only".into()]
                } else {
                    vec![]
                },
                withheld: vec![WithheldPart { label: "Household".into(), why: withheld() }],
                links: if full {
                    vec![
                        LinkOf { id: "1".into(), href: "/people/2".into(), words: "Linked by Tom".into(), split: None },
                        LinkOf {
                            id: "2".into(),
                            href: "/people/3".into(),
                            words: "Linked by Tom".into(),
                            split: Some("Split again by Ann".into()),
                        },
                    ]
                } else {
                    vec![]
                },
                proposals: usize::from(full),
                can_link: true,
                own_case: true,
            };
            self.show(variant, &frame("officer"), &page);
            let household = HouseholdPage {
                case: self.head(self.name()),
                on: "2026-11-21".into(),
                on_words: "21 November 2026".into(),
                facts: self.granting.text(NAME).map(|name| HouseholdFacts {
                    composition: "2 adults and 1 child".into(),
                    there: if full { vec![member(&name, true), member("Cy", false)] } else { vec![] },
                    before: if full { vec![member("Di", false)] } else { vec![] },
                    together: if full { vec![("Since 1 May 2020".into(), "Bo, Cy".into())] } else { vec![] },
                    texts: if full { vec![fact("Who lives with you", "A sister")] } else { vec![] },
                }),
                kept_back: if full { vec!["Of somebody nothing is shown".into()] } else { vec![] },
                edit: vec![Link {
                    text: "Change who is in it".into(),
                    href: "/cases/1/sections/household/edit".into(),
                }],
            };
            self.show(variant, &frame("officer"), &household);
        }
        let side = |name| SideOf { href: "/people/1".into(), name, cases: "C26-7K4M2Q1".into() };
        for (variant, linked) in [("", false), ("linked", true)] {
            let row = |label: &str, one: &str, other: &str, verdict| CompareRow {
                label: label.into(),
                one: one.into(),
                other: other.into(),
                verdict,
            };
            let rows = self.granting.text(NAME).map(|name| {
                vec![
                    row("Names", &name, &name, "same"),
                    row("Date of birth", "1984", "1985", "differs"),
                    row("Numbers", "", "x", "unknown"),
                ]
            });
            let page = ComparePage {
                form: if linked { FormState::wrong("", "They are linked already") } else { FormState::default() },
                action: "/people/1/compare/2".into(),
                one: side(self.name()),
                other: side(self.name()),
                evidence: (!linked).then(evidence),
                rows,
                linked,
            };
            self.show(variant, &frame("officer"), &page);
        }
        for (variant, decided) in [("", false), ("decided", true)] {
            let rows = self.granting.text(NAME).map(|name| {
                vec![CompareRow { label: "Names".into(), one: name.clone(), other: name, verdict: "same" }]
            });
            let ask = pages::form::Field {
                name: "verdict".into(),
                label: "Is this one person?".into(),
                control: pages::form::Control::Choice,
                options: vec![choice("same", "They are one person", false)],
                required: true,
                ..pages::form::Field::default()
            };
            let page = pages::person::LinkagePairPage {
                form: if decided { FormState::default() } else { FormState::wrong("verdict", "Choose what it is") },
                action: "/linkage/1/pairs/3".into(),
                back: "/linkage/1".into(),
                heading: "Pair 3".into(),
                one: "Our record C26-7K4M2Q1".into(),
                one_href: Some("/people/1".into()),
                other: "List of Example Constabulary, record 7".into(),
                other_href: None,
                state: pages::StateTag { words: "To be reviewed".into(), tone: pages::Tone::Warn },
                sampled: !decided,
                rows,
                evidence: evidence(),
                actions: if decided {
                    vec![Link::new(
                        "Open a new case: list of Example Constabulary, record 7",
                        "/cases/new?listed=1.3.2",
                    )]
                } else {
                    vec![]
                },
                fields: if decided { vec![] } else { vec![ask] },
            };
            self.show(variant, &frame("officer"), &page);
        }
        let chart = |id: &str, picture: bool| pages::person::ChartShown {
            id: id.into(),
            heading: format!("About {id}"),
            words: vec!["That is too few to say anything.".into()],
            picture: if picture {
                format!(
                    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 90\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">A</title><desc id=\"{id}-d\">B</desc></svg>"
                )
            } else {
                String::new()
            },
            heads: vec!["Threshold in bits".into(), "Value".into()],
            rows: if picture { vec![vec!["0.00".into(), "0.9000".into()]] } else { vec![] },
        };
        let page = pages::person::LinkageChartsPage {
            heading: "Charts of the matching run".into(),
            back: "/linkage/1".into(),
            lede: vec!["Nothing learns from what is decided.".into()],
            charts: vec![chart("weights", true), chart("alone", true), chart("threshold", false)],
        };
        self.show("", &frame("officer"), &page);
        for (variant, wrong) in [("", false), ("wrong", true)] {
            let option = |value: &str, label: &str| choice(value, label, false);
            let column = |name: &str, heading: &str, goes_to: &str, error: Option<&str>| pages::imports::Column {
                name: name.into(),
                heading: self.granting.text(heading),
                example: self.granting.text(if goes_to.is_empty() { "" } else { NAME }),
                goes_to: goes_to.into(),
                error: error.map(Into::into),
            };
            let error = wrong.then_some("Choose a question of this service’s form, or leave the column out");
            let page = pages::imports::ImportColumns {
                form: error.map_or_else(FormState::default, |words| FormState::wrong("column-2", words)),
                action: "/imports/1/columns".into(),
                back: "/imports".into(),
                service: "Homelessness".into(),
                rows: 3,
                needed: if wrong { vec![] } else { vec!["Identity: Name".into()] },
                places: vec![pages::imports::Places {
                    label: "Identity".into(),
                    options: vec![
                        option("identity.name", "Name (needed)"),
                        option("identity.ni-number", "National Insurance number"),
                    ],
                }],
                columns: vec![
                    column("column-1", "Full <name>", "identity.name", None),
                    column("column-2", "Shoe size", "", error),
                ],
            };
            self.show(variant, &frame("officer"), &page);
        }
        for (variant, value, nothing) in
            [("ask", None, false), ("shown", Some(self.granting.text("QQ 12 34 56 C")), false), ("nothing", None, true)]
        {
            let page = pages::case::Reveal {
                case: self.head(self.name()),
                form: if variant == "ask" { FormState::wrong("reason", "Choose why") } else { FormState::default() },
                action: "/cases/1/sections/identity/reveal/ni-number".into(),
                section: "identity".into(),
                label: "National Insurance number".into(),
                reasons: vec![choice("identify", "To make sure who the person is", false)],
                value,
                nothing,
            };
            self.show(variant, &frame("officer"), &page);
        }
    }
    fn cases(&mut self) {
        let section = |id: &str, label: &str, content, can_edit| Section {
            id: id.into(),
            label: label.into(),
            special: None,
            content,
            can_edit,
            documents: can_edit.then(|| "/cases/1/documents?about=identity".into()),
            has_history: can_edit,
            alerts: self.granting.disclosed(&vec!["Not covered: 31 days".to_owned()]),
            beside: vec![],
        };
        let may = CaseMay { close: true, reopen: false, consent: true, seen: true, link: false };
        let page = CasePage {
            case: self.head(self.name()),
            held: Some("Team Prevention".into()),
            opened: "28 September 2026".into(),
            closed: None,
            kept: self.kept(),
            markers: vec![self.granting.text(NAME)],
            alerts: vec![self.granting.disclosed(&vec!["Do not see this person alone <b>".to_owned()])],
            blocked: vec![BlockedDecision {
                decision: "Assess your housing needs".into(),
                missing: vec![MissingAnswer {
                    label: "Where you live now".into(),
                    href: Some("/cases/0197/sections/identity/edit".into()),
                    declined: true,
                }],
                if_refused: vec!["We may not be able to assess your needs".into()],
            }],
            warnings: vec!["Processing is restricted at the person’s request since 1 November 2026.".into()],
            sections: vec![
                section("identity", "Who you are and how to reach you", self.released(&[]), true),
                section(
                    "circumstances",
                    "What led to homelessness or the threat of it",
                    self.released(&["This was released by an override and is reviewed within 5 days."]),
                    true,
                ),
                Section {
                    special: Some("health".into()),
                    ..section(
                        "health",
                        "Health, where it bears on need or priority",
                        Content::Withheld(withheld()),
                        false,
                    )
                },
                Section {
                    beside: vec![("3 November 2026".into(), self.granting.text("I never refused that offer <b>"))],
                    ..section("plan", "Personal housing plan", Content::Empty, true)
                },
                section(
                    "notes",
                    "Working notes",
                    Content::Erased("Erased on 1 March 2026 under the rule for working notes.".into()),
                    false,
                ),
            ],
            due: vec![
                due("Relief duty ends automatically on 24 November, in 3 days", Tone::Warn),
                due("Personal housing plan was due on 16 November, 5 days ago", Tone::Bad),
            ],
            tasks: vec![
                Task {
                    words: "Write the personal housing plan".into(),
                    href: Some("/cases/0197/sections/plan/edit".into()),
                    state: tag("Not started", Tone::Warn),
                    due: Some(due("Due on 24 November, in 3 days", Tone::Warn)),
                },
                Task {
                    words: "Ask for consent to refer".into(),
                    href: None,
                    state: tag("Done", Tone::Good),
                    due: None,
                },
            ],
            consents: self.consents(),
            agencies: vec![Agency {
                name: "St Basils".into(),
                words: "Since 12 October 2026, by referral".into(),
                stopped: Some("Agreement DSA-7 lapsed: its last day was 31 March 2027.".into()),
                end: None,
            }],
            agendas: vec![],
            may,
        };
        self.show("", &frame("officer"), &page);
        let partner = CasePage {
            case: self.head(Named::Withheld(withheld())),
            alerts: vec![],
            blocked: vec![],
            closed: Some("Closed on 20 November 2026: settled home found.".into()),
            markers: vec![self.granting.text(NAME)],
            warnings: vec![],
            due: vec![],
            tasks: vec![],
            consents: vec![],
            agencies: vec![],
            kept: vec![],
            may: CaseMay { reopen: true, link: true, ..CaseMay::default() },
            ..page
        };
        self.show("partner", &frame("partner"), &partner);

        let line = |number| VersionLine { number, when: "18 November 2026 at 10:12am".into(), by: "Priya Nair".into() };
        let mut form = FormState::default();
        form.add("identity.name", "Enter a name");
        let mut edit = EditSection {
            case: self.head(self.name()),
            form: FormState::default(),
            section: "identity".into(),
            label: "Who you are and how to reach you".into(),
            why: vec!["Provide services to prevent or relieve homelessness".into()],
            if_refused: Some("We may not be able to assess your case".into()),
            special: Some("health".into()),
            version: 3,
            fields: self.fields(false),
            sources: vec![choice("subject", "The person", true), choice("st-basils", "St Basils", false)],
            history: vec![line(3), line(2), line(1)],
            conflict: None,
            text: Some("Only what the application needs.".into()),
            sure: vec![choice("said", "They said so", true), choice("confirmed", "Confirmed", false)],
            marking: Typed(String::new()),
            came: self.fields(false),
            came_open: true,
            earlier: Some(self.rows()),
            take_out: Vec::new(),
            decline: Some(Decline {
                name: "identity.declined".into(),
                options: vec![choice("ni", "National Insurance number", false)],
                value: FieldValue::Typed(Typed(Entered::chosen(vec!["ni".into()]))),
            }),
            draft: DraftNote { id: "0197a1b2".into(), kept: Some("today at 14:05".into()) },
        };
        self.show("", &frame("officer"), &edit);
        let typed = |e: Entered| FieldValue::Typed(Typed(e));
        edit.conflict = Some(Conflict {
            by: "Tom Hale, St Basils".into(),
            when: "2 minutes ago".into(),
            rows: vec![
                ConflictRow {
                    label: "Name".into(),
                    control: Control::Text,
                    theirs: self.stored(NAME),
                    yours: typed(Entered::text("Amelie")),
                    differs: true,
                },
                ConflictRow {
                    label: "Date of birth".into(),
                    control: Control::Date,
                    theirs: typed(Entered::date("3", "5", "1984")),
                    yours: typed(Entered::date("", "", "")),
                    differs: true,
                },
                ConflictRow {
                    label: "What else applies".into(),
                    control: Control::Choices,
                    theirs: typed(Entered::chosen(vec!["a".into(), "b".into()])),
                    yours: typed(Entered::chosen(vec![])),
                    differs: false,
                },
            ],
        });
        edit.form = form;
        edit.fields = self.fields(true);
        edit.history = vec![];
        self.show("conflict", &frame("officer"), &edit);

        let version = |number, current, content| Version {
            line: line(number),
            notice: "Homelessness and Choice Based Lettings, version 1.0.0".into(),
            current,
            content,
        };
        let history = SectionHistory {
            case: self.head(self.name()),
            label: "Who you are and how to reach you".into(),
            versions: vec![version(2, true, self.released(&[])), version(1, false, Content::Withheld(withheld()))],
        };
        self.show("", &frame("officer"), &history);
        let close = CloseCase {
            case: self.head(self.name()),
            form: FormState::wrong("reason", "Choose why the case is closed"),
            reasons: vec![choice("settled", "Settled home found", false), choice("lost", "Contact lost", false)],
            kept: self.kept(),
            open_tasks: vec!["Write the personal housing plan".into()],
            days: Vec::new(),
        };
        self.show("", &frame("officer"), &close);
        let unnamed = CaseHead {
            name: None,
            service: None,
            notice: None,
            state: None,
            tabs: Vec::new(),
            ..self.head(Named::Erased)
        };
        self.show("unnamed", &frame("officer"), &CloseCase { case: unnamed, ..close });
        let reopen = ReopenCase {
            case: self.head(self.name()),
            form: FormState::wrong("reason", "Choose why it is opened again"),
            reasons: vec![choice("came-back", "The person has come back", false)],
        };
        self.show("", &frame("officer"), &reopen);
        let agencies = vec![Agency {
            name: "St Basils".into(),
            words: "Since 12 October 2026".into(),
            stopped: None,
            end: Some("st-basils".into()),
        }];
        let link = LinkAgency {
            case: self.head(self.name()),
            form: FormState::wrong("party", "Choose an organisation from the list"),
            choices: vec![choice("emmaus", "Emmaus", false)],
            agencies,
            until: "2027-05-23".into(),
        };
        self.show("", &frame("officer"), &link);
        let seen = |who: &str, did: &str, tone| Seen {
            when: "21 November 2026 at 3:04pm".into(),
            who: who.into(),
            body: "St Basils".into(),
            did: did.into(),
            why: "Refer you to specialist help in line with your plan".into(),
            saw: vec!["Who you are and how to reach you".into(), "Housing needs".into()],
            kept_from: vec!["Health, where it bears on need or priority".into()],
            rules: vec![statement(
                "disclose.partner-referral",
                "Partners are told, with consent, what a referral needs.",
            )],
            notice: "Homelessness and Choice Based Lettings, version 1.0.0".into(),
            entry: "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b".into(),
            tone,
        };
        let bare = Seen {
            saw: vec![],
            kept_from: vec![],
            rules: vec![],
            body: String::new(),
            why: String::new(),
            ..seen("The system", "erased working notes", Tone::Plain)
        };
        let page = SeenPage {
            case: self.head(self.name()),
            entries: vec![
                seen("Tom Hale, case worker", "opened the record", Tone::Plain),
                seen("Priya Nair, housing officer", "used an override", Tone::Warn),
                bare,
            ],
            paging: Paging { words: "1 to 3 of 3".into(), previous: None, next: None },
            summary: "5 people from 3 bodies have opened this record or seen it in a list since 28 September 2026."
                .into(),
        };
        self.show("", &frame("officer"), &page);
    }
    fn notices(&mut self) {
        let row = NoticeRow {
            notice: notice(),
            controller: "Coventry City Council".into(),
            summary: Some("How we use what you tell us when you ask for help with housing.".into()),
            effective: "applies from 1 December 2026".into(),
        };
        self.show(
            "",
            &frame("nobody"),
            &NoticeList {
                notices: vec![
                    row.clone(),
                    NoticeRow { notice: NoticeHead { draft: false, ..notice() }, summary: None, ..row },
                ],
            },
        );
        let version = |version: &str, shown| NoticeVersion {
            version: version.into(),
            applies: "From 1 December 2026".into(),
            href: "/notices/x/1".into(),
            shown,
            current: shown,
            changes: vec!["Lets St Basils see health with consent.".into()],
        };
        let page = NoticePage {
            notice: notice(),
            ask: "/requests/coventry/homelessness-and-cbl".into(),
            body: Markup("<h1>Homelessness and Choice Based Lettings</h1><p>We use what you tell us to help you.</p><h2 id=\"who\">Who we share it with</h2><ul><li>St Basils</li></ul><table><tr><th>What</th><th>How long</th></tr><tr><td>Case</td><td>Six years</td></tr></table>".into()),
            versions: vec![version("1.1.0", true), version("1.0.0", false)],
            formats: vec![Link { text: "Record of processing (CSV)".into(), href: "/notices/x/ropa".into() }],
            enrolled: vec![("Private landlords".into(), vec!["Hillfields Lettings, since 3 November 2026".into()])],
            abroad: vec!["To Example Care in Ireland, until 3 November 2027".into()],
            others: vec![(Link::new("The council’s main notice", "https://council.example/privacy"), "Of 1 March 2026".into())],
            own: vec![],
            proved: None,
            assumptions: 13,
        };
        self.show("", &frame("nobody"), &page);
        self.show(
            "final",
            &frame("nobody"),
            &NoticePage {
                notice: NoticeHead { draft: false, ..notice() },
                assumptions: 0,
                formats: vec![],
                own: vec!["Health is shown to nobody outside.".into()],
                proved: Some("cvc5 1.0.3".into()),
                ..page
            },
        );
    }
    fn agreements(&mut self) {
        let admin = frame("admin");
        let field = |name: &str, label: &str, control| Field {
            name: name.into(),
            label: label.into(),
            control,
            options: vec![choice("refer", "Refer you", false), choice("report", "Report", false)],
            required: false,
            hint: Some("A hint.".into()),
            value: FieldValue::default(),
            error: Some("Enter it".into()),
            ..Field::default()
        };
        let write = WriteAgreement {
            action: "/agreements/new/dudley/housing-options".into(),
            back: "/agreements".into(),
            heading: "New agreement".into(),
            notice: "Housing options".into(),
            form: FormState::wrong("title", "Enter what the agreement is called"),
            parties: vec![choice("st-basils", "St Basils", true)],
            fields: vec![field("title", "What it is called", Control::Text), field("from", "First day", Control::Date)],
        };
        self.show("", &admin, &write);
        self.show("change", &admin, &WriteAgreement { parties: vec![], form: FormState::default(), ..write });
        let one = AgreementPage {
            href: "/agreements/0197a1b2c3d47e8f9a0b1c2d3e4f5a6b".into(),
            reference: "DSA-2026-7".into(),
            title: "Support in Housing First".into(),
            state: tag("Not signed", Tone::Warn),
            say: Some("Neither side has signed.".into()),
            terms: vec![
                Said { label: "With".into(), says: vec!["St Basils".into()] },
                Said { label: "Purposes".into(), says: vec!["Refer you".into(), "Report".into()] },
                Said { label: "Document".into(), says: vec![] },
            ],
            form: FormState::wrong("by", "Enter who signed for the other side, and as what"),
            may_sign: true,
            may_change: true,
            links: vec![Link::new("Have it signed here by both sides", "/agreements/0197/paper")],
            asks: Vec::new(),
            sides: Vec::new(),
            countersign: vec![field("by", "Who signed", Control::Text)],
            review: vec![field("next", "Next", Control::Date)],
            end: vec![field("why", "Why", Control::Text)],
        };
        self.show("", &admin, &one);
        let over = AgreementPage {
            title: String::new(),
            say: None,
            form: FormState::default(),
            may_sign: false,
            may_change: false,
            asks: Vec::new(),
            sides: Vec::new(),
            countersign: vec![],
            review: vec![],
            end: vec![],
            ..one
        };
        self.show("over", &admin, &over);
        self.agreements_signed_here(&admin);
    }
    fn agreements_signed_here(&mut self, admin: &Frame) {
        let cell = TableCell::words("J. Example, Director").small("j.example@care.example");
        let signed = TableCell::state(tag("Signed", Tone::Good)).small("26 November 2026 at 10:12am");
        let paper = AgreementPanel(PanelContent {
            title: "Signing the agreement".into(),
            caption: Some("DSA-2026-7".into()),
            back: Some(Link::new("The agreement", "/agreements/0197")),
            tables: vec![Table {
                caption: "Who signs".into(),
                heads: ["Who", "For whom", "State", "How"].map(str::to_owned).into(),
                rows: vec![vec![
                    cell,
                    TableCell::words("For the other side"),
                    signed,
                    TableCell::list(vec!["“J”".into()]),
                ]],
                none: String::new(),
            }],
            ..PanelContent::default()
        });
        self.show("", admin, &paper);
        let upload = AgreementUpload(PlainForm {
            heading: "Attach a document".into(),
            action: "/agreements/0197/documents/new".into(),
            back: Link::new("Documents of the agreement", "/agreements/0197/documents"),
            fields: Vec::new(),
            button: "Attach it".into(),
            ..PlainForm::default()
        });
        self.show("", admin, &upload);
        let sign = |hidden: Vec<(String, String)>, form| SignAgreement {
            form,
            title: "Support in Housing First".into(),
            reference: "DSA-2026-7".into(),
            lede: vec!["You are asked to sign it as J. Example, for Example Care.".into()],
            says: "Between Example Council and Example Care".into(),
            agree: "I have read this agreement".into(),
            files: vec![FileToOpen {
                label: "The paper as it is presented (PDF)".into(),
                action: "/to-sign/0197/file".into(),
                hidden: hidden.clone(),
            }],
            proof: vec![("SHA-256 of what is presented".into(), "0f".repeat(32))],
            sign: Some(SignHere {
                action: "/to-sign/0197".into(),
                shown: "0f".repeat(32),
                hidden,
                decision: String::new(),
                name: Typed(String::new()),
                why: Typed(String::new()),
                heard: None,
            }),
            back: None,
        };
        self.show("", admin, &sign(Vec::new(), FormState::default()));
        let code = vec![("code".to_owned(), "123456".to_owned())];
        self.show("link", admin, &sign(code, FormState::wrong("name", "Write your name")));
    }
    fn admin(&mut self) {
        let admin = frame("admin");
        self.show(
            "",
            &admin,
            &AdminHome {
                facts: vec![Fact { label: "Ledger entries".into(), value: "12,402".into() }],
                alerts: vec!["The last good copy of the data is too old.".into()],
            },
        );
        self.show("", &admin, &Components {});
        let categories: Vec<String> = [
            "Who you are and how to reach you",
            "What led to homelessness",
            "Housing needs",
            "Health",
            "Personal housing plan",
            "Documents",
            "Case-level return",
        ]
        .iter()
        .map(|c| (*c).to_owned())
        .collect();
        let yes = || Cell::Yes { statements: vec!["access.officers".into()] };
        let when = || Cell::When {
            words: "the person has consented for this organisation and has not withdrawn".into(),
            statements: vec!["disclose.partner-referral".into()],
        };
        let row = |party: &str, kind: &str, cells| MatrixRow {
            party: party.into(),
            kind: kind.into(),
            purpose: "Refer you to specialist help in line with your plan".into(),
            cells,
        };
        let matrix = Matrix {
            notice: notice(),
            notices: vec![Link { text: "Rough sleeping working group".into(), href: "/admin/matrix/x/y".into() }],
            acts: vec![choice("see", "See", true), choice("record", "Record", false)],
            parties: vec![choice("", "Everybody", true), choice("st-basils", "St Basils", false)],
            categories,
            rows: vec![
                row("Housing officer", "role", vec![yes(), yes(), yes(), yes(), yes(), yes(), Cell::No]),
                row("St Basils", "charity", vec![when(), when(), when(), Cell::No, when(), Cell::No, Cell::No]),
                row(
                    "A private landlord",
                    "any enrolled landlord",
                    vec![when(), Cell::No, Cell::No, Cell::No, Cell::No, Cell::No, Cell::No],
                ),
            ],
            summary: "Generated from the policies that run: 3 of 44 recipients, 7 categories.".into(),
        };
        self.show("", &admin, &matrix);
        self.show("empty", &admin, &Matrix { rows: vec![], notices: vec![], ..matrix });
        let group = |label: &str, value: &str| ChoiceGroup {
            label: "Homelessness".into(),
            choices: vec![choice(value, label, true)],
        };
        let explain = |form, explained| Explain {
            form,
            reference: Typed("CAS-7K4M-2Q".into()),
            users: vec![choice("tom.hale", "Tom Hale, St Basils", true)],
            purposes: vec![group("Refer you to specialist help", "coventry/x#refer")],
            categories: vec![group("Health", "coventry/x#health")],
            acts: vec![choice("see", "See it", true), choice("record", "Record it", false)],
            explained,
        };
        self.show("", &admin, &explain(FormState::wrong("reference", "There is no case with this reference"), None));
        for (variant, released) in [("withheld", false), ("released", true)] {
            let explained = Explained {
                released,
                words: "St Basils may not see “Health” for “Refer you to specialist help”.".into(),
                reasons: vec!["The person’s consent for this organisation is missing.".into()],
                statements: vec![statement(
                    "disclose.partner-referral",
                    "Partners are told, with consent, what a referral needs.",
                )],
                obligations: vec!["It may not be passed on.".into()],
                facts: vec![FactLine { words: "The person has consented to this recipient".into(), so: released }],
                would_change: vec!["Record the person’s consent for St Basils.".into()],
                notice: "coventry/homelessness-and-cbl@1.0.0".into(),
            };
            self.show(variant, &admin, &explain(FormState::default(), Some(explained)));
        }
        let field = |name: &str, label: &str, control| Field {
            name: name.into(),
            label: label.into(),
            control,
            options: vec![choice("officer", "Housing officer", false)],
            required: false,
            hint: None,
            value: FieldValue::default(),
            error: None,
            ..Field::default()
        };
        let button = |label: &str, warns| Button {
            action: "/admin/invitations/withdraw".into(),
            hidden: vec![("invitation".into(), "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b".into())],
            label: label.into(),
            about: "the invitation of Priya Nair".into(),
            warns,
        };
        let table = Table {
            caption: "Invited".into(),
            heads: vec!["Name".into(), "May act as".into(), "State".into()],
            rows: vec![vec![
                TableCell::words("Priya Nair").to("/admin/accounts/0197").small("priya.nair@example.org"),
                TableCell::list(vec!["Housing officer".into(), "Administrator".into()]),
                TableCell {
                    buttons: vec![button("Withdraw", false), button("Refuse", true)],
                    ..TableCell::state(tag("Open", Tone::Plain))
                },
            ]],
            none: String::new(),
        };
        let form = PanelForm {
            heading: "Invite somebody".into(),
            id: "invite".into(),
            words: vec!["They choose their own password.".into()],
            action: "/admin/invitations".into(),
            hidden: vec![("on".into(), "no".into())],
            fields: self.fields(false),
            folded: vec![Folded {
                field: field("capacities-0", "May act under Housing", Control::Choices),
                open: false,
            }],
            passwords: vec![
                PasswordField {
                    name: "password".into(),
                    label: "New password".into(),
                    hint: Some("12 characters or more.".into()),
                    new: true,
                    error: None,
                },
                PasswordField {
                    name: "current".into(),
                    label: "Password".into(),
                    hint: None,
                    new: false,
                    error: Some("This is not the password that you log in with".into()),
                },
            ],
            button: "Make the invitation".into(),
            warns: true,
        };
        let content = PanelContent {
            title: "Invitations".into(),
            nameless: None,
            caption: Some("Accounts".into()),
            lede: vec!["A link works once.".into()],
            back: Some(Link { text: "Accounts".into(), href: "/admin/accounts".into() }),
            once: Some(Once {
                heading: "The link to hand over".into(),
                words: vec!["It is shown this once.".into()],
                lines: vec![Typed("https://casework.example/join/abc".into())],
            }),
            form: FormState::wrong("current", "This is not the password that you log in with"),
            links: vec![Link { text: "Teams".into(), href: "/teams".into() }],
            tables: vec![
                table,
                Table {
                    caption: "None".into(),
                    heads: vec!["Name".into()],
                    none: "Nobody yet.".into(),
                    ..Table::default()
                },
            ],
            forms: vec![form],
        };
        self.show("", &admin, &AdminPanel(content));
        let options = || "{\"publicKey\":{}}".to_owned();
        let wrong = FormState::wrong("", "This passkey was not accepted");
        let secret = || Typed("AbC".to_owned());
        self.show("", &frame("nobody"), &PasskeyLogIn { form: wrong, options: options(), secret: secret() });
        let row = PasskeyRow {
            id: "01".into(),
            name: "Laptop".into(),
            made: "21 November 2026 at 3:04pm".into(),
            used: "Never".into(),
        };
        let own = OwnPasskeys {
            form: FormState::wrong("name", "This passkey was not accepted"),
            passkeys: vec![row],
            options: options(),
            secret: secret(),
            name: Typed("Laptop".into()),
        };
        self.show("", &admin, &own);
        self.show("none", &admin, &OwnPasskeys { form: FormState::default(), passkeys: vec![], ..own });
        let plain = PanelContent { title: "Your account".into(), ..PanelContent::default() };
        self.show(
            "register",
            &admin,
            &RegisterPanel(PanelContent { title: "A register".into(), ..PanelContent::default() }),
        );
        self.show("own", &admin, &OwnPanel(plain));
        let jobs = Jobs {
            rows: vec![JobRow { what: "Email to a member of staff".into(), waiting: 2, running: 1, done: 40, dead: 1 }],
            dead: vec![DeadRow {
                id: "0198".into(),
                what: "Email to a member of staff".into(),
                when: "After one attempt, on 25 November 2026 at 2:10am".into(),
                why: "The mail server refused it (550): check the address with the person".into(),
            }],
            recurring: vec![RecurringRow {
                kind: "sweep-jobs".into(),
                what: "Forget finished jobs".into(),
                when: "Every day at 2:10".into(),
                next: "26 November 2026 at 2:10am".into(),
                paused: false,
            }],
        };
        self.show("", &admin, &jobs);
        self.show("bare", &admin, &Jobs { rows: vec![], dead: vec![], recurring: vec![] });
    }
}

pub fn all() -> Sampler {
    let mut sampler = Sampler::new();
    sampler.everything();
    sampler
}

#[test]
fn every_template_renders_with_samples() {
    let sampler = all();
    let shown: BTreeSet<&str> = sampler.templates.iter().copied().collect();
    let there: BTreeSet<&str> = pages::templates().collect();
    assert_eq!(shown, there, "a template has no context and sample here, or the other way round");
    if let Ok(folder) = std::env::var("CASEMENT_SAMPLES") {
        std::fs::create_dir_all(&folder).unwrap();
        for (name, html) in &sampler.done {
            std::fs::write(
                format!("{folder}/{name}.html"),
                html.replace(&format!("/assets/{}/", pages::bundle()), "assets/"),
            )
            .unwrap();
        }
    }
}

#[test]
fn what_people_typed_never_becomes_markup() {
    for (name, html) in all().done {
        assert!(!html.contains("<b>&"), "{name} prints a name unescaped");
        assert!(
            !html.contains("<script>priya") && !html.contains("priya<script>"),
            "{name} prints what was typed unescaped"
        );
        assert!(!html.contains("obrien <3"), "{name} prints what was searched unescaped");
    }
}

#[test]
fn no_title_and_no_address_holds_anything_about_a_person() {
    for (name, html) in all().done {
        let title = html.split("<title>").nth(1).and_then(|t| t.split("</title>").next()).unwrap();
        // The person's own pages say neither whose they are nor what runs them.
        // A copy that is handed over does neither.
        let own = name.starts_with("me-page") || name.starts_with("rights-copy");
        assert!(title.ends_with("– Casement") || own, "{name}: {title}");
        for personal in ["Brien", "Okafor", "1984", "Whitmore", "Rahman"] {
            assert!(!title.contains(personal), "{name} has a person in its title");
            for attribute in ["href=\"", "action=\""] {
                for address in html.split(attribute).skip(1).filter_map(|rest| rest.split('"').next()) {
                    assert!(!address.contains(personal), "{name} has a person in an address");
                }
            }
        }
    }
}

#[test]
fn pages_fit_a_strict_content_security_policy() {
    for (name, html) in all().done {
        assert!(!html.contains(" style="), "{name} has an inline style");
        // A copy that is handed over is a file that stands by itself: no server of ours says what it may do.
        let by_itself = name.starts_with("rights-copy") && !html.contains("/assets/");
        assert!(by_itself || !html.contains("<style"), "{name} has an inline style sheet");
        for handler in [" onclick=", " onload=", " onsubmit=", "javascript:"] {
            assert!(!html.contains(handler), "{name} has an inline script");
        }
        let scripts: Vec<&str> = html.split("<script>").skip(1).filter_map(|s| s.split("</script>").next()).collect();
        // The person's own pages have none at all.
        let none = name.starts_with("me-page") || name.starts_with("rights-copy");
        let allowed: &[&str] = if none { &[] } else { &[pages::BOOTSTRAP] };
        assert_eq!(scripts, allowed, "{name} has another inline script than the one whose hash is allowed");
    }
}

#[test]
fn every_form_that_changes_something_carries_the_token() {
    for (name, html) in all().done {
        for form in html.split("<form").skip(1).filter_map(|f| f.split("</form>").next()) {
            if form.contains("method=\"post\"") {
                assert!(form.contains("name=\"csrf\" value=\"t0ken\""), "{name} has a form without its token");
            }
        }
    }
}

#[test]
fn every_page_says_who_acts_for_which_purpose() {
    for (name, html) in all().done {
        if html.contains("action=\"/logout\"") {
            assert!(html.contains("Who you are acting as"), "{name} does not say who acts");
            assert!(html.contains("Purpose</span>"), "{name} does not say for which purpose");
        }
    }
}

#[test]
fn the_crown_the_crest_and_the_typeface_are_nowhere() {
    for (name, html) in all().done {
        for mark in ["GOV.UK", "crown", "crest", "GDS Transport"] {
            assert!(!html.contains(mark), "{name} has {mark}");
        }
    }
    for sheet in ["govuk-frontend.min.css", "moj-frontend.min.css", "casement.css"] {
        let css = std::str::from_utf8(pages::asset(pages::bundle(), sheet).unwrap().plain).unwrap();
        for mark in ["GDS Transport", "@font-face", "crest.svg", "crown.png"] {
            assert!(!css.contains(mark), "{sheet} has {mark}");
        }
    }
}

#[test]
fn every_error_leads_to_its_field() {
    for (name, html) in all().done {
        let Some(summary) = html.split("govuk-error-summary__list").nth(1).and_then(|s| s.split("</ul>").next()) else {
            continue;
        };
        for target in summary.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(
                html.contains(&format!("id=\"{target}\"")),
                "{name}: the error leads to {target}, which is not there"
            );
        }
    }
}

fn evidence() -> pages::person::Evidence {
    let row = |what: &str, finding: &str, bits: &str, speaks| pages::person::EvidenceRow {
        what: what.into(),
        finding: finding.into(),
        bits: bits.into(),
        speaks,
    };
    pages::person::Evidence {
        percent: 97,
        bits: "+5.0".into(),
        lines: vec![
            row("starting point", "two records taken at random", "−15.6", "against"),
            row("surname", "same surname", "+20.6", "for"),
            row("postcode", "not known on both sides: no evidence", "+0.0", "nothing"),
        ],
        changes: vec!["another date of birth".into()],
        not_compared: "a National Insurance number".into(),
        picture: "<svg viewBox=\"0 0 10 10\" role=\"img\"><title>Evidence</title></svg>".into(),
        model: "case-records-1".into(),
    }
}

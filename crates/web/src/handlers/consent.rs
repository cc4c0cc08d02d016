//! The person's permission for recipients: asked one at a time, in words that are shown before the answer.

use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, STALE, stale};
use crate::fields::{Say as _, choose, field, read_day, read_moment};
use crate::handlers::withdrawals::told_card;
use crate::show;
use crate::tabs::head;
use app::views::{ConsentLine, Item};
use app::{AnswerLine, AppError, Circumstances, ConsentAnswer, ConsentsView, NewAnswer};
use kernel::CaseId;
use pages::case::ConsentRow;
use pages::form::{Control, FormState};
use pages::sheet::{Button, Card, Group, Sheet};
use pages::work::PlainForm;
use pages::{Link, Row, Tone};

/// How an answer was given: codes that the ledger keeps, and words.
const MEANS: [(&str, &str); 5] = [
    ("in-person", "In person"),
    ("by-phone", "By telephone, with a witness"),
    ("in-writing", "In writing, on paper"),
    ("by-email", "By email"),
    ("online", "Online"),
];

/// Who answered.
const CAPACITY: [(&str, &str); 3] = [
    ("alone", "The person, who understood what was asked"),
    ("supported", "The person, with support to understand and decide"),
    ("representative", "Somebody who may answer for them"),
];

/// What cannot be undone, said before anybody answers and again at a withdrawal.
const STAYS: &str =
    "What has been passed on already cannot be called back. We tell them, and ask what they do with it.";
const NEVER_BACK: &str = "The notice says so: once passed on, this cannot be called back.";

/// One recipient and purpose, as forms and addresses name it.
fn value(line: &ConsentLine) -> String {
    format!("{}|{}", line.party, line.purpose)
}

/// The same for an address.
fn in_address(line: &ConsentLine) -> String {
    value(line).replace('%', "%25").replace('|', "%7C").replace('/', "%2F").replace(':', "%3A")
}

fn state(line: &ConsentLine) -> pages::StateTag {
    let (words, tone) = match line.state {
        "given" => ("Given", Tone::Good),
        "refused" => ("Refused", Tone::Bad),
        "withdrawn" => ("Withdrawn", Tone::Warn),
        "run-out" => ("Has run out", Tone::Warn),
        _ => ("Not asked", Tone::Plain),
    };
    show::tag(words, tone)
}

fn when(line: &ConsentLine) -> String {
    let mut words = line.at.map(|at| format!("Recorded {}", at.words())).unwrap_or_default();
    if let Some(until) = line.until {
        words = format!("{words}. Counts until {}", show::date(until));
    }
    words
}

/// What is on record, without what has not been asked.
pub(crate) fn rows(lines: &[ConsentLine]) -> Vec<ConsentRow> {
    lines
        .iter()
        .filter(|line| line.state != "not-asked")
        .map(|line| ConsentRow {
            id: value(line),
            recipient: line.name.clone(),
            purpose: line.purpose_words.clone(),
            categories: line.categories.clone(),
            state: state(line),
            when: when(line),
            can_withdraw: line.state == "given",
            cannot_recall: line.cannot_recall.then(|| STAYS.to_owned()),
        })
        .collect()
}

fn card(case: CaseId, line: &ConsentLine, open: bool, href: &str) -> Card {
    let asked = in_address(line);
    let mut links = Vec::new();
    if open {
        let words = if line.state == "not-asked" { "Ask" } else { "Ask again" };
        links.push(Link::new(words, format!("/cases/{case}/consent/ask?flow={asked}")));
    }
    if line.state == "given" {
        links.push(Link::new("They no longer agree", format!("/cases/{case}/consent/withdraw?flow={asked}")));
    }
    let mut buttons = Vec::new();
    if open {
        let action = format!("/cases/{case}/consent/paper?flow={asked}");
        buttons.push(button("Write it as a paper to sign", &line.name, action));
    }
    links.push(Link::new("In the notice", show::statement(&line.statement, href).href));
    let mut lines = vec![format!("{}: {}.", line.purpose_words, line.categories.join(", "))];
    if line.cannot_recall {
        lines.push(NEVER_BACK.to_owned());
    }
    if line.explicit {
        lines.push("The answer has to be given in express words.".to_owned());
    }
    lines.extend(Some(when(line)).filter(|w| !w.is_empty()));
    Card { title: line.name.clone(), tags: vec![state(line)], lines, links, buttons, ..Card::default() }
}

/// Writes a permission as a paper that is signed.
pub(crate) fn paper(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let (party, purpose) = flow(ask).split_once('|').ok_or_else(Failure::not_found)?;
    let id = ask.app().write_consent_paper(ask.actor()?, case, (party, purpose), &ask.web.settings.council)?;
    Ok(Answer::next(format!("/cases/{case}/papers/{id}")))
}

/// What can be consented to, what is on record, who was told of withdrawals.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view = ask.app().consent_desk(ask.actor()?, case)?;
    let ConsentsView { top, lines, told, gone, interviewed, .. } = view;
    let href = show::notice_head(&top.notice).href;
    let open = top.open;
    let cards = |answered: bool| -> Vec<Card> {
        lines.iter().filter(|l| (l.state != "not-asked") == answered).map(|l| card(case, l, open, &href)).collect()
    };
    let mut actions = Vec::new();
    if lines.iter().any(|l| l.ask_at.is_some()) {
        actions.push(Link::new("The initial interview", format!("/cases/{case}/interview")));
    }
    actions.push(Link::new("Every answer, word for word", format!("/cases/{case}/consent/answers")));
    actions.push(Link::new("Consent records, for other systems", format!("/cases/{case}/consent/records")));
    actions.push(Link::new("Receipts of what was passed on", format!("/cases/{case}/consent/receipts")));
    if open {
        actions.push(Link::new("Take over a consent record", format!("/cases/{case}/consent/take-over")));
    }
    let mut lede = vec![
        "Each organisation is asked about by itself. Nothing is chosen beforehand, and a no is as good as a yes."
            .to_owned(),
    ];
    if let Some(at) = interviewed {
        lede.push(format!("The initial interview was completed on {}.", at.words()));
    }
    let mut bodies: Vec<&str> = gone.iter().map(|g| g.name.as_str()).collect();
    bodies.sort_unstable();
    bodies.dedup();
    if !bodies.is_empty() {
        lede.push(format!("Something has gone to: {}.", bodies.join(", ")));
    }
    let groups = vec![
        Group {
            id: "answered".to_owned(),
            heading: "On record".to_owned(),
            empty: "Nothing has been answered yet.".to_owned(),
            cards: cards(true),
        },
        Group {
            id: "told".to_owned(),
            heading: "Told of a withdrawal".to_owned(),
            empty: String::new(),
            cards: told.into_iter().map(|t| told_card(case, t)).collect(),
        },
        Group {
            id: "open".to_owned(),
            heading: "Not asked".to_owned(),
            empty: "Nothing more in this notice rests on the person’s consent.".to_owned(),
            cards: cards(false),
        },
    ];
    let groups = groups.into_iter().filter(|g| !g.cards.is_empty() || !g.empty.is_empty()).collect();
    let page = Sheet {
        heading: "Consent to sharing".to_owned(),
        lede,
        actions,
        groups,
        case: Some(head(top, "consent")),
        ..Sheet::default()
    };
    ask.page(&page)
}

/// The line that a form or an address speaks of.
fn the_line(lines: Vec<ConsentLine>, flow: &str) -> Result<ConsentLine, Failure> {
    lines.into_iter().find(|l| value(l) == flow).ok_or_else(Failure::not_found)
}

fn flow(ask: &Ask) -> &str {
    let typed = ask.field("flow");
    if typed.is_empty() { ask.query("flow") } else { typed }
}

fn show_ask(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let (top, lines) = ask.app().consents(ask.actor()?, case)?;
    if !top.open {
        return Err(Failure::not_found());
    }
    let line = the_line(lines, flow(ask))?;
    let answers = [
        ("given".to_owned(), "Yes, they agree".to_owned()),
        ("refused".to_owned(), "No, they do not agree".to_owned()),
    ];
    let pairs = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    };
    let picked =
        |name: &str| vec![ask.field(name).to_owned()].into_iter().filter(|v| !v.is_empty()).collect::<Vec<_>>();
    let mut fields = vec![
        choose(&form, "answer", "What did the person say?", Control::Choice, &answers, picked("answer")),
        choose(&form, "means", "How did they say it?", Control::Choice, &pairs(&MEANS), picked("means")),
        field(ask, &form, "witness", "Who else heard it?", Control::Text)
            .optional()
            .hint("Needed for an answer by telephone: a colleague or anybody else who listened."),
        choose(&form, "capacity", "Who answered?", Control::Choice, &pairs(&CAPACITY), picked("capacity")),
        field(ask, &form, "support", "Which support did they have?", Control::Text)
            .optional()
            .hint("Where they answered with support: an interpreter, easy words, an advocate."),
        field(ask, &form, "representative", "Who answered for them?", Control::Text).optional(),
        field(ask, &form, "authority", "By which authority?", Control::Text)
            .optional()
            .hint("A lasting power of attorney, parental responsibility, an order of a court."),
        field(ask, &form, "said", "On which day did they say so?", Control::Date)
            .optional()
            .hint("If it was not today: the day on which they signed, wrote or spoke."),
        field(ask, &form, "until", "Until when does a yes count?", Control::Date)
            .optional()
            .hint("Leave it empty if the person set no end. They can withdraw at any time either way."),
    ];
    if !line.own_notice.is_empty() {
        fields.push(
            field(
                ask,
                &form,
                "own-notice-version",
                "Which version of their own privacy notice was shown?",
                Control::Text,
            )
            .hint("Its version or date, as it stands on the notice."),
        );
    }
    let mut lede = vec!["Read this out, or let the person read it, before they answer:".to_owned()];
    lede.push(line.wording());
    if line.explicit {
        lede.push("They have to say yes or no in words: a nod is not enough.".to_owned());
    }
    let fine = form.is_fine();
    let page = PlainForm {
        heading: format!("May we share with {}?", line.name),
        lede,
        action: format!("/cases/{case}/consent"),
        back: Link::new("Consent", format!("/cases/{case}/consent")),
        hidden: vec![("flow".to_owned(), value(&line)), ("shown".to_owned(), line.wording_hash())],
        fields,
        button: "Record the answer".to_owned(),
        case: Some(head(top, "")),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// One organisation is asked about.
pub(crate) fn ask_page(ask: &Ask) -> Result<Answer, Failure> {
    show_ask(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn record_again(ask: &Ask) -> Result<Answer, Failure> {
    // A form that names nothing leads to the list.
    if ask.field("flow").is_empty() { page(ask) } else { show_ask(ask, stale()) }
}

fn circumstances(ask: &Ask) -> Circumstances {
    let of = |name: &str| ask.field(name).trim().to_owned();
    Circumstances {
        capacity: of("capacity"),
        support: of("support"),
        representative: of("representative"),
        authority: of("authority"),
        witness: of("witness"),
    }
}

/// What a use case said, as errors of the form.
fn wrong(error: AppError, field: &str) -> Result<FormState, Failure> {
    match error {
        AppError::Form(errors) => Ok(show::form_state(&errors)),
        AppError::Refused(words) => Ok(FormState::wrong(field, &words)),
        error => Err(error.into()),
    }
}

/// Records an answer.
pub(crate) fn record(ask: &Ask) -> Result<Answer, Failure> {
    let mut form = FormState::default();
    let Some((party, purpose)) = ask.field("flow").split_once('|') else { return Err(Failure::not_found()) };
    let answer = ConsentAnswer::parse(ask.field("answer")).filter(|a| *a != ConsentAnswer::Withdrawn);
    if answer.is_none() {
        form.add("answer", "Choose what the person said");
    }
    let means = MEANS.iter().find(|(code, _)| *code == ask.field("means"));
    if means.is_none() {
        form.add("means", "Choose how the person answered");
    }
    // What nobody was shown, nobody has agreed to.
    let shown = Some(ask.field("shown").to_owned()).filter(|s| !s.is_empty());
    if shown.is_none() {
        form.add("answer", "Open the question first: the person answers the words that stand there");
    }
    if !CAPACITY.iter().any(|(code, _)| *code == ask.field("capacity")) {
        form.add("capacity", "Choose who answered");
    }
    let until = read_day(ask, &mut form, "until", "The last day");
    let said = read_day(ask, &mut form, "said", "The day");
    let (Some(answer), Some((means, _)), true) = (answer, means, form.is_fine()) else { return show_ask(ask, form) };
    let new = NewAnswer {
        until,
        said_on: said,
        shown,
        own_notice_version: ask.field("own-notice-version").to_owned(),
        circumstances: circumstances(ask),
        ..NewAnswer::now(party, purpose, answer, means)
    };
    let case = ask.case()?;
    match ask.app().answer_consent(ask.actor()?, case, &new) {
        Ok(()) => Ok(Answer::next(format!("/cases/{case}/consent")).saying(Said::ConsentRecorded)),
        Err(error) => {
            let mut form = wrong(error, "answer")?;
            for e in &mut form.errors {
                if matches!(e.field.as_str(), "until" | "said") {
                    e.field.push_str("-day");
                }
            }
            show_ask(ask, form)
        }
    }
}

fn show_withdraw(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let named = if ask.field("consent").is_empty() { ask.query("flow") } else { ask.field("consent") };
    let view = ask.app().consent_desk(ask.actor()?, case)?;
    let line = the_line(view.lines, named)?;
    let had: Vec<&app::Gone> = view
        .gone
        .iter()
        .filter(|g| g.purpose == line.purpose && (line.party.is_empty() || g.party == line.party))
        .collect();
    let mut lede = vec![
        format!("From the next moment {} gets nothing more under this permission.", line.name),
        "Our help does not depend on it, and the person may agree again at any time.".to_owned(),
        match (had.len(), had.last()) {
            (0, _) | (_, None) => "Nothing has gone to them yet.".to_owned(),
            (n, Some(last)) => {
                format!("They were shown or sent something {n} times, the last time on {}. {STAYS}", last.at.words())
            }
        },
    ];
    if line.cannot_recall {
        lede.push(NEVER_BACK.to_owned());
    }
    let means: Vec<(String, String)> = MEANS.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let picked = vec![ask.field("means").to_owned()].into_iter().filter(|v| !v.is_empty()).collect();
    let mut how = choose(&form, "means", "How did they say it?", Control::Choice, &means, picked);
    how.required = false;
    let fields = vec![
        how,
        field(ask, &form, "received", "On which day was it said or received, if not now?", Control::Date)
            .optional()
            .hint("An email or letter counts from when it was received, not from when it is written down."),
        field(ask, &form, "received-time", "At what time?", Control::Postcode)
            .optional()
            .hint("For example 14:30 or 2:30pm"),
    ];
    let fine = form.is_fine();
    let page = PlainForm {
        heading: format!("They no longer agree: {}", line.name),
        lede,
        action: format!("/cases/{case}/consent/withdraw"),
        back: Link::new("Consent", format!("/cases/{case}/consent")),
        hidden: vec![("consent".to_owned(), value(&line))],
        fields,
        button: "Record the withdrawal".to_owned(),
        case: Some(head(view.top, "")),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// What a withdrawal does and cannot undo.
pub(crate) fn withdraw_page(ask: &Ask) -> Result<Answer, Failure> {
    show_withdraw(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn withdraw_again(ask: &Ask) -> Result<Answer, Failure> {
    if ask.field("consent").is_empty() { page(ask) } else { show_withdraw(ask, stale()) }
}

/// Records that consent was withdrawn.
pub(crate) fn withdraw(ask: &Ask) -> Result<Answer, Failure> {
    let (party, purpose) = ask.field("consent").split_once('|').ok_or_else(Failure::not_found)?;
    let case = ask.case()?;
    let mut form = FormState::default();
    let said_at = read_moment(ask, &mut form, "received", "The day");
    if !form.is_fine() {
        return show_withdraw(ask, form);
    }
    let means =
        MEANS.iter().find(|(code, _)| *code == ask.field("means")).map_or("recorded-by-staff", |(code, _)| code);
    let new = NewAnswer { said_at, ..NewAnswer::now(party, purpose, ConsentAnswer::Withdrawn, means) };
    match ask.app().answer_consent(ask.actor()?, case, &new) {
        Ok(()) => Ok(Answer::next(format!("/cases/{case}/consent")).saying(Said::ConsentWithdrawn)),
        Err(error) => show_withdraw(ask, wrong(error, "received-day")?),
    }
}

fn means_words(code: &str) -> String {
    MEANS.iter().find(|(known, _)| *known == code).map_or_else(|| show::label(code), |(_, words)| (*words).to_owned())
}

/// An answer word for word.
fn answer_card(line: AnswerLine) -> Card {
    let (words, tone) = match line.state {
        "given" => ("Given", Tone::Good),
        "refused" => ("Refused", Tone::Bad),
        _ => ("Withdrawn", Tone::Warn),
    };
    let mut tags = vec![show::tag(words, tone)];
    if line.holds {
        tags.push(show::tag("The last word", Tone::Plain));
    }
    let mut lines = vec![
        format!(
            "For {}: {}.",
            show::lower_first(&line.purpose_words),
            line.categories.iter().map(|(_, w)| w.as_str()).collect::<Vec<_>>().join(", ")
        ),
        format!(
            "Said {}, {}. Written down {} {}.",
            line.said_at.words(),
            show::lower_first(&means_words(&line.method)),
            line.recorded_at.words(),
            line.by.map_or_else(|| "on the person’s own page".to_owned(), |name| format!("by {name}"))
        ),
    ];
    if let Some(until) = line.until {
        lines.push(format!("Counts until {}.", show::date(until)));
    }
    lines.push(if line.wording.is_empty() {
        format!("The words themselves were not kept; their SHA-256 is {}.", line.wording_hash)
    } else {
        format!("The words shown, under version {} of the notice: “{}”", line.notice_version, line.wording)
    });
    if let Some((address, version)) = &line.own_notice {
        lines.push(format!("Their own privacy notice was pointed to: {address}, version {version}."));
    }
    if !line.origin.is_empty() {
        lines.push(format!("Taken over from record {}.", line.origin));
    }
    let rows = match line.circumstances {
        Item::Released(how) => Some(how.map(|how| {
            let who = CAPACITY.iter().find(|(code, _)| *code == how.capacity).map_or("", |(_, words)| words);
            [
                ("Who answered", who.to_owned()),
                ("Support", how.support),
                ("Answered for them", how.representative),
                ("By which authority", how.authority),
                ("Witness", how.witness),
            ]
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(label, text)| Row { label: label.to_owned(), text, ..Row::default() })
            .collect()
        })),
        _ => None,
    };
    Card { title: line.name, tags, lines, rows, ..Card::default() }
}

/// Every answer, word for word.
pub(crate) fn answers(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view = ask.app().consent_desk(ask.actor()?, case)?;
    let page = Sheet {
        heading: "Every answer, word for word".to_owned(),
        back: Some(Link::new("Consent", format!("/cases/{case}/consent"))),
        groups: vec![Group {
            id: "answers".to_owned(),
            heading: "The latest first".to_owned(),
            empty: "Nothing has been answered yet.".to_owned(),
            cards: view.answers.into_iter().map(answer_card).collect(),
        }],
        case: Some(head(view.top, "")),
        ..Sheet::default()
    };
    ask.page(&page)
}

/// The media type of JSON-LD.
pub(crate) const JSON_LD: &str = "application/ld+json";

/// The consent records, for other systems.
pub(crate) fn records(ask: &Ask) -> Result<Answer, Failure> {
    let (records, _) = ask.app().consent_documents(ask.actor()?, ask.case()?)?;
    Ok(Answer::document(JSON_LD, "consent-records.jsonld", records).download())
}

/// The receipts of what was passed on.
pub(crate) fn receipts(ask: &Ask) -> Result<Answer, Failure> {
    let (_, receipts) = ask.app().consent_documents(ask.actor()?, ask.case()?)?;
    Ok(Answer::document(JSON_LD, "receipts.jsonld", receipts).download())
}

fn show_take_over(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let (top, _) = ask.app().consents(ask.actor()?, case)?;
    let fine = form.is_fine();
    let page = PlainForm {
        heading: "Take over a consent record".to_owned(),
        lede: vec![
            "A record that another system wrote (ISO/IEC TS 27560, as JSON-LD), about this case.".to_owned(),
            format!(
                "It has to name the person by this case’s reference, {}. The last word in it counts.",
                top.reference
            ),
        ],
        action: format!("/cases/{case}/consent/take-over"),
        back: Link::new("Consent", format!("/cases/{case}/consent")),
        fields: vec![field(ask, &form, "record", "The record", Control::LongText).hint("Paste the whole of the file.")],
        button: "Take it over".to_owned(),
        case: Some(head(top, "")),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form.
pub(crate) fn take_over_page(ask: &Ask) -> Result<Answer, Failure> {
    show_take_over(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn take_over_again(ask: &Ask) -> Result<Answer, Failure> {
    show_take_over(ask, stale())
}

/// Takes records over.
pub(crate) fn take_over(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    if ask.field("record").trim().is_empty() {
        return show_take_over(ask, FormState::wrong("record", "Paste the record"));
    }
    match ask.app().import_consents(ask.actor()?, case, ask.field("record")) {
        Ok(_) => Ok(Answer::next(format!("/cases/{case}/consent")).saying(Said::RecordsTaken)),
        Err(AppError::Form(errors)) => {
            let words = errors.fields.first().map(|f| f.words.clone()).unwrap_or_default();
            show_take_over(ask, FormState::wrong("record", &words))
        }
        Err(error) => show_take_over(ask, wrong(error, "record")?),
    }
}

fn show_interview(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view = ask.app().interview(ask.actor()?, case)?;
    let done = view.completed.is_some();
    let stale_words = form.errors.iter().find(|e| e.words == STALE);
    let mut lede = vec![format!("The notice says that sharing is asked about at {}.", view.when)];
    lede.extend(stale_words.map(|e| e.words.clone()));
    if let Some((at, by)) = &view.completed {
        lede.push(format!("Completed {} by {by}.", at.words()));
        let cards = view.offers.iter().filter(|o| o.offered).map(|o| Card {
            title: o.asked.name.clone(),
            tags: vec![state(&o.asked)],
            lines: vec![o.asked.purpose_words.clone()],
            ..Card::default()
        });
        let page = Sheet {
            heading: "The initial interview".to_owned(),
            lede,
            back: Some(Link::new("Consent", format!("/cases/{case}/consent"))),
            groups: vec![Group {
                id: "offered".to_owned(),
                heading: "Partners that were offered".to_owned(),
                empty: "None was offered.".to_owned(),
                cards: cards.collect(),
            }],
            case: Some(head(view.top, "")),
            ..Sheet::default()
        };
        return ask.page(&page);
    }
    let left: Vec<&str> = view
        .offers
        .iter()
        .filter(|o| o.offered && o.asked.state == "not-asked")
        .map(|o| o.asked.name.as_str())
        .collect();
    if !left.is_empty() {
        lede.push(format!("Still without a yes or a no: {}.", left.join(", ")));
    }
    lede.push("Choose the partners that could help this person. The interview is complete once each of them has a yes or a no.".to_owned());
    let options: Vec<(String, String)> = view
        .offers
        .iter()
        .map(|o| {
            let said = match o.asked.state {
                "given" => " (yes)",
                "refused" => " (no)",
                "withdrawn" | "run-out" => " (no more)",
                _ => "",
            };
            (value(&o.asked), format!("{}{said}", o.asked.name))
        })
        .collect();
    let chosen = if ask.form.pairs().is_empty() {
        view.offers.iter().filter(|o| o.offered).map(|o| value(&o.asked)).collect()
    } else {
        ask.form.all("offer").map(str::to_owned).collect()
    };
    let fine = form.is_fine() || done;
    let fields = vec![
        choose(&form, "offer", "Which partners are offered?", Control::Choices, &options, chosen),
        choose(
            &form,
            "then",
            "And then?",
            Control::Choice,
            &[
                ("save".to_owned(), "Keep this list, and ask about each".to_owned()),
                ("complete".to_owned(), "Complete the interview: each of these has said yes or no".to_owned()),
                ("none".to_owned(), "Complete the interview: no partner is offered".to_owned()),
            ],
            vec![ask.field("then").to_owned()],
        ),
    ];
    let page = PlainForm {
        heading: "The initial interview".to_owned(),
        lede,
        action: format!("/cases/{case}/interview"),
        back: Link::new("Consent", format!("/cases/{case}/consent")),
        fields,
        button: "Go on".to_owned(),
        case: Some(head(view.top, "")),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The initial interview.
pub(crate) fn interview(ask: &Ask) -> Result<Answer, Failure> {
    show_interview(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn interview_again(ask: &Ask) -> Result<Answer, Failure> {
    show_interview(ask, stale())
}

/// Which partners are offered, and perhaps the end of the interview.
pub(crate) fn offer(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let offers: Vec<(String, String)> = ask
        .form
        .all("offer")
        .filter_map(|o| o.split_once('|').map(|(party, purpose)| (party.to_owned(), purpose.to_owned())))
        .collect();
    let then = ask.field("then");
    if !["save", "complete", "none"].contains(&then) {
        return show_interview(ask, FormState::wrong("then", "Choose what to do"));
    }
    let actor = ask.actor()?;
    let done = ask.app().offer_partners(actor, case, &offers).and_then(|()| match then {
        "save" => Ok(()),
        _ => ask.app().complete_interview(actor, case, then == "none"),
    });
    match done {
        Ok(()) if then == "save" => Ok(Answer::next(format!("/cases/{case}/consent")).saying(Said::PartnersOffered)),
        Ok(()) => Ok(Answer::next(format!("/cases/{case}/consent")).saying(Said::InterviewDone)),
        Err(error) => show_interview(ask, wrong(error, "then")?),
    }
}

/// A button of a sheet.
pub(crate) fn button(words: &str, about: &str, action: String) -> Button {
    Button { words: words.to_owned(), about: about.to_owned(), action }
}

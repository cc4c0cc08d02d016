//! Enquiries: answering one, deciding on what a check found, and the log of all of them with the files in which they go and come back.

use super::access::heads;
use super::share::{act_at, codes, done, id};
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, field, read_day};
use crate::show;
use app::{ANSWERED_WITH, AppError, CHECK_DECISIONS, EnquiryLine, EnquiryView, NewFinding, REVIEW_DECISIONS, TOLD_BY};
use pages::form::{Control, Field, FormState};
use pages::panel::{Button, PanelContent, RegisterPanel, Table, TableCell};
use pages::share::ShareAct;
use pages::work::{FileAsked, PlainForm};
use pages::{Link, StateTag, Tone};
use sharing::ShareState;

const HERE: &str = "/enquiries";

/// How the box of an answer is called: a dot cannot stand there.
fn input(item: &str) -> String {
    format!("answer-{}", item.replace('.', "--"))
}

/// What is wrong, beside the boxes in which it was typed.
pub(super) fn beside(form: FormState) -> FormState {
    let mut named = FormState::default();
    for error in form.errors {
        let name = if error.field.contains('.') { input(&error.field) } else { error.field };
        named.add(name, error.words);
    }
    named
}

/// The form by which an enquiry is answered.
pub(super) fn answering(ask: &Ask, form: &FormState, enquiry: &EnquiryView, action: String, button: &str) -> ShareAct {
    let mut fields: Vec<Field> =
        vec![field(ask, form, "answered", "What is the answer?", Control::Choice).options(codes(ANSWERED_WITH))];
    fields.extend(
        enquiry.asks.iter().map(|(item, words)| field(ask, form, &input(item), words, Control::LongText).optional()),
    );
    ShareAct {
        id: "answer-enquiry".to_owned(),
        heading: "What was asked".to_owned(),
        words: vec!["Answer what was asked, and nothing else.".to_owned()],
        action,
        hidden: Vec::new(),
        fields,
        button: button.to_owned(),
        warns: false,
    }
}

/// What was typed as an answer.
pub(super) fn typed(ask: &Ask, asked: &[(String, String)]) -> (String, Vec<(String, String)>) {
    let answers = asked.iter().map(|(item, _)| (item.clone(), ask.field(&input(item)).to_owned())).collect();
    (ask.field("answered").to_owned(), answers)
}

/// What can be done with an enquiry on the page of the case.
pub(super) fn acts(ask: &Ask, form: &FormState, enquiry: &EnquiryView, state: ShareState, at: &str) -> Vec<ShareAct> {
    let act = |id: &str, heading: &str, words: &str, fields: Vec<Field>, button: &str| {
        act_at(at, (id, heading), vec![words.to_owned()], fields, button)
    };
    let mut acts = Vec::new();
    let with_them = matches!(state, ShareState::Sent | ShareState::MoreAsked | ShareState::Accepted);
    if enquiry.answered_at.is_none() && with_them {
        let mut entering = answering(ask, form, enquiry, format!("{at}/answer-enquiry"), "Write the answer down");
        "Write down what they answered".clone_into(&mut entering.heading);
        entering.words =
            vec!["For a body that does not answer here. Enter what was asked, and nothing else.".to_owned()];
        acts.push(entering);
    }
    if !enquiry.never_alone || enquiry.answered_at.is_none() {
        return acts;
    }
    match &enquiry.finding {
        None if enquiry.may_find => {
            let others = enquiry.others.iter().map(|(id, words)| choice(id.as_str(), words.as_str())).collect();
            let long = |name: &str, label: &str| field(ask, form, name, label, Control::LongText);
            acts.push(act(
                "check-decided",
                "Decide what follows",
                "A person decides, never the answer alone. If something is refused, tell the person first: with the reasons, and how to ask for a review.",
                vec![
                    field(ask, form, "decision", "What was decided?", Control::Choice).options(codes(CHECK_DECISIONS)),
                    long("reasons", "Why? The person reads this"),
                    field(ask, form, "others", "If something is refused: on what else on the record does it rest?", Control::Choices)
                        .options(others)
                        .optional(),
                    long("shows", "What does that show, apart from the answer?").optional(),
                    field(ask, form, "told-by", "How was the person told?", Control::Choice).options(codes(TOLD_BY)).optional(),
                    field(ask, form, "told", "On which day were they told?", Control::Date).optional(),
                    long("route", "What were they told about asking for a review?").optional(),
                ],
                "Write the decision down",
            ));
        }
        Some(finding) if finding.review_asked.is_none() => acts.push(act(
            "check-review-asked",
            "The person asks for a review",
            "Somebody else than who decided looks at it again, within 28 days.",
            vec![field(ask, form, "asks", "What does the person say?", Control::LongText).optional()],
            "Ask for a review",
        )),
        Some(finding) if finding.reviewed.is_none() && enquiry.may_find => acts.push(act(
            "check-reviewed",
            "Review the decision",
            "Whoever decided does not review it.",
            vec![
                field(ask, form, "review", "What does the review decide?", Control::Choice)
                    .options(codes(REVIEW_DECISIONS)),
                field(ask, form, "review-reasons", "Why? The person reads this", Control::LongText),
            ],
            "Finish the review",
        )),
        _ => {}
    }
    acts
}

/// Writes down what a body answered elsewhere.
pub(crate) fn enter(ask: &Ask) -> Result<Answer, Failure> {
    let at = (ask.case()?, id(ask)?);
    let view = ask.app().share_of(ask.actor()?, at.0, at.1)?;
    let asked = view.enquiry.map_or_else(Vec::new, |e| e.asks);
    let (code, answers) = typed(ask, &asked);
    let came = ask.app().enter_answer(ask.actor()?, at, &code, &answers).map_err(|error| match error {
        AppError::Form(mut errors) => {
            for error in errors.fields.iter_mut().filter(|e| e.input.contains('.')) {
                error.input = input(&error.input);
            }
            AppError::Form(errors)
        }
        other => other,
    });
    done(ask, came, at)
}

/// Decides what follows.
pub(crate) fn decide(ask: &Ask) -> Result<Answer, Failure> {
    let at = (ask.case()?, id(ask)?);
    let text = |name: &str| ask.field(name).to_owned();
    // A day that is no date is missing: the form says so.
    let told_on = read_day(ask, &mut FormState::default(), "told", "The day");
    let new = NewFinding {
        decision: text("decision"),
        reasons: text("reasons"),
        others: ask.form.all("others").map(str::to_owned).collect(),
        shows: text("shows"),
        told_by: text("told-by"),
        told_on,
        route: text("route"),
    };
    done(ask, ask.app().decide_on_check(ask.actor()?, at, &new), at)
}

/// The person asks for a review.
pub(crate) fn ask_review(ask: &Ask) -> Result<Answer, Failure> {
    let at = (ask.case()?, id(ask)?);
    done(ask, ask.app().ask_for_check_review(ask.actor()?, at, ask.field("asks")), at)
}

/// Finishes the review.
pub(crate) fn review(ask: &Ask) -> Result<Answer, Failure> {
    let at = (ask.case()?, id(ask)?);
    done(ask, ask.app().review_check(ask.actor()?, at, ask.field("review"), ask.field("review-reasons")), at)
}

fn state(line: &EnquiryLine) -> StateTag {
    match (line.answered, line.state) {
        (Some((_, true)), _) => show::tag("Answered", Tone::Good),
        (Some((_, false)), _) => show::tag("Nothing is known", Tone::Plain),
        (None, ShareState::Sent | ShareState::MoreAsked | ShareState::Accepted) => show::tag("Waits", Tone::Warn),
        (None, other) => show::tag(other.words(), Tone::Plain),
    }
}

fn row(line: &EnquiryLine) -> Vec<TableCell> {
    let mut when = vec![format!("Asked {} by {}", line.line.asked_at.words(), line.line.asked_by)];
    when.extend(line.in_file.map(|at| format!("In a file {}", at.words())));
    when.extend(line.answered.map(|(at, _)| format!("Answered {}", at.words())));
    vec![
        TableCell::words(line.line.reference.clone()).small(line.line.purpose.clone()),
        TableCell::words(line.line.to.clone()),
        TableCell::list(line.asks.clone()),
        TableCell::list(when),
        TableCell::state(state(line)),
    ]
}

fn show_log(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let log = ask.app().enquiries(ask.actor()?)?;
    let fine = form.is_fine();
    let kind = |k: &app::EnquiryKind| {
        let taking = Button {
            action: format!("{HERE}/{}/file", k.id),
            hidden: Vec::new(),
            label: "Take the file of those that wait".to_owned(),
            about: k.label.clone(),
            warns: false,
        };
        vec![
            TableCell::words(k.label.clone())
                .to(format!("{HERE}/{}/answers", k.id))
                .small("Take answers over from a file"),
            TableCell::words(k.waiting.to_string()),
            if k.waiting == 0 { TableCell::words("None waits") } else { TableCell::buttons(vec![taking]) },
        ]
    };
    let content = PanelContent {
        title: "Enquiries".to_owned(),
        lede: vec![
            "What was asked of others, and what came back. An enquiry is made on the case it is about; what was answered stands there.".to_owned(),
        ],
        links: vec![Link::new("What went out", "/outbound")],
        tables: vec![
            Table {
                caption: "Kinds that the notice has".to_owned(),
                heads: heads(["Occasion", "Waiting", "File"]),
                rows: log.kinds.iter().map(kind).collect(),
                none: "The notice has none.".to_owned(),
            },
            Table {
                caption: "The log".to_owned(),
                heads: heads(["Case", "To", "What was asked", "When", "State"]),
                rows: log.lines.iter().map(row).collect(),
                none: "Nothing was asked yet.".to_owned(),
            },
        ],
        form,
        ..PanelContent::default()
    };
    ask.form_page(&RegisterPanel(content), fine)
}

/// The log.
pub(crate) fn list(ask: &Ask) -> Result<Answer, Failure> {
    show_log(ask, FormState::default())
}

/// The file of those that wait.
pub(crate) fn file(ask: &Ask) -> Result<Answer, Failure> {
    match ask.app().enquiry_file(ask.actor()?, ask.param("kind")) {
        Ok(file) => Ok(Answer::document("text/csv; charset=utf-8", "enquiries.csv", file.get().clone()).download()),
        Err(AppError::Refused(words)) => show_log(ask, FormState::wrong("", &words)),
        Err(error) => Err(error.into()),
    }
}

fn show_answers(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let kind = ask.param("kind").to_owned();
    let log = ask.app().enquiries(ask.actor()?)?;
    let of = log.kinds.into_iter().find(|k| k.id == kind).ok_or_else(Failure::not_found)?;
    let fine = form.is_fine();
    let page = PlainForm {
        heading: "Take answers over from a file".to_owned(),
        lede: vec![
            format!("{}: {} wait for an answer.", of.label, of.waiting),
            "The columns are those of the file of enquiries: the reference, Known (yes or no), and the answers. If a row is wrong, nothing is taken over.".to_owned(),
        ],
        action: format!("{HERE}/{kind}/answers"),
        back: Link::new("Enquiries", HERE),
        button: "Take over".to_owned(),
        file: Some(FileAsked {
            name: "file".to_owned(),
            label: "Choose the file".to_owned(),
            hint: "CSV, Excel (.xlsx) or OpenDocument (.ods).".to_owned(),
            accept: ".csv,.xlsx,.ods,text/csv".to_owned(),
            error: form.of("file"),
            last: false,
        }),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form for a file of answers.
pub(crate) fn answers_page(ask: &Ask) -> Result<Answer, Failure> {
    show_answers(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn answers_again(ask: &Ask) -> Result<Answer, Failure> {
    show_answers(ask, stale())
}

/// Takes answers over.
pub(crate) fn answers(ask: &Ask) -> Result<Answer, Failure> {
    let Some(file) = ask.files.iter().find(|f| f.name == "file" && !f.bytes.is_empty()) else {
        return show_answers(ask, FormState::wrong("file", "Choose a file"));
    };
    match ask.app().enquiry_answers(ask.actor()?, ask.param("kind"), &file.bytes) {
        Ok(_) => Ok(Answer::next(HERE).saying(Said::ShareChanged)),
        Err(AppError::Form(errors)) => show_answers(ask, show::form_state(&errors)),
        Err(error) => Err(error.into()),
    }
}

//! What was sent to a body without an account: reached by a link with a code. From here it answers as others do at a desk. Nothing is said of
//! it before the code is given, and the code goes with each thing that is done.

use super::desk;
use super::share::{again, codes, document_bytes, facts, parts, steps, tags, term};
use crate::answer::{Answer, Failure};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, field};
use crate::show;
use app::{App, Followed, SentByLink, SharedDocument, WithdrawalLine};
use axum::http::StatusCode;
use identity::HandedOut;
use kernel::Sensitive;
use pages::form::{Control, Field, FormState};
use pages::share::{DocumentShown, ShareAct, SharePage};
use pages::sheet::Sheet;
use pages::work::PlainForm;
use sharing::Step;

/// The longest that an answer may be, in characters.
const LONGEST: usize = 5_000;

fn link(ask: &Ask) -> Result<HandedOut, Failure> {
    HandedOut::parse(ask.param("link")).ok_or_else(Failure::not_found)
}

fn action(ask: &Ask) -> Result<String, Failure> {
    Ok(format!("/sent/{}", link(ask)?.text().expose()))
}

fn ask_code(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let fine = form.is_fine();
    let page = PlainForm {
        heading: "The council has sent you something".to_owned(),
        lede: vec![
            "Enter the code that the council told you by another way, on the telephone for instance. Each time that you open this is recorded, and the person whom it is about can see that.".to_owned(),
        ],
        action: action(ask)?,
        back: pages::Link { text: "Privacy notices".to_owned(), href: "/notices".to_owned() },
        fields: vec![field(ask, &form, "code", "Code", Control::Text).hint("Eight letters and figures")],
        button: "Open".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

fn nothing(ask: &Ask, words: &str, status: StatusCode) -> Result<Answer, Failure> {
    let page =
        Sheet { heading: "This link does not work".to_owned(), lede: vec![words.to_owned()], ..Sheet::default() };
    Ok(ask.page(&page)?.status(status))
}

fn over(ask: &Ask) -> Result<Answer, Failure> {
    nothing(
        ask,
        "Its time is over, it was ended, or a wrong code was given too often. Ask the council for a new one.",
        StatusCode::NOT_FOUND,
    )
}

/// The page that a link leads to.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    if ask.app().share_link_works(&link(ask)?)? { ask_code(ask, FormState::default()) } else { over(ask) }
}

/// The same, after its form was out of date: the code is asked for again.
pub(crate) fn page_again(ask: &Ask) -> Result<Answer, Failure> {
    if ask.app().share_link_works(&link(ask)?)? { ask_code(ask, stale()) } else { over(ask) }
}

/// Follows the link with the code of the form, and shows what there is: that is on the ledger each time.
fn follow(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    match enter(ask, true)? {
        Ok(at) => show(ask, &at, form),
        Err(instead) => Ok(instead),
    }
}

/// Who is in, or the page that is shown instead.
fn enter(ask: &Ask, opens: bool) -> Result<Result<Box<SentByLink>, Answer>, Failure> {
    Ok(match ask.app().follow_share_link(&link(ask)?, &Sensitive::new(ask.field("code").to_owned()), opens)? {
        Followed::In(at) => Ok(at),
        Followed::WrongCode(left) => {
            let words = format!("This is not the code. You can try {left} more times");
            Err(ask_code(ask, FormState::wrong("code", &words))?)
        }
        Followed::Over => Err(over(ask)?),
        Followed::TooMany => Err(nothing(
            ask,
            "Too many links that lead nowhere were tried. Try again in a minute.",
            StatusCode::TOO_MANY_REQUESTS,
        )?),
    })
}

/// A form of the page: what it does and the code go with it.
fn act(
    ask: &Ask,
    (name, heading): (&str, &str),
    which: &str,
    fields: Vec<Field>,
    button: &str,
) -> Result<ShareAct, Failure> {
    let plain = desk::act(action(ask)?, (name, heading), fields, button);
    let mut hidden = vec![("code".to_owned(), ask.field("code").to_owned()), ("which".to_owned(), which.to_owned())];
    hidden.extend(plain.hidden);
    let id = if which.is_empty() { plain.id } else { format!("{name}-{which}") };
    Ok(ShareAct { id, hidden, ..plain })
}

fn document(n: usize, document: &SharedDocument) -> DocumentShown {
    DocumentShown {
        label: format!("{}, {}", document.label, document.kind),
        title: None,
        named: Some(format!("Document {}", n + 1)),
        href: None,
        picture: None,
        hash: document.hash.clone(),
    }
}

fn about_withdrawal(ask: &Ask, form: &FormState, line: &WithdrawalLine) -> Result<Vec<ShareAct>, Failure> {
    let which = line.id.to_string();
    let words = super::withdrawals::lines_of(line);
    let mut acts = Vec::new();
    if line.acknowledged_at.is_none() {
        let mut read =
            act(ask, ("read", "The person has withdrawn their permission"), &which, Vec::new(), "We have read this")?;
        read.words.clone_from(&words);
        acts.push(read);
    }
    if line.did.is_none() {
        let fields = vec![
            field(ask, form, &format!("did-{which}"), "What did you do with it?", Control::Choice)
                .options(codes(App::withdrawal_answers())),
            field(ask, form, &format!("words-{which}"), "Anything to add?", Control::LongText).optional(),
        ];
        let mut did = act(ask, ("did", "Say what you did after the withdrawal"), &which, fields, "Send")?;
        if line.acknowledged_at.is_some() {
            did.words = words;
        }
        acts.push(did);
    }
    Ok(acts)
}

fn show(ask: &Ask, at: &SentByLink, form: FormState) -> Result<Answer, Failure> {
    let app = ask.app();
    let view = app.sent_by_link(at)?;
    let mut acts = Vec::new();
    if let Some(view) = &view {
        for (n, d) in view.documents.iter().enumerate() {
            let heading = format!("Document {}", n + 1);
            acts.push(act(ask, ("document", heading.as_str()), &d.id.to_string(), Vec::new(), "Open the document")?);
        }
        // "code" is that of the link.
        let all = desk::answers(ask, &form, view, "why", |name, fields, button| act(ask, name, "", fields, button));
        acts.extend(all.into_iter().collect::<Result<Vec<_>, _>>()?);
    }
    for line in app.withdrawals_by_link(at)? {
        acts.extend(about_withdrawal(ask, &form, &line)?);
    }
    for copy in app.copies_by_link(at)? {
        let which = copy.id.to_string();
        let fields = vec![
            field(ask, &form, &format!("became-{which}"), "What became of it?", Control::Choice)
                .options(codes(copy.answers)),
        ];
        let mut became = act(ask, ("became", "To be deleted"), &which, fields, "Say so")?;
        became.words = vec![
            format!("{}. By {}", copy.why, show::date(copy.gone_by)),
            format!("What: {}", copy.categories.join(", ")),
        ];
        acts.push(became);
    }
    let fine = form.is_fine();
    let until = term("This link works until", vec![at.until.words()]);
    let page = match view {
        Some(view) => {
            let href = show::notice_head(&view.top.notice).href;
            let mut facts = facts(&view);
            facts.push(until);
            SharePage {
                heading: format!("Sent to you: {}", at.reference),
                tags: tags(&view.line),
                lede: vec!["This is what was sent to you. Keep it to what it is for, and do not pass it on.".to_owned()],
                facts,
                documents: view.documents.iter().enumerate().map(|(n, d)| document(n, d)).collect(),
                parts: parts(view.parts, &href),
                steps: steps(view.steps),
                acts,
                form,
                ..SharePage::default()
            }
        }
        None => SharePage {
            heading: format!("Sent to you: {}", at.reference),
            lede: vec![
                "It was taken back, or its time is over: nothing of it is shown to you any more. Stop using what you had."
                    .to_owned(),
            ],
            facts: vec![until],
            acts,
            form,
            ..SharePage::default()
        },
    };
    ask.form_page(&page, fine)
}

/// Opens it, or does something with it.
pub(crate) fn post(ask: &Ask) -> Result<Answer, Failure> {
    let what = ask.field("do").to_owned();
    if what.is_empty() {
        return follow(ask, FormState::default());
    }
    let at = match enter(ask, false)? {
        Ok(at) => at,
        Err(instead) => return Ok(instead),
    };
    let (app, which) = (ask.app(), ask.field("which"));
    let gone = |_| Failure::not_found();
    let done = match what.as_str() {
        "document" => {
            let document = which.parse().map_err(gone)?;
            return Ok(document_bytes(document, app.sent_document_by_link(&at, document)?));
        }
        "read" => app.answer_withdrawal_by_link(
            &at,
            which.parse().map_err(|_| Failure::not_found())?,
            None,
            &Sensitive::new(String::new()),
        ),
        "did" => {
            let said = ask.field(&format!("words-{which}"));
            if said.chars().count() > LONGEST {
                return follow(ask, FormState::wrong(&format!("words-{which}"), "At most 5,000 characters"));
            }
            let id = which.parse().map_err(|_| Failure::not_found())?;
            let did = ask.field(&format!("did-{which}"));
            if did.is_empty() {
                return follow(ask, FormState::wrong(&format!("did-{which}"), "Choose what was done with it"));
            }
            app.answer_withdrawal_by_link(&at, id, Some(did), &Sensitive::new(said.to_owned()))
        }
        "became" => {
            let id = which.parse().map_err(|_| Failure::not_found())?;
            app.copy_became_by_link(&at, id, ask.field(&format!("became-{which}")))
        }
        step => {
            let step = Step::parse(step).ok_or_else(Failure::not_found)?;
            let of = |name: &str| ask.field(&format!("{name}-{}", step.id()));
            app.step_by_link(&at, step, of("why"), of("more"))
        }
    };
    match done {
        Ok(()) => follow(ask, FormState::default()),
        Err(error) => again(error, |form| {
            let mut beside = FormState::default();
            for e in form.errors {
                let field = match e.field.as_str() {
                    "" => String::new(),
                    "code" => format!("why-{what}"),
                    "became" => format!("became-{which}"),
                    other => format!("{other}-{what}"),
                };
                beside.add(field, e.words);
            }
            follow(ask, beside)
        }),
    }
}

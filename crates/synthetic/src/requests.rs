//! Requests of invented people about their data, at different stages: waiting, extended, refused; copies that are gone through,
//! made, checked. Made through the use cases themselves, so that the gate and the ledger have seen all of it.

use app::views::Item;
use app::{Actor, App, AppError, ListFilter, NewDecision, NewStep, RequestDecision, RequestForm};
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::{Entropy, RequestId};
use rights::StepKind;

/// What came, how, how many days ago, from whom, in which words.
const CAME: [(&str, &str, i64, &str, &str); 6] = [
    ("access", "letter", 12, "Rowan Ashby", "Please send me everything you hold about me since 2022."),
    (
        "rectification",
        "phone",
        40,
        "Mercy Adeyemi",
        "My date of birth is wrong on your letters. It is the 8th, not the 3rd.",
    ),
    ("access", "email", 9, "Tomasz Wolny", "I want my file."),
    ("objection", "in-person", 20, "Gwen Harcastle", "I do not want my details given to the landlord list."),
    ("erasure", "letter", 25, "Ravi Menon", "Delete my housing application, I have moved away."),
    ("complaint", "email", 6, "Siobhan Tierney", "A worker read out my address in the waiting room."),
];

/// How far a copy has got.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Copy {
    /// Some of what is marked is decided.
    Begun,
    /// It waits for a second person.
    Made,
    /// It can be handed over.
    Checked,
}

/// Who answers, who checks, and whose cases the copies are of.
pub(crate) struct Desk<'a> {
    pub(crate) officer: &'a Actor,
    pub(crate) second: &'a Actor,
    pub(crate) worker: &'a Actor,
}

fn form(kind: &str, channel: &str, received_on: Option<Date>, name: &str, details: &str) -> RequestForm {
    RequestForm {
        kind: kind.to_owned(),
        channel: channel.to_owned(),
        received_on,
        name: name.to_owned(),
        contact: "1 Example Row, Fernley".to_owned(),
        details: details.to_owned(),
        ..RequestForm::default()
    }
}

fn step(kind: StepKind, words: &str) -> NewStep {
    NewStep { kind, on: None, code: String::new(), words: words.to_owned() }
}

/// Logs them, and takes some of them further.
///
/// # Errors
/// When the store does not answer.
pub(crate) fn requests(app: &App, desk: &Desk<'_>, today: Date, entropy: &mut dyn Entropy) -> Result<(), AppError> {
    let me = desk.officer;
    let all = app.request_log_form(me)?.controllers;
    let to = all.first().map(|(id, _)| id.clone()).unwrap_or_default();
    let others: Vec<String> = all.into_iter().skip(1).map(|(id, _)| id).collect();
    let log = |form: RequestForm| -> Result<RequestId, AppError> {
        let id = app.log_request(me, &RequestForm { controller: to.clone(), ..form })?.id;
        for other in &others {
            app.take_step(me, id, &NewStep { code: other.clone(), ..step(StepKind::Copied, "") })?;
        }
        Ok(id)
    };
    for (kind, channel, ago, name, details) in CAME {
        let id = log(form(kind, channel, today.checked_sub(ago.days()).ok(), name, details))?;
        match (kind, channel) {
            ("access", "letter") => app.take_step(me, id, &step(StepKind::Acknowledged, "By letter"))?,
            ("access", _) => {
                let asked = step(StepKind::ClarificationAsked, "Which service do you mean: housing, support, or both?");
                app.take_step(me, id, &asked)?;
            }
            ("objection", _) => {
                app.take_step(me, id, &step(StepKind::Extended, "Three landlords have to be asked what they hold."))?;
            }
            ("erasure", _) => {
                let words = "The application is part of a case that the law asks us to keep until its period is over.";
                let refused = RequestDecision {
                    outcome: "refused".to_owned(),
                    ground: "public-task".to_owned(),
                    words: words.to_owned(),
                };
                app.decide_request(me, id, &refused)?;
                app.take_step(me, id, &step(StepKind::DecisionSent, "By post"))?;
            }
            _ => {}
        }
    }
    let online = RequestForm {
        controller: to.clone(),
        ..form("access", "online", None, "Iris Calloway", "A copy of what you know about my children and me, please.")
    };
    app.ask_for_right(&me.capacity.notice, RequestId::new(app.now(), entropy), &online)?;
    let mine = ListFilter { mine: true, ..ListFilter::default() };
    let cases = app.list(desk.worker, &mine)?.lines;
    for (line, copy) in cases.into_iter().zip([Copy::Begun, Copy::Made, Copy::Checked]) {
        let name = match &line.name {
            Item::Released(name) => name.get().clone(),
            _ => "Somebody of the demonstration".to_owned(),
        };
        let came = today.checked_sub(5.days()).ok();
        let id = log(form("access", "letter", came, &name, "A copy of everything you hold about me."))?;
        match app.match_request(me, id, &line.reference).and_then(|()| taken_further(app, desk, id, copy)) {
            // What the notice does not let somebody do is left out.
            Ok(()) | Err(AppError::NotFound | AppError::Refused(_) | AppError::Form(_)) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

fn taken_further(app: &App, desk: &Desk<'_>, id: RequestId, copy: Copy) -> Result<(), AppError> {
    let review = app.copy_review(desk.officer, id)?;
    let waiting: Vec<_> = review.records.iter().flat_map(|r| &r.passages).filter(|p| review.waits(p)).collect();
    // Of one that is only begun, something is left to be decided.
    let many = if copy == Copy::Begun { waiting.len() / 2 } else { waiting.len() };
    for passage in waiting.into_iter().take(many) {
        let choice = passage.proposed().map_or_else(|| "in:known".to_owned(), |reason| ["out:", reason].concat());
        let new = NewDecision {
            place: passage.place.clone(),
            category: passage.category.clone(),
            choice,
            ..NewDecision::default()
        };
        app.decide_passage(desk.officer, id, &new)?;
    }
    if copy != Copy::Begun {
        app.make_copy(desk.officer, id, "")?;
    }
    if copy == Copy::Checked {
        app.check_copy(desk.second, id, true, "Read from beginning to end")?;
    }
    Ok(())
}

//! Deciding about passages: each with its reason, the words to be struck, who was asked; for whom of a file the copy is.

use super::review::{Bench, WHOSE, WORDS, for_copy};
use crate::App;
use crate::Inner;
use crate::actor::Actor;
use crate::error::AppError;
use crate::requests::CLASS;
use crate::requests::desk::Opened;
use crate::views::FormErrors;
use ::rights::{Kind, Mark, exemption, shown};
use casework::FieldError;
use disclosure::Disclosed;
use jiff::civil::Date;
use kernel::{CaseId, RequestId, TaskId, Timestamp, london_date};
use ledger::Action;
use notice::model::Act;
use serde::{Deserialize, Serialize};
use store::{Passage, RightsRequest, Tx};

/// The longest place.
const LONGEST: usize = 300;
/// How many words are struck at most.
const MOST_WORDS: usize = 200;

/// What is sealed with a decision about a passage.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Note {
    /// The words that are struck.
    #[serde(default)]
    pub struck: Vec<String>,
    /// Who was asked.
    #[serde(default)]
    pub asked: String,
    /// On which day: `2026-11-21`.
    #[serde(default)]
    pub asked_on: String,
    /// What was noted.
    #[serde(default)]
    pub note: String,
}

/// What was decided about a passage.
pub struct Decided {
    /// Whether it goes in.
    pub shown: bool,
    /// Why: a code of an exemption, or of a reason to show it.
    pub reason: String,
    /// What was written down with it.
    pub note: Option<Disclosed<Note>>,
    /// Who decided, and when.
    pub by: (String, Timestamp),
}

impl Decided {
    /// In words: what, and why.
    #[must_use]
    pub fn words(&self) -> String {
        let struck = self.shown && exemption(&self.reason).is_some();
        match (exemption(&self.reason), shown(&self.reason)) {
            (Some(why), _) if struck => format!("Goes in without some words. {} ({})", why.words, why.law),
            (Some(why), _) => format!("Left out. {} ({})", why.words, why.law),
            (_, Some(why)) => format!("Goes in. {}", why.words),
            _ => "Goes in".to_owned(),
        }
    }
}

/// A decision that is to be written down.
#[derive(Clone, Default)]
pub struct NewDecision {
    /// Where the passage stands.
    pub place: String,
    /// Its category.
    pub category: String,
    /// `in:` with why it is shown, `out:` with an exemption, `struck:` with the exemption for the words; empty takes a decision
    /// back.
    pub choice: String,
    /// The words to be struck, one in a line.
    pub struck: String,
    /// Who was asked, where the law wants that.
    pub asked: String,
    /// On which day.
    pub asked_on: Option<Date>,
    /// What is to be noted.
    pub note: String,
}

/// The same, while the request is not decided.
fn for_change(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    id: RequestId,
    detail: &str,
) -> Result<(Opened, Kind), AppError> {
    let found = for_copy(tx, inner, actor, id, (Act::Record, Action::Edit, detail))?;
    still_open(&found.0.request)?;
    Ok(found)
}

/// After a request was decided nothing is changed about its copy.
pub(super) fn still_open(request: &RightsRequest) -> Result<(), AppError> {
    if request.settled_at.is_some() {
        return Err(AppError::Refused("The request has been decided: nothing is changed about its copy".to_owned()));
    }
    Ok(())
}

/// A decision, sealed and ready to be kept.
fn sealed(
    tx: &mut Tx<'_>,
    actor: &Actor,
    request: &RightsRequest,
    (place, case_id, category): (&str, Option<CaseId>, &str),
    (choice, reason): (&str, &str),
    note: Option<&Note>,
) -> Result<Passage, AppError> {
    let mut passage = Passage {
        id: TaskId::new(tx.now(), tx.entropy()),
        request: request.id,
        place: place.to_owned(),
        case_id,
        category: category.to_owned(),
        choice: choice.to_owned(),
        reason: reason.to_owned(),
        person: request.person,
        record_class: CLASS.to_owned(),
        sealed: None,
        decided_by: actor.account,
        decided_at: tx.now(),
    };
    if let Some(note) = note {
        let plain = serde_json::to_vec(note).map_err(|_| AppError::Fault("not writable".to_owned()))?;
        let ring = tx.ring_for_sealing(&[(request.person, CLASS)])?;
        let place = passage.seal_place();
        passage.sealed = Some(ring.seal(&place, &plain, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))?);
    }
    Ok(passage)
}

fn lines(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text.lines().map(str::trim).filter(|w| !w.is_empty()).map(str::to_owned).collect();
    words.truncate(MOST_WORDS);
    words
}

/// A copy that was made before is not what would be made now: it cannot be handed over any more.
pub(in crate::requests) fn drop_copies(tx: &mut Tx<'_>, request: &RightsRequest, why: &str) -> Result<(), AppError> {
    for copy in tx.copies_of(request.id)? {
        if matches!(copy.state.as_str(), "made" | "checked") {
            tx.destroy_copy(copy.id, request.person, why)?;
        }
    }
    Ok(())
}

impl App {
    /// Decides about one passage. A copy that was made before cannot be handed over any more.
    ///
    /// # Errors
    /// `Form` with what is missing; `Refused` after the request was decided; otherwise as above.
    pub fn decide_passage(&self, actor: &Actor, id: RequestId, new: &NewDecision) -> Result<(), AppError> {
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "decide passage", move |tx, inner| {
            let (opened, kind) = for_change(tx, inner, &actor, id, "what goes into the copy")?;
            let case = opened
                .cases
                .iter()
                .find(|c| new.place.strip_prefix(&c.id.to_string()).is_some_and(|rest| rest.starts_with('/')));
            let known = new.category.is_empty() || opened.notice.compiled.category(&new.category).is_some();
            let special = new.place.ends_with(WHOSE) || new.place.len() > LONGEST;
            let (Some(case), true, false) = (case, known, special) else { return Err(AppError::NotFound) };
            if new.choice.is_empty() {
                tx.drop_passage(id, &new.place)?;
                return drop_copies(tx, &opened.request, "decided anew about what goes into it");
            }
            let (choice, note) = checked(&new, kind, london_date(tx.now()))?;
            let at = (new.place.as_str(), Some(case.id), new.category.as_str());
            let passage = sealed(tx, &actor, &opened.request, at, choice, Some(&note))?;
            tx.put_passage(&passage)?;
            drop_copies(tx, &opened.request, "decided anew about what goes into it")
        })
    }

    /// Leaves out every passage with a mark that nobody has decided about, for one reason. Says how many.
    ///
    /// # Errors
    /// `Form` when the reason is none, or one for which somebody has to be asked; otherwise as above.
    pub fn leave_out_marked(&self, actor: &Actor, id: RequestId, mark: &str, reason: &str) -> Result<usize, AppError> {
        let (actor, mark, reason) = (actor.clone(), Mark::from_id(mark), reason.to_owned());
        self.act(&actor.caller.clone(), "leave out what is marked", move |tx, inner| {
            let Some(mark) = mark else { return Err(AppError::field("mark", "Choose what is left out")) };
            let fits = exemption(&reason).is_some_and(|e| !e.asks);
            if !fits {
                return Err(AppError::field(
                    "reason",
                    "Choose why: what needs somebody’s opinion is decided one by one",
                ));
            }
            let what = (Act::Record, Action::Edit, "left out what is marked");
            let bench = Bench::of(tx, inner, &actor, id, what)?;
            still_open(&bench.opened.request)?;
            let mut done = 0;
            for passage in bench.gathered.iter().flat_map(|g| &g.passages) {
                if passage.marks.contains(&mark) && !bench.decided.contains_key(&passage.place) {
                    let at = (passage.place.as_str(), Some(passage.case), passage.category.as_str());
                    let kept = sealed(tx, &actor, &bench.opened.request, at, ("out", &reason), None)?;
                    tx.put_passage(&kept)?;
                    done += 1;
                }
            }
            drop_copies(tx, &bench.opened.request, "decided anew about what goes into it")?;
            Ok(done)
        })
    }

    /// Says which words are struck wherever they stand, one in a line.
    ///
    /// # Errors
    /// `Refused` after the request was decided; otherwise as above.
    pub fn strike_words(&self, actor: &Actor, id: RequestId, words: &str) -> Result<(), AppError> {
        let (actor, words) = (actor.clone(), lines(words));
        self.act(&actor.caller.clone(), "strike words", move |tx, inner| {
            let (opened, _) = for_change(tx, inner, &actor, id, "which words are struck")?;
            if words.is_empty() {
                tx.drop_passage(id, WORDS)?;
            } else {
                let note = Note { struck: words.clone(), ..Note::default() };
                let at = (WORDS, None, "");
                let kept = sealed(tx, &actor, &opened.request, at, ("all", "third-party"), Some(&note))?;
                tx.put_passage(&kept)?;
            }
            drop_copies(tx, &opened.request, "decided anew about what goes into it")
        })
    }

    /// Says for whom of a file the copy is, by the name that the file knows them by; empty: for the person in whose name it is
    /// kept. Everything that is not that person's own is then marked as about others.
    ///
    /// # Errors
    /// `NotFound` when the request is not about the case; otherwise as above.
    pub fn copy_is_for(&self, actor: &Actor, id: RequestId, case: CaseId, name: &str) -> Result<(), AppError> {
        let (actor, name) = (actor.clone(), name.trim().to_owned());
        self.act(&actor.caller.clone(), "whose copy", move |tx, inner| {
            let (opened, _) = for_change(tx, inner, &actor, id, "for whom of a file the copy is")?;
            if !opened.cases.iter().any(|c| c.id == case) {
                return Err(AppError::NotFound);
            }
            let place = format!("{case}{WHOSE}");
            if name.is_empty() {
                tx.drop_passage(id, &place)?;
            } else {
                let note = Note { note: name.clone(), ..Note::default() };
                let at = (place.as_str(), Some(case), "");
                let kept = sealed(tx, &actor, &opened.request, at, ("all", "own"), Some(&note))?;
                tx.put_passage(&kept)?;
            }
            drop_copies(tx, &opened.request, "it is for somebody else")
        })
    }
}

/// What a decision comes to, if nothing is missing.
fn checked(new: &NewDecision, kind: Kind, today: Date) -> Result<((&'static str, &str), Note), AppError> {
    let mut errors = FormErrors::default();
    let mut wrong = |input: &str, words: &str| {
        errors.fields.push(FieldError { input: input.to_owned(), words: words.to_owned() });
    };
    let (what, reason) = new.choice.split_once(':').unwrap_or((&new.choice, ""));
    let out = exemption(reason).filter(|e| !e.for_bodies || kind == Kind::Regulator);
    let note = Note {
        struck: if what == "struck" { lines(&new.struck) } else { Vec::new() },
        asked: new.asked.trim().to_owned(),
        asked_on: new.asked_on.map(|d| d.to_string()).unwrap_or_default(),
        note: new.note.trim().to_owned(),
    };
    let asks = match what {
        "out" | "struck" => {
            if what == "struck" && note.struck.is_empty() {
                wrong("struck", "Write down the words that are struck, one in a line");
            }
            if out.is_none() {
                wrong("out-reason", "Choose why: the law names the reasons");
            }
            out.is_some_and(|e| e.asks)
        }
        "in" => {
            let why = shown(reason);
            if why.is_none() {
                wrong("in-reason", "Choose why it goes in");
            }
            why.is_some_and(|s| s.asks)
        }
        _ => {
            wrong("choice", "Choose whether it goes into the copy");
            false
        }
    };
    if asks && note.asked.is_empty() {
        wrong("asked", "Write down who was asked: the name and what they are");
    }
    if asks && new.asked_on.is_none() {
        wrong("asked-on-day", "Enter the day on which they answered");
    }
    if new.asked_on.is_some_and(|on| on > today) {
        wrong("asked-on-day", "That day lies ahead");
    }
    if !errors.fields.is_empty() {
        return Err(AppError::Form(errors));
    }
    Ok(((if what == "out" { "out" } else { "in" }, reason), note))
}

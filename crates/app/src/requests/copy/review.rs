//! The review: the officer goes through everything that is held, and says of each passage that carries a mark, with a reason,
//! whether it goes into the copy; anything else can be left out too, and words can be struck within a text.

use super::gather::{CopyPassage, Gathered, gather};
use super::make::CopyState;
use super::marks::{Whose, mark_names, words_of};
use crate::App;
use crate::Inner;
use crate::actor::Actor;
use crate::error::AppError;
use crate::requests::CLASS;
use crate::requests::desk::Opened;
use crate::views::{FormErrors, Item};
use ::rights::{Kind, Mark, exemption, shown};
use casework::FieldError;
use disclosure::Disclosed;
use jiff::civil::Date;
use kernel::{CaseId, PersonId, RequestId, TaskId, Timestamp, london_date};
use ledger::Action;
use notice::model::{Act, Principal};
use notice::source::PartyKind;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use store::{CaseState, Passage, RightsRequest, Tx};

/// The place of the words that are struck everywhere.
const WORDS: &str = "words";
/// The end of the place that says whose copy it is.
const WHOSE: &str = "/whose";
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

/// A record of the same person that the request is not about yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenRecord {
    /// Its reference.
    pub reference: String,
    /// Its service.
    pub service: String,
    /// Whether it is open.
    pub open: bool,
}

/// One record in the review.
pub struct ReviewRecord {
    /// The case.
    pub case: CaseId,
    /// Its reference.
    pub reference: String,
    /// Its service.
    pub service: String,
    /// Everything that is held.
    pub passages: Vec<CopyPassage>,
    /// For whom of the file the copy is, if not for the person in whose name it is kept.
    pub member: Option<Disclosed<String>>,
}

/// The review of a copy.
pub struct CopyReview {
    /// The request's reference.
    pub reference: String,
    /// What was asked.
    pub kind: Kind,
    /// Whether it is decided: nothing can be changed any more.
    pub settled: bool,
    /// The records.
    pub records: Vec<ReviewRecord>,
    /// What was decided, by place.
    pub decided: BTreeMap<String, Decided>,
    /// The words that are struck everywhere.
    pub struck: Option<Disclosed<Vec<String>>>,
    /// How many passages wait for a decision.
    pub open: usize,
    /// Records of the same person that the request is not about.
    pub more: Vec<OpenRecord>,
    /// What is not released to whoever goes through it.
    pub withheld: Vec<String>,
    /// The bodies that the copy can be for, where it is not for the person: key and purpose, and words.
    pub bodies: Vec<(String, String)>,
    /// The copies that were made.
    pub copies: Vec<CopyState>,
}

impl CopyReview {
    /// Whether somebody still has to decide about a passage.
    #[must_use]
    pub fn waits(&self, passage: &CopyPassage) -> bool {
        waits(passage, self.decided.get(&passage.place))
    }
}

/// Everything for the review or for making the copy.
pub(super) struct Bench {
    pub(super) opened: Opened,
    pub(super) kind: Kind,
    pub(super) gathered: Vec<Gathered>,
    pub(super) decided: BTreeMap<String, Decided>,
    pub(super) struck: Option<Disclosed<Vec<String>>>,
    pub(super) members: Vec<(CaseId, Disclosed<String>)>,
}

impl Bench {
    /// Opens the request and gathers all its records.
    pub(super) fn of(
        tx: &mut Tx<'_>,
        inner: &Inner,
        actor: &Actor,
        id: RequestId,
        act: (Act, Action, &str),
    ) -> Result<Self, AppError> {
        let (opened, kind) = for_copy(tx, inner, actor, id, act)?;
        let passages = tx.passages(id)?;
        let members = members(&opened, &passages)?;
        let mut gathered = Vec::new();
        for case in &opened.cases {
            let whose = members
                .iter()
                .find(|(of, _)| *of == case.id)
                .map_or(Whose::Main, |(_, name)| Whose::Member(name.get().clone()));
            let at = (case.id, id, opened.request.reference.as_str());
            gathered.extend(gather(tx, inner, actor, at, &whose)?.map(|g| (g, whose)));
        }
        let gathered = with_names(gathered);
        let mut decided = BTreeMap::new();
        for passage in passages.iter().filter(|p| p.choice != "all") {
            let note = note(&opened, passage)?;
            let by = (inner.account_name(tx, passage.decided_by)?, passage.decided_at);
            let (shown, reason) = (passage.choice == "in", passage.reason.clone());
            decided.insert(passage.place.clone(), Decided { shown, reason, note, by });
        }
        let struck = match passages.iter().find(|p| p.place == WORDS) {
            Some(words) => note(&opened, words)?.map(|n| n.map(|n| n.struck)),
            None => None,
        };
        Ok(Self { opened, kind, gathered, decided, struck, members })
    }
    /// How many passages wait for a decision.
    pub(super) fn open(&self) -> usize {
        let all = self.gathered.iter().flat_map(|g| &g.passages);
        all.filter(|p| waits(p, self.decided.get(&p.place))).count()
    }
}

/// Marks what names others, over all records together.
fn with_names(gathered: Vec<(Gathered, Whose)>) -> Vec<Gathered> {
    let mut own: Vec<String> = Vec::new();
    let mut others: Vec<String> = Vec::new();
    for (g, whose) in &gathered {
        match whose {
            Whose::Main => {
                own.extend(g.people.0.iter().cloned());
                others.extend(g.people.1.iter().cloned());
            }
            Whose::Member(name) => {
                own.push(name.clone());
                others.extend(g.people.0.iter().chain(&g.people.1).cloned());
            }
        }
    }
    others.retain(|o| !own.iter().any(|n| super::marks::may_be(o, n)));
    let mut words: BTreeSet<String> = BTreeSet::new();
    for name in &others {
        words.extend(words_of(name, &own));
    }
    let words: Vec<String> = words.into_iter().collect();
    gathered
        .into_iter()
        .map(|(mut g, _)| {
            mark_names(&mut g.passages, &words);
            g
        })
        .collect()
}

/// Whether somebody still has to decide about a passage. What is about health and does not come from the person is shown only
/// if a health professional was asked, or the person knows it already.
fn waits(passage: &CopyPassage, decided: Option<&Decided>) -> bool {
    if passage.marks.is_empty() {
        return false;
    }
    let Some(decided) = decided else { return true };
    let asked = decided.note.as_ref().is_some_and(|n| !n.get().asked.is_empty());
    decided.shown && passage.marks.contains(&Mark::Health) && decided.reason != "known" && !asked
}

/// The request, if a copy answers it.
pub(super) fn for_copy(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    id: RequestId,
    (act, action, detail): (Act, Action, &str),
) -> Result<(Opened, Kind), AppError> {
    let opened = Opened::of(tx, inner, actor, id, act, (action, detail))?;
    let kind = Kind::from_id(&opened.request.kind).filter(|k| k.wants_copy()).ok_or(AppError::NotFound)?;
    opened.must_be_released()?;
    Ok((opened, kind))
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
    if found.0.request.settled_at.is_some() {
        return Err(AppError::Refused("The request has been decided: nothing is changed about its copy".to_owned()));
    }
    Ok(found)
}

/// What was written down with a decision.
fn note(opened: &Opened, passage: &Passage) -> Result<Option<Disclosed<Note>>, AppError> {
    let Some(sealed) = &passage.sealed else { return Ok(None) };
    Ok(match opened.unseal::<Note>(passage.seal_place(), sealed)? {
        Item::Released(note) => Some(note),
        _ => None,
    })
}

/// For whom of a file a copy is, case by case.
fn members(opened: &Opened, passages: &[Passage]) -> Result<Vec<(CaseId, Disclosed<String>)>, AppError> {
    let mut found = Vec::new();
    for passage in passages.iter().filter(|p| p.place.ends_with(WHOSE)) {
        if let (Some(case), Some(note)) = (passage.case_id, note(opened, passage)?) {
            found.push((case, note.map(|n| n.note)));
        }
    }
    Ok(found)
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
pub(super) fn drop_copies(tx: &mut Tx<'_>, request: &RightsRequest, why: &str) -> Result<(), AppError> {
    for copy in tx.copies_of(request.id)? {
        if matches!(copy.state.as_str(), "made" | "checked") {
            tx.destroy_copy(copy.id, request.person, why)?;
        }
    }
    Ok(())
}

/// The bodies of a notice that look into things, with the purposes for which something may go to them.
fn bodies(opened: &Opened) -> Vec<(String, String)> {
    let compiled = &opened.notice.compiled;
    let mut found: Vec<(String, String)> = Vec::new();
    for principal in &compiled.principals {
        let Principal::Party { kind: PartyKind::Regulator, name, .. } = principal else { continue };
        for flow in compiled.flows.iter().filter(|f| f.to.iter().any(|who| principal.is(who))) {
            let Some(purpose) = compiled.purposes.get(usize::from(flow.purpose.0)) else { continue };
            let line = (format!("{}|{}", principal.key(), purpose.id), format!("{name}: {}", purpose.label));
            if !found.contains(&line) {
                found.push(line);
            }
        }
    }
    found
}

/// Records of the same people, linked ones too, that the request is not about yet.
fn more(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, opened: &Opened) -> Result<Vec<OpenRecord>, AppError> {
    let mut people: Vec<PersonId> = Vec::new();
    let mut next: Vec<PersonId> = opened.cases.iter().map(|c| c.person).collect();
    if let Some(own) = opened.request.asked_by
        && let Some(account) = tx.portal_account(own)?
    {
        next.push(account.person);
    }
    while let Some(person) = next.pop() {
        if people.contains(&person) {
            continue;
        }
        people.push(person);
        let links = tx.person_links(&[person])?;
        next.extend(links.iter().filter(|l| l.split_at.is_none()).flat_map(|l| [l.one, l.other]));
    }
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let cases = tx.cases_of(&people)?;
    let held: Vec<_> = cases.iter().map(|c| (c.id, c.owner)).collect();
    let hidden = tx.hidden(actor.account, &held)?;
    let mut found = Vec::new();
    for case in cases.iter().filter(|c| !hidden.contains(&c.id) && !opened.cases.iter().any(|o| o.id == c.id)) {
        let notice = inner.published(tx, case.notice_version)?;
        if notice.compiled.id == opened.request.notice_id {
            found.push(OpenRecord {
                reference: case.reference.clone(),
                service: notice.service_label(&case.service),
                open: case.state == CaseState::Open,
            });
        }
    }
    Ok(found)
}

impl App {
    /// Everything that would go into the copy, with what was decided about it. Looking at it is on the ledger of each record.
    ///
    /// # Errors
    /// `NotFound` when no copy answers the request, and for everybody but the data protection officer; `Refused` for another
    /// purpose than answering requests.
    pub fn copy_review(&self, actor: &Actor, id: RequestId) -> Result<CopyReview, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "review copy", move |tx, inner| {
            let bench = Bench::of(tx, inner, &actor, id, (Act::See, Action::Open, "the copy"))?;
            let open = bench.open();
            let Bench { opened, kind, gathered, decided, struck, mut members } = bench;
            let mut withheld = Vec::new();
            let mut records = Vec::new();
            for g in gathered {
                withheld.extend(g.withheld);
                let at = members.iter().position(|(case, _)| *case == g.look.case.id);
                records.push(ReviewRecord {
                    case: g.look.case.id,
                    reference: g.look.case.reference.clone(),
                    service: g.look.notice.service_label(&g.look.case.service),
                    passages: g.passages,
                    member: at.map(|at| members.swap_remove(at).1),
                });
            }
            let mut copies = Vec::new();
            for copy in tx.copies_of(id)? {
                copies.push(CopyState::of(tx, inner, &opened.notice, &actor, copy)?);
            }
            Ok(CopyReview {
                reference: opened.request.reference.clone(),
                kind,
                settled: opened.request.settled_at.is_some(),
                records,
                decided,
                struck,
                open,
                more: more(tx, inner, &actor, &opened)?,
                withheld,
                bodies: if kind == Kind::Regulator { bodies(&opened) } else { Vec::new() },
                copies,
            })
        })
    }

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
            for_change(tx, inner, &actor, id, "what goes into the copy")?;
            let what = (Act::Record, Action::Edit, "left out what is marked");
            let bench = Bench::of(tx, inner, &actor, id, what)?;
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
            if out.is_none() {
                wrong("out-reason", "Choose why: the law names the reasons");
            }
            if what == "struck" && note.struck.is_empty() {
                wrong("struck", "Write down the words that are struck, one in a line");
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

//! The review: the officer goes through everything that is held, and says of each passage that carries a mark, with a reason,
//! whether it goes into the copy; anything else can be left out too, and words can be struck within a text.

use super::decide::{Decided, Note};
use super::gather::{CopyPassage, Gathered, gather};
use super::make::CopyState;
use super::marks::{Whose, mark_names, words_of};
use crate::App;
use crate::Inner;
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::Look;
use crate::people::{Place, known_of, linked};
use crate::requests::desk::Opened;
use crate::views::Item;
use ::rights::{Kind, Mark};
use disclosure::Disclosed;
use kernel::{CaseId, RequestId};
use ledger::Action;
use notice::model::{Act, Principal};
use notice::source::PartyKind;
use std::collections::{BTreeMap, BTreeSet};
use store::{CaseState, Passage, Tx};

/// The place of the words that are struck everywhere.
pub(super) const WORDS: &str = "words";
/// The end of the place that says whose copy it is.
pub(super) const WHOSE: &str = "/whose";

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
    /// The newest copy that is not destroyed.
    #[must_use]
    pub fn newest(&self) -> Option<&CopyState> {
        self.copies.iter().rev().find(|c| c.state != "dropped")
    }
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
        let mut members = members(&opened, &passages)?;
        // Whoever asked as a member of a household gets what is theirs, by the name that they have there.
        for (case, person) in &opened.members {
            if members.iter().any(|(of, _)| of == case) {
                continue;
            }
            let Some(look) = Look::even_closed(tx, inner, actor, *case)? else { continue };
            let of = Place { look: &look, person: *person };
            let known = known_of(tx, actor, of, (Action::Query, "whose copy it is"))?;
            if let Item::Released(name) = known.name {
                members.push((*case, name));
            }
        }
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

/// What was written down with a decision.
pub(super) fn note(opened: &Opened, passage: &Passage) -> Result<Option<Disclosed<Note>>, AppError> {
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

/// The bodies of a notice that look into things, with the purposes for which something may go to them.
pub(super) fn bodies(opened: &Opened) -> Vec<(String, String)> {
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
    let mut people: Vec<_> = opened.cases.iter().map(|c| c.person).collect();
    if let Some(own) = opened.request.asked_by
        && let Some(account) = tx.portal_account(own)?
    {
        people.push(account.person);
    }
    let people = linked(tx, people)?;
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
}

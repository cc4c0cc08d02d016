//! What stands on a case as a whole: partners kept apart where there is domestic abuse, a hidden address, and to whom it was let go
//! after somebody looked at it.

use super::desk::{Desk, visible};
use super::tasks::workable;
use crate::App;
use crate::actor::Actor;
use crate::cases::parts::{recipient_name, ring};
use crate::error::AppError;
use crate::look::Look;
use crate::views::CaseTop;
use casework::SectionContent;
use casework::household::telling_of_abuse;
use jiff::Span;
use jiff::civil::Date;
use kernel::{CaseId, TaskId, Timestamp};
use ledger::Action;
use notice::model::{Act, CategoryIx};
use store::{CaseMark, MarkKind, Tx};

/// The question whose yes keeps an address hidden, wherever it stands.
pub(crate) const HIDDEN: &str = "address-hidden";
/// A hidden address that somebody let go goes for this many days.
pub(crate) const REVIEWED_DAYS: i64 = 30;

/// A mark, as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkLine {
    /// Its id.
    pub id: TaskId,
    /// What it says.
    pub kind: MarkKind,
    /// To whom the address may go.
    pub party: Option<String>,
    /// For what.
    pub purpose: Option<String>,
    /// Until when.
    pub until_on: Option<Date>,
    /// Who set it; none: it followed from an answer.
    pub set_by: Option<String>,
    /// When.
    pub set_at: Timestamp,
    /// Whether it counts today.
    pub counts: bool,
}

/// The marks of a case.
pub struct MarksView {
    /// The head of the page.
    pub top: CaseTop,
    /// The marks, those that ended too, the newest first.
    pub lines: Vec<MarkLine>,
    /// Whether partners are kept apart.
    pub apart: bool,
    /// Whether the address is hidden.
    pub hidden: bool,
}

/// A section that was written: its category, what it said before, and what it says now.
pub(crate) type WrittenSection<'c> = (CategoryIx, Option<&'c SectionContent>, &'c SectionContent);

/// The answers of a section from which a mark follows: which mark, the question, and the answer.
pub(crate) fn telling<'c>(category: &str, content: &'c SectionContent) -> Vec<(MarkKind, &'c str, &'c str)> {
    let hidden =
        content.get(HIDDEN).filter(|value| *value == "yes").map(|value| (MarkKind::AddressHidden, HIDDEN, value));
    let abuse = telling_of_abuse(category, content).map(|(field, value)| (MarkKind::PartnerApart, field, value));
    hidden.into_iter().chain(abuse).collect()
}

/// After sections were written: what follows for the case as a whole. What was set by an answer is ended by a person only; once
/// somebody has ended it, what was there before does not set it again behind their back, and what is said anew does.
pub(crate) fn follow_marks(tx: &mut Tx<'_>, look: &Look, written: &[WrittenSection<'_>]) -> Result<(), AppError> {
    for (category, before, content) in written {
        let id = look.notice.category_id(*category);
        let said = before.map(|before| telling(id, before)).unwrap_or_default();
        let now = telling(id, content);
        if now.is_empty() {
            continue;
        }
        let marks = tx.marks_of(&[look.case.id])?;
        for kind in [MarkKind::AddressHidden, MarkKind::PartnerApart] {
            let told: Vec<_> = now.iter().filter(|told| told.0 == kind).collect();
            let earlier: Vec<_> = marks.iter().filter(|m| m.kind == kind).collect();
            let anew = earlier.is_empty() || told.iter().any(|told| !said.contains(told));
            if !told.is_empty() && anew && earlier.iter().all(|m| m.ended_at.is_some()) {
                let mark = new(tx, look.case.id, kind);
                tx.insert_mark(&mark)?;
            }
        }
    }
    Ok(())
}

fn new(tx: &mut Tx<'_>, case_id: CaseId, kind: MarkKind) -> CaseMark {
    CaseMark {
        id: TaskId::new(tx.now(), tx.entropy()),
        case_id,
        kind,
        party: String::new(),
        purpose: String::new(),
        until_on: None,
        set_by: None,
        set_at: tx.now(),
        ended_by: None,
        ended_at: None,
    }
}

/// What was done to a mark, on the ledger of the case.
fn note(tx: &mut Tx<'_>, actor: &Actor, look: &Look, detail: &str) -> Result<(), AppError> {
    let ring = ring(tx, look, &[])?;
    let name: Vec<_> = look.notice.well_known.name.iter().map(|(c, _)| *c).collect();
    look.record(tx, actor, look.decide(Act::Record, &name), Action::Administer, &ring, detail)?;
    Ok(())
}

impl App {
    /// The marks of a case.
    ///
    /// # Errors
    /// `NotFound` when the actor is not one of the controller's own people who may record something of it.
    pub fn marks(&self, actor: &Actor, case: CaseId) -> Result<MarksView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "marks", move |tx, inner| {
            let Some(look) = visible(tx, inner, &actor, case)? else { return Ok(None) };
            let desk = Desk::of(tx, &actor, look, &[], &[], (Action::Open, "marks"))?;
            if !actor.is_staff() || desk.may.releases_nothing() {
                return Ok(None);
            }
            let (notice, today) = (&desk.look.notice, desk.look.today);
            let mut lines = Vec::new();
            for mark in desk.look.marks.iter().rev() {
                lines.push(MarkLine {
                    id: mark.id,
                    kind: mark.kind,
                    party: if mark.party.is_empty() { None } else { Some(recipient_name(tx, notice, &mark.party)?) },
                    purpose: (!mark.purpose.is_empty()).then(|| notice.purpose_label(&mark.purpose)),
                    until_on: mark.until_on,
                    set_by: mark.set_by.map(|id| inner.account_name(tx, id)).transpose()?,
                    set_at: mark.set_at,
                    counts: mark.counts(today),
                });
            }
            Ok(Some(MarksView {
                apart: desk.look.is_marked(MarkKind::PartnerApart),
                hidden: desk.look.is_marked(MarkKind::AddressHidden),
                top: desk.top(&actor)?,
                lines,
            }))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Keeps partners apart, or the address hidden, from now on.
    ///
    /// # Errors
    /// `NotFound` as [`App::marks`]; `Refused` when it is so already.
    pub fn set_mark(&self, actor: &Actor, case: CaseId, kind: MarkKind) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "set mark", move |tx, inner| {
            let look = workable(tx, inner, &actor, case)?;
            if look.is_marked(kind) || kind == MarkKind::AddressReviewed {
                return Err(AppError::Refused("That is so already".to_owned()));
            }
            note(tx, &actor, &look, &format!("set {}", kind.id()))?;
            let mark = CaseMark { set_by: Some(actor.account), ..new(tx, case, kind) };
            Ok(tx.insert_mark(&mark)?)
        })
    }

    /// Ends a mark.
    ///
    /// # Errors
    /// `NotFound` as [`App::marks`], or when there is no such mark in force.
    pub fn end_mark(&self, actor: &Actor, case: CaseId, id: TaskId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "end mark", move |tx, inner| {
            let look = workable(tx, inner, &actor, case)?;
            let mark = look.marks.iter().find(|m| m.id == id && m.ended_at.is_none());
            let kind = mark.ok_or(AppError::NotFound)?.kind;
            note(tx, &actor, &look, &format!("ended {}", kind.id()))?;
            tx.end_mark(id, actor.account)?;
            // Who hides it again has not looked at where it may go: what was let go before ends with it.
            if kind == MarkKind::AddressHidden {
                let let_go = |m: &&store::CaseMark| m.kind == MarkKind::AddressReviewed && m.ended_at.is_none();
                for review in look.marks.iter().filter(let_go) {
                    tx.end_mark(review.id, actor.account)?;
                }
            }
            Ok(())
        })
    }

    /// Lets a hidden address go to a body, for a purpose and some days: somebody has looked at it.
    ///
    /// # Errors
    /// `NotFound` as [`App::marks`]; `Refused` when the address is not hidden, or there is no such body or purpose.
    pub fn let_address_go(&self, actor: &Actor, case: CaseId, party: &str, purpose: &str) -> Result<(), AppError> {
        let (actor, party, purpose) = (actor.clone(), party.to_owned(), purpose.to_owned());
        self.act(&actor.caller.clone(), "let address go", move |tx, inner| {
            let look = workable(tx, inner, &actor, case)?;
            if !look.is_marked(MarkKind::AddressHidden) {
                return Err(AppError::Refused("The address of this case is not hidden".to_owned()));
            }
            let body = party.split('/').next().unwrap_or(&party);
            let known = look.notice.compiled.principal_named(body).is_some();
            if !known || look.notice.compiled.purpose(&purpose).is_none() {
                return Err(AppError::Refused("Choose to whom it may go, and for what".to_owned()));
            }
            note(tx, &actor, &look, &format!("hidden address reviewed for {party}, {purpose}"))?;
            let until_on = look.today.checked_add(Span::new().days(REVIEWED_DAYS)).ok();
            let mark = CaseMark {
                party: party.clone(),
                purpose: purpose.clone(),
                until_on,
                set_by: Some(actor.account),
                ..new(tx, case, MarkKind::AddressReviewed)
            };
            Ok(tx.insert_mark(&mark)?)
        })
    }
}

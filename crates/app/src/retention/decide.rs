//! Deciding how long a closed case is kept: holds (asked for by one person, approved by another), periods inside a range,
//! and the review that the notice asks for before anything is destroyed.

use super::class_of;
use super::erase::oversees;
use super::life::{present, set_clock};
use super::so::{Clocks, hold_words};
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::Look;
use crate::notices::Published;
use crate::views::StatementRef;
use crate::{App, Inner};
use casework::closing::{HOLD_REASONS, LOOK_REASONS, REOPEN_REASONS, code_words};
use casework::retention::{Kept, Stand, kept_after_closing};
use disclosure::Opener as _;
use jiff::civil::Date;
use kernel::{CaseId, EntryId, RetentionId, Timestamp, london_date};
use ledger::{Action, Entry};
use notice::model::Act;
use sealing::CLASS_SUBJECT;
use std::sync::Arc;
use store::{Case, CaseState, RetentionDecision, RetentionKind, Tx, decision_place};

/// One rule, as it stands with a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionLine {
    /// What it speaks of.
    pub label: String,
    /// Which sections, in words.
    pub sections: Vec<String>,
    /// Until when, and how that was counted; of what counts from a birth or death only to those who may record.
    pub words: String,
    /// How it stands today.
    pub stand: Stand,
    /// The rule.
    pub statement: StatementRef,
    /// The range inside which the actor may choose a period, in years.
    pub choose: Option<(u32, u32)>,
    /// Whether the actor may decide that it is destroyed.
    pub may_destroy: bool,
    /// Who decides, in words, where somebody has to.
    pub decides: String,
}

/// A decision, as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionLine {
    /// Its id.
    pub id: RetentionId,
    /// What it is: `Hold`, `Period chosen`.
    pub what: String,
    /// Why, in words of the list.
    pub why: String,
    /// What was written beside it: for those who decide.
    pub words: String,
    /// Until when, or for how long.
    pub lasts: String,
    /// Who asked for it, and when.
    pub asked: (String, Timestamp),
    /// How it was decided, by whom and when.
    pub decided: Option<(bool, String, Timestamp)>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Whether the actor may approve or refuse it.
    pub may_decide: bool,
    /// Whether the actor may lift it.
    pub may_lift: bool,
}

/// How long a closed case is kept.
pub struct RetentionView {
    /// The case.
    pub case: CaseId,
    /// Its reference.
    pub reference: String,
    /// Under which notice: its id.
    pub notice: String,
    /// When it was closed.
    pub closed_on: Option<Date>,
    /// The rules.
    pub lines: Vec<RetentionLine>,
    /// The decisions, the newest first.
    pub decisions: Vec<DecisionLine>,
    /// Whether the actor may ask for a hold.
    pub may_ask: bool,
    /// Whether the actor may also look at the record.
    pub staff: bool,
}

/// Somebody who may have something to do with how long a case is kept: staff who may record something of it, the role that
/// the notice has decide, and the data protection officer. What the case holds is shown to nobody here.
struct Bench {
    case: Case,
    notice: Arc<Published>,
    /// May record something of the case: may ask for holds, and sees dates that count from a birth.
    records: bool,
    /// Oversees the notice: decides about holds, and about destruction where the notice names nobody.
    oversees: bool,
}

impl Bench {
    fn of(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, id: CaseId) -> Result<Self, AppError> {
        let case = tx.case(id)?.ok_or(AppError::NotFound)?;
        let notice = inner.published(tx, case.notice_version)?;
        if !actor.is_staff() || notice.compiled.id != actor.capacity.notice {
            return Err(AppError::NotFound);
        }
        let hidden = tx.hidden(actor.account, &[(case.id, case.owner)])?;
        let look = if hidden.is_empty() { Look::even_closed(tx, inner, actor, id)? } else { None };
        let records = look.is_some_and(|l| !l.decide_all(Act::Record).releases_nothing());
        let oversees = oversees(actor, &notice.compiled.id);
        let it = Self { case, notice, records, oversees };
        // That a case is open is known to those who work with it; who decides about keeping it meets it once it is closed.
        let closed = it.case.state == CaseState::Closed;
        if it.records || (closed && (it.oversees || it.decides_somewhere(actor))) {
            Ok(it)
        } else {
            Err(AppError::NotFound)
        }
    }

    /// The role that the notice has decide about a rule; where it names none, the data protection officer.
    fn decides(&self, actor: &Actor, decided_by: &str) -> bool {
        if decided_by.is_empty() { self.oversees } else { actor.capacity.principal == format!("role:{decided_by}") }
    }

    fn decides_somewhere(&self, actor: &Actor) -> bool {
        self.notice.compiled.retention.iter().any(|r| match &r.keep {
            notice::source::Keep::Range { decided_by, .. } => self.decides(actor, decided_by),
            _ => false,
        })
    }

    fn kept(&self, tx: &mut Tx<'_>, inner: &Inner) -> Result<(Clocks, Vec<Kept>), AppError> {
        let today = london_date(tx.now());
        let clocks = Clocks::of_one(tx, inner, &self.case, today)?;
        let so = clocks.circumstances(&self.notice, &self.case);
        let here = present(tx, &self.notice, self.case.id)?;
        let kept = kept_after_closing(&self.notice.compiled, &here, &so);
        Ok((clocks, kept))
    }

    /// Whether the actor reads what was written about a decision.
    fn reads(&self, actor: &Actor, decision: &RetentionDecision) -> bool {
        self.oversees || decision.asked_by == actor.account
    }

    /// Goes on only with a closed case.
    fn must_be_closed(&self) -> Result<(), AppError> {
        if self.case.state == CaseState::Closed {
            return Ok(());
        }
        Err(AppError::Refused("The case is open: how long it is kept is counted from the day it is closed".to_owned()))
    }

    /// The decision is on the ledger, where the person can see it; and the clock is set anew.
    fn settle(
        &self,
        tx: &mut Tx<'_>,
        inner: &Inner,
        actor: &Actor,
        statement: &str,
        detail: &str,
    ) -> Result<(), AppError> {
        self.on_ledger(tx, actor, (Action::Administer, statement), detail)?;
        let today = london_date(tx.now());
        set_clock(tx, inner, &self.case, None, today)
    }

    /// What the actor does with the case, on its ledger.
    fn on_ledger(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        (action, statement): (Action, &str),
        detail: &str,
    ) -> Result<(), AppError> {
        let subjects = tx.ring(&[(self.case.person, CLASS_SUBJECT)])?.subject_tag(self.case.person, self.case.id);
        let id = EntryId::new(tx.now(), tx.entropy());
        tx.append(&Entry {
            v: Entry::FORMAT,
            id,
            at: tx.now(),
            authority: tx.authority(),
            actor: disclosure::actor(&actor.caller),
            principal: actor.capacity.principal.clone(),
            action,
            purpose: actor.purpose.clone(),
            notice: format!("{}@{}", self.notice.compiled.id, self.notice.compiled.version),
            released: Vec::new(),
            withheld: Vec::new(),
            statements: Some(statement.to_owned()).filter(|s| !s.is_empty()).into_iter().collect(),
            subjects: subjects.into_iter().collect(),
            detail: detail.to_owned(),
        })?;
        Ok(())
    }

    /// A decision with its words sealed.
    fn write(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        (kind, statement, code): (RetentionKind, &str, &str),
        (years, until_on): (Option<u32>, Option<Date>),
        words: &str,
    ) -> Result<RetentionId, AppError> {
        let id = RetentionId::new(tx.now(), tx.entropy());
        let class = class_of(self.case.id);
        let sealed = if words.trim().is_empty() {
            None
        } else {
            let ring = tx.ring_for_sealing(&[(self.case.person, class.as_str())])?;
            let place = decision_place(id, self.case.person, &class);
            Some(ring.seal(&place, words.trim().as_bytes(), tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))?)
        };
        // A hold is approved by somebody else; a period or a destruction is decided by whoever the notice has decide.
        let decided = kind != RetentionKind::Hold;
        tx.insert_retention_decision(&RetentionDecision {
            id,
            case_id: self.case.id,
            kind,
            statement: statement.to_owned(),
            code: code.to_owned(),
            years: years.and_then(|y| i32::try_from(y).ok()),
            until_on,
            class,
            sealed,
            asked_by: actor.account,
            asked_at: tx.now(),
            approved: decided.then_some(true),
            decided_by: decided.then_some(actor.account),
            decided_at: decided.then(|| tx.now()),
            ended_by: None,
            ended_at: None,
        })?;
        Ok(id)
    }
}

/// Words that somebody wrote about a decision, for whoever decides and whoever wrote them.
fn words_of(tx: &mut Tx<'_>, bench: &Bench, decision: &RetentionDecision) -> Result<String, AppError> {
    let Some(sealed) = &decision.sealed else { return Ok(String::new()) };
    let ring = tx.ring(&[(bench.case.person, decision.class.as_str())])?;
    match ring.open(&decision_place(decision.id, bench.case.person, &decision.class), sealed) {
        Ok(plain) => Ok(String::from_utf8_lossy(plain.expose()).into_owned()),
        Err(disclosure::OpenError::Erased) => Ok(String::new()),
        Err(e) => Err(AppError::Fault(e.to_string())),
    }
}

impl App {
    /// How long a case is kept, by which rules, and what was decided about that.
    ///
    /// # Errors
    /// `NotFound` when the actor has nothing to do with it.
    pub fn retention(&self, actor: &Actor, case: CaseId) -> Result<RetentionView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "retention of a case", move |tx, inner| {
            let bench = Bench::of(tx, inner, &actor, case)?;
            let today = london_date(tx.now());
            let (clocks, kept) = bench.kept(tx, inner)?;
            let closed = bench.case.state == CaseState::Closed;
            let mut lines = Vec::new();
            for k in if closed { kept } else { Vec::new() } {
                let stand = k.stand(today);
                let decides = bench.decides(&actor, &k.decided_by);
                let word = |c: &notice::model::CategoryIx| {
                    bench.notice.compiled.categories.get(usize::from(c.0)).map(|c| c.label.clone())
                };
                lines.push(RetentionLine {
                    sections: k.categories.iter().filter_map(word).collect(),
                    words: if k.personal && !bench.records {
                        "counted from a birth or death; the day is shown to those who work with the person".to_owned()
                    } else {
                        k.words.clone()
                    },
                    stand,
                    statement: bench.notice.statement(&k.statement.0),
                    choose: k.range.filter(|_| decides),
                    may_destroy: decides && matches!(stand, Stand::Looked | Stand::Locked),
                    decides: match k.decided_by.as_str() {
                        "" => "the data protection officer".to_owned(),
                        role => bench.notice.principal_label(&format!("role:{role}")),
                    },
                    label: k.label,
                });
            }
            // What somebody wrote about it is opened after that is on the ledger.
            if clocks.decisions(case).any(|d| d.sealed.is_some() && bench.reads(&actor, d)) {
                bench.on_ledger(tx, &actor, (Action::Open, ""), "what was written about how long it is kept")?;
            }
            let mut decisions = Vec::new();
            for d in clocks.decisions(case) {
                decisions.push(decision_line(tx, inner, &bench, &actor, d)?);
            }
            Ok(RetentionView {
                case,
                reference: bench.case.reference.clone(),
                notice: bench.notice.compiled.id.clone(),
                closed_on: bench.case.closed_on,
                lines,
                decisions,
                may_ask: closed && (bench.records || bench.oversees),
                staff: bench.records,
            })
        })
    }

    /// Asks that a closed case is not destroyed yet. It holds at once, for two weeks; longer once somebody else has approved it.
    /// A hold that stands is extended by asking for another.
    ///
    /// # Errors
    /// `NotFound` when the actor has nothing to do with the case; `Refused` when it is open, the reason is none of the list, or
    /// the day is over.
    pub fn ask_hold(
        &self,
        actor: &Actor,
        case: CaseId,
        reason: &str,
        until: Option<Date>,
        words: &str,
    ) -> Result<RetentionId, AppError> {
        let (actor, reason, words) = (actor.clone(), reason.to_owned(), words.to_owned());
        self.act(&actor.caller.clone(), "ask for a hold", move |tx, inner| {
            let bench = Bench::of(tx, inner, &actor, case)?;
            bench.must_be_closed()?;
            if !bench.records && !bench.oversees {
                return Err(AppError::NotFound);
            }
            if code_words(HOLD_REASONS, &reason).is_none() {
                return Err(AppError::Refused("Choose why it has to be kept".to_owned()));
            }
            if until.is_some_and(|day| day <= london_date(tx.now())) {
                return Err(AppError::Refused("The hold has to end in the future".to_owned()));
            }
            let id = bench.write(tx, &actor, (RetentionKind::Hold, "", &reason), (None, until), &words)?;
            bench.settle(tx, inner, &actor, "", &format!("hold asked for: {reason}"))?;
            Ok(id)
        })
    }

    /// Approves or refuses a hold that somebody else has asked for.
    ///
    /// # Errors
    /// `NotFound` when the actor is not the data protection officer of the notice, or nothing waits; `Refused` when the actor
    /// asked for it.
    pub fn decide_hold(&self, actor: &Actor, case: CaseId, id: RetentionId, approve: bool) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "decide about a hold", move |tx, inner| {
            let bench = Bench::of(tx, inner, &actor, case)?;
            let decisions = tx.retention_decisions(&[case])?;
            let waits = |d: &&RetentionDecision| {
                d.id == id && d.kind == RetentionKind::Hold && d.approved.is_none() && d.ended_at.is_none()
            };
            let hold = decisions.iter().find(waits).filter(|_| bench.oversees).ok_or(AppError::NotFound)?;
            if hold.asked_by == actor.account {
                return Err(AppError::Refused("Somebody else has to approve what you asked for".to_owned()));
            }
            tx.decide_retention(id, actor.account, approve)?;
            let what = if approve { "approved" } else { "refused" };
            bench.settle(tx, inner, &actor, "", &format!("hold {what}: {}", hold.code))
        })
    }

    /// Lifts a hold: what was due meanwhile is destroyed the next time.
    ///
    /// # Errors
    /// `NotFound` when the actor may not, or there is no such hold.
    pub fn lift_hold(&self, actor: &Actor, case: CaseId, id: RetentionId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "lift a hold", move |tx, inner| {
            let bench = Bench::of(tx, inner, &actor, case)?;
            let decisions = tx.retention_decisions(&[case])?;
            let hold = decisions
                .iter()
                .find(|d| d.id == id && d.kind == RetentionKind::Hold && d.ended_at.is_none())
                .filter(|d| bench.oversees || (d.asked_by == actor.account && d.approved.is_none()))
                .ok_or(AppError::NotFound)?;
            tx.end_retention(id, actor.account)?;
            bench.settle(tx, inner, &actor, "", &format!("hold lifted: {}", hold.code))
        })
    }

    /// Chooses a period inside the range that the notice gives, with the reason.
    ///
    /// # Errors
    /// `NotFound` when the actor is not whom the notice has decide; `Refused` when the period is outside the range or no reason
    /// is given.
    pub fn choose_period(
        &self,
        actor: &Actor,
        case: CaseId,
        statement: &str,
        years: u32,
        words: &str,
    ) -> Result<(), AppError> {
        let (actor, statement, words) = (actor.clone(), statement.to_owned(), words.to_owned());
        self.act(&actor.caller.clone(), "choose a period", move |tx, inner| {
            let bench = Bench::of(tx, inner, &actor, case)?;
            bench.must_be_closed()?;
            let rule = bench.notice.compiled.retention.iter().find(|r| r.statement.0 == statement);
            let Some(notice::source::Keep::Range { min_years, max_years, decided_by }) = rule.map(|r| &r.keep) else {
                return Err(AppError::NotFound);
            };
            if !bench.decides(&actor, decided_by) {
                return Err(AppError::NotFound);
            }
            if !(*min_years..=*max_years).contains(&years) {
                return Err(AppError::Refused(format!("Choose between {min_years} and {max_years} years")));
            }
            if words.trim().is_empty() {
                return Err(AppError::Refused("Say why it is kept for so long".to_owned()));
            }
            for old in tx.retention_decisions(&[case])? {
                if old.kind == RetentionKind::Period && old.statement == statement && old.ended_at.is_none() {
                    tx.end_retention(old.id, actor.account)?;
                }
            }
            bench.write(tx, &actor, (RetentionKind::Period, &statement, "chosen"), (Some(years), None), &words)?;
            bench.settle(tx, inner, &actor, &statement, &format!("period chosen: {years} years"))
        })
    }

    /// The review that the notice asks for: decides that what a rule speaks of is destroyed, with the reason. It happens the
    /// next time that the system destroys what is due.
    ///
    /// # Errors
    /// `NotFound` when the actor is not whom the notice has decide, or nothing waits; `Refused` when no reason is given.
    pub fn approve_destruction(
        &self,
        actor: &Actor,
        case: CaseId,
        statement: &str,
        words: &str,
    ) -> Result<(), AppError> {
        let (actor, statement, words) = (actor.clone(), statement.to_owned(), words.to_owned());
        self.act(&actor.caller.clone(), "approve destruction", move |tx, inner| {
            let bench = Bench::of(tx, inner, &actor, case)?;
            bench.must_be_closed()?;
            let today = london_date(tx.now());
            let (_, kept) = bench.kept(tx, inner)?;
            let waits = kept.iter().any(|k| {
                k.statement.0 == statement
                    && bench.decides(&actor, &k.decided_by)
                    && matches!(k.stand(today), Stand::Looked | Stand::Locked)
            });
            if !waits {
                return Err(AppError::NotFound);
            }
            if words.trim().is_empty() {
                return Err(AppError::Refused("Say why it is not needed any more".to_owned()));
            }
            bench.write(tx, &actor, (RetentionKind::Destroy, &statement, "reviewed"), (None, None), &words)?;
            bench.settle(tx, inner, &actor, &statement, "destruction approved after review")
        })
    }
}

fn decision_line(
    tx: &mut Tx<'_>,
    inner: &Inner,
    bench: &Bench,
    actor: &Actor,
    d: &RetentionDecision,
) -> Result<DecisionLine, AppError> {
    let what = match d.kind {
        RetentionKind::Hold => "Hold",
        RetentionKind::Period => "Period chosen",
        RetentionKind::Destroy => "Destruction approved",
        RetentionKind::Look => "Looked at after it was closed",
        RetentionKind::Reopen => "Opened again",
    };
    let list = |codes| code_words(codes, &d.code).unwrap_or_default().to_owned();
    let why = match d.kind {
        RetentionKind::Hold => hold_words(&d.code),
        RetentionKind::Look => list(LOOK_REASONS),
        RetentionKind::Reopen => list(REOPEN_REASONS),
        RetentionKind::Period | RetentionKind::Destroy => bench.notice.statement(&d.statement).words,
    };
    let lasts = match (d.kind, d.years, d.until_on) {
        (RetentionKind::Period, Some(years), _) => format!("{years} years"),
        (RetentionKind::Hold, _, Some(until)) => format!("until {}", clocks::date_words(until)),
        (RetentionKind::Hold, _, None) => "until it is lifted".to_owned(),
        _ => String::new(),
    };
    let live = d.kind == RetentionKind::Hold && d.ended_at.is_none();
    Ok(DecisionLine {
        id: d.id,
        what: what.to_owned(),
        why,
        words: if bench.reads(actor, d) { words_of(tx, bench, d)? } else { String::new() },
        lasts,
        asked: (inner.account_name(tx, d.asked_by)?, d.asked_at),
        decided: match (d.approved, d.decided_by, d.decided_at) {
            (Some(yes), Some(by), Some(at)) => Some((yes, inner.account_name(tx, by)?, at)),
            _ => None,
        },
        ended: d.ended_at,
        may_decide: live && d.approved.is_none() && bench.oversees && d.asked_by != actor.account,
        may_lift: live
            && d.approved != Some(false)
            && (bench.oversees || (d.asked_by == actor.account && d.approved.is_none())),
    })
}

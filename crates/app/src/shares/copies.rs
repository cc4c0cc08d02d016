//! Until it is gone: what was sent is with others until a day that the notice gives, or until what let it go has ended. Then each
//! holder is asked to say that it has been deleted, at its desk; of a holder without one, staff write it down.

use super::decide::on_ledger;
use super::follow::stop_by_itself;
use super::refused;
use super::send::remind;
use super::stop::Ended;
use super::view::ours;
use crate::actor::Actor;
use crate::agreements::{Held, OFFICER};
use crate::cases::parts::recipient_name;
use crate::contracts::Contracts;
use crate::error::AppError;
use crate::look::Look;
use crate::notices::Published;
use crate::{App, Inner};
use clocks::retention::{Start, due};
use jiff::civil::Date;
use kernel::{AccountId, CaseId, ShareId, Timestamp, london_date};
use notice::source::Anchor;
use std::sync::Arc;
use store::{Agreement, Case, Share, ShareCopy, Tx};

/// Within so many days what is due next is shown at a desk.
const SOON_DAYS: i32 = 30;

/// What became of a copy: codes and words.
const BECAME: &[(&str, &str)] = &[
    ("erased", "It has been deleted, and every copy of it"),
    ("nothing-held", "Nothing of it is held"),
    ("kept-by-law", "The law makes us keep it: it has not been deleted"),
];
/// The same, of a copy of which no trace may be left.
const BECAME_WITHOUT_TRACE: &[(&str, &str)] = &[
    ("erased", "It has been deleted, and nothing is left that shows that the person took part"),
    ("nothing-held", "Nothing of it is held, and nothing shows that the person took part"),
];

/// Why a copy has to be gone: codes and words.
const WHY: &[(&str, &str)] = &[
    (PERIOD, "its time is over, as the privacy notice says"),
    (TAKEN_BACK, "it was taken back"),
    (NOT_TAKEN_ON, "it was not taken on"),
    (PERMISSION, "the person withdrew their permission"),
    (RUN_OUT, "the last day of the person’s permission has passed"),
    (AGREEMENT, "the agreement under which it went is over"),
    (ORIGINATOR, "whoever had given it to the council does not agree any more"),
];
pub(super) const PERIOD: &str = "period";
pub(super) const TAKEN_BACK: &str = "taken-back";
pub(super) const NOT_TAKEN_ON: &str = "not-taken-on";
pub(super) const PERMISSION: &str = "permission";
pub(super) const RUN_OUT: &str = "permission-run-out";
pub(super) const AGREEMENT: &str = "agreement";
pub(super) const ORIGINATOR: &str = "originator";

/// How a copy stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CopyStanding {
    /// It should be gone, and nobody has said that it is.
    Overdue,
    /// It has to be gone today: the holder is asked.
    Due,
    /// It may be held for now.
    Held,
    /// The law makes the holder keep it, they say.
    Kept,
    /// It is gone, they say.
    Gone,
}

/// A copy that somebody holds, as shown. It names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyLine {
    /// Its id.
    pub id: ShareId,
    /// Of which case.
    pub case: CaseId,
    /// The case's reference.
    pub reference: String,
    /// Who holds it.
    pub holder: String,
    /// Who was sent it, where that is somebody else.
    pub through: Option<String>,
    /// For which purpose it went.
    pub purpose: String,
    /// What of the record: categories.
    pub categories: Vec<String>,
    /// When it went.
    pub sent_at: Option<Timestamp>,
    /// The last day on which it may be held.
    pub gone_by: Date,
    /// Why, in words.
    pub why: String,
    /// Nothing may be left that shows that the person took part.
    pub no_trace: bool,
    /// How it stands.
    pub standing: CopyStanding,
    /// What became of it, in words, when that was said, and by whom.
    pub said: Option<(String, Timestamp, String)>,
    /// What can be said of it: codes and words.
    pub answers: &'static [(&'static str, &'static str)],
}

const fn answers(no_trace: bool) -> &'static [(&'static str, &'static str)] {
    if no_trace { BECAME_WITHOUT_TRACE } else { BECAME }
}

fn words_of(list: &'static [(&'static str, &'static str)], code: &str) -> String {
    sharing::share::code_words(list, code).unwrap_or("It was noted").to_owned()
}

/// Writes down who holds a copy of what was just sent, and until when: what the notice says of copies that others hold.
pub(super) fn sent(
    tx: &mut Tx<'_>,
    notice: &Published,
    share: &Share,
    categories: &[String],
) -> Result<Vec<ShareCopy>, AppError> {
    let today = london_date(tx.now());
    let compiled = &notice.compiled;
    let mut made: Vec<ShareCopy> = Vec::new();
    for rule in compiled.retention.iter().filter(|r| !r.held_by.is_empty()) {
        let speaks = rule.categories.iter().any(|c| categories.iter().any(|id| id == notice.category_id(*c)));
        let start = rule.anchor.filter(|a| *a == Anchor::Disclosed).map(|anchor| Start { anchor, on: today });
        let Some(gone_by) = start
            .filter(|_| speaks)
            .and_then(|start| due(&rule.keep, Some(start), rule.after).ok())
            .and_then(|outlook| outlook.end().map(|due| due.date))
        else {
            continue;
        };
        let holders: Vec<String> = if rule.through.is_empty() {
            compiled.names(&rule.held_by, &share.party).then(|| share.party.clone()).into_iter().collect()
        } else if compiled.names(&rule.through, &share.party) {
            rule.held_by.clone()
        } else {
            Vec::new()
        };
        let no_trace = compiled
            .merged
            .retain
            .iter()
            .any(|(id, r)| r.no_trace && compiled.name("retain", id) == Some(&rule.statement));
        for holder in holders {
            // Where two periods speak of one holder, the shorter holds: nobody may keep it longer than either says.
            if let Some(known) = made.iter_mut().find(|c| c.holder == holder) {
                if gone_by < known.gone_by {
                    known.gone_by = gone_by;
                    rule.statement.0.clone_into(&mut known.statement);
                }
                known.no_trace |= no_trace;
                continue;
            }
            let statement = rule.statement.0.clone();
            made.push(ShareCopy { holder, statement, no_trace, gone_by, ..of_recipient(tx, share, PERIOD) });
        }
    }
    for copy in &made {
        tx.insert_share_copy(copy)?;
    }
    Ok(made)
}

/// What let something go has ended: the recipient's copy has to be gone today.
pub(super) fn over(tx: &mut Tx<'_>, share: &Share, why: &'static str) -> Result<(), AppError> {
    if share.sent_at.is_none() {
        return Ok(());
    }
    let today = london_date(tx.now());
    if tx.hasten_share_copies(share.id, &share.party, (today, why))? > 0 {
        return Ok(());
    }
    let copy = of_recipient(tx, share, why);
    Ok(tx.insert_share_copy(&copy)?)
}

/// Whoever had given a category to the controller does not agree any more that a recipient has it: of that part the copy has to be
/// gone today.
pub(super) fn over_part(tx: &mut Tx<'_>, look: &Look, share: &Share, category: &str) -> Result<(), AppError> {
    let statement = look.notice.compiled.name("category", category).map_or_else(String::new, |s| s.0.clone());
    let known = tx.share_copies(share.id)?;
    if known.iter().any(|c| c.why == ORIGINATOR && c.statement == statement && c.said.is_none()) {
        return Ok(());
    }
    let copy = ShareCopy { statement, ..of_recipient(tx, share, ORIGINATOR) };
    Ok(tx.insert_share_copy(&copy)?)
}

/// A copy that a recipient has to be rid of today, unless something else is said of it.
fn of_recipient(tx: &mut Tx<'_>, share: &Share, why: &'static str) -> ShareCopy {
    let now = tx.now();
    ShareCopy {
        id: ShareId::new(now, tx.entropy()),
        share: share.id,
        case_id: share.case_id,
        holder: share.party.clone(),
        statement: String::new(),
        why: why.to_owned(),
        no_trace: false,
        gone_by: london_date(now),
        made_at: now,
        said: None,
        said_at: None,
        said_by: None,
    }
}

/// Agreements of a notice, or the contracts of bodies that have some, have ended or lapsed: of what went under them, and is under none that
/// is in force, the copies have to be gone, and somebody looks at what is to become of it.
pub(crate) fn agreements_over(tx: &mut Tx<'_>, inner: &Inner, notice_id: &str) -> Result<usize, AppError> {
    let now = tx.now();
    let rows: Vec<Agreement> = tx.agreements(notice_id)?;
    let held: Vec<Held> = rows.iter().map(|row| Held::of(row, now)).collect();
    let contracts = Contracts::of(tx, notice_id)?;
    if contracts.is_empty() && held.iter().all(|h| h.standing.is_live()) {
        return Ok(0);
    }
    let mut asked = 0;
    for share in tx.shares_under_agreements()? {
        let notice = inner.published(tx, share.notice_version)?;
        let under = under(&share);
        if notice.compiled.id != notice_id || under.is_empty() {
            continue;
        }
        let principal = share.party.split('/').next().unwrap_or(&share.party);
        // What a body has under an agreement ends with the contract by which it delivers.
        let delivers = contracts.ended(&share.party, principal).is_none();
        let live = |reference: &String| {
            let of = |h: &&Held| h.reference == *reference && h.terms.is_with(&share.party, principal);
            held.iter().filter(of).any(|h| h.standing.is_live())
        };
        if delivers && under.iter().any(live) {
            continue;
        }
        let with_them = |h: &Held| h.terms.is_with(&share.party, principal) && h.standing.is_live();
        let another = delivers && held.iter().any(with_them);
        let mut theirs = tx.share_copies(share.id)?;
        theirs.retain(|c| c.holder == share.party && c.why != ORIGINATOR);
        // Who was asked already, for this or another reason, or has said what became of it, is not asked once more each night.
        let asked_for = |c: &ShareCopy| c.why == AGREEMENT || c.said.is_some() || c.gone_by <= london_date(now);
        if another || (!theirs.is_empty() && theirs.iter().all(asked_for)) {
            continue;
        }
        over(tx, &share, AGREEMENT)?;
        stopped(tx, inner, &share)?;
        let open = tx.case(share.case_id)?.is_some_and(|c| c.state == store::CaseState::Open);
        if open {
            let next = london_date(now).tomorrow().unwrap_or_else(|_| london_date(now));
            remind(tx, &share, "review-disposal", "agency", next)?;
        }
        asked += 1;
    }
    Ok(asked)
}

/// A referral that is with them is over for both sides when nothing of it may be theirs any more.
fn stopped(tx: &mut Tx<'_>, inner: &Inner, share: &Share) -> Result<(), AppError> {
    let Some(case) = tx.case(share.case_id)? else { return Ok(()) };
    let notice = inner.published(tx, case.notice_version)?;
    stop_by_itself(tx, inner, &notice.compiled.id, (&case, share), Ended::AgreementOver)?;
    Ok(())
}

/// The receipt of something that was sent.
pub(crate) fn receipt_of(share: &Share) -> Option<serde_json::Value> {
    share.receipt.as_deref().and_then(|r| serde_json::from_str(r).ok())
}

/// The agreements that something went under, as its receipt names them.
fn under(share: &Share) -> Vec<String> {
    let receipt = receipt_of(share);
    let names = receipt.as_ref().and_then(|r| r.get("agreements")).and_then(serde_json::Value::as_array);
    names.into_iter().flatten().filter_map(|n| n.as_str().map(str::to_owned)).collect()
}

fn copy_line(
    tx: &mut Tx<'_>,
    inner: &Inner,
    (case, share): (&Case, &Share),
    copy: &ShareCopy,
) -> Result<CopyLine, AppError> {
    let notice = inner.published(tx, share.notice_version)?;
    let today = london_date(tx.now());
    let standing = match copy.said.as_deref() {
        Some("kept-by-law") => CopyStanding::Kept,
        Some(_) => CopyStanding::Gone,
        None if copy.gone_by < today => CopyStanding::Overdue,
        None if copy.gone_by == today => CopyStanding::Due,
        None => CopyStanding::Held,
    };
    let name = |tx: &mut Tx<'_>, key: &str| {
        // A department that has no dealings of its own under the notice is still named by it.
        let party = notice.compiled.merged.party.get(key).map(|p| p.name.clone());
        party.map_or_else(|| recipient_name(tx, &notice, key), Ok)
    };
    let mut labels: Vec<String> = Vec::new();
    // Of what an originator does not agree to any more only that part.
    let only = (copy.why == ORIGINATOR).then(|| copy.statement.rsplit('.').next().unwrap_or_default());
    for item in share.items.iter().filter(|i| only.is_none_or(|c| crate::look::is_of(i, c))) {
        let label = notice.category_label(item.split('.').next().unwrap_or_default());
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    let said = match (&copy.said, copy.said_at) {
        (Some(code), Some(at)) => {
            // By a link nobody's account says it: the body does.
            let who = match copy.said_by {
                Some(by) => inner.account_name(tx, by)?,
                None => format!("{}, by a link", name(tx, &copy.holder)?),
            };
            Some((words_of(answers(copy.no_trace), code), at, who))
        }
        _ => None,
    };
    Ok(CopyLine {
        id: copy.id,
        case: copy.case_id,
        reference: case.reference.clone(),
        holder: name(tx, &copy.holder)?,
        through: if copy.holder == share.party { None } else { Some(name(tx, &share.party)?) },
        purpose: notice.purpose_label(&share.purpose),
        categories: labels,
        sent_at: share.sent_at,
        gone_by: copy.gone_by,
        why: words_of(WHY, &copy.why),
        no_trace: copy.no_trace,
        standing,
        said,
        answers: answers(copy.no_trace),
    })
}

/// The copies of something that was sent, as the controller's own people see them.
pub(crate) fn copies_of(tx: &mut Tx<'_>, inner: &Inner, share: &Share) -> Result<Vec<CopyLine>, AppError> {
    let copies = tx.share_copies(share.id)?;
    if copies.is_empty() {
        return Ok(Vec::new());
    }
    let case = case_of(tx, share)?;
    copies.iter().map(|copy| copy_line(tx, inner, (&case, share), copy)).collect()
}

/// Whether somebody keeps the register of what went out under a notice.
fn keeps(actor: &Actor, notice: &Published) -> bool {
    let role = &actor.capacity.principal;
    actor.is_staff() && notice.compiled.id == actor.capacity.notice && (role == OFFICER || notice.decides_shares(role))
}

/// The notice whose register the actor keeps.
pub(crate) fn kept_by(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor) -> Result<Arc<Published>, AppError> {
    let latest = inner.latest(tx, &actor.capacity.notice)?;
    latest.filter(|notice| keeps(actor, notice)).ok_or(AppError::NotFound)
}

/// The case of which something went.
pub(super) fn case_of(tx: &mut Tx<'_>, share: &Share) -> Result<Case, AppError> {
    tx.case(share.case_id)?.ok_or(AppError::NotFound)
}

/// Whether somebody has nothing to do with the case of which something went, whatever their role is.
pub(crate) fn barred(tx: &mut Tx<'_>, actor: &Actor, case: &Case) -> Result<bool, AppError> {
    Ok(actor.is_staff() && !tx.hidden(actor.account, &[(case.id, case.owner)])?.is_empty())
}

/// The same of a case that something is about, if it is about one.
pub(crate) fn barred_from(tx: &mut Tx<'_>, actor: &Actor, case: Option<CaseId>) -> Result<bool, AppError> {
    Ok(actor.is_staff() && is_kept_from(tx, actor.account, case)?)
}

/// Whether an account is kept from a case, whatever it acts as.
pub(crate) fn is_kept_from(tx: &mut Tx<'_>, account: AccountId, case: Option<CaseId>) -> Result<bool, AppError> {
    let Some(case) = case.map(|id| tx.case(id)).transpose()?.flatten() else { return Ok(false) };
    Ok(!tx.hidden(account, &[(case.id, case.owner)])?.is_empty())
}

/// A copy, for somebody who may say what became of it: its holder, whoever keeps the register, whoever works with the case.
fn answerable(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, id: ShareId) -> Result<(ShareCopy, Share), AppError> {
    let copy = tx.share_copy(id)?.ok_or(AppError::NotFound)?;
    let share = tx.share(copy.share)?.ok_or(AppError::NotFound)?;
    let notice = inner.published(tx, share.notice_version)?;
    let case = case_of(tx, &share)?;
    if barred(tx, actor, &case)? {
        return Err(AppError::NotFound);
    }
    let holds = !actor.is_staff() && copy.holder == actor.recipient() && notice.compiled.id == actor.capacity.notice;
    if holds || keeps(actor, &notice) {
        return Ok((copy, share));
    }
    let works = actor.is_staff() && ours(tx, inner, actor, (share.case_id, share.id))?.is_some();
    if works { Ok((copy, share)) } else { Err(AppError::NotFound) }
}

impl App {
    /// What went out under the actor's notice, has to be gone and was not said to be, the longest overdue first. It names nobody.
    ///
    /// # Errors
    /// `NotFound` for whoever has no say in the notice.
    pub fn copies_due(&self, actor: &Actor) -> Result<Vec<CopyLine>, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "copies that are due", move |tx| {
            kept_by(tx, inner, &actor)?;
            let today = london_date(tx.now());
            let mut due = Vec::new();
            for copy in tx.share_copies_due(today)? {
                let share = tx.share(copy.share)?.ok_or(AppError::NotFound)?;
                let ours = inner.published(tx, share.notice_version)?.compiled.id == actor.capacity.notice;
                if !ours {
                    continue;
                }
                let case = case_of(tx, &share)?;
                if !barred(tx, &actor, &case)? {
                    due.push(copy_line(tx, inner, (&case, &share), &copy)?);
                }
            }
            Ok(due)
        })
    }

    /// What the actor's body holds and has to be gone now or within a month. It names nobody.
    ///
    /// # Errors
    /// `NotFound` for the controller's own people.
    pub fn copies_at_desk(&self, actor: &Actor) -> Result<Vec<CopyLine>, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "copies at a desk", move |tx| {
            if actor.is_staff() {
                return Err(AppError::NotFound);
            }
            let soon = london_date(tx.now()).saturating_add(jiff::Span::new().days(SOON_DAYS));
            let mut lines = Vec::new();
            for copy in tx.share_copies_with(&actor.recipient())?.iter().filter(|c| c.gone_by <= soon) {
                let share = tx.share(copy.share)?.ok_or(AppError::NotFound)?;
                if inner.published(tx, share.notice_version)?.compiled.id == actor.capacity.notice {
                    let case = case_of(tx, &share)?;
                    lines.push(copy_line(tx, inner, (&case, &share), copy)?);
                }
            }
            Ok(lines)
        })
    }

    /// One of them.
    ///
    /// # Errors
    /// `NotFound` for whoever may not say what became of it.
    pub fn copy_held(&self, actor: &Actor, id: ShareId) -> Result<CopyLine, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "a copy", move |tx, inner| {
            let (copy, share) = answerable(tx, inner, &actor, id)?;
            let case = case_of(tx, &share)?;
            copy_line(tx, inner, (&case, &share), &copy)
        })
    }

    /// Says what became of a copy: by its holder, or by one of the controller's own people whom the holder told. It is said once,
    /// and stands on the ledger.
    ///
    /// # Errors
    /// As [`App::copy_held`]; `Form` when it is none of the answers; `Refused` when it was said already.
    pub fn copy_became(&self, actor: &Actor, id: ShareId, code: &str) -> Result<(), AppError> {
        let (actor, code) = (actor.clone(), code.to_owned());
        self.act(&actor.caller.clone(), "what became of a copy", move |tx, inner| {
            let (copy, mut share) = answerable(tx, inner, &actor, id)?;
            if sharing::share::code_words(answers(copy.no_trace), &code).is_none() {
                return Err(AppError::field("became", "Choose what became of it"));
            }
            if !tx.say_share_copy(id, &code, actor.own_account())? {
                return refused("It was said already what became of it");
            }
            let open = |c: &ShareCopy| c.holder == share.party && c.said.is_none();
            let closed = super::state_of(&share) == sharing::ShareState::Reported;
            if closed && !tx.share_copies(share.id)?.iter().any(open) {
                super::send::reminded(tx, &mut share, actor.own_account())?;
                tx.update_share(&share)?;
            }
            let by = if actor.is_staff() { "written down by staff" } else { "said by the holder" };
            let trace = if copy.no_trace { ", without a trace" } else { "" };
            let detail = format!("copy {id} of share {} with {}: {code}{trace}, {by}", share.id, copy.holder);
            on_ledger(tx, inner, &actor, &share, &detail)
        })
    }
}

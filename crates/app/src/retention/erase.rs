//! Destroying what is due, on the day: rows, documents with their previews, forms that were begun, messages, keys, and what
//! people are found by. Then looking whether anything was left behind; and a certificate, and an entry of the ledger, in
//! which nothing leads to anybody.

use super::life::{counts_from, plain, present, set_clock};
use super::so::Clocks;
use crate::actor::Actor;
use crate::cases::parts::person_keys;
use crate::error::AppError;
use crate::jobs::JobFailure;
use crate::notices::Published;
use crate::{App, Inner};
use casework::retention::{Kept, Stand, kept_after_closing, stand};
use jiff::civil::Date;
use kernel::{AccountId, Caller, CaseId, DisposalId, EntryId, JobId, PersonId, london_date};
use ledger::{Action, Entry};
use notice::model::CategoryIx;
use notice::source::Anchor;
use sealing::CLASS_SUBJECT;
use std::sync::Arc;
use store::{Case, CaseState, Disposal, Erased, NewJob, RetentionKind, Tx};

/// Destroys what is due: a kind of job that recurs.
pub const ERASE: &str = "erase-due";
/// So many cases are looked at in one unit of work.
const AT_ONCE: u32 = 50;
/// So many in one job, so that its lease lasts; then another is enqueued.
const IN_ONE_JOB: usize = 2_000;

/// What one run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Closed cases whose clock was looked at.
    pub looked_at: usize,
    /// Certificates written.
    pub destroyed: usize,
    /// Cases about which somebody has to decide.
    pub waiting: usize,
    /// Cases of which something could not be destroyed: nothing of them was.
    pub failed: usize,
    /// Where to go on, when there is more to do.
    pub next: Option<CaseId>,
}

/// Which of the cases looked at have to be destroyed, in whole or in part.
struct LookedAt {
    last: CaseId,
    looked_at: usize,
    due: Vec<CaseId>,
    waiting: usize,
}

impl App {
    /// Destroys what is due today, of every closed case, and every typed note, copy and request whose day has come. It can be done
    /// twice.
    ///
    /// # Errors
    /// When the store does not answer. A case that cannot be destroyed does not stop the others: it is counted.
    pub fn erase_due(&self) -> Result<Swept, AppError> {
        self.erase_after(None, usize::MAX)
    }

    /// The same behind a case, of so many cases. What waits for a decision is met again in every run, so that a run that began anew
    /// each time might never come behind it.
    fn erase_after(&self, mut after: Option<CaseId>, most: usize) -> Result<Swept, AppError> {
        let caller = self.keeper();
        let mut swept = Swept::default();
        // Another job that goes on behind a case has nothing to do with these.
        if after.is_none() {
            self.destroy_typed_notes()?;
            self.destroy_old_copies()?;
            self.destroy_old_requests()?;
            self.destroy_old_referrals()?;
            self.destroy_old_outside_requests()?;
        }
        while let Some(some) = self.look_at_clocks(after)? {
            after = Some(some.last);
            swept.looked_at += some.looked_at;
            swept.waiting += some.waiting;
            for case in some.due {
                let done = self.act(&caller, "erase case", move |tx, inner| erase_case(tx, inner, case));
                match done {
                    Ok(made) => swept.destroyed += usize::from(made.is_some()),
                    Err(error @ (AppError::Unavailable(_) | AppError::Conflict)) => return Err(error),
                    Err(error) => {
                        // Ids of cases are not personal; an administrator needs one to look.
                        tracing::error!(%case, %error, "a case that is due could not be destroyed; nothing of it was");
                        swept.failed += 1;
                    }
                }
            }
            if swept.looked_at >= most {
                swept.next = after;
                break;
            }
        }
        Ok(swept)
    }

    /// The recurring job: what [`App::erase_due`] does, and another one if there is more.
    ///
    /// # Errors
    /// When something could not be destroyed.
    pub fn erase_job(&self, job: JobId) -> Result<(), JobFailure> {
        let asked = self.inner.store.read(&self.keeper(), "what to erase", |tx| Ok::<_, AppError>(tx.job(job)?))?;
        let detail: serde_json::Value = asked.and_then(|j| serde_json::from_str(&j.detail).ok()).unwrap_or_default();
        let after = detail.get("after").and_then(|id| id.as_str()).and_then(|id| id.parse().ok());
        let swept = self.erase_after(after, IN_ONE_JOB)?;
        if let Some(next) = swept.next {
            self.act(&self.keeper(), "more to erase", move |tx, _| {
                let now = tx.now();
                let id = JobId::new(now, tx.entropy());
                let detail = serde_json::json!({ "after": next.to_string() });
                tx.enqueue(&NewJob::plain(id, ERASE.to_owned(), detail, now.plus_seconds(1)))?;
                Ok(())
            })?;
        }
        match swept.failed {
            0 => Ok(()),
            n => Err(JobFailure::passing(format!(
                "{n} cases that are due could not be destroyed, and nothing of them was: the log says which tables still held something"
            ))),
        }
    }

    pub(super) fn keeper(&self) -> Caller {
        Caller::system(self.inner.authority, "retention")
    }

    /// Sets the clocks of the next closed cases that have to be looked at.
    fn look_at_clocks(&self, after: Option<CaseId>) -> Result<Option<LookedAt>, AppError> {
        self.act(&self.keeper(), "look at clocks", move |tx, inner| {
            let today = london_date(tx.now());
            let ids = tx.cases_to_look_at(today, after, AT_ONCE)?;
            let Some(last) = ids.last().copied() else { return Ok(None) };
            let mut looked = LookedAt { last, looked_at: ids.len(), due: Vec::new(), waiting: 0 };
            for id in ids {
                let Some(case) = tx.case(id)?.filter(|c| c.state == CaseState::Closed) else { continue };
                let it = Reckoned::of(tx, inner, &case, today)?;
                if !it.gone(today).is_empty() {
                    looked.due.push(id);
                }
                let waits = |c: &CategoryIx| matches!(stand(&it.kept, *c, today), Stand::Looked | Stand::Locked);
                looked.waiting += usize::from(it.here.iter().any(waits));
                set_clock(tx, inner, &case, it.found, today)?;
            }
            Ok(Some(looked))
        })
    }

    /// What would be destroyed today, without doing it: how many cases have to be looked at, by notice.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn due_for_erasure(&self) -> Result<Vec<(String, usize)>, AppError> {
        self.act(&self.keeper(), "what is due", |tx, inner| {
            let today = london_date(tx.now());
            let mut found: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
            let mut after = None;
            loop {
                let ids = tx.cases_to_look_at(today, after, AT_ONCE)?;
                let Some(last) = ids.last().copied() else { return Ok(found.into_iter().collect()) };
                after = Some(last);
                for case in tx.cases_by_id(&ids)? {
                    let it = Reckoned::of(tx, inner, &case, today)?;
                    if !it.gone(today).is_empty() {
                        *found.entry(it.notice.compiled.id.clone()).or_default() += 1;
                    }
                }
            }
        })
    }
}

/// How the clocks of a closed case stand.
struct Reckoned {
    notice: Arc<Published>,
    clocks: Clocks,
    /// A birth that stands in the record of a case that was closed before its clock was kept.
    found: Option<super::Life>,
    here: Vec<CategoryIx>,
    kept: Vec<Kept>,
}

impl Reckoned {
    fn of(tx: &mut Tx<'_>, inner: &Inner, case: &Case, today: Date) -> Result<Self, AppError> {
        let clocks = Clocks::of_one(tx, inner, case, today)?;
        let notice = inner.published(tx, case.notice_version)?;
        let mut so = clocks.circumstances(&notice, case);
        let mut found = None;
        if so.anchors.birth.is_none() && !so.anchors.no_child && counts_from(&notice, Anchor::Birth) {
            let born = notice.well_known.born.as_ref().map(|(category, _)| notice.category_id(*category).to_owned());
            let born: Vec<&str> = born.iter().map(String::as_str).collect();
            let sections = tx.sections_of(&[case.id], &born)?;
            let recorded = super::Life::recorded(tx, &notice, case, &sections, today)?;
            so.anchors.birth = recorded.birth;
            found = recorded.birth.map(|_| recorded);
        }
        let here = present(tx, &notice, case.id)?;
        let kept = kept_after_closing(&notice.compiled, &here, &so);
        Ok(Self { notice, clocks, found, here, kept })
    }
    /// What has to be destroyed.
    fn gone(&self, today: Date) -> Vec<CategoryIx> {
        self.here.iter().copied().filter(|c| stand(&self.kept, *c, today) == Stand::Gone).collect()
    }
}

/// Destroys what is due of one case. None: nothing is.
fn erase_case(tx: &mut Tx<'_>, inner: &Inner, id: CaseId) -> Result<Option<Disposal>, AppError> {
    let Some(case) = tx.case(id)?.filter(|c| c.state == CaseState::Closed) else { return Ok(None) };
    let today = london_date(tx.now());
    let it = Reckoned::of(tx, inner, &case, today)?;
    let gone = it.gone(today);
    let Reckoned { notice, clocks, here, kept, .. } = it;
    if gone.is_empty() {
        return Ok(None);
    }
    let whole = gone.len() == here.len();
    let rules: Vec<&Kept> = kept.iter().filter(|k| k.categories.iter().any(|c| gone.contains(c))).collect();
    let mut statements: Vec<String> = rules.iter().map(|k| k.statement.0.clone()).collect();
    statements.sort_unstable();
    statements.dedup();
    let why = statements.join(", ");
    let names: Vec<String> = gone.iter().map(|c| notice.category_id(*c).to_owned()).collect();
    let decided_by = decider(&clocks, id, &statements);
    // Before the keys go: a case of which something is left is still told what happened to it.
    let subjects = if whole {
        Vec::new()
    } else {
        tx.ring(&[(case.person, CLASS_SUBJECT)])?.subject_tag(case.person, id).into_iter().collect()
    };
    let erased = if whole {
        tx.erase_whole_case(id, case.person, &why)?
    } else {
        tx.erase_categories(id, case.person, &names, &why)?
    };
    find_anew(tx, inner, case.person)?;
    leftovers(tx, &case, if whole { None } else { Some(&names) })?;
    let rows: u64 = erased.rows.values().sum();
    let entry = EntryId::new(tx.now(), tx.entropy());
    tx.append(&Entry {
        v: Entry::FORMAT,
        id: entry,
        at: tx.now(),
        authority: tx.authority(),
        actor: disclosure::actor(tx.caller()),
        principal: String::new(),
        action: Action::Erase,
        purpose: String::new(),
        notice: format!("{}@{}", notice.compiled.id, notice.compiled.version),
        released: Vec::new(),
        withheld: Vec::new(),
        statements: statements.clone(),
        subjects,
        detail: format!(
            "destroyed {}: {rows} rows, {} keys; nothing was left",
            if whole { "a whole case".to_owned() } else { names.join(", ") },
            erased.keys
        ),
    })?;
    let certificate = certificate(tx, &notice, &rules, &erased, (statements, names, whole), (decided_by, entry))?;
    tx.insert_disposal(&certificate)?;
    if !whole {
        set_clock(tx, inner, &case, None, today)?;
    }
    Ok(Some(certificate))
}

/// Who decided that it is destroyed, where somebody had to.
fn decider(clocks: &Clocks, case: CaseId, statements: &[String]) -> Option<AccountId> {
    clocks
        .decisions(case)
        .find(|d| d.kind == RetentionKind::Destroy && d.ended_at.is_none() && statements.contains(&d.statement))
        .and_then(|d| d.decided_by)
}

fn certificate(
    tx: &mut Tx<'_>,
    notice: &crate::notices::Published,
    rules: &[&Kept],
    erased: &Erased,
    (statements, names, whole): (Vec<String>, Vec<String>, bool),
    (decided_by, entry): (Option<AccountId>, EntryId),
) -> Result<Disposal, AppError> {
    let today = london_date(tx.now());
    let due = |k: &&Kept| k.due.map(|due| if k.personal { due.first_of_month() } else { due });
    let words: Vec<String> = statements.iter().map(|s| notice.statement(s).words).collect();
    Ok(Disposal {
        id: DisposalId::new(tx.now(), tx.entropy()),
        destroyed_at: tx.now(),
        notice_id: notice.compiled.id.clone(),
        notice_version: notice.compiled.version.clone(),
        rule: words.join(" "),
        due_on: rules.iter().filter_map(due).max().unwrap_or(today),
        statements,
        classes: names,
        whole,
        counts: serde_json::to_string(&erased.rows).map_err(|_| AppError::Fault("not writable".to_owned()))?,
        keys: i32::try_from(erased.keys).unwrap_or(i32::MAX),
        decided_by,
        entry,
    })
}

/// After a whole case was destroyed: what is left of the person is found anew, and nothing of the case may be left.
pub(crate) fn nothing_left(tx: &mut Tx<'_>, inner: &Inner, case: &Case) -> Result<(), AppError> {
    find_anew(tx, inner, case.person)?;
    leftovers(tx, case, None)
}

/// Makes the keys by which a person is found anew, from what is left of them.
fn find_anew(tx: &mut Tx<'_>, inner: &Inner, person: PersonId) -> Result<(), AppError> {
    if !tx.has_person(person)? {
        return Ok(());
    }
    let today = london_date(tx.now());
    let mut keys = Vec::new();
    for case in tx.cases_of(&[person])? {
        let notice = inner.published(tx, case.notice_version)?;
        let holding: Vec<CategoryIx> =
            notice.all.iter().copied().filter(|c| notice.well_known.holds_identity(*c)).collect();
        let names: Vec<&str> = holding.iter().map(|c| notice.category_id(*c)).collect();
        let mut known = Vec::new();
        for section in tx.sections_of(&[case.id], &names)? {
            let Some(category) = notice.compiled.category(&section.category) else { continue };
            if let Some(content) = plain(tx, &section)? {
                known.push((category, content));
            }
        }
        let known: Vec<_> = known.iter().map(|(category, content)| (*category, content)).collect();
        keys.extend(person_keys(tx, &notice.well_known.identity_of(&known, today))?);
    }
    Ok(tx.replace_person_keys(person, &keys)?)
}

/// Looks for what was left behind, in every table that holds anything of a case or person. Anything at all undoes the
/// destruction: half of a record would be worse than all of it.
fn leftovers(tx: &mut Tx<'_>, case: &Case, categories: Option<&[String]>) -> Result<(), AppError> {
    let mut left = tx.traces_of_case((case.id, case.person), categories)?;
    if categories.is_none() && !tx.has_person(case.person)? {
        left.extend(tx.traces_of_person(case.person)?);
    }
    nothing_in(&left)
}

/// So many rows are looked at in one unit of work, when their time may be over.
const ROWS_AT_ONCE: u32 = 200;

impl App {
    /// Goes through rows of one kind, a part at a time, each part in a unit of work of its own. `part` looks at the next so many behind one, and
    /// answers with the last that it looked at and how many it destroyed.
    pub(crate) fn destroy_old<K: Copy + Send + 'static>(
        &self,
        name: &'static str,
        part: impl Fn(&mut Tx<'_>, &Inner, (Option<K>, u32)) -> Result<(Option<K>, usize), AppError>
        + Clone
        + Send
        + 'static,
    ) -> Result<usize, AppError> {
        let caller = self.keeper();
        let (mut after, mut destroyed) = (None, 0);
        loop {
            let part = part.clone();
            let (last, gone) = self.act(&caller, name, move |tx, inner| part(tx, inner, (after, ROWS_AT_ONCE)))?;
            destroyed += gone;
            match last {
                Some(last) => after = Some(last),
                None => return Ok(destroyed),
            }
        }
    }
}

/// What went of one row whose time is over, on the ledger.
pub(crate) fn time_is_over(tx: &mut Tx<'_>, what: &str, erased: &store::Erased) -> Result<(), AppError> {
    let rows: u64 = erased.rows.values().sum();
    let detail = format!("{what}: {rows} rows, {} keys; its time is over", erased.keys);
    crate::login::note(tx, "system:retention", Action::Erase, &detail)
}

/// Anything at all that was left behind undoes the destruction.
pub(crate) fn nothing_in(left: &store::Counts) -> Result<(), AppError> {
    if left.is_empty() {
        return Ok(());
    }
    let tables: Vec<&str> = left.keys().map(String::as_str).collect();
    Err(AppError::Fault(format!("after destruction something is left in {}", tables.join(", "))))
}

/// Whether the actor oversees the retention of a notice: its data protection officer.
pub(super) fn oversees(actor: &Actor, notice_id: &str) -> bool {
    actor.capacity.principal == crate::agreements::OFFICER && actor.capacity.notice == notice_id
}

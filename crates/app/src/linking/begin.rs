//! A run is begun, gets its lists, and is started.

use super::lawful::{LinkageSource, identifying, may_run, sources};
use super::list::{ListRow, read};
use super::{CLASS, DAYS, LinkageCounts, found, lawful};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::notices::Published;
use disclosure::{Disclosed, EntryHead, Recorded, Sealed};
use kernel::{EntryId, JobId, LinkageListId, LinkageRunId, PersonId, london_date};
use ledger::Action;
use notice::model::Act;
use store::{LinkageList, LinkageRun, NewJob, Tx};

/// The kind of job that does a run.
pub const LINKAGE: &str = "linkage-run";

/// Asks the gate what of the lists of a run is released to the actor, and puts the answer on the ledger with what is done.
pub(super) fn recorded(
    tx: &mut Tx<'_>,
    notice: &Published,
    actor: &Actor,
    run: &LinkageRun,
    (act, action): (Act, Action),
    detail: &str,
) -> Result<Recorded, AppError> {
    let decision = lawful::decide(notice, actor, run.person, act, &identifying(notice)).ok_or(AppError::NotFound)?;
    let head = EntryHead {
        id: EntryId::new(tx.now(), tx.entropy()),
        at: tx.now(),
        action,
        // The records are not of people on record yet: who they may be is what is asked.
        subjects: Vec::new(),
        detail: format!("linkage run {}: {detail}", run.id),
    };
    let entry = decision.to_entry(&notice.gate, &actor.caller, head);
    let receipt = tx.append(&entry)?;
    Ok(decision.recorded(&receipt))
}

/// Opens a list of a run with what was decided, if it was not destroyed; of each record what the decision releases.
pub(super) fn open(
    tx: &mut Tx<'_>,
    notice: &Published,
    run: &LinkageRun,
    list: &LinkageList,
    recorded: &Recorded,
) -> Result<Option<Disclosed<Vec<ListRow>>>, AppError> {
    let (Some(sealed), Some((name, _))) = (list.sealed.clone(), &notice.well_known.name) else { return Ok(None) };
    let Some(grant) = recorded.grant(*name) else { return Ok(None) };
    let ring = tx.ring(&[(run.person, CLASS)])?;
    match Sealed::<Vec<ListRow>>::new(list.place(run), *name, sealed).open(&grant, &ring) {
        Ok(rows) => {
            let decision = recorded.decision();
            let reads = |facet| notice.well_known.places(&[facet]).iter().any(|c| decision.releases(*c));
            Ok(Some(rows.map(|rows| rows.iter().map(|row| row.narrowed(reads)).collect())))
        }
        Err(disclosure::OpenError::Erased) => Ok(None),
        Err(e) => Err(AppError::Fault(e.to_string())),
    }
}

fn refuse<T>(words: &str) -> Result<T, AppError> {
    Err(AppError::Refused(words.to_owned()))
}

impl App {
    /// Whether the actor may begin and review linkage runs as they act now.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn may_link_lists(&self, actor: &Actor) -> Result<bool, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        inner.store.read(&actor.caller.clone(), "may link lists", |tx| {
            let notice = inner.latest(tx, &actor.capacity.notice)?;
            Ok(notice.is_some_and(|n| may_run(&n, &actor)))
        })
    }

    /// Whose lists the notice lets be matched for the actor's purpose.
    ///
    /// # Errors
    /// `NotFound` for whoever may not begin a run.
    pub fn linkage_sources(&self, actor: &Actor) -> Result<Vec<LinkageSource>, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        inner.store.read(&actor.caller.clone(), "linkage sources", |tx| {
            let notice = inner.latest(tx, &actor.capacity.notice)?.ok_or(AppError::NotFound)?;
            if !may_run(&notice, &actor) {
                return Err(AppError::NotFound);
            }
            sources(tx, &notice, &actor)
        })
    }

    /// Begins a run for the actor's purpose. Nothing is read yet.
    ///
    /// # Errors
    /// `NotFound` for whoever may not.
    pub fn begin_linkage(&self, actor: &Actor) -> Result<LinkageRunId, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "begin linkage", move |tx, inner| {
            let notice = inner.latest(tx, &actor.capacity.notice)?.ok_or(AppError::NotFound)?;
            if !may_run(&notice, &actor) {
                return Err(AppError::NotFound);
            }
            let now = tx.now();
            let today = london_date(now);
            let run = LinkageRun {
                id: LinkageRunId::new(now, tx.entropy()),
                notice_id: notice.compiled.id.clone(),
                notice_version: notice.version_id,
                account: actor.account,
                capacity: actor.capacity.stored(),
                purpose: actor.purpose.clone(),
                state: "draft".to_owned(),
                model: inner.model(tx, &notice.compiled.id)?.name.clone(),
                person: PersonId::new(now, tx.entropy()),
                record_class: CLASS.to_owned(),
                counts: LinkageCounts::default().text()?,
                made_at: now,
                expires_on: today.checked_add(jiff::Span::new().days(DAYS)).unwrap_or(today),
                ended_at: None,
            };
            tx.insert_linkage_run(&run)?;
            recorded(tx, &notice, &actor, &run, (Act::See, Action::Create), "begun")?;
            Ok(run.id)
        })
    }

    /// Adds a list to a run that was not started. Only what the notice lets be read of it is kept, sealed.
    ///
    /// # Errors
    /// `Refused` when the notice does not let a list of this body be matched for the purpose, no agreement is in force, or the file is not
    /// right; `NotFound` when there is no such run.
    pub fn add_linkage_list(&self, actor: &Actor, run: LinkageRunId, party: &str, file: &[u8]) -> Result<(), AppError> {
        let (actor, party, file) = (actor.clone(), party.to_owned(), file.to_vec());
        self.act(&actor.caller.clone(), "add linkage list", move |tx, inner| {
            let (run, notice) = found(tx, inner, &actor, run)?;
            if run.state != "draft" {
                return refuse("The run was started: begin another one for more lists");
            }
            if party.is_empty() {
                return refuse("Choose whose list it is");
            }
            let Some(source) = sources(tx, &notice, &actor)?.into_iter().find(|s| s.party == party) else {
                return refuse("The privacy notice does not say that lists of this body are matched for this purpose");
            };
            if !source.why_not.is_empty() {
                return Err(AppError::Refused(source.why_not));
            }
            let list = read(&file, &source.facets)?;
            let plain =
                serde_json::to_vec(&list.rows).map_err(|_| AppError::Fault("a list cannot be written".to_owned()))?;
            let texts = |texts: &[String]| {
                serde_json::to_string(texts).map_err(|_| AppError::Fault("a list cannot be written".to_owned()))
            };
            let mut new = LinkageList {
                id: LinkageListId::new(tx.now(), tx.entropy()),
                run: run.id,
                categories: texts(&source.category_ids)?,
                columns_left_out: texts(&list.left_out)?,
                record_count: i32::try_from(list.rows.len()).unwrap_or(i32::MAX),
                label: source.name.clone(),
                gateway: source.statement,
                agreement: source.agreement,
                party: source.party,
                sealed: None,
                made_at: tx.now(),
            };
            let ring = tx.ring_for_sealing(&[(run.person, CLASS)])?;
            let sealed =
                ring.seal(&new.place(&run), &plain, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))?;
            new.sealed = Some(sealed);
            tx.insert_linkage_list(&new)?;
            let detail = format!("list of {}, {} records, under {}", new.party, new.record_count, new.gateway);
            recorded(tx, &notice, &actor, &run, (Act::Record, Action::Create), &detail)?;
            Ok(())
        })
    }

    /// Starts a run: a worker does it from here.
    ///
    /// # Errors
    /// `Refused` when it was started already; `NotFound` when there is no such run.
    pub fn start_linkage(&self, actor: &Actor, run: LinkageRunId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "start linkage", move |tx, inner| {
            let (run, notice) = found(tx, inner, &actor, run)?;
            if run.state != "draft" {
                return refuse("The run was started already");
            }
            let lists = tx.linkage_list_heads(run.id)?;
            let names: Vec<&str> = lists.iter().map(|(l, _)| l.party.as_str()).collect();
            let with = if names.is_empty() { "no list, among our own".to_owned() } else { names.join(", ") };
            recorded(tx, &notice, &actor, &run, (Act::See, Action::Query), &format!("started with {with}"))?;
            tx.move_linkage_run(run.id, "waiting", &run.counts, false)?;
            let id = JobId::new(tx.now(), tx.entropy());
            let detail = serde_json::json!({ "run": run.id.to_string() });
            let mut job = NewJob::plain(id, LINKAGE.to_owned(), detail, tx.now());
            job.once_key = Some(format!("{LINKAGE}@{}", run.id));
            tx.enqueue(&job)?;
            Ok(())
        })
    }
}

//! The work of a run, done by a worker: people on record are read in parts, each by the gate and on their own ledger; then everything is
//! compared in memory, and what is likely enough is proposed. A worker that dies is followed by another, which goes on from the parts that
//! were read and kept; what takes seconds (lists looked up, everything compared) is done anew. What was found is written once, at the end.

use super::begin::{LINKAGE, open, recorded};
use super::kept::keep_part;
use super::lawful::may_run;
use super::list::ListRow;
use super::{CLASS, DECIDED_DAYS, LinkageCounts, decided_until};
use crate::actor::{Actor, today};
use crate::cases::parts::person_keys;
use crate::error::AppError;
use crate::jobs::{JobFailure, LEASE_SECONDS};
use crate::login::note;
use crate::look::Look;
use crate::notices::Published;
use crate::people::evidence::known;
use crate::{App, Inner};
use kernel::{Caller, CaseId, JobId, LinkageListId, LinkageRunId, PersonId, london_date};
use ledger::Action;
use linkage::{Between, Chunk, ClusterOptions, Decisions, Meeting, Plan, ScoredPair, case_records};
use notice::model::Act;
use rights::Kind;
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;
use store::{Case, Duplicate, DuplicateState, LinkagePair, LinkageRun, Tx, WorkerId, in_order};

/// Ends runs whose last day has passed.
pub const LINKAGE_SWEEP: &str = "linkage-sweep";
/// Cases that are read in one unit of work.
const PART: u32 = 50;
/// Records of lists that are looked up in one.
const LOOKED_UP: usize = 500;
/// Pairs from which on it is proposed lie so many bits under the model's threshold.
const UNDER: f64 = 2.0;
/// The most pairs that one run proposes: more would be reviewed by nobody.
const MOST_PAIRS: usize = 2_000;
/// Of so many pairs one is reviewed by two people.
const SAMPLE: usize = 5;
/// As many keys in common say that a record of a list may be of somebody who is left out.
const STRENGTH: i64 = 24;

/// One record that is compared.
pub(super) struct Side {
    key: [u8; 16],
    pub(super) person: Option<PersonId>,
    list: Option<LinkageListId>,
    row: usize,
    source: String,
    values: [String; 12],
}

impl Side {
    /// A person on record.
    pub(super) fn own(person: PersonId, key: [u8; 16], values: [String; 12]) -> Self {
        Self { key, person: Some(person), list: None, row: 0, source: "own".to_owned(), values }
    }
}

/// Who of some people is left out of matching: use of a record of theirs is restricted, or they object and it is not decided yet, or it
/// was granted (UK GDPR articles 18 and 21). Any of their cases says so, whoever may look at it.
pub(super) fn left_out(tx: &mut Tx<'_>, people: &[PersonId]) -> Result<HashSet<PersonId>, AppError> {
    if people.is_empty() {
        return Ok(HashSet::new());
    }
    let cases = tx.cases_of(people)?;
    left_out_of(tx, &cases)
}

/// The same, of people whose cases are known.
pub(super) fn left_out_of(tx: &mut Tx<'_>, cases: &[Case]) -> Result<HashSet<PersonId>, AppError> {
    let ids: Vec<CaseId> = cases.iter().map(|c| c.id).collect();
    let stands = |outcome: &Option<String>| outcome.as_deref().is_none_or(|o| o == "granted" || o == "partly");
    let mut objected = tx.asked_of(&ids, Kind::Objection.id())?;
    objected.retain(|(_, outcome)| stands(outcome));
    let out = cases.iter().filter(|c| c.restricted || objected.iter().any(|(case, _)| *case == c.id));
    Ok(out.map(|c| c.person).collect())
}

/// Who of some pairs is on record, there for the actor now, and not left out.
pub(super) fn there_for(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    pairs: &[LinkagePair],
) -> Result<HashSet<PersonId>, AppError> {
    let mut people: Vec<PersonId> = pairs.iter().flat_map(|p| [p.one_person, p.other_person]).flatten().collect();
    people.sort_unstable();
    people.dedup();
    let mut there = HashSet::new();
    for some in people.chunks(usize::try_from(PART).unwrap_or(50)) {
        let cases = tx.cases_of(some)?;
        let out = left_out_of(tx, &cases)?;
        let looks = Look::many(tx, inner, actor, cases)?;
        there.extend(looks.iter().map(|look| look.case.person).filter(|person| !out.contains(person)));
    }
    Ok(there)
}

/// The key of a person on record, and that of a record of somebody's list: digests with the authority's own key.
pub(super) fn keys(tx: &mut Tx<'_>, of: impl Iterator<Item = (String, String)>) -> Result<Vec<[u8; 16]>, AppError> {
    let index = tx.blind_index()?;
    Ok(of.map(|(kind, value)| index.digest(&kind, &value)).collect())
}

/// Pairs of records and whether they are one person, as somebody decided; and by key, what a cluster was called before.
type Before = (Vec<((u32, u32), bool)>, HashMap<Vec<u8>, String>);

/// What a run works with.
#[derive(Clone)]
pub(super) struct Work {
    pub(super) run: LinkageRun,
    pub(super) notice: Arc<Published>,
    pub(super) actor: Actor,
    /// Whose lists, for the ledger of each person who is read.
    with: String,
    /// The worker that does it, and the job that it holds.
    held: (WorkerId, JobId),
}

impl Work {
    /// The worker is at it still, and the run is not over. Another that has taken it over goes on alone.
    pub(super) fn keep(&self, tx: &mut Tx<'_>) -> Result<(), AppError> {
        let (worker, job) = self.held;
        let goes_on = tx.linkage_run(self.run.id)?.is_some_and(|run| run.state == "running");
        if goes_on && tx.keep_job(job, worker, LEASE_SECONDS)? { Ok(()) } else { Err(AppError::Conflict) }
    }
}

impl App {
    /// Does the run of a job that a worker holds. It is held on to as long as the run goes on.
    ///
    /// # Errors
    /// What a worker does with it: it is passing when the store does not answer, lasting otherwise.
    pub fn do_linkage(&self, worker: WorkerId, job: JobId) -> Result<(), JobFailure> {
        let caller = Caller::system(self.inner.authority, LINKAGE);
        let begun = self.act(&caller, "take linkage", move |tx, inner| {
            let Some(id) = tx.job(job)?.and_then(|j| j.text("run")).and_then(|r| r.parse::<LinkageRunId>().ok()) else {
                return Ok(None);
            };
            let Some(run) = tx.linkage_run(id)?.filter(|r| r.state == "waiting" || r.state == "running") else {
                return Ok(None);
            };
            let notice = inner.published(tx, run.notice_version)?;
            let Some(actor) = today(tx, run.account, &run.capacity, &run.purpose)?.filter(|a| may_run(&notice, a))
            else {
                finish(tx, &run, "failed", &LinkageCounts::of(&run))?;
                return Ok(None);
            };
            let lists = tx.linkage_list_heads(run.id)?;
            let with = if lists.is_empty() {
                "with our own records".to_owned()
            } else {
                format!("with lists of {}", lists.iter().map(|(l, _)| l.label.as_str()).collect::<Vec<_>>().join(", "))
            };
            let of = tx.count_open_cases(&run.notice_id)?;
            let before = LinkageCounts::of(&run);
            let went_on = run.state == "running" && before.done > 0;
            let counts = LinkageCounts {
                of,
                resumed: before.resumed + u64::from(went_on),
                since: (tx.now().as_micros(), before.done),
                ..before
            };
            tx.move_linkage_run(run.id, "running", &counts.text()?, false)?;
            Ok(Some((Work { run, notice, actor, with, held: (worker, job) }, counts)))
        })?;
        let Some((work, counts)) = begun else { return Ok(()) };
        let done = self.read_people(&work, counts).and_then(|(sides, out, counts)| {
            let (sides, counts) = self.read_lists(&work, sides, out, counts)?;
            self.compare(&work, &sides, counts)
        });
        match done {
            Err(error @ (AppError::Conflict | AppError::Unavailable(_))) => Err(error.into()),
            Err(error) => {
                let run = work.run.clone();
                self.act(&caller, "linkage failed", move |tx, _| finish(tx, &run, "failed", &counts))?;
                Err(error.into())
            }
            Ok(()) => Ok(()),
        }
    }

    /// People on record, by their open cases; and those who are left out.
    fn read_people(
        &self,
        work: &Work,
        mut counts: LinkageCounts,
    ) -> Result<(Vec<Side>, HashSet<PersonId>, LinkageCounts), AppError> {
        let mut kept = self.read_before(work)?;
        let mut sides = std::mem::take(&mut kept.sides);
        let (mut out, mut behind, mut number) = (kept.out, kept.behind, kept.parts);
        if number == 0 {
            // Nothing was kept: it begins at the first case, whatever was counted before.
            (counts.done, counts.withheld, counts.since.1) = (0, 0, 0);
        }
        let mut seen: HashSet<PersonId> = sides.iter().filter_map(|s| s.person).collect();
        loop {
            number += 1;
            let (work, before, so_far) = (work.clone(), behind, counts);
            let known_already: HashSet<PersonId> = seen.clone();
            let part = self.act(&work.actor.caller.clone(), "read for linkage", move |tx, inner| {
                let mut counts = so_far;
                let cases = tx.open_cases_behind(&work.run.notice_id, before, PART)?;
                let Some(last) = cases.last().map(|c| c.id) else { return Ok(None) };
                counts.done += u64::try_from(cases.len()).unwrap_or(0);
                let many = cases.len();
                let looks = Look::many(tx, inner, &work.actor, cases)?;
                counts.withheld += u64::try_from(many - looks.len()).unwrap_or(0);
                let mut read = Vec::new();
                let mut people: Vec<PersonId> = looks.iter().map(|l| l.case.person).collect();
                people.sort_unstable();
                people.dedup();
                let out = left_out(tx, &people)?;
                let mut seen = known_already.clone();
                for look in looks {
                    let person = look.case.person;
                    if out.contains(&person) || seen.contains(&person) {
                        continue;
                    }
                    let detail = format!("read for linkage run {}, {}", work.run.id, work.with);
                    let known = known(tx, &work.actor, &look, (Action::Query, &detail))?;
                    // Another case of theirs may say more.
                    if known.identity.names.is_empty() {
                        counts.withheld += 1;
                        continue;
                    }
                    seen.insert(person);
                    let key = tx.linkage_key(person)?;
                    read.push((person, key, case_records::values(&known.identity)));
                }
                work.keep(tx)?;
                keep_part(tx, &work.run, number, last, &read, &out)?;
                tx.move_linkage_run(work.run.id, "running", &counts.text()?, false)?;
                Ok(Some((last, read, out, counts)))
            })?;
            let Some((last, read, more, now)) = part else { break };
            behind = Some(last);
            counts = now;
            out.extend(more);
            for (person, key, values) in read {
                seen.insert(person);
                sides.push(Side::own(person, key, values));
            }
        }
        // One case of somebody may be restricted and another not: then they are left out altogether.
        sides.retain(|s| s.person.is_none_or(|p| !out.contains(&p)));
        counts.read = u64::try_from(sides.len()).unwrap_or(0);
        counts.left_out = u64::try_from(out.len()).unwrap_or(0);
        Ok((sides, out, counts))
    }

    /// The lists, without records that may be of somebody who is left out: those are found by keyed digests, so that nothing of theirs is
    /// opened for it.
    fn read_lists(
        &self,
        work: &Work,
        mut sides: Vec<Side>,
        out: HashSet<PersonId>,
        mut counts: LinkageCounts,
    ) -> Result<(Vec<Side>, LinkageCounts), AppError> {
        let w = work.clone();
        let lists = self.act(&work.actor.caller, "open linkage lists", move |tx, _| {
            let mut opened = Vec::new();
            for list in tx.linkage_lists(w.run.id)? {
                let detail = format!("list of {} read to compare it", list.party);
                let recorded = recorded(tx, &w.notice, &w.actor, &w.run, (Act::See, Action::Query), &detail)?;
                if let Some(rows) = open(tx, &w.notice, &w.run, &list, &recorded)? {
                    opened.push((list, rows.get().clone()));
                }
            }
            Ok(opened)
        })?;
        let people: Vec<PersonId> = out.into_iter().collect();
        let out = self.act(&work.actor.caller, "keys of who is left out", move |tx, _| {
            let mut out: HashMap<[u8; 16], Vec<PersonId>> = HashMap::new();
            for (digest, person) in tx.digests_of(&people)? {
                out.entry(digest).or_default().push(person);
            }
            Ok(out)
        })?;
        let out = Arc::new(out);
        for (list, rows) in lists {
            for (part, rows) in rows.chunks(LOOKED_UP).enumerate() {
                let (out, rows, party, w) = (Arc::clone(&out), rows.to_vec(), list.party.clone(), work.clone());
                let kept = self.act(&work.actor.caller, "look up for linkage", move |tx, _| {
                    w.keep(tx)?;
                    let today = london_date(tx.now());
                    let mut kept = Vec::new();
                    for (at, row) in rows.iter().enumerate() {
                        let identity = row.identity(today);
                        if !out.is_empty() && may_be_out(tx, row, today, &out)? {
                            continue;
                        }
                        let key = keys(tx, std::iter::once((format!("linkage-list|{party}"), row.id.clone())))?;
                        kept.push((at, key[0], case_records::values(&identity)));
                    }
                    Ok((rows.len() - kept.len(), kept))
                })?;
                counts.rows_left_out += u64::try_from(kept.0).unwrap_or(0);
                for (at, key, values) in kept.1 {
                    let source = list.party.clone();
                    sides.push(Side {
                        key,
                        person: None,
                        list: Some(list.id),
                        row: part * LOOKED_UP + at,
                        source,
                        values,
                    });
                }
            }
        }
        Ok((sides, counts))
    }

    fn compare(&self, work: &Work, sides: &[Side], mut counts: LinkageCounts) -> Result<(), AppError> {
        let fault = |e: &dyn std::fmt::Display| AppError::Fault(format!("the run cannot be done: {e}"));
        let (notice, name) = (work.run.notice_id.clone(), work.run.model.clone());
        let model = self.act(&work.actor.caller, "model of a linkage run", move |tx, inner| {
            inner.model_named(tx, &notice, &name)
        })?;
        let model = &*model;
        let mut builder = case_records::builder().map_err(|e| fault(&e))?;
        for side in sides {
            let id = data_encoding::HEXLOWER.encode(&side.key);
            builder.push(&id, &side.source, &side.values.each_ref().map(String::as_str)).map_err(|e| fault(&e))?;
        }
        let table = builder.finish();
        for bits in linkage::alone(model, &table).map_err(|e| fault(&e))? {
            counts.count_alone(bits);
        }
        let plan = Plan::new(&model.settings, &table).map_err(|e| fault(&e))?;
        let meeting = Meeting::new(&between(table.source_names()), &table).map_err(|e| fault(&e))?;
        let mut pairs: Vec<ScoredPair> = Vec::new();
        let mut compared = 0;
        let mut kept = Ok(());
        linkage::link(model, &table, &plan, &meeting, model.threshold - UNDER, 0, &mut |chunk: Chunk| {
            compared += chunk.compared;
            pairs.extend(chunk.pairs);
            let w = work.clone();
            kept = self.act(&work.actor.caller, "keep linkage", move |tx, _| w.keep(tx));
            if kept.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })
        .map_err(|e| fault(&e))?;
        kept?;
        counts.compared = compared;

        let (decided, before) = self.decided_before(work, sides, &pairs)?;
        let mut decisions = Decisions::default();
        for (pair, same) in decided {
            if same { decisions.same.push(pair) } else { decisions.different.push(pair) }
        }
        let clusters =
            linkage::cluster(model, &table, &pairs, &decisions, &ClusterOptions::default()).map_err(|e| fault(&e))?;
        let before: HashMap<(String, String), String> = sides
            .iter()
            .filter_map(|s| {
                let cluster = before.get(&s.key[..])?.clone();
                Some(((s.source.clone(), data_encoding::HEXLOWER.encode(&s.key)), cluster))
            })
            .collect();
        let ids = linkage::stable_ids(&table, &clusters.labels, &before);
        let known: HashSet<(u32, u32)> = decisions.same.iter().chain(&decisions.different).copied().collect();
        let all = pairs.len();
        pairs.retain(|p| !known.contains(&(p.a, p.b)));
        counts.decided_before = u64::try_from(all - pairs.len()).unwrap_or(0);
        pairs.sort_by(|x, y| y.millibits.cmp(&x.millibits).then((x.a, x.b).cmp(&(y.a, y.b))));
        counts.beyond = u64::try_from(pairs.len().saturating_sub(MOST_PAIRS)).unwrap_or(0);
        pairs.truncate(MOST_PAIRS);
        // In no order of likelihood: the order would say what the gate hides from a reviewer.
        pairs.sort_by(|x, y| (ids.get(x.a), x.a, x.b).cmp(&(ids.get(y.a), y.a, y.b)));
        let proposed: Vec<LinkagePair> = (1..)
            .zip(pairs.iter().enumerate())
            .map(|(number, (at, p))| {
                let (one, other) = (&sides[p.a as usize], &sides[p.b as usize]);
                let row = |side: &Side| i32::try_from(side.row).unwrap_or(i32::MAX);
                LinkagePair {
                    number,
                    cluster: ids.get(p.a).to_owned(),
                    one_key: one.key.to_vec(),
                    one_person: one.person,
                    one_list: one.list,
                    one_row: row(one),
                    other_key: other.key.to_vec(),
                    other_person: other.person,
                    other_list: other.list,
                    other_row: row(other),
                    sampled: at % SAMPLE == SAMPLE - 1,
                    state: "open".to_owned(),
                }
            })
            .collect();
        counts.proposed = u64::try_from(proposed.len()).unwrap_or(0);
        // Of two records of lists what was decided goes on as long as runs meet them.
        let met: Vec<(Vec<u8>, Vec<u8>)> = known
            .iter()
            .map(|(a, b)| (&sides[*a as usize], &sides[*b as usize]))
            .filter(|(one, other)| one.person.is_none() && other.person.is_none())
            .map(|(one, other)| (one.key.min(other.key).to_vec(), one.key.max(other.key).to_vec()))
            .collect();
        let own: Vec<(PersonId, PersonId)> =
            proposed.iter().filter_map(|p| Some(in_order(p.one_person?, p.other_person?))).collect();
        let w = work.clone();
        self.act(&work.actor.caller, "propose from linkage", move |tx, _| {
            w.keep(tx)?;
            tx.replace_linkage_pairs(w.run.id, &proposed)?;
            tx.drop_linkage_parts(w.run.id)?;
            let until = decided_until(london_date(tx.now()));
            for (one, other) in &met {
                tx.renew_linkage_decision(&w.run.notice_id, (one, other), until)?;
            }
            for (one, other) in &own {
                tx.propose_duplicate(&Duplicate {
                    one: *one,
                    other: *other,
                    notice_id: w.run.notice_id.clone(),
                    // Every reader has it weighed anew.
                    score: 0,
                    state: DuplicateState::Open,
                    proposed_at: tx.now(),
                    decided_by: None,
                    decided_at: None,
                })?;
            }
            let detail = format!(
                "done with {}: read {} people, left out {} and {} records of lists, compared {} pairs, proposed {}",
                w.run.model, counts.read, counts.left_out, counts.rows_left_out, counts.compared, counts.proposed
            );
            recorded(tx, &w.notice, &w.actor, &w.run, (Act::See, Action::Query), &detail)?;
            if proposed.is_empty() {
                return finish(tx, &w.run, "done", &counts);
            }
            tx.move_linkage_run(w.run.id, "review", &counts.text()?, false)?;
            Ok(())
        })
    }

    /// What people have decided of the records that are compared (same or not), and how an earlier run called their clusters. Of two records
    /// of ours the links and proposals themselves say it, whoever decided and wherever: what was split again is open again.
    fn decided_before(&self, work: &Work, sides: &[Side], pairs: &[ScoredPair]) -> Result<Before, AppError> {
        let number: HashMap<Vec<u8>, u32> = (0..).zip(sides).map(|(n, s)| (s.key.to_vec(), n)).collect();
        let people: HashMap<PersonId, u32> = (0..).zip(sides).filter_map(|(n, s)| Some((s.person?, n))).collect();
        let ours: HashSet<u32> = people.values().copied().collect();
        let own = |n: u32| sides.get(n as usize).and_then(|s| s.person);
        let scored: Vec<((u32, u32), (PersonId, PersonId))> =
            pairs.iter().filter_map(|p| Some(((p.a, p.b), in_order(own(p.a)?, own(p.b)?)))).collect();
        let notice = work.run.notice_id.clone();
        self.inner.store.read(&work.actor.caller, "what was decided before", |tx| {
            let mut decided = Vec::new();
            let pair = |a: u32, b: u32| (a.min(b), a.max(b));
            for decision in tx.linkage_decisions(&notice)? {
                let (Some(a), Some(b)) = (number.get(&decision.one_key), number.get(&decision.other_key)) else {
                    continue;
                };
                if !(ours.contains(a) && ours.contains(b)) {
                    decided.push((pair(*a, *b), decision.verdict == "same"));
                }
            }
            for some in people.keys().copied().collect::<Vec<_>>().chunks(LOOKED_UP) {
                for link in tx.person_links(some)?.into_iter().filter(|l| l.split_at.is_none()) {
                    if let (Some(a), Some(b)) = (people.get(&link.one), people.get(&link.other)) {
                        decided.push((pair(*a, *b), true));
                    }
                }
            }
            for (at, (one, other)) in &scored {
                if tx.duplicate(*one, *other)?.is_some_and(|d| d.state == DuplicateState::Different) {
                    decided.push((*at, false));
                }
            }
            decided.sort_unstable();
            decided.dedup();
            let mut before = HashMap::new();
            // The newest run that knew a record names its cluster.
            for run in tx.linkage_runs(&notice, None, 20)? {
                for pair in tx.linkage_pairs(run.id)? {
                    before.entry(pair.one_key).or_insert_with(|| pair.cluster.clone());
                    before.entry(pair.other_key).or_insert(pair.cluster);
                }
            }
            Ok((decided, before))
        })
    }

    /// Ends runs whose last day has passed: their lists are destroyed, and what nobody decided is dropped.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn sweep_linkage(&self) -> Result<usize, AppError> {
        let caller = Caller::system(self.inner.authority, LINKAGE_SWEEP);
        self.act(&caller, "sweep linkage", |tx, _: &Inner| {
            let (now, today) = (tx.now(), london_date(tx.now()));
            tx.drop_linkage_over(today, now.plus_seconds(-DECIDED_DAYS * 86_400))?;
            let expired = tx.linkage_runs_expired(today)?;
            for run in &expired {
                tx.drop_open_linkage_pairs(run.id)?;
                finish(tx, run, "expired", &LinkageCounts::of(run))?;
                note(tx, "system:linkage", Action::Erase, &format!("linkage run {} is over: lists destroyed", run.id))?;
            }
            Ok(expired.len())
        })
    }
}

/// Whether a record of a list may be of somebody who is left out; `out`: who has each of their keys.
fn may_be_out(
    tx: &mut Tx<'_>,
    row: &ListRow,
    today: jiff::civil::Date,
    out: &HashMap<[u8; 16], Vec<PersonId>>,
) -> Result<bool, AppError> {
    let mut strength: HashMap<PersonId, i64> = HashMap::new();
    for key in person_keys(tx, &row.identity(today))? {
        for person in out.get(&key.digest).into_iter().flatten() {
            *strength.entry(*person).or_default() += i64::from(key.strength);
        }
    }
    Ok(strength.values().any(|said| *said >= STRENGTH))
}

/// People on record with one another, with every list, and lists with one another; nothing within one list, which is whose list it is to
/// look after.
fn between(sources: &[String]) -> Between {
    let own = |s: &&String| s.as_str() == "own";
    let mut across = Vec::new();
    for (at, one) in sources.iter().enumerate() {
        across.extend(sources.iter().skip(at + 1).map(|other| (one.clone(), other.clone())));
    }
    Between::Lists { within: sources.iter().filter(own).cloned().collect(), across }
}

/// A run is over: what was in its lists is beyond use, in every copy.
pub(super) fn finish(tx: &mut Tx<'_>, run: &LinkageRun, state: &str, counts: &LinkageCounts) -> Result<(), AppError> {
    tx.empty_linkage_lists(run.id)?;
    tx.drop_linkage_parts(run.id)?;
    crate::drafts::forget_run(tx, run.id)?;
    tx.destroy_keys(run.person, Some(CLASS), format!("linkage run {}: {state}", run.id))?;
    tx.move_linkage_run(run.id, state, &counts.text()?, true)?;
    Ok(())
}

//! Clerical review: what a run proposed is looked at pair by pair, and somebody says whether it is one person. Nothing learns from it: what
//! was said is kept, and a person may train another model with it and compare before use.

use super::begin::{open, recorded};
use super::lawful::may_run;
use super::opened::{ListedRecord, whose_keys};
use super::run::{finish, left_out, there_for};
use super::views::{LinkageListLine, LinkagePairLine, LinkagePairView, LinkageRunLine, LinkageRunView, LinkageSide};
use super::{LinkageCounts, decided_until, found};
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::Look;
use crate::notices::Published;
use crate::people::evidence::{Known, evidence, known, seen};
use crate::people::{CaseOfPerson, first_case, keep_apart_in, link_in};
use crate::{App, Inner};
use casework::person::{self, Compared, Identifier, PersonFacts};
use disclosure::Disclosed;
use kernel::{LinkageListId, LinkageRunId, PersonId, london_date};
use ledger::Action;
use linkage::{Model, case_records};
use notice::model::Act;
use std::collections::{BTreeMap, HashSet};
use store::{LinkageDecision, LinkageList, LinkagePair, LinkageRun, LinkageVerdict, Tx};

/// What a reviewer may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkageVerdictKind {
    /// One person.
    Same,
    /// Two people.
    Different,
    /// It cannot be told from this.
    Unsure,
}

impl LinkageVerdictKind {
    /// Its code.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::Unsure => "unsure",
        }
    }
    /// From its code.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        [Self::Same, Self::Different, Self::Unsure].into_iter().find(|v| v.id() == id)
    }
}

/// Why somebody says so: codes, and words.
pub const LINKAGE_REASONS: [(&str, &str); 6] = [
    ("number", "A number is the same, or is another"),
    ("name-and-birth", "Name and date of birth together"),
    ("address", "The address or who lives there"),
    ("known", "I know the person or family"),
    ("asked", "I asked whoever gave the list"),
    ("too-little", "There is too little to tell"),
];

/// The states of a pair about which somebody has to decide still.
const UNSETTLED: &[&str] = &["open", "disputed", "unsure"];

/// Whether nobody has to decide any more.
fn settled(state: &str) -> bool {
    !UNSETTLED.contains(&state)
}

fn texts(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}

fn line(pair: &LinkagePair, lists: &[LinkageList], verdicts: &[LinkageVerdict], actor: &Actor) -> LinkagePairLine {
    let mine = verdicts.iter().find(|v| v.number == pair.number && v.account == actor.account);
    LinkagePairLine {
        number: pair.number,
        cluster: pair.cluster.clone(),
        one: whose(pair.one_list, lists),
        other: whose(pair.other_list, lists),
        state: pair.state.clone(),
        sampled: pair.sampled,
        mine: mine.and_then(|v| LinkageVerdictKind::from_id(&v.verdict)),
    }
}

fn whose(list: Option<LinkageListId>, lists: &[LinkageList]) -> String {
    match list {
        None => "Our record".to_owned(),
        Some(id) => lists.iter().find(|l| l.id == id).map_or_else(String::new, |l| format!("List of {}", l.label)),
    }
}

/// Whether a pair waits for the actor: not settled, and they have said nothing of it yet.
fn waits(line: &LinkagePairLine) -> bool {
    !settled(&line.state) && line.mine.is_none()
}

/// One side of a pair, opened for the actor.
struct Opened {
    known: Known,
    facts: Disclosed<PersonFacts>,
    side: LinkageSide,
    look: Option<Look>,
}

/// What opens the sides of a pair.
struct Sides<'a> {
    inner: &'a Inner,
    actor: &'a Actor,
    notice: &'a Published,
    run: &'a LinkageRun,
    lists: &'a [LinkageList],
}

impl Sides<'_> {
    /// `None`: the person is left out of matching by now, or the record is not there any more.
    fn open(
        &self,
        tx: &mut Tx<'_>,
        person: Option<PersonId>,
        list: Option<LinkageListId>,
        row: i32,
    ) -> Result<Option<Opened>, AppError> {
        let detail = format!("reviewed in linkage run {}", self.run.id);
        if let Some(person) = person {
            if left_out(tx, &[person])?.contains(&person) {
                return Ok(None);
            }
            let Some(CaseOfPerson { look, facts }) = first_case(tx, self.inner, self.actor, person, &detail)? else {
                return Ok(None);
            };
            let known = known(tx, self.actor, &look, (Action::Open, &detail))?;
            let whose = format!("Our record {}", look.case.reference);
            return Ok(Some(Opened {
                known,
                facts,
                side: LinkageSide { whose, person: Some(person) },
                look: Some(look),
            }));
        }
        let Some(list) = self.lists.iter().find(|l| Some(l.id) == list) else { return Ok(None) };
        let said = format!("a record of the list of {} reviewed", list.party);
        let recorded = recorded(tx, self.notice, self.actor, self.run, (Act::See, Action::Open), &said)?;
        let Some(rows) = open(tx, self.notice, self.run, list, &recorded)? else { return Ok(None) };
        let at = usize::try_from(row).unwrap_or(usize::MAX);
        let today = london_date(tx.now());
        let Some(identity) = rows.get().get(at).map(|r| r.identity(today)) else { return Ok(None) };
        // Written as in our own records, so that the same day looks the same.
        let full = identity.born.as_ref().and_then(people::BirthDate::date).map(|day| day.to_string());
        let facts = rows.map(|rows| {
            let born = full.unwrap_or_else(|| rows.get(at).map(|r| r.born.clone()).unwrap_or_default());
            rows.get(at).map_or_else(PersonFacts::default, |r| {
                let one = |label: &str, value: &str| {
                    let known = person::Known { label: label.to_owned(), value: value.to_owned(), origins: Vec::new() };
                    if value.is_empty() { Vec::new() } else { vec![known] }
                };
                let number = |label: &str, value: &str| (!value.is_empty()).then(|| Identifier::plain(label, value));
                PersonFacts {
                    names: one("Name", &r.name),
                    born: one("Date of birth", &born),
                    lived_texts: one("Postcode", &r.postcode),
                    identifiers: [
                        number("National Insurance number", &r.ni_number),
                        number("NHS number", &r.nhs_number),
                        number("Unique pupil number", &r.upn),
                    ]
                    .into_iter()
                    .flatten()
                    .collect(),
                    ..PersonFacts::default()
                }
            })
        });
        let whose = format!("List of {}, record {}", list.label, at + 1);
        let known = Known { identity, name: crate::views::Item::Empty, withheld: Vec::new() };
        Ok(Some(Opened { known, facts, side: LinkageSide { whose, person: None }, look: None }))
    }
}

impl App {
    /// The runs for the actor's purpose, the newest first.
    ///
    /// # Errors
    /// `NotFound` for whoever may not begin one.
    pub fn linkage_runs(&self, actor: &Actor) -> Result<Vec<LinkageRunLine>, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        inner.store.read(&actor.caller.clone(), "linkage runs", |tx| {
            let notice = inner.latest(tx, &actor.capacity.notice)?.ok_or(AppError::NotFound)?;
            if !may_run(&notice, &actor) {
                return Err(AppError::NotFound);
            }
            let mut lines = Vec::new();
            for run in tx.linkage_runs(&notice.compiled.id, Some(&actor.purpose), 50)? {
                lines.push(LinkageRunLine {
                    lists: tx.linkage_list_heads(run.id)?.into_iter().map(|(l, _)| l.label).collect(),
                    by: inner.account_name(tx, run.account)?,
                    open: tx.count_linkage_pairs(run.id, UNSETTLED)?,
                    id: run.id,
                    state: run.state,
                    made_at: run.made_at,
                });
            }
            Ok(lines)
        })
    }

    /// A run, with its pairs. Nothing of any record.
    ///
    /// # Errors
    /// `NotFound` when there is no such run for the actor's purpose.
    pub fn linkage_run(&self, actor: &Actor, id: LinkageRunId) -> Result<LinkageRunView, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        inner.store.read(&actor.caller.clone(), "linkage run", |tx| {
            let (run, notice) = found(tx, inner, &actor, id)?;
            let (lists, there): (Vec<LinkageList>, Vec<bool>) = tx.linkage_list_heads(id)?.into_iter().unzip();
            let verdicts = tx.linkage_verdicts(id)?;
            let pairs: Vec<LinkagePairLine> =
                tx.linkage_pairs(id)?.iter().map(|p| line(p, &lists, &verdicts, &actor)).collect();
            let mut agreement = (0, 0);
            for of in verdicts.chunk_by(|a, b| a.number == b.number).filter(|of| of.len() > 1) {
                agreement.1 += 1;
                agreement.0 += usize::from(of.iter().all(|v| Some(&v.verdict) == of.first().map(|f| &f.verdict)));
            }
            Ok(LinkageRunView {
                id,
                purpose: notice.purpose_label(&run.purpose),
                by: inner.account_name(tx, run.account)?,
                made_at: run.made_at,
                expires_on: run.expires_on,
                counts: LinkageCounts::of(&run),
                seconds_left: if run.state == "running" {
                    LinkageCounts::of(&run).seconds_left(tx.now())
                } else {
                    None
                },
                lists: lists
                    .into_iter()
                    .zip(there)
                    .map(|(l, there)| LinkageListLine {
                        categories: texts(&l.categories).iter().map(|c| notice.category_label(c)).collect(),
                        left_out: texts(&l.columns_left_out),
                        statement: l.gateway,
                        name: l.label,
                        agreement: l.agreement,
                        records: l.record_count,
                        destroyed: !there,
                    })
                    .collect(),
                state: run.state,
                model: run.model,
                pairs,
                agreement,
                put_by: crate::drafts::begun_from_run(tx, id)?.len(),
            })
        })
    }

    /// A pair side by side, with the evidence as far as the actor may read both.
    ///
    /// # Errors
    /// `NotFound` when there is none, or one of them may not be matched any more.
    pub fn linkage_pair(&self, actor: &Actor, id: LinkageRunId, number: i32) -> Result<LinkagePairView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "linkage pair", move |tx, inner| {
            let (run, notice) = found(tx, inner, &actor, id)?;
            let pairs = tx.linkage_pairs(id)?;
            let Some(pair) = pairs.iter().find(|p| p.number == number) else { return Ok(None) };
            let (lists, verdicts) = (tx.linkage_lists(id)?, tx.linkage_verdicts(id)?);
            let sides = Sides { inner, actor: &actor, notice: &notice, run: &run, lists: &lists };
            let one = sides.open(tx, pair.one_person, pair.one_list, pair.one_row)?;
            let other = sides.open(tx, pair.other_person, pair.other_list, pair.other_row)?;
            let (Some(one), Some(other)) = (one, other) else {
                if !settled(&pair.state) && run.state == "review" {
                    tx.set_linkage_pair(id, number, "left-out")?;
                }
                // What was done stays, though there is nothing to show.
                return Ok(None);
            };
            let model = inner.model_named(tx, &run.notice_id, &run.model)?;
            let evidence = evidence(&model, &notice, &one.known, &other.known)?;
            let fields: Disclosed<Vec<Compared>> =
                Disclosed::all(vec![one.facts, other.facts]).map(|both| match both.as_slice() {
                    [one, other] => person::compare(one, other),
                    _ => Vec::new(),
                });
            let next = pairs
                .iter()
                .filter(|p| p.number != number)
                .map(|p| line(p, &lists, &verdicts, &actor))
                .find(waits)
                .map(|l| l.number);
            let others = verdicts.iter().filter(|v| v.number == number && v.account != actor.account).count();
            let mut to_open = Vec::new();
            let offers = run.state == "review" && (pair.one_list.is_some() || pair.other_list.is_some());
            let decisions = if offers { tx.linkage_decisions(&run.notice_id)? } else { Vec::new() };
            for (side, second, listed) in
                [(&one.side, false, pair.one_list.is_some()), (&other.side, true, pair.other_list.is_some())]
            {
                let of = ListedRecord { run: id, pair: number, second };
                if offers && listed && whose_keys(of, &pairs, &decisions).is_ok() {
                    to_open.push((side.whose.clone(), of));
                }
            }
            Ok(Some(LinkagePairView {
                to_open,
                line: line(pair, &lists, &verdicts, &actor),
                one: one.side,
                other: other.side,
                fields,
                evidence,
                next,
                others,
            }))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Says of a pair whether it is one person, and why. A pair of the sample waits for a second reviewer; if the two do not agree, a third
    /// settles it. Two records of ours are then linked, or kept apart; of a record on a list it is written on the person's own ledger.
    /// What was decided outlives the run and its lists: another run proposes it no more.
    ///
    /// # Errors
    /// `Refused` without a reason, or when nothing is reviewed any more; `NotFound` as [`App::linkage_pair`].
    pub fn decide_linkage_pair(
        &self,
        actor: &Actor,
        id: LinkageRunId,
        number: i32,
        verdict: LinkageVerdictKind,
        reason: &str,
    ) -> Result<(), AppError> {
        let Some((reason, _)) = LINKAGE_REASONS.iter().find(|(code, _)| *code == reason) else {
            return Err(AppError::Refused("Choose what it rests on".to_owned()));
        };
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "decide linkage pair", move |tx, inner| {
            let (run, notice) = found(tx, inner, &actor, id)?;
            if run.state != "review" {
                return Err(AppError::Refused("This run is not reviewed any more".to_owned()));
            }
            let pair = tx.linkage_pair(id, number)?.ok_or(AppError::NotFound)?;
            if settled(&pair.state) {
                return Err(AppError::Refused("Somebody has decided this already".to_owned()));
            }
            let lists = tx.linkage_lists(id)?;
            let sides = Sides { inner, actor: &actor, notice: &notice, run: &run, lists: &lists };
            let one = sides.open(tx, pair.one_person, pair.one_list, pair.one_row)?.ok_or(AppError::NotFound)?;
            let other =
                sides.open(tx, pair.other_person, pair.other_list, pair.other_row)?.ok_or(AppError::NotFound)?;
            let model = inner.model_named(tx, &run.notice_id, &run.model)?;
            let (millibits, findings) = seen(&model, &one.known, &other.known)?;
            tx.put_linkage_verdict(
                id,
                &LinkageVerdict {
                    number,
                    account: actor.account,
                    verdict: verdict.id().to_owned(),
                    reason: (*reason).to_owned(),
                    made_at: tx.now(),
                    seen_as: seen_as(&actor),
                    millibits: Some(millibits),
                    evidence: findings,
                    model: model.name.clone(),
                },
            )?;
            let said: Vec<LinkageVerdict> =
                tx.linkage_verdicts(id)?.into_iter().filter(|v| v.number == number).collect();
            let state = outcome(&said, pair.sampled, verdict);
            tx.set_linkage_pair(id, number, state)?;
            let detail = format!("pair {number}: {}, {reason}", verdict.id());
            recorded(tx, &notice, &actor, &run, (Act::Record, Action::Edit), &detail)?;
            if state != "same" && state != "different" {
                return Ok(());
            }
            let (one_key, other_key) =
                (pair.one_key.clone().min(pair.other_key.clone()), pair.one_key.max(pair.other_key));
            let on_record = pair.one_person.is_some() || pair.other_person.is_some();
            tx.put_linkage_decision(
                &run.notice_id,
                &LinkageDecision {
                    one_key,
                    other_key,
                    verdict: state.to_owned(),
                    run: id,
                    decided_by: actor.account,
                    decided_at: tx.now(),
                    on_record: Some(on_record),
                    expires_on: (!on_record).then(|| decided_until(london_date(tx.now()))),
                },
            )?;
            if let (Some(a), Some(b)) = (pair.one_person, pair.other_person) {
                if state == "same" {
                    link_in(tx, inner, &actor, (a, b), Some(id))?;
                } else {
                    keep_apart_in(tx, inner, &actor, a, b)?;
                }
                return Ok(());
            }
            for (mine, theirs) in [(&one, &other), (&other, &one)] {
                let Some(look) = &mine.look else { continue };
                let found = if state == "same" { "found on" } else { "found not to be on" };
                let detail = format!("{found}: {}, linkage run {id}", theirs.side.whose);
                crate::people::noted_one(tx, &actor, look, &detail)?;
            }
            Ok(())
        })
    }

    /// Ends the review: the lists are destroyed.
    ///
    /// # Errors
    /// `Refused` while pairs wait for somebody; `NotFound` when there is no such run.
    pub fn finish_linkage(&self, actor: &Actor, id: LinkageRunId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "finish linkage", move |tx, inner| {
            let (run, notice) = found(tx, inner, &actor, id)?;
            if !matches!(run.state.as_str(), "draft" | "review") {
                return Err(AppError::Refused("This run is not reviewed any more".to_owned()));
            }
            let open = tx.count_linkage_pairs(id, &["open", "disputed"])?;
            if open > 0 {
                return Err(AppError::Refused(format!("{open} pairs wait for somebody: decide them first")));
            }
            let begun = crate::drafts::begun_from_run(tx, id)?.len();
            if begun > 0 {
                return Err(AppError::Refused(format!(
                    "{begun} forms of new cases were begun from a list and put by: send them or throw them away first"
                )));
            }
            recorded(tx, &notice, &actor, &run, (Act::Record, Action::Erase), "reviewed: lists destroyed")?;
            finish(tx, &run, "done", &LinkageCounts::of(&run))
        })
    }

    /// What was said of the pairs of a run, as CSV: numbers, clusters and codes; and what was found of each pair, in words of the model
    /// (`same surname`), where whoever said it acted as the actor does now. Nothing that stands in any record. It goes on the ledger.
    ///
    /// # Errors
    /// `NotFound` when there is no such run.
    pub fn linkage_labels(&self, actor: &Actor, id: LinkageRunId) -> Result<String, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "linkage labels", move |tx, inner| {
            let (run, notice) = found(tx, inner, &actor, id)?;
            let (pairs, verdicts) = (tx.linkage_pairs(id)?, tx.linkage_verdicts(id)?);
            recorded(tx, &notice, &actor, &run, (Act::See, Action::Export), "labels")?;
            let model = inner.model_named(tx, &run.notice_id, &run.model)?;
            let mine = seen_as(&actor);
            let there = there_for(tx, inner, &actor, &pairs)?;
            let comparisons = &model.settings.comparisons;
            let mut out = "pair,cluster,state,reviewer,verdict,reason,model,bits".to_owned();
            for comparison in comparisons {
                out.push(',');
                out.push_str(&cell(&comparison.name));
            }
            out.push('\n');
            for pair in &pairs {
                for (at, v) in verdicts.iter().filter(|v| v.number == pair.number).enumerate() {
                    let (n, reviewer) = (pair.number, at + 1);
                    let shown = v.seen_as == mine && stands(pair, &there);
                    let bits = v.millibits.filter(|_| shown).map(|m| format!("{:.3}", f64::from(m) / 1000.0));
                    out.push_str(&format!(
                        "{n},{},{},{reviewer},{},{},{},{}",
                        pair.cluster,
                        pair.state,
                        v.verdict,
                        v.reason,
                        if v.model.is_empty() { &run.model } else { &v.model },
                        bits.unwrap_or_default()
                    ));
                    let found = findings(&model, &v.evidence);
                    for (comparison, found) in comparisons.iter().zip(found) {
                        let level = found.filter(|_| shown).and_then(|f| comparison.levels.get(f));
                        out.push(',');
                        out.push_str(&level.map(|level| cell(&level.label)).unwrap_or_default());
                    }
                    out.push('\n');
                }
            }
            Ok(out)
        })
    }
}

/// Whether both of a pair are there for whoever asks: somebody of a list always, somebody on record as long as they may be looked at.
pub(super) fn stands(pair: &LinkagePair, there: &HashSet<PersonId>) -> bool {
    [pair.one_person, pair.other_person].into_iter().flatten().all(|person| there.contains(&person))
}

/// The last score of a pair that somebody who acts so decided by, with that decision; none where the pair is not there for them.
pub(super) fn last_seen<'v>(
    pair: &LinkagePair,
    there: &HashSet<PersonId>,
    verdicts: &'v [LinkageVerdict],
    mine: &str,
) -> Option<(i32, &'v LinkageVerdict)> {
    let of = verdicts.iter().filter(|v| v.number == pair.number && v.seen_as == mine && stands(pair, there));
    of.filter_map(|v| Some((v.millibits?, v))).next_back()
}

/// As whom somebody sees pairs: whoever acts the same sees the same, so that a score says nothing of what another may not read.
pub(super) fn seen_as(actor: &Actor) -> String {
    format!("{}{}{}", actor.capacity.principal, mark(actor.trained, "+trained"), mark(actor.bound, "+bound"))
}

const fn mark(is: bool, words: &'static str) -> &'static str {
    if is { words } else { "" }
}

/// The model beside which findings were written by number.
const BY_NUMBER: &str = "case-records-1";

/// What was found of a pair, by comparison of a model: the place of its level. It is written in words of the model that found it, so that a
/// model with other levels reads what it has too. What was once written by number is read beside its own model only.
pub(super) fn findings(model: &Model, evidence: &str) -> Vec<Option<usize>> {
    let comparisons = &model.settings.comparisons;
    if let Ok(words) = serde_json::from_str::<BTreeMap<String, String>>(evidence) {
        let of = |comparison: &linkage::model::Comparison| {
            let finding = words.get(&comparison.name)?;
            comparison.levels.iter().position(|level| level.label == *finding)
        };
        return comparisons.iter().map(of).collect();
    }
    let mut numbers = evidence.split(',').map(|number| number.parse::<usize>().ok());
    let known = case_records::VERSION == BY_NUMBER;
    let of = |c: &linkage::model::Comparison| numbers.next().flatten().filter(|n| known && *n < c.levels.len());
    comparisons.iter().map(of).collect()
}

/// A cell of a table in CSV.
fn cell(text: &str) -> String {
    if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// Where a pair stands after what was said of it, `now` the last.
fn outcome(said: &[LinkageVerdict], sampled: bool, now: LinkageVerdictKind) -> &'static str {
    match said {
        [_] if sampled => "open",
        [one, other] if sampled && one.verdict != other.verdict => "disputed",
        // A third settles it; of a pair that is not of the sample whoever said something last.
        _ => now.id(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_read_by_a_model_with_other_levels_too() {
        let model = case_records::model().unwrap();
        let words = "{\"first name\":\"same first name\",\"surname\":\"half of a double surname\"}";
        let found = findings(model, words);
        assert_eq!(found[..3], [Some(0), Some(3), None]);
        // A level that came since moves the others; one that is gone is not known.
        let mut later = model.clone();
        let surname = &mut later.settings.comparisons[1].levels;
        surname.insert(1, surname[0].clone());
        surname[1].label = "surname as it sounds abroad".to_owned();
        later.settings.comparisons[0].levels.remove(0);
        assert_eq!(findings(&later, words)[..3], [None, Some(4), None]);
        // Numbers are of the model that they were written beside, which is this one as long as it has this name.
        let by_number = findings(model, "0,3,,999");
        let read = case_records::VERSION == BY_NUMBER;
        assert_eq!(by_number[..4], [Some(0).filter(|_| read), Some(3).filter(|_| read), None, None]);
        assert_eq!(by_number.len(), model.settings.comparisons.len());
        assert!(findings(model, "").iter().all(Option::is_none));
    }
}

//! A case for somebody who was found on a list and is on no record of ours: its form begins with what the gate releases of that list, and what
//! comes of it is written down as found on that list, so that the next run knows.

use super::begin::{open, recorded};
use super::found;
use crate::actor::Actor;
use crate::cases::parts::forms_for;
use crate::error::AppError;
use crate::notices::Published;
use crate::people::{first_case, noted_one};
use crate::{App, Inner};
use casework::{FormSpec, SectionContent, Typed};
use disclosure::Disclosed;
use kernel::{CaseId, LinkageRunId, london_date};
use ledger::Action;
use notice::model::Act;
use people::Facet;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use store::{LinkageDecision, LinkageList, LinkagePair, LinkageRun, Tx};

/// One record of somebody's list, as a pair of a run has it. Its text names nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedRecord {
    /// The run.
    pub run: LinkageRunId,
    /// The pair.
    pub pair: i32,
    /// The second record of the pair, and not the first.
    pub second: bool,
}

impl fmt::Display for ListedRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.run, self.pair, if self.second { 2 } else { 1 })
    }
}

impl FromStr for ListedRecord {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.split('.');
        let (run, pair, side) = (parts.next().ok_or(())?, parts.next().ok_or(())?, parts.next().ok_or(())?);
        let second = match (side, parts.next()) {
            ("1", None) => false,
            ("2", None) => true,
            _ => return Err(()),
        };
        Ok(Self { run: run.parse().map_err(|_| ())?, pair: pair.parse().map_err(|_| ())?, second })
    }
}

/// What a new case begins with.
pub struct Listed {
    /// As the form would send it.
    pub typed: Disclosed<Typed>,
    /// Where it comes from, in words: `List of Example Constabulary, record 3`.
    pub whose: String,
}

impl ListedRecord {
    const fn key_of<'p>(&self, pair: &'p LinkagePair) -> &'p Vec<u8> {
        if self.second { &pair.other_key } else { &pair.one_key }
    }
    /// The list and the row in it, if it is of a list.
    fn place<'l>(&self, pair: &LinkagePair, lists: &'l [LinkageList]) -> Option<(&'l LinkageList, usize)> {
        let (list, row) = if self.second { (pair.other_list, pair.other_row) } else { (pair.one_list, pair.one_row) };
        Some((lists.iter().find(|l| Some(l.id) == list)?, usize::try_from(row).ok()?))
    }
}

/// The keys of somebody on a list, for whom a case may be opened; or why not. Whoever is on record, or may be, has one already.
pub(super) fn whose_keys(
    of: ListedRecord,
    pairs: &[LinkagePair],
    decisions: &[LinkageDecision],
) -> Result<Vec<Vec<u8>>, &'static str> {
    // Their records on other lists are theirs too: what is so of one of them is so of all.
    let mine = same_keys(of, pairs, decisions);
    if mine.is_empty() {
        return Err("There is no such pair");
    }
    let ours = |p: &&LinkagePair| {
        (mine.contains(&p.one_key) && p.other_person.is_some())
            || (mine.contains(&p.other_key) && p.one_person.is_some())
    };
    let with_ours: Vec<&LinkagePair> = pairs.iter().filter(ours).collect();
    if with_ours.iter().any(|p| p.state == "same") {
        return Err("They are on record: open their case");
    }
    if with_ours.iter().any(|p| p.state != "different") {
        return Err("They may be on record: decide first whether they are one person with a record of ours");
    }
    let listed: Vec<&Vec<u8>> = pairs
        .iter()
        .flat_map(|p| [(p.one_list, &p.one_key), (p.other_list, &p.other_key)])
        .filter(|(list, _)| list.is_some())
        .map(|(_, key)| key)
        .collect();
    let known = decisions.iter().any(|d| {
        let other = match (mine.contains(&d.one_key), mine.contains(&d.other_key)) {
            (true, false) => Some(&d.other_key),
            (false, true) => Some(&d.one_key),
            _ => None,
        };
        // Of what was decided before that was written down, whoever is on no list of this run may be on record.
        d.verdict == "same" && other.is_some_and(|other| d.on_record.unwrap_or(!listed.contains(&other)))
    });
    if known { Err("They are on record by now: look them up") } else { Ok(mine) }
}

/// The keys of a record of a list, and of those that somebody said are of the same person and are of lists too: in this run, and in earlier
/// ones.
fn same_keys(of: ListedRecord, pairs: &[LinkagePair], decisions: &[LinkageDecision]) -> Vec<Vec<u8>> {
    let Some(pair) = pairs.iter().find(|p| p.number == of.pair) else { return Vec::new() };
    let now = pairs
        .iter()
        .filter(|p| p.state == "same" && p.one_list.is_some() && p.other_list.is_some())
        .map(|p| (&p.one_key, &p.other_key));
    let before = decisions
        .iter()
        .filter(|d| d.verdict == "same" && d.on_record == Some(false))
        .map(|d| (&d.one_key, &d.other_key));
    let mut of_key = HashMap::<&Vec<u8>, Vec<&Vec<u8>>>::new();
    for (one, other) in now.chain(before) {
        of_key.entry(one).or_default().push(other);
        of_key.entry(other).or_default().push(one);
    }
    let mut all = vec![of.key_of(pair)];
    let mut seen: HashSet<&Vec<u8>> = all.iter().copied().collect();
    let mut at = 0;
    while let Some(key) = all.get(at).copied() {
        at += 1;
        for other in of_key.get(key).into_iter().flatten() {
            if seen.insert(other) {
                all.push(other);
            }
        }
    }
    all.into_iter().cloned().collect()
}

/// What a case is begun from for somebody on a list.
struct Begins {
    run: LinkageRun,
    notice: Arc<Published>,
    pairs: Vec<LinkagePair>,
    /// Their keys.
    keys: Vec<Vec<u8>>,
}

/// Whether a case may be opened for somebody on a list.
pub(crate) fn may_begin(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, of: ListedRecord) -> Result<(), AppError> {
    begins(tx, inner, actor, of).map(|_| ())
}

fn begins(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, of: ListedRecord) -> Result<Begins, AppError> {
    let (run, notice) = found(tx, inner, actor, of.run)?;
    if run.state != "review" {
        return Err(AppError::NotFound);
    }
    let pairs = tx.linkage_pairs(run.id)?;
    match whose_keys(of, &pairs, &tx.linkage_decisions(&run.notice_id)?) {
        Err(words) => Err(AppError::Refused(words.to_owned())),
        Ok(keys) => Ok(Begins { run, notice, pairs, keys }),
    }
}

impl App {
    /// What the form of a new case begins with for somebody who was found on a list, as far as the gate releases it of that list to the
    /// actor. What is masked is asked of the person. That it was read is on the ledger of the run.
    ///
    /// # Errors
    /// `Refused` when they are on record, or may be; `NotFound` when there is no such record, its list was destroyed, or the actor may open
    /// no case of the service.
    pub fn listed_record(&self, actor: &Actor, service: &str, of: ListedRecord) -> Result<Listed, AppError> {
        let (actor, service) = (actor.clone(), service.to_owned());
        self.act(&actor.caller.clone(), "somebody on a list", move |tx, inner| {
            let Begins { run, notice, pairs, .. } = begins(tx, inner, &actor, of)?;
            let form = notice.newest_form(tx, &service)?;
            let forms = forms_for(&notice, &actor, &service, form.as_deref())?;
            let lists = tx.linkage_lists(run.id)?;
            let pair = pairs.iter().find(|p| p.number == of.pair).ok_or(AppError::NotFound)?;
            let (list, row) = of.place(pair, &lists).ok_or(AppError::NotFound)?;
            let said = format!("a record of the list of {} read for a new case", list.party);
            let recorded = recorded(tx, &notice, &actor, &run, (Act::See, Action::Open), &said)?;
            let rows = open(tx, &notice, &run, list, &recorded)?.ok_or(AppError::NotFound)?;
            if rows.get().len() <= row {
                return Err(AppError::NotFound);
            }
            let today = london_date(tx.now());
            let places = places(&notice);
            let typed = rows.map(|rows| {
                rows.get(row).map_or_else(Typed::default, |row| filled(&forms, &places, |facet| row.said(facet, today)))
            });
            Ok(Listed { typed, whose: format!("List of {}, record {}", list.label, row + 1) })
        })
    }
}

/// Writes down that a case was opened for somebody who was found on a list: on the case's ledger, and for every later run. One at a time: of
/// two who open a case for somebody on a list of one run at once, the second reads what the first wrote.
pub(crate) fn opened_for_listed(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    of: ListedRecord,
    case: CaseId,
) -> Result<(), AppError> {
    let Begins { run, notice, pairs, keys: theirs } = begins(tx, inner, actor, of)?;
    tx.move_linkage_run(run.id, &run.state, &run.counts, false)?;
    let lists = tx.linkage_lists(run.id)?;
    let pair = pairs.iter().find(|p| p.number == of.pair).ok_or(AppError::NotFound)?;
    let (list, row) = of.place(pair, &lists).ok_or(AppError::NotFound)?;
    let person = tx.case(case)?.ok_or(AppError::NotFound)?.person;
    let detail =
        format!("opened for somebody found on: List of {}, record {}, linkage run {}", list.label, row + 1, run.id);
    let opened = first_case(tx, inner, actor, person, &detail)?.ok_or(AppError::NotFound)?;
    noted_one(tx, actor, &opened.look, &detail)?;
    let mine = tx.linkage_key(person)?.to_vec();
    for theirs in theirs {
        let decision = LinkageDecision {
            one_key: mine.clone().min(theirs.clone()),
            other_key: mine.clone().max(theirs),
            verdict: "same".to_owned(),
            run: run.id,
            decided_by: actor.account,
            decided_at: tx.now(),
            on_record: Some(true),
            expires_on: None,
        };
        tx.put_linkage_decision(&run.notice_id, &decision)?;
    }
    let said = format!("pair {}: a case was opened for who is on the list of {}", of.pair, list.party);
    recorded(tx, &notice, actor, &run, (Act::Record, Action::Create), &said)?;
    Ok(())
}

/// Where a notice asks what tells who somebody is: category, field and what it is.
pub(crate) fn places(notice: &Published) -> Vec<(String, String, Facet)> {
    let place = |facet| {
        let (category, field) = notice.well_known.place_of(facet)?;
        Some((notice.category_id(category).to_owned(), field.to_owned(), facet))
    };
    Facet::ALL.into_iter().filter_map(place).collect()
}

/// What somebody else says of who somebody is, in the fields of the forms that ask it. What is masked is asked of the person.
pub(crate) fn filled(forms: &[FormSpec], places: &[(String, String, Facet)], says: impl Fn(Facet) -> String) -> Typed {
    let mut all = Typed::default();
    for spec in forms {
        let said = places.iter().filter(|(category, ..)| *category == spec.category).filter_map(|(_, field, facet)| {
            let asked = spec.fields.iter().find(|f| f.id == *field)?;
            let value = says(*facet);
            (!asked.masked && !value.is_empty()).then(|| (field.clone(), value))
        });
        let content = SectionContent::from_pairs(said);
        if !content.fields.is_empty() {
            all.and(Typed::from_content(spec, &content));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_a_list_is_named_by_its_place_and_read_again() {
        let run = LinkageRunId::from_bytes([7; 16]);
        for second in [false, true] {
            let of = ListedRecord { run, pair: 12, second };
            assert_eq!(of.to_string().parse(), Ok(of));
        }
        for text in ["", "7", "7.1", "x.1.1", &format!("{run}.1.3"), &format!("{run}.1.2.1"), &format!("{run}.a.1")] {
            assert!(text.parse::<ListedRecord>().is_err(), "{text}");
        }
    }
}

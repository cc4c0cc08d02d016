//! Taking an import back: the cases that it made and that nobody has worked on since. Whatever table somebody's work stands in,
//! it is seen: what is there of each case is counted over all of them.

use super::ImportCounts;
use super::work::{Work, at_part};
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::Look;
use crate::{App, Inner};
use disclosure::{Decision, EntryHead};
use kernel::{CaseId, EntryId, PersonId};
use ledger::Action;
use notice::model::{Act, CategoryIx};
use sealing::CLASS_SUBJECT;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use store::{DuplicateState, ImportIssue, ImportPlace, ImportRun, Member, Section, Tx};

/// How many cases are taken back in one unit of work.
const AT_ONCE: u32 = 100;

impl App {
    /// Takes the next cases back.
    pub(super) fn undo_part(&self, work: &Arc<Work>, part: i32) -> Result<(), AppError> {
        let w = Arc::clone(work);
        self.act(&work.actor.caller, "take import back", move |tx, inner| {
            let run = at_part(tx, &w, part)?;
            let mut counts = ImportCounts::of(&run);
            let some = tx.imported_cases(run.id, AT_ONCE)?;
            let ids: Vec<CaseId> = some.iter().map(|row| row.case_id).collect();
            let stays = take_back(tx, inner, &w.actor, &run, &ids)?;
            let mut issues = Vec::new();
            for row in &some {
                match stays.get(&row.case_id) {
                    None => counts.undone += 1,
                    Some(why) => {
                        counts.kept += 1;
                        tx.keep_imported_case(run.id, row.number)?;
                        let detail = vec![format!("0|The case stays: {why}")];
                        issues.push(ImportIssue { number: row.number, kind: "kept".to_owned(), detail });
                    }
                }
                counts.done += 1;
            }
            tx.insert_import_issues(run.id, &issues)?;
            let last = some.is_empty();
            let place = ImportPlace {
                state: if last { "undone" } else { "undoing" },
                next_part: part + 1,
                counts: counts.text()?,
                problem: String::new(),
                ended: last,
            };
            Ok(tx.move_import(&run, &place)?)
        })
    }
}

/// Takes cases back; answers with those that stay, and why.
fn take_back(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    run: &ImportRun,
    ids: &[CaseId],
) -> Result<HashMap<CaseId, &'static str>, AppError> {
    let unseen = "as you act now it does not exist for you";
    let mut stays: HashMap<CaseId, &'static str> = ids.iter().map(|id| (*id, unseen)).collect();
    let cases = tx.cases_by_id(ids)?;
    let mut looks = Look::many(tx, inner, actor, cases)?;
    Look::meet(tx, &mut looks, false)?;
    let known: Vec<CaseId> = looks.iter().map(|l| l.case.id).collect();
    let people: Vec<PersonId> = looks.iter().map(|l| l.case.person).collect();
    let (of_cases, of_people) = (tx.held_of_cases(&known)?, tx.held_of_people(&people)?);
    let mut sections: HashMap<CaseId, Vec<Section>> = HashMap::new();
    let mut notices: Vec<&Look> = looks.iter().collect();
    notices.dedup_by_key(|l| l.notice.version_id);
    for look in notices {
        let names: Vec<&str> = look.notice.all.iter().map(|c| look.notice.category_id(*c)).collect();
        let of: Vec<CaseId> =
            looks.iter().filter(|l| l.notice.version_id == look.notice.version_id).map(|l| l.case.id).collect();
        for section in tx.sections_of(&of, &names)? {
            let all = sections.entry(section.case_id).or_default();
            if !all.iter().any(|s| s.id == section.id) {
                all.push(section);
            }
        }
    }
    let none = BTreeMap::new();
    let mut groups: Vec<Vec<(&Look, Decision)>> = Vec::new();
    for look in &looks {
        let case = &look.case;
        let own = sections.get(&case.id).map_or(&[][..], Vec::as_slice);
        let (held, theirs) = (of_cases.get(&case.id).unwrap_or(&none), of_people.get(&case.person).unwrap_or(&none));
        if !look.is_open() {
            stays.insert(case.id, "it was closed since");
        } else if worked_on(tx, run, look, own, (held, theirs))? {
            stays.insert(case.id, "somebody has worked on it since");
        } else {
            let categories: Vec<CategoryIx> =
                own.iter().filter_map(|s| look.notice.compiled.category(&s.category)).collect();
            let decision = look.decide(Act::Record, &categories);
            // Members of the household are people of their own: of each of them it is asked too.
            let spoken_of = |m: &Member| decision.others().iter().any(|(_, person)| *person == m.person);
            if decision.outcomes().iter().any(|o| !o.released) || !look.members.iter().all(spoken_of) {
                stays.insert(case.id, "you may not change all that it holds");
                continue;
            }
            stays.remove(&case.id);
            let alike = |all: &&mut Vec<(&Look, Decision)>| {
                all.first().is_some_and(|(other, first)| {
                    first.outcomes() == decision.outcomes() && other.notice.version_id == look.notice.version_id
                })
            };
            match groups.iter_mut().find(alike) {
                Some(all) => all.push((look, decision)),
                None => groups.push(vec![(look, decision)]),
            }
        }
    }
    for decided in groups {
        destroy(tx, actor, run, &decided)?;
    }
    Ok(stays)
}

/// Destroys cases that were decided about alike, with the people whom they were about. Their tags stand on the ledger before their keys go.
fn destroy(tx: &mut Tx<'_>, actor: &Actor, run: &ImportRun, decided: &[(&Look, Decision)]) -> Result<(), AppError> {
    let Some((first, decision)) = decided.first() else { return Ok(()) };
    let looks: Vec<&Look> = decided.iter().map(|(look, _)| *look).collect();
    let mut wanted: Vec<(PersonId, &str)> = looks.iter().map(|l| (l.case.person, CLASS_SUBJECT)).collect();
    wanted.extend(looks.iter().flat_map(|l| l.members.iter().map(|m| (m.person, CLASS_SUBJECT))));
    let ring = tx.ring(&wanted)?;
    let head = EntryHead {
        id: EntryId::new(tx.now(), tx.entropy()),
        at: tx.now(),
        action: Action::Erase,
        subjects: decided.iter().flat_map(|(look, decision)| look.tags(&ring, decision)).collect(),
        detail: format!("import {} taken back", run.id),
    };
    tx.append(&decision.to_entry(&first.notice.gate, &actor.caller, head))?;
    let why = format!("import {} taken back", run.id);
    let (mut cases, mut people) = (Vec::new(), Vec::new());
    for look in looks {
        let (case, person) = (look.case.id, look.case.person);
        if !look.members.is_empty() {
            // With the members of the household, who are people of their own.
            tx.erase_whole_case(case, person, &why)?;
        } else {
            tx.erase_case(case)?;
            tx.erase_person(person)?;
            tx.destroy_keys(person, None, why.clone())?;
        }
        cases.push(case);
        people.push(person);
    }
    let mut left: Vec<String> = tx.held_of_cases(&cases)?.into_values().flat_map(BTreeMap::into_keys).collect();
    left.extend(tx.held_of_people(&people)?.into_values().flat_map(BTreeMap::into_keys));
    left.sort_unstable();
    left.dedup();
    if left.is_empty() {
        return Ok(());
    }
    Err(AppError::Fault(format!("after taking back something is left in {}", left.join(", "))))
}

/// Whether anything is there of a case or its person that the import did not make.
fn worked_on(
    tx: &mut Tx<'_>,
    run: &ImportRun,
    look: &Look,
    sections: &[Section],
    (held, theirs): (&BTreeMap<String, u64>, &BTreeMap<String, u64>),
) -> Result<bool, AppError> {
    let case = &look.case;
    let changed = case.updated_at != case.created_at
        || case.owner != Some(run.account)
        || case.restricted
        || sections.iter().any(|s| s.version != 1 || s.recorded_at != case.created_at);
    let count = u64::try_from(sections.len()).unwrap_or(u64::MAX);
    let of_case = |(table, rows): (&String, &u64)| match table.as_str() {
        "section" => *rows == count,
        "import_case" => *rows == 1,
        // Looked at below.
        "task" | "case_mark" | "household_member" | "member_part" => true,
        _ => false,
    };
    let of_person = |(table, rows): (&String, &u64)| match table.as_str() {
        "section" => *rows == count,
        "case_file" => *rows == 1,
        "person_key" | "duplicate" => true,
        _ => false,
    };
    if changed || !held.iter().all(of_case) || !theirs.iter().all(of_person) {
        return Ok(true);
    }
    if held.contains_key("task") {
        let by_import = |t: &store::Task| {
            t.made_by == Some(run.account)
                && t.made_at == Some(case.created_at)
                && t.done_at.is_none()
                && t.item.is_none()
        };
        if !tx.tasks(case.id)?.iter().all(by_import) {
            return Ok(true);
        }
    }
    if held.contains_key("household_member") {
        let joined = tx.members_of(&[case.id])?.iter().all(|m| m.joined_at == case.created_at && !m.restricted);
        let said = |part: &store::MemberPart| part.recorded_at == case.created_at && part.superseded_at.is_none();
        if !joined || !tx.member_parts(&[case.id])?.iter().all(said) {
            return Ok(true);
        }
    }
    if held.contains_key("case_mark") {
        let by_import = |m: &store::CaseMark| m.set_by.is_none() && m.set_at == case.created_at && m.ended_at.is_none();
        if !tx.marks_of(&[case.id])?.iter().all(by_import) {
            return Ok(true);
        }
    }
    // A proposal that nobody has decided is no work of anybody's.
    let decided = |state: DuplicateState| state != DuplicateState::Open;
    Ok(theirs.contains_key("duplicate") && tx.duplicates_of(case.person)?.into_iter().any(|d| decided(d.state)))
}

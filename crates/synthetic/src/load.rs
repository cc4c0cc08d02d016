//! Writes a population into a store, in blocks that several threads make at the same time.

use crate::case::{Answer, SyntheticCase};
use crate::demo::{Options, Progress};
use crate::population::{NEAR, Population, Scratch};
use casework::{Circumstances, WellKnown, kept_after_closing};
use jiff::civil::Date;
use kernel::{
    AccountId, Caller, CaseId, ConsentId, EnrolmentId, Entropy, EntryId, NoticeVersionId, OsEntropy, PersonId,
    SectionId, SeededEntropy, TaskId, Timestamp,
};
use ledger::{Action, Entry};
use notice::model::{CategoryIx, Compiled, PrincipalIx};
use people::Identity;
use sealing::{BlindIndex, CLASS_SUBJECT, FreshKey, MasterKeys, SealError};
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use store::{
    Bulk, Case, CaseParty, CaseState, Consent, ConsentState, PersonKey, Section, Store, StoreError, Task, case_class,
    section_place,
};

/// Cases in one unit of work: whole blocks of the population.
const BLOCK: u64 = NEAR * 16;
/// The store's own writer is busy while these make the next blocks.
const THREADS: usize = 3;
/// Ids are given in the order of numbers, a millisecond apart from 2020-01-01: neighbours lie together in every table.
const FIRST_ID_MICROS: i64 = 1_577_836_800_000_000;

/// A notice that cases are loaded under.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The notice.
    pub compiled: &'a Compiled,
    /// Its published version.
    pub version: NoticeVersionId,
    /// Which enrolment stands for the body of an open class.
    pub enrolled: &'a [(PrincipalIx, EnrolmentId)],
    /// Who owns its cases.
    pub officers: &'a [AccountId],
}

/// Why the loading stopped. Whole blocks that were loaded before stay.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LoadError {
    /// The store did not take a block.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database could not look at its tables anew.
    #[error("the cases are loaded, but the database cannot look at its tables anew: {0}")]
    Analyse(String),
    /// A key could not be made, or content not sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// Loads cases into a store.
///
/// # Errors
/// When the store does not take them.
pub fn load(
    store: &Store,
    caller: &Caller,
    population: &Population,
    targets: &[Target<'_>],
    options: Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<(), LoadError> {
    let index = store.write(caller, "blind index", |tx| tx.blind_index())?;
    let masters = store.master();
    let (next, done) = (AtomicU64::new(0), AtomicU64::new(0));
    let failed: Mutex<Option<LoadError>> = Mutex::new(None);
    let lock = || failed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    progress(Progress { done: 0, of: options.cases });
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let mut maker = Maker::new(population, targets, masters.as_ref(), &index, options.seed);
                loop {
                    let from = next.fetch_add(BLOCK, Ordering::Relaxed);
                    let to = (from + BLOCK).min(options.cases);
                    if from >= options.cases || lock().is_some() {
                        return;
                    }
                    let written = maker
                        .block(from..to)
                        .map_err(LoadError::from)
                        .and_then(|bulk| write(store, caller, bulk, from..to, options.seed).map_err(LoadError::from));
                    if let Err(error) = written {
                        lock().get_or_insert(error);
                        return;
                    }
                    let loaded = done.fetch_add(to - from, Ordering::Relaxed) + (to - from);
                    progress(Progress { done: loaded, of: options.cases });
                }
            });
        }
    });
    if let Some(failed) = lock().take() {
        return Err(failed);
    }
    store.analyse().map_err(|e| LoadError::Analyse(e.to_string()))
}

fn write(
    store: &Store,
    caller: &Caller,
    bulk: Bulk,
    numbers: std::ops::Range<u64>,
    seed: u64,
) -> Result<(), StoreError> {
    let detail = format!("synthetic cases {} to {} of seed {seed}", numbers.start, numbers.end.saturating_sub(1));
    let actor = "system:demo-data".to_owned();
    store.write_much(caller, "load synthetic cases", move |tx| {
        let entry = Entry {
            v: 1,
            id: EntryId::new(tx.now(), tx.entropy()),
            at: tx.now(),
            authority: tx.authority(),
            actor: actor.clone(),
            principal: String::new(),
            action: Action::Synthesise,
            purpose: String::new(),
            notice: String::new(),
            released: Vec::new(),
            withheld: Vec::new(),
            statements: Vec::new(),
            subjects: Vec::new(),
            detail: detail.clone(),
        };
        tx.load(&bulk, &entry).map(|_| ())
    })
}

/// Random bytes for keys, fetched from the system many at a time.
struct Buffered {
    bytes: [u8; 4096],
    at: usize,
}

impl Buffered {
    const fn new() -> Self {
        Self { bytes: [0; 4096], at: 4096 }
    }
}

impl Entropy for Buffered {
    fn fill(&mut self, bytes: &mut [u8]) {
        if self.bytes.len() - self.at < bytes.len() {
            OsEntropy.fill(&mut self.bytes);
            self.at = 0;
        }
        match self.bytes.get_mut(self.at..self.at + bytes.len()) {
            Some(from) => {
                bytes.copy_from_slice(from);
                // What was handed out is kept nowhere else.
                from.fill(0);
                self.at += bytes.len();
            }
            // More than the buffer holds.
            None => OsEntropy.fill(bytes),
        }
    }
}

/// Somebody of the block, with the keys made so far.
/// Makes blocks: one for each thread.
struct Maker<'a> {
    population: &'a Population,
    targets: &'a [Target<'a>],
    masters: &'a dyn MasterKeys,
    index: &'a BlindIndex,
    /// Where each target's forms hold what people are looked up by.
    known: Vec<WellKnown>,
    seed: u64,
    entropy: Buffered,
    scratch: Scratch,
    case: SyntheticCase,
    json: Vec<u8>,
    people: HashMap<u64, PersonId>,
}

impl<'a> Maker<'a> {
    fn new(
        population: &'a Population,
        targets: &'a [Target<'a>],
        masters: &'a dyn MasterKeys,
        index: &'a BlindIndex,
        seed: u64,
    ) -> Self {
        Self {
            population,
            targets,
            masters,
            index,
            known: targets.iter().map(|t| WellKnown::of(t.compiled)).collect(),
            seed,
            entropy: Buffered::new(),
            scratch: Scratch::default(),
            case: SyntheticCase::default(),
            json: Vec::new(),
            people: HashMap::new(),
        }
    }

    fn block(&mut self, numbers: std::ops::Range<u64>) -> Result<Bulk, SealError> {
        let mut bulk = Bulk::default();
        for number in numbers {
            if number % NEAR == 0 {
                // Nobody comes again from one of these groups to the next.
                self.people.clear();
            }
            self.population.make(number, &mut self.scratch, &mut self.case);
            self.add(&mut bulk)?;
        }
        Ok(bulk)
    }

    fn add(&mut self, bulk: &mut Bulk) -> Result<(), SealError> {
        let Some(target) = self.targets.get(self.case.notice).copied() else { return Ok(()) };
        let case = &self.case;
        let at = id_time(case.number);
        let ids = &mut SeededEntropy::new(mixed(self.seed, case.number, 1));
        let id = CaseId::new(at, ids);
        let opened = noon(case.opened_on);
        if !self.people.contains_key(&case.person) {
            let person = PersonId::new(id_time(case.person), &mut SeededEntropy::new(mixed(self.seed, case.person, 2)));
            let who = self.known.get(case.notice).map(|known| identity(known, target.compiled, case));
            bulk.people.push((person, person_keys(self.index, &who.unwrap_or_default())));
            let (_, row) = FreshKey::make(self.masters, person, CLASS_SUBJECT, at, &mut self.entropy)?;
            bulk.keys.push(row);
            self.people.insert(case.person, person);
        }
        let Some(&person) = self.people.get(&case.person) else { return Ok(()) };
        let mut keys: Vec<(String, FreshKey)> = Vec::new();
        let owner = pick(target.officers, case.owner);
        for category in case.categories() {
            let Some(info) = target.compiled.categories.get(usize::from(category.0)) else { continue };
            let section = SectionId::new(at, ids);
            let class = case_class(&info.record_class, id);
            let place = section_place(person, &class, section, 1);
            self.json.clear();
            case.write_json(category, |field| info.fields.get(field).map_or("", |f| f.id.as_str()), &mut self.json);
            if !keys.iter().any(|(known, _)| *known == class) {
                let (key, row) = FreshKey::make(self.masters, person, &class, at, &mut self.entropy)?;
                bulk.keys.push(row);
                keys.push((class.clone(), key));
            }
            let Some((_, key)) = keys.iter().find(|(known, _)| *known == class) else { continue };
            bulk.sections.push(Section {
                id: section,
                case_id: id,
                person,
                category: info.id.clone(),
                record_class: class.clone(),
                version: 1,
                sealed: key.seal(&place, &self.json, &mut self.entropy)?,
                author: owner,
                source: "subject".to_owned(),
                recorded_at: opened,
                superseded_at: None,
                form: String::new(),
            });
        }
        add_around(self.population, target, case, (id, person, owner), ids, bulk);
        bulk.cases.push(case_row(self.population, target, case, (id, person, owner)));
        Ok(())
    }
}

/// Who works on a case, what was agreed to, and what is to be done.
fn add_around(
    population: &Population,
    target: Target<'_>,
    case: &SyntheticCase,
    (id, person, owner): (CaseId, PersonId, Option<AccountId>),
    ids: &mut SeededEntropy,
    bulk: &mut Bulk,
) {
    let at = id_time(case.number);
    let ended = case.closed.map(|(day, _)| day);
    for link in &case.links {
        let (party, enrolment) = recipient(target, link.principal);
        bulk.parties.push(CaseParty {
            id: TaskId::new(at, ids),
            case_id: id,
            party,
            account: None,
            enrolment,
            since: link.since,
            until: ended,
        });
    }
    for consent in &case.consents {
        let Some(purpose) = target.compiled.purposes.get(usize::from(consent.purpose.0)) else { continue };
        let name = |c: &CategoryIx| target.compiled.categories.get(usize::from(c.0)).map(|c| c.id.clone());
        let given = consent.answer != Answer::Refused;
        bulk.consents.push(Consent {
            id: ConsentId::new(at, ids),
            case_id: id,
            person,
            party: consent.principal.map(|p| recipient(target, p).0).unwrap_or_default(),
            purpose: purpose.id.clone(),
            categories: population.categories_of(case, consent).iter().filter_map(name).collect(),
            state: match consent.answer {
                Answer::Given => ConsentState::Given,
                Answer::Refused => ConsentState::Refused,
                Answer::Withdrawn => ConsentState::Withdrawn,
            },
            explicit: consent.explicit,
            method: "spoken".to_owned(),
            given_at: given.then(|| noon(consent.on)),
            withdrawn_at: consent.withdrawn_on.map(noon),
            expires_on: None,
            wording_hash: target.compiled.hash.to_vec(),
            notice_version: target.version,
            recorded_by: owner,
            recorded_at: noon(consent.withdrawn_on.unwrap_or(consent.on)),
            superseded_at: None,
        });
    }
    if let Some((due_on, kind)) = case.due {
        let id_of_task = TaskId::new(at, ids);
        bulk.tasks.push(Task {
            id: id_of_task,
            case_id: id,
            kind: kind.to_owned(),
            due_on,
            owner,
            done_at: None,
            item: None,
            rule: None,
            escalates_on: None,
            waiting_for: None,
            made_by: None,
            made_at: None,
            done_by: None,
            withdrawn: None,
        });
    }
}

fn case_row(
    population: &Population,
    target: Target<'_>,
    case: &SyntheticCase,
    (id, person, owner): (CaseId, PersonId, Option<AccountId>),
) -> Case {
    let ended = case.closed.map(|(day, _)| day);
    // The longest rule is the first.
    let kept = ended.and_then(|closed| {
        let present: Vec<CategoryIx> = case.categories().collect();
        kept_after_closing(target.compiled, &present, &Circumstances::closed(closed)).into_iter().next()
    });
    Case {
        id,
        reference: reference(case.opened_on, case.number),
        notice_version: target.version,
        service: population.service_id(case.notice, case.service).to_owned(),
        person,
        state: if ended.is_some() { CaseState::Closed } else { CaseState::Open },
        opened_on: case.opened_on,
        closed_on: ended,
        close_reason: case.closed.map(|(_, why)| why.to_owned()),
        retention_due: kept.as_ref().and_then(|k| k.due),
        retention_statement: kept.map(|k| k.statement.0),
        owner,
        next_due_on: case.due.map(|(day, _)| day),
        next_due_kind: case.due.map(|(_, kind)| kind.to_owned()),
        restricted: false,
        created_at: noon(case.opened_on),
        updated_at: noon(ended.unwrap_or(case.opened_on)),
    }
}

/// Who the person is, by what stands in the case's sections: as the service itself reads it.
fn identity(known: &WellKnown, compiled: &Compiled, case: &SyntheticCase) -> Identity {
    known.identity(
        |category, field| {
            let at = compiled.categories.get(usize::from(category.0))?.fields.iter().position(|f| f.id == field)?;
            case.values(category).find(|(n, _)| *n == at).map(|(_, text)| text)
        },
        case.opened_on,
    )
}

/// The keyed hashes by which the person is found, each once.
fn person_keys(index: &BlindIndex, who: &Identity) -> Vec<PersonKey> {
    let mut keys: Vec<PersonKey> = people::search_keys(who)
        .into_iter()
        .map(|(kind, value)| PersonKey {
            digest: index.digest(kind.id(), &value),
            strength: i16::try_from(kind.strength()).unwrap_or(i16::MAX),
        })
        .collect();
    keys.sort_unstable();
    keys.dedup_by_key(|k| k.digest);
    keys
}

/// How links and consents name a body: its key, or for one of an open class the class's key and the enrolment.
fn recipient(target: Target<'_>, principal: PrincipalIx) -> (String, Option<EnrolmentId>) {
    let key = target.compiled.principals.get(usize::from(principal.0)).map(notice::model::Principal::key);
    let key = key.unwrap_or_default();
    match target.enrolled.iter().find(|(p, _)| *p == principal) {
        Some((_, id)) => ([&key, "/", id.to_string().as_str()].concat(), Some(*id)),
        None => (key, None),
    }
}

fn pick(officers: &[AccountId], at: u32) -> Option<AccountId> {
    let count = u32::try_from(officers.len()).ok().filter(|n| *n > 0)?;
    officers.get((at % count) as usize).copied()
}

/// A reference that says nothing: the year, and the case's number scattered over all seven-letter numbers. No two cases
/// have the same: the step has no factor in common with how many there are.
fn reference(opened: Date, number: u64) -> String {
    const LETTERS: &[u8; 31] = b"23456789ABCDEFGHJKLMNPQRSTUVWXY";
    const ALL: u64 = 31_u64.pow(7);
    const STEP: u64 = 17_180_131_327;
    let scattered = u128::from(number) * u128::from(STEP) % u128::from(ALL);
    let mut number = u64::try_from(scattered).unwrap_or(0);
    let mut out = String::with_capacity(11);
    out.push('C');
    crate::day::number(&mut out, u32::from(opened.year().rem_euclid(100).unsigned_abs()), 2);
    out.push('-');
    for _ in 0..7 {
        out.push(LETTERS.get((number % 31) as usize).copied().map_or('2', char::from));
        number /= 31;
    }
    out
}

/// A seed for the ids of one thing.
const fn mixed(seed: u64, number: u64, of: u64) -> u64 {
    seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)
        ^ number.wrapping_mul(0xbf58_476d_1ce4_e5b9)
        ^ of.wrapping_mul(0x94d0_49bb_1331_11eb)
}

fn id_time(number: u64) -> Timestamp {
    Timestamp::from_micros(FIRST_ID_MICROS + i64::try_from(number).unwrap_or(0).saturating_mul(1000))
}

/// Midday on a date, in universal time: the same civil date in London all year.
fn noon(date: Date) -> Timestamp {
    let day = crate::day::Day::of(date);
    Timestamp::from_micros((i64::from(day.0) * 24 + 12) * 3_600_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_cases_have_the_same_reference() {
        let day = jiff::civil::date(2026, 11, 21);
        let mut all: Vec<String> = (0..200_000).map(|n| reference(day, n)).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 200_000);
        assert!(all.iter().all(|r| r.len() == 11 && r.starts_with("C26-")));
    }
}

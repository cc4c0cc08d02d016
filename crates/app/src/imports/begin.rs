//! A file is taken in.

use super::mapping::{fields, guess};
use super::steps::TO_PUT_RIGHT;
use super::{CLASS, DAYS, Ground, ImportCounts, Line, PART, refuse};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::sources::may_begin;
use crate::work::keep::scanned;
use kernel::{ImportId, PersonId, london_date};
use ledger::Action;
use sealing::{FreshKey, NewKey};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use store::{DocumentState, ImportRun, Tx, import_part_place};

/// How many earlier imports are looked at for one with the same columns.
const LOOKED_BACK: u32 = 50;

/// A file to be imported.
#[derive(Clone)]
pub struct NewImport {
    /// Into which service.
    pub service: String,
    /// Where the data comes from: `subject`, or a source of the notice.
    pub source: String,
    /// The file.
    pub bytes: Arc<Vec<u8>>,
}

impl App {
    /// Takes a file in: it is scanned where a scanner is configured, read, and kept sealed. Its columns go where those of the
    /// actor's last file with the same names went, or where their names say.
    ///
    /// # Errors
    /// `NotFound` for whoever may make no case of this service for their purpose; `Form` about the source; `Refused` with what
    /// is wrong with the file.
    pub fn begin_import(&self, actor: &Actor, new: &NewImport) -> Result<ImportId, AppError> {
        self.import_fields(actor, &new.service)?;
        if new.bytes.is_empty() {
            return refuse("The file is empty: choose another");
        }
        match scanned(self.inner.scanner.get(), &new.bytes) {
            DocumentState::Kept => {}
            DocumentState::Quarantined => {
                return refuse(
                    "The scanner found malware in this file, so it was not kept: tell whoever looks after your computer",
                );
            }
            DocumentState::Waiting => {
                return refuse(
                    "The scanner does not answer just now, so the file was not taken: try again in some minutes",
                );
            }
        }
        let table = sheets::read(&new.bytes).map_err(|e| AppError::Refused(e.to_string()))?;
        crate::studies::not_for_research(&table.columns)?;
        let file = data_encoding::HEXLOWER.encode(&Sha256::digest(new.bytes.as_slice()));
        let (heads, lines) = without_remarks(table);
        let sealed = Arc::new(self.sealed_rows(&heads, &lines)?);
        let (heads, rows) = (Arc::new(heads), lines.len());
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "begin import", move |tx, inner| {
            let ground = Ground::of(tx, inner, &actor, &new.service)?;
            if new.source != "subject" && !ground.notice.compiled.merged.source.contains_key(&new.source) {
                return Err(AppError::field("source", "Choose where the data comes from"));
            }
            may_begin(&ground.notice, &new.source)?;
            let index = tx.blind_index()?;
            let name = heads.iter().map(|h| h.to_lowercase()).collect::<Vec<_>>().join("\u{1f}");
            let now = tx.now();
            let today = london_date(now);
            let number = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
            let mut run = ImportRun {
                id: sealed.id,
                account: actor.account,
                capacity: actor.capacity.stored(),
                notice_id: actor.capacity.notice.clone(),
                service: new.service.clone(),
                purpose: actor.purpose.clone(),
                source: new.source.clone(),
                person: sealed.person,
                record_class: CLASS.to_owned(),
                heads_digest: index.digest("import-columns", &name).to_vec(),
                file_digest: index.digest("import-file", &file).to_vec(),
                mapping: Vec::new(),
                only_new: false,
                state: "mapping".to_owned(),
                total: number(rows),
                parts: number(rows.div_ceil(PART)),
                next_part: 1,
                counts: ImportCounts::default().text()?,
                problem: String::new(),
                made_at: now,
                expires_on: today.checked_add(jiff::Span::new().days(DAYS)).unwrap_or(today),
                ended_at: None,
                token: None,
            };
            run.mapping = remembered(tx, &ground, &run, &heads)?;
            tx.insert_import(&run)?;
            tx.load_keys(std::slice::from_ref(&sealed.key))?;
            for (part, bytes) in (0..).zip(&sealed.parts) {
                tx.insert_import_part(run.id, part, bytes)?;
            }
            let detail = format!("a file of {} rows was received for {}", run.total, run.service);
            ground.recorded(tx, &actor, &run, (Action::Create, &detail))?;
            Ok(run.id)
        })
    }

    /// Seals a file's rows, outside of any unit of work: the store does not wait for a large one.
    fn sealed_rows(&self, heads: &[String], lines: &[Line]) -> Result<SealedRows, AppError> {
        let (now, mut entropy) = (self.now(), self.store().entropy());
        let (id, person) = (ImportId::new(now, entropy.as_mut()), PersonId::new(now, entropy.as_mut()));
        let made = FreshKey::make(self.store().master().as_ref(), person, CLASS, now, entropy.as_mut());
        let (fresh, key) = made.map_err(|e| match e {
            sealing::SealError::Master(_) => AppError::Unavailable(e.to_string()),
            other => AppError::Fault(other.to_string()),
        })?;
        let plain = std::iter::once(serde_json::to_vec(heads)).chain(lines.chunks(PART).map(serde_json::to_vec));
        let mut parts = Vec::new();
        for (part, plain) in (0..).zip(plain) {
            let plain = plain.map_err(|_| AppError::Fault("rows cannot be written down".to_owned()))?;
            let sealed = fresh.seal(&import_part_place(id, person, CLASS, part), &plain, entropy.as_mut());
            parts.push(sealed.map_err(|e| AppError::Fault(e.to_string()))?);
        }
        Ok(SealedRows { id, person, key, parts })
    }
}

/// The rows of a file, sealed: the names of its columns first.
struct SealedRows {
    id: ImportId,
    person: PersonId,
    key: NewKey,
    parts: Vec<Vec<u8>>,
}

/// A file of rows that were put right comes back with what there was to put right: that is no column of it.
fn without_remarks(table: sheets::Table) -> (Vec<String>, Vec<Line>) {
    let (mut heads, remarks) = (table.columns, |h: &String| h == TO_PUT_RIGHT);
    let at = heads.iter().rposition(remarks);
    let lines = table.rows.into_iter().map(|mut row| {
        if let Some(at) = at.filter(|at| *at < row.cells.len()) {
            row.cells.remove(at);
        }
        Line { n: row.number, c: row.cells }
    });
    let lines = lines.collect();
    if let Some(at) = at {
        heads.remove(at);
    }
    (heads, lines)
}

/// The mapping of the actor's last file with the same columns, as far as the form still has its questions; or a guess.
fn remembered(tx: &mut Tx<'_>, ground: &Ground, run: &ImportRun, heads: &[String]) -> Result<Vec<String>, AppError> {
    let fields = fields(&ground.forms);
    let same = |old: &ImportRun| {
        old.heads_digest == run.heads_digest
            && old.notice_id == run.notice_id
            && old.service == run.service
            && old.mapping.len() == heads.len()
    };
    let Some(last) = tx.imports(run.account, LOOKED_BACK)?.into_iter().find(same) else {
        return Ok(guess(&fields, heads));
    };
    let known = |to: &String| fields.iter().any(|f| f.input == *to);
    Ok(last.mapping.into_iter().map(|to| if known(&to) { to } else { String::new() }).collect())
}

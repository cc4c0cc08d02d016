//! `casement backup` and `casement restore`: copies of the data and, apart from them, of the key store; and the test that a copy is one.

use crate::serve::authorities;
use crate::settings::StorageArgs;
use app::{App, BackupNote};
use clap::Args;
use kernel::{AuthorityId, Caller, Clock as _, Entropy as _, OsEntropy, SystemClock, Timestamp};
use ledger::{LedgerKey, verify};
use sealing::MasterKeyRing;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write};
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{Authority, LedgerCopy, Store, StoreConfig, copy_file, inspect_file, store_files};

const DATA: &str = "casement.db";
const KEYS: &str = "casement.db.keys";
const LIST: &str = "manifest.json";
/// How many keys of a copy are tried.
const TRIED: i64 = 200;

/// Copies data and keys while the server runs.
#[derive(Debug, Args)]
pub struct BackupArgs {
    #[command(flatten)]
    storage: StorageArgs,
    /// The folder that the copy of the data goes into (each copy into one of its own in it).
    #[arg(long)]
    to: PathBuf,
    /// The folder that the copy of the key store goes into: another one, kept elsewhere and for a shorter time.
    #[arg(long)]
    keys_to: PathBuf,
    /// Where these folders are, as the register of destinations calls the place (Agreements, Destinations). Needed where it has
    /// several for backups.
    #[arg(long)]
    place: Option<String>,
}

/// Restores a copy: into a temporary place to see whether it is one, or for good into a new one.
#[derive(Debug, Args)]
pub struct RestoreArgs {
    #[command(flatten)]
    storage: StorageArgs,
    /// Restore into a temporary place, look through it, write down the result, and remove it again.
    #[arg(long, required_unless_present = "into", conflicts_with = "into")]
    check: bool,
    /// Restore for good: the new database file. It must not be there yet.
    #[arg(long)]
    into: Option<PathBuf>,
    /// The folder of one copy of the data (with its manifest.json).
    #[arg(long)]
    from: PathBuf,
    /// The folder of the copy of the key store that was made with it, or of a later one.
    #[arg(long)]
    keys_from: PathBuf,
}

/// What a copy says of itself. There is nothing about anybody in it.
#[derive(Debug, Serialize, Deserialize)]
struct List {
    format: u32,
    made_at: String,
    made_at_micros: i64,
    place: String,
    data_sha256: String,
    rows: BTreeMap<String, u64>,
    ledgers: Vec<LedgerOf>,
}

/// The ledger of an authority, as it stood when the copy was made.
#[derive(Debug, Serialize, Deserialize)]
struct LedgerOf {
    slug: String,
    /// The newest signed checkpoint; none: nothing was signed yet.
    checkpoint: Option<String>,
}

fn wrong(path: &Path) -> impl Fn(std::io::Error) -> String {
    let path = path.display().to_string();
    move |error| format!("{path}: {error}")
}

fn sha256(path: &Path) -> Result<String, String> {
    let mut file = fs::File::open(path).map_err(wrong(path))?;
    let (mut hash, mut buffer) = (Sha256::new(), vec![0u8; 1 << 16]);
    loop {
        let n = file.read(&mut buffer).map_err(wrong(path))?;
        let Some(read) = buffer.get(..n).filter(|b| !b.is_empty()) else { break };
        hash.update(read);
    }
    Ok(data_encoding::HEXLOWER.encode(&hash.finalize()))
}

/// A folder for its owner alone.
fn folder(path: &Path) -> Result<(), String> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(wrong(path))
}

fn own_only(path: &Path) -> Result<(), String> {
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(wrong(path))
}

fn whole(path: &Path) -> Result<PathBuf, String> {
    path.canonicalize().map_err(wrong(path))
}

/// How many rows of what a copied file has, if it is whole.
fn rows_of(path: &Path) -> Result<BTreeMap<String, u64>, String> {
    let seen = inspect_file(path).map_err(|e| e.to_string())?;
    match seen.wrong.first() {
        Some(first) => Err(format!("the copy is not whole: {first}")),
        None => Ok(seen.rows),
    }
}

const POSTGRES: &str = "this copies SQLite files, and the data lies in PostgreSQL. Copy it with its own tools, data and keys apart: `pg_dump --format=custom --schema=casement` and `pg_dump --format=custom --schema=casement_keys`, as a role that row-level security does not hold";

impl BackupArgs {
    /// Data, keys and master key are never together: one who finds the folder has nothing to read.
    fn apart(&self) -> Result<(), String> {
        let (to, keys) = (whole(&self.to)?, whole(&self.keys_to)?);
        if to.starts_with(&keys) || keys.starts_with(&to) {
            return Err("--keys-to has to be another folder than --to, and neither within the other: keys are kept apart from what they open, and for a shorter time".to_owned());
        }
        if std::env::var_os(sealing::ENVIRONMENT).is_none()
            && let Ok(master) = self.storage.master_key.canonicalize()
            && (master.starts_with(&to) || master.starts_with(&keys))
        {
            return Err("the master key lies in a folder that copies go into: with it beside them, whoever finds them can read everything. Choose other folders".to_owned());
        }
        Ok(())
    }

    /// The place, as the registers of all authorities have it.
    fn place(&self, store: &Store, all: &[Authority]) -> Result<String, String> {
        let mut chosen = None;
        for authority in all {
            let caller = Caller::system(authority.id, "backup");
            let places = store
                .read(&caller, "places", |tx| tx.whereabouts("backup"))
                .map_err(|e: store::StoreError| e.to_string())?;
            let names: Vec<String> = places.into_iter().map(|p| p.body).collect();
            let fits = match (&self.place, names.as_slice()) {
                (Some(wanted), _) => names.iter().find(|n| *n == wanted).cloned(),
                (None, [one]) => Some(one.clone()),
                (None, _) => None,
            };
            let Some(fits) = fits else {
                return Err(if names.is_empty() {
                    format!(
                        "the register of {} does not say yet where backups are kept: an administrator enters the place and its country under Agreements, Destinations",
                        authority.slug
                    )
                } else {
                    format!(
                        "say with --place where this is kept: the register of {} has {}",
                        authority.slug,
                        names.join(", ")
                    )
                });
            };
            chosen = Some(fits);
        }
        chosen.ok_or_else(|| "there is no authority here yet: there is nothing to copy".to_owned())
    }

    /// Makes a copy, and writes down that it was made.
    ///
    /// # Errors
    /// In words that say what to do.
    pub fn run(&self, out: &mut dyn Write) -> Result<(), String> {
        let files = store_files(&self.storage.database, self.storage.keys.as_deref()).map_err(|e| e.to_string())?;
        let Some((data, keys)) = files else { return Err(POSTGRES.to_owned()) };
        if !data.is_file() {
            return Err(format!("{}: there is no such file", data.display()));
        }
        folder(&self.to)?;
        folder(&self.keys_to)?;
        self.apart()?;
        let store = self.storage.open()?;
        let all = authorities(&store)?;
        let place = self.place(&store, &all)?;
        let made = self.copy(&store, &all, (&data, &keys), &place);
        let (rows, entries) = made
            .as_ref()
            .map_or((0, 0), |m| (m.1.rows.values().sum(), m.1.rows.get("ledger_entry").copied().unwrap_or(0)));
        let why = made.as_ref().err().cloned().unwrap_or_default();
        let note = BackupNote { restored: false, why, place, copied_at: None, rows, entries };
        for authority in &all {
            let app = App::new(store.clone(), authority.id);
            app.note_copy(&Caller::system(authority.id, "backup"), &note).map_err(|e| e.to_string())?;
        }
        let (folders, list) = made?;
        writeln!(
            out,
            "Copied {} rows into {}\nand the keys into {}.\nTest it: casement restore --check --from {} --keys-from {}",
            list.rows.values().sum::<u64>(),
            folders.0.display(),
            folders.1.display(),
            folders.0.display(),
            folders.1.display()
        )
        .map_err(|e| e.to_string())
    }

    fn copy(
        &self,
        store: &Store,
        all: &[Authority],
        (data, keys): (&Path, &Path),
        place: &str,
    ) -> Result<((PathBuf, PathBuf), List), String> {
        let now = SystemClock.now();
        let name = now.rfc3339().chars().filter(char::is_ascii_alphanumeric).take(15).collect::<String>();
        let (to, keys_to) =
            (self.to.join(format!("casement-{name}")), self.keys_to.join(format!("casement-keys-{name}")));
        if to.exists() || keys_to.exists() {
            return Err("a copy of this second is there already: wait a second and begin again".to_owned());
        }
        folder(&to)?;
        folder(&keys_to)?;
        let mut ledgers = Vec::new();
        for authority in all {
            let caller = Caller::system(authority.id, "backup");
            let checkpoint = store
                .write(&caller, "checkpoint", |tx| tx.checkpoint())
                .map_err(|e: store::StoreError| e.to_string())?;
            ledgers.push(LedgerOf { slug: authority.slug.clone(), checkpoint });
        }
        // The data first: what is sealed in it has its key in the key store by then.
        let (data_copy, keys_copy) = (to.join(DATA), keys_to.join(KEYS));
        copy_file(data, &data_copy).map_err(|e| e.to_string())?;
        copy_file(keys, &keys_copy).map_err(|e| e.to_string())?;
        own_only(&data_copy)?;
        own_only(&keys_copy)?;
        let rows = rows_of(&data_copy)?;
        let list = List {
            format: 1,
            made_at: now.rfc3339(),
            made_at_micros: now.as_micros(),
            place: place.to_owned(),
            data_sha256: sha256(&data_copy)?,
            rows,
            ledgers,
        };
        let text = serde_json::to_string_pretty(&list).map_err(|e| e.to_string())?;
        let path = to.join(LIST);
        fs::write(&path, text).map_err(wrong(&path))?;
        own_only(&path)?;
        Ok(((to, keys_to), list))
    }
}

/// A temporary folder that goes when it is not needed any more.
struct Temporary(PathBuf);

impl Temporary {
    fn new() -> Result<Self, String> {
        let mut name = [0u8; 12];
        OsEntropy.fill(&mut name);
        let path = std::env::temp_dir().join(format!("casement-restore-{}", data_encoding::HEXLOWER.encode(&name)));
        folder(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What was found in a copy that is one.
struct Found {
    rows: u64,
    /// Entries of the ledger, by authority.
    entries: Vec<(AuthorityId, u64)>,
    keys: usize,
}

impl RestoreArgs {
    fn list(&self) -> Result<List, String> {
        let path = self.from.join(LIST);
        let text = fs::read_to_string(&path).map_err(|e| {
            format!("{}: {e}. Give the folder of one copy, as `casement backup` made it", path.display())
        })?;
        serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))
    }

    /// Restores into a folder and looks through what is there.
    fn look(
        &self,
        list: &List,
        into: &Path,
        master: MasterKeyRing,
        live: &[(String, LedgerKey)],
    ) -> Result<Found, String> {
        let (data, keys) = (self.from.join(DATA), self.keys_from.join(KEYS));
        if sha256(&data)? != list.data_sha256 {
            return Err("the copy of the data is not what was copied: its hash is another one".to_owned());
        }
        let (data_to, keys_to) = (into.join(DATA), into.join(KEYS));
        for (from, to) in [(&data, &data_to), (&keys, &keys_to)] {
            fs::copy(from, to).map_err(wrong(from))?;
            own_only(to)?;
        }
        let rows = rows_of(&data_to)?;
        rows_of(&keys_to)?;
        if rows != list.rows {
            let other = list.rows.iter().find(|(table, n)| rows.get(*table) != Some(n)).map_or("another", |(t, _)| t);
            return Err(format!("the copy does not have as many rows as were copied: see {other}"));
        }
        let url = data_to.display().to_string();
        let entries = ledgers(&url, list, live)?;
        let store = Store::open(StoreConfig::new(url, Arc::new(master))).map_err(|e| e.to_string())?;
        let keys = try_keys(&store)?;
        Ok(Found { rows: rows.values().sum(), entries, keys })
    }

    /// Restores, and writes down what came of it.
    ///
    /// # Errors
    /// In words that say what is wrong with the copy, or what to do.
    pub fn run(&self, out: &mut dyn Write) -> Result<(), String> {
        let list = self.list()?;
        let master = MasterKeyRing::load(&self.storage.master_key).map_err(|e| e.to_string())?;
        let Some(into) = &self.into else { return self.check(&list, master, out) };
        // Neither the data nor the keys that are there are written over, nor is a log of theirs read as the copy's.
        for ending in ["", "-wal", "-shm", ".keys", ".keys-wal", ".keys-shm"] {
            let there = PathBuf::from(format!("{}{ending}", into.display()));
            if there.exists() {
                return Err(format!(
                    "{} is there already: restore into a new place, and move it when it is right",
                    there.display()
                ));
            }
        }
        let place = Temporary::new()?;
        let found = self.look(&list, &place.0, master, &[])?;
        for (name, to) in [(DATA, into.clone()), (KEYS, PathBuf::from(format!("{}.keys", into.display())))] {
            fs::copy(place.0.join(name), &to).map_err(wrong(&to))?;
            own_only(&to)?;
        }
        writeln!(out, "Restored {} rows of {} into {}.", found.rows, list.made_at, into.display())
            .map_err(|e| e.to_string())
    }

    fn check(&self, list: &List, master: MasterKeyRing, out: &mut dyn Write) -> Result<(), String> {
        let live = self.storage.open_with(master.clone())?;
        let all = authorities(&live)?;
        let mut keys = Vec::new();
        for authority in &all {
            let caller = Caller::system(authority.id, "backup");
            let key = live
                .write(&caller, "ledger key", |tx| tx.ledger_key())
                .map_err(|e: store::StoreError| e.to_string())?;
            keys.push((authority.slug.clone(), key));
        }
        let place = Temporary::new()?;
        let found = self.look(list, &place.0, master, &keys);
        drop(place);
        for authority in &all {
            let of = |f: &Found| f.entries.iter().find(|(id, _)| *id == authority.id).map_or(0, |(_, n)| *n);
            let note = BackupNote {
                restored: true,
                why: found.as_ref().err().cloned().unwrap_or_default(),
                place: list.place.clone(),
                copied_at: Some(Timestamp::from_micros(list.made_at_micros)),
                rows: found.as_ref().map_or(0, |f| f.rows),
                entries: found.as_ref().map_or(0, of),
            };
            let app = App::new(live.clone(), authority.id);
            app.note_copy(&Caller::system(authority.id, "backup"), &note).map_err(|e| e.to_string())?;
        }
        let found = found?;
        let entries: u64 = found.entries.iter().map(|(_, n)| n).sum();
        writeln!(
            out,
            "The copy of {} is good: {} rows, {entries} entries of the ledger as they were recorded, {} keys open.",
            list.made_at, found.rows, found.keys
        )
        .map_err(|e| e.to_string())
    }
}

/// Verifies every ledger of a copy: that it is as it was recorded, and has what was signed when the copy was made.
fn ledgers(url: &str, list: &List, live: &[(String, LedgerKey)]) -> Result<Vec<(AuthorityId, u64)>, String> {
    let mut copy = LedgerCopy::open(url).map_err(|e| e.to_string())?;
    let mut entries = Vec::new();
    for authority in copy.authorities().map_err(|e| e.to_string())? {
        let Some((_, key)) = live.iter().find(|(slug, _)| *slug == authority.slug) else { continue };
        let mut ledger = copy.ledger(authority.id).map_err(|e| e.to_string())?;
        let found =
            verify(&mut ledger, key, &mut |_| ()).map_err(|e| format!("the ledger of {}: {e}", authority.slug))?;
        let then = list.ledgers.iter().find(|l| l.slug == authority.slug).and_then(|l| l.checkpoint.as_deref());
        if let Some(note) = then {
            let signed = key.verify(note).map_err(|e| format!("the checkpoint in the list: {e}"))?;
            if found.entries < signed.checkpoint.size {
                return Err(format!(
                    "the ledger of {} has {} entries, and {} were signed",
                    authority.slug, found.entries, signed.checkpoint.size
                ));
            }
        }
        entries.push((authority.id, found.entries));
    }
    Ok(entries)
}

/// Tries keys of the copy: that the master key opens them. Nothing that they seal is opened.
fn try_keys(store: &Store) -> Result<usize, String> {
    let mut tried = 0;
    for authority in authorities(store)? {
        let caller = Caller::system(authority.id, "backup");
        let opened = store.write(&caller, "keys", |tx| {
            let mut opened = 0_usize;
            let mut missing = 0_usize;
            for (person, class) in tx.newest_sealed(TRIED)? {
                let ring = tx.ring(&[(person, class.as_str())])?;
                if ring.knows(person, &class) { opened += 1 } else { missing += 1 }
            }
            Ok::<_, store::StoreError>((opened, missing))
        });
        let (opened, missing) = opened.map_err(|e| format!("keys of the copy do not open: {e}"))?;
        if missing > 0 {
            return Err(format!(
                "{missing} keys are missing: this copy of the key store is not the one that was made with the data, or is older"
            ));
        }
        tried += opened;
    }
    Ok(tried)
}

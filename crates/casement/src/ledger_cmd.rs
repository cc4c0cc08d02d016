//! `casement ledger`: verify a copy, sign a checkpoint, prove an entry to somebody else, check such a proof.

use clap::{Args, Subcommand};
use kernel::{AuthorityId, Caller, EntryId};
use ledger::{
    CheckpointError, LedgerKey, NoNames, ProofError, ProveError, VerifyError, check_proof, prove_entry, verify_against,
    who, words,
};
use sealing::{MasterFileError, MasterKeyRing};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{IndexError, LedgerCopy, LedgerReadError, OpenError, Store, StoreConfig, StoreError};

/// The ledger: who did what with whose record, under which statement.
#[derive(Debug, Args)]
pub struct LedgerArgs {
    /// Where the data lies: a file, sqlite://path or postgres://… For `verify` and `prove-entry` it may be a copy.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true, default_value = "casement.db")]
    database: String,
    /// Where the keys lie, if not at the usual place beside the data.
    #[arg(long, env = "KEYS_URL", hide_env_values = true, global = true)]
    keys: Option<String>,
    /// The file with the master keys (`checkpoint` and `key` need it; `verify` and `prove-entry` do not).
    #[arg(long, env = "CASEMENT_MASTER_KEY_FILE", global = true, default_value = "casement.key")]
    master_key: PathBuf,
    /// The ledger's name before the authority's id, as the server has it.
    #[arg(long, env = "CASEMENT_LEDGER_ORIGIN", global = true)]
    origin: Option<String>,
    /// The authority's short name, where there are several.
    #[arg(long, global = true)]
    authority: Option<String>,
    #[command(subcommand)]
    command: LedgerCommand,
}

#[derive(Debug, Subcommand)]
enum LedgerCommand {
    /// Check every entry of a ledger, or of a copy of it, against its signed checkpoints. Needs only the public key.
    Verify {
        /// The ledger's public key (name+id+key), or a file that holds it.
        #[arg(long, env = "CASEMENT_LEDGER_KEY")]
        key: String,
        /// A file with a checkpoint that was kept, or handed to a witness: the ledger has to hold what it vouches for. Can be given
        /// several times.
        #[arg(long)]
        checkpoint: Vec<PathBuf>,
    },
    /// Sign the ledger as it stands now, and print the checkpoint: keep it, or hand it to a witness.
    Checkpoint,
    /// Print the ledger's public key, for everybody who wants to verify.
    Key,
    /// Make the file that proves one entry to somebody else.
    ProveEntry {
        /// The entry's id.
        entry: EntryId,
        /// The ledger's public key (name+id+key), or a file that holds it.
        #[arg(long, env = "CASEMENT_LEDGER_KEY")]
        key: String,
        /// The file to write; without it, it is printed.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Check a file that `prove-entry` made, and print the entry.
    CheckProof {
        /// The file.
        file: PathBuf,
        /// The ledger's public key (name+id+key), or a file that holds it.
        #[arg(long, env = "CASEMENT_LEDGER_KEY")]
        key: String,
    },
}

/// Why a command of the ledger did not do what it should.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The ledger is not what was recorded, or could not be read.
    #[error("{0}")]
    Verify(#[from] VerifyError<LedgerReadError>),
    /// The index beside it is not its own.
    #[error("{0}")]
    Index(#[from] IndexError),
    /// The entry cannot be proved.
    #[error("{0}")]
    Prove(#[from] ProveError<LedgerReadError>),
    /// The proof does not prove.
    #[error("{0}")]
    Proof(#[from] ProofError),
    /// The key is none.
    #[error("{0}. `casement ledger key` prints the right one")]
    Key(CheckpointError),
    /// The store cannot be opened.
    #[error("{0}")]
    Open(#[from] OpenError),
    /// The store does not answer.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The master keys are not there.
    #[error("{0}")]
    Master(#[from] MasterFileError),
    /// No such authority.
    #[error("there is {}: say which with --authority", if .0.is_empty() { "no authority here yet".to_owned() } else { format!("more than one authority, or not that one ({})", .0.join(", ")) })]
    Authority(Vec<String>),
    /// No such entry.
    #[error("there is no entry {0} in this ledger (or it has no place yet: try again in a moment)")]
    NoEntry(EntryId),
    /// Nothing is signed yet.
    #[error("no checkpoint is signed yet: run `casement ledger checkpoint` first")]
    NoCheckpoint,
    /// A file cannot be read or written.
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The output cannot be written.
    #[error("the output cannot be written: {0}")]
    Output(#[from] io::Error),
}

fn file(path: &Path) -> impl FnOnce(io::Error) -> LedgerError {
    let path = path.to_owned();
    |error| LedgerError::File { path, error }
}

/// A key as text, or in a file.
fn key(given: &str) -> Result<LedgerKey, LedgerError> {
    let path = Path::new(given);
    let text = if path.is_file() { fs::read_to_string(path).map_err(file(path))? } else { given.to_owned() };
    text.trim().parse().map_err(LedgerError::Key)
}

fn chosen(authorities: &[store::Authority], named: Option<&str>) -> Result<AuthorityId, LedgerError> {
    let fits = |a: &&store::Authority| named.is_none_or(|name| a.slug == name);
    let mut fitting = authorities.iter().filter(fits);
    match (fitting.next(), fitting.next()) {
        (Some(one), None) => Ok(one.id),
        _ => Err(LedgerError::Authority(authorities.iter().map(|a| a.slug.clone()).collect())),
    }
}

impl LedgerArgs {
    /// Does what is asked, and writes to `out`.
    ///
    /// # Errors
    /// When the ledger is not right, or something is missing; each says what to do.
    pub fn run(&self, out: &mut dyn Write) -> Result<(), LedgerError> {
        match &self.command {
            LedgerCommand::Verify { key: given, checkpoint } => self.verify(&key(given)?, checkpoint, out),
            LedgerCommand::Checkpoint => {
                let note = self.live(|tx| tx.checkpoint())?.ok_or(LedgerError::NoCheckpoint)?;
                Ok(out.write_all(note.as_bytes())?)
            }
            LedgerCommand::Key => Ok(writeln!(out, "{}", self.live(|tx| tx.ledger_key())?)?),
            LedgerCommand::ProveEntry { entry, key: given, out: to } => {
                let proof = self.prove(*entry, &key(given)?)?;
                match to {
                    Some(path) => fs::write(path, proof).map_err(file(path)),
                    None => Ok(out.write_all(proof.as_bytes())?),
                }
            }
            LedgerCommand::CheckProof { file: path, key: given } => {
                let text = fs::read_to_string(path).map_err(file(path))?;
                let proven = check_proof(&text, &key(given)?)?;
                writeln!(out, "Entry {} of {} is in the ledger.", proven.index, proven.size)?;
                if let Some(at) = proven.signed_at {
                    writeln!(out, "Signed on {}.", at.words())?;
                }
                let entry = &proven.entry;
                Ok(writeln!(out, "{}, {}: {}", entry.at.words(), who(entry, &NoNames), words(entry, &NoNames))?)
            }
        }
    }

    fn verify(&self, key: &LedgerKey, kept: &[PathBuf], out: &mut dyn Write) -> Result<(), LedgerError> {
        let kept: Vec<String> =
            kept.iter().map(|path| fs::read_to_string(path).map_err(file(path))).collect::<Result<_, _>>()?;
        let mut copy = LedgerCopy::open(&self.database)?;
        let authority = chosen(&copy.authorities()?, self.authority.as_deref())?;
        let mut ledger = copy.ledger(authority)?;
        let found = verify_against(&mut ledger, key, &kept, &mut |_| ())?;
        writeln!(out, "The ledger is as it was recorded: {} entries.", found.entries)?;
        let lines = ledger.verify_index()?;
        writeln!(
            out,
            "The index by which people are shown who has seen their record leads to all of it: {lines} lines."
        )?;
        match found.signed_at {
            Some(at) => writeln!(
                out,
                "{} checkpoints fit; the last, of {}, vouches for {} entries.",
                found.checkpoints,
                at.words(),
                found.signed
            )?,
            None => writeln!(out, "No checkpoint is signed yet, so nobody vouches for it but this copy itself.")?,
        }
        match kept.len() {
            0 => writeln!(
                out,
                "Nothing outside of this copy was compared: --checkpoint takes one that was kept elsewhere, which shows that no end was cut off."
            )?,
            1 => writeln!(out, "It holds all that the kept checkpoint vouches for.")?,
            n => writeln!(out, "It holds all that the {n} kept checkpoints vouch for.")?,
        }
        Ok(())
    }

    fn prove(&self, entry: EntryId, key: &LedgerKey) -> Result<String, LedgerError> {
        use ledger::LedgerSource as _;
        let mut copy = LedgerCopy::open(&self.database)?;
        let authority = chosen(&copy.authorities()?, self.authority.as_deref())?;
        let mut ledger = copy.ledger(authority)?;
        let index = ledger.index_of(entry)?.ok_or(LedgerError::NoEntry(entry))?;
        let newest = ledger.checkpoints().map_err(VerifyError::Source)?.pop().ok_or(LedgerError::NoCheckpoint)?;
        Ok(prove_entry(&mut ledger, key, &newest, index)?)
    }

    /// A unit of work in the live store.
    fn live<T: Send + 'static>(
        &self,
        work: impl Fn(&mut store::Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let master = Arc::new(MasterKeyRing::load(&self.master_key)?);
        let mut config = StoreConfig { keys_url: self.keys.clone(), ..StoreConfig::new(&self.database, master) };
        if let Some(origin) = &self.origin {
            config.origin.clone_from(origin);
        }
        let store = Store::open(config)?;
        let nobody = Caller::system(AuthorityId::from_bytes([0; 16]), "ledger");
        let authorities = store.read(&nobody, "authorities", |tx| tx.authorities()).map_err(|e: StoreError| e)?;
        let authority = chosen(&authorities, self.authority.as_deref())?;
        store.settle_ledger(authority)?;
        Ok(store.write(&Caller::system(authority, "ledger"), "ledger command", move |tx| work(tx))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use kernel::OsEntropy;
    use ledger::{Action, Entry};

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        args: LedgerArgs,
    }

    struct Folder(PathBuf);

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    impl Folder {
        /// A store with three entries.
        fn new(name: &str) -> (Self, EntryId) {
            let folder = std::env::temp_dir().join(format!("casement-ledger-cmd-{name}-{}", std::process::id()));
            let _ = fs::remove_dir_all(&folder);
            fs::create_dir_all(&folder).unwrap();
            let master = MasterKeyRing::create(&folder.join("master"), &mut OsEntropy).unwrap();
            let url = folder.join("data.db").display().to_string();
            drop(Store::open(StoreConfig::new(url, Arc::new(master))).unwrap());
            let it = Self(folder);
            let last = it.append(3);
            (it, last)
        }
        /// So many more entries; the id of the last.
        fn append(&self, entries: usize) -> EntryId {
            let master = MasterKeyRing::load(&self.0.join("master")).unwrap();
            let url = self.0.join("data.db").display().to_string();
            let store = Store::open(StoreConfig::new(url, Arc::new(master))).unwrap();
            let caller = Caller::system(AuthorityId::from_bytes([1; 16]), "test");
            let last = store.write(&caller, "entries", move |tx| {
                tx.ensure_authority("example", "Example Council")?;
                let mut last = None;
                for _ in 0..entries {
                    let (at, authority) = (tx.now(), tx.authority());
                    let id = EntryId::new(at, tx.entropy());
                    let entry = Entry {
                        v: Entry::FORMAT,
                        id,
                        at,
                        authority,
                        actor: "system:test".to_owned(),
                        principal: String::new(),
                        action: Action::Administer,
                        purpose: String::new(),
                        notice: String::new(),
                        released: Vec::new(),
                        withheld: Vec::new(),
                        statements: Vec::new(),
                        subjects: vec![ledger::SubjectTag([7; 16])],
                        detail: String::new(),
                    };
                    tx.append(&entry)?;
                    last = Some(id);
                }
                Ok::<_, StoreError>(last.unwrap())
            });
            last.unwrap()
        }
        fn say(&self, words: &[&str]) -> Result<String, String> {
            let place = |name: &str| self.0.join(name).display().to_string();
            let (data, master) = (place("data.db"), place("master"));
            let all =
                ["casement", "--database", &data, "--master-key", &master].into_iter().chain(words.iter().copied());
            let cli = Cli::try_parse_from(all).map_err(|e| e.to_string())?;
            let mut out = Vec::new();
            cli.args.run(&mut out).map_err(|e| e.to_string())?;
            Ok(String::from_utf8(out).unwrap())
        }
    }

    #[test]
    fn a_ledger_is_signed_verified_and_proved() {
        let (folder, entry) = Folder::new("right");
        let key = folder.say(&["key"]).unwrap();
        let key = key.trim();
        let unsigned = folder.say(&["verify", "--key", key]).unwrap();
        assert!(unsigned.contains("3 entries") && unsigned.contains("leads to all of it: 3 lines"), "{unsigned}");
        let note = folder.say(&["checkpoint"]).unwrap();
        assert!(note.contains("\n3\n"), "{note}");
        // The copy is enough: no master key, no key store.
        fs::remove_file(folder.0.join("master")).unwrap();
        fs::remove_file(folder.0.join("data.db.keys")).unwrap();
        let signed = folder.say(&["verify", "--key", key]).unwrap();
        assert!(signed.contains("vouches for 3 entries"), "{signed}");
        let file = folder.0.join("proof").display().to_string();
        folder.say(&["prove-entry", &entry.to_string(), "--key", key, "--out", &file]).unwrap();
        let proven = folder.say(&["check-proof", &file, "--key", key]).unwrap();
        assert!(proven.contains("Entry 2 of 3 is in the ledger."), "{proven}");
    }

    #[test]
    fn a_checkpoint_that_was_kept_shows_that_no_end_was_cut_off() {
        let (folder, _) = Folder::new("kept");
        let key = folder.say(&["key"]).unwrap();
        let key = key.trim();
        let kept = folder.0.join("kept").display().to_string();
        fs::write(&kept, folder.say(&["checkpoint"]).unwrap()).unwrap();
        let whole = folder.say(&["verify", "--key", key, "--checkpoint", &kept]).unwrap();
        assert!(whole.contains("It holds all that the kept checkpoint vouches for."), "{whole}");
        // An older copy is the ledger with its end, and the checkpoints that vouch for it, cut off: by itself it fits.
        let (whole, shorter) = (folder.0.join("data.db"), folder.0.join("shorter.db"));
        fs::copy(&whole, &shorter).unwrap();
        folder.append(2);
        fs::write(&kept, folder.say(&["checkpoint"]).unwrap()).unwrap();
        fs::copy(&shorter, &whole).unwrap();
        let alone = folder.say(&["verify", "--key", key]).unwrap();
        assert!(alone.contains("3 entries") && alone.contains("Nothing outside of this copy was compared"), "{alone}");
        let caught = folder.say(&["verify", "--key", key, "--checkpoint", &kept]).unwrap_err();
        assert!(caught.contains("entries 3 to 4: they are missing"), "{caught}");
        fs::write(&kept, "nonsense").unwrap();
        let none = folder.say(&["verify", "--key", key, "--checkpoint", &kept]).unwrap_err();
        assert!(none.contains("the checkpoint that was given"), "{none}");
    }

    #[test]
    fn what_is_wrong_is_said() {
        let (folder, _) = Folder::new("wrong");
        let no_key = folder.say(&["verify", "--key", "nonsense"]).unwrap_err();
        assert!(no_key.contains("casement ledger key"), "{no_key}");
        let key = folder.say(&["key"]).unwrap();
        let absent = EntryId::from_bytes([9; 16]).to_string();
        let absent = folder.say(&["prove-entry", &absent, "--key", key.trim()]).unwrap_err();
        assert!(absent.contains("there is no entry"), "{absent}");
        let other = folder.say(&["--authority", "other", "checkpoint"]).unwrap_err();
        assert!(other.contains("example"), "{other}");
    }
}

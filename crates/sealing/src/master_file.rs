//! Master keys from a file that only its owner may read, or from an environment variable.
//!
//! Both have one key per line (or per comma): its version, a colon, and the base64 of its 32 bytes. A lone base64 is
//! version 1.

use crate::master::{DataKey, MasterKeyRing};
use data_encoding::BASE64;
use kernel::Entropy;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The environment variable that may hold the master keys.
pub const ENVIRONMENT: &str = "CASEMENT_MASTER_KEY";

/// Why there are no master keys. Never repeats what stands in the file or the variable.
#[derive(Debug, thiserror::Error)]
pub enum MasterFileError {
    /// There is a file already.
    #[error(
        "{0} is there already, and everything sealed with it would be lost: move it away yourself if you mean that"
    )]
    Exists(PathBuf),
    /// There is no file.
    #[error("{0} is not there: make one with `casement init-keys`, or set {ENVIRONMENT}")]
    Absent(PathBuf),
    /// Others may read it.
    #[error("{path} may be read by others (mode {mode:o}): run `chmod 600` on it, and consider its keys known")]
    Readable {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// It cannot be read or written.
    #[error("{path}: {error}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// It says something else.
    #[error(
        "{place} does not hold master keys: each is `version:base64 of 32 bytes`, versions are whole numbers from 1"
    )]
    Form {
        /// The file, or the variable.
        place: String,
    },
}

fn parse(text: &str) -> Option<MasterKeyRing> {
    let mut keys = BTreeMap::new();
    for item in text.split([',', '\n']).map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let (version, key) = item.split_once(':').unwrap_or(("1", item));
        let version: u32 = version.trim().parse().ok().filter(|v| *v > 0)?;
        let bytes = Zeroizing::new(BASE64.decode(key.trim().as_bytes()).ok()?);
        let bytes: &[u8; 32] = bytes.as_slice().try_into().ok()?;
        if keys.insert(version, DataKey::new(bytes)).is_some() {
            return None;
        }
    }
    MasterKeyRing::from_versions(keys)
}

impl MasterKeyRing {
    /// From the text of [`ENVIRONMENT`].
    ///
    /// # Errors
    /// When it does not hold keys.
    pub fn from_text(text: &str) -> Result<Self, MasterFileError> {
        parse(text).ok_or_else(|| MasterFileError::Form { place: ENVIRONMENT.to_owned() })
    }
    /// From [`ENVIRONMENT`] if it is set, otherwise from the file.
    ///
    /// # Errors
    /// When neither holds keys, or others may read the file.
    pub fn load(path: &Path) -> Result<Self, MasterFileError> {
        match std::env::var(ENVIRONMENT) {
            Ok(text) => Self::from_text(&Zeroizing::new(text)),
            Err(std::env::VarError::NotPresent) => Self::read(path),
            Err(std::env::VarError::NotUnicode(_)) => Err(MasterFileError::Form { place: ENVIRONMENT.to_owned() }),
        }
    }
    /// From a file that only its owner may read.
    ///
    /// # Errors
    /// When it is absent, others may read it, or it does not hold keys.
    pub fn read(path: &Path) -> Result<Self, MasterFileError> {
        let wrong = |error| MasterFileError::Io { path: path.to_owned(), error };
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Err(MasterFileError::Absent(path.to_owned())),
            Err(e) => return Err(wrong(e)),
        };
        let mode = file.metadata().map_err(wrong)?.mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(MasterFileError::Readable { path: path.to_owned(), mode });
        }
        let mut text = Zeroizing::new(String::new());
        file.read_to_string(&mut text).map_err(wrong)?;
        parse(&text).ok_or_else(|| MasterFileError::Form { place: path.display().to_string() })
    }
    /// Makes a new file with a new key, and never touches one that is there.
    ///
    /// # Errors
    /// When there is a file, or it cannot be written.
    pub fn create(path: &Path, entropy: &mut dyn Entropy) -> Result<Self, MasterFileError> {
        let ring = Self::random(entropy);
        ring.write_new(path)?;
        Ok(ring)
    }
    /// Adds a new version to the file, which wraps from then on. The old ones stay until
    /// [`rewrap_all`](crate::rewrap_all) is through.
    ///
    /// # Errors
    /// When the file does not hold keys or cannot be written; then the old file is as it was.
    pub fn add_version(path: &Path, entropy: &mut dyn Entropy) -> Result<Self, MasterFileError> {
        Self::replace(path, Self::read(path)?.with_next(DataKey::random(entropy)))
    }
    /// Takes the old versions out of the file, once nothing is wrapped by them any more.
    ///
    /// # Errors
    /// When the file does not hold keys or cannot be written; then the old file is as it was.
    pub fn forget_old(path: &Path) -> Result<Self, MasterFileError> {
        Self::replace(path, Self::read(path)?.without_old())
    }
    fn replace(path: &Path, ring: Self) -> Result<Self, MasterFileError> {
        let mut beside = path.as_os_str().to_owned();
        beside.push(".new");
        let beside = PathBuf::from(beside);
        ring.write_new(&beside)?;
        let wrong = |error| MasterFileError::Io { path: path.to_owned(), error };
        fs::rename(&beside, path).map_err(wrong)?;
        sync_folder(path).map_err(wrong)?;
        Ok(ring)
    }
    fn write_new(&self, path: &Path) -> Result<(), MasterFileError> {
        let wrong = |error: io::Error| match error.kind() {
            io::ErrorKind::AlreadyExists => MasterFileError::Exists(path.to_owned()),
            _ => MasterFileError::Io { path: path.to_owned(), error },
        };
        let mut text =
            Zeroizing::new(String::from("# Casement master keys: keep apart from the data and its backups.\n"));
        for (version, key) in self.versions() {
            let key = Zeroizing::new(BASE64.encode(key.expose()));
            text.push_str(&format!("{version}:{}\n", key.as_str()));
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(wrong)?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).and_then(|()| sync_folder(path)).map_err(wrong)
    }
}

/// Makes the file's name durable too.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    File::open(folder)?.sync_all()
}

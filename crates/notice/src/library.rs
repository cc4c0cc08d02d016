//! The files that a compilation may read: notices, and the bases that they extend.

use std::io::Read;
use std::path::{Path, PathBuf};

/// One file's text and the path under which messages name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    /// The path as messages show it.
    pub path: String,
    /// The text.
    pub text: String,
}

/// A set of files. Base notices are found in it by `id@major`.
#[derive(Debug, Clone, Default)]
pub struct Library {
    files: Vec<SourceText>,
}

/// A file that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file system says no.
    #[error("{path} cannot be read: {cause}. Check the path and that you may read it")]
    Io {
        /// The path.
        path: PathBuf,
        /// What the file system says.
        cause: std::io::Error,
    },
    /// The text is not UTF-8.
    #[error("{path} is not UTF-8 text. Save it as UTF-8")]
    Encoding {
        /// The path.
        path: PathBuf,
    },
    /// The file is larger than any notice.
    #[error("{path} is larger than {limit} bytes, which no notice is")]
    TooLarge {
        /// The path.
        path: PathBuf,
        /// The limit in bytes.
        limit: usize,
    },
}

/// The largest file that is read, in bytes.
pub const MAX_FILE: usize = 1024 * 1024;

impl Library {
    /// An empty library.
    #[must_use]
    pub const fn new() -> Self {
        Self { files: Vec::new() }
    }

    /// Adds a file; one of the same path is replaced.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        self.add(path, text);
        self
    }

    /// Adds a file; one of the same path is replaced.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) {
        let (path, text) = (path.into(), text.into());
        // A byte order mark is no part of the text; with it, every column of the first line would be wrong.
        let text = text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned);
        match self.files.iter_mut().find(|f| f.path == path) {
            Some(file) => file.text = text,
            None => self.files.push(SourceText { path, text }),
        }
    }

    /// The notices, bases and forms that are shipped with this program.
    #[must_use]
    pub fn embedded() -> Self {
        let mut library = Self::new();
        for (path, text) in crate::shipped::NOTICES.iter().chain(crate::shipped::FORMS) {
            library.add(*path, *text);
        }
        library
    }

    /// Reads files from disk, over the shipped ones (so that shipped bases are found).
    ///
    /// # Errors
    /// When a file cannot be read, is too large, or is not UTF-8.
    pub fn load<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Result<Self, LoadError> {
        let mut library = Self::embedded();
        for path in paths {
            let path = path.as_ref();
            library.add(path.display().to_string(), read_text(path, MAX_FILE)?);
        }
        Ok(library)
    }

    /// The files, in the order in which they were added.
    #[must_use]
    pub fn files(&self) -> &[SourceText] {
        &self.files
    }

    /// The text at a path.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|f| f.path == path).map(|f| f.text.as_str())
    }

    /// Finds a file by path, by `id`, or by `id@major`. The last added wins, so that a file on disk goes before a
    /// shipped one of the same id.
    #[must_use]
    pub fn find(&self, path_or_id: &str) -> Option<&SourceText> {
        if let Some(file) = self.files.iter().find(|f| f.path == path_or_id) {
            return Some(file);
        }
        let (id, major) = match path_or_id.split_once('@') {
            Some((id, major)) => (id, Some(major)),
            None => (path_or_id, None),
        };
        self.files.iter().rev().find(|f| {
            let Some((file_id, version)) = head(&f.text) else { return false };
            file_id == id && major.is_none_or(|m| version.split('.').next() == Some(m))
        })
    }

    /// The ids of all readable files in the library, with their versions.
    #[must_use]
    pub fn ids(&self) -> Vec<(String, String)> {
        self.files.iter().filter_map(|f| head(&f.text)).collect()
    }
}

/// The text of a file of at most so many bytes, whatever the file says of its length.
///
/// # Errors
/// When it cannot be read, is larger, or is not UTF-8.
pub fn read_text(path: &Path, most: usize) -> Result<String, LoadError> {
    let bytes = at_most(path, most + 1).map_err(|cause| LoadError::Io { path: path.to_path_buf(), cause })?;
    if bytes.len() > most {
        return Err(LoadError::TooLarge { path: path.to_path_buf(), limit: most });
    }
    String::from_utf8(bytes).map_err(|_| LoadError::Encoding { path: path.to_path_buf() })
}

/// The beginning of a file: what is too large, or never ends, is not read whole.
fn at_most(path: &Path, most: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(u64::try_from(most).unwrap_or(u64::MAX)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads id and version of a notice's head without reading the rest: only the lines of `[notice]` matter, and a file
/// that is broken further down is still found (and its errors shown).
fn head(text: &str) -> Option<(String, String)> {
    let mut inside = false;
    let (mut id, mut version) = (None, None);
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with('[') {
            if inside {
                break;
            }
            inside = line.trim_end_matches(|c: char| c != ']') == "[notice]";
            continue;
        }
        if !inside {
            continue;
        }
        if let Some((key, value)) = line.split_once('=') {
            let value = value.trim().trim_start_matches(['"', '\'']);
            let value = value.split(['"', '\'']).next().unwrap_or_default().to_owned();
            match key.trim() {
                "id" => id = Some(value),
                "version" => version = Some(value),
                _ => {}
            }
        }
    }
    Some((id?, version?))
}

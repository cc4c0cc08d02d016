//! What a run has found so far, on disk, so that a run that was stopped goes on where it was.

use crate::error::FileError;
use linkage::compare::LevelSet;
use linkage::{Chunk, ScoredPair};
use sha2::{Digest as _, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// What a run is made of: model, options and lists. A journal of another run is not gone on with.
#[derive(Debug, Clone, Default)]
pub struct Fingerprint(Sha256);

impl Fingerprint {
    /// Adds words.
    pub fn add(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_be_bytes());
        self.0.update(text.as_bytes());
    }
    /// Adds a file: its size, when it was changed, and its first and last bytes.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn add_file(&mut self, path: &Path) -> Result<(), FileError> {
        let mut file = File::open(path).map_err(FileError::io(path))?;
        let about = file.metadata().map_err(FileError::io(path))?;
        self.0.update(about.len().to_be_bytes());
        if let Ok(age) =
            about.modified().map_err(|_| ()).and_then(|t| t.duration_since(std::time::UNIX_EPOCH).map_err(|_| ()))
        {
            self.0.update(age.as_nanos().to_be_bytes());
        }
        let mut ends = vec![0; 1 << 16];
        for place in [0, about.len().saturating_sub(1 << 16)] {
            file.seek(SeekFrom::Start(place)).map_err(FileError::io(path))?;
            let n = file.read(&mut ends).map_err(FileError::io(path))?;
            self.0.update(&ends[..n]);
        }
        Ok(())
    }
    fn bytes(&self) -> [u8; 32] {
        self.0.clone().finalize().into()
    }
}

const MAGIC: &[u8; 8] = b"CSMTLNK1";
const PAIR: usize = 20;

/// The journal of one run.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: BufWriter<File>,
    next: usize,
    pairs: u64,
    compared: u64,
}

impl Journal {
    /// Opens the journal of this run, or begins one. What was written of a chunk that did not end is cut off.
    ///
    /// # Errors
    /// If the file cannot be read or written.
    pub fn open(path: &Path, run: &Fingerprint) -> Result<Self, FileError> {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(FileError::io(path))?;
        let mut head = [0u8; 40];
        let (mut good, mut next, mut pairs, mut compared) = (40u64, 0, 0, 0);
        let ours = file.read_exact(&mut head).is_ok() && &head[..8] == MAGIC && head[8..] == run.bytes();
        if ours {
            let size = file.metadata().map_err(FileError::io(path))?.len();
            let mut reader = BufReader::new(&mut file);
            while let Some((number, count, more)) = chunk_head(&mut reader) {
                let length = count.saturating_mul(PAIR as u64);
                if number != next as u64 || length.saturating_add(good + 24) > size {
                    break;
                }
                reader.seek_relative(i64::try_from(length).unwrap_or(0)).map_err(FileError::io(path))?;
                good += 24 + length;
                next += 1;
                pairs += count;
                compared = more.saturating_add(compared);
            }
        } else {
            file.seek(SeekFrom::Start(0)).map_err(FileError::io(path))?;
            file.write_all(MAGIC).map_err(FileError::io(path))?;
            file.write_all(&run.bytes()).map_err(FileError::io(path))?;
        }
        file.set_len(good).map_err(FileError::io(path))?;
        file.seek(SeekFrom::Start(good)).map_err(FileError::io(path))?;
        Ok(Self { path: path.to_owned(), file: BufWriter::with_capacity(1 << 20, file), next, pairs, compared })
    }

    /// The chunk to go on with.
    #[must_use]
    pub const fn next(&self) -> usize {
        self.next
    }
    /// Pairs found so far.
    #[must_use]
    pub const fn pairs(&self) -> u64 {
        self.pairs
    }
    /// Pairs compared so far.
    #[must_use]
    pub const fn compared(&self) -> u64 {
        self.compared
    }

    /// Writes a chunk down.
    ///
    /// # Errors
    /// If the disk is full, or broken.
    pub fn add(&mut self, chunk: &Chunk) -> Result<(), FileError> {
        let mut bytes = Vec::with_capacity(24 + chunk.pairs.len() * PAIR);
        for number in [chunk.number as u64, chunk.pairs.len() as u64, chunk.compared] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        for pair in &chunk.pairs {
            let mut one = [0u8; PAIR];
            one[..4].copy_from_slice(&pair.a.to_le_bytes());
            one[4..8].copy_from_slice(&pair.b.to_le_bytes());
            one[8..16].copy_from_slice(&pair.levels.0.to_le_bytes());
            one[16..].copy_from_slice(&pair.millibits.to_le_bytes());
            bytes.extend_from_slice(&one);
        }
        self.file.write_all(&bytes).map_err(FileError::io(&self.path))?;
        self.next += 1;
        self.pairs += chunk.pairs.len() as u64;
        self.compared += chunk.compared;
        Ok(())
    }

    /// Hands everything to the disk.
    ///
    /// # Errors
    /// If the disk is full, or broken.
    pub fn flush(&mut self) -> Result<(), FileError> {
        self.file.flush().map_err(FileError::io(&self.path))
    }

    /// All pairs, in the order in which they were found.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn read(mut self) -> Result<Vec<ScoredPair>, FileError> {
        self.flush()?;
        let mut reader = BufReader::with_capacity(1 << 20, File::open(&self.path).map_err(FileError::io(&self.path))?);
        reader.seek_relative(40).map_err(FileError::io(&self.path))?;
        let mut pairs = Vec::with_capacity(usize::try_from(self.pairs).unwrap_or(0));
        let mut chunk = Vec::new();
        while let Some((_, count, _)) = chunk_head(&mut reader) {
            chunk.resize(usize::try_from(count).unwrap_or(0) * PAIR, 0);
            reader.read_exact(&mut chunk).map_err(FileError::io(&self.path))?;
            for bytes in chunk.chunks_exact(PAIR) {
                let word = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
                let levels = LevelSet(u64::from(word(8)) | u64::from(word(12)) << 32);
                pairs.push(ScoredPair { a: word(0), b: word(4), levels, millibits: word(16).cast_signed() });
            }
        }
        Ok(pairs)
    }

    /// Removes the file: the run is over and its results are written.
    ///
    /// # Errors
    /// If the system does not let it.
    pub fn remove(path: &Path) -> Result<(), FileError> {
        std::fs::remove_file(path).map_err(FileError::io(path))
    }
}

fn chunk_head(reader: &mut impl Read) -> Option<(u64, u64, u64)> {
    let mut head = [0u8; 24];
    reader.read_exact(&mut head).ok()?;
    let word = |at: usize| head[at..at + 8].iter().rev().fold(0u64, |n, b| (n << 8) | u64::from(*b));
    Some((word(0), word(8), word(16)))
}

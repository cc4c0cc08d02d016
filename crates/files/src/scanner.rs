//! A running `clamd`, asked over its socket: `INSTREAM` of its protocol, to a Unix socket or a TCP address.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::Duration;

/// How long connecting, and each read or write, may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// How much is sent in one piece.
const PIECE: usize = 64 * 1024;
/// The longest answer that is read.
const LONGEST_ANSWER: u64 = 4096;

/// Where the scanner listens.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Address {
    Unix(PathBuf),
    Tcp(String),
}

/// A scanner for malware.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanner(Address);

/// What it says of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was found.
    Clean,
    /// Something was found: what, in the scanner's word for it.
    Found(String),
}

/// Why there is no verdict.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// The address is none.
    #[error("the scanner's address has to be unix:/path/of/the/socket or tcp:host:port")]
    Address,
    /// It cannot be reached, or did not answer in time.
    #[error("the scanner for malware does not answer: {0}")]
    Unreachable(#[from] std::io::Error),
    /// It answered with an error of its own.
    #[error("the scanner for malware could not look at it")]
    Confused,
}

trait Line: Read + Write {}
impl<T: Read + Write> Line for T {}

impl Scanner {
    /// From an address: `unix:/run/clamav/clamd.ctl` or `tcp:127.0.0.1:3310`.
    ///
    /// # Errors
    /// When it is of neither form.
    pub fn at(address: &str) -> Result<Self, ScanError> {
        match address.split_once(':') {
            Some(("unix", path)) if path.starts_with('/') => Ok(Self(Address::Unix(path.into()))),
            Some(("tcp", place)) if place.contains(':') => Ok(Self(Address::Tcp(place.to_owned()))),
            _ => Err(ScanError::Address),
        }
    }

    /// Has a file looked at.
    ///
    /// # Errors
    /// When the scanner cannot be reached or does not understand.
    pub fn scan(&self, bytes: &[u8]) -> Result<Verdict, ScanError> {
        let mut line = self.connect()?;
        line.write_all(b"zINSTREAM\0")?;
        for piece in bytes.chunks(PIECE) {
            let length = u32::try_from(piece.len()).map_err(|_| ScanError::Confused)?;
            line.write_all(&length.to_be_bytes())?;
            line.write_all(piece)?;
        }
        line.write_all(&0_u32.to_be_bytes())?;
        line.flush()?;
        let mut answer = String::new();
        line.take(LONGEST_ANSWER).read_to_string(&mut answer)?;
        let answer = answer.trim_end_matches('\0').trim();
        match answer.strip_prefix("stream: ") {
            Some("OK") => Ok(Verdict::Clean),
            Some(found) if found.ends_with(" FOUND") => Ok(Verdict::Found(found.trim_end_matches(" FOUND").to_owned())),
            _ => Err(ScanError::Confused),
        }
    }

    fn connect(&self) -> Result<Box<dyn Line>, ScanError> {
        match &self.0 {
            Address::Unix(path) => {
                let line = UnixStream::connect(path)?;
                line.set_read_timeout(Some(PATIENCE))?;
                line.set_write_timeout(Some(PATIENCE))?;
                Ok(Box::new(line))
            }
            Address::Tcp(place) => {
                let address = place.to_socket_addrs()?.next().ok_or(ScanError::Address)?;
                let line = TcpStream::connect_timeout(&address, PATIENCE)?;
                line.set_read_timeout(Some(PATIENCE))?;
                line.set_write_timeout(Some(PATIENCE))?;
                Ok(Box::new(line))
            }
        }
    }
}

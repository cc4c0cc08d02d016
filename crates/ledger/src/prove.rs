//! One entry, proved by a file: `c2sp.org/tlog-proof`, with the entry itself as its extra data. Whoever has the file and
//! the ledger's public key can check it without us: the extra data is hashed, and the hash led up to the signed root.

use crate::checkpoint::{CheckpointError, LedgerKey, Signer};
use crate::entry::{Entry, EntryError};
use crate::hash::{Hash, leaf_hash};
use crate::node::Nodes;
use crate::proof::{consistency_proof, inclusion_proof, verify_inclusion};
use crate::source::LedgerSource;
use crate::tree::{TreeError, root_at};
use data_encoding::BASE64;
use kernel::Timestamp;

const HEAD: &str = "c2sp.org/tlog-proof@v1";

/// Why a proof, or a checkpoint, cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProveError<E> {
    /// The tree does not have what is needed.
    #[error(transparent)]
    Tree(#[from] TreeError<E>),
    /// The last checkpoint is not right, or the tree does not continue it.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The entry is not in the last checkpoint yet.
    #[error("entry {index} is not in the last checkpoint (size {size}) yet: run `casement ledger checkpoint` first")]
    NotSignedYet {
        /// The entry's index.
        index: u64,
        /// The checkpoint's size.
        size: u64,
    },
    /// The copy does not fit the checkpoint.
    #[error("entry {0} does not fit the signed checkpoint: run `casement ledger verify`")]
    DoesNotFit(u64),
}

/// Why a proof does not prove.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// It has another form.
    #[error("this is not a proof of a ledger's entry: {0}")]
    Form(&'static str),
    /// Its checkpoint is not right.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The entry in it is none.
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// The entry is not in the signed tree at that index.
    #[error("the entry in this file is not in the signed tree: the file was changed")]
    NotIncluded,
}

/// An entry that a file has proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// The entry.
    pub entry: Entry,
    /// Its index.
    pub index: u64,
    /// The size of the signed tree.
    pub size: u64,
    /// When that was signed.
    pub signed_at: Option<Timestamp>,
}

/// Signs the tree of a size, if it continues the last signed checkpoint.
///
/// # Errors
/// When the nodes cannot be read, or the tree does not continue the last checkpoint: then nothing is signed.
pub fn next_checkpoint<N: Nodes>(
    nodes: &mut N,
    signer: &Signer,
    last: Option<&str>,
    size: u64,
    at: Timestamp,
) -> Result<String, ProveError<N::Error>> {
    let proof = match last {
        Some(last) => {
            let old = signer.public().verify(last)?.checkpoint.size;
            if old > size {
                return Err(CheckpointError::Inconsistent { old }.into());
            }
            consistency_proof(nodes, old, size)?
        }
        None => Vec::new(),
    };
    let root = root_at(nodes, size)?;
    Ok(signer.advance(last, &proof, size, root, at)?)
}

/// Makes the file that proves one entry against a signed checkpoint. The entry's bytes come from the copy, and are
/// checked against the checkpoint before the file is given out.
///
/// # Errors
/// When the entry is not in the checkpoint, or the copy does not fit it.
pub fn prove_entry<S: LedgerSource>(
    source: &mut S,
    key: &LedgerKey,
    checkpoint: &str,
    index: u64,
) -> Result<String, ProveError<S::Error>> {
    let signed = key.verify(checkpoint)?.checkpoint;
    if index >= signed.size {
        return Err(ProveError::NotSignedYet { index, size: signed.size });
    }
    let leaves = source.leaves(index, 1).map_err(TreeError::Store)?;
    let leaf = leaves.into_iter().find(|l| l.index == index).ok_or(ProveError::DoesNotFit(index))?;
    let path = inclusion_proof(source, index, signed.size)?;
    if !verify_inclusion(&leaf_hash(&leaf.bytes), index, signed.size, &path, &signed.root) {
        return Err(ProveError::DoesNotFit(index));
    }
    let path: String = path.iter().map(|h| BASE64.encode(h) + "\n").collect();
    Ok(format!("{HEAD}\nextra {}\nindex {index}\n{path}\n{checkpoint}", BASE64.encode(&leaf.bytes)))
}

/// Checks a file that [`prove_entry`] made, with nothing but the ledger's public key.
///
/// # Errors
/// When it has another form, or does not prove its entry.
pub fn check_proof(file: &str, key: &LedgerKey) -> Result<Proven, ProofError> {
    let (head, checkpoint) = file.split_once("\n\n").ok_or(ProofError::Form("it has no checkpoint"))?;
    let mut lines = head.split('\n');
    if lines.next() != Some(HEAD) {
        return Err(ProofError::Form("its first line is not that of a proof"));
    }
    let bytes = lines
        .next()
        .and_then(|l| l.strip_prefix("extra "))
        .and_then(|b| BASE64.decode(b.as_bytes()).ok())
        .ok_or(ProofError::Form("it does not contain the entry"))?;
    let index = lines
        .next()
        .and_then(|l| l.strip_prefix("index "))
        .and_then(|i| i.parse::<u64>().ok().filter(|n| n.to_string() == i))
        .ok_or(ProofError::Form("it does not say which entry"))?;
    let path: Vec<Hash> = lines
        .map(|l| BASE64.decode(l.as_bytes()).ok().and_then(|b| b.try_into().ok()))
        .collect::<Option<_>>()
        .ok_or(ProofError::Form("a hash is not the base64 of 32 bytes"))?;
    let verified = key.verify(checkpoint)?;
    let size = verified.checkpoint.size;
    if !verify_inclusion(&leaf_hash(&bytes), index, size, &path, &verified.checkpoint.root) {
        return Err(ProofError::NotIncluded);
    }
    Ok(Proven { entry: Entry::from_leaf_bytes(&bytes)?, index, size, signed_at: verified.at })
}

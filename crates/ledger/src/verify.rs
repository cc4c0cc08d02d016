//! Verification from a copy: every entry against the signed checkpoints, with no key but the ledger's public one.

use crate::checkpoint::LedgerKey;
use crate::entry::{Entry, EntryError};
use crate::finding::{Evidence, Finding, Wrong};
use crate::hash::{Hash, leaf_hash};
use crate::locate::{classify, locate};
use crate::node::NodeId;
use crate::source::{LedgerSource, StoredLeaf};
use crate::tree::Frontier;
use kernel::{EntryId, Timestamp};
use std::collections::HashMap;

/// How far an entry's time may lie behind one that stands before it, or behind a checkpoint without it, in seconds.
///
/// Entries get their time when the use case begins and their place when it commits: a write may wait for its turn, be
/// retried, wait for the sequencer's lease to pass to another node (each at most half a minute), and servers' clocks
/// differ by some seconds. Two minutes hold all of that; who looked at a record by when is not a matter of two minutes.
pub const TOLERANCE_SECONDS: i64 = 120;

/// Leaves read at once.
const PAGE: usize = 1024;

/// The ledger is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many entries there are.
    pub entries: u64,
    /// The root over all of them.
    pub root: Hash,
    /// How many checkpoints there are; all of them fit.
    pub checkpoints: u64,
    /// How many entries, from the first, a checkpoint vouches for. Those after it fit the copy's own hashes, which
    /// somebody who can write to all of the copy could have changed with them.
    pub signed: u64,
    /// When the last checkpoint was signed.
    pub signed_at: Option<Timestamp>,
}

/// The ledger is not right, or could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError<E> {
    /// Something is wrong with it: the first thing, from the first entry on.
    #[error("{0}")]
    Found(Box<Finding>),
    /// The copy cannot be read.
    #[error("the copy of the ledger cannot be read: {0}")]
    Source(E),
}

impl<E> From<Finding> for VerifyError<E> {
    fn from(finding: Finding) -> Self {
        Self::Found(Box::new(finding))
    }
}

/// A signed tree.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signed {
    pub size: u64,
    pub root: Hash,
    at: Option<Timestamp>,
}

/// What was noticed since the last checkpoint, and waits for the next one to say whether the entries are authentic.
#[derive(Default)]
struct Noticed {
    node: Option<NodeId>,
    changed: Option<(u64, EntryError)>,
    /// It stands under another id than its own.
    misnamed: Option<(u64, Option<EntryId>)>,
    time: Option<Finding>,
}

struct Verifier<'a> {
    signed: &'a [Signed],
    /// The next checkpoint to be reached.
    next: usize,
    tree: Frontier,
    latest: Option<(Timestamp, u64)>,
    noticed: Noticed,
}

/// Verifies a copy of the ledger, with the public key that its checkpoints are signed with. `tell` is told the number of
/// entries looked at, now and then.
///
/// # Errors
/// With the first thing found wrong, or when the copy cannot be read.
pub fn verify<S: LedgerSource>(
    source: &mut S,
    key: &LedgerKey,
    tell: &mut dyn FnMut(u64),
) -> Result<Verified, VerifyError<S::Error>> {
    verify_against(source, key, &[], tell)
}

/// The same, also against checkpoints that somebody kept or was handed. Who can write to a whole copy can cut off its end with the
/// checkpoints that vouch for it; not so those that are kept elsewhere.
///
/// # Errors
/// With the first thing found wrong, or when the copy cannot be read.
pub fn verify_against<S: LedgerSource>(
    source: &mut S,
    key: &LedgerKey,
    kept: &[String],
    tell: &mut dyn FnMut(u64),
) -> Result<Verified, VerifyError<S::Error>> {
    let signed = checkpoints(&source.checkpoints().map_err(VerifyError::Source)?, key)?;
    let signed = with_kept(signed, kept, key)?;
    let mut v =
        Verifier { signed: &signed, next: 0, tree: Frontier::empty(), latest: None, noticed: Noticed::default() };
    v.reached(source)?;
    loop {
        // From the last one that was read, so that a second one with its number does not fall between two pages.
        let from = v.tree.size().saturating_sub(1);
        let mut page = source.leaves(from, PAGE).map_err(VerifyError::Source)?;
        if from < v.tree.size() && page.first().is_some_and(|l| l.index == from) {
            page.remove(0);
        }
        if page.is_empty() {
            break;
        }
        v.page(source, &page)?;
        tell(v.tree.size());
    }
    v.end(source)?;
    Ok(Verified {
        entries: v.tree.size(),
        root: v.tree.root(),
        checkpoints: u64::try_from(signed.len()).unwrap_or(u64::MAX),
        signed: signed.last().map_or(0, |s| s.size),
        signed_at: signed.last().and_then(|s| s.at),
    })
}

/// The checkpoints of the copy with those that were kept elsewhere, by size. One that is in both is looked at once.
fn with_kept(mut signed: Vec<Signed>, kept: &[String], key: &LedgerKey) -> Result<Vec<Signed>, Finding> {
    for note in kept {
        let found = checkpoints(std::slice::from_ref(note), key).map_err(|f| match f.wrong {
            Wrong::Checkpoint { why, .. } => Finding { wrong: Wrong::Kept { why }, ..f },
            _ => f,
        })?;
        for one in found {
            let at = signed.partition_point(|s| s.size < one.size);
            match signed.get(at).filter(|s| s.size == one.size) {
                Some(same) if same.root == one.root => {}
                Some(_) => return Err(Finding::at(one.size, None, Wrong::NotKept)),
                None => signed.insert(at, one),
            }
        }
    }
    Ok(signed)
}

fn checkpoints(notes: &[String], key: &LedgerKey) -> Result<Vec<Signed>, Finding> {
    let mut out: Vec<Signed> = Vec::with_capacity(notes.len());
    for (number, note) in notes.iter().enumerate() {
        let verified = key.verify(note).map_err(|why| Finding::at(0, None, Wrong::Checkpoint { number, why }))?;
        let this = Signed { size: verified.checkpoint.size, root: verified.checkpoint.root, at: verified.at };
        if let Some(before) = out.last() {
            let earlier = this.at.zip(before.at).is_some_and(|(now, then)| now < then);
            if this.size < before.size || (this.size == before.size && this.root != before.root) || earlier {
                return Err(Finding::at(before.size, None, Wrong::Contradiction { number }));
            }
        }
        out.push(this);
    }
    Ok(out)
}

impl Verifier<'_> {
    fn page<S: LedgerSource>(&mut self, source: &mut S, page: &[StoredLeaf]) -> Result<(), VerifyError<S::Error>> {
        let stored = stored_nodes(source, self.tree.size(), page.len())?;
        for leaf in page {
            let expected = self.tree.size();
            let entry = Entry::from_leaf_bytes(&leaf.bytes);
            let id = entry.as_ref().ok().map(|e| e.id);
            if leaf.index > expected {
                return Err(
                    Finding { first: expected, last: leaf.index - 1, entry: None, wrong: Wrong::Dropped }.into()
                );
            }
            if leaf.index < expected {
                return Err(Finding::at(leaf.index, id, Wrong::Repeated).into());
            }
            match &entry {
                Ok(entry) if *entry.id.as_bytes() == leaf.id => self.time(expected, entry),
                Ok(_) => self.noticed.misnamed = self.noticed.misnamed.or(Some((expected, id))),
                Err(why) => {
                    self.noticed.changed.get_or_insert((expected, *why));
                }
            }
            let mut completed = Vec::new();
            self.tree.append(leaf_hash(&leaf.bytes), &mut completed);
            if self.noticed.node.is_none() {
                let other = |(place, hash): &&(NodeId, Hash)| stored.get(place) != Some(hash);
                self.noticed.node = completed.iter().find(other).map(|(place, _)| *place);
            }
            self.reached(source)?;
        }
        Ok(())
    }

    /// Looks whether the tree has reached the size of the next checkpoints, and fits them.
    fn reached<S: LedgerSource>(&mut self, source: &mut S) -> Result<(), VerifyError<S::Error>> {
        while let Some(signed) = self.signed.get(self.next).filter(|s| s.size == self.tree.size()) {
            if self.tree.root() != signed.root {
                return Err(self.locate(source)?.into());
            }
            self.next += 1;
            self.settle()?;
        }
        Ok(())
    }

    /// The entries up to here are authentic, so what was noticed about them is what is wrong.
    fn settle(&mut self) -> Result<(), Finding> {
        let noticed = std::mem::take(&mut self.noticed);
        if let Some(node) = noticed.node {
            let last = node.first() + (node.width() - 1);
            return Err(Finding { first: node.first(), last, entry: None, wrong: Wrong::Node(node) });
        }
        if let Some((index, why)) = noticed.changed {
            return Err(Finding::at(index, None, Wrong::Changed(Some(why))));
        }
        if let Some((index, id)) = noticed.misnamed {
            return Err(Finding::at(index, id, Wrong::Misnamed));
        }
        noticed.time.map_or(Ok(()), Err)
    }

    fn locate<S: LedgerSource>(&self, source: &mut S) -> Result<Finding, VerifyError<S::Error>> {
        let good = self.next.checked_sub(1).and_then(|i| self.signed.get(i)).map_or(0, |s| s.size);
        let Some(signed) = self.signed.get(self.next) else {
            return Ok(Finding::at(self.tree.size(), None, Wrong::Unclear));
        };
        locate(source, signed, good).map_err(VerifyError::Source)
    }

    /// After the last entry: is anything missing that was signed, or that the copy's own hashes know of?
    fn end<S: LedgerSource>(&mut self, source: &mut S) -> Result<(), VerifyError<S::Error>> {
        let size = self.tree.size();
        if let Some(signed) = self.signed.get(self.next) {
            let found = self.locate(source)?;
            // Where the copy's own hashes say nothing of what is missing, it is only known how many entries there are too few.
            let short = found.wrong == Wrong::Unclear && size < signed.size;
            let missing = Finding { first: size, last: signed.size - 1, entry: None, wrong: Wrong::Missing };
            return Err(if short { missing } else { found }.into());
        }
        // Nothing vouches for the entries after the last checkpoint but the copy's own hashes.
        if let Some(node) = self.noticed.node.filter(|n| n.level == 0) {
            let recorded = source.read(&[node]).map_err(VerifyError::Source)?.first().copied().flatten();
            return Err(match recorded {
                Some(recorded) => classify(source, node.index, &recorded, size + 1).map_err(VerifyError::Source)?,
                None => Finding::at(node.index, None, Wrong::Node(node)),
            }
            .into());
        }
        self.settle()?;
        let beyond = source.read(&[NodeId::leaf(size)]).map_err(VerifyError::Source)?;
        if beyond.first().is_some_and(Option::is_some) {
            return Err(Finding::at(size, None, Wrong::Dropped).into());
        }
        Ok(())
    }

    fn time(&mut self, index: u64, entry: &Entry) {
        let claims = entry.at;
        let found = |wrong| Some(Finding::at(index, Some(entry.id), wrong));
        let before = self.next.checked_sub(1).and_then(|i| self.signed.get(i)).and_then(|s| s.at);
        let after = self.signed.get(self.next).and_then(|s| s.at);
        let finding = match (before, after, self.latest) {
            (Some(after), ..) if claims.plus_seconds(TOLERANCE_SECONDS) < after => {
                found(Wrong::BackDated { claims, after, by: Evidence::Checkpoint })
            }
            (_, Some(before), _) if claims > before.plus_seconds(TOLERANCE_SECONDS) => {
                found(Wrong::PostDated { claims, before })
            }
            (_, _, Some((after, by))) if claims.plus_seconds(TOLERANCE_SECONDS) < after => {
                found(Wrong::BackDated { claims, after, by: Evidence::EntryBefore(by) })
            }
            _ => None,
        };
        if self.noticed.time.is_none() {
            self.noticed.time = finding;
        }
        if self.latest.is_none_or(|(latest, _)| claims > latest) {
            self.latest = Some((claims, index));
        }
    }
}

/// The stored hashes of all nodes that the next leaves complete, in one read.
fn stored_nodes<S: LedgerSource>(
    source: &mut S,
    from: u64,
    leaves: usize,
) -> Result<HashMap<NodeId, Hash>, VerifyError<S::Error>> {
    let mut places = Vec::with_capacity(leaves * 2);
    for index in (from..).take(leaves) {
        let mut place = NodeId::leaf(index);
        places.push(place);
        while place.index % 2 == 1 {
            place = NodeId { level: place.level + 1, index: place.index / 2 };
            places.push(place);
        }
    }
    let hashes = source.read(&places).map_err(VerifyError::Source)?;
    Ok(places.into_iter().zip(hashes).filter_map(|(p, h)| h.map(|h| (p, h))).collect())
}

//! Finding the entry that makes a tree differ from what was signed: down from the signed root, through stored hashes that
//! fit it, to the leaf; then telling whether that was changed, taken out, put in or moved.

use crate::entry::Entry;
use crate::finding::{Finding, Wrong};
use crate::hash::{Hash, leaf_hash, node_hash};
use crate::node::NodeId;
use crate::source::LedgerSource;
use crate::tree::{Frontier, cover, fold};
use crate::verify::Signed;
use kernel::EntryId;

const PAGE: usize = 1024;

/// The first entry that differs from the signed tree. The entries before `good` are known to fit.
pub fn locate<S: LedgerSource>(source: &mut S, signed: &Signed, good: u64) -> Result<Finding, S::Error> {
    let unclear = |first: u64, end: u64| Finding {
        first: first.max(good),
        last: end.max(first + 1) - 1,
        entry: None,
        wrong: Wrong::Unclear,
    };
    let places = cover(0, signed.size);
    let stored = source.read(&places)?;
    let peaks: Option<Vec<Hash>> = stored.into_iter().collect();
    let Some(peaks) = peaks.filter(|p| p.len() == places.len() && fold(p) == signed.root) else {
        return Ok(unclear(good, signed.size));
    };
    for (peak, authentic) in places.into_iter().zip(peaks) {
        if peak.first() + peak.width() <= good || computed(source, peak)? == Some(authentic) {
            continue;
        }
        let (mut place, mut hash) = (peak, authentic);
        while place.level > 0 {
            let left = NodeId { level: place.level - 1, index: place.index * 2 };
            let right = NodeId { level: left.level, index: left.index + 1 };
            let children = source.read(&[left, right])?;
            let (Some(Some(l)), Some(Some(r))) = (children.first().copied(), children.get(1).copied()) else {
                return Ok(unclear(place.first(), place.first() + place.width()));
            };
            if node_hash(&l, &r) != hash {
                return Ok(unclear(place.first(), place.first() + place.width()));
            }
            (place, hash) = if computed(source, left)? == Some(l) { (right, r) } else { (left, l) };
        }
        return classify(source, place.index, &hash, signed.size);
    }
    Ok(unclear(good, signed.size))
}

/// The hash over the entries that now stand where a node covers, if they all are there.
fn computed<S: LedgerSource>(source: &mut S, place: NodeId) -> Result<Option<Hash>, S::Error> {
    let mut tree = Frontier::empty();
    let mut ignored = Vec::new();
    each(source, place.first(), place.first() + place.width(), &mut |leaf| {
        ignored.clear();
        tree.append(leaf.hash, &mut ignored);
        true
    })?;
    Ok((tree.size() == place.width()).then(|| tree.root()))
}

struct Found {
    index: u64,
    hash: Hash,
    id: Option<EntryId>,
}

/// The leaves from `from` up to `end`, until `look` says no.
fn each<S: LedgerSource>(
    source: &mut S,
    from: u64,
    end: u64,
    look: &mut dyn FnMut(&Found) -> bool,
) -> Result<(), S::Error> {
    let mut at = from;
    while at < end {
        let most = usize::try_from(end - at).unwrap_or(PAGE).min(PAGE);
        let page = source.leaves(at, most)?;
        for leaf in &page {
            if leaf.index >= end {
                return Ok(());
            }
            let id = Entry::from_leaf_bytes(&leaf.bytes).ok().map(|e| e.id);
            if !look(&Found { index: leaf.index, hash: leaf_hash(&leaf.bytes), id }) {
                return Ok(());
            }
            at = leaf.index + 1;
        }
        if page.is_empty() {
            break;
        }
    }
    Ok(())
}

/// What happened at an index where `recorded` is the hash that was signed.
pub fn classify<S: LedgerSource>(source: &mut S, index: u64, recorded: &Hash, size: u64) -> Result<Finding, S::Error> {
    let mut here = None;
    let mut recorded_now_at = None;
    each(source, index, u64::MAX, &mut |leaf| {
        if leaf.index == index {
            here = Some((leaf.hash, leaf.id));
        } else if leaf.hash == *recorded {
            recorded_now_at = Some(leaf.index);
        }
        recorded_now_at.is_none()
    })?;
    let Some((hash, id)) = here else {
        return Ok(Finding { first: index, last: size.max(index + 1) - 1, entry: None, wrong: Wrong::Dropped });
    };
    let recorded_at = stored_at(source, &hash, index)?;
    Ok(match (recorded_now_at, recorded_at) {
        (Some(_), Some(recorded_at)) => Finding::at(index, id, Wrong::Moved { recorded_at }),
        (Some(_), None) => Finding::at(index, id, Wrong::Inserted),
        // The entry that stands here now belongs further on: the one recorded here is gone.
        (None, Some(_)) => Finding::at(index, None, Wrong::Dropped),
        (None, None) => Finding::at(index, id, Wrong::Changed(None)),
    })
}

/// Where a leaf's hash stands among the stored ones, after an index.
fn stored_at<S: LedgerSource>(source: &mut S, hash: &Hash, after: u64) -> Result<Option<u64>, S::Error> {
    let mut at = after + 1;
    loop {
        let places: Vec<NodeId> = (at..).take(PAGE).map(NodeId::leaf).collect();
        let found = source.read(&places)?;
        if let Some((place, _)) = places.iter().zip(&found).find(|(_, h)| **h == Some(*hash)) {
            return Ok(Some(place.index));
        }
        if found.iter().all(Option::is_none) {
            return Ok(None);
        }
        at += u64::try_from(places.len()).unwrap_or(1);
    }
}

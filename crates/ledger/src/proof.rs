//! Proofs: that an entry is in the tree (inclusion), and that one tree continues another (consistency). Made from stored
//! nodes in one read; checked with nothing but hashes (RFC 9162 sections 2.1.3 and 2.1.4).

use crate::hash::{Hash, node_hash};
use crate::node::{NodeId, Nodes};
use crate::tree::{TreeError, cover, fold, read_all};

/// The largest power of two that is smaller than `n` (which is at least 2).
const fn split(n: u64) -> u64 {
    1 << (63 - (n - 1).leading_zeros())
}

/// Reads many ranges at once and folds each into one hash.
fn hashes<N: Nodes>(nodes: &mut N, ranges: &[(u64, u64)]) -> Result<Vec<Hash>, TreeError<N::Error>> {
    let covers: Vec<Vec<NodeId>> = ranges.iter().map(|(b, e)| cover(*b, *e)).collect();
    let all = read_all(nodes, &covers.concat())?;
    let mut rest = all.as_slice();
    let mut out = Vec::with_capacity(ranges.len());
    for one in &covers {
        let (mine, others) = rest.split_at(one.len());
        out.push(fold(mine));
        rest = others;
    }
    Ok(out)
}

/// The path of a leaf in the tree of a size: the hashes of its siblings, from the leaf up.
///
/// # Errors
/// When the leaf is not in that tree, or the nodes cannot be read.
pub fn inclusion_proof<N: Nodes>(nodes: &mut N, index: u64, size: u64) -> Result<Vec<Hash>, TreeError<N::Error>> {
    if index >= size {
        return Err(TreeError::OutOfRange { asked: index, size });
    }
    let (mut begin, mut end) = (0, size);
    let mut siblings = Vec::new();
    while end - begin > 1 {
        let middle = begin + split(end - begin);
        if index < middle {
            siblings.push((middle, end));
            end = middle;
        } else {
            siblings.push((begin, middle));
            begin = middle;
        }
    }
    siblings.reverse();
    hashes(nodes, &siblings)
}

/// The proof that the tree of size `new` continues that of size `old`: nothing before `old` was changed.
///
/// # Errors
/// When `old` is larger than `new`, or the nodes cannot be read.
pub fn consistency_proof<N: Nodes>(nodes: &mut N, old: u64, new: u64) -> Result<Vec<Hash>, TreeError<N::Error>> {
    if old > new {
        return Err(TreeError::OutOfRange { asked: old, size: new });
    }
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let (mut begin, mut end) = (0, new);
    let mut ranges = Vec::new();
    // Down to the subtree that ends where the old tree ended; its own hash is left out if it is the whole old tree.
    while old != end {
        let middle = begin + split(end - begin);
        if old <= middle {
            ranges.push((middle, end));
            end = middle;
        } else {
            ranges.push((begin, middle));
            begin = middle;
        }
    }
    if begin != 0 {
        ranges.push((begin, end));
    }
    ranges.reverse();
    hashes(nodes, &ranges)
}

/// Whether a path leads from a leaf to a root.
#[must_use]
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, path: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in path {
        if last == 0 {
            return false;
        }
        if at % 2 == 1 || at == last {
            hash = node_hash(sibling, &hash);
            while at % 2 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether a proof shows that the tree of size `new` with root `new_root` continues that of size `old` with `old_root`.
/// Every tree continues the empty one.
#[must_use]
pub fn verify_consistency(old: u64, new: u64, old_root: &Hash, new_root: &Hash, proof: &[Hash]) -> bool {
    if old > new {
        return false;
    }
    if old == new {
        return proof.is_empty() && old_root == new_root;
    }
    if old == 0 {
        return proof.is_empty() && *old_root == crate::hash::empty_root();
    }
    // If the old tree is complete, its root is itself the first hash of the path.
    let mut steps = old.is_power_of_two().then_some(old_root).into_iter().chain(proof);
    let Some(first) = steps.next() else { return false };
    let (mut at, mut last) = (old - 1, new - 1);
    while at % 2 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut old_hash, mut new_hash) = (*first, *first);
    for step in steps {
        if last == 0 {
            return false;
        }
        if at % 2 == 1 || at == last {
            old_hash = node_hash(step, &old_hash);
            new_hash = node_hash(step, &new_hash);
            while at % 2 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, step);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && old_hash == *old_root && new_hash == *new_root
}

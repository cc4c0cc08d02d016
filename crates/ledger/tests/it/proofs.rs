//! Proofs: the published ones, every small tree, and what must not pass.

use crate::tree::{LEAVES, grow, hex, naive, numbered};
use data_encoding::HEXLOWER;
use ledger::{Hash, consistency_proof, inclusion_proof, leaf_hash, verify_consistency, verify_inclusion};
use proptest::prelude::*;

const A: &str = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
const B: &str = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const C: &str = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
const D: &str = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
const E: &str = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
const F: &str = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7";
const G: &str = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125";
const H: &str = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
const I: &str = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";

fn reference() -> Vec<Hash> {
    LEAVES.iter().map(|l| leaf_hash(&HEXLOWER.decode(l.as_bytes()).unwrap())).collect()
}

#[test]
fn the_published_inclusion_proofs() {
    let (_, mut nodes) = grow(&reference());
    let cases: [(u64, u64, &[&str]); 5] =
        [(0, 1, &[]), (0, 8, &[A, B, C]), (5, 8, &[D, E, F]), (2, 3, &[G]), (1, 5, &[H, B, D])];
    for (index, size, expected) in cases {
        let expected: Vec<Hash> = expected.iter().map(|h| hex(h)).collect();
        assert_eq!(inclusion_proof(&mut nodes, index, size).unwrap(), expected, "entry {index} of {size}");
    }
}

#[test]
fn the_published_consistency_proofs() {
    let (_, mut nodes) = grow(&reference());
    let cases: [(u64, u64, &[&str]); 4] = [(1, 1, &[]), (1, 8, &[A, B, C]), (6, 8, &[I, E, F]), (2, 5, &[B, D])];
    for (old, new, expected) in cases {
        let expected: Vec<Hash> = expected.iter().map(|h| hex(h)).collect();
        assert_eq!(consistency_proof(&mut nodes, old, new).unwrap(), expected, "{old} to {new}");
    }
}

#[test]
fn every_proof_of_every_small_tree_holds() {
    let leaves = numbered(40);
    let (_, mut nodes) = grow(&leaves);
    for size in 0..=40u64 {
        let root = naive(&leaves[..usize::try_from(size).unwrap()]);
        for index in 0..size {
            let path = inclusion_proof(&mut nodes, index, size).unwrap();
            let leaf = leaves[usize::try_from(index).unwrap()];
            assert!(verify_inclusion(&leaf, index, size, &path, &root), "{index} of {size}");
        }
        for old in 0..=size {
            let old_root = naive(&leaves[..usize::try_from(old).unwrap()]);
            let proof = consistency_proof(&mut nodes, old, size).unwrap();
            assert!(verify_consistency(old, size, &old_root, &root, &proof), "{old} to {size}");
        }
    }
}

#[test]
fn what_is_not_there_has_no_proof() {
    let (_, mut nodes) = grow(&numbered(5));
    assert!(inclusion_proof(&mut nodes, 5, 5).is_err());
    assert!(inclusion_proof(&mut nodes, 0, 9).is_err());
    assert!(consistency_proof(&mut nodes, 6, 5).is_err());
}

proptest! {
    /// Any change to what is proved, or to the proof, and it no longer holds.
    #[test]
    fn a_changed_inclusion_proof_fails(size in 1u64..300, pick in any::<u64>(), what in 0u8..6, bit in 0usize..256) {
        let leaves = numbered(size);
        let (tree, mut nodes) = grow(&leaves);
        let index = pick % size;
        let mut path = inclusion_proof(&mut nodes, index, size).unwrap();
        let (mut leaf, mut root, mut at, mut of) = (leaves[usize::try_from(index).unwrap()], tree.root(), index, size);
        let flip = |h: &mut Hash| h[bit / 8] ^= 1 << (bit % 8);
        match what {
            0 => flip(&mut leaf),
            1 => flip(&mut root),
            2 => at = (index + 1 + pick % size.max(2)) % (size + 3),
            3 => { path.push(leaf); }
            4 => { if path.pop().is_none() { of += 1; at = 1; } }
            _ => match path.last_mut() { Some(h) => flip(h), None => flip(&mut leaf) },
        }
        prop_assume!((at, of) != (index, size) || what != 2);
        prop_assert!(!verify_inclusion(&leaf, at, of, &path, &root));
    }

    #[test]
    fn a_changed_consistency_proof_fails(old in 1u64..200, more in 1u64..200, what in 0u8..5, bit in 0usize..256) {
        let new = old + more;
        let leaves = numbered(new);
        let (tree, mut nodes) = grow(&leaves);
        let mut proof = consistency_proof(&mut nodes, old, new).unwrap();
        let (mut old_root, mut new_root) = (naive(&leaves[..usize::try_from(old).unwrap()]), tree.root());
        let flip = |h: &mut Hash| h[bit / 8] ^= 1 << (bit % 8);
        match what {
            0 => flip(&mut old_root),
            1 => flip(&mut new_root),
            2 => { proof.push(new_root); }
            3 => { proof.pop(); }
            _ => flip(proof.first_mut().unwrap()),
        }
        prop_assert!(!verify_consistency(old, new, &old_root, &new_root, &proof));
    }

    /// A tree in which an old entry was changed does not continue what was signed, whatever its own proof says.
    #[test]
    fn a_rewritten_history_is_not_consistent(old in 1u64..150, more in 0u64..150, pick in any::<u64>()) {
        let new = old + more;
        let mut leaves = numbered(new);
        let old_root = naive(&leaves[..usize::try_from(old).unwrap()]);
        leaves[usize::try_from(pick % old).unwrap()] = leaf_hash(b"another");
        let (tree, mut nodes) = grow(&leaves);
        let proof = consistency_proof(&mut nodes, old, new).unwrap();
        prop_assert!(!verify_consistency(old, new, &old_root, &tree.root(), &proof));
    }
}

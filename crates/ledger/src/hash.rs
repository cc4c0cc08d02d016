//! The hashing of RFC 6962 (kept by RFC 9162): leaves and inner nodes are told apart by a first byte.

use sha2::{Digest, Sha256};

/// A SHA-256 hash: of a leaf, of a node, or the root.
pub type Hash = [u8; 32];

/// The hash of a leaf: SHA-256 of a zero byte and its bytes.
#[must_use]
pub fn leaf_hash(bytes: &[u8]) -> Hash {
    Sha256::new_with_prefix([0x00]).chain_update(bytes).finalize().into()
}

/// The hash of an inner node: SHA-256 of a one byte, its left and its right child.
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new_with_prefix([0x01]).chain_update(left).chain_update(right).finalize().into()
}

/// The root of the tree without leaves: SHA-256 of nothing.
#[must_use]
pub fn empty_root() -> Hash {
    Sha256::digest(b"").into()
}

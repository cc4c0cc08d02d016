//! The tree against the published vectors of RFC 6962's reference implementation, and against the RFC's own definition.

use data_encoding::HEXLOWER;
use ledger::{Frontier, Hash, MemoryNodes, NodeStore, empty_root, leaf_hash, node_hash, root_at};
use proptest::prelude::*;

/// The eight leaves of the reference tests.
pub const LEAVES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

pub fn hex(text: &str) -> Hash {
    HEXLOWER.decode(text.as_bytes()).unwrap().try_into().unwrap()
}

/// MTH of RFC 6962 section 2.1, word for word.
pub fn naive(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [one] => *one,
        many => {
            let k = many.len().next_power_of_two() / 2;
            node_hash(&naive(&many[..k]), &naive(&many[k..]))
        }
    }
}

pub fn grow(leaves: &[Hash]) -> (Frontier, MemoryNodes) {
    let (mut tree, mut nodes, mut completed) = (Frontier::empty(), MemoryNodes::default(), Vec::new());
    for leaf in leaves {
        tree.append(*leaf, &mut completed);
    }
    nodes.write(&completed).unwrap();
    (tree, nodes)
}

pub fn numbered(n: u64) -> Vec<Hash> {
    (0..n).map(|i| leaf_hash(&i.to_be_bytes())).collect()
}

#[test]
fn the_published_roots() {
    let leaves: Vec<Hash> = LEAVES.iter().map(|l| leaf_hash(&HEXLOWER.decode(l.as_bytes()).unwrap())).collect();
    let (_, mut nodes) = grow(&leaves);
    for (size, root) in ROOTS.iter().enumerate() {
        assert_eq!(grow(&leaves[..size]).0.root(), hex(root), "grown to {size}");
        assert_eq!(root_at(&mut nodes, u64::try_from(size).unwrap()).unwrap(), hex(root), "looked back to {size}");
    }
}

#[test]
fn a_frontier_is_loaded_from_its_nodes_and_goes_on() {
    let leaves = numbered(100);
    for size in 0..100 {
        let (_, mut nodes) = grow(&leaves[..size]);
        let mut tree = Frontier::load(&mut nodes, u64::try_from(size).unwrap()).unwrap();
        let mut completed = Vec::new();
        for leaf in &leaves[size..] {
            tree.append(*leaf, &mut completed);
        }
        assert_eq!(tree.root(), naive(&leaves));
    }
}

#[test]
fn a_missing_node_is_named() {
    let (_, mut nodes) = grow(&numbered(6));
    nodes.remove(ledger::NodeId { level: 2, index: 0 });
    let error = root_at(&mut nodes, 6).unwrap_err();
    assert_eq!(error.to_string(), "the ledger's node at level 2 number 0 is missing: run `casement ledger verify`");
}

proptest! {
    #[test]
    fn it_is_the_tree_of_the_rfc(n in 0u64..400, back in 0u64..400) {
        let leaves = numbered(n);
        let (tree, mut nodes) = grow(&leaves);
        prop_assert_eq!(tree.root(), naive(&leaves));
        let back = back.min(n);
        prop_assert_eq!(root_at(&mut nodes, back).unwrap(), naive(&leaves[..usize::try_from(back).unwrap()]));
    }

    #[test]
    fn it_keeps_fewer_than_two_nodes_for_each_leaf(n in 1u64..600) {
        let (_, nodes) = grow(&numbered(n));
        prop_assert!(u64::try_from(nodes.len()).unwrap() < 2 * n);
    }
}

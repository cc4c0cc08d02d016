//! What keys say together.

use people::{Facet, KeyKind, strength_together};
use proptest::prelude::*;

/// Kinds of keys, in any number.
fn kinds() -> impl Strategy<Value = Vec<KeyKind>> {
    proptest::collection::vec(proptest::sample::select(KeyKind::ALL.to_vec()), 0..14)
}

proptest! {
    /// However many keys are made of a name, they say no more together than the whole name; another key never takes from what is said.
    #[test]
    fn together_keys_say_each_thing_once(kinds in kinds(), more in kinds()) {
        let all: Vec<KeyKind> = kinds.iter().chain(&more).copied().collect();
        let (some, together) = (strength_together(kinds.clone()), strength_together(all.clone()));
        prop_assert!(some <= together && together <= strength_together(KeyKind::ALL));
        prop_assert_eq!(strength_together(all.iter().chain(&all).copied()), together);
        let names = all.iter().copied().filter(|k| k.facets() == [Facet::Name]);
        prop_assert!(strength_together(names) <= KeyKind::FullName.strength());
    }
}

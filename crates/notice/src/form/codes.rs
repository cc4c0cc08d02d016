//! Code lists that are shipped: data, each with its source, and whether somebody has checked it.

use super::source::CodeList;
use crate::source::Table;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Lists {
    list: Table<CodeList>,
}

static LISTS: LazyLock<Table<CodeList>> = LazyLock::new(|| {
    let mut all = Table::new();
    for text in [
        include_str!("../../../../notices/codes/h-clic.toml"),
        include_str!("../../../../notices/codes/people.toml"),
        include_str!("../../../../notices/codes/money.toml"),
        include_str!("../../../../notices/codes/support.toml"),
    ] {
        // A test reads each of the files; what cannot be read gives no lists, and the forms that use them no code.
        if let Ok(lists) = toml::from_str::<Lists>(text) {
            all.extend(lists.list);
        }
    }
    all
});

/// The shipped lists, by name.
#[must_use]
pub fn lists() -> &'static Table<CodeList> {
    &LISTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_list_has_a_source_and_codes_with_words() {
        assert!(lists().len() > 20, "{}", lists().len());
        for (name, list) in lists() {
            assert!(list.source.len() > 10, "{name} has a source");
            assert!(list.codes.len() > 1, "{name} has codes");
            for (code, words) in &list.codes {
                assert!(
                    !words.is_empty() && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'),
                    "{name}.{code}"
                );
            }
        }
    }
}

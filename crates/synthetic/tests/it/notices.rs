//! The published notices, compiled.

use notice::model::Compiled;
use notice::{Library, compile};

/// Every service's notice that is shipped.
#[expect(clippy::panic, reason = "a test's own notices compile, or it has nothing to test")]
pub fn compiled() -> Vec<Compiled> {
    let library = Library::embedded();
    let found: Vec<Compiled> = library
        .ids()
        .into_iter()
        .filter(|(id, _)| !id.starts_with("base/"))
        .map(|(id, _)| {
            let made = compile(&library, &id);
            let errors: Vec<String> = made.diagnostics.iter().map(|d| d.render(&library, false)).collect();
            made.compiled.unwrap_or_else(|| panic!("{id}:\n{}", errors.join("\n")))
        })
        .collect();
    assert_eq!(found.len(), 5);
    found
}

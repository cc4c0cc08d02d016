//! The page of components: everything that any page is made of is drawn there, and what nobody uses is no component.

use std::collections::BTreeSet;
use std::path::Path;

/// The texts of the templates, by name.
fn templates(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            templates(&path, found);
        } else {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            found.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The names that stand between a mark and a bracket: `m.tag(` after `m.` is `tag`.
fn called(text: &str, mark: &str) -> BTreeSet<String> {
    let names = text.split(mark).skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
        let name = rest.get(..end)?;
        (!name.is_empty() && rest.get(end..=end) == Some("(")).then(|| name.to_owned())
    });
    names.collect()
}

fn vendored(text: &str) -> BTreeSet<String> {
    ["govuk", "moj"].iter().flat_map(|of| called(text, of).into_iter().map(move |n| format!("{of}{n}"))).collect()
}

#[test]
fn the_page_of_components_draws_everything_that_any_page_is_made_of() {
    let mut all = Vec::new();
    templates(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/templates")), &mut all);
    let at = all.iter().position(|(name, _)| name == "components.html").unwrap();
    let (_, page) = all.remove(at);
    let (drawn, drawn_vendored) = (called(&page, "m."), vendored(&page));
    let (mut used, mut used_vendored, mut shared) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (name, text) in &all {
        used.extend(called(text, "m."));
        used_vendored.extend(vendored(text));
        if name.starts_with('_') && name != "_base.html" {
            shared.extend(called(text, "macro "));
        }
    }
    assert!(used.len() > 30 && shared.len() > 30 && !used_vendored.is_empty(), "{used:?}");
    let missing: Vec<&String> = used.difference(&drawn).collect();
    assert!(missing.is_empty(), "draw these in admin/components.html: {missing:?}");
    let missing: Vec<&String> = used_vendored.difference(&drawn_vendored).collect();
    assert!(missing.is_empty(), "draw these in admin/components.html: {missing:?}");
    // What is shared and used by no page, nor by another macro, is nobody's.
    let macros: String = all.iter().filter(|(n, _)| n.starts_with('_')).map(|(_, text)| text.as_str()).collect();
    let imported: String = all.iter().map(|(_, text)| text.as_str()).collect();
    for name in &shared {
        let inside = macros.matches(&format!("{name}(")).count() > 1;
        let by_name = imported.contains(&format!("import {name}"));
        assert!(used.contains(name) || inside || by_name, "nobody uses the macro {name}: take it away");
    }
}

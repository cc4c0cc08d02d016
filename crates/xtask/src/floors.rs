//! The house, as data: which crate may use which. Direction is strictly downward.

use std::fmt::Write as _;
use std::path::Path;

/// Crate, the workspace crates it may use, and outside crates it may not (beyond what its floor bars).
struct Row {
    name: &'static str,
    may_use: &'static [&'static str],
}

const fn row(name: &'static str, may_use: &'static [&'static str]) -> Row {
    Row { name, may_use }
}

const HOUSE: &[Row] = &[
    // base
    row("kernel", &[]),
    // ground rules
    row("notice", &["kernel"]),
    row("ledger", &["kernel"]),
    row("clocks", &["kernel", "notice"]),
    row("people", &["kernel"]),
    row("linkage", &["kernel", "people"]),
    row("disclosure", &["kernel", "notice", "ledger", "clocks"]),
    // contexts
    row("casework", &["kernel", "notice", "disclosure", "people", "clocks"]),
    row("sharing", &["kernel"]),
    row("messages", &["kernel", "notice"]),
    row("rights", &["clocks"]),
    // adapters
    row("sealing", &["kernel", "disclosure", "ledger"]),
    row("identity", &["kernel"]),
    row("signon", &["kernel"]),
    row("files", &[]),
    row("sheets", &[]),
    row("letters", &["kernel"]),
    row("signing", &["kernel"]),
    row("mail", &["kernel"]),
    row("store", &["kernel", "disclosure", "ledger", "sealing", "people"]),
    row("linkfiles", &["linkage"]),
    // application
    row(
        "app",
        &[
            "kernel",
            "notice",
            "disclosure",
            "ledger",
            "sealing",
            "store",
            "people",
            "linkage",
            "messages",
            "casework",
            "sharing",
            "rights",
            "clocks",
            "identity",
            "signon",
            "files",
            "sheets",
            "letters",
            "signing",
        ],
    ),
    // delivery
    row("linkcmd", &["kernel", "linkage", "linkfiles"]),
    row("pages", &["kernel", "disclosure", "rights"]),
    row(
        "web",
        &[
            "kernel",
            "app",
            "messages",
            "pages",
            "notice",
            "disclosure",
            "identity",
            "clocks",
            "casework",
            "sharing",
            "rights",
            "files",
        ],
    ),
    row(
        "api",
        &["kernel", "app", "notice", "disclosure", "identity", "casework", "clocks", "files", "messages", "sharing"],
    ),
    row("jobs", &["kernel", "app", "mail", "messages"]),
    row(
        "casement",
        &[
            "kernel",
            "linkcmd",
            "api",
            "app",
            "messages",
            "jobs",
            "mail",
            "web",
            "notice",
            "disclosure",
            "ledger",
            "store",
            "sealing",
            "identity",
            "files",
            "synthetic",
            "people",
            "pages",
            "clocks",
            "casework",
        ],
    ),
    // tools
    row(
        "synthetic",
        &[
            "kernel",
            "people",
            "notice",
            "messages",
            "casework",
            "store",
            "sealing",
            "ledger",
            "identity",
            "files",
            "clocks",
            "disclosure",
            "rights",
            "app",
        ],
    ),
    row(
        "testkit",
        &[
            "kernel",
            "app",
            "store",
            "identity",
            "files",
            "web",
            "notice",
            "disclosure",
            "ledger",
            "sealing",
            "synthetic",
            "people",
            "casework",
            "sharing",
            "clocks",
            "pages",
        ],
    ),
    row(
        "soak",
        &[
            "kernel",
            "app",
            "store",
            "identity",
            "web",
            "notice",
            "disclosure",
            "ledger",
            "sealing",
            "synthetic",
            "casework",
            "testkit",
        ],
    ),
    row("prove", &["kernel", "notice", "disclosure", "clocks", "ledger"]),
    row("xtask", &[]),
];

/// Outside crates that only some may use.
const KEPT_APART: &[(&str, &[&str])] = &[
    ("diesel", &["store"]),
    ("diesel_migrations", &["store"]),
    ("libsqlite3-sys", &["store"]),
    ("pq-sys", &["store"]),
    ("axum", &["web", "api", "casement", "testkit", "soak"]),
    ("minijinja", &["pages"]),
    ("cedar-policy", &["disclosure", "prove"]),
    ("cedar-policy-symcc", &["prove"]),
    ("chacha20poly1305", &["sealing"]),
    ("argon2", &["identity"]),
    ("calamine", &["sheets"]),
    ("lettre", &["mail"]),
    ("openidconnect", &["signon"]),
    ("ureq", &["mail", "signon", "testkit"]),
    ("pdf-writer", &["letters"]),
    ("cms", &["signing"]),
    ("p256", &["signing"]),
    ("rsa", &["signing"]),
    ("tokio", &["web", "api", "casement", "testkit", "prove", "soak"]),
];

/// Reads the workspace and compares.
///
/// # Errors
/// A list of what stands where it may not.
pub fn check(root: &Path) -> Result<usize, String> {
    let metadata = cargo_metadata::MetadataCommand::new()
        .manifest_path(root.join("Cargo.toml"))
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()
        .map_err(|e| format!("cannot read the workspace: {e}"))?;
    let mut wrong = String::new();
    let names: Vec<&str> = metadata.packages.iter().map(|p| p.name.as_str()).collect();
    for package in &metadata.packages {
        let name = package.name.as_str();
        let Some(row) = HOUSE.iter().find(|r| r.name == name) else {
            let _ = writeln!(wrong, "{name} has no floor: give it a row in crates/xtask/src/floors.rs");
            continue;
        };
        for dependency in &package.dependencies {
            if dependency.kind != cargo_metadata::DependencyKind::Normal {
                continue;
            }
            let used = dependency.name.as_str();
            if names.contains(&used) && !row.may_use.contains(&used) {
                let _ = writeln!(wrong, "{name} uses {used}, which does not stand below it");
            }
            if let Some((_, users)) = KEPT_APART.iter().find(|(apart, _)| *apart == used)
                && !users.contains(&name)
            {
                let _ = writeln!(wrong, "{name} uses {used}, which is for {} only", users.join(", "));
            }
        }
    }
    if wrong.is_empty() { Ok(metadata.packages.len()) } else { Err(wrong) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_crate_stands_on_its_floor() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        if let Err(wrong) = check(&root) {
            panic!("{wrong}");
        }
    }

    #[test]
    fn research_linkage_has_no_way_into_casework() {
        // It is a command over files, which knows neither the application nor the store; and nothing of the service reads its files.
        let uses = |name: &str| HOUSE.iter().find(|r| r.name == name).map(|r| r.may_use).unwrap_or_default();
        assert_eq!(uses("linkcmd"), ["kernel", "linkage", "linkfiles"]);
        assert_eq!(uses("linkfiles"), ["linkage"]);
        for row in HOUSE.iter().filter(|r| r.may_use.contains(&"linkcmd") || r.may_use.contains(&"linkfiles")) {
            assert!(["casement", "linkcmd"].contains(&row.name), "{} could read what research gave out", row.name);
        }
    }

    #[test]
    fn the_table_has_no_way_back_up() {
        // What a row may use must have a row of its own that cannot, by any way, reach the first.
        fn reaches(from: &str, to: &str, depth: usize) -> bool {
            depth < 20
                && HOUSE
                    .iter()
                    .find(|r| r.name == from)
                    .is_some_and(|r| r.may_use.iter().any(|u| *u == to || reaches(u, to, depth + 1)))
        }
        for row in HOUSE {
            assert!(!reaches(row.name, row.name, 0), "{} can reach itself", row.name);
            for used in row.may_use {
                assert!(HOUSE.iter().any(|r| r.name == *used), "{used} has no row");
            }
        }
    }
}

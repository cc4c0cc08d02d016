//! Which promise is kept by which test. A test claims one by `#[doc = "keeps COV-014"]` above it (in browser scripts:
//! a comment `// keeps COV-014` above `test(`).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

struct Promise {
    id: String,
    kind: String,
    words: String,
}

/// Prints kept and not kept; compares (or writes) the page of the book.
///
/// # Errors
/// A claim of a promise that does not exist, a claim that stands on no test, or a page that is out of date (a named test
/// is gone, or a new one came).
pub fn run(root: &Path, write: bool, brief: bool) -> Result<String, String> {
    let promises = read_promises(&root.join("docs/promises.csv"))?;
    let mut kept: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut wrong = String::new();
    for file in sources(root)? {
        let text = fs::read_to_string(&file).map_err(|e| format!("cannot read {}: {e}", file.display()))?;
        let name = file.strip_prefix(root).unwrap_or(&file).display().to_string();
        for claim in claims(&text) {
            match claim.test {
                Some(test) => kept.entry(claim.id).or_default().push(format!("{name}::{test}")),
                None => {
                    let _ = writeln!(
                        wrong,
                        "{name}:{}: {} is claimed above something that is no test",
                        claim.line, claim.id
                    );
                }
            }
        }
    }
    for id in kept.keys() {
        if !promises.iter().any(|p| &p.id == id) {
            let _ = writeln!(wrong, "{id} is claimed by {} and is no promise", kept[id].join(", "));
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let page = page(&promises, &kept);
    let path = root.join("docs/src/promises.md");
    if write {
        fs::write(&path, &page).map_err(|e| format!("cannot write {}: {e}", path.display()))?;
    } else if fs::read_to_string(&path).unwrap_or_default() != page {
        return Err(
            "docs/src/promises.md is out of date: a test that it names is gone or new. Run `cargo xtask promises --write` \
             and look at what changed."
                .to_owned(),
        );
    }
    let total = format!("{} of {} promises kept, {} not", kept.len(), promises.len(), promises.len() - kept.len());
    if brief { Ok(total) } else { Ok(format!("{page}\n{total}")) }
}

fn read_promises(path: &Path) -> Result<Vec<Promise>, String> {
    let mut reader = csv::Reader::from_path(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    reader
        .records()
        .map(|record| {
            let record = record.map_err(|e| format!("{}: {e}", path.display()))?;
            let field = |n: usize| record.get(n).unwrap_or_default().to_owned();
            Ok(Promise { id: field(0), kind: field(2), words: field(3) })
        })
        .collect()
}

pub fn sources(root: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut open = vec![root.join("crates"), root.join("browser")];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.map_err(|e| format!("cannot read {}: {e}", folder.display()))?.path();
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
            if path.is_dir() {
                if !matches!(name, "target" | "node_modules" | "vendor" | "xtask") {
                    open.push(path);
                }
            } else if path.extension().is_some_and(|e| e == "rs" || e == "mjs") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

struct Claim {
    id: String,
    line: usize,
    test: Option<String>,
}

fn claims(text: &str) -> Vec<Claim> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let line = line.trim();
        let ids = line
            .strip_prefix("#[doc = \"keeps ")
            .and_then(|rest| rest.strip_suffix("\"]"))
            .or_else(|| line.strip_prefix("// keeps "));
        let Some(ids) = ids else { continue };
        let test = test_below(&lines[at + 1..], test_above(&lines[..at]));
        for id in ids.split([',', ' ']).filter(|id| !id.is_empty()) {
            found.push(Claim { id: id.to_owned(), line: at + 1, test: test.clone() });
        }
    }
    found
}

/// Whether the attributes right above a claim make the function a test.
fn test_above(lines: &[&str]) -> bool {
    lines
        .iter()
        .rev()
        .map(|l| l.trim())
        .take_while(|l| l.starts_with("#[") || l.starts_with("//"))
        .any(|l| l.starts_with("#[test]") || l.starts_with("#[tokio::test"))
}

/// The test that a claim stands on: only attributes and comments may come between.
fn test_below(lines: &[&str], above: bool) -> Option<String> {
    let mut is_test = above;
    for line in lines {
        let line = line.trim();
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            is_test = true;
        } else if line.starts_with("#[") || line.starts_with("//") || line.is_empty() {
        } else if let Some(rest) = line.strip_prefix("test(").or_else(|| line.strip_prefix("await test(")) {
            let quote = rest.chars().next()?;
            return rest.get(1..)?.split(quote).next().map(str::to_owned);
        } else {
            let rest = line.trim_start_matches("pub ").trim_start_matches("async ");
            let name = rest.strip_prefix("fn ")?.split('(').next()?.to_owned();
            return is_test.then_some(name);
        }
    }
    None
}

fn page(promises: &[Promise], kept: &BTreeMap<String, Vec<String>>) -> String {
    let mut out = String::from(
        "# Promises\n\nThe five notices taken apart, and the tests that show a promise kept. Written by `cargo xtask promises --write`.\n\n",
    );
    let _ = writeln!(out, "{} of {} are kept.\n", kept.len(), promises.len());
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for p in promises {
        let count = kinds.entry(&p.kind).or_default();
        count.1 += 1;
        if kept.contains_key(&p.id) {
            count.0 += 1;
        }
    }
    out.push_str("| kind | kept | of |\n| --- | --- | --- |\n");
    for (kind, (k, of)) in kinds {
        let _ = writeln!(out, "| {kind} | {k} | {of} |");
    }
    out.push_str("\n## Kept\n\n| promise | what is promised | shown by |\n| --- | --- | --- |\n");
    for p in promises.iter().filter(|p| kept.contains_key(&p.id)) {
        let tests: Vec<String> = kept[&p.id].iter().map(|t| format!("`{t}`")).collect();
        let _ = writeln!(out, "| {} | {} | {} |", p.id, p.words.replace('|', "/"), tests.join("<br>"));
    }
    out.push_str("\n## Not kept yet\n\n| promise | kind | what is promised |\n| --- | --- | --- |\n");
    for p in promises.iter().filter(|p| !kept.contains_key(&p.id)) {
        let _ = writeln!(out, "| {} | {} | {} |", p.id, p.kind, p.words.replace('|', "/"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_stands_on_the_test_below_it() {
        let text = "#[doc = \"keeps COV-014\"]\n#[doc = \"keeps COV-015, COV-016\"]\n#[test]\nfn officers_and_landlords() {}\n";
        let found = claims(text);
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|c| c.test.as_deref() == Some("officers_and_landlords")));
    }

    #[test]
    fn a_claim_may_stand_below_the_test_attribute() {
        let found = claims("#[test]\n#[doc = \"keeps COV-014\"]\nfn officers() {}\n");
        assert_eq!(found[0].test.as_deref(), Some("officers"));
    }

    #[test]
    fn a_claim_on_a_helper_is_none() {
        let found = claims("#[doc = \"keeps COV-014\"]\nfn helper() {}\n");
        assert_eq!(found.len(), 1);
        assert!(found[0].test.is_none());
    }

    #[test]
    fn a_browser_test_can_claim() {
        let found = claims("// keeps MARS-005\ntest(\"the list shows references\", async () => {\n");
        assert_eq!(found[0].test.as_deref(), Some("the list shows references"));
    }
}

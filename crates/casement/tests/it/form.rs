//! `casement form`, run as people run it.

use std::path::{Path, PathBuf};
use std::process::Command;

fn notices() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../notices")
}

fn said(args: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_casement")).args(args).output().expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code().expect("an exit code"), text(&output.stdout), text(&output.stderr))
}

/// A folder with a notice and one form of it, in which a piece is replaced; gone when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(tag: &str, from: &str, to: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("casement-forms-{}-{tag}", std::process::id()));
        std::fs::create_dir_all(folder.join("forms")).expect("a place to write to");
        std::fs::copy(notices().join("coventry.toml"), folder.join("coventry.toml")).expect("a notice");
        let text = std::fs::read_to_string(notices().join("forms/coventry-homelessness.toml")).expect("a form");
        assert!(text.contains(from));
        std::fs::write(folder.join("forms/homelessness.toml"), text.replacen(from, to, 1)).expect("a form");
        Self(folder)
    }
    fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn every_shipped_form_checks() {
    let mut args = vec!["form".to_owned(), "check".to_owned()];
    let entries = std::fs::read_dir(notices().join("forms")).expect("the forms");
    args.extend(entries.flatten().map(|e| e.path().display().to_string()));
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let (code, out, err) = said(&args);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert_eq!(out.lines().filter(|l| l.contains(": asks ")).count(), args.len() - 2, "{out}");
}

#[test]
fn a_section_that_the_notice_does_not_have_is_found_by_both_commands() {
    let folder =
        Folder::new("politics", "[section.armed-forces]\n[section.armed-forces.ask]", "[section.politics.ask]");
    for (command, file) in [("form", "forms/homelessness.toml"), ("notice", "coventry.toml")] {
        let (code, out, _) = said(&[command, "check", &folder.path(file)]);
        assert_eq!(code, 1, "{command}: {out}");
        assert!(out.contains("error[F03]") && out.contains("homelessness.toml:") && out.contains('^'), "{out}");
        assert!(out.contains("[category.politics]"), "{out}");
    }
    let (code, out, _) = said(&["form", "check", "--json", &folder.path("forms/homelessness.toml")]);
    let report: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert!(code == 1 && report[0]["diagnostics"][0]["line"].as_u64().is_some_and(|l| l > 1), "{out}");
}

#[test]
fn what_is_no_form_says_what_to_do_and_codes_have_sources() {
    let notice = notices().join("coventry.toml").display().to_string();
    let (code, _, err) = said(&["form", "check", &notice]);
    assert!(code == 2 && err.contains("[form]"), "{err}");
    assert_eq!(said(&["form", "check", "/nowhere.toml"]).0, 2);
    let (code, out, _) = said(&["form", "codes"]);
    assert!(code == 0 && out.contains("main-reason: ") && out.contains("MHCLG"), "{out}");
    let (code, out, _) = said(&["form", "json-schema"]);
    assert!(code == 0 && serde_json::from_str::<serde_json::Value>(&out).is_ok());
}

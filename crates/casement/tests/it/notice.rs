//! `casement notice`, run as people run it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../notices").join(name)
}

fn notice(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_casement")).arg("notice").args(args).output().expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// Runs and gives exit code, output, and errors.
fn said(args: &[&str]) -> (i32, String, String) {
    let output = notice(args);
    (output.status.code().expect("an exit code"), text(&output.stdout), text(&output.stderr))
}

/// A copy of a notice with one piece of its text replaced, gone when dropped.
struct Changed(PathBuf);

impl Changed {
    fn new(tag: &str, name: &str, from: &str, to: &str) -> Self {
        let before = std::fs::read_to_string(file(name)).expect("a notice");
        let after = before.replace(from, to);
        assert_ne!(before, after, "{name} has {from:?}");
        let path = std::env::temp_dir().join(format!("casement-{}-{tag}.toml", std::process::id()));
        std::fs::write(&path, after).expect("a place to write to");
        Self(path)
    }
    fn path(&self) -> &str {
        self.0.to_str().expect("a path in UTF-8")
    }
}

impl Drop for Changed {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn the_shipped_notices_check_without_errors_in_words_and_as_json() {
    let files: Vec<PathBuf> =
        ["mars", "dudley", "coventry", "kirklees", "families"].iter().map(|n| file(&format!("{n}.toml"))).collect();
    let mut args = vec!["check"];
    args.extend(files.iter().map(|f| f.to_str().expect("a path in UTF-8")));
    let (code, out, err) = said(&args);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert_eq!(out.lines().filter(|l| l.contains(": no errors")).count(), files.len(), "a line for each file\n{out}");
    assert!(!out.contains('\u{1b}'), "no colour where no terminal is");

    args.push("--json");
    let (code, out, _) = said(&args);
    assert_eq!(code, 0);
    let report: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let first = &report.as_array().expect("one object for each file")[0];
    assert_eq!(first["errors"], false);
    assert!(
        first["diagnostics"].as_array().is_some_and(|d| d.iter().all(|d| d["line"].is_u64() && d["code"].is_string()))
    );
}

#[test]
fn an_error_is_shown_with_its_line_and_ends_with_one() {
    let broken = Changed::new("broken", "coventry.toml", "purpose    = \"refer\"", "purpose    = \"refers\"");
    let (code, out, _) = said(&["check", broken.path()]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("error[") && out.contains("refers") && out.contains(broken.path()), "{out}");
    assert!(out.contains("correct the errors"), "{out}");
    let (code, out, err) = said(&["render", broken.path(), "--as", "html"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("refers") && err.contains("casement notice check"), "{err}");
}

#[test]
fn every_form_is_written_also_into_a_file() {
    let id = "coventry/homelessness-and-cbl";
    for (form, begins) in [
        ("html", "<h1"),
        ("markdown", "# "),
        ("print", "<!DOCTYPE html>"),
        ("ropa", "Purpose id,"),
        ("policy-document", "# Appropriate policy document"),
        ("dpv", "{"),
        ("envelope", "# The envelope"),
        ("table", "# "),
    ] {
        let (code, out, err) = said(&["render", id, "--as", form]);
        assert_eq!((code, err.as_str()), (0, ""), "{form}");
        assert!(out.starts_with(begins), "{form}: {}", out.chars().take(80).collect::<String>());
    }
    let (_, cedar, _) = said(&["render", id, "--as", "cedar"]);
    assert!(cedar.contains("@statement(\"disclose.partner-referral\")"));
    let (_, schema, _) = said(&["render", id, "--as", "schema"]);
    assert!(schema.contains("action"));

    let place = std::env::temp_dir().join(format!("casement-{}-page.html", std::process::id()));
    let (code, out, _) = said(&["render", id, "--as", "html", "--output", place.to_str().expect("UTF-8")]);
    assert_eq!((code, out.as_str()), (0, ""));
    let written = std::fs::read_to_string(&place).expect("the file");
    std::fs::remove_file(&place).expect("it was there");
    assert!(written.contains("id=\"disclose.partner-referral\""));
}

#[test]
fn versions_are_compared_in_words_and_as_json() {
    let old = file("mars.toml");
    let old = old.to_str().expect("UTF-8");
    let new = Changed::new("longer", "mars.toml", "keep   = { years = 6 }", "keep   = { years = 9 }");
    let (code, out, _) = said(&["diff", old, new.path()]);
    assert_eq!(code, 0);
    assert!(out.contains("The new notice is wider.") && out.contains("is kept longer: 9 years"), "{out}");
    let (_, out, _) = said(&["diff", new.path(), old, "--json"]);
    let diff: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((diff["verdict"].as_str(), diff["permissions"].as_str()), (Some("narrower"), Some("equal")));
}

#[test]
fn a_decision_is_explained_by_the_gate() {
    let question = |more: &[&'static str]| {
        let mut args = vec![
            "explain",
            "coventry/homelessness-and-cbl",
            "--party",
            "st-basils",
            "--category",
            "contact",
            "--purpose",
            "refer",
        ];
        args.extend(more);
        said(&args)
    };
    let (code, out, _) = question(&["--with", "linked"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.starts_with("Withheld: St Basils may not see"), "{out}");
    assert!(
        out.contains("disclose.accommodation-referral") && out.contains("it needs   the person's consent"),
        "{out}"
    );
    let (code, out, _) = question(&["--with", "linked", "--consent", "given"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.starts_with("Released: St Basils may see"), "{out}");
    assert!(out.contains("disclose.accommodation-referral"), "{out}");
    let (code, _, _) = question(&["--with", "linked", "--consent", "withdrawn"]);
    assert_eq!(code, 1);
    let (code, _, _) = question(&["--with", "linked,expired", "--consent", "given"]);
    assert_eq!(code, 1);

    let (code, out, _) =
        said(&["explain", "coventry/homelessness-and-cbl", "--party", "St Basils", "--purpose", "refer", "--json"]);
    assert_eq!(code, 1);
    let all: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert!(all.as_array().is_some_and(|a| a.len() > 10), "every category is answered for");
}

/// What is about somebody else is held back from the person until somebody decides, and the statement is named.
#[test]
fn the_person_is_not_shown_what_is_about_others_without_a_decision() {
    let ask = |category: &'static str, more: &[&'static str]| {
        let mut args = vec!["explain", "cheshire-west/multi-agency-rough-sleeping", "--party", "subject"];
        args.extend(["--purpose", "own-access", "--category", category]);
        args.extend(more);
        said(&args)
    };
    let (code, out, _) = ask("third-party-contact", &[]);
    assert!(code == 1 && out.starts_with("Withheld") && out.contains("law.others"), "{out}");
    let (code, out, _) = ask("third-party-contact", &["--with", "approval"]);
    assert!(code == 0 && out.starts_with("Released"), "{out}");
    for own in ["household", "identity", "risk"] {
        assert_eq!(ask(own, &[]).0, 0, "{own} is the person's own");
    }
}

#[test]
fn wrong_use_says_what_to_do() {
    let id = "coventry/homelessness-and-cbl";
    for (args, words) in [
        (vec!["explain", id, "--party", "nobody", "--purpose", "refer"], "has no party `nobody`. It has: "),
        (vec!["explain", id, "--party", "st-basils", "--purpose", "sell"], "has no purpose `sell`. It has: "),
        (
            vec!["explain", id, "--party", "st-basils", "--purpose", "refer", "--category", "dreams"],
            "has no category `dreams`. It has: ",
        ),
        (vec!["explain", id, "--party", "st-basils", "--purpose", "refer", "--with", "luck"], "These are: consent"),
        (vec!["explain", id, "--party", "st-basils"], "say what for with --purpose"),
        (vec!["explain", id, "--purpose", "refer"], "say who would receive it with --party"),
        (vec!["explain", "Z99"], "is no code of a finding"),
        (vec!["check", "/nowhere/at-all.toml"], "/nowhere/at-all.toml"),
    ] {
        let (code, out, err) = said(&args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}");
        assert!(err.contains(words), "{args:?}: {err}");
    }
}

#[test]
fn a_code_has_its_page_and_the_schema_is_json() {
    let (code, out, _) = said(&["explain", "D6"]);
    assert_eq!(code, 0);
    assert!(out.lines().count() > 3, "{out}");
    let (code, out, _) = said(&["json-schema"]);
    assert_eq!(code, 0);
    let schema: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert!(schema["properties"]["disclose"].is_object());
    let (_, out, _) = said(&["list"]);
    assert!(out.contains("coventry/homelessness-and-cbl 1.0.0"));
}

/// The prover is no part of this program; without it the message says how to get it.
#[test]
fn without_the_prover_it_says_how_to_build_it() {
    let coventry = file("coventry.toml");
    let output = Command::new(env!("CARGO_BIN_EXE_casement"))
        .args(["notice", "prove"])
        .arg(&coventry)
        .env("PATH", "")
        .output()
        .expect("the program runs");
    let beside = Path::new(env!("CARGO_BIN_EXE_casement")).with_file_name("casement-prove");
    if !beside.exists() {
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains("make prove"), "{}", text(&output.stderr));
    }
}

#[test]
fn a_notice_in_the_vocabulary_is_taken_in_as_a_draft() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = |name: &str| folder.path().join(name).to_str().expect("a path in UTF-8").to_owned();
    let (linked, draft) = (place("coventry.jsonld"), place("coventry.toml"));
    let coventry = file("coventry.toml");
    let coventry = coventry.to_str().expect("a path in UTF-8");
    assert_eq!(said(&["render", coventry, "--as", "dpv", "--output", &linked]).0, 0);
    let (code, out, _) = said(&["take", &linked, "--output", &draft]);
    assert_eq!((code, out.as_str()), (0, ""));
    let taken = std::fs::read_to_string(&draft).expect("a draft");
    assert!(taken.contains("[disclose.partner-referral]") && taken.contains("St Basils"), "{taken}");
    // The checker reads it, and names what nobody said.
    let (code, out, err) = said(&["check", &draft]);
    assert!(code == 1 && err.is_empty() && out.contains("correct the errors"), "{out}{err}");
    assert!(!out.contains("unknown key"), "{out}");
    // What is no notice, and what is not there, is said in one line.
    std::fs::write(&linked, "{\"@context\": \"https://example.org/context\"}").expect("written");
    let (code, _, err) = said(&["take", &linked]);
    assert!(code == 2 && err.contains("nothing is fetched"), "{err}");
    std::fs::write(&linked, "[").expect("written");
    assert_eq!(said(&["take", &linked]).0, 2);
    assert_eq!(said(&["take", &place("none.jsonld")]).0, 2);
}

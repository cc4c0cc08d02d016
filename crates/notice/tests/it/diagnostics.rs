//! What the compiler says of bad files: one small file for each code, and the notices that are shipped.

use crate::support::library;
use insta::assert_snapshot;
use notice::{Diagnostic, Library, Severity, codes, compile, explain_code, json_schema};
use std::collections::{BTreeSet, HashMap};
use std::path::Path;

fn bad(name: &str) -> (Library, Vec<Diagnostic>, bool) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/bad").join(format!("{name}.toml"));
    let text = std::fs::read_to_string(path).expect("the file");
    let library = library().with(format!("{name}.toml"), text);
    let made = compile(&library, &format!("{name}.toml"));
    (library, made.diagnostics, made.compiled.is_some())
}

#[test]
fn a_file_without_fault_has_no_findings() {
    let (library, found, compiled) = bad("none");
    let all: Vec<String> = found.iter().map(|d| d.render(&library, false)).collect();
    assert!(all.is_empty(), "{}", all.join("\n\n"));
    assert!(compiled);
}

#[test]
fn every_code_is_found_in_its_file() {
    // What is said of forms (F) has tests of its own.
    for (code, _) in codes().filter(|(code, _)| !code.starts_with('F')) {
        let (library, found, compiled) = bad(code);
        assert!(found.iter().any(|d| d.code == code), "{code} is found in {code}.toml");
        for d in &found {
            assert!(!d.title.is_empty() && explain_code(d.code).is_some(), "{d:?}");
            assert!(!d.labels.is_empty(), "{d:?} has a place");
        }
        let error = found.iter().any(|d| d.severity == Severity::Error);
        assert_eq!(compiled, !error, "{code}: compiles exactly when nothing is an error");
        let text: Vec<String> = found.iter().map(|d| d.render(&library, false)).collect();
        assert_snapshot!(code, text.join("\n\n"));
    }
}

#[test]
fn what_a_real_notice_has_is_no_error() {
    // D3 and D11 are errors when nothing is named, not even an assumption; the real notices' files have assumptions.
    for (code, _) in codes().filter(|(code, _)| code.starts_with('D') && !matches!(*code, "D3" | "D11")) {
        let (_, found, compiled) = bad(code);
        assert!(found.iter().filter(|d| d.code == code).all(|d| d.severity != Severity::Error), "{code}");
        assert!(compiled, "{code}");
    }
}

fn codes_of(name: &str) -> BTreeSet<String> {
    let made = compile(&library(), &format!("notices/{name}.toml"));
    made.diagnostics.iter().map(|d| d.code.to_owned()).collect()
}

#[test]
fn each_finding_of_the_real_notices_is_made_where_they_have_it() {
    let expected = [
        ("D1", &["coventry"][..]),
        ("D2", &["families", "mars"]),
        ("D3", &["mars"]),
        ("D4", &["mars"]),
        ("D5", &["mars", "dudley", "kirklees", "families"]),
        ("D6", &["families", "coventry"]),
        ("D7", &["kirklees", "dudley", "coventry", "families"]),
        ("D8", &["mars", "families"]),
        ("D9", &["dudley", "kirklees"]),
        ("D10", &["mars"]),
        ("D11", &["mars", "coventry", "kirklees"]),
        ("D12", &["families"]),
        ("D13", &["mars", "families"]),
        ("D14", &["mars"]),
        ("D15", &["kirklees"]),
        ("D16", &["kirklees"]),
        ("D17", &["dudley"]),
        ("D18", &["mars", "dudley", "coventry", "kirklees", "families"]),
    ];
    let found: HashMap<&str, BTreeSet<String>> =
        ["mars", "dudley", "coventry", "kirklees", "families"].into_iter().map(|n| (n, codes_of(n))).collect();
    for (code, notices) in expected {
        for name in notices {
            assert!(found[name].contains(code), "{code} in {name}");
        }
    }
}

#[test]
fn the_findings_of_the_real_notices() {
    for name in ["mars", "dudley", "coventry", "kirklees", "families"] {
        let library = library();
        let made = compile(&library, &format!("notices/{name}.toml"));
        assert!(!made.has_errors() && made.compiled.is_some_and(|c| c.is_draft()), "{name} compiles as a draft");
        let text: Vec<String> = made
            .diagnostics
            .iter()
            .filter(|d| d.code.starts_with('D'))
            .map(|d| {
                let json = d.json(&library);
                format!("{} {}", json.code, d.title)
            })
            .collect();
        assert_snapshot!(format!("real_{name}"), text.join("\n"));
    }
}

#[test]
fn a_finding_as_json_names_its_place() {
    let (library, found, _) = bad("E02");
    let json = serde_json::to_value(found[0].json(&library)).expect("json");
    assert_eq!(json["path"], "E02.toml");
    assert_eq!(json["code"], "E02");
    assert_eq!(json["severity"], "error");
    let (line, column) = (json["line"].as_u64().expect("line"), json["column"].as_u64().expect("column"));
    let text = library.text("E02.toml").expect("text");
    let line_text = text.lines().nth(usize::try_from(line).expect("small") - 1).expect("the line");
    assert!(line_text[usize::try_from(column).expect("small") - 1..].starts_with("sources"));
    assert_eq!(json["end"]["line"].as_u64(), Some(line));
    assert!(json["help"].as_str().expect("help").contains("source"));
}

#[test]
fn colour_is_only_colour() {
    let (library, found, _) = bad("E06");
    let strip = |text: String| {
        let mut out = String::new();
        let mut escape = false;
        for c in text.chars() {
            match (escape, c) {
                (false, '\u{1b}') => escape = true,
                (true, 'm') => escape = false,
                (false, c) if c.is_ascii_alphanumeric() => out.push(c),
                _ => {}
            }
        }
        out
    };
    for d in &found {
        assert!(d.render(&library, true).contains('\u{1b}'));
        assert!(!d.render(&library, false).contains('\u{1b}'));
        assert_eq!(strip(d.render(&library, true)), strip(d.render(&library, false)));
    }
}

#[test]
fn the_schema_is_closed_and_knows_every_kind() {
    let schema: serde_json::Value = serde_json::from_str(&json_schema()).expect("JSON");
    assert_eq!(schema["additionalProperties"], false);
    for kind in ["Disclose", "Category", "Retain", "Party"] {
        assert_eq!(schema["$defs"][kind]["additionalProperties"], false, "{kind}");
        assert!(schema["$defs"][kind]["properties"]["origin"].is_object(), "{kind} has provenance");
    }
}

/// What is said of a file without fault with one piece of it changed.
fn changed(from: &str, to: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/bad/none.toml");
    let text = std::fs::read_to_string(path).expect("the file");
    assert!(from.is_empty() || text.matches(from).count() == 1, "{from:?} stands there once");
    let library = library().with("n.toml", if from.is_empty() { to.to_owned() } else { text.replace(from, to) });
    let made = compile(&library, "n.toml");
    made.diagnostics.iter().map(|d| d.render(&library, false)).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn a_table_that_stands_twice_is_told_once_with_its_first_place() {
    let again = "[role.officer]\nlabel = \"Housing officer\"\n\n[role.officer]\nlabel = \"Officer\"";
    let said = changed("[role.officer]\nlabel = \"Housing officer\"", again);
    assert_eq!(said.matches("error[").count(), 1, "{said}");
    assert!(said.contains("first said here") && said.contains("`[role.officer]` stands here a second time"), "{said}");
    let key = changed("label = \"Housing officer\"", "label = \"Housing officer\"\nlabel = \"Officer\"");
    assert!(key.matches("error[").count() == 1 && key.contains("first said here") && key.contains("`label`"), "{key}");
}

#[test]
fn an_empty_file_is_told_what_to_begin_with() {
    for text in ["\n", "# Nothing yet\n\n"] {
        let said = changed("", text);
        assert!(said.contains("the file is empty") && said.contains("begin with `[notice]`"), "{said}");
    }
}

#[test]
fn text_in_the_place_of_a_list_is_offered_as_one() {
    let said = changed("controller = [\"council\"]", "controller = \"council\"");
    assert!(said.contains("put it in brackets: `[\"council\"]`"), "{said}");
}

#[test]
fn a_field_that_is_nearly_one_of_the_catalogue_is_asked_about() {
    let said = changed("\"date-of-birth\", \"phone\"]", "\"date-of-birth\", \"adress\"]");
    assert!(said.contains("E27") && said.contains("did you mean `address`?"), "{said}");
    let own = changed("\"date-of-birth\", \"phone\"]", "\"date-of-birth\", \"shoe-size\"]");
    assert!(own.is_empty(), "{own}");
}

#[test]
fn a_disclosure_that_lets_nothing_go_is_found() {
    let wide = "[disclose.wide]\nto = [\"shelter\"]\npurpose = \"house\"\ncategories = [\"*\"]\ngate = { power = \"Housing Act 1996 section 213\" }\n\n[retain.record]";
    let said = changed("[retain.record]", wide);
    assert!(said.contains("`disclose.referral` lets nothing go that `disclose.wide` does not"), "{said}");
    let other = changed("[retain.record]", &wide.replace("[\"*\"]", "[\"health\"]"));
    assert!(!other.contains("lets nothing go"), "{other}");
    let over = changed("kind = \"voluntary\"", "kind = \"voluntary\"\nuntil = \"2020-01-01\"");
    assert!(over.contains("`disclose.referral` gives to a body whose last day is over"), "{over}");
}

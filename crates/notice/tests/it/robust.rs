//! Nothing that is thrown at the compiler makes it panic, and the same text always means the same.

use crate::support::{SHIPPED, library};
use notice::{Library, compile};
use proptest::prelude::*;

fn try_it(text: &str) {
    let library = library().with("x.toml", text);
    let made = compile(&library, "x.toml");
    for d in &made.diagnostics {
        assert!(!d.render(&library, false).is_empty());
        let json = d.json(&library);
        assert!(json.line >= 1 && json.column >= 1);
    }
    assert_eq!(made.compiled.is_some(), !made.has_errors());
}

/// Cuts a piece out of a text, doubles it, or puts another in its place, at character boundaries.
fn mutate(text: &str, at: usize, len: usize, how: u8, other: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = at % chars.len();
    let end = (at + len).min(chars.len());
    let piece: String = chars[at..end].iter().collect();
    let (before, after): (String, String) = (chars[..at].iter().collect(), chars[end..].iter().collect());
    match how % 4 {
        0 => format!("{before}{after}"),
        1 => format!("{before}{piece}{piece}{after}"),
        2 => format!("{before}{other}{after}"),
        _ => format!("{before}{other}{piece}{after}"),
    }
}

/// Takes lines out, doubles them or exchanges them: files that are still TOML, mostly.
fn mutate_lines(text: &str, at: usize, to: usize, how: u8) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let (at, to) = (at % lines.len(), to % lines.len());
    match how % 3 {
        0 => {
            lines.remove(at);
        }
        1 => lines.insert(to, lines[at]),
        _ => lines.swap(at, to),
    }
    lines.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in "\\PC{0,400}") {
        try_it(&text);
    }

    #[test]
    fn any_toml_like_text(lines in proptest::collection::vec(
        prop_oneof![
            "\\[(notice|party|class|role|category|purpose|disclose|retain|override|rights|x)(\\.[a-z\"*:é-]{1,8})?\\]",
            "(id|version|title|effective|controller|label|to|gate|keep|what|fields|kind|members|extends) = (\"[^\"\\\\]{0,12}\"|\\[\\]|\\[\"[*a-z:/@1-9]{0,8}\"\\]|-?[0-9]{1,12}|true|\\{ [a-z-]{1,8} = \"x\" \\}|2026-13-41|1e9)",
        ], 0..30)) {
        try_it(&lines.join("\n"));
    }

    #[test]
    fn a_damaged_notice(which in 0..SHIPPED.len(), at in any::<usize>(), len in 0..60_usize, how in any::<u8>(), other in "\\PC{0,12}") {
        try_it(&mutate(SHIPPED[which].1, at, len, how, &other));
    }

    #[test]
    fn a_notice_with_lines_astray(which in 0..SHIPPED.len(), at in any::<usize>(), to in any::<usize>(), how in any::<u8>()) {
        try_it(&mutate_lines(SHIPPED[which].1, at, to, how));
    }
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    let deep = format!("[disclose.x]\ngate = {}{}", "{ any = [".repeat(5000), "] }".repeat(5000));
    try_it(&deep);
    try_it(&format!("x = {}{}", "[".repeat(5000), "]".repeat(5000)));
}

#[test]
fn a_gate_with_millions_of_ways_is_refused() {
    let text = include_str!("bad/none.toml");
    let any = "{ any = [\"subject\", { duty = \"a\" }, { power = \"b\" }, { contract = \"c\" }] }";
    let gate = format!("{{ all = [{}] }}", [any; 24].join(", "));
    let text = text.replace("{ consent = { meaning = \"permission\", withdraw = \"privacy\" } }", &gate);
    let library = Library::new().with("x.toml", text);
    let made = compile(&library, "x.toml");
    assert!(made.diagnostics.iter().any(|d| d.code == "E15"));
    assert!(made.compiled.is_none());
}

#[test]
fn layout_and_comments_do_not_change_the_hash_and_words_do() {
    let text = include_str!("bad/none.toml");
    let hash = |text: &str| compile(&Library::new().with("x.toml", text), "x.toml").compiled.expect("compiles").hash;
    let same = format!("# a comment\n\n{}", text.replace("   = ", " = "));
    assert_eq!(hash(text), hash(&same));
    assert_ne!(hash(text), hash(&text.replace("Find you a home", "Find you a house")));
}

#[test]
fn a_base_is_part_of_the_hash() {
    let text = include_str!("bad/none.toml")
        .replace("controller = [\"council\"]", "controller = [\"council\"]\nextends = [\"base/x@1\"]");
    let base = "[notice]\nid = \"base/x\"\nversion = \"1.0.0\"\ntitle = \"B\"\neffective = \"2026-01-01\"\nkind = \"base\"\norigin = \"law\"\n[purpose.court]\nlabel = \"Obey courts\"\n";
    let hash = |base: &str| {
        let library = Library::new().with("b.toml", base).with("x.toml", text.as_str());
        compile(&library, "x.toml").compiled.expect("compiles").hash
    };
    assert_ne!(hash(base), hash(&base.replace("Obey", "Serve")));
}

/// A small notice without fault, with other text after it.
fn with(more: &str) -> String {
    format!("{}\n{more}", include_str!("bad/none.toml"))
}

fn codes_of(text: &str) -> Vec<&'static str> {
    let library = Library::new().with("x.toml", text);
    compile(&library, "x.toml").diagnostics.iter().map(|d| d.code).collect()
}

#[test]
fn keys_of_ten_thousand_parts_are_an_error_and_no_overflow() {
    let deep = "a.".repeat(10_000);
    for text in [format!("{deep}a = 1"), format!("[{deep}a]"), format!("[[{deep}a]]"), format!("x = {{ {deep}a = 1 }}")]
    {
        assert!(!codes_of(&text).is_empty());
    }
    try_it(&format!("[disclose.x]\ngate.{}any = []", "any.".repeat(10_000)));
}

#[test]
fn huge_files_are_refused_quickly_with_a_reason() {
    let began = std::time::Instant::now();
    let parties: String = (0..30_000).map(|n| format!("[party.p{n}]\nname=\"P{n}\"\n")).collect();
    let members: Vec<String> = (0..60_000).map(|n| format!("\"B.{n}\"")).collect();
    let alike: Vec<String> = (0..1_900).map(|n| format!("\"b{}\"", "!".repeat(n % 1_000 + 1))).collect();
    for (text, codes) in [
        ("x".repeat(10 * 1024 * 1024), &["E01"][..]),
        (with(&parties), &["E15"]),
        (with(&format!("[class.x]\nlabel=\"X\"\nkind=\"body\"\nmembers=[{}]", members.join(","))), &["E15"]),
        (with(&format!("[source.x]\nfrom=[{}]\ncategories=[\"*\"]", members.join(","))), &["E15"]),
        (with(&format!("[source.x]\nfrom=[{}]\ncategories=[\"*\"]", alike.join(","))), &["E06", "E15"]),
    ] {
        let found = codes_of(&text);
        assert!(codes.iter().all(|c| found.contains(c)), "{codes:?} in {found:?}");
        assert!(found.len() < 400, "{} findings", found.len());
    }
    let seconds = began.elapsed().as_secs();
    assert!(seconds < 60, "it took {seconds} seconds; each thing compared with each other takes many minutes");
}

#[test]
fn bodies_whose_names_make_the_same_id_are_told_apart() {
    let names: Vec<String> = (1..1_500).map(|n| format!("\"Body{}\"", "!".repeat(n))).collect();
    let text = format!(
        "[notice]\nid = \"a/b\"\nversion = \"1.0.0\"\ntitle = \"T\"\neffective = \"2026-01-01\"\n[class.x]\nlabel = \"X\"\nmembers = [{}]",
        names.join(",")
    );
    try_it(&text);
}

#[test]
fn what_nobody_sees_is_warned_of_wherever_it_stands() {
    let text = include_str!("bad/none.toml");
    for changed in [
        text.replace("Find you a home", "Find you a \u{2066}home"),
        text.replace("Find you a home", "Find you a \\u202Ehome"),
        text.replace("Find you a home", "Find you a \\u001B[2Jhome"),
        format!("# not \u{202e}seen\n{text}"),
    ] {
        assert_ne!(changed, text);
        assert_eq!(codes_of(&changed), ["E34"]);
    }
    assert!(codes_of(&with("[purpose.\"heal\u{200b}th\"]\nlabel = \"X\"")).contains(&"E20"));
    assert!(codes_of(&with("[purpose.\"hea\u{442}h\"]\nlabel = \"X\"")).contains(&"E20"));
}

#[test]
fn what_a_file_says_cannot_steer_the_terminal() {
    let text = with("[purpose.\"\\u001B[2J\\u202Ex\"]\nlabel = \"X\"\n\"\\u001B]0;x\\u0007\" = 1");
    let library = Library::new().with("x.toml", text);
    for d in compile(&library, "x.toml").diagnostics {
        let shown = d.render(&library, false);
        assert!(!shown.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{shown:?}");
    }
}

#[test]
fn line_ends_and_a_byte_order_mark_mean_nothing() {
    let text = include_str!("bad/none.toml");
    let hash = |text: &str| compile(&Library::new().with("x.toml", text), "x.toml").compiled.expect("compiles").hash;
    assert_eq!(hash(text), hash(&text.replace('\n', "\r\n")));
    assert_eq!(hash(text), hash(&format!("\u{feff}{text}")));
    let library = Library::new().with("x.toml", text.replace('\n', "\r\n").replace("[notice]", "[notice]\r\nxx = 1"));
    let found = compile(&library, "x.toml").diagnostics;
    assert_eq!(found[0].json(&library).column, 1);
    assert!(found[0].render(&library, true).contains("xx"));
}

//! Filters without names, and research without a way back.

use super::{CANARY, fails, people, rows, text, works};
use std::collections::HashSet;

const RECIPE: &str = r#"
bits = 2048
[hardening]
balance = true
fold = 1
noise = 0.02
[[fields]]
name = "first_name"
kind = "forename"
piece = 2
sets = 200
[[fields]]
name = "surname"
kind = "surname"
piece = 2
sets = 200
[[fields]]
name = "dob"
kind = "date"
piece = 1
placed = true
sets = 200
[[fields]]
name = "postcode"
kind = "postcode"
piece = 1
placed = true
sets = 100
"#;

#[test]
fn two_agencies_find_overlaps_and_show_no_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let f = folder.path();
    let list = people(f, 400, 4);
    // Each agency has its own file.
    let all = std::fs::read_to_string(&list).expect("a list");
    for agency in ["housing", "health"] {
        let own: Vec<&str> =
            all.lines().enumerate().filter(|(n, l)| *n == 0 || l.contains(agency)).map(|(_, l)| l).collect();
        std::fs::write(f.join(format!("{agency}.csv")), own.join("\n")).expect("written");
    }
    std::fs::write(f.join("recipe.toml"), RECIPE).expect("written");
    let key = f.join("shared.key");
    works(&["private", "key", "--out", text(&key)]);
    assert!(fails(&["private", "key", "--out", text(&key)]).contains("exists"), "a key is never overwritten");
    for agency in ["housing", "health"] {
        let own = f.join(format!("{agency}.key"));
        works(&["private", "key", "--out", text(&own)]);
        let (list, out) = (f.join(format!("{agency}.csv")), f.join(format!("{agency}.filters")));
        let mut args = vec![
            "private",
            "encode",
            text(&list),
            "--recipe",
            "",
            "--key",
            text(&key),
            "--release",
            "spring",
            "--out",
            text(&out),
        ];
        let recipe = f.join("recipe.toml");
        args[4] = text(&recipe);
        assert!(fails(&args).contains("--own-key"), "noise needs a key of one's own");
        args.extend(["--own-key", text(&own)]);
        works(&args);
        let written = std::fs::read_to_string(&out).expect("filters");
        assert!(!written.contains(CANARY) && !written.contains("Olivia"));
    }
    let links = f.join("links.csv");
    works(&[
        "private",
        "match",
        text(&f.join("housing.filters")),
        text(&f.join("health.filters")),
        "--out",
        text(&links),
    ]);
    let found = rows(&links);
    let right = found
        .iter()
        .filter(|r| r[0].parse::<u32>().expect("an id") / 2 == r[1].parse::<u32>().expect("an id") / 2)
        .count();
    let f1 = 2.0 * right as f64 / (found.len() + 400) as f64;
    assert!(f1 > 0.97, "{f1}");
}

#[test]
fn research_parts_identifiers_from_attributes_and_nothing_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let f = folder.path();
    let list = people(f, 60, 2);
    let release = |name: &str| {
        let (who, what) = (f.join(format!("{name}-who.csv")), f.join(format!("{name}-what.csv")));
        works(&[
            "research",
            "separate",
            text(&list),
            "--identifiers",
            "first_name,surname,dob",
            "--attributes",
            "agency,sex",
            "--to-matcher",
            text(&who),
            "--to-researcher",
            text(&what),
        ]);
        (who, what)
    };
    let (who, what) = release("spring");
    let text_of = |p: &std::path::Path| std::fs::read_to_string(p).expect("a file");
    assert!(text_of(&who).contains(CANARY) && !text_of(&who).contains("housing"), "the matcher sees no attribute");
    assert!(!text_of(&what).contains(CANARY), "the researcher sees no identifier");
    assert!(
        !text_of(&who).contains("record_id") && !text_of(&what).contains("record_id"),
        "no id of the agency's own goes along"
    );
    let keys = |p: &std::path::Path| rows(p).iter().map(|r| r[0].to_owned()).collect::<Vec<String>>();
    assert_eq!(keys(&who), keys(&what));
    let mut sorted = keys(&who);
    sorted.sort();
    assert_eq!(sorted, keys(&who), "the order is that of the keys, which is chance");
    let (again, _) = release("autumn");
    let old: HashSet<String> = keys(&who).into_iter().collect();
    assert!(keys(&again).iter().all(|k| !old.contains(k)), "each release has keys of its own");
    let same = fails(&[
        "research",
        "separate",
        text(&list),
        "--identifiers",
        "surname",
        "--attributes",
        "surname,sex",
        "--to-matcher",
        text(&f.join("a.csv")),
        "--to-researcher",
        text(&f.join("b.csv")),
    ]);
    assert!(same.contains("either an identifier or an attribute"), "{same}");
    // The matching party links the keys; what it gives the researcher names nobody.
    let model = f.join("m.toml");
    std::fs::write(f.join("s.toml"), SETTINGS).expect("written");
    works(&[
        "run",
        text(&who),
        "--id-column",
        "key",
        "--learn",
        text(&f.join("s.toml")),
        "--model",
        text(&model),
        "--out",
        text(&f.join("linked")),
    ]);
    assert!(!text_of(&f.join("linked/clusters.csv")).contains(CANARY));
}

const SETTINGS: &str = r#"
[[fields]]
name = "surname"
kind = "surname"
[[fields]]
name = "dob"
kind = "date"
[[comparisons]]
name = "surname"
needs = ["surname"]
levels = [{ label = "same surname", when = { exact = "surname" } }, { label = "different surname", when = "otherwise" }]
[[comparisons]]
name = "dob"
needs = ["dob"]
levels = [{ label = "same date of birth", when = { exact = "dob" } }, { label = "different date of birth", when = "otherwise" }]
[[blocking]]
key = [{ value = "dob" }]
[[blocking]]
key = [{ value = "surname" }]
[training]
sessions = [[{ value = "dob" }], [{ value = "surname" }]]
certain = [[{ value = "surname" }, { value = "dob" }]]
"#;

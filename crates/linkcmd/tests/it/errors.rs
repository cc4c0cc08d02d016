//! Bad files get an error that says where and what to do, and never what stands there.

use super::{CANARY, fails, people, text, works};
use std::path::Path;

fn with(folder: &Path, name: &str, content: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, content).expect("written");
    let model = folder.join("m.toml");
    fails(&["train", text(&path), "--settings", "plain", "--model", text(&model)])
}

const HEADER: &str = "record_id,first_name,surname,sex,dob,address,postcode,nino,upn\n";

#[test]
fn a_wrong_file_says_where_and_keeps_quiet_of_what() {
    let folder = tempfile::tempdir().expect("a folder");
    let f = folder.path();
    let row = |id: &str| format!("{id},Ada,{CANARY},F,1990-01-01,1 High St,QX1 1AB,,\n");
    let cases = [
        (
            with(f, "short.csv", &format!("{HEADER}{}2,Ada,{CANARY}\n", row("1"))),
            "row 3 has 3 values where the first row names 9",
        ),
        (
            with(f, "twice.csv", &format!("{HEADER}{}{}", row(CANARY), row(CANARY))),
            "rows 2 and 3 have the same `record_id`",
        ),
        (with(f, "none.csv", &format!("{HEADER}{}", row(""))), "row 2: `record_id` is empty"),
        (
            with(f, "column.csv", &format!("record_id,first_name,name\n1,Ada,{CANARY}\n")),
            "there is no column `surname`",
        ),
        (with(f, "empty.csv", ""), "the file is empty"),
        (with(f, "list.xlsx", CANARY), "must end in .csv or .parquet"),
        (with(f, "list.parquet", CANARY), "not a Parquet file"),
    ];
    for (said, wanted) in cases {
        assert!(said.contains(wanted), "wanted {wanted}: {said}");
        assert!(!said.contains(CANARY), "{said}");
    }
    std::fs::write(f.join("latin.csv"), [HEADER.as_bytes(), b"1,Ada,Canaryfield\xe9,F,,,,,\n"].concat())
        .expect("written");
    let said = fails(&["train", text(&f.join("latin.csv")), "--settings", "plain", "--model", text(&f.join("m.toml"))]);
    assert!(said.contains("row 2, column `surname`") && said.contains("UTF-8") && !said.contains(CANARY), "{said}");
    // What nobody reads may be in any letters: notes from an older program beside a list that is right.
    let list = people(f, 200, 1);
    let mut noted = Vec::new();
    for (at, line) in std::fs::read_to_string(&list).expect("read").lines().enumerate() {
        noted.extend_from_slice(line.as_bytes());
        noted.extend_from_slice(if at == 0 { b",notes\n" } else { b",caf\xe9\n" });
    }
    std::fs::write(f.join("noted.csv"), noted).expect("written");
    works(&["train", text(&f.join("noted.csv")), "--settings", "plain", "--model", text(&f.join("noted.toml"))]);
    works(&["train", text(&list), "--settings", "plain", "--model", text(&f.join("m.toml"))]);
    let model = |name: &str| std::fs::read_to_string(f.join(name)).expect("a model");
    assert_eq!(model("noted.toml"), model("m.toml"));
}

#[test]
fn wrong_models_labels_and_recipes_are_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let f = folder.path();
    let list = people(f, 50, 1);
    std::fs::write(f.join("m.toml"), "prior = \"much\"").expect("written");
    let said = fails(&["run", text(&list), "--model", text(&f.join("m.toml")), "--out", text(&f.join("o"))]);
    assert!(said.contains("m.toml"), "{said}");
    works(&["train", text(&list), "--model", text(&f.join("m.toml"))]);
    std::fs::write(f.join("l.csv"), format!("source_l,id_l,source_r,id_r,label\nhousing,0,health,1,{CANARY}\n"))
        .expect("written");
    let said = fails(&[
        "run",
        text(&list),
        "--model",
        text(&f.join("m.toml")),
        "--out",
        text(&f.join("o")),
        "--labels",
        text(&f.join("l.csv")),
    ]);
    assert!(
        said.contains("row 2, column `label`: write same, different or unsure") && !said.contains(CANARY),
        "{said}"
    );
}

#[test]
fn a_line_end_inside_quotes_is_no_row_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("long.csv");
    // Long enough to be read in parts.
    let mut content = String::from(HEADER);
    for n in 0..160_000 {
        content += &format!("{n},Ada,Fernby,F,1990-01-01,\"Flat 2,\n{n} High Street\",QX1 1AB,,\n");
    }
    content += "x,Ada\n";
    std::fs::write(&list, content).expect("written");
    let said = fails(&["train", text(&list), "--settings", "plain", "--model", text(&folder.path().join("m.toml"))]);
    assert!(said.contains("row 160002 has 2 values"), "{said}");
}

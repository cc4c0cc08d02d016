//! `casement link serve`: one new record after another against lists that stand ready.

use crate::{CANARY, people, works};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

struct Lists {
    records: String,
    model: String,
    clusters: PathBuf,
}

/// Lists with a model, and a run over them.
fn linked(folder: &Path) -> Lists {
    let records = people(folder, 300, 5).display().to_string();
    let model = folder.join("model.toml").display().to_string();
    let out = folder.join("run").display().to_string();
    works(&["train", &records, "--source-column", "agency", "--model", &model]);
    works(&["run", &records, "--source-column", "agency", "--model", &model, "--out", &out]);
    Lists { records, model, clusters: folder.join("run").join("clusters.csv") }
}

/// Asks line by line, and answers with what came back; the first line says that it is ready.
fn asked(of: &Lists, lines: &[String]) -> Vec<serde_json::Value> {
    asked_with(of, &[], lines)
}

fn asked_with(of: &Lists, more: &[&str], lines: &[String]) -> Vec<serde_json::Value> {
    let clusters = of.clusters.display().to_string();
    let args = ["serve", &of.records, "--source-column", "agency", "--model", &of.model, "--clusters", &clusters];
    let mut child = Command::new(env!("CARGO_BIN_EXE_casement-link"))
        .args(args)
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut to = child.stdin.take().expect("a pipe");
    let mut from = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut next = || serde_json::from_str(&from.next().expect("an answer").expect("text")).expect("JSON");
    let mut answers = vec![next()];
    for line in lines {
        writeln!(to, "{line}").expect("it listens");
        answers.push(next());
    }
    drop(to);
    assert!(child.wait().expect("it ends").success());
    answers
}

/// The records of the lists, as a new record would come from another list.
fn again(of: &Lists, how_many: usize) -> Vec<(String, String, String)> {
    let mut reader = csv::Reader::from_path(&of.records).expect("a file");
    let head = reader.headers().expect("a header").clone();
    let rows = reader.records().take(how_many).map(|row| {
        let row = row.expect("a row");
        let said: HashMap<&str, &str> = head.iter().zip(row.iter()).collect();
        let values: serde_json::Map<String, serde_json::Value> = said
            .iter()
            .filter(|(column, _)| !["record_id", "agency"].contains(*column))
            .map(|(column, text)| ((*column).to_owned(), (*text).into()))
            .collect();
        let line =
            serde_json::json!({ "id": format!("new-{}", said["record_id"]), "source": "intake", "values": values });
        (said["agency"].to_owned(), said["record_id"].to_owned(), line.to_string())
    });
    rows.collect()
}

#[test]
fn a_new_record_is_answered_for_with_reasons_that_sum_and_joins_its_cluster() {
    let folder = tempfile::tempdir().expect("a folder");
    let of = linked(folder.path());
    let clusters = linkfiles::read_clusters(&of.clusters).expect("clusters");
    let records = again(&of, 40);
    let answers = asked(&of, &records.iter().map(|r| r.2.clone()).collect::<Vec<_>>());
    assert!(answers[0]["ready"].as_u64().expect("a number") > 300 && answers[0]["columns"].is_array());
    let mut joined = 0;
    for ((source, id, _), answer) in records.iter().zip(&answers[1..]) {
        let candidates = answer["candidates"].as_array().expect("candidates");
        for candidate in candidates {
            let bits = |value: &serde_json::Value| (value.as_f64().expect("bits") * 1000.0).round();
            let sum: f64 = candidate["reasons"].as_array().expect("reasons").iter().map(|r| bits(&r["bits"])).sum();
            assert!((sum - bits(&candidate["bits"])).abs() < 0.5, "the reasons sum to the score");
        }
        let itself = candidates.iter().find(|c| c["source"] == source.as_str() && c["id"] == id.as_str());
        if itself.is_some_and(|c| c["same"] == true) {
            let known = clusters[&(source.clone(), id.clone())].as_str();
            let fits = answer["also_fits"].as_array().expect("clusters");
            assert!(answer["cluster"] == known || fits.iter().any(|c| c == known), "{answer}");
            joined += usize::from(answer["cluster"] == known);
        }
    }
    assert!(joined > 30, "{joined} of 40 who came again were put where they are");
    // It comes a second time: it is compared with what came since.
    let twice = vec![records[0].2.clone(), records[0].2.replace("new-", "newer-")];
    let second = &asked(&of, &twice)[2];
    assert!(second["candidates"].as_array().expect("candidates").iter().any(|c| c["source"] == "intake"));
}

#[test]
fn what_is_no_record_is_answered_in_words_and_the_next_one_is_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let of = linked(folder.path());
    let good = again(&of, 1).remove(0).2;
    let lines = [
        CANARY.to_owned(),
        format!("{{\"id\":\"1\",\"source\":\"intake\",\"values\":{{\"{CANARY}\":\"x\"}}}}"),
        format!("{{\"id\":\"1\",\"source\":\"intake\",\"values\":{{\"surname\":[\"{CANARY}\"]}}}}"),
        "{\"id\":\"\",\"source\":\"intake\",\"values\":{}}".to_owned(),
        format!("{{\"id\":\"{}\"", "x".repeat(3 << 20)),
        good,
    ];
    let answers = asked(&of, &lines);
    for answer in &answers[1..6] {
        let said = answer["error"].as_str().expect("an error in words");
        assert!(!said.contains(CANARY) && !said.is_empty());
    }
    assert!(answers[5]["error"].as_str().expect("words").contains("1 MB"));
    assert!(answers[6]["cluster"].is_string() || answers[6]["cluster"].is_object(), "{}", answers[6]);
}

#[test]
fn a_list_that_has_each_person_once_is_kept_so_by_what_comes() {
    let folder = tempfile::tempdir().expect("a folder");
    let of = linked(folder.path());
    let (source, id, line) = again(&of, 1).remove(0);
    assert_eq!(source, "housing");
    let line = |from: &str, called: &str| {
        let mut said: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        (said["source"], said["id"]) = (from.into(), called.into());
        said.to_string()
    };
    let lines = [line("housing", "again"), line("intake", "x-1"), line("intake", "x-2"), line("other", "y-1")];
    let free = asked(&of, &lines);
    let cluster = free[1]["cluster"].clone();
    assert!(cluster.is_string() && free[1..].iter().all(|a| a["cluster"] == cluster), "{id}: {free:?}");
    // Whoever is on the list already, and who comes to it a second time, is somebody else, and it is said of whom they remind.
    let kept = asked_with(&of, &["--one-record-each", "housing", "--one-record-each", "intake"], &lines);
    let joined: Vec<bool> = kept[1..].iter().map(|a| a["cluster"] == cluster).collect();
    assert_eq!(joined, [false, true, false, true], "{kept:?}");
    assert_eq!(kept[1]["taken"], serde_json::json!([cluster]));
    assert_eq!(kept[3]["taken"], serde_json::json!([cluster]));
    assert_eq!(kept[2]["taken"], serde_json::json!([]));
}

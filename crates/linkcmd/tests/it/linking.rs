//! The whole way: learn, link, evaluate, explain, review, export.

use super::{CANARY, fails, link, people, rows, text, works};
use std::collections::HashMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

fn linked(folder: &Path, seed: &str, format: &str) -> std::path::PathBuf {
    let list = people(folder, 900, 3);
    let out = folder.join(format!("out-{seed}-{format}"));
    let model = folder.join(format!("model-{seed}.toml"));
    works(&["train", text(&list), "--source-column", "agency", "--seed", seed, "--model", text(&model)]);
    let said = works(&[
        "run",
        text(&list),
        "--source-column",
        "agency",
        "--model",
        text(&model),
        "--out",
        text(&out),
        "--format",
        format,
    ]);
    assert!(!said.contains(CANARY));
    out
}

#[test]
fn people_are_found_again_with_no_label_given() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = linked(folder.path(), "1", "csv");
    let mut of: HashMap<String, Vec<String>> = HashMap::new();
    for row in rows(&out.join("clusters.csv")) {
        of.entry(row[2].to_owned()).or_default().push(row[1].to_owned());
    }
    // Records 2n and 2n + 1 are one person.
    let right = of.values().filter(|ids| {
        let mut n: Vec<usize> = ids.iter().map(|i| i.parse().expect("a number")).collect();
        n.sort_unstable();
        n.len() == 2 && n[0].is_multiple_of(2) && n[1] == n[0] + 1
    });
    let right = right.count();
    assert!(right > 870, "{right} of 900");
}

#[test]
fn the_same_seed_gives_the_same_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let one = linked(folder.path(), "5", "csv");
    let first: Vec<Vec<u8>> = ["pairs.csv", "clusters.csv", "quality.csv"]
        .iter()
        .map(|f| std::fs::read(one.join(f)).expect("a file"))
        .collect();
    std::fs::remove_dir_all(&one).expect("gone");
    let two = linked(folder.path(), "5", "csv");
    let again: Vec<Vec<u8>> = ["pairs.csv", "clusters.csv", "quality.csv"]
        .iter()
        .map(|f| std::fs::read(two.join(f)).expect("a file"))
        .collect();
    assert!(first == again);
}

#[test]
fn parquet_says_what_csv_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let csv = linked(folder.path(), "1", "csv");
    let list = folder.path().join("records.csv");
    let parquet = linked(folder.path(), "1", "parquet");
    // The clusters go in again, as Parquet and as CSV, and keep their ids.
    let model = folder.path().join("model-1.toml");
    for before in [csv.join("clusters.csv"), parquet.join("clusters.parquet")] {
        let out = folder.path().join("again");
        works(&[
            "run",
            text(&list),
            "--source-column",
            "agency",
            "--model",
            text(&model),
            "--out",
            text(&out),
            "--before",
            text(&before),
        ]);
        assert!(
            std::fs::read(out.join("clusters.csv")).expect("a file")
                == std::fs::read(csv.join("clusters.csv")).expect("a file")
        );
    }
    // And a Parquet list is read like the CSV list that it was made from.
    let cleaned = |to: &str, from: &Path, id: &str, source: &str| {
        let clean = folder.path().join(to);
        let settings = folder.path().join("s.json");
        let plain = folder.path().join("plain.toml");
        works(&["train", text(&list), "--settings", "plain", "--model", text(&plain)]);
        works(&[
            "export",
            text(from),
            "--id-column",
            id,
            "--source-column",
            source,
            "--model",
            text(&plain),
            "--to",
            "splink",
            "--out",
            text(&settings),
            "--cleaned",
            text(&clean),
        ]);
        clean
    };
    let once = cleaned("clean.parquet", &list, "record_id", "agency");
    let as_csv = cleaned("clean.csv", &list, "record_id", "agency");
    assert!(once.exists());
    assert_eq!(rows(&as_csv).len(), 1800);
    // The list itself, kept as Parquet, gives the very same files.
    let kept = folder.path().join("records.parquet");
    let mut reader = csv::Reader::from_path(&list).expect("a file");
    let header = reader.headers().expect("a header").clone();
    let records: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a row")).collect();
    let columns: Vec<(&str, linkfiles::Column<'_>)> = header
        .iter()
        .enumerate()
        .map(|(at, name)| (name, linkfiles::Column::Words(records.iter().map(|r| &r[at]).collect())))
        .collect();
    linkfiles::write_rows(&kept, &columns).expect("written");
    let model = folder.path().join("model-1.toml");
    let out = folder.path().join("out-kept");
    works(&["run", text(&kept), "--source-column", "agency", "--model", text(&model), "--out", text(&out)]);
    for file in ["pairs.csv", "clusters.csv", "quality.csv"] {
        let read = |of: &Path| std::fs::read(of.join(file)).expect("a file");
        assert!(read(&out) == read(&csv), "{file} is another when the list is Parquet");
        assert!(read(&out).len() > 100);
    }
}

#[test]
fn who_lives_together_is_written_where_it_is_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    people(folder.path(), 900, 3);
    let list = folder.path().join("families.csv");
    // Two families of one surname at two addresses, a lodger of another surname, and somebody at no address.
    let rows_of = "record_id,agency,first_name,surname,sex,dob,address,postcode,nino,upn\n\
        1,housing,Olivia,Canaryfield,,1980-02-03,4 Mill Road,QX1 2AB,,\n\
        2,housing,Jack,Canaryfield,,2011-05-06,4 Mill Road,QX1 2AB,,\n\
        3,housing,Grace,Canaryfield,,2014-07-08,4 Mill Road,QX1 2AB,,\n\
        4,housing,Harry,Canaryfield,,1979-09-10,77 Park Avenue,QX9 9AB,,\n\
        5,housing,Amelia,Fenwick,,1990-11-12,,,,\n";
    std::fs::write(&list, rows_of).expect("written");
    let (model, out) = (folder.path().join("m.toml"), folder.path().join("out"));
    let records = folder.path().join("records.csv");
    works(&["train", text(&records), "--source-column", "agency", "--model", text(&model)]);
    let run = ["run", text(&list), "--source-column", "agency", "--model", text(&model), "--out", text(&out)];
    works(&run);
    assert!(!out.join("households.csv").exists(), "it was not asked for");
    let said = works(&[&run[..], &["--households"]].concat());
    assert!(said.contains("3 households of 3 families") && !said.contains(CANARY), "{said}");
    let homes: HashMap<String, String> =
        rows(&out.join("households.csv")).iter().map(|r| (r[1].to_owned(), r[2].to_owned())).collect();
    assert_eq!(homes.len(), 5);
    assert!(homes["1"] == homes["2"] && homes["2"] == homes["3"], "who lives together is apart");
    assert!(homes["4"] != homes["1"] && homes["5"] != homes["1"] && homes["5"] != homes["4"]);
    let again = folder.path().join("again");
    let run = ["run", text(&list), "--source-column", "agency", "--model", text(&model), "--out", text(&again)];
    works(&[&run[..], &["--households", "--format", "parquet"]].concat());
    assert!(again.join("households.parquet").exists());
    // A model that does not read addresses cannot tell.
    let plain = folder.path().join("plain.toml");
    works(&["train", text(&records), "--source-column", "agency", "--settings", "plain", "--model", text(&plain)]);
    let run = ["run", text(&list), "--source-column", "agency", "--model", text(&plain), "--out", text(&again)];
    assert!(fails(&[&run[..], &["--households"]].concat()).contains("the model has no field house"));
}

#[test]
fn what_the_rules_would_cost_is_counted_before_anything_is_compared() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = people(folder.path(), 300, 4);
    let out = folder.path().join("out");
    let (none, model) = (folder.path().join("none.toml"), folder.path().join("m.toml"));
    let run = |model: &Path, more: &[&str]| {
        let of = ["run", text(&list), "--source-column", "agency", "--learn", "people", "--model", text(model)];
        works(&[&of[..], &["--out", text(&out)], more].concat())
    };
    let said = run(&none, &["--count"]);
    let pairs = |text: &str| -> u64 {
        let of = text.lines().filter_map(|l| l.strip_prefix("pairs = "));
        of.map(|n| n.parse::<u64>().expect("a number")).sum()
    };
    assert!(said.starts_with("600 records, ") && said.contains("[[rule]]\nnumber = 1\n"), "{said}");
    assert!(!out.exists() && !none.exists(), "something was written");
    run(&model, &[]);
    let report = std::fs::read_to_string(out.join("report.toml")).expect("a report");
    assert!(pairs(&said) > 0 && pairs(&said) == pairs(&report), "what was counted is not what was done");
}

#[test]
fn an_explanation_adds_up_to_the_score_that_the_run_wrote() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = linked(folder.path(), "1", "csv");
    let (list, model, svg) =
        (folder.path().join("records.csv"), folder.path().join("model-1.toml"), folder.path().join("w.svg"));
    for pair in rows(&out.join("pairs.csv")).iter().take(12) {
        let (a, b) = (format!("{}:{}", &pair[0], &pair[1]), format!("{}:{}", &pair[2], &pair[3]));
        let said = works(&[
            "explain",
            text(&list),
            "--source-column",
            "agency",
            "--model",
            text(&model),
            "--pair",
            &a,
            &b,
            "--svg",
            text(&svg),
        ]);
        let bits = |cell: &str| cell.replace('\u{2212}', "-").replace('+', "").parse::<f64>().expect("bits");
        let lines: Vec<&str> = said.lines().skip(1).take_while(|l| !l.is_empty()).collect();
        // The last column but one of each line, in thousandths.
        let of = |line: &str| {
            let cells: Vec<&str> = line.split_whitespace().collect();
            (bits(cells[cells.len() - 2]) * 1000.0).round() as i64
        };
        let (reasons, total) = lines.split_at(lines.len() - 1);
        let sum: i64 = reasons.iter().map(|l| of(l)).sum();
        let score = (pair[4].parse::<f64>().expect("bits") * 1000.0).round() as i64;
        assert_eq!((sum, of(total[0])), (score, score), "{said}");
        let picture = std::fs::read_to_string(&svg).expect("a picture");
        assert!(
            picture.contains("<title id=\"t\">")
                && picture.contains("<desc id=\"d\">")
                && picture.contains("role=\"img\"")
        );
    }
}

#[test]
fn evaluation_tells_errors_by_group_and_what_blocking_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    linked(folder.path(), "1", "csv");
    let (list, model, truth) =
        (folder.path().join("records.csv"), folder.path().join("model-1.toml"), folder.path().join("truth.csv"));
    let charts = folder.path().join("charts");
    let said = works(&[
        "evaluate",
        text(&list),
        "--source-column",
        "agency",
        "--model",
        text(&model),
        "--truth",
        text(&truth),
        "--group-column",
        "name_group",
        "--out",
        text(&charts),
    ]);
    for wanted in ["precision", "recall", "lost by blocking", "Calibration", "north", "south", "largest gap"] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    for chart in ["threshold", "precision-recall", "unlinkables", "weights"] {
        let svg = std::fs::read_to_string(charts.join(format!("{chart}.svg"))).expect("a chart");
        assert!(svg.contains("<title") && svg.contains("<desc"), "{chart}");
        assert!(!rows(&charts.join(format!("{chart}.csv"))).is_empty(), "{chart} has its table beside it");
    }
}

#[test]
fn decisions_are_kept_outlive_the_run_and_change_no_model() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = linked(folder.path(), "1", "csv");
    let (list, model, labels) =
        (folder.path().join("records.csv"), folder.path().join("model-1.toml"), folder.path().join("labels.csv"));
    let before = std::fs::read(&model).expect("a model");
    let mut review = Command::new(env!("CARGO_BIN_EXE_casement-link"))
        .args([
            "review",
            text(&list),
            "--source-column",
            "agency",
            "--model",
            text(&model),
            "--labels",
            text(&labels),
            "--pairs",
            "3",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    review.stdin.take().expect("a pipe").write_all(b"maybe\ny\nn\nq\n").expect("typed");
    let said = String::from_utf8(review.wait_with_output().expect("done").stdout).expect("text");
    assert!(said.contains("Please type y, n, u or q") && said.contains("2 decided now"), "{said}");
    assert!(!said.contains('%'), "blind unless asked otherwise");
    assert_eq!(rows(&labels).len(), 2);
    assert!(std::fs::read(&model).expect("a model") == before, "nothing learns by itself");
    let taught = folder.path().join("taught.toml");
    let said = works(&[
        "train",
        text(&list),
        "--source-column",
        "agency",
        "--from",
        text(&model),
        "--labels",
        text(&labels),
        "--model",
        text(&taught),
    ]);
    assert!(
        said.contains("Learned from 2 reviewed pairs") && taught.exists(),
        "a person trains, and sees both: {said}"
    );
    // A pair that is sure is decided to be two people, and stays apart.
    let sure =
        rows(&out.join("pairs.csv")).into_iter().find(|r| r[4].parse::<f64>().expect("bits") > 20.0).expect("a pair");
    let mut file = std::fs::OpenOptions::new().append(true).open(&labels).expect("labels");
    writeln!(file, "{},{},{},{},different", &sure[0], &sure[1], &sure[2], &sure[3]).expect("written");
    let again = folder.path().join("again");
    works(&[
        "run",
        text(&list),
        "--source-column",
        "agency",
        "--model",
        text(&model),
        "--out",
        text(&again),
        "--labels",
        text(&labels),
    ]);
    let cluster =
        |id: &str| rows(&again.join("clusters.csv")).into_iter().find(|r| r[1] == *id).expect("a record")[2].to_owned();
    assert_ne!(cluster(&sure[1]), cluster(&sure[3]));
}

#[test]
fn lists_that_may_not_meet_do_not() {
    let folder = tempfile::tempdir().expect("a folder");
    linked(folder.path(), "1", "csv");
    let (list, model, out) =
        (folder.path().join("records.csv"), folder.path().join("model-1.toml"), folder.path().join("within"));
    works(&[
        "run",
        text(&list),
        "--source-column",
        "agency",
        "--model",
        text(&model),
        "--out",
        text(&out),
        "--within",
        "housing",
        "--floor=-1000",
    ]);
    let pairs = rows(&out.join("pairs.csv"));
    assert!(!pairs.is_empty() && pairs.iter().all(|p| p[0] == *"housing" && p[2] == *"housing"));
    let said = fails(&[
        "run",
        text(&list),
        "--source-column",
        "agency",
        "--model",
        text(&model),
        "--out",
        text(&out),
        "--across",
        "housing:polise",
    ]);
    assert!(said.contains("no list called polise"), "{said}");
}

#[test]
fn what_splink_cannot_say_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    linked(folder.path(), "1", "csv");
    let (model, out) = (folder.path().join("model-1.toml"), folder.path().join("s.json"));
    let said = link(&["export", "--model", text(&model), "--to", "splink", "--out", text(&out)]);
    assert!(!said.status.success() && !out.exists());
}

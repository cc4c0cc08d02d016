//! Every file that linkage reads, damaged at random: each is read or refused, nothing stops the program, and no refusal holds what
//! stands in the file.
#![expect(clippy::unwrap_used, reason = "in a test, to stop is to fail")]

use linkage::model::{people_of_england, plain_comparisons};
use linkage::{Between, Chunk, Meeting, Model, Plan, Table};
use linkfiles::{
    Column, Fingerprint, Journal, Labels, Source, Wanted, read_clusters, read_filters, read_lists, read_truth,
    write_rows,
};
use proptest::prelude::*;
use std::ops::ControlFlow;
use std::path::Path;

/// A word that no file has by accident.
const CANARY: &str = "Canaryfield";

/// What is done to a file: bytes changed, a part taken out, a part doubled, the end cut off.
#[derive(Debug, Clone)]
enum Damage {
    Change(usize, u8),
    Drop(usize, usize),
    Double(usize, usize),
    Cut(usize),
}

fn damages() -> impl Strategy<Value = Vec<Damage>> {
    let one = prop_oneof![
        4 => (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Damage::Change(at, byte)),
        1 => (any::<usize>(), 1..40_usize).prop_map(|(at, n)| Damage::Drop(at, n)),
        1 => (any::<usize>(), 1..40_usize).prop_map(|(at, n)| Damage::Double(at, n)),
        1 => any::<usize>().prop_map(Damage::Cut),
    ];
    proptest::collection::vec(one, 1..6)
}

fn damaged(whole: &[u8], damages: &[Damage]) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for damage in damages {
        let at = |place: &usize, of: &[u8]| place % of.len().max(1);
        match damage {
            Damage::Change(place, byte) => {
                let at = at(place, &bytes);
                if let Some(old) = bytes.get_mut(at) {
                    *old = *byte;
                }
            }
            Damage::Drop(place, n) => {
                let from = at(place, &bytes).min(bytes.len());
                bytes.drain(from..(from + n).min(bytes.len()));
            }
            Damage::Double(place, n) => {
                let from = at(place, &bytes).min(bytes.len());
                let again = bytes[from..(from + n).min(bytes.len())].to_vec();
                bytes.splice(from..from, again);
            }
            Damage::Cut(place) => bytes.truncate(at(place, &bytes)),
        }
    }
    bytes
}

fn wanted(fields: &[linkage::Field]) -> Wanted<'_> {
    Wanted { fields, id: "record_id", source: Some("agency") }
}

const HEAD: [&str; 10] =
    ["record_id", "agency", "first_name", "surname", "sex", "dob", "address", "postcode", "nino", "upn"];
const ROWS: [[&str; 10]; 4] = [
    [
        "1",
        "housing",
        "Perpetua",
        CANARY,
        "F",
        "1990-02-01",
        "Flat 3, 12a High Street, Aldbeck",
        "QX3 4AB",
        "QQ123456C",
        "",
    ],
    ["2", "police", "PERPETUA \"PIP\"", CANARY, "", "19900201", "12 High St", "QX34AB", "", "A302208405017"],
    ["3", "health", "Mohammed", "O'Brien-Smith", "M", "01/02/1990", "", "QX3", "QQ 12 34 56 C", ""],
    ["4", "schools", "Ålaïa", "d'Été", "f", "", "2 Mill Lane\nTown", "", "", "A302208405017"],
];

fn list_csv() -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEAD).unwrap();
    ROWS.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

fn list_parquet(folder: &Path) -> Vec<u8> {
    let columns: Vec<(&str, Column<'_>)> = HEAD
        .iter()
        .enumerate()
        .map(|(at, name)| (*name, Column::Words(ROWS.iter().map(|r| r[at]).collect())))
        .collect();
    let path = folder.join("whole.parquet");
    write_rows(&path, &columns).unwrap();
    std::fs::read(path).unwrap()
}

/// Lays a table before a model, every way that a run does.
fn linked(model: &Model, table: &Table) {
    let Ok(plan) = Plan::new(&model.settings, table) else { return };
    let meeting = Meeting::new(&Between::All, table).unwrap();
    let mut pairs = Vec::new();
    let done = linkage::link(model, table, &plan, &meeting, -1000.0, 0, &mut |chunk: Chunk| {
        pairs.extend(chunk.pairs);
        ControlFlow::Continue(())
    });
    if done.is_err() {
        return;
    }
    for pair in &pairs {
        let why = linkage::explain(model, table, pair.a, pair.b).unwrap();
        assert_eq!(why.millibits, pair.millibits);
        assert_eq!(why.reasons.iter().map(|r| i64::from(r.millibits)).sum::<i64>(), i64::from(pair.millibits));
    }
    linkage::cluster(model, table, &pairs, &linkage::Decisions::default(), &linkage::ClusterOptions::default())
        .unwrap();
}

fn quiet(error: &dyn std::fmt::Display) {
    let said = error.to_string();
    assert!(!said.is_empty() && !said.contains(CANARY), "{said}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn lists(damage in damages(), parquet: bool) {
        let folder = tempfile::tempdir().unwrap();
        let whole = if parquet { list_parquet(folder.path()) } else { list_csv() };
        let file = folder.path().join(if parquet { "list.parquet" } else { "list.csv" });
        std::fs::write(&file, damaged(&whole, &damage)).unwrap();
        let mut settings = people_of_england();
        settings.training.random_pairs = 1;
        match read_lists(&[Source { name: "list".into(), file }], &wanted(&settings.fields)) {
            Ok(table) => {
                if let Ok(model) = linkage::train(&settings, &table, &mut |_| {}) {
                    linked(&model, &table);
                }
            }
            Err(error) => quiet(&error),
        }
    }

    #[test]
    fn models(damage in damages()) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("list.csv");
        std::fs::write(&file, list_csv()).unwrap();
        let mut settings = plain_comparisons(true);
        settings.training.random_pairs = 1;
        let sources = [Source { name: "list".into(), file }];
        let table = read_lists(&sources, &wanted(&settings.fields)).unwrap();
        let text = linkage::train(&settings, &table, &mut |_| {}).unwrap().to_toml().unwrap();
        let text = String::from_utf8_lossy(&damaged(text.as_bytes(), &damage)).into_owned();
        match Model::from_toml(&text) {
            Ok(model) => {
                if let Ok(table) = read_lists(&sources, &wanted(&model.settings.fields)) {
                    linked(&model, &table);
                }
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn what_people_decided_and_what_is_known(damage in damages(), which in 0..3_usize) {
        let folder = tempfile::tempdir().unwrap();
        let (list, file) = (folder.path().join("list.csv"), folder.path().join("other.csv"));
        std::fs::write(&list, list_csv()).unwrap();
        let whole = [
            format!("source_l,id_l,source_r,id_r,label\nhousing,1,police,2,same\nhealth,3,{CANARY},4,different\n"),
            format!("record_id,person_id,name_group\n1,1,{CANARY}\n2,1,north\n3,2,south\n4,3,south\n"),
            format!("source,id,cluster\nhousing,1,{CANARY}\npolice,2,{CANARY}\n"),
        ];
        std::fs::write(&file, damaged(whole[which].as_bytes(), &damage)).unwrap();
        match which {
            0 => {
                if let Err(error) = Labels::read(&file) {
                    quiet(&error);
                }
            }
            1 => {
                let settings = plain_comparisons(false);
                let table =
                    read_lists(&[Source { name: "list".into(), file: list }], &wanted(&settings.fields)).unwrap();
                if let Err(error) = read_truth(&file, &table, "record_id", "person_id", Some("name_group")) {
                    quiet(&error);
                }
            }
            _ => {
                if let Err(error) = read_clusters(&file) {
                    quiet(&error);
                }
            }
        }
    }

    #[test]
    fn filters(damage in damages()) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("filters.csv");
        let mut filters = linkage::bloom::Filters::new(128).unwrap();
        for n in 0..3_u64 {
            filters.push(&[n.wrapping_mul(0x9e37_79b9_7f4a_7c15), !n]).unwrap();
        }
        linkfiles::write_filters(&file, &["1".into(), "2".into(), CANARY.into()], &filters).unwrap();
        let whole = std::fs::read(&file).unwrap();
        std::fs::write(&file, damaged(&whole, &damage)).unwrap();
        if let Err(error) = read_filters(&file) {
            quiet(&error);
        }
    }

    #[test]
    fn journals(damage in damages()) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("unfinished.run");
        let mut run = Fingerprint::default();
        run.add("this run");
        let mut journal = Journal::open(&file, &run).unwrap();
        for number in 0..3 {
            let pair = linkage::ScoredPair { a: 1, b: 2, levels: linkage::compare::LevelSet(17), millibits: -5 };
            journal.add(&Chunk { number, of: 3, compared: 9, pairs: vec![pair; number + 1] }).unwrap();
        }
        journal.flush().unwrap();
        drop(journal);
        let whole = std::fs::read(&file).unwrap();
        std::fs::write(&file, damaged(&whole, &damage)).unwrap();
        let journal = Journal::open(&file, &run).expect("what is damaged is begun anew from where it is whole");
        let (next, pairs) = (journal.next(), journal.pairs());
        prop_assert!(next <= 4);
        prop_assert_eq!(journal.read().unwrap().len() as u64, pairs);
    }
}

//! Files of linkage: lists (CSV and Parquet), models, settings, decisions, labels, clusters, truth, filters and journals; and what is made of
//! them. The first byte says which kind.
#![no_main]

use libfuzzer_sys::fuzz_target;
use linkage::{
    Between, Chunk, ClusterOptions, Decisions, HouseholdOptions, Meeting, Model, Plan, Settings, Standing, Table, TableBuilder,
    case_records, explain, stable_ids,
};
use linkfiles::{
    Column, Fingerprint, Journal, Labels, Source, Wanted, read_clusters, read_filters, read_judged, read_lists,
    read_truth, write_rows,
};
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::LazyLock;

/// A folder for what an input is written to: readers take files, and a name says what is in it.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = PathBuf::from("/dev/shm");
    let place = if memory.is_dir() { memory } else { std::env::temp_dir() };
    let folder = place.join(format!("casement-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    // The library stops at some damaged Parquet files, and the reader catches that; what nobody catches still ends the fuzzer.
    std::panic::set_hook(Box::new(|stopped| eprintln!("{stopped}")));
    folder
});

fn written(name: &str, bytes: &[u8]) -> PathBuf {
    let path = FOLDER.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// Links what was read with a model that fits it, every way that a run does: every score is the one that its explanation sums to.
fn linked(model: &Model, table: Table) {
    let (Ok(plan), Ok(meeting)) = (Plan::new(&model.settings, &table), Meeting::new(&Between::All, &table)) else {
        return;
    };
    let mut pairs = Vec::new();
    let done = linkage::link(model, &table, &plan, &meeting, -1000.0, 0, &mut |chunk| {
        pairs.extend(chunk.pairs);
        if pairs.len() > 2_000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    if let Err(error) = done {
        return quiet(error);
    }
    for pair in pairs.iter().take(64) {
        let why = explain(model, &table, pair.a, pair.b).unwrap();
        assert_eq!(why.millibits, pair.millibits);
        assert_eq!(why.reasons.iter().map(|r| i64::from(r.millibits)).sum::<i64>(), i64::from(pair.millibits));
        assert!((0.0..=1.0).contains(&why.probability));
    }
    let people =
        linkage::cluster(model, &table, &pairs, &Decisions::default(), &ClusterOptions::default()).unwrap();
    linkage::households(&table, &people.labels, &HouseholdOptions::default()).unwrap();
    let ids = stable_ids(&table, &people.labels, &HashMap::new());
    assert!((0..u32::try_from(table.len()).unwrap()).all(|record| !ids.get(record).is_empty()));
    // One more that says what the first says: its scores are those of the pairs.
    if table.is_empty() {
        return;
    }
    let mut standing = Standing::new(model.clone(), table, &people.labels).unwrap();
    let values = vec!["John Smith"; standing.columns().len()];
    let arrival = standing.add("new", "new", &values, -1000.0).unwrap();
    for candidate in &arrival.candidates {
        assert_eq!(candidate.explanation.millibits, candidate.pair.millibits);
    }
}

/// An error says something.
fn quiet(error: impl std::fmt::Display) {
    assert!(!error.to_string().is_empty());
}

fn list(path: PathBuf, model: &Model) {
    let source = Source { name: "list".to_owned(), file: path };
    let wanted = Wanted { fields: &model.settings.fields, id: "record_id", source: None };
    match read_lists(&[source], &wanted) {
        Ok(table) => linked(model, table),
        Err(error) => quiet(error),
    }
}

/// A few records for a model that was read.
fn few(settings: &Settings) -> Option<Table> {
    let mut builder = match TableBuilder::new(&settings.fields) {
        Ok(builder) => builder,
        Err(error) => {
            quiet(error);
            return None;
        }
    };
    let columns = builder.columns().len();
    for value in ["John Smith", "Jon Smyth", "1990-01-01", "", "CV1 2AB", "AB123456C"] {
        builder.push(value, "ours", &vec![value; columns]).unwrap();
    }
    Some(builder.finish())
}

static PEOPLE: LazyLock<Model> = LazyLock::new(|| case_records::model().unwrap().clone());

static WHOLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut columns: Vec<(&str, Column<'_>)> = vec![("record_id", Column::Words(vec!["1", "2", "3"]))];
    for field in &PEOPLE.settings.fields {
        if columns.iter().all(|(name, _)| *name != field.column()) {
            columns.push((field.column(), Column::Words(vec!["John Smith", "1990-01-01", ""])));
        }
    }
    let path = FOLDER.join("whole.parquet");
    write_rows(&path, &columns).unwrap();
    std::fs::read(&path).unwrap()
});

static FILTERS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut filters = linkage::bloom::Filters::new(128).unwrap();
    for n in 0..3_u64 {
        filters.push(&[n.wrapping_mul(0x9e37_79b9_7f4a_7c15), !n]).unwrap();
    }
    let path = FOLDER.join("whole-filters.csv");
    linkfiles::write_filters(&path, &["1".to_owned(), "2".to_owned(), "3".to_owned()], &filters).unwrap();
    std::fs::read(&path).unwrap()
});

fn this_run() -> Fingerprint {
    let mut run = Fingerprint::default();
    run.add("this run");
    run
}

static JOURNAL: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let path = FOLDER.join("whole.run");
    let mut journal = Journal::open(&path, &this_run()).unwrap();
    for number in 0..3 {
        let pair = linkage::ScoredPair { a: 1, b: 2, levels: linkage::compare::LevelSet(17), millibits: -5 };
        journal.add(&Chunk { number, of: 3, compared: 9, pairs: vec![pair; number + 1] }).unwrap();
    }
    journal.flush().unwrap();
    drop(journal);
    std::fs::read(&path).unwrap()
});

/// Nothing that the fuzzer writes from nothing is a file of a strict form: a whole one is damaged, three bytes for each place. Two bytes at
/// the end say where it is cut off.
fn damaged(whole: &[u8], damage: &[u8]) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    let (edits, cut) = damage.as_chunks::<3>();
    for [high, low, byte] in edits {
        let at = usize::from(u16::from_be_bytes([*high, *low])) % bytes.len();
        bytes[at] = *byte;
    }
    if let [high, low] = cut {
        bytes.truncate(usize::from(u16::from_be_bytes([*high, *low])));
    }
    bytes
}

fuzz_target!(|data: &[u8]| {
    LazyLock::force(&FOLDER);
    let Some((kind, rest)) = data.split_first() else { return };
    match kind % 10 {
        0 => list(written("list.csv", rest), &PEOPLE),
        1 if rest.starts_with(b"PAR1") => list(written("list.parquet", rest), &PEOPLE),
        1 => list(written("list.parquet", &damaged(&WHOLE, rest)), &PEOPLE),
        2 => {
            let Ok(text) = std::str::from_utf8(rest) else { return };
            match Model::from_toml(text) {
                // A model that is one is so when it is written and read again, and links without stopping.
                Ok(model) => {
                    let again = model.to_toml().unwrap();
                    assert_eq!(Model::from_toml(&again).unwrap().to_toml().unwrap(), again);
                    drop(linkage::splink::settings(&model));
                    if let Some(table) = few(&model.settings) {
                        linked(&model, table);
                    }
                }
                Err(error) => quiet(error),
            }
        }
        3 => match Labels::read(&written("labels.csv", rest)) {
            Ok(labels) => assert!(labels.iter().count() == labels.len()),
            Err(error) => quiet(error),
        },
        4 => match read_judged(&written("judged.csv", rest), &PEOPLE) {
            Ok((judged, _)) => {
                let lesson = linkage::learn_from(&PEOPLE, &judged);
                assert!(lesson.model.differs_in_what_was_taught_only(&PEOPLE));
                assert!(Model::from_toml(&lesson.model.to_toml().unwrap()).is_ok());
            }
            Err(error) => quiet(error),
        },
        5 => {
            let Ok(text) = std::str::from_utf8(rest) else { return };
            let Ok(mut settings) = toml::from_str::<Settings>(text) else { return };
            // Learning is asked of few pairs here.
            settings.training.random_pairs = settings.training.random_pairs.min(100);
            settings.training.session_pairs = settings.training.session_pairs.min(100);
            let Some(table) = few(&settings) else { return };
            match linkage::train(&settings, &table, &mut |_| {}) {
                Ok(model) => linked(&model, table),
                Err(error) => quiet(error),
            }
        }
        6 => match read_clusters(&written("clusters.csv", rest)) {
            Ok(_) => {}
            Err(error) => quiet(error),
        },
        7 => {
            if let Some(table) = few(&PEOPLE.settings)
                && let Err(error) = read_truth(&written("truth.csv", rest), &table, "record_id", "person_id", None)
            {
                quiet(error);
            }
        }
        8 => match read_filters(&written("filters.csv", &damaged(&FILTERS, rest))) {
            Ok(_) => {}
            Err(error) => quiet(error),
        },
        _ => {
            // What is damaged is begun anew from where it is whole.
            if let Ok(journal) = Journal::open(&written("unfinished.run", &damaged(&JOURNAL, rest)), &this_run()) {
                let pairs = journal.pairs();
                assert_eq!(journal.read().unwrap().len() as u64, pairs);
            }
        }
    }
});

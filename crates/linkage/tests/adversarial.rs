//! Lists that were made to break it: everything alike, nothing there, values without end. What is compared grows with the records and never
//! with their square, whatever stands in them; and so do people and households.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]
#![expect(clippy::print_stdout, reason = "what each shape costs is for the book")]

use linkage::{
    Between, ClusterOptions, Decisions, HouseholdOptions, Meeting, Model, Plan, Standing, Table, TableBuilder,
    case_records, cluster, households, link, stable_ids, train,
};
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// The columns of lists of people in England, and of case records.
type Shape = fn(&str, usize) -> String;

fn name(n: usize) -> String {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap_or(0));
    [letter(n), letter(n / 26), letter(n / 676), letter(n / 17_576), 'o'].iter().collect()
}

fn born(n: usize) -> String {
    format!("{}-{:02}-{:02}", 1930 + n % 80, 1 + n / 80 % 12, 1 + n / 960 % 28)
}

/// Somebody of their own, but for what a shape says.
fn somebody(column: &str, n: usize) -> String {
    match column {
        "first_name" | "forenames" => name(n * 7 + 3),
        "surname" => name(n * 11 + 5),
        "dob" | "born" => born(n),
        "year" => born(n)[..4].to_owned(),
        "postcode" | "postcodes" => format!("CV{} {}AB", 1 + n % 9, n / 9 % 10),
        "address" => format!("{} High Street", 1 + n % 400),
        _ => String::new(),
    }
}

const SHAPES: [(&str, Shape); 9] = [
    ("John Smith, 1 January", |column, _| match column {
        "first_name" | "forenames" => "John".to_owned(),
        "surname" => "Smith".to_owned(),
        "dob" | "born" => "1980-01-01".to_owned(),
        "year" => "1980".to_owned(),
        _ => String::new(),
    }),
    ("one postcode", |column, n| match column {
        "postcode" | "postcodes" => "CV1 2AB".to_owned(),
        _ => somebody(column, n),
    }),
    ("one household", |column, n| match column {
        "postcode" | "postcodes" => "CV1 2AB".to_owned(),
        "address" => "1 High Street".to_owned(),
        "surname" => "Quillfeather".to_owned(),
        _ => somebody(column, n),
    }),
    ("nothing at all", |_, _| String::new()),
    ("all aliases alike", |column, n| match column {
        "other_forenames" => "Ada;Bea;Cleo;Dot;Eve;Fay".to_owned(),
        "other_surnames" => "Marchbanks;Ferncastle;Thistlewood;Quillfeather".to_owned(),
        "postcodes" => "CV1 2AB;CV1 3AB;CV1 4AB;CV1 5AB".to_owned(),
        _ => somebody(column, n),
    }),
    ("one telephone", |column, n| match column {
        "phone" => "07700900123".to_owned(),
        "email" => "hostel@example.org".to_owned(),
        _ => somebody(column, n),
    }),
    ("one number", |column, n| match column {
        "nino" | "ni_number" => "AB123456C".to_owned(),
        "nhs_number" => "9434765919".to_owned(),
        "upn" => "A123456789012".to_owned(),
        _ => somebody(column, n),
    }),
    ("half known, half not", |column, n| match (column, n % 2) {
        ("first_name" | "forenames" | "surname", 0) => somebody(column, n / 2),
        ("dob" | "born" | "year", 1) => somebody(column, n / 2),
        _ => String::new(),
    }),
    ("a surname of many words", |column, n| match column {
        "surname" => "de la Smith Jones Patel Okafor Kowalski Nguyen Hussain Brown".to_owned(),
        _ => somebody(column, n),
    }),
];

fn table(fields: &[linkage::Field], shape: Shape, records: usize) -> Table {
    let mut builder = TableBuilder::new(fields).unwrap();
    let columns = builder.columns().to_vec();
    for n in 0..records {
        let values: Vec<String> = columns.iter().map(|c| shape(c, n)).collect();
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        builder.push(&n.to_string(), "ours", &values).unwrap();
    }
    builder.finish()
}

/// What linking a list costs, counted: the same on any machine.
#[derive(Debug, Clone, Copy)]
struct Cost {
    /// Pairs of records compared.
    compared: u64,
    /// Records, groups and families held against one another to make people and households.
    weighed: u64,
    took: Duration,
}

/// Plans, links, and puts into people and households.
fn work(model: &Model, table: &Table) -> Cost {
    let began = Instant::now();
    let plan = Plan::new(&model.settings, table).unwrap();
    let meeting = Meeting::new(&Between::All, table).unwrap();
    let (mut compared, mut pairs) = (0, Vec::new());
    link(model, table, &plan, &meeting, model.threshold, 0, &mut |chunk| {
        compared += chunk.compared;
        pairs.extend(chunk.pairs);
        ControlFlow::Continue(())
    })
    .unwrap();
    let people = cluster(model, table, &pairs, &Decisions::default(), &ClusterOptions::default()).unwrap();
    let homes = households(table, &people.labels, &HouseholdOptions::default()).unwrap();
    assert_eq!((people.labels.len(), homes.labels.len()), (table.len(), table.len()));
    let ids = stable_ids(table, &people.labels, &HashMap::new());
    assert!(!ids.get(0).is_empty());
    Cost { compared, weighed: people.weighed + homes.weighed, took: began.elapsed() }
}

/// What putting people and households together may cost for each record: groups of up to 120 records look at every pair of theirs about
/// three times.
const WEIGHED: u64 = 360;

/// The cost of each shape at each size. For each record it is never more than the model allows, however many records there are.
fn grows(model: &Model, sizes: &[usize]) {
    // What a model allows for each of its rules, for each record.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred")]
    let allowed = model.settings.limits.pairs_per_record as u64 * model.settings.blocking.len() as u64;
    for (shape, of) in SHAPES {
        for records in sizes {
            let cost = work(model, &table(&model.settings.fields, of, *records));
            println!(
                "{shape}: {records} records, {} compared, {} weighed, {} ms",
                cost.compared,
                cost.weighed,
                cost.took.as_millis()
            );
            let records = *records as u64;
            assert!(cost.compared <= allowed * records, "{shape}: {cost:?} of {records} records");
            assert!(cost.weighed <= WEIGHED * records, "{shape}: {cost:?} of {records} records");
        }
    }
}

/// A model that learned from people who are not alike.
fn learned() -> Model {
    let settings = linkage::model::people_of_england();
    train(&settings, &table(&settings.fields, somebody, 5_000), &mut |_| {}).unwrap()
}

#[test]
fn what_it_costs_grows_with_the_records_whatever_they_are() {
    grows(case_records::model().unwrap(), &[1_000, 10_000]);
    grows(&learned(), &[1_000, 10_000]);
}

#[test]
#[ignore = "minutes in a release build: a hundred thousand and a million records of each shape"]
fn so_it_is_with_a_million_of_each_shape() {
    for size in [100_000, 1_000_000] {
        grows(case_records::model().unwrap(), &[size]);
        grows(&learned(), &[size]);
    }
}

#[test]
fn learning_from_such_a_list_ends() {
    let settings = linkage::model::people_of_england();
    for (shape, of) in SHAPES {
        let model = train(&settings, &table(&settings.fields, of, 2_000), &mut |_| {}).unwrap();
        let again = Model::from_toml(&model.to_toml().unwrap()).unwrap();
        assert_eq!(again.to_toml().unwrap(), model.to_toml().unwrap(), "{shape}");
    }
}

#[test]
fn records_that_all_have_one_id_get_ids_of_their_own_without_trying_each() {
    let model = case_records::model().unwrap();
    let mut builder = TableBuilder::new(&model.settings.fields).unwrap();
    let values = vec![""; builder.columns().len()];
    for _ in 0..50_000 {
        builder.push("same", "ours", &values).unwrap();
    }
    let table = builder.finish();
    let alone: Vec<u32> = (0..50_000).collect();
    let ids = stable_ids(&table, &alone, &HashMap::new());
    let different: HashSet<&str> = (0..50_000).map(|record| ids.get(record)).collect();
    assert_eq!(different.len(), 50_000);
}

#[test]
fn a_column_that_is_no_lists_name_is_refused() {
    let model = case_records::model().unwrap();
    let mut builder = TableBuilder::new(&model.settings.fields).unwrap();
    let values = vec![""; builder.columns().len()];
    let refused = (0..2_000).find_map(|n| builder.push("1", &n.to_string(), &values).err());
    assert_eq!(refused, Some(linkage::TableError::TooManyLists));
}

#[test]
fn a_model_file_cannot_take_away_what_keeps_a_run_finite() {
    let text = case_records::model().unwrap().to_toml().unwrap();
    for (was, is) in [
        ("largest_block = 2000", "largest_block = 4000000000"),
        ("pairs_per_record = 40.0", "pairs_per_record = 1e300"),
        ("pairs_per_record = 40.0", "pairs_per_record = nan"),
        ("threshold = 0.0", "threshold = nan"),
        ("slope = 1.0", "slope = -inf"),
    ] {
        assert!(text.contains(was), "{was}");
        let said = Model::from_toml(&text.replacen(was, is, 1)).unwrap_err().to_string();
        assert!(said.contains("outside its bounds"), "{is}: {said}");
    }
}

#[test]
fn values_without_end_are_read_and_compared() {
    let model = case_records::model().unwrap();
    let long: Shape = |column, n| match column {
        "forenames" | "surname" => format!("{}{}", name(n % 3).repeat(20_000), n % 2),
        "other_forenames" | "other_surnames" | "postcodes" => format!("{};", name(n % 5)).repeat(2_000),
        "born" => "1".repeat(50_000),
        _ => name(n).repeat(10_000),
    };
    assert!(work(model, &table(&model.settings.fields, long, 60)).compared > 0);
}

#[test]
fn one_more_of_very_many_who_are_alike_is_not_compared_with_all() {
    let model = case_records::model().unwrap();
    for (shape, of) in SHAPES {
        let all = table(&model.settings.fields, of, 3_000);
        let alone: Vec<u32> = (0..3_000).collect();
        let mut standing = Standing::new(model.clone(), all, &alone).unwrap();
        let columns = standing.columns().to_vec();
        let values: Vec<String> = columns.iter().map(|c| of(c, 1)).collect();
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let arrival = standing.add("new", "ours", &values, -2.0).unwrap();
        // At most 256 of each key, and a rule has a key for each of its parts.
        assert!(arrival.compared < 3_000 && arrival.candidates.len() <= 20, "{shape}: {}", arrival.compared);
    }
}

//! Lists that were made to break it: everything alike, nothing there, values without end. What is compared grows with the records and never
//! with their square, whatever stands in them; and so do people and households.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use linkage::{
    Between, ClusterOptions, Decisions, HouseholdOptions, Meeting, Model, Plan, Standing, Table, TableBuilder,
    case_records, cluster, households, link, train,
};
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

/// Pairs that are compared, and how long all of it takes: planned, linked, put into people and households.
fn work(model: &Model, table: &Table) -> (u64, Duration) {
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
    (compared, began.elapsed())
}

fn grows(model: &Model, (small, large): (usize, usize), timed: bool) {
    for (shape, of) in SHAPES {
        let (some, quick) = work(model, &table(&model.settings.fields, of, small));
        let (many, slow) = work(model, &table(&model.settings.fields, of, large));
        // What a model allows for each of its rules, for each record.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred")]
        let allowed = model.settings.limits.pairs_per_record as u64 * model.settings.blocking.len() as u64;
        assert!(many <= allowed * large as u64, "{shape}: {many} pairs of {large} records");
        // Blocks fill up to their limit first, so time is held against what there is to do: a pair or a record costs no more among many.
        #[expect(clippy::cast_precision_loss, reason = "few enough")]
        let each = |time: Duration, todo: u64| time.max(Duration::from_millis(20)).as_secs_f64() / todo as f64;
        let (one, other) = (each(quick, some + small as u64), each(slow, many + large as u64));
        assert!(
            !timed || other < one * 4.0,
            "{shape}: {some} pairs in {quick:?} for {small}, {many} in {slow:?} for {large}"
        );
    }
}

#[test]
fn what_is_compared_grows_with_the_records_whatever_they_are() {
    grows(case_records::model().unwrap(), (1_000, 10_000), false);
}

#[test]
#[ignore = "a minute in a release build: a hundred thousand records of each shape"]
fn so_it_is_with_a_hundred_thousand_of_each_shape() {
    grows(case_records::model().unwrap(), (10_000, 100_000), true);
    let settings = linkage::model::people_of_england();
    let model = train(&settings, &table(&settings.fields, somebody, 5_000), &mut |_| {}).unwrap();
    grows(&model, (10_000, 100_000), true);
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
    let (compared, _) = work(model, &table(&model.settings.fields, long, 60));
    assert!(compared > 0);
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

//! The engine from outside: lists in, people out.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use linkage::{
    Between, ClusterOptions, Decisions, HouseholdOptions, Meeting, Model, Plan, Reviewed, ScoredPair, Settings,
    Standing, Table, TableBuilder, cluster, explain, households, learn, link, stable_ids, train,
};
use proptest::prelude::*;
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

const COLUMNS: [&str; 7] = ["first_name", "surname", "sex", "dob", "postcode", "address", "nino"];

fn draw(n: &mut u64) -> u64 {
    *n = n.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *n >> 33
}

type Row = [String; 7];

/// Made-up people: each in one to three records, with slips. Also says who is who.
fn people(count: usize, seed: u64) -> (Vec<Row>, Vec<usize>) {
    const FIRST: [&str; 12] =
        ["john", "mary", "amina", "oliver", "grace", "piotr", "susan", "david", "fatima", "hugo", "niamh", "tomasz"];
    const LAST: [&str; 12] = [
        "smith", "okafor", "kowalski", "jones", "hussain", "brown", "evans", "clarke", "mensah", "walsh", "patel",
        "wood",
    ];
    let mut n = seed;
    let (mut rows, mut who) = (Vec::new(), Vec::new());
    for person in 0..count {
        let sound = |x: u64| ["ba", "do", "ki", "lu", "me", "no"][(x % 6) as usize];
        let first = FIRST[draw(&mut n) as usize % 12].to_owned();
        let last = [LAST[draw(&mut n) as usize % 12], sound(draw(&mut n)), sound(draw(&mut n))].concat();
        let born = format!("{}-{:02}-{:02}", 1940 + draw(&mut n) % 70, 1 + draw(&mut n) % 12, 1 + draw(&mut n) % 28);
        let sex = ["F", "M"][draw(&mut n) as usize % 2].to_owned();
        let postcode = format!("QX{} {}AB", 1 + draw(&mut n) % 9, draw(&mut n) % 10);
        let address = format!("{} High Street", 1 + draw(&mut n) % 90);
        let nino = format!("QA{:06}A", person);
        for copy in 0..=draw(&mut n) % 3 {
            let mut row = [
                first.clone(),
                last.clone(),
                sex.clone(),
                born.clone(),
                postcode.clone(),
                address.clone(),
                String::new(),
            ];
            if draw(&mut n).is_multiple_of(3) {
                row[6].clone_from(&nino);
            }
            if copy > 0 {
                match draw(&mut n) % 5 {
                    0 => row[0].truncate(1),
                    1 => row.swap(0, 1),
                    2 => row[3].clear(),
                    3 => row[1].push('e'),
                    _ => {}
                }
            }
            rows.push(row);
            who.push(person);
        }
    }
    (rows, who)
}

fn read(settings: &Settings, rows: &[Row], source: impl Fn(usize) -> String) -> Table {
    let mut builder = TableBuilder::new(&settings.fields).unwrap();
    let places: Vec<Option<usize>> =
        builder.columns().iter().map(|c| COLUMNS.iter().position(|name| name == c)).collect();
    for (number, row) in rows.iter().enumerate() {
        let values: Vec<&str> = places.iter().map(|p| p.map_or("", |p| row[p].as_str())).collect();
        builder.push(&number.to_string(), &source(number), &values).unwrap();
    }
    builder.finish()
}

fn pairs(model: &Model, table: &Table, between: &Between, from: usize) -> Vec<ScoredPair> {
    let plan = Plan::new(&model.settings, table).unwrap();
    let meeting = Meeting::new(between, table).unwrap();
    let mut out = Vec::new();
    link(model, table, &plan, &meeting, -30.0, from, &mut |chunk| {
        out.extend(chunk.pairs);
        ControlFlow::Continue(())
    })
    .unwrap();
    out
}

struct World {
    rows: Vec<Row>,
    who: Vec<usize>,
    table: Table,
    model: Model,
}

fn world(seed: u64) -> World {
    let settings = linkage::model::people_of_england();
    let (rows, who) = people(1_500, seed);
    let table = read(&settings, &rows, |n| ["north", "south"][n % 2].to_owned());
    let model = train(&settings, &table, &mut |_| {}).unwrap();
    World { rows, who, table, model }
}

#[test]
fn records_read_together_are_those_read_one_by_one() {
    let settings = linkage::model::people_of_england();
    let (rows, _) = people(200, 11);
    let source = |n: usize| ["north", "south"][n % 2];
    let one_by_one = read(&settings, &rows, |n| source(n).to_owned());
    let mut builder = TableBuilder::new(&settings.fields).unwrap();
    let place = |column: &String| COLUMNS.iter().position(|name| name == column);
    let columns: Vec<Option<usize>> = builder.columns().iter().map(place).collect();
    let numbers: Vec<String> = (0..rows.len()).map(|n| n.to_string()).collect();
    for (some, first) in rows.chunks(37).zip((0..).step_by(37)) {
        let names: Vec<(&str, &str)> = (first..).take(some.len()).map(|n| (numbers[n].as_str(), source(n))).collect();
        let mut values = Vec::new();
        for row in some {
            values.extend(columns.iter().map(|at| at.map_or("", |at| row[at].as_str())));
        }
        builder.push_all(&names, &values).unwrap();
    }
    let together = builder.finish();
    assert_eq!(together.len(), one_by_one.len());
    for record in 0..u32::try_from(rows.len()).unwrap() {
        assert_eq!(together.row(record), one_by_one.row(record));
        assert_eq!((together.id(record), together.source(record)), (one_by_one.id(record), one_by_one.source(record)));
    }
}

#[test]
fn a_date_is_as_rare_as_any_other() {
    let mut w = world(5);
    let before = pairs(&w.model, &w.table, &Between::All, 0);
    let born = w.model.settings.comparisons.iter_mut().find(|c| c.name == "born").unwrap();
    born.levels.iter_mut().for_each(|level| level.rarity_of = Some("born".to_owned()));
    assert_eq!(pairs(&w.model, &w.table, &Between::All, 0), before);
}

#[test]
fn finds_people_nobody_told_it_of() {
    let w = world(3);
    let found = pairs(&w.model, &w.table, &Between::All, 0);
    let right =
        found.iter().filter(|p| p.bits() >= w.model.threshold).filter(|p| w.who[p.a as usize] == w.who[p.b as usize]);
    let mut all = HashMap::<usize, usize>::new();
    w.who.iter().for_each(|p| *all.entry(*p).or_default() += 1);
    let wanted: usize = all.values().map(|k| k * (k - 1) / 2).sum();
    let answered = found.iter().filter(|p| p.bits() >= w.model.threshold).count();
    let right = right.count();
    assert!(right * 100 > wanted * 90, "{right} of {wanted}");
    assert!(right * 100 > answered * 95, "{right} of {answered} answers");
}

#[test]
fn each_pair_is_scored_once_and_the_same_on_any_number_of_threads() {
    let w = world(4);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let model = train(&w.model.settings, &w.table, &mut |_| {}).unwrap();
            (pairs(&model, &w.table, &Between::All, 0), model)
        })
    };
    let (one, three) = (run(1), run(3));
    assert!(one == three, "one thread and three differ");
    let distinct: HashSet<(u32, u32)> = one.0.iter().map(|p| (p.a, p.b)).collect();
    assert_eq!(distinct.len(), one.0.len());
}

#[test]
fn what_is_given_up_early_could_not_have_reached_the_floor() {
    for settings in [linkage::model::people_of_england(), linkage::model::plain_comparisons(true)] {
        let (rows, _) = people(900, 17);
        let table = read(&settings, &rows, |_| "list".to_owned());
        let model = train(&settings, &table, &mut |_| {}).unwrap();
        let plan = Plan::new(&model.settings, &table).unwrap();
        let meeting = Meeting::new(&Between::All, &table).unwrap();
        let from = |floor: f64| {
            let (mut found, mut compared) = (Vec::new(), 0);
            link(&model, &table, &plan, &meeting, floor, 0, &mut |chunk| {
                compared += chunk.compared;
                found.extend(chunk.pairs);
                ControlFlow::Continue(())
            })
            .unwrap();
            (found, compared)
        };
        let (all, compared) = from(-1000.0);
        assert_eq!(all.len() as u64, compared);
        for pair in all.iter().step_by(29) {
            assert_eq!(explain(&model, &table, pair.a, pair.b).unwrap().millibits, pair.millibits);
        }
        for floor in [-12.0, -3.0, 0.0, 7.5] {
            let mut wanted = all.clone();
            wanted.retain(|p| p.bits() >= floor);
            assert!(!wanted.is_empty() && from(floor) == (wanted, compared), "{floor}");
        }
    }
}

#[test]
fn a_run_can_be_taken_up_where_it_stopped() {
    let w = world(5);
    let plan = Plan::new(&w.model.settings, &w.table).unwrap();
    let meeting = Meeting::new(&Between::All, &w.table).unwrap();
    let mut first = Vec::new();
    link(&w.model, &w.table, &plan, &meeting, -30.0, 0, &mut |chunk| {
        let last = chunk.number == 2;
        first.extend(chunk.pairs);
        if last { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .unwrap();
    first.extend(pairs(&w.model, &w.table, &Between::All, 3));
    assert!(first == pairs(&w.model, &w.table, &Between::All, 0));
}

#[test]
fn scores_are_the_same_whichever_way_they_are_reached() {
    let w = world(6);
    let all: HashMap<(u32, u32), i32> =
        pairs(&w.model, &w.table, &Between::All, 0).iter().map(|p| ((p.a, p.b), p.millibits)).collect();
    let across =
        Between::Lists { within: vec!["north".to_owned()], across: vec![("north".to_owned(), "south".to_owned())] };
    let some = pairs(&w.model, &w.table, &across, 0);
    assert!(some.len() < all.len());
    for p in &some {
        assert_eq!(all.get(&(p.a, p.b)), Some(&p.millibits));
        assert!(w.table.source(p.a) == 0 || w.table.source(p.b) == 0, "a pair within south");
    }
    // The last records come one by one.
    let known = w.rows.len() - 40;
    let start = read(&w.model.settings, &w.rows[..known], |n| ["north", "south"][n % 2].to_owned());
    let labels: Vec<u32> = (0..u32::try_from(known).unwrap()).collect();
    let mut standing = Standing::new(w.model.clone(), start, &labels).unwrap();
    let columns = standing.columns().to_vec();
    let mut met = 0;
    for number in known..w.rows.len() {
        let values: Vec<&str> = columns
            .iter()
            .map(|c| COLUMNS.iter().position(|n| n == c).map_or("", |p| w.rows[number][p].as_str()))
            .collect();
        let arrival = standing.add(&number.to_string(), ["north", "south"][number % 2], &values, -30.0).unwrap();
        for c in &arrival.candidates {
            assert_eq!(all.get(&(c.pair.a, c.pair.b)), Some(&c.pair.millibits));
            met += 1;
        }
    }
    assert!(met > 20, "{met}");
}

#[test]
fn explanations_add_up_to_the_score() {
    let w = world(7);
    let mut turned = 0;
    for p in pairs(&w.model, &w.table, &Between::All, 0) {
        let story = explain(&w.model, &w.table, p.a, p.b).unwrap();
        assert_eq!(story.millibits, p.millibits);
        assert_eq!(story.reasons.iter().map(|r| r.millibits).sum::<i32>(), p.millibits);
        let threshold = w.model.threshold * 1000.0;
        for change in &story.changes {
            assert_ne!(f64::from(change.millibits) >= threshold, story.same, "a change that changes nothing");
            turned += 1;
        }
        if turned > 300 {
            break;
        }
    }
    assert!(turned > 0);
}

#[test]
fn decisions_of_people_outlive_reruns() {
    let w = world(8);
    let found = pairs(&w.model, &w.table, &Between::All, 0);
    let options = ClusterOptions::default();
    let before = cluster(&w.model, &w.table, &found, &Decisions::default(), &options).unwrap();
    let ids = stable_ids(&w.table, &before.labels, &HashMap::new());
    let split = found.iter().max_by_key(|p| p.millibits).unwrap();
    let joined = (0, u32::try_from(w.rows.len()).unwrap() - 1);
    assert_ne!(before.labels[joined.0 as usize], before.labels[joined.1 as usize]);
    let decisions = Decisions { same: vec![joined], different: vec![(split.a, split.b)] };
    let after = cluster(&w.model, &w.table, &found, &decisions, &options).unwrap();
    assert_eq!(after.labels[joined.0 as usize], after.labels[joined.1 as usize]);
    assert_ne!(after.labels[split.a as usize], after.labels[split.b as usize]);
    // Whoever was not decided about keeps their id.
    let records = 0..u32::try_from(w.rows.len()).unwrap();
    let earlier: HashMap<(String, String), String> = records
        .clone()
        .map(|r| {
            let source = w.table.source_names()[usize::from(w.table.source(r))].clone();
            ((source, w.table.id(r).to_owned()), ids.get(r).to_owned())
        })
        .collect();
    let later = stable_ids(&w.table, &after.labels, &earlier);
    let moved = records.filter(|r| ids.get(*r) != later.get(*r)).count();
    assert!(moved <= 8, "{moved} records have another id");
    let both = Decisions { same: vec![(1, 2)], different: vec![(2, 1)] };
    let torn = cluster(&w.model, &w.table, &found, &both, &options).unwrap();
    assert_ne!(torn.labels[1], torn.labels[2], "when decisions contradict, nobody is joined");
}

#[test]
fn a_list_with_one_record_each_never_has_two_in_one_cluster() {
    let w = world(9);
    let found = pairs(&w.model, &w.table, &Between::All, 0);
    let options = ClusterOptions { one_record_each: vec!["north".to_owned()], ..ClusterOptions::default() };
    let made = cluster(&w.model, &w.table, &found, &Decisions::default(), &options).unwrap();
    let mut seen = HashSet::new();
    for (record, label) in (0..).zip(&made.labels) {
        if w.table.source(record) == 0 {
            assert!(seen.insert(*label), "two records of north in one cluster");
        }
    }
}

#[test]
fn learns_from_review_and_is_judged_first() {
    let w = world(10);
    let found = pairs(&w.model, &w.table, &Between::All, 0);
    let sample = linkage::review_sample(&w.model, &found, 200, 1);
    let reviewed: Vec<Reviewed> =
        sample.iter().map(|p| Reviewed { a: p.a, b: p.b, same: w.who[p.a as usize] == w.who[p.b as usize] }).collect();
    let lesson = learn(&w.model, &w.table, &reviewed).unwrap();
    assert!(lesson.after.surprise.is_finite() && lesson.before.surprise.is_finite());
    assert!(lesson.after.right + 0.02 >= lesson.before.right, "{:?} {:?}", lesson.before, lesson.after);
    assert!(learn(&w.model, &w.table, &[]).unwrap().model.levels == w.model.levels);
}

#[test]
fn the_model_file_is_read_back_as_it_was() {
    let w = world(11);
    let text = w.model.to_toml().unwrap();
    assert_eq!(Model::from_toml(&text).unwrap(), w.model);
    let broken = text.replacen("field = \"surname\"", "field = \"surnam\"", 1);
    assert!(Model::from_toml(&broken).unwrap_err().to_string().contains("surnam"));
}

#[test]
fn ten_thousand_of_one_name_and_day_finish_and_are_one_cluster() {
    let settings = linkage::model::people_of_england();
    let same: Row = ["John", "Smith", "M", "1980-01-01", "", "", ""].map(str::to_owned);
    let rows = vec![same; 10_000];
    let table = read(&settings, &rows, |_| "list".to_owned());
    let mut model = world(12).model;
    model.threshold = -5.0;
    let plan = Plan::new(&settings, &table).unwrap();
    assert!(plan.pairs() < 12_000_000, "{}", plan.pairs());
    assert!(plan.rules().iter().any(|r| r.cut > 0), "what was cut is said");
    let found = pairs(&model, &table, &Between::All, 0);
    let made = cluster(&model, &table, &found, &Decisions::default(), &ClusterOptions::default()).unwrap();
    assert!(made.labels.iter().all(|l| *l == 0), "bridges keep equal records in one chain");
    train(&settings, &table, &mut |_| {}).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn nothing_in_a_list_stops_it(rows in prop::collection::vec(prop::array::uniform7("\\PC{0,30}|[0-9/;|-]{0,12}|john|smith"), 0..40)) {
        let settings = linkage::model::people_of_england();
        let table = read(&settings, &rows, |n| format!("list {}", n % 3));
        let model = train(&settings, &table, &mut |_| {}).unwrap();
        let found = pairs(&model, &table, &Between::All, 0);
        let made = cluster(&model, &table, &found, &Decisions::default(), &ClusterOptions::default()).unwrap();
        let homes = households(&table, &made.labels, &HouseholdOptions::default()).unwrap();
        prop_assert_eq!(homes.labels.len(), rows.len());
        let text = model.to_toml().unwrap();
        prop_assert_eq!(Model::from_toml(&text).unwrap(), model);
    }
}

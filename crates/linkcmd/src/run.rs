//! `casement link run`.

use crate::lists::{self, Finder, Lists, Meets, name};
use crate::{progress, say};
use linkage::{ClusterOptions, Decisions, Meeting, Model, Plan, ScoredPair, Settings, Table};
use linkfiles::{Column, CsvField, Fingerprint, Journal, Label, Labels, RowWriter, write_rows};
use std::collections::HashMap;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    lists: Lists,
    #[command(flatten)]
    meets: Meets,
    /// The model.
    #[arg(long)]
    model: PathBuf,
    /// Learn the model first, from these lists, and write it: settings as for `train`.
    #[arg(long, value_name = "SETTINGS")]
    learn: Option<String>,
    /// The folder for pairs, clusters and report. A run that was stopped and is started again with the same folder goes on where it was.
    #[arg(long)]
    out: PathBuf,
    /// csv or parquet.
    #[arg(long, default_value = "csv")]
    format: String,
    /// Bits from which a pair is written; without, ten less than the model's threshold.
    #[arg(long, allow_negative_numbers = true)]
    floor: Option<f64>,
    /// Decisions of people: these outlive every run.
    #[arg(long)]
    labels: Option<PathBuf>,
    /// The clusters of an earlier run, whose ids are kept.
    #[arg(long)]
    before: Option<PathBuf>,
    /// A list that has each person once (may be given again).
    #[arg(long, value_name = "NAME")]
    one_record_each: Vec<String>,
    /// Write who lives together as well, to `households`: the model reads a surname, a postcode and a house number for it.
    #[arg(long)]
    households: bool,
    /// Only count: how many pairs each blocking rule would compare. Nothing is learned, compared or written.
    #[arg(long)]
    count: bool,
}

/// Where the model comes from.
enum ModelFrom {
    /// A file, with its text.
    File((Model, String)),
    /// It is learned from the lists, with these settings.
    Lists(Settings),
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<(), String> {
    if !matches!(args.format.as_str(), "csv" | "parquet") {
        return Err("--format is csv or parquet".into());
    }
    let mut clock = CpuClock::default();
    // What is wrong with the model is said before long lists are read.
    let from = match args.learn.as_deref() {
        Some(named) => ModelFrom::Lists(crate::train::settings(Some(named))?),
        None => ModelFrom::File(lists::model_and_text(&args.model)?),
    };
    if !args.count {
        std::fs::create_dir_all(&args.out).map_err(|e| format!("{}: {e}", args.out.display()))?;
    }
    let spinner = progress::spinner("reading");
    let told = match &from {
        ModelFrom::Lists(settings) => settings,
        ModelFrom::File((model, _)) => &model.settings,
    };
    if args.households {
        can_tell_households(&told.fields)?;
    }
    let table = args.lists.read(&told.fields)?;
    clock.stage("read");
    if args.count {
        spinner.finish_and_clear();
        let plan = Plan::new(told, &table).map_err(say)?;
        return writeln!(out, "{} records, {} pairs at most\n{}", table.len(), plan.pairs(), rules(&plan)).map_err(say);
    }
    let (model, model_text) = match from {
        ModelFrom::File(given) => given,
        ModelFrom::Lists(settings) => {
            spinner.set_message("learning");
            let model = linkage::train(&settings, &table, &mut |_| {}).map_err(say)?;
            let text = model.to_toml().map_err(say)?;
            std::fs::write(&args.model, &text).map_err(|e| format!("{}: {e}", args.model.display()))?;
            (model, text)
        }
    };
    clock.stage("learn");
    let floor = args.floor.unwrap_or(model.threshold - 10.0);
    spinner.set_message("counting pairs");
    let plan = Plan::new(&model.settings, &table).map_err(say)?;
    let meeting = Meeting::new(&args.meets.between()?, &table).map_err(say)?;
    spinner.finish_and_clear();
    let journal_path = args.out.join("unfinished.run");
    let mut run = Fingerprint::default();
    run.add(&model_text);
    drop(model_text);
    // Another version of the program may divide the work otherwise.
    run.add(&format!("{} {} {}", env!("CARGO_PKG_VERSION"), plan.chunks(), plan.pairs()));
    run.add(&format!("{floor} {:?} {:?} {:?}", args.meets, args.lists.id_column, args.lists.source_column));
    for source in args.lists.sources() {
        run.add(&source.name);
        run.add_file(&source.file).map_err(say)?;
    }
    let mut journal = Journal::open(&journal_path, &run).map_err(say)?;
    if journal.next() > 0 {
        writeln!(out, "Going on with chunk {} of {}.", journal.next() + 1, plan.chunks()).map_err(say)?;
    }
    clock.stage("block");
    compare(&model, &table, &plan, &meeting, floor, &mut journal)?;
    clock.stage("score");
    let compared = journal.compared();
    let pairs = journal.read().map_err(say)?;
    let decisions = decisions(args.labels.as_deref(), &table)?;
    let options = ClusterOptions { threshold: None, one_record_each: args.one_record_each.clone() };
    let clusters = linkage::cluster(&model, &table, &pairs, &decisions, &options).map_err(say)?;
    clock.stage("cluster");
    let before = args.before.as_deref().map(earlier).transpose()?.unwrap_or_default();
    let ids = linkage::stable_ids(&table, &clusters.labels, &before);
    write_pairs(&args.out.join(format!("pairs.{}", args.format)), &model, &table, &pairs)?;
    write_members(&args.out.join(format!("clusters.{}", args.format)), &table, &[("cluster", &ids)])?;
    write_quality(&args.out.join("quality.csv"), &clusters, &ids)?;
    let homes = if args.households {
        let path = args.out.join(format!("households.{}", args.format));
        Some(write_households(&path, &table, &clusters.labels)?)
    } else {
        None
    };
    clock.stage("write");
    let linked = pairs.iter().filter(|p| p.bits() >= model.threshold).count();
    let groups = clusters.quality.len();
    let report = format!(
        "records = {}\ncompared = {compared}\npairs_written = {}\npairs_linked = {linked}\nclusters_of_two_or_more = {groups}\n\
         taken_apart = {}\ncontradictory_decisions = {}\nthreshold_bits = {}\nfloor_bits = {floor}\n{}{}",
        table.len(),
        pairs.len(),
        clusters.taken_apart,
        clusters.contradictions.len(),
        model.threshold,
        clock.report(),
        rules(&plan)
    );
    std::fs::write(args.out.join("report.toml"), &report).map_err(|e| format!("{}: {e}", args.out.display()))?;
    Journal::remove(&journal_path).map_err(say)?;
    if let Some(homes) = homes {
        writeln!(out, "{homes}").map_err(say)?;
    }
    writeln!(
        out,
        "{} records, {compared} pairs compared, {linked} linked; {groups} people with two records or more. Results: {}",
        table.len(),
        args.out.display()
    )
    .map_err(say)
}

/// Seconds of processor time by stage, all threads together.
#[derive(Default)]
struct CpuClock {
    last: f64,
    stages: Vec<(&'static str, f64)>,
}

impl CpuClock {
    fn stage(&mut self, name: &'static str) {
        let now = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
        #[expect(clippy::cast_precision_loss, reason = "seconds of a run")]
        let now = now.tv_sec as f64 + now.tv_nsec as f64 / 1e9;
        self.stages.push((name, now - self.last));
        self.last = now;
    }
    fn report(&self) -> String {
        let lines: Vec<String> = self.stages.iter().map(|(name, s)| format!("{name} = {s:.3}\n")).collect();
        format!("\n[processor_seconds]\n{}", lines.concat())
    }
}

fn compare(
    model: &Model,
    table: &Table,
    plan: &Plan,
    meeting: &Meeting,
    floor: f64,
    journal: &mut Journal,
) -> Result<(), String> {
    let bar = progress::bar("comparing", plan.chunks() as u64);
    bar.set_position(journal.next() as u64);
    // What an earlier run did says nothing of how fast this one is.
    bar.reset_eta();
    let mut wrong = None;
    let from = journal.next();
    linkage::link(model, table, plan, meeting, floor, from, &mut |chunk| {
        bar.inc(1);
        // Every so often the disk gets all, so that little is lost when the power fails.
        let written = journal.add(&chunk).and_then(|()| if chunk.number % 64 == 63 { journal.flush() } else { Ok(()) });
        match written {
            Ok(()) => ControlFlow::Continue(()),
            Err(e) => {
                wrong = Some(e);
                ControlFlow::Break(())
            }
        }
    })
    .map_err(say)?;
    bar.finish_and_clear();
    wrong.map_or(Ok(()), |e| Err(say(e)))
}

/// What households are told by, as fields of the model.
fn can_tell_households(fields: &[linkage::Field]) -> Result<(), String> {
    let wanted = linkage::HouseholdOptions::default();
    let missing =
        [wanted.surname, wanted.postcode, wanted.house].into_iter().find(|w| fields.iter().all(|f| f.name != *w));
    missing.map_or(Ok(()), |name| Err(format!("households cannot be told: the model has no field {name}")))
}

/// Writes who lives together: for each record its household and, within that, its family (one surname at one address).
fn write_households(path: &Path, table: &Table, people: &[u32]) -> Result<String, String> {
    let homes = linkage::households(table, people, &linkage::HouseholdOptions::default()).map_err(say)?;
    let none = HashMap::new();
    let called = |labels: &[u32]| linkage::stable_ids(table, labels, &none);
    let (households, families) = (called(&homes.labels), called(&homes.families));
    write_members(path, table, &[("household", &households), ("family", &families)])?;
    let together = |labels: &[u32]| (0..).zip(labels).filter(|(record, label)| record == *label).count();
    Ok(format!(
        "{} households of {} families; at {} addresses live more families than a household has, and nobody was joined by these.",
        together(&homes.labels),
        together(&homes.families),
        homes.institutions
    ))
}

/// What each blocking rule cost.
fn rules(plan: &Plan) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for r in plan.rules() {
        let _ = write!(
            text,
            "\n[[rule]]\nnumber = {}\nrecords = {}\nblocks = {}\npairs = {}\ndivided = {}\ncut = {}\n",
            r.rule + 1,
            r.records,
            r.blocks,
            r.pairs,
            r.divided,
            r.cut
        );
    }
    text
}

pub fn decisions(path: Option<&Path>, table: &Table) -> Result<Decisions, String> {
    let mut decisions = Decisions::default();
    let Some(path) = path else { return Ok(decisions) };
    let finder = Finder::new(table);
    for (a, b, label) in Labels::read(path).map_err(say)?.iter() {
        if let (Some(a), Some(b)) = (finder.get(&a.0, &a.1), finder.get(&b.0, &b.1)) {
            match label {
                Label::Same => decisions.same.push((a, b)),
                Label::Different => decisions.different.push((a, b)),
                Label::Unsure => {}
            }
        }
    }
    Ok(decisions)
}

fn earlier(path: &Path) -> Result<HashMap<(String, String), String>, String> {
    linkfiles::read_clusters(path).map_err(say)
}

/// How likely pairs are the same person, in millionths: six figures of a probability are more than anybody can use. Many pairs have the same
/// bits, so each score is reckoned once where they do not lie too far apart.
struct Likely<'m> {
    model: &'m Model,
    least: i64,
    known: Vec<i64>,
}

impl<'m> Likely<'m> {
    const UNKNOWN: i64 = -1;
    const MOST_KNOWN: i64 = 1 << 18;

    fn new(model: &'m Model, pairs: &[ScoredPair]) -> Self {
        let bits = || pairs.iter().map(|p| i64::from(p.millibits));
        let (least, most) = (bits().min().unwrap_or(0), bits().max().unwrap_or(0));
        let room = usize::try_from((most - least + 1).min(Self::MOST_KNOWN)).unwrap_or(0);
        Self { model, least, known: vec![Self::UNKNOWN; room] }
    }
    fn of(&mut self, pair: &ScoredPair) -> i64 {
        #[expect(clippy::cast_possible_truncation, reason = "between nought and a million")]
        let reckon = || (self.model.probability(pair.bits()) * 1e6).round() as i64;
        let place = usize::try_from(i64::from(pair.millibits) - self.least).unwrap_or(usize::MAX);
        match self.known.get_mut(place) {
            Some(known) if *known != Self::UNKNOWN => *known,
            Some(known) => {
                *known = reckon();
                *known
            }
            None => reckon(),
        }
    }
}

/// Records that are looked up before what was found is written: one wait covers many.
const LOOKED_UP: usize = 64;

fn write_pairs(path: &Path, model: &Model, table: &Table, pairs: &[ScoredPair]) -> Result<(), String> {
    let mut likely = Likely::new(model, pairs);
    let mut columns = |some: &[ScoredPair]| {
        let names = |of: &dyn Fn(&ScoredPair) -> u32| -> (Column<'_>, Column<'_>) {
            let (sources, ids) = some.iter().map(|p| name(table, of(p))).unzip();
            (Column::Words(sources), Column::Words(ids))
        };
        let ((source_l, id_l), (source_r, id_r)) = (names(&|p| p.a), names(&|p| p.b));
        vec![
            ("source_l", source_l),
            ("id_l", id_l),
            ("source_r", source_r),
            ("id_r", id_r),
            ("bits", Column::Decimal(some.iter().map(|p| i64::from(p.millibits)).collect(), 3)),
            ("probability", Column::Decimal(some.iter().map(|p| likely.of(p)).collect(), 6)),
        ]
    };
    let mut writer = RowWriter::create(path, &columns(&[])).map_err(say)?;
    if let Some(mut rows) = writer.rows() {
        let sources: Vec<CsvField> = table.source_names().iter().map(|name| CsvField::new(name)).collect();
        let (mut records, mut found) = (Vec::new(), Vec::new());
        for some in pairs.chunks(LOOKED_UP) {
            records.clear();
            records.extend(some.iter().flat_map(|p| [p.a, p.b]));
            table.names_of(&records, &mut found);
            for (pair, names) in some.iter().zip(found.chunks_exact(2)) {
                for (source, id) in names {
                    rows.ready(&sources[usize::from(*source)]);
                    rows.bytes(id);
                }
                rows.decimal(i64::from(pair.millibits), 3);
                rows.decimal(likely.of(pair), 6);
                rows.end().map_err(say)?;
            }
        }
    } else {
        for batch in pairs.chunks(writer.batch_size()) {
            writer.batch(&columns(batch)).map_err(say)?;
        }
    }
    writer.finish().map_err(say)
}

/// Writes for each record, in the order of the lists, what it belongs to.
fn write_members(path: &Path, table: &Table, told: &[(&str, &linkage::ClusterIds)]) -> Result<(), String> {
    let order: Vec<u32> = table.as_read().collect();
    let columns = |some: &[u32]| {
        let (sources, own): (Vec<&str>, Vec<&str>) = some.iter().map(|r| name(table, *r)).unzip();
        let mut columns = vec![("source", Column::Words(sources)), ("id", Column::Words(own))];
        for (called, ids) in told {
            columns.push((*called, Column::Words(some.iter().map(|r| ids.get(*r)).collect())));
        }
        columns
    };
    let mut writer = RowWriter::create(path, &columns(&[])).map_err(say)?;
    if let Some(mut rows) = writer.rows() {
        let sources: Vec<CsvField> = table.source_names().iter().map(|name| CsvField::new(name)).collect();
        let (mut found, mut of) = (Vec::new(), vec![Vec::new(); told.len()]);
        for some in order.chunks(LOOKED_UP) {
            table.names_of(some, &mut found);
            for ((_, ids), of) in told.iter().zip(&mut of) {
                ids.of_records(some, of);
            }
            for (at, (source, id)) in found.iter().enumerate() {
                rows.ready(&sources[usize::from(*source)]);
                rows.bytes(id);
                for of in &of {
                    rows.bytes(of[at]);
                }
                rows.end().map_err(say)?;
            }
        }
    } else {
        for batch in order.chunks(writer.batch_size()) {
            writer.batch(&columns(batch)).map_err(say)?;
        }
    }
    writer.finish().map_err(say)
}

fn write_quality(path: &Path, clusters: &linkage::Clusters, ids: &linkage::ClusterIds) -> Result<(), String> {
    #[expect(clippy::cast_possible_truncation, reason = "a score is a few thousand bits at most")]
    let thousandths = |x: f64| (x * 1000.0).round() as i64;
    let of = |f: &dyn Fn(&linkage::Quality) -> i64| clusters.quality.iter().map(|(_, q)| f(q)).collect::<Vec<_>>();
    let columns = [
        ("cluster", Column::Words(clusters.quality.iter().map(|(l, _)| ids.get(*l)).collect())),
        ("records", Column::Whole(of(&|q| i64::from(q.size)))),
        ("density", Column::Decimal(of(&|q| thousandths(q.density)), 3)),
        ("weakest_bits", Column::Decimal(of(&|q| thousandths(q.weakest)), 3)),
        ("mean_bits", Column::Decimal(of(&|q| thousandths(q.mean)), 3)),
        ("bridge", Column::Whole(of(&|q| i64::from(q.bridge)))),
    ];
    write_rows(path, &columns).map_err(say)
}

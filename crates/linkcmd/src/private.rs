//! `casement link private`: each agency encodes its own list, and only filters meet.

use crate::lists::Lists;
use crate::{progress, say};
use kernel::{Entropy as _, OsEntropy};
use linkage::bloom::{Encoder, Limits, Recipe, Secret, between, within};
use linkfiles::{Column, read_filters, write_filters, write_rows};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Subcommand)]
pub enum PrivateCmd {
    /// Make a key. The agencies of a linkage share one; the linking party never sees it.
    Key {
        /// Where it is written. A file that is there is never overwritten.
        #[arg(long)]
        out: PathBuf,
    },
    /// Turn a list into filters.
    Encode(EncodeArgs),
    /// Find which filters are of one person.
    Match(MatchArgs),
}

#[derive(Debug, clap::Args)]
pub struct EncodeArgs {
    #[command(flatten)]
    lists: Lists,
    /// Fields, size and hardening (TOML): the same for every agency.
    #[arg(long)]
    recipe: PathBuf,
    /// The key that the agencies share.
    #[arg(long)]
    key: PathBuf,
    /// A key of your agency alone, for the noise. Needed when the recipe has noise.
    #[arg(long)]
    own_key: Option<PathBuf>,
    /// The name of this release: filters of two releases cannot be laid side by side.
    #[arg(long)]
    release: String,
    /// Where the filters are written (CSV).
    #[arg(long)]
    out: PathBuf,
}

#[derive(Debug, clap::Args)]
pub struct MatchArgs {
    /// One file of filters, to find duplicates in it, or two, to link them.
    #[arg(required = true, num_args = 1..=2, value_name = "FILTERS")]
    filters: Vec<PathBuf>,
    /// Where links are written (CSV or Parquet).
    #[arg(long)]
    out: PathBuf,
    /// A record may have several partners in the other list. Without, one at most.
    #[arg(long)]
    many: bool,
    /// Least Dice coefficient of a link, instead of the one that the scores themselves suggest.
    #[arg(long)]
    cut: Option<f32>,
    /// Seeds the sampling of bits.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many samples of bits are taken where not all pairs can be compared.
    #[arg(long, default_value_t = 40)]
    samples: usize,
}

pub fn run(command: &PrivateCmd, out: &mut dyn Write) -> Result<(), String> {
    match command {
        PrivateCmd::Key { out: path } => {
            let mut bytes = [0u8; 32];
            OsEntropy.fill(&mut bytes);
            let text: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(path).map_err(|e| format!("{}: {e}", path.display()))?;
            writeln!(file, "{text}").map_err(say)?;
            let mark = Secret::new(&bytes).map_err(say)?.mark();
            writeln!(out, "Key {mark}: {}. Hand it to the other agencies only, and never to who links.", path.display())
                .map_err(say)
        }
        PrivateCmd::Encode(args) => encode(args, out),
        PrivateCmd::Match(args) => meet(args, out),
    }
}

fn secret(path: &Path) -> Result<Secret, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let text = text.trim();
    let wrong = || {
        format!(
            "{}: a key file holds 64 figures and letters a to f: make one with `casement link private key`",
            path.display()
        )
    };
    if text.len() < 64 || text.len() % 2 != 0 || !text.is_ascii() {
        return Err(wrong());
    }
    let bytes = (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16))
        .collect::<Result<Vec<u8>, _>>()
        .map_err(|_| wrong())?;
    Secret::new(&bytes).map_err(say)
}

fn encode(args: &EncodeArgs, out: &mut dyn Write) -> Result<(), String> {
    let text = std::fs::read_to_string(&args.recipe).map_err(|e| format!("{}: {e}", args.recipe.display()))?;
    let recipe: Recipe = toml::from_str(&text).map_err(|e| format!("{}: {e}", args.recipe.display()))?;
    let shared = secret(&args.key)?;
    let own = match &args.own_key {
        Some(path) => secret(path)?,
        None if recipe.hardening.noise > 0.0 => {
            return Err("the recipe has noise: give a key of your own agency with --own-key".into());
        }
        None => shared.for_release("own"),
    };
    let mut encoder = Encoder::new(&recipe, &shared.for_release(&args.release), &own)
        .map_err(|e| format!("{}: {e}", args.recipe.display()))?;
    let table = args.lists.read(&recipe.table_fields())?;
    let spinner = progress::spinner("encoding");
    let filters = encoder.filters(&table).map_err(say)?;
    spinner.finish_and_clear();
    let ids: Vec<String> = (0..u32::try_from(table.len()).map_err(say)?).map(|r| table.id(r).to_owned()).collect();
    write_filters(&args.out, &ids, &filters).map_err(say)?;
    writeln!(
        out,
        "{} filters of {} bits with key {} for release {}: {}. Their ids go along: see that they mean nothing outside.",
        filters.len(),
        filters.size(),
        shared.mark(),
        args.release,
        args.out.display()
    )
    .map_err(say)
}

fn meet(args: &MatchArgs, out: &mut dyn Write) -> Result<(), String> {
    let read = args.filters.iter().map(|f| read_filters(f).map_err(say)).collect::<Result<Vec<_>, _>>()?;
    let spinner = progress::spinner("comparing");
    let limits = Limits { seed: args.seed, samples: args.samples, ..Limits::default() };
    let many = Limits { nearest: 16, ..limits };
    let (left, right) = (&read[0], read.last().unwrap_or(&read[0]));
    if left.1.size() != right.1.size() {
        return Err("the two files' filters are not of one size: both sides must use the same recipe".into());
    }
    let meeting = if read.len() == 2 {
        between(&left.1, &right.1, if args.many { &many } else { &limits })
    } else {
        within(&left.1, &many)
    };
    let one_to_one = read.len() == 2 && !args.many;
    let (mut links, cut) = if one_to_one {
        meeting.one_to_one((left.1.len(), right.1.len()))
    } else {
        let cut = meeting.cut();
        (meeting.links(&cut).copied().collect(), cut)
    };
    let at = args.cut.unwrap_or(cut.at);
    if args.cut.is_some() {
        links = meeting.pairs.iter().filter(|p| p.dice >= at).copied().collect();
    }
    spinner.finish_and_clear();
    let columns = [
        ("id_l", Column::Text(links.iter().map(|p| left.0[p.a as usize].clone()).collect())),
        ("id_r", Column::Text(links.iter().map(|p| right.0[p.b as usize].clone()).collect())),
        ("dice", Column::Number(links.iter().map(|p| f64::from(p.dice)).collect())),
    ];
    write_rows(&args.out, &columns).map_err(say)?;
    writeln!(
        out,
        "{} pairs compared{}, {} links from {at:.3} up ({:?}; about {:.0} of them expected wrong): {}",
        meeting.compared,
        if meeting.all { ", all there are" } else { "" },
        links.len(),
        cut.reason,
        cut.expected_wrong,
        args.out.display()
    )
    .map_err(say)
}

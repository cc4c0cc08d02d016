//! `casement demo`: synthetic data in a folder of its own, served; and the codes to log in to it with.

use crate::serve;
use crate::settings::StorageArgs;
use app::App;
use clap::Args;
use identity::TotpSecret;
use indicatif::{ProgressBar, ProgressStyle};
use kernel::{AuthorityId, Caller, Clock as _, OsEntropy, SystemClock, london_date};
use notice::Library;
use sealing::MasterKeyRing;
use serde::Deserialize;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use store::{Store, StoreError};
use synthetic::{DemoAccount, DemoError, Options, Progress};
use web::Settings;

/// What a demonstration is made of.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// The folder for database, keys and accounts. One that holds a demonstration already is served as it is.
    #[arg(long, default_value = "demo-data")]
    data: PathBuf,
    /// The port to listen on.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// How many cases.
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    cases: u64,
    /// The same seed gives the same people and cases.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Another database than the folder's own file.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database: Option<String>,
    #[command(flatten)]
    post: crate::settings::PostArgs,
    /// Make the data and stop.
    #[arg(long)]
    no_serve: bool,
}

/// The code of the moment for an account of a demonstration.
#[derive(Debug, Args)]
pub struct CodeArgs {
    /// The account's username.
    username: String,
    /// The demonstration's folder.
    #[arg(long, default_value = "demo-data")]
    data: PathBuf,
}

/// What `code` needs of an account.
#[derive(Deserialize)]
struct Known {
    username: String,
    totp_secret: String,
}

/// A demonstration of another seed is of other people, with other accounts.
fn made_with_this_seed(store: &Store, args: &DemoArgs) -> Result<(), String> {
    let nobody = Caller::system(AuthorityId::from_bytes([0; 16]), "demo");
    let there = store.read(&nobody, "authorities", |tx| tx.authorities()).map_err(|e: StoreError| e.to_string())?;
    if there.is_empty() || there.iter().any(|authority| authority.id == synthetic::authority(args.seed)) {
        return Ok(());
    }
    Err(format!(
        "{0} holds what was not made with --seed {1}: give the seed that it was made with, another --data, or delete {0} and start again",
        args.data.display(),
        args.seed
    ))
}

/// Makes a demonstration (or finds the one that is there) and serves it.
///
/// # Errors
/// In words that say what to do.
pub fn run(args: &DemoArgs) -> Result<(), String> {
    fs::create_dir_all(&args.data).map_err(|e| format!("cannot make {}: {e}", args.data.display()))?;
    let storage = StorageArgs {
        database: args.database.clone().unwrap_or_else(|| args.data.join("casement.db").display().to_string()),
        keys: None,
        master_key: args.data.join("casement.key"),
    };
    let master = if storage.master_key.exists() {
        MasterKeyRing::load(&storage.master_key)
    } else {
        MasterKeyRing::create(&storage.master_key, &mut OsEntropy)
    };
    let store = storage.open_with(master.map_err(|e| e.to_string())?)?;
    made_with_this_seed(&store, args)?;
    let app = App::new(store.clone(), synthetic::authority(args.seed));
    let accounts_file = args.data.join("accounts.json");
    let options = Options { cases: args.cases, seed: args.seed, as_of: london_date(SystemClock.now()), lived_in: true };
    let bar = ProgressBar::new(args.cases).with_style(style());
    let told = |progress: Progress| bar.set_position(progress.done);
    match synthetic::demo(&app, &Library::embedded(), options, &told) {
        Ok(made) => {
            bar.finish_and_clear();
            let in_full = synthetic::told(&app, options).map_err(|e| e.to_string())?;
            let pairs = synthetic::matched(&app, options).map_err(|e| e.to_string())?;
            println!(
                "Made {} synthetic cases under five notices, and {in_full} of people who told everything; {pairs} pairs of a matching run wait to be reviewed.",
                made.cases
            );
            write_accounts(&accounts_file, &made.accounts)?;
            print!("{}", listing(&made.accounts, &args.data));
        }
        Err(DemoError::Occupied) => {
            bar.finish_and_clear();
            // The accounts are written once everything is made.
            if !accounts_file.exists() {
                return Err(format!(
                    "The demonstration in {0} was stopped before it was whole: delete {0}, and start again",
                    args.data.display()
                ));
            }
            println!("Serving the demonstration that is in {} already.", args.data.display());
            println!("Its accounts are in {}.", accounts_file.display());
        }
        Err(why) => return Err(why.to_string()),
    }
    if args.no_serve {
        return Ok(());
    }
    crate::logging::start();
    let (authority, council) = serve::authority(&store, None)?;
    let settings =
        Settings { council, demo: true, secure: false, origin: Some(format!("http://localhost:{}", args.port)) };
    let listen = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), args.port);
    serve::run(App::new(store, authority), settings, api::Rate::default(), args.post.open()?, listen, |here| {
        println!("\nOpen http://localhost:{} (stop with Ctrl-C).", here.port());
    })
}

/// Prints the code that an authenticator would show now.
///
/// # Errors
/// When the folder has no such account.
pub fn code(args: &CodeArgs) -> Result<(), String> {
    let path = args.data.join("accounts.json");
    let text =
        fs::read(&path).map_err(|e| format!("cannot read {} ({e}): name the folder with --data", path.display()))?;
    let accounts: Vec<Known> =
        serde_json::from_slice(&text).map_err(|e| format!("{} is damaged: {e}", path.display()))?;
    let known = accounts
        .iter()
        .find(|a| a.username == args.username.to_lowercase())
        .ok_or_else(|| format!("there is no such account in {}", path.display()))?;
    let bytes = data_encoding::BASE32_NOPAD
        .decode(known.totp_secret.as_bytes())
        .ok()
        .and_then(|b| b.try_into().ok())
        .ok_or_else(|| format!("{} is damaged: a secret has the wrong form", path.display()))?;
    println!("{}", TotpSecret::from_bytes(bytes).code_at(SystemClock.now()));
    Ok(())
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("Making cases {bar:40} {pos}/{len} ({per_sec}, {eta} left)")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn write_accounts(path: &Path, accounts: &[DemoAccount]) -> Result<(), String> {
    let text = serde_json::to_vec_pretty(accounts).map_err(|e| format!("cannot write the accounts: {e}"))?;
    fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| file.write_all(&text))
        .map_err(|e| format!("cannot write {}: {e}", path.display()))
}

/// The accounts, as they are printed: one of the officers and managers of each notice, and some partners; all are in the file.
fn listing(accounts: &[DemoAccount], data: &Path) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "\nAccounts (all {} are in {}):\n", accounts.len(), data.join("accounts.json").display());
    let width = accounts.iter().map(|a| a.username.len()).max().unwrap_or(0);
    for account in accounts.iter().filter(|a| is_shown(a)) {
        let _ = writeln!(out, "  {:width$}  {}", account.username, account.acts_as_words);
    }
    if let Some(first) = accounts.first() {
        let _ = writeln!(out, "\nPassword of each: {}", first.password);
        let program = std::env::current_exe().map_or_else(|_| "casement".to_owned(), |p| p.display().to_string());
        let _ = writeln!(out, "Code of the second factor: {program} code {} --data {}", first.username, data.display());
    }
    out
}

/// Partners are many: those that stand for one notice alone are left to the file, but for the first of each kind.
fn is_shown(account: &DemoAccount) -> bool {
    account.administers
        || account.acts_as.iter().any(|a| a.contains("#role:"))
        || account.username.starts_with("partner")
}

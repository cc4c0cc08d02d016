//! `casement jobs`: a worker in a process of its own.

use crate::logging;
use crate::serve;
use crate::settings::{PostArgs, StorageArgs};
use app::App;
use clap::{Args, Subcommand};
use jobs::{Stop, Worker};
use kernel::OsEntropy;

/// What to do with jobs.
#[derive(Debug, Args)]
pub struct JobsArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Do jobs until told to stop (Ctrl-C, or SIGTERM); the one at hand is finished. `casement serve` does them too: this is
    /// for more hands, or for a machine that alone may reach the mail server.
    Run(RunArgs),
}

#[derive(Debug, Args)]
struct RunArgs {
    #[command(flatten)]
    storage: StorageArgs,
    #[command(flatten)]
    post: PostArgs,
    /// The authority's short name, where there are several.
    #[arg(long, env = "CASEMENT_AUTHORITY")]
    authority: Option<String>,
    /// Do what is due now, then end.
    #[arg(long)]
    once: bool,
}

/// Runs the command.
///
/// # Errors
/// In words that say what to do.
pub fn run(args: &JobsArgs) -> Result<(), String> {
    let What::Run(args) = &args.what;
    logging::start();
    let store = args.storage.open()?;
    let (authority, _) = serve::authority(&store, args.authority.as_deref())?;
    let worker = Worker::new(App::new(store, authority), args.post.open()?, &mut OsEntropy);
    let stop = Stop::default();
    if args.once {
        let done = worker.do_what_is_due(&stop).map_err(|e| e.to_string())?;
        println!("Did {done} {}.", if done == 1 { "job" } else { "jobs" });
        return Ok(());
    }
    std::thread::scope(|scope| {
        let working = scope.spawn(|| worker.work(&stop));
        let waited = serve::wait_until_told();
        stop.now();
        working.join().map_err(|_| "the worker stopped unexpectedly".to_owned())?;
        waited
    })
}

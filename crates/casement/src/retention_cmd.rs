//! `casement retention`: what is due, destroying it, certificates, and importing a corporate schedule.

use crate::logging;
use crate::serve;
use crate::settings::StorageArgs;
use app::App;
use clap::{Args, Subcommand};
use kernel::Caller;
use std::path::PathBuf;

/// What to do about retention.
#[derive(Debug, Args)]
pub struct RetentionArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Say how many cases would be destroyed today, in whole or in part. Destroys nothing.
    Due(PlaceArgs),
    /// Destroy what is due now, as the nightly job does.
    Run(PlaceArgs),
    /// Write every certificate of destruction to standard output, as JSON lines.
    Certificates(PlaceArgs),
    /// Import a corporate retention schedule for a notice that leaves its periods to one.
    Import(ImportArgs),
}

#[derive(Debug, Args)]
struct PlaceArgs {
    #[command(flatten)]
    storage: StorageArgs,
    /// The authority's short name, where there are several.
    #[arg(long, env = "CASEMENT_AUTHORITY")]
    authority: Option<String>,
}

#[derive(Debug, Args)]
struct ImportArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// The notice, for example `dudley/housing-options`.
    notice: String,
    /// The schedule: CSV with the columns `record class`, `label`, `keep`, `from`, `then`, `reference`.
    file: PathBuf,
    /// What it is called, with its version: `Corporate retention schedule 2026`.
    #[arg(long)]
    title: String,
}

impl PlaceArgs {
    fn open(&self) -> Result<(App, kernel::AuthorityId), String> {
        logging::start();
        let store = self.storage.open()?;
        let (authority, _) = serve::authority(&store, self.authority.as_deref())?;
        Ok((App::new(store, authority), authority))
    }
}

/// Runs the command.
///
/// # Errors
/// In words that say what to do.
pub fn run(args: &RetentionArgs) -> Result<(), String> {
    match &args.what {
        What::Due(place) => {
            let (app, _) = place.open()?;
            let due = app.due_for_erasure().map_err(|e| e.to_string())?;
            if due.is_empty() {
                println!("Nothing is due.");
            }
            for (notice, cases) in due {
                println!("{notice}: {cases} {}", if cases == 1 { "case" } else { "cases" });
            }
        }
        What::Run(place) => {
            let (app, _) = place.open()?;
            let total = app.erase_due().map_err(|e| e.to_string())?;
            println!(
                "Looked at {} closed cases; wrote {} certificates; {} wait for a decision.",
                total.looked_at, total.destroyed, total.waiting
            );
            if total.failed > 0 {
                return Err(format!(
                    "{} cases could not be destroyed, and nothing of them was: see the log above",
                    total.failed
                ));
            }
        }
        What::Certificates(place) => {
            let (app, _) = place.open()?;
            for c in app.certificates().map_err(|e| e.to_string())? {
                let rows: serde_json::Map<String, serde_json::Value> =
                    c.rows.into_iter().map(|(what, n)| (what, n.into())).collect();
                println!(
                    "{}",
                    serde_json::json!({
                        "certificate": c.id.to_string(), "destroyed_at": c.at.rfc3339(), "notice": c.notice,
                        "whole_case": c.whole, "what": c.what, "rule": c.rule, "statements": c.statements,
                        "due_on": c.due_on.to_string(), "rows": rows, "keys": c.keys, "decided_by": c.decided_by,
                        "entry": c.entry,
                    })
                );
            }
        }
        What::Import(import) => {
            let csv = std::fs::read_to_string(&import.file)
                .map_err(|e| format!("{} cannot be read: {e}", import.file.display()))?;
            let (app, authority) = import.place.open()?;
            let caller = Caller::system(authority, "command line");
            let lines = app
                .import_schedule(&caller, &import.notice, &import.title, &csv)
                .map_err(|e| format!("{}: {e}", import.file.display()))?;
            println!("Imported {lines} lines for {}. Closed cases are counted by them from now on.", import.notice);
        }
    }
    Ok(())
}

//! `casement messages`: the templates of messages.

use crate::serve;
use crate::settings::StorageArgs;
use app::App;
use clap::{Args, Subcommand};
use kernel::Caller;
use std::path::PathBuf;

/// What to do with templates.
#[derive(Debug, Args)]
pub struct MessagesArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Check templates against the published notices that they name, and publish those that are new. Nothing is published
    /// unless all of them fit.
    Publish(PublishArgs),
}

#[derive(Debug, Args)]
struct PublishArgs {
    #[command(flatten)]
    storage: StorageArgs,
    /// The authority's short name, where there are several.
    #[arg(long, env = "CASEMENT_AUTHORITY")]
    authority: Option<String>,
    /// The files.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// With file, line, what is wrong and what to do.
pub fn run(args: &MessagesArgs) -> Result<(), String> {
    let What::Publish(args) = &args.what;
    let mut read = Vec::new();
    for file in &args.files {
        let text = std::fs::read_to_string(file).map_err(|e| format!("cannot read {}: {e}", file.display()))?;
        read.push((file.display().to_string(), text));
    }
    let store = args.storage.open()?;
    let (authority, _) = serve::authority(&store, args.authority.as_deref())?;
    let app = App::new(store, authority);
    let new = app.publish_templates(&Caller::system(authority, "publish"), read).map_err(|e| e.to_string())?;
    println!("Published {new} of {} templates; the others were there already.", args.files.len());
    Ok(())
}

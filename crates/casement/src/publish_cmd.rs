//! `casement notice publish`: a version of a notice begins to count.

use crate::form_cmd;
use crate::serve;
use crate::settings::StorageArgs;
use app::{App, PublishedNow, Publishing};
use clap::Args;
use kernel::Caller;
use notice::Library;
use notice::form::form_of;
use notice::proof::Proof;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What to publish, and how.
#[derive(Debug, Args)]
pub struct PublishArgs {
    #[command(flatten)]
    storage: StorageArgs,
    /// The authority's short name, where there are several.
    #[arg(long, env = "CASEMENT_AUTHORITY")]
    authority: Option<String>,
    /// The notice: its file, or the id of a shipped one. The forms beside it (`forms/*.toml`) are published with it.
    notice: PathBuf,
    /// Bases of your own that it extends.
    #[arg(long = "base")]
    bases: Vec<PathBuf>,
    /// Cedar policies of the council's own (`forbid` only): they hold back some of what the notice allows.
    #[arg(long)]
    policies: Option<PathBuf>,
    /// What `casement-prove NOTICE --out FILE` wrote about this very text.
    #[arg(long, conflicts_with = "unproved")]
    proof: Option<PathBuf>,
    /// Publish without a proof, and why: it stands on the ledger.
    #[arg(long, value_name = "WHY")]
    unproved: Option<String>,
    /// It may let somebody have more, or keep something longer, than the version before.
    #[arg(long)]
    wider: bool,
    /// It may rest on assumptions that nobody has confirmed: its page says that it is a draft.
    #[arg(long)]
    draft: bool,
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|e| format!("cannot read {}: {e}", path.display()))
}

/// Runs the command.
///
/// # Errors
/// In words that say what to do.
pub fn run(args: &PublishArgs, out: &mut dyn Write) -> Result<(), String> {
    let name = args.notice.to_string_lossy().into_owned();
    let mut files: Vec<&Path> = args.bases.iter().map(PathBuf::as_path).collect();
    if args.notice.exists() {
        files.push(&args.notice);
    }
    let mut library = Library::load(files).map_err(|e| e.to_string())?;
    if args.notice.exists() {
        // The forms of a file are those that lie beside it, and none that are shipped.
        let all = std::mem::take(&mut library);
        for file in all.files().iter().filter(|f| form_of(&f.text).is_none()) {
            library.add(file.path.clone(), file.text.clone());
        }
    }
    if args.notice.exists()
        && let Some(compiled) = notice::compile(&library, &name).compiled
    {
        for form in form_cmd::beside(&args.notice, &compiled.id) {
            library.add(form.display().to_string(), read(&form)?);
        }
    }
    let proof =
        args.proof.as_deref().map(|path| Proof::read(&read(path)?).map_err(|why| format!("{}: {why}", path.display())));
    let how = Publishing {
        policies: args.policies.as_deref().map(read).transpose()?.unwrap_or_default(),
        proof: proof.transpose()?,
        unproved: args.unproved.clone().unwrap_or_default(),
        wider: args.wider,
        draft: args.draft,
    };
    let store = args.storage.open()?;
    let (authority, _) = serve::authority(&store, args.authority.as_deref())?;
    let app = App::new(store, authority);
    let done = app.publish_as(&Caller::system(authority, "publish"), &library, &name, &how);
    say(&done.map_err(|e| e.to_string())?, &how, out).map_err(|e| format!("cannot write: {e}"))
}

fn say(done: &PublishedNow, how: &Publishing, out: &mut dyn Write) -> std::io::Result<()> {
    if done.new {
        writeln!(out, "Published, with {} forms.", done.forms)?;
    } else {
        writeln!(out, "This version is published already: nothing has changed.")?;
    }
    if let Some(changes) = &done.changes {
        write!(out, "\n{}", changes.to_text())?;
    }
    if !how.policies.trim().is_empty() {
        writeln!(out, "\nThe council’s own policies hold back:")?;
        for line in &done.held_back {
            writeln!(out, "  {line}")?;
        }
        if done.held_back.is_empty() {
            writeln!(out, "  nothing that the notice allows")?;
        }
    }
    Ok(())
}

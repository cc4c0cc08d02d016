//! `casement init`: a council's first day. Its keys, its place in the database, and the link by which its first administrator
//! comes in; afterwards notices are published, and the administrator invites everybody else.

use crate::serve;
use crate::settings::StorageArgs;
use app::{App, NewInvitation};
use clap::Args;
use identity::HandedOut;
use kernel::{AuthorityId, Caller, Clock as _, OsEntropy, SystemClock};
use std::io::Write;

/// Who is set up.
#[derive(Debug, Args)]
pub struct InitArgs {
    #[command(flatten)]
    storage: StorageArgs,
    #[command(flatten)]
    first: FirstArgs,
    /// A short name for the council, in small letters: `coventry`.
    #[arg(long)]
    slug: String,
    /// The council's name, as pages show it.
    #[arg(long)]
    name: String,
}

/// Who comes in first.
#[derive(Debug, Args)]
struct FirstArgs {
    /// The administrator's work email address: what they type to log in.
    #[arg(long)]
    admin: String,
    /// The administrator's name.
    #[arg(long)]
    admin_name: String,
    /// Where browsers will reach the server.
    #[arg(long, env = "CASEMENT_ORIGIN", default_value = "http://localhost:8080")]
    origin: String,
}

/// Another administrator, when nobody who administers can come in any more.
#[derive(Debug, Args)]
pub struct InviteAdminArgs {
    #[command(flatten)]
    storage: StorageArgs,
    #[command(flatten)]
    first: FirstArgs,
    /// The authority's short name, where there are several.
    #[arg(long, env = "CASEMENT_AUTHORITY")]
    authority: Option<String>,
}

impl FirstArgs {
    fn invitation(&self) -> NewInvitation {
        NewInvitation {
            username: self.admin.clone(),
            name: self.admin_name.clone(),
            capacities: Vec::new(),
            administers: true,
            origin: None,
        }
    }
    fn say(&self, secret: &HandedOut, out: &mut dyn Write) -> Result<(), String> {
        let link = format!("{}/join/{}", self.origin.trim_end_matches('/'), secret.text().expose());
        writeln!(
            out,
            "The administrator comes in by this link. It is shown this once, and works once and for a week:\n\n  {link}\n"
        )
        .map_err(|e| format!("cannot write: {e}"))
    }
}

/// Sets a council up.
///
/// # Errors
/// In words that say what to do.
pub fn init(args: &InitArgs, out: &mut dyn Write) -> Result<(), String> {
    let told = |done: std::io::Result<()>| done.map_err(|e| format!("cannot write: {e}"));
    if std::env::var_os("CASEMENT_MASTER_KEY").is_none() && !args.storage.master_key.exists() {
        args.storage.init_keys()?;
        told(writeln!(
            out,
            "Made {}. Keep it apart from the data and its backups: without it nothing can be read.",
            args.storage.master_key.display()
        ))?;
    }
    let store = args.storage.open()?;
    let authority = AuthorityId::new(SystemClock.now(), &mut OsEntropy);
    let app = App::new(store, authority);
    let secret = app
        .set_up(&Caller::system(authority, "set-up"), &args.slug, &args.name, &args.first.invitation())
        .map_err(|e| e.to_string())?;
    told(writeln!(out, "{} is set up.", args.name.trim()))?;
    args.first.say(&secret, out)?;
    told(writeln!(
        out,
        "Next: publish a notice (`casement notice publish FILE`), and start the server (`casement serve`)."
    ))
}

/// Lets another administrator in.
///
/// # Errors
/// In words that say what to do.
pub fn invite_admin(args: &InviteAdminArgs, out: &mut dyn Write) -> Result<(), String> {
    let store = args.storage.open()?;
    let (authority, _) = serve::authority(&store, args.authority.as_deref())?;
    let app = App::new(store, authority);
    let made = app.invite_from_outside(&Caller::system(authority, "set-up"), &args.first.invitation());
    args.first.say(&made.map_err(|e| e.to_string())?, out)
}

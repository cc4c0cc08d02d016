//! `casement token`: tokens with which programs work for an account.

use crate::settings::StorageArgs;
use app::{App, NewToken};
use clap::{Args, Subcommand};
use kernel::Caller;
use std::io::Write;

/// Make, list and revoke tokens for programs.
#[derive(Debug, Args)]
pub struct TokenArgs {
    #[command(subcommand)]
    command: TokenCommand,
    #[command(flatten)]
    storage: StorageArgs,
    /// The authority's short name, where there are several.
    #[arg(long, env = "CASEMENT_AUTHORITY", global = true)]
    authority: Option<String>,
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    /// Make a token and print it: it is not shown again.
    Make {
        /// The account's user name.
        #[arg(long)]
        username: String,
        /// What will use it.
        #[arg(long)]
        name: String,
        /// As whom it works, `notice#principal`; left out: an administrator's own work.
        #[arg(long, default_value = "")]
        capacity: String,
        /// For which purpose of the notice.
        #[arg(long, default_value = "")]
        purpose: String,
        /// How many days it lasts.
        #[arg(long, default_value_t = 90)]
        days: u16,
    },
    /// List an account's tokens.
    List {
        /// The account's user name.
        #[arg(long)]
        username: String,
    },
    /// Revoke a token.
    Revoke {
        /// The account's user name.
        #[arg(long)]
        username: String,
        /// The token's id, as listed.
        id: String,
    },
}

impl TokenArgs {
    /// Does it.
    ///
    /// # Errors
    /// In words that say what to do.
    pub fn run(&self, out: &mut dyn Write) -> Result<(), String> {
        let store = self.storage.open()?;
        let (authority, _) = crate::serve::authority(&store, self.authority.as_deref())?;
        let (app, caller) = (App::new(store, authority), Caller::system(authority, "token"));
        let told = |done: std::io::Result<()>| done.map_err(|e| format!("cannot write: {e}"));
        match &self.command {
            TokenCommand::Make { username, name, capacity, purpose, days } => {
                let new =
                    NewToken { name: name.clone(), capacity: capacity.clone(), purpose: purpose.clone(), days: *days };
                let secret = app.make_token_named(&caller, username, &new).map_err(|e| e.to_string())?;
                told(writeln!(out, "{}", secret.shown().expose()))
            }
            TokenCommand::List { username } => {
                for line in app.tokens_named(&caller, username).map_err(|e| e.to_string())? {
                    let state = if line.live { "in use" } else { "over" };
                    let used = line.last_used_at.map_or_else(|| "never used".to_owned(), |at| at.rfc3339());
                    told(writeln!(
                        out,
                        "{}\t{state}\t{}\t{}\t{}\tends {}\t{used}",
                        line.id,
                        line.name,
                        line.who,
                        line.purpose,
                        line.expires_at.rfc3339()
                    ))?;
                }
                Ok(())
            }
            TokenCommand::Revoke { username, id } => {
                let id = id.parse().map_err(|_| "give the token's id as `casement token list` prints it".to_owned())?;
                app.revoke_token_named(&caller, username, id).map_err(|_| "there is no such token in use".to_owned())
            }
        }
    }
}

//! `casement signing`: the certificate with which signed papers are sealed.

use crate::serve;
use crate::settings::StorageArgs;
use app::App;
use clap::{Args, Subcommand};
use data_encoding::BASE64;
use kernel::{Caller, Sensitive};
use std::fmt::Write as _;
use std::io::Write;
use std::path::PathBuf;

/// What to do with the certificate.
#[derive(Debug, Args)]
pub struct SigningArgs {
    #[command(flatten)]
    storage: StorageArgs,
    /// The authority's short name, where there are several.
    #[arg(long, env = "CASEMENT_AUTHORITY")]
    authority: Option<String>,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Print the certificate in PEM, for those who check signed papers. One is made if there is none.
    Show,
    /// Seal papers with a certificate of the council's from now on. Both files are PEM; the key is P-256, in PKCS#8 and not
    /// encrypted, and is kept sealed here: put the file away.
    Bring {
        /// The certificate.
        #[arg(long)]
        certificate: PathBuf,
        /// Its key.
        #[arg(long)]
        key: PathBuf,
    },
}

/// Runs the command.
///
/// # Errors
/// In words that say what to do.
pub fn run(args: &SigningArgs, out: &mut dyn Write) -> Result<(), String> {
    let store = args.storage.open()?;
    let (authority, _) = serve::authority(&store, args.authority.as_deref())?;
    let app = App::new(store, authority);
    let caller = Caller::system(authority, "signing");
    if let What::Bring { certificate, key } = &args.what {
        let read =
            |path: &PathBuf| std::fs::read_to_string(path).map_err(|e| format!("cannot read {}: {e}", path.display()));
        let (certificate, key) = (read(certificate)?, Sensitive::new(read(key)?));
        app.bring_certificate(&caller, &certificate, key.expose()).map_err(|e| e.to_string())?;
    }
    let there = app.signing_certificate(&caller).map_err(|e| e.to_string())?;
    let whose = if there.brought { "brought by the council" } else { "made here: the council is its own issuer" };
    let mut text = format!("Papers are sealed since {} with this certificate, {whose}.\n", there.since.words());
    match there.days_left {
        Some(days) => {
            let _ = writeln!(text, "It counts for {days} more days.");
        }
        None => text.push_str("It does not count any more: bring a new one.\n"),
    }
    text.push_str("\n-----BEGIN CERTIFICATE-----\n");
    for line in BASE64.encode(&there.certificate).as_bytes().chunks(64) {
        text.push_str(&String::from_utf8_lossy(line));
        text.push('\n');
    }
    text.push_str("-----END CERTIFICATE-----\n");
    out.write_all(text.as_bytes()).map_err(|e| format!("cannot write: {e}"))
}

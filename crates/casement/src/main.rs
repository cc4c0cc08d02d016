//! The one binary: command line, server, and where everything is put together.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks on the terminal")]

mod backup_cmd;
mod demo;
mod form_cmd;
mod import_cmd;
mod init_cmd;
mod jobs_cmd;
mod ledger_cmd;
mod logging;
mod messages_cmd;
mod notice_cmd;
mod publish_cmd;
mod retention_cmd;
mod serve;
mod settings;
mod sign_on_cmd;
mod signing_cmd;
mod token_cmd;

use app::App;
use clap::{Parser, Subcommand};
use settings::{PostArgs, StorageArgs};
use std::io::{self, IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::process::ExitCode;
use web::Settings;

/// Pages are put together of many small pieces of memory; the system's allocator takes longer over them.
#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Casework under published privacy notices.
#[derive(Debug, Parser)]
#[command(name = "casement", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check, render, compare, explain and prove privacy notices.
    Notice(notice_cmd::NoticeCmd),
    /// Check forms of services against their notices.
    Form(form_cmd::FormCmd),
    /// The ledger: verify a copy, sign a checkpoint, prove an entry.
    Ledger(ledger_cmd::LedgerArgs),
    /// Linkage: find records of one person in lists, and say why.
    #[command(subcommand)]
    Link(linkcmd::LinkCmd),
    /// Serve what is there.
    Serve(ServeArgs),
    /// Make synthetic data in a folder of its own, and serve it.
    Demo(demo::DemoArgs),
    /// Do what waits: send messages, forget what is over.
    Jobs(jobs_cmd::JobsArgs),
    /// Publish templates of messages.
    Messages(messages_cmd::MessagesArgs),
    /// Import people and cases from a CSV file or a spreadsheet.
    Import(import_cmd::ImportArgs),
    /// The certificate with which signed papers are sealed.
    Signing(signing_cmd::SigningArgs),
    /// Providers at which people log in, and what their groups give.
    SignOn(sign_on_cmd::SignOnArgs),
    /// Tokens with which programs work for an account.
    Token(token_cmd::TokenArgs),
    /// How long records are kept: what is due, destroying it, certificates, schedules.
    Retention(retention_cmd::RetentionArgs),
    /// Copy data and keys, apart from each other, while the server runs.
    Backup(backup_cmd::BackupArgs),
    /// Restore a copy into a temporary place to see whether it is one, or for good into a new one.
    Restore(backup_cmd::RestoreArgs),
    /// Print the code of the moment for an account of a demonstration.
    Code(demo::CodeArgs),
    /// Set a council up: its keys, its place in the database, and the link by which its first administrator comes in.
    Init(init_cmd::InitArgs),
    /// Let another administrator in, when nobody who administers can come in any more. It stands on the ledger.
    InviteAdmin(init_cmd::InviteAdminArgs),
    /// Make the file with the master keys; one that is there is never touched.
    InitKeys(StorageArgs),
}

#[derive(Debug, clap::Args)]
struct ServeArgs {
    #[command(flatten)]
    storage: StorageArgs,
    #[command(flatten)]
    post: PostArgs,
    /// Where to listen.
    #[arg(long, env = "CASEMENT_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The authority's short name, where there are several.
    #[arg(long, env = "CASEMENT_AUTHORITY")]
    authority: Option<String>,
    /// Reached over TLS: cookies and headers say so.
    #[arg(long, env = "CASEMENT_SECURE", default_value_t = false)]
    secure: bool,
    /// Where browsers reach it, such as `https://casework.example`. Links in invitations lead there, and passkeys are made for it.
    #[arg(long, env = "CASEMENT_ORIGIN")]
    origin: Option<String>,
    /// Where the scanner for malware (`clamd`) listens: `unix:/run/clamav/clamd.ctl` or `tcp:host:port`. Without it documents are
    /// kept unscanned.
    #[arg(long = "clamd", env = "CASEMENT_CLAMD")]
    scanner: Option<String>,
    /// How many requests a minute each token of a program may send.
    #[arg(long, env = "CASEMENT_API_RATE", default_value_t = 600, value_parser = clap::value_parser!(u32).range(1..))]
    api_rate: u32,
    /// All data is synthetic: every page says so.
    #[arg(long, env = "CASEMENT_DEMO", default_value_t = false)]
    synthetic: bool,
    /// Where database, backups, logs and support are: `uk`, `eea` or `safeguarded`. A published notice that does not allow
    /// it keeps the server from starting.
    #[arg(long, env = "CASEMENT_REGION", default_value = "uk")]
    region: String,
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Notice(cmd) => {
            let (stdout, mut stderr) = (io::stdout(), io::stderr());
            let color = stdout.is_terminal() && std::env::var_os("NO_COLOR").is_none();
            let mut out = io::BufWriter::new(stdout.lock());
            let code = notice_cmd::run(&cmd, &mut out, &mut stderr, color);
            // A reader that has gone is no fault of ours.
            let _ = out.flush();
            ExitCode::from(code)
        }
        Command::Form(cmd) => {
            let (stdout, mut stderr) = (io::stdout(), io::stderr());
            let color = stdout.is_terminal() && std::env::var_os("NO_COLOR").is_none();
            let mut out = io::BufWriter::new(stdout.lock());
            let code = form_cmd::run(&cmd, &mut out, &mut stderr, color);
            // A reader that has gone is no fault of ours.
            let _ = out.flush();
            ExitCode::from(code)
        }
        Command::Ledger(args) => said(args.run(&mut io::stdout().lock()).map_err(|e| e.to_string())),
        Command::Link(cmd) => said(linkcmd::run(&cmd, &mut io::stdin().lock(), &mut io::stdout().lock())),
        Command::Init(args) => said(init_cmd::init(&args, &mut io::stdout().lock())),
        Command::InviteAdmin(args) => said(init_cmd::invite_admin(&args, &mut io::stdout().lock())),
        Command::Serve(args) => said(serve(&args)),
        Command::Demo(args) => said(demo::run(&args)),
        Command::Messages(args) => said(messages_cmd::run(&args)),
        Command::Retention(args) => said(retention_cmd::run(&args)),
        Command::Signing(args) => said(signing_cmd::run(&args, &mut io::stdout().lock())),
        Command::SignOn(args) => said(args.run(&mut io::stdin().lock(), &mut io::stdout().lock())),
        Command::Jobs(args) => said(jobs_cmd::run(&args)),
        Command::Import(args) => said(args.run(&mut io::stdout().lock())),
        Command::Token(args) => said(args.run(&mut io::stdout().lock())),
        Command::Backup(args) => said(args.run(&mut io::stdout().lock())),
        Command::Restore(args) => said(args.run(&mut io::stdout().lock())),
        Command::Code(args) => said(demo::code(&args)),
        Command::InitKeys(storage) => said(storage.init_keys().map(|()| {
            println!(
                "Made {}. Keep it apart from the data and its backups: without it nothing can be read.",
                storage.master_key.display()
            );
        })),
    }
}

fn said(done: Result<(), String>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("casement: {why}");
            ExitCode::FAILURE
        }
    }
}

fn serve(args: &ServeArgs) -> Result<(), String> {
    logging::start();
    let store = args.storage.open()?;
    let (authority, council) = serve::authority(&store, args.authority.as_deref())?;
    let app = App::new(store, authority);
    if let Some(scanner) = &args.scanner {
        app.scan_with(files::Scanner::at(scanner).map_err(|e| format!("CASEMENT_CLAMD: {e}"))?);
    }
    serve::check_region(&app, authority, &args.region)?;
    if let Some(origin) = &args.origin {
        identity::Passkeys::new(origin).map_err(|e| e.to_string())?;
    }
    let settings = Settings { council, demo: args.synthetic, secure: args.secure, origin: args.origin.clone() };
    let rate = api::Rate { a_minute: args.api_rate, at_once: args.api_rate.div_ceil(5) };
    serve::run(app, settings, rate, args.post.open()?, args.listen, |here| {
        println!("Casement listens on http://{here}");
    })
}

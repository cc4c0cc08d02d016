//! `casement import`: people and cases from a CSV file or a spreadsheet, by the very use cases that the pages have.

use crate::settings::StorageArgs;
use app::{Actor, App, ImportField, ImportLine, NewImport};
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use kernel::{Caller, ImportId};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

/// So many parts are done between two looks at how it stands.
const PARTS: i32 = 4;

/// Import people and cases from a table, as an account that may make such cases.
#[derive(Debug, Args)]
pub struct ImportArgs {
    #[command(subcommand)]
    command: ImportCommand,
    #[command(flatten)]
    storage: StorageArgs,
    /// The authority's short name, where there are several.
    #[arg(long, env = "CASEMENT_AUTHORITY", global = true)]
    authority: Option<String>,
    /// The account that imports.
    #[arg(long, global = true, default_value = "")]
    username: String,
    /// As whom it acts, `notice#role:…`.
    #[arg(long, global = true, default_value = "")]
    capacity: String,
    /// For which purpose of the notice.
    #[arg(long, global = true, default_value = "")]
    purpose: String,
    /// Where the scanner for malware (`clamd`) listens, as for the server.
    #[arg(long = "clamd", env = "CASEMENT_CLAMD", global = true)]
    scanner: Option<String>,
}

#[derive(Debug, Subcommand)]
enum ImportCommand {
    /// List the questions that columns can go to.
    Fields {
        /// Of which service.
        #[arg(long)]
        service: String,
    },
    /// Take a file in and try every row: what would be made, what has to be put right, who may be on record already. No case is made.
    Try(FileArgs),
    /// Make cases of the rows that fit, of an import that was tried.
    Start {
        /// Its id.
        id: String,
        /// Leave out rows about people who may be on record already.
        #[arg(long)]
        only_new: bool,
    },
    /// Go on with an import that was interrupted.
    GoOn {
        /// Its id.
        id: String,
    },
    /// Take an import back. Cases that somebody has worked on since stay.
    Undo {
        /// Its id.
        id: String,
    },
    /// Print the rows of which no case was made, as CSV, with what to put right.
    Wrong {
        /// The import's id.
        id: String,
    },
    /// Destroy the file of an import before its time.
    Discard {
        /// Its id.
        id: String,
    },
    /// List the account's imports.
    List,
}

#[derive(Debug, Args)]
struct FileArgs {
    /// The file: CSV, xlsx or ods. Its first row names the columns.
    file: PathBuf,
    /// Into which service.
    #[arg(long)]
    service: String,
    /// Where the data comes from: `subject`, or a source of the notice.
    #[arg(long, default_value = "subject")]
    source: String,
    /// Where a column goes: `Column=contact.phone`, or `Column=` to leave it out. Others go as last time, or by their names.
    #[arg(long = "map")]
    map: Vec<String>,
}

type Told = Result<(), String>;

impl ImportArgs {
    /// Does it.
    ///
    /// # Errors
    /// In words that say what to do.
    pub fn run(&self, out: &mut dyn Write) -> Told {
        let store = self.storage.open()?;
        let (authority, _) = crate::serve::authority(&store, self.authority.as_deref())?;
        let app = App::new(store, authority);
        if let Some(scanner) = &self.scanner {
            app.scan_with(files::Scanner::at(scanner).map_err(|e| format!("CASEMENT_CLAMD: {e}"))?);
        }
        let caller = Caller::system(authority, "import");
        let actor = app.acting(&caller, &self.username, &self.capacity, &self.purpose).map_err(|e| e.to_string())?;
        match &self.command {
            ImportCommand::Fields { service } => {
                for field in app.import_fields(&actor, service).map_err(no_service)? {
                    line(out, format_args!("{}\t{}{}", field.input, field.label, needed(&field)))?;
                }
                Ok(())
            }
            ImportCommand::Try(file) => file.tried(&app, &actor, out),
            ImportCommand::Start { id, only_new } => {
                let id = read_id(id)?;
                app.start_import(&actor, id, *only_new).map_err(no_import)?;
                go_on(&app, &actor, id, out)
            }
            ImportCommand::GoOn { id } => {
                let id = read_id(id)?;
                app.resume_import(&actor, id).map_err(no_import)?;
                go_on(&app, &actor, id, out)
            }
            ImportCommand::Undo { id } => {
                let id = read_id(id)?;
                app.undo_import(&actor, id).map_err(no_import)?;
                go_on(&app, &actor, id, out)
            }
            ImportCommand::Wrong { id } => {
                let rows = app.import_wrong_rows(&actor, read_id(id)?).map_err(no_import)?;
                out.write_all(rows.get().as_bytes()).map_err(|e| format!("cannot write: {e}"))
            }
            ImportCommand::Discard { id } => {
                app.discard_import(&actor, read_id(id)?).map_err(no_import)?;
                line(out, format_args!("The file is destroyed."))
            }
            ImportCommand::List => {
                for one in app.imports(&actor).map_err(no_import)? {
                    line(out, format_args!("{}\t{}\t{}\t{}", one.id, one.made_at.rfc3339(), one.state, words(&one)))?;
                }
                Ok(())
            }
        }
    }
}

impl FileArgs {
    fn tried(&self, app: &App, actor: &Actor, out: &mut dyn Write) -> Told {
        let bytes = std::fs::read(&self.file).map_err(|e| format!("cannot read {}: {e}", self.file.display()))?;
        let new = NewImport { service: self.service.clone(), source: self.source.clone(), bytes: Arc::new(bytes) };
        let id = app.begin_import(actor, &new).map_err(no_service)?;
        let view = app.import_mapping(actor, id).map_err(no_import)?;
        let mut mapping: Vec<String> = view.columns.iter().map(|c| c.goes_to.clone()).collect();
        for one in &self.map {
            let (column, to) = one.split_once('=').ok_or("give --map as Column=field")?;
            let at = view.columns.iter().position(|c| c.name.get().eq_ignore_ascii_case(column.trim()));
            let place =
                at.and_then(|at| mapping.get_mut(at)).ok_or("--map names a column that the file does not have")?;
            to.trim().clone_into(place);
        }
        for (column, to) in view.columns.iter().zip(&mapping) {
            let to = if to.is_empty() { "(left out)" } else { to.as_str() };
            line(out, format_args!("column {}\t{to}", column.name.get()))?;
        }
        app.map_import(actor, id, &mapping).map_err(no_import)?;
        go_on(app, actor, id, out)?;
        line(out, format_args!("No case was made yet: casement import start {id}"))
    }
}

/// Does what there is to do, and says what came of it.
fn go_on(app: &App, actor: &Actor, id: ImportId, out: &mut dyn Write) -> Told {
    line(out, format_args!("Import {id}. If it is interrupted: casement import go-on {id}"))?;
    let bar = ProgressBar::new(0).with_style(
        ProgressStyle::with_template("{bar:40} {pos}/{len} ({eta} left)")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    let now = loop {
        let now = app.import_line(actor, id).map_err(no_import)?;
        if !now.problem.is_empty() {
            return Err(now.problem);
        }
        if !matches!(now.state.as_str(), "checking" | "running" | "undoing") {
            break now;
        }
        bar.set_length(u64::from(if now.state == "undoing" { now.counts.made } else { now.total }));
        bar.set_position(u64::from(now.counts.done));
        app.go_on_importing(actor, id, PARTS).map_err(no_import)?;
    };
    bar.finish_and_clear();
    line(out, format_args!("{}", words(&now)))?;
    let mut after = 0;
    loop {
        let view = app.import(actor, id, after).map_err(no_import)?;
        for issue in view.issues {
            let said: Vec<String> = issue
                .words
                .get()
                .iter()
                .map(|(column, words)| if column.is_empty() { words.clone() } else { format!("{column}: {words}") })
                .collect();
            line(out, format_args!("row {}\t{}\t{}", issue.number, kind(&issue.kind), said.join("; ")))?;
        }
        match view.next {
            Some(next) => after = next,
            None => return Ok(()),
        }
    }
}

const fn needed(field: &ImportField) -> &'static str {
    if field.required { " (needed)" } else { "" }
}

fn kind(code: &str) -> &'static str {
    match code {
        "alike" => "may be on record already",
        "left-out" => "left out: may be on record already",
        "kept" => "not taken back",
        _ => "to put right",
    }
}

fn words(one: &ImportLine) -> String {
    let c = one.counts;
    match one.state.as_str() {
        "mapping" => format!("{} rows, not tried yet", one.total),
        "checking" | "checked" => {
            format!(
                "{} of {} rows fit, {} to put right, {} may be on record already",
                c.fit, one.total, c.wrong, c.alike
            )
        }
        "undoing" | "undone" => format!("{} cases were taken back, {} stay", c.undone, c.kept),
        _ => format!("{} cases made of {} rows, {} to put right, {} left out", c.made, one.total, c.wrong, c.left_out),
    }
}

fn read_id(text: &str) -> Result<ImportId, String> {
    text.parse().map_err(|_| "give the import's id as `casement import list` prints it".to_owned())
}

fn no_service(error: app::AppError) -> String {
    match error {
        app::AppError::NotFound => "this account may not make cases of this service for this purpose".to_owned(),
        other => other.to_string(),
    }
}

fn no_import(error: app::AppError) -> String {
    match error {
        app::AppError::NotFound => "this account has no such import, as it acts for this purpose".to_owned(),
        other => other.to_string(),
    }
}

fn line(out: &mut dyn Write, words: std::fmt::Arguments<'_>) -> Told {
    writeln!(out, "{words}").map_err(|e| format!("cannot write: {e}"))
}

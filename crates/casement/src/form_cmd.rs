//! `casement form`: check forms of services against their notices.

use clap::{Args, Subcommand};
use notice::form::{Form, FormCompilation, compile_form, form_of};
use notice::model::{Compiled, Part};
use notice::{Library, Severity};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Checks forms of services against their notices.
#[derive(Debug, Args)]
pub struct FormCmd {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Check files: what is wrong, where, why, and what to do. The notice of a form is looked for beside its folder, then
    /// among the shipped ones.
    Check {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Machine-readable.
        #[arg(long)]
        json: bool,
    },
    /// Print the JSON Schema of form files, for editors.
    JsonSchema,
    /// List the shipped code lists, with their sources.
    Codes,
}

/// Carries out the command; gives the exit code: 0 fine, 1 errors in a form, 2 wrong use.
#[must_use]
pub fn run(cmd: &FormCmd, out: &mut dyn Write, err: &mut dyn Write, color: bool) -> u8 {
    let done = match &cmd.what {
        What::Check { files, json } => check(files, *json, out, err, color),
        What::JsonSchema => out.write_all(notice::form_json_schema().as_bytes()).map(|()| 0),
        What::Codes => codes(out),
    };
    match done {
        Ok(code) => code,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => 0,
        Err(error) => {
            let _ = writeln!(err, "The output could not be written: {error}.");
            2
        }
    }
}

fn codes(out: &mut dyn Write) -> io::Result<u8> {
    for (name, list) in notice::form::lists() {
        let checked = if list.confirmed { "" } else { "; not checked against the source yet" };
        writeln!(out, "{name}: {} codes. {}{checked}", list.codes.len(), list.source)?;
    }
    Ok(0)
}

/// The files of a folder that end in `.toml`, in order.
fn tomls(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> =
        entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "toml")).collect();
    found.sort();
    found
}

/// The forms that lie beside a notice: the files of its folder's `forms` that are of it.
pub fn beside(notice_path: &Path, notice_id: &str) -> Vec<PathBuf> {
    let folder = notice_path.parent().unwrap_or_else(|| Path::new("")).join("forms");
    let of_it = |path: &PathBuf| {
        std::fs::read_to_string(path).is_ok_and(|text| form_of(&text).is_some_and(|of| of.notice == notice_id))
    };
    tomls(&folder).into_iter().filter(of_it).collect()
}

/// Compiles a form file against a notice.
pub fn compiled(path: &Path, notice: &Compiled) -> Result<(Library, FormCompilation), String> {
    let library = Library::load([path]).map_err(|e| e.to_string())?;
    let done = compile_form(&library, &path.display().to_string(), notice);
    Ok((library, done))
}

/// `asks 61 questions in 17 sections`, or how many errors there are.
pub fn summary(done: &FormCompilation) -> String {
    let errors = done.diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
    match &done.form {
        Some(form) => format!("asks {} questions in {} sections", questions(form), form.sections.len()),
        None if errors == 1 => "1 error; correct it and check again".to_owned(),
        None => format!("{errors} errors; correct them and check again"),
    }
}

fn questions(form: &Form) -> usize {
    form.sections.iter().flat_map(|s| s.fields.iter()).filter(|f| !matches!(f.part, Part::Total(_))).count()
}

/// The notice of a form: of the files beside its folder, or shipped.
fn notice_of(path: &Path, text: &str) -> Result<Compiled, String> {
    let shown = path.display();
    let of = form_of(text).ok_or_else(|| {
        format!("{shown} is no form: it begins with `[form]`, and says of which notice and service it is")
    })?;
    let above = path.parent().and_then(Path::parent).unwrap_or_else(|| Path::new(""));
    let mut paths = tomls(above);
    paths.extend(tomls(&above.join("base")));
    let library = Library::load(&paths).map_err(|e| e.to_string())?;
    notice::compile(&library, &of.notice).compiled.ok_or_else(|| {
        format!(
            "The notice {} of {shown} is not found, or has errors: check it first with `casement notice check`",
            of.notice
        )
    })
}

fn check(files: &[PathBuf], as_json: bool, out: &mut dyn Write, err: &mut dyn Write, color: bool) -> io::Result<u8> {
    let (mut code, mut report) = (0, Vec::new());
    for path in files {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(cause) => {
                writeln!(err, "{} cannot be read: {cause}. Check the path and that you may read it", path.display())?;
                return Ok(2);
            }
        };
        let (library, done) = match notice_of(path, &text).and_then(|notice| compiled(path, &notice)) {
            Ok(done) => done,
            Err(words) => {
                writeln!(err, "{words}")?;
                return Ok(2);
            }
        };
        if done.has_errors() {
            code = 1;
        }
        if as_json {
            let findings: Vec<_> = done.diagnostics.iter().map(|d| d.json(&library)).collect();
            report.push(serde_json::json!({
                "path": path.display().to_string(),
                "errors": done.has_errors(),
                "diagnostics": findings,
            }));
        } else {
            for finding in &done.diagnostics {
                writeln!(out, "{}\n", finding.render(&library, color))?;
            }
            writeln!(out, "{}: {}", path.display(), summary(&done))?;
        }
    }
    if as_json {
        serde_json::to_writer_pretty(&mut *out, &report).map_err(io::Error::from)?;
        writeln!(out)?;
    }
    Ok(code)
}

//! `casement notice`: check, render, compare, explain and prove privacy notices written in the language.

use crate::{form_cmd, publish_cmd};
use clap::{Args, Subcommand, ValueEnum};
use disclosure::{Ask, Explanation, Gate};
use kernel::PersonId;
use notice::model::{Act, Compiled, Fact, Facts, Principal, PrincipalIx};
use notice::render::{As, words};
use notice::{Compilation, Library, Severity};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

/// All is well.
const FINE: u8 = 0;
/// The notice has errors, or what was asked is refused.
const ERRORS: u8 = 1;
/// The command could not be carried out as it was given.
const WRONG_USE: u8 = 2;

/// Checks, renders, compares, explains and proves privacy notices.
#[derive(Debug, Args)]
pub struct NoticeCmd {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Check files: what is wrong, where, why, and what to do.
    Check {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Machine-readable.
        #[arg(long)]
        json: bool,
    },
    /// Write a notice as something else: its page, a record, its policies, a table.
    Render {
        /// The file, or the id of a shipped notice.
        file: PathBuf,
        /// What to write it as.
        #[arg(long = "as", value_enum)]
        form: Form,
        /// Where to write it; the terminal if not given.
        #[arg(long, short)]
        output: Option<PathBuf>,
    },
    /// Make a draft of a notice that is written in the Data Privacy Vocabulary (JSON-LD). What the file does not say is marked, or asked.
    Take {
        /// The file.
        file: PathBuf,
        /// Its id, where the file has none: `council/service`.
        #[arg(long, default_value = "council/service")]
        id: String,
        /// The day from which it applies, where the file has none: `2026-12-01`.
        #[arg(long, default_value = "2030-01-01")]
        effective: String,
        /// Where to write it; the terminal if not given.
        #[arg(long, short)]
        output: Option<PathBuf>,
    },
    /// Compare two versions: narrower, wider or equal, by proof and statement by statement.
    Diff {
        /// The older version.
        old: PathBuf,
        /// The newer version.
        new: PathBuf,
        /// Machine-readable.
        #[arg(long)]
        json: bool,
    },
    /// Explain a finding by its code (`explain D6`), or a decision
    /// (`explain FILE --party st-basils --category health --purpose refer`).
    Explain {
        /// A finding's code, or a file (or the id of a shipped notice) together with --party.
        what: String,
        /// Who would receive it: a party, `class:ID`, `role:ID` or `subject`; a name does as well.
        #[arg(long)]
        party: Option<String>,
        /// Which category; every category if not given.
        #[arg(long)]
        category: Option<String>,
        /// For which purpose.
        #[arg(long)]
        purpose: Option<String>,
        /// Seeing it, or recording it.
        #[arg(long, value_enum, default_value_t = Doing::See)]
        act: Doing,
        /// What is so of the person's consent; none was given if not said.
        #[arg(long, value_enum)]
        consent: Option<Consent>,
        /// What else is so, divided by commas: linked, enrolled, agreement, request, reason, approval, vital,
        /// safeguarding, expired, restricted.
        #[arg(long, value_delimiter = ',')]
        with: Vec<String>,
        /// Machine-readable.
        #[arg(long)]
        json: bool,
    },
    /// Prove properties P1 to P10 of notices with the solver (needs `casement-prove`, which `make prove` builds).
    Prove {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Publish a version: from its day on new cases are opened under it.
    Publish(publish_cmd::PublishArgs),
    /// Print the JSON Schema of the language, for editors.
    JsonSchema,
    /// List the notices and bases that are shipped with this program.
    List,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    /// The public page, as an HTML fragment.
    Html,
    /// The public page, as Markdown.
    Markdown,
    /// The public page, as a whole HTML document to print.
    Print,
    /// The record of processing activities (article 30), as CSV.
    Ropa,
    /// The appropriate policy document, as Markdown.
    PolicyDocument,
    /// W3C Data Privacy Vocabulary 2, as JSON-LD.
    Dpv,
    /// The Cedar policies.
    Cedar,
    /// The envelope: all that is allowed, as a text table.
    Envelope,
    /// The Cedar schema.
    Schema,
    /// The fields and the retention rules, as Markdown tables.
    Table,
}

impl From<Form> for As {
    fn from(form: Form) -> Self {
        match form {
            Form::Html => Self::Html,
            Form::Markdown => Self::Markdown,
            Form::Print => Self::Print,
            Form::Ropa => Self::Ropa,
            Form::PolicyDocument => Self::PolicyDocument,
            Form::Dpv => Self::Dpv,
            Form::Cedar => Self::Cedar,
            Form::Envelope => Self::Envelope,
            Form::Schema => Self::Schema,
            Form::Table => Self::Table,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Doing {
    /// Being shown or sent it.
    See,
    /// Writing it into the record.
    Record,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Consent {
    /// Given and live.
    Given,
    /// Given explicitly, in words, and live.
    Explicit,
    /// Given, and withdrawn since.
    Withdrawn,
}

/// Why a command stops.
enum Stop {
    /// With something to say and an exit code.
    Say(u8, String),
    /// The terminal or file cannot be written.
    Io(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Carries out the command; gives the exit code: 0 fine, 1 errors in a notice, 2 wrong use.
#[must_use]
pub fn run(cmd: &NoticeCmd, out: &mut dyn Write, err: &mut dyn Write, color: bool) -> u8 {
    let done = match &cmd.what {
        What::Check { files, json } => check(files, *json, out, color),
        What::Render { file, form, output } => render(file, (*form).into(), output.as_deref(), out, err, color),
        What::Take { file, id, effective, output } => take(file, (id, effective), output.as_deref(), out, err),
        What::Diff { old, new, json } => diff(old, new, *json, out, err, color),
        What::Explain { what, party: None, category: None, purpose: None, .. } => explain_code(what, out),
        What::Explain { what, party: None, .. } => Err(missing(what, "--party", err, color)),
        What::Explain { what, purpose: None, .. } => Err(missing(what, "--purpose", err, color)),
        What::Explain { what, party: Some(party), category, purpose: Some(purpose), act, consent, with, json } => {
            let question = Question {
                party,
                category: category.as_deref(),
                purpose,
                act: match act {
                    Doing::See => Act::See,
                    Doing::Record => Act::Record,
                },
                consent: *consent,
                with,
            };
            compiled(Path::new(what), err, color).and_then(|c| explain(c, &question, *json, out))
        }
        What::Prove { files } => prove(files),
        What::Publish(args) => {
            publish_cmd::run(args, out).map(|()| FINE).map_err(|why| Stop::Say(ERRORS, format!("casement: {why}")))
        }
        What::JsonSchema => out.write_all(notice::json_schema().as_bytes()).map(|()| FINE).map_err(Stop::Io),
        What::List => list(out),
    };
    match done {
        Ok(code) => code,
        // Whoever reads our output may stop reading: that is no fault.
        Err(Stop::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => FINE,
        Err(Stop::Io(error)) => {
            let _ = writeln!(err, "The output could not be written: {error}.");
            WRONG_USE
        }
        Err(Stop::Say(code, words)) => {
            let _ = writeln!(err, "{}", words.trim_end());
            code
        }
    }
}

fn json(out: &mut dyn Write, value: &impl serde::Serialize) -> Result<(), Stop> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

fn load(files: &[&Path]) -> Result<Library, Stop> {
    Library::load(files).map_err(|e| Stop::Say(WRONG_USE, e.to_string()))
}

/// A notice in another vocabulary, as a draft in ours; what it leaves open is said beside it.
fn take(
    file: &Path,
    (id, effective): (&str, &str),
    output: Option<&Path>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, Stop> {
    let wrong = |words: &dyn std::fmt::Display| Stop::Say(WRONG_USE, format!("{}: {words}", file.display()));
    let text = notice::read_text(file, MOST_TAKEN).map_err(|e| Stop::Say(WRONG_USE, e.to_string()))?;
    let document: serde_json::Value = serde_json::from_str(&text).map_err(|e| wrong(&e))?;
    let taken = notice::take(&document, id, effective).map_err(|e| wrong(&e))?;
    put(&taken.text, output, out)?;
    for line in &taken.open {
        writeln!(err, "open: {line}")?;
    }
    Ok(FINE)
}

/// The largest file that is taken over, in bytes.
const MOST_TAKEN: usize = 8 << 20;

fn check(files: &[PathBuf], as_json: bool, out: &mut dyn Write, color: bool) -> Result<u8, Stop> {
    let library = load(&files.iter().map(PathBuf::as_path).collect::<Vec<_>>())?;
    let mut report = Vec::new();
    let mut bad = false;
    for file in files {
        let path = file.to_string_lossy();
        let result = notice::compile(&library, &path);
        bad |= result.has_errors();
        let forms = result.compiled.as_ref().map_or_else(Vec::new, |c| form_cmd::beside(file, &c.id));
        let mut checked = Vec::with_capacity(forms.len());
        for form in &forms {
            let Some(compiled) = &result.compiled else { continue };
            let (library, done) = form_cmd::compiled(form, compiled).map_err(|e| Stop::Say(WRONG_USE, e))?;
            bad |= done.has_errors();
            checked.push((form.display().to_string(), library, done));
        }
        if as_json {
            let findings: Vec<_> = result.diagnostics.iter().map(|d| d.json(&library)).collect();
            report.push(serde_json::json!({
                "path": path,
                "errors": result.has_errors(),
                "draft": result.compiled.as_ref().map(Compiled::is_draft),
                "assumptions": result.compiled.as_ref().map(|c| &c.assumptions),
                "diagnostics": findings,
                "forms": checked.iter().map(|(path, library, done)| serde_json::json!({
                    "path": path,
                    "errors": done.has_errors(),
                    "diagnostics": done.diagnostics.iter().map(|d| d.json(library)).collect::<Vec<_>>(),
                })).collect::<Vec<_>>(),
            }));
        } else {
            for finding in &result.diagnostics {
                writeln!(out, "{}\n", finding.render(&library, color))?;
            }
            writeln!(out, "{path}: {}", summary(&result))?;
            for (path, library, done) in &checked {
                for finding in done.diagnostics.iter().filter(|d| d.severity == Severity::Error) {
                    writeln!(out, "{}\n", finding.render(library, color))?;
                }
                writeln!(out, "{path}: {}", form_cmd::summary(done))?;
            }
        }
    }
    if as_json {
        json(out, &report)?;
    }
    Ok(if bad { ERRORS } else { FINE })
}

/// `no errors, 3 warnings, 1 note; a draft: 116 things are assumed`.
fn summary(result: &Compilation) -> String {
    let count = |severity: Severity, word: &str| {
        let n = result.diagnostics.iter().filter(|d| d.severity == severity).count();
        match n {
            0 => format!("no {word}s"),
            n => words::count(u32::try_from(n).unwrap_or(u32::MAX), word),
        }
    };
    let found = [count(Severity::Error, "error"), count(Severity::Warning, "warning"), count(Severity::Note, "note")];
    let state = match &result.compiled {
        None => "; correct the errors and check again".to_owned(),
        Some(c) if c.is_draft() => format!(
            "; a draft until somebody confirms what is assumed in {}",
            words::count(u32::try_from(c.assumptions.len()).unwrap_or(u32::MAX), "place")
        ),
        Some(_) => "; it can be published".to_owned(),
    };
    format!("{}{state}", found.join(", "))
}

/// Compiles a file, or a shipped notice by its id; errors are shown and stop.
fn compiled(file: &Path, err: &mut dyn Write, color: bool) -> Result<Compiled, Stop> {
    let name = file.to_string_lossy();
    let shipped = Library::embedded();
    let library = if !file.exists() && shipped.find(&name).is_some() { shipped } else { load(&[file])? };
    let result = notice::compile(&library, &name);
    if let Some(compiled) = result.compiled {
        return Ok(compiled);
    }
    for finding in result.diagnostics.iter().filter(|d| d.severity == Severity::Error) {
        writeln!(err, "{}\n", finding.render(&library, color))?;
    }
    Err(Stop::Say(ERRORS, format!("{name} has errors: correct them first. `casement notice check {name}` shows all.")))
}

fn render(
    file: &Path,
    form: As,
    output: Option<&Path>,
    out: &mut dyn Write,
    err: &mut dyn Write,
    color: bool,
) -> Result<u8, Stop> {
    let compiled = compiled(file, err, color)?;
    let text = notice::render::render(&compiled, form).map_err(|e| Stop::Say(ERRORS, e.to_string()))?;
    put(&text, output, out)?;
    Ok(FINE)
}

/// Writes what was made to a file, or to the terminal.
fn put(text: &str, output: Option<&Path>, out: &mut dyn Write) -> Result<(), Stop> {
    match output {
        None => Ok(out.write_all(text.as_bytes())?),
        Some(path) => std::fs::write(path, text).map_err(|e| {
            Stop::Say(
                WRONG_USE,
                format!("{} could not be written: {e}. Choose a place you may write to.", path.display()),
            )
        }),
    }
}

fn diff(
    old: &Path,
    new: &Path,
    as_json: bool,
    out: &mut dyn Write,
    err: &mut dyn Write,
    color: bool,
) -> Result<u8, Stop> {
    let old = compiled(old, err, color)?;
    let new = compiled(new, err, color)?;
    let diff = notice::diff::diff(&old, &new);
    if as_json {
        json(out, &diff)?
    } else {
        out.write_all(diff.to_text().as_bytes())?
    };
    // Data that people gave by consent for one thing is refused for another.
    Ok(if diff.reuse.is_empty() { FINE } else { ERRORS })
}

fn explain_code(code: &str, out: &mut dyn Write) -> Result<u8, Stop> {
    let Some(page) = notice::explain_code(code) else {
        return Err(Stop::Say(
            WRONG_USE,
            format!(
                "`{code}` is no code of a finding. Codes look like D6 or E02 and stand in brackets in what `casement \
                 notice check` prints. To explain a decision, give a file and --party, --purpose and --category."
            ),
        ));
    };
    writeln!(out, "{}", page.trim_end())?;
    Ok(FINE)
}

/// What a question about a decision lacks, with what the notice has of it.
fn missing(file: &str, what: &str, err: &mut dyn Write, color: bool) -> Stop {
    let notice = match compiled(Path::new(file), err, color) {
        Ok(notice) => notice,
        Err(stop) => return stop,
    };
    let (who, has): (&str, Vec<String>) = if what == "--party" {
        ("who would receive it", notice.principals.iter().map(Principal::key).collect())
    } else {
        ("what for", notice.purposes.iter().map(|p| p.id.clone()).collect())
    };
    Stop::Say(
        WRONG_USE,
        format!(
            "To explain a decision, say {who} with {what}: `casement notice explain {file} --party … --purpose … \
             [--category …]`. {} has {}.",
            notice.id,
            has.join(", ")
        ),
    )
}

/// What is asked of a notice.
struct Question<'a> {
    party: &'a str,
    category: Option<&'a str>,
    purpose: &'a str,
    act: Act,
    consent: Option<Consent>,
    with: &'a [String],
}

fn explain(compiled: Compiled, question: &Question<'_>, as_json: bool, out: &mut dyn Write) -> Result<u8, Stop> {
    let principal = find_principal(&compiled, question.party)?;
    let purpose = compiled.purpose(question.purpose).ok_or_else(|| {
        unknown("purpose", question.purpose, &compiled.id, compiled.purposes.iter().map(|p| p.id.clone()))
    })?;
    let categories =
        match question.category {
            Some(id) => vec![compiled.category(id).ok_or_else(|| {
                unknown("category", id, &compiled.id, compiled.categories.iter().map(|c| c.id.clone()))
            })?],
            None => compiled.categories.iter().filter_map(|c| compiled.category(&c.id)).collect(),
        };
    let facts = facts(question)?;
    let gate = Gate::new(Arc::new(compiled)).map_err(|e| Stop::Say(ERRORS, e.to_string()))?;
    // The decision is the same for everybody of whom the same is so.
    let somebody = PersonId::from_slice(&[0; 16]).map_err(|e| Stop::Say(ERRORS, e.to_string()))?;
    let explanations: Vec<Explanation> = categories
        .into_iter()
        .map(|category| gate.explain(somebody, principal, question.act, purpose, Ask { category, facts }))
        .collect();
    if as_json {
        json(out, &explanations)?;
    } else {
        for explanation in &explanations {
            write_explanation(out, explanation)?;
        }
    }
    Ok(if explanations.iter().any(|e| e.released) { FINE } else { ERRORS })
}

fn write_explanation(out: &mut dyn Write, e: &Explanation) -> io::Result<()> {
    writeln!(out, "{}", e.says)?;
    for statement in &e.statements {
        writeln!(out, "  statement  {}: {}", statement.id, statement.words)?;
    }
    for fact in &e.facts {
        writeln!(out, "  fact       {}", fact.words)?;
    }
    for change in &e.change {
        writeln!(out, "  it needs   {change}")?;
    }
    for obligation in &e.obligations {
        writeln!(out, "  then       {obligation}")?;
    }
    writeln!(out, "  under      {}", e.notice)
}

/// A principal by its key, its id without the prefix, or its name.
fn find_principal(compiled: &Compiled, wanted: &str) -> Result<PrincipalIx, Stop> {
    let keys = [wanted.to_owned(), format!("role:{wanted}"), format!("class:{wanted}")];
    let by_key = keys.iter().find_map(|k| compiled.principal(k));
    let named = || {
        let of = compiled.principals.iter().find(|p| p.words().eq_ignore_ascii_case(wanted))?;
        compiled.principal(&of.key())
    };
    by_key
        .or_else(named)
        .ok_or_else(|| unknown("party", wanted, &compiled.id, compiled.principals.iter().map(Principal::key)))
}

fn unknown(what: &str, wanted: &str, notice: &str, known: impl Iterator<Item = String>) -> Stop {
    let known: Vec<String> = known.collect();
    Stop::Say(WRONG_USE, format!("{notice} has no {what} `{wanted}`. It has: {}.", known.join(", ")))
}

fn facts(question: &Question<'_>) -> Result<Facts, Stop> {
    let mut facts = match question.consent {
        None => Facts::NONE,
        Some(Consent::Given) => Facts::NONE.with(Fact::Consent),
        Some(Consent::Explicit) => Facts::NONE.with(Fact::Consent).with(Fact::Explicit),
        Some(Consent::Withdrawn) => Facts::NONE.with(Fact::Consent).with(Fact::Withdrawn),
    };
    for name in question.with.iter().map(|n| n.trim()).filter(|n| !n.is_empty()) {
        let Some(fact) = Fact::ALL.into_iter().find(|f| f.id() == name) else {
            let known: Vec<&str> = Fact::ALL.into_iter().map(Fact::id).collect();
            let words = format!("`{name}` is nothing that a decision depends on. These are: {}.", known.join(", "));
            return Err(Stop::Say(WRONG_USE, words));
        };
        facts = facts.with(fact);
    }
    Ok(facts)
}

/// Runs the prover that stands beside this program, or on the path.
fn prove(files: &[PathBuf]) -> Result<u8, Stop> {
    let name = format!("casement-prove{}", std::env::consts::EXE_SUFFIX);
    let beside = std::env::current_exe().ok().and_then(|me| Some(me.parent()?.join(&name)));
    let program = beside.filter(|p| p.is_file()).unwrap_or_else(|| PathBuf::from(&name));
    match Command::new(&program).args(files).status() {
        Ok(status) => Ok(status.code().and_then(|c| u8::try_from(c).ok()).unwrap_or(ERRORS)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Stop::Say(
            WRONG_USE,
            "The prover is not here. It is built apart, so that the server never contains a solver: run `make prove` in \
             the source tree (it needs the package cvc5), or put `casement-prove` beside `casement` or on the path."
                .to_owned(),
        )),
        Err(error) => {
            Err(Stop::Say(WRONG_USE, format!("The prover {} could not be started: {error}.", program.display())))
        }
    }
}

fn list(out: &mut dyn Write) -> Result<u8, Stop> {
    for (id, version) in Library::embedded().ids() {
        writeln!(out, "{id} {version}")?;
    }
    Ok(FINE)
}

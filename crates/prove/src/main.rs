//! `casement-prove`: the ten properties of each notice, proved or refuted in words.

use clap::Parser;
use notice::proof::{Proof, Proved};
use notice::{Library, compile};
use prove::{Case, Property, ProveError, Prover, Verdict, plant};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Proves properties P1 to P10 of notices with the solver cvc5 (on the path, or named by $CVC5).
#[derive(Parser)]
#[command(name = "casement-prove", version)]
struct Arguments {
    /// Notices, as files or by id; all that are shipped, if none is named.
    notices: Vec<String>,
    /// The version that each notice is compared with (P10), as a file or by id.
    #[arg(long)]
    against: Option<PathBuf>,
    /// Writes what was found of the one notice that is named into a file: `casement notice publish` asks for it.
    #[arg(long, conflicts_with = "self_test")]
    out: Option<PathBuf>,
    /// Plants a fault for each property in a copy of each notice, and succeeds if every one is found.
    #[arg(long)]
    self_test: bool,
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Prove(#[from] ProveError),
    #[error(transparent)]
    Load(#[from] notice::LoadError),
    #[error("{0} does not compile: run `casement notice check {0}` to see why")]
    Compile(String),
    #[error("--out takes one notice: name it")]
    OneNotice,
    #[error("{0} cannot be written: {1}")]
    Out(PathBuf, String),
    #[error("the terminal cannot be written to: {0}")]
    Io(#[from] std::io::Error),
}

/// What was asked of one notice, and what came of it.
struct Asked {
    name: String,
    answers: Vec<(Property, Result<Verdict, ProveError>, Duration)>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "casement-prove: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn load(library: &Library, name: &str) -> Result<Case, Failure> {
    let compiled = compile(library, name).compiled.ok_or_else(|| Failure::Compile(name.to_owned()))?;
    Ok(Case::new(compiled)?)
}

fn run(arguments: &Arguments) -> Result<bool, Failure> {
    let against = arguments.against.as_ref().map(|p| p.display().to_string());
    let on_disk = |name: &&String| std::path::Path::new(name).is_file();
    let library = Library::load(arguments.notices.iter().chain(against.iter()).filter(on_disk))?;
    let old = against.map(|name| load(&library, &name)).transpose()?;
    if arguments.out.is_some() && arguments.notices.len() != 1 {
        return Err(Failure::OneNotice);
    }
    let mut prover = Prover::start()?;
    let mut all = Vec::new();
    let shipped: Vec<String> = library.files().iter().map(|file| file.path.clone()).collect();
    for name in if arguments.notices.is_empty() { &shipped } else { &arguments.notices } {
        let case = load(&library, name)?;
        let asked =
            if arguments.self_test { self_test(&mut prover, &case)? } else { ask(&mut prover, &case, old.as_ref())? };
        if let Some(path) = &arguments.out {
            let text = proof(&case, &asked).write();
            text.and_then(|text| std::fs::write(path, text).map_err(|e| e.to_string()))
                .map_err(|why| Failure::Out(path.clone(), why))?;
        }
        all.push(asked);
    }
    Ok(report(&all)?)
}

fn progress(name: &str, property: Property, time: Duration) -> std::io::Result<()> {
    let mut out = std::io::stderr();
    if out.is_terminal() {
        writeln!(out, "{name}: {property:?} {:.1} s", time.as_secs_f64())?;
    }
    Ok(())
}

fn ask(prover: &mut Prover, case: &Case, old: Option<&Case>) -> Result<Asked, Failure> {
    let name = case.compiled.id.clone();
    let mut answers = Vec::new();
    for property in Property::ALL {
        let start = Instant::now();
        let answer = prover.prove(property, case, old);
        let time = start.elapsed();
        progress(&name, property, time)?;
        answers.push((property, answer, time));
    }
    Ok(Asked { name, answers })
}

/// What was found, to be kept with the notice when it is published.
fn proof(case: &Case, asked: &Asked) -> Proof {
    let proved = |(property, answer, _): &(Property, Result<Verdict, ProveError>, Duration)| Proved {
        property: format!("{property:?}"),
        words: property.words().to_owned(),
        holds: matches!(answer, Ok(Verdict::Holds | Verdict::Says(..))),
        found: match answer {
            Ok(Verdict::Holds) => Vec::new(),
            Ok(Verdict::Fails(found) | Verdict::Says(_, found)) => found.clone(),
            Err(error) => vec![error.to_string()],
        },
    };
    Proof::of(&case.compiled, prove::solver(), asked.answers.iter().map(proved).collect())
}

/// Each fault has to be found by the property that it breaks.
fn self_test(prover: &mut Prover, case: &Case) -> Result<Asked, Failure> {
    let name = format!("{} with faults", case.compiled.id);
    let mut answers = Vec::new();
    for property in Property::ALL {
        let start = Instant::now();
        let answer = match plant::fault(property, &case.compiled) {
            None => Ok(Verdict::Says("no such fault possible", Vec::new())),
            Some(broken) => {
                let broken = Case::new(broken)?;
                match prover.prove(property, &broken, Some(case)) {
                    Ok(Verdict::Holds | Verdict::Says("equal" | "narrower", _)) => {
                        Ok(Verdict::Fails(vec!["the planted fault was not found".to_owned()]))
                    }
                    Ok(Verdict::Fails(found) | Verdict::Says(_, found)) => Ok(Verdict::Says("found", found)),
                    Err(error) => Err(error),
                }
            }
        };
        let time = start.elapsed();
        progress(&name, property, time)?;
        answers.push((property, answer, time));
    }
    Ok(Asked { name, answers })
}

/// Prints the table and what was found; says whether all is well.
fn report(all: &[Asked]) -> std::io::Result<bool> {
    let mut out = std::io::stdout().lock();
    let mut well = true;
    for asked in all {
        writeln!(out, "{}", asked.name)?;
        for (property, answer, time) in &asked.answers {
            let (mark, found) = match answer {
                Ok(Verdict::Holds) => ("holds".to_owned(), &[][..]),
                Ok(Verdict::Fails(found)) => ("FAILS".to_owned(), found.as_slice()),
                Ok(Verdict::Says(what, found)) => ((*what).to_owned(), found.as_slice()),
                Err(error) => (format!("FAILS: {error}"), &[][..]),
            };
            well &= matches!(answer, Ok(Verdict::Holds | Verdict::Says(..)));
            let seconds = time.as_secs_f64();
            writeln!(out, "  {:<4} {:<84} {mark} ({seconds:.1} s)", format!("{property:?}"), property.words())?;
            for one in found {
                writeln!(out, "         {one}")?;
            }
        }
    }
    Ok(well)
}

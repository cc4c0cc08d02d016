//! `casement link research`: there is a way out, and none back in.

use crate::say;
use kernel::{Entropy as _, OsEntropy};
use linkfiles::{Research, separate};
use std::io::Write;
use std::path::PathBuf;

#[derive(Debug, clap::Subcommand)]
pub enum ResearchCmd {
    /// Part a list: identifiers for who matches, attributes for who studies, and a random key for each record of this release.
    Separate {
        /// The list (CSV).
        list: PathBuf,
        /// Columns that say who somebody is, separated by commas.
        #[arg(long, value_delimiter = ',', required = true)]
        identifiers: Vec<String>,
        /// Columns that are studied, separated by commas.
        #[arg(long, value_delimiter = ',', required = true)]
        attributes: Vec<String>,
        /// Where the identifiers go: to the matching party, best as filters (`casement link private encode --id-column key`).
        #[arg(long)]
        to_matcher: PathBuf,
        /// Where the attributes go: to the researcher.
        #[arg(long)]
        to_researcher: PathBuf,
    },
}

pub fn run(command: &ResearchCmd, out: &mut dyn Write) -> Result<(), String> {
    let ResearchCmd::Separate { list, identifiers, attributes, to_matcher, to_researcher } = command;
    for path in [to_matcher, to_researcher] {
        if path.exists() {
            return Err(format!(
                "{}: it is there already. A release is made once; choose another name",
                path.display()
            ));
        }
    }
    let parts = Research { list, identifiers, attributes, to_matcher, to_researcher };
    let records = separate(&parts, &mut |bytes| OsEntropy.fill(bytes)).map_err(say)?;
    writeln!(
        out,
        "{records} records parted. No file joins keys and your own ids, so nothing can come back: {} is for the matching party, {} for the researcher.",
        to_matcher.display(),
        to_researcher.display()
    )
    .map_err(say)
}

//! What a compiled notice looks like from outside: the page, the records, the policies, the tables.
//!
//! Pages are built once as a [`tree::Document`] and written by a writer each for HTML, print and Markdown.

mod dpv;
mod html;
mod markdown;
pub(crate) mod names;
mod page;
mod policy_document;
mod ropa;
mod tables;
pub mod tree;
pub mod words;

pub(crate) use dpv::NAMESPACE as DPV_NAMESPACE;
pub use dpv::dpv;
pub use html::{PRINT_CSS, fragment, print};
pub use markdown::markdown;
pub use names::anchor;
pub use page::page;
pub use policy_document::policy_document;
pub use ropa::csv as ropa;
pub use tables::{envelope, fields_and_retention};

use crate::model::Compiled;

/// What a notice is rendered as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum As {
    /// The public page, as an HTML fragment with GOV.UK classes.
    Html,
    /// The public page as Markdown.
    Markdown,
    /// The public page as a whole HTML document to print.
    Print,
    /// The record of processing activities, as CSV.
    Ropa,
    /// The appropriate policy document, as Markdown.
    PolicyDocument,
    /// W3C Data Privacy Vocabulary 2, as JSON-LD.
    Dpv,
    /// The Cedar policies, the statement named on each.
    Cedar,
    /// The envelope, as a text table.
    Envelope,
    /// The Cedar schema.
    Schema,
    /// The fields and the retention rules, as Markdown tables.
    Table,
}

impl As {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Html,
        Self::Markdown,
        Self::Print,
        Self::Ropa,
        Self::PolicyDocument,
        Self::Dpv,
        Self::Cedar,
        Self::Envelope,
        Self::Schema,
        Self::Table,
    ];

    /// Its name on the command line.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Print => "print",
            Self::Ropa => "ropa",
            Self::PolicyDocument => "policy-document",
            Self::Dpv => "dpv",
            Self::Cedar => "cedar",
            Self::Envelope => "envelope",
            Self::Schema => "schema",
            Self::Table => "table",
        }
    }
}

/// A notice could not be rendered.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The record of processing could not be written as CSV.
    #[error("the record of processing could not be written as CSV: {0}")]
    Csv(#[from] csv::Error),
    /// The JSON-LD could not be written.
    #[error("the JSON-LD could not be written: {0}")]
    Json(#[from] serde_json::Error),
}

/// Renders a notice.
///
/// # Errors
/// Where a writer of CSV or JSON fails, which in memory it does not.
pub fn render(compiled: &Compiled, r#as: As) -> Result<String, RenderError> {
    Ok(match r#as {
        As::Html => fragment(&page(compiled)),
        As::Markdown => markdown(&page(compiled)),
        As::Print => print(&page(compiled)),
        As::Ropa => ropa(compiled)?,
        As::PolicyDocument => markdown(&policy_document(compiled)),
        As::Dpv => {
            let mut text = serde_json::to_string_pretty(&dpv(compiled))?;
            text.push('\n');
            text
        }
        As::Cedar => compiled.cedar_policies.clone(),
        As::Envelope => envelope(compiled),
        As::Schema => compiled.cedar_schema.clone(),
        As::Table => markdown(&fields_and_retention(compiled)),
    })
}

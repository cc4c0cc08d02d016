//! Letters and other papers as tagged PDF (PDF/UA-1): title, language, headings, lists and tables that a screen reader
//! understands, an embedded typeface, page numbers, an address where a window envelope shows it, and room for a signature.
//! It is handed texts and gives bytes: it knows nothing of cases, keeps nothing and looks nothing up.

mod face;
mod lines;
mod paper;
mod set;
mod tree;
mod write;

pub use paper::{Block, Head, Paper, SignatureRoom, blocks};
pub use write::{Pdf, SIGNATURE_BYTES, print};

/// Why a paper cannot be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LetterError {
    /// The typeface has no such letter.
    #[error(
        "there is a character in it that our typeface cannot print (U+{:04X}): write that word with Latin letters",
        u32::from(*.0)
    )]
    NoGlyph(char),
    /// It is longer than a letter may be.
    #[error("it is longer than {0} pages: make it shorter")]
    TooLong(usize),
    /// The address does not fit the window of an envelope.
    #[error("the address has more than {0} lines, which the window of an envelope does not show: make it shorter")]
    LongAddress(usize),
    /// The typeface that is built in cannot be used.
    #[error("the built-in typeface cannot be used")]
    Face,
}

//! Papers that are signed: written from a template or from an agreement's terms, presented, signed by the person or by several on
//! both sides, and sealed as a PDF with an evidence page and the council's digital signature.

mod certificate;
mod finish;
mod make;
mod own;
mod settle;
mod view;

pub use certificate::CertificateView;
pub(crate) use certificate::signer;
pub use finish::{Signature, Way};
pub(crate) use make::{PaperOf, drafted, seal};
pub(crate) use own::papers_about;
pub use own::{MyPaper, MyPaperLine};
pub(crate) use settle::{Answer, Signing, answer_of, gone, settle, unsealed, unsealed_bytes};
pub use store::PaperState;
pub use view::SealCheck;
pub use view::{PaperLine, PaperView, PapersView};
pub(crate) use view::{check_seal, marks, whole};

use kernel::Timestamp;
use letters::{Block, Head, LetterError, Pdf, SignatureRoom, blocks};
use messages::Filled;
use serde::{Deserialize, Serialize};

/// How many days somebody has to sign.
pub const DAYS: i32 = 28;

/// What is sealed of a paper. It has no `Debug`.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Words {
    /// Its title.
    pub(crate) title: String,
    /// What it says.
    pub(crate) body: String,
    /// What somebody says who signs it.
    pub(crate) agree: String,
    /// Who is to sign, as the record has it; empty where several sign.
    pub(crate) name: String,
    /// Who writes, and how to reach them.
    pub(crate) from: Vec<String>,
    /// The case's reference.
    pub(crate) reference: String,
    /// The day on which it was written, in words.
    pub(crate) day: String,
    /// The privacy notice with its version, where the paper is of no case.
    #[serde(default)]
    pub(crate) notice: String,
}

impl Words {
    /// The text as it is read on a page.
    pub(crate) fn as_read(&self) -> String {
        Filled { subject: String::new(), body: self.body.clone() }.as_read()
    }

    /// Sets the paper: as it is presented, or with more at its end and room for a signature.
    pub(crate) fn set(
        &self,
        made: Timestamp,
        after: Vec<Block>,
        signature: Option<SignatureRoom>,
    ) -> Result<Pdf, LetterError> {
        let mut all = blocks(&self.body);
        all.push(Block::Heading(2, "What is signed".to_owned()));
        // A paper of several signers names them in its text.
        let who = if self.name.is_empty() { "Each of those who sign" } else { &self.name };
        all.push(Block::Paragraph(format!("{who}: “{}”.", self.agree)));
        all.extend(after);
        letters::print(&letters::Paper {
            title: self.title.clone(),
            language: "en-GB".to_owned(),
            author: self.from.first().cloned().unwrap_or_default(),
            made,
            head: Head {
                from: self.from.clone(),
                to: Vec::new(),
                marks: vec![
                    ("Date".to_owned(), self.day.clone()),
                    ("Our reference".to_owned(), self.reference.clone()),
                ],
            },
            blocks: all,
            foot: format!("Our reference {}", self.reference),
            signature,
        })
    }
}

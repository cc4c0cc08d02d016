//! A paper to be signed: what it says, how it stands, and signing it before a member of staff.

use crate::case::CaseHead;
use crate::engine::page;
use crate::form::FormState;
use crate::frame::{Area, Link};
use crate::sheet::Button;
use crate::shown::{StateTag, Typed, Withheld};
use disclosure::Disclosed;
use serde::Serialize;

/// What a paper says.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaperSays {
    /// Its text, and what is said by whoever signs.
    Released {
        /// The text.
        body: Disclosed<String>,
        /// What is said by whoever signs.
        agree: Disclosed<String>,
    },
    /// Withheld, and why.
    Withheld(Withheld),
    /// Its key is destroyed.
    Erased,
}

/// Signing it here.
#[derive(Serialize)]
pub struct SignHere {
    /// Where it is sent.
    pub action: String,
    /// What is presented: its hash.
    pub shown: String,
    /// What goes with it.
    pub hidden: Vec<(String, String)>,
    /// `sign`, `decline` or nothing.
    pub decision: String,
    /// The name.
    pub name: Typed<String>,
    /// Why not.
    pub why: Typed<String>,
    /// Whether it can be by telephone, and who else hears it then.
    pub heard: Option<Typed<String>>,
}

/// A paper.
#[derive(Serialize)]
pub struct PaperPage {
    /// The case.
    pub case: CaseHead,
    /// What is wrong.
    pub form: FormState,
    /// What it is.
    pub title: String,
    /// How it stands.
    pub state: StateTag,
    /// What happened when, in words, the first first.
    pub steps: Vec<String>,
    /// What it says.
    pub says: PaperSays,
    /// Who signed, or why not: a label and the words.
    pub answer: Option<(String, Disclosed<String>)>,
    /// What proves it: labels and values, nothing about anybody.
    pub proof: Vec<(String, String)>,
    /// Links: the file.
    pub links: Vec<Link>,
    /// What can be done.
    pub buttons: Vec<Button>,
    /// Signing it here.
    pub sign: Option<SignHere>,
}
page!(PaperPage => "case/paper.html", Area::Cases);

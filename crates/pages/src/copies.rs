//! The copy: going through it passage by passage, one passage, and the copy itself as people read it.

use crate::engine::page;
use crate::form::{Field, FormState};
use crate::frame::{Area, Link};
use crate::panel::{Once, PanelForm};
use crate::rights::RequestCase;
use crate::shown::StateTag;
use ::rights::Bundle;
use disclosure::Disclosed;
use serde::Serialize;

/// A passage.
#[derive(Serialize)]
pub struct PassageCard {
    /// Under which heading it stands.
    pub heading: String,
    /// What it is.
    pub label: String,
    /// When it stood there, or happened.
    pub when: String,
    /// Where it comes from.
    pub source: Option<String>,
    /// By whom it was written.
    pub by: String,
    /// What it says, as opened.
    pub text: Option<Disclosed<String>>,
    /// What it says, of what stands there in the clear.
    pub plain: String,
    /// Its marks.
    pub tags: Vec<StateTag>,
    /// What was decided.
    pub decision: Option<String>,
    /// By whom and when.
    pub decided_by: Option<String>,
    /// Where it is decided about; none after the request was decided.
    pub href: Option<String>,
    /// Where its document can be read.
    pub document: Option<String>,
}

/// Passages under one heading.
#[derive(Serialize)]
pub struct PassageGroup {
    /// Its place on the page.
    pub id: String,
    /// The heading.
    pub heading: String,
    /// The passages.
    pub cards: Vec<PassageCard>,
}

/// A copy that was made.
#[derive(Debug, Clone, Serialize)]
pub struct CopyRow {
    /// For whom.
    pub recipient: String,
    /// How it stands.
    pub state: StateTag,
    /// Who made it, checked it, handed it over.
    pub lines: Vec<String>,
}

/// The review of a copy.
#[derive(Serialize)]
pub struct CopyReviewPage {
    /// The request's address.
    pub href: String,
    /// The request's reference.
    pub reference: String,
    /// What is wrong.
    pub form: FormState,
    /// How many passages wait.
    pub open: usize,
    /// Whether nothing can be changed any more.
    pub settled: bool,
    /// What stands in the way.
    pub warnings: Vec<String>,
    /// What can be shown: words, addresses, whether it is what is shown, how many.
    pub views: Vec<(Link, bool, usize)>,
    /// The passages.
    pub groups: Vec<PassageGroup>,
    /// Records of the same person that the request is not about.
    pub more: Vec<RequestCase>,
    /// The copies that were made.
    pub copies: Vec<CopyRow>,
    /// Where the newest can be looked through and fetched to check it.
    pub look: Vec<Link>,
    /// A link and a code to hand over: shown once.
    pub once: Option<Once>,
    /// What can be done.
    pub forms: Vec<PanelForm>,
    /// The form that is open.
    pub opened: String,
}
page!(CopyReviewPage => "rights/review.html", Area::Requests);

/// One passage, to be decided about.
#[derive(Serialize)]
pub struct PassagePage {
    /// The way back.
    pub back: Link,
    /// The request's reference.
    pub reference: String,
    /// How many wait.
    pub open: usize,
    /// The passage.
    pub passage: PassageCard,
    /// What its marks mean, and what the law asks.
    pub advice: Vec<String>,
    /// What is wrong.
    pub form: FormState,
    /// Where it is sent.
    pub action: String,
    /// What goes with it.
    pub hidden: Vec<(String, String)>,
    /// The questions.
    pub fields: Vec<Field>,
}
page!(PassagePage => "rights/passage.html", Area::Requests);

/// The copy as people read it: by itself in the bundle, or on the desk of whoever checks it.
#[derive(Serialize)]
pub struct CopyDocument {
    /// The copy.
    pub copy: Disclosed<Bundle>,
    /// The day on which it was made, in words.
    pub made_on: String,
    /// Whether it stands by itself, with its style and its files beside it.
    pub standalone: bool,
    /// The way back, where it does not.
    pub back: String,
}
page!(CopyDocument => "rights/copy.html", Area::Requests);

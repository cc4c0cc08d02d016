//! What goes to other bodies: choosing it item by item, and looking at what went.

use crate::case::CaseHead;
use crate::engine::page;
use crate::form::{Field, FormState};
use crate::frame::{Area, Link};
use crate::shown::{Row, StateTag, StatementLink, Withheld};
use disclosure::Disclosed;
use serde::Serialize;

/// The form in which somebody chooses what goes to a body.
#[derive(Serialize)]
pub struct ShareWrite {
    /// The case's head.
    pub case: CaseHead,
    /// What is wrong.
    pub form: FormState,
    /// The page's heading.
    pub heading: String,
    /// To whom and what for, and what to know.
    pub lede: Vec<String>,
    /// Where it is sent.
    pub action: String,
    /// Where *Back* leads.
    pub back: Link,
    /// Values that go with it unseen.
    pub hidden: Vec<(String, String)>,
    /// Questions that come first: the body's name.
    pub first: Vec<Field>,
    /// How to choose.
    pub choose: String,
    /// The selection of the notice from which it is chosen.
    pub selection: Option<Selection>,
    /// What can be chosen, and what cannot go.
    pub sections: Vec<PickSection>,
    /// The other questions.
    pub fields: Vec<Field>,
    /// What the button says.
    pub button: String,
}
page!(ShareWrite => "share/write.html", Area::Cases);

/// What the notice has chosen at first on an occasion.
#[derive(Debug, Clone, Serialize)]
pub struct Selection {
    /// The occasion.
    pub label: String,
    /// What to know of it.
    pub says: Vec<String>,
    /// What must not be missed: it should have been looked at again.
    pub warns: Option<String>,
    /// Other occasions for the same recipient.
    pub others: Vec<Link>,
}

/// A category to choose from.
#[derive(Serialize)]
pub struct PickSection {
    /// Its id.
    pub id: String,
    /// Its name.
    pub label: String,
    /// The statements that let it go.
    pub because: Vec<StatementLink>,
    /// Said with it: what cannot be called back, what is kept back.
    pub say: Vec<String>,
    /// What can be chosen.
    pub picks: Option<Disclosed<Vec<Pick>>>,
    /// Why it does not go.
    pub withheld: Option<Withheld>,
}

/// An answer to choose. Inside a `Disclosed` only.
#[derive(Clone, Serialize)]
pub struct Pick {
    /// What the form sends.
    pub value: String,
    /// The question.
    pub label: String,
    /// The answer.
    pub text: String,
    /// Whether it is chosen.
    pub picked: bool,
}

/// One referral or disclosure.
#[derive(Default, Serialize)]
pub struct SharePage {
    /// The case's head, where the page is one of a case.
    pub case: Option<CaseHead>,
    /// What is wrong.
    pub form: FormState,
    /// The page's heading: to whom.
    pub heading: String,
    /// Where *Back* leads.
    pub back: Option<Link>,
    /// How it stands.
    pub tags: Vec<StateTag>,
    /// What to know.
    pub lede: Vec<String>,
    /// What it is: label and words.
    pub facts: Vec<Term>,
    /// What was sent.
    pub parts: Vec<PartShown>,
    /// What stands above that, where nothing was sent.
    pub parts_heading: Option<&'static str>,
    /// What they answered, of an enquiry.
    pub answers: Vec<PartShown>,
    /// Documents that went with it.
    pub documents: Vec<DocumentShown>,
    /// What was done.
    pub steps: Vec<StepShown>,
    /// What can be done.
    pub acts: Vec<ShareAct>,
    /// Links onward.
    pub links: Vec<Link>,
}
page!(SharePage => "share/one.html", Area::Cases);

/// A link and its code, shown once.
#[derive(Serialize)]
pub struct OncePage {
    /// The page's heading.
    pub heading: String,
    /// Where *Back* leads.
    pub back: Link,
    /// What to do with them.
    pub words: Vec<String>,
    /// What is shown.
    pub secrets: Vec<SecretShown>,
}
page!(OncePage => "share/once.html", Area::Cases);

/// Something that is shown once.
#[derive(Serialize)]
pub struct SecretShown {
    /// What it is.
    pub label: String,
    /// What it says.
    pub text: crate::shown::Typed<String>,
}

/// Something said of it.
#[derive(Debug, Clone, Serialize)]
pub struct Term {
    /// What is said.
    pub label: String,
    /// The words; more than one is a list.
    pub says: Vec<String>,
}

/// A part of what was sent.
#[derive(Serialize)]
pub struct PartShown {
    /// The category's name.
    pub label: String,
    /// What was sent.
    pub rows: Option<Disclosed<Vec<Row>>>,
    /// Why it is not shown.
    pub withheld: Option<Withheld>,
    /// What stands there instead.
    pub instead: Option<String>,
}

/// A document that went with something.
#[derive(Serialize)]
pub struct DocumentShown {
    /// The category's name, and what kind it is.
    pub label: String,
    /// What it is called; none where that is not shown.
    pub title: Option<Disclosed<String>>,
    /// What it is called by the program, where nobody gave it a name.
    pub named: Option<String>,
    /// Where it opens; none where it does not.
    pub href: Option<String>,
    /// A picture of it.
    pub picture: Option<String>,
    /// SHA-256 of its bytes; empty where that is said nowhere.
    pub hash: String,
}

/// A step.
#[derive(Serialize)]
pub struct StepShown {
    /// What was done, by whom.
    pub words: String,
    /// When.
    pub when: String,
    /// What was written with it.
    pub more: Option<Disclosed<Vec<Row>>>,
    /// Why that is not shown.
    pub instead: Option<String>,
}

/// Something that can be done: a form.
#[derive(Serialize)]
pub struct ShareAct {
    /// Its place on the page.
    pub id: String,
    /// Its heading.
    pub heading: String,
    /// Words above the fields.
    pub words: Vec<String>,
    /// Where it is sent.
    pub action: String,
    /// What goes with it.
    pub hidden: Vec<(String, String)>,
    /// The fields.
    pub fields: Vec<Field>,
    /// What its button says.
    pub button: String,
    /// Whether it stops something.
    pub warns: bool,
}

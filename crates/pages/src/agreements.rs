//! The register of agreements with those whom data is shared with. Nothing in it is about anybody.

use crate::engine::page;
use crate::form::{Choice, Field, FormState};
use crate::frame::{Area, Link};
use crate::shown::StateTag;
use serde::Serialize;

/// An agreement in the register.
#[derive(Debug, Clone, Serialize)]
pub struct AgreementRow {
    /// Its page.
    pub href: String,
    /// Its reference.
    pub reference: String,
    /// What it is called.
    pub title: String,
    /// With whom.
    pub party: String,
    /// Under which notice.
    pub notice: String,
    /// From when until when, in words.
    pub days: String,
    /// Where it stands.
    pub state: StateTag,
    /// What that means or what is to be done.
    pub say: Option<String>,
}

/// A body that gets something only under an agreement, and there is none.
#[derive(Debug, Clone, Serialize)]
pub struct GapRow {
    /// The body.
    pub party: String,
    /// The notice.
    pub notice: String,
    /// For which purposes.
    pub purposes: Vec<String>,
}

/// The register.
#[derive(Serialize)]
pub struct AgreementList {
    /// Agreements, what presses first.
    pub agreements: Vec<AgreementRow>,
    /// Bodies to which nothing goes.
    pub gaps: Vec<GapRow>,
    /// Where to make a new one, by notice.
    pub new: Vec<Link>,
}
page!(AgreementList => "agreements/list.html", Area::Agreements);

/// Writing an agreement down, or changing one that nobody has signed.
#[derive(Serialize)]
pub struct WriteAgreement {
    /// Where the form goes.
    pub action: String,
    /// Where *cancel* leads.
    pub back: String,
    /// `New agreement`, `Change agreement DSA-7`.
    pub heading: String,
    /// The notice's title.
    pub notice: String,
    /// What is wrong.
    pub form: FormState,
    /// Those it can be with; none where that cannot be changed.
    pub parties: Vec<Choice>,
    /// The fields before and after whom it is with.
    pub fields: Vec<Field>,
}
page!(WriteAgreement => "agreements/write.html", Area::Agreements);

/// A line of what an agreement says.
#[derive(Debug, Clone, Serialize)]
pub struct Said {
    /// What about.
    pub label: String,
    /// What it says: one or several.
    pub says: Vec<String>,
}

/// One agreement.
#[derive(Serialize)]
pub struct AgreementPage {
    /// Its page.
    pub href: String,
    /// Its reference.
    pub reference: String,
    /// What it is called.
    pub title: String,
    /// Where it stands.
    pub state: StateTag,
    /// What that means or what is to be done.
    pub say: Option<String>,
    /// What it says.
    pub terms: Vec<Said>,
    /// What is wrong with one of the forms.
    pub form: FormState,
    /// Whether whoever looks may sign for the council.
    pub may_sign: bool,
    /// Whether its terms may still be changed.
    pub may_change: bool,
    /// The form that records the other side's signature, until it is recorded.
    pub countersign: Vec<Field>,
    /// The form that says that it was looked at again.
    pub review: Vec<Field>,
    /// The form that ends it.
    pub end: Vec<Field>,
}
page!(AgreementPage => "agreements/one.html", Area::Agreements);

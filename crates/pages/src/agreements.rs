//! The register of agreements with those whom data is shared with. Nothing in it is about anybody.

use crate::engine::page;
use crate::form::{Choice, Field, FormState};
use crate::frame::{Area, Link};
use crate::panel::PanelContent;
use crate::papers::SignHere;
use crate::shown::StateTag;
use crate::work::PlainForm;
use serde::Serialize;

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
    /// What leads on: its documents, signing it here.
    pub links: Vec<Link>,
    /// The form that records the other side's signature, until it is recorded.
    pub countersign: Vec<Field>,
    /// What is asked for while it is in force, and nobody has said.
    pub asks: Vec<String>,
    /// Whom to reach on both sides, and who is the data protection officer of the other.
    pub sides: Vec<Field>,
    /// The form that says that it was looked at again.
    pub review: Vec<Field>,
    /// The form that ends it.
    pub end: Vec<Field>,
}
page!(AgreementPage => "agreements/one.html", Area::Agreements);

/// A page about an agreement that is tables and forms.
#[derive(Serialize)]
#[serde(transparent)]
pub struct AgreementPanel(pub PanelContent);
page!(AgreementPanel => "panel.html", Area::Agreements);

/// A form about an agreement that a file may go with.
#[derive(Serialize)]
#[serde(transparent)]
pub struct AgreementUpload(pub PlainForm);
page!(AgreementUpload => "work/form.html", Area::Agreements);

/// A file that somebody may open who is asked to sign.
#[derive(Debug, Clone, Serialize)]
pub struct FileToOpen {
    /// What it is.
    pub label: String,
    /// Where it is.
    pub action: String,
    /// What goes with it; nothing: a link leads there.
    pub hidden: Vec<(String, String)>,
}

/// An agreement, for whoever is asked to sign it.
#[derive(Serialize)]
pub struct SignAgreement {
    /// What is wrong.
    pub form: FormState,
    /// What it is called.
    pub title: String,
    /// Its reference.
    pub reference: String,
    /// What to know first.
    pub lede: Vec<String>,
    /// Its text.
    pub says: String,
    /// What is said by whoever signs.
    pub agree: String,
    /// The paper and what is attached.
    pub files: Vec<FileToOpen>,
    /// What proves it: labels and values.
    pub proof: Vec<(String, String)>,
    /// Signing it; none when it does not wait for them.
    pub sign: Option<SignHere>,
    /// The way back.
    pub back: Option<Link>,
}
page!(SignAgreement => "agreements/sign.html", Area::Elsewhere);

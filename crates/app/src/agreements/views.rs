//! What the register shows. There is no personal data in it.

use jiff::civil::Date;
use kernel::EnrolmentId;
use sharing::{AgreementKind, Standing, Terms};

/// The register.
#[derive(Debug, Clone, Default)]
pub struct Agreements {
    /// Every agreement, those that press first.
    pub lines: Vec<AgreementLine>,
    /// Bodies without an agreement that is in force.
    pub gaps: Vec<AgreementGap>,
}

/// An agreement in the register.
#[derive(Debug, Clone)]
pub struct AgreementLine {
    /// Its id.
    pub id: EnrolmentId,
    /// Its reference.
    pub reference: String,
    /// What it is called.
    pub title: String,
    /// With whom, by name.
    pub party: String,
    /// The notice's title.
    pub notice: String,
    /// Its first and last day.
    pub from_on: Date,
    /// The last day, if there is one.
    pub until_on: Option<Date>,
    /// By when it is to be looked at again.
    pub review_on: Option<Date>,
    /// Where it stands.
    pub standing: Standing,
}

/// A body that the notice lets have something, with no agreement that is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementGap {
    /// Its name.
    pub party: String,
    /// The notice's title.
    pub notice: String,
    /// For which purposes, in words.
    pub purposes: Vec<String>,
    /// It goes all the same: the notice asks for no agreement, and there has never been one.
    pub goes: bool,
}

/// One agreement.
#[derive(Debug, Clone)]
pub struct AgreementView {
    /// As the register has it.
    pub line: AgreementLine,
    /// The notice's id.
    pub notice_id: String,
    /// What kind it is.
    pub kind: AgreementKind,
    /// Its terms.
    pub terms: Terms,
    /// Members of a network, by name.
    pub members: Vec<String>,
    /// The purposes that it covers, in words; none: all.
    pub purposes: Vec<String>,
    /// The categories that it covers, in words; none: all.
    pub categories: Vec<String>,
    /// The duties and powers that it names.
    pub gateways: Vec<String>,
    /// Where the document is kept.
    pub document: String,
    /// The other side's contact.
    pub contact: String,
    /// The council's own contact for reminders.
    pub our_contact: String,
    /// Whether whoever signed for the other side is their data protection officer: a code of [`super::THEIR_OFFICER`]; empty: nobody has said.
    pub officer_is: String,
    /// Who is, where it is somebody else.
    pub officer_name: String,
    /// What is asked for while it stands and nobody has said: whom to reach on either side, who their officer is.
    pub asks: Vec<&'static str>,
    /// What both sides were told, and when: codes.
    pub told: Vec<(String, kernel::Timestamp)>,
    /// Why it was ended.
    pub ended_why: Option<String>,
    /// Whether whoever looks may sign for the controller now.
    pub may_sign: bool,
    /// Whether its terms may still be changed: nobody has signed.
    pub may_change: bool,
}

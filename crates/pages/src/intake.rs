//! A new application: which notice it is made under, and the form that the notice gives.

use crate::engine::page;
use crate::form::{Choice, DraftNote, FormSection, FormState};
use crate::frame::Area;
use crate::shown::NoticeHead;
use serde::Serialize;

/// A service that an application can be made to.
#[derive(Debug, Clone, Serialize)]
pub struct ServiceChoice {
    /// The form.
    pub href: String,
    /// The service's name.
    pub title: String,
    /// What it is for, in a sentence.
    pub summary: Option<String>,
    /// Who answers for it.
    pub controller: String,
    /// Its notice.
    pub notice: NoticeHead,
}

/// Choosing the service.
#[derive(Serialize)]
pub struct ChooseService {
    /// The services that the person acting may open a case in.
    pub services: Vec<ServiceChoice>,
    /// The forms that they began and have not sent.
    pub begun: Vec<Begun>,
    /// Where many are taken from a file at once; none: not by this person.
    pub imports: Option<String>,
    /// The page of somebody who is known and for whom the case is; none: for anybody.
    pub known: Option<String>,
    /// The pair of a matching run with somebody on a list for whom the case is.
    pub listed: Option<String>,
}

/// A form that was begun and not sent.
#[derive(Debug, Clone, Serialize)]
pub struct Begun {
    /// Where it goes on.
    pub href: String,
    /// Which form.
    pub what: String,
    /// When it was begun.
    pub begun: String,
    /// When it was last kept.
    pub when: String,
}
page!(ChooseService => "intake/choose.html", Area::Create);

/// The application.
#[derive(Serialize)]
pub struct NewCase {
    /// What is wrong.
    pub form: FormState,
    /// The notice it is made under.
    pub notice: NoticeHead,
    /// The service's name.
    pub service: String,
    /// Where the form goes.
    pub action: String,
    /// What the person is told before anything is asked: that some of it cannot be called back once sent.
    pub told_first: Vec<String>,
    /// The form, category by category.
    pub sections: Vec<FormSection>,
    /// Where it comes from; none: a partner is its own source.
    pub told: Option<ToldBy>,
    /// What was typed before, and the token by which it is sent once.
    pub draft: DraftNote,
    /// Somebody who is known and for whom the case is.
    pub known: Option<ForKnown>,
    /// Somebody who was found on a list and for whom the case is.
    pub listed: Option<ForListed>,
    /// The referral that led to it.
    pub referral: Option<ForReferral>,
}

/// A referral that came in, for which a case is opened.
#[derive(Debug, Clone, Serialize)]
pub struct ForReferral {
    /// Its id.
    pub id: String,
    /// Its reference, where the form was just filled in from it.
    pub reference: String,
}

/// Where what is typed comes from.
#[derive(Debug, Clone, Serialize)]
pub struct ToldBy {
    /// From whom the whole of it is.
    pub sources: Vec<Choice>,
    /// How sure it is.
    pub sure: Vec<Choice>,
    /// Section by section, where somebody else told it.
    pub by_section: Vec<ToldSection>,
    /// Whether any section has a source of its own.
    pub open: bool,
}

/// Where one section comes from.
#[derive(Debug, Clone, Serialize)]
pub struct ToldSection {
    /// The name of the question.
    pub name: String,
    /// The section's name.
    pub label: String,
    /// From whom it can be.
    pub choices: Vec<Choice>,
}

/// Somebody who was found on a list, for whom a case is opened.
#[derive(Debug, Clone, Serialize)]
pub struct ForListed {
    /// The record, by its place.
    pub record: String,
    /// The pair's page.
    pub pair: String,
    /// Whose list, where the form was just filled in from it.
    pub whose: String,
}

/// Somebody who is known, for whom a case is opened.
#[derive(Debug, Clone, Serialize)]
pub struct ForKnown {
    /// Their record.
    pub person: String,
    /// The references of the cases from which the form was filled in; empty: nothing was.
    pub cases: Vec<String>,
}
page!(NewCase => "intake/form.html", Area::Create);

//! A new application: which notice it is made under, and the form that the notice gives.

use crate::engine::page;
use crate::form::{FormSection, FormState};
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
}
page!(NewCase => "intake/form.html", Area::Create);

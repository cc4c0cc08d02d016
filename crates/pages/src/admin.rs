//! The administrator's pages. An administrator is released nothing about anybody: these pages show rules and accounts.

use crate::engine::page;
use crate::form::{Choice, FormState};
use crate::frame::{Area, Link};
use crate::shown::{NoticeHead, StatementLink, Typed};
use serde::Serialize;

/// Where an administrator starts.
#[derive(Serialize)]
pub struct AdminHome {
    /// Figures worth knowing: label and number, in words.
    pub facts: Vec<Fact>,
    /// What somebody has to look at.
    pub alerts: Vec<String>,
}
page!(AdminHome => "admin/home.html", Area::Admin);

/// A figure with its name.
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    /// `Ledger entries`.
    pub label: String,
    /// `12,402`.
    pub value: String,
}

/// A cell of the permission matrix.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cell {
    /// Always.
    Yes {
        /// The statements.
        statements: Vec<String>,
    },
    /// When a condition holds.
    When {
        /// The condition, in words.
        words: String,
        /// The statements.
        statements: Vec<String>,
    },
    /// Never.
    No,
}

/// A row of the permission matrix: one recipient and purpose.
#[derive(Debug, Clone, Serialize)]
pub struct MatrixRow {
    /// The recipient.
    pub party: String,
    /// What it is: `role`, `charity`, `any enrolled landlord`.
    pub kind: String,
    /// The purpose.
    pub purpose: String,
    /// One for each category, in their order.
    pub cells: Vec<Cell>,
}

/// The permission matrix of a notice, generated from the policies that run.
#[derive(Serialize)]
pub struct Matrix {
    /// Which notice.
    pub notice: NoticeHead,
    /// The others.
    pub notices: Vec<Link>,
    /// `see` or `record`.
    pub acts: Vec<Choice>,
    /// Whom to show; the first is everybody.
    pub parties: Vec<Choice>,
    /// The categories' names, in order.
    pub categories: Vec<String>,
    /// The rows.
    pub rows: Vec<MatrixRow>,
    /// How many combinations were evaluated, in words.
    pub summary: String,
}
page!(Matrix => "admin/matrix.html", Area::Admin);

/// Choices of one notice.
#[derive(Debug, Clone, Serialize)]
pub struct ChoiceGroup {
    /// The notice's title.
    pub label: String,
    /// The choices.
    pub choices: Vec<Choice>,
}

/// A fact that the decision looked at.
#[derive(Debug, Clone, Serialize)]
pub struct FactLine {
    /// In words, as it is: `No consent has been given`.
    pub words: String,
    /// Whether it is so.
    pub so: bool,
}

/// A decision, in words.
#[derive(Debug, Clone, Serialize)]
pub struct Explained {
    /// Released or withheld.
    pub released: bool,
    /// `St Basils may see Health for the purpose …, because …`.
    pub words: String,
    /// The reasons.
    pub reasons: Vec<String>,
    /// The statements that decided.
    pub statements: Vec<StatementLink>,
    /// What comes with it.
    pub obligations: Vec<String>,
    /// What it looked at.
    pub facts: Vec<FactLine>,
    /// What would change it.
    pub would_change: Vec<String>,
    /// Under which notice version.
    pub notice: String,
}

/// Explain a decision. Nothing about the person is shown, only the rule.
#[derive(Serialize)]
pub struct Explain {
    /// What is wrong.
    pub form: FormState,
    /// The case's reference, as typed.
    pub reference: Typed<String>,
    /// The accounts.
    pub users: Vec<Choice>,
    /// The purposes, by notice.
    pub purposes: Vec<ChoiceGroup>,
    /// The categories, by notice.
    pub categories: Vec<ChoiceGroup>,
    /// To see, or to record.
    pub acts: Vec<Choice>,
    /// The answer.
    pub explained: Option<Explained>,
}
page!(Explain => "admin/explain.html", Area::Admin);

/// Every component in use, in its states. It holds nothing: what it shows is invented, and stands in its template.
#[derive(Serialize)]
pub struct Components {}
page!(Components => "admin/components.html", Area::Admin);

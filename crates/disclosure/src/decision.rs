//! A decision is a value: for each category asked for, released or withheld, why, and under which statements.

use kernel::PersonId;
use ledger::Receipt;
use notice::model::{Act, CategoryIx, Facts, PrincipalIx, PurposeIx, StatementId};
use serde::Serialize;
use std::sync::Arc;

/// The notice version that a decision was made under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoticeRef {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its canonical form.
    pub hash: [u8; 32],
}

impl NoticeRef {
    /// `id@version`, as ledger entries have it.
    #[must_use]
    pub fn at(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }
}

/// One category asked for, with the facts that hold of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ask {
    /// The category.
    pub category: CategoryIx,
    /// What is so, of this person, recipient, category and moment.
    pub facts: Facts,
}

/// Why something is withheld.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// No statement of the notice lets this recipient have this category for this purpose.
    NotInNotice,
    /// A statement would, if these facts were so (the nearest way, in words).
    Needs {
        /// The statement that would allow it.
        statement: StatementId,
        /// What is missing, in plain words: "the person's consent for this organisation".
        missing: Vec<String>,
    },
    /// A statement forbids it now.
    Forbidden {
        /// The statement.
        statement: StatementId,
        /// In plain words.
        words: String,
    },
    /// The policies could not be evaluated; refused to be safe.
    EvaluationError,
    /// It could go to this recipient, and whoever sent something to it left this out.
    LeftOut,
}

/// What comes with a release.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Obligation {
    /// It cannot be called back: said before it is released.
    CannotRecall,
    /// The recipient may not pass it on.
    NoOnward,
    /// It was released by an override: review within days.
    ReviewWithin(u32),
    /// The recipient may not decide anything about the person with it.
    NoDecisions,
}

/// The outcome for one category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The category.
    pub category: CategoryIx,
    /// Released, or withheld.
    pub released: bool,
    /// The statements that decided (released), or that would have to be met (withheld).
    pub statements: Vec<StatementId>,
    /// Why it is withheld.
    pub reasons: Vec<Reason>,
    /// What comes with the release.
    pub obligations: Vec<Obligation>,
}

/// The gate's answer to one request about one person.
#[derive(Debug, Clone)]
pub struct Decision {
    pub(crate) notice: Arc<NoticeRef>,
    pub(crate) subject: PersonId,
    pub(crate) principal: PrincipalIx,
    pub(crate) act: Act,
    pub(crate) purpose: PurposeIx,
    pub(crate) outcomes: Vec<Arc<Outcome>>,
    /// Who else the record speaks of under a category that was asked for, and who may be spoken of: people of their own.
    pub(crate) others: Vec<(CategoryIx, PersonId)>,
}

impl Decision {
    /// The notice version.
    #[must_use]
    pub fn notice(&self) -> &NoticeRef {
        &self.notice
    }
    /// About whom.
    #[must_use]
    pub const fn subject(&self) -> PersonId {
        self.subject
    }
    /// For whom.
    #[must_use]
    pub const fn principal(&self) -> PrincipalIx {
        self.principal
    }
    /// Which act.
    #[must_use]
    pub const fn act(&self) -> Act {
        self.act
    }
    /// For which purpose.
    #[must_use]
    pub const fn purpose(&self) -> PurposeIx {
        self.purpose
    }
    /// The outcomes, in the order asked.
    #[must_use]
    pub fn outcomes(&self) -> &[Arc<Outcome>] {
        &self.outcomes
    }
    /// The outcome for one category, if it was asked for.
    #[must_use]
    pub fn outcome(&self, category: CategoryIx) -> Option<&Outcome> {
        self.outcomes.iter().find(|o| o.category == category).map(AsRef::as_ref)
    }
    /// Whether a category is released.
    #[must_use]
    pub fn releases(&self, category: CategoryIx) -> bool {
        self.outcome(category).is_some_and(|o| o.released)
    }
    /// Whether nothing at all is released: then the thing itself is not shown to exist (404).
    #[must_use]
    pub fn releases_nothing(&self) -> bool {
        self.outcomes.iter().all(|o| !o.released)
    }
    /// The same, about other people too of whom the record speaks under categories that were asked for, such as the members of a
    /// household. What is sealed of them opens only where they are named here, and their category is released.
    #[must_use]
    pub fn about_others(mut self, others: Vec<(CategoryIx, PersonId)>) -> Self {
        self.others = others;
        self.others.retain(|(category, _)| self.outcomes.iter().any(|o| o.category == *category));
        self
    }
    /// Of whom else it decides.
    #[must_use]
    pub fn others(&self) -> &[(CategoryIx, PersonId)] {
        &self.others
    }
    /// Fewer others: those who are kept.
    #[must_use]
    pub fn only_others(mut self, keep: impl Fn(PersonId) -> bool) -> Self {
        self.others.retain(|(_, person)| keep(*person));
        self
    }
    /// Of the categories that are not named nothing is released: a decision can be narrowed, and never widened.
    #[must_use]
    pub fn narrowed_to(mut self, keep: impl Fn(CategoryIx) -> bool) -> Self {
        for outcome in &mut self.outcomes {
            if outcome.released && !keep(outcome.category) {
                *outcome = Arc::new(Outcome {
                    category: outcome.category,
                    released: false,
                    statements: outcome.statements.clone(),
                    reasons: vec![Reason::LeftOut],
                    obligations: Vec::new(),
                });
            }
        }
        self
    }
    /// What is forbidden besides, category by category: by which statement, and why. A decision can be narrowed, and never widened.
    #[must_use]
    pub fn forbidden(mut self, why: impl Fn(CategoryIx) -> Option<(StatementId, String)>) -> Self {
        for outcome in self.outcomes.iter_mut().filter(|o| o.released) {
            if let Some((statement, words)) = why(outcome.category) {
                *outcome = Arc::new(Outcome {
                    category: outcome.category,
                    released: false,
                    statements: vec![statement.clone()],
                    reasons: vec![Reason::Forbidden { statement, words }],
                    obligations: Vec::new(),
                });
            }
        }
        self
    }
    /// The decision, recorded: the entry that says so stands in the open transaction. Only from here come grants.
    #[must_use]
    pub const fn recorded(self, receipt: &Receipt) -> Recorded {
        Recorded { decision: self, receipt: *receipt }
    }
}

/// A decision whose ledger entry stands in the open transaction.
#[derive(Debug, Clone)]
pub struct Recorded {
    decision: Decision,
    receipt: Receipt,
}

impl Recorded {
    /// The decision.
    #[must_use]
    pub const fn decision(&self) -> &Decision {
        &self.decision
    }
    /// The entry's receipt.
    #[must_use]
    pub const fn receipt(&self) -> &Receipt {
        &self.receipt
    }
    /// The right to open what is sealed of this person in a category, if the decision released it.
    #[must_use]
    pub fn grant(&self, category: CategoryIx) -> Option<Grant> {
        self.decision.releases(category).then_some(Grant { subject: self.decision.subject, category })
    }
    /// The right to open what is sealed of somebody else of whom the record speaks in a category, if the decision released it
    /// and named them.
    #[must_use]
    pub fn grant_about(&self, category: CategoryIx, person: PersonId) -> Option<Grant> {
        let named = self.decision.others.contains(&(category, person));
        (named && self.decision.releases(category)).then_some(Grant { subject: person, category })
    }
}

/// The right to open one category of one person's record. It can only come from a recorded decision.
#[derive(Debug)]
pub struct Grant {
    subject: PersonId,
    category: CategoryIx,
}

impl Grant {
    /// The person.
    #[must_use]
    pub const fn subject(&self) -> PersonId {
        self.subject
    }
    /// The category.
    #[must_use]
    pub const fn category(&self) -> CategoryIx {
        self.category
    }
}

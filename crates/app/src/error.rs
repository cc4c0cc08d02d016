//! What can go wrong in a use case. No variant carries personal data.

use crate::views::FormErrors;
use casework::FieldError;

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// There is no such thing, or the caller may not see that there is.
    #[error("not found")]
    NotFound,
    /// What was typed cannot be read.
    #[error("{}", .0.fields.iter().map(|f| f.words.as_str()).collect::<Vec<_>>().join(". "))]
    Form(FormErrors),
    /// What is asked cannot be done as things stand; says what to do.
    #[error("{0}")]
    Refused(String),
    /// The case is closed: whoever looks at it says why first.
    #[error("this case is closed: say why you look at it")]
    WantsReason(kernel::CaseId),
    /// Somebody else changed it meanwhile.
    #[error("somebody else changed this meanwhile: open it again")]
    Conflict,
    /// The form was sent before, and done: nothing was done now. Where it led is asked with `App::sent_before`.
    #[error("this was sent before, and was done then")]
    SentBefore,
    /// The database cannot take it now; nothing was lost that had been answered.
    #[error("the service cannot reach its storage just now: try again in a minute ({0})")]
    Unavailable(String),
    /// A fault of ours.
    #[error("something is wrong on our side: {0}")]
    Fault(String),
}

impl AppError {
    /// One thing wrong with one field of a form.
    #[must_use]
    pub fn field(input: &str, words: &str) -> Self {
        let error = FieldError { input: input.to_owned(), words: words.to_owned() };
        Self::Form(FormErrors { fields: vec![error] })
    }
}

impl From<store::StoreError> for AppError {
    fn from(error: store::StoreError) -> Self {
        use store::StoreError as E;
        match error {
            E::Conflict(_) => Self::Conflict,
            E::Unavailable(_) | E::Full(_) | E::ReadOnly(_) | E::Keys(_) => Self::Unavailable(error.to_string()),
            E::Missing(_) | E::Corrupt { .. } | E::Bug(_) => Self::Fault(error.to_string()),
        }
    }
}

//! Errors as problem details (RFC 9457). They say what to do and never repeat what was sent.

use crate::ask::number;
use app::AppError;
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;

/// A problem.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Problem {
    /// What kind of problem it is: an address at which each kind is told.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The same in words.
    pub title: &'static str,
    /// The status of the answer.
    pub status: u16,
    /// What to do.
    pub detail: String,
    /// What is wrong with which part of what was sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Wrong>,
    /// A number under which the service's log has more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident: Option<String>,
    /// After how many seconds to try again; it goes into a header. 0: not said.
    #[serde(skip)]
    pub wait: u32,
}

/// Something wrong with a part of what was sent.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Wrong {
    /// Which part: a JSON pointer (RFC 6901) into the body.
    pub pointer: String,
    /// What to do about it.
    pub detail: String,
}

macro_rules! problems {
    (@at $make:ident) => {
        concat!("/api/v1/problems#", stringify!($make))
    };
    ($($make:ident $status:ident $title:literal;)*) => {
        /// Each kind of problem: its address, its status and what it is.
        pub(crate) const KINDS: &[(&str, StatusCode, &str)] =
            &[$((problems!(@at $make), StatusCode::$status, $title)),*];
        impl Problem {$(
            pub(crate) fn $make(detail: impl Into<String>) -> Self {
                Self {
                    kind: problems!(@at $make),
                    title: $title,
                    status: StatusCode::$status.as_u16(),
                    detail: detail.into(),
                    errors: Vec::new(),
                    incident: None,
                    wait: 0,
                }
            }
        )*}
    };
}

problems! {
    malformed BAD_REQUEST "The request cannot be read";
    unauthorised UNAUTHORIZED "A token is needed";
    not_found NOT_FOUND "There is no such thing";
    wrong_method METHOD_NOT_ALLOWED "This cannot be asked in this way";
    conflict CONFLICT "It cannot be done as things stand";
    changed PRECONDITION_FAILED "It was changed meanwhile";
    too_large PAYLOAD_TOO_LARGE "The request is too large";
    not_json UNSUPPORTED_MEDIA_TYPE "The request is not JSON";
    unfit UNPROCESSABLE_ENTITY "Some of it has to be put right";
    condition_needed PRECONDITION_REQUIRED "A condition is needed";
    too_many TOO_MANY_REQUESTS "Too many requests";
    ours INTERNAL_SERVER_ERROR "Something is wrong on our side";
    unavailable SERVICE_UNAVAILABLE "The service cannot reach its storage";
}

impl Problem {
    /// There is no such thing, or not for this caller: which of the two is not said.
    pub(crate) fn nothing() -> Self {
        Self::not_found("There is no such thing, or you may not know that there is")
    }
    /// Parts of the body that have to be put right, by name below it.
    pub(crate) fn wrong_parts(wrong: Vec<(String, String)>) -> Self {
        let errors = wrong.into_iter().map(|(at, detail)| Wrong { pointer: format!("/{at}"), detail }).collect();
        Self { errors, ..Self::unfit("Put right what stands in errors and send it again") }
    }
    /// What a use case answered.
    fn of(error: AppError, root: &str) -> Self {
        match error {
            AppError::NotFound => Self::nothing(),
            AppError::SentBefore => Self::conflict("This was sent before, and was done then"),
            AppError::Conflict => Self::conflict("Somebody else changed this meanwhile: ask for it again"),
            AppError::Refused(words) => Self::conflict(words),
            AppError::WantsReason(_) => {
                Self::conflict("The case is closed: say why it is looked at (POST look below the case), then ask again")
            }
            AppError::Form(errors) => {
                let errors = errors.fields.into_iter();
                let wrong = errors.map(|e| Wrong { pointer: pointer(root, &e.input), detail: e.words }).collect();
                Self { errors: wrong, ..Self::unfit("Put right what stands in errors and send it again") }
            }
            AppError::Unavailable(what) => {
                tracing::warn!(what = %what, "the storage does not answer");
                Self::unavailable("Nothing that was answered is lost. Try again in a minute")
            }
            AppError::Fault(what) => {
                let number = number();
                tracing::error!(incident = %number, what = %what, "a request failed");
                Self { incident: Some(number), ..Self::ours("It is in the log under the number of this incident") }
            }
        }
    }
    /// What a use case answered about the body itself.
    pub(crate) fn of_body(error: AppError) -> Self {
        let mut problem = Self::of(error, "/{category}");
        for wrong in &mut problem.errors {
            // What a page asks for in three boxes is one day here.
            wrong.pointer = wrong.pointer.replace('-', "_");
            if let Some(name) = wrong.pointer.strip_suffix("_day") {
                wrong.pointer = format!("{name}_on");
            }
        }
        problem
    }
    /// What a use case answered about the answers in a body.
    pub(crate) fn of_answers(error: AppError) -> Self {
        Self::of(error, "/answers")
    }
    /// What a use case answered about a body with several sections.
    pub(crate) fn of_sections(error: AppError) -> Self {
        Self::of(error, "/sections/{category}")
    }
    /// The status.
    pub(crate) fn code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        Self::of(error, "/fields")
    }
}

/// A form's input as a pointer into the body: `contact.phone` is `/sections/contact/phone`.
fn pointer(root: &str, input: &str) -> String {
    let (category, field) = input.split_once('.').unwrap_or((input, ""));
    let field = ["-day", "-month", "-year"].iter().find_map(|part| field.strip_suffix(part)).unwrap_or(field);
    let mut out = root.replace("{category}", category);
    if !field.is_empty() {
        out.push('/');
        out.push_str(field);
    }
    out
}

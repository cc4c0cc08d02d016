//! The end of a case: why it closed, why it is opened again, and why somebody looks at it after that.

/// Why a case was closed. The codes are plain columns: they drive work and say nothing about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseReason {
    /// Accommodation was secured or kept.
    Accommodation,
    /// The need was met in another way, or support ended as planned.
    NeedMet,
    /// Advice was given and no more is owed.
    AdviceOnly,
    /// The person withdrew or declined.
    Withdrew,
    /// Contact was lost.
    ContactLost,
    /// It went to another body.
    Transferred,
    /// The person died.
    Died,
    /// The case was opened in error.
    Error,
}

impl CloseReason {
    /// All reasons, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::Accommodation,
        Self::NeedMet,
        Self::AdviceOnly,
        Self::Withdrew,
        Self::ContactLost,
        Self::Transferred,
        Self::Died,
        Self::Error,
    ];
    /// The code that is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Accommodation => "accommodation",
            Self::NeedMet => "need-met",
            Self::AdviceOnly => "advice-only",
            Self::Withdrew => "withdrew",
            Self::ContactLost => "contact-lost",
            Self::Transferred => "transferred",
            Self::Died => "died",
            Self::Error => "error",
        }
    }
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Accommodation => "Accommodation secured or kept",
            Self::NeedMet => "Need met, or support ended as planned",
            Self::AdviceOnly => "Advice given, nothing more owed",
            Self::Withdrew => "Withdrew or declined",
            Self::ContactLost => "Contact lost",
            Self::Transferred => "Transferred to another body",
            Self::Died => "The person has died",
            Self::Error => "Opened in error",
        }
    }
    /// From a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.code() == code)
    }
}

/// Codes with words, in the order in which they are offered: they say nothing about a person.
pub type Codes = &'static [(&'static str, &'static str)];

/// Why a closed case is opened again.
pub const REOPEN_REASONS: Codes = &[
    ("came-back", "The person has come back"),
    ("not-finished", "The work was not finished"),
    ("new-facts", "Something new is known that changes the outcome"),
    ("decision-changed", "A review, complaint or court changed the decision"),
    ("closed-in-error", "It was closed in error"),
];

/// Why somebody looks at a closed case.
pub const LOOK_REASONS: Codes = &[
    ("asked", "The person asked about it"),
    ("rights-request", "A request under data protection law"),
    ("complaint", "A complaint, claim or review"),
    ("new-work", "The person has come back, or works with another service"),
    ("safeguarding", "Safeguarding"),
    ("audit", "An audit, inspection or inquiry"),
    ("retention", "To decide whether it is kept"),
    ("tidying", "To check that the record is complete"),
];

/// Why a record must not be destroyed yet.
pub const HOLD_REASONS: Codes = &[
    ("complaint", "A complaint is open"),
    ("claim", "A legal claim is open or expected"),
    ("statute", "The law requires it for longer"),
    ("rights-request", "A request of the person is open"),
    ("safeguarding", "It is needed for safeguarding"),
    ("inquiry", "An audit, inquiry or investigation needs it"),
];

/// The words of a code; none if it is not one of these.
#[must_use]
pub fn code_words(codes: Codes, code: &str) -> Option<&'static str> {
    codes.iter().find(|(c, _)| *c == code).map(|(_, words)| *words)
}

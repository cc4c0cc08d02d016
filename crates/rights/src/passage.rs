//! What is taken out of a copy, and why: each passage by hand, with a reason.

/// Why a passage is proposed for taking out: a mark that the record carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// Whoever wrote it marked it as about, or from, somebody else.
    ThirdParty,
    /// It is about another person of the household, a relative, a contact.
    OtherPerson,
    /// It was given in confidence.
    InConfidence,
    /// It is passed on only if whoever gave it agrees.
    Originator,
    /// For the council's own people: it has to be looked at.
    StaffOnly,
}

impl Mark {
    /// All that there are.
    pub const ALL: [Self; 5] =
        [Self::ThirdParty, Self::OtherPerson, Self::InConfidence, Self::Originator, Self::StaffOnly];
    /// Its code.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::ThirdParty => "third-party",
            Self::OtherPerson => "other-person",
            Self::InConfidence => "in-confidence",
            Self::Originator => "originator",
            Self::StaffOnly => "staff-only",
        }
    }
    /// From its code.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.id() == id)
    }
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::ThirdParty => "Marked as about, or from, somebody else",
            Self::OtherPerson => "About another person",
            Self::InConfidence => "Given in confidence",
            Self::Originator => "Passed on only if whoever gave it agrees",
            Self::StaffOnly => "For the council’s own people only",
        }
    }
}

/// A reason that the law knows for keeping something out of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exemption {
    /// Its code.
    pub id: &'static str,
    /// What the person reads.
    pub words: &'static str,
    /// Where the law says so.
    pub law: &'static str,
}

/// All that are used here.
pub const EXEMPTIONS: &[Exemption] = &[
    Exemption {
        id: "third-party",
        words: "It is about somebody else, who has not agreed, and it is not reasonable to show it without that",
        law: "Data Protection Act 2018 Schedule 2 paragraph 16",
    },
    Exemption {
        id: "confidence",
        words: "It was given in confidence by somebody else",
        law: "Data Protection Act 2018 Schedule 2 paragraphs 16 and 17",
    },
    Exemption {
        id: "crime",
        words: "Showing it would be likely to harm the prevention or detection of crime",
        law: "Data Protection Act 2018 Schedule 2 paragraph 2",
    },
    Exemption {
        id: "privilege",
        words: "It is legal advice, or was written for legal proceedings",
        law: "Data Protection Act 2018 Schedule 2 paragraph 19",
    },
    Exemption {
        id: "serious-harm",
        words: "Showing it would be likely to harm somebody seriously",
        law: "Data Protection Act 2018 Schedule 3 Parts 2 and 3",
    },
];

/// An exemption by its code.
#[must_use]
pub fn exemption(id: &str) -> Option<&'static Exemption> {
    EXEMPTIONS.iter().find(|e| e.id == id)
}

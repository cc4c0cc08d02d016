//! What is left out of a copy, and why: each passage by hand, with a reason.

/// Why somebody has to decide about a passage: a mark that the record carries, or that follows from where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// Whoever wrote it marked it as about, or from, somebody else.
    ThirdParty,
    /// It is about another person of the household, a relative, a contact.
    OtherPerson,
    /// It names somebody else whom the record knows.
    Named,
    /// It was given in confidence.
    InConfidence,
    /// It is passed on only if whoever gave it agrees.
    Originator,
    /// It says who referred the person, which is held apart.
    Referrer,
    /// It is about health and does not come from the person: a health professional is asked first.
    Health,
    /// A warning that the person has not been told of.
    Untold,
    /// It is about what went to the police, a court or fraud prevention.
    Crime,
    /// For the council's own people: it has to be looked at.
    StaffOnly,
    /// The notice, or the law, has somebody decide before the person sees any of its kind.
    Limited,
}

impl Mark {
    /// All that there are.
    pub const ALL: [Self; 11] = [
        Self::ThirdParty,
        Self::OtherPerson,
        Self::Named,
        Self::InConfidence,
        Self::Originator,
        Self::Referrer,
        Self::Health,
        Self::Untold,
        Self::Crime,
        Self::StaffOnly,
        Self::Limited,
    ];
    /// Its code.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::ThirdParty => "third-party",
            Self::OtherPerson => "other-person",
            Self::Named => "named",
            Self::InConfidence => "in-confidence",
            Self::Originator => "originator",
            Self::Referrer => "referrer",
            Self::Health => "health",
            Self::Untold => "untold",
            Self::Crime => "crime",
            Self::StaffOnly => "staff-only",
            Self::Limited => "limited",
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
            Self::Named => "Names somebody else of the record",
            Self::InConfidence => "Given in confidence",
            Self::Originator => "Passed on only if whoever gave it agrees",
            Self::Referrer => "Who referred: held apart",
            Self::Health => "Health, not from the person: ask a health professional first",
            Self::Untold => "A warning that they may not have been told of",
            Self::Crime => "About police, a court or fraud prevention",
            Self::StaffOnly => "For the council’s own people only",
            Self::Limited => "Not shown to the person until somebody has decided what of it can be",
        }
    }
    /// The exemption that is proposed for it: a code. None: nothing is proposed, somebody has to read it.
    #[must_use]
    pub const fn proposes(self) -> Option<&'static str> {
        match self {
            Self::ThirdParty | Self::OtherPerson => Some("third-party"),
            Self::InConfidence | Self::Referrer => Some("confidence"),
            Self::Originator => Some("originator"),
            Self::Crime => Some("crime"),
            Self::Named | Self::Health | Self::Untold | Self::StaffOnly | Self::Limited => None,
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
    /// Whether it is right only if somebody was asked first: who, and when, is written down.
    pub asks: bool,
    /// Whether the copy does not even say where something was left out: that would tell it.
    pub quiet: bool,
    /// Whether it is for a body that looks into something, and not for the person.
    pub for_bodies: bool,
}

const fn exemption_of(id: &'static str, words: &'static str, law: &'static str) -> Exemption {
    Exemption { id, words, law, asks: false, quiet: false, for_bodies: false }
}

/// All that are used here.
pub const EXEMPTIONS: &[Exemption] = &[
    exemption_of(
        "third-party",
        "It is about somebody else, who has not agreed, and it is not reasonable to show it without that",
        "Data Protection Act 2018 Schedule 2 paragraph 16",
    ),
    exemption_of(
        "confidence",
        "It was given in confidence by somebody else",
        "Data Protection Act 2018 Schedule 2 paragraphs 16 and 17",
    ),
    exemption_of(
        "originator",
        "It came from somebody else, who was asked to agree and has not",
        "Data Protection Act 2018 Schedule 2 paragraph 16",
    ),
    Exemption {
        quiet: true,
        ..exemption_of(
            "crime",
            "Showing it would be likely to harm the prevention or detection of crime",
            "Data Protection Act 2018 Schedule 2 paragraph 2",
        )
    },
    exemption_of(
        "privilege",
        "It is legal advice, or was written for legal proceedings",
        "Data Protection Act 2018 Schedule 2 paragraph 19",
    ),
    Exemption {
        asks: true,
        ..exemption_of(
            "serious-harm",
            "Showing it would be likely to harm somebody seriously",
            "Data Protection Act 2018 Schedule 3 Parts 2, 3 and 4",
        )
    },
    exemption_of(
        "no-opinion",
        "It is about health, and the health professional who has to be asked first has not answered",
        "Data Protection Act 2018 Schedule 3 paragraph 6",
    ),
    Exemption {
        for_bodies: true,
        ..exemption_of("not-needed", "It is not needed for what is looked into", "UK GDPR article 5(1)(c)")
    },
];

/// An exemption by its code.
#[must_use]
pub fn exemption(id: &str) -> Option<&'static Exemption> {
    EXEMPTIONS.iter().find(|e| e.id == id)
}

/// Why something that carries a mark is shown all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// Its code.
    pub id: &'static str,
    /// In words, for the record.
    pub words: &'static str,
    /// Whether it is right only if somebody was asked first: who, and when, is written down.
    pub asks: bool,
}

/// All that are used here.
pub const SHOWN: &[Shown] = &[
    Shown { id: "own", words: "It is about the person themself", asks: false },
    Shown { id: "known", words: "The person knows it already, or gave it", asks: false },
    Shown { id: "agreed", words: "Whoever it is about or from agrees", asks: true },
    Shown {
        id: "reasonable",
        words: "It is reasonable to show it without their agreement (Schedule 2 paragraph 16(2)(b) and (3))",
        asks: false,
    },
    Shown {
        id: "professional",
        words: "It names somebody only as a professional who worked with the person (Schedule 2 paragraph 17)",
        asks: false,
    },
    Shown {
        id: "no-harm",
        words: "A health, social work or education professional says that it does no serious harm",
        asks: true,
    },
    Shown { id: "needed", words: "It is needed for what is looked into", asks: false },
];

/// A reason to show something by its code.
#[must_use]
pub fn shown(id: &str) -> Option<&'static Shown> {
    SHOWN.iter().find(|s| s.id == id)
}

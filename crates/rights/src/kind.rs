//! What somebody can ask, and the ways in which a request can come.

/// What somebody asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A copy of their data.
    Access,
    /// That what is wrong is corrected.
    Rectification,
    /// That what is missing is added.
    Completion,
    /// That their data is kept and not used.
    Restriction,
    /// That their data is not used in this way.
    Objection,
    /// That their data is erased.
    Erasure,
    /// Their data in a form that machines read.
    Portability,
    /// A complaint about how their data is used.
    Complaint,
    /// A case that the regulator has opened.
    Regulator,
}

impl Kind {
    /// All that there are.
    pub const ALL: [Self; 9] = [
        Self::Access,
        Self::Rectification,
        Self::Completion,
        Self::Restriction,
        Self::Objection,
        Self::Erasure,
        Self::Portability,
        Self::Complaint,
        Self::Regulator,
    ];
    /// What somebody can ask for themselves: all but what the regulator does.
    pub fn for_people() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|k| *k != Self::Regulator)
    }
    /// Its code.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Rectification => "rectification",
            Self::Completion => "completion",
            Self::Restriction => "restriction",
            Self::Objection => "objection",
            Self::Erasure => "erasure",
            Self::Portability => "portability",
            Self::Complaint => "complaint",
            Self::Regulator => "regulator",
        }
    }
    /// From its code.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.id() == id)
    }
    /// What it is called.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Access => "Copy of their data",
            Self::Rectification => "Correction",
            Self::Completion => "Addition of what is missing",
            Self::Restriction => "Restriction",
            Self::Objection => "Objection",
            Self::Erasure => "Erasure",
            Self::Portability => "Data to take elsewhere",
            Self::Complaint => "Complaint about data",
            Self::Regulator => "Case of the regulator",
        }
    }
    /// What somebody who asks reads.
    #[must_use]
    pub const fn asked(self) -> &'static str {
        match self {
            Self::Access => "I want a copy of the information about me",
            Self::Rectification => "Something about me is wrong",
            Self::Completion => "Something about me is missing",
            Self::Restriction => "I want you to stop using information about me, and keep it",
            Self::Objection => "I object to how you use information about me",
            Self::Erasure => "I want information about me to be erased",
            Self::Portability => "I want my information in a form that I can take elsewhere",
            Self::Complaint => "I want to complain about how you used information about me",
            Self::Regulator => "The regulator has written",
        }
    }
    /// The law that gives it.
    #[must_use]
    pub const fn law(self) -> &'static str {
        match self {
            Self::Access => "UK GDPR article 15",
            Self::Rectification | Self::Completion => "UK GDPR article 16",
            Self::Restriction => "UK GDPR article 18",
            Self::Objection => "UK GDPR article 21",
            Self::Erasure => "UK GDPR article 17",
            Self::Portability => "UK GDPR article 20",
            Self::Complaint => "Data Protection Act 2018 section 164A",
            Self::Regulator => "Data Protection Act 2018 section 165",
        }
    }
    /// Whether the month of article 12A runs for it.
    #[must_use]
    pub const fn has_month(self) -> bool {
        !matches!(self, Self::Complaint | Self::Regulator)
    }
    /// Whether a question about what is meant stops the clock: for copies only (article 12A(5)).
    #[must_use]
    pub const fn pauses(self) -> bool {
        matches!(self, Self::Access)
    }
    /// Whether a copy of the person's data answers it: to the person, or to whoever looks into their case.
    #[must_use]
    pub const fn wants_copy(self) -> bool {
        matches!(self, Self::Access | Self::Portability | Self::Regulator)
    }
    /// Whether those who had the data are told what came of it (article 19).
    #[must_use]
    pub const fn tells_recipients(self) -> bool {
        matches!(self, Self::Rectification | Self::Completion | Self::Restriction | Self::Erasure)
    }
}

/// The way in which a request came. Any will do in law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// The form on the page of the notice.
    Online,
    /// A letter.
    Letter,
    /// An email.
    Email,
    /// A telephone call.
    Phone,
    /// Somebody came.
    InPerson,
    /// Through the regulator.
    Regulator,
}

impl Channel {
    /// All that there are.
    pub const ALL: [Self; 6] = [Self::Online, Self::Letter, Self::Email, Self::Phone, Self::InPerson, Self::Regulator];
    /// Those by which staff log a request.
    pub fn by_staff() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|c| *c != Self::Online)
    }
    /// Its code.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Letter => "letter",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::InPerson => "in-person",
            Self::Regulator => "regulator",
        }
    }
    /// From its code.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.id() == id)
    }
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Online => "Online form",
            Self::Letter => "Letter",
            Self::Email => "Email",
            Self::Phone => "Telephone",
            Self::InPerson => "In person",
            Self::Regulator => "Through the regulator",
        }
    }
}

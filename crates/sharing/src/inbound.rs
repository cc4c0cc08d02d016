//! What comes in: referrals by public bodies under their duty, by other professionals, by other councils, by members of the
//! public, and by the person.

/// Who refers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sender {
    /// The person.
    Own,
    /// A member of the public. Held apart, and told nothing of what comes of it.
    Public,
    /// A public body under section 213B of the Housing Act 1996.
    Duty,
    /// Another professional or agency.
    Agency,
    /// Another council that passes somebody on.
    Council,
}

/// What lets or makes a public body refer.
pub const DUTY_TO_REFER: &str = "Housing Act 1996 section 213B";

/// Why somebody needs help: codes and words.
pub const REASONS: &[(&str, &str)] = &[
    ("rough", "Sleeps rough, or has nowhere to stay tonight"),
    ("abuse", "Domestic abuse, or is not safe at home"),
    ("notice", "Has been told to leave, or is being evicted"),
    ("leaving", "Leaves prison, hospital, care or the armed forces"),
    ("family", "Cannot stay with family or friends any more"),
    ("money", "Cannot pay the rent or mortgage"),
    ("other", "Something else"),
];

/// What can tie somebody to a council's district (Housing Act 1996, section 199): codes and words.
pub const CONNECTIONS: &[(&str, &str)] = &[
    ("lived", "They live here by choice, or did"),
    ("work", "They work here"),
    ("family", "They have close family here"),
    ("special", "Special circumstances"),
    ("care-leaver", "They are a care leaver of this council"),
    ("none", "Nothing that is known"),
];

/// How a referral ends without an assessment: codes and words.
pub const ENDINGS: &[(&str, &str)] = &[
    ("not-reached", "The person could not be reached"),
    ("not-wanted", "The person does not want help now"),
    ("known", "There is a case already"),
    ("elsewhere", "Another council or service helps"),
    ("mistake", "Sent by mistake, or twice"),
];

impl Sender {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Own, Self::Public, Self::Duty, Self::Agency, Self::Council];
    /// Its code.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Public => "public",
            Self::Duty => "duty",
            Self::Agency => "agency",
            Self::Council => "council",
        }
    }
    /// From its code.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.id() == id)
    }
    /// As whoever refers says it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Own => "I need help myself",
            Self::Public => "I am worried about somebody, as a member of the public",
            Self::Duty => {
                "I work for a public body with the duty to refer (prison, probation, hospital, jobcentre, social care, armed forces)"
            }
            Self::Agency => "I work for another agency",
            Self::Council => "I work for another council",
        }
    }
    /// As staff read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Own => "By the person",
            Self::Public => "By a member of the public",
            Self::Duty => "Duty to refer",
            Self::Agency => "By an agency",
            Self::Council => "By another council",
        }
    }
    /// Whether an organisation refers, which is named.
    #[must_use]
    pub const fn is_body(self) -> bool {
        matches!(self, Self::Duty | Self::Agency | Self::Council)
    }
    /// What is wrong with how the person stands to it, if anything: a public body refers only with the person's agreement, and
    /// to the council that the person chose.
    #[must_use]
    pub const fn lacks(self, agreed: bool, chosen: bool) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Own | Self::Public => None,
            _ if !agreed => Some((
                "agreed",
                "The person has to agree before you refer. If somebody is in danger and cannot agree, telephone instead",
            )),
            Self::Duty if !chosen => {
                Some(("chosen", "The person chooses to which council they are referred: ask, and refer to that one"))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_body_refers_with_agreement_and_to_the_council_that_was_chosen() {
        assert_eq!(Sender::Duty.lacks(true, true), None);
        assert_eq!(Sender::Duty.lacks(false, true).unwrap().0, "agreed");
        assert_eq!(Sender::Duty.lacks(true, false).unwrap().0, "chosen");
        assert_eq!(Sender::Agency.lacks(true, false), None);
        assert!(Sender::Council.lacks(false, false).is_some());
        // Who is worried about somebody may say so, and who needs help agrees by asking.
        assert!(Sender::Public.lacks(false, false).is_none() && Sender::Own.lacks(false, false).is_none());
        for sender in Sender::ALL {
            assert_eq!(Sender::parse(sender.id()), Some(sender));
        }
    }
}

//! How a disclosure or referral goes: asked for, decided, sent, answered by who got it, brought to its end. Who may take
//! which step, and from where.

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ShareState {
    /// Somebody else has to approve it first.
    Asked,
    /// It was refused: nothing left.
    Refused,
    /// It was taken back.
    Withdrawn,
    /// It has left, and waits for an answer (a referral) or has nothing more to wait for.
    Sent,
    /// Who got it has asked for more, with reasons.
    MoreAsked,
    /// Who got it works on it.
    Accepted,
    /// Who got it does not take it, with the reason.
    Rejected,
    /// Who got it has reported what came of it: it is closed.
    Reported,
}

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// Somebody else agrees, and it leaves.
    Approve,
    /// Somebody else does not agree.
    Refuse,
    /// Whoever asked takes it back.
    Withdraw,
    /// Whoever got it takes it on.
    Accept,
    /// Whoever got it asks for more.
    AskMore,
    /// The council has decided about that, and says so.
    Answer,
    /// Whoever got it does not take it on.
    Reject,
    /// Whoever got it reports what came of it.
    Report,
    /// Social care hands back whoever had gone up to it.
    StepDown,
}

/// Who takes a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The controller's own people.
    Ours,
    /// The body that it went to.
    Theirs,
}

/// Why a step cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotNow(pub &'static str);

impl ShareState {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Asked,
        Self::Refused,
        Self::Withdrawn,
        Self::Sent,
        Self::MoreAsked,
        Self::Accepted,
        Self::Rejected,
        Self::Reported,
    ];
    /// Its code.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Sent => "sent",
            Self::MoreAsked => "more-asked",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Reported => "reported",
        }
    }
    /// From its code.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.id() == id)
    }
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Asked => "Waits for approval",
            Self::Refused => "Refused",
            Self::Withdrawn => "Taken back",
            Self::Sent => "Sent",
            Self::MoreAsked => "They ask for more",
            Self::Accepted => "Accepted",
            Self::Rejected => "Not taken on",
            Self::Reported => "Closed, with what came of it",
        }
    }
    /// Whether something of it has left.
    #[must_use]
    pub const fn has_left(self) -> bool {
        matches!(self, Self::Sent | Self::MoreAsked | Self::Accepted | Self::Rejected | Self::Reported)
    }
    /// Whether whoever got it may still look at what was sent.
    #[must_use]
    pub const fn is_with_them(self) -> bool {
        matches!(self, Self::Sent | Self::MoreAsked | Self::Accepted | Self::Reported)
    }
    /// The state after a step. `accepted`: whether whoever got it had taken it on before; asking for more takes that back by nothing.
    ///
    /// # Errors
    /// When the step cannot be taken from here, or not by that side.
    pub const fn after(self, step: Step, by: Side, accepted: bool) -> Result<Self, NotNow> {
        match (by, self, step) {
            (Side::Ours, Self::MoreAsked, Step::Answer) if accepted => Ok(Self::Accepted),
            (Side::Theirs, Self::MoreAsked, Step::Report | Step::StepDown) if accepted => Ok(Self::Reported),
            (Side::Theirs, Self::MoreAsked, Step::Accept | Step::Reject) if accepted => {
                Err(NotNow("You have taken it on already: report what came of it"))
            }
            (Side::Ours, Self::Asked, Step::Approve) | (Side::Ours, Self::MoreAsked, Step::Answer) => Ok(Self::Sent),
            (Side::Ours, Self::Asked, Step::Refuse) => Ok(Self::Refused),
            (Side::Ours, Self::Asked | Self::Sent | Self::MoreAsked | Self::Accepted, Step::Withdraw) => {
                Ok(Self::Withdrawn)
            }
            (Side::Theirs, Self::Sent | Self::MoreAsked, Step::Accept) => Ok(Self::Accepted),
            (Side::Theirs, Self::Sent | Self::Accepted, Step::AskMore) => Ok(Self::MoreAsked),
            (Side::Theirs, Self::Sent | Self::MoreAsked, Step::Reject) => Ok(Self::Rejected),
            (Side::Theirs, Self::Accepted, Step::Report | Step::StepDown) => Ok(Self::Reported),
            (Side::Ours, Self::Refused | Self::Withdrawn, _) => {
                Err(NotNow("It is over: ask anew if it is still needed"))
            }
            (Side::Ours, _, Step::Approve | Step::Refuse) => Err(NotNow("It was decided already")),
            (Side::Ours, _, Step::Answer) => Err(NotNow("Nothing more was asked for")),
            (Side::Theirs, Self::Sent | Self::MoreAsked, Step::Report | Step::StepDown) => {
                Err(NotNow("Accept it first, or say that you do not take it on"))
            }
            _ => Err(NotNow("This cannot be done any more: look at how it stands now")),
        }
    }
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Approve,
        Self::Refuse,
        Self::Withdraw,
        Self::Accept,
        Self::AskMore,
        Self::Answer,
        Self::Reject,
        Self::Report,
        Self::StepDown,
    ];
    /// Its code.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Refuse => "refuse",
            Self::Withdraw => "withdraw",
            Self::Accept => "accept",
            Self::AskMore => "ask-more",
            Self::Answer => "answer",
            Self::Reject => "reject",
            Self::Report => "report",
            Self::StepDown => "step-down",
        }
    }
    /// From its code.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.id() == id)
    }
    /// What was done, in words.
    #[must_use]
    pub const fn done(self) -> &'static str {
        match self {
            Self::Approve => "Approved, and sent",
            Self::Refuse => "Refused",
            Self::Withdraw => "Taken back",
            Self::Accept => "Accepted",
            Self::AskMore => "Asked for more",
            Self::Answer => "Answered",
            Self::Reject => "Not taken on",
            Self::Report => "Reported what came of it",
            Self::StepDown => "Handed back: a step down",
        }
    }
}

/// Why a body does not take a referral on: codes and words.
pub const REJECTIONS: &[(&str, &str)] = &[
    ("full", "No place or capacity at present"),
    ("criteria", "Outside what the service is for"),
    ("risk", "The risk cannot be managed there"),
    ("known", "Already working with the person"),
    ("not-reached", "The person could not be reached"),
    ("declined", "The person does not want it"),
];

/// What came of a referral: codes and words.
pub const OUTCOMES: &[(&str, &str)] = &[
    ("housed", "Has a home or a place to stay through it"),
    ("supported", "Support was given, and went well"),
    ("part", "Support was given, and helped in part"),
    ("ended", "The person ended it"),
    ("lost", "Contact was lost"),
    ("elsewhere", "Passed to another service, with the person’s agreement"),
];

/// Why social care hands a family back: codes and words.
pub const STEP_DOWN_REASONS: &[(&str, &str)] = &[
    ("assessed", "Assessed, and no statutory plan is needed"),
    ("plan-ended", "A child in need or child protection plan has ended"),
    ("care-ended", "A child is back home, or support for an adult has ended"),
    ("other-step-down", "Something else: it is in their words"),
];

/// Working days within which a family that is handed back is taken on or not.
pub const STEP_DOWN_DAYS: u32 = 5;

/// What is decided when a body asks for more: codes and words.
pub const ANSWERS: &[(&str, &str)] = &[
    ("widened", "It is needed: a further referral carries it"),
    ("spoken", "It is not needed: the worker can ask the person"),
    ("no", "The notice does not let them have it"),
    ("no-consent", "The person does not agree"),
];

/// The words of a code of a list.
#[must_use]
pub fn code_words(list: &'static [(&'static str, &'static str)], code: &str) -> Option<&'static str> {
    list.iter().find(|(known, _)| *known == code).map(|(_, words)| *words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_over_begins_again_and_nothing_is_sent_undecided() {
        for state in ShareState::ALL {
            assert_eq!(ShareState::parse(state.id()), Some(state));
            for step in Step::ALL {
                for side in [Side::Ours, Side::Theirs] {
                    for accepted in [false, true] {
                        let Ok(next) = state.after(step, side, accepted) else { continue };
                        assert!(
                            !matches!(
                                state,
                                ShareState::Refused
                                    | ShareState::Withdrawn
                                    | ShareState::Rejected
                                    | ShareState::Reported
                            ),
                            "{state:?} {step:?}"
                        );
                        if !state.has_left() && next.has_left() {
                            assert_eq!((side, step), (Side::Ours, Step::Approve));
                        }
                        // A body decides about what it was sent, and never about what goes to it.
                        if side == Side::Theirs {
                            assert!(state.has_left() && next.has_left());
                        }
                        // What was taken on stays so until it is reported on or taken back.
                        if accepted && state == ShareState::MoreAsked {
                            assert!(matches!(
                                next,
                                ShareState::Accepted | ShareState::Reported | ShareState::Withdrawn
                            ));
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_referral_goes_round() {
        let go = |state: ShareState, step, side| state.after(step, side, false).unwrap();
        let more = go(ShareState::Sent, Step::AskMore, Side::Theirs);
        let sent = go(more, Step::Answer, Side::Ours);
        let accepted = go(sent, Step::Accept, Side::Theirs);
        assert_eq!(go(accepted, Step::Report, Side::Theirs), ShareState::Reported);
        let more = go(accepted, Step::AskMore, Side::Theirs);
        assert_eq!(more.after(Step::Answer, Side::Ours, true), Ok(ShareState::Accepted));
        assert!(more.after(Step::Reject, Side::Theirs, true).is_err());
        assert!(ShareState::Sent.after(Step::Report, Side::Theirs, false).is_err());
        assert!(ShareState::Asked.after(Step::Accept, Side::Theirs, false).is_err());
        assert!(ShareState::Accepted.after(Step::Accept, Side::Ours, false).is_err());
    }
}

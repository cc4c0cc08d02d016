//! What was done about a request, and what may be done next.

use crate::kind::Kind;
use crate::standing::{Waiting, standing};
use clocks::Calendar;
use jiff::civil::Date;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepKind {
    /// The person was told that it came.
    Acknowledged,
    /// The person was asked who they are.
    IdentityAsked,
    /// It is known who they are.
    IdentityConfirmed,
    /// The person was asked what they mean.
    ClarificationAsked,
    /// They answered.
    ClarificationAnswered,
    /// Two months were added, and the person told why.
    Extended,
    /// The person was told how it goes.
    ProgressTold,
    /// Another controller was given a copy of the request.
    Copied,
    /// Somebody else said something about it: another service, the regulator.
    Noted,
    /// Use and sharing were stopped; the data is kept.
    Restricted,
    /// The person was told that the restriction will be lifted.
    LiftingTold,
    /// Use and sharing go on.
    Lifted,
    /// What was wrong was corrected.
    Corrected,
    /// The person's statement was put beside what it is about.
    StatementAdded,
    /// Somebody who had the data was told what became of it.
    RecipientTold,
    /// A copy was made, to be checked.
    CopyMade,
    /// A second person checked it: it can be handed over.
    CopyChecked,
    /// A second person sent it back.
    CopySentBack,
    /// It was handed over.
    CopyHanded,
    /// The data was erased.
    Erased,
    /// It was decided.
    Decided,
    /// The decision was sent to the person.
    DecisionSent,
}

impl StepKind {
    /// All that there are.
    pub const ALL: [Self; 22] = [
        Self::Acknowledged,
        Self::IdentityAsked,
        Self::IdentityConfirmed,
        Self::ClarificationAsked,
        Self::ClarificationAnswered,
        Self::Extended,
        Self::ProgressTold,
        Self::Copied,
        Self::Noted,
        Self::Restricted,
        Self::LiftingTold,
        Self::Lifted,
        Self::Corrected,
        Self::StatementAdded,
        Self::RecipientTold,
        Self::CopyMade,
        Self::CopyChecked,
        Self::CopySentBack,
        Self::CopyHanded,
        Self::Erased,
        Self::Decided,
        Self::DecisionSent,
    ];
    /// Its code.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Acknowledged => "acknowledged",
            Self::IdentityAsked => "identity-asked",
            Self::IdentityConfirmed => "identity-confirmed",
            Self::ClarificationAsked => "clarification-asked",
            Self::ClarificationAnswered => "clarification-answered",
            Self::Extended => "extended",
            Self::ProgressTold => "progress-told",
            Self::Copied => "copied",
            Self::Noted => "noted",
            Self::Restricted => "restricted",
            Self::LiftingTold => "lifting-told",
            Self::Lifted => "lifted",
            Self::Corrected => "corrected",
            Self::StatementAdded => "statement-added",
            Self::RecipientTold => "recipient-told",
            Self::CopyMade => "copy-made",
            Self::CopyChecked => "copy-checked",
            Self::CopySentBack => "copy-sent-back",
            Self::CopyHanded => "copy-handed",
            Self::Erased => "erased",
            Self::Decided => "decided",
            Self::DecisionSent => "decision-sent",
        }
    }
    /// From its code.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.id() == id)
    }
    /// In words, on the record.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Acknowledged => "Told the person that it came",
            Self::IdentityAsked => "Asked who they are",
            Self::IdentityConfirmed => "Confirmed who they are",
            Self::ClarificationAsked => "Asked what they mean",
            Self::ClarificationAnswered => "They said what they mean",
            Self::Extended => "Extended by two months, and told the person why",
            Self::ProgressTold => "Told the person how it goes",
            Self::Copied => "Gave a copy of the request to the other controller",
            Self::Noted => "Noted",
            Self::Restricted => "Stopped use and sharing; the data is kept",
            Self::LiftingTold => "Told the person that the restriction will be lifted",
            Self::Lifted => "Lifted the restriction",
            Self::Corrected => "Corrected the record; what stood there is kept in its history",
            Self::StatementAdded => "Put the person’s statement beside the entry",
            Self::RecipientTold => "Told somebody who had the data",
            Self::CopyMade => "Made the copy",
            Self::CopyChecked => "Checked the copy",
            Self::CopySentBack => "Sent the copy back to be made again",
            Self::CopyHanded => "Handed the copy over",
            Self::Erased => "Erased the data",
            Self::Decided => "Decided",
            Self::DecisionSent => "Sent the decision",
        }
    }
    /// Whether it is written down by hand, as it is: the others come with something that is done in the record.
    #[must_use]
    pub const fn by_hand(self) -> bool {
        !matches!(
            self,
            Self::Restricted
                | Self::Lifted
                | Self::Corrected
                | Self::StatementAdded
                | Self::CopyMade
                | Self::CopyChecked
                | Self::CopySentBack
                | Self::CopyHanded
                | Self::Erased
        )
    }
}

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub kind: StepKind,
    /// On which day.
    pub on: Date,
    /// More about it, as a code: an outcome, a party.
    pub code: String,
}

/// How a request ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// All of it was done.
    Granted,
    /// Some of it was.
    Partly,
    /// None of it was.
    Refused,
    /// Nothing is held about them.
    NothingHeld,
    /// They do not want it any more.
    TakenBack,
}

impl Outcome {
    /// All that there are.
    pub const ALL: [Self; 5] = [Self::Granted, Self::Partly, Self::Refused, Self::NothingHeld, Self::TakenBack];
    /// Its code.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Partly => "partly",
            Self::Refused => "refused",
            Self::NothingHeld => "nothing-held",
            Self::TakenBack => "taken-back",
        }
    }
    /// From its code.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|o| o.id() == id)
    }
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Granted => "Done as asked",
            Self::Partly => "Done in part",
            Self::Refused => "Refused",
            Self::NothingHeld => "Nothing is held about them",
            Self::TakenBack => "They do not want it any more",
        }
    }
    /// Whether the law wants a ground for it, and reasons.
    #[must_use]
    pub const fn needs_ground(self) -> bool {
        matches!(self, Self::Partly | Self::Refused)
    }
}

/// Whether a step may be taken on a day; if not, why.
///
/// # Errors
/// Words that say what stands in the way.
pub fn may(
    kind: Kind,
    received: Date,
    steps: &[Step],
    next: StepKind,
    on: Date,
    calendar: &Calendar,
) -> Result<(), &'static str> {
    let has = |kind: StepKind| steps.iter().any(|s| s.kind == kind);
    let now = standing(kind, received, None, steps, calendar, on);
    let settled = has(StepKind::Decided);
    if on < received {
        return Err("That was before the request came: check the date");
    }
    match next {
        StepKind::DecisionSent if !settled => Err("Nothing has been decided yet"),
        StepKind::RecipientTold
        | StepKind::DecisionSent
        | StepKind::Noted
        | StepKind::CopyHanded
        | StepKind::LiftingTold
        | StepKind::Lifted => Ok(()),
        _ if settled => Err("The request has been decided: a new request is logged by itself"),
        StepKind::IdentityAsked if has(StepKind::IdentityConfirmed) => Err("It is known who they are already"),
        StepKind::IdentityAsked if has(StepKind::IdentityAsked) => Err("They have been asked who they are already"),
        StepKind::IdentityConfirmed if has(StepKind::IdentityConfirmed) => Err("It is known who they are already"),
        StepKind::ClarificationAsked if !kind.pauses() => Err(
            "Only a request for a copy stops for a question about what is meant: ask, and go on with the request meanwhile",
        ),
        StepKind::ClarificationAsked if matches!(now.waiting, Some(Waiting::Clarification { .. })) => {
            Err("They have been asked already, and have not answered")
        }
        StepKind::ClarificationAnswered if !matches!(now.waiting, Some(Waiting::Clarification { .. })) => {
            Err("Nobody has asked them anything")
        }
        StepKind::Extended if !kind.has_month() => Err("Only the month for answering a request can be extended"),
        StepKind::Extended if has(StepKind::Extended) => Err("It has been extended already: once is all"),
        StepKind::Extended if now.last_day.is_some_and(|last| on > last) => {
            Err("The month is over: an extension and its reasons have to reach the person within it")
        }
        StepKind::Acknowledged if has(StepKind::Acknowledged) => Err("They have been told already"),
        _ => Ok(()),
    }
}

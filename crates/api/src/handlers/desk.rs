//! The other side of sharing: the desk of a body, and whoever approves or reviews what goes without consent.

use super::sharing::{ShareOf, ShareOpened, ShareStands};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use crate::shown::Given;
use app::PermissionEnded::Withdrawn;
use app::{ApprovalView, DeskLine, ReviewLine};
use kernel::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sharing::Step;

/// Something on the desk of a body.
#[derive(Serialize, JsonSchema)]
struct OnDesk {
    #[serde(flatten)]
    stands: ShareStands,
    /// None: nothing of it is shown any more.
    name: Option<Given<String>>,
    /// When it was stopped because the person withdrew a permission.
    withdrawn_at: Option<String>,
}

impl From<DeskLine> for OnDesk {
    fn from(line: DeskLine) -> Self {
        Self {
            stands: line.line.into(),
            name: line.name.map(Given::from),
            withdrawn_at: line.permission_ended.filter(|(how, _)| matches!(how, Withdrawn)).map(|(_, at)| at.rfc3339()),
        }
    }
}

/// What was sent to the body that the caller acts for, for the purpose that they act for.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Desk {
    sent: Vec<OnDesk>,
}

pub(crate) fn list(ask: &Ask) -> Result<Answer, Problem> {
    let lines = ask.app().desk(ask.actor()?)?;
    Answer::json(&Desk { sent: lines.into_iter().map(OnDesk::from).collect() })
}

pub(crate) fn open(ask: &Ask) -> Result<Answer, Problem> {
    Answer::json(&ShareOpened::from(ask.app().desk_item(ask.actor()?, ask.id("share")?)?))
}

/// What a body does with a referral.
#[derive(Deserialize, JsonSchema)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum DeskStep {
    /// Takes it on.
    Accept,
    /// Asks for more: the council decides about it.
    AskMore {
        /// What is needed, and why.
        more: String,
    },
    /// Does not take it on.
    Reject {
        /// `full`, `criteria`, `risk`, `known`, `not-reached` or `declined`.
        code: String,
        #[serde(default)]
        more: String,
    },
    /// Hands a family back that was referred up to social care: a step down. It closes the one that went up.
    StepDown {
        /// `assessed`, `plan-ended`, `care-ended` or `other-step-down`.
        code: String,
        /// What was done, and what the family still needs.
        more: String,
    },
    /// Reports what came of it, and closes it.
    Report {
        /// `housed`, `supported`, `part`, `ended`, `lost` or `elsewhere`.
        code: String,
        #[serde(default)]
        more: String,
    },
}

pub(crate) fn step(ask: &Ask) -> Result<Answer, Problem> {
    let id = ask.id("share")?;
    let (what, code, more) = match ask.body()? {
        DeskStep::Accept => (Step::Accept, String::new(), String::new()),
        DeskStep::AskMore { more } => (Step::AskMore, String::new(), more),
        DeskStep::Reject { code, more } => (Step::Reject, code, more),
        DeskStep::StepDown { code, more } => (Step::StepDown, code, more),
        DeskStep::Report { code, more } => (Step::Report, code, more),
    };
    ask.app().desk_step(ask.actor()?, id, what, &code, &more).map_err(Problem::of_body)?;
    Ok(Answer::done())
}

/// What waits for somebody's approval.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Approvals {
    asked: Vec<ShareOf>,
}

pub(crate) fn approvals(ask: &Ask) -> Result<Answer, Problem> {
    let lines = ask.app().approvals(ask.actor()?)?;
    Answer::json(&Approvals { asked: lines.into_iter().map(ShareOf::from).collect() })
}

/// All that whoever decides is told: nothing of what would go but which answers.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ToApprove {
    #[serde(flatten)]
    of: ShareOf,
    items: Vec<String>,
    preset: Option<String>,
    /// What goes beyond that selection.
    beyond: Vec<String>,
    law: Option<String>,
    /// What else that law asks for.
    prompt: Option<String>,
    /// Questions of the test, with their answers.
    test: Vec<(String, String)>,
    /// What is lacking for the test to be met.
    lacks: Option<String>,
    /// A body that is put on a list by the approval.
    enrols: Option<String>,
    /// For how many hours they may look.
    hours: i32,
    /// Whether the person is told, in words.
    told: String,
}

impl From<ApprovalView> for ToApprove {
    fn from(view: ApprovalView) -> Self {
        Self {
            of: view.line.into(),
            items: view.items,
            preset: view.preset,
            beyond: view.beyond,
            law: view.gateway,
            prompt: view.prompt,
            test: view.test,
            lacks: view.lacks,
            enrols: view.enrols.map(|(body, _)| body),
            hours: view.hours,
            told: view.told,
        }
    }
}

pub(crate) fn approval(ask: &Ask) -> Result<Answer, Problem> {
    Answer::json(&ToApprove::from(ask.app().approval(ask.actor()?, ask.id("share")?)?))
}

/// What is decided about something that is to go.
#[derive(Deserialize, JsonSchema)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum ApprovalDecided {
    /// It goes.
    Approve,
    /// It does not.
    Refuse {
        /// `test`, `notice`, `too-much`, `no-authority`, `not-held`, `consent` or `harm`.
        reason: String,
        #[serde(default)]
        more: String,
    },
}

pub(crate) fn decide(ask: &Ask) -> Result<Answer, Problem> {
    let id = ask.id("share")?;
    match ask.body()? {
        ApprovalDecided::Approve => ask.app().approve_share(ask.actor()?, id),
        ApprovalDecided::Refuse { reason, more } => ask.app().refuse_share(ask.actor()?, id, &reason, &more),
    }
    .map_err(Problem::of_body)?;
    Ok(Answer::done())
}

/// Something that went without consent, to be reviewed.
#[derive(Serialize, JsonSchema)]
struct ToReview {
    #[serde(flatten)]
    of: ShareOf,
    sent_at: Option<String>,
    review_on: String,
    /// Whether that day has passed.
    late: bool,
    law: Option<String>,
    test: Vec<(String, String)>,
    decided_by: Option<String>,
    /// Whether the person was told, in words.
    told: String,
    /// Whether the review can be finished: the person was told, or it says why not.
    can_finish: bool,
}

impl From<ReviewLine> for ToReview {
    fn from(line: ReviewLine) -> Self {
        Self {
            of: line.line.into(),
            sent_at: line.sent_at.map(Timestamp::rfc3339),
            review_on: line.review_on.to_string(),
            late: line.late,
            law: line.gateway,
            test: line.test,
            decided_by: line.decided_by,
            told: line.told,
            can_finish: line.can_finish,
        }
    }
}

/// What waits for the data protection officer's review.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Reviews {
    reviews: Vec<ToReview>,
}

pub(crate) fn reviews(ask: &Ask) -> Result<Answer, Problem> {
    let lines = ask.app().share_reviews(ask.actor()?)?;
    Answer::json(&Reviews { reviews: lines.into_iter().map(ToReview::from).collect() })
}

/// What a review found.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReviewFound {
    /// `in-order`, `in-order-learn`, `too-much` or `wrong`.
    finding: String,
    #[serde(default)]
    more: String,
}

pub(crate) fn reviewed(ask: &Ask) -> Result<Answer, Problem> {
    let id = ask.id("share")?;
    let found: ReviewFound = ask.body()?;
    ask.app().review_share(ask.actor()?, id, &found.finding, &found.more).map_err(Problem::of_body)?;
    Ok(Answer::done())
}

//! Who may look at a case: restricted cases, who is allowed, and who is barred from one.

use super::tasks::{Colleague, part};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use app::{AccessKind, AccessLine, REASONS};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A rule about who may look.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AccessRule")]
struct Rule {
    id: String,
    kind: Kind,
    /// About whom.
    who: Option<String>,
    /// Why, in words.
    reason: String,
    set_by: String,
    set_at: String,
    ended_at: Option<String>,
}

/// What a rule does.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "AccessKind")]
#[serde(rename_all = "kebab-case")]
enum Kind {
    /// The case is for its holder and those who are allowed only.
    Restricted,
    /// This colleague may look at the restricted case.
    Allowed,
    /// For this colleague there is no such case.
    Barred,
}

impl From<AccessLine> for Rule {
    fn from(line: AccessLine) -> Self {
        Self {
            id: line.id.to_string(),
            kind: match line.kind {
                AccessKind::Restricted => Kind::Restricted,
                AccessKind::Allowed => Kind::Allowed,
                AccessKind::Barred => Kind::Barred,
            },
            who: line.who,
            reason: line.reason,
            set_by: line.set_by,
            set_at: line.set_at.rfc3339(),
            ended_at: line.ended_at.map(kernel::Timestamp::rfc3339),
        }
    }
}

/// Who may look at a case.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Access {
    restricted: bool,
    /// Who holds the case.
    owner: Option<String>,
    /// Also those that have ended.
    rules: Vec<Rule>,
    /// Whom a rule can be about.
    colleagues: Vec<Colleague>,
}

pub(crate) fn open(ask: &Ask) -> Result<Answer, Problem> {
    let view = ask.app().case_access(ask.actor()?, ask.case()?)?;
    Answer::json(&Access {
        restricted: view.restricted,
        owner: view.owner,
        rules: view.lines.into_iter().map(Rule::from).collect(),
        colleagues: view.colleagues.into_iter().map(Colleague::from).collect(),
    })
}

/// A rule to be made.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleToMake {
    kind: Kind,
    /// About whom, as `colleagues` have it; needed to allow or bar.
    #[serde(default)]
    account: Option<String>,
    /// Why, to restrict or bar: `staff`, `relative`, `protected-address`, `public-interest` or `conflict`.
    #[serde(default)]
    reason: String,
}

pub(crate) fn set(ask: &Ask) -> Result<Answer, Problem> {
    let case = ask.case()?;
    let rule: RuleToMake = ask.body()?;
    let kind = match rule.kind {
        Kind::Restricted => AccessKind::Restricted,
        Kind::Allowed => AccessKind::Allowed,
        Kind::Barred => AccessKind::Barred,
    };
    if kind != AccessKind::Allowed && !REASONS.iter().any(|(code, _)| *code == rule.reason) {
        let codes: Vec<&str> = REASONS.iter().map(|(code, _)| *code).collect();
        return Err(part("reason", &format!("Give reason as one of: {}", codes.join(", "))));
    }
    let account = match (&rule.account, kind) {
        (None, AccessKind::Restricted) => None,
        (Some(id), AccessKind::Allowed | AccessKind::Barred) => {
            Some(id.parse().map_err(|_| part("account", "Give account as colleagues have it"))?)
        }
        (Some(_), AccessKind::Restricted) => {
            return Err(part("account", "Leave account out: a restriction is for all"));
        }
        (None, _) => return Err(part("account", "Say about whom")),
    };
    ask.app().set_access(ask.actor()?, case, kind, account, &rule.reason)?;
    Ok(Answer::done())
}

pub(crate) fn end(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().end_access(ask.actor()?, ask.case()?, ask.id("rule")?)?;
    Ok(Answer::done())
}

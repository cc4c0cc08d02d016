//! What changed between two versions of a notice: narrower, wider, both or equal; by proof over the whole finite domain, by
//! everything else that its statements say, and statement by statement.

mod constructs;
mod periods;
mod permissions;
mod reuse;
mod statements;
mod text;
mod weight;

pub use constructs::said;
pub use periods::{Period, RetentionChange, retention};
pub use permissions::{Change, permissions};
pub use reuse::{Reuse, reuse};
pub use statements::{StatementChange, What, statements};
pub use weight::Said;

use crate::model::Compiled;
use serde::Serialize;

/// How a newer thing stands to an older one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Exactly the same is allowed.
    Equal,
    /// Less is allowed, and nothing more.
    Narrower,
    /// More is allowed, and nothing less.
    Wider,
    /// Some more and some less is allowed.
    Both,
}

impl Verdict {
    /// From whether anything was added and anything taken away.
    #[must_use]
    pub const fn of(wider: bool, narrower: bool) -> Self {
        match (wider, narrower) {
            (false, false) => Self::Equal,
            (false, true) => Self::Narrower,
            (true, false) => Self::Wider,
            (true, true) => Self::Both,
        }
    }
    /// Whether anything was added.
    #[must_use]
    pub const fn widens(self) -> bool {
        matches!(self, Self::Wider | Self::Both)
    }
    /// In a word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Narrower => "narrower",
            Self::Wider => "wider",
            Self::Both => "wider in some things and narrower in others",
        }
    }
}

/// A version of a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Version {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// From when it applies.
    pub effective: String,
}

/// The difference between two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// The older version.
    pub old: Version,
    /// The newer one.
    pub new: Version,
    /// Taken together: who may do what, how long data is kept, and everything else that the notice says.
    pub verdict: Verdict,
    /// Who may do what, decided over every principal, act, purpose, category and set of facts.
    pub permissions: Verdict,
    /// What is allowed now and was not.
    pub wider: Vec<Change>,
    /// What was allowed and is not any more.
    pub narrower: Vec<Change>,
    /// What else the notice says that lets more be done than before.
    pub said_wider: Vec<Said>,
    /// What else the notice says that lets less be done than before.
    pub said_narrower: Vec<Said>,
    /// Periods that changed.
    pub retention: Vec<RetentionChange>,
    /// Data collected by consent that would serve a new purpose: refused without new consent (UK GDPR article 8A).
    pub reuse: Vec<Reuse>,
    /// Statements added, removed and changed.
    pub statements: Vec<StatementChange>,
}

/// Compares two versions.
#[must_use]
pub fn diff(old: &Compiled, new: &Compiled) -> Diff {
    let (wider, narrower) = permissions(old, new);
    let retention = retention(old, new);
    let (said_wider, said_narrower) = said(old, new);
    let permissions = Verdict::of(!wider.is_empty(), !narrower.is_empty());
    let longer = retention.iter().any(|r| matches!(r.period, Period::Longer | Period::Changed));
    let shorter = retention.iter().any(|r| matches!(r.period, Period::Shorter | Period::Changed));
    Diff {
        old: version(old),
        new: version(new),
        verdict: Verdict::of(
            permissions.widens() || longer || !said_wider.is_empty(),
            !narrower.is_empty() || shorter || !said_narrower.is_empty(),
        ),
        permissions,
        wider,
        narrower,
        said_wider,
        said_narrower,
        retention,
        reuse: reuse(old, new),
        statements: statements(old, new),
    }
}

fn version(compiled: &Compiled) -> Version {
    Version { id: compiled.id.clone(), version: compiled.version.clone(), effective: compiled.effective.to_string() }
}

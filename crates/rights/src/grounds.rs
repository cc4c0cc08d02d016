//! Why a request can be refused, or done only in part: the limbs of the law, as data.

use crate::kind::Kind;

/// A ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ground {
    /// Its code.
    pub id: &'static str,
    /// What the person reads.
    pub words: &'static str,
    /// Where the law says so.
    pub law: &'static str,
    /// For what it can be given.
    pub kinds: &'static [Kind],
}

const ALL_RIGHTS: &[Kind] = &[
    Kind::Access,
    Kind::Rectification,
    Kind::Completion,
    Kind::Restriction,
    Kind::Objection,
    Kind::Erasure,
    Kind::Portability,
];

const fn ground(id: &'static str, words: &'static str, law: &'static str, kinds: &'static [Kind]) -> Ground {
    Ground { id, words, law, kinds }
}

/// All that there are.
pub const GROUNDS: &[Ground] = &[
    ground("identity", "We asked who you are, and could not find out", "UK GDPR article 12(2) and 12(6)", ALL_RIGHTS),
    ground(
        "unfounded",
        "The request is manifestly unfounded or excessive, as we show below",
        "UK GDPR article 12(5)",
        ALL_RIGHTS,
    ),
    ground(
        "exempt",
        "Some of it is about other people, or the law keeps it back for another reason given below",
        "Data Protection Act 2018 Schedules 2 and 3",
        &[Kind::Access, Kind::Portability],
    ),
    ground(
        "accurate",
        "We looked into it, and what we hold is right; what you say is kept beside it",
        "UK GDPR article 16",
        &[Kind::Rectification, Kind::Completion],
    ),
    ground(
        "as-then-known",
        "The record says what was known at the time, and has to go on saying so; what you say is kept beside it",
        "UK GDPR articles 5(1)(d) and 16",
        &[Kind::Rectification],
    ),
    ground(
        "no-ground-to-restrict",
        "None of the four grounds for a restriction is there",
        "UK GDPR article 18(1)",
        &[Kind::Restriction],
    ),
    ground(
        "compelling",
        "There are compelling grounds to go on that override your interests, as we show below",
        "UK GDPR article 21(1)",
        &[Kind::Objection],
    ),
    ground(
        "not-this-basis",
        "The law gives this right only for other grounds of use than the one that applies here",
        "UK GDPR articles 20(1) and 21(1)",
        &[Kind::Objection, Kind::Portability],
    ),
    ground(
        "public-task",
        "We need it for a legal duty or a task in the public interest",
        "UK GDPR article 17(3)(b)",
        &[Kind::Erasure],
    ),
    ground(
        "research",
        "It is needed for archiving, research or statistics in the public interest",
        "UK GDPR articles 17(3)(d) and 84B",
        &[Kind::Erasure, Kind::Objection],
    ),
    ground("claims", "It is needed for a legal claim", "UK GDPR article 17(3)(e)", &[Kind::Erasure]),
    ground(
        "not-upheld",
        "We looked into your complaint, and did not find that we did wrong",
        "Data Protection Act 2018 section 164A(4)",
        &[Kind::Complaint],
    ),
];

/// The grounds on which a kind of request can be refused.
pub fn grounds_for(kind: Kind) -> impl Iterator<Item = &'static Ground> {
    GROUNDS.iter().filter(move |g| g.kinds.contains(&kind))
}

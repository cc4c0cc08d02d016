//! Why something goes to another body: a referral, or one of the grounds on which it goes without the person's consent. Each
//! ground has its own test, its own time limit, and its own ways of not telling the person.

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ground {
    /// A referral, as the notice lets it go: with consent, or under a duty that asks nothing more.
    Referral,
    /// Somebody's life.
    Vital,
    /// Harm to a child or an adult at risk.
    Safeguarding,
    /// Crime: police, prosecutors, probation.
    Crime,
    /// Fraud, and public funds.
    Fraud,
    /// A court or tribunal, or legal claims.
    Court,
    /// An ombudsman, auditor, inspectorate or the data protection regulator.
    Regulator,
    /// Another duty or power in law.
    Legal,
}

/// A question that is answered by choosing: so that whoever decides can read the answer without reading about the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// Its code.
    pub id: &'static str,
    /// In words.
    pub words: &'static str,
    /// The answers: codes and words.
    pub answers: &'static [(&'static str, &'static str)],
}

const fn ask(id: &'static str, words: &'static str, answers: &'static [(&'static str, &'static str)]) -> Question {
    Question { id, words, answers }
}

const AT_RISK: Question = ask(
    "at-risk",
    "Who is at risk?",
    &[
        ("person", "The person"),
        ("child", "A child"),
        ("adult", "Another adult"),
        ("several", "Several people, or the public"),
    ],
);
const WHEN: Question = ask(
    "when",
    "How soon may the harm come?",
    &[("now", "It is happening now"), ("hours", "Within hours"), ("days", "Within days")],
);
const NO_CONSENT: Question = ask(
    "no-consent",
    "Why is there no consent?",
    &[
        ("cannot", "The person is not able to: unconscious, too ill, or in no state to be asked"),
        ("no-capacity", "The person lacks the capacity to decide this"),
        ("not-reached", "There is no time to reach the person"),
        ("raises-risk", "Asking would put somebody at greater risk"),
        ("refused", "The person was asked and refused"),
    ],
);
const CANNOT_CONSENT: Question = ask(
    "no-consent",
    "Why can the person not consent?",
    &[
        ("cannot", "The person is not able to: unconscious, too ill, or in no state to be asked"),
        ("no-capacity", "The person lacks the capacity to decide this"),
        ("not-reached", "There is no time to reach the person"),
    ],
);
const THREAT: Question = ask(
    "threat",
    "What is the danger?",
    &[
        ("death", "Somebody may die"),
        ("injury", "Somebody may be badly hurt"),
        ("missing", "Somebody in danger is missing"),
    ],
);
const HARM: Question = ask(
    "harm",
    "What kind of harm?",
    &[
        ("abuse", "Abuse or violence"),
        ("neglect", "Neglect, or neglect of oneself"),
        ("exploitation", "Exploitation, trafficking or slavery"),
        ("other", "Other serious harm"),
    ],
);
const WHAT_FOR: Question = ask(
    "what-for",
    "What is it for?",
    &[
        ("prevent", "To prevent or detect crime"),
        ("prosecute", "To arrest or prosecute somebody"),
        ("locate", "To find somebody who is wanted or missing"),
    ],
);
const PREJUDICE: Question = ask(
    "prejudice",
    "Would it be harmed if this was not shared, or if the person was asked?",
    &[
        ("likely", "Yes, that is likely: the request says how"),
        ("asking", "Not by asking, but the person cannot be reached in time"),
        ("unlikely", "No, or the request does not say how"),
    ],
);
const LEAST: Question = ask(
    "least",
    "Is what was chosen the least that will do?",
    &[("yes", "Yes: nothing of it can be left out"), ("narrowed", "Yes: more was asked for, and some was left out")],
);
const FRAUD_KIND: Question = ask(
    "what-for",
    "What is suspected?",
    &[
        ("tenancy", "Housing or tenancy fraud"),
        ("benefit", "Benefit or council tax fraud"),
        ("identity", "A false identity"),
        ("other", "Another fraud on public funds"),
    ],
);
const CHECK: Question = ask(
    "human",
    "Who looks at the result?",
    &[
        ("person", "A named colleague, who decides on all the facts: a match alone decides nothing"),
        ("none", "Nobody yet"),
    ],
);
const ORDER: Question = ask(
    "order",
    "What was seen?",
    &[
        ("order", "A sealed order, summons or rule"),
        ("claim", "Papers of a claim, made or expected"),
        ("letter", "A letter or call only"),
    ],
);
const POWER: Question = ask(
    "power",
    "What does the body use?",
    &[
        ("formal", "A formal notice or its power to require information"),
        ("complaint", "An investigation of a complaint"),
        ("sample", "A sample of an audit"),
    ],
);
const MUST: Question = ask(
    "must",
    "Does the law require it, or allow it?",
    &[("requires", "It requires it"), ("allows", "It allows it, and this case calls for it")],
);

/// Why the person is not told, or not told yet.
const SAFE: (&str, &str) = ("risk", "Telling would put somebody at risk");
const PREJUDICED: (&str, &str) =
    ("prejudice", "Telling would be likely to prejudice what it is for (Schedule 2 paragraph 2)");
const ORDERED: (&str, &str) = ("ordered", "A court or the law forbids telling");
const UNREACHED: (&str, &str) = ("unreached", "The person cannot be reached, and everything reasonable was tried");

impl Ground {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Referral,
        Self::Vital,
        Self::Safeguarding,
        Self::Crime,
        Self::Fraud,
        Self::Court,
        Self::Regulator,
        Self::Legal,
    ];
    /// Its code.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Referral => "referral",
            Self::Vital => "vital",
            Self::Safeguarding => "safeguarding",
            Self::Crime => "crime",
            Self::Fraud => "fraud",
            Self::Court => "court",
            Self::Regulator => "regulator",
            Self::Legal => "legal",
        }
    }
    /// From its code.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|g| g.id() == id)
    }
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Referral => "Refer to an agency",
            Self::Vital => "Somebody’s life is in danger",
            Self::Safeguarding => "Protect somebody from harm",
            Self::Crime => "Request about crime",
            Self::Fraud => "Check or request about fraud",
            Self::Court => "Court, tribunal or legal claim",
            Self::Regulator => "Ombudsman, auditor or regulator",
            Self::Legal => "Another duty or power in law",
        }
    }
    /// Whether it goes without the person's consent, so that it has a test, a gateway, an end and a review.
    #[must_use]
    pub const fn is_without_consent(self) -> bool {
        !matches!(self, Self::Referral)
    }
    /// Its test.
    #[must_use]
    pub const fn test(self) -> &'static [Question] {
        match self {
            Self::Referral => &[],
            Self::Vital => &[THREAT, AT_RISK, WHEN, CANNOT_CONSENT, LEAST],
            Self::Safeguarding => &[HARM, AT_RISK, WHEN, NO_CONSENT, LEAST],
            Self::Crime => &[WHAT_FOR, PREJUDICE, LEAST],
            Self::Fraud => &[FRAUD_KIND, CHECK, PREJUDICE, LEAST],
            Self::Court => &[ORDER, LEAST],
            Self::Regulator => &[POWER, LEAST],
            Self::Legal => &[MUST, LEAST],
        }
    }
    /// Answers with which the test is not met: it can be written down and refused, never approved. With what is lacking.
    #[must_use]
    pub fn lacks(self, answer: impl Fn(&str) -> Option<String>) -> Option<&'static str> {
        let says = |question: &str, code: &str| answer(question).is_some_and(|a| a == code);
        if self.test().iter().any(|q| answer(q.id).is_none_or(|a| !q.answers.iter().any(|(code, _)| *code == a))) {
            return Some("Every question of the test has to be answered");
        }
        if matches!(self, Self::Crime | Self::Fraud) && says("prejudice", "unlikely") {
            return Some("The test is not met: not sharing has to be likely to harm what it is for");
        }
        if self == Self::Fraud && says("human", "none") {
            return Some("A colleague has to be named who looks at the result: a match alone decides nothing");
        }
        if self == Self::Court && says("order", "letter") {
            return Some("A letter or a call is no order: ask for the order, or cite the claim");
        }
        None
    }
    /// For how many hours a recipient may look, from the moment it is approved: longest first asked, then what is usual.
    #[must_use]
    pub const fn most_hours(self) -> u32 {
        match self {
            Self::Referral => 0,
            Self::Vital => 24,
            Self::Safeguarding => 72,
            Self::Crime | Self::Fraud | Self::Court | Self::Regulator | Self::Legal => 28 * 24,
        }
    }
    /// Days within which it is reviewed where the notice does not say.
    #[must_use]
    pub const fn review_days(self) -> u32 {
        match self {
            Self::Vital => 1,
            Self::Safeguarding => 3,
            _ => 28,
        }
    }
    /// Whether the body has asked, so that its request is on file.
    #[must_use]
    pub const fn is_asked_for(self) -> bool {
        matches!(self, Self::Crime | Self::Fraud | Self::Court | Self::Regulator)
    }
    /// Why the person may not be told: codes and words.
    #[must_use]
    pub const fn untold(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Referral => &[],
            Self::Vital => &[SAFE, UNREACHED],
            Self::Safeguarding | Self::Legal => &[SAFE, ORDERED, UNREACHED],
            Self::Crime | Self::Fraud => &[PREJUDICED, SAFE, ORDERED, UNREACHED],
            Self::Court | Self::Regulator => &[ORDERED, PREJUDICED, SAFE, UNREACHED],
        }
    }
}

/// Why a request is refused: codes and words.
pub const REFUSALS: &[(&str, &str)] = &[
    ("test", "The test of its ground is not met"),
    ("notice", "The privacy notice does not let this body have it for this"),
    ("too-much", "More is asked for than is needed, and no less would be taken"),
    ("no-authority", "Nobody with authority has signed the request"),
    ("not-held", "It is not held"),
    ("consent", "The person can be asked, and should be"),
    ("harm", "Sharing would do more harm than not sharing"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn met(ground: Ground) -> HashMap<&'static str, &'static str> {
        ground.test().iter().map(|q| (q.id, q.answers[0].0)).collect()
    }

    #[test]
    fn a_test_is_met_only_when_every_question_is_answered_with_an_answer_of_its_own() {
        for ground in Ground::ALL {
            assert_eq!(Ground::parse(ground.id()), Some(ground));
            let answers = met(ground);
            assert_eq!(ground.lacks(|q| answers.get(q).map(|a| (*a).to_owned())), None, "{ground:?}");
            for question in ground.test() {
                let mut without = answers.clone();
                without.remove(question.id);
                assert!(ground.lacks(|q| without.get(q).map(|a| (*a).to_owned())).is_some());
                without.insert(question.id, "something-else");
                assert!(ground.lacks(|q| without.get(q).map(|a| (*a).to_owned())).is_some());
            }
        }
    }

    #[test]
    fn what_does_not_meet_the_test_says_what_is_lacking() {
        for (ground, question, answer) in [
            (Ground::Crime, "prejudice", "unlikely"),
            (Ground::Fraud, "human", "none"),
            (Ground::Fraud, "prejudice", "unlikely"),
            (Ground::Court, "order", "letter"),
        ] {
            let mut answers = met(ground);
            answers.insert(question, answer);
            assert!(ground.lacks(|q| answers.get(q).map(|a| (*a).to_owned())).is_some(), "{ground:?} {question}");
        }
    }

    #[test]
    fn whatever_goes_without_consent_ends_is_reviewed_and_has_ways_of_not_telling() {
        for ground in Ground::ALL.into_iter().filter(|g| g.is_without_consent()) {
            assert!(ground.most_hours() > 0 && ground.review_days() > 0 && !ground.untold().is_empty());
        }
    }
}

//! What can happen on a case and be written down by hand: the kinds of entries and what each asks.

/// One thing that an entry asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asks {
    /// Its id in the content.
    pub id: &'static str,
    /// The question.
    pub label: &'static str,
    /// Whether it is a long text.
    pub long: bool,
    /// Whether the entry cannot do without it.
    pub required: bool,
}

/// A kind of entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Its code, as the store keeps it.
    pub code: &'static str,
    /// Its name.
    pub label: &'static str,
    /// What the button says that adds one.
    pub add: &'static str,
    /// What it asks.
    pub asks: &'static [Asks],
    /// Whether it has a beginning and an end that lie ahead: it is in calendars.
    pub planned: bool,
}

const fn asks(id: &'static str, label: &'static str, long: bool, required: bool) -> Asks {
    Asks { id, label, long, required }
}

/// The kinds that are written by hand. Documents, tasks and warnings have pages of their own.
pub const KINDS: &[Kind] = &[
    Kind {
        code: "note",
        label: "Note",
        add: "Add a note",
        asks: &[asks("text", "What to note", true, true)],
        planned: false,
    },
    Kind {
        code: "call",
        label: "Call",
        add: "Add a call",
        asks: &[asks("with", "Who you spoke to", false, true), asks("text", "What was said", true, true)],
        planned: false,
    },
    Kind {
        code: "visit",
        label: "Visit",
        add: "Add a visit",
        asks: &[
            asks("place", "Where", false, true),
            asks("with", "Who was there", false, false),
            asks("text", "What you saw and agreed", true, true),
        ],
        planned: false,
    },
    Kind {
        code: "appointment",
        label: "Appointment",
        add: "Make an appointment",
        asks: &[
            asks("what", "What it is for", false, true),
            asks("place", "Where", false, false),
            asks("with", "Who comes", false, false),
            asks("text", "What to bring or prepare", true, false),
        ],
        planned: true,
    },
];

/// A kind by its code.
#[must_use]
pub fn kind(code: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|k| k.code == code)
}

/// What became of an appointment: the code of the entry from then on, what is chosen, and what the entry is called. It is in no
/// calendar any more.
pub const OUTCOMES: [(&str, &str, &str); 3] = [
    ("appointment-kept", "It took place", "Appointment that took place"),
    ("appointment-missed", "They did not come", "Appointment that was missed"),
    ("appointment-cancelled", "It was cancelled", "Appointment that was cancelled"),
];

/// What an entry of a kind says, also of an appointment of which it is known what became of it.
#[must_use]
pub fn asks_of(code: &str) -> &'static [Asks] {
    let settled = OUTCOMES.iter().any(|(of, ..)| *of == code);
    kind(if settled { "appointment" } else { code }).map_or(&[], |k| k.asks)
}

/// What a kind of line on a timeline is called, entries or not.
#[must_use]
pub fn kind_words(code: &str) -> &'static str {
    match code {
        "section" => "Record",
        "consent" => "Permission",
        "task" => "Task",
        "agency" => "Agency",
        "message" => "Message or letter",
        "case" => "Case",
        "sharing" => "Sharing",
        "document" => "Document",
        "asked-document" => "Document asked for",
        "warning" => "Warning",
        "hand-over" => "Hand-over",
        "plan-step" => "What the person says of their plan",
        "minute" => "Minute of a meeting",
        "decision" => "Decision of a meeting",
        "action" => "Action from a meeting",
        "statement" => "Statement of the person",
        other => match OUTCOMES.iter().find(|(code, ..)| *code == other) {
            Some((.., words)) => words,
            None => kind(other).map_or("Entry", |k| k.label),
        },
    }
}

/// The task of whoever works with somebody under 18.
pub const CHILDRENS_PATHWAY: &str = "childrens-pathway";

/// The task of whoever works with somebody to whose household a child was added.
pub const SEE_THE_CHILDREN: &str = "see-the-children";

/// The task of whoever works with somebody who said something of a step of their plan.
pub const STEP_SAID: &str = "look-at-plan-step";
/// Looking at what came of a referral that serves a step of the plan: a code.
pub const LOOK_AT_STEP: &str = "look-at-what-came-of-a-plan-step";

/// Holding the interview at which a notice says that permission is asked: a code.
pub const HOLD_INTERVIEW: &str = "hold-the-initial-interview";

/// What there is to do, by its code.
#[must_use]
pub fn task_words(code: &str) -> String {
    if code == CHILDRENS_PATHWAY {
        return "Follow the children’s pathway: tell children’s services".to_owned();
    }
    if code == SEE_THE_CHILDREN {
        return "See the children and ask how they are: raise a safeguarding concern if you have one".to_owned();
    }
    if code == STEP_SAID {
        return "Look at what the person says of their plan".to_owned();
    }
    if code == HOLD_INTERVIEW {
        return "Hold the initial interview: ask about sharing with each partner".to_owned();
    }
    let mut words = code.replace('-', " ");
    if let Some(first) = words.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    if words.is_empty() { "Something to do".to_owned() } else { words }
}

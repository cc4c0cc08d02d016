//! What may stand where somebody else can read it: a text on a locked telephone, a subject line in a list of mail.

/// Words that tell whoever holds the telephone what it is about.
const TELLING: &[&str] = &[
    "abuse",
    "addict",
    "alcohol",
    "arrears",
    "asylum",
    "benefit",
    "child protection",
    "convict",
    "debt",
    "domestic",
    "drug",
    "evict",
    "homeless",
    "housing",
    "immigration",
    "mental health",
    "police",
    "probation",
    "refuge",
    "relief duty",
    "rough sleep",
    "safeguard",
    "social care",
    "social worker",
    "support worker",
    "tenan",
    "troubled",
    "violence",
];

/// The first telling word of a text, if there is one.
pub fn telling(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    TELLING.iter().find(|word| lower.contains(**word)).copied()
}

//! The language's vocabulary in plain English: what a value of the language is called on a page.

use crate::model::Fact;
use crate::source::{
    After, Anchor, Charge, Form, Keep, Nation, Necessity, Need, PartyKind, Region, Right, Special, Trigger, YearKind,
};
use jiff::civil::Date;

/// `A, B and C`.
#[must_use]
pub fn and(items: &[String]) -> String {
    joined(items, "and")
}

/// `A, B or C`.
#[must_use]
pub fn or(items: &[String]) -> String {
    joined(items, "or")
}

fn joined(items: &[String], last: &str) -> String {
    // Where a piece has a comma or an "and" of its own, a comma cannot also divide the pieces.
    let heavy = items.len() > 1 && items.iter().any(|i| i.contains(", ") || i.contains(" and "));
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., end] if heavy => format!("{}; {last} {end}", head.join("; ")),
        [head @ .., end] => format!("{} {last} {end}", head.join(", ")),
    }
}

/// A label without what follows its first colon or "such as", for headings.
#[must_use]
pub fn short(label: &str) -> &str {
    let cut = [": ", ", such as ", " such as "].iter().filter_map(|c| label.find(c)).min();
    cut.map_or(label, |at| label.get(..at).unwrap_or(label))
}

/// `1 December 2026`.
#[must_use]
pub fn date(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// A date as the file writes it (`2026-12-01`), as people read it; anything else stays as it is.
#[must_use]
pub fn written_date(written: &str) -> String {
    written.parse::<Date>().map_or_else(|_| written.to_owned(), date)
}

/// With a capital at the beginning.
#[must_use]
pub fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// Ends with a full stop, a question mark or an exclamation mark.
#[must_use]
pub fn sentence(words: &str) -> String {
    let words = words.trim();
    if words.is_empty() || words.ends_with(['.', '?', '!', '…']) {
        capital(words)
    } else {
        format!("{}.", capital(words))
    }
}

/// An id as words, where the file has nothing better: `initial-interview` is `initial interview`.
#[must_use]
pub fn from_id(id: &str) -> String {
    if id.contains(char::is_whitespace) { id.to_owned() } else { id.replace(['-', '_'], " ") }
}

/// The number of a contract as it was written; what is only a key is said in words.
#[must_use]
pub fn contract(number: &str) -> String {
    let is_number = number.chars().any(|c| c.is_uppercase() || c.is_ascii_digit());
    if is_number { number.to_owned() } else { from_id(number) }
}

/// The period that counts instead where somebody died young.
#[must_use]
pub fn instead(instead: &crate::source::Instead) -> String {
    format!(
        "If the person dies before the age of {}: {}",
        instead.died_under,
        period(&instead.keep, Some(crate::source::Anchor::Death))
    )
}

/// Whom data is about, in the plural: `household-member` is `household members`.
#[must_use]
pub fn people(id: &str) -> String {
    let one = from_id(id);
    match one.as_str() {
        "child" => "children".to_owned(),
        _ if one.starts_with("person") => one.replacen("person", "people", 1),
        _ if one.ends_with('s') || one.ends_with("ren") || one.ends_with("people") => one,
        _ => match one.strip_suffix("ty") {
            Some(stem) => format!("{stem}ties"),
            None => format!("{one}s"),
        },
    }
}

/// With a small first letter, unless the word is an abbreviation: for job titles within a sentence.
#[must_use]
pub fn small(words: &str) -> String {
    let mut chars = words.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(chars).collect(),
        _ => words.to_owned(),
    }
}

/// `1 month`, `3 months`.
#[must_use]
pub fn count(n: u32, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// `1 month` as `one month` up to ten, for running text.
#[must_use]
pub fn count_in_words(n: u32, one: &str) -> String {
    const WORDS: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    match usize::try_from(n).ok().and_then(|at| WORDS.get(at)) {
        Some(word) if n == 1 => format!("{word} {one}"),
        Some(word) => format!("{word} {one}s"),
        None => count(n, one),
    }
}

/// What a special category is called.
#[must_use]
pub const fn special(kind: Special) -> &'static str {
    match kind {
        Special::Ethnicity => "racial or ethnic origin",
        Special::Politics => "political opinions",
        Special::Religion => "religious or philosophical beliefs",
        Special::TradeUnion => "trade union membership",
        Special::Genetic => "genetic data",
        Special::Biometric => "biometric data",
        Special::Health => "health",
        Special::SexLife => "sex life",
        Special::SexualOrientation => "sexual orientation",
        Special::Offence => "criminal convictions and offences",
    }
}

/// Whether something has to be given.
#[must_use]
pub const fn necessity(necessity: Necessity) -> &'static str {
    match necessity {
        Necessity::Optional => "No",
        Necessity::Required => "Yes, we cannot assess your case without it",
        Necessity::Statutory => "Yes, the law requires it",
    }
}

/// What a limb of article 6(1) is called: `public task`.
#[must_use]
pub fn article6_name(limb: &str) -> Option<&'static str> {
    Some(match limb {
        "a" => "consent",
        "b" => "contract",
        "c" => "legal obligation",
        "d" => "vital interests",
        "e" => "public task",
        "ea" => "recognised legitimate interest",
        "f" => "legitimate interest",
        _ => return None,
    })
}

/// The limb of article 6(1), with what it means.
#[must_use]
pub fn article6(limb: &str) -> String {
    let means = match limb {
        "a" => "you have given your consent",
        "b" => "it is needed for a contract with you",
        "c" => "it is needed to meet a legal obligation",
        "d" => "it is needed to protect somebody\u{2019}s life (vital interests)",
        "e" => "it is needed for a public task",
        "ea" => "it is needed for a recognised legitimate interest",
        "f" => "it is needed for a legitimate interest",
        _ => return format!("UK GDPR article 6(1)({limb})"),
    };
    format!("{means}: UK GDPR article 6(1)({limb})")
}

/// The limb of article 9(2), with what it is called.
#[must_use]
pub fn article9(limb: &str) -> String {
    let name = match limb {
        "a" => "you have given your explicit consent",
        "b" => "it is needed under employment, social security or social protection law",
        "c" => "it is needed to protect somebody\u{2019}s life, and the person cannot give consent",
        "d" => "it is the work of a not-for-profit body with its own members",
        "e" => "you have made it public yourself",
        "f" => "it is needed for legal claims or by a court",
        "g" => "it is needed for reasons of substantial public interest",
        "h" => "it is needed for health or social care",
        "i" => "it is needed for public health",
        "j" => "it is needed for archiving, research or statistics",
        _ => return format!("UK GDPR article 9(2)({limb})"),
    };
    format!("{name}: UK GDPR article 9(2)({limb})")
}

/// A condition of Schedule 1, in full.
#[must_use]
pub fn schedule1(written: &str) -> String {
    format!("Data Protection Act 2018 Schedule 1 {}", written.replace(" para ", " paragraph "))
}

/// A form of data.
#[must_use]
pub const fn form(form: Form) -> &'static str {
    match form {
        Form::Identifiable => "information that identifies you",
        Form::Pseudonymised => "information with codes instead of names",
        Form::Anonymous => "anonymous information that cannot identify you",
        Form::Aggregate => "counts and tables only, in which nobody can be identified",
    }
}

/// How long.
#[must_use]
pub fn keep(keep: &Keep) -> String {
    match keep {
        Keep::Years(n) => count(*n, "year"),
        Keep::Months(n) => count(*n, "month"),
        Keep::Days(n) => count(*n, "day"),
        Keep::YearsPlusCurrent { years, year } => {
            let years = count(*years, "year");
            format!("{years} plus the current year, counted from the end of {}", which_year(*year))
        }
        Keep::Range { min_years, max_years, .. } => format!("between {min_years} and {}", count(*max_years, "year")),
        Keep::While(what) => format!("while {}", what.trim().trim_start_matches("while ")),
        Keep::Indefinitely => "for ever, in a form that identifies nobody".to_owned(),
        Keep::ByReference(document) => format!("as another document says, which you can ask for: {document}"),
    }
}

/// The event from which a period is counted: `your case is closed`.
#[must_use]
pub const fn event(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::CaseClosed => "your case is closed",
        Anchor::SupportEnded => "your support ends",
        Anchor::Birth => "the person was born",
        Anchor::Death => "the person died",
        Anchor::Collected => "it was collected",
        Anchor::Disclosed => "it was passed on",
        Anchor::SessionEnded => "the session ended in which it was written down",
        Anchor::Published => "it was published",
        Anchor::LastContact => "something last happened on the record",
    }
}

/// How long and from when: `6 years from the day your case is closed`.
#[must_use]
pub fn period(how_long: &Keep, from: Option<Anchor>) -> String {
    match (how_long, from) {
        (Keep::Years(_) | Keep::Months(_) | Keep::Days(_) | Keep::Range { .. }, Some(a)) => {
            format!("{} from the day {}", keep(how_long), event(a))
        }
        (Keep::YearsPlusCurrent { years, year }, Some(a)) => {
            let years = count(*years, "year");
            format!(
                "{years} plus the current year: {years} from the end of {} in which {}",
                which_year(*year),
                event(a)
            )
        }
        _ => keep(how_long),
    }
}

const fn which_year(year: Option<YearKind>) -> &'static str {
    match year {
        Some(YearKind::Calendar) => "the calendar year (31 December)",
        Some(YearKind::Financial) => "the financial year (31 March)",
        None => "the year",
    }
}

/// What happens at the end of a period.
#[must_use]
pub const fn after(after: After) -> &'static str {
    match after {
        After::Erase => "It is erased",
        After::Anonymise => "It is made anonymous",
        After::Review => "Somebody looks at whether it is still needed",
        After::Archive => "It is archived in anonymous form",
    }
}

/// A region.
#[must_use]
pub const fn region(region: Region) -> &'static str {
    match region {
        Region::Uk => "the United Kingdom",
        Region::Eea => "the United Kingdom and the European Economic Area",
        Region::Safeguarded => "any country, with the safeguards that the law asks for",
    }
}

/// A place as a party's `location` has it.
#[must_use]
pub fn location(written: &str) -> String {
    match written {
        "uk" => "the United Kingdom".to_owned(),
        "eea" => "the European Economic Area".to_owned(),
        other => other.to_owned(),
    }
}

/// Whose law applies.
#[must_use]
pub const fn nation(nation: Nation) -> &'static str {
    match nation {
        Nation::England => "England",
        Nation::Scotland => "Scotland",
        Nation::Wales => "Wales",
        Nation::NorthernIreland => "Northern Ireland",
        Nation::UnitedKingdom => "the United Kingdom",
    }
}

/// A sort of body, in the plural.
#[must_use]
pub const fn party_kind(kind: PartyKind) -> &'static str {
    match kind {
        PartyKind::Council => "councils",
        PartyKind::Internal => "departments of the council",
        PartyKind::Government => "central or devolved government",
        PartyKind::Health => "health services",
        PartyKind::SocialCare => "social care",
        PartyKind::Police => "police",
        PartyKind::Fire => "fire and rescue services",
        PartyKind::Justice => "probation, prisons and youth justice",
        PartyKind::Education => "education services",
        PartyKind::Voluntary => "charities and community groups",
        PartyKind::Provider => "commissioned support providers",
        PartyKind::HousingAssociation => "housing associations",
        PartyKind::Landlord => "private landlords",
        PartyKind::Supplier => "suppliers",
        PartyKind::CreditReference => "credit reference agencies",
        PartyKind::FraudPrevention => "fraud prevention agencies",
        PartyKind::Research => "research bodies",
        PartyKind::Regulator => "regulators, ombudsmen and auditors",
        PartyKind::Court => "courts and tribunals",
        PartyKind::Adviser => "people who act for you",
        PartyKind::Public => "members of the public",
        PartyKind::Other => "others",
    }
}

/// A need, as a condition in a sentence about the person: `they work with you`.
#[must_use]
pub const fn need(need: Need) -> &'static str {
    match need {
        Need::Linked => "only where they work with you",
        Need::Reason => "only with a reason that is written down",
        Need::Approval => "only when somebody with the right to do so has approved it",
        Need::Request => "only on a written request or authority",
        Need::Agreement => "only while a data sharing agreement is in force",
        Need::Training => "only by people whose training is up to date",
    }
}

/// A trigger.
#[must_use]
pub const fn trigger(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::VitalInterests => "somebody\u{2019}s life is at risk and you cannot give consent",
        Trigger::Safeguarding => "you or somebody else is at risk of harm",
    }
}

/// A charge.
#[must_use]
pub const fn charge(charge: Charge) -> &'static str {
    match charge {
        Charge::None => "You do not have to pay anything to use your rights.",
    }
}

/// A right: what it is called and what it gives.
#[must_use]
pub const fn right(right: Right) -> (&'static str, &'static str) {
    match right {
        Right::Informed => ("To be told", "to know what is done with your information, which is what this page is for"),
        Right::Access => ("To have copies", "to ask for copies of your information, and who has received it"),
        Right::Rectification => ("To have mistakes put right", "to have information corrected that you think is wrong"),
        Right::Completion => ("To have gaps filled", "to have information completed that you think is incomplete"),
        Right::Erasure => ("To have it erased", "to have your information erased in certain circumstances"),
        Right::Restriction => {
            ("To have its use limited", "to have the use of your information limited in certain circumstances")
        }
        Right::Portability => {
            ("To take it with you", "to have information you gave us passed on to you or another body")
        }
        Right::Objection => ("To object", "to object to the use of your information in certain circumstances"),
        Right::WithdrawConsent => {
            ("To change your mind", "to withdraw a consent at any time, as easily as you gave it")
        }
        Right::HumanDecision => {
            ("To a decision by a person", "not to have an important decision about you made by a machine alone")
        }
        Right::Complaint => ("To complain", "to complain to us and to the regulator"),
    }
}

/// The law that gives a right.
#[must_use]
pub const fn right_law(right: Right) -> &'static str {
    match right {
        Right::Informed => "UK GDPR articles 13 and 14",
        Right::Access => "UK GDPR article 15",
        Right::Rectification | Right::Completion => "UK GDPR article 16",
        Right::Erasure => "UK GDPR article 17",
        Right::Restriction => "UK GDPR article 18",
        Right::Portability => "UK GDPR article 20",
        Right::Objection => "UK GDPR article 21",
        Right::WithdrawConsent => "UK GDPR article 7(3)",
        Right::HumanDecision => "UK GDPR articles 22A to 22D",
        Right::Complaint => "UK GDPR article 77 and Data Protection Act 2018 section 164A",
    }
}

/// A fact that is so, as a condition: `consent has been given`.
#[must_use]
pub const fn fact(fact: Fact) -> &'static str {
    match fact {
        Fact::Consent => "the person has consented",
        Fact::Withdrawn => "the consent was withdrawn",
        Fact::Explicit => "the consent was explicit",
        Fact::Linked => "they work with the person",
        Fact::Enrolled => "the body is enrolled",
        Fact::Agreement => "a sharing agreement is in force",
        Fact::Request => "a written request is on file",
        Fact::Reason => "a reason is recorded",
        Fact::Approval => "an approval is recorded",
        Fact::Vital => "somebody\u{2019}s life is at risk and the person cannot consent",
        Fact::Safeguarding => "a safeguarding concern is recorded",
        Fact::Expired => "the retention period has run out",
        Fact::Restricted => "processing is restricted",
        Fact::Trained => "their training is up to date",
        Fact::Abroad => "it would go where data may not go",
    }
}

/// A fact that is not so, as a condition.
#[must_use]
pub const fn fact_not(fact: Fact) -> &'static str {
    match fact {
        Fact::Consent => "the person has not consented",
        Fact::Withdrawn => "the consent was not withdrawn",
        Fact::Explicit => "the consent was not explicit",
        Fact::Linked => "they do not work with the person",
        Fact::Enrolled => "the body is not enrolled",
        Fact::Agreement => "no sharing agreement is in force",
        Fact::Request => "no written request is on file",
        Fact::Reason => "no reason is recorded",
        Fact::Approval => "no approval is recorded",
        Fact::Vital => "nobody\u{2019}s life is at risk",
        Fact::Safeguarding => "no safeguarding concern is recorded",
        Fact::Expired => "the retention period has not run out",
        Fact::Restricted => "processing is not restricted",
        Fact::Trained => "their training is not up to date",
        Fact::Abroad => "it would not go where data may not go",
    }
}

/// A basis as a party's `own-basis` has it: a limb (`e`, `6(1)(e)`) or words.
#[must_use]
pub fn basis_of(written: &str) -> String {
    match written {
        "a" | "b" | "c" | "d" | "e" | "ea" | "f" => format!("UK GDPR article 6(1)({written})"),
        other => other.to_owned(),
    }
}

/// Ends with a full stop and keeps its beginning as it is.
#[must_use]
pub fn sentence_end(words: &str) -> String {
    let words = words.trim();
    if words.is_empty() || words.ends_with(['.', '?', '!', '…']) { words.to_owned() } else { format!("{words}.") }
}

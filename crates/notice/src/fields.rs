//! The catalogue of well-known fields: what a field of this id is called, which type it has, and what sort of data it is.

use crate::source::{FieldKind, Special};

/// A field that the catalogue knows.
#[derive(Debug)]
pub(crate) struct Known {
    /// Its id.
    pub id: &'static str,
    /// Its label.
    pub label: &'static str,
    /// Its type.
    pub kind: FieldKind,
    /// The choices.
    pub options: &'static [&'static str],
    /// A hint.
    pub hint: Option<&'static str>,
    /// Masked unless opened.
    pub masked: bool,
    /// Special category or offence data.
    pub special: Option<Special>,
    /// Ordinary data that notices are apt to file under special categories.
    pub ordinary: bool,
}

const fn field(id: &'static str, label: &'static str, kind: FieldKind) -> Known {
    Known { id, label, kind, options: &[], hint: None, masked: false, special: None, ordinary: false }
}

impl Known {
    const fn hint(mut self, hint: &'static str) -> Self {
        self.hint = Some(hint);
        self
    }
    const fn masked(mut self) -> Self {
        self.masked = true;
        self
    }
    const fn special(mut self, special: Special) -> Self {
        self.special = Some(special);
        self
    }
    const fn ordinary(mut self) -> Self {
        self.ordinary = true;
        self
    }
    const fn options(mut self, options: &'static [&'static str]) -> Self {
        self.options = options;
        self
    }
}

use FieldKind::{
    Address, Choice, Date, Email, LongText, Money, NhsNumber, NiNumber, Number, Postcode, Telephone, Text, Upn, YesNo,
};

static FIELDS: &[Known] = &[
    field("name", "Full name", Text).ordinary(),
    field("first-name", "First name", Text).ordinary(),
    field("last-name", "Last name", Text).ordinary(),
    field("preferred-name", "Preferred name", Text),
    field("former-names", "Former names", Text),
    field("title", "Title", Text),
    field("date-of-birth", "Date of birth", Date).hint("For example, 31 3 1980").ordinary(),
    field("age", "Age", Number).ordinary(),
    field("gender", "Gender", Text).ordinary(),
    field("sex", "Sex", Text).ordinary(),
    field("pronouns", "Pronouns", Text),
    field("address", "Address", Address).ordinary(),
    field("address-history", "Addresses before this one", LongText).hint("With the dates from and to"),
    field("postcode", "Postcode", Postcode).ordinary(),
    field("phone", "Telephone number", Telephone).ordinary(),
    field("telephone", "Telephone number", Telephone).ordinary(),
    field("mobile", "Mobile telephone number", Telephone).ordinary(),
    field("email", "Email address", Email).ordinary(),
    field("contact-preference", "How you want to be contacted", Text),
    field("ni-number", "National Insurance number", NiNumber)
        .hint("It is on a payslip or a benefit letter, for example QQ 12 34 56 C")
        .masked()
        .ordinary(),
    field("nhs-number", "NHS number", NhsNumber)
        .hint("Ten digits, on any letter from the NHS, for example 999 123 4567")
        .masked()
        .ordinary(),
    field("upn", "Unique pupil number", Upn)
        .hint("A letter and twelve characters, from the school")
        .masked()
        .ordinary(),
    field("chi-number", "CHI number", Text).hint("Ten digits, on letters from NHS Scotland").masked().ordinary(),
    field("uprn", "Unique property reference number", Text),
    field("passport-number", "Passport number", Text).masked().ordinary(),
    field("immigration-status", "Immigration status", Text).masked().ordinary(),
    field("nationality", "Nationality", Text).ordinary(),
    field("photo", "Photograph", Text).hint("Reference of the picture on file"),
    field("picture", "Photograph", Text).hint("Reference of the picture on file"),
    field("language", "Preferred language", Text).ordinary(),
    field("interpreter", "Whether an interpreter is needed", YesNo),
    field("relationship-status", "Relationship status", Text).ordinary(),
    field("marital-status", "Marital status", Text).ordinary(),
    field("household", "Who lives with you", LongText).hint("Name, date of birth and relationship of each"),
    field("household-members", "Who lives with you", LongText).hint("Name, date of birth and relationship of each"),
    field("children", "Children", LongText).hint("Name and date of birth of each"),
    field("next-of-kin", "Next of kin", Text),
    field("third-party-contact", "Somebody we can contact about you", Text),
    field("emergency-contact", "Somebody to contact in an emergency", Text),
    field("income", "Income", Money).hint("For each month, after tax"),
    field("expenditure", "Expenditure", Money).hint("For each month"),
    field("benefits", "Benefits", LongText).hint("Which, how much and how often"),
    field("debts", "Debts", LongText).hint("To whom, how much, and the arrears of rent"),
    field("savings", "Savings", Money),
    field("bank-details", "Bank account", Text).masked(),
    field("employment", "Work", Text).ordinary(),
    field("occupation", "Occupation", Text).ordinary(),
    field("education", "Education and training", Text).ordinary(),
    field("school", "School", Text),
    field("attendance", "Attendance at school", Text),
    field("tenure", "How the home is held", Text),
    field("landlord", "Landlord", Text),
    field("housing-history", "Housing history", LongText),
    field("homelessness-history", "History of homelessness", LongText),
    field("housing-needs", "Housing needs", LongText),
    field("support-needs", "Support needs", LongText),
    field("care-needs", "Social care needs", LongText),
    field("risk", "Risk of harm to yourself or others", LongText).masked(),
    field("agencies", "Agencies that work with you", LongText),
    field("veteran", "Served in the armed forces", YesNo),
    field("care-leaver", "Was in care", YesNo),
    field("ethnicity", "Ethnic group", Text).special(Special::Ethnicity),
    field("race", "Race", Text).special(Special::Ethnicity),
    field("ethnic-origin", "Ethnic origin", Text).special(Special::Ethnicity),
    field("religion", "Religion or belief", Text).special(Special::Religion),
    field("religion-or-belief", "Religion or belief", Text).special(Special::Religion),
    field("beliefs", "Religion or belief", Text).special(Special::Religion),
    field("political-opinions", "Political opinions", Text).special(Special::Politics),
    field("trade-union", "Trade union membership", Text).special(Special::TradeUnion),
    field("genetic-data", "Genetic data", Text).special(Special::Genetic).masked(),
    field("biometric-data", "Biometric data", Text).special(Special::Biometric).masked(),
    field("sexual-orientation", "Sexual orientation", Text).special(Special::SexualOrientation),
    field("sex-life", "Sex life", Text).special(Special::SexLife).masked(),
    field("health", "Health", LongText).special(Special::Health),
    field("physical-health", "Physical health", LongText).special(Special::Health),
    field("mental-health", "Mental health", LongText).special(Special::Health),
    field("medical", "Medical information", LongText).special(Special::Health),
    field("medical-information", "Medical information", LongText).special(Special::Health),
    field("medication", "Medication", LongText).special(Special::Health),
    field("disability", "Disability", LongText).special(Special::Health),
    field("pregnancy", "Pregnancy", YesNo).special(Special::Health),
    field("due-date", "Date the baby is due", Date).special(Special::Health),
    field("gp", "GP and surgery", Text).special(Special::Health),
    field("substance-misuse", "Alcohol and drugs", LongText).special(Special::Health),
    field("convictions", "Criminal convictions", LongText).special(Special::Offence).masked(),
    field("criminal-convictions", "Criminal convictions", LongText).special(Special::Offence).masked(),
    field("offences", "Offences", LongText).special(Special::Offence).masked(),
    field("offending", "Offending", LongText).special(Special::Offence).masked(),
    field("allegations", "Allegations of offences", LongText).special(Special::Offence).masked(),
    field("priority-band", "Priority band", Choice).options(&["A", "B", "C", "D"]),
    field("notes", "Notes", LongText),
    field("details", "Details", LongText),
];

/// The ids of the catalogue.
pub(crate) fn ids() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().map(|f| f.id)
}

/// The field of an id.
pub(crate) fn known(id: &str) -> Option<&'static Known> {
    FIELDS.iter().find(|f| f.id == id)
}

/// A label made from an id: `move-on-plan` is "Move on plan".
pub(crate) fn label_of(id: &str) -> String {
    let words = id.replace(['-', '_'], " ");
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The catalogue's label, or one made from the id.
pub(crate) fn label_for(id: &str) -> String {
    known(id).map_or_else(|| label_of(id), |k| k.label.to_owned())
}

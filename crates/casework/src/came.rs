//! How something came in that somebody else gave: from whom exactly, when, under which law, for what, and how far it may go. It
//! stands with the fact, and it is sealed with it.

use crate::FieldError;
use jiff::civil::Date;
use notice::source::SourceAsk;
use serde::{Deserialize, Serialize};

/// What something can have come in: codes and words.
pub const DOCUMENTS: [(&str, &str); 9] = [
    ("letter", "Letter"),
    ("report", "Report or assessment"),
    ("discharge", "Discharge summary"),
    ("record", "Extract from a record"),
    ("certificate", "Certificate or fit note"),
    ("licence", "Licence or order"),
    ("email", "Email or message"),
    ("spoken", "Told in a call or meeting"),
    ("other", "Something else"),
];

/// Something can also have come in with many others, in a file that was imported. Nobody says so of a single fact.
pub const IMPORT: (&str, &str) = ("import", "File that was imported");

/// How far it may go from here: codes and words.
pub const ONWARD: [(&str, &str); 3] = [
    ("as-notice", "To whom the privacy notice says"),
    ("ask", "To nobody outside unless whoever gave it agrees"),
    ("none", "To nobody outside"),
];

/// How something came in.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Came {
    /// Which department, council, hospital, charity.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// The day on which it was received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<Date>,
    /// Their reference of it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reference: String,
    /// The law under which it came: a code of a gateway.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub gateway: String,
    /// What it came in: a code of [`DOCUMENTS`], or [`IMPORT`].
    #[serde(skip_serializing_if = "String::is_empty")]
    pub document: String,
    /// For what it was given: a purpose of the notice. It is shown for no other.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub purpose: String,
    /// How far it may go: a code of [`ONWARD`].
    #[serde(skip_serializing_if = "String::is_empty")]
    pub onward: String,
    /// The first day of a licence or order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence_from: Option<Date>,
    /// Its last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence_until: Option<Date>,
}

/// Says nothing of it.
impl std::fmt::Debug for Came {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(how it came in)")
    }
}

impl Came {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What is missing of what has to be said of a source, and what makes no sense.
    #[must_use]
    pub fn wrong(&self, asks: &[SourceAsk], today: Date) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let mut wrong = |input: &str, words: &str| {
            errors.push(FieldError { input: format!("came-{input}"), words: words.to_owned() });
        };
        for ask in asks {
            match ask {
                SourceAsk::Body | SourceAsk::RegisteredBody if self.body.is_empty() => {
                    wrong("body", "Enter who gave it: which department, council, hospital or charity");
                }
                SourceAsk::Received if self.received.is_none() => {
                    wrong("received-day", "Enter the day on which it was received");
                }
                SourceAsk::Reference if self.reference.is_empty() => wrong("reference", "Enter their reference of it"),
                SourceAsk::Gateway if self.gateway.is_empty() => {
                    wrong("gateway", "Choose the law under which they gave it");
                }
                SourceAsk::Document if self.document.is_empty() => wrong("document", "Choose what it came in"),
                SourceAsk::Purpose if self.purpose.is_empty() => wrong("purpose", "Choose what it was given for"),
                SourceAsk::Onward if self.onward.is_empty() => wrong("onward", "Choose how far it may go from here"),
                SourceAsk::Licence if self.licence_from.is_none() || self.licence_until.is_none() => {
                    wrong("licence-until-day", "Enter the first and the last day of the licence or order");
                }
                _ => {}
            }
        }
        let known = |code: &str, list: &[(&str, &str)]| code.is_empty() || list.iter().any(|(c, _)| *c == code);
        if self.document != IMPORT.0 && !known(&self.document, &DOCUMENTS) {
            wrong("document", "Choose what it came in from the list");
        }
        if !known(&self.onward, &ONWARD) {
            wrong("onward", "Choose how far it may go from the list");
        }
        if self.received.is_some_and(|on| on > today) {
            wrong("received-day", "The day on which it was received cannot be in the future");
        }
        if matches!((self.licence_from, self.licence_until), (Some(from), Some(until)) if until < from) {
            wrong("licence-until-day", "The last day of the licence or order cannot be before its first");
        }
        if [&self.body, &self.reference].iter().any(|text| text.chars().count() > 200) {
            wrong("body", "Write who gave it, and their reference, in 200 characters at most");
        }
        errors
    }

    /// Whether it may be shown for a purpose.
    #[must_use]
    pub fn is_for(&self, purpose: &str) -> bool {
        self.purpose.is_empty() || self.purpose == purpose
    }

    /// Whether it stays with the controller (and whoever gave it).
    #[must_use]
    pub fn stays(&self) -> bool {
        matches!(self.onward.as_str(), "ask" | "none")
    }

    /// In words; `gateway` and `purpose` say theirs.
    #[must_use]
    pub fn words(&self, gateway: impl Fn(&str) -> String, purpose: impl Fn(&str) -> String) -> String {
        let of = |code: &str, list: &[(&str, &'static str)]| {
            list.iter().find(|(c, _)| *c == code).map_or("", |(_, words)| words)
        };
        let day = |date: Date| date.strftime("%-d %B %Y").to_string();
        let mut parts: Vec<String> = Vec::new();
        let mut add = |words: String| parts.push(words);
        if !self.body.is_empty() {
            add(format!("given by {}", self.body));
        }
        if !self.document.is_empty() {
            let words = if self.document == IMPORT.0 { IMPORT.1 } else { of(&self.document, &DOCUMENTS) };
            add(words.to_lowercase());
        }
        if let Some(on) = self.received {
            add(format!("received {}", day(on)));
        }
        if !self.reference.is_empty() {
            add(format!("their reference {}", self.reference));
        }
        if !self.gateway.is_empty() {
            add(format!("under {}", gateway(&self.gateway)));
        }
        if let (Some(from), Some(until)) = (self.licence_from, self.licence_until) {
            add(format!("licence or order from {} until {}", day(from), day(until)));
        }
        if !self.purpose.is_empty() {
            add(format!("for this only: {}", purpose(&self.purpose)));
        }
        if self.stays() {
            add(format!("goes {}", of(&self.onward, &ONWARD).to_lowercase()));
        }
        parts.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_a_source_asks_for_is_asked_all_at_once_and_what_is_no_code_is_not_taken() {
        let today = date(2026, 11, 21);
        let asks = [SourceAsk::Body, SourceAsk::Received, SourceAsk::Gateway, SourceAsk::Licence];
        let inputs = |came: &Came| came.wrong(&asks, today).into_iter().map(|e| e.input).collect::<Vec<_>>();
        assert_eq!(
            inputs(&Came::default()),
            ["came-body", "came-received-day", "came-gateway", "came-licence-until-day"]
        );
        let mut came = Came {
            body: "DWP".to_owned(),
            received: Some(today),
            gateway: "x".to_owned(),
            licence_from: Some(today),
            licence_until: Some(today),
            ..Came::default()
        };
        assert_eq!(inputs(&came), [""; 0]);
        came.document = "parchment".to_owned();
        came.received = today.tomorrow().ok();
        came.licence_until = today.yesterday().ok();
        assert_eq!(inputs(&came), ["came-document", "came-received-day", "came-licence-until-day"]);
    }
}

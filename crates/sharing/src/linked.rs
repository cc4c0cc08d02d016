//! The names that documents use for the terms of the vocabularies, brought to one form: JSON-LD lets each choose its own prefixes.

use serde_json::{Map, Value, json};

/// The namespace of what the vocabulary lacks.
const OURS: &str = "urn:casement:terms:";
/// The vocabularies, by their addresses, and what they are called here. The Data Privacy Vocabulary has one address without a
/// version, and one for each.
const KNOWN: [(&str, &str); 5] = [
    ("https://w3id.org/dpv#", "dpv:"),
    ("https://w3id.org/dpv/2.0#", "dpv:"),
    ("http://purl.org/dc/terms/", "dct:"),
    ("http://www.w3.org/2001/XMLSchema#", "xsd:"),
    (OURS, "casement:"),
];
/// Keys whose bare text is a term, and no words.
const TERMS: [&str; 4] = ["dpv:hasConsentStatus", "dpv:hasLegalBasis", "dpv:isIndicatedBy", "casement:recall"];

/// The context of what is written here.
pub(crate) fn context() -> Value {
    json!({
        "dpv": "https://w3id.org/dpv#",
        "dct": "http://purl.org/dc/terms/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "casement": OURS,
    })
}

/// What the prefixes and names of a document stand for.
pub(crate) struct Prefixes {
    named: Vec<(String, String)>,
    vocabulary: String,
}

impl Prefixes {
    /// As the context within a document says it. One that is somewhere else is not fetched: its usual prefixes are taken for granted.
    pub(crate) fn of(document: &Value) -> Self {
        let usual = [("dpv", "https://w3id.org/dpv#"), ("dct", "http://purl.org/dc/terms/")];
        let usual = usual.into_iter().chain([("dcterms", "http://purl.org/dc/terms/"), ("casement", OURS)]);
        let mut named: Vec<(String, String)> = usual.map(|(p, iri)| (p.to_owned(), iri.to_owned())).collect();
        let mut vocabulary = String::new();
        let contexts: Vec<&Value> = match document.get("@context") {
            Some(Value::Array(all)) => all.iter().collect(),
            Some(one) => vec![one],
            None => Vec::new(),
        };
        for (name, meant) in contexts.into_iter().filter_map(Value::as_object).flatten() {
            let meant = meant.as_str().or_else(|| meant.get("@id").and_then(Value::as_str));
            let Some(meant) = meant else { continue };
            if name == "@vocab" {
                meant.clone_into(&mut vocabulary);
            } else {
                named.retain(|(known, _)| known != name);
                named.push((name.clone(), meant.to_owned()));
            }
        }
        Self { named, vocabulary }
    }

    fn meant(&self, name: &str) -> Option<&str> {
        self.named.iter().find(|(known, _)| known == name).map(|(_, meant)| meant.as_str())
    }

    /// The whole address of a term.
    fn whole(&self, term: &str) -> String {
        let prefixed = |term: &str| {
            let (prefix, rest) = term.split_once(':').filter(|(_, rest)| !rest.starts_with("//"))?;
            Some(format!("{}{rest}", self.meant(prefix)?))
        };
        // A name of its own may itself be said with a prefix.
        if let Some(meant) = self.meant(term).filter(|_| !term.contains(':')) {
            return prefixed(meant).unwrap_or_else(|| meant.to_owned());
        }
        if let Some(whole) = prefixed(term) {
            return whole;
        }
        let bare = !term.contains(':') && !term.starts_with('@');
        if bare && !self.vocabulary.is_empty() { format!("{}{term}", self.vocabulary) } else { term.to_owned() }
    }

    /// A term as it is called here; what is of no known vocabulary keeps its whole address.
    fn short(&self, term: &str) -> String {
        let whole = self.whole(term);
        let known = KNOWN.iter().find_map(|(iri, short)| whole.strip_prefix(iri).map(|rest| format!("{short}{rest}")));
        known.unwrap_or(whole)
    }

    /// A document with its keys, types and ids as they are called here.
    pub(crate) fn plain(&self, value: &Value) -> Value {
        match value {
            Value::Array(all) => Value::Array(all.iter().map(|v| self.plain(v)).collect()),
            Value::Object(object) => {
                let mut plain = Map::new();
                for (key, value) in object.iter().filter(|(key, _)| *key != "@context") {
                    let key = if key.starts_with('@') { key.clone() } else { self.short(key) };
                    let term = ["@type", "@id"].contains(&key.as_str()) || TERMS.contains(&key.as_str());
                    let value = if term { self.terms(value) } else { self.plain(value) };
                    plain.insert(key, value);
                }
                Value::Object(plain)
            }
            other => other.clone(),
        }
    }

    /// The same of what is a term itself.
    fn terms(&self, value: &Value) -> Value {
        match value {
            Value::String(term) => Value::String(self.short(term)),
            Value::Array(all) => Value::Array(all.iter().map(|v| self.terms(v)).collect()),
            other => self.plain(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read and written of the vocabulary stands in its version 2.0: `2.0/dpv/modules/*.csv` of github.com/w3c/dpv (commits
    /// 3102267, 6d88747 and 0ada1cb), and, where the module was not read, the list of its terms by address in other programs.
    /// `dpv:hasNotice`, `hasDataSubject`, `hasIdentifier`, `hasPurpose`, `hasPersonalData`, `hasStorageCondition`, `Purpose`,
    /// `StorageLocation` and `Disclose` are of the latter; `DataSubject`, `PersonalData` and `PrivacyNotice` were seen in the
    /// specification's text.
    const CHECKED: &[&str] = &[
        "CannotReverseProcessEffects",
        "Consent",
        "ConsentGiven",
        "ConsentNotice",
        "ConsentRecord",
        "ConsentRefused",
        "ConsentRequestDeferred",
        "ConsentRequested",
        "ConsentUnknown",
        "ConsentWithdrawn",
        "DataController",
        "DataSubject",
        "Disclose",
        "ExplicitlyExpressedConsent",
        "ExpressedConsent",
        "PersonalData",
        "PrivacyNotice",
        "Process",
        "Purpose",
        "Recipient",
        "RenewedConsentGiven",
        "Representative",
        "StorageLocation",
        "hasConsentStatus",
        "hasDataController",
        "hasDataSubject",
        "hasIdentifier",
        "hasIndicationMethod",
        "hasJurisdiction",
        "hasLegalBasis",
        "hasName",
        "hasNotice",
        "hasPersonalData",
        "hasProcess",
        "hasPurpose",
        "hasRecipient",
        "hasStorageCondition",
        "isIndicatedAtTime",
        "isIndicatedBy",
    ];

    /// Every term of the vocabulary that a text of this crate names.
    fn named(text: &str) -> Vec<String> {
        let word = |rest: &str| rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>();
        text.split("dpv:").skip(1).map(word).filter(|w| !w.is_empty()).collect()
    }

    #[test]
    fn every_term_of_the_vocabulary_that_is_used_was_looked_up_in_it_and_no_other_is_listed() {
        let sources =
            [include_str!("record.rs"), include_str!("receipt.rs")].map(|s| s.split("#[cfg(test)]").next().unwrap());
        let used: std::collections::BTreeSet<String> = sources.iter().flat_map(|s| named(s)).collect();
        let unknown: Vec<&String> = used.iter().filter(|t| !CHECKED.contains(&t.as_str())).collect();
        assert!(unknown.is_empty(), "look these up in the vocabulary: {unknown:?}");
        let unused: Vec<&&str> = CHECKED.iter().filter(|t| !used.contains(**t)).collect();
        assert!(unused.is_empty(), "{unused:?}");
    }

    #[test]
    fn a_term_is_called_the_same_however_a_document_calls_it() {
        let document = json!({ "@context": [
            { "@vocab": "https://w3id.org/dpv#", "t": "http://purl.org/dc/terms/", "id": "t:identifier", "dpv": "urn:theirs:" },
            "https://example.test/more",
        ] });
        let prefixes = Prefixes::of(&document);
        for (called, here) in [
            ("hasPurpose", "dpv:hasPurpose"),
            ("https://w3id.org/dpv#hasPurpose", "dpv:hasPurpose"),
            ("https://w3id.org/dpv/2.0#hasPurpose", "dpv:hasPurpose"),
            ("t:title", "dct:title"),
            ("dcterms:title", "dct:title"),
            ("id", "dct:identifier"),
            ("dpv:hasPurpose", "urn:theirs:hasPurpose"),
            ("casement:kept", "casement:kept"),
            ("https://example.test/x", "https://example.test/x"),
        ] {
            assert_eq!(prefixes.short(called), here, "{called}");
        }
    }
}

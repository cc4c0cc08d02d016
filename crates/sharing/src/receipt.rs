//! A disclosure as a receipt that machines read: what went to whom, when, for which purpose, under which statements of which
//! notice version, and where in the ledger that stands. It holds ids and names of the notice, and nothing of the record.

use crate::linked::context;
use crate::record::Named;
use kernel::Timestamp;
use serde_json::{Value, json};

/// One disclosure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The ledger's entry.
    pub entry: String,
    /// The SHA-256 of the entry, in hexadecimal: the leaf of the tree.
    pub leaf: String,
    /// The person, by a reference that names nobody.
    pub principal: String,
    /// When.
    pub at: Timestamp,
    /// To whom.
    pub recipient: Named,
    /// For which purpose.
    pub purpose: Named,
    /// What.
    pub categories: Vec<Named>,
    /// Under which statements.
    pub statements: Vec<Named>,
    /// Under which notice, `id@version`.
    pub notice: String,
}

fn named(kind: &str, it: &Named) -> Value {
    json!({ "@type": kind, "dct:identifier": it.id, "dct:title": it.name })
}

/// Receipts as one JSON-LD document, in the terms of the Data Privacy Vocabulary 2.
#[must_use]
pub fn write(receipts: &[Receipt]) -> Value {
    let node = |r: &Receipt| {
        json!({
            "@id": format!("urn:casement:entry:{}", r.entry),
            "@type": "dpv:Disclose",
            "dct:identifier": r.entry,
            "casement:leafSha256": r.leaf,
            "dct:date": { "@value": r.at.rfc3339(), "@type": "xsd:dateTime" },
            "dpv:hasDataSubject": { "@type": "dpv:DataSubject", "dct:identifier": r.principal },
            "dpv:hasRecipient": named("dpv:Recipient", &r.recipient),
            "dpv:hasPurpose": named("dpv:Purpose", &r.purpose),
            "dpv:hasPersonalData": r.categories.iter().map(|c| named("dpv:PersonalData", c)).collect::<Vec<_>>(),
            "casement:statement": r.statements.iter().map(|s| named("casement:Statement", s)).collect::<Vec<_>>(),
            "dpv:hasNotice": { "@type": "dpv:PrivacyNotice", "dct:identifier": r.notice },
        })
    };
    json!({ "@context": context(), "@graph": receipts.iter().map(node).collect::<Vec<_>>() })
}

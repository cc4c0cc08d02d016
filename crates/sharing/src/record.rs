//! Consent records in the shape of ISO/IEC TS 27560:2023, as JSON-LD in the terms of the Data Privacy Vocabulary 2, out and in.
//!
//! A record is what the notice says (whose notice, for whom, which categories, which purpose) and the events: asked in which
//! words, answered how and when. It names nobody: the person is a reference that both sides know.

use jiff::civil::Date;
use kernel::Timestamp;
use serde_json::{Map, Value, json};

/// What a record conforms to.
pub const CONFORMS: &str = "ISO/IEC TS 27560:2023";
/// The namespace of what the vocabulary lacks.
const OURS: &str = "urn:casement:terms:";
/// The most records that are read at once.
const MOST: usize = 200;

/// What was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Yes.
    Given,
    /// No.
    Refused,
    /// Not any more.
    Withdrawn,
}

impl State {
    const ALL: [(Self, &'static str); 3] = [
        (Self::Given, "dpv:ConsentGiven"),
        (Self::Refused, "dpv:ConsentRefused"),
        (Self::Withdrawn, "dpv:ConsentWithdrawn"),
    ];
    fn term(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("dpv:ConsentUnknown", |(_, term)| *term)
    }
    fn of(term: &str) -> Option<Self> {
        let short = term.strip_prefix("https://w3id.org/dpv#").map(|t| format!("dpv:{t}"));
        let term = short.as_deref().unwrap_or(term);
        Self::ALL.iter().find(|(_, known)| *known == term).map(|(state, _)| *state)
    }
}

/// Something that was said, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What.
    pub state: State,
    /// When the person said so.
    pub said_at: Timestamp,
    /// When it was written down.
    pub recorded_at: Timestamp,
    /// The last day on which it counts.
    pub until: Option<Date>,
    /// In express words.
    pub explicit: bool,
    /// How: `in-person`, `by-phone`, `online` …
    pub method: String,
    /// By whom it was written down, as what: a role, or the person.
    pub by: String,
    /// The version of the notice that was shown.
    pub notice_version: String,
    /// The words that were shown, exactly; empty where only their hash was kept.
    pub wording: String,
    /// Their SHA-256, in hexadecimal.
    pub wording_hash: String,
    /// Their language.
    pub language: String,
    /// The recipient's own notice, with the version that was shown.
    pub own_notice: Option<(String, String)>,
}

/// Somebody or something that has an id in the notice and a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The id in the notice.
    pub id: String,
    /// The name.
    pub name: String,
}

/// A consent record: one recipient, one purpose, every event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentRecord {
    /// Its id.
    pub id: String,
    /// The person, by a reference that names nobody.
    pub principal: String,
    /// The notice's id.
    pub notice: String,
    /// The controllers.
    pub controllers: Vec<Named>,
    /// To whom; the empty id: everybody that the purpose is for.
    pub recipient: Named,
    /// For which purpose.
    pub purpose: Named,
    /// Which categories.
    pub categories: Vec<Named>,
    /// Lawful basis rather than permission.
    pub lawful_basis: bool,
    /// What is said of calling it back.
    pub cannot_recall: bool,
    /// How to withdraw, in words.
    pub withdraw: String,
    /// How long it is kept, in words.
    pub kept: String,
    /// Where it is stored, in words.
    pub stored: String,
    /// The country whose law applies.
    pub jurisdiction: String,
    /// What happened, the oldest first.
    pub events: Vec<Event>,
}

fn named(kind: &str, it: &Named) -> Value {
    json!({ "@type": kind, "dct:identifier": it.id, "dct:title": it.name })
}

fn time(at: Timestamp) -> Value {
    json!({ "@value": at.rfc3339(), "@type": "xsd:dateTime" })
}

impl ConsentRecord {
    fn node(&self) -> Value {
        let recipient = named("dpv:Recipient", &self.recipient);
        let event = |e: &Event| {
            let mut node = Map::new();
            node.insert(
                "@type".into(),
                json!(if e.explicit { "dpv:ExplicitlyExpressedConsent" } else { "dpv:ExpressedConsent" }),
            );
            node.insert("dpv:hasConsentStatus".into(), json!({ "@id": e.state.term() }));
            node.insert("dpv:isIndicatedAtTime".into(), time(e.said_at));
            node.insert("dpv:hasIndicationMethod".into(), json!(e.method));
            node.insert("dct:created".into(), time(e.recorded_at));
            node.insert("dct:creator".into(), json!(e.by));
            if let Some(until) = e.until {
                node.insert("dct:valid".into(), json!({ "@value": until.to_string(), "@type": "xsd:date" }));
            }
            let mut notice = Map::new();
            notice.insert("@type".into(), json!("dpv:ConsentNotice"));
            notice.insert("dct:identifier".into(), json!(self.notice));
            notice.insert("dct:hasVersion".into(), json!(e.notice_version));
            notice.insert("casement:wordingSha256".into(), json!(e.wording_hash));
            if !e.wording.is_empty() {
                notice.insert("dct:description".into(), json!({ "@value": e.wording, "@language": e.language }));
            }
            node.insert("dpv:hasNotice".into(), Value::Object(notice));
            if let Some((address, version)) = &e.own_notice {
                let own = json!({ "@type": "dpv:PrivacyNotice", "dct:source": address, "dct:hasVersion": version });
                node.insert("casement:recipientNotice".into(), own);
            }
            Value::Object(node)
        };
        let mut process = Map::new();
        process.insert("@type".into(), json!("dpv:Process"));
        process.insert("dpv:hasPurpose".into(), named("dpv:Purpose", &self.purpose));
        let data: Vec<Value> = self.categories.iter().map(|c| named("dpv:PersonalData", c)).collect();
        process.insert("dpv:hasPersonalData".into(), json!(data));
        process.insert("dpv:hasRecipient".into(), recipient);
        let basis = if self.lawful_basis { "dpv:Consent" } else { "casement:Permission" };
        process.insert("dpv:hasLegalBasis".into(), json!({ "@id": basis }));
        process.insert(
            "dpv:hasStorageCondition".into(),
            json!({ "@type": "dpv:StorageLocation", "dct:title": self.stored }),
        );
        process.insert("casement:kept".into(), json!(self.kept));
        process.insert("dpv:hasJurisdiction".into(), json!(self.jurisdiction));
        if self.cannot_recall {
            process.insert("casement:recall".into(), json!({ "@id": "dpv:CannotReverseProcessEffects" }));
        }
        let controllers: Vec<Value> = self.controllers.iter().map(|c| named("dpv:DataController", c)).collect();
        json!({
            "@id": format!("urn:casement:consent:{}", self.id),
            "@type": "dpv:ConsentRecord",
            "dct:conformsTo": CONFORMS,
            "dct:identifier": self.id,
            "dpv:hasDataSubject": { "@type": "dpv:DataSubject", "dct:identifier": self.principal },
            "dpv:hasDataController": controllers,
            "dpv:hasProcess": Value::Object(process),
            "casement:withdrawal": self.withdraw,
            "casement:event": self.events.iter().map(event).collect::<Vec<_>>(),
        })
    }
}

/// The context of what is written here.
pub(crate) fn context() -> Value {
    json!({
        "dpv": "https://w3id.org/dpv#",
        "dct": "http://purl.org/dc/terms/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "casement": OURS,
    })
}

/// Records as one JSON-LD document.
#[must_use]
pub fn write(records: &[ConsentRecord]) -> Value {
    json!({ "@context": context(), "@graph": records.iter().map(ConsentRecord::node).collect::<Vec<_>>() })
}

/// Why a document is not read. Says what to do, and repeats nothing of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// It is no JSON.
    #[error("This is not JSON: choose the file as it came")]
    NotJson,
    /// It holds no record.
    #[error("There is no consent record in it: it needs a dpv:ConsentRecord that conforms to ISO/IEC TS 27560:2023")]
    NoRecord,
    /// It holds too many.
    #[error("There are more than 200 records in it: send fewer at once")]
    TooMany,
    /// A record lacks something.
    #[error("Record {0} of the file lacks or garbles {1}")]
    Lacks(usize, &'static str),
}

fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(all) => all.iter().collect(),
        Value::Null => Vec::new(),
        one => vec![one],
    }
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    match value.get(key) {
        Some(Value::String(text)) => text,
        Some(Value::Object(object)) => {
            object.get("@value").or_else(|| object.get("@id")).and_then(Value::as_str).unwrap_or_default()
        }
        _ => "",
    }
}

fn name_of(value: Option<&Value>) -> Option<Named> {
    let value = value?;
    Some(Named { id: text(value, "dct:identifier").to_owned(), name: text(value, "dct:title").to_owned() })
}

fn moment(words: &str) -> Option<Timestamp> {
    words.parse::<jiff::Timestamp>().ok().map(|t| Timestamp::from_micros(t.as_microsecond()))
}

/// Reads the records of a JSON-LD document that uses the prefixes of [`write()`].
///
/// # Errors
/// When it is no such document; says which record lacks what.
pub fn read(document: &str) -> Result<Vec<ConsentRecord>, Unread> {
    let value: Value = serde_json::from_str(document).map_err(|_| Unread::NotJson)?;
    let nodes = value.get("@graph").map_or_else(|| list(&value), list);
    let is_record = |node: &&Value| {
        text(node, "dct:conformsTo") == CONFORMS
            && node.get("@type").is_some_and(|t| list(t).iter().any(|t| t.as_str() == Some("dpv:ConsentRecord")))
    };
    let found: Vec<&Value> = nodes.into_iter().filter(is_record).collect();
    match found.len() {
        0 => Err(Unread::NoRecord),
        n if n > MOST => Err(Unread::TooMany),
        _ => found.into_iter().enumerate().map(|(at, node)| one(at + 1, node)).collect(),
    }
}

fn one(at: usize, node: &Value) -> Result<ConsentRecord, Unread> {
    let lacks = |what: &'static str| Unread::Lacks(at, what);
    let id = text(node, "dct:identifier");
    if id.is_empty() || id.len() > 200 {
        return Err(lacks("its identifier"));
    }
    let process = node.get("dpv:hasProcess").ok_or_else(|| lacks("its process"))?;
    let purpose =
        name_of(process.get("dpv:hasPurpose")).filter(|p| !p.id.is_empty()).ok_or_else(|| lacks("its purpose"))?;
    let recipient = name_of(process.get("dpv:hasRecipient")).ok_or_else(|| lacks("its recipient"))?;
    let categories: Vec<Named> = process
        .get("dpv:hasPersonalData")
        .map_or_else(Vec::new, list)
        .into_iter()
        .filter_map(|c| name_of(Some(c)))
        .collect();
    if categories.is_empty() {
        return Err(lacks("its categories of data"));
    }
    let mut notice = String::new();
    let mut events = Vec::new();
    for event in node.get("casement:event").map_or_else(Vec::new, list) {
        let state = State::of(text(event, "dpv:hasConsentStatus")).ok_or_else(|| lacks("the state of an event"))?;
        let said_at = moment(text(event, "dpv:isIndicatedAtTime")).ok_or_else(|| lacks("the time of an event"))?;
        let until = match text(event, "dct:valid") {
            "" => None,
            day => Some(day.parse::<Date>().map_err(|_| lacks("the last day of an event"))?),
        };
        let shown = event.get("dpv:hasNotice").ok_or_else(|| lacks("the notice of an event"))?;
        text(shown, "dct:identifier").clone_into(&mut notice);
        let own = event.get("casement:recipientNotice");
        events.push(Event {
            state,
            said_at,
            recorded_at: moment(text(event, "dct:created")).unwrap_or(said_at),
            until,
            explicit: event
                .get("@type")
                .is_some_and(|t| list(t).iter().any(|t| t.as_str() == Some("dpv:ExplicitlyExpressedConsent"))),
            method: text(event, "dpv:hasIndicationMethod").chars().take(40).collect(),
            by: text(event, "dct:creator").chars().take(200).collect(),
            notice_version: text(shown, "dct:hasVersion").to_owned(),
            wording: text(shown, "dct:description").chars().take(20_000).collect(),
            wording_hash: text(shown, "casement:wordingSha256").to_owned(),
            language: shown.get("dct:description").map_or("", |d| text(d, "@language")).to_owned(),
            own_notice: own.map(|o| (text(o, "dct:source").to_owned(), text(o, "dct:hasVersion").to_owned())),
        });
    }
    if events.is_empty() {
        return Err(lacks("what was said and when"));
    }
    events.sort_by_key(|e| e.said_at);
    let recall = process.get("casement:recall").is_some();
    Ok(ConsentRecord {
        id: id.to_owned(),
        principal: node.get("dpv:hasDataSubject").map_or("", |s| text(s, "dct:identifier")).to_owned(),
        notice,
        controllers: node
            .get("dpv:hasDataController")
            .map_or_else(Vec::new, list)
            .into_iter()
            .filter_map(|c| name_of(Some(c)))
            .collect(),
        recipient,
        purpose,
        categories,
        lawful_basis: text(process, "dpv:hasLegalBasis") == "dpv:Consent",
        cannot_recall: recall,
        withdraw: text(node, "casement:withdrawal").to_owned(),
        kept: text(process, "casement:kept").to_owned(),
        stored: process.get("dpv:hasStorageCondition").map_or("", |s| text(s, "dct:title")).to_owned(),
        jurisdiction: text(process, "dpv:hasJurisdiction").to_owned(),
        events,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn record() -> ConsentRecord {
        let named = |id: &str, name: &str| Named { id: id.to_owned(), name: name.to_owned() };
        let event = |state, micros: i64| Event {
            state,
            said_at: Timestamp::from_micros(micros),
            recorded_at: Timestamp::from_micros(micros + 1_000_000),
            until: Some(date(2027, 1, 31)),
            explicit: true,
            method: "in-person".to_owned(),
            by: "Housing officer".to_owned(),
            notice_version: "1.0.0".to_owned(),
            wording: "May we share “this” with them?".to_owned(),
            wording_hash: "ab".repeat(32),
            language: "en".to_owned(),
            own_notice: Some(("https://example.test/privacy".to_owned(), "March 2026".to_owned())),
        };
        ConsentRecord {
            id: "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b".to_owned(),
            principal: "C26-ABCDEFG".to_owned(),
            notice: "coventry/homelessness-and-cbl".to_owned(),
            controllers: vec![named("coventry", "Coventry City Council")],
            recipient: named("st-basils", "St Basils"),
            purpose: named("refer", "Refer you"),
            categories: vec![named("identity", "Who you are"), named("health", "Your health")],
            lawful_basis: false,
            cannot_recall: true,
            withdraw: "Tell us".to_owned(),
            kept: "Two years".to_owned(),
            stored: "United Kingdom".to_owned(),
            jurisdiction: "GB-ENG".to_owned(),
            events: vec![event(State::Given, 1_000_000_000_000), event(State::Withdrawn, 2_000_000_000_000)],
        }
    }

    #[test]
    fn what_is_written_is_read_back_whole() {
        let document = write(&[record(), record()]).to_string();
        assert_eq!(read(&document).unwrap(), [record(), record()]);
        assert!(document.contains("https://w3id.org/dpv#"));
    }

    #[test]
    fn what_lacks_something_says_what() {
        assert_eq!(read("{").unwrap_err(), Unread::NotJson);
        assert_eq!(read("{}").unwrap_err(), Unread::NoRecord);
        let mut document = write(&[record()]);
        document["@graph"][0]["dpv:hasProcess"]["dpv:hasPurpose"] = Value::Null;
        assert_eq!(read(&document.to_string()).unwrap_err(), Unread::Lacks(1, "its purpose"));
        let mut document = write(&[record()]);
        document["@graph"][0]["casement:event"][1]["dpv:isIndicatedAtTime"] = json!("yesterday");
        assert_eq!(read(&document.to_string()).unwrap_err(), Unread::Lacks(1, "the time of an event"));
        let mut document = write(&[record()]);
        document["@graph"][0]["dct:conformsTo"] = json!("something else");
        assert_eq!(read(&document.to_string()).unwrap_err(), Unread::NoRecord);
    }
}

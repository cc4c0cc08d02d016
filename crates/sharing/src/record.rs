//! Consent records in the shape of ISO/IEC TS 27560:2023, as JSON-LD in the terms of the Data Privacy Vocabulary 2, out and in.
//!
//! A record is what the notice says (whose notice, for whom, which categories, which purpose) and the events: asked in which
//! words, answered how and when. It names nobody: the person is a reference that both sides know, and of who answered for them, who
//! heard it and by which authority it says that it is written down.
//!
//! What is written holds each event as a node of `dpv:hasConsentStatus`, as the community's guide to TS 27560 has it. What is read
//! may use other prefixes, whole addresses, lists of one and `dpv:hasConsentStatus` on the record or on its process; records and what
//! belongs to them have to stand within one another, and an outside context is not fetched.

use crate::linked::Prefixes;
use jiff::civil::Date;
use kernel::Timestamp;
use serde_json::{Map, Value, json};

/// What a record conforms to.
pub const CONFORMS: &str = "ISO/IEC TS 27560:2023";
/// What stands in what any record of that specification says that it conforms to.
const SPECIFICATION: &str = "27560";
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
    const ALL: [(Self, &'static str); 4] = [
        (Self::Given, "dpv:ConsentGiven"),
        (Self::Refused, "dpv:ConsentRefused"),
        (Self::Withdrawn, "dpv:ConsentWithdrawn"),
        (Self::Given, "dpv:RenewedConsentGiven"),
    ];
    fn term(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("dpv:ConsentUnknown", |(_, term)| *term)
    }
    fn of(term: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == term).map(|(state, _)| *state)
    }
}

/// States in which nobody has said anything yet.
const UNSAID: [&str; 2] = ["dpv:ConsentRequested", "dpv:ConsentRequestDeferred"];

/// How an answer came about, in codes: it names nobody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CameAbout {
    /// `alone`, `supported`, `representative`; empty: nobody wrote it down.
    pub capacity: String,
    /// By which authority somebody answered for the person is written down.
    pub authority: bool,
    /// Who else heard it is written down.
    pub witness: bool,
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
    /// How it came about.
    pub came_about: CameAbout,
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
            let how = if e.explicit { "dpv:ExplicitlyExpressedConsent" } else { "dpv:ExpressedConsent" };
            node.insert("@type".into(), json!([e.state.term(), how]));
            let by = match e.came_about.capacity.as_str() {
                "" => None,
                "representative" => Some("dpv:Representative"),
                _ => Some("dpv:DataSubject"),
            };
            if let Some(by) = by {
                node.insert("dpv:isIndicatedBy".into(), json!({ "@id": by }));
                node.insert("casement:capacity".into(), json!(e.came_about.capacity));
            }
            for (key, so) in
                [("casement:authority", e.came_about.authority), ("casement:witness", e.came_about.witness)]
            {
                if so {
                    node.insert(key.into(), json!(true));
                }
            }
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
            "dpv:hasConsentStatus": self.events.iter().map(event).collect::<Vec<_>>(),
        })
    }
}

/// Records as one JSON-LD document.
#[must_use]
pub fn write(records: &[ConsentRecord]) -> Value {
    json!({ "@context": crate::linked::context(), "@graph": records.iter().map(ConsentRecord::node).collect::<Vec<_>>() })
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

/// What a value says as text: itself, its value, or what it is the id of; of a list of one, that one.
fn says(value: &Value) -> &str {
    match value {
        Value::String(text) => text,
        Value::Object(object) => {
            object.get("@value").or_else(|| object.get("@id")).and_then(Value::as_str).unwrap_or_default()
        }
        Value::Array(all) => match all.as_slice() {
            [one] => says(one),
            _ => "",
        },
        _ => "",
    }
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).map_or("", says)
}

/// The first of some keys under which something stands.
fn either<'v>(value: &'v Value, keys: &[&str]) -> &'v str {
    keys.iter().map(|key| text(value, key)).find(|text| !text.is_empty()).unwrap_or_default()
}

fn is_so(value: &Value, key: &str) -> bool {
    let so = |v: &&Value| v.as_bool() == Some(true) || v.get("@value").and_then(Value::as_bool) == Some(true);
    value.get(key).is_some_and(|v| list(v).iter().any(so))
}

fn name_of(value: &Value) -> Named {
    let id = either(value, &["dct:identifier", "dpv:hasIdentifier", "@id"]);
    let id = if id.is_empty() { says(value) } else { id };
    Named { id: id.to_owned(), name: either(value, &["dct:title", "dpv:hasName"]).to_owned() }
}

fn all_of(value: &Value, key: &str) -> Vec<Named> {
    value.get(key).map_or_else(Vec::new, list).into_iter().map(name_of).collect()
}

/// What stands under a key as the only one.
fn only<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    match value.get(key).map_or_else(Vec::new, list).as_slice() {
        [one] => Some(one),
        _ => None,
    }
}

fn moment(words: &str) -> Option<Timestamp> {
    words.parse::<jiff::Timestamp>().ok().map(|t| Timestamp::from_micros(t.as_microsecond()))
}

/// Reads the records of a JSON-LD document in the terms of the vocabulary, whichever prefixes it uses for them.
///
/// # Errors
/// When it is no such document; says which record lacks what.
pub fn read(document: &str) -> Result<Vec<ConsentRecord>, Unread> {
    let value: Value = serde_json::from_str(document).map_err(|_| Unread::NotJson)?;
    let value = Prefixes::of(&value).plain(&value);
    let nodes = value.get("@graph").map_or_else(|| list(&value), list);
    let is_record = |node: &&Value| {
        let conforms = node.get("dct:conformsTo").map_or_else(Vec::new, list);
        conforms.into_iter().any(|c| says(c).contains(SPECIFICATION)) && types(node).contains(&"dpv:ConsentRecord")
    };
    let found: Vec<&Value> = nodes.into_iter().filter(is_record).collect();
    match found.len() {
        0 => Err(Unread::NoRecord),
        n if n > MOST => Err(Unread::TooMany),
        _ => found.into_iter().enumerate().map(|(at, node)| one(at + 1, node)).collect(),
    }
}

fn types(node: &Value) -> Vec<&str> {
    node.get("@type").map_or_else(Vec::new, list).into_iter().map(says).collect()
}

/// What a status says: on the node itself, as its type or its name, or under a key of it.
fn states(status: &Value) -> Vec<&str> {
    let mut all = types(status);
    all.push(text(status, "dpv:hasConsentStatus"));
    all.push(says(status));
    all
}

fn one(at: usize, node: &Value) -> Result<ConsentRecord, Unread> {
    let lacks = |what: &'static str| Unread::Lacks(at, what);
    let id = either(node, &["dct:identifier", "dpv:hasIdentifier", "@id"]);
    if id.is_empty() || id.len() > 200 {
        return Err(lacks("its identifier"));
    }
    let process = only(node, "dpv:hasProcess").ok_or_else(|| lacks("its process, one and no more"))?;
    let purpose = only(process, "dpv:hasPurpose").map(name_of).filter(|p| !p.id.is_empty());
    let purpose = purpose.ok_or_else(|| lacks("its purpose, one and no more"))?;
    let recipient = only(process, "dpv:hasRecipient").ok_or_else(|| lacks("its recipient, one and no more"))?;
    // The empty id stands for everybody that the purpose is for.
    let recipient = match recipient.get("dct:identifier") {
        Some(_) => Named { id: text(recipient, "dct:identifier").to_owned(), ..name_of(recipient) },
        None => name_of(recipient),
    };
    let categories = all_of(process, "dpv:hasPersonalData");
    if categories.is_empty() {
        return Err(lacks("its categories of data"));
    }
    let basis: Vec<&str> = process.get("dpv:hasLegalBasis").map_or_else(Vec::new, list).into_iter().map(says).collect();
    // Records of earlier versions of this program have events of their own.
    let places = [(node, "casement:event"), (node, "dpv:hasConsentStatus"), (process, "dpv:hasConsentStatus")];
    let found = places.into_iter().map(|(at, key)| at.get(key).map_or_else(Vec::new, list)).find(|all| !all.is_empty());
    let mut notice = String::new();
    let mut events = Vec::new();
    for event in found.unwrap_or_default() {
        let states = states(event);
        if states.iter().any(|s| UNSAID.contains(s)) {
            continue;
        }
        let state = states.iter().find_map(|s| State::of(s)).ok_or_else(|| lacks("the state of an event"))?;
        // Of a record that says no more than how it stands, the record's own date counts.
        let said = either(event, &["dpv:isIndicatedAtTime", "dct:date"]);
        let said = if said.is_empty() { either(node, &["dpv:isIndicatedAtTime", "dct:date"]) } else { said };
        let said_at = moment(said).ok_or_else(|| lacks("the time of an event, with its offset from UTC"))?;
        let until = match either(event, &["dct:valid"]) {
            "" => text(node, "dct:valid"),
            day => day,
        };
        let until = match until.get(..10).unwrap_or(until) {
            "" => None,
            day => Some(day.parse::<Date>().map_err(|_| lacks("the last day of an event"))?),
        };
        let shown = only(event, "dpv:hasNotice").or_else(|| only(node, "dpv:hasNotice"));
        let shown = shown.ok_or_else(|| lacks("the notice of an event"))?;
        let Named { id: of, .. } = name_of(shown);
        notice = of;
        let own = only(event, "casement:recipientNotice");
        let explicit = "dpv:ExplicitlyExpressedConsent";
        let by = text(event, "dpv:isIndicatedBy");
        let capacity = match text(event, "casement:capacity") {
            code @ ("alone" | "supported" | "representative") => code,
            _ if by == "dpv:Representative" => "representative",
            _ => "",
        };
        let words = shown.get("dct:description");
        events.push(Event {
            state,
            said_at,
            recorded_at: moment(text(event, "dct:created")).unwrap_or(said_at),
            until,
            explicit: types(event).contains(&explicit) || basis.contains(&explicit),
            method: text(event, "dpv:hasIndicationMethod").chars().take(40).collect(),
            by: text(event, "dct:creator").chars().take(200).collect(),
            notice_version: text(shown, "dct:hasVersion").to_owned(),
            wording: words.map_or("", says).chars().take(20_000).collect(),
            wording_hash: text(shown, "casement:wordingSha256").to_owned(),
            language: match words.and_then(|w| list(w).first().copied()).map_or("", |w| text(w, "@language")) {
                "" => text(shown, "dct:language").chars().take(20).collect(),
                language => language.chars().take(20).collect(),
            },
            own_notice: own.map(|o| (text(o, "dct:source").to_owned(), text(o, "dct:hasVersion").to_owned())),
            came_about: CameAbout {
                capacity: capacity.to_owned(),
                authority: is_so(event, "casement:authority"),
                witness: is_so(event, "casement:witness"),
            },
        });
    }
    if events.is_empty() {
        return Err(lacks("what was said and when"));
    }
    events.sort_by_key(|e| e.said_at);
    Ok(ConsentRecord {
        id: id.to_owned(),
        principal: only(node, "dpv:hasDataSubject").map(name_of).map_or_else(String::new, |s| s.id),
        notice,
        controllers: all_of(node, "dpv:hasDataController"),
        recipient,
        purpose,
        categories,
        lawful_basis: basis.contains(&"dpv:Consent"),
        cannot_recall: process.get("casement:recall").is_some(),
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
            came_about: CameAbout { capacity: "representative".to_owned(), authority: true, witness: true },
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
        assert_eq!(read(&document.to_string()).unwrap_err(), Unread::Lacks(1, "its purpose, one and no more"));
        let mut document = write(&[record()]);
        document["@graph"][0]["dpv:hasConsentStatus"][1]["dpv:isIndicatedAtTime"] = json!("yesterday");
        assert_eq!(
            read(&document.to_string()).unwrap_err(),
            Unread::Lacks(1, "the time of an event, with its offset from UTC")
        );
        let mut document = write(&[record()]);
        document["@graph"][0]["dct:conformsTo"] = json!("something else");
        assert_eq!(read(&document.to_string()).unwrap_err(), Unread::NoRecord);
    }

    /// A record as another program writes it: other prefixes and whole addresses, lists of one, and the status on the record.
    #[test]
    fn records_of_other_programs_are_read_whatever_they_call_the_terms() {
        let said = |key: &str, terms: &str, shape: &dyn Fn(Value) -> Value| {
            json!({
                "@context": [
                    "https://example.test/context.jsonld",
                    { "v": "https://w3id.org/dpv#", "terms": "http://purl.org/dc/terms/", "dpv": "https://example.test/other#" },
                ],
                "@type": ["v:ConsentRecord"],
                format!("{terms}conformsTo"): shape(json!("https://w3id.org/dpv/schema/dpv-27560#record")),
                format!("{terms}identifier"): shape(json!("R-17")),
                format!("{key}hasDataSubject"): shape(json!({ "terms:identifier": "C26-ABCDEFG" })),
                format!("{key}hasNotice"): shape(json!({
                    "@type": "v:ConsentNotice",
                    "terms:identifier": "theirs",
                    "terms:hasVersion": "7",
                    "terms:description": { "@value": "May we?", "@language": "en" },
                })),
                format!("{key}hasProcess"): shape(json!({
                    format!("{key}hasPurpose"): { "terms:identifier": "refer" },
                    format!("{key}hasPersonalData"): [{ "terms:identifier": "identity" }, { "terms:identifier": "health" }],
                    format!("{key}hasRecipient"): { "terms:identifier": "st-basils", format!("{key}hasName"): "St Basils" },
                    format!("{key}hasLegalBasis"): { "@id": "https://w3id.org/dpv#ExplicitlyExpressedConsent" },
                })),
                format!("{key}hasConsentStatus"): shape(json!({
                    "@type": format!("{key}ConsentGiven"),
                    format!("{key}isIndicatedAtTime"): "2026-11-05T16:08:50Z",
                    format!("{key}isIndicatedBy"): { "@id": "https://w3id.org/dpv#Representative" },
                    format!("{key}hasIndicationMethod"): "online",
                })),
            })
        };
        let bare = |value: Value| value;
        let listed = |value: Value| json!([value]);
        for (key, terms) in [("v:", "terms:"), ("https://w3id.org/dpv#", "http://purl.org/dc/terms/")] {
            for shape in [&bare as &dyn Fn(Value) -> Value, &listed] {
                let document = said(key, terms, shape);
                let found = read(&document.to_string()).unwrap_or_else(|e| panic!("{key}: {e}"));
                assert_eq!(found.len(), 1, "{key}");
                let record = &found[0];
                assert_eq!((record.id.as_str(), record.principal.as_str()), ("R-17", "C26-ABCDEFG"));
                assert_eq!((record.recipient.id.as_str(), record.recipient.name.as_str()), ("st-basils", "St Basils"));
                assert_eq!((record.purpose.id.as_str(), record.categories.len()), ("refer", 2));
                let event = &record.events[0];
                assert_eq!((event.state, event.explicit, event.wording.as_str()), (State::Given, true, "May we?"));
                assert_eq!(event.came_about.capacity, "representative");
                assert_eq!(event.said_at.rfc3339(), "2026-11-05T16:08:50Z");
                // Its own context says what a prefix is: `dpv` is here somebody else's.
                let other = document.to_string().replace("\"v:ConsentRecord\"", "\"dpv:ConsentRecord\"");
                assert_eq!(read(&other).unwrap_err(), Unread::NoRecord, "{key}");
            }
        }
    }

    #[test]
    fn a_record_that_says_no_more_than_how_it_stands_is_read_and_what_nobody_has_answered_is_not() {
        let mut document = write(&[record()]);
        let node = &mut document["@graph"][0];
        node["dpv:hasNotice"] = node["dpv:hasConsentStatus"][0]["dpv:hasNotice"].clone();
        node["dct:date"] = json!("2026-11-05T16:08:50Z");
        for (status, state) in [
            (json!({ "@id": "https://w3id.org/dpv#ConsentWithdrawn" }), Ok(State::Withdrawn)),
            (json!("dpv:ConsentRefused"), Ok(State::Refused)),
            (json!("dpv:RenewedConsentGiven"), Ok(State::Given)),
            (json!("dpv:ConsentRequested"), Err("what was said and when")),
            (json!("dpv:ConsentExpired"), Err("the state of an event")),
        ] {
            document["@graph"][0]["dpv:hasConsentStatus"] = status.clone();
            let found = read(&document.to_string());
            match state {
                Ok(state) => assert_eq!(found.unwrap()[0].events[0].state, state, "{status}"),
                Err(what) => assert_eq!(found.unwrap_err(), Unread::Lacks(1, what), "{status}"),
            }
        }
    }

    #[test]
    fn records_of_earlier_versions_of_this_program_are_still_read() {
        let mut document = write(&[record()]);
        let node = document["@graph"][0].as_object_mut().unwrap();
        let events = node.remove("dpv:hasConsentStatus").unwrap();
        let mut events = events.as_array().unwrap().clone();
        for event in &mut events {
            let types = event["@type"].clone();
            event["dpv:hasConsentStatus"] = json!({ "@id": types[0] });
            event["@type"] = types[1].clone();
        }
        node.insert("casement:event".to_owned(), json!(events));
        assert_eq!(read(&document.to_string()).unwrap(), [record()]);
    }
}

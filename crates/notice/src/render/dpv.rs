//! The notice in the W3C Data Privacy Vocabulary 2, as JSON-LD. What the vocabulary lacks (gates, anchors, "plus the
//! current year", who said a statement, United Kingdom conditions) stands under a namespace of our own.

use super::names::{Names, anchor};
use super::{ropa, words};
use crate::model::{Compiled, PurposeIx, StatementId};
use crate::source::{Basis, Decides, Form, Keep, Necessity, Origin, PartyRole, Provenance, Recall, Right, Special};
use serde_json::{Map, Value, json};

/// The namespace of what the vocabulary lacks.
pub const NAMESPACE: &str = "urn:casement:terms:";

/// The document.
#[must_use]
pub fn dpv(compiled: &Compiled) -> Value {
    let names = Names::new(compiled);
    let mut graph = vec![head(&names)];
    graph.extend(parties(&names));
    graph.extend(categories(&names));
    graph.extend(purposes(&names));
    graph.extend(disclosures(&names));
    graph.extend(retention(&names));
    json!({
        "@context": {
            "dpv": "https://w3id.org/dpv#",
            "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
            "dct": "http://purl.org/dc/terms/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
            "casement": NAMESPACE,
        },
        "@graph": graph,
    })
}

/// The address of something in this version of this notice.
fn iri(names: &Names<'_>, kind: &str, id: &str) -> Value {
    let safe = |s: &str| anchor(&StatementId(s.to_owned()));
    let notice: Vec<String> = names.compiled.id.split('/').map(safe).collect();
    let place = if id.is_empty() { safe(kind) } else { format!("{kind}.{}", safe(id)) };
    json!({ "@id": format!("urn:casement:notice:{}:{}#{place}", notice.join("/"), safe(&names.compiled.version)) })
}

/// A node with its address and types.
fn node(at: &Value, types: &[&str]) -> Map<String, Value> {
    let mut node = Map::new();
    if let Some(id) = at.get("@id") {
        node.insert("@id".to_owned(), id.clone());
    }
    node.insert("@type".to_owned(), json!(types));
    node
}

/// Adds a value unless it is nothing or empty.
fn put(node: &mut Map<String, Value>, key: &str, value: Value) {
    let nothing = match &value {
        Value::Null => true,
        Value::Array(a) => a.is_empty(),
        Value::String(s) => s.is_empty(),
        _ => false,
    };
    if !nothing {
        node.insert(key.to_owned(), value);
    }
}

fn english(words: &str) -> Value {
    json!({ "@value": words, "@language": "en" })
}

fn term(id: &str) -> Value {
    json!({ "@id": id })
}

fn provenance(node: &mut Map<String, Value>, provenance: &Provenance) {
    let origin = match provenance.origin {
        Origin::Notice => "notice",
        Origin::Law => "law",
        Origin::Assumed => "assumed",
    };
    put(node, "casement:origin", json!(origin));
    put(node, "casement:assumed", json!(provenance.assumed));
}

fn head(names: &Names<'_>) -> Value {
    let compiled = names.compiled;
    let merged = &compiled.merged;
    let mut n = node(&iri(names, "notice", ""), &["dpv:PrivacyNotice"]);
    put(&mut n, "dct:title", english(&compiled.title));
    put(&mut n, "dct:identifier", json!(compiled.id));
    put(&mut n, "dct:hasVersion", json!(compiled.version));
    put(&mut n, "dct:valid", json!({ "@value": compiled.effective.to_string(), "@type": "xsd:date" }));
    if !compiled.is_draft() {
        put(&mut n, "dpv:hasStatus", term("dpv:NoticeLatest"));
    }
    put(&mut n, "casement:draft", json!(compiled.is_draft()));
    let refer = |kind: &str, ids: &[String]| ids.iter().map(|id| iri(names, kind, id)).collect::<Vec<_>>();
    put(&mut n, "dpv:hasDataController", json!(refer("party", &merged.notice.controller)));
    put(&mut n, "casement:subjects", json!(merged.notice.subjects));
    let processes: Vec<Value> = merged
        .purpose
        .keys()
        .map(|p| iri(names, "process", p))
        .chain(merged.disclose.keys().map(|d| iri(names, "disclose", d)))
        .collect();
    put(&mut n, "dpv:hasProcess", json!(processes));
    if let Some(rights) = &merged.rights {
        let listed: Vec<Value> = rights.listed.iter().map(|r| term(right(*r))).collect();
        put(&mut n, "dpv:hasRight", json!(listed));
        if rights.charge.is_some() {
            put(&mut n, "dpv:hasFee", term("dpv:FeeNotRequired"));
        }
        put(&mut n, "casement:answerWithinMonths", json!(rights.months));
    }
    if let Some(automated) = &merged.automated {
        put(&mut n, "casement:automatedDecisions", json!(automated.decisions));
        put(&mut n, "casement:profiling", json!(automated.profiling));
    }
    if let Some(region) = merged.storage.as_ref().and_then(|s| s.region) {
        let mut place = Map::new();
        put(&mut place, "@type", json!("dpv:StorageLocation"));
        put(&mut place, "dct:title", english(words::region(region)));
        put(&mut n, "dpv:hasStorageCondition", Value::Object(place));
    }
    if let Some(dpia) = &merged.notice.dpia {
        let mut d = Map::new();
        put(&mut d, "@type", json!("dpv:DPIA"));
        put(&mut d, "dct:identifier", json!(dpia));
        put(&mut n, "dpv:hasImpactAssessment", Value::Object(d));
    }
    Value::Object(n)
}

const fn right(right: Right) -> &'static str {
    match right {
        Right::Informed => "eu-gdpr:A13",
        Right::Access => "eu-gdpr:A15",
        Right::Rectification | Right::Completion => "eu-gdpr:A16",
        Right::Erasure => "eu-gdpr:A17",
        Right::Restriction => "eu-gdpr:A18",
        Right::Portability => "eu-gdpr:A20",
        Right::Objection => "eu-gdpr:A21",
        Right::WithdrawConsent => "eu-gdpr:A7-3",
        Right::HumanDecision => "eu-gdpr:A22",
        Right::Complaint => "eu-gdpr:A77",
    }
}

fn parties(names: &Names<'_>) -> Vec<Value> {
    let merged = &names.compiled.merged;
    let mut out = Vec::new();
    for (id, party) in &merged.party {
        let role = if merged.notice.controller.contains(id) {
            "dpv:DataController"
        } else {
            match party.role {
                PartyRole::JointController => "dpv:JointDataControllers",
                PartyRole::Processor => "dpv:DataProcessor",
                PartyRole::SourceOnly => "dpv:ThirdParty",
                PartyRole::Controller => "dpv:Recipient",
            }
        };
        let mut n = node(&iri(names, "party", id), &["dpv:LegalEntity", role]);
        put(&mut n, "dpv:hasName", english(&party.name));
        put(&mut n, "casement:alsoKnownAs", json!(party.also));
        put(&mut n, "casement:contract", json!(party.contract));
        put(&mut n, "casement:task", json!(party.task));
        provenance(&mut n, &party.provenance);
        out.push(Value::Object(n));
    }
    for (id, class) in &merged.class {
        let mut n = node(&iri(names, "class", id), &["dpv:Recipient"]);
        put(&mut n, "dpv:hasName", english(&class.label));
        let members: Vec<Value> = class
            .members
            .iter()
            .map(|m| if names.party(m).is_some() { iri(names, "party", m) } else { english(m) })
            .collect();
        put(&mut n, "casement:member", json!(members));
        put(&mut n, "casement:open", json!(class.open.is_some()));
        provenance(&mut n, &class.provenance);
        out.push(Value::Object(n));
    }
    out
}

fn categories(names: &Names<'_>) -> Vec<Value> {
    let merged = &names.compiled.merged;
    let mut out = Vec::new();
    for (id, category) in &merged.category {
        let kind = match category.special {
            Some(Special::Offence) => "dpv:SensitivePersonalData",
            Some(_) => "dpv:SpecialCategoryPersonalData",
            None if !category.derived_from.is_empty() => "dpv:DerivedPersonalData",
            None => "dpv:PersonalData",
        };
        let mut n = node(&iri(names, "category", id), &[kind]);
        put(&mut n, "dct:title", english(&category.label));
        put(
            &mut n,
            "dpv:hasNecessity",
            term(match category.necessity {
                Necessity::Optional => "dpv:Optional",
                Necessity::Required | Necessity::Statutory => "dpv:Required",
            }),
        );
        put(&mut n, "casement:special", json!(category.special));
        put(&mut n, "casement:consequenceOfRefusal", json!(category.if_refused));
        let from: Vec<Value> = category.derived_from.iter().map(|c| iri(names, "category", c)).collect();
        put(&mut n, "casement:derivedFrom", json!(from));
        provenance(&mut n, &category.provenance);
        out.push(Value::Object(n));
    }
    out
}

/// The term for a basis: the article of the European regulation that the United Kingdom's text keeps; 6(1)(ea) is ours.
fn legal_basis(basis: &Basis) -> Vec<Value> {
    let mut out = Vec::new();
    match basis.article6.as_deref() {
        Some("ea") => out.push(term("casement:uk-A6-1-ea")),
        Some(limb) => out.push(term(&format!("eu-gdpr:A6-1-{limb}"))),
        None => {}
    }
    if let Some(limb) = &basis.article9 {
        out.push(term(&format!("eu-gdpr:A9-2-{limb}")));
    }
    if let Some(schedule) = &basis.schedule1 {
        out.push(json!({ "@type": "casement:Schedule1Condition", "dct:title": schedule }));
    }
    out
}

fn purposes(names: &Names<'_>) -> Vec<Value> {
    let merged = &names.compiled.merged;
    let mut out = Vec::new();
    for (id, purpose) in &merged.purpose {
        let mut p = node(&iri(names, "purpose", id), &["dpv:Purpose"]);
        put(&mut p, "dct:title", english(&purpose.label));
        provenance(&mut p, &purpose.provenance);
        out.push(Value::Object(p));
        let mut n = node(&iri(names, "process", id), &["dpv:Process"]);
        put(&mut n, "dpv:hasPurpose", iri(names, "purpose", id));
        let controllers: Vec<Value> = merged.notice.controller.iter().map(|c| iri(names, "party", c)).collect();
        put(&mut n, "dpv:hasDataController", json!(controllers));
        let ix = names.compiled.purpose(id).unwrap_or(PurposeIx(u8::MAX));
        let touched = ropa::touched(names.compiled, ix);
        let data: Vec<&str> =
            touched.iter().filter_map(|t| names.compiled.categories.get(*t)).map(|c| c.id.as_str()).collect();
        let data_iris: Vec<Value> = data.iter().map(|c| iri(names, "category", c)).collect();
        put(&mut n, "dpv:hasPersonalData", json!(data_iris));
        let mut basis: Vec<Value> = Vec::new();
        for b in merged.basis.values() {
            let condition = b.categories.iter().any(|c| c == "*" || data.contains(&c.as_str()));
            if ropa::serves(names, b, id) || condition {
                basis.extend(legal_basis(b).into_iter().filter(|t| !basis.contains(t)).collect::<Vec<_>>());
            }
        }
        put(&mut n, "dpv:hasLegalBasis", json!(basis));
        let sources: Vec<Value> = merged
            .source
            .values()
            .filter(|s| s.categories.iter().any(|c| c == "*" || data.contains(&c.as_str())))
            .flat_map(|s| s.from.iter())
            .map(|f| reference(names, f))
            .collect();
        put(&mut n, "dpv:hasDataSource", json!(sources));
        if purpose.decision == Decides::Significant {
            put(&mut n, "dpv:hasHumanInvolvement", term("dpv:HumanInvolvedForDecision"));
        }
        put(&mut n, "casement:form", json!(purpose.form));
        out.push(Value::Object(n));
    }
    out
}

fn reference(names: &Names<'_>, to: &str) -> Value {
    match to.strip_prefix("class:") {
        Some(class) => iri(names, "class", class),
        None if to == "subject" => term("dpv:DataSubject"),
        None => iri(names, "party", to),
    }
}

fn disclosures(names: &Names<'_>) -> Vec<Value> {
    let compiled = names.compiled;
    let mut out = Vec::new();
    for (id, d) in &compiled.merged.disclose {
        let mut n = node(&iri(names, "disclose", id), &["dpv:Process"]);
        put(&mut n, "dpv:hasProcessing", term("dpv:Disclose"));
        put(&mut n, "dpv:hasPurpose", iri(names, "purpose", &d.purpose));
        let to: Vec<Value> = d.to.iter().map(|t| reference(names, t)).collect();
        put(&mut n, "dpv:hasRecipient", json!(to));
        let statement = names.statement("disclose", id).map(|s| &s.id);
        let flow = compiled.flows.iter().find(|f| Some(&f.statement) == statement);
        let categories: Vec<Value> = flow
            .map(|f| f.categories.as_slice())
            .unwrap_or_default()
            .iter()
            .filter_map(|c| compiled.categories.get(usize::from(c.0)))
            .map(|c| iri(names, "category", &c.id))
            .collect();
        put(&mut n, "dpv:hasPersonalData", json!(categories));
        if d.gate.asks_consent() {
            put(&mut n, "dpv:hasConsentControl", term("dpv:WithdrawConsent"));
        }
        if d.recall == Recall::Impossible {
            put(&mut n, "dpv:hasContext", term("dpv:CannotReverseProcessEffects"));
        }
        if matches!(d.form, Form::Anonymous | Form::Aggregate) {
            put(&mut n, "dpv:hasTechnicalMeasure", term("dpv:Anonymisation"));
        }
        if d.form == Form::Pseudonymised {
            put(&mut n, "dpv:hasTechnicalMeasure", term("dpv:Pseudonymisation"));
        }
        put(&mut n, "dpv:hasFrequency", d.frequency.as_deref().map_or(Value::Null, english));
        put(&mut n, "casement:gate", json!(d.gate));
        put(&mut n, "casement:needs", json!(d.needs));
        put(&mut n, "casement:minimum", json!(d.minimum));
        put(&mut n, "casement:onward", json!(d.onward));
        put(&mut n, "casement:noDecisions", json!(d.no_decisions));
        put(&mut n, "casement:noReturn", json!(d.no_return));
        provenance(&mut n, &d.provenance);
        out.push(Value::Object(n));
    }
    out
}

fn retention(names: &Names<'_>) -> Vec<Value> {
    let merged = &names.compiled.merged;
    let mut out = Vec::new();
    for (id, rule) in &merged.retain {
        let mut n = node(&iri(names, "retain", id), &["dpv:StorageCondition"]);
        put(&mut n, "dct:title", english(&rule.label));
        let what: Vec<Value> = rule
            .what
            .iter()
            .map(|w| if merged.category.contains_key(w) { iri(names, "category", w) } else { json!(w) })
            .collect();
        put(&mut n, "casement:appliesTo", json!(what));
        let (kind, length) = match &rule.keep {
            Keep::Years(y) => ("dpv:TemporalDuration", Some(format!("P{y}Y"))),
            Keep::Months(m) => ("dpv:TemporalDuration", Some(format!("P{m}M"))),
            Keep::Days(d) => ("dpv:TemporalDuration", Some(format!("P{d}D"))),
            Keep::YearsPlusCurrent { years, .. } => ("dpv:TemporalDuration", Some(format!("P{years}Y"))),
            Keep::Range { max_years, .. } => ("dpv:TemporalDuration", Some(format!("P{max_years}Y"))),
            Keep::While(_) => ("dpv:UntilEventDuration", None),
            Keep::Indefinitely => ("dpv:EndlessDuration", None),
            Keep::ByReference(_) => ("dpv:IndeterminateDuration", None),
        };
        let mut duration = Map::new();
        put(&mut duration, "@type", json!(kind));
        if let Some(length) = length {
            put(&mut duration, "dct:extent", json!({ "@value": length, "@type": "xsd:duration" }));
        }
        put(&mut n, "dpv:hasDuration", Value::Object(duration));
        put(&mut n, "casement:keep", json!(rule.keep));
        put(&mut n, "casement:anchor", json!(rule.anchor));
        put(&mut n, "casement:after", json!(rule.after));
        put(&mut n, "casement:why", json!(rule.why));
        let holders: Vec<Value> = rule.held_by.iter().map(|h| reference(names, h)).collect();
        put(&mut n, "casement:heldBy", json!(holders));
        provenance(&mut n, &rule.provenance);
        out.push(Value::Object(n));
    }
    out
}

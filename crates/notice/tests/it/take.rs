//! Notices in: a file in the Data Privacy Vocabulary becomes a draft in our language, and allows nothing that it does not say.

use crate::support::{self, SHIPPED};
use notice::model::Compiled;
use notice::render::dpv;
use notice::{Library, Severity, TakeError, compile, take};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The text of a draft, as a table.
fn parsed(text: &str) -> toml::Table {
    text.parse().unwrap_or_else(|e| panic!("{e}\n{text}"))
}

fn labels(of: &toml::Table, table: &str, key: &str) -> BTreeSet<String> {
    let rows = of.get(table).and_then(toml::Value::as_table).into_iter().flat_map(toml::Table::iter);
    rows.map(|(_, row)| row[key].as_str().expect("a text").to_owned()).collect()
}

#[test]
fn our_own_notices_come_back_with_all_that_goes_out_and_nothing_more() {
    for (path, _) in &SHIPPED[2..] {
        let name = path.trim_start_matches("notices/").trim_end_matches(".toml");
        let compiled: Compiled = support::shipped(name).compiled;
        let merged = &compiled.merged;
        let taken = take(&dpv(&compiled), "none/none", "2000-01-01").expect("it is taken");
        let back = parsed(&taken.text);
        let head = back["notice"].as_table().expect("a head");
        assert_eq!(head["id"].as_str(), Some(compiled.id.as_str()));
        assert_eq!(head["version"].as_str(), Some(compiled.version.as_str()));
        assert_eq!(head["effective"].as_str(), Some(compiled.effective.to_string().as_str()));
        assert_eq!(labels(&back, "party", "name"), merged.party.values().map(|p| p.name.clone()).collect(), "{name}");
        assert_eq!(labels(&back, "class", "label"), merged.class.values().map(|c| c.label.clone()).collect(), "{name}");
        assert_eq!(labels(&back, "category", "label"), merged.category.values().map(|c| c.label.clone()).collect());
        assert_eq!(labels(&back, "purpose", "label"), merged.purpose.values().map(|p| p.label.clone()).collect());
        assert_eq!(back["retain"].as_table().map(toml::Table::len), Some(merged.retain.len()));
        // Who is told what, why and through which gate: each statement as it was.
        let disclosures = back["disclose"].as_table().expect("disclosures");
        assert_eq!(disclosures.len(), merged.disclose.len(), "{name}");
        for (id, was) in &merged.disclose {
            let id = id.to_ascii_lowercase();
            let is = &disclosures[&id];
            let to = |of: &toml::Value| -> BTreeSet<String> {
                of.as_array().expect("a list").iter().map(|w| w.as_str().expect("a word").to_owned()).collect()
            };
            assert_eq!(to(&is["to"]).len(), was.to.iter().collect::<BTreeSet<_>>().len(), "{name} {id}");
            assert_eq!(is["purpose"].as_str(), Some(was.purpose.as_str()), "{name} {id}");
            let gate = serde_json::to_value(&was.gate).expect("a gate");
            assert_eq!(without_nulls(&gate), serde_json::to_value(&is["gate"]).expect("a gate"), "{name} {id}");
            let flow: BTreeSet<String> = compiled
                .flows
                .iter()
                .filter(|f| f.statement.0.ends_with(&format!("disclose.{id}")))
                .flat_map(|f| f.categories.iter())
                .map(|c| compiled.categories[usize::from(c.0)].id.clone())
                .collect();
            assert_eq!(is.get("categories").map(to).unwrap_or_default(), flow, "{name} {id}");
        }
        // What the checker then finds is what nobody said, and never that something is written wrongly.
        let library = Library::new().with("taken.toml", taken.text.clone());
        let found = compile(&library, "taken.toml").diagnostics;
        let wrong: Vec<String> =
            found.iter().filter(|d| d.severity == Severity::Error).map(|d| d.render(&library, false)).collect();
        let unreadable: Vec<&String> =
            wrong.iter().filter(|w| w.contains("E01") || w.contains("unknown key")).collect();
        assert!(unreadable.is_empty(), "{name}: {unreadable:#?}");
    }
}

fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(keys) => keys
            .iter()
            .filter(|(_, v)| !v.is_null())
            .map(|(k, v)| (k.clone(), without_nulls(v)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Array(all) => all.iter().map(without_nulls).collect(),
        plain => plain.clone(),
    }
}

/// A notice as another program writes it: full addresses, things within things, no word of ours.
fn foreign() -> Value {
    json!({
        "@context": {
            "title": "http://purl.org/dc/terms/title",
            "d": "https://w3id.org/dpv#",
            "gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
            "purpose": { "@id": "d:hasPurpose" }
        },
        "@id": "https://council.example/privacy",
        "@type": "https://w3id.org/dpv#PrivacyNotice",
        "title": { "@value": "Hilltop Council: housing advice", "@language": "en" },
        "d:hasDataController": { "@id": "https://council.example/#us", "@type": "d:DataController", "d:hasName": "Hilltop Council" },
        "d:hasRight": [{ "@id": "gdpr:A15" }, { "@id": "gdpr:A21" }, { "@id": "gdpr:A99" }],
        "d:hasProcess": [
            {
                "@type": "d:Process",
                "purpose": { "@id": "https://council.example/#advice", "@type": "d:Purpose", "title": "Give advice on housing" },
                "d:hasPersonalData": [
                    { "@id": "https://council.example/#name", "@type": "d:PersonalData", "title": "Name" },
                    { "@id": "https://council.example/#health", "@type": "d:SpecialCategoryPersonalData", "title": "Health" }
                ],
                "d:hasLegalBasis": [{ "@id": "gdpr:A6-1-e" }, { "@id": "gdpr:A9-2-g" }],
                "d:hasDataSource": { "@id": "d:DataSubject" },
                "d:hasStorageCondition": {
                    "@id": "https://council.example/#six-years", "@type": "d:StorageCondition", "title": "Advice",
                    "d:hasDuration": { "@type": "d:TemporalDuration", "http://purl.org/dc/terms/extent": "P6Y" }
                }
            },
            {
                "@id": "https://council.example/#to-shelter",
                "@type": "d:Process",
                "d:hasProcessing": { "@id": "d:Disclose" },
                "purpose": { "@id": "https://council.example/#advice" },
                "d:hasPersonalData": { "@id": "https://council.example/#name" },
                "d:hasRecipient": { "@id": "https://council.example/#shelter", "@type": "d:NonProfitOrganisation", "d:hasName": "Shelter “North”" },
                "d:hasLegalBasis": { "@id": "d:Consent" }
            },
            {
                "@id": "https://council.example/#to-police",
                "@type": "d:Process",
                "d:hasProcessing": { "@id": "d:Disclose" },
                "purpose": { "@id": "https://council.example/#advice" },
                "d:hasPersonalData": { "@id": "https://council.example/#name" },
                "d:hasRecipient": { "@id": "https://council.example/#police", "@type": "d:GovernmentalOrganisation", "d:hasName": "Police" }
            }
        ]
    })
}

#[test]
fn a_notice_of_another_program_becomes_a_draft_and_what_it_leaves_open_stays_closed() {
    let taken = take(&foreign(), "hilltop/housing-advice", "2026-12-01").expect("it is taken");
    let back = parsed(&taken.text);
    assert_eq!(back["notice"]["title"].as_str(), Some("Hilltop Council: housing advice"));
    assert_eq!(back["notice"]["id"].as_str(), Some("hilltop/housing-advice"));
    let assumed: Vec<&str> =
        back["notice"]["assumed"].as_array().expect("a list").iter().filter_map(toml::Value::as_str).collect();
    assert_eq!(assumed, ["id", "version", "effective", "subjects"], "what was made up is not marked");
    assert_eq!(back["notice"]["controller"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        labels(&back, "party", "name"),
        ["Hilltop Council", "Police", "Shelter “North”"].map(str::to_owned).into()
    );
    assert_eq!(back["basis"]["article-6-e"]["purposes"][0].as_str(), Some("advice"));
    assert_eq!(
        back["basis"]["article-9-g"]["categories"].as_array().map(Vec::len),
        Some(1),
        "the name is no special category"
    );
    assert_eq!(back["source"]["subject"]["from"][0].as_str(), Some("subject"));
    assert_eq!(back["retain"]["six-years"]["keep"]["years"].as_integer(), Some(6));
    assert_eq!(back["retain"]["six-years"]["what"].as_array().map(Vec::len), Some(2));
    assert_eq!(back["retain"]["six-years"]["assumed"][0].as_str(), Some("anchor"));
    // With consent it may be asked for; without a ground it stands as a question, and so nothing goes.
    assert_eq!(back["disclose"]["to-shelter"]["gate"]["consent"]["meaning"].as_str(), Some("permission"));
    assert!(back["disclose"].get("to-police").is_none(), "something goes of which no ground is said");
    assert!(taken.text.contains("# [disclose.to-police]") && taken.text.contains("# to = [\"police\"]"));
    for open in ["disclose.to-police", "category.health", "A99"] {
        assert!(taken.open.iter().any(|line| line.contains(open)), "{open} is not named: {:?}", taken.open);
    }
}

#[test]
fn nothing_that_stands_in_a_file_becomes_a_statement_by_breaking_a_line() {
    let leak = "x\n[disclose.leak]\nto = [\"police\"]\npurpose = \"advice\"";
    let mut document = foreign();
    document["title"] = leak.into();
    let processes = &mut document["d:hasProcess"];
    processes[0]["d:hasLegalBasis"] =
        ["", "gdpr:", "gdpr:A6-1-", "gdpr:A6-1-e]\n", "gdpr:A9-2-", "eu-gdpr:A6-1-", "eu-gdpr:A9-2-g]"]
            .map(|before| json!({ "@id": format!("{before}{leak}") }))
            .into();
    processes[1]["d:hasRecipient"] =
        json!([{ "@id": leak }, { "@id": "https://council.example/#shelter", "@type": leak }]);
    processes[2]["casement:needs"] = json!([{ leak: leak }]);
    processes[2]["d:hasPersonalData"] = json!({ "@id": leak });
    document["d:hasRight"] = json!({ "@id": leak });
    let taken = take(&document, "hilltop/housing-advice", "2026-12-01").expect("it is taken");
    assert!(taken.text.contains("[disclose.leak]"), "the test plants nothing");
    assert!(taken.text.lines().all(|line| !line.starts_with("[disclose.leak]")), "{}", taken.text);
    let back = parsed(&taken.text);
    assert!(back.get("disclose").and_then(|d| d.get("leak")).is_none());
    assert!(taken.open.iter().all(|line| !line.contains('\n')));
}

#[test]
fn what_would_have_one_name_stays_apart_and_one_limb_is_one_statement() {
    let process = |at: &str, basis: &str| {
        json!({
            "@id": format!("https://council.example/{at}"), "@type": "dpv:Process",
            "dpv:hasPurpose": { "@id": "urn:x#p", "@type": "dpv:Purpose", "dct:title": "Advice" },
            "dpv:hasLegalBasis": [{ "@id": basis }]
        })
    };
    let sent = |at: &str| {
        let mut sent = process(at, "dpv:Consent");
        sent["dpv:hasRecipient"] =
            json!({ "@id": "urn:x#shelter", "@type": "dpv:Organisation", "dpv:hasName": "Shelter" });
        sent["dpv:hasStorageCondition"] = json!({ "@id": format!("{at}#kept"), "@type": "dpv:StorageCondition", "dpv:hasDuration": { "@type": "dpv:Duration", "dct:extent": "P2Y" } });
        sent
    };
    let document = json!([
        process("a#one", "eu-gdpr:A6-1-e-official-authority"),
        process("b#one", "eu-gdpr:A6-1-e-public-interest"),
        process("c#one", "urn:none"),
        process("d#one", "urn:none"),
        sent("a#sent"),
        sent("b#sent"),
        { "@id": "e#from", "@type": "dpv:Process", "dpv:hasPersonalData": { "@id": "urn:x#d", "@type": "dpv:PersonalData", "dct:title": "Name" },
          "dpv:hasDataSource": [
            { "@id": "urn:x#subject", "@type": "dpv:Organisation", "dpv:hasName": "Subject Ltd" },
            { "@id": "urn:x#class-list", "@type": "dpv:Organisation", "dpv:hasName": "Class list" },
            { "@id": format!("urn:x#{}", "a".repeat(70)), "@type": "dpv:Organisation", "dpv:hasName": "One" },
            { "@id": format!("urn:x#{}b", "a".repeat(70)), "@type": "dpv:Organisation", "dpv:hasName": "Other" },
          ] },
    ]);
    let taken = take(&document, "hilltop/advice", "2026-12-01").expect("it is taken");
    let back = parsed(&taken.text);
    let keys = |table: &str| back[table].as_table().expect("a table").keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys("disclose"), ["sent", "sent-2"]);
    assert_eq!(keys("retain"), ["kept", "kept-2"]);
    assert_eq!(keys("basis"), ["article-6-e"]);
    assert_eq!(keys("source").len(), 4, "{:?}", keys("source"));
    assert!(keys("party").contains(&"subject-2".to_owned()), "a word of the language is nobody's id");
    assert_eq!(taken.open.iter().filter(|line| line.contains("urn:none")).count(), 1, "{:?}", taken.open);
}

#[test]
fn what_is_no_notice_is_refused_with_what_to_do() {
    let said = |document: Value| take(&document, "a/b", "2026-12-01").expect_err("it is none");
    assert_eq!(said(json!("text")), TakeError::NotLinkedData);
    assert_eq!(said(json!([])), TakeError::NotLinkedData);
    assert_eq!(said(json!({ "@id": "x:1", "@type": "x:Thing" })), TakeError::NoNotice);
    let elsewhere = said(json!({ "@context": "https://w3id.org/dpv", "@id": "x:1" }));
    assert!(elsewhere.to_string().contains("nothing is fetched"));
    let deep = (0..200).fold(json!({ "@type": "dpv:PrivacyNotice" }), |inner, _| json!({ "dpv:hasProcess": inner }));
    assert_eq!(said(deep), TakeError::TooMuch);
}

proptest::proptest! {
    /// Whatever a file calls its things, what is written is one file that can be read.
    #[test]
    fn names_of_every_kind_stay_names(name in "\\PC{1,40}", id in "\\PC{0,20}") {
        let document = json!({
            "@graph": [
                { "@id": format!("urn:x#{id}"), "@type": ["dpv:PersonalData"], "dct:title": name },
                { "@id": "urn:x#p", "@type": "dpv:Process", "dpv:hasPersonalData": { "@id": format!("urn:x#{id}") } }
            ]
        });
        let taken = take(&document, "a/b", "2026-12-01").expect("it is taken");
        let back = parsed(&taken.text);
        if !name.trim().is_empty() {
            let found = labels(&back, "category", "label");
            // A label is one line: what would break it is a space.
            let one_line = name.replace(['\u{2028}', '\u{2029}'], " ");
            proptest::prop_assert_eq!(found, [one_line].into());
        }
    }
}

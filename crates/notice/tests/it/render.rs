//! What notices look like from outside.

use crate::html;
use crate::support::{self, SHIPPED};
use notice::model::Compiled;
use notice::render::tree::{Block, Document, Item, Section};
use notice::render::{As, anchor, fragment, markdown, page, render};
use notice::{Library, compile};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, OnceLock};

/// The six: the base for England and the five.
const SIX: [&str; 6] = ["base/england-housing", "mars", "dudley", "coventry", "kirklees", "families"];

fn compiled(name: &str) -> Compiled {
    static KNOWN: OnceLock<Mutex<BTreeMap<String, Compiled>>> = OnceLock::new();
    let mut known = KNOWN.get_or_init(Mutex::default).lock().expect("a lock");
    known.entry(name.to_owned()).or_insert_with(|| compiled_in(&support::library(), name)).clone()
}

fn compiled_in(library: &Library, name: &str) -> Compiled {
    let made = compile(library, &format!("notices/{name}.toml"));
    made.compiled.unwrap_or_else(|| {
        let found: Vec<String> = made.diagnostics.iter().map(|d| d.render(library, false)).collect();
        panic!("{name} compiles\n{}", found.join("\n"))
    })
}

fn written(compiled: &Compiled, r#as: As) -> String {
    render(compiled, r#as).expect("it can be written")
}

fn snapshot(name: &str, r#as: As) {
    let label = format!("{}-{}", r#as.id(), name.replace('/', "-"));
    insta::assert_snapshot!(label, written(&compiled(name), r#as));
}

#[test]
fn pages_read_like_this() {
    SIX.iter().for_each(|name| snapshot(name, As::Markdown));
}

#[test]
fn records_of_processing_look_like_this() {
    SIX.iter().for_each(|name| snapshot(name, As::Ropa));
}

#[test]
fn policy_documents_look_like_this() {
    SIX.iter().for_each(|name| snapshot(name, As::PolicyDocument));
}

#[test]
fn fields_and_retention_look_like_this() {
    SIX.iter().for_each(|name| snapshot(name, As::Table));
}

#[test]
fn envelopes_look_like_this() {
    SIX.iter().for_each(|name| snapshot(name, As::Envelope));
}

/// The longer forms of one notice: their shape is the same for all, and other tests look at all six.
#[test]
fn html_print_dpv_cedar_and_schema_look_like_this() {
    for form in [As::Html, As::Print, As::Dpv, As::Cedar, As::Schema] {
        snapshot("base/england-housing", form);
    }
    snapshot("coventry", As::Dpv);
}

#[test]
fn html_is_well_formed_with_anchors_that_stand_once_and_links_that_lead_somewhere() {
    for name in SIX {
        let compiled = compiled(name);
        for form in [As::Html, As::Print] {
            let found = html::read(&written(&compiled, form));
            let ids: BTreeSet<&String> = found.ids.iter().collect();
            assert_eq!(ids.len(), found.ids.len(), "{name}: an anchor stands twice: {:?}", twice(&found.ids));
            for link in found.links.iter().filter_map(|l| l.strip_prefix('#')) {
                assert!(found.ids.iter().any(|i| i == link), "{name}: #{link} leads nowhere");
            }
            // A cell of a table may have nothing to say; nothing else may.
            let empty: Vec<&String> = found.empty.iter().filter(|e| *e != "td" && *e != "caption").collect();
            assert!(empty.is_empty(), "{name}: elements with nothing in them: {empty:?}");
        }
    }
}

fn twice(ids: &[String]) -> Vec<&String> {
    ids.iter().enumerate().filter(|(at, id)| ids.iter().take(*at).any(|i| i == *id)).map(|(_, id)| id).collect()
}

#[test]
fn every_section_says_something() {
    fn look(section: &Section) {
        assert!(!section.title.is_empty(), "a section without a heading: {section:?}");
        assert!(!section.is_empty(), "a section that says nothing: {}", section.title.words());
        for block in &section.blocks {
            let said = match block {
                Block::Para(text) | Block::Warning(text) => !text.is_empty(),
                Block::List(items) => !items.is_empty() && items.iter().all(says),
                Block::Rows(rows) => !rows.is_empty() && rows.iter().all(|r| !r.key.is_empty() && !r.value.is_empty()),
                Block::Table(table) => {
                    !table.rows.is_empty() && table.rows.iter().all(|r| r.cells.len() == table.head.len())
                }
            };
            assert!(said, "something empty under {}", section.title.words());
        }
        section.sections.iter().for_each(look);
    }
    fn says(item: &Item) -> bool {
        !item.text.is_empty() && item.under.iter().all(says)
    }
    for name in SIX {
        page(&compiled(name)).sections.iter().for_each(look);
    }
}

/// Words as they are compared: without case, without the full stop that a sentence ends with, without accents of quotes.
fn plain(words: &str) -> String {
    words.trim().trim_end_matches('.').to_lowercase().replace(['\u{2019}', '\''], "'")
}

/// Everything that the file says in words, by key.
fn said(value: &Value, key: &str, found: &mut Vec<(String, String)>) {
    // Keys whose words are for people. Ids, remarks for maintainers, and the choices of a form are not on the page.
    const PUBLIC: [&str; 36] = [
        "title",
        "summary",
        "essence",
        "label",
        "text",
        "says",
        "name",
        "also",
        "cited-as",
        "for",
        "own-basis",
        "own-notice",
        "requires",
        "if-refused",
        "only-when",
        "interest",
        "legislation",
        "citation",
        "minimum",
        "means",
        "frequency",
        "included-when",
        "benefit",
        "consequence",
        "under",
        "why",
        "say",
        "safeguards",
        "necessary",
        "email",
        "phone",
        "post",
        "schedule1",
        "policy-document",
        "duty",
        "power",
    ];
    match value {
        Value::String(words) if PUBLIC.contains(&key) => found.push((key.to_owned(), words.clone())),
        Value::Array(items) => items.iter().for_each(|i| said(i, key, found)),
        Value::Object(map) => map.iter().for_each(|(k, v)| said(v, k, found)),
        _ => {}
    }
}

/// Whoever reads the page finds all that the file says.
#[test]
fn the_page_leaves_nothing_out_that_the_notice_says() {
    let mut missing = Vec::new();
    for name in SIX {
        let compiled = compiled(name);
        let text = plain(&html::read(&fragment(&page(&compiled))).text);
        let file = serde_json::to_value(&compiled.merged).expect("a file");
        for (table, statements) in file.as_object().expect("tables") {
            let mut words = Vec::new();
            said(statements, "", &mut words);
            for (key, words) in words {
                let words = if key == "schedule1" { words.replace(" para ", " paragraph ") } else { words };
                if !text.contains(&plain(&words)) {
                    missing.push(format!("{name}: `{key}` of a {table}: {words}"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "the page does not say:\n{}", missing.join("\n"));
}

/// Page, gate and clocks are made from one file: a change of the file changes all of them, and what the gate lets
/// through stands on the page with recipients and categories.
#[doc = "keeps MARS-003"]
#[test]
fn the_page_says_what_the_gate_and_the_clocks_do() {
    for name in ["mars", "dudley", "coventry", "kirklees", "families"] {
        let compiled = compiled(name);
        let text = html::read(&fragment(&page(&compiled))).text;
        for service in compiled.merged.service.values() {
            assert!(text.contains(&service.label), "{name}: service {} is on the page", service.label);
        }
        let doc = page(&compiled);
        for flow in &compiled.flows {
            let told = told(&doc, &anchor(&flow.statement));
            for category in &flow.categories {
                let label = &compiled.categories[usize::from(category.0)].label;
                let all = told.contains("Any of the information listed on this page");
                assert!(all || told.contains(label), "{name}: {} says that {label} is shared", flow.statement);
            }
        }
        for rule in &compiled.retention {
            let told = told(&doc, &anchor(&rule.statement));
            let words = notice::render::words::period(&rule.keep, rule.anchor);
            assert!(plain(&told).contains(&plain(&words)), "{name}: {} says {words}", rule.statement);
        }
    }
    let before = compiled("mars");
    let after = support::changed("mars", "keep   = { years = 6 }", "keep   = { years = 9 }").compiled;
    assert_ne!(before.retention.first().map(|r| &r.keep), after.retention.first().map(|r| &r.keep));
    assert!(written(&before, As::Html).contains("6 years from the day your case is closed"));
    assert!(written(&after, As::Html).contains("9 years from the day your case is closed"));
}

/// What the page says at an anchor.
fn told(doc: &Document, id: &str) -> String {
    let html = fragment(doc);
    let from = html.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("{id} has an anchor"));
    let rest = &html[from..];
    let tag = html[..from].rfind('<').expect("an element");
    let element = html[tag + 1..from].split_whitespace().next().expect("a name");
    // A heading speaks until the next heading; a row or an item until its end.
    let end = match element {
        "h2" | "h3" | "h4" => rest[1..].find(&format!("<{element}")).map_or(rest.len(), |e| e + 1),
        "div" => rest.find("</dd>").unwrap_or(rest.len()),
        other => rest.find(&format!("</{other}>")).unwrap_or(rest.len()),
    };
    let mut words = String::new();
    let mut inside = true;
    for c in rest[..end].chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => words.push(c),
            _ => {}
        }
    }
    words.replace("&#39;", "'").replace("&amp;", "&").replace("&quot;", "\"")
}

/// The page lists every class of record with its period, the recipients' copies too, and says whom to ask.
#[doc = "keeps DUD-076"]
#[test]
fn people_find_a_list_of_record_classes_and_periods() {
    let compiled = compiled("dudley");
    let text = html::read(&fragment(&page(&compiled))).text;
    let list = text.split("How long we keep it").last().expect("a section on retention");
    assert!(!compiled.retention.is_empty());
    for rule in &compiled.retention {
        assert!(list.contains(&rule.label), "{} is in the list", rule.label);
        assert!(plain(list).contains(&plain(&notice::render::words::period(&rule.keep, rule.anchor))));
    }
    assert!(text.contains("Corporate Information Governance Team"), "whom to ask for the schedule");
}

/// The regulator's address is configuration of the base notice, and the pages follow it.
#[doc = "keeps FAM-090"]
#[test]
fn the_page_shows_the_regulators_address_from_the_base_notice() {
    let path = "notices/base/united-kingdom.toml";
    let base = SHIPPED.iter().find(|(p, _)| *p == path).expect("the base").1;
    let page_of = |library: &Library| html::read(&fragment(&page(&compiled_in(library, "families")))).text;
    let now = page_of(&support::library());
    assert!(now.contains("0303 123 1113") && now.contains("Wycliffe House"), "by telephone and by post");
    let moved = base.replace("0303 123 1113", "0303 999 0000");
    assert_ne!(moved, base);
    let later = page_of(&support::library().with(path, moved));
    assert!(later.contains("0303 999 0000") && !later.contains("0303 123 1113"));
}

#[test]
fn the_record_of_processing_has_a_row_for_each_purpose_and_no_empty_basis() {
    for name in SIX {
        let compiled = compiled(name);
        let csv = written(&compiled, As::Ropa);
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let heads = reader.headers().expect("heads").clone();
        let basis = heads.iter().position(|h| h == "Article 6 basis").expect("a column for the basis");
        let rows: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a row")).collect();
        assert_eq!(rows.len(), compiled.purposes.len(), "{name}");
        for row in rows {
            assert!(row.get(basis).is_some_and(|b| b.contains("6(1)(")), "{name}: {:?} has a basis", row.get(0));
        }
    }
}

#[test]
fn the_json_ld_names_only_what_it_describes_and_terms_of_known_vocabularies() {
    fn ids(value: &Value, all: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                if let (1, Some(Value::String(id))) = (map.len(), map.get("@id")) {
                    all.push(id.clone());
                }
                map.values().for_each(|v| ids(v, all));
            }
            Value::Array(items) => items.iter().for_each(|v| ids(v, all)),
            _ => {}
        }
    }
    for name in SIX {
        let json: Value = serde_json::from_str(&written(&compiled(name), As::Dpv)).expect("JSON");
        let prefixes: Vec<&String> = json["@context"].as_object().expect("a context").keys().collect();
        let graph = json["@graph"].as_array().expect("a graph");
        let described: BTreeSet<&str> = graph.iter().filter_map(|n| n["@id"].as_str()).collect();
        assert_eq!(described.len(), graph.len(), "{name}: each node has its own address");
        let mut named = Vec::new();
        for node in graph {
            for (key, value) in node.as_object().expect("a node") {
                let known = key.starts_with('@')
                    || key.split_once(':').is_some_and(|(p, _)| prefixes.iter().any(|known| *known == p));
                assert!(known, "{name}: {key} belongs to a vocabulary");
                ids(value, &mut named);
            }
        }
        for id in named {
            let term = id.split_once(':').is_some_and(|(p, _)| prefixes.iter().any(|known| *known == p));
            assert!(described.contains(id.as_str()) || term, "{name}: {id} is described or a term");
        }
    }
}

/// Pieces that would do harm if any writer let them through.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<script>alert(1)</script>".to_owned()),
        Just("\"><img src=x onerror=alert(1)>".to_owned()),
        Just("' onmouseover='alert(1)".to_owned()),
        Just("](javascript:alert(1))".to_owned()),
        Just("</style></title><b>".to_owned()),
        Just("\n# Heading\n- item\n| a | b |\n".to_owned()),
        Just("&lt;b&gt;&amp;".to_owned()),
        Just("=HYPERLINK(\"http://evil.example\")".to_owned()),
        Just("@SUM(1)".to_owned()),
        Just("\\\"),\n\r;|permit(principal, action, resource);".to_owned()),
        Just("\u{202e}\u{0}\u{7f}`*_~".to_owned()),
        "[a-zé <>&\"'|*_]{1,12}",
    ];
    proptest::collection::vec(piece, 1..4).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn nothing_that_a_notice_says_becomes_markup(words in hostile()) {
        let mut compiled = compiled("coventry");
        compiled.title.clone_from(&words);
        let merged = &mut compiled.merged;
        merged.notice.summary = Some(words.clone());
        merged.category.values_mut().for_each(|c| { c.label.clone_from(&words); c.if_refused = Some(words.clone()); });
        merged.party.values_mut().for_each(|p| { p.name.clone_from(&words); p.own_notice = Some(words.clone()); });
        merged.class.values_mut().for_each(|c| c.label.clone_from(&words));
        merged.purpose.values_mut().for_each(|p| p.label.clone_from(&words));
        merged.contact.values_mut().for_each(|c| { c.label.clone_from(&words); c.url = Some(format!("javascript:{words}")); c.email = Some(words.clone()); });
        merged.retain.values_mut().for_each(|r| r.label.clone_from(&words));
        compiled.purposes.iter_mut().for_each(|p| p.label.clone_from(&words));
        compiled.categories.iter_mut().for_each(|c| { c.label.clone_from(&words); let said = c.fields.iter().cloned().map(|f| notice::model::FieldInfo { label: words.clone(), ..f }); c.fields = said.collect(); });

        let allowed: BTreeSet<String> = html::read(&written(&self::compiled("coventry"), As::Print)).elements;
        for form in [As::Html, As::Print] {
            let found = html::read(&written(&compiled, form));
            prop_assert!(found.elements.is_subset(&allowed), "{:?}", found.elements);
            let known: BTreeSet<String> =
                ["class", "id", "href", "scope", "lang", "charset", "name", "content", "aria-label"].map(str::to_owned).into();
            prop_assert!(found.attributes.is_subset(&known), "{:?}", found.attributes);
            for link in &found.links {
                let safe = ["https://", "http://", "mailto:", "tel:", "#"].iter().any(|s| link.starts_with(s));
                prop_assert!(safe, "a link to {link:?}");
            }
        }
        let heads = |text: &str| text.lines().filter(|l| l.starts_with('#')).count();
        let clean = self::compiled("coventry");
        prop_assert_eq!(heads(&written(&compiled, As::Markdown)), heads(&markdown(&page(&clean))));
        let csv = written(&compiled, As::Ropa);
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let mut rows = 0;
        for row in reader.records() {
            rows += 1;
            for cell in &row.expect("a row") {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "a formula: {cell:?}");
            }
        }
        prop_assert_eq!(rows, clean.purposes.len());
        prop_assert!(serde_json::from_str::<Value>(&written(&compiled, As::Dpv)).is_ok());
    }
}

/// Whoever reads the page learns that files are approved and unusual looks reviewed, and by whom; and nothing of it where the notice says nothing.
#[doc = "keeps FAM-067"]
#[test]
fn the_page_says_who_approves_files_and_is_told_of_unusual_looks() {
    let text = html::read(&fragment(&page(&compiled("families")))).text;
    for words in [
        "Before a list leaves in a file",
        "Somebody else has to approve it: the data protection officer.",
        "When somebody looks at records in an unusual way",
        "the data protection officer is told of what is out of the ordinary",
    ] {
        assert!(text.to_lowercase().contains(&words.to_lowercase()), "{words}: {text}");
    }
    assert!(!html::read(&fragment(&page(&compiled("coventry")))).text.contains("unusual way"));
}

//! A notice from a file in the W3C Data Privacy Vocabulary (JSON-LD): a draft in our language, to be read and finished by a person. What the
//! file says is taken over; what it does not say and running needs is marked `assumed`; and a disclosure of which it does not say on what ground it
//! is made is written as a question and not as a statement, since whatever stands as one is allowed.

mod graph;
mod write;

use graph::{Graph, Node, is, text, things};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use write::{Statement, one_line, slug};

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TakeError {
    /// It is no linked data.
    #[error(
        "this is not JSON-LD: one object with @context and @graph is wanted, or a list of things with @id and @type"
    )]
    NotLinkedData,
    /// Its context is at an address.
    #[error("the file's context stands at {0}, and nothing is fetched: put the context itself into the file")]
    ContextElsewhere(String),
    /// It nests or repeats beyond measure.
    #[error("the file nests deeper, or holds more things, than a notice does")]
    TooMuch,
    /// No notice and no process.
    #[error(
        "the file has no dpv:PrivacyNotice, dpv:Process or dpv:PersonalDataHandling: there is nothing in it that could be said in a notice"
    )]
    NoNotice,
}

/// A notice that was taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The file, in our language.
    pub text: String,
    /// What the file says and could not be taken over, and what it leaves open, in words.
    pub open: Vec<String>,
}

const PARTY_TYPES: &[&str] = &[
    "dpv:LegalEntity",
    "dpv:Organisation",
    "dpv:DataController",
    "dpv:JointDataControllers",
    "dpv:DataProcessor",
    "dpv:ThirdParty",
    "dpv:Recipient",
    "dpv:GovernmentalOrganisation",
    "dpv:NonProfitOrganisation",
    "dpv:Authority",
];
const CATEGORY_TYPES: &[&str] = &[
    "dpv:PersonalData",
    "dpv:SensitivePersonalData",
    "dpv:SpecialCategoryPersonalData",
    "dpv:DerivedPersonalData",
    "dpv:CollectedPersonalData",
];
const PROCESS_TYPES: &[&str] = &["dpv:Process", "dpv:PersonalDataHandling"];
const SPECIAL_TYPES: &[&str] = &["dpv:SpecialCategoryPersonalData", "dpv:SensitivePersonalData"];
const NAMES: &[&str] = &["dpv:hasName", "dct:title", "rdfs:label", "skos:prefLabel", "schema:name"];

/// Takes a notice over. `id` and `effective` (`2026-12-01`) stand where the file has none.
///
/// # Errors
/// When it is no linked data, or says nothing of a notice.
pub fn take(document: &Value, id: &str, effective: &str) -> Result<Taken, TakeError> {
    let graph = Graph::read(document)?;
    let nothing = Node::new();
    let head = graph.of(&["dpv:PrivacyNotice"]).next().map(|(_, node)| node);
    let processes = graph.of(PROCESS_TYPES).count();
    if head.is_none() && processes == 0 {
        return Err(TakeError::NoNotice);
    }
    let head = head.unwrap_or(&nothing);
    let mut taker =
        Taker { graph: &graph, ids: HashMap::new(), used: BTreeSet::new(), numbered: HashMap::new(), open: Vec::new() };
    let mut out: Vec<Statement> = Vec::new();
    taker.name_everything();
    out.push(taker.head(head, id, effective));
    out.extend(taker.parties(head));
    out.extend(taker.categories());
    out.extend(taker.purposes());
    out.extend(taker.sources());
    out.extend(taker.bases());
    out.extend(taker.disclosures());
    out.extend(taker.retention());
    out.extend(taker.last(head));
    let mut text = "# Taken from a file in the Data Privacy Vocabulary. It is a draft: read each statement beside the notice, answer what stands as a\n\
        # question, and run `casement notice check`. What is not said here cannot happen.\n"
        .to_owned();
    for statement in out {
        text.push('\n');
        text.push_str(&statement.text());
    }
    for line in &mut taker.open {
        *line = one_line(line);
    }
    if !taker.open.is_empty() {
        text.push_str("\n# What the file leaves open, or says in a way that has no statement here:\n");
        for line in &taker.open {
            text.push_str(&format!("# - {line}\n"));
        }
    }
    Ok(Taken { text, open: taker.open })
}

struct Taker<'g> {
    graph: &'g Graph,
    /// By the address of a thing: its table, and its id there.
    ids: HashMap<String, (&'static str, String)>,
    used: BTreeSet<(&'static str, String)>,
    /// The last number that was put behind an id that was wanted again.
    numbered: HashMap<(&'static str, String), u32>,
    open: Vec<String>,
}

impl Taker<'_> {
    /// Gives each thing its id: the end of its address, or of what it is called.
    fn name_everything(&mut self) {
        let graph = self.graph;
        for (address, node) in &graph.nodes {
            let Some(table) = table_of(node) else { continue };
            let wanted = if address.starts_with("_:") {
                slug(&text(node, NAMES).unwrap_or_default())
            } else {
                slug(ending(address, table))
            };
            let id = self.free(table, if wanted.is_empty() { table.to_owned() } else { wanted });
            self.ids.insert(address.clone(), (table, id));
        }
    }
    /// An id that nothing else of a table has: the one that is wanted, or that with a number behind it.
    fn free(&mut self, table: &'static str, wanted: String) -> String {
        // The words of the language are nobody's id: what says them would mean somebody else.
        let word = matches!((table, wanted.as_str()), ("party" | "class", "subject" | "controller"));
        if !word && self.used.insert((table, wanted.clone())) {
            return wanted;
        }
        let last = self.numbered.entry((table, wanted.clone())).or_insert(1);
        loop {
            *last += 1;
            let id = format!("{wanted}-{last}");
            if self.used.insert((table, id.clone())) {
                return id;
            }
        }
    }
    /// The id of a statement that nothing else names: the end of its address, or else its number.
    fn own_id(&mut self, table: &'static str, address: &str, or: &str, number: usize) -> String {
        let ending = if address.starts_with("_:") { String::new() } else { slug(ending(address, table)) };
        self.free(table, if ending.is_empty() { format!("{or}-{number}") } else { ending })
    }
    fn id(&self, address: &str) -> String {
        self.ids.get(address).map(|(_, id)| id.clone()).unwrap_or_default()
    }
    /// The ids of those of some things that stand in a table; what stands nowhere is noted as open.
    fn ids_in(&mut self, of: &[String], tables: &[&str], what: &str) -> Vec<String> {
        let mut found = Vec::new();
        for address in of {
            match self.ids.get(address) {
                Some(("class", id)) if tables.contains(&"class") => found.push(format!("class:{id}")),
                Some((table, id)) if tables.contains(table) => found.push(id.clone()),
                _ if address == "dpv:DataSubject" && tables.contains(&"subject") => found.push("subject".to_owned()),
                _ => self.open.push(format!("{what} is {address}, of which the file says nothing more")),
            }
        }
        found
    }

    fn head(&mut self, head: &Node, id: &str, effective: &str) -> Statement {
        let mut s = Statement::new("notice", "");
        let own = text(head, &["dct:identifier"]).filter(|id| id.split('/').all(|part| !slug(part).is_empty()));
        let own = own.map(|id| id.split('/').map(slug).collect::<Vec<_>>().join("/"));
        s.said_or("id", own.map(Value::from), Value::from(id));
        let version = text(head, &["dct:hasVersion", "schema:version"]);
        let semantic = |v: &String| v.split('.').count() == 3 && v.split('.').all(|n| n.parse::<u32>().is_ok());
        s.said_or("version", version.filter(semantic).map(Value::from), Value::from("0.1.0"));
        s.said_or("title", text(head, NAMES).map(Value::from), Value::from("Privacy notice"));
        let from = text(head, &["dct:valid", "dct:issued", "dct:created"]);
        let day =
            from.map(|d| d.chars().take(10).collect::<String>()).filter(|d| d.parse::<jiff::civil::Date>().is_ok());
        s.said_or("effective", day.map(Value::from), Value::from(effective));
        let controllers = things(head, "dpv:hasDataController");
        let controllers = self.ids_in(&controllers, &["party"], "The controller");
        if controllers.is_empty() {
            self.open.push("Who the controller is: name it under [notice] controller, and as a [party]".to_owned());
        }
        s.put("controller", Value::from(controllers));
        match head.get("casement:subjects").filter(|said| said.as_array().is_some_and(|a| !a.is_empty())) {
            Some(subjects) => s.put("subjects", subjects.clone()),
            None => s.assumed("subjects", Value::from(vec!["applicant"])),
        }
        s
    }

    fn parties(&mut self, head: &Node) -> Vec<Statement> {
        let mut out = Vec::new();
        let controllers = things(head, "dpv:hasDataController");
        let mut open_lists = false;
        for (address, node) in &self.graph.nodes {
            let Some((table, id)) = self.ids.get(address).cloned() else { continue };
            let called = text(node, NAMES).unwrap_or_else(|| id.clone());
            if table == "party" {
                let mut s = Statement::new("party", &id);
                s.put("name", Value::from(called));
                s.assumed("kind", Value::from(kind_of(node)));
                let role = [
                    ("dpv:JointDataControllers", "joint-controller"),
                    ("dpv:DataProcessor", "processor"),
                    ("dpv:ThirdParty", "source-only"),
                ];
                let role = role.into_iter().find(|(of, _)| is(node, &[of])).filter(|_| !controllers.contains(address));
                if let Some((_, role)) = role {
                    s.put("role", Value::from(role));
                }
                for (key, said) in
                    [("also", "casement:alsoKnownAs"), ("contract", "casement:contract"), ("for", "casement:task")]
                {
                    s.put_some(key, node.get(said));
                }
                s.provenance(node);
                out.push(s);
            } else if table == "class" {
                let mut s = Statement::new("class", &id);
                s.put("label", Value::from(called));
                s.assumed("kind", Value::from("other"));
                let mut members = Vec::new();
                for member in node.get("casement:member").and_then(Value::as_array).into_iter().flatten() {
                    match member.get("@id").and_then(Value::as_str) {
                        Some(at) => members.push(self.id(at)),
                        None => members.extend(member.get("@value").and_then(Value::as_str).map(str::to_owned)),
                    }
                }
                s.put("members", Value::from(members));
                if node.get("casement:open") == Some(&Value::Bool(true)) {
                    open_lists = true;
                    s.assumed(
                        "open",
                        serde_json::json!({ "enrol-by": "data-protection-officer", "requires": "an agreement" }),
                    );
                }
                s.provenance(node);
                out.push(s);
            }
        }
        if open_lists {
            let mut s = Statement::new("role", "data-protection-officer");
            s.put("label", Value::from("Data protection officer"));
            s.put("origin", Value::from("assumed"));
            out.push(s);
        }
        out
    }

    fn categories(&mut self) -> Vec<Statement> {
        let mut out = Vec::new();
        for (address, node) in &self.graph.nodes {
            let Some(("category", id)) = self.ids.get(address).cloned() else { continue };
            let mut s = Statement::new("category", &id);
            s.put("label", Value::from(text(node, NAMES).unwrap_or_else(|| id.clone())));
            match node.get("casement:special").filter(|said| said.is_string()) {
                Some(special) => s.put("special", special.clone()),
                None if is(node, SPECIAL_TYPES) => {
                    self.open.push(format!("Which special kind [category.{id}] is: say it as `special`"));
                }
                None => {}
            }
            if things(node, "dpv:hasNecessity").iter().any(|n| n == "dpv:Required") {
                s.put("necessity", Value::from("required"));
            }
            s.put_some("if-refused", node.get("casement:consequenceOfRefusal"));
            let from =
                self.ids_in(&things(node, "casement:derivedFrom"), &["category"], "What a category is made from");
            s.put("derived-from", Value::from(from));
            s.provenance(node);
            out.push(s);
        }
        out
    }

    fn purposes(&mut self) -> Vec<Statement> {
        let mut out = Vec::new();
        let (mut decided, mut of_purpose) = (BTreeSet::new(), HashMap::<String, &Node>::new());
        for (_, process) in self.handled() {
            let by_people =
                things(process, "dpv:hasHumanInvolvement").iter().any(|h| h == "dpv:HumanInvolvedForDecision");
            for purpose in things(process, "dpv:hasPurpose") {
                if by_people {
                    decided.insert(purpose.clone());
                }
                of_purpose.entry(purpose).or_insert(process);
            }
        }
        for (address, node) in &self.graph.nodes {
            let Some(("purpose", id)) = self.ids.get(address).cloned() else { continue };
            let mut s = Statement::new("purpose", &id);
            s.put("label", Value::from(text(node, NAMES).unwrap_or_else(|| id.clone())));
            let form = of_purpose.get(address).and_then(|p| p.get("casement:form")).filter(|f| *f != "identifiable");
            s.put_some("form", form);
            if decided.contains(address) {
                s.put("decision", Value::from("significant"));
            }
            s.provenance(node);
            out.push(s);
        }
        out
    }

    /// Processes that are no disclosures.
    fn handled(&self) -> impl Iterator<Item = (&String, &Node)> {
        self.graph.of(PROCESS_TYPES).filter(|(_, node)| !is_disclosure(node))
    }

    fn sources(&mut self) -> Vec<Statement> {
        let mut from: indexmap::IndexMap<String, BTreeSet<String>> = indexmap::IndexMap::new();
        let rows: Vec<(Vec<String>, Vec<String>)> = self
            .graph
            .of(PROCESS_TYPES)
            .map(|(_, node)| (things(node, "dpv:hasDataSource"), things(node, "dpv:hasPersonalData")))
            .collect();
        for (sources, data) in rows {
            let sources = self.ids_in(&sources, &["party", "class", "subject"], "A source");
            let data = self.ids_in(&data, &["category"], "Personal data");
            for source in sources {
                from.entry(source).or_default().extend(data.iter().cloned());
            }
        }
        let mut out = Vec::new();
        for (source, data) in from {
            let mut s = Statement::new("source", &self.free("source", slug(&source)));
            s.put("from", Value::from(vec![source]));
            s.put("categories", Value::from(data.into_iter().collect::<Vec<_>>()));
            out.push(s);
        }
        out
    }

    fn bases(&mut self) -> Vec<Statement> {
        type Rests = (BTreeSet<String>, BTreeSet<String>);
        let mut by_limb: indexmap::IndexMap<(&str, String), Rests> = indexmap::IndexMap::new();
        let rows: Vec<[Vec<String>; 3]> = self
            .handled()
            .map(|(_, n)| ["dpv:hasLegalBasis", "dpv:hasPurpose", "dpv:hasPersonalData"].map(|key| things(n, key)))
            .collect();
        let special: BTreeSet<String> = self.graph.of(SPECIAL_TYPES).map(|(address, _)| self.id(address)).collect();
        let mut unknown: BTreeSet<String> = BTreeSet::new();
        for [bases, purposes, data] in rows {
            let purposes = self.ids_in(&purposes, &["purpose"], "A purpose");
            let data = self.ids_in(&data, &["category"], "Personal data");
            for basis in bases.into_iter().filter(|b| !b.starts_with("_:")) {
                let Some(limb) = limb_of(&basis) else {
                    if unknown.insert(basis.clone()) {
                        self.open.push(format!(
                            "A basis is {basis}, which is no limb of article 6 or 9: say which it rests on"
                        ));
                    }
                    continue;
                };
                let (of, categories) = by_limb.entry(limb).or_default();
                of.extend(purposes.iter().cloned());
                categories.extend(data.iter().filter(|c| special.contains(*c)).cloned());
            }
        }
        let mut out = Vec::new();
        for ((article, limb), (purposes, categories)) in by_limb {
            let mut s = Statement::new("basis", &format!("article-{article}-{limb}"));
            if article == "6" {
                s.put("purposes", Value::from(purposes.into_iter().collect::<Vec<_>>()));
            } else {
                s.put("categories", Value::from(categories.into_iter().collect::<Vec<_>>()));
            }
            s.put(&format!("article{article}"), Value::from(limb));
            out.push(s);
        }
        out
    }

    fn disclosures(&mut self) -> Vec<Statement> {
        let mut out = Vec::new();
        let graph = self.graph;
        for (address, node) in graph.of(PROCESS_TYPES).filter(|(_, node)| is_disclosure(node)) {
            let id = self.own_id("disclose", address, "disclosure", out.len() + 1);
            let mut s = Statement::new("disclose", &id);
            let to = self.ids_in(&things(node, "dpv:hasRecipient"), &["party", "class", "subject"], "A recipient");
            s.put("to", Value::from(to));
            let purposes = self.ids_in(&things(node, "dpv:hasPurpose"), &["purpose"], "A purpose");
            s.put("purpose", Value::from(purposes.first().cloned().unwrap_or_default()));
            if purposes.len() != 1 {
                self.open.push(format!("[disclose.{id}] is for {} purposes: a statement is for one", purposes.len()));
            }
            let data = self.ids_in(&things(node, "dpv:hasPersonalData"), &["category"], "Personal data");
            s.put("categories", Value::from(data));
            match node.get("casement:gate") {
                Some(gate) => s.put("gate", gate.clone()),
                None if consents(node) => {
                    let gate = serde_json::json!({ "consent": { "meaning": "permission" } });
                    s.put("gate", gate);
                    s.key_assumed("gate.consent.meaning");
                    self.open.push(format!(
                        "Whether consent for [disclose.{id}] is its lawful basis or a permission beside one"
                    ));
                }
                None => {
                    s.question();
                    self.open.push(format!("On what ground [disclose.{id}] is made (consent, a duty, a power): until it is said, nothing goes"));
                }
            }
            for (key, said) in [("needs", "casement:needs"), ("minimum", "casement:minimum")] {
                s.put_some(key, node.get(said));
            }
            let measures = things(node, "dpv:hasTechnicalMeasure");
            let form = [("dpv:Pseudonymisation", "pseudonymised"), ("dpv:Anonymisation", "anonymous")];
            if let Some((_, form)) = form.into_iter().find(|(measure, _)| measures.iter().any(|m| m == measure)) {
                s.put("form", Value::from(form));
            }
            s.put_some("frequency", text(node, &["dpv:hasFrequency"]).map(Value::from).as_ref());
            if things(node, "dpv:hasContext").iter().any(|c| c == "dpv:CannotReverseProcessEffects") {
                s.put("recall", Value::from("impossible"));
            }
            s.put_some("onward", node.get("casement:onward").filter(|o| *o == "allowed"));
            for (key, said) in [("no-decisions", "casement:noDecisions"), ("no-return", "casement:noReturn")] {
                s.put_some(key, node.get(said).filter(|said| **said == Value::Bool(true)));
            }
            s.provenance(node);
            out.push(s);
        }
        out
    }

    fn retention(&mut self) -> Vec<Statement> {
        let mut out = Vec::new();
        let graph = self.graph;
        // Of which data a condition is, where a process leads to it.
        let mut of: HashMap<String, Vec<String>> = HashMap::new();
        for (_, process) in graph.of(PROCESS_TYPES) {
            for condition in things(process, "dpv:hasStorageCondition") {
                of.entry(condition).or_default().extend(things(process, "dpv:hasPersonalData"));
            }
        }
        for (address, node) in graph.of(&["dpv:StorageCondition", "dpv:StorageDuration"]) {
            let id = self.own_id("retain", address, "period", out.len() + 1);
            let mut s = Statement::new("retain", &id);
            s.put("label", Value::from(text(node, NAMES).unwrap_or_else(|| "What is kept".to_owned())));
            let mut what: Vec<String> = Vec::new();
            for said in node.get("casement:appliesTo").and_then(Value::as_array).into_iter().flatten() {
                match said.get("@id").and_then(Value::as_str) {
                    Some(at) => what.push(self.id(at)),
                    None => what.extend(said.as_str().map(str::to_owned)),
                }
            }
            if what.is_empty() {
                let data = of.get(address).cloned().unwrap_or_default();
                what = self.ids_in(&data, &["category"], "What is kept");
            }
            if what.is_empty() {
                s.assumed("what", Value::from(vec!["*"]));
            } else {
                s.put("what", Value::from(what));
            }
            let length = things(node, "dpv:hasDuration")
                .iter()
                .find_map(|d| graph.nodes.get(d))
                .and_then(|d| text(d, &["dct:extent"]));
            match (node.get("casement:keep"), length.as_deref().and_then(keep)) {
                (Some(said), _) => s.put("keep", said.clone()),
                (None, Some(said)) => s.put("keep", said),
                (None, None) => {
                    s.question();
                    self.open.push(format!("For how long [retain.{id}] is kept"));
                }
            }
            match node.get("casement:anchor").filter(|said| said.is_string()) {
                Some(anchor) => s.put("anchor", anchor.clone()),
                None if node.contains_key("casement:keep") => {}
                None => s.assumed("anchor", Value::from("case-closed")),
            }
            for (key, said) in [("after", "casement:after"), ("why", "casement:why")] {
                s.put_some(key, node.get(said));
            }
            let holders = self.ids_in(&things(node, "casement:heldBy"), &["party", "class"], "Who holds it");
            s.put("held-by", Value::from(holders));
            s.provenance(node);
            out.push(s);
        }
        out
    }

    /// Rights, and what is said of machines.
    fn last(&mut self, head: &Node) -> Vec<Statement> {
        let mut out = Vec::new();
        let mut rights: Vec<&str> = Vec::new();
        for said in things(head, "dpv:hasRight") {
            let article = said.strip_prefix("eu-gdpr:").unwrap_or(&said);
            let known: &[&str] = match article {
                "A13" | "A14" => &["informed"],
                "A15" => &["access"],
                "A16" => &["rectification"],
                "A17" => &["erasure"],
                "A18" => &["restriction"],
                "A20" => &["portability"],
                "A21" => &["objection"],
                "A7-3" => &["withdraw-consent"],
                "A22" => &["human-decision"],
                "A77" => &["complaint"],
                _ => {
                    self.open.push(format!("A right is {said}, which is none of ours: say it in words"));
                    &[]
                }
            };
            rights.extend(known.iter().filter(|right| !rights.contains(right)).collect::<Vec<_>>());
        }
        if !rights.is_empty() {
            let mut s = Statement::new("rights", "");
            s.put("listed", Value::from(rights));
            out.push(s);
        }
        if let (Some(decisions), Some(profiling)) =
            (head.get("casement:automatedDecisions"), head.get("casement:profiling"))
        {
            let mut s = Statement::new("automated", "");
            s.put("decisions", decisions.clone());
            s.put("profiling", profiling.clone());
            out.push(s);
        }
        out
    }
}

/// The end of an address, without the table that it may begin with.
fn ending<'a>(address: &'a str, table: &str) -> &'a str {
    let end = address.rsplit(['#', '/']).next().unwrap_or_default();
    end.strip_prefix(table).and_then(|e| e.strip_prefix('.')).unwrap_or(end)
}

/// In which table a thing stands.
fn table_of(node: &Node) -> Option<&'static str> {
    if is(node, PARTY_TYPES) {
        // A list of bodies, or one body.
        let list = node.contains_key("casement:member") || node.contains_key("casement:open");
        return Some(if list { "class" } else { "party" });
    }
    [("category", CATEGORY_TYPES), ("purpose", &["dpv:Purpose"][..])]
        .into_iter()
        .find(|(_, of)| is(node, of))
        .map(|(t, _)| t)
}

/// The limb of article 6 or 9 that a basis is. The vocabulary tells some apart further, by whose interest or which consent it is.
fn limb_of(basis: &str) -> Option<(&'static str, String)> {
    let sixth = basis.strip_prefix("eu-gdpr:A6-1-").or_else(|| basis.strip_prefix("casement:uk-A6-1-"));
    let (article, limb) = match sixth {
        Some(limb) => ("6", limb.split('-').next().unwrap_or(limb)),
        None => ("9", basis.strip_prefix("eu-gdpr:A9-2-")?),
    };
    // A limb that the law does not have is no limb: it would be a statement that nobody made.
    let known: &[&str] = match article {
        "6" => &["a", "b", "c", "d", "e", "ea", "f"],
        _ => &["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"],
    };
    known.contains(&limb).then(|| (article, limb.to_owned()))
}

fn is_disclosure(node: &Node) -> bool {
    let shares = [
        "dpv:Disclose",
        "dpv:Share",
        "dpv:Transfer",
        "dpv:DiscloseByTransmission",
        "dpv:Disseminate",
        "dpv:MakeAvailable",
    ];
    !things(node, "dpv:hasRecipient").is_empty()
        || things(node, "dpv:hasProcessing").iter().any(|p| shares.contains(&p.as_str()))
}

/// Whether the person is asked.
fn consents(node: &Node) -> bool {
    let bases = things(node, "dpv:hasLegalBasis");
    bases.iter().any(|b| b == "dpv:Consent" || b.starts_with("eu-gdpr:A6-1-a") || b == "dpv:ExplicitlyExpressedConsent")
        || !things(node, "dpv:hasConsentControl").is_empty()
}

fn kind_of(node: &Node) -> &'static str {
    let kinds = [
        ("dpv:DataProcessor", "supplier"),
        ("dpv:GovernmentalOrganisation", "government"),
        ("dpv:NonProfitOrganisation", "voluntary"),
        ("dpv:Authority", "regulator"),
    ];
    kinds.into_iter().find(|(of, _)| is(node, &[of])).map_or("other", |(_, kind)| kind)
}

/// A length of time as the language says it; whole years, months, weeks or days alone.
fn keep(duration: &str) -> Option<Value> {
    let (number, unit) = duration.strip_prefix('P')?.split_at_checked(duration.len().checked_sub(2)?)?;
    let number: u32 = number.parse().ok()?;
    Some(match unit {
        "Y" => serde_json::json!({ "years": number }),
        "M" => serde_json::json!({ "months": number }),
        "W" => serde_json::json!({ "days": number.checked_mul(7)? }),
        "D" => serde_json::json!({ "days": number }),
        _ => return None,
    })
}

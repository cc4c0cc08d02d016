//! References to nothing.

use crate::diagnostic::Diagnostic;
use crate::merge::Merged;
use crate::source::{Gate, Keep, NoticeFile};
use crate::words::{nearest, quoted_list};

/// What a reference may name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Party,
    Class,
    Role,
    Category,
    Purpose,
    Service,
    Contact,
    Disclose,
    /// One of some words of the language.
    Words(&'static [&'static str]),
}

impl Kind {
    const fn noun(self) -> &'static str {
        match self {
            Self::Party => "party",
            Self::Class => "class",
            Self::Role => "role",
            Self::Category => "category",
            Self::Purpose => "purpose",
            Self::Service => "service",
            Self::Contact => "contact",
            Self::Disclose => "disclosure",
            Self::Words(_) => "word",
        }
    }
    fn has(self, file: &NoticeFile, id: &str) -> bool {
        match self {
            Self::Party => file.party.contains_key(id),
            Self::Class => id.strip_prefix("class:").is_some_and(|c| file.class.contains_key(c)),
            Self::Role => file.role.contains_key(id),
            Self::Category => file.category.contains_key(id),
            Self::Purpose => file.purpose.contains_key(id),
            Self::Service => file.service.contains_key(id),
            Self::Contact => file.contact.contains_key(id),
            Self::Disclose => file.disclose.contains_key(id),
            Self::Words(words) => words.contains(&id),
        }
    }
    fn all(self, file: &NoticeFile) -> Vec<String> {
        match self {
            Self::Party => file.party.keys().cloned().collect(),
            Self::Class => file.class.keys().map(|c| format!("class:{c}")).collect(),
            Self::Role => file.role.keys().cloned().collect(),
            Self::Category => file.category.keys().cloned().collect(),
            Self::Purpose => file.purpose.keys().cloned().collect(),
            Self::Service => file.service.keys().cloned().collect(),
            Self::Contact => file.contact.keys().cloned().collect(),
            Self::Disclose => file.disclose.keys().cloned().collect(),
            Self::Words(words) => words.iter().map(|w| (*w).to_owned()).collect(),
        }
    }
}

const ANY: Kind = Kind::Words(&["*"]);
const SUBJECT: Kind = Kind::Words(&["subject"]);
const TABLES: [Kind; 8] =
    [Kind::Party, Kind::Class, Kind::Role, Kind::Category, Kind::Purpose, Kind::Service, Kind::Contact, Kind::Disclose];

struct Refs<'a> {
    merged: &'a Merged,
    found: &'a mut Vec<Diagnostic>,
    /// How many references to nothing there are so far.
    missing: usize,
}

/// How many of them come with a suggestion.
const MOST_SUGGESTIONS: usize = 50;

/// Finds references to nothing in every statement.
pub(super) fn check(merged: &Merged, found: &mut Vec<Diagnostic>) {
    let mut refs = Refs { merged, found, missing: 0 };
    refs.head();
    refs.people();
    refs.data();
    refs.rules();
    refs.rest();
}

impl Refs<'_> {
    fn one(&mut self, table: &str, key: &str, at: &[&str], id: &str, kinds: &[Kind]) {
        let file = &self.merged.file;
        if kinds.iter().any(|k| k.has(file, id)) {
            return;
        }
        let nouns: Vec<&str> = kinds.iter().filter(|k| !matches!(k, Kind::Words(_))).map(|k| k.noun()).collect();
        let noun = crate::words::or_list(&nouns);
        self.missing += 1;
        // Each suggestion looks at every name; after so many the file is of another making, and they help nobody.
        let suggest = self.missing <= MOST_SUGGESTIONS;
        let known: Vec<String> = if suggest { kinds.iter().flat_map(|k| k.all(file)).collect() } else { Vec::new() };
        let help = if kinds.contains(&Kind::Class) && file.class.contains_key(id) {
            format!("a class is named with its prefix: \"class:{id}\"")
        } else if let Some(near) = nearest(id, known.iter().map(String::as_str)) {
            format!("did you mean \"{near}\"?")
        } else if let Some(other) = TABLES.iter().find(|k| k.has(file, id)) {
            format!("`{id}` is a {}; here a {noun} is named", other.noun())
        } else if suggest && known.is_empty() {
            format!("the notice has no {noun} yet: add one")
        } else if suggest && known.len() <= 12 {
            format!("the notice has {}", quoted_list(&known).replace(" or ", " and "))
        } else {
            format!("add a {noun} of this id, or name one that there is")
        };
        self.found.push(
            Diagnostic::error("E06", format!("there is no {noun} `{id}`"))
                .at(self.merged.place(table, key, at), "refers to nothing")
                .why(format!("`{}` cannot mean what nobody has said.", crate::statement::name(table, key)))
                .help(help),
        );
    }

    fn list(&mut self, table: &str, key: &str, at: &str, ids: &[String], kinds: &[Kind]) {
        for (n, id) in ids.iter().enumerate() {
            self.one(table, key, &[at, &n.to_string()], id, kinds);
        }
    }

    /// Categories, and single answers of them: an answer's question may stand in the form of a service, which is another file.
    fn items(&mut self, table: &str, key: &str, at: &[&str], items: &[String]) {
        for (n, item) in items.iter().enumerate() {
            let category = item.split('.').next().unwrap_or(item);
            let n = n.to_string();
            let at: Vec<&str> = at.iter().copied().chain([n.as_str()]).collect();
            self.one(table, key, &at, category, &[Kind::Category]);
        }
    }

    fn option(&mut self, table: &str, key: &str, at: &str, id: Option<&String>, kind: Kind) {
        if let Some(id) = id {
            self.one(table, key, &[at], id, &[kind]);
        }
    }

    fn head(&mut self) {
        let head = &self.merged.file.notice;
        self.list("notice", "", "controller", &head.controller, &[Kind::Party]);
        self.list("notice", "", "sharing-for", &head.sharing_for, &[Kind::Purpose]);
        if let Some(arrangement) = &head.arrangement {
            if let Some(contact) = &arrangement.contact {
                self.one("notice", "", &["arrangement", "contact"], contact, &[Kind::Contact]);
            }
            for (party, purposes) in &arrangement.alone {
                self.one("notice", "", &["arrangement", "alone", party], party, &[Kind::Party]);
                for (n, purpose) in purposes.iter().enumerate() {
                    self.one("notice", "", &["arrangement", "alone", party, &n.to_string()], purpose, &[Kind::Purpose]);
                }
            }
        }
    }

    fn people(&mut self) {
        let merged = self.merged;
        for (key, party) in &merged.file.party {
            if merged.source("party", key).is_none() {
                continue;
            }
            self.option("party", key, "behalf", party.behalf.as_ref(), Kind::Party);
            self.option("party", key, "network-of", party.network_of.as_ref(), Kind::Party);
            self.option("party", key, "agreement-from", party.agreement_from.as_ref(), Kind::Contact);
            self.option("party", key, "contact", party.contact.as_ref(), Kind::Contact);
        }
        for (key, class) in &merged.file.class {
            self.option("class", key, "network-of", class.network_of.as_ref(), Kind::Party);
            if let Some(open) = &class.open {
                self.one("class", key, &["open", "enrol-by"], &open.enrol_by, &[Kind::Role]);
            }
        }
    }

    fn data(&mut self) {
        let merged = self.merged;
        for (key, category) in &merged.file.category {
            self.list("category", key, "derived-from", &category.derived_from, &[Kind::Category]);
            self.list("category", key, "services", &category.services, &[Kind::Service]);
        }
        for (key, source) in &merged.file.source {
            self.list("source", key, "from", &source.from, &[Kind::Party, Kind::Class, SUBJECT]);
            self.list("source", key, "categories", &source.categories, &[Kind::Category, ANY]);
        }
        for (key, purpose) in &merged.file.purpose {
            self.list("purpose", key, "services", &purpose.services, &[Kind::Service]);
            if let Some(gate) = &purpose.identifiable_with {
                self.gate("purpose", key, &mut vec!["identifiable-with".to_owned()], gate);
            }
        }
        for (key, basis) in &merged.file.basis {
            self.list("basis", key, "purposes", &basis.purposes, &[Kind::Purpose, ANY]);
            self.list("basis", key, "categories", &basis.categories, &[Kind::Category, ANY]);
            self.option("basis", key, "holder", basis.holder.as_ref(), Kind::Party);
        }
    }

    fn rules(&mut self) {
        let merged = self.merged;
        for (key, access) in &merged.file.access {
            self.list("access", key, "roles", &access.roles, &[Kind::Role]);
            self.list("access", key, "purposes", &access.purposes, &[Kind::Purpose, ANY]);
            self.list("access", key, "categories", &access.categories, &[Kind::Category, ANY]);
            self.list("access", key, "except", &access.except, &[Kind::Category]);
            self.list("access", key, "records", access.records.as_deref().unwrap_or_default(), &[Kind::Category, ANY]);
        }
        for (key, disclose) in &merged.file.disclose {
            self.list("disclose", key, "to", &disclose.to, &[Kind::Party, Kind::Class, SUBJECT]);
            self.one("disclose", key, &["purpose"], &disclose.purpose, &[Kind::Purpose]);
            self.list("disclose", key, "categories", &disclose.categories, &[Kind::Category, ANY]);
            self.list("disclose", key, "except", &disclose.except, &[Kind::Category]);
            self.list("disclose", key, "records", &disclose.records, &[Kind::Category, ANY]);
            self.list("disclose", key, "services", &disclose.services, &[Kind::Service]);
            if let Some(category) = &disclose.included_by {
                self.one("disclose", key, &["included-by"], category, &[Kind::Category]);
            }
            self.gate("disclose", key, &mut vec!["gate".to_owned()], &disclose.gate);
        }
        for (key, preset) in &merged.file.preset {
            self.list("preset", key, "to", &preset.to, &[Kind::Party, Kind::Class]);
            self.one("preset", key, &["purpose"], &preset.purpose, &[Kind::Purpose]);
            self.items("preset", key, &["items"], &preset.items);
            self.items("preset", key, &["asks"], &preset.asks);
            self.one("preset", key, &["reviewed-by"], &preset.reviewed_by, &[Kind::Role]);
            for (n, limit) in preset.limits.iter().enumerate() {
                self.items("preset", key, &["limits", &n.to_string(), "items"], &limit.items);
            }
        }
        for (key, over) in &merged.file.overrides {
            self.list("override", key, "to", &over.to, &[Kind::Party, Kind::Class, ANY]);
            self.one("override", key, &["purpose"], &over.purpose, &[Kind::Purpose]);
            self.list("override", key, "categories", &over.categories, &[Kind::Category, ANY]);
            self.list("override", key, "except", &over.except, &[Kind::Category]);
            self.one("override", key, &["authorised-by"], &over.authorised_by, &[Kind::Role]);
        }
        for (key, prohibit) in &merged.file.prohibit {
            let on =
                [Kind::Disclose, Kind::Category, Kind::Purpose, Kind::Words(&["linked", "research", "everything"])];
            self.list("prohibit", key, "on", &prohibit.on, &on);
            let by = [Kind::Party, Kind::Class, Kind::Words(&["controller", "subject"])];
            self.list("prohibit", key, "by", &prohibit.by, &by);
        }
    }

    fn rest(&mut self) {
        let merged = self.merged;
        for (key, retain) in &merged.file.retain {
            self.list("retain", key, "held-by", &retain.held_by, &[Kind::Party, Kind::Class]);
            self.list("retain", key, "through", &retain.through, &[Kind::Party, Kind::Class]);
            if let Keep::Range { decided_by, .. } = &retain.keep {
                self.one("retain", key, &["keep", "range", "decided-by"], decided_by, &[Kind::Role]);
            }
        }
        if let Some(rights) = &merged.file.rights {
            self.option("rights", "", "request", rights.request.as_ref(), Kind::Contact);
            for (n, limit) in rights.limits.iter().enumerate() {
                self.one("rights", "", &["limits", &n.to_string(), "on"], &limit.on, &[Kind::Disclose, Kind::Category]);
            }
        }
        if let Some(complaint) = &merged.file.complaint {
            self.list("complaint", "", "first", &complaint.first, &[Kind::Contact]);
            self.option("complaint", "", "regulator", complaint.regulator.as_ref(), Kind::Contact);
        }
        if let Some(oversight) = &merged.file.oversight {
            self.list("oversight", "", "files-approved-by", &oversight.files_approved_by, &[Kind::Role]);
            self.list("oversight", "", "unusual-looks-to", &oversight.unusual_looks_to, &[Kind::Role]);
        }
        for (key, link) in &merged.file.link {
            self.option("link", key, "from", link.from.as_ref(), Kind::Contact);
        }
    }

    fn gate(&mut self, table: &str, key: &str, trail: &mut Vec<String>, gate: &Gate) {
        let (word, gates) = match gate {
            Gate::Consent(consent) => {
                if let Some(contact) = &consent.withdraw {
                    let mut at: Vec<&str> = trail.iter().map(String::as_str).collect();
                    at.extend(["consent", "withdraw"]);
                    self.one(table, key, &at, contact, &[Kind::Contact]);
                }
                return;
            }
            Gate::Any(gates) => ("any", gates),
            Gate::All(gates) => ("all", gates),
            _ => return,
        };
        for (n, inner) in gates.iter().enumerate() {
            trail.push(word.to_owned());
            trail.push(n.to_string());
            self.gate(table, key, trail, inner);
            trail.truncate(trail.len() - 2);
        }
    }
}

//! A notice and the bases that it extends, as one file in which every statement still knows where it stands.

use crate::diagnostic::{Diagnostic, Severity};
use crate::library::Library;
use crate::model::StatementId;
use crate::read::{Place, ReadFile, read};
use crate::source::{Class, NoticeFile, NoticeKind, Party};
use crate::statement::{name, singles, tables};
use crate::words::{nearest, slug};
use indexmap::IndexSet;
use std::collections::HashMap;

/// The notice with its bases merged in.
pub(crate) struct Merged {
    /// All statements: the notice's own first, then those of its bases.
    pub file: NoticeFile,
    /// The files: the notice, then its bases.
    pub sources: Vec<ReadFile>,
    /// From which of them a statement comes, by name.
    from: HashMap<String, usize>,
    /// Statements that a base makes and the notice makes too, in its own words (rights, complaints): base, table.
    pub beside: Vec<(usize, &'static str)>,
}

impl Merged {
    /// The file that a statement comes from.
    pub(crate) fn source(&self, table: &str, key: &str) -> Option<&ReadFile> {
        self.sources.get(*self.from.get(&name(table, key))?)
    }
    /// The base notice that a statement comes from, if it does.
    pub(crate) fn base(&self, table: &str, key: &str) -> Option<&str> {
        match self.from.get(&name(table, key)) {
            None | Some(0) => None,
            Some(at) => self.sources.get(*at).map(|s| s.file.notice.id.as_str()),
        }
    }
    /// Whether the notice itself (not a base) makes a statement.
    pub(crate) fn own(&self, table: &str, key: &str) -> bool {
        self.from.get(&name(table, key)) == Some(&0)
    }
    /// The unique name of a statement.
    pub(crate) fn id(&self, table: &str, key: &str) -> StatementId {
        let name = name(table, key);
        StatementId(match self.base(table, key) {
            Some(base) => format!("{base}#{name}"),
            None => name,
        })
    }
    /// Where a key of a statement stands (the value), or the nearest to it that exists.
    pub(crate) fn place(&self, table: &str, key: &str, rest: &[&str]) -> Place {
        self.locate(table, key, rest, ReadFile::place)
    }
    /// Where the name of a statement stands.
    pub(crate) fn key(&self, table: &str, key: &str) -> Place {
        self.locate(table, key, &[], ReadFile::key)
    }
    fn locate(&self, table: &str, key: &str, rest: &[&str], find: fn(&ReadFile, &[&str]) -> Place) -> Place {
        let Some(source) = self.source(table, key).or_else(|| self.sources.first()) else {
            return (String::new(), 0..0);
        };
        let mut keys = vec![table];
        if !key.is_empty() {
            keys.push(key);
        }
        keys.extend_from_slice(rest);
        find(source, &keys)
    }
    /// The notice's own file.
    pub(crate) fn own_file(&self) -> Option<&ReadFile> {
        self.sources.first()
    }
}

/// Reads a notice and everything that it extends. `None` when one of them has errors.
pub(crate) fn merge(library: &Library, path_or_id: &str, found: &mut Vec<Diagnostic>) -> Option<Merged> {
    let Some(source) = library.find(path_or_id) else {
        let known: Vec<String> = library.ids().into_iter().map(|(id, _)| id).collect();
        let mut missing = Diagnostic::error("E07", format!("there is no notice `{path_or_id}`"))
            .why("Neither a file of this path nor a notice of this id is among the files given.");
        if let Some(near) = nearest(path_or_id, known.iter().map(String::as_str)) {
            missing = missing.help(format!("did you mean `{near}`?"));
        }
        found.push(missing);
        return None;
    };
    let own = read(source, found)?;
    let mut sources = vec![own];
    let mut ok = true;
    let mut at = 0;
    while let Some(current) = sources.get(at) {
        let (wanted, path) = (current.file.notice.extends.clone(), current.path.clone());
        for (n, id) in wanted.iter().enumerate() {
            let place = (path.clone(), current_place(&sources, at, n));
            match base(library, id, place, &sources, found) {
                Found::New(file) => sources.push(*file),
                Found::Already => {}
                Found::Broken => ok = false,
            }
        }
        at += 1;
    }
    if !ok {
        return None;
    }
    let merged = join(sources, found)?;
    if found.iter().any(|d| d.severity == Severity::Error) { None } else { Some(merged) }
}

fn current_place(sources: &[ReadFile], at: usize, n: usize) -> std::ops::Range<usize> {
    sources.get(at).map_or(0..0, |s| s.root.find(&["notice", "extends", &n.to_string()]))
}

enum Found {
    New(Box<ReadFile>),
    Already,
    Broken,
}

fn base(library: &Library, id: &str, place: Place, sources: &[ReadFile], found: &mut Vec<Diagnostic>) -> Found {
    let Some((base_id, major)) = id.split_once('@') else {
        found.push(
            Diagnostic::error("E07", "a base is named with its major version")
                .at(place, "which version?")
                .help(format!("write \"{id}@1\"")),
        );
        return Found::Broken;
    };
    if let Some(known) = sources.iter().position(|s| s.file.notice.id == base_id) {
        if known == 0 {
            found.push(
                Diagnostic::error("E07", format!("`{base_id}` extends itself"))
                    .at(place, "this leads back to where it started")
                    .help("take it out of `extends`"),
            );
            return Found::Broken;
        }
        return Found::Already;
    }
    let Some(source) = library.find(&format!("{base_id}@{major}")) else {
        let known: Vec<String> = library
            .ids()
            .into_iter()
            .map(|(id, version)| format!("{id}@{}", version.split('.').next().unwrap_or_default()))
            .collect();
        let mut missing = Diagnostic::error("E07", format!("there is no base notice `{id}`"))
            .at(place, "not among the files given")
            .why("Without its base a notice would lack what the law requires whatever a council writes.");
        missing = match nearest(id, known.iter().map(String::as_str)) {
            Some(near) => missing.help(format!("did you mean \"{near}\"?")),
            None => missing.help("give the base's file too, or correct the name"),
        };
        found.push(missing);
        return Found::Broken;
    };
    let before = found.len();
    match read(source, found) {
        Some(file) if file.file.notice.kind != NoticeKind::Base => {
            found.push(
                Diagnostic::error("E07", format!("`{base_id}` is a service's notice, not a base"))
                    .at(place, "cannot be extended")
                    .see(file.key(&["notice"]), "this is not of kind \"base\"")
                    .help("extend a notice of kind \"base\", or set `kind = \"base\"` there"),
            );
            Found::Broken
        }
        Some(file) => Found::New(Box::new(file)),
        None => {
            if found.len() == before {
                found.push(Diagnostic::error("E07", format!("the base `{base_id}` cannot be read")).at(place, ""));
            }
            Found::Broken
        }
    }
}

fn join(sources: Vec<ReadFile>, found: &mut Vec<Diagnostic>) -> Option<Merged> {
    let first = sources.first()?;
    let mut file = first.file.clone();
    let mut from: HashMap<String, usize> =
        crate::statement::entries(&first.file).iter().map(|e| (e.name(), 0)).collect();
    let mut beside = Vec::new();
    for (at, base) in sources.iter().enumerate().skip(1) {
        let clash = |table: &str, key: &str, from: &HashMap<String, usize>, found: &mut Vec<Diagnostic>| {
            let other = from.get(&name(table, key)).and_then(|o| sources.get(*o)).unwrap_or(base);
            found.push(
                Diagnostic::error("E08", format!("the base already has `{}`", name(table, key)))
                    .at(other.key(&[table, key]), "said a second time here")
                    .see(base.key(&[table, key]), "said here, for every notice that extends this base")
                    .why("What a base says is so by law for every notice; a notice cannot say it otherwise.")
                    .help("take it out, or give yours another name if it is something else"),
            );
        };
        macro_rules! merge_tables {
            ($($field:ident $table:literal),*) => {
                $(for (key, statement) in &base.file.$field {
                    if from.contains_key(&name($table, key)) {
                        clash($table, key, &from, found);
                    } else {
                        from.insert(name($table, key), at);
                        file.$field.insert(key.clone(), statement.clone());
                    }
                })*
            };
        }
        macro_rules! merge_singles {
            ($($field:ident $table:literal),*) => {
                $(if let Some(statement) = &base.file.$field {
                    if file.$field.is_some() {
                        beside.push((at, $table));
                    } else {
                        from.insert($table.to_owned(), at);
                        file.$field = Some(statement.clone());
                    }
                })*
            };
        }
        tables!(merge_tables);
        singles!(merge_singles);
        fill(&mut file, &base.file);
    }
    in_words_of_the_nation(&mut file);
    name_members(&mut file);
    plain_subjects(&mut file);
    Some(Merged { file, sources, from, beside })
}

/// What a base says in the words of each nation, in those of the notice's.
fn in_words_of_the_nation(file: &mut NoticeFile) {
    let nation = file.notice.nation;
    for open in file.class.values_mut().filter_map(|c| c.open.as_mut()) {
        if let Some(words) = open.requires_in.of(nation) {
            open.requires.clone_from(words);
        }
        if file.notice.kind == NoticeKind::Service {
            open.requires_in = crate::source::NationWords::default();
        }
    }
}

/// What the notice leaves open in its own words about rights and complaints, and the base knows.
fn fill(file: &mut NoticeFile, base: &NoticeFile) {
    if let (Some(own), Some(law)) = (&mut file.rights, &base.rights) {
        own.charge = own.charge.or(law.charge);
        own.months = own.months.or(law.months);
        own.request = own.request.take().or_else(|| law.request.clone());
    }
    if let (Some(own), Some(law)) = (&mut file.complaint, &base.complaint) {
        own.regulator = own.regulator.take().or_else(|| law.regulator.clone());
        own.acknowledge_days = own.acknowledge_days.or(law.acknowledge_days);
        if own.first.is_empty() {
            own.first.clone_from(&law.first);
        }
    }
}

/// Members that are names become parties of the class, so that each can be named as a recipient, and member lists hold
/// ids only.
fn name_members(file: &mut NoticeFile) {
    let mut bodies = Bodies::of(file);
    let classes: Vec<String> = file.class.keys().cloned().collect();
    // Names first: a class may name a body in full, and another by the id that this gives it.
    for class_id in &classes {
        let Some(class) = file.class.get(class_id).cloned() else { continue };
        for member in class.members.iter().filter(|m| slug(m) != **m) {
            bodies.find_or_add(file, member, &class);
        }
    }
    for class_id in classes {
        let Some(class) = file.class.get(&class_id).cloned() else { continue };
        let ids: IndexSet<String> =
            class.members.iter().map(|member| bodies.find_or_add(file, member, &class)).collect();
        if let Some(class) = file.class.get_mut(&class_id) {
            class.members = ids.into_iter().collect();
        }
    }
}

/// The parties of a file by name, so that looking each member up takes no look at every party.
struct Bodies {
    named: HashMap<String, String>,
    /// The last number that was put behind an id to make it another one.
    numbered: HashMap<String, u32>,
}

impl Bodies {
    fn of(file: &NoticeFile) -> Self {
        let mut named = HashMap::new();
        for (id, party) in &file.party {
            for name in std::iter::once(&party.name).chain(&party.also) {
                named.entry(name.clone()).or_insert_with(|| id.clone());
            }
        }
        Self { named, numbered: HashMap::new() }
    }
    fn find_or_add(&mut self, file: &mut NoticeFile, member: &str, class: &Class) -> String {
        if file.party.contains_key(member) {
            return member.to_owned();
        }
        if let Some(id) = self.named.get(member) {
            return id.clone();
        }
        let id = self.free_id(file, &slug(member));
        file.party.insert(id.clone(), party_of(member, class));
        self.named.insert(member.to_owned(), id.clone());
        id
    }
    fn free_id(&mut self, file: &NoticeFile, wanted: &str) -> String {
        if !file.party.contains_key(wanted) {
            return wanted.to_owned();
        }
        let last = self.numbered.entry(wanted.to_owned()).or_insert(1);
        loop {
            *last += 1;
            let id = format!("{wanted}-{last}");
            if !file.party.contains_key(&id) {
                return id;
            }
        }
    }
}

/// `disclose.refer` and `refer` are the same where a disclosure, category or purpose may be named.
fn plain_subjects(file: &mut NoticeFile) {
    let plain = |on: &mut String| {
        for table in ["disclose.", "category.", "purpose."] {
            if let Some(id) = on.strip_prefix(table) {
                *on = id.to_owned();
                return;
            }
        }
    };
    for prohibit in file.prohibit.values_mut() {
        prohibit.on.iter_mut().for_each(plain);
    }
    if let Some(rights) = &mut file.rights {
        rights.limits.iter_mut().for_each(|limit| plain(&mut limit.on));
    }
}

/// The party of an id or a name.
pub(crate) fn party_named(file: &NoticeFile, member: &str) -> Option<String> {
    if file.party.contains_key(member) {
        return Some(member.to_owned());
    }
    file.party.iter().find(|(_, p)| p.name == member || p.also.iter().any(|a| a == member)).map(|(id, _)| id.clone())
}

fn party_of(member: &str, class: &Class) -> Party {
    Party {
        name: member.to_owned(),
        kind: class.kind,
        role: class.role,
        also: Vec::new(),
        cited_as: Vec::new(),
        predecessors: Vec::new(),
        task: None,
        behalf: None,
        contract: None,
        agreement_from: None,
        location: None,
        network_of: class.network_of.clone(),
        own_basis: None,
        own_notice: None,
        until: None,
        discreet: false,
        contact: None,
        provenance: class.provenance.clone(),
    }
}

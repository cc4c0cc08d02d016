//! What was appended to the ledger and does not stand in its tables yet. It is written many rows to a statement: on SQLite once for
//! all units of work that share a commit, on PostgreSQL in one statement for the three tables.

use crate::conn::Conn;
use crate::rows::{self, Table};
use crate::tree::number;
use diesel::PgConnection;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Binary, Bool, Nullable, SmallInt};
use kernel::{AuthorityId, EntryId};
use ledger::{Hash, NodeId, SubjectTag};

/// An entry.
pub struct EntryLine {
    authority: AuthorityId,
    id: EntryId,
    place: Option<i64>,
    /// Its hash, which the tree is made of.
    pub leaf: Hash,
    body: Vec<u8>,
}

/// The hash of a complete subtree above the leaves.
pub struct NodeLine {
    authority: AuthorityId,
    level: i16,
    index: i64,
    hash: Hash,
}

/// Whom an entry is about.
struct SubjectLine {
    authority: AuthorityId,
    tag: SubjectTag,
    entry: EntryId,
    inside: bool,
}

/// What does not fit undoes the whole batch, which is then done again one by one.
macro_rules! ledger {
    ($($name:ident: $columns:literal;)*) => {$(
        struct $name;
        impl Table for $name {
            const COLUMNS: &'static str = $columns;
            const ALL_OR_NOTHING: bool = true;
        }
    )*};
}

ledger! {
    Entries: "ledger_entry (authority, id, idx, leaf, body)";
    Nodes: "ledger_node (authority, level, idx, hash)";
    Subjects: "ledger_subject (authority, tag, entry, inside)";
}

/// The nodes above the leaves, of those that were completed: leaves' hashes stand with their entries.
pub fn above_leaves(authority: AuthorityId, completed: &[(NodeId, Hash)]) -> impl Iterator<Item = NodeLine> + '_ {
    completed.iter().filter(|(place, _)| place.level > 0).map(move |(place, hash)| NodeLine {
        authority,
        level: i16::from(place.level),
        index: number(place.index),
        hash: *hash,
    })
}

/// How many of each kind.
#[derive(Clone, Copy, Default)]
struct Count {
    entries: usize,
    nodes: usize,
    subjects: usize,
}

/// Entries with what belongs to them, in the order in which they were appended.
#[derive(Default)]
pub struct Appended {
    entries: Vec<EntryLine>,
    nodes: Vec<NodeLine>,
    subjects: Vec<SubjectLine>,
    /// Of units of work before the one that runs.
    before: Count,
    /// What the unit of work that runs has written, to read it: if it is undone, so is that.
    written: Count,
}

impl Appended {
    /// Adds an entry, with its place in the tree if it has one already.
    pub fn add(&mut self, entry: &ledger::Entry, place: Option<u64>, body: Vec<u8>, leaf: Hash) {
        let (authority, id) = (entry.authority, entry.id);
        self.entries.push(EntryLine { authority, id, place: place.map(number), leaf, body });
        let inside = entry.stays_inside();
        self.subjects.extend(entry.subjects.iter().map(|tag| SubjectLine { authority, tag: *tag, entry: id, inside }));
    }
    /// Adds the nodes that an entry has completed.
    pub fn add_nodes(&mut self, authority: AuthorityId, completed: &[(NodeId, Hash)]) {
        self.nodes.extend(above_leaves(authority, completed));
    }
    /// Whether everything is written.
    pub const fn is_written(&self) -> bool {
        self.entries.len() == self.written.entries
    }
    /// Whether nothing was appended.
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
    /// The entries, in their order.
    pub fn entries(&self) -> &[EntryLine] {
        &self.entries
    }
    /// After a unit of work: what it appended stays, or is undone.
    pub fn settle(&mut self, keep: bool) {
        let written = std::mem::take(&mut self.written);
        if keep {
            self.entries.drain(..written.entries);
            self.nodes.drain(..written.nodes);
            self.subjects.drain(..written.subjects);
        } else {
            self.entries.truncate(self.before.entries);
            self.nodes.truncate(self.before.nodes);
            self.subjects.truncate(self.before.subjects);
        }
        self.before = self.count();
    }
    /// Forgets everything: it is committed, or undone.
    pub fn forget(&mut self) {
        self.entries.clear();
        self.nodes.clear();
        self.subjects.clear();
        self.before = Count::default();
        self.written = Count::default();
    }
    const fn count(&self) -> Count {
        Count { entries: self.entries.len(), nodes: self.nodes.len(), subjects: self.subjects.len() }
    }
    /// Writes what is not written yet.
    ///
    /// # Errors
    /// When the engine does not take it. On SQLite the whole transaction may then be undone.
    pub fn write(&mut self, conn: &mut Conn) -> QueryResult<()> {
        let entries = self.entries.get(self.written.entries..).unwrap_or_default();
        let nodes = self.nodes.get(self.written.nodes..).unwrap_or_default();
        let subjects = self.subjects.get(self.written.subjects..).unwrap_or_default();
        let Some(first) = entries.first() else { return Ok(()) };
        if let Conn::Postgres(conn) = conn {
            let mut together = Together::new(first.authority);
            entries.iter().for_each(|entry| together.entry(entry, entry.place));
            together.subjects(subjects);
            together.execute(conn)?;
        } else {
            rows::insert::<Entries, _>(conn, entries, |row, values| {
                values.bytes(row.authority.as_bytes()).bytes(row.id.as_bytes()).maybe_long(row.place);
                values.bytes(&row.leaf).bytes(&row.body);
            })?;
            rows::insert::<Nodes, _>(conn, nodes, |row, values| {
                values.bytes(row.authority.as_bytes()).small(row.level).long(row.index).bytes(&row.hash);
            })?;
            rows::insert::<Subjects, _>(conn, subjects, |row, values| {
                values.bytes(row.authority.as_bytes()).bytes(&row.tag.0).bytes(row.entry.as_bytes());
                values.flag(row.inside);
            })?;
        }
        self.written = self.count();
        Ok(())
    }
}

/// Rows of the three tables of one authority's ledger, in one statement of PostgreSQL.
pub struct Together<'l> {
    authority: AuthorityId,
    ids: Vec<&'l [u8]>,
    places: Vec<Option<i64>>,
    leaves: Vec<&'l [u8]>,
    bodies: Vec<&'l [u8]>,
    levels: Vec<i16>,
    indexes: Vec<i64>,
    hashes: Vec<&'l [u8]>,
    tags: Vec<&'l [u8]>,
    about: Vec<&'l [u8]>,
    inside: Vec<bool>,
}

impl<'l> Together<'l> {
    /// Without any rows.
    pub const fn new(authority: AuthorityId) -> Self {
        Self {
            authority,
            ids: Vec::new(),
            places: Vec::new(),
            leaves: Vec::new(),
            bodies: Vec::new(),
            levels: Vec::new(),
            indexes: Vec::new(),
            hashes: Vec::new(),
            tags: Vec::new(),
            about: Vec::new(),
            inside: Vec::new(),
        }
    }
    fn entry(&mut self, entry: &'l EntryLine, place: Option<i64>) {
        self.ids.push(entry.id.as_bytes());
        self.places.push(place);
        self.leaves.push(&entry.leaf);
        self.bodies.push(&entry.body);
    }
    fn subjects(&mut self, subjects: &'l [SubjectLine]) {
        self.tags.extend(subjects.iter().map(|s| s.tag.0.as_slice()));
        self.about.extend(subjects.iter().map(|s| s.entry.as_bytes().as_slice()));
        self.inside.extend(subjects.iter().map(|s| s.inside));
    }
    /// Adds what a unit of work appended, with the places that its entries are given: none, or one for each.
    pub fn add(&mut self, appended: &'l Appended, places: &mut impl Iterator<Item = i64>) {
        appended.entries.iter().for_each(|entry| self.entry(entry, places.next()));
        self.subjects(&appended.subjects);
    }
    /// Adds nodes.
    pub fn nodes(&mut self, nodes: &'l [NodeLine]) {
        for node in nodes {
            self.levels.push(node.level);
            self.indexes.push(node.index);
            self.hashes.push(&node.hash);
        }
    }
}

impl QueryId for Together<'_> {
    type QueryId = Together<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl QueryFragment<Pg> for Together<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("WITH e AS (INSERT INTO ledger_entry (authority, id, idx, leaf, body) SELECT ");
        out.push_bind_param::<Binary, _>(self.authority.as_bytes())?;
        out.push_sql(", v.* FROM unnest(");
        out.push_bind_param::<Array<Binary>, _>(&self.ids)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Nullable<BigInt>>, _>(&self.places)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Binary>, _>(&self.leaves)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Binary>, _>(&self.bodies)?;
        out.push_sql(") AS v), n AS (INSERT INTO ledger_node (authority, level, idx, hash) SELECT ");
        out.push_bind_param::<Binary, _>(self.authority.as_bytes())?;
        out.push_sql(", v.* FROM unnest(");
        out.push_bind_param::<Array<SmallInt>, _>(&self.levels)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<BigInt>, _>(&self.indexes)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Binary>, _>(&self.hashes)?;
        out.push_sql(") AS v) INSERT INTO ledger_subject (authority, tag, entry, inside) SELECT ");
        out.push_bind_param::<Binary, _>(self.authority.as_bytes())?;
        out.push_sql(", v.* FROM unnest(");
        out.push_bind_param::<Array<Binary>, _>(&self.tags)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Binary>, _>(&self.about)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Bool>, _>(&self.inside)?;
        out.push_sql(") AS v");
        Ok(())
    }
}

impl RunQueryDsl<PgConnection> for Together<'_> {}

//! The growing ends of the ledgers, one for each authority, as the single writer of SQLite keeps them in memory.

use crate::conn::Conn;
use crate::schema::{ledger_entry, ledger_node};
use diesel::prelude::*;
use kernel::AuthorityId;
use ledger::{Frontier, Hash, NodeId, Nodes, TreeError};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Reads the nodes of one authority's tree. Leaves' hashes stand with their entries, the other levels in a table.
pub struct StoredNodes<'c> {
    pub conn: &'c mut Conn,
    pub authority: AuthorityId,
}

pub fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
pub fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

fn hash(bytes: Vec<u8>) -> QueryResult<Hash> {
    Hash::try_from(bytes).map_err(|_| diesel::result::Error::DeserializationError("a hash has 32 bytes".into()))
}

impl Nodes for StoredNodes<'_> {
    type Error = diesel::result::Error;
    fn read(&mut self, places: &[NodeId]) -> QueryResult<Vec<Option<Hash>>> {
        let a = self.authority;
        let mut out = Vec::with_capacity(places.len());
        // A point read each: a proof needs some twenty, by a prepared statement.
        for place in places {
            let found: Option<Vec<u8>> = if place.level == 0 {
                ledger_entry::table
                    .filter(ledger_entry::authority.eq(a.as_bytes().as_slice()))
                    .filter(ledger_entry::idx.eq(number(place.index)))
                    .select(ledger_entry::leaf)
                    .get_result(self.conn)
                    .optional()?
            } else {
                ledger_node::table
                    .filter(ledger_node::authority.eq(a.as_bytes().as_slice()))
                    .filter(ledger_node::level.eq(i16::from(place.level)))
                    .filter(ledger_node::idx.eq(number(place.index)))
                    .select(ledger_node::hash)
                    .get_result(self.conn)
                    .optional()?
            };
            out.push(found.map(hash).transpose()?);
        }
        Ok(out)
    }
}

/// How many entries of an authority stand in its tree.
pub fn size(conn: &mut Conn, authority: AuthorityId) -> QueryResult<u64> {
    let last: Option<i64> = ledger_entry::table
        .filter(ledger_entry::authority.eq(authority.as_bytes().as_slice()))
        .select(diesel::dsl::max(ledger_entry::idx))
        .get_result(conn)?;
    Ok(last.map_or(0, |last| count(last) + 1))
}

/// The growing end, read back from what is stored.
pub fn frontier(conn: &mut Conn, authority: AuthorityId, size: u64) -> QueryResult<Frontier> {
    Frontier::load(&mut StoredNodes { conn, authority }, size).map_err(|error| match error {
        TreeError::Store(error) => error,
        other => diesel::result::Error::DeserializationError(other.to_string().into()),
    })
}

/// One authority's growing end.
pub struct Tree {
    pub frontier: Frontier,
    /// What the last signed checkpoint covers, once it is known.
    pub signed: Option<u64>,
}

/// The growing ends that are in memory.
#[derive(Default)]
pub struct Trees {
    trees: HashMap<AuthorityId, Tree>,
    /// As it was before the unit of work that runs.
    before: Option<(AuthorityId, Frontier)>,
}

impl Trees {
    pub fn of(&mut self, conn: &mut Conn, authority: AuthorityId) -> QueryResult<&mut Tree> {
        Ok(match self.trees.entry(authority) {
            Entry::Occupied(tree) => tree.into_mut(),
            Entry::Vacant(place) => {
                let size = size(conn, authority)?;
                place.insert(Tree { frontier: frontier(conn, authority, size)?, signed: None })
            }
        })
    }
    /// Appends a leaf, in memory.
    pub fn append(
        &mut self,
        conn: &mut Conn,
        authority: AuthorityId,
        leaf: Hash,
        completed: &mut Vec<(NodeId, Hash)>,
    ) -> QueryResult<u64> {
        let tree = self.of(conn, authority)?;
        let before = tree.frontier.clone();
        let index = tree.frontier.append(leaf, completed);
        if self.before.is_none() {
            self.before = Some((authority, before));
        }
        Ok(index)
    }
    /// After a unit of work: what it appended stays, or is undone.
    pub fn settle(&mut self, keep: bool) {
        if let (Some((authority, frontier)), false) = (self.before.take(), keep)
            && let Some(tree) = self.trees.get_mut(&authority)
        {
            tree.frontier = frontier;
        }
    }
    /// The newest checkpoint covers so much.
    pub fn signed(&mut self, authority: AuthorityId, size: Option<u64>) {
        if let Some(tree) = self.trees.get_mut(&authority) {
            tree.signed = size;
        }
    }
    /// Forgets everything: after a commit that failed, or when somebody else has written.
    pub fn forget(&mut self) {
        self.trees.clear();
        self.before = None;
    }
    /// The authorities whose tree has grown since its last checkpoint, as far as is known.
    pub fn grown(&self) -> Vec<AuthorityId> {
        let grown = |t: &Tree| t.frontier.size() > 0 && t.signed != Some(t.frontier.size());
        self.trees.iter().filter(|(_, t)| grown(t)).map(|(a, _)| *a).collect()
    }
}

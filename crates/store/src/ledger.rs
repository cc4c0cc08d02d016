//! The ledger: appending in the open unit of work, who has seen a record, checkpoints, and reading all of it to verify.

use crate::conn::{Conn, Db};
use crate::error::StoreError;
use crate::schema::{ledger_checkpoint, ledger_entry, ledger_subject};
use crate::tree::{StoredNodes, count, number, size};
use crate::tx::{Mode, Tx};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use kernel::{AuthorityId, EntryId, KeyId, PersonId, Timestamp};
use ledger::{
    Entry, Hash, LedgerKey, LedgerSource, NodeId, Nodes, ProveError, Receipt, Signer, StoredLeaf, SubjectTag,
    TreeError, leaf_hash, next_checkpoint, prove_entry,
};
use sealing::{DataKey, KeyPlace, KeyState, NewKey, SealError};

/// The class of an authority's key that signs checkpoints; its "subject" is the authority's id.
pub const CLASS_SIGNING: &str = "ledger-signing";

/// An entry as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerRow {
    /// Its place in the tree; none until the sequencer has come by (PostgreSQL, a moment).
    pub index: Option<u64>,
    /// What it says.
    pub entry: Entry,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = ledger_entry, check_for_backend(Db))]
struct EntryRow {
    idx: Option<i64>,
    body: Vec<u8>,
}

impl Tx<'_> {
    /// Appends an entry. It is durable before this unit of work is answered, and with it whatever it records.
    ///
    /// # Errors
    /// When the store does not answer, or the entry is of another authority.
    pub fn append(&mut self, entry: &Entry) -> Result<Receipt, StoreError> {
        let a = self.authority();
        if entry.authority != a || self.mode == Mode::Read {
            return self.fail(StoreError::Bug("an entry was appended where it does not belong".to_owned()));
        }
        let body = entry.leaf_bytes();
        let leaf = leaf_hash(&body);
        // On PostgreSQL the sequencer gives the place later.
        let place = match self.trees.take() {
            None => None,
            Some(trees) => {
                let mut completed = Vec::new();
                let place = self.q("ledger_entry", |c| trees.append(c, a, leaf, &mut completed));
                self.trees = Some(trees);
                self.appended.add_nodes(a, &completed);
                Some(place?)
            }
        };
        self.appended.add(entry, place, body, leaf);
        Ok(Receipt::issued(entry.id, leaf))
    }

    fn rows(&mut self, rows: Vec<EntryRow>) -> Result<Vec<LedgerRow>, StoreError> {
        rows.into_iter()
            .map(|row| match Entry::from_leaf_bytes(&row.body) {
                Ok(entry) => Ok(LedgerRow { index: row.idx.map(count), entry }),
                Err(_) => self.fail(StoreError::Corrupt { table: "ledger_entry", column: "body".to_owned() }),
            })
            .collect()
    }
    /// Entries about a person in a case, the newest first, before the one given.
    ///
    /// # Errors
    /// When the store does not answer, or an entry is damaged.
    pub fn entries_about(
        &mut self,
        tag: SubjectTag,
        before: Option<EntryId>,
        limit: u32,
    ) -> Result<Vec<LedgerRow>, StoreError> {
        self.about(tag, before, limit, false)
    }
    /// Those of them by which something may have gone outside: all but such as surely did not. The newest first, before the one given.
    ///
    /// # Errors
    /// When the store does not answer, or an entry is damaged.
    pub fn entries_outside(
        &mut self,
        tag: SubjectTag,
        before: Option<EntryId>,
        limit: u32,
    ) -> Result<Vec<LedgerRow>, StoreError> {
        self.about(tag, before, limit, true)
    }
    fn about(
        &mut self,
        tag: SubjectTag,
        before: Option<EntryId>,
        limit: u32,
        outside: bool,
    ) -> Result<Vec<LedgerRow>, StoreError> {
        let a = self.authority();
        self.write_appended()?;
        let before = before.map_or_else(|| vec![0xff; 16], |id| id.as_bytes().to_vec());
        let rows: Vec<EntryRow> = self.q("ledger_entry", |c| {
            let query = ledger_subject::table
                .inner_join(
                    ledger_entry::table.on(ledger_entry::authority
                        .eq(ledger_subject::authority)
                        .and(ledger_entry::id.eq(ledger_subject::entry))),
                )
                .filter(ledger_subject::authority.eq(a.as_bytes().as_slice()))
                .filter(ledger_subject::tag.eq(tag.0.as_slice()))
                .filter(ledger_subject::entry.lt(before))
                .order(ledger_subject::entry.desc())
                .limit(i64::from(limit))
                .select(EntryRow::as_select());
            if outside {
                // In the words of the index.
                query.filter(sql::<Bool>("NOT inside")).load(c)
            } else {
                query.load(c)
            }
        })?;
        self.rows(rows)
    }
    /// All entries, the newest first, before the one given.
    ///
    /// # Errors
    /// When the store does not answer, or an entry is damaged.
    pub fn entries(&mut self, before: Option<EntryId>, limit: u32) -> Result<Vec<LedgerRow>, StoreError> {
        let a = self.authority();
        self.write_appended()?;
        let before = before.map_or_else(|| vec![0xff; 16], |id| id.as_bytes().to_vec());
        let rows: Vec<EntryRow> = self.q("ledger_entry", |c| {
            ledger_entry::table
                .filter(ledger_entry::authority.eq(a.as_bytes().as_slice()))
                .filter(ledger_entry::id.lt(before))
                .order(ledger_entry::id.desc())
                .limit(i64::from(limit))
                .select(EntryRow::as_select())
                .load(c)
        })?;
        self.rows(rows)
    }
    /// The entries from one moment on and before another, the oldest first, behind the one given.
    ///
    /// # Errors
    /// When the store does not answer, or an entry is damaged.
    pub fn entries_between(
        &mut self,
        from: Timestamp,
        until: Timestamp,
        after: Option<EntryId>,
        limit: u32,
    ) -> Result<Vec<LedgerRow>, StoreError> {
        let a = self.authority();
        self.write_appended()?;
        // Ids are in the order of time: the first possible one of a millisecond is its number, with nothing behind it.
        let first = |at: Timestamp| {
            let ms = u64::try_from(at.as_micros() / 1_000).unwrap_or(0).to_be_bytes();
            let mut id = vec![0; 16];
            id[..6].copy_from_slice(&ms[2..]);
            id
        };
        let behind = after.map_or_else(|| first(from), |id| id.as_bytes().to_vec());
        let rows: Vec<EntryRow> = self.q("ledger_entry", |c| {
            ledger_entry::table
                .filter(ledger_entry::authority.eq(a.as_bytes().as_slice()))
                .filter(ledger_entry::id.gt(behind))
                .filter(ledger_entry::id.lt(first(until)))
                .order(ledger_entry::id)
                .limit(i64::from(limit))
                .select(EntryRow::as_select())
                .load(c)
        })?;
        self.rows(rows)
    }
    /// One entry.
    ///
    /// # Errors
    /// When the store does not answer, or the entry is damaged.
    pub fn entry(&mut self, id: EntryId) -> Result<Option<LedgerRow>, StoreError> {
        let a = self.authority();
        self.write_appended()?;
        let row: Option<EntryRow> = self.q("ledger_entry", |c| {
            ledger_entry::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(EntryRow::as_select())
                .get_result(c)
                .optional()
        })?;
        Ok(self.rows(row.into_iter().collect())?.pop())
    }
    /// How many entries stand in the tree.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn ledger_size(&mut self) -> Result<u64, StoreError> {
        let a = self.authority();
        self.write_appended()?;
        self.q("ledger_entry", |c| size(c, a))
    }
    /// The newest signed checkpoint.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn last_checkpoint(&mut self) -> Result<Option<String>, StoreError> {
        Ok(self.newest_checkpoint()?.map(|(_, note)| note))
    }
    fn newest_checkpoint(&mut self) -> Result<Option<(u64, String)>, StoreError> {
        let a = self.authority();
        let found: Option<(i64, String)> = self.q("ledger_checkpoint", |c| {
            ledger_checkpoint::table
                .filter(ledger_checkpoint::authority.eq(a.as_bytes().as_slice()))
                .order(ledger_checkpoint::size.desc())
                .select((ledger_checkpoint::size, ledger_checkpoint::note))
                .first(c)
                .optional()
        })?;
        Ok(found.map(|(size, note)| (count(size), note)))
    }
    /// The ledger's name: the store's, with the authority's id.
    #[must_use]
    pub fn ledger_origin(&self) -> String {
        format!("{}/{}", self.shared.origin, self.authority())
    }
    /// The key by which everybody can check this ledger's checkpoints.
    ///
    /// # Errors
    /// When the key store or the master key fails.
    pub fn ledger_key(&mut self) -> Result<LedgerKey, StoreError> {
        Ok(self.signer()?.public())
    }
    fn signer(&mut self) -> Result<Signer, StoreError> {
        let holder = PersonId::from_bytes(*self.authority().as_bytes());
        let (now, origin) = (self.now, self.ledger_origin());
        let secret: DataKey = self.with_key_store(|store, masters, entropy| {
            let place = KeyPlace { subject: holder, class: CLASS_SIGNING, version: 1 };
            let mut rows = store.get(&[(holder, CLASS_SIGNING)])?;
            if rows.is_empty() {
                let wrapped = masters.wrap(place, &DataKey::random(entropy), entropy)?;
                let id = KeyId::new(now, entropy);
                let class = CLASS_SIGNING.to_owned();
                rows = store.put(&[NewKey { id, subject: holder, class, version: 1, wrapped, made: now }])?;
            }
            match rows.first().map(|r| &r.state) {
                Some(KeyState::Live(wrapped)) => Ok(masters.unwrap(place, wrapped)?),
                _ => Err(SealError::NoKey),
            }
        })?;
        match Signer::new(&origin, secret.expose()) {
            Ok(signer) => Ok(signer),
            Err(error) => self.fail(StoreError::Bug(error.to_string())),
        }
    }
    /// Signs the tree as it stands, if it has grown since the last checkpoint and continues it. Answers with the newest
    /// checkpoint, or none while the ledger is empty.
    ///
    /// # Errors
    /// When the store or the key store fails, or the tree denies what was signed before.
    pub fn checkpoint(&mut self) -> Result<Option<String>, StoreError> {
        let a = self.authority();
        self.write_appended()?;
        let last = self.newest_checkpoint()?;
        let now_size = match self.trees.take() {
            None => self.ledger_size()?,
            Some(trees) => {
                let size = self.q("ledger_entry", |c| trees.of(c, a).map(|t| t.frontier.size()));
                self.trees = Some(trees);
                size?
            }
        };
        if now_size == 0 || last.as_ref().is_some_and(|(size, _)| *size == now_size) {
            self.signed(a, last.as_ref().map(|(size, _)| *size));
            return Ok(last.map(|(_, note)| note));
        }
        let (signer, now) = (self.signer()?, self.now);
        let note = last.as_ref().map(|(_, note)| note.as_str());
        let signed = next_checkpoint(&mut StoredNodes { conn: self.conn, authority: a }, &signer, note, now_size, now);
        let note = match signed {
            Ok(note) => note,
            Err(ProveError::Tree(TreeError::Store(error))) => return self.q("ledger_node", |_| Err(error)),
            Err(error) => {
                return self.fail(StoreError::Corrupt { table: "ledger_node", column: error.to_string() });
            }
        };
        let root = match signer.public().verify(&note) {
            Ok(signed) => signed.checkpoint.root,
            Err(error) => return self.fail(StoreError::Bug(error.to_string())),
        };
        self.q("ledger_checkpoint", |c| {
            diesel::insert_into(ledger_checkpoint::table)
                .values((
                    ledger_checkpoint::authority.eq(a.as_bytes().as_slice()),
                    ledger_checkpoint::size.eq(number(now_size)),
                    ledger_checkpoint::root.eq(root.as_slice()),
                    ledger_checkpoint::note.eq(&note),
                    ledger_checkpoint::made_at.eq(now.as_micros()),
                ))
                .execute(c)
        })?;
        self.signed(a, Some(now_size));
        Ok(Some(note))
    }
    fn signed(&mut self, authority: AuthorityId, size: Option<u64>) {
        if let Some(trees) = &mut self.trees {
            trees.signed(authority, size);
        }
    }
    /// The file that proves an entry to somebody else, under the newest checkpoint (`ledger::check_proof` reads it). None
    /// if there is no such entry, or no checkpoint covers it yet: sign one first.
    ///
    /// # Errors
    /// When the store does not answer, or the ledger does not fit its checkpoint.
    pub fn prove_entry(&mut self, id: EntryId) -> Result<Option<String>, StoreError> {
        let index = self.entry(id)?.and_then(|row| row.index);
        let (Some(index), Some((size, checkpoint))) = (index, self.newest_checkpoint()?) else { return Ok(None) };
        if index >= size {
            return Ok(None);
        }
        let key = self.ledger_key()?;
        match prove_entry(&mut self.ledger_source(), &key, &checkpoint, index) {
            Ok(file) => Ok(Some(file)),
            Err(error) => self.fail(StoreError::Corrupt { table: "ledger_node", column: error.to_string() }),
        }
    }
    /// The whole ledger, for `ledger::verify`. It needs no keys.
    pub fn ledger_source(&mut self) -> Ledger<'_> {
        let authority = self.authority();
        // A failure is remembered, and nothing is kept.
        let _ = self.write_appended();
        let _ = self.q("ledger_entry", |_| Ok(()));
        Ledger { conn: self.conn, authority }
    }
}

/// The whole ledger of an authority, as it lies in a database.
pub struct Ledger<'c> {
    pub(crate) conn: &'c mut Conn,
    pub(crate) authority: AuthorityId,
}

/// A database that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct LedgerReadError(#[from] pub StoreError);

fn unreadable(table: &'static str) -> impl Fn(diesel::result::Error) -> LedgerReadError {
    move |error| LedgerReadError(crate::error::read(table, error).error)
}

impl Nodes for Ledger<'_> {
    type Error = LedgerReadError;
    fn read(&mut self, places: &[NodeId]) -> Result<Vec<Option<Hash>>, LedgerReadError> {
        StoredNodes { conn: self.conn, authority: self.authority }.read(places).map_err(unreadable("ledger_node"))
    }
}

impl LedgerSource for Ledger<'_> {
    fn leaves(&mut self, from: u64, limit: usize) -> Result<Vec<StoredLeaf>, LedgerReadError> {
        let rows: Vec<(Option<i64>, Vec<u8>, Vec<u8>)> = ledger_entry::table
            .filter(ledger_entry::authority.eq(self.authority.as_bytes().as_slice()))
            .filter(ledger_entry::idx.ge(number(from)))
            .order(ledger_entry::idx)
            .limit(i64::try_from(limit).unwrap_or(i64::MAX))
            .select((ledger_entry::idx, ledger_entry::id, ledger_entry::body))
            .load(self.conn)
            .map_err(unreadable("ledger_entry"))?;
        // What is no id at all is none of an entry's, and verification says so.
        let id = |bytes: Vec<u8>| bytes.try_into().unwrap_or_default();
        let leaf = |(idx, own, bytes): (Option<i64>, _, _)| Some(StoredLeaf { index: count(idx?), id: id(own), bytes });
        Ok(rows.into_iter().filter_map(leaf).collect())
    }
    fn checkpoints(&mut self) -> Result<Vec<String>, LedgerReadError> {
        ledger_checkpoint::table
            .filter(ledger_checkpoint::authority.eq(self.authority.as_bytes().as_slice()))
            .order(ledger_checkpoint::size)
            .select(ledger_checkpoint::note)
            .load(self.conn)
            .map_err(unreadable("ledger_checkpoint"))
    }
}

impl Ledger<'_> {
    /// The place of an entry in the tree; none if it is not there, or has no place yet.
    ///
    /// # Errors
    /// When the copy cannot be read.
    pub fn index_of(&mut self, entry: EntryId) -> Result<Option<u64>, StoreError> {
        let found: Option<Option<i64>> = ledger_entry::table
            .find((self.authority.as_bytes().as_slice(), entry.as_bytes().as_slice()))
            .select(ledger_entry::idx)
            .get_result(self.conn)
            .optional()
            .map_err(|e| crate::error::read("ledger_entry", e).error)?;
        Ok(found.flatten().map(count))
    }
}

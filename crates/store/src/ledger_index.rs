//! The index by which is found who has seen a record, compared with the entries themselves: whoever takes lines out of it hides looks, though
//! the ledger still has them.

use crate::conn::Conn;
use crate::error::{StoreError, read};
use crate::ledger::Ledger;
use crate::schema::{ledger_entry, ledger_subject};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use kernel::EntryId;
use ledger::{Entry, SubjectTag};
use std::collections::{BTreeSet, HashMap};

/// So many lines or entries are read at a time.
const AT_ONCE: usize = 1_000;
/// So many entries, where each of their lines is looked up.
const FEW: usize = 50;

/// Why an index is not the ledger's.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// An entry is about somebody, and the index does not lead to it from them.
    #[error(
        "the index of who has seen a record lacks entry {0}: whoever it is about is not shown it. Put the index back from a backup, and find out who can write to the database"
    )]
    Missing(EntryId),
    /// The index leads to an entry that is not about whom it says, or is not there.
    #[error("the index of who has seen a record leads to entry {0}, which is not about that person, or is not there")]
    Wrong(EntryId),
    /// The index says of an entry that nothing went outside by it, and it did.
    #[error("the index of who has seen a record says that nothing went outside by entry {0}, and something did")]
    Hidden(EntryId),
    /// The copy cannot be read, or an entry in it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

type Line = (Vec<u8>, Vec<u8>, bool);
/// Behind which line to go on: its tag and entry.
type Behind = Option<(Vec<u8>, Vec<u8>)>;

fn unreadable(table: &'static str) -> impl Fn(diesel::result::Error) -> StoreError {
    move |error| read(table, error).error
}

fn entry_id(bytes: &[u8]) -> EntryId {
    EntryId::from_bytes(bytes.try_into().unwrap_or_default())
}

fn entry_of(body: &[u8]) -> Result<Entry, StoreError> {
    Entry::from_leaf_bytes(body).map_err(|_| StoreError::Corrupt { table: "ledger_entry", column: "body".to_owned() })
}

/// Whom an entry is about: each counts once.
fn about(entry: &Entry) -> BTreeSet<SubjectTag> {
    entry.subjects.iter().copied().collect()
}

impl Ledger<'_> {
    /// Compares the index with the entries, in one state of both. Every line of it has to lead to an entry that is about whom the line says;
    /// and there have to be as many lines as the entries have people, so that none is missing. Answers with how many lines there are. That the
    /// entries are what was recorded is for [`ledger::verify`] to say.
    ///
    /// # Errors
    /// With the first thing found wrong, or when the copy cannot be read.
    pub fn verify_index(&mut self) -> Result<u64, IndexError> {
        // On PostgreSQL the ledger was opened in one state of it.
        let sqlite = matches!(self.conn, Conn::Sqlite(_));
        if sqlite {
            self.conn.batch_execute("BEGIN").map_err(unreadable("ledger_subject"))?;
        }
        let found = self.compared();
        if sqlite {
            self.conn.batch_execute("ROLLBACK").map_err(unreadable("ledger_subject"))?;
        }
        found
    }

    fn compared(&mut self) -> Result<u64, IndexError> {
        let lines = self.every_line_leads_right()?;
        let (mut people, mut after) = (0, None);
        while let Some(entries) = self.entries_behind(after, AT_ONCE)? {
            people += entries.iter().map(|entry| count(about(entry).len())).sum::<u64>();
            after = entries.last().map(|entry| entry.id);
        }
        if lines == people { Ok(lines) } else { Err(self.missing()?) }
    }

    fn every_line_leads_right(&mut self) -> Result<u64, IndexError> {
        let (mut lines, mut after): (u64, Behind) = (0, None);
        loop {
            let page = self.lines_behind(after.take())?;
            let Some((tag, entry, _)) = page.last() else { return Ok(lines) };
            after = Some((tag.clone(), entry.clone()));
            let ids: BTreeSet<&[u8]> = page.iter().map(|(_, entry, _)| entry.as_slice()).collect();
            let entries: Vec<(Vec<u8>, Vec<u8>)> = ledger_entry::table
                .filter(ledger_entry::authority.eq(self.authority.as_bytes().as_slice()))
                .filter(ledger_entry::id.eq_any(ids))
                .select((ledger_entry::id, ledger_entry::body))
                .load(self.conn)
                .map_err(unreadable("ledger_entry"))?;
            let entries: HashMap<Vec<u8>, Vec<u8>> = entries.into_iter().collect();
            for (tag, id, inside) in &page {
                let wrong = || IndexError::Wrong(entry_id(id));
                let entry = entry_of(entries.get(id).ok_or_else(wrong)?)?;
                if !entry.subjects.iter().any(|subject| subject.0.as_slice() == tag.as_slice()) {
                    return Err(wrong());
                }
                if *inside && !entry.stays_inside() {
                    return Err(IndexError::Hidden(entry.id));
                }
            }
            lines += count(page.len());
        }
    }

    fn lines_behind(&mut self, after: Behind) -> Result<Vec<Line>, StoreError> {
        let (tag, entry) = after.unwrap_or_default();
        ledger_subject::table
            .filter(ledger_subject::authority.eq(self.authority.as_bytes().as_slice()))
            .filter(ledger_subject::tag.ge(&tag))
            .filter(ledger_subject::tag.ne(&tag).or(ledger_subject::entry.gt(&entry)))
            .order((ledger_subject::tag, ledger_subject::entry))
            .limit(i64::try_from(AT_ONCE).unwrap_or(i64::MAX))
            .select((ledger_subject::tag, ledger_subject::entry, ledger_subject::inside))
            .load(self.conn)
            .map_err(unreadable("ledger_subject"))
    }

    /// The next entries by their ids; none at the end.
    fn entries_behind(&mut self, after: Option<EntryId>, limit: usize) -> Result<Option<Vec<Entry>>, StoreError> {
        let after = after.map_or_else(Vec::new, |id| id.as_bytes().to_vec());
        let bodies: Vec<Vec<u8>> = ledger_entry::table
            .filter(ledger_entry::authority.eq(self.authority.as_bytes().as_slice()))
            .filter(ledger_entry::id.gt(&after))
            .order(ledger_entry::id)
            .limit(i64::try_from(limit).unwrap_or(i64::MAX))
            .select(ledger_entry::body)
            .load(self.conn)
            .map_err(unreadable("ledger_entry"))?;
        let entries = bodies.iter().map(|body| entry_of(body)).collect::<Result<Vec<_>, _>>()?;
        Ok(Some(entries).filter(|entries| !entries.is_empty()))
    }

    /// The first entry to which a line is missing.
    fn missing(&mut self) -> Result<IndexError, StoreError> {
        let mut after = None;
        while let Some(entries) = self.entries_behind(after, FEW)? {
            for entry in &entries {
                let there: i64 = ledger_subject::table
                    .filter(ledger_subject::authority.eq(self.authority.as_bytes().as_slice()))
                    .filter(ledger_subject::tag.eq_any(about(entry).into_iter().map(|tag| tag.0.to_vec())))
                    .filter(ledger_subject::entry.eq(entry.id.as_bytes().as_slice()))
                    .count()
                    .get_result(self.conn)
                    .map_err(unreadable("ledger_subject"))?;
                if usize::try_from(there).ok() != Some(about(entry).len()) {
                    return Ok(IndexError::Missing(entry.id));
                }
            }
            after = entries.last().map(|entry| entry.id);
        }
        Ok(IndexError::Store(StoreError::Corrupt { table: "ledger_subject", column: "entry".to_owned() }))
    }
}

fn count(many: usize) -> u64 {
    u64::try_from(many).unwrap_or(u64::MAX)
}

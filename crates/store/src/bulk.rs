//! Loading many cases at once (synthetic data, and later data from other systems), many rows to a statement, in one unit
//! of work with one entry of the ledger.

use crate::cases::{Case, due_sort};
use crate::conn::{Conn, names};
use crate::consents::Consent;
use crate::error::StoreError;
use crate::facts::CaseParty;
use crate::people::PersonKey;
use crate::schema::{case_file, case_party, consent, person, person_key, section, task};
use crate::sections::Section;
use crate::tasks::Task;
use crate::tx::{Statement, Tx};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use kernel::{PersonId, Timestamp};
use ledger::{Entry, Receipt};
use sealing::NewKey;

/// Rows in one statement. The statement is prepared once, which is why it takes its values rather than borrow them.
pub const AT_ONCE: usize = 32;

/// SQLite's memory for pages while it loads, in kibibytes.
const CACHE_OF_A_LOAD: u32 = 200_000;

/// What is loaded together: some thousand cases at most, since it is one unit of work.
#[derive(Debug, Clone, Default)]
pub struct Bulk {
    /// People, with the keys by which they are found (no digest twice for one person).
    pub people: Vec<(PersonId, Vec<PersonKey>)>,
    /// Cases, in any state.
    pub cases: Vec<Case>,
    /// Who works on them.
    pub parties: Vec<CaseParty>,
    /// Their sections, in any version.
    pub sections: Vec<Section>,
    /// Their consents.
    pub consents: Vec<Consent>,
    /// What is to be done on them.
    pub tasks: Vec<Task>,
    /// The people's new keys.
    pub keys: Vec<NewKey>,
}

macro_rules! insert_all {
    ($q:expr, $table:ident, $rows:expr, |$row:ident| $values:expr) => {{
        let (full, rest) = $rows.as_chunks::<{ crate::bulk::AT_ONCE }>();
        for rows in full {
            $q(&mut |c| {
                let rows = diesel::insert_into($table::table).values(rows.each_ref().map(|$row| $values));
                // The engines' common part has no word for several rows at once.
                match c {
                    crate::conn::Conn::Sqlite(c) => rows.execute(c).map(|_| ()),
                    crate::conn::Conn::Postgres(c) => rows.execute(c).map(|_| ()),
                }
            })?;
        }
        for $row in rest {
            $q(&mut |c| diesel::insert_into($table::table).values($values).execute(c).map(|_| ()))?;
        }
    }};
}
pub(crate) use insert_all;

impl Tx<'_> {
    /// Loads many cases, with one entry of the ledger for all of them.
    ///
    /// # Errors
    /// When a row refers to something that is not there or exists already, or the store does not answer.
    pub fn load(&mut self, bulk: &Bulk, entry: &Entry) -> Result<Receipt, StoreError> {
        self.cache(CACHE_OF_A_LOAD)?;
        let done = self.load_all(bulk, entry);
        self.cache(crate::sqlite::CACHE)?;
        done
    }

    fn load_all(&mut self, bulk: &Bulk, entry: &Entry) -> Result<Receipt, StoreError> {
        let (a, now) = (self.authority(), self.now.as_micros());
        let a = a.as_bytes().to_vec();
        self.shared.tallies.cases_written();
        self.load_keys(&bulk.keys)?;
        let people: Vec<PersonId> = bulk.people.iter().map(|(id, _)| *id).collect();
        insert_all!(|f: Statement<'_>| self.q("person", f), person, people.as_slice(), |id| (
            person::authority.eq(a.clone()),
            person::id.eq(id.as_bytes().to_vec()),
            person::created_at.eq(now),
        ));
        // In the order of the table, neighbours are written together.
        let mut keys: Vec<(PersonKey, PersonId)> =
            bulk.people.iter().flat_map(|(id, keys)| keys.iter().map(|k| (*k, *id))).collect();
        keys.sort_unstable();
        insert_all!(|f: Statement<'_>| self.q("person_key", f), person_key, keys.as_slice(), |row| (
            person_key::authority.eq(a.clone()),
            person_key::digest.eq(row.0.digest.to_vec()),
            person_key::person.eq(row.1.as_bytes().to_vec()),
            person_key::strength.eq(row.0.strength),
        ));
        insert_all!(|f: Statement<'_>| self.q("case_file", f), case_file, bulk.cases.as_slice(), |row| (
            case_file::authority.eq(a.clone()),
            case_file::id.eq(row.id.as_bytes().to_vec()),
            case_file::reference.eq(row.reference.clone()),
            case_file::notice_version.eq(row.notice_version.as_bytes().to_vec()),
            case_file::service.eq(row.service.clone()),
            case_file::person.eq(row.person.as_bytes().to_vec()),
            case_file::state.eq(row.state.id()),
            case_file::opened_on.eq(row.opened_on.to_string()),
            case_file::closed_on.eq(row.closed_on.map(|d| d.to_string())),
            case_file::close_reason.eq(row.close_reason.clone()),
            case_file::retention_due.eq(row.retention_due.map(|d| d.to_string())),
            case_file::retention_statement.eq(row.retention_statement.clone()),
            case_file::owner.eq(row.owner.map(|id| id.as_bytes().to_vec())),
            case_file::next_due_on.eq(row.next_due_on.map(|d| d.to_string())),
            case_file::next_due_kind.eq(row.next_due_kind.clone()),
            case_file::due_sort.eq(due_sort(row.next_due_on)),
            case_file::restricted.eq(row.restricted),
            case_file::created_at.eq(row.created_at.as_micros()),
            case_file::updated_at.eq(row.updated_at.as_micros()),
        ));
        insert_all!(|f: Statement<'_>| self.q("case_party", f), case_party, bulk.parties.as_slice(), |row| (
            case_party::authority.eq(a.clone()),
            case_party::id.eq(row.id.as_bytes().to_vec()),
            case_party::case_id.eq(row.case_id.as_bytes().to_vec()),
            case_party::party.eq(row.party.clone()),
            case_party::account.eq(row.account.map(|id| id.as_bytes().to_vec())),
            case_party::enrolment.eq(row.enrolment.map(|id| id.as_bytes().to_vec())),
            case_party::since.eq(row.since.to_string()),
            case_party::until.eq(row.until.map(|d| d.to_string())),
        ));
        insert_all!(|f: Statement<'_>| self.q("section", f), section, bulk.sections.as_slice(), |row| (
            section::authority.eq(a.clone()),
            section::case_id.eq(row.case_id.as_bytes().to_vec()),
            section::category.eq(row.category.clone()),
            section::version.eq(row.version),
            section::id.eq(row.id.as_bytes().to_vec()),
            section::person.eq(row.person.as_bytes().to_vec()),
            section::record_class.eq(row.record_class.clone()),
            section::sealed.eq(row.sealed.clone()),
            section::author.eq(row.author.map(|id| id.as_bytes().to_vec())),
            section::source.eq(row.source.clone()),
            section::recorded_at.eq(row.recorded_at.as_micros()),
            section::superseded_at.eq(row.superseded_at.map(Timestamp::as_micros)),
            section::form.eq(row.form.clone()),
        ));
        insert_all!(|f: Statement<'_>| self.q("consent", f), consent, bulk.consents.as_slice(), |row| (
            consent::authority.eq(a.clone()),
            consent::id.eq(row.id.as_bytes().to_vec()),
            consent::case_id.eq(row.case_id.as_bytes().to_vec()),
            consent::person.eq(row.person.as_bytes().to_vec()),
            consent::party.eq(row.party.clone()),
            consent::purpose.eq(row.purpose.clone()),
            consent::categories.eq(names(&row.categories)),
            consent::state.eq(row.state.id()),
            consent::explicit.eq(row.explicit),
            consent::method.eq(row.method.clone()),
            consent::given_at.eq(row.given_at.map(Timestamp::as_micros)),
            consent::withdrawn_at.eq(row.withdrawn_at.map(Timestamp::as_micros)),
            consent::expires_on.eq(row.expires_on.map(|d| d.to_string())),
            consent::wording_hash.eq(row.wording_hash.clone()),
            consent::notice_version.eq(row.notice_version.as_bytes().to_vec()),
            consent::recorded_by.eq(row.recorded_by.map(|id| id.as_bytes().to_vec())),
            consent::recorded_at.eq(row.recorded_at.as_micros()),
            consent::superseded_at.eq(row.superseded_at.map(Timestamp::as_micros)),
        ));
        insert_all!(|f: Statement<'_>| self.q("task", f), task, bulk.tasks.as_slice(), |row| (
            task::authority.eq(a.clone()),
            task::id.eq(row.id.as_bytes().to_vec()),
            task::case_id.eq(row.case_id.as_bytes().to_vec()),
            task::kind.eq(row.kind.clone()),
            task::due_on.eq(row.due_on.to_string()),
            task::owner.eq(row.owner.map(|id| id.as_bytes().to_vec())),
            task::done_at.eq(row.done_at.map(Timestamp::as_micros)),
            task::rule.eq(row.rule.clone()),
            task::escalates_on.eq(row.escalates_on.map(|d| d.to_string())),
            task::waiting_for.eq(row.waiting_for.clone()),
        ));
        self.append(entry)
    }

    /// How many kibibytes of pages SQLite keeps in memory: a load whose pages do not fit writes many of them again and again.
    fn cache(&mut self, kibibytes: u32) -> Result<(), StoreError> {
        self.q("database", |c| match c {
            Conn::Sqlite(c) => c.batch_execute(&format!("PRAGMA cache_size = -{kibibytes}")),
            Conn::Postgres(_) => Ok(()),
        })
    }
}

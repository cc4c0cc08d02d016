//! Loading many cases at once (synthetic data, and later data from other systems), many rows to a statement, in one unit
//! of work with one entry of the ledger.

use crate::cases::{Case, due_sort};
use crate::conn::{Conn, names};
use crate::consents::Consent;
use crate::error::StoreError;
use crate::facts::CaseParty;
use crate::people::{PersonKey, PersonKeys};
use crate::rows::{self, into};
use crate::sections::Section;
use crate::tasks::Task;
use crate::tx::Tx;
use diesel::connection::SimpleConnection as _;
use jiff::civil::Date;
use kernel::{AccountId, PersonId, Timestamp};
use ledger::{Entry, Receipt};
use sealing::NewKey;

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

into! {
    People: "person (authority, id, created_at)";
    Cases: "case_file (authority, id, reference, notice_version, service, person, state, opened_on, closed_on, close_reason, \
            retention_due, retention_statement, owner, next_due_on, next_due_kind, due_sort, restricted, created_at, updated_at)";
    Parties: "case_party (authority, id, case_id, party, account, enrolment, since, until)";
    Sections: "section (authority, case_id, category, version, id, person, record_class, sealed, author, source, recorded_at, \
               superseded_at, form)";
    Consents: "consent (authority, id, case_id, person, party, purpose, categories, state, explicit, method, given_at, \
               withdrawn_at, expires_on, wording_hash, notice_version, recorded_by, recorded_at, superseded_at)";
    Tasks: "task (authority, id, case_id, kind, due_on, owner, done_at, rule, escalates_on, waiting_for)";
}

fn id(id: Option<&AccountId>) -> Option<&[u8]> {
    id.map(|id| id.as_bytes().as_slice())
}

fn day(day: Option<Date>) -> Option<String> {
    day.map(|day| day.to_string())
}

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
        let (authority, now) = (self.authority(), self.now.as_micros());
        let a = authority.as_bytes().as_slice();
        self.shared.tallies.cases_written();
        self.load_keys(&bulk.keys)?;
        self.q("person", |c| {
            rows::insert::<People, _>(c, &bulk.people, |(person, _), values| {
                values.bytes(a).bytes(person.as_bytes()).long(now);
            })
        })?;
        // In the order of the table, neighbours are written together.
        let mut keys: Vec<(PersonKey, PersonId)> =
            bulk.people.iter().flat_map(|(id, keys)| keys.iter().map(|k| (*k, *id))).collect();
        keys.sort_unstable();
        self.q("person_key", |c| {
            rows::insert::<PersonKeys, _>(c, &keys, |(key, person), values| {
                values.bytes(a).bytes(&key.digest).bytes(person.as_bytes()).small(key.strength);
            })
        })?;
        self.q("case_file", |c| {
            rows::insert::<Cases, _>(c, &bulk.cases, |row, values| {
                values.bytes(a).bytes(row.id.as_bytes()).text(&row.reference).bytes(row.notice_version.as_bytes());
                values.text(&row.service).bytes(row.person.as_bytes()).text(row.state.id());
                values.words(row.opened_on.to_string()).maybe_words(day(row.closed_on));
                values.maybe_text(row.close_reason.as_deref()).maybe_words(day(row.retention_due));
                values.maybe_text(row.retention_statement.as_deref()).maybe_bytes(id(row.owner.as_ref()));
                values.maybe_words(day(row.next_due_on)).maybe_text(row.next_due_kind.as_deref());
                values.words(due_sort(row.next_due_on)).flag(row.restricted);
                values.long(row.created_at.as_micros()).long(row.updated_at.as_micros());
            })
        })?;
        self.q("case_party", |c| {
            rows::insert::<Parties, _>(c, &bulk.parties, |row, values| {
                values.bytes(a).bytes(row.id.as_bytes()).bytes(row.case_id.as_bytes()).text(&row.party);
                values.maybe_bytes(id(row.account.as_ref()));
                values.maybe_bytes(row.enrolment.as_ref().map(|id| id.as_bytes().as_slice()));
                values.words(row.since.to_string()).maybe_words(day(row.until));
            })
        })?;
        self.q("section", |c| {
            rows::insert::<Sections, _>(c, &bulk.sections, |row, values| {
                values.bytes(a).bytes(row.case_id.as_bytes()).text(&row.category).int(row.version);
                values.bytes(row.id.as_bytes()).bytes(row.person.as_bytes()).text(&row.record_class);
                values.bytes(&row.sealed).maybe_bytes(id(row.author.as_ref())).text(&row.source);
                values.long(row.recorded_at.as_micros()).maybe_long(row.superseded_at.map(Timestamp::as_micros));
                values.text(&row.form);
            })
        })?;
        self.q("consent", |c| {
            rows::insert::<Consents, _>(c, &bulk.consents, |row, values| {
                values.bytes(a).bytes(row.id.as_bytes()).bytes(row.case_id.as_bytes()).bytes(row.person.as_bytes());
                values.text(&row.party).text(&row.purpose).words(names(&row.categories)).text(row.state.id());
                values.flag(row.explicit).text(&row.method).maybe_long(row.given_at.map(Timestamp::as_micros));
                values.maybe_long(row.withdrawn_at.map(Timestamp::as_micros)).maybe_words(day(row.expires_on));
                values.bytes(&row.wording_hash).bytes(row.notice_version.as_bytes());
                values.maybe_bytes(id(row.recorded_by.as_ref())).long(row.recorded_at.as_micros());
                values.maybe_long(row.superseded_at.map(Timestamp::as_micros));
            })
        })?;
        self.q("task", |c| {
            rows::insert::<Tasks, _>(c, &bulk.tasks, |row, values| {
                values.bytes(a).bytes(row.id.as_bytes()).bytes(row.case_id.as_bytes()).text(&row.kind);
                values.words(row.due_on.to_string()).maybe_bytes(id(row.owner.as_ref()));
                values.maybe_long(row.done_at.map(Timestamp::as_micros)).maybe_text(row.rule.as_deref());
                values.maybe_words(day(row.escalates_on)).maybe_text(row.waiting_for.as_deref());
            })
        })?;
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

//! Destroying what is due, and looking for what was left behind. Which tables hold something of a case is read from the
//! catalogue, so that a table that comes later is neither forgotten nor needs to be named here.

use crate::conn::Conn;
use crate::error::StoreError;
use crate::schema::{inbound, inbound_part, message, paper};
use crate::tx::Tx;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use kernel::{CaseId, InboundId, MessageId, PaperId, PersonId, RequestId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Tables with their columns.
pub type Tables = BTreeMap<String, Vec<String>>;

/// How many rows of which table.
pub type Counts = BTreeMap<String, u64>;

/// What was destroyed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Erased {
    /// Rows by table.
    pub rows: Counts,
    /// Keys.
    pub keys: usize,
}

#[derive(QueryableByName)]
struct ColumnRow {
    #[diesel(sql_type = Text)]
    place: String,
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct HeldRow {
    #[diesel(sql_type = Binary)]
    id: Vec<u8>,
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct WordRow {
    #[diesel(sql_type = Text)]
    word: String,
}

/// Bytes as both engines write them.
pub(crate) fn bytes(conn: &Conn, id: &[u8]) -> String {
    let hex = data_encoding::HEXLOWER.encode(id);
    match conn {
        Conn::Sqlite(_) => format!("x'{hex}'"),
        Conn::Postgres(_) => format!("'\\x{hex}'::bytea"),
    }
}

/// A text as SQL has it.
fn text(word: &str) -> String {
    format!("'{}'", word.replace('\'', "''"))
}

impl Tx<'_> {
    /// Every table of the data with its columns. The catalogue is in the same database on both engines. Tables change only while the
    /// store is opened, so it is asked once.
    fn tables(&mut self) -> Result<Arc<Tables>, StoreError> {
        if let Some(known) = self.shared.catalogue.get() {
            return Ok(known.clone());
        }
        let rows: Vec<ColumnRow> = self.q("catalogue", |c| {
            let sql = match c {
                Conn::Sqlite(_) => {
                    "SELECT m.name AS place, p.name AS name FROM sqlite_schema m, pragma_table_info(m.name) p \
                     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\'"
                }
                Conn::Postgres(_) => {
                    "SELECT c.relname::text AS place, a.attname::text AS name FROM pg_class c \
                     JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_namespace n ON n.oid = c.relnamespace \
                     WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND n.nspname = 'casement' \
                     AND c.relname NOT LIKE '\\_\\_%'"
                }
            };
            diesel::sql_query(sql).load(c)
        })?;
        let mut tables = Tables::new();
        for row in rows {
            tables.entry(row.place).or_default().push(row.name);
        }
        Ok(self.shared.catalogue.get_or_init(|| Arc::new(tables)).clone())
    }

    /// The tables that have all of some columns.
    pub(crate) fn tables_with(&mut self, columns: &[&str]) -> Result<Vec<String>, StoreError> {
        let all = self.tables()?;
        let has = |own: &Vec<String>| columns.iter().all(|c| own.iter().any(|o| o == c));
        Ok(all.iter().filter(|(_, own)| has(own)).map(|(table, _)| table.clone()).collect())
    }

    pub(crate) fn count_where(&mut self, table: &str, condition: &dyn Fn(&Conn) -> String) -> Result<u64, StoreError> {
        let a = self.authority();
        let row: CountRow = self.q("catalogue", |c| {
            let sql = format!(
                "SELECT count(*) AS n FROM {table} WHERE authority = {} AND {}",
                bytes(c, a.as_bytes()),
                condition(c)
            );
            diesel::sql_query(sql).get_result(c)
        })?;
        Ok(u64::try_from(row.n).unwrap_or(0))
    }

    fn delete_where(&mut self, table: &str, condition: &dyn Fn(&Conn) -> String) -> Result<u64, StoreError> {
        let a = self.authority();
        self.shared.tallies.cases_written();
        let rows = self.q("catalogue", |c| {
            let sql = format!("DELETE FROM {table} WHERE authority = {} AND {}", bytes(c, a.as_bytes()), condition(c));
            diesel::sql_query(sql).execute(c)
        })?;
        Ok(u64::try_from(rows).unwrap_or(0))
    }

    fn words_where(
        &mut self,
        table: &str,
        column: &str,
        condition: &dyn Fn(&Conn) -> String,
    ) -> Result<Vec<String>, StoreError> {
        let a = self.authority();
        let rows: Vec<WordRow> = self.q("catalogue", |c| {
            let sql = format!(
                "SELECT DISTINCT {column} AS word FROM {table} WHERE authority = {} AND {}",
                bytes(c, a.as_bytes()),
                condition(c)
            );
            diesel::sql_query(sql).load(c)
        })?;
        Ok(rows.into_iter().map(|r| r.word).collect())
    }

    /// The categories of which a case holds anything: sections, entries, documents, forms that were begun.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn categories_of(&mut self, case: CaseId) -> Result<Vec<String>, StoreError> {
        let mut found = Vec::new();
        for table in self.tables_with(&["case_id", "category"])? {
            found
                .extend(self.words_where(&table, "category", &|c| format!("case_id = {}", bytes(c, case.as_bytes())))?);
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|c| !c.is_empty());
        Ok(found)
    }

    /// The classes of the keys that seal anything of a case.
    fn classes_of(&mut self, case: CaseId, categories: Option<&[String]>) -> Result<Vec<String>, StoreError> {
        let tables = self.tables()?;
        let mut found = Vec::new();
        for (table, own) in tables.iter() {
            let has = |name: &str| own.iter().any(|o| o == name);
            let Some(column) = ["record_class", "class"].into_iter().find(|c| has(c)) else { continue };
            if !has("case_id") || (categories.is_some() && !has("category")) {
                continue;
            }
            let of = categories.map_or(String::new(), |list| format!(" AND {}", one_of("category", list)));
            let here = |c: &Conn| format!("case_id = {} AND {column} IS NOT NULL{of}", bytes(c, case.as_bytes()));
            found.extend(self.words_where(table, column, &here)?);
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|c| !c.is_empty());
        Ok(found)
    }

    /// Destroys the keys of a person's classes that seal nothing any more.
    pub(crate) fn destroy_unused(
        &mut self,
        person: PersonId,
        classes: &[String],
        why: &str,
    ) -> Result<usize, StoreError> {
        let tables = self.tables()?;
        let mut destroyed = 0;
        for class in classes {
            let mut used = 0;
            for (table, own) in tables.iter() {
                let has = |name: &str| own.iter().any(|o| o == name);
                let holder = ["person", "subject"].into_iter().find(|c| has(c));
                let column = ["record_class", "class"].into_iter().find(|c| has(c));
                let (Some(holder), Some(column), true) = (holder, column, has("sealed")) else { continue };
                used += self.count_where(table, &|c| {
                    format!(
                        "{holder} = {} AND {column} = {} AND sealed IS NOT NULL",
                        bytes(c, person.as_bytes()),
                        text(class)
                    )
                })?;
            }
            if used == 0 {
                destroyed += self.destroy_keys(person, Some(class), why)?.keys.len();
            }
        }
        Ok(destroyed)
    }

    /// Forms of a case that were begun and not sent, other than its sections, go: the case was closed. Answers with how many.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn drop_form_drafts(&mut self, case: CaseId) -> Result<u64, StoreError> {
        self.delete_where("draft", &|c| format!("case_id = {} AND category LIKE 'form:%'", bytes(c, case.as_bytes())))
    }

    /// Destroys some categories of a case: every version of sections and entries, documents with their previews, forms that
    /// were begun, messages and signed papers that told of them; and then every key that seals nothing else.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn erase_categories(
        &mut self,
        case: CaseId,
        person: PersonId,
        categories: &[String],
        why: &str,
    ) -> Result<Erased, StoreError> {
        let mut erased = Erased::default();
        if categories.is_empty() {
            return Ok(erased);
        }
        self.destroy_copies_of(case, why)?;
        let classes = self.classes_of(case, Some(categories))?;
        let mut members = self.members_of(&[case])?;
        members.retain(|m| categories.contains(&m.category));
        let of = one_of("category", categories);
        let in_case = |c: &Conn| format!("case_id = {}", bytes(c, case.as_bytes()));
        // What hangs on an entry by its id goes with it.
        let authority = *self.authority().as_bytes();
        for (table, column) in
            [("document_part", "id"), ("document", "id"), ("asked_document", "id"), ("warning", "id"), ("task", "item")]
        {
            let rows = self.delete_where(table, &|c| {
                format!(
                    "{column} IN (SELECT i.id FROM case_item i WHERE i.authority = {} AND i.case_id = {} AND i.{of})",
                    bytes(c, &authority),
                    bytes(c, case.as_bytes())
                )
            })?;
            add(&mut erased.rows, table, rows);
        }
        for table in self.tables_with(&["case_id", "category"])? {
            let rows = self.delete_where(&table, &|c| format!("{} AND {of}", in_case(c)))?;
            add(&mut erased.rows, &table, rows);
        }
        // What was typed into other forms of the case and not sent may tell of anything.
        let typed = self.drop_form_drafts(case)?;
        add(&mut erased.rows, "draft", typed);
        // What was kept of what was sent.
        let sent = self.delete_sent(case, categories)?;
        add(&mut erased.rows, "share_part", sent);
        for (id, told) in self.messages_tell(case)? {
            if told.iter().any(|t| categories.contains(t)) {
                let rows = self.delete_where("message", &|c| format!("id = {}", bytes(c, id.as_bytes())))?;
                add(&mut erased.rows, "message", rows);
            }
        }
        for (id, told) in self.papers_tell(case)? {
            if told.iter().any(|t| categories.contains(t)) {
                let rows = self.delete_where("paper", &|c| format!("id = {}", bytes(c, id.as_bytes())))?;
                add(&mut erased.rows, "paper", rows);
            }
        }
        erased.keys = self.destroy_unused(person, &classes, why)?;
        for member in members {
            erased.keys += self.forget_member(member.person, &classes, why)?;
        }
        Ok(erased)
    }

    /// Destroys what was kept of what was sent, of some categories of a case.
    pub(crate) fn delete_sent(&mut self, case: CaseId, categories: &[String]) -> Result<u64, StoreError> {
        let of = one_of("category", categories);
        self.delete_where("share_part", &|c| {
            format!("share IN (SELECT s.id FROM share s WHERE s.case_id = {}) AND {of}", bytes(c, case.as_bytes()))
        })
    }

    fn papers_tell(&mut self, case: CaseId) -> Result<Vec<(PaperId, Vec<String>)>, StoreError> {
        let a = self.authority();
        let rows: Vec<(PaperId, String)> = self.q("paper", |c| {
            paper::table
                .filter(paper::authority.eq(a.as_bytes().as_slice()))
                .filter(paper::case_id.eq(case.as_bytes().as_slice()))
                .select((paper::id, paper::categories))
                .load(c)
        })?;
        Ok(rows.into_iter().map(|(id, list)| (id, serde_json::from_str(&list).unwrap_or_default())).collect())
    }

    fn messages_tell(&mut self, case: CaseId) -> Result<Vec<(MessageId, Vec<String>)>, StoreError> {
        let a = self.authority();
        let rows: Vec<(MessageId, String)> = self.q("message", |c| {
            message::table
                .filter(message::authority.eq(a.as_bytes().as_slice()))
                .filter(message::case_id.eq(case.as_bytes().as_slice()))
                .select((message::id, message::categories))
                .load(c)
        })?;
        Ok(rows.into_iter().map(|(id, list)| (id, serde_json::from_str(&list).unwrap_or_default())).collect())
    }

    /// Destroys a whole case: every row that belongs to it, and every key that seals nothing else. If it was the person's
    /// last, the person goes too, with all keys and everything by which they could be found.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn erase_whole_case(&mut self, case: CaseId, person: PersonId, why: &str) -> Result<Erased, StoreError> {
        self.drop_all_linkage_parts()?;
        let mut erased = Erased::default();
        self.destroy_copies_of(case, why)?;
        let mut classes = self.classes_of(case, None)?;
        let in_case = |c: &Conn| format!("case_id = {}", bytes(c, case.as_bytes()));
        let parts = self.count_where("document_part", &|c| {
            format!("id IN (SELECT d.id FROM document d WHERE d.case_id = {})", bytes(c, case.as_bytes()))
        })?;
        add(&mut erased.rows, "document_part", parts);
        classes.extend(self.words_where("document_part", "record_class", &|c| {
            format!("id IN (SELECT d.id FROM document d WHERE d.case_id = {})", bytes(c, case.as_bytes()))
        })?);
        for table in self.tables_with(&["case_id"])? {
            let rows = self.count_where(&table, &in_case)?;
            add(&mut erased.rows, &table, rows);
        }
        let mut keys = self.erase_referral(case, why)?;
        self.forget_case_of_outside_requests(case)?;
        let members = self.members_of(&[case])?;
        self.erase_case(case)?;
        add(&mut erased.rows, "case_file", 1);
        if self.cases_of(&[person])?.is_empty() {
            let found_by = self.count_where("person_key", &|c| format!("person = {}", bytes(c, person.as_bytes())))?;
            add(&mut erased.rows, "person_key", found_by);
            let drafts = self.delete_where("draft", &|c| format!("person = {}", bytes(c, person.as_bytes())))?;
            add(&mut erased.rows, "draft", drafts);
            self.erase_person(person)?;
            add(&mut erased.rows, "person", 1);
            keys += self.destroy_keys(person, None, why)?.keys.len();
        } else {
            classes.sort_unstable();
            classes.dedup();
            keys += self.destroy_unused(person, &classes, why)?;
        }
        for member in members {
            keys += self.forget_member(member.person, &classes, why)?;
        }
        erased.keys = keys;
        Ok(erased)
    }

    /// The referral that a case came by, with the keys of what it said of the person and of whoever referred.
    fn erase_referral(&mut self, case: CaseId, why: &str) -> Result<usize, StoreError> {
        let a = self.authority();
        let referrals: Vec<Vec<u8>> = self.q("inbound", |c| {
            inbound::table
                .filter(inbound::authority.eq(a.as_bytes().as_slice()))
                .filter(inbound::case_id.eq(Some(case.as_bytes().as_slice())))
                .select(inbound::id)
                .load(c)
        })?;
        let told: Vec<PersonId> = self.q("inbound_part", |c| {
            inbound_part::table
                .filter(inbound_part::authority.eq(a.as_bytes().as_slice()))
                .filter(inbound_part::inbound.eq_any(&referrals))
                .select(inbound_part::person)
                .load(c)
        })?;
        let mut keys = 0;
        for person in told {
            keys += self.destroy_keys(person, None, why)?.keys.len();
        }
        self.delete_where("inbound", &|c| format!("case_id = {}", bytes(c, case.as_bytes())))?;
        Ok(keys)
    }

    /// Destroys what a referral says that came in: of the person and of whoever referred, with the keys. The referral itself stays.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn erase_inbound(&mut self, id: InboundId, why: &str) -> Result<Erased, StoreError> {
        let mut erased = Erased::default();
        let told: Vec<PersonId> = self.inbound_parts(id)?.into_iter().map(|p| p.person).collect();
        let rows = self.delete_where("inbound_part", &|c| format!("inbound = {}", bytes(c, id.as_bytes())))?;
        add(&mut erased.rows, "inbound_part", rows);
        let rows = self.delete_where("inbound_document", &|c| format!("inbound = {}", bytes(c, id.as_bytes())))?;
        add(&mut erased.rows, "inbound_document", rows);
        for person in told {
            erased.keys += self.destroy_keys(person, None, why)?.keys.len();
        }
        Ok(erased)
    }

    /// Destroys a request from outside, with what was decided about it and its keys.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn erase_outside_request(&mut self, id: RequestId, person: PersonId, why: &str) -> Result<Erased, StoreError> {
        let mut erased = Erased::default();
        let rows = self.delete_where("outside_document", &|c| format!("request = {}", bytes(c, id.as_bytes())))?;
        add(&mut erased.rows, "outside_document", rows);
        let rows = self.delete_where("reminder_sent", &|_| format!("about = 'outside-request:{id}'"))?;
        add(&mut erased.rows, "reminder_sent", rows);
        let rows = self.delete_where("outside_request", &|c| format!("id = {}", bytes(c, id.as_bytes())))?;
        add(&mut erased.rows, "outside_request", rows);
        erased.keys = self.destroy_keys(person, None, why)?.keys.len();
        Ok(erased)
    }

    /// Destroys a request about data: what was written, what was decided about passages, its copies, and its keys.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn erase_request(&mut self, id: RequestId, person: PersonId, why: &str) -> Result<Erased, StoreError> {
        let mut erased = Erased::default();
        for copy in self.copies_of(id)? {
            let rows =
                self.delete_where("rights_copy_file", &|c| format!("copy = {}", bytes(c, copy.id.as_bytes())))?;
            add(&mut erased.rows, "rights_copy_file", rows);
        }
        for table in self.tables_with(&["request"])? {
            let rows = self.delete_where(&table, &|c| format!("request = {}", bytes(c, id.as_bytes())))?;
            add(&mut erased.rows, &table, rows);
        }
        let rows = self.delete_where("rights_request", &|c| format!("id = {}", bytes(c, id.as_bytes())))?;
        add(&mut erased.rows, "rights_request", rows);
        erased.keys = self.destroy_keys(person, None, why)?.keys.len();
        Ok(erased)
    }

    /// What is still there of a person's case, or of some of its categories, in any table: nothing, if it was destroyed.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn traces_of_case(
        &mut self,
        (case, person): (CaseId, PersonId),
        categories: Option<&[String]>,
    ) -> Result<Counts, StoreError> {
        let columns: &[&str] = if categories.is_some() { &["case_id", "category"] } else { &["case_id"] };
        let of = categories.map_or(String::new(), |list| format!(" AND {}", one_of("category", list)));
        let mut left = Counts::new();
        for table in self.tables_with(columns)? {
            let rows = self.count_where(&table, &|c| format!("case_id = {}{of}", bytes(c, case.as_bytes())))?;
            add(&mut left, &table, rows);
        }
        // Bytes of documents that belong to nothing.
        let parts = self.count_where("document_part", &|c| {
            format!(
                "person = {} AND NOT EXISTS (SELECT 1 FROM document d WHERE d.authority = document_part.authority AND d.id = document_part.id)",
                bytes(c, person.as_bytes())
            )
        })?;
        add(&mut left, "document_part", parts);
        let documents = self.count_where("document", &|c| {
            format!(
                "case_id = {} AND NOT EXISTS (SELECT 1 FROM case_item i WHERE i.authority = document.authority AND i.id = document.id)",
                bytes(c, case.as_bytes())
            )
        })?;
        add(&mut left, "document", documents);
        Ok(left)
    }

    /// What is there of some cases, in any table: by case, how many rows of which. For many at once.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn held_of_cases(&mut self, cases: &[CaseId]) -> Result<BTreeMap<CaseId, Counts>, StoreError> {
        let ids: Vec<[u8; 16]> = cases.iter().map(|c| *c.as_bytes()).collect();
        let held = self.held_by("case_id", &ids)?;
        Ok(held.into_iter().map(|(id, counts)| (CaseId::from_bytes(id), counts)).collect())
    }

    /// The same of some people.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn held_of_people(&mut self, people: &[PersonId]) -> Result<BTreeMap<PersonId, Counts>, StoreError> {
        let ids: Vec<[u8; 16]> = people.iter().map(|p| *p.as_bytes()).collect();
        let mut all: BTreeMap<PersonId, Counts> = BTreeMap::new();
        for column in ["person", "subject", "one", "other"] {
            for (id, counts) in self.held_by(column, &ids)? {
                let of = all.entry(PersonId::from_bytes(id)).or_default();
                counts.into_iter().for_each(|(table, rows)| add(of, &table, rows));
            }
        }
        Ok(all)
    }

    fn held_by(&mut self, column: &str, ids: &[[u8; 16]]) -> Result<BTreeMap<[u8; 16], Counts>, StoreError> {
        let (a, mut all) = (self.authority(), BTreeMap::<[u8; 16], Counts>::new());
        if ids.is_empty() {
            return Ok(all);
        }
        for table in self.tables_with(&[column, "authority"])? {
            let rows: Vec<HeldRow> = self.q("catalogue", |c| {
                let list = ids.iter().map(|id| bytes(c, id)).collect::<Vec<_>>().join(", ");
                let sql = format!(
                    "SELECT {column} AS id, count(*) AS n FROM {table} WHERE authority = {} AND {column} IN ({list}) GROUP BY {column}",
                    bytes(c, a.as_bytes())
                );
                diesel::sql_query(sql).load(c)
            })?;
            for row in rows {
                let Ok(id) = <[u8; 16]>::try_from(row.id) else { continue };
                add(all.entry(id).or_default(), &table, u64::try_from(row.n).unwrap_or(0));
            }
        }
        Ok(all)
    }

    /// What is still there of a person, in any table.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn traces_of_person(&mut self, person: PersonId) -> Result<Counts, StoreError> {
        let mut left = Counts::new();
        for column in ["person", "subject", "one", "other"] {
            for table in self.tables_with(&[column])? {
                let rows = self.count_where(&table, &|c| format!("{column} = {}", bytes(c, person.as_bytes())))?;
                add(&mut left, &table, rows);
            }
        }
        Ok(left)
    }
}

fn one_of(column: &str, list: &[String]) -> String {
    format!("{column} IN ({})", list.iter().map(|w| text(w)).collect::<Vec<_>>().join(", "))
}

fn add(counts: &mut Counts, table: &str, rows: u64) {
    if rows > 0 {
        *counts.entry(table.to_owned()).or_default() += rows;
    }
}

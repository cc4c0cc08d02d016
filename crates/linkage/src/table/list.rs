//! A list of records in memory.

use super::clean;
use super::index::{Index, Short};
use super::{Day, Dictionary, Field, FieldKind, address};
use crate::memory::wait_for;
use rayon::prelude::*;
use std::sync::Arc;

/// What is wrong with a list or the fields asked of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// More fields than a record has room for.
    #[error("a model has at most 32 fields, and this one has {0}")]
    TooManyFields(usize),
    /// Two fields of one name.
    #[error("two fields are called {0}: give one another name")]
    FieldTwice(String),
    /// A record that has not one value for each column.
    #[error("a record has {found} values where {wanted} columns are read")]
    Width {
        /// Values given.
        found: usize,
        /// Columns read.
        wanted: usize,
    },
    /// More than numbers of 32 bits count.
    #[error("a run takes at most 4,000,000,000 records")]
    TooManyRecords,
    /// More lists than a run has.
    #[error("a run takes at most 1,000 lists: name the column that says which list a record is from")]
    TooManyLists,
    /// Parts of one list that were not read with the same fields.
    #[error("the parts of a list must be read with the same fields")]
    OtherFields,
}

/// Records by number (from 0), each a row of value numbers, one a field; 0 is missing.
#[derive(Debug, Clone)]
pub struct Table {
    pub(crate) fields: Arc<[Field]>,
    pub(crate) dictionaries: Vec<Dictionary>,
    pub(crate) dictionary_of: Vec<usize>,
    pub(crate) rows: Vec<u32>,
    ids: Vec<Id>,
    /// Ids that are too long for their own place.
    long_ids: String,
    sources: Vec<u16>,
    source_names: Vec<String>,
    /// Where the records stand that were read first, second, and so on, when [`Self::arranged`] gave them other numbers.
    given: Vec<u32>,
    /// The date by which all records are arranged.
    arranged_by: Option<usize>,
}

/// A record's own id: most are short and stand here, where they are found with one look.
#[derive(Debug, Clone, Copy)]
struct Id(Short);

impl Id {
    fn new(text: &str, long: &mut String) -> Result<Self, TableError> {
        if let Some(short) = Short::of(text) {
            return Ok(Self(short));
        }
        let start = u32::try_from(long.len()).map_err(|_| TableError::TooManyRecords)?;
        long.push_str(text);
        let end = u32::try_from(long.len()).map_err(|_| TableError::TooManyRecords)?;
        Ok(Self(Short::long((u64::from(end) << 32 | u64::from(start)).to_le_bytes())))
    }
    #[inline]
    fn text<'t>(&'t self, long: &'t str) -> &'t str {
        let Some(place) = self.0.place() else { return std::str::from_utf8(self.0.text()).unwrap_or_default() };
        let [a, b, c, d, e, f, g, h] = place;
        let (start, end) = (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]));
        long.get(start as usize..end as usize).unwrap_or_default()
    }
    #[inline]
    fn bytes<'t>(&'t self, long: &'t str) -> &'t [u8] {
        if self.0.place().is_some() { self.text(long).as_bytes() } else { self.0.text() }
    }
}

impl Table {
    /// The fields, in the order of the values of a row.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }
    /// How many records there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.sources.len()
    }
    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }
    /// The values of a record.
    #[must_use]
    pub fn row(&self, record: u32) -> &[u32] {
        let start = record as usize * self.fields.len();
        self.rows.get(start..start + self.fields.len()).unwrap_or_default()
    }
    /// The record's own id, as the list gave it.
    #[must_use]
    #[inline]
    pub fn id(&self, record: u32) -> &str {
        self.ids.get(record as usize).map_or("", |id| id.text(&self.long_ids))
    }
    /// The lists and ids of some records, looked up together: waiting for memory then takes no longer than for one.
    pub fn names_of<'t>(&'t self, records: &[u32], to: &mut Vec<(u16, &'t [u8])>) {
        let first = |record: &u32| self.ids.get(*record as usize).map_or(0, |id| id.0.last());
        wait_for(records.iter().map(first).map(u32::from));
        to.clear();
        to.extend(records.iter().map(|record| {
            let id = self.ids.get(*record as usize).map_or(&[][..], |id| id.bytes(&self.long_ids));
            (self.source(*record), id)
        }));
    }
    /// The number of the list that a record comes from.
    #[must_use]
    #[inline]
    pub fn source(&self, record: u32) -> u16 {
        self.sources.get(record as usize).copied().unwrap_or(0)
    }
    /// The names of the lists, by number.
    #[must_use]
    pub fn source_names(&self) -> &[String] {
        &self.source_names
    }
    /// The dictionary of a field.
    #[must_use]
    pub fn dictionary(&self, field: usize) -> &Dictionary {
        &self.dictionaries[self.dictionary_of[field]]
    }
    /// What a record says in a field, as it is compared; nothing if it is missing.
    #[must_use]
    pub fn text(&self, record: u32, field: usize) -> String {
        let Some(value) = self.row(record).get(field) else { return String::new() };
        self.text_of(field, *value)
    }
    /// The text of a value of a field.
    #[must_use]
    pub fn text_of(&self, field: usize, value: u32) -> String {
        match self.fields.get(field) {
            Some(f) if f.kind == FieldKind::Date && value != 0 => Day(value).text(),
            Some(_) => self.dictionary(field).text(value).to_owned(),
            None => String::new(),
        }
    }

    /// Puts parts of one list together, in this order. Parts may be read at the same time on several threads.
    ///
    /// # Errors
    /// If they were read with other fields, or are too many records together.
    pub fn join(parts: Vec<Self>) -> Result<Self, TableError> {
        let mut parts = parts.into_iter();
        let Some(mut whole) = parts.next() else { return Err(TableError::OtherFields) };
        for part in parts {
            whole.append(part)?;
        }
        Ok(whole)
    }

    /// The same records, numbered so that people who look alike have numbers near one another: by date of birth, then by surname.
    /// What compares them then reads memory that lies together. Which pairs are found, and what they are worth, does not depend on it.
    #[must_use]
    pub fn arranged(self) -> Self {
        let kind = |wanted: &[FieldKind]| self.fields.iter().position(|f| wanted.contains(&f.kind));
        let Some(date) = kind(&[FieldKind::Date]) else { return self };
        let name = kind(&[FieldKind::Surname, FieldKind::Name]).unwrap_or(date);
        let mut order: Vec<(u64, u32)> = (0..)
            .zip(self.rows.chunks_exact(self.fields.len().max(1)))
            .map(|(record, row)| (u64::from(row[date]) << 32 | u64::from(row[name]), record))
            .collect();
        order.par_sort_unstable();
        let width = self.fields.len();
        let mut rows = Vec::with_capacity(self.rows.len());
        let mut sources = Vec::with_capacity(self.len());
        let mut ids = Vec::with_capacity(self.len());
        let mut new = vec![0; self.len()];
        for (number, (_, record)) in (0..).zip(order) {
            let at = record as usize;
            rows.extend_from_slice(&self.rows[at * width..(at + 1) * width]);
            sources.push(self.sources[at]);
            ids.push(self.ids[at]);
            new[at] = number;
        }
        let given = self.as_read().map(|record| new[record as usize]).collect();
        Self { rows, sources, ids, given, arranged_by: Some(date), ..self }
    }

    /// The date by which the records are arranged, if they are.
    pub(crate) const fn arranged_by(&self) -> Option<usize> {
        self.arranged_by
    }
    /// The rows from a record on.
    pub(crate) fn rows_from(&self, record: usize) -> std::slice::ChunksExact<'_, u32> {
        let width = self.fields.len().max(1);
        self.rows.get(record * width..).unwrap_or_default().chunks_exact(width)
    }
    /// What a record says in a field, as a number.
    #[inline]
    pub(crate) fn number(&self, record: usize, field: usize) -> u32 {
        self.rows[record * self.fields.len() + field]
    }

    /// The records' numbers, in the order in which they were read.
    pub fn as_read(&self) -> impl Iterator<Item = u32> + '_ {
        let same = if self.given.is_empty() { u32::try_from(self.len()).unwrap_or(u32::MAX) } else { 0 };
        self.given.iter().copied().chain(0..same)
    }

    fn append(&mut self, part: Self) -> Result<(), TableError> {
        if part.fields != self.fields {
            return Err(TableError::OtherFields);
        }
        if self.len() + part.len() > u32::MAX as usize - 1 {
            return Err(TableError::TooManyRecords);
        }
        self.arranged_by = None;
        let maps: Vec<Vec<u32>> =
            self.dictionaries.iter_mut().zip(&part.dictionaries).map(|(mine, other)| mine.absorb(other)).collect();
        if !(self.given.is_empty() && part.given.is_empty()) {
            let before = u32::try_from(self.len()).map_err(|_| TableError::TooManyRecords)?;
            self.given = self.as_read().chain(part.as_read().map(|record| record + before)).collect();
        }
        let width = self.fields.len();
        self.rows.reserve(part.rows.len());
        let of_field: Vec<Option<&Vec<u32>>> = (0..width)
            .map(|f| (self.fields[f].kind != FieldKind::Date).then(|| &maps[self.dictionary_of[f]]))
            .collect();
        for row in part.rows.chunks_exact(width.max(1)) {
            self.rows.extend(row.iter().zip(&of_field).map(|(v, map)| map.map_or(*v, |m| m[*v as usize])));
        }
        if part.long_ids.is_empty() {
            self.ids.extend_from_slice(&part.ids);
        } else {
            for id in &part.ids {
                self.ids.push(Id::new(id.text(&part.long_ids), &mut self.long_ids)?);
            }
        }
        let sources: Vec<u16> = part
            .source_names
            .iter()
            .map(|name| number_of_source(&mut self.source_names, name))
            .collect::<Result<_, _>>()?;
        self.sources.extend(part.sources.iter().map(|s| sources[usize::from(*s)]));
        Ok(())
    }
}

/// Lists of one run. Which may meet is a table of each with each, and a column that is no list's name must not fill it.
const MOST_LISTS: usize = 1_000;

fn number_of_source(names: &mut Vec<String>, name: &str) -> Result<u16, TableError> {
    if let Some(at) = names.iter().position(|n| n == name) {
        return u16::try_from(at).map_err(|_| TableError::TooManyLists);
    }
    if names.len() >= MOST_LISTS {
        return Err(TableError::TooManyLists);
    }
    names.push(name.to_owned());
    u16::try_from(names.len() - 1).map_err(|_| TableError::TooManyLists)
}

/// What one column said before, and which number it got: most names come again. Longer texts are read again.
#[derive(Debug, Default, Clone)]
struct Remembered {
    index: Index,
    known: Vec<(Short, u32)>,
}

/// Texts remembered for one column: beyond this, reading again costs less than remembering.
const MOST_REMEMBERED: usize = 1 << 20;

impl Remembered {
    #[inline]
    fn get(&self, text: &Short, hashed: u64) -> Option<u32> {
        let found = self.index.find(hashed, |place| self.known[place as usize].0 == *text);
        found.map(|place| self.known[place as usize].1)
    }
    fn put(&mut self, text: Short, hashed: u64, value: u32) {
        if self.known.len() < MOST_REMEMBERED {
            let place = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
            self.index.insert(hashed, place, self.known.iter().map(|known| known.0.hash()).zip(0..));
            self.known.push((text, value));
        }
    }
    /// Asks for where texts with these hashes would stand, at once: waiting for memory then takes no longer than for one.
    fn touch(&self, hashes: impl Iterator<Item = u64>, places: &mut Vec<u32>) {
        places.clear();
        places.extend(hashes.map(|hashed| self.index.touch(hashed)));
        let first = |place: &u32| self.known.get(*place as usize).map_or(0, |known| known.1);
        wait_for(places.iter().map(first));
    }
}

/// A number that no value has.
const UNKNOWN: u32 = u32::MAX;

/// Room to look up what some records say.
#[derive(Debug, Default, Clone)]
struct LookedUp {
    /// Which record asks for which text.
    asked: Vec<(usize, Short, u64)>,
    /// Where each may stand.
    places: Vec<u32>,
    /// By record and field, what was found.
    found: Vec<u32>,
}

/// Reads records into a [`Table`].
#[derive(Debug, Clone)]
pub struct TableBuilder {
    table: Table,
    columns: Vec<String>,
    column_of: Vec<usize>,
    remembered: Vec<Remembered>,
    looked_up: LookedUp,
    buffer: String,
    /// The address line that was read last, the column that it was read from, and whether anybody asks for streets.
    line: address::AddressLine,
    line_of: Option<usize>,
    streets: bool,
}

impl TableBuilder {
    /// For these fields.
    ///
    /// # Errors
    /// If two fields have one name or there are more than 32.
    pub fn new(fields: &[Field]) -> Result<Self, TableError> {
        if fields.is_empty() || fields.len() > 32 {
            return Err(TableError::TooManyFields(fields.len()));
        }
        let (mut columns, mut column_of) = (Vec::<String>::new(), Vec::new());
        let (mut dictionaries, mut dictionary_of) = (Vec::<Dictionary>::new(), Vec::new());
        for (at, field) in fields.iter().enumerate() {
            if fields[..at].iter().any(|f| f.name == field.name) {
                return Err(TableError::FieldTwice(field.name.clone()));
            }
            let column = columns.iter().position(|c| c == field.column()).unwrap_or_else(|| {
                columns.push(field.column().to_owned());
                columns.len() - 1
            });
            column_of.push(column);
            let space = field.kind.space();
            // Codes of different fields are never equal; names are.
            let shared = dictionaries.iter().position(|d| d.space() == space);
            dictionary_of.push(shared.unwrap_or_else(|| {
                dictionaries.push(Dictionary::new(space));
                dictionaries.len() - 1
            }));
        }
        let remembered = vec![Remembered::default(); fields.len()];
        let table = Table {
            fields: fields.into(),
            dictionaries,
            dictionary_of,
            rows: Vec::new(),
            ids: Vec::new(),
            long_ids: String::new(),
            sources: Vec::new(),
            source_names: Vec::new(),
            given: Vec::new(),
            arranged_by: None,
        };
        let streets = fields.iter().any(|f| f.kind == FieldKind::Street);
        let (buffer, line) = (String::new(), address::AddressLine::default());
        Ok(Self {
            table,
            columns,
            column_of,
            remembered,
            looked_up: LookedUp::default(),
            buffer,
            line,
            line_of: None,
            streets,
        })
    }

    /// A builder that goes on where a table ends.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn resume(table: Table) -> Result<Self, TableError> {
        let mut builder = Self::new(&table.fields)?;
        builder.table = table;
        Ok(builder)
    }

    /// The columns whose text [`Self::push`] takes, in this order.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Adds a record: its id, the list it is from, and the text of each of [`Self::columns`].
    ///
    /// # Errors
    /// If the values are not one a column, or there is no room left.
    pub fn push(&mut self, id: &str, source: &str, values: &[&str]) -> Result<u32, TableError> {
        let number = u32::try_from(self.table.len()).map_err(|_| TableError::TooManyRecords)?;
        self.push_all(&[(id, source)], values)?;
        Ok(number)
    }

    /// Adds some records, each with its id and the list it is from; `values` are those of the first record, then of the second, and so on.
    /// Faster than one by one.
    ///
    /// # Errors
    /// As [`Self::push`]; what came before the error is not taken out again.
    pub fn push_all(&mut self, records: &[(&str, &str)], values: &[&str]) -> Result<(), TableError> {
        let columns = self.columns.len();
        if values.len() != columns * records.len() {
            return Err(TableError::Width { found: values.len(), wanted: columns * records.len() });
        }
        let mut found = std::mem::take(&mut self.looked_up.found);
        self.look_up(records.len(), values, &mut found);
        let width = self.column_of.len();
        self.table.arranged_by = None;
        let rows = found.chunks_exact(width).zip(values.chunks_exact(columns));
        for ((id, source), (found, values)) in records.iter().zip(rows) {
            let number = u32::try_from(self.table.len()).map_err(|_| TableError::TooManyRecords)?;
            let id = Id::new(id, &mut self.table.long_ids)?;
            let source = number_of_source(&mut self.table.source_names, source)?;
            self.line_of = None;
            for (at, value) in found.iter().enumerate() {
                let column = self.column_of[at];
                let value = if *value == UNKNOWN { self.read(at, column, values[column]) } else { *value };
                self.table.rows.push(value);
            }
            self.table.ids.push(id);
            self.table.sources.push(source);
            if !self.table.given.is_empty() {
                self.table.given.push(number);
            }
        }
        self.looked_up.found = found;
        Ok(())
    }

    /// Looks up what is known already, field by field for all records, so that one wait for memory covers many. What is new is left, to be
    /// read in order.
    fn look_up(&mut self, records: usize, values: &[&str], found: &mut Vec<u32>) {
        let (width, columns) = (self.column_of.len(), self.columns.len());
        found.clear();
        found.resize(records * width, UNKNOWN);
        let LookedUp { asked, places, .. } = &mut self.looked_up;
        for (at, (column, remembered)) in self.column_of.iter().zip(&self.remembered).enumerate() {
            let texts = values.iter().skip(*column).step_by(columns);
            let kind = self.table.fields[at].kind;
            match kind {
                FieldKind::Date => {
                    for (text, found) in texts.zip(found.chunks_exact_mut(width)) {
                        found[at] = Day::read(text).map_or(0, |d| d.0);
                    }
                }
                FieldKind::House | FieldKind::Flat | FieldKind::Street => {}
                _ => {
                    // Numbers mostly stand in the dictionary as they are; of words it is remembered what they were read as.
                    let as_it_is = kind.is_code();
                    asked.clear();
                    for (text, (record, found)) in texts.zip(found.chunks_exact_mut(width).enumerate()) {
                        if text.is_empty() {
                            found[at] = 0;
                        } else if let Some(short) = Short::of(text)
                            && (!as_it_is || clean::is_code(text))
                        {
                            asked.push((record, short, short.hash()));
                        }
                    }
                    let dictionary = &self.table.dictionaries[self.table.dictionary_of[at]];
                    let hashes = asked.iter().map(|(_, _, hashed)| *hashed);
                    if as_it_is {
                        dictionary.touch(hashes, places);
                    } else {
                        remembered.touch(hashes, places);
                    }
                    for (record, short, hashed) in asked.iter() {
                        let known = if as_it_is {
                            dictionary.find_short(short, *hashed)
                        } else {
                            remembered.get(short, *hashed)
                        };
                        if let Some(value) = known {
                            found[record * width + at] = value;
                        }
                    }
                }
            }
        }
    }

    fn read(&mut self, at: usize, column: usize, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        let kind = self.table.fields[at].kind;
        let dictionary = &mut self.table.dictionaries[self.table.dictionary_of[at]];
        match kind {
            FieldKind::Date => Day::read(text).map_or(0, |d| d.0),
            _ if kind.is_code() => {
                clean::code(text, &mut self.buffer);
                dictionary.number(&self.buffer)
            }
            FieldKind::House | FieldKind::Flat | FieldKind::Street => {
                if self.line_of != Some(column) {
                    address::read(text, self.streets, &mut self.line);
                    self.line_of = Some(column);
                }
                dictionary.number(match kind {
                    FieldKind::House => &self.line.house,
                    FieldKind::Flat => &self.line.flat,
                    _ => &self.line.street,
                })
            }
            _ => {
                let Some(short) = Short::of(text) else { return read_words(kind, text, dictionary, &mut self.buffer) };
                let hashed = short.hash();
                if let Some(value) = self.remembered[at].get(&short, hashed) {
                    return value;
                }
                let value = read_words(kind, text, dictionary, &mut self.buffer);
                self.remembered[at].put(short, hashed, value);
                value
            }
        }
    }

    /// The records pushed so far.
    #[must_use]
    pub const fn table(&self) -> &Table {
        &self.table
    }

    /// The table of all records pushed.
    #[must_use]
    pub fn finish(self) -> Table {
        self.table
    }
}

fn read_words(kind: FieldKind, text: &str, dictionary: &mut Dictionary, buffer: &mut String) -> u32 {
    match kind {
        FieldKind::Sex => {
            clean::sex(text, buffer);
            return dictionary.number(buffer);
        }
        FieldKind::Postcode => {
            clean::postcode(text, buffer);
            return dictionary.number(buffer);
        }
        _ => {}
    }
    let plain = clean::name(text);
    if clean::is_nothing(&plain) {
        return 0;
    }
    match kind {
        FieldKind::Forename | FieldKind::FirstWord => dictionary.number(plain.split(' ').next().unwrap_or("")),
        FieldKind::LaterForenames => dictionary.number(plain.split_once(' ').map_or("", |(_, rest)| rest)),
        FieldKind::Surname => dictionary.number(&clean::joined(&clean::words(text))),
        FieldKind::Names => {
            let members: Vec<String> = text
                .split([';', '|'])
                .map(|m| clean::joined(&clean::words(m)))
                .filter(|m| !clean::is_nothing(m))
                .collect();
            dictionary.number_of_list(&members)
        }
        FieldKind::Postcodes => {
            let members: Vec<String> = text
                .split([';', '|'])
                .map(|m| {
                    clean::postcode(m, buffer);
                    buffer.clone()
                })
                .filter(|m| !m.is_empty())
                .collect();
            dictionary.number_of_list(&members)
        }
        _ => dictionary.number(&plain),
    }
}

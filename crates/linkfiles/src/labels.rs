//! What people decided about pairs: one row a decision, the last one counts. Labels are kept; nothing learns from them by itself.

use crate::error::FileError;
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::path::Path;

/// What somebody decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// One person.
    Same,
    /// Two people.
    Different,
    /// Looked at, and cannot be told.
    Unsure,
}

impl Label {
    /// As it stands in the file.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::Unsure => "unsure",
        }
    }
    fn of(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "same" | "1" | "yes" | "true" => Some(Self::Same),
            "different" | "0" | "no" | "false" => Some(Self::Different),
            "unsure" | "" => Some(Self::Unsure),
            _ => None,
        }
    }
}

/// The name of a record: its list and its id there.
type Name = (String, String);

/// Decisions by pair of records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels(BTreeMap<(Name, Name), Label>);

const HEADER: [&str; 5] = ["source_l", "id_l", "source_r", "id_r", "label"];

fn key(a: (&str, &str), b: (&str, &str)) -> (Name, Name) {
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    ((a.0.to_owned(), a.1.to_owned()), (b.0.to_owned(), b.1.to_owned()))
}

impl Labels {
    /// Reads a labels file; one that is not there yet holds no labels.
    ///
    /// # Errors
    /// If it cannot be read, or a label is none of `same`, `different` and `unsure`.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        let mut labels = Self::default();
        if !path.exists() {
            return Ok(labels);
        }
        let cannot = |_| FileError::broken(path, "this is not a labels file (source_l, id_l, source_r, id_r, label)");
        let mut reader = csv::Reader::from_path(path).map_err(cannot)?;
        let header = reader.headers().map_err(cannot)?.clone();
        let mut places = [0; 5];
        for (place, name) in places.iter_mut().zip(HEADER) {
            *place = header.iter().position(|h| h == name).ok_or_else(|| FileError::NoColumn {
                file: path.to_owned(),
                column: name.to_owned(),
                found: header.len(),
            })?;
        }
        for (row, at) in reader.records().zip(2..) {
            let row = row.map_err(cannot)?;
            let text = |n: usize| &row[places[n]];
            let label = Label::of(text(4)).ok_or_else(|| FileError::Value {
                file: path.to_owned(),
                row: at,
                column: "label".to_owned(),
                wanted: "write same, different or unsure",
            })?;
            labels.0.insert(key((text(0), text(1)), (text(2), text(3))), label);
        }
        Ok(labels)
    }

    /// The decision about a pair, if there is one.
    #[must_use]
    pub fn get(&self, a: (&str, &str), b: (&str, &str)) -> Option<Label> {
        self.0.get(&key(a, b)).copied()
    }
    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, &Name, Label)> {
        self.0.iter().map(|((a, b), label)| (a, b, *label))
    }
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a decision, to the file at once: what somebody decided is not lost when the program stops.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn add(&mut self, path: &Path, a: (&str, &str), b: (&str, &str), label: Label) -> Result<(), FileError> {
        let new = !path.exists();
        let file = OpenOptions::new().append(true).create(true).open(path).map_err(FileError::io(path))?;
        let cannot = |_| FileError::broken(path, "the decision cannot be written: is the disk full?");
        let mut writer = csv::Writer::from_writer(file);
        if new {
            writer.write_record(HEADER).map_err(cannot)?;
        }
        let key = key(a, b);
        writer.write_record([&key.0.0, &key.0.1, &key.1.0, &key.1.1, label.text()]).map_err(cannot)?;
        writer.flush().map_err(FileError::io(path))?;
        self.0.insert(key, label);
        Ok(())
    }
}

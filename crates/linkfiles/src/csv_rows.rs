//! Rows of a CSV file, one after another. A row of plain fields and of fields that stand whole in quotation marks is read here; whatever
//! else a row holds (marks within, letters after them) is read by the `csv` library, which decides what a row is. A test holds the two
//! together.

use std::io::{Error, Read};

/// Bytes that are read at once.
const AT_ONCE: usize = 1 << 18;

/// A reader of rows.
pub(crate) struct Rows<R> {
    from: R,
    buffer: Vec<u8>,
    /// What is in the buffer, and where the next row begins.
    filled: usize,
    at: usize,
    ended: bool,
    /// From where to where each field stands in the buffer, or in the record that the library read.
    fields: Vec<(usize, usize)>,
    record: csv::ByteRecord,
}

/// One row.
pub(crate) enum Row<'r> {
    Plain { buffer: &'r [u8], fields: &'r [(usize, usize)] },
    Library(&'r csv::ByteRecord),
}

impl Row<'_> {
    /// How many fields it has.
    pub fn len(&self) -> usize {
        match self {
            Self::Plain { fields, .. } => fields.len(),
            Self::Library(record) => record.len(),
        }
    }
    /// A field; nothing if there are fewer.
    #[inline]
    pub fn get(&self, at: usize) -> &[u8] {
        match self {
            Self::Plain { buffer, fields } => fields.get(at).map_or(&[], |(start, end)| &buffer[*start..*end]),
            Self::Library(record) => record.get(at).unwrap_or_default(),
        }
    }
}

impl<'r> Row<'r> {
    /// All of a plain row, if it is UTF-8.
    pub fn text(&self) -> Option<&'r str> {
        match self {
            Self::Plain { buffer, fields } => {
                let (first, last) = (fields.first()?, fields.last()?);
                std::str::from_utf8(buffer.get(first.0..last.1)?).ok()
            }
            Self::Library(_) => None,
        }
    }
    /// A field, out of that.
    #[inline]
    pub fn text_in(&self, whole: &'r str, at: usize) -> Option<&'r str> {
        match self {
            Self::Plain { fields, .. } => {
                let (before, (start, end)) = (fields.first()?.0, fields.get(at)?);
                whole.get(start - before..end - before)
            }
            Self::Library(_) => None,
        }
    }
}

enum Scan {
    /// The row ends here.
    Row(usize),
    /// The buffer ends before the row does.
    More,
    /// The library has to read it.
    Unusual,
}

impl<R: Read> Rows<R> {
    pub fn new(from: R) -> Self {
        Self {
            from,
            buffer: vec![0; AT_ONCE],
            filled: 0,
            at: 0,
            ended: false,
            fields: Vec::new(),
            record: csv::ByteRecord::new(),
        }
    }

    /// The next row; nothing at the end. Empty lines are no rows.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn next(&mut self) -> Result<Option<Row<'_>>, csv::Error> {
        loop {
            while self.at < self.filled && matches!(self.buffer[self.at], b'\n' | b'\r') {
                self.at += 1;
            }
            if self.at == self.filled {
                if self.ended {
                    return Ok(None);
                }
                self.fill()?;
                continue;
            }
            match scan(&self.buffer[..self.filled], self.at, self.ended, &mut self.fields) {
                Scan::Row(end) => {
                    self.at = end;
                    return Ok(Some(Row::Plain { buffer: &self.buffer, fields: &self.fields }));
                }
                Scan::More if !self.ended => self.fill()?,
                Scan::More | Scan::Unusual => {
                    if let Some(end) = self.by_library()? {
                        self.at = end;
                        return Ok(Some(Row::Library(&self.record)));
                    }
                    self.fill()?;
                }
            }
        }
    }

    /// Reads on, with what is left moved to the front. A row that is longer than the buffer makes it grow.
    fn fill(&mut self) -> Result<(), Error> {
        self.buffer.copy_within(self.at..self.filled, 0);
        self.filled -= self.at;
        self.at = 0;
        if self.filled * 2 > self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        match self.from.read(&mut self.buffer[self.filled..]) {
            Ok(n) => {
                self.filled += n;
                self.ended = n == 0;
                Ok(())
            }
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => Ok(()),
            Err(e) => Err(e),
        }
    }

    /// Has the library read the row; nothing if more of the file is needed to know where it ends.
    fn by_library(&mut self) -> Result<Option<usize>, csv::Error> {
        let rest = &self.buffer[self.at..self.filled];
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(rest);
        reader.read_byte_record(&mut self.record)?;
        let read = usize::try_from(reader.position().byte()).unwrap_or(rest.len());
        Ok((self.ended || read < rest.len()).then_some(self.at + read))
    }
}

/// Finds the fields of the row that begins here.
fn scan(text: &[u8], start: usize, ended: bool, fields: &mut Vec<(usize, usize)>) -> Scan {
    fields.clear();
    let mut at = start;
    loop {
        if text.get(at) == Some(&b'"') {
            let from = at + 1;
            let Some(length) = text[from..].iter().position(|b| *b == b'"') else { return Scan::More };
            fields.push((from, from + length));
            at = from + length + 1;
        } else {
            let Some(length) = text[at..].iter().position(|b| matches!(*b, b',' | b'\n' | b'\r')) else {
                if !ended {
                    return Scan::More;
                }
                fields.push((at, text.len()));
                return Scan::Row(text.len());
            };
            fields.push((at, at + length));
            at += length;
        }
        match text.get(at) {
            Some(b',') => at += 1,
            Some(b'\n' | b'\r') => return Scan::Row(at + 1),
            None if ended => return Scan::Row(at),
            None => return Scan::More,
            Some(_) => return Scan::Unusual,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ours(text: &[u8]) -> Vec<Vec<Vec<u8>>> {
        let (mut rows, mut out) = (Rows::new(text), Vec::new());
        while let Some(row) = rows.next().unwrap() {
            out.push((0..row.len()).map(|at| row.get(at).to_vec()).collect());
        }
        out
    }

    fn theirs(text: &[u8]) -> Vec<Vec<Vec<u8>>> {
        let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
        let rows = reader.into_byte_records().map(|r| r.unwrap().iter().map(<[u8]>::to_vec).collect());
        rows.collect()
    }

    #[test]
    fn long_rows_and_rows_across_the_buffer() {
        let mut text = Vec::new();
        for n in 0..3_000_usize {
            text.extend_from_slice(format!("{n},\"{}\",{}\r\n", "x,".repeat(n % 700), "y".repeat(n % 300)).as_bytes());
        }
        text.extend_from_slice(format!("\"{}\"", "long\n".repeat(200_000)).as_bytes());
        assert!(ours(&text) == theirs(&text));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        #[test]
        fn a_row_is_what_the_library_says(text in "[ab,\"\n\r ]{0,40}") {
            prop_assert_eq!(ours(text.as_bytes()), theirs(text.as_bytes()));
        }
        #[test]
        fn any_bytes(text in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(ours(&text), theirs(&text));
        }
    }
}

//! Rows of a CSV file, some at a time. A row of plain fields and of fields that stand whole in quotation marks is read here; whatever
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
    found: Found,
    record: csv::ByteRecord,
}

/// From where to where each field stands in the text, and where the fields of each row end.
#[derive(Default)]
struct Found {
    fields: Vec<(usize, usize)>,
    ends: Vec<usize>,
}

/// Rows that were read together.
#[derive(Clone, Copy)]
pub(crate) struct Batch<'r> {
    text: &'r [u8],
    fields: &'r [(usize, usize)],
    ends: &'r [usize],
}

/// One row.
#[derive(Clone, Copy)]
pub(crate) struct Row<'r> {
    text: &'r [u8],
    fields: &'r [(usize, usize)],
}

impl<'r> Batch<'r> {
    pub fn rows(self) -> impl Iterator<Item = Row<'r>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(self.ends).map(move |(start, end)| Row { text: self.text, fields: &self.fields[start..*end] })
    }
    /// All of the rows, and where they begin, if they are UTF-8.
    pub fn text(self) -> Option<(&'r str, usize)> {
        let (first, last) = (self.fields.first()?, self.fields.last()?);
        Some((std::str::from_utf8(self.text.get(first.0..last.1)?).ok()?, first.0))
    }
}

impl<'r> Row<'r> {
    /// How many fields it has.
    pub fn len(&self) -> usize {
        self.fields.len()
    }
    /// A field; nothing if there are fewer.
    #[inline]
    pub fn get(&self, at: usize) -> &'r [u8] {
        self.fields.get(at).map_or(&[], |(start, end)| &self.text[*start..*end])
    }
    /// A field, out of the text of all rows.
    #[inline]
    pub fn text_in(&self, (whole, begins): (&'r str, usize), at: usize) -> Option<&'r str> {
        let (start, end) = self.fields.get(at)?;
        whole.get(start - begins..end - begins)
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
            found: Found::default(),
            record: csv::ByteRecord::new(),
        }
    }

    /// The next rows, at least one and so many at most; nothing at the end. Empty lines are no rows.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn next(&mut self, most: usize) -> Result<Option<Batch<'_>>, csv::Error> {
        self.found.fields.clear();
        self.found.ends.clear();
        loop {
            let why = self.plain(most.max(1));
            if !self.found.ends.is_empty() {
                return Ok(Some(Batch { text: &self.buffer, fields: &self.found.fields, ends: &self.found.ends }));
            }
            match why {
                Scan::Row(_) if self.ended => return Ok(None),
                Scan::Row(_) => self.fill()?,
                Scan::More if !self.ended => self.fill()?,
                Scan::More | Scan::Unusual => {
                    if let Some(end) = self.by_library()? {
                        self.at = end;
                        let fields = (0..self.record.len()).filter_map(|at| self.record.range(at));
                        self.found.fields.extend(fields.map(|range| (range.start, range.end)));
                        self.found.ends.push(self.record.len());
                        return Ok(Some(Batch {
                            text: self.record.as_slice(),
                            fields: &self.found.fields,
                            ends: &self.found.ends,
                        }));
                    }
                    self.fill()?;
                }
            }
        }
    }

    /// Finds rows as long as they are plain, and says why it stopped: at the end of what is in the buffer, unless a row is not whole or unusual.
    fn plain(&mut self, most: usize) -> Scan {
        let mut marks = Marks::from(&self.buffer[..self.filled], self.at);
        while self.found.ends.len() < most {
            while self.at < self.filled && matches!(self.buffer[self.at], b'\n' | b'\r') {
                self.at += 1;
            }
            if self.at == self.filled {
                break;
            }
            let before = self.found.fields.len();
            match scan(&mut marks, self.at, self.ended, &mut self.found.fields) {
                Scan::Row(end) => {
                    self.at = end;
                    self.found.ends.push(self.found.fields.len());
                }
                other => {
                    self.found.fields.truncate(before);
                    return other;
                }
            }
        }
        Scan::Row(self.at)
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

/// The places of commas, quotation marks and ends of lines, one after another: found for 64 letters at a time.
struct Marks<'t> {
    text: &'t [u8],
    /// Where the next letters to look at begin, and what was found in those before.
    next: usize,
    found: u64,
}

const LETTERS: usize = 64;

impl<'t> Marks<'t> {
    const fn from(text: &'t [u8], start: usize) -> Self {
        Self { text, next: start, found: 0 }
    }
    /// Which of 64 letters are marks, as bits.
    fn among(letters: &[u8; LETTERS]) -> u64 {
        let is_mark = letters.map(|b| u8::from((b == b',') | (b == b'"') | (b == b'\n') | (b == b'\r')));
        is_mark.as_chunks::<8>().0.iter().rev().fold(0, |bits, eight| {
            // The lowest bits of eight bytes, brought together in the uppermost.
            bits << 8 | u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56
        })
    }
    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.found == 0 {
            let rest = self.text.get(self.next..).filter(|rest| !rest.is_empty())?;
            self.found = match rest.first_chunk::<LETTERS>() {
                Some(letters) => Self::among(letters),
                None => {
                    let mut letters = [0; LETTERS];
                    letters[..rest.len()].copy_from_slice(rest);
                    Self::among(&letters)
                }
            };
            self.next += LETTERS;
        }
        let at = self.next - LETTERS + self.found.trailing_zeros() as usize;
        self.found &= self.found - 1;
        Some(at)
    }
}

/// Finds the fields of the row that begins here. Marks before it are passed over.
fn scan(marks: &mut Marks<'_>, start: usize, ended: bool, fields: &mut Vec<(usize, usize)>) -> Scan {
    let text = marks.text;
    let mut at = start;
    loop {
        let mut mark;
        if text.get(at) == Some(&b'"') {
            loop {
                mark = marks.next();
                match mark {
                    None => return Scan::More,
                    Some(place) if place > at && text[place] == b'"' => break,
                    Some(_) => {}
                }
            }
            let end = mark.unwrap_or(text.len());
            fields.push((at + 1, end));
            match text.get(end + 1) {
                Some(b',' | b'\n' | b'\r') => mark = marks.next(),
                None if ended => return Scan::Row(text.len()),
                None => return Scan::More,
                Some(_) => return Scan::Unusual,
            }
        } else {
            loop {
                mark = marks.next();
                match mark {
                    None if !ended => return Scan::More,
                    None => {
                        fields.push((at, text.len()));
                        return Scan::Row(text.len());
                    }
                    Some(place) if place >= at && text[place] != b'"' => break,
                    Some(_) => {}
                }
            }
            fields.push((at, mark.unwrap_or(text.len())));
        }
        let Some(place) = mark else { return Scan::More };
        if text[place] != b',' {
            return Scan::Row(place + 1);
        }
        at = place + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ours(text: &[u8]) -> Vec<Vec<Vec<u8>>> {
        let (mut rows, mut out) = (Rows::new(text), Vec::new());
        while let Some(some) = rows.next(3).unwrap() {
            out.extend(some.rows().map(|row| (0..row.len()).map(|at| row.get(at).to_vec()).collect()));
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
        fn a_row_is_what_the_library_says(text in "[ab,\"\n\r ]{0,40}|([abc]{0,30}[,\"\n]{0,2}){0,9}") {
            prop_assert_eq!(ours(text.as_bytes()), theirs(text.as_bytes()));
        }
        #[test]
        fn any_bytes(text in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(ours(&text), theirs(&text));
        }
    }
}

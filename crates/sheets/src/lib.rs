//! Tables from files that people have: CSV as programs of offices write it, Excel workbooks, OpenDocument spreadsheets. Every
//! cell comes out as text. Whatever the bytes are, reading ends within the limits below; an error never repeats what stands in
//! the file.

mod archive;
mod ods;
mod text;
mod xlsx;

/// The largest file, in bytes.
pub const LARGEST: usize = 32 * 1024 * 1024;
/// The most rows that a file may have under the names of its columns.
pub const MOST_ROWS: usize = 100_000;
/// The most columns.
pub const MOST_COLUMNS: usize = 200;
/// The longest cell, in characters.
pub const LONGEST_CELL: usize = 20_000;
/// The most that all cells may hold together, in bytes.
pub(crate) const MOST_TEXT: usize = 256 * 1024 * 1024;

/// A table: the names of its columns, and rows of as many cells.
#[derive(Clone, PartialEq, Eq)]
pub struct Table {
    /// The first row that is not empty.
    pub columns: Vec<String>,
    /// The others that are not empty.
    pub rows: Vec<Row>,
}

/// A row.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number in the file from 1, as programs of offices show it; in a CSV file the line that it begins on.
    pub number: u32,
    /// Its cells, as many as there are columns.
    pub cells: Vec<String>,
}

/// Rows are about people: debugging output says how many there are.
impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "(a table of {} columns and {} rows)", self.columns.len(), self.rows.len())
    }
}

/// Why a file is no table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Neither text nor a spreadsheet.
    #[error(
        "This is neither a CSV file nor a spreadsheet (.xlsx or .ods): save it as one of these and choose it again"
    )]
    Form,
    /// A spreadsheet of an older program.
    #[error("This is a spreadsheet of an older kind (.xls): save it as .xlsx, .ods or CSV and choose it again")]
    Older,
    /// It is locked with a password.
    #[error("This spreadsheet is locked with a password or damaged: save it without a password and choose it again")]
    Locked,
    /// A row cannot be read.
    #[error("Row {0} cannot be read: open the file in a spreadsheet program, look at that row, and save it again")]
    Row(u32),
    /// A row has more cells than there are columns.
    #[error("Row {0} has more cells than there are names of columns: is a comma not in quotation marks?")]
    Wide(u32),
    /// Nothing in it.
    #[error(
        "There are no rows under the names of the columns: the first row names the columns, each further row is a person"
    )]
    Empty,
    /// A column has content and no name.
    #[error("Column {0} has no name: write one into the first row, or delete the column")]
    NoName(usize),
    /// Two columns have one name.
    #[error("Columns {0} and {1} have the same name: give each column a name of its own")]
    SameName(usize, usize),
    /// Too many rows, columns or letters.
    #[error(
        "The file is too large: at most 32 MB, 100,000 rows, 200 columns and 20,000 characters in a cell. Send it in parts"
    )]
    TooLarge,
}

/// Reads a file, by what is in it rather than by its name.
///
/// # Errors
/// In words that say what to do.
pub fn read(bytes: &[u8]) -> Result<Table, TableError> {
    if bytes.len() > LARGEST {
        return Err(TableError::TooLarge);
    }
    let rows = match bytes {
        [b'P', b'K', 3, 4, ..] => archive::rows(bytes)?,
        // A compound file: the older kind, or a newer one inside a password's envelope.
        [0xd0, 0xcf, 0x11, 0xe0, ..] => {
            let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
            let is_locked = bytes.windows(locked.len()).any(|w| w == locked);
            return Err(if is_locked { TableError::Locked } else { TableError::Older });
        }
        _ => text::rows(bytes)?,
    };
    table(rows)
}

fn table(rows: Vec<Row>) -> Result<Table, TableError> {
    let mut rows = rows.into_iter().filter(|r| r.cells.iter().any(|c| !c.trim().is_empty()));
    let first = rows.next().ok_or(TableError::Empty)?;
    let mut columns: Vec<String> = first.cells.iter().map(|c| one_line(c)).collect();
    while columns.last().is_some_and(String::is_empty) {
        columns.pop();
    }
    if columns.len() > MOST_COLUMNS {
        return Err(TableError::TooLarge);
    }
    for (at, name) in columns.iter().enumerate() {
        let before = columns.iter().take(at).position(|n| !n.is_empty() && n.to_lowercase() == name.to_lowercase());
        if let Some(before) = before {
            return Err(TableError::SameName(before + 1, at + 1));
        }
        if name.chars().count() > LONGEST_CELL {
            return Err(TableError::TooLarge);
        }
    }
    let mut table = Table { columns, rows: Vec::new() };
    for mut row in rows {
        let beyond = row.cells.iter().skip(table.columns.len()).any(|c| !c.trim().is_empty());
        if beyond {
            return Err(TableError::Wide(row.number));
        }
        row.cells.resize(table.columns.len(), String::new());
        if row.cells.iter().any(|c| c.len() > LONGEST_CELL && c.chars().count() > LONGEST_CELL)
            || table.rows.len() == MOST_ROWS
        {
            return Err(TableError::TooLarge);
        }
        let nameless = table.columns.iter().zip(&row.cells).position(|(n, c)| n.is_empty() && !c.trim().is_empty());
        if let Some(at) = nameless {
            return Err(TableError::NoName(at + 1));
        }
        table.rows.push(row);
    }
    if table.rows.is_empty() { Err(TableError::Empty) } else { Ok(table) }
}

/// A name of a column, in one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Rows that are being read, and how much they hold.
#[derive(Default)]
pub(crate) struct Gathered {
    rows: Vec<Row>,
    text: usize,
}

impl Gathered {
    /// Adds a cell. Cells come row by row; columns count from 0.
    pub(crate) fn cell(&mut self, number: u32, column: usize, text: String) -> Result<(), TableError> {
        if text.is_empty() {
            return Ok(());
        }
        self.text += text.len();
        // Empty rows do not count; the names of the columns do.
        if column >= MOST_COLUMNS || self.text > MOST_TEXT || self.rows.len() > MOST_ROWS + 1 {
            return Err(TableError::TooLarge);
        }
        // Rows come in order, each once: what refers to a row by its number has to find one.
        if self.rows.last().is_some_and(|row| row.number > number) {
            return Err(TableError::Row(number));
        }
        if self.rows.last().is_none_or(|row| row.number != number) {
            self.rows.push(Row { number, cells: Vec::new() });
        }
        if let Some(row) = self.rows.last_mut() {
            if row.cells.len() <= column {
                row.cells.resize(column + 1, String::new());
            }
            if let Some(cell) = row.cells.get_mut(column) {
                *cell = text;
            }
        }
        Ok(())
    }
    pub(crate) fn rows(self) -> Vec<Row> {
        self.rows
    }
}

/// A number as people write it: whole ones without a point.
pub(crate) fn number(value: f64) -> String {
    // Up to here every whole number is exact.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < EXACT { format!("{value:.0}") } else { value.to_string() }
}

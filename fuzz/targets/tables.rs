//! Files that people upload to be imported: text in any encoding, and what is none. Spreadsheets are read by a library that stops at
//! some damaged ones; `sheets` turns that into a refusal, but here every stop counts as a crash: they have properties in the
//! tests of the crate.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sheets::{LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, read};

fuzz_target!(|data: &[u8]| {
    if data.starts_with(b"PK") {
        return;
    }
    match read(data) {
        Ok(table) => {
            assert!(!table.rows.is_empty() && table.rows.len() <= MOST_ROWS && table.columns.len() <= MOST_COLUMNS);
            for row in &table.rows {
                assert_eq!(row.cells.len(), table.columns.len());
                assert!(row.cells.iter().all(|c| c.chars().count() <= LONGEST_CELL));
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});

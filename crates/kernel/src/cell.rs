//! Cells of files that are opened in spreadsheets.

use std::borrow::Cow;

/// A cell that no spreadsheet takes for a formula, whoever wrote it.
#[must_use]
pub fn harmless_cell(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// A cell of a CSV file: harmless, and quoted.
#[must_use]
pub fn csv_cell(text: &str) -> String {
    format!("\"{}\"", harmless_cell(text).replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::csv_cell;

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(csv_cell("=1+1"), "\"'=1+1\"");
        assert_eq!(csv_cell("O\"Brien"), "\"O\"\"Brien\"");
    }
}

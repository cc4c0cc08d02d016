//! Pictures for people who would rather look than read, as SVG that a screen reader can read too: each has a title and a description, and
//! whoever shows one puts its table beside it.

mod draw;
mod lines;
mod marks;
mod waterfall;
mod weights;

pub use lines::{Curve, Point, curves};
pub use marks::{judged, share_point, wilson};
pub use waterfall::waterfall;
pub use weights::weights;

/// A picture and the same in rows, the first of which names the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// The picture.
    pub svg: String,
    /// The numbers in it.
    pub table: Vec<Vec<String>>,
}

impl Chart {
    /// The table in plain text, columns lined up.
    #[must_use]
    pub fn text(&self) -> String {
        let columns = self.table.iter().map(Vec::len).max().unwrap_or(0);
        let width: Vec<usize> = (0..columns)
            .map(|c| self.table.iter().filter_map(|r| r.get(c)).map(|t| t.chars().count()).max().unwrap_or(0))
            .collect();
        let mut out = String::new();
        for row in &self.table {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&width) {
                line.push_str(cell);
                line.extend(std::iter::repeat_n(' ', width + 2 - cell.chars().count().min(width + 2)));
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}

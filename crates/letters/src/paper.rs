//! What a paper says, in blocks.

use kernel::Timestamp;

/// The most lines that an address has: Royal Mail and the services that print letters take seven.
pub(crate) const ADDRESS_LINES: usize = 7;

/// What stands above the text of a letter. It has no `Debug`: it is where somebody lives.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// Who writes, the name first; it stands on the right.
    pub from: Vec<String>,
    /// To whom, a line each; empty: the paper is no letter.
    pub to: Vec<String>,
    /// What helps to find it again: label and value.
    pub marks: Vec<(String, String)>,
}

/// A block of text.
#[derive(Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading within the paper, of level 2 or 3: the title is level 1.
    Heading(u8, String),
    /// A paragraph; a line end in it is kept.
    Paragraph(String),
    /// Points.
    List(Vec<String>),
    /// A table: the heads of its columns, and its rows.
    Table(Vec<String>, Vec<Vec<String>>),
    /// A table whose first column says what the second is.
    Pairs(Vec<(String, String)>),
    /// What follows begins a page.
    NewPage,
}

/// Room for a signature within the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureRoom {
    /// Who signs.
    pub name: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// A paper. It has no `Debug`: it is about somebody.
#[derive(Clone, PartialEq, Eq)]
pub struct Paper {
    /// Its title: the first heading, and the name that a reader shows.
    pub title: String,
    /// Its language: `en-GB`.
    pub language: String,
    /// Who made it.
    pub author: String,
    /// When it was made.
    pub made: Timestamp,
    /// What stands above the title.
    pub head: Head,
    /// What it says.
    pub blocks: Vec<Block>,
    /// What stands at the foot of each page, before the number.
    pub foot: String,
    /// Room for a signature.
    pub signature: Option<SignatureRoom>,
}

/// Reads a text as blocks: an empty line parts blocks, `# ` begins a heading and `## ` a lower one, `- ` a point of a list, and
/// lines that begin with `|` are a table whose first line heads the columns.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let line = line.trim_end();
        if line.trim().is_empty() {
            open = false;
            continue;
        }
        let row = |line: &str| -> Vec<String> {
            line.trim().trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
        };
        let new = match line {
            _ if line.starts_with("## ") => Block::Heading(3, line[3..].trim().to_owned()),
            _ if line.starts_with("# ") => Block::Heading(2, line[2..].trim().to_owned()),
            _ if line.starts_with("- ") => Block::List(vec![line[2..].trim().to_owned()]),
            _ if line.starts_with('|') => Block::Table(row(line), Vec::new()),
            _ => Block::Paragraph(line.to_owned()),
        };
        match (found.last_mut().filter(|_| open), new) {
            (Some(Block::List(points)), Block::List(more)) => points.extend(more),
            (Some(Block::List(points)), Block::Paragraph(more)) => {
                if let Some(last) = points.last_mut() {
                    last.push(' ');
                    last.push_str(more.trim());
                }
            }
            (Some(Block::Table(_, rows)), Block::Table(cells, _)) => {
                // The line of dashes below the heads is how people write tables; it says nothing.
                if !cells.iter().all(|c| !c.is_empty() && c.chars().all(|c| "-: ".contains(c))) {
                    rows.push(cells);
                }
            }
            (Some(Block::Paragraph(text)), Block::Paragraph(more)) => {
                text.push('\n');
                text.push_str(&more);
            }
            (_, new) => found.push(new),
        }
        open = !matches!(found.last(), Some(Block::Heading(..)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_blocks() {
        let text = "Dear Ada\n\nfirst line\nsecond line\n\n# What next\nCall us.\n- one\n  still one\n- two\n\n| What | When |\n|---|---|\n| Rent | Monday |\n\n## Small\n#no heading";
        let found = blocks(text);
        let kinds: Vec<String> = found
            .iter()
            .map(|b| match b {
                Block::Heading(level, words) => format!("h{level} {words}"),
                Block::Paragraph(words) => format!("p {words}"),
                Block::List(points) => format!("l {}", points.join("/")),
                Block::Table(heads, rows) => format!("t {} {}", heads.join("/"), rows.concat().join("/")),
                Block::Pairs(_) | Block::NewPage => String::new(),
            })
            .collect();
        assert_eq!(
            kinds,
            [
                "p Dear Ada",
                "p first line\nsecond line",
                "h2 What next",
                "p Call us.",
                "l one still one/two",
                "t What/When Rent/Monday",
                "h3 Small",
                "p #no heading"
            ]
        );
    }
}

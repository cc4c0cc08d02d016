//! The tree as Markdown (CommonMark with pipe tables), with the anchors left out: it is for reading and for comparing.

use super::tree::{Block, Document, Inline, Item, Section, Table, Text, is_safe_address};

/// Writes a document.
#[must_use]
pub fn markdown(doc: &Document) -> String {
    let mut out = format!("# {}\n\n", escaped(&doc.title));
    for block in &doc.lead {
        write_block(&mut out, block);
    }
    for section in &doc.sections {
        write_section(&mut out, section, 2);
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}

/// Words with nothing in them that Markdown would read as markup.
#[must_use]
pub fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '&' => {
                out.push('\\');
                out.push(c);
            }
            // A line break could begin a list, a heading or a block of code.
            '\n' | '\r' | '\t' => out.push(' '),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    // `1.`, `-` and `+` mean a list at the beginning of a line.
    if out.starts_with(['-', '+', '=']) {
        out.insert(0, '\\');
    }
    out
}

fn text(text: &Text) -> String {
    let mut out = String::new();
    for piece in &text.0 {
        match piece {
            Inline::Plain(w) => out.push_str(&escaped(w)),
            Inline::Strong(w) => out.push_str(&format!("**{}**", escaped(w.trim()))),
            Inline::Link { label, href } if href.starts_with('#') => out.push_str(&escaped(label)),
            Inline::Link { label, href } if is_safe_address(href) => {
                let address = href.replace('<', "%3C").replace('>', "%3E").replace(' ', "%20");
                out.push_str(&format!("[{}](<{address}>)", escaped(label)));
            }
            Inline::Link { label, href } if label == href => out.push_str(&escaped(label)),
            Inline::Link { label, href } => out.push_str(&format!("{} ({})", escaped(label), escaped(href))),
            Inline::Assumed => out.push_str(" **\\[assumed\\]**"),
        }
    }
    out
}

fn write_section(out: &mut String, section: &Section, level: usize) {
    out.push_str(&format!("{} {}\n\n", "#".repeat(level.min(6)), text(&section.title)));
    for block in &section.blocks {
        write_block(out, block);
    }
    for inner in &section.sections {
        write_section(out, inner, level + 1);
    }
}

fn write_block(out: &mut String, block: &Block) {
    match block {
        Block::Para(t) => out.push_str(&format!("{}\n\n", text(t))),
        Block::Warning(t) => out.push_str(&format!("> **Important:** {}\n\n", text(t))),
        Block::List(items) => {
            write_list(out, items, 0);
            out.push('\n');
        }
        Block::Rows(rows) => {
            for row in rows {
                match row.value.as_slice() {
                    [Block::Para(t)] => out.push_str(&format!("- **{}:** {}\n", key(&row.key), text(t))),
                    blocks => {
                        out.push_str(&format!("- **{}:**\n", key(&row.key)));
                        for inner in blocks {
                            write_nested(out, inner);
                        }
                    }
                }
            }
            out.push('\n');
        }
        Block::Table(table) => write_table(out, table),
    }
}

fn key(words: &Text) -> String {
    text(words).replace("**", "")
}

fn write_nested(out: &mut String, block: &Block) {
    match block {
        Block::Para(t) | Block::Warning(t) => out.push_str(&format!("  - {}\n", text(t))),
        Block::List(items) => write_list(out, items, 1),
        Block::Rows(rows) => {
            for row in rows {
                let words: Vec<String> = row.value.iter().filter_map(block_line).collect();
                out.push_str(&format!("  - **{}:** {}\n", key(&row.key), words.join(" ")));
            }
        }
        Block::Table(table) => {
            for row in &table.rows {
                let cells: Vec<String> = row.cells.iter().map(text).collect();
                out.push_str(&format!("  - {}\n", cells.join("; ")));
            }
        }
    }
}

fn block_line(block: &Block) -> Option<String> {
    match block {
        Block::Para(t) | Block::Warning(t) => Some(text(t)),
        Block::List(items) => Some(items.iter().map(|i| text(&i.text)).collect::<Vec<_>>().join("; ")),
        Block::Rows(_) | Block::Table(_) => None,
    }
}

fn write_list(out: &mut String, items: &[Item], depth: usize) {
    for item in items {
        out.push_str(&format!("{}- {}\n", "  ".repeat(depth), text(&item.text)));
        write_list(out, &item.under, depth + 1);
    }
}

fn write_table(out: &mut String, table: &Table) {
    if !table.caption.is_empty() {
        out.push_str(&format!("**{}**\n\n", escaped(&table.caption)));
    }
    let heads: Vec<String> = table.head.iter().map(|h| escaped(h)).collect();
    out.push_str(&format!("| {} |\n", heads.join(" | ")));
    out.push_str(&format!("|{}\n", " --- |".repeat(heads.len())));
    for row in &table.rows {
        let cells: Vec<String> = row.cells.iter().map(text).collect();
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    out.push('\n');
}

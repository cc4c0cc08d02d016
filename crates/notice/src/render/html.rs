//! The tree as HTML: a fragment with GOV.UK classes for a page to embed, and a whole document to print.

use super::tree::{Block, Document, Inline, Item, Row, Section, Table, Text, is_safe_address};

/// Writes a document as a fragment, beginning with its `h1`.
#[must_use]
pub fn fragment(doc: &Document) -> String {
    let mut w = Writer { out: String::new() };
    w.out.push_str("<h1 class=\"govuk-heading-l\">");
    w.words(&doc.title);
    w.out.push_str("</h1>\n");
    for block in &doc.lead {
        w.block(block);
    }
    if doc.contents {
        w.contents(doc);
    }
    for section in &doc.sections {
        w.section(section, 2);
    }
    w.out
}

/// Writes a whole document with its own style sheet, for paper and for a file that is sent on its own.
#[must_use]
pub fn print(doc: &Document) -> String {
    let mut title = Writer { out: String::new() };
    title.words(&doc.title);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>{PRINT_CSS}</style>\n</head>\n\
         <body>\n<main>\n{}</main>\n</body>\n</html>\n",
        title.out,
        fragment(doc)
    )
}

/// The style of the printed page, which stands in it: a server that shows it lets this style in, and no other. It names no typeface that is
/// not on the machine.
pub const PRINT_CSS: &str = "
@page { size: A4; margin: 20mm 18mm; }
body { font-family: Arial, Helvetica, sans-serif; font-size: 11pt; line-height: 1.4; color: #0b0c0c; max-width: 46em; margin: 2em auto; padding: 0 1em; overflow-wrap: anywhere; }
h1 { font-size: 22pt; line-height: 1.15; margin: 0 0 0.6em; }
h2 { font-size: 15pt; margin: 1.6em 0 0.5em; break-after: avoid; border-top: 1px solid #b1b4b6; padding-top: 0.6em; }
h3 { font-size: 12.5pt; margin: 1.2em 0 0.4em; break-after: avoid; }
h4 { font-size: 11pt; margin: 1em 0 0.3em; break-after: avoid; }
ul { padding-left: 1.3em; }
li { margin: 0.15em 0; }
table { border-collapse: collapse; width: 100%; margin: 0.8em 0; font-size: 10pt; }
caption { text-align: left; font-weight: bold; padding: 0.3em 0; }
th, td { text-align: left; vertical-align: top; border-bottom: 1px solid #b1b4b6; padding: 0.35em 0.6em 0.35em 0; }
tr, .govuk-summary-list__row { break-inside: avoid; }
thead { display: table-header-group; }
.govuk-summary-list__row { display: grid; grid-template-columns: minmax(7em, 11em) minmax(0, 1fr); gap: 0.8em; border-bottom: 1px solid #b1b4b6; padding: 0.3em 0; }
.govuk-summary-list__key { font-weight: bold; }
.govuk-summary-list__value { margin: 0; }
.govuk-summary-list__value p { margin: 0 0 0.3em; }
.govuk-inset-text { border-left: 4px solid #0b0c0c; padding: 0.2em 0 0.2em 0.8em; font-weight: bold; }
.govuk-tag { border: 1px solid #0b0c0c; padding: 0 0.3em; font-size: 8.5pt; font-weight: bold; white-space: nowrap; }
@media print {
  body { max-width: none; margin: 0; padding: 0; }
  nav { display: none; }
  a { color: inherit; }
  a[href^=\"http\"]::after { content: \" (\" attr(href) \")\"; font-size: 9pt; word-break: break-all; }
}
";

struct Writer {
    out: String,
}

impl Writer {
    fn words(&mut self, words: &str) {
        for c in words.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\'' => self.out.push_str("&#39;"),
                // No other control character may stand in HTML.
                '\n' | '\t' => self.out.push(c),
                c if c.is_control() => self.out.push('\u{fffd}'),
                c => self.out.push(c),
            }
        }
    }

    fn id(&mut self, id: Option<&str>) {
        if let Some(id) = id.filter(|i| !i.is_empty()) {
            self.out.push_str(" id=\"");
            self.words(id);
            self.out.push('"');
        }
    }

    fn text(&mut self, text: &Text) {
        for piece in &text.0 {
            match piece {
                Inline::Plain(w) => self.words(w),
                Inline::Strong(w) => {
                    self.out.push_str("<strong>");
                    self.words(w);
                    self.out.push_str("</strong>");
                }
                Inline::Link { label, href } if is_safe_address(href) => {
                    self.out.push_str("<a class=\"govuk-link\" href=\"");
                    self.words(href);
                    self.out.push_str("\">");
                    self.words(label);
                    self.out.push_str("</a>");
                }
                Inline::Link { label, href } => {
                    self.words(label);
                    if label != href {
                        self.words(" (");
                        self.words(href);
                        self.words(")");
                    }
                }
                Inline::Assumed => {
                    self.out.push_str(" <strong class=\"govuk-tag govuk-tag--yellow\">Assumed</strong>");
                }
            }
        }
    }

    fn contents(&mut self, doc: &Document) {
        self.out.push_str("<nav aria-label=\"Contents\">\n<ul class=\"govuk-list\">\n");
        for section in &doc.sections {
            self.out.push_str("<li><a class=\"govuk-link\" href=\"#");
            self.words(&section.id);
            self.out.push_str("\">");
            self.words(&section.title.words());
            self.out.push_str("</a></li>\n");
        }
        self.out.push_str("</ul>\n</nav>\n");
    }

    fn section(&mut self, section: &Section, level: u8) {
        let class = if level <= 2 { "m" } else { "s" };
        self.out.push_str(&format!("<h{level} class=\"govuk-heading-{class}\""));
        self.id(Some(&section.id));
        self.out.push('>');
        self.text(&section.title);
        self.out.push_str(&format!("</h{level}>\n"));
        for block in &section.blocks {
            self.block(block);
        }
        for inner in &section.sections {
            self.section(inner, (level + 1).min(6));
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Para(text) => {
                self.out.push_str("<p class=\"govuk-body\">");
                self.text(text);
                self.out.push_str("</p>\n");
            }
            Block::Warning(text) => {
                self.out.push_str("<div class=\"govuk-inset-text\">");
                self.text(text);
                self.out.push_str("</div>\n");
            }
            Block::List(items) => self.list(items),
            Block::Rows(rows) => self.rows(rows),
            Block::Table(table) => self.table(table),
        }
    }

    fn list(&mut self, items: &[Item]) {
        self.out.push_str("<ul class=\"govuk-list govuk-list--bullet\">\n");
        for item in items {
            self.out.push_str("<li");
            self.id(item.id.as_deref());
            self.out.push('>');
            self.text(&item.text);
            if !item.under.is_empty() {
                self.out.push('\n');
                self.list(&item.under);
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ul>\n");
    }

    fn rows(&mut self, rows: &[Row]) {
        self.out.push_str("<dl class=\"govuk-summary-list\">\n");
        for row in rows {
            self.out.push_str("<div class=\"govuk-summary-list__row\"");
            self.id(row.id.as_deref());
            self.out.push_str(">\n<dt class=\"govuk-summary-list__key\">");
            self.text(&row.key);
            self.out.push_str("</dt>\n<dd class=\"govuk-summary-list__value\">\n");
            for block in &row.value {
                self.block(block);
            }
            self.out.push_str("</dd>\n</div>\n");
        }
        self.out.push_str("</dl>\n");
    }

    fn table(&mut self, table: &Table) {
        self.out.push_str("<table class=\"govuk-table\">\n<caption class=\"govuk-table__caption\">");
        self.words(&table.caption);
        self.out.push_str("</caption>\n<thead class=\"govuk-table__head\">\n<tr class=\"govuk-table__row\">\n");
        for head in &table.head {
            self.out.push_str("<th scope=\"col\" class=\"govuk-table__header\">");
            self.words(head);
            self.out.push_str("</th>\n");
        }
        self.out.push_str("</tr>\n</thead>\n<tbody class=\"govuk-table__body\">\n");
        for row in &table.rows {
            self.out.push_str("<tr class=\"govuk-table__row\"");
            self.id(row.id.as_deref());
            self.out.push_str(">\n");
            for (at, cell) in row.cells.iter().enumerate() {
                let (open, close) = if at == 0 {
                    ("<th scope=\"row\" class=\"govuk-table__header\">", "</th>\n")
                } else {
                    ("<td class=\"govuk-table__cell\">", "</td>\n")
                };
                self.out.push_str(open);
                self.text(cell);
                self.out.push_str(close);
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody>\n</table>\n");
    }
}

//! The document tree: what a page says, apart from how it is written. One builder makes it, several writers write it.

/// A whole document.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The title.
    pub title: String,
    /// What stands under the title, before the first section.
    pub lead: Vec<Block>,
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// Whether the sections are listed under the lead.
    pub contents: bool,
}

/// A section with a heading.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// Its anchor.
    pub id: String,
    /// Its heading.
    pub title: Text,
    /// What it says.
    pub blocks: Vec<Block>,
    /// Sections within it.
    pub sections: Vec<Section>,
}

impl Section {
    /// A section with nothing in it yet.
    #[must_use]
    pub fn new(id: impl Into<String>, title: impl Into<Text>) -> Self {
        Self { id: id.into(), title: title.into(), ..Self::default() }
    }
    /// Adds a paragraph.
    pub fn para(&mut self, text: impl Into<Text>) -> &mut Self {
        self.blocks.push(Block::Para(text.into()));
        self
    }
    /// Adds a list, unless it is empty.
    pub fn list(&mut self, items: Vec<Item>) -> &mut Self {
        if !items.is_empty() {
            self.blocks.push(Block::List(items));
        }
        self
    }
    /// Adds rows of keys and values, unless there are none.
    pub fn rows(&mut self, rows: Vec<Row>) -> &mut Self {
        if !rows.is_empty() {
            self.blocks.push(Block::Rows(rows));
        }
        self
    }
    /// Adds a table, unless it has no rows.
    pub fn table(&mut self, table: Table) -> &mut Self {
        if !table.rows.is_empty() {
            self.blocks.push(Block::Table(table));
        }
        self
    }
    /// Adds a section, unless it says nothing.
    pub fn section(&mut self, section: Self) -> &mut Self {
        if !section.is_empty() {
            self.sections.push(section);
        }
        self
    }
    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty() && self.sections.is_empty()
    }
}

/// Something in a section.
#[derive(Debug, Clone)]
pub enum Block {
    /// A paragraph.
    Para(Text),
    /// A paragraph that must not be missed.
    Warning(Text),
    /// A list with bullets.
    List(Vec<Item>),
    /// Keys and values.
    Rows(Vec<Row>),
    /// A table.
    Table(Table),
}

/// An item of a list.
#[derive(Debug, Clone, Default)]
pub struct Item {
    /// Its anchor.
    pub id: Option<String>,
    /// What it says.
    pub text: Text,
    /// Items under it.
    pub under: Vec<Item>,
}

impl Item {
    /// An item without an anchor.
    #[must_use]
    pub fn new(text: impl Into<Text>) -> Self {
        Self { id: None, text: text.into(), under: Vec::new() }
    }
    /// With an anchor.
    #[must_use]
    pub fn at(mut self, id: Option<String>) -> Self {
        self.id = id;
        self
    }
}

/// A key and its value.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its anchor.
    pub id: Option<String>,
    /// The key.
    pub key: Text,
    /// The value.
    pub value: Vec<Block>,
}

impl Row {
    /// A key with one paragraph.
    #[must_use]
    pub fn new(key: impl Into<Text>, value: impl Into<Text>) -> Self {
        Self { id: None, key: key.into(), value: vec![Block::Para(value.into())] }
    }
    /// A key with a list.
    #[must_use]
    pub fn list(key: impl Into<Text>, items: Vec<Item>) -> Self {
        Self { id: None, key: key.into(), value: vec![Block::List(items)] }
    }
    /// With an anchor.
    #[must_use]
    pub fn at(mut self, id: Option<String>) -> Self {
        self.id = id;
        self
    }
}

/// A table.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// What it is about.
    pub caption: String,
    /// The heads of its columns.
    pub head: Vec<String>,
    /// Its rows; the first cell of each is its head.
    pub rows: Vec<TableRow>,
}

/// A row of a table.
#[derive(Debug, Clone, Default)]
pub struct TableRow {
    /// Its anchor.
    pub id: Option<String>,
    /// Its cells.
    pub cells: Vec<Text>,
}

/// A line of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text(pub Vec<Inline>);

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Words.
    Plain(String),
    /// Words that carry weight.
    Strong(String),
    /// A link; the address is checked by the writers.
    Link {
        /// Its words.
        label: String,
        /// Its address, or `#anchor`.
        href: String,
    },
    /// The mark of what nobody said and somebody has to confirm.
    Assumed,
}

impl Text {
    /// More words.
    #[must_use]
    pub fn plain(mut self, words: impl Into<String>) -> Self {
        let words = words.into();
        if !words.is_empty() {
            self.0.push(Inline::Plain(words));
        }
        self
    }
    /// More words, with weight.
    #[must_use]
    pub fn strong(mut self, words: impl Into<String>) -> Self {
        self.0.push(Inline::Strong(words.into()));
        self
    }
    /// A link.
    #[must_use]
    pub fn link(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.0.push(Inline::Link { label: label.into(), href: href.into() });
        self
    }
    /// The mark of an assumption, if a condition holds and the line has none yet.
    #[must_use]
    pub fn assumed_if(mut self, so: bool) -> Self {
        if so && !self.0.contains(&Inline::Assumed) {
            self.0.push(Inline::Assumed);
        }
        self
    }
    /// Followed by another line.
    #[must_use]
    pub fn then(mut self, more: impl Into<Self>) -> Self {
        self.0.extend(more.into().0);
        self
    }
    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|i| match i {
            Inline::Plain(w) | Inline::Strong(w) => w.trim().is_empty(),
            Inline::Link { label, .. } => label.trim().is_empty(),
            Inline::Assumed => false,
        })
    }
    /// Its words alone.
    #[must_use]
    pub fn words(&self) -> String {
        let mut out = String::new();
        for piece in &self.0 {
            match piece {
                Inline::Plain(w) | Inline::Strong(w) => out.push_str(w),
                Inline::Link { label, .. } => out.push_str(label),
                Inline::Assumed => out.push_str(" [assumed]"),
            }
        }
        out
    }
}

impl From<&str> for Text {
    fn from(words: &str) -> Self {
        Self::default().plain(words)
    }
}

impl From<String> for Text {
    fn from(words: String) -> Self {
        Self::default().plain(words)
    }
}

/// Whether an address may stand behind a link: web, mail, telephone, or a place on the same page.
#[must_use]
pub fn is_safe_address(href: &str) -> bool {
    let lower = href.trim_start().to_ascii_lowercase();
    ["https://", "http://", "mailto:", "tel:", "#", "/"].iter().any(|p| lower.starts_with(p))
        && !lower.starts_with("//")
        && !href.chars().any(char::is_control)
}

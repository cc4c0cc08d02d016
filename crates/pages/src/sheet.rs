//! A sheet: what is to be done, warnings, documents, a day, a team, how a long work goes. One page for all that is cards in
//! groups, a table with bars, or both.

use crate::case::CaseHead;
use crate::engine::page;
use crate::frame::{Area, Link};
use crate::shown::{Due, Named, Row, StateTag};
use disclosure::Disclosed;
use serde::Serialize;
use std::collections::BTreeMap;

/// A sheet.
#[derive(Default, Serialize)]
pub struct Sheet {
    /// The case, if it is about one.
    pub case: Option<CaseHead>,
    /// Its heading, and its title.
    pub heading: String,
    /// Where *Back* leads, if anywhere.
    pub back: Option<Link>,
    /// What to know.
    pub lede: Vec<String>,
    /// A text to copy, such as a secret address.
    pub copy: Option<String>,
    /// What can be added or done.
    pub actions: Vec<Link>,
    /// Buttons that do something at once.
    pub buttons: Vec<Button>,
    /// How a long work goes.
    pub progress: Option<Progress>,
    /// Cards, in groups.
    pub groups: Vec<Group>,
    /// How many there are in all of a group of which a part is shown, by its id.
    pub totals: BTreeMap<String, usize>,
    /// A table.
    pub table: Option<Table>,
    /// After how many seconds the page asks again by itself.
    pub refresh: Option<u32>,
}
page!(Sheet => "work/sheet.html", Area::Cases);

/// A sheet about how long records are kept.
#[derive(Default, Serialize)]
#[serde(transparent)]
pub struct RetentionSheet(pub Sheet);
page!(RetentionSheet => "work/sheet.html", Area::Retention);

/// A button that sends a form.
#[derive(Debug, Clone, Serialize)]
pub struct Button {
    /// What it says.
    pub words: String,
    /// What it is about, for those who do not see where it stands.
    pub about: String,
    /// Where it is sent.
    pub action: String,
}

/// How a long work goes.
#[derive(Debug, Clone, Serialize)]
pub struct Progress {
    /// How many are done.
    pub done: usize,
    /// Of how many.
    pub of: usize,
    /// The same in words.
    pub words: String,
}

/// Cards under one heading.
#[derive(Serialize)]
pub struct Group {
    /// Its id, for links.
    pub id: String,
    /// Its heading.
    pub heading: String,
    /// What stands there when there are no cards.
    pub empty: String,
    /// The cards.
    pub cards: Vec<Card>,
}

/// A card.
#[derive(Default, Serialize)]
pub struct Card {
    /// What it is, in the program's own words.
    pub title: String,
    /// What it is, in somebody's words.
    pub named: Option<Disclosed<String>>,
    /// Where it leads.
    pub href: Option<String>,
    /// The person.
    pub name: Option<Named>,
    /// The case's reference.
    pub reference: String,
    /// The date.
    pub due: Option<Due>,
    /// States and marks.
    pub tags: Vec<StateTag>,
    /// What else there is to say.
    pub lines: Vec<String>,
    /// What it says, as released.
    pub rows: Option<Disclosed<Vec<Row>>>,
    /// A picture to look at.
    pub picture: Option<String>,
    /// Links.
    pub links: Vec<Link>,
    /// Buttons.
    pub buttons: Vec<Button>,
}

/// A table, whose second column can be drawn as bars.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// The heads of its columns.
    pub heads: Vec<String>,
    /// The rows.
    pub rows: Vec<TableRow>,
    /// A picture of it: one bar for each row.
    pub bars: Vec<Bar>,
    /// What the picture shows, in a sentence.
    pub bars_words: String,
}

/// A row.
#[derive(Debug, Clone, Serialize)]
pub struct TableRow {
    /// What it is about.
    pub head: String,
    /// Where it leads.
    pub href: Option<String>,
    /// The other cells.
    pub cells: Vec<String>,
}

/// A bar: lengths are of a hundred.
#[derive(Debug, Clone, Serialize)]
pub struct Bar {
    /// What it is about.
    pub label: String,
    /// The whole length.
    pub length: u64,
    /// The part that presses.
    pub pressing: u64,
    /// The number at its end.
    pub words: String,
}

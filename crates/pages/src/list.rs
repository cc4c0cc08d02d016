//! A working list: narrowed, sorted by its columns, saved under a name, taken out in a file. One page for every list of the kind;
//! that of cases, which has more to it, shares what saving and taking out need.

use crate::caseload::Paging;
use crate::engine::page;
use crate::form::{Choice, FormState};
use crate::frame::{Area, Link};
use crate::sheet::{Button, Group};
use crate::shown::{Due, Named, StateTag, Typed};
use disclosure::Disclosed;
use serde::Serialize;

/// What can be done with a list as a whole.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ListTools {
    /// Where it is taken out in a file.
    pub export: String,
    /// How many lines such a file has at most, in words.
    pub most: String,
    /// Where it is saved under a name.
    pub save: String,
    /// Lists that were saved.
    pub saved: Vec<SavedList>,
    /// What a list that is saved now would keep: names and values.
    pub keep: Vec<(String, String)>,
}

/// A list that was saved.
#[derive(Debug, Clone, Serialize)]
pub struct SavedList {
    /// Its name; of another list than this one, after what that is called.
    pub name: String,
    /// Where it is.
    pub href: String,
    /// Where it is forgotten.
    pub forget: String,
}

/// What a list can be narrowed by.
#[derive(Debug, Clone, Serialize)]
pub struct Narrowing {
    /// Its name in the address.
    pub name: String,
    /// Its label.
    pub label: String,
    /// What can be chosen; nothing: it is a day.
    pub choices: Vec<Choice>,
    /// The day, as it was typed.
    pub day: Typed<String>,
}

/// The head of a column.
#[derive(Debug, Clone, Serialize)]
pub struct Head {
    /// What it says.
    pub words: String,
    /// The list in the order of this column, or in the other direction; none: it has no order.
    pub href: Option<String>,
    /// In which direction the list is sorted by it: `ascending` or `descending`.
    pub sorted: Option<&'static str>,
}

/// A cell.
#[derive(Default, Serialize)]
pub struct ListCell {
    /// In the program's own words.
    pub words: String,
    /// A person's name.
    pub name: Option<Named>,
    /// In somebody's words.
    pub said: Option<Disclosed<String>>,
    /// States and marks.
    pub tags: Vec<StateTag>,
    /// A date by which something happens.
    pub due: Option<Due>,
    /// What else there is to say, in small letters.
    pub small: Vec<String>,
    /// Where it leads.
    pub links: Vec<Link>,
    /// What can be done about the line.
    pub buttons: Vec<Button>,
}

/// A line.
#[derive(Serialize)]
pub struct ListRow {
    /// Where its first cell leads.
    pub href: Option<String>,
    /// Its cells, in the order of the heads.
    pub cells: Vec<ListCell>,
}

/// A list.
#[derive(Serialize)]
pub struct ListPage {
    /// Its heading, and its title.
    pub heading: String,
    /// Where *Back* leads, if anywhere.
    pub back: Option<Link>,
    /// What to know.
    pub lede: Vec<String>,
    /// What can be added or done.
    pub actions: Vec<Link>,
    /// What stands before the list because it presses.
    pub groups: Vec<Group>,
    /// Its own address.
    pub action: String,
    /// What it can be narrowed by.
    pub narrowings: Vec<Narrowing>,
    /// The order that stays when it is narrowed: names and values.
    pub order: Vec<(String, String)>,
    /// What is wrong with what was typed.
    pub form: FormState,
    /// The heads of its columns.
    pub heads: Vec<Head>,
    /// The lines.
    pub rows: Vec<ListRow>,
    /// Where one stands.
    pub paging: Paging,
    /// What can be done with it.
    pub tools: ListTools,
}
page!(ListPage => "work/list.html", Area::Cases);

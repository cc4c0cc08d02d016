//! A plain page of tables and forms: what administrators, managers and everybody's own account are shown. One template for
//! all of them, so that a new one is a matter of words.

use crate::engine::page;
use crate::form::{Field, FormState};
use crate::frame::{Area, Link};
use crate::shown::{StateTag, Typed};
use serde::Serialize;

/// A button that does one thing.
#[derive(Debug, Clone, Serialize)]
pub struct Button {
    /// Where it is sent.
    pub action: String,
    /// What goes with it: names and values.
    pub hidden: Vec<(String, String)>,
    /// What it says.
    pub label: String,
    /// What is read out after that: on whom or what.
    pub about: String,
    /// Whether it stops something.
    pub warns: bool,
}

/// A cell of a table.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TableCell {
    /// The words; more than one is a list.
    pub words: Vec<String>,
    /// Where they lead.
    pub href: Option<String>,
    /// In smaller letters below.
    pub small: Option<String>,
    /// A state.
    pub state: Option<StateTag>,
    /// Buttons.
    pub buttons: Vec<Button>,
}

impl TableCell {
    /// Words.
    #[must_use]
    pub fn words(words: impl Into<String>) -> Self {
        Self { words: vec![words.into()], ..Self::default() }
    }
    /// A list of words.
    #[must_use]
    pub fn list(words: Vec<String>) -> Self {
        Self { words, ..Self::default() }
    }
    /// A state.
    #[must_use]
    pub fn state(state: StateTag) -> Self {
        Self { state: Some(state), ..Self::default() }
    }
    /// Buttons.
    #[must_use]
    pub fn buttons(buttons: Vec<Button>) -> Self {
        Self { buttons, ..Self::default() }
    }
    /// With a link.
    #[must_use]
    pub fn to(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }
    /// With smaller words below.
    #[must_use]
    pub fn small(mut self, words: impl Into<String>) -> Self {
        self.small = Some(words.into());
        self
    }
}

/// A table. The first cell of each row is its heading.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Table {
    /// What it lists.
    pub caption: String,
    /// The columns' names.
    pub heads: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<TableCell>>,
    /// What is said when there are none.
    pub none: String,
}

/// A password to be typed.
#[derive(Debug, Clone, Serialize)]
pub struct PasswordField {
    /// What the form sends it as.
    pub name: String,
    /// Its label.
    pub label: String,
    /// A hint.
    pub hint: Option<String>,
    /// Whether it is a new one (for password managers).
    pub new: bool,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// A field that is folded away until somebody wants it: a long list of choices.
#[derive(Serialize)]
pub struct Folded {
    /// The field; its label is what unfolds it.
    pub field: Field,
    /// Whether it stands open: something is chosen in it, or is wrong with it.
    pub open: bool,
}

/// A form.
#[derive(Default, Serialize)]
pub struct PanelForm {
    /// Its heading; empty: none.
    pub heading: String,
    /// Its place on the page.
    pub id: String,
    /// Words above the fields.
    pub words: Vec<String>,
    /// Where it is sent.
    pub action: String,
    /// What goes with it.
    pub hidden: Vec<(String, String)>,
    /// The fields.
    pub fields: Vec<Field>,
    /// Fields that are folded away, after those.
    pub folded: Vec<Folded>,
    /// Passwords, after the fields: they are never filled in again.
    pub passwords: Vec<PasswordField>,
    /// What its button says.
    pub button: String,
    /// Whether it stops something.
    pub warns: bool,
}

/// Something that is shown once: a link to hand over, recovery codes.
#[derive(Serialize)]
pub struct Once {
    /// What it is.
    pub heading: String,
    /// What to do with it.
    pub words: Vec<String>,
    /// It itself: just made by this request.
    pub lines: Vec<Typed<String>>,
}

/// What such a page holds.
#[derive(Default, Serialize)]
pub struct PanelContent {
    /// Its title and heading.
    pub title: String,
    /// What the title says instead, where the heading is a name: titles stay in the history of a browser.
    pub nameless: Option<String>,
    /// Above the heading.
    pub caption: Option<String>,
    /// Below the heading.
    pub lede: Vec<String>,
    /// The way back.
    pub back: Option<Link>,
    /// Shown once.
    pub once: Option<Once>,
    /// What is wrong.
    pub form: FormState,
    /// Links onward.
    pub links: Vec<Link>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Forms.
    pub forms: Vec<PanelForm>,
}

/// A page of an administrator.
#[derive(Serialize)]
#[serde(transparent)]
pub struct AdminPanel(pub PanelContent);
page!(AdminPanel => "panel.html", Area::Admin);

/// A page of the registers of those with whom data is shared.
#[derive(Serialize)]
#[serde(transparent)]
pub struct RegisterPanel(pub PanelContent);
page!(RegisterPanel => "panel.html", Area::Agreements);

/// A page of somebody's own account or team.
#[derive(Serialize)]
#[serde(transparent)]
pub struct OwnPanel(pub PanelContent);
page!(OwnPanel => "panel.html", Area::Elsewhere);

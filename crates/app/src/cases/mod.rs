//! Cases: the list, opening, making, editing, closing.

mod close;
mod create;
mod edit;
mod list;
mod open;
pub(crate) mod parts;

pub use close::Closing;
pub use create::{NewCase, Told};
pub use edit::{EditView, HistoryView, Saved};
pub use list::{ListFilter, PAGE};

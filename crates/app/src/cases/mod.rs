//! Cases: the list, opening, making, editing, closing.

pub(crate) mod close;
pub(crate) mod create;
mod edit;
pub(crate) mod list;
mod open;
pub(crate) mod parts;
mod section;

pub use close::{Close, Closing};
pub use create::{FirstTold, NewCase, Told};
pub use edit::{EditView, HistoryView, Saved};
pub use list::{ListFilter, PAGE};
pub use section::SectionOpened;

//! What people see: one template and one typed context for each page, under a common frame.
//!
//! Personal data stands in a context only as [`disclosure::Disclosed`], which the gate alone can make, or as [`Typed`],
//! which is what the reader has just typed. Everything else in a context is the council's own (names of services,
//! words of notices, dates) or says that something is withheld, and why. [`Pages::render`] is the only way to HTML.

pub mod account;
pub mod admin;
pub mod agreements;
pub mod case;
pub mod caseload;
pub mod components;
pub mod copies;
mod embedded;
mod engine;
pub mod form;
mod frame;
pub mod imports;
pub mod intake;
pub mod jobs;
pub mod list;
pub mod messages;
pub mod notices;
pub mod panel;
pub mod papers;
pub mod person;
pub mod portal;
pub mod problem;
pub mod rights;
pub mod share;
pub mod sheet;
mod shown;
pub mod work;

pub use embedded::{Asset, asset, bundle};
pub use engine::{BOOTSTRAP, Page, Pages, RenderError, templates};
pub use frame::{Acting, Area, Banner, Frame, Keeps, Link, May};
pub use shown::{Cell, Due, Markup, Named, NoticeHead, Row, RowTable, StateTag, StatementLink, Tone, Typed, Withheld};

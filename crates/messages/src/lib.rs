//! Messages and letters to the people whom cases are about: templates that are checked against the notice, the rules of safe
//! contact, and what may stand where a partner can read it. Pure: it sends nothing and stores nothing.

mod check;
mod discreet;
mod fill;
mod own;
mod parse;
mod safe;
mod shipped;
mod template;

pub use check::{Checked, check};
pub use fill::{Filled, Values, fill};
pub use own::OwnWords;
pub use parse::{Part, Place};
pub use safe::{ContactWay, ROWS, Safety, WayRow, same_way, ways};
pub use shipped::{SHIPPED, SHIPPED_ELSEWHERE};
pub use template::{Ask, Channel, Finding, Template, TemplateError};

//! The web server's pages: one table of routes, one way in for all of them, and thin handlers over the use cases.
//!
//! A request is read (with limits), its session looked up, its form's token checked, its route's door checked, and only
//! then is the handler called, on a thread where it may block: below here nothing is asynchronous.

mod answer;
mod ask;
mod door;
mod evidence;
mod fields;
mod handlers;
mod headers;
mod kept;
mod labels;
mod read;
mod routes;
mod sent;
mod serve;
mod show;
mod tabs;

pub use routes::{ANEW, Door, Method, Route, routes};
pub use serve::{Settings, router, router_in};

//! The interface for programs, under `/api/v1`: the same use cases behind the same gate as the pages.
//!
//! One table of routes ([`routes`]) makes the router, the OpenAPI description and the tests. A token acts for one account, in
//! one capacity, for one purpose; what is withheld from it says that it is, and why. Personal data stands in answers only
//! as `Disclosed`, which only a recorded decision makes.

mod answer;
mod ask;
mod handlers;
mod openapi;
mod problem;
mod rate;
pub mod routes;
mod serve;
mod shape;
pub mod shown;
mod uploads;

pub use openapi::description;
pub use rate::Rate;
pub use serve::{Settings, router};

/// Where the interface stands.
pub const ROOT: &str = "/api/v1";

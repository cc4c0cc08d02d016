//! What tests share: a whole house in a folder, and a throw-away PostgreSQL cluster.

pub mod house;
pub mod postgres;

pub use house::{House, NOTICES, library};

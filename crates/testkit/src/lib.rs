//! What tests share: a whole house in a folder, a throw-away PostgreSQL cluster, and histories of sharing with an oracle.

pub mod envelope;
pub mod histories;
pub mod house;
pub mod mail;
pub mod postgres;
pub mod provider;

pub use house::{House, NOTICES, library};

//! Sharing between bodies: the agreements it stands on. Pure: no clock, no storage, no HTTP.

pub mod agreement;

pub use agreement::{AgreementKind, SignOff, Standing, Terms};

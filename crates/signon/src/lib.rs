//! Logging in at a council's own provider by OpenID Connect: the authorisation code flow with PKCE (RFC 7636), as
//! <https://openid.net/specs/openid-connect-core-1_0.html> has it. This crate asks the provider and believes nothing of what comes
//! back before it is verified; who somebody is here, and what they may do, is decided above.

mod asking;
mod error;
mod flow;
mod person;

pub use error::SignOnError;
pub use flow::{Attempt, Client, Directory};
pub use person::Person;

//! Who somebody is, proved: passwords, second factors, sessions, and what happens after wrong guesses.
//!
//! Nothing in here stores anything: it makes and checks what `store` keeps. Of every secret that comes back from a browser
//! only a digest is kept, comparisons take the same time whatever they find, and time and chance are arguments.

mod api_secret;
mod csrf;
mod lockout;
mod passkey;
mod password;
mod recovery;
mod rules;
mod second_factor;
mod secret;
mod session;

pub use api_secret::ApiSecret;
pub use csrf::{csrf_matches, csrf_token};
pub use lockout::{Lockout, LockoutPolicy};
pub use passkey::{Came, Challenge, PasskeyError, Passkeys};
pub use password::{PasswordError, hash_password, needs_new_hash, verify_password};
pub use recovery::{RecoveryCodes, find_recovery_code};
pub use rules::{PasswordFault, check_password};
pub use second_factor::{CodeOutcome, Enrolment, EnrolmentError, TotpSecret};
pub use secret::{HandedOut, SecretFor};
pub use session::{SessionLimits, SessionToken};

//! Sharing between bodies: the agreements it stands on, what is asked before something goes without consent, and how a
//! disclosure or referral goes from being asked for to its end; countries, and whether data may go there; records of consent and receipts for other systems. Pure: no clock, no storage, no HTTP.

pub mod agreement;
pub mod country;
pub mod gateway;
pub mod ground;
pub mod inbound;
mod linked;
pub mod meeting;
pub mod nobody;
pub mod receipt;
pub mod record;
pub mod reminder;
pub mod share;
pub mod transfer;

pub use agreement::{AgreementKind, SignOff, Standing, Terms};
pub use country::{Country, UNITED_KINGDOM, countries, country, country_words};
pub use gateway::{Gateway, gateway, gateways_for};
pub use ground::{Ground, Question};
pub use inbound::Sender;
pub use share::{NotNow, ShareState, Side, Step};
pub use transfer::{Destination, Reach, Ruling, Safeguard, TransferRecord, ruling};

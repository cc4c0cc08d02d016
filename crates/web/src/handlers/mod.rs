//! The handlers, by what they are about. Each reads what was asked, calls one use case and shows what came of it.

pub(crate) mod access;
pub(crate) mod account;
pub(crate) mod admin;
pub(crate) mod agreements;
pub(crate) mod case;
pub(crate) mod cases;
pub(crate) mod consent;
pub(crate) mod desk;
pub(crate) mod drafts;
pub(crate) mod edit;
pub(crate) mod inbound;
pub(crate) mod intake;
pub(crate) mod jobs;
pub(crate) mod me;
pub(crate) mod messages;
pub(crate) mod notices;
pub(crate) mod own;
pub(crate) mod passkeys;
pub(crate) mod person;
pub(crate) mod portal;
pub(crate) mod requests;
pub(crate) mod share;
pub(crate) mod teams;
pub(crate) mod tokens;
pub(crate) mod withdrawals;
pub(crate) mod work;

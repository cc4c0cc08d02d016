//! What each route does: read what was sent, ask the use case, answer.

pub(crate) mod accounts;
pub(crate) mod cases;
pub(crate) mod consents;
pub(crate) mod documents;
pub(crate) mod entries;
pub(crate) mod forms;
pub(crate) mod notices;
pub(crate) mod people;
pub(crate) mod search;
pub(crate) mod sections;
pub(crate) mod tasks;
pub(crate) mod warnings;

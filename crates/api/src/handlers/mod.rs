//! What each route does: read what was sent, ask the use case, answer.

pub(crate) mod access;
pub(crate) mod accounts;
pub(crate) mod agencies;
pub(crate) mod agreements;
pub(crate) mod bulk;
pub(crate) mod cases;
pub(crate) mod consents;
pub(crate) mod documents;
pub(crate) mod drafts;
pub(crate) mod entries;
pub(crate) mod forms;
pub(crate) mod imports;
pub(crate) mod linkage;
pub(crate) mod lists;
pub(crate) mod messages;
pub(crate) mod notices;
pub(crate) mod people;
pub(crate) mod search;
pub(crate) mod sections;
pub(crate) mod tasks;
pub(crate) mod teams;
pub(crate) mod warnings;

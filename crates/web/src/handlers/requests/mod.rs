//! Requests of people about their data: the public form, the queue of the data protection officer, one request.

pub(crate) mod bundle;
pub(crate) mod copy;
pub(crate) mod effects;
pub(crate) mod fetch;
pub(crate) mod letter;
pub(crate) mod one;
pub(crate) mod own;
pub(crate) mod passage;
pub(crate) mod public;
pub(crate) mod queue;

use app::ContactLines;
use pages::rights::Way;

fn way(contact: ContactLines) -> Way {
    Way { label: contact.label, ways: contact.ways }
}

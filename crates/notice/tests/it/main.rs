//! Tests of the notice language from outside: the notices that are shipped, others of our own making, the book.

#[cfg(test)]
mod book;
#[cfg(test)]
mod diagnostics;
#[cfg(test)]
mod diff;
#[cfg(test)]
mod forms;
#[cfg(test)]
mod html;
#[cfg(test)]
mod lawful;
#[cfg(test)]
mod others;
#[cfg(test)]
mod promises;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod render;
#[cfg(test)]
mod robust;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod seeds;
#[cfg(test)]
mod support;
#[cfg(test)]
mod take;
#[cfg(test)]
mod widening;

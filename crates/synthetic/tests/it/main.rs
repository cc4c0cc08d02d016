//! The generator from outside.

mod forms;
mod notices;
mod numbers;
mod repeating;

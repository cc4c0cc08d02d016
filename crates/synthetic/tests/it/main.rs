//! The generator from outside.

mod demo;
mod forms;
mod notices;
mod numbers;
mod repeating;

//! The program, run from outside.

#[cfg(test)]
mod form;
mod notice;

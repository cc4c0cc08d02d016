//! The program, run from outside.

#[cfg(test)]
mod notice;

//! The program, run from outside.

#[cfg(test)]
mod form;
#[cfg(test)]
mod notice;

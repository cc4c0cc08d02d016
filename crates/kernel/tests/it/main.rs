//! The base from outside.

#[cfg(test)]
mod scalars;

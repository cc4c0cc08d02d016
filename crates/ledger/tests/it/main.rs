//! The ledger from outside.

#[cfg(test)]
mod checkpoints;
#[cfg(test)]
mod copy;
#[cfg(test)]
mod entries;
#[cfg(test)]
mod proofs;
#[cfg(test)]
mod tree;
#[cfg(test)]
mod verification;

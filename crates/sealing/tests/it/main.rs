//! Sealing from outside.

#[cfg(test)]
mod erasure;
#[cfg(test)]
mod master;
#[cfg(test)]
mod remembered;
#[cfg(test)]
mod seal;
#[cfg(test)]
mod town;

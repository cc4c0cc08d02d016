//! The program, run from outside.

#[cfg(test)]
mod backups;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod first_day;
#[cfg(test)]
mod form;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod notice;
#[cfg(test)]
mod sign_on;

//! Clocks from outside.

#[cfg(test)]
mod calendar;
#[cfg(test)]
mod periods;
#[cfg(test)]
mod retention;
#[cfg(test)]
mod rights;

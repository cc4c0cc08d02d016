//! Clocks from outside.

#[cfg(test)]
mod calendar;
mod due;
#[cfg(test)]
mod periods;
#[cfg(test)]
mod retention;
#[cfg(test)]
mod rights;

//! The rights of the people that data is about: which there are, how a request stands, by when it has to be answered, what
//! may be done next, and on which grounds it can be refused. Pure: no storage, and no clock of its own.

mod bundle;
mod grounds;
mod kind;
mod passage;
mod standing;
mod step;
mod strike;

pub use bundle::{About, Bundle, BundleEntry, BundleFile, FORM, LeftOut, Part, Record, RecordPart};
pub use grounds::{GROUNDS, Ground, grounds_for};
pub use kind::{Channel, Kind};
pub use passage::{EXEMPTIONS, Exemption, Mark, SHOWN, Shown, exemption, shown};
pub use standing::{Standing, Waiting, standing};
pub use step::{Outcome, Step, StepKind, may};
pub use strike::{GONE, names, same_name, struck};

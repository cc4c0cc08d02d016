//! How long records are kept: what is so of a closed case, who decides about it, destroying what is due, and what there is
//! to show for that.

mod closed;
mod decide;
mod erase;
mod life;
mod name;
mod notes;
mod overview;
mod schedules;
mod so;

pub use decide::{DecisionLine, RetentionLine, RetentionView};
pub use erase::{ERASE, Swept};
pub use name::KeptUntil;
pub(crate) use notes::note_lines;
pub use notes::{HOW, NewNote, NoteLine, NotesView};
pub use overview::{CertificateView, HoldLine, MonthLine, RetentionOverview, WaitingLine};

pub(crate) use closed::{reason_given, said_why};
pub(crate) use erase::{nothing_in, nothing_left, time_is_over};
pub(crate) use life::{Life, counts_from, if_closed, plain, plain_with, set_clock};
pub(crate) use name::as_the_name;
pub(crate) use so::Clocks;

/// The class of the keys of the words and days that decide how long a case is kept: they die with the case.
pub(crate) fn class_of(case: kernel::CaseId) -> String {
    store::case_class("retention", case)
}

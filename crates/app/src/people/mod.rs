//! People apart from any case: their page, what is shown only on asking, records of one person linked and split again.

mod duplicates;
pub(crate) mod evidence;
mod page;
mod reveal;

pub(crate) use duplicates::{CaseOfPerson, first_case, keep_apart_in, link_in, noted_one, propose, propose_among};
pub use duplicates::{DuplicateView, ProposalLine, SideView};
pub use evidence::{EvidenceLine, EvidenceView};
pub use page::{LinkLine, PersonCase, PersonView, WithheldLine};
pub use reveal::{REVEAL_REASONS, Revealed};

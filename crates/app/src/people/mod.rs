//! People apart from any case: their page, what is shown only on asking, records of one person linked and split again.

mod again;
mod duplicates;
pub(crate) mod evidence;
mod household;
pub(crate) mod members;
mod needs;
mod page;
mod reveal;

use crate::error::AppError;
use kernel::PersonId;
use store::Tx;

pub use again::KnownAlready;
pub(crate) use duplicates::{
    CaseOfPerson, first_case, keep_apart_in, link_in, noted_one, proposals, propose, propose_among,
};
pub use duplicates::{DuplicateView, ProposalLine, SideView};
pub(crate) use evidence::known_of;
pub use evidence::{EvidenceLine, EvidenceView};
pub use household::HouseholdView;
pub use needs::{NeedFrom, NeedPart, NeedsView};
pub(crate) use page::Place;
pub use page::{LinkLine, PersonCase, PersonView, WithheldLine};
pub use reveal::{REVEAL_REASONS, Revealed};

/// Some people and everybody whose record is linked with theirs, over any number of links.
pub(crate) fn linked(tx: &mut Tx<'_>, of: Vec<PersonId>) -> Result<Vec<PersonId>, AppError> {
    let mut all: Vec<PersonId> = Vec::new();
    let mut next = of;
    while !next.is_empty() {
        next.retain(|p| !all.contains(p));
        next.sort_unstable();
        next.dedup();
        all.extend(&next);
        let links = if next.is_empty() { Vec::new() } else { tx.person_links(&next)? };
        next = links.iter().filter(|l| l.split_at.is_none()).flat_map(|l| [l.one, l.other]).collect();
    }
    Ok(all)
}

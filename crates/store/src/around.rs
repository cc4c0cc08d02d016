//! What there is around a case, in one look: what is not there need not be asked for. Most cases have few of these, and each
//! question to a table costs more than all of them here.

use crate::conn::on_engine;
use crate::error::StoreError;
use crate::schema::{
    case_access, case_file, case_item, case_mark, case_party, consent, fact_record, household_member, share, warning,
};
use crate::tx::Tx;
use diesel::dsl::exists;
use diesel::prelude::*;
use kernel::CaseId;

/// Of which tables a case has any row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "one for each table, and each is asked for by itself")]
pub struct Around {
    /// A rule about who may look at it, in force or ended.
    pub access: bool,
    /// A body that works or worked on it.
    pub parties: bool,
    /// An answer about consent, of any time.
    pub consents: bool,
    /// A fact that counts or counted for somebody.
    pub facts: bool,
    /// An entry beside the sections.
    pub items: bool,
    /// A warning, in force or not.
    pub warnings: bool,
    /// Something that was sent, or is to be.
    pub shares: bool,
    /// A member of the household.
    pub members: bool,
    /// Something that stands on the case as a whole.
    pub marks: bool,
}

/// The answers, in the order of the tables.
type Found = ((bool, bool, bool, bool, bool), (bool, bool, bool, bool));

macro_rules! any {
    ($table:ident) => {
        exists(
            $table::table.filter($table::authority.eq(case_file::authority)).filter($table::case_id.eq(case_file::id)),
        )
    };
}

impl Tx<'_> {
    /// Of which tables a case has any row; none if there is no such case.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn around(&mut self, id: CaseId) -> Result<Option<Around>, StoreError> {
        let a = self.authority();
        let found: Option<Found> = self.q("case_file", |c| {
            on_engine!(
                c,
                case_file::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .select((
                        (any!(case_access), any!(case_party), any!(consent), any!(fact_record), any!(case_item)),
                        (any!(warning), any!(share), any!(household_member), any!(case_mark)),
                    ))
                    .get_result(c)
                    .optional()
            )
        })?;
        Ok(found.map(|((access, parties, consents, facts, items), (warnings, shares, members, marks))| Around {
            access,
            parties,
            consents,
            facts,
            items,
            warnings,
            shares,
            members,
            marks,
        }))
    }
}

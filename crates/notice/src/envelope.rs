//! The envelope: what a notice allows, written straight from its statements by a generator that is as simple as can be.
//!
//! It is the oracle. The gate never asks it; tests and proofs hold the compiled Cedar policies against it.

use crate::model::{Act, CategoryIx, Facts, PrincipalIx, PurposeIx};

/// One line of the envelope: these facts needed, those facts barred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Line {
    /// Who.
    pub principal: PrincipalIx,
    /// What is done.
    pub act: Act,
    /// Why.
    pub purpose: PurposeIx,
    /// To which category.
    pub category: CategoryIx,
    /// Facts that must be so.
    pub needs: Facts,
    /// Facts that must not be so.
    pub bars: Facts,
}

/// All lines. A request is allowed when any line allows it.
#[derive(Debug, Clone, Default)]
pub struct Envelope {
    /// The lines, in order.
    pub lines: Vec<Line>,
}

impl Envelope {
    /// Whether the envelope allows a request.
    #[must_use]
    pub fn allows(
        &self,
        principal: PrincipalIx,
        act: Act,
        purpose: PurposeIx,
        category: CategoryIx,
        facts: Facts,
    ) -> bool {
        self.lines.iter().any(|l| {
            l.principal == principal
                && l.act == act
                && l.purpose == purpose
                && l.category == category
                && facts.0 & l.needs.0 == l.needs.0
                && facts.0 & l.bars.0 == 0
        })
    }
}

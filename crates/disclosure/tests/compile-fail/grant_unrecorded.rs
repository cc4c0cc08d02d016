//! A decision that the ledger does not have grants nothing.
use disclosure::{Decision, Grant};
use notice::model::CategoryIx;

fn grant(decision: &Decision) -> Option<Grant> {
    decision.grant(CategoryIx(0))
}

fn main() {}

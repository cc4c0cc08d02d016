//! A decision is recorded by a receipt, and by nothing else.
use disclosure::{Decision, Recorded};
use ledger::Receipt;

fn recorded(decision: Decision, receipt: Receipt) -> Recorded {
    Recorded { decision, receipt }
}

fn main() {}

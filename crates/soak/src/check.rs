//! The ledger, read from outside as an auditor would: it verifies, and nothing acknowledged lacks its entry.

use crate::ground::Ground;
use crate::load::{Worker, named};
use crate::{Said, because};
use ledger::{Action, Entry, LedgerSource as _, verify};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use store::LedgerCopy;

/// How long entries may wait for their place in the tree.
const PATIENCE: Duration = Duration::from_secs(30);
/// Leaves read at once.
const PAGE: usize = 1024;

/// What was counted so far.
#[derive(Debug, Default)]
pub struct Auditor {
    read: u64,
    found: BTreeMap<(String, &'static str), u64>,
}

impl Auditor {
    /// Verifies the ledger from its first entry to its last, and compares it with what was acknowledged: every entry that is
    /// owed is there, and there are none that nobody asked for. Answers with how many entries there are.
    ///
    /// # Errors
    /// With the first thing that is wrong.
    pub fn look(&mut self, ground: &Ground, workers: &[Worker]) -> Said<u64> {
        let began = Instant::now();
        loop {
            let mut copy = LedgerCopy::open(&ground.url).map_err(because("the ledger's copy"))?;
            let mut ledger = copy.ledger(ground.authority).map_err(because("the ledger's copy"))?;
            let verified = verify(&mut ledger, &ground.key, &mut |_| ()).map_err(because("the ledger"))?;
            loop {
                let leaves = ledger.leaves(self.read, PAGE).map_err(because("the ledger"))?;
                if leaves.is_empty() {
                    break;
                }
                for leaf in leaves {
                    let entry = Entry::from_leaf_bytes(&leaf.bytes).map_err(because("an entry"))?;
                    self.read = leaf.index + 1;
                    // What is looked at on the way (who said what, when a section is saved) says so, and is no page that was asked for.
                    let asked_for = entry.action != Action::Open || entry.detail.is_empty();
                    if let Some(kind) = named(entry.action).filter(|_| asked_for) {
                        *self.found.entry((entry.actor, kind)).or_default() += 1;
                    }
                }
            }
            match self.compare(workers) {
                Ok(()) => return Ok(verified.entries),
                Err(why) if began.elapsed() > PATIENCE => return Err(why),
                Err(_) => std::thread::sleep(Duration::from_millis(50)),
            }
        }
    }

    fn compare(&self, workers: &[Worker]) -> Said<()> {
        for worker in workers {
            let actor = worker.officer.account.to_string();
            for (kind, tally) in &worker.tally {
                let found = self.found.get(&(actor.clone(), *kind)).copied().unwrap_or(0);
                if found < tally.done {
                    return Err(format!("UNRECORDED: {} acknowledged as {kind}, {found} on the ledger", tally.done));
                }
                // A request that was refused and tried again by the store stands there once at most.
                if found > tally.asked {
                    return Err(format!("{found} entries of {kind}, though only {} were asked for", tally.asked));
                }
            }
        }
        Ok(())
    }
}

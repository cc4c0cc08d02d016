//! Agencies are told of what they undertook at meetings when its day is near and when it has passed: by email to the address that the
//! register of agencies has, and with nothing of whom it is about.

use crate::App;
use crate::agencies::has_desk;
use crate::error::AppError;
use crate::login::note;
use crate::outbox::{Mail, mail};
use crate::shares::addresses_for;
use clocks::date_words;
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::{Caller, ItemId, PersonId, london_date};
use ledger::Action;
use std::collections::BTreeMap;
use store::{MeetingSeries, ReminderSent, Tx};

/// From so many days before its day an agency is told.
const NEAR: i64 = 3;
/// What was to be done longer ago than this, in days, is told of to nobody by email: the group's page says it.
const LONG_OVER: i64 = 30;
/// Whom to reach at an agency: purposes of its contacts, the first that has anybody.
const WHOM: [&str; 2] = ["referrals", "anything"];

/// The occasion that there is today of something that is to be done by a day: its code. Another day is another occasion.
fn occasion(due: Date, today: Date) -> Option<String> {
    if due < today {
        (today.saturating_sub(LONG_OVER.days()) <= due).then(|| format!("over:{due}"))
    } else {
        (due <= today.saturating_add(NEAR.days())).then(|| format!("near:{due}"))
    }
}

/// An action of which an agency is to be told: the entry, its day, the occasion.
type Told = (ItemId, Date, String);

fn about(item: ItemId) -> String {
    format!("action:{item}")
}

/// What an agency is told, in one email for all of a group.
fn letter(group: &str, actions: &[Told], today: Date, desk: bool) -> String {
    let line = |(_, due, _): &Told| {
        let words = if *due < today { "was to be done by" } else { "is to be done by" };
        format!("- one {words} {}", date_words(*due))
    };
    let lines = actions.iter().map(line).collect::<Vec<_>>().join("\n");
    let then = if desk {
        "Log in to the council’s casework service as you always do. The page of the group has them, and takes how they go."
    } else {
        "You have no account with the council’s casework service. Tell whoever you deal with at the council how they go."
    };
    format!(
        "Your organisation has undertaken something at the meetings of the group “{group}”:\n\n{lines}\n\n{then} This message says nothing about anybody, so that it can be read by whoever opens this mailbox.\n"
    )
}

/// Tells the agencies of one group; answers with how many actions they were told of.
fn remind(tx: &mut Tx<'_>, series: &MeetingSeries) -> Result<usize, AppError> {
    let today = london_date(tx.now());
    let mut of_party: BTreeMap<String, Vec<Told>> = BTreeMap::new();
    for (_, row) in tx.open_actions(series.id)? {
        let Some((due, code)) = row.due_on.and_then(|due| Some((due, occasion(due, today)?))) else { continue };
        // What the council undertook stands among its own.
        if !row.party.is_empty() && !tx.reminders(&about(row.item))?.iter().any(|r| r.what == code) {
            of_party.entry(row.party).or_default().push((row.item, due, code));
        }
    }
    let mut told = 0;
    for (party, mut actions) in of_party {
        let addresses = addresses_for(tx, (&series.notice_id, &party), &WHOM)?;
        if addresses.is_empty() {
            continue;
        }
        actions.sort_by_key(|(item, due, _)| (*due, *item));
        let desk = has_desk(&tx.accounts()?, &series.notice_id, &party);
        let body = letter(&series.name, &actions, today, desk);
        // The keys of what is written stand under the group's id, which is nobody's.
        let under = PersonId::from_bytes(*series.id.as_bytes());
        for address in &addresses {
            mail(tx, &Mail { under, address, subject: "Something that you undertook has its day", body: &body })?;
        }
        for (item, _, code) in &actions {
            let sent =
                ReminderSent { about: about(*item), what: code.clone(), at: tx.now(), ours: false, theirs: true };
            tx.note_reminder(&sent)?;
        }
        told += actions.len();
        let detail = format!("group {}: {party} told of {} of its actions", series.id, actions.len());
        note(tx, "system:jobs", Action::Administer, &detail)?;
    }
    Ok(told)
}

impl App {
    /// Tells agencies of what they undertook at meetings and whose day is near or has passed, once each occasion. One without an address
    /// in the register of agencies is told once it has one. Answers with how many actions were told of.
    ///
    /// # Errors
    /// When the store does not answer.
    pub(crate) fn remind_of_actions(&self) -> Result<usize, AppError> {
        let caller = Caller::system(self.inner.authority, "jobs");
        self.act(&caller, "remind of actions", |tx, _| {
            let mut told = 0;
            for notice in crate::publish::notice_ids(tx)? {
                for series in tx.series_under(&notice)? {
                    told += remind(tx, &series)?;
                }
            }
            Ok(told)
        })
    }
}

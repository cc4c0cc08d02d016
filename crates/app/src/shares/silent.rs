//! What the person is kept from knowing: shares of which somebody decided, with a reason, that they are not told.

use crate::error::AppError;
use crate::look::Look;
use jiff::civil::Date;
use kernel::{AccountId, ShareId, london_date};
use ledger::Entry;
use store::{Share, Tx};

/// The shares of a record that the person does not learn of, and the bodies that have to do with it by those alone.
#[derive(Debug, Default)]
pub(crate) struct Silent {
    shares: Vec<String>,
    bodies: Vec<String>,
}

impl Silent {
    /// Of one record, as its person's own pages show it: nothing tells there of what was sent under a discreet selection either.
    pub(crate) fn on_own_pages(tx: &mut Tx<'_>, look: &Look) -> Result<Self, AppError> {
        Self::of(tx, look, |share| super::presets::is_discreet(&look.notice, share))
    }

    /// Of one record. `more` says of further shares that they are kept silent.
    pub(crate) fn of(tx: &mut Tx<'_>, look: &Look, more: impl Fn(&Share) -> bool) -> Result<Self, AppError> {
        let all = tx.shares(look.case.id)?;
        let (silent, open): (Vec<Share>, Vec<Share>) = all.into_iter().partition(|s| s.told == "withheld" || more(s));
        if silent.is_empty() {
            return Ok(Self::default());
        }
        // A body that works with the person on account of something else is known to them by that.
        let sent = |on: Date| silent.iter().any(|s| s.sent_at.map(london_date) == Some(on));
        let linked = tx.case_parties(&[look.case.id])?;
        let mut bodies: Vec<String> = silent.iter().map(|s| s.party.clone()).collect();
        bodies
            .retain(|b| !open.iter().any(|s| s.party == *b) && !linked.iter().any(|l| l.party == *b && !sent(l.since)));
        Ok(Self { shares: silent.iter().map(|s| s.id.to_string()).collect(), bodies })
    }

    /// Whether an entry of the ledger would tell of one.
    pub(crate) fn hides(&self, tx: &mut Tx<'_>, entry: &Entry) -> Result<bool, AppError> {
        Ok(!self.shares.is_empty() && self.tells(&body_of(tx, entry)?, &entry.detail))
    }

    /// Whether that something went to a body, with what its entry says, would tell of one.
    pub(crate) fn tells(&self, body: &str, detail: &str) -> bool {
        self.shares.iter().any(|id| detail.contains(id.as_str())) || self.bodies.iter().any(|b| b == body)
    }
}

/// The body behind an entry: a party of the notice, or the one of an open class that the account belonged to, or that a link was for.
pub(crate) fn body_of(tx: &mut Tx<'_>, entry: &Entry) -> Result<String, AppError> {
    if !entry.principal.starts_with("class:") {
        return Ok(entry.principal.clone());
    }
    if let Some(share) = sent_by_link(entry) {
        // What was sent went to one of them.
        return Ok(tx.share(share)?.map_or_else(|| entry.principal.clone(), |s| s.party));
    }
    let account = match entry.actor.parse::<AccountId>() {
        Ok(id) => tx.account(id)?,
        Err(_) => None,
    };
    let body = account.and_then(|a| a.enrolment);
    Ok(body.map_or_else(|| entry.principal.clone(), |b| format!("{}/{b}", entry.principal)))
}

/// What was sent, of an entry by somebody who came by a link.
pub(crate) fn sent_by_link(entry: &Entry) -> Option<ShareId> {
    if entry.actor.strip_prefix("system:") != Some(super::BY_LINK) {
        return None;
    }
    let (_, after) = entry.detail.split_once("share ")?;
    after.split(|c: char| !c.is_ascii_hexdigit() && c != '-').next()?.parse().ok()
}

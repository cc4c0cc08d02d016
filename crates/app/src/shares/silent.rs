//! What the person is kept from knowing: shares of which somebody decided, with a reason, that they are not told, and what the law
//! lets the controller hold back until they are.

use crate::error::AppError;
use crate::look::Look;
use jiff::civil::Date;
use kernel::{AccountId, ShareId, london_date};
use ledger::Entry;
use notice::model::{Principal, StatementId};
use notice::source::PartyKind;
use store::{Share, Tx};

/// The shares of a record that the person does not learn of, and the bodies that have to do with it by those alone; and what else they are told.
#[derive(Debug, Default)]
pub(crate) struct Silent {
    shares: Vec<String>,
    bodies: Vec<String>,
    /// Requests from outside of which they may know.
    asked_openly: Vec<String>,
    /// What went without their permission and they were told of,
    told: Vec<ShareId>,
    /// and the bodies that got nothing of which they were not.
    known: Vec<String>,
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
        // Nor of what others ask about them, before somebody has said that they may know.
        let asked_openly = crate::outside::told(tx, look.case.id)?;
        let told = |s: &&Share| s.told == "yes";
        let of_others =
            |body: &str| silent.iter().chain(&open).any(|s| s.party == body && s.told != "not-needed" && !told(&s));
        let mut known: Vec<String> = open.iter().filter(told).map(|s| s.party.clone()).collect();
        known.retain(|body| !of_others(body));
        let told: Vec<ShareId> = open.iter().filter(told).map(|s| s.id).collect();
        if silent.is_empty() {
            return Ok(Self { asked_openly, told, known, ..Self::default() });
        }
        // A body that works with the person on account of something else is known to them by that.
        let sent = |on: Date| silent.iter().any(|s| s.sent_at.map(london_date) == Some(on));
        let linked = tx.case_parties(&[look.case.id])?;
        let mut bodies: Vec<String> = silent.iter().map(|s| s.party.clone()).collect();
        bodies
            .retain(|b| !open.iter().any(|s| s.party == *b) && !linked.iter().any(|l| l.party == *b && !sent(l.since)));
        let shares = silent.iter().map(|s| s.id.to_string()).collect();
        Ok(Self { shares, bodies, asked_openly, told, known })
    }

    /// Whether the person does not learn of an entry of the ledger.
    pub(crate) fn hides(&self, tx: &mut Tx<'_>, look: &Look, entry: &Entry) -> Result<bool, AppError> {
        let statements: Vec<&str> = entry.statements.iter().map(String::as_str).collect();
        Ok(self.keeps(look, (&body_of(tx, entry)?, &entry.detail), &statements))
    }

    /// Whether the person does not learn that something went to a body, by some statements, with what its entry says.
    pub(crate) fn keeps(&self, look: &Look, (body, detail): (&str, &str), statements: &[&str]) -> bool {
        self.tells(body, detail) || (held_back(look, body, statements) && !self.is_known(body, detail))
    }

    /// Whether a body has to do with the person by that alone of which they do not learn.
    pub(crate) fn is_of(&self, body: &str) -> bool {
        self.bodies.iter().any(|b| b == body)
    }

    /// Whether an entry is of a request from outside of which nobody has said that they may know: also of one that is about somebody else by now,
    /// or whose time is over.
    fn is_of_outside(&self, detail: &str) -> bool {
        let of = detail.strip_prefix(crate::outside::ON_LEDGER);
        of.is_some_and(|rest| !self.asked_openly.iter().any(|id| rest.starts_with(id.as_str())))
    }

    fn tells(&self, body: &str, detail: &str) -> bool {
        self.shares.iter().any(|id| detail.contains(id.as_str())) || self.is_of(body) || self.is_of_outside(detail)
    }

    /// Whether the person was told of what an entry is about: nothing of it is held back from then on.
    fn is_known(&self, body: &str, detail: &str) -> bool {
        match went_in(detail) {
            Some(Went::Share(id)) => self.told.contains(&id),
            Some(Went::Study(_)) => false,
            None => self.known.iter().any(|b| b == body),
        }
    }
}

/// Whether the law lets the controller hold an entry back: what goes to the police and the like (Data Protection Act 2018
/// Schedule 2 paragraphs 2 and 5), and what went by an override of which the notice says that the person is told later.
fn held_back(look: &Look, body: &str, statements: &[&str]) -> bool {
    let key = body.split('/').next().unwrap_or(body);
    let secret = |kind: PartyKind| matches!(kind, PartyKind::Police | PartyKind::FraudPrevention | PartyKind::Court);
    let by_kind = look.notice.compiled.principal_named(key).is_some_and(|p| match p {
        Principal::Party { kind, .. } | Principal::Enrolled { kind, .. } => secret(*kind),
        Principal::Role { .. } | Principal::Subject => false,
    });
    let overridden = look
        .notice
        .compiled
        .permits
        .iter()
        .any(|p| p.overriding.is_some() && statements.iter().any(|s| p.statement == StatementId((*s).to_owned())));
    by_kind || overridden
}

/// What went, as an entry says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Went {
    /// Something that was sent by itself.
    Share(ShareId),
    /// A file for a study.
    Study(ShareId),
}

/// What an entry's detail says that went.
pub(crate) fn went_in(detail: &str) -> Option<Went> {
    let id = |rest: &str| rest.split(|c: char| !c.is_ascii_hexdigit() && c != '-').next()?.parse().ok();
    if let Some(rest) = detail.strip_prefix("study ") {
        return id(rest).map(Went::Study);
    }
    detail.split("share ").skip(1).find_map(id).map(Went::Share)
}

/// The body behind an entry: a party of the notice; of an open list the one that something went to, or that the account belonged to.
pub(crate) fn body_of(tx: &mut Tx<'_>, entry: &Entry) -> Result<String, AppError> {
    if !entry.principal.starts_with("class:") {
        return Ok(entry.principal.clone());
    }
    let party = match went_in(&entry.detail) {
        Some(Went::Share(id)) => tx.share(id)?.map(|s| s.party),
        Some(Went::Study(id)) => crate::studies::went_to(tx, id)?,
        None => None,
    };
    if let Some(party) = party.filter(|p| p.split('/').next() == Some(entry.principal.as_str())) {
        return Ok(party);
    }
    let account = match entry.actor.parse::<AccountId>() {
        Ok(id) => tx.account(id)?,
        Err(_) => None,
    };
    let body = account.and_then(|a| a.enrolment);
    Ok(body.map_or_else(|| entry.principal.clone(), |b| format!("{}/{b}", entry.principal)))
}

/// Whether an entry is of somebody who came by a link.
pub(crate) fn came_by_link(entry: &Entry) -> bool {
    entry.actor.strip_prefix("system:") == Some(super::BY_LINK)
}

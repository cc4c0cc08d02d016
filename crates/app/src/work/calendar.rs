//! A calendar feed of one's own appointments, under a secret address that can be made to stop. Nothing in it is about a
//! person: a case's reference and a time.

use crate::App;
use crate::access::in_use;
use crate::actor::{Actor, Capacity};
use crate::error::AppError;
use crate::look::Look;
use kernel::{Caller, TaskId, Timestamp, london_date};
use notice::model::Act;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use store::CalendarToken;

/// How far back a feed goes, in seconds.
const BACK: i64 = 31 * 24 * 60 * 60;
/// How far ahead.
const AHEAD: i64 = 366 * 24 * 60 * 60;

impl App {
    /// When the actor's calendar address was made, if there is one.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn calendar_since(&self, actor: &Actor) -> Result<Option<Timestamp>, AppError> {
        let account = actor.account;
        self.inner
            .store
            .read(&actor.caller.clone(), "calendar", move |tx| Ok(tx.calendar_of(account)?.map(|t| t.made_at)))
    }

    /// Makes a new secret address; the one before stops working. The secret is shown once: only its hash is kept.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn make_calendar(&self, actor: &Actor) -> Result<String, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "make calendar", move |tx, _| {
            let mut secret = [0u8; 32];
            tx.entropy().fill(&mut secret);
            let secret = secret.iter().fold(String::new(), |mut out, byte| {
                let _ = write!(out, "{byte:02x}");
                out
            });
            let id = TaskId::new(tx.now(), tx.entropy());
            tx.replace_calendar(&CalendarToken {
                id,
                account: actor.account,
                token_hash: Sha256::digest(secret.as_bytes()).to_vec(),
                capacity: actor.capacity.stored(),
                purpose: actor.purpose.clone(),
                made_at: tx.now(),
                revoked_at: None,
            })?;
            Ok(secret)
        })
    }

    /// Makes the actor's calendar address stop working.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn stop_calendar(&self, actor: &Actor) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "stop calendar", move |tx, _| {
            tx.revoke_calendars(actor.account)?;
            Ok(())
        })
    }

    /// The feed that a secret opens, as iCalendar (RFC 5545). Cases that do not exist for its owner any more are left out,
    /// and so is everything once the account is switched off.
    ///
    /// # Errors
    /// `NotFound` when the secret opens nothing.
    pub fn calendar_feed(&self, secret: &str) -> Result<String, AppError> {
        let hash = Sha256::digest(secret.as_bytes()).to_vec();
        let nobody = Caller::system(self.inner.authority, "calendar");
        self.act(&nobody, "calendar feed", move |tx, inner| {
            let token = tx.calendar_by(&hash)?.ok_or(AppError::NotFound)?;
            let owner = tx.account(token.account)?.filter(|a| in_use(a, tx.now())).ok_or(AppError::NotFound)?;
            let capacity = Capacity::parse(&token.capacity)
                .filter(|_| owner.capacities.contains(&token.capacity))
                .ok_or(AppError::NotFound)?;
            let now = tx.now();
            let session = *token.id.as_bytes();
            let actor =
                Actor::stand_in(inner.authority, &owner, capacity, &token.purpose, session, london_date(now));
            let found =
                tx.appointments_of(&[owner.id], now.plus_seconds(-BACK), now.plus_seconds(AHEAD))?;
            let mut ids: Vec<_> = found.iter().map(|i| i.case_id).collect();
            ids.sort_unstable();
            ids.dedup();
            let cases = tx.cases_by_id(&ids)?;
            let looks = Look::many(tx, inner, &actor, cases)?;
            let mut out = String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Casement//Calendar//EN\r\nCALSCALE:GREGORIAN\r\nX-WR-CALNAME:Casement\r\n");
            for item in &found {
                let Some(look) = looks.iter().find(|l| l.case.id == item.case_id) else { continue };
                let released = look
                    .notice
                    .compiled
                    .category(&item.category)
                    .is_some_and(|c| look.decide(Act::See, &[c]).releases(c));
                if !released || !look.is_open() {
                    continue;
                }
                let end = item.ends_at.unwrap_or_else(|| item.happened_at.plus_seconds(60 * 60));
                let _ = write!(
                    out,
                    "BEGIN:VEVENT\r\nUID:{}@casement\r\nDTSTAMP:{}\r\nDTSTART:{}\r\nDTEND:{}\r\nSEQUENCE:{}\r\nSUMMARY:Case {}\r\nCLASS:CONFIDENTIAL\r\nEND:VEVENT\r\n",
                    item.id,
                    utc(item.recorded_at),
                    utc(item.happened_at),
                    utc(end),
                    item.version - 1,
                    look.case.reference,
                );
            }
            out.push_str("END:VCALENDAR\r\n");
            Ok(out)
        })
    }
}

/// `20261121T150400Z`.
pub(crate) fn utc(at: Timestamp) -> String {
    let text = at.rfc3339();
    let mut out: String = text.chars().take(19).filter(|c| !matches!(c, '-' | ':')).collect();
    out.push('Z');
    out
}

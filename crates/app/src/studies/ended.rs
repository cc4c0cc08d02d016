//! What becomes of a file for a study once it was handed over: that it arrived whole, that it has to go, and that it is gone. Both sides
//! are told of the day beforehand and at the time, and when the agreement under which it went is over.

use super::{noted, theirs};
use crate::App;
use crate::actor::Actor;
use crate::agreements::{Due, Held, of_last_day, tell};
use crate::error::AppError;
use crate::notices::Published;
use clocks::date_words as day;
use jiff::civil::Date;
use kernel::{PersonId, ShareId, Timestamp, london_date};
use sharing::reminder::Occasion;
use store::{Agreement, StudyRelease, StudyState, StudyStep, Tx};

const OVER: &str = "The agreement under which it went is over";
const PAST: &str = "The last day on which it might be kept has passed";

/// Why a file that a recipient has is to be deleted now, if it is.
pub(super) fn why_to_go(release: &StudyRelease, agreements: &[Agreement], now: Timestamp) -> Option<&'static str> {
    if release.state != StudyState::Taken {
        return None;
    }
    if release.delete_by.is_some_and(|on| on < london_date(now)) {
        return Some(PAST);
    }
    let mut of = agreements.iter().filter(|row| row.reference == release.agreement && row.party == release.party);
    (!of.any(|row| Held::of(row, now).standing.is_live())).then_some(OVER)
}

/// What reminders about a file are kept under.
fn about(release: &StudyRelease) -> String {
    format!("study:{}", release.id)
}

/// Tells both sides of the days by which files have to be deleted. Answers with how many were told of something.
pub(crate) fn tell_of_files(tx: &mut Tx<'_>, notice: &Published) -> Result<usize, AppError> {
    let (id, now) = (&notice.compiled.id, tx.now());
    let (today, agreements) = (london_date(now), tx.agreements(id)?);
    let mut told = 0;
    for release in tx.study_releases(id)?.into_iter().filter(|r| r.state == StudyState::Taken) {
        let mut occasions: Vec<(&str, String, String)> = Vec::new();
        for (occasion, on) in release.delete_by.map_or_else(Vec::new, |on| of_last_day(on, today)) {
            let late = occasion == Occasion::Lapsed;
            let subject =
                if late { "A file for a study was to be deleted" } else { "A file for a study is to be deleted" };
            occasions.push((subject, words(late, on), occasion.code(on)));
        }
        if why_to_go(&release, &agreements, now) == Some(OVER) {
            let words = format!("{OVER}: it has to be deleted today, with every copy. Say on the desk that it is.");
            occasions.push(("A file for a study is to be deleted", words, "agreement-over".to_owned()));
        }
        for (subject, words, code) in occasions {
            let due = Due {
                about: about(&release),
                under: PersonId::from_bytes(*release.id.as_bytes()),
                bodies: std::slice::from_ref(&release.party),
                subject,
                words,
                of: format!("Agreement {}: {}", release.agreement, release.project),
            };
            told += usize::from(tell(tx, id, &due, &code)?);
        }
    }
    Ok(told)
}

fn words(late: bool, on: Date) -> String {
    let when = if late { "was" } else { "is" };
    format!(
        "The last day on which the file may be kept {when} {}. Say on the desk that it is deleted, with every copy.",
        day(on)
    )
}

impl App {
    /// The body that has taken a release says that the file arrived whole and opens.
    ///
    /// # Errors
    /// `NotFound` when it is not theirs; `Refused` when it was not taken, or this was said before.
    pub fn study_received(&self, actor: &Actor, id: ShareId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "a study has arrived", move |tx, _| {
            let release = theirs(tx, &actor, id)?;
            if release.state != StudyState::Taken || release.received_at.is_some() {
                return Err(AppError::Refused("There is nothing whose arrival is to be said".to_owned()));
            }
            tx.step_study_release(id, StudyState::Taken, actor.account, StudyStep::Received)?;
            noted(tx, &actor, id, "arrived whole, says whoever took it")
        })
    }

    /// The body that has taken a release says that it is deleted, with every copy.
    ///
    /// # Errors
    /// `NotFound` when it is not theirs; `Refused` when it was not taken, or was said to be deleted.
    pub fn study_deleted(&self, actor: &Actor, id: ShareId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "a study is deleted", move |tx, _| {
            let release = theirs(tx, &actor, id)?;
            if release.state != StudyState::Taken {
                return Err(AppError::Refused("There is nothing to delete".to_owned()));
            }
            tx.step_study_release(id, StudyState::Taken, actor.account, StudyStep::Deleted)?;
            noted(tx, &actor, id, "deleted, says whoever took it")
        })
    }
}

//! Where the service runs, against where its notices say that data is kept. What people were told binds before the first
//! request: a server in the wrong country does not start.

use crate::App;
use crate::error::AppError;
use crate::login::note;
use kernel::Caller;
use ledger::Action;
use notice::source::Region;

/// Where a deployment keeps data, and from where it is looked after, as whoever runs it states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// The database and its keys.
    pub hosting: Region,
    /// The backups.
    pub backups: Region,
    /// The logs.
    pub logs: Region,
    /// Those who can reach the machines to support them.
    pub support: Region,
}

impl Places {
    /// All in one region: `uk`, `eea`, or `safeguarded` for anywhere else.
    #[must_use]
    pub fn all(region: &str) -> Option<Self> {
        let region = Self::region(region)?;
        Some(Self { hosting: region, backups: region, logs: region, support: region })
    }

    /// A region by its code.
    #[must_use]
    pub fn region(code: &str) -> Option<Region> {
        match code.trim().to_lowercase().as_str() {
            "uk" => Some(Region::Uk),
            "eea" => Some(Region::Eea),
            "safeguarded" => Some(Region::Safeguarded),
            _ => None,
        }
    }
}

impl App {
    /// Compares the places of a deployment with every notice that is published, and notes them on the ledger. To be called
    /// before the first request: data is kept where the notice stores it (database, backups, logs), and nobody reaches it
    /// from farther away than the notice lets it be transferred.
    ///
    /// # Errors
    /// `Refused`, with every notice that does not allow it.
    pub fn check_places(&self, caller: &Caller, places: Places) -> Result<(), AppError> {
        let who = disclosure::actor(caller);
        self.act(caller, "check places", move |tx, inner| {
            let mut wrong = Vec::new();
            let mut seen = Vec::new();
            for version in tx.notice_versions()? {
                if seen.contains(&version.notice_id) {
                    continue;
                }
                seen.push(version.notice_id.clone());
                let Some(notice) = inner.latest(tx, &version.notice_id)? else { continue };
                let merged = &notice.compiled.merged;
                let reach = merged.transfers.as_ref().map_or(Region::Safeguarded, |t| t.allowed);
                let stored = merged.storage.as_ref().and_then(|s| s.region).unwrap_or(reach);
                let found = [
                    ("the database is", places.hosting, stored),
                    ("the backups are", places.backups, stored),
                    ("the logs are", places.logs, stored),
                    ("those who support it are", places.support, reach),
                ];
                for (what, at, allowed) in found {
                    if at > allowed {
                        let (at, allowed) = (words(at), words(allowed));
                        wrong.push(format!("{} says {allowed}, and {what} {at}", version.notice_id));
                    }
                }
            }
            if wrong.is_empty() {
                let at = [places.hosting, places.backups, places.logs, places.support].map(words);
                let [hosting, backups, logs, support] = at;
                let detail = format!("runs {hosting}; backups {backups}; logs {logs}; support {support}");
                note(tx, &who, Action::Administer, &detail)?;
                return Ok(());
            }
            Err(AppError::Refused(format!(
                "This server may not hold this data: {}. Move it, or publish a notice that says so first",
                wrong.join("; ")
            )))
        })
    }
}

const fn words(region: Region) -> &'static str {
    match region {
        Region::Uk => "in the United Kingdom",
        Region::Eea => "in the European Economic Area or the United Kingdom",
        Region::Safeguarded => "in another country",
    }
}

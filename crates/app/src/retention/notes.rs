//! Notes of consultation sessions: a kind of their own, with a short life. Typed ones are sealed under a key of their own and
//! destroyed by the system on their day; paper ones stand on the register until somebody says that and how they were.

use super::erase::oversees;
use crate::actor::Actor;
use crate::error::AppError;
use crate::login::note;
use crate::{App, Inner};
use clocks::retention::Start;
use jiff::civil::Date;
use kernel::{NoteId, PersonId, Timestamp, london_date};
use ledger::Action;
use notice::model::RetentionRule;
use notice::source::Anchor;
use store::{NOTE_CLASS, SessionNote, Tx, note_place};

/// How notes are destroyed: codes and words.
pub const HOW: [(&str, &str); 3] = [
    ("shredded", "Cross-cut shredded"),
    ("confidential-waste", "Put into locked confidential waste"),
    ("deleted", "Deleted where they lay"),
];

/// Notes for the register.
#[derive(Clone, Default)]
pub struct NewNote {
    /// Which session: no names of people.
    pub session: String,
    /// When it was held.
    pub held_on: Option<Date>,
    /// Whether they are on paper.
    pub paper: bool,
    /// Where they lie: no names of people.
    pub place: String,
    /// What was typed, to be kept here until its day; sealed.
    pub text: String,
}

/// So many are read at most.
const MOST: u32 = 5_000;

/// Notes on the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteLine {
    /// Their id.
    pub id: NoteId,
    /// On paper, or typed.
    pub paper: bool,
    /// Which session.
    pub session: String,
    /// When it was held.
    pub held_on: Date,
    /// Where they lie.
    pub place: String,
    /// The last day on which they may exist.
    pub destroy_by: Date,
    /// Whether that day is over and they exist.
    pub overdue: bool,
    /// Who put them there, and when.
    pub recorded: (String, Timestamp),
    /// When, how and by whom they were destroyed.
    pub destroyed: Option<(Timestamp, String, String)>,
}

/// The register of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotesView {
    /// The notes.
    pub lines: Vec<NoteLine>,
    /// The rule in the notice's words.
    pub rule: crate::views::StatementRef,
}

/// The rule of a notice about notes of sessions.
fn rule(notice: &crate::notices::Published) -> Option<&RetentionRule> {
    notice.compiled.retention.iter().find(|r| r.anchor == Some(Anchor::SessionEnded) && r.held_by.is_empty())
}

fn how_words(how: &str) -> String {
    let known = HOW.iter().find(|(code, _)| *code == how).map(|(_, words)| *words);
    known.unwrap_or("Its key was destroyed").to_owned()
}

/// Staff of the notice keep the register.
fn keeps(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor) -> Result<std::sync::Arc<crate::notices::Published>, AppError> {
    if !actor.is_staff() {
        return Err(AppError::NotFound);
    }
    let notice = inner.latest(tx, &actor.capacity.notice)?.ok_or(AppError::NotFound)?;
    if rule(&notice).is_none() { Err(AppError::NotFound) } else { Ok(notice) }
}

/// The notes on the register of the actor's notice: those that are still there first.
pub(crate) fn note_lines(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor) -> Result<Vec<NoteLine>, AppError> {
    let notice = keeps(tx, inner, actor)?;
    let today = london_date(tx.now());
    let mut lines = Vec::new();
    for row in tx.session_notes(&notice.compiled.id, MOST)? {
        let by = match row.destroyed_by {
            Some(id) => inner.account_name(tx, id)?,
            None => "the system".to_owned(),
        };
        lines.push(NoteLine {
            id: row.id,
            paper: row.medium == "paper",
            overdue: row.destroyed_at.is_none() && row.destroy_by < today,
            recorded: (inner.account_name(tx, row.recorded_by)?, row.recorded_at),
            destroyed: row.destroyed_at.map(|at| (at, how_words(row.how.as_deref().unwrap_or_default()), by)),
            session: row.session,
            held_on: row.held_on,
            place: row.place,
            destroy_by: row.destroy_by,
        });
    }
    Ok(lines)
}

impl App {
    /// The rule of the actor's notice about notes of sessions, in its words.
    ///
    /// # Errors
    /// `NotFound` for others than staff, or when the notice has no such rule.
    pub fn session_notes_rule(&self, actor: &Actor) -> Result<crate::views::StatementRef, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        inner.store.read(&actor.caller.clone(), "rule about session notes", move |tx| {
            let notice = keeps(tx, inner, &actor)?;
            let statement = rule(&notice).map_or_else(String::new, |r| r.statement.0.clone());
            Ok(notice.statement(&statement))
        })
    }

    /// The register of session notes of the actor's notice.
    ///
    /// # Errors
    /// `NotFound` for others than staff, or when the notice has no rule about notes of sessions.
    pub fn session_notes(&self, actor: &Actor) -> Result<NotesView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "session notes", move |tx, inner| {
            let notice = keeps(tx, inner, &actor)?;
            let lines = note_lines(tx, inner, &actor)?;
            let statement = rule(&notice).map_or_else(String::new, |r| r.statement.0.clone());
            Ok(NotesView { lines, rule: notice.statement(&statement) })
        })
    }

    /// Puts notes on the register.
    ///
    /// # Errors
    /// `NotFound` as above; `Refused` when something is missing, or their day is over already.
    pub fn add_session_note(&self, actor: &Actor, new: &NewNote) -> Result<NoteId, AppError> {
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "add session note", move |tx, inner| {
            let notice = keeps(tx, inner, &actor)?;
            let refused = |words: &str| AppError::Refused(words.to_owned());
            let today = london_date(tx.now());
            let held_on = new.held_on.filter(|d| *d <= today).ok_or_else(|| refused("Enter the day on which the session was held, not in the future"))?;
            if new.session.trim().is_empty() || new.place.trim().is_empty() {
                return Err(refused("Say which session it was and where the notes are, without naming anybody"));
            }
            let rule = rule(&notice).ok_or(AppError::NotFound)?;
            let start = Start { anchor: Anchor::SessionEnded, on: held_on };
            let outlook = clocks::retention::due(&rule.keep, Some(start), rule.after)
                .map_err(|e| AppError::Refused(e.to_string()))?;
            let destroy_by = outlook.end().map(|due| due.date).ok_or_else(|| refused("The notice gives no day"))?;
            if destroy_by < today {
                return Err(AppError::Refused(format!("Notes of this session had to be destroyed by {destroy_by}: destroy them now, and say so to your data protection officer")));
            }
            let id = NoteId::new(tx.now(), tx.entropy());
            let sealed = if new.paper || new.text.trim().is_empty() {
                None
            } else {
                let place = note_place(id);
                let ring = tx.ring_for_sealing(&[(place.subject, NOTE_CLASS)])?;
                Some(ring.seal(&place, new.text.as_bytes(), tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))?)
            };
            tx.insert_session_note(&SessionNote {
                id,
                notice_id: notice.compiled.id.clone(),
                statement: rule.statement.0.clone(),
                medium: if new.paper { "paper" } else { "typed" }.to_owned(),
                session: new.session.trim().to_owned(),
                held_on,
                place: new.place.trim().to_owned(),
                destroy_by,
                sealed,
                recorded_by: actor.account,
                recorded_at: tx.now(),
                destroyed_by: None,
                destroyed_at: None,
                how: None,
            })?;
            note(tx, &disclosure::actor(&actor.caller), Action::Create, &format!("session notes {id}, to be destroyed by {destroy_by}"))?;
            Ok(id)
        })
    }

    /// Says that notes were destroyed, and how. Typed ones that were kept here lose their key.
    ///
    /// # Errors
    /// `NotFound` as above, or when there are no such notes; `Refused` when it is not said how.
    pub fn session_note_destroyed(&self, actor: &Actor, id: NoteId, how: &str) -> Result<(), AppError> {
        let (actor, how) = (actor.clone(), how.to_owned());
        self.act(&actor.caller.clone(), "session note destroyed", move |tx, inner| {
            let notice = keeps(tx, inner, &actor)?;
            let rows = tx.session_notes(&notice.compiled.id, u32::MAX)?;
            let row = rows.iter().find(|r| r.id == id && r.destroyed_at.is_none()).ok_or(AppError::NotFound)?;
            if !HOW.iter().any(|(code, _)| *code == how) {
                return Err(AppError::Refused("Say how they were destroyed".to_owned()));
            }
            gone(tx, row, Some(actor.account), &how, &disclosure::actor(&actor.caller))
        })
    }

    /// Destroys typed notes whose day has come.
    pub(super) fn destroy_typed_notes(&self) -> Result<(), AppError> {
        let who = disclosure::actor(&self.keeper());
        self.act(&self.keeper(), "destroy typed notes", move |tx, _| {
            let today = london_date(tx.now());
            // Those that lie somewhere else stay on the register: somebody has to destroy them there.
            for row in tx.typed_notes_over(today)?.iter().filter(|r| r.sealed.is_some()) {
                gone(tx, row, None, "key-destroyed", &who)?;
            }
            Ok(())
        })
    }

    /// Whether the actor's notice has notes of sessions, and the actor keeps or oversees them.
    #[must_use]
    pub fn has_session_notes(&self, actor: &Actor) -> bool {
        (actor.is_staff() || oversees(actor, &actor.capacity.notice)) && self.session_notes(actor).is_ok()
    }
}

fn gone(
    tx: &mut Tx<'_>,
    row: &SessionNote,
    by: Option<kernel::AccountId>,
    how: &str,
    who: &str,
) -> Result<(), AppError> {
    if row.sealed.is_some() {
        tx.destroy_keys(PersonId::from_bytes(*row.id.as_bytes()), Some(NOTE_CLASS), row.statement.as_str())?;
    }
    tx.session_note_destroyed(row.id, by, how)?;
    note(tx, who, Action::Erase, &format!("session notes {}: {how}, by {}", row.id, row.statement))
}

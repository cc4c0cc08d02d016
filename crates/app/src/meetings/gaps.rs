//! The register of gaps in services that a group finds: who sees to each and by when, and nothing about anybody.

use super::{Group, meeting_at};
use crate::actor::Actor;
use crate::error::AppError;
use crate::login::note;
use crate::look::Look;
use crate::work::desk::Desk;
use crate::{App, Inner};
use jiff::civil::Date;
use kernel::{AccountId, GapId, MeetingId, SeriesId, Timestamp};
use ledger::Action;
use sharing::nobody::speaks_of_somebody;
use store::{ServiceGap, Tx};

/// A gap to be written down.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewGap {
    /// At which meeting it was found.
    pub meeting: Option<MeetingId>,
    /// In one line.
    pub title: String,
    /// More about it.
    pub words: String,
    /// Who sees to it; whoever writes it down if not said.
    pub owner: Option<AccountId>,
    /// By when.
    pub due_on: Option<Date>,
}

/// A gap, as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapLine {
    /// Its id.
    pub id: GapId,
    /// In one line.
    pub title: String,
    /// More about it.
    pub words: String,
    /// Who sees to it.
    pub owner: String,
    /// By when.
    pub due_on: Date,
    /// Whether that day is over and it is open.
    pub overdue: bool,
    /// The meeting at which it was found.
    pub meeting: Option<Date>,
    /// When it was closed, and what was done.
    pub closed: Option<(Timestamp, String)>,
}

/// The register, as shown.
pub(super) fn lines(tx: &mut Tx<'_>, inner: &Inner, group: &Group) -> Result<Vec<GapLine>, AppError> {
    let mut all = Vec::new();
    for gap in tx.gaps(group.series.id)? {
        let meeting = match gap.meeting {
            Some(id) => tx.meeting(id)?.map(|m| m.held_on),
            None => None,
        };
        all.push(GapLine {
            id: gap.id,
            owner: inner.account_name(tx, gap.owner)?,
            overdue: gap.closed_at.is_none() && gap.due_on < group.today,
            closed: gap.closed_at.zip(gap.answer),
            title: gap.title,
            words: gap.words,
            due_on: gap.due_on,
            meeting,
        });
    }
    Ok(all)
}

/// The names of the people on the lists of a group's meetings that are not over, as the actor may see them; each look is on the
/// ledger like any other.
fn listed(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    group: &Group,
) -> Result<Vec<disclosure::Disclosed<String>>, AppError> {
    let mut names = Vec::new();
    for meeting in tx.meetings(group.series.id)?.into_iter().take(3) {
        for item in tx.agenda(meeting.id)? {
            let look = match Look::at(tx, inner, actor, item.case_id) {
                Ok(Some(look)) => look,
                Ok(None) | Err(AppError::WantsReason(_)) => continue,
                Err(other) => return Err(other),
            };
            let desk = Desk::of(tx, actor, look, &[], &[], (Action::List, "names that a gap must not have"))?;
            if let crate::views::Item::Released(name) = desk.name()? {
                names.push(name);
            }
        }
    }
    Ok(names)
}

/// Refuses texts that look as if they spoke of somebody.
fn about_nobody(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    group: &Group,
    texts: &[(&str, &str)],
) -> Result<(), AppError> {
    let names = listed(tx, inner, actor, group)?;
    let known: Vec<&str> = names.iter().map(|name| name.get().as_str()).collect();
    let refused = |input: &str, why: &str| {
        let words = format!("{why}. The register holds nothing about anybody: say what is missing, not who misses it");
        Err(AppError::field(input, &words))
    };
    for (input, text) in texts {
        if let Some(why) = speaks_of_somebody(text, &known) {
            return refused(input, why);
        }
    }
    // A name may be spread over the texts of one entry.
    let together = texts.iter().map(|(_, text)| *text).collect::<Vec<_>>().join(".\n");
    match (speaks_of_somebody(&together, &known), texts.last()) {
        (Some(why), Some((input, _))) => refused(input, why),
        _ => Ok(()),
    }
}

impl App {
    /// Writes a gap down.
    ///
    /// # Errors
    /// `NotFound` for others than those who run the group; `Form` when something is missing or speaks of somebody.
    pub fn add_gap(&self, actor: &Actor, series: SeriesId, new: &NewGap) -> Result<GapId, AppError> {
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "add gap", move |tx, inner| {
            let group = Group::run(tx, inner, &actor, series)?;
            if let Some(meeting) = new.meeting
                && meeting_at(tx, inner, &actor, meeting)?.0.series.id != series
            {
                return Err(AppError::NotFound);
            }
            if new.title.trim().is_empty() {
                return Err(AppError::field("title", "Enter what is missing, in one line"));
            }
            let due_on = new.due_on.ok_or_else(|| AppError::field("due", "Enter by when somebody sees to it"))?;
            let owner = match new.owner {
                Some(owner) => crate::work::crew::somebody(tx, &actor, owner)?,
                None => actor.account,
            };
            about_nobody(tx, inner, &actor, &group, &[("title", &new.title), ("words", &new.words)])?;
            let id = GapId::new(tx.now(), tx.entropy());
            tx.insert_gap(&ServiceGap {
                id,
                series,
                meeting: new.meeting,
                title: new.title.trim().to_owned(),
                words: new.words.trim().to_owned(),
                owner,
                due_on,
                made_by: actor.account,
                made_at: tx.now(),
                closed_at: None,
                answer: None,
            })?;
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &format!("gap {id} written down"))?;
            Ok(id)
        })
    }

    /// Closes a gap.
    ///
    /// # Errors
    /// `NotFound` for others than those who run the group; `Form` without what was done.
    pub fn close_gap(&self, actor: &Actor, series: SeriesId, id: GapId, answer: &str) -> Result<(), AppError> {
        let (actor, answer) = (actor.clone(), answer.trim().to_owned());
        self.act(&actor.caller.clone(), "close gap", move |tx, inner| {
            let group = Group::run(tx, inner, &actor, series)?;
            if !tx.gaps(series)?.iter().any(|g| g.id == id && g.closed_at.is_none()) {
                return Err(AppError::NotFound);
            }
            if answer.is_empty() {
                return Err(AppError::field("answer", "Enter what was done about it"));
            }
            about_nobody(tx, inner, &actor, &group, &[("answer", &answer)])?;
            tx.close_gap(id, &answer)?;
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &format!("gap {id} closed"))
        })
    }
}

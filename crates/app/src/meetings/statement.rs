//! The confidentiality statement of a meeting: a member signs it, once for each meeting, before it is shown anything of whom the meeting is
//! about. Who signs in at the meeting has signed it by that.

use super::{Group, Part, is_member, meeting_at};
use crate::App;
use crate::actor::Actor;
use crate::agreements::Agreed;
use crate::cases::parts::stopped;
use crate::error::AppError;
use crate::login::note;
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::{AgendaId, MeetingId, Timestamp};
use ledger::Action;
use std::collections::HashSet;
use store::{CaseParty, Meeting, MeetingStatement, Tx};

/// No window is open longer after its meeting than this, in days.
const LONGEST_AFTER: i64 = 366;

/// When somebody signed the statement of a meeting, beforehand or when they came.
pub(super) fn signed_at(tx: &mut Tx<'_>, actor: &Actor, id: MeetingId) -> Result<Option<Timestamp>, AppError> {
    let before = tx.statements(id)?.into_iter().find(|s| s.account == actor.account).map(|s| s.signed_at);
    let came = tx.presences(id)?.into_iter().find(|p| p.account == actor.account).map(|p| p.signed_at);
    Ok(before.or(came))
}

/// Whether a member is asked to sign before anything of a meeting is shown: its window is open.
pub(super) fn is_asked(group: &Group, meeting: &Meeting) -> bool {
    let (opens, closes) = (group.series.opens_days, group.series.closes_days);
    let (first, last) = sharing::meeting::window(meeting.held_on, opens, closes, group.today);
    group.part == Part::Member && first <= group.today && group.today <= last
}

/// Whether a member has to sign before anything of a meeting is shown: it is asked, and has not.
pub(super) fn waits(tx: &mut Tx<'_>, actor: &Actor, group: &Group, meeting: &Meeting) -> Result<bool, AppError> {
    Ok(is_asked(group, meeting) && signed_at(tx, actor, meeting.id)?.is_none())
}

/// Whether anything of whom a meeting is about can be shown to an actor: they run it, or their body is a member on its day and
/// they have signed its statement.
pub(super) fn opens_to(tx: &mut Tx<'_>, actor: &Actor, group: &Group, meeting: &Meeting) -> Result<bool, AppError> {
    let there = || is_member(&group.members, &actor.recipient(), meeting.held_on);
    Ok(group.runs() || (there() && signed_at(tx, actor, meeting.id)?.is_some()))
}

/// The windows of meetings by which an actor's body looks at cases, and that are shut to the actor, who has not signed.
pub(crate) fn shut(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (parties, recipient): (&[CaseParty], &str),
    today: Date,
) -> Result<HashSet<String>, AppError> {
    let theirs = |p: &CaseParty| p.party == recipient && p.account.is_none() && p.until.is_some();
    if actor.is_staff() || !parties.iter().any(theirs) {
        return Ok(HashSet::new());
    }
    let since = today.saturating_sub(LONGEST_AFTER.days());
    Ok(tx.windows_unsigned(actor.account, since)?.into_iter().collect())
}

impl App {
    /// Signs the statement of a meeting in the window before it, so that its agenda is shown.
    ///
    /// # Errors
    /// `NotFound` when the meeting does not exist for the actor, or the actor runs it; `Form` when the statement was not agreed to; `Refused`
    /// when nothing may go to the actor's body.
    pub fn sign_statement(&self, actor: &Actor, id: MeetingId, agrees: bool) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "sign statement", move |tx, inner| {
            let (group, _) = meeting_at(tx, inner, &actor, id)?;
            if group.part != Part::Member {
                return Err(AppError::NotFound);
            }
            let party = actor.recipient();
            let agreements = Agreed::of(tx, &group.series.notice_id)?;
            if let Some(why) = stopped(&group.notice, &agreements, &party, tx.now()) {
                return Err(AppError::Refused(format!("You cannot sign: {why}")));
            }
            if !agrees {
                return Err(AppError::field("agrees", "Read the statement, and say that you keep to it"));
            }
            if signed_at(tx, &actor, id)?.is_some() {
                return Ok(());
            }
            let signed_at = tx.now();
            tx.sign_statement(&MeetingStatement { meeting: id, account: actor.account, party, signed_at })?;
            let who = disclosure::actor(&actor.caller);
            note(tx, &who, Action::Administer, &format!("signed the statement of meeting {id}"))
        })
    }

    /// The meeting whose statement has to be signed before an item of its agenda is shown to the actor.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn statement_before(&self, actor: &Actor, item: AgendaId) -> Result<Option<MeetingId>, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "statement before an item", move |tx| {
            let Some(item) = tx.agenda_item(item)? else { return Ok(None) };
            let (group, meeting) = match meeting_at(tx, inner, &actor, item.meeting) {
                Err(AppError::NotFound) => return Ok(None),
                found => found?,
            };
            let hidden = item.apart.contains(&actor.recipient());
            Ok((!hidden && waits(tx, &actor, &group, &meeting)?).then_some(meeting.id))
        })
    }
}

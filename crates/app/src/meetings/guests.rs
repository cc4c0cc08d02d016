//! Guests: who comes to a meeting without an account. Whoever holds it shows them the statement, and signs them in. They see nothing here,
//! and who was there for whom is known of them too.

use super::{meeting_at, meeting_to_run, members_on};
use crate::App;
use crate::actor::Actor;
use crate::agreements::Agreed;
use crate::cases::parts::{recipient_name, stopped};
use crate::error::AppError;
use crate::login::note;
use crate::views::FormErrors;
use kernel::{MeetingId, TaskId};
use ledger::Action;
use store::MeetingGuest;

/// The longest name.
const LONGEST: usize = 200;

/// Somebody who comes without an account, as they are signed in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewGuest {
    /// Their name and post.
    pub name: String,
    /// For which member they come: its key; empty: for none.
    pub party: String,
    /// Of which organisation, where that is no member.
    pub body: String,
    /// They have read the statement, and keep to it: before whoever signs them in.
    pub agrees: bool,
}

impl App {
    /// The members that a guest can come for: keys and names.
    ///
    /// # Errors
    /// `NotFound` for others than those who run the meeting.
    pub fn guest_choices(&self, actor: &Actor, id: MeetingId) -> Result<Vec<(String, String)>, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "guest choices", move |tx| {
            let (group, meeting) = meeting_to_run(tx, inner, &actor, id)?;
            let mut members = Vec::new();
            for party in members_on(&group.members, meeting.held_on) {
                let name = recipient_name(tx, &group.notice, &party)?;
                members.push((party, name));
            }
            Ok(members)
        })
    }

    /// Signs somebody in who has no account, on the day of the meeting.
    ///
    /// # Errors
    /// `NotFound` for others than those who run the meeting; `Form` with what to put right; `Refused` on another day, when it is closed,
    /// or when nothing may go to the member that they come for.
    pub fn sign_guest_in(&self, actor: &Actor, id: MeetingId, new: &NewGuest) -> Result<TaskId, AppError> {
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "sign in a guest", move |tx, inner| {
            let (group, meeting) = meeting_to_run(tx, inner, &actor, id)?;
            if meeting.held_on != group.today {
                return Err(AppError::Refused(
                    "People sign in on the day of the meeting, until it is closed".to_owned(),
                ));
            }
            let mut wrong = FormErrors::default();
            let fits = |text: &str| (1..=LONGEST).contains(&text.trim().chars().count());
            if !fits(&new.name) {
                wrong.add("name", "Enter their name and post, in at most 200 characters");
            }
            if new.party.is_empty() && !fits(&new.body) {
                wrong.add(
                    "body",
                    "Choose the member that they come for, or enter their organisation in at most 200 characters",
                );
            }
            if !new.party.is_empty() && !super::is_member(&group.members, &new.party, meeting.held_on) {
                wrong.add("party", "Choose a member of the group");
            }
            if !new.agrees {
                wrong.add("agrees", "Show them the statement, and have them say that they keep to it");
            }
            wrong.done()?;
            if !new.party.is_empty() {
                let agreements = Agreed::of(tx, &group.series.notice_id)?;
                if let Some(why) = stopped(&group.notice, &agreements, &new.party, tx.now()) {
                    return Err(AppError::Refused(format!("They cannot be signed in: {why}")));
                }
            }
            let guest = TaskId::new(tx.now(), tx.entropy());
            tx.insert_meeting_guest(&MeetingGuest {
                id: guest,
                meeting: id,
                name: new.name.trim().to_owned(),
                body: if new.party.is_empty() { new.body.trim().to_owned() } else { String::new() },
                party: new.party.clone(),
                signed_at: tx.now(),
                left_at: None,
                written_by: actor.account,
            })?;
            let who = disclosure::actor(&actor.caller);
            note(
                tx,
                &who,
                Action::Administer,
                &format!("guest {guest} signed in to meeting {id}, with its statement"),
            )?;
            Ok(guest)
        })
    }

    /// A guest leaves before the meeting is closed.
    ///
    /// # Errors
    /// `NotFound` for others than those who run it, or when the guest is not there.
    pub fn guest_leaves(&self, actor: &Actor, id: MeetingId, guest: TaskId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "guest leaves", move |tx, inner| {
            let (group, _) = meeting_at(tx, inner, &actor, id)?;
            if !group.runs() || !tx.meeting_guest_leaves(id, guest)? {
                return Err(AppError::NotFound);
            }
            let who = disclosure::actor(&actor.caller);
            note(tx, &who, Action::Administer, &format!("guest {guest} left meeting {id}"))
        })
    }
}

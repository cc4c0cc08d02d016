//! Who may come in at a route. What a person is shown inside is the gate's affair.

use crate::routes::Door;
use app::LoggedIn;

/// What the door says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Come in.
    In,
    /// Go there first.
    First(&'static str),
    /// There is nothing here (for this person).
    Nothing,
}

/// Asks the door.
pub(crate) fn entry(door: Door, who: Option<&LoggedIn>, on_own_page: bool) -> Entry {
    if door == Door::Person {
        return if on_own_page { Entry::In } else { Entry::First("/me/log-in") };
    }
    let step = |set_up: bool| Entry::First(if set_up { "/login/code" } else { "/account/second-factor" });
    match (door, who) {
        (Door::Everybody, _)
        | (Door::HalfIn, Some(LoggedIn::HalfIn { .. }))
        | (Door::LoggedIn, Some(LoggedIn::In(_))) => Entry::In,
        (_, None) => Entry::First("/login"),
        (Door::Person, _) => Entry::Nothing,
        (_, Some(LoggedIn::HalfIn { set_up, .. })) => step(*set_up),
        (Door::HalfIn, Some(LoggedIn::In(_))) => Entry::First("/"),
        (Door::Caseworkers, Some(LoggedIn::In(actor))) => {
            if actor.capacity.notice.is_empty() {
                Entry::Nothing
            } else {
                Entry::In
            }
        }
        (Door::Governors, Some(LoggedIn::In(actor))) => {
            if actor.keeps_agreements() {
                Entry::In
            } else {
                Entry::Nothing
            }
        }
        (Door::Administrators, Some(LoggedIn::In(actor))) => {
            if actor.administers {
                Entry::In
            } else {
                Entry::Nothing
            }
        }
    }
}

//! Teams of the demonstration: whoever works on the cases of a notice works together, somebody leads them, somebody is away and
//! covered by a colleague. Made through the use cases themselves.

use app::{Actor, App, AppError, NewAbsence, TeamRole};
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::AccountId;

/// Who is in a team: accounts with the names by which they log in.
pub(crate) struct Crew<'a> {
    /// An administrator, who makes it.
    pub(crate) admin: &'a Actor,
    /// Those who hold cases, as they act.
    pub(crate) officers: &'a [(Actor, String)],
    /// By what whoever leads them logs in, if the notice has such a role.
    pub(crate) manager: Option<String>,
}

/// Makes the team of a notice.
///
/// # Errors
/// When the store does not answer.
pub(crate) fn team(app: &App, crew: &Crew<'_>, notice: &str, name: &str, today: Date) -> Result<(), AppError> {
    let team = app.make_team(crew.admin, notice, name)?;
    let members = crew.officers.iter().map(|(_, username)| (username, TeamRole::Member));
    for (username, role) in crew.manager.iter().map(|m| (m, TeamRole::Manager)).chain(members) {
        app.add_member(crew.admin, team, username, role, Some(today))?;
    }
    let (Some((last, _)), Some((first, _))) = (crew.officers.last(), crew.officers.first()) else { return Ok(()) };
    if last.account == first.account {
        return Ok(());
    }
    let cover: Option<AccountId> = Some(first.account);
    let until_on = today.checked_add(4.days()).unwrap_or(today);
    app.record_absence(last, &NewAbsence { account: None, from_on: today, until_on, cover })?;
    Ok(())
}

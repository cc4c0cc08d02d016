//! Teams: who may change them, and who does the work of somebody who is away.

use crate::held::{FAMILIES, made};
use crate::support::{COVENTRY, administrator, house, missing, officer, partner, wrong};
use app::{Actor, AppError, NewAbsence};
use jiff::civil::{Date, date};
use kernel::{AccountId, TeamId};
use store::TeamRole;
use testkit::House;

const TODAY: Date = date(2026, 11, 21);

fn username(house: &House, account: AccountId) -> String {
    let system = kernel::Caller::system(house.authority, "test");
    let found = house.app.store().read(&system, "account", |tx| tx.account(account)).unwrap();
    found.unwrap().username
}

pub(crate) fn join(house: &House, by: &Actor, team: TeamId, who: &Actor, role: TeamRole) -> Result<(), AppError> {
    house.app.add_member(by, team, &username(house, who.account), role, Some(TODAY)).map(|_| ())
}

struct Team {
    house: House,
    admin: Actor,
    manager: Actor,
    ada: Actor,
    bob: Actor,
    id: TeamId,
}

fn team() -> Team {
    let house = house();
    let admin = administrator(&house);
    let (manager, ada, bob) = (officer(&house), officer(&house), officer(&house));
    let id = house.app.make_team(&admin, COVENTRY, "Prevention").unwrap();
    join(&house, &admin, id, &manager, TeamRole::Manager).unwrap();
    for one in [&ada, &bob] {
        join(&house, &manager, id, one, TeamRole::Member).unwrap();
    }
    Team { house, admin, manager, ada, bob, id }
}

fn away(account: Option<AccountId>, from: i8, until: i8, cover: Option<AccountId>) -> NewAbsence {
    NewAbsence { account, from_on: date(2026, 11, from), until_on: date(2026, 11, until), cover }
}

#[test]
fn administrators_make_teams_and_managers_fill_them() {
    let Team { house, admin, manager, ada, bob, id } = team();
    let app = &house.app;
    assert!(missing(&app.make_team(&ada, COVENTRY, "Mine")));
    assert_eq!(wrong(app.make_team(&admin, COVENTRY, " ")), "name");
    assert_eq!(wrong(app.make_team(&admin, COVENTRY, "Prevention")), "name");
    assert_eq!(wrong(app.make_team(&admin, "nowhere/nothing", "New")), "notice");
    // A member changes nothing, a manager only members, and somebody else does not even see the team.
    let newcomer = officer(&house);
    assert!(missing(&join(&house, &ada, id, &newcomer, TeamRole::Member)));
    assert_eq!(wrong(join(&house, &manager, id, &newcomer, TeamRole::Manager)), "role");
    assert_eq!(wrong(join(&house, &manager, id, &ada, TeamRole::Member)), "username");
    assert!(missing(&app.team(&newcomer, id)));
    assert!(missing(&app.team(&partner(&house, "st-basils"), id)));
    assert_eq!(app.teams(&newcomer).unwrap(), []);
    let view = app.team(&ada, id).unwrap();
    assert!(!view.can_change && app.team(&manager, id).unwrap().can_change);
    assert_eq!(view.members.len(), 3);
    assert_eq!((view.members[0].account, view.members[0].role), (manager.account, TeamRole::Manager));
    assert_eq!(app.people_led(&manager).unwrap().len(), 2);
    assert_eq!(app.people_led(&ada).unwrap(), []);
    // A place that has ended is history, and gives nothing any more.
    let place = view.members.iter().find(|m| m.account == bob.account).unwrap().id;
    assert_eq!(wrong(app.end_member(&manager, id, place, Some(date(2026, 11, 20)))), "last");
    app.end_member(&manager, id, place, Some(TODAY)).unwrap();
    house.clock.advance_seconds(24 * 60 * 60);
    assert!(missing(&app.team(&bob, id)));
    let view = app.team(&admin, id).unwrap();
    assert_eq!((view.team.people, view.members.len()), (2, 3));
    // A closed team has no manager any more.
    app.close_team(&admin, id).unwrap();
    house.clock.advance_seconds(24 * 60 * 60);
    assert!(missing(&app.team(&manager, id)));
    assert_eq!(wrong(join(&house, &admin, id, &bob, TeamRole::Member)), "username");
}

#[test]
fn away_is_recorded_by_oneself_or_whoever_leads() {
    let Team { house, admin, manager, ada, bob, .. } = team();
    let app = &house.app;
    let of = |account: AccountId| away(Some(account), 23, 25, None);
    assert!(missing(&app.record_absence(&bob, &of(ada.account))), "a colleague");
    assert!(missing(&app.record_absence(&admin, &of(ada.account))), "an administrator who does not lead the team");
    let id = app.record_absence(&manager, &of(ada.account)).unwrap();
    assert_eq!(wrong(app.record_absence(&ada, &away(None, 25, 26, None))), "from-day");
    assert!(missing(&app.cancel_absence(&bob, id)));
    app.cancel_absence(&ada, id).unwrap();
    app.record_absence(&ada, &away(None, 25, 26, Some(bob.account))).unwrap();
    assert_eq!(wrong(app.record_absence(&bob, &away(None, 24, 22, None))), "until-day");
    assert_eq!(wrong(app.record_absence(&bob, &away(None, 1, 20, None))), "until-day");
    assert_eq!(wrong(app.record_absence(&bob, &away(None, 26, 27, Some(ada.account)))), "cover");
    let stranger = officer(&house);
    assert_eq!(wrong(app.record_absence(&bob, &away(None, 27, 28, Some(stranger.account)))), "cover");
    assert_eq!(wrong(app.record_absence(&bob, &away(None, 27, 28, Some(bob.account)))), "cover");
}

/// While a family worker is away, and no day longer, whoever covers works on their cases: a role that sees only the cases it
/// is linked to then sees these.
#[test]
fn a_cover_works_on_the_cases_of_whoever_is_away_from_the_first_day_to_the_last() {
    let house = House::new(&[FAMILIES]);
    let app = &house.app;
    let worker = || house.actor(FAMILIES, "role:family-worker", "programme");
    let (ada, bob) = (worker(), worker());
    let admin = Actor { administers: true, ..worker() };
    let team = app.make_team(&admin, FAMILIES, "Early help").unwrap();
    for one in [&ada, &bob] {
        join(&house, &admin, team, one, TeamRole::Member).unwrap();
    }
    let case = made(&house, &ada, "programme", &[], "");
    let open = |actor: &Actor| match app.open(actor, case) {
        Ok(_) => true,
        Err(AppError::NotFound) => false,
        Err(e) => panic!("{e}"),
    };
    assert!(open(&ada) && !open(&bob));
    app.record_absence(&ada, &away(None, 22, 23, Some(bob.account))).unwrap();
    assert!(!open(&bob), "not before the first day");
    for _ in 0..2 {
        house.clock.advance_seconds(24 * 60 * 60);
        assert!(open(&bob));
        assert_eq!(app.covering(&bob).unwrap().len(), 1);
    }
    house.clock.advance_seconds(24 * 60 * 60);
    assert!(!open(&bob), "not after the last");
    assert_eq!(app.covering(&bob).unwrap(), []);
}

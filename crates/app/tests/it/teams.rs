//! Teams: who may change them, and who does the work of somebody who is away.

use crate::held::{FAMILIES, made};
use crate::support::{COVENTRY, administrator, create, house, missing, officer, partner, wrong};
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

#[test]
fn a_case_that_is_handed_to_a_team_waits_there_until_somebody_of_it_takes_it() {
    let Team { house, admin, manager, ada, bob, id } = team();
    let app = &house.app;
    let outside = officer(&house);
    let case = create(&house, &outside, "Ada Example");
    let task = app::NewTask {
        kind: "call-the-person".to_owned(),
        text: String::new(),
        category: String::new(),
        owner: None,
        by: app::By::On(date(2026, 12, 1)),
        waiting_for: String::new(),
        escalates_after: None,
    };
    app.add_task(&outside, case, &task).unwrap();
    let with_tasks = app::HandOver { with_tasks: true, ..app::HandOver::default() };
    // Not to a team of which nobody could take it.
    let empty = app.make_team(&admin, COVENTRY, "Empty").unwrap();
    let refused = |to: TeamId| matches!(app.hand_over(&outside, case, to, &with_tasks), Err(AppError::Refused(_)));
    assert!(refused(empty));
    assert_eq!(app.teams_to_give(&outside).unwrap(), [(id, "Prevention".to_owned())]);
    app.hand_over(&outside, case, id, &with_tasks).unwrap();
    assert!(refused(id), "it is with this team already");
    let waits = |who: &Actor| -> Vec<(kernel::CaseId, String)> {
        app.my_day(who).unwrap().in_team.iter().map(|c| (c.case, crate::support::name(&c.name))).collect()
    };
    let there = vec![(case, "Ada Example".to_owned())];
    assert_eq!([waits(&ada), waits(&manager), waits(&outside)], [there.clone(), there.clone(), vec![]]);
    assert_eq!(app.open(&bob, case).unwrap().owner.as_deref(), Some("Team Prevention"));
    let of = |owner: app::Holder| {
        let filter = app::ListFilter { owner: Some(owner), ..app::ListFilter::default() };
        assert_eq!(app::ListFilter::read(|name| said(&filter.query(), name)), filter, "it is the same when read again");
        let list = app.list(&ada, &filter).unwrap();
        assert_eq!(list.total, list.lines.len() as u64);
        list.lines.into_iter().map(|l| (l.id, l.owner.unwrap_or_default())).collect::<Vec<_>>()
    };
    assert_eq!(of(id.into()), [(case, "Team Prevention".to_owned())]);
    assert_eq!(of(outside.account.into()), []);
    let loads = |who: &Actor| app.team_work(who).unwrap().lines;
    let load = loads(&manager).into_iter().find(|l| l.holder == app::Holder::Team(id)).unwrap();
    assert_eq!((load.name.as_str(), load.open), ("Waiting in Prevention", 1));
    assert_eq!(app.tasks_on(&ada, case).unwrap().open[0].owner, None, "what is to be done went along");
    let seen = app.seen(&ada, case, None).unwrap().lines;
    assert!(seen.iter().any(|l| l.what.contains("handed over to a team")));
    // Whoever is kept from it does not see it wait; where that is everybody, no team is given it.
    app.set_access(&outside, case, app::AccessKind::Barred, Some(bob.account), "relative").unwrap();
    assert_eq!([waits(&bob), waits(&ada)], [vec![], there]);
    // One takes it: it waits for nobody any more.
    app.take_case(&ada, case).unwrap();
    let late = app.take_case(&manager, case);
    assert!(matches!(late, Err(AppError::Refused(_))), "a button that stood there too long takes it from nobody");
    assert_eq!([waits(&ada), waits(&manager)], [vec![], vec![]]);
    assert_eq!((of(id.into()), of(ada.account.into()).len()), (vec![], 1));
    assert!(app.tasks_on(&ada, case).unwrap().open[0].mine);
    app.hand_over(&ada, case, outside.account, &with_tasks).unwrap();
    for member in [&ada, &manager] {
        app.set_access(&outside, case, app::AccessKind::Barred, Some(member.account), "relative").unwrap();
    }
    assert!(refused(id), "nobody of the team could work on it");
    // Many at once.
    let more = [create(&house, &outside, "Bea Example"), create(&house, &outside, "Cy Example")];
    let job = app.begin_bulk(&outside, &app::BulkWhat::AssignTeam { to: id }, &more).unwrap();
    while app.bulk_step(&outside, job).unwrap() {}
    let view = app.bulk_view(&outside, job).unwrap();
    assert_eq!((view.what.as_str(), view.done), ("Hand over to the team Prevention", 2));
    assert_eq!(waits(&bob).len(), 2);
    assert_eq!(of(app::Holder::Nobody), [], "they are the team’s");
    // A team of another notice, or one that is closed, is given nothing.
    app.close_team(&admin, id).unwrap();
    house.clock.advance_seconds(24 * 60 * 60);
    assert_eq!(of(app::Holder::Nobody).len(), 2, "once it is closed nobody holds them");
    let last = create(&house, &outside, "Di Example");
    assert!(matches!(app.hand_over(&outside, last, id, &with_tasks), Err(AppError::Refused(_))));
}

/// What a query says.
fn said(query: &str, name: &str) -> String {
    query.split('&').find_map(|part| part.strip_prefix(&format!("{name}="))).unwrap_or_default().to_owned()
}

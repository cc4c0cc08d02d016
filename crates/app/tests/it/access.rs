//! Who comes in, and how: invitations, ways back, sessions, devices, enrolled bodies.

use crate::support::{COVENTRY, administrator, create, house, missing, officer, partner, wrong};
use app::{Actor, AppError, ConsentAnswer, ListFilter, LoggedIn, NewEnrolment, NewInvitation, NewToken, SignIn};
use identity::{HandedOut, SessionToken, TotpSecret};
use jiff::civil::date;
use kernel::{AccountId, SeededEntropy, Sensitive};
use testkit::House;

const PASSWORD: &str = "three heron umbrellas";
const DAY: i64 = 24 * 60 * 60;

fn secret(text: &str) -> Sensitive<String> {
    Sensitive::new(text.to_owned())
}

fn invitation(username: &str) -> NewInvitation {
    NewInvitation {
        origin: None,
        username: username.to_owned(),
        name: "Olive Officer".to_owned(),
        capacities: vec![format!("{COVENTRY}#role:housing-officer")],
        administers: false,
    }
}

/// Invites somebody who accepts; the account.
fn joins(house: &House, admin: &Actor, username: &str) -> AccountId {
    let (_, link) = house.app.invite(admin, &invitation(username)).unwrap();
    house.app.accept_invitation(&link, &secret(PASSWORD)).unwrap()
}

/// Logs in with the password alone; the half session, if it is right.
fn half(house: &House, username: &str, password: &str) -> Option<SessionToken> {
    match house.app.sign_in(username, &secret(password)).unwrap() {
        SignIn::NeedsSetUp(token) | SignIn::NeedsCode(token) => Some(token),
        SignIn::Denied | SignIn::Locked { .. } => None,
    }
}

fn totp(house: &House, half: &SessionToken) -> TotpSecret {
    let shown = house.app.second_factor_set_up(half).unwrap();
    let base32: String = shown.typed.expose().chars().filter(char::is_ascii_alphanumeric).collect();
    TotpSecret::from_bytes(data_encoding::BASE32_NOPAD.decode(base32.as_bytes()).unwrap().try_into().unwrap())
}

/// Logs in with both factors, setting the second up the first time.
fn log_in(house: &House, username: &str, known: Option<&TotpSecret>) -> (SessionToken, TotpSecret) {
    house.clock.advance_seconds(60);
    let half = half(house, username, PASSWORD).unwrap();
    let totp = known.cloned().unwrap_or_else(|| totp(house, &half));
    let token = house.app.second_factor(&half, &secret(&totp.code_at(house.now()))).unwrap();
    (token, totp)
}

fn who(house: &House, token: &SessionToken) -> Option<Actor> {
    match house.app.who(token).unwrap() {
        Some(LoggedIn::In(actor)) => Some(*actor),
        _ => None,
    }
}

#[test]
#[doc = "keeps FAM-078"]
fn an_invitation_works_once_for_a_week_and_only_for_what_the_administrator_chose() {
    let house = house();
    let (app, admin) = (&house.app, administrator(&house));
    assert!(missing(&app.invite(&officer(&house), &invitation("olive@example.org"))));
    for (field, change) in [
        ("username", NewInvitation { username: "olive".to_owned(), ..invitation("") }),
        ("name", NewInvitation { name: " ".to_owned(), ..invitation("olive@example.org") }),
        ("capacities", NewInvitation { capacities: vec![], ..invitation("olive@example.org") }),
        (
            "capacities",
            NewInvitation { capacities: vec![format!("{COVENTRY}#subject")], ..invitation("olive@example.org") },
        ),
    ] {
        assert_eq!(wrong(app.invite(&admin, &change)), field);
    }
    let (_, link) = app.invite(&admin, &invitation(" Olive@Example.org ")).unwrap();
    assert_eq!(app.invited(&link).unwrap().username, "olive@example.org");
    assert!(missing(&app.invited(&HandedOut::new(&mut SeededEntropy::new(1)))), "a guessed link");
    assert_eq!(wrong(app.accept_invitation(&link, &secret("olive"))), "password password");
    let account = app.accept_invitation(&link, &secret(PASSWORD)).unwrap();
    assert!(missing(&app.accept_invitation(&link, &secret(PASSWORD))), "it works once");
    let made = app.account(&admin, account).unwrap();
    assert_eq!(made.capacities, [format!("{COVENTRY}#role:housing-officer")]);
    assert!(!made.administers && !made.second_factor);
    assert_eq!(wrong(app.invite(&admin, &invitation("olive@example.org"))), "username");
    // A newer one takes the place of an older, withdrawing ends it, and so does a week.
    let (_, older) = app.invite(&admin, &invitation("peter@example.org")).unwrap();
    let (newer, link) = app.invite(&admin, &invitation("peter@example.org")).unwrap();
    assert!(missing(&app.invited(&older)));
    app.withdraw_invitation(&admin, newer).unwrap();
    assert!(missing(&app.invited(&link)) && missing(&app.withdraw_invitation(&admin, newer)));
    let (_, link) = app.invite(&admin, &invitation("peter@example.org")).unwrap();
    house.clock.advance_seconds(7 * DAY);
    assert!(missing(&app.accept_invitation(&link, &secret(PASSWORD))), "it is over");
}

#[test]
fn an_invitation_of_an_enrolled_body_acts_for_that_body_and_ends_with_it() {
    let house = house();
    let (app, admin) = (&house.app, administrator(&house));
    let new = NewEnrolment {
        notice_id: COVENTRY.to_owned(),
        class: "private-landlord".to_owned(),
        name: "Example Lettings".to_owned(),
        evidence: "Offer 12".to_owned(),
        country: "GB".to_owned(),
        from_on: None,
        until_on: None,
    };
    assert!(missing(&app.enrol_body(&officer(&house), &new)));
    let id = app.enrol_body(&admin, &new).unwrap();
    for (field, change) in [
        ("class", NewEnrolment { class: "nothing".to_owned(), ..new.clone() }),
        ("name", NewEnrolment { name: String::new(), ..new.clone() }),
        ("name", new.clone()),
        ("evidence", NewEnrolment { evidence: String::new(), name: "Other".to_owned(), ..new.clone() }),
        ("country", NewEnrolment { country: "UK".to_owned(), name: "Other".to_owned(), ..new.clone() }),
        ("until-day", NewEnrolment { until_on: Some(date(2026, 1, 1)), name: "Other".to_owned(), ..new.clone() }),
    ] {
        assert_eq!(wrong(app.enrol_body(&admin, &change)), field);
    }
    let value = format!("{COVENTRY}#class:private-landlord/{id}");
    let invited = NewInvitation { capacities: vec![value.clone()], ..invitation("lettings@example.org") };
    let (_, link) = app.invite(&admin, &invited).unwrap();
    let account = app.accept_invitation(&link, &secret(PASSWORD)).unwrap();
    assert_eq!(app.account(&admin, account).unwrap().capacities, [value]);
    assert_eq!(app.enrolled_bodies(COVENTRY).unwrap()[0].name, "Example Lettings");
    // Ended: on the last day it is on the list, from the next day on it is not, and nobody can be invited for it.
    assert_eq!(wrong(app.end_enrolment(&admin, id, date(2026, 11, 1))), "last-day");
    app.end_enrolment(&admin, id, date(2026, 11, 21)).unwrap();
    assert_eq!(app.enrolled_bodies(COVENTRY).unwrap().len(), 1);
    house.clock.advance_seconds(DAY);
    assert_eq!(app.enrolled_bodies(COVENTRY).unwrap(), []);
    let again = NewInvitation { username: "other@example.org".to_owned(), ..invited };
    assert_eq!(wrong(app.invite(&admin, &again)), "capacities");
}

#[test]
fn a_way_back_takes_two_people_and_works_once() {
    let house = house();
    let (app, one, two) = (&house.app, administrator(&house), administrator(&house));
    let olive = joins(&house, &one, "olive@example.org");
    let (session, _) = log_in(&house, "olive@example.org", None);
    let own = who(&house, &session).unwrap();
    app.new_recovery_codes(&own, &secret(PASSWORD)).unwrap();
    let capacity = own.capacity.stored();
    let new = NewToken { name: "report".to_owned(), capacity, purpose: own.purpose.clone(), days: 30 };
    let token = app.make_token(&own, &new).unwrap();
    assert!(app.who_by_token(&token).unwrap().is_some());

    assert!(missing(&app.ask_recovery(&officer(&house), olive)));
    assert!(matches!(app.ask_recovery(&one, one.account), Err(AppError::Refused(_))), "not for oneself");
    let id = app.ask_recovery(&one, olive).unwrap();
    assert!(matches!(app.ask_recovery(&two, olive), Err(AppError::Refused(_))), "once at a time");
    for nobody in [&one, &officer(&house), &own, &partner(&house, "st-basils")] {
        assert!(missing(&app.decide_recovery(nobody, id, true)), "{nobody:?} decided");
    }
    // Refused, there is no link; asked again and agreed to, there is one, for a day.
    assert!(app.decide_recovery(&two, id, false).unwrap().is_none());
    assert!(missing(&app.decide_recovery(&two, id, true)), "decided once");
    let id = app.ask_recovery(&one, olive).unwrap();
    let late = app.decide_recovery(&two, id, true).unwrap().unwrap();
    house.clock.advance_seconds(DAY);
    assert!(missing(&app.recover(&late, &secret("four heron umbrellas"))));
    let id = app.ask_recovery(&one, olive).unwrap();
    let link = app.decide_recovery(&two, id, true).unwrap().unwrap();
    assert_eq!(app.recovering(&link).unwrap(), "olive@example.org");
    assert_eq!(wrong(app.recover(&link, &secret("olive"))), "password password");
    let (session, _) = {
        let half = half(&house, "olive@example.org", PASSWORD).unwrap();
        (half, ())
    };
    app.recover(&link, &secret("four heron umbrellas")).unwrap();
    assert!(missing(&app.recover(&link, &secret("five heron umbrellas"))), "it works once");
    // Everything from before is worth nothing: sessions, password, second factor, recovery codes.
    assert!(app.who(&session).unwrap().is_none());
    assert!(app.who_by_token(&token).unwrap().is_none(), "a token from before still works");
    assert!(half(&house, "olive@example.org", PASSWORD).is_none());
    let fresh = half(&house, "olive@example.org", "four heron umbrellas").unwrap();
    assert!(matches!(app.who(&fresh).unwrap(), Some(LoggedIn::HalfIn { set_up: false, .. })));
    let credential = {
        let system = kernel::Caller::system(house.authority, "test");
        app.store().read(&system, "credential", move |tx| tx.credential(olive)).unwrap().unwrap()
    };
    assert!(credential.recovery.is_empty());
}

#[test]
fn whoever_leads_a_team_can_be_the_second_person_for_its_people_and_no_others() {
    let house = house();
    let (app, admin) = (&house.app, administrator(&house));
    let olive = joins(&house, &admin, "olive@example.org");
    let manager = officer(&house);
    let other = officer(&house);
    let id = app.ask_recovery(&admin, olive).unwrap();
    assert!(missing(&app.decide_recovery(&manager, id, true)));
    let team = app.make_team(&admin, COVENTRY, "Prevention").unwrap();
    let name = |account: AccountId| {
        let system = kernel::Caller::system(house.authority, "test");
        app.store().read(&system, "account", move |tx| tx.account(account)).unwrap().unwrap().username
    };
    let today = date(2026, 11, 21);
    app.add_member(&admin, team, &name(manager.account), store::TeamRole::Manager, Some(today)).unwrap();
    app.add_member(&admin, team, "olive@example.org", store::TeamRole::Member, None).unwrap();
    assert_eq!(app.recoveries(&other).unwrap(), []);
    assert!(app.recoveries(&manager).unwrap()[0].may_decide);
    assert!(!app.recoveries(&admin).unwrap()[0].may_decide, "who asked does not decide");
    assert!(app.decide_recovery(&manager, id, true).unwrap().is_some());
}

#[test]
fn sessions_are_listed_and_ended_one_by_one_or_all_and_passwords_changed() {
    let house = house();
    let (app, admin) = (&house.app, administrator(&house));
    let account = joins(&house, &admin, "olive@example.org");
    let (first, totp) = log_in(&house, "olive@example.org", None);
    let (second, _) = log_in(&house, "olive@example.org", Some(&totp));
    app.arrive(&first, None, "Firefox on Linux").unwrap();
    let own = who(&house, &first).unwrap();
    let lines = app.sessions(&own).unwrap();
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().any(|l| l.own && l.device == "Firefox on Linux"));
    // Nobody ends the session of somebody else.
    let stranger = officer(&house);
    let other = lines.iter().find(|l| !l.own).unwrap().id;
    assert!(missing(&app.end_session(&stranger, other)));
    app.end_session(&own, other).unwrap();
    assert!(who(&house, &second).is_none() && who(&house, &first).is_some());
    // A new password takes the old one, and ends every other session.
    let (second, _) = log_in(&house, "olive@example.org", Some(&totp));
    assert_eq!(wrong(app.change_password(&own, &secret("wrong"), &secret("four heron umbrellas"))), "current");
    assert_eq!(wrong(app.change_password(&own, &secret(PASSWORD), &secret("short"))), "password");
    assert_eq!(wrong(app.new_recovery_codes(&own, &secret("wrong"))), "current");
    app.change_password(&own, &secret(PASSWORD), &secret("four heron umbrellas")).unwrap();
    assert!(who(&house, &second).is_none() && who(&house, &first).is_some());
    assert!(half(&house, "olive@example.org", PASSWORD).is_none());
    // An administrator ends them all; what an account may act as no longer, it no longer is.
    assert!(missing(&app.end_sessions_of(&stranger, account)));
    assert_eq!(app.end_sessions_of(&admin, account).unwrap(), 1);
    assert!(who(&house, &first).is_none());
}

#[test]
fn guesses_of_the_password_inside_wait_as_they_do_at_the_door() {
    let house = house();
    let (app, admin) = (&house.app, administrator(&house));
    joins(&house, &admin, "olive@example.org");
    let (token, _) = log_in(&house, "olive@example.org", None);
    let own = who(&house, &token).unwrap();
    for _ in 0..5 {
        assert_eq!(wrong(app.new_recovery_codes(&own, &secret("a guess"))), "current");
    }
    assert_eq!(wrong(app.new_recovery_codes(&own, &secret(PASSWORD))), "current", "even the right one waits");
    house.clock.advance_seconds(61);
    assert_eq!(app.new_recovery_codes(&own, &secret(PASSWORD)).unwrap().len(), 10);
    assert_eq!(app.recovery_codes_left(&own).unwrap(), 10);
}

#[test]
fn a_recovery_code_stands_for_the_authenticator_once() {
    let house = house();
    let (app, admin) = (&house.app, administrator(&house));
    joins(&house, &admin, "olive@example.org");
    let (token, _) = log_in(&house, "olive@example.org", None);
    let codes = app.new_recovery_codes(&who(&house, &token).unwrap(), &secret(PASSWORD)).unwrap();
    let half_one = half(&house, "olive@example.org", PASSWORD).unwrap();
    assert!(app.second_factor(&half_one, &codes[3]).is_ok());
    let half_two = half(&house, "olive@example.org", PASSWORD).unwrap();
    assert!(matches!(app.second_factor(&half_two, &codes[3]), Err(AppError::Refused(_))));
}

#[test]
fn a_new_device_is_told_to_the_others_and_not_confirmed_by_itself() {
    let house = house();
    let (app, admin) = (&house.app, administrator(&house));
    joins(&house, &admin, "olive@example.org");
    let (first, totp) = log_in(&house, "olive@example.org", None);
    let laptop = app.arrive(&first, None, "Firefox on Linux").unwrap().secret.unwrap();
    let own = who(&house, &first).unwrap();
    assert!(app.devices(&own, Some(&laptop)).unwrap().iter().all(|d| d.confirmed), "the first of all is theirs");
    assert!(app.arrive(&first, Some(&laptop), "Firefox on Linux").unwrap().secret.is_none(), "it is known again");
    // Somebody else logs in from elsewhere.
    let (second, _) = log_in(&house, "olive@example.org", Some(&totp));
    let phone = app.arrive(&second, None, "Chrome on Android").unwrap().secret.unwrap();
    let new = |device: &HandedOut, actor: &Actor| {
        app.devices(actor, Some(device)).unwrap().into_iter().filter(|d| !d.confirmed && !d.own).count()
    };
    let elsewhere = who(&house, &second).unwrap();
    assert_eq!((new(&laptop, &own), new(&phone, &elsewhere)), (1, 0));
    app.confirm_devices(&elsewhere, Some(&phone)).unwrap();
    assert_eq!(new(&laptop, &own), 1, "a new device does not confirm itself");
    // Disowned, it is out at once, and forgotten.
    app.disown_devices(&own).unwrap();
    assert!(who(&house, &second).is_none() && who(&house, &first).is_some());
    assert_eq!(app.devices(&own, Some(&laptop)).unwrap(), []);
}

#[test]
fn what_an_account_may_act_as_is_taken_away_at_once() {
    let house = house();
    let (app, admin) = (&house.app, administrator(&house));
    let account = joins(&house, &admin, "olive@example.org");
    let (token, totp) = log_in(&house, "olive@example.org", None);
    let st_basils = vec![format!("{COVENTRY}#st-basils")];
    assert!(missing(&app.set_capacities(&officer(&house), account, &st_basils, true)));
    assert_eq!(wrong(app.set_capacities(&admin, account, &["x#y".to_owned()], false)), "capacities");
    assert_eq!(wrong(app.set_capacities(&admin, admin.account, &[], false)), "administers");
    app.set_capacities(&admin, account, &st_basils, false).unwrap();
    assert!(who(&house, &token).is_none(), "the old capacity is gone with its sessions");
    let (token, _) = log_in(&house, "olive@example.org", Some(&totp));
    assert_eq!(who(&house, &token).unwrap().capacity.principal, "st-basils");
    app.enable_account(&admin, account, false).unwrap();
    assert!(who(&house, &token).is_none() && half(&house, "olive@example.org", PASSWORD).is_none());
    app.enable_account(&admin, account, true).unwrap();
    assert!(half(&house, "olive@example.org", PASSWORD).is_some());
}

#[test]
fn work_of_a_body_on_a_case_ends_at_once() {
    let house = house();
    let app = &house.app;
    let officer = officer(&house);
    let case = create(&house, &officer, "Perpetua Example");
    app.link_party(&officer, case, "st-basils").unwrap();
    app.record_consent(&officer, case, "st-basils", "refer", ConsentAnswer::Given, "spoken").unwrap();
    let charity = partner(&house, "st-basils");
    let seen = || app.list(&charity, &ListFilter::default()).unwrap().total;
    assert_eq!(seen(), 1);
    assert!(missing(&app.unlink_party(&charity, case, "st-basils")));
    app.unlink_party(&officer, case, "st-basils").unwrap();
    assert_eq!(seen(), 0);
    assert!(matches!(app.unlink_party(&officer, case, "st-basils"), Err(AppError::Refused(_))));
}

/// A house whose notice shows what is known of domestic abuse only to people whose training is up to date.
fn with_training() -> House {
    let house = House::new(&[]);
    let library = testkit::library();
    let (path, text) = {
        let file = library.find(COVENTRY).unwrap();
        (file.path.clone(), file.text.clone())
    };
    let own = "\"armed-forces\", \"domestic-abuse\", \"health\"]";
    assert_eq!(text.matches(own).count(), 1);
    let text = text.replace(own, "\"armed-forces\", \"health\"]")
        + "\n[access.abuse]\nroles = [\"housing-officer\"]\npurposes = [\"prevent-relieve\"]\ncategories = [\"domestic-abuse\"]\nneeds = [\"linked\", \"training\"]\norigin = \"assumed\"\n";
    let library = library.with(path, text);
    house.app.publish(&kernel::Caller::system(house.authority, "test"), &library, COVENTRY).unwrap();
    house
}

#[test]
fn what_a_notice_shows_to_trained_people_only_is_withheld_from_the_day_after_theirs() {
    let house = with_training();
    let (app, admin) = (&house.app, administrator(&house));
    let account = joins(&house, &admin, "olive@example.org");
    let (token, totp) = log_in(&house, "olive@example.org", None);
    let acts = |token: &SessionToken| {
        let actor = who(&house, token).unwrap();
        app.choose(&actor, &format!("{COVENTRY}#role:housing-officer"), "prevent-relieve").unwrap();
        who(&house, token).unwrap()
    };
    let olive = acts(&token);
    let case = create(&house, &olive, "Ada Example");
    let seen = |actor: &Actor| {
        let view = app.open(actor, case).unwrap();
        match &crate::support::section(&view, "domestic-abuse").content {
            app::views::Item::Withheld(why) => Err(why.reasons.join(" ")),
            _ => Ok(()),
        }
    };
    let why = seen(&olive).unwrap_err();
    assert!(why.contains("training that is up to date") && why.contains("administrator"), "{why}");
    assert!(missing(&app.edit(&olive, case, "domestic-abuse").map(|_| ())), "nor is it written");
    // An administrator says until when, and nobody else.
    let today = kernel::london_date(house.now());
    let until = Some(today.checked_add(jiff::ToSpan::days(10)).unwrap());
    assert!(missing(&app.set_training(&olive, account, until)));
    let far = today.checked_add(jiff::ToSpan::years(4)).unwrap();
    assert_eq!(wrong(app.set_training(&admin, account, Some(far))), "training-day");
    app.set_training(&admin, account, until).unwrap();
    let olive = acts(&token);
    assert_eq!(seen(&olive), Ok(()));
    assert!(app.edit(&olive, case, "domestic-abuse").is_ok());
    // Its last day counts; the day after it is withheld again, with why.
    house.clock.advance_seconds(10 * DAY);
    let (token, _) = log_in(&house, "olive@example.org", Some(&totp));
    assert_eq!(seen(&acts(&token)), Ok(()));
    house.clock.advance_seconds(DAY);
    let (token, _) = log_in(&house, "olive@example.org", Some(&totp));
    assert!(seen(&acts(&token)).is_err());
}

#[test]
#[doc = "keeps FAM-067, FAM-078"]
fn an_account_that_nobody_confirms_ends_and_administrators_are_told_beforehand() {
    let house = house();
    let app = &house.app;
    let first = administrator(&house);
    // The administrator of these tests has no account that administers: two that have.
    let admins = ["ada@example.org", "ben@example.org"].map(|name| {
        let (_, link) = app.invite(&first, &NewInvitation { administers: true, ..invitation(name) }).unwrap();
        let id = app.accept_invitation(&link, &secret(PASSWORD)).unwrap();
        Actor { account: id, ..first.clone() }
    });
    let account = joins(&house, &first, "olive@example.org");
    let (token, totp) = log_in(&house, "olive@example.org", None);
    let line = |actor: &Actor, id: AccountId| {
        app.access_review(actor).unwrap().accounts.into_iter().find(|a| a.id == id).unwrap()
    };
    let olive = line(&admins[0], account);
    assert_eq!((olive.confirm_by, olive.waits, olive.ended), (Some(date(2027, 5, 21)), false, false));
    assert!(missing(&app.access_review(&officer(&house))) && missing(&app.confirm_account(&officer(&house), account)));
    let mails = || app.take_jobs([7; 16], &["staff-mail"], 50).unwrap().len();
    assert_eq!(app.review_accounts().unwrap(), 0);
    assert_eq!(mails(), 0, "nobody is written to before it is time");
    // A week before, both administrators are told; nobody confirms their own.
    house.clock.advance_seconds(174 * DAY);
    assert_eq!(app.review_accounts().unwrap(), 0);
    assert_eq!(mails(), 2);
    assert!(line(&admins[0], account).waits && !line(&admins[0], admins[0].account).can_confirm);
    assert!(matches!(app.confirm_account(&admins[0], admins[0].account), Err(AppError::Refused(_))));
    app.confirm_account(&admins[0], admins[1].account).unwrap();
    // Its last day counts. The day after nobody is let in, before anything swept it, with a token of a program neither.
    house.clock.advance_seconds(7 * DAY);
    assert!(half(&house, "olive@example.org", PASSWORD).is_some());
    house.clock.advance_seconds(DAY);
    assert!(half(&house, "olive@example.org", PASSWORD).is_none() && who(&house, &token).is_none());
    assert!(app.review_accounts().unwrap() >= 2, "hers, and the administrator’s that nobody confirmed");
    assert!(line(&admins[1], account).ended);
    // Confirmed late it can be used again, for six months.
    app.confirm_account(&admins[1], account).unwrap();
    let (_, _) = log_in(&house, "olive@example.org", Some(&totp));
    // Who is left goes on, whatever the day: somebody has to be able to confirm the others.
    house.clock.advance_seconds(400 * DAY);
    app.review_accounts().unwrap();
    assert!(half(&house, "ben@example.org", PASSWORD).is_some(), "nobody is left who can confirm anybody");
    assert!(line(&admins[1], admins[1].account).can_confirm, "nor anybody who can confirm the last one");
    app.confirm_account(&admins[1], admins[1].account).unwrap();
    // What somebody switched off is not switched on by confirming it.
    app.enable_account(&admins[1], admins[0].account, true).unwrap();
    app.enable_account(&admins[1], admins[0].account, false).unwrap();
    assert!(matches!(app.confirm_account(&admins[1], admins[0].account), Err(AppError::Refused(_))));
    // Nor when the day is over by which somebody would have had to confirm it: it did not end for want of that.
    house.clock.advance_seconds(200 * DAY);
    assert!(matches!(app.confirm_account(&admins[1], admins[0].account), Err(AppError::Refused(_))));
    let review = app.access_review(&admins[1]).unwrap();
    assert!(review.accounts.iter().all(|a| a.id != admins[0].account), "who left is not asked about");
}

#[test]
fn an_invitation_goes_to_its_address_and_its_owner_is_told_of_a_new_device() {
    let house = house();
    let (app, admin) = (&house.app, administrator(&house));
    let mails = || {
        let taken = app.take_jobs([7; 16], &["staff-mail"], 50).unwrap();
        taken.into_iter().map(|job| app.staff_mail(job.id).unwrap().unwrap()).collect::<Vec<_>>()
    };
    app.invite(&admin, &invitation("peter@example.org")).unwrap();
    assert!(mails().is_empty(), "the server does not know where it is reached");
    let new = NewInvitation { origin: Some("https://casework.example/".to_owned()), ..invitation("Olive@Example.org") };
    let (_, link) = app.invite(&admin, &new).unwrap();
    let sent = mails();
    assert_eq!((sent.len(), sent[0].to.as_str()), (1, "olive@example.org"));
    assert!(
        sent[0].body.contains(&format!("https://casework.example/join/{}\n", link.text().expose())),
        "{}",
        sent[0].body
    );
    assert!(sent[0].body.contains("Test Council") && !sent[0].subject.contains("Olive"));
    app.accept_invitation(&link, &secret(PASSWORD)).unwrap();
    let (token, totp) = log_in(&house, "olive@example.org", None);
    app.arrive(&token, None, "Firefox on Linux").unwrap();
    assert!(mails().is_empty(), "the first device is theirs");
    house.clock.advance_seconds(60);
    let (token, _) = log_in(&house, "olive@example.org", Some(&totp));
    let known = app.arrive(&token, None, "Chrome on Android").unwrap().secret;
    let sent = mails();
    assert_eq!((sent.len(), sent[0].to.as_str()), (1, "olive@example.org"));
    assert!(
        sent[0].body.contains("Chrome on Android") && sent[0].body.contains("change your password"),
        "{}",
        sent[0].body
    );
    house.clock.advance_seconds(60);
    let (token, _) = log_in(&house, "olive@example.org", Some(&totp));
    app.arrive(&token, known.as_ref(), "Chrome on Android").unwrap();
    assert!(mails().is_empty(), "it is known by now");
}

//! Meetings of several agencies, as a chair and an agency go through them in a browser.

use crate::browser::{Browser, Came, Site};
use axum::http::StatusCode;

fn id_in(location: &str) -> String {
    location.rsplit('/').next().unwrap().split('?').next().unwrap().to_owned()
}

fn went(came: &Came) -> String {
    assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.errors());
    came.location().to_owned()
}

fn today(site: &Site) -> [(&'static str, String); 3] {
    let day = kernel::london_date(site.house.now());
    [("on-day", day.day().to_string()), ("on-month", day.month().to_string()), ("on-year", day.year().to_string())]
}

fn group(officer: &mut Browser<'_>) -> String {
    let fields = [
        ("name", "Winter panel"),
        ("service", "homelessness"),
        ("terms", "Speaks of people who may lose their home."),
        ("statement", "What is said here stays here."),
        ("criteria", "3 | Children in the household"),
        ("opens", "2"),
        ("closes", "1"),
    ];
    let wrong = officer
        .post("/groups/new", &[&fields[..4], &[("criteria", "nonsense"), ("opens", "2"), ("closes", "1")]].concat());
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.errors().contains("points from 1 to 9") && wrong.body.contains("Winter panel"),
        "what was typed is lost"
    );
    id_in(&went(&officer.post("/groups/new", &fields)))
}

#[test]
fn a_panel_meets_about_somebody_and_the_agency_sees_its_part() {
    let site = Site::new();
    let (mut officer, mut basils, mut other) =
        (site.officer(), site.partner("st-basils"), site.partner("salvation-army"));
    let case = officer.create("Ada Example");
    let series = group(&mut officer);
    let here = format!("/groups/{series}");
    went(&officer.post(&format!("{here}/members"), &[("party", "st-basils")]));
    assert!(
        officer.post(&format!("{here}/members"), &[("party", "nobody")]).errors().contains("Choose an organisation")
    );
    assert_eq!(basils.get(&here).status, StatusCode::OK);
    for (at, words) in [("/team", "Team"), ("/letters", "Letters"), ("/cases", "Cases"), (here.as_str(), "")] {
        let page = officer.get(at).body;
        let marked = page.split("active-fallback\">").skip(1).map(|m| m.split('<').next().unwrap()).collect::<String>();
        assert_eq!(marked, words, "the menu marks another item at {at}");
    }
    assert_eq!(other.get(&here).status, StatusCode::NOT_FOUND, "no member");
    let day = today(&site);
    let mut fields: Vec<(&str, &str)> = day.iter().map(|(n, v)| (*n, v.as_str())).collect();
    fields.extend([("starts", "10am"), ("place", "Town hall")]);
    let meeting = id_in(&went(&officer.post(&format!("{here}/meetings/new"), &fields)));
    let at = format!("/meetings/{meeting}");
    let page = officer.get(&format!("/cases/{case}")).body;
    let reference = page.split("app-ref\">").nth(1).and_then(|t| t.split('<').next()).unwrap_or_default().to_owned();
    let put = [
        ("reference", reference.as_str()),
        ("why", "The landlord calls"),
        ("category", "circumstances"),
        ("criteria", "0"),
    ];
    let wrong = officer
        .post(&format!("{at}/agenda"), &[("reference", "C00-NOTHING"), ("why", "x"), ("category", "circumstances")]);
    assert!(wrong.errors().contains("Enter the reference"), "{}", wrong.errors());
    went(&officer.post(&format!("{at}/agenda"), &put));
    assert_eq!(basils.get(&format!("{at}/agenda")).status, StatusCode::NOT_FOUND, "an agency puts nobody on it");
    let page = officer.get(&at).body;
    let item = page.split("href=\"/agenda/").nth(1).and_then(|t| t.split('"').next()).unwrap().to_owned();
    let one = format!("/agenda/{item}");
    assert!(page.contains("Ada Example") && page.contains("Points: 3"), "{page}");
    // The agency reads the statement and signs it first, whichever page it comes by.
    let theirs = basils.get(&at).body;
    assert!(theirs.contains("once you have signed") && !theirs.contains("Ada Example"), "{theirs}");
    assert_eq!(basils.get(&one).location(), format!("{at}/sign"));
    assert!(basils.post(&format!("{at}/sign"), &[]).errors().contains("Read the statement"));
    went(&basils.post(&format!("{at}/sign"), &[("agrees", "yes")]));
    // It has no permission yet: for it there is nobody on the agenda.
    let theirs = basils.get(&at).body;
    assert!(theirs.contains("Nobody is on it whom you may see") && !theirs.contains("Ada Example"));
    assert_eq!(basils.get(&one).status, StatusCode::NOT_FOUND);
    let sight = officer.get(&one).body;
    assert!(sight.contains("What each agency may see of them") && sight.contains("Sees nothing"), "{sight}");
    site.house
        .app
        .record_consent(
            &site.house.actor(crate::browser::COVENTRY, "role:housing-officer", "prevent-relieve"),
            case,
            "st-basils",
            "refer",
            app::ConsentAnswer::Given,
            "spoken",
        )
        .unwrap();
    assert!(basils.get(&at).body.contains("Ada Example"));
    assert!(officer.post(&format!("{at}/open"), &[]).location().is_empty(), "it opens before anybody signed in");
    assert!(officer.post(&format!("{at}/sign"), &[]).errors().contains("Read the statement"));
    went(&officer.post(&format!("{at}/sign"), &[("agrees", "yes")]));
    went(&officer.post(&format!("{at}/open"), &[]));
    went(&officer.post(&format!("{one}/take"), &[]));
    let minute = [("party", "st-basils"), ("words", "A room is free on Monday"), ("category", "housing-needs")];
    went(&officer.post(&format!("{one}/minute"), &minute));
    let page = basils.get(&one).body;
    assert!(page.contains("A room is free on Monday") && !page.contains("Write down what was said"), "{page}");
    // The agency writes down itself what it says, and a guest is signed in; nothing typed is lost.
    assert!(page.contains("Write down what you say"), "{page}");
    let wrong = basils.post(&format!("{one}/say"), &[("words", "We keep the room until Friday")]);
    assert!(
        wrong.errors().contains("Choose what it is about") && wrong.body.contains("until Friday"),
        "{}",
        wrong.errors()
    );
    went(&basils.post(&format!("{one}/say"), &[("words", "We keep the room until Friday"), ("category", "plan")]));
    assert!(officer.get(&one).body.contains("We keep the room until Friday"));
    assert_eq!(officer.get(&format!("{one}/say")).status, StatusCode::NOT_FOUND);
    // It undertakes something itself, and says how it goes; nothing typed is lost.
    let due: Vec<(String, String)> = day.iter().map(|(n, v)| (n.replace("on-", "due-"), v.clone())).collect();
    let due: Vec<(&str, &str)> = due.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let own = [&[("owner", "Night worker"), ("words", "Hold the key")][..], &due].concat();
    let wrong = basils.post(&format!("{one}/undertake"), &own);
    assert!(
        wrong.errors().contains("Choose what it is about") && wrong.body.contains("Hold the key"),
        "{}",
        wrong.errors()
    );
    went(&basils.post(&format!("{one}/undertake"), &[&own[..], &[("category", "plan")]].concat()));
    assert_eq!(officer.get(&format!("{one}/undertake")).status, StatusCode::NOT_FOUND);
    let page = basils.get(&one).body;
    let news =
        page.split("href=\"").filter_map(|l| l.split('"').next()).find(|l| l.ends_with("/news")).unwrap().to_owned();
    assert!(basils.get(&news).body.contains("What is there to say of it?"));
    let wrong = basils.post(&news, &[("note", "The key is cut")]);
    assert!(
        wrong.errors().contains("Choose how it goes") && wrong.body.contains("The key is cut"),
        "{}",
        wrong.errors()
    );
    went(&basils.post(&news, &[&[("state", "under-way"), ("note", "The key is cut")][..], &due].concat()));
    let seen = officer.get(&one).body;
    assert!(
        seen.contains("It is under way") && seen.contains("The key is cut") && seen.contains("Hold the key"),
        "{seen}"
    );
    went(&basils.post(&news, &[("state", "done")]));
    assert_eq!(basils.get(&news).status, StatusCode::NOT_FOUND, "it is over");
    let wrong = officer.post(&format!("{at}/guests"), &[("name", "Sam Example, nurse"), ("party", "another")]);
    assert!(wrong.errors().contains("their organisation") && wrong.body.contains("Sam Example, nurse"));
    let guest = [("name", "Sam Example, nurse"), ("party", "another"), ("body", "Example Hospital"), ("agrees", "yes")];
    went(&officer.post(&format!("{at}/guests"), &guest));
    let page = officer.get(&at).body;
    assert!(page.contains("Sam Example, nurse, Example Hospital") && page.contains("They leave now"), "{page}");
    assert_eq!(basils.get(&format!("{at}/guests")).status, StatusCode::NOT_FOUND);
    let leaves = page.split("/guests/").nth(1).and_then(|t| t.split('/').next()).unwrap().to_owned();
    went(&officer.post(&format!("{at}/guests/{leaves}/go"), &[]));
    for reader in [&mut officer, &mut basils] {
        let pack = reader.get(&format!("{at}/pack")).body;
        assert!(pack.contains("Ada Example") && pack.contains("Destroy it after the meeting"), "{pack}");
    }
    let mut action = vec![
        ("party", "st-basils"),
        ("owner", "Duty worker"),
        ("words", "Keep the room"),
        ("category", "housing-needs"),
    ];
    assert!(officer.post(&format!("{one}/action"), &action).errors().contains("by when"));
    let due: Vec<(String, String)> = day.iter().map(|(n, v)| (n.replace("on-", "due-"), v.clone())).collect();
    action.extend(due.iter().map(|(n, v)| (n.as_str(), v.as_str())));
    went(&officer.post(&format!("{one}/action"), &action));
    assert!(basils.get(&here).body.contains("Keep the room"));
    went(&officer.post(&format!("{one}/outcome"), &[("outcome", "stays")]));
    went(&officer.post(&format!("{at}/close"), &[]));
    assert_eq!(officer.get(&format!("{one}/minute")).status, StatusCode::NOT_FOUND, "it is closed");
    assert_eq!(officer.get(&format!("{at}/pack")).location(), at, "nothing is printed for it any more");
    // A gap that speaks of somebody is not taken, and nothing typed is lost.
    let mut gap: Vec<(&str, &str)> = vec![("title", "No room for Ada Example"), ("meeting", meeting.as_str())];
    gap.extend(due.iter().map(|(n, v)| (n.as_str(), v.as_str())));
    let wrong = officer.post(&format!("{here}/gaps/new"), &gap);
    assert!(wrong.errors().contains("nothing about anybody") && wrong.body.contains("No room for Ada Example"));
    gap[0].1 = "No room for families of five";
    went(&officer.post(&format!("{here}/gaps/new"), &gap));
    assert!(officer.get(&here).body.contains("No room for families of five"));
    assert!(!basils.get(&here).body.contains("No room for families of five"), "the register is the council’s");
}

/// The reference that stands on a case's page.
fn reference_of(officer: &mut Browser<'_>, case: kernel::CaseId) -> String {
    let page = officer.get(&format!("/cases/{case}")).body;
    page.split("app-ref\">").nth(1).and_then(|t| t.split('<').next()).unwrap_or_default().to_owned()
}

/// A meeting of a group today, with members and one person on its agenda, opened and with the person taken: the meeting's and
/// the item's address.
fn held(
    site: &Site,
    officer: &mut Browser<'_>,
    case: kernel::CaseId,
    members: &[&str],
    apart: &[&str],
) -> (String, String) {
    let series = group(officer);
    for member in members {
        went(&officer.post(&format!("/groups/{series}/members"), &[("party", member)]));
    }
    let day = today(site);
    let mut fields: Vec<(&str, &str)> = day.iter().map(|(n, v)| (*n, v.as_str())).collect();
    fields.extend([("starts", "10:00"), ("place", "Town hall")]);
    let meeting =
        format!("/meetings/{}", id_in(&went(&officer.post(&format!("/groups/{series}/meetings/new"), &fields))));
    let reference = reference_of(officer, case);
    let mut put = vec![("reference", reference.as_str()), ("why", "The landlord calls"), ("category", "housing-needs")];
    put.extend(apart.iter().map(|party| ("apart", *party)));
    went(&officer.post(&format!("{meeting}/agenda"), &put));
    let page = officer.get(&meeting).body;
    let item = page.split("href=\"/agenda/").nth(1).and_then(|t| t.split('"').next()).unwrap();
    let item = format!("/agenda/{item}");
    went(&officer.post(&format!("{meeting}/sign"), &[("agrees", "yes")]));
    went(&officer.post(&format!("{meeting}/open"), &[]));
    went(&officer.post(&format!("{item}/take"), &[]));
    (meeting, item)
}

#[test]
fn an_agency_left_out_of_a_person_reads_nothing_of_the_meeting_on_their_case() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let staff = site.house.actor(crate::browser::COVENTRY, "role:housing-officer", "prevent-relieve");
    for party in ["st-basils", "salvation-army", "emmaus"] {
        let given = app::ConsentAnswer::Given;
        site.house.app.record_consent(&staff, case, party, "refer", given, "spoken").unwrap();
        site.house.app.link_party(&staff, case, party).unwrap();
    }
    let (meeting, item) = held(&site, &mut officer, case, &["st-basils", "salvation-army"], &["salvation-army"]);
    let (mut basils, mut colleague) = (site.partner("st-basils"), site.partner("st-basils"));
    let (mut apart, mut stranger) = (site.partner("salvation-army"), site.partner("emmaus"));
    for member in [&mut basils, &mut apart] {
        went(&member.post(&format!("{meeting}/sign"), &[("agrees", "yes")]));
    }
    let minute = [("party", "council"), ("words", "SECRETMINUTE of the meeting"), ("category", "housing-needs")];
    went(&officer.post(&format!("{item}/minute"), &minute));
    let timeline = format!("/cases/{case}/timeline");
    let page = officer.get(&timeline).body;
    assert!(page.contains("SECRETMINUTE"), "{page}");
    let links = page.split("href=\"").filter_map(|l| l.split('"').next());
    let entry = links.into_iter().find(|l| l.contains("/entries/") && !l.contains("/entries/new")).unwrap().to_owned();
    assert!(officer.get(&entry).body.contains("SECRETMINUTE"));
    assert!(basils.get(&timeline).body.contains("SECRETMINUTE") && basils.get(&entry).body.contains("SECRETMINUTE"));
    for reader in [&mut apart, &mut stranger, &mut colleague] {
        let page = reader.get(&timeline);
        assert_eq!(page.status, StatusCode::OK, "it works with her otherwise");
        assert!(!page.body.contains("SECRETMINUTE") && !page.body.contains("Minute of a meeting"), "{}", page.body);
        assert_eq!(reader.get(&entry).status, StatusCode::NOT_FOUND);
    }
}

#[test]
fn a_member_does_not_learn_how_many_others_there_are_and_who_is_left_out_was_not_there() {
    let site = Site::new();
    let mut officer = site.officer();
    let (ada, bea) = (officer.create("Ada Example"), officer.create("Bea Example"));
    let staff = site.house.actor(crate::browser::COVENTRY, "role:housing-officer", "prevent-relieve");
    for case in [ada, bea] {
        let given = app::ConsentAnswer::Given;
        site.house.app.record_consent(&staff, case, "st-basils", "refer", given, "spoken").unwrap();
    }
    let (meeting, item) = held(&site, &mut officer, ada, &["st-basils"], &["st-basils"]);
    let reference = reference_of(&mut officer, bea);
    let put = [("reference", reference.as_str()), ("why", "The landlord calls"), ("category", "housing-needs")];
    went(&officer.post(&format!("{meeting}/agenda"), &put));
    let mut basils = site.partner("st-basils");
    went(&basils.post(&format!("{meeting}/sign"), &[("agrees", "yes")]));
    for path in [meeting.clone(), format!("{meeting}/pack")] {
        let all = officer.get(&path).body;
        assert!(all.contains("Item 1") && all.contains("Item 2"), "{all}");
        let theirs = basils.get(&path).body;
        assert!(theirs.contains("Bea Example") && theirs.contains("Item 1"), "{theirs}");
        assert!(!theirs.contains("Item 2") && !theirs.contains("Ada Example"), "{theirs}");
    }
    // Whoever runs it is told that they leave the room, and notes that they did.
    let page = officer.get(&item).body;
    assert!(page.contains("taken to leave the room") && page.contains("They were out of the room"), "{page}");
    went(&officer.post(&format!("{item}/out"), &[]));
    let page = officer.get(&item).body;
    assert!(page.contains("Out of the room while") && !page.contains("They were out of the room"), "{page}");
    assert_eq!(basils.post(&format!("{item}/out"), &[]).status, StatusCode::NOT_FOUND);
}

#[test]
fn an_outcome_that_was_wrong_is_put_right_on_its_page() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let staff = site.house.actor(crate::browser::COVENTRY, "role:housing-officer", "prevent-relieve");
    let given = app::ConsentAnswer::Given;
    site.house.app.record_consent(&staff, case, "st-basils", "refer", given, "spoken").unwrap();
    let (meeting, item) = held(&site, &mut officer, case, &["st-basils"], &[]);
    let mut basils = site.partner("st-basils");
    went(&basils.post(&format!("{meeting}/sign"), &[("agrees", "yes")]));
    assert!(officer.get(&item).body.contains("Sees something"));
    went(&officer.post(&format!("{item}/outcome"), &[("outcome", "housed")]));
    let page = officer.get(&item).body;
    assert!(page.contains("Sees nothing") && page.contains("Its window is closed"), "{page}");
    assert_eq!(basils.get(&item).status, StatusCode::NOT_FOUND);
    went(&officer.post(&format!("{item}/outcome"), &[("outcome", "stays")]));
    assert!(officer.get(&item).body.contains("Sees something"));
    assert!(basils.get(&item).body.contains("Ada Example"));
}

#[test]
fn a_case_is_put_on_an_agenda_from_its_own_page_and_chosen_from_a_list() {
    let site = Site::new();
    let mut officer = site.officer();
    let (ada, bea) = (officer.create("Ada Example"), officer.create("Bea Example"));
    assert!(!officer.get(&format!("/cases/{ada}")).body.contains("Put on the agenda of"), "there is no group");
    let series = group(&mut officer);
    let day = today(&site);
    let mut fields: Vec<(&str, &str)> = day.iter().map(|(n, v)| (*n, v.as_str())).collect();
    fields.extend([("starts", "10:00"), ("place", "Town hall")]);
    let meeting = id_in(&went(&officer.post(&format!("/groups/{series}/meetings/new"), &fields)));
    let page = officer.get(&format!("/cases/{ada}")).body;
    assert!(page.contains("Put on the agenda of Winter panel"), "{page}");
    let way = page.split("href=\"").filter_map(|l| l.split('"').next()).find(|l| l.contains("/agenda?case=")).unwrap();
    let form = officer.get(way).body;
    let (of_ada, of_bea) = (reference_of(&mut officer, ada), reference_of(&mut officer, bea));
    let put = format!("/meetings/{meeting}/agenda");
    assert!(form.contains(&format!("value=\"{of_ada}\"")) && !way.contains(&of_ada), "{form}");
    // The list has both, and what was typed narrows it.
    let offered = |page: &str, reference: &str| page.matches(&format!("value=\"{reference}\"")).count();
    let form = officer.get(&put).body;
    assert_eq!((offered(&form, &of_ada), offered(&form, &of_bea)), (1, 1), "{form}");
    let wrong = officer.post(&put, &[("reference", &of_ada[..9]), ("why", "x"), ("category", "circumstances")]);
    assert!(wrong.errors().contains("Enter the reference"), "{}", wrong.errors());
    assert_eq!((offered(&wrong.body, &of_ada), offered(&wrong.body, &of_bea)), (1, 0), "{}", wrong.body);
    let chosen = [("case", of_bea.as_str()), ("why", "The landlord calls"), ("category", "circumstances")];
    went(&officer.post(&put, &chosen));
    assert!(officer.get(&format!("/meetings/{meeting}")).body.contains("Bea Example"));
    assert!(!officer.get(&format!("/cases/{bea}")).body.contains("Put on the agenda of"), "it is on it");
}

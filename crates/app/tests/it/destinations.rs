//! Where what is shared goes to: nothing goes to whom nobody knows, nor where the notice lets nothing go; a transfer that the data
//! protection officer has approved opens what the notice lets be opened.

use crate::held::{DUDLEY, FAMILIES, MARS, made, officer};
use crate::recipients::{agreement, enrolled};
use crate::shares::{disclosure, refusal, rough_sleeper};
use crate::support::{COVENTRY, create, house, missing, name, partner, released, wrong};
use app::{Actor, AppError, ConsentAnswer, NewDestinations, NewShare, NewTransfer};
use jiff::civil::date;
use kernel::CaseId;
use sharing::{Ground, Ruling, ShareState};
use testkit::House;

fn is_in(house: &House, admin: &Actor, notice: &str, body: &str, country: &str) {
    let new = NewDestinations {
        bodies: vec![body.to_owned()],
        country: country.to_owned(),
        source: "Their contract".to_owned(),
    };
    house.app.put_destinations(admin, notice, &new).unwrap();
}

fn sees(house: &House, body: &Actor, case: CaseId) -> bool {
    match house.app.open(body, case) {
        Ok(view) => !released(&view).is_empty(),
        Err(AppError::NotFound) => false,
        Err(e) => panic!("{e}"),
    }
}

fn transfer(body: &str) -> NewTransfer {
    NewTransfer {
        body: body.to_owned(),
        safeguard: "idta".to_owned(),
        source: "IDTA of 1 November 2026, contract 12".to_owned(),
        assessment: "TRA-12".to_owned(),
        assessed_on: Some(date(2026, 11, 2)),
        from_on: Some(date(2026, 11, 1)),
        until_on: Some(date(2027, 10, 31)),
        ..NewTransfer::default()
    }
}

#[doc = "keeps MARS-091"]
#[test]
fn what_leaves_the_country_waits_for_a_record_that_somebody_else_approved_and_ends_with_it() {
    let house = House::new(&[MARS]);
    let worker = house.actor(MARS, "role:housing-officer", "reduce-harm");
    let manager = house.actor(MARS, "role:team-manager", "reduce-harm");
    let guardian = house.actor(MARS, "role:data-protection-officer", "compliance");
    let second = house.actor(MARS, "role:data-protection-officer", "compliance");
    let admin = Actor { administers: true, ..worker.clone() };
    let case = rough_sleeper(&house, &worker);
    let (key, them) = enrolled(&house, MARS, "police", "Example Constabulary", "crime-and-fraud");
    let ask = disclosure(&key, "crime-and-fraud", Ground::Crime, &["identity.name"]);
    is_in(&house, &admin, MARS, &key, "US");
    let words = refusal(house.app.ask_to_share(&worker, case, &ask));
    assert!(words.contains("United States") && words.contains("approved a record of the transfer"), "{words}");
    let preview = house.app.share_preview(&worker, case, (&key, "crime-and-fraud", Ground::Crime)).unwrap();
    let why: Vec<String> = preview.sections.iter().flat_map(|s| s.reasons.clone()).collect();
    assert!(preview.sections.iter().all(|s| !s.released) && why.iter().any(|w| w.contains("United States")), "{why:?}");
    // Written down with what the law asks for; whoever wrote it does not approve it, and nor does an administrator.
    let put = |new: &NewTransfer| house.app.write_transfer(&guardian, MARS, new);
    for (new, input) in [
        (NewTransfer { body: "nobody".to_owned(), ..transfer(&key) }, "body"),
        (NewTransfer { safeguard: "hope".to_owned(), ..transfer(&key) }, "safeguard"),
        (NewTransfer { source: " ".to_owned(), ..transfer(&key) }, "source"),
        (NewTransfer { assessment: String::new(), ..transfer(&key) }, "assessment"),
        (NewTransfer { assessed_on: None, ..transfer(&key) }, "assessment"),
        (NewTransfer { until_on: None, ..transfer(&key) }, "until-day"),
        (NewTransfer { until_on: Some(date(2026, 1, 1)), ..transfer(&key) }, "until-day"),
        (NewTransfer { categories: vec!["nothing".to_owned()], ..transfer(&key) }, "categories"),
    ] {
        assert_eq!(wrong(put(&new)), input);
    }
    assert!(missing(&house.app.write_transfer(&worker, MARS, &transfer(&key))));
    let id = put(&transfer(&key)).unwrap();
    assert!(refusal(house.app.ask_to_share(&worker, case, &ask)).contains("United States"), "written is not approved");
    assert!(refusal(house.app.approve_transfer(&guardian, id)).contains("Somebody else"));
    assert!(missing(&house.app.approve_transfer(&admin, id)) && missing(&house.app.approve_transfer(&worker, id)));
    assert!(house.app.public_transfers(MARS).unwrap().is_empty());
    house.app.approve_transfer(&second, id).unwrap();
    assert!(refusal(house.app.approve_transfer(&second, id)).contains("settled"));
    let public = house.app.public_transfers(MARS).unwrap();
    assert_eq!((public[0].to.as_str(), public[0].country.as_str()), ("Example Constabulary", "United States"));
    // Now it goes, to its desk too; and the receipt says where.
    let share = house.app.ask_to_share(&worker, case, &ask).unwrap();
    house.app.approve_share(&manager, share).unwrap();
    let sent = house.app.share_of(&worker, case, share).unwrap();
    assert_eq!(sent.line.state, ShareState::Sent);
    let receipt: serde_json::Value = serde_json::from_str(sent.receipt.as_deref().unwrap()).unwrap();
    assert_eq!(receipt["country"], "US");
    assert_eq!(name(house.app.desk(&them).unwrap()[0].name.as_ref().unwrap()), "Ada Example");
    assert!(sees(&house, &them, case));
    // Ended: nothing more, on the desk neither, from the next request on.
    assert_eq!(wrong(house.app.end_transfer(&guardian, id, " ")), "why");
    house.app.end_transfer(&guardian, id, "The contract is over").unwrap();
    assert!(!sees(&house, &them, case), "it is looked at after the transfer has ended");
    assert!(house.app.public_transfers(MARS).unwrap().is_empty());
    // Another one, for one kind of information only, and to its last day.
    let narrow =
        NewTransfer { categories: vec!["identity".to_owned()], until_on: Some(date(2026, 11, 21)), ..transfer(&key) };
    let id = put(&narrow).unwrap();
    house.app.approve_transfer(&second, id).unwrap();
    let view = house.app.open(&them, case).unwrap();
    assert_eq!(released(&view), ["identity"]);
    house.clock.advance_seconds(86_400);
    assert!(!sees(&house, &them, case), "its last day is over");
}

#[test]
fn nothing_goes_to_whom_nobody_knows_and_what_was_taken_over_is_shown_as_assumed() {
    let house = house();
    let officer = crate::support::officer(&house);
    let admin = Actor { administers: true, ..officer.clone() };
    let guardian = house.actor(COVENTRY, "role:data-protection-officer", "compliance");
    let charity = partner(&house, "salvation-army");
    let case = create(&house, &officer, "Ada Example");
    house.app.link_party(&officer, case, "salvation-army").unwrap();
    house.app.record_consent(&officer, case, "salvation-army", "refer", ConsentAnswer::Given, "spoken").unwrap();
    assert!(sees(&house, &charity, case));
    let line = |actor: &Actor| {
        let view = house.app.destinations(actor).unwrap();
        let all = view.notices.into_iter().find(|n| n.id == COVENTRY).unwrap();
        all.bodies.into_iter().find(|b| b.key == "salvation-army").unwrap()
    };
    assert!(!line(&guardian).at.unwrap().confirmed, "what is assumed stands there as confirmed");
    assert!(
        missing(&house.app.destinations(&officer)) && missing(&house.app.end_assumed_destinations(&officer, COVENTRY))
    );
    house.app.end_assumed_destinations(&guardian, COVENTRY).unwrap();
    assert_eq!(line(&admin).ruling, Ruling::Unknown);
    assert!(!sees(&house, &charity, case));
    let preview = house.app.share_preview(&officer, case, ("salvation-army", "refer", Ground::Referral)).unwrap();
    let told = |w: &String| w.contains("under Destinations") && w.contains("Salvation Army");
    assert!(preview.sections.iter().all(|s| s.reasons.iter().any(told)), "whoever shares is not told what to do");
    is_in(&house, &guardian, COVENTRY, "salvation-army", "GB");
    assert!(sees(&house, &charity, case) && line(&admin).at.unwrap().confirmed);
    // This notice lets nothing leave, and no record opens what it closes.
    is_in(&house, &guardian, COVENTRY, "salvation-army", "IE");
    assert!(!sees(&house, &charity, case));
    assert_eq!(line(&admin).ruling, Ruling::Barred);
    assert!(
        refusal(house.app.write_transfer(&guardian, COVENTRY, &transfer("salvation-army"))).contains("another version")
    );
    let put = |bodies: &[&str], country: &str, source: &str| {
        let bodies = bodies.iter().map(|b| (*b).to_owned()).collect();
        let new = NewDestinations { bodies, country: country.to_owned(), source: source.to_owned() };
        wrong(house.app.put_destinations(&guardian, COVENTRY, &new))
    };
    assert_eq!(put(&[], "GB", "asked"), "bodies");
    assert_eq!(put(&["somebody"], "GB", "asked"), "bodies");
    assert_eq!(put(&["salvation-army"], "UK", "asked"), "country");
    assert_eq!(put(&["salvation-army"], "GB", " "), "source");
}

#[doc = "keeps DUD-064"]
#[test]
fn dudley_data_stays_in_the_area_in_sharing_hosting_and_support() {
    let house = House::new(&[DUDLEY]);
    let staff = officer(&house, DUDLEY, "meet-needs");
    let admin = Actor { administers: true, ..staff.clone() };
    let (key, body) = enrolled(&house, DUDLEY, "support-provider", "Example Care", "meet-needs");
    agreement(&house, DUDLEY, &key, None);
    let case = made(&house, &staff, "housing-first", &[], "");
    house.app.link_party(&staff, case, &key).unwrap();
    for (country, goes) in [("GB", true), ("IE", true), ("NO", true), ("CH", false), ("US", false), ("GB", true)] {
        is_in(&house, &admin, DUDLEY, &key, country);
        assert_eq!(sees(&house, &body, case), goes, "{country}");
    }
    for kind in ["hosting", "backup", "support"] {
        house.app.put_place(&admin, kind, "Dublin", "IE", "Contract 9").unwrap();
        assert_eq!(wrong(house.app.put_place(&admin, kind, "Virginia", "US", "Contract 9")), "country");
        assert!(missing(&house.app.end_place(&admin, kind, "Virginia")), "what was refused was kept");
    }
    assert!(missing(&house.app.put_place(&staff, "hosting", "Slough", "GB", "Contract 9")));
    // A notice that lets less is not published while data is elsewhere.
    let system = kernel::Caller::system(house.authority, "test");
    let refused = house.app.publish(&system, &testkit::library(), COVENTRY);
    assert!(refusal(refused).contains("Ireland"));
    for kind in ["hosting", "backup", "support"] {
        house.app.end_place(&admin, kind, "Dublin").unwrap();
    }
    house.app.publish(&system, &testkit::library(), COVENTRY).unwrap();
}

#[doc = "keeps FAM-092"]
#[test]
fn the_families_service_keeps_everything_in_the_country() {
    let house = House::new(&[FAMILIES]);
    let staff = officer(&house, FAMILIES, "meet-needs");
    let admin = Actor { administers: true, ..staff.clone() };
    let (key, body) = enrolled(&house, FAMILIES, "health", "Example Surgery", "meet-needs");
    agreement(&house, FAMILIES, &key, None);
    let case = made(&house, &staff, "programme", &[], "");
    house.app.link_party(&staff, case, &key).unwrap();
    for (country, goes) in [("GB", true), ("IE", false), ("GG", false), ("US", false), ("GB", true)] {
        is_in(&house, &admin, FAMILIES, &key, country);
        assert_eq!(sees(&house, &body, case), goes, "{country}");
    }
    for kind in ["hosting", "backup", "support"] {
        house.app.put_place(&admin, kind, "Slough", "GB", "Contract 9").unwrap();
        for country in ["IE", "US", "JE"] {
            assert_eq!(wrong(house.app.put_place(&admin, kind, "Elsewhere", country, "Contract 9")), "country");
        }
    }
    assert_eq!(wrong(house.app.put_place(&admin, "somewhere", "Slough", "GB", "Contract 9")), "kind");
}

#[test]
fn a_body_that_is_put_on_a_list_by_an_approval_is_asked_where_it_is() {
    let house = House::new(&[MARS]);
    let worker = house.actor(MARS, "role:housing-officer", "reduce-harm");
    let case = rough_sleeper(&house, &worker);
    let ask = |country: &str| NewShare {
        body: "Example Constabulary".to_owned(),
        country: country.to_owned(),
        ..disclosure("class:police", "crime-and-fraud", Ground::Crime, &["identity.name"])
    };
    assert_eq!(wrong(house.app.ask_to_share(&worker, case, &ask(""))), "country");
    assert!(refusal(house.app.ask_to_share(&worker, case, &ask("FR"))).contains("France"));
    house.app.ask_to_share(&worker, case, &ask("GB")).unwrap();
}

#[test]
fn whom_only_a_further_version_names_is_not_taken_to_be_anywhere() {
    let house = house();
    let admin = Actor { administers: true, ..crate::support::officer(&house) };
    let listed = |key: &str| {
        let view = house.app.destinations(&admin).unwrap();
        let notice = view.notices.into_iter().find(|n| n.id == COVENTRY).unwrap();
        (notice.assumes, notice.bodies.into_iter().find(|b| b.key == key).map(|b| b.at.map(|at| at.country)))
    };
    assert_eq!(listed("st-basils"), (true, Some(Some("GB".to_owned()))));
    let library = testkit::library();
    let file = library.find(COVENTRY).unwrap().clone();
    let text = file.text.replacen("1.0.0", "1.1.0", 1).replacen("2026-12-01", "2026-11-21", 1);
    let further = text.replacen("\"P3 Charity\"]", "\"P3 Charity\", \"Zanary Newcomers\"]", 1).replacen(
        "\"salvation-army\"]",
        "\"salvation-army\", \"zanary-newcomers\"]",
        1,
    );
    let system = kernel::Caller::system(house.authority, "test");
    house.clock.advance_seconds(1);
    house.app.publish(&system, &library.with(file.path, further), COVENTRY).unwrap();
    assert_eq!(listed("st-basils"), (true, Some(Some("GB".to_owned()))));
    assert_eq!(listed("zanary-newcomers"), (true, Some(None)), "nobody has said where they are");
    let partners = house.app.onboarding(&admin, COVENTRY).unwrap().partners;
    let lacks = |key: &str| partners.iter().find(|p| p.key == key).map(|p| !p.missing.is_empty());
    assert_eq!((lacks("st-basils"), lacks("zanary-newcomers")), (Some(false), Some(true)));
    // What a notice says of a place goes before what was taken to be so.
    let abroad = text.replacen("1.1.0", "1.2.0", 1).replacen(
        "[party.ministry]",
        "[party.st-basils]\nname = \"St Basils\"\nkind = \"voluntary\"\nlocation = \"us\"\n\n[party.ministry]",
        1,
    );
    house.clock.advance_seconds(1);
    let library = testkit::library();
    let path = library.find(COVENTRY).unwrap().path.clone();
    house.app.publish(&system, &library.with(path, abroad), COVENTRY).unwrap();
    assert_eq!(listed("st-basils"), (true, Some(Some("US".to_owned()))));
    // And it can be taken back of all of them.
    assert_eq!(listed("emmaus"), (true, Some(Some("GB".to_owned()))));
    house.app.end_assumed_destinations(&admin, COVENTRY).unwrap();
    assert_eq!(listed("emmaus"), (false, Some(None)));
}

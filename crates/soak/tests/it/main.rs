//! A short soak: the long one is `make soak`.

use app::App;
use kernel::CaseId;
use soak::ground::{Ground, NOTICE};
use soak::measure::time_a_round;
use soak::server::Server;
use soak::sharing::{AGENCIES, OWN_PAGES};
use soak::soak::kill_again_and_again;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

#[test]
fn five_kills_under_load_lose_nothing_and_leave_nothing_unrecorded() {
    let folder = tempfile::tempdir().unwrap();
    let url = folder.path().join("casement.db").display().to_string();
    let ground = Ground::prepare(&url, &folder.path().join("master"), 3).unwrap();
    let report =
        kill_again_and_again(Path::new(env!("CARGO_BIN_EXE_soak")), &ground, 5, &|| Ok(BTreeSet::new()), &mut |_| ())
            .unwrap();
    assert_eq!((report.kills, report.verified), (5, 6));
    assert!(report.entries > 0 && report.compared > 0, "{report:?}");
}

#[test]
fn twenty_agencies_look_at_one_person_and_the_person_at_their_own_pages() {
    let folder = tempfile::tempdir().unwrap();
    let url = folder.path().join("casement.db").display().to_string();
    let ground = Ground::prepare(&url, &folder.path().join("master"), 1).unwrap();
    let officer = &ground.officers[0];
    let program = Path::new(env!("CARGO_BIN_EXE_soak"));
    let case: CaseId = {
        let server = Server::start(program, &ground).unwrap();
        let form = soak::load::form("Ada Example", "Has to leave");
        let fields: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let made = officer.client(server.at).post(&format!("/cases/new/{NOTICE}/homelessness"), &fields).unwrap();
        made.location.unwrap().rsplit('/').next().unwrap().parse().unwrap()
    };
    let actor = officer.actor(ground.authority);
    let (agencies, item, own) = {
        let app = App::new(Ground::open(&url, &ground.master).unwrap(), ground.authority);
        let own = ground.own_page(&app, &actor, case).unwrap();
        let (agencies, item) = ground.meeting(&app, &actor, case).unwrap();
        (agencies, item, own)
    };
    assert_eq!(agencies.len(), AGENCIES);
    let server = Server::start(program, &ground).unwrap();
    let mut there: Vec<_> = agencies.iter().map(|a| a.client(server.at)).collect();
    for agency in &mut there {
        let page = agency.get(&item).unwrap();
        assert!(page.status == 200 && page.body.contains("Ada Example"), "status {}", page.status);
    }
    let mut me = [own.client(server.at)];
    for path in OWN_PAGES {
        assert_eq!(me[0].get(path).unwrap().status, 200, "{path}");
    }
    assert!(me[0].get("/me/held").unwrap().body.contains("1 Example Row"));
    // What is measured is measured: it costs something, and a page that is not given is no measurement.
    assert!(time_a_round(&server, &mut there, &[item], 2).unwrap() > Duration::ZERO);
    assert!(time_a_round(&server, &mut there, &["/me/held".to_owned()], 1).is_err());
}

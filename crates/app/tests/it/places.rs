//! A server outside the places that a notice names does not start.

use app::{AppError, Places};
use kernel::Caller;
use notice::source::Region;
use testkit::{House, NOTICES};

#[doc = "keeps MARS-092"]
#[test]
fn a_server_starts_only_where_every_notice_lets_data_be() {
    let house = House::new(&NOTICES);
    let system = Caller::system(house.authority, "start");
    let uk = Places::all("uk").unwrap();
    house.app.check_places(&system, uk).unwrap();
    assert!(Places::all("mars").is_none());
    let refused = |places: Places| match house.app.check_places(&system, places) {
        Err(AppError::Refused(why)) => why,
        other => panic!("it started: {:?}", other.is_ok()),
    };
    for (places, what) in [
        (Places { hosting: Region::Eea, ..uk }, "the database"),
        (Places { backups: Region::Eea, ..uk }, "the backups"),
        (Places { logs: Region::Eea, ..uk }, "the logs"),
    ] {
        let why = refused(places);
        assert!(NOTICES.iter().all(|n| why.contains(n)) && why.contains(what), "{why}");
    }
    // Support may come from as far as data may go: anywhere with safeguards for one notice, the EEA for another.
    let why = refused(Places { support: Region::Eea, ..uk });
    assert!(why.contains("troubled-families") && !why.contains("dudley") && !why.contains("rough-sleeping"), "{why}");
    let why = refused(Places { support: Region::Safeguarded, ..uk });
    assert!(why.contains("dudley") && !why.contains("rough-sleeping"), "{why}");
}

//! A short soak: the long one is `make soak`.

use soak::ground::Ground;
use soak::soak::kill_again_and_again;
use std::collections::BTreeSet;
use std::path::Path;

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

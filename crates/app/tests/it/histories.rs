//! Over random histories of sharing, nothing goes that a plain reading of the history does not let go, nor is anything kept
//! back that it does. `make soak` tells a million of them.

use std::sync::Arc;
use testkit::histories::{Forgets, Ground};
use testkit::{NOTICES, library};

fn ground(id: &str) -> Ground {
    let library = library();
    let path = &library.find(id).unwrap().path;
    Ground::new(Arc::new(notice::compile(&library, path).compiled.unwrap()))
}

#[test]
fn no_history_of_permissions_agreements_and_grounds_leaks() {
    for (at, id) in (0..).zip(NOTICES) {
        let report = ground(id).tell(400, 40 + at);
        assert_eq!((report.leaks.first(), report.refusals.first()), (None, None), "{id}");
        // It is no test if hardly anything is ever let go.
        assert!(report.released * 100 > report.asked, "{id}: {} of {}", report.released, report.asked);
    }
}

#[test]
fn an_application_that_forgets_is_found_out() {
    for forgets in [Forgets::Withdrawals, Forgets::LastDays, Forgets::Endings, Forgets::Hours, Forgets::Records] {
        let found = NOTICES.iter().any(|id| !ground(id).forgetting(forgets).tell(400, 1).leaks.is_empty());
        assert!(found, "{forgets:?} is not found out");
    }
}

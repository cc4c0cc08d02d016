//! Over random histories of sharing, nothing goes that a plain reading of the history does not let go, nor is anything kept
//! back that it does. `make soak` tells a million of them.

use crate::support::{create, house, officer, partner, released};
use app::{AppError, ConsentAnswer, NewAnswer};
use jiff::civil::Date;
use kernel::{Entropy as _, SeededEntropy, london_date};
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

/// What a plain reading of a history says, of one record and one body.
#[derive(Default)]
struct Plain {
    /// The last word, and its last day.
    yes: Option<Option<Date>>,
    /// Whether any word was said that can be withdrawn.
    given: bool,
    works: bool,
}

impl Plain {
    fn sees(&self, today: Date) -> bool {
        self.works && self.yes.is_some_and(|until| until.is_none_or(|last| today <= last))
    }
}

/// The same through the whole application, over a database: every act goes through the use case that staff have for it, the clock is moved
/// on, and the body asks for the case.
#[test]
fn histories_through_the_application_show_a_body_what_a_plain_reading_lets_it_see() {
    let (mut shown, mut hidden) = (0, 0);
    for seed in 0..12 {
        let house = house();
        let (officer, charity) = (officer(&house), partner(&house, "salvation-army"));
        let app = &house.app;
        let mut dice = SeededEntropy::new(900 + seed);
        let mut below = |limit: u8| {
            let mut byte = [0];
            dice.fill(&mut byte);
            byte[0] % limit
        };
        // Two records of one person, which are merged and split again: each keeps what is its own.
        let cases = [create(&house, &officer, "Ada Example"), create(&house, &officer, "Ada Example")];
        let people = cases.map(|case| app.person_of(&officer, case).unwrap());
        let mut plain = [Plain::default(), Plain::default()];
        for _ in 0..30 {
            let today = london_date(house.now());
            let at = usize::from(below(2));
            let (case, of) = (cases[at], &mut plain[at]);
            match below(9) {
                0 | 1 => {
                    let until = (below(2) == 0).then(|| today.saturating_add(jiff::Span::new().days(below(5))));
                    let new = NewAnswer {
                        until,
                        ..NewAnswer::now("salvation-army", "refer", ConsentAnswer::Given, "spoken")
                    };
                    app.answer_consent(&officer, case, &new).unwrap();
                    (of.yes, of.given) = (Some(until), true);
                }
                2 => {
                    app.record_consent(&officer, case, "salvation-army", "refer", ConsentAnswer::Refused, "spoken")
                        .unwrap();
                    (of.yes, of.given) = (None, false);
                }
                3 => {
                    let done = app.record_consent(
                        &officer,
                        case,
                        "salvation-army",
                        "refer",
                        ConsentAnswer::Withdrawn,
                        "spoken",
                    );
                    assert_eq!(done.is_ok(), of.given, "what was given can be withdrawn, also once it has run out");
                    (of.yes, of.given) = (None, false);
                }
                4 => {
                    app.link_party(&officer, case, "salvation-army").unwrap();
                    of.works = true;
                }
                5 => {
                    assert_eq!(app.unlink_party(&officer, case, "salvation-army").is_ok(), of.works);
                    of.works = false;
                }
                6 => {
                    // Merged if they are apart, split if they are together.
                    if app.link_people(&officer, people[0], people[1]).is_err() {
                        let link = app.person(&officer, people[0], None).unwrap().links[0].id;
                        app.split_people(&officer, link, people[0]).unwrap();
                    }
                }
                _ => {
                    house.clock.advance_seconds(i64::from(below(3)) * 86_400 + 3_600);
                    // What follows by itself in the night changes nothing of what may be seen.
                    app.follow_shares().unwrap();
                }
            }
            let today = london_date(house.now());
            for (case, of) in cases.iter().zip(&plain) {
                match app.open(&charity, *case) {
                    Ok(view) => {
                        let seen = released(&view);
                        assert!(of.sees(today), "seed {seed}: a leak of {seen:?}");
                        assert!(seen.contains(&"identity") && !seen.contains(&"health"), "seed {seed}: {seen:?}");
                        shown += 1;
                    }
                    Err(AppError::NotFound) => {
                        assert!(!of.sees(today), "seed {seed}: kept back");
                        hidden += 1;
                    }
                    Err(other) => panic!("seed {seed}: {other}"),
                }
            }
        }
    }
    // It is no test if hardly anything is ever shown, or kept back.
    assert!(shown > 50 && hidden > 50, "{shown} shown, {hidden} hidden");
}

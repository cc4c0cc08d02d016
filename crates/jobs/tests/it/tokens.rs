//! Owners of tokens are told before these end: once 14 days before and once on the day before, by what recurs.

use crate::outbox::{both, worker};
use app::{Capacity, NewToken};
use jobs::Stop;
use kernel::{AccountId, Caller};
use store::{Account, StoreError};
use testkit::House;
use testkit::mail::MailServer;

const COVENTRY: &str = "coventry/homelessness-and-cbl";
const DAY: i64 = 24 * 60 * 60;

fn account(house: &House, username: &str) {
    let capacity = Capacity { notice: COVENTRY.to_owned(), principal: "role:housing-officer".to_owned() };
    let from = house.actor(COVENTRY, "role:housing-officer", "prevent-relieve").account;
    let username = username.to_owned();
    let (id, now) = (AccountId::new(house.now(), &mut house.entropy()), house.now());
    let caller = Caller::system(house.authority, "test");
    house
        .app
        .store()
        .write(&caller, "account", move |tx| {
            let like = tx.account(from)?.unwrap();
            tx.insert_account(&Account {
                id,
                username: username.clone(),
                capacities: vec![capacity.stored()],
                created_at: now,
                ..like
            })
        })
        .unwrap_or_else(|e: StoreError| panic!("{e}"));
}

fn token(house: &House, username: &str, name: &str, days: u16) {
    let new = NewToken {
        name: name.to_owned(),
        capacity: format!("{COVENTRY}#role:housing-officer"),
        purpose: "prevent-relieve".to_owned(),
        days,
    };
    let caller = Caller::system(house.authority, "test");
    house.app.make_token_named(&caller, username, &new).unwrap();
}

#[test]
fn whoever_holds_a_token_is_told_twice_before_it_ends_and_of_no_other() {
    both(|house| {
        let server = MailServer::start();
        let worker = worker(house, &server);
        for who in ["robin@council.test", "sam"] {
            account(house, who);
            token(house, who, "Weekly figures", 20);
        }
        token(house, "robin@council.test", "For a week", 7);
        token(house, "robin@council.test", "Revoked", 20);
        let caller = Caller::system(house.authority, "test");
        let revoked = house.app.tokens_named(&caller, "robin@council.test").unwrap();
        let revoked = revoked.iter().find(|t| t.name == "Revoked").unwrap().id;
        house.app.revoke_token_named(&caller, "robin@council.test", revoked).unwrap();
        house.app.ensure_schedules().unwrap();
        let mut told = Vec::new();
        let mut seen = 0;
        for day in 1..=22 {
            house.clock.advance_seconds(DAY);
            worker.do_what_is_due(&Stop::default()).unwrap();
            worker.do_what_is_due(&Stop::default()).unwrap();
            let received = server.received();
            for letter in &received[seen..] {
                assert_eq!(letter.to, "robin@council.test", "whose name is no address is not written to");
                let name = ["Weekly figures", "For a week", "Revoked"].into_iter().find(|n| letter.text.contains(n));
                told.push((day, name.unwrap()));
            }
            seen = received.len();
        }
        // What ends at the same moment comes in no order of its own.
        told.sort_unstable();
        assert_eq!(told, [(6, "For a week"), (6, "Weekly figures"), (19, "Weekly figures")]);
        let left = house.app.tokens_named(&caller, "robin@council.test").unwrap();
        assert!(left.iter().all(|t| !t.live), "its day comes whether or not anybody was told");
    });
}

//! Email to staff: kept with the act or not at all, sent once, tried again, laid before an administrator; on both engines.

use app::outbox::{StaffMail, mail_to_staff};
use app::{Actor, AppError};
use jobs::{Post, Stop, Worker};
use kernel::{Caller, SeededEntropy};
use mail::Smtp;
use std::sync::Arc;
use store::{Store, StoreError};
use testkit::House;
use testkit::mail::MailServer;
use testkit::postgres::Cluster;

const COVENTRY: &str = "coventry/homelessness-and-cbl";

pub fn both(story: impl Fn(&House)) {
    story(&House::new(&[COVENTRY]));
    let cluster = Cluster::shared();
    story(&House::at(cluster.database(), None, &[COVENTRY]));
}

fn post(server: &MailServer) -> Post {
    Post {
        smtp: Some(Arc::new(Smtp::new(&server.url(), "Test Council <noreply@council.test>").unwrap())),
        ..Post::default()
    }
}

pub fn worker(house: &House, server: &MailServer) -> Worker {
    Worker::new(house.app.clone(), post(server), &mut house.entropy())
}

fn administrator(house: &House) -> Actor {
    let mut actor = house.actor(COVENTRY, "role:housing-officer", "prevent-relieve");
    actor.administers = true;
    actor
}

fn invite(house: &House, to: &str, subject: &str, body: &str, keep: bool) -> Result<(), AppError> {
    let account = administrator(house).account;
    let (to, subject, body) = (to.to_owned(), subject.to_owned(), body.to_owned());
    house.app.store().write(&Caller::system(house.authority, "test"), "invite", move |tx| {
        let mail = StaffMail { account, address: &to, subject: &subject, body: &body };
        mail_to_staff(tx, &mail)?;
        if keep { Ok(()) } else { Err(AppError::Refused("changed my mind".to_owned())) }
    })
}

#[test]
fn an_email_leaves_once_with_its_act_and_is_forgotten() {
    both(|house| {
        let server = MailServer::start();
        let canary = house.canary();
        let body = format!("Follow https://casement.test/invitations/{canary}\n.\nA line after a dot, and £5.");
        invite(house, "new.officer@council.test", "Your invitation\r\nBcc: evil@example.test", &body, true).unwrap();
        assert!(invite(house, "never@council.test", "Never", "Never", false).is_err());
        let worker = worker(house, &server);
        assert_eq!(worker.do_what_is_due(&Stop::default()).unwrap(), 1);
        assert_eq!(worker.do_what_is_due(&Stop::default()).unwrap(), 0);
        let received = server.received();
        assert_eq!(received.len(), 1, "once, and nothing of the act that was undone");
        assert_eq!(received[0].to, "new.officer@council.test");
        assert!(received[0].text.contains(&canary) && received[0].text.contains("Message-ID:"), "{}", received[0].text);
        let head = received[0].text.split("\n\n").next().unwrap();
        assert!(!head.lines().any(|l| l.starts_with("Bcc")), "a subject cannot add a header: {head}");
        // What it carried is gone from the row.
        let (done, carried) = house
            .app
            .store()
            .write(&Caller::system(house.authority, "test"), "look", |tx| {
                let jobs = tx.jobs_in(store::JobState::Done, 10)?;
                Ok::<_, StoreError>((jobs.len(), jobs.iter().filter(|j| j.sealed.is_some()).count()))
            })
            .unwrap();
        assert_eq!((done, carried), (1, 0));
    });
}

#[test]
fn a_busy_server_is_asked_again_later_and_a_refusal_comes_before_an_administrator() {
    both(|house| {
        let server = MailServer::start();
        server.be_busy(2);
        invite(house, "patient@council.test", "Later", "x", true).unwrap();
        invite(house, "refused.zanaryaddress@council.test", "Never", "x", true).unwrap();
        let worker = worker(house, &server);
        let stop = Stop::default();
        worker.do_what_is_due(&stop).unwrap();
        assert!(server.received().is_empty());
        house.clock.advance_seconds(20);
        assert_eq!(worker.do_what_is_due(&stop).unwrap(), 0, "not before its pause is over");
        house.clock.advance_seconds(40);
        assert_eq!(worker.do_what_is_due(&stop).unwrap(), 1);
        assert!(server.received().is_empty(), "busy a second time");
        house.clock.advance_seconds(200);
        worker.do_what_is_due(&stop).unwrap();
        assert_eq!(server.received().len(), 1);
        let admin = administrator(house);
        let view = house.app.jobs(&admin).unwrap();
        assert_eq!(view.dead.len(), 1);
        assert!(view.dead[0].why.contains("550"), "{}", view.dead[0].why);
        assert!(!view.dead[0].why.contains("zanaryaddress"), "an error names nobody: {}", view.dead[0].why);
        // Tried again it fails again; given up it is gone. Nobody else may.
        let stranger = house.actor(COVENTRY, "role:housing-officer", "prevent-relieve");
        assert!(matches!(house.app.jobs(&stranger), Err(AppError::NotFound)));
        assert!(matches!(house.app.settle_dead_job(&stranger, view.dead[0].id, false), Err(AppError::NotFound)));
        house.app.settle_dead_job(&admin, view.dead[0].id, true).unwrap();
        assert_eq!(worker.do_what_is_due(&stop).unwrap(), 1);
        let view = house.app.jobs(&admin).unwrap();
        house.app.settle_dead_job(&admin, view.dead[0].id, false).unwrap();
        assert!(house.app.jobs(&admin).unwrap().dead.is_empty());
    });
}

#[test]
fn two_processes_share_the_work_and_a_dead_one_is_replaced() {
    both(|house| {
        let server = MailServer::start();
        for n in 0..24 {
            invite(house, &format!("officer{n}@council.test"), "Hello", "x", true).unwrap();
        }
        // A worker that takes some and is never heard of again.
        let taken = house.app.take_jobs([9; 16], &[app::jobs::STAFF_MAIL], 3).unwrap();
        assert_eq!(taken.len(), 3);
        // A second store over the same database, as another process has.
        let other = app::App::new(Store::open(house.config.clone()).unwrap(), house.authority);
        let first = worker(house, &server);
        let second = Worker::new(other, post(&server), &mut SeededEntropy::new(77));
        std::thread::scope(|scope| {
            for worker in [&first, &second] {
                scope.spawn(move || while worker.do_what_is_due(&Stop::default()).map_or(true, |n| n > 0) {});
            }
        });
        let mut to: Vec<String> = server.received().into_iter().map(|r| r.to).collect();
        to.sort();
        to.dedup();
        assert_eq!((server.received().len(), to.len()), (21, 21), "each once");
        house.clock.advance_seconds(301);
        first.do_what_is_due(&Stop::default()).unwrap();
        assert_eq!(server.received().len(), 24, "what the lost worker had is done by another");
        // Finishing what is no longer one's own changes nothing.
        house.app.job_done([9; 16], taken[0].id).unwrap();
    });
}

#[test]
fn what_recurs_is_enqueued_once_and_rests_when_told() {
    both(|house| {
        let server = MailServer::start();
        let worker = worker(house, &server);
        let admin = administrator(house);
        house.app.ensure_schedules().unwrap();
        house.app.ensure_schedules().unwrap();
        let stop = Stop::default();
        assert_eq!(worker.do_what_is_due(&stop).unwrap(), 0, "not before its time");
        house.clock.advance_seconds(25 * 3600);
        let due = house.app.jobs(&admin).unwrap().recurring.len();
        assert_eq!(worker.do_what_is_due(&stop).unwrap(), due, "each once");
        assert_eq!(worker.do_what_is_due(&stop).unwrap(), 0);
        house.app.pause_schedule(&admin, app::jobs::SWEEP, true).unwrap();
        house.clock.advance_seconds(24 * 3600);
        assert_eq!(worker.do_what_is_due(&stop).unwrap(), due - 1);
        // A month later the sweep forgets them.
        house.app.pause_schedule(&admin, app::jobs::SWEEP, false).unwrap();
        house.clock.advance_seconds(40 * 24 * 3600);
        worker.do_what_is_due(&stop).unwrap();
        let done: u64 = house.app.jobs(&admin).unwrap().tallies.iter().map(|(_, counts)| counts[2]).sum();
        assert_eq!(done, u64::try_from(due).unwrap(), "only those of today");
    });
}

#[test]
fn a_worker_stops_after_the_job_at_hand() {
    let house = House::new(&[COVENTRY]);
    let server = MailServer::start();
    invite(&house, "a@council.test", "Hello", "x", true).unwrap();
    let worker = worker(&house, &server);
    let stop = Stop::default();
    std::thread::scope(|scope| {
        scope.spawn(|| worker.work(&stop));
        while server.received().is_empty() {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        stop.now();
    });
    let view = house.app.jobs(&administrator(&house)).unwrap();
    assert!(view.tallies.iter().all(|(_, [_, running, ..])| *running == 0), "nothing is left half done");
}

#[test]
fn nothing_of_an_email_lies_open_in_the_database() {
    let house = House::new(&[COVENTRY]);
    let canary = house.canary();
    invite(&house, &format!("{canary}@council.test"), &canary, &canary, true).unwrap();
    let folder = house.folder().unwrap();
    for file in std::fs::read_dir(folder).unwrap().flatten() {
        let bytes = std::fs::read(file.path()).unwrap();
        let found = bytes.windows(canary.len()).any(|w| w.eq_ignore_ascii_case(canary.as_bytes()));
        assert!(!found, "{:?} holds the canary", file.file_name());
    }
}

//! A demonstration, and working in it through the application's front door.

use app::views::Item;
use app::{App, ListFilter, LoggedIn, SignIn};
use jiff::civil::date;
use kernel::{FixedClock, SeededEntropy, Sensitive};
use notice::Library;
use sealing::MasterKeyRing;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use store::{Store, StoreConfig};
use synthetic::{Demo, DemoError, Options, PASSWORD, Progress, authority, demo};

const OPTIONS: Options = Options { cases: 300, seed: 4, as_of: date(2026, 11, 21), lived_in: true };

/// Two of the notices: a compiler in a debug build takes its time.
fn library() -> Library {
    let mut some = Library::default();
    for file in Library::embedded().files() {
        if ["base/", "coventry", "mars"].iter().any(|part| file.path.contains(part)) {
            some.add(file.path.clone(), file.text.clone());
        }
    }
    some
}

struct Made {
    app: App,
    demo: Demo,
    clock: Arc<FixedClock>,
    steps: Vec<Progress>,
    _folder: tempfile::TempDir,
}

#[expect(clippy::unwrap_used, reason = "a test without its demonstration tests nothing")]
fn made() -> Made {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(FixedClock::on(OPTIONS.as_of));
    let masters = Arc::new(MasterKeyRing::random(&mut SeededEntropy::new(7)));
    let mut config = StoreConfig::new(folder.path().join("demo.db").display().to_string(), masters);
    config.clock = Arc::<FixedClock>::clone(&clock);
    let seed = Arc::new(AtomicU64::new(1000));
    config.entropy = Arc::new(move || Box::new(SeededEntropy::new(seed.fetch_add(1, Ordering::SeqCst))));
    let app = App::new(Store::open(config).unwrap(), authority(OPTIONS.seed));
    let steps = Mutex::new(Vec::new());
    let demo = demo(&app, &library(), OPTIONS, &|at| steps.lock().unwrap().push(at)).unwrap();
    let steps = steps.into_inner().unwrap();
    Made { app, demo, clock, steps, _folder: folder }
}

impl Made {
    #[expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot log in tests nothing")]
    fn log_in(&self, username: &str) -> app::Actor {
        let account = self.demo.accounts.iter().find(|a| a.username == username).unwrap_or_else(|| {
            let all: Vec<&str> = self.demo.accounts.iter().map(|a| a.username.as_str()).collect();
            panic!("{username} is not among {all:?}")
        });
        let secret: [u8; 20] =
            data_encoding::BASE32_NOPAD.decode(account.totp_secret.as_bytes()).unwrap().try_into().unwrap();
        let code = identity::TotpSecret::from_bytes(secret).code_at(kernel::Clock::now(self.clock.as_ref()));
        let password = Sensitive::new(PASSWORD.to_owned());
        let SignIn::NeedsCode(half) = self.app.sign_in(username, &password).unwrap() else { panic!("no code wanted") };
        let token = self.app.second_factor(&half, &Sensitive::new(code)).unwrap();
        match self.app.who(&token).unwrap() {
            Some(LoggedIn::In(actor)) => *actor,
            _ => panic!("{username} is not in"),
        }
    }
}

#[test]
fn an_officer_and_a_partner_work_in_a_demonstration() {
    let made = made();
    assert_eq!(made.demo.cases, OPTIONS.cases);
    assert_eq!(made.steps.first(), Some(&Progress { done: 0, of: OPTIONS.cases }));
    assert_eq!(made.steps.iter().map(|p| p.done).max(), Some(OPTIONS.cases));

    let officer = made.log_in("officer@homelessness");
    let list = made.app.list(&officer, &ListFilter { mine: true, ..ListFilter::default() }).unwrap();
    assert!(list.total > 10, "{}", list.total);
    let first = list.lines.first().unwrap();
    let view = made.app.open(&officer, first.id).unwrap();
    let shown = view.sections.iter().filter(|s| matches!(s.content, Item::Released(_))).count();
    assert!(shown >= 4, "{shown} sections are open to the officer");

    // Whoever is in the list is found by name, and by a misspelt one.
    let Item::Released(name) = &first.name else { panic!("the name is withheld") };
    let name = name.get().clone();
    for typed in [name.clone(), name.to_uppercase(), format!("{name}e")] {
        let found = made.app.search(&officer, &Sensitive::new(typed)).unwrap();
        assert!(found.lines.iter().any(|l| l.id == first.id));
    }

    // An agency's desk holds what it works on, and nothing of other notices.
    let partner =
        made.demo.accounts.iter().filter(|a| a.username.ends_with("@mars") && !a.acts_as[0].contains("#role:"));
    let mut desks = 0;
    for account in partner.take(6) {
        let actor = made.log_in(&account.username);
        desks += made.app.list(&actor, &ListFilter::default()).unwrap().total;
    }
    assert!(desks > 0, "some agency works on some case");
    let admin = made.log_in("admin@demo");
    assert!(admin.administers);

    let again = demo(&made.app, &library(), OPTIONS, &|_| ());
    assert!(matches!(again, Err(DemoError::Occupied)), "one demonstration is enough for one place");
}

#[test]
fn some_people_told_everything_and_some_of_them_are_there_twice() {
    let made = made();
    let told = synthetic::told(&made.app, OPTIONS).unwrap();
    assert_eq!(told, 12, "four of each of three services");
    let officer = made.log_in("officer@homelessness");
    let pairs = made.app.duplicates(&officer, None).unwrap();
    assert!(!pairs.is_empty(), "nobody is proposed");
    // Members of households are proposed too; of those whose case it is, the whole household is known. A partner is kept apart where
    // there is domestic abuse, of which these people told.
    let views: Vec<_> = pairs
        .iter()
        .flat_map(|p| [p.one.person, p.other.person])
        .map(|person| made.app.person(&officer, person, None).unwrap())
        .collect();
    let with_children = |v: &&app::PersonView| v.facts.get().household.iter().filter(|m| m.child).count() >= 2;
    let view = views.iter().find(with_children).unwrap();
    let known = view.facts.get();
    assert!(known.lived.len() >= 3 && known.lived.iter().any(|l| l.stay.no_home));
    assert!(!known.timeline(view.today).gaps.is_empty());
    assert!(known.names.len() >= 2 && !known.identifiers.is_empty() && known.ways.iter().any(|w| !w.safe.is_empty()));
}

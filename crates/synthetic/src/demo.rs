//! A demonstration: an invented authority with the notices published, an account for each role and agency, and cases.

use crate::figures::DataError;
use crate::load::{LoadError, Target, load};
use crate::meetings;
use crate::population::Population;
use crate::requests::{Desk, requests};
use crate::teams::{self, Crew};
use crate::work::{actor, week};
use app::{Actor, App, AppError, Capacity, NewAccount};
use identity::{PasswordError, TotpSecret, hash_password};
use jiff::civil::Date;
use kernel::{
    AccountId, AuthorityId, Caller, EnrolmentId, Entropy as _, NoticeVersionId, SeededEntropy, Sensitive, Timestamp,
};
use notice::Library;
use notice::model::{Act, Compiled, Principal, PrincipalIx};
use notice::source::ServiceKind;
use serde::Serialize;
use std::collections::BTreeSet;
use store::{Agreement, Enrolment, PartnerCheck, StoreError, Tx, Whereabouts};

/// The short name of the demonstration's authority.
pub const SLUG: &str = "demo";
/// Its name: there is no such council.
pub const NAME: &str = "Fernley Council (demonstration)";
/// The password of every account of a demonstration. It protects invented people only.
pub const PASSWORD: &str = "lantern bridge seven plums";
/// How many accounts the role has that owns the cases of a notice.
const OFFICERS: u32 = 4;
/// The role that answers requests about data.
const OFFICER: &str = "data-protection-officer";

/// What a demonstration is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// How many cases.
    pub cases: u64,
    /// What the data is repeated by.
    pub seed: u64,
    /// The day as of which it stands.
    pub as_of: Date,
    /// Whether people have been at work on it: teams, a week of entries, requests, meetings, and the first night, in which what is due
    /// is destroyed. Without it there are cases and accounts only.
    pub lived_in: bool,
}

/// How far the loading has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Cases loaded.
    pub done: u64,
    /// Of so many.
    pub of: u64,
}

/// An account of a demonstration, with all that is needed to log in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DemoAccount {
    /// What is typed to log in.
    pub username: String,
    /// The name that colleagues know them by.
    pub name: String,
    /// The password.
    pub password: &'static str,
    /// The second factor's secret, in base 32.
    pub totp_secret: String,
    /// The same as an address for authenticators.
    pub totp_uri: String,
    /// As whom, under which notices: `notice#principal`.
    pub acts_as: Vec<String>,
    /// The same in words.
    pub acts_as_words: String,
    /// Whether it administers accounts and enrolments.
    pub administers: bool,
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demo {
    /// The authority.
    pub authority: AuthorityId,
    /// The accounts.
    pub accounts: Vec<DemoAccount>,
    /// Cases loaded.
    pub cases: u64,
}

/// Why no demonstration was made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// There is one already.
    #[error("this store has a demonstration already: serve it, or choose another folder")]
    Occupied,
    /// A notice was not published, or an account not made.
    #[error(transparent)]
    App(#[from] AppError),
    /// The cases were not loaded.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// This crate's own data is not right.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A password could not be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// A notice does not compile.
    #[error("the notice {0} does not compile: run `casement notice check` and mend what it says")]
    Notice(String),
}

/// The authority of a demonstration, by its seed.
#[must_use]
pub fn authority(seed: u64) -> AuthorityId {
    AuthorityId::new(Timestamp::from_micros(1_577_836_800_000_000), &mut SeededEntropy::new(seed ^ 0xa071))
}

/// By what the administrator logs in.
const ADMIN: &str = "admin@demo";

/// A notice on its way into the demonstration.
struct Staged {
    compiled: Compiled,
    version: NoticeVersionId,
    place: String,
    /// The enrolments of invented bodies into its open classes, by principal.
    enrolled: Vec<(PrincipalIx, EnrolmentId)>,
    officers: Vec<AccountId>,
}

/// Makes the authority, publishes every service's notice of the library, and makes accounts and cases. The application is
/// one for [`authority`] of the same seed.
///
/// # Errors
/// When there is a demonstration already, a notice does not compile, or the store does not answer.
pub fn demo(
    app: &App,
    library: &Library,
    options: Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Demo, DemoError> {
    let authority = authority(options.seed);
    let system = Caller::system(authority, "demo-data");
    if !app.store().write(&system, "authority", |tx| tx.ensure_authority(SLUG, NAME))? {
        return Err(DemoError::Occupied);
    }
    let mut staged = Vec::new();
    for (id, _) in library.ids().into_iter().filter(|(id, _)| !id.starts_with("base/")) {
        let compiled = notice::compile(library, &id).compiled.ok_or_else(|| DemoError::Notice(id.clone()))?;
        let version = app.publish(&system, library, &id)?;
        app.publish_forms(&system, library, &id)?;
        let place = compiled.merged.service.keys().next().cloned().unwrap_or_else(|| id.clone());
        let enrolled = app.store().write(&system, "enrolments", {
            let compiled = compiled.clone();
            move |tx| enrol(tx, &compiled, options.as_of)
        })?;
        staged.push(Staged { compiled, version, place, enrolled, officers: Vec::new() });
    }
    for (path, text) in messages::SHIPPED.iter().chain(messages::SHIPPED_ELSEWHERE) {
        let notice = messages::Template::parse(path, text).map_err(|e| DemoError::Notice(e.to_string()))?.notice;
        if staged.iter().any(|s| s.compiled.id == notice) {
            app.publish_template(&system, path, text)?;
        }
    }
    let accounts = make_accounts(app, &system, options.seed, &mut staged)?;
    if let Some(by) = staged.iter().find_map(|s| s.officers.first().copied()) {
        let notices: Vec<Compiled> = staged.iter().map(|s| s.compiled.clone()).collect();
        app.store().write(&system, "suppliers", move |tx| crate::suppliers::write(tx, &notices, by, options.as_of))?;
    }
    let population =
        Population::new(&staged.iter().map(|s| &s.compiled).collect::<Vec<_>>(), options.seed, options.as_of)?
            .with_old();
    let targets: Vec<Target<'_>> = staged
        .iter()
        .map(|s| Target { compiled: &s.compiled, version: s.version, enrolled: &s.enrolled, officers: &s.officers })
        .collect();
    load(app.store(), &system, &population, &targets, options, progress)?;
    if !options.lived_in {
        return Ok(Demo { authority, accounts, cases: options.cases });
    }
    for notice in &staged {
        let Some(principal) = owning_role(&notice.compiled).and_then(|at| notice.compiled.principals.get(at)) else {
            continue;
        };
        let published = app.notice_page(&notice.compiled.id, None)?.notice;
        let usual = published.compiled.principal(&principal.key()).and_then(|ix| published.usual_purpose(ix));
        if let Some(purpose) = usual {
            let acting = (notice.compiled.id.as_str(), principal.key(), purpose);
            crew(app, authority, notice, (&acting.1, &acting.2), options.as_of)?;
            week(app, authority, &notice.officers, (acting.0, &acting.1, &acting.2), options.as_of)?;
            ask(app, authority, notice, (&acting.1, &acting.2), options)?;
            let meets = notice.compiled.merged.service.iter().find(|(_, s)| s.kind == ServiceKind::Meeting);
            if let (Some((service, _)), Some(chair)) = (meets, notice.officers.first()) {
                let me = actor(authority, *chair, acting.0, &acting.1, &acting.2);
                meetings::group(app, &me, service, options.as_of)?;
            }
        }
    }
    // What is due long since is destroyed as every night, with its certificates; and the months have what falls due in them.
    app.erase_due()?;
    Ok(Demo { authority, accounts, cases: options.cases })
}

/// The team of a notice: its officers, led by its manager where it has one.
fn crew(
    app: &App,
    authority: AuthorityId,
    notice: &Staged,
    (principal, purpose): (&str, &str),
    today: Date,
) -> Result<(), DemoError> {
    let system = Caller::system(authority, "demo-data");
    let id = notice.compiled.id.as_str();
    let (manager, admin) = (["manager@", &notice.place].concat(), ADMIN);
    let officers = notice.officers.clone();
    let (admin, manager, names) = app.store().read(&system, "crew", |tx| {
        let manager = tx.account_named(&manager)?.map(|a| a.username);
        let mut names = Vec::new();
        for officer in &officers {
            names.extend(tx.account(*officer)?.map(|a| (a.id, a.username)));
        }
        Ok::<_, StoreError>((tx.account_named(admin)?, manager, names))
    })?;
    let Some(admin) = admin else { return Ok(()) };
    let admin = Actor { administers: true, ..actor(authority, admin.id, "", "", "") };
    let officers: Vec<(Actor, String)> =
        names.into_iter().map(|(account, name)| (actor(authority, account, id, principal, purpose), name)).collect();
    let crew = Crew { admin: &admin, officers: &officers, manager };
    teams::team(app, &crew, id, &["Team ", &notice.compiled.title].concat(), today)?;
    Ok(())
}

/// Requests about data: two data protection officers answer them, and copies are of cases of the first who works.
fn ask(
    app: &App,
    authority: AuthorityId,
    notice: &Staged,
    (principal, purpose): (&str, &str),
    options: Options,
) -> Result<(), DemoError> {
    let system = Caller::system(authority, "demo-data");
    let id = notice.compiled.id.as_str();
    let of = |number: &str| -> Result<Option<Actor>, DemoError> {
        let name = [OFFICER, number, "@", &notice.place].concat();
        let found = app.store().read(&system, "officer", |tx| tx.account_named(&name))?;
        Ok(found.map(|a| actor(authority, a.id, id, &["role:", OFFICER].concat(), "rights")))
    };
    let (Some(officer), Some(second), Some(worker)) = (of("")?, of("2")?, notice.officers.first()) else {
        return Ok(());
    };
    let worker = actor(authority, *worker, id, principal, purpose);
    let desk = Desk { officer: &officer, second: &second, worker: &worker };
    // Each notice has a chance of its own, or their references would be the same.
    let seed = notice.place.bytes().fold(options.seed ^ 0x5172, |h, b| h.wrapping_mul(31).wrapping_add(u64::from(b)));
    requests(app, &desk, options.as_of, &mut SeededEntropy::new(seed))?;
    Ok(())
}

/// The principals other than roles to which the notice can release anything.
fn agencies(compiled: &Compiled) -> impl Iterator<Item = (PrincipalIx, &Principal)> {
    compiled.principals.iter().enumerate().filter_map(|(at, principal)| {
        let ix = PrincipalIx(u16::try_from(at).ok()?);
        let body = matches!(principal, Principal::Party { .. } | Principal::Enrolled { .. });
        let sees = compiled.envelope.lines.iter().any(|l| l.principal == ix && l.act == Act::See);
        (body && sees).then_some((ix, principal))
    })
}

/// An invented body in each open class, and an agreement with every body.
fn enrol(tx: &mut Tx<'_>, compiled: &Compiled, as_of: Date) -> Result<Vec<(PrincipalIx, EnrolmentId)>, StoreError> {
    let from_on = as_of.checked_sub(jiff::Span::new().years(3)).unwrap_or(as_of);
    let mut enrolled = Vec::new();
    for (number, (ix, principal)) in agencies(compiled).enumerate() {
        let now = tx.now();
        let id = EnrolmentId::new(now, tx.entropy());
        let party = match principal {
            Principal::Enrolled { class, label, .. } => {
                let body = ["class:", class, "/", &id.to_string()].concat();
                tx.insert_enrolment(&Enrolment {
                    id,
                    notice_id: compiled.id.clone(),
                    class: class.clone(),
                    body: body.clone(),
                    name: ["Example body: ", label].concat(),
                    from_on,
                    until_on: None,
                    evidence: "Demonstration agreement".to_owned(),
                    recorded_at: now,
                })?;
                enrolled.push((ix, id));
                body
            }
            other => other.key(),
        };
        tx.put_partner_check(&PartnerCheck::taken_over(&compiled.id, &party, "Demonstration agreement", now))?;
        tx.put_whereabouts(&Whereabouts {
            kind: "recipient".to_owned(),
            notice_id: compiled.id.clone(),
            body: party.clone(),
            country: "GB".to_owned(),
            confirmed: true,
            source: "Demonstration agreement".to_owned(),
            account: None,
            at: now,
        })?;
        let agreement = EnrolmentId::new(now, tx.entropy());
        let reference = format!("Demonstration agreement {}", number + 1);
        let signed = Agreement::unsigned(agreement, &compiled.id, &party, &reference, from_on, now).signed(
            "Data protection officer (demonstration)",
            "Example officer",
            from_on,
        );
        tx.insert_agreement(&signed)?;
    }
    Ok(enrolled)
}

/// An account that is to be made, and for which notice it owns cases.
struct Wanted {
    shown: DemoAccount,
    capacities: Vec<Capacity>,
    enrolment: Option<EnrolmentId>,
    secret: TotpSecret,
    owns: Option<usize>,
}

fn make_accounts(app: &App, system: &Caller, seed: u64, staged: &mut [Staged]) -> Result<Vec<DemoAccount>, DemoError> {
    // One hash for all: it is one password, and it is printed.
    let hash = hash_password(&Sensitive::new(PASSWORD.to_owned()), &mut SeededEntropy::new(seed))?;
    let mut wanted: Vec<Wanted> = Vec::new();
    let mut administers = Vec::new();
    for (at, notice) in staged.iter().enumerate() {
        let capacity =
            |principal: &Principal| Capacity { notice: notice.compiled.id.clone(), principal: principal.key() };
        let title = &notice.compiled.title;
        let owner = owning_role(&notice.compiled);
        for (ix, principal) in notice.compiled.principals.iter().enumerate() {
            let Principal::Role { id, label } = principal else { continue };
            if id == "administrator" {
                administers.push(capacity(principal));
                continue;
            }
            let owns = owner == Some(ix);
            // Nobody checks a copy that they made.
            let many = if id == OFFICER { 2 } else { 1 };
            for number in 1..=if owns { OFFICERS } else { many } {
                let username = [
                    short(id),
                    if number > 1 { number.to_string() } else { String::new() },
                    "@".to_owned(),
                    notice.place.clone(),
                ]
                .concat();
                wanted.push(Wanted::new(seed, username, label, title, vec![capacity(principal)], owns.then_some(at)));
            }
        }
        for (ix, principal) in agencies(&notice.compiled) {
            let key = principal.key();
            let username = [key.strip_prefix("class:").unwrap_or(&key), "@", &notice.place].concat();
            let mut account = Wanted::new(seed, username, principal.words(), title, vec![capacity(principal)], None);
            account.enrolment = notice.enrolled.iter().find(|(p, _)| *p == ix).map(|(_, id)| *id);
            wanted.push(account);
        }
    }
    let mut admin = Wanted::new(seed, ADMIN.to_owned(), "System administrator", "all notices", administers, None);
    admin.shown.administers = true;
    wanted.push(admin);
    let new = wanted
        .iter()
        .map(|w| NewAccount {
            username: w.shown.username.clone(),
            name: w.shown.name.clone(),
            password_hash: hash.clone(),
            second_factor: Some(w.secret.clone()),
            capacities: w.capacities.clone(),
            enrolment: w.enrolment,
            administers: w.shown.administers,
        })
        .collect();
    let made = app.add_accounts(system, new)?;
    for (id, account) in made.iter().zip(&wanted) {
        if let Some(notice) = account.owns.and_then(|at| staged.get_mut(at)) {
            notice.officers.push(*id);
        }
    }
    Ok(wanted.into_iter().map(|w| w.shown).collect())
}

impl Wanted {
    fn new(
        seed: u64,
        username: String,
        role: &str,
        title: &str,
        capacities: Vec<Capacity>,
        owns: Option<usize>,
    ) -> Self {
        // FNV-1a: the secret has to depend on the name and the seed, and on nothing else.
        let mixed = username.bytes().fold(0xcbf2_9ce4_8422_2325_u64 ^ seed, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut bytes = [0; 20];
        SeededEntropy::new(mixed).fill(&mut bytes);
        let secret = TotpSecret::from_bytes(bytes);
        let totp_uri = secret.uri("Casement demo", &username).expose().clone();
        let shown = DemoAccount {
            name: [role, " (", &username, ")"].concat(),
            username,
            password: PASSWORD,
            totp_secret: secret.base32().expose().clone(),
            totp_uri,
            acts_as: capacities.iter().map(Capacity::stored).collect(),
            acts_as_words: [role, ", ", title].concat(),
            administers: false,
        };
        Self { shown, capacities, enrolment: None, secret, owns }
    }
}

/// The role that owns the cases: the first of the notice that may record at least half as many categories as any other
/// (managers may often record a few more, and own no cases).
fn owning_role(compiled: &Compiled) -> Option<usize> {
    let records = |at: usize| {
        let ix = u16::try_from(at).map(PrincipalIx).ok();
        let lines = compiled.envelope.lines.iter().filter(|l| Some(l.principal) == ix && l.act == Act::Record);
        lines.map(|l| l.category).collect::<BTreeSet<_>>().len()
    };
    let roles = compiled.principals.iter().enumerate().filter(|(_, p)| matches!(p, Principal::Role { .. }));
    let counted: Vec<(usize, usize)> = roles.map(|(at, _)| (at, records(at))).collect();
    let most = counted.iter().map(|(_, n)| *n).max().unwrap_or(0);
    counted.into_iter().find(|(_, n)| *n * 2 >= most).map(|(at, _)| at)
}

/// A role's short name: `housing-officer` is `officer`, `team-manager` is `manager`.
fn short(role: &str) -> String {
    ["officer", "manager"]
        .iter()
        .find(|end| ["housing-", "team-"].iter().any(|start| role == [*start, **end].concat()))
        .map_or_else(|| role.to_owned(), |end| (*end).to_owned())
}

//! Sharing, to be measured: a meeting at which twenty agencies look at one person, and that person's own page.

use crate::ground::{Ground, NOTICE, Officer};
use crate::http::Client;
use crate::{Said, because};
use app::meetings::{NewAgenda, NewMeeting, NewSeries};
use app::{Actor, App, ConsentAnswer, NewPortalAccount};
use identity::{SessionToken, csrf_token};
use kernel::{Caller, CaseId, Clock as _, OsEntropy, SessionId, SystemClock, london_date};
use notice::model::{Act, Principal};
use std::net::SocketAddr;
use store::{MeetingStatement, PortalSession, StoreError};

/// How many agencies look at one person.
pub const AGENCIES: usize = 20;
/// For what they look.
const PURPOSE: &str = "refer";
/// The service whose panel meets.
const SERVICE: &str = "homelessness";
/// Pages of the person's own.
pub const OWN_PAGES: [&str; 10] = [
    "/me",
    "/me/plan",
    "/me/documents",
    "/me/held",
    "/me/shared",
    "/me/looked",
    "/me/consents",
    "/me/letters",
    "/me/papers",
    "/me/copies",
];

/// Somebody who is logged in on their own page.
pub struct OwnPage {
    token: SessionToken,
}

impl OwnPage {
    /// Their browser.
    #[must_use]
    pub fn client(&self, to: SocketAddr) -> Client {
        Client::own(to, self.token.cookie().expose().clone(), csrf_token(&self.token))
    }
}

/// Bodies that the notice lets see something for the purpose.
fn bodies() -> Said<Vec<String>> {
    let compiled = notice::compile(&testkit::library(), NOTICE).compiled.ok_or("the notice does not compile")?;
    let purpose = compiled.purpose(PURPOSE).ok_or("no such purpose")?;
    let sees = |at: usize| {
        compiled
            .envelope
            .lines
            .iter()
            .any(|l| usize::from(l.principal.0) == at && l.act == Act::See && l.purpose == purpose)
    };
    let parties = compiled.principals.iter().enumerate().filter(|(_, p)| matches!(p, Principal::Party { .. }));
    let mut bodies: Vec<String> = parties.filter(|(at, _)| sees(*at)).map(|(_, p)| p.key()).collect();
    bodies.truncate(AGENCIES);
    if bodies.len() == AGENCIES { Ok(bodies) } else { Err(format!("the notice has {} such bodies only", bodies.len())) }
}

impl Ground {
    /// A meeting today about the person of a case, of twenty agencies that the person agrees to: somebody of each, and the page of the
    /// person at the meeting.
    ///
    /// # Errors
    /// When the case cannot be spoken of there, or anything fails.
    pub fn meeting(&self, app: &App, officer: &Actor, case: CaseId) -> Said<(Vec<Officer>, String)> {
        let series = NewSeries {
            service: SERVICE.to_owned(),
            name: "Measured panel".to_owned(),
            terms: "Speaks of people who may lose their home.".to_owned(),
            statement: "What is said here stays here.".to_owned(),
            criteria: String::new(),
            opens_days: 2,
            closes_days: 2,
        };
        let group = app.make_group(officer, &series).map_err(because("a group"))?;
        let bodies = bodies()?;
        for body in &bodies {
            app.join_group(officer, group, body).map_err(because("a member"))?;
        }
        let on = Some(london_date(SystemClock.now()));
        let new = NewMeeting { on, starts: "10:00".to_owned(), place: "Town hall".to_owned() };
        let meeting = app.call_meeting(officer, group, &new).map_err(because("a meeting"))?;
        let new = NewAgenda {
            reference: app.open(officer, case).map_err(because("a case"))?.reference,
            category: "housing-needs".to_owned(),
            why: "Has to leave by the end of the month".to_owned(),
            ..NewAgenda::default()
        };
        let item = app.put_on_agenda(officer, meeting, &new).map_err(because("an agenda"))?;
        let system = Caller::system(self.authority, "bench");
        let mut there = Vec::with_capacity(bodies.len());
        for body in &bodies {
            app.record_consent(officer, case, body, PURPOSE, ConsentAnswer::Given, "spoken")
                .map_err(because("a permission"))?;
            let username = format!("measured-{body}");
            let member = Self::member(app.store(), &system, &username, (body.as_str(), PURPOSE))?;
            let signed_at = SystemClock.now();
            let signed = MeetingStatement { meeting, account: member.account, party: body.clone(), signed_at };
            app.store()
                .write(&system, "statement", move |tx| tx.sign_statement(&signed))
                .map_err(|e: StoreError| format!("a statement: {e}"))?;
            there.push(member);
        }
        Ok((there, format!("/agenda/{item}")))
    }

    /// Lets the person of a case in to their own page, logged in.
    ///
    /// # Errors
    /// When the record has no whole date of birth, or anything fails.
    pub fn own_page(&self, app: &App, officer: &Actor, case: CaseId) -> Said<OwnPage> {
        let new = NewPortalAccount {
            way: "measured@example.test".to_owned(),
            asked_if_safe: true,
            ..NewPortalAccount::default()
        };
        let account = app.invite_to_portal(officer, case, &new, "http://localhost").map_err(because("an own page"))?;
        let (token, now) = (SessionToken::new(&mut OsEntropy), SystemClock.now());
        let session = PortalSession {
            id: SessionId::new(now, &mut OsEntropy),
            token_hash: token.digest().to_vec(),
            account,
            code_digest: None,
            tries: 0,
            began_at: now,
            last_seen_at: now,
            expires_at: now.plus_seconds(2 * 60 * 60),
        };
        app.store()
            .write(&Caller::system(self.authority, "bench"), "own page", move |tx| tx.insert_portal_session(&session))
            .map_err(|e: StoreError| format!("an own page: {e}"))?;
        Ok(OwnPage { token })
    }
}

//! Logging in at a council's own provider, in full, against a real one.

use crate::browser::{Browser, COVENTRY, Came, Site};
use axum::http::StatusCode;
use identity::TotpSecret;
use serde_json::{Value, json};
use testkit::provider::{CLIENT, Provider, SECRET};

const ORIGIN: &str = "http://localhost:9";
const OFFICER: &str = "coventry/homelessness-and-cbl#role:housing-officer";
const MANAGER: &str = "coventry/homelessness-and-cbl#role:team-manager";
const EMAIL: &str = "olive.canary@example.org";

fn people() -> Value {
    json!({
        "olive": { "claims": { "name": "Olive Officer", "email": EMAIL, "groups": ["housing", "everybody"] } },
        "noor": { "claims": { "name": "Noor Nobody", "email": "noor@example.org", "groups": ["everybody"] } },
        "mo": { "amr": ["pwd", "mfa"], "claims": { "name": "Mo Manager", "email": "mo@example.org", "groups": ["managers"] } },
    })
}

/// A council with its provider, entered on the administrator's page.
struct Council {
    site: Site,
    provider: Provider,
    id: String,
}

impl Council {
    fn new() -> Self {
        Self::with(&json!({}), &[])
    }
    fn with(more: &Value, change: &[(&str, &str)]) -> Self {
        let site = Site::reached_at(ORIGIN);
        let provider = Provider::start(ORIGIN, site.house.now(), &people(), more);
        let mut fields = form(&provider.issuer);
        for (name, value) in change {
            fields.retain(|(n, _)| n != name);
            fields.push((name, value));
        }
        let came = site.administrator().post("/admin/sign-on", &fields);
        assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.errors());
        let id = came.location().rsplit('/').next().unwrap().to_owned();
        let council = Self { site, provider, id };
        if !change.contains(&("groups-claim", "")) {
            council.gives("housing", &[("capacities-0", OFFICER)]);
            council.gives("managers", &[("capacities-0", MANAGER)]);
        }
        council
    }
    fn page(&self) -> String {
        format!("/admin/sign-on/{}", self.id)
    }
    fn gives(&self, group: &str, fields: &[(&str, &str)]) {
        let mut all = vec![("group", group)];
        all.extend_from_slice(fields);
        let came = self.site.administrator().post(&format!("{}/groups", self.page()), &all);
        assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.errors());
    }
    /// A browser goes to the provider, somebody logs in there, and it comes back.
    fn goes(&self, browser: &mut Browser<'_>, who: &str) -> Came {
        let sent = browser.get(&format!("/login/with/{}", self.id));
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.errors());
        let back = self.provider.log_in(sent.location(), who);
        browser.get(&back)
    }
    /// Somebody logs in with our second factor as well: set up, or known.
    fn comes_in<'s>(&'s self, who: &str, known: Option<&TotpSecret>) -> (Browser<'s>, TotpSecret) {
        self.site.house.clock.advance_seconds(31);
        let mut browser = self.site.nobody();
        let came = self.goes(&mut browser, who);
        let at = if known.is_some() { "/login/code" } else { "/account/second-factor" };
        assert_eq!(came.location(), at, "{}", came.errors());
        let totp = known.cloned().unwrap_or_else(|| secret(&browser.get(at).body));
        let code = totp.code_at(self.site.house.now());
        let came = browser.post(at, &[("code", code.as_str())]);
        assert_eq!(came.location(), "/", "{}", came.errors());
        (browser, totp)
    }
}

fn form(issuer: &str) -> Vec<(&'static str, &str)> {
    vec![
        ("label", "Coventry staff log in"),
        ("issuer", issuer),
        ("client-id", CLIENT),
        ("client-secret", SECRET),
        ("scopes", "profile email groups"),
        ("groups-claim", "groups"),
        ("unknown", "make"),
        ("factors", ""),
    ]
}

fn secret(page: &str) -> TotpSecret {
    let typed = page.split("class=\"app-secret\">").nth(1).and_then(|t| t.split('<').next()).unwrap();
    let base32: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    TotpSecret::from_bytes(data_encoding::BASE32_NOPAD.decode(base32.as_bytes()).unwrap().try_into().unwrap())
}

fn turned_away(came: &Came, words: &str) {
    assert_eq!(came.status, StatusCode::UNPROCESSABLE_ENTITY, "{} {}", came.status, came.location());
    assert!(came.errors().contains(words), "{}", came.errors());
    for canary in [EMAIL, "Olive", SECRET] {
        assert!(!came.body.contains(canary), "it repeats {canary}");
    }
}

#[test]
fn somebody_logs_in_at_the_councils_provider_and_out_there_too() {
    let council = Council::new();
    let site = &council.site;
    let mut olive = site.nobody();
    let page = olive.get("/login").body;
    assert!(page.contains("Coventry staff log in") && page.contains(&format!("/login/with/{}", council.id)));
    let sent = olive.get(&format!("/login/with/{}", council.id));
    for asked in [
        "response_type=code",
        "code_challenge_method=S256",
        "code_challenge=",
        "nonce=",
        "state=",
        "scope=openid+profile+email+groups",
    ] {
        assert!(sent.location().contains(asked), "{asked} is missing: {}", sent.location());
    }
    assert!(!sent.location().contains(&olive.cookies["sign-on"]), "the browser's secret goes to the provider");
    let back = council.provider.log_in(sent.location(), "olive");
    let came = olive.get(&back);
    assert_eq!((came.status, came.location()), (StatusCode::SEE_OTHER, "/account/second-factor"), "{}", came.errors());
    assert!(!olive.cookies.contains_key("sign-on"), "its secret is left behind");
    assert_eq!(olive.get("/cases").location(), "/account/second-factor", "our second factor is not asked for");
    let totp = secret(&olive.get("/account/second-factor").body);
    let code = totp.code_at(site.house.now());
    assert_eq!(olive.post("/account/second-factor", &[("code", code.as_str())]).location(), "/");
    let cases = olive.get("/cases");
    assert!(cases.status == StatusCode::OK && cases.body.contains("Olive Officer"));
    assert_eq!(olive.get("/admin").status, StatusCode::NOT_FOUND);
    // What came back works once.
    turned_away(&site.nobody().get(&back), "begun elsewhere");
    // The same person is the same account, whatever they are called by then.
    council.provider.people(&json!({ "olive": { "claims": { "name": "Olive Other", "email": "other@example.org", "groups": ["housing"] } } }));
    let (mut again, _) = council.comes_in("olive", Some(&totp));
    let admin = site.administrator().get("/admin/accounts").body;
    assert!(admin.matches(EMAIL).count() == 1 && !admin.contains("other@example.org"));
    let own = again.get("/account").body;
    assert!(
        own.contains("Disconnect from") && !own.contains("Change your password"),
        "it asks for a password that is not there"
    );
    // Out here, and out there by a link: nothing about them stands in it.
    let out = again.post("/logout", &[]);
    assert_eq!(out.location(), format!("/login/left/{}", council.id));
    let left = again.get(out.location());
    assert!(left.body.contains("/session/end?client_id=casement") && !left.body.contains(EMAIL), "{}", left.body);
    assert!(!again.cookies.contains_key("session"));
    assert_eq!(olive.get("/cases").status, StatusCode::OK, "another session of theirs is none of its business");
    // Nobody has a password here, and none is good enough.
    let wrong = site.nobody().post("/login", &[("username", EMAIL), ("password", "")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for _ in 0..12 {
        let wrong = site.nobody().post("/login", &[("username", EMAIL), ("password", "three heron umbrellas")]);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    council.comes_in("olive", Some(&totp));
    // Our secret there, and what the provider said, lie nowhere in the clear.
    for file in std::fs::read_dir(site.house.folder().unwrap()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for canary in [SECRET, "eyJhbGciOi"] {
            assert!(!bytes.windows(canary.len()).any(|w| w == canary.as_bytes()), "{canary} lies in the clear");
        }
    }
}

#[test]
fn what_cannot_be_verified_lets_nobody_in() {
    let council = Council::new();
    let site = &council.site;
    for how in ["nonce", "audience", "audiences", "party", "issuer", "expired", "key", "none", "shared", "cut"] {
        council.provider.tamper(how);
        let mut olive = site.nobody();
        turned_away(&council.goes(&mut olive, "olive"), "could not be verified");
        assert!(!olive.cookies.contains_key("session"), "{how} opens a session");
    }
    council.provider.tamper("");
    // The word that comes back belongs to this browser; the provider says that it was it.
    let mut olive = site.nobody();
    let begin = |browser: &mut Browser<'_>| {
        let sent = browser.get(&format!("/login/with/{}", council.id));
        council.provider.log_in(sent.location(), "olive")
    };
    let back = begin(&mut olive);
    turned_away(&site.nobody().get(&back), "begun elsewhere");
    turned_away(&olive.get(&back.replace("state=", "state=x")), "begun elsewhere");
    let mut other = site.nobody();
    other.get(&format!("/login/with/{}", council.id));
    turned_away(&other.get(&back), "begun elsewhere");
    let back = begin(&mut olive);
    turned_away(&olive.get(&back.replace("iss=http", "iss=https")), "could not be verified");
    let back = begin(&mut olive);
    turned_away(&olive.get(&back.replace("code=", "code=x")), "did not complete");
    let back = begin(&mut olive);
    site.house.clock.advance_seconds(11 * 60);
    turned_away(&olive.get(&back), "too long ago");
    // Whom the provider itself turns away comes back without a code.
    turned_away(&council.goes(&mut site.nobody(), "stranger"), "did not complete");
    assert!(!site.administrator().get("/admin/accounts").body.contains(EMAIL), "an account was made");
    let (mut olive, _) = council.comes_in("olive", None);
    assert_eq!(olive.get("/cases").status, StatusCode::OK);
}

#[test]
#[doc = "keeps FAM-078"]
fn what_a_group_gives_goes_with_it_and_what_was_given_by_hand_stays() {
    let council = Council::new();
    let site = &council.site;
    let mut admin = site.administrator();
    let made = admin.post("/teams", &[("name", "Prevention"), ("notice", COVENTRY)]);
    let team = made.location().rsplit('/').next().unwrap().to_owned();
    council.gives("managers", &[("capacities-0", MANAGER), ("team", &format!("{team}|manager"))]);
    let both = |groups: Value| json!({ "olive": { "claims": { "name": "Olive", "email": EMAIL, "groups": groups } } });
    council.provider.people(&both(json!(["housing", "managers"])));
    let (mut olive, totp) = council.comes_in("olive", None);
    let acting = olive.get("/acting").body;
    assert!(acting.contains(OFFICER) && acting.contains(MANAGER));
    let teams = |browser: &mut Browser<'_>| browser.get(&format!("/teams/{team}")).body;
    assert!(teams(&mut admin).contains("Olive"), "not in the team");
    // The administrator gives the second by hand as well: it stays when the group goes, and the first does not.
    let list = admin.get("/admin/accounts").body;
    let account = list
        .split(EMAIL)
        .next()
        .unwrap()
        .rsplit("/admin/accounts/")
        .next()
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let here = format!("/admin/accounts/{account}");
    assert_eq!(admin.post(&here, &[("capacities-0", OFFICER)]).location(), here);
    assert_eq!(admin.post(&here, &[("capacities-0", OFFICER), ("capacities-0", MANAGER)]).location(), here);
    council.provider.people(&both(json!(["managers"])));
    let (mut again, _) = council.comes_in("olive", Some(&totp));
    assert_eq!(olive.get("/cases").location(), "/login", "a session of before goes on with what was taken away");
    let acting = again.get("/acting").body;
    assert!(!acting.contains(OFFICER) && acting.contains(MANAGER));
    // In no group that gives anything: nobody is let in, and what the groups gave is gone.
    council.provider.people(&both(json!(["everybody"])));
    turned_away(&council.goes(&mut site.nobody(), "olive"), "in no group there that gives you anything");
    assert!(
        !teams(&mut admin).contains("<th scope=\"row\" class=\"govuk-table__header app-table__who\">Olive"),
        "still in the team"
    );
    assert!(admin.get(&here).body.contains(&format!("value=\"{MANAGER}\" checked")), "what was given by hand is gone");
    // What is taken away from a group is gone at once, for whoever is inside.
    council.provider.people(&both(json!(["housing"])));
    let (mut olive, _) = council.comes_in("olive", Some(&totp));
    assert!(olive.get("/acting").body.contains(OFFICER));
    let gone = admin.post(&format!("{}/groups/remove", council.page()), &[("group", "housing")]);
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    assert_eq!(olive.get("/cases").location(), "/login");
    turned_away(&council.goes(&mut site.nobody(), "olive"), "in no group");
}

#[test]
fn what_groups_gave_lapses_when_nobody_comes_from_the_provider_any_more() {
    let council = Council::new();
    let site = &council.site;
    let held = || {
        let system = kernel::Caller::system(site.house.authority, "test");
        let all = site.house.app.store().read(&system, "accounts", |tx| tx.accounts()).unwrap_or_else(stop);
        all.into_iter().find(|a| a.name == "Olive Officer").unwrap().capacities
    };
    // The provider's clock goes on as it does: what is moved is when they last came from there.
    let last_came = |days: i64| {
        let system = kernel::Caller::system(site.house.authority, "test");
        let done = site.house.app.store().write(&system, "came", move |tx| {
            for provider in tx.sign_on_providers()? {
                for mut identity in tx.sign_on_identities(provider.id)? {
                    identity.last_used_at = Some(tx.now().plus_seconds(-days * 24 * 3600));
                    tx.put_sign_on_identity(&identity)?;
                }
            }
            Ok(())
        });
        done.map_err(|e: store::StoreError| e).unwrap();
        site.house.app.review_accounts().unwrap();
    };
    let (mut olive, totp) = council.comes_in("olive", None);
    last_came(13);
    assert_eq!((held(), olive.get("/cases").status), (vec![OFFICER.to_owned()], StatusCode::OK));
    last_came(15);
    assert_eq!(held(), Vec::<String>::new(), "whoever was taken out of the group long ago still has what it gave");
    assert_eq!(olive.get("/cases").location(), "/login");
    // It comes again with whoever comes from there.
    council.comes_in("olive", Some(&totp));
    assert_eq!(held(), [OFFICER]);
    let switched = site.administrator().post(&format!("{}/switch", council.page()), &[("on", "no")]);
    assert_eq!(switched.status, StatusCode::SEE_OTHER);
    site.house.app.review_accounts().unwrap();
    assert_eq!(held(), Vec::<String>::new(), "nobody comes in by it any more");
}

fn stop(e: store::StoreError) -> Vec<store::Account> {
    panic!("{e}")
}

#[test]
fn a_group_can_make_administrators_and_a_group_of_two_organisations_makes_nothing() {
    let council = Council::new();
    let site = &council.site;
    council.gives("housing", &[("administers", "yes")]);
    let (mut olive, totp) = council.comes_in("olive", None);
    assert_eq!(olive.get("/admin").status, StatusCode::OK);
    council.gives("housing", &[("capacities-0", OFFICER)]);
    assert_ne!(olive.get("/admin").status, StatusCode::OK, "administration stays when the group gives it no more");
    let (mut olive, _) = council.comes_in("olive", Some(&totp));
    assert_eq!((olive.get("/admin").status, olive.get("/cases").status), (StatusCode::NOT_FOUND, StatusCode::OK));
    let mut admin = site.administrator();
    let wrong = admin.post(&format!("{}/groups", council.page()), &[("group", ""), ("capacities-0", OFFICER)]);
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.errors().contains("Enter the group"));
    let wrong = admin.post(&format!("{}/groups", council.page()), &[("group", "empty")]);
    assert!(wrong.errors().contains("Choose at least one thing") && wrong.body.contains("value=\"empty\""));
    assert!(wrong.body.contains(&council.provider.issuer), "the other form of the page is empty");
}

#[test]
fn who_is_not_known_is_let_in_only_if_the_administrator_says_so_and_never_by_an_address() {
    let council = Council::with(&json!({}), &[("unknown", "refuse")]);
    let site = &council.site;
    let mut admin = site.administrator();
    turned_away(&council.goes(&mut site.nobody(), "olive"), "no account here is connected");
    // Invited, they take it up without a password; the link is dead after that.
    let made = admin.post(
        "/admin/invitations/new",
        &[("name", "Olive"), ("username", "work@example.org"), ("capacities-0", MANAGER)],
    );
    let join = made.body.split("/join/").nth(1).and_then(|t| t.split('<').next()).unwrap().to_owned();
    let mut olive = site.nobody();
    let way = format!("/join/{join}/with/{}", council.id);
    assert!(olive.get(&format!("/join/{join}")).body.contains(&way));
    let sent = olive.get(&way);
    let back = council.provider.log_in(sent.location(), "olive");
    assert_eq!(olive.get(&back).location(), "/account/second-factor");
    assert_eq!(site.nobody().get(&way).status, StatusCode::NOT_FOUND);
    let accounts = admin.get("/admin/accounts").body;
    assert!(accounts.contains("work@example.org") && !accounts.contains(EMAIL));
    // From now on whoever is in a group gets an account. An address that is taken is nobody's proof of anything.
    let mut fields = form(&council.provider.issuer);
    fields.retain(|(name, _)| *name != "client-secret");
    assert_eq!(admin.post(&council.page(), &fields).status, StatusCode::SEE_OTHER, "the secret has to be typed again");
    council.provider.people(
        &json!({ "thief": { "claims": { "name": "T", "email": "work@example.org", "groups": ["managers"] } } }),
    );
    turned_away(&council.goes(&mut site.nobody(), "thief"), "There is an account with your address already");
    turned_away(&council.goes(&mut site.nobody(), "noor"), "in no group there");
    assert!(!admin.get("/admin/accounts").body.contains("noor@example.org"));
    council.provider.people(&json!({ "unsaid": { "claims": { "name": "U", "groups": ["managers"] } } }));
    turned_away(&council.goes(&mut site.nobody(), "unsaid"), "does not say your email address");
    // Switched off, an account stays so.
    let account = accounts.split("work@example.org").next().unwrap().rsplit("/admin/accounts/").next().unwrap();
    let here = format!("/admin/accounts/{}", account.split('"').next().unwrap());
    admin.post(&format!("{here}/switch"), &[("on", "no")]);
    turned_away(&council.goes(&mut site.nobody(), "olive"), "ended or is switched off");
}

#[test]
fn the_second_factor_of_a_provider_counts_only_if_it_is_trusted() {
    let council = Council::new();
    let (mo, _) = council.comes_in("mo", None);
    drop(mo);
    let mut fields = form(&council.provider.issuer);
    fields.retain(|(name, _)| *name != "factors");
    fields.push(("factors", "gold mfa"));
    assert_eq!(council.site.administrator().post(&council.page(), &fields).status, StatusCode::SEE_OTHER);
    let mut mo = council.site.nobody();
    assert_eq!(council.goes(&mut mo, "mo").location(), "/");
    assert_eq!(mo.get("/cases").status, StatusCode::OK);
    assert!(mo.cookies.contains_key("device"), "the device is not known again");
    let mut olive = council.site.nobody();
    assert_eq!(
        council.goes(&mut olive, "olive").location(),
        "/account/second-factor",
        "no second factor there, and none here"
    );
}

#[test]
fn a_provider_that_is_down_says_so_and_passwords_go_on() {
    let mut council = Council::new();
    council.provider.stop();
    let site = &council.site;
    // What it said of itself is remembered for ten minutes; then it is asked again.
    site.house.clock.advance_seconds(11 * 60);
    let came = site.nobody().get(&format!("/login/with/{}", council.id));
    turned_away(&came, "does not work at the moment");
    assert!(came.body.contains("name=\"password\""), "there is no other way in on the page");
    crate::login::a_password_opens_the_door(site);
    let mut admin = site.administrator();
    let mut fields = form("http://127.0.0.1:1/");
    let wrong = admin.post("/admin/sign-on", &fields);
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.errors().contains("does not answer"));
    assert!(wrong.body.contains("value=\"Coventry staff log in\"") && !wrong.body.contains(SECRET));
    fields[1].1 = "http://login.example.org";
    assert!(admin.post("/admin/sign-on", &fields).errors().contains("https://"));
    // Switched off it is gone from the page.
    admin.post(&format!("{}/switch", council.page()), &[("on", "no")]);
    assert!(!site.nobody().get("/login").body.contains("Coventry staff log in"));
    assert_eq!(site.nobody().get(&format!("/login/with/{}", council.id)).status, StatusCode::NOT_FOUND);
}

#[test]
fn an_account_with_a_password_is_connected_by_whoever_knows_it_and_disconnected_again() {
    let council = Council::with(&json!({}), &[("unknown", "refuse"), ("groups-claim", "")]);
    let site = &council.site;
    let mut priya = crate::login::a_password_opens_the_door(site);
    let (connect, name) = (format!("/account/sign-on/{}", council.id), format!("connect-{}", council.id));
    let wrong = priya.post(&connect, &[(name.as_str(), "not it")]);
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.errors().contains("not the password"));
    let ready = priya.post(&connect, &[(name.as_str(), crate::login::PASSWORD)]);
    let href = ready.body.split("href=\"http://127.0.0.1").nth(1).and_then(|t| t.split('"').next()).unwrap();
    let href = format!("http://127.0.0.1{}", href.replace("&amp;", "&"));
    assert!(href.contains("prompt=login"), "whoever is logged in there is taken: {href}");
    assert!(!site.nobody().get(&format!("/login/with/{}", council.id)).location().contains("prompt="));
    let back = council.provider.log_in(&href, "noor");
    // Somebody else's browser cannot finish it, also with the cookie.
    let mut thief = site.officer();
    thief.cookies.insert("sign-on".to_owned(), priya.cookies["sign-on"].clone());
    assert!(thief.get(&back).errors().contains("begun elsewhere"));
    let ready = priya.post(&connect, &[(name.as_str(), crate::login::PASSWORD)]);
    let href = ready.body.split("href=\"http://127.0.0.1").nth(1).and_then(|t| t.split('"').next()).unwrap();
    let back = council.provider.log_in(&format!("http://127.0.0.1{}", href.replace("&amp;", "&")), "noor");
    assert_eq!(priya.get(&back).location(), "/account");
    assert!(priya.get("/account").body.contains("Disconnect from"));
    site.house.clock.advance_seconds(60);
    let mut by_provider = site.nobody();
    assert_eq!(council.goes(&mut by_provider, "noor").location(), "/login/code");
    assert_eq!(priya.post(&format!("{connect}/disconnect"), &[]).location(), "/account");
    turned_away(&council.goes(&mut site.nobody(), "noor"), "no account here is connected");
}

#[test]
fn groups_and_names_are_asked_for_where_the_id_token_does_not_hold_them() {
    let council = Council::with(&json!({ "thin": true }), &[]);
    council.provider.tamper("person");
    turned_away(&council.goes(&mut council.site.nobody(), "olive"), "could not be verified");
    council.provider.tamper("");
    let (mut olive, _) = council.comes_in("olive", None);
    assert!(olive.get("/cases").body.contains("Olive Officer"));
}

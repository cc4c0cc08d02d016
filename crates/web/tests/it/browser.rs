//! A small browser: keeps cookies, follows nothing, finds the form's token on the page.

use app::Capacity;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use identity::SessionToken;
use kernel::{AccountId, Caller, CaseId, SessionId};
use notice::model::FieldInfo;
use notice::source::{FieldKind, Necessity};
use std::collections::BTreeMap;
use store::{Account, Session};
use testkit::House;
use tower::ServiceExt;
use web::Settings;

pub const COVENTRY: &str = "coventry/homelessness-and-cbl";
pub const NEW_CASE: &str = "/cases/new/coventry/homelessness-and-cbl/homelessness";

/// A house with its pages.
pub struct Site {
    pub house: House,
    pub router: Router,
}

impl Site {
    pub fn new() -> Self {
        Self::with(&[COVENTRY])
    }
    pub fn with(notices: &[&str]) -> Self {
        Self::made(notices, pages::portal::Words::languages(), None)
    }
    /// With the person's own pages in the words of a language.
    pub fn in_words(notices: &[&str], words: pages::portal::Words) -> Self {
        Self::made(notices, vec![words], None)
    }
    /// Reached by browsers at an address that the server was told.
    pub fn reached_at(origin: &str) -> Self {
        Self::made(&[COVENTRY], pages::portal::Words::languages(), Some(origin.to_owned()))
    }
    fn made(notices: &[&str], words: Vec<pages::portal::Words>, origin: Option<String>) -> Self {
        let house = House::new(notices);
        let settings = Settings { council: "Coventry City Council".into(), demo: true, secure: false, origin };
        let router = web::router_in(house.app.clone(), settings, words).unwrap();
        Self { house, router }
    }
    /// Over a house that is there.
    pub fn at(house: House) -> Self {
        let settings = Settings { council: "Coventry City Council".into(), demo: true, secure: false, origin: None };
        let router = web::router(house.app.clone(), settings).unwrap();
        Self { house, router }
    }
    pub fn nobody(&self) -> Browser<'_> {
        Browser { site: self, router: self.router.clone(), account: None, cookies: BTreeMap::new(), token: None }
    }
    /// Somebody logged in, acting as a principal for a purpose (none: an administrator without a capacity).
    pub fn person(&self, acting: Option<(&str, &str, &str)>, administers: bool, second_factor: bool) -> Browser<'_> {
        let mut entropy = self.house.entropy();
        let now = self.house.now();
        let account = AccountId::new(now, &mut entropy);
        let capacity = acting.map(|(notice, principal, _)| {
            Capacity { notice: notice.to_owned(), principal: principal.to_owned() }.stored()
        });
        let row = Account {
            id: account,
            username: format!("user-{account}"),
            name: format!("Robin {}", acting.map_or("Admin", |(_, principal, _)| principal)),
            administers,
            capacities: capacity.clone().into_iter().collect(),
            enrolment: None,
            created_at: now,
            disabled_at: None,
            confirm_by: None,
            trained_until: None,
            bound_by: Some("duty".to_owned()),
        };
        let system = Caller::system(self.house.authority, "test");
        self.house
            .app
            .store()
            .write(&system, "account", move |tx| tx.insert_account(&row))
            .unwrap_or_else(|e: store::StoreError| panic!("no account: {e}"));
        let purpose = acting.map_or_else(String::new, |(_, _, purpose)| purpose.to_owned());
        self.logs_in(account, capacity.unwrap_or_default(), purpose, second_factor)
    }
    /// A session of an account, in a browser of its own.
    fn logs_in(&self, account: AccountId, capacity: String, purpose: String, second_factor: bool) -> Browser<'_> {
        let mut entropy = self.house.entropy();
        let now = self.house.now();
        let token = SessionToken::new(&mut entropy);
        let whose = (account, capacity.clone(), purpose.clone());
        let session = Session {
            id: SessionId::new(now, &mut entropy),
            token_hash: token.digest().to_vec(),
            account,
            capacity,
            purpose,
            second_factor,
            began_at: now,
            last_seen_at: now,
            expires_at: now.plus_seconds(12 * 60 * 60),
        };
        let system = Caller::system(self.house.authority, "test");
        self.house
            .app
            .store()
            .write(&system, "log in", move |tx| tx.insert_session(&session))
            .unwrap_or_else(|e: store::StoreError| panic!("no session: {e}"));
        let cookies = BTreeMap::from([("session".to_owned(), token.cookie().expose().clone())]);
        Browser { site: self, router: self.router.clone(), account: Some(whose), cookies, token: None }
    }
    /// Somebody logs in again, to act as before.
    pub fn comes_back(&self, before: &Browser<'_>) -> Browser<'_> {
        let (account, capacity, purpose) = before.account.clone().unwrap();
        self.logs_in(account, capacity, purpose, true)
    }
    /// A form of a new case with everything that is needed, and nothing else.
    pub fn filled(&self, name: &str) -> Vec<(String, String)> {
        let notice = self.house.app.notice_page(COVENTRY, None).unwrap().notice;
        let asked = notice.compiled.categories.iter().filter(|c| {
            let here = c.services.is_empty() || c.services.iter().any(|s| s == "homelessness");
            !c.derived && here && c.necessity != Necessity::Optional
        });
        asked
            .flat_map(|category| {
                let any = category.fields.iter().any(|f| f.required);
                let wanted = move |(at, field): &(usize, &FieldInfo)| field.required || (!any && *at == 0);
                category
                    .fields
                    .iter()
                    .enumerate()
                    .filter(wanted)
                    .map(move |(_, f)| (format!("{}.{}", category.id, f.id), f))
            })
            .flat_map(|(input, field)| fitting(&input, field, name))
            .collect()
    }
    pub fn officer(&self) -> Browser<'_> {
        self.person(Some((COVENTRY, "role:housing-officer", "prevent-relieve")), false, true)
    }
    pub fn partner(&self, party: &str) -> Browser<'_> {
        self.person(Some((COVENTRY, party, "refer")), false, true)
    }
    pub fn administrator(&self) -> Browser<'_> {
        self.person(None, true, true)
    }
}

/// What came back.
#[derive(Debug)]
pub struct Came {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Came {
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |v| v.to_str().unwrap())
    }
    /// The case that an address leads to.
    pub fn case(&self) -> CaseId {
        self.location().strip_prefix("/cases/").unwrap().parse().unwrap()
    }
    /// The error summary, for messages.
    pub fn errors(&self) -> &str {
        self.body.split("govuk-error-summary__list").nth(1).and_then(|s| s.split("</ul>").next()).unwrap_or(&self.body)
    }
}

/// A browser.
#[derive(Clone)]
pub struct Browser<'a> {
    pub site: &'a Site,
    router: Router,
    /// Whose it is, what they act as, and for which purpose.
    account: Option<(AccountId, String, String)>,
    pub cookies: BTreeMap<String, String>,
    /// The token for forms, with the cookie that it belongs to.
    token: Option<(Option<String>, String)>,
}

impl Browser<'_> {
    /// The same browser, with another server.
    pub fn at(&self, router: &Router) -> Self {
        Self { router: router.clone(), ..self.clone() }
    }
    pub fn send(&mut self, request: Request<Body>) -> Came {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (mut parts, body) = request.into_parts();
        let path = parts.uri.path().to_owned();
        if !self.cookies.is_empty() {
            let line: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
            parts.headers.insert(header::COOKIE, line.join("; ").parse().unwrap());
        }
        let came = runtime.block_on(async {
            let response = self.router.clone().oneshot(Request::from_parts(parts, body)).await.unwrap();
            let (parts, body) = response.into_parts();
            let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            let body = String::from_utf8_lossy(&bytes).into_owned();
            Came { status: parts.status, headers: parts.headers, body, bytes: bytes.to_vec() }
        });
        if self.is_read_outside(&path) && came.headers.get(header::CONTENT_TYPE).is_some_and(|t| t == HTML) {
            let weight = weight(&came.body);
            assert!(weight < MOST_BYTES, "{path}: {weight} bytes over the wire");
        }
        for cookie in came.headers.get_all(header::SET_COOKIE) {
            let (pair, rest) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        came
    }
    /// Whether a page is one of the person's own, or of a body's: read on old telephones and by slow lines, so that each that any test
    /// opens is weighed.
    fn is_read_outside(&self, path: &str) -> bool {
        let own =
            path == "/me" || path.starts_with("/me/") || path.starts_with("/sent/") || path.starts_with("/copies/");
        let outside = |capacity: &String| !capacity.is_empty() && !capacity.contains("#role:");
        let theirs = self.account.as_ref().is_some_and(|(_, capacity, _)| outside(capacity));
        own || (theirs && !path.starts_with("/notices") && !path.starts_with("/help"))
    }
    pub fn get(&mut self, path: &str) -> Came {
        self.send(Request::get(path).body(Body::empty()).unwrap())
    }
    /// Sends a form as it is, without a token of its own.
    pub fn post_raw(&mut self, path: &str, fields: &[(&str, &str)]) -> Came {
        let body: Vec<String> = fields.iter().map(|(n, v)| format!("{}={}", escape(n), escape(v))).collect();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .unwrap();
        self.send(request)
    }
    /// The token of this browser's session.
    pub fn token(&mut self) -> String {
        let session = self.cookies.get("session").cloned();
        if let Some((of, token)) = &self.token
            && *of == session
        {
            return token.clone();
        }
        let pages: &[&str] = if self.cookies.contains_key("session") {
            &["/notices", "/account/second-factor", "/login/code"]
        } else {
            &["/login"]
        };
        let token = pages.iter().map(|page| token_on(&self.get(page).body)).find(|t| !t.is_empty()).unwrap_or_default();
        self.token = Some((session, token.clone()));
        token
    }
    /// Sends a form with the session's token.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Came {
        let token = self.token();
        let mut all = vec![("csrf", token.as_str())];
        all.extend_from_slice(fields);
        self.post_raw(path, &all)
    }
    /// Fills in the form of a new case and sends it.
    pub fn create(&mut self, name: &str) -> CaseId {
        let fields = self.site.filled(name);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let came = self.post(NEW_CASE, &fields);
        assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.errors());
        came.case()
    }
}

const HTML: &str = "text/html; charset=utf-8";
/// The most that a page of the person's own or of a body's desk costs whoever opens it, with all that it loads.
const MOST_BYTES: usize = 100_000;

/// A page over the wire: it is sent as it is, and what it loads is sent packed.
pub fn weight(page: &str) -> usize {
    let packed = |name: &str| {
        let asset = pages::asset(pages::bundle(), name).unwrap_or_else(|| panic!("{name} is not served"));
        asset.brotli.or(asset.gzip).unwrap_or(asset.plain).len()
    };
    let start = format!("/assets/{}/", pages::bundle());
    let mut loads: Vec<&str> = page.split(start.as_str()).skip(1).filter_map(|l| l.split('"').next()).collect();
    loads.sort_unstable();
    loads.dedup();
    page.len() + loads.into_iter().map(packed).sum::<usize>()
}

pub fn token_on(html: &str) -> String {
    html.split("name=\"csrf\" value=\"").nth(1).and_then(|t| t.split('"').next()).unwrap_or_default().to_owned()
}

/// Something that fits a field.
fn fitting(name: &str, field: &FieldInfo, whose: &str) -> Vec<(String, String)> {
    let one = |value: &str| vec![(name.to_owned(), value.to_owned())];
    match field.kind {
        FieldKind::Date => [("day", "3"), ("month", "5"), ("year", "1984")]
            .map(|(part, value)| (format!("{name}-{part}"), value.to_owned()))
            .to_vec(),
        FieldKind::Choice | FieldKind::Choices => one(&field.options[0]),
        FieldKind::YesNo => one("yes"),
        FieldKind::Number | FieldKind::Money => one("2"),
        FieldKind::Email => one("someone@example.com"),
        FieldKind::Telephone => one("07700 900123"),
        FieldKind::Postcode => one("CV1 1AA"),
        _ if field.id == "name" => one(whose),
        _ => one("Something"),
    }
}

pub fn escape(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
